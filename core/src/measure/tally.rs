//! Takes a measure for each key of a column.

use super::atom::{Atom, Found, find};
use super::days::RecordDays;
use super::facts::word;
use super::fold::{Group, fold};
use super::scan::{Field, Remarks, scan};
use crate::judge::{Entry, Range, Tally, Truth};
use crate::pack::{Aggregate, Path};
use crate::script::{Closure, Runner};
use rust_decimal::Decimal;
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
            Some(Found::One(Atom::Day(day))) => Some(Decimal::from(day.number())),
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
            let entries = groups.remove(&cell).unwrap_or_default().into_iter().map(|(key, group)| (key, entry(field.plan.aggregate, &group))).collect();
            let tally = Arc::new(Tally { entries, spare: spare.get(&cell).copied().unwrap_or(0) });
            *numbers.entry(tally.clone()).or_insert_with(|| {
                tallies.push(tally);
                u32::try_from(tallies.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    (Tallies { cells, tallies }, remarks)
}

fn entry(aggregate: Aggregate, group: &Group) -> Entry {
    let certain = u32::try_from(group.iter().filter(|(_, truth)| *truth == Truth::Yes).count()).unwrap_or(u32::MAX);
    let possible = u32::try_from(group.len()).unwrap_or(u32::MAX) - certain;
    let value = match aggregate {
        Aggregate::Count | Aggregate::Value => Range { low: Some(certain.into()), high: Some((u64::from(certain) + u64::from(possible)).into()) },
        // A key with uncertain records only may have no value at all.
        _ if certain == 0 => Range::EVERYTHING,
        aggregate => {
            let negative = group.iter().any(|(value, _)| value.is_some_and(|value| value.is_sign_negative() && !value.is_zero()));
            fold(aggregate, group, negative).range
        }
    };
    Entry { certain, possible, value }
}

/// A key as scripts write it.
fn key_of(field: &Field<'_>, per: &Path, found: &Found<'_>) -> Option<String> {
    match found {
        Found::One(Atom::Number(number)) => Some(number.normalize().to_string()),
        Found::One(Atom::Day(day)) => Some(day.to_string()),
        Found::One(Atom::Flag(flag)) => Some(flag.to_string()),
        found => word(field.loaded, per, found),
    }
}
