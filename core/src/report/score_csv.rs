//! The scores as CSV, for spreadsheets: one row a score.

use super::Report;
use super::csv::{shown, write};
use super::score::Score;
use crate::finding::Shown;
use std::io::{self, Write};

const COLUMNS: [&str; 23] = [
    "card",
    "title",
    "entity_type",
    "entity",
    "entity_name",
    "period_kind",
    "period",
    "period_start",
    "period_end",
    "points",
    "counted",
    "score_low",
    "score_high",
    "band",
    "band_without_veto",
    "with_waivers_low",
    "with_waivers_high",
    "with_waivers_band",
    "vetoes",
    "items",
    "not_counted",
    "reason",
    "local",
];

impl Report {
    /// Writes the scores as CSV in UTF-8, with the mark by which spreadsheets know it.
    pub fn write_scores_csv(&self, to: impl Write) -> io::Result<()> {
        write(to, COLUMNS, self.scores().map(|score| cells(&score)))
    }
}

fn cells(score: &Score) -> [String; COLUMNS.len()] {
    let list = |parts: Vec<String>| parts.join(";");
    let ends = |score: Option<&Shown>| match score {
        Some(Shown::Numbers(low, high)) => (low.map_or(String::new(), |low| low.to_string()), high.map_or(String::new(), |high| high.to_string())),
        one => (shown(one), shown(one)),
    };
    let (low, high) = ends(score.score.as_ref());
    let waived = score.with_waivers.as_ref();
    let (waived_low, waived_high) = ends(waived.and_then(|waived| waived.score.as_ref()));
    let item = |item: &super::ItemScore| format!("{}={}/{}", item.rule, shown(item.earned.as_ref()), item.points);
    [
        score.card.clone(),
        score.title.clone(),
        score.entity_type.clone(),
        score.entity.clone(),
        score.entity_name.clone(),
        score.period_kind.name().into(),
        score.period.clone(),
        score.period_start.to_string(),
        score.period_end.map_or(String::new(), |day| day.to_string()),
        score.points.to_string(),
        score.counted.to_string(),
        low,
        high,
        score.band.clone().unwrap_or_default(),
        score.band_without_veto.clone().unwrap_or_default(),
        waived_low,
        waived_high,
        waived.and_then(|waived| waived.band.clone()).unwrap_or_default(),
        list(score.vetoes.iter().map(|veto| format!("{}={}", veto.rule, veto.status.name())).collect()),
        list(score.items.iter().map(item).collect()),
        list(score.not_counted.iter().map(|left| format!("{}={}", left.rule, left.why)).collect()),
        list(score.reason.iter().map(|cause| cause.text.clone()).collect()),
        list(score.local.clone()),
    ]
}
