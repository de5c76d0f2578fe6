//! A second opinion on the whole rule language: random packs over random record books, judged by a program of its own.
//!
//! `draw` makes a pack as plain data (`pack`), a damaged record book and a day; `script` writes the pack as a script for the engine;
//! `naive` judges the plain data by the section "Semantics in the small" of ARCHITECTURE.md, sentence by sentence, and shares nothing with the
//! engine but its calendar types. `shrink` makes a pair on which the two differ smaller.

pub mod draw;
mod naive;
pub mod pack;
pub mod script;
pub mod shrink;

pub use naive::judge;

use dudao::Decimal;

/// The two ends between which a number lies; `None` is an end that is open.
pub type Ends = (Option<Decimal>, Option<Decimal>);

/// A value of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A number.
    Numbers(Ends),
    /// A day, by its number.
    Days(Ends),
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Keys.
    Keys(Vec<String>),
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
    /// What decides it, if it was judged and a measure or cell does.
    pub measured: Option<Shown>,
    /// How much is lacking.
    pub gap: Option<Decimal>,
    /// Whether a pass carries a note.
    pub noted: bool,
    /// Every measure, by name, and whether its window is open; nothing where the unit was not judged.
    pub measures: Vec<(String, Option<Shown>, bool)>,
}
