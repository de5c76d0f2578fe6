//! Words that judge. Without its first value, a comparison is a condition; with it, a verdict.

use super::call::{Call, Outcome, Stop};
use super::named;
use super::satisfy::Asked;
use super::value::{Figure, Nothing, TallyFigure, as_number, input_of, number};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::{Amount, Comparison, Kind, Range, Status, Test, Truth, Verdict, settle};
use crate::pack::{Column, ColumnType, Condition, Literal, Operand};
use rhai::Dynamic;
use rust_decimal::Decimal;

/// How large a figure is, as a report shows it.
fn amount(figure: &Figure) -> Amount {
    match (figure.missing, figure.nothing, figure.is_day) {
        (true, _, _) if figure.unclear => Amount::Unclear,
        (true, _, _) => Amount::Missing,
        (_, Nothing::Yes, _) => Amount::Nothing,
        (_, _, true) => Amount::Day(figure.shown()),
        (_, _, false) => Amount::Number(figure.now),
    }
}

/// What a comparison judges: a figure; where choices are compared, that of their ranks, with the choices from low to high.
struct Compared {
    figure: Figure,
    ranks: Option<Vec<String>>,
}

impl Compared {
    fn new(call: &Call<'_>) -> Result<Self, Stop> {
        let Some(text) = call.args.iter().position(Dynamic::is_string) else { return Ok(Self { figure: call.figure(0)?, ranks: None }) };
        let running = call.session.call();
        let column = call.args.iter().find_map(|arg| named::column(running.as_ref(), arg));
        // Of a day that is missing, only the column tells what it would be.
        if call.args.iter().any(Dynamic::is::<Day>) || column.is_some_and(|column| column.kind.is_day()) {
            let day = Dynamic::from(Day::from_number(0));
            return Err(mixed(call, if text == 0 { &call.args[0] } else { &day }, if text == 0 { &day } else { &call.args[text] }));
        }
        let column = column.ok_or_else(|| call.wants(text, "统计量或数", "a measure or a number"))?;
        let ranks = named::ranks(column, &call.place)?;
        let figure = match rank(call, 0, &ranks)? {
            Some(rank) => Figure::exactly(rank, false, input_of(&call.args[0])),
            None => call.figure(0)?,
        };
        if call.args[0].is_string() || figure.missing || figure.nothing == Nothing::Yes {
            return Ok(Self { figure, ranks: Some(ranks) });
        }
        Err(mixed(call, &call.args[0], &call.args[text]))
    }

    /// What the figure is compared with. A bound that is itself uncertain is not decided here.
    fn bound(&self, call: &Call<'_>, index: usize) -> Result<Decimal, Stop> {
        if let Some(rank) = self.ranks.as_ref().map_or(Ok(None), |ranks| rank(call, index, ranks))? {
            return Ok(rank);
        }
        let other = call.figure(index)?;
        let Some(value) = other.reach.value().filter(|_| !other.missing && other.nothing == Nothing::No) else {
            return Err(Stop::Undecided { open: other.open && !other.missing });
        };
        let apart = other.is_day != self.figure.is_day && !self.figure.missing && self.figure.nothing == Nothing::No;
        if apart || self.ranks.is_some() { Err(mixed(call, &call.args[0], &call.args[index])) } else { Ok(value) }
    }

    fn shown(&self, range: Range) -> Amount {
        match (&self.ranks, range.value()) {
            (Some(ranks), rank) => {
                let rank = rank.and_then(|rank| ranks.get(usize::try_from(rank).ok()?));
                rank.map_or(Amount::Missing, |rank| Amount::Text(rank.clone()))
            }
            (None, _) if self.figure.is_day => Amount::Day(range),
            (None, _) => Amount::Number(range),
        }
    }

    fn measured(&self) -> Amount {
        match amount(&self.figure) {
            Amount::Number(range) => self.shown(range),
            other => other,
        }
    }

    /// How far something lies on the wrong side, where that can be counted.
    fn gap(&self, gap: Option<Decimal>) -> Option<Decimal> {
        gap.filter(|_| self.ranks.is_none())
    }

