//! Runs the files of a pack once, statement by statement, and keeps their closures callable.

use super::call::Stop;
use super::closure::{CallState, Closure, Facts, Log, Root, Subject};
use super::engine::{FORBIDDEN, engine};
use super::lexer::{Statement, TokenKind, statements};
use super::session::{Deferred, Session};
use super::words;
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pack::Declarations;
use rhai::{AST, ASTNode, Dynamic, Engine, EvalAltResult, Expr, FnArgsVec, Module, ParseErrorType, Position, Scope, Stmt};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Functions of rhai that scripts may call beside the words of the language.
const NATIVE: &[&str] = &[
    "abs",
    "chars",
    "clear",
    "contains",
    "dedup",
    "drain",
    "ends_with",
    "extract",
    "filter",
    "floor",
    "ceiling",
    "round",
    "for_each",
    "get",
    "index_of",
    "insert",
    "is_empty",
    "keys",
    "len",
    "map",
    "min",
    "max",
    "parse_int",
    "pop",
    "push",
    "range",
    "reduce",
    "remove",
    "replace",
    "retain",
    "reverse",
    "some",
    "sort",
    "split",
    "starts_with",
    "sub_string",
    "to_decimal",
    "to_int",
    "to_string",
    "trim",
    "truncate",
    "values",
    "zip",
];

/// The compiled scripts of a pack: one syntax tree a file.
#[derive(Debug)]
pub struct Program {
    files: Vec<File>,
    sources: BTreeMap<String, String>,
    /// The files in which each closure's code stands.
    homes: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct File {
    path: String,
    ast: AST,
}

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
}

impl Lost {
    fn add(&mut self, path: &str, statement: &Statement<'_>) {
        let (Some(first), Some(last)) = (statement.tokens.first(), statement.tokens.last()) else { return };
        self.stretches.push((path.into(), first.line, last.line));
        self.names.extend(statement.tokens.iter().map(|token| token.text.trim_matches(['"', '`']).to_string()));
    }

    /// Whether a problem merely follows from a statement that failed.
    pub(crate) fn explains(&self, problem: &Diagnostic) -> bool {
        let inside = matches!(&problem.place, Some(Place::Script { file, line, .. })
            if self.stretches.iter().any(|(path, first, last)| path == file && (first..=last).contains(&line)));
        let unnamed = problem.given.as_ref().is_some_and(|(given, _)| self.names.contains(given));
        match problem.code {
            Code::PackIncomplete => inside,
            Code::PackUnknown | Code::SchemaUnknown => inside || unnamed,
            Code::PackNoPolicy => self.names.contains("policy") || self.names.contains("政策"),
            _ => false,
        }
    }
}

/// Runs the files in the given order.
pub(crate) fn load(files: &[(String, String)]) -> Loaded {
    let sources: BTreeMap<String, String> = files.iter().cloned().collect();
    let session = Arc::new(Session::loading(sources.clone()));
    let mut loader = Loader { engine: engine(&session), session: session.clone(), functions: BTreeMap::new(), problems: Vec::new(), lost: Lost::default() };
    let files: Vec<File> = files.iter().map(|(path, source)| loader.file(path, source)).collect();
    let mut homes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        for function in file.ast.iter_functions().filter(|function| function.name.starts_with("anon$")) {
            homes.entry(function.name.to_string()).or_default().push(index);
        }
    }
    let Loader { mut problems, lost, .. } = loader;
    problems.extend(session.take_problems());
    let declarations = std::mem::take(&mut *session.declarations());
    let deferred = std::mem::take(&mut *session.deferred());
    Loaded { program: Program { files, sources, homes }, declarations, deferred, problems, lost }
}

struct Loader {
    engine: Engine,
    session: Arc<Session>,
    /// Every function of the pack so far: numbers of parameters, and where it is defined.
    functions: BTreeMap<String, (BTreeSet<usize>, Place)>,
    problems: Vec<Diagnostic>,
    lost: Lost,
}

