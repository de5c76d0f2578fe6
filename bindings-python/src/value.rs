//! Single values between Python and the core.

use chrono::NaiveDate;
use dudao::{Code, Day, Decimal, Diagnostic, Literal, Number, Place, Problems, Shown, argument};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PySequence, PyString, PyTuple, PyType};
use serde::Serialize;
use serde_json::Value;

/// A class that Python brings along.
fn class<'py>(py: Python<'py>, cell: &'static PyOnceLock<Py<PyType>>, module: &str, name: &str) -> PyResult<&'py Bound<'py, PyType>> {
    cell.import(py, module, name)
}

pub fn is_date(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    value.is_instance(class(value.py(), &CLASS, "datetime", "date")?)
}

pub fn is_datetime(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    value.is_instance(class(value.py(), &CLASS, "datetime", "datetime")?)
}

pub fn decimal_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    class(py, &CLASS, "decimal", "Decimal")
}

/// A number: an `int` where it is whole, a `Decimal` where it is not.
pub fn number(py: Python<'_>, number: Decimal) -> PyResult<Py<PyAny>> {
    let text = Number(number).to_string();
    if text.contains('.') { decimal_class(py)?.call1((text,)).map(Bound::unbind) } else { py.get_type::<PyInt>().call1((text,)).map(Bound::unbind) }
}

/// A day as `datetime.date`; with a time as `datetime.datetime`.
pub fn day(py: Python<'_>, day: Day) -> PyResult<Py<PyAny>> {
    match day.minute() {
        Some(minute) => day.date().and_hms_opt(u32::from(minute / 60), u32::from(minute % 60), 0).into_py_any(py),
        None => day.date().into_py_any(py),
    }
}

/// A day without its time.
pub fn date(day: Day) -> NaiveDate {
    day.date()
}

/// A value of a finding; between two ends it is a pair, in which `None` is an open end.
pub fn shown(py: Python<'_>, value: Option<&Shown>) -> PyResult<Py<PyAny>> {
    fn pair<T: Copy>(py: Python<'_>, ends: [Option<T>; 2], to: impl Fn(Python<'_>, T) -> PyResult<Py<PyAny>>) -> PyResult<Py<PyAny>> {
        let ends = ends.map(|end| end.map(|end| to(py, end)).transpose());
        let [low, high] = ends;
        Ok(PyTuple::new(py, [low?, high?])?.into_any().unbind())
    }
    match value {
        None => Ok(py.None()),
        Some(Shown::Number(value)) => number(py, value.0),
        Some(Shown::Numbers(low, high)) => pair(py, [*low, *high], |py, end| number(py, end.0)),
        Some(Shown::Day(value)) => day(py, *value),
        Some(Shown::Days(low, high)) => pair(py, [*low, *high], day),
        Some(Shown::Text(text)) => text.into_py_any(py),
        Some(Shown::Flag(flag)) => flag.into_py_any(py),
        Some(Shown::Keys(keys)) => keys.into_py_any(py),
    }
}

/// What has fields, as the dictionary that its JSON is.
pub fn dict(py: Python<'_>, value: &impl Serialize) -> PyResult<Py<PyDict>> {
    let value = serde_json::to_value(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    Ok(from_json(py, &value)?.extract(py)?)
}

/// JSON as Python has it. Numbers keep every digit: an `int` where they are whole, a `Decimal` where they are not.
fn from_json(py: Python<'_>, value: &Value) -> PyResult<Py<PyAny>> {
    match value {
        Value::Null => Ok(py.None()),
        Value::Bool(flag) => flag.into_py_any(py),
        Value::Number(given) => match Decimal::from_str_exact(&given.to_string()) {
            Ok(exact) => number(py, exact),
            Err(_) => given.to_string().into_py_any(py),
        },
        Value::String(text) => text.into_py_any(py),
        Value::Array(items) => {
            let items = items.iter().map(|item| from_json(py, item)).collect::<PyResult<Vec<_>>>()?;
            Ok(PyList::new(py, items)?.into_any().unbind())
        }
        Value::Object(fields) => {
            let object = PyDict::new(py);
            for (key, value) in fields {
                object.set_item(key, from_json(py, value)?)?;
            }
            Ok(object.into_any().unbind())
        }
    }
}

/// The day of an argument: a `date`, a `datetime` or text.
pub fn to_day(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Result<Day, Diagnostic>> {
    let text = if is_date(value)? { value.call_method0("isoformat")?.to_string() } else { value.str()?.to_string() };
    Ok(argument::day(name, &text))
}

/// The value of a parameter.
pub fn to_literal(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Result<Literal, Diagnostic>> {
    let decimal = |text: &str| {
        let exact = if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str_exact(text) };
        exact.map(Literal::Number).map_err(|_| {
            let (zh, en) = (format!("参数“{name}”的值“{text}”不是能用的数"), format!("the value `{text}` of parameter `{name}` is no usable number"));
            Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument("params"))
        })
    };
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Ok(Literal::Flag(flag.is_true())));
    }
    // What numpy holds one of is an ordinary number once it is taken out.
    let value = &if value.hasattr("item")? && value.hasattr("dtype")? { value.call_method0("item")? } else { value.clone() };
    if value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>() || value.is_instance(decimal_class(value.py())?)? {
        return Ok(decimal(&value.str()?.to_string()));
    }
    if is_date(value)? {
        return Ok(to_day("params", value)?.map(Literal::Day));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Ok(Literal::Text(text.to_string())));
    }
    if let Ok(items) = value.cast::<PySequence>() {
        let items = items.try_iter()?.map(|item| to_literal(name, &item?)).collect::<PyResult<Vec<_>>>()?;
        return Ok(items.into_iter().collect::<Result<_, _>>().map(Literal::List));
    }
    let kind = value.get_type().name()?.to_string();
    let help_zh = "参数可以是数、文本、True 或 False、日期，或者它们的列表";
    Ok(Err(Diagnostic::error(Code::OptionValue, format!("参数“{name}”不能是 {kind}"), format!("parameter `{name}` cannot be a {kind}"))
        .help(help_zh, "a parameter is a number, a text, True or False, a date, or a list of these")
        .at(Place::argument("params"))))
}

/// Values of parameters by id; every one that cannot be used is told.
pub fn to_literals(given: Option<&Bound<'_, PyMapping>>) -> PyResult<Result<Vec<(String, Literal)>, Problems>> {
    let mut known = Vec::new();
    let mut problems = Vec::new();
    for pair in given.map(PyMappingMethods::items).transpose()?.iter().flatten() {
        let (name, value) = pair.extract::<(String, Bound<'_, PyAny>)>()?;
        match to_literal(&name, &value)? {
            Ok(value) => known.push((name, value)),
            Err(problem) => problems.push(problem),
        }
    }
    Ok(if problems.is_empty() { Ok(known) } else { Err(Problems(problems)) })
}
