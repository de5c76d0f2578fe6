//! What can be written at some place, and what is told of it: the one source of completions and of what hovering shows.

use super::argument::{Names, Wanted, follows, parts_of_period};
use super::outline::Declared;
use super::script::word;
use super::subject::{End, Subject, Value, View, parts_of_day};
use crate::calendar::{PeriodKind, PeriodPart};
use crate::diagnostic::Text;
use crate::pack::{Blank, Column, ColumnType, Level};
use crate::script::PARTS_OF_SHARE;
use crate::script::lexer::TokenKind;
use crate::script::words::{Group, WORDS, Word};
use crate::sorting;
use serde::Serialize;

/// Names that are listed of what something holds.
const LISTED: usize = 16;

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum CompletionKind {
    /// A word of the language.
    Word,
    /// A table.
    Table,
    /// A column, or a path over links to one.
    Column,
    /// A choice of a column or of a reading.
    Choice,
    /// A kind of row that is judged.
    Entity,
    /// A clause.
    Clause,
    /// A parameter.
    Param,
    /// A reading.
    Reading,
    /// A rule.
    Rule,
    /// A measure.
    Measure,
    /// A kind of period, a phase, or a part of a period.
    Period,
    /// A scorecard.
    Card,
    /// A scale of grades.
    Scale,
    /// Bands of scores, or one of them.
    Band,
    /// A form.
    Form,
    /// A profile.
    Profile,
    /// A source that can be used.
    Source,
    /// One of the names that the language itself knows, such as a force or a status.
    Name,
    /// A function of the pack.
    Function,
    /// A variable, or what a closure is handed.
    Variable,
    /// A keyword.
    Keyword,
    /// Several words at once; `${1:name}` marks what is to be filled in.
    Snippet,
}

/// Something that can be written.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// How it is written in English words; ids have only this.
    pub(super) name: String,
    /// How it is written in Chinese words, if otherwise.
    pub(super) twin: Option<String>,
    pub(super) kind: CompletionKind,
    pub(super) detail: Text,
    pub(super) documentation: Option<Text>,
}

impl Offer {
    fn new(name: &str, twin: &str, kind: CompletionKind, detail: Text) -> Self {
        let twin = Some(twin.to_string()).filter(|twin| twin != name);
        Self { name: name.into(), twin, kind, detail, documentation: None }
    }

    fn told(self, documentation: Text) -> Self {
        Self { documentation: Some(documentation).filter(|text| !text.zh.is_empty()), ..self }
    }

    /// Whether it is written so in one of the languages.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name || self.twin.as_deref() == Some(name)
    }

    /// A word of the language.
    pub(super) fn word(word: &Word) -> Self {
        let usage = Text::new(word.usage_as(word.twin), word.usage);
        Self::new(word.name, word.twin, CompletionKind::Word, usage).told(Text::new(word.zh, word.en))
    }
}

/// Words by their English names.
pub(super) fn words(names: &[&str]) -> Vec<Offer> {
    names.iter().filter_map(|name| word(name)).map(Offer::word).collect()
}

/// The first of several names, as a list.
fn listed<'t>(names: impl Iterator<Item = &'t str>) -> (String, String) {
    let mut first: Vec<&str> = names.take(LISTED + 1).collect();
    let more = first.len() > LISTED;
    first.truncate(LISTED);
    let dots = if more { "…" } else { "" };
    (format!("{}{dots}", first.join("、")), format!("{}{dots}", first.join(", ")))
}

impl<'o, 'a> View<'o, 'a> {
    /// What a text can name. Of a path, what has been written of it so far is given.
    pub(super) fn offers(self, names: &Names<'o, 'a>, written: &str) -> Vec<Offer> {
        let outline = self.outline;
        match names {
            Names::Declared(word) => outline.of(word).map(|declared| self.declared(declared)).collect(),
            Names::Source => {
                let source = Text::new("可以引用的来源", "a source that can be used");
                outline.sources.iter().map(|path| Offer::new(path, path, CompletionKind::Source, source.clone())).collect()
            }
            Names::Table => (0..outline.findings_table()).map(|table| self.table(table)).collect(),
            Names::Column(table, wanted) => self.paths(*table, *wanted, written),
            Names::UnitColumn(table) => {
                let parts = parts_of_period().map(|(en, zh)| Offer::new(&en, &zh, CompletionKind::Period, Text::new("考核期的一部分", "a part of the period")));
                self.paths(*table, Wanted::Any, written).into_iter().chain(parts).collect()
            }
            Names::TableColumn => self.table_columns(),
            Names::Period => {
                let kinds = PeriodKind::ALL.into_iter().filter(|(kind, _, _)| *kind != PeriodKind::Phase);
                let kinds = kinds.map(|(_, name, label)| Offer::new(name, label, CompletionKind::Period, Text::new("考核期", "period")));
                outline.of("phase").map(|phase| self.declared(phase)).chain(kinds).collect()
            }
            Names::One(all) => all.iter().map(|(name, label)| Offer::new(name, label, CompletionKind::Name, Text::new(*label, *name))).collect(),
            Names::Choice(column) => choices(column),
            Names::ReadingChoice(reading) => {
                let choices = outline.reading_choices(reading).into_iter();
                choices.map(|(id, text)| Offer::new(id, id, CompletionKind::Choice, Text::same(text))).collect()
            }
            Names::Band(head) => self.bands(*head),
            Names::Measure(head) => self.measures_of(*head),
            Names::Own(word @ ("param" | "reading")) => outline.of(word).map(|declared| self.declared(declared)).collect(),
            Names::Own(..) | Names::Records(_) | Names::Template(_) => Vec::new(),
        }
    }

