//! Problems as Python sees them: one `Diagnostic` for each, all of them in one exception.

use crate::display;
use crate::value::dict;
use dudao::{Problems, Severity, Subject};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// One problem: what is wrong, where it is, and how to mend it.
#[pyclass(frozen, module = "dudao")]
#[derive(Clone)]
pub struct Diagnostic(pub dudao::Diagnostic);

#[pymethods]
impl Diagnostic {
    /// The stable code, the same in every language, such as `data.cell`.
    #[getter]
    fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// `error`, `warning` or `note`.
    #[getter]
    fn severity(&self) -> &str {
        severity(self.0.severity)
    }

    /// What is wrong, in Chinese.
    #[getter]
    fn message(&self) -> &str {
        &self.0.message.zh
    }

    /// What is wrong, in English.
    #[getter]
    fn message_en(&self) -> &str {
        &self.0.message.en
    }

    /// How to mend it, in Chinese, if that can be said.
    #[getter]
    fn help(&self) -> Option<&str> {
        self.0.help.as_ref().map(|help| help.zh.as_str())
    }

    /// How to mend it, in English.
    #[getter]
    fn help_en(&self) -> Option<&str> {
        self.0.help.as_ref().map(|help| help.en.as_str())
    }

    /// Where it is. `kind` tells the other keys: `script` (file, line, column, length), `data` (table, row, id, column) or
    /// `argument` (name). Lines, columns and rows count from 1.
    #[getter]
    fn place(&self, py: Python<'_>) -> PyResult<Option<Py<PyDict>>> {
        self.0.place.as_ref().map(|place| dict(py, place)).transpose()
    }

    /// The repair, where there is exactly one: put `insert` where `place` is.
    #[getter]
    fn fix(&self, py: Python<'_>) -> PyResult<Option<Py<PyDict>>> {
        self.0.fix.as_ref().map(|fix| dict(py, fix)).transpose()
    }

    /// The same as a dictionary, in the shape that it has in JSON: messages and helps as `{"zh": …, "en": …}`.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, &self.0)
    }

    fn __str__(&self) -> String {
        self.0.told()
    }

    fn __repr__(&self) -> String {
        format!("<dudao.Diagnostic {}>", self.0.told().replace('\n', " "))
    }

    fn _repr_html_(&self) -> PyResult<String> {
        display::diagnostics(std::slice::from_ref(&self.0))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (self.0.code, &self.0.message).hash(&mut hasher);
        hasher.finish()
    }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// The exception that tells some problems: its class is that of what cannot be used.
pub fn raise(py: Python<'_>, problems: Problems) -> PyErr {
    let class = match problems.subject() {
        Subject::Data => "DataError",
        Subject::Option => "OptionError",
        Subject::Pack | Subject::Run | Subject::Engine => "PackError",
    };
    let made = || -> PyResult<PyErr> {
        let text: Vec<String> = problems.0.iter().map(dudao::Diagnostic::told).collect();
        let problems: Vec<Diagnostic> = problems.0.into_iter().map(Diagnostic).collect();
        let class = py.import("dudao.errors")?.getattr(class)?;
        let keywords = PyDict::new(py);
        keywords.set_item("problems", problems)?;
        Ok(PyErr::from_value(class.call((text.join("\n"),), Some(&keywords))?))
    };
    made().unwrap_or_else(|error| error)
}

/// What the core gave, or its problems as an exception.
pub trait OrRaise<T> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T, Problems> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|problems| raise(py, problems))
    }
}

impl<T> OrRaise<T> for Result<T, dudao::Diagnostic> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|problem| raise(py, problem.into()))
    }
}
