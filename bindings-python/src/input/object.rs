//! Cells that are Python objects, read as text.

use super::{Columns, unknown_kind};
use crate::value::{decimal_class, is_date, is_datetime};
use dudao::{Code, Diagnostic, Place, Problems, TextColumn};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyIterator, PyMapping, PyString};

/// The time of days that have none.
const MIDNIGHT: &str = " 00:00:00";

/// Adds a part to a list cell.
pub fn join(text: &mut String, part: &str) {
    if !part.is_empty() {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(part);
    }
}

/// Collects the cells of one column.
#[derive(Default)]
pub struct Cells {
    texts: Vec<String>,
    /// Cells that hold a day with a time.
    moments: Vec<usize>,
    /// The first cell that cannot be text: its row and type.
    unusable: Option<(usize, String)>,
}

impl Cells {
    pub fn push(&mut self, cell: &Bound<'_, PyAny>) -> PyResult<()> {
        let row = self.texts.len();
        let text = self.text(cell)?;
        if text.is_none() {
            let kind = cell.get_type().name()?.to_string();
            self.unusable.get_or_insert((row, kind));
        }
        self.texts.push(text.unwrap_or_default());
        Ok(())
    }

    /// Leaves cells blank up to a row.
    fn fill(&mut self, rows: usize) {
        self.texts.resize(rows, String::new());
    }

    /// The cell as text; nothing if it cannot be.
    fn text(&mut self, cell: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
        if cell.is_none() {
            return Ok(Some(String::new()));
        }
        if let Ok(text) = cell.cast::<PyString>() {
            return Ok(Some(text.to_string()));
        }
        if let Ok(flag) = cell.cast::<PyBool>() {
            return Ok(Some(flag.is_true().to_string()));
        }
        if cell.is_instance_of::<PyInt>() {
            return Ok(Some(cell.str()?.to_string()));
        }
        if cell.is_instance_of::<PyFloat>() {
            let value: f64 = cell.extract()?;
            return Ok(Some(if value.is_nan() { String::new() } else { value.to_string() }));
        }
        if cell.is_instance(decimal_class(cell.py())?)? {
            let blank: bool = cell.call_method0("is_nan")?.extract()?;
            return Ok(Some(if blank { String::new() } else { cell.call_method1("__format__", ("f",))?.extract()? }));
        }
        // The blanks of pandas are days and numbers of no type.
        if matches!(cell.get_type().name()?.to_string().as_str(), "NaTType" | "NAType") {
            return Ok(Some(String::new()));
        }
        if is_datetime(cell)? {
            self.moments.push(self.texts.len());
            return Ok(Some(cell.call_method1("strftime", ("%Y-%m-%d %H:%M:%S",))?.extract()?));
        }
        if is_date(cell)? {
            return Ok(Some(cell.call_method0("isoformat")?.extract()?));
        }
        if let Ok(bytes) = cell.cast::<PyBytes>() {
            return Ok(std::str::from_utf8(bytes.as_bytes()).ok().map(String::from));
        }
        if cell.is_instance_of::<PyDict>() {
            return Ok(None);
        }
        // One value of numpy, or a list of them.
        if cell.hasattr("dtype")? && cell.hasattr("tolist")? {
            let plain = cell.call_method0("tolist")?;
            return if plain.get_type().is(cell.get_type()) { Ok(None) } else { self.text(&plain) };
        }
        if let Ok(parts) = cell.try_iter() {
            let mut text = String::new();
            for part in parts {
                match self.text(&part?)? {
                    Some(part) => join(&mut text, &part),
                    None => return Ok(None),
                }
            }
            return Ok(Some(text));
        }
        Ok(Some(cell.str()?.to_string()))
    }

    pub fn finish(mut self, table: &str, column: &str) -> Result<Box<dyn TextColumn>, Diagnostic> {
        if let Some((row, kind)) = self.unusable {
            let place = Place::Data { table: table.into(), row: u32::try_from(row + 1).ok(), id: None, column: Some(column.into()) };
            return Err(Diagnostic::error(Code::DataFormat, format!("一格不能是 {kind}"), format!("a cell cannot be a {kind}"))
                .help("一格是文本、数、True 或 False、日期，或者它们的列表", "a cell is text, a number, True or False, a date, or a list of these")
                .at(place));
        }
        // Programs that have no type for days put them at midnight.
        if self.moments.iter().all(|row| self.texts.get(*row).is_none_or(|text| text.ends_with(MIDNIGHT))) {
            for row in self.moments {
                if let Some(text) = self.texts.get_mut(row) {
                    text.truncate(text.len() - MIDNIGHT.len());
                }
            }
        }
        Ok(Box::new(self.texts))
    }
}

/// Columns by name, each a sequence of cells.
pub fn of_columns(table: &str, columns: &Bound<'_, PyMapping>) -> PyResult<Result<Columns, Problems>> {
    let mut known: Vec<(String, Cells)> = Vec::new();
    for pair in columns.items()? {
        let (name, column) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let mut cells = Cells::default();
        let Some(column) = column.try_iter().ok().filter(|_| !column.is_instance_of::<PyString>()) else {
            return Ok(Err(unknown_kind(table, &columns.clone().into_any())?.at(Place::column(table, &name.str()?.to_string())).into()));
        };
        for cell in column {
            cells.push(&cell?)?;
        }
        known.push((name.str()?.to_string(), cells));
    }
    Ok(finish(table, known))
}

/// Rows, each a dictionary of cells; a cell that a row does not have is blank.
pub fn of_rows(table: &str, rows: Bound<'_, PyIterator>) -> PyResult<Result<Columns, Problems>> {
    let mut known: Vec<(String, Cells)> = Vec::new();
    let mut count = 0;
    for row in rows {
        let row = row?;
        let Ok(row) = row.cast::<PyMapping>() else {
            let place = Place::Data { table: table.into(), row: u32::try_from(count + 1).ok(), id: None, column: None };
            return Ok(Err(unknown_kind(table, &row)?.at(place).into()));
        };
        for pair in row.items()? {
            let (name, cell) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
            let name = name.str()?.to_string();
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
    known.iter_mut().for_each(|(_, cells)| cells.fill(count));
    Ok(finish(table, known))
}

fn finish(table: &str, columns: Vec<(String, Cells)>) -> Result<Columns, Problems> {
    let mut known = Vec::new();
    let mut problems = Vec::new();
    for (name, cells) in columns {
        match cells.finish(table, &name) {
            Ok(cells) => known.push((name, cells)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(known) } else { Err(Problems(problems)) }
}
