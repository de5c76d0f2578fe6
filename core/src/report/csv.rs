//! The findings as CSV, for spreadsheets: one row a finding.

use super::Report;
use crate::diagnostic::Language;
use crate::finding::{Finding, Shown};
use crate::judge::Status;
use rust_decimal::Decimal;
use std::io::{self, BufWriter, Write};

const COLUMNS: [&str; 27] = [
    "fingerprint",
    "rule",
    "clauses",
    "level",
    "entity_type",
    "entity",
    "entity_name",
    "period_kind",
    "period",
    "period_start",
    "period_end",
    "status",
    "measured",
    "required",
    "unit",
    "gap",
    "due",
    "reason",
    "note",
    "message",
    "remedy",
    "counted",
    "uncertain",
    "waiver",
    "readings",
    "depends_on",
    "local",
];

impl Report {
    /// Writes the findings as CSV in UTF-8, with the mark by which spreadsheets know it.
    pub fn write_csv(&self, to: impl Write) -> io::Result<()> {
        write(to, COLUMNS, self.findings().map(|finding| cells(&finding, self.options.language)))
    }
}

/// Writes a header and rows with the mark by which spreadsheets know UTF-8.
pub(super) fn write<const N: usize>(to: impl Write, columns: [&str; N], rows: impl Iterator<Item = [String; N]>) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    to.write_all("\u{feff}".as_bytes())?;
    writeln!(to, "{}", columns.join(","))?;
    let mut line = String::new();
    for row in rows {
        row.iter().for_each(|cell| write_cell(cell, &mut line));
        line.pop();
        writeln!(to, "{line}")?;
        line.clear();
    }
    to.flush()
}

/// Writes a cell and the comma behind it. The writer of the crate `csv` would bring a parser of floating-point numbers, which nothing else here
/// needs: 20 KB of what browsers fetch.
fn write_cell(cell: &str, line: &mut String) {
    let quoted = cell.contains([',', '"', '\n', '\r']);
    if quoted {
        line.push('"');
    }
    if is_formula(cell) {
        line.push('\'');
    }
    line.push_str(&cell.replace('"', "\"\""));
    line.push_str(if quoted { "\"," } else { "," });
}

/// What a spreadsheet would run; an apostrophe before it keeps it a text.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '@', '\t', '\r']) || cell.starts_with('-') && cell.parse::<Decimal>().is_err()
}

pub(super) fn shown(value: Option<&Shown>) -> String {
    value.map_or(String::new(), ToString::to_string)
}

/// A status, or that there is no such finding.
pub(super) fn status_or_none(status: Option<Status>) -> &'static str {
    status.map_or("none", Status::name)
}

fn cells(finding: &Finding, language: Language) -> [String; COLUMNS.len()] {
    let day = |day: Option<crate::calendar::Day>| day.map_or(String::new(), |day| day.to_string());
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    [
        finding.fingerprint.clone(),
        finding.rule.clone(),
        finding.clauses.join(";"),
        finding.level.name().into(),
        finding.entity_type.clone(),
        finding.entity.clone(),
        finding.entity_name.clone(),
        finding.period_kind.name().into(),
        finding.period.clone(),
        finding.period_start.to_string(),
        day(finding.period_end),
        finding.status.name().into(),
        shown(finding.measured.as_ref()),
        shown(finding.required.as_ref()),
        text(finding.unit.as_ref()),
        finding.gap.map_or(String::new(), |gap| gap.to_string()),
        day(finding.due),
        finding.reason.iter().map(|cause| cause.text.as_str()).collect::<Vec<_>>().join("; "),
        text(finding.note.as_ref()),
        finding.message.clone(),
        text(finding.remedy.as_ref()),
        finding.evidence.counted.to_string(),
        finding.evidence.uncertain.to_string(),
        finding.waiver.as_ref().map_or(String::new(), |waiver| waiver.words(language)),
        finding.readings.iter().map(|(reading, choice)| format!("{reading}={choice}")).collect::<Vec<_>>().join(";"),
        finding.depends_on.iter().map(|other| format!("{}={}:{}", other.reading, other.choice, status_or_none(other.status))).collect::<Vec<_>>().join(";"),
        finding.local.join(";"),
    ]
}
