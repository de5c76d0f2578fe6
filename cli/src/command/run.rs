//! `dudao run`: judges a record book.

use super::judging::Judging;
use super::{ARGUMENTS, DONE, FOUND, OPTIONS, Refusal, keep, remark, send};
use crate::output::Kind;
use crate::render::diagnostic::Printer;
use crate::render::table::{Page, not_run};
use crate::words::Words;
use clap::{Args, ValueEnum};
use dudao::{Code, Diagnostic, Options, Pack, Place, Problems, Report, Status, argument, files};
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
    /// 输出 table（默认）、json、csv、scores（得分的 csv）或 readings（随口径而变的结果的 csv） / Output: table (default), json, csv, scores or readings (as csv)
    #[arg(long, value_enum, hide_possible_values = true, help_heading = OPTIONS)]
    format: Option<Format>,
    /// 写入文件；.json、.csv 决定格式 / Write to a file; .json and .csv decide the format
    #[arg(long, value_name = "FILE", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    /// 逐一换口径再判，指出结果随哪个口径而变 / Judge again with each other choice of each reading, and tell what depends on it
    #[arg(long, help_heading = OPTIONS)]
    all_readings: bool,
    /// 只运行这条规则（可写 T3*），可多次 / Run this rule only (or rules such as T3*); repeatable
    #[arg(long, value_name = "ID", value_delimiter = ',', help_heading = OPTIONS)]
    rule: Vec<String>,
    #[arg(long, value_name = "STATUS", value_delimiter = ',', help_heading = OPTIONS, help = STATUS)]
    status: Vec<String>,
    /// 有这种结果时退出码为 1，可多次；fail 只看有约束力而未豁免的 / Exit 1 if there is such a finding; repeatable; `fail` counts where it binds and is not waived
    #[arg(long, value_name = "STATUS", value_delimiter = ',', help_heading = OPTIONS)]
    fail_on: Vec<String>,
    /// 结果附上所依据记录的编号 / List the ids of the records behind each finding
    #[arg(long, help_heading = OPTIONS)]
    evidence: bool,
    #[command(flatten)]
    pub(super) judging: Judging,
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
        let words = self.judging.lang.words();
        let mut problems = Vec::new();
        let found = keep(dudao_rules::find(&self.pack), &mut problems);
        let pack = found.as_ref().and_then(|found| keep(Pack::load(&found.source), &mut problems));
        let data = keep(files::data(&self.data), &mut problems);
        let csv = data.as_ref().is_some_and(|(data, _)| data.is_csv());
        let schema = pack.as_ref().map(|pack| pack.schema().clone());
        let format = keep(self.format(), &mut problems);
        let options = self.options(words, pack.as_ref(), &mut problems);
        let fail_on = statuses(&self.fail_on, "fail_on", &mut problems);
        let dataset = self.judging.dataset(pack.as_ref(), data, &options, &mut problems);
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
        let page = Page { words, report: &report, dataset: &dataset, today: self.judging.as_of.is_none(), printer };
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
        let mut options = self.judging.options(words, pack, problems);
        options.rules.clone_from(&self.rule);
        options.statuses = statuses(&self.status, "status", problems);
        options.evidence = self.evidence;
        options.all_readings = self.all_readings || self.format == Some(Format::Readings);
        options
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
