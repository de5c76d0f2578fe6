//! What can be wrong with a pack as a whole, found before any record is read.

use super::declaration::{Declarations, Reading, Rule};
use super::dry_run::dry_run;
use super::findings::Inside;
use super::form::{FormText, Piece};
use super::needs::{calendar_needs, needs_of, want_histories};
use super::plan::Choices;
use super::query::Aggregate;
use super::resolve::Resolver;
use super::schema::{ColumnType, Dated, Path, Schema, TitlePiece};
use super::uses::Uses;
use crate::calendar::PeriodKind;
use crate::data::Needs;
use crate::diagnostic::{Code, Diagnostic, Place, Telling};
use crate::script::{Deferred, Mentions, Program, Today};
use crate::sorting::Gather;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

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
            Deferred::Title(table, text, place) => title(&declarations.schema, table, text, &place).map(|title| {
                if let Some(table) = declarations.schema.tables.get_mut(table) {
                    table.title = title;
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

/// What the rows of a table are called, with its names looked up. Rows go by the names of rows that they link to, so nothing goes round.
fn title(schema: &Schema, table: usize, text: FormText, place: &Place) -> Result<Vec<TitlePiece>, Diagnostic> {
    let piece = |piece| match piece {
        Piece::Text(text) => Ok(TitlePiece::Text(text)),
        Piece::Blank => Ok(TitlePiece::Text(String::new())),
        Piece::Name(name) => {
            let path = schema.resolve(table, &name, place)?;
            match schema.rows(&path) {
                Some(linked) if !path.steps.is_empty() && leads_back(schema, linked, table) => Err(Diagnostic::error(
                    Code::PackValue,
                    told!("“{name}”的名称又要用到“{}”的名称", schema.table(table).label),
                    told!("what `{name}` is called hangs on what `{}` is called", schema.table(table).name),
                )
                .help(told!("改用一列文字、日期或选项"), told!("name a column of texts, days or choices instead"))
                .at(place.clone())),
                _ => Ok(TitlePiece::Cell(path)),
            }
        }
    };
    text.pieces.into_iter().map(piece).collect()
}

/// Whether what a table's rows are called hangs on what another's are.
fn leads_back(schema: &Schema, table: usize, other: usize) -> bool {
    table == other
        || schema.table(table).title.iter().any(|piece| match piece {
            TitlePiece::Cell(path) if !path.steps.is_empty() => schema.rows(path).is_some_and(|linked| leads_back(schema, linked, other)),
            _ => false,
        })
}

fn dated(schema: &Schema, table: usize, columns: &[String], place: &Place) -> Result<Dated, Diagnostic> {
    let find = |name: &String| {
        let index = schema.table(table).column_index(name).ok_or_else(|| schema.unknown_column(table, name, place))?;
        if schema.table(table).columns[index].kind.is_day() {
            return Ok(index);
        }
        Err(Diagnostic::error(Code::SchemaType, told!("“{name}”不是日期列"), told!("`{name}` is not a column of days")).at(place.clone()))
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
            told!("“{name}”不是日期列，也不指向学期或学年"),
            told!("`{name}` is neither a column of days nor a link to terms or academic years"),
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
    let wrong = |zh: Telling, en: Telling| Err(Diagnostic::error(Code::SchemaType, zh, en).at(place.clone()));
    if shape.columns[link_column].kind != ColumnType::Link(there.name.clone()) {
        return wrong(told!("“{link}”不指向“{}”", there.label), told!("`{link}` does not link to `{}`", there.name));
    }
    for column in &shape.columns {
        if let Some(other) = there.columns.iter().find(|other| other.name == column.name).filter(|other| other.kind != column.kind) {
            return wrong(
                told!("“{}”的“{}”与“{}”里的不是同一种列", shape.label, column.label, there.label),
                told!("column `{}` of `{}` is not of the same type as that of `{}`", other.name, shape.name, there.name),
            );
        }
    }
    if base == table {
        return wrong(told!("“{}”不能是自己的沿革", shape.label), told!("`{}` cannot tell its own history", shape.name));
    }
    if shape.history_of.is_some() {
        return wrong(told!("“{}”已经是一张表的沿革", shape.label), told!("`{}` tells the history of a table already", shape.name));
    }
    if PeriodKind::ALL.iter().any(|(kind, _, _)| kind.table() == Some(&there.name)) {
        return wrong(told!("校历“{}”没有沿革", there.label), told!("`{}` is the calendar; it has no history", there.name));
    }
    if there.history_of.is_some() || schema.tables.iter().any(|other| other.history_of.is_some_and(|(of, _)| of == table)) {
        return wrong(told!("沿革自己没有沿革"), told!("a history has no history of its own"));
    }
    let told: Vec<usize> = schema.told(table, base).map(|(column, _)| column).collect();
    if told.is_empty() {
        return wrong(
            told!("“{}”没有一列与“{}”里的同名", shape.label, there.label),
            told!("`{}` has no column of a name that `{}` has", shape.name, there.name),
        );
    }
    let earlier = (0..).zip(&schema.tables).filter(|(_, other)| other.history_of.is_some_and(|(of, _)| of == base));
    for (number, other) in earlier {
        if let Some((column, _)) = schema.told(number, base).find(|(column, _)| told.contains(column)) {
            let column = &there.columns[column];
            return wrong(
                told!("“{}”的“{}”已经由“{}”记着沿革", there.label, column.label, other.label),
                told!("the history of `{}.{}` is told by `{}` already", there.name, column.name, other.name),
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
            told!("“{dotted}”不是单一关联，不能作影响范围"),
            told!("`{dotted}` is not a single link and cannot be a scope"),
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
        incomplete(place, told!("口径“{}”的“{lacking}”没有说取什么", reading.id), told!("nothing is picked for choice `{lacking}` of reading `{}`", reading.id))
            .help(told!("每种理解都要写上取什么"), told!("say what each choice picks"))
    })
}

pub(super) fn no_choice(reading: &Reading, wrong: &str) -> Diagnostic {
    Diagnostic::error(Code::PackUnknown, told!("口径“{}”没有“{wrong}”这种理解", reading.id), told!("reading `{}` has no choice `{wrong}`", reading.id))
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
            Diagnostic::error(Code::PackNoPolicy, told!("规则包没有声明政策"), told!("the pack declares no policy"))
                .help(
                    told!("写 政策(\"名字\").施行(\"2020-01-01\", \"2022-12-01\")；"),
                    told!("write policy(\"id\").in_force(\"2020-01-01\", \"2022-12-01\");"),
                )
                .at(Place::argument("pack")),
        ),
        Some(policy) if policy.in_force.is_none() => problems.push(
            incomplete(&policy.place, told!("政策没有写明施行的日期"), told!("the policy does not say when it is in force"))
                .help(told!("加上 .施行(\"2020-01-01\")"), told!("add .in_force(\"2020-01-01\")")),
        ),
        Some(_) => {}
    }
}

fn readings(declarations: &Declarations, problems: &mut Vec<Diagnostic>) {
    for reading in &declarations.readings {
        if !reading.is_declared() {
            let declared = declarations.readings.iter().filter(|reading| reading.is_declared()).map(|reading| reading.id.as_str());
            problems.push(
                Diagnostic::error(Code::PackUnknown, told!("没有声明过口径“{}”", reading.id), told!("reading `{}` is not declared", reading.id))
                    .at(reading.place.clone())
                    .suggest(&reading.id, declared),
            );
            continue;
        }
        let known: Vec<&str> = reading.choices.iter().map(|(id, _)| id.as_str()).collect();
        if known.len() < 2 {
            problems.push(incomplete(
                &reading.place,
                told!("口径“{}”至少要有两种理解", reading.id),
                told!("reading `{}` needs at least two choices", reading.id),
            ));
        } else if reading.usual.is_empty() {
            problems.push(
                incomplete(&reading.place, told!("口径“{}”没有说通常取哪种", reading.id), told!("reading `{}` does not say which choice is usual", reading.id))
                    .help(told!("加上 .通常取(\"{}\")", known[0]), told!("add .usual(\"{}\")", known[0])),
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
                Diagnostic::error(Code::PackUnknown, told!("没有声明过参数“{}”", param.id), told!("parameter `{}` is not declared", param.id))
                    .help(
                        told!("先声明：参数(\"{}\", 3)；没有数字的写 .未定(\"原因\")", param.id),
                        told!("declare it first: param(\"{}\", 3); if there is no number, write .unset(\"why\")", param.id),
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
                Diagnostic::error(Code::PackUnknown, told!("没有声明过条款“{id}”"), told!("clause `{id}` is not declared"))
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
                incomplete(&clause.place, told!("条款“{}”没有写明要求什么", clause.id), told!("clause `{}` does not say what it asks", clause.id))
                    .help(told!("加上 .要求(\"一句话\")"), told!("add .says(\"one sentence\")")),
            );
        }
        if clause.force.is_none() {
            problems.push(
                incomplete(&clause.place, told!("条款“{}”没有写明效力", clause.id), told!("clause `{}` does not say how binding it is", clause.id))
                    .help(told!("加上 .效力(\"必须\")"), told!("add .force(\"mandatory\")")),
            );
        }
    }
}

fn complete(declarations: &Declarations, rule: &Rule, problems: &mut Vec<Diagnostic>) {
    if rule.clauses.is_empty() {
        problems.push(
            incomplete(&rule.place, told!("规则“{}”没有写明依据哪一条款", rule.id), told!("rule `{}` rests on no clause", rule.id))
                .help(told!("加上 .条款(\"…\")"), told!("add .clause(\"…\")")),
        );
    }
    if rule.entity.is_none() {
        problems.push(
            incomplete(&rule.place, told!("规则“{}”没有写明考核谁", rule.id), told!("rule `{}` does not say who is judged", rule.id))
                .help(told!("加上 .每(\"学校\", \"学期\")"), told!("add .each(\"school\", \"term\")")),
        );
    }
    if rule.judge.is_none() {
        problems.push(
            incomplete(&rule.place, told!("规则“{}”没有写明怎样判定", rule.id), told!("rule `{}` does not say how it is judged", rule.id))
                .help(told!("加上 .判定(|m| …)"), told!("add .judge(|m| …)")),
        );
    }
    unknown_clauses(declarations, rule.clauses.iter().map(|(id, place)| (id, place)), problems);
}

/// Resolves and dry-runs every rule under every choice of its readings; gives the columns that the pack can ever read, and which rules rest on which.
pub(super) fn check(declarations: &Declarations, program: &Program, problems: &mut Vec<Diagnostic>) -> (Needs, Uses) {
    let mut needs = calendar_needs(declarations);
    let Some(uses) = Uses::of(declarations, problems) else { return (needs, Uses::default()) };
    let usual: Choices = declarations.readings.iter().map(|reading| (reading.id.clone(), reading.usual.clone())).gather();
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
            let judge = rule.judge.as_ref().map(|(closure, _)| closure);
            needs_of(&declarations.schema, program, &resolved, judge, &mut needs);
            resolved.measures.iter().filter_map(|measure| measure.plan.findings()).for_each(|plan| inside.note(plan));
            let read = dry_run(declarations, program, &runner, (&resolved, judge), &choices, &mut found);
            // A measure that one reading leaves aside may be what another one judges.
            let left: BTreeSet<String> = resolved.measures.iter().map(|measure| measure.name.clone()).filter(|name| !read.contains(name)).gather();
            unread = Some(match unread {
                Some(unread) => unread.intersection(&left).cloned().gather(),
                None => left,
            });
        }
        found.extend(inside.problems(("规则", "rule"), &rule.id));
        for name in unread.unwrap_or_default() {
            if let Some(measure) = rule.measures.iter().find(|measure| measure.name == name).filter(|_| found.is_empty()) {
                found.push(
                    Diagnostic::warning(Code::RuleInput, told!("统计“{name}”没有用到"), told!("measure `{name}` is never read"))
                        .help(told!("在判定里用它，或删去它"), told!("read it in the closure, or remove it"))
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
    super::form_resolve::check(declarations, program, &runner, &usual, &mut needs, problems);
    super::score_check::tied(declarations, &usual, &mut needs, problems);
    want_histories(&declarations.schema, &mut needs);
    (needs, uses)
}

/// Of a measure whose share is asked for: that it only counts, or that the percentage is written as a part of one.
fn no_share(rule: &Rule, name: &str, percent: Option<Decimal>, place: &Place) -> Option<Diagnostic> {
    let measure = rule.measures.iter().find(|measure| measure.name == name)?;
    if measure.query.options().iter().any(|query| matches!(query.aggregate, Aggregate::Count | Aggregate::Distinct)) {
        let problem = Diagnostic::error(Code::SchemaType, told!("“{name}”是计数，没有占比"), told!("`{name}` is a count, which has no share"));
        let help = ("计数写 .至少(…)；要算占比，统计写成 占比(…).达标(…)", "of a count write .at_least(…); for a share, measure share(…).that(…)");
        return Some(problem.help(help.0, help.1).at(place.clone()));
    }
    let percent = percent.filter(|percent| *percent > Decimal::ZERO && *percent < Decimal::ONE)?;
    let meant = (percent * Decimal::ONE_HUNDRED).normalize();
    let problem = Diagnostic::warning(
        Code::PackValue,
        told!("“占比至少”写的是百分数：{percent} 是百分之 {percent}"),
        told!("share_at_least counts in percent: {percent} is {percent} %"),
    );
    Some(problem.help(told!("想说百分之 {meant} 的，写 {meant}"), told!("for {meant} % write {meant}")).at(place.clone()))
}

/// The usual choices, and with each reading of the rule at each of its other choices.
pub(super) fn variations(declarations: &Declarations, program: &Program, rule: &Rule, usual: &Choices) -> Vec<Choices> {
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
    let names: BTreeSet<String> = rule.closures().flat_map(|closure| program.mentions(closure).names).gather();
    let resolver = Resolver { declarations, params: &declarations.params, choices };
    let picked = resolver.measures(rule, &mut Vec::new()).map(|resolved| resolved.readings).unwrap_or_default();
    declarations.readings.iter().filter(|reading| names.contains(&reading.id) || picked.contains(&reading.id)).collect()
}
