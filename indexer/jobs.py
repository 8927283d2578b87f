"""What is asked of an index while it is served: documents to put in or take out, kept on the disk until that is done.

The jobs are in a SQLite file in the index directory, the documents that they bring in a zip file each beside it. Only
who holds the lock of the index runs jobs; so a job that is marked as running when someone gets that lock was being run
by a process that is gone, and is run again.
"""

import json
import os
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from corpus.collection import MAX_BYTES, Source, too_large
from corpus.reading.draft import UnreadableFileError
from corpus.refusals import in_dutch
from search.errors import IndexMissingError, JobMissingError, QueueFullError, StorageError
from search.writer import JOBS

QUEUE = "queue.sqlite"
MOST_WAITING = 100
MOST_ATTEMPTS = 3
"""A job that was being run this often when the process ended is not tried again: it may be what ended it."""
_MOST_KEPT = 1_000
"""Finished jobs that can still be asked after."""
_MOST_BYTES, _MOST_DOCUMENTS = 100_000_000, 2_000
"""Of the jobs that are run together; one job may be more."""
_IN_MEMORY = 1_000_000
_PATIENCE = 30.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, created TEXT NOT NULL,
    started TEXT, finished TEXT, attempts INTEGER NOT NULL, size INTEGER NOT NULL, stage TEXT,
    done INTEGER NOT NULL, total INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state);
