//! Scripts that try to hang, crash or escape (`tests/hostile`): each ends in good time, within bounds, with an answer that can be located.
//!
//! A script runs in a process of its own, so that one that brings its process down is one failure and does not hide the others.
#![expect(clippy::print_stdout, reason = "a child process tells its parent how it went, and the count is for whoever runs the tests")]
#![expect(clippy::panic, reason = "a manifest that cannot be read fails its test")]

use dudao::{Dataset, Day, Diagnostic, Options, Pack, PackSource, Place, Problems, Watch};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Only a script that hangs takes so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// Only a script that takes all memory that it can get takes so much, in kilobytes.
const MEMORY: u64 = 1_500_000;
/// Names the script that a child process is to run.
const SCRIPT: &str = "DUDAO_HOSTILE_SCRIPT";
/// Stands before the line in which a child tells how it went.
const ANSWER: &str = "hostile script: ";

#[test]
fn every_script_ends_well() {
    let manifest = manifest();
    let listed: BTreeSet<&String> = manifest.cases.iter().flat_map(|case| [&case.file].into_iter().chain(&case.with).chain(&case.library)).collect();
    let there = fs::read_dir(folder()).unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let unlisted: Vec<String> = there.filter(|name| name != "manifest.json" && !listed.contains(name)).collect();
    assert!(unlisted.is_empty(), "the manifest says nothing of {}", unlisted.join(", "));

    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut wrong: Vec<String> = thread::scope(|scope| {
        let work = || {
            let mut wrong = Vec::new();
            while let Some(case) = manifest.cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                wrong.extend(run(case).err().map(|problem| format!("{} ({}): {problem}", case.file, case.why)));
            }
            wrong
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    wrong.sort();
    println!("hostile scripts: {}", manifest.cases.len());
    assert!(wrong.is_empty(), "{} of {} went wrong:\n{}", wrong.len(), manifest.cases.len(), wrong.join("\n"));
}

/// What a child process runs; does nothing where no script is named.
#[test]
fn one_script() {
    let Ok(name) = std::env::var(SCRIPT) else { return };
    let manifest = manifest();
    let case = manifest.cases.iter().find(|case| case.file == name).unwrap();
    let answer = case.answer(&manifest);
    let answer = Answer { memory: memory("/proc/self/status", "VmHWM:").unwrap_or(0), ..answer };
    println!("\n{ANSWER}{}", serde_json::to_string(&answer).unwrap());
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// The records that every script is to judge.
    tables: Box<RawValue>,
    as_of: String,
    cases: Vec<Case>,
}

/// When a script shows what it is.
#[derive(Deserialize, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum When {
    /// The pack is refused.
    Load,
    /// It loads and judges as said.
    Judge,
    /// It loads.
    Fine,
    /// The host stops the run.
    Stopped,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The script.
    file: String,
    /// Further files of its pack.
    #[serde(default)]
    with: Vec<String>,
    /// Files that it may use, under `common/`.
    #[serde(default)]
    library: Vec<String>,
    /// What it tries.
    why: String,
    when: When,
    /// The code of the first problem.
    code: Option<String>,
    /// The line of the first problem.
    line: Option<u32>,
    /// The file of the first problem, if it is not the script.
    in_file: Option<String>,
    /// The complete list of findings.
    #[serde(default)]
    findings: Vec<Found>,
    /// The code of a problem that the report lists among those of the data.
    issue: Option<String>,
    grow: Option<Grow>,
}

/// Makes a script large: `@@` becomes `open`, and `@/@` becomes `close`, so many times; `@#` in it is the number of the repetition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grow {
    open: String,
    #[serde(default)]
    close: String,
    times: usize,
}

impl Grow {
    fn applied(&self, text: &str) -> String {
        let repeated = |part: &str| {
            if part.contains("@#") { (0..self.times).map(|number| part.replace("@#", &number.to_string())).collect() } else { part.repeat(self.times) }
        };
        text.replace("@@", &repeated(&self.open)).replace("@/@", &repeated(&self.close))
    }
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Eq, Clone)]
struct Found {
    rule: String,
    entity: String,
    status: String,
}

/// How a script ended.
#[derive(Serialize, Deserialize, Default)]
struct Answer {
    /// Whether the pack loaded.
    loaded: bool,
    /// Whether it judged.
    judged: bool,
    /// The first problems: code, file and line, message.
    problems: Vec<(String, String, u32, String)>,
    /// How many of all problems have no place.
    unplaced: usize,
    findings: Vec<Found>,
    /// Codes of what is wrong with the data.
    issues: Vec<String>,
    /// The most memory that was ever taken, in kilobytes; 0 where the system does not say.
    memory: u64,
}

impl Answer {
    fn refused(loaded: bool, problems: &Problems) -> Self {
        let told = |problem: &Diagnostic| {
            let (file, line) = match &problem.place {
                Some(Place::Script { file, line, .. }) => (file.clone(), *line),
                _ => (String::new(), 0),
            };
            (problem.code.as_str().to_string(), file, line, problem.message.zh.chars().take(200).collect())
        };
        let unplaced = problems.0.iter().filter(|problem| problem.place.is_none()).count();
        Self { loaded, problems: problems.0.iter().take(3).map(told).collect(), unplaced, ..Self::default() }
    }
}

