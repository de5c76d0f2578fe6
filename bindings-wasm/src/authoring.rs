//! What authors of packs ask, and their editors.

use crate::arguments;
use crate::pack::Pack;
use crate::problems::{Answer, json, raise};
use crate::report::Filled;
use dudao::authoring::{self, Position};
use dudao::language::WORDS;
use dudao::{TestOptions, argument};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A word of the rule language.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WordHelp {
    /// Its English name.
    name: &'static str,
    /// Its Chinese twin.
    twin: &'static str,
    /// How it is written in English words.
    usage: &'static str,
    /// How it is written in Chinese words.
    usage_twin: String,
    /// What it does, in Chinese.
    zh: &'static str,
    /// What it does, in English.
    en: &'static str,
}

/// The words of the rule language, as JSON.
#[wasm_bindgen]
pub fn words() -> String {
    let word = |word: &'static dudao::language::Word| WordHelp {
        name: word.name,
        twin: word.twin,
        usage: word.usage,
        usage_twin: word.usage_as(word.twin),
        zh: word.zh,
        en: word.en,
    };
    json(&WORDS.iter().map(word).collect::<Vec<_>>())
}

#[wasm_bindgen]
impl Pack {
    /// What is odd about it: the JSON of its warnings.
    pub fn warnings(&self) -> String {
        json(&self.0.warnings())
    }

    /// Runs the tests that stand in the pack, those whose name or one of whose rules contains `filter`; gives the JSON of their report.
    pub fn test(&self, filter: Option<String>, lang: &str) -> Answer<String> {
        let language = argument::language("lang", lang).map_err(raise)?;
        let report = self.0.run_tests(&TestOptions { filter, language, ..TestOptions::default() }).map_err(raise)?;
        Ok(report.to_json())
    }
}

/// Everything that is wrong with a pack, or odd about it, as JSON.
#[wasm_bindgen]
pub fn check(sources: &str) -> Answer<String> {
    Ok(json(&authoring::check(&arguments::source(sources)?)))
}

/// Forms on which the templates of a pack are tried, as `Pack.made_up_forms` has them; none where the pack cannot be loaded.
#[wasm_bindgen]
pub fn made_up_forms(sources: &str) -> Answer<String> {
    let forms = dudao::Pack::load(&arguments::source(sources)?).map(|pack| pack.made_up_forms()).unwrap_or_default();
    Ok(json(&forms.iter().map(Filled::from).collect::<Vec<_>>()))
}

/// What can be written at a place, as JSON.
#[wasm_bindgen]
pub fn complete(sources: &str, file: &str, line: u32, column: u32) -> Answer<String> {
    Ok(json(&authoring::complete(&arguments::source(sources)?, file, Position { line, column })))
}

/// What stands at a place, as JSON; `null` if nothing is to be said of it.
#[wasm_bindgen]
pub fn hover(sources: &str, file: &str, line: u32, column: u32) -> Answer<String> {
    Ok(json(&authoring::hover(&arguments::source(sources)?, file, Position { line, column })))
}

/// What can be done about the problems that `check` finds, as JSON.
#[wasm_bindgen]
pub fn actions(sources: &str) -> Answer<String> {
    let source = arguments::source(sources)?;
    Ok(json(&authoring::actions(&source, &authoring::check(&source))))
}

/// What each stretch of a text is, as JSON.
#[wasm_bindgen]
pub fn highlight(text: &str) -> String {
    json(&authoring::highlight(text))
}

/// The text as it is usually laid out.
#[wasm_bindgen]
pub fn format(text: &str) -> String {
    authoring::format(text)
}
