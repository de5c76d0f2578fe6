//! Periods, windows, and whether records of them may still come (ARCHITECTURE.md, Units and Windows).

use chrono::Datelike;
use dudao::{Day, Span, WorkingDays};

use super::data::{Cell, Data, Row, Why};
use crate::oracle::pack::{Dated, Grain, Rule, Window};

/// One period.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub(super) id: String,
    /// Its days, or those that are left of it.
    pub(super) span: Span,
    /// The row of `terms` that it is.
    term: Option<Row>,
}

impl Period {
    fn new(id: impl Into<String>, span: Span) -> Self {
        Self { id: id.into(), span, term: None }
    }
}

/// Every period of a kind that the calendar has, whether the policy is in force or not, in the order of their first days.
fn all_periods(data: &Data, grain: &Grain, force: Span) -> Vec<Period> {
    let mut periods = match grain {
        Grain::Term => terms(data),
        Grain::AcademicYear => rows_of_calendar(data, "academic_years"),
        Grain::CalendarYear => {
            (2017..=2023).filter_map(|year| Some(Period::new(year.to_string(), Span::new(first_of(year, 1)?, first_of(year + 1, 1)?.plus(-1))))).collect()
        }
        Grain::Month => (2017..=2023).flat_map(|year| (1..=12).filter_map(move |month| calendar_month(year, month))).collect(),
        Grain::Week => terms(data).iter().flat_map(weeks).collect(),
        Grain::Policy => vec![Period::new("policy", force)],
        Grain::Phase(id) => {
            data.pack.phases.iter().filter(|phase| phase.id == *id).map(|phase| Period::new(&phase.id, Span::new(phase.first, phase.last))).collect()
        }
    };
    periods.sort_by(|a, b| (a.span.first, &a.id).cmp(&(b.span.first, &b.id)));
    periods
}

/// The periods of a kind that the time in force touches; of years and months as many as have begun.
fn periods(data: &Data, grain: &Grain, as_of: Day) -> Vec<Period> {
    let force = in_force(data);
    let mut periods = all_periods(data, grain, force);
    periods.retain(|period| period.span.touches(&force) || matches!(grain, Grain::Phase(_)));
    if matches!(grain, Grain::CalendarYear | Grain::Month) {
        periods.retain(|period| period.span.first <= as_of);
    }
    periods
}

/// Where a unit stands.
#[derive(Clone, Copy)]
pub(super) enum Placed {
    /// In a period, as in every other.
    Always,
    /// In the period of the day on which it happened.
    On(Day),
    /// In none, with the status that follows.
    Nowhere(&'static str),
}

/// The periods in which a row is judged.
pub(super) fn places(data: &Data, rule: &Rule, table: &str, row: &Row, as_of: Day) -> Vec<(Period, Placed)> {
    let Some(Dated::Event(column)) = data.pack.table(table).map(|table| table.dated.clone()) else {
        return periods(data, &rule.grain, as_of).into_iter().map(|period| (period, Placed::Always)).collect();
    };
    let force = in_force(data);
    let is_phase = matches!(rule.grain, Grain::Phase(_));
    let nowhere = |status| vec![(Period::new("none", force), Placed::Nowhere(status))];
    // A rule whose periods are not in the record book does not run.
    let calendar = match rule.grain {
        Grain::Term | Grain::Week => Some("terms"),
        Grain::AcademicYear => Some("academic_years"),
        _ => None,
    };
    if calendar.is_some_and(|calendar| !data.has_table(calendar)) {
        return Vec::new();
    }
    match row.cell(&column) {
        Cell::Day(day) if day > as_of || !(is_phase || force.holds(day)) => Vec::new(),
        Cell::Day(day) => {
            let period = all_periods(data, &rule.grain, force).into_iter().find(|period| period.span.holds(day));
            match period {
                Some(period) => vec![(period, Placed::On(day))],
                None if is_phase => Vec::new(),
                None => nowhere("not_applicable"),
            }
        }
        Cell::Missing(_) => nowhere("unknown"),
        _ => Vec::new(),
    }
}

/// How many days of a stretch are working days that lie in a term; nothing where the calendar does not tell.
pub(super) fn teaching_days(data: &Data, calendar: &WorkingDays, span: Span) -> Option<usize> {
    if !data.has_table("terms") {
        return None;
    }
    let terms = terms(data);
    let last = span.last.or_else(|| terms.iter().filter_map(|term| term.span.last).max()).unwrap_or(span.first);
    let days = (span.first.number()..=last.number()).map(Day::from_number);
    let taught = days.filter(|day| terms.iter().any(|term| term.span.holds(*day)));
    let working: Option<Vec<bool>> = taught.map(|day| calendar.is_working(day)).collect();
    Some(working?.into_iter().filter(|working| *working).count())
}

/// The days on which the policy is in force.
pub(super) fn in_force(data: &Data) -> Span {
    let (first, last) = data.pack.in_force;
    Span { first, last }
}

fn first_of(year: i32, month: u32) -> Option<Day> {
    Day::from_ymd(year, month, 1)
}

fn calendar_month(year: i32, month: u32) -> Option<Period> {
    let next = if month == 12 { first_of(year + 1, 1) } else { first_of(year, month + 1) };
    Some(Period::new(format!("{year}-{month:02}"), Span::new(first_of(year, month)?, next?.plus(-1))))
}

/// The terms that have a usable start and end.
fn terms(data: &Data) -> Vec<Period> {
    let mut terms = rows_of_calendar(data, "terms");
    for term in &mut terms {
        term.term = data.seen("terms", &term.id);
    }
    terms
}

/// The rows of a calendar table whose start and end are usable and in order.
fn rows_of_calendar(data: &Data, table: &str) -> Vec<Period> {
    let period = |id: String| {
        let row = data.seen(table, &id)?;
        let (first, last) = (row.cell("start").day()?, row.cell("end").day()?);
        (first <= last).then(|| Period::new(id, Span::new(first, last)))
    };
    data.ids(table).into_iter().filter_map(period).collect()
}

/// The weeks of a term: from Monday to Sunday within it, the first one holds the opening day.
fn weeks(term: &Period) -> Vec<Period> {
    let mut weeks = Vec::new();
    let last = term.span.last.unwrap_or(term.span.first);
    let mut first = term.span.first;
    while first <= last {
        let sunday = first.plus(6 - i32::try_from(first.date().weekday().num_days_from_monday()).unwrap_or(0));
        let id = format!("{}-w{:02}", term.id, weeks.len() + 1);
        weeks.push(Period::new(id, Span::new(first, sunday.min(last))));
        first = sunday.plus(1);
    }
    weeks
}

/// What is found of a window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// From its first day to its last.
    Days(Span),
    /// It cannot be told.
    Unclear,
    /// The period has no such days.
    NoDays,
}

