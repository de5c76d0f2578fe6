//! A form that was filled in.

use crate::error::OrRaise;
use crate::value::dict;
use dudao::{FilledForm, files};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::fs;
use std::path::{Path, PathBuf};

/// A form that was filled in for one unit and period: what stands in each line and cell, and the same as a page of HTML that prints on A4.
#[pyclass(frozen, module = "dudao")]
pub struct Form {
    inner: FilledForm,
    html: String,
}

impl Form {
    pub fn new(py: Python<'_>, inner: FilledForm) -> PyResult<Self> {
        let html = py.detach(|| inner.html()).or_raise(py)?;
        Ok(Self { inner, html })
    }
}

#[pymethods]
impl Form {
    /// The form as a page of HTML that prints on A4: it needs nothing from outside and runs nothing.
    #[getter]
    fn html(&self) -> &str {
        &self.html
    }

    /// Its title.
    #[getter]
    fn title(&self) -> String {
        self.inner.heading()
    }

    /// Id of the unit.
    #[getter]
    fn entity(&self) -> &str {
        &self.inner.entity
    }

    /// Id of the period.
    #[getter]
    fn period(&self) -> &str {
        &self.inner.period
    }

    /// The whole as a dictionary, in the shape that it has in JSON: `title`, `blocks`, `values`, what it was filled in for, `left_out` (records
    /// of which it is not certain whether they belong in it) and `not_judged` (rules whose findings belong in it).
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, &self.inner)
    }

    /// The form as JSON, byte for byte what Rust and JavaScript write.
    fn to_json(&self) -> String {
        self.inner.to_json()
    }

    /// Writes the page to a file.
    ///
    /// Raises `OSError` if the file cannot be written.
    #[pyo3(signature = (path: "str | os.PathLike[str]") -> "None")]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| fs::write(&path, &self.html)).map_err(|error| not_written(&path, &error))
    }

    fn __repr__(&self) -> String {
        format!("<dudao.Form {} {} {}>", self.inner.form, self.inner.entity, self.inner.period)
    }

    /// The page in a frame of its own, which runs nothing and reaches nothing of the notebook.
    fn _repr_html_(&self) -> String {
        let page = self.html.replace('&', "&amp;").replace('"', "&quot;");
        format!("<iframe sandbox=\"\" style=\"width: 100%; height: 40em; border: 1px solid #ccc; background: #fff\" srcdoc=\"{page}\"></iframe>")
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> PyErr {
    let reason = files::reason(error);
    PyOSError::new_err((error.raw_os_error(), format!("{} / {}", reason.zh, reason.en), path.display().to_string()))
}
