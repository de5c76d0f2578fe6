//! From values to a status (ARCHITECTURE.md, Judging and the sections after it).

use dudao::Decimal;

use super::closures::{Call, Ended, day_of, of_scalar};
use super::figures::{Figure, Trend, compare};
use super::keys;
use super::measures::Value;
use crate::oracle::pack::{Comparison, Condition, Expression, Operand, Said, Verdict};
use crate::oracle::{Ends, Shown};
use crate::three::{Three, all, any};

/// A verdict.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of the verdict, and any of them may go with any other")]
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) status: &'static str,
    pub(super) measured: Option<Shown>,
    pub(super) gap: Option<Decimal>,
    pub(super) noted: bool,
    /// Whether it is a word of the script's own, which waits for records that may still come.
    pub(super) own_word: bool,
    /// Whether it rests on what may still change.
    pub(super) open: bool,
    /// Whether it was decided among several parts.
    pub(super) of_parts: bool,
}

impl Outcome {
    pub(super) fn new(status: &'static str) -> Self {
        Self { status, measured: None, gap: None, noted: false, own_word: false, open: false, of_parts: false }
    }

    pub(super) fn of(status: &'static str, measured: Option<Shown>) -> Self {
        Self { measured, ..Self::new(status) }
    }
}

/// The orders in which the statuses of parts decide.
const ALL: [&str; 8] = ["fail", "error", "unknown", "needs_review", "not_due", "pass", "informational", "not_applicable"];
const ANY: [&str; 8] = ["pass", "error", "unknown", "needs_review", "not_due", "fail", "informational", "not_applicable"];

/// Whether the script's own words wait for records that may still come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Not while the verdict is put together: what a duty says now decides between it and its trigger.
    No,
    /// In the end, where they stand beside what may still change.
    BesideOpen,
    /// They do.
    Yes,
}

fn own_word(status: &'static str) -> Outcome {
    Outcome { own_word: true, ..Outcome::new(status) }
}

/// The first part that has the first of the statuses that any has.
fn roll_up(parts: &[Outcome], order: [&str; 8]) -> Outcome {
    let open = parts.iter().any(|part| part.open);
    let first = order.iter().find_map(|status| parts.iter().find(|part| part.status == *status)).cloned();
    let noted = parts.iter().any(|part| part.noted);
    first.map_or(Outcome::new("not_applicable"), |first| Outcome { noted, open, of_parts: true, ..first })
}

/// The status of what cannot be decided now.
pub(super) fn undecided(open: bool) -> &'static str {
    if open { "not_due" } else { "unknown" }
}

/// The status of a condition, given whether more may come.
pub(super) fn status(holds: Three, open: bool) -> &'static str {
    match holds {
        Three::True => "pass",
        Three::False => "fail",
        Three::Undecided => undecided(open),
    }
}

/// What a value is compared with must be known; that part of the verdict ends where it is not.
fn bound_of(bound: Value) -> Result<Value, Ended> {
    match bound {
        Value::Missing | Value::Nothing => Err(Ended { waits: false }),
        Value::NotYet => Err(Ended { waits: true }),
        Value::Figure(figure) if figure.settled().is_none() => Err(Ended { waits: figure.open }),
        known => Ok(known),
    }
}

/// The day from which working days count may not have come.
fn start_of(start: Value) -> Result<Value, Ended> {
    if matches!(start, Value::Nothing | Value::NotYet) { Ok(start) } else { bound_of(start) }
}

