//! Numbers and days that may not be settled: what they are now, and what they may still become.

use dudao::{Day, Decimal};

use crate::oracle::pack::Comparison;
use crate::oracle::{Ends, Shown};
use crate::three::Three;

/// A number, or a day by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) is_day: bool,
    /// Between which ends it is, as things stand.
    pub(super) now: Ends,
    /// Which way further records can move it.
    pub(super) trend: Trend,
    /// Whether there is any value at all, as things stand.
    pub(super) there: Three,
    /// Whether records may still come.
    pub(super) open: bool,
    /// Whether records are still to be handed in.
    pub(super) awaited: bool,
}

/// Which way further records can move a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trend {
    Stays,
    Rises,
    Falls,
    /// It may rise and fall, as what is counted comes and goes.
    Ebbs,
    /// It may be any number that is not below zero.
    Positive,
    Free,
}

impl Trend {
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Stays, other) | (other, Self::Stays) => other,
            (one, other) if one == other => one,
            _ => Self::Free,
        }
    }

    pub(super) fn turned(self) -> Self {
        match self {
            Self::Rises => Self::Falls,
            Self::Falls => Self::Rises,
            other => other,
        }
    }
}

impl Figure {
    /// Between which ends it may come to be.
    pub(super) fn later(&self) -> Ends {
        match self.trend {
            Trend::Stays => self.now,
            Trend::Rises => (self.now.0, None),
            Trend::Falls => (None, self.now.1),
            Trend::Positive => (Some(Decimal::ZERO), None),
            Trend::Ebbs | Trend::Free => (None, None),
        }
    }

    /// A value that is known and stays.
    pub(super) fn known(value: Decimal) -> Self {
        let ends = (Some(value), Some(value));
        Self { is_day: false, now: ends, trend: Trend::Stays, there: Three::True, open: false, awaited: false }
    }

    pub(super) fn day(day: Day) -> Self {
        Self { is_day: true, ..Self::known(day.number().into()) }
    }

    /// The value, if it is known and stays.
    pub(super) fn settled(&self) -> Option<Decimal> {
        self.one_end().filter(|_| self.there == Three::True)
    }

    /// The one end that both are and stay, whether there is any value or not.
    pub(super) fn one_end(&self) -> Option<Decimal> {
        match self.later() {
            (Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }

    pub(super) fn shown(&self) -> Option<Shown> {
        (self.there != Three::False || self.awaited).then_some(if self.is_day { Shown::Days(self.now) } else { Shown::Numbers(self.now) })
    }

    /// One made of two, end by end.
    pub(super) fn with(&self, other: &Self, ends: impl Fn(Ends, Ends) -> Ends) -> Self {
        Self {
            is_day: false,
            now: ends(self.now, other.now),
            trend: self.trend.with(other.trend),
            there: self.there.min(other.there),
            open: self.open || other.open,
            awaited: self.awaited || other.awaited,
        }
    }
}

pub(super) fn plus((a, b): Ends, (c, d): Ends) -> Ends {
    (a.zip(c).map(|(a, c)| a + c), b.zip(d).map(|(b, d)| b + d))
}

pub(super) fn minus(a: Ends, (low, high): Ends) -> Ends {
    plus(a, (high.map(|high| -high), low.map(|low| -low)))
}

/// Times a number, or by one, that is not zero.
pub(super) fn scaled((low, high): Ends, by: Decimal, scale: impl Fn(Decimal) -> Decimal) -> Ends {
    let (low, high) = (low.map(&scale), high.map(scale));
    if by < Decimal::ZERO { (high, low) } else { (low, high) }
}

pub(super) fn smaller((a, b): Ends, (c, d): Ends) -> Ends {
    (a.zip(c).map(|(a, c)| a.min(c)), b.zip(d).map(|(b, d)| b.min(d)))
}

pub(super) fn larger((a, b): Ends, (c, d): Ends) -> Ends {
    (a.zip(c).map(|(a, c)| a.max(c)), b.zip(d).map(|(b, d)| b.max(d)))
}

pub(super) fn abs((low, high): Ends) -> Ends {
    if low.is_some_and(|low| low >= Decimal::ZERO) {
        return (low, high);
    }
    if high.is_some_and(|high| high <= Decimal::ZERO) {
        return (high.map(|high| -high), low.map(|low| -low));
    }
    (Some(Decimal::ZERO), low.zip(high).map(|(low, high)| (-low).max(high)))
}

/// Whether a comparison holds for all values between two pairs of ends, or for none.
pub(super) fn compare(comparison: Comparison, a: Ends, b: Ends) -> Three {
    let below = |high: Option<Decimal>, low: Option<Decimal>| high.zip(low).is_some_and(|(high, low)| high < low);
    let up_to = |high: Option<Decimal>, low: Option<Decimal>| high.zip(low).is_some_and(|(high, low)| high <= low);
    let (yes, no) = match comparison {
        Comparison::AtLeast => (up_to(b.1, a.0), below(a.1, b.0)),
        Comparison::AtMost => (up_to(a.1, b.0), below(b.1, a.0)),
        Comparison::MoreThan => (below(b.1, a.0), up_to(a.1, b.0)),
        Comparison::LessThan => (below(a.1, b.0), up_to(b.1, a.0)),
        Comparison::Exactly => (a.0.is_some() && a.0 == a.1 && a == b, below(a.1, b.0) || below(b.1, a.0)),
    };
    match (yes, no) {
        (true, _) => Three::True,
        (_, true) => Three::False,
        _ => Three::Undecided,
    }
}
