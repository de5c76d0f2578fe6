//! Runs the files of a pack once, statement by statement, and keeps their closures callable.

use super::engine::{FORBIDDEN, engine};
use super::explain::{explain, forbidden, syntax};
use super::habit::{Habit, habit};
use super::lexer::{Statement, Token, TokenKind, end_before, place, statements};
use super::mentions::Index;
use super::native::{self, is_native};
use super::program::{File, Program};
use super::session::{Deferred, Session};
use super::source::Source;
use super::undefined::{Nameable, undefined};
use super::words;
use super::written;
use crate::diagnostic::{Code, Diagnostic, Place, TELLS};
use crate::ordered::Ordered;
use crate::pack::Declarations;
use crate::sorting::Gather;
use rhai::{AST, ASTNode, Engine, Expr, ParseErrorType, Position, Scope, Stmt};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names that stand for nothing and are reported of one statement.
const UNDEFINED: usize = 20;

/// What running the files gave.
pub(crate) struct Loaded {
    pub(crate) program: Program,
    pub(crate) declarations: Declarations,
    pub(crate) deferred: Vec<Deferred>,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) lost: Lost,
}

/// The statements that failed. What lacks because of them is no second problem.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// File, first and last line.
    stretches: Vec<(String, u32, u32)>,
    /// Names and texts in them: they may have declared any of these.
    names: BTreeSet<String>,
    /// Whether one of them may have declared a table or an entity.
    schema: bool,
    /// Whether one of them was to bring in what another source declares.
    uses: bool,
    /// Whether one of them puts names together, so that nobody can tell what it would have declared.
    computed: bool,
}

impl Lost {
    fn add(&mut self, path: &str, statement: &Statement<'_>) {
        let (Some(first), Some(last)) = (statement.tokens.first(), statement.tokens.last()) else { return };
        self.stretches.push((path.into(), first.line, last.line));
        for token in &statement.tokens {
            let text = token.text.trim_matches(['"', '`', '\'']);
            // A choice is declared with its label behind it.
            self.names.extend(text.split_whitespace().chain([text]).map(String::from));
        }
        self.schema |= statement.tokens.iter().any(|token| matches!(token.text, "table" | "表" | "entity" | "对象"));
        self.computed |= statement.tokens.iter().any(|token| token.text.starts_with('`') && token.text.contains("${"));
        self.uses |= statement.tokens.iter().any(|token| matches!(token.text, "uses" | "引用" | "import"));
    }

    /// Whether a problem merely follows from a statement that failed.
    pub(crate) fn explains(&self, problem: &Diagnostic) -> bool {
        if !TELLS {
            return false;
        }
        let inside = matches!(&problem.place, Some(Place::Script { file, line, .. })
            if self.stretches.iter().any(|(path, first, last)| path == file && (first..=last).contains(&line)));
        let unnamed = problem.given.as_ref().is_some_and(|(given, _)| self.names.contains(given));
        match problem.code {
            Code::PackIncomplete => inside,
            Code::PackUnknown | Code::SchemaUnknown | Code::RuleInput => inside || unnamed || self.uses || self.computed && problem.given.is_some(),
            Code::PackNoPolicy => self.names.contains("policy") || self.names.contains("政策"),
            Code::SchemaTie | Code::SchemaType => inside || self.schema || self.uses,
            _ => false,
        }
    }
}

/// Runs the files in the given order.
pub(crate) fn load(files: &[(String, String)]) -> Loaded {
    let sources: Arc<Ordered<String, Source>> = Arc::new(files.iter().map(|(path, text)| (path.clone(), Source::new(text))).collect());
    let session = Arc::new(Session::loading(sources.clone()));
    let mut loader = Loader {
        engine: engine(&session),
        session: session.clone(),
        functions: Ordered::default(),
        index: Index::default(),
        problems: Vec::new(),
        lost: Lost::default(),
    };
    let files: Vec<File> = files.iter().map(|(path, source)| loader.file(path, source)).collect();
    let Loader { mut problems, lost, index, .. } = loader;
    problems.extend(session.take_problems());
    let declarations = std::mem::take(&mut *session.declarations());
    let deferred = std::mem::take(&mut *session.deferred());
    Loaded { program: Program::new(files, sources, index), declarations, deferred, problems, lost }
}

