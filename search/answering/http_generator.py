"""A generator behind any address that speaks the chat protocol of OpenAI, read as it streams."""

import json
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus

import httpcore2
import httpx2

from corpus.fetching.timed import TimedBackend
from search.answering.generator import GenerationError
from search.errors import ModelError

_MOST_CHARACTERS = 20_000
"""More than any answer has: who writes on does not mind the number of tokens that was asked for."""
_PATIENCE = 1.0
"""Seconds to wait for a turn, where as many are answered as may be."""


class HttpGenerator:
    """Asks ``BASE/chat/completions``. Safe to use from several threads."""

    def __init__(self, base: str, *, model: str, key: str, timeout: float, max_tokens: int, at_once: int = 8) -> None:
        """Take where and what to ask.

        Args:
            base: Address, such as ``https://models.example/v1``.
            model: Name of the model there.
            key: Sent as bearer token; none when empty.
            timeout: Seconds within which an answer must be whole, from connecting to its last word.
            max_tokens: Length of an answer at most, which bounds what it costs.
            at_once: How many are asked for at the same time; who is slow must not keep every thread of a server.

        Raises:
            ModelError: If the address is none.
        """
        try:
            self._url = httpx2.URL(f"{base.rstrip('/')}/chat/completions")
        except httpx2.InvalidURL as error:
            raise ModelError(f"{base} is geen adres van een taalmodel. Schrijf het als https://…/v1.") from error
        self._headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {key}"} if key else {})
        # Made once, for it reads every certificate of this machine; nothing of the environment counts.
        self._ssl_context = httpx2.create_ssl_context(trust_env=False) if self._url.scheme == "https" else None
        self._asked = {"model": model, "max_tokens": max_tokens, "temperature": 0, "stream": True}
        self._timeout = timeout
        self._turns = threading.Semaphore(at_once)

    def generate(self, instructions: str, request: str) -> Iterator[str]:
        """Yield an answer in pieces, as they come.

        Raises:
            GenerationError: If it cannot be had whole and in time.
        """
        until = time.monotonic() + self._timeout
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": request}]
        asked = httpx2.Request("POST", self._url, headers=self._headers, json={**self._asked, "messages": messages})
        if not self._turns.acquire(timeout=min(self._timeout, _PATIENCE)):
            raise GenerationError("het is te druk")
        try:
            yield from self._post(asked, until)
        except httpcore2.TimeoutException as error:
            raise GenerationError("het was te traag") from error
        except httpx2.SSEError as error:
            raise GenerationError("het antwoord had een onbekende vorm") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
            raise GenerationError("de verbinding mislukte") from error
        finally:
            self._turns.release()

    def _post(self, asked: httpx2.Request, until: float) -> Iterator[str]:
        """Yield the answer; its connection is its own, for that ends with its time."""
        url = self._url
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with (
            httpcore2.ConnectionPool(ssl_context=self._ssl_context, network_backend=TimedBackend(until)) as pool,
            pool.stream(asked.method, target, headers=asked.headers.raw, content=asked.content) as found,
        ):
            if found.status != HTTPStatus.OK:
                raise GenerationError(f"het gaf status {found.status}")
            stream = found.iter_stream()
            yield from _pieces(
                httpx2.EventSource(httpx2.Response(found.status, headers=found.headers, content=stream, request=asked))
            )


def _pieces(events: httpx2.EventSource) -> Iterator[str]:
    """Yield what the events add to the answer, up to its end."""
    characters, is_whole = 0, False
    for event in events:
        if event.data == "[DONE]":
            return
        piece, is_last = _read(event.data)
        is_whole = is_whole or is_last
        characters += len(piece)
        if characters > _MOST_CHARACTERS:
            raise GenerationError("het antwoord was te lang")
        yield piece
    if not is_whole:
        raise GenerationError("het antwoord brak af")


def _read(data: str) -> tuple[str, bool]:
    """Return what an event adds, and whether it is the last that does."""
    try:
        choices = json.loads(data)["choices"]
        if not choices:
            return "", False  # it tells what was used
        piece, reason = choices[0]["delta"].get("content"), choices[0].get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise GenerationError("het antwoord had een onbekende vorm") from error
    if not isinstance(piece, str | None):
        raise GenerationError("het antwoord had een onbekende vorm")
    return piece or "", reason is not None
