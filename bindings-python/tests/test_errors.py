"""What cannot be used is refused with a code, a place and a help, in both languages, and all of it at once. Nothing panics."""

from __future__ import annotations

import datetime
import itertools
import math
import re
import types
import unittest.mock
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small import PACK, PLACES

import dudao

CHINESE = re.compile("[\u4e00-\u9fff]")
SLIPS = {"policy.rhai": 'polcy("x");\nclause("1").says("试验").force("mandatory");\nrule("r").clause("2").each("rows").judge(|m| m.x.at_last(1));\n'}


def refused(kind: type[dudao.DudaoError], call: Any, *arguments: Any, **named: Any) -> dudao.DudaoError:
    """What the call raises, which must say all that an exception has to."""
    with pytest.raises(kind) as caught:
        call(*arguments, **named)
    error = caught.value
    assert type(error) is kind
    assert isinstance(error, ValueError) and isinstance(error, dudao.DudaoError)
    first = error.problems[0]
    assert (error.code, error.place, error.help) == (first.code, first.place, first.help)
    for problem in error.problems:
        assert CHINESE.search(problem.message) and re.search("[a-z]{2}", problem.message_en)
        assert problem.severity == "error"
        assert (problem.help is None) == (problem.help_en is None)
        told = [problem.code, problem.message, problem.message_en, *filter(None, [problem.help, problem.help_en])]
        assert all(part in str(error) and part in str(problem) for part in told)
        assert problem.to_dict()["message"] == {"zh": problem.message, "en": problem.message_en}
    return error


def test_a_pack() -> None:
    error = refused(dudao.PackError, dudao.Pack.load, SLIPS)
    assert error.code == "script.unknown_word"
    assert error.place == {"kind": "script", "file": "policy.rhai", "line": 1, "column": 1, "length": 5}
    assert error.problems[0].fix == {"place": error.place, "insert": "policy"}
    assert len(error.problems) > 1, "all at once"
    assert str(error).startswith("policy.rhai:1:1: [script.unknown_word] ")
    refused(dudao.PackError, dudao.Pack.load, {})
    assert "fenghua-2019" in refused(dudao.PackError, dudao.Pack.load, "fenghua-2091").problems[0].help_en


def test_data_that_is_refused_when_strict() -> None:
    rows = [{"id": "1", "integer": "many", "odd": 1}, {"id": "2", "date": "2020-02-30", "link": "nowhere"}, {"id": None, "text": "x"}]
    tables = {"rows": rows, "places": PLACES, "plces": []}
    error = refused(dudao.DataError, PACK.dataset, tables, strict=True)
    found = [(problem.code, problem.place.get("table"), problem.place.get("row"), problem.place.get("column")) for problem in error.problems]
    assert sorted(found, key=str) == sorted(
        [
            ("data.cell", "rows", 1, "integer"),
            ("data.unknown_column", "rows", None, "odd"),
            ("data.cell", "rows", 2, "date"),
            ("data.link", "rows", 2, "link"),
            ("data.no_id", "rows", 3, None),
            ("data.unknown_table", "plces", None, None),
        ],
        key=str,
    )
    assert "rows[2].date (2): [data.cell]" in str(error)
    # Otherwise it is set aside, and listed.
    issues = PACK.dataset(tables).issues.to_dicts()
    assert [(issue["code"], issue["table"], issue["row"], issue["column"]) for issue in issues] == found
    near = next(issue for issue in issues if issue["code"] == "data.unknown_table")
    assert "places" in near["help_en"] and near["severity"] == "warning"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    tables = {
        "places": 3,
        "rows": {"id": ["1", "2"], "text": ["x"], "date": [{}, 1]},
        "more": b"\xff\xff\xff",
    }
    error = refused(dudao.DataError, PACK.dataset, tables)
    assert {problem.place["table"] for problem in error.problems} == {"places", "rows", "more"}
    asked = {
        "as_of": "yesterday",
        "language": "de",
        "statuses": ["passed", "failed"],
        "params": {"none": 1, "bad": object()},
        "rules": ["no-rule"],
        "readings": {"no": "x"},
        "profile": "no",
        "threads": 0,
    }
    error = refused(dudao.OptionError, PACK.evaluate, {}, **asked)
    names = [problem.place["name"] for problem in error.problems]
    assert sorted(set(names)) == sorted(asked) and names.count("statuses") == 2


