//! `dudao check`.

use super::{assert_stable, data, ran, ran_in, repository};
use std::fs;
use unicode_width::UnicodeWidthChar;

#[test]
fn a_sound_pack_tells_what_can_be_set() {
    let checked = ran("check library-2020");
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
    assert_stable!("check_zh", checked.out);
    assert_stable!("check_en", ran("check library-2020 --lang en").out);
}

#[test]
fn shipped_packs_are_sound() {
    let checked = ran("check fenghua-2019");
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
    assert!(checked.out.starts_with("没有问题："), "{}", checked.out);
    assert_eq!(ran(&format!("check {}", repository("rules/fenghua-2019"))).out, checked.out);
}

#[test]
fn every_problem_of_a_broken_pack_is_shown_at_once() {
    let checked = ran("check broken");
    assert_eq!((checked.code, checked.out.as_str()), (2, ""));
    assert_stable!("broken_zh", checked.err);
    assert_stable!("broken_en", ran("check broken --lang en").err);
}

#[test]
fn carets_stand_under_wide_letters() {
    let err = ran("check broken").err;
    let lines: Vec<&str> = err.lines().collect();
    let marked: Vec<String> = lines
        .windows(2)
        .filter(|pair| pair[1].contains('^'))
        .map(|pair| {
            let (from, to) = (pair[1].find('^').unwrap(), pair[1].rfind('^').unwrap());
            let mut column = 0;
            let placed = pair[0].chars().map(|letter| {
                column += letter.width().unwrap_or(0);
                (column, letter)
            });
            placed.filter(|(end, _)| *end > from && *end <= to + 1).map(|(_, letter)| letter).collect()
        })
        .collect();
    assert_eq!(marked, ["，", "名秤", "("]);
}

#[test]
fn warnings_are_shown_and_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let policy = fs::read_to_string(data("library-2020/policy.rhai")).unwrap();
    fs::write(folder.path().join("policy.rhai"), policy.replace("|m| m.reports.at_least(1)", "|m| pass()")).unwrap();
    let checked = ran_in(folder.path(), &["check", "."]);
    assert_eq!(checked.code, 0, "{}", checked.err);
    assert!(checked.err.contains("提醒[rule.input]"), "{}", checked.err);
    assert!(checked.out.starts_with("1 处提醒：4 条款，"), "{}", checked.out);
    let shown = ran_in(folder.path(), &["run", ".", "--as-of", "2021-09-20", "--data", data("book").to_str().unwrap()]);
    assert_eq!((shown.code, shown.err.as_str()), (0, "规则包有 1 处提醒，用 dudao check . 查看\n"));
}
