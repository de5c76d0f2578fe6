//! The one shape in which every error and warning reaches a person: what is wrong, where, and how to mend it.

use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

/// Whether authors are told what is wrong with a pack. Without, a pack loads or it does not, and the words for it are left to a build that has them.
pub(crate) const TELLS: bool = cfg!(feature = "authoring");

/// A text that only authors of packs are told, written as for `format!`.
#[cfg(feature = "authoring")]
macro_rules! told {
    ($($text:tt)*) => { format!($($text)*) };
}

#[cfg(not(feature = "authoring"))]
macro_rules! told {
    ($($text:tt)*) => {{
        let _ = || format!($($text)*);
        crate::diagnostic::Untold
    }};
}

/// What `told!` gives.
#[cfg(feature = "authoring")]
pub(crate) type Telling = String;
#[cfg(not(feature = "authoring"))]
pub(crate) type Telling = Untold;

/// A text that is left to another build.
#[cfg(not(feature = "authoring"))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Untold;

#[cfg(not(feature = "authoring"))]
impl From<Untold> for String {
    fn from(_: Untold) -> Self {
        Self::new()
    }
}

/// A sentence in the two languages that dudao speaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The same thing said in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Words that read the same in both languages, such as an id.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// The sentence in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// A language that messages are rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// `zh` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The English of a text where it is asked for and was given, and else the Chinese.
    pub fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        if self == Self::En && !english.is_empty() { english } else { chinese }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing was changed.
    Note,
    /// Something was set aside; the rest goes on.
    Warning,
    /// The pack, the data or the argument cannot be used.
    Error,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Place {
    /// A stretch of one line of a script; `line` and `column` count from 1, `column` and `length` in characters.
    Script {
        /// Path of the file inside the pack's sources.
        file: String,
        /// Line, from 1.
        line: u32,
        /// Column, from 1, in characters.
        column: u32,
        /// Characters that it covers, at least 1.
        length: u32,
    },
    /// A table of the record book, or a row or cell of it.
    Data {
        /// The table's name.
        table: String,
        /// Number of the record in its table, from 1 (its line in the file is one more, after the header).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        row: Option<u32>,
        /// The record's id.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        id: Option<String>,
        /// The column's name.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        column: Option<String>,
    },
    /// An argument of the call.
    Argument {
        /// The argument's name.
        name: String,
    },
}

impl Place {
    /// A table as a whole.
    pub fn table(table: &str) -> Self {
        Self::Data { table: table.into(), row: None, id: None, column: None }
    }

    /// A column as a whole.
    pub fn column(table: &str, column: &str) -> Self {
        Self::Data { table: table.into(), row: None, id: None, column: Some(column.into()) }
    }

    /// An argument of the call.
    pub fn argument(name: impl Into<String>) -> Self {
        Self::Argument { name: name.into() }
    }
}

/// As a person writes it: `teachers.rhai:12:5`, `activities[3].date (A7)`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Script { file, line, column, .. } => write!(f, "{file}:{line}:{column}"),
            Self::Data { table, row, id, column } => {
                f.write_str(table)?;
                row.map_or(Ok(()), |row| write!(f, "[{row}]"))?;
                column.as_ref().map_or(Ok(()), |column| write!(f, ".{column}"))?;
                id.as_ref().map_or(Ok(()), |id| write!(f, " ({id})"))
            }
            Self::Argument { name } => f.write_str(name),
        }
    }
}

/// A repair that can be applied as it stands: put `insert` where the place is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fix {
    /// What is to be replaced.
    pub place: Place,
    /// What comes in its stead.
    pub insert: String,
}

/// One problem, said so that the person who caused it can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Diagnostic {
    /// Stable code, the same in every host.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub help: Option<Text>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub place: Option<Place>,
    /// The repair, where there is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub fix: Option<Fix>,
    /// The name that was written and is not known, and the known one that is near it. Until the name is looked up, the place is that of
    /// the word it was given to.
    #[serde(skip)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub(crate) given: Option<(String, Option<String>)>,
}

