//! What a name was meant to be that stands for nothing.

use super::habit::{Habit, slip};
use super::lexer::{Token, TokenKind};
use super::words;
use crate::diagnostic::{Code, Diagnostic, nearest};

/// What a statement can name at the place where it names something else.
pub(super) struct Nameable<'a> {
    /// Its variables.
    pub(super) variables: Vec<String>,
    /// Parameters and readings of the pack, as far as they are declared.
    pub(super) settings: &'a [String],
    /// What else is declared by a text.
    pub(super) ids: &'a [String],
}

/// The slip behind a name, which is token number `here` of its statement.
pub(super) fn undefined<'a>(name: &str, tokens: &'a [Token<'a>], here: usize, known: &Nameable<'_>) -> Option<Habit<'a>> {
    let token = tokens.get(here)?;
    let before = here.checked_sub(1).and_then(|before| tokens.get(before)).map_or("", |token| token.text);
    let after = tokens.get(here + 1);
    let plain = || Diagnostic::error(Code::PackUnknown, format!("没有名为“{name}”的变量"), format!("there is no variable `{name}`"));
    // `a::b`, as modules are written elsewhere.
    if tokens.get(here + 1..here + 3).is_some_and(|signs| signs.iter().all(|sign| sign.text == ":")) {
        let help = ("写成 甲.乙，如 m.课次", "write a.b, as in m.lessons");
        return Some(slip("这里不能写“::”", "`::` cannot be written here", help));
    }
    let keyword = match name {
        "是" | "真" | "对" | "True" | "TRUE" | "yes" | "Yes" => "true",
        "否" | "假" | "错" | "False" | "FALSE" | "no" | "No" => "false",
        _ => "",
    };
    if !keyword.is_empty() {
        let (zh, en) = (format!("“{name}”写 {keyword}"), format!("`{name}` is written {keyword}"));
        return Some(slip(&zh, &en, (&format!("改成 {keyword}"), &format!("write {keyword}"))).instead(keyword));
    }
    if let Some(number) = numeral(name) {
        let (zh, en) = (format!("数“{name}”要用阿拉伯数字写"), format!("the number `{name}` is written in digits"));
        return Some(slip(&zh, &en, (&format!("改成 {number}"), &format!("write {number}"))).instead(number.to_string()));
    }
    // Said of nothing, a word lacks its brackets.
    if let Some(word) = words::find(name).filter(|_| before != "." && after.is_some_and(|after| after.text != ".") && !declares_measure(tokens, name)) {
        // `设 甲 = 3`
        if here == 0 && after.is_some_and(|after| after.kind == TokenKind::Name) && tokens.get(2).is_some_and(|token| token.text == "=") {
            return Some(declaring(name));
        }
        let usage = word.usage_as(if word.twin == name { word.twin } else { word.name });
        let problem = Diagnostic::error(Code::ScriptSyntax, format!("“{name}”后面少了括号"), format!("`{name}` lacks its brackets"));
        return Some(Habit::of(problem.help(format!("写法：{usage}"), format!("usage: {usage}"))));
    }
    if here == 0 && after.is_some_and(|after| after.kind == TokenKind::Name && after.line == token.line) && tokens.get(2).is_some_and(|token| token.text == "=")
    {
        return Some(declaring(name));
    }
    // `m => …`, `m: …`
    let sign = match after {
        Some(after) if after.text == "=" => tokens.get(here + 2).filter(|token| token.text == ">"),
        after => after.filter(|token| token.text == ":"),
    };
    if let Some(sign) = sign.filter(|_| matches!(before, "(" | ",")) {
        let said = (format!("写成 |{name}| …"), format!("write |{name}| …"));
        return Some(slip("函数不这样写", "a closure is not written so", (&said.0, &said.1)).instead(format!("|{name}|")).up_to(token, sign));
    }
    // A line that was to be a comment.
    if here == 0 && after.is_none_or(|after| after.line > token.line) {
        return Some(Habit::of(plain().help("这一行若是注释，前面要写 //", "if this line is a comment, write // before it")).instead(format!("// {name}")));
    }
    let closure = Closure::around(tokens, here);
    let is_read = after.is_some_and(|after| after.text == ".");
    match &closure {
        // What is judged stands without the closure that it belongs in.
        None if is_read && matches!(name, "m" | "p") => {
            let start = judged(tokens, here)?;
            let parameters = if tokens.get(start..).unwrap_or_default().windows(2).any(|two| two[0].text == "p" && two[1].text == ".") { "m, p" } else { "m" };
            let (zh, en) = (format!("判定要写成函数：|{parameters}| …"), format!("what judges is a closure: |{parameters}| …"));
            let first = tokens.get(start)?;
            let help = (&*format!("在前面写上 |{parameters}|"), &*format!("write |{parameters}| before it"));
            return Some(slip(&zh, &en, help).instead_of(first, format!("|{parameters}| {}", first.text)));
        }
        Some(closure) if is_read && matches!(name, "m" | "p") && !closure.parameters.contains(&name) && closure.parameters.len() < 2 => {
            let (now, full) = (closure.parameters.join(", "), closure.parameters.iter().copied().chain([name]).collect::<Vec<_>>().join(", "));
            let more = if closure.parameters.is_empty() { format!("{name}|") } else { format!(", {name}|") };
            let problem = Diagnostic::error(Code::PackUnknown, format!("函数没有写参数“{name}”"), format!("the closure has no parameter `{name}`"));
            let problem = problem.help(format!("把 |{now}| 写成 |{full}|"), format!("write |{full}| in place of |{now}|"));
            return Some(Habit::of(problem).instead_of(closure.bar, more));
        }
        _ => {}
    }
    let offer = |written: String| Habit::of(plain().help(format!("写成 {written}"), format!("write {written}"))).instead(written);
    if let Some(closure) = &closure {
        if let [measures, ..] = closure.parameters.as_slice()
            && before != "."
            && declares_measure(tokens, name)
        {
            return Some(offer(format!("{measures}.{name}")));
        }
        if let [_, .., settings] = closure.parameters.as_slice()
            && known.settings.iter().any(|setting| setting == name)
        {
            return Some(offer(format!("{settings}.{name}")));
        }
    }
    if let Some((parameter, rest)) =
        closure.iter().flat_map(|closure| closure.parameters.iter()).find_map(|parameter| Some((parameter, name.strip_prefix(parameter)?)))
        && !rest.is_empty()
        && !rest.is_ascii()
    {
        return Some(offer(format!("{parameter}.{rest}")));
    }
    let variables: Vec<&str> =
        known.variables.iter().map(String::as_str).chain(closure.iter().flat_map(|closure| closure.parameters.iter().copied())).collect();
    if let Some(near) = nearest(name, &variables) {
        return Some(Habit::of(plain().help(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?"))).instead(near));
    }
    // A value by itself, outside of what a closure works out, can only be a text.
    let alone = matches!(before, "(" | "," | "[" | ":") && after.is_some_and(|after| matches!(after.text, "," | ")" | "]" | "}"));
    let listed =
        before == "[" || tokens.get(..here).unwrap_or_default().iter().rev().find(|token| token.kind == TokenKind::Open).is_some_and(|open| open.text == "[");
    (alone && (closure.is_none() || listed || known.ids.iter().any(|id| id == name))).then(|| {
        let problem = plain().help(format!("文字要加引号：\"{name}\""), format!("put texts in quotes: \"{name}\""));
        Habit::of(problem).instead(format!("\"{name}\""))
    })
}

/// A variable that is declared by another word than `let`.
fn declaring<'a>(word: &str) -> Habit<'a> {
    let said = (format!("声明变量写 let，不写“{word}”"), format!("variables are declared with let, not with `{word}`"));
    slip(&said.0, &said.1, ("改成 let", "write let")).instead("let")
}

/// The closure in whose body a token stands, as far as tokens tell.
struct Closure<'a> {
    parameters: Vec<&'a str>,
    /// The bar behind its parameters.
    bar: &'a Token<'a>,
}

impl<'a> Closure<'a> {
    fn around(tokens: &'a [Token<'a>], here: usize) -> Option<Self> {
        let (mut depth, mut index) = (0_usize, here);
        while let Some(before) = index.checked_sub(1) {
            index = before;
            let token = tokens.get(index)?;
            match token.kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                _ if token.text == "|" => {
                    let opening = tokens.get(..index)?.iter().rposition(|token| token.text == "|")?;
                    // Only after a bracket, a comma or an equals sign does a bar begin a closure.
                    let begins = opening.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|token| matches!(token.text, "(" | "," | "="));
                    let parameters = tokens.get(opening + 1..index)?;
                    return begins.then(|| Self {
                        parameters: parameters.iter().filter(|token| token.kind == TokenKind::Name).map(|token| token.text).collect(),
                        bar: token,
                    });
                }
                _ => {}
            }
        }
        None
    }
}

