"""``/v1/analysis`` tells what every word of a text is found by."""

from starlette.testclient import TestClient

from search.dutch.analyser import ANALYSER_VERSION


def test_every_word_is_told_with_its_term_and_why(client: TestClient) -> None:
    response = client.post("/v1/analysis", json={"text": "De jongerenwerkplekken in 2024: Droomveens"})

    assert response.status_code == 200
    assert response.json() == {
        "analyser": ANALYSER_VERSION,
        "words": [
            {"word": "De", "start": 0, "end": 2, "term": None, "reason": "stopword", "parts": []},
            {
                "word": "jongerenwerkplekken",
                "start": 3,
                "end": 22,
                "term": "jongerenwerkplek",
                "reason": "compound",
                "parts": ["jong", "werk", "plek"],
            },
            {"word": "in", "start": 23, "end": 25, "term": None, "reason": "stopword", "parts": []},
            {"word": "2024", "start": 26, "end": 30, "term": "2024", "reason": "number", "parts": []},
            {"word": "Droomveens", "start": 32, "end": 42, "term": "droomven", "reason": "stem", "parts": []},
        ],
    }


def test_a_text_without_words_has_none(client: TestClient) -> None:
    assert client.post("/v1/analysis", json={"text": "?!"}).json()["words"] == []


def test_a_text_that_is_too_long_or_missing_is_refused(client: TestClient) -> None:
    for body in ({"text": "a" * 10_001}, {}):
        response = client.post("/v1/analysis", json=body)
        assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
