//! Some of the findings, told apart before their rows are made.

use super::Report;
use crate::finding::Finding;
use crate::judge::Status;

/// Which findings are asked for. What is left out may be anything.
#[derive(Debug, Clone, Default)]
pub struct Select {
    /// Only of these rules; of all if empty.
    pub rules: Vec<String>,
    /// Only of units of this table.
    pub table: Option<String>,
    /// Only of the unit with this id.
    pub entity: Option<String>,
    /// Only of these statuses; of all if empty.
    pub statuses: Vec<Status>,
}

impl Report {
    /// The findings that are asked for, in order.
    pub fn select(&self, select: &Select) -> impl Iterator<Item = Finding> {
        let runs = self.runs.iter().enumerate().filter(|(_, run)| {
            let rule = self.pack.rules().get(run.rule).map(|rule| &rule.id);
            (select.rules.is_empty() || rule.is_some_and(|rule| select.rules.contains(rule)))
                && select.table.as_ref().is_none_or(|table| self.loaded.schema.table(run.members.table).name == *table)
        });
        let found = runs.flat_map(|(number, run)| run.findings.iter().map(move |raw| (number, run, raw)));
        found
            .filter(|(_, run, raw)| {
                let status = run.outcomes.get(raw.outcome as usize).map(crate::judge::Outcome::status);
                let row = run.members.rows.get(raw.unit as usize);
                (select.statuses.is_empty() || status.is_some_and(|status| select.statuses.contains(&status)))
                    && select.entity.as_ref().is_none_or(|entity| row.is_some_and(|row| self.loaded.linked_id(run.members.table, *row) == *entity))
            })
            .map(|(number, _, raw)| self.row(number, raw))
    }
}
