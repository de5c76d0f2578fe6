//! What the tests of a pack came to: a line for each, and under a failing one what differs and where it is expected.

use super::diagnostic::Printer;
use super::{BOLD, DIM, clean, lines, style};
use dudao::{Difference, Place, Shown, Status, TestReport, TestResult};
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
    writeln!(to, "{style}{}{style:#} {}", status.mark(), clean(&test.name))?;
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
        lines(to, "    ", &words.expected(&unit, &expected, found.as_deref()))?;
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
fn parts(difference: &Difference, printer: Printer<'_>) -> Vec<(String, Option<String>)> {
    let (words, expected, found) = (printer.words, &difference.expected, difference.found.as_ref());
    let mut parts = Vec::new();
    if let Some(status) = expected.status.filter(|status| found.is_none_or(|found| found.status != *status)) {
        parts.push((words.status(status), found.map(|found| words.status(found.status))));
    }
    let shown = |value: &Shown| value.words("", words.0);
    let measured = found.and_then(|found| found.measured.as_ref());
    if let Some(wanted) = expected.measured.as_ref().filter(|wanted| measured != Some(wanted)) {
        parts.push((format!("{} {}", words.pick("实有", "measured"), shown(wanted)), measured.map(shown)));
    }
    let gap = found.and_then(|found| found.gap);
    if let Some(wanted) = expected.gap.filter(|wanted| gap != Some(*wanted)) {
        parts.push((format!("{} {wanted}", words.pick("相差", "gap")), gap.map(|gap| gap.to_string())));
    }
    if let Some(part) = expected.message.as_ref().filter(|part| !found.is_some_and(|found| found.message.contains(part.as_str()))) {
        parts.push((words.pick(format!("说明里有“{part}”"), format!("message with `{part}`")), None));
    }
    parts
}
