//! What the schools did: activities, postings, researchers, projects, and what was handed in.

use super::rows::{POSTS, TOPICS, YES, cells};
use super::{School, Span, World, chance, days_after, pick};
use crate::book::Table;

const ACTIVITY_COLUMNS: [&str; 13] =
    ["id", "kind", "date", "alliance", "host", "presenter", "participants", "subject", "post", "headcount", "scope", "topics", "evaluated"];
const POSTING_COLUMNS: [&str; 9] = ["id", "teacher", "kind", "from_school", "to_school", "start", "end", "rank", "established"];

const LEVELS: [&str; 6] = ["city", "city", "市", "province", "district", "school"];
/// The tables that are handed in, with their labels.
const HANDED_IN: [(&str, &str); 4] = [("activities", "活动"), ("postings", "流动"), ("projects", "课题"), ("resident_researchers", "蹲点教研员")];

impl World {
    pub(super) fn make_deeds(&mut self) {
        self.book.tables.insert("activities".to_owned(), Table::new(&ACTIVITY_COLUMNS));
        self.book.tables.insert("postings".to_owned(), Table::new(&POSTING_COLUMNS));
        let researchers = Table::new(&["id", "alliance", "person", "start", "end"]);
        self.book.tables.insert("resident_researchers".to_owned(), researchers);
        let projects = Table::new(&["id", "alliance", "theme", "level", "approved", "concluded"]);
        self.book.tables.insert("projects".to_owned(), projects);
        for term in self.terms.clone() {
            self.make_term(term);
        }
        for year in self.years.clone() {
            self.make_year(year);
        }
        for alliance in self.alliances.clone() {
            self.make_projects(alliance);
        }
        self.leave_out("activities", "evaluated");
        self.leave_out("projects", "theme");
    }

    /// Leaves out a column that a rule looks at only where it is supplied.
    fn leave_out(&mut self, table: &str, column: &str) {
        if let Some(table) = self.book.tables.get_mut(table).filter(|_| chance(&mut self.rng, 25)) {
            table.drop_column(column);
        }
    }

    fn make_term(&mut self, term: Span) {
        for alliance in self.alliances.clone() {
            self.make_alliance_term(alliance, term);
        }
        for school in self.schools.clone() {
            let participants = self.participants(&school);
            let study = cells([("alliance", school.alliance), ("participants", &participants)]);
            self.activities("leadership_study", ("leadership_sessions", 2), term, &study);
            if school.is_lead {
                self.make_lead_term(&school, term);
            } else {
                self.make_member_term(&school, term);
            }
        }
        self.make_sessions(term);
    }

    fn make_alliance_term(&mut self, alliance: &str, term: Span) {
        let of_alliance = cells([("alliance", alliance)]);
        self.activities("lesson_delivery", ("deliveries", 1), term, &of_alliance);
        self.activities("subject_contest", ("subject_contests", 1), term, &of_alliance);
        self.activities("grade_contest", ("grade_contests", 1), term, &of_alliance);
        let before = Span { first: days_after(term.first, -7), last: days_after(term.first, -1) };
        self.activities("joint_prep", ("preparations", 1), before, &of_alliance);
        let middle = Span { first: days_after(term.first, 62), last: days_after(term.first, 78) };
        self.activities("midterm_monitoring", ("monitorings", 1), middle, &of_alliance);
        for _ in 0..self.quota("researchers", 2) {
            let person = format!("p{}", self.rng.u8(..12));
            let mut researcher = cells([("alliance", alliance), ("person", &person)]);
            researcher.extend(self.spell(term));
            self.push("resident_researchers", researcher);
        }
    }

    fn make_lead_term(&mut self, lead: &School, term: Span) {
        for (kind, default) in [("demo_lesson", 15), ("observe_evaluate", 30), ("lecture", 3)] {
            let parameter = match kind {
                "demo_lesson" => "demo_lessons",
                "observe_evaluate" => "observed_lessons",
                _ => "lectures",
            };
            let host = self.school_of(lead.alliance, false);
            let evaluated = pick(&mut self.rng, &YES);
            let lesson = [("alliance", lead.alliance), ("host", host), ("presenter", lead.id), ("evaluated", evaluated)];
            self.activities(kind, (parameter, default), term, &cells(lesson));
        }
    }