impl Call<'_> {
    /// What the closure says in the end. A word of its own waits while anything that it read may still change.
    pub(super) fn answer(&self, verdict: &Verdict) -> Outcome {
        let waits = |outcome: &Outcome| outcome.own_word && self.waits.get() && matches!(outcome.status, "pass" | "fail");
        match self.verdict(verdict, Wait::BesideOpen) {
            Ok(outcome) if waits(&outcome) => self.verdict(verdict, Wait::Yes).unwrap_or(Outcome { status: "not_due", ..outcome }),
            Ok(outcome) => outcome,
            Err(ended) => Outcome::new(undecided(ended.waits)),
        }
    }

    /// A verdict. The script's own words wait where they stand beside what may still change.
    fn verdict(&self, verdict: &Verdict, wait: Wait) -> Result<Outcome, Ended> {
        let before = self.waits.replace(false);
        let outcome = self.said(verdict, wait);
        let open = self.waits.replace(false);
        self.waits.set(before || open);
        let is_leaf = !matches!(
            verdict,
            Verdict::All(_) | Verdict::Any(_) | Verdict::Not(_) | Verdict::When(..) | Verdict::Note(..) | Verdict::Final(_) | Verdict::Said(_)
        );
        // What one part is compared with may lack; what a script says of its own is no part.
        let outcome = match outcome {
            Err(ended) if is_leaf && !matches!(verdict, Verdict::Holds(_)) => Outcome::new(undecided(ended.waits)),
            outcome => outcome?,
        };
        Ok(match outcome {
            outcome if outcome.own_word && wait == Wait::Yes && matches!(outcome.status, "pass" | "fail") => Outcome { status: "not_due", open, ..outcome },
            outcome if is_leaf => Outcome { open, ..outcome },
            outcome => outcome,
        })
    }

    fn said(&self, verdict: &Verdict, wait: Wait) -> Result<Outcome, Ended> {
        let parts = |list: &[Verdict], order| {
            let parts = |wait| list.iter().map(|part| self.verdict(part, wait)).collect::<Result<Vec<_>, _>>();
            let first = roll_up(&parts(Wait::No)?, order);
            Ok(match wait {
                Wait::No => first,
                Wait::BesideOpen => roll_up(&parts(if first.open { Wait::Yes } else { wait })?, order),
                Wait::Yes => roll_up(&parts(wait)?, order),
            })
        };
        Ok(match verdict {
            Verdict::All(list) => parts(list, ALL)?,
            Verdict::Any(list) => parts(list, ANY)?,
            Verdict::Not(inner) => {
                let outcome = self.verdict(inner, wait)?;
                let status = match outcome.status {
                    "pass" => "fail",
                    "fail" => "pass",
                    other => other,
                };
                // No part of what has several decides the opposite.
                let told = !outcome.of_parts;
                Outcome { status, noted: false, measured: outcome.measured.filter(|_| told), gap: outcome.gap.filter(|_| told), ..outcome }
            }
            Verdict::When(trigger, duty) => {
                let both = |wait| Ok((self.verdict(trigger, wait)?, self.verdict(duty, wait)?));
                let (known, met) = both(wait)?;
                let open = known.open || met.open;
                let (known, met) = if open && wait == Wait::BesideOpen { both(Wait::Yes)? } else { (known, met) };
                match known.status {
                    // What only tells a value stands in nobody's way.
                    "pass" | "informational" => Outcome { open, ..met },
                    // Nobody is asked for what only says whether something else is.
                    "fail" | "not_applicable" => Outcome { status: "not_applicable", open, of_parts: true, gap: None, ..known },
                    _ if met.status == "pass" => Outcome { open, ..met },
                    _ => Outcome { open, of_parts: true, gap: None, ..known },
                }
            }
            Verdict::Note(inner, condition) => {
                let outcome = self.verdict(inner, wait)?;
                let holds = condition.as_ref().is_none_or(|condition| self.holds_now(inner, condition) == Three::True);
                Outcome { noted: outcome.noted || (holds && outcome.status == "pass"), ..outcome }
            }
            Verdict::Holds(truth) => {
                let holds = self.truth(truth)?;
                own_word(if holds { "pass" } else { "fail" })
            }
            Verdict::Final(inner) => match inner.as_ref() {
                Verdict::Holds(truth) => Outcome::new(if self.truth(truth)? { "pass" } else { "fail" }),
                other => self.verdict(other, wait)?,
            },
            Verdict::Said(Said::Pass) => own_word("pass"),
            Verdict::Said(Said::Fail) => own_word("fail"),
            Verdict::Said(Said::NeedsReview) => Outcome::new("needs_review"),
            Verdict::Said(Said::NotApplicable) => Outcome::new("not_applicable"),
            Verdict::Said(Said::Unknown) => Outcome::new("unknown"),
            Verdict::Informational(value) => {
                let value = self.value(value);
                Outcome::of("informational", value.shown())
            }
            Verdict::Is(comparison, value, bound) => compared(*comparison, &self.value(value), &bound_of(self.value(bound))?),
            Verdict::Between(value, low, high) => between(&self.value(value), &bound_of(self.value(low))?, &bound_of(self.value(high))?),
            Verdict::ShareAtLeast(value, percent) => {
                let bound = Value::Figure(Figure::known(*percent / Decimal::from(100)));
                compared(Comparison::AtLeast, &self.value(value), &bound)
            }
            Verdict::Present(value) => present(&self.value(value)),
            Verdict::Graded(value) => self.graded(value),
            Verdict::ByDate(value, due) => self.by_date(&self.value(value), &bound_of(self.value(due))?),
            Verdict::WithinWorkdays(value, start, days) => self.within_workdays(&self.value(value), &start_of(self.value(start))?, *days)?,
            Verdict::InOrder(days) => in_order(&days.iter().map(|day| self.value(day)).collect::<Vec<_>>(), false),
            Verdict::StepsInOrder(tally, steps) => keys::in_order(&self.value(tally), steps),
            Verdict::Covers(found, wanted, condition) => keys::covers(&self.value(found), wanted, condition.as_ref()),
            Verdict::SomeOf(found, wanted, count) => keys::some_of(&self.value(found), wanted, count.unwrap_or(1)),
            Verdict::Within(found, allowed) => keys::within(&self.value(found), allowed),
            Verdict::Disjoint(a, b) => keys::disjoint(&self.value(a), &self.value(b)),
        })
    }

    /// What a person says. Until somebody has said it, it needs review.
    fn graded(&self, expression: &Expression) -> Outcome {
        // Of a cell of its own that is told in two ways, nobody has said it so that it can be used.
        let is_unclear = matches!(expression, Expression::Measure(name) if matches!(self.measures.get(name), Some(Value::Unclear)));
        let value = self.value(expression);
        let status = match value {
            _ if is_unclear => "unknown",
            Value::Flag(true) => "pass",
            Value::Flag(false) => "fail",
            _ => "needs_review",
        };
        Outcome::of(status, value.shown())
    }

    /// Whether what is judged satisfies a condition as it stands, whichever of its values it has.
    fn holds_now(&self, judged: &Verdict, condition: &Condition) -> Three {
        match judged {
            Verdict::Is(_, value, _) | Verdict::Between(value, _, _) => match self.value(value) {
                Value::Figure(figure) if figure.there == Three::True => satisfies(condition, figure.now),
                _ => Three::Undecided,
            },
            _ => Three::Undecided,
        }
    }

    fn by_date(&self, value: &Value, due: &Value) -> Outcome {
        let Value::Figure(due) = due else { return Outcome::of("unknown", value.shown()) };
        let Some(day) = due.settled() else { return Outcome::of(undecided(due.open), value.shown()) };
        // It closes on its own date, whatever the window.
        let waits = self.unit.as_of <= day_of(day);
        match value {
            Value::NotYet | Value::Nothing => Outcome::new(if waits { "not_due" } else { "fail" }),
            Value::Figure(figure) => {
                let trend = if waits { figure.trend } else { Trend::Stays };
                let closed = Figure { open: waits, trend, ..figure.clone() };
                let outcome = compared(Comparison::AtMost, &Value::Figure(closed), &Value::Figure(due.clone()));
                // A day that did not come is too late once the day has passed.
                let status = if outcome.status == "not_applicable" { "fail" } else { outcome.status };
                Outcome { status, gap: outcome.gap.filter(|_| status == "fail"), ..outcome }
            }
            value => compared(Comparison::AtMost, value, &Value::Figure(due.clone())),
        }
    }

    fn within_workdays(&self, value: &Value, start: &Value, days: i32) -> Result<Outcome, Ended> {
        Ok(match start {
            Value::Nothing => Outcome::of("not_applicable", None),
            Value::NotYet => Outcome::new("not_due"),
            Value::Figure(start) => match start.settled() {
                Some(first) => match self.calendar.plus(day_of(first), days) {
                    Some(due) => self.by_date(value, &Value::Figure(Figure::day(due))),
                    None => return Err(Ended { waits: false }),
                },
                None => Outcome::of(undecided(start.open), value.shown()),
            },
            _ => Outcome::of("unknown", value.shown()),
        })
    }
}

