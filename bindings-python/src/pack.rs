//! A policy that was loaded.

use crate::dataset::Dataset;
use crate::display;
use crate::error::{Diagnostic, OrRaise, raise};
use crate::report::Report;
use crate::rows;
use crate::run::{self, Progress};
use crate::table::Table;
use crate::tests::TestReport;
use crate::value::{to_day, to_literals};
use chrono::NaiveDate;
use dudao::{Code, Day, Diagnostic as Problem, Literal, Options, PackSource, Place, Problems, TestOptions, argument};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyMapping};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The names of the packs that come with the package.
#[pyfunction]
pub fn packs() -> Vec<&'static str> {
    dudao_rules::names()
}

/// A policy that was loaded: clauses, rules, parameters and readings. It can be shared between threads.
///
/// `Pack.load` makes one. Nothing about it changes; `with_params` gives another.
#[pyclass(frozen, module = "dudao")]
pub struct Pack {
    pub inner: dudao::Pack,
    /// Parameters that were set.
    params: BTreeMap<String, Literal>,
}

/// How a run is asked for.
struct Asked<'a, 'py> {
    as_of: Option<Bound<'py, PyAny>>,
    params: Option<&'a Bound<'py, PyMapping>>,
    readings: Option<BTreeMap<String, String>>,
    profile: Option<String>,
    rules: Option<Vec<String>>,
    statuses: Option<Vec<String>>,
    language: &'a str,
    threads: Option<Bound<'py, PyInt>>,
    progress: Option<&'a Bound<'py, PyAny>>,
}

impl Asked<'_, '_> {
    /// The options that it comes to; every argument that cannot be used is told.
    fn options(self, py: Python<'_>, pack: &Pack) -> PyResult<Options> {
        let mut problems = Vec::new();
        let as_of = match self.as_of.filter(|day| !day.is_none()) {
            Some(day) => to_day("as_of", &day)?,
            // Only a host asks a clock.
            None => to_day("as_of", &py.import("datetime")?.getattr("date")?.call_method0("today")?)?,
        };
        let as_of = as_of.map_err(|problem| problems.push(problem)).ok();
        let language = argument::language("language", self.language).map_err(|problem| problems.push(problem)).ok();
        let threads = self.threads.map(|threads| to_threads(&threads)).transpose().map_err(|problem| problems.push(problem)).ok();
        problems.extend(Progress::check(self.progress)?.err());
        let mut params = pack.params.clone();
        if let Some(given) = self.params {
            to_literals(given, &mut params, &mut problems)?;
        }
        let mut statuses = Vec::new();
        for name in self.statuses.unwrap_or_default() {
            match argument::status("statuses", &name) {
                Ok(status) => statuses.push(status),
                Err(problem) => problems.push(problem),
            }
        }
        let mut options = Options::new(as_of.unwrap_or_else(any_day));
        options.params = params;
        options.readings = self.readings.unwrap_or_default();
        options.profile = self.profile;
        options.rules = self.rules.unwrap_or_default();
        options.statuses = statuses;
        options.language = language.unwrap_or_default();
        options.threads = threads.flatten();
        problems.extend(pack.inner.check_options(&options).err().into_iter().flat_map(|further| further.0));
        if problems.is_empty() { Ok(options) } else { Err(raise(py, Problems(problems))) }
    }
}

/// Paths and texts, in whatever mapping they are.
fn texts(files: &Bound<'_, PyMapping>) -> PyResult<BTreeMap<String, String>> {
    files.items()?.iter().map(|pair| pair.extract()).collect()
}

/// Which options there are does not depend on the day.
fn any_day() -> Day {
    Day::from_date(NaiveDate::MAX)
}

fn to_threads(given: &Bound<'_, PyInt>) -> Result<usize, Problem> {
    given.extract::<usize>().ok().filter(|threads| *threads > 0).ok_or_else(|| {
        Problem::error(Code::OptionValue, format!("不能用 {given} 个线程"), format!("cannot use {given} threads"))
            .help("给 1 或更多，或者不写", "give 1 or more, or leave it out")
            .at(Place::argument("threads"))
    })
}

