"""HEAD is answered wherever GET is, and an address tells which methods it knows."""

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    "address",
    [
        "/v1/suggestions?q=coach",
        "/v1/documents/jeugd.md",
        "/v1/openapi.json",
        "/v1/opensearch",
        "/health/live",
        "/v1/search?k=0",
        "/v1/documents/onbekend",
    ],
)
def test_head_has_the_status_and_headers_of_get_and_no_body(client: TestClient, address: str) -> None:
    headers = {"X-Request-ID": "a"}
    got, head = client.get(address, headers=headers), client.head(address, headers=headers)
    assert (head.status_code, head.headers) == (got.status_code, got.headers)
    assert got.content
    assert head.content == b""


def test_head_of_what_is_held_says_that_it_still_holds(client: TestClient) -> None:
    tag = client.head("/v1/documents/jeugd.md").headers["etag"]
    assert client.head("/v1/documents/jeugd.md", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PATCH", "/v1/search", "HEAD, GET, POST"),
        ("PATCH", "/v1/documents/map/jeugd.md", "HEAD, GET, PUT, DELETE"),
        ("PUT", "/v1/documents", "HEAD, GET, POST"),
        ("DELETE", "/v1/documents/jeugd.md/similar", "HEAD, GET"),
        ("HEAD", "/v1/answers", "POST"),
        ("GET", "/mcp", "POST"),
        ("OPTIONS", "/health/ready", "HEAD, GET"),
    ],
)
def test_a_method_that_is_refused_is_answered_with_all_that_are_not(
    client: TestClient, method: str, address: str, allowed: str
) -> None:
    answer = client.request(method, address)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