/// The first token of what `judge` is given, if a token stands in it.
fn judged(tokens: &[Token<'_>], here: usize) -> Option<usize> {
    let before = tokens.get(..here)?;
    let judge = before.windows(2).rposition(|two| two[1].text == "(" && words::find(two[0].text).is_some_and(|word| word.name == "judge"))?;
    Some(judge + 2)
}

/// Whether the statement declares a measure of that name.
fn declares_measure(tokens: &[Token<'_>], name: &str) -> bool {
    tokens.windows(3).any(|three| {
        let [word, open, text] = three else { return false };
        open.text == "(" && text.text.trim_matches('"') == name && words::find(word.text).is_some_and(|word| word.name == "measure")
    })
}

/// A number up to 99 in Chinese numerals.
fn numeral(name: &str) -> Option<u32> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|known| known == c).or((c == '两').then_some(2)).and_then(|digit| u32::try_from(digit).ok());
    match name.chars().collect::<Vec<_>>().as_slice() {
        ['十'] => Some(10),
        [one] => digit(*one),
        ['十', one] => Some(10 + digit(*one)?),
        [ten, '十'] => Some(10 * digit(*ten)?),
        [ten, '十', one] => Some(10 * digit(*ten)? + digit(*one)?),
        _ => None,
    }
}
