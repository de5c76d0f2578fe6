//! A run that goes on step by step, so that its host stays responsive.

use crate::problems::{Answer, raise};
use crate::report::Report;
use wasm_bindgen::prelude::*;

/// A run that waits to be taken a step further.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Evaluation(dudao::Evaluation);

impl Evaluation {
    pub(crate) fn new(evaluation: dudao::Evaluation) -> Self {
        Self(evaluation)
    }
}

#[wasm_bindgen]
impl Evaluation {
    /// Goes one step further; gives the report once there is one.
    pub fn step(&mut self) -> Answer<Option<Report>> {
        self.0.step().transpose().map(|report| report.map(Report::new)).map_err(raise)
    }

    /// Steps that are done.
    pub fn done(&self) -> f64 {
        number(self.0.progress().done)
    }

    /// Steps in all; 0 until the run has begun.
    pub fn total(&self) -> f64 {
        number(self.0.progress().total)
    }
}

/// Numbers of JavaScript hold whole ones up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "nothing takes so many steps")]
fn number(steps: u64) -> f64 {
    steps as f64
}
