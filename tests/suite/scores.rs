//! What a score promises: its ends hold the score of every way in which what is missing or still to come can turn out, a band that is named
//! stays, and whoever does more never scores less.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and prints what it counted")]

use dudao::{Dataset, Day, Decimal, Options, Pack, PackSource, Score, Shown};
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Record books to complete.
const BOOKS: u64 = 150;
/// Ways to complete each.
const WAYS: u64 = 6;

/// Every scorer, every roll-up, measures that may be nothing, a veto and a blend.
const PACK: &str = r#"
policy("t").in_force("2020-01-01", "2021-12-31");
clause("1").says("试验").force("mandatory");
table("academic_years").label("学年").date("start", "开始").date("end", "结束").dated("start", "end");
table("terms").label("学期").date("start", "开学").date("end", "放假").dated("start", "end");
table("groups").label("集团");
table("schools").label("学校").link("group", "集团", "groups").flag("large", "规模大").text("grade", "等级");
table("lessons").label("课").date("date", "日期").link("school", "学校", "schools").choice("kind", "类型", ["a 甲", "b 乙"]).integer("people", "人数").dated("date");
entity("school", "schools");
entity("group", "groups");
scale("levels").grade("good 良好", 3).grade("fair 一般", 2).grade("poor 较差", 1).local("试验");
bands("three").from(80, "优").from(50, "中").below("差").local("试验");

let lessons = count("lessons").having("kind", "a");
for id in ["all", "part", "steps", "worst", "passing", "share-steps"] {
    rule(id).clause("1").each("school", "term").measure("n", lessons).judge(|m| m.n.at_least(4));
}
rule("most").clause("1").each("school", "term").measure("n", count("lessons").having("kind", "b")).judge(|m| m.n.at_most(1));
rule("both").clause("1").each("school", "academic_year").measure("a", lessons).measure("b", count("lessons").having("kind", "b"))
    .judge(|m| all(m.a.at_least(5), any(m.b.at_least(3), not(m.a.at_least(8)))));
rule("mean").clause("1").each("school", "academic_year").measure("n", average("lessons", "people")).judge(|m| m.n.at_least(20));
rule("people").clause("1").each("school", "academic_year").measure("n", sum("lessons", "people")).judge(|m| (100 - m.n).at_least(50));
rule("graded").clause("1").each("school", "academic_year").judge(|m| m.grade.exactly("good"));
rule("large").clause("1").each("school", "academic_year").measure("n", lessons)
    .judge(|m| if m.large { m.n.at_least(9) } else { not_applicable("规模小") });
rule("when").clause("1").each("school", "academic_year").measure("a", lessons).measure("b", count("lessons").having("kind", "b"))
    .judge(|m| when(m.a.at_least(6), m.b.at_least(4)));
rule("plain").clause("1").each("school", "academic_year").measure("n", lessons).judge(|m| m.n > 3);

scorecard("year").each("school", "academic_year").local("试验")
    .item("all", 10).item("part", 20).proportional().item("steps", 10).stepped([[3, 80], [2, 60], [1, 30]])
    .item("most", 10).stepped([[2, 70], [4, 20]]).item("both", 15).proportional().item("mean", 15).proportional()
    .item("people", 5).proportional().item("graded", 5).by_grade("levels").item("large", 5).proportional().item("plain", 5).item("when", 10).proportional()
    .veto("most", "中").blend("group-year", local(30, "试验")).bands("three").round(1);
scorecard("group-year").each("group", "academic_year").local("试验")
    .item("part", 20).proportional().item("worst", 20).proportional().roll_up("worst").item("passing", 20).roll_up("share")
    .item("share-steps", 20).roll_up("share").stepped([[60, 70], [30, 20]]).item("large", 20).proportional().bands("three").round(0);
"#;

const CALENDAR: &str = "id,start,end\n20,2020-09-01,2021-08-31\n";
const TERMS: &str = "id,start,end\n20a,2020-09-01,2021-01-20\n20b,2021-02-20,2021-06-30\n";

/// A record book: cells by table, column by column.
#[derive(Clone, Debug)]
struct Records {
    schools: Vec<[String; 4]>,
    lessons: Vec<[String; 5]>,
}

