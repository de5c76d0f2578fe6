//! What no example can promise: that a verdict once given stays, that an interval holds what comes of it, and that nothing but the records decides.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking, and prints what it counted")]

use dudao::{Dataset, Day, Decimal, Finding, Number, Options, Pack, PackSource, Report, Shown, Status};
use dudao_tests::book::{Book, Table};
use fastrand::Rng;
use std::collections::BTreeMap;

/// Record books to complete.
const BOOKS: u64 = 30;
/// How often every word is tried in every place.
const ROUNDS: u64 = 2;

/// Every kind of unit and of period, with measures of every kind.
const PACK: &str = r#"
policy("t").in_force("2020-02-10", "2021-08-10");
clause("1").says("试验").force("mandatory");
table("academic_years").label("学年").date("start", "开始").date("end", "结束").dated("start", "end");
table("terms").label("学期").date("start", "开学").date("end", "放假").flag("closed", "已结账").dated("start", "end");
table("alliances").label("联盟");
table("schools").label("学校").link("alliance", "联盟", "alliances").link("central", "中心校", "schools").choice("role", "角色", ["lead 牵头校", "member 成员校"]).integer("teachers", "教师数");
table("memberships").label("成员沿革").link("school", "学校", "schools").link("alliance", "联盟", "alliances").choice("role", "角色", ["lead 牵头校", "member 成员校"])
    .date("start", "起").date("end", "止").blank("open").dated("start", "end").history_of("schools", "school");
table("school_terms").label("学期数据").link("school", "学校", "schools").link("term", "学期", "terms").integer("teachers", "教师数").dated("term").history_of("schools", "school");
table("visits").label("督导").link("school", "学校", "schools").links("others", "其他学校", "schools").date("date", "日期").choice("kind", "类型", ["a 甲", "b 乙", "c 丙"]).ordered()
    .choices("matters", "事项", ["safety 安全", "food 食堂", "books 图书"]).integer("score", "得分").flag("good", "好")
    .date("done", "办结").blank("not_yet").moment("at", "到校").blank("not_yet").scope("school.alliance").dated("date");
table("problems").label("问题").link("visit", "督导", "visits").date("raised", "提出").date("completed", "整改").blank("not_yet").choice("severity", "程度", ["minor 轻", "major 重"]).dated("raised");
table("postings").label("流动").link("school", "学校", "schools").text("person", "人员").choice("rank", "层次", ["low 低", "high 高"]).ordered().date("start", "起").date("end", "止").blank("open").dated("start", "end");
table("figures").label("数字").link("school", "学校", "schools").link("term", "学期", "terms").integer("value", "数").dated("term");
table("waivers").label("豁免").text("rule", "规则").text("unit", "单元").text("reason", "理由").text("who", "谁").date("through", "到");
entity("school", "schools"); entity("lead", "schools").having("role", "lead"); entity("visit", "visits"); entity("bad", "visits").having("kind", "a");
entity("problem", "problems"); entity("posting", "postings"); entity("high", "postings").having("rank", "high"); entity("alliance", "alliances");
param("least", 2).from("2020-10-01", 1);
param("kinds", ["a", "b"]);
phase("spring", "2020-03", "2020-06"); phase("before", "2019-11-01", "2020-03-20");
reading("whom").asks("谁？").choice("all", "全部").choice("leads", "牵头").usual("all");
reading("how").asks("怎样？").choice("some", "有").choice("many", "多").choice("most", "更多").usual("some");
profile("half").rules("n-*", "*-visit-*").set("least", 3).choose("how", "many");
form("f").title("表").each("visit").header("学校", "school").header("得分", "score").footer("办结", "done").rows("problems", "severity", ["minor", "major"]).cell("整改", "completed");

