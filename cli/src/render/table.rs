//! The report for the terminal, from the heading to the receipt.

use super::diagnostic::Printer;
use super::{BOLD, DIM, clean, color, grid, hanging, head, lines, page, put, score, style, worklist, wrap};
use crate::words::Words;
use comfy_table::{Cell, CellAlignment, Color, Table};
use dudao::{Dataset, Level, MatrixRow, Report, Schema, Status, View};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Problems of the data that the report lists.
const ISSUES: usize = 10;
/// The sign of what another reading would change.
pub const DEPENDS: &str = "~";
/// Columns of the matrix that a rule takes: its number and a space.
const RULE: usize = 3;

/// A report, and what is to be known to show it.
#[derive(Debug)]
pub struct Page<'a> {
    /// The language.
    pub words: Words,
    /// The report.
    pub report: &'a Report,
    /// The record book that it is of.
    pub dataset: &'a Dataset,
    /// Whether nobody named the day.
    pub today: bool,
    /// Prints problems of the data.
    pub printer: Printer<'a>,
}

impl Page<'_> {
    /// Writes the report.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let view = self.report.view();
        self.heading(&view, to)?;
        self.rules(&view, to)?;
        self.matrix(&view, to)?;
        self.readings(&view, to)?;
        score::write(&view, self.words, to)?;
        worklist::write(&view, self.words, self.schema(), to)?;
        self.issues(to)?;
        self.not_run(to)?;
        self.not_scored(to)?;
        self.receipt(to)
    }

    fn schema(&self) -> &Schema {
        self.report.pack().schema()
    }

    fn heading(&self, view: &View, to: &mut dyn Write) -> io::Result<()> {
        let words = self.words;
        writeln!(to, "{BOLD}{}{BOLD:#}", clean(&view.title))?;
        if self.today {
            // A day that nobody named is easily overlooked, and decides a good deal.
            let striking = style(Status::Unknown);
            writeln!(to, "{striking}{}{striking:#}", words.judged_today(view.as_of))?;
        } else {
            writeln!(to, "{}", words.judged_on(view.as_of))?;
        }
        writeln!(to, "{}", words.extent(self.dataset.tables().count(), view.matrix.len(), self.report.len()))?;
        let counts = shown_statuses(&view.counts).map(|(status, count)| {
            let style = style(status);
            let waived = if status == Status::Fail && view.waived > 0 { words.of_which_waived(view.waived) } else { String::new() };
            format!("{style}{} {count}{waived}{style:#}", words.status(status))
        });
        let counts = counts.collect::<Vec<_>>().join(" · ");
        if !counts.is_empty() {
            writeln!(to, "{counts}")?;
        }
        if let Some(profile) = &view.profile {
            lines(to, "", &format!("{}{}{profile}", words.pick("方案", "profile"), words.colon()))?;
        }
        let options = self.report.options();
        let set = options.params.iter().map(|(id, value)| (id, value.to_string()));
        let chosen = options.readings.iter().map(|(id, choice)| (id, choice.clone()));
        let changed: Vec<String> = set.chain(chosen).map(|(id, value)| format!("{id}={value}")).collect();
        if !changed.is_empty() {
            lines(to, "", &format!("{}{}{}", words.pick("改动", "changed"), words.colon(), changed.join(words.comma())))?;
        }
        let narrowed: Vec<String> = options.statuses.iter().map(|status| words.status(*status)).chain(options.rules.iter().cloned()).collect();
        if !narrowed.is_empty() {
            lines(to, "", &format!("{}{}{}", words.pick("只看", "only"), words.colon(), narrowed.join(words.comma())))?;
        }
        Ok(())
    }

    fn section(&self, zh: &str, en: &str, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "\n{BOLD}{}{BOLD:#}", self.words.pick(zh, en))
    }

    /// One row a rule: how its findings came out.
    fn rules(&self, view: &View, to: &mut dyn Write) -> io::Result<()> {
        // Rules without any of the statuses that were asked for keep their numbers, but would only fill the page.
        let told: Vec<_> = view.rules.iter().enumerate().filter(|(_, rule)| self.report.options().statuses.is_empty() || !rule.counts.is_empty()).collect();
        if told.is_empty() {
            return Ok(());
        }
        self.section("规则", "Rules", to)?;
        let words = self.words;
        let statuses: Vec<Status> = shown_statuses(&view.counts).map(|(status, _)| status).collect();
        let names = words.pick(["", "标题", "条款"], ["", "title", "clauses"]);
        let waived = (view.waived > 0).then(|| words.pick("豁免", "waived").to_string());
        let depends = view.rules.iter().any(|rule| rule.depends > 0).then(|| DEPENDS.to_string());
        let headings = names.into_iter().map(String::from).chain(statuses.iter().map(|status| words.status(*status)));
        let headings = headings.chain(waived.clone()).chain(depends.clone());
        let mut table = grid(headings.map(head).collect::<Vec<_>>());
        for (number, rule) in told {
            let pack = self.report.pack();
            let level = pack.rules().iter().find(|known| known.id == rule.rule).map_or(Level::Mandatory, |known| pack.level(known));
            let level = if level == Level::Mandatory { String::new() } else { words.aside(words.level(level)) };
            let mut row = vec![
                Cell::new(number + 1).set_alignment(CellAlignment::Right),
                Cell::new(clean(&format!("{}{level}", rule.title))),
                Cell::new(clean(&rule.clauses.join(" "))),
            ];
            row.extend(statuses.iter().map(|status| {
                let count = rule.counts.get(status).map_or_else(String::new, ToString::to_string);
                Cell::new(count).set_alignment(CellAlignment::Right).fg(color(*status))
            }));
            let beside = waived.iter().map(|_| rule.waived).chain(depends.iter().map(|_| rule.depends));
            row.extend(beside.map(|count| Cell::new(if count > 0 { count.to_string() } else { String::new() })));
            table.add_row(row);
        }
        for column in table.column_iter_mut().skip(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        put(&table, to)
    }

    /// Units by rules, one block for each table of units.
    fn matrix(&self, view: &View, to: &mut dyn Write) -> io::Result<()> {
        let words = self.words;
        let mut seen: BTreeSet<Mark> = BTreeSet::new();
        for (table, units) in by_table(self.schema(), &view.matrix, |row| &row.table) {
            let columns: Vec<usize> = (0..view.rules.len()).filter(|column| units.iter().any(|unit| cell(unit, *column).is_some())).collect();
            let marks =
                |unit: &&MatrixRow| (0..view.rules.len()).filter_map(|column| cell(unit, column)).chain([Mark::Status(unit.overall)]).collect::<Vec<_>>();
            seen.extend(units.iter().flat_map(marks));
            let label = label(self.schema(), table, words);
            self.section(&format!("{label}：{} 个", units.len()), &format!("{label}: {}", units.len()), to)?;
            let names = units.iter().map(|unit| wrap::width(&clean(&unit.name))).max().unwrap_or(0);
            let rule = RULE + usize::from(units.iter().any(|unit| unit.depends.contains(&true)));
            let room = page().saturating_sub(names + 2 * rule + 2) / rule;
            let chunks: Vec<&[usize]> = columns.chunks(room.max(5)).collect();
            for (number, chunk) in chunks.iter().enumerate() {
                let last = number + 1 == chunks.len();
                put(&block(&units, chunk, last.then(|| words.pick("总", "all")), words), to)?;
            }
        }
        if !seen.is_empty() {
            let all = Status::ALL.iter().map(|(status, _, _)| Mark::Status(*status)).chain([Mark::Waived]);
            let mut legend: Vec<String> = all.filter(|mark| seen.contains(mark)).map(|mark| format!("{} {}", mark.sign(), mark.words(words))).collect();
            if view.matrix.iter().any(|unit| unit.depends.contains(&true)) {
                legend.push(format!("{DEPENDS} {}", words.pick("换一种口径会变", "another reading would change it")));
            }
            let said =
                words.pick("各期合起来看，最差的一期算数；总：只看必须和计划的规则", "the worst period counts; all: only rules that are mandatory or planned");
            writeln!(to)?;
            lines(to, "", &format!("{}{}", legend.join("  "), words.aside(said)))?;
        }
        Ok(())
    }

    /// What each reading changes, if the run was asked for all.
    fn readings(&self, view: &View, to: &mut dyn Write) -> io::Result<()> {
        let words = self.words;
        if view.readings.is_empty() {
            return Ok(());
        }
        self.section("口径：逐一换一种理解", "Readings, each taken in its other ways", to)?;
        for reading in &view.readings {
            let taken = words.aside(&words.pick(format!("取 {} {}", reading.choice, reading.text), format!("taken: {}, {}", reading.choice, reading.text)));
            let fixed = if reading.fixed { words.aside(words.pick("已选定，没有换", "fixed, not varied")) } else { String::new() };
            lines(to, "  ", &format!("{}{}{}{taken}{fixed}", reading.reading, words.colon(), reading.asks))?;
            for other in &reading.others {
                let lead = clean(&format!("{} {}{}", other.choice, other.text, words.colon()));
                let mut said = vec![words.other_choice(other)];
                said.extend(
                    other
                        .not_run
                        .iter()
                        .map(|rule| words.pick(format!("{} 没有运行，{}", rule.rule, rule.why), format!("{} did not run: {}", rule.rule, rule.why))),
                );
                said.retain(|part| !part.is_empty());
                hanging(to, "      ", &lead, &said.join(words.pick("；", "; ")))?;
            }
        }
        Ok(())
    }

    fn issues(&self, to: &mut dyn Write) -> io::Result<()> {
        let words = self.words;
        let issues = self.report.issues();
        let later = &self.report.receipt().after_as_of;
        let count = issues.len();
        self.section(&words.issues(count), &words.issues(count), to)?;
        for issue in issues.iter().take(ISSUES) {
            self.printer.one(issue, "  ", to)?;
        }
        if count > ISSUES {
            writeln!(to, "  {}{}", words.more(count - ISSUES), words.aside(&words.rest_in("json")))?;
        }
        for (table, rows) in later {
            let label = label(self.schema(), table, words);
            let day = self.report.options().as_of;
            lines(to, "  ", &words.pick(format!("{label}：{rows} 条在 {day} 之后，没有计入"), format!("{label}: {rows} after {day}, not counted")))?;
        }
        Ok(())
    }

    fn not_run(&self, to: &mut dyn Write) -> io::Result<()> {
        let missed: Vec<_> = not_run(self.report);
        if missed.is_empty() {
            return Ok(());
        }
        let words = self.words;
        self.section(&words.not_run(missed.len()), &words.not_run(missed.len()), to)?;
        // Where a table is lacking, most rules lack it.
        let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
        for (rule, why) in missed {
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, rules)) => rules.push(rule),
                None => reasons.push((why, vec![rule])),
            }
        }
        for (why, rules) in reasons {
            lines(to, "  ", &format!("{why}{}{}", words.colon(), rules.join(words.pick("、", ", "))))?;
        }
        Ok(())
    }

    /// Cards that were not scored though every rule of theirs was to run.
    fn not_scored(&self, to: &mut dyn Write) -> io::Result<()> {
        for card in self.report.coverage().cards.iter().filter(|card| card.asked && !card.scored) {
            let why = card.why.as_deref().unwrap_or_default();
            lines(to, "", &self.words.pick(format!("评分表“{}”没有算：{why}", card.title), format!("card `{}` was not scored: {why}", card.title)))?;
        }
        Ok(())
    }

    fn receipt(&self, to: &mut dyn Write) -> io::Result<()> {
        let receipt = self.report.receipt();
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let (pack, data) = (short(&receipt.pack_hash), short(&receipt.data_hash));
        let line = self.words.pick(
            format!("凭据：规则包 {pack} · 台账 {data} · dudao {}", receipt.engine),
            format!("receipt: pack {pack} · data {data} · dudao {}", receipt.engine),
        );
        writeln!(to, "\n{DIM}{line}{DIM:#}")
    }
}

