//! The report: one value, serialised the same in every host.

mod below;
mod coverage;
mod csv;
mod explain;
mod json;
mod reading;
mod reading_csv;
mod receipt;
mod row;
mod score;
mod score_csv;
mod score_row;
mod score_view;
mod select;
mod view;

pub(crate) use below::Pointed;
pub use coverage::{CardCoverage, ClauseCoverage, Coverage, RuleCoverage, Skipped};
pub use explain::{Explanation, FindingBehind, MeasureBehind, ParamHeld, ReadingTaken, RecordBehind};
pub(crate) use reading::{Depends, Other, Variation, VariedRule};
pub use reading::{NotRun, OnlyUnder, OtherChoice, ReadingCoverage};
pub use receipt::{ParamValues, Receipt};
pub use score::{BesideScore, ItemScore, NotCounted, Score, ToWin, VetoShown, WaivedScore};
pub use score_view::{CardCell, CardRow, CardTable};
pub use select::Select;
pub use view::{MatrixRow, RuleSummary, Task, View, WorkItem};

use crate::asked::Asked;
use crate::calendar::{Day, Period};
use crate::data::{CellIssue, Dataset, Loaded};
use crate::diagnostic::{Code, Diagnostic};
use crate::evaluate::Options;
use crate::finding::Finding;
use crate::judge::{Outcome, Raw, Status, Taken, Truth};
use crate::measure::{Calendar, Cells, Doubt, Field, Input, Members, Settings, doubts, scan, unit_doubts};
use crate::pack::{Dated, Pack, Plan, Profile, RecordPlan, Resolved, Tie};
use crate::score::Scores;
use crate::script::{Runner, Runners};
use crate::waiver::{Waived, Waivers};
use crate::watch::Watch;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Missing cells that one finding lists at most; the rest are counted.
const CAUSES: usize = 20;

/// A rule with its findings by number.
#[derive(Debug)]
pub(crate) struct RuleRun {
    pub(crate) rule: usize,
    pub(crate) resolved: Resolved,
    pub(crate) members: Arc<Members>,
    pub(crate) periods: Vec<Period>,
    pub(crate) taken: Vec<Taken>,
    pub(crate) findings: Vec<Raw>,
    /// All of them, where only some statuses were asked for.
    pub(crate) all: Option<Vec<Raw>>,
    pub(crate) outcomes: Vec<Outcome>,
    /// Waivers of its units.
    pub(crate) waived: Waived,
    /// What its findings come to under other readings.
    pub(crate) depends: Depends,
    /// Findings before the statuses that were asked for.
    pub(crate) total: usize,
    /// Readings that chose what is measured.
    pub(crate) chosen: Vec<String>,
    /// Parameters by which records are told apart.
    pub(crate) filtered_by: Vec<usize>,
}

impl RuleRun {
    /// The readings and parameters on which its findings rest.
    pub(crate) fn rests_on(&self) -> (BTreeSet<String>, BTreeSet<usize>) {
        let (mut readings, mut params): (BTreeSet<String>, BTreeSet<usize>) =
            (self.chosen.iter().cloned().collect(), self.filtered_by.iter().copied().collect());
        for outcome in &self.outcomes {
            let Outcome::Judged { reads, .. } = outcome else { continue };
            for input in reads {
                match input {
                    Input::Reading(reading) => drop(readings.insert(reading.clone())),
                    Input::Param(param) => drop(params.insert(*param)),
                    Input::Measure(_) | Input::Column(..) | Input::Period(_) => {}
                }
            }
        }
        (readings, params)
    }

    /// The run of a form, which judges nothing.
    pub(crate) fn of_form(resolved: Resolved, members: Members, periods: Vec<Period>) -> Self {
        Self {
            rule: usize::MAX,
            resolved,
            members: Arc::new(members),
            periods,
            taken: Vec::new(),
            findings: Vec::new(),
            all: None,
            outcomes: Vec::new(),
            waived: Waived::default(),
            depends: Depends::default(),
            total: 0,
            chosen: Vec::new(),
            filtered_by: Vec::new(),
        }
    }

    /// Every finding, also of statuses that nobody asked for.
    pub(crate) fn all_findings(&self) -> &[Raw] {
        self.all.as_deref().unwrap_or(&self.findings)
    }
}

/// Everything that a run found out.
pub(crate) struct Found {
    pub(crate) runs: Vec<RuleRun>,
    /// Rules that were judged only since others measure their findings.
    pub(crate) behind: Vec<RuleRun>,
    pub(crate) skipped: Vec<(usize, Skipped)>,
    pub(crate) variations: Vec<Variation>,
    pub(crate) waivers: Waivers,
}

