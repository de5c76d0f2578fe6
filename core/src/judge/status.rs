//! The one closed set of answers, and how several become one.

use crate::diagnostic::Language;
use serde::Serialize;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Applicable, and every completion of what is missing or still to come satisfies the condition.
    Pass,
    /// Applicable, and no completion does.
    Fail,
    /// The window is still open, and records to come could still decide it.
    NotDue,
    /// The rule does not bear on this unit.
    NotApplicable,
    /// Cannot be decided: an input is missing, invalid or contradictory.
    Unknown,
    /// A person must judge it.
    NeedsReview,
    /// Measured, never scored.
    Informational,
    /// The script failed on this unit.
    Error,
}

impl Status {
    /// Every status: name, Chinese twin, and the words that a clerk reads.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Pass, "pass", "达标"),
        (Self::Fail, "fail", "未达标"),
        (Self::NotDue, "not_due", "未到期"),
        (Self::NotApplicable, "not_applicable", "不适用"),
        (Self::Unknown, "unknown", "无法判定"),
        (Self::NeedsReview, "needs_review", "待评定"),
        (Self::Informational, "informational", "仅供参考"),
        (Self::Error, "error", "出错"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(status, _, _)| *status == self).map_or("", |(_, name, _)| name)
    }

    /// Its Chinese name.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(status, _, _)| *status == self).map_or("", |(_, _, label)| label)
    }

    /// What a person reads, in one language.
    pub fn words(self, language: Language) -> String {
        match language {
            Language::Zh => self.label().into(),
            Language::En => self.name().replace('_', " "),
        }
    }

    /// Its mark in a narrow column.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Pass => "✓",
            Self::Fail => "✗",
            Self::NotDue => "…",
            Self::NotApplicable => "–",
            Self::Unknown => "?",
            Self::NeedsReview => "评",
            Self::Informational => "·",
            Self::Error => "!",
        }
    }

    /// The status of that name, in either language.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(status, _, _)| *status)
    }

    /// Whether it is still to be told how it comes out: what keeps it from that is worth saying.
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Unknown | Self::NotDue | Self::NeedsReview)
    }

    /// Weight where all must hold; the heaviest decides.
    const fn weight_in_all(self) -> u8 {
        match self {
            Self::Fail => 7,
            Self::Error => 6,
            Self::Unknown => 5,
            Self::NeedsReview => 4,
            Self::NotDue => 3,
            Self::Pass => 2,
            Self::Informational => 1,
            Self::NotApplicable => 0,
        }
    }

    /// Weight where one is enough; the heaviest decides.
    const fn weight_in_any(self) -> u8 {
        match self {
            Self::Pass => 7,
            Self::Error => 6,
            Self::Unknown => 5,
            Self::NeedsReview => 4,
            Self::NotDue => 3,
            Self::Fail => 2,
            Self::Informational => 1,
            Self::NotApplicable => 0,
        }
    }

    /// The status of a whole of which every part must hold. Nothing at all is not applicable.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().max_by_key(|status| status.weight_in_all()).unwrap_or(Self::NotApplicable)
    }

    /// The status of a whole of which one part is enough. Nothing at all is not applicable.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().max_by_key(|status| status.weight_in_any()).unwrap_or(Self::NotApplicable)
    }

    /// The opposite; only pass and fail have one.
    #[must_use]
    pub const fn negated(self) -> Self {
        match self {
            Self::Pass => Self::Fail,
            Self::Fail => Self::Pass,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn roll_ups_do_not_depend_on_order_or_grouping() {
        let all: Vec<Status> = Status::ALL.iter().map(|(status, _, _)| *status).collect();
        let folds: [fn(Vec<Status>) -> Status; 2] = [|parts| Status::all(parts), |parts| Status::any(parts)];
        for fold in folds {
            for &a in &all {
                for &b in &all {
                    assert_eq!(fold(vec![a, b]), fold(vec![b, a]));
                    for &c in &all {
                        assert_eq!(fold(vec![fold(vec![a, b]), c]), fold(vec![a, fold(vec![b, c])]));
                    }
                }
            }
        }
    }
}
