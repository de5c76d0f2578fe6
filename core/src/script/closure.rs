//! Closures that a script hands over, and the objects through which they read.

use super::call::Stop;
use super::value::{Figure, Nothing, TallyFigure, from_input, number};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::judge::{Amount, Entry, Key, Moments, Range, Verdict, number_of};
use crate::pack::{Column, Literal};
use crate::parallel::Shared;
use rhai::{Dynamic, FnPtr};
use rust_decimal::Decimal;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// Values that the captures of one closure may hold in all.
const CAPTURED: usize = 10_000;
/// How deep captured lists and maps may nest.
const DEPTH: usize = 32;

/// A closure, with its captured values copied at the moment it was handed over.
#[derive(Debug, Clone)]
pub struct Closure {
    pub(super) pointer: FnPtr,
    pub(super) place: Place,
    identity: String,
}

impl PartialEq for Closure {
    fn eq(&self, other: &Self) -> bool {
        self.identity == other.identity
    }
}

impl Eq for Closure {}

impl Closure {
    /// Copies what the closure captures: rhai captures by reference, so a loop would leave every rule with its last values.
    pub(super) fn capture(pointer: &FnPtr, place: &Place) -> Result<Self, Stop> {
        let mut identity = pointer.fn_name().to_string();
        let mut budget = CAPTURED;
        let pointer = snapshot_pointer(pointer, &mut budget, 0, &mut identity)
            .map_err(|(zh, en)| Stop::from(Diagnostic::error(Code::ScriptCapture, zh, en).at(place.clone())))?;
        Ok(Self { pointer, place: place.clone(), identity })
    }

    /// What tells it from every other closure of its pack: its code's name and its captured values.
    pub(crate) fn identity(&self) -> &str {
        &self.identity
    }

    /// Where it was handed over.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }
}

type Uncopyable = (&'static str, &'static str);

fn snapshot_pointer(pointer: &FnPtr, budget: &mut usize, depth: usize, identity: &mut String) -> Result<FnPtr, Uncopyable> {
    let mut copy = pointer.clone();
    let values: Vec<Dynamic> = pointer.iter_curry().map(|value| snapshot(value, budget, depth + 1, identity)).collect::<Result<_, _>>()?;
    copy.set_curry(values);
    Ok(copy)
}

/// A deep copy that shares nothing; writes what it copies into `identity`.
fn snapshot(value: &Dynamic, budget: &mut usize, depth: usize, identity: &mut String) -> Result<Dynamic, Uncopyable> {
    if depth > DEPTH {
        return Err(("函数引用的列表套得太深，或者套着自己", "the closure captures a list that nests too deep, or holds itself"));
    }
    *budget = budget.checked_sub(1).ok_or(("函数引用的值太多", "the closure captures too many values"))?;
    let value = value.flatten_clone();
    if let Some(array) = value.read_lock::<rhai::Array>() {
        identity.push('[');
        let copy = array.iter().map(|item| snapshot(item, budget, depth + 1, identity)).collect::<Result<rhai::Array, _>>()?;
        identity.push(']');
        return Ok(Dynamic::from(copy));
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        let mut copy = rhai::Map::new();
        identity.push('{');
        for (key, item) in map.iter() {
            let _ = write!(identity, "{key:?}:");
            copy.insert(key.clone(), snapshot(item, budget, depth + 1, identity)?);
        }
        identity.push('}');
        return Ok(Dynamic::from(copy));
    }
    if let Some(pointer) = value.read_lock::<FnPtr>() {
        let _ = write!(identity, "|{}", pointer.fn_name());
        return snapshot_pointer(&pointer, budget, depth, identity).map(Dynamic::from);
    }
    if let Some(day) = value.read_lock::<Day>() {
        let _ = write!(identity, "<{}:{:?}>", day.number(), day.minute());
    } else if value.is_int() || value.is_decimal() || value.is_bool() || value.is_string() || value.is_char() || value.is_unit() {
        let _ = write!(identity, "<{}:{value:?}>", value.type_name());
    } else {
        return Err(("函数只能引用数、文字、日期、是否和它们的列表", "a closure can capture numbers, texts, days, flags and lists of them only"));
    }
    Ok(value)
}

/// Whose value a closure reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Root {
    /// `m`: measures, and the unit's own columns.
    Measures,
    /// `p`: parameters and readings.
    Parameters,
    /// The record of a `where`.
    Record,
    /// The unit of a `where`.
    Unit,
}

