//! What is measured, once every name is a column.

use super::findings::FindingPlan;
use super::form_resolve::Blanks;
use super::labels::Labels;
use super::query::{Aggregate, Presence, Window};
use super::schema::{Column, ColumnType, Path, Schema};
use crate::calendar::{Day, PeriodKind, PeriodPart};
use crate::script::{Closure, Columns};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Which choice of each reading holds.
pub(crate) type Choices = BTreeMap<String, String>;

/// A value to compare with, typed as its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Index of a choice.
    Choice(u32),
    Number(Decimal),
    Flag(bool),
    Day(Day),
    /// Free text, or the id of a row.
    Text(String),
    /// Several: what is equal to one of them is equal to it.
    List(Vec<Cell>),
}

/// One side of a resolved condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Side {
    Value(Cell),
    /// A parameter with several values: each from its day on.
    Dated(Vec<(Option<Day>, Cell)>),
    OfUnit(Path),
    OfRecord(Path),
}

/// A resolved condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    OneOf(Vec<Side>),
    AtLeast(Side),
    AtMost(Side),
    MoreThan(Side),
    LessThan(Side),
    Between(Side, Side),
    Present,
    Covers(Vec<Side>),
    /// So many of these.
    SomeOf(Vec<Side>, Side),
    Within(Vec<Side>),
    Disjoint(Vec<Side>),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
}

impl Test {
    /// Every value that it compares with.
    pub(crate) fn sides(&self) -> Vec<&Side> {
        match self {
            Self::OneOf(sides) | Self::Covers(sides) | Self::Within(sides) | Self::Disjoint(sides) => sides.iter().collect(),
            Self::SomeOf(sides, least) => sides.iter().chain([least]).collect(),
            Self::AtLeast(side) | Self::AtMost(side) | Self::MoreThan(side) | Self::LessThan(side) => vec![side],
            Self::Between(low, high) => vec![low, high],
            Self::Present => Vec::new(),
            Self::Not(inner) => inner.sides(),
            Self::All(list) | Self::Any(list) => list.iter().flat_map(Self::sides).collect(),
        }
    }

    /// Whether it needs the unit to be decided.
    pub(crate) fn needs_unit(&self) -> bool {
        self.sides().iter().any(|side| matches!(side, Side::OfUnit(_) | Side::Dated(_)))
    }
}

/// A value and what it must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) path: Path,
    pub(crate) test: Test,
    /// Dropped where the input does not have the column.
    pub(crate) if_supplied: bool,
}

/// What a rule is limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Units with such a cell.
    Unit(Filter),
    /// Periods with such a part.
    Period(PeriodPart, Test),
}

/// Whose records count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tie {
    Everywhere,
    /// The record's link leads to the unit (`unit` without steps), or to where the unit's own path leads.
    Link {
        record: Path,
        unit: Path,
    },
}

/// When a record happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placing {
    Standing,
    Event(usize),
    Spell {
        start: usize,
        end: usize,
        presence: Presence,
    },
    /// In the period that the link leads to.
    Figure(usize),
}

/// A query, ready to be measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plan {
    Records(RecordPlan),
    Findings(FindingPlan),
}

impl Plan {
    /// The plan, if it is one over records.
    pub(crate) fn records(&self) -> Option<&RecordPlan> {
        match self {
            Self::Records(plan) => Some(plan),
            Self::Findings(_) => None,
        }
    }

    /// The plan, if it is one over findings.
    pub(crate) fn findings(&self) -> Option<&FindingPlan> {
        match self {
            Self::Records(_) => None,
            Self::Findings(plan) => Some(plan),
        }
    }

    pub(crate) fn aggregate(&self) -> Aggregate {
        match self {
            Self::Records(plan) => plan.aggregate,
            Self::Findings(plan) => plan.aggregate,
        }
    }

    pub(crate) fn window(&self) -> Window {
        match self {
            Self::Records(plan) => plan.window,
            Self::Findings(plan) => plan.window,
        }
    }

    /// Whether it gives a value for each key.
    pub(crate) fn has_keys(&self) -> bool {
        match self {
            Self::Records(plan) => plan.per.is_some(),
            Self::Findings(plan) => plan.per.is_some(),
        }
    }

    /// What the keys of a tally are called, where they are choices.
    pub(super) fn key_labels(&self, schema: &Schema) -> Labels {
        let column = match self {
            Self::Records(plan) => plan.keys().and_then(|keys| schema.end(keys)),
            Self::Findings(plan) => plan.keys.as_ref(),
        };
        let choices = column.and_then(|column| column.kind.choices()).unwrap_or(&[]);
        Labels::of(choices)
    }

    /// The type of its value, where it is the one value of a column.
    pub(crate) fn one_value(&self, schema: &Schema) -> Option<ColumnType> {
        match self {
            Self::Records(plan) => {
                let value = plan.values.first().filter(|_| plan.aggregate == Aggregate::Value && plan.per.is_none())?;
                Some(schema.end(value)?.kind.clone())
            }
            Self::Findings(plan) => plan.keys.as_ref().filter(|_| plan.aggregate == Aggregate::Value).map(|column| column.kind.clone()),
        }
    }

    /// The columns that its keys, and what it has of each, come from.
    pub(super) fn origin(&self) -> Origin {
        match self {
            Self::Records(plan) => {
                let held = plan.values.first().filter(|_| plan.per.is_some() && plan.aggregate != Aggregate::Distinct);
                Origin { keys: plan.keys().cloned(), held: held.cloned(), of_findings: None }
            }
            Self::Findings(plan) => Origin { of_findings: plan.keys.clone(), ..Origin::default() },
        }
    }

