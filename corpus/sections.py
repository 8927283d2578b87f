"""From blocks to sections: headings that no markup shows, boilerplate, nesting, and items.

The rules are for Dutch newsletters, magazines and pages as they come out of converters. Each looks at the shape of
lines, not at their subject; the few words it knows are the signs that newsletters themselves use.
"""

from collections.abc import Sequence

from corpus.model import Block, Section
from corpus.outline.boilerplate import split_boilerplate_lines
from corpus.outline.casing import in_sentence_case
from corpus.outline.contents import mark_contents
from corpus.outline.headings import TITLE_LEVEL, bare_headings, repeated_titles
from corpus.outline.items import mark_items, mark_listing, mark_repeated
from corpus.outline.nesting import levels, nest

ITEM_KINDS = frozenset({"newsletter", "magazine"})
"""Kinds of document that hold works of their own."""


def build_sections(text: str, blocks: Sequence[Block], *, kind: str | None) -> tuple[Section, ...]:
    """Return the sections of a document, outermost first; together they hold every block once.

    Args:
        text: The document's text.
        blocks: Its blocks in reading order.
        kind: Kind of document; those in ``ITEM_KINDS`` get items, and so does any that lists messages.
    """
    found = split_boilerplate_lines(text, blocks)
    found = bare_headings(text, found)
    found = repeated_titles(text, found)
    found = mark_contents(text, found)
    tree = nest(in_sentence_case(text, levels(found)), end=len(text))
    if sum(block.level == TITLE_LEVEL for block in found) > 1:
        return mark_repeated(text, tree)
    return mark_items(text, tree) if kind in ITEM_KINDS else mark_listing(text, tree)
