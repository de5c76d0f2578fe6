//! Judges every unit of one rule, calling its closure once for each distinct set of values that it reads.

use super::{Key, Memo, Status, Verdict, Walk};
use crate::calendar::{Day, Period};
use crate::data::{At, Loaded};
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::{Growth, Moments, Parts, Range, SharedVerdict, Tally, Together, Trend, Truth, day_of};
use crate::measure::{
    Cells, Input, Inputs, Keyed, Measured, Members, Over, Own, Settings, WindowDays, columns, for_unit, is_nothing, of_period, period_key, read_period,
    read_row,
};
use crate::pack::{Blank, ColumnType, Limit, Origin, Path, Resolved, Schema, Window};
use crate::script::{Answer, Closure, Columns, Fact, Facts, Figure, Nothing, Read, Root, Runner, TallyFigure, as_verdict};
use crate::watch::Watch;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A measure of a rule, with the days it covers in each period.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) measured: Arc<Measured>,
    pub(crate) windows: Vec<WindowDays>,
    /// For each unit: the day through which the measured table is handed in; nothing if the record book does not say.
    pub(crate) handed_in: Option<Vec<Option<Day>>>,
}

/// How one value of a measure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) now: Range,
    pub(crate) reach: Range,
    /// At which times of the day it is now, where any is told.
    pub(crate) times: Option<Moments>,
    /// Of a share: its parts, now and later.
    pub(crate) parts: Option<(Parts, Parts)>,
    pub(crate) nothing: Nothing,
    pub(crate) open: bool,
    pub(crate) handed_in: bool,
}

impl Taken {
    /// Whether the window of a unit is open, and whether its records are handed in.
    fn state(&self, members: &Members, unit: usize, period: usize) -> (bool, bool) {
        if let Some(waits) = &self.measured.waits {
            return (waits.get(members.cell(unit, period)).copied().unwrap_or(false), true);
        }
        match self.windows.get(period) {
            Some(WindowDays::Known { open, closes, .. }) => {
                let through = self.handed_in.as_ref().map(|days| days.get(unit).copied().flatten());
                let handed_in = *open || through.is_none_or(|through| through.is_some_and(|through| closes.is_none_or(|last| last <= through)));
                (*open, handed_in)
            }
            _ => (false, true),
        }
    }

    /// The value of a unit in a period as a key: equal keys stand for equal values in equal state.
    pub(crate) fn key(&self, members: &Members, unit: usize, period: usize) -> Key {
        let cell = members.cell(unit, period);
        let (open, handed_in) = self.state(members, unit, period);
        let flags = u64::from(open) | u64::from(!handed_in) << 1;
        match &self.measured.cells {
            Cells::Counts { low, extra } => (u64::from(low[cell]) | u64::from(extra[cell]) << 32, flags),
            Cells::Values { cells, .. } => (u64::from(cells[cell]), flags | 4),
            Cells::Tallies(tallies) => (u64::from(tallies.cells[cell]), flags | 8),
            Cells::Together { cells, .. } => (u64::from(cells[cell]), flags | 16),
        }
    }

    /// The tally of a cell, if it is one.
    pub(crate) fn tally(&self, cell: usize) -> Option<&Arc<Tally>> {
        match &self.measured.cells {
            Cells::Tallies(tallies) => tallies.tallies.get(tallies.cells[cell] as usize),
            _ => None,
        }
    }

    /// How the findings of a cell came out together, if that is what was asked.
    pub(crate) fn together(&self, cell: usize) -> Option<&Together> {
        match &self.measured.cells {
            Cells::Together { cells, all } => all.get(cells[cell] as usize),
            _ => None,
        }
    }

