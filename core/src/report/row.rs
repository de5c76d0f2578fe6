//! Makes a finding's row from its numbers.

use super::below::Pointed;
use super::{Report, RuleRun};
use crate::calendar::{Day, PeriodPart, Whose};
use crate::data::{At, hex};
use crate::diagnostic::{Language, Place};
use crate::finding::{Cause, Evidence, Finding, MeasureShown, Number, Shown, Wording, cause_text, message, remedy};
use crate::judge::{Amount, Comparison, Kind, Outcome, Raw, Status, Tally, Test, Together, Verdict};
use crate::measure::{Cells, Doubt, EVER, Found, Input, WindowDays, doubt_of, find, is_missing, way_to_district};
use crate::pack::{Aggregate, ColumnType, Dated, Limit, Path, Schema, TitlePiece};
use crate::sorting::{self, Gather};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Who a finding is about.
pub(super) struct Who {
    pub(super) fingerprint: String,
    pub(super) entity: String,
    pub(super) entity_name: String,
}

impl Report {
    pub(super) fn who(&self, run: &RuleRun, raw: &Raw) -> Who {
        let rule = &self.pack.rules()[run.rule];
        let days = &run.periods[raw.period as usize];
        let row = run.members.rows[raw.unit as usize];
        let entity_type = &self.pack.entities()[run.resolved.entity].id;
        let entity = self.loaded.linked_id(run.members.table, row).to_string();
        Who {
            fingerprint: fingerprint(&self.pack.policy().id, &rule.id, entity_type, &entity, &days.id, days.kind.name()),
            entity_name: self.name_of(run.members.table, row as usize, &entity),
            entity,
        }
    }

    pub(crate) fn row(&self, number: usize, raw: &Raw) -> Finding {
        let run = &self.runs()[number];
        let rule = &self.pack.rules()[run.rule];
        let (unit, period) = (raw.unit as usize, raw.period as usize);
        let days = &run.periods[period];
        let row = At::new(run.members.rows[unit] as usize, Some(run.members.looked_at(unit, days, self.options.as_of)));
        let Who { fingerprint, entity, entity_name } = self.who(run, raw);
        let outcome = &run.outcomes[raw.outcome as usize];
        let judged = match outcome {
            Outcome::Judged { verdict, reads } => Some((verdict.as_ref(), reads.as_slice())),
            _ => None,
        };
        let deciding = judged.map(|(verdict, _)| verdict.deciding());
        let test = deciding.and_then(|verdict| match &verdict.kind {
            Kind::Test(test) => Some(test),
            _ => None,
        });
        let mut wordings = wordings(run, unit, period, self.options.as_of);
        let measured = wordings.len();
        let reads = judged.map_or(&[][..], |(_, reads)| reads);
        wordings.extend(reads.iter().map(|input| Wording::of(input, &self.loaded.schema, &self.settings.params, self.options.language)));
        self.name_rows(run, judged, &mut wordings);
        let (reason, reasons_left_out) = self.reasons(number, run, outcome, unit, period, row);
        let causes: Vec<String> = reason.iter().filter(|cause| cause.code != "said").map(|cause| cause.text.clone()).collect();
        let fallback;
        let verdict = if let Some((verdict, _)) = judged {
            verdict
        } else {
            fallback = Verdict::said(outcome.status(), None);
            &fallback
        };
        let waiver = run.waiver(raw).cloned();
        let mut message = message(verdict, &wordings, &causes, self.options.language);
        message.extend(waiver.iter().map(|waiver| waiver.sentence(self.options.language)));
        let decided_by = test.and_then(|test| test.input).map(usize::from).filter(|input| *input < measured);
        Finding {
            fingerprint,
            rule: rule.id.clone(),
            clauses: rule.clauses.iter().map(|(id, _)| id.clone()).collect(),
            level: self.pack.level(rule),
            entity_type: self.pack.entities()[run.resolved.entity].id.clone(),
            entity,
            entity_name,
            period_kind: days.kind,
            period: days.id.clone(),
            period_start: days.span.first,
            period_end: days.span.last,
            status: outcome.status(),
            measured: test.and_then(|test| Shown::of(&test.measured)),
            required: test.and_then(|test| Shown::of(&test.required)),
            unit: decided_by.and_then(|index| wordings.get(index)).map(|wording| wording.unit.clone()).filter(|unit| !unit.is_empty()),
            // What is met by failing a part of it lacks nothing.
            gap: test.and_then(|test| test.gap).filter(|_| matches!(outcome.status(), Status::Fail | Status::NotDue | Status::Unknown)).map(Number),
            due: judged.and_then(|_| test.and_then(deadline).or_else(|| due(&wordings, decided_by))),
            reason,
            reasons_left_out,
            note: joined(&verdict.all_notes()),
            message,
            remedy: judged.and_then(|(verdict, _)| remedy(verdict, &wordings, self.options.language)),
            measures: measures(run, &self.loaded.schema, unit, period),
            evidence: self.evidence(number, run, decided_by, unit, period),
            waiver,
            readings: self.readings_of(run, judged.map_or(&[], |(_, reads)| reads)),
            depends_on: self.depends_on(run, raw),
            local: self.local_of(run, judged.map_or(&[], |(_, reads)| reads)),
        }
    }

