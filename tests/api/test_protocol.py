"""Bytes that are no HTTP get a problem document too."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import protocol
from api.app import create_app
from api.security import HEADERS
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving


@pytest.fixture
def port(index: Path) -> Iterator[int]:
    """Yield the port of a real server."""
    app = create_app(lambda: Searcher.open(index, FakeEncoder()))
    with serving(app) as address:
        yield int(address.rpartition(":")[2])


@pytest.mark.parametrize("request_line", [b"dit is geen HTTP", b"GET /v1/search?q=" + b"a" * 100_000 + b" HTTP/1.1"])
def test_what_is_no_request_is_answered_with_a_problem(port: int, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request_line + b"\r\n\r\n")
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    assert status == "HTTP/1.1 400 Bad Request"
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
    assert json.loads(body) == {
        "status": 400,
        "title": "De aanvraag klopt niet",
        "detail": "Dit is geen geldige HTTP-aanvraag, of het adres is te lang. "
        "Stuur een lange zoekvraag met POST naar /v1/search, in hoogstens 5000 tekens.",
    }


def told(port: int, *pieces: bytes) -> tuple[int, str]:
    """Return the status and detail of the answer to what is sent in these pieces."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for piece in pieces:
            connection.sendall(piece)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    last = answer[answer.rindex(b"HTTP/1.1 ") :]
    head, _, body = last.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["detail"]


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET / HTTP/1.1\r\nHost: ", b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /health/live HT"],
    ids=["nothing", "half a head", "half a second head"],
)
def test_who_never_ends_the_head_of_a_request_is_hung_up_on(
    port: int, beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "_HEAD_SECONDS", 0.05)
    assert told(port, beginning) == (408, "Het begin van de aanvraag kwam niet op tijd aan. Probeer het opnieuw.")


def test_headers_that_are_too_long_are_refused_before_they_end(port: int) -> None:
    line = b"X-Lang: " + b"a" * 8_000 + b"\r\n"
    status, detail = told(port, b"GET /health/live HTTP/1.1\r\n", *[line] * 17)
    assert (status, detail) == (431, "De kopregels van de aanvraag zijn te lang. Stuur er minder, of kortere.")


def test_a_long_body_that_comes_with_its_head_is_no_long_head(port: int) -> None:
    body = json.dumps({"q": "coach", "mode": "lexical"}).encode() + b" " * 200_000
    head = f"POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)
        assert connection.recv(12) == b"HTTP/1.1 200"