class Loop:
    """Something that only ever gives itself."""

    def collect(self) -> Loop:
        return self

    def __iter__(self) -> Iterator[Loop]:
        return iter([self])


LOOP: list[Any] = []
LOOP.append(LOOP)
DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]

TABLES = {
    "nothing": None,
    "number": 3,
    "float": 3.5,
    "flag": True,
    "object": object(),
    "class": pd.DataFrame,
    "function": refused,
    "module": math,
    "set of texts": {"a", "b"},
    "list of texts": ["a"],
    "list of lists": [["id"], ["a"]],
    "list of numbers": [1, 2],
    "rows that are no rows": ({"id": 1}, None),
    "generator of numbers": (number for number in range(3)),
    "columns that are no columns": {"id": "abc"},
    "column of nothing": {"id": ["a"], "text": None},
    "columns of other lengths": {"id": ["a", "b"], "text": ["x"]},
    "object in a cell": [{"id": "a", "text": {"b": 1}}],
    "object in a list in a cell": [{"id": "a", "tags": ["x", {"b": 1}]}],
    "plain object in a cell": [{"id": "a", "text": object()}],
    "function in a cell": {"id": [refused]},
    "bytes in a cell": [{"id": "a", "text": b"\xff\xff\xff"}],
    "a list of itself in a cell": [{"id": "a", "tags": LOOP}],
    "a deep list in a cell": [{"id": "a", "tags": DEEP}],
    "an iterator of itself in a cell": [{"id": "a", "tags": Loop()}],
    "itself": Loop(),
    "mock": unittest.mock.Mock(),
    "struct": pa.table({"id": ["a"], "text": [{"b": 1}]}),
    "struct in pandas": pd.DataFrame({"id": ["a"], "text": [{"b": 1}]}),
    "struct in polars": pl.DataFrame({"id": ["a"], "text": [{"b": 1}]}),
    "object in polars": pl.DataFrame({"id": ["a"], "text": pl.Series([refused], dtype=pl.Object)}),
    "binary": pa.table({"id": ["a"], "text": [b"\xff\xff\xff"]}),
    "duration": pa.table({"id": ["a"], "text": [datetime.timedelta(1)]}),
    "series": pd.Series(["a"], name="id"),
    "polars series": pl.Series("id", ["a"]),
    "array": pa.array(["a"]),
    "numpy": np.array(["a"]),
    "numpy without length": np.array("a"),
    "two dimensions": np.array([["a"]]),
    "bytes that are no text": b"\xff\xff\xff",
    "path to nothing": "no/such/file.csv",
    "path that cannot be": "a\0b.csv",
    "path that is too long": "x" * 5000,
    "folder": Path(__file__).parent,
    "workbook": Path(__file__).with_name("book.xlsx"),
    "another file": Path(__file__),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_none(name: str) -> None:
    error = refused(dudao.DataError, PACK.dataset, {"rows": TABLES[name]})
    assert {problem.code for problem in error.problems} == {"data.format"}
    assert all(problem.place["kind"] == "data" and problem.place["table"] == "rows" for problem in error.problems)


def test_the_place_of_a_cell_that_is_none() -> None:
    rows = [{"id": "a"}, {"id": "b", "text": [{}]}, {"id": "c", "text": {}}]
    for given in (rows, pd.DataFrame(rows)):
        (problem,) = refused(dudao.DataError, PACK.dataset, rows=given).problems
        assert problem.place == {"kind": "data", "table": "rows", "row": 2, "column": "text"}
    assert str(problem).startswith("rows[2].text: [data.format] ")


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_file_that_is_no_text(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"rows.{kind}"
    file.write_bytes(b"PK\x03\x04")
    assert ".csv" in refused(dudao.DataError, PACK.dataset, rows=file).problems[0].help_en
    if kind == "xlsx":
        assert ".csv" in refused(dudao.DataError, PACK.dataset, file).problems[0].help_en
        assert ".csv" in refused(dudao.DataError, PACK.dataset, tmp_path).problems[0].help_en


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "rows.csv"
    loop.symlink_to(loop)
    refused(dudao.DataError, PACK.dataset, rows=loop)
    refused(dudao.DataError, PACK.dataset, loop.with_suffix(".json"))


@pytest.mark.parametrize("book", [3, object(), [], "no such folder", b"{", b"[]", b'{"rows": 3}', b"\xff", {"rows": []}.keys()], ids=repr)
def test_a_record_book_that_is_none(book: Any) -> None:
    error = refused(dudao.DataError, PACK.evaluate, book)
    assert (error.code, error.place) == ("data.format", {"kind": "argument", "name": "data"})


def test_a_table_twice() -> None:
    error = refused(dudao.DataError, PACK.dataset, {"rows": []}, 记录=[])
    assert (error.code, error.place["table"]) == ("data.format", "记录")


def test_what_a_generator_raises_comes_out() -> None:
    def each(*cells: Any) -> Iterator[Any]:
        yield from cells
        raise ZeroDivisionError

    for given in (each({"id": 1}), [{"id": each(1)}], {"id": each(1)}):
        with pytest.raises(ZeroDivisionError):
            PACK.dataset(rows=given)


def test_a_file_that_turns_out_to_be_broken() -> None:
    """Files are read when somebody asks for their columns."""
    data = PACK.dataset(rows=b'id,text\na,"b\n')
    for call in (lambda: data.issues, lambda: PACK.evaluate(data)):
        error = refused(dudao.DataError, call)
        assert (error.code, error.place) == ("data.format", {"kind": "data", "table": "rows"})


def test_a_dataset_of_another_record_book(fenghua: dudao.Pack) -> None:
    error = refused(dudao.OptionError, fenghua.evaluate, PACK.dataset())
    assert error.place == {"kind": "argument", "name": "data"}


PARAMS = dudao.Pack.load(
    {
        "policy.rhai": """
            policy("p").in_force("2020-01-01", "2020-12-31");
            clause("1").says("试验").force("mandatory");
            param("least", 5).clause("1");
            param("last", day("2020-03-01")).clause("1");
            param("word", "x").clause("1");
            param("words", ["x", "y"]).clause("1");
            table("rows").label("记录").integer("size", "大小").date("at", "日").text("word", "词").tags("words", "词组");
            entity("row", "rows");
            rule("size").clause("1").each("row").judge(|m, p| m.size.at_least(p.least));
            rule("at").clause("1").each("row").judge(|m, p| m.at.by_date(p.last));
            rule("word").clause("1").each("row").judge(|m, p| holds(m.word == p.word, "词"));
            rule("words").clause("1").each("row").judge(|m, p| m.words.covers(p.words));
        """
    }
)


def taken(**params: Any) -> Any:
    """The values that a run was judged by, however they are handed over."""
    given = PARAMS.evaluate({}, as_of="2020-06-01", params=params).receipt["params"]
    kept = PARAMS.with_params(**params).evaluate({}, as_of="2020-06-01").receipt["params"]
    assert given == kept == PARAMS.with_params(params).evaluate({}, as_of="2020-06-01").receipt["params"]
    return given


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("least", 12.0, 12),
        ("least", Decimal("12.50"), Decimal("12.5")),
        ("least", 0.1, Decimal("0.1")),
        ("least", Decimal("1E+2"), 100),
        ("least", np.int64(12), 12),
        ("least", np.float32(0.1), Decimal("0.1")),
        ("last", datetime.datetime(2020, 5, 1), datetime.date(2020, 5, 1)),
        ("last", pd.Timestamp("2020-05-01"), datetime.date(2020, 5, 1)),
        ("last", np.datetime64("2020-05-01"), datetime.date(2020, 5, 1)),
        ("last", np.datetime64("2020-05-01T00:00", "ns"), datetime.date(2020, 5, 1)),
        ("word", np.str_("z"), "z"),
        ("words", ("a", "b"), ["a", "b"]),
        ("words", np.array(["a", "b"]), ["a", "b"]),
    ],
)
def test_a_parameter_is_what_it_says_whatever_its_type(name: str, value: Any, same: Any) -> None:
    assert taken(**{name: value}) == taken(**{name: same}) != taken()


