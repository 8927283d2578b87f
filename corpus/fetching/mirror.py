"""A folder with the documents of one address, as they were at the last visit, and what the next visit must know."""

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from httpx2 import URL

from corpus.collection import DESCRIPTIONS, MANIFEST
from corpus.errors import CollectionError
from corpus.fetching.address import file_name
from corpus.fetching.listing import Listed
from corpus.refusals import in_dutch

STATE = ".state.sqlite"
_LOCK = ".lock"
_FRESH = ".fresh"
_RESUME = timedelta(hours=24)
"""For so long what an interrupted run had fetched is not asked for again."""
_COLUMNS = ("file", "title", "date", "authors", "url")


@dataclass(frozen=True, slots=True)
class Resource:
    """A page, feed or sitemap as it was at the last visit; ``url`` is where its address led to in the end."""

    url: str
    root: str  # the address that was given, through which it was found
    checked: str  # when it was last known to be so, in UTC
    etag: str
    modified: str  # Last-Modified, as the server wrote it
    digest: str  # of the body
    name: str | None  # of its file; None for a feed or sitemap
    listed: str  # what a feed or sitemap lists, in JSON; "" for a page
    title: str
    date: str
    authors: str


class Mirror:
    """The one writer of a mirror, for as long as ``open`` holds the lock. Each change is whole on the disk at once."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._resume_from = self._begin()

    @classmethod
    @contextmanager
    def open(cls, folder: Path, address: str) -> Iterator["Mirror"]:
        """Yield the mirror of an address in a folder, which is made when missing.

        A run that ends in an error leaves everything that it fetched; the next one goes on from there.

        Raises:
            CollectionError: If the folder cannot be used: it holds something else, the mirror of another address, a
                damaged state, or another process is writing it.
        """
        with _refusals(folder):
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / STATE).exists() and any(path.name != _LOCK for path in folder.iterdir()):
                raise CollectionError(f"{folder} is niet leeg en bevat geen opgehaalde pagina's. Kies een andere map.")
            lock = FileLock(folder / _LOCK, timeout=0)
            try:
                lock.acquire()
            except Timeout:
                raise CollectionError(
                    f"Een ander proces haalt al pagina's op naar {folder}. Wacht tot het klaar is."
                ) from None
            try:
                connection = _connect(folder, address)
                try:
                    mirror = cls(folder, connection)
                    mirror._remove_strays()
                    try:
                        yield mirror
                    finally:
                        mirror._write_manifest()
                    mirror._end()
                finally:
                    connection.close()
            finally:
                lock.release()

    def find(self, url: str) -> Resource | None:
        """Return what is known of an address; None when nothing is."""
        row = self._connection.execute("SELECT * FROM resources WHERE url = ?", (url,)).fetchone()
        return None if row is None else Resource(*row)

    def everything(self) -> list[Resource]:
        """Return all that is known, in order of address."""
        return [Resource(*row) for row in self._connection.execute("SELECT * FROM resources ORDER BY url")]

    def count(self) -> int:
        """Return how many documents there are."""
        (count,) = self._connection.execute("SELECT count(name) FROM resources").fetchone()
        return int(count)

    def is_recent(self, resource: Resource) -> bool:
        """Return whether the run before, which was interrupted, had got as far as this."""
        return self._resume_from is not None and resource.checked >= self._resume_from

    def validators(self, url: str) -> dict[str, str]:
        """Return the headers that ask a server for something only if it changed."""
        known = self.find(url)
        if known is None or not self.is_whole(known):
            return {}
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        return {name: value for name, value in headers.items() if value}

    def is_whole(self, resource: Resource) -> bool:
        """Return whether a page's file is there; a feed or sitemap has none."""
        return resource.name is None or (self._folder / resource.name).is_file()

    def keep(self, resource: Resource, body: bytes | None = None) -> None:
        """Write a resource, and its file when ``body`` is given.

        Args:
            resource: Its ``name`` may be the one that it had.
            body: The contents of the file that ``name`` is.
        """
        before = self.find(resource.url)
        if body is not None and resource.name is not None:
            self._write(resource.name, body)
        with self._connection:
            marks = ", ".join("?" * len(fields(Resource)))
            self._connection.execute(f"INSERT OR REPLACE INTO resources VALUES ({marks})", astuple(resource))
        if before is not None and before.name is not None and before.name != resource.name:
            (self._folder / before.name).unlink(missing_ok=True)

    def name_for(self, url: URL, suffix: str) -> str:
        """Return the name of a page's file: the one that it has, unless its kind changed."""
        known = self.find(str(url))
        if known is not None and known.name is not None and known.name.endswith(suffix):
            return known.name
        names = self._connection.execute("SELECT name FROM resources WHERE name IS NOT NULL AND url != ?", (str(url),))
        return file_name(url, suffix, {name for (name,) in names} | {name.lower() for name in DESCRIPTIONS})

    def remove(self, resource: Resource) -> None:
        """Take a resource out, with its file."""
        with self._connection:
            self._connection.execute("DELETE FROM resources WHERE url = ?", (resource.url,))
        if resource.name is not None:
            (self._folder / resource.name).unlink(missing_ok=True)

    def compact(self) -> None:
        """Write the state anew, so that nothing of what was removed is left in it."""
        self._connection.execute("VACUUM")

    def _write(self, name: str, body: bytes) -> None:
        """Write a file in one step that survives a power cut: the state may say that it is there."""
        fresh = self._folder / _FRESH
        with fresh.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._folder / name)

    def _begin(self) -> str | None:
        """Return since when things need no new visit, when the run before was interrupted; mark that one is on."""
        (started,) = self._connection.execute("SELECT started FROM owner").fetchone()
        if started is not None:
            return max(str(started), _sortable(datetime.now(UTC) - _RESUME))
        with self._connection:
            self._connection.execute("UPDATE owner SET started = ?", (now(),))
        return None

    def _end(self) -> None:
        with self._connection:
            self._connection.execute("UPDATE owner SET started = NULL")

    def _remove_strays(self) -> None:
        """Remove files that a killed run had written or replaced but not yet noted; the folder is all ours."""
        names = {resource.name for resource in self.everything()}
        for path in self._folder.iterdir():
            known = path.name.startswith(".") or path.name in names or path.name == MANIFEST
            if path.is_file() and (path.name == _FRESH or not known):
                path.unlink()

    def _write_manifest(self) -> None:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for resource in self.everything():
            if resource.name is not None:
                writer.writerow({"file": resource.name, **asdict(resource)})
        self._write(MANIFEST, text.getvalue().encode())


