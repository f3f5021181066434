"""Pages of the explorer and of the static site in a real browser: axe, wide and narrow, light and dark."""

from importlib import resources

import pytest

from neuromod_onto.dataset import Dataset

from .browser import Browser, By, Keys, address, browser, driver

__all__ = ["address", "browser", "driver"]

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
