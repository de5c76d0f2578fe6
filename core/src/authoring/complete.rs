//! What can be written where the cursor stands.

use super::argument::{Names, stands_alone};
use super::highlight;
use super::offer::{CompletionKind, Offer, is_chinese, words};
use super::outline::Outline;
use super::position::{Lines, Position};
use super::script::declares;
use super::subject::View;
use crate::diagnostic::Text;
use crate::pack::PackSource;
use crate::script::lexer::{self, Token, TokenKind};
use crate::script::words::{Group, WORDS};
use serde::Serialize;
use std::borrow::Cow;

/// A stretch of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Stretch {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// Characters that it covers; none where something is only to be put in.
    pub length: u32,
}

/// One thing that can be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Completion {
    /// What a list shows, and what is typed to find it.
    pub label: String,
    /// What takes the place of the stretch; of a snippet, `${1:name}` marks what is to be filled in.
    pub insert: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What it is, in a few words; of a word, how it is written.
    pub detail: Text,
    /// What it does or holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub documentation: Option<Text>,
}

/// What can be written where the cursor stands, the likeliest first. What has been typed of it is the host's to compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Completions {
    /// What a choice takes the place of.
    pub replace: Stretch,
    /// The choices.
    pub items: Vec<Completion>,
}

/// Stands where the cursor does, so that there is a name to ask about.
const CURSOR: char = '_';

/// Everything that can be written at a position of a file of the pack.
///
/// ```
/// use dudao::authoring::{Position, complete};
/// use dudao::PackSource;
///
/// let script = "table(\"visits\").label(\"督导\");\ncount(\"";
/// let source = PackSource::new([("policy.rhai".into(), script.into())]);
/// let found = complete(&source, "policy.rhai", Position { line: 2, column: 8 });
/// assert_eq!(found.items[0].label, "visits");
/// ```
pub fn complete(source: &PackSource, file: &str, at: Position) -> Completions {
    let nothing = Completions { replace: Stretch { line: at.line, column: at.column, length: 0 }, items: Vec::new() };
    let Some(text) = source.files.get(file).or_else(|| source.library.get(file)) else { return nothing };
    let all = lexer::tokens(text);
    let inside = all.iter().rev().find(|token| (token.line, token.column) < (at.line, at.column)).and_then(|token| Some((token, at.within(token)?)));
    let quoted = match inside {
        Some((token, Within::Inside)) if token.kind == TokenKind::Comment => return nothing,
        Some((token, Within::End)) if token.kind == TokenKind::Comment && (token.unclosed || token.text.starts_with("//")) => return nothing,
        Some((token, within)) => token.kind == TokenKind::Text && (within == Within::Inside || token.unclosed),
        None => false,
    };
    let typing = matches!(inside, Some((token, _)) if matches!(token.kind, TokenKind::Name | TokenKind::Number));
    let written = if quoted || typing { Cow::Borrowed(text.as_str()) } else { at.put(text, CURSOR) };
    let patched;
    let source = if let Cow::Owned(written) = &written {
        patched = with(source, file, written);
        &patched
    } else {
        source
    };
    let outline = Outline::new(source, file);
    let Some(view) = outline.number(file).and_then(|number| View::new(&outline, number)) else { return nothing };
    let Some(index) = view.script.before(at.line, at.column.saturating_add(u32::from(!quoted && !typing))).checked_sub(1) else { return nothing };
    let chinese = is_chinese(view.script).or_else(|| outline.scripts.iter().rev().find_map(is_chinese)).unwrap_or(false);
    let token = &view.script.tokens[index];
    if quoted {
        return in_text(view, index, at, chinese).unwrap_or(nothing);
    }
    if token.kind != TokenKind::Name {
        return nothing;
    }
    let typed = lexer::length(token.text) - u32::from(!typing);
    let replace = Stretch { line: token.line, column: token.column, length: typed };
    Completions { replace, items: in_code(view, index, chinese) }
}

/// The same pack with another text of one file.
fn with(source: &PackSource, file: &str, text: &str) -> PackSource {
    let mut patched = source.clone();
    let files = if patched.files.contains_key(file) { &mut patched.files } else { &mut patched.library };
    files.insert(file.into(), text.into());
    patched
}

