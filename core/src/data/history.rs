//! Columns that change over time: which row of another table tells what they were on a day.

use super::column::{Content, different_days};
use super::dataset::Loaded;
use super::issue::CellIssue;
use super::table::Table;
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Blank, Dated, Path, Schema};
use crate::sorting;
use crate::watch::Watch;
use std::sync::OnceLock;

/// A row, and the day on which it is looked at. Without a day, what changes over time is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) row: usize,
    pub(crate) day: Option<Day>,
}

impl At {
    pub(crate) const fn new(row: usize, day: Option<Day>) -> Self {
        Self { row, day }
    }
}

impl From<usize> for At {
    fn from(row: usize) -> Self {
        Self { row, day: None }
    }
}

/// Where a cell stands that may change over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// In the row itself.
    Own,
    /// In a row of another table: the table, column and row.
    Told(usize, usize, usize),
    /// Nowhere: on that day there was nothing.
    Nothing,
    /// It cannot be told: the table, column and row that do not tell.
    Unclear(usize, usize, usize),
}

/// When a row of a history holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spell {
    row: usize,
    /// Nothing where it is missing.
    first: Option<Day>,
    last: Last,
}

impl Spell {
    /// The days on which it begins to hold and no longer does.
    fn turns(&self) -> impl Iterator<Item = Day> + Clone {
        let after = if let Last::On(last) = self.last { Some(last.plus(1)) } else { None };
        self.first.into_iter().chain(after)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    On(Day),
    Running,
    Missing,
}

/// What a table tells of the rows of another.
#[derive(Debug)]
pub(crate) struct History {
    table: usize,
    /// For each row of the other table, in order of their first days.
    spells: Vec<Vec<Spell>>,
    /// Whether a row holds until the next one does.
    lasting: bool,
    /// The columns that say when a row holds.
    dated: Dated,
    /// The link to the other table, where the input does not have it: any row may then speak of anybody.
    unlinked: Option<usize>,
    /// The days on which any row begins to hold or no longer does, once somebody has asked.
    turns: OnceLock<Vec<Day>>,
}

/// The histories of a record book, and the columns that they tell.
#[derive(Debug, Default)]
pub(crate) struct Histories {
    all: Vec<History>,
    /// For each table and column: the history, and the column there.
    columns: Vec<Vec<Option<(usize, usize)>>>,
    /// Rows that say different things of the same day.
    pub(crate) issues: Vec<(usize, CellIssue)>,
}

impl Histories {
    /// Reads the histories that were supplied.
    pub(crate) fn new(schema: &Schema, tables: &[Option<Table>], rows_of: impl Fn(usize) -> usize, watch: &Watch) -> Result<Self, Diagnostic> {
        let mut histories = Self { columns: schema.tables.iter().map(|table| vec![None; table.columns.len()]).collect(), ..Self::default() };
        for (number, table) in tables.iter().enumerate() {
            let (Some(table), Some((base, link))) = (table, schema.table(number).history_of) else { continue };
            watch.check()?;
            let history = History::new(schema, tables, (number, table), link, rows_of(base));
            watch.check()?;
            let index = histories.all.len();
            let told: Vec<(usize, usize)> = schema.told(number, base).collect();
            for (column, there) in &told {
                if let Some(slot) = histories.columns.get_mut(base).and_then(|columns| columns.get_mut(*column)) {
                    slot.get_or_insert((index, *there));
                }
            }
            histories.issues.extend(history.contradictions(table, &told).into_iter().map(|issue| (number, issue)));
            histories.all.push(history);
        }
        Ok(histories)
    }

