//! What is peculiar to data frames: the index of pandas, and columns of objects of any kind.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PySlice};

/// Whether it is of that class of pandas.
pub fn is_pandas(given: &Bound<'_, PyAny>, class: &str) -> PyResult<bool> {
    let modules = given.py().import("sys")?.getattr("modules")?;
    let pandas = modules.call_method1("get", ("pandas",))?;
    // Whoever has a frame of it has loaded it.
    if pandas.is_none() || !pandas.hasattr(class)? { Ok(false) } else { given.is_instance(&pandas.getattr(class)?) }
}

/// The columns of a frame with their names: those of its index first that have one, and are not columns besides.
pub fn columns_of_pandas<'py>(frame: &Bound<'py, PyAny>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let (index, labels) = (frame.getattr("index")?, frame.getattr("columns")?);
    let mut columns = Vec::new();
    for (level, name) in index.getattr("names")?.try_iter()?.enumerate() {
        let name = name?;
        if !name.is_none() && !labels.contains(&name)? {
            columns.push((text(&name)?, index.call_method1("get_level_values", (level,))?.call_method0("to_series")?));
        }
    }
    let places = frame.getattr("iloc")?;
    for (number, label) in labels.try_iter()?.enumerate() {
        // By number, since a label may stand for several.
        columns.push((text(&label?)?, places.get_item((PySlice::full(frame.py()), number))?));
    }
    Ok(columns)
}

fn text(label: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(label.str()?.to_string_lossy().into_owned())
}

/// Whether Arrow would not take the objects of a column for what they are: it makes one type of them, with one zone and one number of digits,
/// and takes the days of a period for numbers.
pub fn is_mixed(column: &Bound<'_, PyAny>) -> PyResult<bool> {
    let dtype = column.getattr("dtype")?;
    let name = text(&dtype)?;
    if name == "category" {
        return is_mixed(&dtype.getattr("categories")?);
    }
    if name == "object" {
        let keywords = PyDict::new(column.py());
        keywords.set_item("skipna", true)?;
        let kind = column.py().import("pandas.api.types")?.getattr("infer_dtype")?.call((column,), Some(&keywords))?;
        return Ok(!matches!(text(&kind)?.as_str(), "string" | "empty"));
    }
    Ok(name.starts_with("period"))
}

/// Whether polars has objects in it, of which it hands Arrow the places in memory.
pub fn has_objects(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    let dtypes: Vec<Bound<'_, PyAny>> = if given.hasattr("get_columns")? {
        given.getattr("dtypes")?.try_iter()?.collect::<PyResult<_>>()?
    } else {
        given.getattr_opt("dtype")?.into_iter().collect()
    };
    Ok(dtypes.iter().any(|dtype| dtype.str().is_ok_and(|name| name == "Object")))
}

/// A column as a frame of its own, without the index.
pub fn alone<'py>(column: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let keywords = PyDict::new(column.py());
    keywords.set_item("drop", true)?;
    column.call_method("reset_index", (), Some(&keywords))?.call_method1("to_frame", ("column",))
}
