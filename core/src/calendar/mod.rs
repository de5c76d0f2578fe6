//! Days, periods and windows: everything the engine knows of time. It never asks a clock.

mod day;
mod period;

pub(crate) use day::is_plain;
pub use day::{Day, Span};
pub use period::PeriodKind;
pub(crate) use period::{Middle, Period, calendar_years, middle_week};
