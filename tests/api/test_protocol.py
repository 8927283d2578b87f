"""Bytes that are no HTTP get a problem document too."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app
from api.protocol import ProblemProtocol
from api.security import HEADERS
from search.searcher import Searcher
from tests.fakes import FakeEncoder


@pytest.fixture
def port(index: Path) -> Iterator[int]:
    """Yield the port of a real server."""
    app = create_app(lambda: Searcher.open(index, FakeEncoder()))
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=ProblemProtocol, log_level="critical", ws="none"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who connects before the server runs, waits
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


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
