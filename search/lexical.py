"""The lexical and the compound leg: BM25 over terms, and over parts of compounds. The only import of tantivy.

The words themselves are in it too, as they are spelled: what the collection holds, as long as it holds it.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Literal, cast

import tantivy

from search.errors import UnreadableIndexError

LexicalField = Literal["terms", "parts", "words"]
_EVERYBODY = "*"
_GROUP = "="
"""What the name of a group begins with, so that none is everybody."""
K1, B = 1.2, 0.75
"""Of BM25: how soon a term that stands there often counts for no more, and how much the length of a passage counts."""


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """What is indexed of a passage: row, number of its work, terms, the same with compounds split, and its text.

    ``groups``: those that may read it; none for everybody.
    """

    row: int
    work: int
    terms: Sequence[str]
    parts: Sequence[str]
    text: str
    groups: Sequence[str] = ()


class LexicalIndex:
    """Terms and parts by row, each ranked by BM25 (k1 = 1.2, b = 0.75, as in Lucene). Higher is better."""

    def __init__(self, index: tantivy.Index, *, groups: frozenset[str] | None = None) -> None:
        """Take an index, and the groups that may read what is seen of it; None for all of it."""
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self._readable = None if groups is None else self._readable_by(groups)
        self._passages = self._count(tantivy.Query.all_query())
        self._rarities: dict[tuple[LexicalField, str], float] = {}

    def readable_by(self, groups: frozenset[str]) -> "LexicalIndex":
        """Return this index as if it held nothing but what these groups may read.

        Terms are counted there alone, for BM25 too. Only the average length of a passage, in BM25, stays that of all.
        """
        return LexicalIndex(self._index, groups=groups)

    def _readable_by(self, groups: frozenset[str]) -> tantivy.Query:
        each = [tantivy.Query.term_query(self._schema, "readers", name, "basic") for name in reading_as(groups)]
        readable = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in each])
        return tantivy.Query.boost_query(readable, 0.0)

    @classmethod
    def build(cls, directory: Path, entries: Iterable[LexicalEntry]) -> "LexicalIndex":
        """Write an index into an empty directory and return it.

        Raises:
            OSError: If the disk refuses it.
        """
        schema = (
            tantivy.SchemaBuilder()
            .add_unsigned_field("row", fast=True)
            .add_unsigned_field("work", indexed=True)
            .add_text_field("readers", tokenizer_name="raw", index_option="basic")
            .add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
            .add_text_field("parts", tokenizer_name="whitespace", index_option="freq")
            # tantivy's own words: runs of letters and digits, in lower case, at most 40 bytes long.
            .add_text_field("words", tokenizer_name="default", index_option="position")
            .build()
        )
        directory.mkdir(parents=True, exist_ok=True)
        with _disk_errors():
            _write(tantivy.Index(schema, path=str(directory)), entries, removed=())
        return cls.load(directory)

    @classmethod
    def update(cls, directory: Path, entries: Iterable[LexicalEntry], *, removed: Sequence[int]) -> "LexicalIndex":
        """Take works, by number, out of an index that nobody reads, put entries in, and return it.

        Words of what is taken out stay in its files, and count a little in BM25, until enough is written anew.

        Raises:
            OSError: If the disk refuses it.
        """
        with _disk_errors():
            _write(tantivy.Index.open(str(directory)), entries, removed=removed)
        return cls.load(directory)

    @classmethod
    def load(cls, directory: Path) -> "LexicalIndex":
        """Return the index that ``build`` wrote.

        Raises:
            UnreadableIndexError: If it is missing, damaged, or of another version of tantivy.
        """
        return cls(opened(directory))

    @property
    def segments(self) -> int:
        """How many parts the index is in: one for every write since it was made, joined now and then."""
        return int(self._searcher.num_segments)

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._passages

    def frequency(self, term: str) -> int:
        """Return how many passages hold a term, as a word or as a part of one."""
        return max(self._holding(field, term) for field in ("terms", "parts"))

    def frequencies(self, terms: Iterable[str], *, field: LexicalField = "terms") -> dict[str, int]:
        """Return how many passages hold each of the terms, parts or words."""
        return {term: self._holding(field, term) for term in terms}

    def _holding(self, field: LexicalField, term: str) -> int:
        """Return how many passages hold a term; where all may be read, those taken out of late may be among them."""
        if self._readable is None:
            return int(self._searcher.doc_freq(field, term))
        return self.count([term], field=field)

    def rank(
        self,
        weights: Mapping[str, float],
        *,
        depth: int,
        field: LexicalField = "terms",
        works: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return at most ``depth`` rows that hold any of the terms, with their BM25, best first, ties in row order.

        Args:
            weights: The query's terms, parts or words; BM25 of each counts as often as its weight says.
            field: Which of these they are.
            depth: How many rows at most.
            works: Only passages of these works, by number; None for all. Scores do not depend on it.
        """
        found = self._search(weights, depth=depth, field=field, works=works)
        return sorted(((row, score) for row, score, _ in found), key=lambda pair: (-pair[1], pair[0]))

    def explain(
        self,
        weights: Mapping[str, float],
        rows: Set[int],
        *,
        depth: int,
        field: LexicalField = "terms",
        works: Sequence[int] | None = None,
    ) -> dict[int, dict[str, float]]:
        """Return for those of the rows that ``rank`` ranks what each of their terms adds to their BM25."""
        # tantivy explains no document that does not match, so each query also asks for any document, at no score.
        anything = (tantivy.Occur.Must, tantivy.Query.boost_query(tantivy.Query.all_query(), 0.0))
        queries = {
            term: tantivy.Query.boolean_query([anything, (tantivy.Occur.Should, self._clause(field, term, weight))])
            for term, weight in weights.items()
        }
        shares: dict[int, dict[str, float]] = {}
        for row, _, address in self._search(weights, depth=depth, field=field, works=works):
            if row in rows:
                explained = {term: query.explain(self._searcher, address) for term, query in queries.items()}
                shares[row] = {term: float(json.loads(one.to_json())["value"]) for term, one in explained.items()}
        return shares

    def _clause(self, field: LexicalField, term: str, weight: float) -> tantivy.Query:
        return tantivy.Query.boost_query(self._term(field, term), weight * self._rarity(field, term))

    def _term(self, field: LexicalField, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, "freq")

    def _rarity(self, field: LexicalField, term: str) -> float:
        """Return how much rarer a term is in what may be read than tantivy takes it to be: a factor of its BM25.

        Without it a score would tell how many passages that may not be read hold the term.
        """
        if self._readable is None:
            return 1.0
        known = self._rarities.get((field, term))
        if known is not None:
            return known
        own = self.count([term], field=field)
        if not own:
            return 1.0  # it ranks nothing
        found = rarity(own, len(self)) / self._taken_rarity(field, term)
        self._rarities[field, term] = found
        return found

    def _taken_rarity(self, field: LexicalField, term: str) -> float:
        """Return the inverse document frequency with which tantivy ranks a term that a passage holds."""
        query = self._term(field, term)
        [(_, address)] = self._searcher.search(query, limit=1, count=False).hits
        factors = json.loads(query.explain(self._searcher, address).to_json())["details"]
        return next(float(factor["value"]) for factor in factors if factor["description"].startswith("idf"))

    def _search(
        self, weights: Mapping[str, float], *, depth: int, field: LexicalField, works: Sequence[int] | None
    ) -> list[tuple[int, float, tantivy.DocAddress]]:
        """Return at most ``depth`` rows with their BM25 and place, as tantivy orders them."""
        if not weights or not len(self) or (works is not None and not works):
            return []
        clauses = [(tantivy.Occur.Should, self._clause(field, term, weight)) for term, weight in weights.items()]
        query = tantivy.Query.boolean_query(clauses)
        if works is not None:
            members = tantivy.Query.term_set_query(self._schema, "work", list(works))
            filtered = tantivy.Query.boost_query(members, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, filtered)])
        hits = self._searcher.search(self._within(query), limit=depth, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        # Where a factor was put right, what is equal may differ in the last digits.
        digits = None if self._readable is None else 4
        scores = [float(score) if digits is None else round(score, digits) for score, _ in hits]
        return [(cast(int, row), score, hit[1]) for row, score, hit in zip(rows, scores, hits, strict=True)]

    def has_all(self, terms: Sequence[str], *, field: LexicalField) -> bool:
        """Return whether a passage holds all of the terms, parts or words, of which there is one at least."""
        # Of one it is known how many hold it; of more they must be looked for, which a missing one makes needless.
        each = all(self._holding(field, term) for term in terms)
        return each and (len(terms) == 1 or self.count(terms, field=field) > 0)

    def count(self, terms: Sequence[str], *, field: LexicalField) -> int:
        """Return how many passages hold all of the terms, parts or words, of which there is one at least."""
        each = [(tantivy.Occur.Must, self._term(field, term)) for term in terms]
        return self._count(tantivy.Query.boolean_query(each))

    def count_phrase(self, words: Sequence[str]) -> int:
        """Return in how many passages the words, of which there is one at least, stand next to each other in order."""
        if len(words) == 1:  # no phrase to tantivy
            return self.count(words, field="words")
        return self._count(tantivy.Query.phrase_query(self._schema, "words", list(words)))

    def _count(self, query: tantivy.Query) -> int:
        return cast(int, self._searcher.search(self._within(query), limit=1).count)  # type: ignore[attr-defined]  # tantivy's types lack it

    def _within(self, query: tantivy.Query) -> tantivy.Query:
        """Return a query for what of the same may be read, with the same scores."""
        if self._readable is None:
            return query
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._readable)])

    def vocabulary(self) -> list[tuple[str, int]]:
        """Return every word with the number of passages that hold it, most first, then by name."""
        # The filter lets every passage through, but none that was taken out.
        return self._searcher.terms_with_prefix("words", "", filter_query=self._within(tantivy.Query.all_query()))


