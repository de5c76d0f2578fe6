//! Everything that the command says in its own voice, in both languages. What findings and problems say comes from the core.

use dudao::{Day, Diagnostic, Language, Level, Number, OtherChoice, Pack, ParamValue, PeriodKind, Policy, Severity, Standing, Status, TestReport, View};

/// A language, and the words in it.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// One of two ways to say the same.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self.0 {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// What parts of a list are joined with.
    pub fn comma(self) -> &'static str {
        self.pick("，", ", ")
    }

    /// What stands between a name and what is said of it.
    pub fn colon(self) -> &'static str {
        self.pick("：", ": ")
    }

    /// A remark in brackets.
    pub fn aside(self, text: &str) -> String {
        self.pick(format!("（{text}）"), format!(" ({text})"))
    }

    /// A status as a person reads it.
    pub fn status(self, status: Status) -> String {
        status.words(self.0)
    }

    /// A level as a person reads it.
    pub fn level(self, level: Level) -> &'static str {
        self.pick(level.label(), level.name())
    }

    /// What kind of paper a policy is.
    pub fn standing(self, standing: Standing) -> &'static str {
        Standing::ALL.iter().find(|(known, _, _)| *known == standing).map_or("", |(_, en, zh)| self.pick(zh, en))
    }

    /// How bad a problem is.
    pub fn severity(self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.pick("错误", "error"),
            Severity::Warning => self.pick("提醒", "warning"),
            Severity::Note => self.pick("说明", "note"),
        }
    }

    /// Before what mends a problem.
    pub fn help(self) -> &'static str {
        self.pick("办法", "help")
    }

    /// The last line under a list of problems.
    pub fn problems(self, problems: &[Diagnostic]) -> String {
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        match (errors, warnings) {
            (errors, 0) => self.pick(format!("{errors} 处错误"), many(errors, "error")),
            (0, warnings) => self.pick(format!("{warnings} 处提醒"), many(warnings, "warning")),
            _ => self.pick(format!("{errors} 处错误，{warnings} 处提醒"), format!("{}, {}", many(errors, "error"), many(warnings, "warning"))),
        }
    }

    /// What a pack holds.
    pub fn holdings(self, pack: &Pack) -> String {
        let (clauses, rules, params, readings) = (pack.clauses().len(), pack.rules().len(), pack.params().len(), pack.readings().len());
        let held = self.pick(
            format!("{clauses} 条款，{rules} 规则，{params} 参数，{readings} 口径"),
            format!("{}, {}, {}, {}", many(clauses, "clause"), many(rules, "rule"), many(params, "parameter"), many(readings, "reading")),
        );
        // Most packs have none.
        match pack.profiles().len() {
            0 => held,
            profiles => format!("{held}{}{}", self.comma(), self.pick(format!("{profiles} 方案"), many(profiles, "profile"))),
        }
    }

    /// What the check of a pack came to.
    pub fn checked(self, pack: &Pack) -> String {
        let warnings = pack.warnings();
        let found = if warnings.is_empty() { self.pick("没有问题".into(), "no problems".into()) } else { self.problems(warnings) };
        format!("{found}{}{}", self.colon(), self.holdings(pack))
    }

    /// What the tests came to.
    pub fn tested(self, report: &TestReport) -> String {
        let (tests, failed, expectations) = (report.tests.len(), report.failed(), report.expectations());
        let mut said = match failed {
            0 => self.pick(
                format!("{tests} 个测试全部通过，{expectations} 处应为"),
                format!("{} passed, {}", many(tests, "test"), many(expectations, "expectation")),
            ),
            _ => self.pick(format!("{tests} 个测试，{failed} 个不符"), format!("{}, {failed} failed", many(tests, "test"))),
        };
        if tests == 0 {
            said = self.pick("没有测试", "no tests").into();
        }
        if report.left_out > 0 {
            let left_out = report.left_out;
            said.push_str(&self.aside(&self.pick(format!("另有 {left_out} 个没有跑"), format!("{left_out} left out"))));
        }
        said
    }

    /// An expectation that was not met.
    pub fn expected(self, unit: &str, expected: &str, found: Option<&str>) -> String {
        match found {
            Some(found) => self.pick(format!("{unit}：应为 {expected}，却是 {found}"), format!("{unit}: expected {expected}, found {found}")),
            None => self.pick(format!("{unit}：应为 {expected}，却没有"), format!("{unit}: expected {expected}, found none")),
        }
    }

    /// The time in force.
    pub fn in_force(self, policy: &Policy) -> String {
        match policy.in_force {
            None => self.pick("未写明施行期", "no time in force stated").into(),
            Some(span) => match span.last {
                None => self.pick(format!("{} 起", span.first), format!("from {}", span.first)),
                Some(last) => self.pick(format!("{} 至 {last}", span.first), format!("{} to {last}", span.first)),
            },
        }
    }

    /// The values of a parameter.
    pub fn values(self, values: &[ParamValue]) -> String {
        let shown = values.iter().map(|value| match value.from {
            None => value.value.to_string(),
            Some(from) => self.pick(format!("{from} 起 {}", value.value), format!("{} from {from}", value.value)),
        });
        shown.collect::<Vec<_>>().join(self.pick("；", "; "))
    }

    /// The day that judged, where nobody named one.
    pub fn judged_today(self, day: Day) -> String {
        self.pick(format!("按今天 {day} 判定（用 --as-of 另定日期）"), format!("judged as of today, {day} (--as-of names another day)"))
    }

    /// The day that judged.
    pub fn judged_on(self, day: Day) -> String {
        self.pick(format!("按 {day} 判定"), format!("judged as of {day}"))
    }

    /// How much was judged.
    pub fn extent(self, tables: usize, units: usize, findings: usize) -> String {
        self.pick(
            format!("台账 {tables} 张表，考核对象 {units} 个，结果 {findings} 条"),
            format!("{} of records, {} judged, {}", many(tables, "table"), many(units, "unit"), many(findings, "finding")),
        )
    }

    /// Items that are not shown.
    pub fn more(self, count: usize) -> String {
        self.pick(format!("…还有 {count} 项"), format!("… and {count} more"))
    }

    /// How to see all of what a list cuts short.
    pub fn rest_in(self, format: &str) -> String {
        self.pick(format!("看全部用 --format {format}"), format!("--format {format} has all"))
    }

    /// Written to a file.
    pub fn written(self, path: &str, findings: usize) -> String {
        self.pick(format!("已写入“{path}”，结果 {findings} 条"), format!("wrote {} to `{path}`", many(findings, "finding")))
    }

    /// Forms that were written.
    pub fn filled_in(self, path: &str, forms: usize) -> String {
        self.pick(format!("已写入“{path}”，表单 {forms} 张"), format!("wrote {} to `{path}`", many(forms, "form")))
    }

    /// What does not stand in a form, since it is not certain whether it belongs there.
    pub fn left_out(self, unit: &str, records: &[String]) -> String {
        let list = records.join(self.pick("、", ", "));
        self.pick(format!("{unit}：说不清是否该填入，没有填：{list}"), format!("{unit}: not filled in, since it is not clear whether it belongs there: {list}"))
    }

    /// Rules whose findings a form wants and that were not judged.
    pub fn not_judged(self, rules: &[String]) -> String {
        let list = rules.join(self.pick("、", ", "));
        self.pick(format!("没有判定，表单里没有它们的结果：{list}"), format!("not judged, so the form does not have their findings: {list}"))
    }

    /// What another choice of a reading changes.
    pub fn other_choice(self, other: &OtherChoice) -> String {
        let parts = [
            (other.changed, self.pick("条结果不同", "otherwise")),
            (other.gone, self.pick("条不再有", "gone")),
            (other.only, self.pick("条只在这样理解时有", "only there")),
        ];
        let parts: Vec<String> = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        match (parts.is_empty(), other.not_run.is_empty()) {
            (true, true) => self.pick("没有影响", "changes nothing").into(),
            (true, false) => String::new(),
            (false, _) => format!("{}{}{}", parts.join(self.comma()), self.colon(), other.rules.join(self.pick("、", ", "))),
        }
    }

    /// How many of the failures are waived.
    pub fn of_which_waived(self, count: u64) -> String {
        self.aside(&self.pick(format!("其中豁免 {count}"), format!("{count} waived")))
    }

    /// What a score would be with waivers.
    pub fn with_waivers(self, score: &str) -> String {
        self.aside(&self.pick(format!("豁免后 {score}"), format!("{score} with waivers")))
    }

    /// What a card is worth.
    pub fn full_marks(self, points: Number) -> String {
        self.aside(&self.pick(format!("满分 {points}"), format!("out of {points}")))
    }

    /// Why something is not from the source.
    pub fn local(self, why: &str) -> String {
        self.pick(format!("分值自定：{why}"), format!("points are local: {why}"))
    }

    /// A period by its id; a phase by its title.
    pub fn period(self, id: &str, view: &View) -> String {
        if let Some(title) = view.periods.get(id) {
            return title.clone();
        }
        if id == PeriodKind::Policy.name() { self.pick(PeriodKind::Policy.label(), "whole policy").into() } else { id.into() }
    }

    /// Problems of the data.
    pub fn issues(self, count: usize) -> String {
        match count {
            0 => self.pick("台账没有问题".into(), "no problems in the record book".into()),
            count => self.pick(format!("台账有 {count} 处问题"), format!("{} in the record book", many(count, "problem"))),
        }
    }

    /// Rules that did not run.
    pub fn not_run(self, count: usize) -> String {
        self.pick(format!("{count} 条规则没有运行"), format!("{} did not run", many(count, "rule")))
    }

    /// A rule in a period, by its title and the period's id.
    pub fn duty(self, title: &str, period: &str, view: &View) -> String {
        let period = self.period(period, view);
        self.pick(format!("{title} {period}："), format!("{title}, {period}: "))
    }

    /// Warnings of the pack, where nobody asked to check it.
    pub fn pack_warnings(self, count: usize, pack: &str) -> String {
        self.pick(format!("规则包有 {count} 处提醒，用 dudao check {pack} 查看"), format!("the pack has {}; see dudao check {pack}", many(count, "warning")))
    }
}

/// A number of things in English.
fn many(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
