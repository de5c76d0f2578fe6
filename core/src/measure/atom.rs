//! The value that a path leads to, and whether it satisfies a condition.

use crate::calendar::Day;
use crate::data::{At, Column, Content, Loaded, Table, Then, UNTOLD, is_value};
use crate::judge::{Key, Truth};
use crate::pack::{Cell, Column as Shape, ColumnType, Path, Side, Test};
use rust_decimal::Decimal;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// One value of a record book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Atom<'a> {
    Choice(u32),
    /// A row, by the table and its number there.
    Row(usize, u32),
    Text(&'a str),
    Number(Decimal),
    Day(Day),
    Flag(bool),
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    One(Atom<'a>),
    /// Known to be nothing: it has not happened, there is none, it still runs, it links to nobody.
    Nothing,
    Missing,
    List(Vec<Found<'a>>),
}

/// Where the last column of a path stands for one record.
pub(crate) enum Spot<'a> {
    /// The row itself.
    Row(usize, u32),
    /// A cell: its table, column and row.
    Cell(usize, &'a Table, usize, usize),
    /// A link on the way is blank.
    Blank,
    /// On the day on which the row is looked at, there is nothing.
    Nothing,
    /// Something on the way is missing: the table, column and row where.
    Missing(usize, usize, usize),
}

/// Follows a path from a row, as it is on the day on which the row is looked at.
pub(crate) fn follow<'a>(loaded: &'a Loaded, path: &Path, at: impl Into<At>) -> Spot<'a> {
    let At { mut row, day } = at.into();
    let Some((last, links)) = path.steps.split_last() else {
        return Spot::Row(path.table, u32::try_from(row).unwrap_or(u32::MAX));
    };
    let mut table = path.table;
    for step in links {
        let told = match loaded.then(table, *step, At::new(row, day)) {
            Then::Own => (table, *step, row),
            Then::Told(table, column, row) => (table, column, row),
            Then::Nothing => return Spot::Blank,
            Then::Unclear(table, column, row) => return Spot::Missing(table, column, row),
        };
        let code = loaded.table(told.0).and_then(|there| there.column(told.1)).map(|column| column.coded(told.2));
        match code {
            Some(Content::Value(code)) => {
                table = loaded.target(table, *step).unwrap_or(table);
                row = code as usize;
                if loaded.table(table).is_none() {
                    return Spot::Missing(table, *last, row);
                }
            }
            Some(Content::Blank) => return Spot::Blank,
            Some(Content::Bad) | None => return Spot::Missing(told.0, told.1, told.2),
        }
    }
    let (table, column, row) = match loaded.then(table, *last, At::new(row, day)) {
        Then::Own => (table, *last, row),
        Then::Told(table, column, row) => (table, column, row),
        Then::Nothing => return Spot::Nothing,
        Then::Unclear(table, column, row) => return Spot::Missing(table, column, row),
    };
    match loaded.table(table) {
        Some(there) => Spot::Cell(table, there, column, row),
        None => Spot::Missing(table, column, row),
    }
}

/// What a path leads to from a row, as it is on the day on which the row is looked at.
pub(crate) fn find<'a>(loaded: &'a Loaded, path: &Path, at: impl Into<At>) -> Found<'a> {
    match follow(loaded, path, at) {
        Spot::Row(table, row) => Found::One(Atom::Row(table, row)),
        Spot::Nothing => Found::Nothing,
        Spot::Blank | Spot::Missing(..) => Found::Missing,
        Spot::Cell(table, there, column, row) => {
            let shape = &loaded.schema.table(table).columns[column];
            let found = match there.column(column) {
                Some(cells) => cell(loaded, (table, there), column, shape, cells, row),
                None => Found::Missing,
            };
            match (path.part, found) {
                (Some(part), Found::One(Atom::Day(day))) => Found::One(Atom::Number(part.of(day).into())),
                (_, found) => found,
            }
        }
    }
}

fn cell<'a>(loaded: &'a Loaded, table: (usize, &'a Table), number: usize, shape: &Shape, cells: &'a Column, row: usize) -> Found<'a> {
    let content = match &shape.kind {
        ColumnType::Date | ColumnType::Moment => cells.moment(row).map(Atom::Day),
        ColumnType::Integer | ColumnType::Number => cells.number(row).map(Atom::Number),
        ColumnType::Flag => cells.flag(row).map(Atom::Flag),
        kind if kind.is_list() => {
            if cells.list(row) == [UNTOLD] {
                return Found::Missing;
            }
            return Found::List(
                cells
                    .list(row)
                    .iter()
                    .map(|code| if is_value(*code) { Found::One(atom(loaded, table, number, kind, *code)) } else { Found::Missing })
                    .collect(),
            );
        }
        kind => cells.coded(row).map(|code| atom(loaded, table, number, kind, code)),
    };
    match content {
        Content::Value(atom) => Found::One(atom),
        Content::Blank if !shape.blank_is_missing() => Found::Nothing,
        Content::Blank | Content::Bad => Found::Missing,
    }
}

