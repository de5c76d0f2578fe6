//! Draws what judge closures say.

use dudao::Decimal;
use fastrand::Rng;

use super::conditions::{IDS, Scene, TEXTS, part, path, scalar};
use super::queries::Sort;
use super::tables::CHOICES;
use super::{chance, day, pick};
use crate::oracle::pack::{Comparison, Condition, Expression, Kind, Operand, PeriodPart, Said, Scalar, Truth, Verdict, Wanted};
use crate::oracle::script::whole;

type Sorts = [(String, Sort)];

const ORDERED: [Comparison; 5] = [Comparison::AtLeast, Comparison::AtLeast, Comparison::AtMost, Comparison::MoreThan, Comparison::LessThan];

/// A verdict over some measures and the unit's own cells.
pub(super) fn verdict(rng: &mut Rng, scene: Scene<'_>, sorts: &Sorts, depth: u8) -> Verdict {
    if depth == 0 || !chance(rng, 45) {
        return leaf(rng, scene, sorts);
    }
    let mut inner = || verdict(rng, scene, sorts, depth - 1);
    let (a, b) = (inner(), inner());
    match rng.u8(..10) {
        0..=2 => Verdict::All(vec![a, b]),
        3..=5 => Verdict::Any(vec![a, b]),
        6 => Verdict::Not(Box::new(a)),
        7..=8 => Verdict::When(Box::new(a), Box::new(b)),
        _ => {
            let condition = chance(rng, 50).then(|| Condition::Is(*pick(rng, &ORDERED), Operand::Scalar(scalar(rng, &Kind::Integer))));
            let number = sorts.iter().find(|(_, sort)| *sort == Sort::Number).map(|(name, _)| Expression::Measure(name.clone()));
            match (number, condition) {
                // A condition of a note is asked of the measure that is judged, which must be a number then.
                (Some(number), condition) => Verdict::Note(Box::new(Verdict::Is(*pick(rng, &ORDERED), number, small(rng))), condition),
                (None, _) => Verdict::Note(Box::new(a), None),
            }
        }
    }
}

fn leaf(rng: &mut Rng, scene: Scene<'_>, sorts: &Sorts) -> Verdict {
    if sorts.is_empty() || chance(rng, 20) {
        return of_unit(rng, scene).unwrap_or(Verdict::Said(Said::NeedsReview));
    }
    if chance(rng, 4) {
        return Verdict::Said(*pick(rng, &[Said::Pass, Said::Fail, Said::NeedsReview, Said::NotApplicable, Said::Unknown]));
    }
    let (name, sort) = pick(rng, sorts);
    let measure = Expression::Measure(name.clone());
    match sort {
        Sort::Number | Sort::Extreme => number(rng, scene, sorts, measure),
        Sort::Share if rng.bool() => Verdict::ShareAtLeast(measure, whole(*pick(rng, &[0, 30, 50, 80, 100]))),
        Sort::Share => Verdict::Is(comparison(rng), measure, Expression::Scalar(Scalar::Number(Decimal::new(rng.i64(0..=4) * 25, 2)))),
        Sort::Day => days(rng, scene, measure),
        Sort::One(kind) => one(rng, scene, measure, kind),
        Sort::Numbers(kind) => tally(rng, scene, sorts, measure, kind, false),
        Sort::Days(kind) => tally(rng, scene, sorts, measure, kind, true),
    }
}

fn comparison(rng: &mut Rng) -> Comparison {
    if chance(rng, 15) { Comparison::Exactly } else { *pick(rng, &ORDERED) }
}

fn small(rng: &mut Rng) -> Expression {
    if chance(rng, 20) {
        return Expression::Param(if chance(rng, 75) { "least" } else { "loose" }.to_owned());
    }
    Expression::Scalar(Scalar::Number(whole(rng.i64(0..=4))))
}

