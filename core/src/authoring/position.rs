//! Where something stands in a script.

use serde::{Deserialize, Serialize};

/// A place between two characters of a script: that before the character of a line and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters; one more than the line has stands behind its last one.
    pub column: u32,
}

/// A text and where its lines begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, starts: std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect() }
    }

    /// The byte that a position lies before; nothing if the text has no such place.
    pub(super) fn byte(&self, at: Position) -> Option<usize> {
        let start = *self.starts.get(at.line.checked_sub(1)? as usize)?;
        let line = self.text.get(start..)?.split('\n').next()?;
        let mut places = line.char_indices().map(|(index, _)| index).chain([line.len()]);
        Some(start + places.nth(at.column.checked_sub(1)? as usize)?)
    }
}
