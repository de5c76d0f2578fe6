//! Closures called with made-up values, so that a slip shows before any record is read.

use super::check::no_choice;
use super::declaration::{Declarations, Reading};
use super::plan::{Choices, Origin, Resolved};
use super::query::{Aggregate, Literal};
use super::schema::{ColumnType, Path, Schema};
use crate::calendar::{Day, PeriodPart};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::judge::{Entry, Growth, Status, Tally, Together, Trend};
use crate::measure::{Input, Inputs, Settings, columns};
use crate::script::{Answer, Closure, Columns, Fact, Facts, Figure, Program, Read, Root, Runner, TallyFigure, as_truth, as_verdict};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// What a dry run lets closures read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Zero,
    Plenty,
    Missing,
}

/// A measure that a dry run makes up.
struct DryMeasure {
    name: String,
    label: String,
    is_day: bool,
    share: bool,
    /// Whether it is how findings came out together.
    is_verdict: bool,
    /// The keys of its tally, if it is one.
    keys: Option<Vec<String>>,
    /// The type of what it has of each key.
    held: ColumnType,
    /// The type of its one value, if it is to be one.
    one: Option<ColumnType>,
    origin: Origin,
}

struct DryFacts {
    schema: Schema,
    readings: Vec<Reading>,
    settings: Settings,
    inputs: Inputs,
    measures: Vec<DryMeasure>,
    record: usize,
    unit: usize,
    fill: Fill,
    read: Arc<Mutex<BTreeSet<String>>>,
}

impl Facts for DryFacts {
    fn read(&self, root: Root, path: &[String]) -> Read {
        let key = (0, 0);
        let table = match root {
            Root::Parameters => return self.settings.read(&self.inputs, path.first().map_or("", String::as_str), Day::from_number(i32::MAX)),
            Root::Record => self.record,
            Root::Unit | Root::Measures => self.unit,
        };
        if let ([name], Root::Measures) = (path, root) {
            let found = self.measures.iter().position(|measure| measure.name == *name || measure.label == *name);
            if let Some((index, measure)) = found.and_then(|index| Some((index, self.measures.get(index)?))) {
                self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(measure.name.clone());
                let input = self.inputs.number(&Input::Measure(u16::try_from(index).unwrap_or(u16::MAX)));
                let fact = match &measure.keys {
                    _ if measure.is_verdict => self.together(input),
                    _ if measure.one.is_some() => self.value(measure.one.as_ref().unwrap_or(&ColumnType::Text)),
                    Some(keys) => self.tally(input, keys, &measure.held),
                    None if measure.share && self.fill != Fill::Missing => {
                        let count = if self.fill == Fill::Plenty { 1000 } else { 0 };
                        Fact::Figure(Figure::share(count, 1000, input))
                    }
                    None => self.value(if measure.is_day { &ColumnType::Date } else { &ColumnType::Integer }),
                };
                return Read::Value { input, key, fact };
            }
        }
        match self.column(table, path) {
            Ok(Some((path, kind))) => Read::Value { input: self.inputs.number(&Input::Column(root, path)), key, fact: self.value(&kind) },
            Ok(None) => Read::Through,
            Err(_) if root != Root::Record && path.first().is_some_and(|first| PeriodPart::PERIOD.contains(&first.as_str())) => self.period(path),
            Err(table) => {
                let columns = self.schema.table(table).columns.iter().flat_map(|column| [column.name.clone(), column.label.clone()]);
                Read::Unknown(self.measures.iter().filter(|_| root == Root::Measures).map(|measure| measure.name.clone()).chain(columns).collect())
            }
        }
    }

    fn columns(&self, input: u16) -> Columns<'_> {
        columns(&self.schema, &self.inputs, input, |index| self.measures.get(index).map(|measure| (measure.name.as_str(), &measure.origin)))
    }

    fn doubts(&self, input: u16, text: &str) -> Option<Diagnostic> {
        let Some(Input::Reading(id)) = self.inputs.get(input) else { return None };
        let reading = self.readings.iter().find(|reading| reading.id == id)?;
        (!reading.choices.iter().any(|(choice, _)| choice == text)).then(|| no_choice(reading, text))
    }
}

impl DryFacts {
    /// The column that a path of names ends in, and what it holds; nothing where it ends in a link; the table where it fails.
    fn column(&self, table: usize, names: &[String]) -> Result<Option<(Path, ColumnType)>, usize> {
        let mut path = Path::new(table, Vec::new());
        let mut here = table;
        for (position, name) in names.iter().enumerate() {
            let last = position + 1 == names.len();
            if last && name == "id" {
                return Ok(Some((path, ColumnType::Text)));
            }
            let column = self.schema.table(here).column_index(name).ok_or(here)?;
            path.steps.push(column);
            match &self.schema.table(here).columns[column].kind {
                ColumnType::Link(_) if last => return Ok(None),
                ColumnType::Link(target) => here = self.schema.table_index(target).unwrap_or(here),
                kind => return Ok(Some((path, kind.clone()))),
            }
        }
        Ok(None)
    }

