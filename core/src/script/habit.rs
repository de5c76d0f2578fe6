//! What people write out of habit from elsewhere, and how it is written here.

use super::lexer::{Token, TokenKind};
use super::words::{self, Group};
use crate::diagnostic::{Code, Diagnostic};
use rhai::{LexError, ParseErrorType};

/// A slip that is understood.
pub(super) struct Habit<'a> {
    pub(super) problem: Diagnostic,
    /// Where it is, if not where the parser stumbled.
    pub(super) at: Option<&'a Token<'a>>,
    /// What repairs it.
    pub(super) instead: Option<String>,
    /// What the repair takes the place of, if not the token where it is.
    pub(super) of: Option<&'a Token<'a>>,
    /// How many characters it covers, if not those of its token.
    pub(super) length: Option<u32>,
}

pub(super) fn slip<'a>(zh: &str, en: &str, help: (&str, &str)) -> Habit<'a> {
    Habit::of(Diagnostic::error(Code::ScriptSyntax, zh, en).help(help.0, help.1))
}

impl<'a> Habit<'a> {
    pub(super) fn of(problem: Diagnostic) -> Self {
        Self { problem, at: None, instead: None, of: None, length: None }
    }

    fn at(self, token: &'a Token<'a>) -> Self {
        Self { at: Some(token), ..self }
    }

    pub(super) fn instead(self, text: impl Into<String>) -> Self {
        Self { instead: Some(text.into()), ..self }
    }

    /// Covers everything up to the end of another token of the line.
    pub(super) fn up_to(self, first: &Token<'_>, last: &Token<'_>) -> Self {
        Self { length: Some(last.end().saturating_sub(first.column)).filter(|_| first.line == last.line), ..self }
    }

    pub(super) fn instead_of(self, token: &'a Token<'a>, text: impl Into<String>) -> Self {
        Self { instead: Some(text.into()), of: Some(token), ..self }
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
        (_, "=") if text(1) == ">" => {
            let habit = slip("“大于等于”写 >=", "at least is written >=", ("把 => 写成 >=", "write >= in place of =>"));
            return Some(habit.instead(">=").up_to(neighbour(0)?, neighbour(1)?));
        }
        (_, ">") if text(-1) == "<" => {
            let habit = slip("“不等于”写 !=", "unequal is written !=", ("把 <> 写成 !=", "write != in place of <>"));
            return Some(habit.at(neighbour(-1)?).instead("!=").up_to(neighbour(-1)?, neighbour(0)?));
        }
        (_, "=") if !matches!(error, ParseErrorType::MissingToken(..)) => {
            let signs = (0..3).take_while(|offset| text(*offset) == "=").count();
            let last = neighbour(isize::try_from(signs).unwrap_or(1) - 1)?;
            let habit = slip("这里不能写“=”", "`=` cannot stand here", ("比较两个值用 ==", "to compare two values write =="));
            return Some(habit.instead("==").up_to(neighbour(0)?, last));
        }
        (_, "/") if here == Some(0) => {
            return Some(slip("这里不能写“/”", "`/` cannot stand here", ("注释以 // 开头", "a comment begins with //")).instead("//"));
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
        ParseErrorType::MissingToken(_, _)
            if matches!(text(0), "且" | "并且" | "而且" | "或" | "或者" | "and" | "or" | "AND" | "OR") && follows_verdict(tokens, here?) =>
        {
            let (zh, en) = if matches!(text(0), "且" | "并且" | "而且" | "and" | "AND") {
                ("都须(甲, 乙)", "all(a, b)")
            } else {
                ("任一(甲, 乙)", "any(a, b)")
            };
            let said = (format!("两个判定之间不能写“{}”", text(0)), format!("`{}` cannot stand between two verdicts", text(0)));
            Some(slip(&said.0, &said.1, (&format!("写成 {zh}"), &format!("write {en}"))))
        }
        ParseErrorType::MissingToken(_, _) if text(1) != "(" && infix(text(0)).is_some() => {
            let (word, sign) = (text(0), infix(text(0))?);
            let said = (format!("两个值之间的“{word}”写 {sign}"), format!("between two values `{word}` is written {sign}"));
            Some(slip(&said.0, &said.1, (&format!("改成 {sign}"), &format!("write {sign}"))).instead(sign))
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
            "=" if text(1) != "=" && matches!(lacking.as_str(), "," | ":" | "in") => {
                let (zh, en) = (format!("这里写“{lacking}”，不写“=”"), format!("write `{lacking}` here, not `=`"));
                Some(slip(&zh, &en, (&format!("改成“{lacking}”"), &format!("write `{lacking}`"))).instead(lacking.as_str()))
            }
            ";" if lacking == "," => Some(slip(
                "括号里不能写“;”",
                "`;` cannot stand between brackets",
                (
                    "函数有几句的用花括号括起来：|m| { …; … }；几项都要的写 都须(甲, 乙)",
                    "a closure of several statements stands in braces: |m| { …; … }; where several must hold, write all(a, b)",
                ),
            )),
            _ if lacking == "{" && tokens.iter().any(|token| token.text == "if") => Some(slip(
                "这里缺“{”",
                "`{` is missing here",
                ("写成 if 条件 { … } else { … }，花括号不能省", "write if condition { … } else { … }, with the braces"),
            )),
            _ if lacking == ";" && here == Some(2) && matches!(tokens.first()?.text, "let" | "const") => {
                let habit = slip("变量后面少了“=”", "`=` is missing behind the variable", ("写成 let 名字 = 值;", "write let name = value;"));
                Some(habit.instead(format!("= {}", text(0))))
            }
            name if lacking == "," && neighbour(0)?.kind == TokenKind::Name && neighbour(-1).is_some_and(|text| touches(text, neighbour(0))) => Some(slip(
                "文字里不能直接写英文双引号",
                "a text cannot hold a plain double quote",
                (&format!("文字里的引号用中文引号，如 “{name}”"), &format!("write \\\"{name}\\\" inside of a text")),
            )),
            // A word behind what it is said of.
            word if matches!(lacking.as_str(), "," | ")" | "]" | "}") && matches!(text(-1), ")" | "]") && text(1) == "(" && words::find(word).is_some() => {
                Some(slip("这里缺“.”", "`.` is missing here", ("这个词前面少了一个点", "a dot is missing before this word")).instead(format!(".{word}")))
            }
            word if lacking == ";" && words::find(word).is_some() && !words::begins_statement(word) => {
                let habit = slip("这里缺“;”或“.”", "`;` or `.` is missing here", ("这个词前面少了一个点", "a dot is missing before this word"));
                Some(habit.instead(format!(".{word}")))
            }
            _ => None,
        },
        _ if text(-1) == "%" => {
            let sign = neighbour(-1)?;
            // Some words count in percent already.
            let percent = enclosing(tokens, here? - 1).is_some_and(|word| matches!(word.name, "share_at_least" | "blend" | "stepped"));
            let help = if percent {
                ("这里写百分之几的数，删去“%”", "the number is one of percent already: remove `%`")
            } else {
                ("百分数写成小数，如 30% 写 0.3", "write a percentage as a decimal: 0.3 for 30%")
            };
            let habit = slip("没有百分号", "there is no percent sign", help).at(sign);
            Some(if percent { habit.instead("") } else { habit })
        }
        _ => None,
    }
}

/// The sign that stands between two values for a word.
fn infix(word: &str) -> Option<&'static str> {
    Some(match word {
        "等于" | "为" | "是" => "==",
        "不等于" | "不是" => "!=",
        "大于" | "多于" | "超过" => ">",
        "小于" | "少于" | "不足" => "<",
        "大于等于" | "不小于" | "不少于" | "至少" => ">=",
        "小于等于" | "不大于" | "不多于" | "至多" | "不超过" => "<=",
        _ => return None,
    })
}

