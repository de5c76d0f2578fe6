//! A second opinion: the nineteen counted rules of `fenghua-2019`, evaluated row by row.
//!
//! This program follows the section "Semantics in the small" of ARCHITECTURE.md and shares nothing with the engine, so
//! that whatever the two agree on does not rest on one reading of that section. It is slow on purpose: for every unit it
//! looks at every record again, and each step is one of that section's sentences.

mod cells;
mod count;
mod judge;
mod records;
mod rules;
mod schema;
mod tie;
mod units;
mod window;

#[cfg(test)]
mod boundary_tests;
#[cfg(test)]
mod semantics_tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::book::Book;
use crate::three::Three;
use judge::{Judgement, Measured, Verdict};
use records::Data;
use rules::{Rule, rules};
use units::{Unit, in_force, periods};
use window::{Placed, Window, is_open, window};

/// The day and the choices that an evaluation rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The day on which the records are looked at.
    pub as_of: NaiveDate,
    /// The chosen readings, by id; a reading that is not here is the usual one.
    pub readings: BTreeMap<String, String>,
    /// The chosen parameters, by id; a parameter that is not here has its default.
    pub params: BTreeMap<String, i64>,
}

impl Options {
    /// The usual readings and the default parameters on a day.
    pub fn usual(as_of: NaiveDate) -> Self {
        Self { as_of, readings: BTreeMap::new(), params: BTreeMap::new() }
    }

    fn reading<'a>(&'a self, id: &str, usual: &'a str) -> &'a str {
        self.readings.get(id).map_or(usual, String::as_str)
    }

    fn param(&self, id: &str, default: i64) -> i64 {
        self.params.get(id).copied().unwrap_or(default)
    }

    fn at_least(&self, id: &str, default: i64) -> Verdict {
        Verdict::AtLeast(self.param(id, default))
    }
}

/// What one rule says of one entity in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The id of the row that is judged.
    pub entity: String,
    /// The period's id.
    pub period: String,
    /// One of the statuses of the design.
    pub status: &'static str,
    /// The least that the measure comes to.
    pub low: Option<i64>,
    /// The most that the measure comes to; `None` is no upper bound, or nothing measured.
    pub high: Option<i64>,
    /// Whether anything was measured: the unit was judged at all.
    pub measured: bool,
    /// The number that the rule asks for.
    pub required: Option<i64>,
    /// How many are lacking, where the status is not a pass.
    pub gap: Option<i64>,
    /// The last day of the measure's window.
    pub due: Option<NaiveDate>,
    /// Whether a pass carries the rule's note.
    pub note: bool,
}

/// Evaluates all rules, in their order, over units by entity id, period start and period id.
pub fn evaluate(book: &Book, options: &Options) -> Vec<Finding> {
    let data = Data::new(book);
    let mut findings = Vec::new();
    for rule in rules(options) {
        for id in data.ids(rule.entity.table()) {
            for period in periods(&data, rule.period) {
                let Some(row) = data.seen(rule.entity.table(), &id) else {
                    continue;
                };
                let unit = Unit { entity: rule.entity, id: id.clone(), row, period };
                findings.extend(find(&data, &rule, &unit, options.as_of));
            }
        }
    }
    findings
}

/// The finding of one unit, or `None` where there is no such unit (yet). The order of the answers is part of what they mean.
fn find(data: &Data, rule: &Rule, unit: &Unit, as_of: NaiveDate) -> Option<Finding> {
    let condition = rule.entity.condition(&unit.row);
    if condition == Three::False || !exists(rule, unit, as_of) {
        return None;
    }
    let (from, to) = in_force();
    if unit.period.is_partly_outside(from, to) {
        return Some(not_judged(rule, unit, "not_applicable"));
    }
    let is_supplied = rule.parts.iter().all(|(measure, _)| data.has_table(measure.table));
    if condition == Three::Undecided || !is_supplied {
        return Some(not_judged(rule, unit, "unknown"));
    }
    let judgement = windows(rule, unit).and_then(|windows| judge(data, rule, unit, &windows, as_of));
    // Without its windows nothing can be measured.
    Some(judgement.map_or_else(|| not_judged(rule, unit, "unknown"), |j| judged(rule, unit, j)))
}

/// A unit exists from the first day of its period, or of a window if that is earlier.
fn exists(rule: &Rule, unit: &Unit, as_of: NaiveDate) -> bool {
    let windows = rule.parts.iter().filter_map(|(measure, _)| window(measure.during, &unit.period));
    let first_days = windows.map(|window| window.first);
    first_days.chain([unit.period.first]).any(|first| first <= as_of)
}

/// The window of each measure, or `None` where one of them cannot be told.
fn windows(rule: &Rule, unit: &Unit) -> Option<Vec<Window>> {
    rule.parts.iter().map(|(measure, _)| window(measure.during, &unit.period)).collect()
}

fn judge(data: &Data, rule: &Rule, unit: &Unit, windows: &[Window], as_of: NaiveDate) -> Option<Judgement> {
    let parts = rule.parts.iter().zip(windows).map(|((measure, verdict), window)| {
        let is_open = is_open(data, *window, &unit.period, as_of);
        let range = measure.count(data, unit, *window, is_open, as_of);
        let at_end = matches!(measure.placed, Placed::AtEnd);
        verdict.judge(Measured { range, window: *window, is_open, at_end })
    });
    judge::all(&parts.collect::<Vec<_>>())
}

fn not_judged(rule: &Rule, unit: &Unit, status: &'static str) -> Finding {
    Finding {
        rule: rule.id.to_owned(),
        entity: unit.id.clone(),
        period: unit.period.id.clone(),
        status,
        low: None,
        high: None,
        measured: false,
        required: None,
        gap: None,
        due: None,
        note: false,
    }
}

fn judged(rule: &Rule, unit: &Unit, judgement: Judgement) -> Finding {
    let measured = judgement.measured;
    Finding {
        low: Some(measured.range.low),
        high: measured.range.high,
        measured: true,
        required: judgement.required,
        gap: judgement.gap,
        due: Some(measured.window.last),
        note: judgement.note,
        ..not_judged(rule, unit, judgement.status)
    }
}
