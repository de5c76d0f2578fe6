//! Who is judged, or has a form filled in, over which periods and days: what rules and forms have in common before anything is judged.

use crate::calendar::{Day, Period, Span};
use crate::data::{Content, Loaded, Table};
use crate::diagnostic::Problems;
use crate::measure::{Calendar, Field, Grid, Ground, Horizon, Measured, Members, Settings, SourceRun, Whom, WindowDays, measure_findings, settle, window_days};
use crate::pack::{ColumnType, FindingPlan, Pack, Placing, Plan, RecordPlan, Resolved, Tied};
use crate::report::RuleRun;
use crate::watch::Watch;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A pack and a record book on a day.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) loaded: &'a Arc<Loaded>,
    pub(crate) settings: &'a Arc<Settings>,
    pub(crate) calendar: &'a Calendar,
    pub(crate) as_of: Day,
    pub(crate) watch: &'a Arc<Watch>,
}

impl<'a> Stage<'a> {
    /// The days in which the policy is in force.
    pub(crate) fn force(&self) -> Span {
        self.pack.policy().in_force.unwrap_or(Span { first: self.as_of, last: None })
    }

    /// Who is looked for.
    pub(crate) fn whom<'r>(&self, resolved: &'r Resolved) -> Whom<'r>
    where
        'a: 'r,
    {
        Whom { loaded: self.loaded, table: resolved.table, filters: &resolved.members, as_of: self.as_of, watch: self.watch }
    }

    /// Its units and their periods; or the table without which there are none.
    pub(crate) fn units(&self, resolved: &Resolved, partial: bool) -> Result<Result<(Members, Vec<Period>), String>, Problems> {
        let schema = &self.loaded.schema;
        let no_table = |table: &str| Ok(Err(table.into()));
        if self.loaded.table(resolved.table).is_none() {
            return no_table(&schema.table(resolved.table).name);
        }
        let force = self.force();
        let Some(mut periods) = self.calendar.periods(resolved.period, self.pack.phases(), force, self.as_of) else {
            return no_table(resolved.period.kind.table().unwrap_or_default());
        };
        if partial {
            self.calendar.cut(&mut periods, force);
        }
        let whom = self.whom(resolved);
        let Some(mut members) = Members::new(&whom, &periods) else {
            return no_table(&schema.table(resolved.table).name);
        };
        settle(&whom, &mut members, &mut periods, force, resolved.period.kind);
        self.watch.check()?;
        Ok(Ok((members, periods)))
    }

    /// The days that a measure looks at in each period.
    pub(crate) fn windows(&self, plan: &Plan, members: &Members, periods: &[Period]) -> Vec<WindowDays> {
        let days = |period: &Period| {
            let days = window_days(plan.window(), period, members.own.is_some(), self.calendar, self.as_of);
            match days {
                // What simply is has no window that could be open, nor has what hangs on findings that are not due.
                WindowDays::Known { span, closes, .. } if plan.records().is_none_or(|plan| plan.placing == Placing::Standing) => {
                    WindowDays::Known { span, open: false, closes }
                }
                days => days,
            }
        };
        periods.iter().map(days).collect()
    }

    /// What a measure of records is taken over.
    pub(crate) fn field(&self, plan: &'a RecordPlan, members: &'a Members, periods: &'a [Period], windows: &'a [WindowDays]) -> Field<'a> {
        Field { loaded: self.loaded, plan, members, periods, windows, settings: self.settings, as_of: self.as_of, watch: self.watch }
    }

    /// Measures what rules found; those that it rests on were judged before.
    pub(crate) fn measure_findings<'r>(
        &self,
        plan: &'r FindingPlan,
        members: &'r Members,
        periods: &'r [Period],
        windows: &'r [WindowDays],
        judged: impl Fn(usize) -> Option<&'r RuleRun>,
    ) -> Measured
    where
        'a: 'r,
    {
        let horizon = Horizon { pack: self.pack, calendar: self.calendar, force: self.force(), as_of: self.as_of };
        let run = |tied: &'r Tied| judged(tied.source).map(|run| SourceRun { tied, run, coming: horizon.coming(run) });
        let sources: Vec<SourceRun<'_>> = plan.sources().filter_map(run).collect();
        let units = Grid { members, periods, as_of: self.as_of };
        measure_findings(&Ground { pack: self.pack, loaded: self.loaded, plan, sources: &sources, units, windows, watch: self.watch })
    }
}

