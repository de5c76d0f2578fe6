//! Draws queries.

use fastrand::Rng;

use super::conditions::{Scene, condition, having, path, scalar};
use super::{chance, day, pick};
use crate::oracle::pack::{
    Aggregate, Belonging, Comparison, Condition, Dated, Expression, Grain, Having, Kind, Operand, Pack, Part, Presence, Query, Truth, Window,
};

/// What a measure is to a judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    /// A number.
    Number,
    /// A number that there may not be.
    Extreme,
    /// A number between 0 and 1.
    Share,
    /// A day.
    Day,
    /// The one value of a column of that kind.
    One(Kind),
    /// Numbers by key.
    Numbers(Kind),
    /// Days by key.
    Days(Kind),
}

/// A query for units of a table over some kind of period, and what its value is. None where the drawn table has nothing to ask for.
pub(super) fn query(rng: &mut Rng, pack: &Pack, unit: &str, grain: &Grain) -> Option<(Query, Sort)> {
    let names: Vec<&str> = ["events", "events", "events", "posts", "posts", "papers", "people", "schools", "figures", "figures"]
        .into_iter()
        .filter(|name| pack.table(name).is_some())
        .collect();
    let table = pack.table(pick::<&str>(rng, &names))?;
    let scene = Scene { pack, record: Some(&table.name), unit };
    let (belonging, tie) = belonging(rng, pack, &table.name, unit)?;
    let (aggregate, columns, sort) = aggregate(rng, pack, &table.name)?;
    let mut conditions: Vec<Having> = (0..rng.usize(..=2)).filter_map(|_| having(rng, scene)).collect();
    let place = rng.usize(..=conditions.len());
    conditions.splice(place..place, tie);
    let per_kind = |kind: &Kind| matches!(kind, Kind::Choice(..) | Kind::Choices(_) | Kind::Text | Kind::Tags | Kind::Link(_) | Kind::Links(_));
    let can_per = !matches!(aggregate, Aggregate::Share | Aggregate::Value);
    let per = if can_per && chance(rng, 35) { path(rng, pack, &table.name, &per_kind) } else { None };
    let per_kind = per.as_ref().and_then(|per| pack.column(&table.name, per)).map(|column| column.kind.clone());
    let sort = match (sort, per_kind) {
        (Sort::Day, Some(kind)) => Sort::Days(kind),
        (_, Some(kind)) => Sort::Numbers(kind),
        (sort, None) => sort,
    };
    let is_spell = matches!(table.dated, Dated::Spell(..));
    let date = path(rng, pack, &table.name, &|kind| *kind == Kind::Date);
    let dated = date.filter(|date| matches!(table.dated, Dated::Event(_) | Dated::Spell(..)) && !date.contains('.') && chance(rng, 12));
    let presence = match rng.u8(..10) {
        0..=3 if is_spell && dated.is_none() => Presence::Overlapping,
        4..=7 if is_spell && dated.is_none() => Presence::AtEnd,
        _ => Presence::Starting,
    };
    let window = match window(rng, grain) {
        Window::Period if presence == Presence::Starting && !matches!(table.dated, Dated::Figures(_)) && chance(rng, 10) => {
            if *grain == Grain::Term && rng.bool() {
                let first = rng.usize(1..8);
                Window::Weeks(first, first + rng.usize(..16))
            } else {
                Window::Months([rng.u32(1..=12), rng.u32(1..=12)])
            }
        }
        window => window,
    };
    let that = if aggregate == Aggregate::Share { (0..rng.usize(1..=2)).filter_map(|_| that(rng, scene)).collect() } else { Vec::new() };
    if aggregate == Aggregate::Share && that.is_empty() {
        return None;
    }
    let filters = if chance(rng, 25) { vec![truth(rng, scene, 2)?] } else { Vec::new() };
    let query = Query { aggregate, table: table.name.clone(), columns, having: conditions, filters, that, per, belonging, window, dated, presence };
    Some((query, sort))
}

fn that(rng: &mut Rng, scene: Scene<'_>) -> Option<Having> {
    let path = path(rng, scene.pack, scene.table(), &|_| true)?;
    Some(Having { condition: condition(rng, scene, &path, 1)?, path, if_supplied: false })
}

