"""The search box in the pages of others, which do not make it easy."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from api.access import Access
from api.app import create_app
from api.keys import KeyFile
from api.web.assets import contents
from api.web.box import SCRIPT
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving
from tests.web.checking import faults, too_wide, violations
from tests.web.conftest import Opened, Shoot

PLAIN = '<!doctype html><html lang="nl"><title>Intranet</title><main><h1>Intranet</h1>{box}</main></html>'
# Everything that a page may do to what is put in it: reset every style with force, change the letters and the
# objects that scripts use (as a framework of 2008 did), forbid styles that stand in the page, and press keys itself.
HOSTILE = """<!doctype html><html lang="nl"><title>Intranet</title>
<style nonce="huis">
  html {{ font-size: 62.5%; color-scheme: light; }}
  body {{ font: italic 16px/1 "Comic Sans MS", cursive; text-align: right; text-transform: uppercase; color: red; }}
  * {{ all: unset !important; }}
  title, style, script {{ display: none !important; }}
  main, bronwijzer-zoek {{ display: block !important; position: absolute; overflow: hidden; height: 3px; }}
  h1, bronwijzer-zoek {{ visibility: hidden !important; }}
  h1 {{ visibility: visible !important; font-size: 20px !important; }}
</style>
<script nonce="huis">
  Object.prototype.extend = function () {{}};
  Array.prototype.toJSON = function () {{ return "kapot"; }};
  Array.from = () => [];
  Function.prototype.bind = function () {{ return () => {{}}; }};
  window.$ = window.find = window.name = null;
  document.addEventListener("keydown", (event) => {{ if (event.key === "/") event.preventDefault(); }});
</script>
<main><h1>Intranet</h1>{box}</main></html>"""
POLICY = "default-src 'none'; script-src 'nonce-huis' {service}; style-src 'nonce-huis'; connect-src {service}"
Placed = Callable[..., Page]


@contextmanager
def hosting(pages: dict[str, tuple[str, dict[str, str]]]) -> Iterator[str]:
    """Yield the origin of a site that has these pages, with their headers; more may be put in while it is there."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = pages.get(self.path, ("", {}))  # a browser asks for an icon too
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[str, dict[str, str]]]:
    return {}


@pytest.fixture(scope="module")
def site(pages: dict[str, tuple[str, dict[str, str]]]) -> Iterator[str]:
    with hosting(pages) as origin:
        yield origin


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFile:
    return KeyFile(tmp_path_factory.mktemp("keys") / "sleutels")


@pytest.fixture(scope="module")
def key(keys: KeyFile) -> str:
    return keys.create(name="intranet", scope="read", groups=(), expires=None)[0]


@pytest.fixture(scope="module")
def service(sample_index: Path, site: str, keys: KeyFile) -> Iterator[str]:
    """The service, which admits the site, and asks for a key."""
    app = create_app(
        lambda: Searcher.open(sample_index, FakeEncoder()), origins=(site,), access=Access(keys, anonymous=None)
    )
    with serving(app) as address:
        yield address


@pytest.fixture
def placed(
    browser: Browser, pages: dict[str, tuple[str, dict[str, str]]], site: str, service: str, key: str
) -> Iterator[Placed]:
    """Return a function that opens a page of the site with the box in it."""
    context = browser.new_context(viewport={"width": 900, "height": 900})

    def place(
        attributes: str = "",
        *,
        page: str = PLAIN,
        policy: str | None = None,
        host: str = site,
        own_key: str | None = key,
    ) -> Page:
        held = "" if own_key is None else f'key="{own_key}"'
        box = (
            f'<script src="{service}/{SCRIPT}" defer></script>'
            f'<bronwijzer-zoek src="{service}" {held} {attributes}><a href="{service}">Zoek</a></bronwijzer-zoek>'
        )
        headers = {} if policy is None else {"Content-Security-Policy": policy.format(service=service)}
        pages["/"] = (page.format(box=box), headers)
        opened = context.new_page()
        opened.set_default_timeout(5_000)
        opened.goto(host)
        return opened

    yield place
    context.close()


def search(page: Page, words: str) -> Locator:
    """Search by the keyboard alone, and return what is said of it."""
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    status = page.locator("bronwijzer-zoek").get_by_role("status")
    expect(status).not_to_have_text("")
    expect(status).not_to_have_text("Bezig met zoeken …")
    return status


