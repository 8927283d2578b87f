"""Documents, read one by one or as a list."""

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.api.test_errors import FAULTY, FIELDS, assert_problem
from tests.conftest import IndexOf

MISSING = "Dit document staat niet in de index. Controleer de naam: die van het bestand, met de mappen erboven."


def listed(client: TestClient, query: str = "") -> list[str]:
    return [document["docId"] for document in client.get(f"/v1/documents?{query}").json()["documents"]]


def test_documents_are_listed_with_what_is_known_of_them(client: TestClient) -> None:
    body = client.get("/v1/documents?k=1").json()

    assert body == {
        "total": 4,
        "documents": [
            {
                "docId": "jeugd.md",
                "title": "Nieuwsbrief 3",
                "publisher": "Werkplaats",
                "date": "2024-02",
                "authors": ["Roos Verzonnen"],
                "kind": "newsletter",
                "language": "nl",
                "url": "https://voorbeeld.nl/3",
                "items": 1,
                "passages": 1,
            }
        ],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["jeugd.md", "krant.txt", "site.txt", "wijk.txt"]),
        ("k=2&offset=1", ["krant.txt", "site.txt"]),
        ("offset=4", []),
        ("sort=date", ["jeugd.md", "wijk.txt", "krant.txt", "site.txt"]),
        ("sort=date&k=1&offset=1", ["wijk.txt"]),
        ("kind=nieuwsbrief", ["jeugd.md"]),
        ("publisher=ggd", ["wijk.txt"]),
        ("status=lopend", ["wijk.txt"]),
        ("place=Droomveen&to=2022", []),
        ("from=2024", ["jeugd.md"]),
        ("to=2024", ["jeugd.md", "wijk.txt"]),
    ],
)
def test_documents_are_filtered_sorted_and_paged(client: TestClient, query: str, expected: list[str]) -> None:
    assert listed(client, query) == expected


def test_the_total_counts_what_the_filter_lets_through(client: TestClient) -> None:
    assert client.get("/v1/documents?to=2024&k=1").json()["total"] == 2


@pytest.mark.parametrize(
    ("query", "location"),
    [("k=0", "k"), ("k=101", "k"), ("offset=-1", "offset"), ("sort=titel", "sort"), ("from=x", "from"), ("q=a", "q")],
)
def test_a_list_that_cannot_be_made_is_refused(client: TestClient, query: str, location: str) -> None:
    body = assert_problem(client.get(f"/v1/documents?{query}"), 400, FAULTY, FIELDS)
    assert [fault["location"] for fault in body["errors"]] == [location]


def test_a_document_tells_where_its_items_and_passages_stand(client: TestClient) -> None:
    document: dict[str, Any] = client.get("/v1/documents/jeugd.md").json()

    text, (item,), (section,) = document["text"], document["items"], document["sections"]
    assert document == {
        "docId": "jeugd.md",
        "title": "Nieuwsbrief 3",
        "publisher": "Werkplaats",
        "date": "2024-02",
        "authors": ["Roos Verzonnen"],
        "kind": "newsletter",
        "language": "nl",
        "url": "https://voorbeeld.nl/3",
        "facts": [],
        "text": text,
        "items": [item],
        "sections": [section],
    }
    assert (item["title"], item["kind"], item["date"], item["authors"], item["facts"]) == (
        "Coaches",
        None,
        "2024-02",  # that of the newsletter
        [],
        [],
    )
    assert text[item["start"] : item["end"]].startswith("Coaches\n\nElke jongere")
    words = "Elke jongere krijgt een coach.\n\nDe coach luistert thuis naar ouders."
    assert text[section["start"] : section["end"]] == words
    assert (section["heading"], section["item"], section["page"]) == (["Nieuwsbrief 3", "Coaches"], "Coaches", None)
    (passage_id,) = section["passageIds"]
    assert client.get(f"/v1/passages/{passage_id}").json()["passage"]["text"] == words


