//! Draws conditions on cells.

use fastrand::Rng;

use super::tables::CHOICES;
use super::{chance, day, pick};
use crate::oracle::pack::{Comparison, Condition, Having, Kind, Operand, Pack, Scalar};
use crate::oracle::script::whole;
use dudao::Decimal;

/// Ids of rows that books may hold; the last one is never there.
pub(super) const IDS: [&str; 4] = ["A", "B", "C", "ghost"];
/// Texts that cells may hold.
pub(super) const TEXTS: [&str; 3] = ["春", "夏", "红"];
/// Comparisons that need an order.
const ORDERED: [Comparison; 4] = [Comparison::AtLeast, Comparison::AtMost, Comparison::MoreThan, Comparison::LessThan];

/// Where a condition stands: on a record of a table, for a unit of a table; or, without a record, on the unit itself.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) pack: &'a Pack,
    pub(super) record: Option<&'a str>,
    pub(super) unit: &'a str,
}

impl Scene<'_> {
    /// The table of the cells that are asked about.
    pub(super) fn table(&self) -> &str {
        self.record.unwrap_or(self.unit)
    }
}

/// A condition on a column of the scene's table, or of a row that it links to.
pub(super) fn having(rng: &mut Rng, scene: Scene<'_>) -> Option<Having> {
    let path = path(rng, scene.pack, scene.table(), &|_| true)?;
    let condition = condition(rng, scene, &path, 2)?;
    let if_supplied = scene.record.is_some() && !path.contains('.') && path != "id" && chance(rng, 15);
    Some(Having { path, condition, if_supplied })
}

/// A path from a table to a column of which `fits` is true.
pub(super) fn path(rng: &mut Rng, pack: &Pack, table: &str, fits: &dyn Fn(&Kind) -> bool) -> Option<String> {
    let paths = paths(pack, table, fits, 2);
    let direct: Vec<&String> = paths.iter().filter(|path| !path.contains('.')).collect();
    match (direct.is_empty(), paths.is_empty()) {
        (false, _) if !chance(rng, 30) => Some((*pick(rng, &direct)).clone()),
        (_, false) => Some(pick(rng, &paths).clone()),
        _ => None,
    }
}

/// All such paths over at most so many links.
fn paths(pack: &Pack, table: &str, fits: &dyn Fn(&Kind) -> bool, links: u8) -> Vec<String> {
    let Some(table) = pack.table(table) else { return Vec::new() };
    let mut found: Vec<String> = table.columns.iter().filter(|column| fits(&column.kind)).map(|column| column.name.clone()).collect();
    if fits(&Kind::Integer) {
        for column in table.columns.iter().filter(|column| column.kind == Kind::Date) {
            found.push(format!("{}.{}", column.name, ["year", "month", "day", "weekday"][column.name.len() % 4]));
        }
    }
    if links > 0 {
        for column in &table.columns {
            if let Kind::Link(target) = &column.kind {
                found.extend(paths(pack, target, fits, links - 1).into_iter().map(|rest| format!("{}.{rest}", column.name)));
            }
        }
    }
    found
}

/// A condition on the column at the end of a path.
pub(super) fn condition(rng: &mut Rng, scene: Scene<'_>, path: &str, depth: u8) -> Option<Condition> {
    let kind = scene.pack.column(scene.table(), path)?.kind.clone();
    if depth > 0 && chance(rng, 25) {
        let mut inner = || condition(rng, scene, path, depth - 1);
        let (first, second) = (inner()?, inner()?);
        return Some(match rng.u8(..4) {
            0..=1 => Condition::Not(Box::new(first)),
            2 => Condition::All(vec![first, second]),
            _ => Condition::Any(vec![first, second]),
        });
    }
    let ordered = matches!(kind, Kind::Number | Kind::Integer | Kind::Date | Kind::Choice(_, true));
    if kind != Kind::Flag && chance(rng, 10) {
        return Some(Condition::Present);
    }
    Some(match rng.u8(..10) {
        0..=4 if ordered => Condition::Is(*pick(rng, &ORDERED), operand(rng, scene, path, &kind)),
        5 if ordered => Condition::Between(operand(rng, scene, path, &kind), operand(rng, scene, path, &kind)),
        6..=7 => Condition::OneOf(vec![operand(rng, scene, path, &kind), operand(rng, scene, path, &kind)]),
        _ => Condition::OneOf(vec![operand(rng, scene, path, &kind)]),
    })
}

/// Something that a cell of that kind can be compared with.
fn operand(rng: &mut Rng, scene: Scene<'_>, asked: &str, kind: &Kind) -> Operand {
    if let Some(part) = part(rng, asked) {
        return Operand::Scalar(Scalar::Number(whole(part)));
    }
    let same = |other: &Kind| class(other) == class(kind) && !other.is_list();
    if scene.record.is_some() && chance(rng, 25) {
        let (table, ours) = if rng.bool() { (scene.unit, true) } else { (scene.table(), false) };
        if let Some(path) = path(rng, scene.pack, table, &same) {
            return if ours { Operand::OfUnit(path) } else { Operand::OfRecord(path) };
        }
    }
    let param = match kind {
        Kind::Number | Kind::Integer => Some(if chance(rng, 70) { "least" } else { "loose" }),
        Kind::Date => Some("due"),
        _ => None,
    };
    match param {
        Some(param) if scene.record.is_some() && chance(rng, 20) => Operand::Param(param.to_owned()),
        _ => Operand::Scalar(scalar(rng, kind)),
    }
}

/// A year, month or day as there may be one, if a path ends in one.
pub(super) fn part(rng: &mut Rng, path: &str) -> Option<i64> {
    match path.rsplit_once('.')?.1 {
        "year" => Some(rng.i64(2019..=2021)),
        "month" => Some(rng.i64(1..=12)),
        "day" => Some(rng.i64(1..=28)),
        "weekday" => Some(rng.i64(1..=7)),
        _ => None,
    }
}

/// What can be compared with each other.
fn class(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Tags => "text".to_owned(),
        Kind::Number | Kind::Integer => "number".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Choice(..) | Kind::Choices(_) => "choice".to_owned(),
        Kind::Link(table) | Kind::Links(table) => format!("row of {table}"),
    }
}

/// A value of that kind.
pub(super) fn scalar(rng: &mut Rng, kind: &Kind) -> Scalar {
    match kind {
        Kind::Text | Kind::Tags => Scalar::Text((*pick(rng, &TEXTS)).to_owned()),
        Kind::Number => Scalar::Number(Decimal::new(rng.i64(-2..=10), 1) * whole(5)),
        Kind::Integer => Scalar::Number(whole(rng.i64(-1..=6))),
        Kind::Flag => Scalar::Flag(rng.bool()),
        Kind::Date => Scalar::Day(day(rng, 2019, 9, 700)),
        Kind::Choice(..) | Kind::Choices(_) => Scalar::Text(pick(rng, &CHOICES).0.to_owned()),
        Kind::Link(_) | Kind::Links(_) => Scalar::Text((*pick(rng, &IDS)).to_owned()),
    }
}
