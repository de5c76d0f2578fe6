//! Lays forms out as HTML. It stands apart from the engine, so that only who asks for a form fetches it.

use dudao::form::html;
use dudao::{Diagnostic, FormTemplate, Problems};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// The page of a form that the engine filled in, given as its JSON; `file` and `text` are the template, if it has one of its own.
#[wasm_bindgen]
pub fn render(filled: &str, file: Option<String>, text: Option<String>) -> Result<String, JsValue> {
    let template = file.zip(text).map(|(file, text)| FormTemplate { file, text });
    let form: Value = serde_json::from_str(filled).unwrap_or_default();
    html::render(&form, template.as_ref()).map_err(raise)
}

/// A problem as the engine throws it.
fn raise(problem: Diagnostic) -> JsValue {
    let message = problem.told();
    let problems = Problems::from(problem);
    json!({ "subject": problems.subject(), "message": message, "problems": problems.0 }).to_string().into()
}
