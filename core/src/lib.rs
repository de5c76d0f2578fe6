//! `dudao` judges schools, school alliances and inspectors against written policy.
//!
//! A policy is a [`Pack`] of rhai scripts; what schools hand in is a [`Dataset`]; judging one by the other gives a [`Report`] of findings.
//!
//! ```
//! use dudao::{Dataset, Day, Options, Pack, PackSource};
//!
//! let script = r#"
//!     policy("reading").in_force("2024-01-01", "2024-12-31");
//!     clause("1").says("每校每年至少两次读书活动", "every school holds at least two reading events a year").force("mandatory");
//!     table("schools").label("学校").text("name", "名称");
//!     table("events").label("活动").date("date", "日期").link("school", "学校", "schools").dated("date");
//!     entity("school", "schools");
//!     rule("reading-events").title("读书活动").clause("1").each("school", "calendar_year")
//!         .measure("events", count("events").label("读书活动").unit("次"))
//!         .judge(|m| m.events.at_least(2));
//! "#;
//! let pack = Pack::load(&PackSource::new([("policy.rhai".into(), script.into())]))?;
//! let data = Dataset::builder(pack.schema())
//!     .csv("schools", "id,name\nA,一小\nB,二小\n".into())
//!     .csv("events", "id,date,school\n1,2024-03-01,A\n2,2024-04-23,A\n3,2024-04-23,B\n".into())
//!     .finish()?;
//! let report = pack.evaluate(&data, &Options::new(Day::from_ymd(2025, 1, 1).unwrap()))?;
//! let statuses: Vec<_> = report.findings().map(|finding| (finding.entity, finding.status.name())).collect();
//! assert_eq!(statuses, [("A".to_string(), "pass"), ("B".to_string(), "fail")]);
//! # Ok::<(), dudao::Problems>(())
//! ```
//!
//! The core has no clock, no files, no network and no printing: the host passes sources, records and the day in. For hosts
//! that have a file system, the module `files`, which is there with the feature of that name, reads sources and records from it.
//!
//! The feature `authoring` is on unless it is left out: it has the words for what is wrong with a pack, and what editors ask (the module
//! `authoring`). Without it the same packs load, and those that are not sound are refused without a word.
#![forbid(unsafe_code)]

#[macro_use]
mod diagnostic;

pub mod argument;
mod asked;
#[cfg(feature = "authoring")]
pub mod authoring;
mod calendar;
mod data;
mod evaluate;
#[cfg(feature = "files")]
pub mod files;
mod finding;
pub mod form;
mod judge;
mod measure;
mod ordered;
mod pack;
mod parallel;
mod report;
mod score;
mod script;
mod sorting;
mod steps;
mod test;
mod waiver;
mod watch;

pub use calendar::{Day, DayPart, Holiday, HolidayKind, HolidayNotice, PeriodKind, Span, WorkingDays};
pub use data::{Dataset, DatasetBuilder, TextColumn};
pub use diagnostic::{Code, Diagnostic, Fix, Language, Place, Problems, Severity, Subject, Text};
pub use evaluate::Options;
pub use finding::{Cause, Dependence, Evidence, Finding, MeasureShown, Number, Shown, Waiver};
pub use form::{FilledBlock, FilledCell, FilledColumn, FilledForm, FilledPiece, FormTemplate, FormUnit, LeftOut};
pub use judge::Status;
pub use pack::{
    Bands, Basis, Blank, Bound, CardDescription, Choice, ChoiceDescription, Clause, ClauseDescription, ClauseKind, Collected, Column, ColumnDescription,
    ColumnType, Cut, Dated, Entity, Form, FormBlock, FormColumn, FormContent, FormDescription, FormLine, FormPart, FormRows, FormText, Grade, Item, Level,
    Literal, Pack, PackDescription, PackSource, Param, ParamDescription, ParamValue, ParamValueDescription, Pick, Piece, Policy, Profile, ProfileChoice,
    ProfileDescription, ProfileValue, Reading, ReadingDescription, RollUp, Rule, RuleDescription, Scale, Schema, Scorecard, Scorer, Section, SharedSchema,
    Standing, Table, TableDescription, TitlePiece, Unruled, UnruledKind, Veto,
};
pub use report::{
    BesideScore, CardCell, CardCoverage, CardRow, CardTable, ClauseCoverage, Coverage, Explanation, FindingBehind, ItemScore, MatrixRow, MeasureBehind,
    NotCounted, NotRun, OnlyUnder, OtherChoice, ParamHeld, ParamValues, ReadingCoverage, ReadingTaken, Receipt, RecordBehind, Report, RuleCoverage,
    RuleSummary, Score, Select, Task, ToWin, VetoShown, View, WaivedScore, WorkItem,
};

pub use steps::Evaluation;
pub use test::{Difference, Expected, Found, Test, TestOptions, TestReport, TestResult};
pub use watch::{Progress, Watch};

/// The words of the rule language and its lexer, for editors and handbooks.
pub mod language {
    pub use crate::script::lexer::{Token, TokenKind, half_width, tokens};
    pub use crate::script::words::{Group, WORDS, Word, find};

    /// What can be asked of a period behind a dot: name and Chinese twin.
    pub fn parts_of_period() -> impl Iterator<Item = (&'static str, &'static str)> {
        crate::calendar::PeriodPart::ALL.into_iter().map(|(_, name, twin)| (name, twin))
    }

    /// What a form can show of a finding: name and Chinese twin.
    pub fn columns_of_findings() -> impl Iterator<Item = (&'static str, &'static str)> {
        crate::pack::FindingField::ALL.into_iter().map(|(_, name, twin)| (name, twin))
    }

    /// What can be asked of a share behind a dot: name and Chinese twin.
    pub fn parts_of_share() -> impl Iterator<Item = (&'static str, &'static str)> {
        crate::script::PARTS_OF_SHARE.into_iter().map(|(name, twin, _)| (name, twin))
    }
}

/// Exact decimals, as values and thresholds have them.
pub use rust_decimal::Decimal;
