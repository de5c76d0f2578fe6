//! Records as Python hands them over: data frames, Arrow, lists of dictionaries, columns, files.

mod arrow;
mod object;

use arrow::Frame;
use dudao::files::{self, FoundData};
use dudao::{Code, DatasetBuilder, Diagnostic, Place, Problems, TextColumn};
use object::Cells;
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMapping, PyString};
use pyo3_arrow::input::AnyRecordBatch;
use std::path::PathBuf;

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

/// Takes a record book: a path, or tables by name.
pub fn book(given: &Bound<'_, PyAny>, taken: &mut Vec<Taken>, problems: &mut Vec<Diagnostic>) -> PyResult<()> {
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
        match table(name, &value)? {
            Ok(table) => taken.push(table),
            Err(found) => problems.extend(found.0),
        }
    }
    Ok(())
}

/// The path that a value is, if it is one.
fn path(given: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    Ok(if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? { Some(given.extract()?) } else { None })
}

/// Takes one table, whatever holds it.
fn table(name: String, given: &Bound<'_, PyAny>) -> PyResult<Result<Taken, Problems>> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Ok(Taken::Csv(name, bytes.as_bytes().to_vec())));
    }
    if let Ok(bytes) = given.cast::<PyByteArray>() {
        return Ok(Ok(Taken::Csv(name, bytes.to_vec())));
    }
    if let Some(path) = path(given)? {
        return Ok(files::table(&path, &name).map(|bytes| Taken::Csv(name, bytes)).map_err(Problems::from));
    }
    if let Some(columns) = framed(&name, given)? {
        return Ok(columns.map(|columns| Taken::Columns(name, columns)));
    }
    if let Ok(columns) = given.cast::<PyMapping>() {
        return Ok(object::of_columns(&name, columns)?.map(|columns| Taken::Columns(name, columns)));
    }
    if let Ok(rows) = given.try_iter() {
        return Ok(object::of_rows(&name, rows)?.map(|columns| Taken::Columns(name, columns)));
    }
    Ok(Err(unknown_kind(&name, given)?.into()))
}

fn unknown_kind(table: &str, given: &Bound<'_, PyAny>) -> PyResult<Diagnostic> {
    let kind = given.get_type().name()?;
    Ok(Diagnostic::error(Code::DataFormat, format!("一张表不能是 {kind}"), format!("a table cannot be a {kind}"))
        .help(
            "可以是 DataFrame、Arrow 表、字典的列表、列的字典，或者 .csv 文件的路径",
            "give a data frame, an Arrow table, a list of dictionaries, a dictionary of columns, or the path of a .csv file",
        )
        .at(Place::table(table)))
}

/// Takes a data frame or what else speaks Arrow; nothing if it is no such thing.
fn framed(table: &str, given: &Bound<'_, PyAny>) -> PyResult<Option<Result<Columns, Problems>>> {
    if given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")? {
        // pandas also holds what Arrow cannot, such as numbers and text in one column.
        return match arrow(table, given, is_pandas(given)?) {
            Err(_) if is_pandas(given)? => pandas(table, given).map(Some),
            taken => taken.map(Some),
        };
    }
    if is_pandas(given)? {
        return pandas(table, given).map(Some);
    }
    // What is not worked out yet: a lazy frame of polars, a dataset or scanner of pyarrow.
    for method in ["collect", "to_table"] {
        if given.hasattr(method)? {
            return framed(table, &given.call_method0(method)?);
        }
    }
    Ok(None)
}

fn is_pandas(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(given.get_type().module()?.to_string().starts_with("pandas.") && given.hasattr("columns")?)
}

fn arrow(table: &str, given: &Bound<'_, PyAny>, changes: bool) -> PyResult<Result<Columns, Problems>> {
    let reader = given.extract::<AnyRecordBatch>()?.into_reader()?;
    let schema = reader.schema();
    // Whoever makes the stream may need Python meanwhile, on threads of its own.
    let batches = given.py().detach(|| reader.collect::<Result<Vec<_>, _>>());
    let batches = batches.map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))?;
    Ok(Frame { schema, batches }.columns(table, changes))
}

/// Takes a pandas frame column by column: through Arrow where it can, cell by cell where it cannot.
fn pandas(table: &str, frame: &Bound<'_, PyAny>) -> PyResult<Result<Columns, Problems>> {
    let mut columns = Vec::new();
    let mut problems = Vec::new();
    // An index with names holds columns as well.
    let names: Vec<Bound<'_, PyAny>> = frame.getattr("index")?.getattr("names")?.extract()?;
    let frame = &if names.iter().all(|name| !name.is_none()) { frame.call_method0("reset_index")? } else { frame.clone() };
    for (number, label) in frame.getattr("columns")?.try_iter()?.enumerate() {
        let name = label?.str()?.to_string();
        let column = frame.getattr("iloc")?.get_item((pyo3::types::PySlice::full(frame.py()), number))?;
        let one = column.call_method1("to_frame", (&name,))?;
        let taken = if one.hasattr("__arrow_c_stream__")? { arrow(table, &one, true).ok() } else { None };
        match taken {
            Some(Ok(taken)) => columns.extend(taken),
            Some(Err(found)) => problems.extend(found.0),
            None => {
                let mut cells = Cells::default();
                for cell in column.call_method0("tolist")?.try_iter()? {
                    cells.push(&cell?)?;
                }
                match cells.finish(table, &name) {
                    Ok(cells) => columns.push((name, cells)),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    Ok(if problems.is_empty() { Ok(columns) } else { Err(Problems(problems)) })
}
