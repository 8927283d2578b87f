"""Which years a text is about."""

import pytest

from search.answering.years import Years, years_of


@pytest.mark.parametrize(
    ("text", "told", "since"),
    [
        ("In 2022 en 2023 was er toeslag.", (2022, 2023), ()),
        ("Het plan 2025-2027", (2025, 2026, 2027), ()),
        ("Seizoen 2024/25", (2024, 2025), ()),
        ("Geplaatst 2024-02-12, gewijzigd 2024-03", (2024, 2024), ()),
        ("382 vrijwilligers, 27 meer dan in 2023", (), ()),
        ("Dat is veel vergeleken met 2023.", (), ()),
        ("Zij werkt er sinds april 2020.", (), (2020,)),
        ("Vanaf 2024 tot 2026", (), (2024, 2026)),
        ("Vorig jaar waren het er 9, dit schooljaar 12, volgend jaar 15.", (2023, 2024, 2025), ()),
        ("Bel 06-2024 2025 of betaal 2.024 euro voor 12024 stuks.", (2025,), ()),
        ("Zonder jaar.", (), ()),
    ],
)
def test_the_years_of_a_text_are_told_apart_from_those_it_only_compares_with(
    text: str, told: tuple[int, ...], since: tuple[int, ...]
) -> None:
    assert years_of(text, "2024-05") == Years(told, since)


def test_last_year_is_unknown_when_nobody_knows_when_it_was_written() -> None:
    assert years_of("Vorig jaar was het druk.", None) == Years((), ())
