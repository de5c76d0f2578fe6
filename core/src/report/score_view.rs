//! The scores as a person reads them: for each card a table of units by periods.

use super::Report;
use super::score::WaivedScore;
use super::score_row::shown;
use crate::finding::{Number, Shown};
use crate::score::{CardRun, Standing};
use serde::Serialize;

/// One score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardCell {
    /// The score; nothing where no rule is scored.
    pub score: Option<Shown>,
    /// What it is called, once vetoes have capped it; nothing if that is not certain.
    pub band: Option<String>,
    /// Whether a veto capped it.
    pub vetoed: bool,
    /// What it would be if what failed and is waived left the card, where that changes it.
    pub with_waivers: Option<WaivedScore>,
}

/// One unit of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardRow {
    /// Table of the unit.
    pub table: String,
    /// Id.
    pub entity: String,
    /// Name.
    pub name: String,
    /// For each period of the table: the score; nothing where the unit has none in it.
    pub cells: Vec<Option<CardCell>>,
}

/// One card: its units by periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardTable {
    /// Id.
    pub card: String,
    /// Title.
    pub title: String,
    /// Points of the whole card.
    pub points: Number,
    /// Why its points are not from the source, if they are not.
    pub local: Option<String>,
    /// Ids of the periods in which anybody is scored, in order.
    pub periods: Vec<String>,
    /// Units, in order of their ids.
    pub rows: Vec<CardRow>,
}

impl Report {
    /// The scores as a person reads them.
    pub(super) fn card_tables(&self) -> Vec<CardTable> {
        self.card_runs().iter().filter_map(|run| self.card_table(run.as_ref().ok()?)).filter(|table| !table.rows.is_empty()).collect()
    }

    fn card_table(&self, run: &CardRun) -> Option<CardTable> {
        let card = self.pack.cards().get(run.card)?;
        let bands = self.pack.declarations().scoring.bands_of(card);
        let cell = |unit: usize, period: usize| {
            let cell = unit * run.periods.len() + period;
            let Standing::Scored { share, .. } = run.cells.get(cell)? else { return None };
            let vetoes = self.vetoes(card, run, cell);
            let band = self.band(card, bands, *share, Some(&vetoes));
            let vetoed = band.is_some() && band != self.band(card, bands, *share, None);
            Some(CardCell {
                score: share.map(|share| shown(share.points(card.points(), card.digits))),
                band,
                vetoed,
                with_waivers: self.with_waivers(card, run, cell),
            })
        };
        let units = 0..run.members.rows.len();
        let scored = |period: usize| run.cells.iter().skip(period).step_by(run.periods.len()).any(|cell| matches!(cell, Standing::Scored { .. }));
        let periods: Vec<usize> = (0..run.periods.len()).filter(|period| scored(*period)).collect();
        let rows = units.filter(|_| !periods.is_empty()).map(|unit| {
            let (entity, name) = self.scored_unit(run, unit);
            let cells = periods.iter().map(|period| cell(unit, *period)).collect();
            CardRow { table: self.loaded.schema.table(run.members.table).name.clone(), entity, name, cells }
        });
        Some(CardTable {
            card: card.id.clone(),
            title: self.card_title(card),
            points: Number(card.points()),
            local: card.basis.local.clone(),
            rows: rows.collect(),
            periods: periods.iter().filter_map(|period| run.periods.get(*period)).map(|period| period.id.clone()).collect(),
        })
    }
}
