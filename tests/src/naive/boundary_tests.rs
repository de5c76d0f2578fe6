//! The boundary cases of the catalogue of requirements, one test a clause.

use super::{Finding, Options, evaluate};
use crate::book::{Book, Table};
use chrono::NaiveDate;

const AUTUMN: &str = "2020-2021-1";

/// Two lead schools and six members of one community, in the autumn term of 2020.
fn book() -> Book {
    Book::default()
        .given("terms", "id | start | end\n2020-2021-1 | 2020-09-01 | 2021-01-22")
        .given("academic_years", "id | start | end\n2020-2021 | 2020-09-01 | 2021-08-31")
        .given("alliances", "id\nX")
        .given(
            "schools",
            "
            id | alliance | role   | teachers
            L  | X        | lead   | 90
            L2 | X        | lead   | 60
            A  | X        | member | 18
            B  | X        | member | 18
            C  | X        | member | 18
            D  | X        | member | 18
            E  | X        | member | 18",
        )
        .given("activities", "id | kind | date | alliance | host | presenter | participants | post | headcount | evaluated")
        .given("postings", "id | kind | from_school | to_school | start | end | rank | established")
        .given("resident_researchers", "id | alliance | person | start | end")
        .given("projects", "id | alliance | theme | level | approved | concluded")
}

fn after_term() -> Options {
    Options::usual(NaiveDate::from_ymd_opt(2021, 2, 1).unwrap())
}

/// The book with so many equal rows more.
fn with(mut book: Book, table: &str, count: usize, cells: &[(&str, &str)]) -> Book {
    let table: &mut Table = book.tables.get_mut(table).unwrap();
    for _ in 0..count {
        table.push(cells);
        let id = table.rows.len().to_string();
        table.rows.last_mut().unwrap()[0] = id;
    }
    book
}

fn finding(book: &Book, options: &Options, rule: &str, entity: &str, period: &str) -> Finding {
    let found = evaluate(book, options);
    let mut found = found.into_iter().filter(|f| f.rule == rule && f.entity == entity && f.period == period);
    found.next().unwrap()
}

fn status(book: &Book, rule: &str, entity: &str) -> &'static str {
    finding(book, &after_term(), rule, entity, AUTUMN).status
}

fn trips(book: Book, count: usize, headcount: i64) -> Book {
    let headcount = headcount.to_string();
    let trip = [("kind", "study_trip"), ("date", "2020-10-12"), ("host", "L"), ("participants", "A"), ("headcount", &headcount)];
    with(book, "activities", count, &trip)
}

#[test]
fn a_trip_needs_a_fifth_of_the_teachers_or_ten() {
    let smaller = [(4, 1), (9, 2), (18, 4), (45, 9), (46, 10), (50, 10), (51, 10), (60, 10)].map(|case| ("smaller", case));
    let larger = [(18, 10), (60, 12)].map(|case| ("larger", case));
    for (reading, (teachers, least)) in smaller.into_iter().chain(larger) {
        let school = format!("id | role | teachers\nL | lead | 90\nA | member | {teachers}");
        let mut options = after_term();
        options.readings.insert("trip_size".to_owned(), reading.to_owned());
        options.params.insert("trips".to_owned(), 1);
        let status = |headcount| {
            let book = trips(book().given("schools", &school), 1, headcount);
            finding(&book, &options, "study-trips", "A", AUTUMN).status
        };
        assert_eq!((status(least - 1), status(least)), ("fail", "pass"), "{reading} of {teachers}");
    }
}

#[test]
fn trips_that_are_too_small_do_not_count() {
    let book_of_two = trips(trips(book(), 2, 4), 1, 3);
    let found = finding(&book_of_two, &after_term(), "study-trips", "A", AUTUMN);
    assert_eq!((found.status, found.low, found.gap), ("fail", Some(2), Some(1)));
    assert_eq!(status(&trips(book(), 3, 4), "study-trips", "A"), "pass");
}

fn lessons(book: Book, kind: &str, host: &str, count: usize, evaluated: &str) -> Book {
    let lesson = [("kind", kind), ("date", "2020-10-12"), ("host", host), ("presenter", "L"), ("evaluated", evaluated)];
    with(book, "activities", count, &lesson)
}

#[test]
fn fifteen_demo_lessons_at_members() {
    for (count, expected) in [(14, "fail"), (15, "pass"), (16, "pass")] {
        assert_eq!(status(&lessons(book(), "demo_lesson", "A", count, ""), "demo-lessons", "L"), expected);
    }
    let two_at_lead = lessons(lessons(book(), "demo_lesson", "A", 13, ""), "demo_lesson", "L2", 2, "");
    let found = finding(&two_at_lead, &after_term(), "demo-lessons", "L", AUTUMN);
    assert_eq!((found.status, found.low, found.high), ("fail", Some(13), Some(13)));
}

#[test]
fn thirty_observed_lessons_with_evaluation() {
    for (count, expected) in [(29, "fail"), (30, "pass")] {
        assert_eq!(status(&lessons(book(), "observe_evaluate", "A", count, "yes"), "observed-lessons", "L"), expected);
    }
    let mut five_without = lessons(book(), "observe_evaluate", "A", 25, "yes");
    five_without = lessons(five_without, "observe_evaluate", "A", 5, "no");
    assert_eq!(status(&five_without, "observed-lessons", "L"), "fail");
    // Where nobody asked whether a lesson was evaluated, all count.
    five_without.tables.get_mut("activities").unwrap().drop_column("evaluated");
    assert_eq!(status(&five_without, "observed-lessons", "L"), "pass");
}