def find_mirrors(parent: Path) -> list[Path]:
    """Return the mirrors below a folder; what is no mirror is passed over."""
    return sorted(state.parent for state in parent.glob(f"*/{STATE}"))


def forget_page(folder: Path, name: str) -> bool:
    """Remove the page of a file from a mirror, with all that is known of it, and return whether it was there.

    As long as it is where it was fetched from, and that address is a source, the next visit fetches it again.

    Raises:
        CollectionError: If the mirror cannot be written, or another process is writing it.
    """
    if not (folder / STATE).is_file():
        return False
    with Mirror.open(folder, _owner(folder)) as mirror:
        known = mirror.everything()
        page = next((resource for resource in known if resource.name == name), None)
        if page is not None:
            mirror.remove(page)
            for resource in known:
                if resource.listed:
                    left = tuple(one for one in from_json(resource.listed) if one.url != page.url)
                    mirror.keep(replace(resource, listed=to_json(left)))
            mirror.compact()
    return page is not None


def remove_mirror(folder: Path) -> None:
    """Remove a mirror with all that was fetched into it.

    Raises:
        CollectionError: If it cannot be removed.
    """
    with _refusals(folder):
        shutil.rmtree(folder)


def now() -> str:
    """Return this moment, in UTC, in a form that sorts."""
    return _sortable(datetime.now(UTC))


def _sortable(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def digest(body: bytes) -> str:
    """Return what tells one body from another."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def to_json(listed: tuple[Listed, ...]) -> str:
    """Return what a listing lists as text; ``from_json`` is the way back."""
    return json.dumps([astuple(one) for one in listed], ensure_ascii=False)


def from_json(text: str) -> tuple[Listed, ...]:
    """Return what ``to_json`` wrote."""
    return tuple(Listed(*values) for values in json.loads(text))


def _owner(folder: Path) -> str:
    """Return the address that a mirror is of."""
    with _refusals(folder):
        connection = sqlite3.connect(folder / STATE)
        try:
            (address,) = connection.execute("SELECT address FROM owner").fetchone()
        finally:
            connection.close()
    return str(address)


def _connect(folder: Path, address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / STATE)
    try:
        with connection:
            connection.execute("CREATE TABLE IF NOT EXISTS owner (address TEXT NOT NULL, started TEXT) STRICT")
            columns = ", ".join(
                f"{field.name} TEXT" + {"url": " PRIMARY KEY", "name": " UNIQUE"}.get(field.name, " NOT NULL")
                for field in fields(Resource)
            )
            connection.execute(f"CREATE TABLE IF NOT EXISTS resources ({columns}) STRICT")
            owners = connection.execute("SELECT address FROM owner").fetchall()
            if not owners:
                connection.execute("INSERT INTO owner VALUES (?, NULL)", (address,))
            elif owners != [(address,)]:
                raise CollectionError(
                    f"{folder} hoort bij een ander adres ({owners[0][0]}). Kies voor elk adres een eigen map."
                )
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _refusals(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one clear error."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _unusable(folder, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise CollectionError(
            f"De gegevens over eerdere bezoeken in {folder} zijn beschadigd. Verwijder die map; "
            "dan wordt alles opnieuw opgehaald."
        ) from error
    except OSError as error:
        raise _unusable(folder, in_dutch(error)) from error


def _unusable(folder: Path, reason: str) -> CollectionError:
    return CollectionError(
        f"De map {folder} voor opgehaalde pagina's kan niet worden gebruikt ({reason}). "
        "Controleer de rechten en de ruimte; wat er stond, staat er nog."
    )
