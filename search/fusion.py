"""From one ranking per leg to one ranking."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Ranking = Sequence[tuple[int, float]]
"""``(row, score)``, best first, no row twice."""


def min_max(ranking: Ranking) -> npt.NDArray[np.float64]:
    """Return the scores of a ranking stretched to [0, 1], in its order; a ranking whose scores are equal gets 1."""
    scores = np.array([score for _, score in ranking], np.float64)
    if not scores.size or scores[0] == scores[-1]:
        return np.ones_like(scores)
    stretched: npt.NDArray[np.float64] = (scores - scores[-1]) / (scores[0] - scores[-1])
    return stretched


def convex_combination(rankings: Mapping[str, Ranking], *, weights: Mapping[str, float]) -> list[tuple[int, float]]:
    """Fuse rankings of passage rows by the weighted sum of their min-max normalised scores.

    Args:
        rankings: One ranking per leg.
        weights: The weight of each leg in ``rankings``; they need not sum to 1.

    Returns:
        ``(row, score)`` for every row in any ranking, best first, equal scores in row order. A row that a leg did not
        rank gets 0 from it.

    Raises:
        ValueError: If a weight is negative.

    Source:
        Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023, doi:10.1145/3596512.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError(f"weights must not be negative: {dict(weights)}")
    rows = np.array(sorted({row for ranking in rankings.values() for row, _ in ranking}), np.int64)
    parts = np.zeros((len(rankings), len(rows)))
    for part, (leg, ranking) in zip(parts, rankings.items(), strict=True):
        part[np.searchsorted(rows, [row for row, _ in ranking])] = weights[leg] * min_max(ranking)
    # Smallest first, so that the order of the legs cannot break a tie.
    scores = np.sort(parts, axis=0).sum(axis=0)
    order = np.lexsort((rows, -scores))
    return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))
