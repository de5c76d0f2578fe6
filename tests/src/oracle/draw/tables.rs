//! Draws tables.

use fastrand::Rng;

use super::{chance, pick};
use crate::oracle::pack::{Blank, Column, Dated, Kind, Table};

/// The choices that every column of choices has, so that any two of them can be compared.
pub(super) const CHOICES: [(&str, &str); 3] = [("low", "低"), ("mid", "中"), ("high", "高")];

/// The tables of a pack; some are not declared.
pub(super) fn tables(rng: &mut Rng) -> Vec<Table> {
    let mut tables = vec![groups(rng), schools(rng)];
    if chance(rng, 40) {
        tables.push(people(rng));
    }
    if chance(rng, 90) {
        tables.push(terms(rng));
    }
    if chance(rng, 40) {
        tables.push(calendar("academic_years", "学年", Vec::new()));
    }
    if chance(rng, 30) {
        tables.push(table(
            "submissions",
            "报送",
            vec![column("table", "表名", Kind::Text), column("submitter", "报送者", Kind::Text), column("through", "报至", Kind::Date)],
        ));
    }
    if chance(rng, 30) {
        let kinds = choices(&[("holiday", "放假"), ("make_up_workday", "调休上班")]);
        tables.push(table("holidays", "节假日", vec![column("date", "日期", Kind::Date), column("kind", "类型", Kind::Choice(kinds, false))]));
    }
    let with_people = tables.iter().any(|table| table.name == "people");
    tables.push(events(rng, with_people));
    tables.push(posts(rng));
    if chance(rng, 50) {
        tables.push(papers(rng));
    }
    if let Some(periods) = ["terms", "academic_years"].into_iter().find(|name| tables.iter().any(|table| table.name == *name))
        && chance(rng, 40)
    {
        let mut columns = vec![link("school", "学校名", "schools"), link("of_period", "所属期", periods)];
        columns.extend(extras(rng, 50));
        tables.push(Table { dated: Dated::Figures("of_period".to_owned()), ..table("figures", "数据", columns) });
    }
    tables
}

fn table(name: &str, label: &str, columns: Vec<Column>) -> Table {
    Table { name: name.to_owned(), label: label.to_owned(), columns, dated: Dated::Standing, scope: Vec::new() }
}

fn column(name: &str, label: &str, kind: Kind) -> Column {
    Column { name: name.to_owned(), label: label.to_owned(), kind, blank: Blank::Unknown, owner: false }
}

fn link(name: &str, label: &str, target: &str) -> Column {
    column(name, label, Kind::Link(target.to_owned()))
}

fn choices(choices: &[(&str, &str)]) -> Vec<(String, String)> {
    choices.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect()
}

/// Some columns of every type, each with some meaning of its blanks.
fn extras(rng: &mut Rng, percent: u8) -> Vec<Column> {
    let kinds = [
        ("theme", "主题", Kind::Text),
        ("part", "比例", Kind::Number),
        ("score", "得分", Kind::Integer),
        ("most", "上限", Kind::Integer),
        ("good", "合格", Kind::Flag),
        ("begun", "开始", Kind::Date),
        ("done", "完成", Kind::Date),
        ("words", "标记", Kind::Tags),
        ("rank", "层次", Kind::Choice(choices(&CHOICES), true)),
        ("kind", "类型", Kind::Choice(choices(&CHOICES), false)),
        ("matters", "事项", Kind::Choices(choices(&CHOICES))),
    ];
    let mut columns = Vec::new();
    for (name, label, kind) in kinds {
        if chance(rng, percent) {
            columns.push(column(name, label, kind));
        }
    }
    for column in &mut columns {
        if !column.kind.is_list() && chance(rng, 40) {
            column.blank = *pick(rng, &[Blank::NotYet, Blank::None, Blank::Open]);
        }
    }
    rng.shuffle(&mut columns);
    columns
}

