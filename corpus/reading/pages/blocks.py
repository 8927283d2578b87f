"""From lines in reading order to headings, paragraphs, items of lists and rows of tables."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import BlockKind
from corpus.reading.draft import BOLD_LEVEL, is_bold_heading
from corpus.reading.hyphens import HYPHENS, mend
from corpus.reading.pages.geometry import Column, Line, Table, Token
from corpus.reading.pages.lines import MARK

_ALIKE = 0.08
"""How much the sizes of lines of one paragraph may differ, as a part of the size."""
_LARGE = 1.1
"""In sizes of the body: from here on a line is a heading by its size."""
_PARAGRAPH_GAP = 1.3
"""In usual distances between lines: what lies further apart is no longer one paragraph."""
_USUAL_STEP = 1.25
_INDENT = 0.8
_FIT = 0.5
"""In sizes: the usual width of a letter, for whether a word would still have fitted on a line."""
_RAGGED = 0.1
"""The part of a column's width by which a line may fall short for other reasons."""
_LEAD_IN_WORDS = 4
"""A bold line with fewer words is no start of a sentence that goes on in another weight."""
_MAX_HEADING_LINES = 4
_MAX_HEADING_WORDS = 25
_MAX_SENTENCE_WORDS = 12
_MAX_LEVEL = 5
_LOOK_BACK = 12
"""In pieces: how far back the start of a sentence may stand that goes on in another column or on another page."""
_SENTENCE_END = re.compile(r"""[.?!:;…]["'’”»)\]⁰¹²³⁴-⁹]*$""")
_CLOSED = re.compile(r"""[.?!…]["'’”»)\]⁰¹²³⁴-⁹]*$""")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[A-ZÀ-Þ].*[^.;:,]")


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The columns of a page in reading order; its number counts from 1."""

    number: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of a piece leads to ``url``."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as it is written out, with its links."""

    kind: BlockKind
    text: str
    level: int
    page: int
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Group:
    """Lines of one block; ``broken``: the lines before which the text itself starts anew."""

    kind: BlockKind
    page: int
    lines: list[Line]
    right: float
    broken: set[int] = field(default_factory=set)
    level: int = 0

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Body:
    """What is usual in a document: the size and weight of its text, and per size the distance between lines."""

    size: float
    bold: bool
    steps: dict[float, float]

    def step(self, line: Line) -> float:
        return self.steps.get(_rounded(line.size), _USUAL_STEP * line.size)


def build_pieces(pages: Sequence[PageLayout], is_known: Callable[[str], bool]) -> Iterator[Piece]:
    """Yield the blocks of a document in reading order.

    A paragraph that goes on in the next column or on the next page is one block, with the page on which it starts.

    Args:
        pages: The pages in order, without running headers and footers.
        is_known: Whether a word in lower case exists; it decides about hyphens at the end of a line.
    """
    body = _body(pages)
    groups: list[_Group] = []
    for page in pages:
        for column in page.columns:
            found = list(_groups(column, page.number, body))
            if found and groups and _continue(groups, found[0]):
                found = found[1:]
            groups.extend(found)
    _mark_headings(groups, body)
    for group in groups:
        text, spans = _compose(group, is_known)
        yield Piece(group.kind, text, group.level, group.page, spans)


def _body(pages: Sequence[PageLayout]) -> _Body:
    styles: Counter[tuple[float, bool]] = Counter()
    steps: dict[float, Counter[float]] = {}
    for page in pages:
        for column in page.columns:
            last = None
            for line in column.lines():
                styles[_rounded(line.size), line.bold] += len(line.text)
                if last is not None and _is_alike(last, line) and line.baseline > last.baseline:
                    step = round((line.baseline - last.baseline) * 2) / 2
                    steps.setdefault(_rounded(line.size), Counter())[step] += 1
                last = line
    size, bold = max(styles, key=lambda style: (styles[style], style), default=(0.0, False))
    usual = {key: max(found, key=lambda step: (found[step], -step)) for key, found in steps.items()}
    return _Body(size, bold, {key: step for key, step in usual.items() if step <= 2 * key})


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _is_alike(first: Line, second: Line) -> bool:
    return abs(first.size - second.size) <= _ALIKE * max(first.size, second.size)


