//! Words that declare forms.

use super::call::{Call, Outcome, Stop, literal};
use super::declare::{change, duplicate};
use super::value::Handle;
use crate::calendar::PeriodKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Aggregate, Findings, Form, FormBlock, FormColumn, FormContent, FormLine, FormRows, FormText, Literal, Query, Source};
use rhai::{Dynamic, INT};
use std::ops::{Range, RangeInclusive};

const FORM: (&str, &str) = ("表单", "a form");
/// Cells of one form.
const CELLS: usize = 2_000;

pub(super) fn form(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    if declarations.forms.iter().any(|form| form.id == id) {
        call.session.report(duplicate("表单", "form", &id, &call.place));
    }
    declarations.forms.push(Form {
        title: FormText::plain(&id),
        id,
        title_en: None,
        entity: None,
        period: PeriodKind::Policy.name().into(),
        measures: Vec::new(),
        blocks: Vec::new(),
        template: None,
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Form(declarations.forms.len() - 1)))
}

fn change_form(call: &Call<'_>, edit: impl FnOnce(&mut Form)) -> Outcome {
    let mut cells = 0;
    let outcome = change(call, FORM, |declarations, handle| match handle {
        Handle::Form(index) => {
            declarations.forms.get_mut(index).map(edit).and_then(|()| declarations.forms.get(index)).map(|form| cells = form.cells()).is_some()
        }
        _ => false,
    })?;
    if cells > CELLS { Err(too_large(call)) } else { Ok(outcome) }
}

fn too_large(call: &Call<'_>) -> Stop {
    let problem = Diagnostic::error(Code::ScriptLimit, told!("一张表单最多 {CELLS} 格"), told!("a form has {CELLS} cells at most"));
    problem.help(told!("分成几张表单"), told!("split it into several forms")).at(call.place.clone()).into()
}

/// A text with places to be filled in.
pub(super) fn text(call: &Call<'_>, text: &str) -> Result<FormText, Stop> {
    FormText::parse(text).map_err(|(zh, en)| {
        Stop::from(
            Diagnostic::error(Code::PackValue, zh, en)
                .help(
                    told!("要填的写在花括号里：第{{学校.责任区.编号}}责任区"),
                    told!("write what is to be filled in between braces: Area {{school.area.number}}"),
                )
                .at(call.place.clone())
                .given(text),
        )
    })
}

fn line(call: &Call<'_>) -> Result<FormLine, Stop> {
    let text = text(call, &call.text(1)?)?;
    let value = if call.count() > 2 { Some(content(call, 2)?) } else { None };
    Ok(FormLine { text, value, place: call.place.clone() })
}

/// A column, or what a rule found.
fn content(call: &Call<'_>, index: usize) -> Result<FormContent, Stop> {
    if call.is::<FormContent>(index) {
        return call.cast(index, "一列", "a column");
    }
    call.text(index).map(FormContent::Column)
}

pub(super) fn header(call: &mut Call<'_>) -> Outcome {
    let line = line(call)?;
    change_form(call, |form| form.blocks.push(FormBlock::Header(line)))
}

pub(super) fn body(call: &mut Call<'_>) -> Outcome {
    let line = line(call)?;
    change_form(call, |form| form.blocks.push(FormBlock::Body(line)))
}

pub(super) fn footer(call: &mut Call<'_>) -> Outcome {
    let line = line(call)?;
    change_form(call, |form| form.blocks.push(FormBlock::Footer(line)))
}

pub(super) fn rows(call: &mut Call<'_>) -> Outcome {
    let keys = if call.count() > 2 { Some((call.text(2)?, keys(call, 3)?)) } else { None };
    let rows = FormRows { query: records(call)?, keys, sorted_by: None, columns: Vec::new(), place: call.place.clone() };
    change_form(call, |form| form.blocks.push(FormBlock::Rows(Box::new(rows))))
}

/// What stands in a table: a table's records, those of a query, or findings.
fn records(call: &Call<'_>) -> Result<Query, Stop> {
    let all = |source: Source| Query::new(source, Aggregate::Count, call.place.clone());
    if call.is::<Findings>(1) {
        return call.cast(1, "结果", "findings").map(|findings| all(Source::Findings(findings)));
    }
    if call.is::<Query>(1) {
        let query: Query = call.cast(1, "统计", "a query")?;
        if query.aggregate == Aggregate::Count && query.per.is_none() {
            return Ok(query);
        }
        return Err(call.wants(1, "表、结果，或不分列的 计数(…)", "a table, findings, or a count without `per`"));
    }
    let table = call.text(1).map_err(|_| call.wants(1, "表、结果，或不分列的 计数(…)", "a table, findings, or a count without `per`"))?;
    Ok(all(Source::Table(table)))
}

