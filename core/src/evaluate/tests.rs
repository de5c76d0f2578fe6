//! What only the engine can see of a run: that it may be stopped wherever it looks, and which measures it takes anew.

use super::Options;
use crate::calendar::Day;
use crate::data::Dataset;
use crate::diagnostic::Code;
use crate::pack::{Pack, PackSource};
use crate::watch::Watch;
use std::sync::Arc;

/// Units that last, that happened and that change; measures of each kind of table, with and without closures; findings of findings; readings.
const PACK: &str = r#"
policy("t").in_force("2020-01-01", "2020-12-31");
clause("1").says("试验").force("mandatory");
table("terms").label("学期").date("start", "开学").date("end", "放假").dated("start", "end");
table("alliances").label("联盟").text("name", "名称");
table("schools").label("学校").link("alliance", "联盟", "alliances").choice("role", "角色", ["lead 牵头", "member 成员"]).integer("teachers", "教师数");
table("roles").label("角色沿革").link("school", "学校", "schools").choice("role", "角色", ["lead 牵头", "member 成员"]).date("from", "起").date("to", "止").blank("open")
    .dated("from", "to").history_of("schools", "school");
table("visits").label("视导").link("school", "学校", "schools").choice("kind", "类型", ["a 甲", "b 乙"]).date("date", "日期").number("score", "得分").flag("good", "好")
    .dated("date").scope("school.alliance");
table("postings").label("流动").link("school", "学校", "schools").date("start", "起").date("end", "止").blank("open").dated("start", "end");
table("submissions").label("报送").text("table", "表").text("submitter", "报送者").date("through", "报至");
entity("school", "schools"); entity("lead", "schools").having("role", "lead"); entity("visit", "visits"); entity("posting", "postings");
entity("alliance", "alliances");
param("least", 2);
reading("how").asks("怎样？").choice("all", "全部").choice("good", "好的").usual("all");
rule("visits").clause("1").each("school", "term").measure("n", count("visits")).measure("k", distinct("visits", "kind")).judge(|m, p| all(m.n.at_least(p.least), m.k.at_least(2)));
rule("where").clause("1").each("school", "term").measure("n", count("visits").where(|v, s, p| p.how == "all" || v.score * 10 >= s.teachers)).judge(|m| m.n.at_least(1));
rule("lead").clause("1").each("lead", "term").partial().measure("n", sum("visits", "score").having("school.role", "lead")).judge(|m| m.n.at_least(3));
rule("share").clause("1").each("alliance", "term").measure("n", share("visits").by("school.alliance").that("good", true)).judge(|m| m.n.share_at_least(50));
rule("tally").clause("1").each("school", "term").measure("n", count("visits").per("kind")).judge(|m| m.n.covers(["a", "b"]));
rule("posted").clause("1").each("school", "term").measure("n", count("postings").at_end()).judge(|m| m.n.at_least(1));
rule("of-visit").clause("1").each("visit", "term").measure("n", count("postings").having("school", of_unit("school")).everywhere()).judge(|m| m.n.at_most(1));
rule("of-posting").clause("1").each("posting", "term").measure("n", count("visits").having("school", of_unit("school")).everywhere()).judge(|m| m.n.at_least(1));
rule("together").clause("1").each("school", "term").measure("f", count(findings("visits", "where")).having("status", "pass")).judge(|m| m.f.at_least(1));
"#;

fn pack(script: &str) -> Pack {
    Pack::load(&PackSource::new([("policy.rhai".into(), script.into())])).unwrap()
}

