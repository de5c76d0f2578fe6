"""What many tests begin with."""

from __future__ import annotations

from pathlib import Path

import dudao
import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "tests" / "data" / "fenghua-2019"
AS_OF = "2021-09-01"


@pytest.fixture(scope="session")
def fenghua() -> dudao.Pack:
    """The shipped pack."""
    return dudao.Pack.load("fenghua-2019")


@pytest.fixture(scope="session")
def book() -> Path:
    """The example record book: a folder with one CSV for each table."""
    return BOOK


@pytest.fixture(scope="session")
def example(fenghua: dudao.Pack) -> tuple[dudao.Pack, dudao.Dataset, dudao.Report]:
    """The shipped pack, the example record book, and the report of a day."""
    data = fenghua.dataset(BOOK)
    return fenghua, data, fenghua.evaluate(data, as_of=AS_OF)
