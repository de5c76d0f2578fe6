//! What a pack declares, one a row.

use super::{date, day, flag, table, text, texts, things};
use crate::table::Table;
use dudao::{Literal, Pack};
use pyo3::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Rule<'a> {
    rule: &'a str,
    title: &'a str,
    title_en: &'a str,
    says: &'a str,
    says_en: &'a str,
    clauses: Vec<&'a str>,
    level: &'static str,
    entities: Vec<&'a str>,
    periods: Vec<&'a str>,
}

pub fn rules(pack: &Pack) -> PyResult<Table> {
    let fields = vec![
        text("rule"),
        text("title"),
        text("title_en"),
        text("says"),
        text("says_en"),
        texts("clauses"),
        text("level"),
        texts("entities"),
        texts("periods"),
    ];
    let rows = pack.rules().iter().map(|rule| Rule {
        rule: &rule.id,
        title: &rule.title,
        title_en: &rule.title_en,
        says: &rule.says,
        says_en: &rule.says_en,
        clauses: rule.clauses.iter().map(|(clause, _)| clause.as_str()).collect(),
        level: pack.level(rule).name(),
        entities: rule.entity.iter().flat_map(|(entity, _)| entity.options()).map(String::as_str).collect(),
        periods: rule.period.options().into_iter().map(String::as_str).collect(),
    });
    table("rules", fields, rows)
}

#[derive(Serialize)]
struct Clause<'a> {
    clause: &'a str,
    article: &'a str,
    says: &'a str,
    says_en: &'a str,
    force: Option<&'static str>,
    kind: Option<&'static str>,
    unruled: Option<&'a str>,
}

pub fn clauses(pack: &Pack) -> PyResult<Table> {
    let fields = ["clause", "article", "says", "says_en", "force", "kind", "unruled"].into_iter().map(text).collect();
    let rows = pack.clauses().iter().map(|clause| Clause {
        clause: &clause.id,
        article: &clause.article,
        says: &clause.says,
        says_en: &clause.says_en,
        force: clause.force.map(dudao::Level::name),
        kind: clause.kind.map(dudao::ClauseKind::name),
        unruled: clause.unruled.as_ref().map(|unruled| unruled.why.as_str()),
    });
    table("clauses", fields, rows)
}

#[derive(Serialize)]
struct Param<'a> {
    param: &'a str,
    label: &'a str,
    value: Option<String>,
    from: Option<String>,
    unit: &'a str,
    clauses: &'a [String],
    set: bool,
    local: Option<&'a str>,
    unset: Option<&'a str>,
}

/// Parameters, one row for each value and the day from which it holds; `set` tells those that were set.
pub fn params(pack: &Pack, set: &BTreeMap<String, Literal>) -> PyResult<Table> {
    let fields = vec![text("param"), text("label"), text("value"), date("from"), text("unit"), texts("clauses"), flag("set"), text("local"), text("unset")];
    let rows = pack.params().iter().flat_map(|param| {
        let row = move |value: Option<String>, from, set| Param {
            param: &param.id,
            label: &param.label,
            value,
            from,
            unit: &param.unit,
            clauses: &param.clauses,
            set,
            local: param.local.as_deref(),
            unset: param.unset.as_deref(),
        };
        match set.get(&param.id) {
            Some(value) => vec![row(Some(value.to_string()), None, true)],
            None if param.values.is_empty() => vec![row(None, None, false)],
            None => param.values.iter().map(|value| row(Some(value.value.to_string()), day(value.from), false)).collect(),
        }
    });
    table("params", fields, rows)
}

#[derive(Serialize)]
struct Choice<'a> {
    choice: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Reading<'a> {
    reading: &'a str,
    asks: &'a str,
    usual: &'a str,
    choices: Vec<Choice<'a>>,
    clauses: &'a [String],
}

pub fn readings(pack: &Pack) -> PyResult<Table> {
    let fields = vec![text("reading"), text("asks"), text("usual"), things("choices", [text("choice"), text("text")]), texts("clauses")];
    let rows = pack.readings().iter().map(|reading| Reading {
        reading: &reading.id,
        asks: &reading.asks,
        usual: &reading.usual,
        choices: reading.choices.iter().map(|(choice, text)| Choice { choice, text }).collect(),
        clauses: &reading.clauses,
    });
    table("readings", fields, rows)
}

#[derive(Serialize)]
struct Profile<'a> {
    profile: &'a str,
    title: &'a str,
    title_en: &'a str,
    usual: bool,
    rules: Vec<&'a str>,
}

pub fn profiles(pack: &Pack) -> PyResult<Table> {
    let fields = vec![text("profile"), text("title"), text("title_en"), flag("usual"), texts("rules")];
    let rows = pack.profiles().iter().map(|profile| Profile {
        profile: &profile.id,
        title: &profile.title,
        title_en: &profile.title_en,
        usual: profile.usual.is_some(),
        rules: profile.rules.iter().map(|(rule, _)| rule.as_str()).collect(),
    });
    table("profiles", fields, rows)
}

#[derive(Serialize)]
struct Column<'a> {
    table: &'a str,
    table_label: &'a str,
    column: &'a str,
    label: &'a str,
    kind: &'static str,
    target: Option<&'a str>,
    choices: Vec<Choice<'a>>,
}

/// The record book that a pack reads: its tables and their columns.
pub fn columns(pack: &Pack) -> PyResult<Table> {
    let choices = things("choices", [text("choice"), text("text")]);
    let names = ["table", "table_label", "column", "label", "kind", "target"];
    let fields = names.into_iter().map(text).chain([choices]).collect();
    let rows = pack.schema().tables.iter().flat_map(|of| {
        of.columns.iter().map(move |column| Column {
            table: &of.name,
            table_label: &of.label,
            column: &column.name,
            label: &column.label,
            kind: column.kind.describe().1,
            target: column.kind.target(),
            choices: column.kind.choices().unwrap_or_default().iter().map(|choice| Choice { choice: &choice.id, text: &choice.label }).collect(),
        })
    });
    table("columns", fields, rows)
}
