//! How it is judged: what `dudao run` and `dudao form` are asked alike.

use super::{Lang, OPTIONS, keep, remark};
use crate::words::Words;
use clap::Args;
use dudao::files::{self, FoundData};
use dudao::{Code, Dataset, Day, Decimal, Diagnostic, Literal, Options, Pack, Place, Problems, argument};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Options that say how it is judged.
#[derive(Debug, Args)]
pub struct Judging {
    /// 按哪一天判定（默认今天） / The day on which it is judged (default: today)
    #[arg(long, value_name = "DATE", help_heading = OPTIONS)]
    pub as_of: Option<String>,
    /// 改一个参数，可多次 / Set a parameter; repeatable
    #[arg(long, value_name = "NAME=VALUE", help_heading = OPTIONS)]
    set: Vec<String>,
    /// 选一种口径，可多次 / Choose a reading; repeatable
    #[arg(long, value_name = "NAME=CHOICE", help_heading = OPTIONS)]
    reading: Vec<String>,
    /// 按这个方案判定 / Judge by this profile
    #[arg(long, value_name = "ID", help_heading = OPTIONS)]
    profile: Option<String>,
    /// 台账有任何错误就不判定 / Refuse records with any mistake
    #[arg(long, help_heading = OPTIONS)]
    strict: bool,
    /// 线程数（默认全部处理器） / Threads (default: all processors)
    #[arg(long, value_name = "N", help_heading = OPTIONS)]
    threads: Option<NonZeroUsize>,
    /// 语言：zh（默认）或 en / Language: zh (default) or en
    #[arg(long, value_enum, default_value_t = Lang::Zh, hide_default_value = true, hide_possible_values = true, help_heading = OPTIONS)]
    pub(super) lang: Lang,
}

impl Judging {
    /// The options of a run; every problem that they have is added to `problems`.
    pub fn options(&self, words: Words, pack: Option<&Pack>, problems: &mut Vec<Diagnostic>) -> Options {
        let as_of = match &self.as_of {
            None => Some(today()),
            Some(text) => keep(argument::day("as_of", text).map_err(Problems::from), problems),
        };
        let mut options = Options::new(as_of.unwrap_or_else(today));
        options.params = pairs(&self.set, "set", problems).into_iter().map(|(name, value)| (name.to_string(), literal(pack, name, value))).collect();
        options.readings = pairs(&self.reading, "reading", problems).into_iter().map(|(name, choice)| (name.into(), choice.into())).collect();
        options.profile.clone_from(&self.profile);
        options.language = words.0;
        options.threads = self.threads.map(NonZeroUsize::get);
        options
    }

    /// The record book that was found, read for a pack. Slips in the options show beside those in the data.
    pub fn dataset(&self, pack: Option<&Pack>, data: Option<(FoundData, Vec<PathBuf>)>, options: &Options, problems: &mut Vec<Diagnostic>) -> Option<Dataset> {
        if let Some(pack) = pack {
            keep(pack.check_options(options), problems);
        }
        let (data, unread) = data?;
        for path in unread {
            remark(files::unread(&path).get(options.language));
        }
        keep(data.add_to(Dataset::builder(pack?.schema()).strict(self.strict)).finish(), problems)
    }
}

/// The day at this place. Only the command asks a clock.
fn today() -> Day {
    Day::from_date(chrono::Local::now().date_naive())
}

/// `name=value` pairs, each name once.
fn pairs<'a>(given: &'a [String], argument: &str, problems: &mut Vec<Diagnostic>) -> BTreeMap<&'a str, &'a str> {
    let mut pairs = BTreeMap::new();
    for pair in given {
        let at = |problem: Diagnostic| problem.at(Place::argument(argument));
        match pair.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            None | Some(("", _)) => {
                problems.push(at(Diagnostic::error(Code::OptionValue, format!("“{pair}”里没有“名字=值”"), format!("`{pair}` is not name=value"))));
            }
            Some((name, value)) => {
                if pairs.insert(name, value).is_some() {
                    problems.push(at(Diagnostic::error(Code::OptionValue, format!("“{name}”给了两次"), format!("`{name}` is given twice"))));
                }
            }
        }
    }
    pairs
}

/// A value as it was typed, for what the pack's parameter is: a list is several with a comma between them.
fn literal(pack: Option<&Pack>, name: &str, value: &str) -> Literal {
    let known = pack.and_then(|pack| pack.params().iter().find(|param| param.id == name)?.values.first());
    match known.map(|known| &known.value) {
        Some(Literal::List(items)) => Literal::List(value.split([',', '\u{ff0c}']).map(|part| typed(items.first(), part.trim())).collect()),
        known => typed(known, value),
    }
}

/// What looks like a number is text all the same where a text is wanted.
fn typed(wanted: Option<&Literal>, value: &str) -> Literal {
    if matches!(wanted, Some(Literal::Text(_))) {
        return Literal::Text(value.into());
    }
    let looks_like_a_day = value.len() == 10 && value.bytes().filter(|byte| *byte == b'-').count() == 2;
    match (value, Decimal::from_str_exact(value), Day::parse(value).filter(|_| looks_like_a_day)) {
        ("true", _, _) => Literal::Flag(true),
        ("false", _, _) => Literal::Flag(false),
        (_, Ok(number), _) => Literal::Number(number),
        (_, _, Some(day)) => Literal::Day(day),
        _ => Literal::Text(value.into()),
    }
}
