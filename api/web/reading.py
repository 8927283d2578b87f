"""A document as people read it: headings and paragraphs, the passages in them, in parts when it is long."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from search.matching import Span
from search.store import StoredDocument, StoredPassage

PART = 14_000
"""Characters of a part: with its markup it is a page of some 40 kB."""
_LEAST = 0.6
"""Of a part that is full enough to end before a heading."""
_LONGEST = 4_000
"""Characters of a paragraph; a longer one is cut where a passage ends, or wherever it must."""
_BLANK = re.compile(r"\n\s*\n")
_DEEPEST = 6
_MARKUP = r"[\s#*_>]*"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other in one paragraph, of one passage or of none."""

    text: str
    start: int
    passage_id: str | None
    marks: tuple[Span, ...] = ()  # in text


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading or a paragraph. ``level`` is that of a heading from 2, for the title is above it; else 0."""

    level: int
    runs: tuple[Run, ...]

    @property
    def start(self) -> int:
        """First character in the document."""
        return self.runs[0].start

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)

    @property
    def is_aside(self) -> bool:
        """Whether it is in no passage: a menu, a price, a list of contents."""
        return self.level == 0 and not any(run.passage_id for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the text: a heading, a passage, or what is between them."""

    start: int
    end: int
    level: int = 0
    passage_id: str | None = None


def read_pieces(document: StoredDocument, marks: Mapping[str, Sequence[Span]]) -> list[Piece]:
    """Return the whole text in reading order.

    Args:
        document: What is read.
        marks: Words to mark, by passage; their places are in the passage.
    """
    pieces: list[Piece] = []
    runs: list[Run] = []

    def end() -> None:
        if any(run.text.strip() for run in runs):
            pieces.append(Piece(0, tuple(runs)))
        runs.clear()

    previous = _Stretch(0, 0)
    for stretch in _stretches(document):
        if stretch.level:
            end()
            words = document.text[stretch.start : stretch.end].strip("#*_> \n\t")
            pieces.append(Piece(stretch.level, (Run(" ".join(words.split()), stretch.start, None),)))
        else:
            # What is between passages stands apart from them when it is on lines of its own.
            if stretch.passage_id is None or previous.passage_id is None:
                around = document.text[max(stretch.start - 1, 0) : stretch.start + 1]
                if "\n" in around:
                    end()
            for number, (start, stop) in enumerate(_paragraphs(document.text, stretch)):
                if number or sum(len(run.text) for run in runs) > _LONGEST:
                    end()
                found = _within(marks.get(stretch.passage_id or "", ()), start - stretch.start, stop - stretch.start)
                runs.append(Run(document.text[start:stop], start, stretch.passage_id, found))
        previous = stretch
    end()
    return pieces


def parts_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces in parts that are not too long for a page: one at least, each with something in it."""
    parts: list[list[Piece]] = [[]]
    size = 0
    for piece in pieces:
        is_full = size + len(piece.text) > PART or (0 < piece.level <= 3 and size > _LEAST * PART)
        if is_full and parts[-1]:
            parts.append([])
            size = 0
        parts[-1].append(piece)
        size += len(piece.text)
    return parts


def _stretches(document: StoredDocument) -> Iterator[_Stretch]:
    """Yield the whole text: headings where the passage after them says that there are any."""
    position = 0
    above: Sequence[str] = ()
    for stored in document.passages:
        locator = stored.passage.locator
        yield from _between(document.text, position, stored, above)
        yield _Stretch(locator.start, locator.end, passage_id=stored.passage.passage_id)
        position, above = locator.end, locator.heading
    if position < len(document.text):
        yield _Stretch(position, len(document.text))


def _between(text: str, position: int, stored: StoredPassage, above: Sequence[str]) -> Iterator[_Stretch]:
    locator = stored.passage.locator
    known = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(above, locator.heading, strict=False)))
    for depth, heading in enumerate(locator.heading):
        words = r"[\s*_]+".join(map(re.escape, heading.split()))
        found = re.compile(rf"^{_MARKUP}{words}{_MARKUP}$", re.M | re.I).search(text, position, locator.start)
        if found is not None and depth >= known:
            start = found.end() - len(found[0].lstrip())
            if position < start:
                yield _Stretch(position, start)
            yield _Stretch(start, found.end(), level=min(depth + 2, _DEEPEST))
            position = found.end()
    if position < locator.start:
        yield _Stretch(position, locator.start)


def _paragraphs(text: str, stretch: _Stretch) -> Iterator[Span]:
    """Yield the paragraphs of a stretch, without the blank lines between them."""
    start = stretch.start
    for blank in _BLANK.finditer(text, stretch.start, stretch.end):
        yield from _cut(start, blank.start())
        start = blank.end()
    yield from _cut(start, stretch.end)


def _cut(start: int, end: int) -> Iterator[Span]:
    yield start, min(end, start + _LONGEST)
    for place in range(start + _LONGEST, end, _LONGEST):
        yield place, min(end, place + _LONGEST)


def _within(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """Return those spans that lie within a stretch, as places in it."""
    return tuple((one - start, other - start) for one, other in spans if start <= one and other <= end)
