"""Every error as one problem document (RFC 9457). Status codes live here and nowhere else."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from api.asker import (
    AccessError,
    IssuerError,
    KeysError,
    MissingScopeError,
    RefusedCredentialsError,
    UnknownAskerError,
)
from api.rates import TooManyCallsError
from api.schemas import Fault, Problem
from api.security import HEADERS
from search.errors import (
    BroughtDocumentsError,
    DocumentMissingError,
    EngineError,
    IndexLockedError,
    IndexMissingError,
    InvalidQueryError,
    JobMissingError,
    ModelError,
    PassageMissingError,
    QueueFullError,
    SearchError,
    SharedJobsError,
    StorageError,
    UnknownKindError,
    UnreadableIndexError,
    UnreadableThesaurusError,
)

logger = logging.getLogger(__name__)

STATUS: Mapping[type[SearchError], HTTPStatus] = {
    InvalidQueryError: HTTPStatus.BAD_REQUEST,
    UnknownKindError: HTTPStatus.BAD_REQUEST,
    DocumentMissingError: HTTPStatus.NOT_FOUND,
    PassageMissingError: HTTPStatus.NOT_FOUND,
    JobMissingError: HTTPStatus.NOT_FOUND,
    BroughtDocumentsError: HTTPStatus.CONFLICT,
    AccessError: HTTPStatus.UNAUTHORIZED,
    UnknownAskerError: HTTPStatus.UNAUTHORIZED,
    RefusedCredentialsError: HTTPStatus.UNAUTHORIZED,
    MissingScopeError: HTTPStatus.FORBIDDEN,
    TooManyCallsError: HTTPStatus.TOO_MANY_REQUESTS,
    KeysError: HTTPStatus.SERVICE_UNAVAILABLE,
    IssuerError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexLockedError: HTTPStatus.CONFLICT,
    QueueFullError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    UnreadableIndexError: HTTPStatus.SERVICE_UNAVAILABLE,
    UnreadableThesaurusError: HTTPStatus.SERVICE_UNAVAILABLE,
    ModelError: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineError: HTTPStatus.SERVICE_UNAVAILABLE,
    SharedJobsError: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageError: HTTPStatus.INSUFFICIENT_STORAGE,
}
RETRY_AFTER = 60
"""Seconds after which there may be room for another job."""
_ENGINE_BACK = 5
"""Seconds after which another machine may have taken the place of one that fell out."""
TITLES = {
    400: "De aanvraag klopt niet",
    401: "Niet bekend wie dit vraagt",
    403: "Dit mag niet met deze sleutel",
    404: "Niet gevonden",
    405: "Deze methode kan hier niet",
    409: "Nu niet mogelijk",
    408: "De aanvraag kwam te langzaam",
    413: "De aanvraag is te groot",
    429: "Te veel aanvragen",
    431: "De kopregels zijn te lang",
    415: "Dit soort inhoud wordt niet gelezen",
    500: "Er ging iets mis",
    503: "De zoekdienst is nu niet beschikbaar",
    507: "De schijf is vol",
}
_DETAILS = {
    400: "De inhoud is geen JSON in UTF-8, of te diep genest. Verbeter de inhoud en probeer het opnieuw.",
    404: "Dit adres bestaat niet. Controleer het adres; alle adressen staan in /v1/openapi.json.",
    405: "Gebruik een methode die dit adres kent; zie /v1/openapi.json.",
}
_METHODS = ("GET", "POST", "PUT", "DELETE")
_FIELDS = "Verbeter de genoemde velden en probeer het opnieuw."
_MESSAGES = {
    "missing": "dit veld is verplicht",
    "extra_forbidden": "dit veld bestaat niet",
    "int_parsing": "dit moet een heel getal zijn",
    "int_type": "dit moet een heel getal zijn",
    "int_from_float": "dit moet een heel getal zijn",
    "bool_parsing": "dit moet true of false zijn",
    "bool_type": "dit moet true of false zijn",
    "string_type": "dit moet tekst zijn",
    "string_too_long": "dit is te lang: hoogstens {max_length} tekens",
    "too_long": "dit zijn er te veel: hoogstens {max_length}",
    "too_short": "dit zijn er te weinig: minstens {min_length}",
    "list_type": "dit moet een lijst zijn",
    "string_unicode": "dit is geen geldige tekst",
    "string_too_short": "dit is te kort: minstens {min_length} tekens",
    "string_pattern_mismatch": "dit heeft niet de vorm die het moet hebben",
    "greater_than_equal": "dit moet {ge} of meer zijn",
    "less_than_equal": "dit moet {le} of minder zijn",
    "literal_error": "dit moet een van deze zijn: {expected}",
    "json_invalid": "de inhoud is geen geldige JSON",
    "model_attributes_type": "de inhoud moet een JSON-object zijn",
    "value_error": "{error}",
}


def install(app: FastAPI) -> None:
    """Give an app the handlers that turn every error into a problem document."""

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return problem(400, _FIELDS, faults(error.errors()))

    @app.exception_handler(UnknownKindError)
    def unknown_kind(_: Request, error: UnknownKindError) -> JSONResponse:
        return problem(STATUS[type(error)], _FIELDS, [Fault(location="kind", message=str(error))])

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
        return problem(error.status_code, _DETAILS.get(error.status_code, str(error.detail)), headers=headers)

    @app.exception_handler(AccessError)
    def access(_: Request, error: AccessError) -> JSONResponse:
        return problem(STATUS[type(error)], str(error), headers={"WWW-Authenticate": error.challenge})

    @app.exception_handler(TooManyCallsError)
    def too_many(_: Request, error: TooManyCallsError) -> JSONResponse:
        return problem(STATUS[type(error)], str(error), headers={"Retry-After": str(error.wait)})

    @app.exception_handler(SearchError)
    def search(_: Request, error: SearchError) -> JSONResponse:
        return problem(STATUS[type(error)], str(error))

    @app.exception_handler(EngineError)
    @app.exception_handler(SharedJobsError)
    def engine(_: Request, error: SearchError) -> JSONResponse:
        return problem(STATUS[type(error)], str(error), headers={"Retry-After": str(_ENGINE_BACK)})

    @app.exception_handler(QueueFullError)
    def full(_: Request, error: QueueFullError) -> JSONResponse:
        return problem(STATUS[type(error)], str(error), headers={"Retry-After": str(RETRY_AFTER)})

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> JSONResponse:
        logger.error("unexpected error in %s", request.url.path, exc_info=error)
        return problem(500, "Dat ligt aan ons. Probeer het later opnieuw of meld het aan de beheerder.")


class ProblemResponse(JSONResponse):
    """A problem document; to who asked for a page, a page that says the same."""

    media_type = "application/problem+json"

    def __init__(self, problem: Problem, headers: Mapping[str, str]) -> None:
        content = problem.model_dump(by_alias=True, exclude=None if problem.errors else {"errors"})
        # An unexpected error is answered outside the middleware that adds these.
        super().__init__(content, problem.status, {**HEADERS, **headers})
        self._problem = problem
        self._own = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        from api.web.problems import problem_page, wants_page

        if wants_page(scope):
            await problem_page(scope, self._problem, {**HEADERS, **self._own})(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def problem(
    status: int, detail: str, found: Sequence[Fault] = (), *, headers: Mapping[str, str] | None = None
) -> ProblemResponse:
    """Return a problem document."""
    body = Problem(
        status=status, title=TITLES.get(status, HTTPStatus(status).phrase), detail=detail, errors=list(found)
    )
    return ProblemResponse(body, headers or {})


def problem_example(status: int) -> dict[str, object]:
    """Return what an error looks like, for the description of the API."""
    detail = _DETAILS.get(status, "Wat er hier mis is, en wat helpt.")
    return {"status": status, "title": TITLES[status], "detail": detail}


def faults(errors: Sequence[Any]) -> list[Fault]:
    """Return what is wrong in Dutch, given pydantic's errors; each begins with where it looked: ``body``, ``query``."""
    return [Fault(location=_location(error["loc"]), message=_message(error)) for error in errors]


def _allowed(request: Request) -> str:
    """Return the methods that an address knows; the framework names those of one route."""
    routes = request.app.routes
    known = [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return ", ".join(["HEAD", *known] if "GET" in known else known)


def _location(parts: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in parts[1:] if not isinstance(part, int)) or str(parts[0])


def _message(error: Mapping[str, Any]) -> str:
    context = {**error.get("ctx", {})}
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", " of ")
    template = _MESSAGES.get(error["type"], "dit is geen geldige waarde")
    return template.format(**context)
