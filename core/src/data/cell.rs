//! Reading cells: from text to the type of their column.

use super::column::{BAD, BLANK, Column, Content, Dictionary, ListBuilder, day_code};
use super::issue::CellIssue;
use crate::calendar::Day;
use crate::diagnostic::Code;
use crate::pack::{Choice, ColumnType};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// What separates the parts of a list cell.
const SEPARATORS: [char; 3] = [';', '\u{ff1b}', '、'];

/// Collects the cells of one column.
#[derive(Debug)]
pub(crate) struct Builder {
    kind: Kind,
    issues: Vec<CellIssue>,
    column: usize,
}

#[derive(Debug)]
enum Kind {
    Choice(Vec<u32>, FxHashMap<Box<str>, u32>),
    Choices(ListBuilder, FxHashMap<Box<str>, u32>),
    /// Text, or the id of a row: numbered here, resolved once every table is read.
    Coded(Vec<u32>, Dictionary),
    CodedList(ListBuilder, Dictionary),
    Days(Vec<i32>),
    Integers(Vec<Content<i64>>),
    Numbers(Vec<Content<Decimal>>),
    Flags(Vec<Content<bool>>),
}

/// A column that was read, with the texts of its codes if it has any of its own.
#[derive(Debug)]
pub(crate) struct ReadColumn {
    pub(crate) column: Column,
    pub(crate) dictionary: Dictionary,
    pub(crate) issues: Vec<CellIssue>,
}

fn by_name(choices: &[Choice]) -> FxHashMap<Box<str>, u32> {
    let mut names = FxHashMap::default();
    for (index, choice) in (0..).zip(choices) {
        names.entry(choice.label.as_str().into()).or_insert(index);
    }
    for (index, choice) in (0..).zip(choices) {
        names.insert(choice.id.as_str().into(), index);
    }
    names
}

impl Builder {
    pub(crate) fn new(column: usize, kind: &ColumnType) -> Self {
        let kind = match kind {
            ColumnType::Choice(choices) => Kind::Choice(Vec::new(), by_name(choices)),
            ColumnType::Choices(choices) => Kind::Choices(ListBuilder::default(), by_name(choices)),
            ColumnType::Text | ColumnType::Link(_) => Kind::Coded(Vec::new(), Dictionary::default()),
            ColumnType::Tags | ColumnType::Links(_) => Kind::CodedList(ListBuilder::default(), Dictionary::default()),
            ColumnType::Date => Kind::Days(Vec::new()),
            ColumnType::Integer => Kind::Integers(Vec::new()),
            ColumnType::Number => Kind::Numbers(Vec::new()),
            ColumnType::Flag => Kind::Flags(Vec::new()),
        };
        Self { kind, issues: Vec::new(), column }
    }

    /// Adds the cell of the next row.
    pub(crate) fn push(&mut self, row: u32, cell: &str) {
        let cell = cell.trim();
        let (column, issues) = (self.column, &mut self.issues);
        let mut bad = |code: Code, text: &str| issues.push(CellIssue { code, column, row, text: text.into() });
        let mut content = |value: Option<()>| match value {
            Some(()) => {}
            None => bad(Code::DataCell, cell),
        };
        match &mut self.kind {
            Kind::Choice(codes, names) => codes.push(match names.get(cell) {
                _ if cell.is_empty() => BLANK,
                Some(code) => *code,
                None => {
                    bad(Code::DataChoice, cell);
                    BAD
                }
            }),
            Kind::Choices(list, names) => list.push(parts(cell).map(|part| {
                names.get(part).copied().unwrap_or_else(|| {
                    bad(Code::DataChoice, part);
                    BAD
                })
            })),
            Kind::Coded(codes, dictionary) => codes.push(if cell.is_empty() { BLANK } else { dictionary.number(cell) }),
            Kind::CodedList(list, dictionary) => {
                if cell.contains(SEPARATORS) {
                    // A member named twice is one member.
                    let mut members: Vec<u32> = Vec::new();
                    for part in parts(cell) {
                        let number = dictionary.number(part);
                        if !members.contains(&number) {
                            members.push(number);
                        }
                    }
                    list.push(members);
                } else {
                    list.push((!cell.is_empty()).then(|| dictionary.number(cell)));
                }
            }
            Kind::Days(days) => {
                let value = read(cell, Day::parse);
                content((value != Content::Bad).then_some(()));
                days.push(day_code(&value));
            }
            Kind::Integers(values) => {
                let value = read(cell, integer);
                content((value != Content::Bad).then_some(()));
                values.push(value);
            }
            Kind::Numbers(values) => {
                let value = read(cell, number);
                content((value != Content::Bad).then_some(()));
                values.push(value);
            }
            Kind::Flags(values) => {
                let value = read(cell, flag);
                content((value != Content::Bad).then_some(()));
                values.push(value);
            }
        }
    }

