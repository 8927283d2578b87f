"""A fault of every kind, over the wire: always the same kind of answer. A kind that is new needs a case here."""

import ast
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import api.errors
from api import limits, protocol
from api.access import Access
from api.app import create_app
from api.asker import ANONYMOUS, MissingScopeError
from api.errors import STATUS, TITLES
from api.keys import KeyFile
from api.limits import MAX_BODY, Limits
from api.rates import Rates, TooManyCallsError
from api.security import HEADERS
from indexer.job_storage import SqliteStorage
from indexer.jobs import Jobs
from indexer.sync import sync
from search.errors import SearchError
from search.index import Index
from search.searcher import Searcher
from tests.api.broken import BrokenSearcher
from tests.fakes import FakeEncoder
from tests.serving import serving

SECRET = "geheimwoord"
"""Stands in every request as words that are searched do, and in no answer."""
SEARCH = f"/v1/search?q={SECRET}"
HOST = b"Host: localhost\r\n"
LAST = b"Connection: close\r\n"


def http(request: str, *headers: str, body: bytes = b"", length: int | None = None) -> bytes:
    """Return the last request on a connection; ``length`` is what it says of its body, if not the truth."""
    size = len(body) if length is None else length
    lines = b"".join(f"{header}\r\n".encode() for header in (*headers, f"Content-Length: {size}"))
    return f"{request} HTTP/1.1\r\n".encode() + HOST + LAST + lines + b"\r\n" + body


JSON = "Content-Type: application/json"
LINES = "Content-Type: application/x-ndjson"


@dataclass(frozen=True)
class Case:
    """A request that goes wrong."""

    where: str  # the call in the code that answers, without its keyword arguments
    status: int
    request: bytes
    headers: tuple[str, ...] = ()  # of the answer, beside those of every answer
    app: Mapping[str, Any] = field(default_factory=dict)
    is_guarded: bool = False  # asks everybody for a key
    calls: str | None = None  # how often each may call
    patience: float = 10  # seconds that the server waits for what is sent