/// Records behind a measure's cell: those that count and those that may.
#[derive(Debug, Default, Clone)]
pub(crate) struct Records {
    pub(crate) certain: Vec<u32>,
    pub(crate) uncertain: Vec<u32>,
}

impl Records {
    fn add(&mut self, row: usize, truth: Truth) {
        let rows = if truth == Truth::Yes { &mut self.certain } else { &mut self.uncertain };
        rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
}

/// What one run found. Rows are made when they are asked for.
#[derive(Debug)]
pub struct Report {
    pub(crate) pack: Pack,
    pub(crate) options: Options,
    pub(crate) settings: Arc<Settings>,
    /// Number of the profile by which it went.
    profile: Option<usize>,
    pub(crate) loaded: Arc<Loaded>,
    runs: Vec<RuleRun>,
    /// Rules that were judged only since others measure their findings.
    behind: Vec<RuleRun>,
    /// Number of the first finding of each run.
    starts: Vec<usize>,
    /// Missing cells by run, measure and cell, with how many more there are.
    doubts: FxHashMap<(usize, usize, usize), (Vec<Doubt>, u64)>,
    /// Records by run, measure and cell, if the options ask for them.
    records: FxHashMap<(usize, usize, usize), Records>,
    /// Findings that are measured, by run, measure and cell: of undecided cells, and of all if the options ask for them.
    below: FxHashMap<(usize, usize, usize), below::Below>,
    receipt: OnceLock<Receipt>,
    scores: OnceLock<Scores>,
    /// The same as if what failed and is waived were not there; nothing if there is no such finding.
    waived_scores: OnceLock<Option<Scores>>,
    skipped: Vec<(usize, Skipped)>,
    variations: Vec<Variation>,
    after_as_of: BTreeMap<String, u64>,
    threads: usize,
    coverage: OnceLock<Coverage>,
    issues: Vec<Diagnostic>,
}

impl Report {
    #[expect(clippy::too_many_arguments, reason = "the report is made of everything that the run had; only the run makes one")]
    pub(crate) fn new(
        pack: &Pack,
        options: &Options,
        asked: &Asked,
        loaded: Arc<Loaded>,
        calendar: Calendar,
        found: Found,
        threads: usize,
        dataset: &Dataset,
        runners: &Runners<'_>,
        watch: &Watch,
    ) -> Self {
        let Found { runs, behind, skipped, variations, waivers } = found;
        let mut starts = Vec::with_capacity(runs.len());
        let mut count = 0;
        for run in &runs {
            starts.push(count);
            count += run.findings.len();
        }
        let mut issues = issues(pack, &loaded, calendar, &runs, dataset);
        issues.extend(waivers.issues);
        let after_as_of = after_as_of(&loaded, options.as_of);
        let mut report = Self {
            pack: pack.clone(),
            options: options.clone(),
            settings: asked.settings.clone(),
            profile: asked.profile,
            loaded,
            runs,
            behind,
            starts,
            doubts: FxHashMap::default(),
            records: FxHashMap::default(),
            below: FxHashMap::default(),
            receipt: OnceLock::new(),
            scores: OnceLock::new(),
            waived_scores: OnceLock::new(),
            skipped,
            variations,
            after_as_of,
            threads,
            coverage: OnceLock::new(),
            issues,
        };
        report.look_behind(runners, watch);
        report
    }

