//! Takes a measure over findings of other rules: of those that are tied to a unit and whose periods lie inside its window.

use super::atom::{Atom, Found};
use super::check::found_satisfies;
use super::doubt::{Doubt, of_tie};
use super::feed::{Coming, Feed, Grid};
use super::fold::{Cells, Measured, Tally as Shares, added, intern, ratio, values_of};
use super::scan::Remarks;
use super::tally::Tallies;
use super::window::WindowDays;
use crate::calendar::{Day, Period, month_of};
use crate::data::Loaded;
use crate::judge::{Amount, Entry, Growth, Range, Raw, Status, Tally, Together, Trend, Truth};
use crate::pack::{Aggregate, Cell, FindingColumn, FindingFilter, FindingPlan, Pack, Side, Test, Tied, Window, level_choice};
use crate::report::RuleRun;
use crate::sorting;
use crate::watch::Watch;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule whose findings are measured.
pub(crate) struct SourceRun<'a> {
    pub(crate) tied: &'a Tied,
    pub(crate) run: &'a RuleRun,
    /// Its periods that have not begun: what will be found in them is not due.
    pub(crate) coming: Coming,
}

/// Everything that a measure over findings is taken over.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) loaded: &'a Loaded,
    pub(crate) plan: &'a FindingPlan,
    pub(crate) sources: &'a [SourceRun<'a>],
    /// The units that are judged.
    pub(crate) units: Grid<'a>,
    pub(crate) windows: &'a [WindowDays],
    pub(crate) watch: &'a Watch,
}

/// A finding that is tied to a unit.
#[derive(Clone, Copy)]
pub(crate) struct Met<'a> {
    pub(crate) run: &'a RuleRun,
    /// Its numbers in the run; of one that is still to come, the unit's number only.
    pub(crate) raw: Raw,
    pub(crate) status: Status,
    is_coming: bool,
}

impl Met<'_> {
    /// The row of its unit.
    pub(crate) fn row(&self) -> u32 {
        self.run.members.rows.get(self.raw.unit as usize).copied().unwrap_or(u32::MAX)
    }
}

/// Conditions on findings. What is asked of the rule and the status alone has one answer for all findings that share them.
struct Asked<'a> {
    filters: Vec<&'a FindingFilter>,
    shared: Option<FxHashMap<(usize, Status), Truth>>,
}

impl<'a> Asked<'a> {
    fn new(filters: impl Iterator<Item = &'a FindingFilter>) -> Self {
        let filters: Vec<&FindingFilter> = filters.collect();
        let own = |filter: &&FindingFilter| filter.column == FindingColumn::Entity || filter.test.sides().iter().any(|side| matches!(side, Side::Dated(_)));
        let shared = (!filters.iter().any(own)).then(FxHashMap::default);
        Self { filters, shared }
    }

    /// `day` is that whose parameters hold.
    fn truth(&mut self, ground: &Ground<'_>, met: &Met<'_>, day: Day) -> Truth {
        let Self { filters, shared } = self;
        let ask = || {
            let truths = filters.iter().map(|filter| found_satisfies(ground.loaded, &filter.test, &ground.find(met, filter.column), day));
            truths.fold(Truth::Yes, Truth::and)
        };
        match shared {
            Some(known) => *known.entry((met.run.rule, met.status)).or_insert_with(ask),
            None => ask(),
        }
    }
}

