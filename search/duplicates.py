"""Near-identical passages: found by MinHash, then verified on the words themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

THRESHOLD = 0.75
"""Least Jaccard similarity of the sets of three-term runs for two passages to count as one text."""
_BANDS, _BAND = 32, 4  # a pair at the threshold agrees in a band with probability 0.99999
_SEED = 20261121
_PRIMES = np.array([11400714819323198485, 14029467366897019727, 1609587929392839161, 9650029242287828579], np.uint64)

Terms = Callable[[Sequence[int]], Mapping[int, Sequence[str]]]
"""The terms of passages, by row."""


def signature(terms: Sequence[str]) -> bytes:
    """Return what near-identical passages have in common: a number for each of 32 bands. Without terms: nothing.

    Source:
        Broder, "On the resemblance and containment of documents", SEQUENCES 1997, doi:10.1109/SEQUEN.1997.666900.
    """
    if not terms:
        return b""
    sketch = RMinHash(num_perm=_BANDS * _BAND, seed=_SEED)
    sketch.update([" ".join(shingle) for shingle in _shingles(terms)])
    bands = np.array(sketch.digest(), np.uint64).reshape(_BANDS, _BAND)
    # Wraps around, as hashes do; the upper half is the better mixed.
    numbers: npt.NDArray[np.uint64] = (bands * _PRIMES).sum(axis=1, dtype=np.uint64) >> np.uint64(32)
    return numbers.astype(np.uint32).tobytes()


def families(passages: Sequence[tuple[int, int, bytes]], terms: Terms) -> list[tuple[int, int]]:
    """Return ``(row, family)`` for every passage whose family changes; a family is named after its lowest row.

    Two passages are in one family when a chain of near-identical passages joins them. Passages that were looked at
    before are not compared with each other again.

    Args:
        passages: Row, family as far as it is known and 0 where it is not, and signature; rows ascending.
        terms: Gives the terms of the passages that must be compared.
    """
    parent = {row: family or row for row, family, _ in passages}
    fresh = {row for row, family, _ in passages if not family}

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    groups = list(_groups(passages, fresh))
    words = terms(sorted({row for group in groups for row in group}))
    shingles = {row: _shingles(words[row]) for row in words}
    other_text: set[tuple[int, int]] = set()

    def is_one_text(one: int, other: int) -> bool:
        if (one not in fresh and other not in fresh) or (one, other) in other_text:
            return False
        if _jaccard(shingles[one], shingles[other]) >= THRESHOLD:
            return True
        other_text.add((one, other))
        return False

    for group in groups:
        kinds: list[list[int]] = []  # rows of one family each
        for row in group:
            for kind in kinds:
                if root(kind[0]) != root(row) and any(is_one_text(earlier, row) for earlier in kind):
                    low, high = sorted((root(kind[0]), root(row)))
                    parent[high] = low
            own = next((kind for kind in kinds if root(kind[0]) == root(row)), None)
            if own is None:
                kinds.append([row])
            else:
                own.append(row)
    return [(row, root(row)) for row, family, _ in passages if root(row) != family]


def _groups(passages: Sequence[tuple[int, int, bytes]], fresh: set[int]) -> Iterator[list[int]]:
    """Yield rows that may be one text, ascending, a fresh one among them: of one signature, or that agree in a band.

    A row whose signature an earlier row has stands only in the first kind: it is as good as the same text.
    """
    same: dict[bytes, list[int]] = {}
    for row, _, mark in passages:
        if mark:
            same.setdefault(mark, []).append(row)
    yield from (rows for rows in same.values() if len(rows) > 1 and not fresh.isdisjoint(rows))
    rows = np.array([first for first, *_ in same.values()], np.int64)
    marks = np.frombuffer(b"".join(same), np.uint32).reshape(-1, _BANDS)
    new = marks[np.isin(rows, np.fromiter(fresh, np.int64))]
    for band in range(_BANDS if len(new) else 0):
        wanted = np.unique(new[:, band])
        places = np.searchsorted(wanted, marks[:, band])
        shared = wanted[np.minimum(places, len(wanted) - 1)] == marks[:, band]
        yield from _equal(rows[shared], marks[shared, band])


def _equal(rows: npt.NDArray[np.int64], values: npt.NDArray[np.uint32]) -> Iterator[list[int]]:
    """Yield the rows, ascending, of each value that more than one has."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    edges = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))
    for first, last in pairwise(edges.tolist()):
        if last - first > 1:
            yield rows[order[first:last]].tolist()


def _shingles(terms: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the runs of three terms; a shorter passage is one run, so that only its equal matches it."""
    if len(terms) < 3:
        return frozenset([tuple(terms)])
    return frozenset(tuple(terms[start : start + 3]) for start in range(len(terms) - 2))


def _jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)