    /// How the value of a unit stands: now, and where records to come or missing ones can still bring it.
    pub(crate) fn standing(&self, members: &Members, unit: usize, period: usize) -> Standing {
        let cell = members.cell(unit, period);
        let (open, handed_in) = self.state(members, unit, period);
        let (mut now, nothing) = match &self.measured.cells {
            Cells::Counts { low, extra } => {
                let low = Decimal::from(low[cell]);
                (Range { low: Some(low), high: Some(low + Decimal::from(extra[cell])) }, Nothing::No)
            }
            Cells::Values { cells, values } => values.get(cells[cell] as usize).map_or((Range::EVERYTHING, Nothing::No), |value| (value.range, value.nothing)),
            // As a number, a tally is how many keys it has.
            Cells::Tallies(_) => (self.tally(cell).map_or(Range::EVERYTHING, |tally| tally.size()), Nothing::No),
            // And findings together, how many of them pass; those that are not decided may yet turn out not to bear on the unit.
            Cells::Together { .. } => {
                let together = self.together(cell).copied().unwrap_or_default();
                (together.passes(), if together.is_decided(open) { Nothing::No } else { Nothing::Maybe })
            }
        };
        if !handed_in {
            now = self.measured.growth.added.freed(now);
        }
        let reach = if open { self.measured.growth.open.freed(now) } else { now };
        let value = match &self.measured.cells {
            Cells::Values { cells, values } => values.get(cells[cell] as usize),
            Cells::Counts { .. } | Cells::Tallies(_) | Cells::Together { .. } => None,
        };
        let times = value.and_then(|value| value.times).map(|times| times.reaching(&now));
        let parts = value.and_then(|value| value.parts).map(|parts| {
            let now = if handed_in { parts } else { parts.freed(Trend::Rises) };
            (now, if open { now.freed(self.measured.growth.parts) } else { now })
        });
        // Records that are not handed in may hold what seems not to be there.
        let nothing = if handed_in || nothing != Nothing::Yes { nothing } else { Nothing::Maybe };
        Standing { now, reach, times, parts, nothing, open, handed_in }
    }
}

impl Standing {
    /// How reports show it.
    pub(crate) fn shown(&self) -> Range {
        self.times.map_or(self.now, |times| times.shown())
    }
}

/// Why a unit was not judged, or what was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Only part of its period lies in the policy's time in force.
    Partial,
    /// It cannot be told whether it is one of the entity.
    Membership,
    /// It is one of the entity over a part of the period only.
    Changed,
    /// It does not satisfy what the rule is limited to: the number of the condition.
    Excluded(usize),
    /// It cannot be told whether it satisfies what the rule is limited to: the number of the condition.
    Unclear(usize),
    /// Tables that are measured are not supplied.
    Tables(Vec<usize>),
    /// Rules whose findings are measured did not run: each with the table that its units or periods need.
    Rules(Vec<(usize, String)>),
    /// A cell of the calendar is missing: the column.
    Window(&'static str),
    /// Its period has none of the days that a measure asks for.
    NoDays,
    /// The unit happened in none of the periods.
    Outside,
    /// It is missing when the unit happened.
    Undated,
    /// The closure's verdict, and what it read.
    Judged { verdict: SharedVerdict, reads: Vec<Input> },
    /// The closure failed.
    Failed(Box<Diagnostic>),
}

impl Outcome {
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::Partial | Self::Changed | Self::Excluded(_) | Self::NoDays | Self::Outside => Status::NotApplicable,
            Self::Membership | Self::Unclear(_) | Self::Tables(_) | Self::Rules(_) | Self::Window(_) | Self::Undated => Status::Unknown,
            Self::Judged { verdict, .. } => verdict.status,
            Self::Failed(_) => Status::Error,
        }
    }
}

/// One finding: the unit, its period and its outcome, by number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw {
    pub(crate) unit: u32,
    pub(crate) period: u32,
    pub(crate) outcome: u32,
}

/// A rule, measured and about to be judged.
pub(crate) struct Case<'a> {
    pub(crate) loaded: &'a Arc<Loaded>,
    pub(crate) resolved: &'a Resolved,
    pub(crate) judge: &'a Closure,
    pub(crate) settings: &'a Arc<Settings>,
    pub(crate) members: &'a Members,
    pub(crate) periods: &'a [Period],
    /// Whether each period lies wholly in the time in force.
    pub(crate) whole: &'a [bool],
    /// Whether a unit is judged over a period of which it is one of the entity in part only.
    pub(crate) partial: bool,
    /// Whether each period is still open: what has not happened yet may still happen.
    pub(crate) open: &'a [bool],
    pub(crate) taken: &'a [Taken],
    pub(crate) missing_tables: &'a [usize],
    /// Rules that it rests on and that did not run, with the tables that they lack.
    pub(crate) missing_rules: &'a [(usize, String)],
    pub(crate) as_of: Day,
    pub(crate) watch: &'a Watch,
    /// Whether the closure has a `switch`, which would take an uncertain value for just another one.
    pub(crate) switches: bool,
}

