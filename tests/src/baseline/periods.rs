//! Periods and windows, and which of them a day lies in.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::rules::{PeriodKind, Rule};

/// The policy's time in force.
pub(super) const IN_FORCE: [[i32; 3]; 2] = [[2020, 1, 1], [2022, 12, 1]];

/// A day as a number.
pub(super) fn number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// The number of a day given by year, month and day, if there is such a day.
pub(super) fn number_of([year, month, day]: [i32; 3]) -> Option<i32> {
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?).map(number)
}

/// A first and a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i32,
    pub(super) end: i32,
}

impl Span {
    pub(super) fn days(self) -> RangeInclusive<i32> {
        self.start..=self.end
    }

    pub(super) fn touches(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    fn lies_in(self, other: Self) -> bool {
        other.start <= self.start && self.end <= other.end
    }
}

/// A period that units are judged over.
#[derive(Clone, Debug)]
pub(super) struct Period {
    pub(super) id: String,
    pub(super) span: Span,
    /// The middle week, where the period is a term that names one.
    pub(super) midterm: Option<Span>,
    /// The calendar says that the term is not closed yet.
    pub(super) unsettled: bool,
}

impl Period {
    pub(super) fn plain(id: String, span: Span) -> Self {
        Self { id, span, midterm: None, unsettled: false }
    }

    /// The week in which mid-term monitoring is due.
    pub(super) fn middle_week(&self) -> Span {
        self.midterm.unwrap_or_else(|| {
            let middle = self.span.start + (self.span.end - self.span.start) / 2;
            // Day 1 of the common era was a Monday.
            let monday = middle - (middle - 1).rem_euclid(7);
            Span { start: monday, end: monday + 6 }
        })
    }

    /// The week in which preparation is due.
    pub(super) fn week_before(&self) -> Span {
        Span { start: self.span.start - 7, end: self.span.start - 1 }
    }
}

/// All periods, by kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Periods {
    pub(super) terms: Vec<Period>,
    pub(super) academic_years: Vec<Period>,
    pub(super) calendar_years: Vec<Period>,
    pub(super) policy: Vec<Period>,
}

/// Why a unit is or is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// There is no such unit (yet).
    Absent,
    /// The period lies only partly in the policy's time in force.
    Partial,
    /// To be judged.
    Judged {
        /// More may still come.
        open: bool,
    },
}

impl Periods {
    /// Adds the periods that rest on no table.
    pub(super) fn complete(&mut self) {
        let force = in_force();
        let [first, last] = IN_FORCE.map(|[year, ..]| year);
        for year in first..=last {
            if let (Some(start), Some(end)) = (number_of([year, 1, 1]), number_of([year, 12, 31])) {
                self.calendar_years.push(Period::plain(year.to_string(), Span { start, end }));
            }
        }
        self.policy.push(Period::plain("policy".to_owned(), force));
    }

    pub(super) fn of(&self, kind: PeriodKind) -> &[Period] {
        match kind {
            PeriodKind::Term => &self.terms,
            PeriodKind::AcademicYear => &self.academic_years,
            PeriodKind::CalendarYear => &self.calendar_years,
            PeriodKind::Policy => &self.policy,
        }
    }

    /// For each period of a rule, whether its units are judged on the day `as_of`.
    pub(super) fn slots(&self, rule: Rule, as_of: i32) -> Vec<Slot> {
        self.of(rule.period()).iter().map(|period| self.slot(rule, period, as_of)).collect()
    }

    fn slot(&self, rule: Rule, period: &Period, as_of: i32) -> Slot {
        let window = match rule {
            Rule::PreTermPreparation => period.week_before(),
            Rule::MidtermMonitoring => period.middle_week(),
            _ => period.span,
        };
        let force = in_force();
        if !period.span.touches(force) || as_of < period.span.start.min(window.start) {
            return Slot::Absent;
        }
        if !period.span.lies_in(force) {
            return Slot::Partial;
        }
        let unsettled = if rule.period() == PeriodKind::Term {
            period.unsettled
        } else {
            let begun = |term: &&Period| term.span.touches(window) && term.span.start <= as_of;
            self.terms.iter().filter(begun).any(|term| term.unsettled)
        };
        Slot::Judged { open: as_of <= window.end || unsettled }
    }
}

/// The policy's time in force.
pub(super) fn in_force() -> Span {
    let [start, end] = IN_FORCE.map(|date| number_of(date).unwrap_or_default());
    Span { start, end }
}

/// Which periods and windows a day lies in. Where it lies in none, the index is one past the last,
/// so that counting needs no branch: what is counted there is never looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) term: u8,
    pub(super) week_before: u8,
    pub(super) middle_week: u8,
    pub(super) academic_year: u8,
    pub(super) calendar_year: u8,
    /// The day's number in its term.
    pub(super) in_term: u16,
}

/// Looks days up.
#[derive(Debug)]
pub(super) struct Days {
    first: i32,
    known: Vec<Day>,
    outside: Day,
}

impl Days {
    /// The days that the periods and their windows touch. Those after `as_of` lie in nothing, so that nothing counts there.
    pub(super) fn new(periods: &Periods, as_of: i32) -> Self {
        let all = [&periods.terms, &periods.academic_years, &periods.calendar_years];
        let spans = || all.into_iter().flatten().map(|period| period.span);
        let first = spans().map(|span| span.start).min().unwrap_or(0) - 7;
        let last = spans().map(|span| span.end).max().unwrap_or(0) + 7;
        let index = |list: &[Period], span: fn(&Period) -> Span, day: i32| {
            let found = list.iter().position(|period| day <= as_of && span(period).days().contains(&day));
            u8::try_from(found.unwrap_or(list.len())).unwrap_or(u8::MAX)
        };
        let look = |day: i32| {
            let term = index(&periods.terms, |p| p.span, day);
            let start = periods.terms.get(usize::from(term)).map_or(day, |p| p.span.start);
            Day {
                term,
                week_before: index(&periods.terms, Period::week_before, day),
                middle_week: index(&periods.terms, Period::middle_week, day),
                academic_year: index(&periods.academic_years, |p| p.span, day),
                calendar_year: index(&periods.calendar_years, |p| p.span, day),
                in_term: u16::try_from(day - start).unwrap_or(0),
            }
        };
        Self { first, known: (first..=last).map(look).collect(), outside: look(first - 1) }
    }

    /// What is known of a day.
    pub(super) fn at(&self, day: i32) -> Day {
        let index = usize::try_from(day - self.first).unwrap_or(usize::MAX);
        *self.known.get(index).unwrap_or(&self.outside)
    }
}
