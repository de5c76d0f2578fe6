//! A run beside Python: the engine works on a thread of its own, while this one listens for Ctrl-C and tells how far it is.

use crate::error::OrRaise;
use crate::table::module;
use dudao::{Code, Dataset, Diagnostic, Options, Pack, Place, Report, Watch};
use pyo3::prelude::*;
use pyo3::types::PyBool;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long Ctrl-C may wait at most before it is heard.
const PATIENCE: Duration = Duration::from_millis(50);

/// Who is told how far a run is.
pub enum Progress<'py> {
    Nobody,
    /// A bar of tqdm, and what it shows.
    Bar(Bound<'py, PyAny>, u64),
    /// A function of done and all.
    Function(Bound<'py, PyAny>),
}

impl<'py> Progress<'py> {
    /// `True` is a bar; what can be called is called.
    pub fn new(given: Option<Bound<'py, PyAny>>) -> PyResult<Self> {
        match given {
            Some(wanted) if wanted.is(PyBool::new(wanted.py(), true)) => {
                Ok(Self::Bar(module(wanted.py(), "tqdm.auto", "progress")?.getattr("tqdm")?.call0()?, 0))
            }
            Some(function) if function.is_callable() => Ok(Self::Function(function)),
            _ => Ok(Self::Nobody),
        }
    }

    /// What is wrong with the argument.
    pub fn check(given: Option<&Bound<'py, PyAny>>) -> PyResult<Result<(), Diagnostic>> {
        let Some(given) = given.filter(|given| !given.is_none() && !given.is_instance_of::<PyBool>() && !given.is_callable()) else { return Ok(Ok(())) };
        let kind = given.get_type().name()?;
        Ok(Err(Diagnostic::error(Code::OptionValue, format!("进度不能告诉 {kind}"), format!("a {kind} cannot be told the progress"))
            .help("给 True 或一个函数，如 lambda done, total: …", "give True or a function such as lambda done, total: …")
            .at(Place::argument("progress"))))
    }

    fn tell(&mut self, watch: &Watch) -> PyResult<()> {
        let dudao::Progress { done, total: all } = watch.progress();
        match self {
            Self::Nobody => {}
            Self::Bar(bar, shown) => {
                bar.setattr("total", all)?;
                bar.call_method1("update", (done.saturating_sub(*shown),))?;
                *shown = done;
            }
            Self::Function(function) => {
                function.call1((done, all))?;
            }
        }
        Ok(())
    }

    fn close(&self) -> PyResult<()> {
        if let Self::Bar(bar, _) = self {
            bar.call_method0("close")?;
        }
        Ok(())
    }
}

/// Judges a record book.
///
/// # Errors
/// What is wrong with the data or the options; what a signal or whoever is told the progress raised, after the run has ended.
pub fn evaluate(py: Python<'_>, pack: &Pack, data: &Arc<Dataset>, mut options: Options, mut progress: Progress<'_>) -> PyResult<Report> {
    let watch = Arc::new(Watch::default());
    options.watch = Some(watch.clone());
    let (pack, data) = (pack.clone(), data.clone());
    let (send, mut receive) = channel();
    let worker = thread::spawn(move || {
        // Nobody listens any more if Python was interrupted.
        let _ = send.send(pack.evaluate(&data, &options));
    });
    let mut interrupted: PyResult<()> = Ok(());
    let judged = loop {
        // The channel has one end for one thread: it goes out with the wait and comes back.
        let (heard, back) = py.detach(move || (receive.recv_timeout(PATIENCE), receive));
        receive = back;
        match heard {
            Ok(judged) => break Some(judged),
            Err(RecvTimeoutError::Disconnected) => break None,
            Err(RecvTimeoutError::Timeout) if interrupted.is_ok() => {
                interrupted = py.check_signals().and_then(|()| progress.tell(&watch));
                if interrupted.is_err() {
                    watch.stop();
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    let panicked = py.detach(|| worker.join()).err();
    // Whoever raised is not asked again.
    let told = interrupted.and_then(|()| progress.tell(&watch));
    let closed = progress.close();
    told.and(closed)?;
    match (judged, panicked) {
        (Some(judged), _) => judged.or_raise(py),
        (None, Some(panic)) => std::panic::resume_unwind(panic),
        (None, None) => Err(pyo3::exceptions::PyRuntimeError::new_err("the run ended without an answer")),
    }
}
