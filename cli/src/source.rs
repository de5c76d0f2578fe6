//! Finding what the command line names: packs among folders and shipped ones, and record books among files.

use crate::words::reason;
use dudao::{Code, Dataset, Diagnostic, PackSource, Place, Problems, Severity, SharedSchema};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

/// A pack as it was found, with the way back from its files to those that a person can open.
#[derive(Debug)]
pub struct FoundPack {
    /// Its files and those that they may use.
    pub source: PackSource,
    folder: PathBuf,
    library: PathBuf,
}

impl FoundPack {
    /// The text of a file as the core reads it.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.source.files.get(file).or_else(|| self.source.library.get(file)).map(String::as_str)
    }

    /// Where a person finds a file.
    pub fn shown(&self, file: &str) -> String {
        let folder = if self.source.files.contains_key(file) { &self.folder } else { &self.library };
        folder.join(file).display().to_string()
    }
}

/// The pack that the argument names: a folder with scripts, or else a shipped pack.
pub fn pack(argument: &Path) -> Result<FoundPack, Problems> {
    let at = |problem: Diagnostic| Problems::from(problem.at(Place::argument("pack")));
    let shown = argument.display();
    let files = if argument.is_dir() { scripts(argument, "")? } else { Vec::new() };
    if !files.is_empty() {
        let beside = beside(argument);
        let common = beside.join("common");
        let own = if common.is_dir() { scripts(&common, "common/")? } else { Vec::new() };
        let source = PackSource::new(files);
        return Ok(if own.is_empty() {
            FoundPack { source: source.with_library(dudao_rules::library()), folder: argument.into(), library: PathBuf::new() }
        } else {
            FoundPack { source: source.with_library(own), folder: argument.into(), library: beside }
        });
    }
    let name = argument.to_string_lossy();
    if let Some(source) = dudao_rules::pack(&name) {
        return Ok(FoundPack { source, folder: argument.into(), library: PathBuf::new() });
    }
    if argument.is_dir() {
        return Err(at(Diagnostic::error(Code::PackSource, format!("文件夹“{shown}”里没有 .rhai 文件"), format!("folder `{shown}` has no .rhai file"))));
    }
    if argument.exists() {
        let problem = Diagnostic::error(Code::PackSource, format!("“{shown}”是一个文件，规则包是文件夹"), format!("`{shown}` is a file; a pack is a folder"));
        return Err(at(problem.help("写它所在的文件夹", "name the folder that it is in")));
    }
    let problem = Diagnostic::error(
        Code::PackSource,
        format!("没有文件夹“{shown}”，内置规则包里也没有它"),
        format!("there is no folder `{shown}`, and no shipped pack of that name"),
    );
    Err(at(problem.suggest(&name, dudao_rules::names())))
}

/// The folder that a folder lies in, written as shortly as the folder itself.
fn beside(folder: &Path) -> PathBuf {
    match (folder.components().next_back(), folder.parent()) {
        (Some(Component::Normal(_)), Some(parent)) => parent.into(),
        _ => folder.join(".."),
    }
}

