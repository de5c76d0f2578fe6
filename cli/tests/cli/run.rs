//! `dudao run` where it runs.

use super::{copy, count, data, dudao, edit, fenghua, ran, ran_in, repository, small};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

#[test]
fn it_ends_with_zero_whatever_it_finds() {
    let shown = small("");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert!(shown.out.contains("未达标 4"), "{}", shown.out);
}

#[test]
fn parameters_change_results() {
    let usual = fenghua("--format json").out;
    let lenient = fenghua("--format json --set demo_lessons=12").out;
    assert!(count(&lenient, "demo-lessons", "pass") > count(&usual, "demo-lessons", "pass"));
    assert!(fenghua("--set demo_lessons=12").out.contains("改动：demo_lessons=12\n"));
}

#[test]
fn a_list_is_set_with_commas() {
    let folder = tempfile::tempdir().unwrap();
    copy(&data("library-2020"), &folder.path().join("ours"));
    let policy = folder.path().join("ours/policy.rhai");
    edit(&policy, r#".having("kind", "reading")"#, r#".having("kind", param("kinds"))"#);
    edit(&policy, r#"param("events", 3)"#, "param(\"kinds\", [\"reading\"]).label(\"读书活动\");\nparam(\"events\", 3)");
    let book = data("book");
    let judged = |more: &[&str]| {
        let usual = ["run", "ours", "--as-of", "2021-09-20", "--data", book.to_str().unwrap(), "--format", "json"];
        ran_in(folder.path(), &[&usual[..], more].concat())
    };
    let passes = |ran: &super::Ran| count(&ran.out, "reading-events", "pass");
    let one = judged(&[]);
    let two = judged(&["--set", "kinds=reading, show"]);
    assert!(passes(&two) > passes(&one), "{}{}", one.out, two.err);
    assert_eq!(judged(&["--set", "kinds=读书活动，show"]).out.matches("\"pass\"").count(), two.out.matches("\"pass\"").count());
    assert!(judged(&["--set", "kinds=raeding"]).err.contains("reading"));
    assert!(ran_in(folder.path(), &["check", "ours"]).out.contains("kinds"));
}

#[test]
fn readings_change_results() {
    let usual = fenghua("--format json").out;
    let strict = fenghua("--format json --reading trip_size=larger").out;
    assert!(count(&strict, "study-trips", "pass") < count(&usual, "study-trips", "pass"));
}

#[test]
fn profiles_choose_rules_and_values() {
    let basics = small("--profile basics").out;
    assert!(basics.contains("方案：只看基本要求\n"), "{basics}");
    // Its other rules were not to run; this one could not.
    assert!(basics.contains("1 条规则没有运行") && basics.contains("学区通报") && !basics.contains("成果展示"), "{basics}");
    let json = |more: &str| small(&format!("--format json {more}")).out;
    assert!(count(&json("--profile basics"), "reading-events", "pass") > count(&json(""), "reading-events", "pass"));
    assert_eq!(json("--profile basics --set events=3 --rule *"), json("--set events=3 --rule *").replace("\"profile\":null", "\"profile\":\"basics\""));
    assert!(small("--profile strict --lang en").out.contains("profile: Strictly\n"));
    let wrong = small("--profile basic");
    assert!(wrong.code == 2 && wrong.err.contains("没有方案“basic”") && wrong.err.contains("basics"), "{}", wrong.err);
}

#[test]
fn the_usual_profile_is_taken_and_named() {
    let folder = tempfile::tempdir().unwrap();
    copy(&data("library-2020"), &folder.path().join("pack"));
    edit(&folder.path().join("pack/policy.rhai"), ".set(\"events\", 2);", ".set(\"events\", 2).usual();");
    assert!(ran_in(folder.path(), &["check", "pack"]).out.contains(" *  basics  只看基本要求  2     events=2\n"));
    let book = data("book");
    let shown = ran_in(folder.path(), &["run", "pack", "--as-of", "2021-09-20", "--data", book.to_str().unwrap()]);
    assert!(shown.out.contains("方案：只看基本要求\n"), "{}", shown.out);
}

#[test]
fn edited_folders_are_judged_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("ours");
    copy(&data(&repository("rules/fenghua-2019")), &pack);
    edit(&pack.join("teachers.rhai"), r#"param("demo_lessons", 15)"#, r#"param("demo_lessons", 12)"#);
    let book = data(&repository("tests/data/fenghua-2019"));
    let arguments = ["run", "ours", "--as-of", "2021-09-01", "--format", "json", "--data", book.to_str().unwrap()];
    // Without a folder `common` beside it, it uses the shipped one.
    let edited = ran_in(folder.path(), &arguments);
    assert_eq!(edited.code, 0, "{}", edited.err);
    let set = fenghua("--format json --set demo_lessons=12").out;
    assert_eq!(count(&edited.out, "demo-lessons", "pass"), count(&set, "demo-lessons", "pass"));
    assert_ne!(count(&edited.out, "demo-lessons", "pass"), count(&fenghua("--format json").out, "demo-lessons", "pass"));

    let common = folder.path().join("common");
    copy(&data(&repository("rules/common")), &common);
    assert_eq!(ran_in(folder.path(), &arguments).out, edited.out);
    edit(&common.join("records.rhai"), "\"lead 牵头校\"", "\"head 牵头校\"");
    let broken = ran_in(folder.path(), &arguments);
    assert_eq!(broken.code, 2);
    assert!(broken.err.contains("common/records.rhai:"), "{}", broken.err);
}

#[test]
fn a_folder_of_the_same_name_wins_only_if_it_is_a_pack() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("fenghua-2019");
    fs::create_dir(&pack).unwrap();
    let rules = |folder: &Path| ran_in(folder, &["check", "fenghua-2019"]).out;
    assert!(rules(folder.path()).contains("demo-lessons"));
    copy(&data("library-2020"), &pack);
    assert!(rules(folder.path()).contains("reading-events"));
}

#[test]
fn scripts_below_the_folder_belong_to_it() {
    let folder = tempfile::tempdir().unwrap();
    copy(&data("library-2020"), &folder.path().join("pack"));
    copy(&data("broken"), &folder.path().join("pack/sub/deep"));
    let checked = ran_in(folder.path(), &["check", "pack"]);
    assert!(checked.err.contains("pack/sub/deep/second.rhai:1:"), "{}", checked.err);
}

#[test]
fn files_get_the_format_that_their_names_tell() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, more: &str| {
        let path = folder.path().join(name);
        let shown = small(&format!("--out {} {more}", path.display()));
        assert_eq!((shown.code, shown.out.as_str()), (0, ""), "{}", shown.err);
        assert!(shown.err.contains(name), "{}", shown.err);
        fs::read_to_string(path).unwrap()
    };
    assert_eq!(write("report.json", ""), small("--format json").out);
    assert_eq!(write("report.csv", ""), small("--format csv").out);
    assert_eq!(write("report.txt", ""), small("").out);
    assert_eq!(write("report.dat", "--format json"), small("--format json").out);
    assert!(small("--format csv").out.starts_with("\u{feff}fingerprint,"));
}

