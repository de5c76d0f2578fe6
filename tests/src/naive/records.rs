//! The record book as it is read: typed rows, repeated ids settled, links to follow (ARCHITECTURE.md, Cells and Records).

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cause, Cell, read};
use super::schema::{Column, Kind, Schema, TABLES, link_target};
use crate::book::{Book, Table};

/// One row. A row that is uncertain repeats an id with other cells, and counts only perhaps.
#[derive(Debug, Clone)]
pub(super) struct Row {
    cells: BTreeMap<&'static str, Cell>,
    pub(super) uncertain: bool,
}

impl Row {
    /// The cell of a column; a column that the table does not declare is a slip in this program.
    pub(super) fn cell(&self, column: &str) -> &Cell {
        &self.cells[column]
    }

    fn id(&self) -> Option<&str> {
        self.cell("id").text()
    }
}

#[derive(Debug)]
struct Records {
    supplied_columns: BTreeSet<String>,
    rows: Vec<Row>,
}

/// All tables that are supplied, read once.
#[derive(Debug)]
pub(super) struct Data {
    tables: BTreeMap<&'static str, Records>,
}

impl Data {
    pub(super) fn new(book: &Book) -> Self {
        let supplied = TABLES.iter().filter_map(|schema| {
            let table = book.tables.get(schema.name)?;
            Some((schema.name, read_table(book, schema, table)))
        });
        Self { tables: supplied.collect() }
    }

    /// Whether the table is supplied.
    pub(super) fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// Whether the table is supplied with this column.
    pub(super) fn has_column(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|records| records.supplied_columns.contains(column))
    }

    /// The rows of a table that count, certainly or perhaps.
    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map_or(&[], |records| &records.rows)
    }

    /// The ids of a table, each once, sorted.
    pub(super) fn ids(&self, table: &str) -> BTreeSet<String> {
        self.rows(table).iter().filter_map(Row::id).map(str::to_owned).collect()
    }

    /// What a link to an id sees: one row, in which the cells that differ among the rows of that id are missing.
    pub(super) fn seen(&self, table: &str, id: &str) -> Option<Row> {
        let twins: Vec<&Row> = self.rows(table).iter().filter(|row| row.id() == Some(id)).collect();
        let mut seen = (*twins.first()?).clone();
        for (column, cell) in &mut seen.cells {
            if twins.iter().any(|twin| twin.cells[column] != *cell) {
                *cell = Cell::Missing(Cause::Contradictory);
            }
        }
        Some(seen)
    }

    /// The cell at the end of a path such as `host.role`.
    ///
    /// A path is missing where it goes on through a link that is blank, missing, or leads to a table that is not supplied.
    pub(super) fn path(&self, table: &str, row: &Row, path: &str) -> Cell {
        let Some((link, rest)) = path.split_once('.') else {
            return row.cell(path).clone();
        };
        match row.cell(link) {
            Cell::Text(id) => self.path_from(link_target(table, link), id, rest),
            Cell::Missing(cause) => Cell::Missing(cause.clone()),
            _ => Cell::Missing(Cause::Blank),
        }
    }

    fn path_from(&self, table: Option<&str>, id: &str, path: &str) -> Cell {
        let next = table.and_then(|table| Some((table, self.seen(table, id)?)));
        next.map_or(Cell::Missing(Cause::NotSupplied), |(table, row)| self.path(table, &row, path))
    }
}

fn read_table(book: &Book, schema: &Schema, table: &Table) -> Records {
    let ids = |name: &str| book.tables.get(name).map(ids_as_written);
    let rows: Vec<Row> = table.rows.iter().map(|row| read_row(schema, table, row, &ids)).collect();
    Records { supplied_columns: table.columns.iter().cloned().collect(), rows: settle_repeats(&rows) }
}

fn ids_as_written(table: &Table) -> Vec<String> {
    let Some(place) = table.column("id") else {
        return Vec::new();
    };
    let ids = table.rows.iter().map(|row| row[place].trim().to_owned());
    ids.filter(|id| !id.is_empty()).collect()
}

fn read_row(schema: &Schema, table: &Table, row: &[String], ids: &dyn Fn(&str) -> Option<Vec<String>>) -> Row {
    let id = Column { name: "id", kind: Kind::Text, blank_is_nothing: false };
    let columns = std::iter::once(&id).chain(schema.columns);
    let cells = columns.map(|column| match table.column(column.name) {
        Some(place) => (column.name, read(column, &row[place], ids)),
        None => (column.name, Cell::Missing(Cause::NotSupplied)),
    });
    let mut cells: BTreeMap<_, _> = cells.collect();
    if schema.spell {
        refuse_reversed_end(&mut cells);
    }
    Row { cells, uncertain: false }
}

/// A spell whose end lies before its start: the end is unusable.
fn refuse_reversed_end(cells: &mut BTreeMap<&'static str, Cell>) {
    if let (Some(start), Some(end)) = (cells["start"].date(), cells["end"].date())
        && end < start
    {
        cells.insert("end", Cell::Missing(Cause::Unusable(end.to_string())));
    }
}

/// Rows that repeat an id: equal throughout, the first is kept; otherwise all stay, uncertain.
fn settle_repeats(rows: &[Row]) -> Vec<Row> {
    let ids: Vec<Option<&str>> = rows.iter().map(Row::id).collect();
    let mut kept = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let is_twin = |other: &usize| ids[place].is_some() && ids[*other] == ids[place];
        let twins: Vec<usize> = (0..rows.len()).filter(is_twin).collect();
        let differ = twins.iter().any(|twin| rows[*twin].cells != row.cells);
        let is_first = twins.first().is_none_or(|first| *first == place);
        if differ || is_first {
            kept.push(Row { cells: row.cells.clone(), uncertain: differ });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_repeats_are_dropped_and_others_are_uncertain() {
        let book = Book::default().given(
            "schools",
            "
            id | name | role
            A  | x    | lead
            A  | x    | lead
            B  | x    | member
            B  | y    | member
               | x    | lead
               | x    | lead",
        );
        let data = Data::new(&book);
        let uncertain: Vec<bool> = data.rows("schools").iter().map(|row| row.uncertain).collect();
        assert_eq!(uncertain, [false, true, true, false, false]);
        let seen = data.seen("schools", "B").unwrap();
        assert_eq!(seen.cell("name"), &Cell::Missing(Cause::Contradictory));
        assert_eq!(seen.cell("role"), &Cell::Text("member".to_owned()));
    }

    #[test]
    fn a_path_ends_where_a_link_does() {
        let book = Book::default().given("schools", "id | role\nA | lead").given(
            "activities",
            "
            id | host
            1  | A
            2  |
            3  | Z",
        );
        let data = Data::new(&book);
        let role = |place: usize| data.path("activities", &data.rows("activities")[place], "host.role");
        assert_eq!(role(0), Cell::Text("lead".to_owned()));
        assert_eq!(role(1), Cell::Missing(Cause::Blank));
        assert_eq!(role(2), Cell::Missing(Cause::Unusable("Z".to_owned())));
    }

    #[test]
    fn a_reversed_spell_has_no_usable_end() {
        let book = Book::default().given("postings", "id | start | end\n1 | 2020-03-02 | 2020-03-01");
        let data = Data::new(&book);
        let end = data.rows("postings")[0].cell("end");
        assert_eq!(end, &Cell::Missing(Cause::Unusable("2020-03-01".to_owned())));
    }
}
