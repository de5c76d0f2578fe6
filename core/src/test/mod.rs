//! Tests that stand in a pack beside its rules: a few records, or a few measured values, and what must come of them.
//!
//! A test is a list of steps. Each expectation sees what the steps before it have said: the records so far, the day, the settings. So one
//! test can tell a story: fourteen lessons are too few, one more and they are enough.

mod check;
mod declaration;
mod judged;
mod report;
mod run;
mod table;
mod value;

pub(crate) use check::check;
pub use declaration::{Expected, Test};
pub(crate) use declaration::{Given, Step};
pub use report::{Difference, Found, TestReport, TestResult};
pub use run::TestOptions;
pub(crate) use table::TextTable;
