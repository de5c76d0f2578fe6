//! Draws a damaged record book for a pack.

use dudao::Day;
use fastrand::Rng;

use super::conditions::TEXTS;
use super::tables::CHOICES;
use super::{chance, day, on, pick};
use crate::book::{Book, Table as Rows};
use crate::oracle::pack::{Column, Dated, Kind, Pack, Table};

/// Ids of the rows of tables that others link to.
const SOME_IDS: [&str; 3] = ["A", "B", "C"];

/// How damaged a book is: how many in a hundred cells are blank, and how many cannot be read.
#[derive(Clone, Copy)]
struct Damage {
    blank: u8,
    unusable: u8,
    repeated: u8,
    /// Whether there are numbers below zero.
    negative: bool,
}

/// A record book with everything that goes wrong with record books.
pub(super) fn book(rng: &mut Rng, pack: &Pack) -> Book {
    let negative = chance(rng, 60);
    let damage = *pick(
        rng,
        &[
            Damage { blank: 4, unusable: 0, repeated: 0, negative },
            Damage { blank: 12, unusable: 4, repeated: 6, negative },
            Damage { blank: 12, unusable: 4, repeated: 6, negative },
            Damage { blank: 20, unusable: 10, repeated: 20, negative },
        ],
    );
    let mut book = Book::default();
    for table in &pack.tables {
        let mut rows = match table.name.as_str() {
            "terms" => terms(rng, table, damage),
            "academic_years" => years(rng, damage),
            "submissions" => submissions(rng, pack),
            "holidays" => holidays(rng, damage),
            _ => records(rng, pack, table, damage),
        };
        if chance(rng, 8) && rows.columns.len() > 2 {
            let dropped = pick(rng, &rows.columns[1..]).clone();
            // A blank link on the way to what is not supplied leaves a record undecided in the engine, where it should tie it to nobody.
            // Of holidays it looks at none that have no kind.
            if !(is_passed_through(pack, &table.name) && table.column(&dropped).is_some_and(|column| matches!(column.kind, Kind::Link(_)))
                || table.name == "holidays")
            {
                rows.drop_column(&dropped);
            }
        }
        if is_passed_through(pack, &table.name) || !chance(rng, 5) {
            book.tables.insert(table.name.clone(), rows);
        }
    }
    book
}

/// Whether the paths of ties go through rows of the table.
fn is_passed_through(pack: &Pack, name: &str) -> bool {
    let links = pack.tables.iter().flat_map(|table| &table.columns).filter(|column| matches!(column.kind, Kind::Link(_)));
    !matches!(name, "groups" | "terms" | "academic_years") && links.into_iter().any(|column| column.kind.target() == Some(name))
}

fn header(table: &Table) -> Rows {
    let names: Vec<&str> = std::iter::once("id").chain(table.columns.iter().map(|column| column.name.as_str())).collect();
    Rows::new(&names)
}

fn records(rng: &mut Rng, pack: &Pack, table: &Table, damage: Damage) -> Rows {
    let mut rows = header(table);
    let is_linked_to = matches!(table.name.as_str(), "groups" | "schools" | "people");
    let count = if is_linked_to { rng.usize(2..=3) } else { rng.usize(..=14) };
    for number in 1..=count {
        let id = SOME_IDS.get(number - 1).filter(|_| is_linked_to).map_or_else(|| number.to_string(), ToString::to_string);
        let mut row = vec![id];
        row.extend(table.columns.iter().map(|column| cell(rng, column, damage)));
        if let Dated::Spell(start, end) = &table.dated {
            order(rng, &mut row, rows.column(start), rows.column(end));
        }
        rows.rows.push(row);
    }
    if !is_linked_to && chance(rng, 10) && !rows.rows.is_empty() {
        let place = rng.usize(..rows.rows.len());
        rows.rows[place][0].clear();
    }
    for _ in 0..rows.rows.len() {
        if chance(rng, damage.repeated / 2) {
            let mut twin = pick(rng, &rows.rows).clone();
            if !table.columns.is_empty() && chance(rng, 70) {
                let place = rng.usize(..table.columns.len());
                let kind = &table.columns[place].kind;
                if !(is_passed_through(pack, &table.name) && matches!(kind, Kind::Link(_))) {
                    twin[place + 1] = cell(rng, &table.columns[place], damage);
                }
            }
            rows.rows.push(twin);
        }
    }
    rows
}

/// Makes the two days of a spell come one after the other, mostly.
fn order(rng: &mut Rng, row: &mut [String], start: Option<usize>, end: Option<usize>) {
    if let (Some(start), Some(end)) = (start, end)
        && let (Some(first), Some(last)) = (Day::parse(&row[start]), Day::parse(&row[end]))
        && last < first
        && !chance(rng, 10)
    {
        row.swap(start, end);
    }
}

fn cell(rng: &mut Rng, column: &Column, damage: Damage) -> String {
    // The end of a spell is often still to come.
    let blank = if column.name == "ended" { damage.blank + 30 } else { damage.blank };
    if chance(rng, blank) {
        return if chance(rng, 10) { " ".to_owned() } else { String::new() };
    }
    if chance(rng, damage.unusable) && !matches!(column.kind, Kind::Text | Kind::Tags) {
        return if column.kind.is_list() { format!("{};ghost", member(rng, &column.kind)) } else { "ghost".to_owned() };
    }
    if column.kind.is_list() {
        let count = rng.usize(1..=3);
        let members: Vec<String> = (0..count).map(|_| member(rng, &column.kind)).collect();
        return members.join(";");
    }
    let text = match &column.kind {
        Kind::Link(target) if target == "terms" => (*pick(rng, &["t1", "t2", "t3", "t4"])).to_owned(),
        Kind::Link(target) if target == "academic_years" => rng.i32(2019..=2021).to_string(),
        kind => member(rng, kind),
    };
    let text = if damage.negative { text } else { text.trim_start_matches('-').to_owned() };
    if chance(rng, 3) { format!(" {text} ") } else { text }
}

