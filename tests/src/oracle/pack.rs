//! A pack as plain data: what the generator draws, the writer turns into a script, and the naive evaluator judges by.

use std::sync::LazyLock;

use dudao::{Day, Decimal};

/// A small pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// First and last day in force.
    pub in_force: (Day, Option<Day>),
    /// Stretches of days that rules judge over.
    pub phases: Vec<Phase>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Kinds of row that are judged.
    pub entities: Vec<Entity>,
    /// Rules.
    pub rules: Vec<Rule>,
}

/// A stretch of days with a name.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Id.
    pub id: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

/// A value that a script or a parameter has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// A number.
    Number(Decimal),
    /// A text, the id of a choice or of a row.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(Day),
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Id.
    pub id: String,
    /// The first value, which holds always, and later ones with the day from which each holds. None at all: unset.
    pub values: Vec<(Option<Day>, Scalar)>,
    /// The value that the run sets.
    pub set: Option<Scalar>,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Chinese label.
    pub label: String,
    /// Columns, without `id`.
    pub columns: Vec<Column>,
    /// When its rows happened.
    pub dated: Dated,
    /// The paths that bound an unusable tie.
    pub scope: Vec<String>,
}

/// When the rows of a table happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dated {
    /// They simply are.
    Standing,
    /// On the day in this column.
    Event(String),
    /// From the day in the first column to that in the second.
    Spell(String, String),
    /// Of the period that this link names.
    Figures(String),
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Chinese label.
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// What a blank cell means.
    pub blank: Blank,
    /// Whether, of several links to one table, it says whose a row is.
    pub owner: bool,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// A decimal.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
    /// Free words.
    Tags,
    /// One of some choices (id and label), which may be in order.
    Choice(Vec<(String, String)>, bool),
    /// Several of some choices.
    Choices(Vec<(String, String)>),
    /// A row of a table.
    Link(String),
    /// Rows of a table.
    Links(String),
}

/// What a blank cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// Nobody wrote it down.
    Unknown,
    /// Not yet.
    NotYet,
    /// There is none.
    None,
    /// It still runs.
    Open,
}

/// A kind of row that is judged.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Id.
    pub id: String,
    /// Its table.
    pub table: String,
    /// What a row must satisfy to be one.
    pub having: Vec<Having>,
}

/// A condition on a cell.
#[derive(Debug, Clone)]
pub struct Having {
    /// The column, or a path of links to one.
    pub path: String,
    /// What it must satisfy.
    pub condition: Condition,
    /// Whether it is dropped where the input has no such column.
    pub if_supplied: bool,
}

/// What a cell must satisfy.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Equal to one of these.
    OneOf(Vec<Operand>),
    /// A comparison.
    Is(Comparison, Operand),
    /// From one to another.
    Between(Operand, Operand),
    /// Filled.
    Present,
    /// Not that.
    Not(Box<Condition>),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
}

/// A comparison of two values that have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// More than.
    MoreThan,
    /// Less than.
    LessThan,
    /// Equal.
    Exactly,
}

/// What a cell is compared with.
#[derive(Debug, Clone)]
pub enum Operand {
    /// A value.
    Scalar(Scalar),
    /// A cell of the unit.
    OfUnit(String),
    /// A cell of the record.
    OfRecord(String),
    /// A parameter.
    Param(String),
}

/// Over what a rule judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grain {
    /// A row of `terms`.
    Term,
    /// A row of `academic_years`.
    AcademicYear,
    /// January to December.
    CalendarYear,
    /// A month of the calendar.
    Month,
    /// A week of a term.
    Week,
    /// The whole time in force.
    Policy,
    /// A phase of the pack.
    Phase(String),
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// Whom it judges.
    pub entity: String,
    /// Over what.
    pub grain: Grain,
    /// Whether a period that the time in force cuts is judged over what is left.
    pub partial: bool,
    /// On which units it bears.
    pub only: Vec<Having>,
    /// What it measures, by name.
    pub measures: Vec<(String, Query)>,
    /// How it judges.
    pub judge: Verdict,
}

