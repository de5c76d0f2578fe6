//! What goes wrong with record books: cells that are blank or cannot be read, links to nowhere, rows that come twice,
//! columns and tables that nobody sent.

use fastrand::Rng;

use super::{chance, pick};
use crate::book::{Book, LIST_COLUMNS, Table};

/// Where damage is done; a table that is named more often is damaged more often.
const TABLES: [&str; 16] = [
    "activities",
    "activities",
    "activities",
    "activities",
    "activities",
    "schools",
    "schools",
    "terms",
    "terms",
    "academic_years",
    "alliances",
    "weak_subjects",
    "postings",
    "projects",
    "resident_researchers",
    "submissions",
];

/// The columns that name a row of another table.
const LINKS: [&str; 9] = ["alliance", "host", "presenter", "participants", "subject", "school", "from_school", "to_school", "district"];

/// The columns that may hold any text, so that no text in them is wrong.
const FREE_TEXT: [&str; 7] = ["id", "name", "title", "teacher", "person", "table", "submitter"];

/// Columns whose absence alone changes answers.
const COLUMNS: [(&str, &str); 16] = [
    ("activities", "id"),
    ("activities", "date"),
    ("activities", "alliance"),
    ("activities", "host"),
    ("activities", "participants"),
    ("activities", "topics"),
    ("activities", "headcount"),
    ("activities", "post"),
    ("schools", "role"),
    ("schools", "teachers"),
    ("schools", "alliance"),
    ("terms", "closed"),
    ("postings", "end"),
    ("postings", "rank"),
    ("projects", "concluded"),
    ("resident_researchers", "person"),
];

/// Cells that matter much and would seldom be met by chance, each with what to put there. The early day is the wrong way
/// round as the end of a midterm, and makes a long window as its start.
const WEAK_SPOTS: [(&str, &str, &[&str]); 4] = [
    ("terms", "midterm_start", &["", "??", "2020-01-01"]),
    ("terms", "midterm_end", &["", "??", "2020-01-01"]),
    ("weak_subjects", "school", &["", "ghost"]),
    ("weak_subjects", "subject", &["", "ghost"]),
];

pub(super) fn damage(rng: &mut Rng, book: &mut Book) {
    for _ in 0..rng.usize(1..=24) {
        let table = pick(rng, &TABLES);
        damage_row(rng, book, table, damage_once);
    }
    for (table, column, texts) in WEAK_SPOTS {
        if chance(rng, 20) {
            damage_row(rng, book, table, |rng, table, place| {
                if let Some(column) = table.column(column) {
                    pick(rng, texts).clone_into(&mut table.rows[place][column]);
                }
            });
        }
    }
    for table in ["postings", "resident_researchers"] {
        for _ in 0..rng.usize(..6) {
            damage_row(rng, book, table, |_, table, place| reverse(table, place));
        }
    }
    if chance(rng, 25) {
        let (table, column) = pick(rng, &COLUMNS);
        if let Some(table) = book.tables.get_mut(table) {
            table.drop_column(column);
        }
    }
    if chance(rng, 15) {
        book.tables.remove(pick(rng, &TABLES));
    }
}

/// Does something to some row of a table, where there is one.
fn damage_row(rng: &mut Rng, book: &mut Book, table: &str, harm: impl Fn(&mut Rng, &mut Table, usize)) {
    if let Some(table) = book.tables.get_mut(table)
        && !table.rows.is_empty()
    {
        let place = rng.usize(..table.rows.len());
        harm(rng, table, place);
    }
}

fn damage_once(rng: &mut Rng, table: &mut Table, place: usize) {
    match rng.u8(..16) {
        0..=3 => blank(rng, table, place),
        4..=6 => garble(rng, table, place),
        7..=9 => dangle(rng, table, place),
        10 => table.rows.push(table.rows[place].clone()),
        11..=12 => repeat_with_a_difference(rng, table, place),
        13 => reverse(table, place),
        14 => take_over_id(rng, table, place),
        _ => pad(rng, table, place),
    }
}

fn blank(rng: &mut Rng, table: &mut Table, place: usize) {
    let column = rng.usize(..table.columns.len());
    table.rows[place][column].clear();
}

/// Puts something into a cell that its column cannot hold.
fn garble(rng: &mut Rng, table: &mut Table, place: usize) {
    let column = rng.usize(..table.columns.len());
    let name = table.columns[column].as_str();
    if FREE_TEXT.contains(&name) || LINKS.contains(&name) {
        return;
    }
    let is_list = LIST_COLUMNS.contains(&name);
    let cell = &mut table.rows[place][column];
    if is_list && !cell.is_empty() && rng.bool() {
        cell.push_str(";??");
    } else {
        pick(rng, &["??", "2020-02-30", "十五"]).clone_into(cell);
    }
}

/// Makes a link lead nowhere; of a list, often one member only.
fn dangle(rng: &mut Rng, table: &mut Table, place: usize) {
    let links: Vec<usize> = (0..table.columns.len()).filter(|c| LINKS.contains(&table.columns[*c].as_str())).collect();
    if links.is_empty() {
        return;
    }
    let column = pick(rng, &links);
    let is_list = LIST_COLUMNS.contains(&table.columns[column].as_str());
    let cell = &mut table.rows[place][column];
    if is_list && !cell.is_empty() && rng.u8(..4) > 0 {
        cell.push_str(";ghost");
    } else {
        "ghost".clone_into(cell);
    }
}

/// Repeats a row, with one cell blank or as another row has it.
fn repeat_with_a_difference(rng: &mut Rng, table: &mut Table, place: usize) {
    let mut row = table.rows[place].clone();
    let Some(id) = table.column("id") else { return };
    let column = rng.usize(..table.columns.len());
    if column != id {
        let other = rng.usize(..table.rows.len());
        row[column] = if rng.u8(..4) == 0 { String::new() } else { table.rows[other][column].clone() };
    }
    let at = rng.usize(..=table.rows.len());
    table.rows.insert(at, row);
}

/// Lets a spell, or a period, end before it starts.
fn reverse(table: &mut Table, place: usize) {
    if let (Some(start), Some(end)) = (table.column("start"), table.column("end"))
        && !table.rows[place][end].is_empty()
    {
        table.rows[place].swap(start, end);
    }
}

/// Gives a row the id of another.
fn take_over_id(rng: &mut Rng, table: &mut Table, place: usize) {
    if let Some(id) = table.column("id") {
        let other = rng.usize(..table.rows.len());
        table.rows[place][id] = table.rows[other][id].clone();
    }
}

/// Puts white space around a cell, which changes nothing.
fn pad(rng: &mut Rng, table: &mut Table, place: usize) {
    let column = rng.usize(..table.columns.len());
    let cell = &mut table.rows[place][column];
    *cell = format!(" {cell}\u{3000}");
}
