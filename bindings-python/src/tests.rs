//! What the tests of a pack came to.

use crate::value::dict;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What the tests that stand in a pack came to.
#[pyclass(frozen, module = "dudao")]
pub struct TestReport(pub dudao::TestReport);

#[pymethods]
impl TestReport {
    /// How many tests came out as they say.
    #[getter]
    fn passed(&self) -> usize {
        self.0.passed()
    }

    /// How many did not.
    #[getter]
    fn failed(&self) -> usize {
        self.0.failed()
    }

    /// How many expectations the tests have.
    #[getter]
    fn expectations(&self) -> usize {
        self.0.expectations()
    }

    /// The whole as a dictionary: `tests` with their `name`, `place`, `differences` (what was expected and what was found), `data_issues`.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, &self.0)
    }

    /// The same as JSON.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __repr__(&self) -> String {
        format!("<dudao.TestReport {} passed, {} failed, {} expectations>", self.passed(), self.failed(), self.expectations())
    }
}
