"""Jobs in PostgreSQL, for all servers of one index. Only this module knows its client.

The turn to run jobs is a lock of PostgreSQL that belongs to a connection, and who has it writes over that connection.
So a server that is killed, or cut off, or stands still, loses its turn with its connection, and can write down nothing
any more.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from time import monotonic
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from indexer.job_storage import schema
from search.beside import beside
from search.errors import IndexLockedError, SharedJobsError

LEASE = 30
"""Seconds without a word after which PostgreSQL takes a connection, and the turn with it, for gone."""
_POLL = 2.0
_PATIENCE = 30
_LOOK = 1
"""Seconds of a connection waiting for its turn between two looks whether to wait no longer."""
_OLDEST = 14
"""The first PostgreSQL that ends connections that stand still."""
_VERSION = 1
"""Of the tables."""
_LONGEST = 63
"""Bytes in the name of a schema."""
_DEFAULTS = {
    "application_name": f"bronwijzer {os.getpid()}@{socket.gethostname()}",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": f"{LEASE * 1000}",
}
_SESSION = f"""
    SET lock_timeout = '{_PATIENCE}s'; SET idle_in_transaction_session_timeout = '{LEASE}s';
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
"""


class PostgresqlStorage:
    """Keeps the jobs of an index in a schema of its own, which the first connection makes.

    Args:
        address: As PostgreSQL's own clients take it. It may hold a password, and is told to nobody.
        name: The index: servers with the same name share their jobs.

    Raises:
        SharedJobsError: If the address is none.
    """

    poll = _POLL

    def __init__(self, address: str, name: str) -> None:
        try:
            parameters = conninfo_to_dict(address)
        except psycopg.ProgrammingError:
            # Its message may hold the password.
            raise SharedJobsError(
                "In BRONWIJZER_JOBS staat geen adres van PostgreSQL. Schrijf het als "
                "postgresql://naam:wachtwoord@server:5432/database."
            ) from None
        self._address = make_conninfo("", **{**_DEFAULTS, **parameters})
        self._host = parameters.get("host") or "deze machine"
        self._name = name
        own = f"bronwijzer_{name}"
        if len(own.encode()) > _LONGEST:
            own = f"bronwijzer_{sha256(name.encode()).hexdigest()[:32]}"
        self._schema = own
        self._is_ready = False

    def exists(self) -> bool:
        """Return that there is something to ask."""
        return True

    @contextmanager
    def connect(self) -> "Iterator[_PostgresqlConnection]":
        """Yield a connection, as ``Storage`` says.

        Raises:
            SharedJobsError: On entering, or inside the block, if PostgreSQL does not answer or refuses.
        """
        with self._refusals():
            # Others may pool connections between here and there: nothing is prepared.
            raw = psycopg.connect(self._address, autocommit=True, prepare_threshold=None)
            try:
                raw.execute(SQL("SET search_path = {};").format(Identifier(self._schema)) + SQL(_SESSION))
                if not self._is_ready:
                    self._make(raw)
                    self._is_ready = True
            except BaseException:
                raw.close()
                raise
        try:
            yield _PostgresqlConnection(raw, self._refusals)
        finally:
            raw.close()

    @contextmanager
    def turn(self, *, patience: float, give_up: Callable[[], bool]) -> "Iterator[_PostgresqlConnection]":
        """Yield the connection that has the turn, as ``Storage`` says.

        Raises:
            IndexLockedError: If another went on for too long.
            SharedJobsError: On entering, or inside the block, if PostgreSQL does not answer or refuses.
        """
        until = monotonic() + patience
        with self.connect() as connection:
            connection.execute(f"SET lock_timeout = '{_LOOK}s'")
            while not connection.lock(self._schema):
                if give_up() or monotonic() >= until:
                    raise IndexLockedError(
                        f"Een andere server of opdracht schrijft de index {self._name}. Wacht tot die klaar is en "
                        "probeer het opnieuw."
                    )
            connection.execute(f"SET lock_timeout = '{_PATIENCE}s'")
            with connection.kept_alive():
                yield connection

    def _make(self, raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
        """Make the tables where there are none; of servers that start at once the first does it."""
        if raw.info.server_version < _OLDEST * 10_000:
            raise self._refused(
                f"dit is versie {raw.info.server_version // 10_000}, en het moet {_OLDEST} of hoger zijn"
            )
        if raw.info.parameter_status("server_encoding") != "UTF8":
            raise self._refused("de database bewaart tekst niet als UTF-8")
        with raw.transaction():
            raw.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", (self._schema,))
            if raw.execute("SELECT to_regclass('tables_version')").fetchone() == (None,):
                if not raw.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self._schema,)).fetchone():
                    raw.execute(SQL("CREATE SCHEMA {}").format(Identifier(self._schema)))
                for statement in schema(key="INTEGER PRIMARY KEY GENERATED ALWAYS AS IDENTITY", contents="BYTEA"):
                    raw.execute(_ours(statement))
                raw.execute("CREATE TABLE tables_version (number INTEGER NOT NULL)")
                raw.execute("INSERT INTO tables_version VALUES (%s)", (_VERSION,))
            found = raw.execute("SELECT number FROM tables_version").fetchone()
        if found != (_VERSION,):
            raise self._refused(
                "de tabellen zijn van een andere versie van Bronwijzer; zet op alle servers dezelfde versie"
            )

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Turn what PostgreSQL refuses into one clear error; the tables are looked for again after it."""
        try:
            yield
        except psycopg.Error as error:
            self._is_ready = False
            raise self._refused(error.diag.message_primary or str(error).partition("\n")[0]) from error

    def _refused(self, reason: str) -> SharedJobsError:
        return SharedJobsError(
            f"PostgreSQL op {self._host}, waarin de opdrachten staan, doet niet wat gevraagd wordt ({reason}). "
            "Zoeken gaat door; probeer dit straks opnieuw."
        )


class _PostgresqlConnection:
    def __init__(
        self, raw: "psycopg.Connection[tuple[Any, ...]]", refusals: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._raw = raw
        self._refusals = refusals
        self._busy = threading.RLock()  # so that a word that it is still there comes in between no two others

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        with self._busy, self._refusals():
            self._raw.execute(_ours(statement), values)

    def fetch(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._busy, self._refusals():
            return self._raw.execute(_ours(statement), values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._busy, self._refusals(), self._raw.transaction():
            self._raw.execute("LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE")
            yield

    def compact(self) -> None:
        self.execute("VACUUM (FULL) tasks, brought, parts")

    def lock(self, name: str) -> bool:
        """Take what no other connection gets as long as this one is there; return whether that came in time."""
        with self._busy, self._refusals():
            try:
                self._raw.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (name,))
            except psycopg.errors.LockNotAvailable:
                return False
            return True

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """Say now and then that it is still there; without that PostgreSQL ends it."""
        self.execute(f"SET idle_session_timeout = '{LEASE}s'")
        with beside(self._stay, name="turn"):
            yield

    def _stay(self, stopping: threading.Event) -> None:
        with suppress(SharedJobsError):  # who has the turn meets it too
            while not stopping.wait(LEASE / 6):
                self.fetch("SELECT 1")


def _ours(statement: str) -> bytes:
    """Return a statement with the marks for values that this client knows."""
    return statement.replace("?", "%s").encode()
