//! What an editor tells whoever writes a pack. In the scripts here `‸` is the cursor.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking, and says what it counted")]

use dudao::authoring::{Action, Completions, HighlightKind, Position, actions, apply, check, complete, format, highlight, hover};
use dudao::language::{TokenKind, find, half_width, tokens};
use dudao::{PackSource, Place};
use fastrand::Rng;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

const FILE: &str = "policy.rhai";

/// A pack of one file that uses the shared record book, and where the cursor is in it.
fn pack(script: &str) -> (PackSource, Position) {
    let used = format!("uses(\"common/records\");\n{script}");
    let before = used.split('‸').next().unwrap();
    let at = Position { line: line_of(before), column: column_of(before) };
    (PackSource::new([(FILE.into(), used.replacen('‸', "", 1))]).with_library(dudao_rules::library()), at)
}

fn line_of(before: &str) -> u32 {
    u32::try_from(before.matches('\n').count() + 1).unwrap()
}

fn column_of(before: &str) -> u32 {
    u32::try_from(before.rsplit('\n').next().unwrap().chars().count() + 1).unwrap()
}

fn completions(script: &str) -> Completions {
    let (source, at) = pack(script);
    complete(&source, FILE, at)
}

fn labels(script: &str) -> Vec<String> {
    completions(script).items.into_iter().map(|item| item.label).collect()
}

/// The first completions are these.
fn first(script: &str, expected: &[&str]) {
    let labels = labels(script);
    assert_eq!(labels.get(..expected.len().min(labels.len())).unwrap(), expected, "{script}: {labels:?}");
}

/// These are among the completions, and those are not.
fn among(script: &str, there: &[&str], not: &[&str]) {
    let labels = labels(script);
    let has = |label: &&&str| labels.iter().any(|other| other == **label);
    let lacks: Vec<_> = there.iter().filter(|label| !has(label)).collect();
    let odd: Vec<_> = not.iter().filter(has).collect();
    assert!(lacks.is_empty() && odd.is_empty(), "{script}: lacks {lacks:?}, has {odd:?} of {labels:?}");
}

/// What the script becomes when the completion of that label is taken.
fn taken(script: &str, label: &str) -> String {
    let found = completions(script);
    let item = found.items.iter().find(|item| item.label == label).unwrap_or_else(|| panic!("{script}: no {label} in {:?}", found.items));
    let line = script.replacen('‸', "", 1).split('\n').nth(found.replace.line as usize - 2).unwrap().to_string();
    let before: String = line.chars().take(found.replace.column as usize - 1).collect();
    let behind: String = line.chars().skip((found.replace.column + found.replace.length) as usize - 1).collect();
    format!("{before}{}{behind}", item.insert)
}

