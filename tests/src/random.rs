//! Random record books, for comparing the engine with the naive evaluator.
//!
//! A book is small, and made to be hard: its records crowd around the numbers that the rules ask for and around the
//! first and last days of their windows. About half of the books are clean; the others are damaged afterwards in the ways
//! that real record books are.

mod damage;
mod deeds;
mod rows;

use chrono::{Days, NaiveDate, TimeDelta};
use fastrand::Rng;

use crate::book::{Book, Table};
use crate::naive::Options;

/// The book and the options of a seed. The same seed gives the same case always.
pub fn random_case(seed: u64) -> (Book, Options) {
    let mut rng = Rng::with_seed(seed);
    let is_dirty = rng.bool();
    let mut world = World::new(rng);
    world.choose_readings();
    world.choose_parameters();
    world.make_calendar();
    world.make_bodies();
    world.make_deeds();
    world.hand_in();
    if is_dirty {
        damage::damage(&mut world.rng, &mut world.book);
    }
    (world.book, world.options)
}

/// A stretch of days, both ends inclusive.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: NaiveDate,
    last: NaiveDate,
}

#[derive(Debug, Clone, Copy)]
struct School {
    id: &'static str,
    alliance: &'static str,
    is_lead: bool,
    teachers: i64,
}

/// What is made, with what the later steps need to know of the earlier ones.
#[derive(Debug)]
struct World {
    rng: Rng,
    book: Book,
    options: Options,
    terms: Vec<Span>,
    years: Vec<Span>,
    alliances: Vec<&'static str>,
    schools: Vec<School>,
    records_made: usize,
}

/// The terms that a book may cover, with the academic year that each lies in.
const TERMS: [(&str, &str, &str, &str); 7] = [
    ("2019-2020-1", "2019-2020", "2019-09-01", "2020-01-17"),
    ("2019-2020-2", "2019-2020", "2020-02-17", "2020-07-03"),
    ("2020-2021-1", "2020-2021", "2020-09-01", "2021-01-22"),
    ("2020-2021-2", "2020-2021", "2021-02-22", "2021-07-02"),
    ("2021-2022-1", "2021-2022", "2021-09-01", "2022-01-21"),
    ("2021-2022-2", "2021-2022", "2022-02-14", "2022-07-01"),
    ("2022-2023-1", "2022-2023", "2022-09-01", "2023-01-13"),
];

/// Ids whose order by bytes is not the order in which they are made.
const SCHOOLS: [&str; 9] = ["M2", "M10", "校甲", "a-1", "Z 9", "M1", "校乙", "B", "学"];
const ALLIANCES: [&str; 3] = ["X2", "X10", "共"];
const SUBJECTS: [&str; 3] = ["maths", "chinese", "english"];

/// The readings, each with its choices.
const READINGS: [(&str, &[&str]); 6] = [
    ("visits_scope", &["per_member", "total"]),
    ("lessons_scope", &["total", "per_member"]),
    ("project_window", &["implementation", "round", "issue"]),
    ("year_basis", &["calendar", "academic"]),
    ("prep_and_research", &["both", "each_three", "together"]),
    ("trip_size", &["smaller", "larger"]),
];

/// The parameters that a case changes now and then.
const PARAMETERS: [&str; 14] = [
    "leadership_sessions",
    "visits",
    "secondments",
    "researchers",
    "projects",
    "contests",
    "shows",
    "deliveries",
    "weak_sessions",
    "preparations",
    "trainings",
    "lectures",
    "trips",
    "young_teachers",
];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn days_after(day: NaiveDate, days: i64) -> NaiveDate {
    day + TimeDelta::days(days)
}

/// Whether it happens, with so many chances in a hundred.
fn chance(rng: &mut Rng, percent: u32) -> bool {
    rng.u32(..100) < percent
}

fn pick<T: Copy>(rng: &mut Rng, among: &[T]) -> T {
    among[rng.usize(..among.len())]
}

impl World {
    fn new(rng: Rng) -> Self {
        Self {
            rng,
            book: Book::default(),
            options: Options::usual(NaiveDate::default()),
            terms: Vec::new(),
            years: Vec::new(),
            alliances: Vec::new(),
            schools: Vec::new(),
            records_made: 0,
        }
    }

