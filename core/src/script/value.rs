//! The host values that scripts handle.

use crate::calendar::{Day, DayPart};
use crate::judge::{Amount, Entry, Growth, Moments, Parts, Range, Tally, Trend, day_of, number_of};
use crate::pack::Literal;
use rhai::Dynamic;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A declaration that the next words of the chain speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handle {
    Policy,
    Clause(usize),
    Param(usize),
    Reading(usize),
    Phase(usize),
    Table(usize),
    Entity(usize),
    Rule(usize),
    Scale(usize),
    Bands(usize),
    Card(usize),
    Profile(usize),
    Form(usize),
    Test(usize),
}

/// One thing for each choice of a reading.
#[derive(Debug, Clone)]
pub(crate) struct Picked {
    pub(crate) reading: String,
    pub(crate) options: Vec<(String, Dynamic)>,
}

/// A value that the source does not state, and why it is needed.
#[derive(Debug, Clone)]
pub(crate) struct Local {
    pub(crate) value: Literal,
    pub(crate) why: String,
}

/// The cell of a unit or record that a condition compares with.
#[derive(Debug, Clone)]
pub(crate) enum Reference {
    OfUnit(String),
    OfRecord(String),
}

/// Whether something measured may turn out to be nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Nothing {
    No,
    Maybe,
    Yes,
}

/// A number or day that is not known exactly, or not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Figure {
    /// The inputs it comes from.
    pub(crate) inputs: Vec<u16>,
    /// Between which ends it lies now.
    pub(crate) now: Range,
    /// Between which ends it can still come to lie.
    pub(crate) reach: Range,
    /// Of a day: at which times it is now, where any is told.
    pub(crate) times: Option<Moments>,
    /// Of a share: its parts, now and later.
    pub(crate) parts: Option<Box<(Parts, Parts)>>,
    /// Whether it is a day.
    pub(crate) is_day: bool,
    /// Whether it may be nothing.
    pub(crate) nothing: Nothing,
    /// Whether records to come could still change it.
    pub(crate) open: bool,
    /// Whether it is missing altogether; the ranges then say nothing.
    pub(crate) missing: bool,
    /// Whether it is missing because records disagree or may not count, and not because nobody said.
    pub(crate) unclear: bool,
}

impl Figure {
    /// What is known of nothing but where it lies, now and later.
    pub(crate) fn between(inputs: Vec<u16>, now: Range, reach: Range) -> Self {
        Self { inputs, now, reach, times: None, parts: None, is_day: false, nothing: Nothing::No, open: false, missing: false, unclear: false }
    }

    pub(crate) fn missing(inputs: Vec<u16>) -> Self {
        Self { missing: true, ..Self::between(inputs, Range::EVERYTHING, Range::EVERYTHING) }
    }

    pub(crate) fn exactly(value: Decimal, is_day: bool, input: Option<u16>) -> Self {
        let range = Range::exactly(value);
        Self { is_day, ..Self::between(input.into_iter().collect(), range, range) }
    }

    /// A share of so many in so many; of none, there is nothing to say.
    pub(crate) fn share(met: u32, total: u32, input: u16) -> Self {
        let share = Decimal::from(met).checked_div(Decimal::from(total)).map(Range::exactly);
        let parts = Parts { met: Range::exactly(met.into()), total: Range::exactly(total.into()) };
        let range = share.unwrap_or(Range::EVERYTHING);
        let nothing = if share.is_some() { Nothing::No } else { Nothing::Yes };
        Self { parts: Some(Box::new((parts, parts))), nothing, ..Self::between(vec![input], range, range) }
    }

    /// A day, which may have a time.
    pub(crate) fn on(day: Day, input: Option<u16>) -> Self {
        Self { times: day.minute().map(|_| Moments::on(day)), ..Self::exactly(number_of(day.without_time()), true, input) }
    }

    /// Of a day: between which moments it can come to lie.
    pub(crate) fn moments(&self) -> Moments {
        self.times.map_or_else(|| Moments::of_days(&self.reach), |times| times.reaching(&self.reach))
    }

    /// A part of the day that it is; nothing if it is no day. It keeps between two ends where the part does.
    pub(crate) fn part(&self, part: DayPart) -> Option<Self> {
        let unsaid = self.missing || self.nothing == Nothing::Yes;
        let of = |range| if unsaid { range } else { part_of(part, &range) };
        (self.is_day || unsaid).then(|| Self { now: of(self.now), reach: of(self.reach), times: None, is_day: false, ..self.clone() })
    }

    /// Of a share that is known: how many of how many.
    pub(crate) fn known_share(&self) -> Option<(Decimal, Decimal)> {
        let (now, _) = self.parts.as_deref()?;
        Some((now.met.value()?, now.total.value()?))
    }

    /// A part of the share that it is; nothing if it is no share.
    pub(crate) fn of_share(&self, part: fn(&Parts) -> Range) -> Option<Self> {
        let (now, reach) = self.parts.as_deref()?;
        Some(Self { open: self.open, ..Self::between(self.inputs.clone(), part(now), part(reach)) })
    }

    /// Between which ends it lies now, as reports show it.
    pub(crate) fn shown(&self) -> Range {
        self.times.map_or(self.now, |times| times.shown())
    }

    /// How it is written, where it is known and stands.
    pub(crate) fn text(&self) -> Option<String> {
        let value = self.reach.value().filter(|_| self.nothing == Nothing::No);
        match (self.missing || self.open, self.nothing, value) {
            (true, _, _) => None,
            (_, Nothing::Yes, _) => Some("无".into()),
            (_, _, Some(value)) if self.is_day => Some(day_of(self.shown().value().unwrap_or(value)).to_string()),
            (_, _, value) => value.map(|value| value.normalize().to_string()),
        }
    }

