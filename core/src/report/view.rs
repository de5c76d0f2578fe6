//! The report as a person reads it: counts, a matrix of units by rules, and what is to be done next. The terminal, pages and notebooks all
//! draw this one value.

use super::Report;
use super::coverage::title;
use super::reading::ReadingCoverage;
use super::score_view::CardTable;
use crate::calendar::Day;
use crate::diagnostic::Language;
use crate::judge::Status;
use crate::ordered::Ordered;
use crate::pack::Table;
use crate::sorting::Gather;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// How one rule came out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RuleSummary {
    /// Id.
    pub rule: String,
    /// Title.
    pub title: String,
    /// Clauses that it rests on.
    pub clauses: Vec<String>,
    /// Whether its failures bind.
    pub binds: bool,
    /// Findings by status.
    pub counts: BTreeMap<Status, u64>,
    /// Those that fail and are waived.
    pub waived: u64,
    /// Those that another reading would change.
    pub depends: u64,
}

/// One unit in the matrix.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MatrixRow {
    /// Table of the unit.
    pub table: String,
    /// Id.
    pub entity: String,
    /// Name.
    pub name: String,
    /// For each rule of the summary: the roll-up over its periods, in which a failure that is waived is not applicable; nothing where the
    /// rule does not judge it.
    pub cells: Vec<Option<Status>>,
    /// For each rule: whether a failure is waived.
    pub waived: Vec<bool>,
    /// For each rule: whether another reading would change a finding.
    pub depends: Vec<bool>,
    /// The roll-up of all findings that bind, by the same.
    pub overall: Status,
}

/// Something that is to be done.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Task {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The period.
    pub period: String,
    /// The status.
    pub status: Status,
    /// By when.
    pub due: Option<Day>,
    /// What stands.
    pub message: String,
    /// What would put it right.
    pub remedy: Option<String>,
    /// Whether another reading would change it.
    pub depends: bool,
}

/// What one unit has to do.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WorkItem {
    /// Table of the unit.
    pub table: String,
    /// Id.
    pub entity: String,
    /// Name.
    pub name: String,
    /// What is still due, the soonest first.
    pub due: Vec<Task>,
    /// What was missed, the latest first.
    pub missed: Vec<Task>,
    /// What cannot be decided until a record is mended.
    pub unclear: Vec<Task>,
}

/// The report as a person reads it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct View {
    /// Title of the policy.
    pub title: String,
    /// Title of the profile by which it was judged.
    pub profile: Option<String>,
    /// The day on which it was judged.
    pub as_of: Day,
    /// Findings by status.
    pub counts: BTreeMap<Status, u64>,
    /// Those that fail and are waived.
    pub waived: u64,
    /// Rules, in order of declaration.
    pub rules: Vec<RuleSummary>,
    /// What the tables of the record book are called, by name.
    pub tables: BTreeMap<String, String>,
    /// What the phases of the policy are called, by id.
    pub periods: BTreeMap<String, String>,
    /// Units by rules.
    pub matrix: Vec<MatrixRow>,
    /// What is to be done, by unit; what is waived is not.
    pub worklist: Vec<WorkItem>,
    /// What depends on each reading, if the run was asked for all.
    pub readings: Vec<ReadingCoverage>,
    /// Scores, by card.
    pub scores: Vec<CardTable>,
}

/// What the rules found of one unit.
#[derive(Default)]
struct OfUnit {
    name: Option<String>,
    /// By rule.
    slots: Vec<Slot>,
    /// What the rules that bind found.
    binding: Vec<Status>,
    work: Option<WorkItem>,
}

/// The findings of one unit by one rule.
#[derive(Debug, Clone, Default)]
struct Slot {
    statuses: Vec<Status>,
    waived: bool,
    depends: bool,
}

