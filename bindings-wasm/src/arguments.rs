//! What JavaScript hands over, and what to say where it cannot be used.

use crate::problems::{Answer, raise};
use dudao::{Code, Day, Decimal, Diagnostic, Literal, Options, Pack, PackSource, Place, Problems, Select, Status, argument};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What stands in an object, unread.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// How a run is asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct EvaluateOptions<'a> {
    /// The day on which it is judged, such as `2021-09-01`; today, by the clock of the browser, if it is not given.
    #[cfg_attr(feature = "typescript", ts(optional, type = "string | Date"))]
    as_of: Option<String>,
    /// Values of parameters, by id.
    #[serde(borrow)]
    #[cfg_attr(
        feature = "typescript",
        ts(
            optional,
            type = "Record<string, number | string | boolean | Date | { date: string } | Array<number | string | boolean | Date | { date: string }>>"
        )
    )]
    params: Option<Fields<'a>>,
    /// Choices of readings, by id.
    #[cfg_attr(feature = "typescript", ts(optional, type = "Record<string, string>"))]
    readings: Option<BTreeMap<String, String>>,
    /// The profile by which to judge.
    profile: Option<String>,
    /// Rules to judge, by id or by patterns such as `T3*`.
    rules: Option<Vec<String>>,
    /// Which findings to report.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Status>>"))]
    statuses: Option<Vec<String>>,
    /// The language of messages: `zh`, the default, or `en`.
    #[cfg_attr(feature = "typescript", ts(as = "Option<dudao::Language>"))]
    lang: Option<String>,
    /// Whether each finding lists the ids of its records.
    evidence: Option<bool>,
    /// Whether each other choice of each reading is tried too, to tell which findings depend on it.
    all_readings: Option<bool>,
}

/// What `EvaluateOptions` has; whoever misspells one is told.
const OPTIONS: &[&str] = &["asOf", "params", "readings", "profile", "rules", "statuses", "lang", "evidence", "allReadings"];

/// Which findings are asked for; what is left out may be anything.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct FindingsSelect {
    /// Only of these rules.
    rules: Option<Vec<String>>,
    /// Only of units of this table.
    table: Option<String>,
    /// Only of the unit with this id.
    entity: Option<String>,
    /// Only of these statuses.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Status>>"))]
    statuses: Option<Vec<String>>,
    /// How many to leave out first.
    from: Option<usize>,
    /// How many to give at most; all if it is not said.
    count: Option<usize>,
}

/// The findings that are asked for.
pub struct Selected {
    pub which: Select,
    pub from: usize,
    pub count: Option<usize>,
}

/// A pack's files, with those that `uses` may name.
#[derive(Deserialize)]
struct Sources {
    files: BTreeMap<String, String>,
    #[serde(default)]
    library: BTreeMap<String, String>,
}

fn unusable(argument: &str, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::OptionValue, zh, en).at(Place::argument(argument))
}

/// A value from its JSON; as bytes, like the records, so that there is one reader.
fn read<'a, T: Deserialize<'a>>(json: &'a str) -> serde_json::Result<T> {
    serde_json::from_slice(json.as_bytes())
}

/// An argument from its JSON.
pub fn parse<'a, T: Deserialize<'a>>(argument: &str, json: &'a str) -> Answer<T> {
    read(json).map_err(|error| raise(unusable(argument, "给的不是它要的样子", format!("it is not what is asked for: {error}"))))
}

/// The sources of a pack from the JSON of `{ files, library }`.
pub fn source(json: &str) -> Answer<PackSource> {
    let Sources { files, library } = parse("source", json)?;
    Ok(PackSource::new(files).with_library(library))
}

/// How a run is asked for; everything that is wrong with it is told.
pub fn options(pack: &Pack, json: &str) -> Answer<Options> {
    let given: EvaluateOptions = parse("options", json)?;
    let mut problems = Vec::new();
    for name in parse::<Fields>("options", json)?.keys().filter(|name| !OPTIONS.contains(&name.as_str())) {
        problems.push(unusable(name, format!("没有选项“{name}”"), format!("there is no option `{name}`")).suggest(name, OPTIONS.iter().copied()));
    }
    let no_day = || unusable("asOf", "没有说按哪一天判定", "it is not said as of which day to judge");
    let day = given.as_of.ok_or_else(no_day).and_then(|day| argument::day("asOf", &day)).map_err(|problem| problems.push(problem));
    // Whether the others can be used does not hang on the day.
    let mut options = Options::new(day.unwrap_or(Day::from_number(0)));
    options.language = given.lang.map_or(Ok(dudao::Language::default()), |code| argument::language("lang", &code)).unwrap_or_else(|problem| {
        problems.push(problem);
        dudao::Language::default()
    });
    options.statuses = statuses(given.statuses, &mut problems);
    for (name, value) in given.params.unwrap_or_default() {
        match literal(value) {
            Some(value) => drop(options.params.insert(name, value)),
            None => problems.push(
                unusable("params", format!("参数“{name}”不能取 {value}"), format!("parameter `{name}` cannot be {value}"))
                    .help("给数值、文本、是否、日期，或由这些组成的列表", "give a number, a text, a flag, a date, or a list of these"),
            ),
        }
    }
    options.readings = given.readings.unwrap_or_default();
    options.profile = given.profile;
    options.rules = given.rules.unwrap_or_default();
    options.evidence = given.evidence.unwrap_or_default();
    options.all_readings = given.all_readings.unwrap_or_default();
    problems.extend(pack.check_options(&options).err().into_iter().flat_map(|further| further.0));
    if problems.is_empty() { Ok(options) } else { Err(raise(Problems(problems))) }
}

/// Which findings are asked for.
pub fn select(json: &str) -> Answer<Selected> {
    let given: FindingsSelect = parse("select", json)?;
    let mut problems = Vec::new();
    let statuses = statuses(given.statuses, &mut problems);
    let which = Select { rules: given.rules.unwrap_or_default(), table: given.table, entity: given.entity, statuses };
    if problems.is_empty() { Ok(Selected { which, from: given.from.unwrap_or(0), count: given.count }) } else { Err(raise(Problems(problems))) }
}

fn statuses(names: Option<Vec<String>>, problems: &mut Vec<Diagnostic>) -> Vec<Status> {
    let status = |name: String| argument::status("statuses", &name).map_err(|problem| problems.push(problem)).ok();
    names.unwrap_or_default().into_iter().filter_map(status).collect()
}

/// A value of a parameter.
fn literal(json: &RawValue) -> Option<Literal> {
    match json.get().as_bytes() {
        [b'[', ..] => read::<Vec<&RawValue>>(json.get()).ok()?.iter().map(|item| single(item)).collect::<Option<_>>().map(Literal::List),
        _ => single(json),
    }
}

/// A value that is no list.
fn single(json: &RawValue) -> Option<Literal> {
    let text = json.get();
    match text.as_bytes() {
        b"true" => Some(Literal::Flag(true)),
        b"false" => Some(Literal::Flag(false)),
        [b'"', ..] => read(text).ok().map(Literal::Text),
        [b'{', ..] => {
            let fields: BTreeMap<String, String> = read(text).ok().filter(|fields: &BTreeMap<_, _>| fields.len() == 1)?;
            Day::parse(fields.get("date")?).map(Literal::Day)
        }
        _ => Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok().map(Literal::Number),
    }
}
