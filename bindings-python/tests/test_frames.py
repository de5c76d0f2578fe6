"""What frames have and files have not: indexes, types of columns, names that are no text, memory that changes later."""

from __future__ import annotations

import datetime
import enum
import types
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small import PACK, PLACES, as_csv, told

import dudao


class Kind(str, enum.Enum):
    A = "a"


class Number(enum.IntEnum):
    ONE = 1


CSV = as_csv({"id": ["1", "2"], "integer": [3, None], "moment": ["2020-03-01", "2020-03-02"], "choice": ["a", "b"]})
DAYS = [datetime.date(2020, 3, 1), datetime.date(2020, 3, 2)]


def frame(**changes: Any) -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2], "integer": [3, None], "moment": pd.to_datetime(DAYS), "choice": ["a", "b"], **changes})


INDEXES = {
    "usual": frame(),
    "id": frame().set_index("id"),
    "id, also a column": frame().set_index("id", drop=False),
    "id as a range": frame().drop(columns="id").set_index(pd.RangeIndex(1, 3, name="id")),
    "two names": frame().set_index(["id", "choice"]),
    "one name of two": frame().set_index(["id", pd.Index(["x", "y"])]),
    "no name": frame().set_index(pd.Index(["x", "y"])),
    "days": frame().set_index("moment"),
    "repeated": frame().set_index(pd.Index([0, 0])),
    "turned": frame().iloc[::-1].sort_index(),
}


@pytest.mark.parametrize("mixed", [False, True], ids=["typed", "mixed"])
@pytest.mark.parametrize("name", INDEXES)
def test_indexes_with_names_are_columns(name: str, mixed: bool) -> None:
    given = INDEXES[name]
    expected = CSV
    if mixed:
        given = given.assign(text=pd.Series([7, "x"], dtype=object).to_numpy())
        expected = as_csv({"id": ["1", "2"], "integer": [3, None], "moment": ["2020-03-01", "2020-03-02"], "choice": ["a", "b"], "text": ["7", "x"]})
    assert told(given) == told(expected)


TYPES: dict[str, Any] = {
    "ids as integers, blanks as floats": frame(),
    "ids as floats": frame(id=[1.0, 2.0]),
    "nullable": frame().convert_dtypes(),
    "decimals": frame(id=pd.Series([Decimal(1), Decimal(2)], dtype=object)),
    "enumerations": frame(id=pd.Series([Number.ONE, 2], dtype=object), choice=pd.Series([Kind.A, "b"], dtype=object)),
    "bytes": frame(choice=pd.Series([b"a", bytearray(b"b")], dtype=object)),
    "days with zones": frame(moment=pd.to_datetime(DAYS).tz_localize("Asia/Shanghai")),
    "days of several zones": frame(
        moment=pd.Series([pd.Timestamp("2020-03-01", tz="UTC"), pd.Timestamp("2020-03-02", tz="Asia/Shanghai")], dtype=object)
    ),
    "days with and without zone": frame(moment=pd.Series([pd.Timestamp("2020-03-01", tz="Asia/Tokyo"), pd.Timestamp("2020-03-02")], dtype=object)),
    "periods": frame(moment=pd.PeriodIndex(DAYS, freq="D")),
    "categories of days": frame(moment=pd.Categorical(pd.to_datetime(DAYS))),
    "categories of periods": frame(moment=pd.Categorical(pd.PeriodIndex(DAYS, freq="D"))),
    "sparse": frame(integer=pd.arrays.SparseArray([3.0, float("nan")])),
    "names with blanks": frame().rename(columns=lambda name: f" {name} "),
    "Chinese names": frame().rename(columns={"integer": "整数", "moment": "时间", "choice": "选项", "id": "编号"}),
    "rows as mappings": [types.MappingProxyType(row) for row in frame().to_dict("records")],
    "rows as a tuple": tuple(frame().to_dict("records")),
    "columns as a mapping": types.MappingProxyType(frame().to_dict("list")),
    "columns as series": dict(frame().items()),
    "columns as polars": pl.from_pandas(frame()).to_dict(),
    "rows that leave cells out": [{"id": 1, "integer": 3, "moment": DAYS[0], "choice": "a"}, {"moment": DAYS[1], "choice": "b", "id": 2}],
    "a bytearray": bytearray(CSV),
    "a lazy frame": pl.from_pandas(frame()).lazy(),
    "a reader": pa.Table.from_pandas(frame()).to_reader(),
    "a batch": pa.RecordBatch.from_pandas(frame()),
}


@pytest.mark.parametrize("name", TYPES)
def test_a_cell_is_what_it_says_whatever_its_type(name: str) -> None:
    assert told(TYPES[name]) == told(CSV)


