"""The OpenAPI document: what FastAPI makes of the calls, and what all calls have in common."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel

from api.caching import TAGGED
from api.errors import TITLES, problem_example
from api.security import API_VERSION

_Json = dict[str, Any]
_VERSION = "/v1"
DESCRIPTION = """\
Zoekt in documenten uit het sociaal domein en beantwoordt vragen met letterlijke citaten die u kunt controleren. \
Namen van velden zijn Engels, teksten zijn Nederlands. Elke fout is een `application/problem+json` (RFC 9457), met in \
het Nederlands wat er mis is en wat helpt. Elk adres dat GET kent, kent ook HEAD.

Searches Dutch documents of the social domain and answers questions with verbatim citations that can be checked. \
Names of fields are English, texts are Dutch. Every error is an `application/problem+json` (RFC 9457) that says in \
Dutch what is wrong and what helps. Every address that knows GET knows HEAD. Refused before any call sees it: what is \
no HTTP or asks by a strange host name (400), has a head (431) or a body (413) that is too long, or comes too slowly \
(408).
"""
SERVERS = [{"url": _VERSION, "description": "Deze dienst. This service."}]
TAGS = [
    {"name": "search", "description": "Zoeken, en suggesties tijdens het typen. Searching, and suggestions."},
    {"name": "answers", "description": "Vragen beantwoorden met citaten. Answering questions with citations."},
    {
        "name": "documents",
        "description": "Documenten lezen, brengen en weghalen. Reading, bringing, removing documents.",
    },
    {"name": "jobs", "description": "Opdrachten die documenten verwerken. Jobs that process documents."},
    {"name": "citations", "description": "Verwijzingen voor literatuurlijsten. References for bibliographies."},
    {"name": "feeds", "description": "Zoekvragen volgen, en zoeken vanuit andere programma's. Feeds and OpenSearch."},
    {"name": "analysis", "description": "Zien hoe woorden worden gezocht. How words are searched."},
    {"name": "health", "description": "Hoe het met de dienst gaat. How the service is doing."},
]
_ROOT = [{"url": "/", "description": "Buiten de versies. Outside versions."}]
_HEADERS: Mapping[str, _Json] = {
    "API-Version": {
        "description": "Version of this API.",
        "schema": {"type": "string", "maxLength": 20, "examples": [API_VERSION]},
    },
    "X-Request-ID": {
        "description": "Number of the request in the log: that of the caller, or else one of our own.",
        "schema": {"type": "string", "maxLength": 64, "examples": ["0123456789abcdef0123456789abcdef"]},
    },
    "ETag": {
        "description": "Names this answer; send it back in If-None-Match.",
        "schema": {"type": "string", "maxLength": 64, "examples": ['W/"0123456789abcdef0123456789abcdef"']},
    },
    "Retry-After": {
        "description": "Seconds after which it may be tried again.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 86_400, "examples": [1]},
    },
    "WWW-Authenticate": {
        "description": "What kind of key is needed (RFC 6750).",
        "schema": {"type": "string", "maxLength": 200, "examples": ["Bearer"]},
    },
}
_EVERYWHERE = ("API-Version", "X-Request-ID")
_OWN: Mapping[int, tuple[str, ...]] = {
    **dict.fromkeys((401, 403), ("WWW-Authenticate",)),
    **dict.fromkeys((429, 503), ("Retry-After",)),
}
"""Headers of a problem beside those of every answer."""
_ALWAYS_UP = "/health/live"


def operation_id(route: APIRoute) -> str:
    """Return the name of a call for those who generate a client: that of its function, getSearch."""
    return to_camel(route.name)


def describe(app: FastAPI, contact: Mapping[str, str] | None) -> _Json:
    """Return the OpenAPI document of an app.

    Calls say themselves which errors only they can give; what all give for the same reason is added here.
    """
    document = FastAPI.openapi(app)
    if contact:
        document["info"]["contact"] = dict(contact)
    components = document["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    statuses: set[int] = set()
    paths: _Json = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            answers = call["responses"]
            wrong = _wrong(path, call) | {int(status) for status in answers if status >= "400"} - {422}
            statuses |= wrong
            for parameter in call.get("parameters", ()):
                parameter["schema"] = _never_null(parameter["schema"])
            tagged = method == "get" and path.startswith(TAGGED)
            fine = {status: one for status, one in answers.items() if status < "300"}
            if tagged:
                fine["304"] = {"description": "Who asks has this answer, and it still holds."}
            for answer in fine.values():
                names = (*_EVERYWHERE, "ETag") if tagged else _EVERYWHERE
                answer["headers"] = {**_headers(names), **answer.get("headers", {})}
            call["responses"] = fine | {str(s): {"$ref": f"#/components/responses/{_name(s)}"} for s in sorted(wrong)}
        own = path.startswith(f"{_VERSION}/")
        paths[path.removeprefix(_VERSION)] = methods if own else {"servers": _ROOT, **methods}
    document["paths"] = paths
    components["headers"] = dict(_HEADERS)
    components["responses"] = {_name(status): _problem(status) for status in sorted(statuses)}
    for holder in _holders(document):
        for field in holder.values():
            if "examples" not in field:
                field["examples"] = [_example(field, components["schemas"])]
    return document


def _never_null(schema: _Json) -> _Json:
    """Return the schema of a parameter without null, which an address cannot hold: there it is four letters."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**kinds[0], **{name: value for name, value in schema.items() if name != "anyOf"}}


def _wrong(path: str, call: _Json) -> set[int]:
    """Return the statuses of what can go wrong with a call as with every other of its kind."""
    found = {500}
    if path != _ALWAYS_UP:
        found |= {503}
    if "security" in call:
        found |= {401, 403, 429}
    if "requestBody" in call:
        found |= {408, 413}
    if "requestBody" in call or call.get("parameters"):
        found |= {400}
    return found


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def _problem(status: int) -> _Json:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem_example(status)}
    return {
        "description": TITLES[status],
        "headers": _headers((*_EVERYWHERE, *_OWN.get(status, ()))),
        "content": {"application/problem+json": content},
    }


def _headers(names: tuple[str, ...]) -> _Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _holders(document: _Json) -> Iterator[dict[str, _Json]]:
    """Yield the properties of every object that is described."""
    for schema in document["components"]["schemas"].values():
        yield schema.get("properties", {})


def _example(schema: _Json, schemas: Mapping[str, _Json]) -> Any:  # noqa: ANN401 - whatever JSON is an example
    """Return an example of a value, made of those of its parts.

    Raises:
        LookupError: If a part has none.
    """
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema["type"] == "array":
        return [_example(schema["items"], schemas)]
    return {name: _example(field, schemas) for name, field in schema["properties"].items()}
