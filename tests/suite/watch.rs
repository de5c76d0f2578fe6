//! Whoever watches a run sees how far it is, and may end it; a run that was ended leaves nothing behind.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dudao::{Code, Dataset, Day, Options, Pack, PackSource, Progress, Watch};
use dudao_tests::oracle::draw::draw;
use dudao_tests::oracle::script::write;
use fastrand::Rng;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

fn shipped() -> Pack {
    dudao_tests::shipped::pack("fenghua-2019")
}

fn example(pack: &Pack) -> Dataset {
    dudao_tests::shipped::dataset(pack, "fenghua-2019")
}

fn watched() -> (Options, Arc<Watch>) {
    let watch = Arc::new(Watch::default());
    (Options { watch: Some(watch.clone()), evidence: true, all_readings: true, ..Options::new(Day::parse("2021-09-01").unwrap()) }, watch)
}

#[test]
fn progress_never_falls_and_ends_at_the_total() {
    let pack = shipped();
    let data = example(&pack);
    // The second run finds its tables read and its measures taken: it takes as many steps.
    let mut totals = Vec::new();
    for threads in [1, 2] {
        let (options, watch) = watched();
        let ended = AtomicBool::new(false);
        let mut seen = vec![watch.progress()];
        thread::scope(|scope| {
            scope.spawn(|| {
                while !ended.load(Ordering::Acquire) {
                    let now = watch.progress();
                    if seen.last() != Some(&now) {
                        seen.push(now);
                    }
                }
            });
            pack.evaluate(&data, &Options { threads: Some(threads), ..options.clone() }).unwrap();
            ended.store(true, Ordering::Release);
        });
        let last = watch.progress();
        assert_eq!(last.done, last.total);
        assert_eq!(seen.first(), Some(&Progress::default()));
        assert!(seen.len() > 2 && seen.is_sorted_by_key(|progress| progress.done), "{seen:?}");
        assert!(seen.iter().all(|progress| [0, last.total].contains(&progress.total) && progress.done <= progress.total), "{seen:?}");
        totals.push(last.total);
    }
    assert!(totals[0] > 100 && totals[0] == totals[1], "{totals:?}");
}

/// Whatever a pack measures, and whatever is missing for it.
#[test]
fn every_run_takes_the_steps_that_it_told_of() {
    for seed in 0..300 {
        let drawn = draw(seed);
        let script = write(&drawn.pack, &mut Rng::with_seed(seed));
        let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script)])).unwrap();
        let mut rng = Rng::with_seed(seed);
        let supplied = drawn.book.tables.keys().filter(|_| rng.u8(..6) > 0);
        let data = supplied.fold(Dataset::builder(pack.schema()), |book, name| book.csv(name, drawn.book.to_csv(name).into_bytes())).finish().unwrap();
        let (options, watch) = watched();
        pack.evaluate(&data, &options).unwrap();
        let Progress { done, total } = watch.progress();
        assert!(done == total && total > 0, "seed {seed}: {done} of {total}");
    }
}

/// However far it has come: it ends with an error, and the record book is as if it had never been.
#[test]
fn a_stopped_run_leaves_nothing_behind() {
    let pack = shipped();
    // A part of the pack, since each run is one of many.
    let counted = || {
        let (options, watch) = watched();
        (Options { profile: Some("counted".into()), ..options }, watch)
    };
    let (usual, watch) = counted();
    let whole = pack.evaluate(&example(&pack), &usual).unwrap().to_json();
    let total = watch.progress().total;
    let mut stopped = 0;
    for wanted in (0..=total).step_by(7) {
        let data = example(&pack);
        let (options, watch) = counted();
        let judged = thread::scope(|scope| {
            scope.spawn(|| {
                while watch.progress().done < wanted {
                    thread::yield_now();
                }
                watch.stop();
            });
            pack.evaluate(&data, &Options { threads: Some(2), ..options.clone() })
        });
        if let Err(problems) = judged {
            assert!(matches!(problems.0.as_slice(), [problem] if problem.code == Code::RunStopped), "{problems}");
            stopped += 1;
        }
        assert!(pack.evaluate(&data, &usual).unwrap().to_json() == whole, "after {wanted} of {total} steps");
    }
    assert!(stopped > 8, "{stopped}");
    let (options, watch) = counted();
    watch.stop();
    assert_eq!(pack.evaluate(&example(&pack), &options).unwrap_err().0[0].code, Code::RunStopped, "stopped beforehand");
}

#[test]
fn tests_of_a_pack_are_steps() {
    let pack = shipped();
    let watch = Arc::new(Watch::default());
    let options = dudao::TestOptions { watch: Some(watch.clone()), ..dudao::TestOptions::default() };
    pack.run_tests(&options).unwrap();
    let all = pack.tests().len() as u64;
    assert_eq!(watch.progress(), Progress { done: all, total: all });
    watch.stop();
    assert_eq!(pack.run_tests(&options).unwrap_err().0[0].code, Code::RunStopped);
}

fn in_steps(all_readings: bool) -> Options {
    let mut options = Options::new(Day::parse("2021-06-01").unwrap());
    (options.all_readings, options.threads) = (all_readings, Some(1));
    options
}

#[test]
fn steps_come_to_the_same_report() {
    for all_readings in [false, true] {
        let pack = shipped();
        let data = Arc::new(example(&pack));
        let mut run = pack.begin(&data, in_steps(all_readings)).unwrap();
        let (mut steps, mut before) = (0, 0);
        let report = loop {
            steps += 1;
            if let Some(end) = run.step() {
                break end.unwrap();
            }
            assert!(run.progress().done >= before, "it never falls");
            before = run.progress().done;
        };
        assert!(run.has_ended() && run.step().is_none());
        assert_eq!(run.progress().done, run.progress().total);
        // Every rule and every measure is a step, so that none of them is long.
        assert!(steps > pack.rules().len() * 2, "{steps} steps");
        let pack = shipped();
        let data = Arc::new(example(&pack));
        assert_eq!(report.to_json(), pack.evaluate(&data, &in_steps(all_readings)).unwrap().to_json());
    }
}

#[test]
fn a_run_stops_between_its_steps() {
    let pack = shipped();
    let data = Arc::new(example(&pack));
    let watch = Arc::new(Watch::default());
    let mut run = pack.begin(&data, Options { watch: Some(watch.clone()), ..in_steps(false) }).unwrap();
    for _ in 0..5 {
        assert!(run.step().is_none());
    }
    watch.stop();
    let end = std::iter::repeat_with(|| run.step()).flatten().next().unwrap();
    assert_eq!(end.unwrap_err().0[0].code, Code::RunStopped);
    // What was measured by then serves the next run.
    let fresh = pack.evaluate(&example(&pack), &in_steps(false)).unwrap();
    assert_eq!(pack.evaluate(&data, &in_steps(false)).unwrap().to_json(), fresh.to_json());
}

#[test]
fn options_are_looked_at_before_the_first_step() {
    let pack = shipped();
    let data = Arc::new(example(&pack));
    let problems = pack.begin(&data, Options { rules: vec!["nothing".into()], ..in_steps(false) }).unwrap_err();
    assert_eq!(problems.0[0].code, Code::OptionValue);
}