impl Loader {
    fn file(&mut self, path: &str, source: &str) -> File {
        let (statements, problems) = statements(path, source);
        self.problems.extend(problems);
        // What stands behind a full-width sign is reported already; rhai would only stumble over it again.
        let sound =
            |statement: &&Statement<'_>| !statement.broken && !statement.tokens.iter().any(|token| token.kind == TokenKind::FullWidth || token.unclosed);
        statements.iter().filter(|statement| !sound(statement)).for_each(|statement| self.lost.add(path, statement));
        let mut ast = self.functions(path, statements.iter().filter(sound).filter(|statement| statement.is_function()));
        let mut scope = Scope::new();
        // Variables whose declaration failed: what uses them is no second problem.
        let mut lost: BTreeSet<String> =
            statements.iter().filter(|statement| !sound(statement)).filter_map(|statement| statement.declares().map(String::from)).collect();
        for statement in statements.iter().filter(sound).filter(|statement| !statement.is_function()) {
            if let Some(closures) = self.statement(path, statement, &ast, &mut scope, &lost) {
                ast.combine(closures);
            } else {
                lost.extend(statement.declares().map(String::from));
                self.lost.add(path, statement);
            }
        }
        File { path: path.into(), ast }
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
                        self.define(path, statement, definition.name, definition.params.len());
                    }
                    sound.push(function);
                }
                Err(error) => self.problems.push(self.parse_error(path, &error.0, error.1)),
            }
        }
        for function in sound {
            self.check_calls(path, &function, None);
            ast.combine(function);
        }
        ast.set_source(path);
        if let Ok(module) = Module::eval_ast_as_new(Scope::new(), &ast, &self.engine) {
            self.engine.register_global_module(module.into());
        }
        ast
    }

    fn define(&mut self, path: &str, statement: &Statement<'_>, name: &str, parameters: usize) {
        let place = statement.tokens.iter().find(|token| token.text == name).map(|token| super::lexer::place(path, token));
        let Some(place) = place else { return };
        if words::find(name).is_some() || NATIVE.contains(&name) {
            self.problems.push(
                Diagnostic::error(
                    Code::ScriptShadows,
                    format!("“{name}”是语言里的词，不能作函数名"),
                    format!("`{name}` is a word of the language and cannot name a function"),
                )
                .help("换一个函数名", "give the function another name")
                .at(place),
            );
            return;
        }
        let fresh = !self.functions.get(name).is_some_and(|(known, first)| {
            let elsewhere = !matches!((first, &place), (Place::Script { file: a, .. }, Place::Script { file: b, .. }) if a == b);
            known.contains(&parameters) || elsewhere
        });
        if !fresh {
            self.problems.push(
                Diagnostic::error(Code::ScriptShadows, format!("函数“{name}”定义了两次"), format!("function `{name}` is defined twice"))
                    .help("一个包里函数不能同名", "functions of a pack must have different names")
                    .at(place),
            );
            return;
        }
        self.functions.entry(name.into()).or_insert_with(|| (BTreeSet::new(), place)).0.insert(parameters);
    }

    /// Runs one statement; gives the functions that its closures became, or nothing if it failed.
    fn statement(&mut self, path: &str, statement: &Statement<'_>, functions: &AST, scope: &mut Scope<'static>, lost: &BTreeSet<String>) -> Option<AST> {
        if let Some(name) = statement.declares()
            && words::find(name).is_some()
        {
            let token = statement.tokens.iter().find(|token| token.text == name)?;
            self.problems.push(
                Diagnostic::error(
                    Code::ScriptShadows,
                    format!("“{name}”是语言里的词，不能作变量名"),
                    format!("`{name}` is a word of the language and cannot name a variable"),
                )
                .help("换一个变量名", "give the variable another name")
                .at(super::lexer::place(path, token)),
            );
            return None;
        }
        let uses_lost = statement.tokens.iter().any(|token| token.kind == TokenKind::Name && lost.contains(token.text));
        let mut ast = match self.engine.compile_with_scope(scope, statement.padded()) {
            Ok(ast) => ast,
            Err(error) => {
                if !(uses_lost && matches!(*error.0, ParseErrorType::VariableUndefined(_))) {
                    self.problems.push(self.parse_error(path, &error.0, error.1));
                }
                return None;
            }
        };
        ast.set_source(path);
        if self.check_calls(path, &ast, Some(functions)) {
            return None;
        }
        let mut whole = functions.clone_functions_only();
        whole.combine(ast.clone());
        whole.set_source(path);
        self.session.refill();
        match self.engine.run_ast_with_scope(scope, &whole) {
            Ok(()) => Some(ast.clone_functions_only()),
            Err(error) => {
                self.problems.push(explain(&self.session, path, *error));
                None
            }
        }
    }

    /// Reports calls of words that do not exist or take another number of values; true if there were any.
    fn check_calls(&mut self, path: &str, ast: &AST, functions: Option<&AST>) -> bool {
        // Where, what, how many values, and how many of them stand before the dot.
        let mut calls: Vec<(Position, String, usize, usize)> = Vec::new();
        let local: BTreeSet<String> =
            functions.into_iter().chain([ast]).flat_map(|ast| ast.iter_functions().map(|function| function.name.to_string())).collect();
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
        calls.sort();
        calls.dedup();
        let before = self.problems.len();
        for (position, name, given, before_dot) in calls {
            let place = self.session.place_of(path, position);
            if let Some(word) = words::find(&name) {
                if !word.arities.contains(&given) {
                    let given = given - before_dot;
                    self.problems.push(
                        Diagnostic::error(
                            Code::ScriptArguments,
                            format!("“{}”({})不能这样写：给了 {given} 个值", word.twin, word.name),
                            format!("`{}` does not take {given} values", word.name),
                        )
                        .help(format!("写法：{}", word.usage), format!("usage: {}", word.usage))
                        .at(place),
                    );
                }
                continue;
            }
            // A script cannot write `curry`; rhai itself calls it to hand a closure its captures.
            let known =
                name == "curry" || NATIVE.contains(&name.as_str()) || local.contains(&name) || self.functions.contains_key(&name) || name.starts_with("anon$");
            if known || !name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') {
                continue;
            }
            // A word that takes as many values is likelier to be meant than one that does not.
            let fitting: Vec<&str> = words::WORDS.iter().filter(|word| word.arities.contains(&given)).flat_map(|word| [word.name, word.twin]).collect();
            let fitting = crate::diagnostic::nearest(&name, &fitting).map(String::from);
            let candidates: Vec<String> = words::names().chain(NATIVE.iter().copied()).map(String::from).chain(self.functions.keys().cloned()).collect();
            let problem = if FORBIDDEN.contains(&name.as_str()) || name == "sleep" {
                forbidden(&name).at(place)
            } else {
                Diagnostic::error(Code::ScriptUnknownWord, format!("没有“{name}”这个词"), format!("there is no word `{name}`"))
                    .at(place)
                    .suggest(&name, fitting.iter().chain(candidates.iter().filter(|_| fitting.is_none())).map(String::as_str))
            };
            self.problems.push(problem);
        }
        self.problems.len() > before
    }

    fn parse_error(&self, path: &str, error: &ParseErrorType, position: Position) -> Diagnostic {
        let place = self.session.place_of(path, position);
        let source = self.session.sources.get(path).map_or("", String::as_str);
        let here = position.line().zip(position.position()).and_then(|(line, column)| source.lines().nth(line - 1)?.chars().nth(column - 1));
        match error {
            _ if here == Some('=') && !matches!(error, ParseErrorType::MissingToken(..)) => {
                syntax(error).help("比较两个值用 ==", "to compare two values write ==").at(place)
            }
            ParseErrorType::MissingToken(token, _) if token == ";" && self.refines(path, &place) => {
                syntax(error).help("这个词前面少了一个点", "a dot is missing before this word").at(place.clone())
            }
            // The semicolon lacks behind the statement, not before the next one.
            ParseErrorType::MissingToken(token, _) if token == ";" => {
                let behind = position.line().zip(position.position()).and_then(|(line, column)| super::lexer::end_before(path, source, line, column));
                let place = behind.unwrap_or(place);
                syntax(error).at(place)
            }
            _ => syntax(error).at(place),
        }
    }
}

