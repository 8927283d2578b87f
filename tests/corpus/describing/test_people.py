"""Lists of names: who is one of the people in them, and what is no list of names."""

import pytest

from corpus.describing.people import read_authors, read_names


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Vries, Jan de", ("Vries, Jan de",)),
        ("Smit, K.", ("Smit, K.",)),
        ("Vries, J. de; Smit, K.", ("Vries, J. de", "Smit, K.")),
        ("Jan de Vries, lector", ("Jan de Vries",)),
        ("Jan de Vries, lector zorg; Roos Bakker", ("Jan de Vries", "Roos Bakker")),
        ("Roos Bakker, Hogeschool Fabelland", ("Roos Bakker",)),
        ("Roos Bakker (Impact); Bram Visser", ("Roos Bakker", "Bram Visser")),
        ("Roos Bakker, Bram Visser en Karin Smit", ("Roos Bakker", "Bram Visser", "Karin Smit")),
        ("Jansen, K., Bos, J. en De Wit, P.", ("Jansen, K.", "Bos, J.", "De Wit, P.")),
        ("Jansen, K., Bos, J., & Wit, P. de", ("Jansen, K.", "Bos, J.", "Wit, P. de")),
        ("Jansen, Karin, Bos, Jan", ("Jansen, Karin, Bos, Jan",)),  # two people, or four
        ("Elyasi, mw S.", ("Elyasi, mw S.",)),
        ("Ministerie van Volksgezondheid, Welzijn en Sport", ("Ministerie van Volksgezondheid, Welzijn en Sport",)),
        ("Zorg, Welzijn", ("Zorg, Welzijn",)),
        ("Roos Bakker & R.J. van Dam", ("Roos Bakker", "R.J. van Dam")),
        ("dr. Jan-Willem van 't Hoff, associate lector", ("dr. Jan-Willem van 't Hoff",)),
        ("Mohamed el Amrani", ("Mohamed el Amrani",)),
        ("Redactie", ("Redactie",)),
        ("Lectoraat Zorg en Welzijn", ("Lectoraat Zorg en Welzijn",)),
        ("Roos;;Bram; Roos ", ("Roos", "Bram")),
        ("", ()),
    ],
)
def test_authors_are_read_one_by_one_without_their_roles(text: str, authors: tuple[str, ...]) -> None:
    assert read_authors(text) == authors


def test_there_are_fifty_authors_at_most() -> None:
    assert len(read_authors(";".join(map(str, range(60))))) == 50


@pytest.mark.parametrize(
    "text", ["de wijk", "Roos Bakker zegt het", "Hogeschool Fabelland", "Roos", "Roos Bakker, Wij"]
)
def test_a_text_that_is_more_than_names_names_nobody(text: str) -> None:
    assert read_names(text) == ()
