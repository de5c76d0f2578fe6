//! The reference at the end of a handbook, written from the tables that the engine itself goes by.

use dudao::language::{Group, WORDS, Word, columns_of_findings, parts_of_period, parts_of_share};
use dudao::{Blank, ClauseKind, Code, DayPart, FormPart, Language, Level, PeriodKind, RollUp, Standing, Status, UnruledKind};
use std::fmt::Write as _;

/// Something said in Chinese and in English.
type Said = (&'static str, &'static str);

/// The whole reference in one language.
pub fn reference(language: Language) -> String {
    let mut text = String::new();
    let mut groups: Vec<Group> = WORDS.iter().map(|word| word.group).collect();
    groups.dedup();
    for group in groups {
        heading(&mut text, language, title(group));
        words(&mut text, language, group);
    }
    names(&mut text, language);
    codes(&mut text, language);
    text.push('\n');
    text
}

fn pick(language: Language, said: Said) -> &'static str {
    match language {
        Language::Zh => said.0,
        Language::En => said.1,
    }
}

fn heading(text: &mut String, language: Language, said: Said) {
    write!(text, "\n### {}\n\n", pick(language, said)).unwrap();
}

fn row<'a>(text: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(text, "| {} |", cells.join(" | ")).unwrap();
}

fn table(text: &mut String, language: Language, heads: &[Said]) {
    row(text, heads.iter().map(|said| pick(language, *said)));
    row(text, heads.iter().map(|_| "---"));
}

fn words(text: &mut String, language: Language, group: Group) {
    table(text, language, &[("词", "word"), ("英文", "Chinese"), ("写法", "how it is written"), ("作用", "what it does")]);
    for word in WORDS.iter().filter(|word| word.group == group) {
        let Word { name, twin, zh, en, .. } = word;
        let (own, other, does) = match language {
            Language::Zh => (twin, name, zh),
            Language::En => (name, twin, en),
        };
        row(text, [format!("`{own}`"), format!("`{other}`"), format!("`{}`", word.usage_as(own)), (*does).to_string()].iter().map(String::as_str));
    }
}

fn title(group: Group) -> Said {
    match group {
        Group::Pack => ("政策、条款、参数、口径", "Policy, clauses, parameters, readings"),
        Group::Data => ("台账：表、列、对象", "The record book: tables, columns, entities"),
        Group::Rule => ("规则", "Rules"),
        Group::Query => ("统计什么", "What is measured"),
        Group::Window => ("算哪些天", "Which days count"),
        Group::Compare => ("怎样比", "Comparisons"),
        Group::Verdict => ("判定", "Verdicts"),
        Group::Score => ("评分", "Scores"),
        Group::Form => ("表单", "Forms"),
        Group::Test => ("测试", "Tests"),
    }
}

/// Names that stand in quotes or behind a dot: each list is one that the engine takes.
fn names(text: &mut String, language: Language) {
    let mut list = |said: Said, rows: Vec<(Said, Said)>| {
        heading(text, language, said);
        table(text, language, &[("名字", "name"), ("英文", "Chinese"), ("意思", "meaning")]);
        for ((zh, en), meaning) in rows {
            let (own, other) = if language == Language::Zh { (zh, en) } else { (en, zh) };
            row(text, [format!("`{own}`").as_str(), format!("`{other}`").as_str(), pick(language, meaning)]);
        }
    };
    let rows = |all: &[(Said, Said)]| all.to_vec();
    list(("结果", "Statuses"), rows(&Status::ALL.map(|(status, en, zh)| ((zh, en), of_status(status)))));
    list(("考核期", "Periods"), rows(&PeriodKind::ALL.map(|(kind, en, zh)| ((zh, en), of_period(kind)))));
    list(("效力和强度", "Force and level"), rows(&Level::ALL.map(|(level, en, zh)| ((zh, en), of_level(level)))));
    list(("政策的性质", "Standing of a policy"), rows(&Standing::ALL.map(|(standing, en, zh)| ((zh, en), of_standing(standing)))));
    list(("条款的类别", "Kinds of clauses"), rows(&ClauseKind::ALL.map(|(kind, en, zh)| ((zh, en), of_clause(kind)))));
    list(("不设规则的缘由", "Why a clause has no rule"), rows(&UnruledKind::ALL.map(|(kind, en, zh)| ((zh, en), of_unruled(kind)))));
    list(("空白即", "What a blank means"), rows(&Blank::ALL.map(|(blank, en, zh)| ((zh, en), of_blank(blank)))));
    list(("汇总方式", "Ways to roll up"), rows(&RollUp::ALL.map(|(roll_up, en, zh)| ((zh, en), of_roll_up(roll_up)))));
    list(("表单的部分", "Parts of a form"), rows(&FormPart::ALL.map(|(part, en, zh)| ((zh, en), of_form(part)))));
    list(("表单里一条结果的各栏", "What a form can show of a finding"), columns_of_findings().map(|(en, zh)| ((zh, en), of_finding(en))).collect());
    list(("日期后面可写", "Behind a day"), rows(&DayPart::ALL.map(|(part, en, zh)| ((zh, en), of_day(part)))));
    list(("“m.考核期”后面可写", "Behind `m.period`"), parts_of_period().map(|(en, zh)| ((zh, en), of_period_part(en))).collect());
    list(("占比后面可写", "Behind a share"), parts_of_share().map(|(en, zh)| ((zh, en), of_share_part(en))).collect());
}

