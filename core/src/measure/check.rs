//! Conditions made ready for a scan: wherever a record's cell is a code, the answer for each code is worked out beforehand.

use super::atom::{find, satisfies, side};
use crate::calendar::Day;
use crate::data::{BLANK, Column, Loaded, is_value};
use crate::judge::Truth;
use crate::pack::{Filter, Path, Test};

/// A condition on a record alone.
pub(crate) enum Check<'a> {
    /// The same for every record.
    Always(Truth),
    /// By the code of a column: the answer for each code, for a blank, and for an unusable cell.
    Code { codes: &'a [u32], answers: Vec<Truth>, blank: Truth, bad: Truth },
    /// Anything else, worked out record by record.
    Each { filter: &'a Filter, loaded: &'a Loaded },
}

impl<'a> Check<'a> {
    pub(crate) fn new(loaded: &'a Loaded, filter: &'a Filter) -> Self {
        let Some(first) = filter.path.steps.first() else { return Self::Each { filter, loaded } };
        let Some(column) = loaded.table(filter.path.table).and_then(|table| table.column(*first)) else { return Self::Always(Truth::Maybe) };
        let Column::Codes(codes) = column else { return Self::Each { filter, loaded } };
        let of_record = filter.test.sides().iter().any(|side| matches!(side, crate::pack::Side::OfRecord(_)));
        if of_record {
            return Self::Each { filter, loaded };
        }
        // One record for each code tells the answer for all records with that code.
        let largest = codes.iter().copied().filter(|code| is_value(*code)).max().map_or(0, |code| code as usize + 1);
        let mut sample: Vec<Option<usize>> = vec![None; largest];
        let (mut blank, mut bad) = (None, None);
        for (row, code) in codes.iter().enumerate() {
            let slot = match *code {
                BLANK => &mut blank,
                code if !is_value(code) => &mut bad,
                code => &mut sample[code as usize],
            };
            if slot.is_none() {
                *slot = Some(row);
            }
        }
        let answer = |row: Option<usize>| row.map_or(Truth::No, |row| record(loaded, filter, row));
        Self::Code { codes, answers: sample.into_iter().map(answer).collect(), blank: answer(blank), bad: answer(bad) }
    }

    pub(crate) fn test(&self, row: usize) -> Truth {
        match self {
            Self::Always(truth) => *truth,
            Self::Code { codes, answers, blank, bad } => match codes[row] {
                BLANK => *blank,
                code => answers.get(code as usize).copied().unwrap_or(*bad),
            },
            Self::Each { filter, loaded } => record(loaded, filter, row),
        }
    }

    /// The answer where it is the same for all rows of one code of the layout column.
    pub(crate) fn for_partition(&self, path: &Path, layout: usize, code: usize, choices: usize) -> Option<Truth> {
        match self {
            Self::Always(truth) => Some(*truth),
            Self::Code { answers, .. } if path.steps == [layout] && code < choices => Some(answers.get(code).copied().unwrap_or(Truth::No)),
            _ => None,
        }
    }
}

/// Whether a record satisfies a condition that needs no unit.
fn record(loaded: &Loaded, filter: &Filter, row: usize) -> Truth {
    satisfies(loaded, &filter.test, &find(loaded, &filter.path, row), &|wanted| side(loaded, wanted, row, None))
}

/// Whether a record satisfies a condition for a unit whose period begins on that day.
pub(crate) fn for_unit(loaded: &Loaded, filter: &Filter, row: usize, unit: usize, first: Day) -> Truth {
    satisfies(loaded, &filter.test, &find(loaded, &filter.path, row), &|wanted| side(loaded, wanted, row, Some((unit, first))))
}

/// Whether a row of a table is a member of an entity.
pub(crate) fn is_member(loaded: &Loaded, members: &[Filter], row: usize) -> Truth {
    members.iter().map(|filter| record(loaded, filter, row)).fold(Truth::Yes, Truth::and)
}

/// Whether a filter is dropped because the input does not have its column.
pub(crate) fn is_dropped(loaded: &Loaded, filter: &Filter) -> bool {
    filter.if_supplied
        && filter.path.steps.last().is_some_and(|last| {
            let table = loaded.schema.end_table(&filter.path);
            loaded.table(table).is_none_or(|table| !table.supplied.get(*last).copied().unwrap_or(false))
        })
}

/// Whether the condition needs the unit.
pub(crate) fn needs_unit(test: &Test) -> bool {
    test.needs_unit()
}
