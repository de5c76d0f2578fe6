//! What a rule's closure says of a unit's measures: a tree whose leaves compare one value with what is required.

use super::range::{Range, Truth};
use super::status::Status;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// More than.
    MoreThan,
    /// Less than.
    LessThan,
    /// Equal to.
    Exactly,
    /// From one to another.
    Between,
    /// Has a value.
    Present,
    /// On or before that day.
    ByDate,
    /// Has all of these keys.
    Covers,
    /// Has all of these keys, each with a value that satisfies a condition.
    CoversWith,
    /// Has some of these keys.
    SomeOf,
    /// Has no keys beside these.
    Within,
    /// Has none of these keys.
    Disjoint,
    /// One after the other.
    InOrder,
    /// A person said yes, or gave a grade.
    Graded,
    /// Is written as a pattern says.
    Fits,
    /// So many findings pass as bear on the unit.
    AllPass,
}

impl Comparison {
    /// The comparison that holds where this one does not; itself where the language has none.
    #[must_use]
    pub const fn negated(self) -> Self {
        match self {
            Self::AtLeast => Self::LessThan,
            Self::LessThan => Self::AtLeast,
            Self::AtMost => Self::MoreThan,
            Self::MoreThan => Self::AtMost,
            other => other,
        }
    }
}

/// What is required, or how large something is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Amount {
    /// A number, known or between two ends.
    Number(Range),
    /// A day, as its number (a time of the day stands behind the point), known or between two ends.
    Day(Range),
    /// Text, as a choice or name.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Keys of a tally or a list.
    Keys(Vec<String>),
    /// Nothing: a day that did not come, the share of nothing.
    Nothing,
    /// It is missing: nobody said.
    Missing,
    /// It cannot be told: records disagree, or may not count.
    Unclear,
}

/// One comparison and how it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What was asked.
    pub comparison: Comparison,
    /// The input that was compared, if it is one (and not a result of arithmetic over several).
    pub input: Option<u16>,
    /// How large it is now.
    pub measured: Amount,
    /// How large it must be.
    pub required: Amount,
    /// How it came out.
    pub status: Status,
    /// How much is lacking.
    pub gap: Option<Decimal>,
    /// Whether records to come could still change it.
    pub open: bool,
}

/// What stands in a node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A comparison.
    Test(Test),
    /// A word of the script's own, with its reason.
    Said(Option<String>),
    /// Every part must hold.
    All(Vec<Verdict>),
    /// One part is enough.
    Any(Vec<Verdict>),
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The answer.
    pub status: Status,
    /// Where it comes from.
    pub kind: Kind,
    /// Remarks on it.
    pub notes: Vec<String>,
    /// Whether it is a bare yes or no of the script, which an input that is still open keeps from being final.
    pub bare: bool,
}

/// Verdicts are shared among all units that they hold for.
pub type SharedVerdict = Arc<Verdict>;

impl Verdict {
    /// The result of a comparison.
    pub fn test(test: Test) -> Self {
        Self { status: test.status, kind: Kind::Test(test), notes: Vec::new(), bare: false }
    }

    /// What the script says itself.
    pub fn said(status: Status, why: Option<String>) -> Self {
        let bare = matches!(status, Status::Pass | Status::Fail);
        Self { status, kind: Kind::Said(why), notes: Vec::new(), bare }
    }

    /// A whole of which every part must hold.
    pub fn all(parts: Vec<Self>) -> Self {
        let status = Status::all(parts.iter().map(|part| part.status));
        Self { status, kind: Kind::All(parts), notes: Vec::new(), bare: false }
    }

    /// A whole of which one part is enough.
    pub fn any(parts: Vec<Self>) -> Self {
        let status = Status::any(parts.iter().map(|part| part.status));
        Self { status, kind: Kind::Any(parts), notes: Vec::new(), bare: false }
    }

    /// Turns every bare yes or no into `not_due`, since an input that was read is still open, and folds anew.
    #[must_use]
    pub fn awaiting(mut self) -> Self {
        if self.bare && matches!(self.status, Status::Pass | Status::Fail) {
            self.status = Status::NotDue;
        }
        match self.kind {
            Kind::All(parts) => {
                let mut whole = Self::all(parts.into_iter().map(Self::awaiting).collect());
                whole.notes = self.notes;
                whole
            }
            Kind::Any(parts) => {
                let mut whole = Self::any(parts.into_iter().map(Self::awaiting).collect());
                whole.notes = self.notes;
                whole
            }
            _ => self,
        }
    }

    /// The part that decides: the first one that has the whole's status, again and again.
    pub fn deciding(&self) -> &Self {
        match &self.kind {
            Kind::All(parts) | Kind::Any(parts) => parts.iter().find(|part| part.status == self.status).map_or(self, Self::deciding),
            _ => self,
        }
    }

    /// Every comparison in it, from left to right.
    pub fn tests(&self) -> Vec<&Test> {
        match &self.kind {
            Kind::Test(test) => vec![test],
            Kind::Said(_) => Vec::new(),
            Kind::All(parts) | Kind::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
        }
    }

    /// Every remark that stands: those of parts that count.
    pub fn all_notes(&self) -> Vec<&str> {
        let mut notes: Vec<&str> = self.notes.iter().map(String::as_str).collect();
        if let Kind::All(parts) | Kind::Any(parts) = &self.kind {
            notes.extend(parts.iter().flat_map(Self::all_notes));
        }
        notes
    }
}

/// How a comparison over a value that may still change comes out.
pub fn settle(truth: Truth, open: bool) -> Status {
    match truth {
        Truth::Yes => Status::Pass,
        Truth::No => Status::Fail,
        Truth::Maybe if open => Status::NotDue,
        Truth::Maybe => Status::Unknown,
    }
}
