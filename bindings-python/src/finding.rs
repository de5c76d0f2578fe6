//! One finding.

use crate::display;
use crate::value::{dict, number, shown};
use chrono::NaiveDate;
use dudao::{Day, Language};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::BTreeMap;

/// A verdict on one unit by one rule, with what a person needs to act on it.
#[pyclass(frozen, module = "dudao")]
pub struct Finding {
    pub inner: dudao::Finding,
    title: String,
    language: Language,
}

impl Finding {
    pub fn new(inner: dudao::Finding, report: &dudao::Report) -> Self {
        let title = report.rule_title(&inner.rule);
        Self { inner, title, language: report.options().language }
    }
}

#[pymethods]
impl Finding {
    /// Tells the finding from others in every run: of pack, rule and unit.
    #[getter]
    fn fingerprint(&self) -> &str {
        &self.inner.fingerprint
    }

    /// The rule's id.
    #[getter]
    fn rule(&self) -> &str {
        &self.inner.rule
    }

    /// The rule's title.
    #[getter]
    fn title(&self) -> &str {
        &self.title
    }

    /// The clauses that it rests on.
    #[getter]
    fn clauses(&self) -> Vec<String> {
        self.inner.clauses.clone()
    }

    /// How binding it is: `mandatory`, `planned`, `expected`, `optional` or `aim`.
    #[getter]
    fn level(&self) -> &str {
        self.inner.level.name()
    }

    /// The id of who is judged.
    #[getter]
    fn entity(&self) -> &str {
        &self.inner.entity
    }

    /// The name of who is judged.
    #[getter]
    fn entity_name(&self) -> &str {
        &self.inner.entity_name
    }

    /// The id of the period.
    #[getter]
    fn period(&self) -> &str {
        &self.inner.period
    }

    /// What was found: `pass`, `fail`, `not_due`, `not_applicable`, `unknown`, `needs_review`, `informational` or `error`.
    #[getter]
    fn status(&self) -> &str {
        self.inner.status.name()
    }

    /// How large it is: a number, a date, a text, or a pair of ends of which either may be open.
    #[getter]
    fn measured(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown(py, self.inner.measured.as_ref())
    }

    /// How large it must be.
    #[getter]
    fn required(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        shown(py, self.inner.required.as_ref())
    }

    /// The unit of counting of both.
    #[getter]
    fn unit(&self) -> Option<&str> {
        self.inner.unit.as_deref()
    }

    /// How much is lacking: an `int` where it is whole, a `Decimal` where it is not.
    #[getter]
    fn gap(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.inner.gap.map(|gap| number(py, gap.0)).transpose()
    }

    /// The last day on which it can be made good.
    #[getter]
    fn due(&self) -> Option<NaiveDate> {
        self.inner.due.map(Day::date)
    }

    /// All of it in one sentence.
    #[getter]
    fn message(&self) -> &str {
        &self.inner.message
    }

    /// The least change that would make it pass.
    #[getter]
    fn remedy(&self) -> Option<&str> {
        self.inner.remedy.as_deref()
    }

    /// The readings that it rests on, and the choices taken.
    #[getter]
    fn readings(&self) -> BTreeMap<String, String> {
        self.inner.readings.clone()
    }

    /// The whole finding as a dictionary, in the shape that it has in JSON.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, &self.inner)
    }

    fn __repr__(&self) -> String {
        format!("<dudao.Finding {} {} {}: {}>", self.inner.rule, self.inner.entity, self.inner.period, self.inner.status.name())
    }

    fn _repr_html_(&self) -> PyResult<String> {
        display::finding(&self.inner, &self.title, self.language)
    }
}
