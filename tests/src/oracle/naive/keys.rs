//! Verdicts on the keys of tallies and the members of lists (ARCHITECTURE.md, Tallies).

use std::collections::BTreeMap;

use dudao::Decimal;

use super::figures::Figure;
use super::measures::{Entry, Tally, Value};
use super::verdicts::{Outcome, in_order as days_in_order, satisfies, undecided};
use crate::oracle::pack::{Condition, Wanted};
use crate::three::Three;

/// A list of the unit is a tally that is settled.
fn tally(found: &Value) -> Option<Tally> {
    match found {
        Value::Tally(tally) => Some(tally.clone()),
        Value::List(members, missing) => {
            let entry = || Entry { certain: 1, possible: 0, figure: Figure::known(Decimal::ONE) };
            Some(Tally {
                entries: members.iter().map(|member| (member.clone(), entry())).collect(),
                spare: *missing,
                unbounded: false,
                open: false,
                awaited: false,
            })
        }
        _ => None,
    }
}

fn wanted_counts(wanted: &Wanted) -> BTreeMap<String, u32> {
    match wanted {
        Wanted::Keys(keys) | Wanted::ChoicesOf(_, keys) => keys.iter().map(|key| (key.clone(), 1)).collect(),
        Wanted::Counts(counts) => counts.iter().cloned().collect(),
    }
}

/// Whether a key is there, so often, with such a value.
fn is_there(tally: &Tally, key: &str, count: u32, condition: Option<&Condition>) -> Three {
    let Some(entry) = tally.entries.get(key) else { return Three::False };
    let often = if entry.certain >= count {
        Three::True
    } else if entry.certain + entry.possible >= count {
        Three::Undecided
    } else {
        Three::False
    };
    let good = condition.map_or(Three::True, |condition| match entry.figure.there {
        Three::True => satisfies(condition, entry.figure.later()),
        Three::Undecided => Three::Undecided,
        Three::False => Three::False,
    });
    often.min(good)
}

pub(super) fn covers(found: &Value, wanted: &Wanted, condition: Option<&Condition>) -> Outcome {
    let wanted = wanted_counts(wanted);
    let Some(tally) = tally(found) else { return Outcome { gap: gap(wanted.len()), ..not_a_tally(found) } };
    if wanted.is_empty() {
        return Outcome::of("not_applicable", found.shown());
    }
    let there: Vec<Three> = wanted.iter().map(|(key, count)| is_there(&tally, key, *count, condition)).collect();
    let lacking = there.iter().filter(|there| **there == Three::False).count();
    let status = if lacking > 0 {
        lack(&tally, lacking)
    } else if there.iter().all(|there| *there == Three::True) {
        "pass"
    } else {
        undecided(tally.open)
    };
    Outcome { gap: gap(lacking), ..Outcome::of(status, found.shown()) }
}

/// The status where so many keys lack.
fn lack(tally: &Tally, lacking: usize) -> &'static str {
    if tally.open {
        "not_due"
    } else if !tally.awaited && !tally.unbounded && lacking > tally.spare as usize {
        "fail"
    } else {
        "unknown"
    }
}

fn gap(lacking: usize) -> Option<Decimal> {
    (lacking > 0).then(|| lacking.into())
}

pub(super) fn some_of(found: &Value, wanted: &Wanted, count: u32) -> Outcome {
    let Some(tally) = tally(found) else { return Outcome { gap: gap(count as usize), ..not_a_tally(found) } };
    let there: Vec<Three> = wanted_counts(wanted).iter().map(|(key, often)| is_there(&tally, key, *often, None)).collect();
    let certain = there.iter().filter(|there| **there == Three::True).count();
    let perhaps = there.iter().filter(|there| **there != Three::False).count();
    let count = count as usize;
    let status = if certain >= count {
        "pass"
    } else if perhaps < count {
        lack(&tally, count - perhaps)
    } else {
        undecided(tally.open)
    };
    Outcome { gap: gap(count.saturating_sub(certain)), ..Outcome::of(status, found.shown()) }
}

/// The status of what fails once a key is where it should not be.
fn none(certain: usize, perhaps: usize, tallies: &[&Tally]) -> &'static str {
    if certain > 0 {
        "fail"
    } else if tallies.iter().any(|tally| tally.open) {
        "not_due"
    } else if perhaps > 0 || tallies.iter().any(|tally| tally.spare > 0 || tally.awaited) {
        "unknown"
    } else {
        "pass"
    }
}

pub(super) fn within(found: &Value, allowed: &[String]) -> Outcome {
    let Some(tally) = tally(found) else { return not_a_tally(found) };
    let outside: Vec<&Entry> = tally.entries.iter().filter(|(key, _)| !allowed.contains(key)).map(|(_, entry)| entry).collect();
    let certain = outside.iter().filter(|entry| entry.certain > 0).count();
    Outcome { gap: gap(certain), ..Outcome::of(none(certain, outside.len(), &[&tally]), found.shown()) }
}

pub(super) fn disjoint(a: &Value, b: &Value) -> Outcome {
    let (Some(one), Some(other)) = (tally(a), tally(b)) else { return Outcome::new("unknown") };
    let shared: Vec<(&Entry, &Entry)> = one.entries.iter().filter_map(|(key, entry)| Some((entry, other.entries.get(key)?))).collect();
    let certain = shared.iter().filter(|(a, b)| a.certain > 0 && b.certain > 0).count();
    Outcome { gap: gap(certain), ..Outcome::of(none(certain, shared.len(), &[&one, &other]), a.shown()) }
}

pub(super) fn in_order(found: &Value, steps: &[String]) -> Outcome {
    let Some(tally) = tally(found) else { return not_a_tally(found) };
    let days: Vec<Value> = steps
        .iter()
        .map(|step| match tally.entries.get(step) {
            Some(entry) => Value::Figure(entry.figure.clone()),
            None if tally.spare > 0 || tally.awaited => Value::Missing,
            None => Value::Nothing,
        })
        .collect();
    // A single step that happened has nothing to come before or after.
    if matches!(days.as_slice(), [Value::Figure(figure)] if figure.there == Three::True) {
        return Outcome::new("pass");
    }
    let outcome = days_in_order(&days, tally.open);
    // A record without a key may bear any step, and change its day.
    let status = if outcome.status == "pass" && tally.spare > 0 { "unknown" } else { outcome.status };
    Outcome { status, ..outcome }
}

fn not_a_tally(found: &Value) -> Outcome {
    Outcome::of(if found.is_open() { "not_due" } else { "unknown" }, found.shown())
}
