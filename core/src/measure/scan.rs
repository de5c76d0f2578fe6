//! One pass over the records of a query: which of them count, how surely, for which unit and period.

use super::check::{Check, UnitCheck, is_dated, is_dropped};
use super::days::RecordDays;
use super::facts::Settings;
use super::sieve::Sieve;
use super::tie::Ties;
use super::units::Members;
use super::window::{DayIndex, End, WindowDays, spell_counts};
use crate::calendar::{Day, Period, Span};
use crate::data::{At, Column, Content, Loaded, Table};
use crate::diagnostic::Diagnostic;
use crate::judge::Truth;
use crate::pack::{Blank, Filter, Placing, Presence, RecordPlan, Window};
use crate::script::{Closure, Runner};
use crate::watch::Watch;
use std::ops::Range;
use std::sync::Arc;

/// Everything that a measure is taken over.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) loaded: &'a Arc<Loaded>,
    pub(crate) plan: &'a RecordPlan,
    pub(crate) members: &'a Members,
    pub(crate) periods: &'a [Period],
    pub(crate) windows: &'a [WindowDays],
    pub(crate) settings: &'a Arc<Settings>,
    pub(crate) as_of: Day,
    pub(crate) watch: &'a Watch,
}

impl Field<'_> {
    /// The day whose parameters hold for a unit in a period.
    pub(crate) fn day(&self, unit: usize, period: usize) -> Day {
        self.members.day(unit, &self.periods[period])
    }

    /// A unit as it is on the day on which it is looked at: its own, or the last one of its period that has come.
    pub(crate) fn unit(&self, unit: usize, period: usize) -> At {
        At::new(self.members.rows[unit] as usize, Some(self.members.looked_at(unit, &self.periods[period], self.as_of)))
    }

    /// Whether records count whenever they happened: of units that happened themselves, if nothing else is said.
    fn is_timeless(&self) -> bool {
        self.members.own.is_some() && self.plan.window == Window::Period
    }
}

/// What a scan meets besides counting records.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    /// Records whose tie is unusable and concerns nobody that can be told, by their rows as handed in.
    pub(crate) unbounded: Vec<u32>,
    /// What a closure stumbled over, once for each slip; the records are uncertain for it.
    pub(crate) failures: Vec<Diagnostic>,
}

/// Records that are looked at together, question by question: few enough that what is known of them stays in the nearest memory.
const BLOCK: usize = 2048;

/// A record that may count in a period.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    pub(super) row: u32,
    pub(super) period: u32,
    pub(super) truth: Truth,
}

/// In place of a period: that in which the record's unit happened, whichever it is.
const ANY: u32 = u32::MAX;

/// Scans all records. `count` is called with the cell (unit × periods + period), the record's row and how surely it counts. A run that is
/// stopped meanwhile ends the scan wherever it is: who asked for it has no use for what it gave.
pub(crate) fn scan(
    field: &Field<'_>,
    runner: Option<&Runner<'_>>,
    parameters: impl Fn(&Closure) -> usize,
    mut count: impl FnMut(usize, usize, Truth),
) -> Remarks {
    let Some(table) = field.loaded.table(field.plan.table).filter(|_| !field.periods.is_empty()) else { return Remarks::default() };
    let scan = Scan::new(field, table);
    let unit_at = |unit: usize, period: usize| field.unit(unit, field.members.own.as_ref().map_or(period, |own| own[unit].period as usize));
    let sides = if field.members.own.is_some() { 1 } else { field.periods.len() };
    let Some(ties) = Ties::new(field.loaded, &field.plan.tie, field.plan.table, field.members, sides, &unit_at) else { return Remarks::default() };
    let mut sieves: Vec<Sieve<'_>> = field.plan.closures.iter().map(|closure| Sieve::new(field, closure, parameters(closure))).collect();
    let mut remarks = Remarks::default();
    let mut truths: Vec<Truth> = Vec::with_capacity(BLOCK);
    let mut placed: Vec<Placed> = Vec::with_capacity(BLOCK);
    let mut tied: Vec<(Placed, u32)> = Vec::with_capacity(BLOCK);
    for (rows, sure, checks) in scan.ranges() {
        for start in rows.clone().step_by(BLOCK) {
            if field.watch.is_stopped() {
                return remarks;
            }
            let block = start..rows.end.min(start + BLOCK);
            scan.select(block.clone(), sure, &checks, &mut truths);
            scan.place(block, &truths, &mut placed);
            tied.clear();
            let of_unit = |record: Placed, unit: u32| scan.settled(record, unit).map_or(Truth::No, |record| scan.of_unit(record, unit));
            ties.tie(&placed, &mut tied, |row, period| scan.record_days.at(row, period), of_unit, |row| remarks.unbounded.push(table.source[row]));
            for (Placed { row, period, truth }, unit) in tied.iter().filter_map(|(record, unit)| Some((scan.settled(*record, *unit)?, *unit))) {
                let (row, period, unit) = (row as usize, period as usize, unit as usize);
                let mut truth = truth;
                for sieve in &mut sieves {
                    if truth != Truth::No {
                        truth = truth.and(sieve.sift(row, unit, period, runner, &mut remarks.failures));
                    }
                }
                if truth != Truth::No {
                    count(field.members.cell(unit, period), row, truth);
                }
            }
        }
    }
    remarks.unbounded.sort_unstable();
    remarks.unbounded.dedup();
    remarks
}

