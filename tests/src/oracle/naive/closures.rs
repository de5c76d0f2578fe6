//! Values and questions in closures.

use std::cell::Cell as Shared;
use std::collections::BTreeMap;

use chrono::Datelike;
use dudao::{Day, Decimal, WorkingDays};

use super::calendar::teaching_days;
use super::conditions::parameter;
use super::data::Row;
use super::figures::{Figure, Trend, abs, compare, larger, minus, plus, scaled, smaller};
use super::measures::{Value, of_cell};
use super::records::Unit;
use crate::oracle::Ends;
use crate::oracle::pack::{Blank, Expression, Kind, Part, PeriodPart, Scalar, Truth};
use crate::three::Three;

/// A closure that was called.
pub(super) struct Call<'a> {
    pub(super) unit: &'a Unit<'a>,
    /// The record, in `where`.
    pub(super) record: Option<(&'a str, &'a Row)>,
    pub(super) measures: &'a BTreeMap<String, Value>,
    pub(super) calendar: &'a WorkingDays,
    /// Whether anything was read of which records may still come.
    pub(super) waits: Shared<bool>,
}

/// A call that ended before it had an answer, since a comparison had none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    /// Whether it may have one later.
    pub(super) waits: bool,
}

/// Whether a record satisfies a closure.
pub(super) fn filter(unit: &Unit, table: &str, row: &Row, truth: &Truth) -> Three {
    let call = Call { unit, record: Some((table, row)), measures: &BTreeMap::new(), calendar: WorkingDays::shipped(), waits: Shared::new(false) };
    call.truth(truth).map_or(Three::Undecided, Three::from)
}

impl Call<'_> {
    pub(super) fn value(&self, expression: &Expression) -> Value {
        let value = self.read(expression);
        if value.is_open() {
            self.waits.set(true);
        }
        value
    }

    fn read(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Scalar(scalar) => of_scalar(scalar),
            Expression::Param(id) => parameter(self.unit.data.pack, id, self.unit.day).map_or(Value::Missing, |scalar| of_scalar(&scalar)),
            Expression::Unit(path) => self.own_cell(path),
            Expression::Record(path) => self.record.map_or(Value::Missing, |(table, row)| of_cell(&self.unit.data.path(table, row, path))),
            Expression::Measure(name) => match self.measures.get(name) {
                None | Some(Value::Unclear) => Value::Missing,
                Some(value) => value.clone(),
            },
            Expression::Period(part) => self.period(*part),
            Expression::Size(of) => size(&self.value(of)),
            Expression::Plus(a, b) => self.two(a, b, plus),
            Expression::Minus(a, b) => self.difference(a, b),
            Expression::Smaller(a, b) => self.two(a, b, smaller),
            Expression::Larger(a, b) => self.two(a, b, larger),
            Expression::Times(a, factor) => self.one(a, |ends| scaled(ends, *factor, |number| number * factor)),
            Expression::Over(a, divisor) => self.one(a, |ends| scaled(ends, *divisor, |number| number / divisor)),
            Expression::Abs(a) => match (self.value(a), self.one(a, abs)) {
                (Value::Figure(signed), Value::Figure(figure)) => {
                    let away = match signed.trend {
                        Trend::Rises => signed.now.0.is_some_and(|low| low >= Decimal::ZERO),
                        Trend::Falls => signed.now.1.is_some_and(|high| high <= Decimal::ZERO),
                        _ => false,
                    };
                    let trend = match signed.trend {
                        Trend::Stays => Trend::Stays,
                        _ if away => Trend::Rises,
                        _ => Trend::Positive,
                    };
                    Value::Figure(Figure { trend, ..figure })
                }
                (_, other) => other,
            },
            Expression::DaysBetween(a, b) => self.difference(b, a),
            Expression::WorkdaysBetween(a, b) => self.workdays(a, b),
            Expression::Part(a, part) => match self.value(a) {
                Value::Figure(figure) => figure.settled().map_or(Value::Missing, |number| Value::Figure(Figure::known(part_of(day_of(number), *part)))),
                Value::NotYet => Value::NotYet,
                Value::Nothing => Value::Nothing,
                _ => Value::Missing,
            },
        }
    }

    /// Reckons with one value. Nothing can be reckoned with what may not be there.
    fn one(&self, a: &Expression, ends: impl Fn(Ends) -> Ends) -> Value {
        match self.value(a) {
            Value::Figure(figure) if figure.there == Three::True => Value::Figure(figure.with(&Figure::known(Decimal::ZERO), |a, _| ends(a))),
            _ => Value::Missing,
        }
    }

    fn two(&self, a: &Expression, b: &Expression, ends: impl Fn(Ends, Ends) -> Ends) -> Value {
        reckon(self.value(a), self.value(b), ends)
    }

    /// What is known of the unit's period.
    fn period(&self, part: PeriodPart) -> Value {
        let span = self.unit.span;
        let number = |number: Decimal| Value::Figure(Figure::known(number));
        let day = |day: Day| Value::Figure(Figure::day(day));
        match part {
            PeriodPart::First => day(span.first),
            PeriodPart::Last => span.last.map_or(Value::Missing, day),
            PeriodPart::Upto => day(span.last.map_or(self.unit.as_of, |last| last.min(self.unit.as_of))),
            PeriodPart::Year => number(part_of(span.first, Part::Year)),
            PeriodPart::Month => number(part_of(span.first, Part::Month)),
            PeriodPart::TeachingDays => teaching_days(self.unit.data, self.calendar, span).map_or(Value::Missing, |days| number(days.into())),
        }
    }

    /// A cell of the unit. What is not yet there may still come while its period is open.
    fn own_cell(&self, path: &str) -> Value {
        let column = |path: &str| self.unit.data.pack.column(self.unit.table, path);
        // A part of a day is there when its day is.
        let day = path.rsplit_once('.').and_then(|(day, _)| column(day)).filter(|column| column.kind == Kind::Date);
        let blank = day.or_else(|| column(path)).map(|column| column.blank);
        match of_cell(&self.unit.data.path(self.unit.table, self.unit.row, path)) {
            Value::Nothing if self.unit.open && self.record.is_none() && matches!(blank, Some(Blank::NotYet | Blank::Open)) => Value::NotYet,
            value => value,
        }
    }

    fn difference(&self, a: &Expression, b: &Expression) -> Value {
        let turned = |value: Value| match value {
            Value::Figure(figure) => Value::Figure(Figure { trend: figure.trend.turned(), ..figure }),
            other => other,
        };
        reckon(self.value(a), turned(self.value(b)), minus)
    }

    fn workdays(&self, a: &Expression, b: &Expression) -> Value {
        match (self.value(a), self.value(b)) {
            (Value::Figure(a), Value::Figure(b)) => {
                let between = a.settled().zip(b.settled()).and_then(|(a, b)| self.calendar.between(day_of(a), day_of(b)));
                between.map_or(Value::Missing, |days| Value::Figure(Figure::known(days.into())))
            }
            _ => Value::Missing,
        }
    }

    /// Whether it holds; ends where a comparison cannot be told.
    pub(super) fn truth(&self, truth: &Truth) -> Result<bool, Ended> {
        Ok(match truth {
            Truth::And(a, b) => self.truth(a)? && self.truth(b)?,
            Truth::Or(a, b) => self.truth(a)? || self.truth(b)?,
            Truth::Not(a) => !self.truth(a)?,
            Truth::Compare(comparison, a, b) => match (self.value(a), self.value(b)) {
                (Value::Missing, _) | (_, Value::Missing) => return Err(Ended { waits: false }),
                (Value::NotYet, _) | (_, Value::NotYet) => return Err(Ended { waits: true }),
                (Value::Figure(a), Value::Figure(b)) if [&a, &b].iter().any(|figure| figure.there == Three::False && !figure.open) => false,
                (Value::Figure(a), Value::Figure(b)) => match compare(*comparison, a.later(), b.later()) {
                    Three::True if a.there.min(b.there) == Three::True => true,
                    Three::False if a.there.min(b.there) == Three::True => false,
                    _ => return Err(Ended { waits: a.open || b.open }),
                },
                (Value::Text(a), Value::Text(b)) => a == b,
                (Value::Flag(a), Value::Flag(b)) => a == b,
                // Nothing compares with what is nothing.
                _ => false,
            },
        })
    }
}

