//! What a host and a run tell each other while the run is under way: how far it is, and whether it is to end.

use crate::diagnostic::Diagnostic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Watches a run from another thread: [`Options::watch`](crate::Options::watch) hands it to the run, and the host keeps a clone.
///
/// It is made for one run. A step is a table that was read, a measure that was taken (or was there already), a rule that was judged, or a
/// rule whose findings were gone through once more, for their causes or to be compared with those of another reading. How many there are is
/// known once the run has looked at its options, before it reads any record.
///
/// ```
/// # use dudao::Watch;
/// # use std::sync::Arc;
/// let watch = Arc::new(Watch::default());
/// let (done, total) = (watch.progress().done, watch.progress().total);
/// assert_eq!((done, total), (0, 0), "nothing has begun");
/// watch.stop();
/// assert!(watch.is_stopped());
/// ```
#[derive(Debug, Default)]
pub struct Watch {
    /// Once set, it stays: what was left half done is never taken for whole.
    stopped: Arc<AtomicBool>,
    done: AtomicU64,
    total: AtomicU64,
    /// After how many looks at it the run is to end.
    #[cfg(test)]
    looks: Option<AtomicU64>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps that are done; it never falls, and ends at the total.
    pub done: u64,
    /// Steps in all; 0 until the run has begun.
    pub total: u64,
}

impl Watch {
    /// Ends the run within a fraction of a second, with [`Code::RunStopped`](crate::Code::RunStopped). It cannot be taken back.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the run is to end.
    pub fn is_stopped(&self) -> bool {
        #[cfg(test)]
        self.look();
        self.stopped.load(Ordering::Relaxed)
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        // In this order: whoever sees a step done also sees that it was expected.
        let done = self.done.load(Ordering::Acquire);
        Progress { done, total: self.total.load(Ordering::Relaxed) }
    }

    /// Another one that is stopped with this one and counts for itself.
    pub(crate) fn apart(&self) -> Self {
        Self { stopped: self.stopped.clone(), ..Self::default() }
    }

    /// So many steps are to come.
    pub(crate) fn expect(&self, steps: u64) {
        self.total.fetch_add(steps, Ordering::Relaxed);
    }

    /// So many steps are done.
    pub(crate) fn step(&self, steps: u64) {
        self.done.fetch_add(steps, Ordering::Release);
    }

    /// One that stops the run once it has looked so often.
    #[cfg(test)]
    pub(crate) fn stopping_after(looks: u64) -> Self {
        Self { looks: Some(looks.into()), ..Self::default() }
    }

    #[cfg(test)]
    pub(crate) fn looks_left(&self) -> u64 {
        self.looks.as_ref().map_or(0, |looks| looks.load(Ordering::Relaxed))
    }

    #[cfg(test)]
    fn look(&self) {
        let left = |looks: &AtomicU64| looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if self.looks.as_ref().is_some_and(|looks| left(looks).is_err()) {
            self.stop();
        }
    }

    /// Whether the run may go on.
    ///
    /// # Errors
    /// If it is to end.
    pub(crate) fn check(&self) -> Result<(), Diagnostic> {
        if self.is_stopped() {
            return Err(Diagnostic::run_stopped());
        }
        Ok(())
    }
}