impl Diagnostic {
    /// An error; its place and help are added by the builder methods.
    pub fn error(code: Code, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: Text::new(zh, en), help: None, place: None, fix: None, given: None }
    }

    /// A warning.
    pub fn warning(code: Code, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, zh, en) }
    }

    /// A note.
    pub fn note(code: Code, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, zh, en) }
    }

    /// An error that is left to a build that tells.
    pub(crate) fn untold(code: Code) -> Self {
        Self::error(code, String::new(), String::new())
    }

    /// What to say of a run that somebody stopped.
    pub fn run_stopped() -> Self {
        Self::error(Code::RunStopped, "运行已中止", "the run was stopped").at(Place::argument("watch"))
    }

    /// What to say where the engine itself broke down.
    pub fn engine_failed() -> Self {
        Self::error(Code::EngineFailed, "引擎崩溃了", "the engine broke down")
            .help("减少记录或规则再试；若仍这样，请报告", "try again with fewer records or rules; if it stays so, report it")
    }

    /// All of it in one or two lines, in both languages.
    pub fn told(&self) -> String {
        let at = self.place.as_ref().map_or(String::new(), |place| format!("{place}: "));
        let help = self.help.as_ref().map_or(String::new(), |help| format!("\n    {} / {}", help.zh, help.en));
        format!("{at}{self}{help}")
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Text::new(zh, en));
        self
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds the one repair.
    #[must_use]
    pub fn fix(mut self, place: Place, insert: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, insert: insert.into() });
        self
    }

    /// Names what was written, so that the place can be that of the writing itself.
    #[must_use]
    pub(crate) fn given(mut self, given: &str) -> Self {
        self.given = Some((given.to_string(), None));
        self
    }

    /// Says what can be written instead; nothing if there is nothing.
    #[must_use]
    pub(crate) fn help_with(self, known: &[String]) -> Self {
        match known {
            [] => self,
            known => self.help(format!("可以写：{}", known.join("、")), format!("known: {}", known.join(", "))),
        }
    }

    /// Names what was written, and what to write in its stead.
    #[must_use]
    pub(crate) fn instead(mut self, given: &str, insert: &str) -> Self {
        self.given = Some((given.to_string(), Some(insert.to_string())));
        self.help(format!("把 {given} 写成 {insert}"), format!("write {insert} in place of {given}"))
    }

    /// Suggests the nearest of the names that could have been meant, or lists them if they are few.
    #[must_use]
    pub fn suggest<'a>(self, given: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let mut seen = BTreeSet::new();
        let known: Vec<&str> = known.into_iter().filter(|name| seen.insert(*name)).collect();
        match self.near(given, &known) {
            Ok(told) => told,
            Err(untold) if known.is_empty() || known.len() > FEW => untold,
            Err(untold) => untold.help(format!("可以写：{}", known.join("、")), format!("known: {}", known.join(", "))),
        }
    }

    /// The same of what has a name and a label; each language lists its own.
    #[must_use]
    pub fn suggest_named<'a>(self, given: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (names, labels): (Vec<&str>, Vec<&str>) = known.into_iter().unzip();
        match self.near(given, &[names.as_slice(), labels.as_slice()].concat()) {
            Ok(told) => told,
            Err(untold) if names.is_empty() || names.len() > MANY => untold,
            Err(untold) => untold.help(format!("可以写：{}", labels.join("、")), format!("known: {}", names.join(", "))),
        }
    }

    /// Says which of the names is nearest, if there is one.
    fn near(mut self, given: &str, known: &[&str]) -> Result<Self, Self> {
        let near = equally_near(given, known);
        // Where several are as near, nobody knows which is the one.
        self.given = Some((given.to_string(), if let [only] = near.as_slice() { Some((*only).to_string()) } else { None }));
        if !near.is_empty() {
            let some = near.get(..near.len().min(NEAR)).unwrap_or_default();
            return Ok(self.help(format!("是不是想写“{}”？", some.join("”或“")), format!("did you mean `{}`?", some.join("` or `"))));
        }
        Err(self)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {} / {}", self.code.as_str(), self.message.zh, self.message.en)
    }
}

/// Characters of a name that could be a slip of the pen; nobody means what is longer.
const LONGEST_NAME: usize = 64;

/// Names that are listed; and names that have labels.
const FEW: usize = 24;
const MANY: usize = 40;

/// Names that are offered where several are as near.
const NEAR: usize = 4;

/// The known name that is nearest to what was written, if it is near enough to be what was meant.
pub fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    equally_near(given, known).first().copied()
}

