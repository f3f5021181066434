"""``neuromod docs``: a site that needs no server, in both languages, with no link that leads nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from neuromod_onto.catalog import load_catalog
from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD, prefixes
from neuromod_onto.pages.explorer import Explorer
from neuromod_onto.site import broken_links, build_site
from neuromod_onto.site.notebooks import as_markdown
from neuromod_onto.site.redirects import htaccess
from neuromod_onto.site.shapes import shape_pages

from .conftest import ROOT, Neuromod

#: A corner of the ontology, so that the test builds tens of pages and not thousands.
CORNER = ("SpinalCordStimulation", "NeuromodulationTherapy", "treatsCondition", "ChronicPain")


@pytest.fixture(scope="module")
def corner(dataset: Dataset) -> Dataset:
    """What is said about a few terms, and of what that mentions no more than the label."""
    store = ox.Store()
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for name in CORNER:
        for quad in dataset.store.quads_for_pattern(ox.NamedNode(NEUROMOD + name), None, None):
            store.add(quad)
            for node in (quad.predicate, quad.object):
                if isinstance(node, ox.NamedNode):
                    store.extend(dataset.store.quads_for_pattern(node, label, None))
    return Dataset(store)


@pytest.fixture(scope="module")
def site(corner: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "docs"
    assert build_site(corner, folder, address="https://example.org/onto/") > 2 * len(load_catalog())
    return folder


def page(site: Path, name: str) -> str:
    return (site / name).read_text("utf-8")


def test_no_link_leads_nowhere(site: Path) -> None:
    assert list(broken_links(site)) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="top">A</h1><a href="b.html">b</a><a href="#top">a</a><a href="#low">c</a>'
    )
    assert list(broken_links(tmp_path)) == [("a.html", "b.html"), ("a.html", "#low")]


def test_a_term_has_a_page_in_each_language_with_its_definition(site: Path) -> None:
    english, french = (page(site, f"{tag}/term/SpinalCordStimulation.html") for tag in ("en", "fr"))
    assert "<h1>spinal cord stimulation</h1>" in english
    assert "<h1>stimulation médullaire</h1>" in french
    assert '<html lang="fr">' in french
    assert 'href="../../fr/term/SpinalCordStimulation.html"' in english
    assert "Definition" not in french


def test_the_site_asks_nothing_of_another_host(site: Path) -> None:
    for path in site.rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|link|img)[^>]*(?:src|href)="(https?:[^"]*)"', path.read_text("utf-8")
        )
        assert loaded == [], path


def test_every_query_and_every_guide_has_a_page(site: Path) -> None:
    for name, query in load_catalog().items():
        for tag in ("en", "fr"):
            assert f"<title>{query.summary[tag]}".replace("'", "&#39;")[:30] in page(
                site, f"{tag}/query/{name}.html"
            )
    shown = page(site, "fr/query/therapies-for-condition.html")
    assert "neuromod query run therapies-for-condition condition=ParkinsonDisease --lang fr" in shown
    for path in (ROOT / "docs").glob("*.md"):
        assert (site / "en" / "guide" / f"{path.stem}.html").exists()


def test_a_notebook_is_a_guide_with_its_tables_and_figures(site: Path) -> None:
    for path in (ROOT / "docs").glob("*.ipynb"):
        assert (site / "en" / "guide" / f"{path.stem}-notebook.html").exists()
    text = page(site, "en/guide/clinical-overview-notebook.html")
    assert "<h1>Clinical overview" in text
    assert text.count('<img src="data:image/png;base64,') == 4
    assert 'alt="A grid with a row for each therapy and a column for each jurisdiction. ' in text
    assert "made by the code above it" not in text
    assert "<th>kind of record</th>" in text
    assert '<td style="text-align:left">' not in text
    assert "<td>evidence records</td>" in text
    assert "&lt;div" not in text
    assert '<a href="linking-notebook.html">' in text
    assert '<a href="clinical-overview-notebook.html">' in page(site, "en/guide/api.html")


def test_links_between_guides_stay_links(site: Path) -> None:
    assert '<a href="linking-notebook.html">' in page(site, "en/guide/linking.html")


def test_a_notebook_becomes_markdown_that_hides_nothing(tmp_path: Path) -> None:
    def code(*outputs: dict[str, Any], source: str = "x") -> dict[str, Any]:
        return {"cell_type": "code", "source": [source], "outputs": list(outputs)}

    frame = "<div><table><thead><tr><th></th><th>n</th></tr><tr><th>a|b</th><th></th></tr></thead><tbody><tr><th>&lt;i&gt;</th><td>1</td></tr></tbody></table></div>"
    ragged = frame.replace("<td>1</td>", "<td>1</td><td>2</td>")
    cells = [
        {"cell_type": "markdown", "source": "# T"},
        code({"output_type": "stream", "name": "stdout", "text": ["a\n", "```\n"]}),
        code({"output_type": "execute_result", "data": {"text/html": frame, "text/plain": "plain"}}),
        code({"output_type": "execute_result", "data": {"text/html": ragged, "text/plain": "as text"}}),
    ]
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": cells}), "utf-8")
    text = as_markdown(path)
    assert text.startswith("# T\n\n```python\nx\n```\n\n````text\na\n```\n````\n")
    assert "| a\\|b | n |\n| --- | --- |\n| \\<i\\> | 1 |" in text
    assert "as text" in text
    assert "plain" not in text


def test_every_safety_shape_has_a_page_with_its_message_and_source(site: Path) -> None:
    text = page(site, "fr/shape/ShannonLimit.html")
    assert "Shannon" in text
    assert "‹limit›" in text
    assert "{?" not in "".join(re.findall(r'class="definition">([^<]*)', text))
    assert "sh:NodeShape" in text
    assert "Limite de Shannon" in text or "Shannon" in re.findall(r'class="definition">([^<]*)', text)[0]
    assert not (site / "fr/shape/ShannonLimit-contactArea.html").exists()  # a part, on the page of the whole
    assert (site / "en" / "shape" / "TherapyRecordShape.html").exists()


def test_the_turtle_of_a_shape_says_what_its_file_says_in_lines_that_can_be_read() -> None:
    """Texts of many lines stand on many lines, and are the same texts to the letter."""
    heads = "".join(f"@prefix {row.prefix}: <{row.namespace}> .\n" for row in prefixes().values())
    heads += f"@prefix shape: <{NEUROMOD}shapes/> .\n"
    long = 0
    for shape in shape_pages(ROOT / "shapes"):
        written = ox.parse(path=str(ROOT / "shapes" / shape.file))
        known = {(q.predicate, q.object) for q in written if isinstance(q.object, ox.Literal)}
        shown = list(ox.parse(heads + shape.text, ox.RdfFormat.TURTLE))
        texts = {(q.predicate, q.object) for q in shown if isinstance(q.object, ox.Literal)}
        assert texts <= known, shape.name
        assert "\\n" not in shape.text
        assert "\n\n\n" not in re.sub(r'""".*?"""', "", shape.text, flags=re.DOTALL)
        long += shape.text.count('"""') // 2
    assert long > 20


