//! Words that declare the policy, its clauses, parameters and readings.

use super::call::{Call, Outcome, Stop};
use super::session::Deferred;
use super::value::{Handle, Local, Picked};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pack::{Clause, ClauseKind, Declarations, Level, Param, ParamValue, Phase, Policy, Reading, Standing, Unruled, UnruledKind};
use rhai::Dynamic;

/// The error for a declaration that comes twice.
pub(super) fn duplicate(zh: &str, en: &str, id: &str, place: &Place) -> Diagnostic {
    Diagnostic::error(Code::PackDuplicate, told!("{zh}“{id}”声明了两次"), told!("{en} `{id}` is declared twice"))
        .help(told!("改用另一个名字，或删去其中一个"), told!("give it another id, or remove one of the two"))
        .at(place.clone())
}

/// The error for a name that is not among those the language knows at this place.
pub(super) fn not_among(call: &Call<'_>, given: &str, known: impl IntoIterator<Item = (&'static str, &'static str)>) -> Stop {
    Diagnostic::error(Code::PackValue, told!("这里不能写“{given}”"), told!("`{given}` cannot stand here"))
        .at(call.place.clone())
        .suggest_named(given, known)
        .into()
}

/// Changes the declaration that the chain speaks of and returns it again.
pub(super) fn change(call: &Call<'_>, wanted: (&str, &str), change: impl FnOnce(&mut Declarations, Handle) -> bool) -> Outcome {
    let handle = call.cast::<Handle>(0, wanted.0, wanted.1)?;
    let changed = change(&mut call.session.declarations(), handle);
    if changed { Ok(Dynamic::from(handle)) } else { Err(call.wants(0, wanted.0, wanted.1)) }
}

pub(super) fn uses(call: &mut Call<'_>) -> Outcome {
    // The loader has followed every `uses` before any file runs; here only the name's form is checked.
    call.session.uses().push((call.text(0)?, call.place.clone()));
    Ok(Dynamic::UNIT)
}

pub(super) fn policy(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    if declarations.policy.is_some() {
        return Err(Diagnostic::error(Code::PackNoPolicy, told!("一个规则包只能声明一个政策"), told!("a pack declares exactly one policy"))
            .at(call.place.clone())
            .into());
    }
    declarations.policy = Some(Policy {
        title: id.clone(),
        title_en: String::new(),
        id,
        issuer: String::new(),
        issued: None,
        in_force: None,
        standing: Standing::Issued,
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Policy))
}

const POLICY: (&str, &str) = ("政策", "a policy");
const CLAUSE: (&str, &str) = ("条款", "a clause");
const PARAM: (&str, &str) = ("参数", "a parameter");
const READING: (&str, &str) = ("口径", "a reading");

fn change_policy(call: &Call<'_>, edit: impl FnOnce(&mut Policy)) -> Outcome {
    change(call, POLICY, |declarations, handle| match (handle, declarations.policy.as_mut()) {
        (Handle::Policy, Some(policy)) => {
            edit(policy);
            true
        }
        _ => false,
    })
}

pub(super) fn title(call: &mut Call<'_>) -> Outcome {
    if let Ok(Handle::Table(index)) = call.handle() {
        return super::table::title(call, index);
    }
    let (title, english) = (call.text(1)?, call.optional_text(2)?);
    // Of a form, the title is filled in like the rest of it.
    let filled = if super::form::is_form(call) {
        Some((super::form::text(call, &title)?, english.as_deref().map(|english| super::form::text(call, english)).transpose()?))
    } else {
        None
    };
    change(call, ("政策、阶段、规则、评分表、方案或表单", "a policy, phase, rule, card, profile or form"), |declarations, handle| {
        match handle {
            Handle::Policy => {
                if let Some(policy) = &mut declarations.policy {
                    policy.title = title;
                    policy.title_en = english.unwrap_or_default();
                }
            }
            Handle::Phase(index) => declarations.phases.get_mut(index).into_iter().for_each(|phase| phase.title.clone_from(&title)),
            Handle::Rule(index) => {
                if let Some(rule) = declarations.rules.get_mut(index) {
                    rule.title = title;
                    rule.title_en = english.unwrap_or_default();
                }
            }
            Handle::Form(index) => {
                if let (Some(form), Some(filled)) = (declarations.forms.get_mut(index), filled) {
                    (form.title, form.title_en) = filled;
                }
            }
            Handle::Card(index) => {
                if let Some(card) = declarations.scoring.cards.get_mut(index) {
                    card.title = title;
                    card.title_en = english.unwrap_or_default();
                }
            }
            Handle::Profile(index) => {
                if let Some(profile) = declarations.profiles.get_mut(index) {
                    profile.title = title;
                    profile.title_en = english.unwrap_or_default();
                }
            }
            _ => return false,
        }
        true
    })
}