#[test]
fn tables_columns_and_choices_stand_where_a_text_names_them() {
    first("let x = count(\"‸\")", &["academic_years", "terms", "holidays"]);
    first("let x = 计数(\"‸\")", &["学年", "学期", "节假日"]);
    among("规则（\"甲\"）。统计（\"次数\"，计数（\"‸\"）", &["活动"], &[]);
    assert_eq!(taken("count(\"act‸\").having(\"kind\", \"lecture\")", "activities"), "count(\"activities\").having(\"kind\", \"lecture\")");
    assert_eq!(taken("count(‸)", "activities"), "count(\"activities\")");
    // Without the closing quote the text runs on.
    assert_eq!(taken("count(\"act‸).having(\"kind\", \"lecture\")", "activities"), "count(\"activities).having(\"kind\", \"lecture\")");
    first("count(\"schools\").having(\"‸\", 1)", &["name", "alliance", "role"]);
    among("count(\"activities\").having(\"‸\", 1)", &["host.role", "承办学校.角色", "host", "id"], &["role"]);
    among("count(\"activities\").having(\"host.‸\", 1)", &["host.role", "host.alliance.name"], &["host", "kind"]);
    among("count(\"activities\").having(\"date.‸\", 1)", &["date.month", "日期.月"], &["date"]);
    assert_eq!(taken("count(\"activities\").having(\"host.ro‸x\", 1)", "host.role"), "count(\"activities\").having(\"host.role\", 1)");
    first("count(\"schools\").having(\"role\", \"‸\")", &["lead", "member", "牵头校", "成员校"]);
    first("计数(\"学校\").其中(\"角色\", \"‸\")", &["牵头校", "成员校", "lead"]);
    first("count(\"activities\").having(\"host.role\", \"‸\")", &["lead", "member"]);
    first("count(\"activities\").having(\"post\", [\"teacher\", \"‸\"])", &["teacher", "tr_head"]);
    first("count(\"projects\").having(\"level\", at_least(\"‸\"))", &["school", "district", "city"]);
    first("let q = count(\"projects\");\nq.having(\"level\", not(exactly(\"‸\")))", &["school", "district", "city"]);
    first("sum(\"figures\", \"‸\")", &["value"]);
    among("count(\"activities\").by(\"‸\")", &["host", "presenter", "host.alliance"], &["kind", "date"]);
    among("choices_of(\"‸\")", &["activities.kind", "活动.类型"], &["activities.date"]);
    among("table(\"x\").text(\"a\", \"甲\").date(\"b\", \"乙\").dated(\"‸\")", &["b", "乙"], &["a"]);
    among("table(\"x\").link(\"a\", \"甲\", \"‸\")", &["schools", "x"], &[]);
    first("table(\"x\").date(\"b\", \"乙\").blank(\"‸\")", &["unknown", "not_yet", "none", "open"]);
    first("count(findings(\"*\")).having(\"status\", \"‸\")", &["pass", "fail"]);
    among("table(\"x\").choice(\"k\", \"类\", [\"a 甲\"]);\ntable(\"x\").more(\"k\", [\"b 乙\"]);\ncount(\"x\").having(\"k\", \"‸\")", &["a", "b", "乙"], &[]);
}

const RULES: &str = "clause(\"3.1\").says(\"每校两次\", \"twice\").force(\"mandatory\");\nparam(\"visits\", 2).label(\"指导\").unit(\"次\").clause(\"3.1\");\n\
    reading(\"scope\").asks(\"合计还是各计？\").choice(\"total\", \"合计\").choice(\"each\", \"各计\").usual(\"total\");\n\
    entity(\"lead\", \"schools\").label(\"牵头校\").having(\"role\", \"lead\");\nscale(\"four\").grade(\"good 良好\");\nbands(\"three\").from(60, \"合格\").below(\"不合格\");\n\
    rule(\"first\").title(\"第一\").clause(\"3.1\").each(\"lead\", \"term\").measure(\"times\", count(\"activities\").label(\"次数\")).judge(|m| m.times.at_least(1));\n\
    for duty in [[\"a-1\", 1], [\"a-2\", 2]] { rule(duty[0]).each(\"lead\", \"term\"); }\nfn twice(id, kind) { rule(id).measure(\"x\", count(\"activities\").having(\"kind\", kind)) }\n\
    twice(\"b-1\", \"lecture\");\n";

