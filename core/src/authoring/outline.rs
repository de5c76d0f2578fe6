//! What the files of a pack declare, and what those declare that they use, as far as their tokens tell.

use super::script::{Call, Link, Script, declares, word};
use crate::judge::Status;
use crate::pack::{Blank, Choice, Column, ColumnType, Dated, FindingColumn, Level, PackSource, Schema, Table};
use crate::script::lexer::{self, TokenKind};
use crate::script::words::Word;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Choices that are read of one column.
const CHOICES: usize = 2_000;

/// Something that is declared by a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared<'a> {
    /// The word that declares it.
    pub(super) word: &'static Word,
    /// Its name.
    pub(super) id: &'a str,
    /// The number of its script.
    pub(super) script: usize,
    /// The head of the chain that declares it.
    pub(super) head: usize,
}

/// A function.
#[derive(Debug)]
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    pub(super) parameters: Vec<&'a str>,
    /// The number of its script.
    pub(super) script: usize,
    /// What stands between its braces.
    pub(super) body: Range<usize>,
    /// Which of its parameters names what it declares by which words.
    names: Vec<(usize, &'static Word)>,
}

/// What the files of a pack declare.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    /// The scripts that take part, used ones first.
    pub(super) scripts: Vec<Script<'a>>,
    /// What is declared, except for tables, in order.
    pub(super) declared: Vec<Declared<'a>>,
    /// The tables; the last one is that of findings, which has no name.
    pub(super) schema: Schema,
    pub(super) functions: Vec<Function<'a>>,
    /// The sources that can be used.
    pub(super) sources: Vec<&'a str>,
}

/// The files that take part, used ones first; and the one that is looked at, wherever it is.
fn scripts<'a>(source: &'a PackSource, file: &str) -> Vec<Script<'a>> {
    let own: Vec<Script<'a>> = source.files.iter().map(|(path, text)| Script::read(path, text)).collect();
    let mut used: Vec<Script<'a>> = Vec::new();
    let mut wanted: Vec<&str> = own.iter().rev().flat_map(|script| uses(script)).collect();
    let mut known: FxHashSet<&str> = FxHashSet::default();
    if !source.files.contains_key(file) {
        wanted.extend(file.strip_suffix(".rhai"));
    }
    while let Some(name) = wanted.pop() {
        if let Some((path, text)) = known.insert(name).then(|| source.library.get_key_value(&format!("{name}.rhai"))).flatten() {
            let script = Script::read(path, text);
            wanted.extend(uses(&script));
            used.push(script);
        }
    }
    used.into_iter().rev().chain(own).collect()
}

/// The sources that a script says it uses.
fn uses<'a>(script: &Script<'a>) -> Vec<&'a str> {
    let says = |index: usize| matches!(script.text(index), "uses" | "引用") && script.text(index + 1) == "(";
    (0..script.tokens.len()).filter(|index| says(*index)).filter_map(|index| script.quoted(index + 2)).collect()
}

impl<'a> Outline<'a> {
    pub(super) fn new(source: &'a PackSource, file: &str) -> Self {
        let scripts = scripts(source, file);
        let sources = source.library.keys().filter_map(|path| path.strip_suffix(".rhai")).collect();
        let mut outline = Self { declared: Vec::new(), schema: Schema::default(), functions: Vec::new(), scripts, sources };
        let mut reader = Reader { tables: FxHashMap::default(), known: FxHashSet::default(), functions: FxHashMap::default() };
        for number in 0..outline.scripts.len() {
            reader.functions(&mut outline, number);
        }
        for number in 0..outline.scripts.len() {
            reader.declarations(&mut outline, number);
        }
        let findings = outline.findings();
        outline.schema.tables.push(findings);
        outline
    }

    /// The number of a file's script.
    pub(super) fn number(&self, file: &str) -> Option<usize> {
        self.scripts.iter().rposition(|script| script.path == file)
    }

