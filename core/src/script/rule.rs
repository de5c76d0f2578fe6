//! Words that declare rules.

use super::call::{Call, Outcome};
use super::closure::Closure;
use super::declare::{change, duplicate, level_named};
use super::table::is_writable;
use super::test;
use super::value::Handle;
use crate::calendar::PeriodKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Measure, Pick, Rule};
use rhai::Dynamic;

fn change_rule(call: &Call<'_>, edit: impl FnOnce(&mut Rule)) -> Outcome {
    change(call, ("规则", "a rule"), |declarations, handle| match handle {
        Handle::Rule(index) => declarations.rules.get_mut(index).map(edit).is_some(),
        _ => false,
    })
}

pub(super) fn rule(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    if declarations.rules.iter().any(|rule| rule.id == id) {
        call.session.report(duplicate("规则", "rule", &id, &call.place));
    }
    declarations.rules.push(Rule {
        title: id.clone(),
        id,
        title_en: String::new(),
        says: String::new(),
        says_en: String::new(),
        clauses: Vec::new(),
        level: None,
        entity: None,
        period: Pick::One(PeriodKind::Policy.name().into()),
        partial: false,
        only: Vec::new(),
        measures: Vec::new(),
        judge: None,
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Rule(declarations.rules.len() - 1)))
}

pub(super) fn level(call: &mut Call<'_>) -> Outcome {
    let level = level_named(call)?;
    change_rule(call, |rule| rule.level = Some(level))
}

pub(super) fn each(call: &mut Call<'_>) -> Outcome {
    if super::form::is_form(call) {
        return super::form::each(call);
    }
    let entity = call.picked_text(1)?;
    let period = if call.count() > 2 { call.picked_text(2)? } else { Pick::One(PeriodKind::Policy.name().into()) };
    let place = call.place.clone();
    change(call, ("规则、评分表或表单", "a rule, a card or a form"), |declarations, handle| match handle {
        Handle::Rule(index) => declarations.rules.get_mut(index).map(|rule| (rule.entity, rule.period) = (Some((entity, place)), period)).is_some(),
        Handle::Card(index) => declarations.scoring.cards.get_mut(index).map(|card| (card.entity, card.period) = (Some((entity, place)), period)).is_some(),
        _ => false,
    })
}

pub(super) fn partial(call: &mut Call<'_>) -> Outcome {
    change_rule(call, |rule| rule.partial = true)
}

pub(super) fn only(call: &mut Call<'_>) -> Outcome {
    let having = super::query::condition(call, false)?;
    change_rule(call, |rule| rule.only.push(having))
}

pub(super) fn measure(call: &mut Call<'_>) -> Outcome {
    let (name, query) = (call.text(1)?, call.picked_query(2)?);
    if !is_writable(&name) {
        return Err(Diagnostic::error(Code::SchemaName, told!("“{name}”不能作统计的名字"), told!("`{name}` cannot name a measure"))
            .help(told!("用字母、汉字、数字和下划线，且不用脚本的保留字"), told!("use letters, digits and underscores, and no reserved word"))
            .at(call.place.clone())
            .into());
    }
    let place = call.place.clone();
    let mut twice = false;
    let outcome = change(call, ("规则或表单", "a rule or a form"), |declarations, handle| {
        let measures = match handle {
            Handle::Rule(index) => declarations.rules.get_mut(index).map(|rule| &mut rule.measures),
            Handle::Form(index) => declarations.forms.get_mut(index).map(|form| &mut form.measures),
            _ => None,
        };
        let Some(measures) = measures else { return false };
        twice = measures.iter().any(|measure| measure.name == name);
        measures.push(Measure { name: name.clone(), query, place });
        true
    });
    if twice {
        call.session.report(duplicate("统计", "measure", &name, &call.place));
    }
    outcome
}

pub(super) fn judge(call: &mut Call<'_>) -> Outcome {
    if matches!(call.handle(), Ok(Handle::Test(_))) {
        return test::judge(call);
    }
    let closure = Closure::capture(&call.closure(1)?, &call.place)?;
    let place = call.place.clone();
    change_rule(call, |rule| rule.judge = Some((closure, place)))
}
