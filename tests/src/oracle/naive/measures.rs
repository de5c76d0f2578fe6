//! What the records that count come to (ARCHITECTURE.md, Counting and Tallies; DESIGN.md section 4, Measures).

use std::collections::{BTreeMap, BTreeSet};

use dudao::{Decimal, Span};

use super::data::{Cell, Row, Why};
use super::figures::{Figure, Trend};
use super::records::{Unit, met, some};
use crate::oracle::pack::{Aggregate, Presence, Query};
use crate::oracle::{Ends, Shown};
use crate::three::Three;

/// A value that a closure meets.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Figure(Figure),
    Text(String),
    Flag(bool),
    /// The members of a list, and whether some cannot be read.
    List(BTreeSet<String>, u32),
    Tally(Tally),
    /// A blank that is known to be nothing.
    Nothing,
    /// The one value that may still come.
    NotYet,
    /// What records say differently, or may.
    Unclear,
    Missing,
}

/// What there is of each key.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) entries: BTreeMap<String, Entry>,
    /// Records whose key is missing.
    pub(super) spare: u32,
    /// Whether the whole list of one is, which may hold any number.
    pub(super) unbounded: bool,
    pub(super) open: bool,
    pub(super) awaited: bool,
}

/// What there is of one key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) certain: u32,
    pub(super) possible: u32,
    pub(super) figure: Figure,
}

impl Value {
    pub(super) fn shown(&self) -> Option<Shown> {
        match self {
            Self::Figure(figure) => figure.shown(),
            Self::Text(text) => Some(Shown::Text(text.clone())),
            Self::Flag(flag) => Some(Shown::Flag(*flag)),
            Self::Tally(tally) => Some(Shown::Keys(tally.entries.iter().filter(|(_, entry)| entry.certain > 0).map(|(key, _)| key.clone()).collect())),
            Self::List(members, _) => Some(Shown::Keys(members.iter().cloned().collect())),
            Self::Nothing | Self::NotYet | Self::Unclear | Self::Missing => None,
        }
    }

    /// Whether records of it may still come.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Figure(figure) => figure.open,
            Self::Tally(tally) => tally.open,
            Self::NotYet => true,
            _ => false,
        }
    }
}

/// What a query comes to for a unit, of the records of a window, that are due by the end of another (the same, mostly).
pub(super) fn measure(unit: &Unit, query: &Query, window: Span, due: Span, open: bool) -> Value {
    let records = unit.records(query, window);
    let awaited = !open && !unit.is_handed_in(query, due);
    if query.aggregate == Aggregate::Value {
        return the_one_value(unit, query, &records, open, awaited);
    }
    let Some(per) = &query.per else { return Value::Figure(aggregate(unit, query, &records, open, awaited)) };
    // A record without anything to measure bears no key.
    let is_told_apart = query.aggregate == Aggregate::Distinct;
    let has_value = |row: &Row| is_told_apart || query.columns.iter().all(|path| unit.data.path(&query.table, row, path) != Cell::Nothing);
    let measured: Vec<(&Row, Three)> = records.iter().filter(|(row, _)| has_value(row)).copied().collect();
    let bears = |row: &Row, key: Option<&str>| keys(unit, query, row, per).iter().any(|borne| borne.as_deref() == key);
    let all: BTreeSet<String> = measured.iter().flat_map(|(row, _)| keys(unit, query, row, per)).flatten().collect();
    let spare = number(measured.iter().filter(|(row, _)| bears(row, None)).count());
    let is_list = unit.data.pack.column(&query.table, per).is_some_and(|column| column.kind.is_list());
    // Rows that repeat an id and differ in a list leave one member unclear.
    let is_whole = |row: &Row| matches!(unit.data.path(&query.table, row, per), Cell::Missing(why) if why != Why::Contradictory);
    let unbounded = is_list && measured.iter().any(|(row, _)| is_whole(row));
    // A record without a key may bear any, and change its value as a further record would.
    let counted = query.aggregate == Aggregate::Count && !open && !awaited;
    let may_move = open || awaited || (spare > 0 && !counted);
    let entries = all.into_iter().map(|key| {
        let bearing: Vec<(&Row, Three)> = measured.iter().filter(|(row, _)| bears(row, Some(&key))).copied().collect();
        let certain = number(bearing.iter().filter(|(_, counts)| *counts == Three::True).count());
        let figure = of_key(query, aggregate(unit, query, &bearing, may_move, false), certain);
        let most = figure.now.1.map(|high| if counted { high + Decimal::from(spare) } else { high });
        let figure = Figure { now: (figure.now.0, most), ..figure };
        (key, Entry { certain, possible: number(bearing.len()) - certain, figure })
    });
    Value::Tally(Tally { entries: entries.collect(), spare, unbounded, open, awaited })
}

