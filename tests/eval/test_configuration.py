"""Names of configurations, and what is measured when they are asked for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.configuration import Configuration, ConfigurationError, Plan
from search.ranking import MODES, PARTS, Mode, Part

WHOLE = Configuration("hybrid")


def test_a_name_is_a_mode_with_what_is_left_out_behind_it() -> None:
    assert Configuration.parse("dense") == Configuration("dense", frozenset())
    assert Configuration.parse("hybrid-compound") == Configuration("hybrid", frozenset({"compound"}))


@given(st.sampled_from(MODES), st.permutations(PARTS), st.integers(0, len(PARTS)))
def test_every_configuration_is_read_from_its_name_whatever_the_order_of_its_parts(
    mode: Mode, parts: list[Part], number: int
) -> None:
    found = Configuration.parse("-".join((mode, *parts[:number])))
    assert (found.mode, found.without) == (mode, frozenset(parts[:number]))
    assert Configuration.parse(found.name) == found


def test_no_mode_or_part_has_the_sign_that_parts_them() -> None:
    assert not any("-" in name for name in (*MODES, *PARTS))


@pytest.mark.parametrize(
    "name", ["", "fuzzy", "hybrid-", "hybrid-fuzzy", "compound", "Hybrid", "-compound", "hybrid compound"]
)
def test_a_name_that_is_none_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        Configuration.parse(name)
    assert str(error.value).startswith(
        f"De manier {name} bestaat niet. Schrijf hybrid, dense of lexical, met erachter wat wordt weggelaten: -dense, "
    )
    assert re.search(rf" of -{PARTS[-1]}\.$", str(error.value))


def test_an_ablation_leaves_out_each_part_that_is_still_there() -> None:
    found = Configuration.parse("hybrid-compound").ablations()
    assert set(found) == set(PARTS) - {"compound"}
    assert found["dense"] == Configuration("hybrid", frozenset({"compound", "dense"}))


def test_every_mode_is_measured_unless_something_is_asked_for() -> None:
    plan = Plan.parse([], pair=None, ablation=False)
    assert plan == Plan(tuple(Configuration(mode) for mode in MODES), None, {})


def test_what_is_compared_is_measured_once_after_what_is_listed() -> None:
    plan = Plan.parse(["lexical", "dense"], pair=("hybrid", "dense"), ablation=False)
    assert [one.name for one in plan.configurations] == ["lexical", "dense", "hybrid"]
    assert plan.pair == (WHOLE, Configuration("dense"))


def test_a_comparison_alone_measures_its_two() -> None:
    plan = Plan.parse([], pair=("dense", "hybrid"), ablation=False)
    assert [one.name for one in plan.configurations] == ["dense", "hybrid"]


def test_an_ablation_starts_from_the_first_configuration_or_else_from_the_hybrid() -> None:
    assert Plan.parse([], pair=None, ablation=True) == Plan(
        (WHOLE, *WHOLE.ablations().values()), None, WHOLE.ablations()
    )
    lexical = Configuration("lexical")
    plan = Plan.parse(["lexical", "dense"], pair=None, ablation=True)
    assert plan.configurations == (lexical, Configuration("dense"), *lexical.ablations().values())


def test_a_configuration_is_not_compared_with_itself() -> None:
    with pytest.raises(ConfigurationError, match=r"^hybrid-dense-compound is twee keer dezelfde manier\."):
        Plan.parse([], pair=("hybrid-dense-compound", "hybrid-compound-dense"), ablation=False)
