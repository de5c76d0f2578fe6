//! The table `waivers`, by which a bureau lets units off rules: read like `submissions`, row by row.

use crate::calendar::Day;
use crate::data::{Content, Loaded};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::finding::Waiver;
use crate::judge::{Raw, Status};
use crate::measure::Members;
use crate::pack::{ColumnType, Pack, Rule, Schema, Table, matches};
use crate::report::RuleRun;
use crate::sorting::{self, Gather};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The table, and the columns that the engine reads of it.
pub(crate) const TABLE: &str = "waivers";
pub(crate) const COLUMNS: [&str; 5] = ["rule", "unit", "reason", "who", "through"];

/// The columns without which nothing can be waived.
const NEEDED: [&str; 3] = ["rule", "unit", "reason"];

/// What the engine wants a column to hold.
fn kind(name: &str) -> ColumnType {
    if name == "through" { ColumnType::Date } else { ColumnType::Text }
}

/// The number of a column that the engine can read.
fn readable(shape: &Table, name: &str) -> Option<usize> {
    shape.column_index(name).filter(|column| shape.columns.get(*column).is_some_and(|column| column.kind == kind(name)))
}

/// Warns of a table `waivers` that the engine cannot read, or not wholly.
pub(crate) fn check(schema: &Schema, problems: &mut Vec<Diagnostic>) {
    let Some(shape) = schema.table_index(TABLE).map(|index| schema.table(index)) else { return };
    for name in COLUMNS.iter().filter(|name| readable(shape, name).is_none() && (NEEDED.contains(name) || shape.column_index(name).is_some())) {
        let (zh, en) = if kind(name) == ColumnType::Date { ("日期列", "date") } else { ("文本", "text") };
        problems.push(
            Diagnostic::warning(
                Code::PackIncomplete,
                format!("表“{TABLE}”要有一列 {name}，是{zh}；否则读不出豁免"),
                format!("table `{TABLE}` needs a column `{name}` of type {en} for its waivers to be read"),
            )
            .help(format!("写成 .{zh}(\"{name}\", \"…\")"), format!("write .{en}(\"{name}\", \"…\")"))
            .at(shape.place.clone()),
        );
    }
}

/// Every waiver of a record book, and what is wrong with its rows.
#[derive(Debug, Default)]
pub(crate) struct Waivers {
    granted: Vec<Granted>,
    pub(crate) issues: Vec<Diagnostic>,
}

/// One row that can be used.
#[derive(Debug)]
struct Granted {
    /// The rule's id, or a pattern.
    rules: String,
    /// The unit's id.
    unit: String,
    waiver: Arc<Waiver>,
}

/// For each unit of a rule, the waivers that speak of it: the one that lasts longest first.
pub(crate) type Waived = FxHashMap<u32, Vec<Arc<Waiver>>>;

impl Waivers {
    /// Reads the table. A row that names no rule or unit, or gives no reason, is set aside and told of.
    pub(crate) fn new(loaded: &Loaded, pack: &Pack) -> Self {
        let mut waivers = Self::default();
        let schema = &loaded.schema;
        let Some((shape, table)) = schema.table_index(TABLE).and_then(|index| Some((schema.table(index), loaded.table(index)?))) else { return waivers };
        if NEEDED.iter().any(|name| readable(shape, name).is_none()) {
            return waivers;
        }
        let text = |name: &str, row: usize| {
            let column = readable(shape, name)?;
            let code = table.column(column)?.coded(row).value()?;
            Some(table.dictionaries.get(column)?.text(code).to_string())
        };
        let through = |row: usize| readable(shape, "through").and_then(|column| table.column(column)).map_or(Content::Blank, |days| days.day(row));
        let certain = |row: &usize| table.uncertain.as_ref().is_none_or(|uncertain| uncertain.get(*row) != Some(&true));
        let mut rows: Vec<usize> = (0..table.counted).filter(certain).collect();
        sorting::sort_by_key(&mut rows, |row| table.source.get(*row));
        for row in rows {
            let place = |column: &str| Place::Data {
                table: shape.name.clone(),
                row: table.source.get(row).map(|source| source + 1),
                id: Some(table.ids.get(row).to_string()).filter(|id| !id.is_empty()),
                column: Some(column.into()),
            };
            let (rules, unit, reason) = (text("rule", row), text("unit", row), text("reason", row));
            let before = waivers.issues.len();
            waivers.issues.extend(wrong_rule(pack, rules.as_deref()).map(|problem| problem.at(place("rule"))));
            waivers.issues.extend(wrong_unit(loaded, pack, rules.as_deref(), unit.as_deref()).map(|problem| problem.at(place("unit"))));
            if reason.is_none() {
                waivers.issues.push(issue("没有写明理由", "it gives no reason").at(place("reason")));
            }
            let sound = waivers.issues.len() == before;
            // An end that cannot be read is reported as a cell; nobody knows then what it covers.
            let through = match through(row) {
                Content::Value(day) => Some(Some(day)),
                Content::Blank => Some(None),
                Content::Bad => None,
            };
            if let (Some(rules), Some(unit), Some(reason), Some(through), true) = (rules, unit, reason, through, sound) {
                waivers.granted.push(Granted { rules, unit, waiver: Arc::new(Waiver { reason, who: text("who", row), through }) });
            }
        }
        waivers
    }

