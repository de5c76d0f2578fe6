//! A record book in its rawest form: tables of text.
//!
//! Everything that makes or reads test data passes one of these on, so that the same book can go to the engine as CSV
//! or as JSON and to the naive evaluator as it stands.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

/// The columns whose cells hold several parts, joined with `;`.
pub const LIST_COLUMNS: [&str; 3] = ["participants", "posts", "topics"];

/// A record book: its tables by name. A table that is not in the map is not supplied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    /// The tables by name.
    pub tables: BTreeMap<String, Table>,
}

/// One table. Every cell is text, and `""` is a blank cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, in order.
    pub columns: Vec<String>,
    /// The rows, each with one cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(ToString::to_string).collect(), rows: Vec::new() }
    }

    /// Reads a table drawn with `|`: the first line that is not empty names the columns, each further line is a row.
    ///
    /// A row may stop early; its other cells are blank.
    pub fn drawn(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
            let cells = line.split('|').map(|cell| cell.trim().to_owned());
            cells.collect::<Vec<_>>()
        });
        let columns = lines.next().unwrap_or_default();
        let rows = lines
            .map(|mut row| {
                row.resize(columns.len(), String::new());
                row
            })
            .collect();
        Self { columns, rows }
    }

    /// The place of a column, or `None` where the table lacks it.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Adds a row. Columns that are not named stay blank; values for columns that the table lacks are left out.
    pub fn push<V: AsRef<str>>(&mut self, cells: &[(&str, V)]) {
        let mut row = vec![String::new(); self.columns.len()];
        for (name, value) in cells {
            if let Some(place) = self.column(name) {
                value.as_ref().clone_into(&mut row[place]);
            }
        }
        self.rows.push(row);
    }

    /// Takes a column away, with its cells.
    pub fn drop_column(&mut self, name: &str) {
        let Some(place) = self.column(name) else {
            return;
        };
        self.columns.remove(place);
        for row in &mut self.rows {
            row.remove(place);
        }
    }
}

impl Book {
    /// Sets a table from a drawing (see [`Table::drawn`]) and gives the book back.
    #[must_use]
    pub fn given(mut self, table: &str, text: &str) -> Self {
        self.tables.insert(table.to_owned(), Table::drawn(text));
        self
    }

    /// The table as CSV with a header line; empty where the table is not supplied.
    pub fn to_csv(&self, table: &str) -> String {
        let Some(table) = self.tables.get(table) else {
            return String::new();
        };
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let written = std::iter::once(&table.columns).chain(&table.rows).all(|record| writer.write_record(record).is_ok());
        // A writer into memory does not fail; if it ever did, no text is better than half a table.
        let bytes = writer.into_inner().ok().filter(|_| written).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Writes `<table>.csv` for each table into a folder, which is made if it is not there.
    pub fn write_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for name in self.tables.keys() {
            fs::write(folder.join(format!("{name}.csv")), self.to_csv(name))?;
        }
        Ok(())
    }

    /// The book as one JSON object of tables, each an array of objects.
    ///
    /// A blank cell is written as `""`, so that a column all of whose cells are blank is still supplied.
    pub fn to_json(&self) -> String {
        let tables = self.tables.iter().map(|(name, table)| {
            let rows = table.rows.iter().map(|row| json_row(&table.columns, row));
            (name.clone(), Value::Array(rows.collect()))
        });
        Value::Object(tables.collect::<Map<_, _>>()).to_string()
    }
}

fn json_row(columns: &[String], row: &[String]) -> Value {
    let cells = columns.iter().zip(row).map(|(column, cell)| (column.clone(), json_cell(column, cell)));
    Value::Object(cells.collect())
}

fn json_cell(column: &str, cell: &str) -> Value {
    if cell.is_empty() || !LIST_COLUMNS.contains(&column) {
        return Value::from(cell);
    }
    cell.split(';').map(Value::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Book {
        Book::default().given(
            "activities",
            "
            id | participants | title
            1  | A;B          | a, \"b\"
            2  |              | 研修",
        )
    }

    #[test]
    fn csv_quotes_what_needs_it() {
        assert_eq!(sample().to_csv("activities"), "id,participants,title\n1,A;B,\"a, \"\"b\"\"\"\n2,,研修\n");
        assert_eq!(sample().to_csv("postings"), "");
    }

    #[test]
    fn json_splits_lists_and_keeps_blanks() {
        let json = sample().to_json();
        let rows = r#"{"activities":[{"id":"1","participants":["A","B"],"title":"a, \"b\""},{"id":"2","participants":"","title":"研修"}]}"#;
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), serde_json::from_str::<Value>(rows).unwrap());
    }

    #[test]
    fn columns_come_and_go() {
        let mut table = sample().tables["activities"].clone();
        table.push(&[("title", "x"), ("nowhere", "y")]);
        table.drop_column("participants");
        assert_eq!(table.columns, ["id", "title"]);
        assert_eq!(table.rows[2], ["", "x"]);
    }
}
