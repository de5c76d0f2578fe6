//! The scores of every card: items first, then what is blended in. Rounding, bands and vetoes are the report's.

use super::Share;
use super::earn::Way;
use super::tally::{Came, Earned, Tally, collect};
use crate::calendar::{Day, Period, Span};
use crate::data::Loaded;
use crate::judge::{Outcome, Raw};
use crate::measure::{Calendar, Feed, Grid, Horizon, Members, Over, Whom};
use crate::pack::{Choices, Item, Pack, ResolvedCard, Resolver, RollUp, Scorecard, Scorer, Tied};
use crate::report::{RuleRun, Skipped};
use crate::sorting;
use crate::watch::Watch;
use rust_decimal::Decimal;

/// Every card of the pack, in order of declaration: how it came out, or why it was not scored.
pub(crate) type Scores = Vec<Result<CardRun, Unscored>>;

/// Why a card was not scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unscored {
    /// A rule that it rests on was not to run: nobody asked for it, or it is not one of this profile's.
    LeftOut(String, Option<String>),
    /// Its units or periods cannot be told without this table.
    NoTable(String),
    /// A card that it is bound to was not scored.
    Bound(String),
}

/// How one unit of a card stands in one period.
#[derive(Debug, Clone)]
pub(crate) enum Standing {
    /// The period has not begun.
    NotYet,
    /// It is none of the card's units in that period.
    Absent,
    /// Only part of the period lies in the policy's time in force.
    Partial,
    /// Scored.
    Scored {
        /// What each item earns; nothing where it leaves the card.
        items: Vec<Option<Share>>,
        /// What the card comes to; nothing if nothing was scored.
        share: Option<Share>,
    },
}

/// A card with its units.
#[derive(Debug)]
pub(crate) struct CardRun {
    pub(crate) card: usize,
    pub(crate) resolved: ResolvedCard,
    pub(crate) members: Members,
    pub(crate) periods: Vec<Period>,
    /// By item: its rules that did not run, since their units cannot be told.
    pub(crate) lacking: Vec<Vec<usize>>,
    /// By item: what findings earn.
    pub(crate) earned: Vec<Earned>,
    /// By item and cell.
    pub(crate) items: Vec<Vec<Tally>>,
    /// By veto and cell.
    pub(crate) vetoes: Vec<Vec<Tally>>,
    /// By bound card and cell: the cells of the other card, and whether they surely belong to this one.
    pub(crate) bound: Vec<Vec<Vec<(usize, bool)>>>,
    /// By cell.
    pub(crate) cells: Vec<Standing>,
}

impl CardRun {
    fn grid(&self, as_of: Day) -> Grid<'_> {
        Grid { members: &self.members, periods: &self.periods, as_of }
    }

    /// What a cell brings to a card that it is blended into.
    fn brings(&self, cell: usize, sure: bool) -> Option<Share> {
        match self.cells.get(cell)? {
            Standing::NotYet => Some(Share::ANY),
            Standing::Partial | Standing::Absent => None,
            Standing::Scored { share, .. } => share.map(|share| if sure { share } else { share.leaving() }),
        }
    }
}

/// Everything that cards are scored from.
pub(crate) struct Sources<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) loaded: &'a Loaded,
    pub(crate) choices: &'a Choices,
    pub(crate) as_of: Day,
    pub(crate) runs: &'a [RuleRun],
    pub(crate) skipped: &'a [(usize, Skipped)],
    /// Whether findings that fail and are waived leave.
    pub(crate) without_waived: bool,
}

/// Scores every card.
pub(crate) fn scores(sources: &Sources<'_>) -> Scores {
    let cards = sources.pack.cards();
    let calendar = Calendar::new(sources.loaded);
    let mut done: Vec<Option<Result<CardRun, Unscored>>> = cards.iter().map(|_| None).collect();
    // Cards refer to each other without circles, so each pass scores at least one.
    for _ in cards {
        for (number, card) in cards.iter().enumerate() {
            let ready = card.bound.iter().all(|bound| cards.iter().zip(&done).any(|(other, run)| other.id == bound.card && run.is_some()));
            if ready && done.get(number).is_some_and(Option::is_none) {
                let run = sources.card(number, card, &calendar, &done);
                if let Some(slot) = done.get_mut(number) {
                    *slot = Some(run);
                }
            }
        }
    }
    done.into_iter().flatten().collect()
}

