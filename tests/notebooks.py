"""Run the notebooks of ``docs/``; ``python -m tests.notebooks`` stores what they show now."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from .conftest import ROOT

NOTEBOOKS = sorted((ROOT / "docs").glob("*.ipynb"))


def run(path: Path, more: str = "") -> Any:
    """Return a notebook as it is when run from its folder.

    Args:
        path: the notebook.
        more: code of a last cell.

    """
    notebook = nbformat.read(path, 4)
    if more:
        notebook.cells.append(nbformat.v4.new_code_cell(more))
    resources = {"metadata": {"path": str(path.parent)}}
    return NotebookClient(notebook, timeout=300, record_timing=False, resources=resources).execute()


def code_cells(notebook: Any) -> list[Any]:
    """Return the cells that were run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(cell: Any) -> list[str]:
    """Return what a cell shows as text: what was printed, in one piece, and the plain text of each value."""
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    values = [
        output.data["text/plain"]
        for output in cell.outputs
        if "data" in output and "image/png" not in output.data
    ]
    return [text for text in (printed, *values) if text]


def pictures(cell: Any) -> list[str]:
    """Return the figures of a cell, each as base64."""
    return [o.data["image/png"] for o in cell.outputs if "data" in o and "image/png" in o.data]


def store(path: Path) -> None:
    """Run a notebook and keep what it shows, without what differs from run to run or machine to machine."""
    notebook = run(path)
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    for number, cell in enumerate(code_cells(notebook), 1):
        cell.metadata, cell.execution_count = {}, number
        cell.outputs = list(_kept(cell.outputs, texts(cell), number))
    nbformat.write(notebook, path)


def _kept(outputs: Iterable[Any], shown: list[str], number: int) -> Iterable[Any]:
    if any(output.get("name") == "stdout" for output in outputs):
        yield nbformat.v4.new_output("stream", name="stdout", text=shown[0])
    for output in outputs:
        if "data" in output:
            if "image/png" in output.data:
                output.data = {"image/png": _smaller(output.data["image/png"])}
            output.metadata = {}
            if output.output_type == "execute_result":
                output.execution_count = number
            yield output


def _smaller(picture: str) -> str:
    """Return a figure in 96 colours, a third of its size."""
    from PIL import Image  # comes with matplotlib

    reduced = BytesIO()
    image = Image.open(BytesIO(b64decode(picture))).convert("RGB")
    image.quantize(96, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        reduced, "PNG", optimize=True
    )
    return b64encode(reduced.getvalue()).decode("ascii")


if __name__ == "__main__":
    for chosen in [Path(name).resolve() for name in sys.argv[1:]] or NOTEBOOKS:
        store(chosen)
