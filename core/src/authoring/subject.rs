//! What a chain of words stands for: a declaration, a query, what a closure is handed, a value.

use super::outline::{Declared, Outline, declaring};
use super::script::{Call, Link, Script};
use crate::calendar::{DayPart, PeriodPart};
use crate::diagnostic::Place;
use crate::pack::{Column, ColumnType};
use crate::script::lexer::TokenKind;
use crate::script::words::Group;
use std::ops::Range;

/// What one thing may hang on another and so on, before it is not followed any further.
const DEPTH: usize = 8;

/// What stands before a dot.
#[derive(Debug, Clone)]
pub(super) enum Subject<'o, 'a> {
    /// What a word declares, or speaks of: its name, and the head of the chain.
    Declaration(&'static str, usize),
    /// A question over records.
    Query(Query<'a>),
    /// What a judging closure is handed first: the measures and columns of a unit, with the head of the rule's chain.
    Measures(usize),
    /// What a closure is handed last: parameters and readings.
    Settings,
    /// A row of a table, by its number.
    Row(usize),
    /// The unit's period.
    Period,
    /// A measure or a cell.
    Value(Value<'o, 'a>),
    /// A verdict or a condition.
    Verdict,
    /// Something else.
    Unknown,
}

/// A question over records.
#[derive(Debug, Clone, Default)]
pub(super) struct Query<'a> {
    /// The table, by its number.
    pub(super) table: Option<usize>,
    /// The English name of the word that asks.
    pub(super) asks: &'static str,
    /// The column whose values are taken.
    pub(super) column: Option<&'a str>,
    /// The column whose values are the keys.
    pub(super) per: Option<&'a str>,
    /// What it is called.
    pub(super) label: Option<&'a str>,
    /// Its unit of counting.
    pub(super) unit: Option<&'a str>,
}

/// A measure or a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Value<'o, 'a> {
    /// The column that it is a cell of.
    pub(super) column: Option<&'o Column>,
    /// The column whose values are its keys.
    pub(super) keys: Option<&'o Column>,
    /// The reading that it is a choice of.
    pub(super) reading: Option<&'a str>,
    /// Whether it is a share.
    pub(super) share: bool,
}

/// A script among the others of its pack.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'o, 'a> {
    pub(super) outline: &'o Outline<'a>,
    pub(super) script: &'o Script<'a>,
    /// How much further one thing is followed to another.
    depth: usize,
}

/// Where a path leads.
#[derive(Debug, Clone, Copy)]
pub(super) enum End<'o> {
    /// To a column.
    Column(&'o Column),
    /// To the row itself.
    Row,
    /// To a part of a day.
    Part,
}

impl<'o, 'a> View<'o, 'a> {
    pub(super) fn new(outline: &'o Outline<'a>, number: usize) -> Option<Self> {
        Some(Self { outline, script: outline.scripts.get(number)?, depth: DEPTH })
    }

    /// The view of a thing that this one hangs on; nothing if that goes too far.
    pub(super) fn deeper(self) -> Option<Self> {
        Some(Self { depth: self.depth.checked_sub(1)?, ..self })
    }

    /// The view of another script that this one hangs on.
    pub(super) fn into_script(self, number: usize) -> Option<Self> {
        Some(Self { script: self.outline.scripts.get(number)?, ..self.deeper()? })
    }

