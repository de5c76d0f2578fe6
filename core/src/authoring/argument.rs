//! What the text names that a word is given at some place.

use super::script::Call;
use super::subject::{Query, Subject, Value, View};
use crate::calendar::PeriodPart;
use crate::judge::Status;
use crate::pack::{Blank, ClauseKind, Column, FindingField, FormPart, Level, RollUp, Standing, UnruledKind};
use crate::script::lexer::TokenKind;
use crate::script::words::Group;

/// Which columns of a table are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Any.
    Any,
    /// Those that link to other rows, and paths to such.
    Links,
    /// Those that hold days.
    Days,
    /// Those that hold days, or link to periods.
    Dating,
    /// Those that hold numbers.
    Numbers,
    /// Those that hold choices.
    Choices,
}

/// What a text names.
#[derive(Debug, Clone)]
pub(super) enum Names<'o, 'a> {
    /// What a word declares.
    Declared(&'static str),
    /// A source that can be used.
    Source,
    /// A table.
    Table,
    /// A column of a table, or a path from it.
    Column(usize, Wanted),
    /// A column of the unit, or a part of its period.
    UnitColumn(usize),
    /// A table and a column of it that holds choices.
    TableColumn,
    /// A kind of period, or a phase.
    Period,
    /// One of these: name and Chinese twin.
    One(Vec<(&'static str, &'static str)>),
    /// A choice of a column.
    Choice(&'o Column),
    /// A choice of a reading.
    ReadingChoice(&'a str),
    /// A band of those that the card uses whose chain begins here.
    Band(usize),
    /// A measure of the rule whose chain begins here.
    Measure(usize),
    /// The records of a table, as a test writes them.
    Records(usize),
    /// A text in which columns of a table stand between braces.
    Template(usize),
    /// What a word declares here.
    Own(&'static str),
}

fn one<T>(all: impl IntoIterator<Item = (T, &'static str, &'static str)>) -> Names<'static, 'static> {
    Names::One(all.into_iter().map(|(_, name, label)| (name, label)).collect())
}

/// The columns or measures that an index can name.
fn key<'o, 'a>(subject: &Subject<'o, 'a>) -> Option<Names<'o, 'a>> {
    match subject {
        Subject::Measures(head) => Some(Names::Measure(*head)),
        Subject::Row(table) => Some(Names::Column(*table, Wanted::Any)),
        _ => None,
    }
}

/// The choices that a value can be.
fn choice_of<'o, 'a>(subject: &Subject<'o, 'a>) -> Option<Names<'o, 'a>> {
    let Subject::Value(Value { column, keys, reading, .. }) = subject else { return None };
    let of_reading = reading.map(Names::ReadingChoice);
    of_reading.or_else(|| keys.or(*column).filter(|column| column.kind.choices().is_some()).map(Names::Choice))
}

impl<'o, 'a> View<'o, 'a> {
    /// What a text names, or would name, that stands where a token does.
    pub(super) fn names(self, index: usize) -> Option<Names<'o, 'a>> {
        let view = self.deeper()?;
        if let Some(subject) = view.compared(index) {
            return choice_of(&subject);
        }
        let mut at = index;
        loop {
            let open = view.script.around(at)?;
            match view.script.text(open) {
                "[" => match view.indexed(open) {
                    Some(subject) => return key(&subject),
                    None => at = open,
                },
                "{" => at = view.map(open, at)?,
                _ => {
                    let call = view.script.call(open)?;
                    let number = view.script.number_of(&call, at);
                    if let Some(names) = view.argument(&call, number, at) {
                        return Some(names);
                    }
                    // What a condition compares with stands for what it is a condition on.
                    let condition = call.word.is_some_and(|word| word.group == Group::Compare) && !call.dotted;
                    if !condition {
                        return None;
                    }
                    at = call.name;
                }
            }
        }
    }

    /// What a bracket is an index of, if it is one.
    fn indexed(self, open: usize) -> Option<Subject<'o, 'a>> {
        let before = open.checked_sub(1)?;
        let indexes = matches!(self.script.kind(before), Some(TokenKind::Name | TokenKind::Close)) && !super::highlight::is_keyword(self.script.text(before));
        indexes.then(|| self.before_dot(open))
    }

    /// The token in whose place the values of a map stand: those that a reading picks from, and what is expected of a finding.
    fn map(self, open: usize, at: usize) -> Option<usize> {
        let script = self.script;
        if open.checked_sub(1).is_none_or(|sign| script.text(sign) != "#") {
            return None;
        }
        let call = script.call(script.around(open)?)?;
        match call.says() {
            "pick" => Some(script.head(call.name)),
            "expect" | "of" => {
                let key = script.text(at.checked_sub(2)?);
                (script.text(at - 1) == ":" && matches!(key, "status" | "结果")).then_some(open)
            }
            _ => None,
        }
    }

    /// What a word is given at a place.
    fn argument(self, call: &Call, number: usize, at: usize) -> Option<Names<'o, 'a>> {
        let script = self.script;
        let Some(word) = call.word else { return self.parameter(call, number) };
        let given = |number| script.given(call, number);
        let query = || match self.receiver(call) {
            Subject::Query(query) => query.table,
            _ => None,
        };
        let own = || match self.receiver(call) {
            Subject::Declaration(word, head) => Some((word, head)),
            _ => None,
        };
        let rows = || {
            let (_, head) = own()?;
            self.last_rows(head, at)
        };
        let own_table = || match self.receiver(call) {
            Subject::Declaration("form", _) => rows(),
            Subject::Declaration("table", head) => script.quoted(head + 2).and_then(|name| self.outline.table(name)),
            Subject::Declaration("entity", head) => script.calls(head).next().and_then(|call| self.outline.table(script.given(&call, 1)?)),
            Subject::Query(query) => query.table,
            _ => None,
        };
        let column = |table: Option<usize>, wanted| table.map(|table| Names::Column(table, wanted));
        let choice = |table, name: Option<&str>| self.column(table, name?).filter(|column| column.kind.choices().is_some()).map(Names::Choice);
        match (word.name, number) {
            ("uses", 0) => Some(Names::Source),
            ("standing", 1) => Some(one(Standing::ALL)),
            ("force" | "level", 1) => Some(one(Level::ALL)),
            ("kind", 1) => Some(one(ClauseKind::ALL)),
            ("unruled", 1) => Some(one(UnruledKind::ALL)),
            ("blank", 1) => Some(one(Blank::ALL)),
            ("roll_up", 1) => Some(one(RollUp::ALL)),
            ("blanks", 1) => Some(one(FormPart::ALL)),
            ("expect", 4) | ("of", 2) => Some(one(Status::ALL)),
            ("clause", 1..) if call.dotted => Some(Names::Declared("clause")),
            ("table", 0) | ("link" | "links", 3) | ("history_of" | "entity" | "rows" | "given", 1) | ("repeat", 2) => Some(Names::Table),
            ("clause" | "param" | "reading" | "entity" | "rule" | "scale" | "bands" | "scorecard" | "form" | "profile" | "phase", 0) => {
                Some(Names::Own(word.name))
            }
            ("more", 1) => column(own_table(), Wanted::Choices),
            ("dated", 1 | 2) => column(own_table(), Wanted::Dating),
            ("history_of", 2) | ("scope", _) => column(own_table(), Wanted::Links),
            ("each", 1) => Some(Names::Declared("entity")),
            ("each", 2) => Some(Names::Period),
            ("only", 2) => choice(self.unit_table(at), given(1)),
            ("judge", 1) if script.text(call.open + 1) != "|" => Some(Names::Declared("rule")),
            ("findings" | "rules", _) | ("item" | "veto" | "expect", 1) | ("finding", 0) => Some(Names::Declared("rule")),
            ("blanks", 0) => Some(Names::Declared("form")),
            ("having" | "having_if_supplied" | "that", 1) => column(own_table(), Wanted::Any),
            ("having" | "having_if_supplied" | "that" | "more", 2) => choice(own_table(), given(1)),
            ("by", 1) => match self.receiver(call) {
                Subject::Query(query) => column(query.table, Wanted::Links),
                Subject::Declaration("form", _) => column(rows(), Wanted::Links),
                Subject::Declaration(_, head) => column(self.item_table(head, at), Wanted::Links),
                _ => None,
            },
            ("per", 1) => column(query(), Wanted::Any),
            ("choices_of", 0) => Some(Names::TableColumn),
            ("only", 1) | ("of_unit", 0) | ("header" | "body" | "footer", 2) => self.unit_table(at).map(Names::UnitColumn),
            ("of_record", 0) => column(self.record_table(at), Wanted::Any),
            ("by_grade", 1) => Some(Names::Declared("scale")),
            ("graded", 1) => match self.receiver(call) {
                Subject::Value(Value { keys: Some(keys), .. }) if keys.kind.choices().is_some() => Some(Names::Choice(keys)),
                _ => Some(Names::Declared("scale")),
            },
            ("bands", 1) => Some(Names::Declared("bands")),
            ("veto", 2) => own().map(|(_, head)| Names::Band(head)),
            ("beside" | "blend", 1) => Some(Names::Declared("scorecard")),
            ("rows", 2) => column(given(1).and_then(|name| self.outline.table(name)), Wanted::Any),
            ("cell", 2) | ("sorted_by", 1) if rows() == Some(self.outline.findings_table()) => Some(one(FindingField::ALL)),
            ("cell" | "ticks", 2) | ("sorted_by", 1) => column(rows(), Wanted::Any),
            ("finding", 1) => Some(one(FindingField::ALL)),
            ("title", 1 | 2) if matches!(own(), Some(("form", _))) => self.unit_table(at).map(Names::Template),
            ("ticks", 3) => choice(rows(), given(2)),
            ("header" | "body" | "footer", 1) => self.unit_table(at).map(Names::Template),
            ("given", 2) | ("repeat", 3) => given(number - 1).and_then(|name| self.outline.table(name)).map(Names::Records),
            ("set", 1) => Some(Names::Declared("param")),
            ("choose", 1) => Some(Names::Declared("reading")),
            ("choose", 2) => given(1).map(Names::ReadingChoice),
            ("usual", 1) => own().and_then(|(_, head)| script.quoted(head + 2)).map(Names::ReadingChoice),
            ("profile", 1) => Some(Names::Declared("profile")),
            (_, 0) if word.group == Group::Query && word.name != "day" => Some(Names::Table),
            ("sum" | "average" | "largest" | "smallest", 1) => column(self.asked(call), Wanted::Numbers),
            ("latest" | "earliest", 1) => column(self.asked(call), Wanted::Days),
            (_, 1) if word.group == Group::Query && !call.dotted => column(self.asked(call), Wanted::Any),
            (_, 1..) if word.group == Group::Compare => {
                let subject = if call.dotted { self.receiver(call) } else { self.value_of(&script.argument(call, 0)?) };
                choice_of(&subject)
            }
            _ => None,
        }
    }

    /// The table whose records stand in the last rows of a form before a token, or that of findings.
    pub(super) fn last_rows(self, head: usize, at: usize) -> Option<usize> {
        let rows = self.script.calls(head).filter(|call| call.says() == "rows" && call.name < at).last()?;
        let what = self.script.argument(&rows, 1)?;
        if super::script::word(self.script.text(what.start)).is_some_and(|word| word.name == "findings") {
            return Some(self.outline.findings_table());
        }
        match self.value_of(&what) {
            Subject::Query(query) => query.table,
            _ => self.outline.table(self.script.given(&rows, 1)?),
        }
    }

    /// The table of a query that begins with a call.
    fn asked(self, call: &Call) -> Option<usize> {
        match self.subject(call.name, self.script.tokens.len()) {
            Subject::Query(Query { table, .. }) => table,
            _ => None,
        }
    }

    /// The table of the units of the last item or veto before a token.
    fn item_table(self, head: usize, at: usize) -> Option<usize> {
        let item = self.script.calls(head).filter(|call| matches!(call.says(), "item" | "veto") && call.name < at).last()?;
        let (view, rule) = self.rule(self.script.given(&item, 1)?)?;
        view.unit_of(rule.head)
    }

    /// What a function does with what it is given.
    fn parameter(self, call: &Call, number: usize) -> Option<Names<'o, 'a>> {
        let function = self.outline.function(self.script.text(call.name), self.script.arguments(call.open).len())?;
        let parameter = *function.parameters.get(number)?;
        let view = self.into_script(function.script)?;
        let alone = |index: usize| {
            view.script.text(index) == parameter
                && !view.script.follows_dot(index)
                && matches!(view.script.text(index + 1), "," | ")" | "]")
                && matches!(view.script.text(index - 1), "," | "(" | "[")
        };
        let names = function.body.clone().filter(|index| *index > 0 && alone(*index)).take(4).filter_map(|index| view.names(index));
        // What it declares is new; where it also names what it rests on, that is there to be named.
        let (own, named): (Vec<_>, Vec<_>) = names.partition(|names| matches!(names, Names::Own(_)));
        named.into_iter().chain(own).next()
    }

    /// Whether a call is given queries, windows or conditions at a place, by the group of such words.
    pub(super) fn takes(call: &Call, number: usize) -> Option<Group> {
        match (call.says(), number) {
            ("measure", 2) => Some(Group::Query),
            ("cell", 2) => Some(Group::Form),
            ("during", 1) => Some(Group::Window),
            ("having" | "having_if_supplied" | "that" | "only", 2) => Some(Group::Compare),
            _ => None,
        }
    }

    /// Whether a token stands in a closure that judges.
    pub(super) fn judges(self, index: usize) -> bool {
        self.handed_over(index).any(|(_, call, _)| call.says() == "judge")
    }
}

/// The parts of a period: name and Chinese twin, with the period before them.
pub(super) fn parts_of_period() -> impl Iterator<Item = (String, String)> {
    PeriodPart::ALL.into_iter().map(|(part, _, _)| part.written()).map(|(zh, en)| (en, zh))
}

/// The kinds of words that can follow a declaration.
pub(super) fn follows(declaration: &str) -> &'static [&'static str] {
    match declaration {
        "policy" => &["title", "issuer", "issued", "standing", "in_force"],
        "clause" => &["article", "says", "force", "kind", "unruled"],
        "param" => &["label", "unit", "clause", "from", "unset"],
        "reading" => &["asks", "choice", "usual", "clause", "pick"],
        "phase" => &["title"],
        "profile" => &["title", "rules", "set", "choose", "usual"],
        "table" => &[
            "label",
            "title",
            "text",
            "number",
            "integer",
            "flag",
            "date",
            "moment",
            "tags",
            "choice",
            "choices",
            "link",
            "links",
            "ordered",
            "blank",
            "owner",
            "dated",
            "history_of",
            "scope",
            "more",
        ],
        "entity" => &["label", "having"],
        "rule" => &["title", "clause", "says", "level", "each", "only", "partial", "measure", "judge"],
        "scale" => &["grade", "clause", "local"],
        "bands" => &["from", "below", "clause", "local"],
        "scorecard" => &[
            "title",
            "each",
            "section",
            "item",
            "all_or_nothing",
            "proportional",
            "stepped",
            "by_grade",
            "roll_up",
            "by",
            "veto",
            "beside",
            "blend",
            "bands",
            "round",
            "clause",
            "local",
        ],
        "form" => &[
            "title",
            "each",
            "measure",
            "header",
            "body",
            "rows",
            "cell",
            "ticks",
            "sorted_by",
            "having",
            "having_if_supplied",
            "where",
            "by",
            "everywhere",
            "during",
            "overlapping",
            "at_end",
            "dated",
            "footer",
            "template",
        ],
        "test" => &["given", "repeat", "as_of", "set", "choose", "profile", "expect", "judge", "open", "of"],
        "query" => &["having", "having_if_supplied", "where", "that", "by", "everywhere", "during", "per", "overlapping", "at_end", "dated", "label", "unit"],
        "verdict" => &["note", "final"],
        _ => &[],
    }
}

/// Whether a word can stand without anything before a dot.
pub(super) fn stands_alone(word: &crate::script::words::Word) -> bool {
    word.group == Group::Compare
        || !word.usage.starts_with('.') && word.name != "final" && word.name != "more" && word.name != "pick" && word.name != "history_of"
}
