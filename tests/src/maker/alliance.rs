//! What a community does as a whole: meetings, preparation, monitoring, deliveries, contests and the rest.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::activity::Activity;
use super::calendar::{EPIDEMIC_TERM, TERMS, day, middle_monday};
use super::ledger::{Ledger, Meeting};
use super::places::{ALLIANCES, Alliance, CULTURAL, School, Vigour, subject_name};
use super::plan;
use super::titles;

/// Adds a term's activities of one community.
pub(super) fn fill(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    leadership_studies(ledger, index, alliance, term);
    preparations(ledger, index, alliance, term);
    monitorings(ledger, index, alliance, term);
    deliveries(ledger, index, alliance, term);
    contests(ledger, index, alliance, term);
    others(ledger, alliance, term);
}

/// Adds the contests and shows that have a date of their own, whatever the term.
pub(super) fn fill_dated(ledger: &mut Ledger<'_>) {
    for (index, date) in plan::CLASSROOM_CONTESTS {
        let alliance = &ALLIANCES[index];
        let subject = *ledger.dice.pick(&CULTURAL);
        let title = format!("{}课堂教学评比", subject_name(subject));
        let contest = together("classroom_contest", date, alliance, alliance.lead());
        ledger.add(Activity { subject, title: Cow::Owned(title), ..contest });
    }
    for (index, date, scope) in plan::COURSE_SHOWS {
        let alliance = &ALLIANCES[index];
        let host = ledger.dice.pick(alliance.members());
        let show = together("course_show", date, alliance, host);
        ledger.add(Activity { scope, title: Cow::Borrowed("“基础+拓展”课程展示"), topics: "curriculum", ..show });
    }
}

/// An activity that all schools of a community take part in.
pub(super) fn together<'a>(kind: &'static str, date: &'a str, alliance: &'static Alliance, host: &'static School) -> Activity<'a> {
    Activity {
        kind,
        date,
        alliance: alliance.id,
        host: host.id,
        presenter: alliance.lead().id,
        participants: everyone(alliance),
        scope: "alliance",
        ..Activity::default()
    }
}

