//! Which days count for each period, and which periods a day counts for.

use super::calendar::Calendar;
use crate::calendar::{Day, Middle, Period, Span, month_of};
use crate::judge::Truth;
use crate::pack::{Months, Presence, Window};

/// The days that count for one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WindowDays {
    /// These; whether records of them can still come in, and the last day on which they can.
    Known { span: Span, open: bool, closes: Option<Day> },
    /// A cell of the calendar that should tell them is missing.
    Unknown(&'static str),
    /// The period has no such days.
    Empty,
}

impl WindowDays {
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Self::Known { span, .. } => Some(*span),
            Self::Unknown(_) | Self::Empty => None,
        }
    }

    /// The last day on which records can come in.
    pub(crate) fn closes(&self) -> Option<Day> {
        match self {
            Self::Known { closes, .. } => *closes,
            Self::Unknown(_) | Self::Empty => None,
        }
    }
}

/// The first day that any record can have.
pub(crate) const EVER: Day = Day::from_number(1);

/// The days that count for a period. `happened` tells that its units are such as happen.
pub(crate) fn window_days(window: Window, period: &Period, happened: bool, calendar: &Calendar, as_of: Day) -> WindowDays {
    let from_last = |days: i32| period.span.last.map(|last| last.plus(days));
    let span = match window {
        Window::Period if happened => {
            // What belongs to something that happened may come before and after it; it is waited for until the period is over.
            return WindowDays::Known { span: Span { first: EVER, last: None }, open: calendar.is_open(period.span, period, as_of), closes: period.span.last };
        }
        Window::Period => period.span,
        Window::FromStart(first, last) => Span::new(period.span.first.plus(first), period.span.first.plus(last)),
        Window::FromEnd(first, last) => Span { first: from_last(first).unwrap_or(period.span.first), last: from_last(last) },
        Window::MiddleWeek => match period.middle {
            Middle::Known(span) => span,
            Middle::Unknown(column) => return WindowDays::Unknown(column),
        },
        Window::Dates(first, last) => Span::new(first, last),
        Window::Previous(back) => match calendar.previous(period, back) {
            Some(span) => span,
            None => return WindowDays::Unknown("previous"),
        },
        Window::SoFar => Span { first: EVER, last: period.span.last },
        Window::Anytime => Span { first: EVER, last: None },
        Window::Months(listed) => match months_of(period, listed, as_of) {
            Some(span) => span,
            None => return WindowDays::Empty,
        },
        Window::Weeks(from, to) => {
            let weeks = calendar.weeks_of(period);
            let number = |week: u16| usize::from(week).saturating_sub(1);
            let last = weeks.len().min(usize::from(to)).checked_sub(1);
            match (weeks.get(number(from)), last.and_then(|last| weeks.get(last))) {
                (Some(first), Some(last)) if period.span.touches(&Span { first: first.span.first, last: last.span.last }) => {
                    Span { first: first.span.first, last: last.span.last }.within(&period.span)
                }
                _ => return WindowDays::Empty,
            }
        }
    };
    WindowDays::Known { span, open: calendar.is_open(span, period, as_of), closes: span.last }
}

/// From the first to the last day of the period that lie in one of the months; days of other months between them are left out when records are
/// placed. Of a period without end, the months that have begun and those of the year after.
fn months_of(period: &Period, listed: Months, as_of: Day) -> Option<Span> {
    let end = period.span.last.unwrap_or_else(|| as_of.max(period.span.first).plus(366));
    let next = |month: &Span| month.last.and_then(|last| month_of(last.plus(1)));
    let months = std::iter::successors(month_of(period.span.first), next).take_while(|month| month.first <= end);
    let mut wanted = months.filter(|month| listed.holds(month.first)).map(|month| month.within(&period.span));
    let first = wanted.next()?;
    let last = wanted.last().unwrap_or(first);
    Some(Span { first: first.first, last: last.last })
}

/// Finds the periods whose window holds a day that has come. Windows of one measure seldom overlap, so most days have one period or none.
pub(crate) struct DayIndex {
    first: Day,
    /// For each day from `first`: one more than the period's number, or 0.
    days: Vec<u16>,
    /// Periods that could not be entered there, since windows overlap or are too long.
    others: Vec<(u32, Span)>,
}

/// Days that the index may cover: three centuries hold any record book.
const COVERED: i32 = 110_000;

impl DayIndex {
    /// What lies after `as_of` is in no window.
    pub(crate) fn new(windows: &[WindowDays], as_of: Day) -> Self {
        let come = |span: Span| (span.first <= as_of).then(|| Span::new(span.first, span.last.map_or(as_of, |last| last.min(as_of))));
        let spans: Vec<(u32, Span)> = (0..).zip(windows).filter_map(|(period, window)| Some((period, come(window.span()?)?))).collect();
        let bounded = || spans.iter().filter_map(|(_, span)| Some((span.first, span.last?))).filter(|(first, last)| last.since(*first) < COVERED);
        let first = bounded().map(|(first, _)| first).min().unwrap_or(EVER);
        let last = bounded().map(|(_, last)| last).max().unwrap_or(EVER);
        let length = usize::try_from(last.since(first).clamp(0, COVERED) + 1).unwrap_or(0);
        let mut index = Self { first, days: vec![0; length], others: Vec::new() };
        for (period, span) in spans {
            index.enter(period, span);
        }
        index
    }

    fn enter(&mut self, period: u32, span: Span) {
        let offset = |day: Day| usize::try_from(day.since(self.first)).ok();
        let range = span.last.and_then(offset).zip(offset(span.first)).map(|(last, first)| first..last + 1);
        match (range.and_then(|range| self.days.get_mut(range)), u16::try_from(period + 1)) {
            (Some(days), Ok(number)) if days.iter().all(|day| *day == 0) => days.fill(number),
            _ => self.others.push((period, span)),
        }
    }

    /// Whether no day lies in several windows.
    pub(crate) fn is_simple(&self) -> bool {
        self.others.is_empty()
    }

    /// The period whose window holds the day; of several, the first.
    pub(crate) fn period(&self, day: Day) -> Option<u32> {
        let number = usize::try_from(day.since(self.first)).ok().and_then(|offset| self.days.get(offset)).copied().unwrap_or(0);
        u32::from(number).checked_sub(1)
    }

    /// Calls `found` with each period whose window holds the day.
    pub(crate) fn each(&self, day: Day, mut found: impl FnMut(u32)) {
        self.period(day).into_iter().for_each(&mut found);
        for (period, span) in &self.others {
            if span.holds(day) {
                found(*period);
            }
        }
    }
}

/// What is known of an end of a spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    On(Day),
    /// It still runs.
    Running,
    Missing,
}

/// Whether a spell counts in a window.
pub(crate) fn spell_counts(presence: Presence, start: Option<Day>, end: End, window: Span, as_of: Day) -> Truth {
    let started_by = |day: Option<Day>| match (start, day) {
        (Some(start), Some(day)) => Truth::certain(start <= day),
        (Some(_), None) => Truth::Yes,
        (None, _) => Truth::Maybe,
    };
    let runs_on = |day: Day| match end {
        End::On(end) => Truth::certain(end >= day),
        End::Running => Truth::Yes,
        End::Missing => Truth::Maybe,
    };
    match presence {
        Presence::Starting => start.map_or(Truth::Maybe, |start| Truth::certain(window.holds(start))),
        Presence::Overlapping => started_by(window.last).and(runs_on(window.first)),
        Presence::AtEnd => {
            let day = window.last.map_or(as_of, |last| last.min(as_of));
            started_by(Some(day)).and(runs_on(day))
        }
    }
}
