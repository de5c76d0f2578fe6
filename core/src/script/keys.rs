//! Words that judge which keys a tally or a list has: all that are wanted, some of them, no others, none in common.

use super::call::{Call, Outcome, Stop};
use super::named;
use super::satisfy::{Asked, doubt};
use super::value::{Figure, Nothing, TallyFigure};
use crate::diagnostic::Place;
use crate::judge::{Amount, Comparison, Entry, Growth, Status, Tally, Test, Trend, Truth, Verdict};
use crate::ordered::Ordered;
use crate::pack::{Column, Condition, Literal, Operand};
use rhai::Dynamic;
use rust_decimal::Decimal;
use std::sync::Arc;

const KEYED: (&str, &str) = ("分列的统计、列表或列", "a tally, a list or a column of several");

/// What keys are looked for in, or are wanted.
struct Keys {
    figure: TallyFigure,
    /// How often each is wanted, where a map says so; nothing where that is missing.
    often: Option<Ordered<String, Option<u32>>>,
}

/// The keys of an argument: a tally, or a list, which is known exactly. A text is taken for what it is called in the column behind the argument
/// beside it.
fn keyed(call: &Call<'_>, index: usize, beside: usize) -> Result<Keys, Stop> {
    let value = call.args.get(index).cloned().unwrap_or_default();
    let plain = |figure| Ok(Keys { figure, often: None });
    if let Some(figure) = value.read_lock::<TallyFigure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        return plain(figure.clone());
    }
    let running = call.session.call();
    let column = call.args.get(beside).and_then(|beside| named::column(running.as_ref(), beside));
    let written = named::column(running.as_ref(), &value).is_none();
    let mut keys = TallyFigure::exactly(named::input(&value).into_iter().collect());
    let named = |key: &str, written: bool| named::id(column, key, written, &call.place);
    if let Some(figure) = value.read_lock::<Figure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        // What is missing may have been a list of any length.
        return plain(TallyFigure { open: figure.open, handed_in: !figure.missing, ..keys });
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
            keys.add(named(&key, written && named::column(running.as_ref(), item).is_none())?, 1);
        }
        Arc::make_mut(&mut keys.tally).spare = spare;
        return plain(TallyFigure { open, ..keys });
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        let mut often = Ordered::default();
        for (key, count) in map.iter() {
            let (key, least) = (named(key, true)?, number_of(call, index, count, ("对照表 #{名字: 次数}", "a map of counts"))?);
            keys.add(key.clone(), 1);
            often.insert(key, least);
        }
        return Ok(Keys { figure: keys, often: Some(often) });
    }
    keys.add(named(&key(&value).ok_or_else(|| call.wants(index, KEYED.0, KEYED.1))?, written)?, 1);
    plain(keys)
}

/// The keys that are wanted of the first argument.
pub(super) fn wanted(call: &Call<'_>) -> Result<TallyFigure, Stop> {
    let Keys { figure, often } = keyed(call, 1, 0)?;
    if often.is_none() { Ok(figure) } else { Err(call.wants(1, KEYED.0, KEYED.1)) }
}

/// A whole number from 0 on; nothing where it is missing.
fn number_of(call: &Call<'_>, index: usize, value: &Dynamic, wanted: (&str, &str)) -> Result<Option<u32>, Stop> {
    let whole = |number: Option<Decimal>| number.and_then(|number| u32::try_from(number).ok().filter(|_| number.fract().is_zero()));
    if let Some(figure) = value.read_lock::<Figure>() {
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        return Ok(whole(figure.reach.value()));
    }
    whole(super::value::as_number(value)).map(Some).ok_or_else(|| call.wants(index, wanted.0, wanted.1))
}

/// The members of a list.
pub(super) fn list(call: &Call<'_>, index: usize) -> Result<Vec<String>, Stop> {
    let list = call.args.get(index).and_then(Dynamic::read_lock::<rhai::Array>).map(|list| list.iter().map(key).collect::<Option<Vec<_>>>());
    list.flatten().ok_or_else(|| call.wants(index, "列表", "a list"))
}

fn key(value: &Dynamic) -> Option<String> {
    Some(match super::call::literal(value)? {
        Literal::Text(text) => text,
        Literal::Number(number) => number.normalize().to_string(),
        Literal::Flag(flag) => flag.to_string(),
        Literal::Day(day) => day.without_time().to_string(),
        Literal::List(_) => return None,
    })
}

