//! How several findings came out together: how many came out how, and what that says of all of them.

use super::range::Range;
use super::status::Status;
use super::verdict::{Amount, Comparison, Test, Verdict};
use rust_decimal::Decimal;

/// How many findings came out how: those that certainly count, and those that may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Together {
    certain: [u32; Status::ALL.len()],
    perhaps: [u32; Status::ALL.len()],
}

impl Together {
    /// So many findings, all of one status.
    pub(crate) fn of(status: Status, count: u32) -> Self {
        let mut together = Self::default();
        together.add(status, count, true);
        together
    }

    /// Adds findings of one status.
    pub(crate) fn add(&mut self, status: Status, count: u32, certain: bool) {
        let counts = if certain { &mut self.certain } else { &mut self.perhaps };
        for ((known, _, _), slot) in Status::ALL.iter().zip(counts) {
            if *known == status {
                *slot = slot.saturating_add(count);
            }
        }
    }

    fn count(counts: &[u32], takes: impl Fn(Status) -> bool) -> Decimal {
        Status::ALL.iter().zip(counts).filter(|((status, _, _), _)| takes(*status)).map(|(_, count)| Decimal::from(*count)).sum()
    }

    /// How many there are whose status is such.
    fn range(&self, takes: impl Fn(Status) -> bool + Copy) -> Range {
        let low = Self::count(&self.certain, takes);
        Range { low: Some(low), high: low.checked_add(Self::count(&self.perhaps, takes)) }
    }

    /// How many there are: those that certainly count, and those that may.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let sum = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum();
        (sum(&self.certain), sum(&self.perhaps))
    }

    /// How many pass.
    pub(crate) fn passes(&self) -> Range {
        self.range(|status| status == Status::Pass)
    }

    /// Whether something certainly bears on the unit and is decided.
    pub(crate) fn is_decided(&self, open: bool) -> bool {
        matches!(self.status(open), Status::Pass | Status::Fail)
    }

    /// The status of all of them. While `open`, one of them is not due, whether it is among these or not.
    pub(crate) fn status(&self, open: bool) -> Status {
        let there = |counts: &[u32; Status::ALL.len()]| {
            let found = Status::ALL.into_iter().zip(*counts).filter(|(_, count)| *count > 0).map(|((status, _, _), _)| status);
            found.collect::<Vec<_>>()
        };
        let certain: Vec<Status> = there(&self.certain).into_iter().chain(open.then_some(Status::NotDue)).collect();
        let all = Status::all(certain.iter().copied().chain(there(&self.perhaps)));
        let least = Status::all(certain.iter().copied());
        if all == least {
            return least;
        }
        // Nobody can tell whether those count that would make it worse.
        Status::all([least, if open { Status::NotDue } else { Status::Unknown }])
    }

    /// What that says, and how many of how many pass.
    pub(crate) fn verdict(&self, input: Option<u16>, open: bool) -> Verdict {
        let bears = |status: Status| !matches!(status, Status::NotApplicable | Status::Informational);
        let status = self.status(open);
        let gap = Self::count(&self.certain, |status| bears(status) && status != Status::Pass);
        let lacking = matches!(status, Status::Fail | Status::NotDue | Status::Unknown) && !gap.is_zero();
        let (measured, required) = (Amount::Number(self.passes()), Amount::Number(self.range(bears)));
        Verdict::test(Test { gap: lacking.then_some(gap), open, ..Test::new(Comparison::AllPass, input, measured, required, status) })
    }
}

#[cfg(test)]
mod tests {
    use super::Together;
    use crate::judge::{Amount, Kind, Range, Status};

    fn together(certain: &[Status], perhaps: &[Status]) -> Together {
        let mut together = Together::default();
        certain.iter().for_each(|status| together.add(*status, 1, true));
        perhaps.iter().for_each(|status| together.add(*status, 1, false));
        together
    }

    #[test]
    fn the_worst_of_them_decides() {
        use Status::{Error, Fail, Informational, NeedsReview, NotApplicable, NotDue, Pass, Unknown};
        let rows: [(&[Status], &[Status], bool, Status); 15] = [
            (&[], &[], false, NotApplicable),
            (&[NotApplicable], &[], false, NotApplicable),
            (&[NotApplicable, Informational], &[], false, Informational),
            (&[Pass, NotApplicable], &[], false, Pass),
            (&[Pass, NotDue], &[], true, NotDue),
            (&[Pass, NotDue, NeedsReview], &[], true, NeedsReview),
            (&[NeedsReview, Unknown], &[], false, Unknown),
            (&[Unknown, Error], &[], false, Error),
            (&[Error, Fail, NotDue], &[], true, Fail),
            // Whether it counts makes no difference.
            (&[Fail], &[Pass, Unknown], false, Fail),
            (&[Pass], &[Pass], false, Pass),
            // It does.
            (&[Pass], &[Fail], false, Unknown),
            (&[], &[Pass], false, Unknown),
            (&[Pass, NotDue], &[Fail], true, NotDue),
            (&[Unknown], &[Fail], false, Unknown),
        ];
        for (certain, perhaps, open, status) in rows {
            assert_eq!(together(certain, perhaps).status(open), status, "{certain:?} {perhaps:?} {open}");
        }
        // Something that is still to come.
        assert_eq!(together(&[Pass], &[]).status(true), NotDue);
        assert_eq!(together(&[], &[]).status(true), NotDue);
    }

    #[test]
    fn it_says_how_many_of_how_many_pass() {
        use Status::{Fail, NotApplicable, Pass};
        let verdict = together(&[Pass, Pass, Fail, NotApplicable], &[Pass]).verdict(Some(3), false);
        let Kind::Test(test) = verdict.kind else { unreachable!("it compares") };
        let range = |low: u32, high: u32| Amount::Number(Range { low: Some(low.into()), high: Some(high.into()) });
        assert_eq!((test.measured, test.required, test.gap), (range(2, 3), range(3, 4), Some(1.into())));
    }
}
