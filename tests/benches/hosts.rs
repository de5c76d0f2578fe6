//! One run in Rust, for other hosts to be held beside: `cargo bench -p dudao-tests --bench hosts -- FOLDER ALLIANCES [THREADS]` writes a record
//! book into the folder, if it is not there yet, and prints how many seconds each part took, as JSON.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use dudao::{Dataset, Day, Options, Pack};
use dudao_tests::maker::write_scaled;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// The fastest of so many is kept: other work on the machine can only make it slower.
const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let alliances = arguments.next().ok_or("say how many alliances")?.parse()?;
    let threads = arguments.next().map(|threads| threads.parse()).transpose()?;
    if !folder.exists() {
        write_scaled(&folder, alliances, 2019)?;
    }
    let mut tables = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        tables.push((path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), fs::read(&path)?));
    }
    let pack = Pack::load(&dudao_rules::pack("fenghua-2019").ok_or("no pack")?)?;
    let mut options = Options::new(Day::parse("2022-12-31").ok_or("no such day")?);
    options.threads = threads;
    options.profile = Some("counted".into());
    let (mut evaluate, mut rows, mut json) = (f64::MAX, f64::MAX, f64::MAX);
    let mut findings = 0;
    for _ in 0..REPEATS {
        let given = tables.clone();
        let start = Instant::now();
        let data = given.into_iter().fold(Dataset::builder(pack.schema()), |builder, (name, bytes)| builder.csv(&name, bytes)).finish()?;
        let report = pack.evaluate(&data, &options)?;
        evaluate = evaluate.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        findings = report.findings().map(|finding| usize::from(!finding.message.is_empty())).sum();
        rows = rows.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        std::hint::black_box(report.to_json());
        json = json.min(start.elapsed().as_secs_f64());
    }
    println!("{{\"findings\": {findings}, \"evaluate\": {evaluate:.4}, \"rows\": {rows:.4}, \"json\": {json:.4}}}");
    Ok(())
}
