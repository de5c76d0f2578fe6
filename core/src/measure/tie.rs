//! Whose records are whose.

use super::atom::{Atom, Found, find};
use super::scan::Placed;
use super::units::Members;
use crate::data::{At, BAD, BLANK, Column, Loaded, is_value};
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
    /// The link column, where the path is a single one that does not change over time.
    direct: Option<&'a Column>,
    /// The units' side of the tie: one for all periods, or, where it changes over time, one for each.
    sides: Vec<Side>,
    /// Paths that bound the damage of an unusable tie.
    scope: &'a [Path],
}

/// Which units hang on which row.
struct Side {
    /// Units by the row that they are tied to: where each row's begin, and the units.
    starts: Vec<u32>,
    units: Vec<u32>,
    /// Units whose own side of the tie is missing: every record that is tied to anybody may be theirs.
    unclear: Vec<u32>,
    /// Whether every unit hangs on at most one row, and that is known: no record can then meet a unit twice.
    plain: bool,
    /// Where the input does not have the link column: the units that any record may belong to.
    anybody: Option<Vec<u32>>,
    /// For each path that bounds the damage of an unusable tie: the units by the row that they belong to.
    scope: Vec<FxHashMap<u32, Vec<u32>>>,
}

impl Side {
    /// `at` gives each unit as it is on the day on which it is looked at.
    fn new(loaded: &Loaded, path: &Path, units: usize, supplied: bool, ways: &[Option<Path>], at: impl Fn(usize) -> At) -> Self {
        let scope = ways.iter().map(|way| way.as_ref().map(|way| in_scope(loaded, way, units, &at)).unwrap_or_default()).collect();
        let mut keyed: Vec<(u32, u32)> = Vec::new();
        let mut unclear = Vec::new();
        for (number, unit) in (0_u32..).zip(0..units) {
            let mut add = |found: &Found<'_>| match found {
                Found::One(Atom::Row(_, key)) => keyed.push((*key, number)),
                Found::Missing => unclear.push(number),
                _ => {}
            };
            match find(loaded, path, at(unit)) {
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
        let mut hangs = vec![false; units];
        let plain = unclear.is_empty() && keyed.iter().all(|(_, unit)| !std::mem::replace(&mut hangs[*unit as usize], true));
        let units: Vec<u32> = keyed.into_iter().map(|(_, unit)| unit).collect();
        let anybody = (!supplied).then(|| {
            let mut all: Vec<u32> = units.iter().chain(&unclear).copied().collect();
            all.sort_unstable();
            all.dedup();
            all
        });
        Self { starts, units, unclear, plain, anybody, scope }
    }

    /// The units that are tied to a row.
    fn tied(&self, key: u32) -> &[u32] {
        let key = key as usize;
        match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(start), Some(end)) => self.units.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }
}

impl<'a> Ties<'a> {
    /// `unit_at` gives each unit as it is on the day on which it is looked at, in each of so many periods.
    pub(crate) fn new(loaded: &'a Loaded, tie: &'a Tie, table: usize, members: &Members, periods: usize, unit_at: &dyn Fn(usize, usize) -> At) -> Option<Self> {
        let units = members.rows.len();
        let Tie::Link { record, unit } = tie else { return Some(Self::All(units)) };
        let here = loaded.table(table)?;
        let told = loaded.is_dated(record);
        let supplied = told || is_supplied(loaded, record);
        let scope = loaded.schema.table(table).scope.as_slice();
        let ways = ways_into(loaded, table, members.table);
        let told_over_time = loaded.is_dated(unit) || ways.iter().flatten().any(|way| loaded.is_dated(way));
        let sides = if told_over_time { periods.max(1) } else { 1 };
        let sides = (0..sides).map(|period| Side::new(loaded, unit, units, supplied, &ways, |unit| unit_at(unit, period))).collect();
        let direct = match record.steps.as_slice() {
            [column] if !told => here.column(*column),
            _ => None,
        };
        Some(Self::Linked(Box::new(Linked { loaded, path: record, direct, sides, scope })))
    }

    /// Adds each unit that a record may belong to and count for, as `of_unit` tells; `record_at` gives a record as it is on its own day.
    /// `unbounded` is told the rows whose tie is unusable and nothing bounds whom it concerns.
    pub(super) fn tie(
        &self,
        placed: &[Placed],
        tied: &mut Vec<(Placed, u32)>,
        record_at: impl Fn(usize, usize) -> At,
        of_unit: impl Fn(Placed, u32) -> Truth,
        mut unbounded: impl FnMut(usize),
    ) {
        let mut add = |record: Placed, unit: u32| {
            let truth = of_unit(record, unit);
            if truth != Truth::No {
                tied.push((Placed { truth, ..record }, unit));
            }
        };
        for record in placed.iter().copied() {
            let (row, period) = (record.row as usize, record.period as usize);
            match self {
                // Nearly every record of nearly every measure: its links can be used, and each unit hangs on one row.
                Self::Linked(linked) if linked.is_plain(row, period) => match linked.direct {
                    Some(Column::Codes(codes)) => linked.side(period).tied(codes[row]).iter().for_each(|unit| add(record, *unit)),
                    Some(column) => column.list(row).iter().flat_map(|code| linked.side(period).tied(*code)).for_each(|unit| add(record, *unit)),
                    None => {}
                },
                _ => {
                    if !self.each(record_at(row, period), period, |unit, truth| add(Placed { truth: record.truth.and(truth), ..record }, unit)) {
                        unbounded(row);
                    }
                }
            }
        }
    }