    fn choose_readings(&mut self) {
        for (reading, choices) in READINGS {
            if chance(&mut self.rng, 40) {
                let choice = pick(&mut self.rng, choices).to_owned();
                self.options.readings.insert(reading.to_owned(), choice);
            }
        }
    }

    /// Lowers the two numbers that would need long lists of lessons, most of the time, and moves others now and then.
    fn choose_parameters(&mut self) {
        for name in ["demo_lessons", "observed_lessons"] {
            if chance(&mut self.rng, 90) {
                self.options.params.insert(name.to_owned(), self.rng.i64(1..=3));
            }
        }
        for name in PARAMETERS {
            if chance(&mut self.rng, 12) {
                self.options.params.insert(name.to_owned(), self.rng.i64(0..=3));
            }
        }
    }

    fn make_calendar(&mut self) {
        let from = self.rng.usize(..5);
        let to = (from + self.rng.usize(2..=5)).min(TERMS.len());
        let mut terms = Table::new(&["id", "academic_year", "start", "end", "midterm_start", "midterm_end", "closed"]);
        let mut years = Table::new(&["id", "start", "end"]);
        for (id, year, start, end) in &TERMS[from..to] {
            let first = days_after(date(start), self.rng.i64(-1..=2));
            let span = Span { first, last: days_after(date(end), self.rng.i64(-2..=1)) };
            self.terms.push(span);
            self.push_term(&mut terms, id, year, span);
            if !years.rows.iter().any(|row| row[0] == *year) {
                let start = date(&format!("{}-09-01", year.split('-').next().unwrap_or_default()));
                let span = Span { first: start, last: days_after(start, 364) };
                self.years.push(span);
                years.push(&[("id", *year), ("start", &span.first.to_string()), ("end", &span.last.to_string())]);
            }
        }
        self.leave_out_midterms(&mut terms);
        self.book.tables.insert("terms".to_owned(), terms);
        self.book.tables.insert("academic_years".to_owned(), years);
        self.options.as_of = self.choose_day();
    }

    fn push_term(&mut self, terms: &mut Table, id: &str, year: &str, span: Span) {
        let middle = days_after(span.first, self.rng.i64(60..80));
        let (midterm_start, midterm_end) = match self.rng.u8(..10) {
            0..=2 => (String::new(), String::new()),
            3 => (middle.to_string(), String::new()),
            _ => (middle.to_string(), days_after(middle, self.rng.i64(0..7)).to_string()),
        };
        let closed = pick(&mut self.rng, &["", "", "", "", "yes", "是", "no"]);
        terms.push(&[
            ("id", id),
            ("academic_year", year),
            ("start", &span.first.to_string()),
            ("end", &span.last.to_string()),
            ("midterm_start", &midterm_start),
            ("midterm_end", &midterm_end),
            ("closed", closed),
        ]);
    }

    fn leave_out_midterms(&mut self, terms: &mut Table) {
        let without = self.rng.u8(..20);
        if without < 4 {
            terms.drop_column("midterm_start");
        }
        if without < 3 || without == 4 {
            terms.drop_column("midterm_end");
        }
    }

    /// The day of the case: near an end of a term or in its middle, after everything, or before it.
    fn choose_day(&mut self) -> NaiveDate {
        let after_all = self.terms.last().map(|term| term.last).unwrap_or_default();
        let term = pick(&mut self.rng, &self.terms);
        match self.rng.u8(..20) {
            0..=8 => days_after(after_all, self.rng.i64(1..300)),
            9..=10 => days_after(term.first, self.rng.i64(-9..=2)),
            11..=13 => days_after(term.last, self.rng.i64(-2..=2)),
            14..=17 => self.day_within(term),
            18 => days_after(date("2022-12-01"), self.rng.i64(-1..=1)),
            _ => days_after(date("2019-12-31"), self.rng.i64(-120..=1)),
        }
    }

