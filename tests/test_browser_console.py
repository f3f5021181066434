"""The SPARQL console in a real browser: examples, faults, languages, light and dark."""

import re
from urllib.parse import quote

from .browser import Browser, By, Select, address, browser, driver

__all__ = ["address", "browser", "driver"]


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
