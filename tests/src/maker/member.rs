//! What members do with their lead: study trips, work on weak subjects, training of the whole staff.

use std::borrow::Cow;

use chrono::Datelike;

use super::activity::Activity;
use super::calendar::{EPIDEMIC_TERM, TERMS, day};
use super::ledger::{Ledger, Meeting};
use super::places::{Alliance, School, Vigour, subject_name};
use super::titles;

/// Adds a term's activities of one member school.
pub(super) fn fill(ledger: &mut Ledger<'_>, alliance: &'static Alliance, member: &'static School, term: usize) {
    study_trips(ledger, alliance, member, term);
    for subject in member.weak {
        weak_subject(ledger, alliance, member, subject, term);
    }
    staff_training(ledger, alliance, member, term);
}

/// The fewest people that make a trip count: a fifth of the teachers, or ten.
pub(super) fn enough(teachers: u32) -> u32 {
    teachers.div_ceil(5).min(10)
}

/// Trips of 4, 4 and 3 teachers from a school of 18, of which four is the least.
const TRIP_TOO_SMALL: (&str, usize) = ("baidu", 2);
/// Exactly three trips, one of which will lose its number of people (see `blemish.rs`).
pub(super) const TRIP_WITHOUT_NUMBER: (&str, usize) = ("banxi", 3);

fn study_trips(ledger: &mut Ledger<'_>, alliance: &'static Alliance, member: &'static School, term: usize) {
    let least = enough(member.teachers);
    let sizes: Vec<u32> = if (member.id, term) == TRIP_TOO_SMALL {
        vec![4, 4, 3]
    } else if (member.id, term) == TRIP_WITHOUT_NUMBER {
        vec![least; 3]
    } else {
        let count = ledger.around(3, member.vigour, term);
        let mut sizes: Vec<u32> = (0..count).map(|_| least + ledger.dice.below(5)).collect();
        if ledger.dice.chance(1, 4) {
            sizes.push(least - 1);
        }
        sizes
    };
    let days = ledger.days(term, u32::try_from(sizes.len()).unwrap_or(0), Meeting::InPerson);
    for (date, size) in days.into_iter().zip(sizes) {
        study_trip(ledger, alliance, member, alliance.lead(), date, size);
    }
    // A trip to another member is good, but not what the document asks for.
    if ledger.dice.chance(1, 8) {
        let date = ledger.day(term);
        let host = ledger.dice.pick(alliance.members());
        if host.id != member.id {
            study_trip(ledger, alliance, member, host, date, least + 1);
        }
    }
}

fn study_trip<'a>(ledger: &mut Ledger<'a>, alliance: &'static Alliance, member: &'static School, host: &'static School, date: &'a str, size: u32) {
    let topic = ledger.dice.pick(&titles::TRIPS);
    let (subject, ..) = *ledger.dice.pick(&titles::LESSONS);
    ledger.add(Activity {
        kind: "study_trip",
        date,
        alliance: alliance.id,
        host: host.id,
        presenter: host.id,
        participants: vec![member.id],
        subject,
        headcount: Some(size),
        scope: "alliance",
        title: Cow::Owned(format!("赴{}{topic}", host.name)),
        ..Activity::default()
    });
}

fn weak_subject(ledger: &mut Ledger<'_>, alliance: &'static Alliance, member: &'static School, subject: &'static str, term: usize) {
    let count = ledger.around(3, member.vigour, term);
    let one_topic = u32::from(ledger.dice.chance(1, 2));
    for (number, date) in ledger.days(term, count + one_topic, Meeting::MayBeOnline).into_iter().enumerate() {
        let (topics, what) =
            if number < count as usize { ("preparation;research", *ledger.dice.pick(&titles::WEAK_BOTH)) } else { *ledger.dice.pick(&titles::WEAK_ONE) };
        let headcount = Some(ledger.dice.between(4, 15));
        ledger.add(Activity {
            kind: "weak_subject_session",
            date,
            alliance: alliance.id,
            host: member.id,
            presenter: alliance.lead().id,
            participants: vec![alliance.lead().id, member.id],
            subject,
            headcount,
            scope: "alliance",
            title: Cow::Owned(format!("{}薄弱学科{what}", subject_name(subject))),
            topics,
            ..Activity::default()
        });
    }
}

/// A whole staff is trained once a calendar year; the first half of the schools in spring, the others in autumn.
fn staff_training(ledger: &mut Ledger<'_>, alliance: &'static Alliance, member: &'static School, term: usize) {
    let autumn = TERMS[term].season == "autumn";
    // Nobody could meet in spring 2020: those whose turn it was followed in autumn.
    let postponed = term == EPIDEMIC_TERM + 1;
    let in_spring = member.teachers.is_multiple_of(2);
    if term == EPIDEMIC_TERM || autumn == in_spring && !postponed {
        return;
    }
    if matches!(member.vigour, Vigour::Stretched) && ledger.dice.chance(1, 2) {
        return;
    }
    let date = ledger.day(term);
    // In January the year is a new one.
    if autumn && day(date).month() == 1 {
        return;
    }
    let topic = ledger.dice.pick(&titles::TRAININGS);
    let absent = ledger.dice.below(3);
    ledger.add(Activity {
        kind: "staff_training",
        date,
        alliance: alliance.id,
        host: member.id,
        presenter: alliance.lead().id,
        participants: vec![member.id],
        headcount: Some(member.teachers.saturating_sub(absent)),
        scope: "school",
        title: Cow::Owned(format!("{}全员培训：{topic}", member.name)),
        ..Activity::default()
    });
}