impl Case {
    fn source(&self) -> PackSource {
        let read = |name: &String| {
            let text = fs::read_to_string(folder().join(name)).unwrap_or_default();
            self.grow.as_ref().map_or(text.clone(), |grow| grow.applied(&text))
        };
        let files = [&self.file].into_iter().chain(&self.with).map(|name| (name.clone(), read(name)));
        let library = self.library.iter().map(|name| (format!("common/{name}"), read(name)));
        PackSource::new(files).with_library(dudao_rules::library()).with_library(library)
    }

    fn answer(&self, manifest: &Manifest) -> Answer {
        let pack = match Pack::load(&self.source()) {
            Ok(pack) => pack,
            Err(problems) => return Answer::refused(false, &problems),
        };
        let mut options = Options::new(Day::parse(&manifest.as_of).unwrap_or(Day::from_number(1)));
        let watch = Arc::new(Watch::default());
        if self.when == When::Stopped {
            watch.stop();
        }
        options.watch = Some(watch);
        let data = Dataset::builder(pack.schema()).json(manifest.tables.get().as_bytes()).finish();
        match data.and_then(|data| pack.evaluate(&data, &options)) {
            Ok(report) => {
                // The whole report must be writable, whatever a script put into it.
                let text = report.to_json();
                let findings = report.findings().map(|finding| Found { rule: finding.rule, entity: finding.entity, status: finding.status.name().into() });
                let issues = report.issues().iter().map(|issue| issue.code.as_str().to_string()).collect();
                Answer { loaded: true, judged: !text.is_empty(), findings: findings.collect(), issues, ..Answer::default() }
            }
            Err(problems) => Answer::refused(true, &problems),
        }
    }

    /// Whether a script ended as the manifest says.
    fn check(&self, answer: &Answer) -> Result<(), String> {
        let first = answer.problems.first();
        let found = first.map_or_else(|| "no problem".into(), |(code, file, line, message)| format!("[{code}] {file}:{line} {message}"));
        let refused = !matches!(self.when, When::Judge | When::Fine);
        if refused {
            let (code, file, line) = first.map(|(code, file, line, _)| (code, file, *line)).ok_or("it was to be refused")?;
            if answer.loaded != (self.when == When::Stopped) || Some(code) != self.code.as_ref() {
                return Err(format!("expected {}, found {found}", self.code.as_deref().unwrap_or("no code")));
            }
            if self.line.is_some_and(|expected| expected != line || self.in_file.as_ref().unwrap_or(&self.file) != file) {
                return Err(format!("expected {}:{}, found {found}", self.in_file.as_ref().unwrap_or(&self.file), self.line.unwrap_or(0)));
            }
            if answer.unplaced > 0 {
                return Err(format!("{} problems have no place; the first is {found}", answer.unplaced));
            }
        } else if !answer.judged {
            return Err(format!("it was to load and judge; found {found}"));
        }
        if self.when == When::Judge && self.findings != answer.findings {
            return Err(format!("expected {:?}, found {:?}", self.findings, answer.findings));
        }
        match &self.issue {
            Some(issue) if !answer.issues.contains(issue) => Err(format!("the report does not list {issue}, but {:?}", answer.issues)),
            _ => Ok(()),
        }
    }
}

/// Runs one script in a process of its own.
fn run(case: &Case) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .args(["--exact", "one_script", "--nocapture", "--test-threads=1"])
        .env(SCRIPT, &case.file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let (mut out, mut err) = (child.stdout.take().ok_or("no output")?, child.stderr.take().ok_or("no output")?);
    let read_out = thread::spawn(move || {
        let mut text = Vec::new();
        let _ = out.read_to_end(&mut text);
        text
    });
    let read_err = thread::spawn(move || {
        let mut text = Vec::new();
        let _ = err.read_to_end(&mut text);
        text
    });
    let start = Instant::now();
    let ended = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Ok(status),
            Ok(None) => {
                let taken = memory(&format!("/proc/{}/status", child.id()), "VmRSS:").unwrap_or(0);
                let late = start.elapsed() > PATIENCE;
                if late || taken > MEMORY {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err(if late { format!("it did not end within {} seconds", PATIENCE.as_secs()) } else { format!("it took {} MB", taken / 1000) });
                }
                thread::sleep(Duration::from_millis(5));
            }
            Err(error) => break Err(error.to_string()),
        }
    };
    let text = String::from_utf8_lossy(&read_out.join().unwrap_or_default()).into_owned();
    let status = ended?;
    let answer = text.lines().find_map(|line| serde_json::from_str::<Answer>(line.strip_prefix(ANSWER)?).ok());
    let Some(answer) = answer.filter(|_| status.success()) else {
        let said = String::from_utf8_lossy(&read_err.join().unwrap_or_default())
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(3)
            .collect::<Vec<_>>()
            .join(" | ");
        return Err(format!("it brought its process down ({status}): {said}"));
    };
    if answer.memory > MEMORY {
        return Err(format!("it took {} MB", answer.memory / 1000));
    }
    case.check(&answer)
}

/// What a process takes or took of memory, in kilobytes, where the system tells it.
fn memory(status: &str, key: &str) -> Option<u64> {
    fs::read_to_string(status).ok()?.lines().find_map(|line| line.strip_prefix(key)?.trim().split(' ').next()?.parse().ok())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile")
}

fn manifest() -> Manifest {
    let path = folder().join("manifest.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
