"""The catalogue: documents, items, passages and vectors in one SQLite file. Everything else is derived from it."""

import json
import shutil
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

from corpus.model import Document, Fact, Item, Locator, Metadata, Passage, Section, date_bounds, items
from search.brevity import FEW
from search.dense import Rows, as_rows
from search.duplicates import families, signature
from search.dutch.abbreviations import Abbreviation, find_abbreviations
from search.encoder import Vectors
from search.facets import Facets

_BRIEF = f"""
    length(text) < 200  -- cheap, and true of all but a line of very long words
    AND length(text) - length(replace(replace(text, ' ', ''), char(10), '')) < {FEW - 1}
"""
_SCHEMA = f"""
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, doc_id TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
    title TEXT NOT NULL, publisher TEXT, date TEXT, authors TEXT NOT NULL, kind TEXT, language TEXT, url TEXT,
    facts TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
-- What a passage is in: an item, or, where start is null, the document outside its items. The days are what its own
-- date may mean, or else that of its document.
CREATE TABLE works (
    number INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE,
    title TEXT, start INTEGER, stop INTEGER, kind TEXT, date TEXT, authors TEXT NOT NULL, facts TEXT NOT NULL,
    first_day TEXT, last_day TEXT
) STRICT;
CREATE INDEX works_of_document ON works (document);
-- What a work is found and counted by.
CREATE TABLE traits (
    work INTEGER NOT NULL REFERENCES works(number) ON DELETE CASCADE, name TEXT NOT NULL,
    value TEXT NOT NULL COLLATE NOCASE, PRIMARY KEY (name, value, work)
) STRICT, WITHOUT ROWID;
CREATE INDEX traits_of_work ON traits (work);
-- The groups that may read a document; one that has none may be read by everybody.
CREATE TABLE readers (
    document INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE, name TEXT NOT NULL,
    PRIMARY KEY (document, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX readers_by_name ON readers (name);
-- What documents explain in brackets, as often as they do.
CREATE TABLE abbreviations (
    document INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL
) STRICT;
CREATE INDEX abbreviations_of_document ON abbreviations (document);
CREATE TABLE vectors (digest BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE,
    work INTEGER NOT NULL REFERENCES works(number), item TEXT, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    page INTEGER, heading TEXT NOT NULL, text TEXT NOT NULL, terms TEXT NOT NULL,
    digest BLOB NOT NULL REFERENCES vectors(digest), family INTEGER NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE INDEX passages_of_document ON passages (document, start);
CREATE INDEX passages_of_work ON passages (work);
CREATE INDEX passages_of_family ON passages (family);
CREATE INDEX brief_passages ON passages (row) WHERE {_BRIEF};
CREATE INDEX passages_of_vector ON passages (digest);
"""
DocumentOrder = Literal["docId", "date"]
TRAITS = ("kind", "publisher", "year", "status", "place")
"""What facets count."""
HELD_BY = ("kind", "publisher", "year")
"""What the documents of a collection are counted by, each once."""

_WRONG_VECTOR = "een vector heeft een andere lengte dan die van het taalmodel"
_CACHE = 32_000
"""Kilobytes of pages that a reader keeps: a search asks for some hundred, from all over the file."""
_MOST_FREE = 0.2
"""Part of the file that may be empty before it is written anew, which takes seconds for a large one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it goes into the catalogue, with what is derived from its passages, one for one."""

    document: Document
    fingerprint: str
    abbreviations: Sequence[Abbreviation]
    passages: Sequence[Passage]
    terms: Sequence[Sequence[str]]
    digests: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents, and which items in them, may be found. A field that is None asks nothing.

    What an item states itself goes before what its document states, but for its kind: an interview in a newsletter is
    both. Capitals make no difference. ``first`` and ``last`` are days or partial dates, both included; a work with a
    partial date is found when any day it may mean lies between them, one without a date is not found.

    ``groups`` are those of whoever asks: what may be read by other groups only is not there for them. None is whoever
    may read everything.
    """

    kind: str | None = None
    publisher: str | None = None
    first: str | None = None
    last: str | None = None
    status: str | None = None
    place: str | None = None
    groups: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter lets through: numbers of works and rows of passages, both ascending."""

    works: Sequence[int]
    rows: Rows

    def has_work(self, number: int) -> bool:
        """Return whether a work is let through, by its number."""
        place = bisect_left(self.works, number)
        return place < len(self.works) and self.works[place] == number

    def has_row(self, row: int) -> bool:
        """Return whether a passage is let through."""
        place = int(np.searchsorted(self.rows, row))
        return place < len(self.rows) and int(self.rows[place]) == row


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A work inside a document, ``document.text[start:end]``, with its title and what is known about it."""

    title: str
    start: int
    end: int
    item: Item


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document with what is known about it, and how many items and passages it has."""

    doc_id: str
    metadata: Metadata
    items: int
    passages: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A whole document: its text, its items and its passages, both in reading order."""

    doc_id: str
    metadata: Metadata
    text: str
    items: tuple[StoredItem, ...]
    passages: tuple["StoredPassage", ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what is known about its document and item, and the number of its family of near-identical ones."""

    row: int
    passage: Passage
    metadata: Metadata
    item: Item | None
    family: int


