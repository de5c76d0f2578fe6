//! What one engine's words share: the declarations while a pack loads, the current call while closures judge, and the
//! counter that bounds both.

use super::closure::CallState;
use super::source::Source;
use crate::calendar::{Day, WorkingDays};
use crate::diagnostic::{Diagnostic, Place};
use crate::ordered::Ordered;
use crate::pack::{Declarations, FormText, Scale, Scoring};
use crate::watch::Watch;
use rhai::{NativeCallContext, Position};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Operations that one top-level statement may take.
const STATEMENT: u64 = 2_000_000;
/// Operations that one call of a closure may take: fewer, since it is called for every combination of what it reads.
const CALL: u64 = 100_000;

/// What can be checked only once everything is declared: paths and columns that tables name, and what readings pick.
#[derive(Debug, Clone)]
pub(crate) enum Deferred {
    Scope(usize, String, Place),
    /// What the rows of a table are called.
    Title(usize, FormText, Place),
    Dated(usize, Vec<String>, Place),
    /// A table that tells the history of another, by its own link to it.
    History {
        table: usize,
        of: String,
        link: String,
        place: Place,
    },
    /// The choices for which a reading picks something.
    Pick(String, Vec<String>, Place),
}

#[derive(Debug, Default)]
pub(crate) struct Session {
    pub(crate) sources: Arc<Ordered<String, Source>>,
    declarations: Mutex<Declarations>,
    deferred: Mutex<Vec<Deferred>>,
    problems: Mutex<Vec<Diagnostic>>,
    uses: Mutex<Vec<(String, Place)>>,
    known: Arc<Known>,
    call: Mutex<Option<Arc<CallState>>>,
    judging: AtomicBool,
    operations: AtomicU64,
    today: Today,
}

/// What a pack declares that closures can name.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Choices of the columns that hold choices, by `table.column`.
    choices: Ordered<String, Vec<String>>,
    scales: Scoring,
}

impl Known {
    pub(crate) fn of(declarations: &Declarations) -> Self {
        let scales = Scoring { scales: declarations.scoring.scales.clone(), ..Scoring::default() };
        Self { choices: declarations.schema.all_choices(), scales }
    }
}

/// What closures may know of the run that they judge in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Today {
    /// The day on which is judged; nothing while a pack loads.
    pub(crate) as_of: Option<Day>,
    /// Working days as the record book has them; those that are shipped if it has none.
    pub(crate) working_days: Option<Arc<WorkingDays>>,
    /// Who watches the run, and may end it.
    pub(crate) watch: Arc<Watch>,
}

