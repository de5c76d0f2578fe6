//! One layout for all scripts. Lines stay as the author broke them; how far they are indented and what stands between two tokens is settled here.

use super::highlight::is_keyword;
use super::script::word;
use crate::script::lexer::{self, Token, TokenKind, half_width};

/// Blanks of one step of indentation.
const STEP: usize = 4;

/// Signs of several characters, the longest first.
const OPERATORS: [&str; 21] = ["**=", "..=", "==", "!=", ">=", "<=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "**", "=>", "<<", ">>", "..", "?.", "::", "??"];

/// Signs with a blank before and behind them.
const SPACED: [&str; 25] =
    ["=", "==", "!=", ">=", "<=", ">", "<", "&&", "||", "+", "-", "*", "/", "%", "**", "+=", "-=", "*=", "/=", "%=", "**=", "=>", "<<", ">>", "|"];

/// A script in the one layout: four blanks for each step of indentation, one blank line at most, a blank behind commas and around signs
/// between two values, half-width signs where full-width ones stand outside texts. It says what it said before.
///
/// ```
/// assert_eq!(dudao::authoring::format("rule（\"a\"）\n.judge( |m|m.x>=1 )；"), "rule(\"a\")\n    .judge(|m| m.x >= 1);\n");
/// ```
pub fn format(text: &str) -> String {
    let narrow = narrowed(text);
    let formatted = laid_out(&narrow);
    // Whatever the layout may have done to a script that is not sound, it must say the same.
    let said = |text: &str| {
        lexer::tokens(text).into_iter().filter(|token| token.kind != TokenKind::Space).map(|token| token.text.trim_end().to_string()).collect::<Vec<_>>()
    };
    if said(&formatted) == said(&narrow) { formatted } else { narrow }
}

/// The text with half-width signs where full-width ones stand outside of texts.
fn narrowed(text: &str) -> String {
    let tokens = lexer::tokens(text);
    let mut narrow = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        let sign: Option<String> =
            Some(token).filter(|token| token.kind == TokenKind::FullWidth).map(|token| token.text.chars().filter_map(half_width).collect());
        match sign.as_deref() {
            // A quote alone would swallow what stands behind it.
            Some("\"") => match closing(&tokens, index) {
                Some(close) => {
                    narrow.push('"');
                    tokens.get(index..close).unwrap_or_default().iter().for_each(|token| narrow.push_str(token.text));
                    narrow.push('"');
                    index = close + 1;
                }
                None => narrow.push_str(token.text),
            },
            // Some could begin a comment or a text.
            Some(sign) if !matches!(sign, "`" | "/") => narrow.push_str(sign),
            _ => narrow.push_str(token.text),
        }
    }
    narrow
}

/// The full-width quote that closes one, with nothing between them that cannot stand in a text.
fn closing(tokens: &[Token<'_>], from: usize) -> Option<usize> {
    for (index, token) in tokens.iter().enumerate().skip(from) {
        let quote = token.kind == TokenKind::FullWidth && token.text.chars().next().and_then(half_width).as_deref() == Some("\"");
        if quote {
            return Some(index);
        }
        if token.text.contains(['\n', '"', '\\']) || token.kind == TokenKind::Comment {
            return None;
        }
    }
    None
}

/// A token, or several signs that are one operator.
struct Piece<'a> {
    text: &'a str,
    kind: TokenKind,
    /// Line ends before it.
    breaks: usize,
    /// Blanks before it, on its line.
    blanks: usize,
}

/// What is known of a bracket that stands open.
struct Frame {
    opening: &'static str,
    /// Steps by which the line is indented that it stands in.
    base: usize,
    /// Steps by which the line is indented in which the current item began; nothing between two items.
    item: Option<usize>,
    /// Whether a card's chain in it has come to a section.
    section: bool,
}

