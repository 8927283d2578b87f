"""Which sites' pages may ask from a browser (CORS)."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from api.errors import problem

_DETAIL = "Deze site mag dit niet vanuit een browser vragen. De beheerder kan haar toelaten met BRONWIJZER_ORIGINS."


class Cors(CORSMiddleware):
    """Lets the pages of some sites ask, without cookies; says no to others with a problem document."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST", "PUT", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "If-None-Match", "X-API-Key", "X-Request-ID"),
            expose_headers=("API-Version", "Content-Disposition", "ETag", "Location", "Retry-After", "X-Request-ID"),
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return what a browser is told before it asks."""
        response = super().preflight_response(request_headers)
        return response if response.status_code == 200 else problem(400, _DETAIL)
