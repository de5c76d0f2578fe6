//! The small tables of tests: a line of column names, then a line for each record, with bars between the cells.

use crate::data::Dataset;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ordered::Ordered;
use crate::pack::{Schema, SharedSchema};
use std::collections::BTreeSet;

/// Stands in a repeated record for the number of the repetition.
const NUMBER: &str = "{n}";

/// A table as a test writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TextTable {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl TextTable {
    /// Reads a table. A cell between two bars may be empty; lines without anything are passed over.
    pub(crate) fn parse(text: &str) -> Result<Self, Diagnostic> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let Some(columns) = lines.next().map(cells) else {
            return Err(Diagnostic::error(Code::PackValue, told!("表里什么也没有"), told!("the table has nothing in it")).help(HELP.0, HELP.1));
        };
        if let Some(twice) = columns.iter().enumerate().find(|(index, name)| columns.iter().take(*index).any(|before| before == *name)) {
            let name = twice.1;
            return Err(Diagnostic::error(Code::PackValue, told!("表头里“{name}”写了两次"), told!("the header names `{name}` twice")).given(name));
        }
        let mut rows = Vec::new();
        for line in lines {
            let row = cells(line);
            if row.len() != columns.len() {
                let (given, wanted) = (row.len(), columns.len());
                return Err(Diagnostic::error(
                    Code::PackValue,
                    told!("这一行有 {given} 格，表头有 {wanted} 格"),
                    told!("the row has {given} cells, and the header has {wanted}"),
                )
                .help(told!("空的一格也要用“|”隔开"), told!("an empty cell needs its `|` as well"))
                .given(line));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(Diagnostic::error(Code::PackValue, told!("表头下面没有记录"), told!("there is no record under the header")).help(HELP.0, HELP.1));
        }
        Ok(Self { columns, rows })
    }
}

const HELP: (&str, &str) =
    ("第一行写列名，以下一行一条记录，用“|”隔开各格", "the first line names the columns, and each line after it is a record, with `|` between the cells");

/// A Chinese keyboard has a wide bar, which is meant just so.
fn cells(line: &str) -> Vec<String> {
    line.split(['|', '\u{ff5c}']).map(|cell| cell.trim().to_string()).collect()
}

/// Whether a header names the record's own id.
pub(super) fn is_id(name: &str) -> bool {
    matches!(name, "id" | "编号")
}

/// The records that a test has given so far.
#[derive(Debug, Default)]
pub(super) struct Records(Ordered<usize, Sheet>);

#[derive(Debug, Default)]
struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    ids: BTreeSet<String>,
}

impl Records {
    /// Adds records. Without an `id` of their own they are numbered.
    pub(super) fn add(&mut self, schema: &Schema, table: &str, records: &TextTable, times: usize) {
        let Some(index) = schema.table_index(table) else { return };
        let shape = schema.table(index);
        let sheet = self.0.or_default(index);
        let places: Vec<usize> = records
            .columns
            .iter()
            .map(|name| sheet.place(shape.column_index(name).and_then(|column| shape.columns.get(column)).map_or("id", |column| &column.name)))
            .collect();
        let id = sheet.place("id");
        let numbered = !places.contains(&id);
        for number in 1..=times {
            for cells in &records.rows {
                let mut row = vec![String::new(); sheet.columns.len()];
                for (place, cell) in places.iter().zip(cells) {
                    if let Some(slot) = row.get_mut(*place) {
                        *slot = cell.replace(NUMBER, &number.to_string());
                    }
                }
                if let Some(slot) = row.get_mut(id) {
                    if numbered {
                        *slot = sheet.free_id();
                    }
                    sheet.ids.insert(slot.clone());
                }
                sheet.rows.push(row);
            }
        }
    }

    /// The record book, read as every other is.
    pub(super) fn dataset(&self, schema: &SharedSchema) -> Result<Dataset, Problems> {
        let tables = self.0.iter().map(|(index, sheet)| (schema.table(*index).name.as_str(), sheet.csv()));
        tables.fold(Dataset::builder(schema), |builder, (name, csv)| builder.csv(name, csv)).finish()
    }
}

impl Sheet {
    /// Where a column stands; a new one stands last.
    fn place(&mut self, name: &str) -> usize {
        self.columns.iter().position(|known| known == name).unwrap_or_else(|| {
            self.columns.push(name.into());
            self.columns.len() - 1
        })
    }

    /// The number of the next row, or of one after it if a record is called so.
    fn free_id(&self) -> String {
        let first = self.rows.len() + 1;
        (first..=first + self.ids.len()).map(|number| number.to_string()).find(|id| !self.ids.contains(id)).unwrap_or_default()
    }

    fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = writer.write_record(&self.columns);
        for row in &self.rows {
            // Records given before a column was first named leave it blank.
            let blanks = self.columns.len().saturating_sub(row.len());
            let _ = writer.write_record(row.iter().map(String::as_str).chain(std::iter::repeat_n("", blanks)));
        }
        writer.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::TextTable;

    #[test]
    fn cells_stand_between_bars_and_may_be_empty() {
        let table = TextTable::parse("\n   id | name \u{ff5c} end\n\n   1 | a b |\n  2 || 2020-01-01").unwrap();
        assert_eq!(table.columns, ["id", "name", "end"]);
        assert_eq!(table.rows, [["1", "a b", ""], ["2", "", "2020-01-01"]]);
    }

    #[test]
    fn what_is_no_table_is_told() {
        for text in ["", " \n ", "id | name", "id | id\n1 | 2", "id | name\n1"] {
            assert!(TextTable::parse(text).is_err(), "{text}");
        }
    }
}