/// A value that a closure read.
#[derive(Debug, Clone)]
pub(crate) enum Fact {
    Number(Decimal),
    Day(Day),
    Text(String),
    Flag(bool),
    List(Vec<Literal>),
    Figure(Figure),
    Tally(TallyFigure),
    Verdict(Verdict),
    /// Nobody said.
    Missing,
    /// Records disagree, or may not count.
    Unclear,
    Nothing,
}

impl Fact {
    /// The same as the value of a key; nothing where a key cannot have it.
    pub(crate) fn of_key(self) -> Option<Entry> {
        Some(match self {
            Self::Number(number) => Entry::valued(Amount::Number(Range::exactly(number)), None),
            Self::Day(day) => {
                let whole = Range::exactly(number_of(day.without_time()));
                Entry::valued(Amount::Day(whole), day.minute().map(|_| Moments::on(day)))
            }
            Self::Flag(flag) => Entry::valued(Amount::Flag(flag), None),
            Self::Text(text) => Entry::valued(Amount::Text(text), None),
            // It is there, but nobody said what.
            Self::Missing => Entry::valued(Amount::Missing, None),
            _ => return None,
        })
    }
}

/// What reading a name gives.
#[derive(Debug)]
pub(crate) enum Read {
    /// A value; the input's number and key are what answers are shared by.
    Value { input: u16, key: Key, fact: Fact },
    /// A link: the next name is read of the row it points to, and `id` is the row itself.
    Through,
    /// There is no such name; the names that there are.
    Unknown(Vec<String>),
}

/// The columns behind an input.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Columns<'a> {
    /// The column that it is a cell of, or that the keys of a tally come from.
    pub(crate) own: Option<&'a Column>,
    /// The column that a tally holds a value of for each key.
    pub(crate) held: Option<&'a Column>,
    /// What the input is called in the script.
    pub(crate) name: Option<&'a str>,
}

/// Where the values of one call come from.
pub(crate) trait Facts: Shared {
    fn read(&self, root: Root, path: &[String]) -> Read;

    /// Which columns stand behind an input that was read.
    fn columns(&self, input: u16) -> Columns<'_>;

    /// What is wrong with comparing an input with a text that a script wrote: only of a pack that is checked.
    fn doubts(&self, input: u16, text: &str) -> Option<Diagnostic> {
        let _ = (input, text);
        None
    }
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Inputs in order of their first reading.
    pub(crate) reads: Vec<(u16, Key)>,
    /// Uncertain inputs that no word has taken yet, and whether each is open.
    pending: Vec<(u16, bool)>,
    /// Whether something was read that is uncertain although its window is closed.
    pub(crate) unknown: bool,
    /// Whether something was read that is still open.
    pub(crate) open: bool,
}

impl Log {
    /// Whether an uncertain value was read that no word answers for; if so, whether all such values are open.
    pub(crate) fn dangling(&self) -> Option<bool> {
        (!self.pending.is_empty()).then(|| self.pending.iter().all(|(_, open)| *open))
    }
}

/// One call of a closure.
pub(crate) struct CallState {
    /// The file whose code the closure is: rhai does not say it of what is called from outside.
    pub(crate) file: Arc<str>,
    facts: Box<dyn Facts>,
    log: Mutex<Log>,
}

impl std::fmt::Debug for CallState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CallState")
    }
}

impl CallState {
    pub(crate) fn new(file: Arc<str>, facts: Box<dyn Facts>) -> Arc<Self> {
        Arc::new(Self { file, facts, log: Mutex::default() })
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn columns(&self, input: u16) -> Columns<'_> {
        self.facts.columns(input)
    }

    pub(crate) fn doubts(&self, input: u16, text: &str) -> Option<Diagnostic> {
        self.facts.doubts(input, text)
    }

    /// Notes that something uncertain got where no word can answer for it any more.
    pub(crate) fn spoil(&self, open: bool) {
        self.log().pending.push((u16::MAX, open));
    }

    pub(crate) fn take(&self, input: u16) {
        self.log().pending.retain(|(pending, _)| *pending != input);
    }

    pub(crate) fn finish(&self) -> Log {
        std::mem::take(&mut self.log())
    }
}

/// The object that a closure's parameter is: `m`, `p`, a record, a unit, or a row behind a link.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) call: Arc<CallState>,
    pub(crate) root: Root,
    pub(crate) path: Vec<String>,
}

