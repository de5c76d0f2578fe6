//! A script's text, found by line and column.

use super::lexer::{first_token, length};

/// A script and where its lines begin.
#[derive(Debug, Default)]
pub(crate) struct Source {
    text: String,
    /// Byte at which each line begins.
    lines: Vec<usize>,
}

impl Source {
    pub(crate) fn new(text: &str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
        Self { text: text.into(), lines }
    }

    /// Everything from a place on; lines and columns count from 1, columns in characters.
    pub(crate) fn from(&self, line: u32, column: u32) -> &str {
        let Some(start) = self.lines.get((line as usize).saturating_sub(1)) else { return "" };
        let rest = self.text.get(*start..).unwrap_or("");
        let skipped = rest.char_indices().nth((column as usize).saturating_sub(1)).map_or(rest.len(), |(index, _)| index);
        rest.get(skipped..).unwrap_or("")
    }

    /// How many characters of a name end right before a place.
    pub(crate) fn name_before(&self, line: u32, column: u32) -> u32 {
        let before: Vec<char> = self.from(line, 1).chars().take((column as usize).saturating_sub(1)).collect();
        let length = before.iter().rev().take_while(|c| c.is_alphanumeric() || **c == '_').count();
        u32::try_from(length).unwrap_or(0)
    }

    /// Whether a piece of text stands in it.
    pub(crate) fn has(&self, piece: &str) -> bool {
        self.text.contains(piece)
    }

    /// Length in characters of the name or text that stands at a place; 1 where nothing does.
    pub(crate) fn length_at(&self, line: u32, column: u32) -> u32 {
        let rest = self.from(line, column).lines().next().unwrap_or("");
        first_token(rest).map_or(1, |token| length(token.text))
    }

    /// Whether a dot stands right before a place: the word there is said of what comes before the dot.
    pub(crate) fn follows_dot(&self, line: u32, column: u32) -> bool {
        let before = (column as usize).saturating_sub(1);
        self.from(line, 1).chars().take(before).collect::<String>().trim_end().ends_with('.')
    }
}
