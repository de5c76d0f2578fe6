//! What the thing is that stands at a position.

use super::Position;
use super::complete::Stretch;
use super::offer::Offer;
use super::outline::Outline;
use super::script::word;
use super::subject::View;
use crate::diagnostic::Text;
use crate::pack::PackSource;
use crate::script::lexer::{Token, TokenKind, length};
use serde::Serialize;

/// What something is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Hover {
    /// Where it stands.
    pub place: Stretch,
    /// Its name, with its twin in the other language.
    pub title: String,
    /// What it is, each thing on a line of its own.
    pub text: Text,
}

/// What a word, or something that is named in a script, is.
///
/// ```
/// use dudao::authoring::{Position, hover};
/// use dudao::PackSource;
///
/// let source = PackSource::new([("policy.rhai".into(), "计数(\"活动\")".into())]);
/// assert_eq!(hover(&source, "policy.rhai", Position { line: 1, column: 1 }).unwrap().title, "计数 count");
/// ```
pub fn hover(source: &PackSource, file: &str, at: Position) -> Option<Hover> {
    let outline = Outline::new(source, file);
    let view = View::new(&outline, outline.number(file)?)?;
    let index = view.script.before(at.line, at.column.saturating_add(1)).checked_sub(1)?;
    let token = view.script.tokens.get(index)?;
    if token.text.contains('\n') || token.line != at.line || at.column >= token.end() {
        return None;
    }
    match token.kind {
        TokenKind::Text => {
            let content = view.script.quoted(index)?;
            let offer = view.offer_named(&view.names(index)?, content)?;
            let place = Stretch { line: token.line, column: token.column + 1, length: length(content) };
            Some(told(place, content, offer))
        }
        TokenKind::Name => {
            let offer = named(view, index, token)?;
            Some(told(Stretch { line: token.line, column: token.column, length: length(token.text) }, token.text, offer))
        }
        _ => None,
    }
}

/// What a name in the code is.
fn named(view: View<'_, '_>, index: usize, token: &Token<'_>) -> Option<Offer> {
    let script = view.script;
    if let Some(call) = script.call(index + 1) {
        return match word(token.text) {
            Some(word) => Some(Offer::word(word)),
            None => view.function_offer(token.text, script.arguments(call.open).len()),
        };
    }
    let dotted = script.follows_dot(index);
    dotted.then(|| view.following(&view.before_dot(index - 1)).into_iter().find(|offer| offer.is(token.text))).flatten()
}

fn told(place: Stretch, written: &str, offer: Offer) -> Hover {
    let other = if offer.name == written { offer.twin } else { Some(offer.name) };
    let title = other.map_or_else(|| written.to_string(), |other| format!("{written} {other}"));
    let Text { mut zh, mut en } = offer.detail;
    if let Some(documentation) = offer.documentation {
        zh = format!("{zh}\n{}", documentation.zh);
        en = format!("{en}\n{}", documentation.en);
    }
    Hover { place, title, text: Text { zh, en } }
}
