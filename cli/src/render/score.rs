//! Scores: for each card a table of units by periods.

use super::{BOLD, clean, grid, head, lines, put};
use crate::words::Words;
use comfy_table::{Cell, CellAlignment, Color};
use dudao::{CardCell, Shown, View};
use std::io::{self, Write};

/// Periods beside each other; more make a table of their own.
const PERIODS: usize = 5;

/// Writes the cards on which anybody is scored.
pub fn write(view: &View, words: Words, to: &mut dyn Write) -> io::Result<()> {
    for card in &view.scores {
        writeln!(to, "\n{BOLD}{}{}{BOLD:#}", clean(&card.title), words.full_marks(card.points))?;
        if let Some(why) = &card.local {
            lines(to, "", &words.local(why))?;
        }
        let periods: Vec<usize> = (0..card.periods.len()).collect();
        for chunk in periods.chunks(PERIODS) {
            let header = [words.pick("名称", "name").to_string()]
                .into_iter()
                .chain(chunk.iter().filter_map(|period| card.periods.get(*period)).map(|id| words.period(id, view)));
            let mut table = grid(header.map(head).collect::<Vec<_>>());
            for row in &card.rows {
                let cells = chunk.iter().map(|period| cell(row.cells.get(*period).and_then(Option::as_ref), words));
                table.add_row([Cell::new(clean(&row.name))].into_iter().chain(cells).collect::<Vec<_>>());
            }
            for column in table.column_iter_mut().skip(1) {
                column.set_cell_alignment(CellAlignment::Left);
            }
            put(&table, to)?;
        }
    }
    if view.scores.iter().flat_map(|card| &card.rows).flat_map(|row| row.cells.iter().flatten()).any(|cell| cell.vetoed) {
        writeln!(to, "{}", words.pick("↓ 因一票否决降等", "↓ capped by a veto"))?;
    }
    Ok(())
}

fn cell(score: Option<&CardCell>, words: Words) -> Cell {
    let Some(CardCell { score, band, vetoed, with_waivers }) = score else { return Cell::new("") };
    let told = |score: Option<&Shown>, band: Option<&String>| {
        let band = band.map_or(words.pick("未定", "open"), String::as_str);
        score.map_or_else(|| band.to_string(), |score| format!("{} {band}", score.words("", words.0)))
    };
    let mut text = told(score.as_ref(), band.as_ref());
    if *vetoed {
        text.push('↓');
    }
    if let Some(waived) = with_waivers {
        text.push_str(&words.with_waivers(&told(waived.score.as_ref(), waived.band.as_ref())));
    }
    // What may still change should not look like an answer.
    let settled = matches!(score, Some(Shown::Number(_)));
    let cell = Cell::new(clean(&text));
    if settled { cell } else { cell.fg(Color::DarkGrey) }
}