pub(super) fn everyone(alliance: &'static Alliance) -> Vec<&'static str> {
    alliance.schools.iter().map(|school| school.id).collect()
}

fn leadership_studies(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    for date in ledger.days(term, plan::LEADERSHIP_STUDIES[index][term], Meeting::MayBeOnline) {
        let host = ledger.dice.pick(alliance.schools);
        let topic = ledger.dice.pick(&titles::LEADERSHIP);
        let mut participants = everyone(alliance);
        participants.retain(|id| {
            let vigour = alliance.schools.iter().find(|school| school.id == *id).map(|school| school.vigour);
            let absent = match vigour {
                Some(Vigour::Strong) => 0,
                Some(Vigour::Steady) => 1,
                _ => 4,
            };
            *id == host.id || !ledger.dice.chance(absent, 12)
        });
        let headcount = Some(u32::try_from(participants.len()).unwrap_or(0) * ledger.dice.between(2, 3));
        let study = together("leadership_study", date, alliance, host);
        ledger.add(Activity {
            participants,
            post: "principal",
            headcount,
            title: Cow::Owned(format!("班子共研：{topic}")),
            topics: "management;experience",
            ..study
        });
    }
}

fn preparations(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    let calendar = ledger.calendar;
    let offsets = plan::PREPARATIONS[index][term];
    let mut dates: Vec<(&str, &str)> = Vec::new();
    dates.extend(offsets.iter().map(|o| (calendar.text_after(day(TERMS[term].start), *o), "学期初集体备课")));
    // Preparation goes on during the term, which is another matter.
    dates.extend(ledger.days(term, 2, Meeting::MayBeOnline).into_iter().map(|date| (date, "集体备课")));
    for (date, what) in dates {
        let subject = *ledger.dice.pick(&CULTURAL);
        let headcount = Some(ledger.dice.between(12, 45));
        let session = together("joint_prep", date, alliance, alliance.lead());
        ledger.add(Activity { subject, headcount, title: Cow::Owned(format!("{}{what}", subject_name(subject))), topics: "preparation", ..session });
    }
}

fn monitorings(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    let calendar = ledger.calendar;
    let monday = middle_monday(&TERMS[term]);
    for offset in plan::MONITORINGS[index][term] {
        let subject = *ledger.dice.pick(&CULTURAL);
        let grade = Some(ledger.dice.between(3, 6));
        let date = calendar.text_after(monday, *offset);
        let test = together("midterm_monitoring", date, alliance, alliance.lead());
        let title = Cow::Owned(format!("{}专项过关监测", subject_name(subject)));
        ledger.add(Activity { subject, grade, title, ..test });
    }
}

/// The first community delivers in March of 2021: in time, but not in the usual month.
const EARLY_DELIVERY: (usize, usize) = (0, 3);

fn deliveries(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    // November or April is usual; in 2020, with schools shut, it became May.
    let month = match (TERMS[term].season, (index, term)) {
        (_, EARLY_DELIVERY) => "-03-",
        ("autumn", _) => "-11-",
        (_, (_, EPIDEMIC_TERM)) => "-05-",
        _ => "-04-",
    };
    let calendar = ledger.calendar;
    let days: Vec<NaiveDate> = calendar.school_days(term).iter().copied().filter(|date| calendar.text(*date).contains(month)).collect();
    for number in ledger.dice.indexes(days.len(), plan::LESSON_DELIVERIES[index][term] as usize) {
        let host = ledger.dice.pick(alliance.members());
        let (subject, grade, lesson) = *ledger.dice.pick(&titles::LESSONS);
        let headcount = Some(ledger.dice.between(15, 60));
        let delivery = together("lesson_delivery", calendar.text(days[number]), alliance, host);
        ledger.add(Activity {
            subject,
            grade: Some(grade),
            headcount,
            title: Cow::Owned(format!("学术基地送教：{}{lesson}", subject_name(subject))),
            ..delivery
        });
    }
}

fn contests(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    for date in ledger.days(term, plan::SUBJECT_CONTESTS[index][term], Meeting::InPerson) {
        let subject = *ledger.dice.pick(&CULTURAL);
        let title = Cow::Owned(format!("{}学科素养测评竞赛", subject_name(subject)));
        let contest = together("subject_contest", date, alliance, alliance.lead());
        ledger.add(Activity { subject, title, ..contest });
    }
    for date in ledger.days(term, plan::GRADE_CONTESTS[index][term], Meeting::InPerson) {
        let grade = ledger.dice.between(3, 6);
        let name = ["", "一", "二", "三", "四", "五", "六"][grade as usize];
        let title = Cow::Owned(format!("{name}年级综合测评竞赛"));
        let contest = together("grade_contest", date, alliance, alliance.lead());
        ledger.add(Activity { grade: Some(grade), title, ..contest });
    }
}

/// What a ledger also holds, though none of the counted rules asks for it.
fn others(ledger: &mut Ledger<'_>, alliance: &'static Alliance, term: usize) {
    for member in alliance.schools {
        let (subject, grade, lesson) = *ledger.dice.pick(&titles::LESSONS);
        let date = ledger.day(term);
        let lesson = Cow::Owned(format!("{}公开课{lesson}", subject_name(subject)));
        let guest = ledger.dice.pick(alliance.schools);
        let mut participants = vec![member.id];
        if guest.id != member.id {
            participants.push(guest.id);
        }
        let class = together("open_class", date, alliance, member);
        ledger.add(Activity { presenter: member.id, participants, subject, grade: Some(grade), title: lesson, ..class });
    }
    for date in ledger.days(term, 2, Meeting::MayBeOnline) {
        let (subject, ..) = *ledger.dice.pick(&titles::LESSONS);
        let title = Cow::Owned(format!("{}联合教研", subject_name(subject)));
        let research = together("joint_research", date, alliance, alliance.lead());
        ledger.add(Activity { subject, title, topics: "research", ..research });
    }
    if let Some(date) = ledger.days(term, 1, Meeting::MayBeOnline).pop() {
        let exchange = together("resource_exchange", date, alliance, alliance.lead());
        ledger.add(Activity { title: Cow::Borrowed("课件与微课资源互通"), ..exchange });
    }
    let plain: &[(&'static str, &'static str, &'static str)] = if TERMS[term].season == "spring" {
        &[("review_seminar", "毕业复习专题备课研讨", ""), ("three_goods", "好学案好课例好试卷评比", "")]
    } else {
        &[("management_seminar", "学校管理研讨会", "management"), ("diagnosis", "课堂教学诊断", "classroom")]
    };
    for &(kind, title, topics) in plain {
        let date = ledger.day(term);
        let meeting = together(kind, date, alliance, alliance.lead());
        ledger.add(Activity { title: Cow::Borrowed(title), topics, ..meeting });
    }
    if ledger.dice.chance(2, 3) {
        let date = ledger.day(term);
        let host = ledger.dice.pick(alliance.schools);
        let festival = *ledger.dice.pick(&titles::FESTIVALS);
        let title = Cow::Owned(format!("{}{festival}", host.name));
        let festival = together("festival", date, alliance, host);
        ledger.add(Activity { presenter: host.id, title, ..festival });
    }
    let date = ledger.day(term);
    let host = ledger.dice.pick(alliance.members());
    let guidance = together("external_guidance", date, alliance, host);
    ledger.add(Activity { presenter: "", participants: vec![host.id], title: Cow::Borrowed("教研员蹲点指导"), topics: "classroom", ..guidance });
}