fn book(pack: &Pack) -> Dataset {
    let column = |cells: &[&str]| -> Box<dyn crate::data::TextColumn> { Box::new(cells.iter().map(ToString::to_string).collect::<Vec<_>>()) };
    Dataset::builder(pack.schema())
        .csv("terms", "id,start,end\ns,2020-02-17,2020-07-10\na,2020-09-01,2021-01-20\n".into())
        .csv("alliances", "id,name\nX,一\n".into())
        .csv("schools", "id,alliance,role,teachers\nA,X,lead,20\nB,X,member,30\nC,,member,\nC,X,member,\n".into())
        .csv("roles", "id,school,role,from,to\n1,A,lead,2019-01-01,2020-04-01\n2,A,member,2020-04-02,\n3,B,lead,2020-10-01,2020-11-30\n".into())
        .csv(
            "visits",
            "id,school,kind,date,score,good\n1,A,a,2020-03-02,2,yes\n2,A,b,2020-05-06,?,no\n3,B,a,?,3.5,yes\n4,?,b,2020-10-12,1,\n5,B,b,2020-10-20,4,no\n5,B,a,2020-10-20,4,no\n6,A,a,2021-04-05,1,yes\n"
                .into(),
        )
        .columns(
            "postings",
            vec![
                ("school".into(), column(&["A", "B", "A"])),
                ("start".into(), column(&["2020-03-01", "2020-09-15", "2021-05-05"])),
                ("end".into(), column(&["2020-06-01", "", ""])),
            ],
        )
        .csv("submissions", "id,table,submitter,through\n1,visits,X,2020-12-31\n".into())
        .finish()
        .unwrap()
}

fn options(day: &str) -> Options {
    Options { threads: Some(1), evidence: true, all_readings: true, ..Options::new(Day::parse(day).unwrap()) }
}

/// Wherever a run notices that it is stopped: it ends with an error, and the next run over the same record book knows nothing of it.
#[test]
fn a_run_may_be_stopped_wherever_it_looks() {
    let pack = pack(PACK);
    let usual = options("2020-11-05");
    let whole = pack.evaluate(&book(&pack), &usual).unwrap().to_json();
    let watched = |watch: &Arc<Watch>| Options { watch: Some(watch.clone()), ..usual.clone() };
    let counting = Arc::new(Watch::stopping_after(u64::MAX));
    assert_eq!(pack.evaluate(&book(&pack), &watched(&counting)).unwrap().to_json(), whole);
    let looks = u64::MAX - counting.looks_left();
    assert!(looks > 500, "{looks}");
    for after in (0..looks).filter(|after| after % 13 == 0 || *after < 40 || *after > looks - 20) {
        let data = book(&pack);
        let stopped = pack.evaluate(&data, &watched(&Arc::new(Watch::stopping_after(after))));
        let problems = stopped.map(|report| report.len()).unwrap_err().0;
        assert!(matches!(problems.as_slice(), [problem] if problem.code == Code::RunStopped), "after {after} of {looks}: {problems:?}");
        assert!(pack.evaluate(&data, &usual).unwrap().to_json() == whole, "after {after} of {looks} looks");
    }
}

/// How many measures a run takes that were not there, and that it says what a run over a new record book says.
fn taken(pack: &Pack, data: &Dataset, fresh: &Dataset, options: &Options) -> usize {
    let before = data.measures.len();
    let report = pack.evaluate(data, options).unwrap().to_json();
    assert!(report == pack.evaluate(fresh, options).unwrap().to_json(), "on {}", options.as_of);
    data.measures.len() - before
}

#[test]
fn what_has_not_changed_is_not_measured_again() {
    let pack = pack(PACK);
    let data = book(&pack);
    let on = |day: &str| taken(&pack, &data, &book(&pack), &options(day));
    let all = on("2020-05-20");
    assert_eq!(all, 10);
    assert_eq!(on("2020-05-28"), 0, "nothing happens in between");
    assert_eq!(on("2020-06-01"), 0, "the last day of a posting is like those before it");
    assert_eq!(on("2020-06-02"), 1, "the posting is over, which matters only to who is posted at the end");
    assert_eq!(on("2020-05-06"), 0, "what happened on the day itself counts on it");
    assert_eq!(on("2020-05-05"), all - 1, "a visit less, which matters to all but who is posted");
    on("2021-03-01");
    assert_eq!(on("2021-05-04"), 0, "every window is over");
    assert_eq!(on("2021-05-05"), 1, "a later posting matters only where what belongs to a visit counts whenever it happens");
    assert_eq!(on("2030-01-01"), 0, "everything is over");
}

/// The text of the pack with other rules.
fn text_with(rules: &str) -> String {
    let (before, _) = PACK.split_once("rule(").unwrap();
    format!("{before}{rules}")
}

/// The pack with other rules.
fn with_rules(rules: &str) -> Pack {
    pack(&text_with(rules))
}

