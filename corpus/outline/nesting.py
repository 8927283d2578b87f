"""What nests in what: the levels of headings, and the tree that they describe."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.model import Block, Item, Section
from corpus.outline.contents import is_contents
from corpus.outline.headings import BARE_LEVEL, TITLE_LEVEL
from corpus.reading.draft import BOLD_LEVEL

LEAF_LEVEL = 9
"""Of "Contact", "Vragen of interesse?" and "Inhoud": whatever heading comes next is not under them."""
_LEAF = re.compile(
    r"(?:vragen of interesse|meer (?:informatie|weten)|vragen|contact(?:gegevens)?|aanmelden|inlichtingen)\W*",
    re.IGNORECASE,
)

_SOURCES = re.compile(r"(?:bronnen|bronvermelding|literatuur(?:lijst)?|referenties|(?:eind)?noten)\W*", re.IGNORECASE)
"""No markup shows how far such a list goes; what comes after it is not under it."""
_SERIES = 3
_PART = 3
_SERIES_LETTERS = 9
_CAPITALS = 6


def levels(blocks: Sequence[Block]) -> list[Block]:
    """Give every heading its level.

    A title that stands twice is above all others. Then come the marked ones; below them bare headings in capitals or
    right above another heading or of a series ("Leeratelier Armoede", "Leeratelier Wonen"), then the other bare ones,
    then bold lines and bare ones that stand more than once, such as "Wat gaan we doen?": parts of what precedes them.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    twice = 1 if any(block.level == TITLE_LEVEL for block in headings) else 0
    marked = [block.level for block in headings if 0 < block.level < BOLD_LEVEL and not _is_leaf(block)]
    base = max(marked, default=0) + twice
    result = list(blocks)
    above = _bare_above(blocks)
    parts = Counter(block.title for block in headings if block.level == BARE_LEVEL)
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        if block.level == TITLE_LEVEL:
            level = 1
        elif block.item is not None:
            level = block.level
        elif _is_leaf(block) or (block.level in (BARE_LEVEL, BOLD_LEVEL) and _SOURCES.fullmatch(block.title)):
            level = LEAF_LEVEL
        elif index in above:
            level = base + 1
        elif block.level in (BARE_LEVEL, BOLD_LEVEL):
            level = base + (2 if block.level == BARE_LEVEL and parts[block.title] < _PART else 3)
        else:
            level = block.level + twice
        result[index] = replace(block, level=level)
    return result


def _bare_above(blocks: Sequence[Block]) -> set[int]:
    """Return the bare and bold headings that stand above the others: in capitals, right above one, or in a series."""
    shown = [(i, block) for i, block in enumerate(blocks) if block.kind != "boilerplate"]
    holding = {
        i
        for (i, block), (_, after) in pairwise(shown)
        if block.kind == after.kind == "heading" and after.level != TITLE_LEVEL
    }
    bare = [(i, b) for i, b in shown if b.kind == "heading" and b.level in (BARE_LEVEL, BOLD_LEVEL)]
    size = Counter(_first_word(title) for title in {block.title for _, block in bare})
    series = {word for i, block in bare if i in holding and size[word := _first_word(block.title)] >= _SERIES} - {""}
    above = {i for i, b in bare if i in holding or _is_in_capitals(b.title) or _first_word(b.title) in series}
    return above | {i for i, block in bare[:1] if i == shown[0][0] and block.title.isupper()}


def _first_word(title: str) -> str:
    """Return the word by which titles form a series; "" for a short one, that many titles may begin with."""
    word = title.split(maxsplit=1)[0]
    return word if len(word) >= _SERIES_LETTERS and word != title else ""


def _is_in_capitals(title: str) -> bool:
    """Return whether a title is set in capitals, and is not an abbreviation."""
    return title.isupper() and sum(char.isalpha() for char in title) >= _CAPITALS


def _is_leaf(heading: Block) -> bool:
    return bool(_LEAF.fullmatch(heading.title) or is_contents(heading.title))


def nest(blocks: Sequence[Block], *, end: int) -> tuple[Section, ...]:
    """Return the tree that the headings' levels describe."""
    root: list[_Open] = [_Open("", 0, 0, None)]
    for block in blocks:
        if block.kind == "heading":
            while root[-1].level >= block.level:
                _close(root, block.start)
            root.append(_Open(block.title, block.level, block.start, block.item))
        else:
            root[-1].blocks.append(block)
    while len(root) > 1:
        _close(root, end)
    top = root[0]
    first = top.sections[0].start if top.sections else end
    preamble = (Section("", 0, 0, first, None, tuple(top.blocks), ()),) if top.blocks else ()
    return (*preamble, *top.sections)


class _Open:
    """A section that is still being filled."""

    def __init__(self, title: str, level: int, start: int, item: Item | None) -> None:
        self.title, self.level, self.start, self.item = title, level, start, item
        self.blocks: list[Block] = []
        self.sections: list[Section] = []


def _close(stack: list[_Open], end: int) -> None:
    done = stack.pop()
    section = Section(done.title, done.level, done.start, end, done.item, tuple(done.blocks), tuple(done.sections))
    stack[-1].sections.append(section)
