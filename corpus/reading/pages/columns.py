"""The order in which a page is read: bands from top to bottom, in each its columns from left to right."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.reading.pages.geometry import Box, Column, Line, Table, group_by_row, usual_size
from corpus.reading.pages.lines import join_lines

_GUTTER = 0.75
"""In sizes: the least width of the white between two columns."""
_TAB = 2.5
"""In sizes: a gap in a single row that is no wider is only a gap in a line."""
_FEW_ROWS, _FEW_ROWS_GUTTER = 3, 1.6
_STEADY_ROWS, _STEADY_SHARE = 5, 0.15
"""How many rows of a page, and which part of them, make the place where they begin again the edge of a column."""
_MAX_DEPTH = 8
_PROSE_FILL = 0.6
_PROSE_WORDS = 3
_TIGHT = 1.6
"""In sizes: the largest distance between lines of one paragraph."""
_TIGHT_ROWS = 1.4
"""In sizes: cells that are closer under each other than this read as the lines of a paragraph."""
_ALIGNED = 0.8

_SAME_EDGE = 2.0
"""In points."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows under each other, and the white between columns that runs through all of them, left to right."""

    rows: list[list[Box]]
    free: list[Interval]
    left: float
    right: float
    size: float

    @property
    def boxes(self) -> list[Box]:
        """Return what stands in the rows."""
        return [box for row in self.rows for box in row]

    @property
    def gutters(self) -> list[Interval]:
        """Return the white that is wide enough, with boxes on both sides."""
        least = _GUTTER * self.size
        return [(a, b) for a, b in self.free if a >= self.left and b <= self.right and b - a >= least]

    def with_row(self, row: list[Box]) -> "_Band":
        """Return the band with a row under it; the rows are shared, for the band itself is done with."""
        added = _one_row(row, self.size)
        return _Band(
            [*self.rows, row],
            _intersect(self.free, added.free),
            min(self.left, added.left),
            max(self.right, added.right),
            min(self.size, added.size),
        )


def reading_order(boxes: Sequence[Box]) -> list[Column]:
    """Return the columns of a page in reading order, and in each its lines and tables from top to bottom.

    A title over the full width ends the columns above it. Short cells beside each other become a table.
    """
    return _read(boxes, _steady(group_by_row(boxes)), 0)


def _read(boxes: Sequence[Box], steady: Set[int], depth: int) -> list[Column]:
    columns: list[Column] = []
    plain: list[list[Box]] = []  # rows of one column that are still to be written
    for band in _bands(group_by_row(boxes)):
        gutters = band.gutters
        if not gutters or depth >= _MAX_DEPTH or _is_chance(band, steady):
            plain.extend(band.rows)
            continue
        parts = _parts(band.boxes, gutters)
        if _is_table(parts, band.rows):
            before, rows, after = _trimmed(band.rows)
            columns.extend([*_single([*plain, *before]), _table(parts, rows)])
            plain = list(after)
        else:
            columns.extend(_single(plain))
            plain = []
            columns.extend(column for part in parts for column in _read(part, steady, depth + 1))
    return [*columns, *_single(plain)]


def _steady(rows: Sequence[list[Box]]) -> set[int]:
    """Return where many rows of the page begin again after white, in points: the left edges of its columns."""
    starts = Counter(round(box.x0) for row in rows for box in row[1:])
    least = max(_STEADY_ROWS, _STEADY_SHARE * len(rows))
    return {place for place, count in starts.items() if count >= least}


def _bands(rows: Sequence[list[Box]]) -> list[_Band]:
    """Return rows with the same gutters together, and rows without any."""
    bands: list[_Band] = []
    usual = usual_size([box for row in rows for box in row]) if rows else 0.0
    for index, row in enumerate(rows):
        alone = _one_row(row, usual)
        if bands and not _is_title_between(bands[-1], rows, index):
            joined = bands[-1].with_row(row)
            if joined.gutters or not (bands[-1].gutters or alone.gutters):
                bands[-1] = joined
                continue
        bands.append(alone)
    return bands


def _one_row(row: list[Box], usual: float) -> _Band:
    # A row of titles only does not make the gutter wider than the text does.
    size = min(usual, *(box.size for box in row))
    free = []
    edge = float("-inf")
    for box in row:
        if box.x0 - edge >= _GUTTER * size:
            free.append((edge, box.x0))
        edge = max(edge, box.x1)
    free.append((edge, float("inf")))
    return _Band([row], free, row[0].x0, edge, size)


def _intersect(first: Sequence[Interval], second: Sequence[Interval]) -> list[Interval]:
    shared = [(max(a, c), min(b, d)) for a, b in first for c, d in second]
    return sorted(interval for interval in shared if interval[0] < interval[1])


def _is_title_between(band: _Band, rows: Sequence[list[Box]], index: int) -> bool:
    """Return whether a row is a title under which the columns of the band begin anew."""
    row = rows[index]
    gutters = band.gutters
    if len(row) > 1 or not gutters or index + 1 >= len(rows):
        return False
    title = row[0]
    below = [box for later in rows[index + 1 : index + 4] for box in later]
    starts = [box for box in below if box.top - title.bottom < 2.5 * title.size]
    is_large = title.size >= 1.15 * usual_size(band.boxes)
    is_clear = all(box.bottom <= title.top + 0.1 * title.size for box in band.boxes)
    begins = all(any(_side(box, gutter) == side for box in starts) for gutter in gutters for side in (-1, 1))
    return is_large and is_clear and begins and isinstance(title, Line)


def _side(box: Box, gutter: Interval) -> int:
    """Return on which side of a gutter a box lies: -1 left, 1 right, 0 across."""
    return -1 if box.x1 <= gutter[0] + 1 else 1 if box.x0 >= gutter[1] - 1 else 0


