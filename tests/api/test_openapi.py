"""The description of the API is the one that was agreed on."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from starlette.testclient import TestClient

import api.app
from api.app import create_app
from api.schemas import Problem
from api.security import API_VERSION

OPEN = ("/health/", "/v1/opensearch")
DUTCH = set("Zoek Zie Lees Krijg Bekijk Zet Haal Stel Verwijs Volg Verantwoord Leeft Kan Cijfers".split())
COPY = Path(api.app.__file__).with_name("openapi.json")


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    served: dict[str, Any] = client.get("/v1/openapi.json").json()
    return served


def calls(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        (server,) = methods.get("servers", document["servers"])
        for method in methods.keys() - {"servers"}:
            yield server["url"].rstrip("/") + path, method, methods[method]


def test_the_description_equals_its_committed_copy(document: dict[str, Any]) -> None:
    # Make the copy anew with `make openapi`, when the change is meant.
    assert document == json.loads(COPY.read_text("utf-8"))


def test_the_description_is_made_without_a_searcher() -> None:
    app = create_app(lambda: pytest.fail("the description needs no searcher"))
    assert app.openapi() == json.loads(COPY.read_text("utf-8"))
    assert app.openapi() is app.openapi()


def test_every_call_of_the_contract_is_described(document: dict[str, Any]) -> None:
    assert {(method, path) for path, method, _ in calls(document)} == {
        ("get", "/v1/search"),
        ("post", "/v1/search"),
        ("post", "/v1/answers"),
        ("post", "/v1/analysis"),
        ("get", "/v1/passages/{passageId}"),
        ("get", "/v1/passages/{passageId}/citation"),
        ("post", "/v1/citations"),
        ("get", "/v1/feed"),
        ("get", "/v1/opensearch"),
        ("get", "/v1/search/record"),
        ("post", "/v1/search/record"),
        ("get", "/v1/passages/{passageId}/similar"),
        ("get", "/v1/documents"),
        ("get", "/v1/documents/{docId}"),
        ("get", "/v1/documents/{docId}/similar"),
        ("get", "/v1/suggestions"),
        ("put", "/v1/documents/{docId}"),
        ("delete", "/v1/documents/{docId}"),
        ("post", "/v1/documents"),
        ("get", "/v1/jobs/{jobId}"),
        ("get", "/health/live"),
        ("get", "/health/ready"),
        ("get", "/metrics"),
    }
    assert document["info"]["version"] == API_VERSION


READ = {200, 304, 400, 401, 403, 429, 500, 503}
ASKED = {200, 400, 401, 403, 408, 413, 429, 500, 503}
BROUGHT = {202, 400, 401, 403, 408, 413, 415, 429, 500, 503, 507}
ANSWERS = {
    "getSearch": READ,
    "postSearch": ASKED,
    "getRecord": READ,
    "postRecord": ASKED,
    "getSuggestions": READ,
    "postAnswer": ASKED,
    "postAnalysis": ASKED,
    "getPassage": READ | {404},
    "getSimilarPassages": READ | {404},
    "getCitation": READ | {404},
    "postCitations": ASKED | {404},
    "getFeed": READ - {304},
    "getOpensearch": {200, 500, 503},
    "getDocuments": READ,
    "getDocument": READ | {404},
    "getSimilarDocuments": READ | {404},
    "putDocument": BROUGHT,
    "postDocuments": BROUGHT,
    "deleteDocument": BROUGHT - {408, 413, 415},
    "getJob": READ - {304} | {404, 507},
    "getLiveness": {200, 500},
    "getReadiness": {200, 500, 503},
    "getMetrics": {200, 401, 403, 429, 500, 503},
}


def test_every_call_has_a_name_that_lasts_and_tells_each_answer_that_it_can_give(document: dict[str, Any]) -> None:
    told = {call["operationId"]: {int(status) for status in call["responses"]} for _, _, call in calls(document)}
    assert told == ANSWERS


def test_errors_are_problem_documents_and_never_422(document: dict[str, Any]) -> None:
    problems = document["components"]["responses"]
    for _, _, call in calls(document):
        for status, response in call["responses"].items():
            if status >= "400":
                assert response["$ref"].rpartition("/")[2] in problems
            else:
                assert response["headers"].keys() >= {"API-Version", "X-Request-ID"}
    for problem in problems.values():
        (content,) = problem["content"].items()
        assert content[0] == "application/problem+json"
        assert content[1]["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert Problem.model_validate(content[1]["example"]).title == problem["description"]
    assert "422" not in json.dumps(document)
    assert "ValidationError" not in json.dumps(document)


def test_everything_is_told_in_dutch_and_english(document: dict[str, Any]) -> None:
    assert re.search(r"\bdocumenten\b.*\n\n.*\bdocuments\b", document["info"]["description"])
    for _, _, call in calls(document):
        assert call["description"].split()[0] in {"Return", "Put", "Take", "Do"}
        assert call["summary"].split()[0] in DUTCH
    used = {tag for _, _, call in calls(document) for tag in call["tags"]}
    assert used == {tag["name"] for tag in document["tags"]}
    assert all(len(re.findall(r"[A-Z][^.]*\.", tag["description"])) == 2 for tag in document["tags"])


def test_every_call_but_those_that_tell_no_contents_asks_for_a_key_or_a_token(document: dict[str, Any]) -> None:
    asked = {path: call.get("security") for path, _, call in calls(document)}
    either: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]
    assert asked == {path: None if path.startswith(OPEN) else either for path in asked}
    schemes = document["components"]["securitySchemes"]
    assert {name: (scheme["type"], scheme.get("scheme"), scheme.get("in")) for name, scheme in schemes.items()} == {
        "bearer": ("http", "bearer", None),
        "apiKey": ("apiKey", None, "header"),
    }
    assert all(scheme["description"] for scheme in schemes.values())


def fields(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all that is sent or answered, by its name: properties, parameters and headers."""
    for name, schema in document["components"]["schemas"].items():
        yield from properties(name, schema)
    for name, header in document["components"]["headers"].items():
        yield name, {"description": header["description"], **header["schema"]}
    for path, _, call in calls(document):
        for parameter in call.get("parameters", []):
            told = {name: parameter[name] for name in ("description", "examples") if name in parameter}
            yield f"{path} {parameter['name']}", {**parameter["schema"], **told}
        for content in call.get("requestBody", {}).get("content", {}).values():
            yield from properties(path, content["schema"])


