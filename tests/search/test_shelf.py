from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from search.shelf import Shelf

FIELDS = ("colour", "size")
Having = Mapping[int, Mapping[str, frozenset[str]]]
THINGS: Having = {
    3: {"colour": frozenset({"Rood", "blauw"}), "size": frozenset({"groot"})},
    1: {"colour": frozenset({"rood"}), "size": frozenset({"klein"})},
    2: {"colour": frozenset(), "size": frozenset({"groot"})},
}


def shelf(having: Having) -> Shelf:
    values = ((n, field, value) for n, of in having.items() for field in FIELDS for value in sorted(of[field]))
    return Shelf(FIELDS, values, having)


def test_what_has_every_value_that_is_wanted_is_found_in_its_order() -> None:
    assert shelf(THINGS).find({}) == [3, 1, 2]
    assert shelf(THINGS).find({"size": "groot"}) == [3, 2]
    assert shelf(THINGS).find({"size": "groot", "colour": "blauw"}) == [3]


def test_another_order_can_be_asked() -> None:
    assert shelf(THINGS).find({"size": "groot"}, [1, 2, 3]) == [2, 3]


def test_capitals_make_no_difference() -> None:
    assert shelf(THINGS).find({"colour": "ROOD"}) == [3, 1]
    assert shelf(THINGS).counts({})["colour"] == [("Rood", 2), ("blauw", 1)]


def test_what_nothing_has_finds_nothing() -> None:
    assert shelf(THINGS).find({"colour": "paars"}) == []
    assert shelf(THINGS).counts({"colour": "paars"})["size"] == []


def test_a_value_is_counted_as_if_it_were_wanted_in_the_place_of_its_field() -> None:
    counts = shelf(THINGS).counts({"colour": "rood", "size": "klein"})
    assert counts == {"colour": [("Rood", 1)], "size": [("groot", 1), ("klein", 1)]}


SOME = st.frozensets(st.sampled_from(["a", "A", "b", "c"]), max_size=3)


@given(
    having=st.dictionaries(st.integers(1, 9), st.fixed_dictionaries({field: SOME for field in FIELDS})),
    wanted=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["a", "b", "d"])),
)
@example(having=THINGS, wanted={"size": "groot"})
@example(having={}, wanted={})
def test_every_count_is_the_number_that_is_found_by_its_value(having: Having, wanted: Mapping[str, str]) -> None:
    for field, counted in shelf(having).counts(wanted).items():
        for value, count in counted:
            assert len(shelf(having).find({**wanted, field: value})) == count > 0
