//! What the tests of a pack came to: a line for each, and under a failing one what differs and where it is expected.

use super::diagnostic::Printer;
use super::{BOLD, DIM, clean, lines, mark, style};
use dudao::{Difference, Language, Number, Place, Shown, Status, TestReport, TestResult};
use std::io::{self, Write};

/// Writes the tests and the counts.
pub fn write(report: &TestReport, printer: Printer<'_>, to: &mut dyn Write) -> io::Result<()> {
    for test in &report.tests {
        one(test, printer, to)?;
    }
    if !report.tests.is_empty() {
        writeln!(to)?;
    }
    writeln!(to, "{BOLD}{}{BOLD:#}", printer.words.tested(report))
}

fn one(test: &TestResult, printer: Printer<'_>, to: &mut dyn Write) -> io::Result<()> {
    let status = if test.passed() { Status::Pass } else { Status::Fail };
    let style = style(status);
    writeln!(to, "{style}{}{style:#} {}", mark(status), clean(&test.name))?;
    for difference in &test.differences {
        differs(difference, printer, to)?;
    }
    for issue in &test.data_issues {
        printer.one(issue, "    ", to)?;
    }
    Ok(())
}

/// Where it is expected, of whom, what differs, and what the finding says.
fn differs(difference: &Difference, printer: Printer<'_>, to: &mut dyn Write) -> io::Result<()> {
    let words = printer.words;
    if let Place::Script { file, line, .. } = &difference.place {
        let file = printer.pack.map_or_else(|| file.clone(), |pack| pack.shown(file));
        writeln!(to, "    {DIM}{file}:{line}{DIM:#}")?;
    }
    let unit = [Some(&difference.rule), difference.entity.as_ref(), difference.period.as_ref()];
    let unit = unit.into_iter().flatten().map(|part| clean(part)).collect::<Vec<_>>().join(" ");
    for (expected, found) in parts(difference, printer) {
        lines(to, "    ", &words.expected(&unit, &expected, &found))?;
    }
    if let Some(found) = &difference.found {
        lines(to, "    ", &found.message)?;
    }
    if let Some(why) = &difference.why {
        lines(to, "    ", why.get(words.0))?;
    }
    Ok(())
}

/// What differs: the expected and the found, in words.
fn parts(difference: &Difference, printer: Printer<'_>) -> Vec<(String, String)> {
    let (words, expected) = (printer.words, &difference.expected);
    let nothing = || words.pick("没有", "nothing").to_string();
    let shown = |value: &Shown| value.words("", words.0);
    let Some(found) = &difference.found else {
        return vec![(expected.status.map_or_else(nothing_said, |status| words.status(status)), words.pick("没有这个结果", "no such finding").into())];
    };
    let mut parts = Vec::new();
    if let Some(status) = expected.status.filter(|status| *status != found.status) {
        parts.push((words.status(status), words.status(found.status)));
    }
    if let Some(measured) = expected.measured.as_ref().filter(|measured| found.measured.as_ref() != Some(measured)) {
        let name = words.pick("实有", "measured");
        parts.push((format!("{name} {}", shown(measured)), found.measured.as_ref().map_or_else(nothing, shown)));
    }
    if let Some(gap) = expected.gap.filter(|gap| found.gap != Some(*gap)) {
        let name = words.pick("相差", "gap");
        parts.push((format!("{name} {gap}"), found.gap.map_or_else(nothing, |gap: Number| gap.to_string())));
    }
    if let Some(part) = expected.message.as_ref().filter(|part| !found.message.contains(part.as_str())) {
        let name = words.pick("说明里有", "message with ");
        let quoted = if words.0 == Language::Zh { format!("“{part}”") } else { format!("`{part}`") };
        parts.push((format!("{name}{quoted}"), words.pick("没有", "without").into()));
    }
    parts
}

fn nothing_said() -> String {
    "…".into()
}
