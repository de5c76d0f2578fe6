//! `dudao run`: judges a record book.

use super::{ARGUMENTS, DONE, FOUND, Lang, OPTIONS, Refusal, keep, remark, send};
use crate::output::Kind;
use crate::render::diagnostic::Printer;
use crate::render::table::{Page, not_run};
use crate::words::Words;
use clap::{Args, ValueEnum};
use dudao::{Code, Dataset, Day, Decimal, Diagnostic, Literal, Options, Pack, Place, Problems, Report, Status, argument, files};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

const STATUS: &str = "只看这种结果，可多次 / Show this status only; repeatable: pass fail not_due not_applicable unknown needs_review informational error";

/// Arguments of `dudao run`.
#[derive(Debug, Args)]
pub struct Run {
    /// 规则包：文件夹，或内置规则包的名字（见 dudao packs） / A folder, or the name of a shipped pack (see dudao packs)
    #[arg(value_name = "PACK", help_heading = ARGUMENTS)]
    pack: PathBuf,
    /// 台账：一表一个 .csv 的文件夹，或一个 .json 文件 / The record book: a folder with one .csv a table, or one .json file
    #[arg(long, value_name = "DIR|FILE.json", help_heading = OPTIONS)]
    data: PathBuf,
    /// 按哪一天判定（默认今天） / The day on which it is judged (default: today)
    #[arg(long, value_name = "DATE", help_heading = OPTIONS)]
    as_of: Option<String>,
    /// 输出 table（默认）、json、csv、scores（得分的 csv）或 readings（随口径而变的结果的 csv） / Output: table (default), json, csv, scores or readings (as csv)
    #[arg(long, value_enum, hide_possible_values = true, help_heading = OPTIONS)]
    format: Option<Format>,
    /// 写入文件；.json、.csv 决定格式 / Write to a file; .json and .csv decide the format
    #[arg(long, value_name = "FILE", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    /// 改一个参数，可多次 / Set a parameter; repeatable
    #[arg(long, value_name = "NAME=VALUE", help_heading = OPTIONS)]
    set: Vec<String>,
    /// 选一种口径，可多次 / Choose a reading; repeatable
    #[arg(long, value_name = "NAME=CHOICE", help_heading = OPTIONS)]
    reading: Vec<String>,
    /// 逐一换口径再判，指出结果随哪个口径而变 / Judge again with each other choice of each reading, and tell what depends on it
    #[arg(long, help_heading = OPTIONS)]
    all_readings: bool,
    /// 按这个方案判定 / Judge by this profile
    #[arg(long, value_name = "ID", help_heading = OPTIONS)]
    profile: Option<String>,
    /// 只运行这条规则（可写 T3*），可多次 / Run this rule only (or rules such as T3*); repeatable
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = OPTIONS)]
    rule: Vec<String>,
    #[arg(long, value_name = "STATUS", value_delimiter = ',', help_heading = OPTIONS, help = STATUS)]
    status: Vec<String>,
    /// 台账有任何错误就不判定 / Refuse records with any mistake
    #[arg(long, help_heading = OPTIONS)]
    strict: bool,
    /// 有这种结果时退出码为 1，可多次；fail 只看有约束力而未豁免的 / Exit 1 if there is such a finding; repeatable; `fail` counts where it binds and is not waived
    #[arg(long, value_name = "STATUS", value_delimiter = ',', help_heading = OPTIONS)]
    fail_on: Vec<String>,
    /// 结果附上所依据记录的编号 / List the ids of the records behind each finding
    #[arg(long, help_heading = OPTIONS)]
    evidence: bool,
    /// 线程数（默认全部处理器） / Threads (default: all processors)
    #[arg(long, value_name = "N", help_heading = OPTIONS)]
    threads: Option<NonZeroUsize>,
    /// 语言：zh（默认）或 en / Language: zh (default) or en
    #[arg(long, value_enum, default_value_t = Lang::Zh, hide_default_value = true, hide_possible_values = true, help_heading = OPTIONS)]
    pub(super) lang: Lang,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Scores,
    Readings,
}

impl Run {
    /// Judges the record book.
    pub fn execute(&self) -> Result<u8, Refusal> {
        let words = self.lang.words();
        let mut problems = Vec::new();
        let found = keep(dudao_rules::find(&self.pack), &mut problems);
        let pack = found.as_ref().and_then(|found| keep(Pack::load(&found.source), &mut problems));
        let data = keep(files::data(&self.data), &mut problems);
        let csv = data.as_ref().is_some_and(|(data, _)| data.is_csv());
        let schema = pack.as_ref().map(|pack| pack.schema().clone());
        let format = keep(self.format(), &mut problems);
        let options = self.options(words, pack.as_ref(), &mut problems);
        let fail_on = statuses(&self.fail_on, "fail_on", &mut problems);
        if let Some(pack) = &pack {
            // Slips in the options show beside those in the data.
            keep(pack.check_options(&options), &mut problems);
        }
        let unread = data.as_ref().map_or(&[][..], |(_, unread)| unread).to_vec();
        let dataset = pack
            .as_ref()
            .zip(data)
            .and_then(|(pack, (data, _))| keep(data.add_to(Dataset::builder(pack.schema()).strict(self.strict)).finish(), &mut problems));
        for path in unread {
            remark(files::unread(&path).get(words.0));
        }
        let (Some(pack), Some(dataset), Some(format), true) = (pack, dataset, format, problems.is_empty()) else {
            return Err(Refusal { problems, pack: found, schema, csv });
        };
        if !pack.warnings().is_empty() {
            remark(&words.pack_warnings(pack.warnings().len(), &self.pack.display().to_string()));
        }
        let judge = |options: &Options| pack.evaluate(&dataset, options);
        let report = match judge(&options) {
            Ok(report) => report,
            Err(Problems(problems)) => return Err(Refusal { problems, pack: found, schema, csv }),
        };
        let printer = Printer { words, pack: found.as_ref(), schema: schema.as_deref(), csv };
        let page = Page { words, report: &report, dataset: &dataset, today: self.as_of.is_none(), printer };
        self.write(format, &page)?;
        // What is shown may be narrowed; what is failed on may not.
        let hit = match judge_all(&options, &fail_on, judge) {
            Some(all) => fails(&all.map_err(|problems| Refusal::from(problems.0))?, &fail_on),
            None => fails(&report, &fail_on),
        };
        Ok(if hit { FOUND } else { DONE })
    }