def _parts(boxes: Sequence[Box], gutters: Sequence[Interval]) -> list[list[Box]]:
    """Return the boxes of each column, left to right."""
    parts: list[list[Box]] = [[] for _ in range(len(gutters) + 1)]
    for box in boxes:
        parts[sum(box.x0 >= (left + right) / 2 for left, right in gutters)].append(box)
    return [part for part in parts if part]


def _is_chance(band: _Band, steady: Set[int]) -> bool:
    """Return whether the white in a few rows is that between words, wide because their lines fill a column."""
    if any(abs(place - right) <= 1 for _, right in band.gutters for place in steady):
        return False
    if _is_justified(band.rows):
        return True
    widest = max(right - left for left, right in band.gutters) / usual_size(band.boxes)
    return widest < (_TAB if len(band.rows) == 1 else _FEW_ROWS_GUTTER if len(band.rows) <= _FEW_ROWS else _GUTTER)


def _is_justified(rows: Sequence[list[Box]]) -> bool:
    """Return whether lines all start and end in one place, but their last words begin in others: they fill a column.

    Numbers in a table do so too.
    """
    parted = [row for row in rows if len(row) > 1]
    if len(parted) < 2 or not all(isinstance(row[-1], Line) and row[-1].text.isalpha() for row in parted):
        return False
    starts, ends = [row[0].x0 for row in parted], [row[-1].x1 for row in parted]
    inner = {round(row[-1].x0) for row in parted}
    is_filled = max(starts) - min(starts) <= _SAME_EDGE and max(ends) - min(ends) <= _SAME_EDGE
    return is_filled and len(inner) == len(parted)


def _is_table(parts: Sequence[Sequence[Box]], rows: Sequence[list[Box]]) -> bool:
    """Return whether columns are the cells of rows: not running text, and on the same baselines."""
    if len(rows) < 2 or any(isinstance(box, Table) for part in parts for box in part):
        return False
    loose = [part for part in parts if not _is_prose(part)]
    if not loose:
        return False
    if len(loose) < len(parts) and any(_is_tight(part) for part in loose):
        return False  # a sidebar of short lines beside running text
    boxes = [box for part in loose for box in part]
    others = [[box for part in parts if part is not own for box in part] for own in loose]
    aligned = sum(
        any(abs(_baseline(box) - _baseline(other)) < 0.2 * box.size for other in rest)
        for own, rest in zip(loose, others, strict=True)
        for box in own
    )
    return aligned >= _ALIGNED * len(boxes)


def _baseline(box: Box) -> float:
    return box.baseline if isinstance(box, Line) else box.bottom


def _is_prose(part: Sequence[Box]) -> bool:
    """Return whether the lines of a column mostly fill it, and hold more than a few words."""
    rows = [[box for box in row if isinstance(box, Line)] for row in group_by_row(part)]
    lines = [join_lines(row) for row in rows]
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    fill = median((line.x1 - line.x0) / width for line in lines)
    return fill >= _PROSE_FILL and median(len(line.tokens) for line in lines) >= _PROSE_WORDS


def _is_tight(part: Sequence[Box]) -> bool:
    """Return whether the lines of a column follow each other as those of a paragraph do."""
    if len(part) < 3:
        return False
    ordered = sorted(part, key=lambda box: box.top)
    steps = [(after.bottom - before.bottom) / after.size for before, after in pairwise(ordered)]
    return median(steps) <= _TIGHT_ROWS


def _single(rows: Sequence[list[Box]]) -> list[Column]:
    """Return rows as one column, if there are any; what stands beside each other in a row is one line."""
    boxes: list[Box] = []
    for row in rows:
        lines = [box for box in row if isinstance(box, Line)]
        boxes.extend(box for box in row if isinstance(box, Table))
        if lines:
            boxes.append(join_lines(lines))
    return [_column(boxes)] if boxes else []


def _column(boxes: Sequence[Box]) -> Column:
    return Column(tuple(boxes), min(box.x0 for box in boxes), max(box.x1 for box in boxes))


def _trimmed(rows: Sequence[list[Box]]) -> tuple[Sequence[list[Box]], Sequence[list[Box]], Sequence[list[Box]]]:
    """Return the rows above a table, of the table and below it: it starts and ends with more than one cell."""
    full = [index for index, row in enumerate(rows) if len(row) > 1]
    first, last = full[0], full[-1]
    # What follows closely is the rest of a cell.
    while last + 1 < len(rows) and rows[last + 1][0].top - rows[last][0].bottom < (_TIGHT - 1) * rows[last][0].size:
        last += 1
    return rows[:first], rows[first : last + 1], rows[last + 1 :]


def _table(parts: Sequence[Sequence[Box]], rows: Sequence[list[Box]]) -> Column:
    """Return the rows of a band as a table; a row that lacks its first cell goes on in the row above it."""
    place = {id(box): number for number, part in enumerate(parts) for box in part}
    cells: list[list[list[Line]]] = []
    bottom = float("-inf")
    for row in rows:
        is_rest = all(place[id(box)] > 0 for box in row) and row[0].top - bottom < (_TIGHT - 1) * row[0].size
        if not (cells and is_rest):
            cells.append([[] for _ in parts])
        for line in [box for box in row if isinstance(box, Line)]:
            cells[-1][place[id(line)]].append(line)
        bottom = max(box.bottom for box in row)
    boxes = [box for row in rows for box in row]
    table = Table(
        tuple(tuple(tuple(cell) for cell in row) for row in cells),
        min(box.x0 for box in boxes),
        max(box.x1 for box in boxes),
        min(box.top for box in boxes),
        max(box.bottom for box in boxes),
        usual_size(boxes),
    )
    return _column([table])