    /// The one input it comes from, if it is one.
    pub(crate) fn input(&self) -> Option<u16> {
        match self.inputs.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Between which ends the part of a day lies that itself lies between two.
fn part_of(part: DayPart, days: &Range) -> Range {
    let day = |end: Option<Decimal>| end.and_then(|number| i32::try_from(number).ok()).map(Day::from_number);
    let (low, high) = (day(days.low), day(days.high));
    let rises = low.zip(high).is_some_and(|(low, high)| part.rises_from(low, high));
    match part.bounds().filter(|_| !rises) {
        Some((least, largest)) => Range { low: Some(least.into()), high: Some(largest.into()) },
        None => Range { low: low.map(|day| part.of(day).into()), high: high.map(|day| part.of(day).into()) },
    }
}

/// A measure with a value for each key, as closures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TallyFigure {
    /// The inputs it comes from.
    pub(crate) inputs: Vec<u16>,
    pub(crate) tally: Arc<Tally>,
    /// How further records move the value of a key.
    pub(crate) growth: Growth,
    /// Whether records to come could still change it.
    pub(crate) open: bool,
    /// Whether all records of its window are handed in.
    pub(crate) handed_in: bool,
}

impl TallyFigure {
    /// The one input it comes from, if it is one.
    pub(crate) fn input(&self) -> Option<u16> {
        match self.inputs.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// How many different keys there are.
    pub(crate) fn size(&self) -> Figure {
        let size = self.tally.size();
        let now = if self.handed_in { size } else { Trend::Rises.freed(size) };
        let reach = if self.open { Trend::Rises.freed(now) } else { now };
        Figure { open: self.open, ..Figure::between(self.inputs.clone(), now, reach) }
    }

    /// Where the value of a key may still come to lie: with records whose key is missing, with those that are not handed in, and with those to come.
    pub(crate) fn reach(&self, entry: &Entry) -> Amount {
        let unseen = !self.handed_in || self.tally.spare > 0;
        let reach = |range: &Range| {
            let mut range = match range.high {
                Some(high) if self.growth.by_one && self.handed_in => Range { high: high.checked_add(self.tally.spare.into()), ..*range },
                _ if unseen => self.growth.added.freed(*range),
                _ => *range,
            };
            if self.open {
                range = self.growth.open.freed(range);
            }
            range
        };
        match &entry.value {
            Amount::Number(range) => Amount::Number(reach(range)),
            Amount::Day(range) => Amount::Day(reach(range)),
            Amount::Text(_) | Amount::Flag(_) if unseen => Amount::Unclear,
            value => value.clone(),
        }
    }

    /// Whether it is known as it stands.
    pub(crate) fn is_settled(&self) -> bool {
        !self.open && self.handed_in && self.tally.spare == 0 && self.tally.entries.values().all(|entry| entry.possible == 0)
    }
}

/// A number as scripts see it: whole numbers are integers, all others decimals.
pub(crate) fn number(value: Decimal) -> Dynamic {
    let value = value.normalize();
    match i64::try_from(value) {
        Ok(whole) if value.scale() == 0 => Dynamic::from(whole),
        _ => Dynamic::from(value),
    }
}

/// The number in a script's value.
pub(crate) fn as_number(value: &Dynamic) -> Option<Decimal> {
    value.as_int().ok().map(Decimal::from).or_else(|| value.as_decimal().ok())
}

/// The input that a plain value was read from; rhai carries it along in the value's tag.
pub(crate) fn input_of(value: &Dynamic) -> Option<u16> {
    u16::try_from(value.tag()).ok().and_then(|tag| tag.checked_sub(1))
}

/// Marks a plain value with the input that it was read from.
pub(crate) fn from_input(mut value: Dynamic, input: u16) -> Dynamic {
    // rhai's tags have 16 bits where pointers have 32, and 32 elsewhere; no closure reads that many inputs.
    value.set_tag(i16::try_from(input).map_or(0, |input| input.saturating_add(1)).into());
    value
}

/// What a value is called in messages.
pub(crate) fn describe(value: &Dynamic) -> (&'static str, &'static str) {
    if value.is_int() || value.is_decimal() {
        ("数", "a number")
    } else if value.is_string() {
        ("文字", "text")
    } else if value.is_bool() {
        ("是或否", "true or false")
    } else if value.is_array() {
        ("列表", "a list")
    } else if value.is_map() {
        ("对照表 #{…}", "a map #{…}")
    } else if value.is_fnptr() {
        ("函数 |…| …", "a closure |…| …")
    } else if value.is_unit() {
        ("空", "nothing")
    } else if value.is::<Day>() {
        ("日期", "a day")
    } else if value.is::<super::closure::Subject>() {
        ("一行", "a row")
    } else if value.is::<Figure>() {
        ("统计量", "a measure")
    } else if value.is::<TallyFigure>() {
        ("分列的统计", "a tally")
    } else if value.is::<crate::pack::Findings>() {
        ("结果", "findings")
    } else if value.is::<crate::pack::Query>() {
        ("统计", "a query")
    } else if value.is::<crate::pack::Condition>() {
        ("条件", "a condition")
    } else if value.is::<crate::judge::Verdict>() {
        ("判定", "a verdict")
    } else if value.is::<Picked>() {
        ("取值", "a pick")
    } else {
        ("别的东西", "something else")
    }
}
