//! Days, periods, working days and windows: everything the engine knows of time. It never asks a clock.

mod day;
mod holidays;
mod moment;
mod part;
mod period;
mod working_days;

pub(crate) use day::is_plain;
pub use day::{Day, Span};
pub use holidays::{Holiday, HolidayKind, HolidayNotice};
pub use part::DayPart;
pub use period::PeriodKind;
pub(crate) use period::{Middle, Period, PeriodPart, PeriodValue, Whose, calendar_years, middle_week, month_of, months, weeks};
pub use working_days::WorkingDays;
