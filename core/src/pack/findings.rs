//! Measures over findings: which rules they rest on, how the units of these are tied, and what is asked of their findings.

use super::declaration::{Declarations, Rule};
use super::names::{matches, unknown};
use super::plan::{Filter, Grain, Test, Tie};
use super::query::{Aggregate, Belonging, Condition, Findings, Having, Operand, Query, Source, Window};
use super::resolve::{Resolver, complete};
use super::schema::{Blank, Choice, Column, ColumnType, Dated, Path, Schema, Table};
use super::score_resolve::{Tied, links, never_inside, same_row};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::judge::Status;
use crate::ordered::Ordered;
use crate::pack::Level;

/// What can be asked of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FindingColumn {
    Rule,
    Clause,
    Level,
    Status,
    Entity,
}

impl FindingColumn {
    /// The columns by name, with the Chinese label.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Rule, "rule", "规则"),
        (Self::Clause, "clause", "条款"),
        (Self::Level, "level", "强度"),
        (Self::Status, "status", "结果"),
        (Self::Entity, "entity", "对象"),
    ];

    /// The column that a path of the table of findings ends in; the finding's own id there is that of its unit.
    fn of(path: &Path) -> Self {
        path.steps.first().and_then(|step| Self::ALL.get(*step)).map_or(Self::Entity, |(column, _, _)| *column)
    }

    fn kind(self, declarations: &Declarations) -> ColumnType {
        let choice = |id: &str, label: &str| Choice { id: id.into(), label: label.into() };
        match self {
            Self::Rule => ColumnType::Choice(declarations.rules.iter().map(|rule| choice(&rule.id, &rule.title)).collect()),
            Self::Clause => ColumnType::Choices(declarations.clauses.iter().map(|clause| choice(&clause.id, &clause.id)).collect()),
            // From low to high, so that levels can be compared.
            Self::Level => ColumnType::Choice(Level::ALL.iter().rev().map(|(_, id, label)| choice(id, label)).collect()),
            Self::Status => ColumnType::Choice(Status::ALL.iter().map(|(_, id, label)| choice(id, label)).collect()),
            Self::Entity => ColumnType::Text,
        }
    }
}

/// The number of a level among the choices of the column of levels.
pub(crate) fn level_choice(level: Level) -> Option<u32> {
    Level::ALL.iter().rev().zip(0..).find(|((known, _, _), _)| *known == level).map(|(_, number)| number)
}

/// Findings as a table, so that conditions on them are read and checked as those on records are. Only a column that is asked for needs its choices.
fn as_table(declarations: &Declarations, query: &Query, place: &Place) -> Declarations {
    let asked: Vec<&String> = query.having.iter().chain(&query.that).map(|having| &having.column).chain(&query.columns).chain(&query.per).collect();
    let column = |(column, name, label): &(FindingColumn, &str, &str)| Column {
        name: (*name).into(),
        label: (*label).into(),
        kind: if asked.iter().any(|asked| *asked == name || *asked == label) { column.kind(declarations) } else { ColumnType::Text },
        blank: Blank::Unknown,
        ordered: *column == FindingColumn::Level,
        owner: false,
    };
    let table = Table {
        name: "findings".into(),
        label: "结果".into(),
        columns: FindingColumn::ALL.iter().map(column).collect(),
        dated: Dated::Standing,
        scope: Vec::new(),
        history_of: None,
        title: Vec::new(),
        place: place.clone(),
    };
    Declarations { schema: Schema { tables: vec![table] }, ..Declarations::default() }
}

/// A condition on a column of findings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FindingFilter {
    pub(crate) column: FindingColumn,
    pub(crate) test: Test,
}

/// Each name or pattern that a script wrote, and whether the findings of any rule that it means can lie in the window.
type Names = Vec<(String, bool)>;

/// A query over findings, ready to be measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FindingPlan {
    pub(crate) aggregate: Aggregate,
    /// The rules, in order of declaration, and how their units are tied to those that are judged.
    pub(crate) rules: Vec<Tied>,
    pub(crate) values: Vec<FindingColumn>,
    pub(crate) filters: Vec<FindingFilter>,
    pub(crate) that: Vec<FindingFilter>,
    pub(crate) per: Option<FindingColumn>,
    pub(crate) window: Window,
    /// The column whose values are the keys of a tally.
    pub(crate) keys: Option<Column>,
    pub(crate) names: Names,
    /// Where the rules are named.
    pub(crate) place: Place,
}

impl FindingPlan {
    /// Whether a rule is named itself, and not only meant by a pattern.
    pub(crate) fn names_rule(&self, pack: &super::Pack, rule: usize) -> bool {
        pack.rules().get(rule).is_some_and(|rule| self.names.iter().any(|(name, _)| *name == rule.id))
    }

    /// The rules whose findings can lie in the window.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Tied> {
        self.rules.iter().filter(|tied| tied.inside)
    }
}

