//! What scripts may call of rhai beside the words of the language: functions and operators on lists, maps, texts and numbers, and what `for` walks over.
//!
//! rhai brings packages of such functions, several times as many as a rule needs, and each with code of its own for every type. Here is one table of
//! those that scripts may call. They do what rhai's own do, down to negative places, which count from the end, and bounds, which are cut to what there is.
#![expect(clippy::needless_pass_by_value, reason = "the functions of the table are all of one shape")]
#![expect(clippy::unit_arg, reason = "a function that gives nothing back takes one line, as all others do")]

mod list;
mod number;
mod text;
mod writing;

use super::engine::GETTER;
use super::value::as_number;
use list::{
    called, dedup, extract, filter, first_that, for_each, index_of, map, map_in, map_map, place_of, reduce, retain, same_lists, same_maps, sort, take_out,
    take_out_of_map, zip,
};
use number::{Steps, of_number, pick, range, round, to_int};
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, FuncRegistration, INT, ImmutableString, Map, Module, NativeCallContext, Position, RhaiFunc, Shared};
use rust_decimal::Decimal;
use std::any::TypeId;
use std::cmp::Ordering;
use text::{Chars, chars, index_in, parse_int, pop, replace, split, sub_string};
use writing::{joined, spelt};

/// A range without its last number.
type ExclusiveRange = std::ops::Range<INT>;
/// A range with it.
type InclusiveRange = std::ops::RangeInclusive<INT>;
type Answer<T = Dynamic> = Result<T, Box<EvalAltResult>>;
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
