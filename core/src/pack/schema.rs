//! The shape of a record book: tables, columns, choices, and the named kinds of row that are judged.

use crate::calendar::DayPart;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ordered::Ordered;
use std::sync::{Arc, LazyLock};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnType {
    /// Free text.
    Text,
    /// An exact decimal.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
    /// A day with or without a time of the day.
    Moment,
    /// One of the listed choices.
    Choice(Vec<Choice>),
    /// Some of the listed choices.
    Choices(Vec<Choice>),
    /// Free words.
    Tags,
    /// The id of a row of that table.
    Link(String),
    /// Ids of rows of that table.
    Links(String),
}

impl ColumnType {
    /// The choices, if it has any.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self {
            Self::Choice(choices) | Self::Choices(choices) => Some(choices),
            _ => None,
        }
    }

    /// The table that it links to.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Link(table) | Self::Links(table) => Some(table),
            _ => None,
        }
    }

    /// Whether it holds days, with or without a time.
    pub fn is_day(&self) -> bool {
        matches!(self, Self::Date | Self::Moment)
    }

    /// Whether a cell may hold several values.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Choices(_) | Self::Links(_) | Self::Tags)
    }

    /// What it is called in messages.
    pub fn describe(&self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("文本", "text"),
            Self::Number => ("数值", "number"),
            Self::Integer => ("整数", "integer"),
            Self::Flag => ("是否", "flag"),
            Self::Date => ("日期", "date"),
            Self::Moment => ("时刻", "moment"),
            Self::Choice(_) => ("选项", "choice"),
            Self::Choices(_) => ("多选", "choices"),
            Self::Tags => ("标记", "tags"),
            Self::Link(_) => ("关联", "link"),
            Self::Links(_) => ("多关联", "links"),
        }
    }
}

/// One value of a choice column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Stable id.
    pub id: String,
    /// Chinese label; the id where none was given.
    pub label: String,
}

impl Choice {
    /// Reads `"city 市"`: an id, a space, a label; the label may be left out.
    pub fn parse(text: &str) -> Self {
        match text.trim().split_once(char::is_whitespace) {
            Some((id, label)) => Self { id: id.into(), label: label.trim().into() },
            None => Self { id: text.trim().into(), label: text.trim().into() },
        }
    }
}

/// What an empty cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blank {
    /// Somebody did not write it down.
    #[default]
    Unknown,
    /// It has not happened.
    NotYet,
    /// There is none.
    None,
    /// It still runs.
    Open,
}

impl Blank {
    /// The meanings by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 4] =
        [(Self::Unknown, "unknown", "未知"), (Self::NotYet, "not_yet", "尚未"), (Self::None, "none", "没有"), (Self::Open, "open", "仍在继续")];

    /// The meaning that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(blank, _, _)| *blank)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name, as scripts and files write it.
    pub name: String,
    /// Chinese label; files and scripts may write it in place of the name.
    pub label: String,
    /// What it holds.
    pub kind: ColumnType,
    /// What an empty cell means.
    pub blank: Blank,
    /// Whether its choices run from low to high.
    pub ordered: bool,
    /// Whether, of several links to one table, this is the one by which a row belongs.
    pub owner: bool,
}

impl Column {
    /// Whether a blank cell is a value that somebody failed to give (and not a known nothing).
    pub fn blank_is_missing(&self) -> bool {
        self.blank == Blank::Unknown && !self.kind.is_list() && self.kind.target().is_none()
    }
}

/// When the rows of a table happened; the numbers are columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dated {
    /// Not said: the rows simply are.
    #[default]
    Standing,
    /// On one day.
    Event(usize),
    /// From one day to another.
    Spell(usize, usize),
    /// In the period that a link leads to: a term, or an academic year.
    Figure(usize),
}

impl Dated {
    /// The column that says when a row happened, or began to.
    pub fn first(self) -> Option<usize> {
        match self {
            Self::Standing | Self::Figure(_) => None,
            Self::Event(date) | Self::Spell(date, _) => Some(date),
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name, as scripts and files write it.
    pub name: String,
    /// Chinese label.
    pub label: String,
    /// Columns, without the `id` that every table has.
    pub columns: Vec<Column>,
    /// When its rows happened.
    pub dated: Dated,
    /// Paths of which the first usable one says which alliance an unusable tie can concern.
    pub scope: Vec<Path>,
    /// The table whose columns of the same names it tells the history of, and its own link to the rows of that table.
    pub history_of: Option<(usize, usize)>,
    /// What its rows are called; where nothing is said, by their column `name`, or by what they link to.
    pub title: Vec<TitlePiece>,
    /// Where it is declared.
    pub place: Place,
}

/// A piece of what the rows of a table are called, such as `{school} {date}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TitlePiece {
    /// Text as it is.
    Text(String),
    /// What a cell says.
    Cell(Path),
}

impl Table {
    /// The column that answers to a name or label.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name).or_else(|| self.columns.iter().position(|column| column.label == name))
    }

