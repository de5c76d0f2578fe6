//! What `all_readings` says of each finding is what a run with that choice finds, and nothing else: compared with such runs, one by one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dudao::{Day, Options, Report, Status};
use dudao_tests::shipped;
use std::collections::BTreeMap;

/// What tells a finding from others of the same rule, whatever its unit is called under a reading: all units of one rule are rows of one table
/// in the shipped pack, or of tables that share no id.
type Unit = (String, String, String);

fn statuses(report: &Report) -> BTreeMap<Unit, Status> {
    report.findings().map(|finding| ((finding.rule, finding.entity, format!("{} {}", finding.period_kind.name(), finding.period)), finding.status)).collect()
}

#[test]
fn each_choice_says_what_a_run_of_its_own_says() {
    let pack = shipped::pack("fenghua-2019");
    let data = shipped::dataset(&pack, "fenghua-2019");
    let usual = Options::new(Day::parse("2021-09-01").unwrap());
    let plain = pack.evaluate(&data, &usual).unwrap();
    let varied = pack.evaluate(&data, &Options { all_readings: true, ..usual.clone() }).unwrap();
    assert_eq!(statuses(&plain), statuses(&varied), "to look at other readings changes no answer");

    let (mut differing, mut only_there) = (0, 0);
    for reading in pack.readings() {
        for (choice, _) in reading.choices.iter().filter(|(choice, _)| *choice != reading.usual) {
            let alone = pack.evaluate(&data, &Options { readings: [(reading.id.clone(), choice.clone())].into(), ..usual.clone() }).unwrap();
            let there = statuses(&alone);
            let here = statuses(&varied);
            // What is said of each finding of the run itself.
            for finding in varied.findings() {
                let unit = (finding.rule, finding.entity, format!("{} {}", finding.period_kind.name(), finding.period));
                let said = finding.depends_on.iter().find(|other| other.reading == reading.id && other.choice == *choice).map(|other| other.status);
                let status = there.get(&unit).copied();
                let expected = (status != Some(finding.status)).then_some(status);
                assert_eq!(said, expected, "{unit:?} under {} = {choice}", reading.id);
                differing += usize::from(said.is_some());
            }
            // What there is only there.
            let only = varied.only_under().filter(|only| only.reading == reading.id && only.choice == *choice);
            let only: BTreeMap<Unit, Status> =
                only.map(|only| ((only.rule, only.entity, format!("{} {}", only.period_kind.name(), only.period)), only.status)).collect();
            let expected: BTreeMap<Unit, Status> = there.into_iter().filter(|(unit, _)| !here.contains_key(unit)).collect();
            assert_eq!(only, expected, "{} = {choice}", reading.id);
            only_there += only.len();
        }
    }
    assert!(differing > 50 && only_there > 50, "the example shows too little: {differing} and {only_there}");

    // What JSON says of many units at once is what each row says.
    let json: serde_json::Value = serde_json::from_str(&varied.to_json()).unwrap();
    let rows: Vec<serde_json::Value> = varied.findings().map(|finding| serde_json::to_value(&finding.depends_on).unwrap()).collect();
    let written: Vec<&serde_json::Value> = json["findings"].as_array().unwrap().iter().map(|finding| &finding["depends_on"]).collect();
    assert_eq!(rows.iter().collect::<Vec<_>>(), written);
    let coverage = json["coverage"]["readings"].as_array().unwrap();
    let counted: u64 = coverage
        .iter()
        .flat_map(|reading| reading["others"].as_array().unwrap())
        .map(|other| other["changed"].as_u64().unwrap() + other["gone"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, differing as u64);
}