fn number(rng: &mut Rng, scene: Scene<'_>, sorts: &Sorts, measure: Expression) -> Verdict {
    let others: Vec<&String> = sorts.iter().filter(|(_, sort)| matches!(sort, Sort::Number | Sort::Extreme)).map(|(name, _)| name).collect();
    let other = if others.is_empty() { small(rng) } else { Expression::Measure((*pick(rng, &others)).clone()) };
    let value = match rng.u8(..20) {
        0 => Expression::Plus(Box::new(measure), Box::new(other.clone())),
        1 => Expression::Minus(Box::new(measure), Box::new(other.clone())),
        // Of what is turned over by a negative factor the engine can say nothing while it is not settled.
        2 => Expression::Times(Box::new(measure), whole(*pick(rng, &[2, 3]))),
        3 => Expression::Over(Box::new(measure), whole(*pick(rng, &[2, 5]))),
        4 => Expression::Smaller(Box::new(measure), Box::new(other.clone())),
        5 => Expression::Larger(Box::new(measure), Box::new(small(rng))),
        6 => Expression::Abs(Box::new(Expression::Minus(Box::new(measure), Box::new(small(rng))))),
        _ => measure,
    };
    match rng.u8(..20) {
        0..=1 => Verdict::Between(value, small(rng), Expression::Scalar(Scalar::Number(whole(rng.i64(4..7))))),
        2 => Verdict::Present(value),
        3 => Verdict::Informational(value),
        4 => Verdict::Holds(Truth::Compare(comparison(rng), value, small(rng))),
        5 => Verdict::Final(Box::new(Verdict::Holds(Truth::Compare(comparison(rng), value, small(rng))))),
        6 => {
            let cell = path(rng, scene.pack, scene.unit, &|kind| matches!(kind, Kind::Number | Kind::Integer));
            Verdict::Is(comparison(rng), value, cell.map_or_else(|| small(rng), Expression::Unit))
        }
        7 => Verdict::Is(comparison(rng), value, other),
        _ => Verdict::Is(comparison(rng), value, small(rng)),
    }
}

fn due(rng: &mut Rng) -> Expression {
    if chance(rng, 25) { Expression::Param("due".to_owned()) } else { Expression::Scalar(Scalar::Day(day(rng, 2019, 11, 600))) }
}

fn days(rng: &mut Rng, scene: Scene<'_>, value: Expression) -> Verdict {
    let start = path(rng, scene.pack, scene.unit, &|kind| *kind == Kind::Date).map_or_else(|| due(rng), Expression::Unit);
    match rng.u8(..10) {
        0 => Verdict::Present(value),
        1..=4 => Verdict::ByDate(value, due(rng)),
        5..=6 => Verdict::WithinWorkdays(value, start, rng.i32(1..30)),
        7 => Verdict::Is(
            comparison(rng),
            Expression::DaysBetween(Box::new(due(rng)), Box::new(value)),
            Expression::Scalar(Scalar::Number(whole(rng.i64(-100..100)))),
        ),
        8 => Verdict::Informational(value),
        _ => Verdict::Is(comparison(rng), value, due(rng)),
    }
}

/// A verdict on a single value of some kind.
fn one(rng: &mut Rng, scene: Scene<'_>, value: Expression, kind: &Kind) -> Verdict {
    match kind {
        Kind::Date => days(rng, scene, value),
        Kind::Number | Kind::Integer if !chance(rng, 10) => {
            let bound = if chance(rng, 30) { small(rng) } else { Expression::Scalar(scalar(rng, kind)) };
            Verdict::Is(comparison(rng), value, bound)
        }
        Kind::Flag if rng.bool() => Verdict::Graded(value),
        Kind::Flag => Verdict::Is(Comparison::Exactly, value, Expression::Scalar(scalar(rng, kind))),
        _ if chance(rng, 15) => Verdict::Present(value),
        _ => Verdict::Is(Comparison::Exactly, value, Expression::Scalar(scalar(rng, kind))),
    }
}

/// A verdict on what is known of the unit's period.
fn of_period(rng: &mut Rng, scene: Scene<'_>) -> Verdict {
    match rng.u8(..6) {
        0 => Verdict::Is(comparison(rng), Expression::Period(PeriodPart::Year), Expression::Scalar(Scalar::Number(whole(rng.i64(2019..=2021))))),
        1 => Verdict::Is(comparison(rng), Expression::Period(PeriodPart::Month), Expression::Scalar(Scalar::Number(whole(rng.i64(1..=12))))),
        2 => Verdict::Is(comparison(rng), Expression::Period(PeriodPart::TeachingDays), Expression::Scalar(Scalar::Number(whole(rng.i64(0..100))))),
        3 => days(rng, scene, Expression::Period(PeriodPart::First)),
        4 => days(rng, scene, Expression::Period(PeriodPart::Last)),
        _ => days(rng, scene, Expression::Period(PeriodPart::Upto)),
    }
}

