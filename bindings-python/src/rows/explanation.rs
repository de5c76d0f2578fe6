//! What stands behind a finding, one a row.

use super::{Ends, count, day, flag, measure, signed, table, text};
use crate::table::Table;
use dudao::{Explanation, MeasureBehind};
use pyo3::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct Measure<'a> {
    name: &'a str,
    label: &'a str,
    unit: &'a str,
    low: Option<String>,
    high: Option<String>,
    date: Option<String>,
    text: Option<String>,
    from: Option<String>,
    to: Option<String>,
    open: bool,
    table: Option<&'a str>,
    counted: i64,
    uncertain: i64,
}

pub fn measures(explanation: &Explanation) -> PyResult<Table> {
    let rest = [text("table"), count("counted"), count("uncertain")];
    let row = |behind: &'_ MeasureBehind| {
        let certain = behind.records.iter().map(|record| record.certain).chain(behind.findings.iter().map(|finding| finding.certain));
        let (sure, all) = certain.fold((0_u64, 0_u64), |(sure, all), certain| (sure + u64::from(certain), all + 1));
        (Ends::of(behind.measure.value.as_ref()), sure, all - sure)
    };
    let rows = explanation.measures.iter().map(|behind| {
        let (Ends { low, high, date, text }, counted, uncertain) = row(behind);
        let measure = &behind.measure;
        Measure {
            name: &measure.name,
            label: &measure.label,
            unit: &measure.unit,
            low,
            high,
            date,
            text,
            from: day(measure.from),
            to: day(measure.to),
            open: measure.open,
            table: behind.table.as_deref(),
            counted: signed(counted),
            uncertain: signed(uncertain),
        }
    });
    table("measures", measure().into_iter().chain(rest).collect(), rows)
}

#[derive(Serialize)]
struct Record<'a> {
    measure: &'a str,
    table: Option<&'a str>,
    id: &'a str,
    row: i64,
    certain: bool,
}

pub fn records(explanation: &Explanation) -> PyResult<Table> {
    let fields = vec![text("measure"), text("table"), text("id"), count("row"), flag("certain")];
    let rows = explanation.measures.iter().flat_map(|behind| {
        behind.records.iter().map(|record| Record {
            measure: &behind.measure.name,
            table: behind.table.as_deref(),
            id: &record.id,
            row: i64::from(record.row),
            certain: record.certain,
        })
    });
    table("records", fields, rows)
}

#[derive(Serialize)]
struct Below<'a> {
    measure: &'a str,
    fingerprint: &'a str,
    rule: &'a str,
    entity: &'a str,
    entity_name: &'a str,
    period: &'a str,
    status: &'static str,
    certain: bool,
}

pub fn findings(explanation: &Explanation) -> PyResult<Table> {
    let names = ["measure", "fingerprint", "rule", "entity", "entity_name", "period", "status"];
    let rows = explanation.measures.iter().flat_map(|behind| {
        behind.findings.iter().map(|below| Below {
            measure: &behind.measure.name,
            fingerprint: &below.fingerprint,
            rule: &below.rule,
            entity: &below.entity,
            entity_name: &below.entity_name,
            period: &below.period,
            status: below.status.name(),
            certain: below.certain,
        })
    });
    table("findings", names.into_iter().map(text).chain([flag("certain")]).collect(), rows)
}
