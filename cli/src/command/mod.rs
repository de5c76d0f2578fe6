//! The subcommands, one file each, and what they share.

mod check;
mod form;
mod judging;
mod packs;
mod run;
mod test;

use crate::output;
use crate::render::diagnostic::Printer;
use crate::words::Words;
use clap::{Parser, Subcommand, ValueEnum};
use dudao::{Code, Diagnostic, Language, Pack, Place, Problems, SharedSchema};
use dudao_rules::FoundPack;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// It ran, and found nothing that it was asked to fail on.
const DONE: u8 = 0;
/// `--fail-on` found something, or a test did not come out as it says.
const FOUND: u8 = 1;
/// The pack, the data or an argument cannot be used. The same as clap's.
const REFUSED: u8 = 2;

const TEMPLATE: &str = "{about}\n\n用法 / Usage: {usage}\n\n{all-args}{after-help}";
const ARGUMENTS: &str = "参数 / Arguments";
const OPTIONS: &str = "选项 / Options";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "dudao",
    version,
    about = "督导：按写成规则的教育政策判定学校、共同体 / Judges schools and alliances against written education policy",
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "命令 / Commands",
    subcommand_value_name = "命令 / COMMAND"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 显示帮助 / Print help
    #[arg(short, long, global = true, action = clap::ArgAction::Help, display_order = 1000, help_heading = OPTIONS)]
    help: Option<bool>,
    /// 显示版本 / Print version
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = OPTIONS)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 判定一份台账 / Judge a record book
    #[command(help_template = TEMPLATE)]
    Run(run::Run),
    /// 检查规则包，列出可改的参数和口径 / Check a pack and list what can be set
    #[command(help_template = TEMPLATE)]
    Check(check::Check),
    /// 跑规则包里的测试 / Run the tests that stand in a pack
    #[command(help_template = TEMPLATE)]
    Test(test::Test),
    /// 填表，写成可打印的 HTML / Fill a form in, as HTML that prints
    #[command(help_template = TEMPLATE)]
    Form(form::Form),
    /// 列出内置规则包 / List the shipped packs
    #[command(help_template = TEMPLATE)]
    Packs(packs::Packs),
}

impl Cli {
    /// Does what the command line asks.
    pub fn execute(&self) -> ExitCode {
        let (lang, result) = match &self.command {
            Command::Run(run) => (run.judging.lang, run.execute()),
            Command::Check(check) => (check.lang, check.execute()),
            Command::Test(test) => (test.lang, test.execute()),
            Command::Form(form) => (form.judging.lang, form.execute()),
            Command::Packs(packs) => (packs.lang, packs.execute()),
        };
        match result {
            Ok(code) => code.into(),
            Err(refusal) => {
                refusal.print(lang.words());
                REFUSED.into()
            }
        }
    }
}

/// Language of what is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    Zh,
    En,
}

impl Lang {
    fn words(self) -> Words {
        Words(match self {
            Self::Zh => Language::Zh,
            Self::En => Language::En,
        })
    }
}

/// Why nothing could be done: every problem, with what is needed to show where it is.
#[derive(Debug, Default)]
struct Refusal {
    problems: Vec<Diagnostic>,
    pack: Option<FoundPack>,
    schema: Option<SharedSchema>,
    /// Whether rows of the data are lines of CSV files.
    csv: bool,
}

impl Refusal {
    fn print(&self, words: Words) {
        let printer = Printer { words, pack: self.pack.as_ref(), schema: self.schema.as_deref(), csv: self.csv };
        let mut errors = io::BufWriter::new(anstream::stderr().lock());
        // There is nowhere left to complain if standard error is closed.
        let _ = printer.all(&self.problems, &mut errors).and_then(|()| writeln!(errors, "{}", words.problems(&self.problems))).and_then(|()| errors.flush());
    }
}

impl From<Vec<Diagnostic>> for Refusal {
    fn from(problems: Vec<Diagnostic>) -> Self {
        Self { problems, ..Self::default() }
    }
}

/// The pack that an argument names, loaded, and its files.
fn load(argument: &Path) -> Result<(FoundPack, Pack), Refusal> {
    let found = dudao_rules::find(argument).map_err(|problems| Refusal::from(problems.0))?;
    match Pack::load(&found.source) {
        Ok(pack) => Ok((found, pack)),
        Err(Problems(problems)) => Err(Refusal { problems, pack: Some(found), ..Refusal::default() }),
    }
}

/// The value, or nothing and its problems among the others: so that one run tells all of them.
fn keep<T>(result: Result<T, Problems>, problems: &mut Vec<Diagnostic>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Problems(more)) => {
            problems.extend(more);
            None
        }
    }
}

/// Writes to standard output or a file, and says in which of them it failed.
fn send(out: Option<&Path>, kind: output::Kind, body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Refusal> {
    output::send(out, kind, body).map_err(|error| {
        let reason = dudao::files::reason(&error);
        let problem = match out.map(Path::display) {
            Some(path) => Diagnostic::error(Code::OptionValue, format!("写不进“{path}”：{}", reason.zh), format!("cannot write to `{path}`: {}", reason.en)),
            None => Diagnostic::error(Code::OptionValue, format!("写不出去：{}", reason.zh), format!("cannot write: {}", reason.en)),
        };
        vec![problem.at(Place::argument(if out.is_some() { "out" } else { "stdout" }))].into()
    })
}

/// A line for the person at the terminal, beside the output proper.
fn remark(line: &str) {
    // There is nowhere left to complain if standard error is closed.
    let _ = writeln!(anstream::stderr(), "{line}");
}
