//! Typed columns.

use crate::calendar::Day;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The code of a blank cell in a coded column.
pub(crate) const BLANK: u32 = u32::MAX;
/// The code of a cell that cannot be used.
pub(crate) const BAD: u32 = u32::MAX - 1;
/// The one member of a list that is missing as a whole; a list has no blank member.
pub(crate) const UNTOLD: u32 = BLANK;

const BLANK_DAY: i32 = i32::MIN;
const BAD_DAY: i32 = i32::MIN + 1;
/// In place of a minute where no time is told.
const NO_TIME: u16 = u16::MAX;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content<T> {
    Value(T),
    Blank,
    /// Unusable, or contradictory between rows that repeat an id.
    Bad,
}

impl<T> Content<T> {
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Content<U> {
        match self {
            Self::Value(value) => Content::Value(change(value)),
            Self::Blank => Content::Blank,
            Self::Bad => Content::Bad,
        }
    }
}

/// A column of cells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Column {
    /// Indices of choices, rows of the linked table, or numbers of texts.
    Codes(Vec<u32>),
    /// Several codes a cell: where each cell's begin, and the codes.
    Lists {
        starts: Vec<u32>,
        codes: Vec<u32>,
    },
    Days(Vec<i32>),
    /// Days, and the time of each: minutes since midnight, or past every minute where none is told.
    Moments(Vec<i32>, Vec<u16>),
    Integers(Vec<Content<i64>>),
    Numbers(Vec<Content<Decimal>>),
    Flags(Vec<Content<bool>>),
}

impl Column {
    pub(crate) fn code(&self, row: usize) -> u32 {
        match self {
            Self::Codes(codes) => codes[row],
            _ => BAD,
        }
    }

    pub(crate) fn coded(&self, row: usize) -> Content<u32> {
        match self.code(row) {
            BLANK => Content::Blank,
            BAD => Content::Bad,
            code => Content::Value(code),
        }
    }

    pub(crate) fn list(&self, row: usize) -> &[u32] {
        match self {
            Self::Lists { starts, codes } => &codes[starts[row] as usize..starts[row + 1] as usize],
            _ => &[],
        }
    }

    /// The day alone, also of a moment.
    pub(crate) fn day(&self, row: usize) -> Content<Day> {
        match self {
            Self::Days(days) | Self::Moments(days, _) => match days[row] {
                BLANK_DAY => Content::Blank,
                BAD_DAY => Content::Bad,
                day => Content::Value(Day::from_number(day)),
            },
            _ => Content::Bad,
        }
    }

    /// The day with its time, if one is told.
    pub(crate) fn moment(&self, row: usize) -> Content<Day> {
        match self {
            Self::Moments(_, minutes) => self.day(row).map(|day| day.at(minutes[row])),
            _ => self.day(row),
        }
    }

    /// Makes a day unusable.
    pub(crate) fn spoil_day(&mut self, row: usize) {
        if let Self::Days(days) | Self::Moments(days, _) = self {
            days[row] = BAD_DAY;
        }
    }

    /// The days of some rows, if all of them are known.
    pub(crate) fn known_days(&self, rows: Range<usize>) -> Option<&[i32]> {
        match self {
            Self::Days(days) | Self::Moments(days, _) => days.get(rows).filter(|days| days.iter().min().is_none_or(|day| *day > BAD_DAY)),
            _ => None,
        }
    }

    /// The different days that it holds, in order.
    pub(crate) fn different_days(&self) -> Vec<Day> {
        match self {
            Self::Days(days) | Self::Moments(days, _) => different_days(days.iter().copied().filter(|day| *day > BAD_DAY)),
            _ => Vec::new(),
        }
    }

    pub(crate) fn number(&self, row: usize) -> Content<Decimal> {
        match self {
            Self::Integers(values) => match values[row] {
                Content::Value(value) => Content::Value(Decimal::from(value)),
                Content::Blank => Content::Blank,
                Content::Bad => Content::Bad,
            },
            Self::Numbers(values) => values[row],
            _ => Content::Bad,
        }
    }

    /// Whether it holds any number below zero.
    pub(crate) fn has_negative(&self) -> bool {
        match self {
            Self::Integers(values) => values.iter().any(|value| value.value().is_some_and(i64::is_negative)),
            Self::Numbers(values) => values.iter().any(|value| value.value().is_some_and(|value| value.is_sign_negative() && !value.is_zero())),
            _ => false,
        }
    }

