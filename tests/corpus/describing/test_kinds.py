"""Kinds: the signs of them in a text."""

import pytest

from corpus.describing.kinds import guess_kind, kind_of_headings


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("nieuwsbrief-3.pdf", "", "newsletter"),
        ("a.txt", "De NIEUWSBRIEF van mei", "newsletter"),
        ("a.txt", "x" * 300 + " nieuwsbrief", None),
        ("a.txt", "Vragen van het lid Bakker\nAntwoord van Minister Visser (ontvangen 3 mei 2024)", "letter"),
        ("a.txt", "Wierden, 3 mei\n\nGeachte leden van de raad,", "letter"),
        ("a.txt", "Het antwoord van de buurt", None),
    ],
)
def test_a_kind_is_guessed_by_strong_signs_only(name: str, text: str, kind: str | None) -> None:
    assert guess_kind(name, text) == kind


def test_four_questions_among_the_headings_are_a_list_of_questions_unless_others_outnumber_them() -> None:
    asking = ["Wat kost het?", "Wie helpt mij?", "Waar moet ik zijn?", "Hoe lang duurt het?"]
    assert kind_of_headings(asking) == "faq"
    assert kind_of_headings(asking[:3]) is None
    assert kind_of_headings([*asking, "Een", "Twee", "Drie", "Vier"]) is None
