//! Problems with data or a pack, one a row.

use super::{count, table, text};
use crate::error::severity;
use crate::table::Table;
use dudao::{Diagnostic, Place};
use pyo3::prelude::*;
use serde::Serialize;

#[derive(Serialize, Default)]
struct Row<'a> {
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    message_en: &'a str,
    help: Option<&'a str>,
    help_en: Option<&'a str>,
    table: Option<&'a str>,
    row: Option<i64>,
    id: Option<&'a str>,
    column: Option<&'a str>,
    argument: Option<&'a str>,
}

impl<'a> From<&'a Diagnostic> for Row<'a> {
    fn from(problem: &'a Diagnostic) -> Self {
        let known = Self {
            severity: severity(problem.severity),
            code: problem.code.as_str(),
            message: &problem.message.zh,
            message_en: &problem.message.en,
            help: problem.help.as_ref().map(|help| help.zh.as_str()),
            help_en: problem.help.as_ref().map(|help| help.en.as_str()),
            ..Self::default()
        };
        match &problem.place {
            Some(Place::Data { table, row, id, column }) => {
                Self { table: Some(table), row: row.map(i64::from), id: id.as_deref(), column: column.as_deref(), ..known }
            }
            Some(Place::Argument { name }) => Self { argument: Some(name), ..known },
            // What is wrong with records is never in a script.
            Some(Place::Script { file, .. }) => Self { argument: Some(file), ..known },
            None => known,
        }
    }
}

/// What is wrong with records.
pub fn issues(problems: &[Diagnostic]) -> PyResult<Table> {
    let fields = vec![
        text("severity"),
        text("code"),
        text("message"),
        text("message_en"),
        text("help"),
        text("help_en"),
        text("table"),
        count("row"),
        text("id"),
        text("column"),
        text("argument"),
    ];
    table("issues", fields, problems.iter().map(Row::from))
}
