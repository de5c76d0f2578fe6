//! The days that a measure looks at, and whether a record lies in them (ARCHITECTURE.md, Windows).

use chrono::{Datelike, Days, NaiveDate, TimeDelta};

use super::cells::{Cause, Cell, holds};
use super::records::{Data, Row};
use super::units::{Period, terms};
use crate::three::{Three, all};

/// A stretch of days, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
}

/// How a measure's window follows from its unit's period.
#[derive(Debug, Clone, Copy)]
pub(super) enum During {
    Period,
    /// From so many days after the period's first day to so many; negative numbers are before it.
    FromStart(i64, i64),
    MiddleWeek,
    Dates(NaiveDate, NaiveDate),
}

/// When a record happened.
#[derive(Debug, Clone, Copy)]
pub(super) enum Placed {
    /// On the day in this column.
    On(&'static str),
    /// From `start` to `end`, and it counts where it overlaps the window.
    Overlapping,
    /// From `start` to `end`, and it counts where it lasts on the window's last day.
    AtEnd,
}

/// The window over a period, or `None` where it cannot be told.
pub(super) fn window(during: During, period: &Period) -> Option<Window> {
    match during {
        During::Period => Some(Window { first: period.first, last: period.last }),
        During::FromStart(from, to) => {
            let after = |days| period.first + TimeDelta::days(days);
            Some(Window { first: after(from), last: after(to) })
        }
        During::MiddleWeek => middle_week(period),
        During::Dates(first, last) => Some(Window { first, last }),
    }
}

/// The term's own midterm days; where neither is given, the week from Monday to Sunday that holds its middle day.
fn middle_week(period: &Period) -> Option<Window> {
    let term = period.term.as_ref()?;
    match (term.cell("midterm_start"), term.cell("midterm_end")) {
        (Cell::Date(first), Cell::Date(last)) if first <= last => Some(Window { first: *first, last: *last }),
        (start, end) if is_not_given(start) && is_not_given(end) => Some(week_of_middle_day(period)),
        _ => None,
    }
}

fn is_not_given(cell: &Cell) -> bool {
    matches!(cell, Cell::Missing(Cause::Blank | Cause::NotSupplied))
}

fn week_of_middle_day(period: &Period) -> Window {
    let half = (period.last - period.first).num_days() / 2;
    let middle = period.first + TimeDelta::days(half);
    let monday = middle - Days::new(u64::from(middle.weekday().num_days_from_monday()));
    Window { first: monday, last: monday + Days::new(6) }
}

/// Whether records of the window may still come in.
pub(super) fn is_open(data: &Data, window: Window, period: &Period, as_of: NaiveDate) -> bool {
    let is_not_closed = |term: &Row| term.cell("closed") == &Cell::Flag(false);
    let kept_open = match &period.term {
        Some(term) => is_not_closed(term),
        None => terms(data).iter().any(|term| {
            let has_started = term.first <= as_of;
            has_started && term.touches(window.first, window.last) && term.term.as_ref().is_some_and(is_not_closed)
        }),
    };
    as_of <= window.last || kept_open
}

/// Whether a record had happened by `as_of` and lies in the window.
pub(super) fn lies_in(row: &Row, placed: Placed, window: Window, as_of: NaiveDate) -> Three {
    match placed {
        Placed::On(column) => {
            let date = row.cell(column);
            all([by(date, as_of), since(date, window.first), by(date, window.last)])
        }
        Placed::Overlapping => all([by(row.cell("start"), as_of), by(row.cell("start"), window.last), lasts_until(row.cell("end"), window.first)]),
        Placed::AtEnd => {
            let last_day = window.last.min(as_of);
            all([by(row.cell("start"), last_day), lasts_until(row.cell("end"), last_day)])
        }
    }
}

fn by(date: &Cell, last: NaiveDate) -> Three {
    holds(date, &|cell| cell.date().is_some_and(|date| date <= last))
}

fn since(date: &Cell, first: NaiveDate) -> Three {
    holds(date, &|cell| cell.date().is_some_and(|date| first <= date))
}

/// Whether a spell with this end does not end before a day. A blank end still runs.
fn lasts_until(end: &Cell, day: NaiveDate) -> Three {
    match end {
        Cell::Nothing => Three::True,
        end => since(end, day),
    }
}