    fn period(&self, path: &[String]) -> Read {
        let Some(name) = path.get(1) else { return Read::Through };
        match PeriodPart::from_name(name) {
            Some(part) => Read::Value { input: self.inputs.number(&Input::Period(part)), key: (0, 0), fact: self.value(&part.kind()) },
            None => Read::Unknown(PeriodPart::ALL.iter().flat_map(|(_, en, zh)| [(*en).to_string(), (*zh).to_string()]).collect()),
        }
    }

    fn together(&self, input: u16) -> Fact {
        let status = match self.fill {
            Fill::Zero => Status::Fail,
            Fill::Plenty => Status::Pass,
            Fill::Missing => Status::Unknown,
        };
        Fact::Verdict(Together::of(status, 1).verdict(Some(input), false))
    }

    fn tally(&self, input: u16, keys: &[String], held: &ColumnType) -> Fact {
        let entry = Entry { certain: 1000, ..self.value(held).of_key().unwrap_or_else(|| Entry::counted(1000)) };
        let entries = keys.iter().filter(|_| self.fill == Fill::Plenty).map(|key| (key.clone(), entry.clone())).collect();
        let tally = Arc::new(Tally { entries, spare: u32::from(self.fill == Fill::Missing), unbounded: false });
        let growth = Growth { added: Trend::Rises, open: Trend::Rises, parts: Trend::Rises, by_one: false };
        Fact::Tally(TallyFigure { inputs: vec![input], tally, growth, open: false, handed_in: true })
    }

    fn value(&self, kind: &ColumnType) -> Fact {
        let plenty = self.fill == Fill::Plenty;
        match (self.fill, kind) {
            (Fill::Missing, _) => Fact::Missing,
            (_, ColumnType::Number | ColumnType::Integer) => Fact::Number(if plenty { Decimal::from(1000) } else { Decimal::ZERO }),
            (_, ColumnType::Date | ColumnType::Moment) => Fact::Day(Day::from_number(if plenty { 740_000 } else { 730_000 })),
            (_, ColumnType::Flag) => Fact::Flag(plenty),
            (_, ColumnType::Choice(choices)) => {
                Fact::Text(if plenty { choices.last() } else { choices.first() }.map(|choice| choice.id.clone()).unwrap_or_default())
            }
            (_, kind) if kind.is_list() => {
                let all = kind.choices().unwrap_or(&[]).iter().map(|choice| Literal::Text(choice.id.clone()));
                Fact::List(all.filter(|_| plenty).collect())
            }
            _ => Fact::Text(String::new()),
        }
    }
}

