//! Makes a score's row from its numbers.

use super::Report;
use super::coverage::title;
use super::score::{BesideScore, ItemScore, NotCounted, Score, ToWin, VetoShown, WaivedScore};
use crate::diagnostic::Language;
use crate::finding::{Cause, Number, Shown};
use crate::judge::Status;
use crate::measure::{Found, doubt_of, find};
use crate::pack::{Bands, Item, Scorecard, Scorer};
use crate::score::{CardRun, Scores, Share, Sources, Standing, scores};
use crate::sorting::Gather;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Digits of what is no score itself: what an item earned, what could be won.
const DIGITS: u32 = 4;

/// A score as a report writes it.
pub(super) fn shown((low, high): (Decimal, Decimal)) -> Shown {
    if low == high { Shown::Number(Number(low)) } else { Shown::Numbers(Some(Number(low)), Some(Number(high))) }
}

fn rounded(value: Decimal) -> Number {
    Number(Share::between(value, value).points(Decimal::ONE, DIGITS).0)
}

/// Points of the items that count.
fn counted(card: &Scorecard, items: &[Option<Share>]) -> Number {
    Number(card.items.iter().zip(items).filter(|(_, share)| share.is_some()).map(|(item, _)| item.points).sum())
}

impl Report {
    /// The cards, scored when somebody first asks.
    pub(crate) fn card_runs(&self) -> &Scores {
        self.scores.get_or_init(|| scores(&self.sources(false)))
    }

    /// The cards, scored as if what failed and is waived were not there; nothing if there is no such finding.
    fn waived_runs(&self) -> Option<&Scores> {
        let any = || self.runs().iter().any(|run| run.all_findings().iter().any(|raw| run.is_waived(raw)));
        self.waived_scores.get_or_init(|| any().then(|| scores(&self.sources(true)))).as_ref()
    }

