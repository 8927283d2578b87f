"""The shape of ``/v1/answers`` is a contract."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from search.answering.answerer import NOT_FOUND
from search.answering.http_generator import HttpGenerator
from search.searcher import Searcher
from tests.chat import Chat, says
from tests.fakes import FakeEncoder

ANSWER = {
    "question",
    "searched",
    "answered",
    "text",
    "short",
    "confidence",
    "tookMs",
    "generated",
    "dropped",
    "note",
    "related",
    "sentences",
    "citations",
}
CITATION = {"number", "passageId", "docId", "title", "item", "date", "quote", "start", "end", "page", "label", "apa"}


def ask(client: TestClient, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has them
    response = client.post("/v1/answers", json=fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    assert set(answer) == ANSWER | {"hits"}
    return answer


def test_an_answer_is_quotes_with_where_they_stand(client: TestClient) -> None:
    answer = ask(client, question="Wanneer is het spreekuur voor mantelzorgers in bibliotheek Droomveen?", k=1)
    assert (answer["answered"], answer["short"], len(answer["hits"])) == (True, "elke dinsdagmiddag", 1)
    (citation,) = answer["citations"]
    assert set(citation) == CITATION | {"link"}
    assert answer["sentences"] == [{"text": citation["quote"], "citations": [1]}]
    assert answer["text"] == citation["quote"]
    passage = client.get(f"/v1/passages/{citation['passageId']}").json()["passage"]
    offset = citation["start"] - passage["locator"]["start"]
    assert passage["text"][offset : offset + len(citation["quote"])] == citation["quote"]


def test_without_an_answer_there_are_no_quotes_but_the_nearest_passages(client: TestClient) -> None:
    answer = ask(client, question="Wanneer sluit het zwembad van Rotterdam?")
    assert (answer["answered"], answer["text"], answer["short"]) == (False, NOT_FOUND, None)
    assert (answer["sentences"], answer["citations"]) == ([], [])
    assert answer["hits"]
    assert answer["related"]


def test_only_what_the_filter_lets_through_is_quoted(client: TestClient) -> None:
    answer = ask(client, question="Wie bezoekt mensen thuis?", kind="article")
    assert {hit["document"]["docId"] for hit in answer["hits"]} == {"wijk.txt"}


def test_a_filter_that_lets_nothing_through_is_named_in_the_note(client: TestClient) -> None:
    answer = ask(client, question="Wie bezoekt mensen thuis?", kind="article", place="Ede")
    assert (answer["answered"], answer["hits"]) == (False, [])
    assert answer["note"].startswith("Niets gevonden met kind article, place Ede. Zonder filter: ")


def test_a_follow_up_is_searched_in_full(client: TestClient) -> None:
    asked = {"question": "Waar is het spreekuur voor mantelzorgers in bibliotheek Droomveen?"}
    answer = ask(client, question="en wanneer?", history=[asked])
    assert answer["question"] == "en wanneer?"
    assert answer["searched"] == "Wanneer is het spreekuur voor mantelzorgers in bibliotheek Droomveen?"
    assert answer["short"] == "elke dinsdagmiddag"


@pytest.fixture
def worded(index: Path) -> Iterator[TestClient]:
    """A service whose generator writes two sentences, of which one is true."""
    with Chat().serve() as chat:
        chat.script = says("Elke jongere krijgt een coach [1].\nElke jongere krijgt een fiets [1].")
        generator = HttpGenerator(chat.base, model="klein", key="", timeout=20, max_tokens=50)
        app = create_app(lambda: Searcher.open(index, FakeEncoder()), generator=generator)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client


COACH = "Wat krijgt elke jongere?"


def test_what_a_generator_words_is_marked_and_rests_on_quotes(worded: TestClient) -> None:
    answer = ask(worded, question=COACH)
    assert (answer["generated"], answer["dropped"]) == (True, 1)
    assert answer["sentences"] == [{"text": "Elke jongere krijgt een coach.", "citations": [1]}]
    assert [citation["quote"] for citation in answer["citations"]] == ["Elke jongere krijgt een coach."]


def test_who_accepts_events_hears_each_sentence_and_then_the_answer(worded: TestClient) -> None:
    response = worded.post("/v1/answers", json={"question": COACH}, headers={"Accept": "text/event-stream"})
    assert response.headers["Content-Type"].startswith("text/event-stream")
    sentence, answer, rest = response.text.split("\n\n")
    assert sentence == 'event: sentence\ndata: {"text":"Elke jongere krijgt een coach.","citations":[1]}'
    name, _, data = answer.partition("\ndata: ")
    found, expected = json.loads(data), ask(worded, question=COACH)
    del found["tookMs"], expected["tookMs"]
    assert (name, found, rest) == ("event: answer", expected, "")


def test_who_accepts_events_least_of_all_hears_none(worded: TestClient) -> None:
    for accept in ("text/event-stream;q=0", "application/json, text/event-stream;q=0.1"):
        response = worded.post("/v1/answers", json={"question": COACH}, headers={"Accept": accept})
        assert response.headers["Content-Type"] == "application/json"


def test_a_fault_is_a_problem_to_who_accepts_events_too(client: TestClient) -> None:
    response = client.post("/v1/answers", json={"question": " "}, headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_question_that_stands_alone_is_searched_as_it_is(client: TestClient) -> None:
    answer = ask(client, question="Wie krijgt een  coach?", history=[{"question": "Waar is het spreekuur?"}])
    assert answer["searched"] == answer["question"] == "Wie krijgt een coach?"


@pytest.mark.parametrize(
    ("fields", "location"),
    [
        ({}, "question"),
        ({"question": "Wie?", "k": 0}, "k"),
        ({"question": "Wie?", "k": True}, "k"),
        ({"question": "Wie?", "n": 1}, "n"),
        ({"question": "Wie?", "history": "Waar?"}, "history"),
        ({"question": "Wie?", "history": [{}]}, "history.question"),
        ({"question": "Wie?", "history": [{"question": "a" * 1_001}]}, "history.question"),
        ({"question": "Wie?", "history": [{"question": "Waar?"}] * 11}, "history"),
    ],
)
def test_every_fault_of_a_question_is_a_problem(client: TestClient, fields: dict[str, object], location: str) -> None:
    response = client.post("/v1/answers", json=fields)
    assert response.status_code == 400
    assert [fault["location"] for fault in response.json()["errors"]] == [location]


@pytest.mark.parametrize(
    ("fields", "location"),
    [({"question": " "}, "question"), ({"question": "Wie?", "history": [{"question": ""}]}, "history.question")],
)
def test_an_empty_question_is_a_problem_that_names_the_field(
    client: TestClient, fields: dict[str, object], location: str
) -> None:
    response = client.post("/v1/answers", json=fields)
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"location": location, "message": "De vraag is leeg. Typ een of meer woorden."}
    ]
