//! Reading cells: from text to the type of their column.

use super::column::{BAD, BLANK, Column, Content, Dictionary, ListBuilder, day_code, moment_code};
use super::issue::CellIssue;
use crate::calendar::{Day, is_plain};
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
    Choice(Vec<u32>, Names),
    Choices(ListBuilder, Names),
    /// Text, or the id of a row: numbered here, resolved once every table is read.
    Coded(Vec<u32>, Dictionary),
    CodedList(ListBuilder, Dictionary),
    Days(Vec<i32>),
    Moments(Vec<i32>, Vec<u16>),
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

/// Choices by their ids and labels.
#[derive(Debug)]
struct Names {
    numbers: FxHashMap<Box<[u8]>, u32>,
    /// The cell before, which neighbouring records often repeat.
    last: (Vec<u8>, u32),
}

impl Names {
    fn new(choices: &[Choice]) -> Self {
        let mut numbers: FxHashMap<Box<[u8]>, u32> = FxHashMap::default();
        for (index, choice) in (0..).zip(choices) {
            numbers.entry(choice.label.as_bytes().into()).or_insert(index);
        }
        for (index, choice) in (0..).zip(choices) {
            numbers.insert(choice.id.as_bytes().into(), index);
        }
        Self { numbers, last: (Vec::new(), BAD) }
    }

    fn number(&mut self, name: &[u8]) -> Option<u32> {
        if self.last.0 == name && !name.is_empty() {
            return Some(self.last.1);
        }
        let number = *self.numbers.get(name)?;
        self.last.0.clear();
        self.last.0.extend_from_slice(name);
        self.last.1 = number;
        Some(number)
    }
}

/// The cell without the white space around it, also that of Chinese keyboards.
pub(crate) fn trimmed(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    let outside = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii());
    if outside(cell.first()) || outside(cell.last()) { text(cell).trim().as_bytes() } else { cell }
}

/// The cell as text. What is not UTF-8 never gets here: files are decoded when they are taken in.
fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or("")
}

impl Builder {
    pub(crate) fn new(column: usize, kind: &ColumnType) -> Self {
        let kind = match kind {
            ColumnType::Choice(choices) => Kind::Choice(Vec::new(), Names::new(choices)),
            ColumnType::Choices(choices) => Kind::Choices(ListBuilder::default(), Names::new(choices)),
            ColumnType::Text | ColumnType::Link(_) => Kind::Coded(Vec::new(), Dictionary::default()),
            ColumnType::Tags | ColumnType::Links(_) => Kind::CodedList(ListBuilder::default(), Dictionary::default()),
            ColumnType::Date => Kind::Days(Vec::new()),
            ColumnType::Moment => Kind::Moments(Vec::new(), Vec::new()),
            ColumnType::Integer => Kind::Integers(Vec::new()),
            ColumnType::Number => Kind::Numbers(Vec::new()),
            ColumnType::Flag => Kind::Flags(Vec::new()),
        };
        Self { kind, issues: Vec::new(), column }
    }

    /// Adds the cell of the next row.
    pub(crate) fn push(&mut self, row: u32, cell: &[u8]) {
        let cell = trimmed(cell);
        let (column, issues) = (self.column, &mut self.issues);
        let mut bad = |code: Code, cell: &[u8]| issues.push(CellIssue { code, column, row, text: text(cell).into() });
        match &mut self.kind {
            Kind::Choice(codes, names) => codes.push(match names.number(cell) {
                _ if cell.is_empty() => BLANK,
                Some(code) => code,
                None => {
                    bad(Code::DataChoice, cell);
                    BAD
                }
            }),
            Kind::Choices(list, names) => {
                // A choice named twice is one choice; what is none may be any.
                let mut members: Vec<u32> = Vec::new();
                for part in parts(cell) {
                    let number = names.number(part).unwrap_or_else(|| {
                        bad(Code::DataChoice, part);
                        BAD
                    });
                    if number == BAD || !members.contains(&number) {
                        members.push(number);
                    }
                }
                list.push(members);
            }
            Kind::Coded(codes, dictionary) => codes.push(if cell.is_empty() { BLANK } else { dictionary.number(cell) }),
            Kind::CodedList(list, dictionary) => {
                // A member named twice is one member.
                let mut members: Vec<u32> = Vec::new();
                for part in parts(cell) {
                    let number = dictionary.number(part);
                    if !members.contains(&number) {
                        members.push(number);
                    }
                }
                list.push(members);
            }
            Kind::Days(days) => {
                let value = if is_plain(cell) { Day::parse_plain(cell).map_or(Content::Bad, Content::Value) } else { read(text(cell), Day::parse) };
                if value == Content::Bad {
                    bad(Code::DataCell, cell);
                }
                days.push(day_code(value));
            }
            Kind::Moments(days, minutes) => {
                let (day, minute) = moment_code(read_or_report(cell, Day::parse_moment, bad));
                days.push(day);
                minutes.push(minute);
            }
            Kind::Integers(values) => values.push(read_or_report(cell, integer, bad)),
            Kind::Numbers(values) => values.push(read_or_report(cell, number, bad)),
            Kind::Flags(values) => values.push(read_or_report(cell, flag, bad)),
        }
    }

