//! The rules as plain loops on one thread.

use std::convert::Infallible;
use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::{Finding, Records, Rule, Status, units};

/// Reads the record book in the folder `dir`: only the columns that the rules ask for.
pub fn read(dir: &Path) -> io::Result<Records> {
    Records::read(dir)
}

/// Judges all units on the day `as_of`. Findings come by rule, entity row and period.
pub fn judge(records: &Records, as_of: NaiveDate) -> Vec<Finding> {
    let Ok(findings) = units::judge::<Infallible>(records, as_of, |rule, measured, open| Ok(verdict(rule, measured, open)));
    findings
}

fn verdict(rule: Rule, measured: u32, open: bool) -> Status {
    // Who is in post on the last day is not known before it, even if there are enough today.
    if open && rule == Rule::ResidentResearchers {
        return Status::NotDue;
    }
    match (measured >= rule.required(), open) {
        (true, _) => Status::Pass,
        (false, true) => Status::NotDue,
        (false, false) => Status::Fail,
    }
}