impl Loader {
    /// Whether the word at a place is one that goes on with a chain, and so wants a dot.
    fn refines(&self, path: &str, place: &Place) -> bool {
        let Place::Script { line, column, .. } = place else { return false };
        let source = self.session.sources.get(path).map_or("", String::as_str);
        let tokens = super::lexer::tokens(source);
        let here = tokens.iter().find(|token| (token.line, token.column) == (*line, *column));
        here.is_some_and(|token| words::find(token.text).is_some() && !words::begins_statement(token.text))
    }
}

fn forbidden(name: &str) -> Diagnostic {
    Diagnostic::error(Code::ScriptForbidden, format!("规则包里不能用“{name}”"), format!("packs may not use `{name}`"))
        .help("要用别处的声明，写 引用(\"…\")", "to use what is declared elsewhere, write uses(\"…\")")
}

/// What rhai's parser complains of, in words for people.
fn syntax(error: &ParseErrorType) -> Diagnostic {
    let text = error.to_string();
    let plain = |zh: String| Diagnostic::error(Code::ScriptSyntax, zh, text.clone());
    match error {
        ParseErrorType::Reserved(word) | ParseErrorType::BadInput(rhai::LexError::ImproperSymbol(word, _)) if FORBIDDEN.contains(&word.as_str()) => {
            forbidden(word)
        }
        ParseErrorType::Reserved(word) => plain(format!("“{word}”是保留字，不能用在这里")).help("换一个名字", "use another name"),
        ParseErrorType::MissingToken(token, _) => plain(format!("这里缺“{token}”")).help(format!("补上“{token}”"), format!("add `{token}`")),
        ParseErrorType::VariableUndefined(name) => {
            Diagnostic::error(Code::PackUnknown, format!("没有名为“{name}”的变量"), format!("there is no variable `{name}`"))
                .help("文字要加引号；变量要先用 let 声明", "put texts in quotes; declare variables with let first")
        }
        ParseErrorType::ExprExpected(_) => plain("这里少了一个值".into()),
        ParseErrorType::BadInput(_) | ParseErrorType::UnknownOperator(_) => plain("这里有不认识的符号".into()),
        ParseErrorType::ExprTooDeep => Diagnostic::error(Code::ScriptLimit, "括号或函数套得太深", "expressions nest too deep")
            .help("拆成几步，用 let 分别命名", "split it into steps with let"),
        ParseErrorType::AssignmentToInvalidLHS(_) => plain("等号左边不能这样写".into()).help("比较两个值用 ==", "to compare two values write =="),
        _ => plain(format!("写法有误：{text}")),
    }
}

