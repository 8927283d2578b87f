"""A list of hits that is not ten neighbours from one page."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

_KEPT = 0.95
"""Part of its score that a passage keeps for each better one from the same work."""


def spread(ranking: Sequence[tuple[int, float]], works: Mapping[int, int]) -> list[tuple[int, float]]:
    """Return the rows with the score that is left to them, best first, equal scores in the order that they had.

    Each further passage of a work counts less, so that other works come between; within a work the order stays.

    Args:
        ranking: ``(row, score)``, best first; no score below 0.
        works: The number of the work, a document or an item in it, that each row is in.
    """
    kept: dict[int, float] = {}
    left = []
    for row, score in ranking:
        work = works[row]
        part = kept.get(work, 1.0)
        left.append((row, score * part))
        kept[work] = part * _KEPT
    return sorted(left, key=itemgetter(1), reverse=True)
