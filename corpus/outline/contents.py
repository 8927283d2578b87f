"""Contents lists: what only names the headings of the document, and is boilerplate."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.model import Block
from corpus.outline.boilerplate import squeeze
from corpus.outline.headings import TITLE_LEVEL

_CONTENTS = re.compile(
    r"(?:inhoud(?:sopgave)?|in dit nummer|in deze (?:nieuwsbrief|editie|uitgave)|omschrijving|contents)\W*",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"[\s.…]\d{1,3}$")
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+")
_BULLET = re.compile(r"^[-*•‣▪◦●]\s+")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]{0,500}\)")
_MAX_CHARACTERS = 1_000
_MAX_CONTENTS = 3
_MAX_ENTRY = 25
"""What has more words is no entry."""
_MIN_CUT = 3
_MIN_PAGED = 4
_MIN_ROWS = 15
_PROSE_WORDS = 12
"""A paragraph with fewer words may be an entry of a contents list."""


def is_contents(title: str) -> bool:
    """Return whether a heading is that of a contents list."""
    return _CONTENTS.fullmatch(title) is not None


def mark_contents(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Mark contents lists: those that name headings of this document, and everything between "Inhoud" and the text."""
    result = list(blocks)

    def mark(first: int, last: int) -> None:
        for index in range(first, last):
            result[index] = replace(blocks[index], kind="boilerplate", level=0, title="")

    names = _Names(blocks)
    for first, last in _lists(blocks):
        if last - first > 1 and _most(names.holds(text[b.start : b.end]) for b in blocks[first:last]):
            mark(first, last)
    contents = [index for index, block in enumerate(blocks) if block.kind == "heading" and is_contents(block.title)]
    for index in contents[:_MAX_CONTENTS]:
        last = _contents_end(text, blocks, index)
        later = _Names(blocks[last:])
        if _most(later.resemble(text[block.start : block.end]) for block in blocks[index + 1 : last]):
            mark(index, last)
    for first, last in _paged(text, blocks):
        mark(first, last)
    for index in _announcements(blocks):
        mark(index, next(i for i in range(index + 1, len(blocks) + 1) if _ends_entry(text, blocks, i)))
    return result


def _most(answers: Iterable[bool]) -> bool:
    """Return whether more than half of the answers are yes."""
    given = list(answers)
    return 2 * sum(given) > len(given)


def _paged(text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the runs of short blocks in the first half whose last numbers rise as those of pages do."""
    runs: list[tuple[int, int]] = []
    first, page, names = 0, 0, set[str]()
    for index, block in enumerate(blocks):
        if block.start > len(text) // 2:
            break
        words = squeeze(text[block.start : min(block.end, block.start + _MAX_CHARACTERS)])
        number = _PAGE_NUMBER.search(words) if len(words.split()) <= _MAX_ENTRY else None
        if number is None or int(number[0][1:]) < page:
            if _is_paged(blocks[first:index], names):
                runs.append((first, index))
            first, page, names = index, 0, set()
        if number is None:
            first = index + 1
        else:
            page = int(number[0][1:])
            names.add(_key(words[: number.start()]))
    return runs


def _is_paged(blocks: Sequence[Block], names: set[str]) -> bool:
    """Return whether so many blocks are a contents list; rows of a table may hold numbers of another kind."""
    least = _MIN_ROWS if any(block.kind == "table" for block in blocks) else _MIN_PAGED
    return len(blocks) >= least and 2 * len(names) > len(blocks) and _most(" " in name for name in names)


def _announcements(blocks: Sequence[Block]) -> list[int]:
    """Return the headings such as "PROJECTEN 3" in a document where "PROJECTEN" is a heading further on."""
    numbered = {i: _key(_PAGE_NUMBER.sub("", b.title)) for i, b in enumerate(blocks) if _PAGE_NUMBER.search(b.title)}
    last = {_key(block.title): index for index, block in enumerate(blocks) if block.kind == "heading"}
    count = Counter(numbered.values())  # of "Stap 1" and "Stap 2" neither is a page
    return [index for index, key in numbered.items() if count[key] == 1 and last.get(key, -1) > index]


def _contents_end(text: str, blocks: Sequence[Block], contents: int) -> int:
    """Return the index of the first block after a contents heading that belongs to the text itself."""
    for index in range(contents + 1, len(blocks)):
        block = blocks[index]
        is_prose = block.kind in ("text", "table") and len(text[block.start : block.end].split()) >= _PROSE_WORDS
        if is_prose or block.level == TITLE_LEVEL:
            has_heading = index - 1 > contents and blocks[index - 1].kind == "heading"
            return index - 1 if is_prose and has_heading else index
    return len(blocks)


def _ends_entry(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Return whether an entry of a contents list is over: at a heading, at running text, or at the end."""
    if index == len(blocks) or blocks[index].kind == "heading":
        return True
    return blocks[index].kind == "text" and len(text[blocks[index].start : blocks[index].end].split()) >= _PROSE_WORDS


def _lists(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the runs of list items as ``(first, after last)``."""
    runs, index = [], 0
    while index < len(blocks):
        first = index
        while index < len(blocks) and blocks[index].kind == "list":
            index += 1
        if index > first:
            runs.append((first, index))
        index += 1
    return runs


class _Names:
    """The headings among some blocks, as the entries of a contents list name them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        headings = [block.title for block in blocks if block.kind == "heading"]
        self._titles = {key for title in headings for key in _keys(title)}
        words = [key.split() for key in self._titles]
        short = [title for title in words if len(title) <= _MAX_ENTRY]
        self._starts = {" ".join(title[:end]) for title in short for end in range(1, len(title))}
        self._ends = {" ".join(title[first:]) for title in short for first in range(1, len(title))}

    def holds(self, entry: str) -> bool:
        """Return whether an entry is a heading, or either is the other cut off after at least three words."""
        keys = _keys(entry)
        if any(key in self._titles or (key in self._starts and len(key.split()) >= _MIN_CUT) for key in keys):
            return True
        words = [key.split() for key in keys]
        cut = (" ".join(w[:end]) for w in words if len(w) <= _MAX_ENTRY for end in range(_MIN_CUT, len(w)))
        return any(key in self._titles for key in cut)

    def resemble(self, entry: str) -> bool:
        """Return whether, under "Inhoud", it may stand for a heading: "Armoede" for "Leeratelier Armoede"."""
        return self.holds(entry) or any(key in self._starts or key in self._ends for key in _keys(entry))


def _keys(title: str) -> frozenset[str]:
    """Return how a contents list and a heading may both write a title: with and without its number and its page."""
    return _keys_of(title[:_MAX_CHARACTERS])


@lru_cache(maxsize=4096)
def _keys_of(title: str) -> frozenset[str]:
    words = _BULLET.sub("", _LINK.sub(r"\1", squeeze(title)))
    without_page = _PAGE_NUMBER.sub("", words)
    forms = {words, without_page, _NUMBER.sub("", words), _NUMBER.sub("", without_page)}
    return frozenset(map(_key, forms))


def _key(title: str) -> str:
    """Return the words of a title alone, for comparison."""
    return _BETWEEN_WORDS.sub(" ", title).strip().casefold()
