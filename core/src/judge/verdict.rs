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
    /// Of a share that is known: how many of how many.
    pub share: Option<(Decimal, Decimal)>,
    /// Whether it is asked for; what only says whether something else is, is not.
    pub asked: bool,
}

impl Test {
    /// A comparison that is asked for, and came out so.
    pub fn new(comparison: Comparison, input: Option<u16>, measured: Amount, required: Amount, status: Status) -> Self {
        Self { comparison, input, measured, required, status, gap: None, open: false, share: None, asked: true }
    }
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
    /// What follows from others as soon as it is known whether they have to wait; a verdict that is concluded holds none.
    Pending(Box<Pending>),
}

/// A verdict that follows from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pending {
    /// The opposite.
    Not(Verdict),
    /// A duty, the second, that holds only where its trigger, the first, does.
    When(Verdict, Verdict),
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

    /// Whether a bare yes or no in it would have to wait, if an input that was read is still open.
    fn may_wait(&self) -> bool {
        match &self.kind {
            Kind::All(parts) | Kind::Any(parts) => parts.iter().any(Self::may_wait),
            Kind::Pending(_) => true,
            Kind::Test(_) | Kind::Said(_) => self.bare && matches!(self.status, Status::Pass | Status::Fail),
        }
    }

    /// The same verdict, as it stands whatever is still open.
    #[must_use]
    pub fn final_word(mut self) -> Self {
        self.bare = false;
        match &mut self.kind {
            Kind::All(parts) | Kind::Any(parts) => parts.iter_mut().for_each(|part| *part = part.clone().final_word()),
            Kind::Pending(_) => return self.concluded(false).final_word(),
            Kind::Test(_) | Kind::Said(_) => {}
        }
        self
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        let waits = self.may_wait() && !matches!(self.kind, Kind::Said(_));
        let turned = self.clone().turned();
        if waits { Self { kind: Kind::Pending(Box::new(Pending::Not(self))), bare: false, ..turned } } else { turned }
    }

    fn turned(self) -> Self {
        let status = self.status.negated();
        // The parts said the opposite; what stands is the whole.
        let kind = match self.kind {
            Kind::Test(test) => Kind::Test(Test { status, comparison: test.comparison.negated(), ..test }),
            _ => Kind::Said(None),
        };
        Self { status, kind, ..self }
    }

    /// A duty that holds only where its trigger does.
    #[must_use]
    pub fn when(trigger: Self, duty: Self) -> Self {
        let waits = trigger.may_wait() || duty.may_wait();
        let decided = Self::triggered(trigger.clone(), duty.clone());
        if waits { Self { kind: Kind::Pending(Box::new(Pending::When(trigger, duty))), bare: false, ..decided } } else { decided }
    }

    fn triggered(trigger: Self, duty: Self) -> Self {
        match trigger.status {
            Status::Pass | Status::Informational => duty,
            Status::Fail | Status::NotApplicable => {
                Self { status: Status::NotApplicable, kind: trigger.unasked().deciding().kind.clone(), notes: Vec::new(), bare: false }
            }
            // Whatever the trigger turns out to be, the duty is done.
            _ if duty.status == Status::Pass => duty,
            // The trigger tells how things stand, but nothing of what the duty comes to, or whether there is one.
            status => Self::all(vec![trigger.unasked(), Self::said(status, None)]),
        }
    }

    /// The same, where nobody is asked to bring it about.
    #[must_use]
    fn unasked(mut self) -> Self {
        match &mut self.kind {
            Kind::Test(test) => (test.asked, test.gap) = (false, None),
            Kind::All(parts) | Kind::Any(parts) => parts.iter_mut().for_each(|part| *part = part.clone().unasked()),
            Kind::Said(_) | Kind::Pending(_) => {}
        }
        self
    }

    /// What it comes to: where an input that was read is still `open`, every bare yes or no is not due yet, and what follows from it follows anew.
    #[must_use]
    pub fn concluded(self, open: bool) -> Self {
        let conclude = |parts: Vec<Self>| parts.into_iter().map(|part| part.concluded(open)).collect();
        let waits = open && self.bare && matches!(self.status, Status::Pass | Status::Fail);
        let mut notes = self.notes;
        let mut whole = match self.kind {
            Kind::All(parts) => Self::all(conclude(parts)),
            Kind::Any(parts) => Self::any(conclude(parts)),
            Kind::Pending(pending) => match *pending {
                Pending::Not(verdict) => verdict.concluded(open).turned(),
                Pending::When(trigger, duty) => Self::triggered(trigger.concluded(open), duty.concluded(open)),
            },
            kind @ (Kind::Test(_) | Kind::Said(_)) => {
                Self { status: if waits { Status::NotDue } else { self.status }, kind, notes: Vec::new(), bare: self.bare }
            }
        };
        if whole.status == Status::Pass {
            whole.notes.retain(|note| !notes.contains(note));
            notes.append(&mut whole.notes);
            whole.notes = notes;
        }
        whole
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
            Kind::Said(_) | Kind::Pending(_) => Vec::new(),
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
