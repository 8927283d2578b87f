"""Titles in capitals: in sentence case where that is certain, as they are where it is not."""

import pytest
from hypothesis import given

from corpus.outline.casing import in_sentence_case
from corpus.reading.text import read_text
from tests.corpus.outline.trees import PROSE, sections_of, titles
from tests.texts import file_text

KNOWN = "Wij werken met de Wijk GGD in Droomveen. In Droomveen woont u. Zo gaat het, met de Wmo, in de wijkx."


def title_of(capitals: str) -> str:
    return titles(f"# {capitals}", KNOWN)[0]


@pytest.mark.parametrize(
    ("capitals", "title"),
    [
        ("ONDERZOEK NAAR DE WIJK GGD IN DROOMVEEN", "Onderzoek naar de Wijk GGD in Droomveen"),
        ("ZO WERKT DE WMO IN NEDERLAND", "Zo werkt de Wmo in Nederland"),
        ("COLUMN: DE KOFFIE VAN MEVROUW K.", "Column: de koffie van mevrouw K."),
        ("WAT DOEN WE? HOE GAAT HET?", "Wat doen we? Hoe gaat het?"),
        ("WAT KRIJGT U", "Wat krijgt u"),
        ("ARTIKEL II VAN DEEL I IN 2024", "Artikel II van deel I in 2024"),
        ("IJS ETEN IN DE WIJK", "IJs eten in de wijk"),
        ("DE KOFFIEMIDDAG EN DE GEZINSMIDDAG", "De koffiemiddag en de gezinsmiddag"),
        ("FLIERFLOEP IN DE WIJK", "Flierfloep in de wijk"),
        ("“KOFFIE” IN DE WIJK!", "“Koffie” in de wijk!"),
    ],
)
def test_words_get_the_form_of_running_text_or_of_the_word_list(capitals: str, title: str) -> None:
    assert title_of(capitals) == title


@pytest.mark.parametrize(
    "title", ["KOFFIE MET QWRT", "SAMEN IN FLIERFLOEP", "GGZ", "BRAM", "Koffie IN DE WIJK", "2024"]
)
def test_a_title_with_a_word_that_may_be_a_name_and_one_that_is_not_all_capitals_stay(title: str) -> None:
    assert title_of(title) == title


def test_what_stands_in_capitals_or_opens_a_sentence_shows_no_form() -> None:
    assert titles("# KOFFIE IN DROOMVEEN", "DROOMVEEN DRINKT KOFFIE. DAT IS FIJN.", PROSE) == ["Koffie in droomveen"]
    assert titles("# KOFFIE VAN DE BUREN", "Van de Buren. ‘Buren’, zeg ik. De buren komen.") == ["Koffie van de buren"]


def test_only_the_title_changes() -> None:
    text, [section] = sections_of("# SAMEN KOFFIE DRINKEN", PROSE)
    assert section.title == "Samen koffie drinken"
    assert text[section.start : section.end].startswith("# SAMEN KOFFIE DRINKEN")


@given(file_text)
def test_titles_keep_their_letters_and_blocks_their_place(text: str) -> None:
    draft = read_text(text.encode())
    after = in_sentence_case(draft.text, draft.blocks)
    assert [(b.kind, b.start, b.end, b.level) for b in after] == [
        (b.kind, b.start, b.end, b.level) for b in draft.blocks
    ]
    for old, new in zip(draft.blocks, after, strict=True):
        assert new.title.lower() == old.title.lower()
