//! Activities that only the requirements beside the counted ones ask for: advice, reforms, help, joint research and the graduation review.
//!
//! They stand behind all others in their table, so that those keep their rows.

use std::borrow::Cow;

use super::activity::Activity;
use super::alliance::{everyone, together};
use super::calendar::{TERM_COUNT, TERMS};
use super::ledger::{Ledger, Meeting};
use super::places::{ALLIANCES, Alliance, CULTURAL, subject_name};

/// The terms that lie wholly in the time in force.
const FULL_TERMS: std::ops::Range<usize> = 1..TERM_COUNT - 1;
/// The spring terms of the two academic years that lie wholly in it.
const SPRINGS: [usize; 2] = [3, 5];

/// What each kind of adviser comes for: title, topics, term.
const ADVICE: [(&str, &[&str], usize); 5] = [
    ("管理顾问论证三年发展规划", &["plan"], 1),
    ("管理顾问论证教学质量提升方案", &["quality_plan"], 2),
    ("管理顾问到校诊断", &["routine", "feature", "culture"], 3),
    ("教学顾问到校诊断", &["subject_group", "reform", "staff"], 4),
    ("科研顾问到校蹲点指导", &["research_work", "school_training"], 2),
];
/// Advice that did not come: community, number in [`ADVICE`], and the topic that was left out, or the school that was passed over.
const NO_ADVICE: [(usize, usize, &str); 6] =
    [(1, 1, "quality_plan"), (3, 2, "culture"), (4, 2, "nuode"), (1, 3, "songao"), (2, 3, "staff"), (3, 4, "chenglong")];