impl Case<'_> {
    /// A unit as it is on the day on which it is looked at.
    fn unit(&self, unit: usize, period: usize) -> At {
        At::new(self.members.rows[unit] as usize, Some(self.members.looked_at(unit, &self.periods[period], self.as_of)))
    }
}

/// Judges every unit that exists; gives findings in order, and the outcomes that they name. A run that is stopped meanwhile leaves the rest out.
pub(crate) fn judge(case: &Case<'_>, runner: &Runner<'_>, roots: &[Root]) -> (Vec<Raw>, Vec<Outcome>) {
    let mut judging =
        Judging { case, outcomes: Vec::new(), memo: Memo::new(), inputs: Arc::default(), known: Vec::new(), sources: Vec::new(), fixed: Vec::new() };
    let periods: Vec<usize> = (0..case.periods.len()).filter(|period| judging.exists(*period)).collect();
    let unjudged: Vec<Option<Outcome>> = (0..case.periods.len()).map(|period| judging.unjudged(period)).collect();
    let mut findings = Vec::with_capacity(case.members.rows.len() * periods.len());
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    for unit in (0..case.members.rows.len()).take_while(|_| !case.watch.is_stopped()) {
        let own = case.members.own.as_ref().map(|own| own[unit]);
        let in_own = own.map(|own| own.period as usize);
        for period in in_own.into_iter().chain(periods.iter().copied().filter(|_| own.is_none())) {
            let fixed = match (own, case.members.over(unit, period), &unjudged[period]) {
                (Some(Own { day: None, .. }), ..) => Some(Outcome::Undated),
                (Some(_), ..) if case.periods[period].id == Period::NONE => Some(Outcome::Outside),
                (_, Over::None, _) => continue,
                (_, _, Some(Outcome::Partial)) => Some(Outcome::Partial),
                (_, Over::Part, _) if !case.partial => Some(Outcome::Changed),
                (_, Over::Unclear, _) => Some(Outcome::Membership),
                (_, Over::All | Over::Part, unjudged) => judging.limited(unit, period).or_else(|| unjudged.clone()),
            };
            let outcome = match fixed {
                Some(outcome) => judging.keep(&outcome),
                None => judging.judged(unit, period, runner, roots),
            };
            findings.push(Raw { unit: number(unit), period: number(period), outcome });
        }
    }
    (findings, judging.outcomes)
}

struct Judging<'a> {
    case: &'a Case<'a>,
    outcomes: Vec<Outcome>,
    memo: Memo<u32>,
    inputs: Arc<Inputs>,
    known: Vec<Input>,
    /// Where the keys of the known inputs come from.
    sources: Vec<Source<'a>>,
    /// Outcomes without a closure, kept once.
    fixed: Vec<u32>,
}

