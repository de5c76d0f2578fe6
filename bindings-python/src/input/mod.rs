//! Records as Python hands them over: data frames, Arrow, lists of dictionaries, columns, files.

mod arrow;
mod frame;
mod object;
mod table;

use dudao::files::{self, FoundData};
use dudao::{Code, DatasetBuilder, Diagnostic, Place, Schema, TextColumn};
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping, PyString};
use std::path::PathBuf;
use table::Taking;

/// The time of days that have none.
const MIDNIGHT: &str = " 00:00:00";

/// The columns of one table.
type Columns = Vec<(String, Box<dyn TextColumn>)>;

/// One table or a whole record book, as far as Python is needed to take it.
pub enum Taken {
    Book(FoundData),
    Csv(String, Vec<u8>),
    Columns(String, Columns),
}

impl Taken {
    pub fn add_to(self, builder: DatasetBuilder) -> DatasetBuilder {
        match self {
            Self::Book(book) => book.add_to(builder),
            Self::Csv(table, bytes) => builder.csv(&table, bytes),
            Self::Columns(table, columns) => builder.columns(&table, columns),
        }
    }
}

/// A column that was read.
struct Read {
    cells: Box<dyn TextColumn>,
    /// Why it cannot be used, if it cannot.
    unusable: Option<Unusable>,
}

impl Read {
    fn sound(cells: impl TextColumn + 'static) -> Self {
        Self { cells: Box::new(cells), unusable: None }
    }
}

/// What no cell can hold.
enum Unusable {
    /// Arrow's type of the whole column.
    Column(String),
    /// The row, from 0, and Python's type of the cell.
    Cell(usize, String),
}

/// Adds a part to a list cell.
fn join(text: &mut String, part: &str) {
    if !part.is_empty() {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(part);
    }
}

/// Takes a record book: a path, or tables by name.
pub fn book(schema: &Schema, given: &Bound<'_, PyAny>, taken: &mut Vec<Taken>, problems: &mut Vec<Diagnostic>) -> PyResult<()> {
    if let Some(path) = path(given)? {
        match files::data(&path) {
            Ok((book, unread)) => {
                for path in unread {
                    let told = files::unread(&path);
                    let told = std::ffi::CString::new(format!("{} / {}", told.zh, told.en))?;
                    PyErr::warn(given.py(), &given.py().get_type::<PyUserWarning>(), &told, 1)?;
                }
                taken.push(Taken::Book(book));
            }
            Err(found) => problems.extend(found.0),
        }
        return Ok(());
    }
    if let Ok(bytes) = given.cast::<PyBytes>() {
        taken.push(Taken::Book(FoundData::Json(bytes.as_bytes().to_vec())));
        return Ok(());
    }
    let Ok(tables) = given.cast::<PyMapping>() else {
        let kind = given.get_type().name()?;
        problems.push(
            Diagnostic::error(Code::DataFormat, format!("台账不能是 {kind}"), format!("a record book cannot be a {kind}"))
                .help(
                    "给一个 {\"表名\": 表} 的字典，或者文件夹、.json 文件的路径",
                    "give a dictionary {\"table\": table}, or the path of a folder or a .json file",
                )
                .at(Place::argument("data")),
        );
        return Ok(());
    };
    for pair in tables.items()? {
        let (name, value) = pair.extract::<(String, Bound<'_, PyAny>)>()?;
        taken.extend(Taking::new(schema, name, problems).take(&value)?);
    }
    Ok(())
}

/// The path that a value is, if it is one.
fn path(given: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    Ok(if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? { Some(given.extract()?) } else { None })
}
