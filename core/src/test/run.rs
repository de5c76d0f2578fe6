//! Runs the tests of a pack: records through the ordinary pipeline, values through the ordinary judging.

use super::declaration::{Step, Test};
use super::judged::Judged;
use super::report::{Difference, Found, TestReport, TestResult};
use super::table::Records;
use crate::asked::Asked;
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Language, Place, Problems, Text};
use crate::evaluate::Options;
use crate::finding::Finding;
use crate::pack::Pack;
use crate::parallel;
use crate::report::Report;
use crate::sorting::Gather;
use crate::watch::Watch;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names that an explanation lists at most.
const LISTED: usize = 6;

/// Which tests to run, and how to tell of them.
#[derive(Debug, Clone, Default)]
pub struct TestOptions {
    /// Runs only tests whose name, or one of whose rules' ids, contains this.
    pub filter: Option<String>,
    /// Language of the findings' messages.
    pub language: Language,
    /// Tells how many of the tests are done, and ends the run early.
    pub watch: Option<Arc<Watch>>,
}

impl TestOptions {
    fn wants(&self, test: &Test) -> bool {
        self.filter.as_ref().is_none_or(|filter| test.name.contains(filter) || test.rules().iter().any(|rule| rule.contains(filter)))
    }
}

impl Pack {
    /// The tests that stand in it.
    pub fn tests(&self) -> &[Test] {
        &self.declarations().tests
    }

    /// Runs its tests.
    ///
    /// # Errors
    /// If it was stopped. A test that does not come out as it says is no error: the report tells the difference.
    pub fn run_tests(&self, options: &TestOptions) -> Result<TestReport, Problems> {
        let wanted: Vec<&Test> = self.tests().iter().filter(|test| options.wants(test)).collect();
        let watch = options.watch.clone().unwrap_or_default();
        watch.expect(wanted.len() as u64);
        let run = |test: &&Test| {
            watch.check()?;
            let result = Run::new(self, options.language, &watch).test(test);
            watch.check()?;
            watch.step(1);
            Ok(result)
        };
        let tests: Result<Vec<TestResult>, Diagnostic> = parallel::map(&wanted, parallel::available(), run).into_iter().collect();
        Ok(tests.map(|tests| TestReport { left_out: self.tests().len() - tests.len(), tests })?)
    }
}

/// What a test has said so far, and what came of it.
struct Run<'a> {
    pack: &'a Pack,
    records: Records,
    options: Options,
    as_of: Option<Day>,
    rule: Option<&'a str>,
    open: bool,
    expectations: usize,
    differences: Vec<Difference>,
    issues: Vec<Diagnostic>,
}

impl<'a> Run<'a> {
    fn new(pack: &'a Pack, language: Language, watch: &Watch) -> Self {
        // Whoever judges without a day has parameters of the policy's first one.
        let first = pack.policy().in_force.map_or(Day::from_number(1), |span| span.first);
        // What a test judges is no step of its own.
        let options = Options { language, threads: Some(1), watch: Some(Arc::new(watch.apart())), ..Options::new(first) };
        Self { pack, records: Records::default(), options, as_of: None, rule: None, open: false, expectations: 0, differences: Vec::new(), issues: Vec::new() }
    }

    fn test(mut self, test: &'a Test) -> TestResult {
        // Expectations that follow each other share one record book and one run.
        for steps in test.steps.chunk_by(|(a, _), (b, _)| a.is_expect() && b.is_expect()) {
            self.steps(steps);
        }
        TestResult {
            name: test.name.clone(),
            place: test.place.clone(),
            expectations: self.expectations,
            differences: self.differences,
            data_issues: self.issues,
        }
    }

    fn steps(&mut self, steps: &'a [(Step, Place)]) {
        let Some((first, place)) = steps.first() else { return };
        match first {
            Step::Given { table, records, times } => self.records.add(self.pack.schema(), table, records, *times),
            Step::AsOf(day) => {
                self.as_of = Some(*day);
                self.options.as_of = *day;
            }
            Step::Profile(id) => self.options.profile = Some(id.clone()),
            Step::Set(param, value) => {
                self.options.params.insert(param.clone(), value.clone());
            }
            Step::Choose(reading, choice) => {
                self.options.readings.insert(reading.clone(), choice.clone());
            }
            Step::Judge(rule) => {
                self.rule = Some(rule);
                self.open = false;
            }
            Step::Open => self.open = true,
            Step::Expect { .. } => self.expect(steps),
            Step::Of { values, expected } => {
                let Some(rule) = self.rule else { return };
                let judged = Judged { pack: self.pack, options: &self.options, as_of: self.as_of, rule, values, open: self.open };
                let (found, why) = judged.run();
                self.compare(Difference { place: place.clone(), rule: rule.into(), entity: None, period: None, expected: expected.clone(), found, why });
            }
        }
    }

