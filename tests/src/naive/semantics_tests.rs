//! Cases of the contract that no clause of the policy speaks of: what is missing, doubtful or still to come.

use super::{Finding, Options, evaluate};
use crate::book::Book;
use chrono::NaiveDate;

fn on(date: &str) -> Options {
    Options::usual(date.parse::<NaiveDate>().unwrap())
}

/// Two communities, each with a lead and a member, in the spring term of 2021.
fn book() -> Book {
    Book::default()
        .given("terms", "id | start | end\nT | 2021-02-22 | 2021-07-02")
        .given("alliances", "id | district\nX | D\nY | D")
        .given("districts", "id\nD")
        .given(
            "schools",
            "
            id | alliance | role
            L  | X        | lead
            A  | X        | member
            M  | Y        | lead
            B  | Y        | member",
        )
}

fn find(book: &Book, options: &Options, rule: &str, entity: &str) -> Finding {
    let mut found = evaluate(book, options).into_iter().filter(|f| f.rule == rule && f.entity == entity);
    found.next().unwrap()
}

fn range(found: &Finding) -> (&'static str, Option<i64>, Option<i64>) {
    (found.status, found.low, found.high)
}

const STUDY: &str = "
    id | kind             | date       | alliance | participants
    1  | leadership_study | 2021-03-01 | X        | L;A
    2  | leadership_study | 2021-03-02 | X        | L;Z";

#[test]
fn an_unusable_member_of_a_list_does_damage_within_its_scope() {
    let book = book().given("activities", STUDY);
    let found = |entity| find(&book, &on("2021-08-01"), "leadership-study", entity);
    assert_eq!(range(&found("L")), ("pass", Some(2), Some(2)));
    assert_eq!(range(&found("A")), ("unknown", Some(1), Some(2)));
    assert_eq!(range(&found("B")), ("fail", Some(0), Some(0)));
}

#[test]
fn without_a_usable_scope_no_unit_is_touched() {
    let book = book().given("activities", &STUDY.replace("| X ", "|   "));
    assert_eq!(range(&find(&book, &on("2021-08-01"), "leadership-study", "A")), ("fail", Some(1), Some(1)));
}

#[test]
fn a_column_that_is_not_supplied_could_name_any_unit() {
    let book = book().given("activities", "id | kind | date\n1 | 班子共研 | 2021-03-01");
    assert_eq!(range(&find(&book, &on("2021-08-01"), "leadership-study", "B")), ("fail", Some(0), Some(1)));
}

#[test]
fn an_open_window_waits_and_a_closed_one_decides() {
    let book = book().given("activities", STUDY);
    let found = find(&book, &on("2021-07-02"), "leadership-study", "B");
    assert_eq!((found.status, found.gap, found.due), ("not_due", Some(2), NaiveDate::from_ymd_opt(2021, 7, 2)));
    assert_eq!(find(&book, &on("2021-07-03"), "leadership-study", "B").status, "fail");
    let not_closed = book.given("terms", "id | start | end | closed\nT | 2021-02-22 | 2021-07-02 | 否");
    assert_eq!(find(&not_closed, &on("2021-07-03"), "leadership-study", "B").status, "not_due");
}

#[test]
fn a_year_stays_open_while_a_term_in_it_is_not_closed() {
    let book = book().given("activities", STUDY).given("terms", "id | start | end | closed\nT | 2021-02-22 | 2021-07-02 | no");
    let in_2021 = |f: &Finding| f.rule == "staff-training" && f.entity == "A" && f.period == "2021";
    let found = evaluate(&book, &on("2022-03-01")).into_iter().find(in_2021);
    assert_eq!(found.unwrap().status, "not_due");
}

#[test]
fn what_is_not_handed_in_has_no_upper_bound() {
    let book = book().given("activities", STUDY);
    let handed_in = |row: &str| {
        let book = book.clone().given("submissions", &format!("table | submitter | through\n{row}"));
        range(&find(&book, &on("2021-08-01"), "leadership-study", "B"))
    };
    assert_eq!(handed_in("activities | Y | 2021-07-01"), ("unknown", Some(0), None));
    assert_eq!(handed_in("活动 | Y | 2021-07-02"), ("fail", Some(0), Some(0)));
    assert_eq!(handed_in("activities | D | 2021-07-02"), ("fail", Some(0), Some(0)));
    assert_eq!(handed_in("activities | X | 2021-07-02"), ("unknown", Some(0), None));
}

#[test]
fn researchers_at_the_end_wait_for_the_end() {
    let book = book().given(
        "resident_researchers",
        "
        id | alliance | person | start      | end
        1  | X        | p      | 2021-02-22 |
        2  | X        | q      | 2021-02-22 | 2021-07-02
        3  | X        | r      | 2021-02-22 | 2021-05-01
        4  | X        |        | 2021-07-02 |",
    );
    let found = find(&book, &on("2021-06-01"), "resident-researchers", "X");
    assert_eq!((range(&found), found.gap), (("not_due", Some(2), Some(2)), None));
    let found = find(&book, &on("2021-07-03"), "resident-researchers", "X");
    assert_eq!(range(&found), ("pass", Some(2), Some(3)));
}