/// The value that a code of a column stands for.
pub(crate) fn atom<'a>(loaded: &'a Loaded, (number, table): (usize, &'a Table), column: usize, kind: &ColumnType, code: u32) -> Atom<'a> {
    match kind {
        ColumnType::Choice(_) | ColumnType::Choices(_) => Atom::Choice(code),
        ColumnType::Link(_) | ColumnType::Links(_) => Atom::Row(loaded.target(number, column).unwrap_or(usize::MAX), code),
        _ => Atom::Text(table.dictionaries.get(column).map_or("", |dictionary| dictionary.text(code))),
    }
}

/// What one side of a condition is, for a record, a unit and the day whose parameters hold.
pub(crate) fn side<'a>(loaded: &'a Loaded, side: &'a Side, record: At, unit: Option<(At, Day)>) -> Found<'a> {
    match side {
        Side::Value(cell) => literal(cell),
        Side::Dated(values) => match unit {
            Some((_, first)) => values.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= first)).map_or(Found::Missing, |(_, cell)| literal(cell)),
            None => Found::Missing,
        },
        Side::OfUnit(path) => unit.map_or(Found::Missing, |(unit, _)| find(loaded, path, unit)),
        Side::OfRecord(path) => find(loaded, path, record),
    }
}

fn literal(cell: &Cell) -> Found<'_> {
    Found::One(match cell {
        Cell::Choice(code) => Atom::Choice(*code),
        Cell::Number(number) => Atom::Number(*number),
        Cell::Flag(flag) => Atom::Flag(*flag),
        Cell::Day(day) => Atom::Day(*day),
        Cell::Text(text) => Atom::Text(text),
        Cell::List(cells) => return Found::List(cells.iter().map(literal).collect()),
    })
}

/// Whether what was found satisfies a condition, whose sides `other` tells.
pub(crate) fn satisfies<'a>(loaded: &Loaded, test: &'a Test, found: &Found<'_>, other: &impl Fn(&'a Side) -> Found<'a>) -> Truth {
    match test {
        Test::Not(inner) => return satisfies(loaded, inner, found, other).not(),
        Test::All(list) => return list.iter().map(|inner| satisfies(loaded, inner, found, other)).fold(Truth::Yes, Truth::and),
        Test::Any(list) => return list.iter().map(|inner| satisfies(loaded, inner, found, other)).fold(Truth::No, Truth::or),
        Test::Covers(sides) | Test::Within(sides) | Test::Disjoint(sides) | Test::SomeOf(sides, _) => return of_set(loaded, test, sides, found, other),
        _ => {}
    }
    match found {
        Found::Missing => Truth::Maybe,
        Found::Nothing => Truth::No,
        Found::List(members) => members.iter().map(|member| satisfies(loaded, test, member, other)).fold(Truth::No, Truth::or),
        Found::One(atom) => {
            let ordered = |side: &'a Side, holds: fn(std::cmp::Ordering) -> bool| against(&other(side), &|value| order(atom, value).is_some_and(holds));
            match test {
                Test::OneOf(sides) => sides.iter().map(|side| against(&other(side), &|value| equal(loaded, atom, value))).fold(Truth::No, Truth::or),
                Test::AtLeast(side) => ordered(side, std::cmp::Ordering::is_ge),
                Test::AtMost(side) => ordered(side, std::cmp::Ordering::is_le),
                Test::MoreThan(side) => ordered(side, std::cmp::Ordering::is_gt),
                Test::LessThan(side) => ordered(side, std::cmp::Ordering::is_lt),
                Test::Between(low, high) => ordered(low, std::cmp::Ordering::is_ge).and(ordered(high, std::cmp::Ordering::is_le)),
                // All others are asked of a cell as a whole, above.
                _ => Truth::Yes,
            }
        }
    }
}

