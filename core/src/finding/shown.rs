//! Values as reports write them.

use crate::calendar::Day;
use crate::judge::{Amount, Range, day_of};
use rust_decimal::Decimal;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt;

/// An exact number, written plainly: no exponent, no trailing zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "number", rename = "Decimal"))]
pub struct Number(pub Decimal);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // As raw text, since a float would not keep every digit.
        RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// A value of a finding: known, or between two ends of which either may be open.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(type = "number | [number | null, number | null] | { date: string | [string | null, string | null] } | string | boolean | string[]")
)]
pub enum Shown {
    /// A number.
    Number(Number),
    /// Between two numbers.
    Numbers(Option<Number>, Option<Number>),
    /// A day.
    Day(Day),
    /// Between two days.
    Days(Option<Day>, Option<Day>),
    /// Text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Several, such as the matters that were looked at.
    Keys(Vec<String>),
}

impl Shown {
    /// Whether it is what is expected: of a moment its day, and its time if one is expected.
    pub(crate) fn meets(&self, expected: &Self) -> bool {
        self == expected
            && match (self, expected) {
                (Self::Day(day), Self::Day(wanted)) => wanted.minute().is_none() || wanted.minute() == day.minute(),
                _ => true,
            }
    }

    /// How a report writes an amount; nothing where there is nothing to write.
    pub(crate) fn of(amount: &Amount) -> Option<Self> {
        match amount {
            Amount::Number(range) => Some(match range.value() {
                Some(value) => Self::Number(Number(value)),
                None => Self::Numbers(range.low.map(Number), range.high.map(Number)),
            }),
            Amount::Day(range) => Some(match range.value() {
                Some(value) => Self::Day(day_of(value)),
                None => Self::Days(range.low.map(day_of), range.high.map(day_of)),
            }),
            Amount::Text(text) => Some(Self::Text(text.clone())),
            Amount::Flag(flag) => Some(Self::Flag(*flag)),
            Amount::Keys(keys) => Some(Self::Keys(keys.clone())),
            Amount::Nothing | Amount::Missing | Amount::Unclear => None,
        }
    }

    pub(crate) fn of_range(range: &Range, is_day: bool) -> Option<Self> {
        Self::of(&if is_day { Amount::Day(*range) } else { Amount::Number(*range) })
    }
}

/// In one cell: ends in brackets, with nothing where one is open; the parts of a list with `;` between them.
impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn ends<T: fmt::Display>(f: &mut fmt::Formatter<'_>, ends: [Option<&T>; 2]) -> fmt::Result {
            let [low, high] = ends.map(|end| end.map_or(String::new(), ToString::to_string));
            write!(f, "[{low},{high}]")
        }
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Numbers(low, high) => ends(f, [low.as_ref(), high.as_ref()]),
            Self::Day(day) => day.fmt(f),
            Self::Days(low, high) => ends(f, [low.as_ref(), high.as_ref()]),
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => flag.fmt(f),
            Self::Keys(keys) => f.write_str(&keys.join(";")),
        }
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn dated<S: Serializer, T: Serialize>(serializer: S, value: &T) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry("date", value)?;
            map.end()
        }
        match self {
            Self::Number(number) => number.serialize(serializer),
            Self::Numbers(low, high) => {
                let mut pair = serializer.serialize_seq(Some(2))?;
                pair.serialize_element(low)?;
                pair.serialize_element(high)?;
                pair.end()
            }
            Self::Day(day) => dated(serializer, day),
            Self::Days(low, high) => dated(serializer, &[low, high]),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Keys(keys) => keys.serialize(serializer),
        }
    }
}
