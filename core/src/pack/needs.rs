//! The columns that a pack can ever read.

use super::declaration::Declarations;
use super::plan::{Filter, Limit, Placing, Plan, RecordPlan, Resolved, Side, Tie};
use super::schema::{ColumnType, Dated, Path, Schema, TitlePiece};
use crate::calendar::PeriodKind;
use crate::data::Needs;
use crate::script::{Closure, Mentions, Program};
use std::collections::BTreeSet;

fn want(needs: &mut Needs, table: usize, column: usize) {
    needs.or_default(table).insert(column);
}

/// The columns of the calendar, of what is handed in and of what is waived, which every pack reads.
pub(super) fn calendar_needs(declarations: &Declarations) -> Needs {
    let mut needs = Needs::default();
    let wanted: [(&str, &[&str]); 5] = [
        ("terms", &["start", "end", "midterm_start", "midterm_end", "closed", "district", "name"]),
        ("academic_years", &["start", "end", "district", "name"]),
        ("holidays", &["date", "kind"]),
        ("submissions", &["table", "submitter", "through"]),
        (crate::waiver::TABLE, &crate::waiver::COLUMNS),
    ];
    for (name, columns) in wanted {
        if let Some(table) = declarations.schema.table_index(name) {
            needs.or_default(table);
            columns.iter().filter_map(|column| declarations.schema.table(table).column_index(column)).for_each(|column| want(&mut needs, table, column));
        }
    }
    needs
}

/// Where a column is wanted that another table tells over time, what that table tells of it is wanted as well.
pub(super) fn want_histories(schema: &Schema, needs: &mut Needs) {
    for (number, table) in schema.tables.iter().enumerate() {
        let Some((base, link)) = table.history_of else { continue };
        let wanted = |(column, _): &(usize, usize)| needs.get(&base).is_some_and(|columns| columns.contains(column));
        let there: Vec<usize> = schema.told(number, base).filter(wanted).map(|(_, there)| there).collect();
        if there.is_empty() {
            continue;
        }
        let dates = match table.dated {
            Dated::Standing => Vec::new(),
            Dated::Event(date) | Dated::Figure(date) => vec![date],
            Dated::Spell(start, end) => vec![start, end],
        };
        there.into_iter().chain([link]).chain(dates).for_each(|column| want(needs, number, column));
    }
}

pub(super) fn want_path(schema: &Schema, needs: &mut Needs, path: &Path) {
    let mut table = path.table;
    needs.or_default(table);
    for step in &path.steps {
        want(needs, table, *step);
        if let Some(target) = schema.table(table).columns[*step].kind.target().and_then(|name| schema.table_index(name)) {
            table = target;
            needs.or_default(table);
        }
    }
}

/// Columns that are followed to something that is shown: a row is shown by its name.
pub(super) fn want_shown(schema: &Schema, needs: &mut Needs, path: &Path) {
    want_path(schema, needs, path);
    if let Some(target) = schema.end(path).and_then(|column| schema.table_index(column.kind.target()?)) {
        want_belonging(schema, needs, target, &mut BTreeSet::new());
    }
}

/// What periods are called, where they are rows of a table that says so.
pub(super) fn want_names_of_periods(schema: &Schema, needs: &mut Needs) {
    for table in PeriodKind::ALL.into_iter().filter_map(|(kind, _, _)| schema.table_index(kind.table()?)) {
        if let Some(column) = schema.table(table).column_index("name") {
            want(needs, table, column);
        }
    }
}

pub(super) fn want_filters(schema: &Schema, needs: &mut Needs, filters: &[Filter]) {
    for filter in filters {
        want_path(schema, needs, &filter.path);
        for side in filter.test.sides() {
            if let Side::OfUnit(path) | Side::OfRecord(path) = side {
                want_path(schema, needs, path);
            }
        }
    }
}

pub(super) fn needs_of(schema: &Schema, program: &Program, resolved: &Resolved, judge: Option<&Closure>, needs: &mut Needs) {
    needs.or_default(resolved.table);
    want_filters(schema, needs, &resolved.members);
    resolved.only.iter().for_each(|limit| {
        if let Limit::Unit(filter) = limit {
            want_filters(schema, needs, std::slice::from_ref(filter));
        }
    });
    match schema.table(resolved.table).dated {
        Dated::Standing | Dated::Figure(_) => {}
        Dated::Event(date) => want(needs, resolved.table, date),
        Dated::Spell(start, end) => [start, end].into_iter().for_each(|date| want(needs, resolved.table, date)),
    }
    // What a unit is called, and the single links that say to which bodies it belongs.
    want_belonging(schema, needs, resolved.table, &mut BTreeSet::new());
    if let Some(judge) = judge {
        want_mentioned(schema, needs, &program.mentions(judge), &[resolved.table]);
    }
    for measure in &resolved.measures {
        match &measure.plan {
            Plan::Records(plan) => want_plan(schema, program, needs, plan, resolved.table),
            Plan::Findings(plan) => plan.sources().for_each(|tied| want_tie(schema, needs, &tied.tie)),
        }
    }
}

pub(super) fn want_belonging(schema: &Schema, needs: &mut Needs, table: usize, seen: &mut BTreeSet<usize>) {
    if !seen.insert(table) {
        return;
    }
    needs.or_default(table);
    for piece in &schema.table(table).title {
        if let TitlePiece::Cell(path) = piece {
            want_path(schema, needs, path);
        }
    }
    for (index, column) in schema.table(table).columns.iter().enumerate() {
        if column.name == "name" {
            want(needs, table, index);
        }
        if let ColumnType::Link(target) = &column.kind {
            want(needs, table, index);
            if let Some(target) = schema.table_index(target) {
                want_belonging(schema, needs, target, seen);
            }
        }
    }
}

fn want_tie(schema: &Schema, needs: &mut Needs, tie: &Tie) {
    if let Tie::Link { record, unit } = tie {
        want_path(schema, needs, record);
        want_path(schema, needs, unit);
        schema.table(record.table).scope.iter().for_each(|path| want_path(schema, needs, path));
    }
}

fn want_plan(schema: &Schema, program: &Program, needs: &mut Needs, plan: &RecordPlan, unit: usize) {
    needs.or_default(plan.table);
    let (records, units) = plan.paths();
    records.into_iter().chain(units).for_each(|path| want_path(schema, needs, path));
    want_tie(schema, needs, &plan.tie);
    match plan.placing {
        Placing::Standing => {}
        Placing::Event(date) | Placing::Figure(date) => want(needs, plan.table, date),
        Placing::Spell { start, end, .. } => {
            want(needs, plan.table, start);
            want(needs, plan.table, end);
        }
    }
    for closure in plan.all_closures() {
        want_mentioned(schema, needs, &program.mentions(closure), &[plan.table, unit]);
    }
}

/// Columns that a closure names, of the tables that it can reach.
fn want_mentioned(schema: &Schema, needs: &mut Needs, mentions: &Mentions, from: &[usize]) {
    let mut reachable: BTreeSet<usize> = BTreeSet::new();
    let mut queue: Vec<usize> = from.to_vec();
    while let Some(table) = queue.pop() {
        if reachable.insert(table) {
            queue.extend(schema.table(table).columns.iter().filter_map(|column| schema.table_index(column.kind.target()?)));
        }
    }
    for table in reachable {
        for (index, column) in schema.table(table).columns.iter().enumerate() {
            if mentions.names.contains(&column.name) || mentions.names.contains(&column.label) {
                want(needs, table, index);
            }
        }
    }
}
