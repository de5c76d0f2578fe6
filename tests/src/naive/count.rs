//! Counting for one unit (ARCHITECTURE.md, Counting).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::cells::{Cell, holds};
use super::records::{Data, Row};
use super::schema::{link_target, schema};
use super::tie::{Tie, agrees};
use super::units::Unit;
use super::window::{During, Placed, Window, lies_in};
use crate::three::{Three, all};

/// What is counted, of which records.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub(super) table: &'static str,
    /// The columns whose different values are counted; none, and records are.
    pub(super) distinct: &'static [&'static str],
    pub(super) refinements: Vec<Refinement>,
    pub(super) tie: Tie,
    pub(super) during: During,
    pub(super) placed: Placed,
}

/// A condition on a record.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refinement {
    /// The cell at the end of the path is one of these ids.
    OneOf(&'static str, &'static [&'static str]),
    /// The same, where the input has the column at all.
    OneOfIfSupplied(&'static str, &'static [&'static str]),
    /// The flag is true, where the input has the column at all.
    YesIfSupplied(&'static str),
    /// The flag is true.
    Yes(&'static str),
    /// The record's link names what the unit's own column names: link, then column.
    Agrees(&'static str, &'static str),
    /// The date is one of the days from the first to the last.
    Between(&'static str, NaiveDate, NaiveDate),
    /// The head count is at least the smaller of a fifth of the unit's teachers and ten.
    FifthOrTenSmaller,
    /// The head count is at least the larger of the two.
    FifthOrTenLarger,
}

/// What a measure comes to: at least `low`, at most `high`. `None` is no upper bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: i64,
    pub(super) high: Option<i64>,
}

impl Measure {
    /// Counts for one unit. Without an upper bound where the records have not been handed in.
    pub(super) fn count(&self, data: &Data, unit: &Unit, window: Window, is_open: bool, as_of: NaiveDate) -> Range {
        let mut certain = Vec::new();
        let mut uncertain = Vec::new();
        for row in data.rows(self.table) {
            match self.counts(data, row, unit, window, as_of) {
                Three::True => certain.push(row),
                Three::Undecided => uncertain.push(row),
                Three::False => {}
            }
        }
        let (low, high) = self.aggregate(&certain, &uncertain);
        let is_handed_in = is_open || is_handed_in(data, self.table, unit, window);
        Range { low, high: is_handed_in.then_some(high) }
    }

    /// Whether one record counts for the unit.
    fn counts(&self, data: &Data, row: &Row, unit: &Unit, window: Window, as_of: NaiveDate) -> Three {
        let refinements = self.refinements.iter().map(|r| r.holds(data, self.table, row, unit));
        let belongs = self.tie.belongs(data, self.table, row, unit);
        let lies_in_window = lies_in(row, self.placed, window, as_of);
        let is_certain = if row.uncertain { Three::Undecided } else { Three::True };
        all(refinements.chain([belongs, lies_in_window, is_certain]))
    }

    fn aggregate(&self, certain: &[&Row], uncertain: &[&Row]) -> (i64, i64) {
        let both = [certain, uncertain].concat();
        if self.distinct.is_empty() {
            return (number(certain.len()), number(both.len()));
        }
        let missing = both.iter().filter(|row| self.value(row).is_none()).count();
        let known = |rows: &[&Row]| {
            let values: BTreeSet<Vec<String>> = rows.iter().filter_map(|row| self.value(row)).collect();
            values.len()
        };
        (number(known(certain)), number(known(&both) + missing))
    }

    /// The value whose differences are counted, or `None` where any part of it is missing or nothing.
    fn value(&self, row: &Row) -> Option<Vec<String>> {
        let parts = self.distinct.iter().map(|column| match row.cell(column) {
            Cell::Text(text) => Some(text.clone()),
            Cell::Date(date) => Some(date.to_string()),
            _ => None,
        });
        parts.collect()
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Refinement {
    fn holds(self, data: &Data, table: &str, row: &Row, unit: &Unit) -> Three {
        match self {
            Self::OneOfIfSupplied(column, _) | Self::YesIfSupplied(column) if !data.has_column(table, column) => Three::True,
            Self::OneOf(path, ids) | Self::OneOfIfSupplied(path, ids) => {
                holds(&data.path(table, row, path), &|cell| cell.text().is_some_and(|text| ids.contains(&text)))
            }
            Self::Yes(column) | Self::YesIfSupplied(column) => holds(row.cell(column), &|cell| *cell == Cell::Flag(true)),
            Self::Between(column, first, last) => holds(row.cell(column), &|cell| cell.date().is_some_and(|date| first <= date && date <= last)),
            Self::Agrees(link, column) => agrees(row, link, unit, column),
            Self::FifthOrTenSmaller => fifth_or_ten(row, unit, i128::min),
            Self::FifthOrTenLarger => fifth_or_ten(row, unit, i128::max),
        }
    }
}

/// `headcount >= pick(teachers / 5, 10)`, with both sides taken five times so that nothing is rounded.
///
/// Without the number of teachers the required number is missing, even where the head count is large.
fn fifth_or_ten(row: &Row, unit: &Unit, pick: fn(i128, i128) -> i128) -> Three {
    match (row.cell("headcount"), unit.row.cell("teachers")) {
        (&Cell::Integer(headcount), &Cell::Integer(teachers)) => Three::from(i128::from(headcount) * 5 >= pick(teachers.into(), 50)),
        _ => Three::Undecided,
    }
}

/// Whether the table that a measure counts has been handed in for the unit up to the window's last day.
fn is_handed_in(data: &Data, table: &str, unit: &Unit, window: Window) -> bool {
    let bodies = bodies(data, unit);
    let covers = |submission: &Row| {
        let named = submission.cell("table").text();
        let names_table = named == Some(table) || named == Some(schema(table).label);
        let names_body = submission.cell("submitter").text().is_some_and(|id| bodies.contains(id));
        let reaches_end = submission.cell("through").date().is_some_and(|through| window.last <= through);
        names_table && names_body && reaches_end
    };
    !data.has_table("submissions") || data.rows("submissions").iter().any(covers)
}

/// The unit's id and the ids of the bodies that it belongs to: those reached by following single links, again and again.
fn bodies(data: &Data, unit: &Unit) -> BTreeSet<String> {
    let mut bodies = BTreeSet::from([unit.id.clone()]);
    let mut visited = BTreeSet::new();
    let mut to_follow = vec![(unit.entity.table(), unit.id.clone())];
    while let Some((table, id)) = to_follow.pop() {
        let Some(row) = data.seen(table, &id) else {
            continue;
        };
        if !visited.insert((table, id)) {
            continue;
        }
        for column in schema(table).columns {
            if let (Some(target), Some(id)) = (link_target(table, column.name), row.cell(column.name).text()) {
                bodies.insert(id.to_owned());
                to_follow.push((target, id.to_owned()));
            }
        }
    }
    bodies
}
