"""Items: which kind, date, authors and facts a work inside a document has."""

import pytest

from corpus.describing.items import describe_items
from corpus.model import Block, Fact, Item, Metadata, Section, item_sections

_UNKNOWN = Item()


def issue(kind: str | None = "newsletter") -> Metadata:
    return Metadata("Blad", None, "2024-05", (), kind, None, None)


def described(
    title: str, body: str, *, above: str = "", kind: str | None = "newsletter", stated: Item = _UNKNOWN
) -> Item:
    text = f"{title}\n\n{body}"
    blocks = tuple(Block("text", text.index(part), text.index(part) + len(part)) for part in body.split("\n\n"))
    section = Section(title, 2, 0, len(text), stated, blocks, ())
    tree = (Section(above, 1, 0, len(text), None, (), (section,)),) if above else (section,)
    [found] = item_sections(describe_items(text, tree, issue(kind)))
    assert found.item is not None
    return found.item


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("Contact", "Bel ons.", "contact"),
        ("Literatuurlijst", "Een boek.", "references"),
        ("In gesprek met Roos Bakker", "Zij vertelt.", "interview"),
        ("Column: de straat", "Ik liep.", "column"),
        ("GASTCOLUMN: DE STRAAT", "Ik liep.", "column"),
        ("Het warmteproject", "Wij doen iets.", "project"),
        ("Samen eten", "Projectleider: Roos Bakker", "project"),
        ("Samen eten", "Looptijd: 2021 - 2023", "project"),
        ("Symposium op 20 juni 2024", "Kom ook.", "event"),
        ("Kenniscafé Wonen", "Locatie: Buurthuis", "event"),
        ("Terugblik op het symposium", "Het was druk.", None),
        ("Samen eten", "Wij eten samen.", None),
    ],
)
def test_the_title_or_the_shape_of_an_item_tells_its_kind(title: str, body: str, kind: str | None) -> None:
    assert described(title, body).kind == kind


def test_an_item_is_of_the_kind_that_the_heading_above_it_names() -> None:
    assert described("Samen eten", "Tekst.", above="PROJECTEN 3").kind == "project"
    assert described("Samen eten", "Tekst.", above="Van alles").kind is None
    assert described("Samen eten", "Tekst.", above="Nieuwsbrief 3").kind is None
    assert described("WIST JE DAT", "Tekst.", above="COLUMN").kind is None  # both in capitals: equals


def test_an_item_of_a_magazine_is_an_article_unless_it_says_otherwise() -> None:
    assert described("Samen eten", "Tekst.", kind="magazine").kind == "article"
    assert described("Interview met Roos", "Tekst.", kind="magazine").kind == "interview"


def test_an_item_has_its_own_date_or_else_that_of_the_issue() -> None:
    assert described("Samen eten", "12 maart 2024\n\nTekst.").date == "2024-03-12"
    assert described("Samen eten", "Tekst van 12 maart 2023.").date == "2024-05"


def test_the_date_under_the_title_of_a_meeting_is_not_the_date_of_the_item() -> None:
    assert described("Symposium", "12 juni 2024\n\nAanmelden kan.").date == "2024-05"


def test_an_item_has_its_own_authors_and_facts() -> None:
    item = described("Samen eten", "Door Roos Bakker\n\nBel 06-12345678.")
    assert item.authors == ("Roos Bakker",)
    assert item.facts == (Fact("contact", "06-12345678", "", 0.9, 34, 45),)


def test_a_section_that_is_no_item_stays_as_it_is() -> None:
    section = Section("Kop", 1, 0, 3, None, (), ())
    assert describe_items("Kop", (section,), issue()) == (section,)


def test_what_the_markup_states_of_an_item_goes_before_its_byline_and_the_date_of_the_issue() -> None:
    stated = Item(authors=("Bram Visser",), date="2024-07-01")
    found = described("Koffie", "Tekst: Roos Bakker\n\nWij drinken koffie.", stated=stated)
    assert (found.authors, found.date) == (("Bram Visser",), "2024-07-01")
    assert described("Koffie", "3 juni 2024\n\nWij drinken koffie.", stated=stated).date == "2024-06-03"
