//! What the report covers: rules that ran and did not, clauses with and without rules.

use super::Report;
use super::reading::ReadingCoverage;
use crate::diagnostic::Language;
use crate::pack::{Clause, ClauseKind, Level, Pack, Unruled};
use crate::score::{CardRun, Unscored};
use serde::Serialize;

/// Why a rule did not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skipped {
    /// Nobody asked for it.
    Filtered,
    /// It is not one of this profile's.
    Profile(String),
    /// Its units or periods cannot be told without this table.
    NoTable(String),
}

impl Skipped {
    /// Whether it did not run since it was not to.
    pub(crate) fn is_left_out(&self) -> bool {
        matches!(self, Self::Filtered | Self::Profile(_))
    }
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RuleCoverage {
    /// Id.
    pub rule: String,
    /// Title.
    pub title: String,
    /// Whether it was to run: by what the run was asked, or by its profile.
    pub asked: bool,
    /// Whether it ran.
    pub ran: bool,
    /// Why not.
    pub why: Option<String>,
    /// Findings it has, before any were left out by status.
    pub findings: u64,
}

/// One clause.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClauseCoverage {
    /// Id.
    pub clause: String,
    /// Section of the document.
    pub article: String,
    /// How binding it is.
    pub force: Option<Level>,
    /// What sort of thing it asks for, if it was said.
    pub kind: Option<ClauseKind>,
    /// What it asks.
    pub says: String,
    /// Rules that rest on it.
    pub rules: Vec<String>,
    /// Cards, bands and scales whose points or grades it states.
    pub scoring: Vec<String>,
    /// Why it has no rule, if the pack says so.
    pub unruled: Option<Unruled>,
}

/// One scorecard.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardCoverage {
    /// Id.
    pub card: String,
    /// Title.
    pub title: String,
    /// Whether every rule that it rests on was to run.
    pub asked: bool,
    /// Whether it was scored.
    pub scored: bool,
    /// Why not.
    pub why: Option<String>,
}

/// What the report covers.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Coverage {
    /// Rules, in order of declaration.
    pub rules: Vec<RuleCoverage>,
    /// Clauses, in order of declaration.
    pub clauses: Vec<ClauseCoverage>,
    /// Scorecards, in order of declaration.
    pub cards: Vec<CardCoverage>,
    /// What depends on each reading, in order of declaration; nothing unless the run was asked for all readings.
    pub readings: Vec<ReadingCoverage>,
}

impl Coverage {
    pub(super) fn new(report: &Report) -> Self {
        let (pack, runs, skipped, language) = (report.pack(), report.runs(), &report.skipped, report.options.language);
        let rules = pack.rules().iter().enumerate().map(|(index, rule)| {
            let run = runs.iter().find(|run| run.rule == index);
            let skipped = skipped.iter().find(|(skipped, _)| *skipped == index).map(|(_, why)| why);
            let why = skipped.map(|why| not_run(report, why));
            RuleCoverage {
                rule: rule.id.clone(),
                title: title(rule, language),
                asked: !skipped.is_some_and(Skipped::is_left_out),
                ran: run.is_some(),
                why,
                findings: run.map_or(0, |run| run.total as u64),
            }
        });
        let clauses = pack.clauses().iter().map(|declared| clause(pack, declared, language));
        let cards = pack.cards().iter().zip(report.card_runs()).map(|(card, run)| CardCoverage {
            card: card.id.clone(),
            title: report.card_title(card),
            asked: was_asked(report, run),
            scored: run.is_ok(),
            why: run.as_ref().err().map(|why| match (why, language) {
                (Unscored::LeftOut(rule, None), Language::Zh) => format!("没有要求规则“{rule}”，凑不成这张表"),
                (Unscored::LeftOut(rule, None), Language::En) => format!("it rests on rule `{rule}`, which was not asked for"),
                (Unscored::LeftOut(rule, Some(profile)), Language::Zh) => format!("方案“{profile}”里没有规则“{rule}”，凑不成这张表"),
                (Unscored::LeftOut(rule, Some(profile)), Language::En) => format!("it rests on rule `{rule}`, which is not in profile `{profile}`"),
                (Unscored::NoTable(table), Language::Zh) => format!("没有交“{}”表，无从知道给谁评分、按什么期", label(report, table)),
                (Unscored::NoTable(table), Language::En) => format!("table `{table}` is not supplied, so its units and periods cannot be told"),
                (Unscored::Bound(card), Language::Zh) => format!("评分表“{card}”没有算出来"),
                (Unscored::Bound(card), Language::En) => format!("card `{card}` was not scored"),
            }),
        });
        Self { rules: rules.collect(), clauses: clauses.collect(), cards: cards.collect(), readings: report.reading_coverage() }
    }
}

/// A clause, and what rests on it.
pub(super) fn clause(pack: &Pack, clause: &Clause, language: Language) -> ClauseCoverage {
    ClauseCoverage {
        clause: clause.id.clone(),
        article: clause.article.clone(),
        force: clause.force,
        kind: clause.kind,
        says: language.pick(&clause.says, &clause.says_en).into(),
        rules: pack.declarations().rules_of(&clause.id).map(String::from).collect(),
        scoring: pack.declarations().scoring_of(&clause.id).map(String::from).collect(),
        unruled: clause.unruled.clone(),
    }
}

/// Why a rule did not run, in words.
pub(super) fn not_run(report: &Report, why: &Skipped) -> String {
    match (why, report.options.language) {
        (Skipped::Filtered, Language::Zh) => "没有要求".into(),
        (Skipped::Filtered, Language::En) => "not asked for".into(),
        (Skipped::Profile(profile), Language::Zh) => format!("不在方案“{profile}”里"),
        (Skipped::Profile(profile), Language::En) => format!("not in profile `{profile}`"),
        (Skipped::NoTable(table), Language::Zh) => format!("没有交“{}”表，无从知道考核谁、按什么期", label(report, table)),
        (Skipped::NoTable(table), Language::En) => format!("table `{table}` is not supplied, so its units and periods cannot be told"),
    }
}

/// What a table is called in Chinese.
fn label<'a>(report: &'a Report, name: &'a str) -> &'a str {
    let schema = report.pack().schema();
    schema.table_index(name).map_or(name, |table| &schema.table(table).label)
}

/// Whether every rule that a card rests on was to run, also through the cards that it is bound to.
fn was_asked(report: &Report, run: &Result<CardRun, Unscored>) -> bool {
    match run {
        Err(Unscored::LeftOut(..)) => false,
        // Cards refer to each other without circles.
        Err(Unscored::Bound(bound)) => {
            report.pack().cards().iter().zip(report.card_runs()).find(|(card, _)| card.id == *bound).is_none_or(|(_, run)| was_asked(report, run))
        }
        _ => true,
    }
}

/// A rule's title in one language.
pub(super) fn title(rule: &crate::pack::Rule, language: Language) -> String {
    language.pick(&rule.title, &rule.title_en).into()
}
