"""How many cores there are to work with."""

import pytest

from corpus.cores import available_cores


@pytest.mark.parametrize("stated", ["", "0", "-1", "veel", "\u00b2", "100000"])
def test_a_number_that_limits_nothing_is_passed_over(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    cores = available_cores()
    assert cores >= 1
    monkeypatch.setenv("OMP_NUM_THREADS", stated)
    assert available_cores() == cores


def test_no_more_cores_are_used_than_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert available_cores() == 1
