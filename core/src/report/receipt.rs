//! What a report rests on, so that anybody can check that two reports judge the same by the same.

use super::Report;
use crate::calendar::Day;
use crate::finding::Number;
use crate::pack::Literal;
use crate::sorting::Gather;
use serde::Serialize;
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
    pub params: BTreeMap<String, serde_json::Value>,
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
        let params = settings.params.iter().map(|param| {
            let value = match param.values.as_slice() {
                [only] if only.from.is_none() => literal(&only.value),
                values => {
                    values.iter().map(|value| serde_json::json!({ "from": value.from.map(|day| day.to_string()), "value": literal(&value.value) })).collect()
                }
            };
            (param.id.clone(), value)
        });
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

fn literal(literal: &Literal) -> serde_json::Value {
    match literal {
        Literal::Number(number) => {
            serde_json::value::to_raw_value(&Number(*number)).ok().and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
        }
        Literal::Text(text) => text.as_str().into(),
        Literal::Flag(flag) => (*flag).into(),
        Literal::Day(day) => day.to_string().into(),
        Literal::List(items) => items.iter().map(self::literal).collect(),
    }
}
