//! A table in memory: typed columns, rows laid out by the table's first choice column.

use super::cell::{Builder, ReadColumn, moved, trimmed};
use super::column::{BAD, BLANK, Column, Content, Dictionary, Ids};
use super::issue::{CellIssue, WHOLE_ROW};
use super::raw::{Piece, RawTable, TextColumn, each_record};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Dated, Table as Shape};
use crate::parallel;
use crate::sorting::{self, Gather};
use crate::watch::Watch;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// A loaded table. Rows from `counted` on are not records: each stands for a group of records that repeat an id, for links and units to see.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) ids: Ids,
    /// Rows that are records.
    pub(crate) counted: usize,
    /// Number of each row as it was handed in, from 0.
    pub(crate) source: Vec<u32>,
    /// Records that repeat an id with other content; nothing where there are none.
    pub(crate) uncertain: Option<Vec<bool>>,
    /// Rows by the value of the layout column: one range for each choice, and the last for rows where it is missing.
    pub(crate) partitions: Option<(usize, Vec<Range<usize>>)>,
    /// Columns by their number in the schema; those that are not wanted or not supplied are not there.
    pub(crate) columns: Vec<Option<Column>>,
    /// Which columns the input has.
    pub(crate) supplied: Vec<bool>,
    /// Texts of the codes of text columns.
    pub(crate) dictionaries: Vec<Dictionary>,
    pub(crate) issues: Vec<CellIssue>,
    /// Row by id.
    index: FxHashMap<Box<str>, u32>,
    units: OnceLock<Vec<u32>>,
    /// The different days of each column, once somebody has asked.
    days: Vec<OnceLock<Vec<Day>>>,
}

/// A table that was read but not yet laid out.
struct Rows {
    ids: Ids,
    columns: Vec<Option<ReadColumn>>,
    issues: Vec<CellIssue>,
}

fn read_rows(handed: &Handed<'_>, wanted: &BTreeSet<usize>) -> Result<Rows, Diagnostic> {
    let pieces = handed.raw.pieces(&handed.shape.name, handed.threads)?;
    let mut read = parallel::map(&pieces, handed.threads, |piece| read_piece(handed, piece, wanted));
    // A line end between quotes ends no record; then a piece begins where no record does.
    let torn = pieces.windows(2).zip(&read).any(|(pair, read)| matches!(read, Ok((_, end)) if *end != pair[1].range.start));
    if torn && let (Some(first), Some(last)) = (pieces.first(), pieces.last()) {
        read = vec![read_piece(handed, &first.and(last), wanted)];
    }
    let mut read = read.into_iter();
    let mut whole = match read.next() {
        Some(first) => first?.0,
        None => Parts::default(),
    };
    for part in read {
        handed.watch.check()?;
        whole.append(part?.0);
    }
    let mut columns: Vec<Option<ReadColumn>> = (0..handed.shape.columns.len()).map(|_| None).collect();
    for (column, _, builder) in whole.builders {
        columns[column] = Some(builder.finish());
    }
    whole.issues.extend(whole.ragged);
    Ok(Rows { ids: whole.ids, columns, issues: whole.issues })
}

/// A table that was handed in, and how to read it.
#[derive(Clone, Copy)]
pub(crate) struct Handed<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) raw: &'a RawTable,
    /// Where each column of the schema stands in it.
    pub(crate) positions: &'a [Option<usize>],
    /// Where the ids stand.
    pub(crate) id: Option<usize>,
    pub(crate) threads: usize,
    pub(crate) watch: &'a Watch,
}

/// What was read of one piece of a table.
#[derive(Default)]
struct Parts {
    ids: Ids,
    /// Column, position and cells.
    builders: Vec<(usize, usize, Builder)>,
    issues: Vec<CellIssue>,
    ragged: Vec<CellIssue>,
}

impl Parts {
    /// Adds the id of the next row; nothing if the table has no ids.
    fn push_id(&mut self, row: u32, id: Option<&[u8]>) {
        let text = id.map_or(&b""[..], trimmed);
        self.ids.push(text);
        if text.is_empty() && id.is_some() {
            self.issues.push(CellIssue { code: Code::DataNoId, column: WHOLE_ROW, row, text: "".into() });
        }
    }

    /// Reads some rows, one column after the other.
    fn read_columns(&mut self, columns: &[(String, Box<dyn TextColumn>)], rows: Range<usize>, id: Option<usize>, watch: &Watch) -> Result<(), Diagnostic> {
        match id.and_then(|id| columns.get(id)) {
            Some((_, ids)) => each_cell(ids.as_ref(), rows.clone(), watch, |row, cell| self.push_id(row, Some(cell)))?,
            None => (0..).zip(rows.clone()).for_each(|(row, _)| self.push_id(row, None)),
        }
        for (_, position, builder) in &mut self.builders {
            let Some((_, cells)) = columns.get(*position) else { continue };
            each_cell(cells.as_ref(), rows.clone(), watch, |row, cell| builder.push(row, cell))?;
        }
        Ok(())
    }

