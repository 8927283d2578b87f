"""Further passages of one work make room for other works."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.diversity import spread


def test_each_further_passage_of_a_work_counts_a_twentieth_less() -> None:
    ranking = [(1, 1.0), (2, 0.99), (3, 0.98), (4, 0.93), (5, 0.5)]
    works = {1: 7, 2: 7, 3: 7, 4: 8, 5: 9}
    rows, scores = zip(*spread(ranking, works), strict=True)
    assert rows == (1, 2, 4, 3, 5)
    # .99 x .95 = .9405; .98 x .95 x .95 = .88445.
    assert scores == pytest.approx((1, 0.9405, 0.93, 0.88445, 0.5))


_RANKING = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 3)), max_size=20)


@given(_RANKING)
@example([(0.5, 1), (0.5, 1), (0.5, 2)])
def test_every_row_stays_and_those_of_a_work_keep_their_order(found: list[tuple[float, int]]) -> None:
    ordered = sorted(found, key=lambda pair: -pair[0])
    ranking = [(row, score) for row, (score, _) in enumerate(ordered)]
    works = {row: work for row, (_, work) in enumerate(ordered)}
    left = spread(ranking, works)
    assert sorted(row for row, _ in left) == list(works)
    assert [score for _, score in left] == sorted((score for _, score in left), reverse=True)
    assert all(
        [row for row, _ in left if works[row] == work] == [row for row, _ in ranking if works[row] == work]
        for work in (1, 2, 3)
    )
