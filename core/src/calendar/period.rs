//! The stretch of time that a unit is judged over.

use super::{Day, Span};
use chrono::Datelike;
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
    /// A month of the calendar.
    Month,
    /// A week of a term, from Monday to Sunday; the first one holds the opening day.
    Week,
    /// A stretch of days that the pack names with `phase`.
    Phase,
    /// The whole time that the policy is in force.
    Policy,
}

impl PeriodKind {
    /// Every kind, with its name and its Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Term, "term", "学期"),
        (Self::AcademicYear, "academic_year", "学年"),
        (Self::CalendarYear, "calendar_year", "自然年"),
        (Self::Month, "month", "月"),
        (Self::Week, "week", "周"),
        (Self::Phase, "phase", "阶段"),
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
            Self::Term | Self::Week => Some("terms"),
            Self::AcademicYear => Some("academic_years"),
            Self::CalendarYear | Self::Month | Self::Phase | Self::Policy => None,
        }
    }
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Kind.
    pub kind: PeriodKind,
    /// Id: of the row for a term or academic year, `2020` for a calendar year, `2020-03` for a month, the term's and `w03` for a week, the
    /// phase's own, `policy` for the whole.
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

/// The days of the month that holds a day.
pub fn month_of(day: Day) -> Option<Span> {
    let date = day.date();
    let first = Day::from_ymd(date.year(), date.month(), 1)?;
    let next = if date.month() == 12 { Day::from_ymd(date.year() + 1, 1, 1)? } else { Day::from_ymd(date.year(), date.month() + 1, 1)? };
    Some(Span::new(first, next.plus(-1)))
}

/// The months that a stretch of time touches, up to the month of `as_of`.
pub fn months(span: Span, as_of: Day) -> Vec<Period> {
    let last = span.last.map_or(as_of, |last| last.min(as_of));
    let next = |month: &Span| month.last.and_then(|last| month_of(last.plus(1)));
    std::iter::successors(month_of(span.first), next)
        .take_while(|month| month.first <= last)
        .map(|month| Period::plain(PeriodKind::Month, month.first.date().format("%Y-%m").to_string(), month))
        .collect()
}

/// Weeks that one term may have: two years of them.
const WEEKS: i32 = 104;

/// The weeks of a term.
pub fn weeks(term: &Period) -> Vec<Period> {
    let Some(last) = term.span.last else { return Vec::new() };
    let first_monday = term.span.first.monday();
    (0..WEEKS)
        .map(|number| (number, first_monday.plus(number * 7)))
        .take_while(|(_, monday)| *monday <= last)
        .map(|(number, monday)| {
            let span = Span::new(monday.max(term.span.first), monday.plus(6).min(last));
            Period { kind: PeriodKind::Week, id: format!("{}-w{:02}", term.id, number + 1), middle: Middle::Known(middle_week(span)), span, ..term.clone() }
        })
        .collect()
}
