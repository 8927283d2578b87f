"""Plain text: where its paragraphs, list items and headings lie, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, BlockKind
from corpus.reading.draft import BOLD_LEVEL, Draft, DraftBuilder, UnreadableFileError, decode, is_bold_heading
from corpus.reading.text import read_text
from tests.texts import file_text


def pieces(draft: Draft) -> list[tuple[BlockKind, str]]:
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


def test_a_blank_line_parts_two_paragraphs_and_a_line_break_does_not() -> None:
    draft = read_text(b"Eerste regel\nvan een alinea.\n \t\nTweede alinea.\n")
    assert draft.text == "Eerste regel\nvan een alinea.\n \t\nTweede alinea.\n"
    assert draft.blocks == (Block("text", 0, 28), Block("text", 32, 46))
    assert pieces(draft) == [("text", "Eerste regel\nvan een alinea."), ("text", "Tweede alinea.")]


@pytest.mark.parametrize("bullet", ["-", "*", "•", "‣", "▪", "◦", "●", "1.", "12)", "a.", "b)"])
def test_each_line_with_a_bullet_is_a_list_item(bullet: str) -> None:
    draft = read_text(f"{bullet} soep\n{bullet} brood".encode())
    assert pieces(draft) == [("list", f"{bullet} soep"), ("list", f"{bullet} brood")]


@pytest.mark.parametrize("line", ["-soep", "2024. Soep", "A. Soep"])
def test_what_only_resembles_a_bullet_starts_no_list_item(line: str) -> None:
    assert pieces(read_text(f"{line}\nbrood".encode())) == [("text", f"{line}\nbrood")]


def test_a_bullet_on_a_line_of_its_own_belongs_to_the_line_below_it() -> None:
    assert pieces(read_text("•\nsoep\n\n-".encode())) == [("list", "•\nsoep"), ("text", "-")]


def test_an_item_goes_on_as_long_as_its_lines_stand_as_far_to_the_right() -> None:
    draft = read_text(b"  - soep\n    met balletjes\n  en brood\nDaarna koffie.")
    assert pieces(draft) == [("list", "- soep\n    met balletjes\n  en brood"), ("text", "Daarna koffie.")]


def test_an_item_ends_at_the_next_paragraph() -> None:
    assert pieces(read_text(b"- soep\n\nDaarna koffie.")) == [("list", "- soep"), ("text", "Daarna koffie.")]


@pytest.mark.parametrize(
    ("line", "level", "title"),
    [
        ("# Buurthuis", 1, "Buurthuis"),
        ("###### Buurthuis", 6, "Buurthuis"),
        ("## Buurthuis ##", 2, "Buurthuis"),
        ("## *Het* __oude__ `huis`  ", 2, "Het oude huis"),
        ("# C#", 1, "C"),
        ("# #", 1, ""),
    ],
)
def test_number_signs_make_a_heading(line: str, level: int, title: str) -> None:
    assert read_text(line.encode()).blocks == (Block("heading", 0, len(line.rstrip()), level, title),)


@pytest.mark.parametrize("line", ["#", "##", "#buurthuis", "####### Buurthuis", " # Buurthuis"])
def test_a_lone_or_misplaced_number_sign_makes_no_heading(line: str) -> None:
    assert pieces(read_text(line.encode())) == [("text", line.strip())]


def test_a_heading_ends_the_paragraph_above_it() -> None:
    draft = read_text(b"Tekst erboven\n# Kop\nTekst eronder")
    assert pieces(draft) == [("text", "Tekst erboven"), ("heading", "# Kop"), ("text", "Tekst eronder")]


def test_a_line_that_is_bold_as_a_whole_is_a_heading_below_all_others() -> None:
    assert read_text(b"**Koffie in de wijk**\n\nTekst").blocks[0] == Block(
        "heading", 0, 21, BOLD_LEVEL, "Koffie in de wijk"
    )


@pytest.mark.parametrize("line", ["**Kom ook.**", "**Kom** ook", "**", "****", "**Kom", "**" + "x" * 91 + "**"])
def test_a_bold_sentence_or_unclosed_bold_is_text(line: str) -> None:
    assert pieces(read_text(line.encode())) == [("text", line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 90, True),
        ("x" * 91, False),
        ("twee\nregels", False),
        ("Kom ook:", False),
        ("Kom ook.", False),
        ("KOM OOK:", True),
        ("Kom je ook?", True),
    ],
)
def test_bold_text_is_a_heading_unless_it_is_long_or_ends_as_a_sentence(text: str, expected: bool) -> None:
    assert is_bold_heading(text) is expected


def test_every_line_end_becomes_a_line_feed_and_the_byte_order_mark_goes() -> None:
    assert decode(b"\xef\xbb\xbfeen\r\ntwee\rdrie\nvier") == "een\ntwee\ndrie\nvier"


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_text("café".encode("latin-1"))
    assert str(caught.value) == "geen UTF-8 (byte 3); sla het op met de codering UTF-8"


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_text(b"PK\x03\x04\x00\x00")
    assert str(caught.value) == "dit is geen tekst maar een binair bestand; sla het op als tekst in UTF-8"


def test_an_empty_file_has_no_blocks() -> None:
    assert read_text(b"") == Draft("", ())
    assert read_text(b" \n\t\n") == Draft(" \n\t\n", ())


@pytest.mark.parametrize(
    "line", ["# a" + " " * 30_000 + "b", "# a" + "#" * 30_000 + "b", "#" * 30_000, " " * 30_000 + "b"]
)
def test_a_very_long_line_is_one_block(line: str) -> None:
    assert [block.end for block in read_text(line.encode()).blocks] == [len(line)]


def test_the_builder_parts_blocks_by_a_blank_line_and_leaves_out_what_is_blank() -> None:
    builder = DraftBuilder()
    builder.add("heading", " Kop \n", level=2)
    builder.add("text", " \n ")
    builder.add("text", "Tekst")
    draft = builder.build({"title": "Kop"})
    assert draft == Draft("Kop\n\nTekst", (Block("heading", 0, 3, 2, "Kop"), Block("text", 5, 10)), {"title": "Kop"})


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")))
def test_decoding_gives_back_the_text_that_was_encoded(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text


@given(file_text)
def test_blocks_are_in_order_and_hold_every_visible_character_once(text: str) -> None:
    draft = read_text(text.encode())
    end = 0
    for block in draft.blocks:
        piece = draft.text[block.start : block.end]
        assert end <= block.start < block.end
        assert piece == piece.strip()
        end = block.end
    assert "".join(draft.text.split()) == "".join("".join(piece.split()) for _, piece in pieces(draft))
