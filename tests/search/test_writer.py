import errno
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.model import Document, Locator, Metadata, Passage
from indexer.repair import check
from search.dense import DenseIndex
from search.errors import IndexLockedError, IndexMissingError, StorageError, UnreadableIndexError
from search.fields import text_digest
from search.generation import (
    CATALOGUE,
    CURRENT,
    DENSE,
    DESCRIPTION,
    LEXICAL,
    Generation,
    current_generation,
    generation_folders,
)
from search.index import Index
from search.lexical import LexicalIndex
from search.pending import PENDING, PendingVectors
from search.store import Entry
from search.writer import Changes, IndexWriter
from tests.fakes import FakeEncoder

ENCODER = FakeEncoder()


def _put(texts: dict[str, str], *, removed: tuple[str, ...] = ()) -> Changes:
    """Return the changes that put in one document with one passage for each text, by ``doc_id``."""
    entries = []
    for doc_id, text in texts.items():
        metadata = Metadata(doc_id, None, None, (), None, None, None)
        passages = [Passage(doc_id, doc_id, doc_id, None, text, Locator(0, len(text), None, ()))] if text else []
        terms = [text.split()] if text else []
        digests = [text_digest(text)] if text else []
        entries.append(Entry(Document(doc_id, metadata, text, ()), "mark", [], passages, terms, digests))
    wanted = {text_digest(text): text for text in texts.values() if text}
    return Changes(entries, list(wanted), ENCODER.encode_passages(list(wanted.values())), removed)


def _write(directory: Path, changes: Changes) -> Generation:
    with IndexWriter.open(directory) as writer:
        current = writer.current()
        try:
            base = current.catalogue if current else None
            return writer.write(base, changes, ENCODER.identity, derived=current)
        finally:
            if current:
                current.close()


def _texts(directory: Path) -> dict[str, str]:
    """Return the texts in the index by ``doc_id``, having found each by its words with either leg."""
    index = Index.open(directory)
    try:
        found = {stored.passage.doc_id: stored.passage.text for stored in index.catalogue.every_passage()}
        for row, text in ((stored.row, stored.passage.text) for stored in index.catalogue.every_passage()):
            assert index.dense.rank(ENCODER.encode_queries([text])[0], depth=1)[0][0] == row
            assert index.lexical.rank(Counter(text.split()), depth=1)[0][0] == row
        return found
    finally:
        index.close()


def _names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_first_write_makes_the_directory_with_one_generation(tmp_path: Path) -> None:
    generation = _write(tmp_path / "deep" / "index", _put({"a": "wijk", "b": "zorg"}))

    assert _names(tmp_path / "deep" / "index") == [".lock", CURRENT, "g000001"]
    assert (generation.number, generation.folder, generation.encoder) == (1, "g000001", ENCODER.identity)
    assert generation.counts == {"documents": 2, "items": 0, "passages": 2, "vectors": 2, "near_duplicates": 0}
    assert {CATALOGUE, f"{DENSE}/vectors.faiss", f"{LEXICAL}/meta.json"} <= set(generation.files)
    assert DESCRIPTION not in generation.files
    assert _texts(tmp_path / "deep" / "index") == {"a": "wijk", "b": "zorg"}


def test_a_write_adds_replaces_and_removes_and_keeps_the_rest(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "wijk", "b": "zorg", "c": "jeugd"}))
    generation = _write(tmp_path, _put({"b": "buurt", "d": "schuld"}, removed=("c",)))

    assert _texts(tmp_path) == {"a": "wijk", "b": "buurt", "d": "schuld"}
    assert generation.counts["vectors"] == 3


def test_the_generation_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    for number in range(1, 5):
        _write(tmp_path, _put({"a": f"versie{number}"}))

    assert (tmp_path / CURRENT).read_text("utf-8") == "g000004\n"
    assert [folder.name for folder in generation_folders(tmp_path)] == ["g000003", "g000004"]


def _roll_back(directory: Path) -> Generation:
    with IndexWriter.open(directory) as writer:
        return writer.roll_back()


def test_after_a_rollback_the_generation_before_is_current_and_the_next_write_builds_upon_it(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "oud"}))
    _write(tmp_path, _put({"a": "nieuw", "c": "later"}))

    assert _roll_back(tmp_path).number == 1
    assert _texts(tmp_path) == {"a": "oud"}
    with pytest.raises(IndexMissingError, match="geen vorige versie om naar terug te gaan"):
        _roll_back(tmp_path)
    assert _texts(tmp_path) == {"a": "oud"}
    assert _write(tmp_path, _put({"b": "extra"})).number == 3  # never one that somebody may have seen as another
    assert _texts(tmp_path) == {"a": "oud", "b": "extra"}
    assert [folder.name for folder in generation_folders(tmp_path)] == ["g000001", "g000003"]
    assert _roll_back(tmp_path).number == 1