/// Calls every closure of a rule, or of a form, which has none that judges, with zero, plenty and missing values; gives the measures that were read.
pub(super) fn dry_run(
    declarations: &Declarations,
    program: &Program,
    runner: &Runner<'_>,
    (resolved, judge): (&Resolved, Option<&Closure>),
    choices: &Choices,
    problems: &mut Vec<Diagnostic>,
) -> BTreeSet<String> {
    let read: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let facts = |fill: Fill, record: usize| DryFacts {
        schema: declarations.schema.clone(),
        readings: declarations.readings.clone(),
        settings: Settings { params: declarations.params.clone(), choices: choices.clone() },
        inputs: Inputs::default(),
        measures: resolved
            .measures
            .iter()
            .map(|measure| DryMeasure {
                name: measure.name.clone(),
                label: measure.label.clone(),
                is_day: measure.plan.is_day(),
                share: measure.plan.aggregate() == Aggregate::Share,
                is_verdict: measure.plan.aggregate() == Aggregate::Worst,
                one: measure.plan.one_value(&declarations.schema),
                origin: measure.origin.clone(),
                keys: measure.plan.has_keys().then(|| measure.keys.iter().map(|(id, _)| id.clone()).collect()),
                held: measure.plan.held(&declarations.schema),
            })
            .collect(),
        record,
        unit: resolved.table,
        fill,
        read: read.clone(),
    };
    let mut report = |problem: Diagnostic| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    for (closure, record) in closures_of(resolved, judge) {
        for (names, place) in program.mentions(closure).switched {
            if let Some(problem) = switched(&facts(Fill::Plenty, record), &names) {
                report(problem.at(place));
            }
        }
    }
    let judge = judge.map(|judge| (judge, program.parameters(judge)));
    if let Some((judge, parameters)) = judge.filter(|(_, parameters)| (1..=2).contains(parameters)) {
        let roots: Vec<Root> = [Root::Measures, Root::Parameters].into_iter().take(parameters).collect();
        for fill in [Fill::Zero, Fill::Plenty, Fill::Missing] {
            match runner.call(judge, &roots, Box::new(facts(fill, resolved.table))).0 {
                Answer::Failed(problem) if is_slip(fill, &problem) => report(*problem),
                Answer::Value(value) if fill != Fill::Missing && as_verdict(&value).is_none() => report(
                    Diagnostic::error(Code::RuleResult, told!("判定没有给出结果"), told!("the closure returns no verdict"))
                        .help(
                            told!("每条路都要以 m.课次.至少(3) 这样的判定结束：if 要有 else，末尾不加分号"),
                            told!("every way through must end in a verdict such as m.lessons.at_least(3): give `if` an `else`, end without a semicolon"),
                        )
                        .at(judge.place().clone()),
                ),
                _ => {}
            }
        }
    } else if let Some((judge, _)) = judge {
        report(wrong_parameters(judge.place(), "|m| 或 |m, p|", "|m| or |m, p|"));
    }
    for measure in &resolved.measures {
        let Some(plan) = measure.plan.records() else { continue };
        for closure in plan.all_closures() {
            let parameters = program.parameters(closure);
            if !(1..=3).contains(&parameters) {
                report(wrong_parameters(closure.place(), "|记录|、|记录，单元| 或 |记录，单元，p|", "|record|, |record, unit| or |record, unit, p|"));
                continue;
            }
            let roots: Vec<Root> = [Root::Record, Root::Unit, Root::Parameters].into_iter().take(parameters).collect();
            for fill in [Fill::Zero, Fill::Plenty] {
                match runner.call(closure, &roots, Box::new(facts(fill, plan.table))).0 {
                    Answer::Failed(problem) if is_slip(fill, &problem) => report(*problem),
                    Answer::Value(value) if as_truth(&value).is_none() => report(
                        Diagnostic::error(
                            Code::RuleResult,
                            told!("“并且”“达标”的函数要回答是或否"),
                            told!("a closure of where or that must return true or false"),
                        )
                        .help(told!("最后一句写成 trip.headcount >= 10 这样的比较"), told!("end it with a comparison such as trip.headcount >= 10"))
                        .at(closure.place().clone()),
                    ),
                    _ => {}
                }
            }
        }
    }
    std::mem::take(&mut *read.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The closures of a rule or form, each with the table of its first parameter.
fn closures_of<'a>(resolved: &'a Resolved, judge: Option<&'a Closure>) -> Vec<(&'a Closure, usize)> {
    let plans = resolved.measures.iter().filter_map(|measure| measure.plan.records());
    let filters = plans.flat_map(|plan| plan.all_closures().map(|closure| (closure, plan.table)));
    judge.into_iter().map(|judge| (judge, resolved.table)).chain(filters).collect()
}

/// What a `switch` would take for just another value: a link, a share, a tally.
fn switched(facts: &DryFacts, names: &[String]) -> Option<Diagnostic> {
    let written = names.join(".");
    let measure = facts.measures.iter().find(|measure| matches!(names, [name] if measure.name == *name || measure.label == *name));
    let (zh, en, help) = match measure {
        Some(measure) if measure.share => ("占比", "a share", ("改用 if 比较", "compare it with `if`")),
        Some(measure) if measure.keys.is_some() && measure.one.is_none() => ("分列的统计", "a tally", ("改用 if 比较", "compare it with `if`")),
        // Parameters and readings are plain values.
        None if matches!(facts.settings.read(&facts.inputs, &written, Day::from_number(0)), Read::Value { .. }) => return None,
        None if facts.column(facts.record, names) == Ok(None) || facts.column(facts.unit, names) == Ok(None) => {
            ("关联", "a link", ("后面加 .id，如 m.area.id", "add .id, as in m.area.id"))
        }
        _ => return None,
    };
    let problem =
        Diagnostic::error(Code::ScriptMixed, told!("switch 不能对{zh}“{written}”分情况"), told!("`switch` cannot tell the cases of {en} such as `{written}`"));
    Some(problem.help(help.0, help.1))
}

/// Whether a failure is the script's fault and not that of the made-up values: nothing can be divided by zero, or done with what is missing.
fn is_slip(fill: Fill, problem: &Diagnostic) -> bool {
    match fill {
        Fill::Plenty => true,
        Fill::Zero => problem.code != Code::ScriptError,
        Fill::Missing => problem.code == Code::RuleInput,
    }
}

fn wrong_parameters(place: &Place, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(Code::ScriptArguments, told!("函数的参数应是 {zh}"), told!("the closure takes {en}")).at(place.clone())
}
