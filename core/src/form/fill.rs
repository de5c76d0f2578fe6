//! Fills forms in.

use super::order::{Natural, Rank};
use super::words::Words;
use super::{FilledBlock, FilledCell, FilledColumn, FilledForm, FilledPiece, FormTemplate, FormUnit, LeftOut};
use crate::calendar::Period;
use crate::data::At;
use crate::diagnostic::{Code, Diagnostic, Place, Problems};
use crate::evaluate::stage::{HandedIn, Stage};
use crate::finding::Finding;
use crate::judge::{Raw, Taken, Truth};
use crate::measure::{Calendar, Cells, Field, Measured, Members, Over, RecordDays, find, measure, satisfies, scan, side};
use crate::ordered::Ordered;
use crate::pack::{Block, Content, FindingField, FindingPlan, Form, FormPart, FormSource, Path, Placing, Plan, RecordPlan, ResolvedForm, Resolver, Rows, Told};
use crate::report::{Pointed, Report, RuleRun, Skipped};
use crate::script::{Closure, Runners, with_stack};
use crate::sorting::Gather;
use crate::watch::Watch;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Report {
    /// Fills a form in for a unit. A period must be named where the form has several for it.
    ///
    /// # Errors
    /// If the pack has no such form, or the form no such unit or period.
    pub fn form(&self, form: &str, unit: &str, period: Option<&str>) -> Result<FilledForm, Problems> {
        self.filling(form, Some(unit), |filling| {
            let there: Vec<usize> = (0..filling.run.periods.len()).filter(|period| filling.is_there(0, *period)).collect();
            let name = |number: &usize| filling.run.periods.get(*number).map_or("", |period| period.id.as_str());
            let wrong = |zh: String, en: String| Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument("period"));
            let known = there.iter().map(name);
            let found = match (period, there.as_slice()) {
                (Some(period), _) => there.iter().find(|number| name(number) == period).copied().ok_or_else(|| {
                    wrong(format!("表单“{form}”对“{unit}”没有考核期“{period}”"), format!("form `{form}` has no period `{period}` for `{unit}`"))
                        .suggest(period, known)
                }),
                (None, [only]) => Ok(*only),
                (None, []) => Err(wrong(format!("表单“{form}”对“{unit}”还没有考核期"), format!("form `{form}` has no period for `{unit}` yet"))),
                (None, _) => Err(wrong(format!("表单“{form}”要写明考核期"), format!("form `{form}` wants a period")).suggest("", known)),
            };
            Ok(filling.fill(0, found?))
        })?
    }

    /// For whom a form can be filled in, and over which periods.
    ///
    /// # Errors
    /// If the pack has no such form.
    pub fn form_units(&self, form: &str) -> Result<Vec<FormUnit>, Problems> {
        let mut units = Vec::new();
        self.filling(form, None, |filling| {
            filling.cells().for_each(|(unit, period)| units.push(filling.unit(unit, period)));
        })?;
        Ok(units)
    }

    /// The forms that can be filled in for a unit, and over which periods.
    pub fn forms_of(&self, entity_type: &str, unit: &str) -> Vec<FormUnit> {
        let table_of = |entity: &str| self.pack.entities().iter().find(|known| known.id == entity || known.label == entity).map(|entity| entity.table.as_str());
        let table = table_of(entity_type);
        let mut units = Vec::new();
        for form in self.pack.forms() {
            let own = form.entity.as_ref().and_then(|(entity, _)| table_of(entity));
            if own.is_some() && own == table {
                // A unit of which the form knows nothing is none of its own.
                drop(self.filling(&form.id, Some(unit), |filling| filling.cells().for_each(|(unit, period)| units.push(filling.unit(unit, period)))));
            }
        }
        units
    }

    /// Fills a form in for every unit, in one period if one is named, and hands each over.
    ///
    /// # Errors
    /// If the pack has no such form, or none of its units has such a period.
    pub fn each_form(&self, form: &str, period: Option<&str>, mut take: impl FnMut(FilledForm) + Send) -> Result<(), Problems> {
        self.filling(form, None, |filling| {
            let name = |number: usize| filling.run.periods.get(number).map_or("", |period| period.id.as_str());
            let mut there = false;
            for (unit, number) in filling.cells().filter(|(_, number)| period.is_none_or(|period| period == name(*number))) {
                there = true;
                take(filling.fill(unit, number));
            }
            match period.filter(|_| !there) {
                Some(period) => {
                    Err(Diagnostic::error(Code::OptionValue, format!("表单“{form}”没有考核期“{period}”"), format!("form `{form}` has no period `{period}`"))
                        .at(Place::argument("period"))
                        .suggest(period, (0..filling.run.periods.len()).map(name))
                        .into())
                }
                None => Ok(()),
            }
        })?
    }

    /// Looks up everything that a form is filled in from, for one unit or all of them.
    fn filling<T: Send>(&self, form: &str, unit: Option<&str>, use_it: impl FnOnce(&Filling<'_>) -> T + Send) -> Result<T, Problems> {
        let forms = self.pack.forms();
        let Some(form) = forms.iter().find(|known| known.id == form || known.title.text == form) else {
            return Err(Diagnostic::error(Code::OptionValue, format!("没有表单“{form}”"), format!("there is no form `{form}`"))
                .at(Place::argument("form"))
                .suggest(form, forms.iter().map(|form| form.id.as_str()))
                .into());
        };
        // Whoever fills a form in does so after the run, which nobody can stop any more.
        let watch = Arc::new(Watch::default());
        let calendar = Calendar::new(&self.loaded);
        let stage = Stage { pack: &self.pack, loaded: &self.loaded, settings: &self.settings, calendar: &calendar, as_of: self.options.as_of, watch: &watch };
        // Closures may be called again; they need the room that they had.
        let work = || Filling::new(self, form, unit, &stage).map(|filling| use_it(&filling));
        with_stack(work).unwrap_or_else(|| Err(Diagnostic::engine_failed().into()))
    }
}

