//! A value that is known only to lie between two ends, and three-valued truth.

use rust_decimal::Decimal;

/// True, false, or not to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// Nobody can tell.
    Maybe,
    /// It holds.
    Yes,
}

impl Truth {
    /// What is known for certain.
    pub const fn certain(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The opposite.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

/// Which way records to come can move a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    Rises,
    Falls,
    /// It falls, and there is nothing below zero.
    Dwindles,
    Free,
}

impl Trend {
    /// Where a value may still come to lie.
    pub(crate) fn freed(self, range: Range) -> Range {
        match self {
            Self::Rises => Range { high: None, ..range },
            Self::Falls => Range { low: None, ..range },
            Self::Dwindles => Range { low: range.low.map(|low| low.min(Decimal::ZERO)), ..range },
            Self::Free => Range::EVERYTHING,
        }
    }
}

/// How further records move a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Growth {
    /// Which way records that are not seen yet move it.
    pub(crate) added: Trend,
    /// Which way it can move while its window is open.
    pub(crate) open: Trend,
    /// The same of the parts of a share, which are counts.
    pub(crate) parts: Trend,
    /// Whether one record moves it by one at most.
    pub(crate) by_one: bool,
}

/// The parts of a share: how many records satisfy it, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    pub(crate) met: Range,
    pub(crate) total: Range,
}

impl Parts {
    /// Where they may still come to lie.
    pub(crate) fn freed(self, trend: Trend) -> Self {
        Self { met: trend.freed(self.met), total: trend.freed(self.total) }
    }
}

/// From `low` to `high`, both included; a missing end is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Range {
    /// Lower end; `None` for unbounded.
    pub low: Option<Decimal>,
    /// Upper end; `None` for unbounded.
    pub high: Option<Decimal>,
}

impl Range {
    /// Nothing is known.
    pub const EVERYTHING: Self = Self { low: None, high: None };

    /// Exactly this.
    pub const fn exactly(value: Decimal) -> Self {
        Self { low: Some(value), high: Some(value) }
    }

    /// The same without what stands behind the point.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { low: self.low.map(|low| low.trunc()), high: self.high.map(|high| high.trunc()) }
    }

    /// The value, if it is known exactly.
    pub fn value(&self) -> Option<Decimal> {
        self.low.filter(|low| self.high == Some(*low))
    }

    /// Whether every value is at least `bound`, none is, or some.
    pub fn at_least(&self, bound: Decimal) -> Truth {
        match (self.low, self.high) {
            (Some(low), _) if low >= bound => Truth::Yes,
            (_, Some(high)) if high < bound => Truth::No,
            _ => Truth::Maybe,
        }
    }

    /// Whether every value is more than `bound`, none is, or some.
    pub fn more_than(&self, bound: Decimal) -> Truth {
        match (self.low, self.high) {
            (Some(low), _) if low > bound => Truth::Yes,
            (_, Some(high)) if high <= bound => Truth::No,
            _ => Truth::Maybe,
        }
    }

    /// Whether the value is `other`.
    pub fn equals(&self, other: Decimal) -> Truth {
        if self.value() == Some(other) {
            Truth::Yes
        } else if self.low.is_some_and(|low| low > other) || self.high.is_some_and(|high| high < other) {
            Truth::No
        } else {
            Truth::Maybe
        }
    }

    /// Whether every value of this is every value of the other, none is, or it depends.
    pub fn same(&self, other: &Self) -> Truth {
        let apart = |a: &Self, b: &Self| matches!((a.low, b.high), (Some(low), Some(high)) if low > high);
        match (self.value(), other.value()) {
            _ if apart(self, other) || apart(other, self) => Truth::No,
            (Some(a), Some(b)) => Truth::certain(a == b),
            _ => Truth::Maybe,
        }
    }

    /// Whether every value of this is at least every value of the other, none is, or it depends.
    pub fn at_least_range(&self, other: &Self) -> Truth {
        let always = matches!((self.low, other.high), (Some(low), Some(high)) if low >= high);
        let never = matches!((self.high, other.low), (Some(high), Some(low)) if high < low);
        if always {
            Truth::Yes
        } else if never {
            Truth::No
        } else {
            Truth::Maybe
        }
    }

    /// The end-by-end result of an operation that never decreases in either argument; `None` where it overflows.
    pub fn combine(&self, other: &Self, operation: impl Fn(Decimal, Decimal) -> Option<Decimal>) -> Self {
        let end = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).and_then(|(a, b)| operation(a, b));
        Self { low: end(self.low, other.low), high: end(self.high, other.high) }
    }

    /// How far from zero it lies.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        let (Some(low), Some(high)) = (self.low, self.high) else {
            let nearest = self.low.or(self.high.map(|high| -high)).filter(|end| *end > Decimal::ZERO);
            return Self { low: Some(nearest.unwrap_or(Decimal::ZERO)), high: None };
        };
        let nearest = if low <= Decimal::ZERO && high >= Decimal::ZERO { Decimal::ZERO } else { low.abs().min(high.abs()) };
        Self { low: Some(nearest), high: Some(low.abs().max(high.abs())) }
    }

    /// The same with the sign turned.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { low: self.high.map(|high| -high), high: self.low.map(|low| -low) }
    }
}
