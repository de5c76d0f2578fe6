//! How the findings that feed a unit of a card came out.

use super::Share;
use super::earn::{Look, Way};
use crate::calendar::Period;
use crate::data::Loaded;
use crate::judge::{Amount, Comparison, Raw, Test};
use crate::measure::{Feed, Grid, Horizon};
use crate::pack::Tied;
use crate::report::RuleRun;
use crate::script::Nothing;
use rustc_hash::FxHashMap;

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

/// The findings of some rules for every cell of a card, and what each of them earns. `leaves` tells those that are not to be reckoned with.
pub(super) fn collect(
    loaded: &Loaded,
    runs: &[RuleRun],
    rules: &[Tied],
    way: Way<'_>,
    card: Grid<'_>,
    horizon: Horizon<'_>,
    leaves: &impl Fn(&RuleRun, &Raw) -> bool,
) -> (Vec<Tally>, Earned) {
    let mut tallies = vec![Tally::default(); card.cells()];
    let mut earned = Earned::default();
    let inside = |period: usize, theirs: &Period| card.encloses(period, theirs);
    for tied in rules.iter().filter(|tied| tied.inside) {
        let Some((number, run)) = runs.iter().enumerate().find(|(_, run)| run.rule == tied.source) else { continue };
        let from = Grid { members: &run.members, periods: &run.periods, as_of: card.as_of };
        let Some(mut feed) = Feed::new(loaded, &tied.tie, from, card, inside) else { continue };
        for raw in run.all_findings().iter().filter(|raw| !leaves(run, raw)) {
            let Some(outcome) = run.outcomes.get(raw.outcome as usize) else { continue };
            let waits = outcome.status() == crate::judge::Status::NotDue;
            feed.cells(raw.unit as usize, raw.period as usize, |cell, sure| {
                let Some(tally) = tallies.get_mut(cell) else { return };
                earned.entry((number, raw.outcome)).or_insert_with(|| way.share(outcome, &|test| look(run, raw, test)));
                let came = (number, raw.outcome, sure);
                match tally.came.iter_mut().find(|(known, _)| *known == came) {
                    Some((_, count)) => *count += 1,
                    None => tally.came.push((came, 1)),
                }
                if waits && sure {
                    tally.waiting.push((number, *raw));
                }
            });
        }
        let coming = horizon.coming(run);
        if coming.periods.is_empty() {
            continue;
        }
        let Some(mut feed) = Feed::new(loaded, &tied.tie, Grid { periods: &coming.periods, ..from }, card, inside) else { continue };
        for (unit, period) in coming.units(&run.members) {
            feed.cells(unit, period, |cell, _| tallies.get_mut(cell).into_iter().for_each(|tally| tally.coming += 1));
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
