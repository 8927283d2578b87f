"""Documents come in and go out over HTTP, as jobs."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import Message

from api.app import create_app
from indexer.job_storage import SqliteStorage
from indexer.jobs import Jobs
from search.index import Index
from search.searcher import Searcher
from search.writer import JOBS, IndexWriter
from tests.fakes import FakeEncoder

Finished = Callable[[Response], dict[str, Any]]
LIST = {"content-type": "application/x-ndjson"}


@pytest.fixture
def finished(client: TestClient) -> Finished:
    """Return a function that waits for the job that was accepted, and returns it."""

    def wait(accepted: Response) -> dict[str, Any]:
        assert accepted.status_code == 202, accepted.text
        address = accepted.headers["location"]
        assert address == f"/v1/jobs/{accepted.json()['jobId']}"
        for _ in range(600):
            job: dict[str, Any] = client.get(address).json()
            if job["finished"]:
                return job
            time.sleep(0.05)
        pytest.fail(f"the job did not end: {job}")

    return wait


def results(job: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(outcome["docId"], outcome["result"]) for outcome in job["documents"]]


def found(client: TestClient, query: str) -> list[str]:
    hits = client.get("/v1/search", params={"q": query, "mode": "lexical"}).json()["hits"]
    return [hit["document"]["docId"] for hit in hits]


def test_a_text_in_json_is_found_with_what_is_said_of_it(client: TestClient, finished: Finished) -> None:
    document = {
        "title": "Zwaluwen in de wijk",
        "text": "# Zwaluwen\n\nDe zwaluwtil aan de Kade broedt weer.",
        "format": "markdown",
        "publisher": "Werkplaats",
        "date": "2024-05",
        "authors": ["Vries, Jan de", "Roos Verzonnen"],
        "kind": "artikel",
        "language": "nl",
        "url": "https://voorbeeld.nl/zwaluwen",
        "status": "lopend",
    }
    job = finished(client.put("/v1/documents/nieuws/zwaluwen", json=document))
    assert (job["state"], results(job)) == ("done", [("nieuws/zwaluwen", "added")])
    assert job["progress"] == {"stage": None, "done": 1, "total": 1}
    [hit] = client.get("/v1/search", params={"q": "zwaluwtil", "mode": "lexical"}).json()["hits"]
    shown = hit["document"]
    assert hit["passage"]["text"] == "De zwaluwtil aan de Kade broedt weer."
    assert {name: shown[name] for name in ("docId", "title", "publisher", "date", "kind", "language", "url")} == {
        "docId": "nieuws/zwaluwen",
        "title": "Zwaluwen in de wijk",
        "publisher": "Werkplaats",
        "date": "2024-05",
        "kind": "article",
        "language": "nl",
        "url": "https://voorbeeld.nl/zwaluwen",
    }
    assert shown["authors"] == ["Vries, Jan de", "Roos Verzonnen"]
    assert [(fact["name"], fact["value"]) for fact in shown["facts"]] == [("status", "running")]


def test_a_document_is_for_the_groups_that_are_said(client: TestClient, finished: Finished, index: Path) -> None:
    for groups in (["wijkteam", " GGD"], ["wijkteam"], []):
        job = finished(client.put("/v1/documents/a", json={"text": "De kluut roept.", "groups": groups}))
        assert job["documents"][0]["result"] in ("added", "updated")
        opened = Index.open(index)
        [metadata] = [one.metadata for one in opened.catalogue.every_passage() if one.passage.doc_id == "a"]
        opened.close()
        assert metadata.groups == tuple(sorted(group.strip() for group in groups))
    finished(client.put("/v1/documents/b.txt", params={"groups": ["wijkteam"]}, content=b"De kluut roept."))


@pytest.mark.parametrize("group", ["", " ", ";", "a;b", "a\u200b"])
def test_what_is_no_group_is_refused_and_not_left_out(client: TestClient, group: str) -> None:
    response = client.put("/v1/documents/a", json={"text": "De kluut roept.", "groups": [group]})
    assert [error["location"] for error in response.json()["errors"]] == ["groups"]


def test_who_hangs_up_while_sending_brings_nothing(client: TestClient, index: Path) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b"De kluut", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        scope = {"type": "http", "method": "PUT", "path": "/v1/documents/a", "query_string": b"", "headers": []}
        await client.app({**scope, "state": dict(client.app_state)}, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 400
    assert not (index / JOBS).exists()


def test_a_document_that_is_sent_may_be_for_groups(client: TestClient, finished: Finished, index: Path) -> None:
    finished(client.put("/v1/documents/a", json={"text": "De huiskamer.", "groups": ["wijk zuid", "jeugd"]}))
    finished(client.put("/v1/documents/b?groups=buurt", content="De tuin.", headers={"content-type": "text/plain"}))
    assert Index.open(index).groups == {"wijk zuid", "jeugd", "buurt"}


def test_a_file_is_read_as_what_it_is_and_described_by_the_query(client: TestClient, finished: Finished) -> None:
    page = b"<html><head><title>T</title></head><body><p>De ijsvogel duikt elke ochtend bij de brug.</p></body></html>"
    accepted = client.put(
        "/v1/documents/pagina", params={"title": "IJsvogels", "authors": ["A. Bos", "B. Smit"]}, content=page
    )
    assert results(finished(accepted)) == [("pagina", "added")]
    [hit] = client.get("/v1/search", params={"q": "ijsvogel", "mode": "lexical"}).json()["hits"]
    assert (hit["document"]["title"], hit["document"]["authors"]) == ("IJsvogels", ["A. Bos", "B. Smit"])


def test_the_same_contents_again_change_nothing(client: TestClient, finished: Finished, index: Path) -> None:
    document = {"text": "De reiger staat stil."}
    finished(client.put("/v1/documents/a.txt", json=document))
    before = client.get("/health/ready").json()
    job = finished(client.put("/v1/documents/a.txt", json=document))
    assert (job["state"], results(job)) == ("done", [("a.txt", "unchanged")])
    assert client.get("/health/ready").json() == before


def test_another_format_of_the_same_contents_is_another_document(client: TestClient, finished: Finished) -> None:
    text = "# Reigers\n\nDe reiger staat stil."
    for written, result in (("plain", "added"), ("markdown", "updated"), ("markdown", "unchanged")):
        job = finished(client.put("/v1/documents/a", json={"text": text, "format": written}))
        assert results(job) == [("a", result)]


def test_a_document_takes_the_place_of_the_one_of_its_name(client: TestClient, finished: Finished) -> None:
    job = finished(client.put("/v1/documents/wijk.txt", json={"text": "De ooievaar nestelt op het gemeentehuis."}))
    assert results(job) == [("wijk.txt", "updated")]
    assert (found(client, "ooievaar"), found(client, "verpleegkundigen")) == (["wijk.txt"], [])


def test_a_file_that_cannot_be_read_fails_its_job_with_the_reason(client: TestClient, finished: Finished) -> None:
    job = finished(client.put("/v1/documents/a.pdf", content=b"%PDF-1.7 maar verder niets"))
    assert (job["state"], results(job)) == ("failed", [("a.pdf", "failed")])
    assert "pdf" in job["documents"][0]["reason"].lower()
    job = finished(client.put("/v1/documents/a.txt", content=b" \n"))
    assert [outcome["reason"] for outcome in job["documents"]] == ["het bestand is leeg"]


def test_what_the_reading_has_to_say_is_told(client: TestClient, finished: Finished) -> None:
    job = finished(client.put("/v1/documents/a.txt", content="Café in de wijk".encode("cp1252")))
    assert job["documents"][0]["reason"] == "gelezen als Windows-1252"


def test_a_bad_line_stops_no_other_and_is_told_by_its_number(client: TestClient, finished: Finished) -> None:
    lines = [
        json.dumps({"docId": "a.md", "text": "# A\n\nDe kievit roept.", "format": "markdown"}).encode(),
        b"",
        b"{",
        json.dumps({"docId": "b.txt", "text": "De grutto roept.", "datum": "2024"}).encode(),
        json.dumps({"docId": "../c", "text": "De wulp roept."}).encode(),
        b'{"docId": "d\\ud800", "text": "x"}',
        b'["docId"]',
        b"\xff",
        json.dumps({"docId": 5, "text": "De tureluur roept."}).encode(),
        json.dumps({"docId": "a\u200bb", "text": "De tureluur roept."}).encode(),
        json.dumps({"docId": "e.txt", "text": "De tureluur roept."}).encode(),
    ]
    job = finished(client.post("/v1/documents", content=b"\xef\xbb\xbf" + b"\n".join(lines), headers=LIST))
    assert job["state"] == "done"
    assert [(one["docId"], one["line"], one["result"]) for one in job["documents"]] == [
        ("a.md", 1, "added"),
        (None, 3, "failed"),
        ("b.txt", 4, "failed"),
        ("../c", 5, "failed"),
        (None, 6, "failed"),
        (None, 7, "failed"),
        (None, 8, "failed"),
        (None, 9, "failed"),
        (None, 10, "failed"),
        ("e.txt", 11, "added"),
    ]
    reasons = [one["reason"] for one in job["documents"]]
    assert reasons[1:4] == [
        "body: de inhoud is geen geldige JSON",
        "datum: dit veld bestaat niet",
        "docId: schrijf dit als een pad zonder begin: map/naam.md, zonder lege delen, punten of \\",
    ]
    assert sorted({*found(client, "kievit"), *found(client, "tureluur"), *found(client, "grutto")}) == ["a.md", "e.txt"]


def test_a_list_without_one_good_line_fails(client: TestClient, finished: Finished) -> None:
    assert finished(client.post("/v1/documents", content=b"{}\n", headers=LIST))["state"] == "failed"


def test_of_one_document_on_two_lines_the_last_counts(client: TestClient, finished: Finished) -> None:
    lines = [json.dumps({"docId": "a.txt", "text": f"De {bird} roept."}) for bird in ("kievit", "grutto")]
    job = finished(client.post("/v1/documents", content="\n".join(lines).encode(), headers=LIST))
    assert results(job) == [("a.txt", "superseded"), ("a.txt", "added")]
    assert (found(client, "kievit"), found(client, "grutto")) == ([], ["a.txt"])


def test_a_removed_document_is_found_no_more(client: TestClient, finished: Finished) -> None:
    job = finished(client.delete("/v1/documents/wijk.txt"))
    assert (job["state"], results(job)) == ("done", [("wijk.txt", "removed")])
    assert "geen kopie" in job["documents"][0]["reason"]
    assert found(client, "verpleegkundigen") == []
    again = finished(client.delete("/v1/documents/wijk.txt"))
    assert (again["state"], results(again)) == ("done", [("wijk.txt", "absent")])


BAD_NAMES = ["/a.md", "a//b", "a/", "../a", "a/../b", "a/.", "a\\b", " a", "a\u200b", "cafe\u0301"]


@pytest.mark.parametrize("name", [*BAD_NAMES, "x" * 513])
def test_a_name_that_is_no_plain_path_is_refused(client: TestClient, name: str) -> None:
    response = client.put(f"/v1/documents/{quote(name, safe='')}", json={"text": "x"})
    assert response.status_code == 400
    assert [error["location"] for error in response.json()["errors"]] == ["docId"]


def test_a_name_that_is_the_address_of_what_is_similar_is_refused(client: TestClient, finished: Finished) -> None:
    response = client.put("/v1/documents/a/similar", json={"text": "x"})
    assert (response.status_code, response.headers["allow"]) == (405, "HEAD, GET")
    listed = client.post(
        "/v1/documents",
        content=b'{"docId": "a/similar", "text": "x"}',
        headers={"content-type": "application/x-ndjson"},
    )
    assert [(one["result"], "/similar" in one["reason"]) for one in finished(listed)["documents"]] == [("failed", True)]


def test_a_name_may_hold_what_names_hold(client: TestClient, finished: Finished) -> None:
    for name in ("Nota 2.0 (définitief) & meer?.md", "similar", "a/b/c", ".verborgen"):
        assert results(finished(client.put(f"/v1/documents/{quote(name)}", json={"text": "x"}))) == [(name, "added")]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ({"json": {"title": "T"}}, 400, "text: dit veld is verplicht"),
        ({"json": {"text": ""}}, 400, "text: dit is te kort: minstens 1 tekens"),
        ({"json": {"text": "a", "date": "gisteren"}}, 400, "date: schrijf de datum"),
        ({"json": {"text": "a", "url": "javascript:x"}}, 400, "url: dit heeft niet de vorm"),
        ({"json": {"text": "a", "title": "T\n"}}, 400, "title: hierin staat een teken"),
        ({"json": {"text": "a", "partners": [""]}}, 400, "partners: dit is te kort: minstens 1 tekens"),
        ({"json": {"text": "a", "status": 5}}, 400, "status: dit moet een van deze zijn"),
        ({"json": {"text": "a"}, "params": {"titel": "T"}}, 400, "titel: dit veld bestaat niet"),
        (
            {"content": b"{", "headers": {"content-type": "application/json"}},
            400,
            "body: de inhoud is geen geldige JSON",
        ),
        ({"content": b""}, 400, "body: dit veld is verplicht"),
        ({"content": b"x", "headers": {"content-type": "image/png"}}, 415, "image/png"),
    ],
)
def test_what_cannot_become_a_document_is_refused_at_once(
    client: TestClient, arguments: dict[str, Any], status: int, words: str
) -> None:
    response = client.put("/v1/documents/a", **arguments)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = [f"{error['location']}: {error['message']}" for error in response.json().get("errors", [])]
    assert any(words in line for line in [response.json()["detail"], *told])


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [(b"{}", {"content-type": "application/json"}, 415), (b"{}", {}, 415), (b"\n \n", LIST, 400), (b"", LIST, 400)],
)
def test_a_list_that_is_none_is_refused(
    client: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    assert client.post("/v1/documents", content=content, headers=headers).status_code == status


def test_a_list_of_too_many_documents_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.uploads.MOST_DOCUMENTS", 2)
    response = client.post("/v1/documents", content=b"{}\n" * 3, headers=LIST)
    assert response.status_code == 413
    assert response.json()["detail"] == "Dit zijn meer dan 2 documenten. Stuur ze in delen."


def test_an_unknown_job_is_not_found(client: TestClient) -> None:
    response = client.get("/v1/jobs/0123")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    client.delete("/v1/documents/a")
    assert client.get("/v1/jobs/0123").status_code == 404


@pytest.fixture
def small(index: Path) -> Iterator[TestClient]:
    """A service that takes bodies of 2,000,000 bytes and one waiting job, which waits for another writer."""
    app = create_app(
        lambda: Searcher.open(index, FakeEncoder()),
        max_upload=2_000_000,
        jobs_of=lambda directory: Jobs(SqliteStorage(directory), most_waiting=1),
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_body_that_is_too_large_is_refused_and_a_large_one_is_not(small: TestClient) -> None:
    refused = small.put("/v1/documents/a.txt", content=b"a " * 1_000_001)
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
    assert small.put("/v1/documents/a.txt", content=b"a " * 900_000).status_code == 202


def test_when_too_many_jobs_wait_the_next_is_asked_to_come_back(small: TestClient, index: Path) -> None:
    with IndexWriter.open(index):
        assert small.delete("/v1/documents/a").status_code == 202
        response = small.delete("/v1/documents/b")
    assert (response.status_code, response.headers["retry-after"]) == (503, "60")
    assert response.json()["detail"] == "Er wachten al 1 opdrachten. Probeer het over een minuut opnieuw."
