//! How a record book is read: only the columns that are needed.

use std::io;
use std::path::Path;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::periods::{Period, Span, number_of};
use super::records::{Activity, Kind, Posting, PostingKind, Records, Role, School, mark};

/// A link that leads nowhere. Tables of schools and alliances have a last row for it.
const NOWHERE: &[u8] = b"";

impl Records {
    /// Reads the record book in the folder `dir`.
    pub(super) fn read(dir: &Path) -> io::Result<Self> {
        let mut records = Self::default();
        records.read_periods(dir)?;
        let mut alliances = Ids::default();
        table(dir, "alliances", ["id"], |[id]| {
            alliances.add(id);
            records.alliances.push(text(id));
        })?;
        let schools = records.read_schools(dir)?;
        let mut subjects = Ids::default();
        table(dir, "weak_subjects", ["id", "school", "subject"], |[id, school, subject]| {
            records.weak_ids.push(text(id));
            records.weak_subjects.push((schools.get(school), tiny(subjects.add(subject))));
        })?;
        records.read_activities(dir, &alliances, &schools, &subjects)?;
        records.read_postings(dir, &schools)?;
        records.read_small_tables(dir, &alliances)?;
        Ok(records)
    }

    fn read_periods(&mut self, dir: &Path) -> io::Result<()> {
        let columns = ["id", "start", "end", "midterm_start", "midterm_end", "closed"];
        table(dir, "terms", columns, |[id, start, end, midterm_start, midterm_end, closed]| {
            if let Some(span) = span(start, end) {
                let midterm = span_of_week(midterm_start, midterm_end);
                let period = Period::plain(text(id), span);
                self.periods.terms.push(Period { midterm, unsettled: closed == b"no", ..period });
            }
        })?;
        table(dir, "academic_years", ["id", "start", "end"], |[id, start, end]| {
            if let Some(span) = span(start, end) {
                self.periods.academic_years.push(Period::plain(text(id), span));
            }
        })?;
        self.periods.complete();
        Ok(())
    }

    fn read_schools(&mut self, dir: &Path) -> io::Result<Ids> {
        let mut ids = Ids::default();
        table(dir, "schools", ["id", "alliance", "role", "teachers"], |[id, alliance, role, teachers]| {
            ids.add(id);
            self.school_ids.push(text(id));
            let role = match role {
                b"lead" => Role::Lead,
                b"member" => Role::Member,
                _ => Role::None,
            };
            // A fifth of the teachers, or ten people.
            let five_times_enough = whole(teachers).map_or(u32::MAX, |teachers| teachers.min(50));
            self.schools.push(School { role, in_alliance: !alliance.is_empty(), five_times_enough });
        })?;
        self.schools.push(School { role: Role::None, in_alliance: false, five_times_enough: u32::MAX });
        Ok(ids)
    }

    fn read_activities(&mut self, dir: &Path, alliances: &Ids, schools: &Ids, subjects: &Ids) -> io::Result<()> {
        let columns = ["kind", "date", "alliance", "host", "presenter", "participants", "subject", "post", "headcount", "scope", "topics", "evaluated"];
        table(dir, "activities", columns, |cells| {
            let [kind, date, alliance, host, presenter, participants, subject, post, headcount, scope, topics, evaluated] = cells;
            self.activity_count += 1;
            let (Some(kind), Some(day)) = (kind_of(kind), day(date)) else {
                return;
            };
            let activities = &mut self.activities[kind as usize];
            for id in participants.split(|byte| *byte == b';').filter(|id| !id.is_empty()) {
                activities.participants.push(schools.get(id));
            }
            let marks = [
                (matches!(post, b"principal" | b"vice_principal"), mark::HEAD),
                (scope == b"district", mark::DISTRICT),
                (evaluated == b"yes", mark::EVALUATED),
                (has(topics, b"preparation") && has(topics, b"research"), mark::BOTH),
            ];
            activities.rows.push(Activity {
                day,
                alliance: alliances.get(alliance),
                host: schools.get(host),
                presenter: schools.get(presenter),
                participants_end: u32::try_from(activities.participants.len()).unwrap_or(u32::MAX),
                headcount: whole(headcount).map_or(0, |people| u16::try_from(people).unwrap_or(u16::MAX)),
                subject: tiny(subjects.get(subject)),
                marks: marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).sum(),
            });
        })
    }

    fn read_postings(&mut self, dir: &Path, schools: &Ids) -> io::Result<()> {
        let columns = ["kind", "from_school", "to_school", "start", "end", "rank", "established"];
        table(dir, "postings", columns, |[kind, from, to, start, end, rank, established]| {
            let kind = match (kind, rank, established) {
                (b"cadre_secondment", b"middle", _) => PostingKind::Cadre,
                (b"teach_at_lead", b"young", b"yes") => PostingKind::YoungTeacher,
                _ => return,
            };
            if let Some(span) = spell(start, end) {
                self.postings.push(Posting { kind, from: schools.get(from), to: schools.get(to), span });
            }
        })
    }

    fn read_small_tables(&mut self, dir: &Path, alliances: &Ids) -> io::Result<()> {
        let columns = ["alliance", "theme", "level", "approved", "concluded"];
        table(dir, "projects", columns, |[alliance, theme, level, approved, concluded]| {
            let counts = theme == b"quality_action" && matches!(level, b"city" | b"province" | b"national");
            if let (true, Some(span)) = (counts, span(approved, concluded)) {
                self.projects.push((alliances.get(alliance), span));
            }
        })?;
        let mut people = Ids::default();
        let columns = ["alliance", "person", "start", "end"];
        table(dir, "resident_researchers", columns, |[alliance, person, start, end]| {
            if let Some(span) = spell(start, end) {
                self.researchers.push((alliances.get(alliance), people.add(person), span));
            }
        })?;
        self.researchers.sort_by_key(|(alliance, person, _)| (*alliance, *person));
        Ok(())
    }
}

