//! What stands behind one finding, looked up when somebody asks.

use super::below::Look;
use super::coverage::{ClauseCoverage, clause, title};
use super::{Records, Report, RuleRun};
use crate::calendar::Day;
use crate::diagnostic::Language;
use crate::finding::{Finding, MeasureShown};
use crate::judge::{Raw, Status, Taken, Truth};
use crate::measure::{Calendar, scan};
use crate::pack::{Literal, Plan, Rule};
use crate::script::{Closure, Runners, with_stack};
use crate::watch::Watch;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::Arc;

/// A parameter with the value that held for the finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ParamHeld {
    /// Id.
    pub param: String,
    /// What it is called.
    pub label: String,
    /// The value, as `--set` takes it; nothing if it has none.
    pub value: Option<String>,
    /// Its unit.
    pub unit: String,
}

/// A reading with the choice that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReadingTaken {
    /// Id.
    pub reading: String,
    /// The question.
    pub asks: String,
    /// The choice.
    pub choice: String,
    /// What it means.
    pub text: String,
}

/// A record behind a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordBehind {
    /// Its id; empty if it has none.
    pub id: String,
    /// Number of the record in its table as it was handed in, from 1.
    pub row: u32,
    /// Whether it certainly counts; what does not may count.
    pub certain: bool,
}

/// A finding behind a measure of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FindingBehind {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Its rule.
    pub rule: String,
    /// Id of its unit.
    pub entity: String,
    /// Name of its unit.
    pub entity_name: String,
    /// Its period.
    pub period: String,
    /// Its status.
    pub status: Status,
    /// Whether it certainly counts; what does not may count.
    pub certain: bool,
}

/// A measure with what it was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MeasureBehind {
    /// The measure.
    #[serde(flatten)]
    pub measure: MeasureShown,
    /// The table of its records; nothing for a measure of findings.
    pub table: Option<String>,
    /// Its records, in the order in which they were handed in.
    pub records: Vec<RecordBehind>,
    /// The findings that it measures.
    pub findings: Vec<FindingBehind>,
}

/// What stands behind one finding.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Explanation {
    /// The finding.
    pub finding: Finding,
    /// The rule's title.
    pub title: String,
    /// How the rule is judged; empty if its clauses say it all.
    pub says: String,
    /// Its clauses.
    pub clauses: Vec<ClauseCoverage>,
    /// The parameters that the rule rests on.
    pub params: Vec<ParamHeld>,
    /// The readings that the finding rests on.
    pub readings: Vec<ReadingTaken>,
    /// Its measures.
    pub measures: Vec<MeasureBehind>,
}

/// How a rule is judged, in one language.
fn says(rule: Option<&Rule>, language: Language) -> String {
    rule.map_or_else(String::new, |rule| language.pick(&rule.says, &rule.says_en).into())
}

impl Report {
    /// The number of the finding with a fingerprint.
    pub fn position(&self, fingerprint: &str) -> Option<usize> {
        let all = self.runs.iter().flat_map(|run| run.findings.iter().map(move |raw| (run, raw)));
        all.enumerate().find(|(_, (run, raw))| self.who(run, raw).fingerprint == fingerprint).map(|(number, _)| number)
    }

    /// What a rule is called; its id if the pack has no such rule.
    pub fn rule_title(&self, rule: &str) -> String {
        let known = self.pack.rules().iter().find(|known| known.id == rule);
        known.map(|known| title(known, self.options.language)).filter(|title| !title.is_empty()).unwrap_or_else(|| rule.into())
    }

    /// What stands behind a finding, by its number; whether or not the run was asked for evidence.
    pub fn explain(&self, index: usize) -> Option<Explanation> {
        let (number, raw) = self.raw(index)?;
        let run = self.runs.get(number)?;
        let finding = self.row(number, raw);
        let cell = run.members.cell(raw.unit as usize, raw.period as usize);
        // Whoever looks behind a finding does so after the run, which nobody can stop any more.
        let watch = Arc::new(Watch::default());
        let runners = Runners::new(self.pack.program(), Calendar::new(&self.loaded).today(self.options.as_of, &watch));
        let measures = run.taken.iter().zip(&run.resolved.measures);
        let behind = measures.map(|(taken, measure)| self.behind(run, taken, &measure.plan, cell, &runners, &watch));
        // Closures may be called again; they need the room that they had.
        let behind: Vec<(Option<String>, Vec<RecordBehind>, Vec<FindingBehind>)> = with_stack(|| behind.collect()).unwrap_or_default();
        let measures = finding.measures.iter().cloned().zip(behind);
        let measures = measures.map(|(measure, (table, records, findings))| MeasureBehind { measure, table, records, findings }).collect();
        let day = run.members.day(raw.unit as usize, run.periods.get(raw.period as usize)?);
        let clauses = finding.clauses.iter().filter_map(|id| self.pack.clauses().iter().find(|clause| clause.id == *id));
        Some(Explanation {
            title: self.rule_title(&finding.rule),
            says: says(self.pack.rules().iter().find(|known| known.id == finding.rule), self.options.language),
            clauses: clauses.map(|known| clause(&self.pack, known, self.options.language)).collect(),
            params: self.params_held(run, day),
            readings: self.readings_taken(&finding),
            measures,
            finding,
        })
    }

