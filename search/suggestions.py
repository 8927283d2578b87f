"""Suggestions while typing: a file of what a collection calls things, found by how any of the words begins."""

import json
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from math import log2
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from search.dutch.analyser import analyse, parts, terms
from search.dutch.compounds import split_compound
from search.dutch.numerals import is_numeral
from search.store import Found, Wording

SuggestionKind = Literal["title", "item", "abbreviation", "phrase", "heading"]
_KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)
_BONUS = {"title": 2.0, "item": 2.0, "abbreviation": 2.0, "phrase": 1.0, "heading": 0.0}
"""Of each kind, where a work that has it more makes twice as many: one title is worth a phrase in two works."""
_STRENGTHS, _LENGTHS = 64, 8
_NUMBER = 32
_NUMBERS = (1 << _NUMBER) - 1
"""The bits of a place that hold its number."""
_LONGEST = 200
_READ = 100
"""Works that are looked at to see how a suggestion is written."""
_LOOKED = 1_000
"""Suggestions that are looked at to find examples."""
_SAID = 2
"""How often a document must say a phrase."""
_FIRST = "·"
"""Stands before the word that begins a suggestion, which is indexed a second time so."""
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[^\W\d_]{3,}")
# The key holds a suggestion's mentions together, the best kind first. Only those that stand in a work have a place: it
# is the row in the index of words, so that these come in the order in which they are shown, and the first are enough.
_SCHEMA = """
CREATE TABLE suggestions (
    number INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE, place INTEGER
) STRICT;
CREATE TABLE mentions (
    suggestion INTEGER NOT NULL REFERENCES suggestions(number), kind INTEGER NOT NULL, work INTEGER NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (suggestion, kind, work, text)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_of_work ON mentions (work);
CREATE VIRTUAL TABLE words USING fts5(
    folded, content='', detail=none, columnsize=0, prefix='1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16',
    tokenize='ascii'
);
"""
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mention:
    """What a work calls something, as written there."""

    work: int
    kind: SuggestionKind
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by the beginning of a query, as the documents write it."""

    text: str
    kind: SuggestionKind


@dataclass(frozen=True, slots=True)
class Readable:
    """What some reader may see: the works, and for each suggestion its place when only these count, -1 without one."""

    found: Found
    places: Places


class SuggestionIndex:
    """The suggestions of one generation, open for reading. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def build(cls, path: Path, mentions: Iterable[Mention]) -> None:
        """Write a new file."""
        _write(path, mentions, schema=_SCHEMA, removed=())

    @classmethod
    def update(cls, path: Path, mentions: Iterable[Mention], *, removed: Sequence[int]) -> None:
        """Take works out of a file, by number, and put mentions in. Of what goes no byte stays."""
        _write(path, mentions, schema="", removed=removed)

    @classmethod
    def load(cls, path: Path) -> "SuggestionIndex":
        """Return the suggestions in a file, which is never written again.

        Raises:
            sqlite3.DatabaseError: If it is missing or no database.
        """
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def readable(self, found: Found) -> Readable:
        """Return what is suggested when only these works are there; worth remembering for the next letter."""
        (last,) = self._connection.execute("SELECT coalesce(max(number), 0) FROM suggestions").fetchone()
        places = np.full(last + 1, -1, np.int64)
        query = """
            SELECT number, folded, min(kind), count(DISTINCT work) FROM mentions JOIN suggestions ON number = suggestion
            WHERE work IN (SELECT value FROM json_each(?)) GROUP BY number
        """
        for number, folded, kind, works in self._connection.execute(query, (json.dumps(list(found.works)),)):
            places[number] = _place_of(number, folded, kind, works)
        return Readable(found, places)

    def suggest(self, typed: str, *, k: int, among: Readable | None = None) -> list[Suggestion]:
        """Return what may be meant: what begins so comes first, then what has a word that does; else by how often.

        Capitals and accents make no difference. All words but the last must be there whole, and so must the last when
        a space or a mark follows it.

        Args:
            typed: The beginning of a query; without a letter or digit nothing is suggested.
            k: How many at most, from 1.
            among: What the reader may see, and by which works alone it is ranked; None for everything.
        """
        numbers: dict[int, None] = {}
        for query in takewhile(lambda _: len(numbers) < k, _queries(typed)):
            numbers.update(dict.fromkeys(self._numbers(query, k, among)))
        return [self._written(number, among) for number in islice(numbers, k)]

    def said_most(self, known: Container[tuple[str, ...]], *, k: int, among: Readable | None = None) -> list[str]:
        """Return the phrases that most works have of those that mean something, no two about the same words.

        Args:
            known: The terms of phrases that mean something, such as those of a thesaurus: of what is said often, most
                is half a sentence.
            k: How many at most.
            among: As for ``suggest``.
        """
        ranked = self._ranked(f'"{_FIRST}" *', _LOOKED, among)
        last = ranked[-1][0] if len(ranked) == _LOOKED else None
        # Which of the last ones are among these is chance, and so is the order of those that are said as often.
        found = [(strength, self._written(number, among)) for strength, number in ranked if strength != last]
        found.sort(key=lambda pair: (pair[0], pair[1].text))
        chosen: list[str] = []
        used: set[str] = set()
        for _, one in found:
            said = tuple(terms(one.text))
            own = set(parts(said))
            if one.kind == "phrase" and said in known and own.isdisjoint(used):
                chosen.append(one.text)
                used |= own
        return chosen[:k]

    def _numbers(self, query: str, k: int, among: Readable | None) -> list[int]:
        """Return the suggestions with certain words, by number, in the order in which they are shown."""
        return [number for _, number in self._ranked(query, k, among)]

    def _ranked(self, query: str, k: int, among: Readable | None) -> list[tuple[int, int]]:
        """Return the suggestions with certain words in the order in which they are shown: what gives it, and number."""
        wanted = k if among is None else -1
        rows = self._connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?", (query, wanted)
        )
        places = np.fromiter((place for (place,) in rows), np.int64)
        if among is not None:
            places = among.places[places & _NUMBERS]
            places = np.sort(places[places >= 0])[:k]
        return [(place >> _NUMBER, place & _NUMBERS) for place in places.tolist()]

    def _written(self, number: int, among: Readable | None) -> Suggestion:
        """Return a suggestion as most of the works write it that have it in its best kind."""
        rows = self._connection.execute("SELECT kind, work, text FROM mentions WHERE suggestion = ?", (number,))
        seen = ((kind, text) for kind, work, text in rows if among is None or among.found.has_work(work))
        best, text = next(seen)
        others = takewhile(lambda pair: pair[0] == best, islice(seen, _READ))
        written = Counter([text, *(other for _, other in others)])
        return Suggestion(min(written, key=lambda one: (-written[one], one)), _KINDS[best])


