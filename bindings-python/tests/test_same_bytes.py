"""The same records give the same report, byte for byte, whatever holds them."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
from conftest import AS_OF

import dudao


def kinds(pack: dudao.Pack) -> dict[str, dict[str, str]]:
    """The kind of each column, table by table."""
    found: dict[str, dict[str, str]] = {}
    for row in pack.columns.to_dicts():
        found.setdefault(row["table"], {})[row["column"]] = row["kind"]
    return found


KINDS = kinds(dudao.Pack.load("fenghua-2019"))


def named(path: Path, *wanted: str) -> list[str]:
    """The columns of a file whose kind is one of these."""
    return [column for column in pd.read_csv(path, nrows=0).columns if KINDS[path.stem].get(column) in wanted]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed_rows(path: Path) -> list[dict[str, Any]]:
    """As a program holds records that it has worked with."""
    tagged = {column: kind for column, kind in KINDS[path.stem].items() if kind in ("links", "tags", "choices")}
    frame = inferred(path)
    listed = [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]
    for row in listed:
        row.update({column: row[column].split(";") for column in tagged if isinstance(row.get(column), str)})
    return listed


def inferred(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, parse_dates=named(path, "date", "moment"))


def nullable(path: Path) -> pd.DataFrame:
    return inferred(path).convert_dtypes()


def objects(path: Path) -> pd.DataFrame:
    """Every cell an object of Python."""
    return inferred(path).astype(object)


def indexed(path: Path) -> pd.DataFrame:
    frame = inferred(path)
    return frame.set_index("id") if "id" in frame else frame


def days(path: Path) -> pl.DataFrame:
    """Columns of days as such, but for those that hold a slip."""
    frame = pl.read_csv(path)
    for column in named(path, "date", "moment"):
        with contextlib.suppress(pl.exceptions.PolarsError):
            frame = frame.with_columns(pl.col(column).str.to_date())
    return frame


def categories(path: Path) -> pl.DataFrame:
    return days(path).with_columns(pl.col(named(path, "choice", "link", "flag")).cast(pl.String).cast(pl.Categorical))


def dictionaries(path: Path) -> pa.Table:
    """Dictionaries and views of strings, in many small chunks."""
    table = pyarrow.csv.read_csv(path)
    for number, field in enumerate(table.schema):
        column = table.column(number)
        if field.name in named(path, "choice", "link", "flag"):
            table = table.set_column(number, field.name, column.cast(pa.string()).dictionary_encode())
        elif field.type == pa.string():
            table = table.set_column(number, field.name, column.cast(pa.string_view()))
    pieces = [table.slice(start, 7) for start in range(0, len(table), 7)]
    return pa.concat_tables(pieces) if pieces else table


FORMS: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "name of a path": str,
    "bytes": lambda path: path.read_bytes(),
    "pandas, text": lambda path: pd.read_csv(path, dtype=str),
    "pandas, text and no NaN": lambda path: pd.read_csv(path, dtype=str, keep_default_na=False),
    "pandas, inferred": inferred,
    "pandas, nullable": nullable,
    "pandas, objects": objects,
    "pandas, indexed by id": indexed,
    "pandas, Arrow": lambda path: pd.read_csv(path, dtype_backend="pyarrow", parse_dates=named(path, "date", "moment")),
    "polars, text": lambda path: pl.read_csv(path, infer_schema=False),
    "polars, inferred": categories,
    "polars, lazy": lambda path: days(path).lazy(),
    "pyarrow": dictionaries,
    "pyarrow, batches": lambda path: pyarrow.csv.read_csv(path).to_reader(max_chunksize=11),
    "DuckDB": lambda path: duckdb.connect().read_csv(str(path), header=True),
    "DuckDB, text": lambda path: duckdb.connect().read_csv(str(path), header=True, all_varchar=True),
    "dictionaries": rows,
    "typed dictionaries": typed_rows,
    "generator": lambda path: (row for row in rows(path)),
    "columns": lambda path: {name: [row[name] for row in rows(path)] for name in rows(path)[0]},
    "numpy columns": lambda path: {name: column.to_numpy() for name, column in inferred(path).items()},
    "polars columns": lambda path: days(path).to_dict(),
}


def judged(pack: dudao.Pack, data: Any, *, strict: bool = False, **tables: Any) -> str:
    """The report; with `strict` what the slips in the book are told as."""
    if strict:
        with pytest.raises(dudao.DataError) as caught:
            pack.dataset(data, strict=True, **tables)
        return str(caught.value)
    return pack.evaluate(pack.dataset(data, **tables), as_of=AS_OF, evidence=True).to_json()


@pytest.fixture(scope="module")
def expected(fenghua: dudao.Pack, book: Path) -> str:
    report = judged(fenghua, book)
    assert len(report) > 100_000
    return report


@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form(fenghua: dudao.Pack, book: Path, expected: str, form: str, strict: bool) -> None:
    tables = {path.stem: FORMS[form](path) for path in book.glob("*.csv")}
    assert judged(fenghua, tables, strict=strict) == (judged(fenghua, book, strict=True) if strict else expected)


@pytest.mark.parametrize("first", range(0, len(FORMS), 5))
def test_forms_mixed(fenghua: dudao.Pack, book: Path, expected: str, first: int) -> None:
    forms = list(FORMS.values())
    paths = enumerate(sorted(book.glob("*.csv")), start=first)
    assert judged(fenghua, None, **{path.stem: forms[number % len(forms)](path) for number, path in paths}) == expected


def test_json(fenghua: dudao.Pack, book: Path, expected: str, tmp_path: Path) -> None:
    text = json.dumps({path.stem: rows(path) for path in book.glob("*.csv")}, ensure_ascii=False)
    (tmp_path / "book.json").write_text(text, encoding="utf-8")
    assert judged(fenghua, text.encode()) == judged(fenghua, tmp_path / "book.json") == expected


def test_without_a_dataset(fenghua: dudao.Pack, book: Path, expected: str) -> None:
    assert fenghua.evaluate(book, as_of=AS_OF, evidence=True).to_json() == expected


def test_chinese_names_and_the_other_order_of_columns(fenghua: dudao.Pack, book: Path, expected: str) -> None:
    label = {row["table"]: row["table_label"] for row in fenghua.columns.to_dicts()}
    named = {(row["table"], row["column"]): row["label"] for row in fenghua.columns.to_dicts()}
    frames = {path.stem: pd.read_csv(path, dtype=str).iloc[:, ::-1] for path in book.glob("*.csv")}
    renamed = {label[name]: frame.rename(columns=lambda column, name=name: named.get((name, column), column)) for name, frame in frames.items()}
    assert judged(fenghua, renamed) == expected
