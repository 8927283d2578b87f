import os
import sqlite3
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from corpus.collection import Failure, Source, read_bytes
from corpus.errors import CollectionError
from corpus.reading.draft import UnreadableFileError
from indexer import sync as sync_module
from indexer.job_storage import SqliteStorage
from indexer.jobs import Delivery, Jobs
from indexer.repair import check
from indexer.sync import Report, create, plan, sync
from indexer.work import BATCH
from indexer.worker import Worker
from search.encoder import EncoderIdentity, Vectors
from search.errors import BroughtDocumentsError, UnreadableIndexError
from search.generation import CATALOGUE, CURRENT
from search.index import Index
from search.pending import PENDING
from tests.conftest import WriteFiles
from tests.fakes import FakeEncoder

FILES = {
    "wijk.txt": "De wijk is klein.",
    "zorg.txt": "Zorg is er voor iedereen.",
    "map/geld.md": "# Geld\n\nGeld is op.",
}

Sync = Callable[..., Report]


class Interrupted(FakeEncoder):
    """Is killed, as far as the run can tell, when it is asked for a batch after the first ``batches_left``."""

    def __init__(self, batches_left: int) -> None:
        super().__init__()
        self._left = batches_left

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        if len(self.batches) == self._left:
            raise KeyboardInterrupt
        return super().encode_passages(passages)


@pytest.fixture
def run(tmp_path: Path) -> Sync:
    """Return ``sync`` of ``docs`` into ``index``, which checks the index afterwards."""

    def call(
        encoder: FakeEncoder | None = None,
        *,
        prune: bool = False,
        rebuild: bool = False,
        forget_brought: bool = False,
    ) -> Report:
        own = encoder or FakeEncoder()
        report = sync(
            [tmp_path / "docs"],
            tmp_path / "index",
            lambda identity: own,
            prune=prune,
            rebuild=rebuild,
            forget_brought=forget_brought,
        )
        assert check(tmp_path / "index").faults == ()
        return report

    return call


def _texts(tmp_path: Path) -> dict[str, list[str]]:
    index = Index.open(tmp_path / "index")
    texts: dict[str, list[str]] = {doc_id: [] for doc_id in index.catalogue.fingerprints()}
    for stored in index.catalogue.every_passage():
        texts[stored.passage.doc_id].append(stored.passage.text)
    index.close()
    return texts


def _many(count: int) -> dict[str, str]:
    return {f"{number:04}.txt": f"Document{number} gaat over onderwerp{number}." for number in range(count)}


