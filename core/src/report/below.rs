//! Looks up which findings stand behind a measure of findings.

use super::{CAUSES, RuleRun};
use crate::calendar::Day;
use crate::data::Loaded;
use crate::judge::{Raw, Status, Taken, Truth};
use crate::measure::{Coming, Doubt, Grid, Ground, Met, SourceRun};
use crate::pack::{Aggregate, FindingColumn, FindingPlan, Pack, Tied};
use crate::watch::Watch;
use rustc_hash::FxHashMap;

/// A finding, by its rule and its numbers there.
pub(crate) type Pointed = (usize, Raw);

/// Findings behind a measure's cell.
#[derive(Debug, Default, Clone)]
pub(super) struct Below {
    /// Those that count, if the options ask for evidence.
    pub(super) certain: Vec<Pointed>,
    /// Those that may.
    pub(super) uncertain: Vec<Pointed>,
    /// Those that keep the cell from being decided.
    pub(super) undecided: Vec<Pointed>,
    /// How many more of these there are than are listed.
    pub(super) left_out: u64,
}

/// What is looked up by cell: findings, and cells of records that keep them from being tied.
pub(super) type Looked = (FxHashMap<usize, Below>, FxHashMap<usize, (Vec<Doubt>, u64)>);

/// Everything that is needed to look a measure's findings up again.
pub(super) struct Look<'a> {
    pub(super) pack: &'a Pack,
    pub(super) loaded: &'a Loaded,
    /// Every rule that was judged.
    pub(super) runs: Vec<&'a RuleRun>,
    pub(super) as_of: Day,
    pub(super) watch: &'a Watch,
    /// Whether the findings that count are to be listed.
    pub(super) evidence: bool,
}

impl Look<'_> {
    /// Looks up one measure of a run; `open` are its undecided cells with their statuses.
    pub(super) fn up<'p>(&'p self, run: &RuleRun, plan: &'p FindingPlan, taken: &Taken, open: &FxHashMap<usize, Status>) -> Looked {
        let (mut below, mut doubts): Looked = Looked::default();
        let runs = |tied: &'p Tied| self.runs.iter().find(|run| run.rule == tied.source).map(|run| SourceRun { tied, run, coming: Coming::default() });
        let sources: Vec<SourceRun<'_>> = plan.sources().filter_map(runs).collect();
        let units = Grid { members: &run.members, periods: &run.periods, as_of: self.as_of };
        let ground = Ground { pack: self.pack, loaded: self.loaded, plan, sources: &sources, units, windows: &taken.windows, watch: self.watch };
        let point = |met: &Met<'_>| (met.run.rule, met.raw);
        if self.evidence {
            ground.each(|cell, met, truth| {
                let found = below.entry(cell).or_default();
                if truth == Truth::Yes { found.certain.push(point(met)) } else { found.uncertain.push(point(met)) }
            });
        }
        if open.is_empty() {
            return (below, doubts);
        }
        // What is not due may be kept out by its status alone.
        let plan = FindingPlan { filters: plan.filters.iter().filter(|filter| filter.column != FindingColumn::Status).cloned().collect(), ..plan.clone() };
        let ground = Ground { plan: &plan, ..ground };
        ground.each(|cell, met, truth| {
            let Some(status) = open.get(&cell) else { return };
            if met.status == *status && (met.status == Status::NotDue || plan.aggregate == Aggregate::Worst) {
                let found = below.entry(cell).or_default();
                if found.undecided.len() < CAUSES { found.undecided.push(point(met)) } else { found.left_out += 1 }
            }
            if truth != Truth::Yes {
                let (listed, left_out) = doubts.entry(cell).or_default();
                for doubt in ground.doubts(met, cell) {
                    if listed.contains(&doubt) {
                        continue;
                    }
                    if listed.len() < CAUSES { listed.push(doubt) } else { *left_out += 1 }
                }
            }
        });
        (below, doubts)
    }
}
