//! Values that a test gives, as what a closure reads: measures, tallies, and cells of the unit's row.

use super::declaration::Given;
use crate::calendar::{Day, PeriodPart};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::judge::{Entry, Moments, Parts, Range, Status, Tally, Together, day_of, not_yet, number_of};
use crate::measure::growth;
use crate::ordered::Ordered;
use crate::pack::{Aggregate, Choice, ColumnType, Literal, PlannedMeasure, Resolved, Schema};
use crate::script::{Fact, Figure, Nothing, TallyFigure};
use std::sync::Arc;

/// Values by name.
pub(super) type Values = Ordered<String, Given>;

/// The measure that answers to a name or label, and its number.
pub(super) fn measure_of<'a>(measures: &'a [PlannedMeasure], name: &str) -> Option<(usize, &'a PlannedMeasure)> {
    let index = measures.iter().position(|measure| measure.name == name).or_else(|| measures.iter().position(|measure| measure.label == name))?;
    Some((index, measures.get(index)?))
}

/// The value that is given under a name or label.
pub(super) fn value<'a>(values: &'a Values, name: &str, label: &str) -> Option<&'a Given> {
    values.get(name).or_else(|| values.get(label))
}

/// A given value as a measure; nothing if the measure cannot have it.
pub(super) fn measured(schema: &Schema, measure: &PlannedMeasure, given: &Given, open: bool, input: u16) -> Option<Fact> {
    if let Some(kind) = measure.plan.one_value(schema) {
        return match given {
            Given::NotYet if open => Some(Fact::Figure(not_yet(input))),
            // That nothing was said is no value.
            Given::NotYet => Some(Fact::Missing),
            Given::Value(Literal::Text(id)) if kind.target().is_some() => Some(Fact::Text(id.clone())),
            given => cell(&kind, given),
        };
    }
    let is_day = measure.plan.is_day();
    let timed = measure.plan.is_timed(schema);
    if measure.plan.aggregate() == Aggregate::Worst {
        return together(given).map(|together| Fact::Verdict(together.verdict(Some(input), open)));
    }
    if measure.plan.has_keys() && *given != Given::Missing {
        let tally = Arc::new(tally(schema, measure, given)?);
        return Some(Fact::Tally(TallyFigure { inputs: vec![input], tally, growth: growth(&measure.plan), open, handed_in: true }));
    }
    if measure.plan.aggregate() == Aggregate::Share
        && let Given::Ratio(..) | Given::NotYet = given
    {
        let (met, total) = if let Given::Ratio(met, total) = given { (*met, *total) } else { (0, 0) };
        let (share, growth) = (Figure::share(met, total, input), growth(&measure.plan));
        let later = |parts: Box<(Parts, Parts)>| Box::new((parts.0, if open { parts.0.freed(growth.parts) } else { parts.0 }));
        let reach = if open { growth.open.freed(share.now) } else { share.now };
        return (met <= total).then(|| Fact::Figure(Figure { reach, open, parts: share.parts.map(later), ..share }));
    }
    let now = match given {
        Given::Missing => return Some(Fact::Missing),
        Given::Value(Literal::Number(number)) if !is_day => Some(*number),
        Given::Value(value) if is_day => Some(number_of(day(value, timed)?)),
        Given::NotYet => None,
        _ => return None,
    };
    Some(match (now, open, is_day) {
        (Some(value), false, true) => Fact::Day(day_of(value)),
        (Some(value), false, false) => Fact::Number(value),
        (now, _, _) => {
            let nothing = if now.is_some() { Nothing::No } else { Nothing::Yes };
            let times = now.filter(|_| timed).map(|value| Moments::on(day_of(value)));
            let now = now.map_or(Range::EVERYTHING, Range::exactly);
            let now = if is_day { now.whole() } else { now };
            let reach = if open { growth(&measure.plan).open.freed(now) } else { now };
            Fact::Figure(Figure { times, is_day, nothing, open, ..Figure::between(vec![input], now, reach) })
        }
    })
}

/// Given statuses as those of findings: one, a list, so many of each, or how many of how many pass.
fn together(given: &Given) -> Option<Together> {
    let mut together = Together::default();
    let mut add = |status: &str, count: u32| Status::from_name(status).map(|status| together.add(status, count, true));
    match given {
        Given::Missing => add(Status::Unknown.name(), 1)?,
        Given::NotYet => {}
        Given::Value(Literal::Text(status)) => add(status, 1)?,
        Given::List(statuses) => statuses.iter().try_for_each(|status| add(status, 1))?,
        Given::Row(counts) => counts.iter().try_for_each(|(status, count)| match count {
            Given::Value(Literal::Number(count)) => add(status, u32::try_from(*count).ok()?),
            _ => None,
        })?,
        Given::Ratio(passing, all) => {
            add(Status::Pass.name(), *passing)?;
            add(Status::Fail.name(), all.checked_sub(*passing)?)?;
        }
        Given::Value(_) => return None,
    }
    Some(together)
}