/// What stopped a script, in words for people.
fn explain(session: &Session, path: &str, error: EvalAltResult) -> Diagnostic {
    let mut file = path.to_string();
    let mut error = error;
    loop {
        match error {
            EvalAltResult::ErrorInFunctionCall(_, source, inner, _) => {
                if !source.is_empty() {
                    file = source;
                }
                error = *inner;
            }
            EvalAltResult::ErrorInModule(_, inner, _) => error = *inner,
            _ => break,
        }
    }
    let position = error.position();
    let place = session.place_of(&file, position);
    let text = error.to_string();
    let diagnostic = match error {
        EvalAltResult::ErrorRuntime(value, _) => match value.try_cast::<Stop>() {
            Some(Stop::Slip(mut diagnostic)) if diagnostic.place.is_some() => {
                // A closure that is called from outside does not know its own file.
                if let Some(Place::Script { file: unnamed, line, column, length }) = &mut diagnostic.place
                    && unnamed.is_empty()
                {
                    *length = session.sources.get(&file).map_or(1, |source| super::lexer::length_at(source, *line, *column));
                    *unnamed = file;
                }
                return *diagnostic;
            }
            Some(Stop::Slip(diagnostic)) => *diagnostic,
            _ => Diagnostic::error(Code::ScriptError, "脚本出错", text),
        },
        EvalAltResult::ErrorTerminated(..) => {
            Diagnostic::error(Code::ScriptLimit, "脚本运行得太久", "the script runs too long").help("检查循环会不会结束", "check that its loops end")
        }
        EvalAltResult::ErrorStackOverflow(_) => Diagnostic::error(Code::ScriptLimit, "函数调用套得太深", "functions call each other too deep")
            .help("检查函数有没有调用自己", "check whether a function calls itself"),
        EvalAltResult::ErrorDataTooLarge(..) | EvalAltResult::ErrorTooManyVariables(_) | EvalAltResult::ErrorTooManyOperations(_) => {
            Diagnostic::error(Code::ScriptLimit, "文字或列表太大，或变量太多", "a text or list grows too large, or there are too many variables")
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => mismatch(&signature),
        EvalAltResult::ErrorMismatchDataType(..) | EvalAltResult::ErrorMismatchOutputType(..) => {
            Diagnostic::error(Code::ScriptMixed, "这里的值不是所要的那种", text)
        }
        EvalAltResult::ErrorParsing(kind, _) => syntax(&kind),
        EvalAltResult::ErrorDotExpr(..) if text.contains("setter") => {
            Diagnostic::error(Code::ScriptSyntax, "这里不能赋值", "nothing can be assigned here").help("比较两个值用 ==", "to compare two values write ==")
        }
        _ => Diagnostic::error(Code::ScriptError, format!("脚本出错：{text}"), text),
    };
    diagnostic.at(place)
}

/// No function takes values of these types: either the word does not exist, or its values are of the wrong type.
fn mismatch(signature: &str) -> Diagnostic {
    let name = signature.split([' ', '(']).next().unwrap_or(signature);
    if name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') && !NATIVE.contains(&name) {
        return Diagnostic::error(Code::ScriptUnknownWord, format!("没有“{name}”这个词"), format!("there is no word `{name}`")).suggest(name, words::names());
    }
    Diagnostic::error(Code::ScriptMixed, format!("“{name}”不能用在这样的值上"), format!("`{name}` cannot be used on such values: {signature}"))
}