impl Report {
    /// The report as a person reads it.
    pub fn view(&self) -> View {
        let mut rules = Vec::new();
        let mut units: FxHashMap<(String, String), OfUnit> = FxHashMap::default();
        let width = self.runs().len();
        for (column, run) in self.runs().iter().enumerate() {
            let rule = &self.pack.rules()[run.rule];
            let binds = self.pack.level(rule).binds();
            let rule_title = title(rule, self.options.language);
            let table = self.loaded.schema.table(run.members.table).name.clone();
            let mut counts: BTreeMap<Status, u64> = BTreeMap::new();
            let (mut waivers, mut dependent) = (0, 0);
            for raw in &run.findings {
                let status = run.outcomes[raw.outcome as usize].status();
                *counts.entry(status).or_insert(0) += 1;
                let entity = self.loaded.linked_id(run.members.table, run.members.rows[raw.unit as usize]).to_string();
                let of_unit = units.entry((table.clone(), entity.clone())).or_default();
                let waived = run.is_waived(raw);
                let reckoned = if waived { Status::NotApplicable } else { status };
                let depends = run.depends.number(raw).is_some();
                waivers += u64::from(waived);
                dependent += u64::from(depends);
                of_unit.slots.resize_with(width, Slot::default);
                if let Some(slot) = of_unit.slots.get_mut(column) {
                    slot.statuses.push(reckoned);
                    slot.waived |= waived;
                    slot.depends |= depends;
                }
                if binds {
                    of_unit.binding.push(reckoned);
                }
                let tells =
                    run.waiver(raw).is_none() && matches!(status, Status::NotDue | Status::Fail | Status::Unknown | Status::NeedsReview | Status::Error);
                if !tells && of_unit.name.is_some() {
                    continue;
                }
                let finding = self.row(column, raw);
                of_unit.name.get_or_insert_with(|| finding.entity_name.clone());
                if !tells || (status == Status::Fail && !binds) {
                    continue;
                }
                let item = of_unit.work.get_or_insert_with(|| WorkItem {
                    table: table.clone(),
                    entity,
                    name: finding.entity_name.clone(),
                    due: Vec::new(),
                    missed: Vec::new(),
                    unclear: Vec::new(),
                });
                let task = Task {
                    rule: finding.rule,
                    title: rule_title.clone(),
                    period: finding.period,
                    status,
                    due: finding.due,
                    message: finding.message,
                    remedy: finding.remedy,
                    depends,
                };
                match status {
                    Status::NotDue => item.due.push(task),
                    Status::Fail => item.missed.push(task),
                    _ => item.unclear.push(task),
                }
            }
            rules.push(RuleSummary {
                rule: rule.id.clone(),
                title: rule_title,
                clauses: rule.clauses.iter().map(|(id, _)| id.clone()).collect(),
                binds,
                counts,
                waived: waivers,
                depends: dependent,
            });
        }
        for item in units.values_mut().filter_map(|unit| unit.work.as_mut()) {
            crate::sorting::sort_by_key(&mut item.due, |task| task.due);
            crate::sorting::sort_by_key(&mut item.missed, |task| std::cmp::Reverse(task.due));
        }
        let called = |table: &Table| if self.options.language == Language::Zh { &table.label } else { &table.name }.clone();
        let tables = self.loaded.schema.tables.iter().map(|table| (table.name.clone(), called(table))).gather();
        let (mut matrix, mut worklist) = (Vec::with_capacity(units.len()), Vec::new());
        for ((table, entity), OfUnit { name, slots, binding, work }) in units.into_iter().collect::<Ordered<_, _>>() {
            matrix.push(MatrixRow {
                table,
                entity,
                name: name.unwrap_or_default(),
                overall: Status::all(binding),
                waived: slots.iter().map(|slot| slot.waived).collect(),
                depends: slots.iter().map(|slot| slot.depends).collect(),
                cells: slots.into_iter().map(|slot| (!slot.statuses.is_empty()).then(|| Status::all(slot.statuses))).collect(),
            });
            worklist.extend(work);
        }
        View {
            title: self.pack.policy().title_in(self.options.language).into(),
            profile: self.profile().map(|profile| profile.title_in(self.options.language).into()),
            as_of: self.options.as_of,
            counts: self.counts(),
            waived: rules.iter().map(|rule: &RuleSummary| rule.waived).sum(),
            rules,
            tables,
            periods: self.pack.phases().iter().map(|phase| (phase.id.clone(), phase.title.clone())).gather(),
            matrix,
            worklist,
            readings: self.coverage().readings.clone(),
            scores: self.card_tables(),
        }
    }
}
