//! From measured values to verdicts.

mod memo;
mod moment;
mod range;
mod rule;
mod status;
mod tally;
mod together;
mod verdict;

pub(crate) use memo::{Key, Memo, Walk};
pub(crate) use moment::{Moments, day_of, late, number_of};
pub(crate) use range::{Growth, Parts, Trend};
pub use range::{Range, Truth};
pub(crate) use rule::{Case, Outcome, Raw, Taken, conclude, judge, may_come, not_yet, renumber};
pub use status::Status;
pub(crate) use tally::{Entry, Tally};
pub(crate) use together::Together;
pub use verdict::{Amount, Comparison, Kind, Pending, SharedVerdict, Test, Verdict, settle};