    /// Judges: how the comparison comes out now, and what is lacking.
    fn judge(&self, comparison: Comparison, required: Amount, gap: Option<Decimal>, holds: impl Fn(&Range) -> Truth) -> Verdict {
        let figure = &self.figure;
        let status = if figure.missing {
            Status::Unknown
        } else {
            match figure.nothing {
                Nothing::No => settle(holds(&figure.reach), figure.open),
                _ if figure.open => Status::NotDue,
                // Nothing is not zero: there is nothing that could be too small.
                Nothing::Yes => Status::NotApplicable,
                Nothing::Maybe => Status::Unknown,
            }
        };
        let lacking = matches!(status, Status::Fail | Status::NotDue | Status::Unknown);
        let gap = self.gap(gap).filter(|gap| lacking && *gap > Decimal::ZERO);
        let test = Test::new(comparison, figure.input(), self.measured(), required, status);
        Verdict::test(Test { gap, open: figure.open, share: figure.known_share(), ..test })
    }
}

/// The rank of a choice; nothing where there is no text.
fn rank(call: &Call<'_>, index: usize, ranks: &[String]) -> Result<Option<Decimal>, Stop> {
    let Some(value) = call.args.get(index).filter(|value| value.is_string()) else { return Ok(None) };
    let running = call.session.call();
    let beside = call.args.iter().find_map(|arg| named::column(running.as_ref(), arg));
    let written = named::column(running.as_ref(), value).is_none();
    let id = named::id(beside, &value.to_string(), written, &call.place)?;
    let rank = ranks.iter().position(|known| *known == id);
    // Another column's choice has no rank here.
    rank.map(|rank| Some(Decimal::from(rank))).ok_or_else(|| mixed(call, &call.args[0], value))
}

fn mixed(call: &Call<'_>, left: &Dynamic, right: &Dynamic) -> Stop {
    super::explain::mixed(left, right, call.name == call.word.twin).at(call.place.clone()).into()
}

fn condition(condition: Condition) -> Outcome {
    Ok(Dynamic::from(condition))
}

type Build = fn(Operand) -> Condition;

/// A comparison with one bound.
fn compare(
    call: &Call<'_>,
    comparison: Comparison,
    build: Build,
    gap: impl Fn(&Figure, Decimal) -> Option<Decimal>,
    holds: impl Fn(&Range, Decimal) -> Truth,
) -> Outcome {
    if call.count() == 1 {
        return condition(build(call.operand(0)?));
    }
    let compared = Compared::new(call)?;
    let bound = compared.bound(call, 1)?;
    if compared.figure.parts.is_some() && bound > Decimal::ONE {
        return Err(no_percent(call, bound));
    }
    let required = compared.shown(Range::exactly(bound));
    Ok(Dynamic::from(compared.judge(comparison, required, gap(&compared.figure, bound), |range| holds(range, bound))))
}

/// A share lies between nought and one; whoever compares it with more counts in percent.
fn no_percent(call: &Call<'_>, bound: Decimal) -> Stop {
    let problem = Diagnostic::error(
        Code::ScriptMixed,
        format!("占比在 0 到 1 之间，不能和 {bound} 比"),
        format!("a share lies between 0 and 1 and cannot be compared with {bound}"),
    );
    problem
        .help("按百分数写 .占比至少(80)，或写成小数 0.8", "in percent write .share_at_least(80), or write a decimal such as 0.8")
        .at(call.place.clone())
        .into()
}

/// How far the lower end lies under what is required.
fn below(figure: &Figure, bound: Decimal) -> Option<Decimal> {
    figure.now.low.and_then(|low| bound.checked_sub(low))
}

/// How far the upper end lies over what is allowed.
fn above(figure: &Figure, bound: Decimal) -> Option<Decimal> {
    figure.now.high.and_then(|high| high.checked_sub(bound))
}

pub(super) fn at_least(call: &mut Call<'_>) -> Outcome {
    compare(call, Comparison::AtLeast, Condition::AtLeast, below, Range::at_least)
}

