"""Words as a page shows them: on one line where their layout says nothing, and some of them marked."""

import re
from collections.abc import Iterator, Sequence

from search.matching import Span

_LINE_END = re.compile(r"\s*\n\s*(?P<item>[-•*–▪◦] |\d{1,2}[.)] )?")


def running(text: str) -> str:
    """Return a text as it runs on: of its line ends only those before an item of a list are left."""
    return _LINE_END.sub(lambda end: f"\n{end['item']}" if end["item"] else " ", text)


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
    shown = str if lines else running
    position = 0
    for start, end in _joined(text, spans):
        yield shown(text[position:start]), False
        yield shown(text[start:end]), True
        position = end
    yield shown(text[position:]), False


def _joined(text: str, spans: Sequence[Span]) -> Sequence[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip(" "):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
