//! One pass over the records of a query: which of them count, how surely, for which unit and period.

use super::check::{Check, UnitCheck, is_dropped, needs_unit};
use super::facts::{Input, Inputs, RecordFacts, Settings};
use super::tie::Ties;
use super::units::Members;
use super::window::{DayIndex, End, WindowDays, spell_counts};
use crate::calendar::{Day, Period};
use crate::data::{Column, Content, Loaded, Table};
use crate::diagnostic::Diagnostic;
use crate::judge::{Key, Memo, Truth, Walk};
use crate::pack::{Blank, Filter, Placing, Plan};
use crate::script::{Answer, Closure, Root, Runner, as_truth};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// Everything that a measure is taken over.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) loaded: &'a Arc<Loaded>,
    pub(crate) plan: &'a Plan,
    pub(crate) members: &'a Members,
    pub(crate) periods: &'a [Period],
    pub(crate) windows: &'a [WindowDays],
    pub(crate) settings: &'a Arc<Settings>,
    pub(crate) as_of: Day,
}

/// What a scan meets besides counting records.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    /// Records whose tie is unusable and concerns nobody that can be told, by their rows as handed in.
    pub(crate) unbounded: Vec<u32>,
    /// What a closure stumbled over, once for each slip; the records are uncertain for it.
    pub(crate) failures: Vec<Diagnostic>,
}

/// A `where` closure and its answers so far.
struct Sieve<'a> {
    closure: &'a Closure,
    roots: Vec<Root>,
    inputs: Arc<Inputs>,
    known: Vec<Input>,
    memo: Memo<Truth>,
}

/// Scans all records. `count` is called with the cell (unit × periods + period), the record's row and how surely it counts.
pub(crate) fn scan(
    field: &Field<'_>,
    runner: Option<&Runner<'_>>,
    parameters: impl Fn(&Closure) -> usize,
    mut count: impl FnMut(usize, usize, Truth),
) -> Remarks {
    let Some(table) = field.loaded.table(field.plan.table) else { return Remarks::default() };
    let scan = Scan::new(field, table, parameters);
    let remarks = RefCell::new(Remarks::default());
    let Some(ties) = Ties::new(field.loaded, &field.plan.tie, field.plan.table, field.members.table, &field.members.rows) else { return Remarks::default() };
    for (rows, sure, checks) in scan.ranges() {
        for row in rows {
            let own = checks.iter().fold(sure, |truth, check| if truth == Truth::No { truth } else { truth.and(check.test(row)) });
            let own = if table.uncertain.as_ref().is_some_and(|uncertain| uncertain[row]) { own.and(Truth::Maybe) } else { own };
            if own == Truth::No {
                continue;
            }
            scan.placed(row, own, |period, truth| {
                let bounded = ties.each(row, |unit, tied| {
                    let truth = truth.and(tied).and(scan.of_unit(row, unit as usize, period, truth, runner, &remarks));
                    if truth != Truth::No {
                        count(unit as usize * field.periods.len() + period, row, truth);
                    }
                });
                if !bounded {
                    remarks.borrow_mut().unbounded.push(table.source[row]);
                }
            });
        }
    }
    let mut remarks = remarks.into_inner();
    remarks.unbounded.sort_unstable();
    remarks.unbounded.dedup();
    remarks
}

struct Scan<'a> {
    field: Field<'a>,
    table: &'a Table,
    checks: Vec<(&'a Filter, Check<'a>)>,
    per_unit: Vec<UnitCheck<'a>>,
    needs_unit: bool,
    sieves: RefCell<Vec<Sieve<'a>>>,
    days: DayIndex,
    dates: Option<&'a Column>,
    date_blank_is_nothing: bool,
    ends: Option<&'a Column>,
    end_blank: Blank,
}

