//! Judges values that a test gives, in place of measures taken from records.

use super::declaration::Given;
use super::report::Found;
use super::value::{Values, cell, measure_of, measured, value};
use crate::asked::Asked;
use crate::calendar::{Day, PeriodPart};
use crate::diagnostic::{Diagnostic, Language, Place, Text};
use crate::evaluate::Options;
use crate::finding::{Number, Shown, Wording, message};
use crate::judge::{Kind, Status, conclude, may_come, not_yet, renumber};
use crate::measure::{Input, Inputs, Settings, columns};
use crate::pack::{Aggregate, ColumnType, Pack, Path, PlannedMeasure, Resolved, Resolver, SharedSchema};
use crate::script::{Columns, Fact, Facts, Read, Root, Today, with_stack};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

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
        let settings = match Asked::new(self.pack, self.options, false) {
            Ok(asked) => asked.settings,
            Err(problems) => return (None, problems.0.into_iter().next().map(|problem| problem.message)),
        };
        let resolver = Resolver { declarations: self.pack.declarations(), params: &settings.params, choices: &settings.choices };
        let mut problems = Vec::new();
        let rule = self.pack.rules().iter().find(|rule| rule.id == self.rule);
        let resolved = rule.and_then(|rule| Some((resolver.rule(rule, &mut problems)?, &rule.judge.as_ref()?.0)));
        let Some((resolved, judge)) = resolved else { return (None, problems.into_iter().next().map(|problem| problem.message)) };
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
        let roots: Vec<Root> = [Root::Measures, Root::Parameters].into_iter().take(program.parameters(judge)).collect();
        let today = Today { as_of: self.as_of, working_days: None, watch: self.options.watch.clone().unwrap_or_default() };
        let (answer, log) = program.runner(today).call(judge, &roots, Box::new(facts));
        let verdict = conclude(answer, &log, program.mentions(judge).switches, judge);
        let found = match verdict {
            Ok(verdict) => {
                let known = inputs.list();
                let reads: Vec<Input> = log.reads.iter().filter_map(|(input, _)| known.get(usize::from(*input)).cloned()).collect();
                let words = reads.iter().map(|input| Wording::of(input, self.pack.schema(), self.pack.params(), self.options.language)).collect();
                found(&renumber(verdict, &known, &reads, resolved.measures.len()), &resolved, words, self.options.language)
            }
            Err(failure) => Found { status: Status::Error, measured: None, gap: None, message: failed(&failure, self.options.language) },
        };
        let lacking: Vec<String> = lacking.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
        let why = (!lacking.is_empty())
            .then(|| Text::new(format!("它还要读没有给出的 {}", lacking.join("、")), format!("it also reads what is not given: {}", lacking.join(", "))));
        (Some(found), why)
    }
}

fn found(verdict: &crate::judge::Verdict, resolved: &Resolved, reads: Vec<Wording>, language: Language) -> Found {
    let test = match &verdict.deciding().kind {
        Kind::Test(test) => Some(test),
        _ => None,
    };
    let wording = |measure: &PlannedMeasure| Wording {
        name: measure.name.clone(),
        label: measure.label.clone(),
        unit: measure.unit.clone(),
        keys: measure.keys.clone(),
        share: measure.plan.aggregate() == Aggregate::Share,
        ..Wording::default()
    };
    let wordings: Vec<Wording> = resolved.measures.iter().map(wording).chain(reads).collect();
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
            let fact = given.and_then(|given| measured(&self.schema, measure, given, self.open, input)).unwrap_or(Fact::Missing);
            return Read::Value { input, key: (0, 0), fact };
        }
        if let Some(read) = self.period(path) {
            return read;
        }
        let mut there = Path::new(self.table, Vec::new());
        let mut here = self.table;
        let mut row = Some(&self.values);
        // What is given of the link that was followed last.
        let mut link: Option<&Given> = None;
        for (position, name) in path.iter().enumerate() {
            let last = position + 1 == path.len();
            if last && name == "id" {
                let own = row.and_then(|row| row.get("id"));
                let id = if position == 0 || matches!(link, Some(Given::Row(_))) { own } else { link };
                return self.cell(root, there, &ColumnType::Text, id, path);
            }
            let shape = self.schema.table(here);
            let Some(number) = shape.column_index(name) else {
                let columns = shape.columns.iter().flat_map(|column| [column.name.clone(), column.label.clone()]);
                return Read::Unknown(self.measures.iter().map(|measure| measure.name.clone()).chain(columns).collect());
            };
            there.steps.push(number);
            let column = &shape.columns[number];
            link = row.and_then(|row| value(row, &column.name, &column.label));
            let ColumnType::Link(target) = &column.kind else { return self.cell(root, there, &column.kind, link, path) };
            if last {
                return Read::Through;
            }
            here = self.schema.table_index(target).unwrap_or(here);
            row = match link {
                Some(Given::Row(row)) => Some(row),
                _ => None,
            };
        }
        Read::Through
    }

    fn columns(&self, input: u16) -> Columns<'_> {
        columns(&self.schema, &self.inputs, input, |index| self.measures.get(index).map(|measure| (measure.name.as_str(), &measure.origin)))
    }
}

impl GivenFacts {
    /// What is given of a cell.
    fn cell(&self, root: Root, there: Path, kind: &ColumnType, given: Option<&Given>, names: &[String]) -> Read {
        let awaits = self.open && may_come(&self.schema, &there);
        let input = self.inputs.number(&Input::Column(root, there));
        let fact = match self.known(given, names) {
            Some(Given::NotYet) if awaits => Fact::Figure(not_yet(input)),
            given => given.and_then(|given| cell(kind, given)).unwrap_or(Fact::Missing),
        };
        Read::Value { input, key: (0, 0), fact }
    }

    /// A part of the period, if that is what the path says.
    fn period(&self, path: &[String]) -> Option<Read> {
        let (first, rest) = path.split_first()?;
        if !PeriodPart::PERIOD.contains(&first.as_str()) || self.schema.table(self.table).column_index(first).is_some() {
            return None;
        }
        let Some(name) = rest.first() else { return Some(Read::Through) };
        let part = PeriodPart::from_name(name)?;
        let [en, zh] = PeriodPart::PERIOD;
        let given = match value(&self.values, en, zh) {
            Some(Given::Row(parts)) => parts.iter().find(|(name, _)| PeriodPart::from_name(name) == Some(part)).map(|(_, given)| given),
            _ => None,
        };
        let fact = self.known(given, path).and_then(|given| cell(&part.kind(), given)).unwrap_or(Fact::Missing);
        Some(Read::Value { input: self.inputs.number(&Input::Period(part)), key: (0, 0), fact })
    }

    /// A value, or a note that it lacks.
    fn known<'a>(&self, given: Option<&'a Given>, path: &[String]) -> Option<&'a Given> {
        if given.is_none() {
            self.lacking.lock().unwrap_or_else(PoisonError::into_inner).insert(path.join(".").trim_end_matches(".id").to_string());
        }
        given
    }
}
