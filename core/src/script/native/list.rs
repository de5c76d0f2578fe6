//! What scripts do with lists and maps.

use super::number::natural;
use super::{Answer, Context, Rest, count, start, stretch};
use rhai::{Array, Dynamic, EvalAltResult, FnPtr, INT, Map, Position};
use std::cmp::Ordering;

/// The closure itself, or the function of that name.
pub(super) fn called(closure: Dynamic) -> Answer<FnPtr> {
    closure.try_cast_result::<FnPtr>().or_else(|name| FnPtr::new(name.to_string()))
}

/// Calls a closure back.
///
/// It may take only what is `given`, or the `item` as well, `at` that place, or `more`: which, only a call tells.
fn call_back(
    context: &Context<'_>,
    closure: &FnPtr,
    (mut item, at): (Option<&mut Dynamic>, Option<usize>),
    given: &[Dynamic],
    more: Option<Dynamic>,
) -> Answer {
    let unfit = |answer: &Answer| {
        let Err(error) = answer else { return false };
        matches!(&**error, EvalAltResult::ErrorFunctionNotFound(signature, _) if signature.starts_with(closure.fn_name()))
    };
    let mut answer = closure.call_raw(context, item.as_deref_mut(), given.to_vec());
    let mut args = given.to_vec();
    if let Some((item, at)) = item.as_ref().zip(at)
        && unfit(&answer)
    {
        args.insert(at, (**item).clone());
        answer = closure.call_raw(context, None, args.clone());
    }
    if let Some(more) = more
        && unfit(&answer)
    {
        args.push(more);
        answer = closure.call_raw(context, item.filter(|_| at.is_none()), args);
    }
    let source = context.call_source().unwrap_or_default();
    answer.map_err(|error| EvalAltResult::ErrorInFunctionCall(context.fn_name().into(), source.into(), error, Position::NONE).into())
}

/// What a closure says of an item of a list.
fn ask(context: &Context<'_>, closure: &FnPtr, item: &mut Dynamic, index: usize) -> Answer {
    call_back(context, closure, (Some(item), Some(0)), &[], Some(count(index).into()))
}

fn holds(answer: Answer) -> Answer<bool> {
    Ok(answer?.as_bool().unwrap_or(false))
}

/// The first place of an item that `is` what is sought; -1 if there is none.
fn first(list: &mut Array, from: usize, is: &mut dyn FnMut(&mut Dynamic, usize) -> Answer<bool>) -> Answer<INT> {
    for (index, item) in list.iter_mut().enumerate().skip(from) {
        if is(item, index)? {
            return Ok(count(index));
        }
    }
    Ok(-1)
}

/// The first place at which a closure says yes.
pub(super) fn first_that(context: &Context<'_>, list: &mut Array, closure: &FnPtr, from: usize) -> Answer<INT> {
    first(list, from, &mut |item, index| holds(ask(context, closure, item, index)))
}

/// Whether two values are the same, as `==` says.
fn same(context: &Context<'_>, one: &mut Dynamic, other: &mut Dynamic) -> Answer<bool> {
    holds(context.call_native_fn_raw("==", true, &mut [one, other]))
}

/// The first place of a value.
pub(super) fn place_of(context: &Context<'_>, list: &mut Array, value: &Dynamic, from: usize) -> Answer<INT> {
    first(list, from, &mut |item, _| same(context, item, &mut value.clone()))
}

