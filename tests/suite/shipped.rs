//! The shipped packs: each loads without a problem or a warning, its tests hold, and its clauses are the requirements of its document.

#![expect(clippy::print_stdout, reason = "a test says what it counted")]

use dudao::{Clause, Diagnostic, Level, Pack, TestOptions};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

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
    dudao_rules::names().into_iter().map(|name| (name, Pack::load(&dudao_rules::pack(name).unwrap()).unwrap())).collect()
}

fn requirements() -> Vec<Requirement> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/requirements.csv");
    csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
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
        println!("{name}: {} clauses, {} rules, {} tests", pack.clauses().len(), pack.rules().len(), report.passed());
        wrong.extend(report.tests.iter().filter(|test| !test.passed()).map(|test| format!("{name}: {test:#?}")));
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
    let requirements = requirements();
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