pub(super) fn at_most(call: &mut Call<'_>) -> Outcome {
    compare(call, Comparison::AtMost, Condition::AtMost, above, |range, bound| range.more_than(bound).not())
}

pub(super) fn more_than(call: &mut Call<'_>) -> Outcome {
    compare(call, Comparison::MoreThan, Condition::MoreThan, below, Range::more_than)
}

pub(super) fn less_than(call: &mut Call<'_>) -> Outcome {
    compare(call, Comparison::LessThan, Condition::LessThan, above, |range, bound| range.at_least(bound).not())
}

pub(super) fn exactly(call: &mut Call<'_>) -> Outcome {
    let running = call.session.call();
    let counted = |column: &Column| matches!(column.kind, ColumnType::Number | ColumnType::Integer | ColumnType::Date | ColumnType::Moment);
    let known = call.args.iter().any(|arg| arg.is_string() || arg.is_bool());
    // Two cells without a value are told apart by what they would hold.
    let empty = |arg: &Dynamic| arg.read_lock::<Figure>().is_some_and(|figure| figure.missing || figure.nothing == Nothing::Yes);
    let named = |arg: &Dynamic| named::column(running.as_ref(), arg).is_some_and(|column| !counted(column));
    if call.count() == 2 && (known || call.args.iter().all(empty) && call.args.iter().any(named)) {
        return equal(call);
    }
    compare(call, Comparison::Exactly, |operand| Condition::OneOf(vec![operand]), below, Range::equals)
}

/// Texts and flags, of which each is known, missing or nothing, but never between two ends.
fn equal(call: &Call<'_>) -> Outcome {
    let running = call.session.call();
    if let Some(doubt) = named::doubt(running.as_ref(), &call.args[0], &call.args[1]) {
        return Err(doubt.at(call.place.clone()).into());
    }
    let side = |index: usize| -> Result<Result<Amount, Figure>, Stop> {
        let (value, beside) = (&call.args[index], &call.args[1 - index]);
        if let Ok(flag) = value.as_bool() {
            return Ok(Ok(Amount::Flag(flag)));
        }
        if value.is_string() {
            let own = named::column(running.as_ref(), value);
            let id = named::id(own.or_else(|| named::column(running.as_ref(), beside)), &value.to_string(), own.is_none(), &call.place)?;
            return Ok(Ok(Amount::Text(id)));
        }
        let figure = call.figure(index)?;
        if figure.missing || figure.nothing == Nothing::Yes { Ok(Err(figure)) } else { Err(mixed(call, &call.args[0], &call.args[1])) }
    };
    let sides = [side(0)?, side(1)?];
    let lacking: Vec<&Figure> = sides.iter().filter_map(|side| side.as_ref().err()).collect();
    let status = match &sides {
        [Ok(left), Ok(right)] if std::mem::discriminant(left) != std::mem::discriminant(right) => return Err(mixed(call, &call.args[0], &call.args[1])),
        [Ok(left), Ok(right)] if left == right => Status::Pass,
        [Ok(_), Ok(_)] => Status::Fail,
        _ if lacking.iter().any(|figure| figure.missing) => Status::Unknown,
        // What is known to be nothing equals nothing, unless it may still come.
        _ if lacking.iter().all(|figure| figure.open) => Status::NotDue,
        _ => Status::Fail,
    };
    let open = lacking.iter().any(|figure| figure.open);
    let [measured, required] = sides.map(|side| side.unwrap_or_else(|figure| amount(&figure)));
    let input = named::input(&call.args[0]);
    Ok(Dynamic::from(Verdict::test(Test { open, ..Test::new(Comparison::Exactly, input, measured, required, status) })))
}

