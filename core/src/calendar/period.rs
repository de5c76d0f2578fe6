//! The stretch of time that a unit is judged over.

use super::{Day, Span};
use crate::pack::ColumnType;
use chrono::Datelike;
use serde::Serialize;

/// A kind of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
    /// The working days in it that lie in a term; nothing where the calendar does not tell.
    pub teaching_days: Option<i32>,
    /// Of which district it is a period.
    pub district: Whose,
}

/// Of which district a term or an academic year is: they may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Everybody,
    /// That of this row.
    Of(u32),
    /// Its cell is unusable.
    Unknown,
}

impl Whose {
    /// Whether both can be periods of one unit.
    pub(crate) fn meets(self, other: Self) -> bool {
        self == other || self == Self::Everybody || other == Self::Everybody
    }
}

/// What closures and limits may ask of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PeriodPart {
    Id,
    First,
    Last,
    /// The earlier of its last day and the day on which it is judged.
    Upto,
    Year,
    Month,
    TeachingDays,
}

/// What a part of a period is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PeriodValue {
    Text(String),
    Day(Day),
    Number(i32),
}

impl PeriodPart {
    /// What a period is called in scripts, in both languages.
    pub(crate) const PERIOD: [&'static str; 2] = ["period", "考核期"];

    /// Every part, with its name and its Chinese twin.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Id, "id", "编号"),
        (Self::First, "first", "首日"),
        (Self::Last, "last", "末日"),
        (Self::Upto, "upto", "截至"),
        (Self::Year, "year", "年"),
        (Self::Month, "month", "月"),
        (Self::TeachingDays, "teaching_days", "上课天数"),
    ];

    /// The part that a script names.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(part, _, _)| *part)
    }

    /// Whether it hangs on the day on which it is judged.
    pub(crate) fn is_of_the_day(self) -> bool {
        self == Self::Upto
    }

    /// How a script writes it, in Chinese and in English.
    pub(crate) fn written(self) -> (String, String) {
        let [en, zh] = Self::PERIOD;
        let (_, part, label) = Self::ALL.into_iter().find(|(part, _, _)| *part == self).unwrap_or(Self::ALL[0]);
        (format!("{zh}.{label}"), format!("{en}.{part}"))
    }

    /// What kind of value it is.
    pub(crate) fn kind(self) -> ColumnType {
        match self {
            Self::Id => ColumnType::Text,
            Self::First | Self::Last | Self::Upto => ColumnType::Date,
            Self::Year | Self::Month | Self::TeachingDays => ColumnType::Integer,
        }
    }

    /// What it is of a period, on the day on which it is judged; nothing where that is not known.
    pub(crate) fn of(self, period: &Period, as_of: Day) -> Option<PeriodValue> {
        let first = period.span.first;
        Some(match self {
            Self::Id => PeriodValue::Text(period.id.clone()),
            Self::First => PeriodValue::Day(first),
            Self::Last => PeriodValue::Day(period.span.last?),
            Self::Upto => PeriodValue::Day(period.span.last.map_or(as_of, |last| last.min(as_of))),
            Self::Year => PeriodValue::Number(first.year()),
            Self::Month => PeriodValue::Number(i32::try_from(first.date().month()).ok()?),
            Self::TeachingDays => PeriodValue::Number(period.teaching_days?),
        })
    }
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
    /// The id of the period under which units stand that lie in none of their kind.
    pub const NONE: &'static str = "none";

    /// Whether the whole of it is judged by a policy that is in force in those days. A stretch that the policy itself names is its own business.
    pub(crate) fn is_whole(&self, force: &Span) -> bool {
        self.kind == PeriodKind::Phase || force.encloses(&self.span)
    }

    /// A period of which nothing but its days is known.
    pub fn plain(kind: PeriodKind, id: impl Into<String>, span: Span) -> Self {
        Self { kind, id: id.into(), span, middle: Middle::Known(middle_week(span)), closed: None, teaching_days: None, district: Whose::Everybody }
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
        .map(|month| Period::plain(PeriodKind::Month, format!("{:04}-{:02}", month.first.year(), month.first.month()), month))
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
