//! What a run found.

use crate::coverage::Coverage;
use crate::display;
use crate::error::OrRaise;
use crate::explanation::Explanation;
use crate::finding::Finding;
use crate::form::Form;
use crate::rows;
use crate::table::{Table, module};
use crate::value::dict;
use chrono::NaiveDate;
use dudao::{Code, Diagnostic, Place, Status, View, argument, files};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The statuses, from the best known to the rarest: name, mark in a narrow column, and the words that people read.
#[pyfunction]
#[pyo3(signature = (language: "str" = "zh"))]
pub fn statuses(py: Python<'_>, language: &str) -> PyResult<Vec<(&'static str, &'static str, String)>> {
    let language = argument::language("language", language).or_raise(py)?;
    Ok(Status::ALL.iter().map(|(status, name, _)| (*name, status.mark(), status.words(language))).collect())
}

/// What a run found: findings, scores, what it covers and what it rests on. Tables are made when they are first asked for.
#[pyclass(frozen, module = "dudao")]
pub struct Report {
    inner: dudao::Report,
    view: PyOnceLock<View>,
    findings: PyOnceLock<Py<Table>>,
    scores: PyOnceLock<Py<Table>>,
}

impl Report {
    pub fn new(inner: dudao::Report) -> Self {
        Self { inner, view: PyOnceLock::new(), findings: PyOnceLock::new(), scores: PyOnceLock::new() }
    }

    fn viewed(&self, py: Python<'_>) -> &View {
        self.view.get_or_init(py, || py.detach(|| self.inner.view()))
    }

    /// The number of a finding: given as such, by its fingerprint, or as a row of `findings`.
    fn number(&self, given: &Bound<'_, PyAny>) -> PyResult<usize> {
        // Also a number of numpy.
        if given.hasattr("__index__")? {
            let number = given.extract::<isize>().ok();
            let behind = |number: isize| if number < 0 { number.checked_add_unsigned(self.inner.len()) } else { Some(number) };
            let known = number.and_then(behind).and_then(|number| usize::try_from(number).ok()).filter(|number| *number < self.inner.len());
            return match known {
                Some(number) => Ok(number),
                None => Err(PyIndexError::new_err(format!("没有第 {given} 条结果 / there is no finding {given}"))),
            };
        }
        if let Ok(finding) = given.cast::<Finding>() {
            return self.number(&PyString::new(given.py(), &finding.get().inner.fingerprint));
        }
        let fingerprint = if let Ok(text) = given.cast::<PyString>() {
            text.to_string()
        } else if given.hasattr("__getitem__")? {
            given.get_item("fingerprint")?.extract()?
        } else {
            return Err(PyTypeError::new_err("给出结果的序号、指纹，或 findings 的一行 / give the number, the fingerprint, or a row of findings"));
        };
        let found = given.py().detach(|| self.inner.position(&fingerprint));
        found.ok_or_else(|| PyKeyError::new_err(format!("没有指纹为 {fingerprint} 的结果 / no finding has the fingerprint {fingerprint}")))
    }

    fn write(&self, path: &Path, table: &str) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        match (is(path, "json"), table) {
            (true, _) => self.inner.write_json(&mut file)?,
            (false, "scores") => self.inner.write_scores_csv(&mut file)?,
            (false, "readings") => self.inner.write_readings_csv(&mut file)?,
            _ => self.inner.write_csv(&mut file)?,
        }
        file.flush()
    }
}

/// Whether a path has an extension.
fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|given| given.eq_ignore_ascii_case(extension))
}

#[pymethods]
impl Report {
    /// The findings, one a row, sorted by rule, unit and period. `measured_low` and `measured_high` are the ends between which the measured
    /// number lies, equal where it is certain; `measured_date` and `measured_text` hold what is no number. `gap` is how much is lacking,
    /// `due` the last day to make it good. `reason`, `measures`, `readings`, `depends_on` are lists.
    #[getter]
    fn findings(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        Ok(self.findings.get_or_try_init(py, || Py::new(py, py.detach(|| rows::finding::findings(&self.inner))?))?.clone_ref(py))
    }

    /// The scores, one a row for each card, unit and period. `score_low` and `score_high` are the ends between which the score lies; `band`
    /// is null where that could be called one thing or another.
    #[getter]
    fn scores(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        Ok(self.scores.get_or_try_init(py, || Py::new(py, py.detach(|| rows::score::scores(&self.inner))?))?.clone_ref(py))
    }

    /// The units by rules: `table`, `entity`, `name`, `overall`, and a column with the status for each rule.
    #[getter]
    fn matrix(&self, py: Python<'_>) -> PyResult<Table> {
        rows::view::matrix(self.viewed(py))
    }

    /// What is to be done, unit by unit: `kind` (`due`, `missed`, `unclear`), `entity`, `name`, `rule`, `title`, `period`, `status`, `due`,
    /// `message`, `remedy`.
    #[getter]
    fn worklist(&self, py: Python<'_>) -> PyResult<Table> {
        rows::view::worklist(self.viewed(py))
    }

    /// The findings that only another choice of a reading has; empty unless the run was asked for `all_readings`.
    #[getter]
    fn only_under(&self) -> PyResult<Table> {
        rows::finding::only_under(&self.inner)
    }

    /// What it covers: rules, clauses, cards, readings.
    #[getter]
    fn coverage(&self, py: Python<'_>) -> Coverage {
        Coverage(py.detach(|| self.inner.coverage().clone()))
    }

