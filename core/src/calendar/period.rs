//! The stretch of time that a unit is judged over.

use super::{Day, Span};
use serde::Serialize;

/// A kind of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// A row of the table `terms`.
    Term,
    /// A row of the table `academic_years`.
    AcademicYear,
    /// January to December.
    CalendarYear,
    /// The whole time that the policy is in force.
    Policy,
}

impl PeriodKind {
    /// Every kind, with its name and its Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Term, "term", "学期"),
        (Self::AcademicYear, "academic_year", "学年"),
        (Self::CalendarYear, "calendar_year", "自然年"),
        (Self::Policy, "policy", "全程"),
    ];

    /// The kind that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(kind, _, _)| *kind)
    }

    /// Its English name, as scripts and reports write it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, en, _)| en)
    }

    /// Its Chinese name.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, zh)| zh)
    }

    /// The table whose rows are the periods of this kind, if they are data.
    pub fn table(self) -> Option<&'static str> {
        match self {
            Self::Term => Some("terms"),
            Self::AcademicYear => Some("academic_years"),
            Self::CalendarYear | Self::Policy => None,
        }
    }
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Kind.
    pub kind: PeriodKind,
    /// Id: of the row for a term or academic year, `2020` for a calendar year, `policy` for the whole.
    pub id: String,
    /// Its days.
    pub span: Span,
    /// What the calendar says of its middle week (terms only).
    pub middle: Middle,
    /// What the calendar says of its being closed: all records are in (terms only).
    pub closed: Option<bool>,
}

/// The middle week of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Middle {
    /// Its days are known.
    Known(Span),
    /// A cell that should tell it is missing or unusable; the column's name.
    Unknown(&'static str),
}

impl Period {
    /// A period of which nothing but its days is known.
    pub fn plain(kind: PeriodKind, id: impl Into<String>, span: Span) -> Self {
        Self { kind, id: id.into(), span, middle: Middle::Known(middle_week(span)), closed: None }
    }
}

/// The Monday to Sunday that holds the middle day.
pub fn middle_week(span: Span) -> Span {
    let last = span.last.unwrap_or(span.first);
    let monday = span.first.plus(last.since(span.first) / 2).monday();
    Span::new(monday, monday.plus(6))
}

/// The calendar years that a stretch of time touches, up to the year of `as_of`.
pub fn calendar_years(span: Span, as_of: Day) -> Vec<Period> {
    let last = span.last.map_or(as_of, |last| last.min(as_of)).year();
    (span.first.year()..=last)
        .filter_map(|year| {
            let span = Span::new(Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?);
            Some(Period::plain(PeriodKind::CalendarYear, year.to_string(), span))
        })
        .collect()
}
