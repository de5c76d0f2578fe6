//! How things show themselves in a notebook: templates that escape whatever data say.

use crate::error::severity;
use crate::table::Table;
use arrow_array::Array;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use dudao::{Diagnostic, Explanation, Finding, Language, Literal, Pack, Report, Shown, Status, View};
use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, Value};
use pyo3::PyResult;
use pyo3::exceptions::PyRuntimeError;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Rows of a table, units of a matrix and entries of a list that are shown; the rest are counted.
const ROWS: usize = 20;
const UNITS: usize = 40;
const LISTED: usize = 8;
/// Characters of a cell that are shown.
const WIDE: usize = 80;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.add_function("say", say);
    templates.add_filter("words", |state: &State<'_, '_>, status: &str| known(status).map(|status| status.words(language(state))));
    templates.add_filter("mark", |status: &str| known(status).map(Status::mark));
    for (name, text) in [
        ("style.html", include_str!("display/style.html")),
        ("parts.html", include_str!("display/parts.html")),
        ("dataset.html", include_str!("display/dataset.html")),
        ("diagnostics.html", include_str!("display/diagnostics.html")),
        ("explanation.html", include_str!("display/explanation.html")),
        ("finding.html", include_str!("display/finding.html")),
        ("pack.html", include_str!("display/pack.html")),
        ("report.html", include_str!("display/report.html")),
        ("table.html", include_str!("display/table.html")),
    ] {
        // The tests of the package draw each of them.
        let _ = templates.add_template(name, text);
    }
    templates
});

fn known(status: &str) -> Result<Status, Error> {
    Status::from_name(status).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "no such status"))
}

fn language(state: &State<'_, '_>) -> Language {
    if state.lookup("language").is_some_and(|code| code.as_str() == Some("en")) { Language::En } else { Language::Zh }
}

/// The words of the display itself, in the language of what is shown.
fn say(state: &State<'_, '_>, zh: String, en: String, values: Kwargs) -> Result<String, Error> {
    let mut text = if language(state) == Language::En { en } else { zh };
    for name in values.args() {
        text = text.replace(&format!("{{{name}}}"), &values.get::<Value>(name)?.to_string());
    }
    Ok(text)
}

fn draw(name: &str, values: &serde_json::Value) -> PyResult<String> {
    let drawn = TEMPLATES.get_template(name).and_then(|template| template.render(Serde(values)));
    drawn.map_err(|error| PyRuntimeError::new_err(format!("{error:#}")))
}

fn listed<T>(items: &[T]) -> &[T] {
    items.get(..LISTED).unwrap_or(items)
}

fn told(problems: &[Diagnostic]) -> Vec<serde_json::Value> {
    let told = problems.iter().map(|problem| {
        json!({
            "severity": severity(problem.severity),
            "code": problem.code.as_str(),
            "message": problem.message,
            "help": problem.help,
            "place": problem.place.as_ref().map(ToString::to_string),
        })
    });
    told.collect()
}

/// Problems, the first of many.
pub fn diagnostics(problems: &[Diagnostic]) -> PyResult<String> {
    draw("diagnostics.html", &json!({ "problems": told(listed(problems)), "more": problems.len() - listed(problems).len() }))
}

/// A record book: its tables, and what is wrong with them.
pub fn dataset(dataset: &dudao::Dataset, issues: &[Diagnostic]) -> PyResult<String> {
    let schema = dataset.schema();
    let tables: Vec<_> =
        dataset.tables().map(|name| json!({ "name": name, "label": schema.table_index(name).map(|index| schema.table(index).label.clone()) })).collect();
    draw("dataset.html", &json!({ "tables": tables, "problems": told(listed(issues)), "count": issues.len(), "more": issues.len() - listed(issues).len() }))
}

/// A table: its first rows.
pub fn table(table: &Table) -> PyResult<String> {
    let failed = |error: arrow_schema::ArrowError| PyRuntimeError::new_err(error.to_string());
    let options = FormatOptions::new();
    let mut rows: Vec<Vec<Option<String>>> = Vec::new();
    for batch in &table.batches {
        let formatters = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options)).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        for row in 0..batch.num_rows().min(ROWS - rows.len()) {
            let cells = formatters.iter().zip(batch.columns()).map(|(formatter, column)| {
                let text = (!column.is_null(row)).then(|| formatter.value(row).to_string())?;
                Some(shortened(if matches!(column.data_type(), DataType::Decimal128(..)) { plain(&text) } else { &text }))
            });
            rows.push(cells.collect());
        }
    }
    let columns: Vec<&str> = table.schema.fields().iter().map(|field| field.name().as_str()).collect();
    let more = table.rows() - rows.len();
    draw("table.html", &json!({ "columns": columns, "rows": rows, "more": more, "count": table.rows() }))
}

