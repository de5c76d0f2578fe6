//! The rhai engine that scripts run on: forbidden words, limits, numbers, and the language's words.

use super::call::{Call, Outcome, Stop};
use super::closure::Subject;
use super::named;
use super::native;
use super::session::Session;
use super::value::{Figure, Handle, TallyFigure, as_number, from_input, input_of, number};
use super::verdict::arithmetic;
use super::weight::weight;
use super::words::{Group, WORDS};
use crate::calendar::{Day, DayPart};
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::{Parts, Range, Status, Truth, Verdict};
use rhai::{Dynamic, Engine, EvalAltResult, INT, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;
use std::any::TypeId;
use std::cmp::Ordering;
use std::sync::Arc;

/// Words of rhai that packs may not use: they reach outside, hide errors, or make code from text.
pub(super) const FORBIDDEN: &[&str] = &["import", "export", "eval", "try", "catch", "throw", "Fn", "curry", "call", "this", "??", "global"];

/// Levels of calls and of nested expressions; together they fit the smallest stack that a host gives (1 MiB).
const CALL_LEVELS: usize = 16;
const EXPRESSION_DEPTH: usize = 32;
/// Nested expressions outside of functions: each word of a chain counts, and a table has as many as it has columns.
const CHAIN: usize = 128;

type Native = Result<Dynamic, Box<EvalAltResult>>;

/// An engine whose words speak to the session.
pub(super) fn engine(session: &Arc<Session>) -> Engine {
    let mut engine = Engine::new_raw();
    native::register(&mut engine);
    for word in FORBIDDEN {
        engine.disable_symbol(*word);
    }
    engine.set_fast_operators(false);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_strict_variables(true);
    // Under `sync` the interner stands behind a lock that every text would take.
    engine.set_max_strings_interned(0);
    engine.set_max_call_levels(CALL_LEVELS);
    engine.set_max_expr_depths(CHAIN, EXPRESSION_DEPTH);
    engine.set_max_functions(2_000);
    engine.set_max_variables(1_000);
    // Small enough that a list whose every item is a text or list of the greatest size still fits into memory: rhai looks only afterwards.
    engine.set_max_string_size(10_000);
    engine.set_max_array_size(1_000);
    engine.set_max_map_size(1_000);
    let counter = session.clone();
    engine.on_progress(move |_| (!counter.may_go_on()).then_some(Dynamic::UNIT));
    engine.on_print(|_| {});
    engine.on_debug(|_, _, _| {});
    register_words(&mut engine, session);
    register_numbers(&mut engine);
    register_comparisons(&mut engine, session);
    register_reading(&mut engine, session);
    engine
}

fn register_words(engine: &mut Engine, session: &Arc<Session>) {
    let any = TypeId::of::<Dynamic>();
    for word in WORDS {
        for arity in word.arities {
            for name in [word.name, word.twin] {
                let session = session.clone();
                let run = move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
                    let position = context.call_position();
                    let args = args.iter().map(|arg| linked(arg.flatten_clone())).collect::<Result<_, Stop>>().map_err(|stop| stop.into_rhai(position))?;
                    let mut call = Call { word, name, args, place: session.place(&context), session: &session };
                    if session.is_judging() && declares(word.name) {
                        return Err(Stop::from(phase(word.name, word.twin).at(call.place)).into_rhai(position));
                    }
                    let outcome = match (word.handler)(&mut call) {
                        // What one part of a verdict lacks says nothing of the others.
                        Err(Stop::Undecided { open }) if matches!(word.group, Group::Compare | Group::Verdict) => {
                            Ok(Dynamic::from(Verdict::said(if open { Status::NotDue } else { Status::Unknown }, None)))
                        }
                        outcome => outcome,
                    };
                    outcome.and_then(|value| bounded(&call, value)).map_err(|stop| stop.into_rhai(position))
                };
                engine.register_raw_fn(name, vec![any; *arity], run);
            }
        }
    }
}

/// How deep links are looked for in lists and maps.
const LINKED: usize = 4;

/// A link as what a word takes it for, alone, in a list or in a map: the id of its row.
fn linked(value: Dynamic) -> Result<Dynamic, Stop> {
    linked_in(value, LINKED)
}

