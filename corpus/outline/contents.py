"""Contents lists: what only names the headings of the document, and is boilerplate."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Block
from corpus.outline.boilerplate import squeeze
from corpus.outline.headings import TITLE_LEVEL

_CONTENTS = re.compile(
    r"(?:inhoud(?:sopgave)?|in dit nummer|in deze (?:nieuwsbrief|editie|uitgave)|omschrijving|contents)\W*",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"\s+\d{1,3}$")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]{0,500}\)")
_PROSE_WORDS = 12
"""A paragraph with fewer words may be an entry of a contents list."""


def is_contents(title: str) -> bool:
    """Return whether a heading is that of a contents list."""
    return _CONTENTS.fullmatch(title) is not None


def mark_contents(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Mark contents lists: those that name headings of this document, and everything between "Inhoud" and the text."""
    titles = Counter(_key(block.title) for block in blocks if block.kind == "heading")
    result = list(blocks)

    def mark(first: int, last: int) -> None:
        for index in range(first, last):
            result[index] = replace(blocks[index], kind="boilerplate", level=0, title="")

    for first, last in _lists(blocks):
        entries = [_key(text[block.start : block.end]) for block in blocks[first:last]]
        if 2 * sum(any(_is_entry(entry, title) for title in titles) for entry in entries) > len(entries):
            mark(first, last)
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        if _CONTENTS.fullmatch(block.title):
            last = _contents_end(text, blocks, index)
            entries = [_key(text[block.start : block.end]) for block in blocks[index + 1 : last]]
            later = {_key(block.title) for block in blocks[last:] if block.kind == "heading"}
            if 2 * sum(any(_is_in_title(entry, title) for title in later) for entry in entries) > len(entries):
                mark(index, last)
        elif _PAGE_NUMBER.search(block.title) and titles[_key(block.title)] > 1:
            # "PROJECTEN 3", when "PROJECTEN" is a heading further on, with the line or two that announce it.
            mark(index, next(i for i in range(index + 1, len(blocks) + 1) if _ends_entry(text, blocks, i)))
    return result


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


def _key(title: str) -> str:
    """Return a title as contents lists and headings can be compared: no bullet, page number, markup or case."""
    words = _LINK.sub(r"\1", squeeze(title))
    words = re.sub(r"^[-*•‣▪◦●]\s+", "", _PAGE_NUMBER.sub("", words))
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


def _is_entry(entry: str, title: str) -> bool:
    """Return whether a contents entry names this title: the same words, or one cut off (at least three words)."""
    short, long = sorted((entry, title), key=len)
    return entry == title or (len(short.split()) >= 3 and long.startswith(short + " "))


def _is_in_title(entry: str, title: str) -> bool:
    """Return whether, in a contents list, the entry may stand for this title: "Armoede", "Leeratelier Armoede"."""
    return _is_entry(entry, title) or title.endswith(" " + entry) or title.startswith(entry + " ")
