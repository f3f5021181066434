"""The notebook runs on the files of the repository."""

from __future__ import annotations

import subprocess
import sys

from .conftest import ROOT

RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=900, resources={"metadata": {"path": sys.argv[2]}}).execute()
print(sum(cell.cell_type == "code" for cell in notebook.cells))
"""


def test_every_cell_of_the_notebook_runs() -> None:
    notebook = ROOT / "docs" / "linking.ipynb"
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(notebook), str(notebook.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= 6
    text = notebook.read_text("utf-8")
    assert all(word in text for word in ("annotate", "valueset", "search_strategy", "lint_codes"))
