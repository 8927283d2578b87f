"""A document in pieces: nothing of its text is lost, and every word is where it belongs."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.web.marking import beside, pieces, running
from api.web.reading import PART, Piece, parts_of, read_pieces
from corpus.model import Locator, Metadata, Passage
from search.store import StoredDocument, StoredPassage

METADATA = Metadata("Blad", None, None, (), None, None, None)
Stretch = tuple[str, bool, tuple[str, ...]]
"""Words, whether they are a passage, and the headings above it."""


def document_of(stretches: Sequence[Stretch]) -> StoredDocument:
    text = ""
    passages: list[StoredPassage] = []
    for words, is_passage, heading in stretches:
        start = len(text)
        text += words
        if is_passage:
            locator = Locator(start, len(text), None, heading)
            passage = Passage(f"p{len(passages)}", "blad", "Blad", None, words, locator)
            passages.append(StoredPassage(len(passages), passage, METADATA, None, len(passages)))
    return StoredDocument("blad", METADATA, text, (), tuple(passages))


def told(pieces_read: Sequence[Piece]) -> list[tuple[int, str]]:
    return [(piece.level, piece.text) for piece in pieces_read]


def test_headings_stand_where_the_passages_under_them_say() -> None:
    document = document_of(
        [
            ("# Blad\n\n## Een **lange**\nkop\n\n", False, ()),
            ("Eerste zin.", True, ("Blad", "Een lange kop")),
            (" ", False, ()),
            ("Tweede zin.", True, ("Blad", "Een lange kop")),
            ("\n\nMeer info\n\n## Nieuw\n", False, ()),
            ("Derde zin.", True, ("Blad", "Nieuw")),
        ]
    )
    found = read_pieces(document, {})
    assert told(found) == [
        (2, "Blad"),
        (3, "Een **lange** kop"),
        (0, "Eerste zin. Tweede zin."),
        (0, "Meer info"),
        (3, "Nieuw"),
        (0, "Derde zin."),
    ]
    assert [piece.is_aside for piece in found] == [False, False, False, True, False, False]
    assert [document.text[piece.start] for piece in found] == ["#", "#", "E", "M", "#", "D"]


def test_a_heading_that_stands_nowhere_is_not_invented() -> None:
    document = document_of([("Eerste zin.", True, ("Elders",)), ("\n\n", False, ()), ("Tweede.", True, ("Elders",))])
    assert told(read_pieces(document, {})) == [(0, "Eerste zin."), (0, "Tweede.")]


def test_words_of_a_heading_inside_a_line_are_no_heading() -> None:
    document = document_of([("Over Wijk en meer\n", False, ()), ("Tekst.", True, ("Wijk",))])
    assert told(read_pieces(document, {})) == [(0, "Over Wijk en meer\n"), (0, "Tekst.")]


def test_marks_are_told_by_the_place_in_their_paragraph() -> None:
    document = document_of([("Een coach.\n\nNog een coach.", True, ())])
    found = read_pieces(document, {"p0": [(4, 9), (20, 25)]})
    marked = [[run.text[start:end] for start, end in run.marks] for piece in found for run in piece.runs]
    assert marked == [["coach"], ["coach"]]


def test_a_paragraph_without_end_is_cut() -> None:
    document = document_of([("woord " * 2_000, True, ()), ("woord " * 2_000, False, ())])
    found = read_pieces(document, {})
    assert max(len(piece.text) for piece in found) < 10_000
    assert "".join(piece.text for piece in found) == document.text


@given(
    stretches=st.lists(
        st.tuples(
            st.text(alphabet="abc \n#", max_size=12),
            st.booleans(),
            st.sampled_from([(), ("a",), ("a", "b"), ("a", "b c")]),
        ),
        max_size=8,
    )
)
@example(stretches=[])
@example(stretches=[("# a\n\n", False, ()), ("b", True, ("a",)), ("\nc", False, ())])
def test_no_word_of_a_document_is_lost_or_said_twice(stretches: Sequence[Stretch]) -> None:
    document = document_of([one for one in stretches if one[0]])
    found = read_pieces(document, {})
    assert "".join("".join(piece.text.split()) for piece in found).replace("#", "") == "".join(
        document.text.split()
    ).replace("#", "")
    assert [piece.start for piece in found] == sorted(piece.start for piece in found)


@given(sizes=st.lists(st.tuples(st.integers(1, PART), st.sampled_from([0, 0, 0, 2, 3, 4])), max_size=12))
@example(sizes=[])
@example(sizes=[(PART, 0), (PART, 0), (10, 2), (int(0.7 * PART), 0), (5, 2), (9, 0)])
def test_parts_are_together_the_whole_and_none_is_too_long(sizes: Sequence[tuple[int, int]]) -> None:
    document = document_of([("x" * size + "\n\n", True, ()) for size, _ in sizes])
    found = read_pieces(document, {})
    parts = parts_of(found)
    assert [piece for part in parts for piece in part] == found
    assert all(parts) or parts == [[]]
    assert all(sum(len(piece.text) for piece in part) <= PART for part in parts)


def test_a_part_ends_before_a_heading_when_it_is_nearly_full() -> None:
    most = int(0.7 * PART)
    words = "woord. " * (most // 7)
    document = document_of([(words, True, ()), ("\n\nKop\n\n", False, ()), ("Slot.", True, ("Kop",))])
    assert [told(part)[0][1].strip()[:6] for part in parts_of(read_pieces(document, {}))] == ["woord.", "Kop"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Een zin\nloopt door.\n\n- eerst\n- dan\n2. twee", "Een zin loopt door.\n- eerst\n- dan\n2. twee"),
        ("- eerst\n- dan.\n\nNa de\nlijst.", "- eerst\n- dan.\nNa de lijst."),
        ("Een zin die \n \ndoor een bladzijde is gebroken.", "Een zin die door een bladzijde is gebroken."),
        ("Begin | januari\nEinde | mei\n\nNa de tabel.", "Begin | januari\nEinde | mei\nNa de tabel."),
    ],
)
def test_a_text_runs_on_but_for_its_lists_tables_and_paragraphs(text: str, shown: str) -> None:
    as_seen = re.sub(r" *\n *", "\n", re.sub(" +", " ", running(text)))
    assert as_seen == shown


@given(st.text(alphabet="aB |-\n1."))
def test_places_in_a_text_are_the_same_when_it_runs_on(text: str) -> None:
    shown = running(text)
    assert len(shown) == len(text)
    assert [one for one in shown if not one.isspace()] == [one for one in text if not one.isspace()]


def test_marked_words_that_follow_each_other_are_one() -> None:
    text = "De sociale basis telt"
    assert list(pieces(text, [(3, 10), (11, 16)])) == [("De ", False), ("sociale basis", True), (" telt", False)]
    assert list(pieces("wijkteam\nhier", [(0, 8), (0, 4)], lines=True)) == [
        ("", False), ("wijkteam", True), ("\nhier", False),
    ]  # fmt: skip


def test_a_heading_is_not_repeated_above_a_passage_when_the_title_begins_so() -> None:
    headings = ("NIEUWSBRIEF Wijkwerk", "Coaches", "Wijkwerk in maart")
    assert beside(headings, "Coaches", "Nieuwsbrief wijkwerk, maart 2025") == ["Wijkwerk in maart"]
    assert beside((), "Coaches") == []