struct Scan<'a> {
    field: Field<'a>,
    table: &'a Table,
    checks: Vec<(&'a Filter, Check<'a>)>,
    per_unit: Vec<UnitCheck<'a>>,
    days: DayIndex,
    dates: Option<&'a Column>,
    date_blank_is_nothing: bool,
    ends: Option<&'a Column>,
    end_blank: Blank,
    record_days: RecordDays<'a>,
}

impl<'a> Scan<'a> {
    fn new(field: &Field<'a>, table: &'a Table) -> Self {
        let filters = field.plan.filters.iter().filter(|filter| !is_dropped(field.loaded, filter));
        let (per_unit, own): (Vec<&Filter>, Vec<&Filter>) = filters.partition(|filter| filter.test.needs_unit() || is_dated(field.loaded, filter));
        let shape = field.loaded.schema.table(field.plan.table);
        let (dates, ends) = match field.plan.placing {
            Placing::Standing | Placing::Figure(_) => (None, None),
            Placing::Event(date) => (Some(date), None),
            Placing::Spell { start, end, .. } => (Some(start), Some(end)),
        };
        Self {
            field: *field,
            table,
            checks: own.into_iter().map(|filter| (filter, Check::new(field.loaded, filter))).collect(),
            per_unit: per_unit.into_iter().map(|filter| UnitCheck::new(field.loaded, filter, &field.members.rows)).collect(),
            days: DayIndex::new(field.windows, field.as_of),
            dates: dates.and_then(|date| table.column(date)),
            date_blank_is_nothing: dates.is_some_and(|date| !shape.columns[date].blank_is_missing()),
            ends: ends.and_then(|end| table.column(end)),
            record_days: RecordDays::new(field),
            end_blank: ends.map_or(Blank::Unknown, |end| shape.columns[end].blank),
        }
    }

