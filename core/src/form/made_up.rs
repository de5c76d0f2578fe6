//! Made-up forms, on which templates are tried before anything is filled in.

use super::{FilledBlock, FilledCell, FilledColumn, FilledForm, FilledPiece, FormTemplate};
use crate::calendar::{Day, PeriodKind};
use crate::diagnostic::Language;
use crate::pack::{Block, Content, Form, FormPart, Pack, ResolvedForm, Told};
use crate::sorting::Gather;

/// A form in which everything is filled in, or nothing.
pub(crate) fn made_up(pack: &Pack, form: &Form, resolved: &ResolvedForm, filled: bool) -> FilledForm {
    let text = || filled.then(|| "…".to_string());
    let piece = |told: &Told| match told {
        Told::Text(text) => FilledPiece { text: Some(text.clone()), filled: false },
        Told::Blank => FilledPiece { text: None, filled: false },
        Told::Filled(..) => FilledPiece { text: text(), filled: true },
    };
    let block = |block: &Block| match block {
        Block::Line(part, line) => {
            let pieces = line.text.iter().chain(&line.value).map(piece).collect();
            match part {
                FormPart::Header => FilledBlock::Header { pieces },
                FormPart::Footer => FilledBlock::Footer { pieces },
                FormPart::Body | FormPart::Rows => FilledBlock::Body { pieces },
            }
        }
        Block::Rows(rows) => {
            let ticks = |content: &Content| {
                if let Content::Ticks(_, choices) = content { choices.iter().map(|(choice, _)| choice.clone()).collect() } else { Vec::new() }
            };
            let columns: Vec<FilledColumn> = rows.columns.iter().map(|(head, content)| FilledColumn { head: head.clone(), ticks: ticks(content) }).collect();
            let count = rows.keys.as_ref().map_or(1, Vec::len);
            let row = || columns.iter().map(|column| FilledCell { text: text(), ticks: vec![filled; column.ticks.len()] }).collect();
            let rows = (0..count).map(|_| row()).collect();
            FilledBlock::Rows { columns, rows }
        }
    };
    let names = resolved.all_told().filter_map(|told| if let Told::Filled(name, _) = told { Some(name) } else { None });
    let measures = form.measures.iter().map(|measure| &measure.name);
    let day = pack.policy().in_force.map_or(Day::from_number(1), |force| force.first);
    FilledForm {
        form: form.id.clone(),
        policy: pack.policy().title.clone(),
        issuer: pack.policy().issuer.clone(),
        language: Language::Zh,
        as_of: day,
        entity_type: form.entity.as_ref().map(|(entity, _)| entity.clone()).unwrap_or_default(),
        entity: "…".into(),
        entity_name: "…".into(),
        period_kind: PeriodKind::Policy,
        period: "…".into(),
        period_name: text(),
        period_start: day,
        period_end: filled.then_some(day),
        title: resolved.title.iter().map(piece).collect(),
        blocks: resolved.blocks.iter().map(block).collect(),
        values: names.chain(measures).map(|name| (name.clone(), text())).gather(),
        left_out: Vec::new(),
        not_judged: Vec::new(),
        template: pack.template(&form.id).map(|(file, text)| FormTemplate { file: file.into(), text: text.into() }),
    }
}