    pub(crate) fn flag(&self, row: usize) -> Content<bool> {
        match self {
            Self::Flags(values) => values[row],
            _ => Content::Bad,
        }
    }

    /// Whether there is anything in a cell, whatever it is; in a list one member is enough.
    pub(crate) fn content(&self, row: usize) -> Content<()> {
        match self {
            Self::Codes(_) => self.coded(row).map(|_| ()),
            Self::Lists { .. } => match self.list(row) {
                [] => Content::Blank,
                members if !members.iter().any(|code| super::is_value(*code)) => Content::Bad,
                _ => Content::Value(()),
            },
            Self::Days(_) | Self::Moments(..) => self.day(row).map(|_| ()),
            Self::Integers(_) | Self::Numbers(_) => self.number(row).map(|_| ()),
            Self::Flags(_) => self.flag(row).map(|_| ()),
        }
    }

    /// Whether two cells hold the same.
    pub(crate) fn same(&self, a: usize, b: usize) -> bool {
        match self {
            Self::Codes(codes) => codes[a] == codes[b],
            Self::Lists { .. } => self.list(a) == self.list(b),
            Self::Days(days) => days[a] == days[b],
            Self::Moments(days, minutes) => (days[a], minutes[a]) == (days[b], minutes[b]),
            Self::Integers(values) => values[a] == values[b],
            Self::Numbers(values) => values[a] == values[b],
            Self::Flags(values) => values[a] == values[b],
        }
    }

    /// The column with its rows in another order, and one row more for each group of rows that repeat an id: its cell is theirs where
    /// they agree, and unusable where they do not.
    pub(crate) fn arrange(&self, order: &[u32], groups: &[Vec<u32>]) -> Self {
        let merged = |rows: &[u32]| rows.windows(2).all(|pair| self.same(pair[0] as usize, pair[1] as usize)).then(|| rows[0] as usize);
        match self {
            Self::Codes(codes) => {
                let kept = order.iter().map(|row| codes[*row as usize]);
                Self::Codes(kept.chain(groups.iter().map(|rows| merged(rows).map_or(BAD, |row| codes[row]))).collect())
            }
            Self::Days(days) => {
                let kept = order.iter().map(|row| days[*row as usize]);
                Self::Days(kept.chain(groups.iter().map(|rows| merged(rows).map_or(BAD_DAY, |row| days[row]))).collect())
            }
            Self::Moments(days, minutes) => {
                let kept = order.iter().map(|row| (days[*row as usize], minutes[*row as usize]));
                let whole = kept.chain(groups.iter().map(|rows| merged(rows).map_or((BAD_DAY, NO_TIME), |row| (days[row], minutes[row]))));
                let (days, minutes) = whole.unzip();
                Self::Moments(days, minutes)
            }
            Self::Integers(values) => Self::Integers(arrange_contents(values, order, groups, merged)),
            Self::Numbers(values) => Self::Numbers(arrange_contents(values, order, groups, merged)),
            Self::Flags(values) => Self::Flags(arrange_contents(values, order, groups, merged)),
            Self::Lists { .. } => {
                let mut builder = ListBuilder::default();
                for row in order {
                    builder.push(self.list(*row as usize).iter().copied());
                }
                for rows in groups {
                    match merged(rows) {
                        Some(row) => builder.push(self.list(row).iter().copied()),
                        None => builder.push([UNTOLD]),
                    }
                }
                builder.finish()
            }
        }
    }

    /// Replaces every code of a coded column.
    pub(crate) fn recode(&mut self, new: impl Fn(u32) -> u32) {
        match self {
            Self::Codes(codes) | Self::Lists { codes, .. } => {
                for code in codes.iter_mut().filter(|code| **code < BAD) {
                    *code = new(*code);
                }
            }
            _ => {}
        }
    }
}

fn arrange_contents<T: Copy>(values: &[Content<T>], order: &[u32], groups: &[Vec<u32>], merged: impl Fn(&[u32]) -> Option<usize>) -> Vec<Content<T>> {
    let kept = order.iter().map(|row| values[*row as usize]);
    kept.chain(groups.iter().map(|rows| merged(rows).map_or(Content::Bad, |row| values[row]))).collect()
}

/// Builds a column of lists.
#[derive(Debug)]
pub(crate) struct ListBuilder {
    starts: Vec<u32>,
    codes: Vec<u32>,
}

