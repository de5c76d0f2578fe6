//! The tables that Python gets: their columns, and what the core's values come to in them.

pub mod coverage;
pub mod explanation;
pub mod finding;
pub mod form;
pub mod issue;
pub mod pack;
pub mod score;
pub mod view;

use crate::table::Table;
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema};
use dudao::{Day, Number, Shown};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// Rows that are put into one batch.
const BATCH: usize = 1 << 16;

/// Digits behind the point of every number.
pub const SCALE: i8 = 10;

fn field(name: &str, kind: DataType) -> FieldRef {
    Arc::new(Field::new(name, kind, true))
}

pub fn text(name: &str) -> FieldRef {
    field(name, DataType::LargeUtf8)
}

pub fn flag(name: &str) -> FieldRef {
    field(name, DataType::Boolean)
}

pub fn count(name: &str) -> FieldRef {
    field(name, DataType::Int64)
}

pub fn date(name: &str) -> FieldRef {
    field(name, DataType::Date32)
}

pub fn decimal(name: &str) -> FieldRef {
    field(name, DataType::Decimal128(38, SCALE))
}

pub fn texts(name: &str) -> FieldRef {
    field(name, DataType::LargeList(text("element")))
}

/// Several of a thing that has fields.
pub fn things(name: &str, fields: impl IntoIterator<Item = FieldRef>) -> FieldRef {
    field(name, DataType::LargeList(field("element", DataType::Struct(Fields::from_iter(fields)))))
}

/// Who is judged or scored, and over which period.
pub fn unit() -> [FieldRef; 7] {
    [text("entity_type"), text("entity"), text("entity_name"), text("period_kind"), text("period"), date("period_start"), date("period_end")]
}

/// Why something is not decided.
pub fn reason() -> FieldRef {
    things("reason", [text("code"), text("table"), text("record"), text("column"), text("text")])
}

/// A measure and its value.
pub fn measure() -> [FieldRef; 10] {
    [text("name"), text("label"), text("unit"), decimal("low"), decimal("high"), date("date"), text("text"), date("from"), date("to"), flag("open")]
}

/// A table of rows.
pub fn table<T: Serialize>(name: &'static str, fields: Vec<FieldRef>, rows: impl Iterator<Item = T>) -> PyResult<Table> {
    let mut rows = rows.peekable();
    let mut batches: Vec<RecordBatch> = Vec::new();
    while batches.is_empty() || rows.peek().is_some() {
        let next: Vec<T> = rows.by_ref().take(BATCH).collect();
        let batch = serde_arrow::to_record_batch(&fields, &next).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        batches.push(batch);
    }
    Ok(Table::new(name, Arc::new(Schema::new(fields)), batches))
}

/// A value of a finding, by columns: the ends of a number, a day, or what else it is as text.
#[derive(Debug, Default)]
pub struct Ends {
    pub low: Option<String>,
    pub high: Option<String>,
    pub date: Option<String>,
    pub text: Option<String>,
}

impl Ends {
    pub fn of(value: Option<&Shown>) -> Self {
        let number = |number: &Number| number.to_string();
        match value {
            None => Self::default(),
            Some(Shown::Number(value)) => Self { low: Some(number(value)), high: Some(number(value)), ..Self::default() },
            Some(Shown::Numbers(low, high)) => Self { low: low.as_ref().map(number), high: high.as_ref().map(number), ..Self::default() },
            Some(Shown::Day(day)) if day.minute().is_none() => Self { date: Some(day.to_string()), ..Self::default() },
            Some(other) => Self { text: Some(other.to_string()), ..Self::default() },
        }
    }
}

pub fn day(day: Option<Day>) -> Option<String> {
    day.map(|day| day.without_time().to_string())
}

pub fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
