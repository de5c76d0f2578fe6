//! What a report covers.

use crate::rows;
use crate::table::Table;
use pyo3::prelude::*;

/// What a report covers: which rules ran and why others did not, which clauses have a rule, which cards were scored, and what depends on a
/// reading.
#[pyclass(frozen, module = "dudao")]
pub struct Coverage(pub dudao::Coverage);

#[pymethods]
impl Coverage {
    /// The rules: `rule`, `title`, `asked`, `ran`, `why` (it did not run), `findings`.
    #[getter]
    fn rules(&self) -> PyResult<Table> {
        rows::coverage::rules(&self.0)
    }

    /// The clauses: `clause`, `article`, `force`, `kind`, `says`, `rules`, `scoring`, `unruled`.
    #[getter]
    fn clauses(&self) -> PyResult<Table> {
        rows::coverage::clauses(&self.0)
    }

    /// The scorecards: `card`, `title`, `asked`, `scored`, `why` (it was not scored).
    #[getter]
    fn cards(&self) -> PyResult<Table> {
        rows::coverage::cards(&self.0)
    }

    /// The readings and what another choice would change; empty unless the run was asked for `all_readings`.
    #[getter]
    fn readings(&self) -> PyResult<Table> {
        rows::coverage::readings(&self.0)
    }

    fn __repr__(&self) -> String {
        let ran = self.0.rules.iter().filter(|rule| rule.ran).count();
        format!("<dudao.Coverage {ran} of {} rules, {} clauses, {} cards>", self.0.rules.len(), self.0.clauses.len(), self.0.cards.len())
    }

    fn _repr_html_(&self) -> PyResult<String> {
        crate::display::table(&self.rules()?)
    }
}
