"""What is removed leaves no copy in any file of the index, nor in what was fetched for it."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.fetching.mirror import STATE, Mirror, Resource
from indexer.job_storage import QUEUE, SqliteStorage
from indexer.jobs import Delivery, Job, Jobs, Removal
from indexer.sources import mirrors_of
from indexer.sync import sync
from indexer.worker import Worker
from search.generation import CATALOGUE, current_generation, generation_folders
from search.index import Index
from search.pending import PENDING
from search.searcher import Searcher
from search.writer import JOBS
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

SECRET = "De zwaluwstaartverbinding van mevrouw Verzonnen is geheim."
NEWER = "De kantelaafdichting van mevrouw Verzonnen is geheim."
WORDS = (b"zwaluwstaart", b"kantelaaf", b"Zwaluwstaart", b"Verzonnen")
# Enough that the catalogue has pages to move rows between.
FILES = {f"{n}.txt": "\n\n".join(f"Zin {n} {k} over zorg in de wijk." * 9 for k in range(20)) for n in range(12)}


@pytest.fixture
def index(index_of: IndexOf) -> Path:
    return index_of({**FILES, "map/geheim.txt": SECRET})


@pytest.fixture
def worker(index: Path) -> Worker:
    return Worker(Jobs(SqliteStorage(index)), index, lambda own: FakeEncoder())


def put(doc_id: str, text: str) -> Delivery:
    return Delivery(doc_id, ".txt", BytesIO(text.encode()), {"title": "Zwaluwstaart", "publisher": "Verzonnen"})


def copies(*folders: Path) -> list[str]:
    """Return the files below folders, in which words of the secret are."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes() for word in WORDS)]


def known_words(index: Path) -> set[str]:
    opened = Index.open(index)
    words = {word for word, _ in opened.lexical.vocabulary()}
    opened.close()
    return words


def remove(worker: Worker, *doc_ids: str) -> Job:
    return worker.complete([Removal(doc_id) for doc_id in doc_ids])


def test_a_document_leaves_no_byte_in_the_index(index: Path, worker: Worker) -> None:
    assert copies(index) == [CATALOGUE]
    job = remove(worker, "map/geheim.txt")
    assert [(outcome.result, str(outcome.reason)[:40]) for outcome in job.outcomes] == [
        ("removed", "Het document is uit de index gehaald, oo")
    ]
    assert copies(index) == []
    assert not known_words(index) & {"zwaluwstaartverbinding", "mevrouw", "verzonnen"}
    assert len(generation_folders(index)) == 1
    assert current_generation(index).counts["documents"] == len(FILES)


def test_nor_do_its_earlier_versions_and_what_was_brought(index: Path, worker: Worker) -> None:
    worker.complete([put("map/geheim.txt", NEWER)])
    for number in range(4):  # of its own size and others, so that rows move
        worker.complete([put(f"{number}.txt", FILES[f"{number + 1}.txt"] + NEWER)])
        worker.complete([put(f"{number}.txt", FILES["11.txt"][:99])])
    assert CATALOGUE in copies(index)
    remove(worker, "map/geheim.txt", "0.txt", "1.txt", "2.txt", "3.txt")
    assert copies(index) == []


def test_nor_does_a_document_that_only_the_version_before_has(index: Path, worker: Worker) -> None:
    docs = index.parent / "docs"
    (docs / "map" / "geheim.txt").unlink()
    sync([docs], index, lambda own: FakeEncoder(), prune=True)
    assert copies(index) == [CATALOGUE]
    before = current_generation(index).number
    assert [outcome.result for outcome in remove(worker, "map/geheim.txt").outcomes] == ["absent"]
    assert copies(index) == []
    assert current_generation(index).number == before


def test_the_version_before_stays_when_it_has_no_copy(index: Path, worker: Worker) -> None:
    worker.complete([put("nieuw.txt", FILES["1.txt"])])
    remove(worker, "nergens.txt")
    assert len(generation_folders(index)) == 2


def test_what_killed_runs_left_goes_too(index: Path, worker: Worker) -> None:
    shutil.copytree(generation_folders(index)[0], index / ".staging")
    shutil.copytree(generation_folders(index)[0], index / "g000000")
    (index / "g000000" / CATALOGUE).write_bytes(b"half verwijderd: Verzonnen")
    (index / PENDING).write_bytes(b"Verzonnen")
    remove(worker, "map/geheim.txt")
    assert copies(index) == []
    for folder in (index / ".staging", index / "g000000"):
        folder.mkdir()
        (folder / CATALOGUE).write_bytes(b"half verwijderd: Verzonnen")
    remove(worker, "map/geheim.txt")
    assert copies(index) == []


