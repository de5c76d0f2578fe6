//! What statuses are called.

use crate::problems::{Answer, json, raise};
use dudao::{Status, argument};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A status, and what it is called.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StatusWords {
    /// The status.
    status: Status,
    /// Its mark, where there is little room.
    mark: &'static str,
    /// The words that people read.
    words: String,
}

/// The statuses, from the best known to the rarest, as JSON.
#[wasm_bindgen]
pub fn statuses(lang: &str) -> Answer<String> {
    let language = argument::language("lang", lang).map_err(raise)?;
    let statuses = Status::ALL.iter().map(|(status, _, _)| StatusWords { status: *status, mark: status.mark(), words: status.words(language) });
    Ok(json(&statuses.collect::<Vec<_>>()))
}
