"""The documents and notebooks of ``docs/`` as HTML."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from neuromod_onto.site.notebooks import as_markdown

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_LINK = re.compile(r'href="([^":#]+\.(?:md|ipynb))(#[^"]*)?"')
#: A link to a file that is no page of the site.
_ELSEWHERE = re.compile(r'href="(?!https?:|#|[^"]*\.(?:md|ipynb))([^"]*)"')
_PICTURE = re.compile(r'src="([\w-]+\.svg)"')
_HEADING = re.compile(r"<h([234])>(.*?)</h\1>")


@dataclass(frozen=True)
class Guide:
    """A document.

    Attributes:
        name: stem of its file, for a notebook with ``-notebook`` behind it.
        title: its first heading.
        body: its HTML.

    """

    name: str
    title: str
    body: Markup


def guides(folder: Path) -> list[Guide]:
    """Return the Markdown documents and notebooks of a folder, by name."""
    pages = {path.name: path.stem for path in folder.glob("*.md")}
    pages |= {path.name: f"{path.stem}-notebook" for path in folder.glob("*.ipynb")}
    return [_guide(folder / file, pages) for file in sorted(pages, key=lambda file: pages[file])]


def _guide(path: Path, pages: Mapping[str, str]) -> Guide:
    text = as_markdown(path) if path.suffix == ".ipynb" else path.read_text("utf-8")
    title = _TITLE.search(text)
    # raw HTML in a document is shown as text
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)

    def link(match: re.Match[str]) -> str:
        page = pages.get(match[1].rpartition("/")[2])
        return f'href="{page}.html{match[2] or ""}"' if page else f'data-file="{match[1]}"'

    html = _LINK.sub(link, _ELSEWHERE.sub(r'data-file="\1"', html))
    html = _PICTURE.sub(lambda match: f'src="{_inlined(path.parent / match[1])}"', html)
    html = html.replace('<img src="pictures/', '<img src="../../pictures/')
    html = _HEADING.sub(lambda m: f'<h{m[1]} id="{_anchor(m[2])}">{m[2]}</h{m[1]}>', html)
    return Guide(pages[path.name], title[1] if title else path.stem, Markup(html))  # noqa: S704  (escaped by the renderer)


def _inlined(path: Path) -> str:
    """Return a picture as an address that holds it, so that a page needs no file beside it."""
    return "data:image/svg+xml;base64," + b64encode(path.read_bytes()).decode()


def _anchor(heading: str) -> str:
    """Return the fragment that Markdown viewers give a heading."""
    plain = re.sub(r"<[^>]+>|&[a-z]+;", "", heading).casefold()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