    /// What can follow a dot.
    pub(super) fn following(self, subject: &Subject<'o, 'a>) -> Vec<Offer> {
        match subject {
            Subject::Declaration(declaration, _) => words(follows(declaration)),
            Subject::Query(_) => words(follows("query")),
            Subject::Verdict => words(follows("verdict")),
            Subject::Measures(head) => {
                let mut offers = self.measures_of(*head);
                offers.extend(self.unit_of(*head).map(|table| self.columns(table)).unwrap_or_default());
                let [name, twin] = PeriodPart::PERIOD;
                offers.push(Offer::new(name, twin, CompletionKind::Period, Text::new("考核期", "the period")));
                offers
            }
            Subject::Settings => ["param", "reading"].iter().flat_map(|word| self.outline.of(word)).map(|declared| self.declared(declared)).collect(),
            Subject::Row(table) => self.columns(*table),
            Subject::Period => {
                let part = Text::new("考核期的一部分", "a part of the period");
                PeriodPart::ALL.into_iter().map(|(_, name, label)| Offer::new(name, label, CompletionKind::Period, part.clone())).collect()
            }
            Subject::Value(value) => comparisons(value),
            Subject::Unknown => WORDS.iter().filter(|word| word.usage.starts_with('.') || word.group == Group::Compare).map(Offer::word).collect(),
        }
    }

    /// What a chain's rule measures.
    fn measures_of(self, head: usize) -> Vec<Offer> {
        let measure = |call| {
            let name = self.script.given(&call, 1)?;
            let query = self.query_of(&call).unwrap_or_default();
            let label = query.label.unwrap_or(name);
            let unit = query.unit.map(|unit| (format!("（{unit}）"), format!(" ({unit})"))).unwrap_or_default();
            let detail = Text::new(format!("统计：{label}{}", unit.0), format!("measure: {label}{}", unit.1));
            let offer = Offer::new(name, name, CompletionKind::Measure, detail);
            Some(match word(query.asks).zip(query.table.and_then(|table| self.outline.schema.tables.get(table))) {
                Some((word, table)) => offer.told(Text::new(format!("{}：{}", table.label, word.zh), format!("{}: {}", table.name, word.en))),
                None => offer,
            })
        };
        self.measures(head).filter_map(measure).collect()
    }

    /// A table.
    fn table(self, table: usize) -> Offer {
        let table = &self.outline.schema.tables[table];
        let detail = Text::new(format!("表：{}", table.label), format!("table: {}", table.label));
        let columns = (listed(table.columns.iter().map(|column| column.label.as_str())).0, listed(table.columns.iter().map(|column| column.name.as_str())).1);
        Offer::new(&table.name, &table.label, CompletionKind::Table, detail).told(Text::new(columns.0, columns.1))
    }

    /// The columns of a table.
    fn columns(self, table: usize) -> Vec<Offer> {
        self.outline
            .schema
            .tables
            .get(table)
            .map(|shape| shape.columns.iter().map(|column| self.column_offer(table, column, ("", ""))).collect())
            .unwrap_or_default()
    }

