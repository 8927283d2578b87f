"""Tools for assistants: ``/mcp``, which is not of the REST API and therefore not in its description."""

from typing import Annotated, cast

from fastapi import APIRouter, Header, Request, Response
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.access import ReaderDep
from api.asker import Asker
from api.mcp import Context

router = APIRouter(include_in_schema=False)
_STRANGE = "Deze site mag dit niet vanuit een browser vragen. De beheerder kan haar toelaten met BRONWIJZER_ORIGINS."


class _Handled(Response):
    """The answer of the library that speaks the protocol."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await self._manager.handle_request(scope, receive, send)


def asker_of(context: Context) -> Asker:
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
    return _Handled(cast(StreamableHTTPSessionManager, request.state.mcp))
