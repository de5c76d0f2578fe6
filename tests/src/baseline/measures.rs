//! Counting: one pass over the activities of each kind into dense counters, one counter to a unit.

use super::periods::{Day, Days, Span, in_force};
use super::records::{Activity, Kind, PostingKind, Records, Role, mark};
use super::rules::{Entity, Rule};

/// Counters for all entities of a table in all periods of a kind. Each row has one counter more
/// than there are periods, for what lies in none of them, and there is one row more for links that lead nowhere.
#[derive(Debug)]
struct Grid {
    width: usize,
    counts: Vec<u32>,
}

impl Grid {
    fn new(entities: usize, periods: usize) -> Self {
        let width = periods + 1;
        Self { width, counts: vec![0; width * (entities + 1)] }
    }

    /// The period that stands for none.
    fn unused(&self) -> u8 {
        u8::try_from(self.width - 1).unwrap_or(u8::MAX)
    }

    fn place(&self, entity: u32, period: u8) -> usize {
        entity as usize * self.width + usize::from(period)
    }

    fn add(&mut self, entity: u32, period: u8) {
        let place = self.place(entity, period);
        self.counts[place] += 1;
    }
}

/// The counts of all rules.
#[derive(Debug)]
pub(super) struct Measures {
    grids: Vec<Grid>,
}

impl Measures {
    /// Counts what had happened by the day `as_of`.
    pub(super) fn count(records: &Records, as_of: i32) -> Self {
        let mut counting = Counting::new(records, as_of);
        counting.activities();
        counting.postings();
        counting.projects();
        counting.researchers();
        Self { grids: counting.grids }
    }

    /// The count of one unit.
    pub(super) fn get(&self, rule: Rule, entity: usize, period: usize) -> u32 {
        let grid = &self.grids[rule as usize];
        grid.counts[entity * grid.width + period]
    }
}

struct Counting<'r> {
    records: &'r Records,
    as_of: i32,
    days: Days,
    grids: Vec<Grid>,
}

impl<'r> Counting<'r> {
    fn new(records: &'r Records, as_of: i32) -> Self {
        let grid = |rule: &Rule| {
            let entities = match rule.entity() {
                Entity::School | Entity::Member | Entity::Lead => records.schools.len(),
                Entity::Alliance => records.alliances.len(),
                Entity::WeakSubject => records.weak_subjects.len(),
            };
            Grid::new(entities, records.periods.of(rule.period()).len())
        };
        let grids = Rule::ALL.iter().map(grid).collect();
        Self { records, as_of, days: Days::new(&records.periods, as_of), grids }
    }

    fn activities(&mut self) {
        self.of_alliances(Rule::LessonDelivery, Kind::LessonDelivery, |day| day.term, |_| true);
        self.of_alliances(Rule::SubjectContest, Kind::SubjectContest, |day| day.term, |_| true);
        self.of_alliances(Rule::GradeContest, Kind::GradeContest, |day| day.term, |_| true);
        self.of_alliances(Rule::PreTermPreparation, Kind::JointPrep, |day| day.week_before, |_| true);
        self.of_alliances(Rule::MidtermMonitoring, Kind::MidtermMonitoring, |day| day.middle_week, |_| true);
        self.of_alliances(Rule::ClassroomContest, Kind::ClassroomContest, |day| day.calendar_year, |_| true);
        let open_to_district = |a: &Activity| a.marks & mark::DISTRICT != 0;
        self.of_alliances(Rule::CourseShow, Kind::CourseShow, |day| day.academic_year, open_to_district);

        let schools = &self.records.schools;
        let role = |school: u32| schools[school as usize].role;
        self.of_presenters(Rule::Lectures, Kind::Lecture, |_| true);
        self.of_presenters(Rule::DemoLessons, Kind::DemoLesson, |a| role(a.host) == Role::Member);
        self.of_presenters(Rule::ObservedLessons, Kind::ObserveEvaluate, |a| a.marks & mark::EVALUATED != 0 && role(a.host) == Role::Member);

        self.of_participants(Rule::LeadershipStudy, Kind::LeadershipStudy, |day| day.term, |_, _| true);
        self.of_participants(Rule::StaffTraining, Kind::StaffTraining, |day| day.calendar_year, |_, _| true);
        self.of_participants(
            Rule::StudyTrips,
            Kind::StudyTrip,
            |day| day.term,
            |a, school| {
                let enough = u32::from(a.headcount) * 5 >= schools[school as usize].five_times_enough;
                enough && role(a.host) == Role::Lead
            },
        );
        self.weak_subject_sessions();
        self.visits();
    }

    /// Counts the activities of a kind that `holds` for their alliances.
    fn of_alliances(&mut self, rule: Rule, kind: Kind, when: impl Fn(Day) -> u8, holds: impl Fn(&Activity) -> bool) {
        let grid = &mut self.grids[rule as usize];
        for a in self.records.of_kind(kind).rows.iter().filter(|a| holds(a)) {
            grid.add(a.alliance, when(self.days.at(a.day)));
        }
    }

