//! What a report rests on, so that anybody can check that two reports judge the same by the same.

use super::Report;
use crate::calendar::Day;
use crate::finding::Number;
use crate::pack::{Literal, ParamValue};
use crate::sorting::Gather;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The receipt of a run.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Receipt {
    /// Version of the engine.
    pub engine: &'static str,
    /// The policy's id.
    pub policy: String,
    /// SHA-256 of the pack's files and those that they use.
    pub pack_hash: String,
    /// SHA-256 of the typed cells of the columns that the pack reads.
    pub data_hash: String,
    /// The day on which it was judged.
    pub as_of: Day,
    /// The profile by which it was judged.
    pub profile: Option<String>,
    /// Parameters with the values that held; a list where a value holds from some day on.
    pub params: BTreeMap<String, ParamValues>,
    /// Readings with the choices taken.
    pub readings: BTreeMap<String, String>,
    /// Whether the other choices of each reading were tried as well.
    pub all_readings: bool,
    /// Rules that were asked for; those of the profile, or all, if empty.
    pub rules: Vec<String>,
    /// Statuses that were asked for; all if empty.
    pub statuses: Vec<&'static str>,
    /// Language of the messages.
    pub language: &'static str,
    /// Records that were left aside since they are dated after the day, by table.
    pub after_as_of: BTreeMap<String, u64>,
}

impl Receipt {
    pub(super) fn new(report: &Report, data_hash: String, after_as_of: BTreeMap<String, u64>) -> Self {
        let Report { pack, options, settings, .. } = report;
        let params = settings.params.iter().map(|param| (param.id.clone(), ParamValues(param.values.clone())));
        Self {
            engine: env!("CARGO_PKG_VERSION"),
            policy: pack.policy().id.clone(),
            pack_hash: pack.hash().into(),
            data_hash,
            as_of: options.as_of,
            profile: report.profile().map(|profile| profile.id.clone()),
            params: params.gather(),
            readings: settings.choices.clone(),
            all_readings: options.all_readings,
            rules: options.rules.clone(),
            statuses: options.statuses.iter().map(|status| status.name()).collect(),
            language: options.language.code(),
            after_as_of,
        }
    }
}

/// The values of a parameter that held.
#[derive(Debug, Clone)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(
        type = "number | string | boolean | Array<number | string | boolean | { from: string | null, value: number | string | boolean | Array<number | string | boolean> }>"
    )
)]
pub struct ParamValues(pub Vec<ParamValue>);

impl Serialize for ParamValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct From<'a> {
            from: Option<Day>,
            value: Plain<'a>,
        }
        match self.0.as_slice() {
            [only] if only.from.is_none() => Plain(&only.value).serialize(serializer),
            values => serializer.collect_seq(values.iter().map(|value| From { from: value.from, value: Plain(&value.value) })),
        }
    }
}

/// A value as a receipt has it: a day is written like a text.
struct Plain<'a>(&'a Literal);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Literal::Number(number) => Number(*number).serialize(serializer),
            Literal::Text(text) => text.serialize(serializer),
            Literal::Flag(flag) => flag.serialize(serializer),
            Literal::Day(day) => serializer.collect_str(day),
            Literal::List(items) => serializer.collect_seq(items.iter().map(Plain)),
        }
    }
}