pub(super) fn issuer(call: &mut Call<'_>) -> Outcome {
    let issuer = call.text(1)?;
    change_policy(call, |policy| policy.issuer = issuer)
}

pub(super) fn issued(call: &mut Call<'_>) -> Outcome {
    let day = call.day(1)?;
    change_policy(call, |policy| policy.issued = Some(day))
}

pub(super) fn in_force(call: &mut Call<'_>) -> Outcome {
    let span = call.span(1, 2)?;
    change_policy(call, |policy| policy.in_force = Some(span))
}

pub(super) fn standing(call: &mut Call<'_>) -> Outcome {
    let name = call.text(1)?;
    let standing = Standing::from_name(&name).ok_or_else(|| not_among(call, &name, Standing::ALL.iter().map(|(_, en, zh)| (*en, *zh))))?;
    change_policy(call, |policy| policy.standing = standing)
}

pub(super) fn clause(call: &mut Call<'_>) -> Outcome {
    if !call.is::<Handle>(0) {
        return declare_clause(call);
    }
    let ids: Vec<String> = (1..call.count()).map(|index| call.text(index)).collect::<Result<_, _>>()?;
    let place = call.place.clone();
    change(call, ("规则、参数、口径或评分表", "a rule, parameter, reading or card"), |declarations, handle| {
        match handle {
            Handle::Rule(index) => {
                if let Some(rule) = declarations.rules.get_mut(index) {
                    rule.clauses.extend(ids.into_iter().map(|id| (id, place.clone())));
                }
            }
            Handle::Param(index) => declarations.params.get_mut(index).into_iter().for_each(|param| param.clauses.extend(ids.clone())),
            Handle::Reading(index) => declarations.readings.get_mut(index).into_iter().for_each(|reading| reading.clauses.extend(ids.clone())),
            _ => match super::score::basis(declarations, handle) {
                Some(basis) => basis.clauses.extend(ids.into_iter().map(|id| (id, place.clone()))),
                None => return false,
            },
        }
        true
    })
}

fn declare_clause(call: &Call<'_>) -> Outcome {
    let id = call.text(0)?;
    if call.count() > 1 {
        return Err(call.wants(0, "规则、参数或口径", "a rule, parameter or reading"));
    }
    let mut declarations = call.session.declarations();
    if declarations.clauses.iter().any(|clause| clause.id == id) {
        call.session.report(duplicate("条款", "clause", &id, &call.place));
    }
    declarations.clauses.push(Clause {
        id,
        article: String::new(),
        says: String::new(),
        says_en: String::new(),
        force: None,
        kind: None,
        unruled: None,
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Clause(declarations.clauses.len() - 1)))
}

fn change_clause(call: &Call<'_>, edit: impl FnOnce(&mut Clause)) -> Outcome {
    change(call, CLAUSE, |declarations, handle| match handle {
        Handle::Clause(index) => declarations.clauses.get_mut(index).map(edit).is_some(),
        _ => false,
    })
}

pub(super) fn article(call: &mut Call<'_>) -> Outcome {
    let article = call.text(1)?;
    change_clause(call, |clause| clause.article = article)
}

