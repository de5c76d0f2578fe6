//! The shared cases of `tests/cases/**/*.json`, which Rust, Python and JavaScript all run (`tests/cases/README.md`).
#![expect(clippy::print_stdout, reason = "the counts are for whoever runs the cases, and are compared between languages")]
#![expect(clippy::panic, reason = "a case that cannot be read fails its test")]

#[path = "cases/compare.rs"]
mod compare;

use compare::{differ, matches};
use dudao::language::{TokenKind, WORDS, tokens};
use dudao::{Code, Dataset, Day, Decimal, Diagnostic, Language, Literal, Options, Pack, PackSource, Place, Problems, Report, Status, TestOptions};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_case_comes_out_as_written() {
    let mut checked = 0;
    let mut wrong = Vec::new();
    let mut got: BTreeMap<&str, Value> = BTreeMap::new();
    let cases = cases();
    for (name, case) in &cases {
        let mut run = Run { case, checked: 0, wrong: Vec::new(), texts: Vec::new() };
        run.all();
        checked += run.checked;
        if !run.wrong.is_empty() {
            wrong.push(format!("{name}\n  {}\n{}", case.description, indented(&run.wrong)));
        }
        got.insert(name, json!({ "findings": run.checked, "texts": run.texts }));
    }
    // What other languages must get as well, byte for byte.
    if let Some(path) = std::env::var_os("DUDAO_CASES") {
        fs::write(&path, json!(got).to_string()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    println!("cases: {}, findings: {checked}", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases went wrong:\n\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_word_is_used_in_both_languages() {
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut note = |source: &PackSource| {
        for text in source.files.values() {
            used.extend(tokens(text).into_iter().filter(|token| token.kind == TokenKind::Name).map(|token| token.text.to_string()));
        }
    };
    // A pack that is refused has not shown what its words do.
    cases()
        .values()
        .filter(|case| case.is_evaluated() || case.tests.is_some() || !case.variants.is_empty())
        .filter_map(|case| case.source().ok())
        .for_each(|pack| note(&pack));
    dudao_rules::names().iter().filter_map(|name| dudao_rules::pack(name)).for_each(|pack| note(&pack));
    dudao_rules::library().for_each(|file| note(&PackSource::new([file])));
    let lacking: Vec<&str> = WORDS.iter().flat_map(|word| [word.name, word.twin]).filter(|name| !used.contains(*name)).collect();
    println!("words: {} of {}", WORDS.len() * 2 - lacking.len(), WORDS.len() * 2);
    assert!(lacking.is_empty(), "no case uses {}", lacking.join(", "));
}

#[test]
fn every_code_is_produced() {
    let mut produced: BTreeSet<String> = BTreeSet::new();
    for case in cases().values() {
        let of_case = [&case.error, &case.warnings, &case.data_issues];
        let of_variants = case.variants.iter().flat_map(|variant| [&variant.error, &variant.data_issues]);
        produced.extend(of_case.into_iter().chain(of_variants).flatten().flatten().filter_map(|item| Some(item.get("code")?.as_str()?.to_string())));
    }
    let manifest: Value = parse(&folder("hostile").join("manifest.json"));
    let hostile = manifest.get("cases").and_then(Value::as_array).into_iter().flatten();
    produced.extend(hostile.filter_map(|entry| Some(entry.get("code")?.as_str()?.to_string())));
    // Nothing that is handed over brings the engine down; `bindings-wasm/tests` takes its memory away.
    produced.insert(Code::EngineFailed.as_str().into());
    let lacking: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).filter(|code| !produced.contains(*code)).collect();
    let unknown: Vec<&String> = produced.iter().filter(|code| !Code::ALL.iter().any(|known| known.as_str() == code.as_str())).collect();
    println!("codes: {} of {}", Code::ALL.len() - lacking.len(), Code::ALL.len());
    assert!(unknown.is_empty(), "there are no such codes: {unknown:?}");
    assert!(lacking.is_empty(), "no case produces {}", lacking.join(", "));
}

/// A text, or its lines.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Lines(Vec<String>),
}

impl Text {
    fn text(&self) -> String {
        match self {
            Self::Whole(text) => text.clone(),
            Self::Lines(lines) => lines.iter().fold(String::new(), |mut text, line| {
                let _ = writeln!(text, "{line}");
                text
            }),
        }
    }
}

/// A shipped pack by its name, or the files of one of its own.
#[derive(Deserialize)]
#[serde(untagged)]
enum PackText {
    Shipped(String),
    Own(BTreeMap<String, Text>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    description: String,
    source: String,
    pack: PackText,
    #[serde(default)]
    library: BTreeMap<String, Text>,
    tables: Option<Box<RawValue>>,
    #[serde(default)]
    csv: Csv,
    #[serde(default)]
    options: Value,
    findings: Option<Vec<Value>>,
    scores: Option<Vec<Value>>,
    #[serde(default)]
    partial: bool,
    absent: Option<Vec<Value>>,
    only_under: Option<Vec<Value>>,
    error: Option<Vec<Value>>,
    warnings: Option<Vec<Value>>,
    data_issues: Option<Vec<Value>>,
    coverage: Option<BTreeMap<String, Vec<Value>>>,
    receipt: Option<Value>,
    forms: Option<Vec<FormCase>>,
    tests: Option<Value>,
    #[serde(default)]
    variants: Vec<Variant>,
}

/// Tables as CSV, or the folder of `tests/data` that they are in.
#[derive(Deserialize)]
#[serde(untagged)]
enum Csv {
    Book(String),
    Tables(BTreeMap<String, Text>),
}

impl Default for Csv {
    fn default() -> Self {
        Self::Tables(BTreeMap::new())
    }
}

impl Csv {
    fn tables(&self) -> BTreeMap<String, Vec<u8>> {
        match self {
            Self::Tables(tables) => tables.iter().map(|(table, text)| (table.clone(), text.text().into_bytes())).collect(),
            Self::Book(name) => dudao_tests::shipped::tables(name),
        }
    }
}

/// The same records, asked in another way.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    description: Option<String>,
    #[serde(default)]
    options: Value,
    findings: Option<Vec<Value>>,
    scores: Option<Vec<Value>>,
    #[serde(default)]
    partial: bool,
    absent: Option<Vec<Value>>,
    only_under: Option<Vec<Value>>,
    error: Option<Vec<Value>>,
    data_issues: Option<Vec<Value>>,
    coverage: Option<BTreeMap<String, Vec<Value>>>,
    receipt: Option<Value>,
    forms: Option<Vec<FormCase>>,
}

/// A form that is asked for, and what comes of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormCase {
    ask: FormAsked,
    filled: Option<Value>,
    html: Option<Value>,
    error: Option<Vec<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormAsked {
    form: String,
    unit: String,
    period: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    as_of: Option<String>,
    params: BTreeMap<String, Value>,
    readings: BTreeMap<String, String>,
    profile: Option<String>,
    rules: Vec<String>,
    statuses: Vec<String>,
    language: Option<String>,
    strict: bool,
    evidence: bool,
    all_readings: bool,
}

impl Asked {
    fn options(&self) -> Result<Options, String> {
        let day = self.as_of.as_deref().unwrap_or("2021-02-01");
        let mut options = Options::new(Day::parse(day).ok_or_else(|| format!("as_of `{day}` is not a date"))?);
        for (id, value) in &self.params {
            options.params.insert(id.clone(), literal(value).ok_or_else(|| format!("parameter `{id}` cannot be {value}"))?);
        }
        options.readings.clone_from(&self.readings);
        options.profile.clone_from(&self.profile);
        options.rules.clone_from(&self.rules);
        let status = |name: &String| Status::from_name(name).ok_or_else(|| format!("there is no status `{name}`"));
        options.statuses = self.statuses.iter().map(status).collect::<Result<_, _>>()?;
        options.language = match self.language.as_deref() {
            None | Some("zh") => Language::Zh,
            Some("en") => Language::En,
            Some(other) => return Err(format!("there is no language `{other}`")),
        };
        options.evidence = self.evidence;
        options.all_readings = self.all_readings;
        Ok(options)
    }
}

fn literal(value: &Value) -> Option<Literal> {
    match value {
        Value::Bool(flag) => Some(Literal::Flag(*flag)),
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Number(number) => Decimal::from_str_exact(&number.to_string()).ok().map(Literal::Number),
        Value::Object(_) => Day::parse(value.get("date")?.as_str()?).map(Literal::Day),
        Value::Array(items) => items.iter().map(literal).collect::<Option<Vec<_>>>().map(Literal::List),
        Value::Null => None,
    }
}

/// What is expected of one run.
struct Expected<'a> {
    findings: Option<&'a Vec<Value>>,
    scores: Option<&'a Vec<Value>>,
    partial: bool,
    absent: Option<&'a Vec<Value>>,
    only_under: Option<&'a Vec<Value>>,
    error: Option<&'a Vec<Value>>,
    data_issues: Option<&'a Vec<Value>>,
    coverage: Option<&'a BTreeMap<String, Vec<Value>>>,
    receipt: Option<&'a Value>,
    forms: Option<&'a Vec<FormCase>>,
}

impl Case {
    /// Whether something is expected of the case itself, beside its variants.
    fn is_evaluated(&self) -> bool {
        self.findings.is_some() || self.scores.is_some()
    }

    fn source(&self) -> Result<PackSource, String> {
        let library = self.library.iter().map(|(path, text)| (path.clone(), text.text()));
        match &self.pack {
            PackText::Shipped(name) => dudao_rules::pack(name).map(|pack| pack.with_library(library)).ok_or_else(|| format!("no pack `{name}` is shipped")),
            PackText::Own(files) => {
                let files = files.iter().map(|(path, text)| (path.clone(), text.text()));
                Ok(PackSource::new(files).with_library(dudao_rules::library()).with_library(library))
            }
        }
    }
}

/// What a case or a variant expects: both name it alike, but serde cannot flatten a struct that refuses unknown keys.
macro_rules! expected {
    ($asked:expr) => {
        Expected {
            findings: $asked.findings.as_ref(),
            scores: $asked.scores.as_ref(),
            partial: $asked.partial,
            absent: $asked.absent.as_ref(),
            only_under: $asked.only_under.as_ref(),
            error: $asked.error.as_ref(),
            data_issues: $asked.data_issues.as_ref(),
            coverage: $asked.coverage.as_ref(),
            receipt: $asked.receipt.as_ref(),
            forms: $asked.forms.as_ref(),
        }
    };
}

/// One case while it is run.
struct Run<'a> {
    case: &'a Case,
    checked: usize,
    wrong: Vec<String>,
    /// The SHA-256 of each text that came out, in the order that `README.md` names.
    texts: Vec<String>,
}