@pytest.mark.parametrize(
    "value",
    [
        None,
        math.nan,
        math.inf,
        -math.inf,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1E+999999999"),
        10**5000,
        1e300,
        np.float64("nan"),
        object(),
        {"a": 1},
        {1, 2},
        Fraction(1, 3),
        3 + 4j,
        pd.NaT,
        pd.NA,
        np.datetime64("NaT"),
        [1, math.nan],
        [None],
        LOOP,
        DEEP,
        Loop(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_parameter_that_cannot_be(value: Any) -> None:
    for call in (lambda: PARAMS.with_params(least=value), lambda: PARAMS.evaluate({}, params={"least": value})):
        error = refused(dudao.OptionError, call)
        assert error.place == {"kind": "argument", "name": "params"} and "least" in str(error)


def test_parameters_of_another_type_or_name() -> None:
    error = refused(dudao.OptionError, PARAMS.with_params, {"least": "x", "lst": 3, "last": 3})
    assert len(error.problems) == 3
    for wrong in ({1: 2}, [("least", 3)], "least", 3):
        with pytest.raises(TypeError):
            PARAMS.with_params(wrong)


OPTIONS = {
    "as_of": ["", "soon", "2020-13-01", 3, datetime.time(), object(), math.nan, pd.NaT, ["2020-01-01"]],
    "language": ["", "de", "EN "],
    "statuses": [["passed"], ["pass", ""]],
    "rules": [["no-rule"], ["fill*", "x*"]],
    "readings": [{"no": "x"}],
    "profile": ["no"],
    "threads": [0, -1, 2**70, -(2**70)],
    "progress": [3, "bar"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in OPTIONS.items() for value in values], ids=lambda value: str(value)[:20]
)
def test_an_option_that_cannot_be(name: str, value: Any) -> None:
    error = refused(dudao.OptionError, PACK.evaluate, {}, **{name: value})
    assert {problem.code for problem in error.problems} == {"option.value"}
    assert {problem.place["name"] for problem in error.problems} == {name}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", 3),
        ("statuses", "pass"),
        ("statuses", [3]),
        ("rules", "filled"),
        ("rules", 3),
        ("readings", []),
        ("readings", {1: 2}),
        ("profile", 3),
        ("params", []),
        ("threads", "2"),
        ("threads", 2.5),
        ("evidence", "yes"),
        ("nothing", 3),
    ],
)
def test_an_option_of_another_type(name: str, value: Any) -> None:
    with pytest.raises(TypeError):
        PACK.evaluate({}, **{name: value})


@pytest.mark.parametrize(
    "day",
    [
        "2020-06-01",
        " 2020年6月1日 ",
        20200601,
        datetime.date(2020, 6, 1),
        datetime.datetime(2020, 6, 1, 9, 30, 1, 5),
        pd.Timestamp("2020-06-01 23:59", tz="Asia/Tokyo"),
        np.datetime64("2020-06-01T03", "ns"),
        np.datetime64("2020-06-01"),
    ],
    ids=repr,
)
def test_a_day(day: Any) -> None:
    assert PACK.evaluate({}, as_of=day).as_of == datetime.date(2020, 6, 1)


@pytest.mark.parametrize("source", [None, 3, [], b"fenghua-2019", {"policy.rhai": b"x"}, {"policy.rhai": None}, {1: "x"}], ids=repr)
def test_a_pack_of_another_type(source: Any) -> None:
    with pytest.raises(TypeError):
        dudao.Pack.load(source)


def test_a_pack_from_any_mapping() -> None:
    files = {"policy.rhai": 'policy("x").in_force("2020-01-01", "2020-12-31");'}
    assert dudao.Pack.load(types.MappingProxyType(files)).hash == dudao.Pack.load(files).hash


def test_a_finding_that_there_is_not() -> None:
    report = PACK.evaluate({"rows": [{"id": "1"}]}, as_of="2020-06-01")
    assert report.finding(-1).fingerprint == report.finding(np.int64(0)).fingerprint == report.finding(0).fingerprint
    for number in (1, -2, 2**70, -(2**70), np.int64(7)):
        with pytest.raises(IndexError):
            report.finding(number)
    for key in ("nothing", {"fingerprint": "nothing"}, {}):
        with pytest.raises(KeyError):
            report.explain(key)
    for wrong in (None, 1.5, object()):
        with pytest.raises(TypeError):
            report.finding(wrong)


def test_problems_are_equal_if_they_say_the_same() -> None:
    one, other = (refused(dudao.PackError, dudao.Pack.load, SLIPS).problems for _ in range(2))
    assert one == other and set(one) == set(other) and one[0] != one[1]


def test_every_class_says_what_it_is() -> None:
    kinds = [dudao.PackError, dudao.DataError, dudao.OptionError]
    assert all(issubclass(kind, dudao.DudaoError) for kind in kinds)
    assert not any(issubclass(a, b) for a, b in itertools.permutations(kinds, 2))
    empty = dudao.DudaoError("x")
    assert (empty.code, empty.place, empty.help, empty.problems, str(empty)) == (None, None, None, (), "x")
