//! The report as people read it, as tables: units by rules, and what is to be done.

use super::{date, day, table, text};
use crate::table::Table;
use arrow_array::{ArrayRef, LargeStringArray, RecordBatch};
use arrow_schema::Schema;
use dudao::{MatrixRow, Status, Task, View};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// Units by rules: a column for each rule, with the status of each unit.
pub fn matrix(view: &View) -> PyResult<Table> {
    let column = |cell: &dyn Fn(&MatrixRow) -> Option<String>| Arc::new(view.matrix.iter().map(cell).collect::<LargeStringArray>()) as ArrayRef;
    let mut fields = vec![text("table"), text("entity"), text("name"), text("overall")];
    let mut columns = vec![
        column(&|row| Some(row.table.clone())),
        column(&|row| Some(row.entity.clone())),
        column(&|row| Some(row.name.clone())),
        column(&|row| Some(row.overall.name().into())),
    ];
    for (number, rule) in view.rules.iter().enumerate() {
        fields.push(text(&rule.rule));
        columns.push(column(&|row| row.cells.get(number).copied().flatten().map(|status: Status| status.name().into())));
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), columns).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    Ok(Table::new("matrix", schema, vec![batch]))
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    table: &'a str,
    entity: &'a str,
    name: &'a str,
    rule: &'a str,
    title: &'a str,
    period: &'a str,
    status: &'static str,
    due: Option<String>,
    message: &'a str,
    remedy: Option<&'a str>,
}

/// What is to be done, unit by unit: what is due, what was missed, and what is unclear until a record is mended.
pub fn worklist(view: &View) -> PyResult<Table> {
    let names = ["kind", "table", "entity", "name", "rule", "title", "period", "status"];
    let fields = names.into_iter().map(text).chain([date("due"), text("message"), text("remedy")]).collect();
    let rows = view.worklist.iter().flat_map(|item| {
        let kinds = [("due", &item.due), ("missed", &item.missed), ("unclear", &item.unclear)];
        kinds.into_iter().flat_map(move |(kind, tasks)| {
            tasks.iter().map(move |task: &Task| Row {
                kind,
                table: &item.table,
                entity: &item.entity,
                name: &item.name,
                rule: &task.rule,
                title: &task.title,
                period: &task.period,
                status: task.status.name(),
                due: day(task.due),
                message: &task.message,
                remedy: task.remedy.as_deref(),
            })
        })
    });
    table("worklist", fields, rows)
}
