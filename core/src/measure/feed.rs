//! Whose findings are whose: units tied as records are, over periods that lie inside those of others. Cards collect by it, and rules that measure
//! findings.

use super::calendar::Calendar;
use super::tie::Ties;
use super::units::{Members, Over};
use crate::calendar::{Day, Period, Span};
use crate::data::{At, Loaded};
use crate::judge::Truth;
use crate::pack::{Pack, Tie};
use crate::report::RuleRun;
use crate::sorting::Gather;
use std::collections::BTreeSet;

/// Units in periods, of a rule or of a card.
#[derive(Clone, Copy)]
pub(crate) struct Grid<'a> {
    pub(crate) members: &'a Members,
    pub(crate) periods: &'a [Period],
    /// The day on which it is judged.
    pub(crate) as_of: Day,
}

impl Grid<'_> {
    pub(crate) fn cells(&self) -> usize {
        self.members.rows.len() * self.periods.len()
    }

    /// Whether another period lies inside one of these.
    pub(crate) fn encloses(&self, period: usize, other: &Period) -> bool {
        self.periods.get(period).is_some_and(|period| period.span.encloses(&other.span))
    }

    /// A unit as it is on the day on which it is looked at.
    pub(crate) fn unit(&self, unit: usize, period: usize) -> At {
        let row = self.members.rows.get(unit).map_or(0, |row| *row as usize);
        At::new(row, self.periods.get(period).map(|period| self.members.looked_at(unit, period, self.as_of)))
    }
}

/// Which cells the units and periods of something else feed.
pub(crate) struct Feed<'a> {
    ties: Ties<'a>,
    from: Grid<'a>,
    to: Grid<'a>,
    /// For each period of the source: those that it lies inside.
    inside: Vec<Vec<usize>>,
    /// Whether it changes over time whose a unit is.
    changes: bool,
    /// The unit that was asked for last, and the units that it is tied to, with how surely.
    last: Option<usize>,
    tied: Vec<(usize, bool)>,
}

impl<'a> Feed<'a> {
    /// `inside` tells whether a period of the source lies inside one of those who are fed.
    pub(crate) fn new(loaded: &'a Loaded, tie: &'a Tie, from: Grid<'a>, to: Grid<'a>, inside: impl Fn(usize, &Period) -> bool) -> Option<Self> {
        let ties = Ties::new(loaded, tie, from.members.table, to.members, to.periods.len(), &|unit, period| to.unit(unit, period))?;
        let changes = matches!(tie, Tie::Link { record, unit } if loaded.is_dated(record) || loaded.is_dated(unit));
        let inside = from.periods.iter().map(|period| (0..to.periods.len()).filter(|outer| inside(*outer, period)).collect()).collect();
        Some(Self { ties, from, to, inside, changes, last: None, tied: Vec::new() })
    }

    /// Calls `found` with each cell that is fed by what is found of a unit over a period, and whether it surely is.
    pub(crate) fn cells(&mut self, unit: usize, period: usize, mut found: impl FnMut(usize, bool)) {
        for outer in self.inside.get(period).into_iter().flatten() {
            if self.changes || self.last != Some(unit) {
                self.tied.clear();
                let tied = &mut self.tied;
                self.ties.each(self.from.unit(unit, period), *outer, |unit, truth| tied.push((unit as usize, truth == Truth::Yes)));
                self.last = Some(unit);
            }
            let own = self.to.members.own.as_ref();
            // A unit that happened is judged in one period only.
            let judged = |unit: usize| own.is_none_or(|own| own.get(unit).is_some_and(|own| own.period as usize == *outer));
            for (unit, sure) in self.tied.iter().filter(|(unit, _)| judged(*unit)) {
                found(self.to.members.cell(*unit, *outer), *sure);
            }
        }
    }
}

/// What is known of the days to come.
#[derive(Clone, Copy)]
pub(crate) struct Horizon<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) calendar: &'a Calendar,
    pub(crate) force: Span,
    pub(crate) as_of: Day,
}

/// Periods that have not begun, but that the calendar knows already: what will be found in them are completions to reckon with.
#[derive(Debug, Default)]
pub(crate) struct Coming {
    pub(crate) periods: Vec<Period>,
    /// The same among those of the run, as far as they are there.
    known: Vec<Option<usize>>,
}

impl Coming {
    /// Each unit, with each of these periods in which it may be judged.
    pub(crate) fn units<'a>(&'a self, members: &'a Members) -> impl Iterator<Item = (usize, usize)> + 'a {
        let all = (0..members.rows.len()).flat_map(|unit| self.known.iter().enumerate().map(move |(period, known)| (unit, period, *known)));
        let may_be = |unit: usize, known: Option<usize>| known.is_none_or(|known| members.over(unit, known) != Over::None);
        all.filter(move |(unit, _, known)| may_be(*unit, *known)).map(|(unit, period, _)| (unit, period))
    }
}

impl Horizon<'_> {
    /// The periods of a rule that are to come.
    pub(crate) fn coming(&self, run: &RuleRun) -> Coming {
        // What happens is not known before it does.
        if run.members.own.is_some() {
            return Coming::default();
        }
        let upto = self.force.last.unwrap_or(self.as_of);
        let all = self.calendar.periods(run.resolved.period, self.pack.phases(), self.force, upto).unwrap_or_default();
        let begun: BTreeSet<u32> = run.all_findings().iter().map(|raw| raw.period).gather();
        let begun: BTreeSet<&str> = begun.iter().filter_map(|period| run.periods.get(*period as usize)).map(|period| period.id.as_str()).gather();
        let judged = |period: &Period| period.is_whole(&self.force) || self.pack.rules().get(run.rule).is_some_and(|rule| rule.partial);
        let mut periods: Vec<Period> =
            all.into_iter().filter(|period| period.span.first > self.as_of && judged(period) && !begun.contains(period.id.as_str())).collect();
        self.calendar.cut(&mut periods, self.force);
        let known = periods.iter().map(|period| run.periods.iter().position(|known| known.id == period.id)).collect();
        Coming { periods, known }
    }
}
