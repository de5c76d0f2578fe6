//! What an engineer would write by hand for the nineteen counted rules of `fenghua-2019`, to compare the engine's speed with.
//!
//! Both baselines take the usual readings and clean data: a cell that cannot be used leaves its record
//! out, nothing is uncertain, and everything counts as handed in. [`loops`] is Rust throughout;
//! [`per_unit`] asks a script about each unit.

pub mod loops;
mod measures;
pub mod per_unit;
mod periods;
mod read;
mod records;
#[cfg(test)]
mod recount;
mod rules;
#[cfg(test)]
mod tests;
mod units;

pub use records::Records;
pub use rules::{Entity, PeriodKind, Rule};

/// What is said of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Status {
    /// Enough was done.
    Pass,
    /// Too little was done, and the time is over.
    Fail,
    /// Too little was done so far.
    NotDue,
    /// The period lies only partly inside the policy's time in force.
    NotApplicable,
}

/// What one rule says of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What it says.
    pub status: Status,
    /// The period: an index among those of the rule's [`PeriodKind`].
    pub period: u16,
    /// Who is judged: a row of the table of the rule's [`Entity`].
    pub entity: u32,
    /// What was counted (0 where the rule does not apply).
    pub measured: u32,
}

/// How many findings have each status, in the order of [`Status`].
pub fn tally(findings: &[Finding]) -> [usize; 4] {
    let mut counts = [0; 4];
    for finding in findings {
        counts[finding.status as usize] += 1;
    }
    counts
}
