//! What one finding earns.

use super::Share;
use crate::judge::{Amount, Comparison, Kind, Outcome, Range, Status, Test, Verdict};
use crate::pack::{Scale, Scorer};
use rust_decimal::Decimal;

/// How a comparison that is not decided stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Whether what it measured can no longer get worse for it.
    pub(super) is_settled: bool,
    /// Whether what it measured cannot turn out to be nothing, of which there would be nothing to say.
    pub(super) is_there: bool,
}

/// How the findings of an item are scored.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub(super) scorer: &'a Scorer,
    /// The scale by which it goes, if it goes by grades.
    pub(super) scale: Option<&'a Scale>,
}

impl Way<'_> {
    /// What a finding earns; nothing if it leaves the card.
    pub(super) fn share(self, outcome: &Outcome, look: &impl Fn(&Test) -> Look) -> Option<Share> {
        let status = outcome.status();
        if matches!(status, Status::NotApplicable | Status::Informational) {
            return None;
        }
        let Outcome::Judged { verdict, .. } = outcome else { return Some(Share::ANY) };
        if let (Some(grade), Status::Pass | Status::Fail) = (self.grade(verdict), status) {
            return Some(Share::between(grade, grade));
        }
        let (low, high) = self.range(verdict, look).unwrap_or_else(|| bare(status));
        match status {
            Status::Pass => Some(Share::between(Decimal::ONE, Decimal::ONE)),
            Status::Fail => Some(Share::between(low, high)),
            // What is not decided may yet turn out to pass, or, unless it only compares, not to bear on the unit at all.
            _ => Some(Share { low, high: Decimal::ONE, may_leave: !only_compares(verdict, look) }),
        }
    }

    /// The share of the grade that was given, if one was.
    fn grade(self, verdict: &Verdict) -> Option<Decimal> {
        let scale = self.scale?;
        verdict.tests().into_iter().find_map(|test| match &test.measured {
            Amount::Text(grade) => scale.share(grade),
            _ => None,
        })
    }

    /// The ends between which a verdict's part lies: where every part must hold, the least; where one is enough, the most.
    fn range(self, verdict: &Verdict, look: &impl Fn(&Test) -> Look) -> Option<(Decimal, Decimal)> {
        let parts = |parts: &[Verdict]| parts.iter().filter_map(|part| self.range(part, look)).collect::<Vec<_>>();
        match &verdict.kind {
            _ if matches!(verdict.status, Status::NotApplicable | Status::Informational) => None,
            Kind::Test(test) => Some(self.test(test, look(test).is_settled)),
            Kind::Said(_) | Kind::Pending(_) => Some(bare(verdict.status)),
            Kind::All(all) => parts(all).into_iter().reduce(|(a, b), (c, d)| (a.min(c), b.min(d))),
            Kind::Any(any) => parts(any).into_iter().reduce(|(a, b), (c, d)| (a.max(c), b.max(d))),
        }
    }

    fn test(self, test: &Test, settled: bool) -> (Decimal, Decimal) {
        let (low, high) = match (self.scorer, test.status) {
            (Scorer::Proportional, Status::Fail | Status::NotDue | Status::Unknown) => proportion(test),
            (Scorer::Stepped(steps), Status::Fail | Status::NotDue | Status::Unknown) => step(steps, test),
            _ => return bare(test.status),
        };
        match test.status {
            Status::Fail => (low, high),
            _ if settled => (low, Decimal::ONE),
            _ => (Decimal::ZERO, Decimal::ONE),
        }
    }

    /// What a share of findings earns that pass, where the findings are rolled up by their number.
    pub(super) fn of_share(self, share: Share) -> Share {
        let of = |share: Decimal| match self.scorer {
            _ if share == Decimal::ONE => share,
            Scorer::Proportional => share,
            Scorer::Stepped(steps) => reached(steps, Some(share * Decimal::ONE_HUNDRED), true),
            Scorer::AllOrNothing | Scorer::ByGrade(..) => Decimal::ZERO,
        };
        Share { low: of(share.low), high: of(share.high), may_leave: share.may_leave }
    }
}

