"""Lines that say who wrote a work, when and where; they stand between its title and its text."""

import re
from collections.abc import Iterator

from corpus.describing.first_lines import byline, line_date

_LABELLED = re.compile(r"[A-ZÀ-Þ][\w/’'()-]*(?: [\w/’'()-]+){0,2} ?: *\S.*[^.?!…:;]")


def are_credits(text: str, start: int, end: int) -> bool:
    """Return whether every line of ``text[start:end]`` is a byline or a date."""
    return all(_is_credit(text, *line) for line in _lines(text, start, end))


def are_labels(text: str, start: int, end: int) -> bool:
    """Return whether every line of ``text[start:end]`` is a byline, a date, or a value behind its label."""
    return all(
        _is_credit(text, first, last) or _LABELLED.fullmatch(text[first:last].strip())
        for first, last in _lines(text, start, end)
    )


def _is_credit(text: str, start: int, end: int) -> bool:
    return bool(line_date(text[start:end]) or byline(text, start, end))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in text[start:end].split("\n"):
        yield start, start + len(line)
        start += len(line) + 1
