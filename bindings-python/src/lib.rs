//! The Python package `dudao`: converts what Python hands over, calls the core, and converts what comes back. What a rule means, where a
//! threshold lies and what a finding says is the core's alone.
#![allow(missing_docs, reason = "macros of PyO3 make items that nobody can document")]
#![allow(missing_debug_implementations, reason = "Python's classes have a repr of their own")]
#![allow(clippy::struct_field_names, reason = "rows have the columns that their tables have")]
#![allow(clippy::doc_markdown, reason = "docs are for people who read Python")]
#![allow(clippy::needless_pass_by_value, reason = "PyO3 hands arguments over by value")]

mod coverage;
mod dataset;
mod display;
mod error;
mod explanation;
mod finding;
mod form;
mod input;
mod pack;
mod report;
mod rows;
mod run;
mod table;
mod tests;
mod value;

/// The compiled half of the package; `dudao` hands on what is public.
#[pyo3::pymodule]
mod _dudao {
    #[pymodule_export]
    use crate::coverage::Coverage;
    #[pymodule_export]
    use crate::dataset::Dataset;
    #[pymodule_export]
    use crate::error::Diagnostic;
    #[pymodule_export]
    use crate::explanation::Explanation;
    #[pymodule_export]
    use crate::finding::Finding;
    #[pymodule_export]
    use crate::form::Form;
    #[pymodule_export]
    use crate::pack::{Pack, packs};
    #[pymodule_export]
    use crate::report::{Report, statuses};
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::tests::TestReport;
}
