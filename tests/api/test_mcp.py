"""Tools for assistants: over stdin and stdout, and over HTTP for whoever has a key."""

import io
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent
from starlette.testclient import TestClient

import api.compose
import corpus
from api.access import Access
from api.app import create_app
from api.asker import ANONYMOUS
from api.cli import main
from api.keys import KeyFile
from api.mcp_schemas import DocumentPart
from indexer.sync import sync
from search.reading import read_document
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving

NEWSLETTER = (
    "# Nieuwsbrief 3\n\n## Coaches\n\nElke jongere krijgt een coach.\n\n## Koffie\n\nElke dinsdag in de wijk.\n"
)
FILES = {
    "manifest.csv": "file,title,publisher,date,groups\n"
    "open.md,Nieuwsbrief 3,Werkplaats,2024-02,\n"
    "jeugd.txt,Wachtlijst,Jeugdteam,2024-03,jeugd\n",
    "open.md": NEWSLETTER,
    "jeugd.txt": "Het jeugdteam bespreekt de wachtlijst elke donderdag met Verzonnen.",
}
ROOT = Path(corpus.__file__).parents[1]
HELLO = {
    "jsonrpc": "2.0",
    "id": 7,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "toets", "version": "1"}},
}

Ask = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    for name, text in FILES.items():
        folder.joinpath(name).write_text(text, "utf-8")
    directory = tmp_path_factory.mktemp("indexes") / "index"
    sync([folder], directory, lambda identity: FakeEncoder())
    return directory


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFile:
    return KeyFile(tmp_path_factory.mktemp("keys") / "sleutels")


@pytest.fixture(scope="module")
def address(index: Path, keys: KeyFile) -> Iterator[str]:
    """Yield the address of the tools of a service that also answers who has no key."""
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), access=Access(keys, anonymous=ANONYMOUS))
    with serving(app) as base:
        yield f"{base}/mcp"


def key_of(keys: KeyFile, *groups: str) -> str:
    return keys.create(name="", scope="read", groups=groups, expires=None)[0]


def over_http(address: str, ask: Ask, *, key: str | None = None, mode: str = "auto") -> Any:  # noqa: ANN401 - as asked
    """Return what a client gets, or the error of the protocol that it gets."""

    async def connect() -> Any:  # noqa: ANN401
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            try:
                return await ask(client)
            except MCPError as error:
                return error

    return apart(connect)


