//! Scores, one a row: what a card comes to for one unit in one period.

use super::{Ends, count, date, day, decimal, reason, signed, table, text, texts, things, unit};
use crate::table::Table;
use arrow_schema::FieldRef;
use dudao::{Cause, Report, Score};
use pyo3::prelude::*;
use serde::Serialize;

fn fields() -> Vec<FieldRef> {
    let item =
        [text("section"), text("rule"), text("title"), decimal("points"), decimal("earned_low"), decimal("earned_high"), text("status"), count("to_come")];
    let to_win = [text("rule"), text("entity"), text("entity_name"), text("period"), decimal("points"), date("due"), text("remedy")];
    let beside =
        [text("card"), text("entity"), text("entity_name"), text("period"), decimal("score_low"), decimal("score_high"), text("band"), decimal("percent")];
    let what = [
        decimal("points"),
        decimal("counted"),
        decimal("score_low"),
        decimal("score_high"),
        text("band"),
        text("band_without_veto"),
        decimal("waived_score_low"),
        decimal("waived_score_high"),
        text("waived_band"),
        things("vetoes", [text("rule"), text("band"), text("status")]),
        things("items", item),
        things("not_counted", [text("rule"), text("why"), count("count"), text("text")]),
        things("to_win", to_win),
        things("beside", beside),
        reason(),
        texts("local"),
    ];
    [text("card"), text("title")].into_iter().chain(unit()).chain(what).collect()
}

#[derive(Serialize)]
struct Row {
    card: String,
    title: String,
    entity_type: String,
    entity: String,
    entity_name: String,
    period_kind: &'static str,
    period: String,
    period_start: String,
    period_end: Option<String>,
    points: String,
    counted: String,
    score_low: Option<String>,
    score_high: Option<String>,
    band: Option<String>,
    band_without_veto: Option<String>,
    waived_score_low: Option<String>,
    waived_score_high: Option<String>,
    waived_band: Option<String>,
    vetoes: Vec<Veto>,
    items: Vec<Item>,
    not_counted: Vec<NotCounted>,
    to_win: Vec<ToWin>,
    beside: Vec<Beside>,
    reason: Vec<Cause>,
    local: Vec<String>,
}

#[derive(Serialize)]
struct Veto {
    rule: String,
    band: String,
    status: &'static str,
}

#[derive(Serialize)]
struct Item {
    section: Option<String>,
    rule: String,
    title: String,
    points: String,
    earned_low: Option<String>,
    earned_high: Option<String>,
    status: &'static str,
    to_come: i64,
}

#[derive(Serialize)]
struct NotCounted {
    rule: String,
    why: &'static str,
    count: i64,
    text: String,
}

#[derive(Serialize)]
struct ToWin {
    rule: String,
    entity: String,
    entity_name: String,
    period: String,
    points: String,
    due: Option<String>,
    remedy: Option<String>,
}

#[derive(Serialize)]
struct Beside {
    card: String,
    entity: String,
    entity_name: String,
    period: String,
    score_low: Option<String>,
    score_high: Option<String>,
    band: Option<String>,
    percent: Option<String>,
}

impl From<Score> for Row {
    fn from(score: Score) -> Self {
        let ends = Ends::of(score.score.as_ref());
        let (waived, waived_band) = score.with_waivers.map_or((Ends::default(), None), |waived| (Ends::of(waived.score.as_ref()), waived.band));
        let items = score.items.into_iter().map(|item| {
            let earned = Ends::of(item.earned.as_ref());
            Item {
                section: item.section,
                rule: item.rule,
                title: item.title,
                points: item.points.to_string(),
                earned_low: earned.low,
                earned_high: earned.high,
                status: item.status.name(),
                to_come: signed(item.to_come),
            }
        });
        let beside = score.beside.into_iter().map(|beside| {
            let ends = Ends::of(beside.score.as_ref());
            Beside {
                card: beside.card,
                entity: beside.entity,
                entity_name: beside.entity_name,
                period: beside.period,
                score_low: ends.low,
                score_high: ends.high,
                band: beside.band,
                percent: beside.percent.map(|percent| percent.to_string()),
            }
        });
        let to_win = score.to_win.into_iter().map(|win| ToWin {
            rule: win.rule,
            entity: win.entity,
            entity_name: win.entity_name,
            period: win.period,
            points: win.points.to_string(),
            due: day(win.due),
            remedy: win.remedy,
        });
        let not_counted = score.not_counted.into_iter().map(|left| NotCounted { rule: left.rule, why: left.why, count: signed(left.count), text: left.text });
        Self {
            vetoes: score.vetoes.into_iter().map(|veto| Veto { rule: veto.rule, band: veto.band, status: veto.status.name() }).collect(),
            items: items.collect(),
            not_counted: not_counted.collect(),
            to_win: to_win.collect(),
            beside: beside.collect(),
            card: score.card,
            title: score.title,
            entity_type: score.entity_type,
            entity: score.entity,
            entity_name: score.entity_name,
            period_kind: score.period_kind.name(),
            period: score.period,
            period_start: score.period_start.to_string(),
            period_end: day(score.period_end),
            points: score.points.to_string(),
            counted: score.counted.to_string(),
            score_low: ends.low,
            score_high: ends.high,
            band: score.band,
            band_without_veto: score.band_without_veto,
            waived_score_low: waived.low,
            waived_score_high: waived.high,
            waived_band,
            reason: score.reason,
            local: score.local,
        }
    }
}

/// The scores of a report.
pub fn scores(report: &Report) -> PyResult<Table> {
    table("scores", fields(), report.scores().map(Row::from))
}