    /// Counts the activities of a kind that `holds` for the schools that present them, by term.
    fn of_presenters(&mut self, rule: Rule, kind: Kind, holds: impl Fn(&Activity) -> bool) {
        let grid = &mut self.grids[rule as usize];
        for a in &self.records.of_kind(kind).rows {
            // Choosing a counter is quicker than a jump that nobody can foretell.
            let term = if holds(a) { self.days.at(a.day).term } else { grid.unused() };
            grid.add(a.presenter, term);
        }
    }

    /// Counts the activities of a kind for each school that took part and that `holds` for.
    fn of_participants(&mut self, rule: Rule, kind: Kind, when: impl Fn(Day) -> u8, holds: impl Fn(&Activity, u32) -> bool) {
        let grid = &mut self.grids[rule as usize];
        for (a, participants) in self.records.of_kind(kind).with_participants() {
            let period = when(self.days.at(a.day));
            for school in participants {
                let period = if holds(a, *school) { period } else { grid.unused() };
                grid.add(*school, period);
            }
        }
    }

    fn weak_subject_sessions(&mut self) {
        let (starts, weak) = by_school(self.records);
        let grid = &mut self.grids[Rule::WeakSubjectSessions as usize];
        let sessions = self.records.of_kind(Kind::WeakSubjectSession).with_participants();
        for (a, participants) in sessions.filter(|(a, _)| a.marks & mark::BOTH != 0) {
            let term = self.days.at(a.day).term;
            for school in participants {
                let school = *school as usize;
                for (subject, row) in &weak[starts[school] as usize..starts[school + 1] as usize] {
                    if *subject == a.subject {
                        grid.add(*row, term);
                    }
                }
            }
        }
    }

    /// Visits of one day are one visit: a bit for each day of each term on which a school was visited.
    fn visits(&mut self) {
        let records = self.records;
        let terms = &records.periods.terms;
        let longest = terms.iter().map(|term| term.span.end - term.span.start + 1).max().unwrap_or(1);
        let words = usize::try_from(longest).unwrap_or(1).div_ceil(64).max(1);
        let grid = &mut self.grids[Rule::LeadVisits as usize];
        let mut visited = vec![0_u64; grid.counts.len() * words];
        let is_lead = |school: u32| records.schools[school as usize].role == Role::Lead;
        let by_head = |a: &&Activity| a.marks & mark::HEAD != 0 && is_lead(a.presenter);
        for a in records.of_kind(Kind::LeadVisit).rows.iter().filter(by_head) {
            let day = self.days.at(a.day);
            let first = grid.place(a.host, day.term) * words;
            visited[first + usize::from(day.in_term / 64)] |= 1 << (day.in_term % 64);
        }
        for (count, days) in grid.counts.iter_mut().zip(visited.chunks_exact(words)) {
            *count = days.iter().map(|word| word.count_ones()).sum();
        }
    }

    fn postings(&mut self) {
        let (records, as_of) = (self.records, self.as_of);
        let lead = |school: u32| records.schools[school as usize].role == Role::Lead;
        for posting in records.postings.iter().filter(|posting| posting.span.start <= as_of) {
            let rule = match posting.kind {
                PostingKind::Cadre => Rule::CadreSecondment,
                PostingKind::YoungTeacher if lead(posting.to) => Rule::YoungTeachersAtLead,
                PostingKind::YoungTeacher => continue,
            };
            for (period, index) in records.periods.of(rule.period()).iter().zip(0..) {
                if posting.span.touches(period.span) {
                    self.grids[rule as usize].add(posting.from, index);
                }
            }
        }
    }

    fn projects(&mut self) {
        let Span { start, end } = in_force();
        let last = end.min(self.as_of);
        for (alliance, project) in &self.records.projects {
            if project.start >= start && project.start <= last && project.end >= start && project.end <= last {
                self.grids[Rule::CityProject as usize].add(*alliance, 0);
            }
        }
    }

    /// Different people in post on the last day; rows are sorted by alliance and person.
    fn researchers(&mut self) {
        let records = self.records;
        for (term, index) in records.periods.terms.iter().zip(0..) {
            let last = term.span.end.min(self.as_of);
            let mut counted = None;
            for (alliance, person, spell) in &records.researchers {
                if spell.days().contains(&last) && counted != Some((alliance, person)) {
                    counted = Some((alliance, person));
                    self.grids[Rule::ResidentResearchers as usize].add(*alliance, index);
                }
            }
        }
    }
}

/// The weak subjects of each school: where its own begin, and all of them by school.
fn by_school(records: &Records) -> (Vec<u32>, Vec<(u8, u32)>) {
    let mut rows: Vec<(u32, u8, u32)> = records.weak_subjects.iter().zip(0..).map(|((school, subject), row)| (*school, *subject, row)).collect();
    rows.sort_unstable();
    let mut starts = vec![0; records.schools.len() + 1];
    for (school, ..) in &rows {
        starts[*school as usize + 1] += 1;
    }
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    (starts, rows.into_iter().map(|(_, subject, row)| (subject, row)).collect())
}