pub(super) fn between(call: &mut Call<'_>) -> Outcome {
    if call.count() == 2 {
        return condition(Condition::Between(call.operand(0)?, call.operand(1)?));
    }
    let compared = Compared::new(call)?;
    let (low, high) = (compared.bound(call, 1)?, compared.bound(call, 2)?);
    // What a script wrote itself; values that were read may cross in one unit and not in another.
    if low > high && call.args.iter().skip(1).all(|bound| !bound.is::<Figure>() && input_of(bound).is_none()) {
        return Err(Diagnostic::error(Code::PackValue, "“介于”的下限高于上限", "the lower bound of `between` lies above the upper one")
            .help("先写小的，后写大的", "write the smaller one first")
            .at(call.place.clone())
            .into());
    }
    let required = match (compared.shown(Range::exactly(low)), compared.shown(Range::exactly(high))) {
        (Amount::Text(low), Amount::Text(high)) => Amount::Keys(vec![low, high]),
        _ => compared.shown(Range { low: Some(low), high: Some(high) }),
    };
    let gap = below(&compared.figure, low);
    Ok(Dynamic::from(compared.judge(Comparison::Between, required, gap, |range| range.at_least(low).and(range.more_than(high).not()))))
}

pub(super) fn present(call: &mut Call<'_>) -> Outcome {
    if call.count() == 0 {
        return condition(Condition::Present);
    }
    let test = |measured, status, input, open| Test { open, ..Test::new(Comparison::Present, input, measured, Amount::Flag(true), status) };
    let input = input_of(&call.args[0]);
    if call.args[0].is_string() {
        return Ok(Dynamic::from(Verdict::test(test(Amount::Text(call.args[0].to_string()), Status::Pass, input, false))));
    }
    if call.args[0].is_array() {
        let keys = super::keys::list(call, 0)?;
        let status = if keys.is_empty() { Status::Fail } else { Status::Pass };
        return Ok(Dynamic::from(Verdict::test(test(Amount::Keys(keys), status, input, false))));
    }
    if let Some(tally) = call.args[0].read_lock::<TallyFigure>() {
        tally.inputs.iter().for_each(|input| call.session.take(*input));
        let size = tally.size();
        let status = settle(size.reach.at_least(Decimal::ONE), size.open);
        return Ok(Dynamic::from(Verdict::test(test(tally.keys(), status, size.input(), size.open))));
    }
    if call.args[0].is_bool() {
        return Err(Diagnostic::error(Code::ScriptArguments, "“是否”列总有回答，不能问“已有”", "a flag cannot be asked whether it is present")
            .help("写 m.列.等于(true) 或 m.列.等于(false)", "write m.column.exactly(true) or m.column.exactly(false)")
            .at(call.place.clone())
            .into());
    }
    let figure = call.figure(0)?;
    let status = match (figure.missing, figure.nothing, figure.open) {
        (true, _, _) | (_, Nothing::Maybe, false) => Status::Unknown,
        (_, Nothing::No, _) => Status::Pass,
        (_, _, true) => Status::NotDue,
        (_, Nothing::Yes, false) => Status::Fail,
    };
    Ok(Dynamic::from(Verdict::test(test(amount(&figure), status, figure.input(), figure.open))))
}

pub(super) fn by_date(call: &mut Call<'_>) -> Outcome {
    if call.count() == 1 {
        let due = if call.args[0].is_string() { Operand::Literal(Literal::Day(call.day(0)?)) } else { call.operand(0)? };
        return condition(Condition::AtMost(due));
    }
    let figure = call.figure(0)?;
    if !call.is::<Figure>(1) {
        return by(call, &figure, call.day(1)?);
    }
    let due = call.figure(1)?;
    let day = due.reach.value().filter(|_| !due.missing && due.is_day).and_then(|day| i32::try_from(day).ok());
    by(call, &figure, day.map(Day::from_number).ok_or(Stop::Undecided { open: due.open && !due.missing })?)
}

