"""A service over a few documents, without a model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from search.searcher import Searcher
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

NOTICE = (
    "Het spreekuur voor mantelzorgers is elke dinsdagmiddag in bibliotheek Droomveen. Aanmelden hoeft niet, koffie "
    "staat klaar, en vrijwilligers beantwoorden vragen over respijtzorg, vergoedingen, vervoer en dagbesteding."
)
FILES = {
    "manifest.csv": (
        "file,title,publisher,date,kind,language,authors,url,status,place\n"
        "jeugd.md,Nieuwsbrief 3,Werkplaats,2024-02,newsletter,nl,Roos Verzonnen,https://voorbeeld.nl/3,,\n"
        "wijk.txt,Wijk GGD,GGD,2023-11-30,article,nl,,,lopend,Droomveen\n"
    ),
    "jeugd.md": (
        "# Nieuwsbrief 3\n\n## Coaches\n\nElke jongere krijgt een coach.\n\nDe coach luistert thuis naar ouders.\n"
    ),
    "wijk.txt": "Verpleegkundigen bezoeken mensen met verward gedrag thuis.",
    "krant.txt": NOTICE,
    "site.txt": NOTICE,
}


@pytest.fixture
def index(index_of: IndexOf) -> Path:
    return index_of(FILES)


@pytest.fixture
def client(index: Path) -> Iterator[TestClient]:
    app = create_app(lambda: Searcher.open(index, FakeEncoder()))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