/// What stands in a table, by cell of the unit and period.
enum Standing {
    /// Numbers of rows that belong in it, and of those of which that is not certain.
    Records(FxHashMap<usize, (Vec<u32>, Vec<u32>)>),
    Findings(FxHashMap<usize, (Vec<Pointed>, Vec<Pointed>)>),
}

/// A form, and everything that it is filled in from.
struct Filling<'a> {
    report: &'a Report,
    form: &'a Form,
    resolved: ResolvedForm,
    /// The form as if it were a rule that judges nothing.
    run: RuleRun,
    watch: &'a Arc<Watch>,
    /// By the number of the table's measure.
    tables: Ordered<usize, Standing>,
    /// What rules found, by rule and row.
    found: Ordered<usize, FxHashMap<u32, Vec<Raw>>>,
    not_judged: BTreeSet<usize>,
}

impl<'a> Filling<'a> {
    fn new(report: &'a Report, form: &'a Form, unit: Option<&str>, stage: &Stage<'a>) -> Result<Self, Problems> {
        let resolver = Resolver { declarations: report.pack.declarations(), params: &report.settings.params, choices: &report.settings.choices };
        let mut problems = Vec::new();
        let Some(resolved) = resolver.form(form, &mut problems) else { return Err(Problems(problems)) };
        let (members, periods) = match stage.units(&resolved.resolved, false)? {
            Ok(units) => units,
            // Without its table nobody has the form.
            Err(_) => (Members::none(resolved.resolved.table), Vec::new()),
        };
        let members = match unit {
            Some(unit) => only(report, form, unit, &members)?,
            None => members,
        };
        let run = RuleRun::of_form(resolved.resolved.clone(), members, periods);
        let mut filling =
            Self { report, form, resolved, run, watch: stage.watch, tables: Ordered::default(), found: Ordered::default(), not_judged: BTreeSet::new() };
        filling.take(stage);
        filling.look_up();
        Ok(filling)
    }

