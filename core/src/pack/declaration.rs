//! What a pack declares, as data.

use super::query::{Having, Literal, Pick, Query};
use crate::calendar::{Day, Span};
use crate::diagnostic::{Language, Place};
use crate::script::Closure;
use serde::Serialize;

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A duty.
    Mandatory,
    /// A duty of a work plan.
    Planned,
    /// 原则上, 一般, 拟.
    Expected,
    /// 可, 提倡.
    Optional,
    /// An aim.
    Aim,
}

impl Level {
    /// The levels by name, with the Chinese twin, from the most binding to the least.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Mandatory, "mandatory", "必须"),
        (Self::Planned, "planned", "计划"),
        (Self::Expected, "expected", "一般应"),
        (Self::Optional, "optional", "可以"),
        (Self::Aim, "aim", "目标"),
    ];

    /// The level that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(level, _, _)| *level)
    }

    /// Its English name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(level, _, _)| *level == self).map_or("", |(_, en, _)| en)
    }

    /// Its Chinese name.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(level, _, _)| *level == self).map_or("", |(_, _, zh)| zh)
    }

    /// Whether a failed finding makes the unit's overall result fail.
    pub fn binds(self) -> bool {
        matches!(self, Self::Mandatory | Self::Planned)
    }
}

/// What kind of paper the policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Issued and in force.
    #[default]
    Issued,
    /// A work plan.
    Plan,
    /// A draft: nothing in it binds.
    Draft,
    /// A template.
    Template,
}

impl Standing {
    /// The standings by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 4] =
        [(Self::Issued, "issued", "正式"), (Self::Plan, "plan", "计划"), (Self::Draft, "draft", "草案"), (Self::Template, "template", "范本")];

    /// The standing that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(standing, _, _)| *standing)
    }
}

/// The policy that a pack states.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub issued: Option<Day>,
    /// Its time in force.
    pub in_force: Option<Span>,
    /// What kind of paper it is.
    pub standing: Standing,
    /// Where it is declared.
    pub place: Place,
}

impl Policy {
    /// Its title in one language.
    pub fn title_in(&self, language: Language) -> &str {
        language.pick(&self.title, &self.title_en)
    }
}

/// What keeps a clause from having a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UnruledKind {
    /// It only says where things are to go: there is nothing to look up.
    Aim,
    /// The text that it speaks of is not there.
    TextMissing,
    /// The source breaks off, or cannot be read.
    Damaged,
    /// It is about days outside the policy's time in force.
    OutsideDates,
    /// It only says over which period others are judged.
    Period,
}

impl UnruledKind {
    /// The kinds by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Aim, "aim", "目标"),
        (Self::TextMissing, "text_missing", "原文缺失"),
        (Self::Damaged, "damaged", "原文残缺"),
        (Self::OutsideDates, "outside_dates", "不在期内"),
        (Self::Period, "period", "只定期限"),
    ];

    /// The kind that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(kind, _, _)| *kind)
    }
}

/// What sort of thing a clause asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// A number, a range or a share.
    Quantity,
    /// A day by which something is done, or days within which it is.
    Deadline,
    /// A paper that must be there.
    Document,
    /// Something that must take place, with no number printed.
    Event,
    /// A step of a procedure.
    Step,
    /// Several things that must all be there, or none of which may be.
    Checklist,
    /// A quality that a person judges, or an aim.
    Quality,
}

impl ClauseKind {
    /// The kinds by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Quantity, "quantity", "数量"),
        (Self::Deadline, "deadline", "时限"),
        (Self::Document, "document", "文书"),
        (Self::Event, "event", "活动"),
        (Self::Step, "step", "步骤"),
        (Self::Checklist, "checklist", "清单"),
        (Self::Quality, "quality", "质性"),
    ];

    /// The kind that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(kind, _, _)| *kind)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, name, _)| name)
    }
}

/// Why a clause has no rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Unruled {
    /// What keeps it from having one.
    pub kind: UnruledKind,
    /// The same in a few words.
    pub why: String,
}

