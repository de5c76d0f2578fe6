//! The engine agrees with a naive evaluator, written from the same contract, on every finding of many random record books.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking, and prints what it counted")]

use dudao::{Dataset, Day, Decimal, Finding, Literal, Options, Pack, Shown};
use dudao_tests::book::Book;
use dudao_tests::naive;
use dudao_tests::random::random_case;

/// Books to compare; `DUDAO_NAIVE_BOOKS` asks for more.
const BOOKS: u64 = 600;

#[test]
fn engine_and_naive_evaluator_agree() {
    let books = std::env::var("DUDAO_NAIVE_BOOKS").ok().and_then(|count| count.parse().ok()).unwrap_or(BOOKS);
    let start = std::env::var("DUDAO_NAIVE_START").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let pack = Pack::load(&dudao_rules::pack("fenghua-2019").unwrap()).unwrap();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (compared, wrong) = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads as u64)
            .map(|worker| {
                scope.spawn({
                    let pack = &pack;
                    move || compare(pack, (start + worker..start + books).step_by(threads))
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).fold((0, Vec::new()), |(compared, mut wrong), (more, found)| {
            wrong.extend(found);
            (compared + more, wrong)
        })
    });
    println!("compared {compared} findings of {books} books");
    assert!(compared > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Compares the books of some seeds; gives how many findings were compared, and every difference.
fn compare(pack: &Pack, seeds: impl Iterator<Item = u64>) -> (usize, Vec<String>) {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for seed in seeds {
        let (book, options) = random_case(seed);
        let expected = naive::evaluate(&book, &options);
        let found = engine(pack, &book, &options);
        compared += expected.len();
        wrong.extend(differences(seed, &expected, &found));
        if wrong.len() > 20 {
            break;
        }
    }
    (compared, wrong)
}

fn engine(pack: &Pack, book: &Book, options: &naive::Options) -> Vec<naive::Finding> {
    let mut builder = Dataset::builder(pack.schema());
    for name in book.tables.keys() {
        builder = builder.csv(name, book.to_csv(name).into_bytes());
    }
    let data = builder.finish().unwrap();
    let mut asked = Options::new(Day::from_date(options.as_of));
    asked.threads = Some(1);
    asked.profile = Some("counted".into());
    asked.readings = options.readings.clone();
    asked.params = options.params.iter().map(|(id, value)| (id.clone(), Literal::Number(Decimal::from(*value)))).collect();
    let report = pack.evaluate(&data, &asked).unwrap();
    report.findings().map(as_naive).collect()
}

/// A finding in the terms of the naive evaluator.
fn as_naive(finding: Finding) -> naive::Finding {
    let whole = |number: Decimal| i64::try_from(number).unwrap();
    let (measured, low, high) = match &finding.measured {
        None => (false, None, None),
        Some(Shown::Number(number)) => (true, Some(whole(number.0)), Some(whole(number.0))),
        Some(Shown::Numbers(low, high)) => (true, low.map(|low| whole(low.0)), high.map(|high| whole(high.0))),
        Some(other) => panic!("the nineteen rules measure numbers, not {other:?}"),
    };
    let required = finding.required.map(|required| match required {
        Shown::Number(number) => whole(number.0),
        other => panic!("the nineteen rules require numbers, not {other:?}"),
    });
    naive::Finding {
        rule: finding.rule,
        entity: finding.entity,
        period: finding.period,
        status: finding.status.name(),
        low,
        high,
        measured,
        required,
        gap: finding.gap.map(|gap| whole(gap.0)),
        due: finding.due.map(Day::date),
        note: finding.note.is_some(),
    }
}

/// Every difference, told by rule and unit. Rules come in the pack's order on one side and in the contract's on the other.
fn differences(seed: u64, expected: &[naive::Finding], found: &[naive::Finding]) -> Vec<String> {
    let key = |finding: &naive::Finding| (finding.rule.clone(), finding.entity.clone(), finding.period.clone());
    let mut expected: Vec<_> = expected.to_vec();
    let mut found: Vec<_> = found.to_vec();
    // Stable: within a rule both are sorted by entity and period.
    expected.sort_by_key(|finding| finding.rule.clone());
    found.sort_by_key(|finding| finding.rule.clone());
    if expected == found {
        return Vec::new();
    }
    let mut all: Vec<_> = expected.iter().chain(&found).map(key).collect();
    all.sort();
    all.dedup();
    let told: Vec<String> = all
        .into_iter()
        .filter_map(|wanted| {
            let one = expected.iter().find(|finding| key(finding) == wanted);
            let other = found.iter().find(|finding| key(finding) == wanted);
            (one != other).then(|| format!("seed {seed}: naive {one:?}\n         engine {other:?}"))
        })
        .collect();
    if told.is_empty() { vec![format!("seed {seed}: the same findings in another order")] } else { told }
}
