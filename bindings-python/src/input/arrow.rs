//! Columns of Arrow, read as text without a Python object for any cell.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, GenericListArray, OffsetSizeTrait, RecordBatch, make_array};
use arrow_buffer::{Buffer, NullBuffer};
use arrow_cast::cast;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_data::ArrayData;
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use dudao::{Code, Diagnostic, Place, Problems, TextColumn};
use std::fmt::{Display, Write as _};
use std::ops::Range;
use std::sync::Arc;

/// Days and times as the core reads them. A zone is that of the column: the time is the one that its clocks show.
const MOMENTS: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S"))
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S"))
    .with_datetime_format(Some("%Y-%m-%d %H:%M:%S"));

/// The same where no time is told.
const DAYS: FormatOptions<'static> =
    FormatOptions::new().with_timestamp_format(Some("%Y-%m-%d")).with_timestamp_tz_format(Some("%Y-%m-%d")).with_datetime_format(Some("%Y-%m-%d"));

/// Where pandas puts an index that has no name.
const UNNAMED_INDEX: &str = "__index_level_";

/// A table of Arrow.
pub struct Frame {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
}

impl Frame {
    /// Its columns. `changes` says that whoever handed it over may write into its numbers later.
    pub fn columns(&self, table: &str, changes: bool) -> Result<super::Columns, Problems> {
        let mut columns: super::Columns = Vec::new();
        let mut problems = Vec::new();
        for (number, field) in self.schema.fields().iter().enumerate().filter(|(_, field)| !field.name().starts_with(UNNAMED_INDEX)) {
            let arrays: Vec<ArrayRef> = self.batches.iter().map(|batch| batch.column(number).clone()).collect();
            let chunks: Option<Vec<Chunk>> = arrays.into_iter().map(|array| Chunk::of(if changes { owned(&array) } else { array })).collect();
            match chunks {
                Some(chunks) => columns.push((field.name().clone(), Box::new(ArrowColumn::new(chunks)))),
                None => problems.push(
                    Diagnostic::error(
                        Code::DataFormat,
                        format!("“{}”这一列的类型 {} 读不了", field.name(), field.data_type()),
                        format!("column `{}` is of type {}, which cannot be read", field.name(), field.data_type()),
                    )
                    .help("先换成文本、数、日期，或者它们的列表", "make it text, numbers, dates, or lists of these first")
                    .at(Place::column(table, field.name())),
                ),
            }
        }
        if problems.is_empty() { Ok(columns) } else { Err(Problems(problems)) }
    }
}

/// The array in memory of its own, where its program may write into the memory that it shares: text is never written into.
fn owned(array: &ArrayRef) -> ArrayRef {
    if !array.data_type().is_primitive() && array.data_type() != &DataType::Boolean {
        return array.clone();
    }
    let data = array.to_data();
    let copy = |buffer: &Buffer| Buffer::from(buffer.as_slice());
    let nulls = data.nulls().map(|nulls| nulls.iter().collect::<NullBuffer>());
    let builder = ArrayData::builder(data.data_type().clone()).len(data.len()).offset(data.offset()).buffers(data.buffers().iter().map(copy).collect());
    builder.nulls(nulls).build().map_or_else(|_| array.clone(), make_array)
}

/// A column in chunks.
#[derive(Debug)]
struct ArrowColumn {
    chunks: Vec<Chunk>,
    rows: usize,
}

impl ArrowColumn {
    fn new(mut chunks: Vec<Chunk>) -> Self {
        // Programs that have no type for days put them at midnight.
        if chunks.iter().all(Chunk::is_midnight) {
            chunks.iter_mut().for_each(Chunk::drop_time);
        }
        Self { rows: chunks.iter().map(|chunk| chunk.array().len()).sum(), chunks }
    }
}

impl TextColumn for ArrowColumn {
    fn rows(&self) -> usize {
        self.rows
    }

    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        let mut first = 0;
        for chunk in &self.chunks {
            let last = first + chunk.array().len();
            let (from, to) = (rows.start.clamp(first, last), rows.end.clamp(first, last));
            chunk.each(from - first..to - first, take);
            first = last;
        }
    }
}

/// One array, by how its cells become text.
#[derive(Debug)]
enum Chunk {
    Blank(ArrayRef),
    Text(ArrayRef),
    /// Numbers of texts.
    Coded(ArrayRef, Vec<String>),
    Float(ArrayRef),
    /// Lists, and the cells of all of them.
    List(ArrayRef, Box<Chunk>),
    /// Whatever Arrow knows to write.
    Written(ArrayRef, FormatOptions<'static>),
}

impl Chunk {
    /// Nothing if cells of that type say nothing that a record book could hold.
    fn of(array: ArrayRef) -> Option<Self> {
        use DataType as T;
        Some(match array.data_type() {
            T::Null => Self::Blank(array),
            T::Utf8 | T::LargeUtf8 | T::Utf8View => Self::Text(array),
            T::Float16 | T::Float32 | T::Float64 => Self::Float(array),
            T::Dictionary(..) => {
                let values = Self::of(array.as_any_dictionary().values().clone())?;
                let mut texts = Vec::new();
                values.each(0..values.array().len(), &mut |text| texts.push(text.to_string()));
                Self::Coded(array, texts)
            }
            T::List(_) => Self::list::<i32>(array)?,
            T::LargeList(_) => Self::list::<i64>(array)?,
            T::FixedSizeList(item, _) | T::ListView(item) | T::LargeListView(item) => Self::of(cast(&array, &T::LargeList(item.clone())).ok()?)?,
            T::RunEndEncoded(_, values) => Self::of(cast(&array, values.data_type()).ok()?)?,
            T::Date64 => Self::Written(cast(&array, &T::Timestamp(TimeUnit::Millisecond, None)).ok()?, MOMENTS),
            T::Boolean | T::Date32 | T::Timestamp(..) | T::Time32(_) | T::Time64(_) => Self::Written(array, MOMENTS),
            kind if kind.is_numeric() => Self::Written(array, MOMENTS),
            _ => return None,
        })
    }