fn any_of(rng: &mut Rng, all: &[&str]) -> String {
    rng.choice(all).unwrap().to_string()
}

fn day(rng: &mut Rng, from: i32, to: i32) -> String {
    Day::from_number(rng.i32(from..=to)).to_string()
}

fn number(day: &str) -> i32 {
    Day::parse(day).unwrap().number()
}

impl Records {
    /// Records up to a day, some of them with cells that cannot be read.
    fn random(rng: &mut Rng, upto: i32) -> Self {
        let mut records = Self { schools: Vec::new(), lessons: Vec::new() };
        for id in ["A", "B", "C"] {
            let unclear = rng.u8(..4) == 0;
            let large = if unclear { String::new() } else { rng.bool().to_string() };
            let grade = if rng.u8(..6) == 0 { String::new() } else { any_of(rng, &["good", "fair", "poor"]) };
            records.schools.push([id.into(), any_of(rng, &["G", "H"]), large, grade]);
        }
        for _ in 0..rng.usize(..24) {
            let lesson = Self::lesson(rng, records.lessons.len(), number("2020-09-01"), upto);
            records.lessons.push(lesson);
        }
        for lesson in &mut records.lessons {
            if rng.u8(..5) == 0 {
                // A link that cannot be used touches nobody where nothing bounds it, by contract; it stays whole.
                let cell = *rng.choice(&[1, 3, 4]).unwrap();
                lesson[cell] = "?".into();
            }
        }
        records
    }

    fn lesson(rng: &mut Rng, number: usize, from: i32, to: i32) -> [String; 5] {
        [format!("l{number}"), day(rng, from, to), any_of(rng, &["A", "B", "C"]), any_of(rng, &["a", "a", "a", "b"]), rng.u8(5..30).to_string()]
    }

    /// One way in which everything turns out: cells that could not be read, and records that were to come.
    fn complete(&self, rng: &mut Rng, asked: i32) -> Self {
        let mut whole = self.clone();
        for school in &mut whole.schools {
            if school[2].is_empty() {
                school[2] = rng.bool().to_string();
            }
            if school[3].is_empty() {
                school[3] = any_of(rng, &["good", "fair", "poor"]);
            }
        }
        for (index, lesson) in whole.lessons.iter_mut().enumerate() {
            // A day that could not be read may be any, but it had come.
            let other = Self::lesson(rng, index, number("2020-08-01"), asked);
            for (cell, known) in lesson.iter_mut().zip(other) {
                if cell == "?" {
                    *cell = known;
                }
            }
        }
        let last = number("2021-07-31");
        for _ in 0..if asked < last { rng.usize(..20) } else { 0 } {
            let lesson = Self::lesson(rng, whole.lessons.len(), asked + 1, last);
            whole.lessons.push(lesson);
        }
        whole
    }

    fn scores(&self, pack: &Pack, as_of: i32) -> BTreeMap<(String, String), Score> {
        let csv = |head: &str, rows: Vec<String>| rows.iter().fold(format!("{head}\n"), |text, row| text + row.as_str() + "\n").into_bytes();
        let data = Dataset::builder(pack.schema())
            .csv("academic_years", CALENDAR.into())
            .csv("terms", TERMS.into())
            .csv("groups", "id\nG\nH\n".into())
            .csv("schools", csv("id,group,large,grade", self.schools.iter().map(|row| row.join(",")).collect()))
            .csv("lessons", csv("id,date,school,kind,people", self.lessons.iter().map(|row| row.join(",")).collect()))
            .finish()
            .unwrap();
        let report = pack.evaluate(&data, &Options::new(Day::from_number(as_of))).unwrap();
        report.scores().map(|score| ((score.card.clone(), score.entity.clone()), score)).collect()
    }
}

fn pack(text: &str) -> Pack {
    Pack::load(&PackSource::new([("policy.rhai".into(), text.into())])).unwrap()
}

fn ends(score: &Score) -> Option<(Decimal, Decimal)> {
    match score.score.as_ref()? {
        Shown::Number(number) => Some((number.0, number.0)),
        Shown::Numbers(Some(low), Some(high)) => Some((low.0, high.0)),
        other => unreachable!("a score is no {other:?}"),
    }
}

