//! The record book: from files to typed columns.

mod cell;
mod column;
mod dataset;
mod hash;
mod history;
mod issue;
mod raw;
mod table;

pub(crate) use column::{BAD, BLANK, Column, Content, Dictionary, UNTOLD};
pub use dataset::{Dataset, DatasetBuilder};
pub(crate) use dataset::{Loaded, Needs};
pub(crate) use hash::{data_hash, hex};
pub(crate) use history::{At, Then};
pub(crate) use issue::CellIssue;
pub use raw::TextColumn;
pub(crate) use table::{Table, is_value};