def test_branches_are_in_the_order_of_the_alphabet_whatever_the_accents(dataset: Dataset) -> None:
    labels = [label for _, label, _ in Explorer(dataset).branches("", "fr")]
    assert "événement indésirable" in labels
    assert labels.index("entité d’information") < labels.index("événement indésirable")
    assert labels.index("événement indésirable") < labels.index("intervention")


def test_the_data_of_a_term_is_the_same_in_both_formats(site: Path) -> None:
    turtle, jsonld = (
        {str(quad.triple) for quad in ox.parse(path=str(site / "id" / f"SpinalCordStimulation.{ending}"))}
        for ending in ("ttl", "jsonld")
    )
    assert len(turtle) > 10
    assert len(turtle) == len(jsonld)


def test_names_to_search_among_lead_to_pages(site: Path) -> None:
    text = page(site, "fr/names.js")
    names = json.loads(text.removeprefix("window.neuromodNames = ").rstrip().removesuffix(";"))
    assert ["SCS", "stimulation médullaire", "term/SpinalCordStimulation.html"] in names
    assert all((site / "fr" / address).exists() for _, _, address in names if "%" not in address)


def neighbours(site: Path, name: str) -> list[Any]:
    """Return what the script of a term hands to the graph: identifier, label, place, groups."""
    text = page(site, name)
    found: list[Any] = json.loads(text.removeprefix("neuromodNeighbours(").rstrip().removesuffix(");"))
    return found


def test_every_term_has_its_neighbours_for_the_graph(site: Path) -> None:
    for language in ("en", "fr"):
        pages = {
            path.relative_to(site / language / "term") for path in (site / language / "term").rglob("*.html")
        }
        scripts = {
            path.relative_to(site / language / "neighbours").with_suffix(".html")
            for path in (site / language / "neighbours").rglob("*.js")
        }
        assert scripts == pages
    id, label, place, groups = neighbours(site, "fr/neighbours/SpinalCordStimulation.js")
    assert (id, label, place) == (
        "neuromod:SpinalCordStimulation",
        "stimulation médullaire",
        "SpinalCordStimulation",
    )
    terms = [term for _, _, terms in groups for term in terms]
    assert "neuromod:NeuropathicPain" in [term[0] for term in terms]
    for _, _, other in terms:
        assert (site / "fr" / "term" / f"{other}.html").exists()


def test_long_groups_are_cut_and_say_how_many_there_are(dataset: Dataset, tmp_path: Path) -> None:
    from neuromod_onto.site.building import _Site

    made = _Site(dataset, tmp_path, "")
    made._neighbours(NEUROMOD + "TherapeuticIntent", "en")
    (path,) = (tmp_path / "en" / "neighbours").iterdir()
    groups = neighbours(tmp_path, f"en/neighbours/{path.name}")[3]
    assert max(total for _, total, _ in groups) > 100
    assert all(len(terms) == min(total, 40) for _, total, terms in groups)


def test_w3id_leads_to_data_or_page_by_what_is_accepted() -> None:
    rules = htaccess("https://example.org/onto/")
    assert r"RewriteRule ^(.+)$ https://example.org/onto/id/$1.ttl [R=303,L]" in rules
    assert rules.index("text/turtle") < rules.index("/en/term/")
    assert "onto//" not in rules


def test_a_folder_with_other_files_is_left_alone(corner: Dataset, neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    result = neuromod("docs", tmp_path)
    assert result.code == 3
    assert f"{tmp_path}: the folder holds other files" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_site_may_be_written_again(site: Path, corner: Dataset) -> None:
    (site / "en" / "stale.html").write_text("old")
    build_site(corner, site)
    assert not (site / "en" / "stale.html").exists()
    assert not (site / "w3id.htaccess").exists()  # no address was given this time
    assert [path.name for path in site.parent.iterdir()] == [site.name]
