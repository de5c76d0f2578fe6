//! From what a script said to what is measured: names become columns, under one choice of every reading.

use super::declaration::{Declarations, Param, Rule};
use super::findings::{FindingPlan, readings_of_sources};
use super::form_resolve::Blanks;
use super::query::{Aggregate, Belonging, Condition, Having, Literal, Operand, Pick, Presence, Query, Source, Window};
use super::schema::{Blank, Column, ColumnType, Dated, Path, Schema};
use crate::calendar::{Day, DayPart, PeriodKind, PeriodPart};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::measure::TUPLE;
use crate::script::{Closure, Columns};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// What a condition is put to: a column, or a row by its id.
struct Compared<'a> {
    /// Nothing for the row itself.
    column: Option<&'a Column>,
    /// The table that the path starts from.
    table: usize,
    name: String,
    /// Of which part of a day it holds numbers, if it does.
    part: Option<DayPart>,
}

/// How many there are, as a column would hold it.
static COUNT: LazyLock<Column> =
    LazyLock::new(|| Column { name: "count".into(), label: "个数".into(), kind: ColumnType::Integer, blank: Blank::Unknown, ordered: false, owner: false });

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
    fn key_labels(&self, schema: &Schema) -> BTreeMap<String, String> {
        let column = match self {
            Self::Records(plan) => plan.keys().and_then(|keys| schema.end(keys)),
            Self::Findings(plan) => plan.keys.as_ref(),
        };
        let choices = column.and_then(|column| column.kind.choices()).unwrap_or(&[]);
        choices.iter().map(|choice| (choice.id.clone(), choice.label.clone())).collect()
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
    fn origin(&self) -> Origin {
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
    pub(crate) fn columns<'a>(&'a self, schema: &'a Schema) -> Columns<'a> {
        let end = |path: &Option<Path>| path.as_ref().and_then(|path| schema.end(path));
        Columns { own: self.of_findings.as_ref().or_else(|| end(&self.keys)), held: end(&self.held) }
    }
}

/// A measure of a resolved rule.
#[derive(Debug, Clone)]
pub(crate) struct PlannedMeasure {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) unit: String,
    /// What the keys of a tally are called, where they are choices.
    pub(crate) keys: BTreeMap<String, String>,
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
    pub(crate) judge: Closure,
    /// Readings that chose something in it.
    pub(crate) readings: Vec<String>,
    /// Parameters that its conditions compare with.
    pub(crate) params: Vec<String>,
}

/// Resolves names of one pack.
pub(crate) struct Resolver<'a> {
    pub(crate) declarations: &'a Declarations,
    /// Parameters, possibly with other values than the declared ones.
    pub(crate) params: &'a [Param],
    pub(crate) choices: &'a Choices,
}

type Result<T> = std::result::Result<T, Diagnostic>;