/// Given values as those of keys: so much of each, or each of a list once. A key may be written by its label.
fn tally(schema: &Schema, measure: &PlannedMeasure, given: &Given) -> Option<Tally> {
    let named = |name: &String| measure.keys.iter().find(|(_, label)| *label == name).map_or_else(|| name.clone(), |(id, _)| id.clone());
    let (plan, held) = (&measure.plan, measure.plan.held(schema));
    let counts = plan.aggregate() == Aggregate::Count;
    let of_key = |value: &Given| match value {
        Given::Value(Literal::Number(number)) if counts => Some(Entry::counted(u32::try_from(*number).ok()?)),
        _ if counts => None,
        value => cell(&held, value)?.of_key(),
    };
    // What has not happened has no key.
    let happened = |(_, value): &(&String, &Given)| counts || **value != Given::NotYet;
    let entries: Ordered<String, Entry> = match given {
        Given::NotYet => Ordered::default(),
        Given::List(names) if counts => names.iter().map(|name| (named(name), Entry::counted(1))).collect(),
        Given::Row(values) => {
            let entries = values.iter().filter(happened).map(|(name, value)| Some((named(name), of_key(value)?)));
            entries.collect::<Option<_>>()?
        }
        _ => return None,
    };
    Some(Tally { entries: entries.into_iter().filter(|(_, entry)| entry.certain > 0).collect(), ..Tally::default() })
}

/// A given value as a cell of a column; nothing if the column cannot hold it.
pub(super) fn cell(kind: &ColumnType, given: &Given) -> Option<Fact> {
    let choice = |text: &String| {
        let known = kind.choices()?.iter().find(|choice| choice.id == *text || choice.label == *text)?;
        Some(known.id.clone())
    };
    match (kind, given) {
        (_, Given::Missing) => Some(Fact::Missing),
        (_, Given::NotYet) => Some(Fact::Nothing),
        (ColumnType::Number | ColumnType::Integer, Given::Value(Literal::Number(number))) => Some(Fact::Number(*number)),
        (ColumnType::Flag, Given::Value(Literal::Flag(flag))) => Some(Fact::Flag(*flag)),
        (ColumnType::Date | ColumnType::Moment, Given::Value(value)) => day(value, *kind == ColumnType::Moment).map(Fact::Day),
        (ColumnType::Choice(_), Given::Value(Literal::Text(text))) => choice(text).map(Fact::Text),
        (ColumnType::Text | ColumnType::Link(_), Given::Value(Literal::Text(text))) => Some(Fact::Text(text.clone())),
        (ColumnType::Choices(_), Given::List(list)) => texts(list.iter().map(choice)),
        (ColumnType::Tags | ColumnType::Links(_), Given::List(list)) => texts(list.iter().cloned().map(Some)),
        _ => None,
    }
}

fn texts(texts: impl Iterator<Item = Option<String>>) -> Option<Fact> {
    texts.map(|text| text.map(Literal::Text)).collect::<Option<Vec<_>>>().map(Fact::List)
}

/// A given day, with its time where one can be.
fn day(value: &Literal, timed: bool) -> Option<Day> {
    match value {
        Literal::Day(day) => Some(if timed { *day } else { day.without_time() }),
        Literal::Text(text) if timed => Day::parse_moment(text),
        Literal::Text(text) => Day::parse(text),
        _ => None,
    }
}

/// What is wrong with values that a test gives a rule: names that it does not have, and values that cannot stand there.
pub(super) fn check(schema: &Schema, rule: &str, resolved: &Resolved, values: &Values, place: &Place) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let measures = &resolved.measures;
    for (name, given) in values.iter() {
        match measure_of(measures, name) {
            Some((_, measure)) if measured(schema, measure, given, false, 0).is_none() => {
                let choices = measure.plan.one_value(schema).and_then(|kind| Some(kind.choices()?.to_vec()));
                problems.push(choices.and_then(|choices| unlisted(name, given, &choices, place)).unwrap_or_else(|| misfit(name, place)));
            }
            Some((_, measure)) => problems.extend(unkeyed(measure, name, given, place)),
            None if name == "id" && cell(&ColumnType::Text, given).is_some() => {}
            None if PeriodPart::PERIOD.contains(&name.as_str()) && schema.table(resolved.table).column_index(name).is_none() => {
                problems.extend(period(name, given, place));
            }
            None => row(schema, resolved.table, name, given, place, &mut problems, &|problem| {
                problem
                    .suggest(name, measures.iter().flat_map(|measure| [measure.name.as_str(), measure.label.as_str()]).chain(columns(schema, resolved.table)))
            }),
        }
    }
    for problem in &mut problems {
        problem.message.zh = format!("规则“{rule}”：{}", problem.message.zh);
        problem.message.en = format!("rule `{rule}`: {}", problem.message.en);
    }
    problems
}

