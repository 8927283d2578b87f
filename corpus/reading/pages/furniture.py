"""Running headers, footers and page numbers: what stands at the same place on page after page."""

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.reading.pages.geometry import Line

_MARGIN = 0.15
"""The part of the page at its top and at its foot in which they stand."""
_SAME_PLACE = 6.0
"""In points: how far their height may differ from page to page."""
_LEAST_PAGES = 3
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:p(?:agina|ag\.?|\.)?\s*)?\d{1,3}(?:\s*(?:/|van(?: de)?|of)\s*\d{1,3})?[-–—|\s]*", re.IGNORECASE
)


def find_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """Return the identities of the lines that are headers, footers or page numbers.

    Args:
        pages: The lines of each page, in any order.
        heights: The height of each page, in points.
    """
    margins = [_margins(lines, height) for lines, height in zip(pages, heights, strict=True)]
    seen: defaultdict[tuple[str, int, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number, edges in enumerate(margins):
        for edge, lines in edges.items():
            for line in lines:
                for bucket in _buckets(line):
                    seen[edge, bucket, _shape(line)][number].append(line.baseline)
    least = max(2, min(_LEAST_PAGES, len(pages)))
    repeated = {key for key, found in seen.items() if len(found) >= least}
    furniture: set[int] = set()
    for edges in margins:
        for edge, lines in edges.items():
            furniture |= _outermost(edge, lines, repeated)
    return furniture


def is_page_number(text: str) -> bool:
    """Return whether a line is a page number and nothing else."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def _margins(lines: Sequence[Line], height: float) -> dict[str, list[Line]]:
    """Return the lines at the top and at the foot of a page, from the edge inwards."""
    ordered = sorted(lines, key=lambda line: line.baseline)
    return {
        "top": [line for line in ordered if line.bottom <= _MARGIN * height],
        "foot": [line for line in reversed(ordered) if line.top >= (1 - _MARGIN) * height],
    }


def _shape(line: Line) -> str:
    """Return the text with every number alike, for the number of the page differs; a year is no such number."""
    return re.sub(r"(?<!\d)\d{1,3}(?!\d)", "#", line.text.casefold())


def _buckets(line: Line) -> tuple[int, int]:
    """Return two overlapping ranges of heights, so that no edge of a range parts lines at nearly the same one."""
    place = round(line.baseline / _SAME_PLACE)
    return place, place + 1 if line.baseline / _SAME_PLACE > place else place - 1


def _outermost(edge: str, lines: Sequence[Line], repeated: set[tuple[str, int, str]]) -> set[int]:
    """Return the lines that repeat, up to the first that does not: what follows it is text."""
    found: set[int] = set()
    last = None
    for line in lines:
        is_beside = last is not None and abs(line.baseline - last) < line.size
        is_repeated = any((edge, bucket, _shape(line)) in repeated for bucket in _buckets(line))
        if not (is_repeated or is_page_number(line.text)):
            if not is_beside:
                break
            continue
        found.add(id(line))
        last = line.baseline
    return found
