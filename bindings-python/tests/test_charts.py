"""Pictures: every status and unit is drawn, and Chinese comes out as Chinese."""

import warnings

import dudao
import matplotlib
import pytest

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
from dudao import charts  # noqa: E402


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def drawn(ax, tmp_path):
    """The picture, in which a character that no font has would be an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.savefig(tmp_path / "picture.png", dpi=60)
    return (tmp_path / "picture.png").stat().st_size


def test_heat_map(example, tmp_path):
    _, _, report = example
    ax = charts.heat_map(report, table="schools", units=12)
    assert drawn(ax, tmp_path) > 10_000
    schools = [row for row in report.view["matrix"] if row["table"] == "schools"]
    assert len(ax.get_yticklabels()) == 12
    assert ax.get_xlabel() == f"另有 {len(schools) - 12} 个未画"
    failures = {row["name"]: row["cells"].count("fail") for row in schools}
    order = [failures[label.get_text()] for label in ax.get_yticklabels()]
    assert order == sorted(failures.values(), reverse=True)[:12]
    squares = sum(cell is not None for row in schools if row["name"] in [label.get_text() for label in ax.get_yticklabels()] for cell in row["cells"])
    assert len(ax.patches) == squares


def test_status_by_rule(example, tmp_path):
    _, _, report = example
    ax = charts.status_by_rule(report)
    assert drawn(ax, tmp_path) > 10_000
    assert sum(bar.get_width() for bar in ax.patches) == len(report)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["达标", "未达标", "未到期", "无法判定", "待评定", "仅供参考", "不适用"]


def test_score_ranking(example, tmp_path):
    _, _, report = example
    ax = charts.score_ranking(report, card="member-year", period="2020-2021")
    assert drawn(ax, tmp_path) > 10_000
    scores = [row for row in report.scores.to_dicts() if (row["card"], row["period"]) == ("member-year", "2020-2021")]
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == sorted((float(row["score_low"]) for row in scores), reverse=True)
    assert len(ax.lines) == sum(row["score_low"] < row["score_high"] for row in scores)
    with pytest.raises(ValueError, match="没有这样的得分"):
        charts.score_ranking(report, card="no such card")


def test_axes_and_language_are_the_callers(example, tmp_path):
    pack, data, _ = example
    report = pack.evaluate(data, as_of="2021-09-01", language="en")
    _, (left, right) = plt.subplots(1, 2, figsize=(16, 8), layout="constrained")
    assert charts.status_by_rule(report, ax=left) is left
    assert charts.score_ranking(report, ax=right) is right
    assert left.get_xlabel() == "findings" and right.get_xlabel().startswith("score (out of")
    assert drawn(left, tmp_path) > 10_000


def test_signs_of_formulas_in_names_are_text(tmp_path):
    pack = dudao.Pack.load("fenghua-2019")
    schools = [{"id": "L", "name": r"第$\alpha$小学_{$", "role": "lead", "alliance": "A"}, {"id": "M", "name": "<b>", "role": "member", "alliance": "A"}]
    terms = [{"id": "t", "season": "autumn", "start": "2020-09-01", "end": "2021-01-22", "closed": True}]
    report = pack.evaluate({"schools": schools, "terms": terms, "activities": [], "alliances": [{"id": "A", "name": "$^$"}]}, as_of="2021-09-01")
    assert drawn(charts.heat_map(report), tmp_path) > 5_000


def test_nothing_to_draw(tmp_path):
    report = dudao.Pack.load("fenghua-2019").evaluate({}, as_of="2021-09-01")
    assert drawn(charts.heat_map(report), tmp_path) and drawn(charts.status_by_rule(report), tmp_path)
    with pytest.raises(ValueError, match="没有这样的得分"):
        charts.score_ranking(report)


def test_without_a_chinese_font_it_says_so(example, monkeypatch):
    _, _, report = example
    monkeypatch.setattr(charts, "FONTS", ("no such font",))
    with pytest.warns(UserWarning, match="没有找到中文字体"):
        charts.status_by_rule(report)
