"""The pages over the samples, in a real browser. Where Chromium is not installed, these tests are skipped."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import corpus
from api.app import create_app
from indexer.sync import sync
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving

ROOT = Path(corpus.__file__).parents[1]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Opened = Callable[..., Page]
Shoot = Callable[..., None]
expect.set_options(timeout=30_000)  # as long as the browser waits for anything else: a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("web") / "index"
    sync([ROOT / "corpus" / "samples"], directory, lambda identity: FakeEncoder())
    return directory


@pytest.fixture(scope="session")
def address(sample_index: Path) -> Iterator[str]:
    with serving(create_app(lambda: Searcher.open(sample_index, FakeEncoder()))) as address:
        yield address


@pytest.fixture(scope="module")  # its event loop runs until it ends, and tests of other rooms need one of their own
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Return a function that keeps a picture of what is seen, by a name, when a folder for them is asked for."""
    asked = os.environ.get("TEST_SHOTS")
    if not asked:
        return lambda page, name, **options: None
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str, *, whole: bool = False) -> None:
        page.screenshot(path=folder / f"{name}.png", full_page=whole)

    return shoot


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Return a function that opens a page by its path; options are those of a browser context.

    Pages say nothing on the console, but for the lines with ``expected`` in them.
    """
    contexts: list[BrowserContext] = []
    said: list[str] = []
    expected_too = ["the server responded with a status of"]

    def open_page(path: str, *, status: int = 200, expected: str = "", **options: object) -> Page:
        context = browser.new_context(base_url=address, **{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]  # by name
        contexts.append(context)
        expected_too.extend([expected] if expected else [])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        response = page.goto(path)
        assert response is not None
        assert response.status == status
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [line for line in said if not any(one in line for one in expected_too)] == []
