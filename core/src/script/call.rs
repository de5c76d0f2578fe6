//! One call of a word by a script: its arguments, read with errors that say which word, which argument and what was wanted.

use super::session::Session;
use super::value::{Figure, Handle, Local, Picked, Reference, as_number, describe};
use super::words::Word;
use crate::calendar::{Day, Span};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pack::{Condition, Literal, Operand, Pick, Query, Window};
use rhai::{Dynamic, EvalAltResult, FnPtr, Position, Variant};
use std::any::Any;

/// Why a word does not return.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    /// The script is wrong.
    Slip(Box<Diagnostic>),
    /// A comparison depends on what is missing (`open` false) or still to come (`open` true).
    Undecided {
        /// Whether it is only that records are still to come.
        open: bool,
    },
}

impl Stop {
    pub(crate) fn into_rhai(self, position: Position) -> Box<EvalAltResult> {
        EvalAltResult::ErrorRuntime(Dynamic::from(self), position).into()
    }
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Slip(Box::new(diagnostic))
    }
}

/// What a word returns.
pub(crate) type Outcome = Result<Dynamic, Stop>;

/// A call.
pub(crate) struct Call<'a> {
    pub(crate) word: &'static Word,
    /// The word as the script wrote it, in either language.
    pub(crate) name: &'static str,
    pub(crate) args: Vec<Dynamic>,
    pub(crate) place: Place,
    pub(crate) session: &'a Session,
}

