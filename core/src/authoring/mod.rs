//! What an editor tells whoever writes a pack: what is wrong, what can be written here, what this is, how it is laid out, how it is mended.
//!
//! Everything but [`check`] works from tokens, so that it answers while a script is being typed and is not sound. Nothing runs, and nothing
//! fails: where there is nothing to tell, the answer is empty.
//!
//! [`complete`] and [`hover`] read an outline of all files: what they declare, and the tables they declare it of. What a text names follows
//! from the word that it is given to, what can follow a dot from the chain before it.

mod action;
mod argument;
mod complete;
mod format;
mod highlight;
mod hover;
mod offer;
mod outline;
mod position;
mod script;
mod subject;

pub use action::{Action, actions, apply};
pub use complete::{Completion, Completions, Stretch, complete};
pub use format::format;
pub use highlight::{Highlight, HighlightKind, highlight};
pub use hover::{Hover, hover};
pub use offer::CompletionKind;
pub use position::Position;

use crate::diagnostic::Diagnostic;
use crate::pack::{Pack, PackSource};

/// Everything that is wrong with a pack or, if nothing is, all that is odd about it.
///
/// ```
/// use dudao::{PackSource, authoring};
///
/// let source = PackSource::new([("policy.rhai".into(), "polcy(\"a\");".into())]);
/// assert_eq!(authoring::check(&source)[0].code.as_str(), "script.unknown_word");
/// ```
pub fn check(source: &PackSource) -> Vec<Diagnostic> {
    match Pack::load(source) {
        Ok(pack) => pack.warnings().to_vec(),
        Err(problems) => problems.0,
    }
}
