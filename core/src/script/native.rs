//! What scripts may call of rhai beside the words of the language: functions and operators on lists, maps, texts and numbers, and what `for` walks over.
//!
//! rhai brings packages of such functions, several times as many as a rule needs, and each with code of its own for every type. Here is one table of
//! those that scripts may call. They do what rhai's own do, down to negative places, which count from the end, and bounds, which are cut to what there is.
#![expect(clippy::needless_pass_by_value, reason = "the functions of the table are all of one shape")]
#![expect(clippy::unit_arg, reason = "a function that gives nothing back takes one line, as all others do")]

use super::engine::GETTER;
use super::value::as_number;
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, FuncRegistration, INT, ImmutableString, Map, Module, NativeCallContext, Position, RhaiFunc, Shared};
use rust_decimal::Decimal;
use std::any::TypeId;
use std::cmp::Ordering;

/// A range without its last number.
type ExclusiveRange = std::ops::Range<INT>;
/// A range with it.
type InclusiveRange = std::ops::RangeInclusive<INT>;
type Answer = Result<Dynamic, Box<EvalAltResult>>;
type Context<'a> = NativeCallContext<'a>;
/// The values behind the first; those that are not given are `()`.
type Rest = [Dynamic; 2];

/// A type of rhai's that a function takes.
#[derive(Clone, Copy)]
enum Kind {
    Any,
    Flag,
    Whole,
    Exact,
    Sign,
    Text,
    List,
    Map,
    Closure,
    Range,
    Through,
}

use Kind::{Any, Closure, Exact, Flag, Range, Sign, Text, Through, Whole};

impl Kind {
    fn id(self) -> TypeId {
        match self {
            Any => TypeId::of::<Dynamic>(),
            Flag => TypeId::of::<bool>(),
            Whole => TypeId::of::<INT>(),
            Exact => TypeId::of::<Decimal>(),
            Sign => TypeId::of::<char>(),
            Text => TypeId::of::<ImmutableString>(),
            Self::List => TypeId::of::<Array>(),
            Self::Map => TypeId::of::<Map>(),
            Closure => TypeId::of::<FnPtr>(),
            Range => TypeId::of::<ExclusiveRange>(),
            Through => TypeId::of::<InclusiveRange>(),
        }
    }
}

/// What a function does with its first value.
#[derive(Clone, Copy)]
enum Access {
    /// Gets a copy: of a text or number, which costs little and leaves nothing to be written back.
    Takes,
    Reads,
    Changes,
}

use Access::{Changes, Reads, Takes};