    /// The type of what it has of each key.
    pub(crate) fn held(&self, schema: &Schema) -> ColumnType {
        let value = self.records().and_then(|plan| plan.values.first()).filter(|_| self.aggregate() != Aggregate::Distinct);
        value.and_then(|value| schema.end(value)).map_or(ColumnType::Integer, |column| column.kind.clone())
    }

    /// Whether its value is a day that may have a time.
    pub(crate) fn is_timed(&self, schema: &Schema) -> bool {
        let measured = self.records().and_then(|plan| plan.values.first()).and_then(|path| schema.end(path));
        self.is_day() && measured.is_some_and(|column| column.kind == ColumnType::Moment)
    }

    /// Whether its value is a day.
    pub(crate) fn is_day(&self) -> bool {
        matches!(self.aggregate(), Aggregate::Latest | Aggregate::Earliest)
    }
}

/// A query over records, ready to be measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordPlan {
    pub(crate) table: usize,
    pub(crate) aggregate: Aggregate,
    pub(crate) values: Vec<Path>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) closures: Vec<Closure>,
    pub(crate) that: Vec<Filter>,
    pub(crate) that_closures: Vec<Closure>,
    /// Where the keys come from by which it is measured one by one, where the query says so.
    pub(crate) per: Option<Path>,
    pub(crate) tie: Tie,
    pub(crate) placing: Placing,
    pub(crate) window: Window,
    /// The cells of a form whose blanks it counts.
    pub(crate) blanks: Option<Blanks>,
}

impl RecordPlan {
    /// Every closure by which records are told apart.
    pub(crate) fn all_closures(&self) -> impl Iterator<Item = &Closure> {
        self.closures.iter().chain(&self.that_closures)
    }

    /// The paths that it follows from its records, and those from the units: all but those of closures.
    pub(crate) fn paths(&self) -> (Vec<&Path>, Vec<&Path>) {
        let rows = self.blanks.iter().flat_map(|blanks| &blanks.rows);
        let gaps = rows.clone().flat_map(|rows| &rows.gaps);
        let filters = || self.filters.iter().chain(&self.that).chain(rows.clone().flat_map(|rows| &rows.keys));
        let mut records: Vec<&Path> = self.values.iter().chain(&self.per).chain(filters().map(|filter| &filter.path)).collect();
        let mut units: Vec<&Path> = self.blanks.iter().flat_map(|blanks| &blanks.unit).collect();
        records.extend(gaps.clone().map(|gap| &gap.path));
        for side in filters().map(|filter| &filter.test).chain(gaps.filter_map(|gap| gap.ticks.as_ref())).flat_map(Test::sides) {
            match side {
                Side::OfRecord(path) => records.push(path),
                Side::OfUnit(path) => units.push(path),
                Side::Value(_) | Side::Dated(_) => {}
            }
        }
        if let Tie::Link { record, unit } = &self.tie {
            records.push(record);
            units.push(unit);
        }
        (records, units)
    }

    /// Where the keys come from. The one value of a column is the only key that there is.
    pub(crate) fn keys(&self) -> Option<&Path> {
        self.per.as_ref().or_else(|| self.values.first().filter(|_| self.aggregate == Aggregate::Value))
    }

    /// Whether its value is a day.
    pub(crate) fn is_day(&self) -> bool {
        matches!(self.aggregate, Aggregate::Latest | Aggregate::Earliest)
    }
}

/// The columns that the keys of a measure, and what it has of each, come from; the keys of the one value of a column are its values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    keys: Option<Path>,
    held: Option<Path>,
    /// The column of findings, if it is one.
    of_findings: Option<Column>,
}

impl Origin {
    /// The table whose rows the keys are, if they are rows.
    pub(crate) fn rows(&self, schema: &Schema) -> Option<usize> {
        schema.rows(self.keys.as_ref()?)
    }

    pub(crate) fn columns<'a>(&'a self, schema: &'a Schema) -> Columns<'a> {
        let end = |path: &Option<Path>| path.as_ref().and_then(|path| schema.end(path));
        Columns { own: self.of_findings.as_ref().or_else(|| end(&self.keys)), held: end(&self.held), name: None }
    }
}

/// A measure of a resolved rule.
#[derive(Debug, Clone)]
pub(crate) struct PlannedMeasure {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) unit: String,
    /// What the keys of a tally are called, where they are choices.
    pub(crate) keys: Labels,
    pub(crate) origin: Origin,
    pub(crate) plan: Plan,
}

/// Over which periods a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grain {
    pub(crate) kind: PeriodKind,
    /// Number of the phase among the pack's, if it is one.
    pub(crate) phase: Option<usize>,
}

/// A rule under one choice of every reading.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// Number of the entity among the pack's.
    pub(crate) entity: usize,
    pub(crate) table: usize,
    /// What makes a row of the table one of the entity.
    pub(crate) members: Vec<Filter>,
    /// What a unit must satisfy for the rule to bear on it.
    pub(crate) only: Vec<Limit>,
    pub(crate) period: Grain,
    pub(crate) measures: Vec<PlannedMeasure>,
    /// Readings that chose something in it.
    pub(crate) readings: Vec<String>,
    /// Parameters that its conditions compare with.
    pub(crate) params: Vec<String>,
}
