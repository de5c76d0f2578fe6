//! One cell: how its text is read, and what comparing it says (ARCHITECTURE.md, Cells).

use chrono::NaiveDate;

use super::schema::{Column, Kind};
use crate::three::{Three, any};

/// Why a cell is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// The cell is empty, and its column says that this means unknown.
    Blank,
    /// The text cannot be read as the column's type, or names a row that is not there.
    Unusable(String),
    /// The input has no such column, or no such table.
    NotSupplied,
    /// Rows that repeat an id disagree about it.
    Contradictory,
}

/// What a cell says. A choice and a link are held as the id that they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Date(NaiveDate),
    Integer(i64),
    Flag(bool),
    List(Vec<Cell>),
    /// A blank that is known to be nothing: every comparison with it is false.
    Nothing,
    Missing(Cause),
}

impl Cell {
    /// The text of a text, choice or link cell that has a value.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The day of a date cell that has a value.
    pub(super) fn date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }
}

/// Whether a cell satisfies a test: a missing cell leaves it undecided, nothing never does, a list does if any of its
/// members does.
pub(super) fn holds(cell: &Cell, test: &dyn Fn(&Cell) -> bool) -> Three {
    match cell {
        Cell::Missing(_) => Three::Undecided,
        Cell::Nothing => Three::False,
        Cell::List(members) => any(members.iter().map(|member| holds(member, test))),
        known => Three::from(test(known)),
    }
}

/// Reads a cell of a supplied column. `ids` gives the ids of a table, or `None` where the table is not supplied.
pub(super) fn read(column: &Column, text: &str, ids: &dyn Fn(&str) -> Option<Vec<String>>) -> Cell {
    let text = text.trim();
    if text.is_empty() {
        return blank(column);
    }
    match column.kind {
        Kind::Text => Cell::Text(text.to_owned()),
        Kind::Date => usable(text, read_date(text).map(Cell::Date)),
        Kind::Integer => usable(text, text.parse().ok().map(Cell::Integer)),
        Kind::Flag => usable(text, read_flag(text).map(Cell::Flag)),
        Kind::Choice(choices) => read_choice(choices, text),
        Kind::Choices(choices) => list(text, &|part| read_choice(choices, part)),
        Kind::Link(table) => read_link(ids(table).as_deref(), text),
        Kind::Links(table) => list(text, &|part| read_link(ids(table).as_deref(), part)),
    }
}

fn blank(column: &Column) -> Cell {
    match column.kind {
        Kind::Choices(_) | Kind::Links(_) => Cell::List(Vec::new()),
        Kind::Link(_) => Cell::Nothing,
        _ if column.blank_is_nothing => Cell::Nothing,
        _ => Cell::Missing(Cause::Blank),
    }
}

fn usable(text: &str, read: Option<Cell>) -> Cell {
    read.unwrap_or_else(|| Cell::Missing(Cause::Unusable(text.to_owned())))
}

fn list(text: &str, read_part: &dyn Fn(&str) -> Cell) -> Cell {
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    Cell::List(parts.map(read_part).collect())
}

fn read_choice(choices: &[&str], text: &str) -> Cell {
    let named = choices.iter().filter_map(|choice| choice.split_once(' ')).find(|(id, label)| *id == text || *label == text);
    usable(text, named.map(|(id, _)| Cell::Text(id.to_owned())))
}

/// A link keeps its text where its table is not supplied; otherwise it must name a row.
fn read_link(ids: Option<&[String]>, text: &str) -> Cell {
    let named = ids.is_none_or(|ids| ids.iter().any(|id| id == text));
    usable(text, named.then(|| Cell::Text(text.to_owned())))
}

fn read_flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "是" | "有" => Some(true),
        "false" | "no" | "n" | "0" | "否" | "无" => Some(false),
        _ => None,
    }
}

/// Reads `2020-03-01`, `2020/3/1` and `2020年3月1日`.
fn read_date(text: &str) -> Option<NaiveDate> {
    let plain = text.strip_suffix('日').unwrap_or(text).replace(['/', '年', '月'], "-");
    let parts: Option<Vec<u32>> = plain.split('-').map(|part| part.parse().ok()).collect();
    match parts?.as_slice() {
        &[year, month, day] => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naive::schema::schema;

    fn cell(table: &str, column: &str, text: &str) -> Cell {
        let column = schema(table).columns.iter().find(|c| c.name == column).unwrap();
        read(column, text, &|table| (table == "schools").then(|| vec!["A".to_owned(), "B".to_owned()]))
    }

    #[test]
    fn dates_flags_numbers_and_choices_have_several_spellings() {
        let day = Cell::Date(NaiveDate::from_ymd_opt(2020, 3, 1).unwrap());
        for text in ["2020-03-01", "2020/3/1", "2020年3月1日", " 2020-03-01\u{3000}"] {
            assert_eq!(cell("terms", "start", text), day);
        }
        assert_eq!(cell("terms", "closed", "否"), Cell::Flag(false));
        assert_eq!(cell("terms", "closed", "YES"), Cell::Flag(true));
        assert_eq!(cell("schools", "teachers", "+18"), Cell::Integer(18));
        assert_eq!(cell("schools", "role", "牵头校"), Cell::Text("lead".to_owned()));
        for (table, column, text) in [("terms", "start", "2020-02-30"), ("terms", "closed", "?"), ("schools", "teachers", "18人"), ("schools", "role", "Lead")]
        {
            assert_eq!(cell(table, column, text), Cell::Missing(Cause::Unusable(text.to_owned())));
        }
    }

    #[test]
    fn a_blank_means_what_its_column_says() {
        assert_eq!(cell("projects", "concluded", " "), Cell::Nothing);
        assert_eq!(cell("activities", "topics", ""), Cell::List(Vec::new()));
        assert_eq!(cell("activities", "host", ""), Cell::Nothing);
        assert_eq!(cell("activities", "kind", ""), Cell::Missing(Cause::Blank));
    }

    #[test]
    fn a_link_without_its_table_keeps_its_text() {
        assert_eq!(cell("activities", "subject", "maths"), Cell::Text("maths".to_owned()));
        assert_eq!(cell("activities", "host", "C"), Cell::Missing(Cause::Unusable("C".to_owned())));
    }

    #[test]
    fn a_list_holds_by_any_member() {
        let has_a = |list: &Cell| holds(list, &|part| part.text() == Some("A"));
        assert_eq!(has_a(&cell("activities", "participants", "A; C")), Three::True);
        assert_eq!(has_a(&cell("activities", "participants", "B;C")), Three::Undecided);
        assert_eq!(has_a(&cell("activities", "participants", "B")), Three::False);
        assert_eq!(has_a(&cell("activities", "participants", "")), Three::False);
    }
}