/// What tells the rows of a form apart, from top to bottom: a range of whole numbers, or a list.
fn keys(call: &Call<'_>, index: usize) -> Result<Vec<Literal>, Stop> {
    let given = call.args.get(index).cloned().unwrap_or_default();
    let numbers = given.clone().try_cast::<RangeInclusive<INT>>().map(|range| (*range.start(), range.end().saturating_add(1)));
    let numbers = numbers.or_else(|| given.clone().try_cast::<Range<INT>>().map(|range| (range.start, range.end)));
    let keys: Option<Vec<Literal>> = match numbers {
        Some((first, end)) => Some((first..end).take(CELLS + 1).map(|number| Literal::Number(number.into())).collect()),
        None => given.into_array().ok().and_then(|list| list.iter().map(literal).collect()),
    };
    let keys = keys.filter(|keys| !keys.is_empty()).ok_or_else(|| call.wants(index, "一串数(如 1..=8)，或一个列表", "numbers such as 1..=8, or a list"))?;
    if keys.len() > CELLS {
        return Err(too_large(call));
    }
    if let Some((_, twice)) = keys.iter().enumerate().find(|(number, key)| keys.iter().take(*number).any(|before| before == *key)) {
        let (zh, en) = match twice {
            Literal::Text(text) => (told!("“{text}”这一行写了两次"), told!("row `{text}` is named twice")),
            Literal::Number(number) => (told!("第 {number} 行写了两次"), told!("row {number} is named twice")),
            _ => (told!("有一行写了两次"), told!("a row is named twice")),
        };
        return Err(Diagnostic::error(Code::PackDuplicate, zh, en).at(call.place.clone()).into());
    }
    Ok(keys)
}

/// Changes the table that the chain speaks of: the last one before the word.
fn change_rows(call: &Call<'_>, edit: impl FnOnce(&mut FormRows)) -> Outcome {
    let mut there = true;
    let outcome = change_form(call, |form| match form.last_rows() {
        Some(rows) => edit(rows),
        None => there = false,
    })?;
    if there {
        return Ok(outcome);
    }
    let problem =
        Diagnostic::error(Code::PackIncomplete, told!("“{}”要写在“行”的后面", call.word.twin), told!("`{}` belongs behind the rows of a form", call.word.name));
    Err(problem
        .help(told!("前面加上 .行(表) 或 .行(表, 列, 1..=8)"), told!("put .rows(table) or .rows(table, column, 1..=8) before it"))
        .at(call.place.clone())
        .into())
}

/// Adds a column to the rows of a form.
fn column(call: &Call<'_>, content: FormContent) -> Outcome {
    let column = FormColumn { head: call.text(1)?, content, place: call.place.clone() };
    change_rows(call, |rows| rows.columns.push(column))
}

pub(super) fn cell(call: &mut Call<'_>) -> Outcome {
    let content = match content(call, 2) {
        Ok(content) => content,
        Err(_) => FormContent::Texts(call.texts(2).map_err(|_| call.wants(2, "一列，或每行一段文字的列表", "a column, or a list of a text for each row"))?),
    };
    column(call, content)
}

pub(super) fn ticks(call: &mut Call<'_>) -> Outcome {
    let (name, choices) = (call.text(2)?, call.texts(3)?);
    if choices.is_empty() {
        return Err(call.wants(3, "选项的列表", "a list of choices"));
    }
    column(call, FormContent::Ticks(name, choices))
}

pub(super) fn sorted_by(call: &mut Call<'_>) -> Outcome {
    let by = Some((call.text(1)?, call.place.clone()));
    change_rows(call, |rows| rows.sorted_by = by)
}

/// What a rule found of a record, or of the unit.
pub(super) fn finding(call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(FormContent::Finding(call.text(0)?, call.text(1)?)))
}

pub(super) fn row_number(_call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(FormContent::Number))
}

pub(super) fn template(call: &mut Call<'_>) -> Outcome {
    let template = Some((call.text(1)?, call.place.clone()));
    change_form(call, |form| form.template = template)
}

/// Whether the chain speaks of a form.
pub(super) fn is_form(call: &Call<'_>) -> bool {
    matches!(call.handle(), Ok(Handle::Form(_)))
}

/// Refines the query behind the last table of a form.
pub(super) fn refine(call: &Call<'_>, edit: impl FnOnce(&mut Query)) -> Outcome {
    change_rows(call, |rows| edit(&mut rows.query))
}

/// For whom a form is filled in, and over what period.
pub(super) fn each(call: &Call<'_>) -> Outcome {
    let (entity, period) = ((call.text(1)?, call.place.clone()), call.optional_text(2)?);
    change_form(call, |form| {
        form.entity = Some(entity);
        form.period = period.unwrap_or_else(|| PeriodKind::Policy.name().into());
    })
}
