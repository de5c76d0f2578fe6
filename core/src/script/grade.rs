//! Whether a person said yes, or gave a grade.

use super::call::{Call, Outcome, Stop};
use super::keys::wanted;
use super::named;
use super::value::{Figure, Nothing, TallyFigure};
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::{Amount, Comparison, Status, Test, Verdict};
use crate::pack::{Column, Scale};
use rhai::Dynamic;

/// What is asked: yes or no, or a grade of a scale.
struct Asked<'a> {
    scale: Option<&'a Scale>,
    /// The column that the answers come from.
    column: Option<&'a Column>,
}

impl Asked<'_> {
    /// How an answer comes out, and as what it is shown.
    fn judge(&self, call: &Call<'_>, answer: Amount) -> Result<(Status, Amount), Stop> {
        Ok(match (answer, self.scale) {
            (Amount::Missing | Amount::Nothing, _) => (Status::NeedsReview, Amount::Missing),
            (Amount::Unclear, _) => (Status::Unknown, Amount::Unclear),
            (Amount::Flag(yes), None) => (if yes { Status::Pass } else { Status::Fail }, Amount::Flag(yes)),
            (Amount::Text(text), Some(scale)) => {
                let label = || self.column?.kind.choices()?.iter().find(|choice| choice.id == text).map(|choice| choice.label.as_str());
                match scale.grade(&text).or_else(|| scale.grade(label()?)) {
                    Some(grade) => (Status::Pass, Amount::Text(grade.choice.id.clone())),
                    None => (Status::Unknown, Amount::Text(text)),
                }
            }
            (Amount::Text(_), None) => {
                return Err(slip(call, "这是等级，要写明是哪一套", "this is a grade; its scale must be named").into());
            }
            (Amount::Flag(_), Some(_)) => return Err(slip(call, "这是“是否”，没有等级", "this is yes or no, which has no grades").into()),
            (Amount::Number(_) | Amount::Day(_) | Amount::Keys(_), _) => {
                return Err(slip(call, "只有“是否”或等级可以评定，如 取值(…)", "only yes or no, or a grade, can be given, such as value(…)").into());
            }
        })
    }

    fn required(&self) -> Amount {
        self.scale.map_or(Amount::Flag(true), |scale| Amount::Keys(scale.grades.iter().map(|grade| grade.choice.id.clone()).collect()))
    }
}

fn slip(call: &Call<'_>, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(Code::ScriptArguments, zh, en)
        .help(
            "写法：m.回答.评定()，m.等第.评定(\"三等\")，m.各项.评定([\"甲\", \"乙\"])",
            "usage: m.answer.graded(), m.grade.graded(\"scale\"), m.answers.graded([\"a\", \"b\"])",
        )
        .at(call.place.clone())
}

pub(super) fn graded(call: &mut Call<'_>) -> Outcome {
    // A scale stands last, as a text.
    let named = call.args.last().filter(|last| call.count() > 1 && last.is_string()).map(ToString::to_string);
    let scale = named.as_ref().map(|id| call.session.scale(id, &call.place)).transpose()?;
    let keyed = call.count() - usize::from(scale.is_some()) > 1;
    let running = call.session.call();
    let columns = named::input(&call.args[0]).and_then(|input| Some(running.as_ref()?.columns(input)));
    if keyed || call.is::<TallyFigure>(0) {
        if !keyed {
            return Err(call.wants(1, "要评定的各项，如 [\"…\"]", "the keys that are wanted, such as [\"…\"]"));
        }
        return by_key(call, &Asked { scale, column: columns.and_then(|columns| columns.held) });
    }
    let asked = Asked { scale, column: columns.and_then(|columns| columns.own) };
    let value = &call.args[0];
    let (answer, open) = if let Ok(flag) = value.as_bool() {
        (Amount::Flag(flag), false)
    } else if value.is_string() {
        (Amount::Text(value.to_string()), false)
    } else {
        let figure = call.figure(0)?;
        (of_figure(&figure), figure.open)
    };
    let (status, measured) = asked.judge(call, answer)?;
    let input = named::input(value);
    Ok(Dynamic::from(Verdict::test(Test { open, ..Test::new(Comparison::Graded, input, measured, asked.required(), status) })))
}

fn of_figure(figure: &Figure) -> Amount {
    match (figure.missing, figure.unclear, figure.nothing) {
        (true, false, _) | (false, _, Nothing::Yes) => Amount::Missing,
        (true, true, _) | (false, _, Nothing::Maybe) => Amount::Unclear,
        (false, _, Nothing::No) => Amount::Number(figure.now),
    }
}

/// The same of each key that is wanted, and of all together: those that say no, those of which it cannot be told, and those that are to come,
/// each for themselves.
fn by_key(call: &Call<'_>, asked: &Asked<'_>) -> Outcome {
    let wanted = wanted(call)?;
    let tally = call.args[0].read_lock::<TallyFigure>().map(|tally| tally.clone());
    let found = tally.as_ref();
    if let Some(found) = found {
        found.inputs.iter().for_each(|input| call.session.take(*input));
    } else {
        // Nothing is known of any key.
        let figure = call.figure(0)?;
        if !figure.missing && figure.nothing != Nothing::Yes {
            return Err(call.wants(0, "分列的取值", "values by key"));
        }
    }
    let all: Vec<String> = wanted.tally.entries.keys().cloned().collect();
    let mut groups: Vec<(Status, Vec<String>)> =
        [Status::Fail, Status::Unknown, Status::NeedsReview, Status::Pass].into_iter().map(|status| (status, Vec::new())).collect();
    for (key, entry) in wanted.tally.entries.iter() {
        let answer = match found.map(|found| (found, found.tally.entries.get(key))) {
            Some((found, None)) if found.tally.spare > 0 || !found.handed_in => Amount::Unclear,
            None | Some((_, None)) => Amount::Missing,
            Some((found, Some(given))) => {
                let given = if given.certain > 0 || given.value == Amount::Missing { found.reach(given) } else { Amount::Unclear };
                // A key that is only perhaps wanted need not be there.
                if entry.certain > 0 || given == Amount::Flag(true) { given } else { Amount::Unclear }
            }
        };
        let (status, _) = asked.judge(call, answer)?;
        groups.iter_mut().filter(|(group, _)| *group == status).for_each(|(_, keys)| keys.push(key.clone()));
    }
    let open = found.is_some_and(|found| found.open);
    let input = named::input(&call.args[0]);
    let required = Amount::Keys(all);
    let test = |status, keys| Verdict::test(Test { open, ..Test::new(Comparison::Graded, input, Amount::Keys(keys), required.clone(), status) });
    let mut parts: Vec<Verdict> = groups.into_iter().filter(|(_, keys)| !keys.is_empty()).map(|(status, keys)| test(status, keys)).collect();
    if wanted.tally.spare > 0 || !wanted.handed_in {
        parts.push(Verdict::said(Status::Unknown, None));
    } else if wanted.open {
        parts.push(Verdict::said(Status::NotDue, None));
    }
    Ok(Dynamic::from(if parts.len() == 1 { parts.remove(0) } else { Verdict::all(parts) }))
}