    /// Where a path of names or labels leads from a table.
    pub(super) fn follow(self, table: usize, dotted: &str) -> Option<End<'o>> {
        let schema = &self.outline.schema;
        if dotted == "id" {
            return Some(End::Row);
        }
        schema.tables.get(table)?;
        let nowhere = Place::Argument { name: String::new() };
        let path = schema.resolve(table, dotted, &nowhere).ok()?;
        if path.part.is_some() {
            return Some(End::Part);
        }
        schema.end(&path).map(End::Column)
    }

    /// The column that a path leads to.
    pub(super) fn column(self, table: Option<usize>, dotted: &str) -> Option<&'o Column> {
        match self.follow(table?, dotted)? {
            End::Column(column) => Some(column),
            End::Row | End::Part => None,
        }
    }

    /// The table to which a column links.
    pub(super) fn target(self, column: &Column) -> Option<usize> {
        self.outline.table(column.kind.target()?)
    }

    /// What the chain that ends before a dot stands for.
    pub(super) fn before_dot(self, dot: usize) -> Subject<'o, 'a> {
        match dot.checked_sub(1) {
            Some(last) => self.subject(self.script.head(last), dot),
            None => Subject::Unknown,
        }
    }

    /// What a call is said of.
    pub(super) fn receiver(self, call: &Call) -> Subject<'o, 'a> {
        if call.dotted { self.before_dot(call.name - 1) } else { Subject::Unknown }
    }

    /// What a chain stands for, as far as it runs before a token.
    pub(super) fn subject(self, head: usize, until: usize) -> Subject<'o, 'a> {
        let Some(view) = self.deeper() else { return Subject::Unknown };
        let mut links = self.script.links(head);
        let mut subject = match links.next() {
            Some(Link::Call(call)) => view.called(call, head),
            Some(Link::Name(name)) => view.named(name),
            _ => Subject::Unknown,
        };
        for link in links {
            subject = match link {
                Link::Call(call) if call.name < until => view.said(subject, call),
                Link::Name(name) if name < until => view.read(&subject, self.script.text(name)),
                Link::Index => Subject::Value(Value::default()),
                _ => break,
            };
        }
        subject
    }

    /// What a word or function gives that begins a chain.
    fn called(self, call: Call, head: usize) -> Subject<'o, 'a> {
        let Some(word) = call.word else { return Subject::Unknown };
        if declaring(self.script, head).is_some() {
            return Subject::Declaration(word.name, head);
        }
        match word.group {
            Group::Query if matches!(word.name, "of_unit" | "of_record" | "day" | "choices_of" | "findings") => Subject::Unknown,
            Group::Query => {
                let over = self.script.argument(&call, 0).map_or(head, |first| first.start);
                let findings = super::script::word(self.script.text(over)).is_some_and(|word| word.name == "findings");
                let table = if findings { Some(self.outline.findings_table()) } else { self.script.given(&call, 0).and_then(|name| self.outline.table(name)) };
                Subject::Query(Query { table, asks: word.name, column: self.script.given(&call, 1), ..Query::default() })
            }
            Group::Compare | Group::Verdict if matches!(word.name, "smaller" | "larger" | "abs" | "workdays_between" | "days_between") => {
                Subject::Value(Value::default())
            }
            Group::Compare | Group::Verdict => Subject::Verdict,
            _ => Subject::Unknown,
        }
    }

    /// What a variable stands for, or what a closure is handed by that name.
    fn named(self, name: usize) -> Subject<'o, 'a> {
        let text = self.script.text(name);
        if let Some(handed) = self.handed(name, text) {
            return handed;
        }
        match self.script.value(text, name).filter(|value| *value < name) {
            Some(value) => self.subject(value, self.script.statement_end(value).min(name)),
            None => Subject::Unknown,
        }
    }

    /// What the closures around a token are handed, from the innermost on: each name, the call that hands it over, and its number.
    pub(super) fn handed_over(self, index: usize) -> impl Iterator<Item = (&'a str, Call, usize)> {
        let mut at = index;
        let outward = std::iter::from_fn(move || {
            at = self.script.around(at)?;
            Some(at)
        });
        outward.flat_map(move |open| self.parameters(open, index))
    }

    /// The parameters of the closure that a call is given first, if a token stands in it.
    fn parameters(self, open: usize, index: usize) -> Vec<(&'a str, Call, usize)> {
        let script = self.script;
        if script.text(open + 1) != "|" || index <= open + 1 {
            return Vec::new();
        }
        let Some(call) = script.call(open) else { return Vec::new() };
        let bars = (open + 2..script.inside(open).end).take_while(|at| script.text(*at) != "|");
        bars.filter(|at| script.kind(*at) == Some(TokenKind::Name)).enumerate().map(|(number, at)| (script.text(at), call, number)).collect()
    }

    /// What the closures around a token are handed by a name.
    fn handed(self, index: usize, name: &str) -> Option<Subject<'o, 'a>> {
        let (_, call, number) = self.handed_over(index).find(|(parameter, _, _)| *parameter == name)?;
        Some(match (call.says(), number) {
            ("judge", 0) => Subject::Measures(self.script.head(call.name)),
            ("judge", 1) | ("where" | "that", 2) => Subject::Settings,
            ("where" | "that", 0) => match self.receiver(&call) {
                Subject::Query(Query { table: Some(table), .. }) => Subject::Row(table),
                Subject::Declaration("form", head) => self.last_rows(head, call.name).map_or(Subject::Unknown, Subject::Row),
                _ => Subject::Unknown,
            },
            ("where" | "that", 1) => self.unit_table(call.name).map_or(Subject::Unknown, Subject::Row),
            _ => Subject::Unknown,
        })
    }

    /// What a chain stands for once a word is said of it.
    fn said(self, subject: Subject<'o, 'a>, call: Call) -> Subject<'o, 'a> {
        let says = call.says();
        match subject {
            Subject::Declaration(..) if says == "pick" => self.picked(&call),
            Subject::Declaration(..) if says == "more" => Subject::Unknown,
            Subject::Declaration(..) | Subject::Verdict => subject,
            Subject::Query(query) => {
                let given = self.script.given(&call, 1);
                Subject::Query(match says {
                    "per" => Query { per: given, ..query },
                    "label" => Query { label: given, ..query },
                    "unit" => Query { unit: given, ..query },
                    _ => query,
                })
            }
            Subject::Value(_) if call.word.is_some_and(|word| matches!(word.group, Group::Compare | Group::Verdict)) => Subject::Verdict,
            _ => Subject::Unknown,
        }
    }

    /// What a reading picks from: the first query among it, if there are any.
    fn picked(self, call: &Call) -> Subject<'o, 'a> {
        let values = self.script.inside(call.open).filter(|index| self.script.text(*index) == ":").map(|colon| colon + 1).take(2);
        values.map(|value| self.subject(value, self.script.tokens.len())).find(|subject| matches!(subject, Subject::Query(_))).unwrap_or(Subject::Unknown)
    }

    /// What a name behind a dot reads.
    fn read(self, subject: &Subject<'o, 'a>, name: &'a str) -> Subject<'o, 'a> {
        match subject {
            Subject::Measures(head) => {
                if let Some(query) = self.measure(*head, name) {
                    return Subject::Value(self.measured(&query));
                }
                if PeriodPart::PERIOD.contains(&name) {
                    return Subject::Period;
                }
                self.unit_of(*head).map_or(Subject::Unknown, |table| self.cell(table, name))
            }
            Subject::Row(_) if PeriodPart::PERIOD.contains(&name) => Subject::Period,
            Subject::Row(table) => self.cell(*table, name),
            Subject::Settings => Subject::Value(Value { reading: self.outline.find("reading", name).map(|reading| reading.id), ..Value::default() }),
            Subject::Period | Subject::Value(_) => Subject::Value(Value::default()),
            _ => Subject::Unknown,
        }
    }

    /// A cell of a row; or, of a link, the row that it points to.
    fn cell(self, table: usize, name: &str) -> Subject<'o, 'a> {
        match self.column(Some(table), name) {
            Some(Column { kind: ColumnType::Link(target), .. }) => self.outline.table(target).map_or(Subject::Unknown, Subject::Row),
            Some(column) if column.kind.is_list() => Subject::Value(Value { column: Some(column), keys: Some(column), ..Value::default() }),
            Some(column) => Subject::Value(Value { column: Some(column), ..Value::default() }),
            None => Subject::Unknown,
        }
    }

    /// The query that a rule measures under a name.
    fn measure(self, head: usize, name: &str) -> Option<Query<'a>> {
        let call = self.measures(head).find(|call| self.script.given(call, 1) == Some(name))?;
        let query = self.script.argument(&call, 2)?;
        match self.value_of(&query) {
            Subject::Query(query) => Some(query),
            _ => Some(Query::default()),
        }
    }

    /// The words by which a rule says what it measures.
    pub(super) fn measures(self, head: usize) -> impl Iterator<Item = Call> {
        self.script.calls(head).filter(|call| call.says() == "measure")
    }

    /// What a query comes to.
    fn measured(self, query: &Query<'a>) -> Value<'o, 'a> {
        let column = match query.asks {
            "distinct" => None,
            _ => query.column.and_then(|column| self.column(query.table, column)),
        };
        let keys = query.per.or(query.column.filter(|_| query.asks == "distinct")).and_then(|keys| self.column(query.table, keys));
        let status = || self.column(Some(self.outline.findings_table()), "status");
        let column = if query.asks == "worst" { status() } else { column };
        Value { column, keys, reading: None, share: query.asks == "share" }
    }

    /// The query of a measure, for those who tell of it.
    pub(super) fn query_of(self, measure: &Call) -> Option<Query<'a>> {
        let query = self.script.argument(measure, 2)?;
        match self.value_of(&query) {
            Subject::Query(query) => Some(query),
            _ => None,
        }
    }

    /// The table whose rows the chain's declaration judges, or is.
    pub(super) fn unit_of(self, head: usize) -> Option<usize> {
        let each = self.script.calls(head).find(|call| call.says() == "each")?;
        self.script.texts(self.script.argument(&each, 1)?, 3).into_iter().find_map(|entity| self.outline.table_of(entity))
    }

    /// The head of the chain around a token that declares something.
    pub(super) fn declaration(self, index: usize) -> Option<usize> {
        let mut at = index;
        while let Some(open) = self.script.around(at) {
            if let Some(call) = self.script.call(open) {
                let head = self.script.head(call.name);
                if declaring(self.script, head).is_some_and(|word| matches!(word.name, "rule" | "scorecard" | "form" | "entity" | "test")) {
                    return Some(head);
                }
            }
            at = open;
        }
        None
    }

    /// The table of the unit that a token's declaration judges.
    pub(super) fn unit_table(self, index: usize) -> Option<usize> {
        self.unit_of(self.declaration(index)?)
    }

    /// The table of the query around a token, such as that of a `having` in whose condition it stands.
    pub(super) fn record_table(self, index: usize) -> Option<usize> {
        let mut at = index;
        while let Some(open) = self.script.around(at) {
            if let Some(call) = self.script.call(open) {
                match self.receiver(&call) {
                    Subject::Query(query) => return query.table,
                    Subject::Declaration("form", head) => return self.last_rows(head, call.name),
                    _ => {}
                }
            }
            at = open;
        }
        None
    }

    /// What a stretch stands for.
    pub(super) fn value_of(self, stretch: &Range<usize>) -> Subject<'o, 'a> {
        self.subject(stretch.start, stretch.end)
    }

    /// What is compared with a text behind `==` or `!=`.
    pub(super) fn compared(self, index: usize) -> Option<Subject<'o, 'a>> {
        let before = |offset: usize| index.checked_sub(offset).map_or("", |index| self.script.text(index));
        if before(1) != "=" || !matches!(before(2), "=" | "!") {
            return None;
        }
        let last = index.checked_sub(3)?;
        matches!(self.script.kind(last), Some(TokenKind::Name | TokenKind::Close)).then(|| self.before_dot(last + 1))
    }

    /// The declaration that an expectation or a card's item speaks of.
    pub(super) fn rule(self, id: &str) -> Option<(Self, &'o Declared<'a>)> {
        let rule = self.outline.find("rule", id)?;
        Some((self.into_script(rule.script)?, rule))
    }
}

/// The names of the parts of a day, and of a period.
pub(super) fn parts_of_day() -> impl Iterator<Item = (&'static str, &'static str)> {
    DayPart::ALL.into_iter().map(|(_, name, label)| (name, label))
}