    fn sources(&self, without_waived: bool) -> Sources<'_> {
        Sources {
            pack: &self.pack,
            loaded: &self.loaded,
            choices: &self.settings.choices,
            as_of: self.options.as_of,
            runs: self.runs(),
            skipped: &self.skipped,
            without_waived,
        }
    }

    /// What a score would be without what failed and is waived, where that is another.
    pub(super) fn with_waivers(&self, card: &Scorecard, run: &CardRun, cell: usize) -> Option<WaivedScore> {
        let waived = self.waived_runs()?.get(run.card)?.as_ref().ok()?;
        let of = |run: &CardRun| {
            let Standing::Scored { items, share } = run.cells.get(cell)? else { return None };
            Some(WaivedScore {
                counted: counted(card, items),
                score: share.map(|share| shown(share.points(card.points(), card.digits))),
                band: self.band(card, self.pack.declarations().scoring.bands_of(card), *share, Some(&self.vetoes(card, run, cell))),
            })
        };
        of(waived).filter(|waived| of(run).as_ref() != Some(waived))
    }

    /// All scores: by card in order of declaration, entity, first day and id of the period.
    pub fn scores(&self) -> impl Iterator<Item = Score> + '_ {
        let scored = self.card_runs().iter().filter_map(|run| run.as_ref().ok());
        scored.flat_map(move |run| (0..run.cells.len()).filter_map(move |cell| self.score(run, cell)))
    }

    fn score(&self, run: &CardRun, cell: usize) -> Option<Score> {
        let card = self.pack.cards().get(run.card)?;
        let (unit, period) = (cell / run.periods.len(), cell % run.periods.len());
        let (row, days) = (*run.members.rows.get(unit)?, run.periods.get(period)?);
        let bands = self.pack.declarations().scoring.bands_of(card);
        let (entity, entity_name) = self.scored_unit(run, unit);
        let standing = run.cells.get(cell)?;
        let (items, share): (&[Option<_>], _) = match standing {
            Standing::NotYet | Standing::Absent => return None,
            Standing::Partial => (&[], None),
            Standing::Scored { items, share } => (items, *share),
        };
        let counted = counted(card, items);
        let vetoes = if items.is_empty() { Vec::new() } else { self.vetoes(card, run, cell) };
        let band = |vetoed: bool| self.band(card, bands, share, vetoed.then_some(vetoes.as_slice()));
        Some(Score {
            card: card.id.clone(),
            title: self.card_title(card),
            entity_type: self.pack.entities().get(run.resolved.entity)?.id.clone(),
            entity,
            entity_name,
            period_kind: days.kind,
            period: days.id.clone(),
            period_start: days.span.first,
            period_end: days.span.last,
            points: Number(card.points()),
            counted,
            score: share.map(|share| shown(share.points(card.points(), card.digits))),
            band: band(true),
            band_without_veto: band(false),
            with_waivers: self.with_waivers(card, run, cell),
            items: card.items.iter().zip(items).enumerate().map(|(number, (item, share))| self.item(card, run, number, item, *share, cell)).collect(),
            not_counted: if items.is_empty() { Vec::new() } else { self.not_counted(card, run, cell) },
            to_win: if counted.0.is_zero() { Vec::new() } else { self.to_win(card, run, cell, counted.0) },
            beside: self.beside(card, run, cell),
            reason: self.score_reasons(run, row as usize, standing),
            local: self.score_local(card, bands, run, cell),
            vetoes,
        })
    }

    /// A card's title in the language of the report.
    pub(super) fn card_title(&self, card: &Scorecard) -> String {
        self.options.language.pick(&card.title, &card.title_en).into()
    }

    /// Id and name of a card's unit.
    pub(super) fn scored_unit(&self, run: &CardRun, unit: usize) -> (String, String) {
        let row = run.members.rows.get(unit).copied().unwrap_or(u32::MAX);
        let id = self.loaded.linked_id(run.members.table, row).to_string();
        let name = self.name_of(run.members.table, row as usize, &id);
        (id, name)
    }

    /// What a score is called: the same at both of its ends, once every veto that fails or may fail has capped it.
    pub(super) fn band(&self, card: &Scorecard, bands: Option<&Bands>, share: Option<Share>, vetoes: Option<&[VetoShown]>) -> Option<String> {
        let bands = bands?;
        let Some(share) = share else { return Some(self.pick("无可评", "not ratable")) };
        let (low, high) = share.points(card.points(), card.digits);
        let cap = |band: usize, caps: &dyn Fn(&VetoShown) -> bool| {
            let capped = vetoes.into_iter().flatten().filter(|veto| caps(veto)).filter_map(|veto| bands.names().position(|name| name == veto.band));
            capped.chain([band]).max().unwrap_or(band)
        };
        let (worst, best) = (cap(bands.index(low), &|_| true), cap(bands.index(high), &|veto| veto.status == Status::Fail));
        (worst == best && !share.may_leave).then(|| bands.name(worst).to_string())
    }

    pub(super) fn vetoes(&self, card: &Scorecard, run: &CardRun, cell: usize) -> Vec<VetoShown> {
        let mut shown = Vec::new();
        for (number, (veto, tallies)) in card.vetoes.iter().zip(&run.vetoes).enumerate() {
            let statuses = CardRun::outcomes(tallies, cell, self.runs()).map(|(outcome, (_, _, sure), _)| {
                // What may be another's does not surely fail here.
                if sure || outcome.status() != Status::Fail { outcome.status() } else { Status::Unknown }
            });
            let lacking = run.lacking.get(card.items.len() + number).is_some_and(|rules| !rules.is_empty());
            let coming = tallies.get(cell).is_some_and(|tally| tally.coming > 0);
            let status = Status::all(statuses.chain(lacking.then_some(Status::Unknown)).chain(coming.then_some(Status::NotDue)));
            if !matches!(status, Status::Pass | Status::NotApplicable | Status::Informational) {
                shown.push(VetoShown { rule: veto.collected.rules.clone(), band: veto.band.clone(), status });
            }
        }
        shown
    }

    fn item(&self, card: &Scorecard, run: &CardRun, number: usize, item: &Item, share: Option<Share>, cell: usize) -> ItemScore {
        let statuses = self.item_statuses(run, number, cell);
        let lacking = run.lacking.get(number).is_some_and(|rules| !rules.is_empty());
        let to_come = run.items.get(number).and_then(|tallies| tallies.get(cell)).map_or(0, |tally| u64::from(tally.coming));
        let mut rules = self.pack.rules().iter().filter(|rule| item.collected.takes(&rule.id));
        let titled = match (rules.next(), rules.next()) {
            (Some(only), None) => title(only, self.options.language),
            _ => item.collected.rules.clone(),
        };
        ItemScore {
            section: item.section.and_then(|section| card.sections.get(section)).map(|section| section.name.clone()),
            rule: item.collected.rules.clone(),
            title: titled,
            points: Number(item.points),
            earned: share.map(|share| shown(share.points(item.points, DIGITS))),
            status: Status::all(statuses.keys().copied().chain(lacking.then_some(Status::Unknown)).chain((to_come > 0).then_some(Status::NotDue))),
            statuses,
            to_come,
        }
    }

    fn item_statuses(&self, run: &CardRun, item: usize, cell: usize) -> BTreeMap<Status, u64> {
        let mut counts = BTreeMap::new();
        for (outcome, _, count) in run.items.get(item).into_iter().flat_map(|tallies| CardRun::outcomes(tallies, cell, self.runs())) {
            *counts.entry(outcome.status()).or_insert(0) += u64::from(count);
        }
        counts
    }

    fn not_counted(&self, card: &Scorecard, run: &CardRun, cell: usize) -> Vec<NotCounted> {
        let mut all = Vec::new();
        for (number, item) in card.items.iter().enumerate() {
            let rule = &item.collected.rules;
            let mut leave = |why, count, zh: &str, en: &str| all.push(NotCounted { rule: rule.clone(), why, count, text: self.pick(zh, en) });
            let lacking = run.lacking.get(number).is_some_and(|rules| !rules.is_empty());
            let counts = self.item_statuses(run, number, cell);
            let fits = run.resolved.items.get(number).is_some_and(|rules| rules.iter().any(|rule| rule.inside));
            if lacking {
                leave("not_run", 0, "规则没有运行，得分按无法判定算", "the rule did not run; what it earns is unknown");
            } else if !fits {
                leave("no_finding", 0, "规则的考核期不在本表的考核期里", "the rule's periods do not lie in those of the card");
            } else if counts.is_empty() && run.items.get(number).and_then(|tallies| tallies.get(cell)).is_none_or(|tally| tally.coming == 0) {
                leave("no_finding", 0, "这一期没有结果", "there is no finding in the period");
            }
            for (status, why, zh, en) in
                [(Status::NotApplicable, "not_applicable", "不适用", "not applicable"), (Status::Informational, "informational", "仅供参考", "informational")]
            {
                if let Some(count) = counts.get(&status) {
                    leave(why, *count, zh, en);
                }
            }
        }
        all
    }

    /// What findings that wait for records could still win.
    fn to_win(&self, card: &Scorecard, run: &CardRun, cell: usize, counted: Decimal) -> Vec<ToWin> {
        let blended: Decimal = card.bound.iter().filter_map(|bound| bound.blend.as_ref()).map(|(percent, _)| *percent).sum();
        let own = (Decimal::ONE_HUNDRED - blended) / Decimal::ONE_HUNDRED;
        let mut all = Vec::new();
        for (number, (item, tallies)) in card.items.iter().zip(&run.items).enumerate() {
            for (rule, raw) in tallies.get(cell).into_iter().flat_map(|tally| &tally.waiting) {
                let gain = run.gain(number, item, cell, (*rule, raw.outcome)) * own * item.points * card.points();
                let points = rounded(gain.checked_div(counted).unwrap_or_default());
                if points.0.is_zero() {
                    continue;
                }
                let finding = self.row(*rule, raw);
                all.push(ToWin {
                    rule: finding.rule,
                    entity: finding.entity,
                    entity_name: finding.entity_name,
                    period: finding.period,
                    points,
                    due: finding.due,
                    remedy: finding.remedy,
                });
            }
        }
        // Stable: what is worth as much stays in the order of the card.
        crate::sorting::sort_by_key(&mut all, |one: &ToWin| std::cmp::Reverse(one.points));
        all
    }

    fn beside(&self, card: &Scorecard, run: &CardRun, cell: usize) -> Vec<BesideScore> {
        let mut all = Vec::new();
        for ((bound, tied), cells) in card.bound.iter().zip(&run.resolved.bound).zip(&run.bound) {
            let (Some(other), Some(Ok(theirs))) = (self.pack.cards().get(tied.source), self.card_runs().get(tied.source)) else { continue };
            let bands = self.pack.declarations().scoring.bands_of(other);
            for (there, _) in cells.get(cell).into_iter().flatten() {
                if matches!(theirs.cells.get(*there), Some(Standing::NotYet | Standing::Absent)) {
                    continue;
                }
                let share = match theirs.cells.get(*there) {
                    Some(Standing::Scored { share, .. }) => *share,
                    _ => None,
                };
                let (entity, entity_name) = self.scored_unit(theirs, there / theirs.periods.len());
                all.push(BesideScore {
                    card: other.id.clone(),
                    entity,
                    entity_name,
                    period: theirs.periods.get(there % theirs.periods.len()).map(|period| period.id.clone()).unwrap_or_default(),
                    score: share.map(|share| shown(share.points(other.points(), other.digits))),
                    band: self.band(other, bands, share, None),
                    percent: bound.blend.as_ref().map(|(percent, _)| Number(*percent)),
                });
            }
        }
        all
    }

    fn score_reasons(&self, run: &CardRun, row: usize, standing: &Standing) -> Vec<Cause> {
        if matches!(standing, Standing::Partial) {
            return vec![self.partial()];
        }
        let doubts = run.resolved.members.iter().filter(|filter| matches!(find(&self.loaded, &filter.path, row), Found::Missing));
        doubts.filter_map(|filter| doubt_of(&self.loaded, &filter.path, row)).map(|doubt| self.cause(&doubt)).collect()
    }

    /// What a score rests on that no source states: its points, its cut points, its grades, its weights, and what its findings rest on.
    fn score_local(&self, card: &Scorecard, bands: Option<&Bands>, run: &CardRun, cell: usize) -> Vec<String> {
        let scales = card.items.iter().filter_map(|item| match &item.scorer {
            Some(Scorer::ByGrade(id, _)) => self.pack.declarations().scoring.scale(id)?.basis.local.clone(),
            _ => None,
        });
        let blends = card.bound.iter().filter_map(|bound| bound.blend.as_ref()).map(|(_, why)| why.clone());
        let own = card.basis.local.iter().chain(bands.and_then(|bands| bands.basis.local.as_ref())).cloned();
        let mut all: Vec<String> = Vec::new();
        own.chain(scales).chain(blends).for_each(|why| {
            if !all.contains(&why) {
                all.push(why);
            }
        });
        let came = run.items.iter().flat_map(|tallies| CardRun::outcomes(tallies, cell, self.runs()));
        let findings: BTreeSet<String> = came.flat_map(|(outcome, (number, _, _), _)| self.local_reasons(number, outcome)).gather();
        all.extend(findings.into_iter().filter(|why| !all.contains(why)).collect::<Vec<_>>());
        all
    }

    /// A text in the language of the report.
    fn pick(&self, zh: &str, en: &str) -> String {
        if self.options.language == Language::Zh { zh.into() } else { en.into() }
    }
}