pub(super) fn says(call: &mut Call<'_>) -> Outcome {
    let (says, english) = (call.text(1)?, call.optional_text(2)?);
    change(call, ("条款或规则", "a clause or rule"), |declarations, handle| {
        let said = match handle {
            Handle::Clause(index) => declarations.clauses.get_mut(index).map(|clause| (&mut clause.says, &mut clause.says_en)),
            Handle::Rule(index) => declarations.rules.get_mut(index).map(|rule| (&mut rule.says, &mut rule.says_en)),
            _ => None,
        };
        said.map(|said| (*said.0, *said.1) = (says, english.unwrap_or_default())).is_some()
    })
}

pub(super) fn level_named(call: &Call<'_>) -> Result<Level, Stop> {
    let name = call.text(1)?;
    Level::from_name(&name).ok_or_else(|| not_among(call, &name, Level::ALL.iter().map(|(_, en, zh)| (*en, *zh))))
}

pub(super) fn force(call: &mut Call<'_>) -> Outcome {
    let level = level_named(call)?;
    change_clause(call, |clause| clause.force = Some(level))
}

pub(super) fn kind(call: &mut Call<'_>) -> Outcome {
    let name = call.text(1)?;
    let kind = ClauseKind::from_name(&name).ok_or_else(|| not_among(call, &name, ClauseKind::ALL.iter().map(|(_, en, zh)| (*en, *zh))))?;
    change_clause(call, |clause| clause.kind = Some(kind))
}

pub(super) fn unruled(call: &mut Call<'_>) -> Outcome {
    let (name, why) = (call.text(1)?, call.text(2)?);
    let kind = UnruledKind::from_name(&name).ok_or_else(|| not_among(call, &name, UnruledKind::ALL.iter().map(|(_, en, zh)| (*en, *zh))))?;
    change_clause(call, |clause| clause.unruled = Some(Unruled { kind, why }))
}

pub(super) fn param(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    if call.count() == 1 {
        let mut declarations = call.session.declarations();
        return match declarations.params.iter().position(|param| param.id == id) {
            Some(index) => Ok(Dynamic::from(Handle::Param(index))),
            // It may be given no value (`unset`), or be declared further down.
            None => Ok(new_param(&mut declarations, id, Vec::new(), None, &call.place)),
        };
    }
    let (value, local) = call.setting_or_local(1)?;
    let mut declarations = call.session.declarations();
    if let Some(index) = declarations.params.iter().position(|param| param.id == id && !param.is_declared()) {
        if let Some(param) = declarations.params.get_mut(index) {
            (param.values, param.local, param.place) = (vec![ParamValue { from: None, value }], local, call.place.clone());
        }
        return Ok(Dynamic::from(Handle::Param(index)));
    }
    if declarations.params.iter().any(|param| param.id == id) || declarations.readings.iter().any(|reading| reading.id == id) {
        call.session.report(duplicate("参数", "parameter", &id, &call.place));
    }
    Ok(new_param(&mut declarations, id, vec![ParamValue { from: None, value }], local, &call.place))
}

fn new_param(declarations: &mut Declarations, id: String, values: Vec<ParamValue>, local: Option<String>, place: &Place) -> Dynamic {
    let label = id.clone();
    declarations.params.push(Param { label, id, values, unit: String::new(), clauses: Vec::new(), local, unset: None, place: place.clone() });
    Dynamic::from(Handle::Param(declarations.params.len() - 1))
}

pub(super) fn unset(call: &mut Call<'_>) -> Outcome {
    let why = call.text(1)?;
    let place = call.place.clone();
    change(call, PARAM, |declarations, handle| match handle {
        Handle::Param(index) => declarations.params.get_mut(index).map(|param| (param.unset, param.place) = (Some(why), place)).is_some(),
        _ => false,
    })
}

