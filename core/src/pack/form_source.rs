//! What can be filled in: a cell, a measure, a part of the period, a column of findings.

use super::schema::Path;
use crate::calendar::PeriodPart;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A piece of a text with its name looked up.
#[derive(Debug, Clone)]
pub(crate) enum Told {
    Text(String),
    /// A blank for the hand.
    Blank,
    /// What a name, as it was written, stands for.
    Filled(String, Source),
}

/// Where what is filled in comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A measure, by its number.
    Measure(usize),
    /// A key of a measure.
    Key(usize, String),
    Period(PeriodWord),
    /// A cell of the unit.
    Path(Path),
    /// What a rule found of the unit.
    Finding(usize, FindingField),
}

/// What a text can say of its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeriodWord {
    Part(PeriodPart),
    /// The day of the month on which it begins.
    Day,
    /// What it is called.
    Name,
}

impl PeriodWord {
    const OWN: [(Self, &'static str, &'static str); 2] = [(Self::Name, "name", "名称"), (Self::Day, "day", "日")];

    pub(super) fn find(name: &str, place: &Place) -> Result<Self, Diagnostic> {
        let own = Self::OWN.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(word, _, _)| *word);
        own.or_else(|| PeriodPart::from_name(name).map(Self::Part)).ok_or_else(|| {
            let known = PeriodPart::ALL.iter().map(|(_, en, zh)| (*en, *zh)).chain(Self::OWN.iter().map(|(_, en, zh)| (*en, *zh)));
            Diagnostic::error(Code::SchemaUnknown, told!("考核期没有“{name}”"), told!("a period has no `{name}`")).at(place.clone()).suggest_named(name, known)
        })
    }
}

/// What a form can show of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FindingField {
    Rule,
    Clause,
    Article,
    Says,
    Level,
    Status,
    Entity,
    Period,
    Message,
    Remedy,
    Due,
}

impl FindingField {
    /// The columns by name, with the Chinese twin.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 11] = [
        (Self::Rule, "rule", "规则"),
        (Self::Clause, "clause", "条款"),
        (Self::Article, "article", "条目"),
        (Self::Says, "says", "要求"),
        (Self::Level, "level", "强度"),
        (Self::Status, "status", "结果"),
        (Self::Entity, "entity", "对象"),
        (Self::Period, "period", "考核期"),
        (Self::Message, "message", "说明"),
        (Self::Remedy, "remedy", "怎样做到"),
        (Self::Due, "due", "期限"),
    ];

    pub(super) fn find(name: &str, place: &Place) -> Result<Self, Diagnostic> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(field, _, _)| *field).ok_or_else(|| {
            Diagnostic::error(Code::SchemaUnknown, told!("结果没有名为“{name}”的列"), told!("findings have no column `{name}`"))
                .at(place.clone())
                .suggest_named(name, Self::ALL.iter().map(|(_, en, zh)| (*en, *zh)))
        })
    }
}
