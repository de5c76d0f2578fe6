//! What depends on readings as CSV, for spreadsheets: one row for each other choice under which a finding has another status, then one for each
//! finding that only another choice has.

use super::csv::{status_or_none, write};
use super::{OnlyUnder, Report};
use crate::finding::{Dependence, Finding};
use std::io::{self, Write};

const COLUMNS: [&str; 13] = [
    "rule",
    "reading",
    "choice",
    "entity_type",
    "entity",
    "entity_name",
    "period_kind",
    "period",
    "period_start",
    "period_end",
    "taken",
    "status",
    "status_under_choice",
];

impl Report {
    /// Writes what depends on readings as CSV in UTF-8, with the mark by which spreadsheets know it.
    pub fn write_readings_csv(&self, to: impl Write) -> io::Result<()> {
        let taken = |reading: &str| self.settings.choices.get(reading).cloned().unwrap_or_default();
        let changed = self.runs().iter().enumerate().flat_map(|(number, run)| {
            let depends = run.findings.iter().filter(|raw| run.depends.number(raw).is_some());
            depends.map(move |raw| self.row(number, raw))
        });
        let changed = changed.flat_map(|finding| finding.depends_on.iter().map(|other| depends(&finding, other, taken(&other.reading))).collect::<Vec<_>>());
        write(to, COLUMNS, changed.chain(self.only_under().map(|row| only(&row, taken(&row.reading)))))
    }
}

fn depends(finding: &Finding, other: &Dependence, taken: String) -> [String; COLUMNS.len()] {
    [
        finding.rule.clone(),
        other.reading.clone(),
        other.choice.clone(),
        finding.entity_type.clone(),
        finding.entity.clone(),
        finding.entity_name.clone(),
        finding.period_kind.name().into(),
        finding.period.clone(),
        finding.period_start.to_string(),
        finding.period_end.map_or(String::new(), |day| day.to_string()),
        taken,
        finding.status.name().into(),
        status_or_none(other.status).into(),
    ]
}

fn only(row: &OnlyUnder, taken: String) -> [String; COLUMNS.len()] {
    [
        row.rule.clone(),
        row.reading.clone(),
        row.choice.clone(),
        row.entity_type.clone(),
        row.entity.clone(),
        row.entity_name.clone(),
        row.period_kind.name().into(),
        row.period.clone(),
        row.period_start.to_string(),
        row.period_end.map_or(String::new(), |day| day.to_string()),
        taken,
        status_or_none(None).into(),
        row.status.name().into(),
    ]
}