impl Run<'_> {
    fn got(&mut self, text: &str) {
        self.texts.push(format!("{:x}", Sha256::digest(text)));
    }

    /// Problems are compared by what they say: their keys in order, without blanks.
    fn got_problems(&mut self, problems: &(impl Serialize + ?Sized)) {
        let sorted = serde_json::to_value(problems).unwrap_or_default();
        self.got(&sorted.to_string());
    }

    fn all(&mut self) {
        let case = self.case;
        if case.description.is_empty() || case.source.is_empty() {
            self.wrong.push("a case says what it shows and where that is asked for".into());
        }
        let asks_itself = case.is_evaluated() || case.error.is_some() || case.warnings.is_some() || case.tests.is_some();
        let asks_nothing = !asks_itself && case.variants.is_empty();
        if asks_nothing || (case.is_evaluated() && case.error.is_some()) {
            self.wrong.push("a case expects `findings` and `scores`, or `error`, and not both".into());
            return;
        }
        let source = match case.source() {
            Ok(source) => source,
            Err(problem) => return self.wrong.push(problem),
        };
        let pack = match Pack::load(&source) {
            Ok(pack) => pack,
            Err(problems) => {
                self.refused(&problems, case.error.as_ref());
                self.fixes(&source, &problems);
                return;
            }
        };
        self.got_problems(pack.warnings());
        if let Some(warnings) = &case.warnings {
            self.diagnostics("warnings", warnings, pack.warnings());
        }
        if case.is_evaluated() || case.error.is_some() {
            self.evaluate(&pack, &case.options, &expected!(case));
        }
        if let Some(expected) = &case.tests {
            self.tests(&pack, expected);
        }
        for (number, variant) in case.variants.iter().enumerate() {
            let before = self.wrong.len();
            self.evaluate(&pack, &merged(&case.options, &variant.options), &expected!(variant));
            let name = variant.description.as_deref().unwrap_or("without description");
            for line in self.wrong.iter_mut().skip(before) {
                *line = format!("variant {} ({name}): {line}", number + 1);
            }
        }
    }

    /// Runs the tests that stand in the pack.
    fn tests(&mut self, pack: &Pack, expected: &Value) {
        let english = self.case.options.get("language").and_then(Value::as_str) == Some("en");
        let language = if english { Language::En } else { Language::Zh };
        match pack.run_tests(&TestOptions { language, ..TestOptions::default() }) {
            Ok(report) => {
                self.checked += report.expectations();
                let text = report.to_json();
                self.got(&text);
                differ(expected, &serde_json::from_str(&text).unwrap_or_default(), "tests", &mut self.wrong);
            }
            Err(problems) => self.refused(&problems, None),
        }
    }

    fn evaluate(&mut self, pack: &Pack, options: &Value, expected: &Expected<'_>) {
        let asked = if options.is_null() { Ok(Asked::default()) } else { Asked::deserialize(options) };
        let (asked, options) = match asked.map_err(|error| error.to_string()).and_then(|asked| asked.options().map(|options| (asked, options))) {
            Ok(both) => both,
            Err(problem) => return self.wrong.push(format!("options: {problem}")),
        };
        let mut builder = Dataset::builder(pack.schema()).strict(asked.strict);
        if let Some(tables) = &self.case.tables {
            builder = builder.json(tables.get().as_bytes());
        }
        for (table, text) in self.case.csv.tables() {
            builder = builder.csv(&table, text);
        }
        let report = builder.finish().and_then(|data| pack.evaluate(&data, &options));
        match report {
            Ok(report) => self.report(&report, expected),
            Err(problems) => self.refused(&problems, expected.error),
        }
    }

    fn refused(&mut self, problems: &Problems, expected: Option<&Vec<Value>>) {
        self.got_problems(problems);
        match expected {
            Some(expected) => self.diagnostics("error", expected, &problems.0),
            None => problems.0.iter().for_each(|problem| self.wrong.push(format!("not expected: {}", told(problem)))),
        }
    }

    /// Compares a complete list of diagnostics, in order.
    fn diagnostics(&mut self, what: &str, expected: &[Value], found: &[Diagnostic]) {
        for index in 0..expected.len().max(found.len()) {
            match (expected.get(index), found.get(index)) {
                (Some(expected), Some(found)) => {
                    let json = serde_json::to_value(found).unwrap_or_default();
                    let before = self.wrong.len();
                    differ(expected, &json, &format!("{what} {}", index + 1), &mut self.wrong);
                    if self.wrong.len() > before {
                        self.wrong.push(format!("   it is {}", told(found)));
                    }
                }
                (Some(expected), None) => self.wrong.push(format!("{what} {} is lacking: {expected}", index + 1)),
                (None, Some(found)) => self.wrong.push(format!("{what} {} is one too many: {}", index + 1, told(found))),
                (None, None) => {}
            }
        }
    }

    /// A repair that is offered must repair: each by itself takes its own problem away, and where every error has one, all of them
    /// together make the pack sound.
    fn fixes(&mut self, source: &PackSource, problems: &Problems) {
        for problem in problems.0.iter().filter(|problem| problem.fix.is_some()) {
            let Some(mended) = apply(source, &[problem]) else {
                self.wrong.push(format!("its fix has no place in the sources: {}", told(problem)));
                continue;
            };
            let still =
                Pack::load(&mended).err().is_some_and(|after| after.0.iter().any(|other| (other.code, &other.message) == (problem.code, &problem.message)));
            // The same slip elsewhere keeps its own diagnostic; only the one at this place has to go.
            let twins = problems.0.iter().filter(|other| (other.code, &other.message) == (problem.code, &problem.message)).count();
            if still && twins == 1 {
                self.wrong.push(format!("its fix does not mend it: {}", told(problem)));
            }
        }
        if problems.0.iter().all(|problem| problem.fix.is_some()) {
            let all: Vec<&Diagnostic> = problems.0.iter().collect();
            if let Some(Err(after)) = apply(source, &all).map(|mended| Pack::load(&mended)) {
                self.wrong.push("with every fix applied the pack is still refused".into());
                after.0.iter().for_each(|problem| self.wrong.push(format!("   {}", told(problem))));
            }
        }
    }

    fn report(&mut self, report: &Report, expected: &Expected<'_>) {
        let text = report.to_json();
        self.got(&text);
        if let Some(error) = expected.error {
            let codes: Vec<&Value> = error.iter().filter_map(|item| item.get("code")).collect();
            return self.wrong.push(format!("it should have been refused with {codes:?}"));
        }
        let json: Value = match serde_json::from_str(&text) {
            Ok(json) => json,
            Err(error) => return self.wrong.push(format!("the report is no JSON: {error}")),
        };
        let found: Vec<&Value> = json.get("findings").and_then(Value::as_array).into_iter().flatten().collect();
        self.in_order(&json, &found);
        if let Some(findings) = expected.findings {
            self.rows(&FINDINGS, findings, &found, expected.partial);
        }
        let scores: Vec<&Value> = json.get("scores").and_then(Value::as_array).into_iter().flatten().collect();
        self.scores_in_order(&json, &scores);
        if let Some(expected_scores) = expected.scores {
            self.rows(&SCORES, expected_scores, &scores, expected.partial);
        }
        for absent in expected.absent.into_iter().flatten() {
            self.checked += 1;
            for finding in found.iter().filter(|finding| matches(absent, finding)) {
                self.wrong.push(format!("there must be none: {}", summary(finding)));
            }
        }
        if let Some(only) = expected.only_under {
            self.checked += only.len();
            differ(&Value::Array(only.clone()), json.get("only_under").unwrap_or(&Value::Null), "only_under", &mut self.wrong);
        }
        if let Some(issues) = expected.data_issues {
            self.diagnostics("data issue", issues, report.issues());
        }
        for (kind, entries) in expected.coverage.into_iter().flatten() {
            let key = match kind.as_str() {
                "clauses" => "clause",
                "cards" => "card",
                "readings" => "reading",
                _ => "rule",
            };
            let covered: Vec<&Value> = json.get("coverage").and_then(|coverage| coverage.get(kind)).and_then(Value::as_array).into_iter().flatten().collect();
            for entry in entries {
                match covered.iter().find(|there| there.get(key) == entry.get(key)) {
                    Some(there) => differ(entry, there, &format!("coverage of {}", entry.get(key).unwrap_or(&Value::Null)), &mut self.wrong),
                    None => self.wrong.push(format!("coverage says nothing of {entry}")),
                }
            }
        }
        if let Some(receipt) = expected.receipt {
            differ(receipt, json.get("receipt").unwrap_or(&Value::Null), "receipt", &mut self.wrong);
        }
        for form in expected.forms.into_iter().flatten() {
            self.form(report, form);
        }
    }

    /// Fills a form in, and writes it as HTML.
    fn form(&mut self, report: &Report, case: &FormCase) {
        self.checked += 1;
        let FormAsked { form, unit, period } = &case.ask;
        let before = self.wrong.len();
        match report.form(form, unit, period.as_deref()).and_then(|filled| Ok((filled.to_json(), filled.html()?))) {
            Ok((json, html)) => {
                self.got(&json);
                self.got(&html);
                if case.error.is_some() {
                    self.wrong.push("it should have been refused".into());
                }
                differ(case.filled.as_ref().unwrap_or(&json!({})), &serde_json::from_str(&json).unwrap_or_default(), "filled", &mut self.wrong);
                differ(case.html.as_ref().unwrap_or(&json!({ "contains": [] })), &Value::String(html), "html", &mut self.wrong);
            }
            Err(problems) => self.refused(&problems, case.error.as_ref()),
        }
        for line in self.wrong.iter_mut().skip(before) {
            // A page is long.
            *line = format!("form {form} of {unit}: {}", line.chars().take(400).collect::<String>());
        }
    }

    /// Whether findings are sorted as every report promises: by rule in order of declaration, entity, first day and id of the period; and
    /// whether each has a fingerprint of its own.
    fn in_order(&mut self, report: &Value, found: &[&Value]) {
        let listed = report.get("coverage").and_then(|coverage| coverage.get("rules")).and_then(Value::as_array);
        let rules: Vec<&Value> = listed.into_iter().flatten().filter_map(|rule| rule.get("rule")).collect();
        let text = |finding: &Value, key: &str| finding.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
        let place = |finding: &Value| {
            let rule = rules.iter().position(|rule| finding.get("rule") == Some(*rule));
            (rule, text(finding, "entity"), text(finding, "period_start"), text(finding, "period"))
        };
        for pair in found.windows(2).filter(|pair| place(pair[0]) >= place(pair[1])) {
            self.wrong.push(format!("out of order: {} before {}", summary(pair[0]), summary(pair[1])));
        }
        let fingerprints: BTreeSet<String> = found.iter().map(|finding| text(finding, "fingerprint")).collect();
        if fingerprints.len() < found.len() {
            self.wrong.push("two findings have one fingerprint".into());
        }
    }

    /// Whether scores are sorted as every report promises: by card in order of declaration, entity, first day and id of the period.
    fn scores_in_order(&mut self, report: &Value, found: &[&Value]) {
        let listed = report.get("coverage").and_then(|coverage| coverage.get("cards")).and_then(Value::as_array);
        let cards: Vec<&Value> = listed.into_iter().flatten().filter_map(|card| card.get("card")).collect();
        let text = |score: &Value, key: &str| score.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
        let place = |score: &Value| {
            let card = cards.iter().position(|card| score.get("card") == Some(*card));
            (card, text(score, "entity"), text(score, "period_start"), text(score, "period"))
        };
        for pair in found.windows(2).filter(|pair| place(pair[0]) >= place(pair[1])) {
            self.wrong.push(format!("out of order: {} before {}", scored(pair[0]), scored(pair[1])));
        }
    }

    /// Compares findings or scores with those that are expected.
    fn rows(&mut self, kind: &Rows, expected: &[Value], found: &[&Value], partial: bool) {
        let Rows { what, keys, summary } = kind;
        let [by, _, _] = keys;
        let mut met: BTreeSet<usize> = BTreeSet::new();
        for wanted in expected {
            self.checked += 1;
            let unit = keys.map(|key| wanted.get(key).and_then(Value::as_str));
            let [Some(rule), Some(entity), Some(period)] = unit else {
                self.wrong.push(format!("expected {what} name their {}: {wanted}", keys.join(", ")));
                continue;
            };
            let of_unit = |row: &Value| keys.iter().all(|key| row.get(key) == wanted.get(key));
            let there: Vec<usize> = found.iter().enumerate().filter(|(_, row)| of_unit(row)).map(|(index, _)| index).collect();
            let [index] = there.as_slice() else {
                self.wrong.push(format!("{rule} {entity} {period}: there are {} such {what}", there.len()));
                continue;
            };
            if !met.insert(*index) {
                self.wrong.push(format!("{rule} {entity} {period}: expected twice"));
            }
            let row = found[*index];
            let before = self.wrong.len();
            differ(wanted, row, &format!("{rule} {entity} {period}"), &mut self.wrong);
            for key in wanted.as_object().into_iter().flat_map(|object| object.keys()).filter(|key| row.get(key).is_none()) {
                self.wrong.push(format!("{rule} {entity} {period}: {what} have no `{key}`"));
            }
            if self.wrong.len() > before {
                self.wrong.push(format!("   it is {}", summary(row)));
            }
        }
        let named: BTreeSet<&str> = expected.iter().filter_map(|wanted| wanted.get(by)?.as_str()).collect();
        let of_named = |row: &Value| row.get(by).and_then(Value::as_str).is_some_and(|name| named.contains(name));
        for (_, row) in found.iter().enumerate().filter(|(index, row)| !partial && !met.contains(index) && of_named(row)) {
            self.wrong.push(format!("not expected: {}", summary(row)));
        }
    }
}

