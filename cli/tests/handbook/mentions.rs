//! What the prose names: words of the language, buttons of the workbench, other pages.

use super::book::{Part, parts};
use super::repository;
use dudao::Language;
use dudao::language::{TokenKind, find, tokens};

/// What is named and not there.
pub fn wrong(text: &str, language: Language) -> Vec<String> {
    let prose: String = parts(text).into_iter().filter_map(|part| if let Part::Prose(prose) = part { Some(prose) } else { None }).collect();
    let buttons = std::fs::read_to_string(repository("bindings-wasm/workbench/text.ts")).unwrap();
    let key = if language == Language::Zh { "zh" } else { "en" };
    let mut wrong = Vec::new();
    // What is bold is written on a button.
    wrong.extend(between(&prose, "**").filter(|name| !buttons.contains(&format!("{key}: \"{name}\""))).map(|name| format!("no button **{name}**")));
    for code in between(&prose, "`") {
        let tokens = tokens(code);
        let called =
            tokens.iter().enumerate().filter(|(index, token)| token.kind == TokenKind::Name && tokens.get(index + 1).is_some_and(|next| next.text == "("));
        wrong.extend(called.filter(|(_, token)| !is_word(token.text, language)).map(|(_, token)| format!("no word `{}(…)`", token.text)));
    }
    let linked = prose.split("](").skip(1).filter_map(|after| after.split(')').next());
    wrong.extend(linked.filter(|link| !leads_somewhere(link, &prose)).map(|link| format!("no page {link}")));
    wrong
}

fn is_word(name: &str, language: Language) -> bool {
    find(name).is_some_and(|word| if language == Language::Zh { word.twin == name } else { word.name == name })
}

/// What stands between two marks, within a line.
fn between<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().flat_map(move |line| line.split(mark).skip(1).step_by(2))
}

/// A file of the repository, or a heading of the same page.
fn leads_somewhere(link: &str, prose: &str) -> bool {
    let anchor = |heading: &str| -> String {
        let kept = heading.to_lowercase().replace(' ', "-");
        kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
    };
    match link.strip_prefix('#') {
        Some(wanted) => prose.lines().filter_map(|line| Some(line.strip_prefix('#')?.trim_start_matches('#').trim())).any(|heading| anchor(heading) == wanted),
        None => repository("rules").join(link).exists(),
    }
}
