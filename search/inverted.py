"""Vectors of a large index: in lists of those that lie together, found by sketches of a few bits, then compared."""

from math import log2
from pathlib import Path
from typing import cast

import faiss
import numpy as np
import numpy.typing as npt

from corpus.cores import available_cores
from search.encoder import Vectors
from search.errors import UnreadableIndexError

Rows = npt.NDArray[np.int64]

# Files are read and written by Python: faiss takes no path that is not UTF-8, and does not say that a disk is full.
_CHUNK = 1 << 20
"""Bytes at a time."""
LISTS, _ROWS, _VECTORS, _RECALL = "lists.faiss", "rows.npy", "vectors.npy", "recall.npy"
_WIDER = 4
"""How many candidates the sketches give for each row that is asked, as if ``_DEPTH`` were asked at least."""
_FEW = 10_000
"""Allowed rows that are all compared, without the lists."""
_TRAINING = 64
"""Vectors from which the place of a list is learned."""
_BLOCK = 1 << 16
"""Rows at a time."""
_GOAL = 0.97
_QUERIES, _DEPTH, _COUNTED = 200, 200, 100


class InvertedIndex:
    """Unit vectors by row. Which rows are compared is chosen by sketches, their scores are inner products.

    Every vector is in the list of the centre nearest to it, as a sketch of four bits for two numbers. A query looks
    through the sketches of the lists nearest to it, and is then compared with the vectors that promise most, which are
    kept in half precision: a cosine differs in the fifth digit. They stay on the disk, and in memory as far as they
    are asked for.

    Source:
        Jégou, Douze & Schmid, "Product Quantization for Nearest Neighbor Search", PAMI 2011, doi:10.1109/TPAMI.2010.57;
        André, Kermarrec & Le Scouarnec, "Cache locality is not enough", VLDB 2015, doi:10.14778/2856318.2856324.
    """

    def __init__(
        self, lists: faiss.IndexIVFPQFastScan, rows: Rows, vectors: npt.NDArray[np.float16], recall: float
    ) -> None:
        self._lists = lists
        self._rows = rows  # ascending
        self._vectors = vectors  # one for one with the rows
        self.recall = recall
        """Part of the hundred best rows that is found; measured when the index was built."""

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors) -> "InvertedIndex":
        """Return an index of vectors, shape (n, dimension), float32, unit length; ``rows``, shape (n,), ascend.

        As many lists are looked through as it takes to find ``_GOAL`` of the rows that an exact search finds.
        """
        count, dimension = vectors.shape
        faiss.omp_set_num_threads(available_cores())
        pairs = dimension // 2 if dimension % 2 == 0 else dimension
        kind = f"IVF{_lists_for(count)},PQ{pairs}x4fsr"
        lists = cast(faiss.IndexIVFPQFastScan, faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT))
        lists.train(np.ascontiguousarray(vectors[:: max(1, count // (_TRAINING * lists.nlist))]))
        lists.add_with_ids(vectors, rows)
        built = cls(lists, rows, vectors.astype(np.float16), 0.0)
        built._choose_breadth()
        return built

    @classmethod
    def load(cls, directory: Path) -> "InvertedIndex":
        """Return the index that ``save`` wrote; the vectors stay on the disk.

        Raises:
            OSError, EOFError, ValueError or RuntimeError: If a file is missing or damaged.
            UnreadableIndexError: If they are not such an index.
        """
        lists = read_faiss(directory / LISTS)
        rows, recall = np.load(directory / _ROWS), np.load(directory / _RECALL)
        vectors = np.load(directory / _VECTORS, mmap_mode="r")
        if (
            not isinstance(lists, faiss.IndexIVFPQFastScan)
            or (rows.dtype, rows.shape) != (np.int64, (lists.ntotal,))
            or (vectors.dtype, vectors.shape) != (np.float16, (lists.ntotal, lists.d))
        ):
            raise UnreadableIndexError(f"{directory} is geen index van dit programma.")
        return cls(lists, rows, vectors, float(recall))

    def save(self, directory: Path) -> None:
        """Write the index into a directory.

        Raises:
            OSError: If the disk refuses it.
        """
        write_faiss(self._lists, directory / LISTS)
        np.save(directory / _ROWS, self._rows)
        np.save(directory / _VECTORS, self._vectors)
        np.save(directory / _RECALL, self.recall)

    def updated(self, rows: Rows, vectors: Vectors, *, removed: Rows) -> "InvertedIndex":
        """Return this index with rows taken out and others, all higher, put in; the centres of the lists stay."""
        lists = cast(faiss.IndexIVFPQFastScan, faiss.clone_index(self._lists))
        lists.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(removed)))
        lists.add_with_ids(vectors, rows)
        kept = ~np.isin(self._rows, removed)
        return InvertedIndex(
            lists,
            np.concatenate((self._rows[kept], rows)),
            np.concatenate((self._vectors[kept], vectors.astype(np.float16))),
            self.recall,
        )

    def __len__(self) -> int:
        """Return the number of vectors."""
        return len(self._rows)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._lists.d)

    def suits(self, count: int) -> bool:
        """Return whether its lists are about as many as an index of that many vectors should have."""
        return _lists_for(count) / 2 <= self._lists.nlist <= _lists_for(count) * 2

    def vectors(self, rows: Rows) -> Vectors:
        """Return the vectors of these rows, shape (n, dimension).

        Raises:
            KeyError: If a row is not there.
        """
        places = self._places(rows)
        if len(places) != len(rows):
            raise KeyError("not every row is in the index")
        return self._vectors[places].astype(np.float32)

    def best(self, query: Vectors, *, depth: int, allowed: Rows | None) -> tuple[Rows, Vectors]:
        """Return at most ``depth`` rows, best first, equal scores in row order, and their scores.

        Args:
            query: Shape (dimension,), unit length.
            depth: How many rows at most.
            allowed: Only these rows, ascending; None for all.
        """
        if allowed is not None and len(allowed) <= _FEW:
            places = self._places(allowed)
        else:
            places = self._promising(query, _WIDER * max(depth, _DEPTH), allowed)
        # One row at a time, so that equal vectors have equal scores.
        scores = np.einsum("nd,d->n", self._vectors[places].astype(np.float32), query)
        order = np.lexsort((places, -scores))[:depth]
        return self._rows[places[order]], scores[order]

    def _promising(self, query: Vectors, count: int, allowed: Rows | None) -> Rows:
        """Return the places of the rows whose sketches are nearest to a query.

        A filter may let through what lies far from the query, so with one every list is looked through.
        """
        options = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed))
            options = faiss.SearchParametersIVF(nprobe=self._lists.nlist, sel=selector)  # type: ignore[call-arg]  # missing in faiss' own stubs
        _, rows = self._lists.search(query[np.newaxis, :], min(count, len(self)), params=options)
        return self._places(rows[0])

    def _places(self, rows: Rows) -> Rows:
        """Return where rows stand; those that are not there are left out."""
        places = np.searchsorted(self._rows, rows)
        found: Rows = places[self._rows[np.minimum(places, len(self) - 1)] == rows]
        return found

    def _choose_breadth(self) -> None:
        """Set how many lists are looked through, and measure what part of the best rows is found that way.

        A row finds its own list and its neighbours too easily, and a question lies between the texts. So the queries
        are the sums of three rows each.
        """
        chosen = np.random.default_rng(len(self)).integers(len(self), size=(3, _QUERIES))
        queries = sum(self._vectors[places].astype(np.float32) for places in chosen)
        queries /= np.linalg.norm(queries, axis=1, keepdims=True)
        least = self._least_scores(queries)
        faiss.omp_set_num_threads(1)

        def recall(breadth: int) -> float:
            self._lists.nprobe = breadth
            found = (self.best(query, depth=_DEPTH, allowed=None)[1][:_COUNTED] for query in queries)
            right = sum(np.count_nonzero(scores >= last) for scores, last in zip(found, least, strict=True))
            return int(right) / (_QUERIES * _COUNTED)

        breadth = max(1, self._lists.nlist // 64)
        while self.recall < _GOAL and breadth < self._lists.nlist:
            breadth *= 2
            self.recall = recall(breadth)
        # The last doubling may have been far too much, and a search takes about as long as there are lists.
        step = breadth // 4
        while step >= max(1, breadth // 16):
            if (less := recall(breadth - step)) >= _GOAL:
                breadth, self.recall = breadth - step, less
            step //= 2
        self._lists.nprobe = breadth

    def _least_scores(self, queries: Vectors) -> Vectors:
        """Return for each query a little less than the score of the last of its hundred best rows."""
        best = np.empty((len(queries), 0), np.float32)
        for start in range(0, len(self), _BLOCK):
            scores = queries @ self._vectors[start : start + _BLOCK].astype(np.float32).T
            best = np.partition(np.hstack((best, scores)), -_COUNTED, axis=1)[:, -_COUNTED:]
        least: Vectors = best.min(axis=1, keepdims=True) - np.float32(1e-6)
        return least


def read_faiss(path: Path) -> faiss.Index:
    """Return the index in a file.

    Raises:
        OSError or RuntimeError: If it is missing or damaged.
    """
    with path.open("rb") as file:
        reader = faiss.PyCallbackIOReader(file.read, _CHUNK)  # type: ignore[attr-defined]  # not in its stubs
        return faiss.read_index(reader)


def write_faiss(index: faiss.Index, path: Path) -> None:
    """Write an index into a file.

    Raises:
        OSError: If the disk refuses it.
    """
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write, _CHUNK)  # type: ignore[attr-defined]  # not in its stubs
        faiss.write_index(index, writer)


def _lists_for(count: int) -> int:
    """Return how many lists an index of that many vectors should have: about the root of it, a power of two."""
    return 1 << round(log2(count) / 2)
