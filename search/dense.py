"""The dense leg: exact inner product over unit vectors. The only import of faiss."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from search.encoder import Vectors
from search.errors import UnreadableIndexError

Rows = npt.NDArray[np.int64]

# Files are read and written by Python: faiss takes no path that is not UTF-8, and does not say that a disk is full.
_CHUNK = 1 << 20
"""Bytes at a time."""
_VECTORS, _CENTRE = "vectors.faiss", "centre.npy"
_CENTRED = np.float32(0.5)
"""How much of the mean is taken from each vector."""


class DenseIndex:
    """Centred vectors by row, searched exactly. The score is their cosine: higher is better.

    All vectors of a language model lie to one side. Half of their mean when the index is built, the centre, is taken
    from each and from the query, which are then made of length 1 again: what they have in common counts less.

    Source:
        Mu & Viswanath, "All-but-the-Top", ICLR 2018, arXiv:1702.01417: its first step, by half, as measured in
        eval/EXPERIMENTS.md, "Centred vectors".
    """

    def __init__(self, index: faiss.IndexIDMap2, centre: Vectors) -> None:
        self._index = index
        self._centre = centre

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors) -> "DenseIndex":
        """Return an index of vectors, shape (n, dimension), float32, unit length; ``rows`` has shape (n,)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        built = cls(index, _CENTRED * vectors.sum(axis=0) / np.float32(max(1, len(vectors))))
        index.add_with_ids(built.centred(vectors), rows)
        return built

    @classmethod
    def load(cls, directory: Path) -> "DenseIndex":
        """Return the index that ``save`` wrote.

        Raises:
            UnreadableIndexError: If it is missing or not such an index.
        """
        try:
            centre = np.load(directory / _CENTRE)
            with (directory / _VECTORS).open("rb") as file:
                reader = faiss.PyCallbackIOReader(file.read, _CHUNK)  # type: ignore[attr-defined]  # not in its stubs
                index = faiss.read_index(reader)
        except (OSError, EOFError, ValueError, RuntimeError) as error:  # numpy and faiss have no errors of their own
            raise UnreadableIndexError(f"{directory} kan niet worden gelezen.") from error
        if not isinstance(index, faiss.IndexIDMap2) or centre.shape != (index.d,) or centre.dtype != np.float32:
            raise UnreadableIndexError(f"{directory} is geen index van dit programma.")
        return cls(index, centre)

    def updated(self, rows: Rows, vectors: Vectors, *, removed: Rows) -> "DenseIndex":
        """Return this index with rows taken out and others put in, and the same centre; shapes as for ``build``."""
        index = faiss.clone_index(self._index)
        index.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(removed)))
        index.add_with_ids(self.centred(vectors), rows)
        return DenseIndex(index, self._centre)  # type: ignore[arg-type]  # a clone is of its original's class

    def save(self, directory: Path) -> None:
        """Write the index into a new directory.

        Raises:
            OSError: If the disk refuses it.
        """
        directory.mkdir()
        np.save(directory / _CENTRE, self._centre)
        with (directory / _VECTORS).open("wb") as file:
            writer = faiss.PyCallbackIOWriter(file.write, _CHUNK)  # type: ignore[attr-defined]  # not in its stubs
            faiss.write_index(self._index, writer)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def centred(self, vectors: Vectors) -> Vectors:
        """Return vectors, shape (n, dimension), as they are compared: less the centre, and of length 1."""
        moved = vectors - self._centre
        # None can be the centre itself, which is not half as long as they are.
        unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit

    def vectors(self, rows: Rows) -> Vectors:
        """Return the centred vectors of these rows, shape (n, dimension).

        Raises:
            UnreadableIndexError: If a row is not there.
        """
        try:
            found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows))
        except RuntimeError as error:
            raise UnreadableIndexError("Niet elke passage staat in de index van vectoren.") from error
        return found

    def rank(self, vector: Vectors, *, depth: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Return at most ``depth`` rows with their cosine, best first, equal scores in row order.

        Args:
            vector: The query, shape (dimension,), unit length.
            depth: How many rows at most.
            allowed: Only these rows; None for all.
        """
        # faiss fills a short result with row -1.
        depth = min(depth, len(self) if allowed is None else len(allowed))
        if depth == 0:
            return []
        options = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed))
            # Given here, the selector lives as long as the options in every version of faiss.
            options = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # missing in faiss' own stubs
        # A second thread would mostly wait for the first, and keep the encoder's from its core. Said at every search,
        # because OpenMP keeps the number for each calling thread apart.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(self.centred(vector[np.newaxis, :]), depth, params=options)
        found = rows[0] >= 0
        order = np.lexsort((rows[0][found], -scores[0][found]))
        return list(zip(rows[0][found][order].tolist(), scores[0][found][order].tolist(), strict=True))


def as_rows(values: Sequence[int]) -> Rows:
    """Return row numbers as the array that this room passes around."""
    return np.asarray(values, np.int64)
