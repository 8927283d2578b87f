"""Lines that only serve the page."""

import pytest

from tests.corpus.outline.trees import OTHER, PROSE, boilerplate, sections_of


@pytest.mark.parametrize(
    "line",
    [
        "Meer info",
        "Lees verder »",
        "Klik hier.",
        "€ 3,50",
        "12,-",
        "Gratis",
        "In winkelwagen",
        "Pagina 12",
        "Ga naar de inhoud",
    ],
)
def test_a_line_that_only_serves_the_page_is_boilerplate_and_parts_the_paragraph(line: str) -> None:
    text, tree = sections_of(f"{PROSE}\n{line}\n{OTHER}")
    assert [(block.kind, text[block.start : block.end]) for block in tree[0].blocks] == [
        ("text", PROSE),
        ("boilerplate", line),
        ("text", OTHER),
    ]


def test_a_sentence_with_such_words_in_it_is_no_boilerplate() -> None:
    assert boilerplate("Meer info vind je in het buurthuis aan de Dorpsstraat.") == []


def test_the_menu_above_a_page_is_boilerplate() -> None:
    menu = "Home\nWonen en leven\nZorg en ondersteuning\nContact"
    assert boilerplate(menu, "Mantelzorg", PROSE) == [menu]
    assert boilerplate("Home\nContact", "Mantelzorg", PROSE) == ["Home"]
    assert boilerplate("Mantelzorg", PROSE, menu) == ["Home"]