impl Call<'_> {
    pub(crate) fn count(&self) -> usize {
        self.args.len()
    }

    fn arg(&self, index: usize) -> Dynamic {
        self.args.get(index).cloned().unwrap_or_default()
    }

    pub(crate) fn is<T: Any + Clone>(&self, index: usize) -> bool {
        self.args.get(index).is_some_and(rhai::Dynamic::is::<T>)
    }

    /// The error that an argument is not what the word wants.
    pub(crate) fn wants(&self, index: usize, zh: &str, en: &str) -> Stop {
        let (given_zh, given_en) = self.args.get(index).map_or(("空", "nothing"), describe);
        let Word { name, twin, .. } = self.word;
        let usage = self.word.usage_as(self.name);
        // People count what stands between the brackets.
        let before_dot = usize::from(self.session.follows_dot(&self.place));
        let (which_zh, which_en) = match (index + 1).checked_sub(before_dot) {
            None | Some(0) => ("点前面".to_string(), "before its dot".to_string()),
            Some(number) => (format!("第 {number} 个值"), format!("as value {number}")),
        };
        let problem = Diagnostic::error(
            Code::ScriptArguments,
            format!("“{twin}”({name}){which_zh}应是{zh}，给的是{given_zh}"),
            format!("`{name}` wants {en} {which_en}, but was given {given_en}"),
        )
        .help(format!("写法：{usage}"), format!("usage: {usage}"))
        .at(self.place.clone());
        match self.args.get(index).filter(|_| en.contains("number") || en.contains("percent")).and_then(quoted_number) {
            Some(number) => problem.instead(&format!("\"{number}\""), &number).into(),
            None => problem.into(),
        }
    }

    pub(crate) fn cast<T: Variant + Clone>(&self, index: usize, zh: &str, en: &str) -> Result<T, Stop> {
        self.arg(index).try_cast::<T>().ok_or_else(|| self.wants(index, zh, en))
    }

    pub(crate) fn handle(&self) -> Result<Handle, Stop> {
        self.cast(0, "一个声明", "a declaration")
    }

    pub(crate) fn text(&self, index: usize) -> Result<String, Stop> {
        self.arg(index).into_string().map_err(|_| self.wants(index, "文字", "text"))
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&self, index: usize) -> Result<Option<String>, Stop> {
        if index < self.count() { self.text(index).map(Some) } else { Ok(None) }
    }

    pub(crate) fn texts(&self, index: usize) -> Result<Vec<String>, Stop> {
        let list = self.arg(index).into_array().map_err(|_| self.wants(index, "文字的列表", "a list of texts"))?;
        list.into_iter().map(|item| item.into_string().map_err(|_| self.wants(index, "文字的列表", "a list of texts"))).collect()
    }

    pub(crate) fn integer(&self, index: usize) -> Result<i32, Stop> {
        self.arg(index).as_int().ok().and_then(|value| i32::try_from(value).ok()).ok_or_else(|| self.wants(index, "整数", "a whole number"))
    }

    pub(crate) fn day(&self, index: usize) -> Result<Day, Stop> {
        let value = self.arg(index);
        if let Some(day) = value.clone().try_cast::<Day>() {
            return Ok(day.without_time());
        }
        if let Some((number, day)) = day_in_digits(&value) {
            return Err(match self.wants(index, "日期", "a day") {
                Stop::Slip(problem) => problem.instead(&number, &format!("\"{day}\"")).into(),
                undecided @ Stop::Undecided { .. } => undecided,
            });
        }
        let text = value.into_string().map_err(|_| self.wants(index, "日期", "a day"))?;
        Day::parse(&text).ok_or_else(|| self.no_day(&text))
    }

    /// The error that a text is not a day.
    pub(crate) fn no_day(&self, text: &str) -> Stop {
        let problem = match impossible(text) {
            Some((zh, en)) => Diagnostic::error(Code::PackValue, format!("没有“{text}”这一天"), format!("there is no day `{text}`")).help(zh, en),
            None => Diagnostic::error(Code::PackValue, format!("“{text}”不是日期"), format!("`{text}` is not a date"))
                .help("写成 \"2020-01-31\" 的样子", "write it as \"2020-01-31\""),
        };
        problem.at(self.place.clone()).given(text).into()
    }

    /// From one day to another, both included. A month, such as `2019-02`, stands for its first or its last day.
    pub(crate) fn span(&self, first: usize, last: usize) -> Result<Span, Stop> {
        let month = |index: usize| self.args.get(index).and_then(|value| Span::of_month(&value.clone().into_string().ok()?));
        let span = Span {
            first: month(first).map_or_else(|| self.day(first), |month| Ok(month.first))?,
            last: match month(last) {
                Some(month) => month.last,
                None if last < self.count() => Some(self.day(last)?),
                None => None,
            },
        };
        if span.last.is_some_and(|last| last < span.first) {
            return Err(backwards(&self.place));
        }
        Ok(span)
    }

    pub(crate) fn closure(&self, index: usize) -> Result<FnPtr, Stop> {
        self.cast(index, "函数 |…| …", "a closure |…| …")
    }

    pub(crate) fn literal(&self, index: usize) -> Result<Literal, Stop> {
        literal(&self.arg(index)).ok_or_else(|| self.wants(index, "数、文字、日期或是否", "a number, text, day or flag"))
    }

    /// What a parameter may be: a value, or a list of values of one type.
    pub(crate) fn setting(&self, index: usize) -> Result<Literal, Stop> {
        let Some(list) = self.args.get(index).and_then(|value| value.clone().into_array().ok()) else { return self.literal(index) };
        let list = list.iter().map(literal).collect::<Option<Vec<_>>>().map(Literal::List);
        list.filter(|list| list.is_like(list)).ok_or_else(|| self.wants(index, "同一种值的列表，至少一个", "a list of values of one type, at least one"))
    }

    pub(crate) fn setting_or_local(&self, index: usize) -> Result<(Literal, Option<String>), Stop> {
        match self.arg(index).try_cast::<Local>() {
            Some(local) => Ok((local.value, Some(local.why))),
            None => Ok((self.setting(index)?, None)),
        }
    }

    pub(crate) fn operand(&self, index: usize) -> Result<Operand, Stop> {
        self.operand_of(&self.arg(index)).ok_or_else(|| self.wants(index, "数、文字、日期或是否", "a number, text, day or flag"))
    }

    fn operand_of(&self, value: &Dynamic) -> Option<Operand> {
        if let Some(literal) = literal(value) {
            return Some(Operand::Literal(literal));
        }
        if let Some(reference) = value.clone().try_cast::<Reference>() {
            return Some(match reference {
                Reference::OfUnit(path) => Operand::OfUnit(path),
                Reference::OfRecord(path) => Operand::OfRecord(path),
            });
        }
        if let Some(figure) = value.read_lock::<Figure>() {
            figure.inputs.iter().for_each(|input| self.session.take(*input));
            return Some(Operand::Figure(Box::new(figure.clone())));
        }
        match value.clone().try_cast::<Handle>()? {
            Handle::Param(index) => self.session.declarations().params.get(index).map(|param| Operand::Param(param.id.clone())),
            _ => None,
        }
    }

    /// What a condition lists: a list, or what stands for one.
    pub(crate) fn operands(&self, index: usize) -> Result<Vec<Operand>, Stop> {
        let value = self.arg(index);
        let operands = match value.read_lock::<rhai::Array>() {
            Some(list) => list.iter().map(|item| self.operand_of(item)).collect(),
            None => self.operand_of(&value).map(|operand| vec![operand]),
        };
        operands.ok_or_else(|| self.wants(index, "列表", "a list"))
    }

    /// A condition: a value to equal, a list of such values, or a condition word.
    pub(crate) fn condition(&self, index: usize) -> Result<Pick<Condition>, Stop> {
        self.pick(index, |value| self.condition_of(value), "值、列表或条件", "a value, a list or a condition")
    }

    /// A condition that no reading picks.
    pub(crate) fn unpicked_condition(&self, index: usize) -> Option<Condition> {
        self.condition_of(self.args.get(index)?)
    }

    fn condition_of(&self, value: &Dynamic) -> Option<Condition> {
        if let Some(condition) = value.clone().try_cast::<Condition>() {
            return Some(condition);
        }
        if let Ok(list) = value.clone().into_array() {
            return list.iter().map(|item| self.operand_of(item)).collect::<Option<Vec<_>>>().map(Condition::OneOf);
        }
        self.operand_of(value).map(|operand| Condition::OneOf(vec![operand]))
    }

    /// A value, or one for each choice of a reading.
    pub(crate) fn pick<T>(&self, index: usize, convert: impl Fn(&Dynamic) -> Option<T>, zh: &str, en: &str) -> Result<Pick<T>, Stop> {
        let value = self.arg(index);
        let Some(picked) = value.clone().try_cast::<Picked>() else {
            return convert(&value).map(Pick::One).ok_or_else(|| self.wants(index, zh, en));
        };
        let mut options = Vec::new();
        for (choice, value) in &picked.options {
            options.push((choice.clone(), convert(value).ok_or_else(|| self.wants(index, zh, en))?));
        }
        Ok(Pick::ByReading { reading: picked.reading, options })
    }

    pub(crate) fn picked_text(&self, index: usize) -> Result<Pick<String>, Stop> {
        self.pick(index, |value| value.clone().into_string().ok(), "文字", "text")
    }

    pub(crate) fn picked_query(&self, index: usize) -> Result<Pick<Query>, Stop> {
        self.pick(index, |value| value.clone().try_cast::<Query>(), "统计(如 计数(\"活动\"))", "a query such as count(\"activities\")")
    }

    pub(crate) fn picked_window(&self, index: usize) -> Result<Pick<Window>, Stop> {
        self.pick(index, |value| value.clone().try_cast::<Window>(), "期间(如 距期初(-7, -1))", "a window such as from_start(-7, -1)")
    }

    /// What a verdict word judges: a figure, whether it is plain or uncertain.
    pub(crate) fn figure(&self, index: usize) -> Result<Figure, Stop> {
        let value = self.arg(index);
        if let Some(figure) = value.clone().try_cast::<Figure>() {
            figure.inputs.iter().for_each(|input| self.session.take(*input));
            return Ok(figure);
        }
        let input = super::value::input_of(&value);
        if let Some(day) = value.clone().try_cast::<Day>() {
            return Ok(Figure::on(day, input));
        }
        as_number(&value).map(|number| Figure::exactly(number, false, input)).ok_or_else(|| self.wants(index, "统计量或数", "a measure or a number"))
    }
}