struct Loader {
    engine: Engine,
    session: Arc<Session>,
    /// Every function of the pack so far: its parameters, by their number, and where it is defined.
    functions: Ordered<String, (Ordered<usize, Vec<String>>, Place)>,
    index: Index,
    problems: Vec<Diagnostic>,
    lost: Lost,
}

impl Loader {
    fn file(&mut self, path: &str, source: &str) -> File {
        let (statements, problems) = statements(path, source);
        self.problems.extend(problems);
        let (sound, unsound): (Vec<Statement<'_>>, Vec<Statement<'_>>) = statements.into_iter().partition(|statement| self.is_sound(path, statement));
        unsound.iter().for_each(|statement| self.lost.add(path, statement));
        let mut ast = self.functions(path, sound.iter().filter(|statement| statement.is_function()));
        let mut scope = Scope::new();
        // Variables whose declaration failed: what uses them is no second problem.
        let mut lost: BTreeSet<String> = unsound.iter().filter_map(|statement| statement.declares().map(String::from)).gather();
        for statement in sound.iter().filter(|statement| !statement.is_function()) {
            if let Some(closures) = self.statement(path, statement, &ast, &mut scope, &lost) {
                ast.combine(closures);
            } else {
                lost.extend(statement.declares().map(String::from));
                self.lost.add(path, statement);
            }
        }
        File { path: path.into(), ast }
    }

