"""Lines that serve a page and say nothing: "Meer info", prices, menus."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Block

_BOILERPLATE = re.compile(
    r"""(?: u\ bent\ hier:.*
        | meer\ info(?:rmatie)? | lees\ (?:meer|verder) | klik\ hier | delen | menu | homepage | home
        | ga\ naar\ (?:de\ )?(?:inhoud|hoofdinhoud) | naar\ (?:boven|de\ inhoud) | in\ winkelwagen | cookies?
        | klik\ op\ de\ afbeelding.{0,40}
        | (?:voor\ )?meer\ informatie.{0,40}\ klik\ hier | pagina\ \d+ )\s*[.>»…]*""",
    re.IGNORECASE | re.VERBOSE,
)
_READ_ON = re.compile(r"lees (?:meer|verder)\W*", re.IGNORECASE)
_PRICE = re.compile(r"(?:€\s*)?\d{1,4},(?:\d\d|-)|gratis", re.IGNORECASE)
"""Beside a line of a shop, such as "Meer info", this is a price on a page; anywhere else, what a text says."""
_MAX_LINE = 200
_PARAGRAPHS = ("text", "list")


def split_boilerplate_lines(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each line of a paragraph that is boilerplate made a block of its own."""
    lines = _boilerplate_lines(text, blocks)
    result = []
    for index, block in enumerate(blocks):
        if index == 0 and block.kind in _PARAGRAPHS and _is_menu(text[block.start : block.end]):
            result.append(replace(block, kind="boilerplate"))
            continue
        if index not in lines:
            result.append(block)
            continue
        start = block.start
        for first, last in lines[index]:
            result.extend(_trimmed(text, replace(block, start=start, end=first)))
            result.extend(_trimmed(text, replace(block, kind="boilerplate", start=first, end=last)))
            start = last
        result.extend(_trimmed(text, replace(block, start=start)))
    return result


def _boilerplate_lines(text: str, blocks: Sequence[Block]) -> dict[int, list[tuple[int, int]]]:
    """Return by index of a block where its lines of boilerplate start and end."""
    lines = [
        (index, block.start + line.start(), block.start + line.end(), squeeze(line[0]))
        for index, block in enumerate(blocks)
        if block.kind in _PARAGRAPHS
        for line in re.finditer(r"[^\n]*[^\s][^\n]*", text[block.start : block.end])
    ]
    serves = [is_boilerplate(words) for *_, words in lines]
    result: dict[int, list[tuple[int, int]]] = {}
    for number, (index, start, end, words) in enumerate(lines):
        is_beside = any(serves[max(number - 1, 0) : number + 2])
        if serves[number] or (is_beside and is_price(words)):
            result.setdefault(index, []).append((start, end))
    return result


def is_boilerplate(words: str) -> bool:
    """Return whether a line, its spaces squeezed, only serves the page."""
    return len(words) <= _MAX_LINE and _BOILERPLATE.fullmatch(words) is not None


def leads_on(words: str) -> bool:
    """Return whether a line leads to the rest of a message, which ends with it: "Lees verder"."""
    return _READ_ON.fullmatch(words) is not None


def is_price(words: str) -> bool:
    """Return whether a line is nothing but a price."""
    return _PRICE.fullmatch(words) is not None


def squeeze(text: str) -> str:
    """Return the text with one space between its words."""
    return " ".join(text.split())


def _is_menu(piece: str) -> bool:
    """Return whether the first lines of a page are its menu: a few words each, one of them a menu's own."""
    lines = [squeeze(line) for line in piece.split("\n")]
    is_short = all((len(line.split()) <= 7 and not line.endswith(".")) or is_boilerplate(line) for line in lines)
    return len(lines) > 2 and is_short and any(is_boilerplate(line) for line in lines)


def _trimmed(text: str, block: Block) -> list[Block]:
    """Return the block without outer white space; nothing when that is all it has."""
    piece = text[block.start : block.end]
    if not piece.strip():
        return []
    start = block.start + len(piece) - len(piece.lstrip())
    return [replace(block, start=start, end=start + len(piece.strip()))]