/// A verdict on the unit's own cells.
fn of_unit(rng: &mut Rng, scene: Scene<'_>) -> Option<Verdict> {
    if chance(rng, 15) {
        return Some(of_period(rng, scene));
    }
    if chance(rng, 12) {
        let dates: Vec<Expression> = (0..3).filter_map(|_| path(rng, scene.pack, scene.unit, &|kind| *kind == Kind::Date)).map(Expression::Unit).collect();
        if !dates.is_empty() {
            return Some(Verdict::InOrder(dates));
        }
    }
    let path = path(rng, scene.pack, scene.unit, &|kind| !matches!(kind, Kind::Link(_)))?;
    if let Some(part) = part(rng, &path) {
        return Some(Verdict::Is(comparison(rng), Expression::Unit(path), Expression::Scalar(Scalar::Number(whole(part)))));
    }
    let kind = scene.pack.column(scene.unit, &path)?.kind.clone();
    let value = Expression::Unit(path);
    Some(if kind.is_list() { list(rng, value, &kind) } else { one(rng, scene, value, &kind) })
}

/// Keys that a tally by a column of that kind may have.
fn keys(rng: &mut Rng, kind: &Kind) -> Vec<String> {
    let all: Vec<&str> = match kind {
        Kind::Choice(..) | Kind::Choices(_) => CHOICES.iter().map(|(id, _)| *id).collect(),
        Kind::Link(_) | Kind::Links(_) => IDS[..3].to_vec(),
        _ => TEXTS.to_vec(),
    };
    let mut keys: Vec<String> = all.into_iter().map(str::to_owned).collect();
    rng.shuffle(&mut keys);
    keys.truncate(rng.usize(1..=3));
    keys
}

fn wanted(rng: &mut Rng, scene: Scene<'_>, kind: &Kind) -> Wanted {
    let columns = scene.pack.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let same =
        columns.filter(|(_, column)| column.kind == *kind && !kind.choices().is_empty()).map(|(table, column)| format!("{}.{}", table.name, column.name));
    let same: Vec<String> = same.collect();
    if !same.is_empty() && chance(rng, 25) {
        return Wanted::ChoicesOf(pick(rng, &same).clone(), CHOICES.iter().map(|(id, _)| (*id).to_owned()).collect());
    }
    Wanted::Keys(keys(rng, kind))
}

/// A verdict on the members of a list.
fn list(rng: &mut Rng, value: Expression, kind: &Kind) -> Verdict {
    match rng.u8(..10) {
        0..=2 => Verdict::SomeOf(value, Wanted::Keys(keys(rng, kind)), chance(rng, 50).then(|| rng.u32(1..=3))),
        3..=5 => Verdict::Covers(value, Wanted::Keys(keys(rng, kind)), None),
        6..=7 => Verdict::Within(value, keys(rng, kind)),
        _ => Verdict::Is(comparison(rng), Expression::Size(Box::new(value)), small(rng)),
    }
}

/// A verdict on a tally.
fn tally(rng: &mut Rng, scene: Scene<'_>, sorts: &Sorts, value: Expression, kind: &Kind, of_days: bool) -> Verdict {
    match rng.u8(..20) {
        0..=3 => Verdict::Covers(value, wanted(rng, scene, kind), None),
        4..=5 => Verdict::Covers(value, Wanted::Counts(keys(rng, kind).into_iter().map(|key| (key, rng.u32(1..=3))).collect()), None),
        6..=8 => {
            let condition = if of_days {
                Condition::Is(Comparison::AtMost, Operand::Scalar(scalar(rng, &Kind::Date)))
            } else {
                Condition::Is(*pick(rng, &ORDERED), Operand::Scalar(Scalar::Number(whole(rng.i64(0..=4)))))
            };
            Verdict::Covers(value, Wanted::Keys(keys(rng, kind)), Some(condition))
        }
        9..=11 => Verdict::SomeOf(value, wanted(rng, scene, kind), chance(rng, 60).then(|| rng.u32(1..=3))),
        12..=13 => Verdict::Within(value, keys(rng, kind)),
        14..=15 => {
            let other =
                sorts.iter().find(|(name, sort)| matches!(sort, Sort::Numbers(other) | Sort::Days(other) if other == kind) && Some(name) != named(&value));
            other.map_or_else(
                || Verdict::Within(value.clone(), keys(rng, kind)),
                |(name, _)| Verdict::Disjoint(value.clone(), Expression::Measure(name.clone())),
            )
        }
        16..=17 if of_days => Verdict::StepsInOrder(value, keys(rng, kind)),
        _ => Verdict::Is(comparison(rng), Expression::Size(Box::new(value)), small(rng)),
    }
}

fn named(value: &Expression) -> Option<&String> {
    match value {
        Expression::Measure(name) => Some(name),
        _ => None,
    }
}
