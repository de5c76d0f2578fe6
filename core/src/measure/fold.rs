//! From counted records to one value for each unit and period.

use super::atom::{Atom, Found, Keyed, find, is_no_value};
use super::blanks::blanks;
use super::check::{Check, for_unit, is_dated, is_dropped};
use super::days::RecordDays;
use super::scan::{Field, Remarks, scan};
use super::sieve::Sieve;
use super::tally::{Tallies, tally};
use crate::data::{Column, Loaded};
use crate::judge::{Growth, Key, Moments, Parts, Range, Together, Trend, Truth, late, number_of};
use crate::pack::{Aggregate, Filter, Path, Placing, Plan, Presence, RecordPlan};
use crate::script::{Closure, Nothing, Runner};
use crate::sorting;
use rust_decimal::Decimal;

/// A measure of every unit in every period, by cell (unit × periods + period).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// Certain records, and uncertain ones on top.
    Counts { low: Vec<u32>, extra: Vec<u32> },
    /// Values between two ends, each kept once; a cell holds the value's number.
    Values { cells: Vec<u32>, values: Vec<Value> },
    /// A value for each key.
    Tallies(Tallies),
    /// How findings came out together, equal ones kept once; a cell holds the number.
    Together { cells: Vec<u32>, all: Vec<Together> },
}

/// A value that is not a plain count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Value {
    pub(crate) range: Range,
    /// At which times of the day, where any is told.
    pub(crate) times: Option<Moments>,
    /// Of a share: how many records satisfy it, and of how many.
    pub(crate) parts: Option<Parts>,
    pub(crate) nothing: Nothing,
}

/// A measure that was taken.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) cells: Cells,
    /// Where further records can move it.
    pub(crate) growth: Growth,
    /// By cell, whether it can still change, where that does not hang on its window.
    pub(crate) waits: Option<Vec<bool>>,
    pub(crate) remarks: Remarks,
}

/// Takes a measure.
pub(crate) fn measure(field: &Field<'_>, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize) -> Measured {
    let size = field.members.cells();
    // Records to come, and those that are not handed in, may be like any that the table has.
    let negative = field.plan.aggregate == Aggregate::Sum && field.plan.values.iter().any(|path| has_negative(field.loaded, path));
    let (cells, remarks) = match field.plan.aggregate {
        _ if field.plan.keys().is_some() => {
            let (tallies, remarks) = tally(field, runner, parameters, size, negative);
            (Cells::Tallies(tallies), remarks)
        }
        Aggregate::Count => {
            let (mut low, mut extra) = (vec![0_u32; size], vec![0_u32; size]);
            let remarks = scan(field, runner, parameters, |cell, _, truth| if truth == Truth::Yes { low[cell] += 1 } else { extra[cell] += 1 });
            (Cells::Counts { low, extra }, remarks)
        }
        Aggregate::Blanks => match &field.plan.blanks {
            Some(form) => blanks(field, form, runner, parameters, size),
            None => (Cells::Counts { low: vec![0; size], extra: vec![0; size] }, Remarks::default()),
        },
        Aggregate::Distinct => distinct(field, runner, parameters, size),
        Aggregate::Share => share(field, runner, parameters, size),
        aggregate => {
            let (groups, remarks) = values(field, runner, parameters, size);
            (values_of(groups.iter().map(|group| fold(aggregate, group, negative))), remarks)
        }
    };
    Measured { cells, growth: of_records(field.plan, negative), waits: None, remarks }
}

/// Whether a column holds any number below zero.
fn has_negative(loaded: &Loaded, path: &Path) -> bool {
    let Some(column) = path.steps.last() else { return false };
    let column = loaded.table(loaded.schema.end_table(path)).and_then(|table| table.column(*column));
    column.is_some_and(Column::has_negative)
}

/// Which way further records move a measure; a sum is moved either way by values that may be negative.
pub(super) fn added(aggregate: Aggregate, negative: bool) -> Trend {
    match aggregate {
        Aggregate::Sum if negative => Trend::Free,
        Aggregate::Count | Aggregate::Distinct | Aggregate::Sum | Aggregate::Largest | Aggregate::Latest => Trend::Rises,
        Aggregate::Smallest | Aggregate::Earliest => Trend::Falls,
        // What comes in fills blanks.
        Aggregate::Blanks => Trend::Dwindles,
        Aggregate::Average | Aggregate::Share | Aggregate::Value | Aggregate::Worst => Trend::Free,
    }
}

