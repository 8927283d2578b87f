"""Words as a page shows them: on one line where their layout says nothing, and some of them marked."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from search.matching import Span

_ITEM = re.compile(r"[-•*–▪◦] |\d{1,2}[.)] ")
_COLUMN = " | "


def running(text: str) -> str:
    """Return a text as it runs on, as long as it was: of its line ends only those that say something are left.

    These are the ends of items of a list, rows of a table and paragraphs. A blank line before a small letter ends none:
    a converter left it in the middle of a sentence.
    """
    lines = text.split("\n")
    shown, last = [lines[0]], lines[0]
    for before, line in pairwise(lines):
        words = line.strip()
        is_row = _COLUMN in last or _COLUMN in line
        is_paragraph = not before.strip() and not words[:1].islower()
        is_kept = words and (is_row or is_paragraph or _ITEM.match(words))
        shown += ["\n" if is_kept else " ", line]
        last = line if words else last
    return "".join(shown)


def beside(headings: Sequence[str], *said: str) -> list[str]:
    """Return the headings that tell more than what is said already: none that a title is, or begins with."""
    return [one for one in headings if not any(title.casefold().startswith(one.casefold()) for title in said)]


def pieces(text: str, spans: Sequence[Span], *, lines: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether it is marked.

    Args:
        text: As it stands in the document.
        spans: What is marked in it, half-open, ascending; words that follow each other are marked as one.
        lines: Whether it keeps its lines; else it runs on.
    """
    shown = text if lines else running(text)
    position = 0
    for start, end in _joined(text, spans):
        yield shown[position:start], False
        yield shown[start:end], True
        position = end
    yield shown[position:], False


def _joined(text: str, spans: Sequence[Span]) -> Sequence[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip(" "):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
