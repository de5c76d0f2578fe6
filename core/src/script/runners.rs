//! Engines to call closures with, made when one is needed and then lent again: making one takes longer than hundreds of calls.

use super::program::{Program, Runner};
use super::session::Today;
use std::sync::{Mutex, PoisonError};

/// The engines of one run.
pub(crate) struct Runners<'a> {
    program: &'a Program,
    today: Today,
    idle: Mutex<Vec<Runner<'a>>>,
}

impl<'a> Runners<'a> {
    pub(crate) fn new(program: &'a Program, today: Today) -> Self {
        Self { program, today, idle: Mutex::default() }
    }

    /// Lends an engine that nobody else uses meanwhile.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Runner<'a>) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let lent = idle().pop();
        let runner = lent.unwrap_or_else(|| self.program.runner(self.today.clone()));
        let result = work(&runner);
        idle().push(runner);
        result
    }
}
