//! Whether steps came one after the other.

use super::call::{Call, Outcome, Stop};
use super::named;
use super::value::{Figure, Nothing, TallyFigure};
use crate::calendar::Day;
use crate::judge::{Amount, Comparison, Moments, Status, Test, Truth, Verdict};
use rhai::Dynamic;

/// One step: what it is called, and when it happened.
struct Step {
    name: String,
    /// Nothing where it did not happen.
    when: Option<Moments>,
    /// Whether it is missing whether it happened.
    unclear: bool,
}

/// The steps, the input they come from, and whether more can come.
struct Steps {
    all: Vec<Step>,
    input: Option<u16>,
    open: bool,
}

fn of_list(call: &Call<'_>, list: &rhai::Array) -> Result<Steps, Stop> {
    let mut steps = Vec::new();
    let mut open = false;
    let running = call.session.call();
    for (number, item) in list.iter().enumerate() {
        // A step is called as what was read, and else by its number.
        let own = named::input(item).and_then(|input| running.as_ref()?.columns(input).name);
        let name = own.map_or_else(|| (number + 1).to_string(), String::from);
        if let Some(day) = item.clone().try_cast::<Day>() {
            steps.push(Step { name, when: Some(Moments::on(day)), unclear: false });
            continue;
        }
        let figure: Figure = item
            .clone()
            .try_cast()
            .filter(|figure: &Figure| figure.is_day || figure.missing || figure.nothing != Nothing::No)
            .ok_or_else(|| call.wants(0, "日期的列表", "a list of days"))?;
        figure.inputs.iter().for_each(|input| call.session.take(*input));
        open |= figure.open;
        let happened = !figure.missing && figure.nothing == Nothing::No;
        steps.push(Step { name, when: happened.then(|| figure.moments()), unclear: figure.missing || figure.nothing == Nothing::Maybe });
    }
    Ok(Steps { all: steps, input: None, open })
}

fn of_tally(call: &Call<'_>, tally: &TallyFigure) -> Result<Steps, Stop> {
    tally.inputs.iter().for_each(|input| call.session.take(*input));
    let running = call.session.call();
    let column = named::column(running.as_ref(), &call.args[0]);
    let written = named::column(running.as_ref(), &call.args[1]).is_none();
    let names = call.texts(1)?.into_iter().map(|name| named::id(column, &name, written, &call.place)).collect::<Result<Vec<_>, _>>()?;
    let steps = names.into_iter().map(|name| {
        let entry = tally.tally.entries.get(&name);
        let entry = entry.filter(|entry| entry.certain > 0);
        let when = match entry.map(|entry| (tally.reach(entry), entry.times)) {
            Some((Amount::Day(reach), times)) => Some(times.map_or_else(|| Moments::of_days(&reach), |times| times.reaching(&reach))),
            Some((Amount::Missing | Amount::Unclear, _)) | None => None,
            Some(_) => return Err(call.wants(0, "日期的分列，如 最早(…)", "days by key, as of earliest(…)")),
        };
        let unclear = when.is_none() && (tally.tally.entries.contains_key(&name) || tally.tally.spare > 0 || !tally.handed_in);
        Ok(Step { name, when, unclear })
    });
    Ok(Steps { all: steps.collect::<Result<_, _>>()?, input: tally.input(), open: tally.open })
}

pub(super) fn in_order(call: &mut Call<'_>) -> Outcome {
    let first = call.args.first().cloned().unwrap_or_default();
    let Steps { all: steps, input, open } = if let Some(tally) = first.read_lock::<TallyFigure>() {
        if call.count() == 1 {
            return Err(call.wants(1, "步骤的列表", "a list of steps"));
        }
        of_tally(call, &tally)?
    } else {
        let list: rhai::Array = call.cast(0, "日期的列表", "a list of days")?;
        of_list(call, &list)?
    };
    let happened: Vec<(&Step, Moments)> = steps.iter().filter_map(|step| Some((step, step.when?))).collect();
    let mut doubtful = steps.iter().any(|step| step.unclear);
    let mut broken = Vec::new();
    for pair in happened.windows(2) {
        let [(before, first), (after, second)] = pair else { continue };
        match second.follows(first) {
            Truth::Yes => {}
            Truth::Maybe => doubtful = true,
            Truth::No => broken.extend([before.name.clone(), after.name.clone()]),
        }
    }
    let status = if !broken.is_empty() {
        Status::Fail
    } else if open && (doubtful || happened.len() < steps.len()) {
        Status::NotDue
    } else if doubtful {
        Status::Unknown
    } else {
        Status::Pass
    };
    broken.dedup();
    let required = Amount::Keys(steps.into_iter().map(|step| step.name).collect());
    Ok(Dynamic::from(Verdict::test(Test { open, ..Test::new(Comparison::InOrder, input, Amount::Keys(broken), required, status) })))
}
