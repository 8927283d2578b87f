"""Keys of the API: made, listed and revoked by command, and kept in a file that holds no key but its hash."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from api.asker import Asker, KeysError, Scope

PREFIX = "bw_"
_BYTES = 32
_WIDTH = 8
"""Letters of the name of a key, which is no secret."""
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key. ``groups``: those whose documents it may read; None: all documents."""

    key_id: str
    name: str
    scope: Scope
    groups: tuple[str, ...] | None
    created: str
    expires: str | None  # the last day that it works, in UTC
    revoked: str | None
    digest: str

    def is_valid(self, today: date) -> bool:
        """Return whether the key works on a day."""
        return self.revoked is None and (self.expires is None or today <= date.fromisoformat(self.expires))

    @property
    def asker(self) -> Asker:
        """Whoever comes with this key."""
        return Asker.of(self.key_id, self.scope, self.groups)


def keys_beside(index: Path) -> Path:
    """Return the file with the keys of an index: beside it, so that no generation holds them."""
    index = index.absolute()
    return index.with_name(index.name + ".sleutels")


class KeyFile:
    """A file with keys, which is read again when it changed. Safe to use from several threads and processes.

    A key is ``bw_``, a name of eight letters that is no secret, and 256 random bits: none can be guessed, so a fast
    hash of it is enough, where a password would want a slow one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int, int] | None, Mapping[str, Key]] = (None, {})

    @property
    def exists(self) -> bool:
        """Whether any key was ever made."""
        return self._path.exists()

    def all(self) -> Sequence[Key]:
        """Return all keys, also those that were revoked, the oldest first.

        Raises:
            KeysError: If the file cannot be read.
        """
        return list(self._keys().values())

    def asker(self, key: str) -> Asker | None:
        """Return who comes with a key; None when it is none of ours, or does not work any more.

        Raises:
            KeysError: If the file cannot be read.
        """
        key_id, _, secret = key.removeprefix(PREFIX).partition("_")
        found = self._keys().get(key_id)
        # An unknown name is compared as well, so that it takes as long as a wrong secret.
        is_right = hmac.compare_digest(_digest(secret), found.digest if found else _NOBODY)
        return found.asker if found and is_right and found.is_valid(datetime.now(UTC).date()) else None

    def create(self, *, name: str, scope: Scope, groups: Sequence[str] | None, expires: date | None) -> tuple[str, Key]:
        """Make a key, and return it with what is kept of it. It is not to be had again.

        Raises:
            KeysError: If the file cannot be read or written.
        """
        secret = secrets.token_urlsafe(_BYTES)
        with self._changing() as keys:
            key_id = next(fresh for fresh in _names() if fresh not in keys)
            keys[key_id] = Key(
                key_id=key_id,
                name=name,
                scope=scope,
                groups=None if groups is None or scope != "read" else tuple(groups),
                created=_now(),
                expires=None if expires is None else expires.isoformat(),
                revoked=None,
                digest=_digest(secret),
            )
            return f"{PREFIX}{key_id}_{secret}", keys[key_id]

    def revoke(self, key_id: str) -> Key | None:
        """End a key, and return it; None when there is none of that name. One that was revoked stays as it was.

        Raises:
            KeysError: If the file cannot be read or written.
        """
        with self._changing() as keys:
            found = keys.get(key_id)
            if found is not None and found.revoked is None:
                keys[key_id] = found = replace(found, revoked=_now())
            return found

    def _keys(self) -> Mapping[str, Key]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return {}
        stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
        if self._read[0] != stamp:
            self._read = (stamp, self._load())
        return self._read[1]

    def _load(self) -> dict[str, Key]:
        try:
            written: list[dict[str, Any]] = json.loads(self._path.read_text("utf-8"))
            keys = [
                Key(**{**one, "groups": None if one["groups"] is None else tuple(one["groups"])}) for one in written
            ]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KeysError(
                f"De sleutels in {self._path} zijn niet te lezen. Controleer de rechten, of zet een reservekopie terug."
            ) from error
        return {key.key_id: key for key in keys}

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        """Yield the keys, and write them when they were changed; nobody else writes meanwhile."""
        try:
            with FileLock(f"{self._path}.lock", mode=0o600):
                keys = self._load()
                yield keys
                self._write(keys.values())
        except OSError as error:
            raise KeysError(
                f"De sleutels in {self._path} kunnen niet worden geschreven. Controleer de map en de rechten."
            ) from error

    def _write(self, keys: Iterable[Key]) -> None:
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.unlink(missing_ok=True)
        # Nobody else may read it, from its first byte on.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump([asdict(key) for key in keys], file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._path)


def _names() -> Iterator[str]:
    while True:
        yield secrets.token_hex(_WIDTH // 2)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
