"""From words to lines: what stands on one baseline, close enough to be read on."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.reading.pages.geometry import Line, Token, Word, overlap

_BULLET = r"[•›●○◦▪■□‣▸►➢➤❖✓✔→·∙*–—-]|o"
_NUMBER = r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,4})[.):]|\d{1,2}(?:\.\d{1,2}){1,3}|[⁰¹²³⁴-⁹]{1,3}"
MARK = re.compile(rf"(?P<bullet>{_BULLET})|(?P<number>{_NUMBER})|(?P<bare>\d{{1,2}})")
"""The first word of an item of a list: a bullet, a number, or a number without a point."""

_SPACE = 0.15
_DRAWN_SPACE = 0.06
"""In sizes: the gap that is a space by itself, and when a space is drawn in it."""
_LINE_GAP = 0.7
_MARK_GAP = 5.0
"""In sizes: the gap that ends a line, and when the words before it are a bullet or a number."""
_ITEM_GAP = 0.45
"""In sizes: the gap after a dash or a bare number that makes it the mark of an item."""
_LEVEL = 0.15
_RAISED_SIZE = 0.85
_NOTE_GAP = 2.5
_BOLD_SHARE = 0.9
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEADER = re.compile(r"[.…_·]{3,}")


def read_lines(words: Sequence[Word]) -> list[Line]:
    """Return the lines of a page; a wide gap, as between two columns, parts two lines on one baseline."""
    groups = [group for row in _rows(words) for group in _split(row)]
    return [line for group in _with_raised(groups) if (line := _line(group)).tokens]


def join_lines(lines: Sequence[Line]) -> Line:
    """Return lines that stand beside each other, left to right, as one."""
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return first
    widest = max(lines, key=lambda line: line.x1 - line.x0)
    tokens = tuple(token for line in lines for token in line.tokens)
    is_mark = len(first.tokens) == 1 and MARK.fullmatch(first.text)
    return replace(
        widest,
        tokens=tokens,
        x0=first.x0,
        x1=last.x1,
        bold=all(line.bold for line in lines),
        indent=lines[1].x0 if is_mark else first.indent,
    )


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the words on each baseline, left to right."""
    row: list[Word] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if row and word.baseline - row[0].baseline > _LEVEL * min(word.size, row[0].size):
            yield sorted(row, key=lambda word: word.x0)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda word: word.x0)


