from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import CollectionError
from indexer.sources import gather, mirrors_of
from indexer.sync import plan, sync
from tests.corpus.fetching.site import Site, page
from tests.fakes import FakeEncoder

_TEXT = "In het buurthuis is elke dag koffie voor wie dat wil."


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().serve() as running:
        yield running


@pytest.fixture
def mirrors(tmp_path: Path) -> Path:
    return mirrors_of(tmp_path / "index")


def test_mirrors_lie_beside_the_index(tmp_path: Path, mirrors: Path) -> None:
    assert mirrors == tmp_path / "index.bronnen"


def test_paths_are_taken_as_they_are(mirrors: Path) -> None:
    gathered = gather(["een", "map/twee"], mirrors)

    assert (gathered.paths, gathered.failed) == ((Path("een"), Path("map/twee")), ())


def test_an_address_becomes_a_document_with_its_address(site: Site, tmp_path: Path, mirrors: Path) -> None:
    site.pages["/pagina"] = page(_TEXT)
    gathered = gather([site.url("/pagina"), str(tmp_path)], mirrors, allow_private=True, delay=0)
    assert (gathered.paths, gathered.failed) == ((tmp_path, mirrors), ())

    report = sync([mirrors], tmp_path / "index", lambda identity: FakeEncoder())

    assert len(report.added) == 1


def test_a_dead_address_is_reported_and_the_rest_is_gathered(site: Site, tmp_path: Path, mirrors: Path) -> None:
    gathered = gather([site.url("/weg"), str(tmp_path)], mirrors, allow_private=True, delay=0)

    assert gathered.paths[0] == tmp_path
    assert [failure.doc_id for failure in gathered.failed] == [site.url("/weg")]


def test_nothing_but_dead_addresses_is_an_error_that_says_why(site: Site, tmp_path: Path, mirrors: Path) -> None:
    with pytest.raises(CollectionError, match=r"/weg kan niet worden opgehaald: .*404"):
        gather([site.url("/weg")], mirrors, allow_private=True, delay=0)
    (tmp_path / "lijst.urls").write_text(f"{site.url('/een')}\n{site.url('/twee')}\n", "utf-8")
    with pytest.raises(CollectionError, match=r"^Er is niets opgehaald\. http.*/een: .*; http.*/twee: "):
        gather([str(tmp_path / "lijst.urls"), "ftp://voorbeeld.invalid/"], mirrors, allow_private=False, delay=0)


def test_without_visits_the_mirrors_are_taken_as_they_are(site: Site, mirrors: Path) -> None:
    site.pages["/pagina"] = page(_TEXT)
    gather([site.url("/pagina")], mirrors, allow_private=True, delay=0)
    asked = len(site.requests)

    gathered = gather([site.url("/pagina")], mirrors, visit=False)
    assert (gathered.paths, gathered.unvisited) == ((mirrors,), (site.url("/pagina"),))
    assert len(site.requests) == asked


def test_without_visits_an_address_of_which_nothing_is_there_is_an_error_unless_there_are_paths(
    site: Site, tmp_path: Path, mirrors: Path
) -> None:
    expected = (
        f"Van {site.url('/twee')} is nog niets opgehaald, en een proef (--dry-run) bezoekt geen adressen. "
        "Laat --dry-run weg."
    )
    site.pages["/een"] = page(_TEXT)
    gather([site.url("/een")], mirrors, allow_private=True, delay=0)
    with pytest.raises(CollectionError) as caught:
        gather([site.url("/twee")], mirrors, visit=False, prune=True)
    assert str(caught.value) == expected
    assert gather([site.url("/twee"), str(tmp_path)], mirrors, visit=False).unvisited == (site.url("/twee"),)


def test_pruning_forgets_addresses_that_are_not_named_and_a_plan_foresees_it(
    site: Site, tmp_path: Path, mirrors: Path
) -> None:
    site.pages |= {"/een": page(_TEXT), "/twee": page(_TEXT + " En soep.")}
    gather([site.url("/een"), site.url("/twee")], mirrors, allow_private=True, delay=0)
    assert len(list(mirrors.iterdir())) == 2
    sync([mirrors], tmp_path / "index", lambda identity: FakeEncoder())
    foreseen = gather([site.url("/een")], mirrors, visit=False, prune=True)
    planned = plan(foreseen.paths, tmp_path / "index", without=foreseen.forgotten, prune=True)
    assert len(list(mirrors.iterdir())) == 2

    gathered = gather([site.url("/een")], mirrors, allow_private=True, delay=0, prune=True)
    assert gathered.forgotten == foreseen.forgotten
    assert len(list(mirrors.iterdir())) == 1
    report = sync(gathered.paths, tmp_path / "index", lambda identity: FakeEncoder(), prune=True)
    assert len(report.removed) == 1
    assert planned.removed == report.removed
