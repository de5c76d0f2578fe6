//! What mends a pack at a keystroke.

use super::argument::Names;
use super::offer::is_chinese;
use super::outline::{Outline, place};
use super::position::{Lines, Position};
use super::script::Script;
use super::subject::{Subject, View};
use crate::diagnostic::{Code, Diagnostic, Fix, Place, Text};
use crate::pack::PackSource;
use crate::script::lexer::TokenKind;
use crate::sorting;
use serde::Serialize;
use std::cell::OnceCell;

/// Something that can be done about what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Action {
    /// What it does.
    pub title: Text,
    /// The number of the problem that it mends; nothing where it mends several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub diagnostic: Option<usize>,
    /// What it changes, the last place first, so that none moves another.
    pub edits: Vec<Fix>,
}

/// What can be done about problems that were found in a pack: each repair, all repairs of one kind in a file, all repairs in a file; and what a
/// rule names that is nowhere declared.
pub fn actions(source: &PackSource, diagnostics: &[Diagnostic]) -> Vec<Action> {
    let outline = OnceCell::new();
    let mut actions: Vec<Action> = Vec::new();
    for (number, diagnostic) in diagnostics.iter().enumerate() {
        if let Some(fix) = &diagnostic.fix {
            actions.push(Action { title: titled(fix), diagnostic: Some(number), edits: vec![fix.clone()] });
        }
        if let Some((title, edit)) = declare(source, &outline, diagnostic) {
            actions.push(Action { title, diagnostic: Some(number), edits: vec![edit] });
        }
    }
    let fixes = || diagnostics.iter().filter_map(|diagnostic| Some((diagnostic.code, diagnostic.fix.as_ref()?)));
    let mut files: Vec<&str> = fixes().filter_map(|(_, fix)| Some(at(&fix.place)?.0)).collect();
    sorting::sort(&mut files);
    files.dedup();
    for file in files {
        let of_file = || fixes().filter(|(_, fix)| at(&fix.place).is_some_and(|(other, ..)| other == file));
        let mut codes: Vec<Code> = of_file().map(|(code, _)| code).collect();
        sorting::sort(&mut codes);
        codes.dedup();
        for code in codes.iter().filter(|_| codes.len() > 1) {
            let edits = ordered(of_file().filter(|(other, _)| other == code).map(|(_, fix)| fix));
            push(&mut actions, edits, |count| Text::new(format!("改正 {file} 里这一类的 {count} 处"), format!("mend all {count} of this kind in {file}")));
        }
        push(&mut actions, ordered(of_file().map(|(_, fix)| fix)), |count| {
            Text::new(format!("改正 {file} 里的 {count} 处"), format!("mend all {count} in {file}"))
        });
    }
    actions
}

fn push(actions: &mut Vec<Action>, edits: Vec<Fix>, title: impl Fn(usize) -> Text) {
    if edits.len() > 1 {
        actions.push(Action { title: title(edits.len()), diagnostic: None, edits });
    }
}

fn titled(fix: &Fix) -> Text {
    match fix.insert.trim() {
        "" => Text::new("删去", "remove it"),
        insert => Text::new(format!("改成 {insert}"), format!("change to {insert}")),
    }
}

/// File, line, column and length of a place in a script.
fn at(place: &Place) -> Option<(&str, u32, u32, u32)> {
    match place {
        Place::Script { file, line, column, length } => Some((file, *line, *column, *length)),
        _ => None,
    }
}

/// Changes of one file, the last first; of those that lie on each other, the first that was given.
fn ordered<'f>(fixes: impl Iterator<Item = &'f Fix>) -> Vec<Fix> {
    let mut fixes: Vec<(u32, u32, u32, &Fix)> = fixes.filter_map(|fix| at(&fix.place).map(|(_, line, column, length)| (line, column, length, fix))).collect();
    sorting::sort_by_key(&mut fixes, |(line, column, ..)| (*line, *column));
    let mut kept: Vec<(u32, u32, u32, &Fix)> = Vec::new();
    for fix in fixes {
        let lies_on = kept.last().is_some_and(|(line, column, length, _)| *line == fix.0 && column.saturating_add(*length) > fix.1);
        if !lies_on {
            kept.push(fix);
        }
    }
    kept.into_iter().rev().map(|(.., fix)| fix.clone()).collect()
}

