//! What a lead school does for its members: lessons, observations, lectures, visits.

use std::borrow::Cow;

use super::activity::Activity;
use super::ledger::{Ledger, Meeting};
use super::places::{Alliance, School, subject_name};
use super::plan;
use super::titles;

/// Adds a term's activities of one lead school.
pub(super) fn fill(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    demo_lessons(ledger, index, alliance, term);
    observed_lessons(ledger, index, alliance, term);
    lectures(ledger, index, alliance, term);
    for member in alliance.members() {
        visits(ledger, alliance, member, term);
    }
}

fn demo_lessons(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    for _ in 0..plan::DEMO_LESSONS[index][term] {
        let host = ledger.dice.pick(alliance.members());
        demo_lesson(ledger, alliance, alliance.lead(), host, term);
    }
    for _ in 0..plan::DEMO_LESSONS_AT_HOME[index][term] {
        demo_lesson(ledger, alliance, alliance.lead(), alliance.lead(), term);
    }
    // A member shows a lesson of its own now and then; the lead has no credit for it.
    if ledger.dice.chance(2, 3) {
        let member = ledger.dice.pick(alliance.members());
        demo_lesson(ledger, alliance, member, member, term);
    }
}

fn demo_lesson(ledger: &mut Ledger<'_>, alliance: &'static Alliance, presenter: &'static School, host: &'static School, term: usize) {
    let date = ledger.day(term);
    let (subject, grade, lesson) = *ledger.dice.pick(&titles::LESSONS);
    let participants = if presenter.id == host.id { alliance.schools.iter().map(|school| school.id).collect() } else { vec![presenter.id, host.id] };
    let headcount = Some(ledger.dice.between(6, 30));
    ledger.add(Activity {
        kind: "demo_lesson",
        date,
        alliance: alliance.id,
        host: host.id,
        presenter: presenter.id,
        participants,
        subject,
        grade: Some(grade),
        post: "teacher",
        headcount,
        scope: "alliance",
        title: Cow::Owned(format!("{}示范课{lesson}", subject_name(subject))),
        ..Activity::default()
    });
}

fn observed_lessons(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    let evaluated = plan::OBSERVED_LESSONS[index][term];
    for number in 0..evaluated + plan::NOT_EVALUATED[index][term] {
        let evaluated = number < evaluated;
        let date = ledger.day(term);
        let host = ledger.dice.pick(alliance.members());
        let (subject, grade, lesson) = *ledger.dice.pick(&titles::LESSONS);
        let headcount = Some(ledger.dice.between(2, 8));
        let what = if evaluated { "听课评课" } else { "听课" };
        ledger.add(Activity {
            kind: "observe_evaluate",
            date,
            alliance: alliance.id,
            host: host.id,
            presenter: alliance.lead().id,
            participants: vec![host.id],
            subject,
            grade: Some(grade),
            headcount,
            scope: "alliance",
            title: Cow::Owned(format!("{}{what}{lesson}", subject_name(subject))),
            evaluated: Some(evaluated),
            ..Activity::default()
        });
    }
}

fn lectures(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    let of_lead = plan::LECTURES[index][term];
    let of_member = u32::from(ledger.dice.chance(1, 4));
    for number in 0..of_lead + of_member {
        let member = ledger.dice.pick(alliance.members());
        let presenter = if number < of_lead { alliance.lead() } else { member };
        let host = if ledger.dice.chance(1, 3) { alliance.lead() } else { member };
        let Some(date) = ledger.days(term, 1, Meeting::MayBeOnline).pop() else {
            continue;
        };
        let topic = ledger.dice.pick(&titles::LECTURES);
        let headcount = Some(ledger.dice.between(20, 90));
        ledger.add(Activity {
            kind: "lecture",
            date,
            alliance: alliance.id,
            host: host.id,
            presenter: presenter.id,
            participants: alliance.schools.iter().map(|school| school.id).collect(),
            post: "teacher",
            headcount,
            scope: "alliance",
            title: Cow::Owned(format!("专题讲座：{topic}")),
            ..Activity::default()
        });
    }
}

/// Autumn 2020 of the first community: 2, 2, 2, 2 and 1 visits, and one to the last school by a head of department.
const SHORT_OF_A_VISIT: (&str, usize) = ("xiangyang", 2);

fn visits(ledger: &mut Ledger<'_>, alliance: &'static Alliance, member: &'static School, term: usize) {
    let planned = alliance.id == "yuelin-alliance" && term == SHORT_OF_A_VISIT.1;
    let short = (member.id, term) == SHORT_OF_A_VISIT;
    let count = match (planned, short) {
        (_, true) => 1,
        (true, false) => 2,
        _ => ledger.around(2, alliance.lead().vigour, term),
    };
    let not_a_head = short || ledger.dice.chance(1, 5);
    let days = ledger.days(term, count + u32::from(not_a_head), Meeting::InPerson);
    for (number, date) in days.into_iter().enumerate() {
        let post = match number {
            _ if number >= count as usize => "middle",
            0 => "principal",
            _ => "vice_principal",
        };
        let visit = visit(ledger, alliance, member, date, post);
        // Principal and vice-principal sometimes come together and write a row each: one day, one visit.
        if post == "principal" && ledger.dice.chance(1, 8) {
            ledger.add(Activity { post: "vice_principal", ..visit.clone() });
        }
        ledger.add(visit);
    }
}

fn visit<'a>(ledger: &mut Ledger<'a>, alliance: &'static Alliance, member: &'static School, date: &'a str, post: &'static str) -> Activity<'a> {
    let topic = ledger.dice.pick(&titles::VISITS);
    let who = if post == "middle" { "中层干部" } else { "校长" };
    Activity {
        kind: "lead_visit",
        date,
        alliance: alliance.id,
        host: member.id,
        presenter: alliance.lead().id,
        participants: vec![alliance.lead().id, member.id],
        post,
        headcount: Some(ledger.dice.between(1, 4)),
        scope: "alliance",
        title: Cow::Owned(format!("{who}到校指导：{topic}")),
        topics: "management",
        ..Activity::default()
    }
}
