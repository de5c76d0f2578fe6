//! What the tests of a pack came to.

use super::declaration::Expected;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::finding::{Number, Shown};
use crate::judge::Status;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// The tests that ran, in the order of the pack.
#[derive(Debug, Clone)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(type = "{ passed: number, failed: number, left_out: number, expectations: number, tests: Array<TestResult> }")
)]
pub struct TestReport {
    /// Each test.
    pub tests: Vec<TestResult>,
    /// Tests that the filter left out.
    pub left_out: usize,
}

impl TestReport {
    /// How many tests came out as they say.
    pub fn passed(&self) -> usize {
        self.tests.iter().filter(|test| test.passed()).count()
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.tests.len() - self.passed()
    }

    /// How many expectations the tests have.
    pub fn expectations(&self) -> usize {
        self.tests.iter().map(|test| test.expectations).sum()
    }

    /// The report as JSON.
    pub fn to_json(&self) -> String {
        // Nothing in it can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl Serialize for TestReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("tests", 5)?;
        report.serialize_field("passed", &self.passed())?;
        report.serialize_field("failed", &self.failed())?;
        report.serialize_field("left_out", &self.left_out)?;
        report.serialize_field("expectations", &self.expectations())?;
        report.serialize_field("tests", &self.tests)?;
        report.end()
    }
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub place: Place,
    /// How many expectations it has.
    pub expectations: usize,
    /// Expectations that were not met, in order.
    pub differences: Vec<Difference>,
    /// What is wrong with its records. It is no failure, since a test may be about just that.
    pub data_issues: Vec<Diagnostic>,
}

impl TestResult {
    /// Whether it came out as it says.
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Difference {
    /// Where it stands.
    pub place: Place,
    /// The rule.
    pub rule: String,
    /// The unit; nothing where values were given in place of records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub entity: Option<String>,
    /// The period; nothing where values were given in place of records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub period: Option<String>,
    /// What was expected.
    pub expected: Expected,
    /// What was found, if there was a finding.
    pub found: Option<Found>,
    /// What explains it, if something does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub why: Option<Text>,
}

/// What was found where a test expects something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Found {
    /// The status.
    pub status: Status,
    /// How large what was measured is.
    pub measured: Option<Shown>,
    /// How much is lacking.
    pub gap: Option<Number>,
    /// All of it in one sentence.
    pub message: String,
}

impl Found {
    /// Whether it is all that is expected.
    pub(super) fn meets(&self, expected: &Expected) -> bool {
        expected.status.is_none_or(|status| status == self.status)
            && expected.measured.as_ref().is_none_or(|measured| self.measured.as_ref().is_some_and(|found| found.meets(measured)))
            && expected.gap.is_none_or(|gap| self.gap == Some(gap))
            && expected.message.as_ref().is_none_or(|part| self.message.contains(part.as_str()))
    }
}