/// The sum of a key is there where a record certainly bears it, and nobody knows which way it moves.
fn of_key(query: &Query, figure: Figure, certain: u32) -> Figure {
    match query.aggregate {
        Aggregate::Sum => {
            let there = if certain > 0 { Three::True } else { Three::Undecided };
            let trend = if figure.trend == Trend::Stays { Trend::Stays } else { Trend::Free };
            Figure { trend, there, ..figure }
        }
        _ => figure,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The keys that a record bears; `None` is one that is missing.
fn keys(unit: &Unit, query: &Query, row: &Row, per: &str) -> Vec<Option<String>> {
    match unit.data.path(&query.table, row, per) {
        Cell::List(members) => members.iter().map(|member| member.text().map(str::to_owned)).collect(),
        Cell::Nothing => Vec::new(),
        one => vec![as_text(&one)],
    }
}

/// A known value as text.
fn as_text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) | Cell::Choice(_, text) => Some(text.clone()),
        Cell::Number(number) => Some(number.normalize().to_string()),
        Cell::Day(day) => Some(day.to_string()),
        Cell::Flag(flag) => Some(flag.to_string()),
        Cell::List(_) | Cell::Nothing | Cell::Missing(_) => None,
    }
}

/// The value that all records that certainly count share, if those that may count have no other.
fn the_one_value(unit: &Unit, query: &Query, records: &[(&Row, Three)], open: bool, awaited: bool) -> Value {
    let path = query.columns.first().map_or("", String::as_str);
    let value = |row: &Row| unit.data.path(&query.table, row, path);
    // A record whose value is nothing says nothing.
    let records: Vec<(&Row, Three)> = records.iter().filter(|(row, _)| value(row) != Cell::Nothing).copied().collect();
    let cells: Vec<Cell> = records.iter().map(|(row, _)| value(row)).collect();
    let same = |first: &Cell| cells.iter().all(|cell| cell == first) || cells.iter().all(|cell| matches!(cell, Cell::Missing(_)));
    match cells.first() {
        None if open => Value::NotYet,
        None if !awaited => Value::Missing,
        // Nobody has said it, whichever of them count.
        Some(_) if !awaited && cells.iter().all(|cell| matches!(cell, Cell::Missing(_))) => Value::Missing,
        Some(first) if some(&records) == Three::True && same(first) && !awaited => of_cell(first),
        _ => Value::Unclear,
    }
}

/// What a cell is to a closure.
pub(super) fn of_cell(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) | Cell::Choice(_, text) => Value::Text(text.clone()),
        Cell::Number(number) => Value::Figure(Figure::known(*number)),
        Cell::Day(day) => Value::Figure(Figure::day(*day)),
        Cell::Flag(flag) => Value::Flag(*flag),
        Cell::List(members) => {
            let known: BTreeSet<String> = members.iter().filter_map(|member| member.text().map(str::to_owned)).collect();
            let missing = number(members.len() - known.len());
            Value::List(known, missing)
        }
        Cell::Nothing => Value::Nothing,
        Cell::Missing(_) => Value::Missing,
    }
}

fn aggregate(unit: &Unit, query: &Query, records: &[(&Row, Three)], open: bool, awaited: bool) -> Figure {
    let certain: Vec<&Row> = records.iter().filter(|(_, counts)| *counts == Three::True).map(|(row, _)| *row).collect();
    let perhaps: Vec<&Row> = records.iter().filter(|(_, counts)| *counts == Three::Undecided).map(|(row, _)| *row).collect();
    let (now, there, trend) = match query.aggregate {
        Aggregate::Count => {
            let (low, high) = (certain.len(), certain.len() + perhaps.len());
            ((Some(low.into()), Some(high.into())), Three::True, Trend::Rises)
        }
        Aggregate::Distinct => (distinct(unit, query, &certain, &perhaps), Three::True, Trend::Rises),
        Aggregate::Share => (share(unit, query, &certain, &perhaps), some(records), Trend::Free),
        _ => numbers(unit, query, &certain, &perhaps),
    };
    let trend = match trend {
        _ if !open && !awaited => Trend::Stays,
        // Who is there at the end may still come and go.
        Trend::Rises | Trend::Falls if open && query.presence == Presence::AtEnd => Trend::Ebbs,
        trend => trend,
    };
    let there = if awaited { there.max(Three::Undecided) } else { there };
    let figure = Figure { is_day: matches!(query.aggregate, Aggregate::Latest | Aggregate::Earliest), now, trend, there, open, awaited };
    if awaited { Figure { now: figure.later(), ..figure } } else { figure }
}

/// How many different values: those known of records that certainly count, to those of all and one for each that is not known.
fn distinct(unit: &Unit, query: &Query, certain: &[&Row], perhaps: &[&Row]) -> Ends {
    let value = |row: &&Row| -> Option<Vec<String>> { query.columns.iter().map(|path| as_text(&unit.data.path(&query.table, row, path))).collect() };
    let known = |rows: &[&Row]| rows.iter().filter_map(value).collect::<BTreeSet<_>>().len();
    let both = [certain, perhaps].concat();
    let missing = both.iter().filter(|row| value(row).is_none()).count();
    (Some(known(certain).into()), Some((known(&both) + missing).into()))
}

