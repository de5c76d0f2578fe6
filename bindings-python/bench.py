"""The same run from Python and from Rust, on the same records, in turn: ``python bindings-python/bench.py [ALLIANCES]``.

From Rust it reads CSV in memory; from Python it reads frames that are in memory. Each time is the fastest of five.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import dudao
import pandas as pd
import polars as pl

ROOT = Path(__file__).parents[1]
REPEATS = 5


def fastest(work, prepare=lambda: None):
    best = float("inf")
    for _ in range(REPEATS):
        given = prepare()
        start = time.perf_counter()
        result = work(given) if given is not None else work()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    alliances = sys.argv[1] if len(sys.argv) > 1 else "250"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "book"
        rust = ["cargo", "bench", "--quiet", "-p", "dudao-tests", "--bench", "hosts", "--", str(folder), alliances]
        native = json.loads(subprocess.run(rust, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        frames = {path.stem: pl.read_csv(path, infer_schema_length=None, try_parse_dates=True) for path in folder.glob("*.csv")}
        print(f"{sum(map(len, frames.values()))} records, {native['findings']} findings; seconds, and how many times Rust's")
        print(f"Rust:    evaluate {native['evaluate']:.3f}   rows {native['rows']:.3f}   json {native['json']:.3f}")

        pack = dudao.Pack.load("fenghua-2019")

        def told(name, seconds, of):
            print(f"  {name:<34} {seconds:.3f}   {seconds / native[of]:.2f}")

        evaluate = lambda tables: pack.evaluate(pack.dataset(tables), as_of="2022-12-31", profile="counted")
        sources = {
            "polars": frames,
            "polars, all columns text": {path.stem: pl.read_csv(path, infer_schema=False) for path in folder.glob("*.csv")},
            "pyarrow": {name: frame.to_arrow() for name, frame in frames.items()},
            "pandas": {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")},
        }
        print("Python:")
        for name, tables in sources.items():
            seconds, report = fastest(lambda tables=tables: evaluate(tables))
            told(f"evaluate from {name}", seconds, "evaluate")
        seconds, _ = fastest(lambda fresh: fresh.findings, prepare=lambda: evaluate(frames))
        told("findings as Arrow", seconds, "rows")
        seconds, _ = fastest(lambda: report.to_json())
        told("report as JSON", seconds, "json")

        print("Two threads over one Dataset, one thread of the engine each:")
        thresholds = [range(1, 13), range(13, 25)]

        def sweep(data, values):
            for value in values:
                pack.evaluate(data, as_of="2022-12-31", profile="counted", params={"demo_lessons": value}, threads=1).counts

        def in_turn(data):
            for values in thresholds:
                sweep(data, values)

        def beside(data):
            threads = [threading.Thread(target=sweep, args=(data, values)) for values in thresholds]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        def prepared():
            data = pack.dataset(frames)
            pack.evaluate(data, as_of="2022-12-31", profile="counted")
            return data

        one, _ = fastest(in_turn, prepared)
        two, _ = fastest(beside, prepared)
        print(f"  in turn {one:.3f}, side by side {two:.3f}: {one / two:.2f} times as fast")


if __name__ == "__main__":
    main()
