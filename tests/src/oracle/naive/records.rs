//! Which records count for a unit, certainly or perhaps (ARCHITECTURE.md, Windows, Ties and Counting).

use std::collections::BTreeSet;

use chrono::Datelike;
use dudao::{Day, Span};

use super::closures::filter;
use super::conditions::{Asked, compare};
use super::data::{Cell, Data, Row, Why};
use crate::oracle::pack::{Belonging, Comparison, Condition, Dated, Having, Kind, Operand, Presence, Query, Window};
use crate::three::{Three, all, any};

/// One entity in one period, as far as records are concerned.
pub(super) struct Unit<'a> {
    pub(super) data: &'a Data<'a>,
    pub(super) table: &'a str,
    pub(super) id: &'a str,
    pub(super) row: &'a Row,
    /// The day that fixes the values of parameters.
    pub(super) day: Day,
    pub(super) as_of: Day,
    /// Whether more may still be said of its period.
    pub(super) open: bool,
    /// The days of its period.
    pub(super) span: Span,
}

impl Unit<'_> {
    pub(super) fn asked<'b>(&'b self, table: &'b str, row: &'b Row) -> Asked<'b> {
        Asked { data: self.data, table, row, unit_table: self.table, unit: self.row, day: self.day }
    }

    /// The column that says when a record of a query began.
    pub(super) fn first_day(&self, query: &Query) -> Option<String> {
        match (&query.dated, self.data.pack.table(&query.table).map(|table| &table.dated)) {
            (Some(column), _) | (None, Some(Dated::Event(column) | Dated::Spell(column, _))) => Some(column.clone()),
            _ => None,
        }
    }

    /// Whether the records of a query simply are: there is no time in which more of them could come.
    pub(super) fn is_standing(&self, query: &Query) -> bool {
        query.dated.is_none() && self.data.pack.table(&query.table).is_some_and(|table| table.dated == Dated::Standing)
    }

    /// The records that count, with `True` or `Undecided`.
    pub(super) fn records<'b>(&'b self, query: &Query, window: Span) -> Vec<(&'b Row, Three)> {
        let rows = self.data.rows(&query.table).iter().map(|row| (row, self.counts(query, row, window)));
        rows.filter(|(_, counts)| *counts != Three::False).collect()
    }

    fn counts(&self, query: &Query, row: &Row, window: Span) -> Three {
        let asked = self.asked(&query.table, row);
        let (tie, tying) = self.tie(query);
        let conditions = query.having.iter().enumerate().filter(|(place, _)| Some(*place) != tying).map(|(_, having)| asked.having(having));
        let filters = query.filters.iter().map(|truth| filter(self, &query.table, row, truth));
        let belongs = tie.map_or(Three::True, |(link, cell)| self.belongs(&query.table, row, &link, &cell));
        let lies = lies_in(query, self.data, row, window, self.as_of);
        let certain = if row.uncertain { Three::Undecided } else { Three::True };
        all(conditions.chain(filters).chain([belongs, lies, certain]))
    }

    /// How records are tied: by a link, to a cell of the unit; and the place of the condition that says so, if one does.
    fn tie(&self, query: &Query) -> (Option<(String, Cell)>, Option<usize>) {
        let own = Cell::Text(self.id.to_owned());
        match &query.belonging {
            Belonging::Everywhere => return (None, None),
            Belonging::By(link) => return (Some((link.clone(), own)), None),
            Belonging::Implied => {}
        }
        let columns = self.data.pack.table(&query.table).map_or(&[][..], |table| &table.columns);
        let links: Vec<_> = columns.iter().filter(|column| column.kind.target() == Some(self.table)).collect();
        if let [only] = links.as_slice() {
            return (Some((only.name.clone(), own)), None);
        }
        if let Some(owner) = links.iter().find(|column| column.owner) {
            return (Some((owner.name.clone(), own)), None);
        }
        let is_link = |path: &str| self.data.pack.column(&query.table, path).is_some_and(|column| column.kind.target().is_some());
        let tying = query.having.iter().enumerate().find_map(|(place, having)| match having {
            Having { path, condition: Condition::OneOf(operands), .. } if is_link(path) => match operands.as_slice() {
                [Operand::OfUnit(cell)] => Some((place, path.clone(), self.data.path(self.table, self.row, cell))),
                _ => None,
            },
            _ => None,
        });
        tying.map_or((None, None), |(place, path, cell)| (Some((path, cell)), Some(place)))
    }

    /// Whether a record's link names what a cell of the unit does.
    fn belongs(&self, table: &str, row: &Row, link: &str, wanted: &Cell) -> Three {
        let in_scope = || if self.is_in_scope(table, row) { Three::Undecided } else { Three::False };
        let unusable = |cell: &Cell| matches!(cell, Cell::Missing(Why::Unusable(_)));
        // A blank link ties to nobody, also where a path would go on through it.
        let steps = std::iter::successors(link.rsplit_once('.'), |(step, _)| step.rsplit_once('.'));
        if steps.into_iter().any(|(step, _)| self.data.path(table, row, step) == Cell::Nothing) {
            return Three::False;
        }
        match (self.data.path(table, row, link), wanted) {
            (Cell::Nothing, _) => Three::False,
            (Cell::List(members), _) if members.is_empty() => Three::False,
            (Cell::List(members), Cell::Nothing) if members.iter().any(unusable) => in_scope(),
            (link, Cell::Nothing) if unusable(&link) => in_scope(),
            (_, Cell::Nothing) => Three::False,
            (_, Cell::Missing(_)) => Three::Undecided,
            (Cell::List(members), wanted) if members.contains(wanted) => Three::True,
            (Cell::List(members), _) if members.iter().any(unusable) => in_scope(),
            (Cell::List(_), _) => Three::False,
            (link, _) if unusable(&link) => in_scope(),
            (Cell::Missing(_), _) => Three::Undecided,
            (link, wanted) => compare(Comparison::Exactly, &link, wanted),
        }
    }

    /// Whether an unusable tie of a record can concern the unit.
    fn is_in_scope(&self, table: &str, row: &Row) -> bool {
        let pack = self.data.pack;
        let paths = pack.table(table).map_or(&[][..], |table| &table.scope);
        let bounding = paths.iter().map(|path| (pack.column(table, path), self.data.path(table, row, path))).find(|(_, cell)| cell.text().is_some());
        let Some((Some(column), bound)) = bounding else { return false };
        let Some(target) = column.kind.target() else { return false };
        self.own(target) == bound
    }

    /// The row of a table that the unit belongs to: itself, what it links to, or what that links to.
    fn own(&self, target: &str) -> Cell {
        if self.table == target {
            return Cell::Text(self.id.to_owned());
        }
        let links = |table: &str| -> Vec<(String, String)> {
            let columns = self.data.pack.table(table).map_or(&[][..], |table| &table.columns);
            columns
                .iter()
                .filter_map(|column| match &column.kind {
                    Kind::Link(to) => Some((column.name.clone(), to.clone())),
                    _ => None,
                })
                .collect()
        };
        let direct = links(self.table).into_iter().find(|(_, to)| to == target).map(|(name, _)| name);
        let through = || {
            links(self.table)
                .into_iter()
                .find_map(|(name, next)| links(&next).into_iter().find(|(_, to)| to == target).map(|(last, _)| format!("{name}.{last}")))
        };
        direct.or_else(through).map_or(Cell::Nothing, |path| self.data.path(self.table, self.row, &path))
    }

    /// Whether the table of a measure is handed in for the unit through the end of its window.
    pub(super) fn is_handed_in(&self, query: &Query, window: Span) -> bool {
        let table = query.table.as_str();
        let bodies = self.bodies();
        let label = self.data.pack.table(table).map(|table| table.label.clone());
        let covers = |row: &Row| {
            let named = row.cell("table").text().map(str::to_owned);
            let submitter = row.cell("submitter").text().map(str::to_owned);
            let through = row.cell("through").day();
            named.is_some_and(|named| named == table || Some(named) == label)
                && submitter.is_some_and(|id| bodies.contains(&id))
                && through.is_some_and(|through| window.last.is_some_and(|last| last <= through))
        };
        // What simply is has no time through which it would be handed in.
        !self.data.has_table("submissions") || self.is_standing(query) || self.data.rows("submissions").iter().any(covers)
    }

    /// The unit's id, and the ids that following single links from it leads to.
    fn bodies(&self) -> BTreeSet<String> {
        let mut bodies = BTreeSet::from([self.id.to_owned()]);
        let mut visited = BTreeSet::new();
        let mut to_follow = vec![(self.table.to_owned(), self.id.to_owned())];
        while let Some((table, id)) = to_follow.pop() {
            if !visited.insert((table.clone(), id.clone())) {
                continue;
            }
            let (Some(row), Some(shape)) = (self.data.seen(&table, &id), self.data.pack.table(&table)) else { continue };
            for column in &shape.columns {
                if let (Kind::Link(target), Some(id)) = (&column.kind, row.cell(&column.name).text()) {
                    bodies.insert(id.to_owned());
                    to_follow.push((target.clone(), id.to_owned()));
                }
            }
        }
        bodies
    }
}

