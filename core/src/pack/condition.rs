//! Conditions: what a column is compared with, typed as the column is.

use super::plan::{Cell, Filter, Limit, Side, Test};
use super::query::{Condition, Having, Literal, Operand};
use super::resolve::{Resolver, Result};
use super::schema::{Blank, Column, ColumnType, Path};
use crate::calendar::{Day, DayPart, PeriodPart};
use crate::diagnostic::{Code, Diagnostic, Place};
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// What a condition is put to: a column, or a row by its id.
struct Compared<'a> {
    /// Nothing for the row itself.
    column: Option<&'a Column>,
    /// The table that the path starts from.
    table: usize,
    name: String,
    /// Of which part of a day it holds numbers, if it does.
    part: Option<DayPart>,
}

/// How many there are, as a column would hold it.
static COUNT: LazyLock<Column> =
    LazyLock::new(|| Column { name: "count".into(), label: "个数".into(), kind: ColumnType::Integer, blank: Blank::Unknown, ordered: false, owner: false });

impl Resolver<'_> {
    pub(super) fn filter(&self, having: &Having, table: usize, unit: usize) -> Result<Filter> {
        let path = self.schema().resolve(table, &having.column, &having.place)?;
        let condition = self.picked(&having.condition, &having.place)?;
        let compared = Compared { column: self.schema().end(&path), table: path.table, name: self.schema().path_name(&path), part: path.part };
        let test = self.test(condition, &compared, table, unit, &having.place)?;
        Ok(Filter { path, test, if_supplied: having.if_supplied })
    }

    /// A limit of a rule: on a cell of the unit, or on its period, if the unit has no column of that name.
    pub(super) fn limit(&self, having: &Having, table: usize) -> Result<Limit> {
        let part = having.column.split_once('.').filter(|(first, _)| PeriodPart::PERIOD.contains(first));
        let Some((_, part)) = part.filter(|(first, _)| self.schema().table(table).column_index(first).is_none()) else {
            return self.filter(having, table, table).map(Limit::Unit);
        };
        let Some(part) = PeriodPart::from_name(part) else {
            return Err(Diagnostic::error(Code::SchemaUnknown, told!("考核期没有“{part}”"), told!("a period has no `{part}`"))
                .at(having.place.clone())
                .suggest_named(part, PeriodPart::ALL.iter().map(|(_, en, zh)| (*en, *zh))));
        };
        let column =
            Column { name: having.column.clone(), label: having.column.clone(), kind: part.kind(), blank: Blank::Unknown, ordered: false, owner: false };
        let of_day = Some(DayPart::Month).filter(|_| part == PeriodPart::Month);
        let compared = Compared { column: Some(&column), table, name: having.column.clone(), part: of_day };
        let test = self.test(self.picked(&having.condition, &having.place)?, &compared, table, table, &having.place)?;
        Ok(Limit::Period(part, test))
    }

    fn test(&self, condition: &Condition, compared: &Compared<'_>, table: usize, unit: usize, place: &Place) -> Result<Test> {
        let side = |operand: &Operand, ordering: bool| self.side(operand, compared, table, unit, ordering, place);
        let sides = |operands: &[Operand]| operands.iter().map(|operand| side(operand, false)).collect::<Result<Vec<_>>>();
        let list = |conditions: &[Condition]| conditions.iter().map(|inner| self.test(inner, compared, table, unit, place)).collect::<Result<Vec<_>>>();
        Ok(match condition {
            Condition::OneOf(operands) => Test::OneOf(sides(operands)?),
            Condition::AtLeast(operand) => Test::AtLeast(side(operand, true)?),
            Condition::AtMost(operand) => Test::AtMost(side(operand, true)?),
            Condition::MoreThan(operand) => Test::MoreThan(side(operand, true)?),
            Condition::LessThan(operand) => Test::LessThan(side(operand, true)?),
            Condition::Between(low, high) => Test::Between(side(low, true)?, side(high, true)?),
            Condition::Present => Test::Present,
            Condition::Covers(operands) => Test::Covers(sides(operands)?),
            Condition::SomeOf(operands, least) => {
                let count = Compared { column: Some(&COUNT), table: compared.table, name: COUNT.name.clone(), part: None };
                Test::SomeOf(sides(operands)?, self.side(least, &count, table, unit, true, place)?)
            }
            Condition::Within(operands) => Test::Within(sides(operands)?),
            Condition::Disjoint(operands) => Test::Disjoint(sides(operands)?),
            Condition::Not(inner) => Test::Not(Box::new(self.test(inner, compared, table, unit, place)?)),
            Condition::All(conditions) => Test::All(list(conditions)?),
            Condition::Any(conditions) => Test::Any(list(conditions)?),
        })
    }

    fn side(&self, operand: &Operand, compared: &Compared<'_>, table: usize, unit: usize, ordering: bool, place: &Place) -> Result<Side> {
        if ordering && !compared.column.is_some_and(can_order) {
            let name = &compared.name;
            return Err(Diagnostic::error(Code::SchemaType, told!("列“{name}”分不出高低，不能这样比较"), told!("column `{name}` has no order to compare by"))
                .help(told!("选项有高低之分时，在表里加 .有序()"), told!("if its choices run from low to high, add .ordered() to the column"))
                .at(place.clone()));
        }
        match operand {
            Operand::Literal(literal) => {
                let cell = cell(literal, compared, place)?;
                if !ordering {
                    possible(compared, &cell, place)?;
                }
                Ok(Side::Value(cell))
            }
            Operand::OfUnit(name) => self.comparable(name, unit, compared, place).map(Side::OfUnit),
            Operand::OfRecord(name) => self.comparable(name, table, compared, place).map(Side::OfRecord),
            // Nothing is measured yet while a pack is resolved.
            Operand::Figure(_) => Ok(Side::Dated(Vec::new())),
            Operand::Param(id) => {
                // A parameter that was never declared is reported where it was referred to.
                let values = self.params.iter().find(|param| param.id == *id).map_or(&[][..], |param| &param.values);
                if ordering && values.iter().any(|value| matches!(value.value, Literal::List(_))) {
                    return Err(Diagnostic::error(
                        Code::SchemaType,
                        told!("参数“{id}”是一串值，不能这样比较"),
                        told!("parameter `{id}` is a list; it has no order to compare by"),
                    )
                    .help(told!("一串值只能问是不是其中之一"), told!("of a list it can only be asked whether it holds a value"))
                    .at(place.clone()));
                }
                let mut cells: Vec<(Option<Day>, Cell)> =
                    values.iter().map(|value| Ok((value.from, cell(&value.value, compared, place)?))).collect::<Result<_>>()?;
                match (cells.len(), cells.pop()) {
                    (1, Some((None, cell))) => Ok(Side::Value(cell)),
                    (_, Some(last)) => {
                        cells.push(last);
                        Ok(Side::Dated(cells))
                    }
                    (_, None) => Ok(Side::Dated(cells)),
                }
            }
        }
    }

    /// A path whose values can be compared with those of another.
    fn comparable(&self, name: &str, table: usize, with: &Compared<'_>, place: &Place) -> Result<Path> {
        let path = self.schema().resolve(table, name, place)?;
        let class = |column: Option<&Column>, table: usize| match column.map(|column| &column.kind) {
            None => format!("row of {}", self.schema().table(table).name),
            Some(ColumnType::Link(target) | ColumnType::Links(target)) => format!("row of {target}"),
            Some(ColumnType::Text | ColumnType::Tags) => "text".into(),
            Some(ColumnType::Number | ColumnType::Integer) => "number".into(),
            Some(kind) if kind.is_day() => "day".into(),
            Some(ColumnType::Choice(choices) | ColumnType::Choices(choices)) => format!("{choices:?}"),
            Some(other) => other.describe().1.into(),
        };
        if class(self.schema().end(&path), path.table) == class(with.column, with.table) {
            return Ok(path);
        }
        let other = &with.name;
        Err(Diagnostic::error(
            Code::SchemaType,
            told!("“{name}”和“{other}”不是同一种东西，不能比较"),
            told!("`{name}` and `{other}` hold different things and cannot be compared"),
        )
        .at(place.clone()))
    }
}

