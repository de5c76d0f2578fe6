//! Tables that Python gets: Arrow, and on request whatever the analyst works with.

use crate::display;
use crate::value::number;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use dudao::Decimal;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyImportError, PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use std::sync::Arc;

/// A table of results. It speaks Arrow, so that polars, DuckDB, pyarrow and pandas read it without a copy: `polars.DataFrame(table)`,
/// `duckdb.sql("from table")` of its `to_arrow()`, `pyarrow.table(table)`.
///
/// Numbers are exact decimals with ten digits behind the point, days are dates, and what a row does not have is null.
#[pyclass(frozen, module = "dudao")]
pub struct Table {
    name: &'static str,
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
}

impl Table {
    pub fn new(name: &'static str, schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { name, schema, batches }
    }

    /// The same with numbers as floats, which analysts reckon and draw with.
    fn inexact(&self) -> PyResult<Self> {
        let float = |field: &FieldRef| if is_exact(field) { Arc::new(field.as_ref().clone().with_data_type(DataType::Float64)) } else { field.clone() };
        let schema = Arc::new(Schema::new(self.schema.fields().iter().map(float).collect::<Vec<_>>()));
        let batch = |batch: &RecordBatch| {
            let fields = schema.fields().iter().zip(batch.columns());
            let columns =
                fields.map(|(field, column)| if column.data_type() == field.data_type() { Ok(column.clone()) } else { cast(column, field.data_type()) });
            RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)
        };
        let batches = self.batches.iter().map(batch).collect::<Result<_, _>>().map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(Self { name: self.name, schema: schema.clone(), batches })
    }

    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

#[pymethods]
impl Table {
    /// The names of its columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    fn __len__(&self) -> usize {
        self.rows()
    }

    /// The table as an Arrow C stream, which is how other libraries read it.
    #[pyo3(signature = (requested_schema: "object | None" = None) -> "object")]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyCapsule>>) -> PyResult<Bound<'py, PyCapsule>> {
        let arrays: Vec<_> = self.batches.iter().map(|batch| Ok(Arc::new(StructArray::from(batch.clone())) as ArrayRef)).collect();
        let field = Arc::new(Field::new_struct("", self.schema.fields().clone(), false));
        Ok(to_stream_pycapsule(py, Box::new(ArrayIterator::new(arrays, field)), requested_schema)?)
    }

    /// The table's Arrow schema.
    #[pyo3(signature = () -> "object")]
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    /// The table as a `pyarrow.Table`. Needs pyarrow.
    #[pyo3(signature = () -> "typing.Any")]
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        module(slf.py(), "pyarrow", "pandas")?.call_method1("table", (slf,))
    }

    /// The table as a `polars.DataFrame`, numbers as `Float64`; with `exact=True` as decimals that keep every digit. Needs polars.
    #[pyo3(signature = (*, exact: "bool" = false) -> "typing.Any")]
    fn to_polars<'py>(slf: &Bound<'py, Self>, exact: bool) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let frame = module(py, "polars", "polars")?.getattr("DataFrame")?;
        if exact { frame.call1((slf,)) } else { frame.call1((Py::new(py, slf.get().inexact()?)?,)) }
    }

    /// The table as a `pandas.DataFrame`: days as `datetime64`, numbers as `float64`; with `exact=True` numbers are `Decimal` objects, which
    /// keep every digit. Needs pandas and pyarrow.
    #[pyo3(signature = (*, exact: "bool" = false) -> "typing.Any")]
    fn to_pandas<'py>(slf: &Bound<'py, Self>, exact: bool) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        module(py, "pandas", "pandas")?;
        let pyarrow = module(py, "pyarrow", "pandas")?;
        let table = if exact { pyarrow.call_method1("table", (slf,))? } else { pyarrow.call_method1("table", (Py::new(py, slf.get().inexact()?)?,))? };
        let keywords = PyDict::new(py);
        keywords.set_item("date_as_object", false)?;
        table.call_method("to_pandas", (), Some(&keywords))
    }

    /// The rows as dictionaries, with nothing else installed: whole numbers are `int`, others `Decimal`, days `date`.
    #[pyo3(signature = () -> "list[dict[str, typing.Any]]")]
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                let object = PyDict::new(py);
                for (field, column) in self.schema.fields().iter().zip(batch.columns()) {
                    object.set_item(field.name(), cell(py, column, row)?)?;
                }
                rows.append(object)?;
            }
        }
        Ok(rows)
    }

    fn __repr__(&self) -> String {
        format!("<dudao.Table {}: {} rows × {} columns ({})>", self.name, self.rows(), self.columns().len(), self.columns().join(", "))
    }

    fn _repr_html_(&self) -> PyResult<String> {
        display::table(self)
    }
}

fn is_exact(field: &FieldRef) -> bool {
    matches!(field.data_type(), DataType::Decimal128(..))
}

/// A library that is not needed unless this is asked for.
pub fn module<'py>(py: Python<'py>, name: &str, extra: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|error| {
        if error.is_instance_of::<PyImportError>(py) {
            let told = PyImportError::new_err(format!("需要 {name}：pip install \"dudao[{extra}]\" / this needs {name}: pip install \"dudao[{extra}]\""));
            told.set_cause(py, Some(error));
            return told;
        }
        error
    })
}

/// One cell as Python has it.
fn cell(py: Python<'_>, column: &ArrayRef, row: usize) -> PyResult<Py<PyAny>> {
    if column.is_null(row) {
        return Ok(py.None());
    }
    match column.data_type() {
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into_py_any(py),
        DataType::Boolean => column.as_boolean().value(row).into_py_any(py),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into_py_any(py),
        DataType::Decimal128(_, scale) => {
            let digits = u32::try_from(*scale).unwrap_or(0);
            let value = column.as_primitive::<Decimal128Type>();
            match Decimal::try_from_i128_with_scale(value.value(row), digits) {
                Ok(exact) => number(py, exact),
                Err(_) => crate::value::decimal_class(py)?.call1((value.value_as_string(row),)).map(Bound::unbind),
            }
        }
        DataType::Date32 => column.as_primitive::<Date32Type>().value_as_date(row).into_py_any(py),
        DataType::LargeList(_) => {
            let items = column.as_list::<i64>().value(row);
            let items = (0..items.len()).map(|item| cell(py, &items, item)).collect::<PyResult<Vec<_>>>()?;
            items.into_py_any(py)
        }
        DataType::Struct(fields) => {
            let object = PyDict::new(py);
            for (field, column) in fields.iter().zip(column.as_struct().columns()) {
                object.set_item(field.name(), cell(py, column, row)?)?;
            }
            object.into_py_any(py)
        }
        other => Err(PyTypeError::new_err(format!("no table of dudao has cells of type {other}"))),
    }
}