/// Rows of a report, and what tells one from the others.
struct Rows {
    what: &'static str,
    keys: [&'static str; 3],
    summary: fn(&Value) -> String,
}

const FINDINGS: Rows = Rows { what: "findings", keys: ["rule", "entity", "period"], summary };
const SCORES: Rows = Rows { what: "scores", keys: ["card", "entity", "period"], summary: scored };

/// The options of a case with what a variant changes, key by key.
fn merged(base: &Value, change: &Value) -> Value {
    let mut whole = base.as_object().cloned().unwrap_or_default();
    whole.extend(change.as_object().cloned().unwrap_or_default());
    Value::Object(whole)
}

fn indented(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "    {line}");
        text
    })
}

fn summary(finding: &Value) -> String {
    let text = |key: &str| finding.get(key).and_then(Value::as_str).unwrap_or("");
    format!("{} {} {}: {}. {}", text("rule"), text("entity"), text("period"), text("status"), text("message"))
}

fn scored(score: &Value) -> String {
    let text = |key: &str| score.get(key).and_then(Value::as_str).unwrap_or("");
    let items = score.get("items").and_then(Value::as_array).into_iter().flatten();
    let items: Vec<String> = items.map(|item| format!("{}={}", item.get("rule").unwrap_or(&Value::Null), item.get("earned").unwrap_or(&Value::Null))).collect();
    let whole = score.get("score").unwrap_or(&Value::Null);
    format!("{} {} {}: {whole} {} ({})", text("card"), text("entity"), text("period"), text("band"), items.join(" "))
}