@dataclass(frozen=True, slots=True)
class StatedProject:
    """A work that is a project, with what it is found and put in order by: facts as ``(name, value)``."""

    number: int
    title: str
    publisher: str | None
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StoredWork:
    """A document or an item in it with all that is known about it, and where that is stated."""

    number: int
    doc_id: str
    title: str
    metadata: Metadata  # of the document
    item: Item | None
    opening: Passage | None  # its first passage
    sources: Mapping[int, str]  # from the first character of a fact to the id of the passage that it stands in

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is stated of the work itself."""
        return self.metadata.facts if self.item is None else self.item.facts


@dataclass(frozen=True, slots=True)
class WordedPassage:
    """What is written in and above a passage, and the number of the work that it is in."""

    work: int
    item: str | None
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a document calls things: its title, what it abbreviates, and its passages, one at least."""

    title: str
    abbreviations: tuple[Abbreviation, ...]
    passages: tuple[WordedPassage, ...]


_PASSAGE_COLUMNS = """
    p.row, p.passage_id, d.doc_id, d.title, p.item, p.text, p.start, p.stop, p.page, p.heading, p.family,
    d.publisher, d.date, d.authors, d.kind, d.language, d.url, d.facts,
    (SELECT json_group_array(name) FROM readers WHERE document = d.number),
    w.start, w.kind, w.authors, w.date, w.facts
"""
_DOCUMENT_COLUMNS = "d.title, d.publisher, d.date, d.authors, d.kind, d.language, d.url, d.facts"
_LISTED_COLUMNS = f"""
    d.doc_id, (SELECT count(*) FROM works WHERE document = d.number AND start IS NOT NULL),
    (SELECT count(*) FROM passages WHERE document = d.number), {_DOCUMENT_COLUMNS}
"""
_ORDERS = {"docId": "d.doc_id", "date": "d.date IS NULL, d.date DESC, d.doc_id"}
_PASSAGES = "passages p JOIN documents d ON d.number = p.document JOIN works w ON w.number = p.work"


