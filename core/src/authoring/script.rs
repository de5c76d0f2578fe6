//! A script as its tokens tell it: which brackets pair, what a call is given, how a chain of words runs on. Nothing of it need be sound.

use crate::script::lexer::{self, Token, TokenKind};
use crate::script::words::{self, WORDS, Word};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Brackets that a closing one is looked for among; past them it closes nothing.
const NEAR: usize = 8;
/// Tokens that an open bracket is taken to hold when nothing closes it.
const UNCLOSED: usize = 400;
/// Texts that are read of one list.
const TEXTS: usize = 1_000;

/// Words by name, in both languages, and whether each declares.
static BY_NAME: LazyLock<FxHashMap<&'static str, (&'static Word, bool)>> =
    LazyLock::new(|| WORDS.iter().flat_map(|word| [word.name, word.twin].map(|name| (name, (word, words::begins_statement(name))))).collect());

/// The word of that name, in either language.
pub(super) fn word(name: &str) -> Option<&'static Word> {
    BY_NAME.get(name).map(|(word, _)| *word)
}

/// Whether a statement can begin with the word.
pub(super) fn declares(word: &Word) -> bool {
    BY_NAME.get(word.name).is_some_and(|(_, declares)| *declares)
}

/// Takes a full-width bracket, comma or dot for what it was meant to be: a slip of the keyboard does not keep what stands around it from being told.
fn narrow(token: &mut Token<'_>) {
    if token.kind == TokenKind::FullWidth {
        (token.kind, token.text) = match token.text {
            "（" => (TokenKind::Open, "("),
            "）" => (TokenKind::Close, ")"),
            "【" => (TokenKind::Open, "["),
            "】" => (TokenKind::Close, "]"),
            "，" | "、" => (TokenKind::Sign, ","),
            "。" => (TokenKind::Sign, "."),
            "；" => (TokenKind::Sign, ";"),
            _ => return,
        };
    }
}

/// A call of a word or function.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    /// The word, if it is one.
    pub(super) word: Option<&'static Word>,
    /// The token that names it.
    pub(super) name: usize,
    /// Its opening bracket.
    pub(super) open: usize,
    /// Whether it is said of what stands before a dot.
    pub(super) dotted: bool,
}

impl Call {
    /// The English name of its word; nothing for a function.
    pub(super) fn says(&self) -> &'static str {
        self.word.map_or("", |word| word.name)
    }
}

/// A link of a chain.
#[derive(Debug, Clone, Copy)]
pub(super) enum Link {
    /// A call.
    Call(Call),
    /// A name without brackets.
    Name(usize),
    /// An index in square brackets.
    Index,
}

/// A script and its tokens, without blanks and comments.
#[derive(Debug)]
pub(super) struct Script<'a> {
    pub(super) path: &'a str,
    pub(super) tokens: Vec<Token<'a>>,
    /// For each bracket, the one that it pairs with.
    partners: Vec<Option<usize>>,
    /// For each token, the bracket that stands open around it.
    around: Vec<Option<usize>>,
    /// For each variable, where its values begin, from the first to the last.
    values: FxHashMap<&'a str, Vec<usize>>,
}

