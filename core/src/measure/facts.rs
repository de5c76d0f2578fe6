//! What closures read of records and units.

use super::atom::{Atom, Found, find, hash_of, key};
use crate::calendar::{Day, Period, PeriodPart, PeriodValue};
use crate::data::{At, Loaded};
use crate::judge::Key;
use crate::pack::{ColumnType, Literal, Origin, Path, Schema};
use crate::script::{Columns, Fact, Facts, Read, Root, TallyFigure};
use std::sync::{Arc, Mutex, PoisonError};

/// Something that a closure can read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Input {
    /// A measure of the rule.
    Measure(u16),
    /// A value that a path leads to, from the record or the unit.
    Column(Root, Path),
    /// A parameter.
    Param(usize),
    /// A reading.
    Reading(String),
    /// A part of the unit's period.
    Period(PeriodPart),
}

/// The inputs that the calls of one closure have read so far, numbered in order of their first reading.
#[derive(Debug, Default)]
pub(crate) struct Inputs(Mutex<Vec<Input>>);

impl Inputs {
    pub(crate) fn number(&self, input: &Input) -> u16 {
        let mut inputs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = inputs.iter().position(|known| known == input).unwrap_or_else(|| {
            inputs.push(input.clone());
            inputs.len() - 1
        });
        u16::try_from(index).unwrap_or(u16::MAX)
    }

    pub(crate) fn get(&self, input: u16) -> Option<Input> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(usize::from(input)).cloned()
    }

    /// The path that an input of a cell follows.
    pub(crate) fn path(&self, input: u16) -> Option<Path> {
        match self.get(input) {
            Some(Input::Column(_, path)) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Vec<Input> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Parameters and readings as one run has them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) params: Vec<crate::pack::Param>,
    pub(crate) choices: crate::pack::Choices,
}

impl Settings {
    /// Which value of a parameter holds on a day.
    pub(crate) fn value_on(&self, param: usize, day: Day) -> Option<(usize, &Literal)> {
        let values = &self.params.get(param)?.values;
        values.iter().enumerate().rev().find(|(_, value)| value.from.is_none_or(|from| from <= day)).map(|(index, value)| (index, &value.value))
    }

    /// The same as a key: equal keys stand for equal values.
    pub(crate) fn key_on(&self, param: usize, day: Day) -> Key {
        self.value_on(param, day).map_or((0, u64::MAX), |(version, _)| (version as u64, 0))
    }

    /// Reads `p.name`.
    pub(crate) fn read(&self, inputs: &Inputs, name: &str, day: Day) -> Read {
        if let Some(param) = self.params.iter().position(|param| param.id == name) {
            let input = inputs.number(&Input::Param(param));
            return match self.value_on(param, day) {
                Some((version, value)) => Read::Value { input, key: (version as u64, 0), fact: fact_of(value) },
                None => Read::Value { input, key: (0, u64::MAX), fact: Fact::Missing },
            };
        }
        match self.choices.get(name) {
            Some(choice) => Read::Value { input: inputs.number(&Input::Reading(name.into())), key: (0, 0), fact: Fact::Text(choice.clone()) },
            None => Read::Unknown(self.params.iter().map(|param| param.id.clone()).chain(self.choices.keys().cloned()).collect()),
        }
    }
}

/// A part of a period as a key: equal keys stand for equal values.
pub(crate) fn period_key(part: PeriodPart, period: &Period, as_of: Day) -> Key {
    let number = |day: Day| u64::from(day.number().unsigned_abs());
    match part.of(period, as_of) {
        Some(PeriodValue::Day(day)) => (number(day), 1),
        Some(PeriodValue::Number(value)) => (u64::from(value.unsigned_abs()), 1),
        Some(PeriodValue::Text(text)) => (hash_of(&text), 2 | number(period.span.first) << 2),
        None => (0, u64::MAX),
    }
}

/// Reads `period.name`, if that is what the names say.
pub(crate) fn read_period(inputs: &Inputs, names: &[String], period: &Period, as_of: Day) -> Option<Read> {
    let (_, rest) = names.split_first().filter(|(first, _)| PeriodPart::PERIOD.contains(&first.as_str()))?;
    let Some(name) = rest.first() else { return Some(Read::Through) };
    let Some(part) = PeriodPart::from_name(name) else {
        return Some(Read::Unknown(PeriodPart::ALL.iter().flat_map(|(_, en, zh)| [(*en).to_string(), (*zh).to_string()]).collect()));
    };
    let fact = match part.of(period, as_of) {
        Some(PeriodValue::Day(day)) => Fact::Day(day),
        Some(PeriodValue::Number(number)) => Fact::Number(number.into()),
        Some(PeriodValue::Text(text)) => Fact::Text(text),
        None => Fact::Missing,
    };
    Some(Read::Value { input: inputs.number(&Input::Period(part)), key: period_key(part, period, as_of), fact })
}

