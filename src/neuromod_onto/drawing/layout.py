"""Where the parts of a picture stand: superclasses in columns to the left, kinds and relations to the right.

The columns follow Sugiyama's method: a term stands left of all its subclasses, links that pass a column get a
place of their own in it, and the order within a column follows the mean position of what a term is linked to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap

from neuromod_onto.drawing.picture import Box, Picture

CHARACTER = 7.7  # mean width of a character at font size 13, in pixels
LINE = 17.0
PADDING = 10.0
GAP = 12.0
BETWEEN = 70.0  # between columns
HEADING = 24.0
WIDEST = 26  # characters in a line of a label
IN_A_ROW = 3  # boxes of one group side by side
BOLD = 1.12  # how much wider the label of the focus is
_SWEEPS = 4


@dataclass
class Placed:
    """A box with its place; ``x`` and ``y`` are its upper left corner, in pixels."""

    box: Box
    lines: list[str]
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return self.y + self.height / 2


@dataclass
class Heading:
    """The name of a group, or what is left out of it, at its place."""

    text: str
    x: float
    y: float
    quiet: bool = False


@dataclass
class Plan:
    """A picture with all places.

    Attributes:
        boxes: the terms.
        headings: the names of groups.
        lines: polylines of links, from the focus outwards, with whether an arrow ends them.
        width: of the whole, in pixels.
        height: of the whole, in pixels.

    """

    boxes: list[Placed] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    lines: list[tuple[list[tuple[float, float]], bool]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def arrange(picture: Picture) -> Plan:
    """Return the places of all parts of a picture."""
    plan = Plan()
    columns, routes = _columns(picture)
    placed = {box.iri: _sized(box) for box in (picture.focus, *picture.above)}
    x = GAP
    for column in columns:  # from the topmost classes to the focus
        sized = [placed[key] for key in column if key in placed]
        width = max(p.width for p in sized)
        y = 0.0
        for key in column:
            if key in placed:
                part = placed[key]
                part.x, part.y, part.width = x, y, width
                y += part.height + GAP
            else:  # a link passes here
                placed[key] = Placed(picture.focus, [], width, 0.0, x, y + GAP / 2)
                y += GAP
        x += width + BETWEEN
    _groups(picture, plan, x)
    real = {box.iri for box in (picture.focus, *picture.above)}
    _centre(plan, columns, placed)
    for route in routes:
        points: list[tuple[float, float]] = []
        for lower, upper in pairwise(route):
            start, end = placed[lower], placed[upper]
            if not points:
                points.append((start.x, start.middle))
            points.append((end.x + end.width, end.middle))
            if upper not in real:
                points.append((end.x, end.middle))
        plan.lines.append((points, True))
    focus = placed[picture.focus.iri]
    for heading in plan.headings:
        if not heading.quiet:
            plan.lines.append(
                ([(focus.x + focus.width, focus.middle), (heading.x - 8, heading.y - 4)], False)
            )
    plan.boxes += [placed[iri] for iri in sorted(real)]
    plan.width = max(b.x + b.width for b in plan.boxes) + GAP
    return plan


def _sized(box: Box) -> Placed:
    lines = wrap(box.label, WIDEST, break_long_words=False) or [""]
    bold = BOLD if box.kind == "focus" else 1.0
    width = max(len(line) for line in lines) * CHARACTER * bold + 2 * PADDING
    return Placed(box, lines, width, len(lines) * LINE + 2 * PADDING - 4)


def _columns(picture: Picture) -> tuple[list[list[str]], list[list[str]]]:
    """Return the columns, topmost classes first, and for each link the keys that it passes."""
    upper: dict[str, list[str]] = defaultdict(list)
    for low, high in picture.links:
        upper[low].append(high)
    depth = {picture.focus.iri: 0}

    def climb(term: str, level: int, path: frozenset[str]) -> None:
        if term in path or depth.get(term, -1) >= level > 0:
            return
        depth[term] = level
        for other in upper[term]:
            climb(other, level + 1, path | {term})

    climb(picture.focus.iri, 0, frozenset())
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for term in sorted(depth, key=lambda t: (depth[t], t)):
        layers[depth[term]].append(term)
    routes = []
    for low, high in picture.links:
        if depth[high] <= depth[low]:
            continue  # a cycle of equivalent classes
        between = [f"{low} {high} {level}" for level in range(depth[low] + 1, depth[high])]
        for level, key in enumerate(between, depth[low] + 1):
            layers[level].append(key)
        routes.append([low, *between, high])
    _order(layers, routes)
    return layers[::-1], routes


def _order(layers: list[list[str]], routes: list[list[str]]) -> None:
    """Sort each layer by the mean position of its neighbours, down and up in turns."""
    near: dict[str, list[str]] = defaultdict(list)
    for route in routes:
        for a, b in pairwise(route):
            near[a].append(b)
            near[b].append(a)
    for sweep in range(_SWEEPS):
        position = {key: (i + 0.5) / len(layer) for layer in layers for i, key in enumerate(layer)}
        for layer in layers if sweep % 2 == 0 else layers[::-1]:

            def mean(key: str) -> float:
                return sum(position[n] for n in near[key]) / max(1, len(near[key]))  # noqa: B023

            layer.sort(key=mean)
            position.update({key: (i + 0.5) / len(layer) for i, key in enumerate(layer)})


def _groups(picture: Picture, plan: Plan, x: float) -> None:
    """Stack the groups to the right of the focus, the boxes of each in rows under its name."""
    groups = [(group, [_sized(box) for box in group.boxes]) for group in picture.groups]
    width = max((part.width for _, parts in groups for part in parts), default=0.0)
    y = 0.0
    for group, parts in groups:
        plan.headings.append(Heading(group.label, x, y + 14))
        y += HEADING
        for start in range(0, len(parts), IN_A_ROW):
            row = parts[start : start + IN_A_ROW]
            for i, part in enumerate(row):
                part.x, part.y, part.width = x + i * (width + GAP), y, width
            y += max(part.height for part in row) + 6
        if group.more:
            plan.headings.append(Heading(group.more, x + PADDING, y + 10, quiet=True))
            y += LINE
        y += GAP
        plan.boxes += parts


def _centre(plan: Plan, columns: list[list[str]], placed: dict[str, Placed]) -> None:
    """Move columns down so that all have their middle at one height."""
    right = max((p.y + p.height for p in plan.boxes), default=0.0)
    right = max([right, *(h.y + 6 for h in plan.headings)])
    heights = [max(placed[key].y + placed[key].height for key in column) for column in columns]
    plan.height = max([right, *heights]) + 2 * GAP
    for column, height in zip(columns, heights, strict=True):
        shift = (plan.height - height) / 2
        for key in column:
            placed[key].y += shift
    shift = (plan.height - right) / 2
    for part in plan.boxes:
        part.y += shift
    for heading in plan.headings:
        heading.y += shift
