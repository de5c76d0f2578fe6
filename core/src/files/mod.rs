//! Packs and record books from files, for hosts that have a file system (feature `files`).
//!
//! The core proper has no files, so that it judges the same in a browser as anywhere: its host hands it texts and bytes. What most hosts
//! must do to come by these, and what they say when they cannot, is here once for all of them. No other module touches `std::fs`, nothing in
//! the core uses this one, and without the feature it is not there.
//!
//! ```no_run
//! use dudao::{Dataset, Pack, PackSource, files};
//! use std::path::Path;
//!
//! let pack = Pack::load(&PackSource::new(files::scripts(Path::new("pack"), "")?))?;
//! let (found, _unread) = files::data(Path::new("records"))?;
//! let data = found.add_to(Dataset::builder(pack.schema())).finish()?;
//! # Ok::<(), dudao::Problems>(())
//! ```

mod book;
mod script;

pub use book::{FoundData, data, table, unread};
pub use script::scripts;

use crate::diagnostic::{Code, Diagnostic, Text};
use std::ffi::OsStr;
use std::io;
use std::path::Path;

/// Why a file cannot be read or written.
pub fn reason(error: &io::Error) -> Text {
    let (zh, en) = match error.kind() {
        io::ErrorKind::NotFound => ("没有这个文件或文件夹", "no such file or folder"),
        io::ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        io::ErrorKind::IsADirectory => ("这是文件夹", "it is a folder"),
        io::ErrorKind::NotADirectory => ("路径中间有一段不是文件夹", "a part of the path is not a folder"),
        io::ErrorKind::StorageFull => ("磁盘满了", "the disk is full"),
        io::ErrorKind::ReadOnlyFilesystem => ("磁盘只能读", "the disk is read-only"),
        _ => return Text::same(error.to_string()),
    };
    Text::new(zh, en)
}

fn unreadable(code: Code, path: &Path, error: &io::Error) -> Diagnostic {
    let reason = reason(error);
    let shown = path.display();
    Diagnostic::error(code, format!("读不了“{shown}”：{}", reason.zh), format!("cannot read `{shown}`: {}", reason.en))
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|extension| wanted.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)))
}
