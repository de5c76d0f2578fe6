//! Packs that are still being written: each of them loads without a problem or a warning, and the tests that stand in it hold.

#![expect(clippy::print_stdout, reason = "a test says what it counted")]

use dudao::{Diagnostic, Pack, PackSource, TestOptions};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folders below one, or the files in it, in order.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn source(folder: &Path) -> io::Result<PackSource> {
    let files = entries(folder)?.iter().map(|path| Ok((name(path), fs::read_to_string(path)?))).collect::<io::Result<Vec<_>>>()?;
    Ok(PackSource::new(files).with_library(dudao_rules::library()))
}

fn told(problem: &Diagnostic) -> String {
    format!("[{}] {} at {:?}", problem.code.as_str(), problem.message.zh, problem.place)
}

#[test]
fn every_draft_loads_clean_and_its_tests_hold() {
    let mut wrong = Vec::new();
    let (mut rules, mut clauses, mut tests) = (0, 0, 0);
    for folder in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("drafts")).unwrap() {
        let name = name(&folder);
        match Pack::load(&source(&folder).unwrap()) {
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
