"""Who has an answer is told whether it still holds."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from indexer.sync import sync
from search.expansion import Form, Forms
from search.searcher import Searcher
from tests.api.conftest import NOTICE
from tests.conftest import WriteFiles
from tests.fakes import FakeEncoder

SEARCH = "/v1/search?q=coach"
ADDRESSES = [SEARCH, "/v1/documents", "/v1/documents/jeugd.md", "/v1/documents/jeugd.md/similar"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_is_held_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["cache-control"] == again.headers["cache-control"] == "private, no-cache"
    assert again.headers["etag"] == first.headers["etag"]
    for response in (first, again):
        assert response.headers["vary"].startswith("Accept, Authorization, X-API-Key")
    assert again.headers["api-version"]
    assert {"content-length", "content-type"}.isdisjoint(again.headers)


@pytest.mark.parametrize("stated", ["*", '"x", {}', "{}", ' "x" , {} '])
def test_a_tag_may_be_one_of_several_or_any(client: TestClient, stated: str) -> None:
    tag = client.get(SEARCH).headers["etag"]
    for written in (tag, tag.removeprefix("W/")):
        assert client.get(SEARCH, headers={"If-None-Match": stated.format(written)}).status_code == 304


def test_a_tag_holds_only_as_long_as_the_thesaurus_does(index: Path, client: TestClient) -> None:
    tag = client.get(SEARCH).headers["etag"]
    forms: Forms = {("coach",): (Form("begeleider", ("begeleider",), "thesaurus", "synonym"),)}
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder(), thesaurus=forms))) as other:
        assert other.get(SEARCH, headers={"If-None-Match": tag}).status_code == 200


def test_another_tag_gets_the_whole_answer(client: TestClient) -> None:
    response = client.get(SEARCH, headers={"If-None-Match": '"x", W/"y"'})
    assert (response.status_code, response.json()["query"]) == (200, "coach")


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/v1/search?q=coaches", {}),
        (f"{SEARCH}&k=9", {}),
        ("/v1/documents", {}),
        (SEARCH, {"Authorization": "Bearer ander"}),
        (SEARCH, {"X-API-Key": "ander"}),
        (SEARCH, {"Accept": "application/json"}),
    ],
)
def test_another_question_or_asker_has_another_tag(client: TestClient, address: str, headers: dict[str, str]) -> None:
    tag = client.get(SEARCH).headers["etag"]
    assert client.get(address, headers={**headers, "If-None-Match": tag}).status_code == 200


def test_after_a_change_of_the_index_the_answer_is_sent_again(
    client: TestClient, index: Path, write_files: WriteFiles
) -> None:
    tag = client.get("/v1/documents").headers["etag"]
    sync([write_files({"nieuw.txt": "Een nieuw document over de wijk."})], index, lambda own: FakeEncoder())
    response = client.get("/v1/documents", headers={"If-None-Match": tag})
    assert (response.status_code, response.json()["total"]) == (200, 5)


@pytest.mark.parametrize("address", ["/v1/search?q=", "/v1/documents/niet.txt", "/v1/nergens"])
def test_a_problem_has_no_tag(client: TestClient, address: str) -> None:
    response = client.get(address, headers={"If-None-Match": "*"})
    assert response.status_code in (400, 404)
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_what_changes_by_itself_or_is_posted_has_no_tag(client: TestClient) -> None:
    responses = [client.get("/health/ready"), client.post("/v1/search", json={"q": "coach"})]
    assert ["etag" in response.headers for response in responses] == [False, False]


def test_long_answers_are_compressed_for_who_can_read_that(client: TestClient) -> None:
    for accepted, encoding in (("gzip", "gzip"), ("identity", None)):
        response = client.get("/v1/search?q=spreekuur+coach+wijk", headers={"Accept-Encoding": accepted})
        assert response.headers.get("content-encoding") == encoding
        assert NOTICE in [hit["passage"]["text"] for hit in response.json()["hits"]]


def test_events_are_not_held_back_to_be_compressed(client: TestClient) -> None:
    asked = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    response = client.post("/v1/answers", json={"question": "Wanneer is het spreekuur?"}, headers=asked)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in response.headers