fn lies_in(query: &Query, data: &Data, row: &Row, window: Span, as_of: Day) -> Three {
    let from = |cell: &Cell, day: Day| compare(Comparison::AtLeast, cell, &Cell::Day(day));
    let by = |cell: &Cell, day: Option<Day>| day.map_or(Three::True, |day| compare(Comparison::AtMost, cell, &Cell::Day(day)));
    // What has no end is not over before any day.
    let lasts_until = |end: &Cell, day: Day| if *end == Cell::Nothing { Three::True } else { from(end, day) };
    let on = |cell: Cell| match cell {
        // A day that never came lies in no window, not even in one without ends.
        Cell::Nothing => Three::False,
        Cell::Missing(_) => Three::Undecided,
        cell => {
            let in_month = match (query.window, &cell) {
                (Window::Months(months), Cell::Day(day)) => Three::from(months.contains(&day.date().month())),
                _ => Three::True,
            };
            all([by(&cell, Some(as_of)), from(&cell, window.first), by(&cell, window.last), in_month])
        }
    };
    let dated = data.pack.table(&query.table).map_or(Dated::Standing, |table| table.dated.clone());
    match (&query.dated, dated) {
        (Some(column), _) => on(row.cell(column)),
        (None, Dated::Standing) => Three::True,
        (None, Dated::Event(column)) => on(row.cell(&column)),
        (None, Dated::Figures(link)) => match row.cell(&link) {
            Cell::Nothing => Three::False,
            Cell::Text(id) => match period_of(data, &query.table, &link, &id) {
                Some(period) => Three::from(period.first <= as_of && window.encloses(&period)),
                None => Three::Undecided,
            },
            _ => Three::Undecided,
        },
        (None, Dated::Spell(start, end)) => {
            let (start, end) = (row.cell(&start), row.cell(&end));
            match query.presence {
                Presence::Starting => on(start),
                Presence::Overlapping => all([by(&start, Some(as_of)), by(&start, window.last), lasts_until(&end, window.first)]),
                Presence::AtEnd => {
                    let last = window.last.map_or(as_of, |last| last.min(as_of));
                    all([by(&start, Some(last)), lasts_until(&end, last)])
                }
            }
        }
    }
}

/// The days of the period that a link of a table of figures names.
fn period_of(data: &Data, table: &str, link: &str, id: &str) -> Option<Span> {
    let target = data.pack.column(table, link)?.kind.target()?;
    let row = data.seen(target, id)?;
    let (first, last) = (row.cell("start").day()?, row.cell("end").day()?);
    (first <= last).then(|| Span::new(first, last))
}

/// Whether a record satisfies the numerator of a share.
pub(super) fn met(unit: &Unit, query: &Query, row: &Row) -> Three {
    let asked = unit.asked(&query.table, row);
    all(query.that.iter().map(|having| asked.having(having)))
}

/// Whether any of the records counts for certain.
pub(super) fn some(records: &[(&Row, Three)]) -> Three {
    any(records.iter().map(|(_, counts)| *counts))
}
