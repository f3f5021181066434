"""The documents of ``docs/`` as HTML."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_LINK = re.compile(r'href="([^":#]+)\.md(#[^"]*)?"')
_PICTURE = re.compile(r'src="([\w-]+\.svg)"')
_HEADING = re.compile(r"<h([234])>(.*?)</h\1>")


@dataclass(frozen=True)
class Guide:
    """A document.

    Attributes:
        name: stem of its file.
        title: its first heading.
        body: its HTML.

    """

    name: str
    title: str
    body: Markup


def guides(folder: Path) -> list[Guide]:
    """Return the Markdown documents of a folder, by name."""
    paths = sorted(folder.glob("*.md"))
    names = {path.stem for path in paths}
    return [_guide(path, names) for path in paths]


def _guide(path: Path, names: Iterable[str]) -> Guide:
    text = path.read_text("utf-8")
    title = _TITLE.search(text)
    # raw HTML in a document is shown as text
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)

    def link(match: re.Match[str]) -> str:
        stem = match[1].rpartition("/")[2]
        return f'href="{stem}.html{match[2] or ""}"' if stem in names else f'data-file="{match[1]}.md"'

    html = re.sub(r'href="(?!https?:|#|[^"]*\.md)([^"]*)"', r'data-file="\1"', _LINK.sub(link, html))
    html = _PICTURE.sub(lambda match: f'src="{_inlined(path.parent / match[1])}"', html)
    html = html.replace('<img src="pictures/', '<img src="../../pictures/')
    html = _HEADING.sub(lambda m: f'<h{m[1]} id="{_anchor(m[2])}">{m[2]}</h{m[1]}>', html)
    return Guide(path.stem, title[1] if title else path.stem, Markup(html))  # noqa: S704  (escaped by the renderer)


def _inlined(path: Path) -> str:
    """Return a picture as an address that holds it, so that a page needs no file beside it."""
    return "data:image/svg+xml;base64," + b64encode(path.read_bytes()).decode()


def _anchor(heading: str) -> str:
    """Return the fragment that Markdown viewers give a heading."""
    plain = re.sub(r"<[^>]+>|&[a-z]+;", "", heading).casefold()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
