//! The record book as it was handed in: tables of text cells, read again whenever further columns are wanted.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ordered::Ordered;
use crate::parallel;
use crate::sorting::Gather;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One table as it was handed in.
#[derive(Debug)]
pub(crate) enum RawTable {
    /// The text of a CSV file.
    Csv(Vec<u8>),
    /// Columns by name, with as many cells as there are rows.
    Columns { rows: usize, columns: Columns },
}

/// Columns by name.
pub(crate) type Columns = Vec<(String, Box<dyn TextColumn>)>;

/// A column as its host holds it, such as a column of a data frame. Cells are read as the text that a CSV file would have, so that the
/// same records are the same whatever they come from.
pub trait TextColumn: fmt::Debug + Send + Sync {
    /// How many cells it has.
    fn rows(&self) -> usize;

    /// Hands over the cells of some rows in order, each as text: empty if it is missing, days as `2020-03-01` (`2020-03-01 09:30` with a time),
    /// the parts of a list with `;` between them.
    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str));
}

/// The rows in which nothing is written: spreadsheets leave them behind the last record.
pub(crate) fn blank_rows(columns: &[(String, Box<dyn TextColumn>)]) -> Vec<usize> {
    // Hardly any record is without an id; what is left to look at are a few rows.
    let id = columns.iter().position(|(name, _)| matches!(name.trim(), "id" | "编号")).unwrap_or(0);
    let Some((_, first)) = columns.get(id) else { return Vec::new() };
    let (mut row, mut blank) = (0, Vec::new());
    first.each(0..first.rows(), &mut |cell| {
        if cell.is_empty() {
            blank.push(row);
        }
        row += 1;
    });
    for (_, cells) in columns {
        blank.retain(|row| {
            let mut empty = true;
            cells.each(*row..row + 1, &mut |cell| empty = cell.is_empty());
            empty
        });
    }
    blank
}

/// A column without some of its rows.
#[derive(Debug)]
pub(crate) struct Without {
    cells: Box<dyn TextColumn>,
    /// The rows that it has not, in order.
    gaps: Arc<[usize]>,
}

impl Without {
    pub(crate) fn new(cells: Box<dyn TextColumn>, gaps: Arc<[usize]>) -> Self {
        Self { cells, gaps }
    }
}

impl TextColumn for Without {
    fn rows(&self) -> usize {
        self.cells.rows() - self.gaps.len()
    }

    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        let last = self.cells.rows();
        let starts = std::iter::once(0).chain(self.gaps.iter().map(|gap| gap + 1));
        let ends = self.gaps.iter().copied().chain(std::iter::once(last));
        for (before, (start, end)) in starts.zip(ends).enumerate() {
            // Every row behind a gap has a lower number here than there.
            let (from, to) = ((rows.start + before).clamp(start, end), (rows.end + before).clamp(start, end));
            if from < to {
                self.cells.each(from..to, take);
            }
        }
    }
}

impl TextColumn for Vec<String> {
    fn rows(&self) -> usize {
        self.len()
    }

    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&str)) {
        self.get(rows).into_iter().flatten().for_each(|cell| take(cell));
    }
}

/// Reads GB18030; nothing if it is none.
pub(crate) type Gb18030 = fn(&[u8]) -> Option<Vec<u8>>;

/// Decodes a file: UTF-8 with or without its mark, or else GB18030, which older Chinese programs write.
pub(crate) fn decode(bytes: Vec<u8>, table: &str, gb18030: Gb18030) -> Result<Vec<u8>, Diagnostic> {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    let pieces: Vec<Range<usize>> = cut(&bytes, 0, parallel::available()).collect();
    // No character holds a line end, so the whole is sound if its lines are.
    let sound = parallel::map(&pieces, pieces.len(), |piece| bytes.get(piece.clone()).is_some_and(|bytes| std::str::from_utf8(bytes).is_ok()));
    if sound.into_iter().all(|sound| sound) {
        return Ok(bytes);
    }
    gb18030(&bytes).ok_or_else(|| {
        Diagnostic::error(Code::DataFormat, "文件既不是 UTF-8 也不是 GB18030 编码", "the file is neither UTF-8 nor GB18030")
            .help("另存为 UTF-8 的 CSV 再交", "save it as CSV in UTF-8")
            .at(Place::table(table))
    })
}

#[cfg(not(target_family = "wasm"))]
pub(crate) fn from_gb18030(bytes: &[u8]) -> Option<Vec<u8>> {
    match encoding_rs::GB18030.decode_without_bom_handling(bytes) {
        (_, true) => None,
        (text, false) => Some(text.into_owned().into_bytes()),
    }
}

