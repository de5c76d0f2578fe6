//! What scripts say when they ask for a measure, before it is resolved against a schema and a choice of readings.

use crate::calendar::{Day, Span, month_of};
use crate::diagnostic::Place;
use crate::finding::Number;
use crate::script::{Closure, Figure};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;

/// A value that a script wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Literal {
    /// A number.
    Number(Decimal),
    /// Text; the id or label of a choice, the id of a row, or a date.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(Day),
    /// Several of these, all of one type; of parameters only.
    List(Vec<Literal>),
}

impl Literal {
    /// Whether the other one can stand in its place.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(own), Self::List(others)) => {
                !others.is_empty() && own.iter().chain(others).all(|item| own.first().is_none_or(|first| !matches!(item, Self::List(_)) && first.is_like(item)))
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// In one cell, as `--set` takes it.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => Number(*number).fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => flag.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::List(items) => f.write_str(&items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
        }
    }
}

/// One side of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A value.
    Literal(Literal),
    /// A cell of the unit.
    OfUnit(String),
    /// A cell of the record.
    OfRecord(String),
    /// A parameter's value.
    Param(String),
    /// A value that is not known exactly, or not yet; of conditions in a closure.
    Figure(Box<Figure>),
}

/// What a cell must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Equal to one of these.
    OneOf(Vec<Operand>),
    /// At least this.
    AtLeast(Operand),
    /// At most this.
    AtMost(Operand),
    /// More than this.
    MoreThan(Operand),
    /// Less than this.
    LessThan(Operand),
    /// From the first to the second, both included.
    Between(Operand, Operand),
    /// Has a value.
    Present,
    /// Has all of these.
    Covers(Vec<Operand>),
    /// Has so many of these.
    SomeOf(Vec<Operand>, Operand),
    /// Has nothing beside these.
    Within(Vec<Operand>),
    /// Has none of these.
    Disjoint(Vec<Operand>),
    /// Satisfies not that.
    Not(Box<Condition>),
    /// Satisfies all of these.
    All(Vec<Condition>),
    /// Satisfies any of these.
    Any(Vec<Condition>),
}

impl Condition {
    /// Everything that it compares with.
    pub(crate) fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::OneOf(list) | Self::Covers(list) | Self::Within(list) | Self::Disjoint(list) => list.iter().collect(),
            Self::SomeOf(list, least) => list.iter().chain([least]).collect(),
            Self::AtLeast(one) | Self::AtMost(one) | Self::MoreThan(one) | Self::LessThan(one) => vec![one],
            Self::Between(low, high) => vec![low, high],
            Self::Present => Vec::new(),
            Self::Not(inner) => inner.operands(),
            Self::All(list) | Self::Any(list) => list.iter().flat_map(Self::operands).collect(),
        }
    }
}

/// Something that a reading may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick<T> {
    /// The same under every reading.
    One(T),
    /// One thing for each choice of a reading.
    ByReading {
        /// The reading's id.
        reading: String,
        /// What each choice picks.
        options: Vec<(String, T)>,
    },
}

impl<T> Pick<T> {
    /// What is picked under the given choices (reading to choice). `None` if the reading has no such choice.
    pub fn get<'a>(&'a self, choices: &BTreeMap<String, String>) -> Option<&'a T> {
        match self {
            Self::One(value) => Some(value),
            Self::ByReading { reading, options } => {
                let taken = choices.get(reading)?;
                options.iter().find(|(choice, _)| choice == taken).map(|(_, value)| value)
            }
        }
    }

    /// Everything that it may be.
    pub fn options(&self) -> Vec<&T> {
        match self {
            Self::One(value) => vec![value],
            Self::ByReading { options, .. } => options.iter().map(|(_, value)| value).collect(),
        }
    }

    /// The reading that decides, if one does.
    pub fn reading(&self) -> Option<&str> {
        match self {
            Self::One(_) => None,
            Self::ByReading { reading, .. } => Some(reading),
        }
    }
}

/// A column, or a path of them, and what it must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Having {
    /// The column or dotted path.
    pub column: String,
    /// What it must satisfy.
    pub condition: Pick<Condition>,
    /// Whether it is dropped where the input does not have the column.
    pub if_supplied: bool,
    /// Where it is said.
    pub place: Place,
}

/// A refinement by a closure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Where {
    /// The closure.
    pub closure: Closure,
    /// What to say of a record that fails it.
    pub why: Option<String>,
    /// Where it is said.
    pub place: Place,
}

