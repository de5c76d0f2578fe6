//! Judges values that a test gives, in place of measures taken from records.

use super::declaration::Given;
use super::report::Found;
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Language, Place, Text};
use crate::evaluate::{Options, settings};
use crate::finding::{Number, Shown, Wording, message};
use crate::judge::{Kind, Range, Status, conclude, renumber};
use crate::measure::{Input, Inputs, Settings};
use crate::pack::{Aggregate, ColumnType, Literal, Pack, Path, Placing, Plan, PlannedMeasure, Presence, Resolved, Resolver, Schema, SharedSchema};
use crate::script::{Fact, Facts, Figure, Nothing, Read, Root, Today, with_stack};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

type Values = BTreeMap<String, Given>;

/// A rule and the values that it is to judge.
pub(super) struct Judged<'a> {
    pub(super) pack: &'a Pack,
    pub(super) options: &'a Options,
    /// The day, if the test names one.
    pub(super) as_of: Option<Day>,
    pub(super) rule: &'a str,
    pub(super) values: &'a Values,
    pub(super) open: bool,
}

impl Judged<'_> {
    /// What the rule says of the values, and what explains it.
    pub(super) fn run(&self) -> (Option<Found>, Option<Text>) {
        with_stack(|| self.judge()).unwrap_or_else(|| (None, Some(Text::new("脚本让引擎崩溃了", "the script brought the engine down"))))
    }

    fn judge(&self) -> (Option<Found>, Option<Text>) {
        let settings = match settings(self.pack, self.options) {
            Ok(settings) => settings,
            Err(problems) => return (None, problems.0.into_iter().next().map(|problem| problem.message)),
        };
        let resolver = Resolver { declarations: self.pack.declarations(), params: &settings.params, choices: &settings.choices };
        let mut problems = Vec::new();
        let resolved = self.pack.rules().iter().find(|rule| rule.id == self.rule).and_then(|rule| resolver.rule(rule, &mut problems));
        let Some(resolved) = resolved else { return (None, problems.into_iter().next().map(|problem| problem.message)) };
        let inputs: Arc<Inputs> = Arc::default();
        let lacking: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let facts = GivenFacts {
            schema: self.pack.schema().clone(),
            settings,
            inputs: inputs.clone(),
            measures: resolved.measures.clone(),
            table: resolved.table,
            values: self.values.clone(),
            open: self.open,
            day: self.options.as_of,
            lacking: lacking.clone(),
        };
        let program = self.pack.program();
        let roots: Vec<Root> = [Root::Measures, Root::Parameters].into_iter().take(program.parameters(&resolved.judge)).collect();
        let today = Today { as_of: self.as_of, working_days: None, stop: self.options.stop.clone() };
        let (answer, log) = program.runner(today).call(&resolved.judge, &roots, Box::new(facts));
        let verdict = conclude(answer, &log, program.mentions(&resolved.judge).switches, &resolved);
        let found = match verdict {
            Ok(verdict) => found(&renumber(verdict, &inputs.list()), &resolved, self.options.language),
            Err(failure) => Found { status: Status::Error, measured: None, gap: None, message: failed(&failure, self.options.language) },
        };
        let lacking: Vec<String> = lacking.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
        let why = (!lacking.is_empty())
            .then(|| Text::new(format!("它还要读没有给出的 {}", lacking.join("、")), format!("it also reads what is not given: {}", lacking.join(", "))));
        (Some(found), why)
    }
}

fn found(verdict: &crate::judge::Verdict, resolved: &Resolved, language: Language) -> Found {
    let test = match &verdict.deciding().kind {
        Kind::Test(test) => Some(test),
        _ => None,
    };
    let wording = |measure: &PlannedMeasure| Wording { label: measure.label.clone(), unit: measure.unit.clone(), due: None, open: false, past: false };
    let wordings: Vec<Wording> = resolved.measures.iter().map(wording).collect();
    Found {
        status: verdict.status,
        measured: test.and_then(|test| Shown::of(&test.measured)),
        gap: test.and_then(|test| test.gap).map(Number),
        message: message(verdict, &wordings, &[], language),
    }
}

fn failed(failure: &Diagnostic, language: Language) -> String {
    let place = match &failure.place {
        Some(Place::Script { file, line, column, .. }) => format!("{file}:{line}:{column}"),
        _ => String::new(),
    };
    Text::new(format!("{}（{place}）", failure.message.zh), format!("{} ({place})", failure.message.en)).get(language).into()
}

/// What a closure reads when a test names its values.
struct GivenFacts {
    schema: SharedSchema,
    settings: Arc<Settings>,
    inputs: Arc<Inputs>,
    measures: Vec<PlannedMeasure>,
    table: usize,
    values: Values,
    open: bool,
    day: Day,
    /// Names that were read and are not given.
    lacking: Arc<Mutex<BTreeSet<String>>>,
}

