"""Jobs are kept, run in order, and told about, whatever happens to who runs them."""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from indexer import jobs as queueing
from indexer import worker as working
from indexer.jobs import MOST_ATTEMPTS, QUEUE, Claim, Delivery, Job, Jobs, Refusal, Removal
from indexer.worker import Worker
from search.encoder import Vectors
from search.errors import IndexMissingError, JobMissingError, QueueFullError, StorageError
from search.generation import current_generation
from search.index import Index
from search.searcher import Searcher
from search.writer import JOBS, IndexWriter
from tests.conftest import IndexOf
from tests.dying import DYING
from tests.fakes import FakeEncoder

FILES = {"a.txt": "De zwaluw nestelt onder het dak.", "b.txt": "De reiger staat bij de vijver."}


@pytest.fixture
def index(index_of: IndexOf) -> Path:
    return index_of(FILES)


def put(doc_id: str, text: str) -> Delivery:
    return Delivery(doc_id, ".txt", BytesIO(text.encode()))


def worker_of(index: Path, **options: float) -> Worker:
    return Worker(Jobs(index), index, lambda own: FakeEncoder(), **options)  # type: ignore[arg-type]  # one is a float


def outcomes(job: Job) -> list[tuple[str | None, str | None]]:
    return [(outcome.doc_id, outcome.result) for outcome in job.outcomes]


def texts(index: Path) -> set[str]:
    opened = Index.open(index)
    found = {stored.passage.text for stored in opened.catalogue.every_passage()}
    opened.close()
    return found


# The queue


def test_a_job_is_told_from_beginning_to_end(index: Path) -> None:
    worker = worker_of(index)
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


def test_jobs_that_wait_become_one_generation_in_their_order(index: Path) -> None:
    worker = worker_of(index)
    tasks: list[Delivery | Removal] = [put("a.txt", "De kievit roept."), Removal("c.txt")]
    tasks += [put("a.txt", "De wulp roept."), Removal("a.txt"), put("b.txt", "De grutto roept.")]
    made = [worker.accept([task]).job_id for task in tasks]
    before = current_generation(index).number
    worker.work()
    results = [outcomes(worker.jobs.get(job_id))[0][1] for job_id in made]
    assert results == ["superseded", "absent", "superseded", "removed", "updated"]
    assert current_generation(index).number == before + 1
    assert texts(index) == {"De grutto roept."}


