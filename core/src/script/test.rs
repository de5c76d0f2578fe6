//! Words that declare tests.

use super::call::{Call, Outcome, Stop, literal};
use super::declare::{change, duplicate};
use super::value::Handle;
use crate::diagnostic::{Code, Diagnostic};
use crate::finding::{Number, Shown};
use crate::judge::Status;
use crate::ordered::Ordered;
use crate::pack::Literal;
use crate::test::{Expected, Given, Step, Test, TextTable};
use rhai::Dynamic;

/// Tests of one pack.
const TESTS: usize = 10_000;
/// Records and steps of one test.
const SIZE: usize = 10_000;
/// How deep rows behind links may stand in each other.
const DEPTH: usize = 8;

const TEST: (&str, &str) = ("测试", "a test");

pub(super) fn test(call: &mut Call<'_>) -> Outcome {
    let name = call.text(0)?;
    let mut declarations = call.session.declarations();
    if declarations.tests.len() >= TESTS {
        return Err(too_many(call, told!("一个规则包最多 {TESTS} 个测试"), told!("a pack holds {TESTS} tests at most")));
    }
    if declarations.tests.iter().any(|test| test.name == name) {
        call.session.report(duplicate("测试", "test", &name, &call.place));
    }
    declarations.tests.push(Test { name, place: call.place.clone(), steps: Vec::new(), size: 0 });
    Ok(Dynamic::from(Handle::Test(declarations.tests.len() - 1)))
}

fn too_many(call: &Call<'_>, zh: impl Into<String>, en: impl Into<String>) -> Stop {
    Diagnostic::error(Code::ScriptLimit, zh, en).at(call.place.clone()).into()
}

/// Adds a step to the test that the chain speaks of.
fn step(call: &Call<'_>, size: usize, step: Step) -> Outcome {
    let place = call.place.clone();
    let mut full = false;
    let outcome = change(call, TEST, |declarations, handle| {
        let Handle::Test(index) = handle else { return false };
        let Some(test) = declarations.tests.get_mut(index) else { return false };
        test.size = test.size.saturating_add(size).saturating_add(1);
        full = test.size > SIZE;
        if !full {
            test.steps.push((step, place));
        }
        true
    });
    if full {
        let help = ("测试只需几条记录：把参数设小再测", "a test needs a few records only: set the parameter low");
        let problem = Diagnostic::error(Code::ScriptLimit, told!("一个测试最多 {SIZE} 条记录"), told!("a test holds {SIZE} records at most"));
        return Err(problem.help(help.0, help.1).at(call.place.clone()).into());
    }
    outcome
}

pub(super) fn given(call: &mut Call<'_>) -> Outcome {
    records(call, 1, 1)
}

pub(super) fn repeat(call: &mut Call<'_>) -> Outcome {
    let times = usize::try_from(call.integer(1)?).ok().filter(|times| *times > 0).ok_or_else(|| call.wants(1, "正整数", "a whole number from 1"))?;
    records(call, 2, times)
}

/// A table's name at one place and its records after it.
fn records(call: &Call<'_>, at: usize, times: usize) -> Outcome {
    let (table, text) = (call.text(at)?, call.text(at + 1)?);
    call.session.charge(text.len());
    let records = TextTable::parse(&text).unwrap_or_else(|problem| {
        call.session.report(problem.at(call.place.clone()));
        TextTable::default()
    });
    step(call, records.rows.len().saturating_mul(times), Step::Given { table, records, times })
}

pub(super) fn as_of(call: &mut Call<'_>) -> Outcome {
    step(call, 0, Step::AsOf(call.day(1)?))
}

pub(super) fn set(call: &Call<'_>) -> Outcome {
    step(call, 0, Step::Set(call.text(1)?, call.setting(2)?))
}

pub(super) fn choose(call: &Call<'_>) -> Outcome {
    step(call, 0, Step::Choose(call.text(1)?, call.text(2)?))
}

/// `profile` after a test; by itself it declares one.
pub(super) fn profile(call: &Call<'_>) -> Outcome {
    step(call, 0, Step::Profile(call.text(1)?))
}

pub(super) fn expect(call: &mut Call<'_>) -> Outcome {
    let (rule, unit, period) = (call.text(1)?, call.text(2)?, call.text(3)?);
    step(call, 0, Step::Expect { rule, unit, period, expected: expected(call, 4)? })
}

/// `judge` after a test; that of rules is `rule::judge`.
pub(super) fn judge(call: &Call<'_>) -> Outcome {
    step(call, 0, Step::Judge(call.text(1)?))
}

pub(super) fn open(call: &mut Call<'_>) -> Outcome {
    step(call, 0, Step::Open)
}

pub(super) fn of(call: &mut Call<'_>) -> Outcome {
    let (zh, en) = ("对照表 #{统计: 值}", "a map #{ measure: value }");
    let Some(Given::Row(values)) = call.args.get(1).and_then(|value| value_of(value, 0)) else { return Err(call.wants(1, zh, en)) };
    step(call, 0, Step::Of { values, expected: expected(call, 2)? })
}

