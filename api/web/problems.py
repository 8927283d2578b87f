"""What went wrong, as a page."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from fastapi import Response
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from api.schemas import Problem
from api.web.parameters import LANGUAGES
from api.web.places import PRIVATE, Place

_FOR_PROGRAMS = ("/v1", "/mcp", "/health", "/metrics", "/static")
"""How the addresses begin at which programs ask."""


def wants_page(scope: Scope) -> bool:
    """Return whether a page was asked for: by its address, or one that does not exist by a browser."""
    from api.web.routes import router

    if scope["path"].startswith(_FOR_PROGRAMS):
        return False
    is_page = any(route.matches(scope)[0] is not Match.NONE for route in router.routes)
    return is_page or "text/html" in Headers(scope=scope).get("accept", "")


def problem_page(scope: Scope, problem: Problem, headers: Mapping[str, str]) -> Response:
    """Return the page of a problem, with the same status and headers.

    Args:
        scope: Of the request.
        problem: What is wrong.
        headers: That the problem document would have.
    """
    from api.web.rendering import POLICY, page

    asked = parse_qs(scope["query_string"].decode("latin-1"))
    language = next((one for one in LANGUAGES if one in asked.get("lang", ())), LANGUAGES[0])
    is_private = scope["path"] == PRIVATE
    query = "" if is_private else asked.get("q", [""])[-1]
    return page(
        "problem.html",
        Place(PRIVATE if is_private else "/", {} if language == LANGUAGES[0] else {"lang": language}),
        language,
        status=problem.status,
        headers={**headers, "Content-Security-Policy": POLICY},
        problem=problem,
        query=query,
    )
