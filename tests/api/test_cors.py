"""Only the sites that are named may ask from a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from search.searcher import Searcher
from tests.fakes import FakeEncoder

SITE = "https://intranet.example"


@pytest.fixture
def browser(index: Path) -> Iterator[TestClient]:
    """Yield a client of a service that knows one site."""
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), origins=[SITE])
    with TestClient(app) as browser:
        yield browser


def preflight(client: TestClient, origin: str) -> tuple[int, str | None]:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "X-API-Key"}
    answer = client.options("/v1/search", headers=headers)
    return answer.status_code, answer.headers.get("access-control-allow-origin")


def test_a_page_of_the_site_may_ask_and_see_the_answer(browser: TestClient) -> None:
    assert preflight(browser, SITE) == (200, SITE)
    answer = browser.get("/v1/search?q=coach", headers={"Origin": SITE})
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "Retry-After" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_page_of_another_site_is_refused_with_a_problem(browser: TestClient) -> None:
    other = "https://anders.example"
    assert preflight(browser, other) == (400, None)
    headers = {"Origin": other, "Access-Control-Request-Method": "GET"}
    assert browser.options("/v1/search", headers=headers).json() == {
        "status": 400,
        "title": "De aanvraag klopt niet",
        "detail": "Deze site mag dit niet vanuit een browser vragen. De beheerder kan haar toelaten met "
        "BRONWIJZER_ORIGINS.",
    }
    assert "access-control-allow-origin" not in browser.get("/v1/search?q=coach", headers={"Origin": other}).headers


def test_without_a_list_no_site_may_ask(client: TestClient) -> None:
    assert preflight(client, SITE) == (405, None)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("intranet.example", 400),
        ("localhost.example:8000", 400),
        ("[", 400),
        ("", 400),
    ],
)
def test_where_nobody_is_asked_for_a_key_only_own_names_of_the_machine_are_answered(
    index: Path, host: str, status: int
) -> None:
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), own_names=True)
    with TestClient(app) as client:
        answer = client.get("/v1/search?q=coach", headers={"Host": host})
    assert answer.status_code == status
    assert ("sleutel" in answer.text) is (status == 400)
