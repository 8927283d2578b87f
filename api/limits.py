"""How much a request may bring, and how many are worked on at one time: others wait in a queue, the rest come later.

A search keeps a core busy; a hundred at the same time would all be late. What is refused is told when to come back.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.metrics import Load

_FREE = ("/health/", "/metrics", "/static/")
"""What has to answer when all else is full."""
_LATER = {"Retry-After": "1"}
"""Seconds after which a refused request may come again: a queue is worked off in about that time."""
_READER_SECONDS = 30.0
"""That a reader may leave a piece of an answer unread."""
_FULL = "Er zijn nu te veel aanvragen tegelijk. Probeer het over een seconde opnieuw."
_LATE = "Het antwoord was niet op tijd klaar. Probeer het later opnieuw, of stel een kortere vraag."


MAX_UPLOAD = 50_000_000
"""Bytes of documents that are brought at once, unless a setting says otherwise."""
MAX_BODY = 1_048_576
"""Bytes of any other body: far more than the longest search, far less than what a server's memory notices."""
_BODY_SECONDS = 20.0
_TOO_LARGE = f"De inhoud is langer dan {MAX_BODY} bytes. Stuur een kortere zoekvraag."
_TOO_SLOW = f"De inhoud kwam niet binnen {_BODY_SECONDS:.0f} seconden aan. Probeer het opnieuw."
_TOO_LARGE_UPLOAD = "De inhoud is langer dan {} bytes. Stuur minder documenten tegelijk of splits het document."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a deployment allows."""

    at_once: int = 4  # requests that are worked on
    waiting: int = 200  # requests that may wait for them; more are refused
    seconds: float = 30.0  # that a request may take, its waiting included


DEFAULT_LIMITS = Limits()


class Gate:
    """Lets a few requests through at once and a number of others wait; refuses the rest, and what takes too long.

    A place is taken until the work is done, also when nobody waits for it any more: a thread cannot be stopped. It is
    free again as soon as the last piece of an answer is ready, however slowly that is then read.
    """

    def __init__(self, app: ASGIApp, limits: Limits, load: Load) -> None:
        self._app = app
        self._limits = limits
        self._load = load
        self._places = asyncio.Semaphore(limits.at_once)
        self._abandoned: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when its turn comes."""
        if scope["type"] != "http" or scope["path"].startswith(_FREE) or _is_upload(scope):
            await self._app(scope, receive, send)
        elif self._places.locked() and self._load.waiting >= self._limits.waiting:
            self._load.sheds("full")
            await problem(503, _FULL, headers=_LATER)(scope, receive, send)
        else:
            await self._in_turn(scope, receive, send)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer(send)
        work = asyncio.create_task(self._work(scope, receive, answer))
        await asyncio.wait((work, answer.started), timeout=self._limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        if work.done() or answer.started.done():
            with suppress(_SlowReaderError):  # the server hangs up when an answer stays unfinished
                await work
            return
        answer.is_late = True
        if not answer.has_place:
            work.cancel()
        self._abandoned.add(work)  # or else it would be collected while it runs
        work.add_done_callback(self._abandoned.discard)
        self._load.sheds("late")
        await problem(503, _LATE, headers=_LATER)(scope, receive, send)

    async def _work(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        self._load.waits(1)
        try:
            await self._places.acquire()
        finally:
            self._load.waits(-1)
        self._load.works(1)
        answer.has_place = True
        answer.leave = self._leave
        try:
            await self._app(scope, receive, answer)
        finally:
            answer.ready()

    def _leave(self) -> None:
        self._load.works(-1)
        self._places.release()


class _SlowReaderError(Exception):
    """Who asked does not read the answer."""


class _Answer:
    """Sends the messages of one answer, unless another answer took its place."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.has_place = False
        self.is_late = False
        self.leave: Callable[[], None] | None = None

    def ready(self) -> None:
        """Leave the place, if that was not done before."""
        leave, self.leave = self.leave, None
        if leave is not None:
            leave()

    async def __call__(self, message: Message) -> None:
        """Send a message.

        Raises:
            _SlowReaderError: If it is not taken.
        """
        if self.is_late:
            return
        if not self.started.done():
            self.started.set_result(None)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.ready()
        try:
            async with asyncio.timeout(_READER_SECONDS):
                await self._send(message)
        except TimeoutError as error:
            raise _SlowReaderError from error


class WholeBody:
    """Passes a request on when its body is there, so that nobody holds up others by sending slowly.

    Refuses a body of more than ``MAX_BODY`` as soon as it is seen, whatever length it was said to have. Documents that
    are brought may be too large for memory: of these only pace and length are watched.

    Args:
        app: What is inside.
        uploads: The most bytes of documents that are brought.
    """

    def __init__(self, app: ASGIApp, uploads: int = MAX_UPLOAD) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, and let the application read it again."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _is_upload(scope):
            await self._app(scope, self._watched(receive), send)
            return
        body = bytearray()
        message: Message = {"more_body": True}
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while message.get("more_body"):
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > MAX_BODY:
                        await problem(413, _TOO_LARGE)(scope, receive, send)
                        return
        except TimeoutError:
            await problem(408, _TOO_SLOW, headers={"Connection": "close"})(scope, receive, send)
            return
        pieces = iter([{"type": "http.request", "body": bytes(body), "more_body": False}])

        async def receive_again() -> Message:
            return next(pieces, None) or await receive()

        await self._app(scope, receive_again, send)

    def _watched(self, receive: Receive) -> Receive:
        size, is_whole = 0, False

        async def receive_watched() -> Message:
            nonlocal size, is_whole
            try:
                async with asyncio.timeout(None if is_whole else _BODY_SECONDS):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408, _TOO_SLOW, headers={"Connection": "close"}) from error
            size += len(message.get("body", b""))
            if size > self._uploads:
                raise HTTPException(413, _TOO_LARGE_UPLOAD.format(self._uploads))
            is_whole = not message.get("more_body")
            return message

        return receive_watched


def _is_upload(scope: Scope) -> bool:
    """Return whether a request brings documents, which are only put in a queue."""
    return scope["method"] in ("PUT", "POST") and scope["path"].startswith("/v1/documents")