/// Conditions on which values there are: a single value is a list of one, and nothing a list of none. Only of a single cell that is nothing it
/// cannot be said that it is one of those that are allowed.
fn of_set<'a>(loaded: &Loaded, test: &'a Test, sides: &'a [Side], found: &Found<'_>, other: &impl Fn(&'a Side) -> Found<'a>) -> Truth {
    let here = match found {
        Found::Missing => return Truth::Maybe,
        Found::Nothing => &[],
        Found::List(members) => members.as_slice(),
        one @ Found::One(_) => std::slice::from_ref(one),
    };
    let mut listed: Vec<Found<'_>> = Vec::new();
    for side in sides {
        match other(side) {
            Found::List(members) => listed.extend(members),
            Found::Nothing => {}
            one => listed.push(one),
        }
    }
    let same = |a: &Found<'_>, b: &Found<'_>| match (a, b) {
        (Found::One(a), Found::One(b)) => Truth::certain(equal(loaded, a, b)),
        _ => Truth::Maybe,
    };
    let has = |list: &[Found<'_>], value: &Found<'_>| list.iter().map(|member| same(member, value)).fold(Truth::No, Truth::or);
    // Each value is asked for once, however often it is listed; each member that cannot be read may be one of those that lack.
    let known = (0..listed.len()).filter(|index| listed[*index] != Found::Missing && has(&listed[..*index], &listed[*index]) != Truth::Yes);
    let (mut there, mut lacking) = (0, 0);
    known.for_each(|index| *if has(here, &listed[index]) == Truth::Yes { &mut there } else { &mut lacking } += 1);
    let unclear = listed.iter().filter(|value| **value == Found::Missing).count();
    let spare = here.iter().filter(|member| **member == Found::Missing).count();
    match test {
        Test::Covers(_) if lacking > spare => Truth::No,
        Test::Covers(_) if lacking == 0 && unclear == 0 => Truth::Yes,
        Test::Disjoint(_) => listed.iter().map(|unwanted| has(here, unwanted).not()).fold(Truth::Yes, Truth::and),
        Test::Within(_) if *found == Found::Nothing => Truth::No,
        Test::Within(_) => here.iter().map(|value| has(&listed, value)).fold(Truth::Yes, Truth::and),
        Test::SomeOf(_, least) => match other(least) {
            Found::One(Atom::Number(least)) if Decimal::from(there) >= least => Truth::Yes,
            Found::One(Atom::Number(least)) if Decimal::from(there + lacking.min(spare) + unclear) < least => Truth::No,
            _ => Truth::Maybe,
        },
        _ => Truth::Maybe,
    }
}

fn against(other: &Found<'_>, holds: &impl Fn(&Atom<'_>) -> bool) -> Truth {
    match other {
        Found::One(value) => Truth::certain(holds(value)),
        Found::Nothing => Truth::No,
        Found::Missing => Truth::Maybe,
        Found::List(members) => members.iter().map(|member| against(member, holds)).fold(Truth::No, Truth::or),
    }
}

fn equal(loaded: &Loaded, a: &Atom<'_>, b: &Atom<'_>) -> bool {
    match (a, b) {
        (Atom::Row(table, row), Atom::Text(id)) | (Atom::Text(id), Atom::Row(table, row)) => loaded.linked_id(*table, *row) == *id,
        (a, b) => a == b,
    }
}

