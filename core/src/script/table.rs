//! Words that declare the record book.

use super::call::{Call, Outcome, Stop};
use super::declare::{change, duplicate, not_among, reading_choice};
use super::query::is_refined;
use super::session::Deferred;
use super::value::Handle;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::{Blank, Choice, Column, ColumnType, Dated, Entity, Table};
use rhai::Dynamic;

const TABLE: (&str, &str) = ("表", "a table");

/// Names that rhai cannot read after a dot, and one that closures use themselves.
const UNWRITABLE: &[&str] = &[
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "exit",
    "export",
    "false",
    "fn",
    "for",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "tag",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "Fn",
    "id",
];

/// Whether closures can write the name after a dot.
pub(super) fn is_writable(name: &str) -> bool {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    starts && chars.all(|c| c == '_' || c.is_alphanumeric()) && !UNWRITABLE.contains(&name)
}

fn unwritable(call: &Call<'_>, name: &str) -> Stop {
    Diagnostic::error(Code::SchemaName, told!("“{name}”不能作表、列或统计的名字"), told!("`{name}` cannot name a table, column or measure"))
        .help(told!("用字母、汉字、数字和下划线，且不用脚本的保留字"), told!("use letters, digits and underscores, and no reserved word"))
        .at(call.place.clone())
        .into()
}

pub(super) fn table(call: &mut Call<'_>) -> Outcome {
    let name = call.text(0)?;
    if !is_writable(&name) {
        return Err(unwritable(call, &name));
    }
    let mut declarations = call.session.declarations();
    if let Some(index) = declarations.schema.table_index(&name) {
        return Ok(Dynamic::from(Handle::Table(index)));
    }
    declarations.schema.tables.push(Table {
        label: name.clone(),
        name,
        columns: Vec::new(),
        dated: Dated::Standing,
        scope: Vec::new(),
        history_of: None,
        title: Vec::new(),
        place: call.place.clone(),
    });
    Ok(Dynamic::from(Handle::Table(declarations.schema.tables.len() - 1)))
}

fn change_table(call: &Call<'_>, edit: impl FnOnce(&mut Table)) -> Outcome {
    change(call, TABLE, |declarations, handle| match handle {
        Handle::Table(index) => declarations.schema.tables.get_mut(index).map(edit).is_some(),
        _ => false,
    })
}

fn column(call: &Call<'_>, kind: ColumnType) -> Outcome {
    let (name, label) = (call.text(1)?, call.text(2)?);
    if !is_writable(&name) {
        return Err(unwritable(call, &name));
    }
    let mut twice = false;
    let outcome = change_table(call, |table| {
        twice = table.columns.iter().any(|column| column.name == name);
        table.columns.push(Column { name: name.clone(), label, kind, blank: Blank::Unknown, ordered: false, owner: false });
    });
    if twice {
        call.session.report(duplicate("列", "column", &name, &call.place));
    }
    outcome
}

pub(super) fn text(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Text)
}

pub(super) fn number(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Number)
}

pub(super) fn integer(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Integer)
}

pub(super) fn flag(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Flag)
}

pub(super) fn date(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Date)
}

pub(super) fn moment(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Moment)
}

pub(super) fn tags(call: &mut Call<'_>) -> Outcome {
    column(call, ColumnType::Tags)
}

fn listed(call: &Call<'_>) -> Result<Vec<Choice>, Stop> {
    Ok(call.texts(3)?.iter().map(|text| Choice::parse(text)).collect())
}

pub(super) fn choice(call: &mut Call<'_>) -> Outcome {
    if call.count() == 3 {
        return reading_choice(call);
    }
    let choices = listed(call)?;
    column(call, ColumnType::Choice(choices))
}

pub(super) fn choices(call: &mut Call<'_>) -> Outcome {
    let choices = listed(call)?;
    column(call, ColumnType::Choices(choices))
}

pub(super) fn link(call: &mut Call<'_>) -> Outcome {
    let target = call.text(3)?;
    column(call, ColumnType::Link(target))
}

pub(super) fn links(call: &mut Call<'_>) -> Outcome {
    let target = call.text(3)?;
    column(call, ColumnType::Links(target))
}