impl Ground<'_> {
    /// Calls `found` with every finding that counts or may count in a cell, and how surely it does; gives by cell whether one of them, or one that only
    /// its status keeps out, is not due. One that is still to come is told where findings are judged together; nothing else can be said of it.
    pub(crate) fn each(&self, mut found: impl FnMut(usize, &Met<'_>, Truth)) -> Vec<bool> {
        let by_status = |filter: &&FindingFilter| filter.column == FindingColumn::Status;
        let mut lasting = Asked::new(self.plan.filters.iter().filter(|filter| !by_status(filter)));
        let mut passing = Asked::new(self.plan.filters.iter().filter(by_status));
        let mut waits = vec![false; self.units.members.cells()];
        let together = self.plan.aggregate == Aggregate::Worst;
        let mut tell = |cell: usize, met: &Met<'_>, sure: bool| {
            let day = self.day(cell);
            let truth = lasting.truth(self, met, day).and(if sure { Truth::Yes } else { Truth::Maybe });
            if let (Status::NotDue, true, Some(waits)) = (met.status, truth != Truth::No, waits.get_mut(cell)) {
                *waits = true;
            }
            let truth = truth.and(passing.truth(self, met, day));
            if truth != Truth::No && (together || !met.is_coming) {
                found(cell, met, truth);
            }
        };
        for SourceRun { tied, run, coming } in self.sources {
            let from = Grid { members: &run.members, periods: &run.periods, as_of: self.units.as_of };
            let Some(mut feed) = Feed::new(self.loaded, &tied.tie, from, self.units, |window, period| self.encloses(window, period)) else { continue };
            for raw in run.all_findings().iter().take_while(|_| !self.watch.is_stopped()) {
                let Some(outcome) = run.outcomes.get(raw.outcome as usize) else { continue };
                let met = Met { run, raw: *raw, status: outcome.status(), is_coming: false };
                feed.cells(raw.unit as usize, raw.period as usize, |cell, sure| tell(cell, &met, sure));
            }
            if coming.periods.is_empty() {
                continue;
            }
            // What belongs to something that happened is waited for until its period is over, and not whenever it may come.
            let in_time = |window: usize, period: &Period| self.windows.get(window).and_then(WindowDays::closes).is_none_or(|last| period.span.first <= last);
            let inside = |window: usize, period: &Period| in_time(window, period) && self.encloses(window, period);
            let Some(mut feed) = Feed::new(self.loaded, &tied.tie, Grid { periods: &coming.periods, ..from }, self.units, inside) else { continue };
            for (unit, period) in coming.units(&run.members).take_while(|_| !self.watch.is_stopped()) {
                let raw = Raw { unit: u32::try_from(unit).unwrap_or(u32::MAX), period: u32::MAX, outcome: u32::MAX };
                let met = Met { run, raw, status: Status::NotDue, is_coming: true };
                feed.cells(unit, period, |cell, sure| tell(cell, &met, sure));
            }
        }
        waits
    }

    /// Whether a period lies inside a window, and all of its months count.
    fn encloses(&self, window: usize, period: &Period) -> bool {
        let inside = self.windows.get(window).and_then(WindowDays::span).is_some_and(|span| span.encloses(&period.span));
        let Window::Months(months) = self.plan.window else { return inside };
        let next = |first: &Day| month_of(*first).and_then(|month| month.last).map(|last| last.plus(1));
        let mut days = std::iter::successors(Some(period.span.first), next);
        inside && period.span.last.is_some_and(|last| days.by_ref().take_while(|day| *day <= last).all(|day| months.holds(day)))
    }

    /// The day whose parameters hold for the unit of a cell.
    fn day(&self, cell: usize) -> Day {
        let (unit, period) = self.units.members.place(cell);
        self.units.periods.get(period).map_or(self.units.as_of, |period| self.units.members.day(unit, period))
    }

    fn find(&self, met: &Met<'_>, column: FindingColumn) -> Found<'static> {
        let choice = |number: usize| u32::try_from(number).map_or(Found::Missing, |number| Found::One(Atom::Choice(number)));
        match column {
            FindingColumn::Rule => choice(met.run.rule),
            FindingColumn::Clause => {
                let number = |id: &String| self.pack.clauses().iter().position(|clause| clause.id == *id);
                Found::List(self.clauses(met).filter_map(number).map(choice).collect())
            }
            FindingColumn::Level => {
                let level = self.pack.rules().get(met.run.rule).and_then(|rule| level_choice(self.pack.level(rule)));
                level.map_or(Found::Missing, |level| Found::One(Atom::Choice(level)))
            }
            FindingColumn::Status => Status::ALL.iter().position(|(status, _, _)| *status == met.status).map_or(Found::Missing, choice),
            FindingColumn::Entity => Found::One(Atom::Row(met.run.members.table, met.row())),
        }
    }

    fn clauses<'m>(&'m self, met: &Met<'_>) -> impl Iterator<Item = &'m String> + use<'m> {
        self.pack.rules().get(met.run.rule).into_iter().flat_map(|rule| rule.clauses.iter().map(|(id, _)| id))
    }

    /// What stands in a column, in the words that scripts write for it.
    fn words(&self, met: &Met<'_>, column: FindingColumn) -> Vec<String> {
        let rule = || self.pack.rules().get(met.run.rule);
        match column {
            FindingColumn::Rule => rule().map(|rule| rule.id.clone()).into_iter().collect(),
            FindingColumn::Clause => self.clauses(met).cloned().collect(),
            FindingColumn::Level => rule().map(|rule| self.pack.level(rule).name().into()).into_iter().collect(),
            FindingColumn::Status => vec![met.status.name().into()],
            FindingColumn::Entity => vec![self.loaded.linked_id(met.run.members.table, met.row()).to_string()],
        }
    }

    /// The cells that keep it from being told whether a finding is that of a cell's unit.
    pub(crate) fn doubts(&self, met: &Met<'_>, cell: usize) -> Vec<Doubt> {
        let tie = self.sources.iter().find(|source| source.run.rule == met.run.rule).map(|source| &source.tied.tie);
        let from = Grid { members: &met.run.members, periods: &met.run.periods, as_of: self.units.as_of };
        let (unit, period) = self.units.members.place(cell);
        let finding = from.unit(met.raw.unit as usize, met.raw.period as usize);
        tie.map(|tie| of_tie(self.loaded, tie, finding, self.units.unit(unit, period))).unwrap_or_default()
    }
}

