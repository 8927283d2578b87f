"""What is asked of an index while it is served: documents to put in or take out, kept until that is done.

Jobs, what they bring and what became of it are in a database (``indexer.job_storage``). Who has the turn runs jobs, and
nobody else: a job that is marked as running when someone gets it was being run by a process that is gone, and is run
again.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Literal

from corpus.collection import MAX_BYTES, Source, too_large
from corpus.reading.draft import UnreadableFileError
from indexer.job_storage import Connection, Storage
from search.errors import JobMissingError, QueueFullError, StorageError

MOST_WAITING = 100
MOST_ATTEMPTS = 3
"""A job that was being run this often when the process ended is not tried again: it may be what ended it."""
_MOST_KEPT = 1_000
"""Finished jobs that can still be asked after."""
_MOST_BYTES, _MOST_DOCUMENTS = 100_000_000, 2_000
"""Of the jobs that are run together; one job may be more."""
_PART = 1_000_000
"""Bytes of a document in one row."""
_WAITS = "state IN ('queued', 'running')"
_WAITING = f"SELECT 1 FROM jobs WHERE {_WAITS} LIMIT 1"

State = Literal["queued", "running", "done", "failed"]
Action = Literal["put", "remove"]
Result = Literal["added", "updated", "unchanged", "removed", "absent", "superseded", "failed"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document that is brought. ``manifest`` says what is known of it, as a row of ``manifest.csv`` does."""

    doc_id: str
    suffix: str  # of a file of its format; "" when its contents tell
    body: BinaryIO
    manifest: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A document that must go, with every copy of it."""

    doc_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that describes no document, and why, in Dutch."""

    doc_id: str | None
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document of a job; ``result`` is None until that is known."""

    doc_id: str | None
    line: int | None  # of the list that it was brought in, from 1
    action: Action
    result: Result | None
    reason: str | None  # in Dutch: why it failed, or what its owner should know


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. Times are in UTC."""

    job_id: str
    state: State
    created: str
    started: str | None
    finished: str | None
    stage: str | None  # of a running job, as ``sync`` names them
    done: int  # of this stage
    total: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A document of a claimed job that has no result yet."""

    job: int
    place: int
    doc_id: str
    action: Action


class Jobs:
    """The jobs of an index. Safe to use from several threads and processes.

    Args:
        storage: Where they are kept.
        most_waiting: So many jobs may wait; the next is refused.
    """

    def __init__(self, storage: Storage, *, most_waiting: int = MOST_WAITING) -> None:
        self._storage = storage
        self._most_waiting = most_waiting

    @property
    def poll(self) -> float:
        """Seconds between two looks for jobs of other processes."""
        return self._storage.poll

    def add(self, tasks: Iterable[Delivery | Removal | Refusal]) -> Job:
        """Keep a new job, of one task at least, and return it.

        Raises:
            IndexMissingError: If the directory of the index does not exist.
            QueueFullError: If too many jobs wait.
            SearchError: If the storage refuses it.
        """
        job_id = secrets.token_hex(16)
        with self._storage.connect() as connection, connection.transaction():
            waiting = _count_waiting(connection)
            if waiting >= self._most_waiting:
                raise QueueFullError(f"Er wachten al {waiting} opdrachten. Probeer het over een minuut opnieuw.")
            [(number,)] = connection.fetch(
                "INSERT INTO jobs (job_id, state, created, attempts, size, done, total) "
                "VALUES (?, 'queued', ?, 0, 0, 0, 0) RETURNING number",
                (job_id, _now()),
            )
            size = total = 0
            for place, task in enumerate(tasks):
                size += _keep(connection, number, place, task)
                total += 1
            connection.execute("UPDATE jobs SET size = ?, total = ? WHERE number = ?", (size, total, number))
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            JobMissingError: If there is none of this id.
            SearchError: If the storage cannot be read.
        """
        rows = self._ask(
            "SELECT state, created, started, finished, stage, done, total, doc_id, line, action, result, reason "
            "FROM jobs JOIN tasks ON job = number WHERE job_id = ? ORDER BY place",
            (job_id,),
        )
        if not rows:
            raise JobMissingError("Deze opdracht bestaat niet, of is al lang klaar en vergeten. Controleer het nummer.")
        state, created, started, finished, stage, done, total = rows[0][:7]
        outcomes = tuple(Outcome(*row[7:]) for row in rows)
        return Job(job_id, state, created, started, finished, stage, done, total, outcomes)

    def were_used(self) -> bool:
        """Return whether there ever was a job."""
        return bool(self._ask("SELECT 1 FROM jobs LIMIT 1"))

    def are_waiting(self) -> bool:
        """Return whether there is work: jobs that wait, or that a process that is gone was running."""
        return bool(self._ask(_WAITING))

    @contextmanager
    def turn(self, *, patience: float = 0.0, give_up: Callable[[], bool] = lambda: False) -> Iterator["Turn"]:
        """Yield the right to run jobs, which no other server of this index has meanwhile.

        Args:
            patience: Seconds to wait for another.
            give_up: Asked while waiting whether to wait no longer.

        Raises:
            IndexLockedError: If another went on for too long.
            SearchError: If the storage cannot be used, here or inside the block.
        """
        with self._storage.turn(patience=patience, give_up=give_up) as connection:
            yield Turn(connection)

    def refuse_waiting(self, reason: str) -> None:
        """Let every job that waits fail, unless one is running: then who runs it comes to the others."""
        with self._storage.connect() as connection, connection.transaction():
            if connection.fetch("SELECT 1 FROM jobs WHERE state = 'running'"):
                return
            for (number,) in connection.fetch("SELECT number FROM jobs WHERE state = 'queued'"):
                connection.execute(
                    "UPDATE tasks SET result = 'failed', reason = ? WHERE job = ? AND result IS NULL", (reason, number)
                )
                connection.execute("DELETE FROM brought WHERE job = ?", (number,))
                _end(connection, number)

    def _ask(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what one statement finds; nothing when nothing was ever kept."""
        if not self._storage.exists():
            return []
        with self._storage.connect() as connection:
            return connection.fetch(statement, values)


class Turn:
    """The right to run jobs, for as long as ``Jobs.turn`` yields it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self) -> None:
        """Do nothing, when the turn is still ours.

        Raises:
            SearchError: If it is not: another may be running the same jobs.
        """
        self._connection.fetch("SELECT 1")

    def is_needed(self) -> bool:
        """Return whether jobs wait still, that others did not run meanwhile."""
        return bool(self._connection.fetch(_WAITING))

    def claim(self) -> "Claim":
        """Return the jobs to run now, in order.

        A job that was begun before and not finished is run by itself: it may be what ended the process.
        """
        connection = self._connection
        with connection.transaction():
            connection.execute("UPDATE jobs SET state = 'queued', stage = NULL WHERE state = 'running'")
            waiting = connection.fetch(
                "SELECT number, attempts, size, (SELECT count(*) FROM tasks WHERE job = number) FROM jobs "
                "WHERE state = 'queued' ORDER BY number"
            )
            chosen: list[int] = []
            is_worn = False
            size = documents = 0
            for number, attempts, own_size, own_documents in waiting:
                size, documents = size + own_size, documents + own_documents
                if chosen and (attempts or size > _MOST_BYTES or documents > _MOST_DOCUMENTS):
                    break
                chosen.append(number)
                if attempts:
                    is_worn = attempts >= MOST_ATTEMPTS
                    break
            tasks: list[Task] = []
            for number in chosen:
                connection.execute(
                    "UPDATE jobs SET state = 'running', started = coalesce(started, ?), attempts = attempts + 1 "
                    "WHERE number = ?",
                    (_now(), number),
                )
                query = "SELECT job, place, doc_id, action FROM tasks WHERE job = ? AND result IS NULL ORDER BY place"
                tasks += [Task(*row) for row in connection.fetch(query, (number,))]
        return Claim(tuple(chosen), tuple(tasks), is_worn)

    def bring(self, tasks: Iterable[Task]) -> "Brought":
        """Return the documents that tasks bring, each with another ``doc_id``.

        Raises:
            StorageError: If one is gone.
        """
        return Brought(self._connection, {task.doc_id: task for task in tasks})

    def report(self, claim: "Claim", stage: str, done: int, total: int) -> None:
        """Write down how far jobs are that are being run."""
        with self._connection.transaction():
            for number in claim.jobs:
                self._connection.execute(
                    "UPDATE jobs SET stage = ?, done = ?, total = ? WHERE number = ?", (stage, done, total, number)
                )

    def finish(self, claim: "Claim", results: Mapping[Task, tuple[Result, str | None]]) -> None:
        """Write down what became of every document, remove what was brought, and only then call the jobs finished.

        What earlier jobs said of a document that is removed goes too: it may be in its words.
        """
        connection = self._connection
        removed = {task.doc_id for task in results if task.action == "remove"}
        with connection.transaction():
            for doc_id in removed:
                connection.execute("UPDATE tasks SET reason = NULL WHERE doc_id = ?", (doc_id,))
            for task, (result, reason) in results.items():
                connection.execute(
                    "UPDATE tasks SET result = ?, reason = ? WHERE job = ? AND place = ?",
                    (result, reason, task.job, task.place),
                )
            for number in claim.jobs:
                connection.execute("DELETE FROM brought WHERE job = ?", (number,))
        if removed:
            connection.compact()
        with connection.transaction():
            for number in claim.jobs:
                _end(connection, number)
            # The oldest are forgotten.
            connection.execute(
                "DELETE FROM jobs WHERE finished IS NOT NULL AND number <= (SELECT max(number) FROM jobs) - ?",
                (_MOST_KEPT,),
            )

    def put_back(self, claim: "Claim", *, untried: bool = False) -> None:
        """Let jobs wait again; ``untried`` forgets that they were begun."""
        with self._connection.transaction():
            for number in claim.jobs:
                self._connection.execute(
                    "UPDATE jobs SET state = 'queued', stage = NULL, attempts = attempts - ? WHERE number = ?",
                    (int(untried), number),
                )