/// A literal, typed as the column it is compared with.
fn cell(literal: &Literal, compared: &Compared<'_>, place: &Place) -> Result<Cell> {
    if let Literal::List(items) = literal {
        return items.iter().map(|item| cell(item, compared, place)).collect::<Result<_>>().map(Cell::List);
    }
    let name = &compared.name;
    let names = (compared.column.filter(|_| !name.contains('.')).map_or(name.as_str(), |column| &column.label), name.as_str());
    let Some(column) = compared.column else {
        return match literal {
            Literal::Text(text) => Ok(Cell::Text(text.clone())),
            _ => Err(wrong_type(names, ("文字", "text"), literal, place)),
        };
    };
    match (&column.kind, literal) {
        (ColumnType::Choice(choices) | ColumnType::Choices(choices), Literal::Text(text)) => {
            let index = choices.iter().position(|choice| choice.id == *text || choice.label == *text);
            index.and_then(|index| u32::try_from(index).ok()).map(Cell::Choice).ok_or_else(|| {
                Diagnostic::error(
                    Code::SchemaUnknown,
                    told!("列“{}”没有“{text}”这个选项", column.label),
                    told!("column `{}` has no choice `{text}`", column.name),
                )
                .at(place.clone())
                .suggest_named(text, choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str())))
            })
        }
        (ColumnType::Number | ColumnType::Integer, Literal::Number(number)) => Ok(Cell::Number(*number)),
        (ColumnType::Flag, Literal::Flag(flag)) => Ok(Cell::Flag(*flag)),
        (ColumnType::Date | ColumnType::Moment, Literal::Day(day)) if day.minute().is_none() => Ok(Cell::Day(*day)),
        (ColumnType::Date | ColumnType::Moment, Literal::Day(_)) => Err(timed(name, place)),
        (ColumnType::Moment, Literal::Text(text)) if Day::parse_moment(text).is_some_and(|day| day.minute().is_some()) => Err(timed(name, place).given(text)),
        (ColumnType::Date | ColumnType::Moment, Literal::Text(text)) => {
            Day::parse(text).map(Cell::Day).ok_or_else(|| wrong_type(names, ("日期", "date"), literal, place))
        }
        (ColumnType::Text | ColumnType::Tags | ColumnType::Link(_) | ColumnType::Links(_), Literal::Text(text)) => Ok(Cell::Text(text.clone())),
        (kind, _) => Err(wrong_type(names, kind.describe(), literal, place)),
    }
}