/// How the values of the counted records become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aggregate {
    /// How many records.
    Count,
    /// How many different values.
    Distinct,
    /// Their sum.
    Sum,
    /// The largest value.
    Largest,
    /// The smallest value.
    Smallest,
    /// The mean.
    Average,
    /// The latest day.
    Latest,
    /// The earliest day.
    Earliest,
    /// The one value that there is.
    Value,
    /// Which share of the records satisfies the query's `that`.
    Share,
    /// How many cells of a form are blank.
    Blanks,
    /// How findings came out together.
    Worst,
}

/// The days whose records count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    /// Those of the period.
    Period,
    /// From so many days after the period's first day to so many (negative: before it).
    FromStart(i32, i32),
    /// From so many days after the period's last day to so many (negative: before it).
    FromEnd(i32, i32),
    /// The middle week of the term.
    MiddleWeek,
    /// Fixed days.
    Dates(Day, Day),
    /// Those of the period so many before.
    Previous(u16),
    /// Everything until the period's last day.
    SoFar,
    /// Whenever.
    Anytime,
    /// Those of the period that lie in these months.
    Months(Months),
    /// From one week of the term to another; the first holds the opening day.
    Weeks(u16, u16),
}

/// Months of the year, from 1 to 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Months(u16);

impl Months {
    /// These; nothing if there are none, or one is no month.
    pub fn new(months: &[i32]) -> Option<Self> {
        let bits = months.iter().try_fold(0_u16, |bits, month| (1..=12).contains(month).then(|| bits | 1 << month))?;
        (bits > 0).then_some(Self(bits))
    }

    /// Whether a day lies in one of them.
    pub fn holds(self, day: Day) -> bool {
        self.0 >> day.month() & 1 == 1
    }

    /// Whether every day of a stretch lies in one of them.
    pub(crate) fn hold(self, span: Span) -> bool {
        let next = |month: &Span| month_of(month.last?.plus(1));
        let touched = std::iter::successors(month_of(span.first), next).take_while(|month| month.touches(&span));
        touched.take(12).all(|month| self.holds(month.first))
    }
}

/// Which spells count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Presence {
    /// Those that start in the window.
    #[default]
    Starting,
    /// Those that share a day with it.
    Overlapping,
    /// Those that run on its last day.
    AtEnd,
}

/// Whose records count for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Belonging {
    /// Not said: by the one link to the unit's table, or by a condition with the unit's cell.
    Implied,
    /// By this link.
    By(Pick<String>, Place),
    /// Everybody's.
    Everywhere,
}

/// What a query measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Records of this table.
    Table(String),
    /// Cells of this form.
    Form(String),
    /// Findings of other rules.
    Findings(Findings),
}

/// Findings of other rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Which rules: by id, or by a pattern such as `T3*`.
    pub rules: Vec<String>,
    /// Where they are named.
    pub place: Place,
}

/// A question to the record book, or to what was found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What is measured.
    pub source: Source,
    /// How.
    pub aggregate: Aggregate,
    /// The measured columns: none for a count, several for distinct tuples; of blanks, the part of the form.
    pub columns: Vec<String>,
    /// Conditions on columns.
    pub having: Vec<Having>,
    /// Conditions by closure.
    pub filters: Vec<Where>,
    /// What the counted share must satisfy (`share` only).
    pub that: Vec<Having>,
    /// The same by closure.
    pub that_where: Vec<Where>,
    /// The column by whose values it is measured one by one.
    pub per: Option<String>,
    /// Whose records.
    pub belonging: Belonging,
    /// Which days.
    pub window: Pick<Window>,
    /// The column that dates a record, in place of the table's own.
    pub dated: Option<String>,
    /// Which spells.
    pub presence: Presence,
    /// What the measure is called; the measure's name if nothing is said.
    pub label: Option<String>,
    /// Its unit of counting, such as 节.
    pub unit: Option<String>,
    /// Where it begins.
    pub place: Place,
}

impl Query {
    /// A question without refinements.
    pub(crate) fn new(source: Source, aggregate: Aggregate, place: Place) -> Self {
        Self {
            source,
            aggregate,
            columns: Vec::new(),
            having: Vec::new(),
            filters: Vec::new(),
            that: Vec::new(),
            that_where: Vec::new(),
            per: None,
            belonging: Belonging::Implied,
            window: Pick::One(Window::Period),
            dated: None,
            presence: Presence::Starting,
            label: None,
            unit: None,
            place,
        }
    }
}