/// Days of reform activities: community, day, topics, title. Two communities leave one of the three topics out for a year; one never
/// comes to learning-centred classes.
const REFORMS: [(usize, &str, &str, &str); 18] = [
    (0, "2020-06-11", "new_design;new_class;learning_centred", "学为中心的教学设计与课堂"),
    (0, "2020-11-05", "new_homework", "作业改革交流"),
    (0, "2021-05-20", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (0, "2022-05-19", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (1, "2020-06-18", "new_design;new_class", "学程设计研讨"),
    (1, "2021-04-29", "new_design;new_class;learning_centred", "学为中心课堂观摩"),
    (1, "2021-10-21", "new_homework", "分层作业研讨"),
    (1, "2022-04-14", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (2, "2020-10-22", "new_design;new_class;new_homework;learning_centred", "学为中心教改月"),
    (2, "2021-10-14", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (2, "2022-05-12", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (3, "2020-11-12", "new_design;new_class;new_homework", "单元教学改革研讨"),
    (3, "2021-11-11", "new_design;new_homework", "单元作业设计研讨"),
    (3, "2022-04-21", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (4, "2020-09-24", "new_class;learning_centred", "学为中心课堂启动"),
    (4, "2020-12-10", "new_design;new_homework", "设计与作业评比"),
    (4, "2021-12-09", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
    (4, "2022-05-26", "new_design;new_class;new_homework", "新设计新课堂新作业展评"),
];
/// Lessons over the net, and what they are to even out: community, day, topics. One community leaves management out, one does nothing.
const INTERNET: [(usize, &str, &str); 6] = [
    (0, "2020-03-19", "teachers;students"),
    (0, "2021-03-25", "management"),
    (1, "2020-03-26", "teachers;students;management"),
    (2, "2020-04-09", "students;teachers;management"),
    (4, "2020-03-12", "teachers;students"),
    (4, "2021-11-18", "students"),
];
/// Diagnoses with data: community, day.
const PRECISE: [(usize, &str); 4] = [(0, "2020-11-19"), (1, "2021-04-22"), (3, "2021-10-28"), (4, "2020-12-03")];
/// Research on teaching in line with its goals and assessment: community, day, and the members that are not there.
const CONSISTENCY: [(usize, &str, &[&str]); 5] =
    [(0, "2021-03-18", &[]), (1, "2021-04-08", &["songao"]), (2, "2021-10-28", &[]), (3, "2021-11-04", &["dayan", "chenglong"]), (4, "2021-12-02", &[])];
/// Subjects in which a community holds no joint research in a term: community, term, subject.
const NO_RESEARCH: [(usize, usize, &str); 7] =
    [(0, 1, "pe"), (1, 1, "moral"), (1, 3, "pe"), (2, 4, "moral"), (3, 1, "science"), (3, 2, "pe"), (3, 5, "english")];
/// Members that the lead gives no help with the routine of teaching in a term: school, term.
const NO_HELP: [(&str, usize); 9] =
    [("baidu", 2), ("eryi", 1), ("songao", 1), ("songao", 3), ("dayan", 2), ("chenglong", 2), ("chenglong", 4), ("banxi", 5), ("yucai", 3)];
/// Subjects without a seminar on the graduation review: community, term, subject.
const NO_SEMINAR: [(usize, usize, &str); 3] = [(1, 3, "moral"), (3, 3, "science"), (3, 5, "moral")];
/// Schools that did not go in step with the others: term, kind, school.
const OUT_OF_STEP: [(usize, &str, &str); 4] = [(3, "sync_test", "qiucun"), (3, "sync_prep", "dayan"), (5, "sync_review", "nuode"), (5, "sync_test", "nuode")];

/// Adds what only the further requirements ask for. `before` are the activities that are there already.
pub(super) fn fill(ledger: &mut Ledger<'_>, before: &[Activity<'_>]) {
    for (index, alliance) in ALLIANCES.iter().enumerate() {
        advice(ledger, index, alliance);
        for term in FULL_TERMS {
            help(ledger, alliance, term);
            research(ledger, index, alliance, term, before);
        }
        for term in SPRINGS {
            graduation(ledger, index, alliance, term);
        }
    }
    dated(ledger);
}

fn advice(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance) {
    for (number, (title, topics, term)) in ADVICE.into_iter().enumerate() {
        let lacking: Vec<&str> = NO_ADVICE.iter().filter(|(a, n, _)| (*a, *n) == (index, number)).map(|(.., what)| *what).collect();
        for topic in topics.iter().filter(|topic| !lacking.contains(topic)) {
            let date = ledger.day(term);
            let mut participants = everyone(alliance);
            participants.retain(|school| !lacking.contains(school));
            let visit = together("adviser_guidance", date, alliance, alliance.lead());
            ledger.add(Activity { presenter: "", participants, title: Cow::Borrowed(title), topics: topic, ..visit });
        }
    }
}

fn help(ledger: &mut Ledger<'_>, alliance: &'static Alliance, term: usize) {
    let Some(date) = ledger.days(term, 1, Meeting::MayBeOnline).pop() else {
        return;
    };
    let mut participants = everyone(alliance);
    participants.retain(|school| !NO_HELP.contains(&(school, term)));
    let host = ledger.dice.pick(alliance.members());
    let support = together("support", date, alliance, host);
    let grade_of_people = "backbone";
    ledger.add(Activity { participants, title: Cow::Borrowed("“教学五认真”指导与检查"), topics: "routine", grade_of_people, ..support });
}

/// Joint research in the subjects that have had none in the term.
fn research(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize, before: &[Activity<'_>]) {
    for subject in CULTURAL.into_iter().chain(["moral", "pe"]) {
        let in_term = |a: &Activity<'_>| (TERMS[term].start..=TERMS[term].end).contains(&a.date);
        let had = before.iter().any(|a| a.kind == "joint_research" && a.alliance == alliance.id && a.subject == subject && in_term(a));
        let Some(date) = ledger.days(term, 1, Meeting::MayBeOnline).pop() else {
            continue;
        };
        if had || NO_RESEARCH.contains(&(index, term, subject)) {
            continue;
        }
        let session = together("joint_research", date, alliance, alliance.lead());
        let title = Cow::Owned(format!("{}联合教研", subject_name(subject)));
        ledger.add(Activity { subject, title, topics: "research", ..session });
    }
}

fn graduation(ledger: &mut Ledger<'_>, index: usize, alliance: &'static Alliance, term: usize) {
    for subject in CULTURAL.into_iter().chain(["moral"]) {
        let date = ledger.day(term);
        if !NO_SEMINAR.contains(&(index, term, subject)) {
            let seminar = together("review_seminar", date, alliance, alliance.lead());
            let title = Cow::Owned(format!("{}毕业复习备课研讨", subject_name(subject)));
            ledger.add(Activity { subject, grade: Some(6), title, topics: "preparation", ..seminar });
        }
    }
    for (kind, title) in [("sync_review", "毕业班同步复习"), ("sync_test", "毕业班同步检测"), ("sync_prep", "毕业班同步备考")] {
        let date = ledger.day(term);
        let mut participants = everyone(alliance);
        participants.retain(|school| !OUT_OF_STEP.contains(&(term, kind, school)));
        let step = together(kind, date, alliance, alliance.lead());
        ledger.add(Activity { participants, grade: Some(6), title: Cow::Borrowed(title), ..step });
    }
}

/// What has a day of its own, whatever the term.
fn dated(ledger: &mut Ledger<'_>) {
    for (index, date, topics, title) in REFORMS {
        let alliance = &ALLIANCES[index];
        let reform = together("reform", date, alliance, alliance.lead());
        ledger.add(Activity { title: Cow::Borrowed(title), topics, ..reform });
    }
    for (index, date, topics) in INTERNET {
        let alliance = &ALLIANCES[index];
        let lessons = together("internet", date, alliance, alliance.lead());
        ledger.add(Activity { title: Cow::Borrowed("“互联网+”同步课堂与网络研修"), topics, ..lessons });
    }
    for (index, date) in PRECISE {
        let alliance = &ALLIANCES[index];
        let diagnosis = together("diagnosis", date, alliance, alliance.lead());
        ledger.add(Activity { title: Cow::Borrowed("大数据精准教学诊断"), topics: "classroom;precise_teaching", ..diagnosis });
    }
    for (index, date, absent) in CONSISTENCY {
        let alliance = &ALLIANCES[index];
        let mut participants = everyone(alliance);
        participants.retain(|school| !absent.contains(school));
        let session = together("joint_research", date, alliance, alliance.lead());
        let title = Cow::Borrowed("“教学评一致性”课例研修");
        ledger.add(Activity { participants, subject: "chinese", title, topics: "research;consistency", ..session });
    }
}
