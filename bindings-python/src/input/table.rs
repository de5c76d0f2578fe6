//! One table, whatever holds it.

use super::object::Cells;
use super::{Columns, Read, Taken, Unusable, arrow, frame, path};
use crate::value::many_of_numpy;
use dudao::{Code, Diagnostic, Place, Schema, files};
use pyo3::exceptions::{PyNotImplementedError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyFrozenSet, PyIterator, PyMapping, PySet, PyString};
use pyo3_arrow::input::{AnyArray, AnyRecordBatch};

/// Where pandas puts an index that has no name.
const UNNAMED_INDEX: &str = "__index_level_";

/// Takes one table, and tells what is wrong with it.
pub struct Taking<'a> {
    schema: &'a Schema,
    name: String,
    columns: Columns,
    problems: &'a mut Vec<Diagnostic>,
    /// How many problems there were before.
    before: usize,
}

impl<'a> Taking<'a> {
    pub fn new(schema: &'a Schema, name: String, problems: &'a mut Vec<Diagnostic>) -> Self {
        let before = problems.len();
        Self { schema, name, columns: Vec::new(), problems, before }
    }

    /// The table; nothing if it cannot be used.
    pub fn take(mut self, given: &Bound<'_, PyAny>) -> PyResult<Option<Taken>> {
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Some(Taken::Csv(self.name, bytes.as_bytes().to_vec())));
        }
        if let Ok(bytes) = given.cast::<PyByteArray>() {
            return Ok(Some(Taken::Csv(self.name, bytes.to_vec())));
        }
        if let Some(path) = path(given)? {
            return Ok(match files::table(&path, &self.name) {
                Ok(bytes) => Some(Taken::Csv(self.name, bytes)),
                Err(problem) => {
                    self.problems.push(problem);
                    None
                }
            });
        }
        self.fill(given)?;
        Ok((self.problems.len() == self.before).then_some(Taken::Columns(self.name, self.columns)))
    }

    fn fill(&mut self, given: &Bound<'_, PyAny>) -> PyResult<()> {
        if self.framed(given)? {
            return Ok(());
        }
        // What is not worked out yet: a lazy frame of polars, a dataset or scanner of pyarrow.
        for method in ["collect", "to_table"] {
            if given.hasattr(method)? && self.framed(&given.call_method0(method)?)? {
                return Ok(());
            }
        }
        if let Ok(columns) = given.cast::<PyMapping>() {
            for pair in columns.items()? {
                let (name, column) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                self.add_column(&name.str()?.to_string_lossy(), &column)?;
            }
            return Ok(());
        }
        if let Ok(rows) = given.try_iter() {
            return self.add_rows(rows);
        }
        self.refuse(given, None)
    }

    /// Takes a data frame or what else speaks Arrow; false if it is no such thing.
    fn framed(&mut self, given: &Bound<'_, PyAny>) -> PyResult<bool> {
        if frame::is_pandas(given, "DataFrame")? {
            for (name, column) in frame::columns_of_pandas(given)? {
                self.add_column(&name, &column)?;
            }
            return Ok(true);
        }
        if !speaks_arrow(given)? {
            return Ok(false);
        }
        let added = if frame::has_objects(given)? { Err(PyNotImplementedError::new_err(())) } else { self.add_frame(given) };
        match added {
            Ok(()) => Ok(true),
            // A type of polars that is none of Arrow's; the other columns are as good as ever.
            Err(_) if given.hasattr("get_columns")? => {
                self.columns.clear();
                for column in given.call_method0("get_columns")?.try_iter()? {
                    let column = column?;
                    let name: String = column.getattr("name")?.extract()?;
                    self.add_column(&name, &column)?;
                }
                Ok(true)
            }
            Err(error) if is_unreadable(&error, given.py()) => {
                let (kind, why) = (given.get_type().name()?, error.value(given.py()).str()?);
                let problem = Diagnostic::error(Code::DataFormat, format!("读不了这个 {kind}：{why}"), format!("the {kind} cannot be read: {why}"));
                self.problems.push(with_help(problem).at(Place::table(&self.name)));
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// Takes all columns at once.
    fn add_frame(&mut self, given: &Bound<'_, PyAny>) -> PyResult<()> {
        let reader = given.extract::<AnyRecordBatch>()?.into_reader()?;
        let schema = reader.schema();
        // Whoever makes the stream may need Python meanwhile, on threads of its own.
        let batches = given.py().detach(|| reader.collect::<Result<Vec<_>, _>>()).map_err(unreadable)?;
        for (number, field) in schema.fields().iter().enumerate().filter(|(_, field)| !field.name().starts_with(UNNAMED_INDEX)) {
            let pieces: Vec<_> = batches.iter().map(|batch| batch.column(number).clone()).collect();
            let read = given.py().detach(|| arrow::column(field, &pieces));
            self.add(field.name(), read);
        }
        Ok(())
    }

    /// Takes a column, whatever holds it.
    fn add_column(&mut self, name: &str, column: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Some(read) = read_arrow(column)? {
            self.add(name, read);
            return Ok(());
        }
        let is_column = !(column.is_instance_of::<PyString>()
            || column.is_instance_of::<PyBytes>()
            || column.is_instance_of::<PySet>()
            || column.is_instance_of::<PyFrozenSet>()
            || column.cast::<PyMapping>().is_ok());
        let listed = many_of_numpy(column)?;
        match listed.as_ref().unwrap_or(column).try_iter() {
            Ok(cells) if is_column => {
                self.add(name, Cells::of(cells)?);
                Ok(())
            }
            _ => self.refuse(column, Some(Place::column(&self.name, name))),
        }
    }

    /// Takes rows, each a dictionary of cells; a cell that a row does not have is blank.
    fn add_rows(&mut self, rows: Bound<'_, PyIterator>) -> PyResult<()> {
        let mut known: Vec<(String, Cells)> = Vec::new();
        let mut count = 0;
        for row in rows {
            let row = row?;
            let Ok(cells) = row.cast::<PyMapping>() else {
                let place = Place::Data { table: self.name.clone(), row: u32::try_from(count + 1).ok(), id: None, column: None };
                return self.refuse(&row, Some(place));
            };
            for pair in cells.items()? {
                let (name, cell) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                let name = name.str()?.to_string_lossy().into_owned();
                let place = known.iter().position(|(known, _)| *known == name).unwrap_or(known.len());
                if place == known.len() {
                    known.push((name, Cells::default()));
                }
                if let Some((_, cells)) = known.get_mut(place) {
                    cells.fill(count);
                    cells.push(&cell)?;
                }
            }
            count += 1;
        }
        for (name, mut cells) in known {
            cells.fill(count);
            self.add(&name, cells.finish());
        }
        Ok(())
    }

    /// A column that cannot be used is no matter where nobody asks for it.
    fn add(&mut self, name: &str, read: Read) {
        if let Some(unusable) = read.unusable.filter(|_| self.is_asked(name)) {
            let problem = match &unusable {
                Unusable::Column(kind) => Diagnostic::error(
                    Code::DataFormat,
                    format!("“{name}”这一列的类型 {kind} 读不了"),
                    format!("column `{name}` is of type {kind}, which cannot be read"),
                )
                .help("先换成文本、数、日期，或者它们的列表", "make it text, numbers, dates, or lists of these first")
                .at(Place::column(&self.name, name)),
                Unusable::Cell(row, kind) => Diagnostic::error(Code::DataFormat, format!("一格不能是 {kind}"), format!("a cell cannot be a {kind}"))
                    .help("一格是文本、数、True 或 False、日期，或者它们的列表", "a cell is text, a number, True or False, a date, or a list of these")
                    .at(Place::Data { table: self.name.clone(), row: u32::try_from(row + 1).ok(), id: None, column: Some(name.into()) }),
            };
            self.problems.push(problem);
        }
        self.columns.push((name.into(), read.cells));
    }

    fn is_asked(&self, column: &str) -> bool {
        let column = column.trim();
        let table = self.schema.table_index(&self.name).map(|table| self.schema.table(table));
        table.is_some_and(|table| matches!(column, "id" | "编号") || table.column_index(column).is_some())
    }

    /// Tells that something is no table, or no row or column of one.
    fn refuse(&mut self, given: &Bound<'_, PyAny>, part: Option<Place>) -> PyResult<()> {
        let kind = given.get_type().name()?;
        let (zh, en) = match &part {
            None => ("一张表", "a table"),
            Some(Place::Data { column: Some(_), .. }) => ("一列", "a column"),
            Some(_) => ("一行", "a row"),
        };
        let problem = Diagnostic::error(Code::DataFormat, format!("{zh}不能是 {kind}"), format!("{en} cannot be a {kind}"));
        self.problems.push(with_help(problem).at(part.unwrap_or_else(|| Place::table(&self.name))));
        Ok(())
    }
}

fn with_help(problem: Diagnostic) -> Diagnostic {
    problem.help(
        "表可以是 DataFrame、Arrow 表、字典的列表、列的字典，或者 .csv 文件的路径",
        "give a data frame, an Arrow table, a list of dictionaries, a dictionary of columns, or the path of a .csv file",
    )
}

fn speaks_arrow(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    // A class has the methods of its objects.
    Ok(!given.is_callable() && (given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")?))
}

/// A column through Arrow; nothing where it has to be read cell by cell.
fn read_arrow(column: &Bound<'_, PyAny>) -> PyResult<Option<Read>> {
    let found = if frame::is_pandas(column, "Series")? {
        if frame::is_mixed(column)? {
            return Ok(None);
        }
        of_stream(&frame::alone(column)?)
    } else if speaks_arrow(column)? && !frame::has_objects(column)? {
        of_array(column)
    } else {
        return Ok(None);
    };
    match found {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.is_instance_of::<pyo3::exceptions::PyException>(column.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first column of a frame.
fn of_stream(frame: &Bound<'_, PyAny>) -> PyResult<Read> {
    let reader = frame.extract::<AnyRecordBatch>()?.into_reader()?;
    let schema = reader.schema();
    let batches = frame.py().detach(|| reader.collect::<Result<Vec<_>, _>>()).map_err(unreadable)?;
    let pieces: Vec<_> = batches.iter().filter_map(|batch| batch.columns().first().cloned()).collect();
    let field = schema.fields().first().ok_or_else(|| PyValueError::new_err("no column"))?;
    Ok(frame.py().detach(|| arrow::column(field, &pieces)))
}

fn of_array(column: &Bound<'_, PyAny>) -> PyResult<Read> {
    let reader = column.extract::<AnyArray>()?.into_reader()?;
    let field = reader.field();
    let pieces = column.py().detach(|| reader.collect::<Result<Vec<_>, _>>()).map_err(unreadable)?;
    Ok(column.py().detach(|| arrow::column(&field, &pieces)))
}

fn unreadable(error: impl ToString) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

/// Whether an error is of what was given, and not of whoever gave it.
fn is_unreadable(error: &PyErr, py: Python<'_>) -> bool {
    error.is_instance_of::<PyTypeError>(py)
        || error.is_instance_of::<PyValueError>(py)
        || error.is_instance_of::<PyRuntimeError>(py)
        || error.is_instance_of::<PyNotImplementedError>(py)
}
