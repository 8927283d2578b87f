"""Tables whose cells are drawn: the lines around them say which words belong together."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from corpus.reading.pages.geometry import Line, Rule, Table, Word, group_by_row, usual_size
from corpus.reading.pages.lines import join_lines, read_lines

_NEAR = 3.0
"""In points: lines that are no further apart meet, or are one."""
_MAX_CELLS = 5_000
_LAYOUT_CHARACTERS = 600
"""A table of which the usual cell holds more is no table but a way to place text."""


Field = tuple[int, int]
"""Row and column of a grid."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The edges of columns and rows, and the lines that are really there."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rules: tuple[Rule, ...]


def take_tables(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Table], list[Word]]:
    """Return the tables with drawn cells, and the words that are in none of them."""
    tables = []
    rest = list(words)
    for grid in _grids(rules):
        homes = _homes(grid)
        cells: dict[Field, list[Word]] = {}
        outside = []
        for word in rest:
            field = _field(grid, word)
            if field is None:
                outside.append(word)
            else:
                cells.setdefault(homes[field], []).append(word)
        if _is_table(cells):
            tables.append(_table(grid, homes, cells))
            rest = outside
    return tables, rest


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    """Return the grids that the lines form where they meet: of at least two columns and two rows."""
    grids = []
    for group in _connected(rules):
        xs = _edges([rule.x0 for rule in group if _is_upright(rule)])
        ys = _edges([rule.top for rule in group if not _is_upright(rule)])
        cells = (len(xs) - 1) * (len(ys) - 1)
        if len(xs) >= 3 and len(ys) >= 3 and cells <= _MAX_CELLS:
            grids.append(_Grid(tuple(xs), tuple(ys), tuple(group)))
    return grids


def _is_upright(rule: Rule) -> bool:
    return rule.bottom - rule.top > rule.x1 - rule.x0


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return lines that meet, at once or by way of others, together."""
    boxes = np.array([(rule.x0, rule.x1, rule.top, rule.bottom) for rule in rules]).reshape(-1, 4)
    left, right, top, bottom = boxes.T
    groups: list[list[Rule]] = []
    waiting = np.ones(len(rules), bool)
    while waiting.any():
        reached = [int(waiting.argmax())]
        waiting[reached[0]] = False
        for index in reached:
            across = (left <= right[index] + _NEAR) & (right >= left[index] - _NEAR)
            down = (top <= bottom[index] + _NEAR) & (bottom >= top[index] - _NEAR)
            met = np.flatnonzero(waiting & across & down)
            waiting[met] = False
            reached.extend(met.tolist())
        groups.append([rules[index] for index in reached])
    return groups


def _edges(values: Sequence[float]) -> list[float]:
    """Return values with those that are nearly equal as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _field(grid: _Grid, word: Word) -> Field | None:
    """Return the row and column in which a word starts; one that is too long for its cell runs over its edge."""
    row = _between(grid.ys, word.baseline - 0.3 * word.size)
    column = _between(grid.xs, word.x0 + min(word.size, word.x1 - word.x0) / 2)
    return None if row is None or column is None else (row, column)


def _between(edges: Sequence[float], value: float) -> int | None:
    index = bisect_right(edges, value) - 1
    return index if 0 <= index < len(edges) - 1 else None


def _is_table(cells: Mapping[Field, Sequence[Word]]) -> bool:
    """Return whether words stand in two columns at least, and the lines do not only place text on the page."""
    lengths = sorted(sum(len(word.text) for word in cell) for cell in cells.values())
    return len({column for _, column in cells}) > 1 and lengths[len(lengths) // 2] <= _LAYOUT_CHARACTERS


def _table(grid: _Grid, homes: Mapping[Field, Field], cells: Mapping[Field, Sequence[Word]]) -> Table:
    columns = range(len(grid.xs) - 1)
    rows = [
        [
            _stacked(read_lines(cells.get((row, column), [])))
            for column in columns
            if homes[row, column] == (row, column)
        ]
        for row in sorted({row for row, _ in cells})
    ]
    lines = [line for row in rows for cell in row for line in cell]
    return Table(
        tuple(tuple(tuple(cell) for cell in row) for row in rows),
        grid.xs[0],
        grid.xs[-1],
        grid.ys[0],
        grid.ys[-1],
        usual_size(lines),
    )


def _homes(grid: _Grid) -> dict[Field, Field]:
    """Return for each field of the grid the first field of its cell: no line parts the fields of one cell."""
    upright = [rule for rule in grid.rules if _is_upright(rule)]
    level = [rule for rule in grid.rules if not _is_upright(rule)]
    homes: dict[Field, Field] = {}
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        for column, (left, right) in enumerate(pairwise(grid.xs)):
            y, x = (top + bottom) / 2, (left + right) / 2
            is_open_left = not any(abs(rule.x0 - left) <= _NEAR and rule.top <= y <= rule.bottom for rule in upright)
            is_open_above = not any(abs(rule.top - top) <= _NEAR and rule.x0 <= x <= rule.x1 for rule in level)
            if column and is_open_left:
                homes[row, column] = homes[row, column - 1]
            elif row and is_open_above:
                homes[row, column] = homes[row - 1, column]
            else:
                homes[row, column] = (row, column)
    return homes


def _stacked(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a cell from top to bottom, those beside each other as one."""
    return [join_lines([box for box in row if isinstance(box, Line)]) for row in group_by_row(lines)]
