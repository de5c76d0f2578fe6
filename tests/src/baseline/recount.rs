//! A recount of a clean book on its cells' text, unit by unit. It shares no code with the baselines and is slow.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::Status;

/// Rule, entity, period; status and count.
pub(super) type Answers = BTreeMap<(String, String, String), (Status, u32)>;

/// The answers of all units that lie wholly inside the policy's time and have begun by `as_of`.
pub(super) fn recount(dir: &Path, as_of: &str) -> Answers {
    let mut recount = Recount { book: Book::read(dir), as_of: as_of.to_owned(), answers: Answers::new() };
    let begun = |window: &Window| *window.first <= *as_of;
    for term in recount.book.terms().iter().filter(|term| begun(term)) {
        recount.schools(term);
        recount.leads(term);
        recount.weak_subjects(term);
        recount.alliances(term);
    }
    for year in years().iter().filter(|year| begun(year)) {
        recount.calendar_year(year);
    }
    for year in academic_years().iter().filter(|year| begun(year)) {
        recount.academic_year(year);
    }
    if as_of >= IN_FORCE.0 {
        recount.projects();
    }
    recount.answers
}

const IN_FORCE: (&str, &str) = ("2020-01-01", "2022-12-01");

type Row = HashMap<String, String>;

/// The tables as text.
struct Book(HashMap<&'static str, Vec<Row>>);

/// A window as ISO text, which compares as days do, and the period that it belongs to.
#[derive(Clone)]
struct Window {
    period: String,
    first: String,
    last: String,
}

impl Window {
    fn new(period: &str, first: &str, last: &str) -> Self {
        Self { period: period.to_owned(), first: first.to_owned(), last: last.to_owned() }
    }
}

impl Book {
    fn read(dir: &Path) -> Self {
        let rows = |table: &str| {
            let mut reader = csv::Reader::from_path(dir.join(format!("{table}.csv"))).unwrap();
            let headers = reader.headers().unwrap().clone();
            let row = |cells: csv::StringRecord| headers.iter().zip(&cells).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
            reader.records().map(|cells| row(cells.unwrap())).collect::<Vec<Row>>()
        };
        let tables = ["terms", "schools", "alliances", "weak_subjects", "activities", "postings", "projects", "resident_researchers"];
        Self(tables.into_iter().map(|table| (table, rows(table))).collect())
    }

    fn table(&self, name: &str) -> &[Row] {
        &self.0[name]
    }

    fn terms(&self) -> Vec<Window> {
        let full = |row: &&Row| row["start"].as_str() >= IN_FORCE.0 && row["end"].as_str() <= IN_FORCE.1;
        let terms = self.table("terms").iter().filter(full);
        terms.map(|row| Window::new(&row["id"], &row["start"], &row["end"])).collect()
    }

    fn with_role(&self, role: &str) -> Vec<Row> {
        self.table("schools").iter().filter(|row| row["role"] == role).cloned().collect()
    }

    fn is(&self, id: &str, role: &str) -> bool {
        self.table("schools").iter().any(|row| row["id"] == id && row["role"] == role)
    }

    fn middle_week(&self, term: &Window) -> Window {
        let row = self.table("terms").iter().find(|row| row["id"] == term.period).unwrap();
        if !row["midterm_start"].is_empty() {
            return Window::new(&term.period, &row["midterm_start"], &row["midterm_end"]);
        }
        let [start, end]: [NaiveDate; 2] = [&term.first, &term.last].map(|day| day.parse().unwrap());
        let middle = start + TimeDelta::days((end - start).num_days() / 2);
        let monday = shift(&middle.to_string(), -i64::from(middle.weekday().num_days_from_monday()));
        Window::new(&term.period, &monday, &shift(&monday, 6))
    }
}

struct Recount {
    book: Book,
    as_of: String,
    answers: Answers,
}

impl Recount {
    fn tell(&mut self, rule: &str, unit: &Row, window: &Window, needed: usize, count: usize) {
        let status = match (count >= needed, self.as_of <= window.last) {
            (_, true) if rule == "resident-researchers" => Status::NotDue,
            (true, _) => Status::Pass,
            (false, true) => Status::NotDue,
            (false, false) => Status::Fail,
        };
        let unit = (rule.to_owned(), unit["id"].clone(), window.period.clone());
        self.answers.insert(unit, (status, u32::try_from(count).unwrap()));
    }

    /// The activities of a kind in a window that had happened.
    fn held(&self, kind: &str, window: &Window) -> Vec<Row> {
        let inside = |row: &Row| (&window.first..=&window.last).contains(&&row["date"]) && row["date"] <= self.as_of;
        self.book.table("activities").iter().filter(|row| row["kind"] == kind && inside(row)).cloned().collect()
    }

    /// The spells of a table that overlap a window and had begun.
    fn spells(&self, table: &str, window: &Window) -> Vec<Row> {
        let running = |row: &Row| row["end"].is_empty() || row["end"] >= window.first;
        let begun = |row: &Row| row["start"] <= window.last && row["start"] <= self.as_of;
        self.book.table(table).iter().filter(|row| begun(row) && running(row)).cloned().collect()
    }

    fn schools(&mut self, term: &Window) {
        let studies = self.held("leadership_study", term);
        for school in self.book.table("schools").to_vec() {
            let count = count(&studies, |row| in_list(&row["participants"], &school["id"]));
            self.tell("leadership-study", &school, term, 2, count);
        }
        let visits = self.held("lead_visit", term);
        let trips = self.held("study_trip", term);
        let postings = self.spells("postings", term);
        for member in self.book.with_role("member") {
            let id = member["id"].as_str();
            let by_head = |row: &&Row| row["post"].ends_with("principal") && self.book.is(&row["presenter"], "lead");
            let own = visits.iter().filter(by_head).filter(|row| row["host"] == id);
            let days = own.map(|row| row["date"].as_str()).collect::<HashSet<_>>().len();
            let teachers: u32 = member["teachers"].parse().unwrap();
            let trips = count(&trips, |row| {
                let people: u32 = row["headcount"].parse().unwrap();
                let enough = people >= 10 || people >= teachers.div_ceil(5);
                enough && in_list(&row["participants"], id) && self.book.is(&row["host"], "lead")
            });
            let young = count(&postings, |row| {
                row["kind"] == "teach_at_lead"
                    && row["rank"] == "young"
                    && row["established"] == "yes"
                    && row["from_school"] == id
                    && self.book.is(&row["to_school"], "lead")
            });
            self.tell("lead-visits", &member, term, 2, days);
            self.tell("study-trips", &member, term, 3, trips);
            self.tell("young-teachers-at-lead", &member, term, 1, young);
        }
    }

    fn leads(&mut self, term: &Window) {
        let lessons = self.held("demo_lesson", term);
        let observed = self.held("observe_evaluate", term);
        let lectures = self.held("lecture", term);
        for lead in self.book.with_role("lead") {
            let own = |row: &Row| row["presenter"] == lead["id"];
            let at_member = |row: &Row| own(row) && self.book.is(&row["host"], "member");
            let lessons = count(&lessons, at_member);
            let observed = count(&observed, |row| at_member(row) && row["evaluated"] == "yes");
            let lectures = count(&lectures, own);
            self.tell("demo-lessons", &lead, term, 15, lessons);
            self.tell("observed-lessons", &lead, term, 30, observed);
            self.tell("lectures", &lead, term, 3, lectures);
        }
    }

    fn weak_subjects(&mut self, term: &Window) {
        let sessions = self.held("weak_subject_session", term);
        for weak in self.book.table("weak_subjects").to_vec() {
            let count = count(&sessions, |row| {
                row["subject"] == weak["subject"]
                    && in_list(&row["participants"], &weak["school"])
                    && in_list(&row["topics"], "preparation")
                    && in_list(&row["topics"], "research")
            });
            self.tell("weak-subject-sessions", &weak, term, 3, count);
        }
    }

    fn alliances(&mut self, term: &Window) {
        let before = Window::new(&term.period, &shift(&term.first, -7), &shift(&term.first, -1));
        let middle = self.book.middle_week(term);
        let last = term.last.clone().min(self.as_of.clone());
        let people = self.spells("resident_researchers", &Window::new(&term.period, &last, &last));
        for alliance in self.book.table("alliances").to_vec() {
            for (rule, kind, window) in [
                ("lesson-delivery", "lesson_delivery", term),
                ("subject-contest", "subject_contest", term),
                ("grade-contest", "grade_contest", term),
                ("pre-term-preparation", "joint_prep", &before),
                ("midterm-monitoring", "midterm_monitoring", &middle),
            ] {
                let count = count(&self.held(kind, window), |row| row["alliance"] == alliance["id"]);
                self.tell(rule, &alliance, window, 1, count);
            }
            let own = people.iter().filter(|row| row["alliance"] == alliance["id"]);
            let different = own.map(|row| row["person"].as_str()).collect::<HashSet<_>>().len();
            self.tell("resident-researchers", &alliance, term, 2, different);
        }
    }

    fn calendar_year(&mut self, year: &Window) {
        let contests = self.held("classroom_contest", year);
        for alliance in self.book.table("alliances").to_vec() {
            let count = count(&contests, |row| row["alliance"] == alliance["id"]);
            self.tell("classroom-contest", &alliance, year, 1, count);
        }
        let trainings = self.held("staff_training", year);
        for member in self.book.with_role("member") {
            let count = count(&trainings, |row| in_list(&row["participants"], &member["id"]));
            self.tell("staff-training", &member, year, 1, count);
        }
    }

    fn academic_year(&mut self, year: &Window) {
        let shows = self.held("course_show", year);
        for alliance in self.book.table("alliances").to_vec() {
            let count = count(&shows, |row| row["alliance"] == alliance["id"] && row["scope"] == "district");
            self.tell("course-show", &alliance, year, 1, count);
        }
        let postings = self.spells("postings", year);
        for member in self.book.with_role("member") {
            let sent = |row: &Row| row["kind"] == "cadre_secondment" && row["from_school"] == member["id"];
            let count = count(&postings, |row| sent(row) && row["rank"] == "middle");
            self.tell("cadre-secondment", &member, year, 1, count);
        }
    }

    fn projects(&mut self) {
        let window = Window::new("policy", IN_FORCE.0, IN_FORCE.1);
        for alliance in self.book.table("alliances").to_vec() {
            let inside = |day: &str| IN_FORCE.0 <= day && day <= IN_FORCE.1 && *day <= *self.as_of;
            let count = count(self.book.table("projects"), |row| {
                row["alliance"] == alliance["id"]
                    && row["theme"] == "quality_action"
                    && ["city", "province", "national"].contains(&row["level"].as_str())
                    && inside(&row["approved"])
                    && inside(&row["concluded"])
            });
            self.tell("city-project", &alliance, &window, 1, count);
        }
    }
}

fn count(rows: &[Row], holds: impl Fn(&Row) -> bool) -> usize {
    rows.iter().filter(|row| holds(row)).count()
}

fn in_list(list: &str, id: &str) -> bool {
    list.split(';').any(|part| part == id)
}

/// The calendar years that lie wholly inside the policy's time.
fn years() -> [Window; 2] {
    [2020, 2021].map(|year| Window::new(&year.to_string(), &format!("{year}-01-01"), &format!("{year}-12-31")))
}

/// The academic years that lie wholly inside the policy's time.
fn academic_years() -> [Window; 2] {
    [2020, 2021].map(|year| {
        let next = year + 1;
        Window::new(&format!("{year}-{next}"), &format!("{year}-09-01"), &format!("{next}-08-31"))
    })
}

fn shift(day: &str, days: i64) -> String {
    let day: NaiveDate = day.parse().unwrap();
    (day + TimeDelta::days(days)).to_string()
}