    /// Adds the cells of further rows, which come after `before` rows.
    pub(crate) fn append(&mut self, next: Self, before: u32) {
        self.issues.extend(moved(next.issues, before));
        let renumber = |numbers: Vec<u32>| move |code: u32| numbers.get(code as usize).copied().unwrap_or(code);
        match (&mut self.kind, next.kind) {
            (Kind::Choice(codes, _), Kind::Choice(next, _)) => codes.extend(next),
            (Kind::Choices(list, _), Kind::Choices(next, _)) => list.append(&next, |code| code),
            (Kind::Coded(codes, dictionary), Kind::Coded(next, texts)) => codes.extend(next.into_iter().map(renumber(dictionary.append(&texts)))),
            (Kind::CodedList(list, dictionary), Kind::CodedList(next, texts)) => list.append(&next, renumber(dictionary.append(&texts))),
            (Kind::Days(days), Kind::Days(next)) => days.extend(next),
            (Kind::Moments(days, minutes), Kind::Moments(next, times)) => {
                days.extend(next);
                minutes.extend(times);
            }
            (Kind::Integers(values), Kind::Integers(next)) => values.extend(next),
            (Kind::Numbers(values), Kind::Numbers(next)) => values.extend(next),
            (Kind::Flags(values), Kind::Flags(next)) => values.extend(next),
            // Both were made for the same column.
            _ => {}
        }
    }

    pub(crate) fn finish(self) -> ReadColumn {
        let (column, dictionary) = match self.kind {
            Kind::Choice(codes, _) => (Column::Codes(codes), Dictionary::default()),
            Kind::Choices(list, _) => (list.finish(), Dictionary::default()),
            Kind::Coded(codes, dictionary) => (Column::Codes(codes), dictionary),
            Kind::CodedList(list, dictionary) => (list.finish(), dictionary),
            Kind::Days(days) => (Column::Days(days), Dictionary::default()),
            Kind::Moments(days, minutes) => (Column::Moments(days, minutes), Dictionary::default()),
            Kind::Integers(values) => (Column::Integers(values), Dictionary::default()),
            Kind::Numbers(values) => (Column::Numbers(values), Dictionary::default()),
            Kind::Flags(values) => (Column::Flags(values), Dictionary::default()),
        };
        ReadColumn { column, dictionary, issues: self.issues }
    }
}

/// Issues of rows that come after others.
pub(crate) fn moved(issues: Vec<CellIssue>, before: u32) -> impl Iterator<Item = CellIssue> {
    issues.into_iter().map(move |issue| CellIssue { row: issue.row.saturating_add(before), ..issue })
}

/// The parts of a list cell. Most lists are of plain ids, which bytes tell apart faster than characters.
fn parts(cell: &[u8]) -> impl Iterator<Item = &[u8]> {
    let plain = cell.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    let ascii = plain.then(|| cell.split(|byte| *byte == b';').map(<[u8]>::trim_ascii));
    let other = (!plain).then(|| text(cell).split(SEPARATORS).map(|part| part.trim().as_bytes()));
    ascii.into_iter().flatten().chain(other.into_iter().flatten()).filter(|part| !part.is_empty())
}

fn read_or_report<T: PartialEq>(cell: &[u8], parse: impl Fn(&str) -> Option<T>, mut bad: impl FnMut(Code, &[u8])) -> Content<T> {
    let value = read(text(cell), parse);
    if value == Content::Bad {
        bad(Code::DataCell, cell);
    }
    value
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
