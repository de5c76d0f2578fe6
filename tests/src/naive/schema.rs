//! The tables that the nineteen rules look at, with what a cell of each column may hold.

/// What a cell may hold. Choices are written `"id 中文"`, links name the table that they lead to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    Date,
    Integer,
    Flag,
    Choice(&'static [&'static str]),
    Choices(&'static [&'static str]),
    Link(&'static str),
    Links(&'static str),
}

/// A column. `blank_is_nothing` stands for `blank("not_yet")`, `blank("none")` and `blank("open")` alike: whichever of
/// them it is, a blank cell is known to be nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) blank_is_nothing: bool,
}

/// A table. Rows of a `spell` table last from `start` to `end`. The `scope` paths say which alliance bounds the damage
/// that an unusable link does.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) spell: bool,
    pub(super) scope: &'static [&'static str],
    pub(super) columns: &'static [Column],
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, blank_is_nothing: false }
}

const fn blank_is_nothing(column: Column) -> Column {
    Column { blank_is_nothing: true, ..column }
}

const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

const fn date(name: &'static str) -> Column {
    column(name, Kind::Date)
}

const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}

const fn integer(name: &'static str) -> Column {
    column(name, Kind::Integer)
}

const fn link(name: &'static str, table: &'static str) -> Column {
    column(name, Kind::Link(table))
}