/// Whether a part of a day can be a number that is to equal it: no month is a thirteenth.
fn possible(compared: &Compared<'_>, cell: &Cell, place: &Place) -> Result<()> {
    let (Some(part), Cell::Number(number)) = (compared.part, cell) else { return Ok(()) };
    let Some((least, largest)) = part.bounds().filter(|(least, largest)| !(Decimal::from(*least)..=Decimal::from(*largest)).contains(number)) else {
        return Ok(());
    };
    let (name, label) = part.names();
    let problem = Diagnostic::error(Code::PackValue, told!("“{label}”不会是 {number}"), told!("no `{name}` is {number}"));
    Err(problem.help(told!("从 {least} 到 {largest}"), told!("it is from {least} to {largest}")).at(place.clone()))
}

/// A condition on a moment asks for its day; a time that nobody looks at would only mislead.
fn timed(column: &str, place: &Place) -> Diagnostic {
    Diagnostic::error(Code::PackValue, told!("条件只看“{column}”是哪一天，不看时刻"), told!("a condition on `{column}` looks at its day, not at the time"))
        .help(told!("只写日期；先后次序用“依次”判定，它看时刻"), told!("write the day alone; in_order judges by the time"))
        .at(place.clone())
}

fn wrong_type((label, column): (&str, &str), kind: (&str, &str), literal: &Literal, place: &Place) -> Diagnostic {
    let (zh, en) = match kind.1 {
        "number" | "integer" => ("写不带引号的数", "write a number without quotes"),
        "flag" => ("写 true 或 false", "write true or false"),
        "date" | "moment" => ("写成 \"2020-01-31\" 的样子", "write it as \"2020-01-31\""),
        _ => ("写带引号的文字", "write a text in quotes"),
    };
    let problem = Diagnostic::error(
        Code::SchemaType,
        told!("列“{label}”的类型是“{}”，不能和这样的值比较", kind.0),
        told!("column `{column}` is of type {}; this value cannot be compared with it", kind.1),
    )
    .help(zh, en)
    .at(place.clone());
    let Literal::Text(text) = literal else { return problem };
    let meant = match (kind.1, text.as_str()) {
        ("flag", "是") => Some("true"),
        ("flag", "否") => Some("false"),
        ("number" | "integer", text) => Some(text).filter(|text| text.parse::<Decimal>().is_ok()),
        _ => None,
    };
    match meant {
        Some(meant) => problem.instead(&format!("\"{text}\""), meant),
        None => problem.given(text),
    }
}

fn can_order(column: &Column) -> bool {
    match column.kind {
        ColumnType::Number | ColumnType::Integer | ColumnType::Date | ColumnType::Moment => true,
        ColumnType::Choice(_) | ColumnType::Choices(_) => column.ordered,
        _ => false,
    }
}
