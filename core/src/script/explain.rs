//! What rhai complains of, in words for people.

use super::call::{Stop, day_in_digits, quoted_number};
use super::engine::FORBIDDEN;
use super::native::is_native;
use super::session::Session;
use super::value::{Figure, as_number, describe};
use super::words;
use crate::calendar::{Day, DayPart};
use crate::diagnostic::{Code, Diagnostic, Place, TELLS};
use crate::judge::Verdict;
use rhai::{Dynamic, EvalAltResult, LexError, ParseErrorType};

/// The error for a word of rhai that packs may not use.
pub(super) fn forbidden(name: &str) -> Diagnostic {
    if !TELLS {
        return Diagnostic::untold(Code::ScriptForbidden);
    }
    let (zh, en) = match name {
        "import" | "export" | "global" => ("要用别处的声明，写 引用(\"…\")", "to use what is declared elsewhere, write uses(\"…\")"),
        "try" | "catch" | "throw" => ("不必自己处理错误：出错的地方会逐条报告", "errors need no handling: each is reported with its place"),
        "eval" | "Fn" | "curry" | "call" => ("直接写函数的名字和括号，如 甲(1)", "call a function by its name, as in f(1)"),
        "this" => ("把要用的值作为参数传给函数", "hand the function what it needs as a parameter"),
        _ => ("用 已有(…) 或 if 分开写", "write present(…), or tell the cases apart with if"),
    };
    Diagnostic::error(Code::ScriptForbidden, format!("规则包里不能用“{name}”"), format!("packs may not use `{name}`")).help(zh, en)
}

/// What rhai's parser complains of.
pub(super) fn syntax(error: &ParseErrorType) -> Diagnostic {
    if !TELLS {
        return Diagnostic::untold(Code::ScriptSyntax);
    }
    let text = error.to_string();
    let plain = |zh: String| Diagnostic::error(Code::ScriptSyntax, zh, text.clone());
    match error {
        ParseErrorType::Reserved(word) | ParseErrorType::BadInput(LexError::ImproperSymbol(word, _)) if FORBIDDEN.contains(&word.as_str()) => forbidden(word),
        ParseErrorType::Reserved(word) => plain(format!("“{word}”是保留字，不能用在这里")).help("换一个名字", "use another name"),
        ParseErrorType::MissingToken(token, _) => plain(format!("这里缺“{token}”")).help(format!("补上“{token}”"), format!("add `{token}`")),
        ParseErrorType::VariableUndefined(name) => no_variable(name),
        ParseErrorType::ExprExpected(_) | ParseErrorType::UnexpectedEOF => plain("这里少了一个值".into()),
        ParseErrorType::BadInput(LexError::MalformedNumber(number)) => plain(format!("“{number}”不是数")),
        ParseErrorType::BadInput(LexError::MalformedEscapeSequence(escape)) => {
            plain(format!("文字里不能写“{escape}”")).help("反斜杠要写两个：\\\\", "write a backslash twice: \\\\")
        }
        ParseErrorType::BadInput(LexError::StringTooLong(_)) | ParseErrorType::LiteralTooLarge(..) => {
            Diagnostic::error(Code::ScriptLimit, "文字或列表太长", "a text or list is too long").help("拆成几段", "split it")
        }
        ParseErrorType::BadInput(LexError::UnexpectedInput(sign) | LexError::ImproperSymbol(sign, _)) | ParseErrorType::UnknownOperator(sign) => {
            plain(format!("这里不能写“{sign}”"))
        }
        ParseErrorType::BadInput(_) | ParseErrorType::MissingSymbol(_) => plain("这里有不认识的符号".into()),
        ParseErrorType::DuplicatedProperty(name) => plain(format!("对照表里“{name}”写了两次")).help("删去其中一个", "remove one of the two"),
        ParseErrorType::PropertyExpected => plain("点后面少了名字".into()),
        ParseErrorType::VariableExpected => plain("这里要写一个变量名".into()),
        ParseErrorType::MismatchedType(..) => plain("这里的值不是所要的那种".into()),
        ParseErrorType::WrongFnDefinition => plain("函数只能在最外层定义".into()).help("移到最外面来写", "define it outside of everything else"),
        ParseErrorType::FnDuplicatedDefinition(name, _) => plain(format!("函数“{name}”定义了两次")),
        ParseErrorType::FnMissingName | ParseErrorType::FnMissingParams(_) | ParseErrorType::FnMissingBody(_) | ParseErrorType::FnDuplicatedParam(..) => {
            plain("函数的写法不对".into()).help("写成 fn 名字(参数) { … }", "write fn name(parameter) { … }")
        }
        ParseErrorType::AssignmentToConstant(name) => constant(name, text),
        ParseErrorType::AssignmentToInvalidLHS(_) => plain("等号左边不能这样写".into()).help("比较两个值用 ==", "to compare two values write =="),
        ParseErrorType::LoopBreak => plain("break 和 continue 只能用在循环里".into()),
        ParseErrorType::ExprTooDeep | ParseErrorType::TooManyFunctions => {
            Diagnostic::error(Code::ScriptLimit, "括号或函数套得太深，或函数太多", "expressions nest too deep, or there are too many functions")
                .help("拆成几步，用 let 分别命名", "split it into steps with let")
        }
        _ => plain("写法有误".into()).help("对照手册里这个词的写法检查", "compare with how the word is written in the handbook"),
    }
}

