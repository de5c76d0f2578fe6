//! What can be wrong with a pack as a whole, found before any record is read.

use super::declaration::{Declarations, Reading, Rule};
use super::findings::Inside;
use super::query::{Aggregate, Literal};
use super::resolve::{Choices, Filter, Limit, Origin, Plan, RecordPlan, Resolved, Resolver, Side, Tie};
use super::schema::{ColumnType, Dated, Path, Schema};
use super::uses::Uses;
use crate::calendar::{Day, PeriodKind, PeriodPart};
use crate::data::Needs;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::judge::{Entry, Growth, Status, Tally, Together, Trend};
use crate::measure::{Input, Inputs, Settings, columns};
use crate::script::{Answer, Closure, Columns, Deferred, Fact, Facts, Figure, Mentions, Program, Read, Root, Runner, TallyFigure, Today, as_truth, as_verdict};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) fn incomplete(place: &Place, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::PackIncomplete, zh, en).at(place.clone())
}

/// Resolves what tables said of columns and tables that were declared after them, and checks each declaration by itself.
pub(super) fn finish(declarations: &mut Declarations, deferred: Vec<Deferred>, problems: &mut Vec<Diagnostic>) {
    name_targets(&mut declarations.schema);
    for item in deferred {
        let result = match item {
            Deferred::Dated(table, columns, place) => dated(&declarations.schema, table, &columns, &place).map(|dated| {
                if let Some(table) = declarations.schema.tables.get_mut(table) {
                    table.dated = dated;
                }
            }),
            Deferred::Scope(table, path, place) => scope(&declarations.schema, table, &path, &place).map(|path| {
                if let Some(table) = declarations.schema.tables.get_mut(table) {
                    table.scope.push(path);
                }
            }),
            Deferred::History { table, of, link, place } => history(&declarations.schema, table, &of, &link, &place).map(|history| {
                if let Some(table) = declarations.schema.tables.get_mut(table) {
                    table.history_of = Some(history);
                }
            }),
            Deferred::Pick(reading, picked, place) => {
                problems.extend(pick(declarations, &reading, &picked, &place));
                continue;
            }
        };
        problems.extend(result.err());
    }
    links(&declarations.schema, problems);
    policy(declarations, problems);
    readings(declarations, problems);
    clauses(declarations, problems);
    for rule in &declarations.rules {
        complete(declarations, rule, problems);
    }
    super::score_check::complete(declarations, problems);
    super::profile::complete(declarations, problems);
}

/// Links lead to tables by their names, also where a script wrote a label.
fn name_targets(schema: &mut Schema) {
    let named: Vec<(String, String)> = schema.tables.iter().map(|table| (table.label.clone(), table.name.clone())).collect();
    let known = |target: &str| named.iter().any(|(_, name)| name == target);
    for column in schema.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if let ColumnType::Link(target) | ColumnType::Links(target) = &mut column.kind
            && let Some((_, name)) = named.iter().find(|(label, _)| label == target).filter(|_| !known(target))
        {
            target.clone_from(name);
        }
    }
}

fn dated(schema: &Schema, table: usize, columns: &[String], place: &Place) -> Result<Dated, Diagnostic> {
    let find = |name: &String| {
        let index = schema.table(table).column_index(name).ok_or_else(|| schema.unknown_column(table, name, place))?;
        if schema.table(table).columns[index].kind.is_day() {
            return Ok(index);
        }
        Err(Diagnostic::error(Code::SchemaType, format!("“{name}”不是日期列"), format!("`{name}` is not a column of days")).at(place.clone()))
    };
    if let [name] = columns
        && let Some(link) = schema.table(table).column_index(name)
        && let Some(target) = schema.table(table).columns[link].kind.target().filter(|_| !schema.table(table).columns[link].kind.is_list())
    {
        if PeriodKind::ALL.iter().any(|(kind, _, _)| kind.table() == Some(target)) {
            return Ok(Dated::Figure(link));
        }
        return Err(Diagnostic::error(
            Code::SchemaType,
            format!("“{name}”不是日期列，也不指向学期或学年"),
            format!("`{name}` is neither a column of days nor a link to terms or academic years"),
        )
        .at(place.clone()));
    }
    match columns {
        [date] => find(date).map(Dated::Event),
        [start, end, ..] => Ok(Dated::Spell(find(start)?, find(end)?)),
        [] => Ok(Dated::Standing),
    }
}