impl Found {
    pub(super) fn days(self) -> Option<Span> {
        match self {
            Self::Days(span) => Some(span),
            Self::Unclear | Self::NoDays => None,
        }
    }
}

/// The window of a measure over a period.
pub(super) fn window(data: &Data, grain: &Grain, period: &Period, window: Window) -> Found {
    match window {
        Window::Months(months) => span_of(period.span, |day| months.contains(&day.date().month())),
        Window::Weeks(from, to) => {
            let weeks = weeks(&term_of(data, period));
            let span_of_weeks = weeks.iter().enumerate().filter(|(place, _)| (from..=to).contains(&(place + 1)));
            let wanted: Vec<Span> = span_of_weeks.map(|(_, week)| week.span).collect();
            span_of(period.span, |day| wanted.iter().any(|week| week.holds(day)))
        }
        other => days(data, grain, period, other).map_or(Found::Unclear, Found::Days),
    }
}

/// The whole of the term that a period is, also where the time in force cuts it.
fn term_of(data: &Data, period: &Period) -> Period {
    terms(data).into_iter().find(|term| term.id == period.id).unwrap_or_else(|| period.clone())
}

/// From the first to the last of the days of a stretch that are wanted.
fn span_of(span: Span, wanted: impl Fn(Day) -> bool) -> Found {
    // A stretch without an end is looked at for as long as any book of these tests lasts.
    let last = span.last.unwrap_or_else(|| span.first.plus(2000));
    let days: Vec<Day> = (span.first.number()..=last.number()).map(Day::from_number).filter(|day| wanted(*day)).collect();
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => Found::Days(Span { first: *first, last: span.last.map(|_| *last) }),
        _ => Found::NoDays,
    }
}

fn days(data: &Data, grain: &Grain, period: &Period, window: Window) -> Option<Span> {
    let (first, last) = (period.span.first, period.span.last);
    Some(match window {
        Window::Months(_) | Window::Weeks(..) | Window::Period => period.span,
        Window::FromStart(from, to) => Span::new(first.plus(from), first.plus(to)),
        // The end of what has no end is never reached.
        Window::FromEnd(from, to) => match last {
            Some(last) => Span::new(last.plus(from), last.plus(to)),
            None => Span { first, last: None },
        },
        Window::MiddleWeek => middle_week(period)?,
        Window::Dates(from, to) => Span::new(from, to),
        Window::Previous(back) => {
            let all = all_periods(data, grain, in_force(data));
            let place = all.iter().position(|other| other.id == period.id)?;
            all[place.checked_sub(usize::from(back))?].span
        }
        Window::SoFar => Span { first: Day::from_number(1), last },
        Window::Anytime => Span { first: Day::from_number(1), last: None },
    })
}

/// The term's own midterm days; where neither is given, the week that holds its middle day.
fn middle_week(period: &Period) -> Option<Span> {
    let term = period.term.as_ref()?;
    let not_given = |cell: &Cell| matches!(cell, Cell::Nothing | Cell::Missing(Why::Blank | Why::NotSupplied));
    match (term.cell("midterm_start"), term.cell("midterm_end")) {
        (Cell::Day(first), Cell::Day(last)) if first <= last => Some(Span::new(first, last)),
        (start, end) if not_given(&start) && not_given(&end) => {
            let (first, last) = (term.cell("start").day()?, term.cell("end").day()?);
            let monday = first.plus(last.since(first) / 2).monday();
            Some(Span::new(monday, monday.plus(6)))
        }
        _ => None,
    }
}

/// Whether records of a window may still come.
pub(super) fn is_open(data: &Data, period: &Period, window: Span, as_of: Day) -> bool {
    let not_closed = |term: &Row| term.cell("closed") == Cell::Flag(false);
    let kept_open = match &period.term {
        Some(term) => not_closed(term),
        None => terms(data).iter().any(|term| term.span.first <= as_of && term.span.touches(&window) && term.term.as_ref().is_some_and(not_closed)),
    };
    window.last.is_none_or(|last| as_of <= last) || kept_open
}
