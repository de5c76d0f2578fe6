//! A lossless lexer: every character of a script belongs to exactly one token. It splits a file into top-level
//! statements, so that one slip does not hide the next, and finds full-width punctuation before rhai stumbles over it.

use super::source::Source;
use crate::diagnostic::{Code, Diagnostic, Place};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks and line ends.
    Space,
    /// A comment.
    Comment,
    /// A string, in quotes or backticks, or a character.
    Text,
    /// A name or keyword.
    Name,
    /// A number.
    Number,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Any other sign.
    Sign,
    /// A full-width sign or space where only half-width ones are understood, or a run of full-width letters and digits.
    FullWidth,
}

/// A stretch of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text.
    pub text: &'a str,
    /// Line of its first character, from 1.
    pub line: u32,
    /// Column of its first character, from 1, in characters.
    pub column: u32,
    /// Whether it lacks its end (a string or comment that runs to the end of the file).
    pub unclosed: bool,
}

impl Token<'_> {
    /// Column behind its last character, if it stands on one line.
    pub fn end(&self) -> u32 {
        self.column.saturating_add(length(self.text))
    }
}

/// Length in characters.
pub fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Signs of a Chinese keyboard that are not in the full-width block, and what they stand for.
const OTHER_WIDE: &[(char, &str)] = &[
    ('。', "."),
    ('、', ","),
    ('“', "\""),
    ('”', "\""),
    ('‘', "\""),
    ('’', "\""),
    ('「', "\""),
    ('」', "\""),
    ('【', "["),
    ('】', "]"),
    ('—', "-"),
    ('×', "*"),
    ('÷', "/"),
    ('≥', ">="),
    ('≤', "<="),
    ('≠', "!="),
    ('\u{3000}', " "),
    ('\u{a0}', " "),
    ('\u{200b}', ""),
    ('\u{feff}', ""),
];

/// What a sign, letter or digit of a Chinese keyboard stands for.
pub fn half_width(sign: char) -> Option<String> {
    // Unicode lists the twins of `!` to `~` in the order of ASCII, from U+FF01 on.
    let twin = u32::from(sign).checked_sub(0xfee0).filter(|code| (0x21..=0x7e).contains(code)).and_then(char::from_u32);
    let other = || OTHER_WIDE.iter().find(|(wide, _)| *wide == sign).map(|(_, narrow)| (*narrow).to_string());
    twin.map(|twin| if twin == '\'' { '"' } else { twin }.to_string()).or_else(other)
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Splits a script into tokens.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    tokens_from(source, 1, 1).collect()
}

/// The tokens of a script's rest, which begins at the given line and column.
fn tokens_from(rest: &str, line: u32, column: u32) -> impl Iterator<Item = Token<'_>> {
    let mut lexer = Lexer { rest, line, column, depth: 0 };
    std::iter::from_fn(move || lexer.next())
}

/// The token with which a text begins, unless it is space.
pub(super) fn first_token(text: &str) -> Option<Token<'_>> {
    tokens_from(text, 1, 1).next().filter(|token| token.kind != TokenKind::Space)
}

struct Lexer<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
    /// How many texts in backticks this one stands in.
    depth: u32,
}

