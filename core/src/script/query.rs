//! Words that ask for measures.

use super::call::{Call, Outcome, Stop};
use super::closure::Closure;
use super::declare::{change, not_among};
use super::value::{Handle, Picked, Reference};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Aggregate, Belonging, Findings, FormPart, Having, Months, Presence, Query, Source, Where, Window};
use rhai::Dynamic;

fn begin(call: &Call<'_>, aggregate: Aggregate, columns: Vec<String>) -> Outcome {
    Ok(Dynamic::from(Query { columns, ..Query::new(source(call)?, aggregate, call.place.clone()) }))
}

/// A table's name, or `findings(…)` in its place.
fn source(call: &Call<'_>) -> Result<Source, Stop> {
    if call.is::<Findings>(0) { call.cast(0, "结果", "findings").map(Source::Findings) } else { call.text(0).map(Source::Table) }
}

/// Names the rules whose findings are measured, one by one or in a list.
pub(super) fn findings(call: &mut Call<'_>) -> Outcome {
    let mut rules = Vec::new();
    for index in 0..call.count() {
        if call.is::<rhai::Array>(index) {
            rules.extend(call.texts(index)?);
        } else {
            rules.push(call.text(index)?);
        }
    }
    if rules.is_empty() {
        return Err(call.wants(0, "规则的名字", "the id of a rule"));
    }
    Ok(Dynamic::from(Findings { rules, place: call.place.clone() }))
}

pub(super) fn worst(call: &mut Call<'_>) -> Outcome {
    if !call.is::<Findings>(0) {
        return Err(call.wants(0, "结果(如 结果(\"T3*\"))", "findings such as findings(\"T3*\")"));
    }
    begin(call, Aggregate::Worst, Vec::new())
}

/// Refines a query by what only records have.
fn refine_records(call: &Call<'_>, help: (&str, &str), edit: impl Fn(&mut Query)) -> Outcome {
    let over_findings = std::cell::Cell::new(false);
    let refined = refine(call, |query| {
        over_findings.set(over_findings.get() || matches!(query.source, Source::Findings(_)));
        edit(query);
    })?;
    if over_findings.get() {
        let (zh, en) = (call.word.twin, call.word.name);
        return Err(Diagnostic::error(Code::SchemaType, told!("“{zh}”不能用在结果上"), told!("`{en}` cannot refine findings"))
            .help(help.0, help.1)
            .at(call.place.clone())
            .into());
    }
    Ok(refined)
}

const BY_COLUMN: (&str, &str) = (
    "结果用 其中(列, 值) 限定，列有：规则、条款、强度、结果、对象",
    "refine findings by having(column, value); their columns are rule, clause, level, status and entity",
);
const BY_PERIOD: (&str, &str) =
    ("考核期落在期间里的结果就算；要换期间，用 期间(…)", "a finding counts if its period lies in the window; say which days by during(…)");

/// Refines a query, each of those that a reading picks from, or the one behind a form's table.
pub(super) fn refine(call: &Call<'_>, edit: impl Fn(&mut Query)) -> Outcome {
    if super::form::is_form(call) {
        return super::form::refine(call, edit);
    }
    if let Some(mut picked) = call.args.first().and_then(|value| value.clone().try_cast::<Picked>()) {
        for (_, option) in &mut picked.options {
            let mut query: Query = option.clone().try_cast().ok_or_else(|| call.wants(0, QUERY.0, QUERY.1))?;
            edit(&mut query);
            *option = Dynamic::from(query);
        }
        return Ok(Dynamic::from(picked));
    }
    let mut query: Query = call.cast(0, QUERY.0, QUERY.1)?;
    edit(&mut query);
    Ok(Dynamic::from(query))
}

const QUERY: (&str, &str) = ("统计(如 计数(\"活动\"))", "a query such as count(\"activities\")");

/// Whether the chain speaks of a query, or of several that a reading picks from.
pub(super) fn is_query(call: &Call<'_>) -> bool {
    call.is::<Query>(0) || call.is::<Picked>(0)
}

/// Whether the chain speaks of what can be refined like a query.
pub(super) fn is_refined(call: &Call<'_>) -> bool {
    is_query(call) || super::form::is_form(call)
}

fn over_column(call: &Call<'_>, aggregate: Aggregate) -> Outcome {
    begin(call, aggregate, vec![call.text(1)?])
}

pub(super) fn value(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Value)
}

pub(super) fn count(call: &mut Call<'_>) -> Outcome {
    begin(call, Aggregate::Count, Vec::new())
}

pub(super) fn share(call: &mut Call<'_>) -> Outcome {
    begin(call, Aggregate::Share, Vec::new())
}

