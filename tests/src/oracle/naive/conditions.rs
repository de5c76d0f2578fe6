//! Three-valued conditions on cells (ARCHITECTURE.md, Cells).

use dudao::Day;

use super::data::{Cell, Data, Row, Why};
use crate::three::{Three, all, any};

use crate::oracle::pack::{Comparison, Condition, Having, Operand, Pack, Scalar};

/// Where a condition is asked: of a row, for a unit, on the day that fixes the values of parameters.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) data: &'a Data<'a>,
    pub(super) table: &'a str,
    pub(super) row: &'a Row,
    pub(super) unit_table: &'a str,
    pub(super) unit: &'a Row,
    pub(super) day: Day,
}

impl Asked<'_> {
    pub(super) fn having(&self, having: &Having) -> Three {
        if having.if_supplied && !self.data.has_column(self.table, &having.path) {
            return Three::True;
        }
        let choices = self.data.pack.column(self.table, &having.path).map_or(&[][..], |column| column.kind.choices());
        self.holds(&having.condition, &self.data.path(self.table, self.row, &having.path), choices)
    }

    fn holds(&self, condition: &Condition, cell: &Cell, choices: &Choices) -> Three {
        match condition {
            Condition::OneOf(operands) => any(operands.iter().map(|operand| compare(Comparison::Exactly, cell, &self.operand(operand, choices)))),
            Condition::Is(comparison, operand) => compare(*comparison, cell, &self.operand(operand, choices)),
            Condition::Between(low, high) => {
                let (low, high) = (self.operand(low, choices), self.operand(high, choices));
                each_member(cell, &|member| all([compare(Comparison::AtLeast, member, &low), compare(Comparison::AtMost, member, &high)]))
            }
            Condition::Present => present(cell),
            Condition::Not(inner) => self.holds(inner, cell, choices).not(),
            Condition::All(parts) => all(parts.iter().map(|part| self.holds(part, cell, choices))),
            Condition::Any(parts) => any(parts.iter().map(|part| self.holds(part, cell, choices))),
        }
    }

    /// What a column of these choices (if it has any) is compared with.
    fn operand(&self, operand: &Operand, choices: &Choices) -> Cell {
        match operand {
            Operand::Scalar(scalar) => as_cell(scalar, choices),
            Operand::OfUnit(path) => self.data.path(self.unit_table, self.unit, path),
            Operand::OfRecord(path) => self.data.path(self.table, self.row, path),
            Operand::Param(id) => parameter(self.data.pack, id, self.day).map_or(Cell::Missing(Why::Blank), |scalar| as_cell(&scalar, choices)),
        }
    }
}

/// The value of a parameter on a day: what the run sets, else the last that holds from that day or before.
pub(super) fn parameter(pack: &Pack, id: &str, day: Day) -> Option<Scalar> {
    let param = pack.params.iter().find(|param| param.id == id)?;
    let declared = param.values.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= day)).map(|(_, value)| value.clone());
    param.set.clone().or(declared)
}

type Choices = [(String, String)];

/// A value as a cell of a column of these choices, if it has any.
fn as_cell(scalar: &Scalar, choices: &Choices) -> Cell {
    match scalar {
        Scalar::Number(number) => Cell::Number(*number),
        Scalar::Flag(flag) => Cell::Flag(*flag),
        Scalar::Day(day) => Cell::Day(*day),
        Scalar::Text(text) => {
            let place = choices.iter().position(|(id, _)| id == text);
            place.map_or(Cell::Text(text.clone()), |place| Cell::Choice(place, text.clone()))
        }
    }
}

/// A list satisfies a condition by any of its members.
fn each_member(cell: &Cell, asked: &dyn Fn(&Cell) -> Three) -> Three {
    match cell {
        Cell::List(members) => any(members.iter().map(asked)),
        one => asked(one),
    }
}

/// Compares two cells. Nothing compares with nothing; a missing cell leaves it undecided.
pub(super) fn compare(comparison: Comparison, cell: &Cell, other: &Cell) -> Three {
    match (cell, other) {
        (Cell::List(members), _) => any(members.iter().map(|member| compare(comparison, member, other))),
        (Cell::Nothing, _) => Three::False,
        (Cell::Missing(_), _) | (_, Cell::Missing(_)) => Three::Undecided,
        (_, Cell::Nothing) => Three::False,
        _ => Three::from(holds(comparison, cell, other)),
    }
}

fn holds(comparison: Comparison, cell: &Cell, other: &Cell) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (cell, other) {
        (Cell::Number(a), Cell::Number(b)) => a.cmp(b),
        (Cell::Day(a), Cell::Day(b)) => a.cmp(b),
        (Cell::Choice(a, _), Cell::Choice(b, _)) => a.cmp(b),
        (Cell::Flag(a), Cell::Flag(b)) => a.cmp(b),
        _ => cell.text().cmp(&other.text()),
    };
    match comparison {
        Comparison::AtLeast => order != Less,
        Comparison::AtMost => order != Greater,
        Comparison::MoreThan => order == Greater,
        Comparison::LessThan => order == Less,
        Comparison::Exactly => order == Equal,
    }
}

/// A filled cell has it; a blank cell that means nothing has it not.
pub(super) fn present(cell: &Cell) -> Three {
    match cell {
        Cell::Nothing => Three::False,
        Cell::Missing(_) => Three::Undecided,
        Cell::List(members) => any(members.iter().map(present)),
        _ => Three::True,
    }
}
