from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import convex_combination, min_max

_SCORES = st.floats(-1e6, 1e6, allow_nan=False)
_RANKING = st.dictionaries(st.integers(0, 20), _SCORES, max_size=15).map(
    lambda scores: sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
)
_WEIGHT = st.floats(0, 1)


def test_scores_are_stretched_from_zero_to_one() -> None:
    assert min_max([(4, 9.0), (2, 6.0), (7, 5.0)]).tolist() == [1.0, (6 - 5) / (9 - 5), 0.0]


def test_equal_scores_all_become_one() -> None:
    assert min_max([(4, 0.25), (2, 0.25)]).tolist() == [1.0, 1.0]


def test_an_empty_ranking_stays_empty() -> None:
    assert min_max([]).tolist() == []


def test_a_row_gets_the_weighted_sum_of_its_legs_and_nothing_from_a_leg_that_did_not_rank_it() -> None:
    dense = [(1, 0.9), (2, 0.8), (3, 0.5)]
    lexical = [(3, 12.0), (2, 7.0), (4, 2.0)]

    fused = convex_combination({"dense": dense, "lexical": lexical}, weights={"dense": 0.65, "lexical": 0.35})

    middle = 0.65 * (0.8 - 0.5) / (0.9 - 0.5) + 0.35 * (7 - 2) / (12 - 2)
    assert [row for row, _ in fused] == [2, 1, 3, 4]
    assert [score for _, score in fused] == pytest.approx([middle, 0.65, 0.35, 0.0])


def test_equal_scores_are_in_row_order() -> None:
    fused = convex_combination({"a": [(9, 1.0)], "b": [(3, 1.0)]}, weights={"a": 0.5, "b": 0.5})

    assert fused == [(3, 0.5), (9, 0.5)]


def test_no_rankings_give_no_rows() -> None:
    assert convex_combination({}, weights={}) == []


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        convex_combination({"dense": []}, weights={"dense": -0.1})


@given(st.lists(st.tuples(_RANKING, _WEIGHT), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_legs_does_not_matter(
    legs: list[tuple[list[tuple[int, float]], float]], random: Random
) -> None:
    named = [(f"leg {number}", ranking, weight) for number, (ranking, weight) in enumerate(legs)]
    shuffled = random.sample(named, len(named))
    weights = {name: weight for name, _, weight in named}

    assert convex_combination({name: ranking for name, ranking, _ in shuffled}, weights=weights) == convex_combination(
        {name: ranking for name, ranking, _ in named}, weights=weights
    )


@given(_RANKING, _RANKING, _WEIGHT)
def test_scores_lie_between_zero_and_the_sum_of_the_weights(
    one: list[tuple[int, float]], other: list[tuple[int, float]], share: float
) -> None:
    fused = convex_combination({"a": one, "b": other}, weights={"a": share, "b": 1 - share})

    assert {row for row, _ in fused} == {row for row, _ in one} | {row for row, _ in other}
    assert all(0 <= score <= 1 + 1e-12 for _, score in fused)
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))


@given(_RANKING)
def test_one_leg_alone_keeps_its_order(ranking: list[tuple[int, float]]) -> None:
    scores = dict(ranking)
    fused = [row for row, _ in convex_combination({"a": ranking}, weights={"a": 1.0})]

    # Scores so near that their stretched values are equal may change places, into row order.
    assert [scores[row] for row in fused] == pytest.approx([score for _, score in ranking], abs=1e-6)