impl Frame {
    /// Steps by which a line is indented that begins an item.
    fn content(&self) -> usize {
        if self.opening.is_empty() { 0 } else { self.base + 1 }
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut breaks, mut blanks) = (0, 0);
    let mut rest = text;
    let mut skip = 0;
    for token in lexer::tokens(text) {
        let length = token.text.len();
        if skip > 0 {
            skip -= 1;
        } else if token.kind == TokenKind::Space {
            let lines = token.text.matches('\n').count();
            breaks += lines;
            blanks = if lines > 0 { 0 } else { token.text.chars().count() };
        } else {
            let operator = if token.kind == TokenKind::Sign { OPERATORS.iter().find(|operator| rest.starts_with(**operator)) } else { None };
            // Of `/*` and `//` no part is a sign.
            let text = operator.copied().map_or(token.text, |operator| rest.get(..operator.len()).unwrap_or(token.text));
            skip = text.chars().count().saturating_sub(1) * usize::from(operator.is_some());
            pieces.push(Piece { text, kind: token.kind, breaks, blanks });
            (breaks, blanks) = (0, 0);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    pieces
}

fn laid_out(text: &str) -> String {
    let pieces = pieces(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut frames = vec![Frame { opening: "", base: 0, item: None, section: false }];
    let mut indent = 0;
    // Bars that begin or end the parameters of a closure.
    let mut parameters = false;
    let mut prefix = false;
    for (index, piece) in pieces.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| pieces.get(before));
        if before.is_none() || piece.breaks > 0 {
            indent = steps(&frames, &pieces, index);
            if before.is_some() {
                out.push_str(if piece.breaks > 1 { "\n\n" } else { "\n" });
            }
            out.extend(std::iter::repeat_n(' ', indent * STEP));
        } else if let Some(before) = before {
            let wanted = between(before, piece, index.checked_sub(2).and_then(|index| pieces.get(index)), prefix, parameters);
            let blanks = match wanted {
                Gap::None => 0,
                Gap::One => 1,
                Gap::Kept => piece.blanks.min(1),
                Gap::Aligned => piece.blanks.max(1),
            };
            out.extend(std::iter::repeat_n(' ', blanks));
        }
        // The end of a line that is part of a comment may have blanks behind it.
        out.push_str(if piece.kind == TokenKind::Comment { piece.text.trim_end() } else { piece.text });
        if piece.kind == TokenKind::Comment {
            continue;
        }
        let starts = before_value(before_code(&pieces, index));
        prefix = piece.kind == TokenKind::Sign && (piece.text == "!" || piece.text == "-" && starts);
        match piece.text {
            "|" if parameters => parameters = false,
            "|" if starts => parameters = true,
            _ => {}
        }
        follow(&mut frames, &pieces, index, &mut indent);
    }
    let end = out.trim_end_matches([' ', '\t', '\n', '\r']).len();
    // A text or comment without end keeps what it runs over.
    if pieces.last().is_none_or(|last| !matches!(last.kind, TokenKind::Text | TokenKind::Comment) || !last.text.ends_with(char::is_whitespace)) {
        out.truncate(end);
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The piece before one, comments left out.
fn before_code<'p, 'a>(pieces: &'p [Piece<'a>], index: usize) -> Option<&'p Piece<'a>> {
    pieces.get(..index)?.iter().rev().take(8).find(|piece| piece.kind != TokenKind::Comment)
}

/// Whether a value can begin behind a piece, so that a sign there stands before one and not between two.
fn before_value(before: Option<&Piece<'_>>) -> bool {
    before.is_none_or(|before| match before.kind {
        TokenKind::Open => true,
        TokenKind::Sign => before.text != ".",
        TokenKind::Name => is_keyword(before.text),
        _ => false,
    })
}

/// Steps by which the line is indented that begins with a piece.
fn steps(frames: &[Frame], pieces: &[Piece<'_>], index: usize) -> usize {
    // A comment stands where what it is about stands.
    let next = pieces.get(index..).unwrap_or_default().iter().take(64).position(|piece| piece.kind != TokenKind::Comment).map(|offset| index + offset);
    let (Some(frame), Some(piece)) = (frames.last(), pieces.get(index)) else { return 0 };
    let Some(next) = next.and_then(|next| Some((next, pieces.get(next)?))) else { return frame.item.map_or(frame.content(), |item| item) };
    let own = piece.kind != TokenKind::Comment;
    match (next.1.kind, frame.item) {
        (TokenKind::Close, _) if own && !frame.opening.is_empty() => frame.base,
        (TokenKind::Close, Some(item)) if !own => item + usize::from(frame.opening.is_empty()),
        (_, Some(item)) => {
            // Items stand below their section.
            let named = pieces.get(next.0 + 1).filter(|_| next.1.text == ".").and_then(|name| word(name.text)).is_some_and(|word| word.name == "item");
            item + 1 + usize::from(named && frame.section)
        }
        (_, None) => frame.content(),
    }
}

/// What a piece changes of the brackets around what follows, and of how far that is indented with which it belongs.
fn follow(frames: &mut Vec<Frame>, pieces: &[Piece<'_>], index: usize, indent: &mut usize) {
    let Some(piece) = pieces.get(index) else { return };
    let Some(frame) = frames.last_mut() else { return };
    match piece.kind {
        TokenKind::Open => {
            frame.item.get_or_insert(*indent);
            let opening = match piece.text {
                "(" => "(",
                "[" => "[",
                _ => "{",
            };
            frames.push(Frame { opening, base: *indent, item: None, section: false });
        }
        TokenKind::Close => {
            if frames.len() > 1
                && let Some(closed) = frames.pop()
            {
                // What follows on this line belongs with where the bracket was opened.
                *indent = closed.base.min(*indent);
            }
            let map = piece.text == "}" && is_map(pieces, index);
            let next = pieces.get(index + 1);
            // A block ends its statement, unless it is the value of something that goes on.
            let ends = piece.text == "}" && !map && next.is_none_or(|next| next.breaks > 0 && !matches!(next.text, "." | ")" | "]" | "," | ";"));
            if let Some(frame) = frames.last_mut().filter(|frame| ends && matches!(frame.opening, "" | "{")) {
                (frame.item, frame.section) = (None, false);
            }
        }
        _ if matches!(piece.text, "," | ";") => (frame.item, frame.section) = (None, false),
        _ => {
            frame.item.get_or_insert(*indent);
            frame.section |= word(piece.text).is_some_and(|word| word.name == "section");
        }
    }
}

/// Whether a closing brace closes a map: what stands behind such a one goes on, so that it does not end a statement.
fn is_map(pieces: &[Piece<'_>], close: usize) -> bool {
    let mut depth = 0_usize;
    for index in (close.saturating_sub(256)..=close).rev() {
        match pieces.get(index).map(|piece| piece.kind) {
            Some(TokenKind::Close) => depth += 1,
            Some(TokenKind::Open) => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return index.checked_sub(1).and_then(|sign| pieces.get(sign)).is_some_and(|sign| sign.text == "#");
        }
    }
    false
}

/// What stands between two pieces of one line.
enum Gap {
    None,
    One,
    /// As it was: a blank if there was one.
    Kept,
    /// As it was: at least one blank.
    Aligned,
}

fn between(a: &Piece<'_>, b: &Piece<'_>, before: Option<&Piece<'_>>, prefix: bool, parameters: bool) -> Gap {
    use TokenKind::{Close, Comment, FullWidth, Name, Number, Open, Sign, Text};
    let touch = b.blanks == 0;
    match (a.kind, b.kind) {
        (_, Comment) => Gap::Aligned,
        (Comment | FullWidth, _) | (_, FullWidth) => Gap::Kept,
        // What could become another sign, number or name stays apart; what could fall apart stays together.
        (Name | Number, Name | Number) => Gap::One,
        (Sign, Open) if a.text == "#" => Gap::Kept,
        (Sign, Sign) if !touch && (b.text == "." || a.text == ".") => Gap::Kept,
        _ if matches!(a.text, ".." | "..=" | "::" | "??" | "?.") || matches!(b.text, ".." | "..=" | "::" | "??" | "?.") => Gap::Kept,
        (Number, Sign) if b.text == "." => Gap::Kept,
        (Sign, Number) if a.text == "." => Gap::Kept,
        (_, Sign) if matches!(b.text, "," | ";") => Gap::None,
        (Sign, _) if matches!(a.text, "," | ";") => Gap::One,
        (_, Sign) if b.text == ":" => Gap::None,
        (Sign, _) if a.text == ":" => Gap::One,
        (Sign, Sign) if prefix || !known(a, b) => Gap::Kept,
        (Sign, _) if prefix => Gap::None,
        _ if a.text == "." || b.text == "." => Gap::None,
        // The bars of a closure.
        (Sign, _) if a.text == "|" && parameters => Gap::None,
        (_, Sign) if b.text == "|" && parameters => Gap::None,
        (Sign, _) if matches!(a.text, "|" | "||") => Gap::One,
        (Open, Close) => Gap::None,
        (Open, _) if a.text == "{" => Gap::One,
        (_, Close) if b.text == "}" => Gap::One,
        (Open, _) | (_, Close) => Gap::None,
        (_, Sign) if SPACED.contains(&b.text) => Gap::One,
        (Sign, _) if SPACED.contains(&a.text) => Gap::One,
        (Name, Open) if is_keyword(a.text) && before.is_none_or(|before| before.text != ".") => Gap::One,
        (Name | Number | Text | Close, Open) if b.text == "{" => Gap::One,
        (Name | Close, Open) => Gap::None,
        (Close, Name) | (Name, Text) if !touch || is_keyword(a.text) || is_keyword(b.text) => Gap::One,
        _ => Gap::Kept,
    }
}

/// Whether two signs beside each other are an operator and what stands before its second value.
fn known(a: &Piece<'_>, b: &Piece<'_>) -> bool {
    let opens = matches!(b.text, "-" | "!" | "|" | "||" | "#");
    opens && (SPACED.contains(&a.text) || a.text == "||")
}
