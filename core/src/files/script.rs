//! The scripts of a pack in a folder, and the templates of its forms.

use super::{has_extension, unreadable};
use crate::diagnostic::{Code, Diagnostic, Place, Problems};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Every script and template below a folder: its path from there, behind `prefix`, and its text. A problem is one of the argument `pack`.
pub fn scripts(folder: &Path, prefix: &str) -> Result<Vec<(String, String)>, Problems> {
    let mut paths = Vec::new();
    walk(folder, prefix, &mut paths).map_err(|(path, error)| unreadable(Code::PackSource, &path, &error).at(Place::argument("pack")))?;
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for (name, path) in paths {
        match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => files.push((name, text)),
            Ok(Err(_)) => problems.push(
                Diagnostic::error(Code::PackSource, format!("“{}”不是 UTF-8 编码", path.display()), format!("`{}` is not UTF-8", path.display()))
                    .help("在编辑器里另存为 UTF-8", "save it as UTF-8 in your editor")
                    .at(Place::argument("pack")),
            ),
            Err(error) => problems.push(unreadable(Code::PackSource, &path, &error).at(Place::argument("pack"))),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(Problems(problems)) }
}

/// Finds scripts and templates below a folder. Links to folders are not followed, since they can lead round in a circle; hidden files are editors' own.
fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (folder.to_path_buf(), error);
    let mut entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&path, &format!("{prefix}{name}/"), found)?;
        } else if has_extension(&path, &["rhai", "html"]) {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}