impl Sources<'_> {
    fn card(&self, number: usize, card: &Scorecard, calendar: &Calendar, done: &[Option<Result<CardRun, Unscored>>]) -> Result<CardRun, Unscored> {
        let declarations = self.pack.declarations();
        let resolver = Resolver { declarations, params: &declarations.params, choices: self.choices };
        // The pack was checked under every choice, so there is always something to resolve to.
        let resolved = resolver.card(card, &mut Vec::new()).ok_or_else(|| Unscored::NoTable(String::new()))?;
        let table = |index: usize| self.loaded.schema.table(index).name.clone();
        let force = self.pack.policy().in_force.unwrap_or(Span { first: self.as_of, last: None });
        // Also those to come: what is blended in may wait for them.
        let periods = calendar
            .periods(resolved.period, self.pack.phases(), force, force.last.unwrap_or(self.as_of))
            .ok_or_else(|| Unscored::NoTable(resolved.period.kind.table().unwrap_or_default().into()))?;
        let whom = Whom { loaded: self.loaded, table: resolved.table, filters: &resolved.members, as_of: self.as_of, watch: &Watch::default() };
        let members = Members::new(&whom, &periods).ok_or_else(|| Unscored::NoTable(table(resolved.table)))?;
        let grid = Grid { members: &members, periods: &periods, as_of: self.as_of };
        let mut lacking = Vec::new();
        for rules in resolved.items.iter().chain(&resolved.vetoes) {
            lacking.push(self.lacking(rules)?);
        }
        let horizon = Horizon { pack: self.pack, calendar, force, as_of: self.as_of };
        let leaves = |run: &RuleRun, raw: &Raw| self.without_waived && run.is_waived(raw);
        let collected = |rules: &[Tied], way: Way<'_>| collect(self.loaded, self.runs, rules, way, grid, horizon, &leaves);
        let (items, earned) = card.items.iter().zip(&resolved.items).map(|(item, rules)| collected(rules, self.way(item))).unzip();
        let plain = Way { scorer: &Scorer::AllOrNothing, scale: None };
        let vetoes = resolved.vetoes.iter().map(|rules| collected(rules, plain).0).collect();
        let mut bound = Vec::new();
        for tied in &resolved.bound {
            bound.push(self.bound(tied, grid, done)?);
        }
        let exists = |period: &Period| period.span.first <= self.as_of;
        let states: Vec<(bool, bool)> = periods.iter().map(|period| (exists(period), period.is_whole(&force))).collect();
        let over: Vec<Over> = (0..members.rows.len())
            .flat_map(|unit| (0..periods.len()).map(move |period| (unit, period)))
            .map(|(unit, period)| members.over(unit, period))
            .collect();
        let mut run = CardRun { card: number, resolved, members, periods, lacking, earned, items, vetoes, bound, cells: Vec::new() };
        run.cells = over
            .iter()
            .enumerate()
            .map(|(cell, over)| match (states[cell % states.len()], over) {
                (_, Over::None) => Standing::Absent,
                ((false, _), _) => Standing::NotYet,
                ((_, false), _) | (_, Over::Part) => Standing::Partial,
                (_, over) => self::cell(card, &run, cell, *over == Over::All, done),
            })
            .collect();
        Ok(run)
    }

    /// The rules of an item that could not run; or that nobody asked for one of them.
    fn lacking(&self, rules: &[Tied]) -> Result<Vec<usize>, Unscored> {
        let mut lacking = Vec::new();
        for rule in rules.iter().filter(|rule| rule.inside) {
            match self.skipped.iter().find(|(number, _)| *number == rule.source) {
                Some((_, Skipped::NoTable(_))) => lacking.push(rule.source),
                Some((_, left_out)) => {
                    let id = self.pack.rules().get(rule.source).map(|rule| rule.id.clone()).unwrap_or_default();
                    let profile = if let Skipped::Profile(profile) = left_out { Some(profile.clone()) } else { None };
                    return Err(Unscored::LeftOut(id, profile));
                }
                None => {}
            }
        }
        Ok(lacking)
    }

    fn way<'a>(&'a self, item: &'a Item) -> Way<'a> {
        let scale = match &item.scorer {
            Some(Scorer::ByGrade(id, _)) => self.pack.declarations().scoring.scale(id),
            _ => None,
        };
        // A share of findings is counted before anything is scored by it.
        let scorer = item.scorer.as_ref().filter(|_| item.roll_up != RollUp::Share).unwrap_or(&Scorer::AllOrNothing);
        Way { scorer, scale }
    }

    fn bound(&self, tied: &Tied, grid: Grid<'_>, done: &[Option<Result<CardRun, Unscored>>]) -> Result<Vec<Vec<(usize, bool)>>, Unscored> {
        let mut cells = vec![Vec::new(); grid.cells()];
        let Some(Some(Ok(other))) = done.get(tied.source) else {
            return Err(Unscored::Bound(self.pack.cards().get(tied.source).map(|card| card.id.clone()).unwrap_or_default()));
        };
        let inside = |period: usize, theirs: &Period| grid.encloses(period, theirs);
        let Some(mut feed) = Feed::new(self.loaded, &tied.tie, other.grid(self.as_of), grid, inside) else { return Ok(cells) };
        for unit in 0..other.members.rows.len() {
            for period in 0..other.periods.len() {
                let there = other.members.cell(unit, period);
                feed.cells(unit, period, |cell, sure| cells.get_mut(cell).into_iter().for_each(|cell| cell.push((there, sure))));
            }
        }
        Ok(cells)
    }
}