    /// What is wrong with the records that the pack reads; columns as in `Dataset.issues`.
    #[getter]
    fn issues(&self) -> PyResult<Table> {
        rows::issue::issues(self.inner.issues())
    }

    /// What it rests on: the hashes of pack and data, the day, parameters, readings. Equal receipts have equal reports.
    #[getter]
    fn receipt(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, py.detach(|| self.inner.receipt()))
    }

    /// How many findings have each status.
    #[getter]
    fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.inner.counts().into_iter().map(|(status, count)| (status.name(), count)).collect()
    }

    /// The report as people read it: counts, rules, matrix, worklist, scores, as a dictionary.
    #[getter]
    fn view(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        dict(py, self.viewed(py))
    }

    /// The day on which it was judged.
    #[getter]
    fn as_of(&self) -> NaiveDate {
        self.inner.options().as_of.date()
    }

    /// The language of its messages: `zh` or `en`.
    #[getter]
    fn language(&self) -> &str {
        self.inner.options().language.code()
    }

    /// One finding: by its number, its fingerprint, or a row of `findings`.
    ///
    /// Raises `IndexError` or `KeyError` if there is none.
    #[pyo3(signature = (finding: "int | str | Finding | collections.abc.Mapping[str, typing.Any]", /) -> "Finding")]
    fn finding(&self, finding: &Bound<'_, PyAny>) -> PyResult<Finding> {
        let number = self.number(finding)?;
        let found = self.inner.finding(number);
        found.map(|found| Finding::new(found, &self.inner)).ok_or_else(|| PyIndexError::new_err(number))
    }

    /// What stands behind a finding: its clauses, parameters and readings, its measures, and the ids of their records, also where the run
    /// was not asked for evidence. Takes what `finding` takes.
    #[pyo3(signature = (finding: "int | str | Finding | collections.abc.Mapping[str, typing.Any]", /) -> "Explanation")]
    fn explain(&self, py: Python<'_>, finding: &Bound<'_, PyAny>) -> PyResult<Explanation> {
        let number = self.number(finding)?;
        let explained = py.detach(|| self.inner.explain(number));
        let explained = explained.ok_or_else(|| PyIndexError::new_err(number))?;
        Explanation::new(py, explained, &self.inner)
    }

    /// Fills a form of the pack in for a unit, which is given by its id; over a period where the form has several for it.
    ///
    /// Raises `OptionError` if the pack has no such form, or the form no such unit or period.
    #[pyo3(signature = (name: "str", unit: "str", period: "str | None" = None) -> "Form")]
    fn form(&self, py: Python<'_>, name: &str, unit: &str, period: Option<&str>) -> PyResult<Form> {
        let filled = py.detach(|| self.inner.form(name, unit, period)).or_raise(py)?;
        Form::new(py, filled)
    }

    /// For whom a form of the pack can be filled in: `form`, `entity`, `entity_name`, `period`, `period_name`.
    ///
    /// Raises `OptionError` if the pack has no such form.
    #[pyo3(signature = (name: "str") -> "Table")]
    fn form_units(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        let units = py.detach(|| self.inner.form_units(name)).or_raise(py)?;
        rows::form::units(&units)
    }

    /// The report as JSON, byte for byte what Rust and JavaScript write.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.inner.to_json())
    }

    /// Writes it to a file: `.json` the whole report, `.csv` or `.parquet` one table, which is `findings`, or `scores`, or `readings`
    /// (what depends on a reading; `.csv` only). Parquet needs pyarrow.
    ///
    /// Raises `OptionError` if the name has another ending or there is no such table, `OSError` if the file cannot be written.
    #[pyo3(signature = (path: "str | os.PathLike[str]", *, table: "str" = "findings") -> "None")]
    fn save(&self, py: Python<'_>, path: PathBuf, table: &str) -> PyResult<()> {
        let unusable = |argument: &str, zh: String, en: String| Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument(argument));
        let tables: &[&str] = if is(&path, "parquet") { &["findings", "scores"] } else { &["findings", "scores", "readings"] };
        if !tables.contains(&table) {
            let problem = unusable("table", format!("没有表“{table}”"), format!("there is no table `{table}`")).suggest(table, tables.iter().copied());
            return Err(problem).or_raise(py);
        }
        if is(&path, "parquet") {
            let rows = if table == "scores" { self.scores(py)? } else { self.findings(py)? };
            let arrow = module(py, "pyarrow", "pandas")?.call_method1("table", (rows,))?;
            module(py, "pyarrow.parquet", "pandas")?.call_method1("write_table", (arrow, path))?;
            return Ok(());
        }
        if !is(&path, "json") && !is(&path, "csv") {
            let shown = path.display();
            let problem = unusable("path", format!("不会写“{shown}”"), format!("cannot write `{shown}`"));
            return Err(problem.help("文件名以 .json、.csv 或 .parquet 结尾", "end the name with .json, .csv or .parquet")).or_raise(py);
        }
        py.detach(|| self.write(&path, table)).map_err(|error| {
            let reason = files::reason(&error);
            pyo3::exceptions::PyOSError::new_err((error.raw_os_error(), format!("{} / {}", reason.zh, reason.en), path.display().to_string()))
        })
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __repr__(&self) -> String {
        let counts: Vec<String> = self.inner.counts().iter().map(|(status, count)| format!("{} {count}", status.name())).collect();
        format!("<dudao.Report {} as of {}: {} findings ({})>", self.inner.pack().policy().id, self.inner.options().as_of, self.inner.len(), counts.join(", "))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        display::report(&self.inner, self.viewed(py))
    }
}
