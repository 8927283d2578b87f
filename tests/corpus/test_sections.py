"""Sections: whatever the text, every block is in the tree once, in order."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Section
from corpus.reading.text import read_text
from corpus.sections import build_sections
from tests.corpus.outline.trees import blocks_of, sections_of
from tests.texts import file_text


def assert_in_order(sections: Sequence[Section], start: int, end: int) -> None:
    for section in sections:
        assert start <= section.start <= section.end <= end
        for block in section.blocks:
            assert section.start <= block.start <= block.end <= section.end
        assert_in_order(section.sections, section.start, section.end)
        start = section.end


@given(file_text, st.sampled_from([None, "newsletter", "article"]))
def test_the_tree_holds_every_visible_character_once_in_order(text: str, kind: str | None) -> None:
    draft = read_text(text.encode())
    tree = build_sections(draft.text, draft.blocks, kind=kind)
    blocks = blocks_of(tree)
    assert_in_order(tree, 0, len(draft.text))
    end = 0
    for block in blocks:
        assert end <= block.start < block.end
        end = block.end
    # What is in no block is a heading: each is the start of its section.
    starts = sorted([block.start for block in blocks] + [start for start in _starts(tree)])
    assert starts == sorted(set(starts))
    assert {block.start for block in draft.blocks} <= set(starts)


def _starts(sections: Sequence[Section]) -> Iterator[int]:
    for section in sections:
        if section.level:
            yield section.start
        yield from _starts(section.sections)


@given(file_text)
def test_no_kind_of_document_changes_the_blocks_of_the_tree(text: str) -> None:
    draft = read_text(text.encode())
    newsletter = build_sections(draft.text, draft.blocks, kind="newsletter")
    assert blocks_of(newsletter) == blocks_of(build_sections(draft.text, draft.blocks, kind=None))


@pytest.mark.parametrize(
    "line", ["- " + "[" * 50_000, "- " + "[x](" * 20_000, "x" * 100_000, "Kop " + "." * 50_000 + "a"]
)
def test_a_very_long_line_is_one_block(line: str) -> None:
    _, tree = sections_of("# Kop", line)
    assert [block.end - block.start for block in blocks_of(tree)] == [len(line)]
