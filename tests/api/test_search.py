"""The shapes of ``/v1/search`` and ``/v1/passages`` are a contract."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.security import HEADERS
from indexer.sync import sync
from search.index import Index
from tests.fakes import FakeEncoder

HIT = {"rank", "score", "passage", "document", "citation", "alsoIn", "explanation"}
PASSAGE = {"passageId", "text", "highlights", "locator"}
LOCATOR = {"start", "end", "page", "heading"}
DOCUMENT = {"docId", "title", "item", "publisher", "date", "authors", "kind", "language", "url"}
DOCUMENT |= {"itemKind", "itemDate", "itemAuthors", "facts"}
CITATION = {"label", "apa", "link"}


def search(client: TestClient, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has them
    response = client.post("/v1/search", json=fields)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    answer: dict[str, Any] = response.json()
    return answer


def test_a_search_has_the_shape_of_the_contract(client: TestClient) -> None:
    answer = search(client, q="coach verward spreekuur")
    assert set(answer) == {
        *("query", "corrected", "suggestion", "note", "total", "tookMs", "legs", "expansions", "facets", "hits")
    }
    assert (answer["query"], answer["corrected"], answer["total"]) == ("coach verward spreekuur", None, 3)
    assert answer["legs"] == ["dense", "lexical", "compound"]
    assert answer["expansions"] == []
    assert answer["tookMs"] >= 0
    assert answer["facets"] == {
        "kind": [{"value": "article", "count": 1}, {"value": "newsletter", "count": 1}],
        "publisher": [{"value": "GGD", "count": 1}, {"value": "Werkplaats", "count": 1}],
        "year": [{"value": "2023", "count": 1}, {"value": "2024", "count": 1}],
        "status": [{"value": "running", "count": 1}],
        "place": [{"value": "Droomveen", "count": 1}],
    }
    for hit in answer["hits"]:
        assert set(hit) == HIT
        assert set(hit["passage"]) == PASSAGE
        assert set(hit["passage"]["locator"]) == LOCATOR
        assert set(hit["document"]) == DOCUMENT
        assert set(hit["citation"]) == CITATION
        assert all(set(copy) == {"docId", "passageId"} for copy in hit["alsoIn"])
        assert hit["explanation"] is None


def test_a_hit_tells_what_it_is_and_where_it_stands(client: TestClient, index: Path) -> None:
    hit = search(client, q="jongeren", mode="lexical")["hits"][0]
    text = "Elke jongere krijgt een coach.\n\nDe coach luistert thuis naar ouders."
    start = hit["passage"]["locator"]["start"]
    passage_id = hit["passage"]["passageId"]
    assert hit == {
        "rank": 1,
        "score": pytest.approx(0.35),
        "passage": {
            "passageId": passage_id,
            "text": text,
            "highlights": [[5, 12]],
            "locator": {
                "start": start,
                "end": start + len(text),
                "page": None,
                "heading": ["Nieuwsbrief 3", "Coaches"],
            },
        },
        "document": {
            "docId": "jeugd.md",
            "title": "Nieuwsbrief 3",
            "item": "Coaches",
            "publisher": "Werkplaats",
            "date": "2024-02",
            "authors": ["Roos Verzonnen"],
            "kind": "newsletter",
            "language": "nl",
            "url": "https://voorbeeld.nl/3",
            "itemKind": None,
            "itemDate": "2024-02",
            "itemAuthors": [],
            "facts": [],
        },
        "citation": {
            "label": "Verzonnen (2024)",
            "apa": "Verzonnen, R. (2024, februari). Coaches. In Nieuwsbrief 3. Werkplaats. https://voorbeeld.nl/3",
            "link": "https://voorbeeld.nl/3#:~:text=Elke%20jongere%20krijgt%20een%20coach.%20De",
        },
        "alsoIn": [],
        "explanation": None,
    }


def test_a_hit_tells_what_is_stated_of_its_work(client: TestClient) -> None:
    document = search(client, q="verpleegkundigen", mode="lexical")["hits"][0]["document"]
    stated = {"role": "", "confidence": 1.0, "start": None, "end": None}
    assert document["facts"] == [
        {"name": "place", "value": "Droomveen", **stated},
        {"name": "status", "value": "running", **stated},
    ]
    assert (document["itemKind"], document["itemDate"], document["itemAuthors"]) == (None, None, [])


def test_near_identical_passages_are_named_under_the_first(client: TestClient) -> None:
    (hit,) = search(client, q="spreekuur mantelzorgers", mode="lexical")["hits"]
    (copy,) = hit["alsoIn"]
    assert {hit["document"]["docId"], copy["docId"]} == {"krant.txt", "site.txt"}
    assert copy["passageId"] != hit["passage"]["passageId"]


def test_an_explanation_adds_up_to_the_score(client: TestClient) -> None:
    hits = search(client, q="coach van de wijk", explain=True)["hits"]
    for hit in hits:
        explanation = hit["explanation"]
        assert set(explanation) == {"legs", "brevity", "crowding", "matches"}
        assert [leg["leg"] for leg in explanation["legs"]] == ["dense", "lexical", "compound"]
        assert all(set(leg) == {"leg", "rank", "score", "share"} for leg in explanation["legs"])
        shares = sum(leg["share"] for leg in explanation["legs"])
        assert shares - explanation["brevity"] - explanation["crowding"] == pytest.approx(hit["score"])
        assert all(set(match) == {"term", "how", "words", "added", "share"} for match in explanation["matches"])
    found = {hit["document"]["docId"]: [match["term"] for match in hit["explanation"]["matches"]] for hit in hits}
    assert (found["jeugd.md"], found["wijk.txt"]) == (["coach"], ["wijk"])


def test_an_abbreviation_is_searched_by_its_long_form_unless_that_is_declined(client: TestClient, index: Path) -> None:
    folder = index.parent / "docs"
    (folder / "uitleg.txt").write_text("De Werkplaats Sociaal Domein Fabelstad (WSDF) is er voor iedereen.", "utf-8")
    (folder / "zonder.txt").write_text("De werkplaats werkt voor het sociaal domein in Fabelstad.", "utf-8")
    sync([folder], index, lambda own: FakeEncoder())

    answer = search(client, q="wsdf", mode="lexical")
    assert answer["expansions"] == [
        {
            "terms": ["wsdf"],
            "added": "Werkplaats Sociaal Domein Fabelstad",
            "source": "abbreviations",
            "relation": "longForm",
            "weight": 0.25,
        }
    ]
    assert [hit["document"]["docId"] for hit in answer["hits"]][:2] == ["uitleg.txt", "zonder.txt"]
    assert answer["hits"][0]["passage"]["highlights"] == [[3, 13], [14, 21], [22, 28], [29, 38], [40, 44]]
    answer = search(client, q="wsdf", mode="lexical", expand=False)
    assert (answer["expansions"], [hit["document"]["docId"] for hit in answer["hits"]]) == ([], ["uitleg.txt"])
    assert search(client, q="wsdf", mode="dense")["expansions"] == []


def test_a_mistyped_word_is_mended_unless_that_is_declined(client: TestClient, index: Path) -> None:
    folder = index.parent / "docs"
    (folder / "a.txt").write_text("Vrijwilligers planten bloemkorven.", "utf-8")
    sync([folder], index, lambda own: FakeEncoder())

    answer = search(client, q=" vrijwiligers", mode="lexical")
    assert [answer[name] for name in ("query", "corrected", "suggestion")] == ["vrijwiligers", "vrijwilligers", None]
    assert answer["hits"][0]["passage"]["highlights"] == [[0, 13]]
    answer = search(client, q="vrijwiligers", mode="lexical", correct=False)
    assert (answer["corrected"], answer["suggestion"], answer["hits"]) == (None, None, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"q": "coach verward"},
        {"q": "coach", "k": 1},
        {"q": "coach verward", "k": 1, "offset": 1},
        {"q": "coach", "mode": "dense"},
        {"q": "coach", "mode": "lexical", "explain": True},
        {"q": "thuis", "kind": "article"},
        {"q": "thuis", "publisher": "Werkplaats"},
        {"q": "thuis", "from": "2024"},
        {"q": "thuis", "to": "2023-11"},
        {"q": "thuis", "status": "running", "place": "Droomveen"},
        {"q": "café & thee + 100%"},
    ],
)
def test_get_and_post_give_the_same(client: TestClient, fields: dict[str, Any]) -> None:
    got, posted = client.get("/v1/search", params=fields).json(), search(client, **fields)
    del got["tookMs"], posted["tookMs"]
    assert got == posted


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "article"}, ["wijk.txt"]),
        ({"kind": "Artikelen"}, ["wijk.txt"]),
        ({"status": "lopend"}, ["wijk.txt"]),
        ({"publisher": "Werkplaats"}, ["jeugd.md"]),
        ({"from": "2024"}, ["jeugd.md"]),
        ({"to": "2023-12-31"}, ["wijk.txt"]),
        ({"from": "2023-12", "to": "2024-01"}, []),
        ({"status": "running"}, ["wijk.txt"]),
        ({"status": "planned"}, []),
        ({"place": "droomveen"}, ["wijk.txt"]),
    ],
)
def test_filters_choose_documents(client: TestClient, fields: dict[str, Any], expected: list[str]) -> None:
    answer = search(client, q="thuis", **fields)
    assert [hit["document"]["docId"] for hit in answer["hits"]] == expected


def test_a_filter_that_lets_nothing_through_is_named_with_what_it_may_be(client: TestClient) -> None:
    def note(**fields: Any) -> object:  # noqa: ANN401 - as JSON has them
        return search(client, mode="lexical", **fields)["note"]

    assert note(q="coach verpleegkundigen", kind="wet", place="Ede") == (
        "Niets gevonden met kind wet, place Ede. Zonder filter: 2 passages. "
        "kind kan hier zijn: artikel, nieuwsbrief. place kan hier zijn: Droomveen."
    )
    assert note(q="coach", publisher="Ede") == (
        "Niets gevonden met publisher Ede. Zonder filter: 1 passage. publisher kan hier zijn: Werkplaats."
    )
    assert note(q="thuis", status="afgerond") == (
        "Niets gevonden met status afgerond. Zonder filter: 2 passages. status kan hier zijn: lopend."
    )
    assert note(q="coach", publisher="Werkplaats") is None
    assert note(q="coach", publisher="Werkplaats", offset=5) is None
    assert note(q="zeppelin", publisher="Ede") is None
    assert note(q="zeppelin") is None


def test_pages_follow_each_other(client: TestClient) -> None:
    whole = search(client, q="thuis spreekuur")["hits"]
    pages = [search(client, q="thuis spreekuur", k=1, offset=offset)["hits"] for offset in range(4)]
    assert [hit for page in pages for hit in page] == whole
    assert pages[3] == []


def test_a_passage_is_given_with_its_neighbours(client: TestClient, index: Path) -> None:
    words = ["eerste", "tweede", "derde"]
    text = "\n\n".join(f"## Kop {word}\n\nDit is de {word} alinea van het document." for word in words)
    (index.parent / "docs" / "lang.md").write_text(text, "utf-8")
    sync([index.parent / "docs"], index, lambda identity: FakeEncoder())
    by_text = {
        hit["passage"]["text"]: hit for hit in search(client, q="alinea van het document", mode="lexical")["hits"]
    }
    ids = [by_text[f"Dit is de {word} alinea van het document."]["passage"]["passageId"] for word in words]
    neighbours = [(None, ids[1]), (ids[0], ids[2]), (ids[1], None)]
    for passage_id, (previous, following) in zip(ids, neighbours, strict=True):
        answer = client.get(f"/v1/passages/{passage_id}").json()
        assert set(answer) == {"passage", "document", "citation", "previous", "next"}
        assert set(answer["passage"]) == PASSAGE
        assert set(answer["document"]) == DOCUMENT
        assert set(answer["citation"]) == CITATION
        assert (answer["previous"], answer["next"]) == (previous, following)
        assert (answer["passage"]["passageId"], answer["passage"]["highlights"]) == (passage_id, [])
        assert answer["citation"]["link"] == f"/v1/passages/{passage_id}"


def test_every_text_is_a_slice_of_its_document(client: TestClient, index: Path) -> None:
    reading = Index.open(index)
    documents = dict(reading.catalogue._connection.execute("SELECT doc_id, text FROM documents"))
    reading.close()
    hits = search(client, q="coach thuis spreekuur gedrag")["hits"]
    assert len(hits) == 3
    for hit in hits:
        locator = hit["passage"]["locator"]
        text = hit["passage"]["text"]
        assert documents[hit["document"]["docId"]][locator["start"] : locator["end"]] == text
        assert all(0 <= start < end <= len(text) for start, end in hit["passage"]["highlights"])


def test_an_answer_carries_the_version_and_the_security_headers(client: TestClient) -> None:
    headers = client.get("/v1/search", params={"q": "coach"}).headers
    assert {name: headers.get(name) for name in HEADERS} == {**HEADERS, "Cache-Control": "private, no-cache"}
    assert headers["API-Version"] == "1.0.0"