/// How a call of a closure ended.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It returned a value.
    Value(Dynamic),
    /// It depends on what is missing or (`open`) still to come.
    Undecided { open: bool },
    /// It failed.
    Failed(Box<Diagnostic>),
}

/// Calls the closures of a program. It has an engine of its own, so several can work side by side.
pub(crate) struct Runner<'a> {
    program: &'a Program,
    engine: Engine,
    session: Arc<Session>,
}

impl Program {
    pub(crate) fn runner(&self, as_of: Option<Day>, stop: Option<Arc<AtomicBool>>) -> Runner<'_> {
        let session = Arc::new(Session::judging(self.sources.clone(), as_of, stop));
        let mut engine = engine(&session);
        for file in &self.files {
            if let Ok(module) = Module::eval_ast_as_new(Scope::new(), &file.ast.clone_functions_only(), &engine) {
                engine.register_global_module(module.into());
            }
        }
        Runner { program: self, engine, session }
    }

    /// The file whose code a closure is. Equal code in two files is equal, so either would do; its own is preferred.
    fn home(&self, closure: &Closure) -> Option<&File> {
        let mut homes = self.homes.get(closure.pointer.fn_name())?.iter().filter_map(|index| self.files.get(*index));
        let own = |file: &&File| matches!(&closure.place, Place::Script { file: path, .. } if *path == file.path);
        homes.clone().find(own).or_else(|| homes.next())
    }

    /// How many parameters a closure has, beside those that it captured.
    pub(crate) fn parameters(&self, closure: &Closure) -> usize {
        let name = closure.pointer.fn_name();
        let all = self.home(closure).and_then(|file| file.ast.iter_functions().find(|function| function.name == name).map(|function| function.params.len()));
        all.unwrap_or(0).saturating_sub(closure.pointer.curry().len())
    }

    /// Every name and text that a closure, or a function that it may call, mentions; and whether it computes names.
    pub(crate) fn mentions(&self, closure: &Closure) -> Mentions {
        let mut mentions = Mentions::default();
        if let Some(file) = self.home(closure) {
            mentions.follow(self, file, closure.pointer.fn_name());
        }
        for value in closure.pointer.curry() {
            mentions.captured(value);
        }
        mentions
    }
}

