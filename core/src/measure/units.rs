//! Who is judged, and over which periods.

use super::atom::{Atom, Found, find};
use super::check::{is_dated, is_member};
use crate::calendar::{Day, HolidayKind, Middle, Period, PeriodKind, Span, WorkingDays, calendar_years, middle_week, month_of, months, weeks};
use crate::data::{At, CellIssue, Content, Loaded};
use crate::diagnostic::Code;
use crate::evaluate::Options;
use crate::judge::Truth;
use crate::pack::{Filter, Grain, Path, Phase};
use crate::script::Today;
use std::sync::Arc;

/// The calendar as the record book tells it.
#[derive(Debug)]
pub(crate) struct Calendar {
    pub(crate) terms: Option<Vec<Period>>,
    pub(crate) academic_years: Option<Vec<Period>>,
    /// Working days as the table `holidays` has them; nothing if it is not supplied.
    pub(crate) working_days: Option<Arc<WorkingDays>>,
    /// Rows that are no periods: table and issue.
    pub(crate) issues: Vec<(usize, CellIssue)>,
}

impl Calendar {
    pub(crate) fn new(loaded: &Loaded) -> Self {
        let mut calendar = Self { terms: None, academic_years: None, working_days: working_days(loaded), issues: Vec::new() };
        calendar.terms = calendar.read(loaded, PeriodKind::Term);
        calendar.academic_years = calendar.read(loaded, PeriodKind::AcademicYear);
        calendar
    }

    fn read(&mut self, loaded: &Loaded, kind: PeriodKind) -> Option<Vec<Period>> {
        let index = loaded.schema.table_index(kind.table()?)?;
        let table = loaded.table(index)?;
        let shape = loaded.schema.table(index);
        let cells = |name: &str| shape.column_index(name).and_then(|column| table.column(column));
        let day = |name: &str, row: usize| cells(name).map_or(Content::Blank, |column| column.day(row));
        let mut periods = Vec::new();
        for row in table.unit_rows() {
            let row = *row as usize;
            let (Content::Value(first), Content::Value(last)) = (day("start", row), day("end", row)) else {
                self.issues.push((index, issue(table.source[row])));
                continue;
            };
            if last < first {
                self.issues.push((index, issue(table.source[row])));
                continue;
            }
            let span = Span::new(first, last);
            let middle = match (day("midterm_start", row), day("midterm_end", row)) {
                (Content::Value(first), Content::Value(last)) if first <= last => Middle::Known(Span::new(first, last)),
                (Content::Blank, Content::Blank) => Middle::Known(middle_week(span)),
                (Content::Value(_), _) => Middle::Unknown("midterm_end"),
                _ => Middle::Unknown("midterm_start"),
            };
            let closed = cells("closed").and_then(|column| column.flag(row).value());
            periods.push(Period { kind, id: table.ids.get(row).to_string(), span, middle, closed, teaching_days: None });
        }
        periods.sort_by(|a, b| (a.span.first, a.id.as_bytes()).cmp(&(b.span.first, b.id.as_bytes())));
        Some(periods)
    }

    /// The periods of a kind that the policy's time in force touches, and the stretches that it names itself; nothing if the calendar that tells them is not supplied.
    pub(crate) fn periods(&self, grain: Grain, phases: &[Phase], force: Span, as_of: Day) -> Option<Vec<Period>> {
        let all = match grain.kind {
            PeriodKind::Term => self.terms.clone()?,
            PeriodKind::AcademicYear => self.academic_years.clone()?,
            PeriodKind::CalendarYear => calendar_years(force, as_of),
            PeriodKind::Month => months(force, as_of),
            PeriodKind::Week => self.terms.as_ref()?.iter().flat_map(weeks).collect(),
            PeriodKind::Phase => {
                grain.phase.and_then(|phase| phases.get(phase)).map(|phase| Period::plain(grain.kind, &phase.id, phase.span)).into_iter().collect()
            }
            PeriodKind::Policy => vec![Period::plain(grain.kind, "policy", force)],
        };
        let mut touched: Vec<Period> = all.into_iter().filter(|period| grain.kind == PeriodKind::Phase || force.touches(&period.span)).collect();
        touched.iter_mut().for_each(|period| period.teaching_days = self.teaching_days(period.span));
        Some(touched)
    }

