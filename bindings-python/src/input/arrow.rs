//! Columns of Arrow, read as text without a Python object for any cell.

use super::{Read, Unusable};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, GenericListArray, OffsetSizeTrait, make_array};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_cast::{CastOptions, cast, cast_with_options};
use arrow_data::transform::MutableArrayData;
use arrow_schema::{DataType, Field, TimeUnit};
use dudao::TextColumn;
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

/// Days and hours in numbers that nobody but pandas can tell.
const PERIODS: &str = "pandas.period";

/// A column in pieces.
pub fn column(field: &Field, pieces: &[ArrayRef]) -> Read {
    let rows = pieces.iter().map(Array::len).sum();
    let chunks: Option<Vec<Chunk>> = pieces.iter().map(|piece| Chunk::of(owned(piece))).collect();
    match chunks.filter(|_| field.extension_type_name() != Some(PERIODS)) {
        Some(chunks) => Read::sound(ArrowColumn::new(chunks, rows)),
        None => Read { cells: Box::new(Blank(rows)), unusable: Some(Unusable::Column(field.data_type().to_string())) },
    }
}

/// A column that says nothing.
#[derive(Debug)]
struct Blank(usize);

impl TextColumn for Blank {
    fn rows(&self) -> usize {
        self.0
    }

    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        rows.for_each(|_| take(""));
    }
}

/// The array in memory of its own: whoever handed it over may write into the memory that it shares. Nobody writes into text.
fn owned(array: &ArrayRef) -> ArrayRef {
    if matches!(array.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
        return array.clone();
    }
    let data = array.to_data();
    let mut copy = MutableArrayData::new(vec![&data], false, data.len());
    // There is room for what was there before.
    if copy.try_extend(0, 0, data.len()).is_ok() { make_array(copy.freeze()) } else { array.clone() }
}

#[derive(Debug)]
struct ArrowColumn {
    chunks: Vec<Chunk>,
    rows: usize,
}

impl ArrowColumn {
    fn new(mut chunks: Vec<Chunk>, rows: usize) -> Self {
        // Programs that have no type for days put them at midnight.
        if chunks.iter().all(Chunk::is_midnight) {
            chunks.iter_mut().for_each(Chunk::drop_time);
        }
        Self { chunks, rows }
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
    /// Numbers of values, and the text of each value.
    Coded(ArrayRef, Box<Chunk>, Vec<String>),
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
            T::Binary | T::LargeBinary | T::BinaryView => {
                Self::Text(cast_with_options(&array, &T::LargeUtf8, &CastOptions { safe: false, ..CastOptions::default() }).ok()?)
            }
            T::Float16 | T::Float32 | T::Float64 => Self::Float(array),
            T::Dictionary(..) => {
                let values = Self::of(array.as_any_dictionary().values().clone())?;
                let texts = values.texts();
                Self::Coded(array, Box::new(values), texts)
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
            Self::Blank(array) | Self::Text(array) | Self::Coded(array, ..) | Self::Float(array) | Self::List(array, _) | Self::Written(array, _) => array,
        }
    }

    /// The text of each cell.
    fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        self.each(0..self.array().len(), &mut |text| texts.push(text.to_string()));
        texts
    }

    /// Whether it tells times, and all of them are midnight.
    fn is_midnight(&self) -> bool {
        let mut midnight = self.has_times();
        if midnight {
            self.each(0..self.array().len(), &mut |text| midnight &= text.split(';').all(|part| part.is_empty() || part.ends_with(super::MIDNIGHT)));
        }
        midnight
    }

    fn has_times(&self) -> bool {
        match self {
            Self::Written(array, _) => matches!(array.data_type(), DataType::Timestamp(..)),
            Self::Coded(_, values, _) | Self::List(_, values) => values.has_times(),
            Self::Blank(_) | Self::Text(_) | Self::Float(_) => false,
        }
    }

    fn drop_time(&mut self) {
        match self {
            Self::Written(_, options) => *options = DAYS,
            Self::Coded(_, values, texts) => {
                values.drop_time();
                *texts = values.texts();
            }
            Self::List(_, values) => values.drop_time(),
            Self::Blank(_) | Self::Text(_) | Self::Float(_) => {}
        }
    }

    /// Hands over the cells of some rows as text.
    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        if rows.is_empty() {
            return;
        }
        match self {
            Self::Blank(_) => rows.for_each(|_| take("")),
            Self::Text(array) => match array.data_type() {
                DataType::Utf8 => each_of(rows, array.as_string::<i32>(), |array, row| array.value(row), take),
                DataType::LargeUtf8 => each_of(rows, array.as_string::<i64>(), |array, row| array.value(row), take),
                _ => each_of(rows, array.as_string_view(), |array, row| array.value(row), take),
            },
            // Where there is no value, every row is blank.
            Self::Coded(_, _, texts) if texts.is_empty() => rows.for_each(|_| take("")),
            Self::Coded(array, _, texts) => {
                let rows = array.slice(rows.start, rows.len());
                let keys = rows.as_any_dictionary().normalized_keys();
                for (row, key) in keys.into_iter().enumerate() {
                    take(if rows.is_null(row) { "" } else { texts.get(key).map_or("", String::as_str) });
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
            values.each(ends[row].as_usize()..ends[row + 1].as_usize(), &mut |part| super::join(&mut text, part));
        }
        take(&text);
    }
}