impl Facts for GivenFacts {
    fn read(&self, root: Root, path: &[String]) -> Read {
        if root == Root::Parameters {
            return self.settings.read(&self.inputs, path.first().map_or("", String::as_str), self.day);
        }
        if let [name] = path
            && let Some((index, measure)) = measure_of(&self.measures, name)
        {
            let input = self.inputs.number(&Input::Measure(u16::try_from(index).unwrap_or(u16::MAX)));
            let given = self.known(value(&self.values, &measure.name, &measure.label), path);
            let fact = given.and_then(|given| measured(measure, given, self.open, input)).unwrap_or(Fact::Missing);
            return Read::Value { input, key: (0, 0), fact };
        }
        let mut steps = Vec::new();
        let mut here = self.table;
        let mut row = Some(&self.values);
        for (position, name) in path.iter().enumerate() {
            let shape = self.schema.table(here);
            let Some(number) = shape.column_index(name) else {
                let columns = shape.columns.iter().flat_map(|column| [column.name.clone(), column.label.clone()]);
                return Read::Unknown(self.measures.iter().map(|measure| measure.name.clone()).chain(columns).collect());
            };
            steps.push(number);
            let column = &shape.columns[number];
            let given = row.and_then(|row| value(row, &column.name, &column.label));
            let ColumnType::Link(target) = &column.kind else {
                let path_here = Path { table: self.table, steps };
                let fact = self.known(given, path).and_then(|given| cell(&column.kind, given)).unwrap_or(Fact::Missing);
                return Read::Value { input: self.inputs.number(&Input::Column(root, path_here)), key: (0, 0), fact };
            };
            if position + 1 == path.len() {
                return Read::Through;
            }
            here = self.schema.table_index(target).unwrap_or(here);
            row = match given {
                Some(Given::Row(row)) => Some(row),
                _ => None,
            };
        }
        Read::Through
    }
}

impl GivenFacts {
    /// A value, or a note that it lacks.
    fn known<'a>(&self, given: Option<&'a Given>, path: &[String]) -> Option<&'a Given> {
        if given.is_none() {
            self.lacking.lock().unwrap_or_else(PoisonError::into_inner).insert(path.join("."));
        }
        given
    }
}

fn measure_of<'a>(measures: &'a [PlannedMeasure], name: &str) -> Option<(usize, &'a PlannedMeasure)> {
    let index = measures.iter().position(|measure| measure.name == name).or_else(|| measures.iter().position(|measure| measure.label == name))?;
    Some((index, measures.get(index)?))
}

fn value<'a>(values: &'a Values, name: &str, label: &str) -> Option<&'a Given> {
    values.get(name).or_else(|| values.get(label))
}

/// A given value as a measure; nothing if the measure cannot have it.
fn measured(measure: &PlannedMeasure, given: &Given, open: bool, input: u16) -> Option<Fact> {
    let is_day = measure.plan.is_day();
    let now = match given {
        Given::Missing => return Some(Fact::Missing),
        Given::Value(Literal::Number(number)) if !is_day => Some(*number),
        Given::Value(value) if is_day => Some(Decimal::from(day(value)?.number())),
        Given::Ratio(part, whole) if measure.plan.aggregate == Aggregate::Share && part <= whole => Decimal::from(*part).checked_div(Decimal::from(*whole)),
        Given::NotYet => None,
        _ => return None,
    };
    Some(match (now, open, is_day) {
        (Some(value), false, true) => Fact::Day(Day::from_number(i32::try_from(value).ok()?)),
        (Some(value), false, false) => Fact::Number(value),
        (now, _, _) => {
            let nothing = if now.is_some() { Nothing::No } else { Nothing::Yes };
            let now = now.map_or(Range::EVERYTHING, Range::exactly);
            let reach = if open { reach(&measure.plan, now) } else { now };
            Fact::Figure(Figure { inputs: vec![input], now, reach, is_day, nothing, open, missing: false })
        }
    })
}

/// Where records to come can still bring a value.
fn reach(plan: &Plan, now: Range) -> Range {
    if matches!(plan.placing, Placing::Spell { presence: Presence::AtEnd, .. }) {
        return Range::EVERYTHING;
    }
    match plan.aggregate {
        Aggregate::Count | Aggregate::Distinct | Aggregate::Sum | Aggregate::Largest | Aggregate::Latest => Range { high: None, ..now },
        Aggregate::Smallest | Aggregate::Earliest => Range { low: None, ..now },
        _ => Range::EVERYTHING,
    }
}