fn groups(rng: &mut Rng) -> Table {
    let columns = extras(rng, 25);
    table("groups", "片区", columns)
}

fn schools(rng: &mut Rng) -> Table {
    let mut columns = vec![link("group", "所属片区", "groups")];
    columns.extend(extras(rng, 60));
    table("schools", "学校", columns)
}

fn people(rng: &mut Rng) -> Table {
    let mut columns = vec![link("school", "所在学校", "schools")];
    columns.extend(extras(rng, 30));
    table("people", "人员", columns)
}

fn calendar(name: &str, label: &str, more: Vec<Column>) -> Table {
    let mut columns = vec![column("start", "开始日", Kind::Date), column("end", "结束日", Kind::Date)];
    columns.extend(more);
    table(name, label, columns)
}

fn terms(rng: &mut Rng) -> Table {
    let mut more = Vec::new();
    if chance(rng, 60) {
        more.push(column("midterm_start", "期中始", Kind::Date));
        more.push(column("midterm_end", "期中止", Kind::Date));
    }
    if chance(rng, 60) {
        more.push(column("closed", "已关账", Kind::Flag));
    }
    calendar("terms", "学期表", more)
}

/// The links by which records of a table may belong to somebody.
fn ties(rng: &mut Rng, with_people: bool) -> Vec<Column> {
    let mut columns = vec![link("school", "学校名", "schools")];
    if chance(rng, 35) {
        columns.push(link("host", "承办", "schools"));
    }
    if chance(rng, 35) {
        columns.push(column("guests", "参加", Kind::Links("schools".to_owned())));
    }
    if chance(rng, 50) {
        columns.push(link("group", "片区名", "groups"));
    }
    if with_people && chance(rng, 60) {
        columns.push(link("person", "人", "people"));
    }
    rng.shuffle(&mut columns);
    if chance(rng, 30)
        && let Some(owner) = columns.iter_mut().find(|column| column.kind.target() == Some("schools"))
    {
        owner.owner = true;
    }
    columns
}

fn scope(rng: &mut Rng, columns: &[Column]) -> Vec<String> {
    let has = |name: &str| columns.iter().any(|column| column.name == name);
    let mut paths = Vec::new();
    if has("group") && chance(rng, 70) {
        paths.push("group".to_owned());
    }
    if chance(rng, 50) {
        paths.push("school.group".to_owned());
    }
    if has("host") && chance(rng, 50) {
        paths.push("host.group".to_owned());
    }
    paths
}

fn events(rng: &mut Rng, with_people: bool) -> Table {
    let mut columns = ties(rng, with_people);
    let mut held = column("held", "日期", Kind::Date);
    if chance(rng, 15) {
        held.blank = *pick(rng, &[Blank::NotYet, Blank::None]);
    }
    let scope = scope(rng, &columns);
    columns.push(held);
    columns.extend(extras(rng, 70));
    Table { dated: Dated::Event("held".to_owned()), scope, ..table("events", "活动", columns) }
}

fn posts(rng: &mut Rng) -> Table {
    let mut columns = ties(rng, false);
    if chance(rng, 40) {
        columns.push(link("event", "事由", "events"));
    }
    let scope = scope(rng, &columns);
    let mut ended = column("ended", "止", Kind::Date);
    if chance(rng, 85) {
        ended.blank = *pick(rng, &[Blank::Open, Blank::Open, Blank::NotYet]);
    }
    columns.push(column("since", "起", Kind::Date));
    columns.push(ended);
    columns.extend(extras(rng, 40));
    Table { dated: Dated::Spell("since".to_owned(), "ended".to_owned()), scope, ..table("posts", "任职", columns) }
}

fn papers(rng: &mut Rng) -> Table {
    let mut columns = vec![link("school", "学校名", "schools")];
    if chance(rng, 70) {
        columns.push(link("event", "事由", "events"));
    }
    columns.extend(extras(rng, 50));
    table("papers", "材料", columns)
}
