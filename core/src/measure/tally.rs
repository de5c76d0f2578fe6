//! Takes a measure for each key of a column.

use super::atom::{Atom, Found, Keyed, find, is_no_value};
use super::days::RecordDays;
use super::facts::word;
use super::fold::{Group, fold, intern};
use super::scan::{Field, Remarks, scan};
use crate::data::At;
use crate::judge::{Amount, Entry, Key, Moments, Range, Tally, Truth, day_of, number_of};
use crate::ordered::Ordered;
use crate::pack::{Aggregate, ColumnType, Path, RecordPlan};
use crate::script::{Closure, Runner};
use crate::sorting::{Gather, sort};
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tallies by cell, equal ones kept once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tallies {
    /// The number of each cell's tally.
    pub(crate) cells: Vec<u32>,
    pub(crate) tallies: Vec<Arc<Tally>>,
}

/// What is seen of one record.
enum Seen {
    /// Its number or day; nothing where that is missing.
    Number(Option<Decimal>),
    /// The value of its cell; of a day, with its time.
    Value(Amount),
    /// Keys of the parts of its value; nothing where one of them is missing.
    Parts(Option<Vec<Key>>),
}

/// What is seen of the records of one key, and how surely they count.
type Records = Vec<(Seen, Truth)>;

/// The same of each key.
type Groups = BTreeMap<String, Records>;

/// Takes the plan's measure for each key.
pub(super) fn tally(field: &Field<'_>, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize, size: usize, negative: bool) -> (Tallies, Remarks) {
    let Some(keys) = field.plan.keys() else { return (Tallies { cells: Vec::new(), tallies: Vec::new() }, Remarks::default()) };
    let mut groups: FxHashMap<usize, Groups> = FxHashMap::default();
    let mut spare: FxHashMap<usize, u32> = FxHashMap::default();
    let mut unbounded: FxHashSet<usize> = FxHashSet::default();
    let is_list = field.loaded.schema.end(keys).is_some_and(|column| column.kind.is_list());
    let days = RecordDays::new(field);
    let remarks = scan(field, runner, parameters, |cell, row, truth| {
        let at = days.at(row, field.members.place(cell).1);
        // There may be nothing that could be measured of this record.
        if nothing(field, at) {
            return;
        }
        let mut borne = Vec::new();
        let mut missing = false;
        match find(field.loaded, keys, at) {
            Found::Nothing => {}
            Found::Missing if is_list => {
                missing = true;
                unbounded.insert(cell);
            }
            Found::List(members) => members.iter().for_each(|member| match key_of(field, keys, member) {
                Some(key) => borne.push(key),
                None => missing = true,
            }),
            one => match key_of(field, keys, &one) {
                Some(key) => borne.push(key),
                None => missing = true,
            },
        }
        borne.sort_unstable();
        borne.dedup();
        for key in borne {
            groups.entry(cell).or_default().entry(key).or_default().push((seen(field, at), truth));
        }
        if missing {
            *spare.entry(cell).or_default() += 1;
        }
    });
    let tallies = (0..size).map(|cell| {
        let mut all = groups.remove(&cell).unwrap_or_default();
        if field.plan.per.is_none() {
            all = by_day(field, keys, all);
        }
        let entries = all.into_iter().map(|(key, group)| (key, entry(field.plan, group, negative))).collect();
        Arc::new(Tally { entries, spare: spare.get(&cell).copied().unwrap_or(0), unbounded: unbounded.contains(&cell) })
    });
    let (cells, tallies) = intern(tallies);
    (Tallies { cells, tallies }, remarks)
}

/// Moments of one day are one value, of which the time is known if all have the same.
fn by_day(field: &Field<'_>, per: &Path, keys: Groups) -> Groups {
    if !field.loaded.schema.end(per).is_some_and(|column| column.kind == ColumnType::Moment) {
        return keys;
    }
    let mut days: Ordered<String, Vec<(String, Records)>> = Ordered::default();
    for (key, group) in keys {
        let day = key.split(' ').next().unwrap_or(&key).to_string();
        days.or_default(day).push((key, group));
    }
    let is_certain = |(_, group): &(String, Records)| group.iter().all(|(_, truth)| *truth == Truth::Yes);
    let merged = |(day, same): (String, Vec<(String, Records)>)| {
        // Whether all have the same time hangs on those that may not count.
        if same.len() == 1 || !same.iter().all(is_certain) {
            return same;
        }
        vec![(day, same.into_iter().flat_map(|(_, group)| group).collect())]
    };
    days.into_iter().flat_map(merged).gather()
}

/// Whether the cell that is measured is known to be nothing; different values are counted even so.
fn nothing(field: &Field<'_>, at: At) -> bool {
    let measured = field.plan.values.first().filter(|_| field.plan.per.is_some() && field.plan.aggregate != Aggregate::Distinct);
    measured.is_some_and(|path| match find(field.loaded, path, at) {
        Found::List(members) => members.is_empty(),
        found => found == Found::Nothing,
    })
}

