"""The file in which one server keeps its jobs is made when it is needed, and says what is wrong with it."""

import logging
import time
from io import BytesIO
from pathlib import Path

import pytest

from indexer.job_storage import QUEUE, SqliteStorage
from indexer.jobs import Delivery, Jobs, Removal
from indexer.worker import Worker
from search.errors import IndexMissingError, JobMissingError, StorageError
from search.writer import JOBS
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder


@pytest.fixture
def index(index_of: IndexOf) -> Path:
    return index_of({"a.txt": "De zwaluw nestelt onder het dak."})


@pytest.fixture
def jobs(index: Path) -> Jobs:
    return Jobs(SqliteStorage(index))


@pytest.fixture
def damaged(index: Path) -> None:
    (index / JOBS).mkdir()
    (index / JOBS / QUEUE).write_bytes(b"geen database" * 100)


def test_without_a_job_nothing_is_made(index: Path, jobs: Jobs) -> None:
    Worker(jobs, index, lambda own: FakeEncoder()).work()
    assert not jobs.are_waiting()
    assert not jobs.were_used()
    with pytest.raises(JobMissingError):
        jobs.get("0" * 32)
    assert not (index / JOBS).exists()


def test_a_queue_that_is_being_made_holds_nothing_yet(index: Path, jobs: Jobs) -> None:
    (index / JOBS).mkdir()
    (index / JOBS / QUEUE).touch()
    assert not jobs.are_waiting()


def test_an_index_that_is_not_there_takes_no_jobs(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        Jobs(SqliteStorage(tmp_path / "nergens")).add([Removal("a")])


@pytest.mark.usefixtures("damaged")
def test_a_damaged_queue_is_named_with_the_remedy(jobs: Jobs) -> None:
    for call in (jobs.are_waiting, lambda: jobs.add([Removal("a")])):
        with pytest.raises(StorageError, match=r"De wachtrij in .* kan niet worden gebruikt"):
            call()


@pytest.mark.usefixtures("damaged")
def test_a_damaged_queue_does_not_end_the_worker_and_is_told_once(
    index: Path, jobs: Jobs, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def look() -> bool:
        nonlocal looks
        looks += 1
        return Jobs.were_used(jobs)

    monkeypatch.setattr(jobs, "were_used", look)
    monkeypatch.setattr(SqliteStorage, "poll", 0.01)
    worker = Worker(jobs, index, lambda own: FakeEncoder())
    worker.start()
    while looks < 3:
        time.sleep(0.01)
    worker.stop()
    assert [(record.levelno, "De wachtrij" in record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, True)
    ]


def test_a_disk_that_refuses_the_queue_is_named(index: Path, jobs: Jobs) -> None:
    (index / JOBS).write_text("in de weg")
    with pytest.raises(StorageError, match=r"dat bestaat al|dat is geen map"):
        jobs.add([Removal("a")])


def test_the_file_is_as_large_as_what_waits(index: Path, jobs: Jobs) -> None:
    worker = Worker(jobs, index, lambda own: FakeEncoder())
    job = jobs.add([Delivery("b.bin", "", BytesIO(b"\x00geheim" * 100_000))])
    assert (index / JOBS / QUEUE).stat().st_size > 700_000
    worker.work()
    assert jobs.get(job.job_id).state == "failed"
    assert (index / JOBS / QUEUE).stat().st_size < 100_000
    assert b"geheim" not in (index / JOBS / QUEUE).read_bytes()
