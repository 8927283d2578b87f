"""Every page in every state, as people see it."""

import pytest

from tests.web.checking import faults, too_wide, violations, without_visible_focus
from tests.web.conftest import Opened, Shoot

STATES = {
    "start": ("/", 200),
    "results": ("/?q=sociale+basis", 200),
    "answer": ("/?q=Voor+wie+is+de+Wijk+GGD%3F", 200),
    "no-answer": ("/?q=Wie+won+de+marathon+van+New+York%3F", 200),
    "filtered": ("/?q=sociale+basis&kind=newsletter&from=2024&to=2024", 200),
    "nothing": ("/?q=sociale+basis&publisher=Niemand", 200),
    "private": ("/vertrouwelijk", 200),
    "list": ("/lijst", 200),
    "missing": ("/nergens", 404),
    "faulty": ("/?q=%21", 400),
    "document": ("/document/hogeschool-fabelland-nieuwsbrief/nieuwsbrief-2025-1.md?q=sociale+basis", 200),
    "page-of-a-paper": ("/document/sociaal-verhaal-nummer/sociaal-verhaal-2024-3.txt?q=wijk&part=2", 200),
    "projects": ("/projecten", 200),
    "projects-chosen": ("/projecten?status=finished&theme=Bestaanszekerheid&sort=title", 200),
    "projects-none": ("/projecten?place=Nergens", 200),
    "holdings": ("/bronnen", 200),
    "held": ("/bronnen/documenten?kind=newsletter", 200),
    "held-none": ("/bronnen/documenten?publisher=Niemand", 200),
    "english-projects": ("/projecten?lang=en&page=2", 200),
    "english-holdings": ("/bronnen?lang=en", 200),
    "english": ("/?q=sociale+basis&page=2&lang=en", 200),
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_can_be_used_by_everyone_however_it_is_shown(opened: Opened, shoot: Shoot, state: str) -> None:
    path, status = STATES[state]
    page = opened(path, status=status)
    for details in page.locator("details").all()[:3]:
        details.evaluate("one => { one.open = true }")
    assert list(faults(page, state, shoot)) == []


@pytest.mark.parametrize("state", ["start", "results", "answer", "list", "projects", "holdings"])
def test_who_uses_only_the_keyboard_sees_where_they_are(opened: Opened, state: str) -> None:
    stops, hidden = without_visible_focus(opened(STATES[state][0]))
    assert hidden == []
    assert stops > 4


def test_what_comes_by_script_can_be_used_by_everyone_too(opened: Opened, shoot: Shoot) -> None:
    page = opened("/?q=wijk+ggd")
    for button in page.get_by_role("button", name="Bewaar", exact=True).all()[:3]:
        button.click()
    page.locator(".tools a", has_text="Vergelijkbaar").first.click()
    assert list(faults(page, "similar", shoot)) == []
    page.get_by_role("link", name="Mijn lijst").click()
    assert list(faults(page, "list-filled", shoot)) == []
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("mantel")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    shoot(page, "suggestions")


def test_the_checks_find_what_is_wrong(opened: Opened) -> None:
    page = opened("/")
    page.evaluate(
        """() => {
            const wide = document.createElement("p");
            wide.textContent = "breed";
            wide.style.cssText = "width: 3000px; color: #ddd; background: #fff";
            document.querySelector("main").append(wide);
            document.querySelector("label").remove();
            for (const one of document.querySelectorAll("a")) one.style.outline = "none";
        }"""
    )
    found = {fault.split(":")[0] for fault in violations(page)}
    assert {"color-contrast", "label"} <= found
    assert too_wide(page)
    assert without_visible_focus(page)[1]


def test_a_name_that_is_written_from_right_to_left_leaves_the_date_beside_it_whole(opened: Opened) -> None:
    page = opened("/document/sociaal-verhaal-magazine/dag-met-sam-denkbeeldig.html")
    known = page.locator(".reading .known")
    known.locator("[lang]").last.evaluate("one => { one.textContent = '\u05de\u05d5\u05dc' }")
    assert known.locator("time").inner_text() == "8 oktober 2024"
    assert known.locator("time").evaluate("one => one.getClientRects().length") == 1


def test_a_page_on_paper_is_light_and_tells_what_was_searched(opened: Opened, shoot: Shoot) -> None:
    page = opened("/?q=wijk+ggd", color_scheme="dark")
    page.emulate_media(media="print")
    shoot(page, "results-print", whole=True)
    look = "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    assert page.locator("mark").first.evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 233, 166)"]
    assert page.locator(".hit h3 a").first.evaluate(look)[0] == "rgb(11, 85, 99)"
    heading = page.get_by_role("heading", name="Resultaten voor “wijk ggd”").bounding_box()
    assert heading is not None
    assert heading["width"] > 200
    assert page.locator("input, nav").locator("visible=true").count() == 0
    assert too_wide(page) == []
