//! The compiled files of a pack, and calls of the closures in them.

use super::call::Stop;
use super::closure::{CallState, Closure, Facts, Log, Root, Subject};
use super::engine::engine;
use super::explain::explain;
use super::mentions::{Index, Mentions};
use super::session::{Known, Session, Today};
use super::source::Source;
use crate::diagnostic::{Diagnostic, Place};
use crate::ordered::Ordered;
use crate::pack::Declarations;
use rhai::{AST, Dynamic, Engine, EvalAltResult, FnArgsVec};
use std::sync::Arc;

/// The compiled scripts of a pack: one syntax tree a file.
#[derive(Debug)]
pub struct Program {
    files: Vec<File>,
    sources: Arc<Ordered<String, Source>>,
    /// The files in which each closure's code stands.
    homes: Ordered<String, Vec<usize>>,
    index: Index,
    known: Arc<Known>,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) path: Arc<str>,
    pub(super) ast: AST,
}

impl Program {
    pub(super) fn new(files: Vec<File>, sources: Arc<Ordered<String, Source>>, index: Index) -> Self {
        let mut homes: Ordered<String, Vec<usize>> = Ordered::default();
        for (number, file) in files.iter().enumerate() {
            for function in file.ast.iter_functions().filter(|function| function.name.starts_with("anon$")) {
                homes.or_default(function.name.to_string()).push(number);
            }
        }
        Self { files, sources, homes, index, known: Arc::default() }
    }

    /// Makes what a pack declares known to closures.
    pub(crate) fn learn(&mut self, declarations: &Declarations) {
        self.known = Arc::new(Known::of(declarations));
    }

    /// A file's text.
    pub(crate) fn source(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }

    /// Where a text stands, if just one of all scripts says it.
    pub(crate) fn only_text(&self, text: &str) -> Option<Place> {
        let mut found = self.sources.iter().flat_map(|(path, source)| super::lexer::texts(path, source, text));
        found.next().filter(|_| found.next().is_none())
    }

    /// Something that calls the program's closures on a given day.
    pub(crate) fn runner(&self, today: Today) -> Runner<'_> {
        let session = Arc::new(Session::judging(self.sources.clone(), self.known.clone(), today));
        let mut engine = engine(&session);
        for file in &self.files {
            engine.register_global_module(file.ast.shared_lib().clone());
        }
        Runner { program: self, engine, session }
    }

    /// The file whose code a closure is. Equal code in two files is equal, so either would do; its own is preferred.
    fn home(&self, closure: &Closure) -> Option<&File> {
        let mut homes = self.homes.get(closure.pointer.fn_name())?.iter().filter_map(|index| self.files.get(*index));
        let own = |file: &&File| matches!(&closure.place, Place::Script { file: path, .. } if **path == *file.path);
        homes.clone().find(own).or_else(|| homes.next())
    }

    /// How many parameters a closure has, beside those that it captured.
    pub(crate) fn parameters(&self, closure: &Closure) -> usize {
        let name = closure.pointer.fn_name();
        let all = self.home(closure).and_then(|file| file.ast.iter_functions().find(|function| function.name == name).map(|function| function.params.len()));
        all.unwrap_or(0).saturating_sub(closure.pointer.curry().len())
    }

    /// Every name and text that a closure, or a function that it may call, mentions.
    pub(crate) fn mentions(&self, closure: &Closure) -> Mentions {
        self.index.of(closure)
    }
}

/// How a call of a closure ended.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It returned a value.
    Value(Dynamic),
    /// It depends on what is missing or (`open`) still to come.
    Undecided { open: bool },
    /// It failed.
    Failed(Box<Diagnostic>),
}

/// Calls the closures of a program. It has an engine of its own, so several can work side by side.
pub(crate) struct Runner<'a> {
    program: &'a Program,
    engine: Engine,
    session: Arc<Session>,
}

impl Runner<'_> {
    /// Calls a closure with objects that read the given facts; gives its answer and what it read.
    pub(crate) fn call(&self, closure: &Closure, roots: &[Root], facts: Box<dyn Facts>) -> (Answer, Log) {
        let home = self.program.home(closure);
        let call = CallState::new(home.map_or_else(|| "".into(), |file| file.path.clone()), facts);
        self.session.set_call(Some(call.clone()));
        self.session.refill();
        let arguments: FnArgsVec<Dynamic> = roots.iter().map(|root| Dynamic::from(Subject { call: call.clone(), root: *root, path: Vec::new() })).collect();
        let result = match home {
            Some(file) => closure.pointer.call::<Dynamic>(&self.engine, &file.ast, arguments.into_vec()),
            None => Err("closure without code".into()),
        };
        self.session.set_call(None);
        let log = call.finish();
        let answer = match result {
            Ok(value) => Answer::Value(value),
            Err(error) => match undecided(&error) {
                Some(open) => Answer::Undecided { open },
                None => Answer::Failed(Box::new(explain(&self.session, &closure.place, *error))),
            },
        };
        (answer, log)
    }
}

/// Whether a script ended because a comparison is undecided; `Some(open)`.
fn undecided(error: &EvalAltResult) -> Option<bool> {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) => undecided(inner),
        EvalAltResult::ErrorRuntime(value, _) => match *value.read_lock::<Stop>()? {
            Stop::Undecided { open } => Some(open),
            Stop::Slip(_) => None,
        },
        _ => None,
    }
}
