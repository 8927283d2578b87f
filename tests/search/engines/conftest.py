"""A real Milvus for the tests of a module, and an address of its own in it for each test."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from search.engines.address import EngineAddress
from search.engines.milvus import Milvus, connected
from search.engines.publication import directory_of
from search.engines.publishing import follow
from tests.conftest import IndexOf
from tests.milvus import Serve, milvus
from tests.search.engines.indexes import FILES


@pytest.fixture(scope="module")
def serve() -> Serve:
    return milvus


@pytest.fixture(scope="module")
def port(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serve(tmp_path_factory.mktemp("milvus")) as port:
        yield port


@pytest.fixture
def address(port: int, names: Iterator[int]) -> EngineAddress:
    return EngineAddress("127.0.0.1", port, f"proef{next(names)}")


@pytest.fixture(scope="module")
def names() -> Iterator[int]:
    return count()


@pytest.fixture
def engine(address: EngineAddress) -> Milvus:
    return connected(address)


@pytest.fixture
def writing(address: EngineAddress, tmp_path: Path) -> Path:
    """The directory of who writes."""
    return directory_of(address, tmp_path / "writing")


@pytest.fixture
def reading(address: EngineAddress, tmp_path: Path) -> Callable[[], Path]:
    """Bring the directory of who reads up to date and return it."""
    directory = directory_of(address, tmp_path / "reading")

    def read() -> Path:
        follow(directory, connected(address))
        return directory

    return read


@pytest.fixture
def here(index_of: IndexOf) -> Path:
    """The same index in a directory."""
    return index_of(FILES)
