"""What nests in what."""

from corpus.sections import build_sections
from tests.corpus.outline.trees import OTHER, PROSE, outline, sections_of


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
        ".Kapitalen",
        "..Gewoon",
        "...Vet",
        "Ander",
    ]


def test_a_bare_heading_right_above_another_holds_it() -> None:
    assert outline("Rubriek", "Koffie", PROSE, "Thee", PROSE) == ["Rubriek", ".Koffie", ".Thee"]


def test_no_heading_stands_under_a_contact_block() -> None:
    assert outline("# Koffie", PROSE, "## Contact", PROSE, "### Thee", PROSE) == ["Koffie", ".Contact", ".Thee"]


def test_no_heading_stands_under_a_list_of_sources_that_only_its_words_show() -> None:
    assert outline("# Koffie", PROSE, "Literatuur", PROSE, "Thee", PROSE) == ["Koffie", ".Literatuur", ".Thee"]
    assert outline("# Koffie", PROSE, "# Bronnen", PROSE, "## Boeken", PROSE) == ["Koffie", "Bronnen", ".Boeken"]


def test_what_precedes_the_first_heading_is_a_section_without_title() -> None:
    text, tree = sections_of(PROSE, "# Koffie", OTHER)
    assert [(section.title, section.level, text[section.start : section.end]) for section in tree] == [
        ("", 0, f"{PROSE}\n\n"),
        ("Koffie", 1, f"# Koffie\n\n{OTHER}"),
    ]


def test_a_document_without_blocks_has_no_sections() -> None:
    assert build_sections("", (), kind="newsletter") == ()


def test_bare_headings_of_a_series_stand_above_the_others_when_one_of_them_holds_another() -> None:
    series = [
        "Leeratelier Armoede",
        "Koffie",
        PROSE,
        "Leeratelier Wonen",
        PROSE,
        "Thee",
        PROSE,
        "Leeratelier Jeugd",
        PROSE,
    ]
    assert outline(*series) == ["Leeratelier Armoede", ".Koffie", "Leeratelier Wonen", ".Thee", "Leeratelier Jeugd"]
    assert outline("Koffie", PROSE, *series[3:], "Leeratelier Armoede", PROSE) == [
        "Koffie",
        "Leeratelier Wonen",
        "Thee",
        "Leeratelier Jeugd",
        "Leeratelier Armoede",
    ]


def test_a_bare_heading_that_stands_three_times_is_part_of_what_precedes_it() -> None:
    part = ["Wat gaan we doen?", PROSE]
    assert outline("Koffie", PROSE, *part, "Thee", PROSE, *part, "Soep", PROSE, *part) == [
        "Koffie",
        ".Wat gaan we doen?",
        "Thee",
        ".Wat gaan we doen?",
        "Soep",
        ".Wat gaan we doen?",
    ]


def test_an_abbreviation_stands_above_others_only_when_it_opens_the_document() -> None:
    assert outline("GGD", PROSE, "Thee", PROSE, "WMO", PROSE) == ["GGD", ".Thee", ".WMO"]
    assert outline("Thee", PROSE, "GGD", PROSE, "Soep", PROSE) == ["Thee", "GGD", "Soep"]
