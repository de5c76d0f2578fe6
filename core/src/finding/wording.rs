//! What messages call the things that were read.

use crate::calendar::Day;
use crate::diagnostic::Language;
use crate::measure::Input;
use crate::pack::{Labels, Param, Schema};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a measure of the rule, or whatever else it read, is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wording {
    /// Its name in the script.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) unit: String,
    /// What the keys of a tally, or choices, are called.
    pub(crate) keys: Labels,
    /// What the rows that its keys stand for are called.
    pub(crate) rows: BTreeMap<String, String>,
    pub(crate) due: Option<Day>,
    pub(crate) open: bool,
    /// Whether it is a share, which people tell in percent.
    pub(crate) share: bool,
    /// Whether it is only open because the calendar says that its term is not closed.
    pub(crate) past: bool,
}

impl Wording {
    /// What an input that is no measure is called; without a label, it is just a value.
    pub(crate) fn of(input: &Input, schema: &Schema, params: &[Param], language: Language) -> Self {
        let zh = language == Language::Zh;
        match input {
            Input::Column(_, path) => {
                let choices = schema.end(path).and_then(|column| column.kind.choices()).unwrap_or(&[]);
                Self {
                    name: schema.end(path).map(|column| column.name.clone()).unwrap_or_default(),
                    label: if zh { schema.path_label(path) } else { schema.path_name(path) },
                    keys: Labels::of(choices),
                    ..Self::default()
                }
            }
            Input::Param(param) => {
                let param = params.get(*param);
                let label = param.map(|param| if zh { &param.label } else { &param.id }).cloned().unwrap_or_default();
                Self { label, unit: param.map(|param| param.unit.clone()).unwrap_or_default(), ..Self::default() }
            }
            Input::Measure(_) | Input::Reading(_) | Input::Period(_) => Self::default(),
        }
    }

    /// What a key is called: a choice by its label in Chinese, a row by its name.
    pub(crate) fn key<'a>(&'a self, key: &'a String, language: Language) -> &'a String {
        let label = if language == Language::Zh { self.keys.get(key) } else { None };
        label.or_else(|| self.rows.get(key)).unwrap_or(key)
    }

    /// Keys as people list them: choices as they are declared, numbers by size.
    pub(crate) fn ordered(&self, keys: &mut [&String]) {
        if !self.keys.is_empty() {
            crate::sorting::sort_by_key(keys, |key| self.keys.position(key).unwrap_or(usize::MAX));
        } else if keys.iter().all(|key| key.parse::<Decimal>().is_ok()) {
            crate::sorting::sort_by_key(keys, |key| key.parse::<Decimal>().unwrap_or_default());
        }
    }
}
