//! What a text means beside a value that was read: a choice may be written by its label, and one of an ordered column has its rank.

use super::call::Stop;
use super::closure::CallState;
use super::value::{Figure, TallyFigure, input_of};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pack::Column;
use rhai::Dynamic;
use std::sync::Arc;

/// The one input that a value comes from.
pub(super) fn input(value: &Dynamic) -> Option<u16> {
    if let Some(figure) = value.read_lock::<Figure>() {
        return figure.input();
    }
    if let Some(tally) = value.read_lock::<TallyFigure>() {
        return tally.input();
    }
    input_of(value)
}

/// The column that a value, or the keys of a tally, come from; nothing of what a script wrote itself.
pub(super) fn column<'c>(call: Option<&'c Arc<CallState>>, value: &Dynamic) -> Option<&'c Column> {
    call?.columns(input(value)?).own
}

/// What is wrong with comparing two texts of which a script wrote one: a reading has no other choices than those that are declared.
pub(super) fn doubt(call: Option<&Arc<CallState>>, left: &Dynamic, right: &Dynamic) -> Option<Diagnostic> {
    let (read, written) = match (input(left), input(right)) {
        (Some(read), None) => (read, right),
        (None, Some(read)) => (read, left),
        _ => return None,
    };
    call?.doubts(read, &written.clone().into_string().ok()?)
}

/// A text as a column knows it: a choice by its id. What the record book says stands as it is; what a script wrote must be a choice.
pub(super) fn id(column: Option<&Column>, text: &str, written: bool, place: &Place) -> Result<String, Stop> {
    let Some((column, choices)) = column.and_then(|column| Some((column, column.kind.choices()?))) else { return Ok(text.into()) };
    let known = choices.iter().find(|choice| choice.id == text).or_else(|| choices.iter().find(|choice| choice.label == text));
    match known {
        Some(choice) => Ok(choice.id.clone()),
        None if written => Err(Diagnostic::error(
            Code::SchemaUnknown,
            format!("列“{}”没有“{text}”这个选项", column.label),
            format!("column `{}` has no choice `{text}`", column.name),
        )
        .at(place.clone())
        .suggest_named(text, choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str())))
        .into()),
        None => Ok(text.into()),
    }
}

/// The ids of an ordered column's choices, from low to high.
pub(super) fn ranks(column: &Column, place: &Place) -> Result<Vec<String>, Stop> {
    match column.kind.choices().filter(|_| column.ordered) {
        Some(choices) => Ok(choices.iter().map(|choice| choice.id.clone()).collect()),
        None => Err(Diagnostic::error(
            Code::SchemaType,
            format!("列“{}”分不出高低，不能这样比较", column.label),
            format!("column `{}` has no order to compare by", column.name),
        )
        .help("选项有高低之分时，在表里加 .有序()", "if its choices run from low to high, add .ordered() to the column")
        .at(place.clone())
        .into()),
    }
}
