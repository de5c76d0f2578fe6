//! The record book as it is read (ARCHITECTURE.md, Cells and Records).

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::Datelike;
use dudao::{Day, Decimal};

use crate::book::{Book, Table as Written};
use crate::oracle::pack::{Blank, Column, Dated, Kind, Pack, Table};

/// Why a cell is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    Blank,
    Unusable(String),
    NotSupplied,
    Contradictory,
}

/// What a cell says. A choice has its place among the choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Choice(usize, String),
    Number(Decimal),
    Flag(bool),
    Day(Day),
    List(Vec<Cell>),
    /// Blank, and known to be nothing.
    Nothing,
    Missing(Why),
}

impl Cell {
    /// The text, id or choice of a cell that has one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(_, text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn day(&self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(*day),
            _ => None,
        }
    }
}

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: Option<String>,
    cells: BTreeMap<String, Cell>,
    /// It repeats an id with other cells.
    pub(super) uncertain: bool,
}

impl Row {
    /// The cell of a column. A column that its table does not declare is not supplied.
    pub(super) fn cell(&self, column: &str) -> Cell {
        match column {
            "id" => self.id.clone().map_or(Cell::Missing(Why::Blank), Cell::Text),
            _ => self.cells.get(column).cloned().unwrap_or(Cell::Missing(Why::NotSupplied)),
        }
    }
}

struct Records {
    columns: BTreeSet<String>,
    rows: Vec<Row>,
}

/// All tables that are supplied.
pub(super) struct Data<'a> {
    pub(super) pack: &'a Pack,
    tables: BTreeMap<String, Records>,
}

impl<'a> Data<'a> {
    pub(super) fn new(pack: &'a Pack, book: &Book) -> Self {
        let supplied = pack.tables.iter().filter_map(|table| Some((table.name.clone(), read_table(table, book.tables.get(&table.name)?, book))));
        Self { pack, tables: supplied.collect() }
    }

    pub(super) fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    pub(super) fn has_column(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|records| records.columns.contains(column))
    }

    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map_or(&[], |records| &records.rows)
    }

    pub(super) fn ids(&self, table: &str) -> BTreeSet<String> {
        self.rows(table).iter().filter_map(|row| row.id.clone()).collect()
    }

    /// What a link to an id sees: one row, in which the cells that differ are missing.
    pub(super) fn seen(&self, table: &str, id: &str) -> Option<Row> {
        let twins: Vec<&Row> = self.rows(table).iter().filter(|row| row.id.as_deref() == Some(id)).collect();
        let mut seen = (*twins.first()?).clone();
        for (column, cell) in &mut seen.cells {
            if twins.iter().any(|twin| twin.cells.get(column) != Some(cell)) {
                *cell = Cell::Missing(Why::Contradictory);
            }
        }
        Some(seen)
    }

    /// The cell at the end of a path. It is missing where it goes on through a link that is blank, missing, or leads to a table
    /// that is not supplied.
    pub(super) fn path(&self, table: &str, row: &Row, path: &str) -> Cell {
        let Some((link, rest)) = path.split_once('.') else { return row.cell(path) };
        match row.cell(link) {
            Cell::Text(id) => {
                let target = self.pack.column(table, link).and_then(|column| column.kind.target());
                let next = target.and_then(|target| Some((target, self.seen(target, &id)?)));
                next.map_or(Cell::Missing(Why::NotSupplied), |(target, row)| self.path(target, &row, rest))
            }
            Cell::Missing(why) => Cell::Missing(why),
            Cell::Day(day) => {
                let date = day.date();
                Cell::Number(match rest {
                    "year" => date.year().into(),
                    "month" => date.month().into(),
                    "day" => date.day().into(),
                    _ => date.weekday().number_from_monday().into(),
                })
            }
            // A part of a day that did not come is nothing; what a blank link would lead to is missing.
            _ if matches!(self.pack.column(table, link).map(|column| &column.kind), Some(Kind::Date)) => Cell::Nothing,
            _ => Cell::Missing(Why::Blank),
        }
    }
}