fn linked_in(value: Dynamic, depth: usize) -> Result<Dynamic, Stop> {
    if let Some(subject) = value.read_lock::<Subject>() {
        return subject.value();
    }
    let tag = value.tag();
    let Some(depth) = depth.checked_sub(1) else { return Ok(value) };
    match value.try_cast_result::<rhai::Array>() {
        Ok(list) => {
            let mut list = Dynamic::from(list.into_iter().map(|item| linked_in(item, depth)).collect::<Result<rhai::Array, Stop>>()?);
            list.set_tag(tag);
            Ok(list)
        }
        Err(value) => match value.try_cast_result::<rhai::Map>() {
            Ok(map) => {
                let map = map.into_iter().map(|(name, value)| Ok((name, linked_in(value, depth)?)));
                Ok(Dynamic::from(map.collect::<Result<rhai::Map, Stop>>()?))
            }
            Err(value) => Ok(value),
        },
    }
}

/// What a word returned, if it has not grown too large; a large value costs as much as it has parts.
fn bounded(call: &Call<'_>, value: Dynamic) -> Outcome {
    let parts = weight(&value).ok_or_else(|| {
        Stop::from(
            Diagnostic::error(Code::ScriptLimit, "条件、统计或判定拼得太大", "a condition, query or verdict grows too large")
                .help("拆成几条规则，或检查循环会不会结束", "split it into several rules, or check that its loops end")
                .at(call.place.clone()),
        )
    })?;
    call.session.charge(parts);
    Ok(value)
}

/// Whether a word declares: such words have no place in a closure.
fn declares(name: &str) -> bool {
    const DECLARE: [&str; 18] = [
        "uses",
        "policy",
        "clause",
        "param",
        "phase",
        "reading",
        "table",
        "entity",
        "rule",
        "scale",
        "bands",
        "scorecard",
        "profile",
        "form",
        "test",
        "missing",
        "not_yet",
        "ratio",
    ];
    DECLARE.contains(&name)
}

fn phase(name: &str, twin: &str) -> Diagnostic {
    Diagnostic::error(Code::ScriptPhase, format!("判定时不能再用“{twin}”({name})声明"), format!("`{name}` declares; a closure that judges cannot"))
        .help("把声明写在函数外面", "declare it outside the closure")
}

fn slip(context: &NativeCallContext<'_>, code: Code, zh: String, en: String) -> Box<EvalAltResult> {
    // The place is filled in by whoever ran the script: only it knows which file's code this is.
    Stop::from(Diagnostic::error(code, zh, en)).into_rhai(context.call_position())
}

/// Arithmetic: exact, and a result keeps the measure that one of its sides came from.
fn register_numbers(engine: &mut Engine) {
    let int = TypeId::of::<INT>();
    let decimal = TypeId::of::<Decimal>();
    let figure = TypeId::of::<Figure>();
    for operator in ["+", "-", "*", "/"] {
        for left in [int, decimal, figure] {
            for right in [int, decimal, figure] {
                let run = move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| calculate(&context, operator, args);
                engine.register_raw_fn(operator, [left, right], run);
            }
        }
    }
    for (assigned, operator) in [("+=", "+"), ("-=", "-"), ("*=", "*"), ("/=", "/")] {
        for left in [int, decimal, figure] {
            for right in [int, decimal, figure] {
                let run = move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
                    let value = calculate(&context, operator, args)?;
                    if let Some(target) = args.first_mut() {
                        **target = value;
                    }
                    Ok(Dynamic::UNIT)
                };
                engine.register_raw_fn(assigned, [left, right], run);
            }
        }
    }
}

fn calculate(context: &NativeCallContext<'_>, operator: &str, args: &mut [&mut Dynamic]) -> Native {
    let [left, right] = args else { return Ok(Dynamic::UNIT) };
    if let (Some(a), Some(b)) = (as_number(left), as_number(right)) {
        let value = operate(operator, a, b)
            .ok_or_else(|| slip(context, Code::ScriptError, format!("算不出 {a} {operator} {b}"), format!("{a} {operator} {b} has no result")))?;
        let input = match (input_of(left), input_of(right)) {
            (Some(a), Some(b)) if a != b => None,
            (a, b) => a.or(b),
        };
        let value = number(value);
        return Ok(input.map_or(value.clone(), |input| from_input(value, input)));
    }
    let (a, b) = (figure_of(left), figure_of(right));
    let (Some(a), Some(b)) = (a, b) else { return Ok(Dynamic::UNIT) };
    Ok(Dynamic::from(arithmetic(&a, &b, |a, b| operate_range(operator, a, b))))
}

