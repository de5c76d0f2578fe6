//! The records as compact rows: only what the rules ask for, ids as small numbers.

use super::periods::{Periods, Span};
use super::rules::{Entity, PeriodKind, Rule};

/// An activity's kind, as far as a rule asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    LeadershipStudy,
    LeadVisit,
    JointPrep,
    WeakSubjectSession,
    DemoLesson,
    ObserveEvaluate,
    Lecture,
    StaffTraining,
    StudyTrip,
    LessonDelivery,
    MidtermMonitoring,
    SubjectContest,
    GradeContest,
    ClassroomContest,
    CourseShow,
}

/// How many kinds there are.
const KINDS: usize = Kind::CourseShow as usize + 1;

/// An activity's other marks.
pub(super) mod mark {
    /// The post is principal or vice-principal.
    pub(in super::super) const HEAD: u8 = 1;
    /// The scope is the district.
    pub(in super::super) const DISTRICT: u8 = 2;
    /// The lesson was evaluated.
    pub(in super::super) const EVALUATED: u8 = 4;
    /// The topics hold both preparation and research.
    pub(in super::super) const BOTH: u8 = 8;
}

/// The activities of one kind. Kept apart, they are counted by loops that need not ask for the kind.
#[derive(Debug, Default)]
pub(super) struct Activities {
    pub(super) rows: Vec<Activity>,
    pub(super) participants: Vec<u32>,
}

impl Activities {
    /// Each activity with those who took part.
    pub(super) fn with_participants(&self) -> impl Iterator<Item = (&Activity, &[u32])> {
        let mut begin = 0;
        self.rows.iter().map(move |activity| {
            let end = activity.participants_end as usize;
            let participants = &self.participants[begin..end];
            begin = end;
            (activity, participants)
        })
    }
}

/// A row of `activities`, 24 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Activity {
    pub(super) day: i32,
    pub(super) alliance: u32,
    pub(super) host: u32,
    pub(super) presenter: u32,
    /// Where its participants end; they begin where those of the row before it end.
    pub(super) participants_end: u32,
    pub(super) headcount: u16,
    pub(super) subject: u8,
    pub(super) marks: u8,
}

/// What a posting is, as far as a rule asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PostingKind {
    /// A cadre of middle rank sent elsewhere.
    Cadre,
    /// A young teacher with an established post who teaches elsewhere.
    YoungTeacher,
}

/// A row of `postings` that a rule asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub(super) kind: PostingKind,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) span: Span,
}

/// A school's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Lead,
    Member,
    None,
}

/// A row of `schools`.
#[derive(Clone, Copy, Debug)]
pub(super) struct School {
    pub(super) role: Role,
    pub(super) in_alliance: bool,
    /// Five times the number of people that make a study trip count.
    pub(super) five_times_enough: u32,
}

/// A record book, read.
#[derive(Debug, Default)]
pub struct Records {
    pub(super) periods: Periods,
    pub(super) alliances: Vec<String>,
    pub(super) schools: Vec<School>,
    pub(super) school_ids: Vec<String>,
    pub(super) weak_ids: Vec<String>,
    /// School and subject of each weak subject.
    pub(super) weak_subjects: Vec<(u32, u8)>,
    pub(super) activities: [Activities; KINDS],
    /// Rows of the table of activities, of whatever kind.
    pub(super) activity_count: usize,
    pub(super) postings: Vec<Posting>,
    /// Alliance, approved and concluded of each project of the theme and the level that count.
    pub(super) projects: Vec<(u32, Span)>,
    /// Alliance, person and spell, sorted.
    pub(super) researchers: Vec<(u32, u32, Span)>,
}

impl Records {
    /// The number of activities that were read, those included that no rule asks for.
    pub fn activities(&self) -> usize {
        self.activity_count
    }

    /// The activities of a kind.
    pub(super) fn of_kind(&self, kind: Kind) -> &Activities {
        &self.activities[kind as usize]
    }

    /// The id of a finding's entity.
    pub fn entity_id(&self, rule: Rule, entity: u32) -> &str {
        let ids = match rule.entity() {
            Entity::School | Entity::Member | Entity::Lead => &self.school_ids,
            Entity::Alliance => &self.alliances,
            Entity::WeakSubject => &self.weak_ids,
        };
        ids.get(entity as usize).map_or("", String::as_str)
    }

    /// The id of a finding's period.
    pub fn period_id(&self, kind: PeriodKind, period: u16) -> &str {
        self.periods.of(kind).get(usize::from(period)).map_or("", |period| &period.id)
    }
}