fn compared(comparison: Comparison, value: &Value, bound: &Value) -> Outcome {
    let shown = value.shown();
    let outcome = |status| Outcome::of(status, shown.clone());
    match (value, bound) {
        (Value::Missing, _) | (_, Value::Missing) => Outcome::new("unknown"),
        (Value::NotYet, _) | (_, Value::NotYet) => Outcome::new("not_due"),
        (Value::Figure(a), Value::Figure(b)) => {
            let status = decided(a, b.open, b.there, compare(comparison, a.later(), b.later()));
            let from_above = matches!(comparison, Comparison::AtMost | Comparison::LessThan);
            let gap = if from_above { lacking(b.now.0, a.now.1, status) } else { lacking(a.now.0, b.now.0, status) };
            Outcome { gap, ..outcome(status) }
        }
        (Value::Nothing, Value::Text(_) | Value::Flag(_)) => Outcome::new("fail"),
        (Value::Text(a), Value::Text(b)) => outcome(status(Three::from(a == b), false)),
        (Value::Flag(a), Value::Flag(b)) => outcome(status(Three::from(a == b), false)),
        _ => Outcome::new("not_applicable"),
    }
}

fn between(value: &Value, low: &Value, high: &Value) -> Outcome {
    let outcome = |status| Outcome::of(status, value.shown());
    match (value, low, high) {
        (Value::Missing, _, _) | (_, Value::Missing, _) | (_, _, Value::Missing) => outcome("unknown"),
        (Value::NotYet, _, _) => outcome("not_due"),
        (Value::Figure(a), Value::Figure(low), Value::Figure(high)) => {
            let holds = all([compare(Comparison::AtLeast, a.later(), low.later()), compare(Comparison::AtMost, a.later(), high.later())]);
            let status = decided(a, low.open || high.open, low.there.min(high.there), holds);
            Outcome { gap: lacking(a.now.0, low.now.0, status), ..outcome(status) }
        }
        _ => Outcome::new("not_applicable"),
    }
}