@pytest.mark.parametrize(
    "column",
    [
        [None, None],
        [float("nan"), None],
        pd.Series([None, None], dtype="Int64"),
        pd.Categorical([None, None]),
        pd.Series([None, None], dtype="category").cat.set_categories([]),
        pl.Series([None, None], dtype=pl.Categorical),
        pl.Series([None, None], dtype=pl.Enum([])),
        pl.Series([None, None], dtype=pl.List(pl.String)),
        pa.nulls(2),
        pa.nulls(2, pa.dictionary(pa.int8(), pa.string())),
        pa.nulls(2, pa.string_view()),
        np.array([np.nan, np.nan]),
        ["", " \u3000"],
        [[], [None, ""]],
        [(), {}.keys()],
        [frozenset(), np.ma.masked],
    ],
    ids=str,
)
def test_a_column_of_nothing_is_blank(column: Any) -> None:
    names = ["integer", "date", "moment", "flag", "choice", "choices", "link", "links", "tags", "text"]
    given = {"id": ["1", "2"], **dict.fromkeys(names, column)}
    expected = told(as_csv({"id": ["1", "2"], **{name: ["", ""] for name in names}}))
    assert told(given) == expected
    if isinstance(column, pl.Series):
        assert told(pl.DataFrame(given)) == expected
    elif isinstance(column, pa.Array):
        assert told(pa.table(given)) == expected
    elif not isinstance(column[0], (frozenset, tuple)):
        assert told(pd.DataFrame(given)) == expected


@pytest.mark.parametrize(
    "empty",
    [
        pd.DataFrame(),
        pd.DataFrame({"id": [], "date": []}),
        pl.DataFrame(),
        pl.DataFrame(schema={"id": pl.String}),
        pa.table({}),
        [],
        {},
        {"id": []},
        b"",
        b"id\n",
        (row for row in ()),
    ],
    ids=lambda empty: type(empty).__module__ + "." + type(empty).__name__,
)
def test_an_empty_table_has_no_rows(empty: Any) -> None:
    _, issues = told(empty)
    assert issues == []
    assert len(PACK.evaluate({"places": PLACES, "rows": empty}, as_of="2020-06-01")) == 0


def test_a_row_of_nothing_is_no_record() -> None:
    """Spreadsheets leave them behind the last record, and what reads spreadsheets hands them on."""
    csv = CSV + b'"","","",""\n'
    rows = [*frame().to_dict("records"), dict.fromkeys(frame()), {}]
    expected = told(csv)
    assert expected == told(CSV)
    assert told(rows) == expected
    assert told(pd.DataFrame(rows)) == expected
    assert told(pl.DataFrame(rows[:-1])) == expected


def test_one_name_for_two_columns_is_refused() -> None:
    twice = pd.DataFrame([["1", "a", "b"]], columns=["id", "choice", "choice"])
    for given in (
        twice,
        twice.rename(columns=str.upper).set_axis(["id", "choice", "选项"], axis=1),
        b"id,choice,choice\n1,a,b\n",
        pa.table([["1"], ["a"], ["b"]], ["id", "choice", "choice"]),
    ):
        with pytest.raises(dudao.DataError) as caught:
            told(given)
        assert (caught.value.code, caught.value.place["table"], len(caught.value.problems)) == ("data.format", "rows", 1)


def test_names_that_nobody_knows_are_told_alike() -> None:
    odd = pd.DataFrame([["1", 2, 3, 4]], columns=["id", 7, None, ("a", "b")])
    assert told(odd) == told(odd.astype(object)) == told(b"id,7,None,\"('a', 'b')\"\n1,2,3,4\n")
    assert [issue[0] for issue in told(odd)[1]] == ["data.unknown_column"] * 3


def test_a_column_that_nobody_asks_for_may_be_anything() -> None:
    table = pa.table({"id": ["1"], "extra": [{"a": 1}], "more": [datetime.timedelta(1)]})
    expected = told(b"id,extra,more\n1,x,y\n")
    assert told(table) == told(table.to_pandas()) == told(pl.from_arrow(table)) == told(table.to_pylist()) == expected


@pytest.mark.parametrize(
    "number",
    [10**30, -(10**30), 2**64, 10**5000, Decimal("1E+999999"), Decimal("1E-999999"), Decimal("Infinity"), 1e300, float("-inf")],
    ids=lambda number: f"{type(number).__name__} {number!r}"[:30] if number != 10**5000 else "very long",
)
def test_a_number_that_is_too_large_is_an_issue(number: Any) -> None:
    for given in ([{"id": "1", "integer": number}], pd.DataFrame({"id": ["1"], "integer": pd.Series([number], dtype=object)})):
        assert told(given) == told(b"id,integer\n1,many\n")


