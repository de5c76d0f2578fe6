//! `dudao check`: what is wrong with a pack, and what can be set in it.

use super::{ARGUMENTS, DONE, Lang, OPTIONS, Refusal, load, send};
use crate::output::Kind;
use crate::render::diagnostic::Printer;
use crate::render::{BOLD, grid, lines, put};
use crate::words::Words;
use clap::Args;
use comfy_table::Cell;
use dudao::Pack;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `dudao check`.
#[derive(Debug, Args)]
pub struct Check {
    /// 规则包：文件夹，或内置规则包的名字（见 dudao packs） / A folder, or the name of a shipped pack (see dudao packs)
    #[arg(value_name = "PACK", help_heading = ARGUMENTS)]
    pack: PathBuf,
    /// 语言：zh（默认）或 en / Language: zh (default) or en
    #[arg(long, value_enum, default_value_t = Lang::Zh, hide_default_value = true, hide_possible_values = true, help_heading = OPTIONS)]
    pub(super) lang: Lang,
}

impl Check {
    /// Checks the pack and lists what can be set.
    pub fn execute(&self) -> Result<u8, Refusal> {
        let words = self.lang.words();
        let (found, pack) = load(&self.pack)?;
        let printer = Printer { words, pack: Some(&found), schema: None, csv: false };
        // There is nowhere left to complain if standard error is closed.
        let _ = printer.all(pack.warnings(), &mut anstream::stderr().lock());
        send(None, Kind::Text, |to| {
            writeln!(to, "{BOLD}{}{BOLD:#}", words.checked(&pack))?;
            rules(&pack, words, to)?;
            params(&pack, words, to)?;
            readings(&pack, words, to)?;
            profiles(&pack, words, to)
        })?;
        Ok(DONE)
    }
}

fn heading(words: Words, zh: &str, en: &str, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "\n{BOLD}{}{BOLD:#}", words.pick(zh, en))
}

fn rules(pack: &Pack, words: Words, to: &mut dyn Write) -> io::Result<()> {
    if pack.rules().is_empty() {
        return Ok(());
    }
    heading(words, "规则（--rule）", "Rules (--rule)", to)?;
    let mut table = grid(words.pick(["id", "标题", "约束", "条款"], ["id", "title", "level", "clauses"]).map(Cell::new));
    for rule in pack.rules() {
        let title = words.0.pick(&rule.title, &rule.title_en);
        let clauses: Vec<&str> = rule.clauses.iter().map(|(id, _)| id.as_str()).collect();
        table.add_row([rule.id.as_str(), title, words.level(pack.level(rule)), &clauses.join(" ")]);
    }
    put(&table, to)
}

fn params(pack: &Pack, words: Words, to: &mut dyn Write) -> io::Result<()> {
    if pack.params().is_empty() {
        return Ok(());
    }
    heading(words, "参数（--set 名字=值）", "Parameters (--set name=value)", to)?;
    let mut table = grid(words.pick(["名字", "值", "单位", "含义", "条款"], ["name", "value", "unit", "meaning", "clauses"]).map(Cell::new));
    for param in pack.params() {
        let mut rests_on = param.clauses.join(" ");
        if let Some(why) = &param.local {
            rests_on.push_str(&words.aside(&words.pick(format!("原文没有：{why}"), format!("not in the source: {why}"))));
        }
        if let Some(why) = &param.unset {
            rests_on.push_str(&words.aside(&words.pick(format!("未定：{why}"), format!("unset: {why}"))));
        }
        table.add_row([&param.id, &words.values(&param.values), &param.unit, &param.label, &rests_on]);
    }
    put(&table, to)
}

fn readings(pack: &Pack, words: Words, to: &mut dyn Write) -> io::Result<()> {
    if pack.readings().is_empty() {
        return Ok(());
    }
    heading(words, "口径（--reading 名字=选择，* 是通常的选择）", "Readings (--reading name=choice; * is usual)", to)?;
    for reading in pack.readings() {
        let clauses = if reading.clauses.is_empty() { String::new() } else { words.aside(&reading.clauses.join(" ")) };
        lines(to, "  ", &format!("{}{}{}{clauses}", reading.id, words.colon(), reading.asks))?;
        let mut table = grid(comfy_table::Row::new());
        for (id, text) in &reading.choices {
            table.add_row([if *id == reading.usual { "    *" } else { "     " }, id, text]);
        }
        put(&table, to)?;
    }
    Ok(())
}

fn profiles(pack: &Pack, words: Words, to: &mut dyn Write) -> io::Result<()> {
    if pack.profiles().is_empty() {
        return Ok(());
    }
    heading(words, "方案（--profile，* 是通常的方案）", "Profiles (--profile; * is usual)", to)?;
    let mut table = grid(words.pick(["", "id", "标题", "规则", "改动"], ["", "id", "title", "rules", "changed"]).map(Cell::new));
    for profile in pack.profiles() {
        let rules = pack.rules().iter().filter(|rule| profile.takes(&rule.id)).count();
        let set = profile.values.iter().map(|set| format!("{}={}", set.param, set.value));
        let chosen = profile.choices.iter().map(|choice| format!("{}={}", choice.reading, choice.choice));
        let changed: Vec<String> = set.chain(chosen).collect();
        let mark = if profile.usual.is_some() { "*" } else { "" };
        table.add_row([mark, &profile.id, profile.title_in(words.0), &rules.to_string(), &changed.join(words.comma())]);
    }
    put(&table, to)
}
