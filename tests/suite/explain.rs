//! What stands behind a finding, records or other findings, is what the finding itself says, whether or not the run was asked for evidence.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dudao::{Day, Options};
use dudao_tests::shipped;

#[test]
fn the_records_behind_a_finding_are_its_evidence() {
    let pack = shipped::pack("fenghua-2019");
    let data = shipped::dataset(&pack, "fenghua-2019");
    let mut options = Options::new(Day::parse("2021-09-01").unwrap());
    let plain = pack.evaluate(&data, &options).unwrap();
    options.evidence = true;
    let told = pack.evaluate(&data, &options).unwrap();
    let mut records = 0;
    for (index, finding) in told.findings().enumerate().step_by(7) {
        let explained = plain.explain(index).unwrap();
        assert_eq!(explained.finding, plain.finding(index).unwrap());
        assert_eq!(plain.position(&finding.fingerprint), Some(index));
        let evidence = (finding.evidence.records.unwrap_or_default(), finding.evidence.uncertain_records.unwrap_or_default());
        let ids = |measure: &dudao::MeasureBehind, certain: bool| {
            let records = measure.records.iter().filter(|record| record.certain == certain).map(|record| record.id.clone());
            records.chain(measure.findings.iter().filter(|finding| finding.certain == certain).map(|finding| finding.fingerprint.clone())).collect::<Vec<_>>()
        };
        let behind: Vec<_> = explained.measures.iter().map(|measure| (ids(measure, true), ids(measure, false))).collect();
        assert!(behind.contains(&evidence) || explained.measures.is_empty(), "{} {}: {evidence:?} is none of {behind:?}", finding.rule, finding.entity);
        assert_eq!(explained.clauses.iter().map(|clause| clause.clause.clone()).collect::<Vec<_>>(), finding.clauses);
        records += evidence.0.len();
    }
    assert!(records > 50, "{records} records were looked at");
    assert!(plain.explain(plain.len()).is_none());
}
