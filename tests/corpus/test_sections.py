"""Sections: which lines are headings, what is boilerplate, what nests in what, and what is an item."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, Document, Metadata, Section, items
from corpus.reading.text import read_text
from corpus.sections import build_sections
from tests.texts import file_text

PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."
OTHER = "Wie niet kan lopen wordt door een vrijwilliger van de buurt thuis gehaald."
LONG = " ".join([PROSE] * 3)

Tree = list[tuple[str, int, bool, list[str], "Tree"]]


def sections_of(*paragraphs: str, kind: str | None = None) -> tuple[str, tuple[Section, ...]]:
    draft = read_text("\n\n".join(paragraphs).encode())
    return draft.text, build_sections(draft.text, draft.blocks, kind=kind)


def outline(*paragraphs: str, kind: str | None = None) -> list[str]:
    """Return each heading behind as many points as its depth, with an asterisk if it is an item."""
    _, tree = sections_of(*paragraphs, kind=kind)
    return list(_outline(tree, 0))


def _outline(sections: Sequence[Section], depth: int) -> Iterator[str]:
    for section in sections:
        yield "." * depth + section.title + "*" * (section.item is not None)
        yield from _outline(section.sections, depth + 1)


def titles(*paragraphs: str) -> list[str]:
    return [line.lstrip(".") for line in outline(*paragraphs) if line.strip(".")]


def blocks_of(sections: Sequence[Section]) -> list[Block]:
    return [block for section in sections for block in (*section.blocks, *blocks_of(section.sections))]


def boilerplate(*paragraphs: str, kind: str | None = None) -> list[str]:
    text, tree = sections_of(*paragraphs, kind=kind)
    return [text[block.start : block.end] for block in blocks_of(tree) if block.kind == "boilerplate"]


# Headings


@pytest.mark.parametrize(
    "line",
    [
        "Koffie in de wijk",
        "‘Ik kom elke week’",
        "Wie komt er? Iedereen?",
        "3 vragen",
        "Émile",
        "KOFFIE",
        "Koffie (2024)",
    ],
)
def test_a_short_line_above_a_paragraph_is_a_heading(line: str) -> None:
    assert titles(line, PROSE) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "koffie in de wijk",
        "Koffie in de wijk.",
        "Koffie in de wijk:",
        "Koffie in de wijk,",
        "Koffie in de wijk -",
        "Kom ook! Je bent welkom",
        "1 2 3",
        "A",
        "Een regel van meer dan veertien woorden is te lang voor een kop in dit blad",
        "Hottentottententententoonstellingen" * 3,
        "Door Roos Verzonnen",
        "Foto: Bram Voorbeeld",
        "Tabel 1 Bezoekers",
        "Roos Verzonnen, lector",
        "Roos Verzonnen, associate lector sociaal werk",
        "12 foto’s",
        "Woensdag 16 mei 2024",
        "Mei '24",
        "Roos@buurt.example",
        "Www.buurt.example",
        "Telefoon: 000",
        "Bel 000-0000010",
        "Meer informatie",
    ],
)
def test_a_short_line_that_is_something_else_is_no_heading(line: str) -> None:
    assert titles(line, PROSE) == []


def test_a_short_line_with_nothing_under_it_is_no_heading() -> None:
    assert titles(PROSE, "Koffie in de wijk") == []
    assert titles("Koffie in de wijk", "Thee") == []


@pytest.mark.parametrize("below", ["Kom ook.", "- soep", "acht woorden zonder punt zijn ook al tekst"])
def test_a_sentence_a_list_or_eight_words_may_stand_under_a_heading(below: str) -> None:
    assert titles("Koffie in de wijk", below) == ["Koffie in de wijk"]


def test_four_short_lines_on_end_are_a_menu_of_which_the_last_three_may_be_headings() -> None:
    assert titles("Thuis", "Nieuws", "Agenda", "Koffie", PROSE) == ["Nieuws", "Agenda", "Koffie"]


def test_a_title_over_two_lines_is_one_heading() -> None:
    assert titles("Impact in\nde sociale basis", PROSE) == ["Impact in de sociale basis"]
    assert titles("Impact in\nde sociale\nbasis", PROSE) == []


def test_the_first_line_of_a_paragraph_is_a_heading_when_it_is_much_shorter() -> None:
    text, tree = sections_of(f"Koffie in de wijk\n  {PROSE}")
    assert [section.title for section in tree] == ["Koffie in de wijk"]
    assert [text[block.start : block.end] for block in tree[0].blocks] == [PROSE]


@pytest.mark.parametrize(
    "paragraph",
    [
        "De buren drinken elke week\nsamen koffie, ook in de zomer.",
        "Koffie\nin het buurthuis van de wijk.",
        f"Koffie:\n{PROSE}",
    ],
)
def test_the_first_line_of_a_wrapped_paragraph_is_no_heading(paragraph: str) -> None:
    assert titles(paragraph) == []


# Boilerplate


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


def test_a_list_that_names_headings_of_the_document_is_boilerplate() -> None:
    contents = ["- Koffie in de wijk 3", "- [Thee](#thee)", "- Soep en brood voor"]
    assert (
        boilerplate(*contents, "# Koffie in de wijk", PROSE, "# Thee", PROSE, "# Soep en brood voor iedereen", PROSE)
        == contents
    )
    assert boilerplate("- melk", "- suiker", "- thee", "# Koffie", PROSE, "# Thee", PROSE) == []


def test_what_stands_between_inhoud_and_the_text_is_boilerplate() -> None:
    found = boilerplate("# Inhoud", "Armoede", "Wonen", "Leeratelier Armoede", PROSE, "Wonen", OTHER)
    assert found == ["# Inhoud", "Armoede", "Wonen"]


def test_a_heading_inhoud_above_other_text_stays() -> None:
    assert boilerplate("# Inhoud", PROSE, "# Koffie", PROSE) == []
    assert boilerplate("# Inhoud", "- melk", "- suiker") == []


def test_a_heading_with_a_page_number_that_returns_without_it_is_boilerplate_with_the_line_below_it() -> None:
    assert boilerplate("# Projecten 3", "over koffie", "# Projecten", PROSE) == ["# Projecten 3", "over koffie"]
    assert boilerplate("# Projecten 3", PROSE, "# Projecten", PROSE) == ["# Projecten 3"]
    assert boilerplate("# Projecten", PROSE, "# Projecten 3") == ["# Projecten 3"]
    assert boilerplate("# Projecten 3", PROSE, "# Anders", PROSE) == []


# Nesting


def test_marked_headings_nest_by_their_level() -> None:
    assert outline("# A een", PROSE, "### B twee", PROSE, "## C drie", PROSE, "# D vier", PROSE) == [
        "A een",
        ".B twee",
        ".C drie",
        "D vier",
    ]


def test_bare_headings_stand_below_marked_ones_and_bold_ones_below_those() -> None:
    assert outline("# Marked", PROSE, "KAPITALEN", PROSE, "Gewoon", PROSE, "**Vet**", PROSE, "# Ander", PROSE) == [
        "Marked",
        ".KAPITALEN",
        "..Gewoon",
        "...Vet",
        "Ander",
    ]


def test_a_bare_heading_right_above_another_holds_it() -> None:
    assert outline("Rubriek", "Koffie", PROSE, "Thee", PROSE) == ["Rubriek", ".Koffie", ".Thee"]


def test_no_heading_stands_under_a_contact_block() -> None:
    assert outline("# Koffie", PROSE, "## Contact", PROSE, "### Thee", PROSE) == ["Koffie", ".Contact", ".Thee"]


def test_what_precedes_the_first_heading_is_a_section_without_title() -> None:
    text, tree = sections_of(PROSE, "# Koffie", OTHER)
    assert [(section.title, section.level, text[section.start : section.end]) for section in tree] == [
        ("", 0, f"{PROSE}\n\n"),
        ("Koffie", 1, f"# Koffie\n\n{OTHER}"),
    ]


def test_a_document_without_blocks_has_no_sections() -> None:
    assert build_sections("", (), kind="newsletter") == ()


# Items


def test_the_outermost_sections_with_text_of_a_newsletter_are_its_items() -> None:
    paragraphs = [
        "# Nieuwsbrief",
        "Mei 2024",
        "## Koffie",
        PROSE,
        "### Contact",
        "Bel ons.",
        "## Leeg",
        "## Thee",
        PROSE,
    ]
    assert outline(*paragraphs, kind="newsletter") == ["Nieuwsbrief", ".Koffie*", "..Contact", ".Leeg", ".Thee*"]
    assert outline(*paragraphs, kind="article") == ["Nieuwsbrief", ".Koffie", "..Contact", ".Leeg", ".Thee"]


def test_a_section_with_thirty_words_of_its_own_is_an_item_with_all_under_it() -> None:
    assert len(LONG.split()) == 39
    assert outline("# Koffie", LONG, "## Thee", PROSE, kind="magazine") == ["Koffie*", ".Thee"]


def test_a_contents_heading_and_what_precedes_the_first_heading_are_no_items() -> None:
    assert outline(LONG, "# Inhoud", PROSE, kind="newsletter") == ["", "Inhoud"]


def test_a_title_that_stands_twice_starts_an_item_above_all_other_headings() -> None:
    paragraphs = ["Koffie", "Koffie", "# Wie komt er", PROSE, "Meer info", "Thee", "Thee", OTHER]
    assert outline(*paragraphs) == ["Koffie*", ".Wie komt er", "Thee*"]
    assert boilerplate(*paragraphs) == ["Koffie", "Meer info", "Thee"]


def test_a_single_title_that_stands_twice_makes_no_items_of_an_article() -> None:
    assert outline("Koffie", "Koffie", PROSE, "# Thee", PROSE) == ["Koffie", ".Thee"]


def test_a_title_that_stands_twice_above_fewer_than_eight_words_is_no_item() -> None:
    assert outline("Blad", "Blad", "Koop het blad.", "Thee", "Thee", OTHER) == ["Blad", "Thee*"]


def test_what_precedes_the_first_title_that_stands_twice_is_no_item() -> None:
    assert outline(PROSE, "Koffie", "Koffie", PROSE, "Thee", "Thee", OTHER) == ["", "Koffie*", "Thee*"]


def test_boilerplate_or_a_long_paragraph_that_stands_twice_is_no_title() -> None:
    assert outline("Gratis", "Gratis", LONG, LONG, "- soep", "- soep") == [""]


def test_items_do_not_nest() -> None:
    inner = Section("Binnen", 2, 0, 0, True, (), ())
    outer = Section("Buiten", 1, 0, 0, True, (), (inner,))
    holder = Section("Rubriek", 1, 0, 0, False, (), (inner, inner))
    document = Document("a", Metadata("", None, None, (), None, None, None), "", (outer, holder))
    assert items(document) == [outer, inner, inner]


# Properties


def assert_in_order(sections: Sequence[Section], start: int, end: int) -> None:
    for section in sections:
        assert start <= section.start <= section.end <= end
        for block in section.blocks:
            assert section.start <= block.start <= block.end <= section.end
        assert_in_order(section.sections, section.start, section.end)
        start = section.end


@given(file_text, st.sampled_from([None, "newsletter", "article"]))
def test_the_tree_holds_every_visible_character_once_in_order(text: str, kind: str | None) -> None:
    draft = read_text(text.encode())
    tree = build_sections(draft.text, draft.blocks, kind=kind)
    blocks = blocks_of(tree)
    assert_in_order(tree, 0, len(draft.text))
    end = 0
    for block in blocks:
        assert end <= block.start < block.end
        end = block.end
    # What is in no block is a heading: each is the start of its section.
    starts = sorted([block.start for block in blocks] + [start for start in _starts(tree)])
    assert starts == sorted(set(starts))
    assert {block.start for block in draft.blocks} <= set(starts)


def _starts(sections: Sequence[Section]) -> Iterator[int]:
    for section in sections:
        if section.level:
            yield section.start
        yield from _starts(section.sections)


@given(file_text)
def test_no_kind_of_document_changes_the_blocks_of_the_tree(text: str) -> None:
    draft = read_text(text.encode())
    newsletter = build_sections(draft.text, draft.blocks, kind="newsletter")
    assert blocks_of(newsletter) == blocks_of(build_sections(draft.text, draft.blocks, kind=None))


@pytest.mark.parametrize(
    "line", ["- " + "[" * 50_000, "- " + "[x](" * 20_000, "x" * 100_000, "Kop " + "." * 50_000 + "a"]
)
def test_a_very_long_line_is_one_block(line: str) -> None:
    _, tree = sections_of("# Kop", line)
    assert [block.end - block.start for block in blocks_of(tree)] == [len(line)]


def test_a_numbered_line_above_a_paragraph_is_a_heading_and_a_list_is_not() -> None:
    assert titles("1. Aanleiding", PROSE, "2. Waar we nu staan", PROSE) == ["1. Aanleiding", "2. Waar we nu staan"]
    assert titles("1. Koffie drinken\n2. Samen eten", PROSE) == []
    assert titles(PROSE, "1. Koffie drinken") == []


def test_the_menu_above_a_page_is_boilerplate() -> None:
    menu = "Home\nWonen en leven\nZorg en ondersteuning\nContact"
    assert boilerplate(menu, "Mantelzorg", PROSE) == [menu]
    assert boilerplate("Home\nContact", "Mantelzorg", PROSE) == ["Home"]
    assert boilerplate("Mantelzorg", PROSE, menu) == ["Home"]
