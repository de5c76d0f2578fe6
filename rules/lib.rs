//! The shipped packs, embedded so that every host has them without files.
//!
//! For hosts that have a file system, `find`, which is there with the feature `files`, looks for a pack among folders first.

use dudao::PackSource;

#[cfg(feature = "files")]
mod find;

#[cfg(feature = "files")]
pub use find::{FoundPack, find};

mod files {
    include!(concat!(env!("OUT_DIR"), "/files.rs"));
}

/// Names of the shipped packs.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        files::FILES.iter().filter_map(|(path, _)| path.split_once('/')).map(|(folder, _)| folder).filter(|folder| *folder != "common").collect();
    names.dedup();
    names
}

/// The shared files that packs use, such as `common/records.rhai`: path and text.
pub fn library() -> impl Iterator<Item = (String, String)> {
    files::FILES.iter().filter(|(path, _)| path.starts_with("common/")).map(|(path, text)| ((*path).to_string(), (*text).to_string()))
}

/// A shipped pack with everything that it uses.
pub fn pack(name: &str) -> Option<PackSource> {
    let own: Vec<(String, String)> =
        files::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(name)?.strip_prefix('/')?.to_string(), (*text).to_string()))).collect();
    (!own.is_empty() && name != "common").then(|| PackSource::new(own).with_library(library()))
}