/// Whether a text ends where the next token begins.
fn touches(text: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    text.kind == TokenKind::Text && next.is_some_and(|next| next.line == text.line && next.column == text.end())
}

/// The word between whose brackets token number `here` stands.
fn enclosing(tokens: &[Token<'_>], here: usize) -> Option<&'static words::Word> {
    let mut index = here;
    loop {
        index = opened(tokens, index)?;
        if let Some(word) = index.checked_sub(1).and_then(|before| words::find(tokens.get(before)?.text)) {
            return Some(word);
        }
    }
}

/// The bracket that stands open before token number `here`.
fn opened(tokens: &[Token<'_>], here: usize) -> Option<usize> {
    let mut closed = 0_usize;
    let before = tokens.get(..here)?;
    before.iter().rposition(|token| match token.kind {
        TokenKind::Close => {
            closed += 1;
            false
        }
        TokenKind::Open if closed > 0 => {
            closed -= 1;
            false
        }
        kind => kind == TokenKind::Open,
    })
}

/// Whether token number `here` stands behind a call of a word that judges.
fn follows_verdict(tokens: &[Token<'_>], here: usize) -> bool {
    let Some(close) = here.checked_sub(1).filter(|close| tokens.get(*close).is_some_and(|token| token.text == ")")) else { return false };
    let word = opened(tokens, close).and_then(|open| words::find(tokens.get(open.checked_sub(1)?)?.text));
    word.is_some_and(|word| matches!(word.group, Group::Compare | Group::Verdict))
}

/// The brace that stands open before token number `here`.
fn opening<'a>(tokens: &'a [Token<'a>], here: usize) -> Option<&'a Token<'a>> {
    let before = tokens.get(..here)?;
    before.iter().rev().find(|token| token.text == "{")
}
