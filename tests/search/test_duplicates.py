from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from search import duplicates
from search.duplicates import THRESHOLD, signature


def families(passages: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, int]]:
    """Return the family of every passage, when none of them was looked at before."""
    terms = dict(passages)
    return duplicates.families([(row, 0, signature(words)) for row, words in terms.items()], lambda rows: terms)


def _run(first: int, last: int) -> list[str]:
    return [f"t{number}" for number in range(first, last)]


def test_equal_passages_are_one_family_named_after_the_lowest_row() -> None:
    assert families([(3, _run(0, 20)), (5, _run(50, 70)), (8, _run(0, 20))]) == [(3, 3), (5, 5), (8, 3)]


def test_a_passage_with_one_word_changed_at_the_end_is_near_identical() -> None:
    # 18 runs of three in each; 17 shared of 19: 0.89.
    assert families([(1, _run(0, 20)), (2, [*_run(0, 19), "anders"])]) == [(1, 1), (2, 1)]


def test_a_passage_with_a_word_changed_in_the_middle_of_ten_is_another_text() -> None:
    # 8 runs in each, 3 of them touched: 5 shared of 11: 0.45.
    assert families([(1, _run(0, 10)), (2, [*_run(0, 5), "anders", *_run(6, 10)])]) == [(1, 1), (2, 2)]


def test_a_chain_joins_passages_that_are_not_alike_themselves() -> None:
    # Neighbours share 16 of 20 runs (0.8), the ends 14 of 22 (0.64).
    first, middle, last = _run(0, 20), _run(2, 22), _run(4, 24)

    assert families([(1, first), (2, last)]) == [(1, 1), (2, 2)]
    assert families([(1, first), (2, middle), (3, last)]) == [(1, 1), (2, 1), (3, 1)]


def test_a_passage_that_comes_last_joins_two_families_into_the_lowest() -> None:
    first, middle, last = _run(0, 20), _run(2, 22), _run(4, 24)

    assert families([(1, last), (4, last), (6, first), (9, middle)]) == [(1, 1), (4, 1), (6, 1), (9, 1)]


def test_a_passage_of_fewer_than_three_terms_matches_only_its_equal() -> None:
    passages = [(1, ["wijk", "zorg"]), (2, ["wijk"]), (3, ["wijk", "zorg"]), (4, ["zorg", "wijk"])]

    assert families(passages) == [(1, 1), (2, 2), (3, 1), (4, 4)]


def test_passages_without_terms_are_alone() -> None:
    assert families([(1, []), (2, [])]) == [(1, 1), (2, 2)]


def test_no_passages_have_no_families() -> None:
    assert families([]) == []


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=8))
def test_families_are_those_of_comparing_every_pair(passages: list[list[str]]) -> None:
    runs = [
        {tuple(terms[n : n + 3]) for n in range(len(terms) - 2)} or ({tuple(terms)} if terms else set())
        for terms in passages
    ]
    family = list(range(len(passages)))
    for one, left in enumerate(runs):
        for other, right in enumerate(runs[:one]):
            if left and right and len(left & right) / len(left | right) >= THRESHOLD:
                low, high = sorted((family[one], family[other]))
                family = [low if number == high else number for number in family]

    assert families(enumerate(passages, start=1)) == [(row, low + 1) for row, low in enumerate(family, start=1)]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=8), st.data())
def test_looking_in_two_steps_gives_the_families_of_one(passages: list[list[str]], data: st.DataObject) -> None:
    """Some passages were looked at before; of a family that lost a member, none was."""
    before = data.draw(st.sets(st.sampled_from(range(1, len(passages) + 1)))) if passages else set()
    terms = dict(enumerate(passages, start=1))
    known = dict(families([(row, terms[row]) for row in sorted(before)]))

    changed = duplicates.families(
        [(row, known.get(row, 0), signature(words)) for row, words in terms.items()],
        lambda rows: {row: terms[row] for row in rows},
    )

    assert {row: 0 for row in terms} | known | dict(changed) == dict(families(terms.items()))


def test_nothing_is_compared_when_nothing_is_new() -> None:
    mark = signature(_run(0, 20))
    asked: list[Sequence[int]] = []

    def terms(rows: Sequence[int]) -> dict[int, Sequence[str]]:
        asked.append(rows)
        return {}

    assert duplicates.families([(1, 1, mark), (2, 1, mark)], terms) == []
    assert asked == [[]]


def test_a_text_that_stands_in_thousands_of_places_is_compared_once_for_each() -> None:
    mark, words = signature(_run(0, 20)), _run(0, 20)
    rows = range(1, 5_001)

    assert duplicates.families([(row, 0, mark) for row in rows], lambda rows: dict.fromkeys(rows, words)) == [
        (row, 1) for row in rows
    ]
