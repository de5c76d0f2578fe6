"""What the READMEs tell to type runs as it stands, from the top of the repository."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("readme", ["README.md", "bindings-python/README.md"])
def test_python_lines_run(readme, tmp_path, monkeypatch, capsys):
    (tmp_path / "tests").symlink_to(ROOT / "tests", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, readme, "exec"), names)  # noqa: S102
    assert "'fail': 253" in capsys.readouterr().out
    assert "report.json" not in blocks[0] or os.path.getsize("report.json") > 500_000
