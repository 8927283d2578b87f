"""Items: the sections that are works of their own."""

from dataclasses import replace

from corpus.model import Item, Section
from corpus.outline.contents import is_contents
from corpus.outline.nesting import LEAF_LEVEL

_ITEM_WORDS = 8
"""A repeated title with fewer words under it is the magazine's own, or an advertisement."""
_CONTAINER_WORDS = 30
"""A section with fewer words of its own, and sections under it, only holds them."""


def mark_repeated(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Make every section an item, in a document whose titles stand twice; an advertisement is none."""
    return tuple(replace(s, item=Item() if s.title and _words(text, s) >= _ITEM_WORDS else None) for s in sections)


def mark_items(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Make each outermost section with text of its own an item; look inside those that only hold others."""
    return tuple(_as_item(text, section) for section in sections)


def _as_item(text: str, section: Section) -> Section:
    own = _words(text, replace(section, sections=()))
    if own < _CONTAINER_WORDS and any(child.level < LEAF_LEVEL for child in section.sections):
        return replace(section, sections=mark_items(text, section.sections))
    is_item = own > 0 and section.title and not is_contents(section.title)
    return replace(section, item=Item() if is_item else None)


def _words(text: str, section: Section) -> int:
    """Return the number of words under a heading, boilerplate left out."""
    own = sum(len(text[block.start : block.end].split()) for block in section.blocks if block.kind != "boilerplate")
    return own + sum(_words(text, child) for child in section.sections)