    /// Takes what the texts tell, and finds what stands in the tables.
    fn take(&mut self, stage: &Stage<'_>) {
        let report = self.report;
        let runners = Runners::new(report.pack.program(), stage.calendar.today(report.options.as_of, self.watch));
        let program = report.pack.program();
        let parameters = |closure: &Closure| program.parameters(closure);
        let mut handed_in = HandedIn::new(&report.loaded, self.watch);
        let told = self.form.measures.len();
        let mut all = Vec::new();
        for (number, planned) in self.run.resolved.measures.iter().enumerate() {
            let windows = stage.windows(&planned.plan, &self.run.members, &self.run.periods);
            let members = &self.run.members;
            let taken = match &planned.plan {
                Plan::Records(plan) => {
                    let field = stage.field(plan, members, &self.run.periods, &windows);
                    let handed_in = handed_in.through(plan, members);
                    let measured = if number < told {
                        runners.with(|runner| measure(&field, Some(runner), parameters))
                    } else {
                        let mut rows: FxHashMap<usize, (Vec<u32>, Vec<u32>)> = FxHashMap::default();
                        runners.with(|runner| {
                            scan(&field, Some(runner), parameters, |cell, row, truth| {
                                let (certain, uncertain) = rows.entry(cell).or_default();
                                if truth == Truth::Yes { certain } else { uncertain }.push(u32::try_from(row).unwrap_or(u32::MAX));
                            })
                        });
                        self.tables.insert(number, Standing::Records(rows));
                        nothing(&planned.plan)
                    };
                    Taken { measured: Arc::new(measured), windows, handed_in }
                }
                Plan::Findings(plan) => {
                    self.not_judged
                        .extend(plan.sources().map(|tied| tied.source).filter(|rule| !is_judged(report, *rule, plan.names_rule(&report.pack, *rule))));
                    let judged = |rule: usize| report.runs().iter().find(|run| run.rule == rule);
                    let measured =
                        if number < told { stage.measure_findings(plan, members, &self.run.periods, &windows, judged) } else { nothing(&planned.plan) };
                    Taken { measured: Arc::new(measured), windows, handed_in: None }
                }
            };
            all.push(taken);
        }
        self.run.taken = all;
        for (number, planned) in self.run.resolved.measures.iter().enumerate().skip(told) {
            if let (Plan::Findings(plan), Some(taken)) = (&planned.plan, self.run.taken.get(number)) {
                self.tables.insert(number, Standing::Findings(report.findings_of(&self.run, plan, taken, self.watch)));
            }
        }
    }

    /// Looks up what the rules found of which cells tell.
    fn look_up(&mut self) {
        let told = self.resolved.all_told().filter_map(|told| match told {
            Told::Filled(_, FormSource::Finding(rule, _)) => Some(*rule),
            _ => None,
        });
        let cells = self.resolved.tables().flat_map(|rows| &rows.columns).filter_map(|(_, content)| match content {
            Content::Finding(rule, _) => Some(*rule),
            _ => None,
        });
        let wanted: BTreeSet<usize> = told.chain(cells).gather();
        for rule in wanted {
            let Some(run) = self.report.runs().iter().find(|run| run.rule == rule) else {
                self.not_judged.insert(rule);
                continue;
            };
            let mut found: FxHashMap<u32, Vec<Raw>> = FxHashMap::default();
            for raw in run.all_findings() {
                if let Some(row) = run.members.rows.get(raw.unit as usize) {
                    found.entry(*row).or_default().push(*raw);
                }
            }
            self.found.insert(rule, found);
        }
    }

    /// Whether the form is one of a unit in a period.
    fn is_there(&self, unit: usize, period: usize) -> bool {
        if let Some(own) = &self.run.members.own {
            return own.get(unit).is_some_and(|own| own.period as usize == period);
        }
        let begun = self.run.periods.get(period).is_some_and(|period| period.span.first <= self.report.options.as_of);
        begun && self.run.members.over(unit, period) != Over::None
    }

