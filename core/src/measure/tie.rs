//! Whose records are whose.

use super::atom::{Atom, Found, find};
use super::scan::Placed;
use crate::data::{BAD, BLANK, Column, Loaded, is_value};
use crate::judge::Truth;
use crate::pack::{Path, Tie};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Which units a record belongs to.
pub(crate) enum Ties<'a> {
    /// Everybody.
    All(usize),
    Linked(Box<Linked<'a>>),
}

pub(crate) struct Linked<'a> {
    loaded: &'a Loaded,
    path: &'a Path,
    /// The link column, where the path is a single one.
    direct: Option<&'a Column>,
    /// Units by the row that they are tied to: where each row's begin, and the units.
    starts: Vec<u32>,
    units: Vec<u32>,
    /// Units whose own side of the tie is missing: every record that is tied to anybody may be theirs.
    unclear: Vec<u32>,
    /// Whether every unit hangs on at most one row, and that is known: no record can then meet a unit twice.
    plain: bool,
    /// Where the input does not have the link column: the units that any record may belong to.
    anybody: Option<Vec<u32>>,
    /// Paths that bound the damage of an unusable tie.
    scope: Vec<(&'a Path, FxHashMap<u32, Vec<u32>>)>,
}

impl<'a> Ties<'a> {
    pub(crate) fn new(loaded: &'a Loaded, tie: &'a Tie, table: usize, unit_table: usize, unit_rows: &[u32]) -> Option<Self> {
        let Tie::Link { record, unit } = tie else { return Some(Self::All(unit_rows.len())) };
        let here = loaded.table(table)?;
        let mut keyed: Vec<(u32, u32)> = Vec::new();
        let mut unclear = Vec::new();
        for (number, row) in (0_u32..).zip(unit_rows) {
            let mut add = |found: &Found<'_>| match found {
                Found::One(Atom::Row(_, key)) => keyed.push((*key, number)),
                Found::Missing => unclear.push(number),
                _ => {}
            };
            match find(loaded, unit, *row as usize) {
                Found::List(members) => members.iter().for_each(&mut add),
                found => add(&found),
            }
        }
        keyed.sort_unstable();
        keyed.dedup();
        let keys = keyed.last().map_or(0, |(key, _)| *key as usize + 1);
        let mut starts = vec![0_u32; keys + 1];
        keyed.iter().for_each(|(key, _)| starts[*key as usize + 1] += 1);
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut hangs = vec![false; unit_rows.len()];
        let plain = unclear.is_empty() && keyed.iter().all(|(_, unit)| !std::mem::replace(&mut hangs[*unit as usize], true));
        let direct = match record.steps.as_slice() {
            [column] => here.column(*column),
            _ => None,
        };
        let scope = loaded.schema.table(table).scope.iter().map(|path| (path, in_scope(loaded, path, unit_table, unit_rows))).collect();
        let units: Vec<u32> = keyed.into_iter().map(|(_, unit)| unit).collect();
        let supplied = record.steps.first().is_none_or(|column| here.column(*column).is_some());
        let anybody = (!supplied).then(|| {
            let mut all: Vec<u32> = units.iter().chain(&unclear).copied().collect();
            all.sort_unstable();
            all.dedup();
            all
        });
        Some(Self::Linked(Box::new(Linked { loaded, path: record, direct, starts, units, unclear, plain, anybody, scope })))
    }

    /// Adds each unit that a record may belong to and count for, as `of_unit` tells. `unbounded` is told the rows whose tie is unusable and
    /// nothing bounds whom it concerns.
    pub(super) fn tie(&self, placed: &[Placed], tied: &mut Vec<(Placed, u32)>, of_unit: impl Fn(Placed, u32) -> Truth, mut unbounded: impl FnMut(usize)) {
        let mut add = |record: Placed, unit: u32| {
            let truth = of_unit(record, unit);
            if truth != Truth::No {
                tied.push((Placed { truth, ..record }, unit));
            }
        };
        for record in placed.iter().copied() {
            let row = record.row as usize;
            match self {
                // Nearly every record of nearly every measure: its links can be used, and each unit hangs on one row.
                Self::Linked(linked) if linked.is_plain(row) => match linked.direct {
                    Some(Column::Codes(codes)) => linked.tied(codes[row]).iter().for_each(|unit| add(record, *unit)),
                    Some(column) => column.list(row).iter().flat_map(|code| linked.tied(*code)).for_each(|unit| add(record, *unit)),
                    None => {}
                },
                _ => {
                    if !self.each(row, |unit, truth| add(Placed { truth: record.truth.and(truth), ..record }, unit)) {
                        unbounded(row);
                    }
                }
            }
        }
    }

    /// Calls `found` with each unit that the record may belong to; false if its tie is unusable and nothing bounds whom it concerns.
    pub(crate) fn each(&self, row: usize, mut found: impl FnMut(u32, Truth)) -> bool {
        match self {
            Self::All(units) => {
                (0..u32::try_from(*units).unwrap_or(u32::MAX)).for_each(|unit| found(unit, Truth::Yes));
                true
            }
            Self::Linked(linked) => linked.each(row, found),
        }
    }
}