/// Every query of a rule, under all readings, that measures findings.
pub(super) fn over_findings(rule: &Rule) -> impl Iterator<Item = (&Query, &Findings)> {
    let queries = rule.measures.iter().flat_map(|measure| measure.query.options());
    queries.filter_map(|query| match &query.source {
        Source::Findings(findings) => Some((query, findings)),
        Source::Table(_) | Source::Form(_) => None,
    })
}

/// The numbers of the rules that a name or pattern means. `*` leaves out those that measure findings themselves.
pub(super) fn meant(declarations: &Declarations, name: &str) -> Vec<usize> {
    let all = &declarations.rules;
    if !name.contains('*') {
        return all.iter().position(|rule| rule.id == name).into_iter().collect();
    }
    let all = all.iter().enumerate();
    let takes = |rule: &Rule| matches(name, &rule.id) && (name != "*" || over_findings(rule).next().is_none());
    all.filter(|(_, rule)| takes(rule)).map(|(number, _)| number).collect()
}

/// The names and patterns by which a rule measures findings, under all readings.
pub(super) fn named(rule: &Rule) -> impl Iterator<Item = &String> {
    over_findings(rule).flat_map(|(_, findings)| &findings.rules)
}

/// The readings that choose the units or periods of the rules whose findings a rule measures.
pub(super) fn readings_of_sources<'a>(declarations: &'a Declarations, rule: &Rule) -> impl Iterator<Item = &'a str> {
    let rules = named(rule).flat_map(|name| meant(declarations, name)).filter_map(|number| declarations.rules.get(number));
    let readings = rules.flat_map(|rule| [rule.entity.as_ref().and_then(|(entity, _)| entity.reading()), rule.period.reading()]);
    readings.flatten().collect::<Vec<_>>().into_iter()
}

/// Whether any reading lets findings of a name that a rule writes lie in its window.
#[derive(Debug, Default)]
pub(super) struct Inside(Vec<(String, Place, bool)>);

impl Inside {
    /// Notes how it is under one choice of every reading.
    pub(super) fn note(&mut self, plan: &FindingPlan) {
        for (name, inside) in &plan.names {
            match self.0.iter_mut().find(|(known, place, _)| known == name && *place == plan.place) {
                Some((_, _, ever)) => *ever |= inside,
                None => self.0.push((name.clone(), plan.place.clone(), *inside)),
            }
        }
    }

    /// Names whose findings can never count.
    pub(super) fn problems(self, (zh, en): (&str, &str), id: &str) -> Vec<Diagnostic> {
        let never = self.0.into_iter().filter(|(_, _, ever)| !ever);
        never
            .map(|(name, place, _)| {
                Diagnostic::error(
                    Code::PackValue,
                    told!("规则“{name}”的考核期不会落在{zh}“{id}”的考核期里"),
                    told!("the periods of rule `{name}` never lie inside those of {en} `{id}`"),
                )
                .help(told!("按更长的考核期考核，或用 期间(…) 写明算哪些天"), told!("judge over a longer period, or say which days by during(…)"))
                .at(place)
                .given(&name)
            })
            .collect()
    }
}

