//! What a report covers: rules, clauses, cards and readings, one a row.

use super::{count, field, flag, table, text, texts, things};
use crate::table::Table;
use arrow_schema::{DataType, Fields};
use dudao::Coverage;
use pyo3::prelude::*;

pub fn rules(coverage: &Coverage) -> PyResult<Table> {
    let fields = vec![text("rule"), text("title"), flag("asked"), flag("ran"), text("why"), count("findings")];
    table("rules", fields, coverage.rules.iter())
}

pub fn clauses(coverage: &Coverage) -> PyResult<Table> {
    let unruled = field("unruled", DataType::Struct(Fields::from_iter([text("kind"), text("why")])));
    let fields = vec![text("clause"), text("article"), text("force"), text("kind"), text("says"), texts("rules"), texts("scoring"), unruled];
    table("clauses", fields, coverage.clauses.iter())
}

pub fn cards(coverage: &Coverage) -> PyResult<Table> {
    table("cards", vec![text("card"), text("title"), flag("asked"), flag("scored"), text("why")], coverage.cards.iter())
}

pub fn readings(coverage: &Coverage) -> PyResult<Table> {
    let not_run = things("not_run", [text("rule"), text("why")]);
    let other = [text("choice"), text("text"), count("changed"), count("gone"), count("only"), texts("rules"), not_run];
    let fields = vec![text("reading"), text("asks"), text("choice"), text("text"), flag("fixed"), things("others", other)];
    table("readings", fields, coverage.readings.iter())
}