/// Where the key of an input comes from.
enum Source<'a> {
    Measure(&'a Taken),
    /// A cell, and whether a blank one may still be filled.
    Column(Keyed<'a>, bool),
    /// A parameter: its key in each period, or for each unit that happened.
    Param(Vec<Key>),
    /// A part of the period: its key in each.
    Period(Vec<Key>),
    /// The same in the whole run.
    Fixed,
}

impl<'a> Judging<'a> {
    fn exists(&self, period: usize) -> bool {
        // What merely looks back brings no unit about before its period begins.
        let looks_back = |window: Window| matches!(window, Window::SoFar | Window::Anytime | Window::Previous(_));
        let measures = self.case.taken.iter().zip(&self.case.resolved.measures).filter(|(_, measure)| !looks_back(measure.plan.window()));
        let windows = measures.filter_map(|(taken, _)| Some(taken.windows.get(period)?.span()?.first));
        windows.chain(self.case.periods.get(period).map(|period| period.span.first)).min().is_some_and(|first| first <= self.case.as_of)
    }

    /// Why no unit is judged in a period.
    fn unjudged(&self, period: usize) -> Option<Outcome> {
        if !self.case.whole[period] {
            return Some(Outcome::Partial);
        }
        if !self.case.missing_tables.is_empty() {
            return Some(Outcome::Tables(self.case.missing_tables.to_vec()));
        }
        if !self.case.missing_rules.is_empty() {
            return Some(Outcome::Rules(self.case.missing_rules.to_vec()));
        }
        self.case.taken.iter().find_map(|taken| match taken.windows[period] {
            WindowDays::Unknown(column) => Some(Outcome::Window(column)),
            WindowDays::Empty => Some(Outcome::NoDays),
            WindowDays::Known { .. } => None,
        })
    }

    /// Whether the rule's limits leave a unit out, or it cannot be told.
    fn limited(&self, unit: usize, period: usize) -> Option<Outcome> {
        let at = self.case.unit(unit, period);
        let day = self.case.members.day(unit, &self.case.periods[period]);
        let limited = |limit: &Limit| match limit {
            Limit::Unit(filter) => for_unit(self.case.loaded, filter, at, at, day),
            Limit::Period(part, test) => of_period(self.case.loaded, test, part.of(&self.case.periods[period], self.case.as_of).as_ref(), (at, day)),
        };
        self.case.resolved.only.iter().enumerate().find_map(|(number, limit)| match limited(limit) {
            Truth::Yes => None,
            Truth::No => Some(Outcome::Excluded(number)),
            Truth::Maybe => Some(Outcome::Unclear(number)),
        })
    }

    fn keep(&mut self, outcome: &Outcome) -> u32 {
        if let Some(known) = self.fixed.iter().find(|known| self.outcomes[**known as usize] == *outcome) {
            return *known;
        }
        let number = self.push(outcome.clone());
        self.fixed.push(number);
        number
    }

    fn push(&mut self, outcome: Outcome) -> u32 {
        self.outcomes.push(outcome);
        u32::try_from(self.outcomes.len() - 1).unwrap_or(u32::MAX)
    }

    fn source(&self, input: &Input) -> Source<'a> {
        let case = self.case;
        match input {
            Input::Measure(measure) => case.taken.get(usize::from(*measure)).map_or(Source::Fixed, Source::Measure),
            Input::Column(_, path) => Source::Column(Keyed::new(case.loaded, path), may_come(&case.loaded.schema, path)),
            Input::Param(param) => Source::Param(case.members.days(case.periods).map(|day| case.settings.key_on(*param, day)).collect()),
            Input::Period(part) => Source::Period(case.periods.iter().map(|period| period_key(*part, period, case.as_of)).collect()),
            Input::Reading(_) => Source::Fixed,
        }
    }

    fn judged(&mut self, unit: usize, period: usize, runner: &Runner<'_>, roots: &[Root]) -> u32 {
        let case = self.case;
        let at = case.unit(unit, period);
        let key = |input: u16| match self.sources.get(usize::from(input)) {
            Some(Source::Measure(taken)) => taken.key(case.members, unit, period),
            Some(Source::Column(cells, may_come)) => awaited(cells.key(at), *may_come && case.open[period]),
            Some(Source::Param(keys)) => keys[if case.members.own.is_some() { unit } else { period }],
            Some(Source::Period(keys)) => keys[period],
            Some(Source::Fixed) | None => (0, 0),
        };
        if let Walk::Known(outcome) = self.memo.walk(key) {
            return outcome;
        }
        let facts = UnitFacts {
            loaded: case.loaded.clone(),
            inputs: self.inputs.clone(),
            settings: case.settings.clone(),
            measures: case
                .resolved
                .measures
                .iter()
                .zip(case.taken)
                .map(|(measure, taken)| MeasureFact {
                    name: measure.name.clone(),
                    label: measure.label.clone(),
                    key: taken.key(case.members, unit, period),
                    standing: taken.standing(case.members, unit, period),
                    is_day: measure.plan.is_day(),
                    tally: taken.tally(case.members.cell(unit, period)).cloned(),
                    together: taken.together(case.members.cell(unit, period)).copied(),
                    growth: taken.measured.growth,
                    one: measure.plan.one_value(&case.loaded.schema),
                    is_of_findings: measure.plan.findings().is_some(),
                    origin: measure.origin.clone(),
                })
                .collect(),
            unit: (case.members.table, at),
            day: case.members.day(unit, &case.periods[period]),
            period: case.periods[period].clone(),
            open: case.open[period],
            as_of: case.as_of,
        };
        let (answer, log) = runner.call(case.judge, roots, Box::new(facts));
        self.known = self.inputs.list();
        let fresh: Vec<Source<'a>> = self.known.iter().skip(self.sources.len()).map(|input| self.source(input)).collect();
        self.sources.extend(fresh);
        let outcome = conclude(answer, &log, case.switches, case.judge);
        let outcome = match outcome {
            Ok(verdict) => {
                let reads: Vec<Input> = log.reads.iter().filter_map(|(input, _)| self.known.get(usize::from(*input)).cloned()).collect();
                // A comparison names its input by the closure's own numbering; reports speak of measures.
                Outcome::Judged { verdict: Arc::new(renumber(verdict, &self.known, &reads, case.resolved.measures.len())), reads }
            }
            Err(failure) => Outcome::Failed(failure),
        };
        let number = self.push(outcome);
        self.memo.record(&log.reads, number);
        number
    }
}