def test_large_jobs_are_not_run_together(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = worker_of(index)
    for name in ("c", "d", "e"):
        worker.accept([put(f"{name}.txt", "x" * 100)])
    monkeypatch.setattr(queueing, "_MOST_BYTES", 300)
    claims = []
    for _ in range(2):
        claims.append(worker.jobs.claim())
        worker.jobs.finish(claims[-1], dict.fromkeys(claims[-1].tasks, ("added", None)))
    assert [[task.doc_id for task in claim.tasks] for claim in claims] == [["c.txt", "d.txt"], ["e.txt"]]


def test_only_so_many_jobs_may_wait(index: Path) -> None:
    jobs = Jobs(index, most_waiting=2)
    jobs.add([Removal("a.txt")])
    jobs.add([Removal("a.txt")])
    with pytest.raises(QueueFullError, match="Er wachten al 2 opdrachten"):
        jobs.add([Removal("a.txt")])
    worker_of(index).work()
    jobs.add([Removal("a.txt")])


def test_a_queue_that_fills_while_a_body_comes_in_refuses_it(index: Path) -> None:
    jobs = Jobs(index, most_waiting=1)

    def tasks() -> Iterator[Removal]:
        jobs.add([Removal("a.txt")])
        yield Removal("b.txt")

    with pytest.raises(QueueFullError):
        jobs.add(tasks())
    assert jobs.claim().tasks[0].doc_id == "a.txt"


def test_old_jobs_are_forgotten(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "_MOST_KEPT", 2)
    worker = worker_of(index)
    made = []
    for _ in range(3):
        made.append(worker.accept([Removal("nergens")]).job_id)
        worker.work()
    with pytest.raises(JobMissingError):
        worker.jobs.get(made[0])
    assert [worker.jobs.get(job_id).state for job_id in made[1:]] == ["done", "done"]


def test_without_a_job_nothing_is_made(index: Path) -> None:
    worker = worker_of(index)
    worker.work()
    assert not worker.jobs.are_waiting()
    with pytest.raises(JobMissingError):
        worker.jobs.get("0" * 32)
    assert not (index / JOBS).exists()


def test_a_queue_that_is_being_made_holds_nothing_yet(index: Path) -> None:
    (index / JOBS).mkdir()
    (index / JOBS / QUEUE).touch()
    assert not Jobs(index).are_waiting()


def test_an_index_that_is_not_there_takes_no_jobs(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        Jobs(tmp_path / "nergens").add([Removal("a")])


def test_a_damaged_queue_is_named_with_the_remedy(index: Path) -> None:
    (index / JOBS).mkdir()
    (index / JOBS / QUEUE).write_bytes(b"geen database" * 100)
    for call in (lambda: Jobs(index).are_waiting(), lambda: Jobs(index).add([Removal("a")])):
        with pytest.raises(StorageError, match=r"De wachtrij in .* kan niet worden gebruikt"):
            call()


def test_a_disk_that_refuses_the_queue_is_named(index: Path) -> None:
    (index / JOBS).write_text("in de weg")
    with pytest.raises(StorageError, match=r"dat bestaat al|dat is geen map"):
        Jobs(index).add([Removal("a")])


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"geen zip")])
def test_documents_that_are_lost_fail_their_job(index: Path, damage: Callable[[Path], object]) -> None:
    worker = worker_of(index)
    job = worker.accept([put("c.txt", "De kievit roept.")])
    damage(index / JOBS / f"{job.job_id}.zip")
    worker.work()
    job = worker.jobs.get(job.job_id)
    assert (job.state, job.outcomes[0].reason) == (
        "failed",
        "De documenten van deze opdracht zijn weg of beschadigd. Stuur ze opnieuw.",
    )


def test_a_document_that_is_too_large_fails(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "MAX_BYTES", 10)
    worker = worker_of(index)
    job = worker.complete([put("c.txt", "De kievit roept."), put("d.txt", "  ")])
    assert [str(outcome.reason)[:9] for outcome in job.outcomes] == ["te groot ", "het besta"]


def test_what_was_brought_is_gone_when_the_job_is_finished(index: Path) -> None:
    worker = worker_of(index)
    worker.accept([put("c.txt", "De kievit roept.")])
    assert len(list((index / JOBS).glob("*.zip"))) == 1
    worker.work()
    assert [path.name for path in (index / JOBS).iterdir()] == [QUEUE]


# Who runs them


def test_a_new_document_needs_the_model_and_a_removal_does_not(index: Path) -> None:
    worker = Worker(Jobs(index), index, lambda own: pytest.fail("no model is needed"))
    assert outcomes(worker.complete([Removal("a.txt")])) == [("a.txt", "removed")]


def test_a_worker_in_a_thread_takes_what_comes_and_lets_readers_follow(index: Path) -> None:
    searcher = Searcher.open(index, FakeEncoder())
    followed = threading.Event()

    def follow() -> None:
        if searcher.index.counts["documents"] == 3:
            followed.set()

    worker = Worker(Jobs(index), index, lambda own: FakeEncoder(), follow=follow)
    worker.start()
    try:
        worker.accept([put("c.txt", "De kievit roept.")])
        assert followed.wait(30)
    finally:
        worker.stop()


def test_a_worker_warms_up_where_there_were_jobs_before(index: Path) -> None:
    for are_jobs in (False, True):
        warmed, followed = threading.Event(), threading.Event()
        worker = Worker(Jobs(index), index, lambda own: FakeEncoder(), warm_up=warmed.set, follow=followed.set)
        worker.start()
        assert followed.wait(30)
        worker.stop()
        assert warmed.is_set() == are_jobs
        worker_of(index).complete([Removal("nergens")])


