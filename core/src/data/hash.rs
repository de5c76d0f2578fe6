//! The hash of what the records say, whatever file or program they came from.

use super::column::{BAD, BLANK, Column, Content};
use super::dataset::{Loaded, Needs};
use super::table::Table;
use crate::pack::ColumnType;
use crate::parallel;
use crate::sorting;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write as _;

/// Hash of the wanted columns: typed cells, records in order of their ids, columns and tables in order of the schema.
pub(crate) fn data_hash(loaded: &Loaded, needs: &Needs, threads: usize) -> String {
    let mut jobs: Vec<(usize, usize)> = Vec::new();
    for (index, table) in loaded.tables.iter().enumerate() {
        let Some((table, wanted)) = table.as_ref().zip(needs.get(&index)) else { continue };
        jobs.push((index, usize::MAX));
        jobs.extend(wanted.iter().filter(|column| table.column(**column).is_some()).map(|column| (index, *column)));
    }
    let numbers: Vec<usize> = (0..loaded.tables.len()).collect();
    let orders: Vec<Option<Vec<u32>>> = parallel::map(&numbers, threads, |index| Some(order(loaded, *index, loaded.table(*index)?, needs.get(index)?)));
    let hashes = parallel::map(&jobs, threads, |(index, column)| {
        let (Some(table), Some(Some(order))) = (loaded.table(*index), orders.get(*index)) else { return [0; 32] };
        hash_column(loaded, *index, table, *column, order)
    });
    let mut whole = Sha256::new();
    for ((index, column), hash) in jobs.iter().zip(hashes) {
        let table = loaded.schema.table(*index);
        let name = table.columns.get(*column).map_or("id", |column| column.name.as_str());
        whole.update(format!("{}.{name}\n", table.name));
        whole.update(hash);
    }
    hex(&whole.finalize())
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Records in order of their ids, and of what they say where ids are equal or lacking.
fn order(loaded: &Loaded, index: usize, table: &Table, wanted: &BTreeSet<usize>) -> Vec<u32> {
    let count = u32::try_from(table.counted).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = (0..count).collect();
    let by_id = |a: u32, b: u32| table.ids.bytes(a as usize).cmp(table.ids.bytes(b as usize));
    order.sort_unstable_by_key(|row| table.source[*row as usize]);
    if !order.is_sorted_by(|a, b| by_id(*a, *b).is_lt()) {
        order.sort_by(|a, b| by_id(*a, *b));
        let same_id = |a: &u32, b: &u32| table.ids.bytes(*a as usize) == table.ids.bytes(*b as usize);
        for group in order.chunk_by_mut(same_id).filter(|group| group.len() > 1) {
            let words = |row: u32| wanted.iter().map(|column| words(loaded, index, table, *column, row as usize)).collect();
            let mut told: Vec<(Vec<String>, u32)> = group.iter().map(|row| (words(*row), *row)).collect();
            sorting::sort_by(&mut told, |a, b| a.0.cmp(&b.0));
            group.iter_mut().zip(told).for_each(|(row, (_, next))| *row = next);
        }
    }
    order
}

/// What a cell says, as text.
fn words(loaded: &Loaded, index: usize, table: &Table, column: usize, row: usize) -> String {
    let kind = &loaded.schema.table(index).columns[column].kind;
    match table.column(column) {
        Some(cells @ Column::Codes(_)) => match cells.coded(row) {
            Content::Value(code) => text(loaded, table, column, kind, code).to_string(),
            other => format!("{other:?}"),
        },
        Some(cells @ Column::Lists { .. }) => {
            cells.list(row).iter().map(|code| if *code < BAD { text(loaded, table, column, kind, *code) } else { "?" }).collect()
        }
        Some(cells @ (Column::Days(_) | Column::Moments(..))) => format!("{:?}", cells.moment(row)),
        Some(cells @ (Column::Integers(_) | Column::Numbers(_))) => format!("{:?}", cells.number(row)),
        Some(cells @ Column::Flags(_)) => format!("{:?}", cells.flag(row)),
        None => String::new(),
    }
}

/// Feeds a hash in large pieces.
struct Feed {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Feed {
    const PIECE: usize = 1 << 16;

    fn put(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= Self::PIECE {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
    }

    fn put_number(&mut self, content: Content<impl Display>) {
        // Writing to memory does not fail.
        let _ = match content {
            Content::Value(number) => write!(self.buffer, "{number}"),
            Content::Blank => Ok(()),
            Content::Bad => write!(self.buffer, "?"),
        };
        self.put(b"\n");
    }

    fn finish(mut self) -> [u8; 32] {
        self.hash.update(&self.buffer);
        self.hash.finalize().into()
    }
}

fn hash_column(loaded: &Loaded, index: usize, table: &Table, column: usize, order: &[u32]) -> [u8; 32] {
    let mut feed = Feed { hash: Sha256::new(), buffer: Vec::with_capacity(Feed::PIECE + 64) };
    feed.put(&(order.len() as u64).to_le_bytes());
    let Some(shape) = loaded.schema.table(index).columns.get(column) else {
        for row in order {
            feed.put(table.ids.bytes(*row as usize));
            feed.put(b"\n");
        }
        return feed.finish();
    };
    let Some(cells) = table.column(column) else { return feed.finish() };
    let rows = order.iter().map(|row| *row as usize);
    match cells {
        Column::Codes(codes) => {
            let ranks = ranks(&mut feed, codes, |code| text(loaded, table, column, &shape.kind, code));
            rows.for_each(|row| feed.put(&rank(&ranks, codes[row]).to_le_bytes()));
        }
        Column::Lists { codes, .. } => {
            let ranks = ranks(&mut feed, codes, |code| text(loaded, table, column, &shape.kind, code));
            for row in rows {
                let mut members: Vec<u32> = cells.list(row).iter().map(|code| rank(&ranks, *code)).collect();
                members.sort_unstable();
                feed.put(&(members.len() as u64).to_le_bytes());
                members.iter().for_each(|member| feed.put(&member.to_le_bytes()));
            }
        }
        Column::Days(days) => rows.for_each(|row| feed.put(&days[row].to_le_bytes())),
        Column::Moments(days, minutes) => rows.for_each(|row| {
            feed.put(&days[row].to_le_bytes());
            feed.put(&minutes[row].to_le_bytes());
        }),
        Column::Integers(values) => rows.for_each(|row| feed.put_number(values[row])),
        Column::Numbers(values) => rows.for_each(|row| feed.put_number(values[row].map(|number| number.normalize()))),
        Column::Flags(values) => rows.for_each(|row| {
            feed.put(match values[row] {
                Content::Value(true) => b"y",
                Content::Value(false) => b"n",
                Content::Blank => b" ",
                Content::Bad => b"?",
            });
        }),
    }
    feed.finish()
}

fn text<'a>(loaded: &'a Loaded, table: &'a Table, column: usize, kind: &'a ColumnType, code: u32) -> &'a str {
    match kind {
        ColumnType::Choice(choices) | ColumnType::Choices(choices) => choices.get(code as usize).map_or("", |choice| choice.id.as_str()),
        ColumnType::Link(target) | ColumnType::Links(target) => loaded.schema.table_index(target).map_or("", |target| loaded.linked_id(target, code)),
        _ => table.dictionaries.get(column).map_or("", |dictionary| dictionary.text(code)),
    }
}

/// The rank of each used code among the texts of the used codes; the texts themselves are fed first.
fn ranks<'a>(feed: &mut Feed, codes: &[u32], text: impl Fn(u32) -> &'a str) -> Vec<u32> {
    let largest = codes.iter().copied().filter(|code| *code < BAD).max().map_or(0, |code| code as usize + 1);
    let mut used = vec![false; largest];
    codes.iter().filter(|code| **code < BAD).for_each(|code| used[*code as usize] = true);
    let mut texts: Vec<(&str, u32)> = (0..).zip(&used).filter(|(_, used)| **used).map(|(code, _)| (text(code), code)).collect();
    texts.sort_unstable();
    let mut ranks = vec![0; largest];
    for (rank, (text, code)) in (0_u32..).zip(texts) {
        ranks[code as usize] = rank;
        feed.put(text.as_bytes());
        feed.put(b"\n");
    }
    ranks
}

fn rank(ranks: &[u32], code: u32) -> u32 {
    if code == BAD || code == BLANK { code } else { ranks[code as usize] }
}