/// What a closure's code mentions.
#[derive(Debug, Default, Clone)]
pub(crate) struct Mentions {
    /// Properties, texts and variables.
    pub(crate) names: BTreeSet<String>,
    /// Whether it has a `switch`, which would take an uncertain value for just another one.
    pub(crate) switches: bool,
    functions: BTreeSet<String>,
}

impl Mentions {
    fn follow(&mut self, program: &Program, file: &File, function: &str) {
        if !self.functions.insert(function.to_string()) {
            return;
        }
        // Not `clone_functions_only_filtered`: rhai 1.27 leaves its filter aside where nothing was there before.
        let mut body = file.ast.clone_functions_only();
        body.retain_functions(|_, _, name, _| name == function);
        let mut called = Vec::new();
        body.walk(&mut |nodes: &[ASTNode<'_>]| {
            match nodes.last() {
                Some(ASTNode::Expr(Expr::Property(property, _))) => {
                    self.names.insert(property.2.to_string());
                }
                Some(ASTNode::Expr(Expr::StringConstant(text, _))) => {
                    self.names.insert(text.to_string());
                }
                Some(ASTNode::Expr(Expr::DynamicConstant(value, _))) => self.captured(value),
                Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) => {
                    called.push(call.name.to_string());
                }
                Some(ASTNode::Stmt(Stmt::Switch(..))) => self.switches = true,
                _ => {}
            }
            true
        });
        for name in called {
            for file in &program.files {
                if file.ast.iter_functions().any(|function| function.name == name) {
                    self.follow(program, file, &name);
                }
            }
        }
    }

    fn captured(&mut self, value: &Dynamic) {
        if let Ok(text) = value.clone().into_string() {
            self.names.insert(text);
        } else if let Ok(list) = value.clone().into_array() {
            list.iter().for_each(|item| self.captured(item));
        } else if let Some(map) = value.clone().try_cast::<rhai::Map>() {
            for (key, item) in &map {
                self.names.insert(key.to_string());
                self.captured(item);
            }
        }
    }
}

impl Runner<'_> {
    /// Calls a closure with objects that read the given facts; gives its answer and what it read.
    pub(crate) fn call(&self, closure: &Closure, roots: &[Root], facts: Box<dyn Facts>) -> (Answer, Log) {
        let call = CallState::new(facts);
        self.session.set_call(Some(call.clone()));
        self.session.refill();
        let arguments: FnArgsVec<Dynamic> = roots.iter().map(|root| Dynamic::from(Subject { call: call.clone(), root: *root, path: Vec::new() })).collect();
        let result = match self.program.home(closure) {
            Some(file) => closure.pointer.call::<Dynamic>(&self.engine, &file.ast, arguments.into_vec()),
            None => Err("closure without code".into()),
        };
        self.session.set_call(None);
        let log = call.finish();
        let answer = match result {
            Ok(value) => Answer::Value(value),
            Err(error) => match undecided(&error) {
                Some(open) => Answer::Undecided { open },
                None => Answer::Failed(Box::new(self.failure(closure, *error))),
            },
        };
        (answer, log)
    }

    fn failure(&self, closure: &Closure, error: EvalAltResult) -> Diagnostic {
        let file = match &closure.place {
            Place::Script { file, .. } => file.as_str(),
            _ => "",
        };
        explain(&self.session, file, error)
    }
}

/// Whether a script ended because a comparison is undecided; `Some(open)`.
fn undecided(error: &EvalAltResult) -> Option<bool> {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) => undecided(inner),
        EvalAltResult::ErrorRuntime(value, _) => match *value.read_lock::<Stop>()? {
            Stop::Undecided { open } => Some(open),
            Stop::Slip(_) => None,
        },
        _ => None,
    }
}