    /// What is declared by a word.
    pub(super) fn of(&self, word: &str) -> impl Iterator<Item = &Declared<'a>> {
        self.declared.iter().filter(move |declared| declared.word.name == word)
    }

    /// What is declared by a word under a name, or called so.
    pub(super) fn find(&self, word: &str, name: &str) -> Option<&Declared<'a>> {
        self.of(word).find(|declared| declared.id == name).or_else(|| self.of(word).find(|declared| self.label(declared) == Some(name)))
    }

    /// The calls of the chain that declares something.
    pub(super) fn calls(&self, declared: &Declared<'_>) -> impl Iterator<Item = Call> {
        self.scripts[declared.script].calls(declared.head)
    }

    /// The text that a word of the chain is given.
    pub(super) fn said(&self, declared: &Declared<'_>, word: &str, number: usize) -> Option<&'a str> {
        let call = self.calls(declared).find(|call| call.says() == word)?;
        self.scripts[declared.script].given(&call, number)
    }

    /// What it is called.
    pub(super) fn label(&self, declared: &Declared<'_>) -> Option<&'a str> {
        self.said(declared, "label", 1).or_else(|| self.said(declared, "title", 1))
    }

    /// The table of an entity, by name or label.
    pub(super) fn table_of(&self, entity: &str) -> Option<usize> {
        let declared = self.find("entity", entity)?;
        self.table(self.said(declared, "entity", 1)?)
    }

    /// The number of a table, by name or label.
    pub(super) fn table(&self, name: &str) -> Option<usize> {
        self.schema.table_index(name).filter(|index| *index < self.findings_table())
    }

    /// The number of the table of findings.
    pub(super) fn findings_table(&self) -> usize {
        self.schema.tables.len().saturating_sub(1)
    }

    /// The choices of a reading: id and text.
    pub(super) fn reading_choices(&self, reading: &str) -> Vec<(&'a str, &'a str)> {
        let Some(declared) = self.find("reading", reading) else { return Vec::new() };
        let script = &self.scripts[declared.script];
        let choices = self.calls(declared).filter(|call| call.says() == "choice");
        choices.filter_map(|call| Some((script.given(&call, 1)?, script.given(&call, 2)?))).collect()
    }

    /// The function of a name that takes so many values, or any other number of them.
    pub(super) fn function(&self, name: &str, parameters: usize) -> Option<&Function<'a>> {
        let named = || self.functions.iter().filter(|function| function.name == name);
        named().find(|function| function.parameters.len() == parameters).or_else(|| named().next())
    }

    fn findings(&self) -> Table {
        let choice = |id: &str, label: &str| Choice { id: id.into(), label: label.into() };
        let of = |word: &str| self.of(word).map(|declared| choice(declared.id, self.label(declared).unwrap_or(declared.id))).collect();
        let kind = |column| match column {
            FindingColumn::Rule => ColumnType::Choice(of("rule")),
            FindingColumn::Clause => ColumnType::Choices(of("clause")),
            FindingColumn::Level => ColumnType::Choice(Level::ALL.iter().rev().map(|(_, id, label)| choice(id, label)).collect()),
            FindingColumn::Status => ColumnType::Choice(Status::ALL.iter().map(|(_, id, label)| choice(id, label)).collect()),
            FindingColumn::Entity => ColumnType::Text,
        };
        let columns = FindingColumn::ALL.map(|(which, name, label)| column(name, label, kind(which)));
        Table { columns: columns.into(), ..table("", "") }
    }
}

fn column(name: &str, label: &str, kind: ColumnType) -> Column {
    Column { name: name.into(), label: label.into(), kind, blank: Blank::Unknown, ordered: false, owner: false }
}

fn table(name: &str, file: &str) -> Table {
    Table {
        name: name.into(),
        label: name.into(),
        columns: Vec::new(),
        dated: Dated::Standing,
        scope: Vec::new(),
        history_of: None,
        title: Vec::new(),
        place: crate::diagnostic::Place::Script { file: file.into(), line: 1, column: 1, length: 1 },
    }
}

/// What is known while the scripts are read.
struct Reader<'a> {
    /// Tables by name and label.
    tables: FxHashMap<String, usize>,
    /// What is declared so far.
    known: FxHashSet<(&'static str, &'a str)>,
    /// The numbers of functions, by name.
    functions: FxHashMap<&'a str, Vec<usize>>,
}