/// A decimal without zeros that say nothing.
fn plain(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(WIDE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A pack: what it is, its rules, parameters and readings.
pub fn pack(pack: &Pack, set: &BTreeMap<String, Literal>) -> PyResult<String> {
    let policy = pack.policy();
    let rules: Vec<_> = pack
        .rules()
        .iter()
        .map(|rule| json!({ "rule": rule.id, "title": rule.title, "clauses": rule.clauses.iter().map(|(id, _)| id).collect::<Vec<_>>(), "level": pack.level(rule).label() }))
        .collect();
    let params: Vec<_> = pack
        .params()
        .iter()
        .map(|param| {
            let usual: Vec<_> = param.values.iter().map(|value| json!({ "value": value.value.to_string(), "from": value.from.map(|day| day.to_string()) })).collect();
            json!({ "param": param.id, "label": param.label, "unit": param.unit, "usual": usual, "set": set.get(&param.id).map(Literal::to_string), "unset": param.unset, "local": param.local })
        })
        .collect();
    let readings: Vec<_> = pack
        .readings()
        .iter()
        .map(|reading| json!({ "reading": reading.id, "asks": reading.asks, "usual": reading.usual, "choices": reading.choices }))
        .collect();
    let in_force = policy.in_force.map(|span| json!({ "first": span.first.to_string(), "last": span.last.map(|day| day.to_string()) }));
    draw(
        "pack.html",
        &json!({
            "title": policy.title, "id": policy.id, "issuer": policy.issuer, "in_force": in_force, "rules": rules, "params": params,
            "readings": readings, "clauses": pack.clauses().len(), "warnings": pack.warnings().len(),
        }),
    )
}

/// A report: counts, rules, the matrix, what is to be done, scores.
pub fn report(report: &Report, view: &View) -> PyResult<String> {
    let language = report.options().language.code();
    let matrix = view.matrix.get(..UNITS).unwrap_or(&view.matrix);
    let worklist = listed(&view.worklist);
    draw(
        "report.html",
        &json!({
            "language": language, "statuses": Status::ALL.map(|(_, name, _)| name), "title": view.title, "profile": view.profile, "as_of": view.as_of, "counts": view.counts, "rules": view.rules,
            "scores": view.scores, "matrix": matrix, "worklist": worklist, "listed": LISTED, "shown_units": UNITS, "total": report.len(),
            "units": view.matrix.len(), "more_units": view.matrix.len() - matrix.len(), "more_work": view.worklist.len() - worklist.len(),
            "issues": report.issues().len(), "skipped": report.coverage().rules.iter().filter(|rule| rule.asked && !rule.ran).count(),
        }),
    )
}

/// A finding.
pub fn finding(finding: &Finding, title: &str, language: Language) -> PyResult<String> {
    draw("finding.html", &json!({ "language": language.code(), "finding": shown(finding), "title": title }))
}

/// What stands behind a finding.
pub fn explanation(explanation: &Explanation, language: Language) -> PyResult<String> {
    let measures: Vec<_> = explanation
        .measures
        .iter()
        .map(|behind| {
            let measure = &behind.measure;
            json!({
                "label": if measure.label.is_empty() { &measure.name } else { &measure.label }, "unit": measure.unit,
                "value": measure.value.as_ref().map(between),
                "from": measure.from.map(|day| day.to_string()), "to": measure.to.map(|day| day.to_string()), "open": measure.open,
                "table": behind.table, "records": listed(&behind.records), "more_records": behind.records.len() - listed(&behind.records).len(),
                "findings": listed(&behind.findings), "more_findings": behind.findings.len() - listed(&behind.findings).len(),
            })
        })
        .collect();
    draw(
        "explanation.html",
        &json!({
            "language": language.code(), "finding": shown(&explanation.finding), "title": explanation.title, "clauses": explanation.clauses,
            "params": explanation.params, "readings": explanation.readings, "measures": measures,
        }),
    )
}

/// A value for people: between its ends if it has two.
fn between(value: &Shown) -> String {
    fn ends<T: ToString>(low: Option<&T>, high: Option<&T>) -> String {
        format!("{}–{}", low.map_or_else(String::new, ToString::to_string), high.map_or_else(String::new, ToString::to_string))
    }
    match value {
        Shown::Numbers(low, high) => ends(low.as_ref(), high.as_ref()),
        Shown::Days(low, high) => ends(low.as_ref(), high.as_ref()),
        other => other.to_string(),
    }
}

fn shown(finding: &Finding) -> serde_json::Value {
    json!({
        "status": finding.status, "entity": finding.entity, "entity_name": finding.entity_name, "rule": finding.rule, "period": finding.period,
        "clauses": finding.clauses, "message": finding.message, "remedy": finding.remedy, "due": finding.due.map(|day| day.to_string()),
        "gap": finding.gap.map(|gap| gap.to_string()), "unit": finding.unit, "note": finding.note, "local": finding.local,
        "reason": listed(&finding.reason), "more_reasons": u64::try_from(finding.reason.len() - listed(&finding.reason).len()).unwrap_or(0) + finding.reasons_left_out,
        "depends_on": finding.depends_on,
    })
}
