"""What an answer is chosen from: the sentences, list items and rows of a passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.dutch.sentences import sentence_spans

Form = Literal["sentence", "item", "row"]
Span = tuple[int, int]

_BULLET = re.compile(r"(?:[-*•‣▪◦●–]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_BROKEN = re.compile(r"(?<=[a-zà-ÿ]{2})-[^\S\n]*\n\s*(?!(?:en|of|tot)\b)(?=[a-zà-ÿ])")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = (".", "!", "?", "…", ":", ";")
_FRAGMENT_WORDS = 8
_ROW_WORDS = 40
_SHORT_LINE = 50
"""A line of fewer characters that ends no sentence was not broken off to fit a page."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, list item, or group of short lines: ``passage.text[start:end]``."""

    start: int
    end: int
    form: Form


def without_bullet(text: str) -> str:
    """Return the text of a list item without what it begins with: "-", "•", "2.", "a)"."""
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def on_one_line(text: str) -> str:
    """Return text with single spaces, words that were broken off at the end of a line made whole."""
    return " ".join(_BROKEN.sub("", text).split())


@lru_cache(maxsize=2_000)
def units(text: str) -> tuple[Unit, ...]:
    """Return the units of a passage in reading order; together they hold all of it but white space.

    Lines that are too short to be sentences belong together: a name with its telephone number, a figure with what it
    counts.
    """
    found: list[Unit] = []
    row: list[Span] = []
    for start, end in _lines(text):
        piece = text[start:end]
        if _BULLET.match(piece):
            found += [*_row(text, row), Unit(start, end, "item")]
            row = []
        elif len(piece.split()) <= _FRAGMENT_WORDS and not piece.endswith(_SENTENCE_END):
            row.append((start, end))
        else:
            spans = sentence_spans(piece)
            found += _row(text, row)
            row = []
            found += [Unit(start + first, start + last, "sentence") for first, last in spans]
    return tuple(found + _row(text, row))


def _row(text: str, lines: list[Span]) -> list[Unit]:
    """Return short lines as rows of at most ``_ROW_WORDS`` words."""
    rows: list[Unit] = []
    for start, end in lines:
        if rows and len(text[rows[-1].start : end].split()) <= _ROW_WORDS:
            rows[-1] = Unit(rows[-1].start, end, "row")
        else:
            rows.append(Unit(start, end, "row"))
    return rows


def _lines(text: str) -> Iterator[Span]:
    """Yield paragraphs, list items and lines that were not broken off to fit a page."""
    for first, last in _parts(text):
        start = first
        for match in re.finditer(r"[^\S\n]*\n\s*", text[first:last]):
            end = first + match.start()
            line = text[start:end].rpartition("\n")[2]
            after = text[first + match.end() : last]
            is_break = (
                match[0].startswith("  ")
                or bool(_BULLET.match(after))
                or line.endswith(_SENTENCE_END)
                or len(line) < _SHORT_LINE
            )
            if is_break:
                yield start, end
                start = first + match.end()
        yield start, last


def _parts(text: str) -> Iterator[Span]:
    start = len(text) - len(text.lstrip())
    stop = len(text.rstrip())
    for match in _PARAGRAPH.finditer(text, start, stop):
        yield start, match.start()
        start = match.end()
    if start < stop:
        yield start, stop
