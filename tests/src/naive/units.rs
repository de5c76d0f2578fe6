//! Who is judged, and over what time (ARCHITECTURE.md, Units).

use chrono::{Datelike, NaiveDate};

use super::cells::{Cell, holds};
use super::records::{Data, Row};
use crate::three::Three;

/// The named kinds of row that are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    School,
    LeadSchool,
    MemberSchool,
    Alliance,
    WeakSubject,
}

impl Entity {
    /// The table whose rows these are.
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::School | Self::LeadSchool | Self::MemberSchool => "schools",
            Self::Alliance => "alliances",
            Self::WeakSubject => "weak_subjects",
        }
    }

    /// Whether a row of that table is one of them.
    pub(super) fn condition(self, row: &Row) -> Three {
        let role_is = |role: &str| holds(row.cell("role"), &|cell| cell.text() == Some(role));
        match self {
            Self::LeadSchool => role_is("lead"),
            Self::MemberSchool => role_is("member"),
            _ => Three::True,
        }
    }
}

/// The kinds of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PeriodKind {
    Term,
    AcademicYear,
    CalendarYear,
    Policy,
}

/// One period, both ends inclusive.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub(super) id: String,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// The row of `terms`, where the period is a term.
    pub(super) term: Option<Row>,
}

impl Period {
    fn new(id: &str, first: NaiveDate, last: NaiveDate) -> Self {
        Self { id: id.to_owned(), first, last, term: None }
    }

    /// Whether the two stretches of time have a day in common.
    pub(super) fn touches(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.first <= last && first <= self.last
    }

    /// Whether some of the period's days lie outside that stretch.
    pub(super) fn is_partly_outside(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.first < first || last < self.last
    }
}

/// One entity in one period. The row is the one that a link to the id would see.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) entity: Entity,
    pub(super) id: String,
    pub(super) row: Row,
    pub(super) period: Period,
}

/// A day that is known to exist.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The policy's first and last day in force.
pub(super) fn in_force() -> (NaiveDate, NaiveDate) {
    (day(2020, 1, 1), day(2022, 12, 1))
}

/// The periods of a kind that the policy's time in force touches, by first day and id.
pub(super) fn periods(data: &Data, kind: PeriodKind) -> Vec<Period> {
    let (from, to) = in_force();
    let mut periods = match kind {
        PeriodKind::Term => terms(data),
        PeriodKind::AcademicYear => rows_of_calendar(data, "academic_years"),
        PeriodKind::CalendarYear => (from.year()..=to.year()).map(calendar_year).collect(),
        PeriodKind::Policy => vec![Period::new("policy", from, to)],
    };
    periods.retain(|period| period.touches(from, to));
    periods.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    periods
}

/// The terms that have a usable start and end, whether the policy is in force or not.
pub(super) fn terms(data: &Data) -> Vec<Period> {
    let mut terms = rows_of_calendar(data, "terms");
    for term in &mut terms {
        term.term = data.seen("terms", &term.id);
    }
    terms
}

/// The rows of a calendar table, one for each id, whose start and end are usable and in order.
fn rows_of_calendar(data: &Data, table: &str) -> Vec<Period> {
    let period = |id: String| {
        let row = data.seen(table, &id)?;
        let (first, last) = (row.cell("start").date()?, row.cell("end").date()?);
        (first <= last).then(|| Period::new(&id, first, last))
    };
    data.ids(table).into_iter().filter_map(period).collect()
}

fn calendar_year(year: i32) -> Period {
    Period::new(&year.to_string(), day(year, 1, 1), day(year, 12, 31))
}

/// The alliance that a unit belongs to: an alliance is its own, a school names it, any other row has its school's.
pub(super) fn own_alliance(data: &Data, unit: &Unit) -> Cell {
    let table = unit.entity.table();
    match unit.entity {
        Entity::Alliance => Cell::Text(unit.id.clone()),
        Entity::WeakSubject => data.path(table, &unit.row, "school.alliance"),
        _ => data.path(table, &unit.row, "alliance"),
    }
}
