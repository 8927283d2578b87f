"""What could not be read is known until it can be, whatever generations come and go."""

from io import BytesIO
from pathlib import Path

import pytest

from corpus.collection import Failure
from indexer.job_storage import SqliteStorage
from indexer.jobs import Delivery, Job, Jobs, Removal
from indexer.sync import sync
from indexer.unread import note_unread, read_unread
from indexer.worker import Worker
from search.errors import UnreadableIndexError
from search.generation import current_generation
from search.writer import UNREAD, IndexWriter
from tests.conftest import WriteFiles
from tests.fakes import FakeEncoder

GOOD, BAD = b"De wijk is klein.", b"tekst \x00 met een nul"


@pytest.fixture
def index(tmp_path: Path, write_files: WriteFiles) -> Path:
    """Return an index of a folder with two good documents and one bad one."""
    folder = write_files({"a.txt": "De zorg.", "b.txt": "De wijk."})
    (folder / "stuk.txt").write_bytes(BAD)
    run(tmp_path)
    return tmp_path / "index"


def run(tmp_path: Path, *, prune: bool = False, rebuild: bool = False, forget_brought: bool = False) -> None:
    sync(
        [tmp_path / "docs"],
        tmp_path / "index",
        lambda identity: FakeEncoder(),
        prune=prune,
        rebuild=rebuild,
        forget_brought=forget_brought,
    )


def do(index: Path, *tasks: Delivery | Removal) -> Job:
    return Worker(Jobs(SqliteStorage(index)), index, lambda identity: FakeEncoder()).complete(tasks)


def names(index: Path) -> list[str]:
    return [one.doc_id for one in read_unread(index)]


def test_what_could_not_be_read_is_kept_with_its_reason(index: Path) -> None:
    [one] = read_unread(index)
    assert (one.doc_id, one.brought) == ("stuk.txt", False)
    assert "tekst" in one.reason
    assert one.since.endswith("+00:00")


def test_where_all_could_be_read_there_is_no_file(tmp_path: Path, write_files: WriteFiles) -> None:
    write_files({"a.txt": "De zorg."})
    run(tmp_path)
    assert not (tmp_path / "index" / UNREAD).exists()
    assert read_unread(tmp_path / "index") == ()


def test_a_run_that_changes_nothing_leaves_file_and_generation_as_they_are(index: Path, tmp_path: Path) -> None:
    before = (index / UNREAD).stat().st_mtime_ns, read_unread(index)
    run(tmp_path)
    assert ((index / UNREAD).stat().st_mtime_ns, read_unread(index)) == before
    assert current_generation(index).number == 1


def test_a_document_that_fails_again_keeps_the_day_on_which_it_first_did(index: Path) -> None:
    [before] = read_unread(index)
    failures = [Failure("stuk.txt", "Een andere reden."), Failure("nieuw.txt", "Ook stuk.")]
    note_unread(index, failures, [before], still=(), brought=False)
    new, old = read_unread(index)
    assert (new.doc_id, old.doc_id, old.reason) == ("nieuw.txt", "stuk.txt", "Een andere reden.")
    assert old.since == before.since


def test_a_document_that_can_be_read_again_is_unread_no_more(index: Path, tmp_path: Path) -> None:
    (tmp_path / "docs" / "stuk.txt").write_bytes(GOOD)
    run(tmp_path)
    assert names(index) == []


def test_a_document_that_went_back_to_what_is_in_the_index_is_unread_no_more(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "docs" / "a.txt"
    good = file.read_bytes()
    file.write_bytes(BAD)
    run(tmp_path)
    assert names(index) == ["a.txt", "stuk.txt"]
    file.write_bytes(good)
    run(tmp_path)
    assert names(index) == ["stuk.txt"]
    assert current_generation(index).number == 1


def test_a_document_that_is_gone_is_unread_until_the_index_is_pruned(index: Path, tmp_path: Path) -> None:
    (tmp_path / "docs" / "stuk.txt").unlink()
    run(tmp_path)
    assert names(index) == ["stuk.txt"]
    run(tmp_path, prune=True)
    assert names(index) == []


def test_a_folder_that_can_be_read_again_is_unread_no_more(index: Path, tmp_path: Path) -> None:
    note_unread(index, [Failure(str(tmp_path / "docs" / "map"), "geen rechten")], (), still=(), brought=False)
    run(tmp_path)
    assert names(index) == ["stuk.txt"]


def test_a_name_that_is_no_text_is_kept(index: Path) -> None:
    note_unread(index, [Failure("caf\udce9.txt", "geen UTF-8")], (), still=(), brought=False)
    assert names(index) == ["caf\udce9.txt"]


def test_what_is_brought_and_cannot_be_read_is_kept_until_it_is_brought_well_or_removed(
    index: Path, tmp_path: Path
) -> None:
    do(index, Delivery("x.txt", ".txt", BytesIO(BAD)), Delivery("y.txt", ".txt", BytesIO(BAD)))
    assert [(one.doc_id, one.brought) for one in read_unread(index)] == [
        ("stuk.txt", False), ("x.txt", True), ("y.txt", True),
    ]  # fmt: skip
    run(tmp_path, prune=True)
    assert names(index) == ["stuk.txt", "x.txt", "y.txt"]
    do(index, Delivery("x.txt", ".txt", BytesIO(GOOD)))
    do(index, Removal("y.txt"))
    assert names(index) == ["stuk.txt"]


def test_what_was_brought_and_failed_is_forgotten_with_what_was_brought(index: Path, tmp_path: Path) -> None:
    do(index, Delivery("x.txt", ".txt", BytesIO(BAD)))
    run(tmp_path, prune=True, forget_brought=True)
    assert names(index) == ["stuk.txt"]


def test_a_rebuild_starts_anew_even_where_the_file_is_damaged(index: Path, tmp_path: Path) -> None:
    (index / UNREAD).write_text("{", "utf-8")
    run(tmp_path, rebuild=True)
    assert names(index) == ["stuk.txt"]
    (tmp_path / "docs" / "stuk.txt").unlink()
    run(tmp_path, rebuild=True)
    assert names(index) == []


@pytest.mark.parametrize("damage", ["{", "[1]", '[{"doc_id": 1}]'])
def test_a_damaged_file_is_named_with_what_helps(index: Path, tmp_path: Path, damage: str) -> None:
    (index / UNREAD).write_text(damage, "utf-8")
    with pytest.raises(UnreadableIndexError, match=r"unread\.json is beschadigd\. Haal het bestand weg"):
        read_unread(index)
    (index / UNREAD).unlink()
    run(tmp_path)
    assert names(index) == ["stuk.txt"]


def test_a_directory_with_nothing_else_is_still_ours(tmp_path: Path) -> None:
    note_unread(tmp_path, [Failure("stuk.txt", "stuk")], (), still=(), brought=False)
    with IndexWriter.open(tmp_path) as writer:
        assert writer.current() is None