/// How a unit stands in a period that has begun.
fn cell(card: &Scorecard, run: &CardRun, cell: usize, sure: bool, done: &[Option<Result<CardRun, Unscored>>]) -> Standing {
    let items: Vec<Option<Share>> = card.items.iter().enumerate().map(|(number, item)| item_share(run, number, item, cell)).collect();
    let parts: Vec<(Decimal, Share)> = card.items.iter().zip(&items).filter_map(|(item, share)| Some((item.points, (*share)?))).collect();
    let own = Share::mean(&parts);
    // Whoever has nothing to be scored by has no score, whatever others have.
    let share = own.and_then(|own| {
        let mut left = Decimal::ONE_HUNDRED;
        let mut parts = Vec::new();
        for ((bound, tied), cells) in card.bound.iter().zip(&run.resolved.bound).zip(&run.bound) {
            let (Some((percent, _)), Some(Some(Ok(other)))) = (&bound.blend, done.get(tied.source)) else { continue };
            left -= *percent;
            let theirs: Vec<(Decimal, Share)> =
                cells.get(cell).into_iter().flatten().filter_map(|(cell, sure)| Some((Decimal::ONE, other.brings(*cell, *sure)?))).collect();
            parts.extend(Share::mean(&theirs).map(|share| (*percent, share)));
        }
        parts.push((left, Share::between(own.low, own.high)));
        Share::mean(&parts).map(|share| Share { may_leave: own.may_leave, ..share })
    });
    // Nobody knows whether it is one of those who are scored.
    let share = if sure { share } else { share.map(Share::leaving) };
    Standing::Scored { items, share }
}

/// What the findings of an item earn together.
fn item_share(run: &CardRun, number: usize, item: &Item, cell: usize) -> Option<Share> {
    let parts = run.parts(number, cell);
    match item.roll_up {
        RollUp::Mean => Share::mean(&parts),
        RollUp::Worst => Share::worst(&parts.iter().map(|(_, share)| *share).collect::<Vec<_>>()),
        RollUp::Share => Share::mean(&parts).map(|share| of_share(item, share)),
    }
}

/// What a share of findings that pass earns.
fn of_share(item: &Item, share: Share) -> Share {
    let scorer = item.scorer.as_ref().unwrap_or(&Scorer::Proportional);
    Way { scorer, scale: None }.of_share(share)
}

impl CardRun {
    /// How many findings of an item earn how much in a cell. A rule that did not run might have had a finding there.
    fn parts(&self, item: usize, cell: usize) -> Vec<(Decimal, Share)> {
        let tally = self.items.get(item).and_then(|cells| cells.get(cell));
        let earned = |(run, outcome, sure): Came| {
            let share = (*self.earned.get(item)?.get(&(run, outcome))?)?;
            Some(if sure { share } else { share.leaving() })
        };
        let came = tally.into_iter().flat_map(|tally| &tally.came).filter_map(|(came, count)| Some((Decimal::from(*count), earned(*came)?)));
        let lacking = self.lacking.get(item).map_or(&[][..], Vec::as_slice).iter().map(|_| (Decimal::ONE, Share::ANY));
        let coming = tally.map(|tally| Decimal::from(tally.coming)).filter(|coming| !coming.is_zero()).map(|coming| (coming, Share::ANY));
        came.chain(lacking).chain(coming).collect()
    }

    /// How much more of an item's points one finding would earn if it passed, the others being as low as they can be.
    pub(crate) fn gain(&self, number: usize, item: &Item, cell: usize, finding: (usize, u32)) -> Decimal {
        let parts = self.parts(number, cell);
        let count: Decimal = parts.iter().map(|(count, _)| *count).sum();
        let low = self.earned.get(number).and_then(|earned| *earned.get(&finding)?).map_or(Decimal::ZERO, |share| share.low);
        let each = Decimal::ONE.checked_div(count).unwrap_or_default();
        match item.roll_up {
            RollUp::Mean => (Decimal::ONE - low) * each,
            RollUp::Worst => {
                let mut lows: Vec<Decimal> = parts.iter().flat_map(|(count, share)| [share.low].repeat(usize::from(*count > Decimal::ONE) + 1)).collect();
                sorting::sort(&mut lows);
                match lows.as_slice() {
                    [only] => Decimal::ONE - *only,
                    [least, next, ..] if *least == low => *next - *least,
                    _ => Decimal::ZERO,
                }
            }
            RollUp::Share => {
                let now: Decimal = parts.iter().map(|(count, share)| *count * share.low).sum::<Decimal>() * each;
                let share = |share: Decimal| of_share(item, Share::between(share, share)).low;
                share((now + each).min(Decimal::ONE)) - share(now)
            }
        }
    }

    /// Statuses of an item's or veto's findings that surely belong to a cell, and those that may.
    pub(crate) fn outcomes<'a>(tallies: &'a [Tally], cell: usize, runs: &'a [RuleRun]) -> impl Iterator<Item = (&'a Outcome, Came, u32)> {
        let came = tallies.get(cell).into_iter().flat_map(|tally| &tally.came);
        came.filter_map(|(came, count)| Some((runs.get(came.0)?.outcomes.get(came.1 as usize)?, *came, *count)))
    }
}