    /// Every unit with each of its periods.
    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        let all = (0..self.run.members.rows.len()).flat_map(|unit| (0..self.run.periods.len()).map(move |period| (unit, period)));
        all.filter(|(unit, period)| self.is_there(*unit, *period))
    }

    fn words(&self) -> Words<'a> {
        Words { report: self.report }
    }

    fn unit(&self, unit: usize, period: usize) -> FormUnit {
        let row = self.run.members.rows.get(unit).copied().unwrap_or(u32::MAX);
        let entity = self.report.loaded.linked_id(self.run.members.table, row).to_string();
        let days = self.run.periods.get(period);
        FormUnit {
            form: self.form.id.clone(),
            entity_name: self.report.name_of(self.run.members.table, row as usize, &entity),
            entity,
            period: days.map(|days| days.id.clone()).unwrap_or_default(),
            period_name: days.and_then(|days| self.words().period(days)),
        }
    }

    fn fill(&self, unit: usize, period: usize) -> FilledForm {
        let FormUnit { form, entity, entity_name, period_name, .. } = self.unit(unit, period);
        let days = &self.run.periods[period];
        let language = self.report.options.language;
        let title = self.resolved.title_en.as_ref().filter(|_| language == crate::diagnostic::Language::En).unwrap_or(&self.resolved.title);
        let at = At::new(self.run.members.rows[unit] as usize, Some(self.run.members.looked_at(unit, days, self.report.options.as_of)));
        let here = Here { filling: self, unit, period, at };
        let mut left_out = Vec::new();
        let blocks = self.resolved.blocks.iter().map(|block| match block {
            Block::Line(part, line) => {
                let pieces = line.text.iter().chain(&line.value).map(|told| here.piece(told)).collect();
                match part {
                    FormPart::Header => FilledBlock::Header { pieces },
                    FormPart::Footer => FilledBlock::Footer { pieces },
                    FormPart::Body | FormPart::Rows => FilledBlock::Body { pieces },
                }
            }
            Block::Rows(rows) => here.rows(rows, &mut left_out),
        });
        let blocks = blocks.collect();
        let mut values: BTreeMap<String, Option<String>> = BTreeMap::new();
        for told in self.resolved.all_told() {
            if let Told::Filled(name, source) = told {
                values.insert(name.clone(), here.value(source));
            }
        }
        for (number, measure) in self.form.measures.iter().enumerate() {
            values.insert(measure.name.clone(), here.value(&FormSource::Measure(number)));
        }
        let policy = self.report.pack.policy();
        let ids = self.not_judged.iter().filter_map(|rule| self.report.pack.rules().get(*rule));
        FilledForm {
            form,
            policy: policy.title_in(self.report.options.language).into(),
            issuer: policy.issuer.clone(),
            language,
            as_of: self.report.options.as_of,
            entity_type: self.report.pack.entities().get(self.run.resolved.entity).map(|entity| entity.id.clone()).unwrap_or_default(),
            entity,
            entity_name,
            period_kind: days.kind,
            period: days.id.clone(),
            period_name,
            period_start: days.span.first,
            period_end: days.span.last,
            title: title.iter().map(|told| here.piece(told)).collect(),
            blocks,
            values,
            left_out,
            not_judged: ids.map(|rule| rule.id.clone()).collect(),
            template: self.report.pack.template(&self.form.id).map(|(file, text)| FormTemplate { file: file.into(), text: text.into() }),
        }
    }
}

/// Whether a rule was judged; or was not to be by the profile that the run goes by, unless the form names that very rule.
fn is_judged(report: &Report, rule: usize, named: bool) -> bool {
    let skipped = report.skipped().iter().find(|(skipped, _)| *skipped == rule);
    skipped.is_none_or(|(_, why)| matches!(why, Skipped::Profile(_)) && !named)
}

/// In place of what is not measured.
fn nothing(plan: &Plan) -> Measured {
    Measured {
        cells: Cells::Counts { low: Vec::new(), extra: Vec::new() },
        growth: crate::measure::growth(plan),
        waits: None,
        remarks: crate::measure::Remarks::default(),
    }
}

/// One unit of all.
fn only(report: &Report, form: &Form, unit: &str, members: &Members) -> Result<Members, Diagnostic> {
    let ids = || members.rows.iter().map(|row| report.loaded.linked_id(members.table, *row));
    let found = ids().position(|id| id == unit).map(|number| members.only(number));
    found.ok_or_else(|| {
        Diagnostic::error(Code::OptionValue, format!("表单“{}”没有对象“{unit}”", form.id), format!("form `{}` has no unit `{unit}`", form.id))
            .at(Place::argument("unit"))
            .suggest(unit, ids())
    })
}

/// One unit in one period.
struct Here<'a> {
    filling: &'a Filling<'a>,
    unit: usize,
    period: usize,
    at: At,
}