    /// Calls `found` with each unit that the record may belong to in a period; false if its tie is unusable and nothing bounds whom it concerns.
    pub(crate) fn each(&self, record: At, period: usize, mut found: impl FnMut(u32, Truth)) -> bool {
        match self {
            Self::All(units) => {
                (0..u32::try_from(*units).unwrap_or(u32::MAX)).for_each(|unit| found(unit, Truth::Yes));
                true
            }
            Self::Linked(linked) => linked.each(record, linked.side(period), found),
        }
    }
}

impl Linked<'_> {
    /// The units' side in a period. Units that happened have one side only, whatever the period is called.
    fn side(&self, period: usize) -> &Side {
        &self.sides[period.min(self.sides.len() - 1)]
    }

    /// Whether a record's own links tell whose it is.
    fn is_plain(&self, row: usize, period: usize) -> bool {
        self.side(period).plain
            && match self.direct {
                Some(Column::Codes(codes)) => codes[row] != BAD,
                Some(column @ Column::Lists { .. }) => column.list(row).iter().all(|code| is_value(*code)),
                _ => false,
            }
    }

    fn each(&self, record: At, side: &Side, mut found: impl FnMut(u32, Truth)) -> bool {
        if let Some(anybody) = &side.anybody {
            anybody.iter().for_each(|unit| found(*unit, Truth::Maybe));
            return true;
        }
        let row = record.row;
        let members: Vec<Option<u32>> = match self.direct {
            Some(Column::Codes(codes)) if codes[row] == BLANK => Vec::new(),
            Some(Column::Codes(codes)) => vec![is_value(codes[row]).then_some(codes[row])],
            Some(column @ Column::Lists { .. }) => column.list(row).iter().map(|code| is_value(*code).then_some(*code)).collect(),
            _ => match self.link(record) {
                Found::List(members) => members.iter().map(as_row).collect(),
                Found::Nothing => Vec::new(),
                found => vec![as_row(&found)],
            },
        };
        // A record that is tied to nobody is nobody's, whatever is unclear of a unit.
        if members.is_empty() {
            return true;
        }
        self.members(record, side, members, found)
    }

    /// A path's end, where a blank link on the way ties to nobody.
    fn link(&self, record: At) -> Found<'_> {
        match super::atom::follow(self.loaded, self.path, record) {
            super::atom::Spot::Blank => Found::Nothing,
            _ => find(self.loaded, self.path, record),
        }
    }

    fn members(&self, record: At, side: &Side, members: Vec<Option<u32>>, mut found: impl FnMut(u32, Truth)) -> bool {
        let mut certain: Vec<u32> = Vec::new();
        let mut broken = false;
        for member in members {
            match member {
                Some(key) => {
                    for unit in side.tied(key) {
                        if !certain.contains(unit) {
                            certain.push(*unit);
                            found(*unit, Truth::Yes);
                        }
                    }
                }
                None => broken = true,
            }
        }
        side.unclear.iter().filter(|unit| !certain.contains(unit)).for_each(|unit| found(*unit, Truth::Maybe));
        !broken || self.bounded(record, side, &certain, found)
    }

    /// The units that an unusable tie can concern: those in the alliance that the first usable scope path names.
    fn bounded(&self, record: At, side: &Side, certain: &[u32], mut found: impl FnMut(u32, Truth)) -> bool {
        for (path, units) in self.scope.iter().zip(&side.scope) {
            if let Found::One(Atom::Row(_, key)) = find(self.loaded, path, record) {
                for unit in units.get(&key).map_or(&[][..], Vec::as_slice) {
                    if !certain.contains(unit) && !side.unclear.contains(unit) {
                        found(*unit, Truth::Maybe);
                    }
                }
                return true;
            }
        }
        false
    }
}

/// Whether the input has every column that a path follows.
fn is_supplied(loaded: &Loaded, path: &Path) -> bool {
    let mut table = Some(path.table);
    path.steps.iter().all(|step| {
        let here = table.and_then(|here| loaded.table(here));
        table = table.and_then(|here| loaded.target(here, *step));
        here.is_some_and(|here| here.column(*step).is_some())
    })
}

fn as_row(found: &Found<'_>) -> Option<u32> {
    match found {
        Found::One(Atom::Row(_, key)) => Some(*key),
        _ => None,
    }
}

/// For each path that bounds the damage of an unusable tie of a table, the way from a unit to where it ends.
pub(super) fn ways_into(loaded: &Loaded, table: usize, unit_table: usize) -> Vec<Option<Path>> {
    loaded.schema.table(table).scope.iter().map(|path| way_into(loaded, path, unit_table)).collect()
}

/// The way from a unit to the row, of the table that a scope path ends in, that it belongs to.
fn way_into(loaded: &Loaded, scope: &Path, unit_table: usize) -> Option<Path> {
    let target = loaded.schema.end(scope)?.kind.target()?;
    way_to(loaded, unit_table, loaded.schema.table_index(target)?)
}

/// Units by the row that they belong to.
fn in_scope(loaded: &Loaded, way: &Path, count: usize, at: impl Fn(usize) -> At) -> FxHashMap<u32, Vec<u32>> {
    let mut units: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, unit) in (0_u32..).zip(0..count) {
        if let Found::One(Atom::Row(_, key)) = find(loaded, way, at(unit)) {
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
