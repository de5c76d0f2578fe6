//! What a run found.

use crate::arguments;
use crate::problems::{Answer, json, raise};
use dudao::{Code, Diagnostic, FilledForm, FormTemplate, Place};
use std::io;
use wasm_bindgen::prelude::*;

/// What a run found. All answers are JSON, but for CSV.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Report(dudao::Report);

impl Report {
    pub(crate) fn new(report: dudao::Report) -> Self {
        Self(report)
    }

    /// The number of the finding that is meant by the JSON of its number or fingerprint.
    fn number(&self, which: &str) -> Answer<usize> {
        let unknown = |zh, en| raise(Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument("finding")));
        if which.starts_with('"') {
            let fingerprint: String = arguments::parse("finding", which)?;
            let position = self.0.position(&fingerprint);
            position.ok_or_else(|| unknown(format!("没有指纹为 {fingerprint} 的结果"), format!("no finding has the fingerprint {fingerprint}")))
        } else {
            let number = arguments::parse("finding", which)?;
            Some(number)
                .filter(|number| *number < self.0.len())
                .ok_or_else(|| unknown(format!("没有第 {number} 条结果"), format!("there is no finding {number}")))
        }
    }
}

/// A form on its way to be laid out.
#[derive(serde::Serialize)]
pub struct Filled<'a> {
    json: String,
    template: Option<&'a FormTemplate>,
}

impl<'a> From<&'a FilledForm> for Filled<'a> {
    fn from(form: &'a FilledForm) -> Self {
        Self { json: form.to_json(), template: form.template() }
    }
}

#[wasm_bindgen]
impl Report {
    /// How many findings there are.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// The report as people read it.
    pub fn view(&self) -> String {
        json(&self.0.view())
    }

    /// What it rests on.
    pub fn receipt(&self) -> String {
        json(self.0.receipt())
    }

    /// What it covers.
    pub fn coverage(&self) -> String {
        json(self.0.coverage())
    }

    /// What is wrong with the records that the pack reads.
    pub fn issues(&self) -> String {
        json(&self.0.issues())
    }

    /// How many findings have each status.
    pub fn counts(&self) -> String {
        json(&self.0.counts())
    }

    /// Some findings: those that `select`, the JSON of `FindingsSelect`, asks for.
    pub fn findings(&self, select: &str) -> Answer<String> {
        let select = arguments::select(select)?;
        let found = self.0.select(&select.which).skip(select.from).take(select.count.unwrap_or(usize::MAX));
        Ok(json(&found.collect::<Vec<_>>()))
    }

    /// One finding: `which` is the JSON of its number or fingerprint.
    pub fn finding(&self, which: &str) -> Answer<String> {
        let number = self.number(which)?;
        Ok(json(&self.0.finding(number)))
    }

    /// What stands behind a finding.
    pub fn explain(&self, which: &str) -> Answer<String> {
        let number = self.number(which)?;
        Ok(json(&self.0.explain(number)))
    }

    /// The scores.
    pub fn scores(&self) -> String {
        json(&self.0.scores().collect::<Vec<_>>())
    }

    /// The findings that only another choice of a reading has.
    pub fn only_under(&self) -> String {
        json(&self.0.only_under().collect::<Vec<_>>())
    }

    /// A form for a unit, over a period where the form has several for it, as JSON: its text, and its template.
    #[expect(clippy::needless_pass_by_value, reason = "what may be left out crosses the border by value")]
    pub fn form(&self, name: &str, unit: &str, period: Option<String>) -> Answer<String> {
        self.0.form(name, unit, period.as_deref()).map(|form| json(&Filled::from(&form))).map_err(raise)
    }

    /// For whom a form can be filled in.
    pub fn form_units(&self, name: &str) -> Answer<String> {
        self.0.form_units(name).map(|units| json(&units)).map_err(raise)
    }

    /// The forms that can be filled in for a unit.
    pub fn forms_of(&self, entity_type: &str, unit: &str) -> String {
        json(&self.0.forms_of(entity_type, unit))
    }

    /// The whole report, byte for byte what every other host writes.
    pub fn json(&self) -> String {
        self.0.to_json()
    }

    /// A table as CSV: `findings`, `scores` or `readings`.
    pub fn csv(&self, table: &str) -> Answer<String> {
        let mut bytes = Vec::new();
        let written: io::Result<()> = match table {
            "findings" => self.0.write_csv(&mut bytes),
            "scores" => self.0.write_scores_csv(&mut bytes),
            "readings" => self.0.write_readings_csv(&mut bytes),
            _ => {
                let problem = Diagnostic::error(Code::OptionValue, format!("没有表“{table}”"), format!("there is no table `{table}`"));
                return Err(raise(problem.at(Place::argument("table")).suggest(table, ["findings", "scores", "readings"])));
            }
        };
        // Writing to memory does not fail.
        drop(written);
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }
}