/// The error that a last day, week or number comes before the first.
pub(crate) fn backwards(place: &Place) -> Stop {
    Diagnostic::error(Code::PackValue, "末日早于首日", "the last day lies before the first")
        .help("先写首日，后写末日：把两个对调", "the first comes first: turn the two about")
        .at(place.clone())
        .into()
}

/// The day that a number says in eight digits, and the number as it is written.
pub(super) fn day_in_digits(value: &Dynamic) -> Option<(String, Day)> {
    let number = value.as_int().ok()?.to_string();
    let day = Day::parse(&number).filter(|_| number.len() == 8)?;
    Some((number, day))
}

/// The number that a text holds.
pub(super) fn quoted_number(value: &Dynamic) -> Option<String> {
    let text = value.clone().into_string().ok()?;
    text.trim().parse::<rust_decimal::Decimal>().ok().map(|_| text)
}

/// Why there is no such day, of a text that is written like one.
fn impossible(text: &str) -> Option<(String, String)> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (year, month, day): (i32, u32, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() || !(1900..2200).contains(&year) {
        return None;
    }
    if !(1..=12).contains(&month) {
        return Some((format!("月份从 1 到 12，不会是 {month}"), format!("a month is from 1 to 12, not {month}")));
    }
    let days = (28..=31).rev().find(|day| Day::from_ymd(year, month, *day).is_some())?;
    (!(1..=days).contains(&day))
        .then(|| (format!("那个月最后一天是 {year}-{month:02}-{days}"), format!("the last day of that month is {year}-{month:02}-{days}")))
}

/// The literal in a script's value.
pub(crate) fn literal(value: &Dynamic) -> Option<Literal> {
    if let Some(number) = as_number(value) {
        return Some(Literal::Number(number));
    }
    if let Ok(flag) = value.as_bool() {
        return Some(Literal::Flag(flag));
    }
    if let Some(day) = value.clone().try_cast::<Day>() {
        return Some(Literal::Day(day));
    }
    value.clone().into_string().ok().map(Literal::Text)
}