    fn column_offer(self, table: usize, column: &Column, before: (&str, &str)) -> Offer {
        let (zh, en) = column.kind.describe();
        let of = &self.outline.schema.tables[table];
        let detail = Text::new(format!("{}：{zh}列", of.label), format!("{en} column of {}", if of.name.is_empty() { "findings" } else { &of.name }));
        let offer = Offer::new(&format!("{}{}", before.0, column.name), &format!("{}{}", before.1, column.label), CompletionKind::Column, detail);
        let blank = Blank::ALL.iter().find(|(blank, _, _)| *blank == column.blank && *blank != Blank::Unknown);
        let (blank_zh, blank_en) = blank.map(|(_, en, zh)| (format!("；空白即{zh}"), format!("; blank means {en}"))).unwrap_or_default();
        let target = column.kind.target().and_then(|target| self.outline.table(target)).map(|target| &self.outline.schema.tables[target]);
        let (zh, en) = match (&column.kind, target) {
            (kind, _) if kind.choices().is_some() => {
                let choices = kind.choices().unwrap_or_default();
                (listed(choices.iter().map(|choice| choice.label.as_str())).0, listed(choices.iter().map(|choice| choice.id.as_str())).1)
            }
            (_, Some(target)) => (format!("指向 {}", target.label), format!("links to {}", target.name)),
            _ => (column.label.clone(), column.name.clone()),
        };
        offer.told(Text::new(format!("{zh}{blank_zh}"), format!("{en}{blank_en}")))
    }

