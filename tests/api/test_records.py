"""A search can be told, and done again."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from search.dutch.analyser import ANALYSER_VERSION
from search.expansion import fingerprint, forms_of_concepts
from search.searcher import Searcher
from search.thesaurus import Concept
from tests.fakes import FakeEncoder

FORMS = forms_of_concepts([Concept(("verward gedrag", "onbegrepen gedrag"), ())])
MOMENT = r"\d{1,2} [a-z]+ \d{4} om \d\d\.\d\d uur \(UTC\)"


@pytest.fixture
def widened(index: Path) -> Iterator[TestClient]:
    """A service with a thesaurus of one concept."""
    app = create_app(lambda: Searcher.open(index, FakeEncoder(), thesaurus=FORMS))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_record_tells_all_that_a_search_depends_on(widened: TestClient, index: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    record = widened.get("/v1/search/record?q=onbegrepen+gedrag&mode=lexical&kind=artikel&from=2023&k=3").json()
    assert before <= datetime.fromisoformat(record.pop("searchedAt")) <= datetime.now(UTC)
    generation = Searcher.open(index, FakeEncoder()).index.generation
    assert record.pop("text")
    expansion = {"terms": ["onbegrepen", "gedrag"], "added": "verward gedrag", "source": "thesaurus"}
    assert record == {
        "query": "onbegrepen gedrag",
        "corrected": None,
        "mode": "lexical",
        "expand": True,
        "correct": True,
        "filters": {"kind": "artikel", "from": "2023"},
        "legs": ["lexical", "compound"],
        "depth": 200,
        "expansions": [{**expansion, "relation": "synonym", "weight": 0.25}],
        "found": {"documents": 1, "passages": 1},
        "collection": {"documents": 4, "passages": 3 + 1},
        "generation": 1,
        "indexedAt": generation.created,
        "encoder": "fake (1)",
        "analyser": ANALYSER_VERSION,
        "thesaurus": {"terms": 2, "fingerprint": fingerprint(FORMS)},
        "software": f"Bronwijzer {version('bronwijzer')}",
    }


def test_a_record_tells_it_in_dutch(widened: TestClient) -> None:
    asked = {"q": "onbegrepen gedrag", "mode": "lexical", "kind": "artikel", "from": "2023"}
    lines = widened.post("/v1/search/record", json=asked).json()["text"].splitlines()
    software = re.escape(f"Bronwijzer {version('bronwijzer')}")
    assert re.fullmatch(rf"Gezocht met {software} op {MOMENT}\.", lines[0])
    assert lines[1:6] == [
        "Zoekvraag: “onbegrepen gedrag”.",
        "Ook gezocht op: verward gedrag (uit de thesaurus).",
        "Filters: soort artikel, vanaf 2023.",
        "Manier van zoeken: woorden, delen van woorden; elk telt zijn beste 200 passages mee.",
        "Gevonden: 1 passage in 1 document.",
    ]
    whole = rf"Doorzocht: 4 passages in 4 documenten \(versie 1 van de index, gemaakt op {MOMENT}\)\."
    assert re.fullmatch(whole, lines[6])
    assert lines[7:] == [
        f"Taalmodel fake (1); woordanalyse {ANALYSER_VERSION}; thesaurus met 2 woorden (kenmerk {fingerprint(FORMS)}).",
    ]


def test_a_record_tells_what_was_mended_and_declined(client: TestClient) -> None:
    mended = client.get("/v1/search/record?q=verpleegkundigenn&mode=lexical").json()
    assert (mended["corrected"], mended["correct"], mended["thesaurus"]) == ("verpleegkundigen", True, None)
    assert mended["text"].splitlines()[1:4] == [
        "Zoekvraag: “verpleegkundigenn”.",
        "Gezocht op “verpleegkundigen”: de spelling is verbeterd.",
        "Zonder filters.",
    ]
    assert mended["text"].endswith("; zonder thesaurus.")
    declined = client.get("/v1/search/record?q=verpleegkundigenn&mode=lexical&correct=false&expand=false").json()
    assert (declined["corrected"], declined["correct"], declined["expand"]) == (None, False, False)
    assert declined["found"] == {"documents": 0, "passages": 0}
    assert "Gevonden: 0 passages in 0 documenten." in declined["text"]


def test_a_record_is_refused_where_a_search_is(client: TestClient) -> None:
    for response in (client.get("/v1/search/record"), client.post("/v1/search/record", json={"q": ""})):
        assert response.status_code == 400


def test_a_thesaurus_with_other_words_has_another_fingerprint() -> None:
    other = forms_of_concepts([Concept(("verward gedrag", "onbegrepen gedrag", "dwaalgedrag"), ())])
    again = dict(reversed(list(FORMS.items())))
    assert fingerprint(FORMS) == fingerprint(again) != fingerprint(other)