/// Takes a measure over findings.
pub(crate) fn measure_findings(ground: &Ground<'_>) -> Measured {
    let size = ground.units.members.cells();
    let (cells, waits) = match ground.plan.aggregate {
        _ if ground.plan.per.is_some() => by_key(ground, size),
        Aggregate::Distinct => distinct(ground, size),
        Aggregate::Share => share(ground, size),
        Aggregate::Worst => together(ground, size),
        // Findings have no numbers or days that could be added up.
        _ => {
            let (mut low, mut extra) = (vec![0_u32; size], vec![0_u32; size]);
            let waits = ground.each(|cell, _, truth| {
                let counts = if truth == Truth::Yes { &mut low } else { &mut extra };
                counts.get_mut(cell).into_iter().for_each(|count| *count += 1);
            });
            (Cells::Counts { low, extra }, waits)
        }
    };
    Measured { cells, growth: growth(ground.plan), waits: Some(waits), remarks: Remarks::default() }
}

/// How findings to come move a measure over findings while one of them is not due.
pub(super) fn growth(plan: &FindingPlan) -> Growth {
    let added = added(plan.aggregate, false);
    let parts =
        if takes_not_due(&plan.filters) || (takes_not_due(&plan.that) && !plan.filters.iter().any(keeps_out_not_due)) { Trend::Free } else { Trend::Rises };
    Growth { added, open: if hangs_on_not_due(plan) { Trend::Free } else { added }, parts, by_one: true }
}

/// Whether a finding counts, or counts as what it does, since it is not due: once it is, it may count no more, or as something else.
fn hangs_on_not_due(plan: &FindingPlan) -> bool {
    let by_status = plan.values.iter().chain(&plan.per).any(|column| *column == FindingColumn::Status);
    takes_not_due(&plan.filters) || (by_status && !plan.filters.iter().any(keeps_out_not_due))
}

