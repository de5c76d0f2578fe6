//! Conditions made ready for a scan: wherever a record's cell is a code, the answer for each code is worked out beforehand.

use super::atom::{Atom, Found, atom, find, satisfies, side};
use super::days::RecordDays;
use super::scan::{Field, Placed};
use crate::calendar::{Day, PeriodValue};
use crate::data::{At, BAD, BLANK, Column, Content, Dictionary, Loaded};
use crate::judge::Truth;
use crate::pack::{Filter, Path, Side, Test};

/// The answer for each code of a column, then for an unusable cell, then for a blank.
pub(crate) struct Answers(Vec<Truth>);

impl Answers {
    fn of(&self, code: u32) -> Truth {
        // Found by arithmetic, since the next record's code is hard to foretell.
        let codes = self.0.len() - 2;
        let index = if (code as usize) < codes { code as usize } else { codes + usize::from(code == BLANK) };
        self.0[index]
    }
}

/// A condition on a record alone.
pub(crate) enum Check<'a> {
    /// The same for every record.
    Always(Truth),
    /// By the code of a column.
    Code { codes: &'a [u32], answers: Answers },
    /// By the codes of a list column; one member is enough.
    Codes { column: &'a Column, answers: Answers },
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
        // What changes over time is asked where the day is known.
        if is_dated(loaded, filter) {
            return Self::Each { filter, loaded };
        }
        let of_record = filter.test.sides().iter().any(|side| matches!(side, Side::OfRecord(_)));
        // Conditions made of others are asked of a list as a whole, not of its members.
        let simple =
            !matches!(filter.test, Test::Not(_) | Test::All(_) | Test::Any(_) | Test::Covers(_) | Test::SomeOf(..) | Test::Within(_) | Test::Disjoint(_));
        if of_record || matches!(column, Column::Lists { .. }) && !simple {
            return Self::Each { filter, loaded };
        }
        let shape = &loaded.schema.table(filter.path.table).columns[*first];
        let target = loaded.target(filter.path.table, *first);
        let count = match (shape.kind.choices(), target) {
            (Some(choices), _) => choices.len(),
            (None, Some(target)) => loaded.rows_of(target),
            (None, None) => table.dictionaries.get(*first).map_or(0, Dictionary::len),
        };
        let satisfied = |found: &Found<'_>| satisfies(loaded, &filter.test, found, &|wanted| side(loaded, wanted, At::from(0), None));
        let code = |code: u32| match target.filter(|_| !rest.is_empty()) {
            Some(target) => satisfied(&find(loaded, &Path { table: target, steps: rest.to_vec(), part: filter.path.part }, code as usize)),
            None => satisfied(&Found::One(atom(loaded, (filter.path.table, table), *first, &shape.kind, code))),
        };
        let blank = if rest.is_empty() && !shape.blank_is_missing() { Found::Nothing } else { Found::Missing };
        let bad = satisfied(&Found::Missing);
        let answers = || Answers((0..u32::try_from(count).unwrap_or(0)).map(code).chain([bad, satisfied(&blank)]).collect());
        match column {
            Column::Codes(codes) => Self::Code { codes, answers: answers() },
            Column::Lists { .. } => Self::Codes { column, answers: answers() },
            Column::Flags(_) => {
                let flag = |flag: bool| satisfied(&Found::One(Atom::Flag(flag)));
                Self::Flag { column, yes: flag(true), no: flag(false), blank: satisfied(&blank), bad }
            }
            Column::Days(_) | Column::Moments(..) | Column::Integers(_) | Column::Numbers(_) => Self::Each { filter, loaded },
        }
    }

    pub(crate) fn test(&self, row: usize) -> Truth {
        let mut truth = [Truth::Yes];
        self.narrow(row, &mut truth);
        let [truth] = truth;
        truth
    }

    /// Puts the condition to the records from `first` on, beside what is known of them already.
    pub(crate) fn narrow(&self, first: usize, truths: &mut [Truth]) {
        match self {
            Self::Always(always) => truths.iter_mut().for_each(|truth| *truth = truth.and(*always)),
            Self::Code { codes, answers } => {
                for (truth, code) in truths.iter_mut().zip(&codes[first..]) {
                    *truth = truth.and(answers.of(*code));
                }
            }
            Self::Codes { column, answers } => {
                ask(first, truths, |row| column.list(row).iter().map(|code| answers.of((*code).min(BAD))).fold(Truth::No, Truth::or));
            }
            Self::Flag { column, yes, no, blank, bad } => ask(first, truths, |row| match column.flag(row) {
                Content::Value(true) => *yes,
                Content::Value(false) => *no,
                Content::Blank => *blank,
                Content::Bad => *bad,
            }),
            Self::Each { filter, loaded } => ask(first, truths, |row| record(loaded, filter, At::from(row))),
        }
    }

    /// The answer where it is the same for all rows of one code of the layout column.
    pub(crate) fn for_partition(&self, path: &Path, layout: usize, code: usize, choices: usize) -> Option<Truth> {
        match self {
            Self::Always(truth) => Some(*truth),
            Self::Code { answers, .. } if path.steps == [layout] && code < choices => Some(answers.of(u32::try_from(code).unwrap_or(BAD))),
            _ => None,
        }
    }
}

/// Asks each record that is not ruled out yet.
fn ask(first: usize, truths: &mut [Truth], test: impl Fn(usize) -> Truth) {
    for (row, truth) in (first..).zip(truths).filter(|(_, truth)| **truth != Truth::No) {
        *truth = truth.and(test(row));
    }
}