    /// The column by which its rows are laid out in memory: the first single choice of a table that has one.
    pub fn partition_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| matches!(column.kind, ColumnType::Choice(_)))
    }
}

/// A way from a table to a value: links to follow, then a column. Without a last column it is the row itself (its id).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The table it starts from.
    pub table: usize,
    /// Columns; every one but the last is a single link.
    pub steps: Vec<usize>,
    /// What is taken of the day that it leads to, if it goes on from there.
    pub part: Option<DayPart>,
}

impl Path {
    /// The way over these columns.
    pub const fn new(table: usize, steps: Vec<usize>) -> Self {
        Self { table, steps, part: None }
    }
}

/// What a path leads to that takes a part of a day: to all who ask, a column of whole numbers.
static PARTS: LazyLock<Vec<(DayPart, Column)>> = LazyLock::new(|| {
    let column = |(part, name, label): (DayPart, &str, &str)| {
        (part, Column { name: name.into(), label: label.into(), kind: ColumnType::Integer, blank: Blank::Unknown, ordered: false, owner: false })
    };
    DayPart::ALL.into_iter().map(column).collect()
});

/// The part of a day that a path names behind a column of days.
fn part_of(column: &Column, name: &str, place: &Place) -> Result<DayPart, Diagnostic> {
    DayPart::from_name(name).ok_or_else(|| {
        let (zh, en) = column.kind.describe();
        let problem = Diagnostic::error(
            Code::SchemaUnknown,
            told!("“{}”是{zh}列，后面不能写“{name}”", column.name),
            told!("`{}` is a {en} column and has no `{name}`", column.name),
        );
        problem.at(place.clone()).suggest(name, DayPart::all_names())
    })
}

/// A named kind of row that rules judge.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Id, as scripts write it.
    pub id: String,
    /// Chinese label.
    pub label: String,
    /// Its table.
    pub table: String,
    /// What a row must satisfy to be one.
    pub conditions: Vec<super::query::Having>,
    /// Where it is declared.
    pub place: Place,
}

/// All tables, in order of declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Table>,
}

/// A schema that packs and datasets share.
pub type SharedSchema = Arc<Schema>;

