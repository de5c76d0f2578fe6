//! From what was measured to a status (ARCHITECTURE.md, Judging).

use super::count::Range;
use super::window::Window;

/// A measure as a verdict sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) range: Range,
    pub(super) window: Window,
    pub(super) is_open: bool,
    /// Counted on the last day, so that it may still rise or fall while the window is open.
    pub(super) at_end: bool,
}

/// What a rule's script says of one measure.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verdict {
    /// At least so many.
    AtLeast(i64),
    /// At least the first; a pass with certainly more than the second carries a note.
    AtLeastNotingMoreThan(i64, i64),
    /// For information only.
    Informational,
}

/// The verdict on one measure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    pub(super) status: &'static str,
    pub(super) measured: Measured,
    pub(super) required: Option<i64>,
    pub(super) gap: Option<i64>,
    pub(super) note: bool,
}

impl Verdict {
    pub(super) fn judge(self, measured: Measured) -> Judgement {
        let informational = Judgement { status: "informational", measured, required: None, gap: None, note: false };
        match self {
            Self::AtLeast(least) => at_least(measured, least),
            Self::AtLeastNotingMoreThan(least, many) => {
                let judgement = at_least(measured, least);
                let note = judgement.status == "pass" && measured.range.low > many;
                Judgement { note, ..judgement }
            }
            Self::Informational => informational,
        }
    }
}

fn at_least(measured: Measured, least: i64) -> Judgement {
    let Range { low, high } = measured.range;
    let high = high.filter(|_| !measured.is_open);
    let status = if measured.is_open && measured.at_end {
        "not_due"
    } else if low >= least {
        "pass"
    } else if high.is_some_and(|high| high < least) {
        "fail"
    } else if measured.is_open {
        "not_due"
    } else {
        "unknown"
    };
    let gap = (least > low && status != "pass").then_some(least - low);
    Judgement { status, measured, required: Some(least), gap, note: false }
}

/// The order in which `all` looks for a status.
const ALL: [&str; 8] = ["fail", "error", "unknown", "needs_review", "not_due", "pass", "informational", "not_applicable"];

/// Rolls verdicts up: the first of them that has the first status in order. `None` of no verdicts.
pub(super) fn all(judgements: &[Judgement]) -> Option<Judgement> {
    let with_status = |status: &&str| judgements.iter().find(|j| j.status == *status).copied();
    ALL.iter().find_map(with_status)
}
