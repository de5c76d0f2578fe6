//! Who is judged, and over which periods.

use super::check::is_member;
use crate::calendar::{Day, Middle, Period, PeriodKind, Span, calendar_years, middle_week};
use crate::data::{CellIssue, Content, Loaded};
use crate::diagnostic::Code;
use crate::judge::Truth;
use crate::pack::Filter;

/// The calendar as the record book tells it.
#[derive(Debug)]
pub(crate) struct Calendar {
    pub(crate) terms: Option<Vec<Period>>,
    pub(crate) academic_years: Option<Vec<Period>>,
    /// Rows that are no periods: table and issue.
    pub(crate) issues: Vec<(usize, CellIssue)>,
}

impl Calendar {
    pub(crate) fn new(loaded: &Loaded) -> Self {
        let mut calendar = Self { terms: None, academic_years: None, issues: Vec::new() };
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
        for row in &table.unit_rows {
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
            periods.push(Period { kind, id: table.ids.get(row).to_string(), span, middle, closed });
        }
        periods.sort_by(|a, b| (a.span.first, a.id.as_bytes()).cmp(&(b.span.first, b.id.as_bytes())));
        Some(periods)
    }

    /// The periods of a kind that the policy's time in force touches; nothing if the calendar that tells them is not supplied.
    pub(crate) fn periods(&self, kind: PeriodKind, force: Span, as_of: Day) -> Option<Vec<Period>> {
        let all = match kind {
            PeriodKind::Term => self.terms.clone()?,
            PeriodKind::AcademicYear => self.academic_years.clone()?,
            PeriodKind::CalendarYear => calendar_years(force, as_of),
            PeriodKind::Policy => vec![Period::plain(kind, "policy", force)],
        };
        Some(all.into_iter().filter(|period| force.touches(&period.span)).collect())
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

fn issue(row: u32) -> CellIssue {
    CellIssue { code: Code::DataPeriod, column: usize::MAX, row, text: "".into() }
}

/// The rows that are judged, and how surely each is one of the entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Members {
    pub(crate) table: usize,
    /// Rows, in order of their ids.
    pub(crate) rows: Vec<u32>,
    pub(crate) sure: Vec<Truth>,
}

impl Members {
    pub(crate) fn new(loaded: &Loaded, table: usize, filters: &[Filter]) -> Option<Self> {
        let mut members = Self { table, rows: Vec::new(), sure: Vec::new() };
        for row in &loaded.table(table)?.unit_rows {
            let sure = is_member(loaded, filters, *row as usize);
            if sure != Truth::No {
                members.rows.push(*row);
                members.sure.push(sure);
            }
        }
        Some(members)
    }
}
