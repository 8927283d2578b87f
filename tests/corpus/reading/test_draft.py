"""Drafts: blocks with a blank line between them, and links that stay on their words."""

from corpus.model import Block
from corpus.reading.draft import DraftBuilder, Link


def test_links_move_with_their_block_and_never_leave_it() -> None:
    builder = DraftBuilder()
    builder.add("text", "Koffie.", links=[Link(0, 6, "https://example.org/a")])
    builder.add("text", "  Thee  ", links=[Link(0, 8, "https://example.org/b"), Link(0, 2, "https://example.org/c")])
    builder.add("text", "  ", links=[Link(0, 2, "https://example.org/d")])
    draft = builder.build({})
    assert draft.text == "Koffie.\n\nThee"
    assert draft.blocks == (Block("text", 0, 7), Block("text", 9, 13))
    assert draft.links == (Link(0, 6, "https://example.org/a"), Link(9, 13, "https://example.org/b"))
