//! A run in steps. The pipeline is written as one piece of code that pauses here and there; whoever runs it goes on at once, or when it likes.

use crate::diagnostic::Problems;
use crate::report::Report;
use crate::watch::{Progress, Watch};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// A run that waits to be taken a step further, from [`Pack::begin`](crate::Pack::begin).
///
/// Reading the records is one step, and so is each measure, each rule and what is told of all of them at the end. Scripts run on the stack of
/// whoever takes the step, of which the deepest want 1 MiB.
pub struct Evaluation {
    /// What is left of the run; nothing once it has ended.
    rest: Option<Rest>,
    watch: Arc<Watch>,
}

/// What is left of a run.
type Rest = Pin<Box<dyn Future<Output = Result<Report, Problems>>>>;

impl Evaluation {
    pub(crate) fn new(watch: Arc<Watch>, run: impl Future<Output = Result<Report, Problems>> + 'static) -> Self {
        Self { rest: Some(Box::pin(run)), watch }
    }

    /// Goes one step further. Gives the report, or what is wrong, once the run has ended; nothing before and afterwards.
    pub fn step(&mut self) -> Option<Result<Report, Problems>> {
        match self.rest.as_mut()?.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => None,
            Poll::Ready(end) => {
                self.rest = None;
                Some(end)
            }
        }
    }

    /// Whether the run has ended.
    pub fn has_ended(&self) -> bool {
        self.rest.is_none()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.watch.progress()
    }
}

impl fmt::Debug for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluation").field("has_ended", &self.has_ended()).field("progress", &self.progress()).finish()
    }
}

/// The end of a step.
pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Takes all steps, one after the other.
pub(crate) fn at_once<T>(run: impl Future<Output = T>) -> T {
    let mut run = std::pin::pin!(run);
    loop {
        if let Poll::Ready(end) = run.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return end;
        }
    }
}
