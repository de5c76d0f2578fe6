//! A `where` closure, asked once for each distinct set of cells that it reads.

use super::atom::Keyed;
use super::days::RecordDays;
use super::facts::{Input, Inputs, RecordFacts, period_key};
use super::scan::Field;
use crate::diagnostic::Diagnostic;
use crate::judge::{Key, Memo, Truth, Walk};
use crate::script::{Answer, Closure, Root, Runner, as_truth};
use std::sync::Arc;

/// The closure and its answers so far.
pub(super) struct Sieve<'a> {
    field: Field<'a>,
    closure: &'a Closure,
    roots: Vec<Root>,
    inputs: Arc<Inputs>,
    known: Vec<Known<'a>>,
    memo: Memo<Truth>,
    days: RecordDays<'a>,
}

/// Where the key of an input comes from.
enum Known<'a> {
    OfRecord(Keyed<'a>),
    OfUnit(Keyed<'a>),
    /// A parameter: its key in each period, or for each unit that happened.
    Param(Vec<Key>),
    /// A part of the period: its key in each.
    Period(Vec<Key>),
    /// The same in the whole run.
    Fixed,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(field: &Field<'a>, closure: &'a Closure, parameters: usize) -> Self {
        let roots = [Root::Record, Root::Unit, Root::Parameters].into_iter().take(parameters).collect();
        Self { field: *field, closure, roots, inputs: Arc::default(), known: Vec::new(), memo: Memo::new(), days: RecordDays::new(field) }
    }

    /// Whether the closure holds for a record, a unit (by its number) and a period.
    pub(super) fn sift(&mut self, row: usize, unit: usize, period: usize, runner: Option<&Runner<'_>>, failures: &mut Vec<Diagnostic>) -> Truth {
        let (record_at, unit_at) = (self.days.at(row, period), self.field.unit(unit, period));
        let key = |input: u16| -> Key {
            match self.known.get(usize::from(input)) {
                Some(Known::OfRecord(cells)) => cells.key(record_at),
                Some(Known::OfUnit(cells)) => cells.key(unit_at),
                Some(Known::Param(keys)) => keys[if self.field.members.own.is_some() { unit } else { period }],
                Some(Known::Period(keys)) => keys[period],
                Some(Known::Fixed) | None => (0, 0),
            }
        };
        match self.memo.walk(key) {
            Walk::Known(truth) => truth,
            Walk::New => runner.map_or(Truth::Maybe, |runner| self.ask(row, unit, period, runner, failures)),
        }
    }

    fn ask(&mut self, row: usize, unit: usize, period: usize, runner: &Runner<'_>, failures: &mut Vec<Diagnostic>) -> Truth {
        let field = &self.field;
        let facts = RecordFacts {
            loaded: field.loaded.clone(),
            inputs: self.inputs.clone(),
            settings: field.settings.clone(),
            record: (field.plan.table, self.days.at(row, period)),
            unit: (field.members.table, field.unit(unit, period)),
            day: field.day(unit, period),
            period: field.periods[period].clone(),
            as_of: field.as_of,
        };
        let (answer, log) = runner.call(self.closure, &self.roots, Box::new(facts));
        let truth = match answer {
            Answer::Undecided { .. } => Truth::Maybe,
            Answer::Value(_) if log.dangling().is_some() => Truth::Maybe,
            Answer::Value(value) => as_truth(&value).map_or(Truth::Maybe, Truth::certain),
            Answer::Failed(_) if log.unknown => Truth::Maybe,
            Answer::Failed(failure) => {
                failures.push(*failure);
                Truth::Maybe
            }
        };
        self.memo.record(&log.reads, truth);
        let known = self.known.len();
        let fresh: Vec<Known<'a>> = self.inputs.list().iter().skip(known).map(|input| self.source(input)).collect();
        self.known.extend(fresh);
        truth
    }

    fn source(&self, input: &Input) -> Known<'a> {
        let field = &self.field;
        match input {
            Input::Column(Root::Record, path) => Known::OfRecord(Keyed::new(field.loaded, path)),
            Input::Column(_, path) => Known::OfUnit(Keyed::new(field.loaded, path)),
            Input::Param(param) => Known::Param(field.members.days(field.periods).map(|day| field.settings.key_on(*param, day)).collect()),
            Input::Period(part) => Known::Period(field.periods.iter().map(|period| period_key(*part, period, field.as_of)).collect()),
            Input::Measure(_) | Input::Reading(_) => Known::Fixed,
        }
    }
}
