"""The client of a chat address, against a server that speaks the protocol well or badly."""

import socket
from collections.abc import Iterator
from itertools import chain

import pytest

from search.answering.generator import GenerationError
from search.answering.http_generator import HttpGenerator
from search.errors import ModelError
from tests.chat import Chat, Script, event, says


@pytest.fixture
def chat() -> Iterator[Chat]:
    with Chat().serve() as chat:
        yield chat


def generator(chat: Chat, *, key: str = "", timeout: float = 20) -> HttpGenerator:
    return HttpGenerator(chat.base, model="klein", key=key, timeout=timeout, max_tokens=50)


def written(chat: Chat, *, timeout: float = 20) -> str:
    return "".join(generator(chat, timeout=timeout).generate("Doe zo.", "Vraag"))


def test_pieces_come_as_they_are_written(chat: Chat) -> None:
    chat.script = says("Goedemorgen")
    assert [piece for piece in generator(chat).generate("", "") if piece] == ["Goede", "morge", "n"]


def test_what_is_asked_is_what_the_protocol_says(chat: Chat) -> None:
    assert "".join(generator(chat, key="sleutel").generate("Doe zo.", "Vraag")) == ""
    messages = [{"role": "system", "content": "Doe zo."}, {"role": "user", "content": "Vraag"}]
    assert chat.asked == [{"model": "klein", "max_tokens": 50, "temperature": 0, "stream": True, "messages": messages}]
    assert chat.headers[0]["Authorization"] == "Bearer sleutel"


def test_without_a_key_none_is_sent(chat: Chat) -> None:
    written(chat)
    assert "Authorization" not in chat.headers[0]


def test_an_answer_that_says_it_is_whole_needs_no_other_end(chat: Chat) -> None:
    chat.script = lambda: iter([event("Ja", last=True)])
    assert written(chat) == "Ja"


@pytest.mark.parametrize("status", [401, 429, 500, 302])
def test_a_refusal_is_told_by_its_status(chat: Chat, status: int) -> None:
    chat.status = status
    with pytest.raises(GenerationError, match=f"^het gaf status {status}$"):
        written(chat)


@pytest.mark.parametrize(
    "data",
    [
        b"data: {niet\n\n",
        b"data: []\n\n",
        b"data: 3\n\n",
        b'data: {"error": {"message": "vol"}}\n\n',
        b'data: {"choices": ["x"]}\n\n',
        b'data: {"choices": [{"delta": null}]}\n\n',
        b'data: {"choices": [{"delta": {"content": 3}}]}\n\n',
        b"data: " + b"[" * 100_000 + b"\n\n",
    ],
)
def test_events_of_another_form_are_no_answer(chat: Chat, data: bytes) -> None:
    chat.script = lambda: iter([event("Ja"), data])
    with pytest.raises(GenerationError, match="onbekende vorm"):
        written(chat)


def test_a_page_is_no_answer(chat: Chat) -> None:
    chat.kind, chat.script = "text/html", lambda: iter([b"<p>Welkom"])
    with pytest.raises(GenerationError, match="onbekende vorm"):
        written(chat)


@pytest.mark.parametrize(("length", "reason"), [(None, "het antwoord brak af"), (9_999, "de verbinding mislukte")])
def test_an_answer_that_breaks_off_is_no_answer(chat: Chat, length: int | None, reason: str) -> None:
    chat.length, chat.script = length, lambda: iter([event("De pilot"), b"data: {"[:0]])
    with pytest.raises(GenerationError, match=reason):
        written(chat)


@pytest.mark.parametrize("way", ["hang", "drip"])
def test_who_hangs_or_drips_is_not_waited_for(chat: Chat, way: str) -> None:
    script: Script = getattr(chat, way)
    chat.script = script
    with pytest.raises(GenerationError, match="te traag"):
        written(chat, timeout=0.2)


def test_who_drips_its_headers_is_not_waited_for(chat: Chat) -> None:
    chat.crawls = True
    with pytest.raises(GenerationError, match="te traag"):
        written(chat, timeout=0.2)


def test_who_waits_for_too_many_others_gives_up(chat: Chat) -> None:
    chat.script = lambda: chain([event("Ja")], chat.hang())
    one = HttpGenerator(chat.base, model="klein", key="", timeout=0.2, max_tokens=50, at_once=1)
    first = one.generate("", "")
    assert next(first) == "Ja"
    with pytest.raises(GenerationError, match="te druk"):
        next(one.generate("", ""))


def test_who_never_stops_writing_is_not_listened_to(chat: Chat) -> None:
    chat.script = says("a" * 20_001)
    with pytest.raises(GenerationError, match="te lang"):
        written(chat)


def test_where_nobody_listens_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    chat = Chat()
    chat.port = port
    with pytest.raises(GenerationError, match="de verbinding mislukte"):
        written(chat)


def test_who_speaks_no_tls_is_not_answered_by_plain_text(chat: Chat) -> None:
    safe = HttpGenerator(chat.base.replace("http:", "https:"), model="m", key="", timeout=20, max_tokens=1)
    with pytest.raises(GenerationError, match="de verbinding mislukte"):
        next(safe.generate("", ""))


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(ModelError, match=r"http://a:b is geen adres"):
        HttpGenerator("http://a:b", model="m", key="", timeout=1, max_tokens=1)
