//! From what a script said to what is measured: names become columns, under one choice of every reading.

use super::declaration::{Declarations, Param, Rule};
use super::findings::readings_of_sources;
use super::form_resolve::Blanks;
use super::plan::{Choices, Filter, Grain, Placing, Plan, PlannedMeasure, RecordPlan, Resolved, Tie};
use super::query::{Aggregate, Belonging, Condition, Having, Operand, Pick, Presence, Query, Source, Window};
use super::schema::{ColumnType, Dated, Path, Schema};
use super::tie::implied_tie;
use crate::calendar::PeriodKind;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::measure::TUPLE;

/// Resolves names of one pack.
pub(crate) struct Resolver<'a> {
    pub(crate) declarations: &'a Declarations,
    /// Parameters, possibly with other values than the declared ones.
    pub(crate) params: &'a [Param],
    pub(crate) choices: &'a Choices,
}

pub(super) type Result<T> = std::result::Result<T, Diagnostic>;

impl Resolver<'_> {
    pub(super) fn schema(&self) -> &Schema {
        &self.declarations.schema
    }

    pub(super) fn picked<'p, T>(&self, pick: &'p Pick<T>, place: &Place) -> Result<&'p T> {
        pick.get(self.choices).ok_or_else(|| {
            let reading = pick.reading().unwrap_or("");
            Diagnostic::error(Code::PackIncomplete, told!("口径“{reading}”的取法不全"), told!("reading `{reading}` picks nothing here")).at(place.clone())
        })
    }

    /// Resolves a rule; every problem it has is added to `problems`.
    pub(crate) fn rule(&self, rule: &Rule, problems: &mut Vec<Diagnostic>) -> Option<Resolved> {
        rule.judge.as_ref()?;
        self.measures(rule, problems)
    }

    /// Resolves what a rule measures, and over whom, whether or not it judges.
    pub(super) fn measures(&self, rule: &Rule, problems: &mut Vec<Diagnostic>) -> Option<Resolved> {
        let (entity, place) = rule.entity.as_ref()?;
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
            Diagnostic::error(Code::PackUnknown, told!("没有名为“{entity}”的考核对象，它是考核期"), told!("`{entity}` is no entity but a period"))
                .help(told!("先写考核谁，再写按什么期：\"{period}\", \"{entity}\""), told!("say first who is judged: \"{period}\", \"{entity}\""))
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
            return Err(Diagnostic::error(Code::PackUnknown, told!("没有名为“{name}”的考核期"), told!("there is no period `{name}`"))
                .at(place.clone())
                .suggest(name, [kind]));
        }
        let kinds = PeriodKind::ALL.iter().filter(|(kind, _, _)| *kind != PeriodKind::Phase).map(|(_, en, zh)| (*en, *zh));
        Err(Diagnostic::error(Code::PackUnknown, told!("没有名为“{name}”的考核期"), told!("there is no period `{name}`")).at(place.clone()).suggest_named(
            name,
            kinds.chain(phases.iter().map(|phase| (phase.id.as_str(), if phase.title.is_empty() { &phase.id } else { &phase.title }.as_str()))),
        ))
    }

    pub(super) fn entity(&self, entity: &Pick<String>, place: &Place) -> Result<(usize, usize, Vec<Filter>)> {
        let name = self.picked(entity, place)?;
        let entities = &self.declarations.entities;
        let Some(index) = entities.iter().position(|entity| entity.id == *name || entity.label == *name) else {
            return Err(Diagnostic::error(Code::PackUnknown, told!("没有名为“{name}”的考核对象"), told!("there is no entity `{name}`"))
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
            return Err(Diagnostic::error(Code::SchemaType, told!("占比不能分列"), told!("a share cannot be taken per key"))
                .help(
                    told!("分列用 计数、去重计数、取值、合计、最早、最晚 等"),
                    told!("use `per` with count, distinct, value, sum, earliest, latest and the like"),
                )
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
        Err(Diagnostic::error(Code::SchemaType, told!("列“{column}”不是{}，不能这样统计", wanted.0), told!("column `{column}` does not hold {}", wanted.1))
            .at(query.place.clone()))
    }

    fn placing(&self, query: &Query, table: usize) -> Result<Placing> {
        if let Some(name) = &query.dated {
            let index = self.schema().table(table).column_index(name).ok_or_else(|| self.schema().unknown_column(table, name, &query.place))?;
            if !self.schema().table(table).columns[index].kind.is_day() {
                return Err(Diagnostic::error(Code::SchemaType, told!("“{name}”不是日期列"), told!("`{name}` is not a column of days")).at(query.place.clone()));
            }
            return Ok(Placing::Event(index));
        }
        let spell_word = query.presence != Presence::Starting;
        match self.schema().table(table).dated {
            Dated::Spell(start, end) => Ok(Placing::Spell { start, end, presence: query.presence }),
            Dated::Event(_) | Dated::Standing | Dated::Figure(_) if spell_word => Err(Diagnostic::error(
                Code::SchemaType,
                told!("表“{}”没有起止日期，不能这样数", self.schema().table(table).label),
                told!("table `{}` has no first and last day", self.schema().table(table).name),
            )
            .help(told!("去掉 跨期即计、期末在册，或换一张有起止日期的表"), told!("remove overlapping and at_end, or take a table with first and last days"))
            .at(query.place.clone())),
            Dated::Event(column) => Ok(Placing::Event(column)),
            Dated::Figure(period) => Ok(Placing::Figure(period)),
            Dated::Standing => Ok(Placing::Standing),
        }
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
                .help(told!("把考核期写成“学期”，或改用 起止、月份"), told!("judge over each term, or use dates or months"))
                .at(place.clone()),
        );
    }
    counts
}

fn check_placing(plan: &RecordPlan, place: &Place, problems: &mut Vec<Diagnostic>) -> bool {
    let places = !matches!((plan.window, plan.placing), (Window::Months(_), Placing::Spell { presence: Presence::Overlapping, .. }));
    if !places {
        problems.push(
            Diagnostic::error(Code::SchemaType, told!("按月份数不能“跨期即计”"), told!("months cannot be used with overlapping"))
                .help(told!("改用 起止(首日, 末日)"), told!("use dates(first, last)"))
                .at(place.clone()),
        );
    }
    places
}

/// What a query lacks, or has too much of, whatever it measures.
pub(super) fn complete(query: &Query, problems: &mut Vec<Diagnostic>) {
    match (query.aggregate == Aggregate::Share, query.that.is_empty() && query.that_where.is_empty()) {
        (true, true) => problems.push(
            Diagnostic::error(Code::PackIncomplete, told!("占比没有说怎样算达标"), told!("a share must say what it counts"))
                .help(told!("加上 .达标(列, 值)"), told!("add .that(column, value)"))
                .at(query.place.clone()),
        ),
        (false, false) => problems.push(
            Diagnostic::error(Code::SchemaType, told!("只有占比才有“达标”"), told!("only a share has `that`"))
                .help(told!("要限定数哪些行，写 .其中(列, 值)"), told!("to narrow which rows count, write .having(column, value)"))
                .at(query.place.clone()),
        ),
        _ => {}
    }
    if query.columns.len() > TUPLE {
        problems.push(
            Diagnostic::error(Code::PackValue, told!("一次最多按 {TUPLE} 列去重"), told!("at most {TUPLE} columns can be told apart together"))
                .at(query.place.clone()),
        );
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
    crate::sorting::sort(&mut readings);
    readings.dedup();
    readings.into_iter().map(String::from).collect()
}
