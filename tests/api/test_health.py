"""Whether the service lives and whether it can search are two questions."""

import shutil
from pathlib import Path

from starlette.testclient import TestClient

from indexer.sync import sync
from tests.fakes import FakeEncoder


def test_a_service_that_can_search_is_ready(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "generation": 1, "documents": 4, "passages": 4}


def test_readiness_follows_a_new_generation(client: TestClient, index: Path) -> None:
    (index.parent / "docs" / "extra.txt").write_text("Nog een document over iets anders.", "utf-8")
    sync([index.parent / "docs"], index, lambda identity: FakeEncoder())
    assert client.get("/health/ready").json() == {"status": "ok", "generation": 2, "documents": 5, "passages": 5}


def test_a_service_that_lost_its_index_lives_and_is_not_ready(client: TestClient, index: Path) -> None:
    shutil.rmtree(index)
    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json() == {
        "status": 503,
        "title": "De zoekdienst is nu niet beschikbaar",
        "detail": f"Er is geen index in {index}. Maak er een met `bronwijzer index MAP --index {index}`.",
    }


def test_a_service_whose_index_got_another_encoder_is_not_ready(client: TestClient, index: Path) -> None:
    sync([index.parent / "docs"], index, lambda identity: FakeEncoder(revision="2"), rebuild=True)
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert "gemaakt met taalmodel fake (2), niet met fake (1)" in ready.json()["detail"]
