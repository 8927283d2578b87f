"""A generator behind any address that speaks the chat protocol of OpenAI, read as it streams."""

import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import cast

import httpx2

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
            timeout: Seconds after which an answer that is not whole is no longer read, and silence no longer borne.
            max_tokens: Length of an answer at most, which bounds what it costs.
            at_once: How many are asked for at the same time; who is slow must not keep every thread of a server.

        Raises:
            ModelError: If the address is none.
        """
        try:
            self._address = httpx2.URL(f"{base.rstrip('/')}/chat/completions")
        except httpx2.InvalidURL as error:
            raise ModelError(f"{base} is geen adres van een taalmodel. Schrijf het als https://…/v1.") from error
        # No proxy and no passwords from elsewhere: what is asked goes to this address alone.
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx2.Client(
            headers=headers,
            timeout=httpx2.Timeout(timeout, pool=min(timeout, _PATIENCE)),
            limits=httpx2.Limits(max_connections=at_once),
            trust_env=False,
        )
        self._asked = {"model": model, "max_tokens": max_tokens, "temperature": 0, "stream": True}
        self._timeout = timeout

    def generate(self, instructions: str, request: str) -> Iterator[str]:
        """Yield an answer in pieces, as they come.

        Raises:
            GenerationError: If it cannot be had whole and in time.
        """
        until = time.monotonic() + self._timeout
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": request}]
        try:
            with self._client.stream("POST", self._address, json={**self._asked, "messages": messages}) as response:
                if response.status_code != HTTPStatus.OK:
                    raise GenerationError(f"het gaf status {response.status_code}")
                response.stream = _Timed(cast(httpx2.SyncByteStream, response.stream), until)
                yield from _pieces(httpx2.EventSource(response))
        except httpx2.PoolTimeout as error:
            raise GenerationError("het is te druk") from error
        except httpx2.TimeoutException as error:
            raise GenerationError("het was te traag") from error
        except httpx2.SSEError as error:
            raise GenerationError("het antwoord had een onbekende vorm") from error
        except httpx2.HTTPError as error:
            raise GenerationError("de verbinding mislukte") from error


class _Timed(httpx2.SyncByteStream):
    """A stream that ends in time, however slowly it drips."""

    def __init__(self, stream: httpx2.SyncByteStream, until: float) -> None:
        self._stream, self._until = stream, until

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if time.monotonic() > self._until:
                raise httpx2.ReadTimeout("the answer took too long as a whole")
            yield chunk

    def close(self) -> None:
        """Close what is read."""
        self._stream.close()


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