/// The lock's content, whoever panicked while holding it: the values are replaced whole, never left half-written.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(crate) fn loading(sources: Arc<Ordered<String, Source>>) -> Self {
        Self { sources, ..Self::default() }
    }

    pub(crate) fn judging(sources: Arc<Ordered<String, Source>>, known: Arc<Known>, today: Today) -> Self {
        Self { sources, known, judging: AtomicBool::new(true), today, ..Self::default() }
    }

    /// The choices of a column, while a closure judges; while a pack loads, as far as they are declared.
    pub(crate) fn choices_of(&self, path: &str) -> Option<Vec<String>> {
        if self.is_judging() { self.known.choices.get(path).cloned() } else { self.declarations().schema.all_choices().get(path).cloned() }
    }

    /// Every column that holds choices, as `choices_of` names it.
    pub(crate) fn choice_columns(&self) -> Vec<String> {
        if self.is_judging() { self.known.choices.keys().cloned().collect() } else { self.declarations().schema.all_choices().keys().cloned().collect() }
    }

    /// A scale of grades, while a closure judges.
    pub(crate) fn scale(&self, id: &str, place: &Place) -> Result<&Scale, Diagnostic> {
        self.known.scales.scale(id).ok_or_else(|| self.known.scales.unknown_scale(id, place))
    }

    pub(crate) fn as_of(&self) -> Option<Day> {
        self.today.as_of
    }

    pub(crate) fn working_days(&self) -> &WorkingDays {
        self.today.working_days.as_deref().unwrap_or_else(|| WorkingDays::shipped())
    }

    pub(crate) fn is_judging(&self) -> bool {
        self.judging.load(Ordering::Relaxed)
    }

    pub(crate) fn declarations(&self) -> MutexGuard<'_, Declarations> {
        locked(&self.declarations)
    }

    pub(crate) fn deferred(&self) -> MutexGuard<'_, Vec<Deferred>> {
        locked(&self.deferred)
    }

    pub(crate) fn uses(&self) -> MutexGuard<'_, Vec<(String, Place)>> {
        locked(&self.uses)
    }

    /// Reports a problem without ending the statement.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        locked(&self.problems).push(diagnostic);
    }

    pub(crate) fn take_problems(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut locked(&self.problems))
    }

    /// Begins a call of a closure; `None` ends it.
    pub(crate) fn set_call(&self, call: Option<Arc<CallState>>) {
        *locked(&self.call) = call;
    }

    /// The call of a closure that is under way.
    pub(crate) fn call(&self) -> Option<Arc<CallState>> {
        locked(&self.call).clone()
    }

    /// Notes that a word took an uncertain value of the current call and answers for it.
    pub(crate) fn take(&self, input: u16) {
        if let Some(call) = locked(&self.call).as_ref() {
            call.take(input);
        }
    }

    /// Grants a fresh budget of operations. It is ours, not rhai's, since rhai's starts anew inside every native call.
    pub(crate) fn refill(&self) {
        self.operations.store(0, Ordering::Relaxed);
    }

    /// Counts operations that rhai does not see.
    pub(crate) fn charge(&self, operations: usize) {
        self.operations.fetch_add(operations as u64, Ordering::Relaxed);
    }

    /// Counts one operation; false once the budget is spent or the run was stopped.
    pub(crate) fn may_go_on(&self) -> bool {
        let granted = if self.is_judging() { CALL } else { STATEMENT };
        self.operations.fetch_add(1, Ordering::Relaxed) < granted && !self.today.watch.is_stopped()
    }

    /// Whether the word at a place is said of what comes before a dot.
    pub(crate) fn follows_dot(&self, place: &Place) -> bool {
        matches!(place, Place::Script { file, line, column, .. } if self.sources.get(file).is_some_and(|source| source.follows_dot(*line, *column)))
    }

    /// A place that is a dot, as rhai gives that of what is read, moved to the name before it.
    pub(super) fn at_name(&self, place: Place) -> Place {
        let Place::Script { file, line, column, length } = place else { return place };
        let before = self.sources.get(&file).filter(|source| source.from(line, column).starts_with('.')).map_or(0, |source| source.name_before(line, column));
        if before == 0 { Place::Script { file, line, column, length } } else { Place::Script { file, line, column: column - before, length: before } }
    }

    /// Whether the script at a place judges in Chinese words.
    pub(crate) fn is_chinese(&self, place: &Place) -> bool {
        matches!(place, Place::Script { file, .. } if self.sources.get(file).is_some_and(|source| source.has("判定(")))
    }

    /// Where a call stands.
    pub(crate) fn place(&self, context: &NativeCallContext<'_>) -> Place {
        match context.call_source().or_else(|| context.fn_source()) {
            Some(file) if !file.is_empty() => self.place_of(file, context.call_position()),
            _ => {
                let file = locked(&self.call).as_ref().map(|call| call.file.clone());
                self.place_of(file.as_deref().unwrap_or(""), context.call_position())
            }
        }
    }

    /// A rhai position as a place.
    pub(crate) fn place_of(&self, file: &str, position: Position) -> Place {
        let line = u32::try_from(position.line().unwrap_or(1)).unwrap_or(1);
        let column = u32::try_from(position.position().unwrap_or(1)).unwrap_or(1);
        let length = self.sources.get(file).map_or(1, |source| source.length_at(line, column));
        Place::Script { file: file.into(), line, column, length }
    }
}
