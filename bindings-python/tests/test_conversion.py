"""Random cells of every kind: a frame, an Arrow table and a list say what a CSV file with the same texts says."""

from __future__ import annotations

import datetime
import os
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import KINDS, as_csv, told

# The same ones every time, unless somebody asks for many.
EXAMPLES = os.environ.get("DUDAO_EXAMPLES")
settings.register_profile("dudao", max_examples=int(EXAMPLES or 15), derandomize=not EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("dudao")

EAST = datetime.timezone(datetime.timedelta(hours=8))
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
NAIVE = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1))
MIDNIGHTS = DAYS.map(lambda day: datetime.datetime.combine(day, datetime.time()))
AWARE = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1), timezones=st.sampled_from([EAST, datetime.timezone.utc]))
INTEGERS = st.one_of(st.integers(-100, 100), st.sampled_from([2**53 + 1, 2**63, -(2**63), 10**30]))
FLOATS = st.one_of(st.sampled_from([0.0, -0.0, 1.0, 0.1, 1e-7, 2.0**53, 1e300, float("inf"), -1.5]), st.floats(allow_nan=False))
DECIMALS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
    st.sampled_from([Decimal("-0"), Decimal("1E+3")]),
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "a",
            "甲",
            "b",
            "L",
            "M N",
            "1",
            " L ",
            "L;1",
            "L；1、x",
            "是",
            "no",
            "12.0",
            "1,234",
            "50%",
            "2020-02-29",
            "2020年3月1日 9:30",
            "１２",
            "\u3000",
            "",
        ]
    ),
    # Surrogates are no text, and a null byte ends a cell in some programs.
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4),
)
BLANKS = st.sampled_from([None, float("nan"), pd.NaT, pd.NA])
SCALARS = st.one_of(BLANKS, WORDS, st.booleans(), INTEGERS, FLOATS, DECIMALS, DAYS, NAIVE, MIDNIGHTS, AWARE)
CELLS = st.one_of(SCALARS, st.lists(st.one_of(WORDS, INTEGERS), max_size=3))


@st.composite
def columns(draw: st.DrawFn, cells: st.SearchStrategy[Any], least: int = 0) -> dict[str, list[Any]]:
    """A few rows with a cell of any kind in every column."""
    rows = draw(st.integers(least, 5))
    return {"id": [f"r{row}" for row in range(rows)], **{kind: draw(st.lists(cells, min_size=rows, max_size=rows)) for kind in KINDS}}


def everywhere(cells: list[Any]) -> dict[str, list[Any]]:
    """The same cells in a column of every kind."""
    return {"id": [f"r{row}" for row in range(len(cells))], **dict.fromkeys(KINDS, cells)}


def same(frame: Any, cells: list[Any]) -> None:
    """A frame that holds these cells in each column says what a file says that does."""
    assert told(frame) == told(as_csv(everywhere(cells)))


@settings(max_examples=int(EXAMPLES or 100))
@given(columns(CELLS, least=1))
def test_objects_of_any_kind(given: dict[str, list[Any]]) -> None:
    expected = told(as_csv(given))
    assert told([dict(zip(given, row, strict=True)) for row in zip(*given.values(), strict=True)]) == expected
    assert told(given) == expected
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in given.items()})
    assert told(frame) == expected
    assert told(frame.set_index("id")) == expected


@settings(max_examples=int(EXAMPLES or 100))
@given(columns(SCALARS))
def test_pandas_makes_of_it_what_it_will(given: dict[str, list[Any]]) -> None:
    frame = pd.DataFrame({name: pd.Series(cells) for name, cells in given.items()})
    assert told(frame) == told(as_csv({name: column.tolist() for name, column in frame.items()}))


@given(columns(WORDS), st.sampled_from(["string", "string[python]", "str", "category", "object"]))
def test_text_of_pandas(given: dict[str, list[Any]], dtype: str) -> None:
    assert told(pd.DataFrame(given).astype(dtype)) == told(as_csv(given))


NUMBERS = ["Int8", "Int64", "UInt64", "Float32", "Float64", "int8", "int64", "uint64", "float32", "float64", "int64[pyarrow]", "double[pyarrow]"]


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=5), st.sampled_from(NUMBERS))
def test_numbers_of_pandas(cells: list[Any], dtype: str) -> None:
    if dtype[:1] in "iu" and "[" not in dtype:
        cells = [cell or 0 for cell in cells]
    same(pd.DataFrame({name: pd.Series(column, dtype=None if name == "id" else dtype) for name, column in everywhere(cells).items()}), cells)


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=5), st.sampled_from(["boolean", "object", "bool[pyarrow]", "category"]))
def test_flags_of_pandas(cells: list[Any], dtype: str) -> None:
    same(pd.DataFrame({name: pd.Series(column, dtype=None if name == "id" else dtype) for name, column in everywhere(cells).items()}), cells)


