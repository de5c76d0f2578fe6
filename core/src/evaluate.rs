//! The pipeline: a pack and a record book in, a report out.

pub(crate) mod stage;
#[cfg(test)]
mod tests;
mod vary;

use crate::asked::Asked;
use crate::calendar::{Day, Period, Span};
use crate::data::{Dataset, Loaded};
use crate::diagnostic::{Code, Diagnostic, Language, Place, Problems};
use crate::judge::{Case, Outcome, Raw, Taken, judge};
use crate::measure::{Calendar, Measured, Members, Seen, WindowDays, measure};
use crate::ordered::Ordered;
use crate::pack::{FindingPlan, Literal, Pack, Plan, RecordPlan, Resolved, Resolver, Rule};
use crate::report::{Depends, Found, Report, RuleRun, Skipped};
use crate::script::{Closure, Root, Runner, Runners, with_stack};
use crate::sorting::Gather;
use crate::steps::{Evaluation, at_once, pause};
use crate::waiver::Waivers;
use crate::watch::Watch;
use crate::{judge::Status, parallel};
use stage::{HandedIn, Stage};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use vary::{Varied, varied};

/// What to evaluate, and as of when.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day on which it is judged. The engine never asks a clock.
    pub as_of: Day,
    /// Parameters to set, by id.
    pub params: BTreeMap<String, Literal>,
    /// Choices of readings, by id.
    pub readings: BTreeMap<String, String>,
    /// The profile by which to judge; the usual one, if the pack has one, where none is named.
    pub profile: Option<String>,
    /// Rules to run, by id or by patterns such as `T3*`; those of the profile if empty.
    pub rules: Vec<String>,
    /// Statuses to report; all if empty.
    pub statuses: Vec<Status>,
    /// Language of messages.
    pub language: Language,
    /// Whether evidence lists the records' ids.
    pub evidence: bool,
    /// Whether each reading that `readings` does not fix is taken in each other way as well, to tell which findings depend on it.
    pub all_readings: bool,
    /// Threads to use; as many as the host has if not said. The answer does not depend on it.
    pub threads: Option<usize>,
    /// Tells how far the run is, and ends it early.
    pub watch: Option<Arc<Watch>>,
}

impl Options {
    /// Everything as usual, on that day.
    pub fn new(as_of: Day) -> Self {
        Self {
            as_of,
            params: BTreeMap::new(),
            readings: BTreeMap::new(),
            profile: None,
            rules: Vec::new(),
            statuses: Vec::new(),
            language: Language::Zh,
            evidence: false,
            all_readings: false,
            threads: None,
            watch: None,
        }
    }
}

impl Pack {
    /// Judges a record book.
    ///
    /// # Errors
    /// If the data is of another schema, cannot be read, or an option names what the pack does not have; if its watch stopped it. A broken rule
    /// is no error: it is a finding.
    pub fn evaluate(&self, dataset: &Dataset, options: &Options) -> Result<Report, Problems> {
        let asked = self.ask(dataset, options)?;
        self.judge(dataset, options, asked)
    }

    /// Begins to judge a record book step by step, for a host without threads that has other things to do meanwhile. The report is the same.
    ///
    /// # Errors
    /// If the data is of another schema, or an option names what the pack does not have; whatever else [`Pack::evaluate`] can fail with,
    /// a step fails with.
    pub fn begin(&self, dataset: &Arc<Dataset>, options: Options) -> Result<Evaluation, Problems> {
        let asked = self.ask(dataset, &options)?;
        let watch = options.watch.clone().unwrap_or_default();
        let (pack, dataset, seen) = (self.clone(), dataset.clone(), watch.clone());
        Ok(Evaluation::new(watch, async move { pack.steps(&dataset, &options, asked, &seen).await }))
    }

