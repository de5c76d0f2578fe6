//! What each stretch of a script is, for its colours.

use super::script::word;
use crate::script::lexer::{self, Token, TokenKind};
use rustc_hash::FxHashSet;
use serde::Serialize;

/// What a stretch of a script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum HighlightKind {
    /// A comment.
    Comment,
    /// A text in quotes or backticks.
    Text,
    /// A number.
    Number,
    /// A keyword of rhai.
    Keyword,
    /// A word of the rule language.
    Word,
    /// A function that the script defines.
    Function,
    /// Any other name.
    Name,
    /// A bracket.
    Bracket,
    /// Any other sign.
    Sign,
    /// A full-width sign where only half-width ones are understood, or a text or comment without end.
    Wrong,
}

/// A stretch of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Highlight {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// Characters that it covers, at least 1.
    pub length: u32,
    /// What it is.
    pub kind: HighlightKind,
}

/// Keywords of rhai that packs write.
const KEYWORDS: [&str; 18] =
    ["let", "const", "fn", "if", "else", "for", "in", "while", "loop", "do", "until", "switch", "return", "break", "continue", "true", "false", "private"];

/// Whether a name is a keyword.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// What each token of a script is, blanks left out; what goes over several lines comes once for each.
///
/// ```
/// use dudao::authoring::{HighlightKind, highlight};
///
/// let kinds: Vec<_> = highlight("rule(\"a\"); // 一条").iter().map(|stretch| stretch.kind).collect();
/// use HighlightKind::{Bracket, Comment, Sign, Text, Word};
/// assert_eq!(kinds, [Word, Bracket, Text, Bracket, Sign, Comment]);
/// ```
pub fn highlight(text: &str) -> Vec<Highlight> {
    let mut tokens = lexer::tokens(text);
    tokens.retain(|token| token.kind != TokenKind::Space);
    let defined: FxHashSet<&str> = tokens.windows(2).filter(|two| two[0].text == "fn" && two[1].kind == TokenKind::Name).map(|two| two[1].text).collect();
    let mut highlights = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let called = tokens.get(index + 1).is_some_and(|next| next.text == "(");
        let kind = match token.kind {
            _ if token.unclosed => HighlightKind::Wrong,
            TokenKind::FullWidth => HighlightKind::Wrong,
            TokenKind::Space | TokenKind::Comment => HighlightKind::Comment,
            TokenKind::Text => HighlightKind::Text,
            TokenKind::Number => HighlightKind::Number,
            TokenKind::Open | TokenKind::Close => HighlightKind::Bracket,
            TokenKind::Sign => HighlightKind::Sign,
            TokenKind::Name if is_keyword(token.text) => HighlightKind::Keyword,
            TokenKind::Name if called && defined.contains(token.text) => HighlightKind::Function,
            TokenKind::Name if called && word(token.text).is_some() => HighlightKind::Word,
            TokenKind::Name => HighlightKind::Name,
        };
        by_line(token, kind, &mut highlights);
    }
    highlights
}

fn by_line(token: &Token<'_>, kind: HighlightKind, highlights: &mut Vec<Highlight>) {
    for (number, line) in (0..).zip(token.text.split('\n')) {
        let (column, length) = (if number == 0 { token.column } else { 1 }, lexer::length(line));
        if length > 0 {
            highlights.push(Highlight { line: token.line + number, column, length, kind });
        }
    }
}
