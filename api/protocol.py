"""What the server says when what it got is no HTTP at all, or comes too slowly, or has a head that is too long."""

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import problem

_DETAIL = (
    "Dit is geen geldige HTTP-aanvraag, of het adres is te lang. "
    "Stuur een lange zoekvraag met POST naar /v1/search, in hoogstens 5000 tekens."
)


_TOO_SLOW = "Het begin van de aanvraag kwam niet op tijd aan. Probeer het opnieuw."
_TOO_LONG = "De kopregels van de aanvraag zijn te lang. Stuur er minder, of kortere."
_MOST_HEAD = 131_072
"""Bytes of the address and headers of a request."""
_HEAD_SECONDS = 10.0
"""That a connection may be open before the head of its first request is there, and that a later head may take."""


class ProblemProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, with a problem document in the place of its line of plain text.

    A client that sends a head slowly, or never, holds a connection for seconds and not for ever.
    """

    _clock: asyncio.TimerHandle | None = None
    _head = 0
    """Bytes since the head began that is read now."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Wait for a first request, not too long."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came, and no more of a head that is too long."""
        super().data_received(data)
        if self._clock is not None:
            self._head += len(data)
            if self._head > _MOST_HEAD:
                self._refuse(431, _TOO_LONG)

    def on_message_begin(self) -> None:
        """Begin with a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Go on with a request whose head is there."""
        self._wait_no_longer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer and hang up; ``msg`` is uvicorn's English line, which is in its log."""
        self._refuse(400, _DETAIL)

    def _wait(self) -> None:
        if self._clock is None:
            self._head = 0
            self._clock = self.loop.call_later(_HEAD_SECONDS, self._refuse, 408, _TOO_SLOW)

    def _wait_no_longer(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _refuse(self, status: int, detail: str) -> None:
        self._wait_no_longer()
        response = problem(status, detail, headers={"Connection": "close"})
        line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
        head = b"".join(name + b": " + value + b"\r\n" for name, value in response.raw_headers)
        self.transport.write(line + head + b"\r\n" + bytes(response.body))
        self.transport.close()
