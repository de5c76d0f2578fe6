//! The day that matters to a measure: the latest one, not after the day on which it is judged, on which anything that it looks at begins, lies or
//! has just ended. Taken on two days with no such day between them a measure is the same, so it is known by that day, and not by the one on
//! which it is judged.
//!
//! Whoever uses `as_of` in taking a measure says here when that changes anything.

use super::check::is_dated;
use super::days::figure_days;
use super::tie::ways_into;
use super::units::{Whom, way_to_district};
use super::window::{EVER, WindowDays};
use crate::calendar::{Day, Period, PeriodKind, Span, Whose};
use crate::pack::{Grain, Path, Placing, Presence, RecordPlan, Tie};

/// A measure that is to be taken, as far as it hangs on days.
pub(crate) struct Seen<'a> {
    /// Whose measure it is.
    pub(crate) whom: Whom<'a>,
    /// Whether the units happened, each on a day of its own.
    pub(crate) happened: bool,
    pub(crate) grain: Grain,
    pub(crate) force: Span,
    pub(crate) plan: &'a RecordPlan,
    pub(crate) periods: &'a [Period],
    pub(crate) windows: &'a [WindowDays],
    /// Whether closures may read something of the unit.
    pub(crate) reads_unit: bool,
    /// Whether they may ask which day it is.
    pub(crate) reads_day: bool,
}

/// The latest change so far.
struct Latest {
    as_of: Day,
    found: Option<Day>,
}

impl Latest {
    /// Some days, in order, as far as they lie in a stretch.
    fn among(&mut self, days: &[Day], span: Span) {
        let latest = last_by(days, upto(span.last, self.as_of));
        self.found = self.found.max(latest.filter(|day| *day >= span.first));
    }

    /// The days after some days, as far as they lie before a stretch is over.
    fn after(&mut self, days: &[Day], last: Option<Day>) {
        let latest = last_by(days, upto(last, self.as_of).plus(-1));
        self.found = self.found.max(latest.map(|day| day.plus(1)));
    }

    /// Every day until a stretch is over.
    fn every(&mut self, last: Option<Day>) {
        self.found = self.found.max(Some(upto(last, self.as_of)));
    }
}

fn upto(last: Option<Day>, as_of: Day) -> Day {
    last.map_or(as_of, |last| last.min(as_of))
}

/// The last of some days, which are in order, that is not after another.
fn last_by(days: &[Day], upto: Day) -> Option<Day> {
    days.partition_point(|day| *day <= upto).checked_sub(1).and_then(|index| days.get(index)).copied()
}

/// The latest of some last days; nothing if there is no end to one of them.
fn latest_of(mut lasts: impl Iterator<Item = Option<Day>>) -> Option<Day> {
    lasts.try_fold(EVER, |one, other| Some(one.max(other?)))
}

impl Seen<'_> {
    /// The day of the latest change; nothing if there has been none.
    pub(crate) fn last_change(&self) -> Option<Day> {
        let mut latest = Latest { as_of: self.whom.as_of, found: None };
        self.members(&mut latest);
        self.units(&mut latest);
        self.records(&mut latest);
        latest.found
    }

    /// Who is judged: what happened is, once it has; in a period without end, what was one of the entity on any day so far; in a period of a
    /// district, who is in it.
    fn members(&self, latest: &mut Latest) {
        let Whom { loaded, table, filters, .. } = self.whom;
        if let Some(date) = loaded.schema.table(table).dated.first().filter(|_| self.happened) {
            match self.grain.kind {
                PeriodKind::Phase => self.periods.iter().for_each(|period| latest.among(loaded.days(table, date), period.span)),
                _ => latest.among(loaded.days(table, date), self.force),
            }
        }
        let last = self.last_of_periods();
        if last.is_none() && filters.iter().any(|filter| is_dated(loaded, filter)) {
            self.anything(latest, last);
        }
        let way = way_to_district(loaded, table).filter(|_| self.periods.iter().any(|period| period.district != Whose::Everybody));
        self.told(latest, way.iter(), last);
    }

    /// The units: each is looked at on its own day, or on the last one of its period that has come.
    fn units(&self, latest: &mut Latest) {
        let last = self.last_of_periods();
        if self.reads_day {
            latest.every(last);
        }
        if self.reads_unit {
            self.anything(latest, last);
        }
        self.told(latest, self.plan.paths().1.into_iter(), last);
        if matches!(self.plan.tie, Tie::Link { .. }) {
            self.told(latest, ways_into(self.whom.loaded, self.plan.table, self.whom.table).iter().flatten(), last);
        }
    }

    /// The records: each counts on its own day, in the windows that can hold it. One that simply is is looked at on the last day of a window that
    /// has come.
    fn records(&self, latest: &mut Latest) {
        let (loaded, plan) = (self.whom.loaded, self.plan);
        let days = |column: usize| loaded.days(plan.table, column);
        if plan.placing == Placing::Standing {
            let last = latest_of(self.windows.iter().map(|window| window.span()?.last));
            if plan.all_closures().next().is_some() {
                self.anything(latest, last);
            }
            self.told(latest, plan.paths().0.into_iter().chain(&loaded.schema.table(plan.table).scope), last);
        }
        for span in self.windows.iter().filter_map(WindowDays::span) {
            let or_before = Span { first: EVER, ..span };
            match plan.placing {
                Placing::Standing => {}
                Placing::Event(date) => {
                    // In which order the windows of one day are met hangs on those that have begun.
                    latest.among(&[span.first], span);
                    latest.among(days(date), span);
                }
                Placing::Figure(link) => latest.among(figure_days(loaded, plan.table, link), span),
                Placing::Spell { start, presence: Presence::Starting, .. } => latest.among(days(start), span),
                Placing::Spell { start, presence: Presence::Overlapping, .. } => latest.among(days(start), or_before),
                Placing::Spell { start, end, presence: Presence::AtEnd } => {
                    latest.among(days(start), or_before);
                    latest.after(days(end), span.last);
                }
            }
        }
    }

    /// What histories tell of some paths, until a day.
    fn told<'p>(&self, latest: &mut Latest, paths: impl Iterator<Item = &'p Path>, last: Option<Day>) {
        let until = Span { first: EVER, last };
        paths.for_each(|path| self.whom.loaded.turns_of(path).for_each(|turns| latest.among(turns, until)));
    }

    /// Whatever histories tell, until a day.
    fn anything(&self, latest: &mut Latest, last: Option<Day>) {
        let until = Span { first: EVER, last };
        self.whom.loaded.turns().for_each(|turns| latest.among(turns, until));
    }

    fn last_of_periods(&self) -> Option<Day> {
        latest_of(self.periods.iter().map(|period| period.span.last))
    }
}