#[test]
fn a_score_holds_every_completion() {
    let pack = pack(PACK);
    let (mut compared, mut named, mut wide) = (0, 0, 0);
    for seed in 0..BOOKS {
        let mut rng = Rng::with_seed(seed);
        let over = number("2021-09-10");
        let asked = if rng.bool() { over } else { rng.i32(number("2020-09-05")..over) };
        let records = Records::random(&mut rng, asked.min(number("2021-08-31")));
        let scores = records.scores(&pack, asked);
        for way in 0..WAYS {
            let whole = records.complete(&mut rng, asked);
            let exact = whole.scores(&pack, over);
            for (unit, exact) in &exact {
                let Some(score) = scores.get(unit) else { continue };
                let told = || format!("seed {seed}, way {way}, {unit:?}:\n{score:#?}\n{exact:#?}\n{records:?}\n{whole:?}");
                compared += 1;
                if let (Some((low, high)), Some((from, to))) = (ends(score), ends(exact)) {
                    assert!(low <= from && to <= high, "[{low}, {high}] does not hold [{from}, {to}]\n{}", told());
                    wide += usize::from(low < high);
                }
                if score.band.is_some() {
                    named += 1;
                    assert_eq!(score.band, exact.band, "{}", told());
                }
            }
        }
    }
    println!("compared {compared} scores, of which {wide} were not decided; {named} bands");
    assert!(compared > 1000 && wide > 1000 && named > 100);
}

#[test]
fn more_never_scores_less() {
    let item = |scorer: &str| {
        format!(
            r#"policy("t").in_force("2020-01-01", "2020-12-31"); clause("1").says("试验").force("mandatory");
            table("schools").label("学校"); entity("school", "schools");
            table("lessons").label("课").date("date", "日期").link("school", "学校", "schools").dated("date");
            rule("r").clause("1").each("school", "calendar_year").measure("n", count("lessons")).judge(|m| m.n.at_least(15));
            scorecard("c").each("school", "calendar_year").local("试验").item("r", 100){scorer}.round(3);"#
        )
    };
    for scorer in ["", ".all_or_nothing()", ".proportional()", ".stepped([[12, 80], [7, 50], [3, 10]])"] {
        let pack = pack(&item(scorer));
        for as_of in ["2020-12-31", "2021-01-01"] {
            let mut lessons = String::from("id,date,school\n");
            let mut schools = String::from("id\n");
            for count in 0..20 {
                let _ = writeln!(schools, "S{count:02}");
                (0..count).for_each(|lesson| {
                    let _ = writeln!(lessons, "S{count:02}-{lesson},2020-05-05,S{count:02}");
                });
            }
            let data = Dataset::builder(pack.schema()).csv("schools", schools.into_bytes()).csv("lessons", lessons.into_bytes()).finish().unwrap();
            let report = pack.evaluate(&data, &Options::new(Day::parse(as_of).unwrap())).unwrap();
            let scores: Vec<(Decimal, Decimal)> = report.scores().map(|score| ends(&score).unwrap()).collect();
            assert_eq!(scores.len(), 20);
            assert!(scores.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1), "{scorer} {as_of}: {scores:?}");
        }
    }
}

#[test]
fn every_score_has_one_band() {
    for seed in 0..20 {
        let mut rng = Rng::with_seed(seed);
        let mut cuts: Vec<Decimal> = (0..rng.usize(1..6)).map(|_| Decimal::new(rng.i64(0..10_000), 2)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts.reverse();
        let from = cuts.iter().enumerate().fold(String::new(), |text, (number, cut)| format!("{text}.from({cut}, \"{number}\")"));
        let pack = pack(&format!(r#"policy("t").in_force("2020-01-01", "2020-12-31"); bands("b"){from}.below("{}").local("试验");"#, cuts.len()));
        let bands = &pack.bands()[0];
        for _ in 0..200 {
            let near = *rng.choice(&cuts).unwrap() + Decimal::new(rng.i64(-3..=3), 3);
            let band = bands.index(near);
            let holds = |band: usize| cuts.get(band).is_none_or(|cut| near >= *cut) && (band == 0 || near < cuts[band - 1]);
            assert_eq!((0..=cuts.len()).filter(|band| holds(*band)).collect::<Vec<_>>(), [band]);
            assert_eq!(bands.name(band), band.to_string());
        }
    }
}