#[test]
fn csv_says_beside_itself_what_it_cannot_hold() {
    assert_eq!(small("--format csv").err, "台账有 11 处问题，1 条规则没有运行，看全部用 --format json\n");
}

#[test]
fn the_day_is_today_unless_named_and_says_so() {
    let table = ran("run library-2020 --data book");
    let line = table.out.lines().nth(1).unwrap();
    let today = line.strip_prefix("按今天 ").and_then(|rest| rest.split(' ').next()).unwrap();
    assert!(chrono::NaiveDate::parse_from_str(today, "%Y-%m-%d").is_ok(), "{line}");
    let json = ran("run library-2020 --data book --format json");
    assert!(json.err.starts_with("按今天 ") && json.out.starts_with('{'), "{}", json.err);
    assert!(ran("run library-2020 --data book --format csv --lang en").err.starts_with("judged as of today, "));
}

#[test]
fn fail_on_decides_the_exit_code() {
    for (more, code) in [
        ("--fail-on fail", 1),
        ("--fail-on 未达标", 1),
        ("--fail-on not_applicable,error", 1),
        ("--fail-on informational --fail-on fail", 1),
        // What is shown does not change what is found.
        ("--fail-on fail --status pass", 1),
        // A clause that only invites binds nobody.
        ("--fail-on fail --rule open-day", 0),
        ("--fail-on pass --rule open-day", 1),
        ("--fail-on unknown --rule open-day", 0),
    ] {
        let shown = small(more);
        assert_eq!(shown.code, code, "{more}\n{}", shown.err);
        assert!(shown.err.is_empty() && !shown.out.is_empty());
    }
    let shown = small("--fail-on fail --format json");
    assert!(serde_json::from_str::<serde_json::Value>(&shown.out).is_ok() && shown.code == 1);
}

#[test]
fn evidence_is_listed_on_demand() {
    assert!(!small("--format json").out.contains("\"records\":[\"E1\""));
    assert!(small("--format json --evidence").out.contains("\"records\":[\"E1\",\"E2\",\"E3\"]"));
}

#[test]
fn threads_do_not_change_the_answer() {
    assert_eq!(fenghua("--format json --threads 1").out, fenghua("--format json --threads 4").out);
}

#[test]
fn json_records_and_chinese_encodings_are_read() {
    let folder = tempfile::tempdir().unwrap();
    // 名称: 一小, in GB18030.
    fs::write(folder.path().join("学校.csv"), b"id,\xc3\xfb\xb3\xc6,role\nS1,\xd2\xbb\xd0\xa1,lead\n").unwrap();
    fs::write(folder.path().join("台账.xlsx"), "").unwrap();
    fs::write(folder.path().join("readme.txt"), "").unwrap();
    let csv = dudao().args(["run", "library-2020", "--as-of", "2021-09-20", "--format", "json", "--data"]).arg(folder.path()).output().unwrap();
    let err = String::from_utf8(csv.stderr).unwrap();
    assert!(err.contains("台账.xlsx") && !err.contains("readme"), "{err}");
    let book = folder.path().join("book.json");
    fs::write(&book, r#"{"学校": [{"编号": "S1", "名称": "一小", "角色": "牵头校"}]}"#).unwrap();
    let json = dudao().args(["run", "library-2020", "--as-of", "2021-09-20", "--format", "json", "--data"]).arg(&book).output().unwrap();
    assert!(String::from_utf8(json.stdout.clone()).unwrap().contains("一小"));
    assert_eq!(csv.stdout, json.stdout);
}

#[test]
fn a_reader_may_stop_reading() {
    for format in ["table", "json", "csv"] {
        let book = repository("tests/data/fenghua-2019");
        let mut child = dudao()
            .args(["run", "fenghua-2019", "--as-of", "2021-09-01", "--data", &book, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe is closed before the command gets to write into it.
        drop(child.stdout.take());
        let mut said = Vec::new();
        BufReader::new(child.stderr.take().unwrap()).read_until(0, &mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(child.wait().unwrap().success(), "{format}: {said}");
        assert!(!said.contains("panicked") && !said.contains("错误"), "{format}: {said}");
    }
}
