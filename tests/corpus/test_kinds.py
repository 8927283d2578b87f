"""Kinds: their codes and the Dutch words for them."""

import pytest

from corpus.kinds import read_kind


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("Nieuwsbrief", "newsletter"),
        (" veelgestelde vragen ", "faq"),
        ("project", "project"),
        ("Web page", "Web page"),
        ("", ""),
    ],
)
def test_a_dutch_word_becomes_its_code_and_an_unknown_kind_stays(stated: str, kind: str) -> None:
    assert read_kind(stated) == kind