fn order(a: &Atom<'_>, b: &Atom<'_>) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Atom::Choice(a), Atom::Choice(b)) => Some(a.cmp(b)),
        (Atom::Number(a), Atom::Number(b)) => Some(a.cmp(b)),
        (Atom::Day(a), Atom::Day(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

const NOTHING: Key = (0, u64::MAX);
const MISSING: Key = (1, u64::MAX);

/// Whether a key stands for what is known to be nothing.
pub(crate) fn is_nothing(key: Key) -> bool {
    key == NOTHING
}

/// Whether a key stands for nothing, or for what is missing.
pub(crate) fn is_no_value(key: Key) -> bool {
    key == NOTHING || key == MISSING
}

/// What a path leads to, as a key: equal keys stand for equal values.
pub(crate) fn key(loaded: &Loaded, path: &Path, at: impl Into<At>) -> Key {
    match follow(loaded, path, at) {
        Spot::Row(_, row) => (u64::from(row), 0),
        Spot::Nothing => NOTHING,
        Spot::Blank | Spot::Missing(..) => MISSING,
        Spot::Cell(table, there, column, row) => {
            let shape = &loaded.schema.table(table).columns[column];
            let Some(cells) = there.column(column) else { return MISSING };
            if let Some(part) = path.part {
                return content_key(cells.day(row), blank_key(shape), |day| (u64::from(part.of(day).unsigned_abs()), 0));
            }
            let key = cell_key(cells, blank_key(shape), row);
            // Texts are numbered table by table; where another table may tell them, the text itself is the key.
            if is_no_value(key) || !matches!(shape.kind, ColumnType::Text) || !loaded.is_dated(path) {
                return key;
            }
            let text = u32::try_from(key.0).map_or("", |code| there.dictionaries.get(column).map_or("", |dictionary| dictionary.text(code)));
            (hash_of(text), 3)
        }
    }
}

/// A text as a part of a key.
pub(super) fn hash_of(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// A path whose keys are asked for again and again.
#[derive(Debug)]
pub(crate) enum Keyed<'a> {
    /// A column of the row itself, with the key of a blank cell.
    Own(&'a Column, Key),
    /// Whatever the path leads to.
    Through(&'a Loaded, Path),
}

impl<'a> Keyed<'a> {
    pub(crate) fn new(loaded: &'a Loaded, path: &Path) -> Self {
        let own = match (path.steps.as_slice(), path.part) {
            _ if loaded.is_dated(path) => None,
            ([column], None) => loaded.table(path.table).and_then(|table| table.column(*column)).map(|cells| (cells, *column)),
            _ => None,
        };
        match own {
            Some((cells, column)) => Self::Own(cells, blank_key(&loaded.schema.table(path.table).columns[column])),
            None => Self::Through(loaded, path.clone()),
        }
    }

    /// The key of what is there; moments of one day have one.
    pub(crate) fn key_of_day(&self, at: impl Into<At>) -> Key {
        let at = at.into();
        match self {
            Self::Own(cells @ Column::Moments(..), blank) => content_key(cells.day(at.row), *blank, day_key),
            Self::Own(..) => self.key(at),
            Self::Through(loaded, path) => match find(loaded, path, at) {
                Found::One(Atom::Day(day)) => day_key(day.without_time()),
                _ => self.key(at),
            },
        }
    }

    pub(crate) fn key(&self, at: impl Into<At>) -> Key {
        let at = at.into();
        match self {
            Self::Own(cells, blank) => cell_key(cells, *blank, at.row),
            Self::Through(loaded, path) => key(loaded, path, at),
        }
    }
}

fn blank_key(shape: &Shape) -> Key {
    if shape.blank_is_missing() { MISSING } else { NOTHING }
}

fn cell_key(cells: &Column, blank: Key, row: usize) -> Key {
    match cells {
        Column::Codes(_) => content_key(cells.coded(row), blank, |code| (u64::from(code), 0)),
        // Lists are short; their members' codes together make the key.
        Column::Lists { .. } if cells.list(row) == [UNTOLD] => MISSING,
        Column::Lists { .. } => cells.list(row).iter().fold((cells.list(row).len() as u64, 2), |(key, flags), code| {
            (key.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*code), flags.wrapping_mul(31).wrapping_add(u64::from(*code)) | 2)
        }),
        Column::Days(_) | Column::Moments(..) => content_key(cells.moment(row), blank, day_key),
        Column::Integers(values) => content_key(values[row], blank, |value| (value.unsigned_abs(), sign(value.is_negative()))),
        Column::Numbers(values) => content_key(values[row], blank, decimal_key),
        Column::Flags(values) => content_key(values[row], blank, |flag| (u64::from(flag), 0)),
    }
}

/// A day with its time; without one, its key has the lowest of the flags alone.
fn day_key(day: Day) -> Key {
    (u64::from(day.number().unsigned_abs()), 1 | day.minute().map_or(0, |minute| (u64::from(minute) + 1) << 1))
}

fn content_key<T>(content: Content<T>, blank: Key, key: impl Fn(T) -> Key) -> Key {
    match content {
        Content::Value(value) => key(value),
        Content::Blank => blank,
        Content::Bad => MISSING,
    }
}

fn decimal_key(value: Decimal) -> Key {
    let value = value.normalize();
    let mantissa = value.mantissa().unsigned_abs();
    let low = u64::try_from(mantissa & u128::from(u64::MAX)).unwrap_or(0);
    let high = u64::try_from(mantissa >> 64).unwrap_or(0);
    (low, high | u64::from(value.scale()) << 40 | sign(value.is_sign_negative() && !value.is_zero()))
}

fn sign(negative: bool) -> u64 {
    u64::from(negative) << 56
}
