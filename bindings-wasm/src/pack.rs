//! A policy that was loaded.

use crate::arguments;
use crate::dataset::{Builder, Dataset};
use crate::evaluation::Evaluation;
use crate::problems::{Answer, json, raise};
use crate::report::{Filled, Report};
use wasm_bindgen::prelude::*;

/// A policy that was loaded.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pack(pub(crate) dudao::Pack);

#[wasm_bindgen]
impl Pack {
    /// Loads a pack from the JSON of `{ files, library }`, each of which is path → text. What is wrong with it is told with the feature
    /// `authoring` only.
    pub fn load(sources: &str) -> Answer<Pack> {
        dudao::Pack::load(&arguments::source(sources)?).map(Self).map_err(raise)
    }

    /// What it declares, as JSON.
    pub fn describe(&self) -> String {
        json(&self.0.describe())
    }

    /// Forms on which its templates are tried, as JSON: the text of each, and its template. None if it has no templates.
    pub fn made_up_forms(&self) -> String {
        json(&self.0.made_up_forms().iter().map(Filled::from).collect::<Vec<_>>())
    }

    /// Begins a record book for it.
    pub fn dataset(&self, strict: bool) -> Builder {
        Builder::new(&self.0, strict)
    }

    /// Judges a record book. `options` is the JSON of `EvaluateOptions`.
    pub fn evaluate(&self, dataset: &Dataset, options: &str) -> Answer<Report> {
        let options = arguments::options(&self.0, options)?;
        self.0.evaluate(&dataset.0, &options).map(Report::new).map_err(raise)
    }

    /// Begins to judge one step by step.
    pub fn begin(&self, dataset: &Dataset, options: &str) -> Answer<Evaluation> {
        let options = arguments::options(&self.0, options)?;
        self.0.begin(&dataset.0, options).map(Evaluation::new).map_err(raise)
    }
}