/// The known names that are nearest to what was written, if they are near enough to be what was meant.
fn equally_near<'a>(given: &str, known: &[&'a str]) -> Vec<&'a str> {
    let length = given.chars().count();
    if length > LONGEST_NAME {
        return Vec::new();
    }
    // One slip in a short word, about one in three characters of a long one.
    let allowed = if length <= 4 { 1 } else { length.div_ceil(3) };
    let mut near: Vec<(usize, Reverse<usize>, &'a str)> = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), *name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        // Among equally near ones, those that begin alike.
        .map(|(distance, name)| (distance, Reverse(given.chars().zip(name.chars()).take_while(|(a, b)| a == b).count()), name))
        .collect();
    crate::sorting::sort(&mut near);
    near.dedup();
    let Some((distance, alike, _)) = near.first().copied() else { return only_part(given, known).into_iter().collect() };
    near.into_iter().take_while(|(other, others, _)| (*other, *others) == (distance, alike)).map(|(_, _, name)| name).collect()
}

/// The one known name that is a part of what was written, or of which it is a part, as `日期` is of `督导日期`.
fn only_part<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    // Two characters say something in Chinese only; in English a part is a word.
    let part_of = |part: &str, whole: &str| {
        if part.is_ascii() {
            part.len() >= 4 && whole.contains('_') && whole.split('_').any(|word| word == part)
        } else {
            part.chars().count() >= 2 && whole.contains(part)
        }
    };
    let mut parts = known.iter().filter(|name| part_of(name, given) || part_of(given, name));
    parts.next().copied().filter(|first| parts.all(|other| other == first))
}

/// Every problem found in one piece of work: a pack that was loaded, data that was read, a call that was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Diagnostic>);

/// What cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A pack.
    Pack,
    /// Records.
    Data,
    /// An argument.
    Option,
    /// Nothing is wrong with what was handed over: the run was stopped.
    Run,
    /// The engine itself.
    Engine,
}

impl Problems {
    /// What cannot be used, for hosts that have a class of error for each.
    pub fn subject(&self) -> Subject {
        let area = |area: &str| self.0.iter().any(|problem| problem.code.as_str().starts_with(area));
        match () {
            () if area("data.") => Subject::Data,
            () if area("option.") => Subject::Option,
            () if area("run.") => Subject::Run,
            () if area("engine.") => Subject::Engine,
            () => Subject::Pack,
        }
    }
}

impl From<Diagnostic> for Problems {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal: $doc:literal $zh:literal;)*) => {
        /// The stable codes of everything that can be wrong. They are the same in Rust, Python and JavaScript.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        pub enum Code {
            $(#[doc = $doc] #[cfg_attr(feature = "typescript", ts(rename = $code))] $name,)*
        }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What it means, in one line.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }

            /// The same in Chinese.
            pub const fn meaning_zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
        }
    };
}

