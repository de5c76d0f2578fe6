//! The shipped packs and the record books that come with them.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use dudao::{Dataset, Pack};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A file or folder of `tests/data`.
pub fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path)
}

/// A shipped pack.
pub fn pack(name: &str) -> Pack {
    Pack::load(&dudao_rules::pack(name).unwrap()).unwrap()
}

/// The tables of a pack's record book, as they lie on disk.
pub fn tables(name: &str) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(data(name)).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_string(), fs::read(&path).unwrap())).collect()
}

/// A pack's record book.
pub fn dataset(pack: &Pack, name: &str) -> Dataset {
    tables(name).into_iter().fold(Dataset::builder(pack.schema()), |builder, (table, text)| builder.csv(&table, text)).finish().unwrap()
}