impl TallyFigure {
    /// What a list column holds, and how many of its members cannot be read.
    pub(crate) fn list(input: u16, members: Vec<String>, unusable: u32) -> Self {
        let mut list = Self::exactly(vec![input]);
        let entries = members.into_iter().map(|member| (member, Entry::counted(1))).collect();
        list.tally = Arc::new(Tally { entries, spare: unusable, unbounded: false });
        list
    }

    /// Nothing yet, and nothing to come.
    fn exactly(inputs: Vec<u16>) -> Self {
        let growth = Growth { added: Trend::Rises, open: Trend::Rises, parts: Trend::Rises, by_one: true };
        Self { inputs, tally: Arc::default(), growth, open: false, handed_in: true }
    }

    /// A key that is there; two names of the same key are one.
    fn add(&mut self, key: String, times: u32) {
        Arc::make_mut(&mut self.tally).entries.insert(key, Entry::counted(times));
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

    /// Whether a key is there, at least so often; whether at all, where that is not known.
    fn has(&self, key: &str, least: Option<u32>) -> Truth {
        let Some(entry) = self.tally.entries.get(key) else { return if least.is_none() { Truth::Maybe } else { Truth::No } };
        match least {
            Some(least) if entry.certain >= least => Truth::Yes,
            Some(least) if entry.certain.saturating_add(entry.possible) < least => Truth::No,
            _ => Truth::Maybe,
        }
    }

    /// Whether a key is there with a value that satisfies a condition.
    fn satisfies(&self, key: &str, condition: &Condition, column: Option<&Column>, place: &Place) -> Result<Truth, Stop> {
        let Some(entry) = self.tally.entries.get(key) else { return Ok(Truth::No) };
        let there = if entry.certain > 0 { Truth::Yes } else { Truth::Maybe };
        Ok(Asked { value: &self.reach(entry), column, place }.satisfies(condition)?.and(there))
    }

    /// How a key that lacks could still come to be there.
    fn lacking(&self, lacks: u32) -> Status {
        if self.open {
            Status::NotDue
        } else if self.handed_in && !self.tally.unbounded && lacks > self.tally.spare {
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
    Ok(Dynamic::from(Verdict::test(Test { gap, open: found.open, ..Test::new(comparison, input, measured, required, status) })))
}

pub(super) fn covers(call: &mut Call<'_>) -> Outcome {
    if call.count() == 1 {
        return Ok(Dynamic::from(Condition::Covers(call.operands(0)?)));
    }
    let (Keys { figure: found, .. }, Keys { figure: wanted, often }) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let condition = match call.args.get(2) {
        Some(_) => Some(call.unpicked_condition(2).ok_or_else(|| call.wants(2, "条件(如 不晚于(…))", "a condition such as by_date(…)"))?),
        None => None,
    };
    if wanted.tally.entries.is_empty() && !wanted.may_grow() {
        return Ok(Dynamic::from(Verdict::said(Status::NotApplicable, None)));
    }
    let running = call.session.call();
    let held = found.input().and_then(|input| running.as_ref()?.columns(input).held);
    let mut truths: Vec<(&String, Truth)> = Vec::new();
    for (key, entry) in wanted.tally.entries.iter() {
        // Only a map says how often each key is wanted; what a tally counts is wanted once.
        let least = often.as_ref().map_or(Some(1), |often| often.get(key).copied().flatten());
        let mut has = found.has(key, least);
        if let Some(condition) = &condition {
            has = has.and(found.satisfies(key, condition, held, &call.place)?);
        }
        // A key that is only perhaps wanted need not be there.
        truths.push((key, if entry.certain > 0 { has } else { has.or(Truth::Maybe) }));
    }
    let lacking = truths.iter().filter(|(_, truth)| *truth == Truth::No).count();
    // What is compared with may be missing or still to come, whatever is found.
    let unset = often.iter().flat_map(Ordered::values).any(Option::is_none).then_some(false);
    let doubt = condition.as_ref().and_then(doubt).into_iter().chain(unset).reduce(|a, b| a && b);
    let status = if lacking > 0 {
        found.lacking(u32::try_from(lacking).unwrap_or(u32::MAX))
    } else if truths.iter().any(|(_, truth)| *truth == Truth::Maybe) || wanted.tally.spare > 0 || !wanted.handed_in {
        if doubt.unwrap_or(found.open) { Status::NotDue } else { Status::Unknown }
    } else if wanted.open {
        Status::NotDue
    } else {
        Status::Pass
    };
    // Where some keys surely lack, those that only may are not held against anybody.
    let least = if lacking > 0 { Truth::Maybe } else { Truth::Yes };
    let there = names(truths.iter().filter(|(_, truth)| *truth >= least).map(|(key, _)| *key));
    let comparison = if condition.is_some() { Comparison::CoversWith } else { Comparison::Covers };
    verdict(comparison, &found, there, names(wanted.tally.entries.keys()), status, lacking)
}

pub(super) fn some_of(call: &mut Call<'_>) -> Outcome {
    const LEAST: (&str, &str) = ("不小于 0 的整数", "a whole number from 0");
    // A list that the script wrote, with a number or nothing behind it, is a condition. While a pack loads, there is nothing else.
    let written = !call.session.is_judging() || call.args.first().is_some_and(|first| first.is_array() && named::input(first).is_none());
    let counts = |value: &Dynamic| !(value.is_array() || value.is_map() || value.is_string() || value.is::<TallyFigure>());
    if call.count() == 1 || call.count() == 2 && written && call.args.get(1).is_some_and(counts) {
        let least = if call.count() == 2 { call.operand(1)? } else { Operand::Literal(Literal::Number(Decimal::ONE)) };
        return Ok(Dynamic::from(Condition::SomeOf(call.operands(0)?, least)));
    }
    let (Keys { figure: found, .. }, Keys { figure: wanted, .. }) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let least = match call.args.get(2) {
        Some(least) => number_of(call, 2, least, LEAST)?,
        None => Some(1),
    };
    let truths: Vec<(&String, Truth)> = wanted.certain().map(|(key, _)| (key, found.has(key, Some(1)))).collect();
    let count = |wanted: Truth| truths.iter().filter(|(_, truth)| *truth == wanted).count();
    let (there, perhaps) = (count(Truth::Yes), count(Truth::Maybe));
    // How many are wanted, and how many of them lack for certain.
    let least = least.map(|least| least as usize);
    let lacking = least.map_or(0, |least| least.saturating_sub(there + perhaps));
    let status = match least {
        None => Status::Unknown,
        Some(least) if there >= least => Status::Pass,
        _ if lacking > 0 && wanted.may_grow() => {
            if found.open || wanted.open {
                Status::NotDue
            } else {
                Status::Unknown
            }
        }
        _ if lacking > 0 => found.lacking(u32::try_from(lacking).unwrap_or(u32::MAX)),
        _ if found.open => Status::NotDue,
        _ => Status::Unknown,
    };
    let measured = names(truths.iter().filter(|(_, truth)| *truth == Truth::Yes).map(|(key, _)| *key));
    let gap = least.map_or(0, |least| least.saturating_sub(there));
    verdict(Comparison::SomeOf, &found, measured, names(wanted.tally.entries.keys()), status, gap)
}

pub(super) fn within(call: &mut Call<'_>) -> Outcome {
    if call.count() == 1 {
        return Ok(Dynamic::from(Condition::Within(call.operands(0)?)));
    }
    let (Keys { figure: found, .. }, Keys { figure: allowed, .. }) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let (mut broken, mut doubtful) = (0, 0);
    for (key, entry) in found.tally.entries.iter() {
        match allowed.has(key, Some(1)) {
            Truth::Yes => {}
            Truth::No if entry.certain > 0 && !allowed.may_grow() => broken += 1,
            _ => doubtful += 1,
        }
    }
    let status = status_of(broken, doubtful, &[&found]);
    verdict(Comparison::Within, &found, found.keys(), names(allowed.tally.entries.keys()), status, broken)
}

pub(super) fn disjoint(call: &mut Call<'_>) -> Outcome {
    if call.count() == 1 {
        return Ok(Dynamic::from(Condition::Disjoint(call.operands(0)?)));
    }
    let (Keys { figure: found, .. }, Keys { figure: other, .. }) = (keyed(call, 0, 1)?, keyed(call, 1, 0)?);
    let (mut broken, mut doubtful) = (0, 0);
    for (key, entry) in found.tally.entries.iter() {
        match other.has(key, Some(1)) {
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