pub(super) fn missing(_: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Given::Missing))
}

pub(super) fn not_yet(_: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Given::NotYet))
}

pub(super) fn ratio(call: &mut Call<'_>) -> Outcome {
    let part = |index: usize| u32::try_from(call.integer(index)?).map_err(|_| call.wants(index, "不小于 0 的整数", "a whole number from 0"));
    Ok(Dynamic::from(Given::Ratio(part(0)?, part(1)?)))
}

fn value_of(value: &Dynamic, depth: usize) -> Option<Given> {
    if let Some(given) = value.clone().try_cast::<Given>() {
        return Some(given);
    }
    if let Some(literal) = literal(value) {
        return Some(Given::Value(literal));
    }
    if let Some(list) = value.read_lock::<rhai::Array>() {
        return list.iter().map(|item| item.clone().into_string().ok()).collect::<Option<Vec<_>>>().map(Given::List);
    }
    let map = value.read_lock::<rhai::Map>().filter(|_| depth < DEPTH)?;
    let mut row = Ordered::default();
    for (name, value) in map.iter() {
        row.insert(name.to_string(), value_of(value, depth + 1)?);
    }
    Some(Given::Row(row))
}

/// What is expected: a status, or a map that says more of the finding.
fn expected(call: &Call<'_>, index: usize) -> Result<Expected, Stop> {
    const FIELDS: [(&str, &str); 4] = [("status", "结果"), ("measured", "实有"), ("gap", "相差"), ("message", "说明")];
    let (zh, en) =
        ("结果(如 \"达标\")，或 #{结果: …, 实有: …, 相差: …, 说明: …}", "a status such as \"pass\", or #{ status: …, measured: …, gap: …, message: … }");
    let value = call.args.get(index).cloned().unwrap_or_default();
    if let Ok(name) = value.clone().into_string() {
        return Ok(Expected { status: status(call, &name), ..Expected::default() });
    }
    let map = value.try_cast::<rhai::Map>().ok_or_else(|| call.wants(index, zh, en))?;
    let mut expected = Expected::default();
    for (key, value) in &map {
        let wants = || call.wants(index, zh, en);
        let text = || value.clone().into_string().map_err(|_| wants());
        match FIELDS.iter().find(|(name, twin)| key == name || key == twin).map(|(name, _)| *name) {
            Some("status") => expected.status = status(call, &text()?),
            Some("measured") => expected.measured = Some(shown(value).ok_or_else(wants)?),
            Some("gap") => expected.gap = Some(super::value::as_number(value).map(Number).ok_or_else(wants)?),
            Some(_) => expected.message = Some(text()?),
            None => {
                let problem = Diagnostic::error(Code::PackUnknown, told!("结果里没有“{key}”"), told!("a finding has no `{key}`"));
                call.session.report(problem.at(call.place.clone()).suggest_named(key, FIELDS.iter().copied()));
            }
        }
    }
    if map.is_empty() {
        call.session.report(Diagnostic::error(Code::PackIncomplete, told!("没有写明应为什么"), told!("nothing is expected")).at(call.place.clone()));
    }
    Ok(expected)
}

/// A status by name. A slip in it is told without losing the rest of the test.
fn status(call: &Call<'_>, name: &str) -> Option<Status> {
    let status = Status::from_name(name);
    if status.is_none() {
        let problem = Diagnostic::error(Code::PackValue, told!("没有“{name}”这种结果"), told!("there is no status `{name}`"));
        let known = Status::ALL.iter().map(|(_, name, label)| (*name, *label));
        call.session.report(problem.at(call.place.clone()).suggest_named(name, known));
    }
    status
}

/// A value as findings have it; two in a list are the ends between which it lies, and texts in a list are keys.
fn shown(value: &Dynamic) -> Option<Shown> {
    if let Some(list) = value.read_lock::<rhai::Array>() {
        if let Some(keys) = list.iter().map(|key| key.clone().into_string().ok()).collect::<Option<Vec<_>>>() {
            return Some(Shown::Keys(keys));
        }
        let [low, high] = list.as_slice() else { return None };
        let end = |value: &Dynamic| if value.is_unit() { Some(None) } else { shown(value).map(Some) };
        return match (end(low)?, end(high)?) {
            (Some(Shown::Day(low)), Some(Shown::Day(high))) => Some(Shown::Days(Some(low), Some(high))),
            (low, high) => {
                let number = |end: Option<Shown>| match end {
                    None => Some(None),
                    Some(Shown::Number(number)) => Some(Some(number)),
                    Some(_) => None,
                };
                Some(Shown::Numbers(number(low)?, number(high)?))
            }
        };
    }
    Some(match literal(value)? {
        Literal::Number(number) => Shown::Number(Number(number)),
        Literal::Text(text) => Shown::Text(text),
        Literal::Flag(flag) => Shown::Flag(flag),
        Literal::Day(day) => Shown::Day(day),
        Literal::List(_) => return None,
    })
}
