//! Writes a made record book: the example of the pack `fenghua-2019`, or a large one of the same shape.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use dudao_tests::maker::{write_example, write_scaled};

const USAGE: &str = "usage: make-data OUT_DIR [--seed N] [--alliances N]

Writes the example record book of fenghua-2019 as a folder of CSV files, or, with --alliances,
a large book of the same shape with so many alliances. The same seed gives the same bytes.";

/// The seed of the example in `tests/data/fenghua-2019`.
const SEED: u64 = 2019;

struct Arguments {
    dir: PathBuf,
    seed: u64,
    alliances: Option<usize>,
}

fn arguments(mut words: impl Iterator<Item = String>) -> Option<Arguments> {
    let (mut dir, mut seed, mut alliances) = (None, SEED, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seed" => seed = words.next()?.parse().ok()?,
            "--alliances" => alliances = Some(words.next()?.parse().ok()?),
            _ if word.starts_with('-') || dir.is_some() => return None,
            _ => dir = Some(PathBuf::from(word)),
        }
    }
    Some(Arguments { dir: dir?, seed, alliances })
}

fn write(arguments: &Arguments) -> io::Result<u64> {
    let Arguments { dir, seed, alliances } = arguments;
    match alliances {
        Some(alliances) => write_scaled(dir, *alliances, *seed),
        None => write_example(dir, *seed),
    }
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match write(&arguments) {
        Ok(rows) => {
            eprintln!("{rows} rows in {}", arguments.dir.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot write {}: {error}", arguments.dir.display());
            ExitCode::FAILURE
        }
    }
}