#[test]
fn a_school_without_a_role_may_be_either() {
    let book = book().given("schools", "id | role\nA |").given("activities", STUDY);
    for rule in ["demo-lessons", "study-trips"] {
        let found = find(&book, &on("2021-08-01"), rule, "A");
        assert_eq!((found.status, found.measured), ("unknown", false));
    }
}

#[test]
fn half_a_midterm_cannot_be_told() {
    let book = book().given("activities", STUDY);
    let terms = |text: &str| book.clone().given("terms", text);
    let found = |book: &Book| find(book, &on("2021-08-01"), "midterm-monitoring", "X").status;
    assert_eq!(found(&terms("id | start | end | midterm_start\nT | 2021-02-22 | 2021-07-02 |")), "fail");
    assert_eq!(found(&terms("id | start | end | midterm_start\nT | 2021-02-22 | 2021-07-02 | 2021-04-26")), "unknown");
}

#[test]
fn a_unit_whose_own_cell_is_missing_leaves_every_record_undecided() {
    let activities = "
        id | kind                 | date       | participants | subject | topics
        1  | weak_subject_session | 2021-03-01 | A            | maths   | preparation;research
        2  | weak_subject_session | 2021-03-02 | B            | maths   | 备课;教研
        3  | weak_subject_session | 2021-03-03 |              | maths   | 备课;教研
        4  | weak_subject_session | 2021-03-04 | A            | music   | 备课;教研";
    let weak = "
        id | school | subject
        W1 | A      | maths
        W2 | Z      | maths
        W3 |        | maths";
    let book = book().given("activities", activities).given("weak_subjects", weak);
    let found = |entity| find(&book, &on("2021-08-01"), "weak-subject-sessions", entity);
    assert_eq!(range(&found("W1")), ("fail", Some(1), Some(1)));
    assert_eq!(range(&found("W2")), ("fail", Some(0), Some(2)));
    assert_eq!(range(&found("W3")), ("fail", Some(0), Some(0)));
}

#[test]
fn an_unusable_subject_leaves_the_session_undecided_for_its_schools() {
    let activities = "
        id | kind                 | date       | participants | subject | topics
        1  | weak_subject_session | 2021-03-01 | A            | ghost   | 备课;教研";
    let book =
        book().given("activities", activities).given("subjects", "id\nmaths").given("weak_subjects", "id | school | subject\nW | A | maths\nV | B | maths");
    let found = |entity| range(&find(&book, &on("2021-08-01"), "weak-subject-sessions", entity));
    assert_eq!(found("W"), ("fail", Some(0), Some(1)));
    assert_eq!(found("V"), ("fail", Some(0), Some(0)));
}

#[test]
fn both_parts_of_each_three_must_be_met() {
    let activities = "
        id | kind                 | date       | participants | subject | topics
        1  | weak_subject_session | 2021-03-01 | A            | maths   | preparation
        2  | weak_subject_session | 2021-03-02 | A            | maths   | preparation;research";
    let book = book().given("activities", activities).given("weak_subjects", "id | school | subject\nW | A | maths");
    let mut options = on("2021-08-01");
    options.readings.insert("prep_and_research".to_owned(), "each_three".to_owned());
    options.params.insert("weak_sessions".to_owned(), 2);
    let found = find(&book, &options, "weak-subject-sessions", "W");
    assert_eq!((range(&found), found.required, found.gap), (("fail", Some(1), Some(1)), Some(2), Some(1)));
}

#[test]
fn units_come_and_go_with_the_policy() {
    let terms = "
        id | start      | end
        S1 | 2019-09-01 | 2020-01-17
        S2 | 2019-02-01 | 2019-07-01
        S3 | 2022-09-01 | 2022-08-01
        S4 | 2022-02-14 | 2022-07-01";
    let book = book().given("activities", STUDY).given("terms", terms);
    let of_rule = |as_of: &str, rule: &str| -> Vec<(String, &'static str)> {
        let found = evaluate(&book, &on(as_of)).into_iter().filter(|f| f.rule == rule && f.entity == "X");
        found.map(|f| (f.period, f.status)).collect()
    };
    let term = |id: &str, status| (id.to_owned(), status);
    assert_eq!(of_rule("2022-02-06", "pre-term-preparation"), [term("S1", "not_applicable")]);
    assert_eq!(of_rule("2022-02-07", "pre-term-preparation"), [term("S1", "not_applicable"), term("S4", "not_due")]);
    assert_eq!(of_rule("2022-02-13", "lesson-delivery"), [term("S1", "not_applicable")]);
}

#[test]
fn a_table_that_is_not_supplied_is_not_an_empty_one() {
    let found = find(&book(), &on("2021-08-01"), "lesson-delivery", "X");
    assert_eq!((found.status, found.measured, found.due), ("unknown", false, None));
}
