//! Whatever days a record book was judged on before, a day is judged as if it were the first: what is kept of one day is taken for another only
//! where nothing happens in between.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking, and prints what it counted")]

use dudao::{Dataset, Day, Options, Pack, PackSource};
use dudao_tests::oracle::draw::{Drawn, draw};
use dudao_tests::oracle::script::write;
use fastrand::Rng;

/// Packs to judge; `DUDAO_PACKS` asks for more, `DUDAO_PACKS_START` begins at another seed.
const PACKS: u64 = 200;
/// Days on which each is judged.
const DAYS: usize = 10;

#[test]
fn no_day_knows_of_another() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let (packs, start) = (asked("DUDAO_PACKS").unwrap_or(PACKS), asked("DUDAO_PACKS_START").unwrap_or(0));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let seeds = |worker: u64| (start + worker..start + packs).step_by(threads);
    std::thread::scope(|scope| (0..threads as u64).for_each(|worker| drop(scope.spawn(move || seeds(worker).for_each(judge)))));
    println!("judged {packs} packs on {DAYS} days each");
}

fn judge(seed: u64) {
    let drawn = draw(seed);
    let mut rng = Rng::with_seed(seed);
    let script = write(&drawn.pack, &mut Rng::with_seed(seed));
    let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script)])).unwrap();
    let data = dataset(&pack, &drawn);
    let told = days_in(&drawn);
    let mut day = drawn.as_of;
    for _ in 0..DAYS {
        day = match rng.u8(..6) {
            0 => drawn.as_of.plus(rng.i32(-700..1500)),
            1..3 => rng.choice(&told).map_or(drawn.as_of, |day| day.plus(rng.i32(-1..=1))),
            _ => day.plus(rng.i32(-1..=1)),
        };
        let options = Options { threads: Some(1), evidence: true, ..Options::new(day) };
        let judged = |data: &Dataset| pack.evaluate(data, &options).unwrap().to_json();
        let (here, fresh) = (judged(&data), judged(&dataset(&pack, &drawn)));
        if here != fresh {
            let at = here.bytes().zip(fresh.bytes()).position(|(a, b)| a != b).unwrap_or(0);
            let near = |text: &str| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(600)..text.len().min(at + 200)]).into_owned();
            panic!("seed {seed} on {day}:\n{}\n\n{}", near(&here), near(&fresh));
        }
    }
}

fn dataset(pack: &Pack, drawn: &Drawn) -> Dataset {
    let tables = drawn.book.tables.keys();
    tables.fold(Dataset::builder(pack.schema()), |book, name| book.csv(name, drawn.book.to_csv(name).into_bytes())).finish().unwrap()
}

/// The days that the records tell: what changes, changes on one of them or beside it.
fn days_in(drawn: &Drawn) -> Vec<Day> {
    drawn.book.tables.values().flat_map(|table| table.rows.iter().flatten()).filter_map(|cell| Day::parse(cell)).collect()
}
