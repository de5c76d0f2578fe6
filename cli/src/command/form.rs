//! `dudao form`: fills forms in and writes them as HTML.

use super::judging::Judging;
use super::{ARGUMENTS, DONE, OPTIONS, Refusal, keep, remark, send};
use crate::output::Kind;
use crate::render::{BOLD, grid, put};
use crate::words::Words;
use clap::Args;
use comfy_table::Cell;
use dudao::{Code, Diagnostic, FilledForm, FormText, Language, Pack, PeriodKind, Place, Problems, Report, files};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Arguments of `dudao form`.
#[derive(Debug, Args)]
pub struct Form {
    /// 规则包：文件夹，或内置规则包的名字（见 dudao packs） / A folder, or the name of a shipped pack (see dudao packs)
    #[arg(value_name = "PACK", help_heading = ARGUMENTS)]
    pack: PathBuf,
    /// 表单；不写则列出规则包的表单 / The form; without it, the pack's forms are listed
    #[arg(value_name = "NAME", help_heading = ARGUMENTS)]
    name: Option<String>,
    /// 台账：一表一个 .csv 的文件夹，或一个 .json 文件 / The record book: a folder with one .csv a table, or one .json file
    #[arg(long, value_name = "DIR|FILE.json", help_heading = OPTIONS)]
    data: Option<PathBuf>,
    /// 填谁的（编号）；不写则每个都填 / For whom (an id); without it, for all
    #[arg(long, value_name = "ID", help_heading = OPTIONS)]
    unit: Option<String>,
    /// 哪个考核期 / Over which period
    #[arg(long, value_name = "ID", help_heading = OPTIONS)]
    period: Option<String>,
    /// 写入文件，或文件夹(每张一个文件) / Write to a file, or to a folder, a file for each
    #[arg(long, value_name = "FILE|DIR", help_heading = OPTIONS)]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) judging: Judging,
}

/// Characters that some system does not take in the name of a file.
const UNSAFE: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];
/// Characters of a file's name.
const LONGEST: usize = 100;

impl Form {
    /// Fills forms in, or lists them.
    pub fn execute(&self) -> Result<u8, Refusal> {
        let words = self.judging.lang.words();
        let mut problems = Vec::new();
        let found = keep(dudao_rules::find(&self.pack), &mut problems);
        let pack = found.as_ref().and_then(|found| keep(Pack::load(&found.source), &mut problems));
        let Some(name) = &self.name else {
            let Some(pack) = pack else { return Err(Refusal { problems, pack: found, ..Refusal::default() }) };
            list(&pack, words)?;
            return Ok(DONE);
        };
        let data = self.data.as_ref().and_then(|data| keep(files::data(data), &mut problems));
        if self.data.is_none() {
            let problem = Diagnostic::error(Code::OptionValue, "没有说填哪份台账里的", "it is not said from which record book");
            problems.push(problem.help("加上 --data 文件夹", "add --data FOLDER").at(Place::argument("data")));
        }
        if self.unit.is_none() && self.out.is_none() {
            let problem = Diagnostic::error(Code::OptionValue, "填每一个的，要写明放在哪个文件夹", "forms for all go into a folder, which must be named");
            problems.push(problem.help("加上 --out 文件夹；或用 --unit 只填一个", "add --out FOLDER, or fill in one by --unit").at(Place::argument("out")));
        }
        let csv = data.as_ref().is_some_and(|(data, _)| data.is_csv());
        let schema = pack.as_ref().map(|pack| pack.schema().clone());
        let options = self.judging.options(words, pack.as_ref(), &mut problems);
        let dataset = self.judging.dataset(pack.as_ref(), data, &options, &mut problems);
        let (Some(pack), Some(dataset), true) = (pack, dataset, problems.is_empty()) else {
            return Err(Refusal { problems, pack: found, schema, csv });
        };
        let refused = |Problems(problems): Problems| Refusal { problems, ..Refusal::default() };
        let filled = pack.evaluate(&dataset, &options).map_err(refused).and_then(|report| {
            if self.judging.as_of.is_none() {
                remark(&words.judged_today(report.options().as_of));
            }
            match &self.unit {
                Some(unit) => self.one(&report, name, unit, words),
                None => self.all(&report, name, words),
            }
        });
        filled.map_err(|refusal| Refusal { pack: found, schema, csv, ..refusal })
    }

