"""Passages: where they begin and end, what they belong to, and what their names depend on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, Document, Locator, Metadata, Passage, Section
from corpus.reading.text import read_text
from corpus.sections import build_sections
from indexer.chunking import MAX_WORDS, TARGET_WORDS, chunk
from tests.texts import file_text

TEN = "Elke week drinken alle buren samen koffie in het huis."
"""A sentence of ten words."""


def document_of(*paragraphs: str, doc_id: str = "a.txt", kind: str | None = None) -> Document:
    draft = read_text("\n\n".join(paragraphs).encode())
    metadata = Metadata("Titel", None, None, (), kind, None, None)
    return Document(doc_id, metadata, draft.text, build_sections(draft.text, draft.blocks, kind=kind))


def texts(*paragraphs: str) -> list[str]:
    return [passage.text for passage in chunk(document_of(*paragraphs))]


def sizes(*paragraphs: str) -> list[int]:
    return [len(text.split()) for text in texts(*paragraphs)]


def sentences(count: int) -> str:
    return " ".join([TEN] * count)


def test_a_passage_knows_its_place_its_headings_and_its_item() -> None:
    document = document_of("# Nieuwsbrief", "## Koffie", TEN, "### Contact", "Bel ons.", kind="newsletter")
    first, second = chunk(document)
    assert first == Passage(
        first.passage_id, "a.txt", "Titel", "Koffie", TEN, Locator(26, 80, None, ("Nieuwsbrief", "Koffie"))
    )
    assert (second.item, second.locator) == (
        "Koffie",
        Locator(95, 103, None, ("Nieuwsbrief", "Koffie", "Contact")),
    )


def test_text_above_the_first_heading_has_no_headings_and_no_item() -> None:
    (passage,) = chunk(document_of(TEN))
    assert (passage.item, passage.locator.heading) == (None, ())


def test_a_passage_has_the_page_on_which_it_begins() -> None:
    text = f"{sentences(12)}\n{TEN}\n{TEN}"
    blocks = [Block("text", 0, 659, page=1), Block("text", 660, 714, page=2), Block("text", 715, 769, page=None)]
    assert [text[block.start : block.end] for block in blocks] == [sentences(12), TEN, TEN]
    section = Section("", 0, 0, len(text), None, tuple(blocks), ())
    document = replace(document_of(TEN), text=text, sections=(section,))
    assert [(p.locator.start, p.locator.page) for p in chunk(document)] == [(0, 1), (385, 1)]
    document = replace(document, sections=(replace(section, blocks=tuple(blocks[1:])),))
    assert [(p.locator.start, p.locator.end, p.locator.page) for p in chunk(document)] == [(660, 769, 2)]


def test_no_passage_reaches_over_a_heading_or_boilerplate() -> None:
    assert texts("# Koffie", TEN, "Meer info", TEN, "# Thee", TEN) == [TEN, TEN, TEN]


def test_headings_and_boilerplate_are_in_no_passage() -> None:
    assert texts("# Koffie in de wijk", "Lees verder", "# Thee") == []


def test_a_heading_that_says_something_and_has_nothing_under_it_is_a_passage() -> None:
    rule = "CD1: Als de hulp stopt, meldt de aanbieder dat"
    first, second = chunk(document_of("# Regels", f"## {rule}", "## Wonen", "# Einde", TEN))

    assert (first.text, first.locator.heading) == (f"## {rule}", ("Regels", rule))
    assert (first.locator.start, first.locator.end) == (10, 10 + len(f"## {rule}"))
    assert second.text == TEN


def test_a_lone_word_is_a_passage_too() -> None:
    assert texts("# Koffie", "2024.", "# Thee", "Kom ook.") == ["2024.", "Kom ook."]


def test_paragraphs_under_one_heading_share_a_passage_with_the_space_between_them() -> None:
    assert texts("# Koffie", TEN, "Kom ook.") == [f"{TEN}\n\nKom ook."]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [10]),
        (12, [120]),
        (13, [70, 60]),  # 130 words are over MAX_WORDS, so two passages, of 65 words: 70 is as near as 60
        (18, [90, 90]),
        (27, [90, 90, 90]),
    ],
)
def test_sentences_are_packed_into_passages_of_equal_size(count: int, expected: list[int]) -> None:
    assert (TARGET_WORDS, MAX_WORDS) == (90, 120)
    assert sizes(sentences(count)) == expected


def test_a_sentence_over_the_maximum_is_one_passage() -> None:
    long = "koffie " * 129 + "thee."
    assert sizes(f"{TEN} {long.capitalize()} {TEN}") == [10, 130, 10]


def test_a_list_item_or_table_row_is_not_cut_at_its_sentences() -> None:
    item = f"- {sentences(8)}"
    assert sizes(item, item) == [81, 81]
    row = f"{sentences(13)}"
    section = Section("", 0, 0, len(row), None, (Block("table", 0, len(row)),), ())
    assert [p.text for p in chunk(replace(document_of(TEN), text=row, sections=(section,)))] == [row]


def test_a_list_item_over_the_maximum_is_cut_at_its_sentences() -> None:
    # The bullet counts: 131 words, so two passages of 65.5, to which 61 is nearer than 71.
    assert sizes(f"- {sentences(13)}") == [61, 70]


def test_a_piece_without_a_sentence_end_is_cut_at_white_space() -> None:
    # A word with the spaces behind it is 11 characters, and 136 x 11 = 1,496.
    text = "  ".join(["koffiekop"] * 300)
    found = texts(text)
    assert [len(piece.split()) for piece in found] == [136, 136, 28]
    assert {piece == piece.strip() for piece in found} == {True}


def test_a_piece_without_white_space_is_cut_where_it_must() -> None:
    # A dozen characters count as a word: 1,500 x's are 125 words, more than one passage holds.
    text = "ab " + "x" * 1_600 + " cd"
    pieces = ["ab", "x" * 1_500, "x" * 100 + " cd"]
    assert texts(text) == pieces
    section = Section("", 0, 0, 1_606, None, (Block("table", 0, 1_606),), ())
    assert [p.text for p in chunk(replace(document_of(TEN), text=text, sections=(section,)))] == pieces


def test_a_name_depends_on_document_text_and_earlier_copies_only() -> None:
    first = chunk(document_of("# Koffie", TEN, "# Thee", TEN))
    assert first[0].text == first[1].text
    assert first[0].passage_id != first[1].passage_id
    later = chunk(document_of("# Nieuw", "Kom ook.", "# Koffie", TEN, "# Thee", TEN))
    assert [p.passage_id for p in later[1:]] == [p.passage_id for p in first]
    other = chunk(document_of("# Koffie", TEN, doc_id="b.txt"))
    assert other[0].passage_id != first[0].passage_id
    assert [len(p.passage_id) for p in first] == [20, 20]


def test_a_document_without_sections_has_no_passages() -> None:
    assert chunk(document_of("")) == []


def test_unpaired_surrogates_do_not_stop_chunking() -> None:
    document = replace(document_of("Twee woorden."), text="Twee woorde\udc80.")
    assert [passage.text for passage in chunk(document)] == ["Twee woorde\udc80."]


@given(file_text, st.sampled_from([None, "newsletter"]))
def test_passages_are_slices_in_order_without_overlap_and_with_names_of_their_own(text: str, kind: str | None) -> None:
    document = document_of(text, kind=kind)
    passages = chunk(document)
    end = 0
    for passage in passages:
        locator = passage.locator
        assert passage.text == document.text[locator.start : locator.end]
        assert passage.text == passage.text.strip()
        assert end <= locator.start < locator.end
        end = locator.end
    assert len({passage.passage_id for passage in passages}) == len(passages)
    assert chunk(document) == passages


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_no_passage_of_short_sentences_is_over_the_maximum_and_no_word_is_lost(lengths: list[int]) -> None:
    text = " ".join("Zo " + "en " * length + "klaar." for length in lengths)
    found = texts(text)
    assert max(len(piece.split()) for piece in found) <= MAX_WORDS
    assert " ".join(found) == text
