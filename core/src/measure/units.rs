//! Who is judged, and in which periods.

use super::atom::{Atom, Found, find};
use super::check::{is_dated, is_member};
use super::tie::way_to;
use crate::calendar::{Day, Period, PeriodKind, Span, Whose};
use crate::data::{At, Content, Loaded};
use crate::judge::Truth;
use crate::pack::{Blank, Dated, Filter, Path, Side};
use crate::watch::Watch;

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

/// Who is looked for: the rows of a table that satisfy some conditions, as they are known on a day.
#[derive(Clone, Copy)]
pub(crate) struct Whom<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) table: usize,
    pub(crate) filters: &'a [Filter],
    pub(crate) as_of: Day,
    /// A run that is stopped finds some of them only, and has no use for them.
    pub(crate) watch: &'a Watch,
}

impl Members {
    pub(crate) fn new(whom: &Whom<'_>, periods: &[Period]) -> Option<Self> {
        let Whom { loaded, table, filters, as_of, watch } = *whom;
        let mut members = Self { table, rows: Vec::new(), sure: Vec::new(), periods: periods.len(), own: None, over: None };
        let rows = loaded.table(table)?.unit_rows();
        let changes = |filter: &Filter| is_dated(loaded, filter) || filter.test.sides().iter().any(|side| matches!(side, Side::Dated(_)));
        let here = Districts::new(loaded, table, periods);
        if here.is_some() || filters.iter().any(changes) {
            let mut all = Vec::new();
            for row in rows.iter().take_while(|_| !watch.is_stopped()) {
                let whose = |period: &Period| here.as_ref().map_or(Truth::Yes, |here| here.is_of(*row, period, as_of));
                let over: Vec<Over> = periods.iter().map(|period| over(loaded, filters, *row as usize, period.span, as_of).if_so(whose(period))).collect();
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
        for row in rows.iter().take_while(|_| !watch.is_stopped()) {
            let sure = is_member(loaded, filters, *row as usize, None);
            if sure != Truth::No {
                members.rows.push(*row);
                members.sure.push(sure);
            }
        }
        Some(members)
    }

    /// Nobody.
    pub(crate) fn none(table: usize) -> Self {
        Self { table, rows: Vec::new(), sure: Vec::new(), periods: 0, own: None, over: None }
    }

    /// One of them, by its number, over the same periods.
    pub(crate) fn only(&self, unit: usize) -> Self {
        let cells = if self.own.is_some() { unit..unit + 1 } else { unit * self.periods..(unit + 1) * self.periods };
        Self {
            table: self.table,
            rows: self.rows.get(unit).copied().into_iter().collect(),
            sure: self.sure.get(unit).copied().into_iter().collect(),
            periods: self.periods,
            own: self.own.as_ref().map(|own| own.get(unit).copied().into_iter().collect()),
            over: self.over.as_ref().map(|over| over.get(cells).unwrap_or_default().to_vec()),
        }
    }

    /// Units that last are judged in each period that they share a day with.
    fn last_over(&mut self, whom: &Whom<'_>, (start, end): (usize, usize), periods: &[Period]) {
        let Whom { loaded, as_of, watch, .. } = *whom;
        let column = |column: usize| loaded.table(self.table).and_then(|table| table.column(column));
        let shape = loaded.schema.table(self.table);
        let day = |number: usize, row: u32| match column(number).map_or(Content::Bad, |days| days.day(row as usize)) {
            Content::Value(day) => Ok(Some(day)),
            Content::Blank if shape.columns.get(number).is_some_and(|column| column.blank != Blank::Unknown) => Ok(None),
            Content::Blank | Content::Bad => Err(()),
        };
        let mut all = Vec::with_capacity(self.rows.len() * periods.len());
        for (unit, row) in self.rows.iter().enumerate().take_while(|_| !watch.is_stopped()) {
            let (start, end) = (day(start, *row), day(end, *row));
            all.extend(periods.iter().enumerate().map(|(number, period)| lasts(start, end, period.span, as_of).and(self.over(unit, number))));
        }
        self.over = Some(all);
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

/// By which links the rows of a table lead to their district; nothing where they are in none.
pub(crate) fn way_to_district(loaded: &Loaded, table: usize) -> Option<Path> {
    way_to(loaded, table, loaded.schema.table_index("districts")?)
}

/// Where the periods are those of districts: which district each unit is in.
struct Districts<'a> {
    loaded: &'a Loaded,
    way: Option<Path>,
}

impl<'a> Districts<'a> {
    /// Nothing where every period is everybody's.
    fn new(loaded: &'a Loaded, table: usize, periods: &[Period]) -> Option<Self> {
        let differ = periods.iter().any(|period| period.district != Whose::Everybody);
        differ.then(|| Self { loaded, way: way_to_district(loaded, table) })
    }

    /// Whether a period is one of the unit's district; whoever is in none has those of all.
    fn is_of(&self, row: u32, period: &Period, day: Day) -> Truth {
        match (period.district, &self.way) {
            (Whose::Everybody, _) | (_, None) => Truth::Yes,
            (Whose::Unknown, _) => Truth::Maybe,
            (Whose::Of(district), Some(way)) => {
                let day = period.span.last.map_or(day, |last| last.min(day));
                match find(self.loaded, way, At::new(row as usize, Some(day))) {
                    Found::One(Atom::Row(_, own)) => Truth::certain(own == district),
                    _ => Truth::Maybe,
                }
            }
        }
    }
}

impl Over {
    /// The same where something is so, which may not be certain.
    fn if_so(self, truth: Truth) -> Self {
        match truth {
            Truth::Yes => self,
            Truth::No => Self::None,
            Truth::Maybe => self.and(Self::Unclear),
        }
    }

    /// Over how much of the period both hold, as far as can be told of each alone.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::Unclear, _) | (_, Self::Unclear) => Self::Unclear,
            (Self::Part, _) | (_, Self::Part) => Self::Part,
            (Self::All, Self::All) => Self::All,
        }
    }
}

/// Over how much of a stretch of days something lasts. An end is nothing where it still runs, and each is an error where it is missing.
fn lasts(start: Result<Option<Day>, ()>, end: Result<Option<Day>, ()>, span: Span, as_of: Day) -> Over {
    let started_by = |day: Option<Day>| match (start, day) {
        (Ok(None), _) => Truth::No,
        (Ok(Some(start)), _) if start > as_of => Truth::No,
        (Ok(Some(start)), day) => Truth::certain(day.is_none_or(|day| start <= day)),
        (Err(()), _) => Truth::Maybe,
    };
    let runs_on = |day: Option<Day>| match (end, day) {
        (Ok(None), _) => Truth::Yes,
        (Ok(Some(end)), day) => Truth::certain(day.is_some_and(|day| end >= day)),
        (Err(()), _) => Truth::Maybe,
    };
    let touches = started_by(span.last).and(runs_on(Some(span.first)));
    let encloses = started_by(Some(span.first)).and(runs_on(span.last));
    match (touches, encloses) {
        (Truth::No, _) => Over::None,
        (_, Truth::Yes) => Over::All,
        (Truth::Yes, Truth::No) => Over::Part,
        _ => Over::Unclear,
    }
}

/// Over how much of a stretch of days a row satisfies conditions that can change over time. What has no end is looked at up to the day.
fn over(loaded: &Loaded, filters: &[Filter], row: usize, span: Span, as_of: Day) -> Over {
    let last = span.last.unwrap_or_else(|| as_of.max(span.first));
    let mut days: Vec<Day> = filters.iter().flat_map(|filter| changes(loaded, &filter.path, row, span.first)).collect();
    days.retain(|day| (span.first..=last).contains(day));
    days.push(span.first);
    let truths: Vec<Truth> = days.into_iter().map(|day| is_member(loaded, filters, At::new(row, Some(day)), Some(span.first))).collect();
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
pub(crate) fn settle(whom: &Whom<'_>, members: &mut Members, periods: &mut Vec<Period>, force: Span, kind: PeriodKind) {
    let Whom { loaded, filters, as_of, watch, .. } = *whom;
    let shape = loaded.schema.table(members.table);
    let Some(date) = shape.dated.first() else { return };
    // The rows of the calendar are what periods are made of; judged as such, they are there from the beginning.
    if PeriodKind::ALL.iter().any(|(kind, _, _)| kind.table() == Some(&shape.name)) {
        return;
    }
    if let Dated::Spell(start, end) = shape.dated
        && kind != PeriodKind::Policy
    {
        return members.last_over(whom, (start, end), periods);
    }
    let dates = loaded.table(members.table).and_then(|table| table.column(date));
    let blank_is_nothing = !shape.columns[date].blank_is_missing();
    let none = u32::try_from(periods.len()).unwrap_or(u32::MAX);
    let districts = Districts::new(loaded, members.table, periods);
    let whose = |row: u32, period: &Period, day: Day| districts.as_ref().map_or(Truth::Yes, |districts| districts.is_of(row, period, day));
    let place = |row: u32| match dates.map_or(Content::Bad, |dates| dates.day(row as usize)) {
        Content::Value(day) if day > as_of || kind != PeriodKind::Phase && !force.holds(day) => None,
        Content::Value(day) => match (0..).zip(periods.iter()).find(|(_, period)| period.span.holds(day) && whose(row, period, day) != Truth::No) {
            Some((period, _)) => Some(Own { period, day: Some(day) }),
            None if kind == PeriodKind::Phase => None,
            None => Some(Own { period: none, day: Some(day) }),
        },
        Content::Blank if blank_is_nothing => None,
        Content::Blank | Content::Bad => Some(Own { period: none, day: None }),
    };
    let dated = members.over.take().is_some();
    let in_district = |row: u32, own: &Own| match (periods.get(own.period as usize), own.day) {
        (Some(period), Some(day)) => whose(row, period, day),
        _ => Truth::Yes,
    };
    let sure = |row: u32, own: &Own| {
        if dated { is_member(loaded, filters, At::new(row as usize, own.day), own.day).and(in_district(row, own)) } else { Truth::Yes }
    };
    let settled = |row: &u32| place(*row).filter(|own| own.day.is_none() || sure(*row, own) != Truth::No);
    let placed: Vec<Option<Own>> = members.rows.iter().take_while(|_| !watch.is_stopped()).map(settled).collect();
    let mut there = placed.iter().map(Option::is_some);
    members.rows.retain(|_| there.next().unwrap_or(false));
    let mut there = placed.iter().map(Option::is_some);
    members.sure.retain(|_| there.next().unwrap_or(false));
    let own: Vec<Own> = placed.into_iter().flatten().collect();
    if dated {
        members.sure = members.rows.iter().zip(&own).map(|(row, own)| sure(*row, own)).collect();
    }
    if own.iter().any(|own| own.period == none) {
        periods.push(Period::plain(kind, Period::NONE, force));
    }
    members.periods = periods.len();
    members.own = Some(own);
}