def test_a_zero_has_no_sign() -> None:
    zeros = [0, 0.0, -0.0, Decimal("-0"), np.float32(-0.0), "-0", "-0.00"]
    expected = told([{"id": "1", "number": 0, "integer": 0}])
    assert [told([{"id": "1", "number": zero, "integer": zero}]) for zero in zeros] == [expected] * len(zeros)


def test_a_set_in_a_cell_has_one_order() -> None:
    words = ["x", "y", "z", "u", "v", "w"]
    given = [set(words), frozenset(words)]
    assert told({"id": ["1", "2"], "text": given}) == told({"id": ["1", "2"], "text": [sorted(words)] * 2})


def test_lists_of_times_in_a_cell() -> None:
    noon, midnight = datetime.datetime(2020, 3, 1, 12), datetime.datetime(2020, 3, 2)
    table = {"id": ["1", "2"], "tags": [[midnight, midnight, "x"], [midnight]]}
    assert told(table) == told(pd.DataFrame(table)) == told({"id": ["1", "2"], "tags": ["2020-03-02;2020-03-02;x", "2020-03-02"]})
    table["tags"] = [[midnight, noon], [midnight]]
    expected = told({"id": ["1", "2"], "tags": ["2020-03-02 00:00:00;2020-03-01 12:00:00", "2020-03-02 00:00:00"]})
    assert told(table) == told(pd.DataFrame(table)) == told(pl.DataFrame(table)) == expected


def changing() -> dict[str, tuple[Any, Any]]:
    """Tables, and what writes into their memory."""
    numbers = np.array([1.0, 2.0, 3.0])
    flags = np.array([True, False, True])
    days = np.array(["2020-03-01", "2020-03-02", "2020-03-03"], dtype="datetime64[ns]")
    ids = ["1", "2", "3"]

    def fill() -> None:
        for column in (numbers, flags, days):
            column.flags.writeable = True
            column[:] = column[0]

    pandas = pd.DataFrame(
        {"id": ids, "number": pd.Series(numbers, copy=False), "flag": pd.Series(flags, copy=False), "moment": pd.Series(days, copy=False)}, copy=False
    )
    typed = pd.DataFrame(
        {
            "id": ids,
            "integer": pd.array([1, 2, 3], dtype="Int64"),
            "choice": pd.Categorical(["a", "b", "a"]),
            "text": ["x", "y", "z"],
            "flag": pd.array([True, False, None], dtype="boolean"),
        }
    )
    codes = typed["choice"].array.codes.view()
    codes.flags.writeable = True

    def set_cells() -> None:
        typed.loc[:, "integer"] = 9
        typed["integer"].array._data[:] = 9
        typed.loc[0, "choice"] = "b"
        codes[:] = 1
        typed["text"] = "other"
        typed["flag"].array._mask[:] = True

    rows = [{"id": "1", "tags": ["x"]}, {"id": "2", "tags": ["y"]}]
    arrays = {"id": np.array(["1", "2"], dtype=object), "number": np.array([1.5, 2.5])}
    arrow_numbers = np.array([1, 2, 3])
    polars_numbers = np.array([1.5, 2.5, 3.5])
    arrow = pa.table({"id": ids, "integer": pa.array(arrow_numbers)})
    polars = pl.DataFrame({"id": ids, "number": pl.from_numpy(polars_numbers[:, None], ["n"])["n"]})

    def polars_fill() -> None:
        polars_numbers.flags.writeable = True
        polars_numbers[:] = 0
        polars[0, "number"] = 7.0

    return {
        "numpy in pandas": (pandas, fill),
        "types of pandas": (typed, set_cells),
        "rows": (rows, lambda: (rows[0]["tags"].append("z"), rows.pop())),
        "arrays": (arrays, lambda: arrays["number"].fill(0)),
        "pyarrow": (arrow, lambda: arrow_numbers.fill(0)),
        "polars": (polars, polars_fill),
        "bytes": (text := bytearray(CSV), lambda: text.__setitem__(slice(20, 40), b"x" * 20)),
    }


@pytest.mark.parametrize("name", changing())
def test_what_is_written_later_changes_nothing(name: str) -> None:
    table, change = changing()[name]

    def judge(data: dudao.Dataset) -> str:
        return PACK.evaluate(data, as_of="2020-06-01").to_json()

    expected = judge(PACK.dataset(rows=table, places=PLACES))
    data = PACK.dataset(rows=table, places=PLACES)
    change()
    assert judge(data) == expected
    assert judge(PACK.dataset(rows=table, places=PLACES)) != expected, "nothing was written"


def test_a_generator_is_read_once() -> None:
    data = PACK.dataset(rows=({"id": name} for name in "ab"))
    assert [len(PACK.evaluate(data, as_of="2020-06-01")) for _ in range(2)] == [2, 2]