fn no_variable(name: &str) -> Diagnostic {
    Diagnostic::error(Code::PackUnknown, format!("没有名为“{name}”的变量"), format!("there is no variable `{name}`")).help(
        "文字要加引号；统计和列写成 m.名字，参数写成 p.名字；变量要先用 let 声明",
        "put texts in quotes; write measures and columns as m.name, parameters as p.name; declare variables with let first",
    )
}

fn constant(name: &str, text: String) -> Diagnostic {
    Diagnostic::error(Code::ScriptSyntax, format!("“{name}”是常量，不能再赋值"), text).help("声明时用 let", "declare it with let")
}

/// What stopped a script. What has no place of its own stands at `fallback`: the statement, or where the closure was handed over.
pub(super) fn explain(session: &Session, fallback: &Place, error: EvalAltResult) -> Diagnostic {
    let mut file = match fallback {
        Place::Script { file, .. } => file.clone(),
        _ => String::new(),
    };
    let mut error = error;
    let mut place = fallback.clone();
    loop {
        if !error.position().is_none() {
            place = session.place_of(&file, error.position());
        }
        match error {
            EvalAltResult::ErrorInFunctionCall(_, source, inner, _) => {
                if !source.is_empty() {
                    file = source;
                }
                error = *inner;
            }
            _ => break,
        }
    }
    place = session.at_name(place);
    let text = error.to_string();
    let diagnostic = match error {
        EvalAltResult::ErrorRuntime(value, _) => match value.try_cast::<Stop>() {
            Some(Stop::Slip(diagnostic)) if diagnostic.place.is_some() => return *diagnostic,
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
                .help("拆成几步；检查循环会不会结束", "split it into steps; check that its loops end")
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => mismatch(&signature),
        EvalAltResult::ErrorMismatchDataType(..) | EvalAltResult::ErrorMismatchOutputType(..) => {
            let verdict = text.contains("Verdict");
            let problem = match &error {
                _ if verdict => Diagnostic::error(Code::ScriptMixed, "这里要写“是或否”，给的是判定", "a yes or no is wanted here, not a verdict"),
                _ => Diagnostic::error(Code::ScriptMixed, "这里的值不是所要的那种", text),
            };
            if verdict { no_truth(problem) } else { problem }
        }
        EvalAltResult::ErrorParsing(kind, _) => syntax(&kind),
        EvalAltResult::ErrorDotExpr(..) if text.contains("setter") => {
            Diagnostic::error(Code::ScriptSyntax, "这里不能赋值", "nothing can be assigned here").help("比较两个值用 ==", "to compare two values write ==")
        }
        EvalAltResult::ErrorDotExpr(said, _) => no_property(&said),
        EvalAltResult::ErrorVariableNotFound(name, _) => no_variable(&name),
        EvalAltResult::ErrorPropertyNotFound(name, _) => {
            Diagnostic::error(Code::ScriptError, format!("对照表里没有“{name}”"), format!("the map has no `{name}`"))
        }
        EvalAltResult::ErrorArrayBounds(length, index, _) | EvalAltResult::ErrorStringBounds(length, index, _) => Diagnostic::error(
            Code::ScriptError,
            format!("没有第 {index} 个：一共 {length} 个，从 0 数起"),
            format!("there is no item {index}: there are {length}, from 0"),
        ),
        EvalAltResult::ErrorIndexingType(..) | EvalAltResult::ErrorIndexNotFound(..) => {
            Diagnostic::error(Code::ScriptError, "这里不能用方括号取值", "nothing can be taken by brackets here")
        }
        EvalAltResult::ErrorFor(_) => Diagnostic::error(Code::ScriptMixed, "for 只能逐个取列表或范围", "`for` takes a list or a range")
            .help("写成 for x in [1, 2] 或 for i in 1..4", "write for x in [1, 2] or for i in 1..4"),
        EvalAltResult::ErrorDataRace(..) => Diagnostic::error(Code::ScriptError, "同一个列表在处理时又被用到", "a list is used while it is being worked on")
            .help("先复制到另一个变量再用", "copy it to another variable first"),
        EvalAltResult::ErrorAssignmentToConstant(name, _) => constant(&name, ParseErrorType::AssignmentToConstant(name.clone()).to_string()),
        EvalAltResult::ErrorArithmetic(..) => Diagnostic::error(Code::ScriptError, "算不出来：数太大，或除以零", text),
        _ => Diagnostic::error(Code::ScriptError, "脚本出错", text),
    };
    diagnostic.at(place)
}

/// Values of different types are compared, with the repair where the one that a script wrote can only have been meant as the other.
pub(super) fn mixed(left: &Dynamic, right: &Dynamic, chinese: bool) -> Diagnostic {
    let ((left_zh, left_en), (right_zh, right_en)) = (describe(left), describe(right));
    let problem = Diagnostic::error(Code::ScriptMixed, format!("{left_zh}不能和{right_zh}比较"), format!("{left_en} cannot be compared with {right_en}"));
    if left.is::<Verdict>() || right.is::<Verdict>() {
        return problem.help("判定直接作为结果，或用 都须、任一、非、若 合起来", "return a verdict as it is, or combine it by all, any, not or when");
    }
    for (one, other) in [(left, right), (right, left)] {
        let Ok(text) = one.clone().into_string() else {
            if let Some((number, day)) = day_in_digits(one).filter(|_| is_day(other)) {
                return problem.instead(&number, &written_day(&day.to_string(), chinese));
            }
            if as_number(one).is_some() && is_day(other) {
                let day = written_day("2020-01-31", chinese);
                return problem
                    .help(format!("日期写成 {day}；只看年、月、日的，写 .年、.月、.日"), format!("write a day as {day}; for its parts, .year, .month, .day"));
            }
            continue;
        };
        let quoted = format!("\"{text}\"");
        if other.is_bool() {
            return match text.as_str() {
                "是" | "真" | "true" => problem.instead(&quoted, "true"),
                "否" | "假" | "false" => problem.instead(&quoted, "false"),
                _ => problem.help("是写 true，否写 false", "write true for yes, false for no"),
            };
        }
        if is_day(other) && Day::parse(&text).is_some() {
            return problem.instead(&quoted, &written_day(&text, chinese));
        }
        if as_number(other).is_some() && quoted_number(one).is_some() {
            return problem.instead(&quoted, &text);
        }
    }
    problem
}

fn is_day(value: &Dynamic) -> bool {
    value.is::<Day>() || value.read_lock::<Figure>().is_some_and(|figure| figure.is_day)
}

fn written_day(text: &str, chinese: bool) -> String {
    format!("{}(\"{text}\")", if chinese { "日" } else { "day" })
}

/// What a type of rhai's is called in messages.
fn kind_of(kind: &str) -> (&'static str, &'static str) {
    match kind.rsplit("::").next().unwrap_or(kind) {
        "i64" | "decimal" | "Decimal" => ("数", "a number"),
        "string" | "&str" | "ImmutableString" => ("文字", "text"),
        "bool" => ("是或否", "a flag"),
        "array" => ("列表", "a list"),
        "map" => ("对照表", "a map"),
        "day" | "Day" => ("日期", "a day"),
        "measure" | "Figure" => ("统计量", "a measure"),
        "tally" | "TallyFigure" => ("分列的统计", "a tally"),
        "subject" | "Subject" => ("一行", "a row"),
        "Verdict" => ("判定", "a verdict"),
        "Condition" => ("条件", "a condition"),
        "Query" => ("统计", "a query"),
        _ => ("这样的值", "such a value"),
    }
}

/// A verdict stands where a yes or no is wanted.
fn no_truth(problem: Diagnostic) -> Diagnostic {
    problem.help(
        "判定合起来写 都须(甲, 乙) 或 任一(甲, 乙)，反过来写 非(甲)；if 后面写 m.课次 >= 3 这样的比较",
        "verdicts are joined by all(a, b) or any(a, b) and turned by not(a); behind if write a comparison such as m.lessons >= 3",
    )
}

/// A value does not have what is read of it; rhai names both between quotes.
fn no_property(said: &str) -> Diagnostic {
    let mut quoted = said.split('\'').skip(1).step_by(2);
    let (Some(name), Some(kind)) = (quoted.next(), quoted.next()) else { return Diagnostic::error(Code::ScriptError, "脚本出错", said) };
    let (zh, en) = kind_of(kind);
    let known = match kind {
        "day" => DayPart::all_names().collect(),
        "array" | "tally" => vec!["size", "个数"],
        _ => Vec::new(),
    };
    // What stands for a missing value does not know what it would be.
    let code = if kind == "measure" { Code::ScriptError } else { Code::RuleInput };
    Diagnostic::error(code, format!("{zh}没有“{name}”"), format!("{en} has no `{name}`")).suggest(name, known)
}

/// No function takes values of these types: either the word does not exist, or its values are of the wrong type.
fn mismatch(signature: &str) -> Diagnostic {
    let name = signature.split([' ', '(']).next().unwrap_or(signature);
    if name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_') && !is_native(name) {
        return Diagnostic::error(Code::ScriptUnknownWord, format!("没有“{name}”这个词"), format!("there is no word `{name}`")).suggest(name, words::names());
    }
    let values = signature.split_once('(').and_then(|(_, values)| values.strip_suffix(')')).unwrap_or_default();
    let kinds: Vec<(&str, &str)> = values.split(", ").map(kind_of).collect();
    let (zh, en): (Vec<&str>, Vec<&str>) = kinds.iter().copied().unzip();
    let problem =
        Diagnostic::error(Code::ScriptMixed, format!("“{name}”不能用在{}上", zh.join("和")), format!("`{name}` cannot be used on {}", en.join(" and ")));
    if zh.contains(&"判定") { no_truth(problem) } else { problem }
}
