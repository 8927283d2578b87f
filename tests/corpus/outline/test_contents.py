"""Contents lists: found when they name headings of the document, else left alone."""

from corpus.reading.markdown import read_markdown
from corpus.sections import build_sections
from tests.corpus.outline.trees import OTHER, PROSE, blocks_of, boilerplate


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
    assert boilerplate("# Projecten 3", PROSE, "# Anders", PROSE) == []


def test_numbers_that_are_no_pages_make_no_contents_list() -> None:
    assert boilerplate("# Stap 1", PROSE, "# Stap 2", PROSE, "# Stap", PROSE) == []
    assert boilerplate("# Artikel", PROSE, "# Artikel 3", PROSE) == []


def test_a_single_list_item_that_is_a_heading_stays() -> None:
    assert boilerplate("- Koffie", PROSE, "# Koffie", PROSE) == []


def test_the_number_of_a_chapter_and_dots_before_the_page_are_no_part_of_its_name() -> None:
    contents = ["# Inhoudsopgave", "1. Koffie 3", "1.1 Thee .... 4", "2 Soep.....12"]
    assert boilerplate(*contents, "# Koffie", PROSE, "## 1.1 Thee", PROSE, "# Soep", PROSE) == contents


def test_short_lines_with_rising_page_numbers_are_a_contents_list() -> None:
    contents = ["Koffie in de wijk 3", "Thee in de wijk 3", "- Soep in de wijk 5", "Brood in de wijk 12"]
    assert boilerplate(*contents, *[PROSE, OTHER] * 4) == contents
    assert boilerplate(*contents[:3], *[PROSE, OTHER] * 4) == []
    assert boilerplate(*contents[:3], "Brood in de wijk 1", *[PROSE, OTHER] * 4) == []
    assert boilerplate(*[PROSE, OTHER] * 4, *contents) == []
    assert boilerplate(*(f"Kopje koffie {number}" for number in range(1, 6)), *[PROSE, OTHER] * 4) == []
    assert boilerplate(*(f"JW{number} 43{number}" for number in range(1, 6)), *[PROSE, OTHER] * 4) == []


def test_rows_of_a_table_are_a_contents_list_only_when_there_are_many() -> None:
    def found(count: int) -> int:
        rows = "".join(f"| Kopje {'abcdefghijklmnopqrst'[row]} | {row} |\n" for row in range(count))
        draft = read_markdown(
            f"| Wat | Blad |\n|---|---|\n{rows}\n\n{chr(10).join([PROSE, '', OTHER, ''] * 4)}".encode()
        )
        return sum(b.kind == "boilerplate" for b in blocks_of(build_sections(draft.text, draft.blocks, kind=None)))

    assert (found(14), found(15)) == (0, 15)


def test_only_the_first_few_contents_headings_are_looked_at() -> None:
    empty = [f"# {'Koffie' if number % 2 else 'Inhoud'}" for number in range(2_000)]
    assert boilerplate(*empty, PROSE) == []