    /// What options ask of the pack, for a record book that it can judge.
    fn ask(&self, dataset: &Dataset, options: &Options) -> Result<Asked, Problems> {
        if dataset.schema() != self.schema() {
            return Err(Diagnostic::error(Code::OptionValue, "这份台账不是按这个规则包的表读的", "the record book was read for a pack with other tables")
                .help("按这个规则包再读一次", "read it again for this pack")
                .at(Place::argument("data"))
                .into());
        }
        Asked::new(self, options, true)
    }

    /// Looks options up without judging anything.
    ///
    /// # Errors
    /// If one names what the pack does not have, or has a value that cannot be.
    pub fn check_options(&self, options: &Options) -> Result<(), Problems> {
        Asked::new(self, options, true).map(drop)
    }

    /// The same, with the options already looked up.
    pub(crate) fn judge(&self, dataset: &Dataset, options: &Options, asked: Asked) -> Result<Report, Problems> {
        let watch = options.watch.clone().unwrap_or_default();
        with_stack(|| at_once(self.steps(dataset, options, asked, &watch))).unwrap_or_else(|| Err(Diagnostic::engine_failed().into()))
    }

    /// The whole run. It pauses between its steps.
    async fn steps(&self, dataset: &Dataset, options: &Options, asked: Asked, watch: &Arc<Watch>) -> Result<Report, Problems> {
        let threads = options.threads.unwrap_or_else(parallel::available);
        let varied = if options.all_readings { varied(self, options, &asked) } else { Vec::new() };
        let all: BTreeSet<usize> = (0..self.rules().len()).gather();
        let steps = |asked: &Asked, among: &BTreeSet<usize>| asked.rules(self, options, among).all_steps(self);
        let varying: u64 = varied.iter().map(|other| steps(&other.asked, &other.affected)).sum();
        watch.expect(dataset.steps(self.needs()) + steps(&asked, &all) + varying);
        let loaded = dataset.load(self.needs(), threads, watch)?;
        Run { pack: self, dataset, options, asked, loaded, threads, watch }.run(&all, varied).await
    }
}

/// Rules that were judged, and those that were not.
struct Judged {
    runs: Vec<RuleRun>,
    /// Those that were judged only since others measure their findings.
    behind: Vec<RuleRun>,
    /// Those that were not, or that nobody asked for, with the reason.
    skipped: Vec<(usize, Skipped)>,
}

struct Run<'a> {
    pack: &'a Pack,
    dataset: &'a Dataset,
    options: &'a Options,
    asked: Asked,
    loaded: Arc<Loaded>,
    threads: usize,
    watch: &'a Arc<Watch>,
}

/// A rule with its units and windows, ready to be measured.
struct Prepared<'r> {
    rule: usize,
    judge: &'r Closure,
    resolved: Resolved,
    members: Arc<Members>,
    periods: Vec<Period>,
    whole: Vec<bool>,
    open: Vec<bool>,
    missing_tables: Vec<usize>,
    /// For each measure: its days, and what tells it from other measures of records.
    measures: Vec<(Vec<WindowDays>, Option<String>)>,
}

/// Rules that were judged, by their numbers.
type Runs = Ordered<usize, RuleRun>;

