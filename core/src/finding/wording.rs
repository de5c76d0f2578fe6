//! What messages call the things that were read.

use crate::calendar::Day;
use crate::diagnostic::Language;
use crate::measure::Input;
use crate::pack::{Param, Schema};
use crate::sorting::Gather;
use std::collections::BTreeMap;

/// What a measure of the rule, or whatever else it read, is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wording {
    pub(crate) label: String,
    pub(crate) unit: String,
    /// What the keys of a tally, or choices, are called.
    pub(crate) keys: BTreeMap<String, String>,
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
                    label: if zh { schema.path_label(path) } else { schema.path_name(path) },
                    keys: choices.iter().map(|choice| (choice.id.clone(), choice.label.clone())).gather(),
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
}
