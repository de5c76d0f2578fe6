//! Whose findings feed which unit of a card: tied as records are, in a period that lies inside the card's.

use super::Share;
use super::earn::{Look, Way};
use crate::calendar::{Day, Period};
use crate::data::{At, Loaded};
use crate::judge::{Amount, Comparison, Raw, Test, Truth};
use crate::measure::{Members, Ties};
use crate::pack::{Tie, Tied};
use crate::report::RuleRun;
use crate::script::Nothing;
use rustc_hash::FxHashMap;

/// Units in periods, of a rule or of a card.
#[derive(Clone, Copy)]
pub(super) struct Grid<'a> {
    pub(super) members: &'a Members,
    pub(super) periods: &'a [Period],
    /// The day on which units are looked at.
    pub(super) as_of: Day,
}

impl Grid<'_> {
    pub(super) fn cells(&self) -> usize {
        self.members.rows.len() * self.periods.len()
    }
}

/// Which cells of a card the units and periods of something else feed.
pub(super) struct Feed<'a> {
    ties: Ties<'a>,
    rows: &'a [u32],
    as_of: Day,
    /// For each period of the source: those of the card that it lies in.
    inside: Vec<Vec<usize>>,
    periods: usize,
}

impl<'a> Feed<'a> {
    pub(super) fn new(loaded: &'a Loaded, tie: &'a Tie, from: Grid<'a>, to: Grid<'_>) -> Option<Self> {
        let unit_at = |unit: usize, _: usize| At::new(to.members.rows[unit] as usize, Some(to.as_of));
        let ties = Ties::new(loaded, tie, from.members.table, to.members, 1, &unit_at)?;
        let encloses = |period: &Period| (0..).zip(to.periods).filter(|(_, outer)| outer.span.encloses(&period.span)).map(|(index, _)| index).collect();
        Some(Self { ties, rows: &from.members.rows, as_of: to.as_of, inside: from.periods.iter().map(encloses).collect(), periods: to.periods.len() })
    }

    /// The units of the card that a unit is tied to, and whether surely.
    pub(super) fn tied(&self, unit: usize) -> Vec<(usize, bool)> {
        let mut tied = Vec::new();
        if let Some(row) = self.rows.get(unit) {
            self.ties.each(At::new(*row as usize, Some(self.as_of)), 0, |unit, truth| tied.push((unit as usize, truth == Truth::Yes)));
        }
        tied
    }

    /// The cells of a tied unit that a period feeds.
    pub(super) fn cells(&self, unit: usize, period: usize) -> impl Iterator<Item = usize> {
        self.inside.get(period).map_or(&[][..], Vec::as_slice).iter().map(move |inside| unit * self.periods + inside)
    }
}

/// How findings came out: the run and its outcome, and whether they surely belong to the unit of the card.
pub(crate) type Came = (usize, u32, bool);

/// The findings of one item, for one unit of a card in one period.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// How many came out how.
    pub(crate) came: Vec<(Came, u32)>,
    /// Those that records to come can still make pass.
    pub(crate) waiting: Vec<(usize, Raw)>,
    /// Findings that there will be once their periods have begun.
    pub(crate) coming: u32,
}

/// What findings earn, by run and outcome; nothing if they leave the card.
pub(crate) type Earned = FxHashMap<(usize, u32), Option<Share>>;

/// The findings of some rules for every cell of a card, and what each of them earns. `coming` tells the periods of a rule that have not begun,
/// `leaves` the findings that are not to be reckoned with.
pub(super) fn collect(
    loaded: &Loaded,
    runs: &[RuleRun],
    rules: &[Tied],
    way: Way<'_>,
    card: Grid<'_>,
    coming: &impl Fn(&RuleRun) -> Vec<Period>,
    leaves: &impl Fn(&RuleRun, &Raw) -> bool,
) -> (Vec<Tally>, Earned) {
    let mut tallies = vec![Tally::default(); card.cells()];
    let mut earned = Earned::default();
    for tied in rules.iter().filter(|tied| tied.inside) {
        let Some((number, run)) = runs.iter().enumerate().find(|(_, run)| run.rule == tied.source) else { continue };
        let from = Grid { members: &run.members, periods: &run.periods, as_of: card.as_of };
        let Some(feed) = Feed::new(loaded, &tied.tie, from, card) else { continue };
        let mut unit = usize::MAX;
        let mut units = Vec::new();
        for raw in run.all_findings().iter().filter(|raw| !leaves(run, raw)) {
            // A unit's findings stand together.
            if raw.unit as usize != unit {
                unit = raw.unit as usize;
                units = feed.tied(unit);
            }
            let Some(outcome) = run.outcomes.get(raw.outcome as usize).filter(|_| !units.is_empty()) else { continue };
            earned.entry((number, raw.outcome)).or_insert_with(|| way.share(outcome, &|test| look(run, raw, test)));
            let waits = outcome.status() == crate::judge::Status::NotDue;
            for (cell, sure) in units.iter().flat_map(|(unit, sure)| feed.cells(*unit, raw.period as usize).map(move |cell| (cell, *sure))) {
                let Some(tally) = tallies.get_mut(cell) else { continue };
                let came = (number, raw.outcome, sure);
                match tally.came.iter_mut().find(|(known, _)| *known == came) {
                    Some((_, count)) => *count += 1,
                    None => tally.came.push((came, 1)),
                }
                if waits && sure {
                    tally.waiting.push((number, *raw));
                }
            }
        }
        // What happens is not known before it does.
        let periods = if run.members.own.is_some() { Vec::new() } else { coming(run) };
        if let Some(feed) = Feed::new(loaded, &tied.tie, Grid { periods: &periods, ..from }, card).filter(|_| !periods.is_empty()) {
            for (unit, _) in (0..run.members.rows.len()).flat_map(|unit| feed.tied(unit)) {
                for cell in (0..periods.len()).flat_map(|period| feed.cells(unit, period)) {
                    tallies.get_mut(cell).into_iter().for_each(|tally| tally.coming += 1);
                }
            }
        }
    }
    (tallies, earned)
}

/// How a comparison stands. Only a measure itself tells which way it can go, not what was computed from it.
fn look(run: &RuleRun, raw: &Raw, test: &Test) -> Look {
    let taken = test.input.and_then(|input| run.taken.get(usize::from(input)));
    let Some(taken) = taken else { return Look { is_settled: !test.open, is_there: false } };
    let standing = taken.standing(&run.members, raw.unit as usize, raw.period as usize);
    let end = match test.comparison {
        Comparison::AtMost | Comparison::LessThan => (standing.now.high, standing.reach.high),
        _ => (standing.now.low, standing.reach.low),
    };
    let is_measure = matches!(&test.measured, Amount::Number(now) if *now == standing.now);
    Look { is_settled: !test.open || (is_measure && end.0.is_some() && end.0 == end.1), is_there: is_measure && standing.nothing == Nothing::No }
}
