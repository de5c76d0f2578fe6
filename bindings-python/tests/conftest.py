"""What many tests begin with."""

from pathlib import Path

import dudao
import pytest

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "tests" / "data" / "fenghua-2019"


@pytest.fixture(scope="session")
def example():
    """The example pack, its record book, and the report of a day."""
    pack = dudao.Pack.load("fenghua-2019")
    data = pack.dataset(BOOK)
    return pack, data, pack.evaluate(data, as_of="2021-09-01")