def properties(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for field, contents in schema.get("properties", {}).items():
        yield f"{name}.{field}", contents


def boundless(schema: dict[str, Any]) -> bool:
    """Return whether a value may be of any length or size, or a part of it."""
    if "anyOf" in schema:
        return any(map(boundless, schema["anyOf"]))
    if "$ref" in schema or "enum" in schema or "const" in schema:
        return False
    limits = {
        "string": {"maxLength"},
        "integer": {"minimum", "maximum"},
        "number": {"minimum", "maximum"},
        "array": {"maxItems"},
        "object": {"maxProperties"},
    }
    parts = [schema[part] for part in ("items", "additionalProperties") if part in schema]
    return not schema.keys() >= limits.get(schema["type"], set()) or any(map(boundless, parts))


@pytest.mark.parametrize(
    ("schema", "is_boundless"),
    [
        ({"type": "boolean"}, False),
        ({"enum": ["a"]}, False),
        ({"$ref": "x"}, False),
        ({"type": "string"}, True),
        ({"type": "string", "maxLength": 5}, False),
        ({"type": "integer", "minimum": 0}, True),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, True),
        ({"type": "array", "maxItems": 3, "items": {"type": "string"}}, True),
        ({"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 3}}, False),
        ({"type": "object", "additionalProperties": {"type": "null"}}, True),
    ],
)
def test_what_has_no_limit_is_seen(schema: dict[str, Any], is_boundless: bool) -> None:
    assert boundless(schema) is is_boundless


def test_everything_has_a_description_an_example_and_limits(document: dict[str, Any]) -> None:
    assert [name for name, field in fields(document) if not field.get("description")] == []
    assert [name for name, field in fields(document) if not field.get("examples")] == []
    assert [name for name, field in fields(document) if boundless(field)] == []


def test_no_parameter_may_be_null_for_an_address_has_no_null(document: dict[str, Any]) -> None:
    schemas = [parameter["schema"] for _, _, call in calls(document) for parameter in call.get("parameters", ())]
    assert schemas
    assert not [schema for schema in schemas if "null" in json.dumps(schema)]


def test_every_example_is_valid(document: dict[str, Any]) -> None:
    shared = {"components": document["components"]}
    for name, field in fields(document):
        for example in field["examples"]:
            assert Draft202012Validator({**field, **shared}).is_valid(example), name


def test_an_api_tells_whom_to_ask_when_that_is_set() -> None:
    contact = {"name": "Beheer", "email": "beheer@voorbeeld.nl", "url": "https://voorbeeld.nl"}
    assert create_app(lambda: pytest.fail("not needed"), contact=contact).openapi()["info"]["contact"] == contact
    assert "contact" not in create_app(lambda: pytest.fail("not needed")).openapi()["info"]


def test_the_search_takes_the_fields_of_the_contract(document: dict[str, Any]) -> None:
    fields = ["kind", "publisher", "from", "to", "status", "place", "q", "k", "offset", "mode"]
    fields += ["expand", "correct", "explain"]
    assert [parameter["name"] for parameter in document["paths"]["/search"]["get"]["parameters"]] == fields
    assert list(document["components"]["schemas"]["SearchRequest"]["properties"]) == fields
