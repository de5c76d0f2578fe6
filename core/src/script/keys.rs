//! Words that judge which keys a tally or a list has: all that are wanted, some of them, no others, none in common.

use super::call::{Call, Outcome, Stop};
use super::named;
use super::value::{Figure, Nothing, TallyFigure};
use super::verdict::satisfies;
use crate::judge::{Amount, Comparison, Entry, Status, Test, Trend, Truth, Verdict};
use crate::pack::{Condition, Literal};
use rhai::Dynamic;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

const KEYED: (&str, &str) = ("分列的统计、列表或列", "a tally, a list or a column of several");

/// What keys are looked for in or wanted: a tally, or a list, which is known exactly. A text is taken for what it is called in the column behind
/// the argument beside it.
fn keyed(call: &Call<'_>, index: usize, beside: usize) -> Result<TallyFigure, Stop> {
    let value = call.args.get(index).cloned().unwrap_or_default();
    if let Some(figure) = value.read_lock::<TallyFigure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        return Ok(figure.clone());
    }
    let running = call.session.call();
    let column = call.args.get(beside).and_then(|beside| named::column(running.as_ref(), beside));
    let written = named::column(running.as_ref(), &value).is_none();
    let mut keys = TallyFigure::exactly(named::input(&value).into_iter().collect());
    let mut add = |key: String, written: bool, times: u32| -> Result<(), Stop> {
        keys.add(named::id(column, &key, written, &call.place)?, times);
        Ok(())
    };
    if let Some(figure) = value.read_lock::<Figure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        // What is missing may have been a list of any length.
        return Ok(TallyFigure { open: figure.open, handed_in: !figure.missing, ..keys });
    }
    if let Some(list) = value.read_lock::<rhai::Array>() {
        let (mut spare, mut open) = (0, false);
        for item in list.iter() {
            if let Some(figure) = item.read_lock::<Figure>() {
                if !figure.missing && figure.nothing != Nothing::Yes {
                    return Err(call.wants(index, KEYED.0, KEYED.1));
                }
                figure.inputs.iter().for_each(|input| call.session.take(*input));
                spare += u32::from(figure.missing);
                open |= figure.open;
                continue;
            }
            let key = key(item).ok_or_else(|| call.wants(index, KEYED.0, KEYED.1))?;
            add(key, written && named::column(running.as_ref(), item).is_none(), 1)?;
        }
        Arc::make_mut(&mut keys.tally).spare = spare;
        return Ok(TallyFigure { open, ..keys });
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        for (key, count) in map.iter() {
            let times = count.as_int().ok().and_then(|count| u32::try_from(count).ok());
            add(key.to_string(), true, times.ok_or_else(|| call.wants(index, "对照表 #{名字: 次数}", "a map of counts"))?)?;
        }
        return Ok(keys);
    }
    add(key(&value).ok_or_else(|| call.wants(index, KEYED.0, KEYED.1))?, written, 1)?;
    Ok(keys)
}

/// The members of a list.
pub(super) fn list(call: &Call<'_>, index: usize) -> Result<Vec<String>, Stop> {
    let list = call.args.get(index).and_then(|value| value.read_lock::<rhai::Array>()).map(|list| list.iter().map(key).collect::<Option<Vec<_>>>());
    list.flatten().ok_or_else(|| call.wants(index, "列表", "a list"))
}

fn key(value: &Dynamic) -> Option<String> {
    Some(match super::call::literal(value)? {
        Literal::Text(text) => text,
        Literal::Number(number) => number.normalize().to_string(),
        Literal::Flag(flag) => flag.to_string(),
        Literal::Day(day) => day.to_string(),
        Literal::List(_) => return None,
    })
}

impl TallyFigure {
    /// What a list column holds, and how many of its members cannot be read.
    pub(crate) fn list(input: u16, members: Vec<String>, unusable: u32) -> Self {
        let mut list = Self::exactly(vec![input]);
        members.into_iter().for_each(|member| list.add(member, 1));
        Arc::make_mut(&mut list.tally).spare = unusable;
        list
    }