/// Reckons with two values, end by end. Nothing can be reckoned with what may not be there.
fn reckon(a: Value, b: Value, ends: impl Fn(Ends, Ends) -> Ends) -> Value {
    match (a, b) {
        (Value::Figure(a), Value::Figure(b)) if a.there.min(b.there) == Three::True => Value::Figure(a.with(&b, ends)),
        _ => Value::Missing,
    }
}

pub(super) fn of_scalar(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Number(number) => Value::Figure(Figure::known(*number)),
        Scalar::Day(day) => Value::Figure(Figure::day(*day)),
        Scalar::Text(text) => Value::Text(text.clone()),
        Scalar::Flag(flag) => Value::Flag(*flag),
    }
}

/// How many keys a tally has, or members a list.
fn size(value: &Value) -> Value {
    match value {
        Value::List(members, missing) => {
            let low = Decimal::from(members.len());
            let ends = (Some(low), Some(low + Decimal::from(*missing)));
            Value::Figure(Figure { now: ends, ..Figure::known(low) })
        }
        Value::Tally(tally) => {
            let certain = Decimal::from(tally.entries.values().filter(|entry| entry.certain > 0).count());
            let most = Decimal::from(tally.entries.len()) + Decimal::from(tally.spare);
            let now = (Some(certain), Some(most).filter(|_| !tally.awaited && !tally.unbounded));
            let trend = if tally.open || tally.awaited { Trend::Rises } else { Trend::Stays };
            Value::Figure(Figure { now, trend, open: tally.open, awaited: tally.awaited, ..Figure::known(certain) })
        }
        other => other.clone(),
    }
}

pub(super) fn day_of(number: Decimal) -> Day {
    Day::from_number(i32::try_from(number).unwrap_or(0))
}

fn part_of(day: Day, part: Part) -> Decimal {
    let date = day.date();
    match part {
        Part::Year => date.year().into(),
        Part::Month => date.month().into(),
        Part::Day => date.day().into(),
        Part::Weekday => date.weekday().number_from_monday().into(),
    }
}
