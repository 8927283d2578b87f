"""Paragraphs: single spaces, links on their words, and a place for every kind of paragraph."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.draft import Link
from corpus.reading.office.inline import Inline
from corpus.reading.office.paragraphs import Paragraphs, is_page, joined
from corpus.reading.office.properties import plausible_authors, plausible_title

WORDS = st.lists(st.text("ab \t\xa0\n", max_size=5), max_size=6)


def inline(*pieces: str, bold: bool = False) -> Inline:
    result = Inline()
    for piece in pieces:
        result.add(piece, bold=bold)
    return result


@given(WORDS)
def test_pieces_become_one_text_with_single_spaces(pieces: list[str]) -> None:
    result = inline(*pieces)
    assert result.length == len(result.text)
    assert result.text.split() == "".join(pieces).split()
    assert result.text == result.text.strip()
    assert not re.search(r"\s\s", result.text)


@given(st.lists(WORDS, max_size=4))
def test_joined_paragraphs_keep_their_links_on_their_words(paragraphs: list[list[str]]) -> None:
    parts = [inline(*pieces) for pieces in paragraphs]
    for part in parts:
        part.link(0, "https://example.org")
    whole = joined(parts, " | ")
    filled = [" ".join(part.text.split()) for part in parts if part.text]
    assert whole.text == " | ".join(filled)
    assert [whole.text[link.start : link.end] for link in whole.links] == filled


def test_a_link_begins_at_its_first_word() -> None:
    result = inline("Lees ")
    start = result.position
    result.add(" meer ")
    result.add("hier")
    result.link(start, "https://example.org")
    assert result.links == [Link(5, 14, "https://example.org")]


@pytest.mark.parametrize("url", ["#kop", "b.html", "javascript:alert(1)", "file:///etc/hostname", ""])
def test_an_address_that_leads_to_no_page_is_no_link(url: str) -> None:
    result = inline("koffie")
    result.link(0, url)
    result.link(6, "https://example.org")
    assert result.links == []


def test_bold_are_only_words_that_are_all_bold() -> None:
    assert inline("a", " ", bold=True).is_bold
    assert not inline("a").is_bold
    assert not Inline().is_bold


def test_the_title_in_the_text_goes_before_the_stated_one() -> None:
    paragraphs = Paragraphs()
    paragraphs.add(inline("Koffie"), level=1, is_title=True)
    paragraphs.add(inline("Thee"), level=1, is_title=True)
    assert paragraphs.build({"title": "Water", "date": ""}).found == {"title": "Koffie"}
    assert Paragraphs().build({"title": "Water"}).found == {"title": "Water"}


def test_a_link_in_an_item_lies_behind_its_mark() -> None:
    item = inline("koffie")
    item.link(0, "https://example.org")
    paragraphs = Paragraphs()
    paragraphs.add(item, mark="10. ")
    paragraphs.add(Inline(), mark="11. ")
    draft = paragraphs.build({})
    assert (draft.text, draft.links) == ("10. koffie", (Link(4, 10, "https://example.org"),))


def test_a_cell_with_pages_of_text_is_layout() -> None:
    assert is_page([inline("x" * 300), Inline(), inline("y" * 301)])
    assert not is_page([inline("x" * 300), inline("y" * 300)])
    assert not is_page([inline("x" * 700)])


@pytest.mark.parametrize("stated", ["", "Nota", "Koffie  in de wijk", "Titelverdediging", "Documentaire over de wijk"])
def test_a_title_that_people_give_is_kept(stated: str) -> None:
    assert plausible_title(stated) == " ".join(stated.split())


@pytest.mark.parametrize(
    "stated",
    ["Microsoft Word - nota.doc", "Word Document", "Document1", "Titel", "Sjabloon brief", "nota_2.docx", "abc"],
)
def test_a_title_that_programs_make_up_is_not(stated: str) -> None:
    assert plausible_title(stated) == ""


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("Anna de Vries", "Anna de Vries"),
        ("Anna  de Vries;Vries, mw. A. de; ", "Anna de Vries; Vries, mw. A. de"),
        (
            "python-docx; admin; Microsoft Office User; Windows-gebruiker; DOMEIN\\avries; a.vries@example.org; Team 3",
            "",
        ),
    ],
)
def test_accounts_are_no_authors(stated: str, kept: str) -> None:
    assert plausible_authors(stated) == kept
