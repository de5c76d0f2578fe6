//! Forms, filled in from records and findings: what stands in each line and cell, before anything is laid out.

mod fill;
#[cfg(feature = "html")]
pub mod html;
mod made_up;
mod order;
mod words;

pub(crate) use made_up::made_up;
pub(crate) use words::Words;

use crate::calendar::{Day, PeriodKind};
use crate::diagnostic::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// A piece of a line or a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FilledPiece {
    /// What stands there; nothing where it is left for the hand.
    pub text: Option<String>,
    /// Whether it was filled in, and is not a text of the form itself.
    pub filled: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FilledCell {
    /// What stands in it; nothing where it is left for the hand.
    pub text: Option<String>,
    /// Of a column of ticks: whether each choice is ticked.
    pub ticks: Vec<bool>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FilledColumn {
    /// What stands over it.
    pub head: String,
    /// The choices that can be ticked in it; none in a column of texts.
    pub ticks: Vec<String>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum FilledBlock {
    /// A line at the top.
    Header {
        /// What it says.
        pieces: Vec<FilledPiece>,
    },
    /// A paragraph.
    Body {
        /// What it says.
        pieces: Vec<FilledPiece>,
    },
    /// A table.
    Rows {
        /// Its columns, from left to right.
        columns: Vec<FilledColumn>,
        /// Its rows from top to bottom, each with a cell for each column; where no record belongs in it, one empty row.
        rows: Vec<Vec<FilledCell>>,
    },
    /// A line at the bottom.
    Footer {
        /// What it says.
        pieces: Vec<FilledPiece>,
    },
}

/// A record or a finding of which it is not certain whether it belongs in a form; it does not stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LeftOut {
    /// Its table; `findings` for a finding.
    pub table: String,
    /// Its id; of a finding, the fingerprint.
    pub record: String,
}

/// A form, filled in for one unit and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FilledForm {
    /// The form.
    pub form: String,
    /// Title of the policy.
    pub policy: String,
    /// Who issued it.
    pub issuer: String,
    /// The language of what was filled in.
    pub language: Language,
    /// The day as of which it was filled in.
    pub as_of: Day,
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
    /// What the period is called; nothing if that is not known.
    pub period_name: Option<String>,
    /// Its first day.
    pub period_start: Day,
    /// Its last day.
    pub period_end: Option<Day>,
    /// Title, as it stands at the top.
    pub title: Vec<FilledPiece>,
    /// What it is made of, from top to bottom.
    pub blocks: Vec<FilledBlock>,
    /// What each name in its texts came to, and each measure; nothing where it is left for the hand.
    pub values: BTreeMap<String, Option<String>>,
    /// Records and findings of which it is not certain whether they belong in it.
    pub left_out: Vec<LeftOut>,
    /// Rules whose findings belong in it and that were not judged.
    pub not_judged: Vec<String>,
    /// How it is laid out; nothing for the usual way.
    #[serde(skip)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub(crate) template: Option<FormTemplate>,
}

/// A file that lays a form out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormTemplate {
    /// Its path among the sources of the pack.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// A unit and a period for which a form can be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormUnit {
    /// The form.
    pub form: String,
    /// Id of the unit.
    pub entity: String,
    /// Name of the unit.
    pub entity_name: String,
    /// Id of the period.
    pub period: String,
    /// What the period is called; nothing if that is not known.
    pub period_name: Option<String>,
}

impl FilledForm {
    /// Its title in one text; what is left for the hand is a gap.
    pub fn heading(&self) -> String {
        self.title.iter().map(|piece| piece.text.as_deref().unwrap_or("　")).collect()
    }

    /// How it is laid out; nothing for the usual way.
    pub fn template(&self) -> Option<&FormTemplate> {
        self.template.as_ref()
    }

    /// The form as JSON, ending with a line end.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}