/// Every script below a folder: its path from there, behind `prefix`, and its text.
fn scripts(folder: &Path, prefix: &str) -> Result<Vec<(String, String)>, Problems> {
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

/// Finds scripts below a folder. Links to folders are not followed, since they can lead round in a circle; hidden files are editors' own.
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
        } else if has_extension(&path, &["rhai"]) {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

/// A record book as it was found: the tables of a folder, or one file.
#[derive(Debug)]
pub enum FoundData {
    /// Names of tables with the text of their CSV files.
    Folder(Vec<(String, Vec<u8>)>),
    /// One object of tables.
    Json(Vec<u8>),
}

/// A record book, and the files beside it that look like data but cannot be read.
pub fn data(argument: &Path) -> Result<(FoundData, Vec<PathBuf>), Problems> {
    let at = |problem: Diagnostic| Problems::from(problem.at(Place::argument("data")));
    let shown = argument.display();
    if argument.is_dir() {
        return folder(argument);
    }
    // Anything that has no telling name, such as a pipe, may be JSON.
    if has_extension(argument, &["csv", "xlsx", "xls"]) && argument.exists() {
        let problem = Diagnostic::error(Code::DataFormat, format!("“{shown}”不是台账"), format!("`{shown}` is no record book"));
        return Err(at(problem.help(
            "台账是一个文件夹，每张表一个 .csv 文件；或者一个 .json 文件",
            "a record book is a folder with one .csv file for each table, or one .json file",
        )));
    }
    match fs::read(argument) {
        Ok(bytes) => Ok((FoundData::Json(bytes), Vec::new())),
        Err(error) => Err(at(unreadable(Code::DataFormat, argument, &error))),
    }
}

fn folder(argument: &Path) -> Result<(FoundData, Vec<PathBuf>), Problems> {
    let at = |problem: Diagnostic| problem.at(Place::argument("data"));
    let shown = argument.display();
    let entries = fs::read_dir(argument).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut paths: Vec<PathBuf> =
        entries.map_err(|error| at(unreadable(Code::DataFormat, argument, &error)))?.iter().map(fs::DirEntry::path).filter(|path| !is_lock(path)).collect();
    paths.sort();
    let (csv, other): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| has_extension(path, &["csv"]));
    let unread: Vec<PathBuf> = other.into_iter().filter(|path| has_extension(path, &["xlsx", "xls"])).collect();
    if csv.is_empty() {
        let problem = Diagnostic::error(Code::DataFormat, format!("文件夹“{shown}”里没有 .csv 文件"), format!("folder `{shown}` has no .csv file"));
        return Err(at(if unread.is_empty() {
            problem.help("每张表存成一个 .csv 文件，文件名是表名，如 学校.csv", "save each table as a .csv file that is named after it, such as schools.csv")
        } else {
            problem.help(
                "把工作簿的每张表另存为 .csv，文件名是表名，如 学校.csv",
                "save each sheet as a .csv file that is named after its table, such as schools.csv",
            )
        })
        .into());
    }
    let mut tables = Vec::new();
    let mut problems = Vec::new();
    for path in csv {
        match fs::read(&path) {
            Ok(bytes) => tables.push((path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()), bytes)),
            Err(error) => problems.push(at(unreadable(Code::DataFormat, &path, &error))),
        }
    }
    if problems.is_empty() { Ok((FoundData::Folder(tables), unread)) } else { Err(Problems(problems)) }
}

impl FoundData {
    /// Whether its rows are lines of CSV files.
    pub fn is_csv(&self) -> bool {
        matches!(self, Self::Folder(_))
    }

    /// The record book, bound to a pack's schema.
    pub fn bind(self, schema: &SharedSchema, strict: bool) -> Result<Dataset, Problems> {
        let builder = Dataset::builder(schema).strict(strict);
        let bound = match self {
            Self::Folder(tables) => tables.into_iter().fold(builder, |builder, (name, bytes)| builder.csv(&name, bytes)).finish(),
            Self::Json(bytes) => builder.json(&bytes).finish(),
        };
        // What is a warning otherwise is what a strict reading refuses.
        bound.map_err(|Problems(mut refused)| {
            refused.iter_mut().for_each(|problem| problem.severity = Severity::Error);
            Problems(refused)
        })
    }
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|extension| wanted.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)))
}

/// Files that spreadsheets and systems leave beside an open file.
fn is_lock(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("~$") || name.starts_with('.'))
}

fn unreadable(code: Code, path: &Path, error: &io::Error) -> Diagnostic {
    let reason = reason(error);
    let shown = path.display();
    Diagnostic::error(code, format!("读不了“{shown}”：{}", reason.zh), format!("cannot read `{shown}`: {}", reason.en))
}