def test_a_first_run_adds_every_document(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    write_files(FILES)

    assert run() == Report(
        added=("map/geld.md", "wijk.txt", "zorg.txt"),
        updated=(),
        moved=(),
        removed=(),
        unchanged=0,
        failed=(),
        notes=(),
        pages=0,
        scans={},
        embedded=3,
        documents=3,
        passages=3,
        near_duplicates=0,
        seconds={},
    )
    assert _texts(tmp_path)["zorg.txt"] == ["Zorg is er voor iedereen."]


def test_an_index_is_made_empty_once_and_filled_by_a_run(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    assert create(tmp_path / "index", lambda identity: FakeEncoder()).documents == 0
    assert check(tmp_path / "index").faults == ()
    write_files(FILES)
    assert run().documents == 3
    assert create(tmp_path / "index", lambda identity: FakeEncoder()).documents == 3


def test_a_run_without_changes_writes_nothing_and_loads_no_model(
    run: Sync, write_files: WriteFiles, tmp_path: Path
) -> None:
    folder = write_files(FILES)
    run()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")}

    loaded: dict[EncoderIdentity | None, FakeEncoder] = {}

    report = sync([folder], tmp_path / "index", loaded.__getitem__)

    assert (report.added, report.updated, report.unchanged, report.passages, report.embedded) == ((), (), 3, 3, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")} == before


def test_only_what_changed_is_embedded_again(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    one = "# Een\n\nDeze alinea blijft zoals zij was.\n\n"
    write_files({**FILES, "lang.md": one + "# Twee\n\nDeze alinea verandert straks.\n"})
    run()
    write_files({"lang.md": one + "# Twee\n\nDeze alinea is veranderd.\n", "nieuw.txt": "Iets nieuws hier."})
    encoder = FakeEncoder()
    report = run(encoder)

    assert (report.added, report.updated, report.unchanged) == (("nieuw.txt",), ("lang.md",), 3)
    assert (report.embedded, encoder.embedded, report.passages, report.documents) == (2, 2, 6, 5)
    assert _texts(tmp_path)["lang.md"] == ["Deze alinea blijft zoals zij was.", "Deze alinea is veranderd."]


def test_a_text_that_stands_in_two_documents_is_embedded_once(run: Sync, write_files: WriteFiles) -> None:
    text = "# Zelfde\n\nDeze tekst staat er twee keer.\n"
    write_files({"een.md": text, "map/twee.md": text})
    report = run()

    assert (report.embedded, report.passages) == (1, 2)


def test_a_text_that_comes_back_from_another_document_is_not_embedded_again(run: Sync, write_files: WriteFiles) -> None:
    text = "# Zelfde\n\nDeze tekst staat er twee keer.\n"
    folder = write_files({"een.md": text})
    run()
    (folder / "een.md").rename(folder / "twee.md")

    report = run(prune=True)
    assert (report.moved, report.added, report.removed) == ((("een.md", "twee.md"),), (), ())
    assert (report.embedded, report.documents) == (0, 1)


def test_a_file_that_moved_is_only_followed_when_the_paths_are_the_whole_collection(
    run: Sync, write_files: WriteFiles
) -> None:
    folder = write_files({"een.txt": "Dit is de tekst."})
    run()
    (folder / "een.txt").rename(folder / "twee.txt")

    report = run()
    assert (report.moved, report.added, report.removed, report.documents) == ((), ("twee.txt",), (), 2)


def test_two_equal_files_that_moved_are_each_followed(run: Sync, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": "Dit is de tekst.", "b.txt": "Dit is de tekst.", "c.txt": "Iets anders."})
    run()
    (folder / "a.txt").rename(folder / "x.txt")
    (folder / "b.txt").unlink()

    report = run(prune=True)
    assert (report.moved, report.removed, report.documents) == ((("a.txt", "x.txt"),), ("b.txt",), 2)


def test_a_plan_says_what_a_run_will_do_and_writes_nothing(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    folder = write_files({**FILES, "oud.txt": "Deze tekst verhuist."})
    run()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")}
    (folder / "oud.txt").rename(folder / "verhuisd.txt")
    (folder / "zorg.txt").unlink()
    write_files({"wijk.txt": "De wijk is groot.", "nieuw.txt": "Nieuw hier.", "leeg.txt": ""})

    planned = plan([folder], tmp_path / "index", prune=True)

    assert (planned.added, planned.updated, planned.unchanged) == (("nieuw.txt",), ("wijk.txt",), 1)
    assert (planned.moved, planned.removed) == ((("oud.txt", "verhuisd.txt"),), ("zorg.txt",))
    assert planned.failed == (Failure("leeg.txt", "het bestand is leeg"),)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")} == before
    report = run(prune=True)
    assert (report.added, report.updated, report.moved) == (planned.added, planned.updated, planned.moved)
    assert (report.removed, report.unchanged, report.failed) == (planned.removed, 1, planned.failed)


def test_a_plan_without_an_index_makes_none(write_files: WriteFiles, tmp_path: Path) -> None:
    planned = plan([write_files(FILES)], tmp_path / "index")

    assert planned.added == ("map/geld.md", "wijk.txt", "zorg.txt")
    assert not (tmp_path / "index").exists()


def test_a_moved_file_that_cannot_be_read_any_more_stays_under_its_old_name(
    run: Sync, write_files: WriteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"een.txt": "Dit is de tekst.", "twee.txt": "Iets anders."})
    run()
    (folder / "een.txt").rename(folder / "drie.txt")
    looked: list[str] = []

    def vanishing(source: Source) -> bytes:
        looked.append(source.doc_id)
        if looked.count("drie.txt") == 2:
            raise UnreadableFileError("kan niet worden geopend (weg)")
        return read_bytes(source)

    monkeypatch.setattr(sync_module, "read_bytes", vanishing)

    report = run(prune=True)
    assert (report.moved, report.documents) == ((), 2)
    assert report.failed == (Failure("drie.txt", "kan niet worden geopend (weg)"),)
    assert set(_texts(tmp_path)) == {"een.txt", "twee.txt"}


def test_a_document_whose_file_is_gone_stays_until_it_is_pruned(
    run: Sync, write_files: WriteFiles, tmp_path: Path
) -> None:
    folder = write_files(FILES)
    run()
    (folder / "zorg.txt").unlink()
    (folder / "map" / "geld.md").unlink()

    report = run()
    assert (report.removed, report.documents) == ((), 3)
    report = run(prune=True)
    assert (report.removed, report.documents, report.embedded) == (("map/geld.md", "zorg.txt"), 1, 0)
    assert list(_texts(tmp_path)) == ["wijk.txt"]


def test_a_file_that_cannot_be_read_is_reported_and_stays_as_it_was(
    run: Sync, write_files: WriteFiles, tmp_path: Path
) -> None:
    folder = write_files(FILES)
    run()
    (folder / "wijk.txt").write_bytes(b"geen \x81 utf-8 \x8d meer")
    (folder / "nul.txt").write_bytes(b"tekst \x00 met een nul")
    write_files({"leeg.txt": "", "zorg.txt": "Zorg is veranderd."})

    report = run(prune=True)

    assert [failure.doc_id for failure in report.failed] == ["leeg.txt", "nul.txt", "wijk.txt"]
    assert all(failure.reason for failure in report.failed)
    assert (report.added, report.updated, report.removed, report.unchanged) == ((), ("zorg.txt",), (), 1)
    assert _texts(tmp_path)["wijk.txt"] == ["De wijk is klein."]


def test_what_may_be_in_a_folder_that_cannot_be_read_is_not_pruned(
    run: Sync, write_files: WriteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files(FILES)
    run()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("map"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = sync([folder], tmp_path / "index", lambda identity: FakeEncoder(), prune=True)

    assert [failure.doc_id for failure in report.failed] == [str(folder / "map")]
    assert (report.removed, report.documents) == ((), 3)


def test_names_with_odd_characters_are_names(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    names = ["a\nb.txt", "a'; DROP TABLE documents; --.txt", "\U0001f600 é e\u0301.txt", "%_*?.txt", "tab\t\x01.txt"]
    write_files(dict.fromkeys(names, "Een tekst over de wijk."))

    assert sorted(run().added) == sorted(names)
    assert sorted(_texts(tmp_path)) == sorted(names)


def test_a_name_that_is_no_utf8_is_reported_and_the_rest_goes_in(run: Sync, write_files: WriteFiles) -> None:
    folder = write_files(FILES)
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Een tekst over koffie.", "utf-8")

    report = run()

    assert [failure.doc_id for failure in report.failed] == ["caf\udce9.txt"]
    assert (len(report.added), report.unchanged, report.documents) == (3, 0, 3)


def test_documents_without_passages_count_and_are_not_read_again(run: Sync, write_files: WriteFiles) -> None:
    write_files({"kort.txt": "Meer info"})
    report = run()
    assert (report.added, report.passages, report.documents) == (("kort.txt",), 0, 1)
    assert run().unchanged == 1


def test_an_index_may_be_pruned_to_nothing(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    folder = write_files(FILES)
    run()
    for name in FILES:
        (folder / name).unlink()
    with pytest.raises(CollectionError):
        run(prune=True)
    write_files({"leeg.txt": ""})
    report = run(prune=True)

    assert (len(report.removed), report.documents, report.passages) == (3, 0, 0)
    write_files(FILES)
    assert run().documents == 3
    assert len(_texts(tmp_path)) == 3


def test_a_run_that_was_killed_between_batches_goes_on_where_it_was(
    run: Sync, write_files: WriteFiles, tmp_path: Path
) -> None:
    write_files(_many(2 * BATCH + 10))
    killed = Interrupted(1)
    with pytest.raises(KeyboardInterrupt):
        run(killed)
    assert (killed.embedded, (tmp_path / "index" / CURRENT).exists()) == (BATCH, False)

    encoder = FakeEncoder()
    report = run(encoder)

    assert (encoder.batches, report.embedded, report.passages) == ([BATCH, 10], BATCH + 10, 2 * BATCH + 10)
    assert not (tmp_path / "index" / PENDING).exists()


def test_pending_vectors_of_another_encoder_are_not_used(run: Sync, write_files: WriteFiles) -> None:
    write_files(_many(BATCH + 1))
    with pytest.raises(KeyboardInterrupt):
        run(Interrupted(1))

    assert run(FakeEncoder(revision="2")).embedded == BATCH + 1


def test_damaged_pending_vectors_are_made_again(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    write_files(_many(BATCH + 1))
    with pytest.raises(KeyboardInterrupt):
        run(Interrupted(1))
    path = tmp_path / "index" / PENDING
    path.write_bytes(path.read_bytes()[:20_000])

    assert run().embedded == BATCH + 1


def test_a_rebuild_reads_and_embeds_everything_again(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    folder = write_files(FILES)
    run()
    (folder / "zorg.txt").unlink()
    report = run(FakeEncoder(name="other"), rebuild=True)

    assert (len(report.added), report.embedded, report.documents, report.unchanged) == (2, 2, 2, 0)
    index = Index.open(tmp_path / "index")
    assert (index.generation.encoder.name, index.generation.number) == ("other", 2)
    index.close()


@pytest.mark.parametrize("name", [CURRENT, f"g000001/{CATALOGUE}"])
def test_a_damaged_index_is_refused_until_it_is_rebuilt(
    run: Sync, write_files: WriteFiles, tmp_path: Path, name: str
) -> None:
    write_files(FILES)
    run()
    (tmp_path / "index" / name).write_bytes(b"\xff" * 5000)

    with pytest.raises(UnreadableIndexError, match="is beschadigd"):
        run()
    assert run(rebuild=True).documents == 3


def test_a_damaged_vector_met_while_writing_is_damage(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    write_files(FILES)
    run()
    connection = sqlite3.connect(tmp_path / "index" / "g000001" / CATALOGUE)
    connection.execute("UPDATE vectors SET vector = x'00'")
    connection.commit()
    connection.close()
    write_files({"elders/wijk.txt": FILES["wijk.txt"]})

    with pytest.raises(UnreadableIndexError, match=r"andere lengte.*--repair"):
        run()


def test_another_encoder_is_refused_and_nothing_is_written(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    write_files(FILES)
    run()
    write_files({"nieuw.txt": "Iets nieuws hier."})
    with pytest.raises(UnreadableIndexError, match="--encoder other"):
        run(FakeEncoder(name="other"))

    assert len(_texts(tmp_path)) == 3


def test_another_way_of_chunking_reads_everything_again(
    run: Sync, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(FILES)
    run()
    monkeypatch.setattr(sync_module, "CHUNKING_VERSION", 99)
    report = run()

    assert (len(report.updated), report.unchanged, report.embedded) == (3, 0, 0)


def test_progress_goes_through_every_stage_to_its_end(write_files: WriteFiles, tmp_path: Path) -> None:
    folder = write_files(_many(BATCH + 1))
    seen: list[tuple[str, int, int]] = []
    sync(
        [folder],
        tmp_path / "index",
        lambda identity: FakeEncoder(),
        progress=lambda stage, done, total: seen.append((stage, done, total)),
    )

    count = BATCH + 1
    assert seen == [
        *(("compare", done, count) for done in range(count + 1)),
        *(("read", done, count) for done in range(count + 1)),
        ("embed", 0, count),
        ("embed", BATCH, count),
        ("embed", count, count),
        ("write", 0, 1),
        ("write", 1, 1),
    ]


# What was brought


def bring(directory: Path, doc_id: str, text: str) -> None:
    worker = Worker(Jobs(SqliteStorage(directory)), directory, lambda own: FakeEncoder())
    [outcome] = worker.complete([Delivery(doc_id, ".txt", BytesIO(text.encode()))]).outcomes
    assert outcome.result in ("added", "updated")


def test_what_was_brought_is_under_no_path_and_is_kept(run: Sync, write_files: WriteFiles, tmp_path: Path) -> None:
    write_files({"a.txt": "De zwaluw nestelt."})
    run()
    bring(tmp_path / "index", "b.txt", "De reiger staat stil.")
    write_files({"c.txt": "De reiger staat stil."})
    report = run(prune=True)
    assert (report.added, report.moved, report.removed, report.documents) == (("c.txt",), (), (), 3)
    report = run(prune=True, forget_brought=True)
    assert (report.removed, report.documents) == (("b.txt",), 2)


def test_a_path_takes_the_place_of_what_was_brought_under_its_name(
    run: Sync, write_files: WriteFiles, tmp_path: Path
) -> None:
    docs = write_files({"a.txt": "De zwaluw nestelt."})
    run()
    bring(tmp_path / "index", "a.txt", "De zwaluw nestelt.")
    assert run().updated == ("a.txt",)
    (docs / "a.txt").unlink()
    write_files({"b.txt": "De wulp roept."})
    assert run(prune=True).removed == ("a.txt",)


def test_a_rebuild_of_what_cannot_be_read_loses_what_nobody_knows_of(
    run: Sync, write_files: WriteFiles, tmp_path: Path
) -> None:
    write_files({"a.txt": "De zwaluw nestelt."})
    run()
    bring(tmp_path / "index", "b.txt", "De reiger staat stil.")
    with pytest.raises(BroughtDocumentsError, match="in geen map staan: 1"):
        run(rebuild=True)
    (tmp_path / "index" / CURRENT).write_text("g000009")
    assert run(rebuild=True).documents == 1


def test_what_was_brought_makes_an_index_where_there_is_none(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    directory.mkdir()
    bring(directory, "a.txt", "De zwaluw nestelt.")
    assert Index.open(directory).counts["documents"] == 1
