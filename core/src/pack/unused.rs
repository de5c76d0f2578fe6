//! What is declared and never used: most often a slip in a name, or something that a change left behind.

use super::declaration::{Declarations, Rule};
use super::form::Form;
use super::names::matches;
use super::query::Having;
use super::resolve::{params_of, readings_of};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::script::Program;
use crate::sorting::Gather;
use std::collections::BTreeSet;

/// Finds parameters, readings and phases that nothing uses.
pub(super) fn check(declarations: &Declarations, program: &Program, problems: &mut Vec<Diagnostic>) {
    let forms: Vec<Rule> = declarations.forms.iter().map(Form::as_rule).collect();
    let rules: Vec<&Rule> = declarations.rules.iter().chain(&forms).collect();
    // Closures may put a name together from texts, so every text that they mention counts.
    let closures = rules.iter().copied().flat_map(Rule::closures);
    let members: Vec<Having> = declarations.entities.iter().flat_map(|entity| entity.conditions.clone()).collect();
    let mut named: BTreeSet<String> = closures.flat_map(|closure| program.mentions(closure).names).gather();
    named.extend(rules.iter().copied().flat_map(params_of));
    named.extend(rules.iter().flat_map(|rule| readings_of(declarations, rule, &members)));
    let cards = &declarations.scoring.cards;
    let picked = cards.iter().flat_map(|card| card.entity.iter().filter_map(|(entity, _)| entity.reading()).chain(card.period.reading()));
    named.extend(picked.map(String::from));
    let mut unused = |kind: (&str, &str), id: &str, place: &Place| {
        let (zh, en) = kind;
        problems.push(
            Diagnostic::warning(Code::PackUnused, told!("{zh}“{id}”没有用到"), told!("{en} `{id}` is never used"))
                .help(told!("看看名字有没有写错；不需要的，删去"), told!("see whether a name is misspelt; if it is not needed, remove it"))
                .at(place.clone()),
        );
    };
    declarations.params.iter().filter(|param| !named.contains(&param.id)).for_each(|param| unused(("参数", "parameter"), &param.id, &param.place));
    declarations.readings.iter().filter(|reading| !named.contains(&reading.id)).for_each(|reading| unused(("口径", "reading"), &reading.id, &reading.place));
    let periods: BTreeSet<&str> =
        rules.iter().map(|rule| &rule.period).chain(cards.iter().map(|card| &card.period)).flat_map(|period| period.options()).map(String::as_str).gather();
    let judged = |id: &str, title: &str| periods.contains(id) || periods.contains(title);
    declarations.phases.iter().filter(|phase| !judged(&phase.id, &phase.title)).for_each(|phase| unused(("阶段", "phase"), &phase.id, &phase.place));
    outside(declarations, problems);
}

/// Finds rules that no profile has, where one profile is usual: nobody judges by them.
fn outside(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    let profiles = &declarations.profiles;
    if profiles.iter().all(|profile| profile.usual.is_none()) || profiles.iter().any(|profile| profile.rules.is_empty()) {
        return;
    }
    let has = |rule: &Rule| profiles.iter().flat_map(|profile| &profile.rules).any(|(pattern, _)| matches(pattern, &rule.id));
    problems.extend(declarations.rules.iter().filter(|rule| !has(rule)).map(|rule| {
        Diagnostic::warning(Code::PackUnused, told!("规则“{}”不在任何方案里", rule.id), told!("no profile has rule `{}`", rule.id))
            .help(told!("写进一个方案的“所含规则”里"), told!("name it among the rules of a profile"))
            .at(rule.place.clone())
    }));
}
