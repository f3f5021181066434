"""French pages speak French: no word of the English interface is left on any kind of page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from neuromod_onto.catalog import load_catalog
from neuromod_onto.pages import words_in
from neuromod_onto.serve.wording import column_in, fault_in, reason_in

_PAGES = [
    "/fr/",
    "/fr/search?q=migraine",
    "/fr/search?q=zzqqxx",
    "/fr/tree",
    "/fr/term/SpinalCordStimulation",
    "/fr/term/Pain",
    "/fr/term/treatsCondition",
    "/fr/matrix?modality=neuromod:MagneticModality",
    "/fr/queries",
    "/fr/queries/therapies-for-condition?condition=migraine",
    "/fr/queries/therapies-for-condition?condition=zzqqxx",
    "/fr/queries/zzqqxx",
    "/fr/valueset?expression=SpinalCordStimulation&system=icd10pcs",
    "/fr/valueset?expression=zzqqxx",
    "/fr/strategy?expression=SpinalCordStimulation&expression=ChronicPain&target=pubmed",
    "/fr/annotate",
    "/fr/console",
    "/fr/nowhere",
    "/reconcile/fr/preview?id=neuromod:Pain",
]
#: Words that no French sentence has.
_ENGLISH = re.compile(r"\b(the|of|and|is|are|with|for|not|this|that|from|which|says|called|found|no)\b", re.I)
#: Sentences that name words of the syntax.
_ABOUT_SYNTAX = {" ".join(words_in("fr")["valueset-hint"].split())}
#: Alike in both languages, or what a user types.
_NAMES = re.compile(r"treatsCondition some|^[a-z]+(-[a-z]+)+$|Code of Federal Regulations")


class _Words(HTMLParser):
    """Collects what a reader sees or hears, but for what is marked as English, code or a title of a source."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {} if tag == "html" else dict(attributes)
        if tag in ("br", "img", "input", "meta", "link", "path", "circle", "rect"):
            hidden = bool(self._hidden)
        else:
            source = {"record-source", "sources"} & set((given.get("class") or "").split())
            skip = (
                given.get("lang") == "en" or source or tag in ("script", "style", "pre", "code", "textarea")
            )
            if self._hidden or skip:
                self._hidden.append(tag)
            hidden = bool(self._hidden)
        if not hidden:
            names = ("title", "aria-label", "placeholder", "data-none", "data-found", "data-matched", "alt")
            self.words += [given[name] or "" for name in names if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def words_of(page: str) -> list[str]:
    reader = _Words()
    reader.feed(page)
    return reader.words


def english_in(page: str) -> list[str]:
    """Return the English left on a French page: words of the interface, and sentences."""
    english, french = words_in("en"), words_in("fr")
    interface = {english[key] for key in english if english[key] != french[key]} - set(french.values())
    found = [word for word in words_of(page) if word in interface]
    sentences = [w for w in words_of(page) if _ENGLISH.search(w) and not _NAMES.search(w)]
    return found + [w for w in sentences if w not in _ABOUT_SYNTAX]


@pytest.mark.parametrize("path", _PAGES)
def test_no_english_is_left_on_a_french_page(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="fr">' in page.text
    assert len(words_of(page.text)) > 2
    assert english_in(page.text) == []


def test_the_test_sees_english(client: TestClient) -> None:
    assert len(english_in(client.get("/en/tree").text)) > 5
    assert english_in(client.get("/en/annotate").text)


TEXT = """Sham tDCS or DBS of the STN without spinal cord stimulation for chronic pain; ECT, VNS therapy with
the device switched off, ESK, SCS for FBSS and Dobutamine; Intellis and intrathecal baclofen in spasticity."""


def test_reasons_of_an_annotation_are_french(client: TestClient) -> None:
    page = client.post("/fr/annotate", data={"text": TEXT}).text
    reasons = re.findall(r"<td>([^<]*)</td></tr>", page)
    assert len(reasons) > 5
    assert not [reason for reason in reasons if re.search(r"label|confirmed|says|composed|'", reason)]
    assert any("sigle" in reason for reason in reasons)
    assert any("indique\xa0: factice" in reason for reason in reasons)
    english = client.post("/en/annotate", data={"text": TEXT}).text
    assert "says sham" in english


def test_the_account_of_a_search_is_french(client: TestClient) -> None:
    path = "/strategy?expression=SpinalCordStimulation&target=pubmed"
    assert re.search(r"\d+ classes, \d+ descripteurs, \d+ termes libres", client.get(f"/fr{path}").text)
    assert re.search(r"\d+ classes, \d+ headings, \d+ free-text terms", client.get(f"/en{path}").text)


def test_faults_are_french_where_readers_meet_them(client: TestClient) -> None:
    page = client.get("/fr/queries/therapies-for-condition?condition=zzqqxx").text
    assert "aucun terme ne s’appelle «\xa0zzqqxx\xa0»" in page
    assert fault_in("stopped after 10 s", "fr") == "arrêté après 10 s"
    assert fault_in("<b> is odd", "fr") == '<span lang="en">&lt;b&gt; is odd</span>'
    assert reason_in("label 'it's'", "en") == "label 'it's'"


def test_every_column_of_a_canned_query_has_a_french_name() -> None:
    """Names that are the same in both languages are listed all the same."""
    from neuromod_onto.serve.wording import _columns

    store = ox.Store()
    for query in load_catalog().values():
        answer = store.query(query.text)
        assert isinstance(answer, ox.QuerySolutions)
        for variable in answer.variables:
            assert variable.value in _columns(), f"{query.name}: {variable.value}"
    assert column_in("device_years", "fr") == "années-dispositif"