/// How much of a form, or of a part of it, is blank.
pub(super) fn blanks(call: &mut Call<'_>) -> Outcome {
    let part = call.optional_text(1)?;
    if let Some(unknown) = part.as_ref().filter(|part| FormPart::from_name(part).is_none()) {
        return Err(not_among(call, unknown, FormPart::ALL.iter().map(|(_, en, zh)| (*en, *zh))));
    }
    let form = Source::Form(call.text(0)?);
    Ok(Dynamic::from(Query { columns: part.into_iter().collect(), ..Query::new(form, Aggregate::Blanks, call.place.clone()) }))
}

pub(super) fn distinct(call: &mut Call<'_>) -> Outcome {
    let columns = match call.optional_text(1) {
        Ok(column) => column.into_iter().collect(),
        Err(_) => call.texts(1)?,
    };
    begin(call, Aggregate::Distinct, columns)
}

pub(super) fn sum(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Sum)
}

pub(super) fn largest(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Largest)
}

pub(super) fn smallest(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Smallest)
}

pub(super) fn average(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Average)
}

pub(super) fn latest(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Latest)
}

pub(super) fn earliest(call: &mut Call<'_>) -> Outcome {
    over_column(call, Aggregate::Earliest)
}

/// A column and what it must satisfy.
pub(super) fn condition(call: &Call<'_>, if_supplied: bool) -> Result<Having, Stop> {
    Ok(Having { column: call.text(1)?, condition: call.condition(2)?, if_supplied, place: call.place.clone() })
}

pub(super) fn having(call: &mut Call<'_>) -> Outcome {
    let having = condition(call, false)?;
    if is_refined(call) {
        return refine(call, |query| query.having.push(having.clone()));
    }
    change(call, ("统计、考核对象或表单的行", "a query, an entity or the rows of a form"), |declarations, handle| match handle {
        Handle::Entity(index) => declarations.entities.get_mut(index).map(|entity| entity.conditions.push(having)).is_some(),
        _ => false,
    })
}

pub(super) fn having_if_supplied(call: &mut Call<'_>) -> Outcome {
    let having = condition(call, true)?;
    refine_records(call, BY_COLUMN, |query| query.having.push(having.clone()))
}

/// A closure by which records are told apart, and what to say of the others.
fn told_apart(call: &Call<'_>) -> Result<Where, super::call::Stop> {
    let closure = Closure::capture(&call.closure(1)?, &call.place)?;
    Ok(Where { closure, why: call.optional_text(2)?, place: call.place.clone() })
}

pub(super) fn filter(call: &mut Call<'_>) -> Outcome {
    let filter = told_apart(call)?;
    refine_records(call, BY_COLUMN, |query| query.filters.push(filter.clone()))
}

pub(super) fn that(call: &mut Call<'_>) -> Outcome {
    if call.is::<rhai::FnPtr>(1) {
        let that = told_apart(call)?;
        return refine_records(call, BY_COLUMN, |query| query.that_where.push(that.clone()));
    }
    if call.count() == 2 {
        return Err(call.wants(1, "列和值，或函数 |记录| …", "a column and a value, or a closure |record| …"));
    }
    let having = condition(call, false)?;
    refine(call, |query| query.that.push(having.clone()))
}

pub(super) fn by(call: &mut Call<'_>) -> Outcome {
    if !super::form::is_form(call) && call.is::<Handle>(0) {
        return super::score::by(call);
    }
    let link = call.picked_text(1)?;
    refine(call, |query| query.belonging = Belonging::By(link.clone(), call.place.clone()))
}

pub(super) fn per(call: &mut Call<'_>) -> Outcome {
    let column = call.text(1)?;
    if super::form::is_form(call) {
        return Err(call.wants(0, QUERY.0, QUERY.1));
    }
    refine(call, |query| query.per = Some(column.clone()))
}

pub(super) fn everywhere(call: &mut Call<'_>) -> Outcome {
    refine(call, |query| query.belonging = Belonging::Everywhere)
}

pub(super) fn during(call: &mut Call<'_>) -> Outcome {
    let window = call.picked_window(1)?;
    refine(call, |query| query.window = window.clone())
}

/// `dated` after a query; after a table it is `table::dated`.
pub(super) fn dated(call: &Call<'_>, column: &str) -> Outcome {
    refine_records(call, BY_PERIOD, |query| query.dated = Some(column.into()))
}

pub(super) fn overlapping(call: &mut Call<'_>) -> Outcome {
    refine_records(call, BY_PERIOD, |query| query.presence = Presence::Overlapping)
}