    /// Nothing yet, and nothing to come.
    fn exactly(inputs: Vec<u16>) -> Self {
        Self { inputs, tally: Arc::default(), trend: Trend::Rises, open: false, handed_in: true }
    }

    /// A key that is there so many times; two names of the same key are one.
    fn add(&mut self, key: String, times: u32) {
        let entry = Entry::certain(times, times.into());
        let entries = &mut Arc::make_mut(&mut self.tally).entries;
        if entries.get(&key).is_none_or(|known| known.certain < times) {
            entries.insert(key, entry);
        }
    }

    /// The keys that are certainly there.
    pub(super) fn keys(&self) -> Amount {
        names(self.certain().map(|(key, _)| key))
    }

    fn certain(&self) -> impl Iterator<Item = (&String, &Entry)> {
        self.tally.entries.iter().filter(|(_, entry)| entry.certain > 0)
    }

    /// Whether a key may be there that is not seen yet: it came late, was not handed in, or is not readable.
    fn may_grow(&self) -> bool {
        self.open || !self.handed_in || self.tally.spare > 0
    }

    /// Whether a key is there, at least so often or with a value that satisfies a condition.
    fn has(&self, key: &str, least: u32, condition: Option<&Condition>) -> Truth {
        let Some(entry) = self.tally.entries.get(key) else { return Truth::No };
        if let Some(condition) = condition {
            let range = if self.open { self.trend.freed(entry.value) } else { entry.value };
            return satisfies(&Amount::Number(range), condition).and(if entry.certain > 0 { Truth::Yes } else { Truth::Maybe });
        }
        if entry.certain >= least {
            Truth::Yes
        } else if entry.certain.saturating_add(entry.possible) >= least {
            Truth::Maybe
        } else {
            Truth::No
        }
    }

    /// How a key that lacks could still come to be there.
    fn lacking(&self, lacks: u32) -> Status {
        if self.open {
            Status::NotDue
        } else if self.handed_in && lacks > self.tally.spare {
            Status::Fail
        } else {
            Status::Unknown
        }
    }
}

fn names<'a>(keys: impl Iterator<Item = &'a String>) -> Amount {
    Amount::Keys(keys.cloned().collect())
}

fn verdict(comparison: Comparison, found: &TallyFigure, measured: Amount, required: Amount, status: Status, gap: usize) -> Outcome {
    let input = found.input();
    let gap = (gap > 0 && matches!(status, Status::Fail | Status::NotDue | Status::Unknown)).then(|| Decimal::from(gap));
    Ok(Dynamic::from(Verdict::test(Test { comparison, input, measured, required, status, gap, open: found.open })))
}

pub(super) fn covers(call: &mut Call<'_>) -> Outcome {
    let (found, wanted) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let condition: Option<Condition> =
        if call.count() > 2 { Some(call.cast(2, "条件(如 不晚于(…))", "a condition such as by_date(…)")?) } else { None };
    if wanted.tally.entries.is_empty() && !wanted.may_grow() {
        return Ok(Dynamic::from(Verdict::said(Status::NotApplicable, None)));
    }
    // Only a map says how often each key is wanted; what a tally counts is wanted once.
    let counted = call.args.get(1).is_some_and(Dynamic::is_map);
    let truths: BTreeMap<&String, Truth> = wanted
        .tally
        .entries
        .iter()
        .map(|(key, entry)| {
            let least = if counted { entry.certain } else { 1 };
            let has = found.has(key, least, condition.as_ref());
            // A key that is only perhaps wanted need not be there.
            (key, if entry.certain > 0 || counted { has } else { has.or(Truth::Maybe) })
        })
        .collect();
    let lacking = truths.values().filter(|truth| **truth == Truth::No).count();
    let status = if lacking > 0 {
        found.lacking(u32::try_from(lacking).unwrap_or(u32::MAX))
    } else if truths.values().any(|truth| *truth == Truth::Maybe) || wanted.tally.spare > 0 || !wanted.handed_in {
        if found.open { Status::NotDue } else { Status::Unknown }
    } else if wanted.open {
        Status::NotDue
    } else {
        Status::Pass
    };
    // Where some keys surely lack, those that only may are not held against anybody.
    let least = if lacking > 0 { Truth::Maybe } else { Truth::Yes };
    let there = names(truths.iter().filter(|(_, truth)| **truth >= least).map(|(key, _)| *key));
    verdict(Comparison::Covers, &found, there, names(wanted.tally.entries.keys()), status, lacking)
}

