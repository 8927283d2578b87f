"""What people do with the pages, in a real browser: with the keyboard, with and without a script."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from api.web import assets
from tests.web.conftest import Opened

MOST_PAGE, MOST_SCRIPT = 60_000, 15_000
"""Bytes, before they are compressed."""
PATHS = [
    "/",
    "/?q=sociale+basis",
    "/?q=Voor+wie+is+de+Wijk+GGD%3F",
    "/lijst",
    "/vertrouwelijk",
    "/document/sociaal-verhaal-nummer/sociaal-verhaal-2024-3.txt?q=wijk",
    "/projecten",
    "/bronnen",
    "/bronnen/documenten",
]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))


def test_who_uses_only_the_keyboard_searches_reads_and_goes_to_the_next_hit(opened: Opened) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Direct naar de inhoud"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "q"
    page.keyboard.type("wijk ggd")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=wijk+ggd")
    while not page.evaluate("document.activeElement.closest('h3')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/document/.*#passage"))
    here = page.locator("#passage")
    expect(here).to_be_in_viewport()
    page.get_by_role("link", name=re.compile("Volgende|Vorige")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/document/.*#passage"))
    expect(page.locator("#passage")).to_be_in_viewport()


def go_to(page: Page, words: str) -> None:
    """Follow the link that begins with these words, by the keyboard."""
    while not focused(page).startswith(words):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_who_uses_only_the_keyboard_finds_a_project_and_what_states_a_fact_of_it(opened: Opened) -> None:
    page = opened("/")
    go_to(page, "Projecten")
    page.wait_for_url("**/projecten")
    go_to(page, "Jeugd en gezin")
    page.wait_for_url("**/projecten?theme=Jeugd+en+gezin")
    expect(page.locator("[data-say]")).to_have_text("1 stuk over een project.")
    go_to(page, "augustus 2025")
    page.wait_for_url(re.compile(r"/document/.*kompas.*#passage"))
    expect(page.locator(".here", has_text="augustus 2025")).to_be_in_viewport()


def test_without_a_script_a_number_leads_to_its_documents(opened: Opened) -> None:
    page = opened("/bronnen", java_script_enabled=False)
    page.get_by_role("row", name=re.compile("^nieuwsbrief")).get_by_role("link").click()
    expect(page.locator("[data-say]")).to_have_text("5 documenten.")
    page.get_by_role("link", name=re.compile("^Soort nieuwsbrief")).click()
    page.get_by_role("link", name="Pagina 2", exact=True).click()
    expect(page.locator("[data-say]")).to_have_text("47 documenten. Pagina 2.")


def test_what_was_found_is_announced(opened: Opened) -> None:
    expect(opened("/?q=sociale+basis").locator("[data-say]")).to_have_text(
        re.compile(r"\d+ passages in \d+ documenten\.")
    )
    expect(opened("/?q=basis&publisher=Niemand").get_by_text("Geen passages voor")).to_have_role("status")


def test_suggestions_follow_what_is_typed_and_are_chosen_with_the_arrows(opened: Opened) -> None:
    page = opened("/")
    box = page.get_by_role("combobox", name="Zoekwoorden of een vraag")
    box.focus()
    page.keyboard.type("mantel")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    texts = options.all_text_contents()
    assert all("mantel" in text.lower() for text in texts)
    expect(page.get_by_text(f"{len(texts)} suggesties")).to_have_role("status")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(box).to_have_value(texts[0])
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("mantel")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value(texts[-1])
    page.keyboard.press("Escape")
    expect(box).to_have_value("mantel")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    options.nth(1).click()
    page.wait_for_load_state()
    expect(page.get_by_role("combobox")).to_have_value(texts[1])


def test_suggestions_go_when_there_is_little_typed_or_no_answer(opened: Opened) -> None:
    page = opened("/", expected="net::ERR_FAILED")
    box = page.get_by_role("combobox")
    box.press_sequentially("mantel")
    expect(page.get_by_role("option").first).to_be_visible()
    page.route("**/v1/suggestions**", lambda route: route.abort())
    box.press("z")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.unroute("**/v1/suggestions**")
    box.press("Backspace")
    expect(page.get_by_role("option").first).to_be_visible()
    box.fill("m")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_private_search_asks_for_no_suggestions(opened: Opened) -> None:
    page = opened("/vertrouwelijk")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Zoekwoorden of een vraag").press_sequentially("mantelzorg")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_contain_text("passages")
    assert page.url.endswith("/vertrouwelijk")
    page.get_by_role("button", name="Pagina 2", exact=True).click()
    expect(page.locator("[data-say]")).to_contain_text("Pagina 2")
    assert not any("mantel" in url for url in asked)


def test_the_shortcut_goes_to_the_box_unless_it_is_switched_off(opened: Opened) -> None:
    page = opened("/?q=wijk")
    box = page.get_by_role("combobox")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.press("/")
    expect(box).to_have_value("/")
    switch = page.get_by_role("button", name="Sneltoets")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("/")
    expect(box).not_to_be_focused()
    switch.click()
    page.goto("/lijst")
    page.keyboard.press("/")


def test_a_reference_is_copied(opened: Opened) -> None:
    page = opened("/?q=wijk+ggd", permissions=["clipboard-read", "clipboard-write"])
    reference = page.locator("details.reference").first
    reference.locator("summary").click()
    reference.get_by_role("button", name="Kopieer").click()
    expect(reference.get_by_role("button", name="Gekopieerd")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == reference.locator(".apa").text_content()


def test_passages_are_kept_in_a_list_and_exported_together(opened: Opened, tmp_path: Path) -> None:
    page = opened("/?q=wijk+ggd", accept_downloads=True)
    keep = page.get_by_role("button", name="Bewaar", exact=True)
    titles = page.locator("h3 a").all_text_contents()
    keep.first.click()
    expect(page.get_by_role("button", name="Bewaard")).to_have_count(1)
    keep.first.click()
    expect(page.locator("[data-count]")).to_have_text("2")
    page.get_by_role("link", name="Mijn lijst").click()
    expect(page.get_by_role("status")).to_have_text("2 passages in uw lijst.")
    assert page.locator("h2 a").all_text_contents() == titles[:2]
    for form, begin in {"APA (tekst)": "", "RIS": "TY  - ", "BibTeX": "@", "CSL-JSON": "["}.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=form, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.read_text("utf-8").startswith(begin)
    page.locator("h2 a").first.click()
    expect(page.get_by_role("button", name="Bewaard")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.get_by_role("button", name=f"Haal weg {titles[0]}").first.click()
    expect(page.get_by_role("status")).to_have_text("1 passage in uw lijst.")
    page.get_by_role("button", name="Maak de lijst leeg").click()
    expect(page.get_by_role("status")).to_contain_text("Uw lijst is leeg")
    expect(page.locator("[data-count]")).to_be_hidden()


def test_a_kept_passage_that_is_gone_is_named_when_the_export_fails(opened: Opened) -> None:
    page = opened("/lijst")
    kept = [{"id": "weg", "title": "Oud stuk", "link": "javascript:alert(1)", "words": "Woorden.", "apa": "Bron."}]
    page.evaluate("kept => localStorage.setItem('bronwijzer.list', kept)", json.dumps(kept))
    page.reload()
    assert page.locator("h2 a").get_attribute("href") is None
    page.get_by_role("button", name="RIS", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("staat niet meer in de documenten. Haal deze weg: Oud stuk")

    def broken(route: Route) -> None:
        route.fulfill(status=500, body="{}", content_type="application/json")

    page.route("**/v1/citations", broken)
    page.get_by_role("button", name="RIS", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Het downloaden lukte niet")


def test_a_list_in_a_browser_that_keeps_nothing_is_empty(opened: Opened) -> None:
    page = opened("/lijst")
    page.evaluate("localStorage.setItem('bronwijzer.list', 'geen json')")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Uw lijst is leeg")


def test_without_a_script_one_searches_filters_pages_and_reads(opened: Opened) -> None:
    page = opened("/", java_script_enabled=False)
    page.get_by_label("Zoekwoorden of een vraag").fill("sociale basis")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.locator("[data-say]")).to_contain_text("passages in")
    assert page.get_by_role("button", name="Bewaar").count() == 0
    page.get_by_role("link", name="Pagina 2", exact=True).click()
    expect(page.locator("[data-say]")).to_contain_text("Pagina 2")
    page.get_by_role("link", name=re.compile("^nieuwsbrief")).click()
    expect(page.get_by_role("link", name=re.compile("Soort nieuwsbrief"))).to_be_visible()
    page.locator("details.why summary").first.click()
    expect(page.locator("details.why li").first).to_be_visible()
    page.locator("h3 a").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()
    page.goto("/lijst")
    expect(page.get_by_text("is JavaScript nodig")).to_be_visible()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_small(opened: Opened, path: str) -> None:
    page = opened(path)
    text = page.evaluate("fetch(location.href).then(answer => answer.text())")
    assert len(text.encode()) < MOST_PAGE


def test_the_script_is_small() -> None:
    assert len(assets.contents("bronwijzer.js") or b"") < MOST_SCRIPT


def test_a_page_asks_nobody_else_for_anything(opened: Opened, address: str) -> None:
    page = opened("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/?q=sociale+basis")
    page.wait_for_load_state("networkidle")
    assert len(asked) > 1
    assert all(url.startswith(address) for url in asked)


def test_nothing_that_is_written_into_a_page_runs(opened: Opened) -> None:
    page = opened("/", expected="Content Security Policy")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None


def test_on_paper_a_page_has_its_words_and_no_controls(opened: Opened) -> None:
    page = opened("/?q=sociale+basis")
    page.emulate_media(media="print")
    expect(page.locator(".words").first).to_be_visible()
    for control in (".search", ".filters", ".tools", ".paging"):
        expect(page.locator(control).first).to_be_hidden()
