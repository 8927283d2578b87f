"""Lines that only serve the page."""

import pytest

from tests.corpus.outline.trees import OTHER, PROSE, boilerplate, sections_of, titles


@pytest.mark.parametrize(
    "line",
    [
        "Meer info",
        "Lees verder »",
        "Klik hier.",
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


@pytest.mark.parametrize("price", ["€ 3,50", "12,-", "Gratis"])
def test_a_price_is_boilerplate_beside_such_a_line_and_nowhere_else(price: str) -> None:
    assert boilerplate(PROSE, f"Meer info\n{price}", OTHER) == ["Meer info", price]
    assert boilerplate(PROSE, price, "In winkelwagen", OTHER) == [price, "In winkelwagen"]
    assert boilerplate(PROSE, f"Soep\n{price}", "Koffie", price) == []


def test_a_title_once_more_under_its_marked_heading_is_boilerplate() -> None:
    assert boilerplate("# Koffie in de wijk", PROSE, "Koffie in\nde wijk", OTHER) == ["Koffie in\nde wijk"]
    assert boilerplate("# Koffie in de wijk", PROSE, "# Thee", "Koffie in de wijk", OTHER) == []
    assert titles("# Koffie", PROSE, "## Vragen", PROSE, "## Thee", "Vragen", OTHER)[-1] == "Vragen"
