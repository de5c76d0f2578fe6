//! Why a record is uncertain for a unit: the cells that would have to be known.

use super::atom::{Found, Spot, find, follow};
use super::blanks::row_doubts;
use super::check::{for_unit, is_dropped};
use super::days::RecordDays;
use super::facts::{Input, Inputs, RecordFacts};
use super::scan::Field;
use crate::data::{At, Content, Loaded};
use crate::judge::Truth;
use crate::pack::{Path, Placing, Side, Tie};
use crate::script::{Closure, Root, Runner};
use std::sync::Arc;

/// What is the matter with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Matter {
    Blank,
    Unusable,
    NotSupplied,
    /// Rows that repeat its id, or speak of the same day, disagree.
    Conflict,
}

impl Matter {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Unusable => "unusable",
            Self::NotSupplied => "not_supplied",
            Self::Conflict => "conflict",
        }
    }
}

/// A cell that keeps a finding from being decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Doubt {
    pub(crate) table: usize,
    pub(crate) id: String,
    /// Number of the row as it was handed in, from 0.
    pub(crate) row: u32,
    /// The column; `None` for the row as a whole.
    pub(crate) column: Option<usize>,
    pub(crate) matter: Matter,
}

/// The cell at the end of a path, if it is what is missing.
pub(crate) fn doubt_of(loaded: &Loaded, path: &Path, at: impl Into<At>) -> Option<Doubt> {
    let at = at.into();
    let (table, column, row) = match follow(loaded, path, at) {
        Spot::Row(..) | Spot::Nothing => return None,
        Spot::Cell(table, _, column, row) | Spot::Missing(table, column, row) => (table, column, row),
        Spot::Blank => {
            let first = *path.steps.first()?;
            (path.table, first, at.row)
        }
    };
    let Some(there) = loaded.table(table) else {
        return Some(Doubt { table, id: String::new(), row: 0, column: Some(column), matter: Matter::NotSupplied });
    };
    let matter = match there.column(column) {
        None => Matter::NotSupplied,
        Some(_) if row >= there.counted => Matter::Conflict,
        Some(cells) => match cells.content(row) {
            Content::Blank => Matter::Blank,
            // It can be read; another row says something else of the same day.
            Content::Value(()) if loaded.schema.table(table).history_of.is_some() => Matter::Conflict,
            Content::Value(()) | Content::Bad => Matter::Unusable,
        },
    };
    Some(Doubt { table, id: there.ids.get(row).to_string(), row: there.source.get(row).copied().unwrap_or(0), column: Some(column), matter })
}

/// The cells that make a record uncertain for a unit and period.
pub(crate) fn doubts(
    field: &Field<'_>,
    runner: Option<&Runner<'_>>,
    parameters: &dyn Fn(&Closure) -> usize,
    row: usize,
    unit: usize,
    period: usize,
) -> Vec<Doubt> {
    let loaded = field.loaded;
    let Some(table) = loaded.table(field.plan.table) else { return Vec::new() };
    let days = RecordDays::new(field);
    let (record_at, unit_at) = (days.at(row, period), field.unit(unit, period));
    let first = field.day(unit, period);
    let mut found: Vec<Doubt> = Vec::new();
    if table.uncertain.as_ref().is_some_and(|uncertain| uncertain[row]) {
        let id = table.ids.get(row).to_string();
        found.push(Doubt { table: field.plan.table, id, row: table.source[row], column: None, matter: Matter::Conflict });
    }
    for filter in field.plan.filters.iter().chain(&field.plan.that).filter(|filter| !is_dropped(loaded, filter)) {
        if for_unit(loaded, filter, record_at, unit_at, first) == Truth::Maybe {
            if is_missing(loaded, &filter.path, record_at) {
                found.extend(doubt_of(loaded, &filter.path, record_at));
            }
            for side in filter.test.sides() {
                match side {
                    Side::OfUnit(path) if is_missing(loaded, path, unit_at) => found.extend(doubt_of(loaded, path, unit_at)),
                    Side::OfRecord(path) if is_missing(loaded, path, record_at) => found.extend(doubt_of(loaded, path, record_at)),
                    _ => {}
                }
            }
        }
    }
    found.extend(of_tie(loaded, &field.plan.tie, record_at, unit_at));
    let dates: Vec<usize> = match field.plan.placing {
        Placing::Standing => Vec::new(),
        Placing::Event(date) | Placing::Figure(date) => vec![date],
        Placing::Spell { start, end, .. } => vec![start, end],
    };
    for date in dates {
        let path = Path::new(field.plan.table, vec![date]);
        if is_missing(loaded, &path, record_at) {
            found.extend(doubt_of(loaded, &path, record_at));
        }
    }
    for path in field.plan.values.iter().chain(&field.plan.per) {
        if is_missing(loaded, path, record_at) {
            found.extend(doubt_of(loaded, path, record_at));
        }
    }
    found.extend(row_doubts(field, record_at));
    if let Some(runner) = runner {
        for closure in field.plan.all_closures() {
            found.extend(read_by(field, runner, closure, parameters(closure), record_at, (unit, period)));
        }
    }
    crate::sorting::sort(&mut found);
    found.dedup();
    found
}

/// The cells that keep it from being told whether a row is tied to a unit.
pub(super) fn of_tie(loaded: &Loaded, tie: &Tie, record: At, unit: At) -> Vec<Doubt> {
    let Tie::Link { record: link, unit: own } = tie else { return Vec::new() };
    let ends = [(link, record), (own, unit)].into_iter().filter(|(path, at)| is_missing(loaded, path, *at));
    ends.filter_map(|(path, at)| doubt_of(loaded, path, at)).collect()
}

/// Missing cells that a closure reads.
fn read_by(field: &Field<'_>, runner: &Runner<'_>, closure: &Closure, parameters: usize, record: At, (unit, period): (usize, usize)) -> Vec<Doubt> {
    let inputs = Arc::new(Inputs::default());
    let facts = RecordFacts {
        loaded: field.loaded.clone(),
        inputs: inputs.clone(),
        settings: field.settings.clone(),
        record: (field.plan.table, record),
        unit: (field.members.table, field.unit(unit, period)),
        day: field.day(unit, period),
        period: field.periods[period].clone(),
        as_of: field.as_of,
    };
    let unit = field.unit(unit, period);
    let roots: Vec<Root> = [Root::Record, Root::Unit, Root::Parameters].into_iter().take(parameters).collect();
    runner.call(closure, &roots, Box::new(facts));
    inputs
        .list()
        .iter()
        .filter_map(|input| match input {
            Input::Column(Root::Record, path) if is_missing(field.loaded, path, record) => doubt_of(field.loaded, path, record),
            Input::Column(Root::Unit, path) if is_missing(field.loaded, path, unit) => doubt_of(field.loaded, path, unit),
            _ => None,
        })
        .collect()
}

/// Whether the cell at the end of a path is missing, or a member of its list.
pub(crate) fn is_missing(loaded: &Loaded, path: &Path, at: At) -> bool {
    match find(loaded, path, at) {
        Found::Missing => true,
        Found::List(members) => members.contains(&Found::Missing),
        _ => false,
    }
}
