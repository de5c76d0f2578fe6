"""A pack of one table with a column of every kind, and what the tests compare of it."""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

import dudao

KINDS = ("text", "number", "integer", "flag", "date", "moment", "choice", "choices", "link", "links", "tags")

PACK = dudao.Pack.load(
    {
        "policy.rhai": """
            policy("small").in_force("2020-01-01", "2020-12-31");
            clause("1").says("试验").force("mandatory");
            table("places").label("地点").text("name", "名称");
            table("rows").label("记录")
                .text("text", "文本").number("number", "数").integer("integer", "整数").flag("flag", "是否")
                .date("date", "日期").moment("moment", "时间").choice("choice", "选项", ["a 甲", "b 乙"])
                .choices("choices", "多选", ["a 甲", "b 乙"]).link("link", "连接", "places").links("links", "多连", "places").tags("tags", "标签");
            entity("row", "rows");
            rule("filled").clause("1").each("row").judge(|m| all([
                present(m.text), present(m.number), present(m.integer), present(m.date), present(m.moment),
                present(m.choice), present(m.choices), present(m.link), present(m.links), present(m.tags), m.flag.exactly(true),
            ]));
        """
    }
)
PLACES = b"id,name\nL,L\n1,one\nM N,M N\n"


def text(cell: Any) -> str:
    """A cell as the text that a file would have."""
    if isinstance(cell, (list, tuple)):
        return ";".join(part for part in map(text, cell) if part)
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0") if math.isfinite(cell) else repr(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return str(cell)


def column(cells: Iterable[Any]) -> list[str]:
    """A column as a file would have it. Days that a program has put at midnight have no time."""
    cells = list(cells)
    moments = [cell for cell in cells if isinstance(cell, datetime.datetime) and cell is not pd.NaT]
    if any(moment.strftime("%H:%M:%S") != "00:00:00" for moment in moments):
        return [text(cell) for cell in cells]
    return [text(cell.date() if isinstance(cell, datetime.datetime) and cell is not pd.NaT else cell) for cell in cells]


def as_csv(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """Columns as a CSV file."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows(zip(*map(column, columns.values()), strict=True))
    return file.getvalue().encode(errors="replace")


def told(rows: Any, **further: Any) -> tuple[str, list[tuple[Any, ...]]]:
    """What is compared: the hash of what the records say, and what is wrong with them."""
    report = PACK.evaluate(PACK.dataset({"places": PLACES, "rows": rows}, **further), as_of="2020-06-01")
    issues = [(issue["code"], issue["row"], issue["column"]) for issue in report.issues.to_dicts()]
    return report.receipt["data_hash"], issues