impl<'a> Scan<'a> {
    fn new(field: &Field<'a>, table: &'a Table, parameters: impl Fn(&Closure) -> usize) -> Self {
        let filters = field.plan.filters.iter().filter(|filter| !is_dropped(field.loaded, filter));
        let (per_unit, own): (Vec<&Filter>, Vec<&Filter>) = filters.partition(|filter| needs_unit(&filter.test));
        let sieves: Vec<Sieve<'_>> = field
            .plan
            .closures
            .iter()
            .map(|closure| {
                let roots = [Root::Record, Root::Unit, Root::Parameters].into_iter().take(parameters(closure)).collect();
                Sieve { closure, roots, inputs: Arc::default(), known: Vec::new(), memo: Memo::new() }
            })
            .collect();
        let shape = field.loaded.schema.table(field.plan.table);
        let (dates, ends) = match field.plan.placing {
            Placing::Standing => (None, None),
            Placing::Event(date) => (Some(date), None),
            Placing::Spell { start, end, .. } => (Some(start), Some(end)),
        };
        Self {
            field: *field,
            table,
            checks: own.into_iter().map(|filter| (filter, Check::new(field.loaded, filter))).collect(),
            needs_unit: !per_unit.is_empty() || !sieves.is_empty(),
            per_unit: per_unit.into_iter().map(|filter| UnitCheck::new(field.loaded, filter, &field.members.rows)).collect(),
            sieves: RefCell::new(sieves),
            days: DayIndex::new(field.windows),
            dates: dates.and_then(|date| table.column(date)),
            date_blank_is_nothing: dates.is_some_and(|date| !shape.columns[date].blank_is_missing()),
            ends: ends.and_then(|end| table.column(end)),
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

    /// Calls `found` with each period that the record counts in, and how surely.
    fn placed(&self, row: usize, own: Truth, mut found: impl FnMut(usize, Truth)) {
        let each_window = |found: &mut dyn FnMut(usize, Truth), truth: &dyn Fn(crate::calendar::Span) -> Truth| {
            for (period, window) in self.field.windows.iter().enumerate() {
                if let Some(span) = window.span() {
                    let truth = own.and(truth(span));
                    if truth != Truth::No {
                        found(period, truth);
                    }
                }
            }
        };
        let date = self.dates.map_or(Content::Bad, |dates| dates.day(row));
        match self.field.plan.placing {
            Placing::Standing => each_window(&mut found, &|_| Truth::Yes),
            Placing::Event(_) => match date {
                Content::Value(day) if day > self.field.as_of => {}
                Content::Value(day) => self.days.each(day, |period| found(period, own)),
                Content::Blank if self.date_blank_is_nothing => {}
                Content::Blank | Content::Bad => each_window(&mut found, &|_| Truth::Maybe),
            },
            Placing::Spell { presence, .. } => {
                let start = match date {
                    Content::Value(day) if day > self.field.as_of => return,
                    Content::Blank if self.date_blank_is_nothing => return,
                    date => date.value(),
                };
                let end = match self.ends.map_or(Content::Bad, |ends| ends.day(row)) {
                    Content::Value(day) => End::On(day),
                    Content::Blank if self.end_blank != Blank::Unknown => End::Running,
                    Content::Blank | Content::Bad => End::Missing,
                };
                each_window(&mut found, &|window| spell_counts(presence, start, end, window, self.field.as_of));
            }
        }
    }

    /// Conditions and closures that need the unit.
    fn of_unit(&self, row: usize, unit: usize, period: usize, so_far: Truth, runner: Option<&Runner<'_>>, remarks: &RefCell<Remarks>) -> Truth {
        let mut truth = so_far;
        if !self.needs_unit {
            return truth;
        }
        let unit_row = self.field.members.rows[unit] as usize;
        let first = self.field.periods[period].span.first;
        for filter in &self.per_unit {
            if truth == Truth::No {
                return truth;
            }
            truth = truth.and(filter.test(self.field.loaded, row, unit, unit_row, first));
        }
        for sieve in self.sieves.borrow_mut().iter_mut() {
            if truth == Truth::No {
                return truth;
            }
            truth = truth.and(self.sift(sieve, row, unit_row, first, runner, remarks));
        }
        truth
    }

    fn sift(&self, sieve: &mut Sieve<'a>, row: usize, unit: usize, first: Day, runner: Option<&Runner<'_>>, remarks: &RefCell<Remarks>) -> Truth {
        let loaded = self.field.loaded;
        let key = |input: u16| -> Key {
            match sieve.known.get(usize::from(input)) {
                Some(Input::Column(Root::Record, path)) => super::atom::key(loaded, path, row),
                Some(Input::Column(_, path)) => super::atom::key(loaded, path, unit),
                Some(Input::Param(param)) => self.field.settings.value_on(*param, first).map_or((0, u64::MAX), |(version, _)| (version as u64, 0)),
                _ => (0, 0),
            }
        };
        if let Walk::Known(truth) = sieve.memo.walk(key) {
            return truth;
        }
        let Some(runner) = runner else { return Truth::Maybe };
        let facts = RecordFacts {
            loaded: loaded.clone(),
            inputs: sieve.inputs.clone(),
            settings: self.field.settings.clone(),
            record: (self.field.plan.table, row),
            unit: (self.field.members.table, unit),
            first,
        };
        let (answer, log) = runner.call(sieve.closure, &sieve.roots, Box::new(facts));
        let truth = match answer {
            Answer::Undecided { .. } => Truth::Maybe,
            Answer::Value(_) if log.dangling().is_some() => Truth::Maybe,
            Answer::Value(value) => as_truth(&value).map_or(Truth::Maybe, Truth::certain),
            Answer::Failed(_) if log.unknown => Truth::Maybe,
            Answer::Failed(failure) => {
                remarks.borrow_mut().failures.push(*failure);
                Truth::Maybe
            }
        };
        sieve.memo.record(&log.reads, truth);
        sieve.known = sieve.inputs.list();
        truth
    }
}
