"""Which sections are works of their own."""

import pytest

from corpus.model import Document, Item, Metadata, Section, items
from tests.corpus.outline.trees import LONG, OTHER, PROSE, boilerplate, outline, sections_of


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


def test_a_short_signed_text_with_headings_of_its_own_is_one_item() -> None:
    parts = ["### Wat gaan we doen", PROSE, "### Waar", PROSE]
    paragraphs = ["# Nieuwsbrief", "## Koffie", "Door Roos Verzonnen", "Het buurthuis is open.", *parts]
    assert outline(*paragraphs, kind="newsletter") == ["Nieuwsbrief", ".Koffie*", "..Wat gaan we doen", "..Waar"]


def test_a_short_signed_text_above_signed_works_and_the_head_of_an_issue_are_no_items() -> None:
    signed = [PROSE, "Door Bram Voorbeeld"]
    paragraphs = ["# Rubriek", "Door Roos Verzonnen", "## Koffie", *signed, "## Thee", *signed]
    assert outline(*paragraphs, kind="newsletter") == ["Rubriek", ".Koffie*", ".Thee*"]
    paragraphs = ["# Nieuwsbrief mei", "Door Roos Verzonnen", "## Koffie", PROSE, "## Thee", PROSE]
    assert outline(*paragraphs, kind="newsletter") == ["Nieuwsbrief mei", ".Koffie*", ".Thee*"]


def test_a_short_text_above_headings_with_nothing_under_them_is_an_item() -> None:
    assert outline("# Koffie", PROSE, "## Leeg", "# Thee", OTHER, kind="newsletter") == ["Koffie*", ".Leeg", "Thee*"]


def test_a_message_ends_with_the_line_that_leads_to_the_rest_of_it() -> None:
    paragraphs = ["# Koffie", PROSE, "Lees verder >", "## Thee", OTHER, "## Soep", OTHER]
    text, tree = sections_of(*paragraphs, kind="newsletter")
    assert [(section.title, section.item is not None) for section in tree] == [
        ("Koffie", True),
        ("Thee", True),
        ("Soep", True),
    ]
    assert text[tree[0].start : tree[0].end].split("\n\n")[:3] == paragraphs[:3]
    assert tree[0].end == tree[1].start
    assert outline(*paragraphs, kind="article") == ["Koffie", ".Thee", ".Soep"]
    assert outline("# Koffie", PROSE, "Lees verder >", kind="newsletter") == ["Koffie*"]
    assert outline("# Koffie", PROSE, "Lees verder", "## Contact", PROSE, kind="newsletter") == ["Koffie*", ".Contact"]


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


def test_a_cell_that_stands_twice_in_several_places_or_three_times_on_end_starts_no_item() -> None:
    cells = ["Leeg laten", "Leeg laten", PROSE]
    assert not any("*" in line for line in outline(*cells, "Koffie", PROSE, *cells))
    assert not any("*" in line for line in outline("Leeg laten", *cells, "Koffie", "Koffie", PROSE))


def test_what_precedes_the_first_title_that_stands_twice_is_no_item() -> None:
    assert outline(PROSE, "Koffie", "Koffie", PROSE, "Thee", "Thee", OTHER) == ["", "Koffie*", "Thee*"]


def test_boilerplate_or_a_long_paragraph_that_stands_twice_is_no_title() -> None:
    assert outline("Gratis", "Gratis", LONG, LONG, "- soep", "- soep") == [""]


def test_items_do_not_nest() -> None:
    inner = Section("Binnen", 2, 0, 0, Item(), (), ())
    outer = Section("Buiten", 1, 0, 0, Item(), (), (inner,))
    holder = Section("Rubriek", 1, 0, 0, None, (), (inner, inner))
    document = Document("a", Metadata("", None, None, (), None, None, None), "", (outer, holder))
    assert items(document) == [outer, inner, inner]


def test_a_single_title_that_stands_twice_further_on_keeps_its_level() -> None:
    assert outline("# Blad", PROSE, "## Koffie", "Koffie", PROSE, "## Thee", PROSE) == ["Blad", ".Koffie", ".Thee"]


DATES = ["16 januari 2025", "woensdag 3 feb. 2025, 14.00 uur", "Nieuws | 3-2-2025", "Geplaatst op 01/03/2025"]


@pytest.mark.parametrize("date", DATES)
def test_short_sections_that_open_with_a_full_date_are_items_of_a_news_page(date: str) -> None:
    messages = [f"## {title}\n\n{date}\n\n{PROSE}" for title in ("Koffie", "Thee", "Soep")]
    found = ["Nieuws", ".Koffie*", ".Thee*", ".Soep*"]
    assert outline("# Nieuws", PROSE, *messages) == found
    assert outline("# Nieuws", PROSE, *messages, "## Archief", PROSE) == [*found, ".Archief"]
    assert outline("# Nieuws", *(message.replace(f"\n\n{PROSE}", f"\n{PROSE}") for message in messages)) == found
    assert outline("# Nieuws", PROSE, *messages[1:]) == ["Nieuws", ".Thee", ".Soep"]


@pytest.mark.parametrize(
    "first",
    [
        "januari 2025",
        "16 januari",
        "16 januari 2025 was de dag waarop de buren van de wijk voor het eerst samen koffie dronken.",
        "- 16 januari 2025",
        "Op 16 januari 2025",
        f"16 januari 2025\n\n{' '.join([PROSE] * 40)}",
    ],
)
def test_sections_that_open_otherwise_or_are_long_are_no_messages(first: str) -> None:
    messages = [f"## {title}\n\n{first}\n\n{PROSE}" for title in ("Koffie", "Thee", "Soep")]
    assert outline("# Nieuws", PROSE, *messages) == ["Nieuws", ".Koffie", ".Thee", ".Soep"]


def test_a_page_in_which_only_a_few_sections_are_dated_lists_no_messages() -> None:
    messages = [f"## {title}\n\n16 januari 2025\n\n{PROSE}" for title in ("Koffie", "Thee", "Soep")]
    others = [f"## {title}\n\n{PROSE}" for title in ("Brood", "Kaas", "Melk")]
    assert outline("# Besluit", *messages, *others)[1] == ".Koffie"
    assert outline("# Besluit", *messages, *others[1:])[1] == ".Koffie*"


def test_a_title_with_only_a_date_under_it_is_no_item() -> None:
    assert outline("# Nieuwsbrief", "Mei 2024", "# Koffie", PROSE, kind="newsletter") == ["Nieuwsbrief", "Koffie*"]
    assert outline("# Nieuwsbrief", "Mei 2024 is er.", "# Koffie", PROSE, kind="newsletter")[0] == "Nieuwsbrief*"