/// Whose records count, and the condition that says so if one does.
fn belonging(rng: &mut Rng, pack: &Pack, table: &str, unit: &str) -> Option<(Belonging, Option<Having>)> {
    let columns = &pack.table(table)?.columns;
    let links: Vec<&str> = columns.iter().filter(|column| column.kind.target() == Some(unit)).map(|column| column.name.as_str()).collect();
    let by_cell =
        |link: &str, cell: &str| Having { path: link.to_owned(), condition: Condition::OneOf(vec![Operand::OfUnit(cell.to_owned())]), if_supplied: false };
    if chance(rng, 12) {
        return Some((Belonging::Everywhere, None));
    }
    match links.as_slice() {
        [_] if chance(rng, 50) => return Some((Belonging::Implied, None)),
        [] => {}
        _ if columns.iter().any(|column| column.owner && column.kind.target() == Some(unit)) && rng.bool() => return Some((Belonging::Implied, None)),
        links if chance(rng, 80) => return Some((Belonging::By((*pick(rng, links)).to_owned()), None)),
        [_] => return Some((Belonging::Implied, None)),
        links => return Some((Belonging::Implied, Some(by_cell(pick::<&str>(rng, links), "id")))),
    }
    // No link of its own: by a path, or by what the unit itself links to.
    let through: Vec<String> = columns
        .iter()
        .filter_map(|column| match &column.kind {
            Kind::Link(target) => Some((column, pack.table(target)?)),
            _ => None,
        })
        .flat_map(|(column, target)| {
            target.columns.iter().filter(|next| next.kind.target() == Some(unit)).map(move |next| format!("{}.{}", column.name, next.name))
        })
        .collect();
    let shared: Vec<Having> = pack
        .table(unit)?
        .columns
        .iter()
        .filter(|cell| matches!(cell.kind, Kind::Link(_)))
        .flat_map(|cell| columns.iter().filter(|column| column.kind.target() == cell.kind.target()).map(|column| by_cell(&column.name, &cell.name)))
        .collect();
    if !through.is_empty() && (shared.is_empty() || rng.bool()) {
        return Some((Belonging::By(pick(rng, &through).clone()), None));
    }
    if shared.is_empty() {
        return Some((Belonging::Everywhere, None));
    }
    Some((Belonging::Implied, Some(pick(rng, &shared).clone())))
}

fn aggregate(rng: &mut Rng, pack: &Pack, table: &str) -> Option<(Aggregate, Vec<String>, Sort)> {
    let number = |kind: &Kind| matches!(kind, Kind::Number | Kind::Integer);
    let single = |kind: &Kind| !kind.is_list();
    let date = |kind: &Kind| *kind == Kind::Date;
    let drawn = rng.u8(..20);
    let mut column = |fits: &dyn Fn(&Kind) -> bool| path(rng, pack, table, fits);
    Some(match drawn {
        0..=5 => (Aggregate::Count, Vec::new(), Sort::Number),
        6 => (Aggregate::Distinct, vec![column(&single)?], Sort::Number),
        7 => (Aggregate::Distinct, vec![column(&single)?, column(&single)?], Sort::Number),
        8..=9 => (Aggregate::Sum, vec![column(&number)?], Sort::Number),
        10 => (Aggregate::Largest, vec![column(&number)?], Sort::Extreme),
        11 => (Aggregate::Smallest, vec![column(&number)?], Sort::Extreme),
        12 => (Aggregate::Average, vec![column(&number)?], Sort::Extreme),
        13 => (Aggregate::Latest, vec![column(&date)?], Sort::Day),
        14..=15 => (Aggregate::Earliest, vec![column(&date)?], Sort::Day),
        16..=17 => {
            let path = column(&single)?;
            let kind = pack.column(table, &path)?.kind.clone();
            (Aggregate::Value, vec![path], Sort::One(kind))
        }
        _ => (Aggregate::Share, Vec::new(), Sort::Share),
    })
}

