//! `dudao packs`: what is shipped.

use super::{DONE, Lang, OPTIONS, Refusal, keep, send};
use crate::output::Kind;
use crate::render::{BOLD, lines};
use clap::Args;
use dudao::Pack;

/// Arguments of `dudao packs`.
#[derive(Debug, Args)]
pub struct Packs {
    /// 语言：zh（默认）或 en / Language: zh (default) or en
    #[arg(long, value_enum, default_value_t = Lang::Zh, hide_default_value = true, hide_possible_values = true, help_heading = OPTIONS)]
    pub(super) lang: Lang,
}

impl Packs {
    /// Lists the shipped packs.
    pub fn execute(&self) -> Result<u8, Refusal> {
        let words = self.lang.words();
        let mut problems = Vec::new();
        let packs: Vec<(&str, Pack)> =
            dudao_rules::names().into_iter().filter_map(|name| Some((name, keep(Pack::load(&dudao_rules::pack(name)?), &mut problems)?))).collect();
        send(None, Kind::Text, |to| {
            for (name, pack) in &packs {
                let policy = pack.policy();
                writeln!(to, "{BOLD}{name}{BOLD:#}  {}", policy.title_in(words.0))?;
                let about: Vec<String> = [policy.issuer.clone(), words.standing(policy.standing).into(), words.in_force(policy)]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect();
                lines(to, "    ", &about.join(" · "))?;
                lines(to, "    ", &words.holdings(pack))?;
            }
            Ok(())
        })?;
        if problems.is_empty() { Ok(DONE) } else { Err(problems.into()) }
    }
}