def test_no_mistake_ends_the_worker(index: Path, caplog: pytest.LogCaptureFixture) -> None:
    worker_of(index).complete([Removal("nergens")])

    def break_down() -> None:
        raise RuntimeError("een fout van ons")

    worker = Worker(Jobs(index), index, lambda own: FakeEncoder(), warm_up=break_down)
    worker.start()
    job = worker.accept([Removal("a.txt")])
    while worker.jobs.get(job.job_id).finished is None:
        time.sleep(0.02)
    worker.stop()
    assert [record.getMessage() for record in caplog.records] == ["jobs cannot be run"]


def test_a_worker_waits_for_another_writer(index: Path) -> None:
    worker = worker_of(index)
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


def test_when_another_writer_goes_on_for_too_long_jobs_fail_with_the_reason(index: Path) -> None:
    worker = worker_of(index, patience=0.0)
    jobs = [worker.accept(tasks) for tasks in ([put("c.txt", "De kievit roept.")], [Removal("a.txt")])]
    with IndexWriter.open(index):
        worker.work()
    for job in map(worker.jobs.get, [job.job_id for job in jobs]):
        assert job.state == "failed"
        assert str(job.outcomes[0].reason).startswith("Een ander proces schrijft de index")
    assert [path.name for path in (index / JOBS).iterdir()] == [QUEUE]


def test_jobs_do_not_fail_while_another_worker_comes_to_them(index: Path) -> None:
    jobs = Jobs(index)
    first = jobs.add([Removal("a.txt")])
    jobs.claim()
    second = jobs.add([Removal("b.txt")])
    jobs.refuse_waiting("te lang")
    assert [jobs.get(job.job_id).state for job in (first, second)] == ["running", "queued"]


def test_a_worker_that_stops_while_it_waits_leaves_the_jobs(index: Path) -> None:
    worker = worker_of(index)
    with IndexWriter.open(index):
        worker.start()
        job = worker.accept([Removal("a.txt")])
        time.sleep(0.1)
        worker.stop()
    assert worker.jobs.get(job.job_id).state == "queued"
    worker_of(index).work()
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


def test_a_worker_that_stops_in_the_middle_puts_the_job_back(index: Path) -> None:
    encoder = SlowEncoder()
    worker = Worker(Jobs(index), index, lambda own: encoder)
    job = worker.accept([put(f"{n}.txt", f"Vogel{n} roept.") for n in range(70)])  # two batches
    worker.start()
    assert encoder.begun.wait(60)
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    assert worker._stopping.wait(30)
    encoder.may_go_on.set()
    stopping.join()
    assert worker.jobs.get(job.job_id).state == "queued"
    worker_of(index).work()
    assert {result for _, result in outcomes(worker.jobs.get(job.job_id))} == {"added"}


