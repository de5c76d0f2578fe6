//! Packs that are still being written: each of them loads without a problem or a warning, and the tests that stand in it hold.

#![expect(clippy::print_stdout, reason = "a test says what it counted")]

use dudao::{Diagnostic, Pack, PackSource, TestOptions};
use std::fs;
use std::path::{Path, PathBuf};

fn drafts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("drafts");
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn source(folder: &Path) -> PackSource {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).unwrap())
    });
    PackSource::new(files).with_library(dudao_rules::library())
}

fn told(problem: &Diagnostic) -> String {
    format!("[{}] {} at {:?}", problem.code.as_str(), problem.message.zh, problem.place)
}

#[test]
fn every_draft_loads_clean_and_its_tests_hold() {
    let mut wrong = Vec::new();
    let (mut rules, mut clauses, mut tests) = (0, 0, 0);
    for folder in drafts() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        match Pack::load(&source(&folder)) {
            Ok(pack) => {
                rules += pack.rules().len();
                clauses += pack.clauses().len();
                wrong.extend(pack.warnings().iter().map(|warning| format!("{name}: {}", told(warning))));
                let report = pack.run_tests(&TestOptions::default()).unwrap();
                tests += report.passed();
                wrong.extend(report.tests.iter().filter(|test| !test.passed()).map(|test| format!("{name}: {test:#?}")));
            }
            Err(problems) => wrong.extend(problems.0.iter().map(|problem| format!("{name}: {}", told(problem)))),
        }
    }
    println!("drafts: {clauses} clauses, {rules} rules, {tests} tests");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(clauses, 572, "every requirement of the documents is a clause of a pack");
}