/// Offers as completions, those of the language first in which the file is written.
fn items(offers: Vec<Offer>, chinese: bool, quotes: bool) -> Vec<Completion> {
    let mut other = Vec::new();
    let mut first = Vec::new();
    for Offer { name, twin, kind, detail, documentation } in offers {
        let item = |label: String| {
            let insert = if quotes { format!("\"{label}\"") } else { label.clone() };
            Completion { label, insert, kind, detail: detail.clone(), documentation: documentation.clone() }
        };
        match twin {
            Some(twin) => {
                let (one, two) = if chinese { (twin, name) } else { (name, twin) };
                first.push(item(one));
                other.push(item(two));
            }
            None => first.push(item(name)),
        }
    }
    first.append(&mut other);
    let mut seen = rustc_hash::FxHashSet::default();
    first.retain(|item| seen.insert((item.label.clone(), item.kind)));
    first
}

/// What a text can name in which the cursor stands.
fn in_text(view: View<'_, '_>, index: usize, at: Position, chinese: bool) -> Option<Completions> {
    let token = view.script.tokens.get(index)?;
    let names = view.names(index)?;
    if let Names::Records(table) = names {
        return records(view, table, token, at, chinese);
    }
    if token.text.contains('\n') {
        return None;
    }
    // Where a quote lacks, the text runs on over what was meant to stand behind it.
    let runs_on = token.unclosed
        || view.script.tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::Name && next.line == token.line && next.column == token.end());
    let content = token.text.strip_prefix(['"', '`', '\''])?;
    let content = if token.unclosed { content } else { content.strip_suffix(['"', '`', '\'']).unwrap_or(content) };
    let content = if runs_on { content.split(['"', ',', ')', '(', ']', ';']).next().unwrap_or(content) } else { content };
    let column = token.column + 1;
    let typed: String = content.chars().take(at.column.saturating_sub(column) as usize).collect();
    let whole = Stretch { line: token.line, column, length: lexer::length(content) };
    if let Names::Template(table) = names {
        // Between braces stands a path, a part of the period or a measure.
        let (before, open) = typed.rsplit_once('{').filter(|(_, open)| !open.contains('}'))?;
        let start = lexer::length(before) + 1;
        let rest: String = content.chars().skip(start as usize).take_while(|c| *c != '}' && *c != '{').collect();
        let replace = Stretch { column: column + start, length: lexer::length(&rest), ..whole };
        let mut offers = view.offers(&Names::UnitColumn(table), open);
        offers.extend(view.declaration(index).into_iter().flat_map(|form| view.offers(&Names::Measure(form), open)));
        return Some(Completions { replace, items: items(offers, chinese, false) });
    }
    Some(Completions { replace: whole, items: items(view.offers(&names, &typed), chinese, false) })
}

/// What can stand in the records of a test: columns in their first line, choices below a column that has some.
fn records(view: View<'_, '_>, table: usize, token: &Token<'_>, at: Position, chinese: bool) -> Option<Completions> {
    const BARS: [char; 2] = ['|', '\u{ff5c}'];
    let content = token.text.strip_prefix(['`', '"'])?.trim_end_matches(['`', '"']);
    let lines: Vec<&str> = content.split('\n').collect();
    let number = at.line.checked_sub(token.line)? as usize;
    let line = lines.get(number)?;
    let first = if number == 0 { token.column + 1 } else { 1 };
    let cursor = at.column.checked_sub(first)? as usize;
    let header = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(number);
    let before: String = line.chars().take(cursor).collect();
    let cell = before.split(BARS).count() - 1;
    let start = before.rfind(BARS).map_or(0, |bar| before.chars().count() - before.get(bar..).map_or(0, |rest| rest.chars().count()) + 1);
    let written: String = line.chars().skip(start).take_while(|c| !BARS.contains(c)).collect();
    let blanks = written.chars().take_while(|c| c.is_whitespace()).count().min(cursor - start);
    // Of several values in a cell, the one in which the cursor stands.
    let typed: String = before.chars().skip(start + blanks).collect();
    let part = typed.rfind([';', '；']).map_or(0, |sign| typed.get(..sign).map_or(0, |before| before.chars().count() + 1));
    let rest: String = written.chars().skip(blanks + part).take_while(|c| !matches!(c, ';' | '；')).collect();
    let column = first + u32::try_from(start + blanks + part).ok()?;
    let replace = Stretch { line: at.line, column, length: lexer::length(rest.trim_end()) };
    let offers = if number <= header {
        let columns = Names::Column(table, super::argument::Wanted::Any);
        view.offers(&columns, "").into_iter().filter(|offer| !offer.name.contains('.')).collect()
    } else {
        let name = lines.get(header)?.split(BARS).nth(cell)?.trim();
        view.offers(&Names::Choice(view.column(Some(table), name)?), "")
    };
    Some(Completions { replace, items: items(offers, chinese, false) })
}