/// How further records, and those to come, move a measure.
pub(crate) fn growth(plan: &Plan) -> Growth {
    match plan {
        Plan::Records(plan) => of_records(plan, false),
        Plan::Findings(plan) => super::findings::growth(plan),
    }
}

fn of_records(plan: &RecordPlan, negative: bool) -> Growth {
    let added = added(plan.aggregate, negative);
    // What is in force on the last day may still begin or end.
    let at_end = matches!(plan.placing, Placing::Spell { presence: Presence::AtEnd, .. });
    let open = |added: Trend| if at_end { Trend::Free } else { added };
    Growth { added, open: open(added), parts: open(Trend::Rises), by_one: matches!(plan.aggregate, Aggregate::Count | Aggregate::Distinct) }
}

/// Keeps equal values once; gives the number of each, and the values.
pub(super) fn intern<T: Clone + Eq + std::hash::Hash>(all: impl Iterator<Item = T>) -> (Vec<u32>, Vec<T>) {
    let mut numbers: rustc_hash::FxHashMap<T, u32> = rustc_hash::FxHashMap::default();
    let mut values = Vec::new();
    let cells = all
        .map(|value| {
            *numbers.entry(value).or_insert_with_key(|value| {
                values.push(value.clone());
                u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    (cells, values)
}

pub(super) fn values_of(all: impl Iterator<Item = Value>) -> Cells {
    let (cells, values) = intern(all);
    Cells::Values { cells, values }
}

/// Columns that one tuple can have.
pub(crate) const TUPLE: usize = 4;

/// Different values: each known one once, and each record whose value is missing might be one more.
fn distinct(field: &Field<'_>, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize, size: usize) -> (Cells, Remarks) {
    let paths: Vec<Keyed<'_>> = field.plan.values.iter().map(|path| Keyed::new(field.loaded, path)).collect();
    let width = paths.len();
    // Of each record with a value: its cell and whether it is uncertain; and the parts of the value, one record behind the other.
    let days = RecordDays::new(field);
    let mut found: Vec<(usize, bool)> = Vec::new();
    let mut parts: Vec<Key> = Vec::new();
    let (mut low, mut extra) = (vec![0_u32; size], vec![0_u32; size]);
    let remarks = scan(field, runner, parameters, |cell, row, truth| {
        let before = parts.len();
        let at = days.at(row, field.members.place(cell).1);
        parts.extend(paths.iter().map(|path| path.key_of_day(at)));
        if parts[before..].iter().any(|key| is_no_value(*key)) {
            parts.truncate(before);
            extra[cell] += 1;
        } else {
            found.push((cell, truth != Truth::Yes));
        }
    });
    // Records of one cell lie near each other and are few: brought together, they are quickly told apart.
    let mut ends = vec![0_usize; size + 1];
    found.iter().for_each(|(cell, _)| ends[*cell] += 1);
    let mut sum = 0;
    for end in &mut ends {
        sum += std::mem::replace(end, sum);
    }
    let mut order = vec![0_usize; found.len()];
    for (number, (cell, _)) in found.iter().enumerate() {
        order[ends[*cell]] = number;
        ends[*cell] += 1;
    }
    let value = |number: usize| &parts[number * width..(number + 1) * width];
    for group in order.chunk_by_mut(|a, b| found[*a].0 == found[*b].0) {
        // Certain ones first among equals, so that a value counts as certain if any record with it is.
        group.sort_unstable_by(|a, b| (value(*a), found[*a].1).cmp(&(value(*b), found[*b].1)));
        for same in group.chunk_by(|a, b| value(*a) == value(*b)) {
            if let Some((cell, uncertain)) = same.first().map(|number| found[*number]) {
                let cells = if uncertain { &mut extra } else { &mut low };
                cells[cell] += 1;
            }
        }
    }
    (Cells::Counts { low, extra }, remarks)
}

pub(super) type Group = Vec<(Option<Decimal>, Truth)>;

fn values(field: &Field<'_>, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize, size: usize) -> (Vec<Group>, Remarks) {
    let mut groups: Vec<Group> = vec![Vec::new(); size];
    let path = field.plan.values.first();
    let days = RecordDays::new(field);
    let remarks = scan(field, runner, parameters, |cell, row, truth| {
        let value = path.map(|path| find(field.loaded, path, days.at(row, field.members.place(cell).1)));
        let value = match value {
            Some(Found::One(Atom::Number(number))) => Some(number),
            Some(Found::One(Atom::Day(day))) => Some(number_of(day)),
            Some(Found::Nothing) => return,
            _ => None,
        };
        groups[cell].push((value, truth));
    });
    (groups, remarks)
}

pub(super) fn fold(aggregate: Aggregate, group: &Group, negative: bool) -> Value {
    let value = fold_numbers(aggregate, group, negative);
    let is_timed = |(number, _): &(Option<Decimal>, Truth)| number.is_some_and(|number| !number.fract().is_zero());
    if !(matches!(aggregate, Aggregate::Latest | Aggregate::Earliest) && group.iter().any(is_timed)) {
        return value;
    }
    // What has no time of its day may have happened late in it.
    let late: Group = group.iter().map(|(number, truth)| (number.map(late), *truth)).collect();
    let times = Moments::of(value.range, fold_numbers(aggregate, &late, negative).range);
    Value { range: value.range.whole(), times: Some(times), ..value }
}

fn fold_numbers(aggregate: Aggregate, group: &Group, negative: bool) -> Value {
    let certain = || group.iter().filter(|(_, truth)| *truth == Truth::Yes);
    let known = |wanted: Truth| group.iter().filter(move |(_, truth)| *truth == wanted).filter_map(|(value, _)| *value);
    let missing = group.iter().any(|(value, _)| value.is_none());
    let plain = |range| Value { range, times: None, parts: None, nothing: Nothing::No };
    if aggregate == Aggregate::Sum {
        let low = total(known(Truth::Yes).chain(known(Truth::Maybe).filter(Decimal::is_sign_negative)));
        let high = total(known(Truth::Yes).chain(known(Truth::Maybe).filter(|value| !value.is_sign_negative())));
        return plain(Range { low: low.filter(|_| !missing || !negative), high: high.filter(|_| !missing) });
    }
    let nothing = if group.is_empty() {
        Nothing::Yes
    } else if certain().next().is_none() {
        Nothing::Maybe
    } else {
        Nothing::No
    };
    let all = || group.iter().filter_map(|(value, _)| *value);
    let range = match aggregate {
        Aggregate::Largest | Aggregate::Latest => Range {
            low: known(Truth::Yes).max().or_else(|| all().min()).filter(|_| !(missing && known(Truth::Yes).next().is_none())),
            high: all().max().filter(|_| !missing),
        },
        Aggregate::Smallest | Aggregate::Earliest => Range {
            low: all().min().filter(|_| !missing),
            high: known(Truth::Yes).min().or_else(|| all().max()).filter(|_| !(missing && known(Truth::Yes).next().is_none())),
        },
        _ if missing => Range::EVERYTHING,
        _ => mean(&known(Truth::Yes).collect::<Vec<_>>(), known(Truth::Maybe).collect()),
    };
    Value { range, times: None, parts: None, nothing }
}

/// The sum, unless it outgrows the largest number.
fn total(mut values: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    values.try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// The smallest and the largest mean that the certain values can have together with any of the uncertain ones; nothing can be told of sums
/// that outgrow the largest number.
fn mean(certain: &[Decimal], mut uncertain: Vec<Decimal>) -> Range {
    sorting::sort(&mut uncertain);
    let low = extreme(certain, uncertain.iter(), |next, best| next < best);
    let high = extreme(certain, uncertain.iter().rev(), |next, best| next > best);
    Range { low, high }
}

/// The best mean that the certain values have with none, one, two… of the others; unbounded where there is none, or a sum is too large.
fn extreme<'a>(certain: &[Decimal], others: impl Iterator<Item = &'a Decimal>, better: fn(&Decimal, &Decimal) -> bool) -> Option<Decimal> {
    let (mut sum, mut count) = (total(certain.iter().copied())?, Decimal::from(certain.len()));
    let mut best = sum.checked_div(count);
    for value in others {
        sum = sum.checked_add(*value)?;
        count += Decimal::ONE;
        let next = sum.checked_div(count)?;
        if best.is_none_or(|best| better(&next, &best)) {
            best = Some(next);
        }
    }
    best
}

/// For one cell: records that count and satisfy, count and fail, count and cannot be told; and the same of uncertain records.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    met: u32,
    unmet: u32,
    unclear: u32,
    maybe_met: u32,
    maybe_unmet: u32,
    maybe_unclear: u32,
}

impl Tally {
    /// Adds one that counts so surely, and so surely satisfies what is asked.
    pub(super) fn add(&mut self, truth: Truth, met: Truth) {
        let slot = match (truth == Truth::Yes, met) {
            (true, Truth::Yes) => &mut self.met,
            (true, Truth::No) => &mut self.unmet,
            (true, Truth::Maybe) => &mut self.unclear,
            (false, Truth::Yes) => &mut self.maybe_met,
            (false, Truth::No) => &mut self.maybe_unmet,
            (false, Truth::Maybe) => &mut self.maybe_unclear,
        };
        *slot += 1;
    }
}

fn share(field: &Field<'_>, runner: Option<&Runner<'_>>, parameters: impl Fn(&Closure) -> usize, size: usize) -> (Cells, Remarks) {
    let filters: Vec<_> = field.plan.that.iter().filter(|filter| !is_dropped(field.loaded, filter)).collect();
    let of_unit = |filter: &Filter| filter.test.needs_unit() || is_dated(field.loaded, filter);
    let checks: Vec<Check<'_>> = filters.iter().filter(|filter| !of_unit(filter)).map(|filter| Check::new(field.loaded, filter)).collect();
    let per_unit: Vec<_> = filters.iter().filter(|filter| of_unit(filter)).collect();
    let days = RecordDays::new(field);
    let mut tallies = vec![Tally::default(); size];
    let mut sieves: Vec<Sieve<'_>> = field.plan.that_closures.iter().map(|closure| Sieve::new(field, closure, parameters(closure))).collect();
    let mut failures = Vec::new();
    let mut remarks = scan(field, runner, &parameters, |cell, row, truth| {
        let (unit, period) = field.members.place(cell);
        let met = checks.iter().map(|check| check.test(row)).fold(Truth::Yes, Truth::and);
        let met = per_unit
            .iter()
            .fold(met, |met, filter| met.and(for_unit(field.loaded, filter, days.at(row, period), field.unit(unit, period), field.day(unit, period))));
        let met = sieves.iter_mut().fold(met, |met, sieve| if met == Truth::No { met } else { met.and(sieve.sift(row, unit, period, runner, &mut failures)) });
        tallies[cell].add(truth, met);
    });
    remarks.failures.extend(failures);
    (values_of(tallies.iter().map(ratio)), remarks)
}

/// The worst and the best share, as a fraction of one.
pub(super) fn ratio(tally: &Tally) -> Value {
    let part = |met: u32, unmet: u32| (met + unmet > 0).then(|| Decimal::from(met) / Decimal::from(met + unmet));
    let low = part(tally.met, tally.unmet + tally.unclear + tally.maybe_unmet + tally.maybe_unclear);
    let high = part(tally.met + tally.unclear + tally.maybe_met + tally.maybe_unclear, tally.unmet);
    let certain = tally.met + tally.unmet + tally.unclear;
    let any = certain + tally.maybe_met + tally.maybe_unmet + tally.maybe_unclear;
    let nothing = if any == 0 {
        Nothing::Yes
    } else if certain == 0 {
        Nothing::Maybe
    } else {
        Nothing::No
    };
    // With no certain record either end may belong to a share of only met, or only unmet, records.
    let bound = |value: Option<Decimal>, otherwise: Decimal| value.or(Some(otherwise));
    let between = |low: u32, high: u32| Range { low: Some(low.into()), high: Some(high.into()) };
    let parts = Parts { met: between(tally.met, tally.met + tally.unclear + tally.maybe_met + tally.maybe_unclear), total: between(certain, any) };
    Value { range: Range { low: bound(low, Decimal::ONE), high: bound(high, Decimal::ZERO) }, times: None, parts: Some(parts), nothing }
}