impl Resolver<'_> {
    pub(super) fn schema(&self) -> &Schema {
        &self.declarations.schema
    }

    pub(super) fn picked<'p, T>(&self, pick: &'p Pick<T>, place: &Place) -> Result<&'p T> {
        pick.get(self.choices).ok_or_else(|| {
            let reading = pick.reading().unwrap_or("");
            Diagnostic::error(Code::PackIncomplete, format!("口径“{reading}”的取法不全"), format!("reading `{reading}` picks nothing here")).at(place.clone())
        })
    }

    /// Resolves a rule; every problem it has is added to `problems`.
    pub(crate) fn rule(&self, rule: &Rule, problems: &mut Vec<Diagnostic>) -> Option<Resolved> {
        let (Some((entity, place)), Some((judge, _))) = (&rule.entity, &rule.judge) else { return None };
        let turned = self.turned(rule, place);
        if let Some(problem) = turned {
            problems.push(problem);
            return None;
        }
        let entity = self.entity(entity, place).map_err(|problem| problems.push(problem)).ok();
        let period = self.picked(&rule.period, place).and_then(|name| self.grain(name, place)).map_err(|problem| problems.push(problem)).ok();
        let (Some((entity, table, members)), Some(period)) = (entity, period) else {
            // What its measures name is known without the unit.
            rule.measures.iter().for_each(|measure| problems.extend(self.names(&measure.query, &measure.place)));
            return None;
        };
        let only = rule.only.iter().map(|having| self.limit(having, table)).collect::<Result<_>>().map_err(|problem| problems.push(problem)).ok()?;
        let mut measures = Vec::new();
        for measure in &rule.measures {
            let query = match self.picked(&measure.query, &measure.place) {
                Ok(query) => query,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let plan = match &query.source {
                Source::Table(name) => self.query(query, name, table, None, problems).map(Plan::Records),
                Source::Form(form) => self.blanks(query, form, table, problems).map(Plan::Records),
                Source::Findings(findings) => self.findings(query, findings, table, period, problems).map(Plan::Findings),
            };
            let plan = plan.filter(|plan| plan.records().is_none_or(|plan| check_placing(plan, &query.place, problems)));
            if let Some(plan) = plan.filter(|plan| check_window(plan.window(), period, &query.place, problems)) {
                let label = query.label.clone().unwrap_or_else(|| measure.name.clone());
                let (keys, origin, unit) = (plan.key_labels(self.schema()), plan.origin(), query.unit.clone().unwrap_or_default());
                measures.push(PlannedMeasure { name: measure.name.clone(), label, unit, keys, origin, plan });
            }
        }
        let complete = measures.len() == rule.measures.len();
        complete.then(|| Resolved {
            entity,
            table,
            members,
            only,
            period,
            measures,
            judge: judge.clone(),
            readings: readings_of(self.declarations, rule, &self.declarations.entities[entity].conditions),
            params: params_of(rule),
        })
    }

    /// That a rule says over what it judges before it says whom.
    fn turned(&self, rule: &Rule, place: &Place) -> Option<Diagnostic> {
        let (entity, period) = (self.picked(&rule.entity.as_ref()?.0, place).ok()?, self.picked(&rule.period, place).ok()?);
        let is_entity = |name: &str| self.declarations.entities.iter().any(|entity| entity.id == name || entity.label == name);
        let turned = !is_entity(entity) && is_entity(period) && self.grain(entity, place).is_ok();
        turned.then(|| {
            Diagnostic::error(Code::PackUnknown, format!("没有名为“{entity}”的考核对象，它是考核期"), format!("`{entity}` is no entity but a period"))
                .help(format!("先写考核谁，再写按什么期：\"{period}\", \"{entity}\""), format!("say first who is judged: \"{period}\", \"{entity}\""))
                .given(entity)
                .at(place.clone())
        })
    }

    /// What is wrong with the names of a query, as far as can be told without knowing who is judged.
    fn names(&self, query: &Pick<Query>, place: &Place) -> Vec<Diagnostic> {
        let Ok(query) = self.picked(query, place) else { return Vec::new() };
        let Source::Table(name) = &query.source else { return Vec::new() };
        let table = match self.table(name, &query.place) {
            Ok(table) => table,
            Err(problem) => return vec![problem],
        };
        let columns = query.having.iter().chain(&query.that).map(|having| (&having.column, &having.place));
        columns.filter_map(|(column, place)| self.schema().resolve(table, column, place).err()).collect()
    }

    /// The periods that a name stands for.
    pub(super) fn grain(&self, name: &str, place: &Place) -> Result<Grain> {
        if let Some(kind) = PeriodKind::from_name(name).filter(|kind| *kind != PeriodKind::Phase) {
            return Ok(Grain { kind, phase: None });
        }
        let phases = &self.declarations.phases;
        if let Some(phase) = phases.iter().position(|phase| phase.id == name || phase.title == name) {
            return Ok(Grain { kind: PeriodKind::Phase, phase: Some(phase) });
        }
        if let Some(kind) = name.strip_prefix(['每', '各', '本']).filter(|kind| PeriodKind::from_name(kind).is_some()) {
            return Err(Diagnostic::error(Code::PackUnknown, format!("没有名为“{name}”的考核期"), format!("there is no period `{name}`"))
                .at(place.clone())
                .suggest(name, [kind]));
        }
        let kinds = PeriodKind::ALL.iter().filter(|(kind, _, _)| *kind != PeriodKind::Phase).map(|(_, en, zh)| (*en, *zh));
        Err(Diagnostic::error(Code::PackUnknown, format!("没有名为“{name}”的考核期"), format!("there is no period `{name}`")).at(place.clone()).suggest_named(
            name,
            kinds.chain(phases.iter().map(|phase| (phase.id.as_str(), if phase.title.is_empty() { &phase.id } else { &phase.title }.as_str()))),
        ))
    }

    pub(super) fn entity(&self, entity: &Pick<String>, place: &Place) -> Result<(usize, usize, Vec<Filter>)> {
        let name = self.picked(entity, place)?;
        let entities = &self.declarations.entities;
        let Some(index) = entities.iter().position(|entity| entity.id == *name || entity.label == *name) else {
            return Err(Diagnostic::error(Code::PackUnknown, format!("没有名为“{name}”的考核对象"), format!("there is no entity `{name}`"))
                .at(place.clone())
                .suggest_named(name, entities.iter().map(|entity| (entity.id.as_str(), entity.label.as_str()))));
        };
        let (table, members) = self.members(index)?;
        Ok((index, table, members))
    }

    /// An entity's table and conditions.
    pub(crate) fn members(&self, entity: usize) -> Result<(usize, Vec<Filter>)> {
        let entity = &self.declarations.entities[entity];
        let table = self.table(&entity.table, &entity.place)?;
        let members = entity.conditions.iter().map(|having| self.filter(having, table, table)).collect::<Result<_>>()?;
        Ok((table, members))
    }

    pub(super) fn table(&self, name: &str, place: &Place) -> Result<usize> {
        self.schema().table_index(name).ok_or_else(|| self.schema().unknown_table(name, place))
    }

    pub(super) fn query(&self, query: &Query, table: &str, unit: usize, blanks: Option<Blanks>, problems: &mut Vec<Diagnostic>) -> Option<RecordPlan> {
        let before = problems.len();
        let mut keep = |result: Result<Filter>| result.map_err(|problem| problems.push(problem)).ok();
        let table = match self.table(table, &query.place) {
            Ok(table) => table,
            Err(problem) => {
                problems.push(problem);
                return None;
            }
        };
        let filters: Vec<Filter> = query.having.iter().filter_map(|having| keep(self.filter(having, table, unit))).collect();
        let that: Vec<Filter> = query.that.iter().filter_map(|having| keep(self.filter(having, table, unit))).collect();
        complete(query, problems);
        let mut take = |result: Result<Path>| result.map_err(|problem| problems.push(problem)).ok();
        let values = query.columns.iter().filter_map(|column| take(self.measured(query, table, column))).collect();
        let per = query.per.as_ref().and_then(|column| take(self.keys(query, table, column)));
        // What fails as a condition cannot tie; that it does not is no second problem.
        let tied_by_condition = query.belonging == Belonging::Implied && filters.len() < query.having.len();
        let tie = match &blanks {
            _ if tied_by_condition => None,
            // Every unit is the record of its own cells.
            Some(Blanks { rows: None, .. }) => Some(Tie::Link { record: Path::new(unit, Vec::new()), unit: Path::new(unit, Vec::new()) }),
            _ => self.tie(query, table, unit, &filters).map_err(|problem| problems.push(problem)).ok(),
        };
        let placing = self.placing(query, table).map_err(|problem| problems.push(problem)).ok();
        let window = self.picked(&query.window, &query.place).map_err(|problem| problems.push(problem)).ok();
        if problems.len() > before {
            return None;
        }
        // The tie itself decides a condition that it was made from.
        let tie = tie?;
        let filters = filters.into_iter().filter(|filter| implied_tie(filter).as_ref() != Some(&tie)).collect();
        let closures = query.filters.iter().map(|filter| filter.closure.clone()).collect();
        let that_closures = query.that_where.iter().map(|that| that.closure.clone()).collect();
        Some(RecordPlan {
            table,
            aggregate: query.aggregate,
            values,
            filters,
            closures,
            that,
            that_closures,
            per,
            tie,
            placing: placing?,
            window: *window?,
            blanks,
        })
    }

    /// The column whose values are the keys of a tally.
    fn keys(&self, query: &Query, table: usize, column: &str) -> Result<Path> {
        if query.aggregate == Aggregate::Share {
            return Err(Diagnostic::error(Code::SchemaType, "占比不能分列", "a share cannot be taken per key")
                .help("分列用 计数、去重计数、取值、合计、最早、最晚 等", "use `per` with count, distinct, value, sum, earliest, latest and the like")
                .at(query.place.clone()));
        }
        self.schema().resolve(table, column, &query.place)
    }

    /// The column that an aggregate measures; it must be of a type that can be measured so.
    pub(super) fn measured(&self, query: &Query, table: usize, column: &str) -> Result<Path> {
        let path = self.schema().resolve(table, column, &query.place)?;
        let wanted = match query.aggregate {
            Aggregate::Sum | Aggregate::Largest | Aggregate::Smallest | Aggregate::Average => ("数", "a number"),
            Aggregate::Latest | Aggregate::Earliest => ("日期", "a day"),
            _ => return Ok(path),
        };
        let kind = self.schema().end(&path).map(|column| column.kind.clone());
        let fits = match kind {
            Some(ColumnType::Number | ColumnType::Integer) => wanted.1 == "a number",
            Some(ColumnType::Date | ColumnType::Moment) => wanted.1 == "a day",
            _ => false,
        };
        if fits {
            return Ok(path);
        }
        Err(Diagnostic::error(Code::SchemaType, format!("列“{column}”不是{}，不能这样统计", wanted.0), format!("column `{column}` does not hold {}", wanted.1))
            .at(query.place.clone()))
    }

    fn placing(&self, query: &Query, table: usize) -> Result<Placing> {
        if let Some(name) = &query.dated {
            let index = self.schema().table(table).column_index(name).ok_or_else(|| self.schema().unknown_column(table, name, &query.place))?;
            if !self.schema().table(table).columns[index].kind.is_day() {
                return Err(
                    Diagnostic::error(Code::SchemaType, format!("“{name}”不是日期列"), format!("`{name}` is not a column of days")).at(query.place.clone())
                );
            }
            return Ok(Placing::Event(index));
        }
        let spell_word = query.presence != Presence::Starting;
        match self.schema().table(table).dated {
            Dated::Spell(start, end) => Ok(Placing::Spell { start, end, presence: query.presence }),
            Dated::Event(_) | Dated::Standing | Dated::Figure(_) if spell_word => Err(Diagnostic::error(
                Code::SchemaType,
                format!("表“{}”没有起止日期，不能这样数", self.schema().table(table).label),
                format!("table `{}` has no first and last day", self.schema().table(table).name),
            )
            .help("去掉 跨期即计、期末在册，或换一张有起止日期的表", "remove overlapping and at_end, or take a table with first and last days")
            .at(query.place.clone())),
            Dated::Event(column) => Ok(Placing::Event(column)),
            Dated::Figure(period) => Ok(Placing::Figure(period)),
            Dated::Standing => Ok(Placing::Standing),
        }
    }

    pub(super) fn tie(&self, query: &Query, table: usize, unit: usize, filters: &[Filter]) -> Result<Tie> {
        match &query.belonging {
            Belonging::Everywhere => Ok(Tie::Everywhere),
            Belonging::By(pick, place) => {
                let name = self.picked(pick, place)?;
                let record = self.schema().resolve(table, name, place)?;
                let target = self.schema().end(&record).and_then(|column| column.kind.target()).and_then(|name| self.schema().table_index(name));
                if target == Some(unit) {
                    return Ok(Tie::Link { record, unit: Path::new(unit, Vec::new()) });
                }
                let label = &self.schema().table(unit).label;
                Err(Diagnostic::error(
                    Code::SchemaTie,
                    format!("“{name}”不指向“{label}”"),
                    format!("`{name}` does not link to `{}`", self.schema().table(unit).name),
                )
                .at(place.clone())
                .given(name)
                .help_with(&self.ways_to(table, unit, !name.is_ascii())))
            }
            Belonging::Implied => {
                let links = self.links_to(table, unit);
                if let Some(only) = self.owner(table, &links) {
                    return Ok(Tie::Link { record: self.schema().resolve(table, only, &query.place)?, unit: Path::new(unit, Vec::new()) });
                }
                let by_condition = filters.iter().filter_map(implied_tie).find(|tie| self.ties_by_link(tie));
                by_condition.ok_or_else(|| self.unclear_tie(query, table, unit, &links))
            }
        }
    }

    /// The one link by which rows belong without further words: the only one, or the one that is marked.
    pub(super) fn owner<'l>(&self, table: usize, links: &[&'l str]) -> Option<&'l str> {
        if let [only] = links {
            return Some(only);
        }
        let columns = &self.schema().table(table).columns;
        links.iter().copied().find(|link| columns.iter().any(|column| column.owner && column.name == **link))
    }

    fn ties_by_link(&self, tie: &Tie) -> bool {
        let Tie::Link { record, .. } = tie else { return false };
        self.schema().end(record).is_some_and(|column| column.kind.target().is_some())
    }

    fn links_to(&self, table: usize, unit: usize) -> Vec<&str> {
        let target = self.schema().table(unit).name.as_str();
        self.schema().table(table).columns.iter().filter(|column| column.kind.target() == Some(target)).map(|column| column.name.as_str()).collect()
    }

    /// The paths by which a row of a table leads to one of another: its links, or else those of the rows that its own links lead to.
    fn ways_to(&self, table: usize, unit: usize, labelled: bool) -> Vec<String> {
        let schema = self.schema();
        let name = |column: &Column| if labelled { column.label.clone() } else { column.name.clone() };
        let direct: Vec<String> =
            schema.table(table).columns.iter().filter(|column| column.kind.target() == Some(&schema.table(unit).name)).map(name).collect();
        if !direct.is_empty() {
            return direct;
        }
        let single = schema.table(table).columns.iter().filter(|column| matches!(column.kind, ColumnType::Link(_)));
        let through = single.filter_map(|column| Some((column, schema.table_index(column.kind.target()?)?)));
        through.flat_map(|(column, there)| self.ways_of(there, unit).into_iter().map(move |link| format!("{}.{}", name(column), name(link)))).collect()
    }

    fn ways_of(&self, table: usize, unit: usize) -> Vec<&Column> {
        let target = self.schema().table(unit).name.as_str();
        self.schema().table(table).columns.iter().filter(|column| column.kind.target() == Some(target)).collect()
    }

    fn unclear_tie(&self, query: &Query, table: usize, unit: usize, links: &[&str]) -> Diagnostic {
        let chinese = matches!(&query.source, Source::Table(name) if !name.is_ascii());
        let far = if links.is_empty() { self.ways_to(table, unit, chinese) } else { Vec::new() };
        let (table, unit) = (self.schema().table(table), self.schema().table(unit));
        let problem = Diagnostic::error(
            Code::SchemaTie,
            format!("说不清“{}”的一行归哪个“{}”", table.label, unit.label),
            format!("it is not clear to which of `{}` a row of `{}` belongs", unit.name, table.name),
        )
        .at(query.place.clone());
        let by = if chinese { "归于" } else { "by" };
        if !far.is_empty() {
            let ways: Vec<String> = far.iter().map(|way| format!(".{by}(\"{way}\")")).collect();
            return problem.help(
                format!("写明其中一个：{}；或写 .其中(列, 本单元的(列))、.不限归属()", ways.join(" ")),
                format!("write one of: {}; or .having(column, of_unit(column)), or .everywhere()", ways.join(" ")),
            );
        }
        if links.is_empty() {
            return problem.help("用 .其中(列, 本单元的(列)) 说明，或写 .不限归属()", "say it with .having(column, of_unit(column)), or write .everywhere()");
        }
        let label = |link: &&str| table.columns.iter().find(|column| column.name == **link).map_or_else(|| (*link).to_string(), |column| column.label.clone());
        let ways = links.iter().map(|link| if chinese { label(link) } else { (*link).to_string() });
        let ways: Vec<String> = ways.map(|link| format!(".{by}(\"{link}\")")).collect();
        problem.help(format!("写明其中一个：{}", ways.join(" ")), format!("write one of: {}", ways.join(" ")))
    }

    pub(super) fn filter(&self, having: &Having, table: usize, unit: usize) -> Result<Filter> {
        let path = self.schema().resolve(table, &having.column, &having.place)?;
        let condition = self.picked(&having.condition, &having.place)?;
        let compared = Compared { column: self.schema().end(&path), table: path.table, name: self.schema().path_name(&path), part: path.part };
        let test = self.test(condition, &compared, table, unit, &having.place)?;
        Ok(Filter { path, test, if_supplied: having.if_supplied })
    }

    /// A limit of a rule: on a cell of the unit, or on its period, if the unit has no column of that name.
    fn limit(&self, having: &Having, table: usize) -> Result<Limit> {
        let part = having.column.split_once('.').filter(|(first, _)| PeriodPart::PERIOD.contains(first));
        let Some((_, part)) = part.filter(|(first, _)| self.schema().table(table).column_index(first).is_none()) else {
            return self.filter(having, table, table).map(Limit::Unit);
        };
        let Some(part) = PeriodPart::from_name(part) else {
            return Err(Diagnostic::error(Code::SchemaUnknown, format!("考核期没有“{part}”"), format!("a period has no `{part}`"))
                .at(having.place.clone())
                .suggest_named(part, PeriodPart::ALL.iter().map(|(_, en, zh)| (*en, *zh))));
        };
        let column =
            Column { name: having.column.clone(), label: having.column.clone(), kind: part.kind(), blank: Blank::Unknown, ordered: false, owner: false };
        let of_day = Some(DayPart::Month).filter(|_| part == PeriodPart::Month);
        let compared = Compared { column: Some(&column), table, name: having.column.clone(), part: of_day };
        let test = self.test(self.picked(&having.condition, &having.place)?, &compared, table, table, &having.place)?;
        Ok(Limit::Period(part, test))
    }

    fn test(&self, condition: &Condition, compared: &Compared<'_>, table: usize, unit: usize, place: &Place) -> Result<Test> {
        let side = |operand: &Operand, ordering: bool| self.side(operand, compared, table, unit, ordering, place);
        let sides = |operands: &[Operand]| operands.iter().map(|operand| side(operand, false)).collect::<Result<Vec<_>>>();
        let list = |conditions: &[Condition]| conditions.iter().map(|inner| self.test(inner, compared, table, unit, place)).collect::<Result<Vec<_>>>();
        Ok(match condition {
            Condition::OneOf(operands) => Test::OneOf(sides(operands)?),
            Condition::AtLeast(operand) => Test::AtLeast(side(operand, true)?),
            Condition::AtMost(operand) => Test::AtMost(side(operand, true)?),
            Condition::MoreThan(operand) => Test::MoreThan(side(operand, true)?),
            Condition::LessThan(operand) => Test::LessThan(side(operand, true)?),
            Condition::Between(low, high) => Test::Between(side(low, true)?, side(high, true)?),
            Condition::Present => Test::Present,
            Condition::Covers(operands) => Test::Covers(sides(operands)?),
            Condition::SomeOf(operands, least) => {
                let count = Compared { column: Some(&COUNT), table: compared.table, name: COUNT.name.clone(), part: None };
                Test::SomeOf(sides(operands)?, self.side(least, &count, table, unit, true, place)?)
            }
            Condition::Within(operands) => Test::Within(sides(operands)?),
            Condition::Disjoint(operands) => Test::Disjoint(sides(operands)?),
            Condition::Not(inner) => Test::Not(Box::new(self.test(inner, compared, table, unit, place)?)),
            Condition::All(conditions) => Test::All(list(conditions)?),
            Condition::Any(conditions) => Test::Any(list(conditions)?),
        })
    }

    fn side(&self, operand: &Operand, compared: &Compared<'_>, table: usize, unit: usize, ordering: bool, place: &Place) -> Result<Side> {
        if ordering && !compared.column.is_some_and(can_order) {
            let name = &compared.name;
            return Err(Diagnostic::error(
                Code::SchemaType,
                format!("列“{name}”分不出高低，不能这样比较"),
                format!("column `{name}` has no order to compare by"),
            )
            .help("选项有高低之分时，在表里加 .有序()", "if its choices run from low to high, add .ordered() to the column")
            .at(place.clone()));
        }
        match operand {
            Operand::Literal(literal) => {
                let cell = cell(literal, compared, place)?;
                if !ordering {
                    possible(compared, &cell, place)?;
                }
                Ok(Side::Value(cell))
            }
            Operand::OfUnit(name) => self.comparable(name, unit, compared, place).map(Side::OfUnit),
            Operand::OfRecord(name) => self.comparable(name, table, compared, place).map(Side::OfRecord),
            // Nothing is measured yet while a pack is resolved.
            Operand::Figure(_) => Ok(Side::Dated(Vec::new())),
            Operand::Param(id) => {
                // A parameter that was never declared is reported where it was referred to.
                let values = self.params.iter().find(|param| param.id == *id).map_or(&[][..], |param| &param.values);
                if ordering && values.iter().any(|value| matches!(value.value, Literal::List(_))) {
                    return Err(Diagnostic::error(
                        Code::SchemaType,
                        format!("参数“{id}”是一串值，不能这样比较"),
                        format!("parameter `{id}` is a list; it has no order to compare by"),
                    )
                    .help("一串值只能问是不是其中之一", "of a list it can only be asked whether it holds a value")
                    .at(place.clone()));
                }
                let mut cells: Vec<(Option<Day>, Cell)> =
                    values.iter().map(|value| Ok((value.from, cell(&value.value, compared, place)?))).collect::<Result<_>>()?;
                match (cells.len(), cells.pop()) {
                    (1, Some((None, cell))) => Ok(Side::Value(cell)),
                    (_, Some(last)) => {
                        cells.push(last);
                        Ok(Side::Dated(cells))
                    }
                    (_, None) => Ok(Side::Dated(cells)),
                }
            }
        }
    }

    /// A path whose values can be compared with those of another.
    fn comparable(&self, name: &str, table: usize, with: &Compared<'_>, place: &Place) -> Result<Path> {
        let path = self.schema().resolve(table, name, place)?;
        let class = |column: Option<&Column>, table: usize| match column.map(|column| &column.kind) {
            None => format!("row of {}", self.schema().table(table).name),
            Some(ColumnType::Link(target) | ColumnType::Links(target)) => format!("row of {target}"),
            Some(ColumnType::Text | ColumnType::Tags) => "text".into(),
            Some(ColumnType::Number | ColumnType::Integer) => "number".into(),
            Some(kind) if kind.is_day() => "day".into(),
            Some(ColumnType::Choice(choices) | ColumnType::Choices(choices)) => format!("{choices:?}"),
            Some(other) => other.describe().1.into(),
        };
        if class(self.schema().end(&path), path.table) == class(with.column, with.table) {
            return Ok(path);
        }
        let other = &with.name;
        Err(Diagnostic::error(
            Code::SchemaType,
            format!("“{name}”和“{other}”不是同一种东西，不能比较"),
            format!("`{name}` and `{other}` hold different things and cannot be compared"),
        )
        .at(place.clone()))
    }
}