def opened(directory: Path) -> tantivy.Index:
    """Return the index of words in a directory.

    Raises:
        UnreadableIndexError: If it is missing, damaged, or of another version of tantivy.
    """
    try:
        index = tantivy.Index.open(str(directory))
        # A generation never changes; who looks whether it did makes a file there while it is being taken away.
        index.config_reader(reload_policy="manual")
        return index
    except ValueError as error:
        raise UnreadableIndexError(f"{directory} kan niet worden gelezen.") from error


def readers_of(groups: Iterable[str]) -> list[str]:
    """Return the names of who may read a passage that is for these groups, which without any is everybody."""
    return [_GROUP + group for group in groups] or [_EVERYBODY]


def reading_as(groups: Iterable[str]) -> list[str]:
    """Return the names by which somebody in these groups may read."""
    return [_EVERYBODY, *(_GROUP + group for group in sorted(groups))]


def rarity(held: int, passages: int) -> float:
    """Return the inverse document frequency in BM25 of a term that so many of the passages hold."""
    return log(1 + (passages - held + 0.5) / (held + 0.5))


def _write(index: tantivy.Index, entries: Iterable[LexicalEntry], *, removed: Sequence[int]) -> None:
    # One thread: one segment, so that the same passages always give the same files and the same ties.
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    if removed:  # by query: given as a term, a number is taken for a signed one and matches nothing
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, "work", list(removed)))
    for entry in entries:
        document = tantivy.Document()
        document.add_unsigned("row", entry.row)
        document.add_unsigned("work", entry.work)
        for name in readers_of(entry.groups):
            document.add_text("readers", name)
        document.add_text("terms", " ".join(entry.terms))
        document.add_text("parts", " ".join(entry.parts))
        document.add_text("words", unicodedata.normalize("NFC", entry.text))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except ValueError as error:  # tantivy's only error, also for a full disk
        raise OSError(f"tantivy: {error}") from error