/// Turns the inputs that comparisons name into numbers of measures; whatever else was read is numbered behind them, as it was read.
pub(crate) fn renumber(mut verdict: Verdict, known: &[Input], reads: &[Input], measures: usize) -> Verdict {
    use super::Kind;
    let part = |part| renumber(part, known, reads, measures);
    verdict.kind = match verdict.kind {
        Kind::Test(mut test) => {
            test.input = test.input.and_then(|input| match known.get(usize::from(input))? {
                Input::Measure(measure) => Some(*measure),
                other => u16::try_from(measures + reads.iter().position(|read| read == other)?).ok(),
            });
            Kind::Test(test)
        }
        Kind::All(parts) => Kind::All(parts.into_iter().map(part).collect()),
        Kind::Any(parts) => Kind::Any(parts.into_iter().map(part).collect()),
        other @ (Kind::Said(_) | Kind::Pending(_)) => other,
    };
    verdict
}

/// What a call of a rule's closure comes to.
pub(crate) fn conclude(answer: Answer, log: &crate::script::Log, switches: bool, judge: &Closure) -> Result<Verdict, Box<Diagnostic>> {
    let undecided = |open: bool| Ok(Verdict::said(if open { Status::NotDue } else { Status::Unknown }, None));
    match answer {
        Answer::Undecided { open } => undecided(open),
        Answer::Failed(_) if log.unknown || log.open => undecided(!log.unknown),
        Answer::Failed(failure) => Err(failure),
        Answer::Value(value) => {
            if switches && (log.unknown || log.open) {
                return undecided(!log.unknown);
            }
            if let Some(open) = log.dangling() {
                return undecided(open);
            }
            match as_verdict(&value) {
                Some(verdict) => Ok(verdict.concluded(log.open)),
                None => Err(Box::new(
                    Diagnostic::error(Code::RuleResult, "判定没有给出结果", "the closure returns no verdict")
                        .help(
                            "最后一句写成 m.课次.至少(3) 这样的判定，末尾不加分号",
                            "end it with a verdict such as m.lessons.at_least(3), without a semicolon",
                        )
                        .at(judge.place().clone()),
                )),
            }
        }
    }
}

struct MeasureFact {
    name: String,
    label: String,
    key: Key,
    standing: Standing,
    is_day: bool,
    tally: Option<Arc<Tally>>,
    together: Option<Together>,
    growth: Growth,
    /// The type of its one value, if it is to be one.
    one: Option<ColumnType>,
    /// Whether it is one of findings: while one of them is not due, what they have in common is not there yet.
    is_of_findings: bool,
    origin: Origin,
}

/// What a judging closure reads: its measures, the unit's own columns, and the settings.
struct UnitFacts {
    loaded: Arc<Loaded>,
    inputs: Arc<Inputs>,
    settings: Arc<Settings>,
    measures: Vec<MeasureFact>,
    unit: (usize, At),
    /// The day whose parameters hold.
    day: Day,
    period: Period,
    /// Whether the period is still open.
    open: bool,
    as_of: Day,
}

