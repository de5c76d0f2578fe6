//! Record books among files: a folder of CSV files, or one JSON file.

use super::{has_extension, unreadable};
use crate::data::DatasetBuilder;
use crate::diagnostic::{Code, Diagnostic, Place, Problems, Text};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A record book as it was found: the tables of a folder, or one file.
#[derive(Debug)]
pub enum FoundData {
    /// Names of tables with the text of their CSV files.
    Folder(Vec<(String, Vec<u8>)>),
    /// One object of tables.
    Json(Vec<u8>),
}

/// A record book, and the files beside it that look like data but cannot be read: see [`unread`]. A problem is one of the argument `data`.
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

/// The text of one table's CSV file. A problem is one of the table.
pub fn table(path: &Path, table: &str) -> Result<Vec<u8>, Diagnostic> {
    let at = |problem: Diagnostic| problem.at(Place::table(table));
    if path.exists() && !path.is_dir() && !has_extension(path, &["csv", "txt"]) {
        let shown = path.display();
        let problem = Diagnostic::error(Code::DataFormat, format!("“{shown}”不是 .csv 文件"), format!("`{shown}` is no .csv file"));
        return Err(at(problem.help("存成 .csv 再读", "save it as .csv first")));
    }
    fs::read(path).map_err(|error| at(unreadable(Code::DataFormat, path, &error)))
}

/// What to say of a file beside a record book that was not read.
pub fn unread(path: &Path) -> Text {
    let shown = path.display();
    Text::new(format!("没有读“{shown}”：只读 .csv，请另存为 .csv"), format!("`{shown}` was not read: only .csv is; save it as .csv"))
}

impl FoundData {
    /// Whether its rows are lines of CSV files.
    pub fn is_csv(&self) -> bool {
        matches!(self, Self::Folder(_))
    }

    /// Adds its tables to a record book.
    pub fn add_to(self, builder: DatasetBuilder) -> DatasetBuilder {
        match self {
            Self::Folder(tables) => tables.into_iter().fold(builder, |builder, (name, bytes)| builder.csv(&name, bytes)),
            Self::Json(bytes) => builder.json(&bytes),
        }
    }
}

/// Files that spreadsheets and systems leave beside an open file.
fn is_lock(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("~$") || name.starts_with('.'))
}