/// Texts in backticks that may stand in each other; what nests deeper is taken for a text without end.
const NESTED: u32 = 16;

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let first = self.rest.chars().next()?;
        let (kind, length, unclosed) = self.measure(first);
        let (text, rest) = self.rest.split_at(length);
        let token = Token { kind, text, line: self.line, column: self.column, unclosed };
        self.rest = rest;
        for c in text.chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        Some(token)
    }

    /// Kind and length in bytes of the token that starts here, and whether it lacks its end.
    fn measure(&self, first: char) -> (TokenKind, usize, bool) {
        let rest = self.rest;
        if matches!(first, ' ' | '\t' | '\r' | '\n') {
            return (TokenKind::Space, length_while(rest, |c| matches!(c, ' ' | '\t' | '\r' | '\n')), false);
        }
        if rest.starts_with("//") {
            return (TokenKind::Comment, rest.find('\n').unwrap_or(rest.len()), false);
        }
        if rest.starts_with("/*") {
            let (length, closed) = block_comment(rest);
            return (TokenKind::Comment, length, !closed);
        }
        match first {
            '"' => {
                let (length, closed) = quoted(rest, '"');
                (TokenKind::Text, length, !closed)
            }
            '\'' => {
                let (length, closed) = quoted(rest, '\'');
                (TokenKind::Text, length, !closed)
            }
            '`' => {
                let (length, closed) = if self.depth < NESTED { backticks(rest, self.depth + 1) } else { (rest.len(), false) };
                (TokenKind::Text, length, !closed)
            }
            '(' | '[' | '{' => (TokenKind::Open, 1, false),
            ')' | ']' | '}' => (TokenKind::Close, 1, false),
            c if half_width(c).is_some() => {
                let written = |c: char| c.is_alphanumeric() && half_width(c).is_some();
                let length = if written(c) { length_while(rest, written) } else { c.len_utf8() };
                (TokenKind::FullWidth, length, false)
            }
            c if is_name_start(c) => (TokenKind::Name, length_while(rest, is_name), false),
            c if c.is_ascii_digit() => (TokenKind::Number, number(rest), false),
            c => (TokenKind::Sign, c.len_utf8(), false),
        }
    }
}

fn length_while(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

fn number(text: &str) -> usize {
    let whole = length_while(text, is_name);
    let after = text.get(whole..).unwrap_or("");
    // A point belongs to the number only if a digit follows: `3.at_least()` is a call.
    match after.strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => whole + 1 + length_while(fraction, is_name),
        _ => whole,
    }
}

/// Length of a quoted text; it ends at its quote, or (unclosed) at the end of its line.
fn quoted(text: &str, quote: char) -> (usize, bool) {
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return (index, false),
            c if c == quote => return (index + c.len_utf8(), true),
            _ => {}
        }
    }
    (text.len(), false)
}