fn operate(operator: &str, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operator {
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        _ => a.checked_div(b),
    }
}

fn operate_range(operator: &str, a: &Range, b: &Range) -> Range {
    match operator {
        "+" => a.combine(b, Decimal::checked_add),
        "-" => a.combine(&b.negated(), Decimal::checked_add),
        // Only a known positive factor keeps the ends in order; anything else says nothing about the result.
        "*" => match (a.value(), b.value()) {
            (_, Some(factor)) if factor > Decimal::ZERO => a.combine(b, Decimal::checked_mul),
            (Some(factor), _) if factor > Decimal::ZERO => b.combine(a, Decimal::checked_mul),
            _ => Range::EVERYTHING,
        },
        _ => match b.value() {
            Some(divisor) if divisor > Decimal::ZERO => a.combine(b, Decimal::checked_div),
            _ => Range::EVERYTHING,
        },
    }
}

fn figure_of(value: &Dynamic) -> Option<Figure> {
    if let Some(number) = as_number(value) {
        return Some(Figure::exactly(number, false, input_of(value)));
    }
    if let Some(day) = value.clone().try_cast::<Day>() {
        return Some(Figure::exactly(Decimal::from(day.number()), true, input_of(value)));
    }
    value.clone().try_cast::<Figure>()
}

const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// Comparisons: values of different types are an error, never quietly false; uncertain ones answer only if both ends agree.
fn register_comparisons(engine: &mut Engine, session: &Arc<Session>) {
    let numbers = [TypeId::of::<INT>(), TypeId::of::<Decimal>()];
    let text = TypeId::of::<ImmutableString>();
    let flag = TypeId::of::<bool>();
    let nothing = TypeId::of::<()>();
    let day = TypeId::of::<Day>();
    let figure = TypeId::of::<Figure>();
    let list = TypeId::of::<rhai::Array>();
    let row = TypeId::of::<Subject>();
    let verdict = TypeId::of::<Verdict>();
    let all = [numbers[0], numbers[1], text, flag, nothing, day, figure, list, row, verdict];
    let own = [text, day, figure, row, verdict];
    let class = |id: TypeId| all.iter().position(|known| *known == id).map_or(0, |index| index.max(1));
    for operator in COMPARISONS {
        for left in all {
            for right in all {
                if own.contains(&left) || own.contains(&right) || class(left) != class(right) {
                    let session = session.clone();
                    let run = move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| {
                        let [left, right] = args else { return Ok(Dynamic::FALSE) };
                        let side = |value: &Dynamic| linked(value.flatten_clone()).map_err(|stop| stop.into_rhai(context.call_position()));
                        let (left, right) = (side(left)?, side(right)?);
                        take_figures(&session, &[&left, &right]);
                        compare(&context, &session, operator, &left, &right)
                    };
                    engine.register_raw_fn(operator, [left, right], run);
                }
            }
        }
    }
}

/// A comparison answers for the uncertain values that it takes: it gives an answer that holds for all of them, or none.
fn take_figures(session: &Session, args: &[&Dynamic]) {
    let figures = args.iter().filter_map(|arg| arg.read_lock::<Figure>());
    figures.flat_map(|figure| figure.inputs.clone()).for_each(|input| session.take(input));
}