impl Here<'_> {
    fn period(&self) -> &Period {
        &self.filling.run.periods[self.period]
    }

    fn piece(&self, told: &Told) -> FilledPiece {
        match told {
            Told::Text(text) => FilledPiece { text: Some(text.clone()), filled: false },
            Told::Blank => FilledPiece { text: None, filled: false },
            Told::Filled(_, source) => FilledPiece { text: self.value(source), filled: true },
        }
    }

    fn value(&self, source: &FormSource) -> Option<String> {
        let (words, run) = (self.filling.words(), &self.filling.run);
        match source {
            FormSource::Path(path) => words.cell(path, self.at),
            FormSource::Period(word) => words.of_period(*word, self.period()),
            FormSource::Measure(number) => words.measure(run, *number, None, self.unit, self.period).filter(|_| self.is_told(*number)),
            FormSource::Key(number, key) => words.measure(run, *number, Some(key), self.unit, self.period).filter(|_| self.is_told(*number)),
            FormSource::Finding(rule, field) => self.found(*rule, self.filling.run.members.rows[self.unit], *field),
        }
    }

    /// Whether everything was handed in, and judged, that a measure looks at.
    fn is_told(&self, number: usize) -> bool {
        match self.filling.run.resolved.measures.get(number).map(|measure| &measure.plan) {
            Some(Plan::Records(plan)) => self.filling.report.loaded.table(plan.table).is_some(),
            Some(Plan::Findings(plan)) => {
                plan.sources().all(|tied| is_judged(self.filling.report, tied.source, plan.names_rule(&self.filling.report.pack, tied.source)))
            }
            None => false,
        }
    }

    /// What a rule found of a row: in the periods that lie in this one, or in which this one lies, if there are any.
    fn found(&self, rule: usize, row: u32, field: FindingField) -> Option<String> {
        let found = self.filling.found.get(&rule)?.get(&row)?;
        let (number, run) = self.filling.report.runs().iter().enumerate().find(|(_, run)| run.rule == rule)?;
        let here = self.period().span;
        let near = |raw: &&Raw| run.periods.get(raw.period as usize).is_some_and(|period| here.encloses(&period.span) || period.span.encloses(&here));
        let near: Vec<&Raw> = found.iter().filter(near).collect();
        let taken = if near.is_empty() { found.iter().collect() } else { near };
        let words = self.filling.words();
        words.list(taken.into_iter().filter_map(|raw| {
            let finding = self.filling.report.row(number, raw);
            words.finding(&finding, run.periods.get(raw.period as usize)?, field)
        }))
    }

    fn rows(&self, rows: &Rows, left_out: &mut Vec<LeftOut>) -> FilledBlock {
        let run = &self.filling.run;
        let cell = run.members.cell(self.unit, self.period);
        let columns: Vec<FilledColumn> = rows
            .columns
            .iter()
            .map(|(head, content)| FilledColumn {
                head: head.clone(),
                ticks: if let Content::Ticks(_, choices) = content { choices.iter().map(|(choice, _)| choice.clone()).collect() } else { Vec::new() },
            })
            .collect();
        let plan = run.resolved.measures.get(rows.measure).map(|measure| &measure.plan);
        let mut filled = match (self.filling.tables.get(&rows.measure), plan) {
            (Some(Standing::Records(there)), Some(Plan::Records(plan))) => {
                let (certain, uncertain) = there.get(&cell).cloned().unwrap_or_default();
                let table = &self.filling.report.loaded.schema.table(plan.table).name;
                left_out.extend(self.records(plan.table, &uncertain).map(|record| LeftOut { table: table.clone(), record }));
                self.of_records(rows, plan, &certain)
            }
            (Some(Standing::Findings(there)), Some(Plan::Findings(plan))) => {
                let (certain, uncertain) = there.get(&cell).cloned().unwrap_or_default();
                let uncertain = uncertain.iter().filter_map(|pointed| self.finding(pointed)).map(|(_, finding)| finding.fingerprint);
                left_out.extend(uncertain.map(|record| LeftOut { table: "findings".into(), record }));
                self.of_findings(rows, plan, &certain)
            }
            _ => Vec::new(),
        };
        if filled.is_empty() {
            // One line for the hand.
            filled.push(columns.iter().map(|column| FilledCell { text: None, ticks: vec![false; column.ticks.len()] }).collect());
        }
        FilledBlock::Rows { columns, rows: filled }
    }

    /// Ids of records; the number of the row of one that has none.
    fn records(&self, table: usize, rows: &[u32]) -> impl Iterator<Item = String> {
        let table = self.filling.report.loaded.table(table);
        rows.iter().filter_map(move |row| {
            let (id, source) = (table?.ids.get(*row as usize), table?.source.get(*row as usize)?);
            Some(if id.is_empty() { format!("#{}", source + 1) } else { id.to_string() })
        })
    }

    fn of_records(&self, rows: &Rows, plan: &RecordPlan, records: &[u32]) -> Vec<Vec<FilledCell>> {
        let (report, run) = (self.filling.report, &self.filling.run);
        let Some(taken) = run.taken.get(rows.measure) else { return Vec::new() };
        let field: Field<'_> = report.field(run, taken, plan, self.filling.watch);
        let days = RecordDays::new(&field);
        let at = |row: &u32| days.at(*row as usize, self.period);
        let cells = |number: usize, there: &[u32]| rows.columns.iter().map(|(_, content)| self.cell(content, number, there, &at)).collect::<Vec<_>>();
        let Some(keys) = &rows.keys else {
            let words = self.filling.words();
            let natural = |row: &u32| {
                let day = if plan.placing == Placing::Standing { None } else { at(row).day };
                let id = self.records(plan.table, &[*row]).next().unwrap_or_default();
                (day.map_or(Rank::Last, Rank::Day), Natural(id))
            };
            let rank = |row: &u32| match &rows.sorted_by {
                Some(Content::Path(path)) => words.rank(path, at(row)),
                _ => Rank::Last,
            };
            let mut sorted: Vec<(Rank, (Rank, Natural), u32)> = records.iter().map(|row| (rank(row), natural(row), *row)).collect();
            crate::sorting::sort(&mut sorted);
            return sorted.iter().enumerate().map(|(number, (_, _, row))| cells(number, &[*row])).collect();
        };
        let bears = |row: &u32, key: &crate::pack::Filter| {
            let found = find(&report.loaded, &key.path, at(row));
            satisfies(&report.loaded, &key.test, &found, &|wanted| side(&report.loaded, wanted, at(row), None)) == Truth::Yes
        };
        let row = |(number, key): (usize, &crate::pack::Filter)| {
            let there: Vec<u32> = records.iter().filter(|row| bears(row, key)).copied().collect();
            cells(number, &there)
        };
        keys.iter().enumerate().map(row).collect()
    }

    /// What some records, which share a row, say in a column.
    fn cell(&self, content: &Content, number: usize, records: &[u32], at: &dyn Fn(&u32) -> At) -> FilledCell {
        let words = self.filling.words();
        let text = |path: &Path| words.list(records.iter().filter_map(|row| words.cell(path, at(row))));
        let mut ticks = Vec::new();
        let text = match content {
            Content::Path(path) => text(path),
            Content::Texts(texts) => texts.get(number).cloned(),
            Content::Number => (!records.is_empty()).then(|| (number + 1).to_string()),
            Content::Finding(rule, field) => words.list(records.iter().filter_map(|row| self.found(*rule, *row, *field))),
            Content::Ticks(path, choices) => {
                let loaded = &self.filling.report.loaded;
                let is_ticked =
                    |row: &u32, test| satisfies(loaded, test, &find(loaded, path, at(row)), &|wanted| side(loaded, wanted, at(row), None)) == Truth::Yes;
                ticks = choices.iter().map(|(_, test)| records.iter().any(|row| is_ticked(row, test))).collect();
                None
            }
            Content::Field(_) => None,
        };
        FilledCell { text, ticks }
    }

    fn finding(&self, (rule, raw): &Pointed) -> Option<(&Period, Finding)> {
        let (number, run) = self.filling.report.runs().iter().enumerate().find(|(_, run)| run.rule == *rule)?;
        Some((run.periods.get(raw.period as usize)?, self.filling.report.row(number, raw)))
    }

    fn of_findings(&self, rows: &Rows, plan: &FindingPlan, findings: &[Pointed]) -> Vec<Vec<FilledCell>> {
        let words = self.filling.words();
        let place = |rule: usize| plan.rules.iter().position(|tied| tied.source == rule);
        let mut all: Vec<(Rank, Option<usize>, Natural, &Period, Finding)> = findings
            .iter()
            .filter_map(|pointed| {
                let (period, finding) = self.finding(pointed)?;
                let rank = match &rows.sorted_by {
                    Some(Content::Field(FindingField::Due)) => finding.due.map_or(Rank::Last, Rank::Day),
                    Some(Content::Field(field)) => words.finding(&finding, period, *field).map_or(Rank::Last, |text| Rank::Text(Natural(text))),
                    _ => Rank::Last,
                };
                Some((rank, place(pointed.0), Natural(finding.entity.clone()), period, finding))
            })
            .collect();
        crate::sorting::sort_by(&mut all, |(a, b, c, d, _), (e, f, g, h, _)| (a, b, c, d.span.first).cmp(&(e, f, g, h.span.first)));
        let cell = |number: usize, period: &Period, finding: &Finding, content: &Content| FilledCell {
            text: match content {
                Content::Field(field) => words.finding(finding, period, *field),
                Content::Number => Some((number + 1).to_string()),
                _ => None,
            },
            ticks: Vec::new(),
        };
        let row = |(number, (_, _, _, period, finding)): (usize, &(Rank, Option<usize>, Natural, &Period, Finding))| {
            rows.columns.iter().map(|(_, content)| cell(number, period, finding, content)).collect()
        };
        all.iter().enumerate().map(row).collect()
    }
}
