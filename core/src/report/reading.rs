//! What depends on a reading: findings that come out otherwise under another choice, and those that only another choice has.

use super::coverage::{Skipped, not_run};
use super::{Report, RuleRun};
use crate::calendar::{Day, Period, PeriodKind};
use crate::finding::Dependence;
use crate::judge::{Raw, Status};
use crate::measure::Members;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::Arc;

/// One other choice of one reading, and what it changes.
#[derive(Debug)]
pub(crate) struct Variation {
    /// Number of the reading among the pack's.
    pub(crate) reading: usize,
    /// Number of the choice among the reading's.
    pub(crate) choice: usize,
    /// The rules on which the reading bears, in order of declaration.
    pub(crate) rules: Vec<VariedRule>,
}

/// One rule under another choice.
#[derive(Debug)]
pub(crate) struct VariedRule {
    pub(crate) rule: usize,
    /// Why it cannot run there.
    pub(crate) why: Option<Skipped>,
    /// Findings that have another status there.
    pub(crate) changed: u64,
    /// Findings that there are none of there.
    pub(crate) gone: u64,
    /// Findings that there are only there.
    pub(crate) only: Option<OnlyThere>,
}

/// Findings that only another choice has, in order.
#[derive(Debug)]
pub(crate) struct OnlyThere {
    entity: usize,
    members: Arc<Members>,
    periods: Vec<Period>,
    /// Unit, period and status.
    findings: Vec<(u32, u32, Status)>,
}

/// How a finding comes out under another choice; nothing if there is no such finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Other {
    pub(crate) variation: u16,
    pub(crate) status: Option<Status>,
}

/// For each finding of a rule that depends on a reading, how it comes out otherwise. Most that do depend on it in the same way.
#[derive(Debug, Default)]
pub(crate) struct Depends {
    /// Number of its list, by unit and period.
    lists: FxHashMap<(u32, u32), usize>,
    /// Each list once: that of which it is a longer one, and what it has besides.
    known: Vec<(Option<usize>, Other)>,
    numbers: FxHashMap<(Option<usize>, Other), usize>,
}

impl Depends {
    pub(crate) fn add(&mut self, raw: &Raw, other: Other) {
        let unit = (raw.unit, raw.period);
        let longer = (self.lists.get(&unit).copied(), other);
        let known = &mut self.known;
        let number = *self.numbers.entry(longer).or_insert_with(|| {
            known.push(longer);
            known.len() - 1
        });
        self.lists.insert(unit, number);
    }

    /// What tells findings apart that depend on readings in different ways: nothing if it does not.
    pub(crate) fn number(&self, raw: &Raw) -> Option<usize> {
        self.lists.get(&(raw.unit, raw.period)).copied()
    }

    fn others(&self, raw: &Raw) -> Vec<Other> {
        let mut others = Vec::new();
        let mut next = self.number(raw);
        while let Some((shorter, other)) = next.and_then(|number| self.known.get(number)) {
            others.push(*other);
            next = *shorter;
        }
        others.reverse();
        others
    }
}

impl RuleRun {
    /// Those of its findings that are left in the cells, to be kept without the rest of the run.
    pub(crate) fn only(&self, cells: &[Option<Status>]) -> OnlyThere {
        let left = |raw: &Raw| Some((raw.unit, raw.period, (*cells.get(raw.unit as usize * self.periods.len() + raw.period as usize)?)?));
        OnlyThere {
            entity: self.resolved.entity,
            members: self.members.clone(),
            periods: self.periods.clone(),
            findings: self.all_findings().iter().filter_map(left).collect(),
        }
    }
}

/// A finding that only another choice of a reading has: of another unit, or over another period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OnlyUnder {
    /// The rule.
    pub rule: String,
    /// The reading.
    pub reading: String,
    /// The choice that has it.
    pub choice: String,
    /// Kind of the unit.
    pub entity_type: String,
    /// Id of the unit.
    pub entity: String,
    /// Name of the unit.
    pub entity_name: String,
    /// Kind of the period.
    pub period_kind: PeriodKind,
    /// Id of the period.
    pub period: String,
    /// Its first day.
    pub period_start: Day,
    /// Its last day.
    pub period_end: Option<Day>,
    /// What is found under that choice.
    pub status: Status,
}

/// What another choice of a reading changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OtherChoice {
    /// The choice.
    pub choice: String,
    /// What it means.
    pub text: String,
    /// Findings that come out with another status, before any were left out by status.
    pub changed: u64,
    /// Findings that there are none of under it.
    pub gone: u64,
    /// Findings that there are only under it.
    pub only: u64,
    /// The rules of these findings.
    pub rules: Vec<String>,
    /// Rules that cannot run under it, and why; nothing is known of their findings.
    pub not_run: Vec<NotRun>,
}

