//! A record book that was read.

use crate::problems::{Answer, json, raise};
use dudao::{Code, DatasetBuilder, Diagnostic, Pack, Place, TextColumn};
use std::ops::Range;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A record book that was read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Dataset(pub(crate) Arc<dudao::Dataset>);

#[wasm_bindgen]
impl Dataset {
    /// Names of the tables that were supplied, as JSON.
    pub fn tables(&self) -> String {
        json(&self.0.tables().collect::<Vec<_>>())
    }

    /// Everything that is wrong with it, as JSON.
    pub fn issues(&self) -> Answer<String> {
        self.0.issues().map(|issues| json(&issues)).map_err(raise)
    }
}

#[wasm_bindgen]
extern "C" {
    /// What knows encodings in browsers and in Node.
    type TextDecoder;

    #[wasm_bindgen(constructor, catch)]
    fn new(label: &str, options: &JsValue) -> Result<TextDecoder, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn from_json(text: &str) -> JsValue;
}

fn gb18030(bytes: &[u8]) -> Option<Vec<u8>> {
    let decoder = TextDecoder::new("gb18030", &from_json(r#"{ "fatal": true }"#)).ok()?;
    decoder.decode(bytes).ok().map(String::into_bytes)
}

/// Takes in the tables of a record book.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Builder(Option<DatasetBuilder>);

impl Builder {
    pub(crate) fn new(pack: &Pack, strict: bool) -> Self {
        Self(Some(dudao::Dataset::builder(pack.schema()).strict(strict).gb18030(gb18030)))
    }

    fn add(&mut self, with: impl FnOnce(DatasetBuilder) -> DatasetBuilder) {
        self.0 = self.0.take().map(with);
    }
}

#[wasm_bindgen]
impl Builder {
    /// Adds a table as CSV, in UTF-8 or GB18030.
    pub fn csv(&mut self, table: &str, bytes: Vec<u8>) {
        self.add(|builder| builder.csv(table, bytes));
    }

    /// Adds tables as the JSON of an object of tables, each a list of records.
    pub fn json(&mut self, bytes: &[u8]) {
        self.add(|builder| builder.json(bytes));
    }

    /// Adds a table by its columns: for each its name, how many cells it has, and these in one text, parted by a sign that is in none of them.
    pub fn columns(&mut self, table: &str, names: Vec<String>, rows: &[u32], cells: Vec<String>, separators: &str) {
        let cells = cells.into_iter().zip(rows).zip(separators.chars());
        let cells = cells.map(|((text, rows), separator)| -> Box<dyn TextColumn> { Box::new(Cells::new(text, *rows, separator)) });
        let columns = names.into_iter().zip(cells).collect();
        self.add(|builder| builder.columns(table, columns));
    }

    /// Finishes the record book.
    pub fn finish(&mut self) -> Answer<Dataset> {
        let finished = || Diagnostic::error(Code::OptionValue, "这份台账已经读完", "this record book is finished").at(Place::argument("tables"));
        let builder = self.0.take().ok_or_else(|| raise(finished()))?;
        builder.finish().map(|dataset| Dataset(Arc::new(dataset))).map_err(raise)
    }
}

/// A column's cells, one behind the other.
#[derive(Debug)]
struct Cells {
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    separator: usize,
}

impl Cells {
    fn new(text: String, rows: u32, separator: char) -> Self {
        // A column without cells is as empty as one with a single empty cell.
        let ends = if rows == 0 { Vec::new() } else { text.match_indices(separator).map(|(at, _)| at).chain([text.len()]).collect() };
        Self { text, ends, separator: separator.len_utf8() }
    }
}

impl TextColumn for Cells {
    fn rows(&self) -> usize {
        self.ends.len()
    }

    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        let mut start = rows.start.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + self.separator);
        for end in self.ends.get(rows).into_iter().flatten() {
            take(self.text.get(start..*end).unwrap_or_default());
            start = end + self.separator;
        }
    }
}