const fn choice(name: &'static str, choices: &'static [&'static str]) -> Column {
    column(name, Kind::Choice(choices))
}

const ROLES: &[&str] = &["lead 牵头校", "member 成员校"];
const POSTS: &[&str] = &["teacher 教师", "tr_head 教研组长", "middle 中层", "vice_principal 副校长", "principal 校长"];
const ALLIANCE_KINDS: &[&str] = &["resource_alliance 资源联盟", "edu_community 教育共同体", "school_district 学区", "edu_group 教育集团"];
const STAGES: &[&str] = &["kindergarten 幼儿园", "primary 小学", "junior 初中", "nine_year 九年一贯制", "senior 高中"];
const SCOPES: &[&str] = &["school 校", "alliance 共同体", "district 全区"];
const PEOPLE: &[&str] = &["ordinary 普通", "young 青年", "backbone 骨干", "distinguished 名优骨干"];
const RANKS: &[&str] = &["ordinary 普通", "young 青年", "backbone 骨干", "middle 中层"];
const THEMES: &[&str] = &["quality_action 学业质量提升行动研究", "other 其他"];
const LEVELS: &[&str] = &["school 校", "district 区", "city 市", "province 省", "national 国家"];
const INSPECTORS: &[&str] = &["inspector 责任督学", "office_staff 督导室人员"];

#[rustfmt::skip]
const ACTIVITY_KINDS: &[&str] = &[
    "management_seminar 学校管理研讨", "leadership_study 班子共研", "lead_visit 校长指导", "joint_prep 集体备课", "joint_research 联合教研",
    "weak_subject_session 薄弱学科研修", "open_class 公开课", "demo_lesson 示范课", "observe_evaluate 听课评课", "lecture 专题讲座",
    "staff_training 全员培训", "study_trip 听课研修", "lesson_delivery 送教", "midterm_monitoring 专项过关监测", "subject_contest 学科竞赛",
    "grade_contest 年级竞赛", "classroom_contest 课堂评比", "three_goods 三好评比", "course_show 课程展示", "festival 节庆",
    "review_seminar 毕业复习研讨", "diagnosis 诊断", "studio_activity 工作室活动", "external_guidance 外部指导",
    "management_exchange 管理互动", "experience_sharing 经验分享", "joint_course 共编课程", "guidance 视导", "cooperation 合作",
    "shared_course 共享课程", "adviser_guidance 顾问指导", "support 帮扶", "internet 互联网教学", "resource_exchange 资源互通",
    "sync_review 同步复习", "sync_test 同步检测", "sync_prep 同步备考", "reform 改革活动", "governance 治理会议", "project 改革项目",
    "publicity 宣传", "parents_meeting 家长会",
];

#[rustfmt::skip]
const TOPICS: &[&str] = &[
    "preparation 备课", "research 教研", "management 管理", "experience 经验交流", "new_design 新设计", "new_class 新课堂", "new_homework 新作业",
    "moral 德育", "classroom 课堂教学", "stage_linking 学段衔接", "groups 教研组建设", "project 课题", "growth 教师发展", "culture 校园文化",
    "feature 特色项目", "routine 常规管理", "subject_group 学科组", "reform 课堂改革", "staff 师资", "research_work 教科研",
    "school_training 校本研修", "plan 规划论证", "quality_plan 提升方案论证", "curriculum 课程", "teaching 教学", "team 队伍", "workshop 工作坊",
    "studio 名师工作室", "open_teaching 公开教学", "cross_teach 跨校兼课", "cross_choose 跨校选课", "air_class 空中课堂", "teachers 教师",
    "students 学生", "college 院校", "enterprise 企事业", "venue 场馆", "course_building 课程建设", "practice 学生实践", "co_building 共建",
];

const POSTING_KINDS: &[&str] = &[
    "cadre_secondment 干部互派",
    "teach_at_lead 赴牵头校任教",
    "study_at_lead 跟岗学习",
    "support_teach 支教",
    "substitute 互补代课",
    "cross_teach 跨校兼课",
    "mentoring 学区带教",
];

const STANDING: Schema = Schema { name: "", label: "", spell: false, scope: &[], columns: &[] };

/// Every table, with its columns beside `id`.
pub(super) const TABLES: &[Schema] = &[
    Schema { name: "academic_years", label: "学年", columns: &[text("name"), date("start"), date("end")], ..STANDING },
    Schema {
        name: "terms",
        label: "学期",
        columns: &[
            link("academic_year", "academic_years"),
            choice("season", &["autumn 秋", "spring 春"]),
            date("start"),
            date("end"),
            date("midterm_start"),
            date("midterm_end"),
            flag("closed"),
        ],
        ..STANDING
    },
    Schema { name: "districts", label: "区县", columns: &[text("name")], ..STANDING },
    Schema { name: "subjects", label: "学科", columns: &[text("name")], ..STANDING },
    Schema { name: "areas", label: "责任区", columns: &[integer("number"), link("district", "districts"), link("admin", "inspectors")], ..STANDING },
    Schema { name: "inspectors", label: "督学", columns: &[text("name"), link("area", "areas"), choice("kind", INSPECTORS)], ..STANDING },
    Schema { name: "alliances", label: "共同体", columns: &[text("name"), link("district", "districts"), choice("kind", ALLIANCE_KINDS)], ..STANDING },
    Schema {
        name: "schools",
        label: "学校",
        columns: &[
            text("name"),
            link("alliance", "alliances"),
            choice("role", ROLES),
            link("district", "districts"),
            link("area", "areas"),
            link("central", "schools"),
            choice("stage", STAGES),
            choice("ownership", &["public 公办", "private 民办"]),
            flag("weak"),
            flag("boarding"),
            flag("canteen"),
            integer("teachers"),
        ],
        ..STANDING
    },
    Schema { name: "weak_subjects", label: "薄弱学科", columns: &[link("school", "schools"), link("subject", "subjects")], ..STANDING },
    Schema {
        name: "activities",
        label: "活动",
        scope: &["alliance", "host.alliance", "presenter.alliance"],
        columns: &[
            choice("kind", ACTIVITY_KINDS),
            date("date"),
            link("alliance", "alliances"),
            link("host", "schools"),
            link("presenter", "schools"),
            column("participants", Kind::Links("schools")),
            link("subject", "subjects"),
            integer("grade"),
            choice("post", POSTS),
            column("posts", Kind::Choices(POSTS)),
            integer("headcount"),
            choice("scope", SCOPES),
            text("title"),
            column("topics", Kind::Choices(TOPICS)),
            choice("grade_of_people", PEOPLE),
            flag("evaluated"),
            flag("unified"),
            blank_is_nothing(date("plan_sent")),
            blank_is_nothing(date("plan_reviewed")),
            blank_is_nothing(date("filed")),
        ],
        ..STANDING
    },
    Schema {
        name: "postings",
        label: "流动",
        spell: true,
        scope: &["from_school.alliance", "to_school.alliance"],
        columns: &[
            text("teacher"),
            choice("kind", POSTING_KINDS),
            link("from_school", "schools"),
            link("to_school", "schools"),
            date("start"),
            blank_is_nothing(date("end")),
            choice("rank", RANKS),
            flag("established"),
            flag("excellent"),
            blank_is_nothing(text("mentor")),
            blank_is_nothing(date("assessed_by_from")),
            blank_is_nothing(date("assessed_by_to")),
            flag("in_performance"),
        ],
    },
    Schema {
        name: "projects",
        label: "课题",
        scope: &["alliance"],
        columns: &[
            link("alliance", "alliances"),
            choice("theme", THEMES),
            choice("level", LEVELS),
            blank_is_nothing(date("approved")),
            blank_is_nothing(date("concluded")),
        ],
        ..STANDING
    },
    Schema {
        name: "resident_researchers",
        label: "蹲点教研员",
        spell: true,
        scope: &["alliance"],
        columns: &[link("alliance", "alliances"), text("person"), date("start"), blank_is_nothing(date("end"))],
    },
    Schema { name: "submissions", label: "报送", columns: &[text("table"), text("submitter"), date("through")], ..STANDING },
];

/// The schema of a table; one that is not declared has no columns.
pub(super) fn schema(table: &str) -> &'static Schema {
    TABLES.iter().find(|schema| schema.name == table).unwrap_or(&STANDING)
}

/// The table that a link column leads to, or `None` for any other column.
pub(super) fn link_target(table: &str, column: &str) -> Option<&'static str> {
    schema(table).columns.iter().find(|c| c.name == column).and_then(|c| match c.kind {
        Kind::Link(target) => Some(target),
        _ => None,
    })
}
