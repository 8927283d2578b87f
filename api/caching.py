"""Answers that follow from the index alone are sent once: who has one asks whether it still holds."""

from hashlib import blake2b
from importlib.metadata import version
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search.searcher import Searcher

TAGGED = ("/v1/search", "/v1/documents", "/v1/passages", "/v1/suggestions")
"""How the addresses begin whose answers to GET follow from the index alone."""
_VARY = ("Accept", "Authorization", "X-API-Key")
"""What an answer depends on beside its address: who asks among it, so that nobody is told of another's answer."""
_BODY = ("content-length", "content-type")
_VERSION = version("bronwijzer")


class EntityTags:
    """Gives answers to GET a tag, and answers 304 without a body to who has the answer with that tag.

    The answer is made all the same, after whatever guards it, for a key may have been withdrawn. The tag is read before
    the answer is made: when a writer switches in between, a newer answer has the older tag and is asked for once more.

    Source:
        RFC 9110, sections 8.8.3 and 13.1.2. Tags are weak: the time that a search took makes no other answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tag its answer."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(TAGGED):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        tag = _tag(scope, asked)
        has_it = _names(asked.get("if-none-match", ""), tag)
        is_held = False

        async def send_tagged(message: Message) -> None:
            nonlocal is_held
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers["ETag"] = tag
                headers["Cache-Control"] = "private, no-cache"  # kept by who asked, and never shown unasked
                for name in _VARY:
                    headers.add_vary_header(name)
                is_held = has_it
                for name in _BODY if is_held else ():
                    del headers[name]
                message = {**message, "status": 304} if is_held else message
            elif is_held:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_tagged)


def _tag(scope: Scope, asked: Headers) -> str:
    searcher = cast(Searcher, scope["state"]["searcher"])
    parts = [_VERSION, searcher.stamp, scope["path"], scope["query_string"].decode("latin-1")]
    parts += [f"{name}: {asked.getlist(name)}" for name in _VARY]
    return f'W/"{blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"'


def _names(stated: str, tag: str) -> bool:
    """Return whether an ``If-None-Match`` names a tag; ``*`` names any."""
    named = {one.strip().removeprefix("W/") for one in stated.split(",")}
    return "*" in named or tag.removeprefix("W/") in named
