"""Tables and a chart of what ``query_engines.py`` measured, and their place in the documentation."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any

#: By size, engine and query: ``ms`` and ``rows``, or ``fault``.
Measures = dict[str, dict[str, dict[str, dict[str, Any]]]]
ENGINES = ("floor", "ours", "memory", "rdflib", "Jena", "Virtuoso")
#: A mark for each engine that tells it apart without its colour; drawn about (0, 0).
MARKS = {
    "ours": '<circle r="5"/>',
    "memory": '<circle r="4" class="hollow"/>',
    "rdflib": '<rect x="-4.5" y="-4.5" width="9" height="9"/>',
    "Jena": '<path d="M0-6L6 5H-6Z"/>',
    "Virtuoso": '<path d="M0-6L6 0L0 6L-6 0Z"/>',
}
STYLE = """
:root{--ground:#fff;--ink:#1f2328;--faint:#d0d7de;--ours:#0550ae;--memory:#0550ae;--rdflib:#9a6700;--Jena:#116329;--Virtuoso:#a40e26}
@media(prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--faint:#3d444d;--ours:#79c0ff;--memory:#79c0ff;--rdflib:#e3b341;--Jena:#56d364;--Virtuoso:#ff7b72}}
text{font:13px system-ui,sans-serif;fill:var(--ink)}.title{font-weight:600}.ground{fill:var(--ground)}
.line{stroke:var(--faint)}.hollow{fill:var(--ground)!important;stroke:var(--memory);stroke-width:2}
"""
_LEFT, _WIDTH, _ROW, _PAD = 250, 560, 24, 18


def tables(measures: Measures) -> str:
    """Return one Markdown table a size, and the slope of each query over the sizes."""
    parts = []
    growth = slopes(measures)
    for size in sorted(measures, key=int):
        found = measures[size]
        names = [name for name in ENGINES if name in found]
        head = [f"{int(size):,} triples", "rows", *names, "slope"]
        lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
        for query, ours in sorted(found["ours"].items()):
            cells = [_cell(found[name].get(query, {}), ours, name) for name in names]
            slope = f"{growth[query]:.2f}" if query in growth else ""
            lines.append(f"| {query} | {ours.get('rows', '')} | " + " | ".join([*cells, slope]) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _cell(one: dict[str, Any], ours: dict[str, Any], name: str) -> str:
    """Return milliseconds, the ratio to ours, and what is wrong."""
    if "ms" not in one:
        return str(one.get("fault", ""))
    text = f"{one['ms']:.1f}" if one["ms"] < 100 else f"{one['ms']:,.0f}"
    if name != "ours" and ours.get("ms"):
        ratio = one["ms"] / ours["ms"]
        text += f" ({ratio:.1f}x)" if ratio < 100 else f" ({ratio:,.0f}x)"
    return f"{text} {one['fault']}" if "fault" in one else text


def slopes(measures: Measures) -> dict[str, float]:
    """Return the slope of our time over size on logarithmic axes by query: 1 is linear."""
    points: dict[str, list[tuple[float, float]]] = {}
    for size, found in measures.items():
        for query, one in found.get("ours", {}).items():
            if one.get("ms"):
                points.setdefault(query, []).append((math.log(int(size)), math.log(one["ms"])))
    growth = {}
    for query, pairs in points.items():
        if len(pairs) > 1:
            mean_x = sum(x for x, _ in pairs) / len(pairs)
            mean_y = sum(y for _, y in pairs) / len(pairs)
            spread = sum((x - mean_x) ** 2 for x, _ in pairs)
            growth[query] = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread
    return growth


def chart(measures: Measures) -> str:
    """Return an SVG picture: a panel a size, a line a query, a mark an engine; readable on light and dark."""
    panels, top = [], 70
    sizes = sorted(measures, key=int)
    for size in sizes:
        panel, height = _panel(measures[size], f"{int(size):,} triples", top)
        panels.append(panel)
        top += height
    used = [name for name in MARKS if any(name in measures[size] for size in sizes)]
    legend = "".join(
        f'<g transform="translate({_PAD + 8 + 140 * n},48)" fill="var(--{name})">{MARKS[name]}'
        f'<text x="12" y="4">{_shown(name)}</text></g>'
        for n, name in enumerate(used)
    )
    width = _LEFT + _WIDTH + 4 * _PAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}"'
        ' role="img">'
        f"<title>Milliseconds of each analytic query, by engine</title><style>{STYLE}</style>"
        f'<rect class="ground" width="{width}" height="{top}"/>'
        f'<text class="title" x="{_PAD}" y="26">Median milliseconds, logarithmic; left is faster</text>'
        f"{legend}{''.join(panels)}</svg>\n"
    )


def _shown(name: str) -> str:
    return {"ours": "ours, on disk", "memory": "ours, in memory"}.get(name, name)


def _panel(found: dict[str, dict[str, dict[str, Any]]], title: str, top: int) -> tuple[str, int]:
    times = [one["ms"] for name in MARKS for one in found.get(name, {}).values() if one.get("ms")]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def x(ms: float) -> float:
        return _LEFT + _PAD + _WIDTH * (math.log10(ms) - low) / max(high - low, 1)

    queries = sorted(found["ours"])
    bottom = top + 40 + _ROW * len(queries)
    parts = [f'<text class="title" x="{_PAD}" y="{top + 20}">{escape(title)}</text>']
    for power in range(low, high + 1):
        place = x(10.0**power)
        parts.append(f'<line class="line" x1="{place:.1f}" x2="{place:.1f}" y1="{top + 30}" y2="{bottom}"/>')
        parts.append(f'<text x="{place:.1f}" y="{bottom + 16}" text-anchor="middle">{10.0**power:,g}</text>')
    for row, query in enumerate(queries):
        y = top + 44 + _ROW * row
        parts.append(f'<text x="{_LEFT}" y="{y + 4}" text-anchor="end">{escape(query)}</text>')
        for name in MARKS:
            one = found.get(name, {}).get(query, {})
            if one.get("ms"):
                said = f"<title>{_shown(name)}: {one['ms']:.1f} ms</title>"
                where = f"translate({x(one['ms']):.1f},{y})"
                parts.append(f'<g transform="{where}" fill="var(--{name})">{said}{MARKS[name]}</g>')
    return "".join(parts), bottom + 34 - top


def write(measures: Measures, folder: Path) -> None:
    """Put the tables under their heading in ``performance.md`` and write ``performance.svg``."""
    page = folder / "performance.md"
    start, heading, rest = page.read_text("utf-8").partition("\n## Tables\n")
    _, following, end = rest.partition("\n## ")
    if not following:
        raise ValueError(f"{page} has no place for the tables")
    page.write_text(f"{start}{heading}\n{tables(measures)}\n{following}{end}", "utf-8")
    (folder / "performance.svg").write_text(chart(measures), "utf-8")
