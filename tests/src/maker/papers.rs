//! The example's papers: plans, rules, letters and measures, and what was planned and done.

use std::io;

use chrono::Days;

use super::book::Papers;
use super::calendar::day;
use super::dice::Dice;
use super::places::{ALLIANCES, Alliance, CULTURAL, School, Vigour, subject_name};

/// A row of the table `documents`; what is empty is a blank cell.
#[derive(Default)]
struct Document<'a> {
    kind: &'a str,
    title: String,
    date: &'a str,
    alliance: &'a str,
    school: &'a str,
    subject: &'a str,
    sections: &'a str,
    sent_to: &'a str,
    signed_by: String,
    carried_out: &'a str,
}

/// Writes rows of `documents`, numbered.
struct Shelf<'b> {
    papers: &'b mut Papers,
    dice: Dice,
    count: usize,
}

impl Shelf<'_> {
    fn add(&mut self, document: &Document<'_>) -> io::Result<()> {
        let Document { kind, title, date, alliance, school, subject, sections, sent_to, signed_by, carried_out } = document;
        self.count += 1;
        let id = format!("D{:03}", self.count);
        self.papers.documents.row(&[&id, kind, title, date, alliance, school, subject, sections, sent_to, signed_by, carried_out])
    }
}

/// Days on which papers are ready: one of them by chance, unless the plan says another.
const PREPARATION: [&str; 8] = ["2019-10-18", "2019-10-25", "2019-11-08", "2019-11-15", "2019-11-29", "2019-12-06", "2019-12-13", "2019-12-20"];
const LATER: [&str; 5] = ["2020-03-20", "2020-04-24", "2020-06-12", "2020-09-18", "2020-10-16"];
const LAST_YEAR: [&str; 4] = ["2022-03-18", "2022-05-20", "2022-09-16", "2022-10-21"];

/// Papers that every school has: kind, title, days, and the schools whose paper has another day (empty: there is none).
type Wanted = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);
const OF_SCHOOLS: [Wanted; 4] = [
    ("three_year_plan", "三年发展规划（2019—2022）", &PREPARATION, &[("dayan", "2020-03-10"), ("banxi", "")]),
    ("quality_plan", "教学质量提升方案", &PREPARATION, &[("eryi", "2020-02-20"), ("songao", "")]),
    ("school_feature", "一校一品建设方案", &PREPARATION, &[("baidu", ""), ("chenglong", "2020-05-15")]),
    // The last day in time, and the day after it.
    ("school_policy", "一校一策", &PREPARATION, &[("songao", "2019-12-30"), ("qiuzhen", "2019-12-31"), ("nuode", "")]),
];
/// Papers that every member has.
const OF_MEMBERS: [Wanted; 3] = [
    ("staff_plan", "教师队伍发展规划", &LATER, &[("eryi", ""), ("xiangyang", "2022-12-30")]),
    ("training_plan", "教师培训计划", &LATER, &[("dayan", ""), ("songao", "")]),
    ("teaching_rules", "教学常规制度汇编", &LATER, &[("yucai", "")]),
];

/// Writes all papers and plans.
pub(super) fn write(papers: &mut Papers, seed: u64) -> io::Result<()> {
    let mut shelf = Shelf { papers, dice: Dice::new(seed), count: 0 };
    for alliance in &ALLIANCES {
        for school in alliance.schools {
            for wanted in &OF_SCHOOLS {
                shelf.wanted(school, wanted)?;
            }
            shelf.building_report(school)?;
        }
        for member in alliance.members() {
            for wanted in &OF_MEMBERS {
                shelf.wanted(member, wanted)?;
            }
            shelf.weak_subjects(member)?;
            shelf.graduation(member)?;
        }
    }
    for (index, alliance) in ALLIANCES.iter().enumerate() {
        shelf.letters(index, alliance)?;
        shelf.implementation_plan(index, alliance)?;
        shelf.review_plans(index, alliance)?;
    }
    let mut dice = shelf.dice;
    plan_items(papers, &mut dice)
}

