"""How much the words of a query count for beside its meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking import telling


def test_a_word_in_one_passage_tells_all() -> None:
    assert telling({"wijk": 1.0}, {"wijk": 1}, 100) == 1


def test_words_that_half_of_the_passages_hold_tell_little() -> None:
    # ln(1 + 50.5 / 50.5) = .693, of half of ln(1 + 99.5 / 1.5) = 4.210.
    assert telling({"app": 1.0, "hoe": 1.0}, {"app": 50, "hoe": 60}, 100) == pytest.approx(0.693 / 2.105, abs=1e-3)


def test_one_rare_word_among_common_ones_makes_them_count_in_full() -> None:
    assert telling({"app": 1.0, "schaamte": 1.0}, {"app": 90, "schaamte": 10}, 100) == 1


def test_a_rare_word_that_was_added_tells_as_much_as_its_weight() -> None:
    # A quarter of ln(1 + 99.5 / 1.5) = 4.210, of half of it.
    assert telling({"app": 1.0, "schaamte": 0.25}, {"app": 100, "schaamte": 1}, 100) == pytest.approx(0.5)


def test_words_that_are_nowhere_take_from_what_the_others_tell() -> None:
    # Half of the weight is known, of the .7 that are asked.
    held = {"wijk": 1, "neighbourhood": 0}

    assert telling({"wijk": 1.0, "neighbourhood": 1.0}, held, 100) == pytest.approx(0.5 / 0.7)


@pytest.mark.parametrize("weights", [{}, {"maan": 1.0}])
def test_words_that_are_all_nowhere_tell_nothing(weights: dict[str, float]) -> None:
    assert telling(weights, dict.fromkeys(weights, 0), 100) == 0


@given(
    st.dictionaries(st.text(max_size=3), st.tuples(st.floats(0.1, 3), st.integers(0, 50)), max_size=5),
    st.integers(0, 40),
)
def test_words_tell_from_nothing_to_all(terms: dict[str, tuple[float, int]], passages: int) -> None:
    weights = {term: weight for term, (weight, _) in terms.items()}

    assert 0 <= telling(weights, {term: held for term, (_, held) in terms.items()}, passages) <= 1
