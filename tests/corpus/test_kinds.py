"""Kinds: their codes and the Dutch words for them."""

import pytest

from corpus.kinds import kind_name, read_kind


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("Nieuwsbrief", "newsletter"),
        (" veelgestelde vragen ", "faq"),
        ("project", "project"),
        ("Opinie", "opinion"),
        ("Web page", "web page"),
        ("Plakboek", "Plakboek"),
        ("", ""),
    ],
)
def test_a_dutch_word_becomes_its_code_and_an_unknown_kind_stays(stated: str, kind: str) -> None:
    assert read_kind(stated) == kind


@pytest.mark.parametrize(
    ("code", "name"), [("opinion", "opinie"), ("web page", "webpagina"), ("faq", "veelgestelde vragen")]
)
def test_a_kind_is_called_by_its_dutch_word(code: str, name: str) -> None:
    assert kind_name(code) == name
