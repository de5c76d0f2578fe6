//! Judges a pack's plain data row by row and unit by unit. It is slow on purpose: each step is one of the sentences of ARCHITECTURE.md.

mod calendar;
mod closures;
mod conditions;
mod data;
mod figures;
mod keys;
mod measures;
mod records;
mod verdicts;

use std::cell::Cell as Shared;
use std::collections::BTreeMap;

use dudao::{Day, HolidayKind, Span, WorkingDays};

use super::Finding;
use super::pack::{Grain, Pack, Query, Rule, Window};
use crate::book::Book;
use crate::three::{Three, all};
use calendar::{Found, Period, Placed, in_force, is_open, places, window};
use closures::Call;
use data::{Data, Row};
use measures::measure;
use records::Unit;

/// Judges a record book on a day: all findings by rule, entity, first day and id of the period.
pub fn judge(pack: &Pack, book: &Book, as_of: Day) -> Vec<Finding> {
    let data = Data::new(pack, book);
    let calendar = working_days(&data);
    let mut findings = Vec::new();
    for rule in &pack.rules {
        let Some(entity) = pack.entity(&rule.entity) else { continue };
        for id in data.ids(&entity.table) {
            let Some(row) = data.seen(&entity.table, &id) else { continue };
            for (period, placed) in places(&data, rule, &entity.table, &row, as_of) {
                let judged = Judged { data: &data, calendar: &calendar, rule, table: &entity.table, id: &id, row: &row, period, placed, as_of };
                findings.extend(judged.finding());
            }
        }
    }
    findings
}

/// One unit of one rule.
struct Judged<'a> {
    data: &'a Data<'a>,
    calendar: &'a WorkingDays,
    rule: &'a Rule,
    table: &'a str,
    id: &'a str,
    row: &'a Row,
    period: Period,
    placed: Placed,
    as_of: Day,
}

impl Judged<'_> {
    /// The order of the answers is part of what they mean.
    fn finding(mut self) -> Option<Finding> {
        let force = in_force(self.data);
        // A phase is judged whole wherever it lies: the policy itself names it.
        let outside = !force.encloses(&self.period.span) && !matches!(self.rule.grain, Grain::Phase(_));
        if outside && self.rule.partial {
            self.period.span = self.period.span.within(&force);
        }
        let day = match self.placed {
            Placed::On(day) => day,
            _ => self.period.span.first,
        };
        let unit = Unit {
            data: self.data,
            table: self.table,
            id: self.id,
            row: self.row,
            day,
            as_of: self.as_of,
            open: is_open(self.data, &self.period, self.period.span, self.as_of),
            span: self.period.span,
        };
        let asked = unit.asked(self.table, self.row);
        let entity = self.data.pack.entity(&self.rule.entity)?;
        let is_one = all(entity.having.iter().map(|having| asked.having(having)));
        if is_one == Three::False || !self.exists() {
            return None;
        }
        if let Placed::Nowhere(status) = self.placed {
            return Some(self.not_judged(status));
        }
        if outside && !self.rule.partial {
            return Some(self.not_judged("not_applicable"));
        }
        if is_one == Three::Undecided {
            return Some(self.not_judged("unknown"));
        }
        match all(self.rule.only.iter().map(|only| asked.having(only))) {
            Three::False => return Some(self.not_judged("not_applicable")),
            Three::Undecided => return Some(self.not_judged("unknown")),
            Three::True => {}
        }
        if self.rule.measures.iter().any(|(_, query)| !self.data.has_table(&query.table)) {
            return Some(self.not_judged("unknown"));
        }
        let windows: Vec<Found> = self.rule.measures.iter().map(|(_, query)| window(self.data, &self.rule.grain, &self.period, query.window)).collect();
        if let Some(lacking) = windows.iter().find(|found| found.days().is_none()) {
            return Some(self.not_judged(if *lacking == Found::NoDays { "not_applicable" } else { "unknown" }));
        }
        let windows: Vec<Span> = windows.into_iter().filter_map(Found::days).collect();
        Some(self.judged(&unit, &windows))
    }

    /// A unit exists from the first day of its period, or of a window if that is earlier and does not merely look back.
    fn exists(&self) -> bool {
        if !matches!(self.placed, Placed::Always) {
            return true;
        }
        let looks_back = |window| matches!(window, Window::SoFar | Window::Anytime | Window::Previous(_));
        let measures = self.rule.measures.iter().filter(|(_, query)| !looks_back(query.window));
        let windows = measures.filter_map(|(_, query)| window(self.data, &self.rule.grain, &self.period, query.window).days());
        windows.map(|window| window.first).chain([self.period.span.first]).any(|first| first <= self.as_of)
    }

    fn judged(&self, unit: &Unit, windows: &[Span]) -> Finding {
        let opened: Vec<bool> = windows
            .iter()
            .zip(&self.rule.measures)
            .map(|(window, (_, query))| !unit.is_standing(query) && is_open(self.data, &self.period, *window, self.as_of))
            .collect();
        let measured: BTreeMap<String, _> = self
            .rule
            .measures
            .iter()
            .zip(windows.iter().zip(&opened))
            .map(|((name, query), (window, open))| {
                // A unit that happened has no window: whatever is tied to it counts, until its period is over.
                let happened = matches!(self.placed, Placed::On(_)) && matches!(query.window, Window::Period);
                let always = Span { first: Day::from_number(1), last: None };
                let whenever = Query { dated: unit.first_day(query), ..query.clone() };
                (name.clone(), if happened { measure(unit, &whenever, always, *window, *open) } else { measure(unit, query, *window, *window, *open) })
            })
            .collect();
        let call = Call { unit, record: None, measures: &measured, calendar: self.calendar, waits: Shared::new(false) };
        let outcome = call.answer(&self.rule.judge);
        let shown = self.rule.measures.iter().zip(&opened).map(|((name, _), open)| (name.clone(), measured.get(name).and_then(measures::Value::shown), *open));
        let gap = outcome.gap.filter(|_| matches!(outcome.status, "fail" | "not_due" | "unknown"));
        Finding { measured: outcome.measured, gap, noted: outcome.noted, measures: shown.collect(), ..self.not_judged(outcome.status) }
    }

    fn not_judged(&self, status: &'static str) -> Finding {
        Finding {
            rule: self.rule.id.clone(),
            entity: self.id.to_owned(),
            period: self.period.id.clone(),
            status,
            measured: None,
            gap: None,
            noted: false,
            measures: Vec::new(),
        }
    }
}

/// Working days by the record book's own table of holidays, where it has one.
fn working_days(data: &Data) -> WorkingDays {
    let row = |row: &Row| {
        let kind = match row.cell("kind").text() {
            Some("holiday") => Some(HolidayKind::Holiday),
            Some("make_up_workday") => Some(HolidayKind::MakeUpWorkday),
            _ => None,
        };
        Some((row.cell("date").day()?, kind))
    };
    WorkingDays::with(data.rows("holidays").iter().filter_map(row))
}
