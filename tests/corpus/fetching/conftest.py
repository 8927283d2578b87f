"""The fixtures of the tests about fetching."""

from collections.abc import Iterator

import pytest

from tests.corpus.fetching.site import FakeTime, Site


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a site on this machine, without pages."""
    with Site().serve() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    """Return a clock that no test waits for."""
    return FakeTime()