/// Checks the parts that are given of a period.
fn period(name: &str, given: &Given, place: &Place) -> Vec<Diagnostic> {
    let Given::Row(parts) = given else { return vec![misfit(name, place)] };
    let wrong = |(name, given): (&String, &Given)| match PeriodPart::from_name(name) {
        Some(part) => cell(&part.kind(), given).is_none().then(|| misfit(name, place)),
        None => Some(
            Diagnostic::error(Code::PackUnknown, told!("考核期没有“{name}”"), told!("a period has no `{name}`"))
                .at(place.clone())
                .suggest_named(name, PeriodPart::ALL.iter().map(|(_, en, zh)| (*en, *zh))),
        ),
    };
    parts.iter().filter_map(wrong).collect()
}

fn columns(schema: &Schema, table: usize) -> impl Iterator<Item = &str> {
    schema.table(table).columns.iter().flat_map(|column| [column.name.as_str(), column.label.as_str()])
}

/// Checks one named value of a row.
fn row(schema: &Schema, table: usize, name: &str, given: &Given, place: &Place, problems: &mut Vec<Diagnostic>, suggest: &dyn Fn(Diagnostic) -> Diagnostic) {
    let shape = schema.table(table);
    let Some(column) = shape.column_index(name).and_then(|index| shape.columns.get(index)) else {
        let unknown = Diagnostic::error(Code::PackUnknown, told!("没有统计或列“{name}”"), told!("there is no measure or column `{name}`"));
        problems.push(suggest(unknown.at(place.clone())));
        return;
    };
    match (&column.kind, given) {
        (ColumnType::Link(target), Given::Row(values)) => {
            let Some(target) = schema.table_index(target) else { return };
            for (name, given) in values.iter().filter(|(name, given)| name.as_str() != "id" || cell(&ColumnType::Text, given).is_none()) {
                row(schema, target, name, given, place, problems, &|problem| problem.suggest(name, columns(schema, target)));
            }
        }
        (ColumnType::Link(_), Given::Missing | Given::NotYet | Given::Value(Literal::Text(_))) => {}
        (kind, given) if cell(kind, given).is_none() => {
            problems.push(kind.choices().and_then(|choices| unlisted(name, given, choices, place)).unwrap_or_else(|| misfit(name, place)));
        }
        _ => {}
    }
}

/// A choice that a column does not have.
fn unlisted(name: &str, given: &Given, choices: &[Choice], place: &Place) -> Option<Diagnostic> {
    let Given::Value(Literal::Text(text)) = given else { return None };
    let problem = Diagnostic::error(Code::SchemaUnknown, told!("“{name}”没有“{text}”这个选项"), told!("`{name}` has no choice `{text}`"));
    Some(problem.at(place.clone()).suggest_named(text, choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str()))))
}

/// Keys that a measure by key cannot have, since they are no choices of its column.
fn unkeyed(measure: &PlannedMeasure, name: &str, given: &Given, place: &Place) -> Option<Diagnostic> {
    let keys: Vec<&String> = match given {
        Given::Row(values) => values.keys().collect(),
        Given::List(names) => names.iter().collect(),
        _ => Vec::new(),
    };
    let known = |key: &String| measure.keys.iter().any(|(id, label)| id == key || label == key);
    let wrong = keys.into_iter().find(|key| measure.plan.has_keys() && !measure.keys.is_empty() && !known(key))?;
    let problem = Diagnostic::error(Code::SchemaUnknown, told!("“{name}”没有“{wrong}”这一项"), told!("`{name}` has no key `{wrong}`"));
    Some(problem.at(place.clone()).suggest_named(wrong, measure.keys.iter().map(|(id, label)| (id.as_str(), label.as_str()))))
}

fn misfit(name: &str, place: &Place) -> Diagnostic {
    Diagnostic::error(Code::PackValue, told!("“{name}”不能取这样的值"), told!("`{name}` cannot have such a value"))
        .help(
            told!("数写 14，日期写 日(\"2020-01-31\")，占比写 比(19, 20)，分列写 #{{键: 2}}，取最差写 \"达标\" 这样的结果，列表写 [\"…\"]，关联写 \"编号\" 或 #{{列: 值}}；也可写 缺失() 或 未发生()"),
            told!("write a number as 14, a day as day(\"2020-01-31\"), a share as ratio(19, 20), a measure by key as #{{ key: 2 }}, the worst of findings as a status such as \"fail\", a list as [\"…\"], a link as \"id\" or #{{ column: value }}; or missing(), not_yet()"),
        )
        .at(place.clone())
        .given(name)
}