fn compare(context: &NativeCallContext<'_>, session: &Session, operator: &str, left: &Dynamic, right: &Dynamic) -> Native {
    let mixed = || {
        let place = session.place(context);
        Stop::from(super::explain::mixed(left, right, session.is_chinese(&place)).at(place)).into_rhai(context.call_position())
    };
    if left.is_string() && right.is_string() {
        return compare_texts(context, session, operator, left, right);
    }
    let missing = |value: &Dynamic| value.read_lock::<Figure>().is_some_and(|figure| figure.missing);
    if missing(left) || missing(right) {
        return Err(Stop::Undecided { open: false }.into_rhai(context.call_position()));
    }
    let (Some(a), Some(b)) = (figure_of(left), figure_of(right)) else {
        // A cell that is known to be empty equals no text and no flag; while it may still be filled, nobody can tell.
        let nothing = |value: &Dynamic| value.read_lock::<Figure>().filter(|figure| figure.nothing == super::value::Nothing::Yes).map(|figure| figure.open);
        return match nothing(left).or_else(|| nothing(right)) {
            Some(true) => Err(Stop::Undecided { open: true }.into_rhai(context.call_position())),
            Some(false) => Ok(Dynamic::from(operator == "!=")),
            None => Err(mixed()),
        };
    };
    if a.nothing == super::value::Nothing::Yes && !a.open || b.nothing == super::value::Nothing::Yes && !b.open {
        return Ok(Dynamic::from(operator == "!="));
    }
    if a.is_day != b.is_day {
        return Err(mixed());
    }
    let truth = if a.nothing == super::value::Nothing::No && b.nothing == super::value::Nothing::No {
        match operator {
            ">=" => a.reach.at_least_range(&b.reach),
            "<=" => b.reach.at_least_range(&a.reach),
            ">" => b.reach.at_least_range(&a.reach).not(),
            "<" => a.reach.at_least_range(&b.reach).not(),
            "==" => a.reach.same(&b.reach),
            _ => a.reach.same(&b.reach).not(),
        }
    } else {
        Truth::Maybe
    };
    match truth {
        Truth::Yes => Ok(Dynamic::TRUE),
        Truth::No => Ok(Dynamic::FALSE),
        Truth::Maybe => Err(Stop::Undecided { open: a.open || b.open }.into_rhai(context.call_position())),
    }
}

/// Texts: choices go by their ids and ranks, links by the rows that they lead to, and all others by what is written.
fn compare_texts(context: &NativeCallContext<'_>, session: &Session, operator: &str, left: &Dynamic, right: &Dynamic) -> Native {
    let call = session.call();
    let (own, other) = (named::column(call.as_ref(), left), named::column(call.as_ref(), right));
    let place = || session.place(context);
    let stopped = |stop: Stop| stop.into_rhai(context.call_position());
    if let Some(doubt) = named::doubt(call.as_ref(), left, right) {
        return Err(stopped(doubt.at(place()).into()));
    }
    let (left, right) = (left.to_string(), right.to_string());
    let holds = |order: Ordering| match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    };
    let targets = own.zip(other).and_then(|(own, other)| Some((own.kind.target()?, other.kind.target()?)));
    if let Some((one, another)) = targets.filter(|(one, another)| one != another) {
        let (zh, en) = (format!("两边指向不同的表：{one}、{another}"), format!("they link to different tables: {one} and {another}"));
        return Err(slip(context, Code::ScriptMixed, zh, en));
    }
    let Some(column) = own.or(other).filter(|column| column.kind.choices().is_some()) else { return Ok(Dynamic::from(holds(left.cmp(&right)))) };
    let left = named::id(Some(column), &left, own.is_none(), &place()).map_err(stopped)?;
    let right = named::id(Some(column), &right, other.is_none(), &place()).map_err(stopped)?;
    if matches!(operator, "==" | "!=") {
        return Ok(Dynamic::from(holds(left.cmp(&right))));
    }
    let ranks = named::ranks(column, &place()).map_err(stopped)?;
    let rank = |id: &String| ranks.iter().position(|known| known == id);
    Ok(Dynamic::from(holds(rank(&left).cmp(&rank(&right)))))
}

/// A part of a share: its name, the Chinese twin, and how it is taken.
type PartOfShare = (&'static str, &'static str, fn(&Parts) -> Range);
pub(crate) const PARTS: [PartOfShare; 2] = [("met", "达标数", |parts| parts.met), ("total", "总数", |parts| parts.total)];

/// What rhai puts before the name of a property to call what reads it.
pub(super) const GETTER: &str = "get$";

/// A figure as scripts see it: a plain number where it is known and stands, which then answers for the input that it comes from.
fn settled(figure: Figure, session: &Session) -> Dynamic {
    let Some((value, input)) = figure.reach.value().filter(|_| !figure.open).zip(figure.input()) else { return Dynamic::from(figure) };
    session.take(input);
    from_input(number(value), input)
}

/// What is told of a value, with the input that the value was read from.
fn keeping(value: &Dynamic, told: Dynamic) -> Dynamic {
    match input_of(value) {
        Some(input) => from_input(told, input),
        None => told,
    }
}

