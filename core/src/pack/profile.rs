//! Profiles: some of a pack's rules, with values and choices of their own. A pack of many documents has one for each.

use super::check::incomplete;
use super::declaration::Declarations;
use super::names::{matches, unknown, wrong_choice, wrong_value};
use super::query::Literal;
use crate::diagnostic::{Code, Diagnostic, Language, Place};

/// A value that a profile gives a parameter.
#[derive(Debug, Clone)]
pub struct ProfileValue {
    /// The parameter.
    pub param: String,
    /// Its value, whatever the day.
    pub value: Literal,
    /// Why it is not from the source, if it is not.
    pub local: Option<String>,
    /// Where it is said.
    pub place: Place,
}

/// A choice that a profile takes.
#[derive(Debug, Clone)]
pub struct ProfileChoice {
    /// The reading.
    pub reading: String,
    /// Its choice.
    pub choice: String,
    /// Where it is said.
    pub place: Place,
}

/// Some of the rules, with values and choices of their own.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English; empty if none was given.
    pub title_en: String,
    /// Its rules, by id or by patterns such as `T3*`; all rules if it names none.
    pub rules: Vec<(String, Place)>,
    /// Values of parameters.
    pub values: Vec<ProfileValue>,
    /// Choices of readings.
    pub choices: Vec<ProfileChoice>,
    /// Whether a run takes it that names none; and where that is said.
    pub usual: Option<Place>,
    /// Where it is declared.
    pub place: Place,
}

impl Profile {
    /// Whether a rule is one of its.
    pub fn takes(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|(pattern, _)| matches(pattern, rule))
    }

    /// Its title in one language.
    pub fn title_in(&self, language: Language) -> &str {
        language.pick(&self.title, &self.title_en)
    }
}

/// Checks every profile; its names must be those of the pack.
pub(super) fn complete(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    for profile in &declarations.profiles {
        if profile.rules.is_empty() && profile.values.is_empty() && profile.choices.is_empty() {
            problems.push(
                incomplete(&profile.place, told!("方案“{}”什么也没有写", profile.id), told!("profile `{}` says nothing", profile.id))
                    .help(told!("加上 .所含规则(\"规则名\")，可以写 \"E19-*\""), told!("add .rules(\"rule\"); a pattern such as \"E19-*\" will do")),
            );
        }
        for (pattern, place) in &profile.rules {
            let all = || declarations.rules.iter().map(|rule| rule.id.as_str());
            if !all().any(|rule| matches(pattern, rule)) {
                let problem = unknown("规则", "rule", pattern, place, all());
                problems.push(match &problem.help {
                    Some(_) => problem,
                    None => {
                        problem.help(told!("写规则的名字；* 可代表任何字，如 \"4.*\""), told!("write the id of a rule; * stands for anything, as in \"4.*\""))
                    }
                });
            }
        }
        for (number, value) in profile.values.iter().enumerate() {
            problems.extend(wrong_value(declarations, &value.param, &value.value, &value.place));
            if profile.values.iter().take(number).any(|earlier| earlier.param == value.param) {
                problems.push(twice(("参数", "parameter"), &value.param, &value.place));
            }
        }
        for (number, choice) in profile.choices.iter().enumerate() {
            problems.extend(wrong_choice(declarations, &choice.reading, &choice.choice, &choice.place));
            if profile.choices.iter().take(number).any(|earlier| earlier.reading == choice.reading) {
                problems.push(twice(("口径", "reading"), &choice.reading, &choice.place));
            }
        }
    }
    let mut usual = declarations.profiles.iter().filter_map(|profile| Some((&profile.id, profile.usual.as_ref()?)));
    if let Some((first, _)) = usual.next() {
        problems.extend(usual.map(|(id, place)| {
            Diagnostic::error(
                Code::PackDuplicate,
                told!("通常的方案只能有一个：“{first}”和“{id}”都是"),
                told!("only one profile can be the usual one; `{first}` and `{id}` both are"),
            )
            .help(told!("去掉其中一个"), told!("remove one of the two"))
            .at(place.clone())
        }));
    }
}

fn twice((zh, en): (&str, &str), id: &str, place: &Place) -> Diagnostic {
    Diagnostic::error(Code::PackDuplicate, told!("方案里{zh}“{id}”写了两次"), told!("the profile sets {en} `{id}` twice"))
        .help(told!("留下一次，删去另一次"), told!("keep one of the two"))
        .at(place.clone())
}