/// The table whose history another tells, and the link by which it does. Columns of the same name must hold the same, and each is told once: by
/// one table, of which nothing is told in turn.
fn history(schema: &Schema, table: usize, of: &str, link: &str, place: &Place) -> Result<(usize, usize), Diagnostic> {
    let base = schema.table_index(of).ok_or_else(|| schema.unknown_table(of, place))?;
    let (shape, there) = (schema.table(table), schema.table(base));
    let link_column = shape.column_index(link).ok_or_else(|| schema.unknown_column(table, link, place))?;
    let wrong = |zh: String, en: String| Err(Diagnostic::error(Code::SchemaType, zh, en).at(place.clone()));
    if shape.columns[link_column].kind != ColumnType::Link(there.name.clone()) {
        return wrong(format!("“{link}”不指向“{}”", there.label), format!("`{link}` does not link to `{}`", there.name));
    }
    for column in &shape.columns {
        if let Some(other) = there.columns.iter().find(|other| other.name == column.name).filter(|other| other.kind != column.kind) {
            return wrong(
                format!("“{}”的“{}”与“{}”里的不是同一种列", shape.label, column.label, there.label),
                format!("column `{}` of `{}` is not of the same type as that of `{}`", other.name, shape.name, there.name),
            );
        }
    }
    if base == table {
        return wrong(format!("“{}”不能是自己的沿革", shape.label), format!("`{}` cannot tell its own history", shape.name));
    }
    if shape.history_of.is_some() {
        return wrong(format!("“{}”已经是一张表的沿革", shape.label), format!("`{}` tells the history of a table already", shape.name));
    }
    if PeriodKind::ALL.iter().any(|(kind, _, _)| kind.table() == Some(&there.name)) {
        return wrong(format!("校历“{}”没有沿革", there.label), format!("`{}` is the calendar; it has no history", there.name));
    }
    if there.history_of.is_some() || schema.tables.iter().any(|other| other.history_of.is_some_and(|(of, _)| of == table)) {
        return wrong("沿革自己没有沿革".into(), "a history has no history of its own".into());
    }
    let told: Vec<usize> = schema.told(table, base).map(|(column, _)| column).collect();
    if told.is_empty() {
        return wrong(
            format!("“{}”没有一列与“{}”里的同名", shape.label, there.label),
            format!("`{}` has no column of a name that `{}` has", shape.name, there.name),
        );
    }
    let earlier = (0..).zip(&schema.tables).filter(|(_, other)| other.history_of.is_some_and(|(of, _)| of == base));
    for (number, other) in earlier {
        if let Some((column, _)) = schema.told(number, base).find(|(column, _)| told.contains(column)) {
            let column = &there.columns[column];
            return wrong(
                format!("“{}”的“{}”已经由“{}”记着沿革", there.label, column.label, other.label),
                format!("the history of `{}.{}` is told by `{}` already", there.name, column.name, other.name),
            );
        }
    }
    Ok((base, link_column))
}

fn scope(schema: &Schema, table: usize, dotted: &str, place: &Place) -> Result<Path, Diagnostic> {
    let path = schema.resolve(table, dotted, place)?;
    match schema.end(&path).map(|column| &column.kind) {
        Some(ColumnType::Link(_)) => Ok(path),
        _ => Err(Diagnostic::error(
            Code::SchemaType,
            format!("“{dotted}”不是单一关联，不能作影响范围"),
            format!("`{dotted}` is not a single link and cannot be a scope"),
        )
        .at(place.clone())),
    }
}

/// Whether a reading picks something for each of its choices, and for no others.
fn pick(declarations: &Declarations, reading: &str, picked: &[String], place: &Place) -> Option<Diagnostic> {
    let reading = declarations.readings.iter().find(|declared| declared.id == reading).filter(|reading| reading.is_declared())?;
    let known = || reading.choices.iter().map(|(id, _)| id.as_str());
    if let Some(wrong) = picked.iter().find(|choice| !known().any(|id| id == choice.as_str())) {
        return Some(no_choice(reading, wrong).at(place.clone()));
    }
    known().find(|id| !picked.iter().any(|choice| choice == id)).map(|lacking| {
        incomplete(
            place,
            format!("口径“{}”的“{lacking}”没有说取什么", reading.id),
            format!("nothing is picked for choice `{lacking}` of reading `{}`", reading.id),
        )
        .help("每种理解都要写上取什么", "say what each choice picks")
    })
}

