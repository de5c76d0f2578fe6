//! Breaking lines of Chinese and English: between any two full-width letters, or at a space.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks that never begin a line.
const CLOSING: &str = "，。；：、？！）”’》】…";
/// Marks that never end one.
const OPENING: &str = "（“‘《【";

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Lines of at most so many columns. A word that is longer than that keeps a line of its own.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && width(&line) + width(piece.trim_end()) > columns {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
        }
        line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
    }
    lines.push(line.trim_end().to_string());
    lines
}

/// The text in pieces between which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(end) = end_of_piece(rest) {
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Where the first piece ends, if it is not the last one.
fn end_of_piece(text: &str) -> Option<usize> {
    let wide = |letter: char| letter.width() == Some(2);
    let mut letters = text.char_indices();
    let (_, mut before) = letters.next()?;
    let mut earlier = ' ';
    for (index, letter) in letters {
        let may_break = before == ' ' || wide(before) || wide(letter);
        // A number stays with what it counts: 15 节.
        let counts = before == ' ' && earlier.is_ascii_digit() && wide(letter);
        if may_break && !counts && letter != ' ' && !CLOSING.contains(letter) && !OPENING.contains(before) {
            return Some(index);
        }
        (earlier, before) = (before, letter);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn chinese_breaks_between_letters_and_keeps_its_marks() {
        assert_eq!(wrap("示范课 12 节，要求至少 15 节。", 14), ["示范课 12 节，", "要求至少", "15 节。"]);
        assert_eq!(wrap("甲乙丙，丁", 6), ["甲乙", "丙，丁"]);
        assert_eq!(wrap("甲乙（丙丁）", 6), ["甲乙", "（丙", "丁）"]);
    }

    #[test]
    fn english_breaks_at_spaces() {
        assert_eq!(wrap("at least two visits", 10), ["at least", "two visits"]);
        assert_eq!(wrap("pre-term-preparation is late", 8), ["pre-term-preparation", "is late"]);
        assert_eq!(wrap("", 8), [""]);
    }
}
