"""The explorer in a real browser: what a visitor does with mouse and keyboard."""

from .browser import Browser, By, Keys, Select, address, browser, driver

__all__ = ["address", "browser", "driver"]


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