/// Whether conditions ask for the status and may be satisfied by "not due".
fn takes_not_due(filters: &[FindingFilter]) -> bool {
    filters.iter().any(|filter| filter.column == FindingColumn::Status) && !filters.iter().any(keeps_out_not_due)
}

/// Whether a condition on the status lists such as are not "not due".
fn keeps_out_not_due(filter: &FindingFilter) -> bool {
    let (FindingColumn::Status, Test::OneOf(sides) | Test::Within(sides)) = (filter.column, &filter.test) else { return false };
    let other = |cell: &Cell| matches!(cell, Cell::Choice(number) if Status::ALL.get(*number as usize).is_some_and(|(status, _, _)| *status != Status::NotDue));
    sides.iter().all(|side| match side {
        Side::Value(Cell::List(cells)) => cells.iter().all(other),
        Side::Value(cell) => other(cell),
        _ => false,
    })
}

/// Different values: each once, certain if any finding that has it certainly counts.
fn distinct(ground: &Ground<'_>, size: usize) -> (Cells, Vec<bool>) {
    let mut found: FxHashMap<(usize, Vec<Vec<String>>), bool> = FxHashMap::default();
    let waits = ground.each(|cell, met, truth| {
        let value = ground.plan.values.iter().map(|column| ground.words(met, *column)).collect();
        *found.entry((cell, value)).or_default() |= truth == Truth::Yes;
    });
    let (mut low, mut extra) = (vec![0_u32; size], vec![0_u32; size]);
    for ((cell, _), certain) in found {
        let counts = if certain { &mut low } else { &mut extra };
        counts.get_mut(cell).into_iter().for_each(|count| *count += 1);
    }
    (Cells::Counts { low, extra }, waits)
}

fn share(ground: &Ground<'_>, size: usize) -> (Cells, Vec<bool>) {
    let mut met_by = Asked::new(ground.plan.that.iter());
    let mut shares = vec![Shares::default(); size];
    let waits = ground.each(|cell, met, truth| {
        let satisfied = met_by.truth(ground, met, ground.day(cell));
        shares.get_mut(cell).into_iter().for_each(|share| share.add(truth, satisfied));
    });
    (values_of(shares.iter().map(ratio)), waits)
}

fn by_key(ground: &Ground<'_>, size: usize) -> (Cells, Vec<bool>) {
    let mut groups: FxHashMap<usize, BTreeMap<String, (u32, u32)>> = FxHashMap::default();
    let passing = hangs_on_not_due(ground.plan);
    let waits = ground.each(|cell, met, truth| {
        let mut keys = ground.plan.per.map(|column| ground.words(met, column)).unwrap_or_default();
        sorting::sort(&mut keys);
        keys.dedup();
        let sure = truth == Truth::Yes && !(passing && met.status == Status::NotDue);
        for key in keys {
            let (certain, possible) = groups.entry(cell).or_default().entry(key).or_default();
            *(if sure { certain } else { possible }) += 1;
        }
    });
    let entry = |(certain, possible): (u32, u32)| {
        let count = Range { low: Some(certain.into()), high: Some(Decimal::from(certain) + Decimal::from(possible)) };
        Entry { certain, possible, value: Amount::Number(count), times: None }
    };
    let tallies = (0..size).map(|cell| {
        let entries = groups.remove(&cell).unwrap_or_default().into_iter().map(|(key, counts)| (key, entry(counts))).collect();
        Arc::new(Tally { entries, ..Tally::default() })
    });
    let (cells, tallies) = intern(tallies);
    (Cells::Tallies(Tallies { cells, tallies }), waits)
}

fn together(ground: &Ground<'_>, size: usize) -> (Cells, Vec<bool>) {
    let mut found = vec![Together::default(); size];
    let waits = ground.each(|cell, met, truth| found.get_mut(cell).into_iter().for_each(|found| found.add(met.status, 1, truth == Truth::Yes)));
    let (cells, all) = intern(found.into_iter());
    (Cells::Together { cells, all }, waits)
}