pub(super) fn phase(call: &mut Call<'_>) -> Outcome {
    let (id, span) = (call.text(0)?, call.span(1, 2)?);
    let mut declarations = call.session.declarations();
    if declarations.phases.iter().any(|phase| phase.id == id) {
        call.session.report(duplicate("阶段", "phase", &id, &call.place));
    }
    declarations.phases.push(Phase { title: id.clone(), id, span, place: call.place.clone() });
    Ok(Dynamic::from(Handle::Phase(declarations.phases.len() - 1)))
}

pub(super) fn from(call: &mut Call<'_>) -> Outcome {
    if let Some(bands) = super::score::bands_before(call) {
        return super::score::cut(call, bands);
    }
    let day = call.day(1)?;
    let (value, local) = call.setting_or_local(2)?;
    change(call, PARAM, |declarations, handle| match handle {
        Handle::Param(index) => declarations
            .params
            .get_mut(index)
            .map(|param| {
                param.values.push(ParamValue { from: Some(day), value });
                crate::sorting::sort_by_key(&mut param.values, |value| value.from);
                param.local = local.or(param.local.take());
            })
            .is_some(),
        _ => false,
    })
}

pub(super) fn local(call: &mut Call<'_>) -> Outcome {
    if call.is::<Handle>(0) {
        return super::score::local(call);
    }
    Ok(Dynamic::from(Local { value: call.setting(0)?, why: call.text(1)? }))
}

pub(super) fn reading(call: &mut Call<'_>) -> Outcome {
    let id = call.text(0)?;
    let mut declarations = call.session.declarations();
    if let Some(index) = declarations.readings.iter().position(|reading| reading.id == id) {
        return Ok(Dynamic::from(Handle::Reading(index)));
    }
    if declarations.params.iter().any(|param| param.id == id) {
        call.session.report(duplicate("口径", "reading", &id, &call.place));
    }
    declarations.readings.push(Reading { asks: String::new(), id, choices: Vec::new(), usual: String::new(), clauses: Vec::new(), place: call.place.clone() });
    Ok(Dynamic::from(Handle::Reading(declarations.readings.len() - 1)))
}

fn change_reading(call: &Call<'_>, edit: impl FnOnce(&mut Reading)) -> Outcome {
    change(call, READING, |declarations, handle| match handle {
        Handle::Reading(index) => declarations.readings.get_mut(index).map(edit).is_some(),
        _ => false,
    })
}

pub(super) fn asks(call: &mut Call<'_>) -> Outcome {
    let asks = call.text(1)?;
    let place = call.place.clone();
    change_reading(call, |reading| {
        reading.asks = asks;
        // Whoever merely refers to a reading may come first; it is declared where it is asked.
        reading.place = place;
    })
}

/// `choice` after a reading; columns are declared by `table::choice`.
pub(super) fn reading_choice(call: &Call<'_>) -> Outcome {
    let (id, text) = (call.text(1)?, call.text(2)?);
    change_reading(call, |reading| reading.choices.push((id, text)))
}

/// `usual` after a reading; after a profile it is `profile::usual`.
pub(super) fn usual(call: &Call<'_>) -> Outcome {
    let usual = call.text(1)?;
    change_reading(call, |reading| reading.usual = usual)
}

pub(super) fn pick(call: &mut Call<'_>) -> Outcome {
    let Handle::Reading(index) = call.cast::<Handle>(0, READING.0, READING.1)? else {
        return Err(call.wants(0, READING.0, READING.1));
    };
    let options: rhai::Map = call.cast(1, "对照表 #{…}", "a map #{…}")?;
    let id = call.session.declarations().readings.get(index).map(|reading| reading.id.clone()).unwrap_or_default();
    let options: Vec<(String, Dynamic)> = options.into_iter().map(|(choice, value)| (choice.to_string(), value)).collect();
    call.session.deferred().push(Deferred::Pick(id.clone(), options.iter().map(|(choice, _)| choice.clone()).collect(), call.place.clone()));
    Ok(Dynamic::from(Picked { reading: id, options }))
}
