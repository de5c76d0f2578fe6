//! Arguments as every host hands them over, as text: what they mean, and what to say where they mean nothing.

use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Language, Place};
use crate::judge::Status;

fn unusable(argument: &str, zh: String, en: String) -> Diagnostic {
    Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument(argument))
}

/// The day that an argument names.
pub fn day(argument: &str, text: &str) -> Result<Day, Diagnostic> {
    Day::parse(text.trim()).ok_or_else(|| {
        unusable(argument, format!("“{text}”不是日期"), format!("`{text}` is no date")).help("写成 2021-09-01 的样子", "write it like 2021-09-01")
    })
}

/// The status that an argument names, in either language.
pub fn status(argument: &str, name: &str) -> Result<Status, Diagnostic> {
    Status::from_name(name.trim()).ok_or_else(|| {
        let known = Status::ALL.iter().flat_map(|(_, name, label)| [*name, *label]);
        unusable(argument, format!("没有“{name}”这种结果"), format!("there is no status `{name}`")).suggest(name, known)
    })
}

/// What to say of a name that none of the packs has which come with the program.
pub fn unknown_pack(argument: &str, name: &str, shipped: &[&str]) -> Diagnostic {
    Diagnostic::error(Code::PackSource, format!("内置规则包里没有“{name}”"), format!("no pack of the name `{name}` comes with the program"))
        .at(Place::argument(argument))
        .suggest(name, shipped.iter().copied())
}

/// The language that an argument names by its code.
pub fn language(argument: &str, code: &str) -> Result<Language, Diagnostic> {
    let known = [Language::Zh, Language::En];
    known
        .into_iter()
        .find(|language| language.code() == code)
        .ok_or_else(|| unusable(argument, format!("没有语言“{code}”"), format!("there is no language `{code}`")).suggest(code, known.map(Language::code)))
}
