//! Single values between Python and the core.

use dudao::{Code, Day, Decimal, Diagnostic, Literal, Number, Place, Shown, argument};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PySequence, PyString, PyTuple, PyType};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

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

/// Whether it is what pandas has in place of a day, or of a value of any type.
pub fn is_blank(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(matches!(&*value.get_type().name()?.to_string_lossy(), "NaTType" | "NAType"))
}

/// A whole number in digits; in hexadecimal ones where it has more than Python writes out.
pub fn whole(number: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(number) = number.extract::<i64>() {
        return Ok(number.to_string());
    }
    // Members of an enumeration have names besides.
    let number = number.py().get_type::<PyInt>().call1((number,))?;
    number.str().map(|text| text.to_string()).or_else(|_| number.call_method1("__format__", ("#x",))?.extract())
}

/// A day with the time that its clocks show, `2020-03-01 09:30:00`.
pub fn clock(moment: &Bound<'_, PyAny>) -> PyResult<String> {
    let keywords = PyDict::new(moment.py());
    keywords.set_item("sep", " ")?;
    keywords.set_item("timespec", "seconds")?;
    let mut text: String = moment.call_method("isoformat", (), Some(&keywords))?.extract()?;
    // The zone stands behind.
    text.truncate(CLOCK);
    Ok(text)
}

/// Characters of a day with a time.
const CLOCK: usize = 19;

/// What one value of numpy is in Python, whose own types numpy keeps for some of them only; nothing if it is no such thing.
pub fn of_numpy<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !(value.hasattr("dtype")? && value.hasattr("tolist")? && value.getattr("ndim")?.eq(0)?) {
        return Ok(None);
    }
    // With as many digits as tell it from its neighbours, not with those of a number twice as long.
    let kind = value.getattr("dtype")?.str()?.to_string();
    if matches!(kind.as_str(), "float16" | "float32") {
        return Ok(Some(value.extract::<f32>()?.to_string().parse::<f64>()?.into_bound_py_any(value.py())?));
    }
    let plain = plain(value, &kind)?;
    Ok(Some(plain.filter(|plain| !plain.get_type().is(value.get_type())).map_or_else(|| value.str().map(Bound::into_any), Ok)?))
}

/// What many values of numpy are in Python, all at once; nothing if it is no such thing, or they have to be looked at one by one.
pub fn many_of_numpy<'py>(values: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !(values.hasattr("dtype")? && values.hasattr("tolist")? && values.getattr("ndim")?.eq(1)?) {
        return Ok(None);
    }
    let kind = values.getattr("dtype")?.str()?.to_string();
    if matches!(kind.to_lowercase().as_str(), "float16" | "float32" | "float128" | "longdouble") { Ok(None) } else { plain(values, &kind) }
}

/// What numpy makes of its own; nothing of spans of time, which are bare numbers to Python if they are short.
fn plain<'py>(values: &Bound<'py, PyAny>, kind: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let whole_days = ["[D]", "[W]", "[M]", "[Y]"].iter().any(|unit| kind.ends_with(unit));
    match kind {
        span if span.starts_with("timedelta64") => return Ok(None),
        // So are nanoseconds.
        time if time.starts_with("datetime64[") && !time.contains(',') && !whole_days => {
            values.call_method1("astype", ("datetime64[us]",))?.call_method0("tolist")
        }
        _ => values.call_method0("tolist"),
    }
    .map(Some)
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
    let value = &of_numpy(value)?.unwrap_or_else(|| value.clone());
    let text = if is_date(value)? { value.call_method0("isoformat")?.str()? } else { value.str()? };
    Ok(argument::day(name, &text.to_string_lossy()))
}

/// Lists of lists are none that a parameter could be; what holds itself has no end.
const DEPTH: usize = 8;

/// The value of a parameter.
fn to_literal(name: &str, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Result<Literal, Diagnostic>> {
    let decimal = |text: &str| {
        let exact = if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str_exact(text) };
        exact.map(Literal::Number).map_err(|_| {
            let (zh, en) = (format!("参数“{name}”的值“{text}”不是能用的数"), format!("the value `{text}` of parameter `{name}` is no usable number"));
            Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument("params"))
        })
    };
    let value = &of_numpy(value)?.unwrap_or_else(|| value.clone());
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Ok(Literal::Flag(flag.is_true())));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(decimal(&whole(value)?));
    }
    if value.is_instance_of::<PyFloat>() || value.is_instance(decimal_class(value.py())?)? {
        return Ok(decimal(&value.str()?.to_string()));
    }
    if is_date(value)? && !is_blank(value)? {
        return Ok(to_day("params", value)?.map(Literal::Day));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Ok(Literal::Text(text.to_string_lossy().into_owned())));
    }
    // An array of numpy is no sequence to Python.
    if depth > 0 && (value.cast::<PySequence>().is_ok() || value.hasattr("ndim")?) {
        let items = value.try_iter()?.map(|item| to_literal(name, &item?, depth - 1)).collect::<PyResult<Vec<_>>>()?;
        return Ok(items.into_iter().collect::<Result<_, _>>().map(Literal::List));
    }
    let kind = value.get_type().name()?.to_string();
    let help_zh = "参数可以是数、文本、True 或 False、日期，或者它们的列表";
    Ok(Err(Diagnostic::error(Code::OptionValue, format!("参数“{name}”不能是 {kind}"), format!("parameter `{name}` cannot be a {kind}"))
        .help(help_zh, "a parameter is a number, a text, True or False, a date, or a list of these")
        .at(Place::argument("params"))))
}

/// Adds values of parameters by id, and tells every one that cannot be used.
pub fn to_literals(given: &Bound<'_, PyMapping>, known: &mut BTreeMap<String, Literal>, problems: &mut Vec<Diagnostic>) -> PyResult<()> {
    for pair in given.items()? {
        let (name, value) = pair.extract::<(String, Bound<'_, PyAny>)>()?;
        match to_literal(&name, &value, DEPTH)? {
            Ok(value) => drop(known.insert(name, value)),
            Err(problem) => problems.push(problem),
        }
    }
    Ok(())
}
