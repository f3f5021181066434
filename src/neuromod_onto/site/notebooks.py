"""Notebooks as Markdown: text, code, and what the code showed when it was stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any


def as_markdown(path: Path) -> str:
    """Return a notebook as a Markdown document; tables of data frames become tables.

    What a figure shows is said for those who do not see it by a comment in its cell: ``# In words: ...``.
    """
    notebook = json.loads(path.read_text("utf-8"))
    parts: list[str] = []
    for cell in notebook["cells"]:
        source = _text(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        elif cell["cell_type"] == "code":
            parts.append(_fenced(source, "python"))
            parts += [part for output in cell["outputs"] for part in _shown(output, _in_words(source))]
    return "\n\n".join(parts) + "\n"


def _in_words(source: str) -> str:
    r"""Return what the comment of a cell says of its figure, as one line.

    >>> _in_words("# In words: bars, one\n# for each year.\nplt.show()")
    'bars, one for each year.'
    """
    found = re.search(r"^# In words: (.*(?:\n# .*)*)", source, re.MULTILINE)
    return re.sub(r"\n# ", " ", found[1]) if found else "Figure made by the code above it"


def _shown(output: dict[str, Any], in_words: str) -> Iterator[str]:
    data = output.get("data", {})
    if output["output_type"] == "stream":
        yield _fenced(_text(output["text"]).rstrip("\n"), "text")
    elif "image/png" in data:
        picture = "".join(_text(data["image/png"]).split())
        described = re.sub(r"([\\\[\]])", r"\\\1", in_words)
        yield f"![{described}](data:image/png;base64,{picture})"
    elif "text/html" in data and (table := _table(_text(data["text/html"]))):
        yield table
    elif "text/plain" in data:
        yield _fenced(_text(data["text/plain"]), "text")


def _text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def _fenced(text: str, language: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _table(html: str) -> str:
    """Return the table of a data frame as Markdown; empty when there is none."""
    reader = _Rows()
    reader.feed(html)
    head, rows = reader.head, reader.rows
    if not head or not rows:
        return ""
    if len(head) == 2:  # the second line names the index
        head = [[upper or lower for upper, lower in zip(*head, strict=True)]]
    width = len(rows[0])
    if any(len(row) != width for row in (head[0], *rows)):
        return ""
    lines = [head[0], ["---"] * width, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class _Rows(HTMLParser):
    """The cells of a table, as Markdown text."""

    def __init__(self) -> None:
        super().__init__()
        self.head: list[list[str]] = []
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Open a part of the table."""
        if tag == "thead":
            self._in_head = True
        elif tag == "tr":
            (self.head if self._in_head else self.rows).append([])
        elif tag in ("th", "td"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """Close a part of the table."""
        if tag == "thead":
            self._in_head = False
        elif tag in ("th", "td") and self._cell is not None:
            text = " ".join("".join(self._cell).split())
            (self.head if self._in_head else self.rows)[-1].append(re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text))
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Add to the cell."""
        if self._cell is not None:
            self._cell.append(data)