/// Whether a record satisfies a condition that needs no unit.
fn record(loaded: &Loaded, filter: &Filter, at: At) -> Truth {
    satisfies(loaded, &filter.test, &find(loaded, &filter.path, at), &|wanted| side(loaded, wanted, at, None))
}

/// Whether a record satisfies a condition for a unit, with the parameters of a day.
pub(crate) fn for_unit(loaded: &Loaded, filter: &Filter, record: impl Into<At>, unit: impl Into<At>, day: Day) -> Truth {
    let (record, unit) = (record.into(), unit.into());
    satisfies(loaded, &filter.test, &find(loaded, &filter.path, record), &|wanted| side(loaded, wanted, record, Some((unit, day))))
}

/// Whether a condition, or what it compares with, can change over time.
pub(crate) fn is_dated(loaded: &Loaded, filter: &Filter) -> bool {
    let sides = filter.test.sides();
    let paths = sides.iter().filter_map(|side| match side {
        Side::OfUnit(path) | Side::OfRecord(path) => Some(path),
        Side::Value(_) | Side::Dated(_) => None,
    });
    std::iter::once(&filter.path).chain(paths).any(|path| loaded.is_dated(path))
}

/// Whether a part of a period satisfies a condition, for a unit and the day whose parameters hold.
pub(crate) fn of_period(loaded: &Loaded, test: &Test, value: Option<&PeriodValue>, unit: (At, Day)) -> Truth {
    let found = match value {
        Some(PeriodValue::Day(day)) => Found::One(Atom::Day(*day)),
        Some(PeriodValue::Number(number)) => Found::One(Atom::Number((*number).into())),
        Some(PeriodValue::Text(text)) => Found::One(Atom::Text(text)),
        None => Found::Missing,
    };
    satisfies(loaded, test, &found, &|wanted| side(loaded, wanted, unit.0, Some(unit)))
}

/// Whether something that was found satisfies a condition that compares with values only, which hold on that day.
pub(super) fn found_satisfies(loaded: &Loaded, test: &Test, found: &Found<'_>, day: Day) -> Truth {
    satisfies(loaded, test, found, &|wanted| side(loaded, wanted, At::from(0), Some((At::from(0), day))))
}

/// Whether a row of a table is a member of an entity, with the parameters of a day.
pub(crate) fn is_member(loaded: &Loaded, members: &[Filter], at: impl Into<At>, day: Option<Day>) -> Truth {
    let at = at.into();
    let is = |filter: &Filter| match day {
        Some(day) => for_unit(loaded, filter, at, at, day),
        None => record(loaded, filter, at),
    };
    members.iter().map(is).fold(Truth::Yes, Truth::and)
}

/// Whether a filter is dropped because the input does not have its column.
pub(crate) fn is_dropped(loaded: &Loaded, filter: &Filter) -> bool {
    filter.if_supplied
        && filter.path.steps.last().is_some_and(|last| {
            let table = loaded.schema.end_table(&filter.path);
            loaded.table(table).is_none_or(|table| !table.supplied.get(*last).copied().unwrap_or(false))
        })
}

/// A condition that needs the unit.
pub(crate) enum UnitCheck<'a> {
    /// Two cells that hold one code each are equal: the record's codes, each unit's code, and whether a blank cell of a record is known to be nothing.
    Equal { codes: &'a [u32], units: Vec<u32>, nothing: bool },
    /// Anything else.
    Each(&'a Filter),
}

impl<'a> UnitCheck<'a> {
    pub(crate) fn new(loaded: &'a Loaded, filter: &'a Filter, unit_rows: &[u32]) -> Self {
        let equal = || {
            let (Test::OneOf(sides), [column]) = (&filter.test, filter.path.steps.as_slice()) else { return None };
            let [Side::OfUnit(path)] = sides.as_slice() else { return None };
            if is_dated(loaded, filter) {
                return None;
            }
            let table = loaded.table(filter.path.table)?;
            let shape = &loaded.schema.table(filter.path.table).columns[*column];
            let Column::Codes(codes) = table.column(*column)? else { return None };
            // Texts are numbered column by column; only rows and choices have codes that mean the same everywhere.
            if shape.kind.target().is_none() && shape.kind.choices().is_none() {
                return None;
            }
            let code = |row: &u32| match find(loaded, path, *row as usize) {
                Found::One(Atom::Row(_, code) | Atom::Choice(code)) => Some(code),
                Found::Nothing => Some(BLANK),
                Found::Missing => Some(BAD),
                Found::One(_) | Found::List(_) => None,
            };
            Some(Self::Equal { codes, units: unit_rows.iter().map(code).collect::<Option<_>>()?, nothing: !shape.blank_is_missing() })
        };
        equal().unwrap_or(Self::Each(filter))
    }

    /// Whether a record satisfies it for a unit.
    pub(crate) fn test(&self, field: &Field<'_>, days: &RecordDays<'_>, record: Placed, unit: u32) -> Truth {
        match self {
            Self::Each(filter) => {
                let (unit, period) = (unit as usize, record.period as usize);
                for_unit(field.loaded, filter, days.at(record.row as usize, period), field.unit(unit, period), field.day(unit, period))
            }
            Self::Equal { codes, units, nothing } => match (codes[record.row as usize], units[unit as usize]) {
                (BLANK, _) if *nothing => Truth::No,
                (BLANK | BAD, _) | (_, BAD) => Truth::Maybe,
                (_, BLANK) => Truth::No,
                (code, other) => Truth::certain(code == other),
            },
        }
    }
}
