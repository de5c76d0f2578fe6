//! Forms that are filled in for each unit, as scripts declare them.

use super::declaration::{Measure, Rule};
use super::query::{Literal, Pick, Query};
use crate::diagnostic::Place;

/// A form. Every name in it was looked up when the pack was loaded.
///
/// ```
/// use dudao::{FormBlock, FormContent, Pack, PackSource, Piece};
///
/// let script = r#"
///     policy("t").in_force("2024-01-01");
///     table("visits").label("督导").text("school", "学校");
///     table("ratings").label("评定").link("visit", "督导", "visits").integer("point", "要点").text("remarks", "情况");
///     entity("visit", "visits");
///     form("record").title("记录表").each("visit").header("{school}督导记录").rows("ratings", "point", 1..=3).cell("情况", "remarks");
/// "#;
/// let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script.into())]))?;
/// let [FormBlock::Header(line), FormBlock::Rows(rows)] = pack.forms()[0].blocks.as_slice() else { panic!() };
/// assert_eq!(line.text.pieces, [Piece::Name("school".into()), Piece::Text("督导记录".into())]);
/// assert_eq!(rows.columns[0].content, FormContent::Column("remarks".into()));
/// # Ok::<(), dudao::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Form {
    /// Id.
    pub id: String,
    /// Title, as it stands at the top.
    pub title: FormText,
    /// Title in English; nothing if none was given.
    pub title_en: Option<FormText>,
    /// The entity for each unit of which it is filled in.
    pub entity: Option<(String, Place)>,
    /// Over what period: a kind of period, or a phase.
    pub period: String,
    /// What its texts tell.
    pub measures: Vec<Measure>,
    /// What it is made of, from top to bottom.
    pub blocks: Vec<FormBlock>,
    /// The file that lays it out; nothing if it is laid out as usual.
    pub template: Option<(String, Place)>,
    /// Where it is declared.
    pub place: Place,
}

impl Form {
    /// How many cells it shows whatever the records say, at least one in each line and row.
    pub(crate) fn cells(&self) -> usize {
        let cells = |block: &FormBlock| match block {
            FormBlock::Header(line) | FormBlock::Body(line) | FormBlock::Footer(line) => line.text.names().count() + 1,
            FormBlock::Rows(rows) => rows.keys.as_ref().map_or(1, |(_, keys)| keys.len()) * rows.columns.len().max(1),
        };
        self.blocks.iter().map(cells).sum()
    }

    /// Its tables.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &FormRows> {
        self.blocks.iter().filter_map(|block| if let FormBlock::Rows(rows) = block { Some(&**rows) } else { None })
    }

    /// The table whose declaration is not over.
    pub(crate) fn last_rows(&mut self) -> Option<&mut FormRows> {
        self.blocks.iter_mut().rev().find_map(|block| if let FormBlock::Rows(rows) = block { Some(&mut **rows) } else { None })
    }

    /// The form as a rule that judges nothing: it measures over the same units and periods, first what the texts tell, then the records or
    /// findings of each table. So whatever holds for the names in a rule holds for those in a form.
    pub(crate) fn as_rule(&self) -> Rule {
        let tables = self.rows().map(|rows| Measure { name: String::new(), query: Pick::One(rows.query.clone()), place: rows.place.clone() });
        Rule {
            id: self.id.clone(),
            title: self.title.text.clone(),
            title_en: String::new(),
            says: String::new(),
            says_en: String::new(),
            clauses: Vec::new(),
            level: None,
            entity: self.entity.clone().map(|(entity, place)| (Pick::One(entity), place)),
            period: Pick::One(self.period.clone()),
            partial: false,
            only: Vec::new(),
            measures: self.measures.iter().cloned().chain(tables).collect(),
            judge: None,
            place: self.place.clone(),
        }
    }
}

/// A part of a form.
#[derive(Debug, Clone)]
pub enum FormBlock {
    /// A line at the top.
    Header(FormLine),
    /// A paragraph.
    Body(FormLine),
    /// A table.
    Rows(Box<FormRows>),
    /// A line at the bottom.
    Footer(FormLine),
}

/// A line, or a paragraph: a text, and behind it what is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormLine {
    /// The text.
    pub text: FormText,
    /// What is filled in behind it: a cell of the unit, or what a rule found of it.
    pub value: Option<FormContent>,
    /// Where it is declared.
    pub place: Place,
}

/// A text with places to be filled in, such as `第{学校.责任区.编号}责任区`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormText {
    /// As it was written.
    pub text: String,
    /// What it is made of, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// A measure of the form, a part of the period, or a column of the unit's table or path from it.
    Name(String),
    /// A blank for the hand.
    Blank,
}

/// What is wrong with a text, in Chinese and in English.
pub(crate) type Misshapen = (&'static str, &'static str);

impl FormText {
    /// Reads a text: names stand between braces, nothing between braces is a blank for the hand, and braces that are meant as such stand twice.
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
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    let name = name.trim();
                    pieces.push(if name.is_empty() { Piece::Blank } else { Piece::Name(name.into()) });
                }
                '}' => return Err(("“}”前面没有“{”", "a `}` has no `{`")),
                '\u{ff5b}' | '\u{ff5d}' => return Err(("花括号要用半角的 { 和 }", "the braces must be the half-width `{` and `}`")),
                char => plain.push(char),
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { text: text.into(), pieces })
    }

    /// A text that names nothing.
    pub(crate) fn plain(text: &str) -> Self {
        Self { text: text.into(), pieces: vec![Piece::Text(text.into())] }
    }

    /// What is to be filled in.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name.as_str()),
            Piece::Text(_) | Piece::Blank => None,
        })
    }
}

/// A table: a row for each key, or for each record or finding.
#[derive(Debug, Clone)]
pub struct FormRows {
    /// Whose records or findings stand in it, and which: a count of them.
    pub query: Query,
    /// The column whose value says in which row a record stands, and what that value is in each row, from top to bottom.
    pub keys: Option<(String, Vec<Literal>)>,
    /// By what the rows are sorted; without it, by day and id.
    pub sorted_by: Option<(String, Place)>,
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

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormContent {
    /// What the record says in a column, or a path leads to; of a finding, a column of findings.
    Column(String),
    /// What a rule found of the record, or of the unit: the rule, and a column of findings.
    Finding(String, String),
    /// The number of the row.
    Number,
    /// A text for each row, which the form itself has.
    Texts(Vec<String>),
    /// Choices of a column, of which the record's are ticked.
    Ticks(String, Vec<String>),
}

/// A kind of part of a form.
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
    fn texts_name_what_is_filled_in_between_braces() {
        let text = |text: &str| Piece::Text(text.into());
        let name = |name: &str| Piece::Name(name.into());
        let pieces = |text: &str| FormText::parse(text).map(|text| text.pieces);
        assert_eq!(pieces("第{学校.责任区.编号}责任区"), Ok(vec![text("第"), name("学校.责任区.编号"), text("责任区")]));
        assert_eq!(pieces("{ a }{b}"), Ok(vec![name("a"), name("b")]));
        assert_eq!(pieces("{{a}}"), Ok(vec![text("{a}")]));
        assert_eq!(pieces("签名：{}"), Ok(vec![text("签名："), Piece::Blank]));
        assert_eq!(pieces("{ }"), Ok(vec![Piece::Blank]));
        assert_eq!(pieces(""), Ok(Vec::new()));
        for wrong in ["第{a", "a}", "{a{b}", "\u{ff5b}a\u{ff5d}"] {
            assert!(FormText::parse(wrong).is_err(), "{wrong}");
        }
    }
}
