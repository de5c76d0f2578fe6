//! Lays forms out as HTML for A4, by minijinja (feature `html`).
//!
//! It knows nothing of packs and reports, only what a filled form says as JSON, so that a browser can have it apart from the engine.

use super::{FilledForm, FormTemplate};
use crate::diagnostic::{Code, Diagnostic, Place, Problems};
use minijinja::machinery::{Instruction, Token, get_compiled_template, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, ErrorKind, HtmlEscape, UndefinedBehavior, Value};
use serde_json::{Map, Value as Json};
use std::fmt::Write as _;

/// The usual layout.
const USUAL: &str = include_str!("form.html");
/// How the usual layout looks; templates may take it over.
const STYLE: &str = include_str!("form.css");
/// What a template may do, and what it may do more for each byte of the form.
const FUEL: (u64, u64) = (200_000, 8);
/// How deep macros may call each other.
const DEPTH: usize = 40;
/// The largest page, in bytes.
const LARGEST: usize = 16 << 20;
/// What a template is told beside what the form itself says.
const OWN: [&str; 3] = ["blank", "columns", "style"];
/// Characters of a short text.
const SHORT: usize = 11;
/// What neither belongs on paper nor may happen where it is opened: what loads, sends or runs something.
const FORBIDDEN: [&str; 12] = ["script", "meta", "link", "base", "iframe", "frame", "object", "embed", "form", "svg", "math", "applet"];

impl FilledForm {
    /// The form as a page of HTML that prints on A4. It needs nothing from outside and runs nothing.
    ///
    /// # Errors
    /// If its template wants what the form does not have, or does more than it may.
    pub fn html(&self) -> Result<String, Problems> {
        let json = serde_json::to_value(self).unwrap_or_default();
        render(&json, self.template.as_ref()).map_err(Problems::from)
    }
}

/// Lays out a filled form that is handed over as JSON.
///
/// # Errors
/// If the template wants what the form does not have, or does more than it may.
pub fn render(form: &Json, template: Option<&FormTemplate>) -> Result<String, Diagnostic> {
    let (file, text) = template.map_or(("form.html", USUAL), |template| (template.file.as_str(), template.text.as_str()));
    let told = |error: &minijinja::Error| problem(error, file, text);
    if let Some((statement, line)) = other_files(text) {
        return Err(unknown_word(file, text, line, (&format!("：{statement}"), &format!(": {statement}"))));
    }
    let mut environment = environment();
    environment.set_fuel(Some(FUEL.0 + FUEL.1 * size(form)));
    let page = environment.template_from_named_str("form.html", text).map_err(|error| told(&error))?;
    if let Some(line) = makes_lists(&page) {
        return Err(Diagnostic::error(Code::FormTemplate, "模板里的列表只能写定值", "a list in a template can hold fixed values only")
            .help("写成 [\"header\", \"footer\"] 这样", "write it like [\"header\", \"footer\"]")
            .at(line_of(file, text, line)));
    }
    let mut laid_out = form.clone();
    laid_out.get_mut("blocks").and_then(Json::as_array_mut).into_iter().flatten().for_each(measure_columns);
    let known: Vec<&str> = form.as_object().into_iter().flat_map(Map::keys).map(String::as_str).chain(OWN).collect();
    let mut named: Vec<String> = page.undeclared_variables(false).into_iter().collect();
    named.sort_unstable();
    if let Some(unknown) = named.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(unknown_name(file, text, line_with(text, unknown), &format!("“{unknown}”"), &format!(" (`{unknown}`)")).suggest(unknown, known));
    }
    let fields = laid_out.as_object().into_iter().flatten().map(|(name, field)| (name.as_str(), value(field)));
    let own = [("columns", Value::from(widest(form))), ("style", Value::from_safe_string(STYLE.into()))];
    let body = page.render(Value::from_pairs(fields.chain(own))).map_err(|error| told(&error))?;
    if let Some(tag) = forbidden(&body) {
        return Err(Diagnostic::error(Code::FormTemplate, format!("模板里不能有 <{tag}>"), format!("a template cannot have <{tag}>"))
            .help("表单是印在纸上的，不能载入或运行什么", "a form is for paper; it loads and runs nothing")
            .at(line_of(file, text, line_with(text, &format!("<{tag}")))));
    }
    if body.len() > LARGEST {
        return Err(too_much(file, text, 1));
    }
    Ok(begin(form) + body.as_str())
}