impl Facts for UnitFacts {
    fn read(&self, root: Root, path: &[String]) -> Read {
        if root == Root::Parameters {
            return self.settings.read(&self.inputs, path.first().map_or("", String::as_str), self.day);
        }
        if let [name] = path {
            let by_name = self.measures.iter().position(|measure| measure.name == *name);
            if let Some(index) = by_name.or_else(|| self.measures.iter().position(|measure| measure.label == *name)) {
                let measure = &self.measures[index];
                let input = self.inputs.number(&Input::Measure(u16::try_from(index).unwrap_or(u16::MAX)));
                return Read::Value { input, key: measure.key, fact: fact(measure, input) };
            }
        }
        match read_row(&self.loaded, &self.inputs, root, self.unit.0, self.unit.1, path) {
            Read::Unknown(columns) => read_period(&self.inputs, path, &self.period, self.as_of)
                .unwrap_or_else(|| Read::Unknown(self.measures.iter().map(|measure| measure.name.clone()).chain(columns).collect())),
            Read::Value { input, key, fact: Fact::Nothing }
                if self.open && self.inputs.path(input).is_some_and(|path| may_come(&self.loaded.schema, &path)) =>
            {
                Read::Value { input, key: awaited(key, true), fact: Fact::Figure(not_yet(input)) }
            }
            read => read,
        }
    }

    fn columns(&self, input: u16) -> Columns<'_> {
        columns(&self.loaded.schema, &self.inputs, input, |index| self.measures.get(index).map(|measure| (measure.name.as_str(), &measure.origin)))
    }
}

/// Whether a blank cell says that something has not happened yet, or still runs.
pub(crate) fn may_come(schema: &Schema, path: &Path) -> bool {
    schema.end(path).is_some_and(|column| matches!(column.blank, Blank::NotYet | Blank::Open))
}

/// The key of a cell; a blank one differs by whether it may still be filled.
fn awaited(key: Key, awaits: bool) -> Key {
    if awaits && is_nothing(key) { (key.0 | 2, key.1) } else { key }
}

/// What has not happened yet, but still may.
pub(crate) fn not_yet(input: u16) -> Figure {
    Figure { open: true, nothing: Nothing::Yes, missing: false, ..Figure::missing(vec![input]) }
}

/// The only key of a tally, as a value of its column's type. Once it is there, it stands.
fn one_value(measure: &MeasureFact, tally: &Tally, input: u16) -> Fact {
    let Standing { open, handed_in, .. } = measure.standing;
    if measure.is_of_findings && open {
        return Fact::Figure(not_yet(input));
    }
    let mut all = tally.entries.iter();
    let only = match (all.next(), all.next()) {
        _ if !handed_in => return Fact::Unclear,
        // That nothing was said is no value; while records can come, it may still be.
        (None, _) if open && tally.spare == 0 => return Fact::Figure(not_yet(input)),
        (None, _) => return Fact::Missing,
        (Some((key, entry)), None) if entry.certain > 0 && tally.spare == 0 => key,
        _ => return Fact::Unclear,
    };
    match measure.one {
        Some(ColumnType::Number | ColumnType::Integer) => only.parse().map_or(Fact::Missing, Fact::Number),
        Some(ColumnType::Date | ColumnType::Moment) => Day::parse_moment(only).map_or(Fact::Missing, Fact::Day),
        Some(ColumnType::Flag) => Fact::Flag(only == "true"),
        _ => Fact::Text(only.clone()),
    }
}

/// A measure as the closure sees it: a plain value where it is known and settled.
fn fact(measure: &MeasureFact, input: u16) -> Fact {
    let Standing { now, reach, times, parts, nothing, open, handed_in } = measure.standing;
    if let Some(tally) = measure.tally.as_ref().filter(|_| measure.one.is_some()) {
        return one_value(measure, tally, input);
    }
    if let Some(together) = &measure.together {
        return Fact::Verdict(together.verdict(Some(input), open));
    }
    if let Some(tally) = &measure.tally {
        return Fact::Tally(TallyFigure { inputs: vec![input], tally: tally.clone(), growth: measure.growth, open, handed_in });
    }
    // A share is asked for its parts as well, which a plain number does not have.
    let known = reach.value().filter(|_| nothing == Nothing::No && !open && parts.is_none());
    match (known, times) {
        (Some(value), _) if !measure.is_day => Fact::Number(value),
        (Some(value), None) => Fact::Day(day_of(value)),
        (Some(_), Some(times)) if times.day().is_some() => times.day().map_or(Fact::Missing, Fact::Day),
        _ => Fact::Figure(Figure { times, parts: parts.map(Box::new), is_day: measure.is_day, nothing, open, ..Figure::between(vec![input], now, reach) }),
    }
}
