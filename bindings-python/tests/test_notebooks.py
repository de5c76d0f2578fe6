"""The notebooks run from top to bottom, and show what they promise."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize(
    ("name", "pictures", "shown"),
    [("first_hour", 3, ["奉化区小学", "未达标", "怎样做到", "data.link", "fenghua.parquet"]), ("policy_question", 2, ["status_if_12", "换一种口径", "共同体", "可得分"])],
)
def test_notebook(name, pictures, shown):
    book = nbformat.read(EXAMPLES / f"{name}.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in book.cells), "notebooks are kept without what they print"
    # What goes wrong while a picture is drawn, such as a character that no font has, is to fail here.
    os.environ["PYTHONWARNINGS"] = "error::UserWarning"
    try:
        NotebookClient(book, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    finally:
        del os.environ["PYTHONWARNINGS"]
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    printed = "\n".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stderr")
    assert "Glyph" not in printed and "Warning" not in printed, printed
    data = [output.data for output in outputs if "data" in output]
    assert sum("image/png" in item for item in data) == pictures
    text = "\n".join(item.get("text/html", "") + item.get("text/plain", "") for item in data)
    assert not [word for word in shown if word not in text]
