//! How many cells of a form nobody has filled in.

use super::atom::{Found, Spot, find, follow, satisfies, side};
use super::days::RecordDays;
use super::doubt::{Doubt, doubt_of};
use super::fold::{Cells, Value, values_of};
use super::scan::{Field, Remarks, scan};
use crate::data::{At, Content, Loaded};
use crate::judge::{Range, Truth};
use crate::pack::{Blanks, Filter, Gap, RowGaps, Test};
use crate::script::{Closure, Nothing, Runner};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// Cells that are blank, and those that may be besides.
#[derive(Clone, Copy, Default)]
struct Count {
    certain: u32,
    possible: u32,
}

impl Count {
    fn add(&mut self, blank: Truth) {
        self.certain += u32::from(blank == Truth::Yes);
        self.possible += u32::from(blank == Truth::Maybe);
    }
}

/// Counts the blank cells of a form: those of the unit, and in its rows those of every key.
pub(super) fn blanks(field: &Field<'_>, blanks: &Blanks, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize, size: usize) -> (Cells, Remarks) {
    let mut counts = vec![Count::default(); size];
    for (cell, count) in counts.iter_mut().enumerate() {
        let (unit, period) = field.members.place(cell);
        blanks.unit.iter().for_each(|path| count.add(blank(field.loaded, path, None, field.unit(unit, period))));
    }
    let mut remarks = Remarks::default();
    if let Some(rows) = &blanks.rows {
        let days = RecordDays::new(field);
        let mut filled: FxHashMap<usize, Vec<Truth>> = FxHashMap::default();
        remarks = scan(field, runner, parameters, |cell, row, truth| {
            let at = days.at(row, field.members.place(cell).1);
            let filled = filled.entry(cell).or_insert_with(|| vec![Truth::No; rows.keys.len() * rows.gaps.len()]);
            fill(field.loaded, rows, at, truth, filled);
        });
        for (cell, count) in counts.iter_mut().enumerate() {
            match filled.get(&cell) {
                Some(filled) => filled.iter().for_each(|filled| count.add(filled.not())),
                // A key without a record has nothing filled in.
                None => count.certain += u32::try_from(rows.keys.len() * rows.gaps.len()).unwrap_or(u32::MAX),
            }
        }
    }
    let value = |count: &Count| {
        let low = Decimal::from(count.certain);
        Value { range: Range { low: Some(low), high: Some(low + Decimal::from(count.possible)) }, times: None, parts: None, nothing: Nothing::No }
    };
    (values_of(counts.iter().map(value)), remarks)
}

/// Notes what a record fills in, in the row of the key that it bears.
fn fill(loaded: &Loaded, rows: &RowGaps, at: At, counts: Truth, filled: &mut [Truth]) {
    let mut cells: Option<Vec<Truth>> = None;
    for (key, filled) in rows.keys.iter().zip(filled.chunks_mut(rows.gaps.len().max(1))) {
        let there = bears(loaded, key, at).and(counts);
        if there == Truth::No {
            continue;
        }
        let cells = cells.get_or_insert_with(|| rows.gaps.iter().map(|Gap { path, ticks }| blank(loaded, path, ticks.as_ref(), at).not()).collect());
        for (filled, cell) in filled.iter_mut().zip(cells) {
            *filled = filled.or(cell.and(there));
        }
    }
}

/// Whether a record stands in the row of a key.
fn bears(loaded: &Loaded, key: &Filter, at: At) -> Truth {
    satisfies(loaded, &key.test, &find(loaded, &key.path, at), &|wanted| side(loaded, wanted, at, None))
}

/// Whether nothing stands in a cell, whatever its column says that a blank means; where something is ticked, whether nothing is.
fn blank(loaded: &Loaded, path: &crate::pack::Path, ticks: Option<&Test>, at: At) -> Truth {
    let content = match follow(loaded, path, at) {
        Spot::Row(..) => Content::Value(()),
        Spot::Nothing | Spot::Blank => Content::Blank,
        Spot::Missing(..) => Content::Bad,
        Spot::Cell(_, table, column, row) => table.column(column).map_or(Content::Bad, |cells| cells.content(row)),
    };
    match (content, ticks) {
        (Content::Blank, _) => Truth::Yes,
        (Content::Bad, _) => Truth::Maybe,
        (Content::Value(()), None) => Truth::No,
        (Content::Value(()), Some(test)) => satisfies(loaded, test, &find(loaded, path, at), &|wanted| side(loaded, wanted, at, None)).not(),
    }
}

/// The cells of a unit that may be blank or not.
pub(crate) fn unit_doubts(field: &Field<'_>, unit: usize, period: usize) -> Vec<Doubt> {
    let at = field.unit(unit, period);
    let cells = field.plan.blanks.iter().flat_map(|blanks| &blanks.unit);
    cells.filter(|path| blank(field.loaded, path, None, at) == Truth::Maybe).filter_map(|path| doubt_of(field.loaded, path, at)).collect()
}

/// The cells of a record in a form's rows that may be blank or not, and its key if it is missing.
pub(super) fn row_doubts(field: &Field<'_>, at: At) -> Vec<Doubt> {
    let Some(rows) = field.plan.blanks.as_ref().and_then(|blanks| blanks.rows.as_ref()) else { return Vec::new() };
    let key = rows.keys.first().map(|key| &key.path).filter(|key| find(field.loaded, key, at) == Found::Missing);
    let cells = rows.gaps.iter().filter(|gap| blank(field.loaded, &gap.path, gap.ticks.as_ref(), at) == Truth::Maybe).map(|gap| &gap.path);
    key.into_iter().chain(cells).filter_map(|path| doubt_of(field.loaded, path, at)).collect()
}
