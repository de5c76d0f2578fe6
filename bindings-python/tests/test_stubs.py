"""The types that editors see are those that there are, with the same docs."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import dudao

PACKAGE = Path(dudao.__file__).parent


def test_stubtest_finds_nothing(tmp_path):
    run = subprocess.run([sys.executable, "-m", "mypy.stubtest", "dudao"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_package_is_typed(tmp_path):
    (tmp_path / "use.py").write_text(
        "import dudao\n"
        "report = dudao.Pack.load('fenghua-2019').evaluate({}, as_of='2021-09-01', progress=lambda done, total: None)\n"
        "names: list[str] = report.findings.columns\n"
        "wrong: int = report.to_json()\n"
    )
    run = subprocess.run([sys.executable, "-m", "mypy", "--strict", "use.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert [line.split(": ")[1] for line in run.stdout.splitlines() if "use.py:" in line] == ["error"], run.stdout
    assert "use.py:4" in run.stdout


def test_docs_are_those_of_the_compiled_module():
    stub = ast.parse((PACKAGE / "_dudao.pyi").read_text("utf-8"))
    seen = 0

    def compare(node, there):
        nonlocal seen
        for item in node.body:
            if isinstance(item, (ast.ClassDef, ast.FunctionDef)):
                found = getattr(there, item.name)
                told = ast.get_docstring(item)
                if told is not None:
                    seen += 1
                    assert told == inspect.cleandoc(found.__doc__), f"{item.name}: run bindings-python/stubs"
                if isinstance(item, ast.ClassDef):
                    compare(item, found)

    compare(stub, sys.modules["dudao._dudao"])
    assert seen > 80


def test_everything_public_has_docs():
    for name in dudao.__all__:
        thing = getattr(dudao, name)
        assert thing.__doc__, name
        for member, value in vars(thing).items() if inspect.isclass(thing) else []:
            if not member.startswith("_"):
                assert value.__doc__, f"{name}.{member}"
