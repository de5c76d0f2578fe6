//! A record book that was read.

use crate::display;
use crate::error::OrRaise;
use crate::input;
use crate::rows;
use crate::table::Table;
use dudao::{Pack, Problems};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;

/// A record book, bound to the record book that a pack declares. It is built once and serves any number of runs, also of other packs with
/// the same tables, and on several threads at a time. Columns are read when a pack first asks for them, and measures are kept: a run
/// with another threshold measures nothing twice.
#[pyclass(frozen, module = "dudao")]
pub struct Dataset(pub Arc<dudao::Dataset>);

impl Dataset {
    /// Takes a record book in whatever form Python has it.
    pub fn take(py: Python<'_>, pack: &Pack, data: Option<&Bound<'_, PyAny>>, tables: Option<&Bound<'_, PyDict>>, strict: bool) -> PyResult<Self> {
        let (mut taken, mut problems) = (Vec::new(), Vec::new());
        if let Some(data) = data.filter(|data| !data.is_none()) {
            input::book(pack.schema(), data, &mut taken, &mut problems)?;
        }
        if let Some(tables) = tables {
            input::book(pack.schema(), tables, &mut taken, &mut problems)?;
        }
        // Whether cells are sound is no question as long as tables are not.
        let builder = dudao::Dataset::builder(pack.schema()).strict(strict && problems.is_empty());
        let built = py.detach(|| taken.into_iter().fold(builder, |builder, taken| taken.add_to(builder)).finish());
        let built = if problems.is_empty() {
            built
        } else {
            problems.extend(built.err().into_iter().flat_map(|further| further.0));
            Err(Problems(problems))
        };
        built.or_raise(py).map(|dataset| Self(Arc::new(dataset)))
    }
}

#[pymethods]
impl Dataset {
    /// The names of the tables that were supplied.
    #[getter]
    fn tables(&self) -> Vec<&str> {
        self.0.tables().collect()
    }

    /// Everything that is wrong with the records, cell by cell: `severity`, `code`, `message`, `help`, `table`, `row` (from 1), `id`, `column`.
    #[getter]
    fn issues(&self, py: Python<'_>) -> PyResult<Table> {
        let issues = py.detach(|| self.0.issues()).or_raise(py)?;
        rows::issue::issues(&issues)
    }

    fn __repr__(&self) -> String {
        format!("<dudao.Dataset {}>", self.tables().join(", "))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let issues = py.detach(|| self.0.issues()).or_raise(py)?;
        display::dataset(&self.0, &issues)
    }
}
