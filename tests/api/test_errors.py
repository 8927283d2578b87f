"""Every way in which HTTP can fail gives one and the same kind of answer."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import asker, rates
from api.app import create_app
from api.errors import STATUS
from api.limits import MAX_BODY
from api.security import HEADERS
from search import errors
from search.errors import SearchError
from search.index import Index
from tests.api.broken import BrokenSearcher
from tests.fakes import FakeEncoder

JSON = {"content-type": "application/json"}
FAULTY = "De aanvraag klopt niet"
FIELDS = "Verbeter de genoemde velden en probeer het opnieuw."
DATE = "schrijf de datum als 2024, 2024-02 of 2024-02-01"
MODE = "dit moet een van deze zijn: 'hybrid', 'dense' of 'lexical'"
STATUSES = "dit moet een van deze zijn: 'planned', 'running' of 'finished'"
NUMBER = "dit moet een heel getal zijn"
EMPTY = "De zoekvraag is leeg. Typ een of meer woorden."
STRANGE = "De zoekvraag bevat een teken dat geen tekst is (U+{}). Haal het weg en zoek opnieuw."


@pytest.fixture
def broken(index: Path) -> Iterator[TestClient]:
    app = create_app(lambda: BrokenSearcher(index, Index.open(index), FakeEncoder()))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def assert_problem(response: Any, status: int, title: str, detail: str) -> dict[str, Any]:  # noqa: ANN401 - httpx's
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    body: dict[str, Any] = response.json()
    assert {key: value for key, value in body.items() if key != "errors"} == {
        "status": status,
        "title": title,
        "detail": detail,
    }
    return body


@pytest.mark.parametrize(
    ("query", "location", "message"),
    [
        ("", "q", "dit veld is verplicht"),
        ("q=a&k=0", "k", "dit moet 1 of meer zijn"),
        ("q=a&k=-3", "k", "dit moet 1 of meer zijn"),
        ("q=a&k=101", "k", "dit moet 100 of minder zijn"),
        ("q=a&k=1000000000", "k", "dit moet 100 of minder zijn"),
        ("q=a&k=tien", "k", NUMBER),
        ("q=a&k=1.5", "k", NUMBER),
        ("q=a&k=", "k", NUMBER),
        ("q=a&k=" + "9" * 5000, "k", "dit is geen geldige waarde"),
        ("q=a&offset=-1", "offset", "dit moet 0 of meer zijn"),
        ("q=a&offset=10001", "offset", "dit moet 10000 of minder zijn"),
        ("q=a&mode=fuzzy", "mode", MODE),
        ("q=a&status=klaar", "status", STATUSES),
        ("q=a&explain=misschien", "explain", "dit moet true of false zijn"),
        ("q=a&kind=" + "x" * 201, "kind", "dit is te lang: hoogstens 200 tekens"),
        ("q=a&publisher=" + "x" * 201, "publisher", "dit is te lang: hoogstens 200 tekens"),
        ("q=a&from=2024-13", "from", DATE),
        ("q=a&to=gisteren", "to", DATE),
        ("q=a&from=", "from", DATE),
        ("q=a&limit=5", "limit", "dit veld bestaat niet"),
        ("q=a&first=2024", "first", "dit veld bestaat niet"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(client: TestClient, query: str, location: str, message: str) -> None:
    body = assert_problem(client.get(f"/v1/search?{query}"), 400, FAULTY, FIELDS)
    assert body["errors"] == [{"location": location, "message": message}]


def test_a_period_that_ends_before_it_begins_is_refused(client: TestClient) -> None:
    body = client.get("/v1/search?q=wijk&from=2025&to=2024").json()
    assert (body["status"], body["errors"]) == (
        400,
        [{"location": "query", "message": "from (2025) ligt na to (2024). Draai ze om"}],
    )


@pytest.mark.parametrize("path", ["/v1/search", "/v1/answers"])
def test_a_kind_that_nobody_knows_is_refused_with_those_that_there_are(client: TestClient, path: str) -> None:
    known = "Kies een van deze soorten: artikel, nieuwsbrief."
    response = client.post(path, json={"q" if path == "/v1/search" else "question": "wijk", "kind": "roman"})
    body = assert_problem(response, 400, FAULTY, FIELDS)
    assert body["errors"] == [{"location": "kind", "message": f"De soort “roman” bestaat niet. {known}"}]
    assert client.get("/v1/search?q=wijk&kind=roman").json()["errors"] == body["errors"]


def test_every_parameter_that_is_wrong_is_named_at_once(client: TestClient) -> None:
    body = client.get("/v1/search?k=0&mode=x&from=2024-13&limit=5").json()
    assert {fault["location"] for fault in body["errors"]} == {"q", "k", "mode", "from", "limit"}


@pytest.mark.parametrize(
    ("content", "location", "message"),
    [
        (b"", "body", "dit veld is verplicht"),
        (b"{", "body", "de inhoud is geen geldige JSON"),
        (b"[]", "body", "de inhoud moet een JSON-object zijn"),
        (b"null", "body", "de inhoud moet een JSON-object zijn"),
        (b'"coach"', "body", "de inhoud moet een JSON-object zijn"),
        (b"{}", "q", "dit veld is verplicht"),
        (b'{"q": 5}', "q", "dit moet tekst zijn"),
        (b'{"q": null}', "q", "dit moet tekst zijn"),
        (b'{"q": NaN}', "q", "dit moet tekst zijn"),
        (b'{"q": "a", "k": "tien"}', "k", NUMBER),
        (b'{"q": "a", "k": 2.5}', "k", NUMBER),
        (b'{"q": "a", "k": true}', "k", NUMBER),
        (b'{"q": "a", "k": "5"}', "k", NUMBER),
        (b'{"q": "a", "offset": false}', "offset", NUMBER),
        (b'{"q": "a", "explain": 1}', "explain", "dit moet true of false zijn"),
        (b'{"q": "a", "k": null}', "k", NUMBER),
        (b'{"q": "a", "k": 0}', "k", "dit moet 1 of meer zijn"),
        (b'{"q": "a", "k": 1000000000}', "k", "dit moet 100 of minder zijn"),
        (b'{"q": "a", "mode": 5}', "mode", MODE),
        (b'{"q": "a", "explain": []}', "explain", "dit moet true of false zijn"),
        (b'{"q": "a", "from": "2024-13"}', "from", DATE),
        (b'{"q": "a", "from": 2024}', "from", "dit moet tekst zijn"),
        (b'{"q": "a", "kind": "\\ud800"}', "kind", "dit is geen geldige tekst"),
        (b'{"q": "a", "publisher": "\\ud800"}', "publisher", "dit is geen geldige tekst"),
        (b'{"q": "a", "\\ud800": 1}', "body", "dit is geen geldige tekst"),
        (b'{"q": "a", "last": "2024"}', "last", "dit veld bestaat niet"),
    ],
)
def test_a_field_that_is_wrong_is_named(client: TestClient, content: bytes, location: str, message: str) -> None:
    body = assert_problem(client.post("/v1/search", content=content, headers=JSON), 400, FAULTY, FIELDS)
    assert body["errors"] == [{"location": location, "message": message}]


@pytest.mark.parametrize("content", [b"\xff\xfe{", b"[" * 100_000, b'{"q": "a", "k": ' + b"9" * 5000 + b"}"])
def test_a_body_that_no_parser_takes_is_refused(client: TestClient, content: bytes) -> None:
    detail = "De inhoud is geen JSON in UTF-8, of te diep genest. Verbeter de inhoud en probeer het opnieuw."
    body = assert_problem(client.post("/v1/search", content=content, headers=JSON), 400, FAULTY, detail)
    assert "errors" not in body


def too_much() -> Iterator[bytes]:
    """Yield a body of one byte more than is read, in pieces: nobody says beforehand how long it will be."""
    yield b" " * MAX_BODY
    yield b"{"


@pytest.mark.parametrize("content", [b" " * (MAX_BODY + 1), too_much()], ids=["whole", "in pieces"])
def test_a_body_that_is_too_long_is_refused(client: TestClient, content: bytes | Iterator[bytes]) -> None:
    response = client.post("/v1/search", content=content, headers=JSON)
    detail = "De inhoud is langer dan 1048576 bytes. Stuur een kortere zoekvraag."
    assert_problem(response, 413, "De aanvraag is te groot", detail)


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    response = client.post("/v1/search", content=b'{"q": "coach"}', headers={"content-type": "text/plain"})
    body = assert_problem(response, 400, FAULTY, FIELDS)
    assert body["errors"] == [{"location": "body", "message": "de inhoud moet een JSON-object zijn"}]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", EMPTY),
        ("  ", EMPTY),
        ("?!", EMPTY),
        ("a" * 5_001, "De zoekvraag is te lang (5001 tekens). Gebruik hoogstens 5000 tekens."),
        ("a" * 100_000, "De zoekvraag is te lang (100000 tekens). Gebruik hoogstens 5000 tekens."),
        ("wijk\x00", STRANGE.format("0000")),
        ("\x1b[31mwijk", STRANGE.format("001B")),
        ("wijk \ud800", STRANGE.format("D800")),
    ],
)
def test_a_query_that_cannot_be_searched_says_why(client: TestClient, query: str, detail: str) -> None:
    body = assert_problem(
        client.post("/v1/search", content=json.dumps({"q": query}), headers=JSON), 400, FAULTY, detail
    )
    assert "errors" not in body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/docs"),
        ("GET", "/v1"),
        ("GET", "/v1/search/?q=coach"),  # a redirect would lose a POST's body
        ("POST", "/v1/search/"),
        ("GET", "/health/live/"),
        ("GET", "/v2/search?q=coach"),
        ("GET", "/v1/openapi.json/"),
    ],
)
def test_an_address_that_does_not_exist_is_not_found(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path, follow_redirects=False)
    detail = "Dit adres bestaat niet. Controleer het adres; alle adressen staan in /v1/openapi.json."
    assert_problem(response, 404, "Niet gevonden", detail)


def test_a_passage_that_does_not_exist_is_not_found(client: TestClient) -> None:
    detail = "Deze passage staat niet in de index. Zoek opnieuw: het document kan vernieuwd zijn."
    for passage_id in ("bestaat-niet", "%00", "%F0%9F%98%80"):
        assert_problem(client.get(f"/v1/passages/{passage_id}"), 404, "Niet gevonden", detail)
    body = assert_problem(client.get("/v1/passages/" + "x" * 65), 400, FAULTY, FIELDS)
    assert body["errors"] == [{"location": "passageId", "message": "dit is te lang: hoogstens 64 tekens"}]


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v1/search"), ("DELETE", "/v1/passages/x"), ("POST", "/health/ready")]
)
def test_a_method_that_an_address_does_not_know_is_refused(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    detail = "Gebruik een methode die dit adres kent; zie /v1/openapi.json."
    assert_problem(response, 405, "Deze methode kan hier niet", detail)
    assert "GET" in response.headers["allow"]


def test_an_unexpected_error_tells_nothing_outside_and_all_in_the_log(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="api.errors"):
        response = broken.get("/v1/search", params={"q": "woorden die niemand hoeft te weten"})
    detail = "Dat ligt aan ons. Probeer het later opnieuw of meld het aan de beheerder."
    assert_problem(response, 500, "Er ging iets mis", detail)
    (record,) = (record for record in caplog.records if record.name == "api.errors")
    assert record.getMessage() == "unexpected error in /v1/search"
    assert record.exc_info is not None
    assert record.exc_info[1] is BrokenSearcher.error


def test_every_failure_of_search_has_a_status() -> None:
    named = (*vars(errors).values(), *vars(asker).values(), *vars(rates).values())
    kinds = {kind for kind in named if isinstance(kind, type) and issubclass(kind, SearchError)}
    assert set(STATUS) == kinds - {SearchError}


@pytest.mark.parametrize(
    ("kind", "status", "title"),
    [
        (errors.InvalidQueryError, 400, FAULTY),
        (errors.PassageMissingError, 404, "Niet gevonden"),
        (errors.IndexLockedError, 409, "Nu niet mogelijk"),
        (errors.IndexMissingError, 503, "De zoekdienst is nu niet beschikbaar"),
        (errors.UnreadableIndexError, 503, "De zoekdienst is nu niet beschikbaar"),
        (errors.ModelError, 503, "De zoekdienst is nu niet beschikbaar"),
        (errors.StorageError, 507, "De schijf is vol"),
    ],
)
def test_a_failure_of_search_is_told_in_its_own_words(
    broken: TestClient, monkeypatch: pytest.MonkeyPatch, kind: type[SearchError], status: int, title: str
) -> None:
    monkeypatch.setattr(BrokenSearcher, "error", kind("Dit is er mis. Dit helpt."))
    assert_problem(broken.get("/v1/search?q=coach"), status, title, "Dit is er mis. Dit helpt.")