def answering(page: Page, status: int, body: object) -> None:
    """Let the service answer a search so."""

    def fulfil(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        route.fulfill(status=status, headers=headers, content_type="application/json", body=json.dumps(body))

    page.route("**/v1/search", fulfil)


def found(
    *hits: dict[str, object], suggestion: str | None = None, corrected: str | None = None, leg: str = "dense"
) -> dict[str, object]:
    fields = {"corrected": corrected, "suggestion": suggestion, "note": None, "legs": [leg]}
    return {"hits": list(hits), "total": len(hits), **fields}


def hit(text: str, highlights: list[list[int]], link: str, date: str | None = None) -> dict[str, object]:
    return {
        "passage": {"passageId": "p1", "text": text, "highlights": highlights},
        "document": {
            "docId": "map/een tekst.md",
            "title": "Een tekst",
            "item": None,
            "publisher": None,
            "date": date,
        },
        "citation": {"link": link},
    }


def test_the_box_weighs_less_than_15_kilobytes() -> None:
    assert len(contents(SCRIPT) or b"") < 15_000


def test_who_uses_the_keyboard_finds_passages_with_the_words_marked(placed: Placed, shoot: Shoot) -> None:
    page = placed('count="3"')
    status = search(page, "eenzaamheid")
    expect(status).to_contain_text("De beste 3 van")
    assert page.locator("bronwijzer-zoek li").count() == 3
    assert "eenzaam" in page.locator("bronwijzer-zoek mark").first.inner_text().lower()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('bronwijzer-zoek').shadowRoot.activeElement.tagName") == "A"
    shoot(page, "box-plain")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert too_wide(page) == []


def test_a_hostile_page_neither_breaks_the_box_nor_is_broken_by_it(placed: Placed, shoot: Shoot) -> None:
    page = placed(page=HOSTILE, policy=POLICY)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    search(page, "sociale basis")
    shoot(page, "box-hostile")
    assert page.locator("bronwijzer-zoek li").count() == 5
    shown = page.evaluate(
        """() => {
            const box = document.querySelector("bronwijzer-zoek");
            const style = getComputedStyle(box.shadowRoot.querySelector("a"));
            const area = box.getBoundingClientRect();
            return [getComputedStyle(box).display, getComputedStyle(box).visibility, style.textDecorationLine,
                    style.textTransform, area.height > 200, box.shadowRoot.querySelector("input").offsetHeight > 30,
                    getComputedStyle(document.querySelector("h1")).fontSize];
        }"""
    )
    assert shown == ["block", "visible", "underline", "none", True, True, "20px"]
    assert refused == []


def test_the_box_takes_its_colours_and_its_filters_from_the_page(placed: Placed) -> None:
    style = "<style>bronwijzer-zoek {{ --bronwijzer-zoek-accent: rgb(1, 2, 3) }}</style>"
    page = placed('kind="newsletter" label="Zoek in nieuwsbrieven"', page=style + PLAIN)
    with page.expect_request("**/v1/search") as asked:
        search(page, "mantelzorg")
    assert asked.value.post_data_json == {"q": "mantelzorg", "k": 5, "kind": "newsletter"}
    assert page.get_by_label("Zoek in nieuwsbrieven").count() == 1
    assert (
        page.get_by_role("button", name="Zoek").evaluate("one => getComputedStyle(one).backgroundColor")
        == "rgb(1, 2, 3)"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Typ eerst een of meer woorden."),
        ("!", "De zoekvraag is leeg. Typ een of meer woorden."),
        ("mantelzorch", "Bedoelde u: mantelzorg"),
    ],
)
def test_the_box_says_what_became_of_a_search(placed: Placed, words: str, said: str) -> None:
    expect(search(placed(), words)).to_contain_text(said)


def test_what_was_perhaps_meant_is_searched_with_a_button(placed: Placed) -> None:
    page = placed()
    answering(page, 200, found(suggestion="schuldhulp", corrected="schuldhup"))
    expect(search(page, "schuldhuip")).to_have_text(
        "Niets gevonden. Probeer andere of minder woorden. Gezocht op: schuldhup. Bedoelde u: schuldhulp"
    )
    page.unroute("**/v1/search")
    page.get_by_role("button", name="schuldhulp").click()
    expect(page.get_by_role("searchbox")).to_have_value("schuldhulp")
    expect(page.locator("bronwijzer-zoek li").first).to_be_visible()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Dit zoekvak mag hier niet zoeken."),
        (429, "Het is nu te druk."),
        (503, "Het is nu te druk."),
        (500, "Zoeken lukt nu niet."),
    ],
)
def test_a_refusal_is_told_in_plain_words(placed: Placed, status: int, said: str) -> None:
    page = placed()
    answering(page, status, {"detail": "anders"})
    expect(search(page, "coach")).to_contain_text(said)


def test_a_key_that_is_missing_and_a_site_that_is_not_admitted_are_told(placed: Placed, site: str) -> None:
    expect(search(placed(own_key=None), "coach")).to_contain_text("Dit zoekvak mag hier niet zoeken.")
    stranger = site.replace("127.0.0.1", "localhost")
    expect(search(placed(host=stranger), "coach")).to_contain_text("Zoeken lukt nu niet.")


