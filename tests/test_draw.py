"""Pictures: what they show, that nothing overlaps, and that no label breaks them."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.drawing import neighbourhood, to_dot, to_mermaid, to_svg
from neuromod_onto.drawing.layout import arrange
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import SUBCLASS_OF

from .conftest import Neuromod, dataset_of

SVG = "{http://www.w3.org/2000/svg}"
TERMS = [
    "SubthalamicDeepBrainStimulation",
    "VagusNerve",
    "NeuromodulationTherapy",
    "Intervention",
    "treatsCondition",
]
HOSTILE = 'a "b" <script>alert(1)</script> & | `c` #d\x1b[31m \\ ]]> \u202e end'


def test_a_picture_shows_what_is_above_below_and_beside(dataset: Dataset) -> None:
    picture = neighbourhood(dataset, NEUROMOD + "DeepBrainStimulation", up=1, limit=5)
    assert picture.title == "deep brain stimulation"
    assert (NEUROMOD + "DeepBrainStimulation", NEUROMOD + "BrainNeuromodulation") in picture.links
    groups = {group.label: group for group in picture.groups}
    kinds = groups["kinds"]
    assert kinds.property == SUBCLASS_OF
    assert len(kinds.boxes) == 5
    assert kinds.left_out > 5
    assert kinds.more == f"and {kinds.left_out} more"
    assert [b.label for b in groups["delivered by"].boxes] == ["deep brain stimulator"]
    assert groups["delivered by"].more == ""
    assert picture.focus.note.startswith("Electrical stimulation therapy through electrodes")


def test_levels_above_are_as_many_as_asked_for(dataset: Dataset) -> None:
    iri = NEUROMOD + "VagusNerve"
    assert neighbourhood(dataset, iri, up=0).above == []
    one, three = (neighbourhood(dataset, iri, up=n).above for n in (1, 3))
    assert {b.iri for b in one} < {b.iri for b in three}


def test_labels_follow_the_language(dataset: Dataset) -> None:
    picture = neighbourhood(dataset, NEUROMOD + "DeepBrainStimulation", language="fr")
    assert picture.title == "stimulation cérébrale profonde"
    assert {"formes", "délivré par"} <= {g.label for g in picture.groups}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_boxes_overlap_and_superclasses_stand_to_the_left(
    dataset: Dataset, term: str, language: str
) -> None:
    picture = neighbourhood(dataset, NEUROMOD + term, language=language, up=6, limit=9)
    plan = arrange(picture)
    for a, b in itertools.combinations(plan.boxes, 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, (a.box.label, b.box.label)
    assert all(
        b.x >= 0 and b.x + b.width <= plan.width and b.y >= 0 and b.y + b.height <= plan.height
        for b in plan.boxes
    )
    assert all(0 < h.y < plan.height for h in plan.headings)
    x = {placed.box.iri: placed.x for placed in plan.boxes}
    assert all(x[upper] < x[lower] for lower, upper in picture.links)


def test_svg_is_one_document_with_all_labels_and_nothing_from_elsewhere(dataset: Dataset) -> None:
    picture = neighbourhood(dataset, NEUROMOD + "SubthalamicDeepBrainStimulation")
    text = to_svg(picture)
    root = ElementTree.fromstring(text)
    assert root.tag == SVG + "svg"
    assert root.get("aria-label") == "subthalamic nucleus deep brain stimulation"
    shown = ["".join(t.itertext()) for t in root.iter(SVG + "text")]
    boxes = [picture.focus, *picture.above, *(b for g in picture.groups for b in g.boxes)]
    squeezed = {s.replace(" ", "") for s in shown}
    assert [b.label for b in boxes if b.label.replace(" ", "") not in squeezed] == []
    assert {g.label for g in picture.groups} <= set(shown)
    assert re.findall(r"https?://(?!www\.w3\.org)", text) == []
    assert "<script" not in text
    assert to_svg(picture) == text
    linked = to_svg(picture, link=lambda iri: f"/term/{iri.rpartition('/')[2]}?a=1&b=2")
    hrefs = [a.get("href") for a in ElementTree.fromstring(linked).iter(SVG + "a")]
    assert "/term/DeepBrainStimulation?a=1&b=2" in hrefs
    assert len(hrefs) == len(boxes)


@pytest.fixture(scope="module")
def hostile() -> Dataset:
    store = ox.Store()
    turtle = """
        @prefix : <https://w3id.org/neuromod-onto/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        :p a owl:ObjectProperty . :B rdfs:subClassOf :A . :A a owl:Class ; :p :C . :A rdfs:subClassOf :T .
    """
    store.extend(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for name in ("A", "B", "C", "T", "p"):
        store.add(ox.Quad(ox.NamedNode(NEUROMOD + name), label, ox.Literal(HOSTILE + name, language="en")))
    return Dataset(store)


def test_no_label_breaks_a_picture(hostile: Dataset) -> None:
    picture = neighbourhood(hostile, NEUROMOD + "A")
    svg = to_svg(picture)
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(SVG + "script"))
    assert "&lt;script&gt;" in svg
    mermaid = to_mermaid(picture)
    for line in mermaid.splitlines():
        assert line.count('"') % 2 == 0
        assert "<script" not in line
    dot = to_dot(picture)
    strings = re.sub(r'"(?:[^"\\]|\\.)*"', "S", dot)
    assert "script" not in strings
    assert '"' not in strings
    for text in (svg, mermaid, dot):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)


def test_equivalent_classes_above_each_other_end() -> None:
    circle = dataset_of("""@prefix : <https://w3id.org/neuromod-onto/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . :A rdfs:subClassOf :B . :B rdfs:subClassOf :A .""")
    ElementTree.fromstring(to_svg(neighbourhood(circle, NEUROMOD + "A")))


