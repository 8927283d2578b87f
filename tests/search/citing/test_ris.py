"""References in RIS are what an independent reader reads."""

import pytest
import rispy
from hypothesis import given

from search.citing import ris
from search.citing.reference import references
from search.store import StoredPassage
from tests.search.citing.works import ANY_WORK, reference, stored


def test_an_item_is_an_article_in_its_issue() -> None:
    item = reference(stored(item="Nieuwe lector", page=4, url="https://a.nl"))
    assert ris.write([item]) == (
        "TY  - MGZN\r\n"
        f"ID  - {item.key}\r\n"
        "AU  - van der Berg, Karel\r\n"
        "TI  - Nieuwe lector\r\n"
        "T2  - Nieuwsbrief 3\r\n"
        "PB  - Hogeschool Fabelland\r\n"
        "PY  - 2024\r\n"
        "DA  - 2024/02/12/\r\n"
        "SP  - 4\r\n"
        "LA  - nl\r\n"
        "UR  - https://a.nl#:~:text=De%20sociale%20basis%20is%20wat%20mensen\r\n"
        "N1  - Geciteerd: blad/a.txt, p. 4, tekens 0-51\r\n"
        "ER  - \r\n"
    )


@pytest.mark.parametrize(
    ("date", "written"), [("2024", "2024///"), ("2024-02", "2024/02//"), ("2024-02-01", "2024/02/01/")]
)
def test_a_date_is_as_partial_as_it_is_known(date: str, written: str) -> None:
    (read,) = rispy.loads(ris.write([reference(stored(date=date))]))
    assert (read["year"], read["date"]) == ("2024", written)


def test_what_is_not_known_is_left_out() -> None:
    bare = stored(date=None, authors=(), publisher=None, language=None, kind=None)
    assert list(rispy.loads(ris.write([reference(bare)]))[0]) == ["type_of_reference", "id", "title", "notes"]


def test_an_organisation_is_one_author_and_never_half_a_name() -> None:
    names = ("Ministerie van Zorg, Welzijn en Sport", "Roos Verzonnen")
    (read,) = rispy.loads(ris.write([reference(stored(authors=names))]))
    assert read["authors"] == ["Ministerie van Zorg Welzijn en Sport", "Verzonnen, Roos"]


def test_each_passage_of_a_work_has_its_place() -> None:
    (read,) = rispy.loads(ris.write(references([stored("a", page=7), stored("b", page=3, start=90)])))
    assert read["start_page"] == "3, 7"
    assert read["notes"] == [
        "Geciteerd: blad/a.txt, p. 7, tekens 0-51",
        "Geciteerd: blad/a.txt, p. 3, tekens 90-141",
    ]


@given(ANY_WORK)
def test_any_text_comes_back_as_it_was(cited: StoredPassage) -> None:
    work = reference(cited)
    first, second = rispy.loads(ris.write([work, work]))
    authors = [f"{name.family}, {name.given}" if name.given else name.family.replace(",", "") for name in work.authors]
    assert first == second
    assert first["title"] == work.title
    assert first.get("authors", []) == authors
    assert first.get("secondary_title") == work.published_in
    assert first.get("publisher") == work.published_by
    assert first["notes"] == [f"Geciteerd: {place}" for place in work.places]
