"""How sure a mean over questions is, and a difference between two of them."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

Interval = tuple[float, float]

CONFIDENCE = 0.95
_RESAMPLES = 9_999
_SEED = 20_261_122
"""Fixed, so that the same scores always give the same interval and the same p."""
_ALIKE = 1e-9
"""Values that differ less are taken as equal, and have no skewness to correct for."""
_BATCH = 500
"""Resamples drawn at a time: with 1,500 questions they take 6 MB."""


def interval(values: Sequence[float]) -> Interval | None:
    """Return the 95 % interval of the mean: what it would be on other questions of the same kind.

    The bootstrap over questions, corrected for bias and skewness (BCa): scores pile up at 1. None for fewer than two
    values, which do not tell how much they differ.

    Source:
        Efron, Better Bootstrap Confidence Intervals, JASA 1987, doi:10.1080/01621459.1987.10478410.
    """
    if len(values) < 2:
        return None
    if max(values) - min(values) < _ALIKE:
        return min(values), max(values)
    found = stats.bootstrap(
        (np.array(values),),
        np.mean,
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        confidence_level=CONFIDENCE,
        method="BCa",
        rng=np.random.default_rng(_SEED),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def randomisation_p(differences: Sequence[float]) -> float:
    """Return how often chance alone gives a mean difference at least this far from 0, to either side.

    The paired randomisation test: were the two configurations alike, each difference could as well have had the other
    sign. All ways to choose the signs are tried where there are fewer than ten thousand, else as many at random.
    1.0 where at most one differs from 0: its sign cannot make the mean come nearer.

    Args:
        differences: One a question.

    Source:
        Smucker, Allan & Carterette, CIKM 2007, doi:10.1145/1321440.1321528.
    """
    # A difference of 0 is the same with either sign; without them more cases are few enough to try all.
    signed = [difference for difference in differences if difference]
    if len(signed) < 2:  # scipy refuses fewer
        return 1.0
    found = stats.permutation_test(
        (np.array(signed),),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)