impl Default for ListBuilder {
    fn default() -> Self {
        Self { starts: vec![0], codes: Vec::new() }
    }
}

impl ListBuilder {
    pub(crate) fn push(&mut self, codes: impl IntoIterator<Item = u32>) {
        self.codes.extend(codes);
        self.starts.push(u32::try_from(self.codes.len()).unwrap_or(u32::MAX));
    }

    /// Adds the lists of another builder, whose codes `new` replaces.
    pub(crate) fn append(&mut self, next: &Self, new: impl Fn(u32) -> u32) {
        let before = self.starts.last().copied().unwrap_or(0);
        self.codes.extend(next.codes.iter().map(|code| new(*code)));
        self.starts.extend(next.starts.iter().skip(1).map(|start| before + start));
    }

    pub(crate) fn finish(self) -> Column {
        Column::Lists { starts: self.starts, codes: self.codes }
    }
}

/// Each of some days once, in order. Days of records lie near each other, so they are ticked off rather than sorted.
pub(super) fn different_days(days: impl Iterator<Item = i32> + Clone) -> Vec<Day> {
    let (Some(first), Some(last)) = (days.clone().min(), days.clone().max()) else { return Vec::new() };
    let place = |day: i32| usize::try_from(day.saturating_sub(first)).unwrap_or(0);
    let mut there = vec![false; place(last) + 1];
    days.for_each(|day| there[place(day)] = true);
    (first..=last).zip(there).filter(|(_, there)| *there).map(|(day, _)| Day::from_number(day)).collect()
}

/// Builds a column of days.
pub(crate) fn day_code(content: Content<Day>) -> i32 {
    match content {
        Content::Value(day) => day.number(),
        Content::Blank => BLANK_DAY,
        Content::Bad => BAD_DAY,
    }
}

/// Builds a column of moments.
pub(crate) fn moment_code(content: Content<Day>) -> (i32, u16) {
    (day_code(content), content.value().and_then(Day::minute).unwrap_or(NO_TIME))
}

/// Texts and their numbers, in order of appearance.
#[derive(Debug, Default, Clone)]
pub(crate) struct Dictionary {
    texts: Vec<Box<str>>,
    numbers: FxHashMap<Box<[u8]>, u32>,
    last: u32,
}

impl Dictionary {
    /// The number of a text that is known to be UTF-8.
    pub(crate) fn number(&mut self, text: &[u8]) -> u32 {
        // Neighbouring records often repeat a cell.
        if self.texts.get(self.last as usize).is_some_and(|last| last.as_bytes() == text) {
            return self.last;
        }
        self.last = if let Some(number) = self.numbers.get(text) {
            *number
        } else {
            let number = u32::try_from(self.texts.len()).unwrap_or(BAD - 1);
            self.texts.push(String::from_utf8_lossy(text).into());
            self.numbers.insert(text.into(), number);
            number
        };
        self.last
    }

    /// The numbers here of all texts of another dictionary.
    pub(crate) fn append(&mut self, next: &Self) -> Vec<u32> {
        next.texts.iter().map(|text| self.number(text.as_bytes())).collect()
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }
}

/// The ids of a table's rows.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Ids {
    /// Adds the id of the next row, which is known to be UTF-8.
    pub(crate) fn push(&mut self, id: &[u8]) {
        self.text.extend_from_slice(id);
        self.ends.push(self.text.len());
    }

    /// Adds the ids of further rows.
    pub(crate) fn append(&mut self, next: &Self) {
        let before = self.text.len();
        self.text.extend_from_slice(&next.text);
        self.ends.extend(next.ends.iter().map(|end| before + end));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn bytes(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(row).and_then(|end| self.text.get(start..*end)).unwrap_or(b"")
    }

    /// The id of a row; empty where it has none.
    pub(crate) fn get(&self, row: usize) -> &str {
        std::str::from_utf8(self.bytes(row)).unwrap_or("")
    }

    pub(crate) fn arrange(&self, order: &[u32], groups: &[Vec<u32>]) -> Self {
        let mut arranged = Self { text: Vec::with_capacity(self.text.len()), ends: Vec::with_capacity(self.ends.len()) };
        for row in order.iter().chain(groups.iter().filter_map(|rows| rows.first())) {
            arranged.push(self.bytes(*row as usize));
        }
        arranged
    }
}
