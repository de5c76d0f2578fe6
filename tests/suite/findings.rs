//! What rules over findings say is what follows from the findings that stand beside theirs in the same report, of many random record books.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and prints what it counted")]

use dudao::{Dataset, Day, Decimal, Finding, Level, Options, Pack, PackSource, PeriodKind, Shown, Status};
use dudao_tests::book::Book;
use dudao_tests::random::random_case;
use std::collections::{BTreeMap, BTreeSet};

/// Books to look at.
const BOOKS: u64 = 250;

/// Rules that stand beside those of the shipped pack.
const ABOVE: &str = r#"
rule("above-all").clause("3.3.5a").each("alliance", "term").measure("all", worst(findings("study-trips", "leadership-study", "lesson-delivery"))).judge(|m| m.all);
rule("above-passing").clause("3.3.5a").each("alliance", "academic_year").measure("n", count(findings("*")).having("status", "pass")).judge(|m| m.n.at_least(5));
rule("above-share").clause("3.3.5a").each("alliance", "academic_year")
    .measure("n", share(findings("*")).having("level", "mandatory").having("status", ["pass", "fail"]).that("status", "pass")).judge(|m| m.n.informational());
rule("above-rules").clause("3.3.5a").each("alliance", "academic_year").measure("n", distinct(findings("*"), "rule").having("status", "fail")).judge(|m| m.n.at_most(0));
"#;

fn pack() -> Pack {
    let mut source = dudao_rules::pack("fenghua-2019").unwrap();
    source.files.insert("above.rhai".into(), ABOVE.into());
    Pack::load(&PackSource { files: source.files, library: source.library }).unwrap()
}

/// A book, with the tables that it lacks empty: what is asked of them has no units, and what is told of findings rests on rules that ran.
fn dataset(pack: &Pack, book: &Book) -> Dataset {
    let mut builder = Dataset::builder(pack.schema());
    for table in &pack.schema().tables {
        let text = if book.tables.contains_key(&table.name) { book.to_csv(&table.name) } else { "id\n".into() };
        builder = builder.csv(&table.name, text.into_bytes());
    }
    builder.finish().unwrap()
}

fn evaluate(pack: &Pack, book: &Book, options: &Options) -> Vec<Finding> {
    pack.evaluate(&dataset(pack, book), options).unwrap().findings().collect()
}

/// The alliance of each school; nothing where it cannot be told of one of them, since its findings may then be those of several.
fn alliances(book: &Book) -> Option<BTreeMap<String, String>> {
    let column = |table: &str, name: &str| book.tables.get(table)?.column(name);
    let ids = |table: &str| -> Option<Vec<String>> {
        let id = column(table, "id")?;
        Some(book.tables.get(table)?.rows.iter().map(|row| row[id].trim().to_string()).collect())
    };
    let (schools, known) = (ids("schools")?, ids("alliances")?);
    let unique = |ids: &Vec<String>| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    let alliance = column("schools", "alliance")?;
    let of_school = schools.iter().zip(&book.tables["schools"].rows).map(|(school, row)| (school.clone(), row[alliance].trim().to_string()));
    let of_school: BTreeMap<String, String> = of_school.collect();
    (unique(&schools) && unique(&known) && of_school.values().all(|alliance| alliance.is_empty() || known.contains(alliance))).then_some(of_school)
}

/// The findings below a roll-up: those about its alliance or a school of it, in a period inside its own.
fn below<'a>(all: &'a [Finding], above: &Finding, of_school: &BTreeMap<String, String>) -> Vec<&'a Finding> {
    let tied = |finding: &Finding| match finding.entity_type.as_str() {
        "alliance" => finding.entity == above.entity,
        "school" | "lead_school" | "member_school" | "alliance_school" => of_school.get(&finding.entity) == Some(&above.entity),
        _ => false,
    };
    let inside = |finding: &Finding| finding.period_start >= above.period_start && finding.period_end <= above.period_end && finding.period_end.is_some();
    let rolled_up = |finding: &Finding| finding.rule.starts_with("above") || finding.rule.ends_with("-completion");
    all.iter().filter(|finding| !rolled_up(finding) && tied(finding) && inside(finding)).collect()
}

/// Statuses from the lightest to the heaviest.
const WEIGHTS: [Status; 8] =
    [Status::NotApplicable, Status::Informational, Status::Pass, Status::NotDue, Status::NeedsReview, Status::Unknown, Status::Error, Status::Fail];

fn number(shown: Option<&Shown>) -> Option<Decimal> {
    match shown? {
        Shown::Number(number) => Some(number.0),
        _ => None,
    }
}