#[test]
fn declarations_are_named_where_they_are_used() {
    let with = |script: &str| format!("{RULES}{script}");
    first(&with("rule(\"x\").clause(\"‸\")"), &["3.1"]);
    among(&with("rule(\"x\").each(\"‸\", \"term\")"), &["lead", "lead_school", "牵头校"], &["schools", "term"]);
    first(&with("phase(\"prep\", \"2020-01\", \"2020-02\");\nrule(\"x\").each(\"lead\", \"‸\")"), &["prep", "term", "academic_year"]);
    first(&with("scorecard(\"c\").item(\"‸\", 10)"), &["first", "a-1", "a-2", "b-1"]);
    first(&with("test(\"t\").set(\"‸\", 1)"), &["visits"]);
    first(&with("test(\"t\").choose(\"‸\", \"\")"), &["scope"]);
    first(&with("test(\"t\").choose(\"scope\", \"‸\")"), &["total", "each"]);
    first(&with("test(\"t\").expect(\"first\", \"A\", \"x\", \"‸\")"), &["pass", "fail"]);
    first(&with("test(\"t\").expect(\"first\", \"A\", \"x\", #{ status: \"‸\" })"), &["pass", "fail"]);
    among(&with("let scope = reading(\"scope\");\nrule(\"x\").each(scope.pick(#{ total: \"‸\" }))"), &["lead"], &["total"]);
    first(&with("let scope = reading(\"scope\");\nscope.pick(#{ ‸ })"), &["total", "each"]);
    first(&with("test(\"t\").judge(\"first\").of(#{ ‸ })"), &["times", "name"]);
    first(&with("rule(\"x\").only(\"‸\", 1).each(\"lead\", \"term\")"), &["name", "alliance", "role"]);
    first(&with("rule(\"x\").each(\"lead\", \"term\").only(\"role\", \"‸\")"), &["lead", "member"]);
    first(&with("rule(\"x\").each(\"lead\", \"term\").measure(\"a\", count(\"activities\").having(\"host\", of_unit(\"‸\")))"), &["name"]);
    first(&with("rule(\"x\").judge(|m, p| p.scope == \"‸\")"), &["total", "each"]);
    first(&with("rule(\"x\").each(\"lead\", \"term\").judge(|m| m.role == \"‸\")"), &["lead", "member"]);
    first(&with("scorecard(\"c\").bands(\"three\").veto(\"first\", \"‸\")"), &["合格", "不合格"]);
    first(&with("scorecard(\"c\").item(\"first\", 1).by_grade(\"‸\")"), &["four"]);
    first(&with("scorecard(\"c\").item(\"first\", 1).by(\"‸\")"), &["alliance"]);
    among(&with("twice(\"b-2\", \"‸\")"), &["lecture", "专题讲座"], &[]);
    first("clause(\"1\").force(\"‸\")", &["mandatory", "planned"]);
    among("uses(\"‸\")", &["common/records", "common/families", "common/常用"], &[]);
    among("entity(\"visit\", \"visits\");\nform(\"f\").each(\"visit\").header(\"{‸}\")", &["school", "school.name"], &["kind"]);
}

#[test]
fn words_follow_what_they_can_be_said_of() {
    among("rule(\"x\").‸", &["each", "judge", "measure", "clause", "says"], &["having", "at_least"]);
    first("规则(\"甲\").‸", &["名称", "条款"]);
    among("count(\"schools\").‸", &["having", "by", "per", "label"], &["judge", "each"]);
    among("let q = count(\"schools\");\nlet r = q.having(\"role\", \"lead\");\nr.‸", &["having", "by"], &["judge"]);
    among("param(\"x\", 1).l‸", &["label", "unit", "from"], &["having"]);
    among("table(\"x\").‸", &["text", "choice", "dated"], &["judge"]);
    let rule = |judge: &str| {
        format!(
            "{RULES}rule(\"x\").each(\"lead\", \"term\").measure(\"times\", count(\"activities\")).measure(\"kinds\", count(\"activities\").per(\"kind\")).judge({judge})"
        )
    };
    first(&rule("|m, p| m.‸"), &["times", "kinds", "name"]);
    among(&rule("|m, p| m.‸"), &["period", "考核期", "教师数"], &["visits"]);
    first(&rule("|m, p| p.‸"), &["visits", "scope"]);
    among(&rule("|m, p| m.times.‸"), &["at_least", "至少", "between"], &["all", "having", "note"]);
    first(&rule("|m, p| m.kinds.‸"), &["covers", "some_of"]);
    first(&rule("|m, p| m.kinds.covers([\"‸\"])"), &["management_seminar"]);
    among(&rule("|m, p| m.times.at_least(1).‸"), &["note", "final"], &["at_least"]);
    among(&rule("|m, p| m.alliance.‸"), &["name", "kind"], &["role"]);
    among(&rule("|m, p| m.period.‸"), &["first", "首日"], &[]);
    first(&rule("|m, p| ‸"), &["at_least"]);
    among(&rule("|m, p| ‸"), &["m", "p", "all", "when"], &[]);
    among("count(\"activities\").where(|trip, school| trip.‸", &["headcount", "人数", "host"], &["teachers"]);
    among(
        &format!("{RULES}rule(\"x\").each(\"lead\").measure(\"a\", count(\"activities\").where(|trip, school| school.‸, \"\"))"),
        &["teachers"],
        &["headcount"],
    );
    among("count(\"activities\").during(‸)", &["from_start", "so_far"], &[]);
    first("rule(\"x\").measure(\"a\", ‸)", &["count"]);
    first("count(\"projects\").having(\"level\", ‸)", &["school"]);
    assert_eq!(taken("count(\"projects\").having(\"level\", ‸)", "city"), "count(\"projects\").having(\"level\", \"city\")");
}

