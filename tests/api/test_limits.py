"""What is too much is refused at once, and what is not is worked off in turn."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import limits
from api.limits import MAX_BODY, Gate, Limits, WholeBody
from api.metrics import Load

Test = Callable[[], Coroutine[Any, Any, None]]


def request(path: str = "/v1/search", kind: str = "http") -> Scope:
    return {"type": kind, "method": "GET", "path": path, "headers": []}


class Client:
    """Sends one request, in pieces, and keeps what it gets."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        self.got: list[Message] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def receive(self) -> Message:
        if not self.pieces:
            await asyncio.Event().wait()
        return self.pieces.pop(0)

    async def send(self, message: Message) -> None:
        await self.reads.wait()
        self.got.append(message)

    @property
    def status(self) -> int | None:
        return self.got[0]["status"] if self.got else None

    @property
    def detail(self) -> str:
        return str(json.loads(b"".join(message.get("body", b"") for message in self.got))["detail"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.got[0]["headers"])


def shed(told: CollectorRegistry, reason: str) -> float | None:
    """Return how many requests were refused."""
    return told.get_sample_value("bronwijzer_requests_shed_total", {"reason": reason})


class Work:
    """An app whose answers wait until they may go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.begun = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun += 1
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"klaar", "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def ask(gate: ASGIApp, client: Client, scope: Scope | None = None) -> asyncio.Task[None]:
    async def call() -> None:
        await gate(scope or request(), client.receive, client.send)

    return asyncio.create_task(call())


def run(test: Test) -> None:
    asyncio.run(asyncio.wait_for(test(), 20))


def test_one_is_worked_on_the_next_waits_and_a_third_is_told_to_come_back() -> None:
    async def test() -> None:
        work, told = Work(), CollectorRegistry()
        load = Load(told)
        gate = Gate(work, Limits(at_once=1, waiting=1), load)
        first, second, third = Client(), Client(), Client()
        tasks = [ask(gate, first), ask(gate, second)]
        await settle()
        assert (work.begun, load.working, load.waiting) == (1, 1, 1)
        now = [told.get_sample_value(f"bronwijzer_requests_{name}") for name in ("working", "waiting")]
        assert now == [1, 1]

        await ask(gate, third)
        assert (third.status, third.headers[b"retry-after"], shed(told, "full")) == (503, b"1", 1)
        assert third.detail == "Er zijn nu te veel aanvragen tegelijk. Probeer het over een seconde opnieuw."

        work.go_on.set()
        await asyncio.gather(*tasks)
        assert (first.status, second.status, work.begun) == (200, 200, 2)
        assert (load.working, load.waiting, shed(told, "late")) == (0, 0, 0)

    run(test)


def test_what_takes_too_long_is_given_up_but_keeps_its_place_until_it_ends() -> None:
    async def test() -> None:
        work, told, client = Work(), CollectorRegistry(), Client()
        load = Load(told)
        await ask(Gate(work, Limits(at_once=1, seconds=0.01), load), client)

        assert (client.status, client.headers[b"retry-after"], shed(told, "late"), load.working) == (503, b"1", 1, 1)
        late = "Het antwoord was niet op tijd klaar. Probeer het later opnieuw, of stel een kortere vraag."
        assert client.detail == late
        said = list(client.got)
        work.go_on.set()
        await settle()
        assert (load.working, client.got) == (0, said)

    run(test)


def test_what_waits_too_long_is_never_begun() -> None:
    async def test() -> None:
        work, load, client = Work(), Load(), Client()
        gate = Gate(work, Limits(at_once=1, waiting=5, seconds=0.01), load)
        await ask(gate, Client())
        await ask(gate, client)

        assert (client.status, load.waiting, work.begun) == (503, 0, 1)

    run(test)


def test_who_reads_slowly_holds_no_place() -> None:
    async def last_piece(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.body", "body": b"slot"})

    async def test() -> None:
        load, slow, other = Load(), Client(), Client()
        slow.reads.clear()
        gate = Gate(last_piece, Limits(at_once=1), load)
        reading = ask(gate, slow)
        await settle()
        assert (load.working, slow.got) == (0, [])

        await ask(gate, other)
        assert [message["body"] for message in other.got] == [b"slot"]
        slow.reads.set()
        await reading

    run(test)


def test_who_does_not_read_at_all_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        monkeypatch.setattr(limits, "_READER_SECONDS", 0.01)
        work, load, client = Work(), Load(), Client()
        work.go_on.set()
        client.reads.clear()
        await ask(Gate(work, Limits(at_once=1), load), client)
        assert (client.got, load.working) == ([], 0)

    run(test)


def test_an_error_of_the_app_is_passed_on_and_leaves_the_place() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise OSError("kapot")

    async def test() -> None:
        load = Load()
        with pytest.raises(OSError, match="kapot"):
            await ask(Gate(broken, Limits(), load), Client())
        assert load.working == 0

    run(test)


@pytest.mark.parametrize("scope", [request("/health/ready"), request("/metrics"), request(kind="lifespan")])
def test_health_and_metrics_answer_when_all_else_is_full(scope: Scope) -> None:
    async def test() -> None:
        work, load, client = Work(), Load(), Client()
        gate = Gate(work, Limits(at_once=1, waiting=0), load)
        busy = ask(gate, Client())
        await settle()
        free = ask(gate, client, scope)
        await settle()
        assert work.begun == 2
        work.go_on.set()
        await asyncio.gather(busy, free)
        assert client.status == 200

    run(test)


class Reader:
    """An app that keeps what it receives."""

    def __init__(self, *, messages: int = 1) -> None:
        self.messages = messages
        self.got: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.got = [await receive() for _ in range(self.messages)]


def read(reader: Reader, client: Client, scope: Scope | None = None) -> Awaitable[None]:
    return ask(WholeBody(reader), client, scope)


def bodies(messages: Sequence[Message]) -> list[tuple[bytes, bool]]:
    return [(message["body"], message["more_body"]) for message in messages]


def test_a_body_in_pieces_comes_whole_and_then_what_follows_it() -> None:
    async def test() -> None:
        client, reader = Client(b"een", b" twee"), Reader(messages=2)
        client.pieces[-1]["more_body"] = False
        client.pieces.append({"type": "http.disconnect"})
        await read(reader, client)
        assert bodies(reader.got[:1]) == [(b"een twee", False)]
        assert reader.got[1:] == [{"type": "http.disconnect"}]

    run(test)


def test_a_body_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        monkeypatch.setattr(limits, "_BODY_SECONDS", 0.01)
        client, reader = Client(b"een"), Reader()
        await read(reader, client)
        assert (client.status, client.headers[b"connection"], reader.got) == (408, b"close", [])
        assert client.detail == "De inhoud kwam niet binnen 20 seconden aan. Probeer het opnieuw."

    run(test)


def test_who_hangs_up_before_the_body_is_there_gets_nothing() -> None:
    async def test() -> None:
        client, reader = Client(b"een"), Reader()
        client.pieces.append({"type": "http.disconnect"})
        await read(reader, client)
        assert (client.got, reader.got) == ([], [])

    run(test)


def test_a_body_of_the_greatest_length_is_read_and_one_byte_more_is_not() -> None:
    async def test() -> None:
        client, reader = Client(b"a" * MAX_BODY), Reader()
        client.pieces[-1]["more_body"] = False
        await read(reader, client)
        assert len(reader.got[0]["body"]) == MAX_BODY

        client, reader = Client(b"a" * MAX_BODY, b"b"), Reader()
        await read(reader, client)
        assert (client.status, reader.got) == (413, [])

    run(test)


def test_what_is_no_request_has_no_body_to_read() -> None:
    async def test() -> None:
        client, reader = Client(), Reader()
        client.pieces.append({"type": "lifespan.startup"})
        await read(reader, client, request(kind="lifespan"))
        assert reader.got == [{"type": "lifespan.startup"}]

    run(test)


def upload() -> Scope:
    return {**request("/v1/documents/a.md"), "method": "PUT"}


def test_documents_that_are_brought_come_in_pieces_and_wait_for_nobody() -> None:
    async def test() -> None:
        client, reader = Client(b"een", b" twee"), Reader(messages=3)
        client.pieces[-1]["more_body"] = False
        client.pieces.append({"type": "http.disconnect"})
        await read(reader, client, upload())
        assert bodies(reader.got[:2]) == [(b"een", True), (b" twee", False)]

        work, told = Work(), CollectorRegistry()
        load = Load(told)
        gate = Gate(work, Limits(at_once=1, waiting=0), load)
        tasks = [ask(gate, Client()), ask(gate, Client(), upload())]
        await settle()
        assert (work.begun, load.working, shed(told, "full")) == (2, 1, 0)
        work.go_on.set()
        await asyncio.gather(*tasks)

    run(test)


def test_documents_that_are_too_long_or_too_slow_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        monkeypatch.setattr(limits, "_BODY_SECONDS", 0.01)
        for pieces, status in (((b"een", b" twee"), 413), ((b"een",), 408)):
            with pytest.raises(HTTPException) as caught:
                await ask(WholeBody(Reader(messages=2), uploads=7), Client(*pieces), upload())
            assert caught.value.status_code == status

    run(test)