/// Rules that were asked for and did not run: title with id, and why.
pub fn not_run(report: &Report) -> Vec<(String, String)> {
    let missed = report.coverage().rules.iter().filter(|rule| rule.asked && !rule.ran);
    missed.map(|rule| (clean(&format!("{} [{}]", rule.title, rule.rule)), rule.why.clone().unwrap_or_default())).collect()
}

/// Units under the numbers of some rules, and under `overall` what becomes of all.
fn block(units: &[&MatrixRow], columns: &[usize], overall: Option<&str>, words: Words) -> Table {
    let header = [head(words.pick("名称", "name"))].into_iter().chain(columns.iter().map(|column| head(column + 1))).chain(overall.map(head));
    let mut table = grid(header.collect::<Vec<_>>());
    for unit in units {
        let sign = |column: &usize| if unit.depends.get(*column) == Some(&true) { DEPENDS } else { "" };
        let marks = columns.iter().map(|column| (cell(unit, *column), sign(column))).chain(overall.map(|_| (Some(Mark::Status(unit.overall)), "")));
        let marks = marks.map(|(mark, sign)| mark.map_or_else(|| Cell::new(""), |mark| Cell::new(format!("{}{sign}", mark.sign())).fg(mark.color())));
        table.add_row([Cell::new(clean(&unit.name))].into_iter().chain(marks).collect::<Vec<_>>());
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_padding((0, 1)).set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// What stands in a cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Status(Status),
    /// It would fail, were it not waived.
    Waived,
}

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::Status(status) => status.mark(),
            Self::Waived => "免",
        }
    }

    fn words(self, words: Words) -> String {
        match self {
            Self::Status(status) => words.status(status),
            Self::Waived => words.pick("已豁免", "waived").into(),
        }
    }

    fn color(self) -> Color {
        match self {
            Self::Status(status) => color(status),
            Self::Waived => Color::DarkGrey,
        }
    }
}

