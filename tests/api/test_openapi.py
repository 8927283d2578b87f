"""The description of the API is the one that was agreed on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import api.app
from api.app import create_app
from api.security import API_VERSION

COPY = Path(api.app.__file__).with_name("openapi.json")


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    served: dict[str, Any] = client.get("/v1/openapi.json").json()
    return served


def calls(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            yield path, method, call


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
        ("get", "/opensearch.xml"),
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


def test_errors_are_problem_documents_and_never_422(document: dict[str, Any]) -> None:
    for _, _, call in calls(document):
        errors = {status: response for status, response in call["responses"].items() if status >= "400"}
        refused = {"401", "403", "429"} if "security" in call else set()
        assert set(errors) - {"413", "415", "507"} == {"400", "404", "500", "503"} | refused
        for response in errors.values():
            schema = {"$ref": "#/components/schemas/Problem"}
            assert response["content"] == {"application/problem+json": {"schema": schema}}
    assert "422" not in json.dumps(document)
    assert "ValidationError" not in json.dumps(document)


def test_every_call_but_those_of_health_asks_for_a_key_or_a_token(document: dict[str, Any]) -> None:
    asked = {path: call.get("security") for path, _, call in calls(document)}
    either: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]
    assert asked == {path: None if path.startswith(("/health/", "/opensearch.xml")) else either for path in asked}
    schemes = document["components"]["securitySchemes"]
    assert {name: (scheme["type"], scheme.get("scheme"), scheme.get("in")) for name, scheme in schemes.items()} == {
        "bearer": ("http", "bearer", None),
        "apiKey": ("apiKey", None, "header"),
    }
    assert all(scheme["description"] for scheme in schemes.values())


def test_every_property_and_parameter_has_a_description(document: dict[str, Any]) -> None:
    silent = [
        f"{schema}.{name}"
        for schema, contents in document["components"]["schemas"].items()
        for name, field in contents.get("properties", {}).items()
        if not field.get("description")
    ]
    silent += [
        f"{path} {parameter['name']}"
        for path, _, call in calls(document)
        for parameter in call.get("parameters", [])
        if not parameter.get("description")
    ]
    assert silent == []


def test_the_search_takes_the_fields_of_the_contract(document: dict[str, Any]) -> None:
    fields = ["kind", "publisher", "from", "to", "status", "place", "q", "k", "offset", "mode"]
    fields += ["expand", "correct", "explain"]
    assert [parameter["name"] for parameter in document["paths"]["/v1/search"]["get"]["parameters"]] == fields
    assert list(document["components"]["schemas"]["SearchRequest"]["properties"]) == fields
