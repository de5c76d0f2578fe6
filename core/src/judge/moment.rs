//! When in its day something happened, as far as that is known.

use super::range::{Range, Truth};
use crate::calendar::Day;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Digits behind the point in which the time of a day stands.
const DIGITS: u32 = 4;
/// What is past every time of a day.
const END: i64 = 9_999;

/// A day as a number: one without a time is whole, and a time stands behind the point as so many ten-thousandths, the first minute being 1.
/// Such numbers stand in the order of the moments, a day without a time before those of it that have one.
pub(crate) fn number_of(day: Day) -> Decimal {
    let whole = Decimal::from(day.number());
    day.minute().map_or(whole, |minute| whole + Decimal::new(i64::from(minute) + 1, DIGITS))
}

/// The day that a number stands for.
pub(crate) fn day_of(number: Decimal) -> Day {
    let day = Day::from_number(number.trunc().to_i32().unwrap_or(0));
    let time = number.fract() * Decimal::from(10_u32.pow(DIGITS));
    time.to_u16().and_then(|time| time.checked_sub(1)).map_or(day, |minute| day.at(minute))
}

/// A moment between two ends. What has no time of the day may have happened at any: `early` takes it for the first minute of the day, `late` for the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Moments {
    early: Range,
    late: Range,
}

impl Moments {
    /// A day, with or without a time.
    pub(crate) fn on(day: Day) -> Self {
        Self::of(Range::exactly(number_of(day)), Range::exactly(late(number_of(day))))
    }

    /// Days without any time.
    pub(crate) fn of_days(days: &Range) -> Self {
        Self::of(*days, Range { low: days.low.map(late), high: days.high.map(late) })
    }

    pub(crate) const fn of(early: Range, late: Range) -> Self {
        Self { early, late }
    }

    /// The same, as far as its days can still come to lie.
    pub(crate) fn reaching(&self, days: &Range) -> Self {
        let within = |range: &Range| Range { low: days.low.and(range.low), high: days.high.and(range.high) };
        Self::of(within(&self.early), within(&self.late))
    }

    /// Whether it did not happen before the other. Without a time on either side, what happened on one day is in order.
    pub(crate) fn follows(&self, before: &Self) -> Truth {
        self.late.at_least_range(&before.early)
    }

    /// The one day that it is, with its time or known to have none.
    pub(crate) fn day(&self) -> Option<Day> {
        let (early, late) = (self.early.value()?, self.late.value()?);
        let day = day_of(early);
        (late == early || Self::on(day) == *self).then_some(day)
    }

    /// How reports show it: each end with its time, where that is known.
    pub(crate) fn shown(&self) -> Range {
        let end = |early: Option<Decimal>, late: Option<Decimal>| early.zip(late).map(|(early, late)| if early == late { early } else { early.trunc() });
        let shown = Range { low: end(self.early.low, self.late.low), high: end(self.early.high, self.late.high) };
        // A day that is known is one day, whatever is unclear of its time.
        match shown.whole().value().filter(|_| shown.value().is_none()) {
            Some(day) => Range::exactly(day),
            None => shown,
        }
    }
}

/// The latest moment that a number can stand for.
pub(crate) fn late(number: Decimal) -> Decimal {
    if number.fract().is_zero() { number + Decimal::new(END, DIGITS) } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: Option<u16>) -> Moments {
        let day = Day::from_number(737_000);
        Moments::on(minute.map_or(day, |minute| day.at(minute)))
    }

    #[test]
    fn numbers_stand_for_moments() {
        let day = Day::from_number(737_000);
        for moment in [day, day.at(0), day.at(570), day.at(1439)] {
            let back = day_of(number_of(moment));
            assert_eq!((back, back.minute()), (moment, moment.minute()));
        }
        assert!(number_of(day) < number_of(day.at(0)) && number_of(day.at(1439)) < late(number_of(day)) && late(number_of(day)) < number_of(day.plus(1)));
    }

    #[test]
    fn only_times_on_both_sides_turn_the_order() {
        assert_eq!(at(Some(570)).follows(&at(Some(570))), Truth::Yes);
        assert_eq!(at(Some(569)).follows(&at(Some(570))), Truth::No);
        assert_eq!(at(None).follows(&at(Some(1439))), Truth::Yes);
        assert_eq!(at(Some(0)).follows(&at(None)), Truth::Yes);
        let day_before = Moments::on(Day::from_number(736_999).at(1439));
        assert_eq!(day_before.follows(&at(None)), Truth::No);
    }

    #[test]
    fn what_may_have_been_earlier_is_shown_by_its_day() {
        let [early, late_end] = [at(Some(540)), at(Some(570))];
        let between = Moments::of(Range { low: early.early.low, high: late_end.early.high }, Range { low: early.late.low, high: late_end.late.high });
        assert_eq!(between.shown(), Range::exactly(Decimal::from(737_000)));
        assert_eq!(between.day(), None);
        assert_eq!(between.follows(&at(Some(560))), Truth::Maybe);
        assert_eq!(at(Some(570)).shown().value().map(day_of).and_then(Day::minute), Some(570));
        assert_eq!(at(None).day().map(Day::minute), Some(None));
    }
}