let periods = ["term", "academic_year", "calendar_year", "month", "week", "policy", "spring", "before"];
for period in periods {
    rule("n-" + period).clause("1").each("school", period).measure("n", count("visits").by("school")).judge(|m, p| m.n.at_least(p.least));
    rule("most-" + period).clause("1").each("school", period).partial().measure("n", count("visits").having("kind", at_least("b")).by("school")).judge(|m| m.n.at_most(1));
    rule("sum-" + period).clause("1").each("school", period).measure("n", sum("visits", "score").by("school")).judge(|m| m.n.at_least(7));
    rule("mean-" + period).clause("1").each("alliance", period).measure("n", average("visits", "score").by("school.alliance")).judge(|m| m.n.at_least(4));
    rule("share-" + period).clause("1").each("school", period).measure("n", share("visits").that("good", true).by("others")).judge(|m| all(m.n.share_at_least(40), m.n.met.at_least(1)));
    rule("posted-" + period).clause("1").each("school", period).measure("n", count("postings").overlapping()).measure("e", count("postings").at_end().having("rank", "high"))
        .judge(|m| any(m.n.at_least(2), m.e.at_most(0)));
    rule("tally-" + period).clause("1").each("school", period).measure("n", count("visits").per("matters").by("school")).measure("k", count("visits").per("kind").by("others"))
        .judge(|m, p| all(m.n.covers(["safety", "food"]), m.k.within(p.kinds)));
    rule("lead-" + period).clause("1").each("lead", period).measure("n", count("visits").by("school").having("school.role", "lead")).judge(|m| m.n.at_least(1));
    rule("lead-partial-" + period).clause("1").each("lead", period).partial().measure("n", count("visits").by("school")).judge(|m| m.n.at_least(1));
    rule("figures-" + period).clause("1").each("school", period).measure("n", sum("figures", "value")).judge(|m| m.n.at_least(5));
    rule("months-" + period).clause("1").each("school", period).measure("n", count("visits").by("school").during(months([3, 4, 10]))).judge(|m| m.n.at_least(1));
    rule("so-far-" + period).clause("1").each("school", period).measure("n", distinct("visits", "kind").by("school").during(so_far())).judge(|m| m.n.at_least(2));
    rule("days-" + period).clause("1").each("school", period).measure("f", earliest("visits", "date").by("school")).measure("l", earliest("visits", "at").by("others"))
        .judge(|m| all(present(m.f), any(m.l.by_date("2021-01-15"), not(present(m.l)))));
    rule("where-" + period).clause("1").each("school", period)
        .measure("n", count("visits").by("school").where(|v, s| v.score * 10 >= s.teachers || v.date.month == s.period.month)).judge(|m| m.n.at_least(1));
    rule("order-" + period).clause("1").each("school", period).measure("n", earliest("visits", "at").per("kind").by("school")).judge(|m| m.n.in_order(["a", "b", "c"]));
    rule("teachers-" + period).clause("1").each("school", period).only("period.month", [2, 3, 4, 9]).judge(|m| m.teachers.at_least(20));
    rule("here-" + period).clause("1").each("visit", period).judge(|m| all(present(m.done), m.score.at_least(3), m.done.within_workdays(m.date, 5)));
    rule("p-visit-" + period).clause("1").each("visit", period).measure("p", count("problems").having("severity", "major")).judge(|m, p| m.p.at_most(p.least));
    rule("bad-visit-" + period).clause("1").each("bad", period).only("good", true).partial().measure("p", share("problems").that("completed", present()))
        .judge(|m| m.p.share_at_least(50));
    rule("same-visit-" + period).clause("1").each("visit", period).measure("n", count("visits").by("others").having("school", of_unit("school")).everywhere().during(so_far())).judge(|m| m.n.at_least(2));
    rule("blanks-" + period).clause("1").each("visit", period).measure("b", blanks("f")).judge(|m| m.b.at_most(1));
    rule("problem-" + period).clause("1").each("problem", period).judge(|m| all(m.completed.by_date("2021-03-31"), m.visit.score.at_least(2)));
    rule("posting-" + period).clause("1").each("posting", period).measure("v", count("visits").having("school", of_unit("school")).everywhere()).judge(|m| m.v.at_least(1));
    rule("high-" + period).clause("1").each("high", period).partial().judge(|m| m.start.by_date("2020-12-31"));
    rule("value-" + period).clause("1").each("school", period).measure("v", value("visits", "kind").by("school")).judge(|m| m.v.exactly("a"));
    rule("sets-" + period).clause("1").each("school", period).measure("v", count("visits").by("school").having("matters", covers(["safety", "food"])))
        .measure("w", count("visits").by("school").having("matters", disjoint(["books"]))).judge(|m| when(m.v.at_least(1), m.w.at_least(2)));
    rule("days-in-" + period).clause("1").each("school", period).judge(|m| m.period.teaching_days.at_least(10));
    rule("previous-" + period).clause("1").each("school", period).measure("v", count("visits").by("school").during(previous())).measure("n", count("visits").by("school"))
        .judge(|m| m.n.at_least(m.v));
    rule("dated-" + period).clause("1").each("visit", period).judge(|m| any(m.date.month.within([2, 3]), m.date.weekday.at_most(3), m.done.year.exactly(2021)));
}
let whom = reading("whom");
rule("picked").clause("1").each(whom.pick(#{ all: "school", leads: "lead" }), "term").measure("n", count("visits").by("school")).judge(|m, p| m.n.at_least(if p.how == "some" { 1 } else if p.how == "many" { 2 } else { 3 }));
"#;

fn pack() -> Pack {
    match Pack::load(&PackSource::new([("policy.rhai".into(), PACK.into())])) {
        Ok(pack) => pack,
        Err(problems) => panic!("{problems}"),
    }
}

/// A record book: of each table its columns, and its rows.
type Tables = BTreeMap<&'static str, (Vec<&'static str>, Vec<Vec<String>>)>;

fn number(day: &str) -> i32 {
    Day::parse(day).unwrap().number()
}

fn day(rng: &mut Rng, from: &str, to: &str) -> String {
    Day::from_number(rng.i32(number(from)..=number(to))).to_string()
}

fn any(rng: &mut Rng, all: &[&str]) -> String {
    rng.choice(all).unwrap().to_string()
}

fn some(rng: &mut Rng, all: &[&str]) -> String {
    all.iter().filter(|_| rng.bool()).copied().collect::<Vec<_>>().join(";")
}

fn or_blank(rng: &mut Rng, cell: String) -> String {
    if rng.u8(..3) == 0 { String::new() } else { cell }
}

/// A whole truth: nothing is missing, and everything has happened.
fn truth(rng: &mut Rng) -> Tables {
    const SCHOOLS: [&str; 4] = ["A", "B", "C", "D"];
    let mut tables = Tables::new();
    let mut add = |name, columns: &str, rows: Vec<Vec<String>>| {
        let columns: Vec<&'static str> = columns.to_string().leak().split(',').collect();
        tables.insert(name, (columns, rows));
    };
    let fixed = |text: &str| text.lines().map(|line| line.split(',').map(String::from).collect()).collect::<Vec<Vec<String>>>();
    add("academic_years", "id,start,end", fixed("19,2019-09-01,2020-08-31\n20,2020-09-01,2021-08-31"));
    add(
        "terms",
        "id,start,end,closed",
        fixed("19a,2019-09-01,2020-01-17,yes\n19b,2020-02-17,2020-07-03,\n20a,2020-09-01,2021-01-29,\n20b,2021-02-22,2021-07-02,yes"),
    );
    add("alliances", "id", fixed("X\nY"));
    let schools =
        SCHOOLS.iter().map(|id| vec![(*id).into(), any(rng, &["X", "Y"]), any(rng, &SCHOOLS), any(rng, &["lead", "member"]), rng.u8(5..50).to_string()]);
    add("schools", "id,alliance,central,role,teachers", schools.collect());
    let mut visits = Vec::new();
    for id in 0..rng.usize(..40) {
        let date = day(rng, "2019-10-01", "2021-08-20");
        let done = Day::parse(&date).unwrap().plus(rng.i32(0..20)).to_string();
        let at = format!("{date} {:02}:{:02}", rng.u8(7..18), rng.u8(..60));
        let (done, at) = (or_blank(rng, done), or_blank(rng, at));
        visits.push(vec![
            format!("v{id:02}"),
            any(rng, &SCHOOLS),
            some(rng, &SCHOOLS),
            date,
            any(rng, &["a", "b", "c"]),
            some(rng, &["safety", "food", "books"]),
            rng.u8(..10).to_string(),
            any(rng, &["yes", "no"]),
            done,
            at,
        ]);
    }
    let mut problems = Vec::new();
    for id in 0..if visits.is_empty() { 0 } else { rng.usize(..40) } {
        let visit = rng.choice(&visits).unwrap();
        let raised = Day::parse(&visit[3]).unwrap().plus(rng.i32(0..9));
        let completed = raised.plus(rng.i32(0..60)).to_string();
        problems.push(vec![format!("p{id:02}"), visit[0].clone(), raised.to_string(), or_blank(rng, completed), any(rng, &["minor", "major"])]);
    }
    add("visits", "id,school,others,date,kind,matters,score,good,done,at", visits);
    add("problems", "id,visit,raised,completed,severity", problems);
    let mut postings = Vec::new();
    for id in 0..rng.usize(..16) {
        let start = day(rng, "2019-06-01", "2021-08-01");
        let end = Day::parse(&start).unwrap().plus(rng.i32(0..500)).to_string();
        postings.push(vec![format!("o{id:02}"), any(rng, &SCHOOLS), any(rng, &["甲", "乙"]), any(rng, &["low", "high"]), start, or_blank(rng, end)]);
    }
    add("postings", "id,school,person,rank,start,end", postings);
    let figures =
        (0..rng.usize(..16)).map(|id| vec![format!("f{id:02}"), any(rng, &SCHOOLS), any(rng, &["19a", "19b", "20a", "20b"]), rng.u8(..9).to_string()]);
    add("figures", "id,school,term,value", figures.collect());
    tables
}

/// Memberships that change over time, and teachers term by term.
fn with_histories(rng: &mut Rng, tables: &mut Tables) {
    let mut memberships = Vec::new();
    for id in 0..rng.usize(..10) {
        let start = day(rng, "2019-06-01", "2021-08-01");
        let end = Day::parse(&start).unwrap().plus(rng.i32(0..500)).to_string();
        memberships.push(vec![
            format!("m{id:02}"),
            any(rng, &["A", "B", "C", "D"]),
            any(rng, &["X", "Y"]),
            any(rng, &["lead", "member"]),
            start,
            or_blank(rng, end),
        ]);
    }
    let teachers = (0..rng.usize(..10))
        .map(|id| vec![format!("t{id:02}"), any(rng, &["A", "B", "C", "D"]), any(rng, &["19a", "19b", "20a", "20b"]), rng.u8(5..50).to_string()]);
    tables.insert("school_terms", (vec!["id", "school", "term", "teachers"], teachers.collect()));
    tables.insert("memberships", (vec!["id", "school", "alliance", "role", "start", "end"], memberships));
}

/// What a bureau knows of it: some cells cannot be read.
fn degraded(rng: &mut Rng, truth: &Tables) -> Tables {
    let mut tables = truth.clone();
    let often = rng.u8(2..60);
    for (name, (columns, rows)) in &mut tables {
        if ["academic_years", "terms", "alliances", "memberships"].contains(name) {
            continue;
        }
        for row in &mut *rows {
            for (column, cell) in columns.iter().zip(row).skip(1) {
                // A link that cannot be used touches nobody where nothing bounds it, by contract; it stays whole.
                let link = ["alliance", "central", "school", "others", "visit", "term", "person"].contains(column);
                if !link && rng.u8(..often) == 0 {
                    // Of a list, one member cannot be read.
                    let mut members: Vec<&str> = cell.split(';').collect();
                    members[0] = "?";
                    *cell = members.join(";");
                }
            }
        }
        if *name != "memberships" && rng.u8(..6) == 0 {
            let column = rng.usize(1..columns.len());
            columns.remove(column);
            rows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    tables
}

fn csv(tables: &Tables, pack: &Pack, reversed: bool) -> Dataset {
    let mut builder = Dataset::builder(pack.schema());
    for (name, (columns, rows)) in tables {
        let mut lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        if reversed {
            lines.reverse();
        }
        let text = std::iter::once(columns.join(",")).chain(lines).collect::<Vec<_>>().join("\n") + "\n";
        builder = builder.csv(name, text.into_bytes());
    }
    builder.finish().unwrap()
}

fn json(tables: &Tables, pack: &Pack) -> Dataset {
    let book = Book {
        tables: tables
            .iter()
            .map(|(name, (columns, rows))| ((*name).to_string(), Table { columns: columns.iter().map(ToString::to_string).collect(), rows: rows.clone() }))
            .collect(),
    };
    Dataset::builder(pack.schema()).json(book.to_json().as_bytes()).finish().unwrap()
}

type Unit = (String, String, String);

fn by_unit(report: &Report) -> BTreeMap<Unit, Finding> {
    let all: Vec<Finding> = report.findings().collect();
    let count = all.len();
    let found: BTreeMap<Unit, Finding> =
        all.into_iter().map(|finding| ((finding.rule.clone(), finding.entity.clone(), finding.period.clone()), finding)).collect();
    assert_eq!(found.len(), count, "a unit has one finding");
    found
}

fn ends(shown: &Shown) -> Option<(Option<Decimal>, Option<Decimal>)> {
    match shown {
        Shown::Number(number) => Some((Some(number.0), Some(number.0))),
        Shown::Numbers(low, high) => Some((low.as_ref().map(|low| low.0), high.as_ref().map(|high| high.0))),
        _ => None,
    }
}

/// Whoever knows less, or asks earlier, is never told what turns out wrong.
#[test]
fn a_verdict_stays_and_an_interval_holds() {
    let pack = pack();
    let over = number("2021-12-31");
    let (mut compared, mut wide) = (0, 0);
    let mut wrong: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for seed in 0..BOOKS {
        let mut rng = Rng::with_seed(seed);
        let mut whole = truth(&mut rng);
        let history = rng.bool();
        if history {
            with_histories(&mut rng, &mut whole);
        }
        let known = degraded(&mut rng, &whole);
        let (whole, known) = (csv(&whole, &pack, false), csv(&known, &pack, false));
        let report = |data: &Dataset, day: i32| by_unit(&pack.evaluate(data, &Options::new(Day::from_number(day))).unwrap());
        let asked = rng.i32(number("2020-01-01")..over);
        let (last, then, told) = (report(&whole, over), report(&whole, asked), report(&known, asked));
        let decided = |status: Status| matches!(status, Status::Pass | Status::Fail);
        let mut say = |what: &str, unit: &Unit, one: Option<&Finding>, other: Option<&Finding>| {
            let slot = wrong.entry(format!("{what}: {}", unit.0)).or_default();
            slot.0 += 1;
            if slot.1.is_empty() {
                slot.1 = format!(
                    "seed {seed} {} {unit:?}\n   {:?}\n   {:?}",
                    Day::from_number(asked),
                    one.map(|f| (f.status, &f.measured, &f.message)),
                    other.map(|f| (f.status, &f.measured, &f.message))
                );
            }
        };
        for (name, (mine, other)) in [("later", (&then, &last)), ("fuller", (&told, &then)), ("both", (&told, &last))] {
            for (unit, finding) in mine.iter().filter(|(_, finding)| decided(finding.status)) {
                compared += 1;
                let there = other.get(unit);
                // A duty holds only if its trigger does; a value that was told once may be told otherwise.
                let may = match unit.0.as_str() {
                    rule if rule.starts_with("sets-") => finding.status == Status::Pass && there.is_some_and(|there| there.status == Status::NotApplicable),
                    // What belongs to something that happened may come when its period is over.
                    rule if rule.starts_with("blanks-") => unit.2 != "policy" && finding.status == Status::Fail,
                    rule if rule.starts_with("value-") => there.is_some_and(|there| there.status == Status::Unknown),
                    rule if ["teachers-", "mean-", "where-"].iter().any(|name| rule.starts_with(name)) => history,
                    _ => false,
                };
                if there.map(|there| there.status) != Some(finding.status) && !may {
                    say(name, unit, Some(finding), there);
                }
            }
        }
        for (unit, finding) in &told {
            let Some(other) = then.get(unit) else { continue };
            if let (Some((low, high)), Some((from, to))) = (finding.measured.as_ref().and_then(ends), other.measured.as_ref().and_then(ends)) {
                wide += u32::from(low != high);
                let holds = low.is_none_or(|low| from.is_some_and(|from| low <= from)) && high.is_none_or(|high| to.is_some_and(|to| to <= high));
                let by_contract = history && unit.0.starts_with("mean-");
                if !holds && !by_contract && finding.required == other.required {
                    say("interval", unit, Some(finding), Some(other));
                }
            }
        }
    }
    println!("compared {compared} verdicts, and {wide} intervals");
    let told: Vec<String> = wrong.iter().map(|(what, (count, example))| format!("{count} × {what}\n   {example}")).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(compared > 100_000 && wide > 1000);
}

/// What is counted unit by unit is what a hand counts, and adds up to what is counted over everything.
#[test]
fn counts_add_up() {
    let pack = pack();
    let mut counted = 0;
    for seed in 0..20 {
        let whole = truth(&mut Rng::with_seed(seed));
        let found = by_unit(&pack.evaluate(&csv(&whole, &pack, false), &Options::new(Day::parse("2021-12-31").unwrap())).unwrap());
        let count = |finding: &Finding| match finding.measured {
            Some(Shown::Number(Number(number))) => number,
            _ => panic!("{finding:#?}"),
        };
        let of = |rule: &str| found.iter().filter(move |((name, _, _), finding)| name == rule && finding.status != Status::NotApplicable).collect::<Vec<_>>();
        let (visits, problems) = (&whole["visits"].1, &whole["problems"].1);
        let dated = |from: &str, to: &str| visits.iter().filter(|visit| (from..=to).contains(&visit[3].as_str())).collect::<Vec<_>>();
        let (in_force, in_months) = (dated("2020-02-10", "2021-08-10"), dated("2020-03-01", "2021-07-31"));

        let units = of("p-visit-policy");
        assert_eq!(units.iter().map(|((_, visit, _), _)| visit).collect::<Vec<_>>(), in_force.iter().map(|visit| &visit[0]).collect::<Vec<_>>(), "{seed}");
        for ((_, visit, _), finding) in units {
            let major = problems.iter().filter(|problem| problem[1] == *visit && problem[4] == "major").count();
            assert_eq!(count(finding), Decimal::from(major), "{seed} {visit}");
            counted += major;
        }
        // Months that are cut by the time in force are not judged.
        let units = of("p-visit-month");
        assert_eq!(units.iter().map(|((_, visit, _), _)| visit).collect::<Vec<_>>(), in_months.iter().map(|visit| &visit[0]).collect::<Vec<_>>(), "{seed}");
        assert!(units.iter().all(|((_, visit, month), _)| visits.iter().any(|row| row[0] == *visit && row[3].starts_with(month))), "{seed}");
        for (rule, all) in [("n-policy", &in_force), ("n-month", &in_months)] {
            for school in ["A", "B", "C", "D"] {
                let sum: Decimal = of(rule).into_iter().filter(|((_, unit, _), _)| unit == school).map(|(_, finding)| count(finding)).sum();
                assert_eq!(sum, Decimal::from(all.iter().filter(|visit| visit[1] == school).count()), "{seed} {rule} {school}");
            }
        }
    }
    assert!(counted > 100);
}

/// Neither the number of threads, nor the order of rows, nor the format that they come in makes a difference.
#[test]
fn nothing_but_the_records_decides() {
    let pack = pack();
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let mut whole = truth(&mut rng);
        with_histories(&mut rng, &mut whole);
        let mut known = degraded(&mut rng, &whole);
        // Terms that lie inside each other, or have the same days.
        if let Some((_, terms)) = known.get_mut("terms").filter(|_| rng.bool()) {
            let more = ["21a,2020-10-01,2021-03-10,", "21b,2021-02-22,2021-07-02,no", "19z,2020-03-01,2020-03-20,no"];
            terms.extend(more.iter().map(|row| row.split(',').map(String::from).collect()));
        }
        // In JSON, what has no rows has no columns.
        known.retain(|_, (_, rows)| !rows.is_empty());
        // Ids that repeat, with the same row and with others, and rows without one.
        for (_, rows) in known.values_mut() {
            for _ in 0..rng.usize(..3) {
                if rows.len() > 2 {
                    let (one, other) = (rng.usize(..rows.len()), rng.usize(..rows.len()));
                    match rng.u8(..3) {
                        0 => rows[one][0] = rows[other][0].clone(),
                        1 => rows.push(rows[one].clone()),
                        _ => rows[one][0] = String::new(),
                    }
                }
            }
        }
        let run = |data: &Dataset, threads: usize, readings: bool| {
            let mut options = Options::new(Day::parse("2021-03-03").unwrap());
            options.threads = Some(threads);
            options.evidence = true;
            options.all_readings = readings;
            pack.evaluate(data, &options).unwrap()
        };
        let base = run(&csv(&known, &pack, false), 1, true);
        let text = base.to_json();
        same(&text, &run(&csv(&known, &pack, false), 2, true).to_json(), seed);
        same(&text, &run(&csv(&known, &pack, false), 3, true).to_json(), seed);
        same(&text, &run(&json(&known, &pack), 1, true).to_json(), seed);
        let turned = run(&csv(&known, &pack, true), 2, true);
        assert_eq!(base.receipt().data_hash, turned.receipt().data_hash);
        let (one, other) = (by_unit(&base), by_unit(&turned));
        for (unit, finding) in &one {
            let there = other.get(unit);
            let what = |f: &Finding| {
                (
                    f.status,
                    f.measured.clone(),
                    f.required.clone(),
                    f.gap,
                    f.due,
                    f.waiver.clone(),
                    f.depends_on.clone(),
                    f.evidence.counted,
                    f.evidence.uncertain,
                )
            };
            assert_eq!(Some(what(finding)), there.map(what), "{seed} {unit:?}\n{finding:#?}\n{there:#?}");
        }
        assert_eq!(one.len(), other.len());
        assert_eq!(base.issues().len(), turned.issues().len(), "{seed}");
        // A measure that another rule has taken is the same as one that nobody has.
        for rule in pack.rules().iter().filter(|_| rng.u8(..20) == 0) {
            let mut options = Options::new(Day::parse("2021-03-03").unwrap());
            options.rules = vec![rule.id.clone()];
            options.evidence = true;
            let alone = by_unit(&pack.evaluate(&csv(&known, &pack, false), &options).unwrap());
            for (unit, finding) in &alone {
                let here = &one[unit];
                assert_eq!((finding.status, &finding.measured, &finding.evidence), (here.status, &here.measured, &here.evidence), "{seed} {unit:?}");
            }
        }
    }
}

/// What the pack lacks that asks for the day, looks at what changes on it, or has no end.
const OF_THE_DAY: &str = r#"
for period in periods {
    rule("upto-" + period).clause("1").each("school", period).measure("n", count("visits").by("school").where(|v, s| v.date < s.period.upto)).judge(|m| m.n.at_least(1));
    rule("there-" + period).clause("1").each("alliance", period).measure("n", count("schools").by("alliance").having("role", "lead")).judge(|m| m.n.at_least(1));
    rule("large-" + period).clause("1").each("alliance", period).measure("n", count("schools").by("alliance").where(|s| s.teachers >= 20)).judge(|m| m.n.at_least(1));
    rule("as-ours-" + period).clause("1").each("school", period).measure("n", count("visits").having("school.alliance", of_unit("alliance")).everywhere()).judge(|m| m.n.at_least(1));
    rule("through-" + period).clause("1").each("alliance", period).measure("n", count("visits").by("school.alliance").during(so_far())).judge(|m| m.n.at_least(1));
    rule("ours-" + period).clause("1").each("school", period).measure("n", count("visits").by("school").where(|v, s| v.score >= 3 || s.role == "lead")).judge(|m| m.n.at_least(1));
    rule("begun-" + period).clause("1").each("school", period).measure("n", count("postings").during(anytime())).judge(|m| m.n.at_least(1));
    rule("led-" + period).clause("1").each("lead", period).measure("n", sum("figures", "value")).judge(|m| m.n.at_least(1));
    rule("early-" + period).clause("1").each("school", period).measure("n", count("visits").by("school").during(from_start(-20, 30))).judge(|m| m.n.at_least(1));
    rule("end-" + period).clause("1").each("posting", period).measure("n", count("postings").having("school", of_unit("school")).everywhere().at_end().during(so_far())).judge(|m| m.n.at_least(1));
}
"#;

/// Whatever days a record book was judged on before, a day is judged as if it were the first.
#[test]
fn no_day_knows_of_another() {
    let forces = [r#".in_force("2020-02-10", "2021-08-10")"#, r#".in_force("2020-02-10")"#];
    let packs = forces.map(|force| {
        let script = format!("{PACK}{OF_THE_DAY}").replace(forces[0], force);
        Pack::load(&PackSource::new([("policy.rhai".into(), script)])).unwrap_or_else(|problems| panic!("{problems}"))
    });
    let asked = std::env::var("DUDAO_PACKS").ok().and_then(|number| number.parse().ok());
    for seed in 0..asked.map_or(8, |packs: u64| packs / 10) {
        let mut rng = Rng::with_seed(seed);
        let mut whole = truth(&mut rng);
        with_histories(&mut rng, &mut whole);
        let mut known = degraded(&mut rng, &whole);
        // What can belong to anybody in an alliance.
        for row in known.get_mut("visits").into_iter().flat_map(|(_, rows)| rows).filter(|row| row.len() > 2 && row[2].contains(';')) {
            row[2].push_str(";?");
        }
        // What changes, changes on one of these days or on the next one.
        let told: Vec<Day> = known.values().flat_map(|(_, rows)| rows.iter().flatten()).filter_map(|cell| Day::parse(cell)).collect();
        // Packs of one schema share the record book.
        let data = csv(&known, &packs[0], false);
        let periods = ["*-term", "*-academic_year", "*-calendar_year", "*-month", "*-week", "*-policy", "*-spring", "*-before"];
        let rules = rng.choose_multiple(periods, 2);
        for _ in 0..8 {
            let day = *rng.choice(&told).unwrap();
            for day in [day, day.plus(rng.i32(-1..=1)), day.plus(rng.i32(-1..=1))] {
                let pack = rng.choice(&packs).unwrap();
                let options = Options {
                    threads: Some(1),
                    evidence: rng.bool(),
                    all_readings: rng.bool(),
                    rules: rules.iter().map(|rule| (*rule).into()).collect(),
                    ..Options::new(day)
                };
                let judged = |data: &Dataset| pack.evaluate(data, &options).unwrap().to_json();
                same(&judged(&csv(&known, pack, false)), &judged(&data), seed);
            }
        }
    }
}

#[track_caller]
fn same(one: &str, other: &str, seed: u64) {
    let Some(at) = one.bytes().zip(other.bytes()).position(|(a, b)| a != b) else { return assert_eq!(one.len(), other.len(), "{seed}") };
    let near = |text: &str| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(300)..text.len().min(at + 300)]).into_owned();
    panic!("seed {seed}:\n{}\n\n{}", near(one), near(other));
}

/// The pack that odd arguments are given to; what stands at `@` is put into it.
const ODD: &str = r#"policy("t").in_force("2020-01-01", "2020-12-31");
clause("1").says("试验").force("mandatory");
table("terms").label("学期").date("start", "开学").date("end", "放假").dated("start", "end");
table("schools").label("学校").integer("pupils", "学生数").link("of", "总校", "schools");
table("events").label("活动").date("held", "日期").moment("at", "时刻").blank("not_yet").link("school", "学校", "schools").choice("kind", "类型", ["a 甲", "b 乙"]).ordered()
    .choices("kinds", "各类", ["a 甲", "b 乙"]).tags("words", "词").number("score", "得分").flag("good", "好").dated("held");
entity("school", "schools"); entity("event", "events");
param("n", 3); param("list", ["a", "b"]); param("open").unset("没有数字"); scale("s").grade("good 良好", 3).grade("bad 差", 1).local("试验");
bands("b").from(60, "及格").below("不及格").local("试验"); phase("ph", "2020-03", "2020-04"); reading("x").asks("?").choice("one", "一").choice("two", "二").usual("one");
form("f").title("表").each("school").header("学生", "pupils").rows("events", "kind", ["a", "b"]).cell("分", "score");
let x = reading("x");
"#;

/// Values of every kind, none of which most words can use.
const VALUES: [&str; 44] = [
    "0",
    "1",
    "-1",
    "3.5",
    "9223372036854775807",
    "-9223372036854775808",
    "79228162514264337593543950335.0",
    "true",
    "\"\"",
    "\"x\"",
    "\"a\"",
    "\"1\"",
    "\"*\"",
    "\"schools\"",
    "\"events\"",
    "\"held\"",
    "\"at.month\"",
    "\"kinds\"",
    "\"school.of.of.of\"",
    "\"school\"",
    "\"term\"",
    "\"2020-02-30\"",
    "\"\\u{202e}<b>\"",
    "[]",
    "[[[]]]",
    "[1, \"a\", true]",
    "[\"a\", \"a\"]",
    "#{}",
    "#{ a: -1 }",
    "#{ one: \"school\", two: 3 }",
    "|m| m",
    "|m, p| m.n.at_least(p.n)",
    "day(\"2020-05-05\")",
    "missing()",
    "count(\"events\")",
    "param(\"n\")",
    "param(\"list\")",
    "param(\"open\")",
    "x",
    "at_least(1)",
    "not(present())",
    "so_far()",
    "of_unit(\"school\")",
    "1..3",
];

/// Whatever a word is given, wherever it stands: the pack loads or is refused with a place for each problem, and what loads can judge.
#[test]
fn every_word_takes_whatever_it_is_given() {
    let places: [&str; 9] = [
        "@;",
        "rule(\"r#\").clause(\"1\").each(\"school\", \"term\").measure(\"n\", count(\"events\")).@.judge(|m| m.n.at_least(1));",
        "rule(\"r#\").clause(\"1\").each(\"school\", \"month\").measure(\"n\", count(\"events\").@).judge(|m| m.n.at_least(1));",
        "rule(\"r#\").clause(\"1\").each(\"event\", \"policy\").measure(\"n\", count(\"events\").having(\"score\", @)).judge(|m| m.n.at_least(1));",
        "rule(\"r#\").clause(\"1\").each(\"event\", \"month\").measure(\"n\", count(\"events\").per(\"kinds\")).judge(|m, p| m.n.@);",
        "rule(\"r#\").clause(\"1\").each(\"event\", \"ph\").judge(|m, p| m.held.@);",
        "rule(\"r#\").clause(\"1\").each(\"school\", \"policy\").measure(\"n\", share(\"events\").that(\"good\", true)).judge(|m, p| all(m.n.met.@, @));",
        "rule(\"r#\").clause(\"1\").each(\"event\", \"week\").only(\"kinds\", @).measure(\"n\", latest(\"events\", \"at\").during(@)).judge(|m, p| m.n.within([m.at, @]));",
        "table(\"t#\").label(\"表#\").date(\"d\", \"日\").link(\"school\", \"学校\", \"schools\").@;",
    ];
    let mut rng = Rng::with_seed(7);
    let (mut loaded, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        for place in places {
            for words in dudao::language::WORDS.chunks(12) {
                // One call that slips hides no other, but a pack with a slip does not load: so each call is tried alone as well.
                let calls: Vec<String> = words
                    .iter()
                    .map(|word| {
                        let arity = word.arities[rng.usize(..word.arities.len())].saturating_sub(usize::from(place.contains(".@")));
                        let values: Vec<&str> = (0..arity).map(|_| *rng.choice(&VALUES).unwrap()).collect();
                        format!("{}({})", word.name, values.join(", "))
                    })
                    .collect();
                let lines: Vec<String> = calls.iter().enumerate().map(|(number, call)| place.replace('@', call).replace('#', &number.to_string())).collect();
                let all = format!("{ODD}{}", lines.join("\n"));
                for script in std::iter::once(&all).chain(&lines.iter().map(|line| format!("{ODD}{line}")).collect::<Vec<_>>()) {
                    match Pack::load(&PackSource::new([("policy.rhai".into(), script.clone())])) {
                        Ok(pack) => {
                            loaded += 1;
                            let data = Dataset::builder(pack.schema())
                                .csv("terms", "id,start,end\nt,2020-02-01,2020-07-01\n".into())
                                .csv("schools", "id,pupils,of\nA,3,B\nB,?,A\n".into())
                                .csv(
                                    "events",
                                    "id,held,at,school,kind,kinds,words,score,good\n1,2020-03-03,2020-03-03 09:00,A,a,a;b,x,1,yes\n2,2020-04-03,,B,b,,,2.5,?\n"
                                        .into(),
                                )
                                .finish()
                                .unwrap();
                            let mut options = Options::new(Day::parse("2020-05-05").unwrap());
                            options.all_readings = round == 0;
                            let report = pack.evaluate(&data, &options).unwrap_or_else(|problems| panic!("{problems}\n{script}"));
                            assert!(!report.to_json().is_empty());
                        }
                        Err(problems) => {
                            refused += 1;
                            for problem in &problems.0 {
                                assert!(problem.place.is_some() && !problem.message.zh.contains("崩溃"), "{problem}\n{script}");
                            }
                        }
                    }
                }
            }
        }
    }
    println!("{loaded} packs loaded, {refused} were refused");
    assert!(loaded > 30 && refused > 1000);
}
