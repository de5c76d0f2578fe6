//! Words that judge which keys a tally or a list has: all that are wanted, some of them, no others, none in common.

use super::call::{Call, Outcome, Stop};
use super::value::{Figure, TallyFigure};
use super::verdict::satisfies;
use crate::judge::{Amount, Comparison, Entry, Status, Tally, Test, Trend, Truth, Verdict};
use crate::pack::{Condition, Literal};
use rhai::Dynamic;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

const KEYED: (&str, &str) = ("分列的统计、列表或列", "a tally, a list or a column of several");

/// What keys are looked for in: a tally, or a list, which is known exactly.
fn keyed(call: &Call<'_>, index: usize) -> Result<TallyFigure, Stop> {
    let value = call.args.get(index).cloned().unwrap_or_default();
    if let Some(figure) = value.read_lock::<TallyFigure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        return Ok(figure.clone());
    }
    let inputs: Vec<u16> = super::value::input_of(&value).into_iter().collect();
    if let Some(figure) = value.read_lock::<Figure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        if figure.missing {
            return Err(Stop::Undecided { open: figure.open });
        }
        return Ok(TallyFigure::exactly(figure.inputs.clone(), std::iter::empty(), figure.open));
    }
    if let Ok(text) = value.clone().into_string() {
        return Ok(TallyFigure::exactly(inputs, std::iter::once((text, 1)), false));
    }
    if let Some(list) = value.read_lock::<rhai::Array>() {
        let keys: Option<Vec<(String, u32)>> = list.iter().map(|item| Some((key(item)?, 1))).collect();
        return keys.map(|keys| TallyFigure::exactly(inputs, keys.into_iter(), false)).ok_or_else(|| call.wants(index, KEYED.0, KEYED.1));
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        let keys: Option<Vec<(String, u32)>> = map.iter().map(|(key, count)| Some((key.to_string(), u32::try_from(count.as_int().ok()?).ok()?))).collect();
        return keys
            .map(|keys| TallyFigure::exactly(inputs, keys.into_iter(), false))
            .ok_or_else(|| call.wants(index, "对照表 #{名字: 次数}", "a map of counts"));
    }
    Err(call.wants(index, KEYED.0, KEYED.1))
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
    fn exactly(inputs: Vec<u16>, keys: impl Iterator<Item = (String, u32)>, open: bool) -> Self {
        let entries = keys.map(|(key, certain)| (key, Entry::certain(certain, certain.into()))).collect();
        Self { inputs, tally: Arc::new(Tally { entries, spare: 0 }), trend: Trend::Rises, open, handed_in: true }
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
    let input = match found.inputs.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let gap = (gap > 0 && matches!(status, Status::Fail | Status::NotDue | Status::Unknown)).then(|| Decimal::from(gap));
    Ok(Dynamic::from(Verdict::test(Test { comparison, input, measured, required, status, gap, open: found.open })))
}

pub(super) fn covers(call: &mut Call<'_>) -> Outcome {
    let (found, wanted) = (keyed(call, 0)?, keyed(call, 1)?);
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
    let (found, wanted) = (keyed(call, 0)?, keyed(call, 1)?);
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
    let (found, allowed) = (keyed(call, 0)?, keyed(call, 1)?);
    let (mut broken, mut doubtful) = (0, 0);
    for (key, entry) in &found.tally.entries {
        match allowed.has(key, 1, None) {
            Truth::Yes => {}
            Truth::No if entry.certain > 0 && !allowed.may_grow() => broken += 1,
            _ => doubtful += 1,
        }
    }
    let status = status_of(broken, doubtful, &[&found]);
    verdict(Comparison::Within, &found, names(found.certain().map(|(key, _)| key)), names(allowed.tally.entries.keys()), status, broken)
}

pub(super) fn disjoint(call: &mut Call<'_>) -> Outcome {
    let (found, other) = (keyed(call, 0)?, keyed(call, 1)?);
    let (mut broken, mut doubtful) = (0, 0);
    for (key, entry) in &found.tally.entries {
        match other.has(key, 1, None) {
            Truth::Yes if entry.certain > 0 => broken += 1,
            Truth::No => {}
            _ => doubtful += 1,
        }
    }
    let status = status_of(broken, doubtful, &[&found, &other]);
    verdict(Comparison::Disjoint, &found, names(found.certain().map(|(key, _)| key)), names(other.certain().map(|(key, _)| key)), status, broken)
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