/// How the counted records become a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many.
    Count,
    /// How many different values.
    Distinct,
    /// Their sum.
    Sum,
    /// The largest number.
    Largest,
    /// The smallest number.
    Smallest,
    /// The mean.
    Average,
    /// The latest day.
    Latest,
    /// The earliest day.
    Earliest,
    /// The one value.
    Value,
    /// The part that satisfies `that`.
    Share,
}

/// A question to the records.
#[derive(Debug, Clone)]
pub struct Query {
    /// How.
    pub aggregate: Aggregate,
    /// Of which table.
    pub table: String,
    /// Of which columns.
    pub columns: Vec<String>,
    /// Conditions.
    pub having: Vec<Having>,
    /// Closures over the record and the unit.
    pub filters: Vec<Truth>,
    /// What a share counts.
    pub that: Vec<Having>,
    /// By which column it is measured key by key.
    pub per: Option<String>,
    /// Whose records.
    pub belonging: Belonging,
    /// Of which days.
    pub window: Window,
    /// The column that dates a record, if not the table's own.
    pub dated: Option<String>,
    /// Which spells.
    pub presence: Presence,
}

/// Whose records count.
#[derive(Debug, Clone)]
pub enum Belonging {
    /// Not said.
    Implied,
    /// By this link.
    By(String),
    /// Everybody's.
    Everywhere,
}

/// Which days count.
#[derive(Debug, Clone, Copy)]
pub enum Window {
    /// Those of the period.
    Period,
    /// So many days after its first day.
    FromStart(i32, i32),
    /// So many days after its last day.
    FromEnd(i32, i32),
    /// The middle week of the term.
    MiddleWeek,
    /// These days.
    Dates(Day, Day),
    /// The period so many before.
    Previous(u16),
    /// Those of these months of the year.
    Months([u32; 2]),
    /// Those of the term's weeks from one to another.
    Weeks(usize, usize),
    /// Everything until the period's last day.
    SoFar,
    /// Whenever.
    Anytime,
}

/// Which spells count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Those that start in the window.
    Starting,
    /// Those that share a day with it.
    Overlapping,
    /// Those that run at its end.
    AtEnd,
}

/// A value in a closure.
#[derive(Debug, Clone)]
pub enum Expression {
    /// A value written down.
    Scalar(Scalar),
    /// A cell of the record (in `where`).
    Record(String),
    /// A cell of the unit.
    Unit(String),
    /// What is known of the unit's period (in `judge`).
    Period(PeriodPart),
    /// A measure.
    Measure(String),
    /// How many keys a tally, or members a list of the unit, has.
    Size(Box<Expression>),
    /// A parameter.
    Param(String),
    /// A sum.
    Plus(Box<Expression>, Box<Expression>),
    /// A difference.
    Minus(Box<Expression>, Box<Expression>),
    /// A product with a number.
    Times(Box<Expression>, Decimal),
    /// A quotient by a number, which is not zero.
    Over(Box<Expression>, Decimal),
    /// The smaller of two.
    Smaller(Box<Expression>, Box<Expression>),
    /// The larger of two.
    Larger(Box<Expression>, Box<Expression>),
    /// Without its sign.
    Abs(Box<Expression>),
    /// Days from the first to the second.
    DaysBetween(Box<Expression>, Box<Expression>),
    /// Working days from the first to the second.
    WorkdaysBetween(Box<Expression>, Box<Expression>),
    /// A part of a day.
    Part(Box<Expression>, Part),
}

/// A part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its year.
    Year,
    /// Its month.
    Month,
    /// Its day of the month.
    Day,
    /// Its day of the week; Monday is 1.
    Weekday,
}

/// What is known of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodPart {
    /// Its first day.
    First,
    /// Its last day.
    Last,
    /// The day up to which it is judged.
    Upto,
    /// The year of its first day.
    Year,
    /// The month of its first day.
    Month,
    /// Working days that lie in a term.
    TeachingDays,
}

