//! The shipped packs: each loads without a problem or a warning, its tests hold and show what every rule can come to, its clauses are the requirements
//! of its document, and on its example data every rule is met by some and missed by others.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test says what it counted")]

use dudao::{Clause, Day, Diagnostic, Level, Options, Pack, Status, TestOptions};
use dudao_tests::shipped::{self, data};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A requirement of a source document: `tests/data/requirements.csv` numbers them all.
#[derive(Debug, Deserialize)]
struct Requirement {
    pack: String,
    clause: String,
    kind: String,
    force: String,
}

/// Clauses of all documents together.
const REQUIREMENTS: usize = 572;
/// Clauses that may go without a rule.
const UNRULED: usize = 25;

fn packs() -> BTreeMap<&'static str, Pack> {
    dudao_rules::names().into_iter().map(|name| (name, shipped::pack(name))).collect()
}

fn rows<Row: for<'de> Deserialize<'de>>(path: &str) -> Vec<Row> {
    csv::Reader::from_path(data(path)).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

fn told(problem: &Diagnostic) -> String {
    format!("[{}] {} at {:?}", problem.code.as_str(), problem.message.zh, problem.place)
}

#[test]
fn every_pack_loads_clean_and_its_tests_hold() {
    let mut wrong = Vec::new();
    for (name, pack) in packs() {
        wrong.extend(pack.warnings().iter().map(|warning| format!("{name}: {}", told(warning))));
        let report = pack.run_tests(&TestOptions::default()).unwrap();
        println!("{name}: {} rules, {} tests, {} expectations", pack.rules().len(), report.passed(), report.expectations());
        wrong.extend(report.tests.iter().filter(|test| !test.passed() || !test.data_issues.is_empty()).map(|test| format!("{name}: {test:#?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A duty that binds by less than an order is told apart by how it is worded; the list of requirements only says that it is advice.
fn binds(clause: &Clause, force: &str) -> bool {
    match clause.force {
        Some(Level::Expected | Level::Optional) => force == "advisory",
        Some(level) => force == level.name(),
        None => false,
    }
}

#[test]
fn clauses_are_the_requirements_of_the_documents() {
    let requirements: Vec<Requirement> = rows("requirements.csv");
    assert_eq!(requirements.len(), REQUIREMENTS);
    let packs = packs();
    let mut wrong = Vec::new();
    let (mut ruled, mut unruled) = (0, 0);
    for (name, pack) in &packs {
        let wanted: Vec<&Requirement> = requirements.iter().filter(|requirement| requirement.pack == *name).collect();
        for clause in pack.clauses() {
            let Some(requirement) = wanted.iter().find(|requirement| requirement.clause == clause.id) else {
                wrong.push(format!("{name}: clause {} is no requirement", clause.id));
                continue;
            };
            if clause.kind.map(dudao::ClauseKind::name) != Some(requirement.kind.as_str()) || !binds(clause, &requirement.force) {
                wrong.push(format!("{name}: clause {}: {:?} {:?}, not {} {}", clause.id, clause.kind, clause.force, requirement.kind, requirement.force));
            }
            if clause.article.is_empty() || clause.says.is_empty() || clause.says_en.is_empty() {
                wrong.push(format!("{name}: clause {} lacks its article, or a sentence in one language", clause.id));
            }
        }
        let lacking = wanted.iter().filter(|requirement| !pack.clauses().iter().any(|clause| clause.id == requirement.clause));
        wrong.extend(lacking.map(|requirement| format!("{name}: requirement {} is no clause", requirement.clause)));
        let without = pack.clauses().iter().filter(|clause| clause.unruled.is_some()).count();
        println!("{name}: {} clauses, {} with a rule, {without} without", pack.clauses().len(), pack.clauses().len() - without);
        ruled += pack.clauses().len() - without;
        unruled += without;
    }
    println!("all: {} clauses, {ruled} with a rule, {unruled} without", ruled + unruled);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(ruled + unruled, REQUIREMENTS);
    assert!(unruled <= UNRULED, "{unruled} clauses have no rule");
}

/// Whether these are all the answers that a rule is to have shown: met and missed, or told for information.
fn is_met_and_missed(statuses: &BTreeSet<Status>) -> bool {
    statuses.contains(&Status::Pass) && statuses.contains(&Status::Fail) || statuses.contains(&Status::Informational)
}

#[test]
fn the_tests_of_every_rule_show_it_met_missed_and_undecided() {
    let mut lacking = Vec::new();
    for (name, pack) in packs() {
        let mut expected: BTreeMap<&str, BTreeSet<Status>> = BTreeMap::new();
        for (rule, status) in pack.tests().iter().flat_map(dudao::Test::expects) {
            expected.entry(rule).or_default().insert(status);
        }
        let none = BTreeSet::new();
        let of = |rule: &dudao::Rule| expected.get(rule.id.as_str()).unwrap_or(&none);
        let has = |status: Status| pack.rules().iter().filter(|rule| of(rule).contains(&status)).count();
        let undecided = |statuses: &BTreeSet<Status>| [Status::NotDue, Status::Unknown, Status::NeedsReview].iter().any(|status| statuses.contains(status));
        println!(
            "{name}: {} rules; with a passing case {}, a failing one {}, an undecided one {}, an informational one {}",
            pack.rules().len(),
            has(Status::Pass),
            has(Status::Fail),
            pack.rules().iter().filter(|rule| undecided(of(rule))).count(),
            has(Status::Informational),
        );
        let short = pack.rules().iter().filter(|rule| !is_met_and_missed(of(rule)) || !undecided(of(rule)));
        lacking.extend(short.map(|rule| format!("{name} {}: only {:?}", rule.id, of(rule))));
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

/// A day on which a pack's example data is judged, and by which profile.
#[derive(Debug, Deserialize)]
struct Run {
    pack: String,
    profile: Option<String>,
    as_of: String,
}

/// What a rule comes to on the example data: `tests/data/found.csv` has a row for each.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    pack: String,
    profile: Option<String>,
    as_of: String,
    rule: String,
    pass: usize,
    fail: usize,
    not_due: usize,
    unknown: usize,
    needs_review: usize,
    informational: usize,
    not_applicable: usize,
}

/// With `DUDAO_WRITE=1` the counts are written down, for a change that is meant.
#[test]
fn on_example_data_every_rule_is_met_by_some_and_missed_by_others() {
    let packs = packs();
    let mut found = Vec::new();
    let mut statuses: BTreeMap<(String, String), BTreeSet<Status>> = BTreeMap::new();
    for run in rows::<Run>("runs.csv") {
        let pack = packs.get(run.pack.as_str()).unwrap();
        let dataset = shipped::dataset(pack, &run.pack);
        let mut options = Options::new(Day::parse(&run.as_of).unwrap());
        options.profile.clone_from(&run.profile);
        let report = pack.evaluate(&dataset, &options).unwrap();
        println!("{} {}: {} data issues", run.pack, run.profile.as_deref().unwrap_or_default(), report.issues().len());
        let mut counts: BTreeMap<String, BTreeMap<Status, usize>> = BTreeMap::new();
        for finding in report.findings() {
            *counts.entry(finding.rule).or_default().entry(finding.status).or_default() += 1;
        }
        for rule in report.coverage().rules.iter().filter(|rule| rule.asked) {
            let counts = counts.remove(&rule.rule).unwrap_or_default();
            statuses.entry((run.pack.clone(), rule.rule.clone())).or_default().extend(counts.keys());
            let count = |status: Status| counts.get(&status).copied().unwrap_or_default();
            found.push(Found {
                pack: run.pack.clone(),
                profile: run.profile.clone(),
                as_of: run.as_of.clone(),
                rule: rule.rule.clone(),
                pass: count(Status::Pass),
                fail: count(Status::Fail),
                not_due: count(Status::NotDue),
                unknown: count(Status::Unknown),
                needs_review: count(Status::NeedsReview),
                informational: count(Status::Informational),
                not_applicable: count(Status::NotApplicable),
            });
        }
    }
    let mut wrong = Vec::new();
    for (name, pack) in &packs {
        for rule in pack.rules() {
            let statuses = statuses.remove(&((*name).to_string(), rule.id.clone())).unwrap_or_default();
            if !is_met_and_missed(&statuses) || statuses.contains(&Status::Error) {
                wrong.push(format!("{name} {}: only {statuses:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if std::env::var_os("DUDAO_WRITE").is_some() {
        let mut writer = csv::Writer::from_path(data("found.csv")).unwrap();
        found.iter().for_each(|found| writer.serialize(found).unwrap());
        writer.flush().unwrap();
    }
    let written: Vec<Found> = rows("found.csv");
    let differs: Vec<_> = found.iter().filter(|found| !written.contains(found)).collect();
    assert!(differs.is_empty() && written.len() == found.len(), "found.csv says otherwise of {differs:#?}");
}
