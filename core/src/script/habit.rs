//! What people write out of habit from elsewhere, and how it is written here.

use super::lexer::Token;
use super::words;
use crate::diagnostic::{Code, Diagnostic};
use rhai::{LexError, ParseErrorType};

/// A slip that is understood.
pub(super) struct Habit<'a> {
    pub(super) problem: Diagnostic,
    /// Where it is, if not where the parser stumbled.
    pub(super) at: Option<&'a Token<'a>>,
    /// What repairs the token there.
    pub(super) instead: Option<String>,
}

fn slip<'a>(zh: &str, en: &str, help: (&str, &str)) -> Habit<'a> {
    Habit { problem: Diagnostic::error(Code::ScriptSyntax, zh, en).help(help.0, help.1), at: None, instead: None }
}

impl<'a> Habit<'a> {
    fn at(self, token: &'a Token<'a>) -> Self {
        Self { at: Some(token), ..self }
    }

    fn instead(self, text: impl Into<String>) -> Self {
        Self { instead: Some(text.into()), ..self }
    }
}

/// The habit behind a parser's complaint about a statement, of which it stumbled over token number `here`.
pub(super) fn habit<'a>(error: &ParseErrorType, tokens: &'a [Token<'a>], here: Option<usize>) -> Option<Habit<'a>> {
    let neighbour = |offset: isize| here.and_then(|here| tokens.get(here.checked_add_signed(offset)?));
    let text = |offset: isize| neighbour(offset).map_or("", |token| token.text);
    // `(m, p) => …`
    let arrow = tokens.windows(3).find(|three| three[0].text == ")" && three[1].text == "=" && three[2].text == ">" && three[1].column + 1 == three[2].column);
    if let Some([_, arrow, _]) = arrow {
        return Some(slip("函数不这样写", "a closure is not written so", ("写成 |m, p| …", "write |m, p| …")).at(arrow));
    }
    let symbol = match error {
        ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _) | LexError::UnexpectedInput(symbol))
        | ParseErrorType::UnknownOperator(symbol)
        | ParseErrorType::Reserved(symbol) => symbol.as_str(),
        _ => "",
    };
    match (symbol, text(0)) {
        ("#", _) => {
            return Some(slip(
                "这里不能写“#”",
                "`#` cannot stand here",
                ("注释以 // 开头；对照表写成 #{ … }", "a comment begins with //; a map is written #{ … }"),
            ));
        }
        ("null" | "nil", _) => {
            return Some(slip("没有“null”", "there is no null", ("问有没有值，写 已有(…)", "to ask whether there is a value, write present(…)")));
        }
        (_, "=") if !matches!(error, ParseErrorType::MissingToken(..)) => {
            return Some(slip("这里不能写“=”", "`=` cannot stand here", ("比较两个值用 ==", "to compare two values write ==")).instead("=="));
        }
        _ => {}
    }
    match error {
        ParseErrorType::BadInput(LexError::MalformedChar(_)) => {
            let habit = slip("文字要用双引号", "texts stand in double quotes", ("把单引号改成双引号", "write \" in place of '"));
            let content = neighbour(0).and_then(|token| token.text.strip_prefix('\'')?.strip_suffix('\'')).filter(|content| !content.contains('"'));
            Some(match content {
                Some(content) => habit.instead(format!("\"{content}\"")),
                None => habit,
            })
        }
        ParseErrorType::VariableUndefined(_) if text(1) == ":" => {
            Some(slip("对照表少了“#”", "the map lacks its `#`", ("写成 #{ 名字: 值 }", "write #{ name: value }")).at(opening(tokens, here?)?).instead("#{"))
        }
        ParseErrorType::MissingToken(lacking, _) => match text(0) {
            "and" | "AND" | "且" | "并且" => {
                Some(slip("“并且”写 &&", "`and` is written &&", ("改成 &&；或用 都须(…)", "write &&, or all(…)")).instead("&&"))
            }
            "or" | "OR" | "或" | "或者" => Some(slip("“或者”写 ||", "`or` is written ||", ("改成 ||；或用 任一(…)", "write ||, or any(…)")).instead("||")),
            "elseif" | "elsif" | "elif" => {
                Some(slip("“否则如果”写 else if", "it is written `else if`", ("中间空一格", "write a space between")).instead("else if"))
            }
            ":" => Some(slip("这里不能写“:”", "`:` cannot stand here", ("对照表写成 #{ 名字: 值 }", "a map is written #{ name: value }"))),
            word if lacking == ";" && words::find(word).is_some() && !words::begins_statement(word) => {
                let habit = slip("这里缺“;”或“.”", "`;` or `.` is missing here", ("这个词前面少了一个点", "a dot is missing before this word"));
                Some(habit.instead(format!(".{word}")))
            }
            _ => None,
        },
        _ if text(-1) == "%" => Some(
            slip("没有百分号", "there is no percent sign", ("百分数写成小数，如 30% 写 0.3", "write a percentage as a decimal: 0.3 for 30%"))
                .at(neighbour(-1)?),
        ),
        _ => None,
    }
}

/// The brace that stands open before token number `here`.
fn opening<'a>(tokens: &'a [Token<'a>], here: usize) -> Option<&'a Token<'a>> {
    let before = tokens.get(..here)?;
    before.iter().rev().find(|token| token.text == "{")
}
