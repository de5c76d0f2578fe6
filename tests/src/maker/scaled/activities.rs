//! The activities of one community of a large book.

use std::borrow::Cow;
use std::io;
use std::ops::RangeInclusive;

use super::{Community, Writer};
use crate::maker::activity::Activity;
use crate::maker::calendar::{TERM_COUNT, TERMS, day, middle_monday};
use crate::maker::dice::Dice;
use crate::maker::member::enough;
use crate::maker::places::CULTURAL;

/// Kinds that no counted rule asks for; a ledger is full of them.
const OTHER_KINDS: [(&str, &str); 6] = [
    ("open_class", "公开课"),
    ("joint_research", "联合教研"),
    ("resource_exchange", "资源互通"),
    ("support", "教学帮扶"),
    ("diagnosis", "课堂诊断"),
    ("experience_sharing", "经验分享"),
];

impl Writer<'_> {
    /// Writes all activities of a community.
    pub(super) fn activities(&mut self, community: &Community, dice: &mut Dice) -> io::Result<()> {
        for term in 0..TERM_COUNT {
            self.by_lead(community, dice, term)?;
            self.by_members(community, dice, term)?;
            self.together(community, dice, term)?;
        }
        self.by_year(community, dice)
    }

    fn by_lead(&mut self, community: &Community, dice: &mut Dice, term: usize) -> io::Result<()> {
        let lesson = |kind, title, host| Activity {
            kind,
            alliance: &community.id,
            host,
            presenter: community.lead(),
            participants: vec![community.lead(), host],
            grade: Some(3),
            post: "teacher",
            headcount: Some(12),
            scope: "alliance",
            title: Cow::Borrowed(title),
            ..Activity::default()
        };
        for _ in 0..part(dice, 10..=40, term) {
            let host = &dice.pick(&community.schools).id;
            let (date, subject) = (self.day(dice, term), *dice.pick(&CULTURAL));
            self.activity(&Activity { date, subject, ..lesson("demo_lesson", "示范课", host) })?;
        }
        for _ in 0..part(dice, 26..=90, term) {
            let host = &dice.pick(community.members()).id;
            let (date, subject) = (self.day(dice, term), *dice.pick(&CULTURAL));
            let evaluated = Some(dice.chance(8, 9));
            self.activity(&Activity { date, subject, evaluated, ..lesson("observe_evaluate", "听课评课", host) })?;
        }
        for _ in 0..part(dice, 2..=7, term) {
            let host = &dice.pick(&community.schools).id;
            let date = self.day(dice, term);
            self.activity(&Activity { date, grade: None, ..lesson("lecture", "专题讲座", host) })?;
        }
        for member in community.members() {
            for _ in 0..part(dice, 1..=8, term) {
                let date = self.day(dice, term);
                let post = *dice.pick(&["principal", "vice_principal", "vice_principal", "middle"]);
                let visit = lesson("lead_visit", "校长到校指导", &member.id);
                self.activity(&Activity { date, post, grade: None, topics: "management", ..visit })?;
            }
        }
        Ok(())
    }

    fn by_members(&mut self, community: &Community, dice: &mut Dice, term: usize) -> io::Result<()> {
        for member in community.members() {
            let common = |kind, title, host| Activity {
                kind,
                alliance: &community.id,
                host,
                presenter: community.lead(),
                participants: vec![&member.id],
                scope: "alliance",
                title: Cow::Borrowed(title),
                ..Activity::default()
            };
            for _ in 0..part(dice, 2..=10, term) {
                let date = self.day(dice, term);
                let headcount = Some(enough(member.teachers) - 1 + dice.below(6));
                let trip = common("study_trip", "赴牵头校听课研修", community.lead());
                self.activity(&Activity { date, headcount, ..trip })?;
            }
            for subject in &member.weak {
                for _ in 0..part(dice, 2..=8, term) {
                    let date = self.day(dice, term);
                    let topics = *dice.pick(&["preparation;research", "preparation;research", "research"]);
                    let participants = vec![community.lead(), &member.id];
                    let session = common("weak_subject_session", "薄弱学科研修", &member.id);
                    self.activity(&Activity { date, participants, subject, topics, ..session })?;
                }
            }
        }
        Ok(())
    }

    fn together(&mut self, community: &Community, dice: &mut Dice, term: usize) -> io::Result<()> {
        for _ in 0..dice.between(1, 5) {
            let date = self.day(dice, term);
            let mut study = everyone(community, "leadership_study", "班子共研");
            study.participants.retain(|id| *id == community.lead() || dice.chance(7, 8));
            self.activity(&Activity { date, post: "principal", topics: "management;experience", ..study })?;
        }
        let start = day(TERMS[term].start);
        for _ in 0..dice.between(0, 2) {
            let date = self.calendar.text_after(start, i64::from(dice.between(1, 9)) - 10);
            if !date.is_empty() {
                let session = everyone(community, "joint_prep", "学期初集体备课");
                self.activity(&Activity { date, topics: "preparation", ..session })?;
            }
        }
        for _ in 0..dice.between(0, 2) {
            let date = self.calendar.text_after(middle_monday(&TERMS[term]), i64::from(dice.between(0, 7)));
            self.activity(&Activity { date, ..everyone(community, "midterm_monitoring", "专项过关监测") })?;
        }
        let singles = [
            ("joint_prep", "集体备课", 4),
            ("lesson_delivery", "学术基地送教", 3),
            ("subject_contest", "学科素养测评竞赛", 3),
            ("grade_contest", "年级综合测评竞赛", 3),
        ];
        for (kind, title, most) in singles {
            for _ in 0..dice.between(0, most) {
                let (date, subject) = (self.day(dice, term), *dice.pick(&CULTURAL));
                self.activity(&Activity { date, subject, ..everyone(community, kind, title) })?;
            }
        }
        for _ in 0..dice.between(54, 104) {
            let date = self.day(dice, term);
            let (kind, title) = *dice.pick(&OTHER_KINDS);
            let host: &str = &dice.pick(&community.schools).id;
            let participants = vec![community.lead(), host];
            self.activity(&Activity { date, host, participants, ..everyone(community, kind, title) })?;
        }
        Ok(())
    }

    /// What is asked for once a year is done in some term or other, or not at all.
    fn by_year(&mut self, community: &Community, dice: &mut Dice) -> io::Result<()> {
        for term in 0..TERM_COUNT {
            for member in community.members() {
                if dice.chance(1, 2) {
                    let date = self.day(dice, term);
                    let headcount = Some(member.teachers);
                    let participants = vec![member.id.as_str()];
                    let training = everyone(community, "staff_training", "全员培训");
                    self.activity(&Activity { date, host: &member.id, headcount, participants, ..training })?;
                }
            }
            if dice.chance(1, 2) {
                let date = self.day(dice, term);
                self.activity(&Activity { date, ..everyone(community, "classroom_contest", "课堂教学评比") })?;
            }
            if dice.chance(1, 2) {
                let date = self.day(dice, term);
                let scope = *dice.pick(&["district", "district", "alliance"]);
                let show = everyone(community, "course_show", "课程展示");
                self.activity(&Activity { date, scope, ..show })?;
            }
        }
        Ok(())
    }
}

/// An activity at the lead school in which all take part.
fn everyone<'a>(community: &'a Community, kind: &'static str, title: &'static str) -> Activity<'a> {
    Activity {
        kind,
        alliance: &community.id,
        host: community.lead(),
        presenter: community.lead(),
        participants: community.schools.iter().map(|school| school.id.as_str()).collect(),
        scope: "alliance",
        title: Cow::Borrowed(title),
        ..Activity::default()
    }
}

/// How often something is done in a term; the first and last term have only a part of their records.
fn part(dice: &mut Dice, range: RangeInclusive<u32>, term: usize) -> u32 {
    let count = dice.between(*range.start(), *range.end());
    if term == 0 || term + 1 == TERM_COUNT { count * 7 / 10 } else { count }
}