/// What each submitter has handed in of each table; looked up table by table.
pub(crate) struct HandedIn<'a> {
    loaded: &'a Loaded,
    watch: &'a Watch,
    /// Nothing if the record book does not say.
    known: Option<Submissions<'a>>,
    /// By table.
    through: Vec<Option<Vec<Vec<Option<Day>>>>>,
}

/// Through which day something is handed in, by table and by the submitter's id.
type Submissions<'a> = Vec<FxHashMap<&'a str, Day>>;

impl<'a> HandedIn<'a> {
    pub(crate) fn new(loaded: &'a Loaded, watch: &'a Watch) -> Self {
        Self { loaded, watch, known: submissions(loaded, watch), through: vec![None; loaded.tables.len()] }
    }

    /// Through which day the table of a measure is handed in for each unit; nothing if the record book does not say.
    pub(crate) fn through(&mut self, plan: &RecordPlan, members: &Members) -> Option<Vec<Option<Day>>> {
        let known = self.known.as_ref().filter(|_| plan.placing != Placing::Standing)?;
        let rows = self.through.get_mut(plan.table)?.get_or_insert_with(|| handed_in(self.loaded, known, plan.table, self.watch));
        let days = rows.get(members.table);
        Some(members.rows.iter().map(|row| days?.get(*row as usize).copied().flatten()).collect())
    }
}

/// What each submitter has handed in of each table, and through when; nothing if the record book does not say.
fn submissions<'a>(loaded: &'a Loaded, watch: &Watch) -> Option<Submissions<'a>> {
    let schema = &loaded.schema;
    let index = schema.table_index("submissions")?;
    let table = loaded.table(index)?;
    let column = |name: &str| schema.table(index).column_index(name).and_then(|column| Some((column, table.column(column)?)));
    let mut known = vec![FxHashMap::default(); loaded.tables.len()];
    let (Some((name_column, names)), Some((submitter_column, submitters)), Some((_, through))) = (column("table"), column("submitter"), column("through"))
    else {
        return Some(known);
    };
    for row in (0..table.counted).take_while(|_| !watch.is_stopped()) {
        let (Content::Value(name), Content::Value(submitter), Content::Value(day)) = (names.coded(row), submitters.coded(row), through.day(row)) else {
            continue;
        };
        let Some(named) = schema.table_index(table.dictionaries[name_column].text(name)) else { continue };
        let submitter = table.dictionaries[submitter_column].text(submitter);
        let entry = known[named].entry(submitter).or_insert(day);
        *entry = day.max(*entry);
    }
    Some(known)
}

/// Through which day a table is handed in for each row of every table: by the row itself, or by a body that its single links lead to.
fn handed_in(loaded: &Loaded, known: &Submissions<'_>, measured: usize, watch: &Watch) -> Vec<Vec<Option<Day>>> {
    let known = known.get(measured);
    let own = |table: usize, row: usize| known?.get(loaded.linked_id(table, u32::try_from(row).unwrap_or(u32::MAX))).copied();
    // Only what units can be made of, or links lead to, hands anything in.
    let bodies = |table: usize| loaded.table(table).is_none_or(Table::is_body);
    let rows = |table: usize| if bodies(table) { loaded.rows_of(table) } else { 0 };
    let mut through: Vec<Vec<Option<Day>>> = (0..loaded.tables.len()).map(|table| (0..rows(table)).map(|row| own(table, row)).collect()).collect();
    // Links may lead on and on, even in a circle; repeat until nothing changes.
    let mut changed = true;
    while changed {
        changed = false;
        for (index, table) in loaded.tables.iter().enumerate().filter(|(index, _)| bodies(*index)) {
            let Some(table) = table else { continue };
            for (number, column) in loaded.schema.table(index).columns.iter().enumerate() {
                let ColumnType::Link(target) = &column.kind else { continue };
                let (Some(target), Some(cells)) = (loaded.schema.table_index(target), table.column(number)) else { continue };
                for row in (0..table.rows()).take_while(|_| !watch.is_stopped()) {
                    let Content::Value(code) = cells.coded(row) else { continue };
                    let better = through[target].get(code as usize).copied().flatten();
                    if better > through[index][row] {
                        through[index][row] = better;
                        changed = true;
                    }
                }
            }
        }
    }
    through
}