def _split(row: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the parts of a row that are read on: those without a wide gap between them."""
    group = [row[0]]
    gap_before = float("inf")  # the white to the left of the group
    for before, word in pairwise(row):
        gap = (word.x0 - before.x1) / min(before.size, word.size)
        if gap > (_MARK_GAP if _is_mark(group, word, gap < gap_before) else _LINE_GAP):
            yield group
            group = []
            gap_before = gap
        group.append(word)
    yield group


def _is_mark(group: Sequence[Word], following: Word, is_nearer: bool) -> bool:
    """Return whether the words so far are the bullet or number of an item that stands nearer than what precedes it."""
    found = MARK.fullmatch(group[0].text) if len(group) == 1 else None
    return found is not None and (found["bare"] is None or following.text[0].isalpha()) and is_nearer


def _with_raised(groups: Sequence[list[Word]]) -> list[list[Word]]:
    """Return the groups with raised and lowered ones, such as the numbers of notes, in the lines beside them."""
    whole: list[list[Word]] = []
    small: list[list[Word]] = []
    alone: list[list[Word]] = []
    largest = max((word.size for group in groups for word in group), default=0)
    for group in groups:
        is_short = sum(len(word.text) for word in group) <= 6 and group[0].size < _RAISED_SIZE * largest
        (small if is_short else whole).append(group)
    whole.sort(key=lambda group: group[0].baseline)
    places = [group[0].baseline for group in whole]
    ordered = sorted(groups, key=lambda group: group[0].baseline)
    all_places = [group[0].baseline for group in ordered]
    for group in small:
        places_from, places_to = group[0].baseline - largest, group[0].baseline + largest
        first, last = bisect_left(places, places_from), bisect_right(places, places_to)
        near = ordered[bisect_left(all_places, places_from) : bisect_right(all_places, places_to)]
        is_first = not any(_precedes(other, group) for other in near if other is not group)
        host = next((line for line in whole[first:last] if _touches(line, group, is_first=is_first)), None)
        if host is None:
            alone.append(group)
        else:
            host.extend(_raised(word, host[0]) for word in group)
            host.sort(key=lambda word: word.x0)
    return [*whole, *alone]


def _precedes(line: Sequence[Word], group: Sequence[Word]) -> bool:
    """Return whether a line ends close to the left of a small group, which so is no number before a note."""
    gap = group[0].x0 - line[-1].x1
    return -group[0].size < gap < _NOTE_GAP * group[0].size and overlap(line[-1], group[0]) >= 0.5


def _touches(line: Sequence[Word], group: Sequence[Word], *, is_first: bool) -> bool:
    """Return whether a small group belongs to a line: close to one of its larger words, and beside it."""
    first, last = group[0], group[-1]
    if abs(first.baseline - line[0].baseline) > line[0].size:
        return False
    if is_first and last.x1 < line[0].x0 and first.text.isdigit():  # the number of a note, before the note
        return overlap(line[0], first) >= 0.5 and line[0].x0 - last.x1 < _NOTE_GAP * line[0].size
    return any(
        first.size < _RAISED_SIZE * word.size
        and overlap(word, first) >= 0.5
        and -0.1 * word.size < max(first.x0 - word.x1, word.x0 - last.x1) < 0.35 * word.size
        for word in line
    )


def _raised(word: Word, host: Word) -> Word:
    """Return a raised number as superscript digits: "2023" with a note is not "20231"."""
    is_raised = host.baseline - word.baseline > 0.1 * host.size
    return replace(word, text=word.text.translate(_SUPERSCRIPTS)) if is_raised else word


def _line(words: Sequence[Word]) -> Line:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.size] += len(word.text)
    size = max(sizes, key=lambda size: (sizes[size], size))
    bold = sum(len(word.text) for word in words if word.bold) >= _BOLD_SHARE * sizes.total()
    main = next(word for word in words if word.size == size)
    is_mark = len(words) > 1 and _is_item(words[0], words[1])
    return Line(
        tokens=tuple(_tokens(words)),
        x0=words[0].x0,
        x1=max(word.x1 for word in words),
        baseline=main.baseline,
        size=size,
        bold=bold,
        indent=words[1].x0 if is_mark else words[0].x0,
    )


def _is_item(mark: Word, following: Word) -> bool:
    """Return whether the first word of a line is the bullet or number of an item, and no word of a sentence."""
    found = MARK.fullmatch(mark.text)
    is_sure = found is not None and (mark.text[0] in "•›●○◦▪■□‣▸►➢➤❖✓✔" or mark.text[-1] in ".)⁰¹²³⁴⁵⁶⁷⁸⁹")
    return is_sure or (found is not None and following.x0 - mark.x1 > _ITEM_GAP * mark.size)


def _tokens(words: Sequence[Word]) -> Iterator[Token]:
    """Yield the words as they are written; the dots that lead to a page number are left out."""
    text, url = "", None
    space = _space(words)
    last: Word | None = None
    for word in words:
        if last is not None and _is_apart(last, word, space):
            yield from _written(text, url)
            text, url = "", None
        text += word.text
        url = url or word.url
        last = word
    yield from _written(text, url)


def _written(text: str, url: str | None) -> Iterator[Token]:
    for part in _LEADER.sub(" ", text).split() if len(text) > 3 else [text]:
        yield Token(part, url)


def _is_apart(before: Word, word: Word, space: float) -> bool:
    gap = (word.x0 - before.x1) / min(before.size, word.size)
    return gap > space or (space == _SPACE and word.spaced and gap > _DRAWN_SPACE)


def _space(words: Sequence[Word]) -> float:
    """Return the gap, in sizes, that is a space: wider where every letter stands apart, as in some headings."""
    singles = sum(len(word.text) == 1 for word in words)
    if len(words) < 6 or singles < 0.7 * len(words):
        return _SPACE
    gaps = [(word.x0 - before.x1) / word.size for before, word in pairwise(words)]
    return max(_SPACE, 1.6 * median(gaps))
