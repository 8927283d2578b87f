"""Markdown: words without markup, and what is refused."""

import pytest
from hypothesis import example, given

from corpus.model import BlockKind
from corpus.reading.draft import BOLD_LEVEL, Draft, UnreadableFileError
from corpus.reading.markdown import read_markdown
from tests.texts import file_text


def read(text: str) -> Draft:
    return read_markdown(text.encode())


def pieces(text: str) -> list[tuple[BlockKind, str]]:
    draft = read(text)
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


def test_words_stay_and_their_markup_goes() -> None:
    text = "Een **vet** en _schuin_ woord, een [koppeling](https://x.example) en `code`.\nNog een regel\\\nen een."
    assert pieces(text) == [("text", "Een vet en schuin woord, een koppeling en code.\nNog een regel\nen een.")]


def test_images_tags_comments_and_scripts_are_left_out() -> None:
    text = "Voor ![een foto](foto.png) na <b>vet</b>\n\n<!-- weg -->\n\n![alleen](foto.png)\n\n<script>weg</script>"
    assert pieces(text) == [("text", "Voor  na vet")]


def test_the_words_between_html_tags_are_read_in_their_place() -> None:
    text = (
        '## Wijkkrant\n\n<div class="intro">\nHet *loket* is open.\n</div>\n\nTekst\n\n'
        "<details><summary>Meer lezen</summary>\n\nBinnen\n\n</details>\n\n"
        "<table><tr><th>Dag</th><th>Wat</th></tr><tr><td>ma</td><td>soep</td></tr></table>\n"
    )
    assert pieces(text) == [
        ("heading", "Wijkkrant"),
        ("text", "Het *loket* is open."),
        ("text", "Tekst"),
        ("heading", "Meer lezen"),
        ("text", "Binnen"),
        ("table", "Dag | Wat"),
        ("table", "ma | soep"),
    ]
    assert [block.level for block in read(text).blocks if block.kind == "heading"] == [2, 3]


def test_html_in_a_list_item_is_part_of_the_list() -> None:
    assert pieces("1. <div>Koffie</div>\n2. <h3>Soep</h3>\n3. Thee") == [
        ("list", "1. Koffie"),
        ("heading", "Soep"),
        ("list", "3. Thee"),
    ]


def test_a_line_break_in_html_parts_words() -> None:
    assert pieces("tien<br>elf<BR />twaalf <i>uur</i>\n\n| a |\n|---|\n| een<br>twee |\n") == [
        ("text", "tien\nelf\ntwaalf uur"),
        ("table", "a"),
        ("table", "een twee"),
    ]


def test_html_that_is_nested_too_deep_is_reported() -> None:
    [note] = read("<div>" * 3_000 + "diep").notes
    assert note.startswith("een deel is niet gelezen")


def test_headings_have_the_level_and_words_of_their_markup() -> None:
    draft = read("# Het *buurthuis*\n\nTekst\n\nOnderstreept\n---\n\n### Diep\n\n#\n")
    found = [(block.level, block.title) for block in draft.blocks if block.kind == "heading"]
    assert found == [(1, "Het buurthuis"), (2, "Onderstreept"), (3, "Diep")]


def test_an_empty_heading_does_not_make_the_next_paragraph_a_heading() -> None:
    assert pieces("#\n\nTekst") == [("text", "Tekst")]


def test_a_paragraph_that_is_bold_as_a_whole_is_a_heading_below_all_others() -> None:
    draft = read("**Koffie in de wijk**\n\nTekst")
    assert [(b.kind, b.level, b.title) for b in draft.blocks] == [
        ("heading", BOLD_LEVEL, "Koffie in de wijk"),
        ("text", 0, ""),
    ]


@pytest.mark.parametrize("text", ["**Kom ook.**", "**Kom** ook", "ook **Kom**", "**Kom** ook **mee**", "**Kom"])
def test_a_paragraph_that_is_bold_in_part_or_a_sentence_is_text(text: str) -> None:
    assert [kind for kind, _ in pieces(text)] == ["text"]


def test_list_items_keep_their_bullet_or_number() -> None:
    text = "3. drie\n4. vier\n   - diep\n5. vijf\n\n* los"
    assert pieces(text) == [
        ("list", "3. drie"),
        ("list", "4. vier"),
        ("list", "- diep"),
        ("list", "5. vijf"),
        ("list", "- los"),
    ]


def test_only_the_first_paragraph_of_an_item_has_the_bullet() -> None:
    assert pieces("- een\n\n  twee\n\nbuiten") == [("list", "- een"), ("list", "twee"), ("text", "buiten")]


@pytest.mark.parametrize("item", ["-", "- # Kop", "- ```\n  code\n  ```"])
def test_the_bullet_of_an_item_without_a_paragraph_does_not_reach_the_text_below_the_list(item: str) -> None:
    assert pieces(f"{item}\n\nAlinea")[-1] == ("text", "Alinea")


def test_a_bold_line_in_a_list_is_an_item_and_no_heading() -> None:
    assert pieces("- **Koffie**") == [("list", "- Koffie")]


def test_each_row_of_a_table_is_a_block() -> None:
    text = "| Dag | Wat |\n|---|---|\n| ma | **soep** |\n| di | |\n"
    assert pieces(text) == [("table", "Dag | Wat"), ("table", "ma | soep"), ("table", "di |")]


def test_quotes_and_code_are_text() -> None:
    text = "> Een citaat\n> van twee regels\n\n```\ncode 1\n```\n\n    code 2\n"
    assert pieces(text) == [("text", "Een citaat\nvan twee regels"), ("text", "code 1"), ("text", "code 2")]


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_markdown("café".encode("latin-1"))
    assert str(caught.value) == "geen UTF-8 (byte 3); sla het op met de codering UTF-8"


def test_quotes_and_lists_nested_without_end_are_read() -> None:
    assert pieces("> " * 40 + "diep") == [("text", "diep")]
    assert read("> " * 5_000 + "diep").text == ""
    assert read("- " * 5_000 + "diep").text == ""


@given(file_text)
@example("---\ntitle: [open\n---\nTekst")
@example("+++\ntitle\n+++\nTekst")
def test_any_text_is_read_into_blocks_in_order(text: str) -> None:
    draft = read(text)
    end = 0
    for block in draft.blocks:
        piece = draft.text[block.start : block.end]
        assert end <= block.start < block.end
        assert piece == piece.strip()
        end = block.end
    assert "".join(draft.text.split()) == "".join(
        "".join(draft.text[block.start : block.end].split()) for block in draft.blocks
    )