    /// Judges the records so far by the rules that these expectations name.
    fn expect(&mut self, steps: &[(Step, Place)]) {
        let rules: BTreeSet<&String> = steps.iter().filter_map(|(step, _)| if let Step::Expect { rule, .. } = step { Some(rule) } else { None }).gather();
        let options = Options { rules: rules.into_iter().cloned().collect(), ..self.options.clone() };
        // A test sees the pack as it stands, unless it names a profile.
        let asked = Asked::new(self.pack, &options, false);
        let report = self.records.dataset(self.pack.schema()).and_then(|records| self.pack.judge(&records, &options, asked?));
        let findings: Vec<Finding> = report.iter().flat_map(Report::findings).collect();
        for (step, place) in steps {
            let Step::Expect { rule, unit, period, expected } = step else { continue };
            let (found, why) = match &report {
                Ok(report) => of_unit(report, &findings, rule, unit, period),
                Err(problems) => (None, problems.0.first().map(|problem| problem.message.clone())),
            };
            let (entity, period) = (Some(unit.clone()), Some(period.clone()));
            self.compare(Difference { place: place.clone(), rule: rule.clone(), entity, period, expected: expected.clone(), found, why });
        }
        let issues = match report {
            Ok(report) => report.issues().to_vec(),
            Err(Problems(problems)) => problems,
        };
        issues.into_iter().for_each(|issue| {
            if !self.issues.contains(&issue) {
                self.issues.push(issue);
            }
        });
    }

    fn compare(&mut self, difference: Difference) {
        self.expectations += 1;
        if !difference.found.as_ref().is_some_and(|found| found.meets(&difference.expected)) {
            self.differences.push(difference);
        }
    }
}

/// What was found of a unit, or why there is nothing.
fn of_unit(report: &Report, findings: &[Finding], rule: &str, unit: &str, period: &str) -> (Option<Found>, Option<Text>) {
    let of_rule: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == rule).collect();
    let mut named: Vec<&Finding> = of_rule.iter().copied().filter(|finding| finding.entity == unit).collect();
    if named.is_empty() {
        named = of_rule.iter().copied().filter(|finding| finding.entity_name == unit).collect();
    }
    let here: Vec<&Finding> = named.iter().copied().filter(|finding| finding.period == period).collect();
    match here.as_slice() {
        [finding] => {
            let finding = (*finding).clone();
            (Some(Found { status: finding.status, measured: finding.measured, gap: finding.gap, message: finding.message }), None)
        }
        [] => (None, Some(absence(report, rule, unit, period, &of_rule, &named))),
        several => {
            let count = several.len();
            (None, Some(Text::new(format!("有 {count} 个叫“{unit}”的，要写编号"), format!("{count} units are called `{unit}`; write the id"))))
        }
    }
}

/// Why a unit has no finding.
fn absence(report: &Report, rule: &str, unit: &str, period: &str, of_rule: &[&Finding], named: &[&Finding]) -> Text {
    let not_run = report.coverage().rules.iter().find(|covered| covered.rule == rule).and_then(|covered| covered.why.clone());
    if let Some(why) = not_run {
        return Text::same(why);
    }
    if !named.is_empty() {
        let there = listed(named.iter().map(|finding| finding.period.as_str()));
        return Text::new(
            format!("“{unit}”没有考核期“{period}”的结果，有：{}", there.join("、")),
            format!("`{unit}` has no finding of period `{period}`, but of: {}", there.join(", ")),
        );
    }
    let there = listed(of_rule.iter().map(|finding| finding.entity.as_str()));
    if there.is_empty() {
        return Text::new("这些记录里没有它的考核对象，或那时还没有一个考核期开始", "the records have no unit of the rule, or no period had begun by that day");
    }
    Text::new(format!("它不考核“{unit}”，考核的有：{}", there.join("、")), format!("the rule does not judge `{unit}`; it judges: {}", there.join(", ")))
}

/// The first few different names.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut listed: Vec<&str> = Vec::new();
    for name in names {
        if listed.len() < LISTED && !listed.contains(&name) {
            listed.push(name);
        }
    }
    listed
}
