//! Problems: the line of the script with a caret under it, or the table, row and column of the cell.

use super::clean;
use crate::words::Words;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use anstyle::{AnsiColor, Style};
use dudao::{Diagnostic, Place, Schema, Severity};
use dudao_rules::FoundPack;
use std::io::{self, Write};
use std::ops::Range;

/// Prints problems.
#[derive(Debug, Clone, Copy)]
pub struct Printer<'a> {
    /// The language.
    pub words: Words,
    /// The pack whose scripts are shown.
    pub pack: Option<&'a FoundPack>,
    /// The record book's shape, for its labels.
    pub schema: Option<&'a Schema>,
    /// Whether rows of the data are lines of CSV files, which a header comes before.
    pub csv: bool,
}

impl Printer<'_> {
    /// Prints every problem.
    pub fn all(&self, problems: &[Diagnostic], to: &mut dyn Write) -> io::Result<()> {
        problems.iter().try_for_each(|problem| self.one(problem, "", to))
    }

    /// Prints a problem; those of data take one line, and one more for the help.
    pub fn one(&self, problem: &Diagnostic, indent: &str, to: &mut dyn Write) -> io::Result<()> {
        match &problem.place {
            Some(Place::Data { .. }) => self.line(problem, indent, to),
            _ => writeln!(to, "{}\n", self.snippet(problem)),
        }
    }

    fn line(&self, problem: &Diagnostic, indent: &str, to: &mut dyn Write) -> io::Result<()> {
        let Words(language) = self.words;
        let color = match problem.severity {
            Severity::Error => AnsiColor::BrightRed,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Note => AnsiColor::BrightGreen,
        };
        let bold = Style::new().bold().fg_color(Some(color.into()));
        let level = format!("{}[{}]", self.words.severity(problem.severity), problem.code.as_str());
        let place = problem.place.as_ref().map_or_else(String::new, |place| self.place(place));
        writeln!(to, "{indent}{bold}{level}{bold:#} {}{}{}", clean(&place), self.words.colon(), clean(problem.message.get(language)))?;
        match &problem.help {
            Some(help) => writeln!(to, "{indent}    {}{}{}", self.words.help(), self.words.colon(), clean(help.get(language))),
            None => Ok(()),
        }
    }

    /// Table, row and column in words.
    fn place(&self, place: &Place) -> String {
        let Place::Data { table, row, id, column } = place else { return String::new() };
        let shape = self.schema.and_then(|schema| Some(schema.table(schema.table_index(table)?)));
        let label = shape.map_or(table.as_str(), |shape| self.words.pick(&shape.label, &shape.name));
        let mut text = self.words.pick(format!("表“{label}”"), format!("table `{label}`"));
        if let Some(row) = row {
            // A spreadsheet numbers the header as row 1.
            let row = if self.csv { row + 1 } else { *row };
            let (line, record) =
                (self.words.pick(format!("第 {row} 行"), format!(", line {row}")), self.words.pick(format!("第 {row} 条"), format!(", record {row}")));
            text.push_str(if self.csv { &line } else { &record });
        }
        if let Some(id) = id {
            text.push_str(&self.words.aside(id));
        }
        if let Some(column) = column {
            let label = shape
                .and_then(|shape| shape.columns.get(shape.column_index(column)?))
                .map_or(column.as_str(), |column| self.words.pick(&column.label, &column.name));
            text.push_str(&self.words.pick(format!("“{label}”列"), format!(", column `{label}`")));
        }
        text
    }

    fn snippet(&self, problem: &Diagnostic) -> String {
        let Words(language) = self.words;
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.with_name(self.words.severity(problem.severity)).primary_title(problem.message.get(language)).id(problem.code.as_str());
        let mut group = match &problem.place {
            Some(Place::Script { file, line, column, length }) => {
                let shown = self.pack.map_or_else(|| file.clone(), |pack| pack.shown(file));
                match self.pack.and_then(|pack| pack.text(file)) {
                    Some(text) => {
                        let snippet = Snippet::source(text).path(shown).annotation(AnnotationKind::Primary.span(span(text, *line, *column, *length)));
                        title.element(snippet)
                    }
                    None => title.element(Origin::path(shown).line(*line as usize).char_column(*column as usize)),
                }
            }
            Some(Place::Argument { name }) => title.element(Origin::path(argument(name))),
            _ => title.elements(None::<Origin<'_>>),
        };
        if let Some(help) = &problem.help {
            let help = normalize_untrusted_str(help.get(language));
            group = group.element(Level::HELP.with_name(self.words.help()).message(help));
        }
        Renderer::styled().render(&[group])
    }
}

/// The bytes of a stretch of one line, whose numbers count characters.
fn span(text: &str, line: u32, column: u32, length: u32) -> Range<usize> {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let rest = text.get(start..).unwrap_or_default();
    let here = rest.split('\n').next().unwrap_or_default();
    let byte = |character: u32| start + here.char_indices().nth(character as usize).map_or(here.len(), |(index, _)| index);
    let from = byte(column.saturating_sub(1));
    from..byte(column.saturating_sub(1).saturating_add(length.max(1)))
}

/// An argument of the core as the command line calls it.
fn argument(name: &str) -> String {
    match name {
        "pack" => "PACK".into(),
        "params" => "--set".into(),
        "readings" => "--reading".into(),
        "rules" => "--rule".into(),
        "statuses" => "--status".into(),
        "stdout" => "stdout".into(),
        other => format!("--{}", other.replace('_', "-")),
    }
}
