"""A run beside Python: Ctrl-C ends it, other threads go on, and whoever wants to knows how far it is."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import pytest
from conftest import AS_OF

import dudao

SLOW = """
policy("slow").in_force("2020-01-01", "2020-12-31");
clause("1").says("试验").force("mandatory");
table("units").label("单位").integer("size", "大小");
entity("unit", "units");
rule("quick").clause("1").each("unit").judge(|m| m.size.at_least(5));
rule("slow").clause("1").each("unit").judge(|m| {
    let turns = 0;
    while turns < 8000 { turns += 1; }
    m.size.at_least(5)
});
"""


def slow(units: int) -> tuple[dudao.Pack, dudao.Dataset]:
    """A pack that takes its time, about half a millisecond for each unit: none is of another's size, so that no answer is shared."""
    pack = dudao.Pack.load({"policy.rhai": SLOW})
    ids = pl.int_range(units, eager=True)
    return pack, pack.dataset(units=pl.DataFrame({"id": ids, "size": ids}))


ENDLESS = 1_000_000

INTERRUPTED = """
import signal, sys, threading, time
sys.path.insert(0, sys.argv[1])
from test_threads import ENDLESS, slow

pack, data = slow(ENDLESS // 10)
threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
began = time.monotonic()
try:
    pack.evaluate(data, as_of="2020-06-01", rules=["slow"])
except KeyboardInterrupt:
    print(f"{time.monotonic() - began:.3f}")
report = pack.evaluate(data, as_of="2020-06-01", rules=["quick"], statuses=["fail"])
print(report.to_json() == pack.evaluate(slow(ENDLESS // 10)[1], as_of="2020-06-01", rules=["quick"], statuses=["fail"]).to_json())
"""


def test_ctrl_c_ends_a_run_and_spoils_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, str(Path(__file__).parent)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    seconds, same = done.stdout.split()
    assert 0.5 <= float(seconds) < 10 and same == "True"


class Enough(Exception):
    pass


def test_other_threads_go_on() -> None:
    pack, data = slow(ENDLESS)
    counted = itertools.count()
    at = 0
    ended = threading.Event()
    seen: list[int] = []

    def count() -> None:
        nonlocal at
        while not ended.wait(0.001):
            at = next(counted)

    def look(done: int, total: int) -> None:
        seen.append(at)
        if len(seen) == 6:
            raise Enough

    counter = threading.Thread(target=count)
    counter.start()
    with pytest.raises(Enough):
        pack.evaluate(data, as_of="2020-06-01", progress=look)
    ended.set()
    counter.join()
    assert all(after - before > 5 for before, after in itertools.pairwise(seen[1:])), seen


def test_progress_never_falls_and_ends_at_the_total(fenghua: dudao.Pack, book: Path) -> None:
    pack, data = slow(1000)
    seen: list[tuple[int, int]] = []
    report = pack.evaluate(data, as_of="2020-06-01", threads=1, progress=lambda done, total: seen.append((done, total)))
    assert report.counts == {"pass": 1990, "fail": 10}
    assert len(seen) > 1 and seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 0
    assert {total for _, total in seen} <= {0, seen[-1][1]}
    # A run that is over at once tells its end.
    seen.clear()
    fenghua.evaluate(fenghua.dataset(book), as_of=AS_OF, rules=["demo-lessons"], progress=lambda *steps: seen.append(steps))
    assert seen and seen[-1][0] == seen[-1][1] > 0


def test_what_the_function_raises_ends_the_run_and_comes_out() -> None:
    pack, data = slow(ENDLESS)
    calls = []

    def refuse(done: int, total: int) -> None:
        calls.append(done)
        raise Enough(f"{done} of {total}")

    began = time.monotonic()
    with pytest.raises(Enough, match="of"):
        pack.evaluate(data, as_of="2020-06-01", progress=refuse)
    assert time.monotonic() - began < 10
    assert len(calls) == 1, "who has raised is not asked again"


class Bar:
    """A bar of tqdm that nobody sees."""

    made: ClassVar[list[Bar]] = []

    def __init__(self) -> None:
        self.n, self.total, self.closed = 0, 0, False
        self.made.append(self)

    def update(self, steps: int) -> None:
        assert steps >= 0 and not self.closed
        self.n += steps

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[Bar]:
    monkeypatch.setattr("tqdm.auto.tqdm", Bar)
    monkeypatch.setattr(Bar, "made", [])
    return Bar.made


def test_a_bar_ends_full_and_closed(bars: list[Bar]) -> None:
    pack, data = slow(150)
    pack.evaluate(data, as_of="2020-06-01", threads=1, progress=True)
    assert [(bar.n, bar.closed) for bar in bars] == [(bars[0].total, True)]
    pack.evaluate(data, as_of="2020-06-01", progress=False)
    assert len(bars) == 1


def test_a_bar_is_closed_whatever_happens(bars: list[Bar], monkeypatch: pytest.MonkeyPatch) -> None:
    pack, data = slow(ENDLESS)

    def update(self: Bar, steps: int) -> None:
        raise Enough

    for arguments in ({"data": 3}, {"data": data, "rules": ["none"]}):
        with pytest.raises(dudao.DudaoError):
            pack.evaluate(arguments.pop("data"), as_of="2020-06-01", progress=True, **arguments)
    monkeypatch.setattr(Bar, "update", update)
    with pytest.raises(Enough):
        pack.evaluate(data, as_of="2020-06-01", progress=True)
    assert bars and all(bar.closed for bar in bars)


def test_the_bar_of_tqdm_itself(capsys: pytest.CaptureFixture[str]) -> None:
    pack, data = slow(10)
    pack.evaluate(data, as_of="2020-06-01", progress=True)
    assert "100%" in capsys.readouterr().err


def test_threads_share_a_dataset_and_a_pack(fenghua: dudao.Pack, book: Path) -> None:
    asked: list[dict[str, Any]] = [
        {"evidence": True, "threads": threads, "language": language, "params": {"demo_lessons": lessons}, "all_readings": readings}
        for threads, language, lessons, readings in [(1, "zh", 12, False), (2, "en", 15, True), (3, "zh", 15, False), (None, "en", 12, True)]
    ]

    def judge(data: dudao.Dataset, options: dict[str, Any]) -> str:
        return fenghua.evaluate(data, as_of=AS_OF, **options).to_json()

    expected = [judge(fenghua.dataset(book), options) for options in asked]
    assert len(set(expected)) == len(asked)
    data = fenghua.dataset(book)
    start = threading.Barrier(len(asked))

    def together(options: dict[str, Any]) -> str:
        start.wait()
        return judge(data, options)

    with ThreadPoolExecutor(len(asked)) as pool:
        assert list(pool.map(together, asked)) == expected


def test_the_number_of_threads_changes_no_byte(fenghua: dudao.Pack, book: Path) -> None:
    reports = {fenghua.evaluate(book, as_of=AS_OF, evidence=True, threads=threads).to_json() for threads in (None, 1, 2, 7, 10**6)}
    assert len(reports) == 1
