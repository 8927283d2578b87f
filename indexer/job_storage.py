"""Where jobs are kept: a database, of which the one here is a SQLite file beside the index."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from corpus.refusals import in_dutch
from search.errors import IndexMissingError, StorageError
from search.writer import JOBS

QUEUE = "queue.sqlite"
_POLL = 0.5
_PATIENCE = 30.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number {key}, job_id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, created TEXT NOT NULL,
    started TEXT, finished TEXT, attempts INTEGER NOT NULL, size INTEGER NOT NULL, stage TEXT,
    done INTEGER NOT NULL, total INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state);
CREATE TABLE IF NOT EXISTS tasks (
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE, place INTEGER NOT NULL, doc_id TEXT, line INTEGER,
    action TEXT NOT NULL, result TEXT, reason TEXT, PRIMARY KEY (job, place)
);
CREATE TABLE IF NOT EXISTS brought (
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE, place INTEGER NOT NULL, suffix TEXT NOT NULL,
    manifest TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (job, place)
);
CREATE TABLE IF NOT EXISTS parts (
    job INTEGER NOT NULL, place INTEGER NOT NULL, part INTEGER NOT NULL, contents {bytes} NOT NULL,
    PRIMARY KEY (job, place, part), FOREIGN KEY (job, place) REFERENCES brought (job, place) ON DELETE CASCADE
)
"""


def schema(*, key: str, contents: str) -> Sequence[str]:
    """Return the statements that make the tables where they are missing, given a database's own words.

    Args:
        key: The type of a number that it gives itself, and never twice.
        contents: The type of bytes.
    """
    return _SCHEMA.format(key=key, bytes=contents).split(";")


class Connection(Protocol):
    """A connection to a database with the tables of ``schema``, by itself in a transaction for each statement."""

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        """Run a statement of SQL that every database understands, with a ? for each value."""
        ...

    def fetch(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run such a statement and return its rows."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Make one transaction of a block, during which nobody else writes; a failure leaves all as it was."""
        ...

    def compact(self) -> None:
        """Write the tables anew, so that nothing of what was removed is left in them."""
        ...


class Storage(Protocol):
    """Keeps the jobs of one index. Safe to use from several threads and processes."""

    @property
    def poll(self) -> float:
        """Seconds between two looks for jobs of other processes."""
        ...

    def exists(self) -> bool:
        """Return whether anything was ever kept."""
        ...

    def connect(self) -> AbstractContextManager[Connection]:
        """Return a connection for a block.

        Raises:
            SearchError: On entering, or inside the block, if the database cannot be used.
        """
        ...

    def turn(self, *, patience: float, give_up: Callable[[], bool]) -> AbstractContextManager[Connection]:
        """Return a connection for a block in which no other server of this index runs jobs.

        It works for as long as that holds, and no longer.

        Args:
            patience: Seconds to wait for another.
            give_up: Asked while waiting whether to wait no longer.

        Raises:
            IndexLockedError: If another went on for too long.
            SearchError: On entering, or inside the block, if the database cannot be used.
        """
        ...


class SqliteStorage:
    """Keeps jobs in a file in the directory of the index; nothing is made before the first job.

    Who may run them is told by the lock of the index itself, which one process holds.
    """

    poll = _POLL

    def __init__(self, directory: Path) -> None:
        """Take the directory of the index."""
        self._directory = directory
        self._path = directory / JOBS / QUEUE

    def exists(self) -> bool:
        """Return whether there ever was a job."""
        return self._path.exists() and self._path.stat().st_size > 0

    @contextmanager
    def connect(self) -> "Iterator[_SqliteConnection]":
        """Yield a connection, as ``Storage`` says.

        Raises:
            IndexMissingError: If the directory of the index does not exist.
            StorageError: On entering, or inside the block, if the disk refuses it or the file is damaged.
        """
        if not self._directory.is_dir():
            raise IndexMissingError(f"Er is geen index in {self._directory}. Maak er een met `bronwijzer index`.")
        connection = _SqliteConnection(self._path)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def turn(self, *, patience: float, give_up: Callable[[], bool]) -> "Iterator[_SqliteConnection]":
        """Yield a connection; whose turn it is, the lock of the index tells."""
        with self.connect() as connection:
            yield connection


class _SqliteConnection:
    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        with self._refusals():
            path.parent.mkdir(exist_ok=True)
            self._raw = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            try:
                if not path.stat().st_size:
                    self._raw.execute("PRAGMA auto_vacuum = FULL")  # the file is as large as what waits
                self._raw.execute("PRAGMA secure_delete = ON")
                self._raw.execute("PRAGMA foreign_keys = ON")
                self._raw.execute("BEGIN")  # takes no lock where the tables are there
                for statement in schema(key="INTEGER PRIMARY KEY AUTOINCREMENT", contents="BLOB"):
                    self._raw.execute(statement)
                self._raw.execute("COMMIT")
            except sqlite3.Error:
                self._raw.close()
                raise

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        self.fetch(statement, values)

    def fetch(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._refusals():
            return self._raw.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._raw.rollback()
            raise

    def compact(self) -> None:
        self.execute("VACUUM")

    def close(self) -> None:
        self._raw.close()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Turn what the disk refuses, or a damaged file, into one clear error."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = in_dutch(error) if isinstance(error, OSError) else str(error)
            raise StorageError(
                f"De wachtrij in {self._folder} kan niet worden gebruikt ({reason}). Maak ruimte of controleer de "
                "rechten; is het bestand beschadigd, verwijder die map dan en stuur opnieuw wat nog wachtte."
            ) from error
