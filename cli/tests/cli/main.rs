//! The command as people run it: its exit codes, what it prints and where, and what it makes of bad input.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod check;
mod form;
mod packs;
mod refusal;
mod run;
mod table;
mod test;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// What a run of the command came to.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// The command, in the folder of the tests' data, without what the environment says about colours.
fn dudao() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dudao"));
    command.current_dir(data("")).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR").stdin(Stdio::null());
    command
}

/// Runs the command with words that are parted by spaces.
fn ran(arguments: &str) -> Ran {
    ran_in(Path::new(&data("")), &arguments.split_whitespace().collect::<Vec<_>>())
}

fn ran_in(folder: &Path, arguments: &[&str]) -> Ran {
    let output = dudao().current_dir(folder).args(arguments).output().unwrap();
    Ran { code: output.status.code().unwrap(), out: String::from_utf8(output.stdout).unwrap(), err: String::from_utf8(output.stderr).unwrap() }
}

/// A path in the tests' data.
fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

/// A path in the repository, as it is written from the folder of the tests' data.
fn repository(path: &str) -> String {
    format!("../../../{path}")
}

/// The record book of the shipped pack's example.
fn fenghua(more: &str) -> Ran {
    ran(&format!("run fenghua-2019 --data {} --as-of 2021-09-01 {more}", repository("tests/data/fenghua-2019")))
}

/// The small record book, judged by the small pack.
fn small(more: &str) -> Ran {
    ran(&format!("run library-2020 --data book --as-of 2021-09-20 {more}"))
}

/// How many findings a report in JSON has with this status, of one rule.
fn count(json: &str, rule: &str, status: &str) -> usize {
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule && finding["status"] == status).count()
}

/// Copies a folder of files.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().collect::<io::Result<Vec<_>>>().unwrap() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Puts another text into a file.
fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} has no {from}", file.display());
    fs::write(file, text.replace(from, to)).unwrap();
}

/// Compares with a snapshot in which hashes and versions, which every change of the engine changes, are left out.
macro_rules! assert_stable {
    ($name:expr, $text:expr) => {
        insta::with_settings!({ filters => [(r"\b[0-9a-f]{12}\b", "[hash]"), (r"dudao \d+\.\d+\.\d+", "dudao [version]")], omit_expression => true }, {
            insta::assert_snapshot!($name, $text);
        });
    };
}
use assert_stable;
