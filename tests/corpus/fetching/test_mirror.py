"""A mirror keeps what was fetched, whatever happens to the run."""

import sqlite3
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from httpx2 import URL

from corpus.collection import Source, find_sources
from corpus.errors import CollectionError
from corpus.fetching import mirror
from corpus.fetching.listing import Listed
from corpus.fetching.mirror import STATE, Mirror, Resource, from_json, now, to_json

ROOT = "https://voorbeeld.nl/feed"
PAGE = Resource(
    url="https://voorbeeld.nl/a",
    root=ROOT,
    checked="2024-03-01T00:00:00.000000+00:00",
    etag='"1"',
    modified="Fri, 01 Mar 2024 23:30:00 GMT",
    digest="d",
    name="a.html",
    listed="",
    title='Zorg, "welzijn"; en meer',
    date="2024-03",
    authors="Noor Bos; Ali",
)
OTHER = replace(PAGE, url="https://voorbeeld.nl/b", name="b.html", title="", date="", authors="")
FEED = replace(PAGE, url=ROOT, name=None, listed="[]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bronnen" / "voorbeeld"


def keep(folder: Path, *resources: Resource) -> None:
    with Mirror.open(folder, ROOT) as store:
        for resource in resources:
            store.keep(resource, resource.name.encode() if resource.name else None)


class Killed(BaseException):
    """Ends a run in the middle."""


def keep_and_die(folder: Path, *resources: Resource) -> None:
    """Keep resources in a run that does not come to its end."""
    with suppress(Killed), Mirror.open(folder, ROOT) as store:
        for resource in resources:
            store.keep(resource, str(resource.name).encode())
        raise Killed


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_what_was_kept_is_there_next_time(folder: Path) -> None:
    keep(folder, OTHER, PAGE, FEED)
    with Mirror.open(folder, ROOT) as store:
        assert store.everything() == [PAGE, OTHER, FEED]
        assert store.find(PAGE.url) == PAGE
        assert store.find("https://voorbeeld.nl/c") is None
        assert store.count() == 2
    assert files(folder) == {"a.html", "b.html", "manifest.csv"}
    assert (folder / "a.html").read_bytes() == b"a.html"


def test_the_folder_indexing_finds_the_documents_with_their_manifest(folder: Path) -> None:
    keep(folder, PAGE, OTHER, FEED)
    sources, failures = find_sources([folder])
    stated = {"title": PAGE.title, "date": PAGE.date, "authors": PAGE.authors, "url": PAGE.url}
    assert failures == []
    assert sources == [
        Source("a.html", folder / "a.html", stated),
        Source("b.html", folder / "b.html", {"title": "", "date": "", "authors": "", "url": OTHER.url}),
    ]


def test_a_server_is_asked_only_for_what_changed(folder: Path) -> None:
    keep(folder, PAGE, replace(OTHER, etag=""), replace(FEED, etag="", modified=""))
    with Mirror.open(folder, ROOT) as store:
        assert store.validators(PAGE.url) == {"If-None-Match": '"1"', "If-Modified-Since": PAGE.modified}
        assert store.validators(OTHER.url) == {"If-Modified-Since": PAGE.modified}
        assert store.validators(ROOT) == {}
        assert store.validators("https://voorbeeld.nl/c") == {}


def test_a_page_whose_file_someone_removed_is_asked_for_whole(folder: Path) -> None:
    keep(folder, PAGE)
    (folder / "a.html").unlink()
    with Mirror.open(folder, ROOT) as store:
        assert store.validators(PAGE.url) == {}


def test_a_removed_document_leaves_no_file(folder: Path) -> None:
    keep(folder, PAGE, OTHER, FEED)
    with Mirror.open(folder, ROOT) as store:
        store.remove(PAGE)
        store.remove(FEED)
        assert store.everything() == [OTHER]
    assert files(folder) == {"b.html", "manifest.csv"}
    assert "a.html" not in (folder / "manifest.csv").read_text("utf-8")


def test_a_document_of_another_kind_takes_the_place_of_the_old_file(folder: Path) -> None:
    keep(folder, PAGE)
    keep(folder, replace(PAGE, name="a.pdf"))
    assert files(folder) == {"a.pdf", "manifest.csv"}
    keep(folder, replace(PAGE, name=None, listed="[]"))
    assert files(folder) == {"manifest.csv"}


def test_a_page_keeps_its_name_and_no_two_get_the_same(folder: Path) -> None:
    with Mirror.open(folder, ROOT) as store:
        first = store.name_for(URL("https://voorbeeld.nl/x_y"), ".html")
        store.keep(replace(PAGE, url="https://voorbeeld.nl/x_y", name=first), b"1")
        second = store.name_for(URL("https://voorbeeld.nl/x/y"), ".html")
        store.keep(replace(PAGE, url="https://voorbeeld.nl/x/y", name=second), b"2")
        assert first == "voorbeeld.nl_x-y.html"
        assert second == "voorbeeld.nl_x_y.html"
        third = store.name_for(URL("https://voorbeeld.nl/x/y/"), ".html")
        assert third.startswith("voorbeeld.nl_x_y-")
        store.keep(replace(PAGE, url="https://voorbeeld.nl/x/y/", name=third), b"3")
        assert store.name_for(URL("https://voorbeeld.nl/x/y/"), ".html") == third
        assert store.name_for(URL("https://voorbeeld.nl/x/y/"), ".pdf") == "voorbeeld.nl_x_y.pdf"


@pytest.mark.parametrize(("host", "suffix"), [("manifest", ".csv"), ("source", ".md")])
def test_no_page_takes_the_name_of_a_description(folder: Path, host: str, suffix: str) -> None:
    with Mirror.open(folder, ROOT) as store:
        assert store.name_for(URL(f"http://{host}/"), suffix).startswith(f"{host}-")


def test_a_run_that_is_broken_off_keeps_what_it_had_and_the_next_goes_on(folder: Path) -> None:
    keep_and_die(folder, OTHER)  # OTHER was checked long ago
    assert files(folder) == {"b.html", "manifest.csv"}
    kept = replace(PAGE, checked=now())
    keep_and_die(folder, kept)  # it came no further than the first
    with Mirror.open(folder, ROOT) as store:
        assert store.is_recent(kept)
        assert not store.is_recent(OTHER)
    with Mirror.open(folder, ROOT) as store:
        assert not store.is_recent(kept)  # the run before came to its end


def test_what_an_old_broken_off_run_had_is_asked_for_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    early = datetime.now(UTC) - timedelta(hours=25)
    monkeypatch.setattr(mirror, "now", lambda: early.isoformat(timespec="microseconds"))
    keep_and_die(folder)
    with Mirror.open(folder, ROOT) as store:
        later = (early + timedelta(minutes=1)).isoformat(timespec="microseconds")
        assert not store.is_recent(replace(PAGE, checked=later))
        later = (early + timedelta(hours=2)).isoformat(timespec="microseconds")
        assert store.is_recent(replace(PAGE, checked=later))


def test_files_that_a_killed_run_had_not_noted_are_removed(folder: Path) -> None:
    keep(folder, PAGE)
    (folder / "half.html").write_text("geschreven, niet genoteerd", "utf-8")
    (folder / ".fresh").write_text("half geschreven", "utf-8")
    (folder / "map").mkdir()
    keep(folder)
    assert files(folder) == {"a.html", "manifest.csv", "map"}
    assert not (folder / ".fresh").exists()


def test_a_listing_is_the_same_after_a_visit_to_the_state() -> None:
    listed = (Listed("https://a.nl/é", "T", "2024", "A; B"), Listed("https://a.nl/2.xml", listing=True))
    assert from_json(to_json(listed)) == listed


# Folders that cannot be used


def refusal(folder: Path, address: str = ROOT) -> str:
    with pytest.raises(CollectionError) as caught:
        Mirror.open(folder, address).__enter__()
    return str(caught.value)


def test_a_folder_with_other_files_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "mijn.docx").write_bytes(b"x")
    assert refusal(tmp_path) == f"{tmp_path} is niet leeg en bevat geen opgehaalde pagina's. Kies een andere map."
    assert files(tmp_path) == {"mijn.docx"}