def test_a_rollback_works_from_a_damaged_generation_and_not_to_one(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "oud"}))
    _write(tmp_path, _put({"a": "nieuw"}))
    (tmp_path / "g000002" / DESCRIPTION).write_text("{", "utf-8")
    _roll_back(tmp_path)
    assert _texts(tmp_path) == {"a": "oud"}

    _write(tmp_path, _put({"a": "nieuwer"}))
    (tmp_path / "g000001" / CATALOGUE).write_bytes(b"")
    with pytest.raises(UnreadableIndexError, match=r"vorige versie .* is beschadigd: catalogue\.sqlite is veranderd"):
        _roll_back(tmp_path)
    assert _texts(tmp_path) == {"a": "nieuwer"}


def test_where_a_document_was_taken_out_there_is_nothing_to_roll_back_to(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "oud", "b": "weg"}))
    _write(tmp_path, _put({}, removed=("b",)))
    with IndexWriter.open(tmp_path) as writer:
        writer.purge(["b"])
    with pytest.raises(IndexMissingError, match="niet meer nadat er iets uit is gehaald"):
        _roll_back(tmp_path)


def test_a_reader_keeps_its_generation_when_it_is_replaced_and_removed(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "oud"}))
    reader = Index.open(tmp_path)
    for text in ("nieuw", "nieuwer"):
        _write(tmp_path, _put({"a": text}))

    assert not (tmp_path / "g000001").exists()
    assert [stored.passage.text for stored in reader.catalogue.every_passage()] == ["oud"]
    assert reader.lexical.rank(Counter(["oud"]), depth=1)[0][0] == 1
    reader.close()


def test_documents_without_passages_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    generation = _write(tmp_path, _put({"a": ""}))
    index = Index.open(tmp_path)

    assert generation.counts == {"documents": 1, "items": 0, "passages": 0, "vectors": 0, "near_duplicates": 0}
    assert index.dense.rank(ENCODER.encode_queries(["wijk"])[0], depth=5) == []
    assert index.lexical.rank(Counter(["wijk"]), depth=5) == []
    index.close()


def test_an_index_may_lose_its_last_document_and_gain_one_again(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "wijk"}))
    assert _write(tmp_path, _put({}, removed=("a",))).counts["documents"] == 0
    assert _texts(tmp_path) == {}
    _write(tmp_path, _put({"b": "zorg"}))
    assert _texts(tmp_path) == {"b": "zorg"}


def test_near_identical_passages_are_one_family_across_writes(tmp_path: Path) -> None:
    text = "een twee drie vier vijf zes zeven acht negen tien"
    _write(tmp_path, _put({"a": text, "b": "iets heel anders dan dat"}))
    _write(tmp_path, _put({"c": text}))
    index = Index.open(tmp_path)

    assert index.families == {3: 1}
    index.close()


def test_a_small_change_to_a_large_index_finds_what_one_made_anew_finds(tmp_path: Path) -> None:
    texts = {f"{number:03}": f"woord{number % 7} thema{number % 5} eigen{number}" for number in range(300)}
    _write(tmp_path / "a", _put(texts))
    changed = {"007": "woord3 iets anders", "300": "woord1 nog een"}
    _write(tmp_path / "a", _put(changed))
    _write(tmp_path / "b", _put(texts))
    with IndexWriter.open(tmp_path / "b") as writer:
        current = writer.current()
        assert current is not None
        writer.write(current.catalogue, _put(changed), ENCODER.identity)
        current.close()
    updated, anew = Index.open(tmp_path / "a"), Index.open(tmp_path / "b")

    assert (updated.lexical.segments, anew.lexical.segments) == (2, 1)
    assert list(updated.catalogue.all_terms()) == list(anew.catalogue.all_terms())
    for query in ("woord3", "eigen7", "iets", "nog thema2"):
        vector = ENCODER.encode_queries([query])[0]
        one, other = (dict(index.dense.rank(vector, depth=400)) for index in (updated, anew))
        assert one == pytest.approx(other, abs=0.005)  # the centre is still that of the passages before
        one, other = (dict(index.lexical.rank(Counter(query.split()), depth=400)) for index in (updated, anew))
        assert one.keys() == other.keys()
        assert one == pytest.approx(other, rel=0.02)  # what was taken out still counts in how rare a word is
    updated.close()
    anew.close()
    assert check(tmp_path / "a").faults == ()