/// A given value as a cell of a column; nothing if the column cannot hold it.
fn cell(kind: &ColumnType, given: &Given) -> Option<Fact> {
    let choice = |text: &String| {
        let known = kind.choices()?.iter().find(|choice| choice.id == *text || choice.label == *text)?;
        Some(known.id.clone())
    };
    match (kind, given) {
        (_, Given::Missing) => Some(Fact::Missing),
        (_, Given::NotYet) => Some(Fact::Nothing),
        (ColumnType::Number | ColumnType::Integer, Given::Value(Literal::Number(number))) => Some(Fact::Number(*number)),
        (ColumnType::Flag, Given::Value(Literal::Flag(flag))) => Some(Fact::Flag(*flag)),
        (ColumnType::Date, Given::Value(value)) => day(value).map(Fact::Day),
        (ColumnType::Choice(_), Given::Value(Literal::Text(text))) => choice(text).map(Fact::Text),
        (ColumnType::Text, Given::Value(Literal::Text(text))) => Some(Fact::Text(text.clone())),
        (ColumnType::Choices(_), Given::List(list)) => list.iter().map(choice).collect::<Option<Vec<_>>>().map(Fact::List),
        (ColumnType::Tags | ColumnType::Links(_), Given::List(list)) => Some(Fact::List(list.clone())),
        _ => None,
    }
}

fn day(value: &Literal) -> Option<Day> {
    match value {
        Literal::Day(day) => Some(*day),
        Literal::Text(text) => Day::parse(text),
        _ => None,
    }
}

/// What is wrong with values that a test gives a rule: names that it does not have, and values that cannot stand there.
pub(super) fn check(schema: &Schema, rule: &str, resolved: &Resolved, values: &Values, place: &Place) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let measures = &resolved.measures;
    for (name, given) in values {
        match measure_of(measures, name) {
            Some((_, measure)) if measured(measure, given, false, 0).is_none() => problems.push(misfit(name, place)),
            Some(_) => {}
            None => row(schema, resolved.table, name, given, place, &mut problems, &|problem| {
                problem
                    .suggest(name, measures.iter().flat_map(|measure| [measure.name.as_str(), measure.label.as_str()]).chain(columns(schema, resolved.table)))
            }),
        }
    }
    for problem in &mut problems {
        problem.message.zh = format!("规则“{rule}”：{}", problem.message.zh);
        problem.message.en = format!("rule `{rule}`: {}", problem.message.en);
    }
    problems
}

fn columns(schema: &Schema, table: usize) -> impl Iterator<Item = &str> {
    schema.table(table).columns.iter().flat_map(|column| [column.name.as_str(), column.label.as_str()])
}

/// Checks one named value of a row.
fn row(schema: &Schema, table: usize, name: &str, given: &Given, place: &Place, problems: &mut Vec<Diagnostic>, suggest: &dyn Fn(Diagnostic) -> Diagnostic) {
    let shape = schema.table(table);
    let Some(column) = shape.column_index(name).and_then(|index| shape.columns.get(index)) else {
        let unknown = Diagnostic::error(Code::PackUnknown, format!("没有统计或列“{name}”"), format!("there is no measure or column `{name}`"));
        problems.push(suggest(unknown.at(place.clone())));
        return;
    };
    match (&column.kind, given) {
        (ColumnType::Link(target), Given::Row(values)) => {
            let Some(target) = schema.table_index(target) else { return };
            for (name, given) in values {
                row(schema, target, name, given, place, problems, &|problem| problem.suggest(name, columns(schema, target)));
            }
        }
        (ColumnType::Link(_), Given::Missing | Given::NotYet) => {}
        (kind, given) if cell(kind, given).is_none() => problems.push(match (kind.choices(), given) {
            (Some(choices), Given::Value(Literal::Text(text))) => {
                Diagnostic::error(Code::SchemaUnknown, format!("“{name}”没有“{text}”这个选项"), format!("`{name}` has no choice `{text}`"))
                    .at(place.clone())
                    .suggest(text, choices.iter().flat_map(|choice| [choice.id.as_str(), choice.label.as_str()]))
            }
            _ => misfit(name, place),
        }),
        _ => {}
    }
}

fn misfit(name: &str, place: &Place) -> Diagnostic {
    Diagnostic::error(Code::PackValue, format!("“{name}”不能取这样的值"), format!("`{name}` cannot have such a value"))
        .help(
            "数写 14，日期写 日(\"2020-01-31\")，占比写 比(19, 20)，列表写 [\"…\"]，关联写 #{列: 值}；也可写 缺失() 或 未发生()",
            "write a number as 14, a day as day(\"2020-01-31\"), a share as ratio(19, 20), a list as [\"…\"], a link as #{ column: value }; or missing(), not_yet()",
        )
        .at(place.clone())
        .given(name)
}
