"""References over HTTP are files that reference managers take."""

import re

import pytest
import rispy
from starlette.testclient import TestClient


@pytest.fixture
def ids(client: TestClient) -> list[str]:
    hits = client.get("/v1/search?q=coach verpleegkundigen&mode=lexical").json()["hits"]
    return [hit["passage"]["passageId"] for hit in sorted(hits, key=lambda hit: hit["document"]["docId"])]


@pytest.mark.parametrize(
    ("form", "media_type", "suffix", "first"),
    [
        ("apa", "text/plain; charset=utf-8", "txt", "Verzonnen, R. (2024, februari). Coaches. In Nieuwsbrief 3."),
        ("ris", "application/x-research-info-systems; charset=utf-8", "ris", "TY  - MGZN\r\n"),
        ("bibtex", "application/x-bibtex; charset=utf-8", "bib", "@article{verzonnen2024-"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "json", '[\n  {\n    "id": "verzonnen2024-'),
    ],
)
def test_a_passage_is_cited_in_every_form(
    client: TestClient, ids: list[str], form: str, media_type: str, suffix: str, first: str
) -> None:
    response = client.get(f"/v1/passages/{ids[0]}/citation?format={form}")
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    name = rf'attachment; filename="verzonnen2024-[0-9a-f]{{10}}\.{suffix}"'
    assert re.fullmatch(name, response.headers["content-disposition"])
    assert response.content.decode("utf-8").startswith(first)


def test_a_passage_is_cited_in_apa_when_nothing_is_asked(client: TestClient, ids: list[str]) -> None:
    given, asked = (client.get(f"/v1/passages/{ids[0]}/citation{query}") for query in ("", "?format=apa"))
    assert given.content == asked.content


def test_a_list_is_one_file_with_each_work_once(client: TestClient, ids: list[str]) -> None:
    response = client.post("/v1/citations", json={"passageIds": [*ids, ids[0]], "format": "ris"})
    assert response.headers["content-disposition"] == 'attachment; filename="bronnen.ris"'
    assert [work["title"] for work in rispy.loads(response.content.decode("utf-8"))] == ["Coaches", "Wijk GGD"]


def test_a_passage_that_is_not_there_is_named(client: TestClient, ids: list[str]) -> None:
    asked = (client.get("/v1/passages/weg/citation"), client.post("/v1/citations", json={"passageIds": [*ids, "weg"]}))
    for response in asked:
        assert response.headers["content-type"] == "application/problem+json"
        assert (response.status_code, response.json()["detail"]) == (
            404,
            "Niet in de index: weg. Zoek opnieuw: het document kan vernieuwd zijn.",
        )


@pytest.mark.parametrize(
    ("body", "location", "message"),
    [
        ({}, "passageIds", "dit veld is verplicht"),
        ({"passageIds": []}, "passageIds", "dit zijn er te weinig: minstens 1"),
        ({"passageIds": ["a"] * 101}, "passageIds", "dit zijn er te veel: hoogstens 100"),
        ({"passageIds": ["a" * 65]}, "passageIds", "dit is te lang: hoogstens 64 tekens"),
        ({"passageIds": ["a"], "format": "word"}, "format", "dit moet een van deze zijn: "),
        ({"passageIds": ["a"], "style": "apa"}, "style", "dit veld bestaat niet"),
    ],
)
def test_a_body_that_is_wrong_is_refused(
    client: TestClient, body: dict[str, object], location: str, message: str
) -> None:
    response = client.post("/v1/citations", json=body)
    assert response.status_code == 400
    (fault,) = response.json()["errors"]
    assert (fault["location"], fault["message"][: len(message)]) == (location, message)
