//! A measure with one value for each key: how many visits of each matter, the first day of each step.

use super::moment::Moments;
use super::range::Range;
use super::verdict::Amount;
use crate::ordered::Ordered;

/// What is known of one key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    /// Records that certainly bear the key.
    pub(crate) certain: u32,
    /// Records that may bear it besides.
    pub(crate) possible: u32,
    /// What was measured of these records; for a count, how many there are.
    pub(crate) value: Amount,
    /// At which times of the day, where any is told.
    pub(crate) times: Option<Moments>,
}

/// A value for each key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Tally {
    pub(crate) entries: Ordered<String, Entry>,
    /// Records whose key is missing: each may bear any key.
    pub(crate) spare: u32,
    /// Whether a list of keys is missing as a whole among them: it may hold any number.
    pub(crate) unbounded: bool,
}

impl Entry {
    /// What certainly bears its key, so many times.
    pub(crate) fn counted(certain: u32) -> Self {
        Self { certain, possible: 0, value: Amount::Number(Range::exactly(certain.into())), times: None }
    }

    /// What certainly bears its key, with a value.
    pub(crate) fn valued(value: Amount, times: Option<Moments>) -> Self {
        Self { certain: 1, possible: 0, value, times }
    }
}

impl Tally {
    /// How many different keys there are.
    pub(crate) fn size(&self) -> Range {
        let certain = self.entries.values().filter(|entry| entry.certain > 0).count();
        let most = self.entries.len() + self.spare as usize;
        Range { low: Some(certain.into()), high: (!self.unbounded).then(|| most.into()) }
    }
}
