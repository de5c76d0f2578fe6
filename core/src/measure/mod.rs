//! From records to measures: natively, over columns, for all units at once.

mod atom;
mod blanks;
mod cache;
mod calendar;
mod check;
mod days;
mod doubt;
mod facts;
mod feed;
mod findings;
mod fold;
mod last_change;
mod scan;
mod sieve;
mod tally;
mod tie;
mod units;
mod window;

pub(crate) use atom::{Atom, Found, Keyed, find, is_nothing, satisfies, side};
pub(crate) use blanks::unit_doubts;
pub(crate) use cache::MeasureCache;
pub(crate) use calendar::Calendar;
pub(crate) use check::{for_unit, of_period};
pub(crate) use days::RecordDays;
pub(crate) use doubt::{Doubt, Matter, doubt_of, doubts, is_missing};
pub(crate) use facts::{Input, Inputs, Settings, columns, period_key, read_period, read_row};
pub(crate) use feed::{Coming, Feed, Grid, Horizon};
pub(crate) use findings::{Ground, Met, SourceRun, measure_findings};
pub(crate) use fold::{Cells, Measured, TUPLE, growth, measure};
pub(crate) use last_change::Seen;
pub(crate) use scan::{Field, Remarks, scan};
pub(crate) use units::{Members, Over, Own, Whom, settle, way_to_district};
pub(crate) use window::{EVER, WindowDays, window_days};
