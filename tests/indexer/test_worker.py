"""Jobs are kept, run in order, and told about, whatever happens to who runs them."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from indexer import jobs as queueing
from indexer import worker as working
from indexer.job_storage import SqliteStorage, Storage
from indexer.jobs import MOST_ATTEMPTS, Claim, Delivery, Job, Jobs, Refusal, Removal, Turn
from indexer.postgresql import PostgresqlStorage
from indexer.worker import Worker
from search.encoder import Vectors
from search.errors import JobMissingError, QueueFullError
from search.generation import current_generation
from search.index import Index
from search.searcher import Searcher
from search.writer import IndexWriter
from tests.conftest import IndexOf
from tests.dying import DYING
from tests.fakes import FakeEncoder

FILES = {"a.txt": "De zwaluw nestelt onder het dak.", "b.txt": "De reiger staat bij de vijver."}


@pytest.fixture
def index(index_of: IndexOf) -> Path:
    return index_of(FILES)


def put(doc_id: str, text: str) -> Delivery:
    return Delivery(doc_id, ".txt", BytesIO(text.encode()))


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def storage(request: pytest.FixtureRequest, index: Path, names: Iterator[int]) -> Storage:
    if request.param == "SQLite":
        return SqliteStorage(index)
    return PostgresqlStorage(request.getfixturevalue("shared_database"), f"proef{next(names)}")


@pytest.fixture(scope="module")
def names() -> Iterator[int]:
    return count()


def worker_of(index: Path, storage: Storage, **options: float) -> Worker:
    return Worker(Jobs(storage), index, lambda own: FakeEncoder(), **options)  # type: ignore[arg-type]  # one is a float


def claim(storage: Storage) -> Claim:
    """Take the jobs that wait, and never come back."""
    with Jobs(storage).turn() as turn:
        return turn.claim()


def ask(storage: Storage, statement: str) -> list[Any]:
    with storage.connect() as connection:
        return connection.fetch(statement)


def outcomes(job: Job) -> list[tuple[str | None, str | None]]:
    return [(outcome.doc_id, outcome.result) for outcome in job.outcomes]


def texts(index: Path) -> set[str]:
    opened = Index.open(index)
    found = {stored.passage.text for stored in opened.catalogue.every_passage()}
    opened.close()
    return found


# The queue


def test_a_job_is_told_from_beginning_to_end(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    tasks: list[Delivery | Refusal | Removal] = [put("c.txt", "De kievit roept."), Refusal(None, 2, "dit is geen JSON")]
    job = worker.accept([*tasks, Removal("b.txt")])
    assert (job.state, job.started, job.finished, job.done, job.total) == ("queued", None, None, 0, 3)
    assert outcomes(job) == [("c.txt", None), (None, "failed"), ("b.txt", None)]
    worker.work()
    job = worker.jobs.get(job.job_id)
    assert (job.state, job.stage, job.done, job.total) == ("done", None, 3, 3)
    assert outcomes(job) == [("c.txt", "added"), (None, "failed"), ("b.txt", "removed")]
    assert job.created <= str(job.started) <= str(job.finished)
    assert texts(index) == {FILES["a.txt"], "De kievit roept."}


def test_jobs_that_wait_become_one_generation_in_their_order(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    tasks: list[Delivery | Removal] = [put("a.txt", "De kievit roept."), Removal("c.txt")]
    tasks += [put("a.txt", "De wulp roept."), Removal("a.txt"), put("b.txt", "De grutto roept.")]
    made = [worker.accept([task]).job_id for task in tasks]
    before = current_generation(index).number
    worker.work()
    results = [outcomes(worker.jobs.get(job_id))[0][1] for job_id in made]
    assert results == ["superseded", "absent", "superseded", "removed", "updated"]
    assert current_generation(index).number == before + 1
    assert texts(index) == {"De grutto roept."}


def test_large_jobs_are_not_run_together(index: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = worker_of(index, storage)
    for name in ("c", "d", "e"):
        worker.accept([put(f"{name}.txt", "x" * 100)])
    monkeypatch.setattr(queueing, "_MOST_BYTES", 250)
    claimed = []
    for _ in range(2):
        with worker.jobs.turn() as turn:
            one = turn.claim()
            turn.finish(one, dict.fromkeys(one.tasks, ("added", None)))
        claimed.append([task.doc_id for task in one.tasks])
    assert claimed == [["c.txt", "d.txt"], ["e.txt"]]


def test_only_so_many_jobs_may_wait(index: Path, storage: Storage) -> None:
    jobs = Jobs(storage, most_waiting=2)
    jobs.add([Removal("a.txt")])
    jobs.add([Removal("a.txt")])
    with pytest.raises(QueueFullError, match="Er wachten al 2 opdrachten"):
        jobs.add([Removal("a.txt")])
    worker_of(index, storage).work()
    jobs.add([Removal("a.txt")])


def test_a_list_that_breaks_off_leaves_nothing(index: Path, storage: Storage) -> None:
    jobs = Jobs(storage, most_waiting=1)

    def tasks() -> Iterator[Delivery]:
        yield put("c.txt", "De kievit roept.")
        raise ValueError("te veel regels")

    with pytest.raises(ValueError, match="te veel regels"):
        jobs.add(tasks())
    assert not jobs.are_waiting()
    jobs.add([Removal("a.txt")])
    assert [task.doc_id for task in claim(storage).tasks] == ["a.txt"]


def test_a_large_document_comes_back_as_it_went(index: Path, storage: Storage) -> None:
    contents = bytes(range(256)) * 10_000
    Jobs(storage).add([Delivery("c.txt", ".txt", BytesIO(contents), {"title": "Kievit \x00 “ï”"})])
    with Jobs(storage).turn() as turn:
        brought = turn.bring(turn.claim().tasks)
        assert [source.manifest for source in brought.sources] == [{"title": "Kievit \x00 “ï”"}]
        assert brought.read(brought.sources[0]) == contents


def test_old_jobs_are_forgotten(index: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "_MOST_KEPT", 2)
    worker = worker_of(index, storage)
    made = []
    for _ in range(3):
        made.append(worker.accept([Removal("nergens")]).job_id)
        worker.work()
    with pytest.raises(JobMissingError):
        worker.jobs.get(made[0])
    assert [worker.jobs.get(job_id).state for job_id in made[1:]] == ["done", "done"]


def test_documents_that_are_lost_fail_their_job(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    job = worker.accept([put("c.txt", "De kievit roept.")])
    ask(storage, "DELETE FROM brought RETURNING 1")
    worker.work()
    job = worker.jobs.get(job.job_id)
    assert (job.state, job.outcomes[0].reason) == (
        "failed",
        "De documenten van deze opdracht zijn weg. Stuur ze opnieuw.",
    )


def test_a_document_that_is_too_large_fails(index: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "MAX_BYTES", 10)
    worker = worker_of(index, storage)
    job = worker.complete([put("c.txt", "De kievit roept."), put("d.txt", "  ")])
    assert [str(outcome.reason)[:9] for outcome in job.outcomes] == ["te groot ", "het besta"]


def test_what_was_brought_is_gone_when_the_job_is_finished(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    worker.accept([put("c.txt", "De kievit roept.")])
    assert len(ask(storage, "SELECT * FROM parts")) == 1
    worker.work()
    assert ask(storage, "SELECT * FROM parts") == ask(storage, "SELECT * FROM brought") == []


# Who runs them


def test_a_new_document_needs_the_model_and_a_removal_does_not(index: Path, storage: Storage) -> None:
    worker = Worker(Jobs(storage), index, lambda own: pytest.fail("no model is needed"))
    assert outcomes(worker.complete([Removal("a.txt")])) == [("a.txt", "removed")]


def test_a_worker_in_a_thread_takes_what_comes_and_lets_readers_follow(index: Path, storage: Storage) -> None:
    searcher = Searcher.open(index, FakeEncoder())
    followed = threading.Event()

    def follow() -> None:
        if searcher.index.counts["documents"] == 3:
            followed.set()

    worker = Worker(Jobs(storage), index, lambda own: FakeEncoder(), follow=follow)
    worker.start()
    try:
        worker.accept([put("c.txt", "De kievit roept.")])
        assert followed.wait(30)
    finally:
        worker.stop()


def test_a_worker_warms_up_where_there_were_jobs_before(index: Path, storage: Storage) -> None:
    for are_jobs in (False, True):
        warmed, followed = threading.Event(), threading.Event()
        worker = Worker(Jobs(storage), index, lambda own: FakeEncoder(), warm_up=warmed.set, follow=followed.set)
        worker.start()
        assert followed.wait(30)
        worker.stop()
        assert warmed.is_set() == are_jobs
        worker_of(index, storage).complete([Removal("nergens")])


def test_no_mistake_ends_the_worker(index: Path, storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    worker_of(index, storage).complete([Removal("nergens")])

    def break_down() -> None:
        raise RuntimeError("een fout van ons")

    worker = Worker(Jobs(storage), index, lambda own: FakeEncoder(), warm_up=break_down)
    worker.start()
    job = worker.accept([Removal("a.txt")])
    while worker.jobs.get(job.job_id).finished is None:
        time.sleep(0.02)
    worker.stop()
    assert [record.getMessage() for record in caplog.records] == ["jobs cannot be run"]


def test_a_worker_waits_for_another_writer(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    with IndexWriter.open(index):
        worker.start()
        job = worker.accept([Removal("a.txt")])
        time.sleep(0.3)
        assert worker.jobs.get(job.job_id).state == "queued"
    try:
        assert outcomes(worker.complete([Removal("b.txt")])) == [("b.txt", "removed")]
    finally:
        worker.stop()
    assert worker.jobs.get(job.job_id).state == "done"


def test_when_another_writer_goes_on_for_too_long_jobs_fail_with_the_reason(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage, patience=0.0)
    made = [worker.accept(tasks) for tasks in ([put("c.txt", "De kievit roept.")], [Removal("a.txt")])]
    with IndexWriter.open(index):
        worker.work()
    for job in map(worker.jobs.get, [job.job_id for job in made]):
        assert job.state == "failed"
        assert str(job.outcomes[0].reason).startswith("Een ander proces schrijft de index")
    assert ask(storage, "SELECT * FROM parts") == []


def test_jobs_do_not_fail_while_another_worker_comes_to_them(index: Path, storage: Storage) -> None:
    jobs = Jobs(storage)
    first = jobs.add([Removal("a.txt")])
    claim(storage)
    second = jobs.add([Removal("b.txt")])
    jobs.refuse_waiting("te lang")
    assert [jobs.get(job.job_id).state for job in (first, second)] == ["running", "queued"]


def test_a_worker_that_stops_while_it_waits_leaves_the_jobs(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    with IndexWriter.open(index):
        worker.start()
        job = worker.accept([Removal("a.txt")])
        time.sleep(0.1)
        worker.stop()
    assert worker.jobs.get(job.job_id).state == "queued"
    worker_of(index, storage).work()
    assert worker.jobs.get(job.job_id).state == "done"


class SlowEncoder(FakeEncoder):
    """Waits at its first passages until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        self.begun.set()
        self.may_go_on.wait(30)
        return super().encode_passages(passages)