pub(super) fn within_workdays(call: &mut Call<'_>) -> Outcome {
    let (figure, start, days) = (call.figure(0)?, call.figure(1)?, call.integer(2)?);
    if start.nothing == Nothing::Yes && !start.missing {
        // Nothing runs from a day that has not come.
        return Ok(Dynamic::from(Verdict::said(if start.open { Status::NotDue } else { Status::NotApplicable }, None)));
    }
    let from = start.reach.value().filter(|_| !start.missing && start.nothing == Nothing::No).and_then(|day| i32::try_from(day).ok());
    if from.is_some() && !start.is_day {
        return Err(call.wants(1, "日期", "a day"));
    }
    let due = from.and_then(|from| call.session.working_days().plus(Day::from_number(from), days));
    let Some(due) = due else { return Err(Stop::Undecided { open: start.open && !start.missing }) };
    by(call, &figure, due)
}

/// Whether something happened on a day or before.
fn by(call: &Call<'_>, figure: &Figure, due: Day) -> Outcome {
    let bound = Decimal::from(due.number());
    if !figure.missing && figure.nothing == Nothing::No && !figure.is_day {
        return Err(call.wants(0, "日期", "a day"));
    }
    let required = Amount::Day(Range { low: None, high: Some(bound) });
    // A deadline closes on its own day, whatever window its measure has.
    let open = call.session.as_of().map_or(figure.open, |as_of| as_of <= due);
    let range = if open { &figure.reach } else { &figure.now };
    let status = match (figure.missing, figure.nothing) {
        (true, _) => Status::Unknown,
        (_, Nothing::No) => settle(range.more_than(bound).not(), open),
        _ if open => Status::NotDue,
        (_, Nothing::Maybe) => Status::Unknown,
        (_, Nothing::Yes) => Status::Fail,
    };
    let gap = above(figure, bound).filter(|gap| status == Status::Fail && *gap > Decimal::ZERO);
    let test = Test { gap, open, ..Test::new(Comparison::ByDate, figure.input(), amount(figure), required, status) };
    Ok(Dynamic::from(Verdict::test(test)))
}

pub(super) fn share_at_least(call: &mut Call<'_>) -> Outcome {
    let compared = Compared::new(call)?;
    let percent = compared.bound(call, 1)?;
    if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent) {
        return Err(call.wants(1, "0 到 100 之间的百分数", "a percentage from 0 to 100"));
    }
    let least = percent / Decimal::ONE_HUNDRED;
    let required = compared.shown(Range::exactly(least));
    Ok(Dynamic::from(compared.judge(Comparison::AtLeast, required, below(&compared.figure, least), |range| range.at_least(least))))
}

/// A duty that holds only where its trigger does.
pub(super) fn when(call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(Verdict::when(verdict(call, 0)?, verdict(call, 1)?)))
}

pub(super) fn not(call: &mut Call<'_>) -> Outcome {
    if call.is::<Verdict>(0) {
        return Ok(Dynamic::from(verdict(call, 0)?.negated()));
    }
    let inner = call.unpicked_condition(0).ok_or_else(|| call.wants(0, "判定或条件", "a verdict or a condition"))?;
    condition(Condition::Not(Box::new(inner)))
}

fn verdict_of(value: &Dynamic) -> Option<Verdict> {
    if let Ok(holds) = value.as_bool() {
        return Some(Verdict::said(if holds { Status::Pass } else { Status::Fail }, None));
    }
    value.clone().try_cast::<Verdict>()
}

/// What a closure returned as a verdict: a verdict, or a bare yes or no.
pub(crate) fn returned(value: &Dynamic) -> Option<Verdict> {
    verdict_of(value)
}

fn verdict(call: &Call<'_>, index: usize) -> Result<Verdict, Stop> {
    call.args.get(index).and_then(verdict_of).ok_or_else(|| call.wants(index, "判定(如 m.课次.至少(15))", "a verdict such as m.lessons.at_least(15)"))
}

fn parts(call: &Call<'_>) -> Vec<Dynamic> {
    match call.args.first().and_then(|first| first.clone().into_array().ok()) {
        Some(list) if call.count() == 1 => list,
        _ => call.args.clone(),
    }
}