impl Run<'_> {
    fn stage<'s>(&'s self, calendar: &'s Calendar) -> Stage<'s> {
        Stage { pack: self.pack, loaded: &self.loaded, settings: &self.asked.settings, calendar, as_of: self.options.as_of, watch: self.watch }
    }

    async fn run(self, all: &BTreeSet<usize>, varied: Vec<Varied>) -> Result<Report, Problems> {
        let calendar = Calendar::new(&self.loaded);
        let runners = Runners::new(self.pack.program(), calendar.today(self.options.as_of, self.watch));
        let waivers = Waivers::new(&self.loaded, self.pack);
        let Judged { mut runs, behind, skipped } = self.rules(&calendar, &waivers, &runners, all).await?;
        let variations = self.vary(varied, &mut runs, &calendar, &runners).await?;
        pause().await;
        let found = Found { runs, behind, skipped, variations, waivers };
        let report = Report::new(self.pack, self.options, &self.asked, self.loaded.clone(), calendar, found, self.threads, self.dataset, &runners, self.watch);
        self.watch.check()?;
        Ok(report)
    }

    /// Measures and judges those of some rules that were asked for.
    async fn rules(&self, calendar: &Calendar, waivers: &Waivers, runners: &Runners<'_>, among: &BTreeSet<usize>) -> Result<Judged, Problems> {
        let mut lacking: Ordered<usize, String> = Ordered::default();
        let stage = self.stage(calendar);
        let mut prepared: Vec<Prepared<'_>> = Vec::new();
        let mut wanted = self.asked.rules(self.pack, self.options, among);
        for (index, rule) in self.pack.rules().iter().enumerate().filter(|(index, _)| wanted.needed.contains(index)) {
            match self.prepare(index, rule, &stage)? {
                Ok(ready) => prepared.push(ready),
                Err(table) => {
                    self.watch.step(wanted.steps(index, rule.measures.len()));
                    if wanted.asked.contains(&index) {
                        wanted.left_out.push((index, Skipped::NoTable(table.clone())));
                    }
                    lacking.insert(index, table);
                }
            }
        }
        let taken = self.measure_all(&stage, &prepared, runners).await?;
        // Every rule after those whose findings it measures.
        crate::sorting::sort_by_key(&mut prepared, |ready| self.pack.rank(ready.rule));
        let mut handed_in = HandedIn::new(&self.loaded, self.watch);
        let mut runs = Runs::default();
        for ready in prepared {
            pause().await;
            self.watch.check()?;
            let taken = ready
                .measures
                .iter()
                .zip(&ready.resolved.measures)
                .filter_map(|((windows, identity), measure)| {
                    let plan = match &measure.plan {
                        Plan::Records(plan) => plan,
                        Plan::Findings(plan) => {
                            let judged = |rule: usize| runs.get(&rule);
                            let measured = Arc::new(stage.measure_findings(plan, &ready.members, &ready.periods, windows, judged));
                            self.watch.step(1);
                            return Some(Taken { measured, windows: windows.clone(), handed_in: None });
                        }
                    };
                    let handed_in = handed_in.through(plan, &ready.members);
                    Some(Taken { measured: taken.get(identity.as_ref()?)?.clone(), windows: windows.clone(), handed_in })
                })
                .collect();
            let sources = ready.resolved.measures.iter().filter_map(|measure| measure.plan.findings()).flat_map(FindingPlan::sources);
            let missing: BTreeSet<usize> = sources.map(|tied| tied.source).gather();
            let missing: Vec<(usize, String)> = missing.into_iter().filter_map(|rule| Some((rule, lacking.get(&rule)?.clone()))).collect();
            let run = runners.with(|runner| self.judge(ready, taken, &missing, &runs, waivers, runner));
            self.watch.step(1);
            runs.insert(run.rule, run);
        }
        self.watch.check()?;
        let (runs, behind) = runs.into_values().partition(|run| wanted.asked.contains(&run.rule));
        Ok(Judged { runs, behind, skipped: wanted.left_out })
    }

    /// Resolves a rule and finds its units and windows; or names the table without which it cannot run.
    fn prepare<'r>(&self, index: usize, rule: &'r Rule, stage: &Stage<'_>) -> Result<Result<Prepared<'r>, String>, Problems> {
        let resolver = Resolver { declarations: self.pack.declarations(), params: &self.asked.settings.params, choices: &self.asked.settings.choices };
        let mut problems = Vec::new();
        let (Some(resolved), Some((judge, _))) = (resolver.rule(rule, &mut problems), &rule.judge) else { return Err(Problems(problems)) };
        let (members, periods) = match stage.units(&resolved, rule.partial)? {
            Ok(units) => units,
            Err(table) => return Ok(Err(table)),
        };
        let force = stage.force();
        let open = periods.iter().map(|period| stage.calendar.is_open(period.span, period, self.options.as_of)).collect();
        let whole = periods.iter().map(|period| period.is_whole(&force)).collect();
        let tables: BTreeSet<usize> = resolved.measures.iter().filter_map(|measure| Some(measure.plan.records()?.table)).gather();
        let missing_tables = tables.into_iter().filter(|table| self.loaded.table(*table).is_none()).collect();
        let program = self.pack.program();
        let measures = resolved
            .measures
            .iter()
            .map(|measure| {
                let windows = stage.windows(&measure.plan, &members, &periods);
                let seen = |plan| Seen {
                    whom: stage.whom(&resolved),
                    happened: members.own.is_some(),
                    grain: resolved.period,
                    force,
                    plan,
                    periods: &periods,
                    windows: &windows,
                    reads_unit: plan.all_closures().any(|closure| program.parameters(closure) > 1),
                    reads_day: plan.all_closures().any(|closure| program.mentions(closure).reads_day()),
                };
                let identity = measure.plan.records().map(|plan| self.identity(&seen(plan)));
                (windows, identity)
            })
            .collect();
        Ok(Ok(Prepared { rule: index, judge, resolved, members: Arc::new(members), periods, whole, open, missing_tables, measures }))
    }

    /// What tells a measure from every other: its query with the values that its closures can read, its units, its days, and what has happened by the
    /// day on which it is judged. Whether records can still come in is a matter of judging.
    fn identity(&self, seen: &Seen<'_>) -> String {
        let plan = seen.plan;
        let query = (plan.table, plan.aggregate, &plan.values, &plan.filters, &plan.that, &plan.per, &plan.tie, plan.placing, &plan.blanks, plan.window);
        // Which units there are depends on the time in force as well: it cuts periods, and what happened outside it is none.
        let days: Vec<_> = seen.periods.iter().map(|period| (&period.id, period.span)).collect();
        let windows: Vec<Option<Span>> = seen.windows.iter().map(WindowDays::span).collect();
        let units = (seen.whom.table, seen.whom.filters, seen.grain, days, windows, seen.happened.then_some(seen.force));
        let mut identity = format!("{query:?} | {units:?} | {:?}", seen.last_change());
        for (number, closure) in plan.all_closures().enumerate() {
            let mentions = self.pack.program().mentions(closure);
            let params: Vec<_> =
                self.asked.settings.params.iter().filter(|param| mentions.may_read(&param.id)).map(|param| (&param.id, &param.values)).collect();
            let choices: Vec<_> = self.asked.settings.choices.iter().filter(|(reading, _)| mentions.may_read(reading)).collect();
            // Of a share it matters which records count, and which of them satisfy it.
            let what = if number < plan.closures.len() { "where" } else { "that" };
            let _ = write!(identity, " | {what} {} {} {params:?} {choices:?}", self.pack.hash(), closure.identity());
        }
        identity
    }

    /// Takes every measure that was not taken before, the largest tables first.
    async fn measure_all(&self, stage: &Stage<'_>, prepared: &[Prepared<'_>], runners: &Runners<'_>) -> Result<Ordered<String, Arc<Measured>>, Problems> {
        let mut all: Ordered<String, Arc<Measured>> = Ordered::default();
        let mut wanted: Vec<(&Prepared<'_>, usize, &str)> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for ready in prepared {
            for (number, (_, identity)) in ready.measures.iter().enumerate() {
                let Some(identity) = identity else { continue };
                if let Some(known) = self.dataset.measures.get(identity) {
                    all.insert(identity.clone(), known);
                } else if seen.insert(identity) {
                    wanted.push((ready, number, identity));
                    continue;
                }
                self.watch.step(1);
            }
        }
        // Threads share all of it; where there is one, its host may want a turn after each.
        let together = if self.threads > 1 { wanted.len().max(1) } else { 1 };
        for wanted in wanted.chunks(together) {
            pause().await;
            let measured = parallel::map(wanted, self.threads, |(ready, number, _)| {
                self.watch.check().ok()?;
                let plan = ready.resolved.measures.get(*number)?.plan.records()?;
                let field = stage.field(plan, &ready.members, &ready.periods, &ready.measures.get(*number)?.0);
                let program = self.pack.program();
                let take = |runner: Option<&Runner<'_>>| Arc::new(measure(&field, runner, |closure| program.parameters(closure)));
                let measured = if plan.all_closures().next().is_none() { take(None) } else { runners.with(|runner| take(Some(runner))) };
                self.watch.step(1);
                Some(measured)
            });
            // What was being measured when the run was stopped is not whole.
            self.watch.check()?;
            for ((_, _, identity), measured) in wanted.iter().zip(measured) {
                if let Some(measured) = measured {
                    self.dataset.measures.put((*identity).to_string(), measured.clone());
                    all.insert((*identity).to_string(), measured);
                }
            }
        }
        Ok(all)
    }

    fn judge(&self, ready: Prepared<'_>, taken: Vec<Taken>, missing_rules: &[(usize, String)], runs: &Runs, waivers: &Waivers, runner: &Runner<'_>) -> RuleRun {
        let program = self.pack.program();
        let closure = ready.judge;
        let roots: Vec<Root> = [Root::Measures, Root::Parameters].into_iter().take(program.parameters(closure)).collect();
        let case = Case {
            loaded: &self.loaded,
            resolved: &ready.resolved,
            judge: closure,
            settings: &self.asked.settings,
            members: &ready.members,
            periods: &ready.periods,
            whole: &ready.whole,
            partial: self.pack.rules().get(ready.rule).is_some_and(|rule| rule.partial),
            open: &ready.open,
            taken: &taken,
            missing_tables: &ready.missing_tables,
            missing_rules,
            as_of: self.options.as_of,
            watch: self.watch,
            switches: program.mentions(closure).switches,
        };
        let (mut findings, outcomes): (Vec<Raw>, Vec<Outcome>) = judge(&case, runner, &roots);
        let total = findings.len();
        let mut hidden = None;
        if !self.options.statuses.is_empty() {
            // Scores rest on all of them, whatever is shown.
            hidden = Some(findings.clone());
            findings.retain(|raw| outcomes.get(raw.outcome as usize).is_some_and(|outcome| self.options.statuses.contains(&outcome.status())));
        }
        let filters = ready.resolved.measures.iter().filter_map(|measure| measure.plan.records()).flat_map(RecordPlan::all_closures);
        let named: BTreeSet<String> = filters.flat_map(|closure| program.mentions(closure).names).gather();
        // What is found rests on everything that the findings which it measures rest on.
        let sources = ready.resolved.measures.iter().filter_map(|measure| measure.plan.findings()).flat_map(FindingPlan::sources);
        let below: Vec<_> = sources.filter_map(|tied| runs.get(&tied.source)).map(RuleRun::rests_on).collect();
        let chosen = |reading: &String| {
            named.contains(reading) || ready.resolved.readings.contains(reading) || below.iter().any(|(readings, _)| readings.contains(reading))
        };
        let chosen = self.asked.settings.choices.keys().filter(|reading| chosen(reading)).cloned().collect();
        let compared = |index: usize, param: &String| {
            named.contains(param) || ready.resolved.params.contains(param) || below.iter().any(|(_, params)| params.contains(&index))
        };
        let filtered_by = (0..).zip(&self.asked.settings.params).filter(|(index, param)| compared(*index, &param.id)).map(|(index, _)| index).collect();
        RuleRun {
            waived: self.pack.rules().get(ready.rule).map(|rule| waivers.of(rule, &self.loaded, &ready.members)).unwrap_or_default(),
            depends: Depends::default(),
            rule: ready.rule,
            resolved: ready.resolved,
            members: ready.members,
            periods: ready.periods,
            taken,
            findings,
            all: hidden,
            outcomes,
            total,
            chosen,
            filtered_by,
        }
    }
}
