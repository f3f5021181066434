"""Write a picture as SVG: no fonts, scripts or addresses from elsewhere; light and dark."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from neuromod_onto.drawing.layout import LINE, PADDING, Placed, arrange
from neuromod_onto.drawing.picture import Picture
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import visible

_STYLE = """
svg { background: #ffffff; font: 13px 'DejaVu Sans', 'Segoe UI', Helvetica, Arial, sans-serif }
rect { fill: #f4f6f8; stroke: #8a97a6 } text { fill: #1c2733 } path { fill: none; stroke: #8a97a6 }
.focus rect { fill: #0b5c8a; stroke: #0b5c8a } .focus text { fill: #ffffff; font-weight: 600 }
.below rect { fill: #e6f3ea; stroke: #5b9a73 } .value rect { fill: #fdf3e1; stroke: #c39a4a }
.heading { font-style: italic; fill: #44525f } .more { fill: #5d6b78; font-size: 12px }
.arrow { fill: #8a97a6; stroke: none } a { text-decoration: none }
@media (prefers-color-scheme: dark) {
svg { background: #14191f } rect { fill: #222b35; stroke: #66758a } text { fill: #e8edf2 }
.focus rect { fill: #1f7fb8; stroke: #1f7fb8 } .below rect { fill: #1d3326; stroke: #4f8a66 }
.value rect { fill: #3a3019; stroke: #9c7c3c } .heading, .more { fill: #b4c0cc }
path { stroke: #66758a } .arrow { fill: #66758a }
}
"""


def to_svg(picture: Picture, *, link: Callable[[str], str] | None = None) -> str:
    """Return a picture as an SVG document.

    Args:
        picture: what to draw.
        link: gives the address that a term leads to; no links when left out.

    """
    plan = arrange(picture)
    width, height = f"{plan.width:.0f}", f"{plan.height:.0f}"
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
            "role": "img",
            "aria-label": visible(picture.title),
            "lang": picture.language,
        },
    )
    ElementTree.SubElement(root, "title").text = visible(picture.title)
    ElementTree.SubElement(root, "style").text = _STYLE
    definitions = ElementTree.SubElement(root, "defs")
    shape = {"viewBox": "0 0 8 8", "refX": "8", "refY": "4", "markerWidth": "8", "markerHeight": "8"}
    marker = ElementTree.SubElement(definitions, "marker", {"id": "is-a", "orient": "auto", **shape})
    ElementTree.SubElement(marker, "path", {"class": "arrow", "d": "M0,0 L8,4 L0,8 z"})
    for points, arrow in plan.lines:
        attributes = {"d": _curve(points)}
        if arrow:
            attributes["marker-end"] = "url(#is-a)"
        ElementTree.SubElement(root, "path", attributes)
    for heading in plan.headings:
        place = {"x": _n(heading.x), "y": _n(heading.y), "class": "more" if heading.quiet else "heading"}
        ElementTree.SubElement(root, "text", place).text = visible(heading.text)
    for placed in plan.boxes:
        _box(root, placed, link)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _box(root: ElementTree.Element, placed: Placed, link: Callable[[str], str] | None) -> None:
    parent = root
    if link:
        parent = ElementTree.SubElement(root, "a", {"href": link(placed.box.iri)})
    group = ElementTree.SubElement(parent, "g", {"class": placed.box.kind})
    note = f"{compact(placed.box.iri)}\n{visible(placed.box.note)}".strip()
    ElementTree.SubElement(group, "title").text = note
    corner = {"x": _n(placed.x), "y": _n(placed.y), "rx": "5"}
    size = {"width": _n(placed.width), "height": _n(placed.height)}
    ElementTree.SubElement(group, "rect", {**corner, **size})
    text = ElementTree.SubElement(group, "text")
    for i, line in enumerate(placed.lines):
        place = {"x": _n(placed.x + PADDING), "y": _n(placed.y + PADDING + 10 + i * LINE)}
        ElementTree.SubElement(text, "tspan", place).text = visible(line)


def _curve(points: list[tuple[float, float]]) -> str:
    """Return a path through points that leaves and reaches each of them horizontally."""
    (x, y), *rest = points
    path = f"M{_n(x)},{_n(y)}"
    for end_x, end_y in rest:
        half = (x + end_x) / 2
        path += f" C{_n(half)},{_n(y)} {_n(half)},{_n(end_y)} {_n(end_x)},{_n(end_y)}"
        x, y = end_x, end_y
    return path


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
