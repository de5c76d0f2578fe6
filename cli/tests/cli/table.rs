//! The report for people.

use super::{assert_stable, copy, data, dudao, fenghua, ran_in, small};
use std::fs;

#[test]
fn the_report_reads_well() {
    let (zh, en) = (small(""), small("--lang en"));
    assert_eq!((zh.code, zh.err.as_str(), en.code, en.err.as_str()), (0, "", 0, ""));
    assert_stable!("table_zh", zh.out);
    assert_stable!("table_en", en.out);
}

#[test]
fn rules_and_statuses_narrow_it() {
    assert_stable!("table_narrowed", small("--rule reading-events,works --status fail --status 待评定 --set events=2").out);
}

#[test]
fn what_is_waived_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    copy(&data("book"), folder.path());
    let waivers = "id,规则,对象,理由,批准人,截止\n1,reading-events,S1,校舍重建,区教育局,2021-08-31\n2,club-shows,C1,社团新建,,\n3,open-day,S1,停课,,\n4,club-shows,C3,没有这个社团,,\n";
    fs::write(folder.path().join("豁免.csv"), waivers).unwrap();
    let judged = |more: &str| {
        let book = folder.path().to_str().unwrap();
        let arguments: Vec<&str> = ["run", "library-2020", "--as-of", "2021-09-20", "--data", book].into_iter().chain(more.split_whitespace()).collect();
        ran_in(&data(""), &arguments)
    };
    assert_stable!("table_waived_zh", judged("").out);
    assert_stable!("table_waived_en", judged("--lang en").out);
    let csv = judged("--format csv --status fail").out;
    assert!(csv.contains(",校舍重建（区教育局，至 2021-08-31）,") && csv.contains("已豁免：社团新建。"), "{csv}");
    let scores = judged("--format scores").out;
    assert!(scores.lines().next().unwrap().contains(",with_waivers_low,with_waivers_high,with_waivers_band,"), "{scores}");
    let data_hash = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap()["receipt"]["data_hash"].clone();
    assert_ne!(data_hash(&judged("--format json").out), data_hash(&small("--format json").out));
    // Nobody is blamed for what is waived.
    assert_eq!((small("--fail-on fail --rule club-shows").code, judged("--fail-on fail --rule club-shows").code), (1, 0));
}

#[test]
fn what_depends_on_readings_is_told() {
    assert_stable!("table_readings_zh", small("--all-readings").out);
    assert_stable!("table_readings_en", small("--all-readings --lang en --reading year=term --rule open-day,members").out);
    let csv = small("--format readings").out;
    assert_stable!("readings_csv", csv.strip_prefix('\u{feff}').unwrap());
    assert!(small("--format csv --all-readings").out.contains(",year=calendar,year=term:none,"));
    // Nobody asked.
    assert!(small("--format csv").out.contains(",year=calendar,,"));
}

#[test]
fn long_lists_say_what_they_leave_out() {
    let shown = fenghua("").out;
    assert!(shown.contains("    …还有 "), "{shown}");
    assert!(shown.contains("  每个对象最多列 3 项，看全部用 --format csv\n"), "{shown}");
}

#[test]
fn lines_keep_to_the_page_where_they_can() {
    use unicode_width::UnicodeWidthStr;
    let shown = fenghua("").out;
    let long: Vec<&str> = shown.lines().filter(|line| line.width() > 100).collect();
    assert!(long.is_empty(), "{long:#?}");
    let trailing: Vec<&str> = shown.lines().filter(|line| line.ends_with(' ')).collect();
    assert!(trailing.is_empty(), "{trailing:#?}");
}

#[test]
fn colours_reach_terminals_only() {
    for more in ["", "--rule nothing", "--format csv"] {
        let shown = small(more);
        assert!(!shown.out.contains('\x1b') && !shown.err.contains('\x1b'), "{more}");
    }
    let forced = dudao().env("CLICOLOR_FORCE", "1").args(["packs"]).output().unwrap();
    assert!(forced.stdout.contains(&b'\x1b'));
    let refused = dudao().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").args(["packs"]).output().unwrap();
    assert!(!refused.stdout.contains(&b'\x1b'));
}

#[test]
fn records_cannot_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book.json");
    fs::write(&book, r#"{"schools": [{"id": "S1", "name": "\u001b[2J一小\n二小", "role": "lead"}], "clubs": [], "events": []}"#).unwrap();
    let shown = dudao().args(["run", "library-2020", "--as-of", "2021-09-20", "--data"]).arg(&book).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("[2J一小 二小") && !shown.contains('\x1b'), "{shown}");
}
