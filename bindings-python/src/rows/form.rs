//! Forms, and for whom they can be filled in.

use super::{table, text};
use crate::table::Table;
use dudao::{FormUnit, Pack};
use pyo3::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct Row<'a> {
    form: &'a str,
    title: &'a str,
    title_en: Option<&'a str>,
    entity: Option<&'a str>,
    period: &'a str,
    template: Option<&'a str>,
}

/// The forms of a pack.
pub fn forms(pack: &Pack) -> PyResult<Table> {
    let fields = vec![text("form"), text("title"), text("title_en"), text("entity"), text("period"), text("template")];
    let rows = pack.forms().iter().map(|form| Row {
        form: &form.id,
        title: &form.title.text,
        title_en: form.title_en.as_ref().map(|title| title.text.as_str()),
        entity: form.entity.as_ref().map(|(entity, _)| entity.as_str()),
        period: &form.period,
        template: form.template.as_ref().map(|(file, _)| file.as_str()),
    });
    table("forms", fields, rows)
}

/// Units and periods of a form.
pub fn units(units: &[FormUnit]) -> PyResult<Table> {
    let fields = vec![text("form"), text("entity"), text("entity_name"), text("period"), text("period_name")];
    table("form_units", fields, units.iter())
}
