//! Writes a pack as a script, each word in English or in Chinese, and each thing by its name or its label.

#![expect(clippy::format_push_string, reason = "a script is short, and read best as it will stand")]

use dudao::{Day, Decimal, language};
use fastrand::Rng;

use super::pack::{
    Aggregate, Belonging, Blank, Column, Comparison, Condition, Dated, Expression, Grain, Having, Kind, Operand, Pack, Param, Part, PeriodPart, Presence,
    Query, Rule, Said, Scalar, Table, Truth, Verdict, Wanted, Window,
};

/// The script of a pack.
pub fn write(pack: &Pack, rng: &mut Rng) -> String {
    let mut writer = Writer { pack, rng };
    let mut script = writer.policy();
    for phase in &pack.phases {
        script += &format!("{}({:?}, {:?}, {:?});\n", writer.word("phase"), phase.id, phase.first.to_string(), phase.last.to_string());
    }
    for param in &pack.params {
        script += &writer.param(param);
    }
    for table in &pack.tables {
        script += &writer.table(table);
    }
    for entity in &pack.entities {
        let table = writer.table_name(&entity.table);
        script += &format!("{}({:?}, {table})", writer.word("entity"), entity.id);
        for having in &entity.having {
            script += &writer.having("having", &entity.table, having, &entity.table);
        }
        script += ";\n";
    }
    for rule in &pack.rules {
        script += &writer.rule(rule);
    }
    script
}

struct Writer<'a> {
    pack: &'a Pack,
    rng: &'a mut Rng,
}

/// The table of a closure's record (in `where`) and of the unit.
#[derive(Clone, Copy)]
struct Scene<'a> {
    record: Option<&'a str>,
    unit: &'a str,
}

