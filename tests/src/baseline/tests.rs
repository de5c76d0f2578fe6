//! Both baselines against each other, and against a recount of the same book that shares no code with them.

use std::fs;
use std::path::PathBuf;

use super::recount::{Answers, recount};
use super::{Finding, Records, Status, loops, per_unit, tally};
use crate::maker::write_scaled;

/// A made book in a folder of its own, which goes when it is dropped.
struct Made(PathBuf);

impl Made {
    fn scaled(name: &str, alliances: usize) -> Self {
        let dir = std::env::temp_dir().join(format!("dudao-baseline-{name}-{}", std::process::id()));
        write_scaled(&dir, alliances, 7).unwrap();
        Self(dir)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // A folder that stays behind in the system's temporary folder does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

const DAYS: [&str; 5] = ["2020-03-01", "2020-11-12", "2021-09-01", "2022-06-30", "2022-12-31"];

#[test]
fn loops_and_scripts_agree() {
    let made = Made::scaled("agree", 3);
    let records = loops::read(&made.0).unwrap();
    for day in DAYS {
        let day = day.parse().unwrap();
        assert_eq!(loops::judge(&records, day), per_unit::judge(&records, day).unwrap());
    }
}

#[test]
fn loops_agree_with_a_recount() {
    let made = Made::scaled("recount", 3);
    let records = loops::read(&made.0).unwrap();
    for day in DAYS {
        let findings = loops::judge(&records, day.parse().unwrap());
        let mut answers = answers(&records, &findings);
        assert_eq!(answers.len(), findings.len(), "each unit is judged once");
        // The recount leaves out what lies only partly in the policy's time.
        answers.retain(|_, (status, _)| *status != Status::NotApplicable);
        let recounted = recount(&made.0, day);
        assert_eq!(answers.len(), recounted.len());
        for (unit, answer) in recounted {
            assert_eq!(answers.get(&unit), Some(&answer), "{unit:?} on {day}");
        }
    }
}

#[test]
fn every_rule_has_units_that_pass_and_units_that_fail() {
    let made = Made::scaled("mixed", 12);
    let records = loops::read(&made.0).unwrap();
    let findings = loops::judge(&records, "2022-12-31".parse().unwrap());
    for rule in super::Rule::ALL {
        let of_rule: Vec<Finding> = findings.iter().copied().filter(|finding| finding.rule == rule).collect();
        let [passed, failed, not_due, _] = tally(&of_rule);
        assert!(passed > 0 && failed > 0 && not_due == 0, "{}: {passed}, {failed}, {not_due}", rule.id());
    }
}

fn answers(records: &Records, findings: &[Finding]) -> Answers {
    let key = |f: &Finding| {
        let period = records.period_id(f.rule.period(), f.period);
        (f.rule.id().to_owned(), records.entity_id(f.rule, f.entity).to_owned(), period.to_owned())
    };
    findings.iter().map(|finding| (key(finding), (finding.status, finding.measured))).collect()
}
