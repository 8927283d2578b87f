"""The shipped samples: every file reads, none names a real address, and issues fall into their items."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

import corpus
from corpus.collection import MANIFEST, find_sources, read_bytes, read_document
from corpus.model import Document, Section, items

SAMPLES = Path(corpus.__file__).parent / "samples"
FOLDERS = sorted(path for path in SAMPLES.iterdir() if path.is_dir())
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())

ITEMS = {
    "hogeschool-fabelland-nieuwsbrief/nieuwsbrief-2024-1.md": [
        "Van de lector",
        "Onderzoek naar de Wijk GGD halverwege",
        "Samen aan zet van start",
        "Binnenlopen: jongerenwerk en preventie",
        "Eerder in beeld begint in maart",
        "Column: de koffie van mevrouw K.",
        "Agenda",
    ],
    "hogeschool-fabelland-nieuwsbrief/nieuwsbrief-2024-2.md": [
        "Achtentwintig eerstejaars met ervaring",
        "Tussenevaluatie Wijk GGD",
        "Binnenlopen: acht logboeken open op tafel",
        "Bel-je-buur zoekt stemmen",
        "Kompas heeft nu acht gesprekken",
        "Column: Het woord doelgroep",
        "Wist je dat?",
        "Agenda",
    ],
    "hogeschool-fabelland-nieuwsbrief/nieuwsbrief-2025-1.md": [
        "Veertien levens, één rode draad",
        "Eerder in beeld krijgt tien maanden extra",
        "Samen aan zet: een jaar onderweg",
        "Fixbrigade Droomveen: 430 voordeuren",
        "Column: Tussen twee tentamens door",
        "Agenda",
    ],
    "hogeschool-fabelland-nieuwsbrief/nieuwsbrief-2025-2.md": [
        "Droomveen kiest voor een sterker wijkteam",
        "Bel-je-buur groeit",
        "Binnenlopen: het uur zonder programma",
        "Thuis blijven wonen in Fabelland",
        "Gastcolumn: twaalf formulieren",
        "Wist je dat?",
        "Agenda",
    ],
    "hogeschool-fabelland-nieuwsbrief/nieuwsbrief-2026-1.md": [
        "Drie jaar Wijk GGD: en nu?",
        "Handreiking Binnenlopen in de maak",
        "Laatste zomer voor Samen aan zet",
        "Afgestudeerd in ervaring",
        "Column: Meten met de jas aan",
        "Agenda",
    ],
    "sociaal-verhaal-nummer/sociaal-verhaal-2024-3.txt": [
        "Zes blaadjes op tafel",
        "Eén gezin, elf hulpverleners",
        "De derde cirkel",
        "Walking football in Sprookhuizen",
        "Taal leer je in de werkplaats",
        "Een klas met een extra deur",
        "Wijkteam zonder wachtkamer",
    ],
    "sociaal-verhaal-nummer/sociaal-verhaal-2025-2.txt": [
        "Vergaderen zonder functies",
        "Bellen om tien over half negen",
        "Wat je zelf hebt meegemaakt",
        "Acht voordeuren en een keuken",
        "De vrijwilliger die nee mocht zeggen",
        "Gewoon schrijven over mensen",
    ],
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    sources, failures = find_sources([SAMPLES])
    assert failures == []
    return {source.doc_id: read_document(source, read_bytes(source)).document for source in sources}


def words(text: str, sections: Sequence[Section]) -> int:
    """Return the number of words of the main text: no headings, menus, contents lists or prices."""
    return sum(
        words(text, section.sections)
        + sum(len(text[block.start : block.end].split()) for block in section.blocks if block.kind != "boilerplate")
        for section in sections
    )


def test_every_file_is_a_document(documents: dict[str, Document]) -> None:
    names = [path.relative_to(SAMPLES).as_posix() for path in FILES if path.name not in {MANIFEST, "SOURCE.md"}]
    assert sorted(documents) == names
    assert len(documents) == 47


def test_every_document_has_150_to_900_words(documents: dict[str, Document]) -> None:
    counts = {doc_id: words(document.text, document.sections) for doc_id, document in documents.items()}
    assert {doc_id: count for doc_id, count in counts.items() if not 150 <= count <= 900} == {}


def test_every_document_is_dutch_and_says_who_published_it(documents: dict[str, Document]) -> None:
    assert {document.metadata.language for document in documents.values()} == {"nl"}
    assert {document.metadata.publisher for document in documents.values()} == {
        "Gemeente Fabelstad",
        "Hogeschool Fabelland",
        "Sociaal Verhaal",
        "Stichting Buurtkracht Droomveen",
        "Werkplaats Sociaal Domein Fabelland",
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_says_where_its_texts_come_from_and_under_which_licence(folder: Path) -> None:
    assert "EUPL-1.2" in (folder / "SOURCE.md").read_text("utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_manifest_has_a_row_for_each_file_and_for_no_other(folder: Path) -> None:
    rows = (folder / MANIFEST).read_text("utf-8").splitlines()
    assert rows[0] == "file,title,publisher,date,kind,language"
    files = [path.name for path in folder.iterdir() if path.name not in {MANIFEST, "SOURCE.md"}]
    assert sorted(row.split(",")[0] for row in rows[1:]) == sorted(files)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SAMPLES).as_posix())
def test_every_address_is_one_that_cannot_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    hosts = re.findall(r"(?:https?://|www\.|@\s?)([\w-]+(?:\.[\w-]+)+)", text)
    # The name of a vocabulary, not an address: JSON-LD is read only with it.
    assert {host for host in hosts if not host.endswith(".example")} - {"schema.org"} == set()


@pytest.mark.parametrize("doc_id", ITEMS)
def test_an_issue_has_its_articles_as_items(doc_id: str, documents: dict[str, Document]) -> None:
    assert [item.title for item in items(documents[doc_id])] == ITEMS[doc_id]


def test_only_newsletters_and_magazines_have_items(documents: dict[str, Document]) -> None:
    assert {doc_id for doc_id, document in documents.items() if items(document)} == set(ITEMS)