    fn day_within(&mut self, span: Span) -> NaiveDate {
        let days = (span.last - span.first).num_days().max(0);
        days_after(span.first, self.rng.i64(0..=days))
    }

    /// A day for a record of a window: mostly inside, often on a border, sometimes just outside.
    fn day_for(&mut self, window: Span) -> NaiveDate {
        let as_of = self.options.as_of;
        let is_within = window.first <= as_of && as_of < window.last;
        match self.rng.u8(..30) {
            0..=2 => window.first,
            3..=5 => window.last,
            6 => window.first - Days::new(1),
            7 => window.last + Days::new(1),
            8..=10 if is_within => as_of,
            11..=12 if is_within => as_of + Days::new(1),
            _ => self.day_within(window),
        }
    }

    fn make_bodies(&mut self) {
        let alliances = self.rng.usize(2..=3);
        self.alliances = ALLIANCES[..alliances].to_vec();
        let schools = self.rng.usize(4..=9);
        for (place, id) in SCHOOLS.iter().take(schools).enumerate() {
            let teachers = pick(&mut self.rng, &[4, 9, 18, 45, 46, 50, 51, 60]);
            let is_lead = place < alliances || chance(&mut self.rng, 10);
            self.schools.push(School { id, alliance: self.alliances[place % alliances], is_lead, teachers });
        }
        self.push_bodies();
        self.push_weak_subjects();
    }

    fn push_bodies(&mut self) {
        let mut alliances = Table::new(&["id", "name", "district"]);
        for id in &self.alliances {
            alliances.push(&[("id", *id), ("name", "甲"), ("district", "FH")]);
        }
        let mut schools = Table::new(&["id", "name", "alliance", "role", "district", "teachers"]);
        for school in &self.schools {
            let role = match (school.is_lead, self.rng.u8(..8)) {
                (true, 0) => "牵头校",
                (true, _) => "lead",
                (false, 0) => "成员校",
                (false, _) => "member",
            };
            let teachers = school.teachers.to_string();
            let cells = [("id", school.id), ("name", "乙"), ("alliance", school.alliance), ("role", role), ("district", "FH")];
            schools.push(&[&cells[..], &[("teachers", &teachers)]].concat());
        }
        self.book.tables.insert("alliances".to_owned(), alliances);
        self.book.tables.insert("schools".to_owned(), schools);
        for (table, ids) in [("districts", &["FH", "YZ"][..]), ("subjects", &SUBJECTS[..])] {
            if self.rng.bool() {
                let mut bodies = Table::new(&["id", "name"]);
                for id in ids {
                    bodies.push(&[("id", *id), ("name", "丙")]);
                }
                self.book.tables.insert(table.to_owned(), bodies);
            }
        }
    }

    fn push_weak_subjects(&mut self) {
        let mut weak_subjects = Table::new(&["id", "school", "subject"]);
        for place in 0..self.rng.usize(1..=3) {
            let school = pick(&mut self.rng, &self.schools).id;
            let subject = pick(&mut self.rng, &SUBJECTS);
            weak_subjects.push(&[("id", format!("W{place}").as_str()), ("school", school), ("subject", subject)]);
        }
        self.book.tables.insert("weak_subjects".to_owned(), weak_subjects);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::naive::evaluate;

    #[test]
    fn a_seed_gives_one_case() {
        for seed in 0..20 {
            assert_eq!(random_case(seed), random_case(seed));
        }
    }

    #[test]
    fn every_answer_occurs_often() {
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        let mut by_rule: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for seed in 0..300 {
            let (book, options) = random_case(seed);
            for finding in evaluate(&book, &options) {
                let counts = by_rule.entry(finding.rule).or_default();
                *counts.entry(finding.status).or_default() += 1;
                *all.entry(finding.status).or_default() += 1;
            }
        }
        eprintln!("{:24}{all:?}", "all rules");
        for (rule, counts) in &by_rule {
            eprintln!("{rule:24}{counts:?}");
            for status in ["pass", "fail", "not_due", "unknown"] {
                assert!(counts[status] >= 20, "{rule}: {status}");
            }
        }
        assert!(all["not_applicable"] >= 1000);
    }
}
