"""Tables with drawn cells: which words belong together, and which grids are none."""

from itertools import pairwise

from corpus.reading.pages.geometry import Rule, Table, Word
from corpus.reading.pages.tables import take_tables

XS, YS = [0.0, 100.0, 200.0, 300.0], [0.0, 20.0, 40.0, 60.0]


def word(text: str, x: float, baseline: float) -> Word:
    return Word(text, x, x + 5 * len(text), baseline, 10)


def upright(x: float, top: float, bottom: float) -> Rule:
    return Rule(x, x, top, bottom)


def level(y: float, left: float, right: float) -> Rule:
    return Rule(left, right, y, y)


def grid() -> list[Rule]:
    return [
        *(upright(x, top, bottom) for x in XS for top, bottom in pairwise(YS)),
        *(level(y, left, right) for y in YS for left, right in pairwise(XS)),
    ]


def cells(table: Table) -> list[list[str]]:
    return [[" ".join(line.text for line in cell) for cell in row] for row in table.rows]


WORDS = [
    word(text, x, y)
    for y, row in [(14, "abc"), (34, "def"), (54, "ghi")]
    for x, text in zip((5, 105, 205), row, strict=True)
]


def test_every_word_stands_in_its_cell() -> None:
    tables, rest = take_tables(WORDS, grid())
    assert [cells(table) for table in tables] == [[["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]]
    assert rest == []


def test_cells_without_a_line_between_them_are_one() -> None:
    rules = [rule for rule in grid() if rule not in (upright(100, 0, 20), level(40, 200, 300))]
    tables, _ = take_tables(WORDS, rules)
    assert cells(tables[0]) == [["a b", "c"], ["d", "e", "f i"], ["g", "h"]]


def test_words_outside_the_lines_are_left() -> None:
    outside = [word("boven", 5, -20), word("naast", 320, 14)]
    tables, rest = take_tables([*WORDS, *outside], grid())
    assert len(tables) == 1
    assert rest == outside


def test_two_grids_are_two_tables() -> None:
    lower = [Rule(rule.x0, rule.x1, rule.top + 100, rule.bottom + 100) for rule in grid()]
    tables, rest = take_tables([*WORDS, word("x", 5, 114), word("y", 105, 134)], [*grid(), *lower])
    assert [cells(table)[0][0] for table in tables] == ["a", "x"]
    assert rest == []


def test_a_box_around_a_text_is_no_table() -> None:
    box = [upright(0, 0, 60), upright(300, 0, 60), level(0, 0, 300), level(60, 0, 300)]
    assert take_tables(WORDS, box) == ([], WORDS)


def test_lines_that_only_place_the_text_are_no_table() -> None:
    words = [word("woord" * 200, x, y) for x in (5, 105) for y in (14, 34)]
    assert take_tables(words, grid()) == ([], words)


def test_a_grid_with_words_in_one_column_is_no_table() -> None:
    assert take_tables([word("a", 5, 14)], grid()) == ([], [word("a", 5, 14)])


def test_no_lines_make_no_table() -> None:
    assert take_tables(WORDS, []) == ([], WORDS)