/// Browsers and Node know the encoding themselves, and its tables are larger than much of the engine: their host says how.
#[cfg(target_family = "wasm")]
pub(crate) fn from_gb18030(_: &[u8]) -> Option<Vec<u8>> {
    None
}

impl RawTable {
    /// The names in its header.
    pub(crate) fn header(&self, table: &str) -> Result<Vec<String>, Diagnostic> {
        match self {
            Self::Csv(bytes) => {
                let mut reader = reader(bytes);
                let header = reader.headers().map_err(|error| unreadable(table, &error))?;
                Ok(header.iter().map(|name| name.trim().to_string()).collect())
            }
            Self::Columns { columns, .. } => Ok(columns.iter().map(|(name, _)| name.trim().to_string()).collect()),
        }
    }

    /// Cuts the rows into pieces that can be read side by side.
    pub(crate) fn pieces(&self, table: &str, wanted: usize) -> Result<Vec<Piece>, Diagnostic> {
        match self {
            Self::Csv(bytes) => {
                let mut header = reader(bytes);
                let width = header.byte_headers().map_err(|error| unreadable(table, &error))?.len();
                let first = usize::try_from(header.position().byte()).unwrap_or(0);
                Ok(cut(bytes, first, wanted).map(|range| Piece { range, width }).collect())
            }
            Self::Columns { rows, .. } => {
                let count = wanted.min(rows / FEWEST).max(1);
                Ok((0..count).map(|number| Piece { range: rows * number / count..rows * (number + 1) / count, width: 0 }).collect())
            }
        }
    }
}

/// Hands every record of a piece of a CSV file to `take`, with its number from 0. A record that has another number of cells than the header is
/// handed over with what it has, and `ragged` is told; an error that `take` gives ends it. Gives where the piece really ends: beyond its range, if what seemed the end of a
/// record lies between quotes.
pub(crate) fn each_record(
    bytes: &[u8],
    table: &str,
    piece: &Piece,
    mut take: impl FnMut(u32, &csv::ByteRecord) -> Result<(), Diagnostic>,
    mut ragged: impl FnMut(u32),
) -> Result<usize, Diagnostic> {
    let mut at = piece.range.start;
    // From the line end before it: the reader drops what looks like a byte order mark where it begins.
    let start = at.saturating_sub(1);
    let text = bytes.get(start..).unwrap_or(b"");
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text);
    let mut record = csv::ByteRecord::new();
    let (mut row, mut last) = (0, at);
    while at < piece.range.end && reader.read_byte_record(&mut record).map_err(|error| unreadable(table, &error))? {
        last = at;
        at = after_line_ends(bytes, start + usize::try_from(reader.position().byte()).unwrap_or(0));
        // Spreadsheets leave rows of empty cells behind the last record.
        if record.as_slice().is_empty() {
            continue;
        }
        if record.len() != piece.width {
            ragged(row);
        }
        take(row, &record)?;
        row += 1;
    }
    let record = bytes.get(last..).filter(|record| at >= bytes.len() && is_unclosed(record));
    if let Some(record) = record {
        return Err(unclosed(table, record));
    }
    Ok(at)
}

/// Some of the rows of a table.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Where it lies: bytes of a text, or rows.
    pub(crate) range: Range<usize>,
    /// Cells of a file's header.
    width: usize,
}

impl Piece {
    /// The whole from this piece on.
    pub(crate) fn and(&self, last: &Self) -> Self {
        Self { range: self.range.start..last.range.end, width: self.width }
    }
}

/// Smaller pieces are not worth a thread.
const SMALLEST: usize = 1 << 20;

/// Nor are fewer rows.
const FEWEST: usize = 1 << 14;

/// Cuts a text at ends of lines, from `first` on, into about equal pieces.
fn cut(bytes: &[u8], first: usize, wanted: usize) -> impl Iterator<Item = Range<usize>> {
    let length = bytes.len().saturating_sub(first);
    let count = wanted.min(length / SMALLEST).max(1);
    let mut start = after_line_ends(bytes, first);
    (1..=count).map(move |number| {
        let near = first + length / count * number;
        let line = bytes.get(near..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
        let end = if number == count { bytes.len() } else { line.map_or(bytes.len(), |line| after_line_ends(bytes, near + line)).max(start) };
        std::mem::replace(&mut start, end)..end
    })
}

/// The first byte from `at` on that ends no line.
fn after_line_ends(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(b"");
    at + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).from_reader(bytes)
}

/// Whether a record goes on past the end of its text: a line behind it would still belong to it.
fn is_unclosed(record: &[u8]) -> bool {
    record.contains(&b'"') && {
        let longer = [record, b"\nx\n"].concat();
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(longer.as_slice()).byte_records().count() < 2
    }
}