def test_marks_stand_right_after_letters_that_a_script_keeps_in_halves(placed: Placed) -> None:
    page = placed()
    text = "😀😀 De coach helpt. " + "Een lange zin die verder gaat. " * 20
    answering(page, 200, found(hit(text, [[6, 11]], "https://voorbeeld.nl/tekst")))
    search(page, "coach")
    assert page.locator("bronwijzer-zoek mark").inner_text() == "coach"
    shown = page.locator("bronwijzer-zoek li p").last.inner_text()
    assert shown.startswith("😀😀 De coach helpt.")
    assert shown.endswith(" …")
    assert len(shown) < 320


def test_the_words_around_a_late_mark_are_shown(placed: Placed) -> None:
    page = placed()
    text = "Eerst iets anders over de wijk. " * 20 + "Dan de coach. " + "Daarna weer iets anders. " * 20
    answering(page, 200, found(hit(text, [[0, 5], [647, 652]], "/v1/passages/p1")))
    search(page, "coach")
    assert page.locator("bronwijzer-zoek li p").last.inner_text().startswith("Eerst")
    answering(page, 200, found(hit(text, [[647, 652]], "/v1/passages/p1")))
    search(page, "nu")
    assert page.locator("bronwijzer-zoek mark").inner_text() == "coach"
    assert page.locator("bronwijzer-zoek li p").last.inner_text().startswith("… ")


def test_the_box_tells_when_what_it_shows_has_none_of_the_words(placed: Placed) -> None:
    page = placed()
    answering(page, 200, found(hit("Een tekst", [], "/v1/passages/p1"), hit("Nog een", [], "/v1/passages/p2")))
    alike = "De beste 2 van 2 passages. Uw woorden staan er niet in. Ze zijn gekozen op betekenis."
    expect(search(page, "zzyzx")).to_have_text(alike)
    newest = hit("Een tekst", [], "/v1/passages/p1"), hit("Nog een", [], "/v1/passages/p2")
    answering(page, 200, found(*newest, leg="recency"))
    expect(search(page, "nieuwste")).to_have_text("De beste 2 van 2 passages.")
    answering(page, 200, found(hit("Een tekst", [[4, 9]], "/v1/passages/p1"), hit("Nog een", [], "/v1/passages/p2")))
    expect(search(page, "tekst")).to_have_text("De beste 2 van 2 passages.")


@pytest.mark.parametrize("link", ["/v1/passages/p1", "javascript:alert(1)"])
def test_what_is_no_address_on_the_web_is_shown_by_the_service(placed: Placed, service: str, link: str) -> None:
    page = placed()
    answering(page, 200, found(hit("Tekst", [], link)))
    search(page, "tekst")
    address = page.locator("bronwijzer-zoek li a").get_attribute("href")
    assert address == f"{service}/document/map/een%20tekst.md?passage=p1#passage"


@pytest.mark.parametrize(
    ("date", "lang", "words"),
    [
        (None, "nl", ""),
        ("2024", "nl", "2024"),
        ("2024-02", "nl", "februari 2024"),
        ("2024-02-01", "nl", "1 februari 2024"),
        ("2024-02-01", "en", "1 February 2024"),
    ],
)
def test_a_date_is_told_in_words_and_stays_as_partial_as_it_is(
    placed: Placed, date: str | None, lang: str, words: str
) -> None:
    page = placed(page=PLAIN.replace('lang="nl"', f'lang="{lang}"'))
    answering(page, 200, found(hit("Tekst", [], "https://voorbeeld.nl/", date)))
    page.get_by_role("searchbox").fill("tekst")
    page.keyboard.press("Enter")
    assert page.locator("bronwijzer-zoek .about").inner_text() == words


def test_a_later_search_takes_the_place_of_an_earlier_one(placed: Placed) -> None:
    page = placed()
    page.route("**/v1/search", lambda route: None)  # it is not answered
    with page.expect_request("**/v1/search"):
        page.get_by_role("searchbox").fill("eerste")
        page.keyboard.press("Enter")
    expect(page.locator("bronwijzer-zoek").get_by_role("status")).to_have_text("Bezig met zoeken …")
    page.unroute("**/v1/search")
    search(page, "mantelzorg")
    expect(page.locator("bronwijzer-zoek li").first).to_be_visible()


def test_the_page_that_shows_the_box_can_be_used_by_everyone(opened: Opened, shoot: Shoot) -> None:
    page = opened("/zoekvak")
    status = search(page, "mantelzorg")
    expect(status).to_contain_text("De beste 5 van")
    assert list(faults(page, "box", shoot)) == []


def test_the_page_that_shows_the_box_speaks_english_too(opened: Opened) -> None:
    page = opened("/zoekvak?lang=en")
    page.get_by_role("searchbox").fill("mantelzorg")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("bronwijzer-zoek").get_by_role("status")).to_contain_text("The best 5 of")


def test_without_javascript_what_stands_in_the_box_is_shown(opened: Opened) -> None:
    page = opened("/zoekvak", java_script_enabled=False)
    expect(page.get_by_text("Voor het zoekvak is JavaScript nodig.")).to_be_visible()
