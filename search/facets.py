"""How many documents works are in, by what they are counted by: held in memory, for every search counts hundreds."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

# What SQLite takes for the same letters.
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Facets:
    """The traits of every work, some 20 bytes each. Safe to use from several threads."""

    def __init__(self, names: Sequence[str], documents: Numbers, traits: Iterable[tuple[int, str, str]]) -> None:
        """Take what is counted.

        Args:
            names: The kinds of traits.
            documents: The number of the document of each work, at the place of its own number.
            traits: Work, name and value, in the order of the works.
        """
        self._names = names
        self._documents = documents.astype(np.int32)
        kinds: dict[tuple[str, str], int] = {}
        works, found = [], []
        for work, name, value in traits:
            works.append(work)
            found.append(kinds.setdefault((name, value), len(kinds)))
        self._traits = list(kinds)
        # Values that differ in capitals only are counted as one.
        same: dict[tuple[str, str], int] = {}
        for name, value in self._traits:
            same.setdefault((name, value.translate(_SMALL)), len(same))
        self._values = list(same)
        self._same = np.array([same[name, value.translate(_SMALL)] for name, value in self._traits], np.int64)
        self._found = np.array(found, np.int32)
        # Those of a work stand from its own place to that of the next.
        self._places = np.searchsorted(np.array(works, np.int64), np.arange(len(documents) + 1)).astype(np.int32)

    def of(self, works: Iterable[int]) -> dict[str, list[tuple[str, int]]]:
        """Return for each name how many documents these works are in by value, most first, then by value."""
        chosen = np.fromiter(works, np.int64)
        counts = self._places[chosen + 1] - self._places[chosen]
        before = np.cumsum(counts) - counts
        found = self._found[np.repeat(self._places[chosen] - before, counts) + np.arange(counts.sum())]
        written: dict[int, str] = {}
        for trait in np.unique(found).tolist():
            value, own = int(self._same[trait]), self._traits[trait][1]
            written[value] = min(own, written.get(value, own))
        documents = np.repeat(self._documents[chosen], counts)
        each = np.unique((self._same[found] << 32) | documents) >> 32  # a document once for each value
        values, totals = np.unique(each, return_counts=True)
        counted = [
            (*self._values[value], value, total) for value, total in zip(values.tolist(), totals.tolist(), strict=True)
        ]
        facets: dict[str, list[tuple[str, int]]] = {name: [] for name in self._names}
        for name, _, value, total in sorted(counted, key=lambda one: (-one[3], one[1])):
            facets[name].append((written[value], total))
        return facets

    def documents(self, works: Iterable[int]) -> int:
        """Return how many documents these works are in."""
        return len(np.unique(self._documents[np.fromiter(works, np.int64)]))
