//! Draws a small pack, a record book for it and the day it is judged on; one seed gives one of each.

mod book;
mod conditions;
mod queries;
mod rules;
mod tables;
mod verdicts;

use dudao::Day;
use fastrand::Rng;

use super::pack::{Pack, Param, Phase, Scalar};
use super::script::whole;
use crate::book::Book;

/// A pack, its script, a record book for it, and the day on which it is judged.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The pack.
    pub pack: Pack,
    /// The records.
    pub book: Book,
    /// The day.
    pub as_of: Day,
}

/// What a seed draws.
pub fn draw(seed: u64) -> Drawn {
    let rng = &mut Rng::with_seed(seed);
    let tables = tables::tables(rng);
    let mut pack = Pack { in_force: in_force(rng), phases: phases(rng), params: params(rng), tables, entities: Vec::new(), rules: Vec::new() };
    pack.entities = rules::entities(rng, &pack);
    pack.rules = (1..=rng.usize(3..=5)).map(|number| rules::rule(rng, &pack, number)).collect();
    let as_of = day(rng, 2019, 11, 700);
    let book = book::book(rng, &pack);
    Drawn { pack, book, as_of }
}

/// True in `percent` of a hundred cases.
fn chance(rng: &mut Rng, percent: u8) -> bool {
    rng.u8(..100) < percent
}

/// One of some things, which must not be none.
fn pick<'a, T>(rng: &mut Rng, things: &'a [T]) -> &'a T {
    &things[rng.usize(..things.len())]
}

/// A day that is known to exist.
fn on(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).unwrap_or(Day::from_number(737_000))
}

/// A day of the so many days from the first of a month.
fn day(rng: &mut Rng, year: i32, month: u32, days: i32) -> Day {
    on(year, month, 1).plus(rng.i32(0..days))
}

/// The days that the policy is in force, near those of the terms.
fn in_force(rng: &mut Rng) -> (Day, Option<Day>) {
    let first = *pick(rng, &[on(2020, 1, 1), on(2020, 1, 15), on(2019, 9, 1), on(2020, 2, 20)]);
    let last = match rng.u8(..10) {
        0 => None,
        1..=3 => Some(on(2020, 12, 31)),
        4..=5 => Some(on(2021, 7, 2)),
        6..=7 => Some(on(2021, 12, 31)),
        _ => Some(day(rng, 2020, 6, 300)),
    };
    (first, last)
}

fn phases(rng: &mut Rng) -> Vec<Phase> {
    let first = day(rng, 2019, 12, 200);
    let second = day(rng, 2020, 5, 300);
    let mut phases = vec![Phase { id: "prepare".to_owned(), first, last: first.plus(rng.i32(20..200)) }];
    if chance(rng, 50) {
        phases.push(Phase { id: "carry_out".to_owned(), first: second, last: second.plus(rng.i32(20..200)) });
    }
    phases
}

fn params(rng: &mut Rng) -> Vec<Param> {
    let later = |rng: &mut Rng, value: fn(&mut Rng) -> Scalar| {
        let mut values = vec![(None, value(rng))];
        if chance(rng, 50) {
            values.push((Some(day(rng, 2020, 1, 200)), value(rng)));
            if chance(rng, 40) {
                values.push((Some(day(rng, 2020, 10, 200)), value(rng)));
            }
        }
        values
    };
    let number = |rng: &mut Rng| Scalar::Number(whole(rng.i64(0..5)));
    let due = |rng: &mut Rng| Scalar::Day(day(rng, 2020, 1, 500));
    let unset = chance(rng, 60);
    vec![
        Param { id: "least".to_owned(), values: later(rng, number), set: chance(rng, 10).then(|| number(rng)) },
        Param { id: "due".to_owned(), values: later(rng, due), set: None },
        Param { id: "loose".to_owned(), values: if unset { Vec::new() } else { later(rng, number) }, set: chance(rng, 25).then(|| number(rng)) },
    ]
}