impl Resolver<'_> {
    /// Resolves a query over findings, of a rule that judges rows of the table `unit` over such periods. Every problem it has is added to `problems`.
    pub(super) fn findings(&self, query: &Query, findings: &Findings, unit: usize, period: Grain, problems: &mut Vec<Diagnostic>) -> Option<FindingPlan> {
        let before = problems.len();
        let table = as_table(self.declarations, query, &findings.place);
        let over = Resolver { declarations: &table, params: self.params, choices: self.choices };
        let mut keep = |result: Result<Path, Diagnostic>| result.map_err(|problem| problems.push(problem)).ok();
        let values = query.columns.iter().filter_map(|column| keep(over.measured(query, 0, column))).map(|path| FindingColumn::of(&path)).collect();
        // The one value is the only key of a tally by its own column.
        let keys = if query.aggregate == Aggregate::Value { query.columns.first() } else { query.per.as_ref() };
        let per = keys.and_then(|column| keep(over.finding_keys(query, column)));
        let mut keep = |having: &Having| over.finding_filter(having).map_err(|problem| problems.push(problem)).ok();
        let filters = query.having.iter().filter_map(&mut keep).collect();
        let that = query.that.iter().filter_map(&mut keep).collect();
        complete(query, problems);
        let window = self.picked(&query.window, &query.place).map_err(|problem| problems.push(problem)).ok();
        let tied = self.tied_rules(query, findings, unit, window.copied(), period, problems);
        if problems.len() > before {
            return None;
        }
        let (rules, names) = tied?;
        let keys = per.as_ref().and_then(|path| table.schema.end(path)).cloned();
        let per = per.map(|path| FindingColumn::of(&path));
        let place = findings.place.clone();
        Some(FindingPlan { aggregate: query.aggregate, rules, values, filters, that, per, window: *window?, keys, names, place })
    }

    /// The column of findings whose values are the keys of a tally.
    fn finding_keys(&self, query: &Query, column: &str) -> Result<Path, Diagnostic> {
        if query.per.is_some() && query.aggregate != Aggregate::Count {
            return Err(Diagnostic::error(Code::SchemaType, told!("结果只有 计数 能分列"), told!("of findings only a count can be taken per key"))
                .help(told!("写成 计数(结果(…)).分列(列)"), told!("write count(findings(…)).per(column)"))
                .at(query.place.clone()));
        }
        self.declarations.schema.resolve(0, column, &query.place)
    }

    fn finding_filter(&self, having: &Having) -> Result<FindingFilter, Diagnostic> {
        let condition = self.picked(&having.condition, &having.place)?;
        if condition.operands().iter().any(|operand| matches!(operand, Operand::OfUnit(_) | Operand::OfRecord(_))) {
            return Err(Diagnostic::error(
                Code::SchemaType,
                told!("结果的条件只能和值、参数比较"),
                told!("findings can be compared with values and parameters only"),
            )
            .help(told!("结果归谁，用 归于(…) 说明"), told!("say whose findings they are by `by`"))
            .at(having.place.clone()));
        }
        let only_levels = |problem: Diagnostic| {
            if problem.code == Code::SchemaType && condition.orders() {
                return problem.help(told!("结果的各列里只有 强度 分高低"), told!("of the columns of findings only `level` has an order"));
            }
            problem
        };
        let Filter { path, test, .. } = self.filter(having, 0, 0).map_err(only_levels)?;
        Ok(FindingFilter { column: FindingColumn::of(&path), test })
    }

    /// The rules that are meant and how their units are tied; and for each name whether any of its findings can lie in the window.
    fn tied_rules(
        &self,
        query: &Query,
        findings: &Findings,
        unit: usize,
        window: Option<Window>,
        period: Grain,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<(Vec<Tied>, Names)> {
        let by = match &query.belonging {
            Belonging::By(link, place) => Some((self.picked(link, place).map_err(|problem| problems.push(problem)).ok()?.as_str(), place)),
            Belonging::Implied | Belonging::Everywhere => None,
        };
        let before = problems.len();
        let mut rules: Ordered<usize, Tied> = Ordered::default();
        let mut names = Vec::new();
        // Whether what `by` names ties anything, and what is wrong where it does not.
        let (mut linked, mut unlinked) = (by.is_none(), None);
        for name in &findings.rules {
            let meant = meant(self.declarations, name);
            if meant.is_empty() {
                let known = self.declarations.rules.iter().map(|rule| rule.id.as_str());
                problems.push(unknown("规则", "rule", name, &findings.place, known));
                continue;
            }
            let (mut tied, mut inside, mut untied) = (false, false, None);
            for number in meant {
                // What is wrong with the rule itself is reported there.
                let Some((there, own)) = self.declarations.rules.get(number).and_then(|rule| self.units_of(rule)) else {
                    tied = true;
                    continue;
                };
                let tie = match &query.belonging {
                    Belonging::Everywhere => Ok(Tie::Everywhere),
                    _ => self.tie_units(there, unit, by, &findings.place),
                };
                match &tie {
                    Ok(_) => linked = true,
                    Err(problem) => unlinked = unlinked.or_else(|| Some(problem.clone())),
                }
                // Where `by` says nothing of them, a unit's own findings are its own.
                match tie.or_else(|problem| if there == unit { Ok(same_row(unit)) } else { Err(problem) }) {
                    Ok(tie) => {
                        let fits = !matches!(window, Some(Window::Period | Window::Previous(_))) || !never_inside(own, period);
                        (tied, inside) = (true, inside || fits);
                        rules.insert(number, Tied { source: number, tie, inside: fits });
                    }
                    // A pattern means those of its rules that are tied; where it is not clear by which link, that has to be said.
                    Err(problem) => {
                        let problem = if by.is_some() { problem } else { problem.given(name) };
                        if name.contains('*') && (by.is_some() || !self.are_linked(there, unit)) {
                            untied = untied.or(Some(problem));
                        } else {
                            problems.push(problem);
                        }
                    }
                }
            }
            if !tied {
                problems.extend(untied);
            }
            names.push((name.clone(), inside || !tied));
        }
        if !linked && problems.len() == before {
            problems.extend(unlinked);
        }
        Some((rules.into_values().collect(), names))
    }

    /// The table of a rule's units, and over which periods it judges.
    pub(super) fn units_of(&self, rule: &Rule) -> Option<(usize, Grain)> {
        let (entity, place) = rule.entity.as_ref()?;
        let (_, table, _) = self.entity(entity, place).ok()?;
        Some((table, self.grain(self.picked(&rule.period, place).ok()?, place).ok()?))
    }

    /// Whether a link leads from one of two tables to the other.
    fn are_linked(&self, one: usize, other: usize) -> bool {
        let schema = &self.declarations.schema;
        !links(schema, one, other).is_empty() || !links(schema, other, one).is_empty()
    }
}

impl Condition {
    /// Whether it asks for more or less.
    fn orders(&self) -> bool {
        match self {
            Self::AtLeast(_) | Self::AtMost(_) | Self::MoreThan(_) | Self::LessThan(_) | Self::Between(..) => true,
            Self::Not(inner) => inner.orders(),
            Self::All(list) | Self::Any(list) => list.iter().any(Self::orders),
            _ => false,
        }
    }
}