@given(
    st.lists(st.one_of(st.none(), NAIVE, MIDNIGHTS), max_size=4),
    st.sampled_from(["s", "ms", "us", "ns"]),
    st.sampled_from([None, "Asia/Shanghai", "UTC", "America/New_York", EAST]),
    st.booleans(),
)
def test_times_of_pandas(cells: list[Any], unit: str, zone: Any, as_category: bool) -> None:
    column = pd.Series(cells, dtype=f"datetime64[{unit}]").dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    cells = column.tolist()
    column = column.astype("category") if as_category else column
    same(pd.DataFrame({"id": [f"r{row}" for row in range(len(cells))], **dict.fromkeys(KINDS, column)}), cells)


@given(st.lists(st.one_of(st.none(), DAYS), max_size=4), st.booleans())
def test_days_of_pandas(cells: list[Any], as_category: bool) -> None:
    frame = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in everywhere(cells).items()})
    same(frame.astype("category") if as_category else frame, cells)


@given(st.lists(st.one_of(st.none(), DAYS), max_size=4), st.sampled_from(["D", "M", "Y", "h"]))
def test_periods_of_pandas(cells: list[Any], freq: str) -> None:
    column = pd.Series(pd.PeriodIndex(cells, freq=freq) if cells else pd.PeriodIndex([], freq=freq))
    frame = pd.DataFrame({"id": [f"r{row}" for row in range(len(cells))], **dict.fromkeys(KINDS, column)})
    same(frame, column.tolist())


POLARS = {
    "text": (WORDS, pl.String),
    "categorical": (WORDS, pl.Categorical),
    "enum": (st.sampled_from(["a", "甲", "L", "x y"]), pl.Enum(["a", "甲", "L", "x y"])),
    "flag": (st.booleans(), pl.Boolean),
    "int8": (st.integers(-128, 127), pl.Int8),
    "uint64": (st.integers(0, 2**64 - 1), pl.UInt64),
    "int128": (st.integers(-(2**100), 2**100), pl.Int128),
    "float": (FLOATS, pl.Float64),
    "decimal": (st.decimals(-1000, 1000, places=2), pl.Decimal(20, 2)),
    "date": (DAYS, pl.Date),
    "milliseconds": (NAIVE.map(lambda moment: moment.replace(microsecond=0)), pl.Datetime("ms")),
    "nanoseconds": (NAIVE, pl.Datetime("ns")),
    "zone": (AWARE, pl.Datetime("us", "Asia/Shanghai")),
    "list": (st.lists(WORDS, max_size=3), pl.List(pl.String)),
    "list of categories": (st.lists(WORDS, max_size=3), pl.List(pl.Categorical)),
    "array": (st.lists(st.integers(0, 9), min_size=2, max_size=2), pl.Array(pl.Int8, 2)),
    "null": (st.none(), pl.Null),
    "object": (SCALARS.filter(lambda cell: cell == cell if cell is not pd.NA and cell is not pd.NaT else False), pl.Object),
}


@pytest.mark.parametrize("kind", POLARS)
@given(st.data())
def test_polars(kind: str, data: st.DataObject) -> None:
    cells, dtype = POLARS[kind]
    column = pl.Series(data.draw(st.lists(st.one_of(st.none(), cells), max_size=4)), dtype=dtype)
    frame = pl.DataFrame({"id": [f"r{row}" for row in range(len(column))], **dict.fromkeys(KINDS, column)})
    same(frame, column.to_list())
    same(frame.lazy() if kind != "object" else frame, column.to_list())