fn no_choice(reading: &Reading, wrong: &str) -> Diagnostic {
    Diagnostic::error(Code::PackUnknown, format!("口径“{}”没有“{wrong}”这种理解", reading.id), format!("reading `{}` has no choice `{wrong}`", reading.id))
        .suggest(wrong, reading.choices.iter().map(|(id, _)| id.as_str()))
}

fn links(schema: &Schema, problems: &mut Vec<Diagnostic>) {
    for table in &schema.tables {
        for column in &table.columns {
            if let Some(target) = column.kind.target().filter(|target| schema.table_index(target).is_none()) {
                problems.push(schema.unknown_table(target, &table.place));
            }
        }
    }
}

fn policy(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    match &declarations.policy {
        None => problems.push(
            Diagnostic::error(Code::PackNoPolicy, "规则包没有声明政策", "the pack declares no policy")
                .help("写 政策(\"名字\").施行(\"2020-01-01\", \"2022-12-01\")；", "write policy(\"id\").in_force(\"2020-01-01\", \"2022-12-01\");")
                .at(Place::argument("pack")),
        ),
        Some(policy) if policy.in_force.is_none() => problems.push(
            incomplete(&policy.place, "政策没有写明施行的日期", "the policy does not say when it is in force")
                .help("加上 .施行(\"2020-01-01\")", "add .in_force(\"2020-01-01\")"),
        ),
        Some(_) => {}
    }
}

fn readings(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    for reading in &declarations.readings {
        if !reading.is_declared() {
            let declared = declarations.readings.iter().filter(|reading| reading.is_declared()).map(|reading| reading.id.as_str());
            problems.push(
                Diagnostic::error(Code::PackUnknown, format!("没有声明过口径“{}”", reading.id), format!("reading `{}` is not declared", reading.id))
                    .at(reading.place.clone())
                    .suggest(&reading.id, declared),
            );
            continue;
        }
        let known: Vec<&str> = reading.choices.iter().map(|(id, _)| id.as_str()).collect();
        if known.len() < 2 {
            problems.push(incomplete(
                &reading.place,
                format!("口径“{}”至少要有两种理解", reading.id),
                format!("reading `{}` needs at least two choices", reading.id),
            ));
        } else if reading.usual.is_empty() {
            problems.push(
                incomplete(
                    &reading.place,
                    format!("口径“{}”没有说通常取哪种", reading.id),
                    format!("reading `{}` does not say which choice is usual", reading.id),
                )
                .help(format!("加上 .通常取(\"{}\")", known[0]), format!("add .usual(\"{}\")", known[0])),
            );
        } else if !known.contains(&reading.usual.as_str()) {
            problems.push(no_choice(reading, &reading.usual).at(reading.place.clone()));
        }
        unknown_clauses(declarations, reading.clauses.iter().map(|id| (id, &reading.place)), problems);
    }
    for param in &declarations.params {
        if !param.is_declared() {
            let declared = declarations.params.iter().filter(|param| param.is_declared()).map(|param| param.id.as_str());
            problems.push(
                Diagnostic::error(Code::PackUnknown, format!("没有声明过参数“{}”", param.id), format!("parameter `{}` is not declared", param.id))
                    .help(
                        format!("先声明：参数(\"{}\", 3)；没有数字的写 .未定(\"原因\")", param.id),
                        format!("declare it first: param(\"{}\", 3); if there is no number, write .unset(\"why\")", param.id),
                    )
                    .at(param.place.clone())
                    .suggest(&param.id, declared),
            );
            continue;
        }
        unknown_clauses(declarations, param.clauses.iter().map(|id| (id, &param.place)), problems);
    }
}

pub(super) fn unknown_clauses<'a>(declarations: &Declarations, ids: impl Iterator<Item = (&'a String, &'a Place)>, problems: &mut Vec<Diagnostic>) {
    for (id, place) in ids {
        if !declarations.clauses.iter().any(|clause| clause.id == *id) {
            problems.push(
                Diagnostic::error(Code::PackUnknown, format!("没有声明过条款“{id}”"), format!("clause `{id}` is not declared"))
                    .at(place.clone())
                    .suggest(id, declarations.clauses.iter().map(|clause| clause.id.as_str())),
            );
        }
    }
}

fn clauses(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    for clause in &declarations.clauses {
        if clause.says.is_empty() {
            problems.push(
                incomplete(&clause.place, format!("条款“{}”没有写明要求什么", clause.id), format!("clause `{}` does not say what it asks", clause.id))
                    .help("加上 .要求(\"一句话\")", "add .says(\"one sentence\")"),
            );
        }
        if clause.force.is_none() {
            problems.push(
                incomplete(&clause.place, format!("条款“{}”没有写明效力", clause.id), format!("clause `{}` does not say how binding it is", clause.id))
                    .help("加上 .效力(\"必须\")", "add .force(\"mandatory\")"),
            );
        }
    }
}