    /// Looks up what stands behind undecided findings, and, if asked for, behind all of them.
    fn look_behind(&mut self, runners: &Runners<'_>, watch: &Watch) {
        let parameters = |closure: &crate::script::Closure| self.pack.program().parameters(closure);
        let runs = self.runs.iter().chain(&self.behind).collect();
        let below = below::Look { pack: &self.pack, loaded: &self.loaded, runs, as_of: self.options.as_of, watch, evidence: self.options.evidence };
        for (number, run) in self.runs.iter().enumerate() {
            let cell = |raw: &Raw| run.members.cell(raw.unit as usize, raw.period as usize);
            let open: FxHashMap<usize, Status> =
                run.findings.iter().map(|raw| (cell(raw), run.outcomes[raw.outcome as usize].status())).filter(|(_, status)| status.is_undecided()).collect();
            for (index, (taken, measure)) in run.taken.iter().zip(&run.resolved.measures).enumerate() {
                if watch.is_stopped() {
                    return;
                }
                let plan = match &measure.plan {
                    Plan::Records(plan) => plan,
                    Plan::Findings(plan) => {
                        let (found, doubts) = below.up(run, plan, taken, &open);
                        self.below.extend(found.into_iter().map(|(cell, found)| ((number, index, cell), found)));
                        self.doubts.extend(doubts.into_iter().map(|(cell, found)| ((number, index, cell), found)));
                        continue;
                    }
                };
                let doubtful = |cell: &usize| match &taken.measured.cells {
                    Cells::Counts { extra, .. } => extra[*cell] > 0,
                    Cells::Values { .. } | Cells::Tallies(_) | Cells::Together { .. } => true,
                };
                let mut wanted: FxHashMap<usize, (Vec<Doubt>, u64)> = open.keys().copied().filter(doubtful).map(|cell| (cell, (Vec::new(), 0))).collect();
                if wanted.is_empty() && !self.options.evidence {
                    continue;
                }
                let field = self.field(run, taken, plan, watch);
                let mut records: FxHashMap<usize, Records> = FxHashMap::default();
                let look = |runner: &Runner<'_>| {
                    scan(&field, Some(runner), parameters, |cell, row, truth| {
                        if self.options.evidence {
                            records.entry(cell).or_default().add(row, truth);
                        }
                        if truth == Truth::Yes && plan.aggregate == crate::pack::Aggregate::Count && plan.per.is_none() {
                            return;
                        }
                        if let Some((listed, left_out)) = wanted.get_mut(&cell) {
                            let (unit, period) = run.members.place(cell);
                            for doubt in doubts(&field, Some(runner), &parameters, row, unit, period) {
                                if listed.contains(&doubt) {
                                    continue;
                                }
                                if listed.len() < CAUSES { listed.push(doubt) } else { *left_out += 1 }
                            }
                        }
                    })
                };
                runners.with(look);
                for (cell, (listed, _)) in &mut wanted {
                    let (unit, period) = run.members.place(*cell);
                    listed.extend(unit_doubts(&field, unit, period).into_iter().take(CAUSES));
                }
                self.doubts.extend(wanted.into_iter().map(|(cell, found)| ((number, index, cell), found)));
                self.records.extend(records.into_iter().map(|(cell, found)| ((number, index, cell), found)));
            }
            watch.step(1);
        }
        for (listed, _) in self.doubts.values_mut() {
            crate::sorting::sort(listed);
        }
    }

    /// What a measure was taken over.
    pub(crate) fn field<'a>(&'a self, run: &'a RuleRun, taken: &'a Taken, plan: &'a RecordPlan, watch: &'a Watch) -> Field<'a> {
        Field {
            loaded: &self.loaded,
            plan,
            members: &run.members,
            periods: &run.periods,
            windows: &taken.windows,
            settings: &self.settings,
            as_of: self.options.as_of,
            watch,
        }
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.findings.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One finding, by its number: sorted by rule, entity, first day and id of the period.
    pub fn finding(&self, index: usize) -> Option<Finding> {
        let (run, raw) = self.raw(index)?;
        Some(self.row(run, raw))
    }

    /// The number of a finding's run, and what was found.
    fn raw(&self, index: usize) -> Option<(usize, &Raw)> {
        let run = self.starts.partition_point(|start| *start <= index).checked_sub(1)?;
        Some((run, self.runs.get(run)?.findings.get(index - self.starts.get(run)?)?))
    }

    /// All findings, in order.
    pub fn findings(&self) -> impl Iterator<Item = Finding> + '_ {
        self.runs.iter().enumerate().flat_map(move |(number, run)| run.findings.iter().map(move |raw| self.row(number, raw)))
    }

    /// The status of every finding, in order, without making its row.
    pub fn statuses(&self) -> impl Iterator<Item = Status> + '_ {
        self.runs.iter().flat_map(|run| run.findings.iter().map(|raw| run.outcomes[raw.outcome as usize].status()))
    }

    /// How many findings have each status.
    pub fn counts(&self) -> BTreeMap<Status, u64> {
        let mut counts = BTreeMap::new();
        self.statuses().for_each(|status| *counts.entry(status).or_insert(0) += 1);
        counts
    }

    /// What the report rests on.
    pub fn receipt(&self) -> &Receipt {
        // The data's hash takes a pass over all cells; whoever only asks "what if" need not wait for it.
        self.receipt.get_or_init(|| {
            let data_hash = self.loaded.hash(self.pack.needs(), self.threads);
            Receipt::new(self, data_hash, self.after_as_of.clone())
        })
    }

    /// Which rules ran, and which clauses have rules.
    pub fn coverage(&self) -> &Coverage {
        // Which cards were scored is known once they are.
        self.coverage.get_or_init(|| Coverage::new(self))
    }

    /// What is wrong with the data that was read.
    pub fn issues(&self) -> &[Diagnostic] {
        &self.issues
    }

    /// The pack that judged.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// What it was asked.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The profile by which it judged.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.and_then(|profile| self.pack.profiles().get(profile))
    }

    pub(super) fn variations(&self) -> &[Variation] {
        &self.variations
    }

    pub(crate) fn runs(&self) -> &[RuleRun] {
        &self.runs
    }

    /// Rules that did not run, each with the reason.
    pub(crate) fn skipped(&self) -> &[(usize, Skipped)] {
        &self.skipped
    }

    /// The findings behind a measure of a form, by cell: those that count, and those that may.
    pub(crate) fn findings_of(
        &self,
        form: &RuleRun,
        plan: &crate::pack::FindingPlan,
        taken: &Taken,
        watch: &Watch,
    ) -> FxHashMap<usize, (Vec<Pointed>, Vec<Pointed>)> {
        let runs = self.runs.iter().collect();
        let look = below::Look { pack: &self.pack, loaded: &self.loaded, runs, as_of: self.options.as_of, evidence: true, watch };
        let (found, _) = look.up(form, plan, taken, &FxHashMap::default());
        found.into_iter().map(|(cell, found)| (cell, (found.certain, found.uncertain))).collect()
    }

    /// The run of a rule, also of one that nobody asked for.
    fn run_of(&self, rule: usize) -> Option<&RuleRun> {
        self.runs.iter().chain(&self.behind).find(|run| run.rule == rule)
    }
}

