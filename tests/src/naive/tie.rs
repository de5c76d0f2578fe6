//! Which unit a record belongs to (ARCHITECTURE.md, Ties).

use super::cells::{Cause, Cell};
use super::records::{Data, Row};
use super::schema::schema;
use super::units::{Unit, own_alliance};
use crate::three::Three;

/// How the records of a measure are tied to a unit.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tie {
    /// The record's link names the unit itself.
    By(&'static str),
    /// The record's `link` names what the unit's own `column` names.
    OfUnit { link: &'static str, column: &'static str },
}

impl Tie {
    /// Whether a record of `table` belongs to the unit.
    pub(super) fn belongs(self, data: &Data, table: &str, row: &Row, unit: &Unit) -> Three {
        let in_scope_only = || Three::undecided_if(is_in_scope(data, table, row, unit));
        match self {
            Self::By(link) => names(row.cell(link), &Cell::Text(unit.id.clone()), in_scope_only),
            Self::OfUnit { link, column } => names(row.cell(link), unit.row.cell(column), in_scope_only),
        }
    }
}

/// `having(link, of_unit(column))` beside the tie: a condition like any other, which an unusable link leaves undecided
/// for every unit.
pub(super) fn agrees(row: &Row, link: &str, unit: &Unit, column: &str) -> Three {
    names(row.cell(link), unit.row.cell(column), || Three::Undecided)
}

/// Whether a record's link names `wanted`, which is the unit's id or one of its cells. `unusable` is the answer where the
/// link, or a member of it, leads nowhere.
fn names(link: &Cell, wanted: &Cell, unusable: impl Fn() -> Three) -> Three {
    match (link, wanted) {
        // A blank link or list ties to nobody, and nobody is tied to a blank cell of the unit.
        (Cell::Nothing, _) | (_, Cell::Nothing) => Three::False,
        (Cell::List(members), _) if members.is_empty() => Three::False,
        // A missing cell of the unit leaves every record undecided, whatever its link says.
        (_, Cell::Missing(_)) => Three::Undecided,
        (Cell::List(members), wanted) if members.contains(wanted) => Three::True,
        (Cell::List(members), _) if members.iter().any(is_unusable) => unusable(),
        (Cell::List(_), _) => Three::False,
        (link, _) if is_unusable(link) => unusable(),
        // A column that is not supplied could name any unit.
        (Cell::Missing(_), _) => Three::Undecided,
        (link, wanted) => Three::from(link == wanted),
    }
}

fn is_unusable(cell: &Cell) -> bool {
    matches!(cell, Cell::Missing(Cause::Unusable(_)))
}

/// Whether an unusable link of the record could do damage to the unit: the first usable path of the table's scope names
/// the unit's own alliance.
fn is_in_scope(data: &Data, table: &str, row: &Row, unit: &Unit) -> bool {
    let paths = schema(table).scope.iter().map(|path| data.path(table, row, path));
    let bounding = paths.into_iter().find(|cell| cell.text().is_some());
    bounding.is_some_and(|alliance| alliance == own_alliance(data, unit))
}
