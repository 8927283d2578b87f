"""Which sites' pages may ask from a browser (CORS), and that no other can by taking our name (DNS rebinding)."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem
from api.security import is_loopback

_DETAIL = "Deze site mag dit niet vanuit een browser vragen. De beheerder kan haar toelaten met BRONWIJZER_ORIGINS."

_OTHER_NAME = (
    "Zonder sleutels antwoordt de dienst alleen op localhost en 127.0.0.1. "
    "Maak een sleutel met `bronwijzer keys create`."
)


class Cors(CORSMiddleware):
    """Lets the pages of some sites ask, without cookies; says no to others with a problem document."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST", "PUT", "DELETE"),
            allow_headers=(
                *("Authorization", "Content-Type", "If-None-Match", "X-API-Key", "X-Request-ID"),
                *("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"),
            ),
            expose_headers=("API-Version", "Content-Disposition", "ETag", "Location", "Retry-After", "X-Request-ID"),
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return what a browser is told before it asks."""
        response = super().preflight_response(request_headers)
        return response if response.status_code == 200 else problem(400, _DETAIL)


class OwnNames:
    """Answers only who calls this machine by a name that is always its own.

    Where nobody is asked for a key, a page from elsewhere could give its own name the address 127.0.0.1, and a browser
    would let it read everything.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and not _is_own(Headers(scope=scope).get("host", "")):
            await problem(400, _OTHER_NAME)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_own(host: str) -> bool:
    try:
        return is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
