//! What is wrong with single cells and rows, kept small until somebody reads it.

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::pack::Schema;

/// A problem with one cell, or (past the last column) with a whole row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellIssue {
    pub(crate) code: Code,
    /// Number of the column; `usize::MAX` for the row as a whole.
    pub(crate) column: usize,
    /// Number of the row as it was handed in, from 0.
    pub(crate) row: u32,
    /// What the cell says.
    pub(crate) text: Box<str>,
}

/// The row as a whole.
pub(crate) const WHOLE_ROW: usize = usize::MAX;

impl CellIssue {
    /// The issue for people.
    pub(crate) fn diagnostic(&self, schema: &Schema, table: usize, id: &str) -> Diagnostic {
        let table = schema.table(table);
        let column = table.columns.get(self.column);
        let place = Place::Data {
            table: table.name.clone(),
            row: Some(self.row + 1),
            id: (!id.is_empty()).then(|| id.to_string()),
            column: column.map(|column| column.name.clone()),
        };
        let text = &self.text;
        let warning = |zh: String, en: String| Diagnostic::warning(self.code, zh, en).at(place.clone());
        let (kind_zh, kind_en) = column.map_or(("", ""), |column| column.kind.describe());
        match self.code {
            Code::DataCell => warning(format!("“{text}”不是{kind_zh}"), format!("`{text}` is not of type {kind_en}")),
            Code::DataChoice => {
                let choices = column.and_then(|column| column.kind.choices()).unwrap_or(&[]);
                let known: Vec<&str> = choices.iter().flat_map(|choice| [choice.id.as_str(), choice.label.as_str()]).collect();
                let problem = warning(format!("没有“{text}”这个选项"), format!("there is no choice `{text}`"));
                match nearest(text, &known) {
                    Some(near) => problem.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
                    None => problem,
                }
            }
            Code::DataLink => {
                let target = column.and_then(|column| column.kind.target()).unwrap_or("");
                let label = schema.table_index(target).map_or(target, |target| schema.table(target).label.as_str());
                warning(format!("“{label}”表里没有“{text}”"), format!("table `{target}` has no row `{text}`"))
            }
            Code::DataNoId => warning("这一行没有 id".into(), "the record has no id".into()),
            Code::DataRepeated => {
                Diagnostic::note(self.code, format!("id“{text}”重复，内容相同，只算一行"), format!("id `{text}` is repeated by an equal record; one is kept"))
                    .at(place)
            }
            Code::DataConflict => {
                warning(format!("id“{text}”重复，内容不同，各行都不能作准"), format!("id `{text}` is repeated by different records; none of them is certain"))
                    .help("改正其中一个的 id，或删去错的一行", "correct one of the ids, or remove the wrong record")
            }
            Code::DataOverlap => warning(format!("与“{text}”说的是同一天，却不一样"), format!("it speaks of a day of which `{text}` says something else")),
            Code::DataSpell => warning(format!("止“{text}”早于起"), format!("it ends on {text}, before it starts")),
            Code::DataShape => warning("这一行的格数和表头不同".into(), "the row has another number of cells than the header".into()),
            Code::DataUnbounded => warning(
                format!("“{text}”无从归属，也说不清影响谁，没有计入任何对象"),
                format!("nothing tells whom `{text}` concerns; the record counts for no unit"),
            ),
            Code::DataPeriod => warning("起止日期不全或不对，不能作考核期".into(), "without usable first and last day it is no period".into()),
            code => warning(code.meaning().into(), code.meaning().into()),
        }
    }
}