impl Writer<'_> {
    fn word(&mut self, name: &str) -> &'static str {
        let word = language::find(name);
        word.map_or("", |word| if self.rng.bool() { word.name } else { word.twin })
    }

    fn either<'t>(&mut self, name: &'t str, twin: &'t str) -> &'t str {
        if self.rng.bool() { name } else { twin }
    }

    fn policy(&mut self) -> String {
        let (first, last) = self.pack.in_force;
        let last = last.map_or_else(String::new, |last| format!(", {:?}", last.to_string()));
        let force = self.either("mandatory", "必须");
        let (policy, in_force, clause, says, forced) = (self.word("policy"), self.word("in_force"), self.word("clause"), self.word("says"), self.word("force"));
        format!("{policy}(\"t\").{in_force}({:?}{last});\n{clause}(\"1\").{says}(\"试验\").{forced}({force:?});\n", first.to_string())
    }

    fn param(&mut self, param: &Param) -> String {
        let word = self.word("param");
        let Some(((_, first), later)) = param.values.split_first() else {
            return format!("{word}({:?}).{}(\"没有写明\");\n", param.id, self.word("unset"));
        };
        let mut text = format!("{word}({:?}, {})", param.id, self.scalar(first));
        for (from, value) in later {
            let from = from.map(|day| day.to_string()).unwrap_or_default();
            text += &format!(".{}({from:?}, {})", self.word("from"), self.scalar(value));
        }
        text + ";\n"
    }

    fn table(&mut self, table: &Table) -> String {
        let mut text = format!("{}({:?}).{}({:?})", self.word("table"), table.name, self.word("label"), table.label);
        for column in &table.columns {
            text += &self.column(column);
        }
        match &table.dated {
            Dated::Standing => {}
            Dated::Event(date) | Dated::Figures(date) => text += &format!(".{}({:?})", self.word("dated"), self.path(&table.name, date)),
            Dated::Spell(start, end) => {
                let (start, end) = (self.path(&table.name, start), self.path(&table.name, end));
                text += &format!(".{}({start:?}, {end:?})", self.word("dated"));
            }
        }
        for path in &table.scope {
            text += &format!(".{}({:?})", self.word("scope"), self.path(&table.name, path));
        }
        text + ";\n"
    }

    fn column(&mut self, column: &Column) -> String {
        let word = match &column.kind {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Integer => "integer",
            Kind::Flag => "flag",
            Kind::Date => "date",
            Kind::Tags => "tags",
            Kind::Choice(..) => "choice",
            Kind::Choices(_) => "choices",
            Kind::Link(_) => "link",
            Kind::Links(_) => "links",
        };
        let more = match &column.kind {
            Kind::Choice(choices, _) | Kind::Choices(choices) => {
                let listed: Vec<String> = choices.iter().map(|(id, label)| format!("\"{id} {label}\"")).collect();
                format!(", [{}]", listed.join(", "))
            }
            Kind::Link(table) | Kind::Links(table) => format!(", {}", self.table_name(table)),
            _ => String::new(),
        };
        let mut text = format!(".{}({:?}, {:?}{more})", self.word(word), column.name, column.label);
        if matches!(column.kind, Kind::Choice(_, true)) {
            text += &format!(".{}()", self.word("ordered"));
        }
        if column.owner {
            text += &format!(".{}()", self.word("owner"));
        }
        let blank = match column.blank {
            Blank::Unknown => return text,
            Blank::NotYet => self.either("not_yet", "尚未"),
            Blank::None => self.either("none", "没有"),
            Blank::Open => self.either("open", "仍在继续"),
        };
        text += &format!(".{}({blank:?})", self.word("blank"));
        text
    }

    /// A table's name or label, in quotes. Links are resolved when all tables are there.
    fn table_name(&mut self, name: &str) -> String {
        let label = self.pack.table(name).map_or(name, |table| table.label.as_str());
        format!("{:?}", self.either(name, label))
    }

    /// A path with each step by its name or label.
    fn path(&mut self, table: &str, path: &str) -> String {
        let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
        let column = self.pack.table(table).and_then(|table| table.column(step));
        let written = column.map_or(step, |column| self.either(&column.name, &column.label)).to_owned();
        match (rest, column.and_then(|column| column.kind.target())) {
            (Some(rest), Some(target)) => format!("{written}.{}", self.path(target, rest)),
            (Some(part), None) => format!("{written}.{part}"),
            _ => written,
        }
    }

    fn scalar(&mut self, scalar: &Scalar) -> String {
        match scalar {
            Scalar::Number(number) => number.to_string(),
            Scalar::Text(text) => format!("{text:?}"),
            Scalar::Flag(flag) => flag.to_string(),
            Scalar::Day(day) => self.day(*day),
        }
    }

    fn day(&mut self, day: Day) -> String {
        format!("{}({:?})", self.word("day"), day.to_string())
    }

    fn having(&mut self, word: &str, table: &str, having: &Having, unit: &str) -> String {
        let word = if having.if_supplied { "having_if_supplied" } else { word };
        let path = self.path(table, &having.path);
        let condition = self.condition(&having.condition, Some((table, &having.path)), unit, true);
        format!(".{}({path:?}, {condition})", self.word(word))
    }

    /// A condition, bare where a plain value or list may stand. `on` is the column that it is asked of, if it is one.
    fn condition(&mut self, condition: &Condition, on: Option<(&str, &str)>, unit: &str, bare: bool) -> String {
        let mut list = |parts: &[Condition]| {
            let parts: Vec<String> = parts.iter().map(|part| self.condition(part, on, unit, false)).collect();
            parts.join(", ")
        };
        match condition {
            Condition::OneOf(operands) => {
                let parts: Vec<String> = operands.iter().map(|operand| self.operand(operand, on, unit)).collect();
                match parts.as_slice() {
                    [one] if bare && self.rng.bool() => one.clone(),
                    [one] => format!("{}({one})", self.word("exactly")),
                    _ if bare => format!("[{}]", parts.join(", ")),
                    _ => {
                        let each: Vec<String> = parts.iter().map(|part| format!("{}({part})", self.word("exactly"))).collect();
                        format!("{}({})", self.word("any"), each.join(", "))
                    }
                }
            }
            Condition::Is(comparison, operand) => {
                let operand = self.operand(operand, on, unit);
                format!("{}({operand})", self.comparison(*comparison))
            }
            Condition::Between(low, high) => {
                let (low, high) = (self.operand(low, on, unit), self.operand(high, on, unit));
                format!("{}({low}, {high})", self.word("between"))
            }
            Condition::Present => format!("{}()", self.word("present")),
            Condition::Not(inner) => {
                let inner = self.condition(inner, on, unit, false);
                format!("{}({inner})", self.word("not"))
            }
            Condition::All(parts) => {
                let parts = list(parts);
                format!("{}({parts})", self.word("all"))
            }
            Condition::Any(parts) => {
                let parts = list(parts);
                format!("{}({parts})", self.word("any"))
            }
        }
    }

    fn comparison(&mut self, comparison: Comparison) -> &'static str {
        self.word(match comparison {
            Comparison::AtLeast => "at_least",
            Comparison::AtMost => "at_most",
            Comparison::MoreThan => "more_than",
            Comparison::LessThan => "less_than",
            Comparison::Exactly => "exactly",
        })
    }

    fn operand(&mut self, operand: &Operand, on: Option<(&str, &str)>, unit: &str) -> String {
        match operand {
            Operand::Scalar(Scalar::Text(text)) => {
                // A choice answers to its label as well.
                let column = on.and_then(|(table, path)| self.pack.column(table, path));
                let choice = column.and_then(|column| column.kind.choices().iter().find(|(id, _)| id == text));
                let written = choice.map_or(text.as_str(), |(id, label)| self.either(id, label));
                format!("{written:?}")
            }
            Operand::Scalar(Scalar::Day(day)) if on.is_some() && self.rng.bool() => format!("{:?}", day.to_string()),
            Operand::Scalar(scalar) => self.scalar(scalar),
            Operand::OfUnit(path) => format!("{}({:?})", self.word("of_unit"), self.path(unit, path)),
            Operand::OfRecord(path) => {
                let path = on.map_or_else(|| path.clone(), |(table, _)| self.path(table, path));
                format!("{}({path:?})", self.word("of_record"))
            }
            Operand::Param(id) => format!("{}({id:?})", self.word("param")),
        }
    }

    fn rule(&mut self, rule: &Rule) -> String {
        let table = self.pack.entity(&rule.entity).map(|entity| entity.table.clone()).unwrap_or_default();
        let grain = match &rule.grain {
            Grain::Term => self.either("term", "学期"),
            Grain::AcademicYear => self.either("academic_year", "学年"),
            Grain::CalendarYear => self.either("calendar_year", "自然年"),
            Grain::Month => self.either("month", "月"),
            Grain::Week => self.either("week", "周"),
            Grain::Policy => self.either("policy", "全程"),
            Grain::Phase(id) => id,
        }
        .to_owned();
        let mut text = format!("{}({:?}).{}(\"1\").{}({:?}, {grain:?})", self.word("rule"), rule.id, self.word("clause"), self.word("each"), rule.entity);
        if rule.partial {
            text += &format!(".{}()", self.word("partial"));
        }
        for only in &rule.only {
            text += &self.having("only", &table, only, &table);
        }
        for (name, query) in &rule.measures {
            let query = self.query(query, &table);
            text += &format!("\n    .{}({name:?}, {query})", self.word("measure"));
        }
        let verdict = self.verdict(&rule.judge, Scene { record: None, unit: &table });
        text += &format!("\n    .{}(|m, p| {verdict});\n", self.word("judge"));
        text
    }

    fn query(&mut self, query: &Query, unit: &str) -> String {
        let word = match query.aggregate {
            Aggregate::Count => "count",
            Aggregate::Distinct => "distinct",
            Aggregate::Sum => "sum",
            Aggregate::Largest => "largest",
            Aggregate::Smallest => "smallest",
            Aggregate::Average => "average",
            Aggregate::Latest => "latest",
            Aggregate::Earliest => "earliest",
            Aggregate::Value => "value",
            Aggregate::Share => "share",
        };
        let columns: Vec<String> = query.columns.iter().map(|path| format!("{:?}", self.path(&query.table, path))).collect();
        let columns = match columns.as_slice() {
            [] => String::new(),
            [one] => format!(", {one}"),
            many => format!(", [{}]", many.join(", ")),
        };
        let table = self.table_name(&query.table);
        let mut text = format!("{}({table}{columns})", self.word(word));
        for having in &query.having {
            text += &self.having("having", &query.table, having, unit);
        }
        for filter in &query.filters {
            let truth = self.truth(filter, Scene { record: Some(&query.table), unit });
            text += &format!(".{}(|r, u, p| {truth}, \"不合\")", self.word("where"));
        }
        for that in &query.that {
            text += &self.having("that", &query.table, that, unit);
        }
        if let Some(per) = &query.per {
            text += &format!(".{}({:?})", self.word("per"), self.path(&query.table, per));
        }
        match &query.belonging {
            Belonging::Implied => {}
            Belonging::By(link) => text += &format!(".{}({:?})", self.word("by"), self.path(&query.table, link)),
            Belonging::Everywhere => text += &format!(".{}()", self.word("everywhere")),
        }
        if let Some(window) = self.window(query.window) {
            text += &format!(".{}({window})", self.word("during"));
        }
        if let Some(date) = &query.dated {
            text += &format!(".{}({:?})", self.word("dated"), self.path(&query.table, date));
        }
        match query.presence {
            Presence::Starting => {}
            Presence::Overlapping => text += &format!(".{}()", self.word("overlapping")),
            Presence::AtEnd => text += &format!(".{}()", self.word("at_end")),
        }
        text
    }

    fn window(&mut self, window: Window) -> Option<String> {
        Some(match window {
            Window::Period => return None,
            Window::FromStart(from, to) => format!("{}({from}, {to})", self.word("from_start")),
            Window::FromEnd(from, to) => format!("{}({from}, {to})", self.word("from_end")),
            Window::MiddleWeek => format!("{}()", self.word("middle_week")),
            Window::Dates(from, to) => format!("{}({:?}, {:?})", self.word("dates"), from.to_string(), to.to_string()),
            Window::Previous(1) => format!("{}()", self.word("previous")),
            Window::Previous(back) => format!("{}({back})", self.word("previous")),
            Window::Months(months) => format!("{}({months:?})", self.word("months")),
            Window::Weeks(from, to) => format!("{}({from}, {to})", self.word("weeks")),
            Window::SoFar => format!("{}()", self.word("so_far")),
            Window::Anytime => format!("{}()", self.word("anytime")),
        })
    }

    fn expression(&mut self, expression: &Expression, scene: Scene<'_>) -> String {
        let mut two = |a: &Expression, b: &Expression| (self.expression(a, scene), self.expression(b, scene));
        match expression {
            Expression::Scalar(scalar) => self.scalar(scalar),
            Expression::Record(path) => format!("r.{}", self.path(scene.record.unwrap_or_default(), path)),
            Expression::Unit(path) => format!("{}.{}", if scene.record.is_some() { "u" } else { "m" }, self.path(scene.unit, path)),
            Expression::Period(part) => {
                let part = match part {
                    PeriodPart::First => "first",
                    PeriodPart::Last => "last",
                    PeriodPart::Upto => "upto",
                    PeriodPart::Year => "year",
                    PeriodPart::Month => "month",
                    PeriodPart::TeachingDays => "teaching_days",
                };
                format!("m.period.{part}")
            }
            Expression::Measure(name) => format!("m.{name}"),
            Expression::Size(of) => format!("{}.size", self.expression(of, scene)),
            Expression::Param(id) => format!("p.{id}"),
            Expression::Plus(a, b) => {
                let (a, b) = two(a, b);
                format!("({a} + {b})")
            }
            Expression::Minus(a, b) => {
                let (a, b) = two(a, b);
                format!("({a} - {b})")
            }
            Expression::Times(a, factor) => format!("({} * {factor})", self.expression(a, scene)),
            Expression::Over(a, divisor) => format!("({} / {divisor})", self.expression(a, scene)),
            Expression::Smaller(a, b) => {
                let (a, b) = two(a, b);
                format!("{}({a}, {b})", self.word("smaller"))
            }
            Expression::Larger(a, b) => {
                let (a, b) = two(a, b);
                format!("{}({a}, {b})", self.word("larger"))
            }
            Expression::Abs(a) => format!("{}({})", self.word("abs"), self.expression(a, scene)),
            Expression::DaysBetween(a, b) => {
                let (a, b) = two(a, b);
                format!("{}({a}, {b})", self.word("days_between"))
            }
            Expression::WorkdaysBetween(a, b) => {
                let (a, b) = two(a, b);
                format!("{}({a}, {b})", self.word("workdays_between"))
            }
            Expression::Part(a, part) => {
                let part = match part {
                    Part::Year => "year",
                    Part::Month => "month",
                    Part::Day => "day",
                    Part::Weekday => "weekday",
                };
                format!("{}.{part}", self.expression(a, scene))
            }
        }
    }

    fn truth(&mut self, truth: &Truth, scene: Scene<'_>) -> String {
        match truth {
            Truth::Compare(comparison, a, b) => {
                let sign = match comparison {
                    Comparison::AtLeast => ">=",
                    Comparison::AtMost => "<=",
                    Comparison::MoreThan => ">",
                    Comparison::LessThan => "<",
                    Comparison::Exactly => "==",
                };
                format!("{} {sign} {}", self.expression(a, scene), self.expression(b, scene))
            }
            Truth::And(a, b) => format!("({} && {})", self.truth(a, scene), self.truth(b, scene)),
            Truth::Or(a, b) => format!("({} || {})", self.truth(a, scene), self.truth(b, scene)),
            Truth::Not(a) => format!("!({})", self.truth(a, scene)),
        }
    }

    /// `value.word(more)` or `word(value, more)`.
    fn call(&mut self, word: &str, value: &str, more: &str) -> String {
        let word = self.word(word);
        let comma = if more.is_empty() { "" } else { ", " };
        // A number or a call does not read well before a dot.
        if value.starts_with("m.") && self.rng.bool() { format!("{value}.{word}({more})") } else { format!("{word}({value}{comma}{more})") }
    }

    fn verdicts(&mut self, parts: &[Verdict], scene: Scene<'_>) -> String {
        let written: Vec<String> = parts.iter().map(|part| self.verdict(part, scene)).collect();
        if self.rng.bool() { format!("[{}]", written.join(", ")) } else { written.join(", ") }
    }

    fn verdict(&mut self, verdict: &Verdict, scene: Scene<'_>) -> String {
        match verdict {
            Verdict::Is(comparison, value, bound) => {
                let (value, bound) = (self.expression(value, scene), self.expression(bound, scene));
                let word = match comparison {
                    Comparison::AtLeast => "at_least",
                    Comparison::AtMost => "at_most",
                    Comparison::MoreThan => "more_than",
                    Comparison::LessThan => "less_than",
                    Comparison::Exactly => "exactly",
                };
                self.call(word, &value, &bound)
            }
            Verdict::Between(value, low, high) => {
                let (value, low, high) = (self.expression(value, scene), self.expression(low, scene), self.expression(high, scene));
                self.call("between", &value, &format!("{low}, {high}"))
            }
            Verdict::Present(value) => {
                let value = self.expression(value, scene);
                self.call("present", &value, "")
            }
            Verdict::Graded(value) => {
                let value = self.expression(value, scene);
                self.call("graded", &value, "")
            }
            Verdict::ByDate(value, due) => {
                let (value, due) = (self.expression(value, scene), self.expression(due, scene));
                self.call("by_date", &value, &due)
            }
            Verdict::WithinWorkdays(value, start, days) => {
                let (value, start) = (self.expression(value, scene), self.expression(start, scene));
                self.call("within_workdays", &value, &format!("{start}, {days}"))
            }
            Verdict::ShareAtLeast(value, percent) => {
                let value = self.expression(value, scene);
                self.call("share_at_least", &value, &percent.to_string())
            }
            Verdict::Covers(found, wanted, condition) => {
                let (found, mut more) = (self.expression(found, scene), self.wanted(wanted));
                if let Some(condition) = condition {
                    more += &format!(", {}", self.condition(condition, None, scene.unit, false));
                }
                self.call("covers", &found, &more)
            }
            Verdict::SomeOf(found, wanted, count) => {
                let (found, mut more) = (self.expression(found, scene), self.wanted(wanted));
                more += &count.map(|count| format!(", {count}")).unwrap_or_default();
                self.call("some_of", &found, &more)
            }
            Verdict::Within(found, allowed) => {
                let (found, allowed) = (self.expression(found, scene), self.wanted(&Wanted::Keys(allowed.clone())));
                self.call("within", &found, &allowed)
            }
            Verdict::Disjoint(a, b) => {
                let (a, b) = (self.expression(a, scene), self.expression(b, scene));
                self.call("disjoint", &a, &b)
            }
            Verdict::InOrder(days) => {
                let days: Vec<String> = days.iter().map(|day| self.expression(day, scene)).collect();
                format!("{}([{}])", self.word("in_order"), days.join(", "))
            }
            Verdict::StepsInOrder(tally, keys) => {
                let (tally, keys) = (self.expression(tally, scene), self.wanted(&Wanted::Keys(keys.clone())));
                self.call("in_order", &tally, &keys)
            }
            Verdict::All(parts) => format!("{}({})", self.word("all"), self.verdicts(parts, scene)),
            Verdict::Any(parts) => format!("{}({})", self.word("any"), self.verdicts(parts, scene)),
            Verdict::Not(inner) => format!("{}({})", self.word("not"), self.verdict(inner, scene)),
            Verdict::When(trigger, duty) => format!("{}({}, {})", self.word("when"), self.verdict(trigger, scene), self.verdict(duty, scene)),
            Verdict::Note(inner, condition) => {
                let inner = self.verdict(inner, scene);
                let condition = condition.as_ref().map(|condition| self.condition(condition, None, scene.unit, false) + ", ").unwrap_or_default();
                format!("{inner}.{}({condition}\"记\")", self.word("note"))
            }
            Verdict::Holds(truth) => format!("{}({}, \"说\")", self.word("holds"), self.truth(truth, scene)),
            Verdict::Final(inner) => format!("{}.{}()", self.verdict(inner, scene), self.word("final")),
            Verdict::Said(said) => {
                let word = match said {
                    Said::Pass => "pass",
                    Said::Fail => "fail",
                    Said::NeedsReview => "needs_review",
                    Said::NotApplicable => "not_applicable",
                    Said::Unknown => "unknown",
                };
                format!("{}(\"说\")", self.word(word))
            }
            Verdict::Informational(value) => format!("{}({})", self.word("informational"), self.expression(value, scene)),
        }
    }

    fn wanted(&mut self, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Keys(keys) => {
                let keys: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
                format!("[{}]", keys.join(", "))
            }
            Wanted::Counts(counts) => {
                let counts: Vec<String> = counts.iter().map(|(key, count)| format!("{key:?}: {count}")).collect();
                format!("#{{ {} }}", counts.join(", "))
            }
            Wanted::ChoicesOf(column, _) => format!("{}({column:?})", self.word("choices_of")),
        }
    }
}

/// A whole number as a decimal.
pub(super) fn whole(number: i64) -> Decimal {
    Decimal::from(number)
}
