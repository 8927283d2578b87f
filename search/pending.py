"""Vectors made by a run that has not written its generation yet, so that a killed run is not embedded again."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.encoder import EncoderIdentity, Vectors
from search.store import is_damage

PENDING = "pending.sqlite"


class PendingVectors:
    """A file beside the generations; every batch is committed at once. Vectors of another encoder are dropped."""

    def __init__(self, directory: Path, identity: EncoderIdentity) -> None:
        path = directory / PENDING
        try:
            self._connection = self._connect(path, identity)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            # It holds nothing that cannot be made again.
            path.unlink()
            self._connection = self._connect(path, identity)
        self._dimension = identity.dimension

    @staticmethod
    def _connect(path: Path, identity: EncoderIdentity) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        owner = json.dumps(identity.as_dict(), sort_keys=True)
        with connection:
            for (line,) in connection.execute("PRAGMA quick_check(1)"):
                if line != "ok":
                    raise sqlite3.DatabaseError(line)
            connection.execute("CREATE TABLE IF NOT EXISTS owner (identity TEXT)")
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB) STRICT")
            if connection.execute("SELECT identity FROM owner").fetchall() != [(owner,)]:
                connection.execute("DELETE FROM vectors")
                connection.execute("DELETE FROM owner")
                connection.execute("INSERT INTO owner VALUES (?)", (owner,))
        return connection

    def get(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the vectors that are there, by digest."""
        found = {}
        for digest in digests:
            record = self._connection.execute("SELECT vector FROM vectors WHERE digest = ?", (digest,)).fetchone()
            if record and len(record[0]) == 4 * self._dimension:
                found[digest] = np.frombuffer(record[0], np.float32)
        return found

    def add(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keep a batch of vectors, shape (len(digests), dimension)."""
        pairs = [(digest, vector.tobytes()) for digest, vector in zip(digests, vectors, strict=True)]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", pairs)

    def close(self) -> None:
        """Close the file; what it holds stays for the next run."""
        self._connection.close()