def lists(cells: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(cells, min_size=least, max_size=least or 3)


ARROW = {
    "null": (st.none(), pa.null()),
    "string": (WORDS, pa.string()),
    "large_string": (WORDS, pa.large_string()),
    "string_view": (WORDS, pa.string_view()),
    "bool": (st.booleans(), pa.bool_()),
    "int64": (st.integers(-(2**63), 2**63 - 1), pa.int64()),
    "uint8": (st.integers(0, 255), pa.uint8()),
    "float": (st.integers(-50, 50).map(lambda number: number / 4), pa.float32()),
    "half": (st.integers(-50, 50).map(lambda number: np.float16(number / 4)), pa.float16()),
    "double": (FLOATS, pa.float64()),
    "decimal128": (st.decimals(-1000, 1000, places=3), pa.decimal128(20, 3)),
    "decimal256": (st.decimals(-1000, 1000, places=0), pa.decimal256(50, 0)),
    "date32": (DAYS, pa.date32()),
    "date64": (DAYS, pa.date64()),
    "seconds": (NAIVE, pa.timestamp("s")),
    "nanoseconds": (NAIVE, pa.timestamp("ns")),
    "zone": (AWARE, pa.timestamp("us", "Asia/Shanghai")),
    "offset": (AWARE, pa.timestamp("ms", "+05:30")),
    "time": (st.times().map(lambda time: time.replace(microsecond=0)), pa.time32("s")),
    "list": (lists(WORDS), pa.list_(pa.string())),
    "large_list": (lists(st.integers(0, 9)), pa.large_list(pa.int8())),
    "list_view": (lists(WORDS), pa.list_view(pa.string())),
    "fixed_size_list": (lists(WORDS, 2), pa.list_(pa.string(), 2)),
    "list of dictionaries": (lists(WORDS), pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    "dictionary": (WORDS, pa.dictionary(pa.int16(), pa.large_string())),
    "dictionary of numbers": (st.integers(0, 5), pa.dictionary(pa.uint32(), pa.int64())),
    "dictionary of days": (DAYS, pa.dictionary(pa.int8(), pa.date32())),
    "dictionary of times": (st.one_of(NAIVE, MIDNIGHTS), pa.dictionary(pa.int8(), pa.timestamp("s"))),
}


def truncated(cells: list[Any], kind: pa.DataType) -> pa.Array:
    """Microseconds are dropped where the type has none."""
    if pa.types.is_timestamp(kind) or (pa.types.is_dictionary(kind) and pa.types.is_timestamp(kind.value_type)):
        cells = [cell and cell.replace(microsecond=0) for cell in cells]
    if pa.types.is_dictionary(kind):
        return pa.array(cells, kind.value_type).dictionary_encode().cast(kind)
    return pa.array(cells, kind)


@pytest.mark.parametrize("kind", ARROW)
@given(st.data())
def test_pyarrow(kind: str, data: st.DataObject) -> None:
    cells, arrow = ARROW[kind]
    column = truncated(data.draw(st.lists(st.one_of(st.none(), cells), max_size=5)), arrow)
    table = pa.table({"id": [f"r{row}" for row in range(len(column))], **dict.fromkeys(KINDS, column)})
    same(table, column.to_pylist())
    # In pieces, and as the columns themselves.
    cut = data.draw(st.integers(0, len(column)))
    same(pa.concat_tables([table.slice(0, cut), table.slice(cut)]), column.to_pylist())
    same(dict(zip(table.column_names, table.columns, strict=True)), column.to_pylist())


@given(st.lists(st.one_of(st.none(), WORDS), min_size=1, max_size=5))
def test_runs_of_pyarrow(cells: list[Any]) -> None:
    column = pa.RunEndEncodedArray.from_arrays(pa.array(range(2, 2 * len(cells) + 2, 2), pa.int32()), pa.array(cells, pa.string()))
    table = pa.table({"id": [f"r{row}" for row in range(len(column))], **dict.fromkeys(KINDS, column)})
    same(table, [cell for cell in cells for _ in range(2)])


SCALARS_OF_NUMPY = st.one_of(
    st.integers(-128, 127).map(np.int8),
    st.integers(0, 2**64 - 1).map(np.uint64),
    st.sampled_from([0.1, 12.0, -0.0, 1e-7, float("nan")]).map(np.float32),
    FLOATS.map(np.float64),
    st.booleans().map(np.bool_),
    WORDS.map(np.str_),
    st.tuples(NAIVE, st.sampled_from(["s", "ms", "us", "ns"])).map(lambda both: np.datetime64(both[0], both[1])),
    DAYS.map(lambda day: np.datetime64(day, "D")),
    st.sampled_from([np.datetime64("NaT"), np.datetime64("NaT", "ns"), np.ma.masked]),
    st.lists(WORDS, max_size=3).map(lambda words: np.array(words, dtype=object)),
)


def plain(cell: Any) -> Any:
    """What a value of numpy says."""
    if isinstance(cell, np.datetime64):
        return cell.astype("datetime64[us]" if np.datetime_data(cell)[0] != "D" else cell.dtype).item()
    if isinstance(cell, np.float32):
        return float(str(cell))
    return cell.tolist()


@given(st.lists(SCALARS_OF_NUMPY, max_size=5))
def test_values_of_numpy(cells: list[Any]) -> None:
    expected = [plain(cell) for cell in cells]
    same(everywhere(cells), expected)
    if cells:
        same([{"id": f"r{row}", **dict.fromkeys(KINDS, cell)} for row, cell in enumerate(cells)], expected)


ARRAYS = {
    "float32": np.array([0.1, 12.0, np.nan], dtype=np.float32),
    "float64": np.array([0.1, 12.0, np.nan]),
    "uint64": np.array([0, 2**64 - 1], dtype=np.uint64),
    "bool": np.array([True, False]),
    "text": np.array(["L", "甲"]),
    "bytes": np.array([b"L", b"12"]),
    "days": np.array(["2020-03-01", "NaT"], dtype="datetime64[D]"),
    "midnights": np.array(["2020-03-01", "NaT"], dtype="datetime64[ns]"),
    "times": np.array(["2020-03-01T09:30:59.9", "NaT"], dtype="datetime64[ms]"),
    "masked": np.ma.masked_array([1, 2, 3], mask=[False, True, False]),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_of_numpy(kind: str) -> None:
    array = ARRAYS[kind]
    expected = [cell.decode() if isinstance(cell, bytes) else plain(cell) for cell in array]
    same(everywhere(array), expected)
    same(pd.DataFrame(everywhere(array)), expected)