/// Everything that is wrong with the data that the pack reads, and what the scans noticed.
fn issues(pack: &Pack, loaded: &Loaded, calendar: Calendar, runs: &[RuleRun], dataset: &Dataset) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = dataset.notes().to_vec();
    found.extend(loaded.issues(pack.needs()));
    let mut extra: Vec<(usize, CellIssue)> = calendar.issues;
    extra.extend(loaded.histories.issues.iter().cloned());
    let mut failures: Vec<&Diagnostic> = Vec::new();
    for run in runs {
        for (taken, measure) in run.taken.iter().zip(&run.resolved.measures) {
            let Some(plan) = measure.plan.records() else { continue };
            let column = match &plan.tie {
                Tie::Link { record, .. } => record.steps.first().copied().unwrap_or(usize::MAX),
                Tie::Everywhere => usize::MAX,
            };
            extra.extend(
                taken.measured.remarks.unbounded.iter().map(|row| (plan.table, CellIssue { code: Code::DataUnbounded, column, row: *row, text: "".into() })),
            );
            for failure in &taken.measured.remarks.failures {
                if !failures.contains(&failure) {
                    failures.push(failure);
                }
            }
        }
    }
    found.extend(failures.into_iter().cloned());
    crate::sorting::sort_by_key(&mut extra, |a| (a.0, a.1.row, a.1.column, a.1.code));
    extra.dedup();
    for of_table in extra.chunk_by_mut(|(a, _), (b, _)| a == b) {
        let Some(there) = of_table.first().and_then(|(table, _)| loaded.table(*table)) else { continue };
        let places = there.places(of_table.iter().map(|(_, issue)| issue.row));
        for (table, issue) in of_table {
            let id = places.get(&issue.row).map_or("", |row| there.ids.get(*row));
            if issue.text.is_empty() {
                issue.text = id.into();
            }
            found.push(issue.diagnostic(&loaded.schema, *table, id));
        }
    }
    found
}

/// Records dated after the day, by table.
fn after_as_of(loaded: &Loaded, as_of: Day) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (index, table) in loaded.tables.iter().enumerate() {
        let Some(table) = table else { continue };
        let column = match loaded.schema.table(index).dated {
            Dated::Event(date) | Dated::Spell(date, _) => table.column(date),
            Dated::Standing | Dated::Figure(_) => None,
        };
        let Some(column) =
            column.filter(|_| crate::calendar::PeriodKind::ALL.iter().all(|(kind, _, _)| kind.table() != Some(&loaded.schema.table(index).name)))
        else {
            continue;
        };
        let later = (0..table.counted).filter(|row| column.day(*row).value().is_some_and(|day| day > as_of)).count();
        if later > 0 {
            counts.insert(loaded.schema.table(index).name.clone(), later as u64);
        }
    }
    counts
}