impl Schema {
    /// The table that answers to a name or label.
    pub fn table_index(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name).or_else(|| self.tables.iter().position(|table| table.label == name))
    }

    /// The table with that number. Numbers come from this schema, so there is always one.
    pub fn table(&self, index: usize) -> &Table {
        &self.tables[index]
    }

    /// The column at the end of a path; `None` where the path is the row itself.
    pub fn end(&self, path: &Path) -> Option<&Column> {
        if path.part.is_some() {
            return PARTS.iter().find(|(part, _)| path.part == Some(*part)).map(|(_, column)| column);
        }
        let (last, links) = path.steps.split_last()?;
        let mut table = path.table;
        for step in links {
            table = self.table_index(self.tables[table].columns[*step].kind.target()?)?;
        }
        self.tables[table].columns.get(*last)
    }

    /// The table whose rows a path leads to: by the link that it ends with, or the row itself.
    pub(crate) fn rows(&self, path: &Path) -> Option<usize> {
        if path.steps.is_empty() && path.part.is_none() {
            return Some(path.table);
        }
        self.table_index(self.end(path)?.kind.target()?)
    }

    /// The table in which a path ends: that of its last column, or of the row itself.
    pub fn end_table(&self, path: &Path) -> usize {
        let links = path.steps.split_last().map_or(&[][..], |(_, links)| links);
        links.iter().fold(path.table, |table, step| {
            let target = self.tables[table].columns[*step].kind.target();
            target.and_then(|name| self.table_index(name)).unwrap_or(table)
        })
    }

    /// The columns of a table that another tells the history of: those of the same names; each with the other's own.
    pub(crate) fn told(&self, history: usize, base: usize) -> impl Iterator<Item = (usize, usize)> {
        let (shape, there) = (self.table(history), self.table(base));
        shape.columns.iter().enumerate().filter_map(|(index, column)| Some((there.columns.iter().position(|other| other.name == column.name)?, index)))
    }

    /// The choices of every column that holds some, by `table.column`, in names and in labels.
    pub(crate) fn all_choices(&self) -> Ordered<String, Vec<String>> {
        let ids = |column: &Column| column.kind.choices().map(|choices| choices.iter().map(|choice| choice.id.clone()).collect::<Vec<_>>());
        let named = |table: &Table, column: &Column| [format!("{}.{}", table.name, column.name), format!("{}.{}", table.label, column.label)];
        let columns = self.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        columns
            .filter_map(|(table, column)| Some((named(table, column), ids(column)?)))
            .flat_map(|(names, ids)| names.map(|name| (name, ids.clone())))
            .collect()
    }

    /// How a path is written: `host.role`, or `id` for the row itself.
    pub fn path_name(&self, path: &Path) -> String {
        self.path_written(path, |column| &column.name, |(name, _)| name)
    }

    /// The same in labels: `承办学校.角色`.
    pub fn path_label(&self, path: &Path) -> String {
        self.path_written(path, |column| &column.label, |(_, label)| label)
    }

    fn path_written<'a>(&'a self, path: &Path, write: impl Fn(&'a Column) -> &'a str, part: fn((&'static str, &'static str)) -> &'static str) -> String {
        let mut names = Vec::new();
        let mut table = path.table;
        for step in &path.steps {
            let column = &self.tables[table].columns[*step];
            names.push(write(column));
            if let Some(target) = column.kind.target().and_then(|name| self.table_index(name)) {
                table = target;
            }
        }
        names.extend(path.part.map(|of_day| part(of_day.names())));
        if names.is_empty() { "id".into() } else { names.join(".") }
    }

    /// Follows a dotted path of names or labels from a table.
    pub fn resolve(&self, table: usize, dotted: &str, place: &Place) -> Result<Path, Diagnostic> {
        let mut path = Path::new(table, Vec::new());
        if dotted == "id" {
            return Ok(path);
        }
        let mut here = table;
        let mut parts = dotted.split('.').peekable();
        while let Some(name) = parts.next() {
            let shape = &self.tables[here];
            let Some(index) = shape.column_index(name) else {
                return Err(self.pointed(here, name, place).unwrap_or_else(|| self.unknown_column(here, name, place)));
            };
            path.steps.push(index);
            if parts.peek().is_none() {
                break;
            }
            let column = &shape.columns[index];
            match &column.kind {
                ColumnType::Link(target) => {
                    here = self.table_index(target).ok_or_else(|| self.unknown_table(target, place))?;
                }
                kind if kind.is_day() => {
                    let rest: Vec<&str> = parts.collect();
                    path.part = Some(part_of(column, &rest.join("."), place)?);
                    break;
                }
                kind => {
                    let (zh, en) = kind.describe();
                    return Err(Diagnostic::error(
                        Code::SchemaType,
                        told!("“{}”是{zh}列，后面不能再加点", column.name),
                        told!("`{}` is a {en} column; a path goes on only through a single link or from a day", column.name),
                    )
                    .at(place.clone()));
                }
            }
        }
        Ok(path)
    }

    /// The error for a path whose steps are told apart by something else than a dot: `学校->区县`, `学校的区县`.
    fn pointed(&self, table: usize, written: &str, place: &Place) -> Option<Diagnostic> {
        const APART: [&str; 10] = ["->", "→", "—", "·", "．", "。", "的", "/", "、", ","];
        let dotted = APART.iter().filter(|sign| written.contains(**sign)).map(|sign| written.replace(sign, "."));
        let path = dotted.into_iter().find(|dotted| !dotted.starts_with('.') && self.resolve(table, dotted, place).is_ok())?;
        let problem = self.unknown_column(table, written, place);
        Some(problem.suggest(written, [path.as_str()]).help(told!("路径用点连起来：{path}"), told!("a path is written with dots: {path}")))
    }

    /// The error for a table that is not declared.
    pub fn unknown_table(&self, name: &str, place: &Place) -> Diagnostic {
        Diagnostic::error(Code::SchemaUnknown, told!("没有名为“{name}”的表"), told!("there is no table `{name}`"))
            .at(place.clone())
            .suggest_named(name, self.tables.iter().map(|table| (table.name.as_str(), table.label.as_str())))
    }

    /// The error for a column that its table does not have.
    pub fn unknown_column(&self, table: usize, name: &str, place: &Place) -> Diagnostic {
        let table = &self.tables[table];
        Diagnostic::error(Code::SchemaUnknown, told!("表“{}”没有名为“{name}”的列", table.label), told!("table `{}` has no column `{name}`", table.name))
            .at(place.clone())
            .suggest_named(name, table.columns.iter().map(|column| (column.name.as_str(), column.label.as_str())))
    }
}
