//! What scripts do with texts.

use super::{Answer, Context, Rest, arithmetic, bounds, count, size, start, stretch};
use rhai::{Array, Dynamic, INT, ImmutableString};

/// A part of a text, by its characters.
fn cut(text: &str, rest: &Rest) -> impl Iterator<Item = char> {
    let part = stretch(text.chars().count(), rest);
    text.chars().skip(part.start).take(part.len())
}

/// The characters of a text, one by one.
#[derive(Clone)]
pub(super) struct Chars(pub(super) Vec<char>);

pub(super) fn chars(_: &Context<'_>, text: &mut ImmutableString, rest: Rest) -> Answer {
    // Turned about, a range that holds its last number as well holds none here.
    let none = bounds(&rest[0]).is_some_and(|(from, to, _)| from.max(0) > to);
    let chars = if none { Vec::new() } else { cut(text, &rest).collect() };
    Ok(Dynamic::from(Chars(chars)))
}

pub(super) fn sub_string(_: &Context<'_>, text: &mut ImmutableString, rest: Rest) -> Answer {
    Ok(cut(text, &rest).collect::<String>().into())
}

/// A text in two, before and from the character at that place.
fn halves(text: &str, at: usize) -> (ImmutableString, ImmutableString) {
    let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    let (before, behind) = text.split_at(at);
    (before.into(), behind.into())
}

pub(super) fn pop(_: &Context<'_>, text: &mut ImmutableString, [length, _]: Rest) -> Answer {
    let whole = text.chars().count();
    let one = length.is_unit();
    let (before, behind) = halves(text, whole - if one { whole.min(1) } else { size(&length).min(whole) });
    *text = before;
    if one {
        return Ok(behind.chars().next().map_or(Dynamic::UNIT, Dynamic::from_char));
    }
    Ok(behind.into())
}

pub(super) fn index_in(text: &str, part: &str, from: &Dynamic) -> INT {
    let length = text.chars().count();
    let from = start(length, from);
    if from >= length {
        return -1;
    }
    let (before, behind) = halves(text, from);
    behind.split_once(part).map_or(-1, |(between, _)| count(before.chars().chain(between.chars()).count()))
}

pub(super) fn replace(_: &Context<'_>, text: &mut ImmutableString, [part, by]: Rest) -> Answer {
    if !text.is_empty() {
        *text = text.replace(part.to_string().as_str(), &by.to_string()).into();
    }
    Ok(Dynamic::UNIT)
}

pub(super) fn split(_: &Context<'_>, text: &mut ImmutableString, [by, parts]: Rest) -> Answer {
    let parts = if parts.is_unit() { usize::MAX } else { size(&parts).max(1) };
    let list: Array = if let Ok(at) = by.as_int() {
        let length = text.chars().count();
        let (before, behind) = halves(text, if at == 0 { length } else { start(length, &by) });
        vec![before.into(), behind.into()]
    } else if text.is_empty() {
        vec![text.clone().into()]
    } else if by.is_unit() {
        text.split_whitespace().map(Into::into).collect()
    } else {
        text.splitn(parts, by.to_string().as_str()).map(Into::into).collect()
    };
    Ok(list.into())
}

pub(super) fn parse_int(_: &Context<'_>, text: &mut ImmutableString, [base, _]: Rest) -> Answer {
    let base = base.as_int().unwrap_or(10);
    let sound = u32::try_from(base).ok().filter(|base| (2..=36).contains(base)).ok_or_else(|| arithmetic(format!("Invalid radix: '{base}'")))?;
    let number = INT::from_str_radix(text.trim(), sound);
    Ok(number.map_err(|error| arithmetic(format!("Error parsing integer number '{text}': {error}")))?.into())
}