def test_what_is_stated_of_a_document_comes_with_it(client: TestClient) -> None:
    facts = client.get("/v1/documents/wijk.txt").json()["facts"]
    assert [(fact["name"], fact["value"]) for fact in facts] == [("place", "Droomveen"), ("status", "running")]


def test_sections_follow_the_headings(client: TestClient, index_of: IndexOf) -> None:
    words = "Deze zin is lang genoeg om een passage te zijn, en hij gaat over niets."
    index_of({"boek.md": f"# Boek\n\n{words}\n\n## Een\n\n{words} Een.\n\n## Twee\n\n{words} Twee.\n"})
    document = client.get("/v1/documents/boek.md").json()
    assert [section["heading"] for section in document["sections"]] == [["Boek"], ["Boek", "Een"], ["Boek", "Twee"]]


@pytest.mark.parametrize("name", ["map/diep/wijk.txt", "map/50% & meer? #1.txt", "é/ü.txt", "a b/c..txt"])
def test_the_name_of_a_document_may_be_any_path(client: TestClient, index_of: IndexOf, name: str) -> None:
    index_of({name: "De wijk heeft een huis."})
    for address in (quote(name), quote(name, safe="")):
        assert client.get(f"/v1/documents/{address}").json()["docId"] == name


def test_similar_documents_are_hits(client: TestClient) -> None:
    body = client.get("/v1/documents/krant.txt/similar?k=1").json()
    (hit,) = body["hits"]
    assert set(hit) == {"rank", "score", "passage", "document", "citation", "alsoIn", "explanation"}
    assert (hit["rank"], hit["alsoIn"], hit["explanation"]) == (1, [], None)
    assert hit["document"]["docId"] in ("jeugd.md", "wijk.txt")
    assert [copy["docId"] for copy in body["alsoIn"]] == ["site.txt"]


def test_similar_passages_are_hits(client: TestClient) -> None:
    ((passage_id,),) = (section["passageIds"] for section in client.get("/v1/documents/krant.txt").json()["sections"])
    body = client.get(f"/v1/passages/{passage_id}/similar?kind=newsletter").json()
    assert [hit["document"]["docId"] for hit in body["hits"]] == ["jeugd.md"]
    assert body["alsoIn"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("documents/x/similar", 404), ("passages/x/similar", 404), ("documents/krant.txt/similar?k=101", 400)],
)
def test_nothing_is_similar_to_what_is_not_there(client: TestClient, path: str, status: int) -> None:
    assert client.get(f"/v1/{path}").status_code == status


@pytest.mark.parametrize("name", ["niet.txt", "jeugd.md/", "Jeugd.md", "\x00", "map/..jeugd.md", "x" * 4096])
def test_a_document_that_does_not_exist_is_not_found(client: TestClient, name: str) -> None:
    assert_problem(client.get(f"/v1/documents/{quote(name)}"), 404, "Niet gevonden", MISSING)


def test_a_name_that_is_too_long_is_refused(client: TestClient) -> None:
    body = assert_problem(client.get("/v1/documents/" + "x" * 4097), 400, FAULTY, FIELDS)
    assert body["errors"] == [{"location": "docId", "message": "dit is te lang: hoogstens 4096 tekens"}]


def test_suggestions_come_while_typing(client: TestClient) -> None:
    body = client.get("/v1/suggestions?q=nieuwsb").json()
    assert body == {"suggestions": [{"text": "Nieuwsbrief 3", "kind": "title"}]}
    assert client.get("/v1/suggestions?q=").json() == {"suggestions": []}


@pytest.mark.parametrize(
    ("query", "location"), [("", "q"), ("q=a&k=0", "k"), ("q=a&k=51", "k"), ("q=a&n=1", "n"), (f"q={'a' * 201}", "q")]
)
def test_what_cannot_be_suggested_for_is_refused(client: TestClient, query: str, location: str) -> None:
    body = assert_problem(client.get(f"/v1/suggestions?{query}"), 400, FAULTY, FIELDS)
    assert [fault["location"] for fault in body["errors"]] == [location]