fn codes(text: &mut String, language: Language) {
    heading(text, language, ("错误和提醒的代号", "Codes of errors and warnings"));
    table(text, language, &[("代号", "code"), ("意思", "meaning")]);
    for code in Code::ALL {
        row(text, [format!("`{}`", code.as_str()).as_str(), pick(language, (code.meaning_zh(), code.meaning()))]);
    }
}

fn of_status(status: Status) -> Said {
    match status {
        Status::Pass => ("做到了，缺的记录、后来的记录都改变不了", "met, whatever is missing or still to come"),
        Status::Fail => ("没有做到，缺的记录、后来的记录都改变不了", "not met, whatever is missing or still to come"),
        Status::NotDue => ("期限还没有过，后来的记录还能定", "the time is not over, and records to come can still decide it"),
        Status::NotApplicable => ("这条与它无关", "the rule does not bear on it"),
        Status::Unknown => ("缺了什么或写错了什么，定不下来", "something is missing or wrong, so it cannot be decided"),
        Status::NeedsReview => ("要由人评定，还没有人评", "a person must judge it, and nobody has yet"),
        Status::Informational => ("只报数", "a value is told, and nothing is judged"),
        Status::Error => ("判定时脚本出错", "the script failed while judging it"),
    }
}

fn of_period(kind: PeriodKind) -> Said {
    match kind {
        PeriodKind::Term => ("“学期”表的一行", "a row of the table `terms`"),
        PeriodKind::AcademicYear => ("“学年”表的一行", "a row of the table `academic_years`"),
        PeriodKind::CalendarYear => ("一月一日到十二月三十一日", "January to December"),
        PeriodKind::Month => ("一个月", "a month of the calendar"),
        PeriodKind::Week => ("学期里的一周，星期一到星期日，开学那天在第一周", "a week of a term, Monday to Sunday; the first holds the opening day"),
        PeriodKind::Phase => ("政策自己定名的一段日子；写它的名字，不写“阶段”", "a stretch of days that the policy names; write its own name"),
        PeriodKind::Policy => ("政策施行的全部日子", "the whole time that the policy is in force"),
    }
}

fn of_level(level: Level) -> Said {
    match level {
        Level::Mandatory => ("应当、必须；未达标影响总的结果", "a duty; a failure makes the whole fail"),
        Level::Planned => ("工作计划里的任务；未达标影响总的结果", "a duty of a work plan; a failure makes the whole fail"),
        Level::Expected => ("原则上、一般、拟；未达标只作说明", "what is generally expected; a failure only informs"),
        Level::Optional => ("可以、提倡；未达标只作说明", "what may be done; a failure only informs"),
        Level::Aim => ("努力的方向；未达标只作说明", "an aim; a failure only informs"),
    }
}

fn of_standing(standing: Standing) -> Said {
    match standing {
        Standing::Issued => ("已经发文", "issued"),
        Standing::Plan => ("工作计划", "a work plan"),
        Standing::Draft => ("草案；各条都不算有约束力", "a draft; nothing in it binds"),
        Standing::Template => ("范本", "a template"),
    }
}