    /// The waivers of a rule's units.
    pub(crate) fn of(&self, rule: &Rule, loaded: &Loaded, members: &Members) -> Waived {
        let mut waived = Waived::default();
        let mut granted = self.granted.iter().filter(|granted| matches(&granted.rules, &rule.id)).peekable();
        let Some(table) = loaded.table(members.table).filter(|_| granted.peek().is_some()) else { return waived };
        let units: FxHashMap<u32, u32> = members.rows.iter().copied().zip(0..).collect();
        for Granted { unit, waiver, .. } in granted {
            if let Some(unit) = table.unit_row(unit).and_then(|row| units.get(&row)) {
                waived.entry(*unit).or_default().push(waiver.clone());
            }
        }
        // The order of the rows makes no difference.
        for waivers in waived.values_mut() {
            crate::sorting::sort_by(waivers, |a, b| (b.through.is_none(), b.through, a).cmp(&(a.through.is_none(), a.through, b)));
        }
        waived
    }
}

impl RuleRun {
    /// The waiver that covers a finding.
    pub(crate) fn waiver(&self, raw: &Raw) -> Option<&Waiver> {
        let first: Day = self.periods.get(raw.period as usize)?.span.first;
        self.waived.get(&raw.unit)?.iter().find(|waiver| waiver.through.is_none_or(|through| first <= through)).map(AsRef::as_ref)
    }

    /// Whether a finding fails and is waived.
    pub(crate) fn is_waived(&self, raw: &Raw) -> bool {
        !self.waived.is_empty() && self.outcomes.get(raw.outcome as usize).is_some_and(|outcome| outcome.status() == Status::Fail) && self.waiver(raw).is_some()
    }
}

fn issue(zh: &str, en: &str) -> Diagnostic {
    Diagnostic::warning(Code::DataWaiver, format!("{zh}，这条豁免不起作用"), format!("{en}; the waiver covers nothing"))
}

fn wrong_rule(pack: &Pack, rules: Option<&str>) -> Option<Diagnostic> {
    let Some(rules) = rules else { return Some(issue("没有写明豁免哪条规则", "it names no rule")) };
    if pack.rules().iter().any(|rule| matches(rules, &rule.id)) {
        return None;
    }
    let problem = issue(&format!("没有规则“{rules}”"), &format!("there is no rule `{rules}`"));
    Some(match pack.rules().iter().find(|rule| rule.title == rules || rule.title_en == rules) {
        Some(rule) => by_id(problem, rules, &rule.id),
        None => problem.suggest(rules, pack.rules().iter().map(|rule| rule.id.as_str())),
    })
}

/// What is wrong with the unit; nothing where it cannot be told, since a table is not supplied or the rule is wrong already.
fn wrong_unit(loaded: &Loaded, pack: &Pack, rules: Option<&str>, unit: Option<&str>) -> Option<Diagnostic> {
    let Some(unit) = unit else { return Some(issue("没有写明豁免谁", "it names no unit")) };
    let rules = rules?;
    let judged: BTreeSet<usize> = pack.rules().iter().filter(|rule| matches(rules, &rule.id)).flat_map(|rule| unit_tables(pack, rule)).gather();
    let tables = judged.iter().map(|table| Some((*table, loaded.table(*table)?))).collect::<Option<Vec<_>>>()?;
    if tables.is_empty() || tables.iter().any(|(_, table)| table.unit_row(unit).is_some()) {
        return None;
    }
    let problem = issue(&format!("规则“{rules}”不考核“{unit}”"), &format!("rule `{rules}` judges no unit `{unit}`"));
    let named = tables.iter().find_map(|(index, table)| {
        let name = loaded.schema.table(*index).column_index("name")?;
        let (names, dictionary) = (table.column(name)?, table.dictionaries.get(name)?);
        let row = (0..table.counted).find(|row| names.coded(*row).value().is_some_and(|code| dictionary.text(code) == unit))?;
        Some(table.ids.get(row))
    });
    Some(match named {
        Some(id) => by_id(problem, unit, id),
        None => problem,
    })
}

fn by_id(problem: Diagnostic, name: &str, id: &str) -> Diagnostic {
    problem.help(format!("“{name}”是名称，要写编号“{id}”"), format!("`{name}` is its name; write its id, `{id}`"))
}

/// The tables whose rows a rule judges, under any choice of its readings.
fn unit_tables<'a>(pack: &'a Pack, rule: &'a Rule) -> impl Iterator<Item = usize> + 'a {
    let names: Vec<&String> = match &rule.entity {
        Some((names, _)) => names.options(),
        None => Vec::new(),
    };
    let entity = |name: &String| pack.entities().iter().find(|entity| entity.id == *name || entity.label == *name);
    names.into_iter().filter_map(move |name| pack.schema().table_index(&entity(name)?.table))
}
