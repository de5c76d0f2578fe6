//! Scores as rows: one for each unit of a card in each period.

use crate::calendar::{Day, PeriodKind};
use crate::finding::{Cause, Number, Shown};
use crate::judge::Status;
use serde::Serialize;
use std::collections::BTreeMap;

/// What one item of a card earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ItemScore {
    /// The section of the card.
    pub section: Option<String>,
    /// The rule, or the pattern that means several.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// Points that it can earn.
    pub points: Number,
    /// Points that it earned, as far as is known; nothing if it leaves the card.
    pub earned: Option<Shown>,
    /// The roll-up of its findings.
    pub status: Status,
    /// Its findings by status.
    pub statuses: BTreeMap<Status, u64>,
    /// Findings that there will be once their periods have begun.
    pub to_come: u64,
}

/// Findings that do not count on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NotCounted {
    /// The rule, or the pattern that means several.
    pub rule: String,
    /// Stable code: `not_applicable`, `informational`, `no_finding` (nothing lies in the period), `not_run`.
    pub why: &'static str,
    /// How many findings.
    pub count: u64,
    /// The same in words.
    pub text: String,
}

/// Points that could still be won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ToWin {
    /// The rule.
    pub rule: String,
    /// Id of the unit that has to act.
    pub entity: String,
    /// Its name.
    pub entity_name: String,
    /// The period of the finding.
    pub period: String,
    /// How much the score would rise by at least, before it is rounded.
    pub points: Number,
    /// By when.
    pub due: Option<Day>,
    /// What would win them.
    pub remedy: Option<String>,
}

/// A rule whose failure caps the band, where it fails or may yet fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct VetoShown {
    /// The rule, or the pattern that means several.
    pub rule: String,
    /// The best band that it leaves.
    pub band: String,
    /// The roll-up of its findings.
    pub status: Status,
}

/// Another card's score, shown beside this one or blended into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BesideScore {
    /// The other card.
    pub card: String,
    /// Id of its unit.
    pub entity: String,
    /// Name of its unit.
    pub entity_name: String,
    /// Its period.
    pub period: String,
    /// Its score.
    pub score: Option<Shown>,
    /// Its band, before any veto.
    pub band: Option<String>,
    /// How many percent of this card's score are the other's, if it is blended.
    pub percent: Option<Number>,
}

/// What a card would come to if what failed and is waived left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WaivedScore {
    /// Points of the items that would count.
    pub counted: Number,
    /// The score.
    pub score: Option<Shown>,
    /// What it would be called, once vetoes that are not waived have capped it.
    pub band: Option<String>,
}

/// What a card comes to for one unit in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Score {
    /// The card.
    pub card: String,
    /// Its title.
    pub title: String,
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
    /// Points of the whole card.
    pub points: Number,
    /// Points of the items that count; they are reweighed to the whole.
    pub counted: Number,
    /// The score: a number, the ends between which it lies, or nothing where no rule is scored.
    pub score: Option<Shown>,
    /// What the score is called; nothing if it may be called one thing or another.
    pub band: Option<String>,
    /// What it would be called without vetoes.
    pub band_without_veto: Option<String>,
    /// Rules that cap the band, or may.
    pub vetoes: Vec<VetoShown>,
    /// The score as it would be if what failed and is waived left the card, where that changes it.
    pub with_waivers: Option<WaivedScore>,
    /// What each item earned.
    pub items: Vec<ItemScore>,
    /// What does not count, and why.
    pub not_counted: Vec<NotCounted>,
    /// What could still be won, the most first.
    pub to_win: Vec<ToWin>,
    /// Other cards' scores.
    pub beside: Vec<BesideScore>,
    /// Why there is no score, or none that is certain, other than by its findings.
    pub reason: Vec<Cause>,
    /// What it rests on that the source does not state, with the reasons.
    pub local: Vec<String>,
}