/// How a page begins, whatever the template: its policy, which browsers keep, stands before everything that the template can say.
fn begin(form: &Json) -> String {
    let language = if form.get("language").and_then(Json::as_str) == Some("en") { "en" } else { "zh-CN" };
    let heading = form.get("title").and_then(Json::as_array).into_iter().flatten().filter_map(|piece| piece.get("text")?.as_str());
    let heading: String = heading.collect();
    let name = form.get("entity_name").and_then(Json::as_str).unwrap_or_default();
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
    );
    let _ = writeln!(page, "<title>{} - {}</title>", HtmlEscape(&heading), HtmlEscape(name));
    page
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_recursion_limit(DEPTH);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    // Whatever a template says of escaping, what is filled in is text.
    environment.set_formatter(|out, _, value| match value.kind() {
        ValueKind::Undefined => Err(minijinja::Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => Ok(()),
        _ if value.is_safe() => out.write_str(value.as_str().unwrap_or_default()).map_err(minijinja::Error::from),
        ValueKind::String | ValueKind::Number | ValueKind::Bool => write!(out, "{}", HtmlEscape(&value.to_string())).map_err(minijinja::Error::from),
        _ => Err(minijinja::Error::new(ErrorKind::InvalidOperation, "a list or a map cannot be written out")),
    });
    environment.add_filter("length", minijinja::filters::length);
    environment.add_filter("first", minijinja::filters::first);
    environment.add_filter("last", minijinja::filters::last);
    environment.add_filter("join", minijinja::filters::join);
    environment.add_filter("list", minijinja::filters::list);
    environment.add_filter("default", minijinja::filters::default);
    environment.add_filter("selectattr", minijinja::filters::selectattr);
    environment.add_filter("rejectattr", minijinja::filters::rejectattr);
    environment.add_filter("batch", minijinja::filters::batch);
    environment.add_test("none", minijinja::tests::is_none);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.add_test("endingwith", minijinja::tests::is_endingwith);
    environment.add_test("startingwith", minijinja::tests::is_startingwith);
    environment.add_test("eq", minijinja::tests::is_eq);
    environment.add_test("equalto", minijinja::tests::is_eq);
    environment.add_function("blank", |_: Kwargs| Value::from_safe_string("<span class=\"blank\"></span>".into()));
    environment
}

/// A statement by which a template wants another file, and its line. Whether minijinja knows such statements is a matter of how it was built.
fn other_files(text: &str) -> Option<(&'static str, usize)> {
    const STATEMENTS: [&str; 5] = ["include", "import", "from", "extends", "block"];
    let tokens: Vec<_> = tokenize(text, false, SyntaxConfig::default()).map_while(Result::ok).collect();
    tokens.windows(2).find_map(|pair| match pair {
        [(Token::BlockStart, _), (Token::Ident(name), span)] => Some((*STATEMENTS.iter().find(|known| *known == name)?, usize::from(span.start_line))),
        _ => None,
    })
}

/// The line in which a template puts values together into a list or a map. Of lists within lists, fuel is counted too low: whoever compares two
/// that hold the one before twice compares for ever.
fn makes_lists(page: &minijinja::Template<'_, '_>) -> Option<usize> {
    let instructions = &get_compiled_template(page).instructions;
    let all = (0..).map_while(|number| Some((number, instructions.get(number)?)));
    let mut made =
        all.filter(|(_, instruction)| matches!(instruction, Instruction::BuildList(Some(_)) | Instruction::BuildTuple(Some(_)) | Instruction::BuildMap(_)));
    made.next().map(|(number, _)| instructions.get_line(number).unwrap_or(1))
}

/// What a template sees of the form.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::from(number.to_string()), Value::from),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(value).collect(),
        Json::Object(fields) => Value::from_pairs(fields.iter().map(|(name, field)| (name.as_str(), value(field)))),
    }
}

/// How much there is to lay out, in bytes, more or less.
fn size(form: &Json) -> u64 {
    match form {
        Json::String(text) => 2 + text.len() as u64,
        Json::Array(items) => 2 + items.iter().map(|item| 1 + size(item)).sum::<u64>(),
        Json::Object(fields) => 2 + fields.iter().map(|(name, value)| name.len() as u64 + 4 + size(value)).sum::<u64>(),
        Json::Null | Json::Bool(_) | Json::Number(_) => 4,
    }
}

/// How many columns its widest table has.
fn widest(form: &Json) -> usize {
    let blocks = form.get("blocks").and_then(Json::as_array).into_iter().flatten();
    let columns = blocks.filter_map(|block| block.get("columns")?.as_array()).map(|columns| {
        let parts = |column: &Json| column.get("ticks").and_then(Json::as_array).map_or(0, Vec::len).max(1);
        columns.iter().map(parts).sum::<usize>()
    });
    columns.max().unwrap_or(0)
}