#[test]
fn statements_begin_with_words_that_declare() {
    among("‸", &["policy", "政策", "rule", "rule …", "let", "fn", "for"], &["having", "at_least"]);
    among("规则(\"甲\");\n规‸", &["规则", "规则 …"], &[]);
    among("fn f(a) { ‸ }", &["rule", "count", "a"], &[]);
    for nothing in ["// rule‸", "/* ‸ */", "rule(\"‸\")", "let ‸", "fn ‸", "count(\"x\") ‸", "3‸", "title(\"说‸\")"] {
        assert!(labels(nothing).is_empty(), "{nothing}: {:?}", labels(nothing));
    }
}

#[test]
fn records_of_a_test_are_columns_and_choices() {
    let test = |table: &str| format!("测试(\"甲\").已知(\"活动\", `\n{table}`)");
    among(&test("类型 | ‸"), &["日期", "date"], &["示范课"]);
    among(&test("类型 | 日期\n示‸ | 2020-01-01"), &["示范课", "demo_lesson"], &["日期"]);
    let found = completions(&test("类型 | 主题\n示范课 | 备课;教‸  "));
    assert_eq!((found.replace.line, found.replace.column, found.replace.length), (4, 10, 1));
    assert!(found.items.iter().any(|item| item.label == "教研"));
}

#[test]
fn hovering_tells_what_something_is() {
    let told = |script: &str| {
        let (source, at) = pack(&format!("{RULES}{script}"));
        hover(&source, FILE, at).map(|hover| (hover.title, hover.text.zh, hover.text.en))
    };
    let (title, zh, en) = told("coun‸t(\"schools\")").unwrap();
    assert_eq!((title.as_str(), zh.as_str(), en.as_str()), ("count 计数", "计数(\"活动\")\n有几条", "count(\"activities\")\nhow many records"));
    for (script, title, piece) in [
        ("count(\"sch‸ools\")", "schools 学校", "表：学校"),
        ("count(\"activities\").having(\"host.‸role\", 1)", "host.role 承办学校.角色", "牵头校、成员校"),
        ("count(\"schools\").having(\"role\", \"‸lead\")", "lead 牵头校", "角色：牵头校"),
        ("计数(\"学校\").其中(\"‸角色\", 1)", "角色 role", "选项列"),
        ("rule(\"x\").clause(\"‸3.1\")", "3.1", "每校两次"),
        ("rule(\"x\").each(\"‸lead\")", "lead 牵头校", "考核对象：牵头校"),
        ("rule(\"x\").judge(|m, p| p.‸visits)", "visits", "指导：2次"),
        ("rule(\"x\").measure(\"a\", count(\"schools\").label(\"校\").unit(\"所\")).judge(|m| m.‸a)", "a", "统计：校（所）"),
        ("rule(\"x\").judge(|m, p| p.‸scope)", "scope", "合计还是各计？"),
        ("scorecard(\"c\").item(\"‸first\", 1)", "first", "规则：第一"),
        ("scorecard(\"c\").item(\"‸a-2\", 1)", "a-2", "规则"),
        ("rule(\"x\").each(\"lead\").judge(|m| m.‸teachers)", "teachers 教师数", "整数"),
        ("twi‸ce(\"a\", \"b\")", "twice", "twice(id, kind)"),
        ("cla‸use(\"9\")", "clause 条款", "声明一条要求"),
        ("clause(\"3.‸1\")", "3.1", "每校两次"),
    ] {
        let found = told(script).unwrap_or_else(|| panic!("{script}"));
        assert!(found.0 == title && found.1.contains(piece), "{script}: {found:?}");
    }
    for nothing in ["‸ count(1)", "title(\"‸x\")", "// co‸unt", "count(\"no‸thing\")"] {
        assert_eq!(told(nothing), None, "{nothing}");
    }
}