fn complete(declarations: &Declarations, rule: &Rule, problems: &mut Vec<Diagnostic>) {
    if rule.clauses.is_empty() {
        problems.push(
            incomplete(&rule.place, format!("规则“{}”没有写明依据哪一条款", rule.id), format!("rule `{}` rests on no clause", rule.id))
                .help("加上 .条款(\"…\")", "add .clause(\"…\")"),
        );
    }
    if rule.entity.is_none() {
        problems.push(
            incomplete(&rule.place, format!("规则“{}”没有写明考核谁", rule.id), format!("rule `{}` does not say who is judged", rule.id))
                .help("加上 .每(\"学校\", \"学期\")", "add .each(\"school\", \"term\")"),
        );
    }
    if rule.judge.is_none() {
        problems.push(
            incomplete(&rule.place, format!("规则“{}”没有写明怎样判定", rule.id), format!("rule `{}` does not say how it is judged", rule.id))
                .help("加上 .判定(|m| …)", "add .judge(|m| …)"),
        );
    }
    unknown_clauses(declarations, rule.clauses.iter().map(|(id, place)| (id, place)), problems);
}

/// Resolves and dry-runs every rule under every choice of its readings; gives the columns that the pack can ever read, and which rules rest on which.
pub(super) fn check(declarations: &Declarations, program: &Program, problems: &mut Vec<Diagnostic>) -> (Needs, Uses) {
    let mut needs = calendar_needs(declarations);
    let Some(uses) = Uses::of(declarations, problems) else { return (needs, Uses::default()) };
    let usual: Choices = declarations.readings.iter().map(|reading| (reading.id.clone(), reading.usual.clone())).collect();
    let runner = program.runner(Today::default());
    for rule in &declarations.rules {
        let mut found = Vec::new();
        let mut unread: Option<BTreeSet<String>> = None;
        // What may be named where no made-up value leads.
        let Mentions { scales, shares, .. } = rule.judge.as_ref().map(|(closure, _)| program.mentions(closure)).unwrap_or_default();
        let unknown = scales.into_iter().filter(|(id, _)| declarations.scoring.scale(id).is_none());
        found.extend(unknown.map(|(id, place)| declarations.scoring.unknown_scale(&id, &place)));
        found.extend(shares.into_iter().filter_map(|(measure, percent, place)| no_share(rule, &measure, percent, &place)));
        let mut inside = Inside::default();
        for choices in variations(declarations, program, rule, &usual) {
            let resolver = Resolver { declarations, params: &declarations.params, choices: &choices };
            let Some(resolved) = resolver.rule(rule, &mut found) else { continue };
            needs_of(&declarations.schema, program, &resolved, &mut needs);
            resolved.measures.iter().filter_map(|measure| measure.plan.findings()).for_each(|plan| inside.note(plan));
            let read = dry_run(declarations, program, &runner, &resolved, &choices, &mut found);
            // A measure that one reading leaves aside may be what another one judges.
            let left: BTreeSet<String> = resolved.measures.iter().map(|measure| measure.name.clone()).filter(|name| !read.contains(name)).collect();
            unread = Some(match unread {
                Some(unread) => unread.intersection(&left).cloned().collect(),
                None => left,
            });
        }
        found.extend(inside.problems(rule));
        for name in unread.unwrap_or_default() {
            if let Some(measure) = rule.measures.iter().find(|measure| measure.name == name).filter(|_| found.is_empty()) {
                found.push(
                    Diagnostic::warning(Code::RuleInput, format!("统计“{name}”没有用到"), format!("measure `{name}` is never read"))
                        .help("在判定里用它，或删去它", "read it in the closure, or remove it")
                        .at(measure.place.clone()),
                );
            }
        }
        for problem in found {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    super::form_resolve::check(declarations, &usual, problems);
    super::score_check::tied(declarations, &usual, &mut needs, problems);
    want_histories(&declarations.schema, &mut needs);
    (needs, uses)
}

/// Of a measure whose share is asked for: that it only counts, or that the percentage is written as a part of one.
fn no_share(rule: &Rule, name: &str, percent: Option<Decimal>, place: &Place) -> Option<Diagnostic> {
    let measure = rule.measures.iter().find(|measure| measure.name == name)?;
    if measure.query.options().iter().any(|query| matches!(query.aggregate, Aggregate::Count | Aggregate::Distinct)) {
        let problem = Diagnostic::error(Code::SchemaType, format!("“{name}”是计数，没有占比"), format!("`{name}` is a count, which has no share"));
        let help = ("计数写 .至少(…)；要算占比，统计写成 占比(…).达标(…)", "of a count write .at_least(…); for a share, measure share(…).that(…)");
        return Some(problem.help(help.0, help.1).at(place.clone()));
    }
    let percent = percent.filter(|percent| *percent > Decimal::ZERO && *percent < Decimal::ONE)?;
    let meant = (percent * Decimal::ONE_HUNDRED).normalize();
    let problem = Diagnostic::warning(
        Code::PackValue,
        format!("“占比至少”写的是百分数：{percent} 是百分之 {percent}"),
        format!("share_at_least counts in percent: {percent} is {percent} %"),
    );
    Some(problem.help(format!("想说百分之 {meant} 的，写 {meant}"), format!("for {meant} % write {meant}")).at(place.clone()))
}

/// The usual choices, and with each reading of the rule at each of its other choices.
fn variations(declarations: &Declarations, program: &Program, rule: &Rule, usual: &Choices) -> Vec<Choices> {
    let mut all = vec![usual.clone()];
    for reading in bearing(declarations, program, rule, usual) {
        for (choice, _) in reading.choices.iter().filter(|(choice, _)| *choice != reading.usual) {
            let mut choices = usual.clone();
            choices.insert(reading.id.clone(), choice.clone());
            all.push(choices);
        }
    }
    all
}

/// The readings on which what a rule says can depend, in order of declaration: it picks by them, or a closure of its names them.
pub(crate) fn bearing<'a>(declarations: &'a Declarations, program: &Program, rule: &Rule, choices: &Choices) -> Vec<&'a Reading> {
    let names: BTreeSet<String> = rule.closures().flat_map(|closure| program.mentions(closure).names).collect();
    let resolver = Resolver { declarations, params: &declarations.params, choices };
    let picked = resolver.rule(rule, &mut Vec::new()).map(|resolved| resolved.readings).unwrap_or_default();
    declarations.readings.iter().filter(|reading| names.contains(&reading.id) || picked.contains(&reading.id)).collect()
}

