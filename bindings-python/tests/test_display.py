"""What a notebook shows: everything has a form of its own, and whatever data say is text."""

from html.parser import HTMLParser

import dudao
import pytest

NASTY = '<img src=x onerror=alert(1)>"\'&amp;</td></table><script>alert(2)</script>{{ 7 * 7 }}{% for %}'


class Tags(HTMLParser):
    """Collects tags, and sees that what is opened is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def tags(html):
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.seen


def nasty_things(language):
    """One of each kind of thing that shows itself, made of records and a pack that mean no good."""
    script = f"""
        policy("p").title(`{NASTY}`).issuer(`{NASTY}`).in_force("2024-01-01", "2024-12-31");
        clause("1").says(`{NASTY}`, `{NASTY}`).force("mandatory");
        param("least", 2).label(`{NASTY}`).unit(`{NASTY}`).clause("1");
        table("schools").label("学校").text("name", "名称");
        table("events").label("活动").date("date", "日期").link("school", "学校", "schools").dated("date");
        entity("school", "schools");
        rule("events").title(`{NASTY}`, `{NASTY}`).clause("1").each("school", "calendar_year")
            .measure("events", count("events").label(`{NASTY}`).unit(`{NASTY}`))
            .judge(|m, p| m.events.at_least(p.least));
    """
    pack = dudao.Pack.load({"policy.rhai": script})
    schools = [{"id": NASTY, "name": NASTY}]
    events = [{"id": NASTY, "date": "2024-05-01", "school": NASTY}, {"id": "b", "date": NASTY, "school": NASTY}, {"id": "c", "date": None, "school": NASTY}]
    data = pack.dataset({"schools": schools, "events": events, NASTY: []})
    report = pack.evaluate(data, as_of="2025-02-01", language=language)
    with pytest.raises(dudao.OptionError) as refused:
        pack.evaluate(data, rules=[NASTY])
    things = [pack, pack.with_params(least=3), data, report, report.finding(0), report.explain(0), report.coverage, refused.value.problems[0]]
    tables = [data.issues, report.findings, report.scores, report.matrix, report.worklist, report.issues, report.explain(0).records, pack.params]
    return things + tables


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_data_say_is_text(language):
    for thing in nasty_things(language):
        html = thing._repr_html_()
        assert not tags(html) & {"img", "script"}, thing
        assert "49" not in html or "{{" in html
    assert "&lt;img" in html


def test_everything_has_a_form(example):
    pack, data, report = example
    # In the first term of each school the policy was not in force throughout.
    studied = report.findings.to_arrow()["rule"].to_pylist().index("leadership-study") + 1
    shown = {
        "Pack": (pack, ["demo_lessons", "必须", "口径"]),
        "Dataset": (data, ["activities", "data.link"]),
        "Report": (report, ["班子共同研究管理", "未达标", "还有", "共同体学年评分", "要做的事"]),
        "Finding": (report.finding(studied), ["班子共研"]),
        "Explanation": (report.explain(studied), ["H0", "每学期班子共研"]),
        "Coverage": (report.coverage, ["leadership-study"]),
        "Table": (report.findings, ["fingerprint", f"{len(report)} 行"]),
    }
    for name, (thing, words) in shown.items():
        html = thing._repr_html_()
        tags(html)
        assert not [word for word in words if word not in html], name
        assert repr(thing).startswith(f"<dudao.{name}")


def test_a_long_table_says_how_much_more_there_is(example):
    _, _, report = example
    assert f"还有 {len(report.findings) - 20} 行" in report.findings._repr_html_()


def test_english_shows_no_chinese_of_its_own(example):
    pack, data, _ = example
    report = pack.evaluate(data, as_of="2021-09-01", language="en")
    html = report._repr_html_()
    assert "as of 2021-09-01" in html and "Units by rules" in html and "not due" in html
    assert "考核对象" not in html and "未达标" not in html