/// A text of a file with changes made to it; those of other files, and those that lie on others, are left out.
///
/// ```
/// use dudao::authoring::apply;
/// use dudao::{Fix, Place};
///
/// let place = Place::Script { file: "a.rhai".into(), line: 1, column: 1, length: 4 };
/// assert_eq!(apply("ruel(\"x\");", &[Fix { place, insert: "rule".into() }], "a.rhai"), "rule(\"x\");");
/// ```
pub fn apply(text: &str, edits: &[Fix], file: &str) -> String {
    let lines = Lines::new(text);
    let mut changed = text.to_string();
    for fix in ordered(edits.iter().filter(|fix| at(&fix.place).is_some_and(|(other, ..)| other == file))) {
        let Some((_, line, column, length)) = at(&fix.place) else { continue };
        let Some(start) = lines.byte(Position { line, column }) else { continue };
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.char_indices().nth(length as usize).map_or(rest.len(), |(index, _)| index);
        changed.replace_range(start..end, &fix.insert);
    }
    changed
}

/// Declares the clause or parameter that a problem says is nowhere declared, behind the last declaration of its kind.
fn declare<'a>(source: &'a PackSource, outline: &OnceCell<Outline<'a>>, diagnostic: &Diagnostic) -> Option<(Text, Fix)> {
    if diagnostic.fix.is_some() || !matches!(diagnostic.code, Code::PackUnknown | Code::RuleInput) {
        return None;
    }
    let (file, line, column, _) = at(diagnostic.place.as_ref()?)?;
    let outline = outline.get_or_init(|| Outline::new(source, file));
    let number = outline.number(file)?;
    let view = View::new(outline, number)?;
    let index = view.script.before(line, column.saturating_add(1)).checked_sub(1)?;
    let (kind, id) = match view.script.kind(index)? {
        TokenKind::Text => (view.names(index)?, view.script.quoted(index)?),
        TokenKind::Name if view.script.follows_dot(index) && matches!(view.before_dot(index - 1), Subject::Settings) => {
            (Names::Declared("param"), view.script.text(index))
        }
        _ => return None,
    };
    let Names::Declared(kind @ ("clause" | "param")) = kind else { return None };
    if id.is_empty() || outline.find(kind, id).is_some() {
        return None;
    }
    // Behind the last of its kind in the pack's own files, else behind the statement itself.
    let own = |script: usize| source.files.contains_key(outline.scripts[script].path);
    let last = outline.of(kind).filter(|declared| own(declared.script)).last().map_or((number, index), |declared| (declared.script, declared.head));
    let script = &outline.scripts[last.0];
    let end = statement_end(script, last.1)?;
    let chinese = is_chinese(script).unwrap_or(false);
    let declaration = match (kind, chinese) {
        ("clause", false) => format!("clause(\"{id}\").force(\"mandatory\").says(\"\");"),
        ("clause", true) => format!("条款(\"{id}\").效力(\"必须\").要求(\"\");"),
        (_, false) => format!("param(\"{id}\", 1).label(\"{id}\");"),
        (_, true) => format!("参数(\"{id}\", 1).称作(\"{id}\");"),
    };
    let what = if kind == "clause" { ("条款", "clause") } else { ("参数", "parameter") };
    let title = Text::new(format!("声明{} {id}", what.0), format!("declare {} {id}", what.1));
    Some((title, Fix { place: place(script, end)?, insert: format!(";\n{declaration}") }))
}

/// The semicolon that ends the outermost statement around a token.
fn statement_end(script: &Script<'_>, index: usize) -> Option<usize> {
    let mut at = index;
    while let Some(open) = script.around(at) {
        at = open;
    }
    (at..script.tokens.len()).find(|end| script.text(*end) == ";" && script.around(*end).is_none())
}
