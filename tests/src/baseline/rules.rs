//! The nineteen rules: who is judged, over what, and how much is required.

/// Who a rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// Every school of an alliance.
    School,
    /// The schools with the role `member`.
    Member,
    /// The schools with the role `lead`.
    Lead,
    /// Every alliance.
    Alliance,
    /// Every weak subject of a school.
    WeakSubject,
}

/// Over what a rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PeriodKind {
    /// The rows of `terms`.
    Term,
    /// The rows of `academic_years`.
    AcademicYear,
    /// The years that the policy touches.
    CalendarYear,
    /// The policy's whole time in force.
    Policy,
}

macro_rules! rules {
    ($($name:ident $id:literal $entity:ident $period:ident $required:literal;)*) => {
        /// A counted rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "each is named after its id")]
        pub enum Rule {
            $($name,)*
        }

        impl Rule {
            /// All rules, in order.
            pub const ALL: [Self; 19] = [$(Self::$name,)*];

            /// The rule's id in the pack.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Who is judged.
            pub fn entity(self) -> Entity {
                match self { $(Self::$name => Entity::$entity,)* }
            }

            /// Over what.
            pub fn period(self) -> PeriodKind {
                match self { $(Self::$name => PeriodKind::$period,)* }
            }

            /// The least that passes.
            pub fn required(self) -> u32 {
                match self { $(Self::$name => $required,)* }
            }
        }
    };
}

rules! {
    LeadershipStudy "leadership-study" School Term 2;
    LeadVisits "lead-visits" Member Term 2;
    CadreSecondment "cadre-secondment" Member AcademicYear 1;
    ResidentResearchers "resident-researchers" Alliance Term 2;
    CityProject "city-project" Alliance Policy 1;
    ClassroomContest "classroom-contest" Alliance CalendarYear 1;
    CourseShow "course-show" Alliance AcademicYear 1;
    LessonDelivery "lesson-delivery" Alliance Term 1;
    SubjectContest "subject-contest" Alliance Term 1;
    GradeContest "grade-contest" Alliance Term 1;
    WeakSubjectSessions "weak-subject-sessions" WeakSubject Term 3;
    PreTermPreparation "pre-term-preparation" Alliance Term 1;
    MidtermMonitoring "midterm-monitoring" Alliance Term 1;
    StaffTraining "staff-training" Member CalendarYear 1;
    DemoLessons "demo-lessons" Lead Term 15;
    ObservedLessons "observed-lessons" Lead Term 30;
    Lectures "lectures" Lead Term 3;
    StudyTrips "study-trips" Member Term 3;
    YoungTeachersAtLead "young-teachers-at-lead" Member Term 1;
}