/// What can be written where a name is being typed.
fn in_code(view: View<'_, '_>, index: usize, chinese: bool) -> Vec<Completion> {
    let script = view.script;
    if script.follows_dot(index) {
        return items(view.following(&view.before_dot(index - 1)), chinese, false);
    }
    let before = index.checked_sub(1).map_or("", |before| script.text(before));
    let kind = index.checked_sub(1).and_then(|before| script.kind(before));
    if let Some(keys) = keys(view, index) {
        return items(keys, chinese, false);
    }
    if matches!(before, "fn" | "let" | "const" | "for") {
        return Vec::new();
    }
    let around = script.around(index);
    let block = around.is_none_or(|open| script.text(open) == "{");
    let begins = block && matches!(before, "" | ";" | "{" | "}") || script.tokens[index].column == 1;
    if begins {
        let mut found = snippets(chinese);
        let openers: Vec<Offer> = WORDS.iter().filter(|word| declares(word)).map(Offer::word).collect();
        found.extend(items(openers, chinese, false));
        if around.is_some() {
            found.extend(items(expressions(view, index), chinese, false));
        }
        found.extend(items(view.scope(index), chinese, false));
        found.extend(["let", "const", "fn", "for", "if", "while", "return"].map(keyword));
        return found;
    }
    // Behind a value only a sign can stand.
    let value = matches!(kind, Some(TokenKind::Close | TokenKind::Text | TokenKind::Number)) || kind == Some(TokenKind::Name) && !highlight::is_keyword(before);
    if value {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some(names) = view.names(index) {
        found.extend(items(view.offers(&names, ""), chinese, true));
    }
    found.extend(items(expressions(view, index), chinese, false));
    found.extend(items(view.scope(index), chinese, false));
    found.extend(["true", "false", "if", "switch"].map(keyword));
    found
}

/// The keys that a map can have, where one is being typed.
fn keys(view: View<'_, '_>, index: usize) -> Option<Vec<Offer>> {
    let script = view.script;
    let open = script.around(index).filter(|open| script.text(*open) == "{")?;
    if script.text(open.checked_sub(1)?) != "#" || !matches!(script.text(index - 1), "{" | ",") {
        return None;
    }
    let call = script.around(open).and_then(|open| script.call(open));
    Some(call.map(|call| keys_of(view, &call)).unwrap_or_default())
}

fn keys_of(view: View<'_, '_>, call: &super::script::Call) -> Vec<Offer> {
    let script = view.script;
    match call.says() {
        "pick" => {
            let head = script.head(call.name);
            // The reading may be named by a variable.
            let reading = match view.subject(head, call.name) {
                super::subject::Subject::Declaration("reading", head) => script.quoted(head + 2),
                _ => None,
            };
            reading.map(|reading| view.offers(&Names::ReadingChoice(reading), "")).unwrap_or_default()
        }
        "of" => {
            let judges = script.calls(script.head(call.name)).filter(|other| other.says() == "judge" && other.name < call.name).last();
            let rule = judges.and_then(|judge| view.rule(script.given(&judge, 1)?));
            rule.map(|(view, rule)| view.following(&super::subject::Subject::Measures(rule.head))).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The words that can begin a value where a token stands, the likeliest first.
fn expressions(view: View<'_, '_>, index: usize) -> Vec<Offer> {
    let call = view.script.around(index).and_then(|open| view.script.call(open));
    let takes = call.and_then(|call| View::takes(&call, view.script.number_of(&call, index)));
    let judges = view.judges(index);
    let likely = |group: Group| match takes {
        Some(taken) => group == taken,
        None => judges && matches!(group, Group::Compare | Group::Verdict),
    };
    let mut offers: Vec<Offer> = WORDS.iter().filter(|word| likely(word.group) && stands_alone(word) && !declares(word)).map(Offer::word).collect();
    if takes == Some(Group::Compare) {
        offers.extend(words(&["of_unit", "of_record", "day"]));
    }
    let rest = WORDS.iter().filter(|word| !likely(word.group) && stands_alone(word) && (!declares(word) || matches!(word.name, "param" | "reading")));
    offers.extend(rest.map(Offer::word));
    offers
}

fn keyword(name: &str) -> Completion {
    Completion {
        label: name.into(), insert: name.into(), kind: CompletionKind::Keyword, detail: Text::new("脚本的关键字", "keyword"), documentation: None
    }
}

/// Statements with what every one of their kind says: name in both languages, the statement in both, and what it is.
const SNIPPETS: [[&str; 6]; 5] = [
    [
        "clause …",
        "条款 …",
        "clause(\"${1:id}\").article(\"${2:section}\").force(\"${3:mandatory}\")\n    .says(\"${4:要求}\", \"${5:what it asks}\");",
        "条款(\"${1:编号}\").条目(\"${2:条目}\").效力(\"${3:必须}\")\n    .要求(\"${4:要求}\");",
        "一条要求",
        "a requirement",
    ],
    [
        "param …",
        "参数 …",
        "param(\"${1:name}\", ${2:1}).label(\"${3:label}\").unit(\"${4:次}\").clause(\"${5:id}\");",
        "参数(\"${1:名字}\", ${2:1}).称作(\"${3:称呼}\").单位(\"${4:次}\").条款(\"${5:编号}\");",
        "一个可调的数值",
        "a value that may be changed",
    ],
    [
        "reading …",
        "口径 …",
        "reading(\"${1:name}\").clause(\"${2:id}\")\n    .asks(\"${3:question}\")\n    .choice(\"${4:a}\", \"${5:one}\")\n    .choice(\"${6:b}\", \"${7:other}\")\n    .usual(\"${4:a}\");",
        "口径(\"${1:名字}\").条款(\"${2:编号}\")\n    .问(\"${3:问题}\")\n    .选项(\"${4:甲}\", \"${5:一种}\")\n    .选项(\"${6:乙}\", \"${7:另一种}\")\n    .通常取(\"${4:甲}\");",
        "几种合理理解",
        "a choice between interpretations",
    ],
    [
        "rule …",
        "规则 …",
        "rule(\"${1:id}\").title(\"${2:title}\").clause(\"${3:clause}\")\n    .each(\"${4:school}\", \"${5:term}\")\n    .measure(\"${6:times}\", count(\"${7:activities}\").label(\"${8:label}\").unit(\"${9:次}\"))\n    .judge(|m| m.${6:times}.at_least(${10:1}));",
        "规则(\"${1:编号}\").名称(\"${2:名称}\").条款(\"${3:条款}\")\n    .每(\"${4:学校}\", \"${5:学期}\")\n    .统计(\"${6:次数}\", 计数(\"${7:活动}\").称作(\"${8:称呼}\").单位(\"${9:次}\"))\n    .判定(|m| m.${6:次数}.至少(${10:1}));",
        "一条规则",
        "a rule",
    ],
    [
        "test …",
        "测试 …",
        "test(\"${1:name}\")\n    .given(\"${2:activities}\", `\n        ${3:date}`)\n    .as_of(\"${4:2021-02-01}\")\n    .expect(\"${5:rule}\", \"${6:unit}\", \"${7:period}\", \"${8:pass}\");",
        "测试(\"${1:名字}\")\n    .已知(\"${2:活动}\", `\n        ${3:日期}`)\n    .截至(\"${4:2021-02-01}\")\n    .应为(\"${5:规则}\", \"${6:对象}\", \"${7:考核期}\", \"${8:达标}\");",
        "一个测试",
        "a test",
    ],
];

fn snippets(chinese: bool) -> Vec<Completion> {
    let snippet = |[name, twin, statement, translated, zh, en]: [&str; 6]| {
        let (label, insert) = if chinese { (twin, translated) } else { (name, statement) };
        Completion { label: label.into(), insert: insert.into(), kind: CompletionKind::Snippet, detail: Text::new(zh, en), documentation: None }
    };
    SNIPPETS.into_iter().map(snippet).collect()
}

/// Where a position lies in a token that begins before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Between two of its characters.
    Inside,
    /// Right behind it.
    End,
}

impl Position {
    fn within(self, token: &Token<'_>) -> Option<Within> {
        let (lines, columns) = token.text.chars().fold((0, 0), |(lines, columns), c| if c == '\n' { (lines + 1, 0) } else { (lines, columns + 1) });
        let end = (token.line + lines, if lines == 0 { token.column + columns } else { columns + 1 });
        match (self.line, self.column).cmp(&end) {
            std::cmp::Ordering::Less => Some(Within::Inside),
            std::cmp::Ordering::Equal => Some(Within::End),
            std::cmp::Ordering::Greater => None,
        }
    }

    /// A text with a character put in where this is; as it is if there is no such place.
    fn put(self, text: &str, c: char) -> Cow<'_, str> {
        match Lines::new(text).byte(self) {
            Some(byte) => {
                let (before, behind) = text.split_at(byte);
                Cow::Owned(format!("{before}{c}{behind}"))
            }
            None => Cow::Borrowed(text),
        }
    }
}
