"""Partial dates: what is one, and which days it may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import date_bounds, is_partial_date

DATES = st.builds(lambda day, length: day.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10]))


@pytest.mark.parametrize("value", ["2024", "2024-02", "2024-02-01", "2024-02-29", "2024-12-31", "0000-02-29"])
def test_a_year_a_month_and_a_day_are_dates(value: str) -> None:
    assert is_partial_date(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "2023-02-29",
        "2024-02-32",
        "2024-2",
        "2024-02-1",
        "01-02-2024",
        "2024\n",
        "٢٠٢٤",
        "mei 2024",
    ],
)
def test_anything_else_is_no_date(value: str) -> None:
    assert not is_partial_date(value)


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-31")),
        ("2024-02-03", ("2024-02-03", "2024-02-03")),
    ],
)
def test_the_bounds_are_the_first_and_last_day_that_may_be_meant(value: str, bounds: tuple[str, str]) -> None:
    assert date_bounds(value) == bounds


@given(DATES)
def test_bounds_are_full_dates_in_order_that_begin_with_the_date(value: str) -> None:
    first, last = date_bounds(value)
    assert is_partial_date(value)
    assert first <= last
    assert {len(first), len(last)} == {10}
    assert first.startswith(value)
    assert last.startswith(value)
    assert date_bounds(first) == (first, first)