    /// The history that tells a column, and the column there.
    fn of(&self, table: usize, column: usize) -> Option<(&History, usize)> {
        let (history, there) = (*self.columns.get(table)?.get(column)?)?;
        Some((self.all.get(history)?, there))
    }
}

impl History {
    fn new(schema: &Schema, tables: &[Option<Table>], (number, table): (usize, &Table), link: usize, rows: usize) -> Self {
        let shape = schema.table(number);
        let lasting = matches!(shape.dated, Dated::Figure(_));
        let unlinked = (table.counted > 0 && table.column(link).is_none()).then_some(link);
        let mut history = Self { table: number, spells: vec![Vec::new(); rows], lasting, dated: shape.dated, unlinked, turns: OnceLock::new() };
        let day = |column: usize, row: usize| table.column(column).map_or(Content::Bad, |column| column.day(row));
        let begins = |row: usize| match shape.dated {
            Dated::Standing => Some(Day::from_number(1)),
            Dated::Event(date) | Dated::Spell(date, _) => day(date, row).value(),
            Dated::Figure(period) => {
                let target = schema.table_index(shape.columns.get(period)?.kind.target()?)?;
                let code = table.column(period)?.coded(row).value()?;
                tables.get(target)?.as_ref()?.column(schema.table(target).column_index("start")?)?.day(code as usize).value()
            }
        };
        let ends = |row: usize| match shape.dated {
            Dated::Spell(_, end) => match day(end, row) {
                Content::Value(day) => Last::On(day),
                Content::Blank if shape.columns.get(end).is_some_and(|end| end.blank != Blank::Unknown) => Last::Running,
                Content::Blank | Content::Bad => Last::Missing,
            },
            _ => Last::Running,
        };
        for row in 0..table.counted {
            let Some(code) = table.column(link).and_then(|link| link.coded(row).value()) else { continue };
            let uncertain = table.uncertain.as_ref().is_some_and(|uncertain| uncertain.get(row) == Some(&true));
            let spell = Spell { row, first: begins(row).filter(|_| !uncertain), last: ends(row) };
            if let Some(spells) = history.spells.get_mut(code as usize) {
                spells.push(spell);
            }
        }
        // The order of the rows makes no difference.
        let id = |spell: &Spell| table.ids.get(spell.row);
        history.spells.iter_mut().for_each(|spells| sorting::sort_by(spells, |a, b| (a.first, id(a), a.row).cmp(&(b.first, id(b), b.row))));
        history
    }

    /// The days on which any row begins to hold or no longer does, in order.
    fn turns(&self) -> &[Day] {
        self.turns.get_or_init(|| different_days(self.spells.iter().flatten().flat_map(Spell::turns).map(Day::number)))
    }

    fn of(&self, row: usize) -> &[Spell] {
        self.spells.get(row).map_or(&[], Vec::as_slice)
    }

    /// Rows that hold on the same day as an earlier one and say something else in a column that they tell, each once. Of the rows that began
    /// before it, only the one that runs the longest need be looked at, and the longest of those that say something else than that one.
    fn contradictions(&self, table: &Table, told: &[(usize, usize)]) -> Vec<CellIssue> {
        let differ =
            |a: &Spell, b: &Spell| told.iter().map(|(_, column)| *column).find(|column| table.column(*column).is_some_and(|cells| !cells.same(a.row, b.row)));
        let mut issues = Vec::new();
        for spells in &self.spells {
            let (mut longest, mut other): (Option<&Spell>, Option<&Spell>) = (None, None);
            for spell in spells.iter().filter(|spell| spell.first.is_some()) {
                let against = longest.and_then(|one| Some((one, differ(one, spell)?))).or_else(|| other.and_then(|one| Some((one, differ(one, spell)?))));
                if let Some((one, column)) = against.filter(|(one, _)| self.meet(one, spell)) {
                    let row = table.source.get(spell.row).copied().unwrap_or_default();
                    issues.push(CellIssue { code: Code::DataOverlap, column, row, text: table.ids.get(one.row).into() });
                }
                let lasts_longer = |than: Option<&Spell>| than.is_none_or(|than| self.reach(spell) > self.reach(than));
                let differs = longest.is_none_or(|longest| differ(longest, spell).is_some());
                if lasts_longer(longest) {
                    other = if differs { longest } else { other };
                    longest = Some(spell);
                } else if differs && lasts_longer(other) {
                    other = Some(spell);
                }
            }
        }
        issues
    }

    /// How far a row reaches: what may still run, beyond every day; where each lasts until the next one, no further than its beginning.
    fn reach(&self, spell: &Spell) -> (bool, Option<Day>) {
        match spell.last {
            _ if self.lasting => (false, spell.first),
            Last::On(last) => (false, Some(last)),
            Last::Running | Last::Missing => (true, None),
        }
    }

    /// Whether a row holds on a day on which an earlier one does.
    fn meet(&self, earlier: &Spell, spell: &Spell) -> bool {
        let (endless, last) = self.reach(earlier);
        endless || last >= spell.first
    }

