"""French pages speak French: no word of the English interface is left on any kind of page."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from neuromod_onto.catalog import load_catalog
from neuromod_onto.dataset import Dataset
from neuromod_onto.pages import Explorer, words_in
from neuromod_onto.serve import make_app
from neuromod_onto.serve.service import Service
from neuromod_onto.serve.wording import editor_words, fault_in
from neuromod_onto.wording import column_in, known_column, said_in
from neuromod_onto.wording.telling import COLUMNS, table

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
#: A breaking space before punctuation, and words that mean something else in French.
_UNFRENCH = re.compile(r" [;:?!»]|« |\b(juridiction|éditeur|thérapie)s?\b", re.I)
#: What a fault repeats of an expression, and names of queries.
_SYNTAX = re.compile(r"(?<=: ).*\bnot Pain\b|\b(and|or|not)\b(?=[, ]| \()|[a-z]+(-[a-z]+)+")
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


def english_in(page: str, *, repeated: bool = False) -> list[str]:
    """Return the English left on a French page: words of the interface, and sentences.

    Args:
        page: HTML.
        repeated: it may repeat an expression of the reader or names of queries.

    """
    english, french = words_in("en"), words_in("fr")
    interface = {english[key] for key in english if english[key] != french[key]} - set(french.values())
    found = [word for word in words_of(page) if word in interface]
    words = [_SYNTAX.sub("", word) if repeated else word for word in words_of(page)]
    sentences = [w for w in words if _ENGLISH.search(w) and not _NAMES.search(w)]
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
    assert re.search(r"classes \d+, descripteurs \d+, termes libres \d+", client.get(f"/fr{path}").text)
    assert re.search(r"\d+ classes, \d+ headings, \d+ free-text terms", client.get(f"/en{path}").text)


def test_faults_are_french_where_readers_meet_them(client: TestClient) -> None:
    page = client.get("/fr/queries/therapies-for-condition?condition=zzqqxx").text
    assert "aucun terme ne s’appelle «\xa0zzqqxx\xa0»" in page
    assert fault_in("stopped after 10 s", "fr") == "arrêté après 10 s"
    assert fault_in("<b> is odd", "fr") == '<span lang="en">&lt;b&gt; is odd</span>'
    assert said_in("label 'it's'", "en") == "label 'it's'"


#: What a reader may do wrong on a French page: how it is asked, the status, and what the page says of it.
REFUSED = [
    ("GET", "/fr/valueset?expression=Pain&system=zzz", 400, "système de codes inconnu"),
    ("GET", "/fr/valueset?expression=Pain+and&system=mesh", 400, "là où il faudrait un nom, not ou une"),
    ("GET", "/fr/valueset?expression=(Pain&system=mesh", 400, "là où il faudrait une parenthèse fermante"),
    ("GET", "/fr/valueset?expression=Pain+)&system=mesh", 400, "«\xa0)\xa0» se trouve là où il faudrait and"),
    ("GET", "/fr/valueset?expression=treatsCondition&system=mesh", 400, "est une propriété et demande"),
    ("GET", "/fr/valueset?expression=treatsCondition+only+Pain", 400, "reste sans réponse"),
    ("GET", "/fr/valueset?expression=Pain+some+Pain", 400, "n’est pas une propriété"),
    ("GET", "/fr/valueset?expression=qqxx+some+Pain", 400, "aucune propriété ne s’appelle «\xa0qqxx"),
    ("GET", "/fr/valueset?expression=%22Pain", 400, "ce guillemet n’est pas fermé"),
    ("GET", f"/fr/valueset?expression={'not+' * 80}Pain", 400, "trop imbriquée"),
    ("GET", f"/fr/valueset?expression={'Pain+or+' * 80}Pain", 400, "au plus 500 caractères"),
    ("GET", "/fr/strategy?expression=Pain+and+not+Pain", 400, "aucune classe ne répond à l’expression"),
    ("GET", f"/fr/strategy?{'expression=Pain&' * 9}", 400, "au plus 8 expressions"),
    ("GET", "/fr/queries/therapies-for-condition?condition=migraine&zz=1", 400, "n’a pas de paramètre"),
    ("GET", "/fr/queries/therapies-for-condition?condition=DBS", 400, "sorte de"),
    (
        "GET",
        "/fr/queries/therapies-for-condition?condition=migraine&reversible=x",
        400,
        "true ou false, et non",
    ),
    ("GET", "/fr/queries/therapie-for-condition", 404, "vouliez-vous dire"),
    ("GET", "/fr/matrix?modality=a%20b", 400, "ce n’est pas un identifiant\xa0: «\xa0a b\xa0»"),
    ("POST", "/fr/matrix", 405, "ne répond pas à cette méthode"),
    ("GET", "/fr/term/NoSuchTerm", 404, "page"),
    ("GET", "/fr/nowhere", 404, "page"),
]


@pytest.mark.parametrize(("method", "address", "status", "said"), REFUSED)
def test_what_is_refused_is_refused_in_french(
    client: TestClient, method: str, address: str, status: int, said: str
) -> None:
    page = client.request(method, address)
    assert page.status_code == status
    assert said in html.unescape(page.text)
    assert english_in(page.text, repeated=True) == []
    told = re.search(r'<div class="fault".*?</div>', page.text, re.DOTALL)
    assert not told or 'lang="en"' not in told[0]


def test_limits_and_bugs_are_told_in_french(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(Service(dataset, timeout=0.5, memory=200_000_000), ["testserver"])
    with TestClient(app, raise_server_exceptions=False) as client:
        endless = "+and+".join(["treatsCondition+some+Condition"] * 13)
        page = client.get(f"/fr/valueset?expression={endless}")
        assert (page.status_code, "arrêté après 0.5 s" in page.text) == (503, True)
        assert "demandez moins, ou augmentez --timeout" in page.text
        assert english_in(page.text) == []

        monkeypatch.setattr(Explorer, "branches", lambda *_: 1 / 0)
        page = client.get("/fr/tree")
        assert page.status_code == 500
        assert "une erreur de ce service\xa0; elle est inscrite" in page.text
        assert "division" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert english_in(page.text) == []
        assert client.get("/api/tree").json()["error"].startswith("a fault of this service")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "seule la lecture est permise"),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "ne doit atteindre aucune autre adresse"),
        ("SELECT * FROM <http://x/> { ?s ?p ?o }", "retirez la clause FROM"),
        ("SELECT * {", "ce n’est pas du SPARQL valide"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "arrêté après 4 s"),
    ],
)
def test_the_console_of_a_french_page_hears_faults_in_french(
    client: TestClient, query: str, said: str
) -> None:
    """Its script asks in the language of the page; programs that name no language are told in English."""
    french = client.post("/sparql", data={"query": query}, headers={"Accept-Language": "fr"})
    assert french.status_code in (400, 503)
    assert said in french.text
    if "COUNT" not in query:
        assert said not in client.post("/sparql", data={"query": query}).text
    script = client.get("/static/console.js").text
    assert '"Accept-Language": document.documentElement.lang' in script


def test_refusals_before_any_page_are_french_too(client: TestClient) -> None:
    long = client.post("/fr/annotate", content=b"x", headers={"content-length": "2000000"})
    assert (long.status_code, long.text) == (413, "au plus 1000000 octets sont lus\n")
    foreign = client.get("/fr/", headers={"host": "example.org"})
    assert (foreign.status_code, foreign.text) == (421, "ce service ne répond pas à ce nom\n")


def test_every_column_of_a_canned_query_has_a_french_name() -> None:
    """Names that are the same in both languages are listed all the same."""
    store = ox.Store()
    for query in load_catalog().values():
        answer = store.query(query.text)
        assert isinstance(answer, ox.QuerySolutions)
        for variable in answer.variables:
            assert known_column(variable.value), f"{query.name}: {variable.value}"
    assert column_in("device_years", "fr") == "années-dispositif"


def test_topics_truth_values_and_quotations_are_french_on_a_french_page(client: TestClient) -> None:
    catalog = client.get("/api/queries").json()
    for language in ("en", "fr"):
        page = client.get(f"/{language}/queries").text
        headings = re.findall(r"<h2>(.*?)</h2>", page)
        assert len(headings) == len({query["tags"][0] for query in catalog})
        assert not {query["tags"][0] for query in catalog} & set(headings)
    given = {"condition": "migraine", "reversible": "true"}
    for language, said in (("en", "yes"), ("fr", "oui")):
        page = client.get(f"/{language}/queries/therapies-for-condition", params=given).text
        assert f"<td>{said}</td>" in page
        assert "<td>true</td>" not in page
    assert 'q:lang(fr) { quotes: "«\\a0" "\\a0»"' in client.get("/static/style.css").text


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (words_in("fr"), {"x": "source non lue par un éditeur ; à relire"}),
        (editor_words("fr"), {"x": "Lignes par page : 10"}),
        ({name: column_in(name, "fr") for name in table(COLUMNS)}, {"jurisdiction": "juridiction"}),
    ],
    ids=["pages", "editor", "columns"],
)
def test_words_of_the_interface_keep_french_spaces_and_shun_false_friends(
    words: dict[str, str], wrong: dict[str, str]
) -> None:
    """Punctuation stays with its word; "juridiction" is a court, "éditeur" a publisher, "thérapie" no act of care."""
    assert not {key: text for key, text in words.items() if _UNFRENCH.search(text)}
    assert all(_UNFRENCH.search(text) for text in wrong.values())


def test_punctuation_of_a_french_page_stays_on_the_line_of_its_word(client: TestClient) -> None:
    """In what is read, not in queries that are copied; English pages are left as they are."""
    page = client.get("/fr/term/PacingDisorder").text
    assert "«\xa0troubles de la stimulation\xa0»" in page
    assert not re.search(
        r"[a-zéè)] [;:?!»](?=[\s<])", re.sub(r"<(pre|script|code)\b.*?</\1>|<[^>]*>", "<>", page, flags=re.S)
    )
    query = load_catalog()["therapies-for-condition"].text
    shown = html.unescape(client.get("/fr/queries/therapies-for-condition").text)
    assert query.strip() in shown
    assert "\xa0" not in client.get("/en/term/PacingDisorder").text


def test_values_numbers_and_commands_of_a_page_are_those_of_its_language(client: TestClient) -> None:
    """Programs go on reading "in": in the address, in CSV and in JSON."""
    address = "/queries/therapies-for-condition?condition=migraine&scope=in"
    for language, said, option in (("en", "in scope", ""), ("fr", "dans le champ", "--lang fr ")):
        page = client.get(f"/{language}{address}").text
        assert f"<td>{said}</td>" in page
        assert f'<option value="in" selected>{said}</option>' in page
        assert f"neuromod {option}query run therapies-for-condition" in page
    rows = client.get("/api/queries/therapies-for-condition?condition=migraine&lang=fr").json()
    assert "in" in str(rows)
    assert "dans le champ" not in str(rows)
    mapped = {tag: re.findall(r"<dd>(\d[^<]{4})</dd>", client.get(f"/{tag}/").text) for tag in ("en", "fr")}
    assert [number.replace(",", "\u202f") for number in mapped["en"]] == mapped["fr"] != []


def test_a_page_leads_to_the_search_and_not_to_the_terminal(client: TestClient) -> None:
    for language, said in (("en", "The search finds terms"), ("fr", "La recherche trouve les termes")):
        page = client.get(f"/{language}/queries/therapies-for-condition?condition=zzqqxx").text
        assert said in page
        assert "neuromod search" not in page
