"""The explorer's pages: what they show, in both languages, with nothing broken or unsafe in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.pages import words_in
from neuromod_onto.serve import make_app
from neuromod_onto.serve.service import Service

PACKAGE = shipped_root() / "src" / "neuromod_onto"


@pytest.fixture(scope="module")
def client(dataset: Dataset) -> Iterator[TestClient]:
    with TestClient(make_app(Service(dataset), ["testserver"])) as client:
        yield client


class Links(HTMLParser):
    """Collects the addresses in a page and whatever its policy would block."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.addresses += [v for k in ("href", "src", "action") if (v := values.get(k))]
        self.inline += [k for k in values if k.startswith("on") or k == "style"]
        if tag == "style" or (tag == "script" and "src" not in values and "type" not in values):
            self.inline.append(tag)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_every_word_used_by_a_template_is_there_in_both_languages() -> None:
    used = {
        key
        for folder in ("pages", "serve")
        for path in (PACKAGE / folder / "templates").glob("*.html")
        for key in re.findall(r't\["([^"]+)"\]', path.read_text("utf-8"))
    }
    assert len(used) > 40
    for language in ("en", "fr"):
        assert used - set(words_in(language)) == set()
        assert [key for key, text in words_in(language).items() if not text] == []
    assert [text for text in words_in("fr").values() if "'" in text] == []


def test_the_root_leads_to_the_language_of_the_reader(client: TestClient) -> None:
    for header, path in (("fr-CA,fr;q=0.9", "/fr/"), ("de, en;q=0.5", "/en/"), ("", "/en/")):
        answer = client.get("/", headers={"accept-language": header}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/en/term/SpinalCordStimulation",
            ["Spinal cord stimulation".lower(), "delivered by", "epidural space", "inferred", "D062187"],
        ),
        (
            "/fr/term/SpinalCordStimulation",
            ["stimulation médullaire", "délivré par", "espace épidural", "inféré", "D062187"],
        ),
    ],
)
def test_a_term_page_shows_what_is_known(client: TestClient, path: str, expected: list[str]) -> None:
    text = text_of(client.get(path).text)
    assert [part for part in expected if part not in text] == []


def test_a_relation_by_property_chain_is_marked_inferred_and_a_stated_one_is_not(client: TestClient) -> None:
    page = client.get("/en/term/SpinalCordStimulation").text
    row = page.split("modulates system</a>")[1].split("</dd>")[0]
    assert "central nervous system" in row
    assert "how-inferred" in row
    stated = page.split("has neural target</a>")[1].split("</dd>")[0]
    assert "spinal cord" in stated
    assert "how-" not in stated


def test_a_superclass_found_by_the_reasoner_is_marked(client: TestClient) -> None:
    parents = client.get("/en/term/SpinalCordStimulation").text.split("<h2>Kind of</h2>")[1].split("</ul>")[0]
    marked = {
        text_of(item).removesuffix(" inferred"): "inferred" in item for item in parents.split("<li>")[1:]
    }
    assert marked["implanted electrical neuromodulation"] is True
    assert marked["electrical stimulation therapy"] is False


def test_evidence_names_its_sources(client: TestClient) -> None:
    evidence = (
        client.get("/en/term/SpinalCordStimulation").text.split('id="evidence"')[1].split("</section>")[0]
    )
    records = evidence.split('<li class="record')[1:]
    assert len(records) >= 10
    assert [
        r for r in records if "record-source" not in r or text_of(r.split("record-source")[1]) == ">"
    ] == []


@pytest.mark.parametrize("name", ["NoSuchTerm", "source/NoSuchSource", "..%2f..%2fetc%2fpasswd"])
def test_an_unknown_term_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/en/term/{name}").status_code == 404