/// Whether every completion of a verdict passes or fails. A closure is a function of what it reads, and what it has returned are comparisons of
/// that, so no completion makes it say something else.
fn only_compares(verdict: &Verdict, look: &impl Fn(&Test) -> Look) -> bool {
    match &verdict.kind {
        Kind::Test(test) => matches!(test.status, Status::Pass | Status::Fail) || look(test).is_there,
        Kind::Said(_) | Kind::Pending(_) => matches!(verdict.status, Status::Pass | Status::Fail),
        Kind::All(parts) | Kind::Any(parts) => parts.iter().all(|part| only_compares(part, look)),
    }
}

/// What a status earns by itself.
fn bare(status: Status) -> (Decimal, Decimal) {
    match status {
        Status::Pass => (Decimal::ONE, Decimal::ONE),
        Status::Fail => (Decimal::ZERO, Decimal::ZERO),
        _ => (Decimal::ZERO, Decimal::ONE),
    }
}

fn numbers(test: &Test) -> Option<(Range, Range)> {
    match (&test.measured, &test.required) {
        (Amount::Number(measured), Amount::Number(required)) => Some((*measured, *required)),
        _ => None,
    }
}

/// What was measured as a part of what is required. Where less is asked for, or strictly more, no amount is a part of the whole, and only a pass
/// earns anything.
fn proportion(test: &Test) -> (Decimal, Decimal) {
    let nothing = (Decimal::ZERO, Decimal::ZERO);
    let Some((measured, required)) = numbers(test) else { return nothing };
    let exact = matches!(test.comparison, Comparison::Exactly | Comparison::Between);
    // Whatever lies above an exact value has gone past it, and more of it would be no better.
    let under = matches!((measured.high, required.low), (Some(measured), Some(required)) if measured < required);
    if !(test.comparison == Comparison::AtLeast || (exact && test.status == Status::Fail && under)) {
        return nothing;
    }
    let required = if exact { Range { low: required.low, high: required.low } } else { required };
    let part = |measured: Option<Decimal>, required: Option<Decimal>| {
        let required = required.filter(|required| *required > Decimal::ZERO)?;
        Some(measured?.checked_div(required)?.clamp(Decimal::ZERO, Decimal::ONE))
    };
    let low = part(measured.low, required.high).unwrap_or(Decimal::ZERO);
    (low, part(measured.high, required.low).unwrap_or(Decimal::ONE).max(low))
}

/// How many percent are reached, as a part of 1. Steps go up or down as the rule asks for more or for less.
fn step(steps: &[(Decimal, Decimal)], test: &Test) -> (Decimal, Decimal) {
    let nothing = (Decimal::ZERO, Decimal::ZERO);
    let Some((measured, _)) = numbers(test) else { return nothing };
    match test.comparison {
        Comparison::AtLeast | Comparison::MoreThan => (reached(steps, measured.low, true), reached_or_all(steps, measured.high, true)),
        Comparison::AtMost | Comparison::LessThan => (reached(steps, measured.high, false), reached_or_all(steps, measured.low, false)),
        _ => nothing,
    }
}

fn reached(steps: &[(Decimal, Decimal)], measured: Option<Decimal>, upwards: bool) -> Decimal {
    let Some(measured) = measured else { return Decimal::ZERO };
    let percents = steps.iter().filter(|(cut, _)| if upwards { measured >= *cut } else { measured <= *cut }).map(|(_, percent)| *percent);
    percents.max().unwrap_or(Decimal::ZERO) / Decimal::ONE_HUNDRED
}

/// An end that is open reaches everything.
fn reached_or_all(steps: &[(Decimal, Decimal)], measured: Option<Decimal>, upwards: bool) -> Decimal {
    if measured.is_none() { Decimal::ONE } else { reached(steps, measured, upwards) }
}