#[test]
fn whoever_asks_for_the_day_is_measured_anew_until_the_period_is_over() {
    let asks = [
        "where(|v, s| v.date < s.period.upto)",
        "where(|v, s| v.date < s.考核期.截至)",
        "where(|v, s| { let part = \"up\"; part += \"to\"; v.date < s.period[part] })",
    ];
    for asks in asks {
        let pack = with_rules(&format!(
            "rule(\"upto\").clause(\"1\").each(\"school\", \"term\").measure(\"n\", count(\"visits\").{asks}).judge(|m| m.n.at_least(1));"
        ));
        let data = book(&pack);
        let on = |day: &str| taken(&pack, &data, &book(&pack), &options(day));
        assert_eq!([on("2020-05-06"), on("2020-05-07"), on("2020-05-08")], [1, 1, 1], "{asks}");
        assert_eq!([on("2021-01-20"), on("2021-01-21"), on("2022-01-01")], [1, 0, 0], "{asks}");
    }
}

/// Of whose values a closure works out the name, it may have read any.
#[test]
fn a_value_that_is_named_in_parts_tells_measures_apart() {
    let pack = with_rules(
        "rule(\"least\").clause(\"1\").each(\"school\", \"term\").measure(\"n\", count(\"visits\").where(|v, s, p| v.score >= p[\"le\" + \"ast\"])).judge(|m| m.n.at_least(1));",
    );
    let data = book(&pack);
    let mut options = options("2020-12-01");
    assert_eq!(taken(&pack, &data, &book(&pack), &options), 1);
    options.params.insert("least".into(), crate::pack::Literal::Number(4.into()));
    assert_eq!(taken(&pack, &data, &book(&pack), &options), 1);
}

/// What happened before a policy was in force is judged by another one.
#[test]
fn packs_with_another_time_in_force_share_no_units_that_happened() {
    let rule = "rule(\"v\").clause(\"1\").each(\"visit\", \"calendar_year\").measure(\"n\", count(\"postings\").having(\"school\", of_unit(\"school\")).everywhere()).judge(|m| m.n.at_least(1));";
    let (long, short) = (with_rules(rule), pack(&text_with(rule).replace("2020-01-01", "2020-10-01")));
    let data = book(&long);
    assert_eq!(taken(&long, &data, &book(&long), &options("2021-02-01")), 1);
    assert_eq!(taken(&short, &data, &book(&short), &options("2021-02-01")), 1);
}

/// Who is one of an entity, and whose a period is, may hang on the day alone.
#[test]
fn who_is_judged_is_asked_again_when_it_may_have_changed() {
    let pack = pack(
        r#"
policy("t").in_force("2020-01-01");
clause("1").says("试验").force("mandatory");
table("districts").label("区").text("name", "名称");
table("terms").label("学期").date("start", "开学").date("end", "放假").link("district", "区", "districts").dated("start", "end");
table("schools").label("学校").link("district", "区", "districts").choice("role", "角色", ["lead 牵头", "member 成员"]);
table("moves").label("学校沿革").link("school", "学校", "schools").link("district", "区", "districts").choice("role", "角色", ["lead 牵头", "member 成员"])
    .date("from", "起").dated("from").history_of("schools", "school");
table("figures").label("数").link("school", "学校", "schools").integer("value", "数");
entity("school", "schools"); entity("lead", "schools").having("role", "lead");
rule("lead").clause("1").each("lead", "policy").partial().measure("n", sum("figures", "value")).judge(|m| m.n.at_least(1));
rule("term").clause("1").each("school", "term").measure("n", sum("figures", "value")).judge(|m| m.n.at_least(1));
"#,
    );
    let book = || {
        Dataset::builder(pack.schema())
            .csv("districts", "id,name\nX,东\nY,西\n".into())
            .csv("terms", "id,start,end,district\nx,2020-02-17,2020-07-10,X\n".into())
            .csv("schools", "id,district,role\nA,Y,member\n".into())
            .csv("moves", "id,school,district,role,from\n1,A,Y,member,2019-01-01\n2,A,X,lead,2020-04-01\n".into())
            .csv("figures", "id,school,value\n1,A,3\n".into())
            .finish()
            .unwrap()
    };
    let data = book();
    let on = |day: &str| taken(&pack, &data, &book(), &options(day));
    assert_eq!([on("2020-03-30"), on("2020-03-31"), on("2020-04-01"), on("2020-04-02")], [2, 0, 2, 0]);
}