impl<'a> Reader<'a> {
    /// Reads the functions of a script.
    fn functions(&mut self, outline: &mut Outline<'a>, number: usize) {
        let script = &outline.scripts[number];
        for at in 1..script.tokens.len() {
            if script.text(at - 1) != "fn" || script.text(at + 1) != "(" {
                continue;
            }
            let Some(close) = script.partner(at + 1) else { continue };
            let parameters: Vec<&str> =
                script.inside(at + 1).filter(|index| script.kind(*index) == Some(TokenKind::Name)).map(|index| script.text(index)).collect();
            let body = if script.text(close + 1) == "{" { script.inside(close + 1) } else { close..close };
            let names = self.names(&outline.functions, script, &parameters, body.clone());
            self.functions.entry(script.text(at)).or_default().push(outline.functions.len());
            outline.functions.push(Function { name: script.text(at), parameters, script: number, body, names });
        }
    }

    /// Which parameters name what a function declares, itself or by calling another.
    fn names(&self, functions: &[Function<'a>], script: &Script<'a>, parameters: &[&str], body: Range<usize>) -> Vec<(usize, &'static Word)> {
        let number = |index: usize| parameters.iter().position(|parameter| *parameter == script.text(index));
        let mut names = Vec::new();
        for call in body.filter_map(|index| script.call(index)).filter(|call| !call.dotted) {
            let arguments = || script.arguments(call.open);
            match call.word {
                Some(word) if declares(word) => names.extend(arguments().first().filter(|id| id.len() == 1).and_then(|id| Some((number(id.start)?, word)))),
                Some(_) => {}
                None => {
                    for other in self.functions.get(script.text(call.name)).into_iter().flatten().filter_map(|other| functions.get(*other)) {
                        let arguments = arguments();
                        let named = |(parameter, word): &(usize, &'static Word)| Some((number(arguments.get(*parameter)?.start)?, *word));
                        names.extend(other.names.iter().filter_map(named));
                    }
                }
            }
        }
        names
    }

    /// Reads the declarations of a script.
    fn declarations(&mut self, outline: &mut Outline<'a>, number: usize) {
        let mut found: Vec<Declared<'a>> = Vec::new();
        let script = &outline.scripts[number];
        for call in (1..script.tokens.len()).filter_map(|index| script.call(index)).filter(|call| !call.dotted) {
            let ids = || script.arguments(call.open).first().map(|id| ids(script, id.clone())).unwrap_or_default();
            match call.word {
                Some(word) if word.name == "table" => {
                    if let Some(name) = script.given(&call, 0).filter(|name| !name.is_empty()) {
                        let index = *self.tables.entry(name.into()).or_insert_with(|| {
                            outline.schema.tables.push(table(name, script.path));
                            outline.schema.tables.len() - 1
                        });
                        let table = &mut outline.schema.tables[index];
                        read_table(script, call.name, table);
                        // It answers to its label as to its name.
                        self.tables.entry(table.label.clone()).or_insert(index);
                    }
                }
                Some(word) if declares(word) && word.name != "uses" && is_declared(script, &call) => {
                    found.extend(ids().into_iter().map(|id| Declared { word, id, script: number, head: call.name }));
                }
                Some(_) => {}
                None => {
                    for function in self.functions.get(script.text(call.name)).into_iter().flatten().filter_map(|function| outline.functions.get(*function)) {
                        if function.parameters.len() == script.arguments(call.open).len() {
                            let named = |(parameter, word): &(usize, &'static Word)| {
                                Some(Declared { word, id: script.given(&call, *parameter)?, script: number, head: call.name })
                            };
                            found.extend(function.names.iter().filter_map(named));
                        }
                    }
                }
            }
        }
        found.retain(|declared| !declared.id.is_empty() && self.known.insert((declared.word.name, declared.id)));
        outline.declared.extend(found);
    }
}

/// Whether a chain declares something, and does not merely refer to it.
fn is_declared(script: &Script<'_>, call: &Call) -> bool {
    match call.says() {
        "param" => script.arguments(call.open).len() > 1 || script.calls(call.name).any(|call| call.says() == "unset"),
        "reading" => script.calls(call.name).any(|call| matches!(call.says(), "asks" | "choice")),
        _ => true,
    }
}

/// The ids that a declaration is given: one text; or, where it stands in a loop over a list, those of the list.
fn ids<'a>(script: &Script<'a>, id: Range<usize>) -> Vec<&'a str> {
    if let Some(text) = script.quoted(id.start).filter(|_| id.len() == 1) {
        return if text.contains("${") { Vec::new() } else { vec![text] };
    }
    // `for duty in [["a", …], …] { rule(duty[0]) … }`
    let variable = script.text(id.start);
    let number = match id.len() {
        1 => None,
        4 if script.text(id.start + 1) == "[" => script.text(id.start + 2).parse::<usize>().ok(),
        _ => return Vec::new(),
    };
    let mut at = id.start;
    while let Some(open) = script.around(at) {
        at = open;
        let list = open.checked_sub(1).filter(|close| script.text(*close) == "]").and_then(|close| script.partner(close));
        if let Some(list) =
            list.filter(|list| *list >= 3 && script.text(list - 1) == "in" && script.text(list - 2) == variable && script.text(list - 3) == "for")
        {
            let of = |item: Range<usize>| match number {
                None => script.quoted(item.start),
                Some(number) if script.text(item.start) == "[" => script.quoted(script.arguments(item.start).get(number)?.start),
                Some(_) => None,
            };
            return script.arguments(list).into_iter().filter_map(of).collect();
        }
    }
    Vec::new()
}

