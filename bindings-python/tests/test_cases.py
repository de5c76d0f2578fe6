"""The shared cases of `tests/cases/`, as everything else runs them too: what they expect, how much they check, and the same bytes."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import compare
import pytest
from conftest import ROOT

import dudao

CASES = ROOT / "tests" / "cases"
DATA = ROOT / "tests" / "data"
NAMES = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.json"))
OF_BOTH = {"description", "options", "findings", "scores", "partial", "absent", "only_under", "error", "data_issues", "coverage", "receipt", "forms"}
OF_CASE = OF_BOTH | {"source", "pack", "library", "tables", "csv", "warnings", "tests", "variants"}
OPTIONS = {"as_of", "params", "readings", "profile", "rules", "statuses", "language", "strict", "evidence", "all_readings"}


class Run:
    """One case while it is run."""

    def __init__(self, name: str) -> None:
        self.written = (CASES / name).read_text(encoding="utf-8")
        self.case = json.loads(self.written)
        self.wrong: list[str] = []
        self.findings = 0
        self.texts: list[str] = []
        check_keys(self.case, OF_CASE)
        self.all()

    def got(self, text: str) -> None:
        self.texts.append(hashlib.sha256(text.encode()).hexdigest())

    def got_problems(self, problems: list[Any]) -> None:
        self.got(json.dumps(problems, sort_keys=True, separators=(",", ":"), ensure_ascii=False))

    def refused(self, error: dudao.DudaoError, expected: list[Any] | None) -> None:
        problems = [problem.to_dict() for problem in error.problems]
        self.got_problems(problems)
        self.wrong += [f"not expected: {error}"] if expected is None else compare.listed("error", expected, problems)

    def all(self) -> None:
        case = self.case
        asked = [key for key in ("findings", "scores", "error", "warnings", "tests", "variants") if key in case]
        assert asked and not ("error" in case and {"findings", "scores"} & set(asked)), (
            "a case expects `findings` and `scores`, or `error`, and not both"
        )
        files = case["pack"] if isinstance(case["pack"], str) else texts(case["pack"])
        library = texts(case.get("library", {}))
        try:
            pack = dudao.Pack.load(files, library=library)
        except dudao.PackError as error:
            self.refused(error, case.get("error"))
            self.wrong += mended(files, library, error.problems)
            return
        warnings = [warning.to_dict() for warning in pack.check()]
        self.got_problems(warnings)
        self.wrong += compare.listed("warnings", case.get("warnings", warnings), warnings)
        if {"findings", "scores", "error"} & set(asked):
            self.evaluate(pack, case.get("options", {}), case)
        if "tests" in case:
            self.run_tests(pack)
        for variant in case.get("variants", []):
            check_keys(variant, OF_BOTH)
            self.evaluate(pack, {**case.get("options", {}), **variant.get("options", {})}, variant)

    def run_tests(self, pack: dudao.Pack) -> None:
        try:
            report = pack.test(language=self.case.get("options", {}).get("language", "zh"))
        except dudao.DudaoError as error:
            return self.refused(error, None)
        self.findings += report.expectations
        self.got(report.to_json())
        self.wrong += compare.differences(self.case["tests"], report.to_dict(), "tests")

    def evaluate(self, pack: dudao.Pack, options: dict[str, Any], expected: dict[str, Any]) -> None:
        check_keys(options, OPTIONS)
        options = {"as_of": "2021-02-01", **options}
        options["params"] = {name: param(value) for name, value in options.get("params", {}).items()}
        strict = options.pop("strict", False)
        csv = self.csv()
        try:
            data = pack.dataset(self.tables(), strict=strict, **csv)
            report = pack.evaluate(data, **options)
        except dudao.DudaoError as error:
            return self.refused(error, expected.get("error"))
        self.got(report.to_json())
        wrong, findings = compare.report(json.loads(report.to_json()), expected)
        self.wrong += wrong
        self.findings += findings
        for form in expected.get("forms", []):
            self.fill(report, form)

    def fill(self, report: dudao.Report, case: dict[str, Any]) -> None:
        check_keys(case, {"ask", "filled", "html", "error"})
        self.findings += 1
        ask = case["ask"]
        try:
            form = report.form(ask["form"], ask["unit"], ask.get("period"))
        except dudao.DudaoError as error:
            return self.refused(error, case.get("error"))
        self.got(form.to_json())
        self.got(form.html)
        wrong = ["it should have been refused"] if "error" in case else []
        wrong += compare.differences(case.get("filled", {}), form.to_dict(), "filled")
        wrong += [line[:400] for line in compare.differences(case.get("html", {"contains": []}), form.html, "html")]
        self.wrong += [f"form {ask['form']} of {ask['unit']}: {line}" for line in wrong]

    def csv(self) -> dict[str, bytes]:
        """Tables as they are written, or those of the book that is named."""
        given = self.case.get("csv", {})
        if isinstance(given, str):
            return {path.stem: path.read_bytes() for path in (DATA / given).glob("*.csv")}
        return {table: text.encode() for table, text in texts(given).items()}

    def tables(self) -> Any:
        """Lists of dictionaries; the very text where Python has no such thing."""
        text = member(self.written, "tables")
        if text is None:
            return None
        tables = json.loads(text, parse_float=Decimal)
        return tables if is_book(tables) else text.encode()


def is_book(tables: Any) -> bool:
    """Whether it is tables of records of cells."""
    records = [record for rows in tables.values() for record in rows] if isinstance(tables, dict) else [None]
    return all(isinstance(record, dict) and not any(isinstance(cell, dict) for cell in record.values()) for record in records)


def check_keys(given: dict[str, Any], known: set[str]) -> None:
    assert set(given) <= known, f"cases have no {set(given) - known}"


def texts(given: dict[str, str | list[str]]) -> dict[str, str]:
    """A text is a string, or a list of its lines."""
    return {name: text if isinstance(text, str) else "".join(f"{line}\n" for line in text) for name, text in given.items()}


def param(value: Any) -> Any:
    if isinstance(value, list):
        return [param(item) for item in value]
    return datetime.date.fromisoformat(value["date"]) if isinstance(value, dict) else Decimal(str(value)) if type(value) is float else value


def member(text: str, wanted: str) -> str | None:
    """The text of a member of the object that `text` is."""
    decoder = json.JSONDecoder()
    at = text.index("{") + 1
    while (at := skip(text, at)) and text[at] == '"':
        name, at = decoder.raw_decode(text, at)
        start = skip(text, at)
        _, at = decoder.raw_decode(text, start)
        if name == wanted:
            return text[start:at]
    return None


def skip(text: str, at: int) -> int:
    """Past blanks and what stands between the members."""
    while text[at] in " \t\r\n,:":
        at += 1
    return at


def mended(files: str | dict[str, str], library: dict[str, str], problems: tuple[dudao.Diagnostic, ...]) -> list[str]:
    """A repair that is offered must repair: each its own problem, and all of them the pack if every problem has one."""
    wrong = []
    fixes = [problem.fix for problem in problems]
    told = [(problem.code, problem.message) for problem in problems]
    for problem, fix in zip(problems, fixes, strict=True):
        # The same slip elsewhere keeps its own problem; only the one at this place has to go.
        if fix and (problem.code, problem.message) in load(files, library, [fix]) and told.count((problem.code, problem.message)) == 1:
            wrong.append(f"its fix does not mend it: {problem}")
    if all(fixes) and (left := load(files, library, fixes)):
        wrong.append(f"with every fix applied the pack is still refused: {left}")
    return wrong


def load(files: str | dict[str, str], library: dict[str, str], fixes: list[Any]) -> list[tuple[str, str]]:
    """What is wrong with a pack after repairs, the last ones made first so that the others keep their places."""
    assert isinstance(files, dict), "a shipped pack needs no repair"
    files, library = dict(files), dict(library)
    unlike = {json.dumps(fix): fix for fix in fixes}.values()
    for fix in sorted(unlike, key=lambda fix: (fix["place"]["file"], fix["place"]["line"], fix["place"]["column"]), reverse=True):
        place = fix["place"]
        among = files if place["file"] in files else library
        lines = among[place["file"]].split("\n")
        line, at = lines[place["line"] - 1], place["column"] - 1
        lines[place["line"] - 1] = line[:at] + fix["insert"] + line[at + place["length"] :]
        among[place["file"]] = "\n".join(lines)
    try:
        dudao.Pack.load(files, library=library)
    except dudao.PackError as error:
        return [(problem.code, problem.message) for problem in error.problems]
    return []


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {}


def run(runs: dict[str, Run], name: str) -> Run:
    if name not in runs:
        runs[name] = Run(name)
    return runs[name]


@pytest.mark.parametrize("name", NAMES)
def test_case(runs: dict[str, Run], name: str) -> None:
    wrong = run(runs, name).wrong
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.fixture(scope="module")
def rust() -> dict[str, Any]:
    """What the Rust runner got, case by case."""
    path = os.environ.get("DUDAO_CASES")
    how = "run `DUDAO_CASES=FILE cargo test -p dudao-tests --test cases`, and this with the same variable"
    if not path or not Path(path).is_file():
        pytest.fail(f"the environment variable DUDAO_CASES is to name the file that the Rust runner wrote; it is {path!r}: {how}")
    return json.loads(Path(path).read_text(encoding="utf-8"))


def test_every_case_gives_the_bytes_of_rust(runs: dict[str, Run], rust: dict[str, Any]) -> None:
    assert sorted(rust) == NAMES
    unlike = [name for name in NAMES if run(runs, name).texts != rust[name]["texts"]]
    assert not unlike


def test_as_much_is_checked_as_in_rust(runs: dict[str, Run], rust: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    here = {name: run(runs, name).findings for name in NAMES}
    with capsys.disabled():
        print(f"\ncases: {len(NAMES)}, findings: {sum(here.values())}")
    assert here == {name: case["findings"] for name, case in rust.items()}