/// The worst and the best that the records that may count, and those of which nobody knows whether they are met, can make of a share.
fn share(unit: &Unit, query: &Query, certain: &[&Row], perhaps: &[&Row]) -> Ends {
    let is = |row: &&Row| met(unit, query, row);
    let part = |met: usize, of: usize, none: i64| if of == 0 { Decimal::from(none) } else { Decimal::from(met) / Decimal::from(of) };
    let worst =
        part(certain.iter().filter(|row| is(row) == Three::True).count(), certain.len() + perhaps.iter().filter(|row| is(row) != Three::True).count(), 1);
    let good = perhaps.iter().filter(|row| is(row) != Three::False).count();
    let best = part(certain.iter().filter(|row| is(row) != Three::False).count() + good, certain.len() + good, 0);
    (Some(worst), Some(best))
}

/// Aggregates of numbers and days.
fn numbers(unit: &Unit, query: &Query, certain: &[&Row], perhaps: &[&Row]) -> (Ends, Three, Trend) {
    let path = query.columns.first().map_or("", String::as_str);
    let value = |row: &Row| match unit.data.path(&query.table, row, path) {
        Cell::Number(number) => Some(Some(number)),
        Cell::Day(day) => Some(Some(Decimal::from(day.number()))),
        Cell::Missing(_) => Some(None),
        // What is known to be nothing adds nothing.
        _ => None,
    };
    let (sure, may): (Vec<_>, Vec<_>) = (certain.iter().filter_map(|row| value(row)).collect(), perhaps.iter().filter_map(|row| value(row)).collect());
    let there = match (sure.is_empty(), may.is_empty()) {
        (false, _) => Three::True,
        (true, false) => Three::Undecided,
        (true, true) => Three::False,
    };
    let missing = sure.iter().chain(&may).any(Option::is_none);
    let known: Vec<Decimal> = sure.iter().flatten().copied().collect();
    let all: Vec<Decimal> = sure.iter().chain(&may).flatten().copied().collect();
    let unless_missing = |end: Option<Decimal>| end.filter(|_| !missing);
    // Where none counts for certain, and there is a value at all, it may be that of any.
    let least = if there == Three::True { known.iter().max().copied() } else { unless_missing(all.iter().min().copied()) };
    let most = if there == Three::True { known.iter().min().copied() } else { unless_missing(all.iter().max().copied()) };
    match query.aggregate {
        Aggregate::Largest | Aggregate::Latest => ((least, unless_missing(all.iter().max().copied())), there, Trend::Rises),
        Aggregate::Smallest | Aggregate::Earliest => ((unless_missing(all.iter().min().copied()), most), there, Trend::Falls),
        Aggregate::Average => {
            let ends = if missing { (None, None) } else { means(&known, &may.iter().flatten().copied().collect::<Vec<_>>()) };
            (ends, there, Trend::Free)
        }
        _ => {
            let base: Decimal = known.iter().sum();
            let below: Decimal = may.iter().flatten().filter(|number| **number < Decimal::ZERO).sum();
            let above: Decimal = may.iter().flatten().filter(|number| **number > Decimal::ZERO).sum();
            let can_fall = has_negative(unit, query, path);
            let low = (!(missing && can_fall)).then_some(base + below);
            ((low, unless_missing(Some(base + above))), Three::True, if can_fall { Trend::Free } else { Trend::Rises })
        }
    }
}

/// Whether any cell of a column, in the table where its path ends, is below zero.
fn has_negative(unit: &Unit, query: &Query, path: &str) -> bool {
    let (links, last) = path.rsplit_once('.').map_or((None, path), |(links, last)| (Some(links), last));
    let table = links.and_then(|links| unit.data.pack.column(&query.table, links)).and_then(|column| column.kind.target()).unwrap_or(&query.table);
    unit.data.rows(table).iter().any(|row| matches!(row.cell(last), Cell::Number(number) if number < Decimal::ZERO))
}

/// The smallest and the largest mean of some numbers and any of some others.
fn means(sure: &[Decimal], may: &[Decimal]) -> Ends {
    let mut rising = may.to_vec();
    rising.sort();
    let falling: Vec<Decimal> = rising.iter().rev().copied().collect();
    // The most extreme mean takes the most extreme of those that may count, some number of them.
    let tried = |order: &[Decimal]| -> Vec<Decimal> {
        let lengths = 0..=order.len();
        let taken = lengths.map(|length| sure.iter().chain(&order[..length]).copied().collect::<Vec<_>>()).filter(|taken| !taken.is_empty());
        taken.map(|taken| taken.iter().sum::<Decimal>() / Decimal::from(taken.len())).collect()
    };
    (tried(&rising).into_iter().min(), tried(&falling).into_iter().max())
}
