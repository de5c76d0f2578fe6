//! In what order records stand in a form.

use crate::calendar::Day;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// What rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Number(Decimal),
    /// A choice, by its place among the others.
    Choice(u32),
    Day(Day),
    Flag(bool),
    Text(Natural),
    /// What is not known stands last.
    Last,
}

/// A text in which numbers are compared as such: P2 stands before P10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Natural(pub(super) String);

impl Natural {
    /// Stretches of digits, without leading zeros, and single characters.
    fn parts(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (part, after) = rest.split_at_checked(if digits > 0 { digits } else { first.len_utf8() })?;
            rest = after;
            let part = if digits > 0 { part.trim_start_matches('0') } else { part };
            // Of numbers the longer one is larger.
            Some((if digits > 0 { part.len() } else { usize::MAX }, part))
        })
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(other.parts()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_ids_are_compared_as_such() {
        let mut ids = ["P10", "P2", "P02", "10", "9", "a", "督2", "督10", "P2b"].map(|id| Natural(id.into()));
        ids.sort();
        assert_eq!(ids.map(|id| id.0), ["9", "10", "P02", "P2", "P2b", "P10", "a", "督2", "督10"]);
    }
}