# Groups ----------------------------------------------------------------------------------------------------------


def _groups(column: Column, page: int, body: _Body) -> Iterator[_Group]:
    """Yield the lines of a column in groups that are one block each."""
    group: _Group | None = None
    for box in column.boxes:
        if isinstance(box, Table):
            if group is not None:
                yield group
                group = None
            yield from _table_rows(box, page)
            continue
        if group is not None:
            if not _starts_block(group, box, column, body):
                if _is_broken(group.lines[-1], box, column):
                    group.broken.add(len(group.lines))
                group.lines.append(box)
                continue
            yield group
        group = _Group("list" if box.indent > box.x0 else "text", page, [box], column.right)
    if group is not None:
        yield group


def _table_rows(table: Table, page: int) -> Iterator[_Group]:
    """Yield the rows of a table; where a cell starts, the lines of its row are broken."""
    for row in table.rows:
        group = _Group("table", page, [], table.x1)
        for cell in row:
            if cell:
                group.broken.add(len(group.lines))
                group.lines.extend(cell)
        if group.lines:
            yield group


def _starts_block(group: _Group, line: Line, column: Column, body: _Body) -> bool:
    """Return whether a line is the first of another block than the lines above it."""
    last = group.lines[-1]
    goes_on = _is_lower(line) and not _SENTENCE_END.search(last.text)
    step = line.baseline - last.baseline
    if not _is_alike(last, line) or not 0 < step <= _PARAGRAPH_GAP * max(body.step(line), body.step(last)):
        return True
    if line.indent > line.x0:
        return True
    if last.bold != line.bold and not (goes_on and len(last.tokens) >= _LEAD_IN_WORDS):
        return True
    first = group.lines[0]
    if group.kind == "list":
        return line.x0 < first.indent - _INDENT * line.size and not (goes_on and _is_full(last, line, column))
    ends = bool(_SENTENCE_END.search(last.text))
    is_indented = line.x0 - column.left > _INDENT * line.size and abs(last.x0 - column.left) < 0.3 * line.size
    return ends and (is_indented or (_is_broken(last, line, column) and not _is_lower(line)))


def _is_broken(last: Line, line: Line, column: Column) -> bool:
    """Return whether a line was begun although its first word would have fitted on the line above."""
    is_cut = last.tokens[-1].text[-1] in HYPHENS
    return not (is_cut or _is_full(last, line, column) or _is_lower(line))


def _is_lower(line: Line) -> bool:
    """Return whether a line starts with a small letter, as no sentence does."""
    return line.text.lstrip("([{'\"‘’“„«")[:1].islower()


def _is_full(last: Line, line: Line, column: Column) -> bool:
    width = (len(line.tokens[0].text) + 2) * _FIT * line.size
    return last.x1 + width > column.right - _RAGGED * (column.right - column.left)


def _continue(groups: Sequence[_Group], found: _Group) -> bool:
    """Add the first lines of a column to the paragraph that they go on with; return whether there is one."""
    first = found.lines[0]
    if found.kind != "text" or not found.text:
        return False
    is_lower = _is_lower(first)
    for group in reversed(groups[-_LOOK_BACK:]):
        last = group.lines[-1]
        if group.kind == "table" or group.page < found.page - 1:
            continue
        if _is_alike(last, first) and last.bold == first.bold:
            is_open = not (_CLOSED if is_lower else _SENTENCE_END).search(last.text)
            is_full = last.x1 >= group.right - 3 * last.size and len(last.tokens) > 3
            if is_open and (is_lower or (is_full and len(group.lines) > 1)):
                group.lines.extend(found.lines)
                group.broken |= {index + len(group.lines) - len(found.lines) for index in found.broken}
                return True
            if not is_lower:
                return False
        elif last.size > first.size and not is_lower:
            return False
    return False


# Headings --------------------------------------------------------------------------------------------------------


def _mark_headings(groups: Sequence[_Group], body: _Body) -> None:
    """Make headings of groups that are larger than the body, or bold in it; the largest are of level 1."""
    large = [group for group in groups if group.kind != "table" and _is_large_heading(group, body)]
    ranks = _ranks([group.size for group in large])
    for group in large:
        group.kind, group.level = "heading", ranks[group.size]
    for index, group in enumerate(groups):
        if group.kind in ("text", "list") and (_is_bold_heading(group, body) or _is_numbered(groups, index)):
            group.kind, group.level = "heading", BOLD_LEVEL