#[test]
fn every_stretch_has_its_colour() {
    use HighlightKind::{Bracket, Comment, Function, Keyword, Name, Number, Sign, Text, Word, Wrong};
    let kinds = |text: &str| highlight(text).iter().map(|stretch| stretch.kind).collect::<Vec<_>>();
    assert_eq!(kinds("fn f(x) { 计数(x) }"), [Keyword, Function, Bracket, Name, Bracket, Bracket, Word, Bracket, Name, Bracket, Bracket]);
    assert_eq!(kinds("m.count; 3 // x"), [Name, Sign, Name, Sign, Number, Comment]);
    assert_eq!(kinds("rule（\"a"), [Word, Wrong, Wrong].map(|kind| if kind == Word { Name } else { kind }));
    let lines: Vec<_> = highlight("`a\n\nbc`").iter().map(|stretch| (stretch.line, stretch.column, stretch.length, stretch.kind)).collect();
    assert_eq!(lines, [(1, 1, 2, Text), (3, 1, 3, Text)]);
    assert_eq!(serde_json::to_string(&highlight("x")[0]).unwrap(), r#"{"line":1,"column":1,"length":1,"kind":"name"}"#);
}

#[test]
fn layout() {
    for (written, wanted) in [
        ("rule( \"a\" ).title(\"b\" ,\"c\");", "rule(\"a\").title(\"b\", \"c\");\n"),
        ("rule(\"a\")\n.judge(|m,p|m.x>=p.y+1);", "rule(\"a\")\n    .judge(|m, p| m.x >= p.y + 1);\n"),
        ("let a=-1;let b = !x&&y||z;", "let a = -1; let b = !x && y || z;\n"),
        ("for x in 1..=8{\nrule( x );\n}\n\n\n\nlet y=[ 1,2 ];", "for x in 1..=8 {\n    rule(x);\n}\n\nlet y = [1, 2];\n"),
        ("if a{\nb( );\n}else{\nc();\n}", "if a {\n    b();\n} else {\n    c();\n}\n"),
        ("x.pick(#{a:1,b:2});", "x.pick(#{ a: 1, b: 2 });\n"),
        ("f(|| 1);", "f(|| 1);\n"),
        ("规则（“甲”）。名称（“乙，丙”）；", "规则(\"甲\").名称(\"乙，丙\");\n"),
        ("a(“b", "a(“b\n"),
        ("  x;   // y  ", "x;   // y\n"),
        ("a(1,\n// c\n2);", "a(1,\n    // c\n    2);\n"),
        ("", ""),
        ("a\n    - 1;", "a\n    - 1;\n"),
        ("let t=`x\n  y`;", "let t = `x\n  y`;\n"),
        ("for q in [[1],\n[2]] {\nf(q);\n}", "for q in [[1],\n    [2]] {\n    f(q);\n}\n"),
        ("card.section(\"a\", 1)\n.item(\"b\", 1);", "card.section(\"a\", 1)\n        .item(\"b\", 1);\n"),
        ("m[ 1 ][ \"a\" ].b( )", "m[1][\"a\"].b()\n"),
    ] {
        assert_eq!(format(written), wanted, "{written}");
        assert_eq!(format(wanted), wanted, "again: {wanted}");
    }
}

/// Every script of a folder, in order.
fn scripts(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rhai") {
                found.extend(fs::read_to_string(&entry).ok().map(|text| (entry, text)));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn shipped_packs_are_laid_out_so_already() {
    for (path, text) in scripts("../rules") {
        similar(&path, &text, &format(&text));
    }
}

/// Fails with the lines that differ.
fn similar(path: &Path, text: &str, formatted: &str) {
    let differs: Vec<String> =
        text.lines().zip(formatted.lines()).filter(|(one, other)| one != other).map(|(one, other)| format!("- {one}\n+ {other}")).take(20).collect();
    assert!(differs.is_empty() && text.lines().count() == formatted.lines().count(), "{}:\n{}", path.display(), differs.join("\n"));
}

/// What a script says: its tokens but blanks, with half-width signs.
fn said(text: &str) -> String {
    let token = |token: dudao::language::Token<'_>| match token.kind {
        TokenKind::Space => String::new(),
        TokenKind::Comment => token.text.trim_end().into(),
        _ => token.text.chars().map(|c| half_width(c).unwrap_or_else(|| c.to_string())).collect(),
    };
    tokens(text).into_iter().map(token).collect::<String>().replace(char::is_whitespace, "")
}

fn keeps_its_meaning(text: &str) {
    let formatted = format(text);
    assert_eq!(said(&formatted), said(text), "{text:?}\nbecame\n{formatted:?}");
    assert_eq!(format(&formatted), formatted, "{text:?}\nis not settled as\n{formatted:?}");
}

/// A piece cut out of a script, with some characters taken out, put in or changed about.
fn mutated(rng: &mut Rng, text: &str) -> String {
    const SIGNS: [&str; 32] = [
        "(", ")", "[", "]", "{", "}", "\"", "`", "|", ".", ",", ";", "\n", " ", "#", "/", "*", "-", "=", "!", "'", "\\", "（", "）", "“", "”", "／", "。",
        "　", "\u{200b}", "$", "${",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    let length = rng.usize(..400).min(characters.len());
    let start = rng.usize(..=characters.len() - length);
    characters = characters[start..start + length].to_vec();
    for _ in 0..rng.usize(..6) {
        let at = rng.usize(..=characters.len());
        match rng.u8(..3) {
            0 if at < characters.len() => drop(characters.remove(at)),
            1 if at < characters.len() => characters[at] = rng.choice(SIGNS).unwrap().chars().next().unwrap(),
            _ => characters.splice(at..at, rng.choice(SIGNS).unwrap().chars()).for_each(drop),
        }
    }
    characters.into_iter().collect()
}

fn every_script() -> Vec<String> {
    let all = ["../rules", "hostile"].into_iter().flat_map(scripts);
    all.map(|(_, text)| text).filter(|text| !text.is_empty()).collect()
}

#[test]
fn layout_never_changes_what_is_said() {
    let scripts = every_script();
    scripts.iter().for_each(|text| keeps_its_meaning(text));
    let mut rng = Rng::with_seed(1);
    for _ in 0..3_000 {
        let text = rng.choice(&scripts).unwrap();
        keeps_its_meaning(&mutated(&mut rng, text));
    }
}

#[test]
fn nothing_fails_on_any_text_at_any_position() {
    let scripts = every_script();
    let mut rng = Rng::with_seed(2);
    for _ in 0..400 {
        let text = rng.choice(&scripts).unwrap();
        let text = mutated(&mut rng, text);
        let whole = rng.choice(&scripts).unwrap().clone();
        let source = PackSource::new([(FILE.into(), text.clone()), ("other.rhai".into(), if whole.len() < 5_000 { whole } else { String::new() })]);
        let lines = line_of(&text);
        for _ in 0..6 {
            let at = Position { line: rng.u32(..=lines + 1), column: rng.u32(..60) };
            let found = complete(&source, FILE, at);
            assert!(found.items.len() < 100_000);
            hover(&source, FILE, at);
        }
        for at in [Position { line: 0, column: 0 }, Position { line: u32::MAX, column: u32::MAX }, Position { line: 1, column: u32::MAX }] {
            complete(&source, FILE, at);
            hover(&source, FILE, at);
        }
        let covered: usize = highlight(&text).iter().map(|stretch| stretch.length as usize).sum();
        assert!(covered <= text.chars().count());
    }
}

#[test]
fn hostile_scripts_take_no_time() {
    let grown = [
        "rule(",
        "rule(\"x\").each(",
        "|m| ",
        "x.where(|x| ",
        "let a = a.b;",
        "[",
        "}",
        "\"",
        "`${",
        "table(\"a\").more(\"k\", [\"b\"]);",
        "“",
        ".a()",
        "a.pick(#{ x: ",
    ];
    for piece in grown {
        let text = piece.repeat(100_000 / piece.len());
        let source = PackSource::new([(FILE.into(), text.clone())]);
        let started = Instant::now();
        let column = u32::try_from(text.chars().count()).unwrap();
        complete(&source, FILE, Position { line: 1, column });
        hover(&source, FILE, Position { line: 1, column: column / 2 });
        format(&text);
        highlight(&text);
        assert!(started.elapsed().as_secs() < 5, "{piece}: {:?}", started.elapsed());
    }
}

#[test]
fn a_large_pack_is_answered_at_once() {
    let teaching = scripts("../rules/fenghua-2019").into_iter().find(|(path, _)| path.ends_with("teachers.rhai")).unwrap().1;
    let lines = teaching.lines().count();
    let mut source = dudao_rules::pack("fenghua-2019").unwrap();
    for number in 0..20 {
        let text = (0..=300 / lines).map(|copy| teaching.replace("rule(\"", &format!("rule(\"{number}-{copy}-"))).collect();
        source.files.insert(format!("large-{number}.rhai"), text);
    }
    let size: usize = source.files.values().chain(source.library.values()).map(String::len).sum();
    let text = &source.files["large-7.rhai"];
    let of = |piece: &str| text.lines().position(|line| line.contains(piece)).unwrap();
    let line = of("having(\"host.role\"");
    let column = column_of(text.lines().nth(line).unwrap().split("host.role").next().unwrap());
    let at = Position { line: u32::try_from(line + 1).unwrap(), column: column + 3 };
    let quickest = |work: &dyn Fn()| {
        let time = |_| {
            let started = Instant::now();
            work();
            started.elapsed()
        };
        (0..5).map(time).min().unwrap()
    };
    let completed = quickest(&|| assert!(complete(&source, "large-7.rhai", at).items.iter().any(|item| item.label == "host.role")));
    let typed = quickest(&|| assert!(!complete(&source, "large-7.rhai", Position { column: 1, ..at }).items.is_empty()));
    let hovered = quickest(&|| assert_eq!(hover(&source, "large-7.rhai", at).unwrap().title, "host.role 承办学校.角色"));
    let highlighted = quickest(&|| assert!(!highlight(text).is_empty()));
    let formatted = quickest(&|| assert!(!format(text).is_empty()));
    println!("{size} bytes: complete {completed:?} and {typed:?}, hover {hovered:?}; {} bytes: highlight {highlighted:?}, format {formatted:?}", text.len());
    assert!(completed.as_secs() < 2 && hovered.as_secs() < 2);
}

/// The packs that are shipped, by name.
fn packs() -> Vec<(String, PackSource)> {
    dudao_rules::names().into_iter().map(|name| (name.to_string(), dudao_rules::pack(name).unwrap())).collect()
}

#[test]
fn what_packs_say_is_offered_where_they_say_it() {
    // Beside words that are told apart by their arguments, all that a text of a pack names is known from the words around it.
    const EVERY: usize = 23;
    let (mut offered, mut silent, mut lacking) = (0_usize, 0_usize, Vec::new());
    for (pack, source) in packs() {
        for (file, text) in &source.files {
            let all: Vec<_> = tokens(text).into_iter().filter(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment)).collect();
            let dotted =
                |index: usize| all[index].kind == TokenKind::Name && index > 0 && all[index - 1].text == "." && (index < 2 || all[index - 2].text != ".");
            let texts = |index: usize| all[index].kind == TokenKind::Text && all[index].text.starts_with('"');
            for index in (0..all.len()).filter(|index| dotted(*index) || texts(*index)).step_by(EVERY) {
                let token = &all[index];
                let at = Position { line: token.line, column: token.end() - u32::from(texts(index)) };
                let label = token.text.trim_matches('"');
                let found = complete(&source, file, at);
                if found.items.is_empty() {
                    silent += 1;
                } else if found.items.iter().any(|item| item.label == label) {
                    offered += 1;
                } else {
                    lacking.push(format!("{pack}/{file}:{}:{} {}", token.line, token.column, token.text));
                }
            }
        }
    }
    println!("offered {offered}, nothing to offer {silent}, offered something else {}:\n{}", lacking.len(), lacking.join("\n"));
    assert!(lacking.len() * 20 < offered, "{}", lacking.join("\n"));
}

#[test]
fn problems_are_mended() {
    let (source, _) = pack("polcy(\"a\").titel(\"b\").in_force(\"2020-01-01\");\nclause（\"1\"）；");
    let problems = check(&source);
    let found = actions(&source, &problems);
    let all = found.last().unwrap();
    let text = apply(&source.files[FILE], &all.edits, FILE);
    assert!(text.contains("policy(\"a\").title(\"b\")") && text.contains("clause(\"1\");"), "{text}");
    let one = found.iter().find(|action| action.title.zh == "改成 policy").unwrap();
    assert_eq!(problems[one.diagnostic.unwrap()].fix.as_ref().unwrap(), &one.edits[0]);
}

#[test]
fn what_is_nowhere_declared_can_be_declared() {
    let script = "policy(\"a\").in_force(\"2020-01-01\");\nclause(\"1\").force(\"mandatory\").says(\"甲\");\nentity(\"school\", \"schools\");\n\
        rule(\"x\").clause(\"1\", \"二\").each(\"school\", \"term\").measure(\"times\", count(\"activities\").by(\"host\")).judge(|m, p| m.times.at_least(p.quota));";
    let (source, _) = pack(script);
    let found = actions(&source, &check(&source));
    let titled = |action: &Action, title: &str| action.title.en == title;
    for (title, declared) in [("declare clause 二", "says(\"甲\");\nclause(\"二\")"), ("declare parameter quota", ";\nparam(\"quota\", 1)")] {
        let action = found.iter().find(|action| titled(action, title)).unwrap_or_else(|| panic!("{title}: {found:?}"));
        assert!(matches!(&action.edits[0].place, Place::Script { length: 1, .. }));
        let text = apply(&source.files[FILE], &action.edits, FILE);
        assert!(text.contains(declared), "{text}");
    }
}

#[test]
fn every_word_behind_a_dot_is_known_to_follow_something() {
    let known = ["rule", "clause", "param", "reading", "phase", "table", "entity", "scale", "bands", "scorecard", "form", "profile", "test", "policy"];
    let mut offered: Vec<String> = known.iter().flat_map(|word| labels(&format!("{word}(\"x\").‸"))).collect();
    offered.extend(labels("count(\"x\").‸"));
    offered.extend(labels("pass().‸"));
    for word in dudao::language::WORDS.iter().filter(|word| word.usage.starts_with('.')) {
        assert!(offered.iter().any(|label| label == word.name), "{} follows nothing", word.name);
    }
    assert!(offered.iter().all(|label| find(label).is_some()));
}

#[test]
fn checking_tells_problems_or_warnings() {
    let (mut source, _) = pack("");
    assert_eq!(check(&source)[0].code.as_str(), "pack.no_policy");
    source.files.insert(FILE.into(), "policy(\"a\").in_force(\"2020-01-01\");\nparam(\"x\", 1);".into());
    assert_eq!(check(&source)[0].code.as_str(), "pack.unused");
}