def apart(connect: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
    """Return what is awaited, in a thread of its own: the library's tasks end so that coverage counts no more there."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(anyio.run, connect).result()


def calling(tool: str, **arguments: object) -> Ask:
    return lambda client: client.call_tool(tool, arguments)


def given(result: CallToolResult) -> dict[str, Any]:
    """Return what a tool gave, which stands in the result as text too."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert not result.is_error, content.text
    structured: dict[str, Any] = result.structured_content
    assert json.loads(content.text) == structured
    return structured


def mistake(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert (result.is_error, result.structured_content) == (True, None)
    return content.text


def documents_of(found: Mapping[str, Any]) -> set[str]:
    return {hit["document"]["docId"] for hit in found["hits"]}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_search_over_http_gives_passages_with_their_source(address: str, mode: str) -> None:
    found = given(over_http(address, calling("search", q="coach", k=1), mode=mode))
    (hit,) = found["hits"]
    assert hit["passage"]["text"] == "Elke jongere krijgt een coach."
    assert hit["citation"]["label"] == "Werkplaats (2024)"
    assert "(2024, februari)" in hit["citation"]["apa"]


def test_the_tools_are_told_in_dutch_with_what_they_take_and_give(address: str) -> None:
    async def ask(client: Client) -> Any:  # noqa: ANN401
        return client.instructions, (await client.list_tools()).tools

    instructions, tools = over_http(address, ask)
    assert "Noem bij elke bewering de bron" in instructions
    assert [(tool.name, tool.title) for tool in tools] == [
        ("search", "Zoek passages"),
        ("answer", "Beantwoord een vraag"),
        ("document", "Lees een document"),
        ("passage", "Lees een passage"),
    ]
    for tool in tools:
        for schema in (tool.input_schema, tool.output_schema):
            assert all(field["description"] for field in schema["properties"].values())
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations.read_only_hint


def test_an_answer_comes_with_its_quotes(address: str) -> None:
    answer = given(over_http(address, calling("answer", question="Wat krijgt elke jongere?")))
    assert answer["answered"], answer
    (quote,) = answer["citations"]
    assert (quote["quote"], quote["docId"], quote["label"]) == (
        "Elke jongere krijgt een coach.",
        "open.md",
        "Werkplaats (2024)",
    )


def test_a_document_is_read_in_parts_with_the_source_of_each_section(address: str, index: Path) -> None:
    searcher = Searcher.open(index, FakeEncoder())
    text = read_document(searcher.index, "open.md").text
    middle = text.index("Elke dinsdag")

    first = given(over_http(address, calling("document", docId="open.md", length=middle)))
    assert (first["start"], first["end"], first["characters"]) == (0, middle, len(text))
    assert first["text"] == text[:middle]
    assert (first["title"], first["publisher"]) == ("Nieuwsbrief 3", "Werkplaats")
    (section,) = first["sections"]
    assert section["heading"][-1] == "Coaches"
    assert section["citation"]["label"] == "Werkplaats (2024)"

    rest = given(over_http(address, calling("document", docId="open.md", start=middle)))
    assert (rest["start"], rest["end"], rest["text"]) == (middle, len(text), text[middle:])
    (section,) = rest["sections"]
    (passage_id,) = section["passageIds"]
    assert section["heading"][-1] == "Koffie"

    passage = given(over_http(address, calling("passage", passageId=passage_id)))
    assert passage["passage"]["text"] == "Elke dinsdag in de wijk."
    assert passage["citation"] == section["citation"]


def test_beyond_the_end_of_a_document_there_is_nothing(index: Path) -> None:
    document = read_document(Searcher.open(index, FakeEncoder()).index, "open.md")
    part = DocumentPart.of(document, start=10_000, length=5)
    assert (part.start, part.end, part.text, part.sections) == (part.characters, part.characters, "", [])


def test_a_tool_gives_an_asker_only_what_their_groups_may_read(address: str, keys: KeyFile) -> None:
    own, other = key_of(keys, "jeugd"), key_of(keys, "wonen")
    search = calling("search", q="jeugdteam wachtlijst Verzonnen dinsdag")
    readable = given(over_http(address, search, key=own))
    assert documents_of(readable) == {"jeugd.txt", "open.md"}
    (passage_id,) = [hit["passage"]["passageId"] for hit in readable["hits"] if hit["document"]["docId"] == "jeugd.txt"]
    answer = calling("answer", question="Wanneer bespreekt het jeugdteam de wachtlijst?")
    assert given(over_http(address, answer, key=own))["answered"]

    for key in (other, None):
        found = given(over_http(address, search, key=key))
        assert documents_of(found) == {"open.md"}
        assert "jeugdteam" not in json.dumps({**found, "query": ""}).lower()
        refused = given(over_http(address, answer, key=key))
        assert "donderdag" not in json.dumps(refused)
        for tool, name, there, missing in (
            ("document", "docId", "jeugd.txt", "nergens.txt"),
            ("passage", "passageId", passage_id, "nergens"),
        ):
            hidden, absent = (
                mistake(over_http(address, calling(tool, **{name: one}), key=key)) for one in (there, missing)
            )
            assert hidden == absent
    assert given(over_http(address, calling("document", docId="jeugd.txt"), key=own))["text"] == FILES["jeugd.txt"]


def test_a_key_is_asked_where_nobody_may_come_without(index: Path, keys: KeyFile) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), access=Access(keys))
    with TestClient(app) as client:
        refused = client.post("/mcp", json=message)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.post("/mcp", json=message, headers={"X-API-Key": "bw_onzin"}).status_code == 401
        allowed = client.post("/mcp", json=message, headers={"X-API-Key": key_of(keys)})
        assert len(allowed.json()["result"]["tools"]) == 4


def test_a_page_of_another_site_cannot_ask_in_the_name_of_its_reader(index: Path) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), origins=["https://intranet.example"])
    with TestClient(app) as client:
        strange = client.post("/mcp", json=message, headers={"Origin": "http://testserver"})
        assert (strange.status_code, strange.headers["content-type"]) == (403, "application/problem+json")
        assert "BRONWIJZER_ORIGINS" in strange.json()["detail"]
        assert client.post("/mcp", json=message, headers={"Origin": "https://intranet.example"}).status_code == 200
        assert client.post("/mcp", json=message).status_code == 200