class Catalogue:
    """The SQLite file of one generation. Reading is safe from several threads; writing happens before it is shared."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def create(cls, path: Path) -> "Catalogue":
        """Return a new, empty catalogue that can be written."""
        connection = sqlite3.connect(path)
        # A passage and a vector take two kilobytes each: of smaller pages a fifth would stay empty.
        connection.execute("PRAGMA page_size = 16384")
        connection.executescript(_SCHEMA)
        connection.close()
        return cls.edit(path)

    @classmethod
    def edit(cls, path: Path) -> "Catalogue":
        """Return a catalogue that can be written; the file must be nobody else's."""
        connection = sqlite3.connect(path, isolation_level=None)
        # The file counts only when its generation does; until then a journal would only cost time.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;")
        connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten
        # What a write removes, and the vectors that may be left without a passage: to look for them among all that
        # is there takes a second when it is much.
        connection.executescript(
            """
            CREATE TEMP TABLE removed_works (number INTEGER PRIMARY KEY) STRICT;
            CREATE TEMP TABLE removed_rows (row INTEGER PRIMARY KEY) STRICT;
            CREATE TEMP TABLE abandoned (digest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
            CREATE TEMP TRIGGER removed_work AFTER DELETE ON main.works
                BEGIN INSERT INTO removed_works VALUES (old.number); END;
            CREATE TEMP TRIGGER removed_row AFTER DELETE ON main.passages
                BEGIN
                    INSERT INTO removed_rows VALUES (old.row);
                    INSERT OR IGNORE INTO abandoned VALUES (old.digest);
                END;
            CREATE TEMP TRIGGER changed AFTER UPDATE OF digest ON main.passages
                BEGIN INSERT OR IGNORE INTO abandoned VALUES (old.digest); END;
            CREATE TEMP TRIGGER added AFTER INSERT ON main.vectors
                BEGIN INSERT OR IGNORE INTO abandoned VALUES (new.digest); END;
            """
        )
        connection.execute("BEGIN")
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> "Catalogue":
        """Return a catalogue for reading. Its file is never written again, so no lock is taken.

        Raises:
            sqlite3.DatabaseError: If the file is missing or no database.
        """
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        try:
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return cls(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def copy_to(self, path: Path) -> None:
        """Write a copy of the whole catalogue, which is open for reading and so never changes.

        Raises:
            OSError: If the disk refuses it.
        """
        shutil.copyfile(self._connection.execute("PRAGMA database_list").fetchone()[2], path)

    # Writing

    def replace(self, entry: Entry) -> None:
        """Put a document in the place of the one with its ``doc_id``, if there is one. Its vectors must be there."""
        document, metadata = entry.document, entry.document.metadata
        self.remove([document.doc_id])
        cursor = self._connection.execute(
            "INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.doc_id,
                entry.fingerprint,
                metadata.title,
                metadata.publisher,
                metadata.date,
                json.dumps(metadata.authors, ensure_ascii=False),
                metadata.kind,
                metadata.language,
                metadata.url,
                _facts_json(metadata.facts),
                document.text,
            ),
        )
        number = cast(int, cursor.lastrowid)
        readers = [(number, name) for name in metadata.groups]
        self._connection.executemany("INSERT INTO readers VALUES (?, ?)", readers)
        self._add_abbreviations(number, entry.abbreviations)
        itself = self._add_work(number, metadata, None)
        works = [(item.start, item.end, self._add_work(number, metadata, item)) for item in items(document)]
        self._connection.executemany(
            "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
            [
                (
                    passage.passage_id,
                    number,
                    _work_at(passage.locator.start, works, itself),
                    passage.item,
                    passage.locator.start,
                    passage.locator.end,
                    passage.locator.page,
                    json.dumps(passage.locator.heading, ensure_ascii=False),
                    passage.text,
                    " ".join(terms),
                    digest,
                    signature(terms),
                )
                for passage, terms, digest in zip(entry.passages, entry.terms, entry.digests, strict=True)
            ],
        )

    def _add_abbreviations(self, number: int, abbreviations: Iterable[Abbreviation]) -> None:
        self._connection.executemany(
            "INSERT INTO abbreviations VALUES (?, ?, ?)", [(number, one.short, one.long) for one in abbreviations]
        )

    def _add_work(self, number: int, metadata: Metadata, section: Section | None) -> int:
        """Add an item of a document, or the document itself, and return the number of the work."""
        item = (section and section.item) or Item()
        place = (section.title, section.start, section.end) if section else (None, None, None)
        date = metadata.date_of(item)
        cursor = self._connection.execute(
            "INSERT INTO works VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                *place,
                item.kind,
                item.date,
                json.dumps(item.authors, ensure_ascii=False),
                _facts_json(item.facts),
                *(date_bounds(date) if date else (None, None)),
            ),
        )
        work = cast(int, cursor.lastrowid)
        traits = [(work, name, value) for name, value in _traits(metadata, item)]
        self._connection.executemany("INSERT OR IGNORE INTO traits VALUES (?, ?, ?)", traits)
        return work

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Remove documents with their items and passages.

        What shared a family with them must be looked at again: they may have been all that held it together.
        """
        names = [(doc_id,) for doc_id in doc_ids]
        self._forget_families("document = (SELECT number FROM documents WHERE doc_id = ?)", names)
        self._connection.executemany("DELETE FROM documents WHERE doc_id = ?", names)

    def add_vectors(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Add vectors, shape (n, dimension); one whose digest is there already is replaced."""
        pairs = [(digest, vector.tobytes()) for digest, vector in zip(digests, vectors, strict=True)]
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", pairs)

    def reindex(self) -> None:
        """Make SQLite's indexes anew."""
        self._connection.execute("REINDEX")

    def drop_unused_vectors(self) -> None:
        """Remove the vectors that no passage has any more, of those that one had."""
        self._connection.execute(
            """
            DELETE FROM vectors
            WHERE digest IN (SELECT digest FROM abandoned) AND digest NOT IN (SELECT digest FROM passages)
            """
        )

    def set_terms(self, terms: Mapping[int, Sequence[str]]) -> None:
        """Replace the terms of passages, by row; those that shared a family with them must be looked at again too."""
        self._forget_families("row = ?", [(row,) for row in terms])
        self._connection.executemany(
            "UPDATE passages SET terms = ?, signature = ? WHERE row = ?",
            [(" ".join(words), signature(words), row) for row, words in terms.items()],
        )

    def find_abbreviations(self) -> None:
        """Find anew what the documents explain, from their texts."""
        self._connection.execute("DELETE FROM abbreviations")
        for number, text in self._connection.execute("SELECT number, text FROM documents").fetchall():
            self._add_abbreviations(number, find_abbreviations(text))

    def set_digests(self, digests: Mapping[int, bytes]) -> None:
        """Replace which vector passages have, by row. The vectors must be there."""
        self._connection.executemany(
            "UPDATE passages SET digest = ? WHERE row = ?", [(digest, row) for row, digest in digests.items()]
        )

    def _forget_families(self, which: str, values: Iterable[tuple[int | str]]) -> None:
        """Forget the families that passages are in, given as a condition and the values for it."""
        query = f"UPDATE passages SET family = 0 WHERE family IN (SELECT family FROM passages WHERE {which})"
        self._connection.executemany(query, values)

    def find_families(self) -> None:
        """Write which family each passage is in."""
        passages = self._connection.execute("SELECT row, family, signature FROM passages ORDER BY row").fetchall()
        found = families(passages, self._terms)
        self._connection.executemany(
            "UPDATE passages SET family = ? WHERE row = ?", [(family, row) for row, family in found]
        )

    def _terms(self, rows: Sequence[int]) -> dict[int, list[str]]:
        query = "SELECT row, terms FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        return {row: words.split() for row, words in self._connection.execute(query, (json.dumps(rows),))}

    def finish(self, *, rewrite: bool = False) -> None:
        """End writing. What was removed is overwritten; its space is given up when it is much.

        Args:
            rewrite: Write the file anew, so that not even copies that SQLite made while it moved rows between its pages
                are left.
        """
        self._connection.execute("COMMIT")
        pages, free = (self._pragma(name) for name in ("page_count", "freelist_count"))
        if rewrite or free > _MOST_FREE * pages:
            self._connection.execute("VACUUM")

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    # Reading

    def counts(self) -> dict[str, int]:
        """Return the number of documents, items, passages, vectors, and passages that are nearly another again."""
        rows = {table: table for table in ("documents", "passages", "vectors")}
        rows["items"] = "works WHERE start IS NOT NULL"
        rows["near_duplicates"] = "passages WHERE family NOT IN (row, 0)"  # 0: not looked at yet
        return {name: self._connection.execute(f"SELECT count(*) FROM {at}").fetchone()[0] for name, at in rows.items()}

    def counts_for(self, groups: frozenset[str] | None) -> dict[str, int]:
        """Return the number of documents and passages that these groups may read."""
        readable, values = _readable(groups)
        of = {"documents": readable.format("number"), "passages": readable.format("document")}
        queries = {table: f"SELECT count(*) FROM {table} WHERE {condition}" for table, condition in of.items()}
        return {table: self._connection.execute(query, values).fetchone()[0] for table, query in queries.items()}

    def fingerprints(self) -> dict[str, str]:
        """Return the fingerprint of every document by ``doc_id``."""
        return dict(self._connection.execute("SELECT doc_id, fingerprint FROM documents"))

    def known_digests(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return those of the digests whose vectors are there."""
        query = "SELECT 1 FROM vectors WHERE digest = ?"
        return {digest for digest in digests if self._connection.execute(query, (digest,)).fetchone()}

    def sound_digests(self, dimension: int) -> set[bytes]:
        """Return the digests of the vectors that have this length and length 1."""
        pairs = self._connection.execute(
            "SELECT digest, vector FROM vectors WHERE length(vector) = ?", (4 * dimension,)
        ).fetchall()
        vectors = np.frombuffer(b"".join(vector for _, vector in pairs), np.float32).reshape(-1, dimension)
        with np.errstate(all="ignore"):  # damaged numbers may be of any size
            is_sound = np.abs(np.linalg.norm(vectors, axis=1) - 1) < 1e-3
        return {digest for (digest, _), sound in zip(pairs, is_sound, strict=True) if sound}

    def all_vectors(self, dimension: int, *, after: int = 0) -> tuple[Rows, Vectors]:
        """Return every row higher than ``after``, ascending, with its vector: shapes (n,) and (n, dimension).

        Raises:
            sqlite3.DatabaseError: If a vector has another length.
        """
        query = "SELECT p.row, v.vector FROM passages p JOIN vectors v USING (digest) WHERE p.row > ? ORDER BY p.row"
        pairs = self._connection.execute(query, (after,)).fetchall()
        if any(len(vector) != 4 * dimension for _, vector in pairs):
            raise sqlite3.DatabaseError(_WRONG_VECTOR)
        vectors = np.frombuffer(b"".join(vector for _, vector in pairs), np.float32).reshape(-1, dimension)
        return as_rows([row for row, _ in pairs]), vectors

    def open_rows(self) -> Rows | None:
        """Return the rows of what everybody may read, ascending, or None when that is everything."""
        found = self.allowed(Filter(groups=frozenset()))
        return None if found is None else found.rows

    def all_terms(self, *, after: int = 0) -> Iterator[tuple[int, int, list[str], str, list[str]]]:
        """Yield row, number of the work, terms, the text that they are of, and groups, of passages with a higher row.

        They come by row. The text is headed by title, item and headings; the groups are those that may read it.
        """
        query = """
            SELECT p.row, p.work, p.terms, d.title, p.item, p.heading, p.text,
                (SELECT json_group_array(name) FROM readers WHERE document = d.number)
            FROM passages p JOIN documents d ON d.number = p.document WHERE p.row > ? ORDER BY p.row
        """
        for row, work, terms, title, item, heading, text, groups in self._connection.execute(query, (after,)):
            headed = "\n".join((title, item or "", *json.loads(heading), text))
            yield row, work, terms.split(), headed, json.loads(groups)

    def wordings(self, *, after: int = 0) -> Iterator[Wording]:
        """Yield what documents that have passages with a higher row call things."""
        query = "SELECT number, title FROM documents WHERE number IN (SELECT document FROM passages WHERE row > ?)"
        for number, title in self._connection.execute(query, (after,)):
            explained = self._connection.execute("SELECT short, long FROM abbreviations WHERE document = ?", (number,))
            written = self._connection.execute(
                "SELECT work, item, heading, text FROM passages WHERE document = ? ORDER BY start", (number,)
            )
            yield Wording(
                title,
                tuple(Abbreviation(short, long) for short, long in explained),
                tuple(
                    WordedPassage(work, item, tuple(json.loads(heading)), text) for work, item, heading, text in written
                ),
            )

    def rows(self) -> Rows:
        """Return the row of every passage, ascending."""
        return as_rows([row for (row,) in self._connection.execute("SELECT row FROM passages ORDER BY row")])

    def newest_row(self) -> int:
        """Return the highest row, 0 without passages. No row or number of a work is ever given again."""
        return int(self._connection.execute("SELECT coalesce(max(row), 0) FROM passages").fetchone()[0])

    def removed(self) -> tuple[Rows, Rows]:
        """Return the numbers of the works and the rows of the passages that this write removed, ascending."""
        queries = ("SELECT number FROM removed_works ORDER BY number", "SELECT row FROM removed_rows ORDER BY row")
        works, rows = (as_rows([n for (n,) in self._connection.execute(query)]) for query in queries)
        return works, rows

    def allowed(self, wanted: Filter) -> Found | None:
        """Return what the filter lets through, or None when it lets everything through.

        Groups let everything through where no document is closed to them.
        """
        traits = {"kind": wanted.kind, "publisher": wanted.publisher, "status": wanted.status, "place": wanted.place}
        days = {
            "last_day >= ?": date_bounds(wanted.first)[0] if wanted.first else None,
            "first_day <= ?": date_bounds(wanted.last)[1] if wanted.last else None,
        }
        chosen: list[tuple[str, tuple[str, ...]]] = [
            ("SELECT work FROM traits WHERE name = ? AND value = ?", (name, value))
            for name, value in traits.items()
            if value is not None
        ]
        chosen += [
            (f"SELECT number FROM works WHERE {day}", (value,)) for day, value in days.items() if value is not None
        ]
        readable, groups = _readable(wanted.groups)
        if groups and self._is_any(f"documents WHERE NOT {readable.format('number')}", groups):
            chosen.append((f"SELECT number FROM works WHERE {readable.format('document')}", groups))
        if not chosen:
            return None
        query = " INTERSECT ".join(select for select, _ in chosen)
        values = [value for _, pair in chosen for value in pair]
        works = self._connection.execute(query, values).fetchall()
        rows = self._connection.execute(f"SELECT row FROM passages WHERE work IN ({query})", values).fetchall()
        return Found(sorted(work for (work,) in works), as_rows(sorted(row for (row,) in rows)))

    def _is_any(self, of: str, values: Sequence[str]) -> bool:
        return self._connection.execute(f"SELECT 1 FROM {of} LIMIT 1", values).fetchone() is not None

    def groups(self) -> frozenset[str]:
        """Return the groups that may read documents that not everybody may."""
        return frozenset(name for (name,) in self._connection.execute("SELECT DISTINCT name FROM readers"))

    def families(self, groups: frozenset[str] | None = None) -> dict[int, int]:
        """Return the family of every row that is not the first of its own, of those that these groups may read.

        A family that has rows that they may not read is made anew of its others: these may have been what held it
        together.
        """
        readable, values = _readable(groups)
        may_read = readable.format("document")
        broken = f"family IN (SELECT family FROM passages WHERE NOT {may_read})"
        whole = f"SELECT row, family FROM passages WHERE family <> row AND NOT {broken}"
        parted = f"SELECT row, 0, signature FROM passages WHERE {broken} AND {may_read} ORDER BY row"
        passages = self._connection.execute(parted, values * 2).fetchall()
        return dict(self._connection.execute(whole, values)) | dict(families(passages, self._terms))

    def abbreviations(self, groups: frozenset[str] | None = None) -> list[Abbreviation]:
        """Return every abbreviation that documents explain, those that are explained most first, then by name.

        Of documents that none of these groups may read, nothing is learned.
        """
        readable, values = _readable(groups)
        query = f"""
            SELECT short, long FROM abbreviations WHERE {readable.format("document")}
            GROUP BY short, long ORDER BY count(*) DESC, short, long
        """
        return [Abbreviation(short, long) for short, long in self._connection.execute(query, values)]

    def days(self) -> dict[int, str]:
        """Return the last day that the date of a passage's document or item may mean, "" without a date.

        Of passages that are nearly the same as another: it tells the newer edition from the older.
        """
        query = """
            SELECT p.row, coalesce(w.last_day, '') FROM passages p JOIN works w ON w.number = p.work
            WHERE p.family IN (SELECT family FROM passages GROUP BY family HAVING count(*) > 1)
        """
        return dict(self._connection.execute(query))

    def works(self) -> npt.NDArray[np.int32]:
        """Return the number of the work, a document or an item in it, of each row: shape (highest row + 1,).

        Where there is no such row it is 0.
        """
        pairs = np.fromiter(self._connection.execute("SELECT row, work FROM passages"), np.dtype("i8, i4"))
        works = np.zeros(self.newest_row() + 1, np.int32)
        works[pairs["f0"]] = pairs["f1"]
        return works

    def brief(self) -> frozenset[int]:
        """Return the rows of the passages of fewer than ``FEW`` words, as spaces and lines part them."""
        return frozenset(row for (row,) in self._connection.execute(f"SELECT row FROM passages WHERE {_BRIEF}"))

    def first_days(self, rows: Iterable[int]) -> dict[int, str]:
        """Return the first day that the date of the work of each row may mean, of rows whose work has a date."""
        query = """
            SELECT p.row, w.first_day FROM passages p JOIN works w ON w.number = p.work
            WHERE p.row IN (SELECT value FROM json_each(?)) AND w.first_day IS NOT NULL
        """
        return dict(self._connection.execute(query, (json.dumps(list(rows)),)))

    def kinds(self, groups: frozenset[str] | None = None) -> frozenset[str]:
        """Return the kinds of works that there are for these groups, in small letters."""
        readable, values = _readable(groups)
        query = f"""
            SELECT DISTINCT lower(value) FROM traits JOIN works ON number = work
            WHERE name = 'kind' AND {readable.format("document")}
        """
        return frozenset(kind for (kind,) in self._connection.execute(query, values))

    def newest(self, kinds: Iterable[str], *, works: Sequence[int] | None, depth: int) -> list[tuple[int, str]]:
        """Return at most ``depth`` rows of the newest works, each with the first day that its date may mean.

        Args:
            kinds: Only works of one of these kinds; none for all.
            works: Only these works, by number; None for all.
            depth: How many rows at most; the newest work is there whole, if it is no longer than that.
        """
        query = """
            WITH chosen (work, day) AS (
                SELECT number, first_day FROM works
                WHERE first_day IS NOT NULL
                    AND (?1 = '[]' OR number IN (
                        SELECT work FROM traits WHERE name = 'kind' AND value IN (SELECT value FROM json_each(?1))))
                    AND (?2 IS NULL OR number IN (SELECT value FROM json_each(?2)))
                    AND EXISTS (SELECT 1 FROM passages WHERE work = number)
                ORDER BY first_day DESC, number LIMIT ?3
            )
            SELECT p.row, day FROM chosen JOIN passages p USING (work) ORDER BY day DESC, p.row LIMIT ?3
        """
        wanted = (json.dumps(sorted(kinds)), None if works is None else json.dumps(list(works)), depth)
        return list(self._connection.execute(query, wanted))

    def facets(self, works: Iterable[int]) -> dict[str, list[tuple[str, int]]]:
        """Return for each of ``TRAITS`` how many documents these works are in, most first, then by value."""
        return self._facets.of(works)

    def count_documents(self, works: Iterable[int]) -> int:
        """Return how many documents these works are in."""
        return self._facets.documents(works)

    @cached_property
    def _facets(self) -> Facets:
        """What facets count of each work: read when a search first asks for it."""
        pairs = np.fromiter(self._connection.execute("SELECT number, document FROM works"), np.dtype("i8, i8"))
        documents = np.zeros(pairs["f0"].max(initial=0) + 1, np.int64)
        documents[pairs["f0"]] = pairs["f1"]
        traits = self._connection.execute("SELECT work, name, value FROM traits ORDER BY work")
        return Facets(TRAITS, documents, traits)

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        """Return the passages of these rows, in this order."""
        query = f"""
            SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES}
            WHERE p.row IN (SELECT value FROM json_each(?))
        """
        stored = {record[0]: _stored(record) for record in self._connection.execute(query, (json.dumps(list(rows)),))}
        return [stored[row] for row in rows]

    def passage(self, passage_id: str, *, groups: frozenset[str] | None = None) -> StoredPassage | None:
        """Return one passage by its id, or None where it is not there for these groups."""
        readable, values = _readable(groups)
        query = f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE passage_id = ? AND {readable.format('d.number')}"
        record = self._connection.execute(query, (passage_id, *values)).fetchone()
        return None if record is None else _stored(record)

    def passage_at(self, doc_id: str, position: int) -> StoredPassage | None:
        """Return the passage of a document that a character is in, or None."""
        query = f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE d.doc_id = ? AND p.start <= ? AND p.stop > ?"
        record = self._connection.execute(query, (doc_id, position, position)).fetchone()
        return None if record is None else _stored(record)

    def documents(
        self, *, works: Sequence[int] | None, order: DocumentOrder, k: int, offset: int
    ) -> tuple[int, list[ListedDocument]]:
        """Return how many documents there are, and a page of them.

        Args:
            works: Only documents with one of these works, by number; None for all.
            order: By ``doc_id``, or by date: the newest first, those without a date last.
            k: How many at most.
            offset: How many to pass over.
        """
        chosen = """
            ?1 IS NULL OR d.number IN (SELECT document FROM works WHERE number IN (SELECT value FROM json_each(?1)))
        """
        wanted = None if works is None else json.dumps(list(works))
        (total,) = self._connection.execute(f"SELECT count(*) FROM documents d WHERE {chosen}", (wanted,)).fetchone()
        query = f"""
            SELECT {_LISTED_COLUMNS} FROM documents d WHERE {chosen} ORDER BY {_ORDERS[order]} LIMIT ?2 OFFSET ?3
        """
        return total, [_listed(record) for record in self._connection.execute(query, (wanted, k, offset))]

    def held(self, groups: frozenset[str] | None = None) -> list[tuple[int, str | None, str | None, str | None]]:
        """Return number, kind, publisher and year of every document that these groups may read, the newest first.

        Of the document itself, not of the items in it. Those without a date come last.
        """
        readable, values = _readable(groups)
        of = ", ".join(f"min(iif(t.name = '{name}', t.value, NULL))" for name in HELD_BY)
        query = f"""
            SELECT w.document, {of} FROM works w LEFT JOIN traits t ON t.work = w.number
            WHERE w.start IS NULL AND {readable.format("w.document")} GROUP BY w.number
            ORDER BY w.first_day IS NULL, w.first_day DESC, w.document
        """
        return list(self._connection.execute(query, values))

    def listed(self, numbers: Sequence[int]) -> list[ListedDocument]:
        """Return documents by their numbers, which must be there, in this order."""
        query = f"SELECT {_LISTED_COLUMNS} FROM documents d WHERE d.number = ?"
        return [_listed(self._connection.execute(query, (number,)).fetchone()) for number in numbers]

    def projects(self, groups: frozenset[str] | None = None) -> list[StatedProject]:
        """Return every work that is a project itself and that these groups may read, by number.

        An item in a document that is a project is none unless that is stated of it.
        """
        readable, values = _readable(groups)
        query = f"""
            SELECT w.number, coalesce(w.title, d.title), d.publisher, f.value ->> 0, f.value ->> 1
            FROM works w JOIN documents d ON d.number = w.document
            LEFT JOIN json_each(iif(w.start IS NULL, d.facts, w.facts)) f
            WHERE w.number IN (SELECT work FROM traits WHERE name = 'kind' AND value = 'project')
                AND (w.start IS NULL OR w.kind = 'project' COLLATE NOCASE) AND {readable.format("w.document")}
            ORDER BY w.number, f.key
        """
        return [
            StatedProject(number, title, publisher, tuple((name, value) for *_, name, value in facts if name))
            for (number, title, publisher), facts in groupby(
                self._connection.execute(query, values), key=itemgetter(0, 1, 2)
            )
        ]

    def stored_works(self, numbers: Sequence[int]) -> list[StoredWork]:
        """Return works, which must be there, in this order."""
        query = f"""
            SELECT w.document, d.doc_id, w.title, w.start, w.kind, w.authors, w.date, w.facts, {_DOCUMENT_COLUMNS}
            FROM works w JOIN documents d ON d.number = w.document WHERE w.number = ?
        """
        found = []
        for number in numbers:
            document, doc_id, title, start, *own = self._connection.execute(query, (number,)).fetchone()
            metadata, item = _metadata(*own[4:]), None if start is None else _item(*own[:4])
            work = StoredWork(number, doc_id, title or metadata.title, metadata, item, self._opening(number), {})
            places = [fact.start for fact in work.facts if fact.start is not None]
            found.append(replace(work, sources=self._passages_at(document, places)))
        return found

    def _opening(self, work: int) -> Passage | None:
        query = f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE p.work = ? ORDER BY p.start LIMIT 1"
        record = self._connection.execute(query, (work,)).fetchone()
        return None if record is None else _stored(record).passage

    def _passages_at(self, document: int, positions: Sequence[int]) -> dict[int, str]:
        """Return the ids of the passages that characters of a document are in, of those that are in one."""
        query = """
            SELECT at.value, p.passage_id FROM json_each(?) at
            JOIN passages p ON p.document = ? AND p.start <= at.value AND p.stop > at.value
        """
        return dict(self._connection.execute(query, (json.dumps(list(positions)), document)))

    def works_of(self, doc_id: str) -> list[int]:
        """Return the numbers of a document and of its items, ascending; none when it is not there."""
        query = "SELECT number FROM works WHERE document = (SELECT number FROM documents WHERE doc_id = ?)"
        return sorted(number for (number,) in self._connection.execute(query, (doc_id,)))

    def document(self, doc_id: str) -> StoredDocument:
        """Return a whole document, which must be there."""
        query = f"SELECT d.number, d.text, {_DOCUMENT_COLUMNS} FROM documents d WHERE doc_id = ?"
        number, text, *known = self._connection.execute(query, (doc_id,)).fetchone()
        query = """
            SELECT title, start, stop, kind, authors, date, facts FROM works
            WHERE document = ? AND start IS NOT NULL ORDER BY start
        """
        works = self._connection.execute(query, (number,)).fetchall()
        query = f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} WHERE p.document = ? ORDER BY p.start"
        return StoredDocument(
            doc_id,
            _metadata(*known),
            text,
            tuple(StoredItem(title, start, stop, _item(*own)) for title, start, stop, *own in works),
            tuple(map(_stored, self._connection.execute(query, (number,)))),
        )

    def documents_of(self, rows: Sequence[int]) -> dict[int, str]:
        """Return for each row the ``doc_id`` of its document."""
        query = "SELECT row, doc_id FROM passages JOIN documents ON number = document WHERE row IN"
        return dict(self._connection.execute(f"{query} (SELECT value FROM json_each(?))", (json.dumps(list(rows)),)))

    def rows_of(self, doc_ids: Iterable[str]) -> dict[str, list[int]]:
        """Return for each document the rows of its passages in reading order; nothing for one without passages."""
        query = """
            SELECT doc_id, row FROM documents JOIN passages ON document = number
            WHERE doc_id IN (SELECT value FROM json_each(?)) ORDER BY start
        """
        found: dict[str, list[int]] = {}
        for doc_id, row in self._connection.execute(query, (json.dumps(list(doc_ids)),)):
            found.setdefault(doc_id, []).append(row)
        return found

    def text(self, doc_id: str) -> str | None:
        """Return the whole text of a document, or None when it is not there."""
        record = self._connection.execute("SELECT text FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if record is None else str(record[0])

    def neighbours(self, passage_id: str) -> tuple[str | None, str | None]:
        """Return the ids of the passages before and after this one in its document."""
        query = """
            SELECT before, after FROM (
                SELECT passage_id, lag(passage_id) OVER w AS before, lead(passage_id) OVER w AS after FROM passages
                WHERE document = (SELECT document FROM passages WHERE passage_id = ?1) WINDOW w AS (ORDER BY start)
            ) WHERE passage_id = ?1
        """
        record: tuple[str | None, str | None] | None = self._connection.execute(query, (passage_id,)).fetchone()
        return record or (None, None)

    def every_passage(self) -> Iterator[StoredPassage]:
        """Yield all passages by row."""
        query = f"SELECT {_PASSAGE_COLUMNS} FROM {_PASSAGES} ORDER BY p.row"
        return map(_stored, self._connection.execute(query))

    # Checking

    def faults(self) -> list[str]:
        """Return what is wrong with documents, items and passages, in Dutch; nothing when they are sound.

        Vectors are another matter, for they can be made again: ``without_vector``.

        Raises:
            sqlite3.DatabaseError: If so much is wrong that it cannot be told.
        """
        found = [f"catalogus: {line}" for (line,) in self._connection.execute("PRAGMA integrity_check") if line != "ok"]
        checks = {
            "passage {} hoort bij geen document": """
                SELECT passage_id FROM passages WHERE document NOT IN (SELECT number FROM documents)""",
            "item {} hoort bij geen document": """
                SELECT title FROM works WHERE start IS NOT NULL AND document NOT IN (SELECT number FROM documents)""",
            "passage {} hoort bij geen item of document": """
                SELECT passage_id FROM passages WHERE work NOT IN (SELECT number FROM works)""",
        }
        for message, query in checks.items():
            found += [message.format(name) for (name,) in self._connection.execute(query)]
        return found + [f"passage {name} is geen letterlijk stuk van het document" for name in self._not_verbatim()]

    def _not_verbatim(self) -> Iterator[str]:
        """Yield the ids of the passages that are not the slice of their document that they say they are."""
        for number, text in self._connection.execute("SELECT number, text FROM documents"):
            query = "SELECT passage_id, start, stop, text FROM passages WHERE document = ?"
            for passage_id, start, stop, words in self._connection.execute(query, (number,)):
                if start < 0 or stop - start != len(words) or text[start:stop] != words:
                    yield passage_id

    def without_vector(self) -> list[str]:
        """Return the ids of the passages that have no vector."""
        query = "SELECT passage_id FROM passages WHERE digest NOT IN (SELECT digest FROM vectors) ORDER BY row"
        return [passage_id for (passage_id,) in self._connection.execute(query)]


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Return whether the file is at fault and not the disk: damaged, no database, or not of our making."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # text that is no UTF-8 has no code
    return code & 0xFF in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _readable(groups: frozenset[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition that a document may be read by one of these groups, and the values for it.

    In the condition, ``{}`` stands for the number of the document. None is whoever may read everything.
    """
    if groups is None:
        return "TRUE", ()
    own = "SELECT document FROM readers WHERE name IN (SELECT value FROM json_each(?))"
    condition = f"({{0}} NOT IN (SELECT document FROM readers) OR {{0}} IN ({own}))"
    return condition, (json.dumps(sorted(groups)),)