/// How much the first lacks of the second.
fn lacking(low: Option<Decimal>, least: Option<Decimal>, status: &str) -> Option<Decimal> {
    let lacking = least.zip(low).map(|(least, low)| least - low);
    lacking.filter(|lacking| *lacking > Decimal::ZERO && matches!(status, "fail" | "not_due" | "unknown"))
}

/// The status of a comparison of a figure, given whether it holds of every value that it may come to have.
fn decided(figure: &Figure, other_open: bool, other_there: Three, holds: Three) -> &'static str {
    let open = figure.open || other_open;
    match figure.there.min(other_there) {
        Three::True => status(holds, open),
        // Nothing compares with what is not there.
        Three::False if !open && !figure.awaited => "not_applicable",
        _ => undecided(open),
    }
}

/// A condition, of every value between two ends.
pub(super) fn satisfies(condition: &Condition, ends: Ends) -> Three {
    let side = |operand: &Operand| match operand {
        Operand::Scalar(scalar) => match of_scalar(scalar) {
            Value::Figure(figure) => figure.now,
            _ => (None, None),
        },
        _ => (None, None),
    };
    match condition {
        Condition::OneOf(operands) => any(operands.iter().map(|operand| compare(Comparison::Exactly, ends, side(operand)))),
        Condition::Is(comparison, operand) => compare(*comparison, ends, side(operand)),
        Condition::Between(low, high) => all([compare(Comparison::AtLeast, ends, side(low)), compare(Comparison::AtMost, ends, side(high))]),
        Condition::Present => Three::True,
        Condition::Not(inner) => satisfies(inner, ends).not(),
        Condition::All(parts) => all(parts.iter().map(|part| satisfies(part, ends))),
        Condition::Any(parts) => any(parts.iter().map(|part| satisfies(part, ends))),
    }
}

fn present(value: &Value) -> Outcome {
    let status = match value {
        Value::Missing => "unknown",
        Value::NotYet => "not_due",
        Value::Nothing => "fail",
        Value::Figure(figure) => match figure.there {
            Three::True => "pass",
            Three::False if !figure.open && !figure.awaited => "fail",
            _ => undecided(figure.open),
        },
        Value::List(members, missing) if members.is_empty() => {
            if *missing > 0 {
                "unknown"
            } else {
                "fail"
            }
        }
        _ => "pass",
    };
    Outcome::of(status, value.shown())
}

/// Days one after the other; those that did not come are left aside.
pub(super) fn in_order(days: &[Value], open: bool) -> Outcome {
    let happened: Vec<&Figure> = days
        .iter()
        .filter_map(|day| match day {
            Value::Figure(figure) if figure.there == Three::True => Some(figure),
            _ => None,
        })
        .collect();
    let open = open || days.iter().any(|day| matches!(day, Value::NotYet));
    let turned = happened
        .iter()
        .enumerate()
        .any(|(place, day)| happened[place + 1..].iter().any(|later| compare(Comparison::MoreThan, day.later(), later.later()) == Three::True));
    let uncertain = days.iter().any(|day| match day {
        Value::Missing => true,
        Value::Figure(figure) => figure.there == Three::Undecided || (figure.awaited),
        _ => false,
    });
    let surely = happened.windows(2).all(|pair| match pair {
        [one, next] => compare(Comparison::AtMost, one.later(), next.later()) == Three::True,
        _ => true,
    });
    Outcome::new(match (turned, open) {
        (true, _) => "fail",
        (_, true) => "not_due",
        _ if uncertain || !surely => "unknown",
        _ => "pass",
    })
}