def test_what_is_removed_leaves_no_word_in_the_new_generation(tmp_path: Path) -> None:
    texts = {f"{number:03}": f"eigen{number} tekst" for number in range(200)}
    _write(tmp_path, _put({**texts, "weg": "geheimzinnig"}))
    generation = _write(tmp_path, _put({}, removed=("weg",)))

    files = [path for path in (tmp_path / generation.folder).rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not any(b"geheimzinnig" in path.read_bytes() for path in files)


def test_a_lexical_index_in_many_parts_is_made_anew(tmp_path: Path) -> None:
    _write(tmp_path, _put({f"{number:04}": f"woord{number}" for number in range(200)}))
    parts = []
    for number in range(9):
        _write(tmp_path, _put({f"nieuw{number}": f"nieuw{number}"}))
        index = Index.open(tmp_path)
        parts.append(index.lexical.segments)
        index.close()

    assert max(parts) <= 8
    assert 1 in parts


def test_an_index_that_grows_large_is_made_anew_in_another_way_and_says_what_it_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.dense.LARGE", 300)
    texts = {f"{number:03}": f"woord{number}" for number in range(310)}
    small = _write(tmp_path, _put(dict(list(texts.items())[:299])))
    large = _write(tmp_path, _put(dict(list(texts.items())[299:])))

    def files(generation: Generation) -> set[str]:
        return {path.name for path in (tmp_path / generation.folder / DENSE).iterdir()}

    assert (small.recall, files(small)) == (1, {"centre.npy", "vectors.faiss"})
    assert 0.9 < large.recall <= 1
    assert files(large) == {"centre.npy", "lists.faiss", "recall.npy", "rows.npy", "vectors.npy"}
    assert current_generation(tmp_path).recall == large.recall
    more = _write(tmp_path, _put({"nieuw": "nieuw nieuws"}))
    assert more.recall == large.recall
    index = Index.open(tmp_path)
    [(row, score)] = index.dense.rank(ENCODER.encode_queries(["nieuw nieuws"])[0], depth=1)
    assert row == index.catalogue.newest_row()
    assert score == pytest.approx(1, abs=1e-3)
    index.close()
    assert check(tmp_path).faults == ()


def test_a_failure_while_writing_leaves_the_last_generation_and_no_staging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, _put({"a": "wijk"}))

    def interrupted(*_: object, **__: object) -> LexicalIndex:
        raise KeyboardInterrupt

    monkeypatch.setattr(LexicalIndex, "update", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _write(tmp_path, _put({"b": "zorg"}))
    monkeypatch.undo()

    assert _names(tmp_path) == [".lock", CURRENT, "g000001"]
    assert _texts(tmp_path) == {"a": "wijk"}
    _write(tmp_path, _put({"b": "zorg"}))  # the lock was let go of
    assert _texts(tmp_path) == {"a": "wijk", "b": "zorg"}


def test_staging_that_a_killed_run_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".staging" / LEXICAL).mkdir(parents=True)
    (tmp_path / ".staging" / LEXICAL / "meta.json").write_text("{", "utf-8")
    _write(tmp_path, _put({"a": "wijk"}))

    assert _names(tmp_path) == [".lock", CURRENT, "g000001"]


def test_the_newest_generation_is_current_when_the_pointer_is_lost(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "wijk"}))
    (tmp_path / CURRENT).unlink()

    assert _write(tmp_path, _put({"b": "zorg"})).number == 2
    assert _names(tmp_path) == [".lock", CURRENT, "g000001", "g000002"]


def test_a_write_goes_on_when_current_cannot_be_read(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "wijk"}))
    (tmp_path / CURRENT).write_bytes(b"\xff\xfe")
    with IndexWriter.open(tmp_path) as writer:
        writer.write(None, _put({"b": "zorg"}), ENCODER.identity)

    assert _texts(tmp_path) == {"b": "zorg"}


def test_pending_vectors_go_when_they_are_written(tmp_path: Path) -> None:
    PendingVectors(tmp_path, ENCODER.identity).close()
    _write(tmp_path, _put({"a": "wijk"}))

    assert not (tmp_path / PENDING).exists()


def test_a_second_writer_in_another_process_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from search.errors import IndexLockedError
from search.writer import IndexWriter
try:
    with IndexWriter.open(Path(sys.argv[1])):
        print("open")
except IndexLockedError as error:
    print(error)
