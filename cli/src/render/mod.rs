//! Drawing on the terminal. Colours are always written; the output drops them where nobody would see them.

pub mod diagnostic;
pub mod score;
pub mod table;
pub mod tests;
pub mod worklist;
mod wrap;

use anstyle::Style;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Row, Table, presets};
use dudao::Status;
use std::io::{self, IsTerminal, Write};
use unicode_width::UnicodeWidthChar;

pub use wrap::wrap;

/// Headings.
pub const BOLD: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();

/// Columns of a page that nobody's terminal tells the width of.
const PAGE: usize = 100;
/// Narrower than this a table cannot be read, and wider than that a line cannot.
const SENSIBLE: (usize, usize) = (60, 160);

/// How many columns a line may have.
pub fn page() -> usize {
    if !io::stdout().is_terminal() {
        return PAGE;
    }
    terminal_size::terminal_size().map_or(PAGE, |(width, _)| usize::from(width.0)).clamp(SENSIBLE.0, SENSIBLE.1)
}

/// The colour of a status.
pub fn color(status: Status) -> Color {
    match status {
        Status::Pass => Color::DarkGreen,
        Status::Fail | Status::Error => Color::DarkRed,
        Status::NotDue => Color::DarkCyan,
        Status::Unknown | Status::NeedsReview => Color::DarkYellow,
        Status::NotApplicable | Status::Informational => Color::DarkGrey,
    }
}

/// The same colour for text outside tables.
pub fn style(status: Status) -> Style {
    use anstyle::AnsiColor as Ansi;
    let color = match status {
        Status::Pass => Ansi::Green,
        Status::Fail | Status::Error => Ansi::Red,
        Status::NotDue => Ansi::Cyan,
        Status::Unknown | Status::NeedsReview => Ansi::Yellow,
        Status::NotApplicable | Status::Informational => Ansi::BrightBlack,
    };
    Style::new().fg_color(Some(color.into()))
}

/// A table without lines, as wide as the page at most.
pub fn grid(header: impl Into<Row>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_width(u16::try_from(page()).unwrap_or(u16::MAX)).set_content_arrangement(ContentArrangement::Dynamic);
    let header: Row = header.into();
    if header.cell_count() > 0 {
        table.set_header(header);
    }
    // The output decides about colours, not the table.
    table.enforce_styling();
    table
}

/// Writes a table without the blanks behind its lines.
pub fn put(table: &Table, to: &mut dyn Write) -> io::Result<()> {
    table.lines().try_for_each(|line| writeln!(to, "{}", trimmed(&line)))
}

/// A line without the blanks at its end, of which some hide behind codes for colours.
fn trimmed(line: &str) -> String {
    let mut kept = line.trim_end();
    let mut styled = false;
    while let Some((before, code)) = kept.rsplit_once("\x1b[") {
        if !code.strip_suffix('m').is_some_and(|numbers| numbers.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')) {
            break;
        }
        styled = true;
        kept = before.trim_end();
    }
    if styled { format!("{kept}\x1b[0m") } else { kept.into() }
}

/// A cell of a header.
pub fn head(text: impl ToString) -> Cell {
    Cell::new(text).add_attribute(Attribute::Bold)
}

/// Text from packs and records without what would disturb a terminal or a line.
pub fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.width().is_none() { ' ' } else { letter }).collect()
}

/// Writes a text, broken where the page ends; what follows the first line stands under it.
pub fn lines(to: &mut dyn Write, indent: &str, text: &str) -> io::Result<()> {
    hanging(to, indent, "", text)
}

/// Writes a text behind a lead, broken where the page ends; what follows the first line stands under the text.
pub fn hanging(to: &mut dyn Write, indent: &str, lead: &str, text: &str) -> io::Result<()> {
    let margin = wrap::width(indent) + wrap::width(lead);
    for (number, line) in wrap(&clean(text), page().saturating_sub(margin)).iter().enumerate() {
        if number == 0 {
            writeln!(to, "{indent}{lead}{line}")?;
        } else {
            writeln!(to, "{:margin$}{line}", "")?;
        }
    }
    Ok(())
}