#[pymethods]
impl Pack {
    /// Loads a pack.
    ///
    /// `source` is the path of a folder with `.rhai` files, the name of a pack that comes with the package (`dudao.packs()` lists them),
    /// or a dictionary of the files themselves: path to text. `library` has further files that `uses` may name, beside those that come with
    /// the package.
    ///
    /// Raises `PackError` with everything that is wrong with it.
    #[staticmethod]
    #[pyo3(signature = (source: "str | os.PathLike[str] | collections.abc.Mapping[str, str]", *, library: "collections.abc.Mapping[str, str] | None" = None) -> "Pack")]
    fn load(py: Python<'_>, source: Bound<'_, PyAny>, library: Option<&Bound<'_, PyMapping>>) -> PyResult<Self> {
        let found = if let Ok(files) = source.cast::<PyMapping>() {
            PackSource::new(texts(files)?).with_library(dudao_rules::library())
        } else {
            dudao_rules::find(&source.extract::<PathBuf>()?).or_raise(py)?.source
        };
        let found = found.with_library(library.map(texts).transpose()?.unwrap_or_default());
        let inner = py.detach(|| dudao::Pack::load(&found)).or_raise(py)?;
        Ok(Self { inner, params: BTreeMap::new() })
    }

    /// The policy's id.
    #[getter]
    fn id(&self) -> &str {
        &self.inner.policy().id
    }

    /// The policy's title.
    #[getter]
    fn title(&self) -> &str {
        &self.inner.policy().title
    }

    /// The hash of its files and of those that they use: equal hashes judge alike.
    #[getter]
    fn hash(&self) -> &str {
        self.inner.hash()
    }

    /// What is odd about it without being wrong, such as a parameter that nothing uses. What is wrong raises in `load`.
    fn check(&self) -> Vec<Diagnostic> {
        self.inner.warnings().iter().cloned().map(Diagnostic).collect()
    }

    /// Its rules: `rule`, `title`, `title_en`, `says` (how it is judged), `says_en`, `clauses`, `level`, `entities` (who is judged), `periods`.
    #[getter]
    fn rules(&self) -> PyResult<Table> {
        rows::pack::rules(&self.inner)
    }

    /// Its clauses: `clause`, `article`, `says`, `says_en`, `force`, `kind`, `unruled` (why it has no rule).
    #[getter]
    fn clauses(&self) -> PyResult<Table> {
        rows::pack::clauses(&self.inner)
    }

    /// Its parameters, one row for each value and the day from which it holds: `param`, `label`, `value`, `from`, `unit`, `clauses`, `set`
    /// (by `with_params`), `local` (why it is not from the source), `unset` (why it has no value).
    #[getter]
    fn params(&self) -> PyResult<Table> {
        rows::pack::params(&self.inner, &self.params)
    }

    /// Its readings, which are choices between honest interpretations: `reading`, `asks`, `usual`, `choices`, `clauses`.
    #[getter]
    fn readings(&self) -> PyResult<Table> {
        rows::pack::readings(&self.inner)
    }

    /// Its forms, which a report fills in: `form`, `title`, `title_en`, `entity` (for whom), `period`, `template` (the file that lays it out).
    #[getter]
    fn forms(&self) -> PyResult<Table> {
        rows::form::forms(&self.inner)
    }

    /// Its profiles, which are named sets of rules: `profile`, `title`, `title_en`, `usual`, `rules`.
    #[getter]
    fn profiles(&self) -> PyResult<Table> {
        rows::pack::profiles(&self.inner)
    }

    /// The record book that it reads: `table`, `table_label`, `column`, `label`, `kind`, `target` (of a link), `choices`. Tables and columns
    /// answer to their names and to their labels.
    #[getter]
    fn columns(&self) -> PyResult<Table> {
        rows::pack::columns(&self.inner)
    }

    /// The same pack with other values of parameters, by id: `pack.with_params({"demo_lessons": 12})` or `pack.with_params(demo_lessons=12)`.
    /// A value is a number, a text, a flag, a date, or a list of these. A `Dataset` serves both packs.
    ///
    /// Raises `OptionError` if there is no such parameter, or it cannot have such a value.
    #[pyo3(signature = (params: "collections.abc.Mapping[str, typing.Any] | None" = None, /, **more: "typing.Any") -> "Pack")]
    fn with_params(&self, py: Python<'_>, params: Option<&Bound<'_, PyMapping>>, more: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let (mut set, mut problems) = (self.params.clone(), Vec::new());
        for given in params.into_iter().chain(more.map(PyDictMethods::as_mapping)) {
            to_literals(given, &mut set, &mut problems)?;
        }
        let known = self.inner.check_options(&Options { params: set.clone(), ..Options::new(any_day()) });
        problems.extend(known.err().into_iter().flat_map(|further| further.0));
        if problems.is_empty() { Ok(Self { inner: self.inner.clone(), params: set }) } else { Err(raise(py, Problems(problems))) }
    }