def test_no_stream_stays_open_in_the_place_of_other_requests(client: TestClient) -> None:
    refused = client.get("/mcp", headers={"Accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_message_is_counted_with_the_requests_and_a_search_with_the_searches(client: TestClient) -> None:
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "search", "arguments": {"q": "coach"}},
    }
    assert client.post("/mcp", json=message).status_code == 200
    numbers = client.get("/metrics").text
    assert 'bronwijzer_searches_total{outcome="found"} 1.0' in numbers
    assert 'bronwijzer_request_seconds_count{method="POST",route="/mcp",status="200"} 1.0' in numbers


def test_what_an_assistant_asks_is_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for arguments in ({"q": "huisuitzetting"}, {"q": "huisuitzetting", "k": 101}):
            params = {"name": "search", "arguments": arguments}
            client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    assert "huisuitzetting" not in caplog.text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"k": 101}, "Verbeter dit: q: dit veld is verplicht; k: dit moet 100 of minder zijn."),
        ("search", {"q": "coach", "k": "3"}, "Verbeter dit: k: dit moet een heel getal zijn."),
        ("search", {"q": " "}, None),
        ("search", {"q": "coach", "kind": "roman"}, None),
        ("search", {"q": "coach", "wie": "ik"}, "Verbeter dit: wie: dit veld bestaat niet."),
        ("answer", {"question": "a" * 5_001}, None),
        ("document", {"docId": "open.md", "length": 100_001}, "Verbeter dit: length: dit moet 100000 of minder zijn."),
        ("passage", {"passageId": "a" * 65}, "Verbeter dit: passageId: dit is te lang: hoogstens 64 tekens."),
    ],
)
def test_a_mistake_is_told_so_that_an_assistant_can_mend_it(
    address: str, tool: str, arguments: Mapping[str, object], said: str | None
) -> None:
    told = mistake(over_http(address, calling(tool, **arguments)))
    assert told == (said or told)
    assert told.endswith(".")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_what_goes_wrong_inside_stays_inside(address: str, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr(Searcher, "search", fail)
    told = over_http(address, calling("search", q="coach"), mode=mode)
    assert isinstance(told, MCPError)
    assert str(told) == "Dat ligt aan ons. Probeer het later opnieuw of meld het aan de beheerder."


def test_a_tool_that_does_not_exist_is_told_with_those_that_do(address: str) -> None:
    told = over_http(address, calling("verwijder"))
    assert isinstance(told, MCPError)
    assert str(told) == "Dit gereedschap bestaat niet. Kies er een van: search, answer, document, passage."


# stdin and stdout

_COMMAND = """
import sys
import api.compose
from api.cli import main
from tests.fakes import FakeEncoder

api.compose.load_encoder = lambda name, **_: FakeEncoder(name=name)
main(["mcp", "--index", sys.argv[1]])
"""


def test_an_assistant_on_this_machine_reads_everything_over_stdin_and_stdout(index: Path) -> None:
    command = StdioServerParameters(command=sys.executable, args=["-c", _COMMAND, str(index)], cwd=ROOT)

    async def ask() -> Any:  # noqa: ANN401
        async with Client(command) as client:
            tools = (await client.list_tools()).tools
            return len(tools), await client.call_tool("search", {"q": "wachtlijst", "k": 1, "mode": "lexical"})

    count, result = apart(ask)
    assert count == 4
    assert documents_of(given(result)) == {"jeugd.txt"}


def test_stdout_carries_the_protocol_alone(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(api.compose, "load_encoder", lambda name, **_: FakeEncoder(name=name))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(HELLO).encode() + b"\n")))
    with pytest.raises(SystemExit) as ended:
        main(["mcp", "--index", str(index)])
    out, _ = capsys.readouterr()
    assert ended.value.code == 0
    (answer,) = [json.loads(line) for line in out.splitlines()]
    assert (answer["id"], answer["result"]["serverInfo"]["name"]) == (7, "bronwijzer")


def test_ctrl_c_ends_the_command_though_an_assistant_holds_the_line(index: Path) -> None:
    interrupted = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n" + _COMMAND
    command = subprocess.Popen(
        [sys.executable, "-c", interrupted, str(index)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with command:
        assert command.stdin
        assert command.stdout
        command.stdin.write(json.dumps(HELLO).encode() + b"\n")
        command.stdin.flush()
        assert json.loads(command.stdout.readline())["id"] == HELLO["id"]
        command.send_signal(signal.SIGINT)
        assert command.wait(timeout=60) == -signal.SIGINT


def test_without_an_index_the_command_says_so_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["mcp", "--index", "nergens"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    assert err.endswith("Er is geen index in nergens. Maak er een met `bronwijzer index MAP --index nergens`.\n")
