"""Passages of a few words make room for those that say more."""

import pytest

from search.brevity import lower


def test_a_passage_of_a_few_words_keeps_four_fifths_of_its_score() -> None:
    left, taken = lower([(1, 1.0), (2, 0.9), (3, 0.8), (4, 0.7)], {1, 4, 9})
    # 1 and 3 are equal now, and stay in their order.
    assert [row for row, _ in left] == [2, 1, 3, 4]
    assert [score for _, score in left] == pytest.approx([0.9, 0.8, 0.8, 0.56])
    assert taken == {1: pytest.approx(0.2), 4: pytest.approx(0.14)}


def test_without_such_passages_nothing_changes() -> None:
    assert lower([(1, 1.0), (2, 0.5)], set()) == ([(1, 1.0), (2, 0.5)], {})
    assert lower([], {1}) == ([], {})