def mentions_of(wordings: Iterable[Wording]) -> Iterator[Mention]:
    """Yield what may be suggested of documents.

    These are titles, items, headings, abbreviations with what they stand for, and phrases that a document says at least
    twice: compounds, and two words that count next to each other ("sociale basis").
    """
    for one in wordings:
        first = one.passages[0].work
        yield from _mention(first, "title", one.title)
        for abbreviation in one.abbreviations:
            yield from _mention(first, "abbreviation", f"{abbreviation.long} ({abbreviation.short})")
        said: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for passage in one.passages:
            for heading in passage.headings:
                if heading not in (one.title, passage.item):
                    yield from _mention(passage.work, "heading", heading)
            if passage.item is not None:
                yield from _mention(passage.work, "item", passage.item)
            for phrase in _phrases(passage.text):
                said[fold(phrase)].append((passage.work, phrase))
        for places in said.values():
            if len(places) >= _SAID:
                written = Counter(phrase for _, phrase in places).most_common(1)[0][0]
                for work in {work for work, _ in places}:
                    yield from _mention(work, "phrase", written)


def fold(text: str) -> str:
    """Return the words of a text in small letters without accents, with single spaces."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(_WORD.findall(text.casefold()))


def _mention(work: int, kind: SuggestionKind, text: str) -> Iterator[Mention]:
    written = " ".join(text.split())
    if len(written) <= _LONGEST and fold(written):
        yield Mention(work, kind, written)


def _phrases(text: str) -> Iterator[str]:
    tokens = analyse(text)
    for token in tokens:
        if split_compound(text[token.start : token.end].lower()):
            yield text[token.start : token.end]
    names = [(token, _is_name(text[token.start : token.end])) for token in tokens]
    for (one, is_name), (other, is_name_too) in pairwise(names):
        if is_name and is_name_too and text[one.end : other.start] == " ":
            yield text[one.start : other.end]


def _is_name(word: str) -> bool:
    return _NAME.fullmatch(word) is not None and not is_numeral(word.lower())


def _queries(typed: str) -> Iterator[str]:
    """Yield what is asked of the index of words: suggestions that begin so, then those with such words anywhere."""
    words = fold(typed).split()
    ending = " *" if _WORD.fullmatch(unicodedata.normalize("NFC", typed)[-1:]) else ""
    for mark in (_FIRST, "") if words else ():
        yield " ".join(f'"{word}"' for word in [mark + words[0], *words[1:]]) + ending


def _write(path: Path, mentions: Iterable[Mention], *, schema: str, removed: Sequence[int]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # The file counts only when its generation does; until then a journal would only cost time.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}")
        connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten
        connection.execute("BEGIN")
        _place(connection, _remove(connection, removed) | _add(connection, mentions))
        if removed:
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")  # or the words would stay
        connection.execute("COMMIT")
    finally:
        connection.close()


def _remove(connection: sqlite3.Connection, works: Sequence[int]) -> set[int]:
    """Remove the mentions of works and return the numbers of the suggestions that they were of."""
    chosen = "mentions WHERE work IN (SELECT value FROM json_each(?))"
    wanted = (json.dumps(list(works)),)
    changed = {number for (number,) in connection.execute(f"SELECT DISTINCT suggestion FROM {chosen}", wanted)}
    connection.execute(f"DELETE FROM {chosen}", wanted)
    return changed


def _add(connection: sqlite3.Connection, mentions: Iterable[Mention]) -> set[int]:
    """Add mentions and return the numbers of their suggestions."""
    said: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        said[fold(mention.text)].append(mention)
    connection.executemany("INSERT OR IGNORE INTO suggestions (folded) VALUES (?)", ((folded,) for folded in said))
    query = "SELECT folded, number FROM suggestions WHERE folded IN (SELECT value FROM json_each(?))"
    numbers = dict(connection.execute(query, (json.dumps(list(said)),)))
    connection.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?, ?, ?, ?)",
        (
            (numbers[folded], _KINDS.index(mention.kind), mention.work, mention.text)
            for folded, found in said.items()
            for mention in found
        ),
    )
    return set(numbers.values())


def _place(connection: sqlite3.Connection, changed: set[int]) -> None:
    """Give suggestions the place that their mentions earn; those without any go."""
    query = """
        SELECT number, folded, place, min(kind), count(DISTINCT work)
        FROM suggestions LEFT JOIN mentions ON suggestion = number
        WHERE number IN (SELECT value FROM json_each(?)) GROUP BY number
    """
    gone: list[tuple[int, str]] = []
    placed: list[tuple[int, str]] = []
    lost: list[tuple[int]] = []
    for number, folded, old, kind, works in connection.execute(query, (json.dumps(sorted(changed)),)):
        new = _place_of(number, folded, kind, works) if works else None
        if old is not None and new != old:
            gone.append((old, _row(folded)))
        if new is not None and new != old:
            placed.append((new, _row(folded)))
        if new is None:
            lost.append((number,))
    # FTS5 writes what it holds to the file whenever a row is lower than the one before.
    connection.executemany("INSERT INTO words (words, rowid, folded) VALUES ('delete', ?, ?)", sorted(gone))
    connection.executemany("INSERT INTO words (rowid, folded) VALUES (?, ?)", sorted(placed))
    numbers = [(place, place & _NUMBERS) for place, _ in placed]
    connection.executemany("UPDATE suggestions SET place = ? WHERE number = ?", numbers)
    connection.executemany("DELETE FROM suggestions WHERE number = ?", lost)


def _row(folded: str) -> str:
    return f"{_FIRST}{folded} {folded.partition(' ')[0]}"


def _place_of(number: int, folded: str, kind: int, works: int) -> int:
    """Return where a suggestion comes, low first: by how often and of what kind, then the one of fewer words."""
    strength = min(_STRENGTHS - 1, round(2 * (_BONUS[_KINDS[kind]] + log2(works))))
    length = min(_LENGTHS - 1, folded.count(" "))
    return (((_STRENGTHS - 1 - strength) * _LENGTHS + length) << _NUMBER) | number