def test_search_shows_what_matched_in_both_languages_and_forgives_typing(client: TestClient) -> None:
    def first(text: str) -> dict[str, object]:
        return client.get("/api/search", params={"q": text, "lang": "en"}).json()[0]

    assert (first("DBS")["id"], first("DBS")["matchKind"]) == (
        "neuromod:DeepBrainStimulation",
        "abbreviation",
    )
    assert first("stimulaton medulaire")["id"] == "neuromod:SpinalCordStimulation"
    assert first("stimulaton medulaire")["matchLanguage"] == "fr"
    assert client.get("/api/search", params={"q": "zzqqxx"}).json() == []
    assert client.get("/api/search", params={"q": "DBS", "limit": "x"}).status_code == 400


def test_a_search_text_is_escaped(client: TestClient) -> None:
    page = client.get("/en/search", params={"q": '<script>alert(1)</script>"'}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_branches_come_with_the_number_of_classes_below(client: TestClient) -> None:
    top = {row["id"]: row["count"] for row in client.get("/api/tree").json()}
    assert top["neuromod:Condition"] > 300
    rows = client.get("/api/tree/neuromod:Device").json()
    assert rows == sorted(rows, key=lambda row: row["label"])
    assert client.get("/api/tree/neuromod:Nothing").status_code == 404


def test_the_neighbourhood_names_relations_both_ways(client: TestClient) -> None:
    groups = {
        g["label"]: g
        for g in client.get("/api/terms/neuromod:SpinalCordStimulator/neighbours").json()["groups"]
    }
    assert "spinal cord stimulation" in [term["label"] for term in groups["← delivered by"]["terms"]]
    assert groups["is a"]["total"] >= 1


PAGES = [
    "/en/",
    "/fr/",
    "/en/tree",
    "/fr/search?q=DBS",
    "/en/term/Pain",
    "/fr/term/DeepBrainStimulator",
    "/en/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_that_their_policy_blocks_and_their_links_work(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = Links(answer.text)
    assert page.inline == []
    local = sorted({a.partition("#")[0] for a in page.addresses if a.startswith("/")})
    missing = "nowhere"  # the page that is not there links to itself in the other language
    broken = [a for a in local if not a.endswith(missing) and client.get(a).status_code != 200]
    assert broken == []


def test_a_foreign_host_is_refused(client: TestClient) -> None:
    assert client.get("/health", headers={"host": "testserver:8000"}).status_code == 200
    for host in ("evil.example", "testserver.evil.example", ""):
        assert client.get("/health", headers={"host": host}).status_code == 421


def test_an_answer_is_kept_and_not_sent_again_to_who_has_it(client: TestClient) -> None:
    first = client.get("/en/term/Pain")
    again = client.get("/en/term/Pain", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/fr/term/Pain").headers["etag"] != first.headers["etag"]


def test_a_long_body_is_refused(client: TestClient) -> None:
    assert client.post("/health", content=b"x" * 1_000_001).status_code == 413


def test_a_term_is_html_turtle_or_json_ld_as_the_reader_accepts(client: TestClient) -> None:
    import pyoxigraph as ox

    iri = "https://w3id.org/neuromod-onto/SpinalCordStimulation"
    answers = {}
    for media, form in (("text/turtle", ox.RdfFormat.TURTLE), ("application/ld+json", ox.RdfFormat.JSON_LD)):
        answer = client.get("/id/SpinalCordStimulation", headers={"accept": media})
        assert answer.headers["content-type"].startswith(media)
        answers[media] = list(ox.parse(answer.content, format=form))
    assert len(answers["text/turtle"]) == len(answers["application/ld+json"]) > 100
    label = (ox.NamedNode(iri), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"))
    found = {str(q.object) for q in answers["text/turtle"] if (q.subject, q.predicate) == label}
    assert found == {'"spinal cord stimulation"@en', '"stimulation médullaire"@fr'}
    page = client.get("/id/SpinalCordStimulation", headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/en/term/SpinalCordStimulation")
    assert client.get("/id/SpinalCordStimulation", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/id/SpinalCordStimulation.ttl").headers["content-type"].startswith("text/turtle")
    assert client.get("/id/Nothing.ttl").status_code == 404
