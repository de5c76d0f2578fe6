//! Takes a measure for each key of a column.

use super::atom::{Atom, Found, find};
use super::days::RecordDays;
use super::facts::word;
use super::fold::{Group, fold};
use super::scan::{Field, Remarks, scan};
use crate::judge::{Entry, Range, Tally, Truth, number_of};
use crate::pack::{Aggregate, ColumnType, Path};
use crate::script::{Closure, Runner};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tallies by cell, equal ones kept once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tallies {
    /// The number of each cell's tally.
    pub(crate) cells: Vec<u32>,
    pub(crate) tallies: Vec<Arc<Tally>>,
}

/// Takes the plan's measure for each key.
pub(super) fn tally(field: &Field<'_>, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize, size: usize) -> (Tallies, Remarks) {
    let Some(per) = &field.plan.per else { return (Tallies { cells: Vec::new(), tallies: Vec::new() }, Remarks::default()) };
    let mut groups: FxHashMap<usize, BTreeMap<String, Group>> = FxHashMap::default();
    let mut spare: FxHashMap<usize, u32> = FxHashMap::default();
    // Of the one value only the keys matter.
    let measured = field.plan.values.first().filter(|_| field.plan.aggregate != Aggregate::Value);
    let days = RecordDays::new(field);
    let remarks = scan(field, runner, parameters, |cell, row, truth| {
        let at = days.at(row, field.members.place(cell).1);
        let value = match measured.map(|path| find(field.loaded, path, at)) {
            Some(Found::One(Atom::Number(number))) => Some(number),
            Some(Found::One(Atom::Day(day))) => Some(number_of(day)),
            // There is nothing that could be measured of this record.
            Some(Found::Nothing) => return,
            _ => None,
        };
        let mut keys = Vec::new();
        let mut missing = false;
        match find(field.loaded, per, at) {
            Found::Nothing => {}
            Found::List(members) => members.iter().for_each(|member| match key_of(field, per, member) {
                Some(key) => keys.push(key),
                None => missing = true,
            }),
            one => match key_of(field, per, &one) {
                Some(key) => keys.push(key),
                None => missing = true,
            },
        }
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            groups.entry(cell).or_default().entry(key).or_default().push((value, truth));
        }
        if missing {
            *spare.entry(cell).or_default() += 1;
        }
    });
    let mut numbers: FxHashMap<Arc<Tally>, u32> = FxHashMap::default();
    let mut tallies = Vec::new();
    let cells = (0..size)
        .map(|cell| {
            let mut keys = groups.remove(&cell).unwrap_or_default();
            if field.plan.aggregate == Aggregate::Value {
                keys = by_day(field, per, keys);
            }
            let entries = keys.into_iter().map(|(key, group)| (key, entry(field.plan.aggregate, &group))).collect();
            let tally = Arc::new(Tally { entries, spare: spare.get(&cell).copied().unwrap_or(0) });
            *numbers.entry(tally.clone()).or_insert_with(|| {
                tallies.push(tally);
                u32::try_from(tallies.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    (Tallies { cells, tallies }, remarks)
}

/// Moments of one day are one value, of which the time is known if all have the same.
fn by_day(field: &Field<'_>, per: &Path, keys: BTreeMap<String, Group>) -> BTreeMap<String, Group> {
    if !field.loaded.schema.end(per).is_some_and(|column| column.kind == ColumnType::Moment) {
        return keys;
    }
    let mut days: BTreeMap<String, Vec<(String, Group)>> = BTreeMap::new();
    for (key, group) in keys {
        let day = key.split(' ').next().unwrap_or(&key).to_string();
        days.entry(day).or_default().push((key, group));
    }
    let is_certain = |(_, group): &(String, Group)| group.iter().all(|(_, truth)| *truth == Truth::Yes);
    let merged = |(day, same): (String, Vec<(String, Group)>)| {
        // Whether all have the same time hangs on those that may not count.
        if same.len() == 1 || !same.iter().all(is_certain) {
            return same;
        }
        vec![(day, same.into_iter().flat_map(|(_, group)| group).collect())]
    };
    days.into_iter().flat_map(merged).collect()
}

fn entry(aggregate: Aggregate, group: &Group) -> Entry {
    let certain = u32::try_from(group.iter().filter(|(_, truth)| *truth == Truth::Yes).count()).unwrap_or(u32::MAX);
    let possible = u32::try_from(group.len()).unwrap_or(u32::MAX) - certain;
    let (value, times) = match aggregate {
        Aggregate::Count | Aggregate::Value => (Range { low: Some(certain.into()), high: Some((u64::from(certain) + u64::from(possible)).into()) }, None),
        // A key with uncertain records only may have no value at all.
        _ if certain == 0 => (Range::EVERYTHING, None),
        aggregate => {
            let negative = group.iter().any(|(value, _)| value.is_some_and(|value| value.is_sign_negative() && !value.is_zero()));
            let value = fold(aggregate, group, negative);
            (value.range, value.times)
        }
    };
    Entry { certain, possible, value, times }
}

/// A key as scripts write it.
fn key_of(field: &Field<'_>, per: &Path, found: &Found<'_>) -> Option<String> {
    match found {
        Found::One(Atom::Number(number)) => Some(number.normalize().to_string()),
        Found::One(Atom::Day(day)) if field.plan.aggregate == Aggregate::Value => Some(day.to_string()),
        Found::One(Atom::Day(day)) => Some(day.without_time().to_string()),
        Found::One(Atom::Flag(flag)) => Some(flag.to_string()),
        found => word(field.loaded, per, found),
    }
}
