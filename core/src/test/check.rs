//! What can be wrong with tests, found when the pack loads. Nothing is run.

use super::declaration::{Step, Test};
use super::table::is_id;
use super::value;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pack::{Choices, Declarations, Profile, Resolved, Resolver, Rule, unknown, wrong_choice, wrong_value};
use crate::sorting::Gather;

/// Checks every test; its names must be those of the pack.
pub(crate) fn check(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    for test in &declarations.tests {
        Checked { declarations, test, profile: None, chosen: Choices::new(), dated: false, judging: false, rule: None, resolved: None, problems }.all();
    }
}

/// A test that is being read from step to step.
struct Checked<'a> {
    declarations: &'a Declarations,
    test: &'a Test,
    /// The profile by which it goes.
    profile: Option<&'a Profile>,
    /// Readings that it takes itself, whatever the profile takes.
    chosen: Choices,
    /// Whether it was said on which day it is judged.
    dated: bool,
    /// Whether it was said which rule judges.
    judging: bool,
    rule: Option<&'a Rule>,
    /// The rule under the readings so far.
    resolved: Option<Resolved>,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Checked<'a> {
    fn all(mut self) {
        for (step, place) in &self.test.steps {
            self.step(step, place);
        }
        let expects = |(step, _): &(Step, Place)| matches!(step, Step::Expect { .. } | Step::Of { .. });
        if !self.test.steps.iter().any(expects) {
            let name = &self.test.name;
            self.problems.push(incomplete(&self.test.place, told!("测试“{name}”没有说应为什么"), told!("test `{name}` expects nothing")).help(
                told!("加上 .应为(\"规则\", \"对象\", \"考核期\", \"达标\")，或 .判定(\"规则\").输入(#{{…}}, \"达标\")"),
                told!("add .expect(\"rule\", \"unit\", \"period\", \"pass\"), or .judge(\"rule\").of(#{{…}}, \"pass\")"),
            ));
        }
    }

    fn step(&mut self, step: &'a Step, place: &Place) {
        match step {
            Step::Given { table, records, .. } => self.columns(table, &records.columns, place),
            Step::AsOf(_) => self.dated = true,
            Step::Profile(id) => self.profile(id, place),
            Step::Set(param, value) => self.problems.extend(wrong_value(self.declarations, param, value, place)),
            Step::Choose(reading, choice) => self.reading(reading, choice, place),
            Step::Expect { rule, .. } => {
                self.find(rule, place);
                // Said once: what follows has the same lack.
                if !std::mem::replace(&mut self.dated, true) {
                    let lack = incomplete(place, told!("还没有说截至哪一天"), told!("it is not said yet on which day it is judged"));
                    self.problems.push(lack.help(told!("前面加上 .截至(\"2021-02-01\")"), told!("put .as_of(\"2021-02-01\") before it")));
                }
            }
            Step::Judge(rule) => {
                self.judging = true;
                self.rule = self.find(rule, place);
                self.resolve();
            }
            Step::Open | Step::Of { .. } if !std::mem::replace(&mut self.judging, true) => {
                let lack = incomplete(place, told!("还没有说由哪条规则判定"), told!("it is not said yet which rule judges"));
                self.problems.push(lack.help(told!("前面加上 .判定(\"规则\")"), told!("put .judge(\"rule\") before it")));
            }
            Step::Of { values, .. } => {
                // What is wrong with the rule itself is told elsewhere.
                if let Some((rule, resolved)) = self.rule.zip(self.resolved.as_ref()) {
                    self.problems.extend(value::check(&self.declarations.schema, &rule.id, resolved, values, place));
                }
            }
            Step::Open => {}
        }
    }

    fn columns(&mut self, table: &str, columns: &[String], place: &Place) {
        let schema = &self.declarations.schema;
        let Some(index) = schema.table_index(table) else { return self.problems.push(schema.unknown_table(table, place)) };
        for name in columns.iter().filter(|name| schema.table(index).column_index(name).is_none() && !is_id(name)) {
            self.problems.push(schema.unknown_column(index, name, place));
        }
    }

    fn find(&mut self, id: &str, place: &Place) -> Option<&'a Rule> {
        let rule = self.declarations.rules.iter().find(|rule| rule.id == id);
        if rule.is_none() {
            self.problems.push(unknown("规则", "rule", id, place, self.declarations.rules.iter().map(|rule| rule.id.as_str())));
        }
        rule
    }

    fn profile(&mut self, id: &str, place: &Place) {
        let profiles = &self.declarations.profiles;
        self.profile = profiles.iter().find(|profile| profile.id == id);
        match self.profile {
            Some(_) => self.resolve(),
            None => self.problems.push(unknown("方案", "profile", id, place, profiles.iter().map(|profile| profile.id.as_str()))),
        }
    }

    fn reading(&mut self, id: &str, choice: &str, place: &Place) {
        if let Some(problem) = wrong_choice(self.declarations, id, choice, place) {
            return self.problems.push(problem);
        }
        self.chosen.insert(id.into(), choice.into());
        self.resolve();
    }

    fn resolve(&mut self) {
        let mut choices: Choices = self.declarations.readings.iter().map(|reading| (reading.id.clone(), reading.usual.clone())).gather();
        choices.extend(self.profile.iter().flat_map(|profile| &profile.choices).map(|choice| (choice.reading.clone(), choice.choice.clone())));
        choices.extend(self.chosen.clone());
        let resolver = Resolver { declarations: self.declarations, params: &self.declarations.params, choices: &choices };
        self.resolved = self.rule.and_then(|rule| resolver.rule(rule, &mut Vec::new()));
    }
}

fn incomplete(place: &Place, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::PackIncomplete, zh, en).at(place.clone())
}