def _is_large_heading(group: _Group, body: _Body) -> bool:
    text = group.text
    words = len(text.split())
    if group.size < _LARGE * body.size or not re.search(r"[^\W\d_]{2}", text):
        return False
    is_sentence = text.endswith((".", ",", ";")) and words > _MAX_SENTENCE_WORDS
    return len(group.lines) <= _MAX_HEADING_LINES and words <= _MAX_HEADING_WORDS and not is_sentence


def _is_bold_heading(group: _Group, body: _Body) -> bool:
    is_bold = group.bold and not body.bold and group.size >= 0.95 * body.size and len(group.lines) <= 2
    return is_bold and is_bold_heading(group.text) and re.search(r"[^\W\d_]{2}", group.text) is not None


def _is_numbered(groups: Sequence[_Group], index: int) -> bool:
    """Return whether a "2.4.1 Werkwijze" stands alone above something else."""
    group = groups[index]
    if len(group.lines) > 1 or not _NUMBERED.fullmatch(group.text) or not is_bold_heading(group.text):
        return False
    around = [groups[near] for near in (index - 1, index + 1) if 0 <= near < len(groups)]
    return not any(len(near.lines) == 1 and _NUMBERED.match(near.text) for near in around)


def _ranks(sizes: Sequence[float]) -> dict[float, int]:
    """Return the level of each size, 1 for the largest; sizes that are nearly equal share one."""
    ranks: dict[float, int] = {}
    rank, edge = 0, float("inf")
    for size in sorted(set(sizes), reverse=True):
        if size < edge * (1 - _ALIKE / 2):
            rank, edge = rank + 1, size
        ranks[size] = min(rank, _MAX_LEVEL)
    return ranks


# Text ------------------------------------------------------------------------------------------------------------


def _compose(group: _Group, is_known: Callable[[str], bool]) -> tuple[str, tuple[Span, ...]]:
    """Return the text of a block, words cut by the end of a line mended, and its links."""
    words: list[Token] = []
    separators: list[str] = []
    for index, line in enumerate(group.lines):
        tokens = list(line.tokens)
        if index == 0:
            separator = ""
        elif index in group.broken:
            separator = " | " if group.kind == "table" else " " if group.level else "\n"
        else:
            separator = " "
            if words[-1].text[-1] in HYPHENS and len(words[-1].text) > 1:
                last, first = words.pop(), tokens[0]
                tokens[0] = Token(mend(last.text, first.text, is_known), last.url or first.url)
                separator = separators.pop()
        for token in tokens:
            words.append(token)
            separators.append(separator)
            separator = " "
    if group.kind == "list" and (found := MARK.fullmatch(words[0].text)) and found["bullet"]:
        words[0] = Token("-", words[0].url)
    return _join(words, separators)


def _join(words: Sequence[Token], separators: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for word, separator in zip(words, separators, strict=True):
        text = word.text.translate(_LEFT_OVER)
        start = length + len(separator)
        length = start + len(text)
        parts.append(separator + text)
        if word.url is not None:
            if spans and spans[-1].url == word.url and spans[-1].end == start - len(separator):
                start = spans.pop().start
            spans.append(Span(start, length, word.url))
    return "".join(parts), tuple(spans)


_LEFT_OVER = str.maketrans({"\x02": "-", "\u2010": "-", "\u2011": "-", "\u00ad": None})
"""Hyphens that no rule took, in the form that people type."""


def join_scanned(text: str, is_known: Callable[[str], bool]) -> Iterator[str]:
    """Yield the paragraphs of a text in lines, as a reader of scans gives it, each on one line."""
    for paragraph in re.split(r"\n\s*\n", text):
        words: list[str] = []
        for line in paragraph.split("\n"):
            found = line.split()
            if words and found and words[-1][-1] in HYPHENS and len(words[-1]) > 1:
                found[0] = mend(words.pop(), found[0], is_known)
            words.extend(found)
        if words:
            yield " ".join(words)
