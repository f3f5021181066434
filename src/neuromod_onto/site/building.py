"""Write the site: every page in each language, data of every term, guides, queries and shapes."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.catalog import CannedQuery, load_catalog
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, prefixes
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.pages import Explorer, Renderer, neighbours_of
from neuromod_onto.pages.links import local_part
from neuromod_onto.site.guides import guides
from neuromod_onto.site.links import PlacedLinks, StaticLinks
from neuromod_onto.site.placing import in_place_of
from neuromod_onto.site.redirects import htaccess
from neuromod_onto.site.shapes import shape_pages
from neuromod_onto.terms import descendants
from neuromod_onto.terms.names import fold, names_of
from neuromod_onto.terms.outline import roots

_NAVIGATION = ("branches", "queries", "shapes", "guides")
_MARK = ".neuromod-site"  # in a folder that this program filled, and may fill again
#: Terms of one relation that the graph of a static page holds.
_MANY = 40
_FORMATS = (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD))


def build_site(
    dataset: Dataset, folder: Path, *, address: str = "", progress: Callable[[str], None] = lambda _: None
) -> int:
    """Write the site into a folder and return the number of pages.

    The site is made in a temporary folder beside it and moved into place when whole.

    Args:
        dataset: what is shown.
        folder: new, empty, or filled by this function before.
        address: where the site will stand; then ``w3id.htaccess`` is written too.
        progress: told what is being written.

    Raises:
        InputError: the folder holds something else, or cannot be written to.

    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise InputError("the folder holds other files", "name a new or empty folder", str(folder))
    with in_place_of(folder) as made:
        return _Site(dataset, made, address).write(progress)


