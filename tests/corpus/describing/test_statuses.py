"""The status of a project, as a source states it."""

import pytest

from corpus.describing.statuses import read_status


@pytest.mark.parametrize(("stated", "status"), [(" Lopend ", "running"), ("finished", "finished"), ("misschien", None)])
def test_a_stated_status_is_one_of_three(stated: str, status: str | None) -> None:
    assert read_status(stated) == status