/// One requirement of the source document.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Id.
    pub id: String,
    /// Section of the document.
    pub article: String,
    /// What it asks, in one paraphrased sentence.
    pub says: String,
    /// The same in English.
    pub says_en: String,
    /// How binding it is.
    pub force: Option<Level>,
    /// What sort of thing it asks for, if it was said.
    pub kind: Option<ClauseKind>,
    /// Why it has no rule, if it is to have none.
    pub unruled: Option<Unruled>,
    /// Where it is declared.
    pub place: Place,
}

/// A value of a parameter and from when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamValue {
    /// First day; `None` for always.
    pub from: Option<Day>,
    /// The value.
    pub value: Literal,
}

/// A number or word of the policy that a bureau may want to change.
#[derive(Debug, Clone)]
pub struct Param {
    /// Id; closures read it as `p.id`.
    pub id: String,
    /// Its values, in order of their first days.
    pub values: Vec<ParamValue>,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Clauses that it comes from.
    pub clauses: Vec<String>,
    /// Why it is not from the source, if it is not.
    pub local: Option<String>,
    /// Why it has no value, if it has none: whatever reads it is unknown until the bureau sets one.
    pub unset: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A choice between honest interpretations.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Id; closures read the choice as `p.id`.
    pub id: String,
    /// The question.
    pub asks: String,
    /// Choices: id and text, in order of declaration.
    pub choices: Vec<(String, String)>,
    /// The choice that is taken if nobody says otherwise.
    pub usual: String,
    /// Clauses that it is about.
    pub clauses: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

impl Param {
    /// Whether anything is said of it, or it was merely referred to.
    pub(crate) fn is_declared(&self) -> bool {
        !self.values.is_empty() || self.unset.is_some()
    }

    /// Whether a value is of the type of those that it has.
    pub(crate) fn takes(&self, value: &Literal) -> bool {
        self.values.iter().all(|known| known.value.is_like(value))
    }
}

impl Reading {
    /// Whether anything is said of it, or it was merely referred to.
    pub(crate) fn is_declared(&self) -> bool {
        !(self.asks.is_empty() && self.choices.is_empty() && self.usual.is_empty())
    }
}

/// A named query of a rule.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Name; closures read it as `m.name`.
    pub name: String,
    /// The query.
    pub query: Pick<Query>,
    /// Where it is declared.
    pub place: Place,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// How it is judged, in one sentence; empty if its clauses say it all.
    pub says: String,
    /// The same in English.
    pub says_en: String,
    /// Clauses that it rests on.
    pub clauses: Vec<(String, Place)>,
    /// How binding it is, if not as its clauses say.
    pub level: Option<Level>,
    /// Who is judged.
    pub entity: Option<(Pick<String>, Place)>,
    /// Over what period: a kind of period, or a phase.
    pub period: Pick<String>,
    /// Whether a period that lies only partly in the policy's time in force is judged over that part.
    pub partial: bool,
    /// What the unit itself must satisfy for the rule to bear on it.
    pub only: Vec<Having>,
    /// What is measured.
    pub measures: Vec<Measure>,
    /// Who judges.
    pub judge: Option<(Closure, Place)>,
    /// Where it is declared.
    pub place: Place,
}

impl Rule {
    /// The closure that judges, and those by which records are told apart, under all readings.
    pub(crate) fn closures(&self) -> impl Iterator<Item = &Closure> {
        let filters = self.measures.iter().flat_map(|measure| measure.query.options()).flat_map(|query| query.filters.iter().chain(&query.that_where));
        self.judge.iter().map(|(closure, _)| closure).chain(filters.map(|filter| &filter.closure))
    }
}

/// A stretch of days that the policy names, such as 筹备阶段.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Id; rules name it as their period.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its days.
    pub span: Span,
    /// Where it is declared.
    pub place: Place,
}

/// Everything that the files of a pack declared, in order.
#[derive(Debug, Clone, Default)]
pub struct Declarations {
    /// The policy.
    pub policy: Option<Policy>,
    /// Clauses.
    pub clauses: Vec<Clause>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Readings.
    pub readings: Vec<Reading>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// Tables.
    pub schema: super::schema::Schema,
    /// Entities.
    pub entities: Vec<super::schema::Entity>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Forms.
    pub forms: Vec<super::form::Form>,
    /// Scales, bands and cards.
    pub scoring: super::score::Scoring,
    /// Profiles.
    pub profiles: Vec<super::profile::Profile>,
    /// Tests.
    pub tests: Vec<crate::test::Test>,
}