/// Reads what a chain says of a table.
fn read_table(script: &Script<'_>, head: usize, table: &mut Table) {
    for link in script.links(head).skip(1) {
        let Link::Call(call) = link else { return };
        let Some(name) = call.word.map(|word| word.name) else { continue };
        let given = |number| script.given(&call, number);
        let choices = |number| {
            let texts = script.argument(&call, number).map(|list| script.texts(list, 1)).unwrap_or_default();
            texts.into_iter().map(Choice::parse).collect::<Vec<_>>()
        };
        let kind = match name {
            "label" => {
                if let Some(label) = given(1) {
                    table.label = label.into();
                }
                continue;
            }
            "ordered" | "blank" | "owner" => {
                if let Some(column) = table.columns.last_mut() {
                    match name {
                        "ordered" => column.ordered = true,
                        "owner" => column.owner = true,
                        _ => column.blank = given(1).and_then(Blank::from_name).unwrap_or_default(),
                    }
                }
                continue;
            }
            "more" => {
                let Some(index) = given(1).and_then(|name| table.column_index(name)) else { continue };
                if let ColumnType::Choice(known) | ColumnType::Choices(known) = &mut table.columns[index].kind {
                    for choice in choices(2) {
                        if known.len() < CHOICES && !known.iter().any(|other| other.id == choice.id || choice.id == choice.label && other.label == choice.label)
                        {
                            known.push(choice);
                        }
                    }
                }
                continue;
            }
            "text" => ColumnType::Text,
            "number" => ColumnType::Number,
            "integer" => ColumnType::Integer,
            "flag" => ColumnType::Flag,
            "date" => ColumnType::Date,
            "moment" => ColumnType::Moment,
            "tags" => ColumnType::Tags,
            "choice" => ColumnType::Choice(choices(3)),
            "choices" => ColumnType::Choices(choices(3)),
            "link" => ColumnType::Link(given(3).unwrap_or_default().into()),
            "links" => ColumnType::Links(given(3).unwrap_or_default().into()),
            _ => continue,
        };
        if let Some(name) = given(1).filter(|name| !name.is_empty()) {
            table.columns.push(column(name, given(2).unwrap_or(name), kind));
        }
    }
}

/// Where something is declared.
pub(super) fn place(script: &Script<'_>, token: usize) -> Option<crate::diagnostic::Place> {
    script.tokens.get(token).map(|token| lexer::place(script.path, token))
}

/// The word that a declaration is made by.
pub(super) fn declaring(script: &Script<'_>, head: usize) -> Option<&'static Word> {
    word(script.text(head)).filter(|word| declares(word) && script.text(head + 1) == "(" && !script.follows_dot(head))
}