    pub(crate) fn finish(self) -> ReadColumn {
        let (column, dictionary) = match self.kind {
            Kind::Choice(codes, _) => (Column::Codes(codes), Dictionary::default()),
            Kind::Choices(list, _) => (list.finish(), Dictionary::default()),
            Kind::Coded(codes, dictionary) => (Column::Codes(codes), dictionary),
            Kind::CodedList(list, dictionary) => (list.finish(), dictionary),
            Kind::Days(days) => (Column::Days(days), Dictionary::default()),
            Kind::Integers(values) => (Column::Integers(values), Dictionary::default()),
            Kind::Numbers(values) => (Column::Numbers(values), Dictionary::default()),
            Kind::Flags(values) => (Column::Flags(values), Dictionary::default()),
        };
        ReadColumn { column, dictionary, issues: self.issues }
    }
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty())
}

fn read<T>(cell: &str, parse: impl Fn(&str) -> Option<T>) -> Content<T> {
    if cell.is_empty() {
        return Content::Blank;
    }
    parse(cell).or_else(|| parse(&half_width(cell)?)).map_or(Content::Bad, Content::Value)
}

/// The cell with full-width digits and signs made half-width, if it has any.
fn half_width(cell: &str) -> Option<String> {
    let narrow = |c: char| u32::from(c).checked_sub(0xfee0).filter(|code| (0x21..=0x7e).contains(code)).and_then(char::from_u32);
    cell.chars().any(|c| narrow(c).is_some()).then(|| cell.chars().map(|c| narrow(c).unwrap_or(c)).collect())
}

fn integer(cell: &str) -> Option<i64> {
    cell.parse().ok().or_else(|| {
        // Spreadsheets write whole numbers as 12.0, and group digits with commas.
        let number = number(cell)?;
        (number.fract().is_zero()).then(|| i64::try_from(number).ok()).flatten()
    })
}

fn number(cell: &str) -> Option<Decimal> {
    let plain: Cow = if cell.contains(',') { grouped(cell)?.into() } else { cell.into() };
    let (plain, percent) = match plain.strip_suffix('%') {
        Some(number) => (number.to_string(), true),
        None => (plain.to_string(), false),
    };
    let value = if plain.contains(['e', 'E']) { Decimal::from_scientific(&plain).ok()? } else { Decimal::from_str_exact(&plain).ok()? };
    Some(if percent { value / Decimal::ONE_HUNDRED } else { value }.normalize())
}

type Cow<'a> = std::borrow::Cow<'a, str>;

/// `1,234,567` without its commas; nothing if they do not group by three.
fn grouped(cell: &str) -> Option<String> {
    let whole = cell.split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups.next()?.trim_start_matches(['-', '+']);
    let sound = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    sound.then(|| cell.replace(',', ""))
}

fn flag(cell: &str) -> Option<bool> {
    match cell {
        "是" | "有" | "1" | "√" | "true" | "TRUE" | "True" | "yes" | "Yes" | "YES" | "y" | "Y" => Some(true),
        "否" | "无" | "0" | "×" | "false" | "FALSE" | "False" | "no" | "No" | "NO" | "n" | "N" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        assert_eq!(number("0.10"), Some(Decimal::new(1, 1)));
        assert_eq!(number("1,234.5"), Some(Decimal::new(12345, 1)));
        assert_eq!(number("12%"), Some(Decimal::new(12, 2)));
        assert_eq!(number("1,2"), None);
        assert_eq!(number("十二"), None);
        assert_eq!(integer("12.0"), Some(12));
        assert_eq!(integer("12.5"), None);
        assert_eq!(read("\u{ff11}\u{ff12}", integer), Content::Value(12));
    }
}