fn visit(book: Book, host: &str, date: &str, post: &str) -> Book {
    let cells = [("kind", "lead_visit"), ("date", date), ("host", host), ("presenter", "L"), ("post", post)];
    with(book, "activities", 1, &cells)
}

#[test]
fn two_visits_to_each_member() {
    let mut book = book();
    for member in ["A", "B", "C", "D", "E"] {
        book = visit(book, member, "2020-10-12", "principal");
    }
    for member in ["A", "B", "C", "D"] {
        book = visit(book, member, "2020-11-12", "vice_principal");
    }
    assert_eq!(status(&book, "lead-visits", "D"), "pass");
    assert_eq!(status(&book, "lead-visits", "E"), "fail");
    let mut total = after_term();
    total.readings.insert("visits_scope".to_owned(), "total".to_owned());
    assert_eq!(finding(&book, &total, "lead-visits", "L", AUTUMN).status, "pass");
}

#[test]
fn only_a_principal_visits_and_a_day_counts_once() {
    let once = visit(book(), "A", "2020-10-12", "principal");
    let by_director = visit(once.clone(), "A", "2020-11-12", "middle");
    assert_eq!(finding(&by_director, &after_term(), "lead-visits", "A", AUTUMN).low, Some(1));
    let twice_a_day = visit(once, "A", "2020-10-12", "vice_principal");
    assert_eq!(finding(&twice_a_day, &after_term(), "lead-visits", "A", AUTUMN).low, Some(1));
}

#[test]
fn two_or_three_resident_researchers() {
    for (count, expected) in [(1, ("fail", false)), (2, ("pass", false)), (3, ("pass", false)), (4, ("pass", true))] {
        let mut book = book();
        for person in 0..count {
            let person = person.to_string();
            book = with(book, "resident_researchers", 1, &[("alliance", "X"), ("person", &person), ("start", "2020-09-01")]);
        }
        let found = finding(&book, &after_term(), "resident-researchers", "X", AUTUMN);
        assert_eq!((found.status, found.note), expected, "{count}");
    }
}

fn young(count: usize, established: &str) -> Book {
    let cells = [("kind", "teach_at_lead"), ("from_school", "A"), ("to_school", "L"), ("start", "2020-09-01"), ("rank", "young"), ("established", established)];
    with(book(), "postings", count, &cells)
}

#[test]
fn one_or_two_established_young_teachers_at_a_lead() {
    for (count, expected) in [(0, ("fail", false)), (1, ("pass", false)), (2, ("pass", false)), (3, ("pass", true))] {
        let found = finding(&young(count, "是"), &after_term(), "young-teachers-at-lead", "A", AUTUMN);
        assert_eq!((found.status, found.note), expected, "{count}");
    }
    assert_eq!(status(&young(1, "否"), "young-teachers-at-lead", "A"), "fail");
}

#[test]
fn one_secondment_is_asked_for() {
    let after_year = Options::usual(NaiveDate::from_ymd_opt(2021, 9, 1).unwrap());
    let found = finding(&book(), &after_year, "cadre-secondment", "A", "2020-2021");
    assert_eq!((found.status, found.low, found.required), ("fail", Some(0), Some(1)));
}

fn dated(kind: &str, date: &str) -> Book {
    with(book(), "activities", 1, &[("kind", kind), ("date", date), ("alliance", "X")])
}

#[test]
fn preparation_lies_in_the_seven_days_before_term() {
    for (date, expected) in [("2020-08-24", "fail"), ("2020-08-25", "pass"), ("2020-08-31", "pass"), ("2020-09-01", "fail")] {
        let found = finding(&dated("joint_prep", date), &after_term(), "pre-term-preparation", "X", AUTUMN);
        assert_eq!(found.status, expected, "{date}");
        assert_eq!(found.due, NaiveDate::from_ymd_opt(2020, 8, 31));
    }
}

#[test]
fn monitoring_lies_in_the_week_of_the_middle_day() {
    let week = [("2020-11-08", "fail"), ("2020-11-09", "pass"), ("2020-11-15", "pass"), ("2020-11-16", "fail")];
    for (date, expected) in week.into_iter().chain([("2020-11-12", "pass"), ("2020-11-17", "fail")]) {
        assert_eq!(status(&dated("midterm_monitoring", date), "midterm-monitoring", "X"), expected, "{date}");
    }
}

#[test]
fn one_delivery_in_march_is_enough() {
    let book = dated("lesson_delivery", "2021-03-10").given("terms", "id | start | end\nS | 2021-02-22 | 2021-07-02");
    let after = Options::usual(NaiveDate::from_ymd_opt(2021, 8, 1).unwrap());
    assert_eq!(finding(&book, &after, "lesson-delivery", "X", "S").status, "pass");
}

#[test]
fn a_project_is_of_city_level_approved_and_concluded() {
    let after_policy = Options::usual(NaiveDate::from_ymd_opt(2023, 1, 1).unwrap());
    for (level, concluded, expected) in [("district", "2022-06-01", "fail"), ("city", "", "fail"), ("city", "2022-06-01", "pass")] {
        let cells = [("alliance", "X"), ("theme", "quality_action"), ("level", level), ("approved", "2020-06-01"), ("concluded", concluded)];
        let book = with(book(), "projects", 1, &cells);
        assert_eq!(finding(&book, &after_policy, "city-project", "X", "policy").status, expected, "{level} {concluded}");
    }
}