@dataclass(frozen=True, slots=True)
class Claim:
    """Jobs that are run together, and their documents in order."""

    jobs: tuple[int, ...]
    tasks: tuple[Task, ...]
    is_worn: bool  # the job was tried too often


class Brought:
    """The documents of tasks, as sources with their contents."""

    def __init__(self, connection: Connection, tasks: Mapping[str, Task]) -> None:
        self._connection = connection
        self._tasks = tasks
        self.sources = [self._source(task) for task in tasks.values()]

    def read(self, source: Source) -> bytes:
        """Return the contents of a document.

        Raises:
            UnreadableFileError: If it is empty or too large.
        """
        task = self._tasks[source.doc_id]
        _, _, size = self._row(task)
        if size > MAX_BYTES:
            raise too_large(size)
        parts = self._connection.fetch(
            "SELECT contents FROM parts WHERE job = ? AND place = ? ORDER BY part", (task.job, task.place)
        )
        raw = b"".join(part for (part,) in parts)
        if not raw.strip():
            raise UnreadableFileError("het bestand is leeg")
        return raw

    def _source(self, task: Task) -> Source:
        suffix, manifest, _ = self._row(task)
        path = PurePosixPath(task.doc_id)
        name = path.name if path.suffix.lower() == suffix else path.name + suffix
        return Source(task.doc_id, Path(name), json.loads(manifest))

    def _row(self, task: Task) -> tuple[str, str, int]:
        """Return of what kind a document is, what is known of it as JSON, and how many bytes it has."""
        rows = self._connection.fetch(
            "SELECT suffix, manifest, size FROM brought WHERE job = ? AND place = ?", (task.job, task.place)
        )
        if not rows:
            raise StorageError("De documenten van deze opdracht zijn weg. Stuur ze opnieuw.")
        suffix, manifest, size = rows[0]
        return suffix, manifest, size