fn member(rng: &mut Rng, kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Tags => (*pick(rng, &TEXTS)).to_owned(),
        Kind::Number => ["-1", "0", "0.5", "1", "2.5", "3", "5"][rng.usize(..7)].to_owned(),
        Kind::Integer if chance(rng, 20) => rng.i64(-2..3).to_string(),
        Kind::Integer => rng.i64(0..7).to_string(),
        Kind::Flag => (*pick(rng, &["true", "false", "是", "否"])).to_owned(),
        Kind::Date => {
            let day = day(rng, 2019, 10, 620);
            written(rng, day)
        }
        Kind::Choice(..) | Kind::Choices(_) => {
            let (id, label) = pick(rng, &CHOICES);
            (if rng.bool() { *id } else { *label }).to_owned()
        }
        Kind::Link(_) | Kind::Links(_) => (*pick(rng, &SOME_IDS)).to_owned(),
    }
}

fn written(rng: &mut Rng, day: Day) -> String {
    match rng.u8(..10) {
        0 => day.to_string().replace('-', "/"),
        1 => day.to_string().replacen('-', "年", 1).replacen('-', "月", 1) + "日",
        _ => day.to_string(),
    }
}

fn terms(rng: &mut Rng, table: &Table, damage: Damage) -> Rows {
    let mut rows = header(table);
    let mut spans = vec![
        ("t1", on(2019, 9, 2), on(2020, 1, 17)),
        ("t2", on(2020, 2, 17), on(2020, 7, 3)),
        ("t3", on(2020, 9, 1), on(2021, 1, 22)),
        ("t4", on(2021, 2, 22), on(2021, 7, 2)),
    ];
    // Another district's.
    if chance(rng, 15) {
        spans.push(("t5", on(2020, 8, 25), on(2021, 1, 29)));
    }
    if chance(rng, 50) {
        spans.remove(rng.usize(..spans.len()));
    }
    for (id, first, last) in spans {
        let (first, last) = (first.plus(rng.i32(-3..=3)), last.plus(rng.i32(-3..=3)));
        let midterm = first.plus(rng.i32(50..70));
        let midterm_end = midterm.plus(rng.i32(-1..8));
        let damaged = |rng: &mut Rng, text: String| match rng.u8(..100) {
            drawn if drawn < damage.blank / 3 => String::new(),
            drawn if drawn < (damage.blank + damage.unusable) / 3 => "ghost".to_owned(),
            _ => text,
        };
        let closed = (*pick(rng, &["是", "否", "否", "", "?"])).to_owned();
        let given = chance(rng, 70);
        let cells = [
            ("id", id.to_owned()),
            ("start", damaged(rng, first.to_string())),
            ("end", damaged(rng, last.to_string())),
            ("midterm_start", if given { damaged(rng, midterm.to_string()) } else { String::new() }),
            ("midterm_end", if given { damaged(rng, midterm_end.to_string()) } else { String::new() }),
            ("closed", closed),
        ];
        rows.push(&cells);
        if chance(rng, damage.repeated / 3) {
            let mut twin = rows.rows[rows.rows.len() - 1].clone();
            let place = rng.usize(1..twin.len());
            twin[place].clear();
            rows.rows.push(twin);
        }
    }
    rng.shuffle(&mut rows.rows);
    rows
}

fn years(rng: &mut Rng, damage: Damage) -> Rows {
    let mut rows = Rows::new(&["id", "start", "end"]);
    for year in 2019..=2021 {
        let end = if chance(rng, damage.unusable) { "ghost".to_owned() } else { on(year + 1, 8, 31).to_string() };
        rows.push(&[("id", year.to_string()), ("start", on(year, 9, 1).to_string()), ("end", end)]);
    }
    rows
}

fn submissions(rng: &mut Rng, pack: &Pack) -> Rows {
    let mut rows = Rows::new(&["id", "table", "submitter", "through"]);
    for number in 0..rng.usize(..12) {
        let table = pick(rng, &pack.tables);
        let through = if chance(rng, 8) { String::new() } else { day(rng, 2020, 1, 700).to_string() };
        let name = if rng.bool() { &table.name } else { &table.label };
        rows.push(&[("id", number.to_string()), ("table", name.clone()), ("submitter", (*pick(rng, &SOME_IDS)).to_owned()), ("through", through)]);
    }
    rows
}

fn holidays(rng: &mut Rng, damage: Damage) -> Rows {
    let mut rows = Rows::new(&["id", "date", "kind"]);
    for number in 0..rng.usize(..30) {
        let kind = if chance(rng, damage.unusable) { "ghost" } else { *pick(rng, &["holiday", "放假", "make_up_workday"]) };
        let date = if chance(rng, damage.blank / 2) { String::new() } else { day(rng, 2020, 1, 366).to_string() };
        rows.push(&[("id", number.to_string()), ("date", date), ("kind", kind.to_owned())]);
    }
    rows
}