    /// The working days of a stretch that lie in a term.
    fn teaching_days(&self, span: Span) -> Option<i32> {
        let working_days = self.working_days.as_deref().unwrap_or_else(|| WorkingDays::shipped());
        let mut days = 0;
        for term in self.terms.as_ref()?.iter().filter(|term| term.span.touches(&span)) {
            let taught = term.span.within(&span);
            days += working_days.between(taught.first.plus(-1), taught.last?)?;
        }
        Some(days)
    }

    /// The days of the period that lies so many before; nothing if the calendar does not know it.
    pub(crate) fn previous(&self, period: &Period, back: u16) -> Option<Span> {
        let first = period.span.first;
        let earlier = |all: &[Period]| {
            let here = all.iter().position(|known| known.id == period.id)?;
            all.get(here.checked_sub(usize::from(back))?).map(|period| period.span)
        };
        match period.kind {
            PeriodKind::Term => earlier(self.terms.as_deref()?),
            PeriodKind::AcademicYear => earlier(self.academic_years.as_deref()?),
            PeriodKind::Week => earlier(&self.terms.as_deref()?.iter().flat_map(weeks).collect::<Vec<_>>()),
            PeriodKind::CalendarYear => {
                let year = first.year() - i32::from(back);
                Some(Span::new(Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?))
            }
            PeriodKind::Month => {
                let ends_before = (0..back).try_fold(first, |first, _| Some(month_of(first.plus(-1))?.first))?;
                month_of(ends_before)
            }
            PeriodKind::Phase | PeriodKind::Policy => None,
        }
    }

    /// What closures may know of a run on a day.
    pub(crate) fn today(&self, options: &Options) -> Today {
        Today { as_of: Some(options.as_of), working_days: self.working_days.clone(), stop: options.stop.clone() }
    }

    /// Whether records of a window can still come in: its last day is not over, or a term that it touches is not closed.
    pub(crate) fn is_open(&self, window: Span, period: &Period, as_of: Day) -> bool {
        if window.last.is_none_or(|last| as_of <= last) {
            return true;
        }
        if period.kind == PeriodKind::Term {
            return period.closed == Some(false);
        }
        let terms = self.terms.as_deref().unwrap_or(&[]);
        terms.iter().any(|term| term.closed == Some(false) && term.span.first <= as_of && term.span.touches(&window))
    }
}

fn working_days(loaded: &Loaded) -> Option<Arc<WorkingDays>> {
    let index = loaded.schema.table_index("holidays")?;
    let (table, shape) = (loaded.table(index)?, loaded.schema.table(index));
    let column = |name: &str| Some((shape.column_index(name)?, table.column(shape.column_index(name)?)?));
    let ((_, dates), (kind, kinds)) = (column("date")?, column("kind")?);
    let choices = shape.columns.get(kind)?.kind.choices()?;
    let row = |row: usize| {
        let uncertain = table.uncertain.as_ref().is_some_and(|uncertain| uncertain[row]);
        let kind = kinds.coded(row).value().filter(|_| !uncertain).and_then(|code| HolidayKind::from_name(&choices.get(code as usize)?.id));
        Some((dates.day(row).value()?, kind))
    };
    Some(Arc::new(WorkingDays::with((0..table.counted).filter_map(row))))
}

fn issue(row: u32) -> CellIssue {
    CellIssue { code: Code::DataPeriod, column: usize::MAX, row, text: "".into() }
}

/// The day on which a unit of a dated table happened, and the one period that it is judged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) period: u32,
    /// Nothing where its cell is missing.
    pub(crate) day: Option<Day>,
}