    fn list<O: OffsetSizeTrait>(array: ArrayRef) -> Option<Self> {
        let values = Self::of(array.as_list::<O>().values().clone())?;
        Some(Self::List(array, Box::new(values)))
    }

    fn array(&self) -> &ArrayRef {
        match self {
            Self::Blank(array) | Self::Text(array) | Self::Coded(array, _) | Self::Float(array) | Self::List(array, _) | Self::Written(array, _) => array,
        }
    }

    /// Whether it tells days at midnight only.
    fn is_midnight(&self) -> bool {
        let Self::Written(array, _) = self else { return false };
        if !matches!(array.data_type(), DataType::Timestamp(..)) {
            return false;
        }
        let mut midnight = true;
        self.each(0..array.len(), &mut |text| midnight &= text.is_empty() || text.ends_with(" 00:00:00"));
        midnight
    }

    fn drop_time(&mut self) {
        if let Self::Written(_, options) = self {
            *options = DAYS;
        }
    }

    /// Hands over the cells of some rows as text.
    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        match self {
            Self::Blank(_) => rows.for_each(|_| take("")),
            Self::Text(array) => match array.data_type() {
                DataType::Utf8 => each_of(rows, array.as_string::<i32>(), |array, row| array.value(row), take),
                DataType::LargeUtf8 => each_of(rows, array.as_string::<i64>(), |array, row| array.value(row), take),
                _ => each_of(rows, array.as_string_view(), |array, row| array.value(row), take),
            },
            Self::Coded(array, texts) => {
                let keys = array.as_any_dictionary().normalized_keys();
                for row in rows {
                    take(if array.is_null(row) { "" } else { keys.get(row).and_then(|key| texts.get(*key)).map_or("", String::as_str) });
                }
            }
            Self::Float(array) => match array.data_type() {
                DataType::Float16 => each_float(rows, array, |row| array.as_primitive::<Float16Type>().value(row).to_f32(), take),
                DataType::Float32 => each_float(rows, array, |row| array.as_primitive::<Float32Type>().value(row), take),
                _ => each_float(rows, array, |row| array.as_primitive::<Float64Type>().value(row), take),
            },
            Self::List(array, values) => match array.data_type() {
                DataType::List(_) => each_list(rows, array.as_list::<i32>(), values, take),
                _ => each_list(rows, array.as_list::<i64>(), values, take),
            },
            Self::Written(array, options) => {
                let Ok(formatter) = ArrayFormatter::try_new(array, options) else { return rows.for_each(|_| take("")) };
                let mut text = String::new();
                for row in rows {
                    text.clear();
                    // What Arrow cannot write, such as a year past 9999, is left as it stands in its message.
                    if let Err(error) = write!(text, "{}", formatter.value(row)) {
                        text = error.to_string();
                    }
                    take(&text);
                }
            }
        }
    }
}

fn each_of<'a, A: Array>(rows: Range<usize>, array: &'a A, cell: impl Fn(&'a A, usize) -> &'a str, take: &mut dyn FnMut(&str)) {
    for row in rows {
        take(if array.is_null(row) { "" } else { cell(array, row) });
    }
}

/// Whole numbers without a point: programs that have no blank among whole numbers make them floats.
fn each_float<F: Display + PartialEq>(rows: Range<usize>, array: &Arc<dyn Array>, value: impl Fn(usize) -> F, take: &mut dyn FnMut(&str)) {
    let mut text = String::new();
    for row in rows {
        text.clear();
        let number = value(row);
        // Only what is not a number differs from itself; it stands for a blank.
        #[expect(clippy::eq_op, reason = "that is how it is told")]
        if !array.is_null(row) && number == number {
            // Writing to memory does not fail.
            let _ = write!(text, "{number}");
        }
        take(&text);
    }
}

fn each_list<O: OffsetSizeTrait>(rows: Range<usize>, lists: &GenericListArray<O>, values: &Chunk, take: &mut dyn FnMut(&str)) {
    let mut text = String::new();
    for row in rows {
        text.clear();
        if !lists.is_null(row) {
            let ends = lists.value_offsets();
            values.each(ends[row].as_usize()..ends[row + 1].as_usize(), &mut |part| super::object::join(&mut text, part));
        }
        take(&text);
    }
}