def test_what_earlier_jobs_said_of_it_goes_too(index: Path, worker: Worker) -> None:
    mail = b"From: a@voorbeeld.nl\nTo: b@voorbeeld.nl\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    mail += b"--x\nContent-Type: text/plain\n\nDag.\n--x\nContent-Type: application/pdf; name=Zwaluwstaart.pdf\n"
    mail += b"Content-Disposition: attachment; filename=Zwaluwstaart.pdf\n\nx\n--x--\n"
    job = worker.complete([Delivery("a.eml", ".eml", BytesIO(mail))])
    assert "Zwaluwstaart.pdf" in str(job.outcomes[0].reason)
    assert sorted(copies(index)) == [CATALOGUE, CATALOGUE, QUEUE]
    remove(worker, "a.eml", "map/geheim.txt")
    assert copies(index) == []
    assert worker.jobs.get(job.job_id).outcomes[0].reason is None


def test_a_reader_keeps_what_it_has_until_it_follows(index: Path, worker: Worker) -> None:
    searcher = Searcher.open(index, FakeEncoder())
    old = searcher.index
    remove(worker, "map/geheim.txt")
    assert SECRET in {stored.passage.text for stored in old.catalogue.every_passage()}  # unlinked, and still open
    assert searcher.index is not old
    assert searcher.search("zwaluwstaartverbinding", mode="lexical").total == 0


def test_a_removal_that_the_disk_refuses_fails_with_the_reason(
    index: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "nee", str(path))

    monkeypatch.setattr("search.writer._may_hold", lambda folder, doc_ids: refuse(folder))
    worker.complete([put("nieuw.txt", FILES["1.txt"])])
    job = remove(worker, "map/geheim.txt")
    assert (job.state, "u hebt er geen rechten voor" in str(job.outcomes[0].reason)) == ("failed", True)


# What was fetched

ROOT = "https://voorbeeld.nl/feed"


@pytest.fixture
def mirror(index: Path) -> Path:
    folder = mirrors_of(index) / "voorbeeld"
    page = Resource("https://voorbeeld.nl/a", ROOT, "2024", "", "", "d", "a.html", "", "Zwaluwstaart", "", "")
    other = Resource("https://voorbeeld.nl/b", ROOT, "2024", "", "", "d", "b.html", "", "Iets anders", "", "")
    listed = (
        '[["https://voorbeeld.nl/a", "Zwaluwstaart", "", "", false], ["https://voorbeeld.nl/b", "B", "", "", false]]'
    )
    with Mirror.open(folder, ROOT) as store:
        store.keep(page, f"<html><body><p>{SECRET}</p></body></html>".encode())
        store.keep(other, b"<html><body><p>Iets anders staat hier.</p></body></html>")
        store.keep(Resource(ROOT, ROOT, "2024", "", "", "d", None, listed, "", "", ""))
    sync([mirrors_of(index)], index, lambda own: FakeEncoder())
    return folder


def test_a_fetched_page_leaves_no_copy_either(index: Path, mirror: Path, worker: Worker) -> None:
    assert sorted(copies(mirror)) == [STATE, "a.html", "manifest.csv"]
    job = remove(worker, "voorbeeld/a.html", "map/geheim.txt")
    assert [outcome.result for outcome in job.outcomes] == ["removed", "removed"]
    assert copies(index, mirror) == []
    assert sorted(path.name for path in mirror.iterdir() if path.name[0] != ".") == ["b.html", "manifest.csv"]


def test_a_fetched_page_that_is_in_no_index_is_removed(index: Path, mirror: Path, worker: Worker) -> None:
    shutil.rmtree(index / "jobs", ignore_errors=True)
    sync([index.parent / "docs"], index, lambda own: FakeEncoder(), prune=True)
    assert [outcome.result for outcome in remove(worker, "voorbeeld/a.html").outcomes] == ["removed"]
    assert copies(mirror) == []
    assert [outcome.result for outcome in remove(worker, "voorbeeld/a.html").outcomes] == ["absent"]


def test_a_page_is_not_removed_while_others_are_fetched_and_the_job_says_so(
    index: Path, mirror: Path, worker: Worker
) -> None:
    lock = FileLock(mirror / ".lock")
    with lock:
        job = remove(worker, "voorbeeld/a.html")
    assert (job.state, job.outcomes[0].result) == ("failed", "failed")
    assert str(job.outcomes[0].reason).startswith("Uit de index is het document weg, maar niet uit de opgehaalde")
    assert [outcome.result for outcome in remove(worker, "voorbeeld/a.html").outcomes] == ["removed"]
    assert copies(mirror) == []


@pytest.mark.parametrize("doc_id", ["voorbeeld/../../a", "../index/CURRENT", "voorbeeld/..", "/a", "a", "voorbeeld/"])
def test_no_name_leads_out_of_what_was_fetched(index: Path, mirror: Path, worker: Worker, doc_id: str) -> None:
    before = sorted(path for path in index.parent.rglob("*") if JOBS not in path.parts)
    assert [outcome.result for outcome in remove(worker, doc_id).outcomes] == ["absent"]
    assert sorted(path for path in index.parent.rglob("*") if JOBS not in path.parts) == before
