"""A list of hits that is not ten neighbours from one page."""

from collections import Counter
from collections.abc import Mapping, Sequence

_KEPT = 0.95
"""Part of its score that a passage keeps for each better one from the same work."""


def spread(ranking: Sequence[tuple[int, float]], works: Mapping[int, int]) -> list[tuple[int, float]]:
    """Return the rows with the score that is left to them, best first, equal scores in the order that they had.

    Each further passage of a work counts less, so that other works come between; within a work the order stays.

    Args:
        ranking: ``(row, score)``, best first; no score below 0.
        works: The number of the work, a document or an item in it, that each row is in.
    """
    seen: Counter[int] = Counter()
    left = []
    for row, score in ranking:
        left.append((row, score * _KEPT ** seen[works[row]]))
        seen[works[row]] += 1
    return sorted(left, key=lambda pair: -pair[1])
