"""Headings, paragraphs and hyphens, from lines whose places are given."""

from corpus.reading.draft import BOLD_LEVEL
from corpus.reading.pages.blocks import PageLayout, Piece, Span, build_pieces, join_scanned
from corpus.reading.pages.columns import reading_order
from corpus.reading.pages.geometry import Box, Column, Line, Table, Token

FULL = "de buren van Droomveen drinken samen koffie in de grote zaal"  # 60 letters of 5 points


def line(
    text: str, baseline: float, *, x: float = 50, size: float = 10, bold: bool = False, url: str | None = None
) -> Line:
    tokens = tuple(Token(word, url) for word in text.split())
    return Line(tokens, x, x + len(text) * size / 2, baseline, size, bold=bold, indent=x)


def column(*boxes: Box) -> Column:
    return Column(boxes, 50, 350)


def build(*columns: Column, page: int = 1) -> list[Piece]:
    return list(build_pieces([PageLayout(page, columns)], lambda word: word == "buurthuis"))


def texts(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces]


def test_a_first_line_that_is_indented_starts_a_paragraph() -> None:
    pieces = build(column(line(f"Ook {FULL[:50]}.", 20), line(f"En {FULL}", 32, x=65), line(FULL, 44)))
    assert len(pieces) == 2


def test_a_line_that_was_not_full_ends_its_paragraph_with_its_sentence() -> None:
    assert texts(build(column(line("Zij drinken koffie.", 20), line(f"Ook {FULL}", 32)))) == [
        "Zij drinken koffie.",
        f"Ook {FULL}",
    ]


def test_a_short_line_without_a_sentence_keeps_its_line_break() -> None:
    assert texts(build(column(line("Dorpsstraat 1", 20), line("Droomveen", 32)))) == ["Dorpsstraat 1\nDroomveen"]


def test_smaller_text_is_a_block_of_its_own() -> None:
    assert len(build(column(line(FULL, 20), line(FULL, 32, size=8)))) == 2


def test_a_bold_start_of_a_sentence_is_no_heading() -> None:
    pieces = build(column(line(f"Wij en {FULL}", 20, bold=True), line(FULL, 32), line(FULL, 44)))
    assert [piece.kind for piece in pieces] == ["text"]


def test_levels_follow_the_sizes_and_stop_at_the_fifth() -> None:
    heads = [line(f"Kop {'abcdef'[index]}", 40 * index, size=40 - 4 * index) for index in range(6)]
    body = [line(FULL, 400 + 12 * index) for index in range(8)]
    assert [piece.level for piece in build(column(*heads, *body))[:6]] == [1, 2, 3, 4, 5, 5]


def test_sizes_that_are_nearly_equal_share_a_level() -> None:
    pieces = build(
        column(line("Kop een", 20, size=20), line("Kop twee", 80, size=19.8), line(FULL, 120), line(FULL, 132))
    )
    assert [piece.level for piece in pieces] == [1, 1, 0]


def test_large_sentences_and_numbers_are_no_headings() -> None:
    sentence = "Wij drinken hier elke dinsdag en elke vrijdag met de hele buurt samen koffie."
    pieces = build(
        column(line("1949", 20, size=20), line(sentence, 60, size=14), *(line(FULL, 100 + 12 * n) for n in range(5)))
    )
    assert [piece.kind for piece in pieces] == ["text", "text", "text"]


def test_numbered_lines_under_each_other_are_no_headings_but_one_alone_is() -> None:
    def kinds(*heads: str) -> list[int]:
        lines = [line(text, 20 + 30 * index) for index, text in enumerate(heads)]
        return [piece.level for piece in build(column(*lines, line(FULL, 200), line(FULL, 212)))]

    assert kinds("2.1 Koffie") == [BOLD_LEVEL, 0]
    assert kinds("2.1 Koffie", "2.2 Soep") == [0, 0, 0]


def test_a_footnote_does_not_part_a_paragraph() -> None:
    first = column(line(FULL, 20), line(FULL, 32), line("Noot onder aan de bladzijde.", 60, size=8))
    second = column(line("met koek.", 20))
    assert texts(build(first, second)) == [f"{FULL} {FULL} met koek.", "Noot onder aan de bladzijde."]


def test_the_rest_of_a_sentence_is_sought_past_a_sentence_that_is_whole() -> None:
    first, second = column(line(FULL, 20)), column(line("Zij eten soep.", 20))
    assert texts(build(first, second, column(line("met koek.", 20)))) == [f"{FULL} met koek.", "Zij eten soep."]


def test_a_table_does_not_part_a_paragraph() -> None:
    table = Table((((line("a", 50),), (), (line("b", 50),)), ((),)), 50, 350, 40, 60, 10)
    assert texts(build(column(line(FULL, 20), table), column(line("met koek.", 20)))) == [f"{FULL} met koek.", "a | b"]


def test_a_sentence_with_a_capital_goes_on_only_after_a_full_line() -> None:
    full, short = column(line(FULL, 20), line(FULL, 32)), column(line(FULL, 20), line("samen met", 32))
    rest = column(line("Tweede Kamerleden.", 20), line("Dag", 32))
    assert texts(build(full, rest)) == [f"{FULL} {FULL} Tweede Kamerleden.", "Dag"]
    assert len(build(short, rest)) == 3


def test_an_item_of_a_list_starts_anew_in_the_next_column() -> None:
    item = Line((Token("-", None), Token("koek", None)), 50, 100, 20, 10, bold=False, indent=70)
    assert texts(build(column(line(FULL, 20)), column(item))) == [FULL, "- koek"]


def test_the_rest_of_a_sentence_is_sought_past_a_larger_line() -> None:
    first = column(line(FULL, 20), line("Koffie", 60, size=20))
    assert texts(build(first, column(line("met koek.", 20)))) == [f"{FULL} met koek.", "Koffie"]


def test_a_heading_stops_the_search_for_what_goes_on() -> None:
    head = column(line(FULL, 20), line("Koffie", 60, size=20))
    assert len(build(head, column(line("Tweede Kamerleden drinken thee", 20), line(FULL, 32)))) == 3


def test_a_paragraph_of_two_pages_ago_is_over() -> None:
    pages = [PageLayout(1, (column(line(FULL, 20)),)), PageLayout(3, (column(line("met koek.", 20)),))]
    assert len(list(build_pieces(pages, lambda word: False))) == 2


def test_links_follow_their_words_through_a_mended_hyphen() -> None:
    url = "https://buurthuis.example/"
    pieces = build(
        column(
            line("Kom naar het", 20),
            Line((Token("in", None), Token("buurt-", url)), 50, 350, 32, 10, bold=False, indent=50),
            line("huis en", 44, url=url),
        )
    )
    assert pieces[0].text == "Kom naar het in buurthuis en"
    assert pieces[0].spans == (Span(16, 28, url),)


def test_two_links_beside_each_other_stay_two() -> None:
    both = Line(
        (Token("hier", "https://a.example"), Token("daar", "https://b.example")), 50, 350, 20, 10, bold=False, indent=50
    )
    assert build(column(both))[0].spans == (Span(0, 4, "https://a.example"), Span(5, 9, "https://b.example"))


def test_nothing_gives_nothing() -> None:
    assert build() == []
    assert reading_order([]) == []


def test_scanned_lines_become_paragraphs() -> None:
    text = "In het buurt-\nhuis is\n\n \n- koffie\n\n"
    assert list(join_scanned(text, lambda word: word == "buurthuis")) == ["In het buurthuis is", "- koffie"]
