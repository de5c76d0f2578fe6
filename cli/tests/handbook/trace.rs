//! What a sample does, told in terms in which both languages must agree.

use dudao::language::{TokenKind, find, tokens};
use serde_json::Value;

/// What one block did.
#[derive(Debug)]
pub struct Step {
    /// Where it stands.
    pub at: String,
    /// What kind of block it is.
    pub kind: &'static str,
    /// What it does.
    pub told: Vec<String>,
}

/// The words that a script uses, or the shape of a table.
pub fn of_file(info: &str, body: &str) -> Vec<String> {
    let (format, what) = info.split_once(' ').unwrap();
    let kind = format!("{format} {}", what.split('=').next().unwrap());
    let about = match format {
        "rhai" => {
            let tokens = tokens(body);
            let called =
                tokens.iter().enumerate().filter(|(index, token)| token.kind == TokenKind::Name && tokens.get(index + 1).is_some_and(|next| next.text == "("));
            called.map(|(_, token)| find(token.text).map_or("a function", |word| word.name)).collect::<Vec<_>>().join(" ")
        }
        "csv" => body.lines().map(|line| line.split(',').count().to_string()).collect::<Vec<_>>().join(" "),
        _ => body.lines().count().to_string(),
    };
    vec![kind, about]
}

/// A command: what is asked, how it ends, and what is found.
pub fn of_command(arguments: &[String], code: i32, printed: &str, run: &dyn Fn(&[String]) -> (i32, String)) -> Vec<String> {
    let asked = arguments
        .iter()
        .enumerate()
        .filter(|(index, argument)| *index == 0 || (argument.starts_with("--") && *argument != "--lang"))
        .map(|(_, argument)| argument.as_str());
    let mut told = vec![asked.collect::<Vec<_>>().join(" "), format!("exit {code}")];
    told.extend(codes(printed));
    let ask = |more: &[&str]| -> Option<Value> {
        let plain = without(arguments, &["--format", "--out"]);
        let (_, json) = run(&plain.into_iter().chain(more.iter().map(ToString::to_string)).collect::<Vec<_>>());
        serde_json::from_str(json.get(json.find('{')?..)?).ok()
    };
    match arguments.first().map(String::as_str) {
        Some("run") if code == 0 => told.extend(findings(&ask(&["--format", "json"]).expect("a report in JSON"))),
        Some("test") => told.extend(ask(&["--json"]).map(|report| format!("{} passed, {} failed", report["passed"], report["failed"]))),
        _ => {}
    }
    told
}

/// The arguments without some options and their values.
fn without(arguments: &[String], options: &[&str]) -> Vec<String> {
    let is_value = |index: usize| index > 0 && options.contains(&arguments[index - 1].as_str());
    let kept = arguments.iter().enumerate().filter(|(index, argument)| !options.contains(&argument.as_str()) && !is_value(*index));
    kept.map(|(_, argument)| argument.clone()).collect()
}

/// Codes of problems, such as `[script.full_width]`.
fn codes(printed: &str) -> impl Iterator<Item = String> {
    let known = |code: &str| dudao::Code::ALL.iter().any(|known| known.as_str() == code);
    printed.split('[').skip(1).filter_map(move |after| after.split(']').next().filter(|code| known(code)).map(String::from))
}

/// Who is found to be how, leaving out what is told in words.
fn findings(report: &Value) -> Vec<String> {
    const TOLD: [&str; 11] = ["clauses", "level", "entity", "period_kind", "period_start", "period_end", "status", "measured", "required", "gap", "due"];
    let rows = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let number_or = |value: &Value| match value {
        Value::String(_) | Value::Object(_) => Value::Null,
        other => other.clone(),
    };
    let finding = |finding: &Value| {
        let told = TOLD.map(|key| if matches!(key, "measured" | "required") { number_or(&finding[key]) } else { finding[key].clone() });
        Value::from(told.to_vec()).to_string()
    };
    let score = |score: &Value| {
        let numbers: Vec<&Value> = score.as_object().into_iter().flatten().map(|(_, value)| value).filter(|value| value.is_number()).collect();
        format!("score {} {} {numbers:?}", score["entity"], score["period"])
    };
    let issues = rows("data_issues").len();
    rows("findings").iter().map(finding).chain(rows("scores").iter().map(score)).chain([format!("{issues} issues")]).collect()
}
