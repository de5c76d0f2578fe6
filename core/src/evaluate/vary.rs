//! Judges again with each other choice of each reading, one reading at a time. What does not depend on the reading was measured already.

use super::{Judged, Run};
use crate::asked::Asked;
use crate::calendar::PeriodKind;
use crate::diagnostic::Problems;
use crate::evaluate::Options;
use crate::judge::Status;
use crate::measure::Calendar;
use crate::pack::{Pack, Reading, bearing};
use crate::report::{Other, RuleRun, Skipped, Variation, VariedRule};
use crate::script::Runners;
use crate::sorting::Gather;
use crate::waiver::Waivers;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One other choice of one reading.
pub(super) struct Varied {
    reading: usize,
    choice: usize,
    /// What the run would then be asked.
    pub(super) asked: Asked,
    /// The rules that may find something else.
    pub(super) affected: BTreeSet<usize>,
}

/// Each other choice of each reading that the options do not fix.
pub(super) fn varied(pack: &Pack, options: &Options, asked: &Asked) -> Vec<Varied> {
    let mut varied = Vec::new();
    let bearing = |rule| bearing(pack.declarations(), pack.program(), rule, &asked.settings.choices);
    let bearing: Vec<Vec<&Reading>> = pack.rules().iter().map(bearing).collect();
    for (reading, declared) in pack.readings().iter().enumerate().filter(|(_, reading)| !options.readings.contains_key(&reading.id)) {
        let affected: BTreeSet<usize> =
            (0..).zip(&bearing).filter(|(_, bearing)| bearing.iter().any(|known| known.id == declared.id)).map(|(rule, _)| rule).gather();
        let taken = asked.settings.choices.get(&declared.id);
        // What rests on findings depends on whatever these depend on.
        let affected = pack.with_users(affected);
        for (choice, (id, _)) in declared.choices.iter().enumerate().filter(|(_, (id, _))| taken != Some(id)) {
            let mut settings = (*asked.settings).clone();
            settings.choices.insert(declared.id.clone(), id.clone());
            let asked = Asked { settings: Arc::new(settings), ..asked.clone() };
            varied.push(Varied { reading, choice, asked, affected: affected.clone() });
        }
    }
    varied
}

impl Run<'_> {
    /// What each other choice changes. The runs learn which of their findings depend on it.
    pub(super) async fn vary(&self, varied: Vec<Varied>, runs: &mut [RuleRun], calendar: &Calendar, runners: &Runners<'_>) -> Result<Vec<Variation>, Problems> {
        let mut variations: Vec<Variation> = Vec::new();
        for Varied { reading, choice, asked, affected } in varied {
            let other = Run { asked, loaded: self.loaded.clone(), ..*self };
            let Judged { runs: others, skipped, .. } = other.rules(calendar, &Waivers::default(), runners, &affected).await?;
            let number = u16::try_from(variations.len()).unwrap_or(u16::MAX);
            let not_run = skipped.into_iter().filter(|(_, why)| !why.is_left_out()).map(|(rule, why)| VariedRule::not_run(rule, why));
            let mut rules: Vec<VariedRule> = not_run.collect();
            for there in &others {
                let here = runs.iter_mut().find(|run| run.rule == there.rule);
                rules.push(compare(here, there, number));
                self.watch.step(1);
            }
            crate::sorting::sort_by_key(&mut rules, |rule| rule.rule);
            variations.push(Variation { reading, choice, rules });
        }
        Ok(variations)
    }
}

impl VariedRule {
    fn not_run(rule: usize, why: Skipped) -> Self {
        Self { rule, why: Some(why), changed: 0, gone: 0, only: None }
    }
}

/// Compares what a rule finds under two choices: of the same row in the same period, whatever the row is called there.
fn compare(here: Option<&mut RuleRun>, there: &RuleRun, variation: u16) -> VariedRule {
    let width = there.periods.len();
    let mut found: Vec<Option<Status>> = vec![None; there.members.rows.len() * width];
    for raw in there.all_findings() {
        if let Some(slot) = found.get_mut(raw.unit as usize * width + raw.period as usize) {
            *slot = there.outcomes.get(raw.outcome as usize).map(crate::judge::Outcome::status);
        }
    }
    let (mut changed, mut gone) = (0, 0);
    if let Some(here) = here {
        let units: FxHashMap<u32, usize> = there.members.rows.iter().copied().zip(0..).filter(|_| there.members.table == here.members.table).collect();
        let periods: FxHashMap<(PeriodKind, &str), usize> = there.periods.iter().map(|period| (period.kind, period.id.as_str())).zip(0..).collect();
        let same: Vec<Option<usize>> = here.periods.iter().map(|period| periods.get(&(period.kind, period.id.as_str())).copied()).collect();
        let mut depends = std::mem::take(&mut here.depends);
        for raw in here.all_findings() {
            let unit = here.members.rows.get(raw.unit as usize).and_then(|row| units.get(row));
            let cell = unit.zip(same.get(raw.period as usize).copied().flatten()).map(|(unit, period)| unit * width + period);
            let status = cell.and_then(|cell| found.get_mut(cell)).and_then(Option::take);
            if status != here.outcomes.get(raw.outcome as usize).map(crate::judge::Outcome::status) {
                if status.is_some() {
                    changed += 1;
                } else {
                    gone += 1;
                }
                depends.add(raw, Other { variation, status });
            }
        }
        here.depends = depends;
    }
    // What nothing here answers to is there only.
    let only = found.iter().any(Option::is_some).then(|| there.only(&found));
    VariedRule { rule: there.rule, why: None, changed, gone, only }
}
