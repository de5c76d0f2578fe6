//! Names by which one declaration, or a test, speaks of another; and ids that a pattern means.

use super::declaration::Declarations;
use super::query::Literal;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Whether an id is meant by a pattern, in which `*` stands for anything.
pub(crate) fn matches(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split('*');
    let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else { return pattern == id };
    let Some(rest) = id.strip_prefix(first) else { return false };
    // The first place where a part occurs leaves the most for those behind it, so none is tried twice.
    let rest = parts.try_fold(rest, |rest, part| rest.split_once(part).map(|(_, rest)| rest));
    rest.is_some_and(|rest| rest.ends_with(last))
}

/// The error for a name that nothing of its kind has.
pub(crate) fn unknown<'a>(zh: &str, en: &str, id: &str, place: &Place, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error(Code::PackUnknown, told!("没有声明过{zh}“{id}”"), told!("{en} `{id}` is not declared")).at(place.clone()).suggest(id, known)
}

/// What is wrong with giving a parameter a value.
pub(crate) fn wrong_value(declarations: &Declarations, id: &str, value: &Literal, place: &Place) -> Option<Diagnostic> {
    let params = &declarations.params;
    match params.iter().find(|param| param.id == id) {
        None => Some(unknown("参数", "parameter", id, place, params.iter().map(|param| param.id.as_str()))),
        Some(param) if !param.takes(value) => Some(
            Diagnostic::error(Code::PackValue, told!("参数“{id}”不能取这样的值"), told!("parameter `{id}` cannot be set to a value of this type"))
                .at(place.clone()),
        ),
        Some(_) => None,
    }
}

/// What is wrong with taking a reading in one way.
pub(crate) fn wrong_choice(declarations: &Declarations, id: &str, choice: &str, place: &Place) -> Option<Diagnostic> {
    let readings = &declarations.readings;
    match readings.iter().find(|reading| reading.id == id) {
        None => Some(unknown("口径", "reading", id, place, readings.iter().map(|reading| reading.id.as_str()))),
        Some(reading) if !reading.choices.iter().any(|(known, _)| known == choice) => Some(
            Diagnostic::error(Code::PackUnknown, told!("口径“{id}”没有“{choice}”这种理解"), told!("reading `{id}` has no choice `{choice}`"))
                .at(place.clone())
                .suggest(choice, reading.choices.iter().map(|(known, _)| known.as_str())),
        ),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_mean_what_they_look_like() {
        for (pattern, id, meant) in [
            ("T3", "T3", true),
            ("T3", "T31", false),
            ("T3*", "T3", true),
            ("T3*", "T3-教学", true),
            ("*", "", true),
            ("a*c*", "abcd", true),
            ("*b", "a", false),
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
            ("a*b*b", "ab", false),
            ("**", "x", true),
            ("*一*", "第一小学", true),
        ] {
            assert_eq!(matches(pattern, id), meant, "{pattern} {id}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        assert!(!matches(&"*a".repeat(1000).replace("*a*a*a*a*a*a*a*a", "*a*a*b*a*a*a*a*a"), &"a".repeat(10_000)));
    }
}