    /// Whether rhai may see a statement. What stands behind a full-width sign or a cut-off text is reported already; rhai would only
    /// stumble over it again.
    fn is_sound(&mut self, path: &str, statement: &Statement<'_>) -> bool {
        let tokens = &statement.tokens;
        let before = self.problems.len();
        // `catch` says nothing that its `try` does not.
        for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.text != "catch") {
            let coalesces = token.text == "?" && tokens.get(index + 1).is_some_and(|next| next.text == "?" && next.column == token.column + 1);
            let length = token.text.chars().count().try_into().unwrap_or(1);
            if let Some(word) = coalesces.then_some("??").or((token.kind == TokenKind::Name).then_some(token.text)).filter(|word| FORBIDDEN.contains(word)) {
                let length = if coalesces { 2 } else { length };
                self.problems.push(forbidden(word).at(Place::Script { file: path.into(), line: token.line, column: token.column, length }));
            }
        }
        self.problems.extend(written::slips(path, tokens));
        let cut = tokens.iter().any(|token| token.kind == TokenKind::FullWidth || token.unclosed);
        !statement.broken && !cut && self.problems.len() == before
    }

    /// Compiles the functions of a file and makes them known to the files that follow.
    fn functions<'a>(&mut self, path: &str, statements: impl Iterator<Item = &'a Statement<'a>>) -> AST {
        let mut ast = AST::empty();
        ast.set_source(path);
        let mut sound = Vec::new();
        for statement in statements {
            match self.engine.compile(statement.padded()) {
                Ok(function) => {
                    for definition in function.iter_functions().filter(|definition| !definition.name.starts_with("anon$")) {
                        self.define(path, statement, definition.name, &definition.params);
                    }
                    self.index.add(&function, &|position| self.session.place_of(path, position));
                    sound.push(function);
                }
                Err(error) => self.problems.push(self.parse_error(path, &statement.tokens, &error.0, error.1, &Scope::new())),
            }
        }
        for function in sound {
            self.check_calls(path, &function, None);
            ast.combine(function);
        }
        ast.set_source(path);
        self.engine.register_global_module(ast.shared_lib().clone());
        ast
    }

    fn define(&mut self, path: &str, statement: &Statement<'_>, name: &str, parameters: &[&str]) {
        let Some(place) = statement.tokens.iter().find(|token| token.text == name).map(|token| place(path, token)) else { return };
        if words::find(name).is_some() || is_native(name) {
            self.problems.push(
                Diagnostic::error(
                    Code::ScriptShadows,
                    told!("“{name}”是语言里的词，不能作函数名"),
                    told!("`{name}` is a word of the language and cannot name a function"),
                )
                .help(told!("换一个函数名"), told!("give the function another name"))
                .at(place),
            );
            return;
        }
        let fresh = !self.functions.get(name).is_some_and(|(known, first)| {
            let elsewhere = !matches!((first, &place), (Place::Script { file: a, .. }, Place::Script { file: b, .. }) if a == b);
            known.contains_key(&parameters.len()) || elsewhere
        });
        if !fresh {
            self.problems.push(
                Diagnostic::error(Code::ScriptShadows, told!("函数“{name}”定义了两次"), told!("function `{name}` is defined twice"))
                    .help(told!("一个包里函数不能同名"), told!("functions of a pack must have different names"))
                    .at(place),
            );
            return;
        }
        let known = &mut self.functions.entry(name.into(), || (Ordered::default(), place)).0;
        known.insert(parameters.len(), parameters.iter().map(|name| (*name).to_string()).collect());
    }

    /// Runs one statement; gives the functions that its closures became, or nothing if it failed.
    fn statement(&mut self, path: &str, statement: &Statement<'_>, functions: &AST, scope: &mut Scope<'static>, lost: &BTreeSet<String>) -> Option<AST> {
        if let Some(name) = statement.declares_closure()
            && words::find(name).is_some()
        {
            let token = statement.tokens.iter().find(|token| token.text == name)?;
            self.problems.push(
                Diagnostic::error(
                    Code::ScriptShadows,
                    told!("“{name}”是语言里的词，不能作函数名"),
                    told!("`{name}` is a word of the language and cannot name a closure"),
                )
                .help(told!("换一个名字"), told!("give it another name"))
                .at(place(path, token)),
            );
            return None;
        }
        let mut ast = self.compile(path, statement, scope, lost)?;
        ast.set_source(path);
        if self.check_calls(path, &ast, Some(functions)) {
            return None;
        }
        let mut whole = functions.clone_functions_only();
        whole.combine(ast.clone());
        whole.set_source(path);
        self.session.refill();
        if let Err(error) = self.engine.run_ast_with_scope(scope, &whole) {
            let first = statement.tokens.first()?;
            self.problems.push(explain(&self.session, &place(path, first), *error));
            return None;
        }
        self.index.add(&ast, &|position| self.session.place_of(path, position));
        Some(ast.clone_functions_only())
    }

    /// Compiles a statement. Names that stand for nothing are reported all at once: each is made up in turn, so that rhai goes on.
    fn compile(&mut self, path: &str, statement: &Statement<'_>, scope: &Scope<'static>, lost: &BTreeSet<String>) -> Option<AST> {
        let text = statement.padded();
        let mut made_up = scope.clone();
        let mut found: Vec<Diagnostic> = Vec::new();
        let error = loop {
            let error = match self.engine.compile_with_scope(&made_up, &text) {
                Ok(ast) if made_up.len() == scope.len() => return Some(ast),
                Ok(_) => break None,
                Err(error) => error,
            };
            let ParseErrorType::VariableUndefined(name) = &*error.0 else { break Some(error) };
            if made_up.len() - scope.len() >= UNDEFINED {
                break None;
            }
            if !lost.contains(name) {
                let problem = self.parse_error(path, &statement.tokens, &error.0, error.1, scope);
                // One repair may mend several.
                if !found.iter().any(|other| other.fix.as_ref().zip(problem.fix.as_ref()).is_some_and(|(a, b)| a.place == b.place)) {
                    found.push(problem);
                }
            }
            made_up.push(name.clone(), ());
        };
        // What rhai stumbles over behind a name that it does not know may follow from that name.
        if let Some(error) = error.filter(|_| made_up.len() == scope.len()) {
            found.push(self.parse_error(path, &statement.tokens, &error.0, error.1, scope));
        }
        self.problems.extend(found);
        None
    }

    /// Reports calls of words that do not exist or take another number of values; true if there were any.
    fn check_calls(&mut self, path: &str, ast: &AST, functions: Option<&AST>) -> bool {
        // Where, what, how many values, and how many of them stand before the dot.
        let mut calls: Vec<(Position, String, usize, usize)> = Vec::new();
        let local: BTreeSet<String> =
            functions.into_iter().chain([ast]).flat_map(|ast| ast.iter_functions().map(|function| function.name.to_string())).gather();
        ast.walk(&mut |nodes: &[ASTNode<'_>]| {
            match nodes.last() {
                Some(ASTNode::Expr(Expr::FnCall(call, position)) | ASTNode::Stmt(Stmt::FnCall(call, position))) if call.op_token.is_none() => {
                    calls.push((*position, call.name.to_string(), call.args.len(), 0));
                }
                Some(ASTNode::Expr(Expr::MethodCall(call, position))) => calls.push((*position, call.name.to_string(), call.args.len() + 1, 1)),
                _ => {}
            }
            true
        });
        // rhai walks in hash order; people read from top to bottom.
        crate::sorting::sort(&mut calls);
        calls.dedup();
        let before = self.problems.len();
        for (position, name, given, before_dot) in calls {
            let place = self.session.place_of(path, position);
            if let Some(word) = words::find(&name) {
                // Said of a value, a comparison needs what to compare it with; without one it is a condition, which is said of nothing.
                let condition = matches!(
                    word.name,
                    "at_least" | "at_most" | "more_than" | "less_than" | "between" | "exactly" | "by_date" | "covers" | "some_of" | "within" | "disjoint"
                );
                let least = word.arities.first().copied().filter(|_| condition && before_dot == 1);
                // `round` rounds a number as well, which is rhai's own.
                if (!word.arities.contains(&given) || least == Some(given)) && !is_native(&name) {
                    self.problems.push(misused(word, &name, given, before_dot).at(place));
                }
                continue;
            }
            if let Some((known, _)) = self.functions.get(&name).filter(|(known, _)| !known.contains_key(&(given - before_dot))) {
                let usage: Vec<String> = known.values().map(|parameters| format!("{name}({})", parameters.join(", "))).collect();
                self.problems.push(
                    Diagnostic::error(
                        Code::ScriptArguments,
                        told!("函数“{name}”不能这样用：给了 {} 个值", given - before_dot),
                        told!("function `{name}` does not take {} values", given - before_dot),
                    )
                    .help(told!("写法：{}", usage.join("，或 ")), told!("usage: {}", usage.join(", or ")))
                    .at(place),
                );
                continue;
            }
            // A script cannot write `curry`; rhai itself calls it to hand a closure its captures.
            let known = name == "curry" || is_native(&name) || local.contains(&name) || self.functions.contains_key(&name) || name.starts_with("anon$");
            if known || !name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') {
                continue;
            }
            let problem = if FORBIDDEN.contains(&name.as_str()) || name == "sleep" { forbidden(&name) } else { self.unknown_word(&name, given) };
            self.problems.push(problem.at(place));
        }
        self.problems.len() > before
    }

    fn unknown_word(&self, name: &str, given: usize) -> Diagnostic {
        if !TELLS {
            return Diagnostic::untold(Code::ScriptUnknownWord);
        }
        // A word that takes as many values is likelier to be meant than one that does not.
        let fitting: Vec<&str> = words::WORDS.iter().filter(|word| word.arities.contains(&given)).flat_map(|word| [word.name, word.twin]).collect();
        let fitting: Vec<String> =
            crate::diagnostic::nearest(name, &fitting).map(|_| fitting.iter().map(|word| (*word).to_string()).collect()).unwrap_or_default();
        let candidates: Vec<String> = words::names().chain(native::names()).map(String::from).chain(self.functions.keys().cloned()).collect();
        Diagnostic::error(Code::ScriptUnknownWord, format!("没有“{name}”这个词"), format!("there is no word `{name}`"))
            .suggest(name, fitting.iter().chain(candidates.iter().filter(|_| fitting.is_empty())).map(String::as_str))
    }

    fn parse_error(&self, path: &str, tokens: &[Token<'_>], error: &ParseErrorType, position: Position, scope: &Scope<'_>) -> Diagnostic {
        if !TELLS {
            return syntax(error);
        }
        let here = position.line().zip(position.position());
        let number = here.and_then(|(line, column)| tokens.iter().position(|token| (token.line as usize, token.column as usize) == (line, column)));
        let token = number.and_then(|number| tokens.get(number));
        let meant = |name: &str| {
            let declarations = self.session.declarations();
            let settings: Vec<String> =
                declarations.params.iter().map(|param| param.id.clone()).chain(declarations.readings.iter().map(|reading| reading.id.clone())).collect();
            let ids: Vec<String> = declarations.scoring.scales.iter().map(|scale| scale.id.clone()).collect();
            let known = Nameable { variables: scope.iter().map(|(name, _, _)| name.to_string()).collect(), settings: &settings, ids: &ids };
            undefined(name, tokens, number?, &known)
        };
        let habit = habit(error, tokens, number).or_else(|| match error {
            ParseErrorType::VariableUndefined(name) => meant(name),
            _ => None,
        });
        if let Some(Habit { problem, at, instead, of, length }) = habit {
            let stands = |token: Option<&Token<'_>>| {
                let mut place = token.map_or_else(|| self.session.place_of(path, position), |token| place(path, token));
                if let (Some(covered), Place::Script { length, .. }) = (length, &mut place) {
                    *length = covered;
                }
                place
            };
            let problem = problem.at(stands(at.or(token)));
            return match instead {
                Some(instead) => problem.fix(stands(of.or(at).or(token)), instead),
                None => problem,
            };
        }
        let problem = syntax(error);
        // The semicolon lacks behind the statement, not before the next one.
        if matches!(error, ParseErrorType::MissingToken(lacking, _) if lacking == ";")
            && let Some((end, last)) = here.and_then(|(line, column)| end_before(path, tokens, line, column))
        {
            return problem.at(end.clone()).fix(end, format!("{last};"));
        }
        match (here, tokens.first()) {
            (None, Some(first)) => problem.at(place(path, first)),
            _ => problem.at(self.session.place_of(path, position)),
        }
    }
}

