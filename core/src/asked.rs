//! What a run is asked: its options, with every name in them looked up in the pack.

use crate::diagnostic::{Code, Diagnostic, Place, Problems};
use crate::evaluate::Options;
use crate::measure::Settings;
use crate::pack::{Choices, Pack, ParamValue, Profile, matches};
use crate::report::Skipped;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a run is asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) settings: Arc<Settings>,
    /// Number of the profile by which it goes.
    pub(crate) profile: Option<usize>,
}

impl Asked {
    /// What options ask of a pack. What they say of parameters and readings wins over what the profile says.
    ///
    /// Without `usual`, the usual profile is left aside: only one that is named is taken.
    pub(crate) fn new(pack: &Pack, options: &Options, usual: bool) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let profile = match &options.profile {
            Some(id) => {
                let found = pack.profiles().iter().position(|profile| profile.id == *id);
                if found.is_none() {
                    problems.push(unknown("方案", "profile", id, "profile", pack.profiles().iter().map(|profile| profile.id.as_str())));
                }
                found
            }
            None => pack.profiles().iter().position(|profile| usual && profile.usual.is_some()),
        };
        let taken = profile.and_then(|profile| pack.profiles().get(profile));
        let settings = Settings { params: params(pack, options, taken, &mut problems), choices: choices(pack, options, taken, &mut problems) };
        for pattern in &options.rules {
            if !pack.rules().iter().any(|rule| matches(pattern, &rule.id)) {
                problems.push(unknown("规则", "rule", pattern, "rules", pack.rules().iter().map(|rule| rule.id.as_str())));
            }
        }
        if problems.is_empty() { Ok(Self { settings: Arc::new(settings), profile }) } else { Err(Problems(problems)) }
    }

    /// Which of some rules are asked for.
    pub(crate) fn rules(&self, pack: &Pack, options: &Options, among: &BTreeSet<usize>) -> Wanted {
        let mut wanted = Wanted { asked: BTreeSet::new(), needed: BTreeSet::new(), left_out: Vec::new() };
        for (index, rule) in pack.rules().iter().enumerate().filter(|(index, _)| among.contains(index)) {
            match self.left_out(pack, options, &rule.id) {
                Some(reason) => wanted.left_out.push((index, reason)),
                None => drop(wanted.asked.insert(index)),
            }
        }
        wanted.needed = pack.with_sources(&wanted.asked);
        wanted
    }

    /// Why a rule is left out, if it is: what the options ask for wins over the profile.
    fn left_out(&self, pack: &Pack, options: &Options, rule: &str) -> Option<Skipped> {
        if !options.rules.is_empty() {
            return (!options.rules.iter().any(|pattern| matches(pattern, rule))).then_some(Skipped::Filtered);
        }
        let profile = self.profile.and_then(|profile| pack.profiles().get(profile))?;
        (!profile.takes(rule)).then(|| Skipped::Profile(profile.id.clone()))
    }
}

/// The rules that a run judges.
pub(crate) struct Wanted {
    /// Those that were asked for.
    pub(crate) asked: BTreeSet<usize>,
    /// These, and those whose findings they measure: a rule that nobody asked for is judged all the same if another one rests on it.
    pub(crate) needed: BTreeSet<usize>,
    /// Those that nobody asked for, with the reason.
    pub(crate) left_out: Vec<(usize, Skipped)>,
}

impl Wanted {
    /// How many steps a rule takes: its measures, its judging, and a look at what it found if that was asked for.
    pub(crate) fn steps(&self, rule: usize, measures: usize) -> u64 {
        measures as u64 + 1 + u64::from(self.asked.contains(&rule))
    }

    /// How many steps all of them take.
    pub(crate) fn all_steps(&self, pack: &Pack) -> u64 {
        self.needed.iter().filter_map(|rule| Some(self.steps(*rule, pack.rules().get(*rule)?.measures.len()))).sum()
    }
}

fn params(pack: &Pack, options: &Options, profile: Option<&Profile>, problems: &mut Vec<Diagnostic>) -> Vec<crate::pack::Param> {
    let mut params = pack.params().to_vec();
    for set in profile.into_iter().flat_map(|profile| &profile.values) {
        if let Some(param) = params.iter_mut().find(|param| param.id == set.param) {
            (param.values, param.local) = (vec![ParamValue { from: None, value: set.value.clone() }], set.local.clone());
        }
    }
    for (id, value) in &options.params {
        match params.iter_mut().find(|param| param.id == *id) {
            Some(param) if param.takes(value) => param.values = vec![ParamValue { from: None, value: value.clone() }],
            Some(_) => problems.push(
                Diagnostic::error(Code::OptionValue, format!("参数“{id}”不能取这样的值"), format!("parameter `{id}` cannot be set to a value of this type"))
                    .at(Place::argument("params")),
            ),
            None => problems.push(unknown("参数", "parameter", id, "params", pack.params().iter().map(|param| param.id.as_str()))),
        }
    }
    params
}

fn choices(pack: &Pack, options: &Options, profile: Option<&Profile>, problems: &mut Vec<Diagnostic>) -> Choices {
    let mut choices = pack.usual();
    choices.extend(profile.into_iter().flat_map(|profile| &profile.choices).map(|choice| (choice.reading.clone(), choice.choice.clone())));
    for (id, choice) in &options.readings {
        match pack.readings().iter().find(|reading| reading.id == *id) {
            Some(reading) if reading.choices.iter().any(|(known, _)| known == choice) => {
                choices.insert(id.clone(), choice.clone());
            }
            Some(reading) => problems.push(unknown("理解", "choice", choice, "readings", reading.choices.iter().map(|(known, _)| known.as_str()))),
            None => problems.push(unknown("口径", "reading", id, "readings", pack.readings().iter().map(|reading| reading.id.as_str()))),
        }
    }
    choices
}

fn unknown<'a>(zh: &str, en: &str, given: &str, argument: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error(Code::OptionValue, format!("没有{zh}“{given}”"), format!("there is no {en} `{given}`"))
        .at(Place::argument(argument))
        .suggest(given, known)
}