/// Whether a window can be told of the rule's periods and the table's rows.
fn check_window(window: Window, period: Grain, place: &Place, problems: &mut Vec<Diagnostic>) -> bool {
    let (zh, en) = match window {
        Window::Weeks(..) => ("只有按学期考核才能说第几周", "weeks are counted within a term only"),
        Window::MiddleWeek => ("只有按学期考核才有期中周", "only a term has a middle week"),
        _ => return true,
    };
    let counts = period.kind == PeriodKind::Term;
    if !counts {
        problems.push(
            Diagnostic::error(Code::SchemaType, zh, en)
                .help("把考核期写成“学期”，或改用 起止、月份", "judge over each term, or use dates or months")
                .at(place.clone()),
        );
    }
    counts
}

fn check_placing(plan: &RecordPlan, place: &Place, problems: &mut Vec<Diagnostic>) -> bool {
    let places = !matches!((plan.window, plan.placing), (Window::Months(_), Placing::Spell { presence: Presence::Overlapping, .. }));
    if !places {
        problems.push(
            Diagnostic::error(Code::SchemaType, "按月份数不能“跨期即计”", "months cannot be used with overlapping")
                .help("改用 起止(首日, 末日)", "use dates(first, last)")
                .at(place.clone()),
        );
    }
    places
}

