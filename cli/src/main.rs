use dudao::*;
fn main() {
    let pack = match Pack::load(&dudao_rules::pack("fenghua-2019").unwrap()) { Ok(p) => p, Err(e) => { for d in e.0 { println!("{d} {:?} {:?}", d.place, d.help); } return; } };
    for w in pack.warnings() { println!("W {w}"); }
    let mut b = Dataset::builder(pack.schema());
    for e in std::fs::read_dir("tests/data/fenghua-2019").unwrap() { let p = e.unwrap().path(); b = b.csv(p.file_stem().unwrap().to_str().unwrap(), std::fs::read(&p).unwrap()); }
    let data = match b.finish() { Ok(d) => d, Err(e) => { println!("{e}"); return } };
    let t = std::time::Instant::now();
    let r = pack.evaluate(&data, &Options::new(Day::parse("2021-09-01").unwrap()));
    match r { Ok(r) => { println!("{:?} in {:?}", r.counts(), t.elapsed()); for i in r.issues() { println!("{i}"); }
       for run in r.view().rules { println!("{} {:?}", run.rule, run.counts); }
       for f in r.findings().filter(|f| f.status == Status::Unknown || f.status==Status::Error).take(12) { println!("{} {} {} {:?}: {} | {:?}", f.rule, f.entity_name, f.period, f.status, f.message, f.remedy); } }
      Err(e) => println!("{e}") }
}