    /// Reads a record book.
    ///
    /// `data` is a dictionary of tables, or the path of a folder with one `.csv` file for each table or of one `.json` file; tables may also
    /// be given by name: `pack.dataset("records", waivers=frame)`. A table is a pandas or polars frame, a pyarrow table, a DuckDB relation or
    /// whatever else speaks Arrow, a list of dictionaries, a dictionary of columns, the path or the bytes of a `.csv` file. Missing cells are
    /// `None`, `NaN`, `NaT`, null or empty; a time with a zone is the one that its clocks show. The frames may be changed afterwards.
    ///
    /// A cell that cannot be used is set aside and listed in `Dataset.issues`; with `strict` it raises.
    ///
    /// Raises `DataError` with everything that is wrong.
    #[pyo3(signature = (data: "typing.Any" = None, /, *, strict: "bool" = false, **tables: "typing.Any") -> "Dataset")]
    fn dataset(&self, py: Python<'_>, data: Option<&Bound<'_, PyAny>>, strict: bool, tables: Option<&Bound<'_, PyDict>>) -> PyResult<Dataset> {
        Dataset::take(py, &self.inner, data, tables, strict)
    }

    /// Judges a record book.
    ///
    /// - `data`: a `Dataset`, or whatever `dataset` takes. Build a `Dataset` once to judge it several times.
    /// - `as_of`: the day on which it is judged, a date or text such as `"2021-09-01"`; today if it is not given.
    /// - `params`: values of parameters by id; `readings`: choices by id; `profile`: the set of rules to judge by.
    /// - `rules`: ids, or patterns such as `"T3*"`; `statuses`: which findings to report.
    /// - `language`: of the messages, `"zh"` or `"en"`.
    /// - `evidence`: whether each finding lists the ids of its records; `all_readings`: whether each other choice of each reading is tried too.
    /// - `threads`: how many to use; the answer does not depend on it.
    /// - `progress`: `True` shows a bar (needs tqdm); a function is called with the steps done and the steps in all.
    ///
    /// Other threads of Python go on meanwhile, and Ctrl-C ends the run.
    ///
    /// Raises `DataError` or `OptionError`. A rule that is broken does not raise: its findings have the status `error`.
    #[pyo3(signature = (
        data: "typing.Any", /, *, as_of: "datetime.date | str | None" = None,
        params: "collections.abc.Mapping[str, typing.Any] | None" = None,
        readings: "collections.abc.Mapping[str, str] | None" = None, profile: "str | None" = None,
        rules: "collections.abc.Sequence[str] | None" = None, statuses: "collections.abc.Sequence[str] | None" = None,
        language: "str" = "zh", evidence: "bool" = false, all_readings: "bool" = false, threads: "int | None" = None,
        progress: "bool | collections.abc.Callable[[int, int], object] | None" = None
    ) -> "Report")]
    #[expect(clippy::too_many_arguments, reason = "each has a name in Python")]
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        as_of: Option<Bound<'py, PyAny>>,
        params: Option<&Bound<'py, PyMapping>>,
        readings: Option<BTreeMap<String, String>>,
        profile: Option<String>,
        rules: Option<Vec<String>>,
        statuses: Option<Vec<String>>,
        language: &str,
        evidence: bool,
        all_readings: bool,
        threads: Option<Bound<'py, PyInt>>,
        progress: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Report> {
        let asked = Asked { as_of, params, readings, profile, rules, statuses, language, threads, progress: progress.as_ref() };
        let mut options = asked.options(py, self)?;
        (options.evidence, options.all_readings) = (evidence, all_readings);
        let data = match data.cast::<Dataset>() {
            Ok(data) => data.get().0.clone(),
            Err(_) => Dataset::take(py, &self.inner, Some(data), None, false)?.0,
        };
        run::evaluate(py, &self.inner, &data, options, Progress::new(progress)?).map(Report::new)
    }

    /// Runs the tests that stand in the pack; with `filter` only those whose name, or one of whose rules, contains it.
    #[pyo3(signature = (filter: "str | None" = None, *, language: "str" = "zh"))]
    fn test(&self, py: Python<'_>, filter: Option<String>, language: &str) -> PyResult<TestReport> {
        let language = argument::language("language", language).or_raise(py)?;
        let options = TestOptions { filter, language, ..TestOptions::default() };
        py.detach(|| self.inner.run_tests(&options)).or_raise(py).map(TestReport)
    }

    fn __repr__(&self) -> String {
        let pack = &self.inner;
        let set: Vec<String> = self.params.iter().map(|(name, value)| format!(", {name}={value}")).collect();
        format!("<dudao.Pack {} 《{}》 {} rules, {} clauses{}>", self.id(), self.title(), pack.rules().len(), pack.clauses().len(), set.concat())
    }

    fn _repr_html_(&self) -> PyResult<String> {
        display::pack(&self.inner, &self.params)
    }
}