impl<'a> Script<'a> {
    pub(super) fn read(path: &'a str, text: &'a str) -> Self {
        let mut tokens = lexer::tokens(text);
        tokens.retain(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment));
        tokens.iter_mut().for_each(narrow);
        let mut script = Self { path, partners: vec![None; tokens.len()], around: vec![None; tokens.len()], values: FxHashMap::default(), tokens };
        let mut open: Vec<usize> = Vec::new();
        for index in 0..script.tokens.len() {
            let token = script.tokens[index];
            // What begins at the start of a line is the next statement, whatever the one before lacks.
            if script.begins_line(index) {
                open.clear();
            }
            if token.kind == TokenKind::Close {
                let pairs = |opening: &usize| matches!((script.text(*opening), token.text), ("(", ")") | ("[", "]") | ("{", "}"));
                if let Some(unclosed) = open.iter().rev().take(NEAR).position(pairs) {
                    open.truncate(open.len() - unclosed);
                    if let Some(opening) = open.pop() {
                        script.partners[opening] = Some(index);
                        script.partners[index] = Some(opening);
                    }
                }
            }
            script.around[index] = open.last().copied();
            if token.kind == TokenKind::Open {
                open.push(index);
            }
            if token.text == "=" && index >= 2 && matches!(script.text(index - 2), "let" | "const") {
                let name = script.tokens[index - 1].text;
                script.values.entry(name).or_default().push(index + 1);
            }
        }
        script
    }

    /// The text of a token; nothing behind the last one.
    pub(super) fn text(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.text)
    }

    /// What kind a token is.
    pub(super) fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// The content of a quoted text.
    pub(super) fn quoted(&self, index: usize) -> Option<&'a str> {
        self.tokens.get(index).filter(|token| token.kind == TokenKind::Text).map(|token| token.text.trim_matches(['"', '`']))
    }

    /// The bracket that stands open around a token.
    pub(super) fn around(&self, index: usize) -> Option<usize> {
        self.around.get(index).copied().flatten()
    }

    /// The bracket that a bracket pairs with.
    pub(super) fn partner(&self, index: usize) -> Option<usize> {
        self.partners.get(index).copied().flatten()
    }

    /// Whether a declaration begins a line here.
    fn begins_line(&self, index: usize) -> bool {
        let token = &self.tokens[index];
        token.column == 1 && token.kind == TokenKind::Name && lexer::starts_declaration(token.text, self.tokens.get(index + 1))
    }

    /// What stands between a bracket and the one that closes it.
    pub(super) fn inside(&self, open: usize) -> Range<usize> {
        let end = self.partner(open).unwrap_or_else(|| self.tokens.len().min(open.saturating_add(UNCLOSED)));
        open + 1..end.max(open + 1)
    }

    /// The number of the token behind one, or behind the brackets that it opens.
    fn behind(&self, index: usize) -> usize {
        self.partner(index).filter(|partner| *partner > index).unwrap_or(index) + 1
    }

    /// The values between brackets, told apart by commas.
    pub(super) fn arguments(&self, open: usize) -> Vec<Range<usize>> {
        let Range { start, end } = self.inside(open);
        let mut arguments = Vec::new();
        let (mut first, mut index) = (start, start);
        while index < end {
            match self.text(index) {
                "," => {
                    arguments.push(first..index);
                    first = index + 1;
                }
                // The parameters of a closure.
                "|" if index == first => index = (index + 1..end).find(|bar| self.text(*bar) == "|").unwrap_or(index),
                _ => {}
            }
            index = self.behind(index);
        }
        if first < end || !arguments.is_empty() {
            arguments.push(first..end);
        }
        arguments
    }

    /// The call whose arguments a bracket opens.
    pub(super) fn call(&self, open: usize) -> Option<Call> {
        let name = open.checked_sub(1).filter(|name| self.kind(*name) == Some(TokenKind::Name))?;
        let is_call = self.text(open) == "(" && !super::highlight::is_keyword(self.text(name));
        is_call.then(|| Call { word: word(self.text(name)), name, open, dotted: self.follows_dot(name) })
    }

    /// Whether a token stands behind a dot.
    pub(super) fn follows_dot(&self, index: usize) -> bool {
        index > 0 && self.is_dot(index - 1) && !self.begins_line(index)
    }

    /// Whether a token is the dot of a chain, and not of a range.
    pub(super) fn is_dot(&self, index: usize) -> bool {
        self.text(index) == "." && self.text(index + 1) != "." && (index == 0 || self.text(index - 1) != ".")
    }

    /// The text that a call is given, by its number; the value before the dot counts.
    pub(super) fn given(&self, call: &Call, number: usize) -> Option<&'a str> {
        let argument = self.argument(call, number)?;
        self.quoted(argument.start).filter(|_| argument.len() == 1)
    }

    /// What a call is given, by its number; the value before the dot counts.
    pub(super) fn argument(&self, call: &Call, number: usize) -> Option<Range<usize>> {
        self.arguments(call.open).get(number.checked_sub(usize::from(call.dotted))?).cloned()
    }

    /// The number of the argument in which a token stands; the value before the dot counts.
    pub(super) fn number_of(&self, call: &Call, index: usize) -> usize {
        let arguments = self.arguments(call.open);
        let number = arguments.iter().position(|argument| index <= argument.end).unwrap_or(arguments.len().saturating_sub(1));
        number + usize::from(call.dotted)
    }

    /// The links of a chain from its head on.
    pub(super) fn links(&self, head: usize) -> impl Iterator<Item = Link> {
        let mut next = Some(head);
        std::iter::from_fn(move || {
            let index = next.take()?;
            let (link, behind) = match self.kind(index)? {
                TokenKind::Open if index > head => (Link::Index, self.partner(index).map(|end| end + 1)),
                TokenKind::Name => match self.call(index + 1) {
                    Some(call) => (Link::Call(call), self.partner(call.open).map(|end| end + 1)),
                    None => (Link::Name(index), Some(index + 1)),
                },
                // Whatever it is, something may be said of it.
                _ => (Link::Index, Some(self.behind(index))),
            };
            next = behind.and_then(|behind| match self.text(behind) {
                "." if self.kind(behind + 1) == Some(TokenKind::Name) && self.follows_dot(behind + 1) => Some(behind + 1),
                "[" => Some(behind),
                _ => None,
            });
            Some(link)
        })
    }

    /// The calls of a chain from its head on.
    pub(super) fn calls(&self, head: usize) -> impl Iterator<Item = Call> {
        self.links(head).filter_map(|link| match link {
            Link::Call(call) => Some(call),
            _ => None,
        })
    }

    /// The head of the chain that ends with a token.
    pub(super) fn head(&self, last: usize) -> usize {
        let mut index = last;
        loop {
            if self.kind(index) == Some(TokenKind::Close) {
                let Some(open) = self.partner(index) else { return index };
                // A list or a bracketed value, a call, or an index of what stands before it.
                let before = open.checked_sub(1);
                match before.map(|before| (before, self.kind(before))) {
                    Some((before, Some(TokenKind::Name))) if self.text(open) != "{" && !super::highlight::is_keyword(self.text(before)) => index = before,
                    Some((before, Some(TokenKind::Close))) if self.text(open) == "[" => {
                        index = before;
                        continue;
                    }
                    _ => index = open,
                }
            }
            if index < 2 || !self.follows_dot(index) {
                return index;
            }
            index -= 2;
        }
    }

    /// Where the last value that a variable has before a token begins.
    pub(super) fn value(&self, name: &str, before: usize) -> Option<usize> {
        let values = self.values.get(name)?;
        values.get(values.partition_point(|value| *value <= before).checked_sub(1)?).copied()
    }

    /// The names of the variables that the script declares.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.values.iter().filter_map(|(name, values)| Some((*name, *values.first()?)))
    }

    /// The texts in a stretch, and in the values of the variables that it names.
    pub(super) fn texts(&self, stretch: Range<usize>, depth: usize) -> Vec<&'a str> {
        let mut texts = Vec::new();
        for index in stretch.clone() {
            if texts.len() >= TEXTS {
                break;
            }
            match self.kind(index) {
                Some(TokenKind::Text) => texts.extend(self.quoted(index)),
                Some(TokenKind::Name) if depth > 0 && !self.follows_dot(index) => {
                    if let Some(value) = self.value(self.text(index), stretch.start.saturating_sub(1)) {
                        texts.extend(self.texts(value..self.statement_end(value), depth - 1));
                    }
                }
                _ => {}
            }
        }
        texts
    }

    /// Where the statement ends in which a token stands.
    pub(super) fn statement_end(&self, from: usize) -> usize {
        let mut index = from;
        while index < self.tokens.len() && index - from < UNCLOSED && !matches!(self.text(index), ";" | "}" | ")") {
            index = self.behind(index);
        }
        index
    }

    /// How many tokens begin before a position.
    pub(super) fn before(&self, line: u32, column: u32) -> usize {
        self.tokens.partition_point(|token| (token.line, token.column) < (line, column))
    }
}
