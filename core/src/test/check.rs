//! What can be wrong with tests, found when the pack loads. Nothing is run.

use super::declaration::{Step, Test};
use super::table::is_id;
use super::value;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pack::{Choices, Declarations, Literal, Resolved, Resolver, Rule};

/// Checks every test; its names must be those of the pack.
pub(crate) fn check(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    for test in &declarations.tests {
        Checked { declarations, test, choices: usual(declarations), dated: false, judging: false, rule: None, resolved: None, problems }.all();
    }
}

fn usual(declarations: &Declarations) -> Choices {
    declarations.readings.iter().map(|reading| (reading.id.clone(), reading.usual.clone())).collect()
}

/// A test that is being read from step to step.
struct Checked<'a> {
    declarations: &'a Declarations,
    test: &'a Test,
    choices: Choices,
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
            self.problems.push(incomplete(&self.test.place, format!("测试“{name}”没有说应为什么"), format!("test `{name}` expects nothing")).help(
                "加上 .应为(\"规则\", \"对象\", \"考核期\", \"达标\")，或 .判定(\"规则\").输入(#{…}, \"达标\")",
                "add .expect(\"rule\", \"unit\", \"period\", \"pass\"), or .judge(\"rule\").of(#{…}, \"pass\")",
            ));
        }
    }

    fn step(&mut self, step: &'a Step, place: &Place) {
        match step {
            Step::Given { table, records, .. } => self.columns(table, &records.columns, place),
            Step::AsOf(_) => self.dated = true,
            Step::Set(param, value) => self.param(param, value, place),
            Step::Choose(reading, choice) => self.reading(reading, choice, place),
            Step::Expect { rule, .. } => {
                self.find(rule, place);
                // Said once: what follows has the same lack.
                if !std::mem::replace(&mut self.dated, true) {
                    let lack = incomplete(place, "还没有说截至哪一天", "it is not said yet on which day it is judged");
                    self.problems.push(lack.help("前面加上 .截至(\"2021-02-01\")", "put .as_of(\"2021-02-01\") before it"));
                }
            }
            Step::Judge(rule) => {
                self.judging = true;
                self.rule = self.find(rule, place);
                self.resolve();
            }
            Step::Open | Step::Of { .. } if !std::mem::replace(&mut self.judging, true) => {
                let lack = incomplete(place, "还没有说由哪条规则判定", "it is not said yet which rule judges");
                self.problems.push(lack.help("前面加上 .判定(\"规则\")", "put .judge(\"rule\") before it"));
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

    fn param(&mut self, id: &str, value: &Literal, place: &Place) {
        let params = &self.declarations.params;
        match params.iter().find(|param| param.id == id) {
            None => self.problems.push(unknown("参数", "parameter", id, place, params.iter().map(|param| param.id.as_str()))),
            Some(param) if param.values.iter().any(|known| !known.value.is_like(value)) => self.problems.push(
                Diagnostic::error(Code::PackValue, format!("参数“{id}”不能取这样的值"), format!("parameter `{id}` cannot be set to a value of this type"))
                    .at(place.clone()),
            ),
            Some(_) => {}
        }
    }

    fn reading(&mut self, id: &str, choice: &str, place: &Place) {
        let readings = &self.declarations.readings;
        match readings.iter().find(|reading| reading.id == id) {
            None => self.problems.push(unknown("口径", "reading", id, place, readings.iter().map(|reading| reading.id.as_str()))),
            Some(reading) if !reading.choices.iter().any(|(known, _)| known == choice) => self.problems.push(
                Diagnostic::error(Code::PackUnknown, format!("口径“{id}”没有“{choice}”这种理解"), format!("reading `{id}` has no choice `{choice}`"))
                    .at(place.clone())
                    .suggest(choice, reading.choices.iter().map(|(known, _)| known.as_str())),
            ),
            Some(_) => {
                self.choices.insert(id.into(), choice.into());
                self.resolve();
            }
        }
    }

    fn resolve(&mut self) {
        let resolver = Resolver { declarations: self.declarations, params: &self.declarations.params, choices: &self.choices };
        self.resolved = self.rule.and_then(|rule| resolver.rule(rule, &mut Vec::new()));
    }
}

fn incomplete(place: &Place, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::PackIncomplete, zh, en).at(place.clone())
}

fn unknown<'a>(zh: &str, en: &str, given: &str, place: &Place, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error(Code::PackUnknown, format!("没有声明过{zh}“{given}”"), format!("{en} `{given}` is not declared")).at(place.clone()).suggest(given, known)
}
