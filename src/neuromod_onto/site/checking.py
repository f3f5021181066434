"""Find the links of a site that lead nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r'(?:href|src)="([^"]*)"')
_ANCHOR = re.compile(r'\bid="([^"]*)"')


def broken_links(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (page, link) for each link that leads to no file of the site, or to no place in its page.

    Links to other sites are not followed.
    """
    pages = sorted(folder.rglob("*.html"))
    present = {os.path.normpath(path) for path in folder.rglob("*") if path.is_file()}
    anchors: dict[str, set[str]] = {}
    for page in pages:
        text = page.read_text("utf-8")
        for link in dict.fromkeys(_LINK.findall(text)):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, fragment = link.partition("#")
            target = (
                os.path.normpath(page.parent / unquote(path.replace("&amp;", "&")))
                if path
                else os.path.normpath(page)
            )
            if target not in present:
                yield str(page.relative_to(folder)), link
            elif fragment:
                if target not in anchors:
                    anchors[target] = set(_ANCHOR.findall(Path(target).read_text("utf-8")))
                if unquote(fragment) not in anchors[target]:
                    yield str(page.relative_to(folder)), link
