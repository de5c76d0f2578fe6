//! What scripts do with numbers, their order and their ranges.

use super::{Answer, Context, Rest, arithmetic, bounds};
use crate::script::value::as_number;
use rhai::{Dynamic, EvalAltResult, INT, Position};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// How two plain values stand to each other; nothing if they have no order.
pub(super) fn natural(one: &Dynamic, other: &Dynamic) -> Option<Ordering> {
    if let (Some(one), Some(other)) = (as_number(one), as_number(other)) {
        return Some(one.cmp(&other));
    }
    if let (Ok(one), Ok(other)) = (one.as_immutable_string_ref(), other.as_immutable_string_ref()) {
        return Some(one.as_str().cmp(other.as_str()));
    }
    if let (Ok(one), Ok(other)) = (one.as_char(), other.as_char()) {
        return Some(one.cmp(&other));
    }
    if let (Ok(one), Ok(other)) = (one.as_bool(), other.as_bool()) {
        return Some(one.cmp(&other));
    }
    (one.is_unit() && other.is_unit()).then_some(Ordering::Equal)
}

/// A number made of a number, whole of whole; what it was read from is no longer told.
pub(super) fn of_number(number: &Dynamic, whole: fn(INT) -> Option<INT>, exact: fn(Decimal) -> Decimal) -> Answer {
    match number.as_int() {
        Ok(number) => Ok(whole(number).ok_or_else(|| arithmetic(format!("Negation overflow: -{number}")))?.into()),
        Err(_) => Ok(number.as_decimal().map_or(Dynamic::UNIT, |number| exact(number).into())),
    }
}

pub(super) fn round(_: &Context<'_>, number: &mut Dynamic, [digits, _]: Rest) -> Answer {
    let digits = digits.as_int().unwrap_or(0);
    if digits < 0 {
        return Err(arithmetic(format!("Invalid number of digits for rounding: {digits}")));
    }
    let number = number.as_decimal().unwrap_or_default();
    Ok(u32::try_from(digits).map_or(number, |digits| number.round_dp(digits)).into())
}

pub(super) fn to_int(_: &Context<'_>, value: &mut Dynamic, _: Rest) -> Answer {
    if let Ok(sign) = value.as_char() {
        return Ok(INT::from(u32::from(sign)).into());
    }
    let number = as_number(value).unwrap_or_default();
    Ok(INT::try_from(number.trunc()).map_err(|_| arithmetic(format!("Integer overflow: to_int({number})")))?.into())
}

/// The first of two values, or the second where the first is `beyond` it. Beside a decimal a whole number becomes one.
pub(super) fn pick(first: &Dynamic, second: &Dynamic, beyond: Ordering) -> Dynamic {
    let value = if natural(first, second) == Some(beyond) { second } else { first };
    let mut value = match as_number(value) {
        Some(number) if first.is_decimal() || second.is_decimal() => number.into(),
        _ => value.flatten_clone(),
    };
    value.set_tag(0);
    value
}

pub(super) fn range(_: &Context<'_>, from: &mut Dynamic, [to, step]: Rest) -> Answer {
    let (from, to, step) = match bounds(from) {
        Some((from, end, _)) => (from.into(), end.into(), to),
        None => (from.flatten_clone(), to, step),
    };
    if let (Ok(from), Ok(to), true) = (from.as_int(), to.as_int(), step.is_unit()) {
        return Ok((from..to).into());
    }
    let number = |value: &Dynamic| as_number(value).unwrap_or_default();
    let steps = Steps { next: number(&from), to: number(&to), step: number(&step), whole: from.is_int() };
    if step.is_unit() || steps.after() == Some(steps.next) {
        let error = arithmetic("step value cannot be zero".into());
        return Err(EvalAltResult::ErrorInFunctionCall("range".into(), String::new(), error, Position::NONE).into());
    }
    Ok(Dynamic::from(steps))
}

/// Numbers at equal distances; the last does not belong to them.
#[derive(Clone)]
pub(super) struct Steps {
    next: Decimal,
    to: Decimal,
    step: Decimal,
    whole: bool,
}

impl Steps {
    /// The number after the next, if it can be told.
    fn after(&self) -> Option<Decimal> {
        self.next.checked_add(self.step).filter(|after| !self.whole || INT::try_from(*after).is_ok())
    }
}

impl Iterator for Steps {
    type Item = Dynamic;

    fn next(&mut self) -> Option<Dynamic> {
        let next = self.next;
        let before = if self.step.is_sign_negative() { next > self.to } else { next < self.to };
        self.next = self.after().filter(|_| before)?;
        Some(match INT::try_from(next) {
            Ok(number) if self.whole => number.into(),
            _ => next.into(),
        })
    }
}