fn unclosed(table: &str, record: &[u8]) -> Diagnostic {
    let begins: String = String::from_utf8_lossy(record).lines().next().unwrap_or("").chars().take(30).collect();
    Diagnostic::error(
        Code::DataFormat,
        format!("从“{begins}”起有一个引号没有配对，它后面的都成了一格"),
        format!("from `{begins}` on a quote has no partner; everything behind it became one cell"),
    )
    .help("找到这条记录，补上或删去这个引号", "find the record, and close or remove the quote")
    .at(Place::table(table))
}

fn unreadable(table: &str, error: &csv::Error) -> Diagnostic {
    Diagnostic::error(Code::DataFormat, format!("CSV 读不下去：{error}"), format!("the CSV cannot be read: {error}")).at(Place::table(table))
}

/// A cell of a JSON record, kept as its text so that no number loses digits.
struct JsonCell(String);

impl<'de> Deserialize<'de> for JsonCell {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let text = if raw.get().starts_with('[') { list(raw) } else { single(raw) };
        text.map(Self).map_err(serde::de::Error::custom)
    }
}

fn list(raw: &RawValue) -> serde_json::Result<String> {
    let parts: Vec<&RawValue> = serde_json::from_slice(raw.get().as_bytes())?;
    let mut parts = parts.into_iter().map(single).collect::<serde_json::Result<Vec<_>>>()?;
    parts.retain(|part| !part.is_empty());
    Ok(parts.join(";"))
}

fn single(raw: &RawValue) -> serde_json::Result<String> {
    let text = raw.get();
    match text.as_bytes() {
        [b'"', ..] => serde_json::from_slice(text.as_bytes()),
        [b'n', ..] => Ok(String::new()),
        [b'[' | b'{', ..] => Err(serde::de::Error::custom("a cell must be text, a number, true, false, null or a list of texts")),
        _ => Ok(text.to_string()),
    }
}

/// Reads one object of tables, each a list of records.
pub(crate) fn json_tables(bytes: &[u8]) -> Result<Vec<(String, Columns)>, Diagnostic> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let tables: Ordered<String, Vec<Ordered<String, JsonCell>>> = serde_json::from_slice(bytes).map_err(|error| {
        Diagnostic::error(Code::DataFormat, format!("JSON 读不下去：{error}"), format!("the JSON cannot be read: {error}"))
            .help("写成 {\"表名\": [{\"列名\": 值}]} 的样子", "write it as {\"table\": [{\"column\": value}]}")
            .at(Place::argument("data"))
    })?;
    Ok(tables
        .into_iter()
        .map(|(name, records)| {
            let columns: Vec<String> = records.iter().flat_map(Ordered::keys).gather::<BTreeSet<_>>().into_iter().cloned().collect();
            let rows = records.len();
            let mut cells: Vec<Vec<String>> = columns.iter().map(|_| Vec::with_capacity(rows)).collect();
            for record in records {
                // Both are in the order of the names.
                let mut fields = record.into_iter().peekable();
                for (column, cells) in columns.iter().zip(&mut cells) {
                    cells.push(fields.next_if(|(name, _)| name == column).map(|(_, cell)| cell.0).unwrap_or_default());
                }
            }
            let boxed = cells.into_iter().map(|cells| Box::new(cells) as Box<dyn TextColumn>);
            (name, columns.into_iter().zip(boxed).collect())
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_lists_are_no_cells() {
        let told = |cell: &str| json_tables(format!("{{\"t\":[{{\"c\":{cell}}}]}}").as_bytes()).err().map(|error| error.told());
        assert_eq!(told(r#"["a", null, 2]"#), None);
        for cell in ["[[1]]".to_string(), "[{}]".to_string(), ["[", "]"].map(|end| end.repeat(100_000)).concat()] {
            assert!(told(&cell).unwrap().contains("a cell must be text"), "{}", cell.len());
        }
    }

    #[test]
    fn rows_of_nothing_are_gaps() {
        let column = |cells: &[&str]| Box::new(cells.iter().map(ToString::to_string).collect::<Vec<String>>()) as Box<dyn TextColumn>;
        let columns = [("name".into(), column(&["", "b", "", "", "e", ""])), ("id".into(), column(&["", "", "c", "", "e", ""]))];
        let gaps: Arc<[usize]> = blank_rows(&columns).into();
        assert_eq!(*gaps, [0, 3, 5]);
        let cells = Without::new(column(&["0", "1", "2", "3", "4", "5"]), gaps);
        let read = |rows: Range<usize>| {
            let mut text = String::new();
            cells.each(rows, &mut |cell| text.push_str(cell));
            text
        };
        assert_eq!(cells.rows(), 3);
        assert_eq!([read(0..3), read(0..1), read(1..2), read(2..3), read(1..3), read(3..3)], ["124", "1", "2", "4", "24", ""]);
    }
}
