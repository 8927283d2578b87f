"""Items: the sections that are works of their own."""

from dataclasses import replace

from corpus.describing.first_lines import ISSUE, byline, line_date
from corpus.model import Item, Section
from corpus.outline.boilerplate import leads_on, squeeze
from corpus.outline.contents import is_contents
from corpus.outline.headings import is_dated
from corpus.outline.nesting import LEAF_LEVEL

_UNKNOWN = Item()
_ITEM_WORDS = 8
"""A repeated title with fewer words under it is the magazine's own, or an advertisement."""
_MIN_MESSAGES = 3
_MESSAGE_WORDS = 400
_MAX_DATE_LINE = 200
_CONTAINER_WORDS = 30
"""A section with fewer words of its own may only hold those under it."""


def mark_repeated(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Make every section an item, in a document whose titles stand twice; an advertisement is none."""
    return tuple(
        replace(s, item=(s.item or Item()) if s.title and _words(text, s) >= _ITEM_WORDS else None) for s in sections
    )


def mark_items(text: str, sections: tuple[Section, ...], *, stated: Item = _UNKNOWN) -> tuple[Section, ...]:
    """Make each outermost section with text of its own an item; look inside those that only hold others.

    ``stated`` is what is known about the work that holds them: its date is that of its items.
    """
    return tuple(marked for section in sections for marked in _as_items(text, section, section.item or stated))


def _as_items(text: str, section: Section, stated: Item) -> tuple[Section, ...]:
    of_held = replace(stated, authors=())
    if _is_ended(text, section):
        alone = replace(section, end=section.sections[0].start, sections=())
        return (*_as_items(text, alone, stated), *mark_items(text, section.sections, stated=of_held))
    if _only_holds(text, section):
        return (replace(section, item=None, sections=mark_items(text, section.sections, stated=of_held)),)
    is_item = section.title and _has_text(text, section) and not is_contents(section.title)
    return (replace(section, item=stated if is_item else None),)


def _is_ended(text: str, section: Section) -> bool:
    """Return whether a message ends, with "Lees verder", before the first heading under it: that opens another."""
    if not section.blocks or not section.sections or section.sections[0].level == LEAF_LEVEL:
        return False
    last = section.blocks[-1]
    return leads_on(squeeze(text[last.start : last.end]))


def _only_holds(text: str, section: Section) -> bool:
    """Return whether a section only holds others: it has few words of its own, and is no work with one author."""
    if _words(text, replace(section, sections=())) >= _CONTAINER_WORDS:
        return False
    held = [child for child in section.sections if child.level < LEAF_LEVEL and _words(text, child) > 0]
    if not held:
        return False
    is_signed = byline(text, section.start, section.sections[0].start) and not ISSUE.search(section.title)
    return not is_signed or any(byline(text, child.start, child.end) for child in held)


def _has_text(text: str, section: Section) -> bool:
    """Return whether a section has text of its own that is more than the date of an issue."""
    own = (text[block.start : block.end] for block in section.blocks if block.kind != "boilerplate")
    return any(line_date(piece) is None for piece in own)


def mark_listing(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Make the messages of a news page items: at least three short sections side by side that open with a full date.

    Most of those beside them must open so too, or it is a page in which a few dates stand. Where the markup itself
    tells the works apart, as in a mailbox, they are the items.
    """
    if any(section.item is not None for section in sections):
        return sections
    dated = [_is_message(text, section) for section in sections]
    beside = [bool(section.title) and section.level < LEAF_LEVEL and _words(text, section) > 0 for section in sections]
    if sum(dated) >= _MIN_MESSAGES and 2 * sum(dated) > sum(beside):
        return tuple(replace(s, item=Item() if is_dated else None) for s, is_dated in zip(sections, dated, strict=True))
    return tuple(replace(section, sections=mark_listing(text, section.sections)) for section in sections)


def _is_message(text: str, section: Section) -> bool:
    first = next((block for block in section.blocks if block.kind != "boilerplate"), None)
    if not section.title or first is None or first.kind != "text":
        return False
    line = squeeze(text[first.start : min(first.end, first.start + _MAX_DATE_LINE)].split("\n", 1)[0])
    return is_dated(line) and _words(text, section) <= _MESSAGE_WORDS


def _words(text: str, section: Section) -> int:
    """Return the number of words under a heading, boilerplate left out."""
    own = sum(len(text[block.start : block.end].split()) for block in section.blocks if block.kind != "boilerplate")
    return own + sum(_words(text, child) for child in section.sections)
