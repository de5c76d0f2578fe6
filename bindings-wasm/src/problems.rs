//! Problems on their way to JavaScript, which makes an `Error` of them.

use dudao::{Diagnostic, Problems, Subject, argument};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a call gives, or the JSON of what is wrong.
pub type Answer<T> = Result<T, JsValue>;

/// What a call throws.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Raised {
    /// What cannot be used.
    subject: Subject,
    /// All of it in words.
    message: String,
    /// Everything that is wrong.
    problems: Vec<Diagnostic>,
}

impl From<Problems> for Raised {
    fn from(problems: Problems) -> Self {
        let message = problems.0.iter().map(Diagnostic::told).collect::<Vec<_>>().join("\n");
        Self { subject: problems.subject(), message, problems: problems.0 }
    }
}

/// Problems as they are thrown.
pub fn raise(problems: impl Into<Problems>) -> JsValue {
    json(&Raised::from(problems.into())).into()
}

/// A value as JSON.
pub fn json(value: &impl Serialize) -> String {
    // Nothing that the core gives can fail to be written.
    serde_json::to_string(value).unwrap_or_default()
}

/// What is said of a name that no shipped pack has; `shipped` are the names that there are.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "lists cross the border by value")]
pub fn unknown_pack(name: &str, shipped: Vec<String>) -> String {
    let shipped: Vec<&str> = shipped.iter().map(String::as_str).collect();
    json(&Raised::from(Problems::from(argument::unknown_pack("source", name, &shipped))))
}

/// What is said of a run that was stopped from outside.
#[wasm_bindgen]
pub fn run_stopped() -> String {
    json(&Raised::from(Problems::from(Diagnostic::run_stopped())))
}

/// What a new instance says of one that broke down.
#[wasm_bindgen]
pub fn engine_failed() -> String {
    json(&Raised::from(Problems::from(Diagnostic::engine_failed())))
}
