"""Who asks too often waits, and nobody waits for another."""

from collections.abc import Callable
from pathlib import Path

import limits.storage.memory
import limits.strategies
import pytest
from starlette.testclient import TestClient

from api import rates
from api.access import Access
from api.app import create_app
from api.asker import ANONYMOUS
from api.keys import KeyFile
from api.rates import Rates, TooManyCallsError, is_rate
from search.searcher import Searcher
from tests.fakes import FakeEncoder


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that sets the time, which then stands still."""
    now = [1_000_000_000.0]

    class Clock:
        @staticmethod
        def time() -> float:
            return now[0]

    for module in (rates, limits.storage.memory, limits.strategies):
        monkeypatch.setattr(module, "time", Clock)

    def to(seconds: float) -> None:
        now[0] = 1_000_000_000.0 + seconds

    return to


def test_calls_are_counted_for_each_asker_and_forgotten_in_time(at: Callable[[float], None]) -> None:
    counted = Rates("3/minute")
    at(0)
    for _ in range(3):
        counted.count("a")
    with pytest.raises(
        TooManyCallsError, match=r"^U vraagt te vaak\. Probeer het over \d+ seconden? opnieuw\.$"
    ) as caught:
        counted.count("a")
    assert 1 <= caught.value.wait <= 60
    counted.count("b")
    at(120)
    counted.count("a")


@pytest.mark.parametrize(
    ("rate", "is_one"),
    [
        ("1200/minute", True),
        ("5 per second", True),
        ("", False),
        ("vaak", False),
        ("0/minute", False),
        ("5/eeuw", False),
    ],
)
def test_a_rate_is_a_number_of_calls_in_a_span_of_time(rate: str, is_one: bool) -> None:
    assert is_rate(rate) is is_one


def test_a_key_that_asks_too_often_is_told_when_to_come_back(index: Path, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "sleutels")
    one, other = (keys.create(name="", scope="read", groups=None, expires=None)[0] for _ in range(2))
    access = Access(keys, anonymous=ANONYMOUS, rates=Rates("2/hour"))
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()), access=access)) as client:

        def status(**headers: str) -> int:
            return client.get("/v1/suggestions?q=co", headers=headers).status_code

        assert [status(**{"X-API-Key": one}) for _ in range(3)] == [200, 200, 429]
        assert [status(**{"X-API-Key": other}), status(), status(), status()] == [200, 200, 200, 429]
        refused = client.get("/v1/search?q=coach")
        assert refused.json()["title"] == "Te veel aanvragen"
        assert int(refused.headers["retry-after"]) >= 1
        assert client.get("/health/live").status_code == 200