fn cell(unit: &MatrixRow, column: usize) -> Option<Mark> {
    let status = unit.cells.get(column).copied().flatten()?;
    let settled = matches!(status, Status::Pass | Status::NotApplicable | Status::Informational);
    Some(if settled && unit.waived.get(column) == Some(&true) { Mark::Waived } else { Mark::Status(status) })
}

/// Statuses that occur, in the order in which they are always named.
fn shown_statuses(counts: &BTreeMap<Status, u64>) -> impl Iterator<Item = (Status, u64)> + '_ {
    Status::ALL.iter().filter_map(|(status, _, _)| Some((*status, *counts.get(status)?)))
}

/// What a table is called.
pub fn label<'a>(schema: &'a Schema, table: &'a str, words: Words) -> &'a str {
    let shape = schema.table_index(table).map(|index| schema.table(index));
    shape.map_or(table, |shape| words.pick(&shape.label, &shape.name))
}

/// Items by the table of their unit, tables in the order in which the pack declares them.
pub fn by_table<'a, T>(schema: &Schema, items: &'a [T], table: impl Fn(&'a T) -> &'a str) -> Vec<(&'a str, Vec<&'a T>)> {
    let mut groups: Vec<(&str, Vec<&T>)> = Vec::new();
    for item in items {
        let name = table(item);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(item),
            None => groups.push((name, vec![item])),
        }
    }
    groups.sort_by_key(|(name, _)| schema.table_index(name));
    groups
}