/// A question in a closure.
#[derive(Debug, Clone)]
pub enum Truth {
    /// A comparison.
    Compare(Comparison, Expression, Expression),
    /// Both; the second is not asked where the first does not hold.
    And(Box<Truth>, Box<Truth>),
    /// Either; the second is not asked where the first holds.
    Or(Box<Truth>, Box<Truth>),
    /// Not.
    Not(Box<Truth>),
}

/// The keys that are wanted of a tally or list.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// These.
    Keys(Vec<String>),
    /// These, so often.
    Counts(Vec<(String, u32)>),
    /// All choices of a column (`table.column`), which are these.
    ChoicesOf(String, Vec<String>),
}

/// What a judge closure says.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// A comparison.
    Is(Comparison, Expression, Expression),
    /// From one to another.
    Between(Expression, Expression, Expression),
    /// There is a value.
    Present(Expression),
    /// On a day or before.
    ByDate(Expression, Expression),
    /// Within so many working days after a day.
    WithinWorkdays(Expression, Expression, i32),
    /// A share of so many percent.
    ShareAtLeast(Expression, Decimal),
    /// What a person says: yes passes, no fails.
    Graded(Expression),
    /// Every wanted key is there, and its value satisfies a condition if there is one.
    Covers(Expression, Wanted, Option<Condition>),
    /// Some wanted keys are there.
    SomeOf(Expression, Wanted, Option<u32>),
    /// No key beside these.
    Within(Expression, Vec<String>),
    /// No key in common.
    Disjoint(Expression, Expression),
    /// Days one after the other.
    InOrder(Vec<Expression>),
    /// The values of these keys one after the other.
    StepsInOrder(Expression, Vec<String>),
    /// All of these.
    All(Vec<Verdict>),
    /// Any of these.
    Any(Vec<Verdict>),
    /// Not that.
    Not(Box<Verdict>),
    /// A duty that holds only if its trigger does.
    When(Box<Verdict>, Box<Verdict>),
    /// A remark on a pass, perhaps with a condition.
    Note(Box<Verdict>, Option<Condition>),
    /// Passes if it holds.
    Holds(Truth),
    /// Does not wait for records to come.
    Final(Box<Verdict>),
    /// A word of the script's own.
    Said(Said),
    /// Tells a value.
    Informational(Expression),
}

/// A word of the script's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Passes.
    Pass,
    /// Fails.
    Fail,
    /// A person must judge.
    NeedsReview,
    /// Does not bear on the unit.
    NotApplicable,
    /// Cannot be decided.
    Unknown,
}

/// What a part of a day is to those who ask for a column.
static PART: LazyLock<Column> =
    LazyLock::new(|| Column { name: String::new(), label: String::new(), kind: Kind::Integer, blank: Blank::Unknown, owner: false });

impl Pack {
    /// A table that is declared.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// An entity.
    pub fn entity(&self, id: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == id)
    }

    /// The column at the end of a path from a table; nothing for `id`.
    pub fn column(&self, table: &str, path: &str) -> Option<&Column> {
        match path.split_once('.') {
            None => self.table(table)?.column(path),
            Some((step, rest)) => match &self.table(table)?.column(step)?.kind {
                // A part of a day is a number.
                Kind::Date => Some(&PART),
                kind => self.column(kind.target()?, rest),
            },
        }
    }
}

impl Table {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Kind {
    /// The table that it links to.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Link(table) | Self::Links(table) => Some(table),
            _ => None,
        }
    }

    /// Whether a cell may hold several values.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Tags | Self::Choices(_) | Self::Links(_))
    }

    /// Its choices, if it has any.
    pub fn choices(&self) -> &[(String, String)] {
        match self {
            Self::Choice(choices, _) | Self::Choices(choices) => choices,
            _ => &[],
        }
    }
}
