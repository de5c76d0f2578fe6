//! `dudao test`: runs the tests that stand in a pack.

use super::{ARGUMENTS, DONE, FOUND, Lang, OPTIONS, Refusal, load, send};
use crate::output::Kind;
use crate::render::diagnostic::Printer;
use crate::render::tests;
use clap::Args;
use dudao::TestOptions;
use std::path::PathBuf;

/// Arguments of `dudao test`.
#[derive(Debug, Args)]
pub struct Test {
    /// 规则包：文件夹，或内置规则包的名字（见 dudao packs） / A folder, or the name of a shipped pack (see dudao packs)
    #[arg(value_name = "PACK", help_heading = ARGUMENTS)]
    pack: PathBuf,
    /// 只跑名字或规则里有这几个字的测试 / Only tests whose name or rule contains this
    #[arg(long, value_name = "TEXT", help_heading = OPTIONS)]
    filter: Option<String>,
    /// 输出 JSON / Print JSON
    #[arg(long, help_heading = OPTIONS)]
    json: bool,
    /// 语言：zh（默认）或 en / Language: zh (default) or en
    #[arg(long, value_enum, default_value_t = Lang::Zh, hide_default_value = true, hide_possible_values = true, help_heading = OPTIONS)]
    pub(super) lang: Lang,
}

impl Test {
    /// Runs the tests and tells what came of them.
    pub fn execute(&self) -> Result<u8, Refusal> {
        let words = self.lang.words();
        let (found, pack) = load(&self.pack)?;
        let options = TestOptions { filter: self.filter.clone(), language: words.0, watch: None };
        let report = pack.run_tests(&options).map_err(|problems| Refusal::from(problems.0))?;
        if self.json {
            send(None, Kind::Data, |to| to.write_all(report.to_json().as_bytes()))?;
        } else {
            // Rows of a test's tables stand under a header, as those of a CSV file do, but nobody counts them by lines of the script.
            let printer = Printer { words, pack: Some(&found), schema: Some(pack.schema()), csv: false };
            send(None, Kind::Text, |to| tests::write(&report, printer, to))?;
        }
        Ok(if report.failed() > 0 { FOUND } else { DONE })
    }
}