    /// Rows to look at: those of the partitions that the conditions on the layout column do not rule out, each with what these
    /// conditions say of all its rows, and the conditions that are left to ask.
    fn ranges(&self) -> Vec<(Range<usize>, Truth, Vec<&Check<'a>>)> {
        let all = || self.checks.iter().map(|(_, check)| check).collect();
        let Some((layout, partitions)) = &self.table.partitions else { return vec![(0..self.table.counted, Truth::Yes, all())] };
        let choices = partitions.len() - 1;
        let mut ranges = Vec::new();
        for (code, rows) in partitions.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let mut sure = Truth::Yes;
            let mut left = Vec::new();
            for (filter, check) in &self.checks {
                match check.for_partition(&filter.path, *layout, code, choices) {
                    Some(truth) => sure = sure.and(truth),
                    None => left.push(check),
                }
            }
            if sure != Truth::No {
                ranges.push((rows.clone(), sure, left));
            }
        }
        ranges
    }

    /// How surely each record of a block counts, as far as it alone can tell.
    fn select(&self, block: Range<usize>, sure: Truth, checks: &[&Check<'_>], truths: &mut Vec<Truth>) {
        truths.clear();
        truths.resize(block.len(), sure);
        checks.iter().for_each(|check| check.narrow(block.start, truths));
        if let Some(uncertain) = &self.table.uncertain {
            for (truth, _) in truths.iter_mut().zip(&uncertain[block]).filter(|(_, uncertain)| **uncertain) {
                *truth = truth.and(Truth::Maybe);
            }
        }
    }

    /// The periods that the records of a block count in, and how surely.
    fn place(&self, block: Range<usize>, truths: &[Truth], placed: &mut Vec<Placed>) {
        placed.clear();
        if self.field.is_timeless() {
            return self.place_whenever(block, truths, placed);
        }
        let first = u32::try_from(block.start).unwrap_or(u32::MAX);
        let selected = (first..).zip(truths.iter().copied()).filter(|(_, truth)| *truth != Truth::No);
        match self.field.plan.placing {
            Placing::Standing => selected.for_each(|(row, own)| self.each_window(row, own, placed, |_| Truth::Yes)),
            Placing::Event(_) => {
                if let Some(days) = self.dates.and_then(|dates| dates.known_days(block.clone())).filter(|_| self.days.is_simple()) {
                    // Which records lie in a window is hard to foretell: each is written down, and the next one over it if it does not count.
                    placed.resize(block.len(), Placed { row: 0, period: 0, truth: Truth::No });
                    let mut count = 0;
                    for ((row, truth), day) in (first..).zip(truths).zip(days) {
                        let period = self.days.period(Day::from_number(*day));
                        placed[count] = Placed { row, period: period.unwrap_or(0), truth: *truth };
                        count += usize::from(period.is_some() && *truth != Truth::No);
                    }
                    placed.truncate(count);
                    return self.keep_months(placed);
                }
                for (row, own) in selected {
                    match self.dates.map_or(Content::Bad, |dates| dates.day(row as usize)) {
                        Content::Value(day) => self.days.each(day, |period| placed.push(Placed { row, period, truth: own })),
                        Content::Blank if self.date_blank_is_nothing => {}
                        Content::Blank | Content::Bad => self.each_window(row, own, placed, |_| Truth::Maybe),
                    }
                }
            }
            Placing::Figure(_) => {
                for (row, own) in selected {
                    match self.record_days.figures.as_ref().map_or(Content::Bad, |figures| figures.span(row as usize)) {
                        Content::Value(figure) if figure.first > self.field.as_of => {}
                        Content::Value(figure) => self.each_window(row, own, placed, |window| Truth::certain(window.encloses(&figure))),
                        Content::Blank => {}
                        Content::Bad => self.each_window(row, own, placed, |_| Truth::Maybe),
                    }
                }
            }
            Placing::Spell { presence, .. } => {
                for (row, own) in selected {
                    let start = match self.dates.map_or(Content::Bad, |dates| dates.day(row as usize)) {
                        Content::Value(day) if day > self.field.as_of => continue,
                        Content::Blank if self.date_blank_is_nothing => continue,
                        date => date.value(),
                    };
                    let end = match self.ends.map_or(Content::Bad, |ends| ends.day(row as usize)) {
                        Content::Value(day) => End::On(day),
                        Content::Blank if self.end_blank != Blank::Unknown => End::Running,
                        Content::Blank | Content::Bad => End::Missing,
                    };
                    self.each_window(row, own, placed, |window| spell_counts(presence, start, end, window, self.field.as_of));
                }
            }
        }
        self.keep_months(placed);
    }

    /// Leaves out what did not happen in the months that count; of a figure, every month of its period is one of them; what runs
    /// on the last day may have begun in any.
    fn keep_months(&self, placed: &mut Vec<Placed>) {
        let Window::Months(months) = self.field.plan.window else { return };
        let in_month = |row: usize| match &self.record_days.figures {
            Some(figures) => figures.span(row).value().is_none_or(|figure| months.hold(figure)),
            None if matches!(self.field.plan.placing, Placing::Spell { presence: Presence::AtEnd, .. }) => true,
            None => self.dates.and_then(|dates| dates.day(row).value()).is_none_or(|day| months.holds(day)),
        };
        placed.retain(|record| in_month(record.row as usize));
    }

    /// Every record that has happened, in whatever period its unit did.
    fn place_whenever(&self, block: Range<usize>, truths: &[Truth], placed: &mut Vec<Placed>) {
        let first = u32::try_from(block.start).unwrap_or(u32::MAX);
        for (row, own) in (first..).zip(truths.iter().copied()).filter(|(_, truth)| *truth != Truth::No) {
            let figures = self.record_days.figures.as_ref().map(|figures| figures.span(row as usize).map(|span| span.first));
            let happened = match figures.or_else(|| self.dates.map(|dates| dates.day(row as usize))) {
                None if self.field.plan.placing == Placing::Standing => Truth::Yes,
                Some(Content::Value(day)) => Truth::certain(day <= self.field.as_of),
                Some(Content::Blank) if self.date_blank_is_nothing || self.record_days.figures.is_some() => Truth::No,
                None | Some(Content::Blank | Content::Bad) => Truth::Maybe,
            };
            if happened != Truth::No {
                placed.push(Placed { row, period: ANY, truth: own.and(happened) });
            }
        }
    }

    /// A record in the period of the unit that it is tied to; nothing if the unit is not judged in it.
    fn settled(&self, record: Placed, unit: u32) -> Option<Placed> {
        let Some(own) = &self.field.members.own else { return Some(record) };
        let period = own.get(unit as usize)?.period;
        (record.period == period || record.period == ANY).then_some(Placed { period, ..record })
    }

    fn each_window(&self, row: u32, own: Truth, placed: &mut Vec<Placed>, truth: impl Fn(Span) -> Truth) {
        for (period, window) in (0..).zip(self.field.windows) {
            let truth = window.span().map_or(Truth::No, |span| own.and(truth(span)));
            if truth != Truth::No {
                placed.push(Placed { row, period, truth });
            }
        }
    }

    /// How surely a record counts for a unit, as far as conditions can tell.
    fn of_unit(&self, record: Placed, unit: u32) -> Truth {
        self.per_unit
            .iter()
            .fold(record.truth, |truth, check| if truth == Truth::No { truth } else { truth.and(check.test(&self.field, &self.record_days, record, unit)) })
    }
}
