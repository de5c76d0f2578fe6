//! What stands behind one finding.

use crate::display;
use crate::finding::Finding;
use crate::rows;
use crate::table::Table;
use crate::value::dict;
use dudao::Language;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What stands behind one finding: the clauses, parameters and readings that it rests on, its measures, and their records.
#[pyclass(frozen, module = "dudao")]
pub struct Explanation {
    inner: dudao::Explanation,
    finding: Py<Finding>,
    language: Language,
}

impl Explanation {
    pub fn new(py: Python<'_>, inner: dudao::Explanation, report: &dudao::Report) -> PyResult<Self> {
        let finding = Py::new(py, Finding::new(inner.finding.clone(), report))?;
        Ok(Self { inner, finding, language: report.options().language })
    }
}

#[pymethods]
impl Explanation {
    /// The finding.
    #[getter]
    fn finding(&self, py: Python<'_>) -> Py<Finding> {
        self.finding.clone_ref(py)
    }

    /// The measures: `name`, `label`, `unit`, `low`, `high`, `date`, `text` (the value), `from`, `to` (the days that it covers), `open`, `table`,
    /// `counted`, `uncertain` (how many records).
    #[getter]
    fn measures(&self) -> PyResult<Table> {
        rows::explanation::measures(&self.inner)
    }

    /// The records behind the measures: `measure`, `table`, `id`, `row` (from 1), `certain` (whether it certainly counts, or may).
    #[getter]
    fn records(&self) -> PyResult<Table> {
        rows::explanation::records(&self.inner)
    }

    /// The findings behind measures of findings: `measure`, `fingerprint`, `rule`, `entity`, `entity_name`, `period`, `status`, `certain`.
    #[getter]
    fn findings(&self) -> PyResult<Table> {
        rows::explanation::findings(&self.inner)
    }

    /// The whole as a dictionary, in the shape that it has in JSON.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, &self.inner)
    }

    fn __repr__(&self) -> String {
        let finding = &self.inner.finding;
        format!("<dudao.Explanation {} {} {}: {}>", finding.rule, finding.entity, finding.period, finding.message)
    }

    fn _repr_html_(&self) -> PyResult<String> {
        display::explanation(&self.inner, self.language)
    }
}
