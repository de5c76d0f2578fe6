//! The example's activities while they are gathered, with the chance that fills them in.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::activity::Activity;
use super::calendar::{Calendar, EPIDEMIC_TERM, REOPENED, TERM_COUNT, TERMS, day};
use super::dice::Dice;
use super::places::Vigour;

/// Gathers activities; every part of the example adds its own.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) dice: Dice,
    pub(super) activities: Vec<Activity<'a>>,
}

/// Whether people must meet for it. What needs no meeting went on over the net while schools were shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    InPerson,
    MayBeOnline,
}

impl<'a> Ledger<'a> {
    /// An empty ledger.
    pub(super) fn new(calendar: &'a Calendar, seed: u64) -> Self {
        Self { calendar, dice: Dice::new(seed), activities: Vec::new() }
    }

    /// Adds an activity; one from the months of closed schools is marked as held over the net.
    pub(super) fn add(&mut self, mut activity: Activity<'a>) {
        if (TERMS[EPIDEMIC_TERM].start..REOPENED).contains(&activity.date) {
            activity.title = Cow::Owned(format!("【线上】{}", activity.title));
        }
        self.activities.push(activity);
    }

    /// `count` different school days of a term, as text, in no order.
    pub(super) fn days(&mut self, term: usize, count: u32, meeting: Meeting) -> Vec<&'a str> {
        let calendar = self.calendar;
        let days: Vec<NaiveDate> = calendar
            .school_days(term)
            .iter()
            .copied()
            .filter(|date| term != EPIDEMIC_TERM || meeting == Meeting::MayBeOnline || *date >= day(REOPENED))
            .collect();
        let chosen = self.dice.indexes(days.len(), count as usize);
        chosen.into_iter().map(|index| calendar.text(days[index])).collect()
    }

    /// One school day of a term on which people could meet.
    pub(super) fn day(&mut self, term: usize) -> &'a str {
        self.days(term, 1, Meeting::InPerson).first().copied().unwrap_or("")
    }

    /// How often something is done that is required `need` times: around it, by the school's vigour,
    /// less in the term of the epidemic and in the terms that the book holds only part of.
    pub(super) fn around(&mut self, need: u32, vigour: Vigour, term: usize) -> u32 {
        let steps: &[i64] = match vigour {
            Vigour::Strong => &[0, 0, 1, 1, 2, 3],
            Vigour::Steady => &[-1, 0, 0, 0, 1, 1, 2],
            Vigour::Stretched => &[-2, -1, -1, 0, 0, 1],
        };
        let mut count = i64::from(need) + self.dice.pick(steps);
        if term == EPIDEMIC_TERM && self.dice.chance(1, 3) || term == 0 || term == TERM_COUNT - 1 {
            count -= 1;
        }
        u32::try_from(count).unwrap_or(0)
    }
}
