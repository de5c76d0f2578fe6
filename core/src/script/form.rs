//! Words that declare forms.

use super::call::{Call, Outcome, Stop, literal};
use super::declare::{change, duplicate};
use super::value::Handle;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Form, FormColumn, FormContent, FormLine, FormRows, Literal, Template};
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
        title: id.clone(),
        id,
        title_en: String::new(),
        entity: None,
        header: Vec::new(),
        body: Vec::new(),
        rows: None,
        footer: Vec::new(),
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
    let problem = Diagnostic::error(Code::ScriptLimit, format!("一张表单最多 {CELLS} 格"), format!("a form has {CELLS} cells at most"));
    problem.help("分成几张表单", "split it into several forms").at(call.place.clone()).into()
}

fn line(call: &Call<'_>) -> Result<FormLine, Stop> {
    let text = call.text(1)?;
    let column = call.optional_text(2)?;
    let text = Template::parse(&text).map_err(|(zh, en)| {
        Stop::from(
            Diagnostic::error(Code::PackValue, zh, en)
                .help("列写在花括号里：第{学校.责任区.编号}责任区", "write columns between braces: Area {school.area.number}")
                .at(call.place.clone())
                .given(&text),
        )
    })?;
    Ok(FormLine { text, column, place: call.place.clone() })
}

pub(super) fn header(call: &mut Call<'_>) -> Outcome {
    let line = line(call)?;
    change_form(call, |form| form.header.push(line))
}

pub(super) fn body(call: &mut Call<'_>) -> Outcome {
    let line = line(call)?;
    change_form(call, |form| form.body.push(line))
}

pub(super) fn footer(call: &mut Call<'_>) -> Outcome {
    let line = line(call)?;
    change_form(call, |form| form.footer.push(line))
}

pub(super) fn rows(call: &mut Call<'_>) -> Outcome {
    let (table, key, keys) = (call.text(1)?, call.text(2)?, keys(call, 3)?);
    let rows = FormRows { table, key, keys, by: None, columns: Vec::new(), place: call.place.clone() };
    let mut twice = false;
    let outcome = change_form(call, |form| twice = form.rows.replace(rows).is_some())?;
    if twice {
        let problem = Diagnostic::error(Code::PackDuplicate, "一张表单只有一组行", "a form has its rows once");
        return Err(problem.help("另声明一张表单", "declare another form").at(call.place.clone()).into());
    }
    Ok(outcome)
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
            Literal::Text(text) => (format!("“{text}”这一行写了两次"), format!("row `{text}` is named twice")),
            Literal::Number(number) => (format!("第 {number} 行写了两次"), format!("row {number} is named twice")),
            _ => ("有一行写了两次".into(), "a row is named twice".into()),
        };
        return Err(Diagnostic::error(Code::PackDuplicate, zh, en).at(call.place.clone()).into());
    }
    Ok(keys)
}

/// Adds a column to the rows of a form.
fn column(call: &Call<'_>, content: FormContent) -> Outcome {
    let column = FormColumn { head: call.text(1)?, content, place: call.place.clone() };
    let mut rows = true;
    let outcome = change_form(call, |form| match &mut form.rows {
        Some(rows) => rows.columns.push(column),
        None => rows = false,
    })?;
    if rows {
        return Ok(outcome);
    }
    let problem = Diagnostic::error(
        Code::PackIncomplete,
        format!("“{}”要写在“行”的后面", call.word.twin),
        format!("`{}` belongs behind the rows of a form", call.word.name),
    );
    Err(problem.help("前面加上 .行(表, 列, 1..=8)", "put .rows(table, column, 1..=8) before it").at(call.place.clone()).into())
}

pub(super) fn cell(call: &mut Call<'_>) -> Outcome {
    let content = match call.text(2) {
        Ok(name) => FormContent::Column(name),
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

/// The link that says of whom a record in the rows is.
pub(super) fn by(call: &Call<'_>) -> Outcome {
    let by = Some((call.text(1)?, call.place.clone()));
    let mut rows = true;
    let outcome = change_form(call, |form| match &mut form.rows {
        Some(rows) => rows.by = by,
        None => rows = false,
    })?;
    if rows { Ok(outcome) } else { Err(call.wants(0, "行", "rows")) }
}

/// For whom a form is filled in.
pub(super) fn each(call: &Call<'_>) -> Outcome {
    if call.count() > 2 {
        return Err(Diagnostic::error(Code::ScriptArguments, "表单只写填谁的，不写考核期", "a form says for whom it is filled in, and has no period")
            .help("写成 .每(\"督导\")", "write .each(\"visit\")")
            .at(call.place.clone())
            .into());
    }
    let entity = Some((call.text(1)?, call.place.clone()));
    change_form(call, |form| form.entity = entity)
}