fn combine(call: &Call<'_>, fold: fn(Vec<Verdict>) -> Verdict, build: fn(Vec<Condition>) -> Condition) -> Outcome {
    let parts = parts(call);
    if !parts.is_empty() && parts.iter().all(rhai::Dynamic::is::<Condition>) {
        return condition(build(parts.into_iter().filter_map(rhai::Dynamic::try_cast::<Condition>).collect()));
    }
    let verdicts: Option<Vec<Verdict>> = parts.iter().map(verdict_of).collect();
    let verdicts = verdicts.ok_or_else(|| {
        let wrong = call.args.iter().position(|part| verdict_of(part).is_none()).unwrap_or(0);
        call.wants(wrong, "判定，或判定的列表", "verdicts, or a list of verdicts")
    })?;
    Ok(Dynamic::from(fold(verdicts)))
}

pub(super) fn all(call: &mut Call<'_>) -> Outcome {
    combine(call, Verdict::all, Condition::All)
}

pub(super) fn any(call: &mut Call<'_>) -> Outcome {
    combine(call, Verdict::any, Condition::Any)
}

pub(super) fn note(call: &mut Call<'_>) -> Outcome {
    let mut verdict = verdict(call, 0)?;
    let text = call.text(call.count() - 1)?;
    let applies = if call.count() == 2 {
        Truth::Yes
    } else {
        let condition = call.unpicked_condition(1).ok_or_else(|| call.wants(1, "条件(如 多于(3))", "a condition such as more_than(3)"))?;
        let running = call.session.call();
        match &verdict.deciding().kind {
            Kind::Test(test) => {
                let column = test.input.and_then(|input| running.as_ref()?.columns(input).own);
                Asked { value: &test.measured, column, place: &call.place }.satisfies(&condition)?
            }
            _ => Truth::Maybe,
        }
    };
    if verdict.status == Status::Pass && applies == Truth::Yes {
        verdict.notes.push(text);
    }
    Ok(Dynamic::from(verdict))
}

pub(super) fn final_word(call: &mut Call<'_>) -> Outcome {
    Ok(Dynamic::from(verdict(call, 0)?.final_word()))
}

pub(super) fn holds(call: &mut Call<'_>) -> Outcome {
    let truth: bool = call.cast(0, "是或否", "true or false")?;
    let why = call.optional_text(1)?;
    Ok(Dynamic::from(Verdict::said(if truth { Status::Pass } else { Status::Fail }, why)))
}

fn said(call: &Call<'_>, status: Status) -> Outcome {
    Ok(Dynamic::from(Verdict::said(status, call.optional_text(0)?)))
}

pub(super) fn pass(call: &mut Call<'_>) -> Outcome {
    said(call, Status::Pass)
}

pub(super) fn fail(call: &mut Call<'_>) -> Outcome {
    said(call, Status::Fail)
}

pub(super) fn needs_review(call: &mut Call<'_>) -> Outcome {
    said(call, Status::NeedsReview)
}

pub(super) fn not_applicable(call: &mut Call<'_>) -> Outcome {
    said(call, Status::NotApplicable)
}

pub(super) fn unknown(call: &mut Call<'_>) -> Outcome {
    said(call, Status::Unknown)
}

pub(super) fn informational(call: &mut Call<'_>) -> Outcome {
    let value = &call.args[0];
    let (measured, open) = if let Some(tally) = value.read_lock::<TallyFigure>() {
        tally.inputs.iter().for_each(|input| call.session.take(*input));
        (tally.keys(), tally.open)
    } else if value.is_string() {
        (Amount::Text(value.to_string()), false)
    } else if let Ok(flag) = value.as_bool() {
        (Amount::Flag(flag), false)
    } else if value.is_array() {
        (Amount::Keys(super::keys::list(call, 0)?), false)
    } else {
        let figure = call.figure(0)?;
        (amount(&figure), figure.open)
    };
    let input = named::input(value);
    let test = Test { open, ..Test::new(Comparison::Present, input, measured, Amount::Nothing, Status::Informational) };
    Ok(Dynamic::from(Verdict::test(test)))
}

