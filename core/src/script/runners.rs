//! Engines to call closures with, made when one is needed and then lent again: making one takes longer than hundreds of calls.

use super::load::{Program, Runner};
use crate::calendar::Day;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

/// The engines of one run.
pub(crate) struct Runners<'a> {
    program: &'a Program,
    as_of: Day,
    stop: Option<Arc<AtomicBool>>,
    idle: Mutex<Vec<Runner<'a>>>,
}

impl<'a> Runners<'a> {
    pub(crate) fn new(program: &'a Program, as_of: Day, stop: Option<Arc<AtomicBool>>) -> Self {
        Self { program, as_of, stop, idle: Mutex::default() }
    }

    /// Lends an engine that nobody else uses meanwhile.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Runner<'a>) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let lent = idle().pop();
        let runner = lent.unwrap_or_else(|| self.program.runner(Some(self.as_of), self.stop.clone()));
        let result = work(&runner);
        idle().push(runner);
        result
    }
}