    /// Rows that a verdict speaks of are told by their names.
    fn name_rows(&self, run: &RuleRun, judged: Option<(&Verdict, &[Input])>, wordings: &mut [Wording]) {
        let Some((verdict, reads)) = judged else { return };
        for test in verdict.tests() {
            let Some(input) = test.input.map(usize::from) else { continue };
            let table = match run.resolved.measures.get(input) {
                Some(measure) => measure.origin.rows(&self.loaded.schema),
                None => match reads.get(input - run.resolved.measures.len()) {
                    Some(Input::Column(_, path)) => self.loaded.schema.rows(path),
                    _ => None,
                },
            };
            let (Some(table), Some(wording)) = (table, wordings.get_mut(input)) else { continue };
            let Some(loaded) = self.loaded.table(table) else { continue };
            let ids = [&test.measured, &test.required].into_iter().flat_map(|amount| match amount {
                Amount::Keys(keys) => keys.as_slice(),
                Amount::Text(key) => std::slice::from_ref(key),
                _ => &[],
            });
            for id in ids {
                if let Some(name) = loaded.row(id).and_then(|row| self.own_name(table, row as usize)) {
                    wording.rows.insert(id.clone(), name);
                }
            }
        }
    }

    /// What a unit is called: its `name`; where its table has no such column, what its links lead to; or its id.
    pub(crate) fn name_of(&self, table: usize, row: usize, id: &str) -> String {
        let shape = self.loaded.schema.table(table);
        if !shape.title.is_empty() || shape.column_index("name").is_some() {
            return self.own_name(table, row).unwrap_or_else(|| id.to_string());
        }
        // A row without a name of its own is told by what it links to: 西坞小学 · 数学.
        let named: Vec<String> = shape
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| matches!(column.kind, crate::pack::ColumnType::Link(_)))
            .filter_map(|(index, column)| {
                let target = self.loaded.schema.table_index(column.kind.target()?)?;
                let through = self.loaded.schema.table(target).column_index("name").map(|name| Path::new(table, vec![index, name]));
                through.as_ref().and_then(|path| self.text_of(path, row)).or_else(|| match find(&self.loaded, &Path::new(table, vec![index]), row) {
                    Found::One(crate::measure::Atom::Row(table, row)) => Some(self.loaded.linked_id(table, row).to_string()),
                    _ => None,
                })
            })
            .collect();
        if named.is_empty() { id.to_string() } else { named.join(" · ") }
    }

    /// What a row is called by the title of its table, or in its column `name`.
    fn own_name(&self, table: usize, row: usize) -> Option<String> {
        let shape = self.loaded.schema.table(table);
        if shape.title.is_empty() {
            return self.text_of(&Path::new(table, vec![shape.column_index("name")?]), row);
        }
        let words = crate::form::Words { report: self };
        let mut told = false;
        let mut name = String::new();
        for piece in &shape.title {
            match piece {
                TitlePiece::Text(text) => name.push_str(text),
                TitlePiece::Cell(path) => {
                    let cell = words.cell(path, At::new(row, None));
                    told |= cell.is_some();
                    name.push_str(&cell.unwrap_or_default());
                }
            }
        }
        // A cell that says nothing leaves no gap.
        told.then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn text_of(&self, path: &Path, row: usize) -> Option<String> {
        match find(&self.loaded, path, row) {
            Found::One(crate::measure::Atom::Text(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    pub(super) fn cause(&self, doubt: &Doubt) -> Cause {
        let table = self.loaded.schema.table(doubt.table);
        let column = doubt.column.and_then(|column| table.columns.get(column));
        let label = if self.options.language == Language::Zh { &table.label } else { &table.name };
        let text = cause_text(label, &doubt.id, column.map(|column| (column.name.as_str(), column.label.as_str())), doubt.matter);
        Cause {
            code: doubt.matter.code(),
            table: Some(table.name.clone()),
            record: (!doubt.id.is_empty()).then(|| doubt.id.clone()),
            column: column.map(|column| column.name.clone()),
            text: text.get(self.options.language).to_string(),
        }
    }

    fn say(&self, code: &'static str, table: Option<&str>, zh: String, en: String) -> Cause {
        let text = if self.options.language == Language::Zh { zh } else { en };
        Cause { code, table: table.map(String::from), record: None, column: None, text }
    }

    /// That a part of the period is not known.
    fn no_calendar(&self, part: PeriodPart) -> Cause {
        let (zh, en) = part.written();
        self.say("no_calendar", None, format!("校历和放假安排说不出“{zh}”"), format!("the calendar does not tell `{en}`"))
    }

    /// Why a period is not judged.
    pub(super) fn partial(&self) -> Cause {
        let (zh, en) = ("考核期只有一部分在政策施行期内", "only part of the period lies in the policy's time in force");
        self.say("partial_period", None, zh.into(), en.into())
    }

    /// Why a unit is undecided, or the rule does not bear on it; and how many causes are not listed.
    fn reasons(&self, number: usize, run: &RuleRun, outcome: &Outcome, unit: usize, period: usize, row: At) -> (Vec<Cause>, u64) {
        let schema = &self.loaded.schema;
        match outcome {
            Outcome::Partial => (vec![self.partial()], 0),
            Outcome::Changed => {
                let (zh, en) = ("考核期里只有一部分时间属于这类考核对象", "it is one of those who are judged over a part of the period only");
                (vec![self.say("changed", None, zh.into(), en.into())], 0)
            }
            Outcome::Membership => {
                let table = run.members.table;
                let lasts = match schema.table(table).dated {
                    Dated::Spell(start, end) => vec![Path::new(table, vec![start]), Path::new(table, vec![end])],
                    _ => Vec::new(),
                };
                let whose = run.periods.get(period).map_or(Whose::Everybody, |period| period.district);
                let district = way_to_district(&self.loaded, table).filter(|_| whose != Whose::Everybody);
                let paths = run.resolved.members.iter().map(|filter| &filter.path).chain(&lasts).chain(&district);
                let doubts = paths.filter(|path| matches!(find(&self.loaded, path, row), Found::Missing)).filter_map(|path| doubt_of(&self.loaded, path, row));
                let unknown = (whose == Whose::Unknown)
                    .then(|| self.say("district", None, "考核期是哪个区县的不明".into(), "it is not known of which district the period is".into()));
                (doubts.map(|doubt| self.cause(&doubt)).chain(unknown).collect(), 0)
            }
            Outcome::Excluded(number) => {
                let name = match run.resolved.only.get(*number) {
                    Some(Limit::Unit(filter)) => (schema.path_label(&filter.path), schema.path_name(&filter.path)),
                    Some(Limit::Period(part, _)) => part.written(),
                    None => Default::default(),
                };
                let cause = self.say("excluded", None, format!("按“{}”不在这条规则的范围内", name.0), format!("`{}` leaves it out of the rule", name.1));
                (vec![cause], 0)
            }
            Outcome::Unclear(number) => {
                let causes = match run.resolved.only.get(*number) {
                    Some(Limit::Unit(filter)) => doubt_of(&self.loaded, &filter.path, row).iter().map(|doubt| self.cause(doubt)).collect(),
                    Some(Limit::Period(part, _)) => vec![self.no_calendar(*part)],
                    None => Vec::new(),
                };
                (causes, 0)
            }
            Outcome::NoDays => {
                (vec![self.say("no_days", None, "考核期里没有要统计的日子".into(), "the period has none of the days that are measured".into())], 0)
            }
            Outcome::Outside => {
                let (zh, en) = (run.resolved.period.kind.label(), run.resolved.period.kind.name());
                (vec![self.say("outside", None, format!("不在任何一个{zh}里"), format!("it lies in no {en}"))], 0)
            }
            Outcome::Undated => {
                let table = run.members.table;
                let doubt = schema.table(table).dated.first().and_then(|date| doubt_of(&self.loaded, &Path::new(table, vec![date]), row));
                (doubt.iter().map(|doubt| self.cause(doubt)).collect(), 0)
            }
            Outcome::Tables(tables) => {
                let missing = |table: &usize| {
                    let table = schema.table(*table);
                    self.say("not_supplied", Some(&table.name), format!("没有交“{}”表", table.label), format!("table `{}` is not supplied", table.name))
                };
                (tables.iter().map(missing).collect(), 0)
            }
            Outcome::Rules(rules) => (rules.iter().filter_map(|(rule, table)| self.not_run(*rule, table)).collect(), 0),
            Outcome::Window("previous") => {
                (vec![self.say("no_previous", None, "校历里没有上一期".into(), "the calendar does not have the period before".into())], 0)
            }
            Outcome::Window(column) => {
                let Some(terms) = schema.table_index("terms") else { return (Vec::new(), 0) };
                let id = &run.periods[period].id;
                let doubt = self.loaded.table(terms).and_then(|table| table.row(id)).and_then(|row| {
                    let path = Path::new(terms, vec![schema.table(terms).column_index(column)?]);
                    doubt_of(&self.loaded, &path, row as usize)
                });
                // Both days are there, but in the wrong order: the cell itself reads well.
                let cause = doubt.map_or_else(
                    || self.say("unusable", Some("terms"), "期中周的起止不对".into(), "the middle week has no usable days".into()),
                    |doubt| self.cause(&doubt),
                );
                (vec![cause], 0)
            }
            Outcome::Failed(failure) => {
                let place = match &failure.place {
                    Some(Place::Script { file, line, column, .. }) => format!("{file}:{line}:{column}"),
                    _ => String::new(),
                };
                let cause = self.say("script", None, format!("{}（{place}）", failure.message.zh), format!("{} ({place})", failure.message.en));
                (vec![cause], 0)
            }
            Outcome::Judged { verdict, reads } => self.undecided(number, run, verdict, reads, unit, period, row),
        }
    }

    /// That a rule did not run whose findings are measured.
    fn not_run(&self, rule: usize, table: &str) -> Option<Cause> {
        let rule = self.pack.rules().get(rule)?;
        let label = self.loaded.schema.table_index(table).map_or(table, |table| &self.loaded.schema.table(table).label);
        let zh = format!("规则“{}”没有运行：没有交“{label}”表", rule.title);
        let en = format!("rule `{}` did not run: table `{table}` is not supplied", rule.id);
        Some(self.say("rule_not_run", Some(table), zh, en))
    }

    /// That a finding which is measured is not decided.
    fn finding_cause(&self, rule: usize, raw: &Raw) -> Option<Cause> {
        let run = self.run_of(rule)?;
        let status = run.outcomes.get(raw.outcome as usize)?.status();
        let period = &run.periods.get(raw.period as usize)?.id;
        let Who { entity, entity_name, .. } = self.who(run, raw);
        let rule = self.pack.rules().get(rule)?;
        let table = self.loaded.schema.table(run.members.table).name.as_str();
        let zh = format!("“{}”（{entity_name}，{period}）{}", rule.title, status.label());
        let en = format!("`{}` ({entity}, {period}): {}", rule.id, status.name().replace('_', " "));
        Some(Cause { record: Some(entity), ..self.say("finding", Some(table), zh, en) })
    }

    #[expect(clippy::too_many_arguments, reason = "the coordinates of one finding")]
    fn undecided(&self, number: usize, run: &RuleRun, verdict: &Verdict, reads: &[Input], unit: usize, period: usize, row: At) -> (Vec<Cause>, u64) {
        if let Kind::Said(Some(why)) = &verdict.deciding().kind {
            return (vec![self.say("said", None, why.clone(), why.clone())], 0);
        }
        if verdict.status == Status::NotApplicable && matches!(&verdict.deciding().kind, Kind::Test(test) if !test.asked) {
            return (vec![self.say("not_asked", None, "要求的前提不成立".into(), "what the duty hangs on does not hold".into())], 0);
        }
        if verdict.status == Status::NotApplicable {
            return (vec![self.say("nothing", None, "没有可以统计的记录".into(), "there is nothing to measure".into())], 0);
        }
        if !verdict.status.is_undecided() {
            return (Vec::new(), 0);
        }
        let mut causes = Vec::new();
        if let Kind::Test(Test { comparison: Comparison::Graded, measured: Amount::Text(grade), status: Status::Unknown, .. }) = &verdict.deciding().kind {
            causes.push(self.say("not_a_grade", None, format!("“{grade}”不是这套等级里的"), format!("`{grade}` is no grade of this scale")));
        }
        let mut left_out = 0;
        let cell = run.members.cell(unit, period);
        for (index, taken) in
            run.taken.iter().enumerate().filter(|(index, _)| reads.iter().any(|input| *input == Input::Measure(u16::try_from(*index).unwrap_or(u16::MAX))))
        {
            let measure = run.resolved.measures.get(index);
            let one = measure.and_then(|measure| measure.plan.one_value(&self.loaded.schema));
            let label = measure.map_or("", |measure| measure.label.as_str());
            let contradictory = || {
                let (zh, en) = (format!("“{label}”的几条记录说法不一"), format!("records of `{label}` contradict each other"));
                self.say("contradictory", None, zh, en)
            };
            if let Some(tally) = taken.tally(cell).filter(|_| one.is_some()) {
                match tally.entries.values().filter(|entry| entry.certain > 0).count() {
                    0 if tally.spare == 0 => {
                        causes.push(self.say("no_record", None, format!("没有“{label}”的记录"), format!("there is no record of `{label}`")));
                    }
                    0 | 1 => {}
                    _ => causes.push(contradictory()),
                }
            } else if let Some(tally) = taken.tally(cell)
                && tally.entries.values().any(|entry| entry.certain > 1 && entry.value == Amount::Unclear)
            {
                causes.push(contradictory());
            }
            if let Some(below) = self.below.get(&(number, index, cell)) {
                causes.extend(below.undecided.iter().filter_map(|(rule, raw)| self.finding_cause(*rule, raw)));
                left_out += below.left_out;
            }
            if let Some((doubts, more)) = self.doubts.get(&(number, index, cell)) {
                causes.extend(doubts.iter().map(|doubt| self.cause(doubt)));
                left_out += more;
            }
            if !taken.standing(&run.members, unit, period).handed_in {
                let Some(plan) = run.resolved.measures.get(index).and_then(|measure| measure.plan.records()) else { continue };
                let table = self.loaded.schema.table(plan.table);
                causes.push(self.say(
                    "not_handed_in",
                    Some(&table.name),
                    format!("“{}”表还没有报齐", table.label),
                    format!("table `{}` is not handed in through the window's end", table.name),
                ));
            }
        }
        for input in reads {
            if let Input::Param(param) = input
                && let Some(param) = self.settings.params.get(*param)
                && let Some(why) = param.unset.as_ref().filter(|_| param.values.is_empty())
            {
                causes.push(self.say("unset", None, format!("参数“{}”未定：{why}", param.label), format!("parameter `{}` is not set: {why}", param.id)));
            }
            if let Input::Period(part) = input
                && part.of(&run.periods[period], self.options.as_of).is_none()
            {
                causes.push(self.no_calendar(*part));
            }
            if let Input::Column(_, path) = input
                && is_missing(&self.loaded, path, row)
            {
                causes.extend(doubt_of(&self.loaded, path, row).map(|doubt| self.cause(&doubt)));
            }
        }
        // Rows that repeat an id say the same of themselves.
        let mut told = std::collections::BTreeSet::new();
        causes.retain(|cause: &Cause| told.insert(cause.text.clone()));
        (causes, left_out)
    }

    fn evidence(&self, number: usize, run: &RuleRun, decided_by: Option<usize>, unit: usize, period: usize) -> Evidence {
        let Some(index) = decided_by.or(if run.taken.is_empty() { None } else { Some(0) }) else { return Evidence::default() };
        let Some(taken) = run.taken.get(index) else { return Evidence::default() };
        let cell = run.members.cell(unit, period);
        let mut evidence = match &taken.measured.cells {
            Cells::Counts { low, extra } => Evidence { counted: u64::from(low[cell]), uncertain: u64::from(extra[cell]), ..Evidence::default() },
            Cells::Together { .. } => taken.together(cell).map(Together::counts).map_or_else(Evidence::default, |(counted, uncertain)| Evidence {
                counted,
                uncertain,
                ..Evidence::default()
            }),
            Cells::Values { .. } | Cells::Tallies(_) => Evidence::default(),
        };
        let plan = run.resolved.measures.get(index).map(|measure| &measure.plan);
        if self.options.evidence && plan.is_some_and(|plan| plan.findings().is_some()) {
            let found = self.below.get(&(number, index, cell)).cloned().unwrap_or_default();
            let fingerprints = |found: &[Pointed]| {
                let all = found.iter().filter_map(|(rule, raw)| Some(self.who(self.run_of(*rule)?, raw).fingerprint));
                all.collect::<Vec<_>>()
            };
            evidence.counted = found.certain.len() as u64;
            evidence.uncertain = found.uncertain.len() as u64;
            evidence.records = Some(fingerprints(&found.certain));
            evidence.uncertain_records = Some(fingerprints(&found.uncertain));
        } else if self.options.evidence {
            let found = self.records.get(&(number, index, cell)).cloned().unwrap_or_default();
            let table = plan.and_then(|plan| self.loaded.table(plan.records()?.table));
            let ids = |rows: &[u32]| {
                let Some(table) = table else { return Vec::new() };
                let mut rows: Vec<(u32, &str)> = rows.iter().map(|row| (table.source[*row as usize], table.ids.get(*row as usize))).collect();
                sorting::sort(&mut rows);
                rows.into_iter().map(|(source, id)| if id.is_empty() { format!("#{}", source + 1) } else { id.to_string() }).collect()
            };
            evidence.counted = found.certain.len() as u64;
            evidence.uncertain = found.uncertain.len() as u64;
            evidence.records = Some(ids(&found.certain));
            evidence.uncertain_records = Some(ids(&found.uncertain));
        }
        evidence
    }

    fn readings_of(&self, run: &RuleRun, reads: &[Input]) -> BTreeMap<String, String> {
        let read = reads.iter().filter_map(|input| match input {
            Input::Reading(reading) => Some(reading.clone()),
            _ => None,
        });
        let all: std::collections::BTreeSet<String> = read.chain(run.chosen.iter().cloned()).gather();
        all.into_iter().filter_map(|reading| Some((reading.clone(), self.settings.choices.get(&reading)?.clone()))).gather()
    }

    /// What an outcome of a run rests on that the source does not state.
    pub(super) fn local_reasons(&self, number: usize, outcome: &Outcome) -> Vec<String> {
        let reads = match outcome {
            Outcome::Judged { reads, .. } => reads.as_slice(),
            _ => &[],
        };
        self.runs().get(number).map(|run| self.local_of(run, reads)).unwrap_or_default()
    }

    fn local_of(&self, run: &RuleRun, reads: &[Input]) -> Vec<String> {
        let read = reads.iter().filter_map(|input| match input {
            Input::Param(param) => Some(*param),
            _ => None,
        });
        let params: std::collections::BTreeSet<usize> = read.chain(run.filtered_by.iter().copied()).gather();
        params.into_iter().filter_map(|param| self.settings.params.get(param)?.local.clone()).collect()
    }
}

fn joined(notes: &[&str]) -> Option<String> {
    (!notes.is_empty()).then(|| notes.join("; "))
}

fn wordings(run: &RuleRun, unit: usize, period: usize, as_of: Day) -> Vec<Wording> {
    let wording = |(measure, taken): (&crate::pack::PlannedMeasure, &crate::judge::Taken)| {
        let due = taken.windows.get(period).and_then(WindowDays::closes);
        let open = taken.standing(&run.members, unit, period).open;
        Wording {
            name: measure.name.clone(),
            label: measure.label.clone(),
            unit: measure.unit.clone(),
            keys: measure.keys.clone(),
            rows: BTreeMap::new(),
            share: measure.plan.aggregate() == Aggregate::Share,
            due,
            open,
            past: open && due.is_some_and(|due| due < as_of),
        }
    };
    run.resolved.measures.iter().zip(&run.taken).map(wording).collect()
}

/// The day that a deadline sets itself.
fn deadline(test: &Test) -> Option<Day> {
    match (test.comparison, &test.required) {
        (Comparison::ByDate, Amount::Day(range)) => range.high.and_then(|day| i32::try_from(day).ok()).map(Day::from_number),
        _ => None,
    }
}

/// The last day of the window that decides, or of the latest of all.
fn due(wordings: &[Wording], decided_by: Option<usize>) -> Option<Day> {
    match decided_by {
        Some(index) => wordings.get(index)?.due,
        None => wordings.iter().filter_map(|wording| wording.due).max(),
    }
}

fn measures(run: &RuleRun, schema: &Schema, unit: usize, period: usize) -> Vec<MeasureShown> {
    run.resolved
        .measures
        .iter()
        .zip(&run.taken)
        .map(|(measure, taken)| {
            let standing = taken.standing(&run.members, unit, period);
            let span = taken.windows.get(period).and_then(WindowDays::span);
            MeasureShown {
                name: measure.name.clone(),
                label: measure.label.clone(),
                unit: measure.unit.clone(),
                value: match taken.tally(run.members.cell(unit, period)) {
                    Some(tally) => shown_tally(tally, measure.plan.one_value(schema)),
                    None if measure.plan.aggregate() == Aggregate::Worst => {
                        let together = taken.together(run.members.cell(unit, period));
                        together.map(|together| Shown::Text(together.status(standing.open).name().into()))
                    }
                    None => Shown::of_range(&standing.shown(), measure.plan.is_day()).filter(|_| standing.nothing != crate::script::Nothing::Yes),
                },
                from: span.map(|span| span.first).filter(|first| *first != EVER),
                to: span.and_then(|span| span.last),
                open: standing.open,
            }
        })
        .collect()
}

/// How a tally is shown: its keys, or the one value that it stands for.
fn shown_tally(tally: &Tally, one: Option<ColumnType>) -> Option<Shown> {
    let keys: Vec<String> = tally.entries.iter().filter(|(_, entry)| entry.certain > 0).map(|(key, _)| key.clone()).collect();
    match (one, keys.as_slice()) {
        (None, _) => Some(Shown::Keys(keys)),
        (Some(ColumnType::Number | ColumnType::Integer), [only]) => only.parse().ok().map(|number| Shown::Number(Number(number))),
        (Some(ColumnType::Date | ColumnType::Moment), [only]) => Day::parse_moment(only).map(Shown::Day),
        (Some(ColumnType::Flag), [only]) => Some(Shown::Flag(only == "true")),
        (Some(_), [only]) => Some(Shown::Text(only.clone())),
        (Some(_), _) => None,
    }
}

/// The same in every run: of pack, rule and unit, never of a row's number.
fn fingerprint(policy: &str, rule: &str, entity_type: &str, entity: &str, period: &str, period_kind: &str) -> String {
    let hash = Sha256::digest(format!("{policy}\n{rule}\n{entity_type}\n{entity}\n{period_kind}\n{period}"));
    hex(hash.get(..16).unwrap_or(&hash))
}