def test_a_mirror_is_of_one_source(folder: Path) -> None:
    keep(folder, PAGE)
    said = refusal(folder, "https://elders.nl/")
    assert said == f"{folder} hoort bij een ander adres ({ROOT}). Kies voor elk adres een eigen map."
    assert files(folder) == {"a.html", "manifest.csv"}


def test_two_runs_do_not_write_one_mirror(folder: Path) -> None:
    keep(folder, PAGE)
    with FileLock(folder / ".lock"):
        assert refusal(folder).startswith(f"Een ander proces haalt al pagina's op naar {folder}.")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert "kan niet worden gebruikt (dat bestaat al)" in refusal(tmp_path / "a")


def test_a_damaged_state_is_named_with_the_remedy(folder: Path) -> None:
    keep(folder, PAGE)
    (folder / STATE).write_bytes(b"geen database" * 1000)
    assert "zijn beschadigd. Verwijder die map" in refusal(folder)


def keep_on_a_read_only_disk(folder: Path, resource: Resource) -> None:
    with Mirror.open(folder, ROOT) as store:
        store._connection.execute("PRAGMA query_only = on")
        store.keep(resource)


def test_a_disk_that_refuses_is_named(folder: Path) -> None:
    keep(folder, PAGE)
    with pytest.raises(CollectionError) as caught:
        keep_on_a_read_only_disk(folder, OTHER)
    assert "kan niet worden gebruikt (attempt to write a readonly" in str(caught.value)
    connection = sqlite3.connect(folder / STATE)
    assert connection.execute("SELECT count(*) FROM resources").fetchone() == (1,)
    connection.close()