def _keep(connection: Connection, number: int, place: int, task: Delivery | Removal | Refusal) -> int:
    """Keep one task of a job and what it brings, and return how many bytes that is."""
    keep = "INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?)"
    match task:
        case Removal():
            connection.execute(keep, (number, place, task.doc_id, None, "remove", None, None))
            return 0
        case Refusal():
            connection.execute(keep, (number, place, task.doc_id, task.line, "put", "failed", task.reason))
            return 0
    connection.execute(keep, (number, place, task.doc_id, task.line, "put", None, None))
    manifest = json.dumps(dict(task.manifest), ensure_ascii=False)
    connection.execute("INSERT INTO brought VALUES (?, ?, ?, ?, 0)", (number, place, task.suffix, manifest))
    size = part = 0
    while contents := task.body.read(_PART):
        connection.execute("INSERT INTO parts VALUES (?, ?, ?, ?)", (number, place, part, contents))
        size, part = size + len(contents), part + 1
    connection.execute("UPDATE brought SET size = ? WHERE job = ? AND place = ?", (size, number, place))
    return size


def _end(connection: Connection, number: int) -> None:
    """Call a job failed when nothing of it succeeded, else done."""
    connection.execute(
        """
        UPDATE jobs SET stage = NULL, done = t.total, total = t.total, finished = ?,
            state = CASE WHEN t.total > t.failed THEN 'done' ELSE 'failed' END
        FROM (
            SELECT count(*) AS total, count(*) FILTER (WHERE result = 'failed') AS failed FROM tasks WHERE job = ?
        ) AS t
        WHERE number = ?
        """,
        (_now(), number, number),
    )


def _count_waiting(connection: Connection) -> int:
    [(count,)] = connection.fetch(f"SELECT count(*) FROM jobs WHERE {_WAITS}")
    return int(count)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
