//! What stands in a form's cells, in the words that people read.

use super::order::{Natural, Rank};
use crate::calendar::{Day, DayPart, Period, PeriodKind, PeriodValue};
use crate::data::At;
use crate::diagnostic::Language;
use crate::finding::{Finding, Number};
use crate::judge::{Amount, Status, Taken, Together, day_of};
use crate::measure::{Atom, Found, WindowDays, find};
use crate::pack::{Aggregate, ColumnType, FindingField, Path, PeriodWord, Plan};
use crate::report::{Report, RuleRun};
use crate::script::Nothing;
use rust_decimal::Decimal;

/// Digits behind the point that a number has at most which was reckoned.
const DIGITS: u32 = 2;

/// Says things in the language of a report.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) report: &'a Report,
}

impl Words<'_> {
    fn language(self) -> Language {
        self.report.options.language
    }

    fn say(self, zh: &str, en: &str) -> String {
        if self.language() == Language::Zh { zh } else { en }.into()
    }

    /// A list.
    pub(super) fn list(self, parts: impl IntoIterator<Item = String>) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        for part in parts {
            if !all.contains(&part) {
                all.push(part);
            }
        }
        (!all.is_empty()).then(|| all.join(if self.language() == Language::Zh { "、" } else { ", " }))
    }

    pub(super) fn day(self, day: Day) -> String {
        if self.language() == Language::En {
            return day.to_string();
        }
        let date = format!("{}年{}月{}日", day.year(), day.month(), DayPart::Day.of(day));
        match day.minute() {
            Some(minute) => format!("{date} {}:{:02}", minute / 60, minute % 60),
            None => date,
        }
    }

    fn flag(self, flag: bool) -> String {
        if flag { self.say("是", "yes") } else { self.say("否", "no") }
    }

    fn number(number: Decimal) -> String {
        Number(number.round_dp(DIGITS)).to_string()
    }

    /// What a path leads to; nothing where that is not known, or is nothing.
    pub(crate) fn cell(self, path: &Path, at: At) -> Option<String> {
        let loaded = &self.report.loaded;
        match find(loaded, path, at) {
            Found::List(members) => {
                let words: Vec<Option<String>> = members.iter().map(|member| self.one(path, member)).collect();
                // A list of which a part cannot be read is not told as if that were all.
                self.list(words.into_iter().collect::<Option<Vec<_>>>()?)
            }
            found => self.one(path, &found),
        }
    }

    fn one(self, path: &Path, found: &Found<'_>) -> Option<String> {
        let Found::One(atom) = found else { return None };
        let schema = &self.report.loaded.schema;
        let words = match atom {
            Atom::Choice(code) => schema.end(path)?.kind.choices()?.get(*code as usize)?.label.clone(),
            // The row itself is its id; one that is linked to goes by its name.
            Atom::Row(table, row) if path.steps.is_empty() => self.report.loaded.linked_id(*table, *row).into(),
            Atom::Row(table, row) => self.row(*table, *row),
            Atom::Text(text) => (*text).into(),
            Atom::Number(number) => Number(*number).to_string(),
            Atom::Day(day) => self.day(*day),
            Atom::Flag(flag) => self.flag(*flag),
        };
        (!words.is_empty()).then_some(words)
    }

    /// What a row is called.
    fn row(self, table: usize, row: u32) -> String {
        let id = self.report.loaded.linked_id(table, row);
        match self.report.loaded.table(table) {
            Some(_) => self.report.name_of(table, row as usize, id),
            None => id.into(),
        }
    }

    /// By what a record is sorted.
    pub(super) fn rank(self, path: &Path, at: At) -> Rank {
        match find(&self.report.loaded, path, at) {
            Found::One(Atom::Number(number)) => Rank::Number(number),
            Found::One(Atom::Choice(choice)) => Rank::Choice(choice),
            Found::One(Atom::Day(day)) => Rank::Day(day),
            Found::One(Atom::Flag(flag)) => Rank::Flag(flag),
            Found::One(Atom::Text(_) | Atom::Row(..)) | Found::List(_) => self.cell(path, at).map_or(Rank::Last, |text| Rank::Text(Natural(text))),
            Found::Nothing | Found::Missing => Rank::Last,
        }
    }

    /// What a period is called.
    pub(super) fn period(self, period: &Period) -> Option<String> {
        let chinese = self.language() == Language::Zh;
        Some(match period.kind {
            _ if period.id == Period::NONE => return None,
            PeriodKind::CalendarYear if chinese => format!("{}年", period.span.first.year()),
            PeriodKind::Month if chinese => format!("{}年{}月", period.span.first.year(), period.span.first.month()),
            PeriodKind::Phase => self.report.pack.phases().iter().find(|phase| phase.id == period.id)?.title.clone(),
            PeriodKind::Policy => self.say(period.kind.label(), period.kind.name()),
            PeriodKind::Term | PeriodKind::AcademicYear => {
                let schema = &self.report.loaded.schema;
                let table = period.kind.table().and_then(|table| schema.table_index(table));
                let row = table.and_then(|table| Some((table, self.report.loaded.table(table)?.row(&period.id)?)));
                let named = row.filter(|(table, _)| schema.table(*table).column_index("name").is_some());
                named.map_or_else(|| period.id.clone(), |(table, row)| self.row(table, row))
            }
            PeriodKind::CalendarYear | PeriodKind::Month | PeriodKind::Week => period.id.clone(),
        })
    }

    /// A part of a period.
    pub(super) fn of_period(self, word: PeriodWord, period: &Period) -> Option<String> {
        match word {
            _ if period.id == Period::NONE => None,
            PeriodWord::Name => self.period(period),
            PeriodWord::Day => Some(crate::calendar::DayPart::Day.of(period.span.first).to_string()),
            PeriodWord::Part(part) => Some(match part.of(period, self.report.options.as_of)? {
                PeriodValue::Text(text) => text,
                PeriodValue::Day(day) => self.day(day),
                PeriodValue::Number(number) => number.to_string(),
            }),
        }
    }

    /// A cell of a finding.
    pub(super) fn finding(self, finding: &Finding, period: &Period, field: FindingField) -> Option<String> {
        let clauses = || finding.clauses.iter().filter_map(|id| self.report.pack.clauses().iter().find(|clause| clause.id == *id));
        match field {
            FindingField::Rule => Some(self.report.rule_title(&finding.rule)),
            FindingField::Clause => self.list(finding.clauses.iter().cloned()),
            FindingField::Article => self.list(clauses().map(|clause| clause.article.clone()).filter(|article| !article.is_empty())),
            FindingField::Says => {
                let says = clauses().map(|clause| self.language().pick(&clause.says, &clause.says_en));
                let says: Vec<&str> = says.collect();
                Some(says.join(if self.language() == Language::Zh { "；" } else { "; " }))
            }
            FindingField::Level => Some(self.say(finding.level.label(), finding.level.name())),
            FindingField::Status => Some(finding.status.words(self.language())),
            FindingField::Entity => Some(finding.entity_name.clone()),
            FindingField::Period => self.period(period),
            FindingField::Message => Some(finding.message.clone()),
            FindingField::Remedy => finding.remedy.clone(),
            FindingField::Due => finding.due.map(|due| self.day(due)),
        }
    }

    /// What a measure came to for a unit in a period; of a tally, for one of its keys if one is asked for. Nothing where that is not certain.
    pub(super) fn measure(self, run: &RuleRun, number: usize, key: Option<&str>, unit: usize, period: usize) -> Option<String> {
        let (measure, taken) = (run.resolved.measures.get(number)?, run.taken.get(number)?);
        if !matches!(taken.windows.get(period), Some(WindowDays::Known { .. })) {
            return None;
        }
        let standing = taken.standing(&run.members, unit, period);
        let cell = run.members.cell(unit, period);
        if taken.tally(cell).is_some() {
            return self.tally(&measure.plan, taken, key, cell).filter(|_| standing.handed_in);
        }
        if measure.plan.aggregate() == Aggregate::Worst {
            let status = taken.together(cell).map(|together: &Together| together.status(standing.open))?;
            return (status != Status::Unknown).then(|| status.words(self.language()));
        }
        let value = standing.shown().value().filter(|_| standing.nothing == Nothing::No)?;
        Some(match measure.plan.aggregate() {
            Aggregate::Share => format!("{}%", Self::number(value.checked_mul(Decimal::ONE_HUNDRED)?)),
            _ if measure.plan.is_day() => self.day(day_of(value)),
            _ => Self::number(value),
        })
    }

    fn tally(self, plan: &Plan, taken: &Taken, key: Option<&str>, cell: usize) -> Option<String> {
        let tally = taken.tally(cell).filter(|tally| tally.spare == 0 && !tally.unbounded)?;
        let schema = &self.report.loaded.schema;
        if let Some(key) = key {
            let Some(entry) = tally.entries.get(key) else {
                let counts = matches!(plan.aggregate(), Aggregate::Count | Aggregate::Distinct | Aggregate::Sum);
                return counts.then(|| "0".into());
            };
            return if entry.possible == 0 { self.amount(&entry.value, &plan.held(schema)) } else { None };
        }
        if tally.entries.values().any(|entry| entry.possible > 0 || entry.certain == 0) {
            return None;
        }
        // The one value of a column is not told where records disagree.
        let one = plan.one_value(schema);
        if one.is_some() && tally.entries.len() > 1 {
            return None;
        }
        let kind = one.or_else(|| match plan {
            Plan::Records(plan) => Some(schema.end(plan.keys()?)?.kind.clone()),
            Plan::Findings(plan) => plan.keys.as_ref().map(|column| column.kind.clone()),
        });
        // Choices in the order in which they were declared.
        let choices = kind.as_ref().and_then(|kind| kind.choices()).unwrap_or_default();
        let mut keys: Vec<&String> = tally.entries.keys().collect();
        crate::sorting::sort_by_key(&mut keys, |key| choices.iter().position(|choice| choice.id == **key));
        self.list(keys.into_iter().map(|key| kind.as_ref().map_or_else(|| key.clone(), |kind| self.key(key, kind))))
    }

    /// A key of a tally: the id of a choice or row, a number, a day, as texts.
    fn key(self, key: &str, kind: &ColumnType) -> String {
        let label = kind.choices().and_then(|choices| choices.iter().find(|choice| choice.id == key));
        if let Some(choice) = label {
            return choice.label.clone();
        }
        if let Some(target) = kind.target().and_then(|target| self.report.loaded.schema.table_index(target)) {
            let row = self.report.loaded.table(target).and_then(|table| table.row(key));
            return row.map_or_else(|| key.into(), |row| self.row(target, row));
        }
        match kind {
            ColumnType::Date | ColumnType::Moment => Day::parse_moment(key).map_or_else(|| key.into(), |day| self.day(day)),
            ColumnType::Flag => self.flag(key == "true"),
            _ => key.into(),
        }
    }

    fn amount(self, amount: &Amount, kind: &ColumnType) -> Option<String> {
        match amount {
            Amount::Number(range) => range.value().map(Self::number),
            Amount::Day(range) => range.value().map(|day| self.day(day_of(day))),
            Amount::Text(text) => Some(self.key(text, kind)),
            Amount::Flag(flag) => Some(self.flag(*flag)),
            Amount::Keys(keys) => self.list(keys.iter().map(|key| self.key(key, kind))),
            Amount::Nothing | Amount::Missing | Amount::Unclear => None,
        }
    }
}
