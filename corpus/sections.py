"""From blocks to sections: headings that no markup shows, boilerplate, nesting, and items.

The rules are for Dutch newsletters, magazines and pages as they come out of converters. Each looks at the shape of
lines, not at their subject; the few words it knows are the signs that newsletters themselves use.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import MONTHS, Block, Item, Section
from corpus.reading.draft import BOLD_LEVEL

ITEM_KINDS = frozenset({"newsletter", "magazine"})
"""Kinds of document that hold works of their own."""

_CONTENTS = re.compile(
    r"(?:inhoud(?:sopgave)?|in dit nummer|in deze (?:nieuwsbrief|editie|uitgave)|omschrijving|contents)\W*",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"""(?: u\ bent\ hier:.*
        | meer\ info(?:rmatie)? | lees\ (?:meer|verder) | klik\ hier | delen | menu | homepage | home | gratis
        | ga\ naar\ (?:de\ )?(?:inhoud|hoofdinhoud) | naar\ (?:boven|de\ inhoud) | in\ winkelwagen | cookies?
        | (?:€\s*)?\d{1,4},(?:\d\d|-) | klik\ op\ de\ afbeelding.{0,40}
        | (?:voor\ )?meer\ informatie.{0,40}\ klik\ hier | pagina\ \d+ )\s*[.>»…]*""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAF = re.compile(
    r"(?:vragen of interesse|meer (?:informatie|weten)|vragen|contact(?:gegevens)?|aanmelden|inlichtingen)\W*",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"""(?: (?:door|tekst|foto'?s?|beeld|bron|auteurs?|geschreven\ door|namens)\b.* | (?:figuur|tabel|afbeelding)\ \d.*
        | \d+\ foto.*
        | .*,\ (?:[\w/-]+\ )?(?:lector|onderzoeker|docent|projectleider|hoogleraar|wethouder|redacteur)\b.* )""",
    re.IGNORECASE | re.VERBOSE,
)
_PAGE_NUMBER = re.compile(r"\s+\d{1,3}$")
_DATE_LINE = re.compile(
    rf"(?:[\w.]+\s+){{0,2}}(?:{'|'.join(MONTHS)})(?:\s+(?:\d{{4}}|['’]\d{{2}}))?(?:,.*)?", re.IGNORECASE
)
_CONTACT = re.compile(r"@|https?://|www\.|\b(?:tel|e-?mail|telefoon)\b\s*[.:]|\d{2,4}[- ]\d{6,8}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""[.?!…:]["'’”)\]]*$""")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]{0,500}\)")

_MAX_HEADING_WORDS = 14
_MAX_HEADING_CHARACTERS = 100
_PROSE_WORDS = 12
"""A paragraph with fewer words may be an entry of a contents list."""
_MENU_CHAIN = 4
"""So many bare lines on end, with no text under any but the last, are a menu or a list, not headings."""
_ITEM_WORDS = 8
"""A repeated title with fewer words under it is the magazine's own, or an advertisement."""
_CONTAINER_WORDS = 30
"""A section with fewer words of its own, and sections under it, only holds them."""


def build_sections(text: str, blocks: Sequence[Block], *, kind: str | None) -> tuple[Section, ...]:
    """Return the sections of a document, outermost first; together they hold every block once.

    Args:
        text: The document's text.
        blocks: Its blocks in reading order.
        kind: Kind of document; those in ``ITEM_KINDS`` get items.
    """
    found = _split_boilerplate_lines(text, blocks)
    found = _bare_headings(text, found)
    found = _repeated_titles(text, found)
    found = _mark_boilerplate(text, found)
    tree = _nest(_levels(found), end=len(text))
    if sum(block.level == _TITLE_LEVEL for block in found) > 1:
        return tuple(replace(s, item=Item() if s.title and _words(text, s) >= _ITEM_WORDS else None) for s in tree)
    return _mark_items(text, tree) if kind in ITEM_KINDS else tree


# Headings --------------------------------------------------------------------------------------------------------

_BARE_LEVEL = 0
"""Of a heading found here, until ``_levels`` gives it one."""
_TITLE_LEVEL = -1
"""Of a title that stands twice on end: the way in which magazine pages open an item."""


def _bare_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with short lines above a paragraph made headings."""
    pieces: list[Block] = []
    for block in blocks:
        pieces.extend(_split_first_line(text, block))
    candidates = [
        (block.kind == "text" or _is_numbered_heading(text, pieces, index))
        and _looks_like_heading(text[block.start : block.end])
        for index, block in enumerate(pieces)
    ]
    result = []
    for index, block in enumerate(pieces):
        if candidates[index] and _heads_something(text, pieces, candidates, index):
            result.append(replace(block, kind="heading", title=_squeeze(text[block.start : block.end])))
        else:
            result.append(block)
    return result


def _is_numbered_heading(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Return whether a "3. Waar we nu staan" that reads as an item of a list stands alone above a paragraph."""
    block, around = blocks[index], blocks[max(index - 1, 0) : index + 2]
    is_alone = sum(neighbour.kind == "list" for neighbour in around) == 1
    followed = index + 1 < len(blocks) and blocks[index + 1].kind == "text"
    return block.kind == "list" and is_alone and followed and text[block.start].isdigit()


def _split_first_line(text: str, block: Block) -> list[Block]:
    """Split a paragraph whose first line is a heading: short, and no broken-off part of a hard-wrapped text."""
    newline = text.find("\n", block.start, block.end)
    if block.kind != "text" or newline < 0:
        return [block]
    first = text[block.start : newline].rstrip()
    second = text[newline + 1 : block.end].split("\n", 1)[0]
    is_wrapped = len(second) < 1.6 * len(first) or second.lstrip()[:1].islower()
    if is_wrapped or not _looks_like_heading(first):
        return [block]
    start = newline + 1 + (len(second) - len(second.lstrip()))
    return [replace(block, end=block.start + len(first)), replace(block, start=start)]


def _looks_like_heading(line: str) -> bool:
    line = re.sub(r"^\d{1,2}\.\s+", "", line.strip())
    if "\n" in line:
        lines = line.split("\n")
        # A title over two lines, as in "Impact in\nde sociale basis"; more lines are a paragraph.
        return len(lines) == 2 and len(line) <= 60 and _looks_like_heading(" ".join(lines))
    words = line.split()
    if not words or len(words) > _MAX_HEADING_WORDS or len(line) > _MAX_HEADING_CHARACTERS:
        return False
    if not re.match(r"""["'‘’“„(]?[A-ZÀ-Þ0-9]""", line) or not re.search(r"[^\W\d_]{2}", line):
        return False
    is_sentence = re.search(r"[.!]\s+[A-Z]", line) and not line.endswith("?")
    if is_sentence or line.endswith((".", ",", ";", ":", "!", "-", "–", "…")):
        return False
    no_heading = _BOILERPLATE.fullmatch(line) or _DATE_LINE.fullmatch(line) or _NO_HEADING.fullmatch(line)
    return not (no_heading or _CONTACT.search(line))


def _heads_something(text: str, blocks: Sequence[Block], candidates: Sequence[bool], index: int) -> bool:
    """Return whether text follows the candidate, at once or under at most a few further headings."""
    for ahead in range(index + 1, min(index + _MENU_CHAIN, len(blocks))):
        block = blocks[ahead]
        if block.kind == "heading" or candidates[ahead]:
            continue
        piece = text[block.start : block.end]
        return block.kind in ("list", "table") or len(piece.split()) >= 8 or bool(_SENTENCE_END.search(piece))
    return False


def _repeated_titles(text: str, blocks: list[Block]) -> list[Block]:
    """Make a line that stands twice on end one heading, the start of an item; its second copy is boilerplate."""
    result = list(blocks)
    for index in range(len(blocks) - 1):
        first, second = blocks[index], blocks[index + 1]
        words = _squeeze(text[first.start : first.end])
        is_title = first.kind in ("text", "heading") and 0 < len(words) <= 160
        if is_title and words == _squeeze(text[second.start : second.end]) and not _BOILERPLATE.fullmatch(words):
            result[index] = replace(first, kind="heading", level=_TITLE_LEVEL, title=words)
            result[index + 1] = replace(second, kind="boilerplate", level=0, title="")
    return result


# Boilerplate -----------------------------------------------------------------------------------------------------


def _split_boilerplate_lines(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each line of a paragraph that is boilerplate made a block of its own."""
    result = []
    for index, block in enumerate(blocks):
        if block.kind not in ("text", "list"):
            result.append(block)
            continue
        if index == 0 and _is_menu(text[block.start : block.end]):
            result.append(replace(block, kind="boilerplate"))
            continue
        start = block.start
        for line in re.finditer(r"[^\n]+", text[block.start : block.end]):
            if _BOILERPLATE.fullmatch(_squeeze(line[0])):
                first, last = block.start + line.start(), block.start + line.end()
                result.extend(_trimmed(text, replace(block, start=start, end=first)))
                result.extend(_trimmed(text, replace(block, kind="boilerplate", start=first, end=last)))
                start = last
        result.extend(_trimmed(text, replace(block, start=start)))
    return result


def _is_menu(piece: str) -> bool:
    """Return whether the first lines of a page are its menu: a few words each, one of them a menu's own."""
    lines = [_squeeze(line) for line in piece.split("\n")]
    is_short = all(
        (len(line.split()) <= 7 and not line.endswith(".")) or _BOILERPLATE.fullmatch(line) for line in lines
    )
    return len(lines) > 2 and is_short and any(_BOILERPLATE.fullmatch(line) for line in lines)


def _trimmed(text: str, block: Block) -> list[Block]:
    """Return the block without outer white space; nothing when that is all it has."""
    piece = text[block.start : block.end]
    if not piece.strip():
        return []
    start = block.start + len(piece) - len(piece.lstrip())
    return [replace(block, start=start, end=start + len(piece.strip()))]


def _mark_boilerplate(text: str, blocks: Sequence[Block]) -> list[Block]:
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
        if is_prose or block.level == _TITLE_LEVEL:
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
    words = _LINK.sub(r"\1", _squeeze(title))
    words = re.sub(r"^[-*•‣▪◦●]\s+", "", _PAGE_NUMBER.sub("", words))
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


def _is_entry(entry: str, title: str) -> bool:
    """Return whether a contents entry names this title: the same words, or one cut off (at least three words)."""
    short, long = sorted((entry, title), key=len)
    return entry == title or (len(short.split()) >= 3 and long.startswith(short + " "))


def _is_in_title(entry: str, title: str) -> bool:
    """Return whether, in a contents list, the entry may stand for this title: "Armoede", "Leeratelier Armoede"."""
    return _is_entry(entry, title) or title.endswith(" " + entry) or title.startswith(entry + " ")


# Nesting ---------------------------------------------------------------------------------------------------------


_LEAF_LEVEL = 9
"""Of "Contact", "Vragen of interesse?" and "Inhoud": whatever heading comes next is not under them."""


def _levels(blocks: Sequence[Block]) -> list[Block]:
    """Give every heading its level.

    A title that stands twice is above all others. Then come the marked ones; below them bare headings in capitals or
    right above another heading, then the other bare ones, then bold lines.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    twice = 1 if any(block.level == _TITLE_LEVEL for block in headings) else 0
    marked = [block.level for block in headings if 0 < block.level < BOLD_LEVEL and not _is_leaf(block)]
    base = max(marked, default=0) + twice
    result = list(blocks)
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        after = (blocks[later] for later in range(index + 1, len(blocks)))
        following = next((later for later in after if later.kind != "boilerplate"), None)
        holds = following is not None and following.kind == "heading" and following.level != _TITLE_LEVEL
        if block.level == _TITLE_LEVEL:
            level = 1
        elif _is_leaf(block):
            level = _LEAF_LEVEL
        elif block.level in (_BARE_LEVEL, BOLD_LEVEL) and (block.title.isupper() or holds):
            level = base + 1
        elif block.level in (_BARE_LEVEL, BOLD_LEVEL):
            level = base + (2 if block.level == _BARE_LEVEL else 3)
        else:
            level = block.level + twice
        result[index] = replace(block, level=level)
    return result


def _is_leaf(heading: Block) -> bool:
    return bool(_LEAF.fullmatch(heading.title) or _CONTENTS.fullmatch(heading.title))


def _nest(blocks: Sequence[Block], *, end: int) -> tuple[Section, ...]:
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


# Items -----------------------------------------------------------------------------------------------------------


def _mark_items(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Make each outermost section with text of its own an item; look inside those that only hold others."""
    return tuple(_as_item(text, section) for section in sections)


def _as_item(text: str, section: Section) -> Section:
    own = _words(text, replace(section, sections=()))
    if own < _CONTAINER_WORDS and any(child.level < _LEAF_LEVEL for child in section.sections):
        return replace(section, sections=_mark_items(text, section.sections))
    is_item = own > 0 and section.title and not _CONTENTS.fullmatch(section.title)
    return replace(section, item=Item() if is_item else None)


def _words(text: str, section: Section) -> int:
    """Return the number of words under a heading, boilerplate left out."""
    own = sum(len(text[block.start : block.end].split()) for block in section.blocks if block.kind != "boilerplate")
    return own + sum(_words(text, child) for child in section.sections)


def _squeeze(text: str) -> str:
    return " ".join(text.split())
