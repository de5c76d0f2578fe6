//! The calendar as a record book tells it: periods, previous ones, what is open.

use super::window::EVER;
use crate::calendar::{Day, HolidayKind, Middle, Period, PeriodKind, Span, Whose, WorkingDays, calendar_years, middle_week, month_of, months, weeks};
use crate::data::{CellIssue, Content, Loaded};
use crate::diagnostic::Code;
use crate::pack::{Grain, Phase};
use crate::script::Today;
use crate::watch::Watch;
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
            let district = match cells("district").map_or(Content::Blank, |column| column.coded(row)) {
                Content::Value(code) => Whose::Of(code),
                Content::Blank => Whose::Everybody,
                Content::Bad => Whose::Unknown,
            };
            periods.push(Period { kind, id: table.ids.get(row).to_string(), span, middle, closed, teaching_days: None, district });
        }
        put_in_order(&mut periods);
        Some(periods)
    }

    /// The periods of a kind that the policy's time in force touches, and the stretches that it names itself; nothing if the calendar that tells them is not supplied.
    pub(crate) fn periods(&self, grain: Grain, phases: &[Phase], force: Span, as_of: Day) -> Option<Vec<Period>> {
        let all = match grain.kind {
            PeriodKind::Term => self.terms.clone()?,
            PeriodKind::AcademicYear => self.academic_years.clone()?,
            PeriodKind::CalendarYear => calendar_years(force, as_of),
            PeriodKind::Month => months(force, as_of),
            PeriodKind::Week => self.weeks()?,
            PeriodKind::Phase => {
                grain.phase.and_then(|phase| phases.get(phase)).map(|phase| Period::plain(grain.kind, &phase.id, phase.span)).into_iter().collect()
            }
            PeriodKind::Policy => vec![Period::plain(grain.kind, "policy", force)],
        };
        let mut touched: Vec<Period> = all.into_iter().filter(|period| grain.kind == PeriodKind::Phase || force.touches(&period.span)).collect();
        touched.iter_mut().for_each(|period| period.teaching_days = self.teaching_days(period.span, period.district));
        Some(touched)
    }

    /// Leaves of periods the days in force.
    pub(crate) fn cut(&self, periods: &mut [Period], force: Span) {
        for period in periods.iter_mut().filter(|period| !period.is_whole(&force)) {
            period.span = period.span.within(&force);
            period.teaching_days = self.teaching_days(period.span, period.district);
        }
        // Of periods that overlap, those that are cut begin on one day.
        put_in_order(periods);
    }

    /// The weeks of a term, which the time in force may have cut.
    pub(crate) fn weeks_of(&self, term: &Period) -> Vec<Period> {
        let whole = self.terms.iter().flatten().find(|known| known.id == term.id);
        weeks(whole.unwrap_or(term))
    }

    /// The weeks of all terms, in the order of their days; those of terms that overlap lie between each other.
    fn weeks(&self) -> Option<Vec<Period>> {
        let mut all: Vec<Period> = self.terms.as_ref()?.iter().flat_map(weeks).collect();
        put_in_order(&mut all);
        Some(all)
    }

    /// The working days of a stretch that lie in a term.
    fn teaching_days(&self, span: Span, district: Whose) -> Option<i32> {
        let working_days = self.working_days.as_deref().unwrap_or_else(|| WorkingDays::shipped());
        let (mut days, mut counted) = (0, EVER);
        // Terms are in order of their first days; where they overlap, a day is counted once.
        for term in self.terms.as_ref()?.iter().filter(|term| term.span.touches(&span) && term.district.meets(district)) {
            let taught = term.span.within(&span);
            let (first, last) = (taught.first.max(counted), taught.last?);
            if first <= last {
                days += working_days.between(first.plus(-1), last)?;
                counted = last.plus(1);
            }
        }
        Some(days)
    }

    /// The days of the period that lies so many before; nothing if the calendar does not know it.
    pub(crate) fn previous(&self, period: &Period, back: u16) -> Option<Span> {
        let first = period.span.first;
        let earlier = |all: &[Period]| {
            let own: Vec<&Period> = all.iter().filter(|known| known.district.meets(period.district)).collect();
            let here = own.iter().position(|known| known.id == period.id)?;
            // Before a period of all there may be one of each district; which of them is not for the period to say.
            let between = own.get(here.checked_sub(usize::from(back))?..here)?;
            let told = period.district != Whose::Everybody || between.iter().all(|earlier| earlier.district == Whose::Everybody);
            between.first().filter(|_| told).map(|earlier| earlier.span)
        };
        match period.kind {
            PeriodKind::Term => earlier(self.terms.as_deref()?),
            PeriodKind::AcademicYear => earlier(self.academic_years.as_deref()?),
            PeriodKind::Week => earlier(&self.weeks()?),
            PeriodKind::CalendarYear => {
                let year = first.year() - i32::from(back);
                Some(Span::new(Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?))
            }
            PeriodKind::Month => {
                // Counted from the month's own first day: the time in force may have cut it.
                let begins = (0..back).try_fold(month_of(first)?.first, |first, _| Some(month_of(first.plus(-1))?.first))?;
                month_of(begins)
            }
            PeriodKind::Phase | PeriodKind::Policy => None,
        }
    }

    /// What closures may know of a run on a day.
    pub(crate) fn today(&self, as_of: Day, watch: &Arc<Watch>) -> Today {
        Today { as_of: Some(as_of), working_days: self.working_days.clone(), watch: watch.clone() }
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

/// By the first day, then by the id.
fn put_in_order(periods: &mut [Period]) {
    crate::sorting::sort_by(periods, |a, b| (a.span.first, a.id.as_bytes()).cmp(&(b.span.first, b.id.as_bytes())));
}

fn working_days(loaded: &Loaded) -> Option<Arc<WorkingDays>> {
    let index = loaded.schema.table_index("holidays")?;
    let (table, shape) = (loaded.table(index)?, loaded.schema.table(index));
    let column = |name: &str| Some((shape.column_index(name)?, table.column(shape.column_index(name)?)?));
    let (_, dates) = column("date")?;
    // Without the column nobody tells what any of the days is.
    let kinds = column("kind");
    let choices = shape.columns.get(shape.column_index("kind")?)?.kind.choices()?;
    let row = |row: usize| {
        let uncertain = table.uncertain.as_ref().is_some_and(|uncertain| uncertain[row]);
        let kind = kinds
            .and_then(|(_, kinds)| kinds.coded(row).value())
            .filter(|_| !uncertain)
            .and_then(|code| HolidayKind::from_name(&choices.get(code as usize)?.id));
        Some((dates.day(row).value()?, kind))
    };
    Some(Arc::new(WorkingDays::with((0..table.counted).filter_map(row))))
}

fn issue(row: u32) -> CellIssue {
    CellIssue { code: Code::DataPeriod, column: usize::MAX, row, text: "".into() }
}