/// The rows that are judged over some periods, and how surely each is one of the entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Members {
    pub(crate) table: usize,
    /// Rows, in order of their ids.
    pub(crate) rows: Vec<u32>,
    pub(crate) sure: Vec<Truth>,
    /// How many periods there are.
    periods: usize,
    /// Of rows that happened, when each did: such a row is judged in one period only.
    pub(crate) own: Option<Vec<Own>>,
    /// By cell, where being one of the entity can change over time: over how much of the period it is one.
    over: Option<Vec<Over>>,
}

/// Over how much of a period something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    All,
    Part,
    None,
    /// It cannot be told.
    Unclear,
}

impl Members {
    pub(crate) fn new(loaded: &Loaded, table: usize, filters: &[Filter], periods: &[Period], as_of: Day) -> Option<Self> {
        let mut members = Self { table, rows: Vec::new(), sure: Vec::new(), periods: periods.len(), own: None, over: None };
        let rows = loaded.table(table)?.unit_rows();
        if filters.iter().any(|filter| is_dated(loaded, filter)) {
            let mut all = Vec::new();
            for row in rows {
                let over: Vec<Over> = periods.iter().map(|period| over(loaded, filters, *row as usize, period.span, as_of)).collect();
                // Whether a row that happens is one of the entity is asked of its own day.
                if loaded.schema.table(table).dated.first().is_some() || over.iter().any(|over| *over != Over::None) {
                    members.rows.push(*row);
                    members.sure.push(Truth::Yes);
                    all.extend(over);
                }
            }
            members.over = Some(all);
            return Some(members);
        }
        for row in rows {
            let sure = is_member(loaded, filters, *row as usize);
            if sure != Truth::No {
                members.rows.push(*row);
                members.sure.push(sure);
            }
        }
        Some(members)
    }

    /// Over how much of a period a unit is one of the entity.
    pub(crate) fn over(&self, unit: usize, period: usize) -> Over {
        match (&self.over, self.sure.get(unit)) {
            (Some(over), _) => over.get(self.cell(unit, period)).copied().unwrap_or(Over::None),
            (None, Some(Truth::Yes)) => Over::All,
            (None, _) => Over::Unclear,
        }
    }

    /// How many cells there are: one for each unit in each period that it is judged in.
    pub(crate) fn cells(&self) -> usize {
        if self.own.is_some() { self.rows.len() } else { self.rows.len() * self.periods }
    }

    /// The cell of a unit in a period.
    pub(crate) fn cell(&self, unit: usize, period: usize) -> usize {
        if self.own.is_some() { unit } else { unit * self.periods + period }
    }

    /// The unit and period of a cell.
    pub(crate) fn place(&self, cell: usize) -> (usize, usize) {
        match &self.own {
            Some(own) => (cell, own.get(cell).map_or(0, |own| own.period as usize)),
            None => (cell / self.periods, cell % self.periods),
        }
    }

    /// The days whose parameters hold: of each unit that happened, or of each period.
    pub(crate) fn days<'a>(&'a self, periods: &'a [Period]) -> impl Iterator<Item = Day> + 'a {
        let units = self.own.iter().flatten().filter_map(|own| Some(own.day.unwrap_or(periods.get(own.period as usize)?.span.first)));
        units.chain(periods.iter().filter(|_| self.own.is_none()).map(|period| period.span.first))
    }

    /// The day on which a unit is looked at: its own, or the last one of its period that has come.
    pub(crate) fn looked_at(&self, unit: usize, period: &Period, as_of: Day) -> Day {
        let own = self.own.as_ref().and_then(|own| own.get(unit)?.day);
        own.unwrap_or_else(|| period.span.last.map_or(as_of, |last| last.min(as_of)))
    }

    /// The day whose parameters hold for a unit: its own, or its period's first.
    pub(crate) fn day(&self, unit: usize, period: &Period) -> Day {
        self.own.as_ref().and_then(|own| own.get(unit)?.day).unwrap_or(period.span.first)
    }
}