fn of_clause(kind: ClauseKind) -> Said {
    match kind {
        ClauseKind::Quantity => ("多少：一个数、一个范围、几成", "how much: a number, a range or a share"),
        ClauseKind::Deadline => ("什么时候：到哪天为止，或几天之内", "when: by a day, or within so many days"),
        ClauseKind::Document => ("要有一份文书", "a paper that must be there"),
        ClauseKind::Event => ("要有这件事，没有写次数", "something that must take place, with no number said"),
        ClauseKind::Step => ("程序里的一步", "a step of a procedure"),
        ClauseKind::Checklist => ("几样都要有，或都不能有", "several things that must all be there, or none of which may be"),
        ClauseKind::Quality => ("好不好，由人判断；或只是方向", "how good it is, which a person judges; or an aim"),
    }
}

fn of_unruled(kind: UnruledKind) -> Said {
    match kind {
        UnruledKind::Aim => ("只说方向，没有可查的事", "it only says where things are to go"),
        UnruledKind::TextMissing => ("所引的文本不在手边", "the text that it speaks of is not there"),
        UnruledKind::Damaged => ("原文残缺，读不出来", "the source breaks off, or cannot be read"),
        UnruledKind::OutsideDates => ("说的是施行期以外的事", "it is about days outside the time in force"),
        UnruledKind::Period => ("只说别的条款按什么期考核", "it only says over which period others are judged"),
    }
}

fn of_blank(blank: Blank) -> Said {
    match blank {
        Blank::Unknown => ("漏填了（不写“空白即”就是这样）", "somebody did not write it down (if nothing is said)"),
        Blank::NotYet => ("还没有发生，如整改还没有完成", "it has not happened, such as a rectification"),
        Blank::None => ("本来就没有，如没有导师", "there is none, such as no mentor"),
        Blank::Open => ("还在继续，如任教还没有结束", "it still runs, such as a posting without an end"),
    }
}

fn of_roll_up(roll_up: RollUp) -> Said {
    match roll_up {
        RollUp::Mean => ("几条结果得分的平均（不写就是这样）", "the mean of what they earn (if nothing is said)"),
        RollUp::Worst => ("最差的一条", "the worst of them"),
        RollUp::Share => ("达标的占几成", "the share of them that pass"),
    }
}

fn of_form(part: FormPart) -> Said {
    match part {
        FormPart::Header => ("表单上方", "the lines at the top"),
        FormPart::Body => ("正文各段", "the paragraphs"),
        FormPart::Rows => ("表单中间的表", "the table"),
        FormPart::Footer => ("表单下方", "the lines at the bottom"),
    }
}

fn of_finding(column: &str) -> Said {
    match column {
        "rule" => ("规则的名称", "the rule's title"),
        "clause" => ("依据的条款", "the clauses that it rests on"),
        "article" => ("在原文的哪一条目", "where they stand in the document"),
        "says" => ("条款要求什么", "what they ask"),
        "level" => ("必须、一般应、可以等", "how binding it is"),
        "status" => ("达标、未达标等", "pass, fail and so on"),
        "entity" => ("考核的是谁", "who is judged"),
        "period" => ("哪一期", "over which period"),
        "message" => ("实有多少、要求多少、差多少、什么原因", "what there is, what is asked, what lacks, and why"),
        "remedy" => ("怎样就能达标", "what would make it pass"),
        "due" => ("到哪天为止", "by which day"),
        other => panic!("nobody says what the column {other} of a finding is"),
    }
}

fn of_day(part: DayPart) -> Said {
    match part {
        DayPart::Year => ("哪一年", "the year"),
        DayPart::Month => ("几月，1 到 12", "the month, 1 to 12"),
        DayPart::Day => ("几号", "the day of the month"),
        DayPart::Weekday => ("星期几，星期一是 1，星期日是 7", "the day of the week: Monday is 1, Sunday 7"),
    }
}

fn of_period_part(part: &str) -> Said {
    match part {
        "id" => ("考核期的编号", "the period's id"),
        "first" => ("第一天", "its first day"),
        "last" => ("最后一天", "its last day"),
        "upto" => ("最后一天；还没到就是判定日", "its last day, or the day judged on if that is earlier"),
        "year" => ("第一天在哪一年", "the year of its first day"),
        "month" => ("第一天在几月", "the month of its first day"),
        "teaching_days" => ("在学期里的工作日有几天", "working days of it that lie in a term"),
        other => panic!("nobody says what the part {other} of a period is"),
    }
}

fn of_share_part(part: &str) -> Said {
    match part {
        "met" => ("达标的有几条", "how many of them meet it"),
        "total" => ("一共有几条", "how many there are"),
        other => panic!("nobody says what the part {other} of a share is"),
    }
}
