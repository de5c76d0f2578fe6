"""Pictures of a report. Needs matplotlib: ``pip install "dudao[charts]"``.

Each function draws into ``ax`` (or into a figure of its own) and gives the axes back, so that a title, a size or a colour can be changed
before ``ax.figure.savefig("picture.png")``. Chinese is drawn with the first Chinese font that is installed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

try:
    import matplotlib.pyplot as plt
    from matplotlib import font_manager
    from matplotlib.patches import Patch, Rectangle
    from matplotlib.text import Text
    from matplotlib.ticker import MaxNLocator
except ImportError:
    raise ImportError('需要 matplotlib：pip install "dudao[charts]" / this needs matplotlib: pip install "dudao[charts]"') from None

from dudao._dudao import statuses

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from dudao import Report

__all__ = ["heat_map", "score_ranking", "status_by_rule"]

COLOURS = {
    "pass": "#2e9e68",
    "fail": "#d2453a",
    "error": "#7d1f18",
    "not_due": "#3f8fd2",
    "unknown": "#e0a526",
    "needs_review": "#8d63b8",
    "informational": "#9aa4af",
    "not_applicable": "#dfe4e9",
}
"""The colour of each status."""

FONTS = (
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Arial Unicode MS",
)
"""Fonts with Chinese characters, the best first."""

INK = "#1f2328"
QUIET = "#59636e"


def heat_map(report: Report, *, units: int = 40, table: str | None = None, ax: Axes | None = None) -> Axes:
    """Units by rules: one square for each, in the colour of its status.

    ``units`` is how many are drawn, those with the most failures first; ``table`` draws only units of one table, such as ``"schools"``.
    """
    view = report.view
    say = _say(report)
    rows = [row for row in view["matrix"] if table in (None, row["table"])]
    rules = [number for number in range(len(view["rules"])) if any(row["cells"][number] for row in rows)]
    rows.sort(key=lambda row: (-sum(cell == "fail" for cell in row["cells"]), -sum(cell == "unknown" for cell in row["cells"]), row["entity"]))
    left_out = len(rows) - units
    rows = rows[:units]
    marks = {name: mark for name, mark, _ in statuses(report.language)}
    ax = ax or _axes(2.6 + 0.36 * len(rules), 1.9 + 0.28 * len(rows))
    for y, row in enumerate(rows):
        for x, number in enumerate(rules):
            status = row["cells"][number]
            if status is None:
                continue
            ax.add_patch(Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, color=COLOURS[status], linewidth=0))
            ink = INK if status == "not_applicable" else "white"
            ax.text(x, y, marks[status], ha="center", va="center", color=ink, fontsize=8)
    ax.set_xlim(-0.6, max(len(rules), 1) - 0.4)
    ax.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    titles = [view["rules"][number]["title"] or view["rules"][number]["rule"] for number in rules]
    ax.set_xticks(range(len(rules)), titles, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(rows)), [row["name"] for row in rows])
    if left_out > 0:
        ax.set_xlabel(say(f"另有 {left_out} 个未画", f"{left_out} more are not drawn"), color=QUIET)
    _legend(ax, report, (cell for row in rows for cell in row["cells"] if cell))
    return _finish(ax, f"{view['title']}  {view['as_of']}")


def status_by_rule(report: Report, *, ax: Axes | None = None) -> Axes:
    """How many findings of each rule have each status, as one bar for each rule."""
    view = report.view
    rules = view["rules"]
    ax = ax or _axes(8, 1.4 + 0.3 * len(rules))
    for y, rule in enumerate(rules):
        start = 0
        for status in COLOURS:
            count = rule["counts"].get(status, 0)
            if count:
                ax.barh(y, count, left=start, color=COLOURS[status], height=0.72)
                start += count
        ax.text(start, y, f" {start}", va="center", color=QUIET, fontsize=8)
    ax.set_yticks(range(len(rules)), [rule["title"] or rule["rule"] for rule in rules])
    ax.set_ylim(max(len(rules), 1) - 0.4, -0.6)
    ax.set_xlabel(_say(report)("结果数", "findings"))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    _legend(ax, report, (status for rule in rules for status in rule["counts"]))
    return _finish(ax, f"{view['title']}  {view['as_of']}")


def score_ranking(report: Report, *, card: str | None = None, period: str | None = None, units: int = 40, ax: Axes | None = None) -> Axes:
    """The scores of a card in a period, the highest first. Where a score is not certain, a line shows the ends between which it lies.

    ``card`` is the first of the report and ``period`` its latest if they are not given. Raises ``ValueError`` if there is no such score.
    """
    say = _say(report)
    scores = [row for row in report.scores.to_dicts() if card in (None, row["card"])]
    if scores:
        card = scores[0]["card"]
        scores = [row for row in scores if row["card"] == card]
        if period is None:
            period = max(scores, key=lambda row: (row["period_start"], row["period"]))["period"]
        scores = [row for row in scores if row["period"] == period]
    if not scores:
        raise ValueError(say("没有这样的得分", "there is no such score"))
    points = float(scores[0]["points"])
    known = [row for row in scores if row["score_low"] is not None]
    known.sort(key=lambda row: (-row["score_low"], -row["score_high"], row["entity"]))
    left_out = len(scores) - min(len(known), units)
    known = known[:units]
    ax = ax or _axes(8, 1.4 + 0.3 * len(known))
    for y, row in enumerate(known):
        low, high = float(row["score_low"]), float(row["score_high"])
        ax.barh(y, low, color=COLOURS["not_due"], height=0.66, alpha=0.85)
        told = f"{row['score_low']}"
        if high > low:
            ax.plot([low, high], [y, y], color=INK, linewidth=1.4, marker="|", markersize=7)
            told = f"{row['score_low']} – {row['score_high']}"
        ax.text(high, y, f"  {told} {row['band'] or ''}", va="center", color=QUIET, fontsize=8)
    ax.set_xlim(0, points * 1.18)
    ax.set_yticks(range(len(known)), [row["entity_name"] for row in known])
    ax.set_ylim(max(len(known), 1) - 0.4, -0.6)
    told = say(f"得分（满分 {scores[0]['points']}）", f"score (out of {scores[0]['points']})")
    if left_out > 0:
        told += say(f"；另有 {left_out} 个未画或无分", f"; {left_out} more are not drawn or have no score")
    ax.set_xlabel(told)
    return _finish(ax, f"{scores[0]['title']}  {period}")


def _say(report: Report) -> Any:
    chinese = report.language == "zh"
    return lambda zh, en: zh if chinese else en


def _axes(width: float, height: float) -> Axes:
    _, ax = plt.subplots(figsize=(max(width, 5), max(height, 2.2)), layout="constrained")
    return ax


def _legend(ax: Axes, report: Report, used: Iterable[str]) -> None:
    there = set(used)
    words = {name: words for name, _, words in statuses(report.language)}
    patches = [Patch(color=COLOURS[status], label=words[status]) for status in COLOURS if status in there]
    ax.legend(handles=patches, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(patches) or 1, frameon=False, borderaxespad=0.2, handlelength=1, handletextpad=0.5, columnspacing=1)


def _finish(ax: Axes, title: str) -> Axes:
    ax.set_title(title, loc="left", pad=28 if ax.legend_ else 8, fontsize=12)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(length=0)
    fonts = _fonts()
    for text in [*ax.findobj(Text), *(ax.legend_.get_texts() if ax.legend_ else [])]:
        text.set_fontfamily(fonts)
        # What names schools and rules is no formula, whatever signs are in it.
        text.set_parse_math(False)
    return ax


def _fonts() -> list[str]:
    """The installed fonts to draw with, one that has Chinese characters first."""
    installed = set(font_manager.get_font_names())
    chinese = [font for font in FONTS if font in installed][:1]
    if not chinese:
        warnings.warn(
            "没有找到中文字体，汉字会画成方框；请安装一种，如 fonts-noto-cjk / no Chinese font is installed; characters are drawn as boxes: "
            "install one, such as fonts-noto-cjk",
            stacklevel=3,
        )
    return [*chinese, "sans-serif"]
