//! The engine agrees with a naive evaluator of the whole rule language on every finding of many random packs, each with a random record book.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking, and prints what it counted")]

use dudao::{Dataset, Decimal, Finding, Literal, Options, Pack, PackSource, Shown};
use dudao_tests::oracle::draw::{Drawn, draw};
use dudao_tests::oracle::pack::Scalar;
use dudao_tests::oracle::script::write;
use dudao_tests::oracle::shrink::shrink;
use dudao_tests::oracle::{self, judge};
use fastrand::Rng;

/// Packs to compare; `DUDAO_PACKS` asks for more, `DUDAO_PACKS_START` begins at another seed (with `DUDAO_PACKS=1`, that seed alone).
const PACKS: u64 = 2_000;

/// What is said of a pack that the engine refuses: a slip of the generator.
const NOT_LOADED: &str = "does not load";

#[test]
fn engine_and_naive_evaluator_agree_on_random_packs() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let packs = asked("DUDAO_PACKS").unwrap_or(PACKS);
    let start = asked("DUDAO_PACKS_START").unwrap_or(0);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let (compared, wrong) = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|worker| scope.spawn(move || compare(start + worker..start + packs, threads))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).fold((0, Vec::new()), |(compared, mut wrong), (more, found)| {
            wrong.extend(found);
            (compared + more, wrong)
        })
    });
    println!("compared {compared} findings of {packs} packs");
    assert!(compared > 0 && wrong.is_empty(), "{} seeds differ\n{}", wrong.len(), wrong.join("\n"));
}

/// Compares the packs of some seeds; gives how many findings were compared, and what differs.
fn compare(seeds: std::ops::Range<u64>, step: u64) -> (usize, Vec<String>) {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for seed in seeds.step_by(usize::try_from(step).unwrap()) {
        let drawn = draw(seed);
        match differences(&drawn, seed) {
            Ok(findings) => compared += findings,
            Err(_) if wrong.len() < 8 => {
                let small = shrink(drawn, &|smaller| differences(smaller, seed).is_err_and(|differs| !differs.starts_with(NOT_LOADED)));
                wrong.push(told(&small, seed));
            }
            Err(_) => wrong.push(format!("seed {seed}")),
        }
    }
    (compared, wrong)
}

/// A pack, its book, and what differs, for people.
fn told(drawn: &Drawn, seed: u64) -> String {
    let differs = differences(drawn, seed).err().unwrap_or_default();
    let tables = drawn.book.tables.iter().filter(|(_, table)| !table.rows.is_empty());
    let tables: Vec<String> = tables.map(|(name, _)| format!("[{name}]\n{}", drawn.book.to_csv(name))).collect();
    let empty: Vec<&str> = drawn.book.tables.iter().filter(|(_, table)| table.rows.is_empty()).map(|(name, _)| name.as_str()).collect();
    let script = write(&drawn.pack, &mut Rng::with_seed(seed));
    format!("======== seed {seed}, as of {}\n{script}\n{}empty: {}\n{differs}", drawn.as_of, tables.join(""), empty.join(" "))
}

/// How many findings agree, or what differs.
fn differences(drawn: &Drawn, seed: u64) -> Result<usize, String> {
    let script = write(&drawn.pack, &mut Rng::with_seed(seed));
    let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script)])).map_err(|problems| format!("{NOT_LOADED}: {problems}"))?;
    let found = engine(&pack, drawn);
    let expected = judge(&drawn.pack, &drawn.book, drawn.as_of);
    let mut wrong = Vec::new();
    let key = |finding: &oracle::Finding| (finding.rule.clone(), finding.entity.clone(), finding.period.clone());
    for one in &expected {
        match found.iter().find(|other| key(other) == key(one)) {
            Some(other) if agree(one, other) => {}
            other => wrong.push(format!("naive  {one:?}\nengine {other:?}")),
        }
    }
    wrong.extend(found.iter().filter(|other| !expected.iter().any(|one| key(one) == key(other))).map(|other| format!("naive  no such unit\nengine {other:?}")));
    if wrong.is_empty() && expected.iter().map(key).ne(found.iter().map(key)) {
        let first = expected.iter().zip(&found).find(|(one, other)| key(one) != key(other));
        wrong.push(format!("the same findings in another order: {:?}", first.map(|(one, other)| (key(one), key(other)))));
    }
    let more = wrong.len().saturating_sub(3);
    wrong.truncate(3);
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    if wrong.is_empty() { Ok(found.len()) } else { Err(wrong.join("\n")) }
}