def _work_at(position: int, works: Sequence[tuple[int, int, int]], otherwise: int) -> int:
    """Return which of the works, given as ``(start, stop, work)`` in order, a character is in."""
    index = bisect_right(works, position, key=itemgetter(0)) - 1
    return works[index][2] if index >= 0 and position < works[index][1] else otherwise


def _traits(metadata: Metadata, item: Item) -> list[tuple[str, str]]:
    """Return what a work is found by, as ``(name, value)``; a document is a work whose item says nothing."""
    date = metadata.date_of(item)
    traits = [("kind", item.kind), ("kind", metadata.kind), ("publisher", metadata.publisher)]
    traits += [("year", date[:4] if date else None)]
    for name in ("status", "place"):
        own = [fact.value for fact in item.facts if fact.name == name]
        traits += [(name, value) for value in own or [fact.value for fact in metadata.facts if fact.name == name]]
    return [(name, value) for name, value in traits if value is not None]


def _facts_json(facts: Sequence[Fact]) -> str:
    return json.dumps([astuple(fact) for fact in facts], ensure_ascii=False)


# Passages of one document follow each other, and each brings what is known of the document.
@lru_cache(maxsize=1_000)
def _facts(written: str) -> tuple[Fact, ...]:
    return tuple(Fact(*fields) for fields in json.loads(written))


@lru_cache(maxsize=1_000)
def _words(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def _metadata(
    title: str,
    publisher: str | None,
    date: str | None,
    authors: str,
    kind: str | None,
    language: str | None,
    url: str | None,
    facts: str,
) -> Metadata:
    return Metadata(title, publisher, date, _words(authors), kind, language, url, _facts(facts))


def _item(kind: str | None, authors: str, date: str | None, facts: str) -> Item:
    return Item(kind, _words(authors), date, _facts(facts))


def _listed(record: Sequence[Any]) -> ListedDocument:
    doc_id, items, passages, *known = record
    return ListedDocument(doc_id, _metadata(*known), items, passages)


def _stored(record: Sequence[Any]) -> StoredPassage:
    row, passage_id, doc_id, title, item, text, start, stop, page, heading, family, *rest = record
    publisher, date, authors, kind, language, url, facts, groups, is_item, *own = rest
    locator = Locator(start, stop, page, _words(heading))
    stated = (title, publisher, date, _words(authors), kind, language, url, _facts(facts))
    metadata = Metadata(*stated, groups=_words(groups))
    work = None if is_item is None else _item(*own)
    return StoredPassage(row, Passage(passage_id, doc_id, title, item, text, locator), metadata, work, family)