fn told(problem: &Diagnostic) -> String {
    let place = problem.place.as_ref().and_then(|place| serde_json::to_string(place).ok()).unwrap_or_default();
    let help = problem.help.as_ref().map(|help| format!(" ({})", help.zh)).unwrap_or_default();
    let fix = problem.fix.as_ref().map(|fix| format!(" fix `{}`", fix.insert)).unwrap_or_default();
    format!("[{}] {}{help}{fix} at {place}", problem.code.as_str(), problem.message.zh)
}

/// The sources with repairs made, the last ones first so that the others keep their places.
fn apply(source: &PackSource, problems: &[&Diagnostic]) -> Option<PackSource> {
    let mut mended = source.clone();
    let mut fixes: Vec<_> = problems.iter().filter_map(|problem| problem.fix.as_ref()).collect();
    fixes.sort_by(|a, b| b.place.cmp(&a.place));
    fixes.dedup();
    for fix in fixes {
        let Place::Script { file, line, column, length } = &fix.place else { return None };
        let text = if mended.files.contains_key(file) { mended.files.get_mut(file)? } else { mended.library.get_mut(file)? };
        let start = offset(text, *line, *column)?;
        let end = start + text.get(start..)?.chars().take(*length as usize).map(char::len_utf8).sum::<usize>();
        text.replace_range(start..end, &fix.insert);
    }
    Some(mended)
}

/// Where a line and column lie in a text, in bytes.
fn offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let start = if line == 1 { 0 } else { text.match_indices('\n').nth(line as usize - 2)?.0 + 1 };
    Some(start + text.get(start..)?.chars().take(column as usize - 1).map(char::len_utf8).sum::<usize>())
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every case, by its path.
fn cases() -> BTreeMap<String, Case> {
    let root = folder("cases");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
                found.insert(name, parse(&path));
            }
        }
    }
    assert!(!found.is_empty(), "no cases under {}", root.display());
    found
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