fn extreme(call: &Call<'_>, choose: fn(Decimal, Decimal) -> Decimal) -> Outcome {
    if let (Some(left), Some(right)) = (as_number(&call.args[0]), as_number(&call.args[1])) {
        return Ok(number(choose(left, right)));
    }
    let (left, right) = (call.figure(0)?, call.figure(1)?);
    if left.is_day != right.is_day && !left.missing && !right.missing {
        return Err(mixed(call, &call.args[0], &call.args[1]));
    }
    Ok(Dynamic::from(arithmetic(&left, &right, |a, b| a.combine(b, |a, b| Some(choose(a, b))))))
}

/// A figure computed from two others; missing if either is.
pub(super) fn arithmetic(left: &Figure, right: &Figure, operation: impl Fn(&Range, &Range) -> Range) -> Figure {
    let mut inputs = left.inputs.clone();
    inputs.extend(right.inputs.iter().filter(|input| !left.inputs.contains(input)));
    if left.missing || right.missing || left.nothing != Nothing::No || right.nothing != Nothing::No {
        return Figure { open: left.open || right.open, unclear: left.unclear || right.unclear, ..Figure::missing(inputs) };
    }
    let (now, reach) = (operation(&left.now, &right.now), operation(&left.reach, &right.reach));
    Figure { is_day: left.is_day, open: left.open || right.open, ..Figure::between(inputs, now, reach) }
}

pub(super) fn smaller(call: &mut Call<'_>) -> Outcome {
    extreme(call, Decimal::min)
}

pub(super) fn larger(call: &mut Call<'_>) -> Outcome {
    extreme(call, Decimal::max)
}

pub(super) fn abs(call: &mut Call<'_>) -> Outcome {
    if let Some(plain) = as_number(&call.args[0]) {
        return Ok(number(plain.abs()));
    }
    let figure = call.figure(0)?;
    if figure.is_day {
        return Err(call.wants(0, "数", "a number"));
    }
    Ok(Dynamic::from(arithmetic(&figure, &figure, |range, _| range.magnitude())))
}

pub(super) fn workdays_between(call: &mut Call<'_>) -> Outcome {
    let known = |index: usize| call.args.get(index).and_then(|value| value.clone().try_cast::<Day>());
    if let (Some(from), Some(to)) = (known(0), known(1)) {
        let days = call.session.working_days().between(from, to);
        return Ok(days.map_or_else(|| Dynamic::from(Figure::missing(Vec::new())), |days| Dynamic::from(i64::from(days))));
    }
    let (from, to) = (call.figure(0)?, call.figure(1)?);
    for (index, figure) in [&from, &to].into_iter().enumerate() {
        if !figure.missing && figure.nothing == Nothing::No && !figure.is_day {
            return Err(call.wants(index, "日期", "a day"));
        }
    }
    let number_of = |day: Option<Decimal>| day.and_then(|day| i32::try_from(day).ok()).map(Day::from_number);
    let between = |from: Option<Decimal>, to: Option<Decimal>| {
        let days = call.session.working_days().between(number_of(from)?, number_of(to)?)?;
        Some(Decimal::from(days))
    };
    // More days lie between the earlier start and the later end.
    let mut days = arithmetic(&to, &from, |to, from| Range { low: between(from.high, to.low), high: between(from.low, to.high) });
    days.is_day = false;
    Ok(Dynamic::from(days))
}

pub(super) fn days_between(call: &mut Call<'_>) -> Outcome {
    if let (Some(from), Some(to)) = (call.args[0].clone().try_cast::<Day>(), call.args[1].clone().try_cast::<Day>()) {
        return Ok(Dynamic::from(i64::from(to.since(from))));
    }
    let (from, to) = (call.figure(0)?, call.figure(1)?);
    let known = |figure: &Figure| !figure.missing && figure.nothing == Nothing::No;
    let both_days = from.is_day && to.is_day;
    if known(&from) && known(&to) && !both_days {
        return Err(call.wants(0, "日期", "a day"));
    }
    let mut days = arithmetic(&to, &from, |to, from| to.combine(&from.negated(), Decimal::checked_add));
    days.is_day = false;
    Ok(Dynamic::from(days))
}