/// Over how much of a stretch of days a row satisfies conditions that can change over time. What has no end is looked at up to the day.
fn over(loaded: &Loaded, filters: &[Filter], row: usize, span: Span, as_of: Day) -> Over {
    let last = span.last.unwrap_or_else(|| as_of.max(span.first));
    let mut days: Vec<Day> = filters.iter().flat_map(|filter| changes(loaded, &filter.path, row, span.first)).collect();
    days.retain(|day| (span.first..=last).contains(day));
    days.push(span.first);
    let truths: Vec<Truth> = days.into_iter().map(|day| is_member(loaded, filters, At::new(row, Some(day)))).collect();
    match (truths.contains(&Truth::Yes), truths.contains(&Truth::No), truths.contains(&Truth::Maybe)) {
        (_, _, true) => Over::Unclear,
        (true, true, _) => Over::Part,
        (true, false, _) => Over::All,
        _ => Over::None,
    }
}

/// The days on which something changes that a path passes: in the row itself, and in those that its links lead to on a day.
fn changes(loaded: &Loaded, path: &Path, row: usize, day: Day) -> Vec<Day> {
    let mut days = Vec::new();
    for length in 0..path.steps.len() {
        let way = Path::new(path.table, path.steps[..length].to_vec());
        if let Found::One(Atom::Row(table, row)) = find(loaded, &way, At::new(row, Some(day))) {
            days.extend(loaded.changes(table, row as usize));
        }
    }
    days
}

/// Units that happened are judged where they happened: each in the period that holds its day. A unit that lies in no period stands under one
/// more, which is added if it is needed.
pub(crate) fn settle(loaded: &Loaded, members: &mut Members, filters: &[Filter], periods: &mut Vec<Period>, force: Span, as_of: Day, kind: PeriodKind) {
    let shape = loaded.schema.table(members.table);
    let Some(date) = shape.dated.first() else { return };
    // The rows of the calendar are what periods are made of; judged as such, they are there from the beginning.
    if PeriodKind::ALL.iter().any(|(kind, _, _)| kind.table() == Some(&shape.name)) {
        return;
    }
    let dates = loaded.table(members.table).and_then(|table| table.column(date));
    let blank_is_nothing = !shape.columns[date].blank_is_missing();
    let none = u32::try_from(periods.len()).unwrap_or(u32::MAX);
    let place = |row: u32| match dates.map_or(Content::Bad, |dates| dates.day(row as usize)) {
        Content::Value(day) if day > as_of || kind != PeriodKind::Phase && !force.holds(day) => None,
        Content::Value(day) => match (0..).zip(periods.iter()).find(|(_, period)| period.span.holds(day)) {
            Some((period, _)) => Some(Own { period, day: Some(day) }),
            None if kind == PeriodKind::Phase => None,
            None => Some(Own { period: none, day: Some(day) }),
        },
        Content::Blank if blank_is_nothing => None,
        Content::Blank | Content::Bad => Some(Own { period: none, day: None }),
    };
    let dated = members.over.take().is_some();
    let sure = |row: u32, own: &Own| if dated { is_member(loaded, filters, At::new(row as usize, own.day)) } else { Truth::Yes };
    let placed: Vec<Option<Own>> = members.rows.iter().map(|row| place(*row).filter(|own| own.day.is_none() || sure(*row, own) != Truth::No)).collect();
    let mut there = placed.iter().map(Option::is_some);
    members.rows.retain(|_| there.next().unwrap_or(false));
    let mut there = placed.iter().map(Option::is_some);
    members.sure.retain(|_| there.next().unwrap_or(false));
    let own: Vec<Own> = placed.into_iter().flatten().collect();
    if own.iter().any(|own| own.period == none) {
        periods.push(Period::plain(kind, Period::NONE, force));
    }
    if dated {
        members.sure = members.rows.iter().zip(&own).map(|(row, own)| sure(*row, own)).collect();
    }
    members.periods = periods.len();
    members.own = Some(own);
}