fn read_table(table: &Table, written: &Written, book: &Book) -> Records {
    let is_empty = |row: &&Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
    let rows: Vec<Row> = written.rows.iter().filter(|row| !is_empty(row)).map(|row| read_row(table, written, row, book)).collect();
    Records { columns: written.columns.iter().cloned().collect(), rows: settle_repeats(&rows) }
}

fn read_row(table: &Table, written: &Written, row: &[String], book: &Book) -> Row {
    let id = written.column("id").map(|place| row[place].trim().to_owned()).filter(|id| !id.is_empty());
    let cells = table.columns.iter().map(|column| match written.column(&column.name) {
        Some(place) => (column.name.clone(), read_cell(column, &row[place], book)),
        None => (column.name.clone(), Cell::Missing(Why::NotSupplied)),
    });
    let mut cells: BTreeMap<String, Cell> = cells.collect();
    // A spell whose end lies before its start: the end is unusable.
    if let Dated::Spell(start, end) = &table.dated
        && let (Some(Cell::Day(first)), Some(Cell::Day(last))) = (cells.get(start), cells.get(end))
        && last < first
    {
        let why = Why::Unusable(last.to_string());
        cells.insert(end.clone(), Cell::Missing(why));
    }
    Row { id, cells, uncertain: false }
}

fn read_cell(column: &Column, text: &str, book: &Book) -> Cell {
    let text = text.trim();
    if text.is_empty() {
        return match (&column.kind, column.blank) {
            (kind, _) if kind.is_list() => Cell::List(Vec::new()),
            (Kind::Link(_), _) | (_, Blank::NotYet | Blank::None | Blank::Open) => Cell::Nothing,
            _ => Cell::Missing(Why::Blank),
        };
    }
    if column.kind.is_list() {
        let mut members: Vec<Cell> = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let member = read_part(&column.kind, part, book);
            // What is named twice is named once.
            if !members.contains(&member) {
                members.push(member);
            }
        }
        return Cell::List(members);
    }
    read_part(&column.kind, text, book)
}

fn read_part(kind: &Kind, text: &str, book: &Book) -> Cell {
    let read = match kind {
        Kind::Text | Kind::Tags => Some(Cell::Text(text.to_owned())),
        Kind::Number => Decimal::from_str(text).ok().map(Cell::Number),
        Kind::Integer => i64::from_str(text).ok().map(|number| Cell::Number(number.into())),
        Kind::Flag => match text {
            "true" | "是" => Some(Cell::Flag(true)),
            "false" | "否" => Some(Cell::Flag(false)),
            _ => None,
        },
        Kind::Date => Day::parse(text).map(Cell::Day),
        Kind::Choice(choices, _) | Kind::Choices(choices) => {
            let place = choices.iter().position(|(id, label)| id == text || label == text);
            place.map(|place| Cell::Choice(place, choices[place].0.clone()))
        }
        Kind::Link(table) | Kind::Links(table) => {
            // A link keeps its text where its table is not supplied; otherwise it must name a row.
            let names_row = |written: &Written| written.column("id").is_some_and(|place| written.rows.iter().any(|row| row[place].trim() == text));
            book.tables.get(table).is_none_or(names_row).then(|| Cell::Text(text.to_owned()))
        }
    };
    read.unwrap_or_else(|| Cell::Missing(Why::Unusable(text.to_owned())))
}

/// Rows that repeat an id: equal throughout, the first is kept; otherwise all stay, uncertain.
fn settle_repeats(rows: &[Row]) -> Vec<Row> {
    let mut kept = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let twins: Vec<usize> = (0..rows.len()).filter(|other| row.id.is_some() && rows[*other].id == row.id).collect();
        let differ = twins.iter().any(|twin| rows[*twin].cells != row.cells);
        if differ || twins.first().is_none_or(|first| *first == place) {
            kept.push(Row { uncertain: differ, ..row.clone() });
        }
    }
    kept
}