/// What is measured and lacks is told of what is decided by it.
fn agree(one: &oracle::Finding, other: &oracle::Finding) -> bool {
    let keys = |finding: &oracle::Finding| matches!(finding.measured, Some(oracle::Shown::Keys(_)));
    one.status == other.status
        && one.noted == other.noted
        && (one.measured == other.measured || keys(one) || keys(other) || one.status == "not_applicable")
        && one.gap == other.gap
        && one.measures.iter().zip(&other.measures).all(|(one, other)| same_measure(one, other))
}

/// The engine shows the one value also where it is not certain.
fn same_measure(one: &Measure, other: &Measure) -> bool {
    one == other || (one.1.is_none() && one.0 == other.0 && one.2 == other.2 && is_one_value(other.1.as_ref()))
}

fn is_one_value(shown: Option<&oracle::Shown>) -> bool {
    match shown {
        Some(oracle::Shown::Text(_) | oracle::Shown::Flag(_)) => true,
        Some(oracle::Shown::Numbers((low, high)) | oracle::Shown::Days((low, high))) => low.is_some() && low == high,
        _ => false,
    }
}

type Measure = (String, Option<oracle::Shown>, bool);

fn engine(pack: &Pack, drawn: &Drawn) -> Vec<oracle::Finding> {
    let mut builder = Dataset::builder(pack.schema());
    for name in drawn.book.tables.keys() {
        builder = builder.csv(name, drawn.book.to_csv(name).into_bytes());
    }
    let data = builder.finish().unwrap();
    let mut options = Options::new(drawn.as_of);
    options.threads = Some(1);
    options.params = drawn.pack.params.iter().filter_map(|param| Some((param.id.clone(), literal(param.set.as_ref()?)))).collect();
    let report = pack.evaluate(&data, &options).unwrap();
    report.findings().map(as_naive).collect()
}

fn literal(scalar: &Scalar) -> Literal {
    match scalar {
        Scalar::Number(number) => Literal::Number(*number),
        Scalar::Text(text) => Literal::Text(text.clone()),
        Scalar::Flag(flag) => Literal::Flag(*flag),
        Scalar::Day(day) => Literal::Day(*day),
    }
}

/// A finding in the terms of the naive evaluator.
fn as_naive(finding: Finding) -> oracle::Finding {
    oracle::Finding {
        rule: finding.rule,
        entity: finding.entity,
        period: finding.period,
        status: finding.status.name(),
        measured: finding.measured.map(shown),
        gap: finding.gap.map(|gap| gap.0),
        noted: finding.note.is_some(),
        measures: finding.measures.into_iter().map(|measure| (measure.name, measure.value.map(shown), measure.open)).collect(),
    }
}

fn shown(value: Shown) -> oracle::Shown {
    let day = |day: dudao::Day| Decimal::from(day.number());
    match value {
        Shown::Number(number) => oracle::Shown::Numbers((Some(number.0), Some(number.0))),
        Shown::Numbers(low, high) => oracle::Shown::Numbers((low.map(|low| low.0), high.map(|high| high.0))),
        Shown::Day(one) => oracle::Shown::Days((Some(day(one)), Some(day(one)))),
        Shown::Days(low, high) => oracle::Shown::Days((low.map(day), high.map(day))),
        Shown::Text(text) => oracle::Shown::Text(text),
        Shown::Flag(flag) => oracle::Shown::Flag(flag),
        Shown::Keys(keys) => oracle::Shown::Keys(keys),
    }
}