/// Reading `m.lessons`, `trip.host.role`, `date.month`; and keeping uncertain values out of texts.
fn register_reading(engine: &mut Engine, session: &Arc<Session>) {
    engine.register_type_with_name::<Subject>("subject");
    engine.register_type_with_name::<Figure>("measure");
    engine.register_type_with_name::<TallyFigure>("tally");
    for name in ["size", "个数"] {
        engine.register_get(name, |tally: &mut TallyFigure| tally.size());
        engine.register_get(name, |missing: &mut Figure| Figure::missing(missing.inputs.clone()));
        let of_list = |_: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
            let Some(list) = args.first() else { return Ok(Dynamic::UNIT) };
            let length = list.read_lock::<rhai::Array>().map_or(0, |list| INT::try_from(list.len()).unwrap_or(INT::MAX));
            Ok(keeping(list, Dynamic::from(length)))
        };
        engine.register_raw_fn(format!("{GETTER}{name}"), [TypeId::of::<rhai::Array>()], of_list);
    }
    for (name, twin, part) in PARTS {
        for getter in [name, twin].map(|name| format!("{GETTER}{name}")) {
            let session = session.clone();
            engine.register_raw_fn(getter, [TypeId::of::<Figure>()], move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
                let Some(share) = args.first().and_then(|figure| figure.read_lock::<Figure>()) else { return Ok(Dynamic::UNIT) };
                match share.of_share(part) {
                    Some(part) => Ok(settled(part, &session)),
                    None if share.missing => Ok(Dynamic::from(share.clone())),
                    None => Err(slip(&context, Code::ScriptMixed, format!("只有占比才有“{twin}”"), format!("only a share has `{name}`"))),
                }
            });
        }
    }
    engine.register_type_with_name::<Day>("day");
    engine.register_type_with_name::<Handle>("declaration");
    // rhai calls the indexer for every property that has no getter of its own.
    engine.register_indexer_get(|context: NativeCallContext<'_>, subject: &mut Subject, name: &str| -> Native {
        subject.get(name).map_err(|stop| stop.into_rhai(context.call_position()))
    });
    let figure = TypeId::of::<Figure>();
    for name in ["to_string", "to_debug"] {
        let session = session.clone();
        let written = move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
            let Some(figure) = args.first().and_then(|figure| figure.read_lock::<Figure>()) else { return Ok(Dynamic::UNIT) };
            figure.text().map(Dynamic::from).ok_or_else(|| {
                // In a text rhai passes over errors, and writes the type.
                session.call().iter().for_each(|call| call.spoil(figure.open && !figure.missing));
                Stop::Undecided { open: false }.into_rhai(context.call_position())
            })
        };
        engine.register_raw_fn(name, [figure], written);
    }
    let row = TypeId::of::<Subject>();
    for name in ["to_string", "to_debug"] {
        let id = |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
            let id = args.first().map(|arg| linked(arg.flatten_clone())).transpose().map_err(|stop| stop.into_rhai(context.call_position()))?;
            id.filter(Dynamic::is_string).ok_or_else(|| Stop::Undecided { open: false }.into_rhai(context.call_position()))
        };
        engine.register_raw_fn(name, [row], id);
    }
    for name in ["to_string", "to_debug"] {
        engine.register_fn(name, |day: &mut Day| day.to_string());
    }
    for (part, name, twin) in DayPart::ALL {
        for getter in [name, twin].map(|name| format!("{GETTER}{name}")) {
            // The part keeps the measure or column that its day was read from.
            let of_day = move |_: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
                let Some(value) = args.first() else { return Ok(Dynamic::UNIT) };
                let number = value.read_lock::<Day>().map_or(Dynamic::UNIT, |day| Dynamic::from(INT::from(part.of(*day))));
                Ok(keeping(value, number))
            };
            engine.register_raw_fn(&getter, [TypeId::of::<Day>()], of_day);
            engine.register_raw_fn(&getter, [figure], move |context: NativeCallContext<'_>, args: &mut [&mut Dynamic]| -> Native {
                let part = args.first().and_then(|figure| figure.read_lock::<Figure>()?.part(part));
                part.map(Dynamic::from).ok_or_else(|| {
                    let (zh, en) = (format!("“{twin}”是日期的一部分，数没有"), format!("`{name}` is a part of a day, which a number does not have"));
                    slip(&context, Code::ScriptMixed, zh, en)
                })
            });
        }
    }
}