/// A word is given another number of values than it takes, or stands on the wrong side of a dot.
fn misused(word: &words::Word, name: &str, given: usize, before_dot: usize) -> Diagnostic {
    if !TELLS {
        return Diagnostic::untold(Code::ScriptArguments);
    }
    let bare = before_dot == 1 && !word.usage.contains(&format!(".{}(", word.name)) && word.arities.contains(&(given - 1));
    let dotted = before_dot == 0 && word.usage.starts_with('.') && word.arities.contains(&(given + 1));
    let given = given - before_dot;
    let usage = (format!("写法：{}", word.usage_as(name)), format!("usage: {}", word.usage_as(name)));
    let (zh, en) = match given {
        _ if bare => (format!("“{name}”不写在点后面"), format!("`{name}` does not stand behind a dot")),
        _ if dotted => (format!("“{name}”要写在点后面"), format!("`{name}` stands behind a dot")),
        0 => (format!("“{}”({})括号里少了值", word.twin, word.name), format!("`{}` lacks its value", word.name)),
        1 => (format!("“{}”({})不能这样写：给了 1 个值", word.twin, word.name), format!("`{}` does not take 1 value", word.name)),
        _ => (format!("“{}”({})不能这样写：给了 {given} 个值", word.twin, word.name), format!("`{}` does not take {given} values", word.name)),
    };
    let problem = Diagnostic::error(Code::ScriptArguments, zh, en);
    if !bare {
        return problem.help(usage.0, usage.1);
    }
    // A word that does stand there, and is near.
    let method = |other: &&words::Word| other.usage.starts_with('.') && other.arities.contains(&(given + 1));
    let others: Vec<&str> = words::WORDS.iter().filter(method).flat_map(|word| [word.name, word.twin]).filter(|other| *other != name).collect();
    let alike = others.iter().copied().find(|other| name.starts_with(other) || other.starts_with(name));
    match alike.or_else(|| crate::diagnostic::nearest(name, &others)) {
        Some(other) => problem.help(format!("是不是想写“{other}”？"), format!("did you mean `{other}`?")),
        None => problem.help(usage.0, usage.1),
    }
}
