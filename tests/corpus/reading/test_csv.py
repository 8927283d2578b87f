"""CSV: rows with the names of their columns, and rows of running text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading import csv as reading
from corpus.reading.csv import read_csv
from corpus.reading.draft import Draft, UnreadableFileError

ANSWER = "Vraag het bij het loket van uw gemeente, dat elke werkdag open is van negen tot vijf uur."


def blocks_of(draft: Draft) -> list[tuple[str, str]]:
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_row_is_a_block_with_the_names_of_its_columns_and_without_empty_cells(delimiter: str) -> None:
    lines = [["Naam", "Plaats", "Rol"], ["Anna", "Ede", ""], [" Bo ", "", "lid"]]
    draft = read_csv("\r\n".join(delimiter.join(line) for line in lines).encode("utf-8-sig"))
    assert blocks_of(draft) == [("table", "Naam: Anna | Plaats: Ede"), ("table", "Naam: Bo | Rol: lid")]
    assert draft.is_table


def test_a_delimiter_inside_quotes_parts_nothing() -> None:
    draft = read_csv(b'"Naam, voluit, zo mogelijk";Plaats\n"Bakker; Anna";"Ede\nZuid"\n')
    assert blocks_of(draft) == [("table", "Naam, voluit, zo mogelijk: Bakker; Anna | Plaats: Ede Zuid")]


def test_one_column_is_a_table_too() -> None:
    assert blocks_of(read_csv(b"Plaats\nEde\n\n , \nBorne\n")) == [
        ("table", "Plaats: Ede"),
        ("table", "Plaats: Borne"),
    ]


def test_empty_rows_are_passed_over_and_cells_beyond_the_header_have_no_name() -> None:
    assert blocks_of(read_csv(b"\n;\nNaam;\nAnna;Ede;lid\n;;\nBo\n")) == [
        ("table", "Naam: Anna | Ede | lid"),
        ("table", "Naam: Bo"),
    ]


def test_the_line_with_which_excel_is_told_the_delimiter_is_no_header() -> None:
    for line in ("sep=;", '"SEP=;"'):
        draft = read_csv(f"{line}\r\nNaam, voluit, zo mogelijk;Plaats\r\nAnna;Ede\r\n".encode())
        assert blocks_of(draft) == [("table", "Naam, voluit, zo mogelijk: Anna | Plaats: Ede")]


def test_a_fault_below_that_line_is_named_by_its_place_in_the_file() -> None:
    with pytest.raises(UnreadableFileError, match=r"^regel 3: "):
        read_csv(b"sep=;\nNaam;Plaats\n" + b"x" * 200_000)


def test_rows_above_the_header_that_fill_one_cell_are_title_and_text() -> None:
    draft = read_csv(b"Projecten 2024;;\n;;\nPeildatum: mei;;\nNaam;Plaats;Rol\nAnna;Ede;lid\n")
    assert draft.found == {"title": "Projecten 2024"}
    assert blocks_of(draft) == [
        ("text", "Projecten 2024"),
        ("text", "Peildatum: mei"),
        ("table", "Naam: Anna | Plaats: Ede | Rol: lid"),
    ]


def test_a_table_of_rows_that_fill_one_cell_has_a_header_like_any_other() -> None:
    draft = read_csv(b"Naam;;\nAnna;;\n")
    assert (blocks_of(draft), draft.found) == ([("table", "Naam: Anna")], {})


def test_questions_with_long_answers_become_headings_with_paragraphs() -> None:
    raw = f'Nr,Vraag,Antwoord,Thema\n1,Wie helpt mij?,"{ANSWER}\n\nDat is gratis.",Zorg\n2,Kan ik bellen?,Ja.,\n'
    draft = read_csv(raw.encode())
    assert [(block.level, block.title) for block in draft.blocks if block.kind == "heading"] == [
        (2, "Wie helpt mij?"),
        (2, "Kan ik bellen?"),
    ]
    # The answers have 89 + 2 + 15 and 3 characters, 54.5 on average, and 50 is the limit.
    assert blocks_of(draft)[:4] == [
        ("heading", "Wie helpt mij?"),
        ("text", ANSWER),
        ("text", "Dat is gratis."),
        ("table", "Nr: 1 | Thema: Zorg"),
    ]


def test_short_cells_stay_in_one_row_even_beside_a_title() -> None:
    assert blocks_of(read_csv(b"Titel,Plaats\nKoffie,Ede\n")) == [("table", "Titel: Koffie | Plaats: Ede")]


def test_a_row_too_short_for_its_title_is_a_plain_row() -> None:
    raw = f"Uitleg;Vraag\n{ANSWER}\n{ANSWER};Wie helpt mij?\n".encode()
    kinds = [kind for kind, _ in blocks_of(read_csv(raw))]
    assert kinds == ["table", "heading", "text"]


def test_a_header_without_rows_is_a_draft_without_blocks() -> None:
    assert read_csv(b"Naam,Plaats\n").blocks == ()
    assert read_csv(b"\n\n").blocks == ()


def test_a_quote_that_nothing_closes_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_csv(b'Naam\nAnna\n"' + b"x" * 200_000)
    assert str(caught.value) == (
        f"regel 3: een cel is langer dan {csv.field_size_limit()} tekens, of een aanhalingsteken wordt niet gesloten; "
        "herstel die regel"
    )


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_ROWS", 2)
    assert len(read_csv(b"Naam\na\nb\n").blocks) == 2
    with pytest.raises(UnreadableFileError, match="er staan meer dan 2 rijen in; splits het bestand"):
        read_csv(b"Naam\na\nb\nc\n")


@given(st.lists(st.lists(st.text("ab ,;\"'é\n", max_size=5), min_size=2, max_size=3), max_size=5))
def test_every_row_comes_back_as_it_was_written(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows([["kop", "staart"], *rows])
    squeezed = [[" ".join(cell.split()) for cell in row] for row in rows]
    expected = [
        " | ".join(label + cell for label, cell in zip(("kop: ", "staart: ", ""), row, strict=False) if cell)
        for row in squeezed
        if any(row)
    ]
    assert [text for _, text in blocks_of(read_csv(file.getvalue().encode()))] == expected
