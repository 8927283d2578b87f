"""What nests in what: the levels of headings, and the tree that they describe."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Block, Section
from corpus.outline.contents import is_contents
from corpus.outline.headings import BARE_LEVEL, TITLE_LEVEL
from corpus.reading.draft import BOLD_LEVEL

LEAF_LEVEL = 9
"""Of "Contact", "Vragen of interesse?" and "Inhoud": whatever heading comes next is not under them."""
_LEAF = re.compile(
    r"(?:vragen of interesse|meer (?:informatie|weten)|vragen|contact(?:gegevens)?|aanmelden|inlichtingen)\W*",
    re.IGNORECASE,
)


def levels(blocks: Sequence[Block]) -> list[Block]:
    """Give every heading its level.

    A title that stands twice is above all others. Then come the marked ones; below them bare headings in capitals or
    right above another heading, then the other bare ones, then bold lines.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    twice = 1 if any(block.level == TITLE_LEVEL for block in headings) else 0
    marked = [block.level for block in headings if 0 < block.level < BOLD_LEVEL and not _is_leaf(block)]
    base = max(marked, default=0) + twice
    result = list(blocks)
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        after = (blocks[later] for later in range(index + 1, len(blocks)))
        following = next((later for later in after if later.kind != "boilerplate"), None)
        holds = following is not None and following.kind == "heading" and following.level != TITLE_LEVEL
        if block.level == TITLE_LEVEL:
            level = 1
        elif _is_leaf(block):
            level = LEAF_LEVEL
        elif block.level in (BARE_LEVEL, BOLD_LEVEL) and (block.title.isupper() or holds):
            level = base + 1
        elif block.level in (BARE_LEVEL, BOLD_LEVEL):
            level = base + (2 if block.level == BARE_LEVEL else 3)
        else:
            level = block.level + twice
        result[index] = replace(block, level=level)
    return result


def _is_leaf(heading: Block) -> bool:
    return bool(_LEAF.fullmatch(heading.title) or is_contents(heading.title))


def nest(blocks: Sequence[Block], *, end: int) -> tuple[Section, ...]:
    """Return the tree that the headings' levels describe."""
    root: list[_Open] = [_Open("", 0, 0)]
    for block in blocks:
        if block.kind == "heading":
            while root[-1].level >= block.level:
                _close(root, block.start)
            root.append(_Open(block.title, block.level, block.start))
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

    def __init__(self, title: str, level: int, start: int) -> None:
        self.title, self.level, self.start = title, level, start
        self.blocks: list[Block] = []
        self.sections: list[Section] = []


def _close(stack: list[_Open], end: int) -> None:
    done = stack.pop()
    section = Section(done.title, done.level, done.start, end, None, tuple(done.blocks), tuple(done.sections))
    stack[-1].sections.append(section)