    /// Adds the rows of the next piece.
    fn append(&mut self, next: Self) {
        let before = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.append(&next.ids);
        for ((_, _, builder), (_, _, next)) in self.builders.iter_mut().zip(next.builders) {
            builder.append(next, before);
        }
        self.issues.extend(moved(next.issues, before));
        self.ragged.extend(moved(next.ragged, before));
    }
}

/// Cells that a host hands over in one go: between two of these, the run may be stopped.
const CELLS: usize = 1 << 16;

/// Takes the cells of some rows, each with the number of its row among them.
fn each_cell(column: &dyn TextColumn, rows: Range<usize>, watch: &Watch, mut take: impl FnMut(u32, &[u8])) -> Result<(), Diagnostic> {
    let mut row = 0;
    for start in rows.clone().step_by(CELLS) {
        watch.check()?;
        column.each(start..rows.end.min(start + CELLS), &mut |cell| {
            take(row, cell.as_bytes());
            row += 1;
        });
    }
    Ok(())
}

fn read_piece(handed: &Handed<'_>, piece: &Piece, wanted: &BTreeSet<usize>) -> Result<(Parts, usize), Diagnostic> {
    let Handed { shape, raw, positions, id, watch, .. } = *handed;
    let present = |column: &usize| Some((*column, positions[*column]?, Builder::new(*column, &shape.columns[*column].kind)));
    let mut parts = Parts { builders: wanted.iter().filter_map(present).collect(), ..Parts::default() };
    let end = match raw {
        RawTable::Csv(bytes) => {
            let mut ragged = Vec::new();
            let take = |row, record: &csv::ByteRecord| {
                let cell = |position| record.get(position).unwrap_or(b"");
                parts.push_id(row, id.map(cell));
                for (_, position, builder) in &mut parts.builders {
                    builder.push(row, cell(*position));
                }
                watch.check()
            };
            let end = each_record(bytes, &shape.name, piece, take, |row| {
                ragged.push(CellIssue { code: Code::DataShape, column: WHOLE_ROW, row, text: "".into() });
            })?;
            parts.ragged = ragged;
            end
        }
        RawTable::Columns { columns, .. } => {
            parts.read_columns(columns, piece.range.clone(), id, watch)?;
            piece.range.end
        }
    };
    Ok((parts, end))
}

/// Rows that share an id, in groups of two and more.
fn repeated(ids: &Ids, watch: &Watch) -> Result<Vec<Vec<u32>>, Diagnostic> {
    // Most files number their records upwards; then no id can repeat.
    let ascending = |by_length: bool| {
        (1..ids.len()).all(|row| {
            let (before, here) = (ids.bytes(row - 1), ids.bytes(row));
            if by_length { (before.len(), before) < (here.len(), here) } else { before < here }
        })
    };
    if ascending(false) || ascending(true) {
        return Ok(Vec::new());
    }
    let mut rows: FxHashMap<&[u8], Vec<u32>> = FxHashMap::default();
    let mut seen: FxHashMap<&[u8], u32> = FxHashMap::default();
    for row in 0..ids.len() {
        watch.check()?;
        let id = ids.bytes(row);
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        if id.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(id, number) {
            rows.entry(id).or_insert_with(|| vec![first]).push(number);
        }
    }
    let mut groups: Vec<Vec<u32>> = rows.into_values().collect();
    sorting::sort(&mut groups);
    Ok(groups)
}