    /// It cannot be told when a row holds: its first or last day does not tell, or which row of its id is right.
    fn undated(&self, spell: &Spell, column: usize) -> Then {
        let cell = match (spell.first, self.dated) {
            (None, Dated::Event(first) | Dated::Spell(first, _) | Dated::Figure(first)) => first,
            (Some(_), Dated::Spell(_, last)) => last,
            _ => column,
        };
        Then::Unclear(self.table, cell, spell.row)
    }

    /// Where a cell stands on a day.
    fn then(&self, table: &Table, column: usize, at: At) -> Then {
        if let Some(link) = self.unlinked {
            return Then::Unclear(self.table, link, 0);
        }
        let spells = self.of(at.row);
        let Some(first) = spells.first() else { return Then::Own };
        let Some(day) = at.day else { return Then::Unclear(self.table, column, first.row) };
        if self.lasting {
            if let Some(unclear) = spells.iter().find(|spell| spell.first.is_none()) {
                return self.undated(unclear, column);
            }
            let before = spells.partition_point(|spell| spell.first <= Some(day));
            let Some(latest) = before.checked_sub(1).and_then(|index| spells.get(index)) else { return Then::Own };
            let mut same_period = spells.iter().take(before).rev().take_while(|spell| spell.first == latest.first);
            let agree = |spell: &Spell| table.column(column).is_some_and(|column| column.same(latest.row, spell.row));
            return match same_period.find(|spell| !agree(spell)) {
                Some(spell) => Then::Unclear(self.table, column, spell.row),
                None => Then::Told(self.table, column, latest.row),
            };
        }
        let mut holding: Option<usize> = None;
        for spell in spells {
            let begun = spell.first.map(|first| first <= day);
            let over = match spell.last {
                Last::On(last) => Some(last < day),
                Last::Running => Some(false),
                Last::Missing => None,
            };
            match (begun, over) {
                (Some(false), _) | (_, Some(true)) => {}
                (Some(true), Some(false)) => match holding {
                    Some(other) if !table.column(column).is_some_and(|column| column.same(other, spell.row)) => {
                        return Then::Unclear(self.table, column, spell.row);
                    }
                    _ => holding = Some(spell.row),
                },
                _ => return self.undated(spell, column),
            }
        }
        holding.map_or(Then::Nothing, |row| Then::Told(self.table, column, row))
    }
}

impl Loaded {
    /// Where a cell stands on the day on which its row is looked at.
    pub(crate) fn then(&self, table: usize, column: usize, at: At) -> Then {
        let Some((history, there)) = self.histories.of(table, column) else { return Then::Own };
        self.table(history.table).map_or(Then::Own, |told| history.then(told, there, at))
    }

    /// The histories that tell what a path passes.
    fn told_by(&self, path: &Path) -> impl Iterator<Item = &History> {
        let mut table = path.table;
        path.steps.iter().filter_map(move |step| {
            let history = self.histories.of(table, *step);
            table = self.target(table, *step).unwrap_or(table);
            Some(history?.0)
        })
    }

    /// Whether what stands at the end of a path can change over time.
    pub(crate) fn is_dated(&self, path: &Path) -> bool {
        !self.histories.all.is_empty() && self.told_by(path).next().is_some()
    }

    /// The days on which what stands at the end of a path can change, in order, history by history.
    pub(crate) fn turns_of(&self, path: &Path) -> impl Iterator<Item = &[Day]> {
        self.told_by(path).map(History::turns)
    }

    /// The days on which anything can change, in order, history by history.
    pub(crate) fn turns(&self) -> impl Iterator<Item = &[Day]> {
        self.histories.all.iter().map(History::turns)
    }

    /// The days on which something begins to hold, or no longer does, in the columns of a row that change over time.
    pub(crate) fn changes(&self, table: usize, row: usize) -> Vec<Day> {
        let told = self.histories.columns.get(table).into_iter().flatten().flatten();
        let mut histories: Vec<usize> = told.map(|(history, _)| *history).collect();
        sorting::sort(&mut histories);
        histories.dedup();
        let spells = histories.iter().filter_map(|history| self.histories.all.get(*history)).flat_map(|history| history.of(row));
        let mut days: Vec<Day> = spells.flat_map(Spell::turns).collect();
        sorting::sort(&mut days);
        days.dedup();
        days
    }
}
