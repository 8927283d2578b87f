"""Running headers, footers and page numbers: what repeats at the edges of pages, and nothing else."""

import pytest

from corpus.reading.pages.furniture import find_furniture, is_page_number
from corpus.reading.pages.geometry import Line, Token

HEIGHT = 800.0


def line(text: str, baseline: float) -> Line:
    return Line(tuple(Token(word, None) for word in text.split()), 50, 300, baseline, 10, bold=False, indent=50)


def dropped(*pages: list[Line]) -> list[list[str]]:
    found = find_furniture(pages, [HEIGHT] * len(pages))
    return [[line.text for line in page if id(line) in found] for page in pages]


def test_what_repeats_at_the_top_and_at_the_foot_goes() -> None:
    pages = [[line("Buurtbericht", 40), line(f"Verhaal {n}", 400), line(f"nummer {n} van 3", 780)] for n in (1, 2, 3)]
    assert dropped(*pages) == [["Buurtbericht", f"nummer {n} van 3"] for n in (1, 2, 3)]


def test_what_repeats_in_the_middle_or_further_from_the_edge_than_other_text_stays() -> None:
    pages = [[line(f"Kop {'abc'[n]}", 30), line("Waar", 60), line("Wie", 400)] for n in range(3)]
    assert dropped(*pages) == [[], [], []]


def test_what_stands_beside_a_header_does_not_keep_it() -> None:
    pages = [[line("Buurtbericht", 40), line(f"Hoofdstuk {'abc'[n]}", 41), line("Droomveen", 52)] for n in range(3)]
    assert dropped(*pages) == [["Buurtbericht", "Droomveen"]] * 3


def test_headers_of_facing_pages_need_not_be_on_every_page() -> None:
    pages = [[line("Links" if n % 2 else "Rechts", 40), line("Verhaal", 400)] for n in range(6)]
    assert dropped(*pages) == [["Rechts"], ["Links"]] * 3


def test_one_page_has_only_its_number() -> None:
    assert dropped([line("Buurtbericht", 40), line("Verhaal", 400), line("Pagina 1 van 1", 780)]) == [
        ["Pagina 1 van 1"]
    ]


def test_years_at_the_same_place_stay() -> None:
    assert dropped(*([line("Verhaal", 400), line(str(1956 + n), 780)] for n in range(4))) == [[]] * 4


@pytest.mark.parametrize("text", ["7", "- 7 -", "7 / 12", "Pagina 7 van 12", "p. 7", "pag. 7"])
def test_page_numbers(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["12 mei", "Pagina", "7,50", "artikel 7", "1958"])
def test_no_page_numbers(text: str) -> None:
    assert not is_page_number(text)
