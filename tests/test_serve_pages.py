"""The explorer's pages: what they show, in both languages, with nothing broken or unsafe in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

pytest.importorskip("starlette")

from jinja2 import PackageLoader
from starlette.testclient import TestClient

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.pages import words_in
from neuromod_onto.serve import make_app
from neuromod_onto.serve.service import Service

from .conftest import Neuromod

PACKAGE = shipped_root() / "src" / "neuromod_onto"


class Links(HTMLParser):
    """Collects the addresses in a page and whatever its policy would block."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
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
        ("/en/term/product/Inspire3028", ["Replaced by", "Inspire IV"]),
        ("/fr/term/product/Inspire3028", ["Remplacé par", "Inspire IV"]),
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


def test_pages_stay_those_of_the_program_that_started(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade under a running service must not mix new templates with the old code that fills them."""

    def gone(*_: object) -> None:
        raise AssertionError("a template is read again")

    with TestClient(make_app(Service(dataset), ["testserver"])) as started:
        monkeypatch.setattr(PackageLoader, "get_source", gone)
        for path in ("/fr/term/Pain", "/en/matrix", "/fr/queries", "/en/console", "/en/annotate", "/fr/tree"):
            assert started.get(path).status_code == 200
        assert started.get("/en/term/NoSuchTerm").status_code == 404


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
    "/en/matrix?modality=neuromod:MagneticModality",
    "/fr/queries",
    "/en/queries/therapies-for-condition?condition=migraine",
    "/fr/annotate",
    "/fr/valueset?expression=SpinalCordStimulation&system=mesh",
    "/en/strategy?expression=SpinalCordStimulation&target=pubmed",
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


def test_the_matrix_counts_records_and_narrows_by_filter(client: TestClient) -> None:
    whole = client.get("/en/matrix").text
    magnetic = client.get("/en/matrix?modality=neuromod:MagneticModality").text
    assert "spinal cord stimulation" in whole
    assert ">spinal cord stimulation<" not in magnetic
    assert "transcranial magnetic stimulation" in magnetic
    assert client.get("/en/matrix?modality=neuromod:NoSuchModality").text.count('class="cell') == 0
    reversible = client.get("/en/matrix?reversible=true").text.count('class="cell')
    irreversible = client.get("/en/matrix?reversible=false").text.count('class="cell')
    assert 0 < irreversible < reversible < whole.count('class="cell')


def test_the_matrix_agrees_with_a_query_over_the_records(client: TestClient, dataset: Dataset) -> None:
    from neuromod_onto.engine import LocalEngine, Rows

    text = """PREFIX neuromod: <https://w3id.org/neuromod-onto/>
    SELECT DISTINCT ?t ?c { ?r neuromod:aboutTherapy ?t ; neuromod:aboutCondition ?c }"""
    pairs = LocalEngine(dataset.store).query(text)
    assert isinstance(pairs, Rows)
    assert client.get("/en/matrix").text.count('class="cell') == len(list(pairs.rows))


def test_every_canned_query_has_a_form_that_answers_its_example(client: TestClient) -> None:
    for row in client.get("/api/queries").json():
        page = client.get(f"/fr/queries/{row['name']}")
        assert page.status_code == 200
        assert all(f'name="{p["name"]}"' in page.text for p in row["parameters"]), row["name"]
        example = re.search(r'class="button plain" href="(\?[^"]+)"', page.text.split("</form>")[0])
        if example:
            answer = client.get(f"/fr/queries/{row['name']}{example[1].replace('&amp;', '&')}")
            assert answer.status_code == 200, row["name"]
            assert 'id="results"' in answer.text, row["name"]


def test_a_value_that_names_no_term_is_a_fault_with_candidates(client: TestClient) -> None:
    answer = client.get("/en/queries/therapies-for-condition?condition=parkinsn")
    assert answer.status_code == 400
    assert "neuromod:ParkinsonDisease" in answer.text
    assert "Traceback" not in answer.text


def test_builders_show_the_command_that_prints_the_same(client: TestClient, neuromod: Neuromod) -> None:
    import html
    import shlex

    page = client.get(
        "/en/valueset", params={"expression": "SpinalCordStimulation", "system": "icd10pcs"}
    ).text
    command = html.unescape(
        page.split('class="command"')[1].split("<pre")[1].split(">", 1)[1].split("</pre>")[0]
    )
    codes = {row["code"] for row in neuromod(*shlex.split(command)[1:]).rows()}
    assert len(codes) > 10
    assert [code for code in codes if f"<code>{code}</code>" not in page] == []
    page = client.get("/en/strategy", params={"expression": "tDCS", "target": "pubmed"}).text
    command = html.unescape(
        page.split('class="command"')[1].split("<pre")[1].split(">", 1)[1].split("</pre>")[0]
    )
    assert neuromod(*shlex.split(command)[1:]).out.strip() in html.unescape(page)


def test_an_annotated_text_is_shown_whole_and_escaped(client: TestClient) -> None:
    import html

    text = 'SCS & <b>sham tDCS</b> for "chronic pain"; no deep brain stimulation'
    page = client.post("/en/annotate", data={"text": text}).text
    reading = page.split('class="reading">')[1].split("</div>")[0]
    assert html.unescape(re.sub(r"</?a[^>]*>", "", reading)) == text
    assert "<b>" not in reading
    marked = dict(re.findall(r'class="m-\w+ s-(\w+)"[^>]*>([^<]+)<', reading))
    assert marked["sham"] == "tDCS"
    assert marked["negated"] == "deep brain stimulation"
    assert client.get("/en/annotate?text=SCS").text.count('class="reading"') == 0


def test_a_filter_of_the_matrix_that_is_no_term_is_told(client: TestClient) -> None:
    for language, told in (("en", "no term is called"), ("fr", "aucun terme ne s’appelle")):
        answer = client.get(f"/{language}/matrix?modality=neuromod:NoSuchModality")
        assert (answer.status_code, told in answer.text) == (400, True)
        assert "NoSuchModality" in answer.text
    assert client.get("/fr/matrix?modality=&system=").status_code == 200
