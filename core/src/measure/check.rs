//! Conditions made ready for a scan: wherever a record's cell is a code, the answer for each code is worked out beforehand.

use super::atom::{Atom, Found, atom, find, satisfies, side};
use crate::calendar::Day;
use crate::data::{BLANK, Column, Content, Dictionary, Loaded, is_value};
use crate::judge::Truth;
use crate::pack::{Filter, Path, Side, Test};

/// A condition on a record alone.
pub(crate) enum Check<'a> {
    /// The same for every record.
    Always(Truth),
    /// By the code of a column: the answer for each code, for a blank, and for an unusable cell.
    Code { codes: &'a [u32], answers: Vec<Truth>, blank: Truth, bad: Truth },
    /// By the codes of a list column: the answer for each code, and for an unusable member; one member is enough.
    Codes { column: &'a Column, answers: Vec<Truth>, bad: Truth },
    /// By a flag: the answers for yes, no, a blank and an unusable cell.
    Flag { column: &'a Column, yes: Truth, no: Truth, blank: Truth, bad: Truth },
    /// Anything else, worked out record by record.
    Each { filter: &'a Filter, loaded: &'a Loaded },
}

impl<'a> Check<'a> {
    pub(crate) fn new(loaded: &'a Loaded, filter: &'a Filter) -> Self {
        let Some((first, rest)) = filter.path.steps.split_first() else { return Self::Each { filter, loaded } };
        let Some(table) = loaded.table(filter.path.table) else { return Self::Always(Truth::Maybe) };
        let Some(column) = table.column(*first) else { return Self::Always(Truth::Maybe) };
        let of_record = filter.test.sides().iter().any(|side| matches!(side, Side::OfRecord(_)));
        // Conditions made of others are asked of a list as a whole, not of its members.
        let simple = !matches!(filter.test, Test::Not(_) | Test::All(_) | Test::Any(_));
        if of_record || matches!(column, Column::Lists { .. }) && !simple {
            return Self::Each { filter, loaded };
        }
        let shape = &loaded.schema.table(filter.path.table).columns[*first];
        let target = shape.kind.target().and_then(|name| loaded.schema.table_index(name));
        let count = match (shape.kind.choices(), target) {
            (Some(choices), _) => choices.len(),
            (None, Some(target)) => loaded.rows_of(target),
            (None, None) => table.dictionaries.get(*first).map_or(0, Dictionary::len),
        };
        let satisfied = |found: &Found<'_>| satisfies(loaded, &filter.test, found, &|wanted| side(loaded, wanted, 0, None));
        let code = |code: u32| match target.filter(|_| !rest.is_empty()) {
            Some(target) => satisfied(&find(loaded, &Path { table: target, steps: rest.to_vec() }, code as usize)),
            None => satisfied(&Found::One(atom(loaded, table, *first, &shape.kind, code))),
        };
        let blank = if rest.is_empty() && !shape.blank_is_missing() { Found::Nothing } else { Found::Missing };
        let answers = || (0..u32::try_from(count).unwrap_or(0)).map(code).collect();
        let bad = satisfied(&Found::Missing);
        match column {
            Column::Codes(codes) => Self::Code { codes, answers: answers(), blank: satisfied(&blank), bad },
            Column::Lists { .. } => Self::Codes { column, answers: answers(), bad },
            Column::Flags(_) => {
                let flag = |flag: bool| satisfied(&Found::One(Atom::Flag(flag)));
                Self::Flag { column, yes: flag(true), no: flag(false), blank: satisfied(&blank), bad }
            }
            Column::Days(_) | Column::Integers(_) | Column::Numbers(_) => Self::Each { filter, loaded },
        }
    }

    pub(crate) fn test(&self, row: usize) -> Truth {
        match self {
            Self::Always(truth) => *truth,
            Self::Code { codes, answers, blank, bad } => match codes[row] {
                BLANK => *blank,
                code => answers.get(code as usize).copied().unwrap_or(*bad),
            },
            Self::Codes { column, answers, bad } => {
                column.list(row).iter().map(|code| answers.get(*code as usize).copied().unwrap_or(*bad)).fold(Truth::No, Truth::or)
            }
            Self::Flag { column, yes, no, blank, bad } => match column.flag(row) {
                Content::Value(true) => *yes,
                Content::Value(false) => *no,
                Content::Blank => *blank,
                Content::Bad => *bad,
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

/// A condition that needs the unit.
pub(crate) enum UnitCheck<'a> {
    /// Two cells that hold codes of one kind are equal: the record's codes, and each unit's code.
    Equal { codes: &'a [u32], units: Vec<Found<'a>>, blank: Found<'a> },
    /// Anything else.
    Each(&'a Filter),
}

impl<'a> UnitCheck<'a> {
    pub(crate) fn new(loaded: &'a Loaded, filter: &'a Filter, unit_rows: &[u32]) -> Self {
        let equal = || {
            let (Test::OneOf(sides), [column]) = (&filter.test, filter.path.steps.as_slice()) else { return None };
            let [Side::OfUnit(path)] = sides.as_slice() else { return None };
            let table = loaded.table(filter.path.table)?;
            let shape = &loaded.schema.table(filter.path.table).columns[*column];
            let Column::Codes(codes) = table.column(*column)? else { return None };
            // Texts are numbered column by column; only rows and choices have codes that mean the same everywhere.
            if shape.kind.target().is_none() && shape.kind.choices().is_none() {
                return None;
            }
            let units = unit_rows.iter().map(|row| find(loaded, path, *row as usize)).collect();
            let blank = if shape.blank_is_missing() { Found::Missing } else { Found::Nothing };
            Some(Self::Equal { codes, units, blank })
        };
        equal().unwrap_or(Self::Each(filter))
    }

    /// Whether a record satisfies it for a unit (by its number and row) whose period begins on that day.
    pub(crate) fn test(&self, loaded: &Loaded, row: usize, unit: usize, unit_row: usize, first: Day) -> Truth {
        match self {
            Self::Each(filter) => for_unit(loaded, filter, row, unit_row, first),
            Self::Equal { codes, units, blank } => match (codes[row], &units[unit]) {
                (BLANK, _) if *blank == Found::Nothing => Truth::No,
                (code, _) if !is_value(code) => Truth::Maybe,
                (_, Found::Nothing) => Truth::No,
                (code, Found::One(Atom::Row(_, other) | Atom::Choice(other))) => Truth::certain(code == *other),
                (code, Found::List(members)) => members
                    .iter()
                    .map(|member| match member {
                        Found::One(Atom::Row(_, other) | Atom::Choice(other)) => Truth::certain(code == *other),
                        _ => Truth::Maybe,
                    })
                    .fold(Truth::No, Truth::or),
                _ => Truth::Maybe,
            },
        }
    }
}