def test_progress_is_told_while_a_job_runs(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_REPORT", 0)
    seen = []

    class Watched(Jobs):
        def report(self, claim: Claim, stage: str, done: int, total: int) -> None:
            super().report(claim, stage, done, total)
            [row] = sqlite3.connect(index / JOBS / QUEUE).execute("SELECT stage, done, total FROM jobs").fetchall()
            seen.append(row)

    Worker(Watched(index), index, lambda own: FakeEncoder()).complete([put("c.txt", "De kievit roept.")])
    assert seen[0] == ("compare", 0, 1)
    assert ("embed", 1, 1) in seen
    assert seen[-1] == ("write", 1, 1)


class BrokenEncoder(FakeEncoder):
    """Knows no kievit."""

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        if any("kievit" in passage for passage in passages):
            raise RuntimeError("kievit")
        return super().encode_passages(passages)


def test_a_job_that_breaks_spoils_no_other(index: Path, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker(Jobs(index), index, lambda own: BrokenEncoder())
    made = [worker.accept([put(f"{bird}.txt", f"De {bird} roept.")]).job_id for bird in ("wulp", "kievit", "grutto")]
    worker.work()
    assert [worker.jobs.get(job_id).state for job_id in made] == ["done", "failed", "done"]
    assert "dat aan ons ligt" in str(worker.jobs.get(made[1]).outcomes[0].reason)
    assert [record.getMessage() for record in caplog.records] == ["jobs failed", "jobs failed"]


def test_a_job_during_which_the_process_always_ends_is_given_up(index: Path) -> None:
    worker = worker_of(index)
    job = worker.accept([put("c.txt", "De kievit roept.")])
    for _ in range(MOST_ATTEMPTS):
        worker.jobs.claim()  # and then the process ends
    other = worker.accept([put("d.txt", "De wulp roept.")])
    worker.work()
    assert worker.jobs.get(job.job_id).state == "failed"
    assert "viel de dienst steeds uit" in str(worker.jobs.get(job.job_id).outcomes[0].reason)
    assert worker.jobs.get(other.job_id).state == "done"


def test_an_index_that_cannot_be_used_fails_the_job_and_the_worker_goes_on(
    index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(Jobs(index), index, lambda own: FakeEncoder(revision="2"))
    job = worker.complete([put("c.txt", "De kievit roept.")])
    assert "is gemaakt met taalmodel fake" in str(job.outcomes[0].reason)
    (index / JOBS / QUEUE).write_bytes(b"geen database" * 100)
    worker.start()
    while not caplog.records:
        time.sleep(0.01)
    worker.stop()
    assert "De wachtrij" in caplog.text


def test_a_job_that_another_process_finished_is_not_run_again(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = worker_of(index), worker_of(index)
    job = first.accept([Removal("a.txt")])
    are_waiting = iter([True, False])
    monkeypatch.setattr(second.jobs, "are_waiting", lambda: next(are_waiting))
    first.work()
    before = current_generation(index).number
    second.work()
    assert current_generation(index).number == before
    assert first.jobs.get(job.job_id).state == "done"


# kill -9

# Answers each line with a child that runs the jobs and is killed when it is about to do its so many-th step.
_SERVER = f"""{DYING}
from indexer.jobs import Jobs
from indexer.worker import Worker
from tests.fakes import FakeEncoder

index = Path(sys.argv[1])

def child(step):
    die_at(step, (Jobs, "claim"), (Jobs, "finish"), (Jobs, "_compact"))
    Worker(Jobs(index), index, lambda own: FakeEncoder()).work()

print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        child(int(line))
        os._exit(0)
    print(ended(pid), flush=True)
"""


def test_a_worker_killed_at_any_step_leaves_jobs_that_are_run_again(index: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin
    assert server.stdout
    assert server.stdout.readline() == "ready\n"
    jobs, ended, step = Jobs(index), signal.SIGKILL.value, 0
    while ended == signal.SIGKILL:
        step += 1
        made = [
            jobs.add([put("d.txt", "De geheime wulp roept.")]).job_id,
            jobs.add([put("c.txt", f"De kievit roept {step}."), Removal("d.txt")]).job_id,
        ]
        server.stdin.write(f"{step}\n")
        server.stdin.flush()
        ended = int(server.stdout.readline())
        worker_of(index).work()
        assert [jobs.get(job_id).state for job_id in made] == ["done"] * 2
        assert texts(index) == {*FILES.values(), f"De kievit roept {step}."}
        assert not list((index / JOBS).glob("*.zip"))
    server.communicate()
    assert ended == 0
    assert step > 10


def test_a_job_survives_the_death_of_the_process_that_took_it(index: Path) -> None:
    jobs = Jobs(index)
    job = jobs.add([put("c.txt", "De kievit roept.")])
    jobs.claim()
    assert jobs.get(job.job_id).state == "running"
    worker = worker_of(index)
    worker.start()
    while jobs.get(job.job_id).finished is None:
        time.sleep(0.02)
    worker.stop()
    assert outcomes(jobs.get(job.job_id)) == [("c.txt", "added")]


def test_documents_without_a_job_are_removed(index: Path) -> None:
    worker = worker_of(index)
    worker.complete([Removal("nergens")])
    (index / JOBS / "0123.zip").write_bytes(b"van een proces dat is gestorven")
    worker.complete([Removal("nergens")])
    assert [path.name for path in (index / JOBS).iterdir()] == [QUEUE]