impl Table {
    /// Reads the wanted columns. Links still hold text numbers; `Table::link` turns them into rows.
    pub(crate) fn read(handed: &Handed<'_>, wanted: &BTreeSet<usize>) -> Result<Self, Diagnostic> {
        let mut rows = read_rows(handed, wanted)?;
        let mut groups = repeated(&rows.ids, handed.watch)?;
        let mut dropped: BTreeSet<u32> = BTreeSet::new();
        if !groups.is_empty() {
            // Whether records that repeat an id are equal is a question to all their cells, wanted or not.
            let all: BTreeSet<usize> = (0..handed.shape.columns.len()).gather();
            let whole = if wanted.is_superset(&all) { None } else { Some(read_rows(handed, &all)?) };
            let columns = whole.as_ref().map_or(&rows.columns, |whole| &whole.columns);
            // Two cells that cannot be used are equal if they say the same.
            let unusable = |row: u32| -> Vec<(usize, &str)> {
                let issues = columns.iter().flatten().flat_map(|read| &read.issues);
                issues.filter(|issue| issue.row == row).map(|issue| (issue.column, &*issue.text)).collect()
            };
            let equal = |a: u32, b: u32| columns.iter().flatten().all(|read| read.column.same(a as usize, b as usize)) && unusable(a) == unusable(b);
            groups.retain(|group| {
                let same = !handed.watch.is_stopped() && group.windows(2).all(|pair| equal(pair[0], pair[1]));
                if same {
                    dropped.extend(group.iter().skip(1));
                }
                !same
            });
            rows.issues.extend(dropped.iter().map(|row| CellIssue {
                code: Code::DataRepeated,
                column: WHOLE_ROW,
                row: *row,
                text: rows.ids.get(*row as usize).into(),
            }));
        }
        for row in groups.iter().flatten() {
            rows.issues.push(CellIssue { code: Code::DataConflict, column: WHOLE_ROW, row: *row, text: rows.ids.get(*row as usize).into() });
        }
        reversed_spells(handed.shape, &mut rows);
        Self::lay_out(handed, rows, &dropped, &groups)
    }

    fn lay_out(handed: &Handed<'_>, mut rows: Rows, dropped: &BTreeSet<u32>, groups: &[Vec<u32>]) -> Result<Self, Diagnostic> {
        let Handed { shape, watch, .. } = *handed;
        let count = u32::try_from(rows.ids.len()).unwrap_or(u32::MAX);
        let kept = (0..count).filter(|row| dropped.is_empty() || !dropped.contains(row));
        let layout = shape.partition_column().filter(|column| rows.columns[*column].is_some());
        let (order, partitions) = match layout.and_then(|column| Some((column, rows.columns[column].as_ref()?))) {
            Some((column, read)) => {
                let choices = shape.columns[column].kind.choices().map_or(0, <[_]>::len);
                let part = |row: u32| (read.column.code(row as usize) as usize).min(choices);
                let mut sizes = vec![0_usize; choices + 1];
                kept.clone().for_each(|row| sizes[part(row)] += 1);
                let mut next: Vec<usize> = sizes.iter().scan(0, |sum, size| Some(std::mem::replace(sum, *sum + size))).collect();
                let ranges = next.iter().zip(&sizes).map(|(start, size)| *start..start + size).collect();
                let mut order = vec![0_u32; sizes.iter().sum()];
                for row in kept {
                    let place = &mut next[part(row)];
                    order[*place] = row;
                    *place += 1;
                }
                (order, Some((column, ranges)))
            }
            None => (kept.collect(), None),
        };
        let identity = groups.is_empty() && order.len() == rows.ids.len() && order.iter().zip(0..).all(|(row, index)| *row == index);
        let conflicting: BTreeSet<u32> = groups.iter().flatten().copied().gather();
        let uncertain = (!groups.is_empty()).then(|| order.iter().map(|row| conflicting.contains(row)).chain(groups.iter().map(|_| true)).collect());
        if !identity {
            let arrange = |read: &Option<ReadColumn>| read.as_ref().filter(|_| !watch.is_stopped()).map(|read| read.column.arrange(&order, groups));
            let arranged = parallel::map(&rows.columns, handed.threads, arrange);
            watch.check()?;
            for (read, arranged) in rows.columns.iter_mut().zip(arranged) {
                if let Some((read, arranged)) = read.as_mut().zip(arranged) {
                    read.column = arranged;
                }
            }
        }
        let mut issues = rows.issues;
        let mut columns = Vec::new();
        let mut dictionaries = Vec::new();
        for read in rows.columns {
            let Some(read) = read else {
                columns.push(None);
                dictionaries.push(Dictionary::default());
                continue;
            };
            issues.extend(read.issues);
            columns.push(Some(read.column));
            dictionaries.push(read.dictionary);
        }
        let ids = if identity { rows.ids } else { rows.ids.arrange(&order, groups) };
        let counted = order.len();
        let source = order.into_iter().chain(groups.iter().filter_map(|group| group.first().copied())).collect();
        let supplied = handed.positions.iter().map(Option::is_some).collect();
        let (index, units, days) = (FxHashMap::default(), OnceLock::new(), columns.iter().map(|_| OnceLock::new()).collect());
        Ok(Self { ids, counted, source, uncertain, partitions, columns, supplied, dictionaries, issues, index, units, days })
    }