fn about(finding: &Finding) -> String {
    format!("{} {} {}: {} {:?}", finding.rule, finding.entity, finding.period, finding.status.name(), finding.measured)
}

#[test]
fn roll_ups_follow_from_the_findings_beside_them() {
    let pack = pack();
    let (mut compared, mut open) = (0, 0);
    for seed in 0..BOOKS {
        let (book, asked) = random_case(seed);
        let Some(of_school) = alliances(&book) else { continue };
        let mut options = Options::new(Day::from_date(asked.as_of));
        options.readings = asked.readings.clone();
        options.evidence = true;
        options.threads = Some(1);
        let all = evaluate(&pack, &book, &options);
        for above in all.iter().filter(|finding| finding.rule.starts_with("above")) {
            // What is not judged says nothing of what it would measure.
            if matches!(above.reason.first().map(|cause| cause.code), Some("partial_period" | "rule_not_run")) || above.measures.is_empty() {
                continue;
            }
            let told = || format!("seed {seed}, {}\n{}", about(above), all.iter().map(about).collect::<Vec<_>>().join("\n"));
            let below = below(&all, above, &of_school);
            let count = |takes: &dyn Fn(&Finding) -> bool| below.iter().filter(|finding| takes(finding)).count();
            let waits = |takes: &dyn Fn(&Finding) -> bool| below.iter().any(|finding| finding.status == Status::NotDue && takes(finding));
            let measure = &above.measures[0];
            compared += 1;
            open += usize::from(measure.open);
            match above.rule.as_str() {
                "above-all" => {
                    let rules = ["study-trips", "leadership-study", "lesson-delivery"];
                    let mine: Vec<&&Finding> = below.iter().filter(|finding| rules.contains(&finding.rule.as_str())).collect();
                    let worst = mine.iter().map(|finding| finding.status).max_by_key(|status| WEIGHTS.iter().position(|known| known == status));
                    assert_eq!(above.status, worst.unwrap_or(Status::NotApplicable), "{}", told());
                    let fingerprints: BTreeSet<&String> = mine.iter().map(|finding| &finding.fingerprint).collect();
                    assert_eq!(above.evidence.records.iter().flatten().collect::<BTreeSet<_>>(), fingerprints, "{}", told());
                    let passing = mine.iter().filter(|finding| finding.status == Status::Pass).count();
                    assert_eq!(number(above.measured.as_ref()), Some(passing.into()), "{}", told());
                }
                "above-passing" => {
                    let passing = count(&|finding| finding.status == Status::Pass);
                    assert_eq!(number(measure.value.as_ref()), Some(passing.into()), "{}", told());
                    assert!(measure.open || !waits(&|_| true), "{}", told());
                    let expected = if passing >= 5 { Status::Pass } else { Status::NotDue };
                    assert!(above.status == expected || (!measure.open && above.status == Status::Fail), "{}", told());
                }
                "above-share" => {
                    let counts = |finding: &Finding| finding.level == Level::Mandatory && matches!(finding.status, Status::Pass | Status::Fail);
                    let (passing, all) = (count(&|finding| counts(finding) && finding.status == Status::Pass), count(&counts));
                    let share = Decimal::from(passing).checked_div(Decimal::from(all));
                    assert_eq!(number(measure.value.as_ref()), share, "{}", told());
                    assert!(measure.open || !waits(&|finding| finding.level == Level::Mandatory), "{}", told());
                }
                _ => {
                    let rules: BTreeSet<&String> = below.iter().filter(|finding| finding.status == Status::Fail).map(|finding| &finding.rule).collect();
                    assert_eq!(number(measure.value.as_ref()), Some(rules.len().into()), "{}", told());
                }
            }
            // A term of the year that has not begun will have findings; a year whose terms are all over has none to come.
            if above.period_kind == PeriodKind::Term {
                let due = below.iter().any(|finding| finding.status == Status::NotDue);
                assert!(!measure.open || due, "{}", told());
            }
        }
    }
    println!("compared {compared} roll-ups, of which {open} were open");
    assert!(compared > 1000 && open > 100);
}

#[test]
fn threads_and_repetition_change_no_byte() {
    let pack = pack();
    for seed in 0..20 {
        let (book, asked) = random_case(seed);
        let json = |threads: usize| {
            let mut options = Options::new(Day::from_date(asked.as_of));
            options.threads = Some(threads);
            options.evidence = true;
            let data = dataset(&pack, &book);
            let first = pack.evaluate(&data, &options).unwrap().to_json();
            assert_eq!(first, pack.evaluate(&data, &options).unwrap().to_json(), "seed {seed}, the same dataset twice");
            first
        };
        assert_eq!(json(1), json(3), "seed {seed}");
    }
}
