"""Near-identical passages: found by MinHash, then verified on the words themselves."""

from collections.abc import Iterable, Sequence

from rensa import RMinHash, RMinHashLSH

THRESHOLD = 0.75
"""Least Jaccard similarity of the sets of three-term runs for two passages to count as one text."""
_PERMUTATIONS = 128
_BANDS = 32  # 32 bands of 4: a pair at the threshold is a candidate with probability 0.99999
_SEED = 20261121


def families(passages: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, int]]:
    """Return ``(row, family)`` for every passage; a family is named after its lowest row.

    Two passages are in one family when a chain of near-identical passages joins them.

    Args:
        passages: ``(row, terms)``, rows ascending. Passages without terms are alone.

    Source:
        Broder, "On the resemblance and containment of documents", SEQUENCES 1997, doi:10.1109/SEQUEN.1997.666900.
    """
    shingles: dict[int, frozenset[tuple[str, ...]]] = {}
    parent: dict[int, int] = {}
    lsh = RMinHashLSH(threshold=THRESHOLD, num_perm=_PERMUTATIONS, num_bands=_BANDS)

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for row, terms in passages:
        own = shingles[row] = _shingles(terms)
        parent[row] = row
        if not own:
            continue
        signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        signature.update([" ".join(shingle) for shingle in own])
        for other in lsh.query(signature):
            if root(other) != root(row) and _jaccard(own, shingles[other]) >= THRESHOLD:
                low, high = sorted((root(other), root(row)))
                parent[high] = low
        lsh.insert(row, signature)
    return [(row, root(row)) for row in parent]


def _shingles(terms: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the runs of three terms; a shorter passage is one run, so that only its equal matches it."""
    if len(terms) < 3:
        return frozenset([tuple(terms)]) if terms else frozenset()
    return frozenset(tuple(terms[start : start + 3]) for start in range(len(terms) - 2))


def _jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)
