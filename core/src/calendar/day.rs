//! A day and a stretch of days.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A day of the proleptic Gregorian calendar, as the number of days since 0001-01-01 (which is day 1).
///
/// It may carry the time of the day at which something happened. The time is told where the day is written, and asked for where steps have an order;
/// to everything else it is not there: a moment is its day, and equal to every other moment of it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Day {
    number: i32,
    /// Minutes since midnight, or `NO_TIME`.
    minute: u16,
}

/// In place of a minute where no time is told.
const NO_TIME: u16 = u16::MAX;

impl PartialEq for Day {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Day {}

impl PartialOrd for Day {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Day {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl Hash for Day {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// Years that a record book can hold; what lies outside is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Minutes of a day.
const MINUTES: u16 = 24 * 60;

impl Day {
    /// The day of a date.
    pub fn from_date(date: NaiveDate) -> Self {
        Self::from_number(date.num_days_from_ce())
    }

    /// The day of a year, month and day of the month, if there is one.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_date)
    }

    /// The day with this number, counted from 0001-01-01 as 1.
    pub const fn from_number(number: i32) -> Self {
        Self { number, minute: NO_TIME }
    }

    /// Its number, counted from 0001-01-01 as 1.
    pub const fn number(self) -> i32 {
        self.number
    }

    /// At a time of the day, in minutes since midnight; without one where there is no such minute.
    #[must_use]
    pub const fn at(self, minute: u16) -> Self {
        Self { minute: if minute < MINUTES { minute } else { NO_TIME }, ..self }
    }

    /// Its time of the day, in minutes since midnight, if one is told.
    pub fn minute(self) -> Option<u16> {
        (self.minute != NO_TIME).then_some(self.minute)
    }

    /// The day alone.
    #[must_use]
    pub const fn without_time(self) -> Self {
        Self::from_number(self.number)
    }

    /// As a date.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.number).unwrap_or(NaiveDate::MAX)
    }

    /// `count` days later (earlier, if negative).
    #[must_use]
    pub fn plus(self, count: i32) -> Self {
        Self::from_number(self.number.saturating_add(count))
    }

    /// Days from `other` to this one.
    pub const fn since(self, other: Self) -> i32 {
        self.number.saturating_sub(other.number)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        let from_monday = i32::try_from(self.date().weekday().num_days_from_monday()).unwrap_or(0);
        self.plus(-from_monday)
    }

    /// Whether it is a Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.date().weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The calendar year it lies in.
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> u32 {
        self.date().month()
    }

    /// Reads a date as people write it: `2020-03-01`, `2020/3/1`, `2020.3.1`, `20200301`, `2020年3月1日`, the same
    /// with a time of day behind it, or the serial number that a spreadsheet shows (`43891`).
    pub fn parse(text: &str) -> Option<Self> {
        if is_plain(text.as_bytes()) { Self::parse_plain(text.as_bytes()) } else { Self::parse_slowly(text) }
    }

    /// Reads a date of the plain form.
    pub(crate) fn parse_plain(bytes: &[u8]) -> Option<Self> {
        let [y1, y2, y3, y4, _, m1, m2, _, d1, d2] = *bytes else { return None };
        let value = |a: u8, b: u8| u32::from(a - b'0') * 10 + u32::from(b - b'0');
        let year = i32::try_from(value(y1, y2) * 100 + value(y3, y4)).unwrap_or(0);
        Self::checked(year, value(m1, m2), value(d1, d2))
    }

    fn parse_slowly(text: &str) -> Option<Self> {
        // A time of day may follow: it does not change the day.
        let date = text.split([' ', 'T']).next()?.trim_end_matches('日');
        if date.bytes().all(|b| b.is_ascii_digit()) {
            let number: i32 = date.parse().ok()?;
            return match date.len() {
                8 => Self::checked(number / 10_000, (number / 100 % 100).unsigned_abs(), (number % 100).unsigned_abs()),
                // Spreadsheets count days from 1899-12-30; below 20000 it is a plain number, not a date of our time.
                5 if number >= 20_000 => Self::from_ymd(1899, 12, 30).map(|zero| zero.plus(number)),
                _ => None,
            };
        }
        let mut parts = date.split(['-', '/', '.', '年', '月']);
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        Self::checked(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    fn checked(year: i32, month: u32, day: u32) -> Option<Self> {
        YEARS.contains(&year).then(|| Self::from_ymd(year, month, day)).flatten()
    }
}

/// Whether a date is of the form that programs write, `2020-03-01`.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    matches!(*bytes, [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] if [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(u8::is_ascii_digit))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())?;
        self.minute().map_or(Ok(()), |minute| write!(f, " {}", time(minute)))
    }
}

/// A time of the day as it is written.
fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.minute() {
            Some(minute) => serializer.collect_str(&format_args!("{}T{}", self.without_time(), time(minute))),
            None => serializer.collect_str(self),
        }
    }
}

/// A stretch of days, both ends inclusive; without a last day it never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First day.
    pub first: Day,
    /// Last day; `None` means that it has no end.
    pub last: Option<Day>,
}

impl Span {
    /// From one day to another, both included.
    pub const fn new(first: Day, last: Day) -> Self {
        Self { first, last: Some(last) }
    }

    /// The days of a month, written as `2019-02` or `2019年2月`.
    pub fn of_month(text: &str) -> Option<Self> {
        let (year, month) = text.trim().strip_suffix('月').map_or_else(|| text.trim().split_once(['-', '/', '.']), |text| text.split_once('年'))?;
        if year.len() != 4 || month.is_empty() || month.len() > 2 {
            return None;
        }
        super::month_of(Day::from_ymd(year.parse().ok()?, month.parse().ok()?, 1)?)
    }

    /// Whether it holds the day.
    pub fn holds(&self, day: Day) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether the other lies wholly inside it.
    pub fn encloses(&self, other: &Self) -> bool {
        self.first <= other.first
            && match (self.last, other.last) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(mine), Some(theirs)) => theirs <= mine,
            }
    }

    /// The days that it shares with another.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        let last = match (self.last, other.last) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { first: self.first.max(other.first), last }
    }

    /// Whether they share a day.
    pub fn touches(&self, other: &Self) -> bool {
        self.last.is_none_or(|last| other.first <= last) && other.last.is_none_or(|last| self.first <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_its_day() {
        let day = Day::from_number(737_000);
        let (early, late) = (day.at(0), day.at(1439));
        assert!(early == late && early == day && early <= late && late <= early);
        assert_eq!((day.minute(), early.minute(), late.minute(), day.at(1440).minute()), (None, Some(0), Some(1439), None));
        assert_eq!(late.to_string(), "2018-11-02 23:59");
        assert_eq!(serde_json::to_string(&late).unwrap(), "\"2018-11-02T23:59\"");
        assert_eq!(late.without_time().to_string(), late.plus(0).to_string());
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let expected = Day::from_ymd(2020, 3, 1);
        for text in ["2020-03-01", "2020-3-1", "2020/3/1", "2020.03.01", "20200301", "2020年3月1日", "2020-03-01 08:30", "43891"] {
            assert_eq!(Day::parse(text), expected, "{text}");
        }
        for text in ["2021-02-30", "2020-3", "3/1/2020", "1", "12345678901", "二〇二〇年", "2020-03-01-02", "0020-01-01", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