impl Subject {
    /// What a word takes a link for: the id of the row that it leads to. What is no link stays what it is.
    pub(crate) fn value(&self) -> Result<Dynamic, Stop> {
        if self.path.is_empty() { Ok(Dynamic::from(self.clone())) } else { self.get("id") }
    }

    pub(crate) fn get(&self, name: &str) -> Result<Dynamic, Stop> {
        let mut path = self.path.clone();
        path.push(name.to_string());
        match self.call.facts.read(self.root, &path) {
            Read::Through => Ok(Dynamic::from(Self { call: self.call.clone(), root: self.root, path })),
            Read::Unknown(known) => {
                let (zh, en) = match self.root {
                    Root::Measures => ("没有声明过统计或列", "there is no measure or column"),
                    Root::Parameters => ("没有声明过参数或口径", "there is no parameter or reading"),
                    Root::Record | Root::Unit => ("没有这一列：", "there is no column"),
                };
                let problem = Diagnostic::error(Code::RuleInput, format!("{zh}“{name}”"), format!("{en} `{name}`"));
                // What belongs to the other of the two objects that judge.
                let other = match self.root {
                    Root::Measures if self.path.is_empty() => Some((Root::Parameters, "参数或口径", "a parameter or reading", "p")),
                    Root::Parameters => Some((Root::Measures, "统计或列", "a measure or column", "m")),
                    _ => None,
                };
                let meant = other.filter(|(root, ..)| !matches!(self.call.facts.read(*root, &path), Read::Unknown(_)));
                Err(match meant {
                    Some((_, zh, en, object)) => {
                        problem.given(name).help(format!("“{name}”是{zh}，写成 {object}.{name}"), format!("`{name}` is {en}: write {object}.{name}")).into()
                    }
                    None => problem.suggest(name, known.iter().map(String::as_str)).into(),
                })
            }
            Read::Value { input, key, fact } => {
                let mut log = self.call.log();
                if !log.reads.iter().any(|(read, _)| *read == input) {
                    log.reads.push((input, key));
                }
                Ok(present(fact, input, &mut log))
            }
        }
    }
}

fn plain(value: Literal) -> Dynamic {
    match value {
        Literal::Number(value) => number(value),
        Literal::Text(text) => Dynamic::from(text),
        Literal::Flag(flag) => Dynamic::from(flag),
        Literal::Day(day) => Dynamic::from(day),
        Literal::List(items) => Dynamic::from(items.into_iter().map(plain).collect::<rhai::Array>()),
    }
}

/// A fact as the script sees it. What is known is a plain value; what is not is an object that only words can handle.
fn present(fact: Fact, input: u16, log: &mut Log) -> Dynamic {
    let figure = match fact {
        Fact::Number(value) => return from_input(number(value), input),
        Fact::Day(day) => return from_input(Dynamic::from(day), input),
        Fact::Text(text) => return from_input(Dynamic::from(text), input),
        Fact::Flag(flag) => return from_input(Dynamic::from(flag), input),
        Fact::List(items) => return from_input(Dynamic::from(items.into_iter().map(|item| from_input(plain(item), input)).collect::<rhai::Array>()), input),
        // Nothing can be done with a verdict that would hide what it says.
        Fact::Verdict(verdict) => return Dynamic::from(verdict),
        Fact::Figure(figure) => figure,
        Fact::Tally(tally) => {
            if !tally.is_settled() {
                log.unknown |= !tally.open;
                log.open |= tally.open;
                if !log.pending.iter().any(|(pending, _)| *pending == input) {
                    log.pending.push((input, tally.open));
                }
            }
            return Dynamic::from(tally);
        }
        Fact::Missing => Figure::missing(vec![input]),
        Fact::Unclear => Figure { unclear: true, ..Figure::missing(vec![input]) },
        Fact::Nothing => Figure { missing: false, nothing: Nothing::Yes, ..Figure::missing(vec![input]) },
    };
    let undecided = figure.missing || figure.nothing == Nothing::Maybe || figure.now.value().is_none() && figure.nothing == Nothing::No;
    log.unknown |= undecided && !figure.open;
    log.open |= figure.open;
    if (undecided || figure.open) && !log.pending.iter().any(|(pending, _)| *pending == input) {
        log.pending.push((input, figure.open));
    }
    Dynamic::from(figure)
}
