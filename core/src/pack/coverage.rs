//! Whether every clause has a rule, or says why it has none.

use super::declaration::{Clause, Declarations};
use super::score::Basis;
use crate::diagnostic::{Code, Diagnostic};

impl Declarations {
    /// The rules that rest on a clause.
    pub(crate) fn rules_of<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a str> {
        self.rules.iter().filter(move |rule| rule.clauses.iter().any(|(id, _)| id == clause)).map(|rule| rule.id.as_str())
    }

    /// The cards, bands and scales that rest on a clause: one that states points or grades needs no rule.
    pub(crate) fn scoring_of<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a str> {
        let scoring = &self.scoring;
        let scales = scoring.scales.iter().map(|scale| (&scale.id, &scale.basis));
        let bands = scoring.bands.iter().map(|bands| (&bands.id, &bands.basis));
        let cards = scoring.cards.iter().map(|card| (&card.id, &card.basis));
        let states = move |basis: &Basis| basis.clauses.iter().any(|(id, _)| id == clause);
        scales.chain(bands).chain(cards).filter(move |(_, basis)| states(basis)).map(|(id, _)| id.as_str())
    }
}

/// Finds clauses that nobody carries out without saying why, and those that somebody does all the same.
pub(super) fn check(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    let found = declarations.clauses.iter().filter_map(|clause| {
        let rule = declarations.rules_of(&clause.id).next();
        match (&clause.unruled, rule) {
            (None, None) if declarations.scoring_of(&clause.id).next().is_none() => Some(uncovered(clause)),
            (Some(_), Some(rule)) => Some(ruled_all_the_same(clause, rule)),
            _ => None,
        }
    });
    problems.extend(found);
}

fn uncovered(clause: &Clause) -> Diagnostic {
    let id = &clause.id;
    Diagnostic::warning(Code::PackCoverage, told!("条款“{id}”没有规则，也没有说为何不设"), told!("clause `{id}` has no rule and does not say why"))
        .help(
            told!("在规则后面写 .条款(\"{id}\")；不设规则的，在条款后面写 .不设规则(\"目标\", \"理由\")"),
            told!("name it after a rule, .clause(\"{id}\"); if there is to be none, add .unruled(\"aim\", \"why\") to the clause"),
        )
        .at(clause.place.clone())
}

fn ruled_all_the_same(clause: &Clause, rule: &str) -> Diagnostic {
    let id = &clause.id;
    Diagnostic::warning(
        Code::PackCoverage,
        told!("条款“{id}”写明不设规则，规则“{rule}”却依据它"),
        told!("clause `{id}` says that it has no rule, but rule `{rule}` rests on it"),
    )
    .help(told!("去掉其中一处"), told!("remove one of the two"))
    .at(clause.place.clone())
}