"""

    def second() -> str:
        return subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], check=True, capture_output=True, text=True
        ).stdout

    with IndexWriter.open(tmp_path):
        assert second().startswith(f"Een ander proces schrijft de index in {tmp_path}. Wacht tot het klaar is")
    assert second() == "open\n"


def test_a_lock_held_by_another_is_respected_and_reading_goes_on(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "wijk"}))
    with FileLock(tmp_path / ".lock"), pytest.raises(IndexLockedError):
        _write(tmp_path, _put({"b": "zorg"}))

    assert _texts(tmp_path) == {"a": "wijk"}


def test_a_directory_full_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("belangrijk", "utf-8")
    with pytest.raises(UnreadableIndexError, match=r"geen index en niet leeg\. Kies met --index een andere map"):
        _write(tmp_path, _put({"a": "wijk"}))

    assert _names(tmp_path) == ["brief.txt"]


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_text("belangrijk", "utf-8")
    with pytest.raises(UnreadableIndexError, match="Kies met --index een andere map"):
        _write(path, _put({"a": "wijk"}))


def test_a_directory_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StorageError, match="kan niet worden geschreven"):
        _write(tmp_path / "file" / "index", _put({"a": "wijk"}))


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "de schijf is vol"),
        (errno.EROFS, "de schijf kan alleen worden gelezen"),
        (errno.EDQUOT, "uw deel van de schijf is vol"),
    ],
)
def test_what_the_disk_refuses_is_a_storage_error_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    _write(tmp_path, _put({"a": "wijk"}))

    def refuse(index: DenseIndex, path: Path) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(DenseIndex, "save", refuse)
    with pytest.raises(StorageError, match=reason):
        _write(tmp_path, _put({"b": "zorg"}))

    assert _names(tmp_path) == [".lock", CURRENT, "g000001"]
    assert _texts(tmp_path) == {"a": "wijk"}


def test_a_disk_that_refuses_any_file_leaves_the_last_generation(tmp_path: Path) -> None:
    """A limit on the size of files stops SQLite, faiss, tantivy and Python, each at its own place."""
    script = """
import resource, signal, sys
from pathlib import Path
from indexer.sync import sync
from search.errors import StorageError
from tests.fakes import FakeEncoder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
docs, index = Path(sys.argv[1]), Path(sys.argv[2])
for limit in [0, 1, 30, 100, 300, 1000, 3000, 8000, 20_000, 30_000, 40_000, 60_000, 80_000, 100_000, 130_000]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        sync([docs], index, lambda identity: FakeEncoder())
    except StorageError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert not (index / ".staging").exists()
        assert (index / "CURRENT").read_text() == "g000001\\n"
        print("refused", limit)
"""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("Een zin over de wijk.", "utf-8")
    index = tmp_path / "index"
    _write(index, _put({"a": "wijk"}))
    for number in range(40):
        (docs / f"{number}.txt").write_text(f"Nummer{number} gaat over zorg{number} en jeugd{number}.", "utf-8")

    done = subprocess.run(
        [sys.executable, "-c", script, str(docs), str(index)], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) >= 10
    assert "a" in _texts(index)


def test_damage_met_while_writing_tells_how_to_repair(tmp_path: Path) -> None:
    _write(tmp_path, _put({"a": "wijk"}))
    with (
        pytest.raises(UnreadableIndexError, match=r"beschadigd: kapot.*check --index .* --repair"),
        IndexWriter.open(tmp_path),
    ):
        raise sqlite3.DatabaseError("kapot")


def test_a_vector_of_another_length_is_damage_and_leaves_the_last_generation(tmp_path: Path) -> None:
    changes = _put({"a": "wijk"})
    short = Changes(changes.entries, changes.digests, np.ones((1, 3), np.float32), ())
    with pytest.raises(UnreadableIndexError, match="andere lengte"):
        _write(tmp_path, short)

    assert _names(tmp_path) == [".lock"]


def test_a_mistake_of_the_caller_is_not_called_damage_or_a_full_disk(tmp_path: Path) -> None:
    changes = _put({"a": "wijk"})
    without_vectors = Changes(changes.entries, [], np.empty((0, 256), np.float32), ())
    with pytest.raises(sqlite3.IntegrityError):
        _write(tmp_path, without_vectors)


def test_a_writer_may_wait_for_another_and_give_up(tmp_path: Path) -> None:
    asked = []

    def give_up() -> bool:
        asked.append(1)
        if len(asked) == 2:
            first.close()
        return len(asked) == 5

    first = ExitStack()
    first.enter_context(IndexWriter.open(tmp_path))
    second = IndexWriter.open(tmp_path, patience=60, give_up=give_up)
    with second, pytest.raises(IndexLockedError), IndexWriter.open(tmp_path, patience=60, give_up=give_up):
        pass
    assert len(asked) == 5
