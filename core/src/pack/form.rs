//! Forms that are filled in for each unit, as scripts declare them.

use super::query::Literal;
use crate::diagnostic::Place;

/// A form. Every name in it was looked up when the pack was loaded.
///
/// ```
/// use dudao::{FormContent, Pack, PackSource, Piece};
///
/// let script = r#"
///     policy("t").in_force("2024-01-01");
///     table("visits").label("督导").text("school", "学校");
///     table("ratings").label("评定").link("visit", "督导", "visits").integer("point", "要点").text("remarks", "情况");
///     entity("visit", "visits");
///     form("record").title("记录表").each("visit").header("{school}督导记录").rows("ratings", "point", 1..=3).cell("情况", "remarks");
/// "#;
/// let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script.into())]))?;
/// let form = &pack.forms()[0];
/// assert_eq!(form.header[0].text.pieces, [Piece::Path("school".into()), Piece::Text("督导记录".into())]);
/// let rows = form.rows.as_ref().unwrap();
/// assert_eq!((rows.keys.len(), &rows.columns[0].content), (3, &FormContent::Column("remarks".into())));
/// # Ok::<(), dudao::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Id.
    pub id: String,
    /// Title, as it stands at the top.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// The entity for each unit of which it is filled in.
    pub entity: Option<(String, Place)>,
    /// Lines at the top.
    pub header: Vec<FormLine>,
    /// Paragraphs.
    pub body: Vec<FormLine>,
    /// The table in its middle.
    pub rows: Option<FormRows>,
    /// Lines at the bottom.
    pub footer: Vec<FormLine>,
    /// Where it is declared.
    pub place: Place,
}

impl Form {
    /// How many cells it shows, at least one in each line and row.
    pub(crate) fn cells(&self) -> usize {
        let lines = self.header.iter().chain(&self.body).chain(&self.footer).map(|line| line.text.paths().count() + 1).sum::<usize>();
        lines + self.rows.as_ref().map_or(0, |rows| rows.keys.len() * rows.columns.len().max(1))
    }
}

/// A line, or a paragraph: a text, and behind it what a cell of the unit says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormLine {
    /// The text.
    pub text: Template,
    /// The column of the unit's table, or path from it.
    pub column: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A text with places for cells of the unit, such as `第{学校.责任区.编号}责任区`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// What it is made of, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// A column of the unit's table, or path from it.
    Path(String),
}

/// What is wrong with a template, in Chinese and in English.
pub(crate) type Misshapen = (&'static str, &'static str);

impl Template {
    /// Reads a template: names stand between braces, and braces that are meant as such stand twice.
    pub(crate) fn parse(text: &str) -> Result<Self, Misshapen> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '{' | '}' if chars.next_if_eq(&char).is_some() => plain.push(char),
                '{' => {
                    let mut name = String::new();
                    loop {
                        match chars.next() {
                            Some('}') => break,
                            None | Some('{') => return Err(("“{”没有“}”来配对", "a `{` has no `}`")),
                            Some(char) => name.push(char),
                        }
                    }
                    let name = name.trim();
                    if name.is_empty() {
                        return Err(("“{}”里没有写列", "there is no column between `{` and `}`"));
                    }
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Path(name.into()));
                }
                '}' => return Err(("“}”前面没有“{”", "a `}` has no `{`")),
                '\u{ff5b}' | '\u{ff5d}' => return Err(("花括号要用半角的 { 和 }", "the braces must be the half-width `{` and `}`")),
                char => plain.push(char),
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces })
    }

    /// The columns and paths that it names.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Path(path) => Some(path.as_str()),
            Piece::Text(_) => None,
        })
    }
}

/// A table with a row for each key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRows {
    /// The table that tells what stands in it.
    pub table: String,
    /// The column whose value says in which row a record stands.
    pub key: String,
    /// What that value is in each row, from top to bottom.
    pub keys: Vec<Literal>,
    /// The link that says of whom a record is, where there are several.
    pub by: Option<(String, Place)>,
    /// Its columns, from left to right.
    pub columns: Vec<FormColumn>,
    /// Where it is declared.
    pub place: Place,
}

/// A column of a form's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormColumn {
    /// What stands over it.
    pub head: String,
    /// What stands in it.
    pub content: FormContent,
    /// Where it is declared.
    pub place: Place,
}

/// What stands in a column of a form's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormContent {
    /// What the record says in a column.
    Column(String),
    /// A text for each row, which the form itself has.
    Texts(Vec<String>),
    /// Choices of a column, of which the record's are ticked.
    Ticks(String, Vec<String>),
}

/// A part of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormPart {
    /// Lines at the top.
    Header,
    /// Paragraphs.
    Body,
    /// The table.
    Rows,
    /// Lines at the bottom.
    Footer,
}

impl FormPart {
    /// The parts by name, with the Chinese twin.
    pub const ALL: [(Self, &'static str, &'static str); 4] =
        [(Self::Header, "header", "表头"), (Self::Body, "body", "正文"), (Self::Rows, "rows", "行"), (Self::Footer, "footer", "表尾")];

    /// The part that a script names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, en, zh)| *en == name || *zh == name).map(|(part, _, _)| *part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_columns_between_braces() {
        let text = |text: &str| Piece::Text(text.into());
        let path = |name: &str| Piece::Path(name.into());
        let pieces = |text: &str| Template::parse(text).map(|template| template.pieces);
        assert_eq!(pieces("第{学校.责任区.编号}责任区"), Ok(vec![text("第"), path("学校.责任区.编号"), text("责任区")]));
        assert_eq!(pieces("{ a }{b}"), Ok(vec![path("a"), path("b")]));
        assert_eq!(pieces("{{a}}"), Ok(vec![text("{a}")]));
        assert_eq!(pieces(""), Ok(Vec::new()));
        for wrong in ["第{a", "a}", "{}", "{ }", "{a{b}", "\u{ff5b}a\u{ff5d}"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }
}
