"""Contents lists: found when they name headings of the document, else left alone."""

from tests.corpus.outline.trees import OTHER, PROSE, boilerplate


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
