//! The nineteen counted rules of `fenghua-2019`.

use super::Options;
use super::count::{Measure, Refinement};
use super::judge::Verdict;
use super::tie::Tie;
use super::units::{Entity, PeriodKind, day};
use super::window::{During, Placed};
use Refinement::{Agrees, Between, FifthOrTenLarger, FifthOrTenSmaller, OneOf, OneOfIfSupplied, Yes, YesIfSupplied};

/// A rule: who is judged over what period, and what is said of each measure. Several verdicts must all be met.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) entity: Entity,
    pub(super) period: PeriodKind,
    pub(super) parts: Vec<(Measure, Verdict)>,
}

/// Counts the records of a table whose `kind` is this, over the unit's period, tied by the one link to an alliance; tie and
/// window may be changed afterwards.
fn count(table: &'static str, kind: &'static [&'static str]) -> Measure {
    Measure { table, distinct: &[], refinements: vec![OneOf("kind", kind)], tie: Tie::By("alliance"), during: During::Period, placed: Placed::On("date") }
}

impl Measure {
    fn having(mut self, refinement: Refinement) -> Self {
        self.refinements.push(refinement);
        self
    }

    fn by(self, link: &'static str) -> Self {
        Self { tie: Tie::By(link), ..self }
    }

    fn during(self, during: During) -> Self {
        Self { during, ..self }
    }

    fn overlapping(self) -> Self {
        Self { placed: Placed::Overlapping, ..self }
    }
}

fn rule(id: &'static str, entity: Entity, period: PeriodKind, measure: Measure, verdict: Verdict) -> Rule {
    Rule { id, entity, period, parts: vec![(measure, verdict)] }
}

/// The rules in order, under the readings and parameters of the options.
pub(super) fn rules(options: &Options) -> Vec<Rule> {
    vec![
        leadership_study(options),
        lead_visits(options),
        cadre_secondment(options),
        resident_researchers(options),
        city_project(options),
        classroom_contest(options),
        of_alliance("course-show", PeriodKind::AcademicYear, course_show(), options.at_least("shows", 1)),
        of_alliance("lesson-delivery", PeriodKind::Term, count("activities", &["lesson_delivery"]), options.at_least("deliveries", 1)),
        of_alliance("subject-contest", PeriodKind::Term, count("activities", &["subject_contest"]), options.at_least("subject_contests", 1)),
        of_alliance("grade-contest", PeriodKind::Term, count("activities", &["grade_contest"]), options.at_least("grade_contests", 1)),
        weak_subject_sessions(options),
        of_alliance("pre-term-preparation", PeriodKind::Term, joint_prep(), options.at_least("preparations", 1)),
        of_alliance("midterm-monitoring", PeriodKind::Term, midterm_monitoring(), options.at_least("monitorings", 1)),
        staff_training(options),
        lessons("demo-lessons", demo_lessons(), options, options.at_least("demo_lessons", 15)),
        lessons("observed-lessons", observed_lessons(), options, options.at_least("observed_lessons", 30)),
        lessons("lectures", count("activities", &["lecture"]), options, options.at_least("lectures", 3)),
        study_trips(options),
        young_teachers_at_lead(options),
    ]
}

/// A rule for each alliance over records that name it.
fn of_alliance(id: &'static str, period: PeriodKind, measure: Measure, verdict: Verdict) -> Rule {
    rule(id, Entity::Alliance, period, measure, verdict)
}

fn leadership_study(options: &Options) -> Rule {
    let sessions = count("activities", &["leadership_study"]).by("participants");
    rule("leadership-study", Entity::School, PeriodKind::Term, sessions, options.at_least("leadership_sessions", 2))
}

fn lead_visits(options: &Options) -> Rule {
    let (entity, link) = match options.reading("visits_scope", "per_member") {
        "total" => (Entity::LeadSchool, "presenter"),
        _ => (Entity::MemberSchool, "host"),
    };
    let visits = count("activities", &["lead_visit"])
        .having(OneOf("post", &["principal", "vice_principal"]))
        .having(OneOf("host.role", &["member"]))
        .having(OneOf("presenter.role", &["lead"]))
        .by(link);
    let different_days = Measure { distinct: &["host", "date"], ..visits };
    rule("lead-visits", entity, PeriodKind::Term, different_days, options.at_least("visits", 2))
}

/// Being received is told beside being sent, and asks for nothing.
fn cadre_secondment(options: &Options) -> Rule {
    let seconded = count("postings", &["cadre_secondment"]).having(OneOf("rank", &["middle"])).overlapping();
    let sent = (seconded.clone().by("from_school"), options.at_least("secondments", 1));
    let received = (seconded.by("to_school"), Verdict::Informational);
    Rule { id: "cadre-secondment", entity: Entity::MemberSchool, period: PeriodKind::AcademicYear, parts: vec![sent, received] }
}

fn resident_researchers(options: &Options) -> Rule {
    let researchers = Measure {
        table: "resident_researchers",
        distinct: &["person"],
        refinements: Vec::new(),
        tie: Tie::By("alliance"),
        during: During::Period,
        placed: Placed::AtEnd,
    };
    let verdict = Verdict::AtLeastNotingMoreThan(options.param("researchers", 2), 3);
    of_alliance("resident-researchers", PeriodKind::Term, researchers, verdict)
}

fn city_project(options: &Options) -> Rule {
    let (first, last) = match options.reading("project_window", "implementation") {
        "round" => (day(2019, 10, 1), day(2022, 12, 30)),
        "issue" => (day(2019, 9, 11), day(2022, 9, 10)),
        _ => (day(2020, 1, 1), day(2022, 12, 1)),
    };
    let projects = Measure {
        table: "projects",
        distinct: &[],
        refinements: vec![
            OneOfIfSupplied("theme", &["quality_action"]),
            // The levels from `city` up: school < district < city < province < national.
            OneOf("level", &["city", "province", "national"]),
            Between("approved", first, last),
        ],
        tie: Tie::By("alliance"),
        during: During::Dates(first, last),
        placed: Placed::On("concluded"),
    };
    of_alliance("city-project", PeriodKind::Policy, projects, options.at_least("projects", 1))
}

/// What "every year" means.
fn year_basis(options: &Options) -> PeriodKind {
    match options.reading("year_basis", "calendar") {
        "academic" => PeriodKind::AcademicYear,
        _ => PeriodKind::CalendarYear,
    }
}

fn classroom_contest(options: &Options) -> Rule {
    let contests = count("activities", &["classroom_contest"]);
    of_alliance("classroom-contest", year_basis(options), contests, options.at_least("contests", 1))
}

fn course_show() -> Measure {
    count("activities", &["course_show"]).having(OneOf("scope", &["district"]))
}

fn weak_subject_sessions(options: &Options) -> Rule {
    let of_subject = count("activities", &["weak_subject_session"]).having(Agrees("subject", "subject"));
    let sessions = Measure { tie: Tie::OfUnit { link: "participants", column: "school" }, ..of_subject };
    let preparation = sessions.clone().having(OneOf("topics", &["preparation"]));
    let research = sessions.clone().having(OneOf("topics", &["research"]));
    let least = options.at_least("weak_sessions", 3);
    let parts = match options.reading("prep_and_research", "both") {
        "each_three" => vec![(preparation, least), (research, least)],
        "together" => vec![(sessions.having(OneOf("topics", &["preparation", "research"])), least)],
        _ => vec![(preparation.having(OneOf("topics", &["research"])), least)],
    };
    Rule { id: "weak-subject-sessions", entity: Entity::WeakSubject, period: PeriodKind::Term, parts }
}

fn joint_prep() -> Measure {
    count("activities", &["joint_prep"]).during(During::FromStart(-7, -1))
}

fn midterm_monitoring() -> Measure {
    count("activities", &["midterm_monitoring"]).during(During::MiddleWeek)
}

fn staff_training(options: &Options) -> Rule {
    let trainings = count("activities", &["staff_training"]).by("participants");
    rule("staff-training", Entity::MemberSchool, year_basis(options), trainings, options.at_least("trainings", 1))
}

fn demo_lessons() -> Measure {
    count("activities", &["demo_lesson"]).having(OneOf("host.role", &["member"]))
}

fn observed_lessons() -> Measure {
    count("activities", &["observe_evaluate"]).having(OneOf("host.role", &["member"])).having(YesIfSupplied("evaluated"))
}

/// What a lead school gives, counted for the lead school or for each member at which it is given.
fn lessons(id: &'static str, measure: Measure, options: &Options, verdict: Verdict) -> Rule {
    let (entity, link) = match options.reading("lessons_scope", "total") {
        "per_member" => (Entity::MemberSchool, "host"),
        _ => (Entity::LeadSchool, "presenter"),
    };
    let given = measure.having(OneOf("presenter.role", &["lead"])).by(link);
    rule(id, entity, PeriodKind::Term, given, verdict)
}

fn study_trips(options: &Options) -> Rule {
    let big_enough = match options.reading("trip_size", "smaller") {
        "larger" => FifthOrTenLarger,
        _ => FifthOrTenSmaller,
    };
    let trips = count("activities", &["study_trip"]).having(OneOf("host.role", &["lead"])).having(big_enough).by("participants");
    rule("study-trips", Entity::MemberSchool, PeriodKind::Term, trips, options.at_least("trips", 3))
}

fn young_teachers_at_lead(options: &Options) -> Rule {
    let teachers = count("postings", &["teach_at_lead"])
        .having(OneOf("rank", &["young"]))
        .having(Yes("established"))
        .having(OneOf("to_school.role", &["lead"]))
        .overlapping()
        .by("from_school");
    let verdict = Verdict::AtLeastNotingMoreThan(options.param("young_teachers", 1), 2);
    rule("young-teachers-at-lead", Entity::MemberSchool, PeriodKind::Term, teachers, verdict)
}