/// A function, by what its first value is.
#[derive(Clone, Copy)]
enum Run {
    /// Of a list.
    List(fn(&Context<'_>, &mut Array, Rest) -> Answer),
    /// Of a map.
    Map(fn(&Context<'_>, &mut Map, Rest) -> Answer),
    /// Of a text.
    Text(fn(&Context<'_>, &mut ImmutableString, Rest) -> Answer),
    /// Of values of the kinds that are named.
    Of(&'static [Kind], fn(&Context<'_>, &mut Dynamic, Rest) -> Answer),
}

impl Run {
    fn first(&self) -> &'static [Kind] {
        match self {
            Self::List(_) => &[Kind::List],
            Self::Map(_) => &[Kind::Map],
            Self::Text(_) => &[Text],
            Self::Of(kinds, _) => kinds,
        }
    }
}

/// A function: its name, what it does with its first value, of which kinds the others may be, and how it runs.
type Native = (&'static str, Access, &'static [&'static [Kind]], Run);

const NOTHING: &[&[Kind]] = &[&[]];
const BY_CLOSURE: &[&[Kind]] = &[&[Closure], &[Text]];
const STRETCH: &[&[Kind]] = &[&[Range], &[Through], &[Whole, Whole]];
const PART: &[&[Kind]] = &[&[Text], &[Sign]];
const NUMBERS: &[Kind] = &[Whole, Exact];
const RANGES: &[Kind] = &[Range, Through];

/// What scripts call by name.
const NATIVE: &[Native] = &[
    ("abs", Takes, NOTHING, Run::Of(NUMBERS, |_, number, _| of_number(number, INT::checked_abs, |number| number.abs()))),
    ("chars", Takes, &[&[], &[Whole], &[Whole, Whole], &[Range], &[Through]], Run::Text(chars)),
    ("clear", Changes, NOTHING, Run::List(|_, list, _| done(list.clear()))),
    ("clear", Changes, NOTHING, Run::Map(|_, map, _| done(map.clear()))),
    ("clear", Changes, NOTHING, Run::Text(|_, text, _| done(*text = ImmutableString::new()))),
    ("contains", Reads, &[&[Any]], Run::List(|context, list, [value, _]| Ok((place_of(context, list, &value, 0)? >= 0).into()))),
    ("contains", Reads, &[&[Text]], Run::Map(|_, map, [key, _]| Ok(map.contains_key(key.to_string().as_str()).into()))),
    ("contains", Takes, PART, Run::Text(|_, text, [part, _]| Ok(text.contains(part.to_string().as_str()).into()))),
    ("contains", Takes, &[&[Whole]], Run::Of(RANGES, |_, range, [number, _]| Ok(bounds(range).is_some_and(|bounds| within(bounds, &number)).into()))),
    ("dedup", Changes, NOTHING, Run::List(dedup)),
    ("dedup", Changes, BY_CLOSURE, Run::List(dedup)),
    ("drain", Changes, BY_CLOSURE, Run::List(|context, list, rest| take_out(context, list, rest, true))),
    ("drain", Changes, STRETCH, Run::List(|_, list, rest| Ok(list.drain(stretch(list.len(), &rest)).collect::<Array>().into()))),
    ("drain", Changes, &[&[Closure]], Run::Map(|context, map, rest| take_out_of_map(context, map, rest, true))),
    ("ends_with", Takes, PART, Run::Text(|_, text, [part, _]| Ok(text.ends_with(part.to_string().as_str()).into()))),
    ("extract", Reads, STRETCH, Run::List(extract)),
    ("extract", Reads, &[&[Whole]], Run::List(extract)),
    ("filter", Reads, BY_CLOSURE, Run::List(filter)),
    ("filter", Reads, &[&[Closure]], Run::Map(|context, map, rest| take_out_of_map(context, &mut map.clone(), rest, true))),
    ("floor", Takes, NOTHING, Run::Of(&[Exact], |_, number, _| of_number(number, Some, |number| number.floor()))),
    ("ceiling", Takes, NOTHING, Run::Of(&[Exact], |_, number, _| of_number(number, Some, |number| number.ceil()))),
    ("round", Takes, &[&[], &[Whole]], Run::Of(&[Exact], round)),
    ("for_each", Reads, &[&[Closure]], Run::List(for_each)),
    ("get", Reads, &[&[Whole]], Run::List(|_, list, [at, _]| Ok(list.get(start(list.len(), &at)).cloned().unwrap_or_default()))),
    ("get", Reads, &[&[Text]], Run::Map(|_, map, [key, _]| Ok(map.get(key.to_string().as_str()).cloned().unwrap_or_default()))),
    (
        "get",
        Takes,
        &[&[Whole]],
        Run::Text(|_, text, [at, _]| Ok(place(text.chars().count(), &at).and_then(|at| text.chars().nth(at)).map_or(Dynamic::UNIT, Dynamic::from_char))),
    ),
    ("index_of", Reads, &[&[Any], &[Any, Whole]], Run::List(index_of)),
    (
        "index_of",
        Takes,
        &[&[Text], &[Sign], &[Text, Whole], &[Sign, Whole]],
        Run::Text(|_, text, [part, from]| Ok(index_in(text, &part.to_string(), &from).into())),
    ),
    ("insert", Changes, &[&[Whole, Any]], Run::List(|_, list, [at, item]| done(list.insert(start(list.len(), &at), item)))),
    ("is_empty", Reads, NOTHING, Run::List(|_, list, _| Ok(list.is_empty().into()))),
    ("is_empty", Reads, NOTHING, Run::Map(|_, map, _| Ok(map.is_empty().into()))),
    ("is_empty", Takes, NOTHING, Run::Text(|_, text, _| Ok(text.is_empty().into()))),
    ("is_empty", Reads, NOTHING, Run::Of(RANGES, |_, range, _| Ok(bounds(range).is_none_or(|(from, to, through)| from > to || from == to && !through).into()))),
    ("keys", Reads, NOTHING, Run::Map(|_, map, _| Ok(map.keys().map(|key| key.clone().into()).collect::<Array>().into()))),
    ("len", Reads, NOTHING, Run::List(|_, list, _| Ok(count(list.len()).into()))),
    ("len", Reads, NOTHING, Run::Map(|_, map, _| Ok(count(map.len()).into()))),
    ("len", Takes, NOTHING, Run::Text(|_, text, _| Ok(count(text.chars().count()).into()))),
    ("map", Reads, BY_CLOSURE, Run::List(map)),
    ("map", Reads, &[&[Closure]], Run::Map(map_map)),
    ("min", Takes, &[&[Whole], &[Exact]], Run::Of(NUMBERS, |_, first, [second, _]| Ok(pick(first, &second, Ordering::Greater)))),
    ("min", Takes, &[&[Text]], Run::Of(&[Text], |_, first, [second, _]| Ok(pick(first, &second, Ordering::Greater)))),
    ("min", Takes, &[&[Sign]], Run::Of(&[Sign], |_, first, [second, _]| Ok(pick(first, &second, Ordering::Greater)))),
    ("max", Takes, &[&[Whole], &[Exact]], Run::Of(NUMBERS, |_, first, [second, _]| Ok(pick(first, &second, Ordering::Less)))),
    ("max", Takes, &[&[Text]], Run::Of(&[Text], |_, first, [second, _]| Ok(pick(first, &second, Ordering::Less)))),
    ("max", Takes, &[&[Sign]], Run::Of(&[Sign], |_, first, [second, _]| Ok(pick(first, &second, Ordering::Less)))),
    ("parse_int", Takes, &[&[], &[Whole]], Run::Text(parse_int)),
    ("pop", Changes, NOTHING, Run::List(|_, list, _| Ok(list.pop().unwrap_or_default()))),
    ("pop", Changes, &[&[], &[Whole]], Run::Text(pop)),
    ("push", Changes, &[&[Any]], Run::List(|_, list, [item, _]| done(list.push(item)))),
    ("range", Takes, &[&[Whole], &[Whole, Whole]], Run::Of(&[Whole], range)),
    ("range", Takes, &[&[Exact, Exact]], Run::Of(&[Exact], range)),
    ("range", Takes, &[&[Whole]], Run::Of(&[Range], range)),
    ("reduce", Reads, &[&[Closure], &[Text], &[Closure, Any], &[Text, Any]], Run::List(reduce)),
    ("remove", Changes, &[&[Whole]], Run::List(|_, list, [at, _]| Ok(place(list.len(), &at).map_or(Dynamic::UNIT, |at| list.remove(at))))),
    ("remove", Changes, &[&[Text]], Run::Map(|_, map, [key, _]| Ok(map.remove(key.to_string().as_str()).unwrap_or_default()))),
    ("remove", Changes, PART, Run::Text(|_, text, [part, _]| done(*text -= part.to_string().as_str()))),
    ("replace", Changes, &[&[Text, Text], &[Text, Sign], &[Sign, Text], &[Sign, Sign]], Run::Text(replace)),
    ("retain", Changes, BY_CLOSURE, Run::List(|context, list, rest| take_out(context, list, rest, false))),
    ("retain", Changes, STRETCH, Run::List(retain)),
    ("retain", Changes, &[&[Closure]], Run::Map(|context, map, rest| take_out_of_map(context, map, rest, false))),
    ("reverse", Changes, NOTHING, Run::List(|_, list, _| done(list.reverse()))),
    ("some", Reads, BY_CLOSURE, Run::List(|context, list, [closure, _]| Ok((first_that(context, list, &called(closure)?, 0)? >= 0).into()))),
    ("sort", Changes, NOTHING, Run::List(sort)),
    ("sort", Changes, BY_CLOSURE, Run::List(sort)),
    ("split", Changes, &[&[Whole]], Run::List(|_, list, [at, _]| Ok(list.split_off(start(list.len(), &at)).into()))),
    ("split", Reads, &[&[], &[Whole], &[Text], &[Sign], &[Text, Whole], &[Sign, Whole]], Run::Text(split)),
    ("starts_with", Takes, PART, Run::Text(|_, text, [part, _]| Ok(text.starts_with(part.to_string().as_str()).into()))),
    ("sub_string", Takes, STRETCH, Run::Text(sub_string)),
    ("sub_string", Takes, &[&[Whole]], Run::Text(sub_string)),
    ("to_decimal", Takes, NOTHING, Run::Of(NUMBERS, |_, number, _| Ok(as_number(number).map_or(Dynamic::UNIT, Dynamic::from_decimal)))),
    ("to_int", Takes, NOTHING, Run::Of(&[Whole, Exact, Sign], to_int)),
    ("to_string", Reads, NOTHING, Run::Of(&[Any], |context, value, _| Ok(spelt(context, value, false).into()))),
    ("trim", Changes, NOTHING, Run::Text(|_, text, _| done(*text = text.trim().into()))),
    ("truncate", Changes, &[&[Whole]], Run::List(|_, list, [length, _]| done(list.truncate(size(&length))))),
    ("truncate", Changes, &[&[Whole]], Run::Text(|_, text, [length, _]| done(*text = text.chars().take(size(&length)).collect()))),
    ("values", Reads, NOTHING, Run::Map(|_, map, _| Ok(map.values().cloned().collect::<Array>().into()))),
    ("zip", Reads, &[&[Kind::List, Closure]], Run::List(zip)),
];

/// What is read without brackets as well, as in `list.len`.
const PROPERTIES: [&str; 6] = ["len", "is_empty", "chars", "floor", "ceiling", "round"];

/// What scripts do not call by name: operators that rhai itself does not know, properties, and how values in lists and maps are written.
const SILENT: &[Native] = &[
    ("!", Takes, NOTHING, Run::Of(&[Flag], |_, flag, _| Ok(flag.as_bool().is_ok_and(|flag| !flag).into()))),
    ("-", Takes, NOTHING, Run::Of(NUMBERS, |_, number, _| of_number(number, INT::checked_neg, |number| -number))),
    ("+", Takes, NOTHING, Run::Of(NUMBERS, |_, number, _| of_number(number, Some, |number| number))),
    ("+", Takes, &[&[Any]], Run::Text(|context, text, [mut value, _]| Ok((&*text + &joined(context, &mut value)).into()))),
    ("+", Reads, &[&[Text]], Run::Of(&[Any], |context, value, [text, _]| Ok((joined(context, value) + text.to_string().as_str()).into()))),
    (
        "+",
        Takes,
        &[&[Kind::List]],
        Run::List(|_, list, [other, _]| Ok(std::mem::take(list).into_iter().chain(other.into_array().unwrap_or_default()).collect::<Array>().into())),
    ),
    ("+", Takes, &[&[Kind::Map]], Run::Map(|_, map, [other, _]| Ok(std::mem::take(map).into_iter().chain(map_in(other)).collect::<Map>().into()))),
    ("+=", Changes, &[&[Any]], Run::Text(|context, text, [mut value, _]| done(*text += &joined(context, &mut value)))),
    ("+=", Changes, &[&[Kind::Map]], Run::Map(|_, map, [other, _]| done(map.extend(map_in(other))))),
    ("==", Reads, &[&[Kind::List]], Run::List(|context, list, [other, _]| Ok(same_lists(context, list, other)?.into()))),
    ("!=", Reads, &[&[Kind::List]], Run::List(|context, list, [other, _]| Ok((!same_lists(context, list, other)?).into()))),
    ("==", Reads, &[&[Kind::Map]], Run::Map(|context, map, [other, _]| Ok(same_maps(context, map, other)?.into()))),
    ("!=", Reads, &[&[Kind::Map]], Run::Map(|context, map, [other, _]| Ok((!same_maps(context, map, other)?).into()))),
    ("to_debug", Reads, NOTHING, Run::Of(&[Any], |context, value, _| Ok(spelt(context, value, true).into()))),
    ("get$is_zero", Takes, NOTHING, Run::Of(NUMBERS, |_, number, _| Ok(as_number(number).is_some_and(|number| number.is_zero()).into()))),
    ("get$is_odd", Takes, NOTHING, Run::Of(&[Whole], |_, number, _| Ok(number.as_int().is_ok_and(|number| number % 2 != 0).into()))),
    ("get$is_even", Takes, NOTHING, Run::Of(&[Whole], |_, number, _| Ok(number.as_int().is_ok_and(|number| number % 2 == 0).into()))),
    ("get$start", Reads, NOTHING, Run::Of(RANGES, |_, range, _| Ok(bounds(range).map_or(Dynamic::UNIT, |(from, ..)| from.into())))),
    ("get$end", Reads, NOTHING, Run::Of(RANGES, |_, range, _| Ok(bounds(range).map_or(Dynamic::UNIT, |(_, to, _)| to.into())))),
];

/// The names of what scripts may call beside the words of the language.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NATIVE.iter().map(|(name, ..)| *name)
}

/// Whether scripts may call it although it is no word of the language.
pub(super) fn is_native(name: &str) -> bool {
    names().any(|known| known == name)
}

/// Hands it all to an engine.
pub(super) fn register(engine: &mut Engine) {
    let mut module = Module::new();
    for native in NATIVE.iter().chain(SILENT) {
        let (name, _, others, run) = native;
        for first in run.first() {
            for others in *others {
                let kinds: Vec<TypeId> = std::iter::once(first).chain(*others).map(|kind| kind.id()).collect();
                FuncRegistration::new(*name).set_into_module_raw(&mut module, &kinds, function(native));
                if others.is_empty() && PROPERTIES.contains(name) {
                    FuncRegistration::new(format!("{GETTER}{name}")).set_into_module_raw(&mut module, &kinds, function(native));
                }
            }
        }
    }
    module.set_iter(Kind::List.id(), |list| Box::new(list.into_array().unwrap_or_default().into_iter()));
    module.set_iter(Text.id(), |text| Box::new(text.to_string().chars().map(Dynamic::from_char).collect::<Array>().into_iter()));
    module.set_iter(TypeId::of::<Chars>(), |chars| Box::new(chars.cast::<Chars>().0.into_iter().map(Dynamic::from_char)));
    for range in [Range, Through] {
        module.set_iter(range.id(), |range| {
            let (from, to, through) = bounds(&range).unwrap_or_default();
            Box::new((from..to).chain((through && from <= to).then_some(to)).map(Dynamic::from_int))
        });
    }
    module.set_iter(TypeId::of::<Steps>(), |steps| Box::new(steps.cast::<Steps>()));
    engine.register_global_module(module.into());
}

fn function((_, access, _, run): &Native) -> RhaiFunc {
    let run = *run;
    let func = Shared::new(move |context: Option<Context<'_>>, args: &mut [&mut Dynamic]| -> Answer {
        let (Some(context), Some((first, rest))) = (context, args.split_first_mut()) else { return Ok(Dynamic::UNIT) };
        let mut rest = rest.iter_mut().map(|value| value.take().flatten());
        let rest = [rest.next().unwrap_or_default(), rest.next().unwrap_or_default()];
        let answer = match run {
            Run::List(run) => first.write_lock().map(|mut list| run(&context, &mut list, rest)),
            Run::Map(run) => first.write_lock().map(|mut map| run(&context, &mut map, rest)),
            Run::Text(run) => first.write_lock().map(|mut text| run(&context, &mut text, rest)),
            Run::Of(_, run) => Some(run(&context, first, rest)),
        };
        // It is of the right type, or this function had not been chosen; but it may be in use.
        answer.unwrap_or_else(|| Err(EvalAltResult::ErrorDataRace(context.fn_name().into(), Position::NONE).into()))
    });
    let (has_context, is_volatile) = (true, false);
    match access {
        Takes => RhaiFunc::Pure { func, has_context, is_pure: true, is_volatile },
        Reads => RhaiFunc::Method { func, has_context, is_pure: true, is_volatile },
        Changes => RhaiFunc::Method { func, has_context, is_pure: false, is_volatile },
    }
}

fn done(_: ()) -> Answer {
    Ok(Dynamic::UNIT)
}

fn arithmetic(text: String) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(text, Position::NONE).into()
}

fn count(length: usize) -> INT {
    INT::try_from(length).unwrap_or(INT::MAX)
}

/// A length that a script wrote: below nothing is nothing.
fn size(length: &Dynamic) -> usize {
    usize::try_from(length.as_int().unwrap_or(0).max(0)).unwrap_or(usize::MAX)
}

/// Where something starts, counted from the end if negative, and cut to what there is.
fn start(length: usize, at: &Dynamic) -> usize {
    let at = at.as_int().unwrap_or(0);
    let distance = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX).min(length);
    if at < 0 { length - distance } else { distance }
}

/// An existing place, counted from the end if negative.
fn place(length: usize, at: &Dynamic) -> Option<usize> {
    let at = at.as_int().ok()?;
    let distance = usize::try_from(at.unsigned_abs()).ok()?;
    if at < 0 { length.checked_sub(distance) } else { Some(distance).filter(|at| *at < length) }
}

/// The first and the last number of a range, and whether the last belongs to it.
fn bounds(range: &Dynamic) -> Option<(INT, INT, bool)> {
    let open = range.read_lock::<ExclusiveRange>().map(|range| (range.start, range.end, false));
    open.or_else(|| range.read_lock::<InclusiveRange>().map(|range| (*range.start(), *range.end(), true)))
}

fn within((from, to, through): (INT, INT, bool), number: &Dynamic) -> bool {
    number.as_int().is_ok_and(|number| from <= number && (number < to || through && number == to))
}

/// From where to where: by a range, by where it starts and how long it is, or by where it starts alone.
fn stretch(length: usize, rest: &Rest) -> std::ops::Range<usize> {
    let (from, many) = match bounds(&rest[0]) {
        Some((from, to, through)) => {
            let from = from.max(0);
            (from.into(), to.max(from).saturating_sub(from).saturating_add(through.into()).into())
        }
        None => (rest[0].clone(), if rest[1].is_unit() { INT::MAX.into() } else { rest[1].clone() }),
    };
    let from = start(length, &from);
    from..from.saturating_add(size(&many)).min(length)
}

/// The closure itself, or the function of that name.
fn called(closure: Dynamic) -> Result<FnPtr, Box<EvalAltResult>> {
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

fn holds(answer: Answer) -> Result<bool, Box<EvalAltResult>> {
    Ok(answer?.as_bool().unwrap_or(false))
}

/// The first place at which a closure says yes; -1 if there is none.
fn first_that(context: &Context<'_>, list: &mut Array, closure: &FnPtr, from: usize) -> Result<INT, Box<EvalAltResult>> {
    for (index, item) in list.iter_mut().enumerate().skip(from) {
        if holds(ask(context, closure, item, index))? {
            return Ok(count(index));
        }
    }
    Ok(-1)
}

/// Whether two values are the same, as `==` says.
fn same(context: &Context<'_>, one: &mut Dynamic, other: &mut Dynamic) -> Result<bool, Box<EvalAltResult>> {
    holds(context.call_native_fn_raw("==", true, &mut [one, other]))
}

/// The first place of a value; -1 if there is none.
fn place_of(context: &Context<'_>, list: &mut Array, value: &Dynamic, from: usize) -> Result<INT, Box<EvalAltResult>> {
    for (index, item) in list.iter_mut().enumerate().skip(from) {
        if same(context, item, &mut value.clone())? {
            return Ok(count(index));
        }
    }
    Ok(-1)
}

fn same_lists(context: &Context<'_>, list: &mut Array, other: Dynamic) -> Result<bool, Box<EvalAltResult>> {
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

fn map_in(map: Dynamic) -> Map {
    map.try_cast().unwrap_or_default()
}

fn same_maps(context: &Context<'_>, map: &mut Map, other: Dynamic) -> Result<bool, Box<EvalAltResult>> {
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

fn index_of(context: &Context<'_>, list: &mut Array, [sought, from]: Rest) -> Answer {
    let from = start(list.len(), &from);
    Ok(match sought.try_cast_result::<FnPtr>() {
        Ok(closure) => first_that(context, list, &closure, from)?,
        Err(value) => place_of(context, list, &value, from)?,
    }
    .into())
}

fn for_each(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    for (index, item) in list.iter_mut().enumerate() {
        let _ = call_back(context, &closure, (Some(item), None), &[], Some(count(index).into()))?;
    }
    Ok(Dynamic::UNIT)
}

fn map(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    Ok(list.iter_mut().enumerate().map(|(index, item)| ask(context, &closure, item, index)).collect::<Result<Array, _>>()?.into())
}

fn filter(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
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
fn take_out(context: &Context<'_>, list: &mut Array, [closure, _]: Rest, said: bool) -> Answer {
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

fn reduce(context: &Context<'_>, list: &mut Array, [closure, initial]: Rest) -> Answer {
    let closure = called(closure)?;
    let mut items = list.iter_mut().enumerate();
    items.try_fold(initial, |result, (index, item)| call_back(context, &closure, (Some(item), Some(1)), &[result], Some(count(index).into())))
}

fn zip(context: &Context<'_>, list: &mut Array, [other, closure]: Rest) -> Answer {
    let closure = called(closure)?;
    let pairs = list.iter().zip(other.into_array().unwrap_or_default()).enumerate();
    let both = pairs.map(|(index, (one, other))| call_back(context, &closure, (None, None), &[one.clone(), other], Some(count(index).into())));
    Ok(both.collect::<Result<Array, _>>()?.into())
}

fn extract(_: &Context<'_>, list: &mut Array, rest: Rest) -> Answer {
    Ok(list.get(stretch(list.len(), &rest)).map_or_else(Array::new, <[Dynamic]>::to_vec).into())
}

fn retain(_: &Context<'_>, list: &mut Array, rest: Rest) -> Answer {
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

fn dedup(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
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

/// How two plain values stand to each other; nothing if they have no order.
fn natural(one: &Dynamic, other: &Dynamic) -> Option<Ordering> {
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

/// Puts a list in order; what is equal stays in the order in which it came.
///
/// Each item goes to its place among those before it. The sort of the standard library stops the program where a closure knows no order.
fn sort(context: &Context<'_>, list: &mut Array, [closure, _]: Rest) -> Answer {
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

fn map_map(context: &Context<'_>, map: &mut Map, [closure, _]: Rest) -> Answer {
    let closure = called(closure)?;
    let mut mapped = Map::new();
    for (key, value) in map {
        mapped.insert(key.clone(), call_back(context, &closure, (Some(value), Some(1)), &[key.clone().into()], None)?);
    }
    Ok(mapped.into())
}

/// Takes out of a map what a closure says yes of, or all else, and returns it.
fn take_out_of_map(context: &Context<'_>, map: &mut Map, [closure, _]: Rest, said: bool) -> Answer {
    let closure = called(closure)?;
    let mut taken = Map::new();
    for (key, mut value) in std::mem::take(map) {
        let yes = holds(call_back(context, &closure, (Some(&mut value), Some(1)), &[key.clone().into()], None))?;
        if yes == said { &mut taken } else { &mut *map }.insert(key, value);
    }
    Ok(taken.into())
}

/// A part of a text, by its characters.
fn cut(text: &str, rest: &Rest) -> impl Iterator<Item = char> {
    let part = stretch(text.chars().count(), rest);
    text.chars().skip(part.start).take(part.len())
}

/// The characters of a text, one by one.
#[derive(Clone)]
struct Chars(Vec<char>);

fn chars(_: &Context<'_>, text: &mut ImmutableString, rest: Rest) -> Answer {
    // Turned about, a range that holds its last number as well holds none here.
    let none = bounds(&rest[0]).is_some_and(|(from, to, _)| from.max(0) > to);
    let chars = if none { Vec::new() } else { cut(text, &rest).collect() };
    Ok(Dynamic::from(Chars(chars)))
}

fn sub_string(_: &Context<'_>, text: &mut ImmutableString, rest: Rest) -> Answer {
    Ok(cut(text, &rest).collect::<String>().into())
}

/// A text in two, before and from the character at that place.
fn halves(text: &str, at: usize) -> (ImmutableString, ImmutableString) {
    let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    let (before, behind) = text.split_at(at);
    (before.into(), behind.into())
}

fn pop(_: &Context<'_>, text: &mut ImmutableString, [length, _]: Rest) -> Answer {
    let whole = text.chars().count();
    let one = length.is_unit();
    let (before, behind) = halves(text, whole - if one { whole.min(1) } else { size(&length).min(whole) });
    *text = before;
    if one {
        return Ok(behind.chars().next().map_or(Dynamic::UNIT, Dynamic::from_char));
    }
    Ok(behind.into())
}

fn index_in(text: &str, part: &str, from: &Dynamic) -> INT {
    let length = text.chars().count();
    let from = start(length, from);
    if from >= length {
        return -1;
    }
    let (before, behind) = halves(text, from);
    behind.split_once(part).map_or(-1, |(between, _)| count(before.chars().chain(between.chars()).count()))
}

fn replace(_: &Context<'_>, text: &mut ImmutableString, [part, by]: Rest) -> Answer {
    if !text.is_empty() {
        *text = text.replace(part.to_string().as_str(), &by.to_string()).into();
    }
    Ok(Dynamic::UNIT)
}

fn split(_: &Context<'_>, text: &mut ImmutableString, [by, parts]: Rest) -> Answer {
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

fn parse_int(_: &Context<'_>, text: &mut ImmutableString, [base, _]: Rest) -> Answer {
    let base = base.as_int().unwrap_or(10);
    let sound = u32::try_from(base).ok().filter(|base| (2..=36).contains(base)).ok_or_else(|| arithmetic(format!("Invalid radix: '{base}'")))?;
    let number = INT::from_str_radix(text.trim(), sound);
    Ok(number.map_err(|error| arithmetic(format!("Error parsing integer number '{text}': {error}")))?.into())
}

/// A number made of a number, whole of whole; what it was read from is no longer told.
fn of_number(number: &Dynamic, whole: fn(INT) -> Option<INT>, exact: fn(Decimal) -> Decimal) -> Answer {
    match number.as_int() {
        Ok(number) => Ok(whole(number).ok_or_else(|| arithmetic(format!("Negation overflow: -{number}")))?.into()),
        Err(_) => Ok(number.as_decimal().map_or(Dynamic::UNIT, |number| exact(number).into())),
    }
}

fn round(_: &Context<'_>, number: &mut Dynamic, [digits, _]: Rest) -> Answer {
    let digits = digits.as_int().unwrap_or(0);
    if digits < 0 {
        return Err(arithmetic(format!("Invalid number of digits for rounding: {digits}")));
    }
    let number = number.as_decimal().unwrap_or_default();
    Ok(u32::try_from(digits).map_or(number, |digits| number.round_dp(digits)).into())
}

fn to_int(_: &Context<'_>, value: &mut Dynamic, _: Rest) -> Answer {
    if let Ok(sign) = value.as_char() {
        return Ok(INT::from(u32::from(sign)).into());
    }
    let number = as_number(value).unwrap_or_default();
    Ok(INT::try_from(number.trunc()).map_err(|_| arithmetic(format!("Integer overflow: to_int({number})")))?.into())
}

/// The first of two values, or the second where the first is `beyond` it. Beside a decimal a whole number becomes one.
fn pick(first: &Dynamic, second: &Dynamic, beyond: Ordering) -> Dynamic {
    let value = if natural(first, second) == Some(beyond) { second } else { first };
    let mut value = match as_number(value) {
        Some(number) if first.is_decimal() || second.is_decimal() => number.into(),
        _ => value.flatten_clone(),
    };
    value.set_tag(0);
    value
}

fn range(_: &Context<'_>, from: &mut Dynamic, [to, step]: Rest) -> Answer {
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
struct Steps {
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

/// A value as it is written in a text.
fn joined(context: &Context<'_>, value: &mut Dynamic) -> ImmutableString {
    if value.is_string() || value.is_char() || value.is_unit() {
        return value.to_string().into();
    }
    written(context, value, false)
}

/// A value as the function for values of its type writes it, alone or in a list or map.
fn written(context: &Context<'_>, value: &mut Dynamic, inside: bool) -> ImmutableString {
    let name = if inside { "to_debug" } else { "to_string" };
    match context.call_native_fn_raw(name, true, &mut [value]) {
        Ok(text) if text.is_string() => text.to_string().into(),
        Ok(other) => context.engine().map_type_name(other.type_name()).into(),
        Err(_) => shown(context, value, inside),
    }
}

/// A value as rhai shows it; of a type of the host's, its name.
fn shown(context: &Context<'_>, value: &Dynamic, inside: bool) -> ImmutableString {
    let text = if inside { format!("{value:?}") } else { value.to_string() };
    context.engine().map_type_name(&text).into()
}

/// A value written for itself; a text is in quotes where it stands in a list or map.
fn spelt(context: &Context<'_>, value: &mut Dynamic, inside: bool) -> ImmutableString {
    if let Some(mut list) = value.write_lock::<Array>() {
        let items: Vec<ImmutableString> = list.iter_mut().map(|item| written(context, item, true)).collect();
        return format!("[{}]", items.join(", ")).into();
    }
    if let Some(mut map) = value.write_lock::<Map>() {
        let entries: Vec<String> = map.iter_mut().map(|(key, value)| format!("{key:?}: {}", written(context, value, true))).collect();
        return format!("#{{{}}}", entries.join(", ")).into();
    }
    if value.is_char() || value.is_fnptr() || value.is_string() && !inside {
        return value.to_string().into();
    }
    shown(context, value, inside)
}