    /// Prepares the table to be linked to.
    pub(crate) fn build_index(&mut self) {
        // Rows that stand for a group come last and so win over the records they stand for.
        self.index = (0..self.ids.len())
            .filter(|row| !self.ids.get(*row).is_empty())
            .filter_map(|row| Some((self.ids.get(row).into(), u32::try_from(row).ok()?)))
            .collect();
    }

    /// Rows that units are made from: one for each id, in order of their ids; looked up when somebody first judges rows of this table.
    pub(crate) fn unit_rows(&self) -> &[u32] {
        self.units.get_or_init(|| {
            let id = |row: u32| self.ids.bytes(row as usize);
            let mut rows: Vec<u32> = (0..u32::try_from(self.ids.len()).unwrap_or(u32::MAX)).filter(|row| !id(*row).is_empty()).collect();
            // Of rows that share an id, the one that stands for them comes last.
            rows.sort_unstable_by(|a, b| (id(*a), b).cmp(&(id(*b), a)));
            rows.dedup_by(|next, kept| id(*next) == id(*kept));
            rows
        })
    }

    /// The row that a unit of that id is made from.
    pub(crate) fn unit_row(&self, id: &str) -> Option<u32> {
        let rows = self.unit_rows();
        rows.binary_search_by(|row| self.ids.bytes(*row as usize).cmp(id.as_bytes())).ok().and_then(|found| rows.get(found)).copied()
    }

    /// Whether links lead to its rows, or units are made of them.
    pub(crate) fn is_body(&self) -> bool {
        !self.index.is_empty() || self.units.get().is_some()
    }

    pub(crate) fn row(&self, id: &str) -> Option<u32> {
        self.index.get(id).copied()
    }

    /// Turns the text numbers of a link column into rows of the table it links to; what has no row there is unusable.
    pub(crate) fn link(&mut self, column: usize, mut row_of: impl FnMut(&str) -> Option<u32>) {
        let dictionary = std::mem::take(&mut self.dictionaries[column]);
        let rows: Vec<u32> = (0..dictionary.len()).map(|number| row_of(dictionary.text(u32::try_from(number).unwrap_or(BAD))).unwrap_or(BAD)).collect();
        let Some(read) = self.columns[column].as_mut() else { return };
        if rows.contains(&BAD) {
            let mut report = |row: usize, code: u32| {
                if code < BAD && rows[code as usize] == BAD {
                    self.issues.push(CellIssue { code: Code::DataLink, column, row: self.source[row], text: dictionary.text(code).into() });
                }
            };
            for row in 0..self.counted {
                match &*read {
                    Column::Codes(codes) => report(row, codes[row]),
                    other => other.list(row).iter().for_each(|code| report(row, *code)),
                }
            }
        }
        read.recode(|code| rows[code as usize]);
    }

    pub(crate) fn column(&self, column: usize) -> Option<&Column> {
        self.columns.get(column).and_then(Option::as_ref)
    }

    /// The different days of a column, in order.
    pub(crate) fn days(&self, column: usize) -> &[Day] {
        let days = self.days.get(column).zip(self.column(column));
        days.map_or(&[], |(known, column)| known.get_or_init(|| column.different_days()))
    }

    /// Where rows stand that have these numbers as they were handed in; the first, where one stands for others as well.
    pub(crate) fn places(&self, sources: impl Iterator<Item = u32>) -> FxHashMap<u32, usize> {
        let wanted: FxHashSet<u32> = sources.collect();
        let mut places = FxHashMap::default();
        for (row, source) in self.source.iter().enumerate().filter(|(_, source)| wanted.contains(source)) {
            places.entry(*source).or_insert(row);
        }
        places
    }

    /// Rows in the order in which they were handed in.
    pub(crate) fn rows(&self) -> usize {
        self.ids.len()
    }
}

/// A spell that ends before it starts has no usable end.
fn reversed_spells(shape: &Shape, rows: &mut Rows) {
    let Dated::Spell(start, end) = shape.dated else { return };
    let (Some(starts), Some(ends)) = (&rows.columns[start], &rows.columns[end]) else { return };
    let mut wrong: Vec<(usize, String)> = Vec::new();
    for row in 0..rows.ids.len() {
        if let (Content::Value(start), Content::Value(end)) = (starts.column.day(row), ends.column.day(row))
            && end < start
        {
            wrong.push((row, end.to_string()));
        }
    }
    let Some(ReadColumn { column, .. }) = &mut rows.columns[end] else { return };
    for (row, text) in wrong {
        column.spoil_day(row);
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        rows.issues.push(CellIssue { code: Code::DataSpell, column: end, row, text: text.into() });
    }
}

/// Whether a code is a value (and neither blank nor unusable).
pub(crate) const fn is_value(code: u32) -> bool {
    code != BLANK && code != BAD
}