    fn make_member_term(&mut self, member: &School, term: Span) {
        let lead = self.school_of(member.alliance, true);
        let post = pick(&mut self.rng, &POSTS[..3]);
        let visit = [("alliance", member.alliance), ("host", member.id), ("presenter", lead), ("post", post)];
        self.activities("lead_visit", ("visits", 2), term, &cells(visit));
        let participants = self.participants(member);
        let headcount = self.headcount(member);
        let trip = [("alliance", member.alliance), ("host", lead), ("participants", &participants), ("headcount", &headcount)];
        self.activities("study_trip", ("trips", 3), term, &cells(trip));
        for _ in 0..self.quota("young_teachers", 1) {
            self.posting("teach_at_lead", "young", member.id, lead, term);
        }
    }

    fn make_sessions(&mut self, term: Span) {
        let weak_subjects = self.book.tables["weak_subjects"].rows.clone();
        for row in weak_subjects {
            let alliance = self.schools.iter().find(|s| s.id == row[1]).map_or("", |s| s.alliance);
            let topics = pick(&mut self.rng, &TOPICS[..2]);
            let session = [("alliance", alliance), ("participants", &row[1]), ("subject", &row[2]), ("topics", topics)];
            self.activities("weak_subject_session", ("weak_sessions", 3), term, &cells(session));
        }
    }

    fn make_year(&mut self, year: Span) {
        let calendar_year = Span { first: days_after(year.first, 122), last: days_after(year.first, 486) };
        for alliance in self.alliances.clone() {
            let basis = pick(&mut self.rng, &[year, calendar_year]);
            self.activities("classroom_contest", ("contests", 1), basis, &cells([("alliance", alliance)]));
            let show = cells([("alliance", alliance), ("scope", "district")]);
            self.activities("course_show", ("shows", 1), year, &show);
        }
        for school in self.schools.clone() {
            let basis = pick(&mut self.rng, &[year, calendar_year]);
            let training = cells([("alliance", school.alliance), ("participants", &self.participants(&school))]);
            self.activities("staff_training", ("trainings", 1), basis, &training);
            for _ in 0..self.quota("secondments", 1) {
                let lead = self.school_of(school.alliance, true);
                self.posting("cadre_secondment", "middle", school.id, lead, year);
            }
        }
    }

    /// Projects whose two dates crowd around the ends of the three windows that the readings choose among.
    fn make_projects(&mut self, alliance: &str) {
        for _ in 0..self.quota("projects", 1) {
            let openings = ["2019-09-10", "2019-09-11", "2019-10-01", "2019-12-31", "2020-01-01", "2020-05-01", "2020-05-01", ""];
            let endings = ["2022-09-10", "2022-09-11", "2022-12-01", "2022-12-02", "2021-05-01", "2022-01-01", "2022-01-01", ""];
            let theme = pick(&mut self.rng, &["quality_action", "quality_action", "学业质量提升行动研究", "other"]);
            let project = [
                ("alliance", alliance),
                ("theme", theme),
                ("level", pick(&mut self.rng, &LEVELS)),
                ("approved", pick(&mut self.rng, &openings)),
                ("concluded", pick(&mut self.rng, &endings)),
            ];
            self.push("projects", cells(project));
        }
    }

    /// Says what was handed in, in one case of three: for the district, an alliance or a single school, up to some day.
    pub(super) fn hand_in(&mut self) {
        if !chance(&mut self.rng, 35) {
            return;
        }
        let mut submissions = Table::new(&["table", "submitter", "through"]);
        let schools: Vec<&str> = self.schools.iter().map(|school| school.id).collect();
        let bodies = [&["FH", "FH", "FH", "YZ"], &self.alliances[..], &self.alliances[..], &schools[..]].concat();
        let last_days: Vec<_> = self.terms.iter().map(|term| term.last).collect();
        for _ in 0..self.rng.usize(2..=16) {
            let (id, label) = pick(&mut self.rng, &HANDED_IN);
            let table = if chance(&mut self.rng, 20) { label } else { id };
            let days = pick(&mut self.rng, &[-1, 0, 0, 1, 400, 900]);
            let through = days_after(pick(&mut self.rng, &last_days), days).to_string();
            let submitter = pick(&mut self.rng, &bodies);
            submissions.push(&[("table", table), ("submitter", submitter), ("through", &through)]);
        }
        self.book.tables.insert("submissions".to_owned(), submissions);
    }
}