fn seen(field: &Field<'_>, at: At) -> Seen {
    let values = field.plan.values.as_slice();
    let (Some(path), true) = (values.first(), field.plan.per.is_some()) else { return Seen::Number(None) };
    let number = |found: &Found<'_>| match found {
        Found::One(Atom::Number(number)) => Some(*number),
        Found::One(Atom::Day(day)) => Some(number_of(*day)),
        _ => None,
    };
    match field.plan.aggregate {
        Aggregate::Distinct => {
            let parts: Vec<Key> = values.iter().map(|path| Keyed::new(field.loaded, path).key_of_day(at)).collect();
            Seen::Parts(Some(parts).filter(|parts| !parts.iter().any(|key| is_no_value(*key))))
        }
        Aggregate::Value => Seen::Value(match find(field.loaded, path, at) {
            Found::List(members) => match members.as_slice() {
                [only] => amount(field, path, only),
                _ => Amount::Unclear,
            },
            one => amount(field, path, &one),
        }),
        _ => Seen::Number(number(&find(field.loaded, path, at))),
    }
}

fn amount(field: &Field<'_>, path: &Path, found: &Found<'_>) -> Amount {
    match found {
        Found::One(Atom::Number(number)) => Amount::Number(Range::exactly(*number)),
        Found::One(Atom::Day(day)) => Amount::Day(Range::exactly(number_of(*day))),
        Found::One(Atom::Flag(flag)) => Amount::Flag(*flag),
        found => word(field.loaded, path, found).map_or(Amount::Missing, Amount::Text),
    }
}

fn entry(plan: &RecordPlan, group: Records, negative: bool) -> Entry {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let certain = number(group.iter().filter(|(_, truth)| *truth == Truth::Yes).count());
    let possible = number(group.len()) - certain;
    let between = |low: usize, high: usize| Amount::Number(Range { low: Some(low.into()), high: Some(high.into()) });
    let (value, times) = match plan.aggregate {
        Aggregate::Value if plan.per.is_some() => one_value(group),
        Aggregate::Count | Aggregate::Value => (between(certain as usize, certain as usize + possible as usize), None),
        Aggregate::Distinct => {
            let parts = |group: &[&(Seen, Truth)]| {
                let known = group.iter().filter_map(|(seen, _)| match seen {
                    Seen::Parts(parts) => parts.as_ref(),
                    _ => None,
                });
                let mut known: Vec<&Vec<Key>> = known.collect();
                sort(&mut known);
                known.dedup();
                known.len()
            };
            let all: Vec<&(Seen, Truth)> = group.iter().collect();
            let sure: Vec<&(Seen, Truth)> = group.iter().filter(|(_, truth)| *truth == Truth::Yes).collect();
            let missing = group.iter().filter(|(seen, _)| matches!(seen, Seen::Parts(None))).count();
            (between(parts(&sure), parts(&all) + missing), None)
        }
        aggregate => {
            let numbers: Group = group.into_iter().map(|(seen, truth)| (if let Seen::Number(number) = seen { number } else { None }, truth)).collect();
            let value = fold(aggregate, &numbers, negative);
            // A key with uncertain records only may have no value at all.
            let (range, times) = if certain == 0 { (Range::EVERYTHING, None) } else { (value.range, value.times) };
            (if plan.is_day() { Amount::Day(range) } else { Amount::Number(range) }, times)
        }
    };
    Entry { certain, possible, value, times }
}

/// The value that all records share that certainly bear a key, if there are no others. Moments of one day are one value, of which the time is
/// known if all have the same.
fn one_value(group: Records) -> (Amount, Option<Moments>) {
    let sure = group.iter().all(|(_, truth)| *truth == Truth::Yes);
    let mut values = group.into_iter().filter_map(|(seen, _)| if let Seen::Value(value) = seen { Some(value) } else { None });
    let first = values.next().unwrap_or(Amount::Missing);
    let whole = |value: &Amount| if let Amount::Day(range) = value { Amount::Day(range.whole()) } else { value.clone() };
    let (mut alike, mut same) = (true, true);
    for value in values {
        alike &= whole(&value) == whole(&first);
        same &= value == first;
    }
    // Nobody said anything, whether or not a silent record counts.
    if !(alike && (sure || first == Amount::Missing)) {
        return (Amount::Unclear, None);
    }
    let times = match &first {
        Amount::Day(range) if same => range.value().map(day_of).filter(|day| day.minute().is_some()).map(Moments::on),
        _ => None,
    };
    (whole(&first), times)
}

/// A key as scripts write it.
fn key_of(field: &Field<'_>, per: &Path, found: &Found<'_>) -> Option<String> {
    match found {
        Found::One(Atom::Number(number)) => Some(number.normalize().to_string()),
        Found::One(Atom::Day(day)) if field.plan.per.is_none() => Some(day.to_string()),
        Found::One(Atom::Day(day)) => Some(day.without_time().to_string()),
        Found::One(Atom::Flag(flag)) => Some(flag.to_string()),
        found => word(field.loaded, per, found),
    }
}
