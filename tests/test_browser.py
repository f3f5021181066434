"""The explorer in a real browser: what a visitor does with mouse and keyboard, wide and narrow, light and dark.

Pictures are kept in ``screenshots/`` for review. Needs Chromium and its driver; skipped where they are absent.
"""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

if not (shutil.which("chromium") and shutil.which("chromedriver")):
    pytest.skip("needs chromium and chromedriver (apt-get install chromium-driver)", allow_module_level=True)
pytest.importorskip("uvicorn")
pytest.importorskip("selenium")

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from neuromod_onto.dataset import Dataset

from .conftest import ROOT

PICTURES = ROOT / "screenshots"
PAGES = {
    "home": "/en/",
    "term": "/fr/term/SpinalCordStimulation",
    "tree": "/en/tree",
    "matrix": "/en/matrix?modality=neuromod:MagneticModality",
    "queries": "/fr/queries",
    "query": "/en/queries/therapies-for-condition?condition=migraine",
    "valueset": "/fr/valueset?expression=SpinalCordStimulation&system=icd10pcs",
    "strategy": "/en/strategy?expression=SpinalCordStimulation&target=pubmed",
    "annotate": "/fr/annotate",
    "console": "/en/console",
    "fault": "/fr/nowhere",
}


class Browser:
    """A browser at the service."""

    def __init__(self, driver: webdriver.Chrome, address: str, downloads: Path) -> None:
        self.driver = driver
        self.address = address
        self.downloads = downloads

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def find(self, css: str) -> WebElement:
        return self.until(lambda d: d.find_element(By.CSS_SELECTOR, css))

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def until(self, condition: Any, seconds: float = 10) -> Any:
        from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException

        ignored = (NoSuchElementException, StaleElementReferenceException, IndexError)
        return WebDriverWait(self.driver, seconds, 0.05, ignored).until(condition)

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def picture(self, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        assert self.driver.save_screenshot(str(PICTURES / f"{name}.png"))

    def complaints(self) -> list[str]:
        """Return what the browser complained of, such as something that the page's policy blocks."""
        return [
            entry["message"] for entry in self.driver.get_log("browser") if "favicon" not in entry["message"]
        ]


@pytest.fixture(scope="module")
def address(dataset: Dataset) -> Iterator[str]:
    """Run the service on a free port."""
    import socket

    import uvicorn

    from neuromod_onto.serve import make_app
    from neuromod_onto.serve.service import Service

    app = make_app(Service(dataset, timeout=5.0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[webdriver.Chrome, Path]]:
    downloads = tmp_path_factory.mktemp("downloads")
    options = webdriver.ChromeOptions()
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(30)
    yield driver, downloads
    driver.quit()


@pytest.fixture
def browser(address: str, driver: tuple[webdriver.Chrome, Path]) -> Browser:
    """A browser of ordinary size whose page forgot what earlier tests left."""
    browser = Browser(driver[0], address, driver[1])
    browser.size(1280, 900)
    browser.open("/static/style.css")
    browser.driver.execute_script("localStorage.clear()")
    browser.complaints()
    return browser


def test_search_as_you_type_by_keyboard_alone(browser: Browser) -> None:
    browser.open("/en/")
    browser.driver.switch_to.active_element.send_keys("/")
    field = browser.driver.switch_to.active_element
    assert field.get_attribute("name") == "q"
    field.send_keys("stimulaton medulaire")
    first = browser.find(".options [role=option]")
    assert first.text.splitlines()[0] == "spinal cord stimulation"
    assert "stimulation médullaire" in first.text
    assert field.get_attribute("aria-expanded") == "true"
    browser.picture("search")
    field.send_keys(Keys.ARROW_DOWN)
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.send_keys(Keys.ENTER)
    browser.until(lambda d: d.current_url.endswith("/en/term/SpinalCordStimulation"))


def test_escape_closes_the_list_and_a_text_without_match_says_so(browser: Browser) -> None:
    browser.open("/fr/")
    field = browser.find("[name=q]")
    field.send_keys("zzqqxx")
    browser.until(lambda d: "Aucun terme" in d.find_element(By.CSS_SELECTOR, ".options .none").text)
    field.send_keys(Keys.ESCAPE)
    assert not browser.find(".options").is_displayed()


def test_a_form_completes_terms_by_keyboard(browser: Browser) -> None:
    """In French, under the class that the parameter asks for; the completed form runs."""
    browser.open("/fr/queries/therapies-for-condition")
    field = browser.find("[name=condition]")
    field.send_keys("migr")
    browser.until(lambda d: browser.all(".field .options [role=option]")[0].text == "migraine")
    assert field.get_attribute("aria-autocomplete") == "list"
    field.send_keys(Keys.ARROW_DOWN)
    first = browser.find(".field .options [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.text.splitlines()[0] == "migraine"
    assert "flèches" in browser.find(".field [role=status]").get_attribute("textContent")
    browser.picture("completion")
    field.send_keys(Keys.ENTER)
    assert field.get_attribute("value") == "migraine"
    assert "condition=" not in browser.driver.current_url
    field.send_keys(Keys.ENTER, "douleur neurop")
    browser.until(lambda d: browser.all(".field .options [role=option]")[0].text == "douleur neuropathique")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert field.get_attribute("value").splitlines() == ["migraine", "douleur neuropathique"]
    browser.find("form.form button").click()
    browser.find("#results")
    assert "condition=migraine" in browser.driver.current_url


def test_a_form_offers_only_kinds_of_what_it_asks_for(browser: Browser) -> None:
    browser.open("/en/queries/therapies-for-condition")
    field = browser.find("[name=condition]")
    field.send_keys("transcranial magnetic")
    none = browser.until(lambda d: d.find_element(By.CSS_SELECTOR, ".field .options .none").text)
    assert none
    field.send_keys(Keys.ESCAPE)
    assert not browser.find(".field .options").is_displayed()


def test_a_name_within_an_expression_is_completed(browser: Browser) -> None:
    browser.open("/en/valueset")
    field = browser.find("[name=expression]")
    field.send_keys("DeepBrainStimulation and treatsCondition some parkins")
    browser.until(lambda d: browser.all(".field .options [role=option]")[0].text == "parkinsonism")
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == ("combobox", "true")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert field.get_attribute("value") == "DeepBrainStimulation and treatsCondition some Parkinsonism"


def test_the_tree_unfolds_branch_by_branch(browser: Browser) -> None:
    browser.open("/en/tree")
    browser.find("button[data-id='neuromod:Device']").send_keys(Keys.ENTER)
    button = browser.find("button[data-id='neuromod:NeuromodulationDevice']")
    button.click()
    browser.until(lambda d: button.get_attribute("aria-expanded") == "true")
    items = [item.text for item in button.find_elements(By.XPATH, "../ul/li")]
    assert len(items) >= 2
    button.click()
    assert not button.find_element(By.XPATH, "../ul").is_displayed()


def test_the_neighbourhood_unfolds_and_folds(browser: Browser) -> None:
    browser.open("/en/term/SpinalCordStimulation")
    node = browser.find(".graph .node.term[aria-label='spinal cord']")
    before = len(browser.all(".graph .node"))
    node.send_keys(Keys.ENTER)
    browser.until(lambda d: len(browser.all(".graph .node")) > before)
    browser.find(".graph-section").location_once_scrolled_into_view  # noqa: B018
    browser.picture("graph")
    browser.find(".graph .node.term[aria-label='spinal cord']").send_keys(Keys.ENTER)
    browser.until(lambda d: len(browser.all(".graph .node")) == before)
    assert browser.complaints() == []


def test_the_language_switch_stays_on_the_term(browser: Browser) -> None:
    browser.open("/en/term/SpinalCordStimulation")
    browser.find(".switch").click()
    browser.until(lambda d: d.current_url.endswith("/fr/term/SpinalCordStimulation"))
    assert browser.find("h1").text.casefold() == "stimulation médullaire"
    assert browser.find("html").get_attribute("lang") == "fr"


def test_light_and_dark_follow_the_system_and_the_reader(browser: Browser) -> None:
    def paper() -> str:
        return browser.driver.execute_script("return getComputedStyle(document.body).backgroundColor")

    browser.open("/en/")
    light = paper()
    browser.size(1280, 900, dark=True)
    dark = paper()
    assert light != dark
    browser.find("[data-theme-switch]").click()
    assert paper() == light
    browser.open("/en/tree")
    assert paper() == light


def test_a_form_runs_sorts_and_downloads(browser: Browser) -> None:
    browser.open("/en/queries/therapies-for-condition")
    browser.find("[name=condition]").send_keys("chronic pain")
    Select(browser.find("[name=reversible]")).select_by_value("true")
    browser.find("form.form button").click()
    browser.find("#results")
    assert "condition=chronic+pain" in browser.driver.current_url
    rows = [row.text for row in browser.all("tbody tr")]
    assert len(rows) > 5
    head = browser.find("thead th button")
    head.click()
    head.click()
    assert browser.find("thead th").get_attribute("aria-sort") == "descending"
    assert browser.find("tbody tr").text.split("\n")[0] > rows[0].split("\n")[0]
    browser.find("a[download$='.csv']").click()
    path = browser.downloads / "therapies-for-condition.csv"
    browser.until(lambda d: path.exists() and path.stat().st_size)
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("therapy,therapy_label")
    assert len(lines) == len(rows) + 1


def test_a_matrix_filter_applies_at_once(browser: Browser) -> None:
    browser.open("/en/matrix")
    before = len(browser.all(".cell"))
    Select(browser.find("[name=modality]")).select_by_visible_text("magnetic modality")
    browser.until(lambda d: "modality=neuromod" in d.current_url)
    assert 0 < len(browser.all(".cell")) < before


def test_the_console_runs_an_example(browser: Browser) -> None:
    browser.open("/en/console")
    browser.find(".yasqe .CodeMirror")
    Select(browser.find("#example")).select_by_value("products-of-maker")
    browser.until(
        lambda d: "manufacturedBy" in d.find_element(By.CSS_SELECTOR, ".tabPanel.active .CodeMirror").text
    )
    browser.find(".tabPanel.active .yasqe_queryButton").click()
    browser.until(lambda d: len(browser.all(".tabPanel.active .yasr table tbody tr")) > 0)
    browser.picture("console-answer")
    assert [line for line in browser.complaints() if "Content Security Policy" in line] == []


def test_the_console_of_a_french_page_shows_faults_in_french(browser: Browser) -> None:
    browser.open(
        "/fr/console?query=SELECT%20*%20FROM%20%3Chttp%3A%2F%2Fx%2F%3E%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
    )
    browser.until(lambda d: "FROM" in d.find_element(By.CSS_SELECTOR, ".tabPanel.active .CodeMirror").text)
    browser.find(".tabPanel.active .yasqe_queryButton").click()
    browser.until(
        lambda d: "retirez la clause FROM" in d.find_element(By.CSS_SELECTOR, ".tabPanel.active .yasr").text
    )
    browser.picture("console-fault-fr")


def test_the_console_of_a_french_page_speaks_french_and_leaves_data_alone(browser: Browser) -> None:
    from neuromod_onto.serve.wording import editor_words

    query = 'SELECT ("Run query" AS ?All) ("Table" AS ?x) {}'
    said = """
    const found = new Set(), hidden = "tbody, .dt-column-title, .CodeMirror-scroll, .controlbar, style, svg";
    for (const node of document.querySelectorAll("#yasgui *, .yasgui.context-menu, .yasgui.context-menu *")) {
      if (node.closest(hidden)) continue;
      for (const name of ["title", "aria-label", "placeholder"]) found.add(node.getAttribute(name) || "");
      for (const text of node.childNodes) if (text.nodeType === 3) found.add(text.data.trim());
    }
    return [...found];"""
    pressed = "[...document.querySelectorAll(arguments[0])].find((b) => b.offsetParent).click()"
    browser.open(f"/fr/console?query={quote(query)}")
    browser.until(lambda d: "Run" in d.find_element(By.CSS_SELECTOR, ".tabPanel.active .CodeMirror").text)
    browser.find(".tabPanel.active .yasqe_queryButton").click()
    browser.until(
        lambda d: "Ligne 1 à 1 sur 1" in d.find_element(By.CSS_SELECTOR, ".tabPanel.active .yasr").text
    )
    heard = set(browser.driver.execute_script(said))
    assert {
        "Lancer la requête",
        "Partager la requête",
        "Ajouter un onglet",
        "Filtrer les résultats",
        "Télécharger le résultat",
        "All\u00a0: activer pour trier",
        "Lignes par page\u00a0:",
    } <= heard
    row = browser.driver.find_element(By.CSS_SELECTOR, ".tabPanel.active .yasr tbody tr").text
    assert row.splitlines() == ["1", "Run query", "Table"]
    titles = [t.text for t in browser.all(".tabPanel.active .yasr .dt-column-title")]
    assert "All" in titles
    browser.driver.execute_script(pressed, ".yasr .select_response")
    browser.driver.execute_script(pressed, ".yasqe_share")
    heard |= set(browser.driver.execute_script(said))
    english = {one for one in editor_words("fr") if "{}" not in one and editor_words("fr")[one] != one}
    assert heard & english == set()
    assert not [one for one in heard if re.search(r"\b(results?|seconds|entries|Activate|Shows)\b", one)]
    browser.picture("console-fr")
    browser.open("/en/console")
    browser.find(".tabPanel.active .yasqe_queryButton[title='Run query']")


def test_the_console_follows_light_and_dark(browser: Browser) -> None:
    """The ground of the editor, of its gutter and of the table of the answer is that of the page."""

    def brightness(css: str) -> float:
        colour = browser.driver.execute_script(
            """let node = document.querySelector(arguments[0]), colour;
            do { colour = getComputedStyle(node).backgroundColor; node = node.parentElement; }
            while (node && /, 0\\)$/.test(colour));
            return colour;""",
            css,
        )
        return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3

    for dark in (False, True):
        browser.size(1280, 900, dark=dark)
        browser.open("/en/console")
        browser.find(".tabPanel.active .yasqe_queryButton").click()
        browser.until(lambda d: len(browser.all(".tabPanel.active .yasr table tbody tr")) > 0)
        for css in (".CodeMirror", ".CodeMirror-gutters", ".yasr thead th", ".yasr tbody td"):
            assert (brightness(css) < 70) == dark, css


def test_a_pasted_text_is_annotated(browser: Browser) -> None:
    browser.open("/en/annotate")
    field = browser.find("textarea")
    field.clear()
    field.send_keys("Sham tDCS or spinal cord stimulation for chronic pain")
    browser.find("form.form button").click()
    marked = {a.text: a.get_attribute("class") for a in browser.until(lambda d: browser.all(".reading a"))}
    assert "m-therapy s-sham" in marked["tDCS"]
    assert "m-condition" in marked["chronic pain"]
    browser.picture("annotated")


@pytest.fixture(scope="module")
def site(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a corner of the static site, as files in a folder."""
    import pyoxigraph as ox

    from neuromod_onto.model.namespaces import NEUROMOD
    from neuromod_onto.model.vocabulary import RDF_TYPE, RDFS
    from neuromod_onto.site import build_site

    store = ox.Store()
    told = [ox.NamedNode(RDFS + "label"), ox.NamedNode(RDF_TYPE)]
    for name in ("SpinalCordStimulation", "SpinalCord", "CentralNervousSystem", "NeuropathicPain"):
        about = ox.NamedNode(NEUROMOD + name)
        for quad in dataset.store.quads_for_pattern(about, None, None):
            store.add(quad)
            for node in (quad.predicate, quad.object):
                if isinstance(node, ox.NamedNode):
                    for prop in told:
                        store.extend(dataset.store.quads_for_pattern(node, prop, None))
    folder = tmp_path_factory.mktemp("site") / "docs"
    build_site(Dataset(store), folder)
    return folder.as_uri()


def test_the_graph_of_a_static_page_unfolds_without_a_server(browser: Browser, site: str) -> None:
    browser.driver.get(f"{site}/fr/term/SpinalCordStimulation.html")
    node = browser.find(".graph .node.term[aria-label='moelle épinière']")
    before = len(browser.all(".graph .node"))
    node.send_keys(Keys.ENTER)
    browser.until(lambda d: len(browser.all(".graph .node")) > before)
    assert browser.find(".graph a.open").get_dom_attribute("href") == "../../fr/term/SpinalCord.html"
    browser.find(".graph-section").location_once_scrolled_into_view  # noqa: B018
    browser.picture("site-graph")
    browser.find(".graph .node.term[aria-label='moelle épinière']").send_keys(Keys.ENTER)
    browser.until(lambda d: len(browser.all(".graph .node")) == before)
    assert browser.complaints() == []


STATIC_PAGES = [
    "index",
    "term/SpinalCordStimulation",
    "queries",
    "query/therapies-for-condition",
    "shapes",
    "shape/ShannonLimit",
    "branches",
    "guides",
    "guide/serve",
    "guide/clinical-overview-notebook",
]


@pytest.mark.parametrize("name", STATIC_PAGES)
def test_a_static_page_is_accessible_and_fits(browser: Browser, site: str, name: str) -> None:
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    picture = "site-" + name.replace("/", "-")
    for dark in (False, True):
        browser.size(1280, 900, dark=dark)
        browser.driver.get(f"{site}/fr/{name}.html")
        browser.driver.execute_script(axe)
        found = browser.driver.execute_async_script(
            "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
        )
        serious = [v["id"] for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert serious == []
        browser.picture(f"{picture}-dark" if dark else picture)
    browser.size(360, 740)
    browser.driver.get(f"{site}/fr/{name}.html")
    assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= 360
    browser.picture(f"{picture}-360")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_accessibility_finding_and_no_complaint(browser: Browser, name: str) -> None:
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    for dark in (False, True):
        browser.size(1280, 900, dark=dark)
        browser.open(PAGES[name])
        browser.find("h1")
        if name == "console":
            browser.find(".tabPanel.active .yasqe_queryButton").click()
            browser.until(lambda d: len(browser.all(".tabPanel.active .yasr table tbody tr")) > 0)
        browser.driver.execute_script(axe)
        found = browser.driver.execute_async_script(
            "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
        )
        serious = [
            f"{v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == []
        browser.picture(f"{name}-dark" if dark else name)
    if name != "fault":
        assert browser.complaints() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_screen(browser: Browser, name: str) -> None:
    browser.size(360, 740)
    browser.open(PAGES[name])
    browser.find("h1")
    width = browser.driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= 360
    browser.picture(f"{name}-360")


def test_tab_leads_through_a_page_and_first_to_its_content(browser: Browser) -> None:
    browser.open("/en/term/SpinalCordStimulation")
    browser.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = browser.driver.switch_to.active_element
    assert skip.get_attribute("href").endswith("#content")
    skip.send_keys(Keys.ENTER)
    assert browser.driver.switch_to.active_element.get_attribute("id") == "content"