pub(super) fn at_end(call: &mut Call<'_>) -> Outcome {
    refine_records(call, BY_PERIOD, |query| query.presence = Presence::AtEnd)
}

pub(super) fn label(call: &mut Call<'_>) -> Outcome {
    let label = call.text(1)?;
    if is_query(call) {
        return refine(call, |query| query.label = Some(label.clone()));
    }
    change(call, ("统计、参数、表或考核对象", "a query, parameter, table or entity"), |declarations, handle| match handle {
        Handle::Param(index) => declarations.params.get_mut(index).map(|param| param.label = label).is_some(),
        Handle::Table(index) => declarations.schema.tables.get_mut(index).map(|table| table.label = label).is_some(),
        Handle::Entity(index) => declarations.entities.get_mut(index).map(|entity| entity.label = label).is_some(),
        _ => false,
    })
}

pub(super) fn unit(call: &mut Call<'_>) -> Outcome {
    let unit = call.text(1)?;
    if is_query(call) {
        return refine(call, |query| query.unit = Some(unit.clone()));
    }
    change(call, ("统计或参数", "a query or a parameter"), |declarations, handle| match handle {
        Handle::Param(index) => declarations.params.get_mut(index).map(|param| param.unit = unit).is_some(),
        _ => false,
    })
}

pub(super) fn of_unit(call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Reference::OfUnit(call.text(0)?)))
}

pub(super) fn of_record(call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Reference::OfRecord(call.text(0)?)))
}

pub(super) fn day(call: &mut Call<'_>) -> Outcome {
    let Ok(text) = call.text(0) else { return Ok(Dynamic::from(call.day(0)?)) };
    // Only here a script writes a day with a time.
    Day::parse_moment(&text).map(Dynamic::from).ok_or_else(|| call.no_day(&text))
}

fn offsets(call: &Call<'_>) -> Result<(i32, i32), Stop> {
    let (first, last) = (call.integer(0)?, call.integer(1)?);
    if last < first {
        return Err(super::call::backwards(&call.place));
    }
    Ok((first, last))
}

pub(super) fn from_start(call: &mut Call<'_>) -> Outcome {
    let (first, last) = offsets(call)?;
    Ok(Dynamic::from(Window::FromStart(first, last)))
}

pub(super) fn from_end(call: &mut Call<'_>) -> Outcome {
    let (first, last) = offsets(call)?;
    Ok(Dynamic::from(Window::FromEnd(first, last)))
}

pub(super) fn middle_week(_call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Window::MiddleWeek))
}

pub(super) fn dates(call: &mut Call<'_>) -> Outcome {
    let span = call.span(0, 1)?;
    Ok(Dynamic::from(Window::Dates(span.first, span.last.unwrap_or(span.first))))
}

pub(super) fn months(call: &mut Call<'_>) -> Outcome {
    let list = call.args.first().and_then(|list| list.clone().into_array().ok());
    let numbers: Option<Vec<i32>> = list.and_then(|list| list.iter().map(|item| i32::try_from(item.as_int().ok()?).ok()).collect());
    if let Some(month) = numbers.iter().flatten().find(|month| !(1..=12).contains(*month)) {
        return Err(Diagnostic::error(Code::PackValue, told!("没有 {month} 月"), told!("there is no month {month}"))
            .help(told!("月份从 1 到 12"), told!("months are from 1 to 12"))
            .at(call.place.clone())
            .into());
    }
    numbers
        .and_then(|numbers| Months::new(&numbers))
        .map(|months| Dynamic::from(Window::Months(months)))
        .ok_or_else(|| call.wants(0, "月份的列表(1 到 12)，如 [4, 11]", "a list of months from 1 to 12, such as [4, 11]"))
}

pub(super) fn weeks(call: &mut Call<'_>) -> Outcome {
    let week = |index: usize| {
        let number = call.integer(index)?;
        u16::try_from(number).ok().filter(|week| *week > 0).ok_or_else(|| call.wants(index, "正整数", "a whole number above 0"))
    };
    let (first, last) = (week(0)?, week(1)?);
    if last < first {
        return Err(super::call::backwards(&call.place));
    }
    Ok(Dynamic::from(Window::Weeks(first, last)))
}

pub(super) fn previous(call: &mut Call<'_>) -> Outcome {
    let back = if call.count() == 0 { 1 } else { call.integer(0)? };
    match u16::try_from(back) {
        Ok(back) if back > 0 => Ok(Dynamic::from(Window::Previous(back))),
        _ => Err(call.wants(0, "正整数", "a whole number above 0")),
    }
}

pub(super) fn so_far(_call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Window::SoFar))
}

pub(super) fn anytime(_call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Window::Anytime))
}