pub(super) fn some_of(call: &mut Call<'_>) -> Outcome {
    let (found, wanted) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let least = if call.count() > 2 { usize::try_from(call.integer(2)?).unwrap_or(0) } else { 1 };
    let truths: Vec<(&String, Truth)> = wanted.certain().map(|(key, _)| (key, found.has(key, 1, None))).collect();
    let count = |wanted: Truth| truths.iter().filter(|(_, truth)| *truth == wanted).count();
    let (there, perhaps) = (count(Truth::Yes), count(Truth::Maybe));
    let lacking = least.saturating_sub(there + perhaps);
    let status = if there >= least {
        Status::Pass
    } else if lacking > 0 {
        found.lacking(u32::try_from(lacking).unwrap_or(u32::MAX))
    } else if found.open {
        Status::NotDue
    } else {
        Status::Unknown
    };
    let measured = names(truths.iter().filter(|(_, truth)| *truth == Truth::Yes).map(|(key, _)| *key));
    verdict(Comparison::SomeOf, &found, measured, names(wanted.tally.entries.keys()), status, least.saturating_sub(there))
}

pub(super) fn within(call: &mut Call<'_>) -> Outcome {
    let (found, allowed) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let (mut broken, mut doubtful) = (0, 0);
    for (key, entry) in &found.tally.entries {
        match allowed.has(key, 1, None) {
            Truth::Yes => {}
            Truth::No if entry.certain > 0 && !allowed.may_grow() => broken += 1,
            _ => doubtful += 1,
        }
    }
    let status = status_of(broken, doubtful, &[&found]);
    verdict(Comparison::Within, &found, found.keys(), names(allowed.tally.entries.keys()), status, broken)
}

pub(super) fn disjoint(call: &mut Call<'_>) -> Outcome {
    let (found, other) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let (mut broken, mut doubtful) = (0, 0);
    for (key, entry) in &found.tally.entries {
        match other.has(key, 1, None) {
            Truth::Yes if entry.certain > 0 => broken += 1,
            Truth::No => {}
            _ => doubtful += 1,
        }
    }
    let status = status_of(broken, doubtful, &[&found, &other]);
    verdict(Comparison::Disjoint, &found, found.keys(), other.keys(), status, broken)
}

/// What is broken stays so; what is not may still be while records can come.
fn status_of(broken: usize, doubtful: usize, figures: &[&TallyFigure]) -> Status {
    if broken > 0 {
        Status::Fail
    } else if figures.iter().any(|figure| figure.open) {
        Status::NotDue
    } else if doubtful > 0 || figures.iter().any(|figure| figure.may_grow()) {
        Status::Unknown
    } else {
        Status::Pass
    }
}

pub(super) fn choices_of(call: &mut Call<'_>) -> Outcome {
    let path = call.text(0)?;
    let Some(choices) = call.session.choices_of(&path) else {
        let known = call.session.choice_columns();
        return Err(crate::diagnostic::Diagnostic::error(
            crate::diagnostic::Code::SchemaUnknown,
            format!("没有选项列“{path}”"),
            format!("there is no choice column `{path}`"),
        )
        .help("写成 \"表.列\" 的样子", "write it as \"table.column\"")
        .at(call.place.clone())
        .suggest(&path, known.iter().map(String::as_str))
        .into());
    };
    Ok(Dynamic::from(choices.into_iter().map(Dynamic::from).collect::<rhai::Array>()))
}
