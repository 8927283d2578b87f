"""What the pages say of a document that the command's own tests do not reach: notes, pages, what never got in."""

from typing import Any

import lxml.html
import pytest

from api.inspection import html, write_text
from corpus.collection import Reading
from corpus.model import Block, Document, Fact, Metadata, Section
from corpus.reading.draft import Draft, Dropped

_TEXT = "Kop\n\nEen zin op bladzijde twee."
_BLOCK = Block("text", 5, 31, page=2)
_READING = Reading(
    Document(
        "map/brief.pdf",
        Metadata(
            "De brief",
            None,
            "2024-02",
            (),
            "letter",
            None,
            None,
            (Fact("person", "J. Jansen", role="projectleider"), Fact("status", "running")),
        ),
        _TEXT,
        (Section("Kop", 1, 0, 31, None, (_BLOCK,), ()),),
    ),
    Draft(
        _TEXT,
        (Block("heading", 0, 3, 1, "Kop", page=2), _BLOCK),
        pages=2,
        dropped=(Dropped("Gemeente X\x1b[31m - pagina 2", "staat boven elke pagina", 2),),
        notes=("pagina 1 is een scan",),
    ),
)


def test_the_text_names_pages_notes_and_what_is_not_in_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    write_text(_READING)

    assert capsys.readouterr().out == (
        "De brief\n"
        "  datum: 2024-02\n"
        "  soort: brief\n"
        "  projectleider: J. Jansen\n"
        "  status: lopend\n"
        "  31 tekens, 0 items, 1 passages\n"
        "  let op: pagina 1 is een scan\n"
        "\nIndeling\n"
        "  Kop (tekens 0-31, passages: 1)\n"
        "\nPassages\n"
        "1. Kop (tekens 5-31, p. 2)\n"
        "   Een zin op bladzijde twee.\n"
        "\nWeggelaten\n"
        "  Gemeente X [31m - pagina 2 (staat boven elke pagina, p. 2)\n"
    )


def test_the_web_page_names_them_too_and_asks_nothing_of_the_network() -> None:
    page: Any = lxml.html.fromstring(html(_READING))  # its stubs know plain elements only

    lists = {heading.text: heading.getnext() for heading in page.iter("h2")}
    assert [item.text_content() for item in lists["Let op"]] == ["pagina 1 is een scan"]
    assert [item.text_content() for item in lists["Weggelaten"]] == [
        "Gemeente X\x1b[31m - pagina 2 (staat boven elke pagina, p. 2)"
    ]
    assert page.xpath("//@src | //@href | //script") == []
