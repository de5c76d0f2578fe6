//! When records happened, as far as it matters to what changes over time.

use super::scan::Field;
use crate::calendar::{Day, Span};
use crate::data::{At, Column, Content, Loaded, Table};
use crate::pack::Placing;

/// The days of the records that one query measures.
pub(crate) struct RecordDays<'a> {
    field: Field<'a>,
    dates: Option<&'a Column>,
    pub(super) figures: Option<Figures<'a>>,
}

impl<'a> RecordDays<'a> {
    pub(crate) fn new(field: &Field<'a>) -> Self {
        let table = field.loaded.table(field.plan.table);
        let column = |column: usize| table.and_then(|table| table.column(column));
        let (dates, figures) = match field.plan.placing {
            Placing::Standing => (None, None),
            Placing::Event(date) | Placing::Spell { start: date, .. } => (column(date), None),
            Placing::Figure(link) => (None, table.and_then(|table| Figures::new(field.loaded, table, field.plan.table, link))),
        };
        Self { field: *field, dates, figures }
    }

    /// A record on the day on which it happened; one that simply is, on the last day that counts of a period.
    pub(crate) fn at(&self, row: usize, period: usize) -> At {
        let day = match self.field.plan.placing {
            Placing::Standing => {
                let last = self.field.windows.get(period).and_then(|window| window.span()?.last);
                Some(last.map_or(self.field.as_of, |last| last.min(self.field.as_of)))
            }
            Placing::Figure(_) => self.figures.as_ref().and_then(|figures| Some(figures.span(row).value()?.first)),
            Placing::Event(_) | Placing::Spell { .. } => self.dates.and_then(|dates| dates.day(row).value()),
        };
        At::new(row, day)
    }
}

/// The days on which the periods begin that figures can be of, in order.
pub(super) fn figure_days(loaded: &Loaded, table: usize, link: usize) -> &[Day] {
    let start = loaded.target(table, link).and_then(|target| Some((target, loaded.schema.table(target).column_index("start")?)));
    start.map_or(&[], |(target, start)| loaded.days(target, start))
}

/// The link that says which period a figure is of, and the days of each period that it can lead to.
pub(crate) struct Figures<'a> {
    link: &'a Column,
    spans: Vec<Option<Span>>,
}

impl<'a> Figures<'a> {
    fn new(loaded: &'a Loaded, table: &'a Table, number: usize, link: usize) -> Option<Self> {
        let target = loaded.target(number, link)?;
        let shape = loaded.schema.table(target);
        let day = |name: &str, row: usize| -> Option<Day> { loaded.table(target)?.column(shape.column_index(name)?)?.day(row).value() };
        let span = |row: usize| Some(Span::new(day("start", row)?, day("end", row)?)).filter(|span| span.last >= Some(span.first));
        Some(Self { link: table.column(link)?, spans: (0..loaded.rows_of(target)).map(span).collect() })
    }

    /// The days of a figure's period.
    pub(crate) fn span(&self, row: usize) -> Content<Span> {
        match self.link.coded(row) {
            Content::Value(code) => self.spans.get(code as usize).copied().flatten().map_or(Content::Bad, Content::Value),
            Content::Blank => Content::Blank,
            Content::Bad => Content::Bad,
        }
    }
}
