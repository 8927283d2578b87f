"""Tools for assistants: ``/mcp``, which is not of the REST API and therefore not in its description.

The library that speaks the protocol takes as long to load as the rest of the service: it waits for the first message.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.access import ReaderDep
from api.asker import Asker
from api.metrics import Metrics
from search.answering.answerer import Answerer
from search.searcher import Searcher

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

    from api.mcp import Context

router = APIRouter(include_in_schema=False)
_STRANGE = "Deze site mag dit niet vanuit een browser vragen. De beheerder kan haar toelaten met BRONWIJZER_ORIGINS."


class Assistants:
    """The tools of one app."""

    def __init__(self, searcher: Searcher, answerer: Answerer, metrics: Metrics) -> None:
        self._parts = (searcher, answerer, metrics)

    @cached_property
    def server(self) -> "Server[Any]":
        """The server of the tools."""
        from api.mcp import Parts, server_for

        return server_for(Parts(*self._parts), _asker_of)


class _Handled(Response):
    """The answer of the library that speaks the protocol."""

    def __init__(self, server: "Server[Any]") -> None:
        super().__init__()
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        # No sessions: any process answers any message, and what is asked in one is never of another's asker.
        manager = StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)
        async with manager.run():
            await manager.handle_request(scope, receive, send)


def _asker_of(context: "Context") -> Asker:
    """Return who sent the message that is answered."""
    return cast(Asker, cast(Request, context.request).state.asker)


@router.post("/mcp")
async def post_mcp(request: Request, asker: ReaderDep, origin: Annotated[str | None, Header()] = None) -> Response:
    """Let the server of tools answer a message for whoever asks.

    A browser tells the site of the page that asks. If nobody looked at it, a page whose name is made to mean this
    machine could ask in the place of whoever reads it (DNS rebinding).
    """
    if origin is not None and origin not in request.state.origins:
        raise HTTPException(403, _STRANGE)
    request.state.asker = asker
    assistants = cast(Assistants, request.state.assistants)
    return _Handled(await run_in_threadpool(lambda: assistants.server))
