"""Forms that reports fill in: as pages, as dictionaries, in files and notebooks."""

import json

import dudao
import pytest

SCRIPT = """
policy("t").title("督导").in_force("2017-01-01", "2017-12-31");
clause("1").says("试验").force("mandatory");
table("schools").label("学校").text("name", "名称");
table("visits").label("督导").link("school", "学校", "schools").date("date", "日期").dated("date");
entity("school", "schools");
rule("visited").clause("1").each("school", "month").measure("n", count("visits")).judge(|m| m.n.at_least(1));
form("monthly").title("{period.name}{name}督导", "{name}, {period.name}").each("school", "month").measure("visits", count("visits"))
    .body("本月{visits}次").rows("visits").cell("日期", "date");
"""
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def report() -> dudao.Report:
    pack = dudao.Pack.load({"policy.rhai": SCRIPT})
    tables = {"schools": [{"id": "A", "name": HOSTILE}], "visits": [{"id": "1", "school": "A", "date": "2017-05-17"}]}
    return pack.evaluate(tables, as_of="2017-06-10")


def test_a_form_is_a_page_and_a_dictionary(report: dudao.Report) -> None:
    form = report.form("monthly", "A", "2017-05")
    assert form.html.startswith('<!doctype html>\n<html lang="zh-CN">') and "2017年5月17日" in form.html
    assert (form.title, form.entity, form.period) == (f"2017年5月{HOSTILE}督导", "A", "2017-05")
    whole = form.to_dict()
    assert whole["values"] == {"name": HOSTILE, "period.name": "2017年5月", "visits": "1"}
    assert json.loads(form.to_json()) == whole
    assert repr(form) == "<dudao.Form monthly A 2017-05>"


def test_what_data_say_is_text(report: dudao.Report) -> None:
    form = report.form("monthly", "A", "2017-05")
    assert "<img" not in form.html and "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in form.html
    shown = form._repr_html_()
    # The page stands in an attribute of a frame that may do nothing.
    assert shown.startswith('<iframe sandbox="" ') and shown.count("<") == 2 + shown.split('srcdoc="')[1].split('">')[0].count("<")
    assert '"' not in shown.split('srcdoc="')[1].removesuffix('"></iframe>')


def test_forms_are_saved(report: dudao.Report, tmp_path) -> None:
    form = report.form("monthly", "A", "2017-05")
    form.save(tmp_path / "form.html")
    assert (tmp_path / "form.html").read_text("utf-8") == form.html
    with pytest.raises(OSError, match="没有这个文件或文件夹"):
        form.save(tmp_path / "nowhere" / "form.html")


def test_what_there_is_to_fill_in(report: dudao.Report, fenghua: dudao.Pack) -> None:
    units = report.form_units("monthly").to_dicts()
    assert [unit["period"] for unit in units] == [f"2017-0{month}" for month in range(1, 7)]
    assert units[4] == {"form": "monthly", "entity": "A", "entity_name": HOSTILE, "period": "2017-05", "period_name": "2017年5月"}
    forms = dudao.Pack.load({"policy.rhai": SCRIPT}).forms.to_dicts()
    assert [(form["form"], form["entity"], form["period"], form["template"]) for form in forms] == [("monthly", "school", "month", None)]


@pytest.mark.parametrize(
    ("asked", "place", "help"),
    [(("montly", "A", "2017-05"), "form", "monthly"), (("monthly", "B", "2017-05"), "unit", "A"), (("monthly", "A", "2017-08"), "period", "2017-01"), (("monthly", "A"), "period", "2017-01")],
)
def test_what_is_not_there_is_told(report: dudao.Report, asked, place: str, help: str) -> None:
    with pytest.raises(dudao.OptionError) as raised:
        report.form(*asked)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == ("option.value", {"kind": "argument", "name": place})
    assert help in (problem.help or "")


def test_templates_that_cannot_be_used_are_told_at_load() -> None:
    files = {"policy.rhai": SCRIPT.replace('.cell("日期", "date");', '.cell("日期", "date").template("a.html");'), "a.html": "<p>\n{{ director }}"}
    with pytest.raises(dudao.PackError) as raised:
        dudao.Pack.load(files)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place["file"], problem.place["line"]) == ("form.template", "a.html", 2)
    assert "director" in problem.message and "director" in problem.message_en