/// Adds choices to a column of a table that was declared elsewhere, and gives their ids, so that a condition can name them at once. What is there
/// already, by its id or by its label alone, stays as it was first declared.
pub(super) fn more(call: &mut Call<'_>) -> Outcome {
    let name = call.text(1)?;
    let (texts, one) = match call.optional_text(2) {
        Ok(one) => (one.into_iter().collect(), true),
        Err(_) => (call.texts(2)?, false),
    };
    let mut ids: Vec<Dynamic> = Vec::new();
    let mut refused = None;
    let _table = change_table(call, |table| {
        let label = table.label.clone();
        match table.columns.iter_mut().find(|column| column.name == name || column.label == name) {
            Some(Column { kind: ColumnType::Choice(choices) | ColumnType::Choices(choices), .. }) => {
                for text in &texts {
                    let added = Choice::parse(text);
                    let same = |known: &&Choice| known.id == added.id || added.id == added.label && known.label == added.label;
                    if let Some(known) = choices.iter().find(same) {
                        ids.push(known.id.clone().into());
                    } else {
                        ids.push(added.id.clone().into());
                        choices.push(added);
                    }
                }
            }
            Some(_) => {
                refused = Some(Diagnostic::error(Code::SchemaType, told!("列“{name}”不是选项列"), told!("column `{name}` holds no choices")));
            }
            None => {
                let known = table.columns.iter().map(|column| (column.name.as_str(), column.label.as_str()));
                let problem =
                    Diagnostic::error(Code::SchemaUnknown, told!("表“{label}”没有名为“{name}”的列"), told!("table `{}` has no column `{name}`", table.name));
                refused = Some(problem.suggest_named(&name, known));
            }
        }
    })?;
    match refused {
        Some(problem) => Err(problem.at(call.place.clone()).into()),
        None if one => Ok(ids.pop().unwrap_or_default()),
        None => Ok(Dynamic::from(ids)),
    }
}

fn last_column(call: &Call<'_>, edit: impl FnOnce(&mut Column)) -> Outcome {
    let mut found = false;
    let outcome = change_table(call, |table| {
        if let Some(column) = table.columns.last_mut() {
            edit(column);
            found = true;
        }
    })?;
    if found { Ok(outcome) } else { Err(call.wants(0, "一列", "a column before it")) }
}

pub(super) fn ordered(call: &mut Call<'_>) -> Outcome {
    last_column(call, |column| column.ordered = true)
}

pub(super) fn blank(call: &mut Call<'_>) -> Outcome {
    let name = call.text(1)?;
    let blank = Blank::from_name(&name).ok_or_else(|| not_among(call, &name, Blank::ALL.iter().map(|(_, en, zh)| (*en, *zh))))?;
    last_column(call, |column| column.blank = blank)
}

pub(super) fn dated(call: &mut Call<'_>) -> Outcome {
    let first = call.text(1)?;
    let second = call.optional_text(2)?;
    if is_refined(call) {
        if second.is_some() {
            return Err(call.wants(2, "一列", "one column"));
        }
        return super::query::dated(call, &first);
    }
    let Handle::Table(index) = call.handle()? else { return Err(call.wants(0, TABLE.0, TABLE.1)) };
    let columns = std::iter::once(first).chain(second).collect();
    call.session.deferred().push(Deferred::Dated(index, columns, call.place.clone()));
    Ok(Dynamic::from(Handle::Table(index)))
}

pub(super) fn owner(call: &mut Call<'_>) -> Outcome {
    let mut wrong = false;
    let outcome = last_column(call, |column| {
        wrong = column.kind.target().is_none();
        column.owner = true;
    })?;
    if wrong {
        let problem = Diagnostic::error(Code::ScriptArguments, told!("“属主”要跟在关联列后面"), told!("`owner` speaks of a link"));
        return Err(problem.help(told!("写在 关联(…) 或 多关联(…) 的后面"), told!("put it behind link(…) or links(…)")).at(call.place.clone()).into());
    }
    Ok(outcome)
}

pub(super) fn history_of(call: &mut Call<'_>) -> Outcome {
    let Handle::Table(index) = call.handle()? else { return Err(call.wants(0, TABLE.0, TABLE.1)) };
    let history = Deferred::History { table: index, of: call.text(1)?, link: call.text(2)?, place: call.place.clone() };
    call.session.deferred().push(history);
    Ok(Dynamic::from(Handle::Table(index)))
}

/// What the rows of a table are called.
pub(super) fn title(call: &Call<'_>, table: usize) -> Outcome {
    if call.count() > 2 {
        return Err(call.wants(2, "一段文字", "one text"));
    }
    let text = super::form::text(call, &call.text(1)?)?;
    call.session.deferred().push(Deferred::Title(table, text, call.place.clone()));
    Ok(Dynamic::from(Handle::Table(table)))
}

pub(super) fn scope(call: &mut Call<'_>) -> Outcome {
    let Handle::Table(index) = call.handle()? else { return Err(call.wants(0, TABLE.0, TABLE.1)) };
    for argument in 1..call.count() {
        let path = call.text(argument)?;
        call.session.deferred().push(Deferred::Scope(index, path, call.place.clone()));
    }
    Ok(Dynamic::from(Handle::Table(index)))
}

pub(super) fn entity(call: &mut Call<'_>) -> Outcome {
    let (id, table) = (call.text(0)?, call.text(1)?);
    let mut declarations = call.session.declarations();
    if declarations.entities.iter().any(|entity| entity.id == id) {
        call.session.report(duplicate("考核对象", "entity", &id, &call.place));
    }
    declarations.entities.push(Entity { label: id.clone(), id, table, conditions: Vec::new(), place: call.place.clone() });
    Ok(Dynamic::from(Handle::Entity(declarations.entities.len() - 1)))
}