codes! {
    ScriptSyntax = "script.syntax": "The script cannot be parsed." "脚本读不懂。";
    ScriptFullWidth = "script.full_width": "Full-width punctuation or space where half-width is meant." "该用半角标点或空格的地方用了全角。";
    ScriptUnclosed = "script.unclosed": "A bracket, string or comment is not closed." "括号、引号或注释没有收尾。";
    ScriptUnknownWord = "script.unknown_word": "A word that the language does not have." "没有这个词。";
    ScriptArguments = "script.arguments": "A word is given the wrong number or kind of arguments." "词后面括号里的东西，个数或种类不对。";
    ScriptForbidden = "script.forbidden": "A word of rhai that packs may not use." "规则包里不能用的词。";
    ScriptShadows = "script.shadows": "A function or variable bears a name that the language or the pack already has." "函数或变量和已有的名字同名。";
    ScriptMixed = "script.mixed": "Values of different types are compared or combined." "把不同种类的值放在一起比较或计算。";
    ScriptLimit = "script.limit": "The script did more than it may (operations, size, depth)." "脚本做得太多、太大或套得太深。";
    ScriptCapture = "script.capture": "A closure captures a value that cannot be copied." "函数带进去的值不能复制。";
    ScriptError = "script.error": "The script failed while it ran." "脚本运行时出错。";
    ScriptPhase = "script.phase": "A word is used where it does not belong (a declaration in a closure, a verdict outside one)." "词放错了地方，如在判定里声明，或在判定外写判定。";
    PackSource = "pack.source": "A file or a used source cannot be found or read." "找不到或读不出某个文件、某个来源。";
    PackCycle = "pack.cycle": "Sources, or scorecards, refer to each other in a circle." "来源或评分表互相引用，绕成一圈。";
    PackNoPolicy = "pack.no_policy": "The pack declares no policy, or more than one." "没有声明政策，或声明了不止一个。";
    PackDuplicate = "pack.duplicate": "Two declarations share one id." "两处声明用了同一个名字。";
    PackIncomplete = "pack.incomplete": "A declaration lacks something that it must have." "声明缺了必须有的部分。";
    PackUnknown = "pack.unknown": "A name that the pack does not declare." "包里没有声明这个名字。";
    PackValue = "pack.value": "A declared value cannot be right." "声明的值不可能对。";
    PackUnused = "pack.unused": "A parameter, reading or phase that nothing uses." "参数、口径或阶段没有人用。";
    PackCoverage = "pack.coverage": "A clause has neither a rule nor a reason for having none, or it has both." "条款既没有规则，也没有说明为何没有；或者两样都有。";
    SchemaName = "schema.name": "A table or column name that scripts cannot write." "脚本写不出来的表名或列名。";
    SchemaUnknown = "schema.unknown": "A table, column or choice that the record book does not have." "台账没有这张表、这一列或这个选项。";
    SchemaType = "schema.type": "A column is used as if it were of another type." "把一列当成别的种类来用。";
    SchemaTie = "schema.tie": "It is not clear which records belong to a unit." "看不出哪些记录归哪个对象。";
    RuleInput = "rule.input": "A closure reads something that is not declared, or a declared measure is never read." "判定里用了没有统计的东西，或统计了却没有用。";
    RuleResult = "rule.result": "A closure does not return a verdict." "判定没有给出结果。";
    FormTemplate = "form.template": "A form's template cannot be read, names what the form does not have, or does more than it may." "表单的模板读不懂，用了表单没有的名字，或做得太多。";
    DataFormat = "data.format": "A file of the record book cannot be read." "台账的文件读不出来。";
    DataUnknownTable = "data.unknown_table": "A table that the record book does not have." "台账没有这张表。";
    DataUnknownColumn = "data.unknown_column": "A column that its table does not have." "表没有这一列。";
    DataCell = "data.cell": "A cell cannot be read as its column's type." "这一格不是这一列该有的种类。";
    DataChoice = "data.choice": "A cell holds a choice that its column does not list." "这一格不是所列的选项。";
    DataLink = "data.link": "A cell links to an id that its table does not have." "所指的表里没有这个编号。";
    DataNoId = "data.no_id": "A record has no id." "记录没有编号。";
    DataRepeated = "data.repeated": "Equal records repeat an id; one is kept." "编号重复，内容相同，只算一条。";
    DataConflict = "data.conflict": "Different records repeat an id; each of them is uncertain." "编号重复，内容不同，各条都不能作准。";
    DataOverlap = "data.overlap": "Rows of a history say different things of the same day." "沿革的几行对同一天说法不同。";
    DataSpell = "data.spell": "A spell ends before it starts." "止在起之前。";
    DataUnbounded = "data.unbounded": "A record with an unusable link touches no unit, since nothing bounds whom it could concern." "归属写错，又没有别的线索说明它可能是谁的，所以谁也不受影响。";
    DataPeriod = "data.period": "A term or year without usable first and last day." "学期或学年没有可用的起止。";
    DataWaiver = "data.waiver": "A waiver that names no rule or unit of the pack, or gives no reason; it covers nothing." "豁免没有写明包里的规则或对象，或没有理由，不起作用。";
    DataShape = "data.shape": "A row does not have as many cells as the header." "这一行的格数和表头不同。";
    OptionValue = "option.value": "An argument of the call cannot be used." "给的选项用不了。";
    RunStopped = "run.stopped": "The run was cancelled or its time was up." "运行被中止，或时间到了。";
    EngineFailed = "engine.failed": "The engine itself broke down, for want of memory or through a fault of its own." "引擎自己出了故障，或内存不够。";
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