CASES = {
    "no HTTP": Case("protocol.problem(status, detail)", 400, SECRET.encode() + b"\r\n\r\n"),
    "slow head": Case("protocol.problem(status, detail)", 408, f"GET {SEARCH}".encode(), patience=0.05),
    "long head": Case(
        "protocol.problem(status, detail)", 431, f"GET {SEARCH} HTTP/1.1\r\n".encode() + b"X-Lang: aaaaaaaa\r\n" * 8_000
    ),
    "no place": Case(
        "limits.problem(503, _FULL)",
        503,
        http(f"GET {SEARCH}"),
        ("retry-after",),
        {"limits": Limits(at_once=0, waiting=0)},
    ),
    "no turn in time": Case(
        "limits.problem(503, _LATE)",
        503,
        http(f"GET {SEARCH}"),
        ("retry-after",),
        {"limits": Limits(at_once=0, seconds=0.01)},
    ),
    "long body": Case(
        "limits.problem(413, _TOO_LARGE)", 413, http("POST /v1/search", JSON, body=b" " * (MAX_BODY + 1))
    ),
    "slow body": Case("limits.problem(408, _TOO_SLOW)", 408, http("POST /v1/search", JSON, length=99), patience=0.05),
    "slow document": Case(
        "limits.HTTPException(408, _TOO_SLOW)", 408, http("PUT /v1/documents/a.md", length=99), patience=0.05
    ),
    "large document": Case(
        "limits.HTTPException(413, _TOO_LARGE_UPLOAD.format(self._uploads))",
        413,
        http("PUT /v1/documents/a.md", body=SECRET.encode()),
        app={"max_upload": 10},
    ),
    "wrong parameter": Case("errors.problem(400, _FIELDS, faults(error.errors()))", 400, http(f"GET {SEARCH}&k=0")),
    "wrong field": Case(
        "errors.problem(400, _FIELDS, faults(error.errors()))",
        400,
        http("POST /v1/search", JSON, body=json.dumps({"q": SECRET, "k": SECRET}).encode()),
    ),
    "no document": Case("errors.problem(400, _FIELDS, faults(error.errors()))", 400, http("PUT /v1/documents/a.md")),
    "no such kind": Case(
        "errors.problem(STATUS[type(error)], _FIELDS, [Fault(location='kind', message=str(error))])",
        400,
        http(f"GET {SEARCH}&kind=roman"),
    ),
    "no JSON": Case(
        "errors.problem(error.status_code, _DETAILS.get(error.status_code, str(error.detail)))",
        400,
        http("POST /v1/search", JSON, body=b"\xff" + SECRET.encode()),
    ),
    "no such address": Case(
        "errors.problem(error.status_code, _DETAILS.get(error.status_code, str(error.detail)))",
        404,
        http(f"GET /v1/{SECRET}"),
    ),
    "no such method": Case(
        "errors.problem(error.status_code, _DETAILS.get(error.status_code, str(error.detail)))",
        405,
        http(f"PATCH {SEARCH}"),
        ("allow",),
    ),
    "no such passage": Case("errors.problem(STATUS[type(error)], str(error))", 404, http(f"GET /v1/passages/{SECRET}")),
    "no such document": Case(
        "errors.problem(STATUS[type(error)], str(error))", 404, http(f"GET /v1/documents/{SECRET}")
    ),
    "no such job": Case("errors.problem(STATUS[type(error)], str(error))", 404, http(f"GET /v1/jobs/{SECRET}")),
    "no query": Case("errors.problem(STATUS[type(error)], str(error))", 400, http("GET /v1/search?q=")),
    "long query": Case("errors.problem(STATUS[type(error)], str(error))", 400, http(f"GET {SEARCH * 500}")),
    "no key": Case(
        "errors.problem(STATUS[type(error)], str(error))",
        401,
        http(f"GET {SEARCH}"),
        ("www-authenticate",),
        is_guarded=True,
    ),
    "strange key": Case(
        "errors.problem(STATUS[type(error)], str(error))",
        401,
        http(f"GET {SEARCH}", f"X-API-Key: {SECRET}"),
        ("www-authenticate",),
        is_guarded=True,
    ),
    "narrow key": Case(
        "errors.problem(STATUS[type(error)], str(error))",
        403,
        http("DELETE /v1/documents/a.md"),
        ("www-authenticate",),
        calls="9/minute",
    ),
    "too many calls": Case(
        "errors.problem(STATUS[type(error)], str(error))",
        429,
        f"GET {SEARCH} HTTP/1.1\r\n".encode() + HOST + b"\r\n" + http(f"GET {SEARCH}"),
        ("retry-after",),
        calls="1/minute",
    ),
    "full queue": Case(
        "errors.problem(STATUS[type(error)], str(error))",
        503,
        http("PUT /v1/documents/a.md", body=SECRET.encode()),
        ("retry-after",),
        {"jobs_of": lambda directory: Jobs(SqliteStorage(directory), most_waiting=0)},
    ),
    "strange page": Case(
        "cors.problem(400, _DETAIL)",
        400,
        http(f"OPTIONS {SEARCH}", "Origin: https://anders.example", "Access-Control-Request-Method: GET"),
        app={"origins": ["https://intranet.example"]},
    ),
    "strange name": Case(
        "cors.problem(400, _OTHER_NAME)",
        400,
        http(f"GET {SEARCH}").replace(HOST, b"Host: anders.example\r\n"),
        app={"own_names": True},
    ),
    "strange part of a page": Case("assets.HTTPException(404)", 404, http("GET /static/0/geheim.css")),
    "assistant of a strange page": Case(
        "assistants.HTTPException(403, _STRANGE)", 403, http("POST /mcp", "Origin: https://anders.example", body=b"{}")
    ),
    "strange document": Case(
        "uploads.HTTPException(415, _UNREAD.format(media_type(content_type), ', '.join(MEDIA_TYPES)))",
        415,
        http("PUT /v1/documents/a", "Content-Type: image/png", body=SECRET.encode()),
    ),
    "no list": Case(
        "uploads.HTTPException(415, _NO_LIST)", 415, http("POST /v1/documents", JSON, body=SECRET.encode())
    ),
    "long list": Case(
        "uploads.HTTPException(413, f'Dit zijn meer dan {MOST_DOCUMENTS} documenten. Stuur ze in delen.')",
        413,
        http("POST /v1/documents", LINES, body=b"{}\n" * 10_001),
    ),
}
UNHEARD = {
    "uploads.HTTPException(400, 'De verbinding werd verbroken. Stuur het document opnieuw.')",  # nobody is there
    "errors.problem(500, 'Dat ligt aan ons. Probeer het later opnieuw of meld het aan de beheerder.')",  # below
}
DUTCH = re.compile(r"\b(?:de|het|een|er|dit|deze|die|dat|niet|is|u|van|voor|op|aan)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index that no test here changes."""
    folder, directory = tmp_path_factory.mktemp("docs"), tmp_path_factory.mktemp("index")
    (folder / "coach.txt").write_text("Elke jongere krijgt een coach.", "utf-8")
    sync([folder], directory, lambda identity: FakeEncoder())
    return directory


def answered() -> set[str]:
    """Return every call in the room ``api`` that answers with a problem, without its keyword arguments."""
    found = set()
    for path in Path(api.errors.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("problem", "HTTPException"):
                found.add(f"{path.stem}.{ast.unparse(ast.Call(node.func, node.args, []))}")
    return found


def test_every_call_that_answers_with_a_problem_has_a_case() -> None:
    assert answered() == {case.where for case in CASES.values()} | UNHEARD


def test_every_status_of_a_problem_has_a_case() -> None:
    assert {case.status for case in CASES.values()} | set(STATUS.values()) | {500} == set(TITLES)


def told(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the last answer on a connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    head, _, body = answer[answer.rindex(b"HTTP/1.1 ") :].partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(status.split()[1]), headers, body


def assert_problem(answer: tuple[int, dict[str, str], bytes], status: int) -> dict[str, Any]:
    """Return the problem that is told, in Dutch and without what was asked."""
    given, headers, body = answer
    assert (given, headers["content-type"]) == (status, "application/problem+json")
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
    problem: dict[str, Any] = json.loads(body)
    assert (problem["status"], problem["title"]) == (status, TITLES[status])
    assert problem.keys() <= {"status", "title", "detail", "errors"}
    assert DUTCH.search(problem["detail"])
    assert problem["detail"].endswith(".")
    assert SECRET not in body.decode() + str(headers)
    return problem


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_a_problem(name: str, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    monkeypatch.setattr(protocol, "_HEAD_SECONDS", case.patience)
    monkeypatch.setattr(limits, "_BODY_SECONDS", case.patience)
    options = dict(case.app)
    if case.is_guarded:
        options["access"] = Access(KeyFile(tmp_path / "sleutels"))
    if case.calls:
        options["access"] = Access(KeyFile(tmp_path / "sleutels"), anonymous=ANONYMOUS, rates=Rates(case.calls))
    with serving(create_app(lambda: Searcher.open(index, FakeEncoder()), **options)) as address:
        answer = told(int(address.rpartition(":")[2]), case.request)
    assert_problem(answer, case.status)
    assert all(answer[1][header] for header in case.headers)


def error(kind: type[SearchError]) -> SearchError:
    message = "Dit is er mis. Dit helpt."
    if kind is TooManyCallsError:
        return TooManyCallsError(message, 7)
    return MissingScopeError(message, "write") if kind is MissingScopeError else kind(message)


def test_every_failure_of_search_is_a_problem(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(create_app(lambda: BrokenSearcher(index, Index.open(index), FakeEncoder()))) as address:
        port = int(address.rpartition(":")[2])
        for kind, status in STATUS.items():
            monkeypatch.setattr(BrokenSearcher, "error", error(kind))
            problem = assert_problem(told(port, http(f"GET {SEARCH}")), status)
            assert "Dit is er mis." in str(problem)
        monkeypatch.setattr(BrokenSearcher, "error", RuntimeError(SECRET))
        assert_problem(told(port, http(f"GET {SEARCH}")), 500)