/// Ids as numbers, in the order in which they came.
#[derive(Debug, Default)]
struct Ids(FxHashMap<Box<[u8]>, u32>);

impl Ids {
    fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    fn add(&mut self, id: &[u8]) -> u32 {
        if let Some(number) = self.0.get(id) {
            return *number;
        }
        let number = self.len();
        self.0.insert(id.into(), number);
        number
    }

    /// The number of an id; one past the last where there is no such id.
    fn get(&self, id: &[u8]) -> u32 {
        if id == NOWHERE {
            return self.len();
        }
        self.0.get(id).copied().unwrap_or_else(|| self.len())
    }
}

/// Hands each row's cells of the named columns to `take`. A column that the table has not is empty.
fn table<const N: usize>(dir: &Path, name: &str, columns: [&str; N], mut take: impl FnMut([&[u8]; N])) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_path(dir.join(format!("{name}.csv")))?;
    let headers = reader.byte_headers()?;
    let places = columns.map(|column| headers.iter().position(|header| header == column.as_bytes()));
    let mut row = ByteRecord::new();
    while reader.read_byte_record(&mut row)? {
        take(places.map(|place| place.and_then(|place| row.get(place)).unwrap_or_default()));
    }
    Ok(())
}

/// The kind, if a rule asks for it.
fn kind_of(kind: &[u8]) -> Option<Kind> {
    Some(match kind {
        b"leadership_study" => Kind::LeadershipStudy,
        b"lead_visit" => Kind::LeadVisit,
        b"joint_prep" => Kind::JointPrep,
        b"weak_subject_session" => Kind::WeakSubjectSession,
        b"demo_lesson" => Kind::DemoLesson,
        b"observe_evaluate" => Kind::ObserveEvaluate,
        b"lecture" => Kind::Lecture,
        b"staff_training" => Kind::StaffTraining,
        b"study_trip" => Kind::StudyTrip,
        b"lesson_delivery" => Kind::LessonDelivery,
        b"midterm_monitoring" => Kind::MidtermMonitoring,
        b"subject_contest" => Kind::SubjectContest,
        b"grade_contest" => Kind::GradeContest,
        b"classroom_contest" => Kind::ClassroomContest,
        b"course_show" => Kind::CourseShow,
        _ => return None,
    })
}

fn has(list: &[u8], part: &[u8]) -> bool {
    list.split(|byte| *byte == b';').any(|item| item == part)
}

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}

fn whole(cell: &[u8]) -> Option<u32> {
    if cell.is_empty() {
        return None;
    }
    cell.iter().try_fold(0_u32, |sum, byte| match byte {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(u32::from(byte - b'0')),
        _ => None,
    })
}

/// There are few subjects.
fn tiny(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// Reads `2021-03-31`.
fn day(cell: &[u8]) -> Option<i32> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = cell else {
        return None;
    };
    let number = |digits: &[u8]| whole(digits).and_then(|value| i32::try_from(value).ok());
    number_of([number(year)?, number(&[*m1, *m2])?, number(&[*d1, *d2])?])
}

fn span(start: &[u8], end: &[u8]) -> Option<Span> {
    Some(Span { start: day(start)?, end: day(end)? })
}

/// A spell without an end still runs.
fn spell(start: &[u8], end: &[u8]) -> Option<Span> {
    let end = if end.is_empty() { Some(i32::MAX) } else { day(end) };
    Some(Span { start: day(start)?, end: end? })
}

fn span_of_week(start: &[u8], end: &[u8]) -> Option<Span> {
    if start.is_empty() && end.is_empty() { None } else { span(start, end) }
}