/// A literal, typed as the column it is compared with.
fn cell(literal: &Literal, compared: &Compared<'_>, place: &Place) -> Result<Cell> {
    if let Literal::List(items) = literal {
        return items.iter().map(|item| cell(item, compared, place)).collect::<Result<_>>().map(Cell::List);
    }
    let name = &compared.name;
    let names = (compared.column.filter(|_| !name.contains('.')).map_or(name.as_str(), |column| &column.label), name.as_str());
    let Some(column) = compared.column else {
        return match literal {
            Literal::Text(text) => Ok(Cell::Text(text.clone())),
            _ => Err(wrong_type(names, ("文字", "text"), literal, place)),
        };
    };
    match (&column.kind, literal) {
        (ColumnType::Choice(choices) | ColumnType::Choices(choices), Literal::Text(text)) => {
            let index = choices.iter().position(|choice| choice.id == *text || choice.label == *text);
            index.and_then(|index| u32::try_from(index).ok()).map(Cell::Choice).ok_or_else(|| {
                Diagnostic::error(
                    Code::SchemaUnknown,
                    format!("列“{}”没有“{text}”这个选项", column.label),
                    format!("column `{}` has no choice `{text}`", column.name),
                )
                .at(place.clone())
                .suggest_named(text, choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str())))
            })
        }
        (ColumnType::Number | ColumnType::Integer, Literal::Number(number)) => Ok(Cell::Number(*number)),
        (ColumnType::Flag, Literal::Flag(flag)) => Ok(Cell::Flag(*flag)),
        (ColumnType::Date | ColumnType::Moment, Literal::Day(day)) if day.minute().is_none() => Ok(Cell::Day(*day)),
        (ColumnType::Date | ColumnType::Moment, Literal::Day(_)) => Err(timed(name, place)),
        (ColumnType::Moment, Literal::Text(text)) if Day::parse_moment(text).is_some_and(|day| day.minute().is_some()) => Err(timed(name, place).given(text)),
        (ColumnType::Date | ColumnType::Moment, Literal::Text(text)) => {
            Day::parse(text).map(Cell::Day).ok_or_else(|| wrong_type(names, ("日期", "date"), literal, place))
        }
        (ColumnType::Text | ColumnType::Tags | ColumnType::Link(_) | ColumnType::Links(_), Literal::Text(text)) => Ok(Cell::Text(text.clone())),
        (kind, _) => Err(wrong_type(names, kind.describe(), literal, place)),
    }
}