    /// Columns of a table, and those behind its links; what has been written says how far the path has come.
    fn paths(self, table: usize, wanted: Wanted, written: &str) -> Vec<Offer> {
        let Some((before, _)) = written.rsplit_once('.') else { return self.paths_from(table, wanted, ("", "")) };
        let (name, label) = self.both(table, before);
        match self.follow(table, before) {
            Some(End::Column(column)) if column.kind.is_day() => {
                let part = Text::new("日期的一部分", "a part of the day");
                parts_of_day().map(|(en, zh)| Offer::new(&format!("{name}{en}"), &format!("{label}{zh}"), CompletionKind::Column, part.clone())).collect()
            }
            Some(End::Column(column @ Column { kind: ColumnType::Link(_), .. })) => {
                self.target(column).map(|target| self.paths_from(target, wanted, (&name, &label))).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// How a path is written in names and in labels, with the dot behind it.
    fn both(self, table: usize, dotted: &str) -> (String, String) {
        let schema = &self.outline.schema;
        let nowhere = crate::diagnostic::Place::Argument { name: String::new() };
        match schema.resolve(table, dotted, &nowhere) {
            Ok(path) => (format!("{}.", schema.path_name(&path)), format!("{}.", schema.path_label(&path))),
            Err(_) => (format!("{dotted}."), format!("{dotted}.")),
        }
    }

    fn paths_from(self, table: usize, wanted: Wanted, before: (&str, &str)) -> Vec<Offer> {
        let Some(shape) = self.outline.schema.tables.get(table) else { return Vec::new() };
        let fits = |column: &Column| match wanted {
            Wanted::Any => true,
            Wanted::Links => column.kind.target().is_some(),
            Wanted::Days => column.kind.is_day(),
            Wanted::Numbers => matches!(column.kind, ColumnType::Number | ColumnType::Integer),
            Wanted::Dating => {
                column.kind.is_day() || column.kind.target().is_some_and(|target| PeriodKind::ALL.iter().any(|(kind, _, _)| kind.table() == Some(target)))
            }
            Wanted::Choices => column.kind.choices().is_some(),
        };
        let mut offers: Vec<Offer> = shape.columns.iter().filter(|column| fits(column)).map(|column| self.column_offer(table, column, before)).collect();
        if matches!(wanted, Wanted::Any | Wanted::Links | Wanted::Numbers) {
            for link in shape.columns.iter().filter(|column| matches!(column.kind, ColumnType::Link(_))) {
                let Some(target) = self.target(link) else { continue };
                let behind = self.outline.schema.tables[target].columns.iter().filter(|column| fits(column));
                let names = (format!("{}{}.", before.0, link.name), format!("{}{}.", before.1, link.label));
                offers.extend(behind.map(|column| self.column_offer(target, column, (&names.0, &names.1))));
            }
        }
        if wanted == Wanted::Any && !shape.name.is_empty() {
            let own = Text::new(format!("{}：这一行自己", shape.label), format!("the row of {} itself", shape.name));
            offers.push(Offer::new(&format!("{}id", before.0), &format!("{}id", before.1), CompletionKind::Column, own));
        }
        offers
    }

    fn table_columns(self) -> Vec<Offer> {
        let tables = (0..self.outline.findings_table()).filter_map(|index| Some((index, self.outline.schema.tables.get(index)?)));
        let columns = tables.flat_map(|(index, table)| table.columns.iter().map(move |column| (index, table, column)));
        let named = |(index, table, column): (usize, &crate::pack::Table, &Column)| {
            self.column_offer(index, column, (&format!("{}.", table.name), &format!("{}.", table.label)))
        };
        columns.filter(|(_, _, column)| column.kind.choices().is_some()).map(named).collect()
    }

    /// The bands that a card uses.
    fn bands(self, card: usize) -> Vec<Offer> {
        let used = self.script.calls(card).find(|call| call.says() == "bands").and_then(|call| self.script.given(&call, 1));
        let Some(bands) = used.and_then(|id| self.outline.find("bands", id)) else { return Vec::new() };
        let script = &self.outline.scripts[bands.script];
        let name = |call| match super::script::Call::says(&call) {
            "from" => script.given(&call, 2),
            "below" => script.given(&call, 1),
            _ => None,
        };
        let band = Text::new("分数段", "band");
        script.calls(bands.head).filter_map(name).map(|name| Offer::new(name, name, CompletionKind::Band, band.clone())).collect()
    }

    /// Something that is declared.
    pub(super) fn declared(self, declared: &Declared<'a>) -> Offer {
        let outline = self.outline;
        let said = |word, number| outline.said(declared, word, number);
        let script = &outline.scripts[declared.script];
        let label = outline.label(declared).unwrap_or(declared.id);
        let english = said("title", 2).unwrap_or(label);
        let (zh, en) = (declared.word.twin, declared.word.name);
        let plain = |kind| Offer::new(declared.id, declared.id, kind, Text::new(format!("{zh}：{label}"), format!("{en}: {english}")));
        let clauses: Vec<&str> = outline
            .calls(declared)
            .filter(|call| call.says() == "clause" && call.dotted)
            .flat_map(|call| script.arguments(call.open))
            .filter_map(|clause| script.quoted(clause.start))
            .collect();
        let rests = |zh: String, en: String| match clauses.as_slice() {
            [] => Text::new(zh, en),
            clauses => {
                let (before_zh, before_en) = if zh.is_empty() { (String::new(), String::new()) } else { (format!("{zh}；"), format!("{en}; ")) };
                Text::new(format!("{before_zh}条款 {}", clauses.join("、")), format!("{before_en}clause {}", clauses.join(", ")))
            }
        };
        match en {
            "entity" => {
                let table = said("entity", 1).and_then(|name| outline.table(name)).map(|table| self.table(table));
                let (zh, en) = table.map(|table| (table.detail.zh, table.detail.en)).unwrap_or_default();
                Offer::new(declared.id, label, CompletionKind::Entity, Text::new(format!("考核对象：{label}"), format!("entity: {label}")))
                    .told(Text::new(zh, en))
            }
            "clause" => {
                let force = said("force", 1).and_then(Level::from_name).map(|level| (level.label(), level.name())).unwrap_or_default();
                let article = said("article", 1).unwrap_or_default();
                let detail = Text::new(format!("条款 {article} {}", force.0).trim_end(), format!("clause {article} {}", force.1).trim_end());
                let says = said("says", 1).unwrap_or_default();
                Offer::new(declared.id, declared.id, CompletionKind::Clause, detail).told(Text::new(says, said("says", 2).unwrap_or(says)))
            }
            "param" => {
                let call = outline.calls(declared).next();
                let value = call.and_then(|call| script.argument(&call, 1)).map(|value| value.take(LISTED).map(|index| script.text(index)).collect::<String>());
                let (value_zh, value_en) = match value {
                    Some(value) => (value.clone(), value),
                    None => ("未定".into(), "unset".into()),
                };
                let unit = said("unit", 1).unwrap_or_default();
                let detail = Text::new(format!("{label}：{value_zh}{unit}"), format!("{label}: {value_en} {unit}").trim_end());
                Offer::new(declared.id, declared.id, CompletionKind::Param, detail).told(rests(String::new(), String::new()))
            }
            "reading" => {
                let asks = said("asks", 1).unwrap_or(declared.id);
                let choices = outline.reading_choices(declared.id);
                let (zh, _) = listed(choices.iter().map(|(_, text)| *text));
                let (_, en) = listed(choices.iter().map(|(id, _)| *id));
                Offer::new(declared.id, declared.id, CompletionKind::Reading, Text::same(asks)).told(rests(zh, en))
            }
            "rule" => plain(CompletionKind::Rule).told(rests(String::new(), String::new())),
            "phase" => Offer::new(declared.id, label, CompletionKind::Period, Text::new(format!("阶段：{label}"), format!("phase: {label}"))),
            "scorecard" => plain(CompletionKind::Card),
            "scale" => plain(CompletionKind::Scale),
            "bands" => plain(CompletionKind::Band),
            "form" => plain(CompletionKind::Form),
            "profile" => plain(CompletionKind::Profile),
            _ => plain(CompletionKind::Name),
        }
    }

    /// What a text names that is written out.
    pub(super) fn offer_named(self, names: &Names<'o, 'a>, written: &str) -> Option<Offer> {
        match names {
            Names::Own(word) => self.outline.find(word, written).map(|declared| self.declared(declared)),
            names => self.offers(names, written).into_iter().find(|offer| offer.is(written)),
        }
    }

    /// A function of the pack.
    pub(super) fn function_offer(self, name: &str, parameters: usize) -> Option<Offer> {
        let function = self.outline.function(name, parameters)?;
        let usage = format!("{}({})", function.name, function.parameters.join(", "));
        Some(Offer::new(function.name, function.name, CompletionKind::Function, Text::same(usage)))
    }

    /// The functions, variables, and what closures are handed, that a token can name.
    pub(super) fn scope(self, index: usize) -> Vec<Offer> {
        let variable = |name: &str, zh, en| Offer::new(name, name, CompletionKind::Variable, Text::new(zh, en));
        let mut offers: Vec<Offer> = self.handed_over(index).map(|(name, _, _)| variable(name, "函数的参数", "parameter of the closure")).collect();
        let mut variables: Vec<(&str, usize)> = self.script.variables().filter(|(_, first)| *first < index).collect();
        sorting::sort_by_key(&mut variables, |(_, first)| *first);
        offers.extend(variables.into_iter().map(|(name, _)| variable(name, "变量", "variable")));
        let around = self
            .outline
            .functions
            .iter()
            .filter(|function| std::ptr::eq(&raw const self.outline.scripts[function.script], self.script) && function.body.contains(&index));
        offers.extend(around.flat_map(|function| &function.parameters).map(|name| variable(name, "函数的参数", "parameter of the function")));
        let functions = self.outline.functions.iter();
        offers.extend(functions.filter_map(|function| self.function_offer(function.name, function.parameters.len())));
        offers
    }
}

/// The choices of a column.
fn choices(column: &Column) -> Vec<Offer> {
    let choice = |choice: &crate::pack::Choice| {
        let detail = Text::new(format!("{}：{}", column.label, choice.label), format!("{}: {}", column.name, choice.id));
        Offer::new(&choice.id, &choice.label, CompletionKind::Choice, detail)
    };
    column.kind.choices().unwrap_or_default().iter().map(choice).collect()
}

/// The words that compare a value, those first that suit it.
fn comparisons(value: &Value<'_, '_>) -> Vec<Offer> {
    let day = value.column.is_some_and(|column| column.kind.is_day());
    let suits: &[&str] = match value {
        _ if day => &["by_date", "within_workdays", "between", "present"],
        Value { share: true, .. } => &["share_at_least"],
        Value { keys: Some(_), .. } => &["covers", "some_of", "within", "disjoint", "in_order", "graded"],
        Value { column: Some(column), .. } if column.kind.choices().is_some() => &["exactly", "within", "graded", "present"],
        _ => &[],
    };
    let part = |(name, twin): (&str, &str), zh, en| Offer::new(name, twin, CompletionKind::Column, Text::new(zh, en));
    let mut offers = words(suits);
    let rest = WORDS.iter().filter(|word| word.group == Group::Compare && !matches!(word.name, "all" | "any" | "not") && !suits.contains(&word.name));
    offers.extend(rest.map(Offer::word));
    if day {
        offers.extend(parts_of_day().map(|names| part(names, "日期的一部分", "a part of the day")));
    }
    if value.share {
        offers.extend(PARTS_OF_SHARE.iter().map(|(name, twin, _)| part((name, twin), "占比的一部分", "a part of the share")));
    }
    if value.keys.is_some() {
        offers.push(part(("size", "个数"), "有几个", "how many there are"));
    }
    offers
}

/// Whether a script is written in Chinese words, as far as it is written; nothing if it has none.
pub(super) fn is_chinese(script: &super::script::Script<'_>) -> Option<bool> {
    let called = |index: &usize| script.kind(*index) == Some(TokenKind::Name) && script.text(index + 1) == "(";
    let words = (0..script.tokens.len()).filter(called).filter_map(|index| Some(word(script.text(index))?.twin == script.text(index)));
    let (chinese, all) = words.fold((0_usize, 0_usize), |(chinese, all), twin| (chinese + usize::from(twin), all + 1));
    (all > 0).then_some(chinese > 0 && chinese * 2 >= all)
}