pub(super) fn same_lists(context: &Context<'_>, list: &mut Array, other: Dynamic) -> Answer<bool> {
    let mut other = other.into_array().unwrap_or_default();
    if list.len() != other.len() {
        return Ok(false);
    }
    for (one, other) in list.iter_mut().zip(&mut other) {
        if !same(context, one, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn map_in(map: Dynamic) -> Map {
    map.try_cast().unwrap_or_default()
}

pub(super) fn same_maps(context: &Context<'_>, map: &mut Map, other: Dynamic) -> Answer<bool> {
    let mut other = map_in(other);
    if map.len() != other.len() {
        return Ok(false);
    }
    for (key, one) in map {
        let Some(other) = other.get_mut(key) else { return Ok(false) };
        if !same(context, one, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn index_of(context: &Context<'_>, list: &mut Array, [sought, from]: Rest) -> Answer {
    let from = start(list.len(), &from);
    Ok(match sought.try_cast_result::<FnPtr>() {
        Ok(closure) => first_that(context, list, &closure, from)?,
        Err(value) => place_of(context, list, &value, from)?,
    }
    .into())
}

pub(super) fn for_each(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    for (index, item) in list.iter_mut().enumerate() {
        let _ = call_back(context, &closure, (Some(item), None), &[], Some(count(index).into()))?;
    }
    Ok(Dynamic::UNIT)
}

pub(super) fn map(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    Ok(list.iter_mut().enumerate().map(|(index, item)| ask(context, &closure, item, index)).collect::<Result<Array, _>>()?.into())
}

pub(super) fn filter(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    let mut kept = Array::new();
    for (index, item) in list.iter_mut().enumerate() {
        if holds(ask(context, &closure, item, index))? {
            kept.push(item.clone());
        }
    }
    Ok(kept.into())
}

/// Takes out of a list what a closure says yes of, or all else, and returns it.
pub(super) fn take_out(context: &Context<'_>, list: &mut Array, [closure, _]: Rest, said: bool) -> Answer {
    let closure = called(closure)?;
    let mut taken = Array::new();
    let mut at = 0;
    for index in 0..list.len() {
        if holds(ask(context, &closure, &mut list[at], index))? == said {
            taken.push(list.remove(at));
        } else {
            at += 1;
        }
    }
    Ok(taken.into())
}

pub(super) fn reduce(context: &Context<'_>, list: &mut Array, [closure, initial]: Rest) -> Answer {
    let closure = called(closure)?;
    let mut items = list.iter_mut().enumerate();
    items.try_fold(initial, |result, (index, item)| call_back(context, &closure, (Some(item), Some(1)), &[result], Some(count(index).into())))
}

pub(super) fn zip(context: &Context<'_>, list: &mut Array, [other, closure]: Rest) -> Answer {
    let closure = called(closure)?;
    let pairs = list.iter().zip(other.into_array().unwrap_or_default()).enumerate();
    let both = pairs.map(|(index, (one, other))| call_back(context, &closure, (None, None), &[one.clone(), other], Some(count(index).into())));
    Ok(both.collect::<Result<Array, _>>()?.into())
}

pub(super) fn extract(_: &Context<'_>, list: &mut Array, rest: Rest) -> Answer {
    Ok(list.get(stretch(list.len(), &rest)).map_or_else(Array::new, <[Dynamic]>::to_vec).into())
}

pub(super) fn retain(_: &Context<'_>, list: &mut Array, rest: Rest) -> Answer {
    let kept = stretch(list.len(), &rest);
    if kept.is_empty() {
        return Ok(Array::new().into());
    }
    let behind = list.split_off(kept.end);
    let inside = list.split_off(kept.start);
    let mut others = std::mem::replace(list, inside);
    others.extend(behind);
    Ok(others.into())
}

pub(super) fn dedup(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = (!closure.is_unit()).then(|| called(closure)).transpose()?;
    list.dedup_by(|next, kept| {
        let same = match &closure {
            Some(closure) => closure.call_raw(context, None, vec![kept.clone(), next.clone()]),
            None => context.call_native_fn_raw("==", false, &mut [&mut kept.clone(), &mut next.clone()]),
        };
        holds(same).unwrap_or(false)
    });
    Ok(Dynamic::UNIT)
}

/// Puts a list in order; what is equal stays in the order in which it came.
///
/// Each item goes to its place among those before it. The sort of the standard library stops the program where a closure knows no order.
pub(super) fn sort(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = (!closure.is_unit()).then(|| called(closure)).transpose()?;
    let order = |one: &Dynamic, other: &Dynamic| match &closure {
        None => natural(one, other).unwrap_or(Ordering::Equal),
        Some(closure) => {
            let said = closure.call_raw(context, None, vec![one.clone(), other.clone()]).unwrap_or_default();
            let said = said.as_int().or_else(|_| said.as_bool().map(|first| if first { -1 } else { 1 }));
            said.map_or(Ordering::Equal, |said| said.cmp(&0))
        }
    };
    if closure.is_none() && list.len() > 1 && list.iter().any(|item| natural(&list[0], item).is_none()) {
        return Err(EvalAltResult::ErrorFunctionNotFound(format!("{} (array)", context.fn_name()), Position::NONE).into());
    }
    for next in 1..list.len() {
        let (mut low, mut high) = (0, next);
        while low < high {
            let middle = usize::midpoint(low, high);
            if order(&list[middle], &list[next]).is_gt() {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        list[low..=next].rotate_right(1);
    }
    Ok(Dynamic::UNIT)
}

pub(super) fn map_map(context: &Context<'_>, map: &mut Map, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    let mut mapped = Map::new();
    for (key, value) in map {
        mapped.insert(key.clone(), call_back(context, &closure, (Some(value), Some(1)), &[key.clone().into()], None)?);
    }
    Ok(mapped.into())
}

/// Takes out of a map what a closure says yes of, or all else, and returns it.
pub(super) fn take_out_of_map(context: &Context<'_>, map: &mut Map, [closure, _]: Rest, said: bool) -> Answer {
    let closure = called(closure)?;
    let mut taken = Map::new();
    for (key, mut value) in std::mem::take(map) {
        let yes = holds(call_back(context, &closure, (Some(&mut value), Some(1)), &[key.clone().into()], None))?;
        if yes == said { &mut taken } else { &mut *map }.insert(key, value);
    }
    Ok(taken.into())
}