/// A rule that cannot run under another choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NotRun {
    /// The rule.
    pub rule: String,
    /// Why not.
    pub why: String,
}

/// A reading, and whether anything depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReadingCoverage {
    /// Id.
    pub reading: String,
    /// The question.
    pub asks: String,
    /// The choice that was taken.
    pub choice: String,
    /// What it means.
    pub text: String,
    /// Whether the options fixed it, so that no other choice was tried.
    pub fixed: bool,
    /// The other choices, as declared; none if it was fixed.
    pub others: Vec<OtherChoice>,
}

impl Report {
    /// How a finding comes out under other readings.
    pub(super) fn depends_on(&self, run: &RuleRun, raw: &Raw) -> Vec<Dependence> {
        let others = run.depends.others(raw).into_iter();
        let named = others.filter_map(|other| {
            let (reading, choice) = self.varied(self.variations().get(usize::from(other.variation))?)?;
            Some(Dependence { reading: reading.into(), choice: choice.into(), status: other.status })
        });
        named.collect()
    }

    /// The ids of the reading and of the choice that it was varied to.
    fn varied(&self, variation: &Variation) -> Option<(&str, &str)> {
        let reading = self.pack.readings().get(variation.reading)?;
        Some((&reading.id, &reading.choices.get(variation.choice)?.0))
    }

    /// Findings that only another choice of a reading has, if the options ask for all readings: by rule, reading and choice in order of
    /// declaration, entity, first day and id of the period.
    pub fn only_under(&self) -> impl Iterator<Item = OnlyUnder> + '_ {
        (0..self.pack.rules().len()).flat_map(move |rule| self.variations().iter().flat_map(move |variation| self.only_of(rule, variation)))
    }

    fn only_of(&self, rule: usize, variation: &Variation) -> Vec<OnlyUnder> {
        let Some(only) = variation.rules.iter().find(|varied| varied.rule == rule).and_then(|varied| varied.only.as_ref()) else { return Vec::new() };
        let Some(((reading, choice), rule)) = self.varied(variation).zip(self.pack.rules().get(rule)) else { return Vec::new() };
        let statuses = &self.options.statuses;
        let shown = only.findings.iter().filter(|(_, _, status)| statuses.is_empty() || statuses.contains(status));
        let row = |(unit, period, status): &(u32, u32, Status)| {
            let (row, days) = (*only.members.rows.get(*unit as usize)?, only.periods.get(*period as usize)?);
            let entity = self.loaded.linked_id(only.members.table, row).to_string();
            Some(OnlyUnder {
                rule: rule.id.clone(),
                reading: reading.into(),
                choice: choice.into(),
                entity_type: self.pack.entities().get(only.entity)?.id.clone(),
                entity_name: self.name_of(only.members.table, row as usize, &entity),
                entity,
                period_kind: days.kind,
                period: days.id.clone(),
                period_start: days.span.first,
                period_end: days.span.last,
                status: *status,
            })
        };
        shown.filter_map(row).collect()
    }

    /// What each reading changes, if the options ask for all readings.
    pub(super) fn reading_coverage(&self) -> Vec<ReadingCoverage> {
        let readings = self.pack.readings().iter().enumerate().filter(|_| self.options.all_readings);
        let all = readings.map(|(number, reading)| {
            let choice = self.settings.choices.get(&reading.id).cloned().unwrap_or_default();
            ReadingCoverage {
                reading: reading.id.clone(),
                asks: reading.asks.clone(),
                text: reading.choices.iter().find(|(id, _)| *id == choice).map(|(_, text)| text.clone()).unwrap_or_default(),
                choice,
                fixed: self.options.readings.contains_key(&reading.id),
                others: self.variations().iter().filter(|variation| variation.reading == number).filter_map(|variation| self.other(variation)).collect(),
            }
        });
        all.collect()
    }

    fn other(&self, variation: &Variation) -> Option<OtherChoice> {
        let (choice, text) = self.pack.readings().get(variation.reading)?.choices.get(variation.choice)?;
        let only = |varied: &VariedRule| varied.only.as_ref().map_or(0, |only| only.findings.len() as u64);
        let id = |varied: &VariedRule| self.pack.rules().get(varied.rule).map(|rule| rule.id.clone()).unwrap_or_default();
        let rules = variation.rules.iter();
        Some(OtherChoice {
            choice: choice.clone(),
            text: text.clone(),
            changed: rules.clone().map(|varied| varied.changed).sum(),
            gone: rules.clone().map(|varied| varied.gone).sum(),
            only: rules.clone().map(only).sum(),
            rules: rules.clone().filter(|varied| varied.changed + varied.gone + only(varied) > 0).map(id).collect(),
            not_run: rules.filter_map(|varied| Some(NotRun { rule: id(varied), why: not_run(self, varied.why.as_ref()?) })).collect(),
        })
    }
}
