//! Which part of the points is earned, as far as it is known: an interval that holds the part of every completion.

use crate::sorting;
use rust_decimal::{Decimal, RoundingStrategy};

/// Digits at which a quotient counts as exact. Two thirds of a point and one third make a whole one again, although neither can be written.
const EXACT: u32 = 20;

/// A part of the points, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) low: Decimal,
    pub(crate) high: Decimal,
    /// Whether it may come out that there is nothing to score.
    pub(crate) may_leave: bool,
}

impl Share {
    /// Nothing is known.
    pub(crate) const ANY: Self = Self { low: Decimal::ZERO, high: Decimal::ONE, may_leave: true };

    /// Known to lie between two parts.
    pub(crate) const fn between(low: Decimal, high: Decimal) -> Self {
        Self { low, high, may_leave: false }
    }

    /// The same, of something that may come out to be nothing.
    #[must_use]
    pub(crate) const fn leaving(self) -> Self {
        Self { may_leave: true, ..self }
    }

    /// The mean by weights; nothing if there are no parts. What may leave is taken in where that makes the end more extreme.
    pub(crate) fn mean(parts: &[(Decimal, Self)]) -> Option<Self> {
        let (unsure, sure): (Vec<_>, Vec<_>) = parts.iter().copied().partition(|(_, share)| share.may_leave);
        let end = |of: fn(&Self) -> Decimal, lower: bool| {
            let mut weight: Decimal = sure.iter().map(|(weight, _)| *weight).sum();
            let mut earned: Decimal = sure.iter().map(|(weight, share)| *weight * of(share)).sum();
            let mut rest: Vec<(Decimal, Decimal)> = unsure.iter().map(|(weight, share)| (of(share), *weight)).collect();
            sorting::sort(&mut rest);
            if !lower {
                rest.reverse();
            }
            for (share, more) in rest {
                let moves = if lower { share * weight < earned } else { share * weight > earned };
                if weight.is_zero() || moves {
                    weight += more;
                    earned += share * more;
                }
            }
            earned.checked_div(weight)
        };
        Some(Self { low: end(|share| share.low, true)?, high: end(|share| share.high, false)?, may_leave: sure.is_empty() })
    }

    /// The least; nothing if there are no parts.
    pub(crate) fn worst(parts: &[Self]) -> Option<Self> {
        let low = parts.iter().map(|share| share.low).min()?;
        let sure = parts.iter().filter(|share| !share.may_leave).map(|share| share.high).min();
        // If all may leave, the best of them may be the one that stays.
        let high = sure.or_else(|| parts.iter().map(|share| share.high).max())?;
        Some(Self { low, high, may_leave: sure.is_none() })
    }

    /// The points that it comes to, rounded half up.
    pub(crate) fn points(&self, whole: Decimal, digits: u32) -> (Decimal, Decimal) {
        let round = |share: Decimal| (share * whole).round_dp(EXACT).round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
        (round(self.low), round(self.high))
    }
}

#[cfg(test)]
mod tests {
    use super::Share;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    /// Parts in sixths, which no decimal can write; some may leave.
    fn share() -> impl Strategy<Value = Share> {
        (0..=6_i64, 0..=6_i64, any::<bool>()).prop_map(|(a, b, may_leave)| {
            let (low, high) = (Decimal::from(a.min(b)) / Decimal::from(6), Decimal::from(a.max(b)) / Decimal::from(6));
            Share { low, high, may_leave }
        })
    }

    fn parts() -> impl Strategy<Value = Vec<(Decimal, Share)>> {
        prop::collection::vec(((1..=20_i64).prop_map(Decimal::from), share()), 1..8)
    }

    /// What becomes of every part: it leaves, or is some value between its ends.
    fn complete(parts: &[(Decimal, Share)], how: &[u8]) -> Vec<(Decimal, Share)> {
        let one = |((weight, share), how): (&(Decimal, Share), &u8)| {
            let value = share.low + (share.high - share.low) * Decimal::from(how % 5) / Decimal::from(4);
            (!(share.may_leave && how % 3 == 0)).then_some((*weight, Share::between(value, value)))
        };
        parts.iter().zip(how).filter_map(one).collect()
    }

    fn near(a: Decimal, b: Decimal) -> bool {
        (a - b).abs() < Decimal::new(1, 20)
    }

    proptest! {
        #[test]
        fn roll_ups_hold_every_completion(parts in parts(), how in prop::collection::vec(any::<u8>(), 8)) {
            let done = complete(&parts, &how);
            let shares = |parts: &[(Decimal, Share)]| parts.iter().map(|(_, share)| *share).collect::<Vec<_>>();
            let slack = Decimal::new(1, 20);
            for (whole, exact) in [(Share::mean(&parts), Share::mean(&done)), (Share::worst(&shares(&parts)), Share::worst(&shares(&done)))] {
                let whole = whole.unwrap();
                match exact {
                    Some(exact) => prop_assert!(whole.low <= exact.low + slack && exact.high <= whole.high + slack, "{whole:?} {exact:?}"),
                    None => prop_assert!(whole.may_leave),
                }
            }
        }

        #[test]
        fn roll_ups_commute((parts, mixed) in parts().prop_flat_map(|parts| (Just(parts.clone()), Just(parts).prop_shuffle()))) {
            let (a, b) = (Share::mean(&parts).unwrap(), Share::mean(&mixed).unwrap());
            prop_assert!(near(a.low, b.low) && near(a.high, b.high) && a.may_leave == b.may_leave);
            let shares = |parts: &[(Decimal, Share)]| parts.iter().map(|(_, share)| *share).collect::<Vec<_>>();
            prop_assert_eq!(Share::worst(&shares(&parts)), Share::worst(&shares(&mixed)));
        }

        #[test]
        fn roll_ups_of_what_is_known_associate(parts in parts(), at in any::<prop::sample::Index>()) {
            let known: Vec<(Decimal, Share)> = parts.into_iter().map(|(weight, share)| (weight, Share::between(share.low, share.low))).collect();
            let (head, tail) = known.split_at(at.index(known.len()));
            let weight = |parts: &[(Decimal, Share)]| parts.iter().map(|(weight, _)| *weight).sum::<Decimal>();
            let halves: Vec<(Decimal, Share)> = [head, tail].into_iter().filter_map(|half| Some((weight(half), Share::mean(half)?))).collect();
            prop_assert!(near(Share::mean(&known).unwrap().low, Share::mean(&halves).unwrap().low));
            let worst = |parts: &[(Decimal, Share)]| Share::worst(&parts.iter().map(|(_, share)| *share).collect::<Vec<_>>());
            prop_assert_eq!(worst(&known), Share::worst(&[head, tail].into_iter().filter_map(worst).collect::<Vec<_>>()));
        }
    }

    #[test]
    fn thirds_make_a_whole() {
        let third = Share::between(Decimal::ONE / Decimal::from(3), Decimal::ONE / Decimal::from(3));
        // 3 thirds of 89.985 are 29.995 each: rounding half up, 30.00.
        assert_eq!(third.points(Decimal::new(89_985, 3), 2), (Decimal::new(3000, 2), Decimal::new(3000, 2)));
        let whole = Share::mean(&[(Decimal::ONE, third), (Decimal::TWO, Share::between(Decimal::ONE, Decimal::ONE))]).unwrap();
        assert_eq!(whole.points(Decimal::from(9), 0).0, Decimal::from(7));
    }
}