def test_mermaid_and_dot_have_an_edge_for_each_link(dataset: Dataset) -> None:
    picture = neighbourhood(dataset, NEUROMOD + "SubthalamicDeepBrainStimulation", limit=3)
    edges = len(picture.links) + sum(len(g.boxes) + bool(g.more) for g in picture.groups)
    mermaid, dot = to_mermaid(picture), to_dot(picture)
    assert len(re.findall(r" --?>?\|| -\.->\|", mermaid)) == edges
    assert dot.count(" -> ") == edges
    assert '["subthalamic nucleus deep brain stimulation"]:::focus' in mermaid
    assert 'label="is a"' in dot
    assert mermaid.startswith("flowchart RL\n")


def test_graphviz_reads_the_dot_file(dataset: Dataset, hostile: Dataset, tmp_path: Path) -> None:
    if not shutil.which("dot"):
        pytest.skip("Graphviz is not installed")
    for source, iri in ((dataset, "VagusNerve"), (hostile, "A")):
        path = tmp_path / "x.dot"
        path.write_text(to_dot(neighbourhood(source, NEUROMOD + iri)), "utf-8")
        done = subprocess.run(["dot", "-Tplain", path], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("\nnode ") > 3


@pytest.mark.parametrize(("ending", "start"), [("svg", "<svg "), ("mmd", "flowchart"), ("dot", "digraph")])
def test_draw_writes_what_the_ending_names(
    neuromod: Neuromod, tmp_path: Path, ending: str, start: str
) -> None:
    path = tmp_path / f"x.{ending}"
    assert neuromod("draw", "DBS", "-o", path).code == 0
    assert path.read_text("utf-8").startswith(start)


def test_draw_refuses_what_it_cannot_do(neuromod: Neuromod, tmp_path: Path) -> None:
    wrong = neuromod("draw", "DBS", "-o", tmp_path / "x.png")
    assert wrong.code == 2
    assert ".svg" in wrong.err
    assert neuromod("draw", "no such thing at all").code == 2
    assert neuromod("draw", "DBS", "--lang", "fr").out.startswith("<svg ")