CREATE TABLE IF NOT EXISTS tasks (
    job INTEGER NOT NULL REFERENCES jobs(number) ON DELETE CASCADE, place INTEGER NOT NULL, doc_id TEXT, line INTEGER,
    action TEXT NOT NULL, result TEXT, reason TEXT, PRIMARY KEY (job, place)
) STRICT, WITHOUT ROWID;
"""

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
    """The jobs of an index. Safe to use from several threads and processes; nothing is made before the first job.

    Args:
        directory: The index.
        most_waiting: So many jobs may wait; the next is refused.
    """

    def __init__(self, directory: Path, *, most_waiting: int = MOST_WAITING) -> None:
        self._directory = directory
        self._folder = directory / JOBS
        self._most_waiting = most_waiting

    def add(self, tasks: Iterable[Delivery | Removal | Refusal]) -> Job:
        """Keep a new job, of one task at least, on the disk and return it.

        Raises:
            IndexMissingError: If the directory of the index does not exist.
            QueueFullError: If too many jobs wait.
            StorageError: If the disk refuses it.
        """
        job_id = secrets.token_hex(16)
        self._require_room()
        with self._refusals():
            if not self._directory.is_dir():
                raise IndexMissingError(f"Er is geen index in {self._directory}. Maak er een met `bronwijzer index`.")
            self._folder.mkdir(exist_ok=True)
            # Until the job counts its documents have no name on the disk: whatever ends the process, none is left.
            with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(self._folder)) as bodies:
                rows, size = _pack(tasks, bodies)
                bodies.seek(0)
                with self._writing() as connection:
                    self._require_room(connection)
                    cursor = connection.execute(
                        "INSERT INTO jobs VALUES (NULL, ?, 'queued', ?, NULL, NULL, 0, ?, NULL, 0, ?)",
                        (job_id, _now(), size, len(rows)),
                    )
                    connection.executemany(
                        "INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?)", [(cursor.lastrowid, *row) for row in rows]
                    )
                    if size:
                        _copy(bodies, self._bodies(job_id))
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            JobMissingError: If there is none of this id.
            StorageError: If the file cannot be read.
        """
        with self._reading() as connection:
            if connection is not None:
                row = connection.execute(
                    "SELECT number, state, created, started, finished, stage, done, total FROM jobs WHERE job_id = ?",
                    (job_id,),
                ).fetchone()
                if row is not None:
                    query = "SELECT doc_id, line, action, result, reason FROM tasks WHERE job = ? ORDER BY place"
                    outcomes = tuple(Outcome(*one) for one in connection.execute(query, row[:1]))
                    _, state, created, started, finished, stage, done, total = row
                    return Job(job_id, state, created, started, finished, stage, done, total, outcomes)
        raise JobMissingError("Deze opdracht bestaat niet, of is al lang klaar en vergeten. Controleer het nummer.")

    def were_used(self) -> bool:
        """Return whether there ever was a job."""
        return (self._folder / QUEUE).exists()

    def are_waiting(self) -> bool:
        """Return whether there is work: jobs that wait, or that a process that is gone was running."""
        return self._count_waiting() > 0

    def claim(self) -> "Claim":
        """Return the jobs to run now, in order; only who holds the lock of the index may ask.

        A job that was begun before and not finished is run by itself: it may be what ended the process.
        """
        with self._refusals(), self._writing() as connection:
            connection.execute("UPDATE jobs SET state = 'queued', stage = NULL WHERE state = 'running'")
            waiting = connection.execute(
                "SELECT j.number, j.job_id, j.attempts, j.size, count(*) FROM jobs j JOIN tasks t ON t.job = j.number "
                "WHERE j.state = 'queued' GROUP BY j.number ORDER BY j.number"
            ).fetchall()
            self._remove_strays({job_id for _, job_id, *_ in waiting})
            chosen: dict[int, str] = {}
            size = documents = 0
            for number, job_id, attempts, own_size, own_documents in waiting:
                size, documents = size + own_size, documents + own_documents
                if chosen and (attempts or size > _MOST_BYTES or documents > _MOST_DOCUMENTS):
                    break
                chosen[number] = job_id
                if attempts:
                    break
            worn = [number for number, _, attempts, *_ in waiting if number in chosen and attempts >= MOST_ATTEMPTS]
            tasks = []
            for number in chosen:
                connection.execute(
                    "UPDATE jobs SET state = 'running', started = coalesce(started, ?), attempts = attempts + 1 "
                    "WHERE number = ?",
                    (_now(), number),
                )
                query = "SELECT job, place, doc_id, action FROM tasks WHERE job = ? AND result IS NULL ORDER BY place"
                tasks += [Task(*row) for row in connection.execute(query, (number,))]
        return Claim({number: self._bodies(job_id) for number, job_id in chosen.items()}, tuple(tasks), bool(worn))

    def report(self, claim: "Claim", stage: str, done: int, total: int) -> None:
        """Write down how far jobs are that are being run."""
        with self._refusals(), self._writing() as connection:
            connection.executemany(
                "UPDATE jobs SET stage = ?, done = ?, total = ? WHERE number = ?",
                [(stage, done, total, number) for number in claim.jobs],
            )

    def finish(self, claim: "Claim", results: Mapping[Task, tuple[Result, str | None]]) -> None:
        """Write down what became of every document, remove what was brought, and only then call the jobs finished.

        What earlier jobs said of a document that is removed goes too: it may be in its words.
        """
        removed = {task.doc_id for task in results if task.action == "remove"}
        with self._refusals():
            with self._writing() as connection:
                for doc_id in removed:
                    connection.execute("UPDATE tasks SET reason = NULL WHERE doc_id = ?", (doc_id,))
                connection.executemany(
                    "UPDATE tasks SET result = ?, reason = ? WHERE job = ? AND place = ?",
                    [(*result, task.job, task.place) for task, result in results.items()],
                )
            if removed:
                self._compact()
            for bodies in claim.jobs.values():
                bodies.unlink(missing_ok=True)
            with self._writing() as connection:
                for number in claim.jobs:
                    self._end(connection, number)
                # The oldest are forgotten.
                connection.execute(
                    "DELETE FROM jobs WHERE finished IS NOT NULL AND number <= (SELECT max(number) FROM jobs) - ?",
                    (_MOST_KEPT,),
                )

    def put_back(self, claim: "Claim", *, untried: bool = False) -> None:
        """Let jobs wait again; ``untried`` forgets that they were begun."""
        with self._refusals(), self._writing() as connection:
            connection.executemany(
                "UPDATE jobs SET state = 'queued', stage = NULL, attempts = attempts - ? WHERE number = ?",
                [(int(untried), number) for number in claim.jobs],
            )

    def refuse_waiting(self, reason: str) -> None:
        """Let every job that waits fail, unless one is running: then who runs it comes to the others."""
        with self._refusals(), self._writing() as connection:
            running = connection.execute("SELECT 1 FROM jobs WHERE state = 'running'").fetchone()
            waiting = connection.execute("SELECT number, job_id FROM jobs WHERE state = 'queued'").fetchall()
            for number, job_id in () if running else waiting:
                connection.execute(
                    "UPDATE tasks SET result = 'failed', reason = ? WHERE job = ? AND result IS NULL", (reason, number)
                )
                self._bodies(job_id).unlink(missing_ok=True)
                self._end(connection, number)

    @staticmethod
    def _end(connection: sqlite3.Connection, number: int) -> None:
        """Call a job failed when nothing of it succeeded, else done."""
        connection.execute(
            """
            UPDATE jobs SET stage = NULL, done = t.total, total = t.total, finished = ?,
                state = iif(t.succeeded, 'done', 'failed')
            FROM (SELECT count(*) AS total, max(result != 'failed') AS succeeded FROM tasks WHERE job = ?) AS t
            WHERE number = ?
            """,
            (_now(), number, number),
        )

    def _require_room(self, connection: sqlite3.Connection | None = None) -> None:
        waiting = self._count_waiting() if connection is None else _count_waiting(connection)
        if waiting >= self._most_waiting:
            raise QueueFullError(f"Er wachten al {waiting} opdrachten. Probeer het over een minuut opnieuw.")

    def _count_waiting(self) -> int:
        with self._reading() as connection:
            return 0 if connection is None else _count_waiting(connection)

    def _bodies(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.zip"

    def _remove_strays(self, waiting: Collection[str]) -> None:
        """Remove what killed processes left: documents of jobs that are finished, or never were."""
        for path in self._folder.glob("*.zip"):
            if path.stem not in waiting:
                path.unlink()

    def _compact(self) -> None:
        """Write the file anew, so that nothing of what was removed is left in it."""
        connection = sqlite3.connect(self._folder / QUEUE, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.execute("VACUUM")
        finally:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection in a transaction of its own; nobody else writes, and a failure leaves all as it was."""
        connection = sqlite3.connect(self._folder / QUEUE, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """Yield a connection for one reading, None when nothing was ever written."""
        path = self._folder / QUEUE
        with self._refusals():
            if not path.exists() or not path.stat().st_size:
                yield None
                return
            connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.close()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Turn what the disk refuses, or a damaged file, into one clear error."""
        try:
            yield
        except OSError as error:
            raise self._refused(in_dutch(error)) from error
        except sqlite3.Error as error:
            raise self._refused(str(error)) from error

    def _refused(self, reason: str) -> StorageError:
        return StorageError(
            f"De wachtrij in {self._folder} kan niet worden gebruikt ({reason}). Maak ruimte of controleer de rechten; "
            "is het bestand beschadigd, verwijder die map dan en stuur opnieuw wat nog wachtte."
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """Jobs that are run together, with the files of what they bring, and their documents in order."""

    jobs: Mapping[int, Path]
    tasks: tuple[Task, ...]
    is_worn: bool  # the job was tried too often

    @contextmanager
    def open(self, tasks: Sequence[Task]) -> Iterator["Brought"]:
        """Yield the documents that tasks bring, each with another ``doc_id``.

        Raises:
            StorageError: If a file is gone or damaged.
        """
        archives: dict[int, zipfile.ZipFile] = {}
        try:
            for task in tasks:
                if task.job not in archives:
                    archives[task.job] = zipfile.ZipFile(self.jobs[task.job])
            yield Brought(archives, {task.doc_id: task for task in tasks})
        except (OSError, zipfile.BadZipFile) as error:
            raise StorageError("De documenten van deze opdracht zijn weg of beschadigd. Stuur ze opnieuw.") from error
        finally:
            for archive in archives.values():
                archive.close()


class Brought:
    """The documents of tasks, as sources with their contents."""

    def __init__(self, archives: Mapping[int, zipfile.ZipFile], tasks: Mapping[str, Task]) -> None:
        self._archives = archives
        self._tasks = tasks
        self.sources = [self._source(task) for task in tasks.values()]

    def read(self, source: Source) -> bytes:
        """Return the contents of a document.

        Raises:
            UnreadableFileError: If it is empty or too large.
        """
        task = self._tasks[source.doc_id]
        archive, name = self._archives[task.job], f"{task.place}.body"
        size = archive.getinfo(name).file_size
        if size > MAX_BYTES:
            raise too_large(size)
        raw = archive.read(name)
        if not raw.strip():
            raise UnreadableFileError("het bestand is leeg")
        return raw

    def _source(self, task: Task) -> Source:
        known = json.loads(self._archives[task.job].read(f"{task.place}.json"))
        path = PurePosixPath(task.doc_id)
        name = path.name if path.suffix.lower() == known["suffix"] else path.name + known["suffix"]
        return Source(task.doc_id, Path(name), known["manifest"])


def _pack(
    tasks: Iterable[Delivery | Removal | Refusal], bodies: "tempfile.SpooledTemporaryFile[bytes]"
) -> tuple[list[tuple[object, ...]], int]:
    """Write what is brought into a zip file, and return the rows of the tasks and the bytes that were brought."""
    rows: list[tuple[object, ...]] = []
    with zipfile.ZipFile(bodies, "w", zipfile.ZIP_STORED) as archive:
        for place, task in enumerate(tasks):
            match task:
                case Delivery():
                    known = {"suffix": task.suffix, "manifest": dict(task.manifest)}
                    archive.writestr(f"{place}.json", json.dumps(known, ensure_ascii=False))
                    with archive.open(f"{place}.body", "w", force_zip64=True) as body:
                        shutil.copyfileobj(task.body, body)
                    rows.append((place, task.doc_id, task.line, "put", None, None))
                case Removal():
                    rows.append((place, task.doc_id, None, "remove", None, None))
                case _:
                    rows.append((place, task.doc_id, task.line, "put", "failed", task.reason))
        size = sum(one.file_size for one in archive.infolist())
    return rows, size


def _copy(bodies: "tempfile.SpooledTemporaryFile[bytes]", path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(bodies, file)
        file.flush()
        os.fsync(file.fileno())


def _count_waiting(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')").fetchone()[0])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
