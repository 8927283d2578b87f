"""A reference is one work, with all that is cited of it."""

from dataclasses import replace

import pytest
from hypothesis import given

from corpus.model import Item
from search.citing.reference import Name, Reference, plain, references
from search.store import StoredPassage
from tests.search.citing.works import ANY_TEXT, ANY_WORK, reference, stored


def test_an_item_is_a_work_in_its_issue() -> None:
    found = reference(
        stored(item="Nieuwe lector", page=4, heading=("Blad", "Nieuwe lector"), start=10, url="https://a.nl")
    )
    assert found == Reference(
        identity=found.identity,
        shape="magazine",
        title="Nieuwe lector",
        container="Nieuwsbrief 3",
        authors=(Name("van der Berg", "Karel"),),
        publisher="Hogeschool Fabelland",
        date="2024-02-12",
        language="nl",
        address="https://a.nl",
        url="https://a.nl#:~:text=De%20sociale%20basis%20is%20wat%20mensen",
        pages=(4,),
        places=("blad/a.txt, p. 4, onder “Blad > Nieuwe lector”, tekens 10-61",),
    )


def test_passages_of_one_work_are_one_reference_with_each_of_their_places() -> None:
    first, second = stored("p1", page=7, start=90), stored("p2", page=3)
    other = stored("p3", doc_id="blad/b.txt")
    found = references([first, other, second, first])
    assert [one.places for one in found] == [
        ("blad/a.txt, p. 3, tekens 0-51", "blad/a.txt, p. 7, tekens 90-141"),
        ("blad/b.txt, tekens 0-51",),
    ]
    assert found[0].note == "Geciteerd: blad/a.txt, p. 3, tekens 0-51; blad/a.txt, p. 7, tekens 90-141"
    assert [(one.pages, one.pages_in_words) for one in found] == [((3, 7), "pp. 3, 7"), ((), "")]


def test_two_items_of_one_title_are_two_works_when_another_wrote_them() -> None:
    works = [Item("column", (name,), None) for name in ("Roos Verzonnen", "Mo Voorbeeldig")]
    found = references([stored(name, item="Column", work=work) for name, work in zip("ab", works, strict=True)])
    assert [one.authors for one in found] == [(Name("Verzonnen", "Roos"),), (Name("Voorbeeldig", "Mo"),)]
    assert len({one.identity for one in found}) == len({one.key for one in found}) == 2


def test_a_work_keeps_its_name_whichever_passage_is_cited() -> None:
    assert reference(stored("p1")).key == reference(stored("p2", start=90, page=3, text="Anders.")).key


@pytest.mark.parametrize(
    ("cited", "begin"),
    [
        (stored(), "vanderberg2024-"),
        (stored(authors=("Zoë Çelik",), date=None), "celikzd-"),
        (stored(authors=(), publisher="Gemeente 's-Hertogenbosch en omstreken"), "gemeenteshertogenbos2024-"),
        (stored(authors=(), publisher=None, title="日本"), "bron2024-"),
    ],
)
def test_a_key_tells_who_and_when(cited: StoredPassage, begin: str) -> None:
    found = reference(cited)
    assert found.key == begin + found.identity[:10]


@pytest.mark.parametrize(
    ("kind", "item", "url", "shape"),
    [
        ("newsletter", "Nieuwe lector", None, "magazine"),
        ("newsletter", None, None, "magazine"),
        ("column", None, "https://a.nl", "magazine"),
        ("news", None, None, "newspaper"),
        ("report", None, None, "report"),
        ("report", "Hoofdstuk 2", None, "chapter"),
        ("law", "Artikel 2", None, "chapter"),
        ("law", None, None, "law"),
        ("letter", None, None, "report"),
        ("faq", "Wat kost het?", None, "webpage"),
        (None, "Nieuwe lector", None, "magazine"),
        ("sprookje", None, "https://a.nl", "webpage"),
        (None, None, None, "document"),
    ],
)
def test_a_work_is_what_its_kind_and_place_make_it(
    kind: str | None, item: str | None, url: str | None, shape: str
) -> None:
    assert reference(stored(kind=kind, item=item, url=url)).shape == shape


@pytest.mark.parametrize(
    ("cited", "published_in", "published_by"),
    [
        (stored(item="Nieuwe lector"), "Nieuwsbrief 3", "Hogeschool Fabelland"),
        (stored(kind="column"), "Hogeschool Fabelland", None),
        (stored(kind="column", authors=()), None, "Hogeschool Fabelland"),
        (stored(kind="column", authors=(), publisher=None), None, None),
        (stored(kind="report"), None, "Hogeschool Fabelland"),
    ],
)
def test_an_article_is_read_in_the_magazine_that_its_publisher_is(
    cited: StoredPassage, published_in: str | None, published_by: str | None
) -> None:
    found = reference(cited)
    assert (found.published_in, found.published_by) == (published_in, published_by)


def test_a_work_that_nobody_signed_is_by_its_publisher() -> None:
    assert reference(stored(authors=())).authors == (Name("Hogeschool Fabelland", None),)
    assert reference(stored(authors=(), publisher=None)).authors == ()
    assert reference(stored(authors=("\x00", "Roos Verzonnen"))).authors == (Name("Verzonnen", "Roos"),)


@given(ANY_TEXT)
def test_a_plain_text_is_one_line_of_words(text: str) -> None:
    found = plain(f" {text}\r\n")
    assert found == " ".join(found.split())
    assert found.splitlines() in ([found], [])
    assert found.encode("utf-8").decode("utf-8").startswith("W")


@given(ANY_WORK)
def test_every_reference_is_of_plain_texts(cited: StoredPassage) -> None:
    found = reference(cited)
    names = [part or "" for name in found.authors for part in (name.family, name.given)]
    texts = [found.title, found.container or "", found.publisher or "", found.key, *names, *found.places]
    assert [plain(text) for text in texts] == texts
    assert references([cited, replace(cited, row=2)]) == [found]
