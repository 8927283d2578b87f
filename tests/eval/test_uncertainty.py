"""Intervals and p-values: counted by hand, against all flips of the signs, and by their properties."""

from itertools import product
from operator import mul

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.uncertainty import interval, randomisation_p

# Sixteenths are exact in binary, so that equal sums are equal.
sixteenths = st.integers(-16, 16).map(lambda number: number / 16)
scores = st.integers(0, 16).map(lambda number: number / 16)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([0.1, 0.2, 0.3], 2 / 8),  # +++ and ---: 2 of the 8 ways to choose the signs reach .6
        ([-0.1, -0.2, -0.3], 2 / 8),  # the other side counts alike
        ([0.5, -0.25, 0.5], 4 / 8),  # |sum| = .75: +++ and +-+, and both the other way round
        ([0.25, 0.25, 0.25, -0.25], 10 / 16),  # |sum| = .5: 2 with equal signs, 8 with three alike
        ([0.5, -0.5], 1.0),  # a sum of 0 is reached by all
        ([0.0, 0.1, 0.2, 0.0, 0.3, 0.0], 2 / 8),  # questions without a difference change nothing
        ([0.7], 1.0),
        ([0.0, 0.7, 0.0], 1.0),
        ([0.0, 0.0], 1.0),
        ([], 1.0),
    ],
)
def test_p_is_the_share_of_signs_that_reach_as_far(differences: list[float], p: float) -> None:
    assert randomisation_p(differences) == pytest.approx(p, rel=1e-12)


@given(st.lists(sixteenths, max_size=8))
@example([0.5, -0.25, 0.5])
def test_p_is_that_of_brute_force_over_all_signs(differences: list[float]) -> None:
    sums = [abs(sum(map(mul, differences, signs))) for signs in product((1, -1), repeat=len(differences))]
    reached = sum(one >= abs(sum(differences)) for one in sums)
    assert randomisation_p(differences) == pytest.approx(reached / len(sums), rel=1e-12)


def test_with_many_questions_p_is_near_that_of_all_signs() -> None:
    # 20 questions won and 10 lost by as much: p is that of a coin that falls on one side 20 times or more of 30.
    won = [1 / 4] * 20 + [-1 / 4] * 10
    assert randomisation_p(won) == pytest.approx(0.0987, abs=0.01)
    assert randomisation_p([1 / 4] * 30) == 2 / 10_000  # the least that 9,999 at random and the one itself can say


def test_the_same_scores_give_the_same_interval_and_p() -> None:
    values = [number % 7 / 7 - 0.3 for number in range(40)]
    assert interval(values) == interval(list(values))
    assert randomisation_p(values) == randomisation_p(list(values))


def test_one_question_has_no_interval() -> None:
    assert interval([0.5]) is None


def test_equal_scores_leave_no_doubt() -> None:
    assert interval([0.25] * 3) == (0.25, 0.25)
    assert interval([1.0, 1.0]) == (1.0, 1.0)


def test_the_interval_of_many_scores_is_that_of_the_normal_distribution() -> None:
    # Half 0 and half 1: the standard deviation is .5, that of the mean of 400 is .025.
    low, high = interval([0.0, 1.0] * 200) or (0, 0)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.005)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.005)


def test_the_interval_of_scores_that_pile_up_reaches_further_to_the_other_side() -> None:
    low, high = interval([1.0] * 9 + [0.0]) or (0, 0)
    assert 0.9 - low > high - 0.9 > 0


@given(st.lists(scores, min_size=2, max_size=12))
@example([0.0, 1.0])
@example([0.0] * 11 + [1.0])
def test_an_interval_lies_within_the_scores(values: list[float]) -> None:
    low, high = interval(values) or (-1, -1)
    assert min(values) <= low <= high <= max(values)