fn fact_of(value: &Literal) -> Fact {
    match value {
        Literal::Number(number) => Fact::Number(*number),
        Literal::Text(text) => Fact::Text(text.clone()),
        Literal::Flag(flag) => Fact::Flag(*flag),
        Literal::Day(day) => Fact::Day(*day),
        Literal::List(items) => Fact::List(items.clone()),
    }
}

/// Reads a path of names from a row.
pub(crate) fn read_row(loaded: &Loaded, inputs: &Inputs, root: Root, table: usize, at: At, names: &[String]) -> Read {
    let mut path = Path::new(table, Vec::new());
    let mut here = table;
    for (position, name) in names.iter().enumerate() {
        let last = position + 1 == names.len();
        if last && name == "id" {
            break;
        }
        let shape = loaded.schema.table(here);
        let Some(column) = shape.column_index(name) else {
            return Read::Unknown(shape.columns.iter().flat_map(|column| [column.name.clone(), column.label.clone()]).collect());
        };
        path.steps.push(column);
        if let ColumnType::Link(target) = &shape.columns[column].kind {
            if last {
                return Read::Through;
            }
            here = loaded.schema.table_index(target).unwrap_or(here);
        }
    }
    let key: Key = key(loaded, &path, at);
    let found = find(loaded, &path, at);
    let input = inputs.number(&Input::Column(root, path.clone()));
    Read::Value { input, key, fact: fact(loaded, &path, &found, input) }
}

fn fact(loaded: &Loaded, path: &Path, found: &Found<'_>, input: u16) -> Fact {
    match found {
        Found::Missing => Fact::Missing,
        Found::Nothing => Fact::Nothing,
        Found::List(members) => {
            let words: Vec<String> = members.iter().filter_map(|member| word(loaded, path, member)).collect();
            // A member that cannot be read may be anybody.
            match u32::try_from(members.len() - words.len()) {
                Ok(0) | Err(_) => Fact::List(words.into_iter().map(Literal::Text).collect()),
                Ok(unusable) => Fact::Tally(TallyFigure::list(input, words, unusable)),
            }
        }
        Found::One(Atom::Number(number)) => Fact::Number(*number),
        Found::One(Atom::Day(day)) => Fact::Day(*day),
        Found::One(Atom::Flag(flag)) => Fact::Flag(*flag),
        one @ Found::One(_) => word(loaded, path, one).map_or(Fact::Missing, Fact::Text),
    }
}

/// The columns behind an input; `measure` tells a measure's name, and where it comes from.
pub(crate) fn columns<'a>(schema: &'a Schema, inputs: &Inputs, input: u16, measure: impl FnOnce(usize) -> Option<(&'a str, &'a Origin)>) -> Columns<'a> {
    match inputs.get(input) {
        Some(Input::Column(_, path)) => {
            let own = schema.end(&path);
            Columns { own, held: None, name: own.map(|own| own.name.as_str()) }
        }
        Some(Input::Measure(index)) => {
            measure(usize::from(index)).map_or_else(Columns::default, |(name, origin)| Columns { name: Some(name), ..origin.columns(schema) })
        }
        Some(Input::Param(_) | Input::Reading(_) | Input::Period(_)) | None => Columns::default(),
    }
}

/// A choice, row or text as the word that scripts write for it.
pub(super) fn word(loaded: &Loaded, path: &Path, found: &Found<'_>) -> Option<String> {
    match found {
        Found::One(Atom::Text(text)) => Some((*text).to_string()),
        Found::One(Atom::Row(table, row)) => Some(loaded.linked_id(*table, *row).to_string()),
        Found::One(Atom::Choice(code)) => loaded.schema.end(path)?.kind.choices()?.get(*code as usize).map(|choice| choice.id.clone()),
        _ => None,
    }
}

/// What a `where` closure reads: a record, a unit, and the settings.
pub(crate) struct RecordFacts {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) inputs: Arc<Inputs>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) record: (usize, At),
    pub(crate) unit: (usize, At),
    /// The day whose parameters hold.
    pub(crate) day: Day,
    pub(crate) period: Period,
    pub(crate) as_of: Day,
}

impl Facts for RecordFacts {
    fn read(&self, root: Root, path: &[String]) -> Read {
        let (table, at) = match root {
            Root::Parameters => return self.settings.read(&self.inputs, path.first().map_or("", String::as_str), self.day),
            Root::Record => self.record,
            Root::Unit | Root::Measures => self.unit,
        };
        let period = || read_period(&self.inputs, path, &self.period, self.as_of).filter(|_| root == Root::Unit);
        match read_row(&self.loaded, &self.inputs, root, table, at, path) {
            Read::Unknown(known) => period().unwrap_or(Read::Unknown(known)),
            read => read,
        }
    }

    fn columns(&self, input: u16) -> Columns<'_> {
        columns(&self.loaded.schema, &self.inputs, input, |_| None)
    }
}