/// Whether a part of a day can be a number that is to equal it: no month is a thirteenth.
fn possible(compared: &Compared<'_>, cell: &Cell, place: &Place) -> Result<()> {
    let (Some(part), Cell::Number(number)) = (compared.part, cell) else { return Ok(()) };
    let Some((least, largest)) = part.bounds().filter(|(least, largest)| !(Decimal::from(*least)..=Decimal::from(*largest)).contains(number)) else {
        return Ok(());
    };
    let (name, label) = part.names();
    let problem = Diagnostic::error(Code::PackValue, format!("“{label}”不会是 {number}"), format!("no `{name}` is {number}"));
    Err(problem.help(format!("从 {least} 到 {largest}"), format!("it is from {least} to {largest}")).at(place.clone()))
}

/// A condition on a moment asks for its day; a time that nobody looks at would only mislead.
fn timed(column: &str, place: &Place) -> Diagnostic {
    Diagnostic::error(Code::PackValue, format!("条件只看“{column}”是哪一天，不看时刻"), format!("a condition on `{column}` looks at its day, not at the time"))
        .help("只写日期；先后次序用“依次”判定，它看时刻", "write the day alone; in_order judges by the time")
        .at(place.clone())
}

/// What a query lacks, or has too much of, whatever it measures.
pub(super) fn complete(query: &Query, problems: &mut Vec<Diagnostic>) {
    match (query.aggregate == Aggregate::Share, query.that.is_empty() && query.that_where.is_empty()) {
        (true, true) => problems.push(
            Diagnostic::error(Code::PackIncomplete, "占比没有说怎样算达标", "a share must say what it counts")
                .help("加上 .达标(列, 值)", "add .that(column, value)")
                .at(query.place.clone()),
        ),
        (false, false) => problems.push(
            Diagnostic::error(Code::SchemaType, "只有占比才有“达标”", "only a share has `that`")
                .help("要限定数哪些行，写 .其中(列, 值)", "to narrow which rows count, write .having(column, value)")
                .at(query.place.clone()),
        ),
        _ => {}
    }
    if query.columns.len() > TUPLE {
        problems.push(
            Diagnostic::error(Code::PackValue, format!("一次最多按 {TUPLE} 列去重"), format!("at most {TUPLE} columns can be told apart together"))
                .at(query.place.clone()),
        );
    }
}