/// Length of a text in backticks, whose `${…}` may hold texts in backticks again.
fn backticks(text: &str, nested: u32) -> (usize, bool) {
    let mut index = 1;
    while let Some(c) = text.get(index..).and_then(|rest| rest.chars().next()) {
        if c == '`' {
            return (index + 1, true);
        }
        if text.get(index..).is_some_and(|rest| rest.starts_with("${")) {
            let mut depth = 0_usize;
            index += 1;
            loop {
                let Some(rest) = text.get(index..).filter(|rest| !rest.is_empty()) else { return (text.len(), false) };
                let mut inner = Lexer { rest, line: 1, column: 1, depth: nested };
                let Some(token) = inner.next() else { return (text.len(), false) };
                index += token.text.len();
                match token.text {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            index += c.len_utf8();
        }
    }
    (text.len(), false)
}

/// Length of a block comment; block comments nest.
fn block_comment(text: &str) -> (usize, bool) {
    let mut depth = 0_usize;
    let mut index = 0;
    while let Some(rest) = text.get(index..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            index += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            index += 2;
            if depth == 0 {
                return (index, true);
            }
        } else {
            index += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    (text.len(), false)
}

/// A top-level statement.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// Its text, from its first token that is neither space nor comment.
    pub text: String,
    /// Its tokens without spaces and comments.
    pub tokens: Vec<Token<'a>>,
    /// Whether it could not be told where it ends.
    pub broken: bool,
}

impl Statement<'_> {
    /// The statement padded so that rhai counts lines and columns as the file does.
    pub fn padded(&self) -> String {
        let Some(first) = self.tokens.first() else { return String::new() };
        let mut padded = "\n".repeat(first.line as usize - 1);
        padded.push_str(&" ".repeat(first.column as usize - 1));
        padded.push_str(&self.text);
        padded
    }

    /// Whether a text in it is cut off; its brackets then cannot be told.
    fn is_cut(&self) -> bool {
        self.tokens.iter().any(|token| token.unclosed)
    }

    /// Whether it defines a function.
    pub fn is_function(&self) -> bool {
        matches!(self.tokens.as_slice(), [first, second, ..] if first.text == "fn" || (first.text == "private" && second.text == "fn"))
    }

    /// The variable that it declares as a closure.
    pub fn declares_closure(&self) -> Option<&str> {
        self.declares().filter(|_| matches!(self.tokens.get(2..4), Some([equals, bar]) if equals.text == "=" && bar.text == "|"))
    }

    /// The variable that it declares.
    pub fn declares(&self) -> Option<&str> {
        match self.tokens.as_slice() {
            [first, second, ..] if matches!(first.text, "let" | "const") => Some(second.text),
            // By whatever word it was to be declared.
            [first, second, third, ..] if first.kind == TokenKind::Name && second.kind == TokenKind::Name && third.text == "=" => Some(second.text),
            _ => None,
        }
    }
}

/// Lines of a file, characters of a line, and statements of a file that are read. rhai counts to 65,535 and no further.
const LINES: u32 = 10_000;
const COLUMNS: u32 = 10_000;
const STATEMENTS: usize = 10_000;

fn too_large(file: &str, token: &Token<'_>) -> Diagnostic {
    Diagnostic::error(Code::ScriptLimit, told!("脚本太长"), told!("the script is too long"))
        .help(
            told!("一个文件最多 {LINES} 行、{STATEMENTS} 句，一行最多 {COLUMNS} 个字；拆成几个文件"),
            told!("a file holds at most {LINES} lines, {STATEMENTS} statements, and {COLUMNS} characters a line; split it into several files"),
        )
        .at(Place::Script { file: file.into(), line: token.line, column: token.column, length: 1 })
}

/// The bracket that a token is, or that it is the full-width twin of.
fn bracket(token: &Token<'_>) -> Option<char> {
    let sign = match token.kind {
        TokenKind::Open | TokenKind::Close => token.text.chars().next(),
        TokenKind::FullWidth => token.text.chars().next().and_then(half_width).and_then(|narrow| narrow.chars().next()),
        _ => None,
    };
    sign.filter(|sign| "()[]{}".contains(*sign))
}

/// Whether one bracket closes the other.
fn closes(opened: &Token<'_>, closing: char) -> bool {
    matches!((bracket(opened), closing), (Some('('), ')') | (Some('['), ']') | (Some('{'), '}'))
}

/// Whether every bracket of a file has the other one.
fn is_paired(tokens: &[Token<'_>]) -> bool {
    let mut open: Vec<&Token<'_>> = Vec::new();
    tokens.iter().all(|token| match bracket(token) {
        Some('(' | '[' | '{') => {
            open.push(token);
            true
        }
        Some(closing) => open.pop().is_some_and(|opened| closes(opened, closing)),
        None => !token.unclosed,
    }) && open.is_empty()
}

/// Splits a file into top-level statements, and reports what keeps it from being split cleanly.
pub fn statements<'a>(file: &str, source: &'a str) -> (Vec<Statement<'a>>, Vec<Diagnostic>) {
    let all = tokens(source);
    let quiet = |token: &Token<'_>| matches!(token.kind, TokenKind::Space | TokenKind::Comment);
    if let Some(beyond) = all.iter().find(|token| token.line > LINES || !quiet(token) && token.end() > COLUMNS) {
        let problem = too_large(file, beyond);
        return (vec![Statement { text: String::new(), tokens: all, broken: true }], vec![problem]);
    }
    let mut problems = Vec::new();
    full_width(file, &all, &mut problems);
    let paired = is_paired(&all);
    let mut statements = Vec::new();
    let mut current = Statement { text: String::new(), tokens: Vec::new(), broken: false };
    let mut open: Vec<Token<'a>> = Vec::new();
    for (index, token) in all.iter().enumerate() {
        // The end of a text that was cut off at the end of a line.
        let ends_text = token.unclosed && token.text.trim_start_matches('"').trim_start().chars().next().is_none_or(|c| ",);]".contains(c)) && current.is_cut();
        if token.unclosed && !ends_text {
            problems.push(lost_quote(file, all.get(..index).unwrap_or_default(), token).unwrap_or_else(|| unclosed(file, token)));
        }
        if statements.len() >= STATEMENTS {
            problems.push(too_large(file, token));
            break;
        }
        let quiet = quiet(token);
        // A declaration at the start of a line while a bracket is open: the bracket was forgotten, unless it is a block whose lines are not indented.
        let in_block = paired && open.iter().all(|opened| bracket(opened) == Some('{'));
        if !open.is_empty() && !in_block && token.column == 1 && token.kind == TokenKind::Name && starts_declaration(token.text, all.get(index + 1)) {
            problems.extend(open.drain(..).take(1).filter(|_| !current.is_cut()).map(|bracket| unclosed(file, &bracket)));
            current.broken = true;
            statements.push(std::mem::replace(&mut current, Statement { text: String::new(), tokens: Vec::new(), broken: false }));
        }
        if current.tokens.is_empty() && quiet {
            continue;
        }
        current.text.push_str(token.text);
        if quiet {
            continue;
        }
        current.tokens.push(*token);
        match bracket(token) {
            Some('(' | '[' | '{') => open.push(*token),
            Some(closing) => match open.pop() {
                Some(opened) if closes(&opened, closing) => {}
                Some(opened) => {
                    problems.extend((!current.is_cut()).then(|| unclosed(file, &opened)));
                    current.broken = true;
                    // What it does close was opened before.
                    open.truncate(open.iter().rposition(|opened| closes(opened, closing)).unwrap_or(0));
                }
                None => {
                    current.broken = true;
                    problems.push(
                        Diagnostic::error(Code::ScriptUnclosed, told!("多出一个“{}”", token.text), told!("`{}` closes nothing", token.text))
                            .help(told!("删去它，或补上与它配对的左括号"), told!("remove it, or add the bracket that it should close"))
                            .at(place(file, token)),
                    );
                }
            },
            None => {}
        }
        let ends = match token.text {
            ";" => open.is_empty(),
            "}" => open.is_empty() && is_block(&current) && !continues(&all, index),
            _ => false,
        };
        if ends {
            statements.push(std::mem::replace(&mut current, Statement { text: String::new(), tokens: Vec::new(), broken: false }));
        }
    }
    if let Some(bracket) = open.first() {
        problems.extend((!current.is_cut()).then(|| unclosed(file, bracket)));
        current.broken = true;
    }
    if !current.tokens.is_empty() {
        statements.push(current);
    }
    (statements, problems)
}

fn full_width(file: &str, tokens: &[Token<'_>], problems: &mut Vec<Diagnostic>) {
    for token in tokens.iter().filter(|token| token.kind == TokenKind::FullWidth) {
        let narrow: String = token.text.chars().filter_map(half_width).collect();
        let place = place(file, token);
        let problem = match token.text.chars().next() {
            Some('\u{200b}' | '\u{feff}') => {
                Diagnostic::error(Code::ScriptFullWidth, told!("这里有一个看不见的字符"), told!("there is an invisible character here"))
                    .help(told!("删去它(复制粘贴时常会带上)"), told!("remove it; it often comes along when text is pasted"))
            }
            Some('\u{3000}' | '\u{a0}') => {
                Diagnostic::error(Code::ScriptFullWidth, told!("这里的空格是全角或特殊空格"), told!("this is a full-width or special space"))
                    .help(told!("改成普通空格"), told!("write a plain space"))
            }
            _ if narrow == "\"" => Diagnostic::error(Code::ScriptFullWidth, told!("这里的引号是中文引号"), told!("`{}` is a full-width quote", token.text))
                .help(told!("改成半角双引号 \""), told!("write \"")),
            _ => Diagnostic::error(Code::ScriptFullWidth, told!("“{}”是全角符号，这里要用半角", token.text), told!("`{}` is full-width", token.text))
                .help(told!("改成半角“{narrow}”"), told!("write `{narrow}`")),
        };
        problems.push(problem.at(place.clone()).fix(place, narrow));
    }
}

pub(crate) fn starts_declaration(name: &str, next: Option<&Token<'_>>) -> bool {
    matches!(name, "let" | "const" | "fn") || (super::words::begins_statement(name) && next.is_some_and(|token| token.text == "("))
}

/// Whether a statement is one that ends with its block rather than with a semicolon.
fn is_block(statement: &Statement<'_>) -> bool {
    statement.is_function() || statement.tokens.first().is_some_and(|first| matches!(first.text, "if" | "for" | "while" | "loop" | "switch" | "{"))
}

/// Whether the next word carries the statement on.
fn continues(tokens: &[Token<'_>], index: usize) -> bool {
    let next = tokens.iter().skip(index + 1).find(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment));
    next.is_some_and(|token| token.text == "else")
}

fn unclosed(file: &str, token: &Token<'_>) -> Diagnostic {
    let (opening, closing) = match token.text.chars().next() {
        Some('/') => ("/*", "*/"),
        Some('(' | '\u{ff08}') => ("(", ")"),
        Some('[' | '\u{3010}') => ("[", "]"),
        Some('{') => ("{", "}"),
        Some('`') => ("`", "`"),
        _ => ("\"", "\""),
    };
    let (what_zh, what_en) = if opening == closing { ("引号", "quote ") } else { ("", "") };
    let (line_zh, line_en) = if opening == "\"" { ("；文字要写在一行里", "; a text stands on one line") } else { ("", "") };
    Diagnostic::error(Code::ScriptUnclosed, told!("“{opening}”没有收尾"), told!("`{opening}` is not closed"))
        .help(told!("在该结束的地方补上{what_zh}“{closing}”{line_zh}"), told!("add {what_en}`{closing}` where it ends{line_en}"))
        .at(Place::Script { file: file.into(), line: token.line, column: token.column, length: 1 })
}

/// Of a line whose quotes do not pair up: the first place where a text and a name touch, which is where a quote lacks.
fn lost_quote(file: &str, before: &[Token<'_>], last: &Token<'_>) -> Option<Diagnostic> {
    if !last.text.starts_with('"') {
        return None;
    }
    let is_text = |token: &Token<'_>| token.kind == TokenKind::Text && token.text.starts_with('"');
    let line = before.iter().rposition(|token| token.line != last.line).map_or(0, |index| index + 1);
    let (token, mended) = before.get(line..)?.windows(2).find_map(|two| match two {
        [name, text] if name.kind == TokenKind::Name && is_text(text) => Some((name, format!("\"{}", name.text))),
        [text, name] if is_text(text) && name.kind == TokenKind::Name => {
            let (said, rest) = text.text.split_at(text.text.find([',', ')', ']', ';'])?);
            Some((text, format!("{said}\"{rest}")))
        }
        _ => None,
    })?;
    let place = place(file, token);
    let problem = Diagnostic::error(Code::ScriptUnclosed, told!("引号不成对"), told!("the quotes do not pair up"));
    Some(problem.help(told!("把 {} 写成 {mended}", token.text), told!("write {mended} in place of {}", token.text)).at(place.clone()).fix(place, mended))
}

/// Where a token stands.
pub fn place(file: &str, token: &Token<'_>) -> Place {
    Place::Script { file: file.into(), line: token.line, column: token.column, length: length(token.text).max(1) }
}

/// Where the content of a quoted text stands.
pub fn place_inside(file: &str, token: &Token<'_>) -> Place {
    place(file, &Token { text: token.text.trim_matches(['"', '`']), column: token.column + 1, ..*token })
}

/// Where, from a place on and within its statement, a name stands: as a name, as the content of a text, as a step of a path in one, or as
/// a line or cell of a table in one.
pub(crate) fn find_given(file: &str, source: &Source, from: (u32, u32), given: &str) -> Option<Place> {
    let mut depth = 0_i32;
    for token in tokens_from(source.from(from.0, from.1), from.0, from.1) {
        match token.kind {
            TokenKind::Name | TokenKind::Number | TokenKind::Text if token.text == given => return Some(place(file, &token)),
            TokenKind::Text if !token.unclosed => {
                let content = token.text.trim_matches(['"', '`']);
                if content == given {
                    return Some(place_inside(file, &token));
                }
                if let Some(place) = step_of(file, &token, content, given).or_else(|| cell_of(file, &token, given)) {
                    return Some(place);
                }
            }
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            TokenKind::Sign if token.text == ";" && depth <= 0 => return None,
            _ => {}
        }
    }
    None
}

/// Where the texts of a script stand that say just this.
pub(super) fn texts(file: &str, source: &Source, said: &str) -> Vec<Place> {
    if !source.has(said) {
        return Vec::new();
    }
    let says = |token: &Token<'_>| token.kind == TokenKind::Text && !token.unclosed && token.text.trim_matches(['"', '`']) == said;
    tokens_from(source.from(1, 1), 1, 1).filter(says).map(|token| place_inside(file, &token)).collect()
}

/// Where in a text like `host.role`, or `第{area.number}责任区`, a step of the path stands.
fn step_of(file: &str, token: &Token<'_>, content: &str, given: &str) -> Option<Place> {
    const AROUND: [char; 3] = ['.', '{', '}'];
    let before = content.split(AROUND).take_while(|step| *step != given).map(|step| step.chars().count() + 1).sum::<usize>();
    (content.contains(AROUND) && before <= content.chars().count()).then(|| {
        let column = token.column.saturating_add(1).saturating_add(u32::try_from(before).unwrap_or(0));
        place(file, &Token { text: given, column, ..*token })
    })
}

/// Where in a table in backticks a line, or a cell between bars, stands.
fn cell_of(file: &str, token: &Token<'_>, given: &str) -> Option<Place> {
    for (number, line) in (0..).zip(token.text.strip_prefix('`')?.strip_suffix('`')?.split('\n')) {
        let first = if number == 0 { token.column.saturating_add(1) } else { 1 };
        let mut before = 0;
        let cells = line.split_inclusive(['|', '\u{ff5c}']).map(|cell| {
            let start = before;
            before += length(cell);
            (start, cell.trim_end_matches(['|', '\u{ff5c}']))
        });
        for (start, text) in std::iter::once((0, line)).chain(cells) {
            if text.trim() == given {
                let blanks = length(text).saturating_sub(length(text.trim_start()));
                let column = first.saturating_add(start).saturating_add(blanks);
                return Some(place(file, &Token { text: given, line: token.line.saturating_add(number), column, ..*token }));
            }
        }
    }
    None
}

/// The last character of the last token that ends before a line and column, and where it stands.
pub(super) fn end_before(file: &str, tokens: &[Token<'_>], line: usize, column: usize) -> Option<(Place, char)> {
    let last = tokens.iter().take_while(|token| (token.line as usize, token.column as usize) < (line, column)).last()?;
    let (lines, columns) = last.text.chars().fold((0, 0), |(lines, columns), c| if c == '\n' { (lines + 1, 0) } else { (lines, columns + 1) });
    let start = if lines == 0 { last.column } else { 1 };
    let place = Place::Script { file: file.into(), line: last.line + lines, column: (start + columns).saturating_sub(1), length: 1 };
    Some((place, last.text.chars().last()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(source: &str) -> Vec<String> {
        statements("t", source).0.into_iter().map(|statement| statement.text).collect()
    }

    #[test]
    fn nothing_is_lost() {
        let source = "let a = `x${ `y${1}` }z`; // 注\n/* /* */ */ rule(\"甲\").each(\"b\"); fn f(x) { x }\nif a { b() } else { c() }\n3.5";
        assert_eq!(tokens(source).iter().map(|token| token.text).collect::<String>(), source);
        assert_eq!(split(source).len(), 5);
    }

    #[test]
    fn a_forgotten_bracket_costs_one_statement() {
        let (statements, problems) = statements("t", "rule(\"a\").each(\"b\";\nrule(\"c\");\n");
        assert_eq!(statements.iter().map(|statement| statement.broken).collect::<Vec<_>>(), [true, false]);
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn a_block_need_not_be_indented() {
        let (statements, problems) = statements("t", "for a in b {\nrule(a);\nif c {\nrule(c);\n}\n}\nrule(\"d\");\n");
        assert_eq!((statements.len(), problems.len()), (2, 0));
        let (statements, problems) = super::statements("t", "for a in b {\nrule(a);\nrule(\"d\");\n");
        assert_eq!((statements.len(), problems.len()), (3, 1));
    }

    #[test]
    fn full_width_signs_are_found_outside_texts_only() {
        let (_, problems) = statements("t", "rule\u{ff08}\"\u{ff08}a)\"\u{ff0c}3\u{ff09};  // \u{ff0c}");
        let places: Vec<u32> = problems
            .iter()
            .map(|problem| match problem.place {
                Some(Place::Script { column, .. }) => column,
                _ => 0,
            })
            .collect();
        assert_eq!(places, [5, 11, 13]);
    }
}
