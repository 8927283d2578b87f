"""Markdown: words without markup, front matter, and what is refused."""

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


def test_images_and_raw_html_are_left_out() -> None:
    text = "Voor ![een foto](foto.png) na <b>vet</b>\n\n<div>weg</div>\n\n![alleen](foto.png)"
    assert pieces(text) == [("text", "Voor  na vet")]


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


def test_front_matter_becomes_metadata_under_english_names() -> None:
    text = (
        "---\nTitel: Koffie\nauteurs: [Roos, Bram]\ndatum: 2024-05-16\nsoort: column\nuitgever: Buurt\ntaal: nl\n"
        "url: https://x.example\ntags: geheim\nauthor: null\n1: een\n---\nTekst\n"
    )
    assert read(text).found == {
        "title": "Koffie",
        "authors": "Roos; Bram",
        "date": "2024-05-16",
        "kind": "column",
        "publisher": "Buurt",
        "language": "nl",
        "url": "https://x.example",
    }
    assert pieces(text) == [("text", "Tekst")]


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("{name: Roos}", "Roos"),
        ("[{name: Roos, role: lector}, {naam: Bram}, Sam, null]", "Roos; Bram; Sam"),
        ("3", "3"),
    ],
)
def test_a_mapping_in_front_matter_states_its_name(value: str, authors: str) -> None:
    draft = read(f"---\nauthors: {value}\n---\nTekst")
    assert (draft.found, draft.notes) == ({"authors": authors}, ())


@pytest.mark.parametrize("value", ["{role: lector}", "[{name: [Roos]}]", "[Sam, [Roos]]", "[" * 50 + "]" * 50])
def test_a_value_without_text_or_a_name_states_nothing_and_is_told_of(value: str) -> None:
    draft = read(f"---\nAuteur: {value}\ntags: {value}\ntitle: Koffie\n---\nTekst")
    assert draft.found == {"title": "Koffie"}
    assert draft.notes == ("boven in het bestand is Auteur niet te lezen; schrijf daar tekst of een lijst van namen",)


@pytest.mark.parametrize("value", ["null", "[]"])
def test_an_empty_value_states_nothing(value: str) -> None:
    draft = read(f"---\nauthors: {value}\ntitle: Koffie\n---\nTekst")
    assert (draft.found, draft.notes) == ({"title": "Koffie"}, ())


def test_a_file_without_front_matter_states_nothing() -> None:
    assert read("Tekst").found == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\n\nEen alinea\n\n---\n\nNog een", [("text", "Een alinea"), ("text", "Nog een")]),
        ("---\n- punt\n---\nTekst", [("list", "- punt"), ("text", "Tekst")]),
        ("---\n---\nTekst", [("text", "Tekst")]),
        ("---\n\nTekst zonder tweede streep", [("text", "Tekst zonder tweede streep")]),
        ('{\n"title": "x"\n}\n\nTekst', [("text", '{\n"title": "x"\n}'), ("text", "Tekst")]),
    ],
)
def test_text_that_is_no_yaml_with_fields_is_not_lost(text: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert pieces(text) == expected
    assert read(text).found == {}


@pytest.mark.parametrize(
    "yaml",
    [
        "title: [open",
        "title: a: b",
        "date: 2024-13-45",
        "date: !!timestamp morgen",
        "title: !!bool misschien",
        "title: !!python/name:os.system",
        "title: " + "[" * 600 + "]" * 600,
        "\x01: x",
    ],
)
def test_front_matter_that_is_no_yaml_is_refused(yaml: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(f"---\n{yaml}\n---\nTekst")
    assert str(caught.value) == "de gegevens boven in het bestand (tussen ---) zijn geen geldige YAML"


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
def test_any_text_is_read_into_blocks_in_order_or_refused(text: str) -> None:
    try:
        draft = read(text)
    except UnreadableFileError:
        assert text.strip().startswith("---")
        return
    end = 0
    for block in draft.blocks:
        piece = draft.text[block.start : block.end]
        assert end <= block.start < block.end
        assert piece == piece.strip()
        end = block.end
    assert "".join(draft.text.split()) == "".join(
        "".join(draft.text[block.start : block.end].split()) for block in draft.blocks
    )


def test_front_matter_may_describe_a_project_in_dutch_or_english() -> None:
    dutch = (
        "---\nbetrokkenen: [Roos Bakker (lector), Bram Visser]\npartner: Thuis\nplaats: Wierden\nprogrammalijn: Samen\n"
        "startdatum: 2024-05-01\neinde: mei 2026\nstatus: lopend\ncontact: 06-12345678\n---\n\nTekst.\n"
    )
    english = (
        "---\npeople: Roos Bakker (lector); Bram Visser\npartners: Thuis\nplace: Wierden\nprogramme: Samen\n"
        "start: 2024-05-01\nend: mei 2026\nstatus: lopend\ncontact: 06-12345678\n---\n\nTekst.\n"
    )
    found = {
        "people": "Roos Bakker (lector); Bram Visser",
        "partners": "Thuis",
        "place": "Wierden",
        "programme": "Samen",
        "start": "2024-05-01",
        "end": "mei 2026",
        "status": "lopend",
        "contact": "06-12345678",
    }
    assert read_markdown(dutch.encode()).found == found
    assert read_markdown(english.encode()).found == found
