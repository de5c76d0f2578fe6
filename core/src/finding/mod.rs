//! Findings: what was found of one unit by one rule, with everything that a person needs to act on it.

mod message;
mod shown;
mod waiver;
mod wording;

pub(crate) use message::{cause_text, message, remedy};
pub use shown::{Number, Shown};
pub use waiver::Waiver;
pub(crate) use wording::Wording;

use crate::calendar::{Day, PeriodKind};
use crate::judge::Status;
use crate::pack::Level;
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a unit was not decided, or the rule does not bear on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Cause {
    /// Stable code: `blank`, `unusable`, `not_supplied`, `conflict`, `not_handed_in`, `partial_period`, `said`, `nothing`, `script`, `no_record`,
    /// `contradictory`, `not_a_grade`, `finding` (one that is measured and not decided), `rule_not_run`, `unset` (a parameter), `changed` (only for a
    /// part of the period one of those who are judged), `excluded` (by a limit of the rule), `outside` (in no period), `no_days`, `no_previous`,
    /// `no_calendar`, `district` (of which one the period is).
    pub code: &'static str,
    /// The table it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub table: Option<String>,
    /// The record's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub record: Option<String>,
    /// The column's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub column: Option<String>,
    /// The cause in words.
    pub text: String,
}

/// One measure of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MeasureShown {
    /// Name in the rule.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Its unit of counting.
    pub unit: String,
    /// Its value.
    pub value: Option<Shown>,
    /// First day of its window.
    pub from: Option<Day>,
    /// Last day of its window.
    pub to: Option<Day>,
    /// Whether records of it can still come in.
    pub open: bool,
}

/// The records that a finding rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Evidence {
    /// Records that certainly count, for the measure that decides.
    pub counted: u64,
    /// Records that may count.
    pub uncertain: u64,
    /// Ids of the counted records, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub records: Option<Vec<String>>,
    /// Ids of the records that may count, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub uncertain_records: Option<Vec<String>>,
}

/// How a finding comes out under another reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Dependence {
    /// The reading.
    pub reading: String,
    /// The other choice.
    pub choice: String,
    /// The status under it; nothing if there is no such finding.
    pub status: Option<Status>,
}

/// A verdict with its unit, its clauses, its evidence and its remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Finding {
    /// Tells the finding from others in every run: of pack, rule and unit.
    pub fingerprint: String,
    /// The rule.
    pub rule: String,
    /// Clauses that it rests on.
    pub clauses: Vec<String>,
    /// How binding it is.
    pub level: Level,
    /// Kind of the unit.
    pub entity_type: String,
    /// Id of the unit.
    pub entity: String,
    /// Name of the unit.
    pub entity_name: String,
    /// Kind of the period.
    pub period_kind: PeriodKind,
    /// Id of the period.
    pub period: String,
    /// Its first day.
    pub period_start: Day,
    /// Its last day.
    pub period_end: Option<Day>,
    /// What was found.
    pub status: Status,
    /// How large it is.
    pub measured: Option<Shown>,
    /// How large it must be.
    pub required: Option<Shown>,
    /// The unit of counting of both.
    pub unit: Option<String>,
    /// How much is lacking.
    pub gap: Option<Number>,
    /// The last day on which it can be made good.
    pub due: Option<Day>,
    /// Why it is not decided, or does not bear on the unit.
    pub reason: Vec<Cause>,
    /// Further causes that are not listed, where there are very many.
    pub reasons_left_out: u64,
    /// Remarks on a pass.
    pub note: Option<String>,
    /// All of it in one sentence.
    pub message: String,
    /// The least change that would make it pass.
    pub remedy: Option<String>,
    /// Its measures.
    pub measures: Vec<MeasureShown>,
    /// The records that it rests on.
    pub evidence: Evidence,
    /// The waiver that covers it.
    pub waiver: Option<Waiver>,
    /// Readings that it rests on, and the choices taken.
    pub readings: BTreeMap<String, String>,
    /// Other choices, one reading at a time, under which its status is another; nothing unless the run was asked for all readings.
    pub depends_on: Vec<Dependence>,
    /// Values that it rests on and that the source does not state, with the reasons.
    pub local: Vec<String>,
}