fn window(rng: &mut Rng, grain: &Grain) -> Window {
    let has_previous = *grain != Grain::Policy;
    match rng.u8(..20) {
        0 => Window::FromStart(-30, rng.i32(-10..20)),
        1 => Window::FromStart(rng.i32(0..10), 20),
        2 => Window::FromEnd(-30, rng.i32(-10..20)),
        3..=4 if *grain == Grain::Term => Window::MiddleWeek,
        5 => {
            let first = day(rng, 2019, 10, 500);
            Window::Dates(first, first.plus(rng.i32(0..300)))
        }
        6 if has_previous => Window::Previous(rng.u16(1..=2)),
        7 => Window::SoFar,
        8 => Window::Anytime,
        _ => Window::Period,
    }
}

/// A question over a record and its unit.
pub(super) fn truth(rng: &mut Rng, scene: Scene<'_>, depth: u8) -> Option<Truth> {
    if depth > 0 && chance(rng, 45) {
        let (a, b) = (truth(rng, scene, depth - 1)?, truth(rng, scene, depth - 1)?);
        return Some(match rng.u8(..5) {
            0..=1 => Truth::And(Box::new(a), Box::new(b)),
            2..=3 => Truth::Or(Box::new(a), Box::new(b)),
            _ => Truth::Not(Box::new(a)),
        });
    }
    let kinds: [fn(&Kind) -> bool; 5] = [
        |kind| matches!(kind, Kind::Number | Kind::Integer),
        |kind| *kind == Kind::Date,
        |kind| *kind == Kind::Text,
        |kind| matches!(kind, Kind::Choice(..)),
        |kind| *kind == Kind::Flag,
    ];
    let drawn = rng.usize(..8).saturating_sub(3);
    let fits = &kinds[drawn];
    let a = cell(rng, scene, fits)?;
    let comparison = *pick(rng, &[Comparison::AtLeast, Comparison::AtMost, Comparison::MoreThan, Comparison::LessThan, Comparison::Exactly]);
    Some(match drawn {
        0 => Truth::Compare(comparison, number(rng, scene, a)?, Expression::Scalar(scalar(rng, &Kind::Integer))),
        1 if rng.bool() => {
            let part = *pick(rng, &[Part::Year, Part::Month, Part::Day, Part::Weekday]);
            let at = match part {
                Part::Year => rng.i64(2019..2022),
                _ => rng.i64(1..8),
            };
            Truth::Compare(comparison, Expression::Part(Box::new(a), part), Expression::Scalar(super::Scalar::Number(super::whole(at))))
        }
        1 => Truth::Compare(comparison, a, Expression::Scalar(scalar(rng, &Kind::Date))),
        2 => Truth::Compare(Comparison::Exactly, a, Expression::Scalar(scalar(rng, &Kind::Text))),
        3 => Truth::Compare(Comparison::Exactly, a, Expression::Scalar(scalar(rng, &Kind::Choices(Vec::new())))),
        _ => Truth::Compare(Comparison::Exactly, a, Expression::Scalar(scalar(rng, &Kind::Flag))),
    })
}

/// A cell of the record or of the unit.
fn cell(rng: &mut Rng, scene: Scene<'_>, fits: &dyn Fn(&Kind) -> bool) -> Option<Expression> {
    let ours = chance(rng, 25);
    let found = path(rng, scene.pack, if ours { scene.unit } else { scene.table() }, fits)?;
    Some(if ours { Expression::Unit(found) } else { Expression::Record(found) })
}

/// A number made of a cell.
fn number(rng: &mut Rng, scene: Scene<'_>, a: Expression) -> Option<Expression> {
    let fits = |kind: &Kind| matches!(kind, Kind::Number | Kind::Integer);
    let other = cell(rng, scene, &fits)?;
    let (a, b) = (Box::new(a), Box::new(other));
    Some(match rng.u8(..12) {
        0 => Expression::Plus(a, b),
        1 => Expression::Minus(a, b),
        2 => Expression::Times(a, super::whole(rng.i64(-1..4))),
        3 => Expression::Over(a, super::whole(rng.i64(2..5))),
        4 => Expression::Smaller(a, b),
        5 => Expression::Larger(a, b),
        6 => Expression::Abs(a),
        _ => *a,
    })
}