impl Shelf<'_> {
    fn wanted(&mut self, school: &School, (kind, title, days, otherwise): &Wanted) -> io::Result<()> {
        let usual = *self.dice.pick(days);
        let date = otherwise.iter().find(|(id, _)| *id == school.id).map_or(usual, |(_, date)| date);
        if date.is_empty() {
            return Ok(());
        }
        let sections = match *kind {
            "teaching_rules" if school.id == "baidu" => "集体备课;教学质量评价",
            "teaching_rules" => "集体备课;考试命题;教学质量评价",
            _ => "",
        };
        self.add(&Document { kind, title: format!("{}{title}", school.name), date, school: school.id, sections, ..Document::default() })
    }

    /// What a school did for its culture, its courses and its class teachers, handed in towards the end.
    fn building_report(&mut self, school: &School) -> io::Result<()> {
        let date = *self.dice.pick(&LAST_YEAR);
        let sections = match school.id {
            "eryi" => return Ok(()),
            "fangqiao" => "校园文化;特色课程",
            _ => "校园文化;特色课程;班主任队伍",
        };
        let title = format!("{}文化、课程与班主任队伍建设材料", school.name);
        self.add(&Document { kind: "building_report", title, date, school: school.id, sections, ..Document::default() })
    }

    fn weak_subjects(&mut self, member: &School) -> io::Result<()> {
        for &subject in member.weak {
            let usual = *self.dice.pick(&LATER);
            let (date, carried_out) = match (member.id, subject) {
                ("songao", "music") => continue,
                ("baidu", "science") => (usual, "no"),
                ("banxi", _) => (usual, ""),
                // Too late for the first full year, in time for the second.
                ("chenglong", _) => ("2021-10-15", "yes"),
                _ => (usual, "yes"),
            };
            let title = format!("{}{}薄弱学科整改措施", member.name, subject_name(subject));
            self.add(&Document { kind: "weak_subject_measures", title, date, school: member.id, subject, carried_out, ..Document::default() })?;
        }
        Ok(())
    }

    /// Measures for the graduation exam of 2021 and 2022.
    fn graduation(&mut self, member: &School) -> io::Result<()> {
        for (date, year) in [("2021-03-26", "2021"), ("2022-03-25", "2022")] {
            let carried_out = match (member.id, year) {
                ("dayan", "2021") | ("baidu", "2022") => continue,
                ("shangtian", "2021") => "no",
                ("jishan", "2022") => "",
                _ => "yes",
            };
            let title = format!("{}{year}年毕业备考要求与措施", member.name);
            self.add(&Document { kind: "graduation_measures", title, date, school: member.id, carried_out, ..Document::default() })?;
        }
        Ok(())
    }

    /// Letters of joint targets: signed by all at once, or by the lead and each member, or too late, or by some and not complete.
    fn letters(&mut self, index: usize, alliance: &Alliance) -> io::Result<()> {
        let everyone = |left_out: &str| alliance.schools.iter().map(|school| school.id).filter(|id| *id != left_out).collect::<Vec<_>>().join(";");
        let whole = "责任;预期目标;年度目标";
        let signed: Vec<(&str, String, &str)> = match index {
            0 => vec![("2019-12-12", everyone(""), whole)],
            1 => alliance.members().iter().map(|member| ("2019-12-18", format!("{};{}", alliance.lead().id, member.id), whole)).collect(),
            2 => vec![("2020-01-06", everyone(""), whole)],
            3 => vec![("2019-12-24", everyone("chenglong"), "责任;预期目标")],
            _ => vec![("2019-12-30", everyone(""), whole)],
        };
        for (date, signed_by, sections) in signed {
            let title = format!("{}共建目标责任书", alliance.name);
            self.add(&Document { kind: "responsibility_letter", title, date, alliance: alliance.id, sections, signed_by, ..Document::default() })?;
        }
        Ok(())
    }

    fn implementation_plan(&mut self, index: usize, alliance: &Alliance) -> io::Result<()> {
        let date = ["2019-11-22", "2019-12-06", "2019-12-27", "2020-01-10", "2019-12-13"][index];
        let sections = if index == 1 { "内容;目标;方法;措施" } else { "内容;目标;方法;步骤;措施" };
        let title = format!("{}实施方案", alliance.name);
        self.add(&Document { kind: "implementation_plan", title, date, alliance: alliance.id, sections, ..Document::default() })
    }

    /// Review plans of 2021 and 2022. One was never written, one never sent to the researcher.
    fn review_plans(&mut self, index: usize, alliance: &Alliance) -> io::Result<()> {
        for (date, year) in [("2021-04-09", "2021"), ("2022-04-08", "2022")] {
            for subject in CULTURAL.into_iter().chain(["moral"]) {
                let sent_to = match (index, year, subject) {
                    (1, "2021", "moral") => continue,
                    (3, "2022", "science") => "school",
                    _ => "researcher",
                };
                let title = format!("{year}年{}毕业复习方案", subject_name(subject));
                self.add(&Document { kind: "review_plan", title, date, alliance: alliance.id, subject, sent_to, ..Document::default() })?;
            }
        }
        Ok(())
    }
}

/// Measures of the schools' plans: what, and when it was to be done.
const ITEMS: [(&str, &str); 6] = [
    ("修订教学常规管理制度", "2020-05-29"),
    ("学科组建设到位", "2020-11-27"),
    ("校园文化布置完成", "2021-05-28"),
    ("特色课程开设", "2021-10-29"),
    ("青年教师结对培养", "2022-04-29"),
    ("质量提升方案中期小结", "2021-06-25"),
];
/// Schools that did not do all that they had planned by the end.
const NOT_DONE: [&str; 4] = ["baidu", "dayan", "songao", "chenglong"];

fn plan_items(papers: &mut Papers, dice: &mut Dice) -> io::Result<()> {
    let mut count = 0;
    for school in ALLIANCES.iter().flat_map(|alliance| alliance.schools) {
        let number = if matches!(school.vigour, Vigour::Strong) { 4 } else { 3 };
        for (place, index) in dice.indexes(ITEMS.len(), number).into_iter().enumerate() {
            let (item, planned) = ITEMS[index];
            let late = *dice.pick(&[0, 7, 21, 42]);
            let is_done = place > 0 || !NOT_DONE.contains(&school.id);
            let done = if is_done { (day(planned) + Days::new(late)).to_string() } else { String::new() };
            count += 1;
            papers.plan_items.row(&[&format!("J{count:03}"), school.id, planned, item, &done])?;
        }
    }
    Ok(())
}
