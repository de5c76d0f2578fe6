//! Findings, one a row.

use super::{Ends, count, date, day, decimal, measure, reason, signed, table, text, texts, things, unit};
use crate::table::Table;
use arrow_schema::FieldRef;
use dudao::{Cause, Finding, OnlyUnder, Report};
use pyo3::prelude::*;
use serde::Serialize;

fn fields() -> Vec<FieldRef> {
    let who = [text("fingerprint"), text("rule"), texts("clauses"), text("level")];
    let what = [
        text("status"),
        decimal("measured_low"),
        decimal("measured_high"),
        date("measured_date"),
        text("measured_text"),
        decimal("required_low"),
        decimal("required_high"),
        date("required_date"),
        text("required_text"),
        text("unit"),
        decimal("gap"),
        date("due"),
        reason(),
        count("reasons_left_out"),
        text("note"),
        text("message"),
        text("remedy"),
        things("measures", measure()),
        count("counted"),
        count("uncertain"),
        texts("records"),
        texts("uncertain_records"),
        text("waiver_reason"),
        text("waiver_who"),
        date("waiver_through"),
        things("readings", [text("reading"), text("choice")]),
        things("depends_on", [text("reading"), text("choice"), text("status")]),
        texts("local"),
    ];
    who.into_iter().chain(unit()).chain(what).collect()
}

#[derive(Serialize)]
struct Row {
    fingerprint: String,
    rule: String,
    clauses: Vec<String>,
    level: &'static str,
    entity_type: String,
    entity: String,
    entity_name: String,
    period_kind: &'static str,
    period: String,
    period_start: String,
    period_end: Option<String>,
    status: &'static str,
    measured_low: Option<String>,
    measured_high: Option<String>,
    measured_date: Option<String>,
    measured_text: Option<String>,
    required_low: Option<String>,
    required_high: Option<String>,
    required_date: Option<String>,
    required_text: Option<String>,
    unit: Option<String>,
    gap: Option<String>,
    due: Option<String>,
    reason: Vec<Cause>,
    reasons_left_out: i64,
    note: Option<String>,
    message: String,
    remedy: Option<String>,
    measures: Vec<Measure>,
    counted: i64,
    uncertain: i64,
    records: Option<Vec<String>>,
    uncertain_records: Option<Vec<String>>,
    waiver_reason: Option<String>,
    waiver_who: Option<String>,
    waiver_through: Option<String>,
    readings: Vec<Chosen>,
    depends_on: Vec<Chosen>,
    local: Vec<String>,
}

#[derive(Serialize)]
struct Measure {
    name: String,
    label: String,
    unit: String,
    low: Option<String>,
    high: Option<String>,
    date: Option<String>,
    text: Option<String>,
    from: Option<String>,
    to: Option<String>,
    open: bool,
}

#[derive(Serialize)]
struct Chosen {
    reading: String,
    choice: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

impl From<Finding> for Row {
    fn from(finding: Finding) -> Self {
        let (measured, required) = (Ends::of(finding.measured.as_ref()), Ends::of(finding.required.as_ref()));
        let measures = finding.measures.into_iter().map(|measure| {
            let Ends { low, high, date, text } = Ends::of(measure.value.as_ref());
            let (from, to) = (day(measure.from), day(measure.to));
            Measure { name: measure.name, label: measure.label, unit: measure.unit, low, high, date, text, from, to, open: measure.open }
        });
        let (waiver_reason, waiver_who, waiver_through) = match finding.waiver {
            Some(waiver) => (Some(waiver.reason), waiver.who, day(waiver.through)),
            None => (None, None, None),
        };
        Self {
            fingerprint: finding.fingerprint,
            rule: finding.rule,
            clauses: finding.clauses,
            level: finding.level.name(),
            entity_type: finding.entity_type,
            entity: finding.entity,
            entity_name: finding.entity_name,
            period_kind: finding.period_kind.name(),
            period: finding.period,
            period_start: finding.period_start.to_string(),
            period_end: day(finding.period_end),
            status: finding.status.name(),
            measured_low: measured.low,
            measured_high: measured.high,
            measured_date: measured.date,
            measured_text: measured.text,
            required_low: required.low,
            required_high: required.high,
            required_date: required.date,
            required_text: required.text,
            unit: finding.unit,
            gap: finding.gap.map(|gap| gap.to_string()),
            due: day(finding.due),
            reason: finding.reason,
            reasons_left_out: signed(finding.reasons_left_out),
            note: finding.note,
            message: finding.message,
            remedy: finding.remedy,
            measures: measures.collect(),
            counted: signed(finding.evidence.counted),
            uncertain: signed(finding.evidence.uncertain),
            records: finding.evidence.records,
            uncertain_records: finding.evidence.uncertain_records,
            waiver_reason,
            waiver_who,
            waiver_through,
            readings: finding.readings.into_iter().map(|(reading, choice)| Chosen { reading, choice, status: None }).collect(),
            depends_on: finding
                .depends_on
                .into_iter()
                .map(|other| Chosen { reading: other.reading, choice: other.choice, status: Some(other.status.map_or("none", dudao::Status::name)) })
                .collect(),
            local: finding.local,
        }
    }
}

/// The findings of a report.
pub fn findings(report: &Report) -> PyResult<Table> {
    table("findings", fields(), report.findings().map(Row::from))
}

#[derive(Serialize)]
struct Only {
    rule: String,
    reading: String,
    choice: String,
    entity_type: String,
    entity: String,
    entity_name: String,
    period_kind: &'static str,
    period: String,
    period_start: String,
    period_end: Option<String>,
    status: &'static str,
}

/// The findings that only another choice of a reading has.
pub fn only_under(report: &Report) -> PyResult<Table> {
    let fields = [text("rule"), text("reading"), text("choice")].into_iter().chain(unit()).chain([text("status")]).collect();
    let row = |only: OnlyUnder| Only {
        rule: only.rule,
        reading: only.reading,
        choice: only.choice,
        entity_type: only.entity_type,
        entity: only.entity,
        entity_name: only.entity_name,
        period_kind: only.period_kind.name(),
        period: only.period,
        period_start: only.period_start.to_string(),
        period_end: day(only.period_end),
        status: only.status.name(),
    };
    table("only_under", fields, report.only_under().map(row))
}
