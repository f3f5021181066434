"""Write a picture in the languages of other drawing programs: Mermaid and Graphviz DOT."""

from __future__ import annotations

from neuromod_onto.drawing.picture import Box, Picture
from neuromod_onto.render.tables import visible

_MERMAID = {"&": "#38;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;", "|": "#124;"}


def to_mermaid(picture: Picture) -> str:
    """Return a picture as a Mermaid flowchart, such as GitHub and many wikis draw."""

    def quoted(text: str) -> str:
        return '"' + "".join(_MERMAID.get(ch, ch) for ch in visible(text)) + '"'

    names = _names(picture)
    lines = ["flowchart RL"]
    lines += [f"  {names[box.iri]}[{quoted(box.label)}]:::{box.kind}" for box in _boxes(picture)]
    lines += [f"  {names[a]} -->|{quoted(picture.is_a)}| {names[b]}" for a, b in picture.links]
    focus = names[picture.focus.iri]
    for number, group in enumerate(picture.groups):
        below = bool(group.boxes) and group.boxes[0].kind == "below"
        for box in group.boxes:
            if below:
                lines.append(f"  {names[box.iri]} -->|{quoted(picture.is_a)}| {focus}")
            else:
                lines.append(f"  {focus} -.->|{quoted(group.label)}| {names[box.iri]}")
        if group.more:
            lines += [
                f"  more{number}[{quoted(group.more)}]:::more",
                f"  {focus} -.->|{quoted(group.label)}| more{number}",
            ]
    lines += [
        "  classDef focus fill:#0b5c8a,color:#fff,stroke:#0b5c8a",
        "  classDef below fill:#e6f3ea,color:#1c2733,stroke:#5b9a73",
        "  classDef value fill:#fdf3e1,color:#1c2733,stroke:#c39a4a",
        "  classDef more fill:none,stroke:none",
    ]
    return "\n".join(lines) + "\n"


def to_dot(picture: Picture) -> str:
    """Return a picture as a Graphviz DOT graph."""

    def quoted(text: str) -> str:
        return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'

    names = _names(picture)
    colours = {"focus": "#0b5c8a", "above": "#f4f6f8", "below": "#e6f3ea", "value": "#fdf3e1"}
    lines = [
        f"digraph {quoted(picture.title)} {{",
        "  rankdir=RL;",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    for box in _boxes(picture):
        white = ', fontcolor="white"' if box.kind == "focus" else ""
        look = f'fillcolor="{colours[box.kind]}"{white}, tooltip={quoted(box.note or box.iri)}'
        lines.append(f"  {names[box.iri]} [label={quoted(box.label)}, {look}];")
    lines += [f"  {names[a]} -> {names[b]} [label={quoted(picture.is_a)}];" for a, b in picture.links]
    focus = names[picture.focus.iri]
    for number, group in enumerate(picture.groups):
        for box in group.boxes:
            if box.kind == "below":
                lines.append(f"  {names[box.iri]} -> {focus} [label={quoted(picture.is_a)}];")
            else:
                lines.append(f"  {focus} -> {names[box.iri]} [style=dashed, label={quoted(group.label)}];")
        if group.more:
            lines.append(f'  more{number} [shape=plaintext, style="", label={quoted(group.more)}];')
            lines.append(f"  {focus} -> more{number} [style=dashed, label={quoted(group.label)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _boxes(picture: Picture) -> list[Box]:
    found: dict[str, Box] = {}
    for box in (picture.focus, *picture.above, *(b for g in picture.groups for b in g.boxes)):
        found.setdefault(box.iri, box)
    return list(found.values())


def _names(picture: Picture) -> dict[str, str]:
    return {box.iri: f"n{i}" for i, box in enumerate(_boxes(picture))}