    fn write(&self, format: Format, page: &Page<'_>) -> Result<(), Refusal> {
        let (words, report, out) = (page.words, page.report, self.out.as_deref());
        if page.today && (format != Format::Table || out.is_some()) {
            remark(&words.judged_today(report.options().as_of));
        }
        match format {
            Format::Table => send(out, Kind::Text, |to| page.write(to))?,
            Format::Json => send(out, Kind::Data, |to| report.write_json(to))?,
            Format::Csv => send(out, Kind::Data, |to| report.write_csv(to))?,
            Format::Scores => send(out, Kind::Data, |to| report.write_scores_csv(to))?,
            Format::Readings => send(out, Kind::Data, |to| report.write_readings_csv(to))?,
        }
        if format == Format::Csv {
            // CSV has no place for what was set aside.
            let (issues, missed) = (report.issues().len(), not_run(report).len());
            let said = [(issues, words.issues(issues)), (missed, words.not_run(missed))];
            let said: Vec<String> = said.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
            if !said.is_empty() {
                remark(&format!("{}{}{}", said.join(words.comma()), words.comma(), words.rest_in("json")));
            }
        }
        if let Some(path) = out {
            remark(&words.written(&path.display().to_string(), report.len()));
        }
        Ok(())
    }

    fn format(&self) -> Result<Format, Problems> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        let Some(extension) = self.out.as_deref().and_then(Path::extension) else { return Ok(Format::Table) };
        match extension.to_string_lossy().to_lowercase().as_str() {
            "json" => Ok(Format::Json),
            "csv" => Ok(Format::Csv),
            // A text table under such a name would only open as garbage.
            other @ ("xlsx" | "xls" | "html" | "pdf") => {
                let problem = Diagnostic::error(Code::OptionValue, format!("不会写 .{other} 文件"), format!("cannot write .{other}"));
                Err(problem.help("写成 .csv，表格软件能打开", "write .csv, which spreadsheets open").at(Place::argument("out")).into())
            }
            _ => Ok(Format::Table),
        }
    }

    fn options(&self, words: Words, pack: Option<&Pack>, problems: &mut Vec<Diagnostic>) -> Options {
        let as_of = match &self.as_of {
            None => Some(today()),
            Some(text) => keep(argument::day("as_of", text).map_err(Problems::from), problems),
        };
        let mut options = Options::new(as_of.unwrap_or_else(today));
        options.params = pairs(&self.set, "set", problems).into_iter().map(|(name, value)| (name.to_string(), literal(pack, name, value))).collect();
        options.readings = pairs(&self.reading, "reading", problems).into_iter().map(|(name, choice)| (name.into(), choice.into())).collect();
        options.profile.clone_from(&self.profile);
        options.rules.clone_from(&self.rule);
        options.statuses = statuses(&self.status, "status", problems);
        options.language = words.0;
        options.evidence = self.evidence;
        options.all_readings = self.all_readings || self.format == Some(Format::Readings);
        options.threads = self.threads.map(NonZeroUsize::get);
        options
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

fn statuses(given: &[String], argument: &str, problems: &mut Vec<Diagnostic>) -> Vec<Status> {
    given.iter().filter_map(|name| keep(argument::status(argument, name).map_err(Problems::from), problems)).collect()
}

/// The report of every status, if the one at hand lacks any that is to be failed on.
fn judge_all<R>(options: &Options, fail_on: &[Status], judge: impl FnOnce(&Options) -> R) -> Option<R> {
    let lacks = !options.statuses.is_empty() && fail_on.iter().any(|status| !options.statuses.contains(status));
    lacks.then(|| judge(&Options { statuses: Vec::new(), evidence: false, all_readings: false, ..options.clone() }))
}

/// Whether there is a finding to fail on: a failure where it binds and is not waived, any other status anywhere.
fn fails(report: &Report, fail_on: &[Status]) -> bool {
    let binds = |index: usize| report.finding(index).is_some_and(|finding| finding.level.binds() && finding.waiver.is_none());
    report.statuses().enumerate().any(|(index, status)| fail_on.contains(&status) && (status != Status::Fail || binds(index)))
}