fn wrong_type((label, column): (&str, &str), kind: (&str, &str), literal: &Literal, place: &Place) -> Diagnostic {
    let (zh, en) = match kind.1 {
        "number" | "integer" => ("写不带引号的数", "write a number without quotes"),
        "flag" => ("写 true 或 false", "write true or false"),
        "date" | "moment" => ("写成 \"2020-01-31\" 的样子", "write it as \"2020-01-31\""),
        _ => ("写带引号的文字", "write a text in quotes"),
    };
    let problem = Diagnostic::error(
        Code::SchemaType,
        format!("列“{label}”的类型是“{}”，不能和这样的值比较", kind.0),
        format!("column `{column}` is of type {}; this value cannot be compared with it", kind.1),
    )
    .help(zh, en)
    .at(place.clone());
    let Literal::Text(text) = literal else { return problem };
    let meant = match (kind.1, text.as_str()) {
        ("flag", "是") => Some("true"),
        ("flag", "否") => Some("false"),
        ("number" | "integer", text) => Some(text).filter(|text| text.parse::<Decimal>().is_ok()),
        _ => None,
    };
    match meant {
        Some(meant) => problem.instead(&format!("\"{text}\""), meant),
        None => problem.given(text),
    }
}

fn can_order(column: &Column) -> bool {
    match column.kind {
        ColumnType::Number | ColumnType::Integer | ColumnType::Date | ColumnType::Moment => true,
        ColumnType::Choice(_) | ColumnType::Choices(_) => column.ordered,
        _ => false,
    }
}