impl Linked<'_> {
    /// Whether a record's own links tell whose it is.
    fn is_plain(&self, row: usize) -> bool {
        self.plain
            && match self.direct {
                Some(Column::Codes(codes)) => codes[row] != BAD,
                Some(column @ Column::Lists { .. }) => !column.list(row).contains(&BAD),
                _ => false,
            }
    }

    /// The units that are tied to a row.
    fn tied(&self, key: u32) -> &[u32] {
        let key = key as usize;
        match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(start), Some(end)) => self.units.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    fn each(&self, row: usize, mut found: impl FnMut(u32, Truth)) -> bool {
        if let Some(anybody) = &self.anybody {
            anybody.iter().for_each(|unit| found(*unit, Truth::Maybe));
            return true;
        }
        let members: Vec<Option<u32>> = match self.direct {
            Some(Column::Codes(codes)) if codes[row] == BLANK => Vec::new(),
            Some(Column::Codes(codes)) => vec![is_value(codes[row]).then_some(codes[row])],
            Some(column @ Column::Lists { .. }) => column.list(row).iter().map(|code| is_value(*code).then_some(*code)).collect(),
            _ => match self.link(row) {
                Found::List(members) => members.iter().map(as_row).collect(),
                Found::Nothing => Vec::new(),
                found => vec![as_row(&found)],
            },
        };
        // A record that is tied to nobody is nobody's, whatever is unclear of a unit.
        if members.is_empty() {
            return true;
        }
        self.unclear.iter().for_each(|unit| found(*unit, Truth::Maybe));
        self.members(row, members, found)
    }

    /// A path's end, where a blank link on the way ties to nobody.
    fn link(&self, row: usize) -> Found<'_> {
        match super::atom::follow(self.loaded, self.path, row) {
            super::atom::Spot::Blank => Found::Nothing,
            _ => find(self.loaded, self.path, row),
        }
    }

    fn members(&self, row: usize, members: Vec<Option<u32>>, mut found: impl FnMut(u32, Truth)) -> bool {
        let mut certain: Vec<u32> = Vec::new();
        let mut broken = false;
        for member in members {
            match member {
                Some(key) => {
                    for unit in self.tied(key) {
                        if !certain.contains(unit) {
                            certain.push(*unit);
                            found(*unit, Truth::Yes);
                        }
                    }
                }
                None => broken = true,
            }
        }
        !broken || self.bounded(row, &certain, found)
    }

    /// The units that an unusable tie can concern: those in the alliance that the first usable scope path names.
    fn bounded(&self, row: usize, certain: &[u32], mut found: impl FnMut(u32, Truth)) -> bool {
        for (path, units) in &self.scope {
            if let Found::One(Atom::Row(_, key)) = find(self.loaded, path, row) {
                for unit in units.get(&key).map_or(&[][..], Vec::as_slice) {
                    if !certain.contains(unit) && !self.unclear.contains(unit) {
                        found(*unit, Truth::Maybe);
                    }
                }
                return true;
            }
        }
        false
    }
}

fn as_row(found: &Found<'_>) -> Option<u32> {
    match found {
        Found::One(Atom::Row(_, key)) => Some(*key),
        _ => None,
    }
}

/// Units by the row, of the table that a scope path ends in, that they belong to.
fn in_scope(loaded: &Loaded, scope: &Path, unit_table: usize, unit_rows: &[u32]) -> FxHashMap<u32, Vec<u32>> {
    let mut units: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let Some(target) = loaded.schema.end(scope).and_then(|column| column.kind.target()).and_then(|name| loaded.schema.table_index(name)) else { return units };
    let Some(own) = way_to(loaded, unit_table, target) else { return units };
    for (number, row) in (0_u32..).zip(unit_rows) {
        if let Found::One(Atom::Row(_, key)) = find(loaded, &own, *row as usize) {
            units.entry(key).or_default().push(number);
        }
    }
    units
}

/// The shortest way over single links from one table to another.
pub(crate) fn way_to(loaded: &Loaded, from: usize, to: usize) -> Option<Path> {
    let mut seen = vec![false; loaded.schema.tables.len()];
    let mut queue: VecDeque<(usize, Vec<usize>)> = VecDeque::from([(from, Vec::new())]);
    while let Some((table, steps)) = queue.pop_front() {
        if table == to {
            return Some(Path::new(from, steps));
        }
        if std::mem::replace(seen.get_mut(table)?, true) {
            continue;
        }
        for (column, shape) in loaded.schema.table(table).columns.iter().enumerate() {
            if let crate::pack::ColumnType::Link(target) = &shape.kind {
                let target = loaded.schema.table_index(target)?;
                queue.push_back((target, steps.iter().copied().chain([column]).collect()));
            }
        }
    }
    None
}
