"""The style sheet of an organisation, which every page carries after our own: its NL Design System tokens, mostly."""

from contextvars import ContextVar

from fastapi import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.assets import FOREVER, digest

_address: ContextVar[str | None] = ContextVar("_address", default=None)


def theme_address() -> str | None:
    """Return where the style sheet is of the service that answers now; None when it has none."""
    return _address.get()


class Theme:
    """Gives the pages of the app inside it a style sheet, and gives that to who asks for it."""

    def __init__(self, app: ASGIApp, sheet: bytes) -> None:
        self._app = app
        self._sheet = Response(sheet, media_type="text/css", headers={"Cache-Control": FOREVER})
        self._address = f"/static/{digest(sheet)}/theme.css"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the style sheet, or pass a request on."""
        _address.set(self._address)
        is_asked = scope["type"] == "http" and scope["path"] == self._address
        await (self._sheet if is_asked else self._app)(scope, receive, send)