    fn params_held(&self, run: &RuleRun, day: Day) -> Vec<ParamHeld> {
        let (_, numbers) = run.rests_on();
        let known = numbers.into_iter().filter_map(|number| self.settings.params.get(number));
        known
            .map(|param| {
                let held = param.values.iter().rev().find(|value| value.from.is_none_or(|from| from <= day));
                let value = held.map(|held| &held.value).map(Literal::to_string);
                ParamHeld { param: param.id.clone(), label: param.label.clone(), value, unit: param.unit.clone() }
            })
            .collect()
    }

    fn readings_taken(&self, finding: &Finding) -> Vec<ReadingTaken> {
        let known = finding.readings.iter().filter_map(|(id, choice)| {
            let reading = self.pack.readings().iter().find(|reading| reading.id == *id)?;
            let text = reading.choices.iter().find(|(known, _)| known == choice).map(|(_, text)| text.clone());
            Some(ReadingTaken { reading: id.clone(), asks: reading.asks.clone(), choice: choice.clone(), text: text.unwrap_or_default() })
        });
        known.collect()
    }

    /// The records or findings behind one cell of a measure.
    fn behind(
        &self,
        run: &RuleRun,
        taken: &Taken,
        plan: &Plan,
        cell: usize,
        runners: &Runners<'_>,
        watch: &Watch,
    ) -> (Option<String>, Vec<RecordBehind>, Vec<FindingBehind>) {
        match plan {
            Plan::Records(plan) => {
                let field = self.field(run, taken, plan, watch);
                let mut found = Records::default();
                let program = self.pack.program();
                runners.with(|runner| {
                    let take = |there: usize, row: usize, truth: Truth| {
                        if there == cell {
                            found.add(row, truth);
                        }
                    };
                    scan(&field, Some(runner), |closure: &Closure| program.parameters(closure), take)
                });
                let table = self.loaded.schema.table(plan.table).name.clone();
                (Some(table), self.records_behind(plan.table, &found), Vec::new())
            }
            Plan::Findings(plan) => {
                let runs = self.runs.iter().chain(&self.behind).collect();
                let look = Look { pack: &self.pack, loaded: &self.loaded, runs, as_of: self.options.as_of, evidence: true, watch };
                let (mut below, _) = look.up(run, plan, taken, &FxHashMap::default());
                let below = below.remove(&cell).unwrap_or_default();
                let certain = below.certain.iter().map(|pointed| (pointed, true));
                let all = certain.chain(below.uncertain.iter().map(|pointed| (pointed, false)));
                (None, Vec::new(), all.filter_map(|((rule, raw), certain)| self.finding_behind(*rule, raw, certain)).collect())
            }
        }
    }

    fn records_behind(&self, table: usize, found: &Records) -> Vec<RecordBehind> {
        let Some(table) = self.loaded.table(table) else { return Vec::new() };
        let certain = found.certain.iter().map(|row| (row, true));
        let all = certain.chain(found.uncertain.iter().map(|row| (row, false)));
        let mut records: Vec<RecordBehind> = all
            .map(|(row, certain)| RecordBehind { id: table.ids.get(*row as usize).into(), row: table.source[*row as usize].saturating_add(1), certain })
            .collect();
        crate::sorting::sort_by_key(&mut records, |record| record.row);
        records
    }

    fn finding_behind(&self, rule: usize, raw: &Raw, certain: bool) -> Option<FindingBehind> {
        let run = self.run_of(rule)?;
        let who = self.who(run, raw);
        Some(FindingBehind {
            fingerprint: who.fingerprint,
            rule: self.pack.rules().get(rule)?.id.clone(),
            entity: who.entity,
            entity_name: who.entity_name,
            period: run.periods.get(raw.period as usize)?.id.clone(),
            status: run.outcomes.get(raw.outcome as usize)?.status(),
            certain,
        })
    }
}
