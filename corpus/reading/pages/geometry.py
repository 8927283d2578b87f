"""Words, lines and tables with their places on a page: points from the top left, as the text is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

ASCENT, DESCENT = 0.75, 0.25
"""How far a line reaches above and below its baseline, in sizes. Fonts state it too unreliably to use theirs."""


Area = tuple[float, float, float, float]
"""The left, right, top and bottom of what stands on a page."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them, in one style."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    spaced: bool = False  # a space is drawn before it
    url: str | None = None

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.baseline + DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page shows, in PDF's points upwards, and the quarters of a turn that its text makes, anticlockwise."""

    left: float
    lower: float
    right: float
    upper: float
    quarter: int

    @property
    def width(self) -> float:
        """Of the page, as its text is read."""
        return self.upper - self.lower if self.quarter % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Of the page, as its text is read."""
        return self.right - self.left if self.quarter % 2 else self.upper - self.lower

    def upright(self, x0: float, y0: float, x1: float, y1: float) -> Area:
        """Return the left, right, top and bottom of a box, from the top left of the page as its text is read."""
        if self.quarter == 0:
            return x0 - self.left, x1 - self.left, self.upper - y1, self.upper - y0
        if self.quarter == 1:
            return y0 - self.lower, y1 - self.lower, x0 - self.left, x1 - self.left
        if self.quarter == 2:
            return self.right - x1, self.right - x0, y0 - self.lower, y1 - self.lower
        return self.upper - y1, self.upper - y0, self.right - x1, self.right - x0

    def shows(self, x: float, y: float) -> bool:
        """Return whether a point, as ``upright`` gives it, lies on the page."""
        return -1 <= x <= self.width + 1 and -1 <= y <= self.height + 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn: horizontal when it is wider than it is high."""

    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a line as it is written out: what stands between two spaces."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline of one column, left to right."""

    tokens: tuple[Token, ...]
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    indent: float  # where the text starts after a bullet or number; x0 without one

    @property
    def text(self) -> str:
        """The words, with single spaces."""
        return " ".join(token.text for token in self.tokens)

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.baseline + DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Table:
    """A table: per row its cells, per cell its lines."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


Box = Line | Table
"""What takes a place on a page."""


@dataclass(frozen=True, slots=True)
class Column:
    """Boxes that are read from top to bottom, between the edges of their column."""

    boxes: tuple[Box, ...]
    left: float
    right: float

    def lines(self) -> Iterator[Line]:
        """Yield its lines, also those in the cells of tables."""
        for box in self.boxes:
            if isinstance(box, Line):
                yield box
            else:
                yield from (line for row in box.rows for cell in row for line in cell)


def group_by_row(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return boxes that stand beside each other together, from top to bottom, each row from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top):
        if rows and overlap(rows[-1][0], box) >= 0.5:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.x0) for row in rows]


def overlap(first: Word | Box, second: Word | Box) -> float:
    """Return how much of the lower of the two stands beside the other, from 0 to 1."""
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    height = min(first.bottom - first.top, second.bottom - second.top)
    return max(shared, 0.0) / height if height > 0 else 0.0


def usual_size(boxes: Sequence[Box]) -> float:
    """Return the size that half of the boxes reach."""
    return median_low(box.size for box in boxes)
