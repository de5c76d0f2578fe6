//! The rule language on rhai. No other module names rhai.

mod call;
mod closure;
mod declare;
mod engine;
mod explain;
mod fits;
mod form;
mod grade;
mod habit;
mod keys;
pub mod lexer;
mod load;
mod mentions;
mod named;
mod native;
mod numeral;
mod order;
mod profile;
mod program;
mod query;
mod rule;
mod runners;
mod satisfy;
mod score;
mod session;
mod source;
mod table;
mod test;
mod undefined;
mod value;
mod verdict;
mod weight;
pub mod words;
mod written;

pub use closure::Closure;
pub(crate) use closure::{Columns, Fact, Facts, Log, Read, Root};
pub(crate) use engine::PARTS as PARTS_OF_SHARE;
pub(crate) use load::load;
pub(crate) use mentions::Mentions;
pub use program::Program;
pub(crate) use program::{Answer, Runner};
pub(crate) use runners::Runners;
pub(crate) use session::{Deferred, Today};
pub use value::Figure;
pub(crate) use value::{Nothing, TallyFigure};

use rhai::Dynamic;

/// What a judging closure returned, as a verdict; `None` if it is none.
pub(crate) fn as_verdict(value: &Dynamic) -> Option<crate::judge::Verdict> {
    verdict::returned(value)
}

/// What a filtering closure returned; `None` if it is neither yes nor no.
pub(crate) fn as_truth(value: &Dynamic) -> Option<bool> {
    value.as_bool().ok()
}

/// Runs work that scripts take part in on a stack that their depth cannot overflow.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    const STACK: usize = 16 << 20;
    std::thread::scope(|scope| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok())
}

/// Without threads there is only the host's stack, for which the limits are laid out.
#[cfg(target_family = "wasm")]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as with threads")]
pub(crate) fn with_stack<T>(work: impl FnOnce() -> T) -> Option<T> {
    Some(work())
}