fn want(needs: &mut Needs, table: usize, column: usize) {
    needs.entry(table).or_default().insert(column);
}

/// The columns of the calendar, of what is handed in and of what is waived, which every pack reads.
fn calendar_needs(declarations: &Declarations) -> Needs {
    let mut needs = Needs::new();
    let wanted: [(&str, &[&str]); 5] = [
        ("terms", &["start", "end", "midterm_start", "midterm_end", "closed"]),
        ("academic_years", &["start", "end"]),
        ("holidays", &["date", "kind"]),
        ("submissions", &["table", "submitter", "through"]),
        (crate::waiver::TABLE, &crate::waiver::COLUMNS),
    ];
    for (name, columns) in wanted {
        if let Some(table) = declarations.schema.table_index(name) {
            needs.entry(table).or_default();
            columns.iter().filter_map(|column| declarations.schema.table(table).column_index(column)).for_each(|column| want(&mut needs, table, column));
        }
    }
    needs
}

/// Where a column is wanted that another table tells over time, what that table tells of it is wanted as well.
fn want_histories(schema: &Schema, needs: &mut Needs) {
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
    needs.entry(table).or_default();
    for step in &path.steps {
        want(needs, table, *step);
        if let Some(target) = schema.table(table).columns[*step].kind.target().and_then(|name| schema.table_index(name)) {
            table = target;
            needs.entry(table).or_default();
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

fn needs_of(schema: &Schema, program: &Program, resolved: &Resolved, needs: &mut Needs) {
    needs.entry(resolved.table).or_default();
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
    want_mentioned(schema, needs, &program.mentions(&resolved.judge), &[resolved.table]);
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
    needs.entry(table).or_default();
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
    needs.entry(plan.table).or_default();
    want_filters(schema, needs, &plan.filters);
    want_filters(schema, needs, &plan.that);
    plan.values.iter().chain(&plan.per).for_each(|path| want_path(schema, needs, path));
    if let Some(blanks) = &plan.blanks {
        let rows = blanks.rows.iter().flat_map(|rows| rows.keys.iter().map(|key| &key.path).chain(rows.gaps.iter().map(|gap| &gap.path)));
        blanks.unit.iter().chain(rows).for_each(|path| want_path(schema, needs, path));
    }
    want_tie(schema, needs, &plan.tie);
    match plan.placing {
        super::resolve::Placing::Standing => {}
        super::resolve::Placing::Event(date) | super::resolve::Placing::Figure(date) => want(needs, plan.table, date),
        super::resolve::Placing::Spell { start, end, .. } => {
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

/// What a dry run lets closures read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Zero,
    Plenty,
    Missing,
}

/// A measure that a dry run makes up.
struct DryMeasure {
    name: String,
    label: String,
    is_day: bool,
    share: bool,
    /// Whether it is how findings came out together.
    is_verdict: bool,
    /// The keys of its tally, if it is one.
    keys: Option<Vec<String>>,
    /// The type of what it has of each key.
    held: ColumnType,
    /// The type of its one value, if it is to be one.
    one: Option<ColumnType>,
    origin: Origin,
}

struct DryFacts {
    schema: Schema,
    readings: Vec<Reading>,
    settings: Settings,
    inputs: Inputs,
    measures: Vec<DryMeasure>,
    record: usize,
    unit: usize,
    fill: Fill,
    read: Arc<Mutex<BTreeSet<String>>>,
}

impl Facts for DryFacts {
    fn read(&self, root: Root, path: &[String]) -> Read {
        let key = (0, 0);
        let table = match root {
            Root::Parameters => return self.settings.read(&self.inputs, path.first().map_or("", String::as_str), Day::from_number(i32::MAX)),
            Root::Record => self.record,
            Root::Unit | Root::Measures => self.unit,
        };
        if let ([name], Root::Measures) = (path, root) {
            let found = self.measures.iter().position(|measure| measure.name == *name || measure.label == *name);
            if let Some((index, measure)) = found.and_then(|index| Some((index, self.measures.get(index)?))) {
                self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(measure.name.clone());
                let input = self.inputs.number(&Input::Measure(u16::try_from(index).unwrap_or(u16::MAX)));
                let fact = match &measure.keys {
                    _ if measure.is_verdict => self.together(input),
                    _ if measure.one.is_some() => self.value(measure.one.as_ref().unwrap_or(&ColumnType::Text)),
                    Some(keys) => self.tally(input, keys, &measure.held),
                    None if measure.share && self.fill != Fill::Missing => {
                        let count = if self.fill == Fill::Plenty { 1000 } else { 0 };
                        Fact::Figure(Figure::share(count, 1000, input))
                    }
                    None => self.value(if measure.is_day { &ColumnType::Date } else { &ColumnType::Integer }),
                };
                return Read::Value { input, key, fact };
            }
        }
        match self.column(table, path) {
            Ok(Some((path, kind))) => Read::Value { input: self.inputs.number(&Input::Column(root, path)), key, fact: self.value(&kind) },
            Ok(None) => Read::Through,
            Err(_) if root != Root::Record && path.first().is_some_and(|first| PeriodPart::PERIOD.contains(&first.as_str())) => self.period(path),
            Err(table) => {
                let columns = self.schema.table(table).columns.iter().flat_map(|column| [column.name.clone(), column.label.clone()]);
                Read::Unknown(self.measures.iter().filter(|_| root == Root::Measures).map(|measure| measure.name.clone()).chain(columns).collect())
            }
        }
    }

    fn columns(&self, input: u16) -> Columns<'_> {
        columns(&self.schema, &self.inputs, input, |index| self.measures.get(index).map(|measure| &measure.origin))
    }

    fn doubts(&self, input: u16, text: &str) -> Option<Diagnostic> {
        let Some(Input::Reading(id)) = self.inputs.get(input) else { return None };
        let reading = self.readings.iter().find(|reading| reading.id == id)?;
        (!reading.choices.iter().any(|(choice, _)| choice == text)).then(|| no_choice(reading, text))
    }
}

impl DryFacts {
    /// The column that a path of names ends in, and what it holds; nothing where it ends in a link; the table where it fails.
    fn column(&self, table: usize, names: &[String]) -> Result<Option<(Path, ColumnType)>, usize> {
        let mut path = Path::new(table, Vec::new());
        let mut here = table;
        for (position, name) in names.iter().enumerate() {
            let last = position + 1 == names.len();
            if last && name == "id" {
                return Ok(Some((path, ColumnType::Text)));
            }
            let column = self.schema.table(here).column_index(name).ok_or(here)?;
            path.steps.push(column);
            match &self.schema.table(here).columns[column].kind {
                ColumnType::Link(_) if last => return Ok(None),
                ColumnType::Link(target) => here = self.schema.table_index(target).unwrap_or(here),
                kind => return Ok(Some((path, kind.clone()))),
            }
        }
        Ok(None)
    }

    fn period(&self, path: &[String]) -> Read {
        let Some(name) = path.get(1) else { return Read::Through };
        match PeriodPart::from_name(name) {
            Some(part) => Read::Value { input: self.inputs.number(&Input::Period(part)), key: (0, 0), fact: self.value(&part.kind()) },
            None => Read::Unknown(PeriodPart::ALL.iter().flat_map(|(_, en, zh)| [(*en).to_string(), (*zh).to_string()]).collect()),
        }
    }

    fn together(&self, input: u16) -> Fact {
        let status = match self.fill {
            Fill::Zero => Status::Fail,
            Fill::Plenty => Status::Pass,
            Fill::Missing => Status::Unknown,
        };
        Fact::Verdict(Together::of(status, 1).verdict(Some(input), false))
    }

    fn tally(&self, input: u16, keys: &[String], held: &ColumnType) -> Fact {
        let entry = Entry { certain: 1000, ..self.value(held).of_key().unwrap_or_else(|| Entry::counted(1000)) };
        let entries = keys.iter().filter(|_| self.fill == Fill::Plenty).map(|key| (key.clone(), entry.clone())).collect();
        let tally = Arc::new(Tally { entries, spare: u32::from(self.fill == Fill::Missing), unbounded: false });
        let growth = Growth { added: Trend::Rises, open: Trend::Rises, parts: Trend::Rises, by_one: false };
        Fact::Tally(TallyFigure { inputs: vec![input], tally, growth, open: false, handed_in: true })
    }

    fn value(&self, kind: &ColumnType) -> Fact {
        let plenty = self.fill == Fill::Plenty;
        match (self.fill, kind) {
            (Fill::Missing, _) => Fact::Missing,
            (_, ColumnType::Number | ColumnType::Integer) => Fact::Number(if plenty { Decimal::from(1000) } else { Decimal::ZERO }),
            (_, ColumnType::Date | ColumnType::Moment) => Fact::Day(Day::from_number(if plenty { 740_000 } else { 730_000 })),
            (_, ColumnType::Flag) => Fact::Flag(plenty),
            (_, ColumnType::Choice(choices)) => {
                Fact::Text(if plenty { choices.last() } else { choices.first() }.map(|choice| choice.id.clone()).unwrap_or_default())
            }
            (_, kind) if kind.is_list() => {
                let all = kind.choices().unwrap_or(&[]).iter().map(|choice| Literal::Text(choice.id.clone()));
                Fact::List(all.filter(|_| plenty).collect())
            }
            _ => Fact::Text(String::new()),
        }
    }
}

/// Calls every closure of a rule with zero, plenty and missing values; gives the measures that were read.
fn dry_run(
    declarations: &Declarations,
    program: &Program,
    runner: &Runner<'_>,
    resolved: &Resolved,
    choices: &Choices,
    problems: &mut Vec<Diagnostic>,
) -> BTreeSet<String> {
    let read: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let facts = |fill: Fill, record: usize| DryFacts {
        schema: declarations.schema.clone(),
        readings: declarations.readings.clone(),
        settings: Settings { params: declarations.params.clone(), choices: choices.clone() },
        inputs: Inputs::default(),
        measures: resolved
            .measures
            .iter()
            .map(|measure| DryMeasure {
                name: measure.name.clone(),
                label: measure.label.clone(),
                is_day: measure.plan.is_day(),
                share: measure.plan.aggregate() == Aggregate::Share,
                is_verdict: measure.plan.aggregate() == Aggregate::Worst,
                one: measure.plan.one_value(&declarations.schema),
                origin: measure.origin.clone(),
                keys: measure.plan.has_keys().then(|| measure.keys.keys().cloned().collect()),
                held: measure.plan.held(&declarations.schema),
            })
            .collect(),
        record,
        unit: resolved.table,
        fill,
        read: read.clone(),
    };
    let mut report = |problem: Diagnostic| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    for (closure, record) in closures_of(resolved) {
        for (names, place) in program.mentions(closure).switched {
            if let Some(problem) = switched(&facts(Fill::Plenty, record), &names) {
                report(problem.at(place));
            }
        }
    }
    let parameters = program.parameters(&resolved.judge);
    if (1..=2).contains(&parameters) {
        let roots: Vec<Root> = [Root::Measures, Root::Parameters].into_iter().take(parameters).collect();
        for fill in [Fill::Zero, Fill::Plenty, Fill::Missing] {
            match runner.call(&resolved.judge, &roots, Box::new(facts(fill, resolved.table))).0 {
                Answer::Failed(problem) if is_slip(fill, &problem) => report(*problem),
                Answer::Value(value) if fill != Fill::Missing && as_verdict(&value).is_none() => report(
                    Diagnostic::error(Code::RuleResult, "判定没有给出结果", "the closure returns no verdict")
                        .help(
                            "每条路都要以 m.课次.至少(3) 这样的判定结束：if 要有 else，末尾不加分号",
                            "every way through must end in a verdict such as m.lessons.at_least(3): give `if` an `else`, end without a semicolon",
                        )
                        .at(resolved.judge.place().clone()),
                ),
                _ => {}
            }
        }
    } else {
        report(wrong_parameters(resolved.judge.place(), "|m| 或 |m, p|", "|m| or |m, p|"));
    }
    for measure in &resolved.measures {
        let Some(plan) = measure.plan.records() else { continue };
        for closure in plan.all_closures() {
            let parameters = program.parameters(closure);
            if !(1..=3).contains(&parameters) {
                report(wrong_parameters(closure.place(), "|记录|、|记录，单元| 或 |记录，单元，p|", "|record|, |record, unit| or |record, unit, p|"));
                continue;
            }
            let roots: Vec<Root> = [Root::Record, Root::Unit, Root::Parameters].into_iter().take(parameters).collect();
            for fill in [Fill::Zero, Fill::Plenty] {
                match runner.call(closure, &roots, Box::new(facts(fill, plan.table))).0 {
                    Answer::Failed(problem) if is_slip(fill, &problem) => report(*problem),
                    Answer::Value(value) if as_truth(&value).is_none() => report(
                        Diagnostic::error(Code::RuleResult, "“并且”“达标”的函数要回答是或否", "a closure of where or that must return true or false")
                            .help("最后一句写成 trip.headcount >= 10 这样的比较", "end it with a comparison such as trip.headcount >= 10")
                            .at(closure.place().clone()),
                    ),
                    _ => {}
                }
            }
        }
    }
    std::mem::take(&mut *read.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The closures of a rule, each with the table of its first parameter.
fn closures_of(resolved: &Resolved) -> Vec<(&Closure, usize)> {
    let plans = resolved.measures.iter().filter_map(|measure| measure.plan.records());
    let filters = plans.flat_map(|plan| plan.all_closures().map(|closure| (closure, plan.table)));
    std::iter::once((&resolved.judge, resolved.table)).chain(filters).collect()
}

/// What a `switch` would take for just another value: a link, a share, a tally.
fn switched(facts: &DryFacts, names: &[String]) -> Option<Diagnostic> {
    let written = names.join(".");
    let measure = facts.measures.iter().find(|measure| matches!(names, [name] if measure.name == *name || measure.label == *name));
    let (zh, en, help) = match measure {
        Some(measure) if measure.share => ("占比", "a share", ("改用 if 比较", "compare it with `if`")),
        Some(measure) if measure.keys.is_some() && measure.one.is_none() => ("分列的统计", "a tally", ("改用 if 比较", "compare it with `if`")),
        // Parameters and readings are plain values.
        None if matches!(facts.settings.read(&facts.inputs, &written, Day::from_number(0)), Read::Value { .. }) => return None,
        None if facts.column(facts.record, names) == Ok(None) || facts.column(facts.unit, names) == Ok(None) => {
            ("关联", "a link", ("后面加 .id，如 m.area.id", "add .id, as in m.area.id"))
        }
        _ => return None,
    };
    let problem = Diagnostic::error(
        Code::ScriptMixed,
        format!("switch 不能对{zh}“{written}”分情况"),
        format!("`switch` cannot tell the cases of {en} such as `{written}`"),
    );
    Some(problem.help(help.0, help.1))
}

/// Whether a failure is the script's fault and not that of the made-up values: nothing can be divided by zero, or done with what is missing.
fn is_slip(fill: Fill, problem: &Diagnostic) -> bool {
    match fill {
        Fill::Plenty => true,
        Fill::Zero => problem.code != Code::ScriptError,
        Fill::Missing => problem.code == Code::RuleInput,
    }
}

fn wrong_parameters(place: &Place, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(Code::ScriptArguments, format!("函数的参数应是 {zh}"), format!("the closure takes {en}")).at(place.clone())
}
