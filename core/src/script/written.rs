//! Numbers, days and keywords as people write them elsewhere, found before rhai stumbles over them.

use super::lexer::{Token, TokenKind, length, place};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place};
use rust_decimal::Decimal;

/// What is wrong with the numbers and keywords of a statement, with the repair of each.
pub(super) fn slips(file: &str, tokens: &[Token<'_>]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let word = if tokens.iter().any(|token| token.kind == TokenKind::Name && !token.text.is_ascii()) { "日" } else { "day" };
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let wrapped = tokens.get(..index).is_some_and(|before| matches!(before, [.., word, open] if open.text == "(" && matches!(word.text, "日" | "day")));
        let day = unquoted_day(file, tokens.get(index..).unwrap_or_default(), Some(word).filter(|_| !wrapped));
        index += day.as_ref().map_or(1, |(_, length)| *length);
        problems.extend(day.map(|(problem, _)| problem).or_else(|| counted(file, token)).or_else(|| keyword(file, token)));
    }
    problems
}

/// A day without quotes, and how many tokens it takes: `2017-06-09` would be a subtraction. `word` is what makes a day of a text, where it lacks.
fn unquoted_day(file: &str, tokens: &[Token<'_>], word: Option<&str>) -> Option<(Diagnostic, usize)> {
    let first = tokens.first().filter(|token| token.kind == TokenKind::Number)?;
    let mut text = String::new();
    // The longest stretch without blanks that is a day.
    let stretches = tokens.iter().take(5).scan(first.column, |column, token| {
        if token.line != first.line || token.column != *column || !(token.kind == TokenKind::Number || matches!(token.text, "-" | "/" | ".")) {
            return None;
        }
        *column = token.end();
        text.push_str(token.text);
        Some(text.clone())
    });
    // Eight digits, or five, may well be a number.
    let is_day =
        |text: &String| !text.chars().all(|c| c.is_ascii_digit()) && text.chars().nth(4).is_some_and(|c| !c.is_ascii_digit()) && Day::parse(text).is_some();
    let (last, text) = stretches.enumerate().filter(|(_, text)| is_day(text)).last()?;
    let place = Place::Script { file: file.into(), line: first.line, column: first.column, length: length(&text) };
    let mended = word.map_or_else(|| format!("\"{text}\""), |word| format!("{word}(\"{text}\")"));
    let problem = Diagnostic::error(Code::ScriptSyntax, told!("日期“{text}”要加引号"), told!("the day `{text}` must stand in quotes"))
        .help(told!("写成 {mended}"), told!("write {mended}"))
        .at(place.clone())
        .fix(place, mended);
    Some((problem, last + 1))
}

/// A keyword in Chinese; only words have twins.
fn keyword(file: &str, token: &Token<'_>) -> Option<Diagnostic> {
    let keyword = match token.text {
        "如果" | "假如" | "倘若" => "if",
        "否则" => "else",
        "否则如果" => "else if",
        _ => return None,
    };
    let place = place(file, token);
    let problem = Diagnostic::error(Code::ScriptSyntax, told!("“{}”写 {keyword}", token.text), told!("`{}` is written {keyword}", token.text));
    Some(problem.help(told!("改成 {keyword}"), told!("write {keyword}")).at(place.clone()).fix(place, keyword))
}

/// A number with what is counted behind it: `3次`, `1.5万`.
fn counted(file: &str, token: &Token<'_>) -> Option<Diagnostic> {
    let split = token.text.find(|c: char| !c.is_ascii()).filter(|_| token.kind == TokenKind::Number)?;
    let (digits, unit) = token.text.split_at(split);
    let number: Decimal = digits.parse().ok()?;
    let factor = match unit {
        "百" => 100,
        "千" => 1000,
        "万" => 10_000,
        "百万" => 1_000_000,
        "千万" => 10_000_000,
        "亿" => 100_000_000,
        _ => 1,
    };
    let number = number.checked_mul(Decimal::from(factor))?.normalize();
    let place = place(file, token);
    let problem = Diagnostic::error(Code::ScriptSyntax, told!("数里不能写“{unit}”"), told!("a number cannot hold `{unit}`"));
    let problem = if factor == 1 {
        problem.help(told!("只写 {number}；单位另用 .单位(\"{unit}\") 写"), told!("write {number} alone; .unit(\"{unit}\") says what is counted"))
    } else {
        problem.help(told!("写成 {number}"), told!("write {number}"))
    };
    Some(problem.at(place.clone()).fix(place, number.to_string()))
}