/// The tie that a condition like `having("school", of_unit("school"))` says.
fn implied_tie(filter: &Filter) -> Option<Tie> {
    match &filter.test {
        Test::OneOf(sides) => match sides.as_slice() {
            [Side::OfUnit(unit)] => Some(Tie::Link { record: filter.path.clone(), unit: unit.clone() }),
            _ => None,
        },
        _ => None,
    }
}

/// Every query of a rule, under all readings.
fn queries_of(rule: &Rule) -> impl Iterator<Item = &Query> {
    rule.measures.iter().flat_map(|measure| measure.query.options())
}

/// The parameters that a rule's conditions compare with.
pub(super) fn params_of(rule: &Rule) -> Vec<String> {
    let conditions = queries_of(rule).flat_map(|query| query.having.iter().chain(&query.that)).chain(&rule.only).flat_map(|having| having.condition.options());
    let params = conditions.flat_map(Condition::operands).filter_map(|operand| match operand {
        Operand::Param(id) => Some(id.clone()),
        _ => None,
    });
    params.collect()
}

/// The readings that a rule, or who it judges, picks by, and those by which the rules whose findings it measures pick theirs.
pub(super) fn readings_of(declarations: &Declarations, rule: &Rule, members: &[Having]) -> Vec<String> {
    let mut readings: Vec<&str> = readings_of_sources(declarations, rule).collect();
    readings.extend(rule.entity.iter().filter_map(|(entity, _)| entity.reading()));
    readings.extend(rule.period.reading());
    for measure in &rule.measures {
        readings.extend(measure.query.reading());
    }
    for query in queries_of(rule) {
        if let Belonging::By(link, _) = &query.belonging {
            readings.extend(link.reading());
        }
        readings.extend(query.window.reading());
        readings.extend(query.having.iter().chain(&query.that).filter_map(|having| having.condition.reading()));
    }
    readings.extend(rule.only.iter().chain(members).filter_map(|having| having.condition.reading()));
    readings.sort_unstable();
    readings.dedup();
    readings.into_iter().map(String::from).collect()
}