def test_a_worker_that_stops_in_the_middle_puts_the_job_back(index: Path, storage: Storage) -> None:
    encoder = SlowEncoder()
    worker = Worker(Jobs(storage), index, lambda own: encoder)
    job = worker.accept([put(f"{n}.txt", f"Vogel{n} roept.") for n in range(70)])  # two batches
    worker.start()
    assert encoder.begun.wait(60)
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    assert worker._stopping.wait(30)
    encoder.may_go_on.set()
    stopping.join()
    assert worker.jobs.get(job.job_id).state == "queued"
    worker_of(index, storage).work()
    assert {result for _, result in outcomes(worker.jobs.get(job.job_id))} == {"added"}


def test_progress_is_told_while_a_job_runs(index: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_REPORT", 0)
    seen = []

    report = Turn.report

    def watched(turn: Turn, claim: Claim, stage: str, done: int, total: int) -> None:
        report(turn, claim, stage, done, total)
        seen.extend(ask(storage, "SELECT stage, done, total FROM jobs"))

    monkeypatch.setattr(Turn, "report", watched)
    worker_of(index, storage).complete([put("c.txt", "De kievit roept.")])
    assert seen[0] == ("compare", 0, 1)
    assert ("embed", 1, 1) in seen
    assert seen[-1] == ("write", 1, 1)


class BrokenEncoder(FakeEncoder):
    """Knows no kievit."""

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        if any("kievit" in passage for passage in passages):
            raise RuntimeError("kievit")
        return super().encode_passages(passages)


def test_a_job_that_breaks_spoils_no_other(index: Path, storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker(Jobs(storage), index, lambda own: BrokenEncoder())
    made = [worker.accept([put(f"{bird}.txt", f"De {bird} roept.")]).job_id for bird in ("wulp", "kievit", "grutto")]
    worker.work()
    assert [worker.jobs.get(job_id).state for job_id in made] == ["done", "failed", "done"]
    assert "dat aan ons ligt" in str(worker.jobs.get(made[1]).outcomes[0].reason)
    assert [record.getMessage() for record in caplog.records] == ["jobs failed", "jobs failed"]


def test_a_job_during_which_the_process_always_ends_is_given_up(index: Path, storage: Storage) -> None:
    worker = worker_of(index, storage)
    job = worker.accept([put("c.txt", "De kievit roept.")])
    for _ in range(MOST_ATTEMPTS):
        claim(storage)  # and then the process ends
    other = worker.accept([put("d.txt", "De wulp roept.")])
    worker.work()
    assert worker.jobs.get(job.job_id).state == "failed"
    assert "viel de dienst steeds uit" in str(worker.jobs.get(job.job_id).outcomes[0].reason)
    assert worker.jobs.get(other.job_id).state == "done"


def test_an_index_that_cannot_be_used_fails_the_job(index: Path, storage: Storage) -> None:
    worker = Worker(Jobs(storage), index, lambda own: FakeEncoder(revision="2"))
    job = worker.complete([put("c.txt", "De kievit roept.")])
    assert "is gemaakt met taalmodel fake" in str(job.outcomes[0].reason)


def test_a_job_that_another_process_finished_is_not_run_again(
    index: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = worker_of(index, storage), worker_of(index, storage)
    job = first.accept([Removal("a.txt")])
    looks = iter([True, False])
    monkeypatch.setattr(second.jobs, "are_waiting", lambda: next(looks))
    first.work()
    before = current_generation(index).number
    second.work()
    assert current_generation(index).number == before
    assert first.jobs.get(job.job_id).state == "done"


# kill -9

# Answers each line with a child that runs the jobs and is killed when it is about to do its so many-th step: one by
# which a write reaches the disk, or a statement in PostgreSQL.
_SERVER = f"""{DYING}
import psycopg
from indexer.job_storage import SqliteStorage
from indexer.jobs import Jobs, Turn
from indexer.postgresql import PostgresqlStorage
from indexer.worker import Worker
from tests.fakes import FakeEncoder

index = Path(sys.argv[1])
storage = PostgresqlStorage(*sys.argv[2:]) if sys.argv[2:] else SqliteStorage(index)

def child(step):
    if sys.argv[2:]:
        psycopg.Connection.execute = counted(psycopg.Connection.execute, step)
    else:
        die_at(step, (Turn, "claim"), (Turn, "finish"), (type(storage), "turn"))
    Worker(Jobs(storage), index, lambda own: FakeEncoder()).work()

print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        child(int(line))
        os._exit(0)
    print(ended(pid), flush=True)
"""


def test_a_worker_killed_at_any_step_leaves_jobs_that_are_run_again(index: Path, storage: Storage) -> None:
    place = [storage._address, storage._name] if isinstance(storage, PostgresqlStorage) else []
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(index), *place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin
    assert server.stdout
    assert server.stdout.readline() == "ready\n"
    jobs, ended, step = Jobs(storage), signal.SIGKILL.value, 0
    while ended == signal.SIGKILL:
        step += 3 if place else 1  # there are many statements, and few that end something
        made = [
            jobs.add([put("d.txt", "De geheime wulp roept.")]).job_id,
            jobs.add([put("c.txt", f"De kievit roept {step}."), Removal("d.txt")]).job_id,
        ]
        server.stdin.write(f"{step}\n")
        server.stdin.flush()
        ended = int(server.stdout.readline())
        worker_of(index, storage).work()
        assert [jobs.get(job_id).state for job_id in made] == ["done"] * 2
        assert texts(index) == {*FILES.values(), f"De kievit roept {step}."}
        assert ask(storage, "SELECT * FROM parts") == []
    server.communicate()
    assert ended == 0
    assert step > 10


def test_a_job_survives_the_death_of_the_process_that_took_it(index: Path, storage: Storage) -> None:
    jobs = Jobs(storage)
    job = jobs.add([put("c.txt", "De kievit roept.")])
    claim(storage)
    assert jobs.get(job.job_id).state == "running"
    worker = worker_of(index, storage)
    worker.start()
    while jobs.get(job.job_id).finished is None:
        time.sleep(0.02)
    worker.stop()
    assert outcomes(jobs.get(job.job_id)) == [("c.txt", "added")]
