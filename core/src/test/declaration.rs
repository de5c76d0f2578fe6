//! What a test says, as data.

use super::table::TextTable;
use crate::calendar::Day;
use crate::diagnostic::Place;
use crate::finding::{Number, Shown};
use crate::judge::Status;
use crate::ordered::Ordered;
use crate::pack::Literal;
use serde::Serialize;

/// A test of a pack.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its name, which no other test of the pack has.
    pub name: String,
    /// Where it is declared.
    pub place: Place,
    /// What it says, in order, and where.
    pub(crate) steps: Vec<(Step, Place)>,
    /// Records and steps that it has in all.
    pub(crate) size: usize,
}

impl Test {
    /// The rules that it is about, in order of their first mention.
    pub fn rules(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = Vec::new();
        for (step, _) in &self.steps {
            if let Step::Expect { rule, .. } | Step::Judge(rule) = step
                && !rules.contains(&rule.as_str())
            {
                rules.push(rule);
            }
        }
        rules
    }

    /// Each status that it expects, and the rule of which.
    ///
    /// ```
    /// use dudao::{Pack, PackSource, Status};
    ///
    /// let script = r#"
    ///     policy("t").in_force("2024-01-01");
    ///     clause("1").says("每校有名称").force("mandatory");
    ///     table("schools").label("学校").text("name", "名称");
    ///     entity("school", "schools");
    ///     rule("named").clause("1").each("school").judge(|m| present(m.name));
    ///     test("名称").judge("named").of(#{ name: "一小" }, "pass").of(#{ name: missing() }, "unknown");
    /// "#;
    /// let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script.into())]))?;
    /// assert_eq!(pack.tests()[0].expects(), [("named", Status::Pass), ("named", Status::Unknown)]);
    /// # Ok::<(), dudao::Problems>(())
    /// ```
    pub fn expects(&self) -> Vec<(&str, Status)> {
        let mut judged = "";
        let mut expects = Vec::new();
        for (step, _) in &self.steps {
            match step {
                Step::Judge(rule) => judged = rule,
                Step::Of { expected, .. } => expects.extend(expected.status.map(|status| (judged, status))),
                Step::Expect { rule, expected, .. } => expects.extend(expected.status.map(|status| (rule.as_str(), status))),
                _ => {}
            }
        }
        expects
    }
}

/// One thing that a test says.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// These records are there; `times` is how often, with `{n}` numbered.
    Given { table: String, records: TextTable, times: usize },
    /// It is judged on this day.
    AsOf(Day),
    /// It goes by this profile.
    Profile(String),
    /// A parameter has this value.
    Set(String, Literal),
    /// A reading is taken this way.
    Choose(String, String),
    /// This is to be found of a unit.
    Expect { rule: String, unit: String, period: String, expected: Expected },
    /// What follows is judged by this rule alone, without records.
    Judge(String),
    /// Records of every measure can still come in.
    Open,
    /// Of these values, this is to come.
    Of { values: Ordered<String, Given>, expected: Expected },
}

impl Step {
    /// Whether it expects something of the records.
    pub(crate) fn is_expect(&self) -> bool {
        matches!(self, Self::Expect { .. })
    }
}

/// A value that a test gives a closure to read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    /// A plain value.
    Value(Literal),
    /// What a list column holds.
    List(Vec<String>),
    /// The row that a link leads to.
    Row(Ordered<String, Given>),
    /// So many of so many.
    Ratio(u32, u32),
    /// Nobody knows.
    Missing,
    /// It has not happened.
    NotYet,
}

/// What a test expects of a finding; what it leaves out may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Expected {
    /// The status.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub status: Option<Status>,
    /// How large what was measured must be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub measured: Option<Shown>,
    /// How much must be lacking.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub gap: Option<Number>,
    /// A part of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub message: Option<String>,
}