/// Notes of each column of a table whether it holds short texts only, which look better in the middle, or none, where a hand needs room.
fn measure_columns(block: &mut Json) {
    let rows = block.get("rows").and_then(Json::as_array).cloned().unwrap_or_default();
    let texts = |number: usize| rows.iter().filter_map(move |row| row.get(number)?.get("text")?.as_str());
    let columns = block.get_mut("columns").and_then(Json::as_array_mut).into_iter().flatten();
    for (number, column) in columns.enumerate().filter_map(|(number, column)| Some((number, column.as_object_mut()?))) {
        column.insert("short".into(), texts(number).all(|text| text.chars().count() <= SHORT).into());
        column.insert("empty".into(), texts(number).next().is_none().into());
    }
}

/// A tag that may not stand in a page. What is filled in has no `<`, so a tag is the template's.
fn forbidden(page: &str) -> Option<&'static str> {
    page.split('<').skip(1).find_map(|tag| {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        FORBIDDEN.into_iter().find(|forbidden| *forbidden == name)
    })
}

/// The first line in which something is written.
fn line_with(text: &str, written: &str) -> usize {
    text.lines().position(|line| line.to_ascii_lowercase().contains(&written.to_ascii_lowercase())).map_or(1, |line| line + 1)
}

/// A line of a template; where nothing was written there, the template itself.
fn line_of(file: &str, text: &str, line: usize) -> Place {
    let length = text.lines().nth(line.saturating_sub(1)).map_or(0, |line| line.chars().count());
    let number = |count: usize| u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    Place::Script { file: file.into(), line: number(line), column: 1, length: number(length) }
}

fn too_much(file: &str, text: &str, line: usize) -> Diagnostic {
    Diagnostic::error(Code::FormTemplate, "模板做得太多，或没有尽头", "the template does too much, or never ends")
        .help("只排表单里有的东西；不要循环套循环地加长", "lay out what the form has; do not let loops within loops make it longer")
        .at(line_of(file, text, line))
}

fn unknown_name(file: &str, text: &str, line: usize, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(Code::FormTemplate, format!("模板要的名字，表单里没有{zh}"), format!("the template names what the form does not have{en}"))
        .help(
            "可用 title、blocks、values[\"列或统计\"]、entity_name、period_name、policy、issuer 等；填空写 {{ x or blank() }}",
            "there are title, blocks, values[\"column or measure\"], entity_name, period_name, policy, issuer and others; write {{ x or blank() }} for a blank",
        )
        .at(line_of(file, text, line))
}

fn unknown_word(file: &str, text: &str, line: usize, (zh, en): (&str, &str)) -> Diagnostic {
    Diagnostic::error(Code::FormTemplate, format!("模板里用了没有的词{zh}"), format!("the template uses a word that there is not{en}"))
        .help(
            "过滤器有 length first last join list default selectattr rejectattr batch，函数有 blank；一个模板就是一个文件",
            "filters are length, first, last, join, list, default, selectattr, rejectattr, batch; the function is blank; a template is one file",
        )
        .at(line_of(file, text, line))
}

/// What is wrong with a template, in words for people.
fn problem(error: &minijinja::Error, file: &str, text: &str) -> Diagnostic {
    let line = error.line().unwrap_or(1);
    let detail = error.detail().unwrap_or_default();
    let of = |zh: String, en: String| Diagnostic::error(Code::FormTemplate, zh, en).at(line_of(file, text, line));
    let behind = |text: &str| if text.is_empty() { (String::new(), String::new()) } else { (format!("：{text}"), format!(": {text}")) };
    let (zh, en) = behind(detail);
    match error.kind() {
        ErrorKind::OutOfFuel => too_much(file, text, line),
        ErrorKind::InvalidOperation if detail.contains("recursion") => too_much(file, text, line),
        // Whether minijinja says which name depends on how it was built.
        ErrorKind::UndefinedError => unknown_name(file, text, line, "", ""),
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => unknown_word(file, text, line, (&zh, &en)),
        ErrorKind::SyntaxError => of(format!("模板写得不对{zh}"), format!("the template cannot be read{en}")).help(
            "{{ … }} 填值，{% if … %} {% endif %} 和 {% for … %} {% endfor %} 要成对",
            "{{ … }} fills in, {% if … %} … {% endif %} and {% for … %} … {% endfor %} go in pairs",
        ),
        _ => of(format!("模板用不了{zh}"), format!("the template fails{en}")),
    }
}