class _Site:
    def __init__(self, dataset: Dataset, folder: Path, address: str) -> None:
        self.dataset = dataset
        self.folder = folder
        self.address = address
        self.explorer = Explorer(dataset)
        self.renderers: dict[int, Renderer] = {}
        self.pages = 0

    def write(self, progress: Callable[[str], None]) -> int:
        self._files()
        for language in LANGUAGES:
            progress(f"pages: {language}")
            self._home(language)
            self._branches(language)
            self._queries(language)
            self._shapes(language)
            self._guides(language)
            for iri in self.terms:
                self._put(
                    f"{language}/term/{_name(iri)}.html", self._renderer(_name(iri), 2).term(iri, language)
                )
                self._neighbours(iri, language)
            self._names(language)
        progress("data")
        for iri in self.terms:
            self._data(iri)
        return self.pages

    @cached_property
    def terms(self) -> list[str]:
        """The IRIs of ours that something is said about, or that something points to."""
        named = (
            node.value
            for quad in self.dataset.store
            for node in (quad.subject, quad.predicate, quad.object)
            if isinstance(node, ox.NamedNode) and node.value.startswith(NEUROMOD)
        )
        return sorted({iri for iri in named if local_part(iri)})

    def _renderer(self, name: str, above: int) -> Renderer:
        """Return the renderer for a page that lies as deep as its name and the folders above it say."""
        depth = above + name.count("/")
        if depth not in self.renderers:
            self.renderers[depth] = Renderer(
                self.explorer, StaticLinks(depth), _NAVIGATION, ["neuromod_onto.site"]
            )
        return self.renderers[depth]

    def _put(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        self.pages += name.endswith(".html")

    def _page(self, template: str, name: str, language: str, bar: str, **values: object) -> None:
        renderer = self._renderer(name, 1)
        values.setdefault("here", lambda tag: renderer.links.page(name, tag))
        self._put(f"{language}/{name}.html", renderer.render(template, language, bar, **values))

    def _files(self) -> None:
        self._put(_MARK, "")
        package = Path(__file__).parent
        for source in (package.parent / "pages" / "static", package / "static"):
            for path in sorted(p for p in source.rglob("*") if p.is_file()):
                self._put(f"static/{path.relative_to(source)}", path.read_bytes())
        pictures = shipped_root() / "docs" / "pictures"
        for path in sorted(pictures.glob("*.png")):
            self._put(f"pictures/{path.name}", path.read_bytes())
        for path in sorted((shipped_root() / "ontology").glob("*.ttl")):
            self._put(f"ontology/{path.name}", path.read_bytes())
        links = "".join(f'<p><a lang="{tag}" href="{tag}/index.html">{tag}</a></p>' for tag in LANGUAGES)
        self._put(
            "index.html",
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>neuromod-onto</title>'
            f'<meta http-equiv="refresh" content="0; url=en/index.html">{links}</html>\n',
        )
        if self.address:
            self._put("w3id.htaccess", htaccess(self.address))

    def _home(self, language: str) -> None:
        figures = [("classes", sum(1 for _ in self._classes())), ("pages", len(self.terms))]
        self._page("home.html", "index", language, "", figures=figures, branches=self._tops(language))

    def _classes(self) -> Iterator[str]:
        for root in roots(self.dataset):
            yield root
            yield from descendants(self.dataset, root)

    def _tops(self, language: str) -> list[tuple[str, str, int]]:
        return [branch for branch in self.explorer.branches("", language) if branch[2]]

    def _branches(self, language: str) -> None:
        tops = self._tops(language)
        self._page("branches.html", "branches", language, "branches", branches=tops)
        for iri, label, _ in tops:
            below = sorted(descendants(self.dataset, iri))
            rows = sorted(
                ((self.explorer.label(term, language), term) for term in below), key=lambda r: (fold(r[0]), r)
            )
            letters: dict[str, list[tuple[str, str]]] = {}
            for name, term in rows:
                initial = fold(name)[:1].upper()
                letters.setdefault(initial if initial.isalpha() else "0–9", []).append((name, term))
            self._page(
                "branch.html",
                f"branch/{_name(iri)}",
                language,
                "branches",
                title=label,
                letters=letters,
                root=iri,
            )

    def _queries(self, language: str) -> None:
        queries = [query for _, query in sorted(load_catalog().items())]
        self._page("query_list.html", "queries", language, "queries", queries=queries)
        for query in queries:
            command = _command(query, language)
            self._page(
                "query_page.html", f"query/{query.name}", language, "queries", query=query, command=command
            )

    def _shapes(self, language: str) -> None:
        shapes = shape_pages(shipped_root() / "shapes")
        known = set(self.terms)
        self._page("shape_list.html", "shapes", language, "shapes", shapes=shapes)
        for shape in shapes:
            self._page("shape_page.html", f"shape/{shape.name}", language, "shapes", shape=shape, known=known)

    def _guides(self, language: str) -> None:
        written = guides(shipped_root() / "docs")
        self._page("guide_list.html", "guides", language, "guides", guides=written)
        for guide in written:
            self._page("guide_page.html", f"guide/{guide.name}", language, "guides", guide=guide)

    def _names(self, language: str) -> None:
        """Write the names to search among: (name, label, page)."""
        rows = [
            [name.text, self.explorer.label(iri, language), f"term/{local_part(iri)}.html"]
            for iri in self.terms
            for name in names_of(self.dataset, iri)
            if name.language in ("", language)
        ]
        text = json.dumps(sorted(rows), ensure_ascii=False, separators=(",", ":"))
        # a script rather than data, so that it loads from a folder too, where browsers fetch nothing
        self._put(f"{language}/names.js", f"window.neuromodNames = {text};\n")

    def _neighbours(self, iri: str, language: str) -> None:
        """Write the terms next to a term, for the graph; of a long group no more than its beginning."""
        found = neighbours_of(self.explorer, iri, language, PlacedLinks())
        groups = []
        for group in found["groups"]:
            terms = [[term["id"], term["label"], term["href"]] for term in group["terms"][:_MANY]]
            groups.append([group["label"], group["total"], terms])
        row = [found["id"], found["label"], found["href"], groups]
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        self._put(f"{language}/neighbours/{_name(iri)}.js", f"neuromodNeighbours({text});\n")

    def _data(self, iri: str) -> None:
        """Write what is said of a term, with the axioms that it leads to, the same bytes in each run."""
        said = ox.Dataset()
        waiting: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
        while waiting:
            for quad in self.dataset.store.quads_for_pattern(waiting.pop(), None, None):
                triple = ox.Quad(quad.subject, quad.predicate, quad.object)
                if isinstance(quad.object, ox.BlankNode) and triple not in said:
                    waiting.append(quad.object)
                said.add(triple)
        said.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
        triples = sorted({quad.triple for quad in said}, key=str)
        used = {p.prefix: p.namespace for p in prefixes().values()}
        for ending, form in _FORMATS:
            self._put(f"id/{_name(iri)}.{ending}", ox.serialize(triples, format=form, prefixes=used) or b"")


def _command(query: CannedQuery, language: str) -> str:
    """Return a command that answers something: with the values of a test that gives all that is required."""
    required = {p.name for p in query.params if p.required}
    test = next((test for test in query.tests if required <= set(test)), {})
    words = ["neuromod", "query", "run", query.name]
    for param in query.params:
        values = test.get(param.name, "…" if param.required else [])
        words += [f"{param.name}={_word(v)}" for v in (values if isinstance(values, list) else [values])]
    return shlex.join([*words, *(["--lang", language] if language != "en" else [])])


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(iri: str) -> str:
    """Return where a term's page lies below its folder, as a file name (``local_part`` is its address)."""
    return iri.removeprefix(NEUROMOD)
