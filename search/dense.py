"""The dense leg: inner product over unit vectors, exact in an index that is not large."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import faiss
import numpy as np

from search.encoder import Vectors
from search.errors import UnreadableIndexError
from search.generation import CENTRE
from search.inverted import LISTS, InvertedIndex, Rows, read_faiss, write_faiss

__all__ = ["LARGE", "DenseIndex", "Rows", "as_rows", "centred"]

LARGE = 20_000
"""Vectors from which an index is inverted: to compare a query with each would take milliseconds."""
_VECTORS = "vectors.faiss"
_CENTRED = np.float32(0.5)
"""How much of the mean is taken from each vector."""


class DenseIndex:
    """Centred vectors by row. The score is their cosine: higher is better.

    All vectors of a language model lie to one side. Half of their mean when the index is built, the centre, is taken
    from each and from the query, which are then made of length 1 again: what they have in common counts less.

    Source:
        Mu & Viswanath, "All-but-the-Top", ICLR 2018, arXiv:1702.01417: its first step, by half, as measured in
        eval/EXPERIMENTS.md, "Centred vectors".
    """

    def __init__(self, index: "_ExactIndex | InvertedIndex", centre: Vectors) -> None:
        self._index = index
        self._centre = centre

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors, *, central: Rows | None = None) -> "DenseIndex":
        """Return an index of vectors, shape (n, dimension), float32, unit length; ``rows``, shape (n,), ascend.

        The centre is that of the rows of ``central``, or of all where it is None: from scores it can be worked out.
        """
        counted = np.ones(len(rows), np.float32) if central is None else np.isin(rows, central).astype(np.float32)
        centre = _CENTRED * (counted @ vectors) / max(np.float32(1), counted.sum())
        kind = _ExactIndex if len(vectors) < LARGE else InvertedIndex
        return cls(kind.build(rows, centred(vectors, centre)), centre)

    @classmethod
    def load(cls, directory: Path) -> "DenseIndex":
        """Return the index that ``save`` wrote.

        Raises:
            UnreadableIndexError: If it is missing or not such an index.
        """
        try:
            centre = np.load(directory / CENTRE)
            kind = InvertedIndex if (directory / LISTS).exists() else _ExactIndex
            index = kind.load(directory)
        except (OSError, EOFError, ValueError, RuntimeError) as error:  # numpy and faiss have no errors of their own
            raise UnreadableIndexError(f"{directory} kan niet worden gelezen.") from error
        if centre.shape != (index.dimension,) or centre.dtype != np.float32:
            raise UnreadableIndexError(f"{directory} is geen index van dit programma.")
        return cls(index, centre)

    def updated(self, rows: Rows, vectors: Vectors, *, removed: Rows) -> "DenseIndex":
        """Return this index with rows taken out and others, all higher, put in, and the same centre.

        Shapes are as for ``build``.
        """
        return DenseIndex(self._index.updated(rows, self.centred(vectors), removed=removed), self._centre)

    def save(self, directory: Path) -> None:
        """Write the index into a new directory.

        Raises:
            OSError: If the disk refuses it.
        """
        directory.mkdir()
        np.save(directory / CENTRE, self._centre)
        self._index.save(directory)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return len(self._index)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._index.dimension

    @property
    def recall(self) -> float:
        """Part of the hundred best rows that is found; 1 when it is exact."""
        return self._index.recall

    def suits(self, count: int) -> bool:
        """Return whether an index of that many vectors would be made in about the same way."""
        return self._index.suits(count)

    def centred(self, vectors: Vectors) -> Vectors:
        """Return vectors, shape (n, dimension), as they are compared: less the centre, and of length 1."""
        return centred(vectors, self._centre)

    def vectors(self, rows: Rows) -> Vectors:
        """Return the centred vectors of these rows, shape (n, dimension).

        Raises:
            UnreadableIndexError: If a row is not there.
        """
        try:
            return self._index.vectors(rows)
        except (KeyError, RuntimeError) as error:
            raise UnreadableIndexError("Niet elke passage staat in de index van vectoren.") from error

    def rank(self, vector: Vectors, *, depth: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Return at most ``depth`` rows with their cosine, best first, equal scores in row order.

        Args:
            vector: The query, shape (dimension,), unit length.
            depth: How many rows at most.
            allowed: Only these rows, ascending; None for all.
        """
        return self.near(self.centred(vector[np.newaxis, :])[0], depth=depth, allowed=allowed)

    def near(self, vector: Vectors, *, depth: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Return the same for a vector that is centred, such as one of ``vectors``."""
        # faiss fills a short result with row -1.
        depth = min(depth, len(self) if allowed is None else len(allowed))
        if depth == 0:
            return []
        # A second thread would mostly wait for the first, and keep the encoder's from its core. Said at every search,
        # because OpenMP keeps the number for each calling thread apart.
        faiss.omp_set_num_threads(1)
        rows, scores = self._index.best(vector, depth=depth, allowed=allowed)
        return list(zip(rows.tolist(), scores.tolist(), strict=True))


class _ExactIndex:
    """Unit vectors by row, each compared with every query."""

    recall = 1.0

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors) -> "_ExactIndex":
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(vectors, rows)
        return cls(index)

    @classmethod
    def load(cls, directory: Path) -> "_ExactIndex":
        index = read_faiss(directory / _VECTORS)
        if not isinstance(index, faiss.IndexIDMap2):
            raise UnreadableIndexError(f"{directory} is geen index van dit programma.")
        return cls(index)

    def save(self, directory: Path) -> None:
        write_faiss(self._index, directory / _VECTORS)

    def updated(self, rows: Rows, vectors: Vectors, *, removed: Rows) -> "_ExactIndex":
        index = cast(faiss.IndexIDMap2, faiss.clone_index(self._index))
        index.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(removed)))
        index.add_with_ids(vectors, rows)
        return _ExactIndex(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def suits(self, count: int) -> bool:
        return count < LARGE

    def vectors(self, rows: Rows) -> Vectors:
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows))
        return found

    def best(self, query: Vectors, *, depth: int, allowed: Rows | None) -> tuple[Rows, Vectors]:
        options = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed))
            # Given here, the selector lives as long as the options in every version of faiss.
            options = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # missing in faiss' own stubs
        scores, rows = self._index.search(query[np.newaxis, :], depth, params=options)
        found = rows[0] >= 0
        order = np.lexsort((rows[0][found], -scores[0][found]))
        return rows[0][found][order], scores[0][found][order]


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Return vectors, shape (n, dimension), less the centre, and of length 1."""
    moved = vectors - centre
    # None can be the centre itself, which is not half as long as they are.
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def as_rows(values: Sequence[int]) -> Rows:
    """Return row numbers as the array that this room passes around."""
    return np.asarray(values, np.int64)
