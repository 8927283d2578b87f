"""The legs of an index whose passages an engine keeps: the same scores, ranked there."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from time import monotonic

import numpy as np
from xxhash import xxh32_intdigest

from search.dense import centred
from search.encoder import Vectors
from search.engines.milvus import SETTLED, Milvus, lists_for
from search.engines.publication import Publication
from search.errors import UnreadableIndexError
from search.inverted import Rows
from search.lexical import K1, B, LexicalField, LexicalIndex, opened, rarity, reading_as

_LOOKED_THROUGH = 0.25
"""Part of the lists that is looked through."""
_MOST_TERMS = 2**32 - 2


class EngineDense:
    """Centred vectors by row, as in ``DenseIndex``, in an engine."""

    def __init__(self, engine: Milvus, published: Publication, centre: Vectors) -> None:
        """Take an engine, what of it is visible, and half of the mean of the vectors."""
        self._engine = engine
        self._published = published
        self._centre = centre
        self._since = monotonic()
        self._count = engine.count(published.passages, published.visible)
        self._breadth = round(_LOOKED_THROUGH * lists_for(published.made))

    def __len__(self) -> int:
        """Return the number of vectors."""
        return self._count

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return len(self._centre)

    def centred(self, vectors: Vectors) -> Vectors:
        """Return vectors, shape (n, dimension), as they are compared: less the centre, and of length 1."""
        return centred(vectors, self._centre)

    def vectors(self, rows: Rows) -> Vectors:
        """Return the centred vectors of these rows, shape (n, dimension).

        Raises:
            UnreadableIndexError: If a row is not there.
        """
        found = self._engine.vectors(self._published.passages, rows)
        try:
            return np.array([found[row] for row in rows.tolist()], np.float32).reshape(-1, self.dimension)
        except KeyError as error:
            raise UnreadableIndexError(f"Niet elke passage staat in {self._engine.address}.") from error

    def rank(self, vector: Vectors, *, depth: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Return at most ``depth`` rows with their cosine, best first, equal scores in row order.

        Arguments are as for ``DenseIndex.rank``.
        """
        return self.near(self.centred(vector[np.newaxis, :])[0], depth=depth, allowed=allowed)

    def near(self, vector: Vectors, *, depth: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Return the same for a vector that is centred, such as one of ``vectors``."""
        depth = min(depth, len(self) if allowed is None else len(allowed))
        if depth == 0:
            return []
        visible = self._published.visible
        if allowed is not None:
            visible += f" and {_only(allowed, self._published.newest)}"
        return self._engine.nearest(
            self._published.passages,
            "vector",
            vector.tolist(),
            depth=depth,
            visible=visible,
            is_settled=_is_settled(self._since),
            breadth=self._breadth,
        )


class EngineLexical(LexicalIndex):
    """The words of an index, which lie here, with its terms and parts ranked in an engine.

    It is our BM25 there, as sparse vectors: Milvus' own gives each word of a query the same weight, and counts how rare
    a word is among passages that the asker may not read.
    """

    def __init__(
        self,
        directory: Path,
        engine: Milvus,
        published: Publication,
        *,
        groups: frozenset[str] | None = None,
        since: float | None = None,
    ) -> None:
        """Open the words in a directory; take an engine, what is visible, to whom (None: all), and since when.

        Raises:
            UnreadableIndexError: If the words are missing, damaged, or of another version of tantivy.
        """
        super().__init__(opened(directory), groups=groups)
        self._directory = directory
        self._engine = engine
        self._published = published
        self._since = monotonic() if since is None else since
        self._visible = published.visible
        if groups is not None:
            self._visible += f" and ARRAY_CONTAINS_ANY(readers, [{', '.join(map(_quoted, reading_as(groups)))}])"

    def readable_by(self, groups: frozenset[str]) -> "EngineLexical":
        """Return this index as if it held nothing but what these groups may read."""
        return EngineLexical(self._directory, self._engine, self._published, groups=groups, since=self._since)

    def rank(
        self,
        weights: Mapping[str, float],
        *,
        depth: int,
        field: LexicalField = "terms",
        works: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return at most ``depth`` rows that hold any of the terms, with their BM25, best first, ties in row order."""
        if field == "words":
            return super().rank(weights, depth=depth, field=field, works=works)
        query = self._query(weights, field)
        if not query or (works is not None and not works):
            return []
        visible = self._visible if works is None else f"{self._visible} and work in {list(works)}"
        found = self._engine.nearest(
            self._published.passages,
            field,
            query,
            depth=depth,
            visible=visible,
            is_settled=_is_settled(self._since),
        )
        return [(row, score) for row, score in found if score > 0]

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
        ranked = [row for row, _ in self.rank(weights, depth=depth, field=field, works=works) if row in rows]
        held = self._engine.weights(self._published.passages, field, np.asarray(ranked, np.int64))
        query = self._query(weights, field)
        return {
            row: {term: query.get(place_of(term), 0.0) * held[row].get(place_of(term), 0.0) for term in weights}
            for row in ranked
        }

    def _query(self, weights: Mapping[str, float], field: LexicalField) -> dict[int, float]:
        """Return a query: for each term that a passage holds, its weight times how rare it is."""
        found: dict[int, float] = {}
        for term, weight in weights.items():
            own = self._holding(field, term)
            if own:
                # Some that were taken out of late may still be counted among those that hold it.
                place, counted = place_of(term), weight * rarity(min(own, len(self)), len(self))
                found[place] = found.get(place, 0.0) + counted
        return found


def _is_settled(since: float) -> bool:
    """Return whether a generation has been there so long that no replica can be behind it."""
    return monotonic() - since > SETTLED


def bm25(terms: Sequence[str], average: float) -> dict[int, float]:
    """Return what each term of a passage counts for in BM25, but for how rare it is; by the place of the term.

    Args:
        terms: Of the passage, in which a term may stand more than once.
        average: Number of terms in a passage of the collection.
    """
    counted = Counter(map(place_of, terms))
    long = K1 * (1 - B + B * len(terms) / average) if average else K1
    return {place: count * (K1 + 1) / (count + long) for place, count in counted.items()}


def place_of(term: str) -> int:
    """Return the place of a term in a sparse vector. Of a million terms some hundred share theirs with another."""
    return xxh32_intdigest(term.encode()) % _MOST_TERMS


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _only(rows: Rows, newest: int) -> str:
    """Return a condition for these rows: they, or all others of those up to the newest, whichever is shorter."""
    others = np.ones(newest + 1, bool)
    others[0] = False
    others[rows] = False
    gaps = np.flatnonzero(others)
    if not len(gaps):
        return "row > 0"  # of an empty list Milvus makes an error
    return f"row not in {gaps.tolist()}" if len(gaps) < len(rows) else f"row in {rows.tolist()}"
