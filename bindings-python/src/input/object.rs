//! Cells that are Python objects, read as text.

use super::{MIDNIGHT, Read, Unusable, join};
use crate::value::{clock, decimal_class, is_blank, is_date, is_datetime, of_numpy, whole};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyFrozenSet, PyInt, PySet, PyString};

/// Lists of lists of lists say nothing that a cell could hold; what holds itself has no end.
const DEPTH: usize = 8;

/// After so many values Ctrl-C is listened for.
const OFTEN: usize = 1 << 12;

/// Digits that a number may have before and behind its point; one with more is written with its exponent, lest it fill the memory.
const DIGITS: i64 = 100;

/// Collects the cells of one column.
#[derive(Default)]
pub struct Cells {
    texts: Vec<String>,
    /// Days with a time: their row, and where they end in its text.
    moments: Vec<(usize, usize)>,
    /// The first cell that cannot be text.
    unusable: Option<Unusable>,
    seen: usize,
}

impl Cells {
    /// All that something gives.
    pub fn of<'py>(cells: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>) -> PyResult<Read> {
        let mut column = Self::default();
        for cell in cells {
            column.push(&cell?)?;
        }
        Ok(column.finish())
    }

    pub fn push(&mut self, cell: &Bound<'_, PyAny>) -> PyResult<()> {
        let mut text = String::new();
        if !self.write(cell, &mut text, DEPTH)? {
            text.clear();
            let (row, kind) = (self.texts.len(), cell.get_type().name()?.to_string());
            self.unusable.get_or_insert(Unusable::Cell(row, kind));
            self.moments.retain(|(moment, _)| *moment != row);
        }
        self.texts.push(text);
        Ok(())
    }

    /// Leaves cells blank up to a row.
    pub fn fill(&mut self, rows: usize) {
        self.texts.resize(rows, String::new());
    }

    /// Adds what a cell says to a text; false if it says nothing that a cell can hold.
    fn write(&mut self, cell: &Bound<'_, PyAny>, text: &mut String, depth: usize) -> PyResult<bool> {
        self.seen += 1;
        if self.seen.is_multiple_of(OFTEN) {
            cell.py().check_signals()?;
        }
        let part = if cell.is_none() {
            return Ok(true);
        } else if let Ok(part) = cell.cast::<PyString>() {
            // Not what `str` makes of it: members of an enumeration have other names than values.
            part.to_string_lossy().into_owned()
        } else if let Ok(flag) = cell.cast::<PyBool>() {
            flag.is_true().to_string()
        } else if cell.is_instance_of::<PyInt>() {
            whole(cell)?
        } else if cell.is_instance_of::<PyFloat>() {
            let number: f64 = cell.extract()?;
            if number.is_nan() { String::new() } else { number.to_string() }
        } else if cell.is_instance(decimal_class(cell.py())?)? {
            decimal(cell)?
        } else if is_blank(cell)? {
            return Ok(true);
        } else if is_datetime(cell)? {
            join(text, &clock(cell)?);
            self.moments.push((self.texts.len(), text.len()));
            return Ok(true);
        } else if is_date(cell)? {
            cell.call_method0("isoformat")?.extract()?
        } else if let Ok(bytes) = cell.cast::<PyBytes>() {
            let Ok(part) = std::str::from_utf8(bytes.as_bytes()) else { return Ok(false) };
            part.to_string()
        } else if let Ok(bytes) = cell.cast::<PyByteArray>() {
            let Ok(part) = String::from_utf8(bytes.to_vec()) else { return Ok(false) };
            part
        } else {
            return self.write_other(cell, text, depth);
        };
        join(text, &part);
        Ok(true)
    }

    /// The same of what is no plain value.
    fn write_other(&mut self, cell: &Bound<'_, PyAny>, text: &mut String, depth: usize) -> PyResult<bool> {
        let Some(depth) = depth.checked_sub(1) else { return Ok(false) };
        if cell.is_instance_of::<PyDict>() || cell.is_callable() {
            return Ok(false);
        }
        if let Some(plain) = of_numpy(cell)? {
            return self.write(&plain, text, depth);
        }
        // A value of Arrow.
        if cell.hasattr("as_py")? {
            return self.write(&cell.call_method0("as_py")?, text, depth);
        }
        // A set has no order of its own; the same set must be the same text.
        if cell.is_instance_of::<PySet>() || cell.is_instance_of::<PyFrozenSet>() {
            let mut parts = Vec::new();
            for member in cell.try_iter()? {
                let mut part = String::new();
                if !self.write(&member?, &mut part, depth)? {
                    return Ok(false);
                }
                parts.push(part);
            }
            parts.sort();
            parts.iter().for_each(|part| join(text, part));
            return Ok(true);
        }
        if let Ok(parts) = cell.try_iter() {
            for part in parts {
                if !self.write(&part?, text, depth)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        if is_mute(cell)? {
            return Ok(false);
        }
        join(text, &cell.str()?.to_string_lossy());
        Ok(true)
    }

    pub fn finish(mut self) -> Read {
        // Programs that have no type for days put them at midnight.
        let at_midnight = |(row, end): &(usize, usize)| self.texts.get(*row).and_then(|text| text.get(..*end)).is_some_and(|text| text.ends_with(MIDNIGHT));
        if self.moments.iter().all(at_midnight) {
            for (row, end) in self.moments.into_iter().rev() {
                if let Some(text) = self.texts.get_mut(row) {
                    text.replace_range(end - MIDNIGHT.len()..end, "");
                }
            }
        }
        Read { cells: Box::new(self.texts), unusable: self.unusable }
    }
}

fn decimal(cell: &Bound<'_, PyAny>) -> PyResult<String> {
    if cell.call_method0("is_nan")?.is_truthy()? {
        return Ok(String::new());
    }
    let lowest = cell.call_method0("as_tuple")?.getattr("exponent")?.extract::<i64>();
    let highest: i64 = cell.call_method0("adjusted")?.extract()?;
    let short = highest < DIGITS && lowest.is_ok_and(|lowest| lowest > -DIGITS);
    if short { cell.call_method1("__format__", ("f",))?.extract() } else { Ok(cell.str()?.to_string()) }
}

/// Whether it has no text of its own, but the name of its class and a place in memory.
fn is_mute(cell: &Bound<'_, PyAny>) -> PyResult<bool> {
    let object = cell.py().import("builtins")?.getattr("object")?;
    let inherits = |name: &str| -> PyResult<bool> { Ok(cell.get_type().getattr(name)?.is(&object.getattr(name)?)) };
    Ok(inherits("__str__")? && inherits("__repr__")?)
}