    fn one(&self, report: &Report, form: &str, unit: &str, words: Words) -> Result<u8, Refusal> {
        let filled = report.form(form, unit, self.period.as_deref()).map_err(|problems| Refusal::from(problems.0))?;
        let out = self.out.as_ref().map(|out| if out.is_dir() { out.join(file_name(&filled, &mut BTreeSet::new())) } else { out.clone() });
        write(&filled, out.as_deref(), words)?;
        if let Some(path) = out {
            remark(&words.filled_in(&path.display().to_string(), 1));
        }
        Ok(DONE)
    }

    fn all(&self, report: &Report, form: &str, words: Words) -> Result<u8, Refusal> {
        let folder = self.out.as_deref().unwrap_or(Path::new("."));
        if let Err(error) = std::fs::create_dir_all(folder) {
            let (shown, reason) = (folder.display(), files::reason(&error));
            let problem = Diagnostic::error(Code::OptionValue, format!("写不进“{shown}”：{}", reason.zh), format!("cannot write to `{shown}`: {}", reason.en));
            return Err(vec![problem.at(Place::argument("out"))].into());
        }
        let (mut names, mut failed) = (BTreeSet::new(), None);
        report
            .each_form(form, self.period.as_deref(), |filled| {
                if failed.is_none() {
                    let path = folder.join(file_name(&filled, &mut names));
                    failed = write(&filled, Some(&path), words).err();
                }
            })
            .map_err(|problems| Refusal::from(problems.0))?;
        if let Some(refusal) = failed {
            return Err(refusal);
        }
        remark(&words.filled_in(&folder.display().to_string(), names.len()));
        Ok(DONE)
    }
}

fn write(filled: &FilledForm, out: Option<&Path>, words: Words) -> Result<(), Refusal> {
    let html = filled.html().map_err(|problems| Refusal::from(problems.0))?;
    if !filled.left_out.is_empty() {
        let records: Vec<String> = filled.left_out.iter().map(|left| format!("{} {}", left.table, left.record)).collect();
        remark(&words.left_out(&filled.entity_name, &records));
    }
    if !filled.not_judged.is_empty() {
        remark(&words.not_judged(&filled.not_judged));
    }
    send(out, Kind::Data, |to| to.write_all(html.as_bytes()))
}

/// The name of a form's file, which no other has that was named before.
fn file_name(filled: &FilledForm, taken: &mut BTreeSet<String>) -> String {
    let mut parts = vec![filled.form.as_str(), filled.entity.as_str()];
    if filled.period != filled.period_kind.name() {
        parts.push(&filled.period);
    }
    let safe = |char: char| if UNSAFE.contains(&char) || char.is_control() || char.is_whitespace() { '_' } else { char };
    let stem: String = parts.join("-").chars().map(safe).take(LONGEST).collect();
    let stem = stem.trim_start_matches('.');
    let numbered = (2..).map(|number| format!("{stem}-{number}.html"));
    // Some systems take small and capital letters for the same.
    let name = std::iter::once(format!("{stem}.html")).chain(numbered).find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default();
    taken.insert(name.to_lowercase());
    name
}

/// What the periods of a form are called.
fn period(pack: &Pack, name: &str, words: Words) -> String {
    match (PeriodKind::from_name(name), pack.phases().iter().find(|phase| phase.id == name)) {
        (Some(kind), _) => words.pick(kind.label(), kind.name()).into(),
        (None, Some(phase)) => phase.title.clone(),
        (None, None) => name.into(),
    }
}

/// The forms of a pack.
fn list(pack: &Pack, words: Words) -> Result<(), Refusal> {
    send(None, Kind::Text, |to| {
        if pack.forms().is_empty() {
            return writeln!(to, "{}", words.pick("规则包没有表单", "the pack has no forms"));
        }
        writeln!(to, "{BOLD}{}{BOLD:#}", words.pick("表单（dudao form 规则包 表单）", "Forms (dudao form PACK NAME)"))?;
        let mut table = grid(words.pick(["id", "名称", "填谁的", "考核期", "模板"], ["id", "title", "for whom", "period", "template"]).map(Cell::new));
        for form in pack.forms() {
            let english = form.title_en.as_ref().filter(|_| words.0 == Language::En);
            let title: &FormText = english.unwrap_or(&form.title);
            let entity = form.entity.as_ref().map_or("", |(entity, _)| entity);
            let template = form.template.as_ref().map_or("", |(file, _)| file);
            table.add_row([form.id.as_str(), &title.text, entity, &period(pack, &form.period, words), template]);
        }
        put(&table, to)
    })
}
