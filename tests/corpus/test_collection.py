"""A folder as documents: what is found, what is refused with which words, and what a manifest may say."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from corpus import collection
from corpus.collection import (
    Failure,
    Source,
    find_sources,
    fingerprint,
    read_bytes,
    read_document,
)
from corpus.errors import CollectionError
from corpus.model import Document, Fact, Item, Metadata, items
from corpus.reading.draft import UnreadableFileError

Write = Callable[[Mapping[str, str | bytes]], Path]

PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."
BROKEN_LINK = "deze koppeling leidt naar geen bestand; herstel of verwijder haar"
BAD_CSV = "het bestand is geen geldige CSV; controleer de aanhalingstekens"
COLUMNS = (
    "de kolom file ontbreekt; bekend zijn authors, contact, date, end, file, groups, kind, language, partners, people, "
    "place, programme, publisher, start, status, title, url"
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_files(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "docs"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write_files


UNREADABLE = Path("/proc/self/mem")
"""A file that even root cannot read from its beginning."""
needs_unreadable = pytest.mark.skipif(not UNREADABLE.is_file(), reason="this system has no /proc/self/mem")


def doc_ids(*paths: Path) -> list[str]:
    sources, failures = find_sources(paths)
    assert failures == []
    return [source.doc_id for source in sources]


def source_of(path: Path, **manifest: str) -> Source:
    return Source(path.name, path, manifest)


def document_of(path: Path, **manifest: str) -> Document:
    source = source_of(path, **manifest)
    return read_document(source, read_bytes(source)).document


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        document_of(path)
    return str(caught.value)


# Finding


def test_files_are_named_by_their_path_below_the_folder_in_order(write: Write) -> None:
    root = write({"b.txt": "b", "a/z.md": "z", "a/b/c.html": "c", "Z.txt": "Z"})
    sources, failures = find_sources([root])
    assert sources == [
        Source("Z.txt", root / "Z.txt", {}),
        Source("a/b/c.html", root / "a/b/c.html", {}),
        Source("a/z.md", root / "a/z.md", {}),
        Source("b.txt", root / "b.txt", {}),
    ]
    assert failures == []


def test_hidden_files_and_folders_and_descriptions_are_passed_over(write: Write) -> None:
    names = ["a.txt", ".b.txt", ".git/c.txt", "SOURCE.md", "map/SOURCE.md", "map/d.txt"]
    assert doc_ids(write(dict.fromkeys(names, "x"))) == ["a.txt", "map/d.txt"]


def test_a_file_that_is_given_itself_is_named_by_its_name_even_if_hidden(write: Write) -> None:
    root = write({"map/.a.txt": "a"})
    assert doc_ids(root / "map/.a.txt") == [".a.txt"]


def test_a_file_that_is_found_twice_under_one_name_is_one_source(write: Write) -> None:
    root = write({"a.txt": "a", "b.txt": "b"})
    assert doc_ids(root, root / "a.txt", root) == ["a.txt", "b.txt"]


def test_two_files_with_one_name_are_refused(write: Write) -> None:
    root = write({"een/a.txt": "1", "twee/a.txt": "2"})
    with pytest.raises(CollectionError) as caught:
        find_sources([root / "een", root / "twee"])
    assert str(caught.value) == (
        f"Twee bestanden krijgen dezelfde naam a.txt: {root}/een/a.txt en {root}/twee/a.txt. "
        "Indexeer de map die beide bevat, of hernoem er een."
    )
    assert doc_ids(root) == ["een/a.txt", "twee/a.txt"]


def test_every_path_that_does_not_exist_is_named(write: Write) -> None:
    root = write({"a.txt": "a"})
    endless = root / ("x" * 300)
    with pytest.raises(CollectionError) as caught:
        find_sources([root / "weg", root, endless])
    assert str(caught.value) == f"Dit pad bestaat niet: {root}/weg, {endless}. Controleer de naam."


def test_folders_without_documents_are_refused(write: Write) -> None:
    root = write({"een/SOURCE.md": "x", "een/manifest.csv": "file\n", "twee/.a.txt": "x"})
    with pytest.raises(CollectionError) as caught:
        find_sources([root / "een", root / "twee"])
    assert str(caught.value) == f"Er zijn geen documenten gevonden in {root}/een, {root}/twee."


def test_a_link_to_a_folder_is_not_followed_and_one_to_a_file_is(write: Write) -> None:
    root = write({"map/a.txt": "a"})
    (root / "kring").symlink_to(root)
    (root / "b.txt").symlink_to(root / "map/a.txt")
    assert doc_ids(root) == ["b.txt", "map/a.txt"]


def test_a_link_to_itself_is_a_source_that_cannot_be_read(write: Write) -> None:
    root = write({})
    (root / "lus.txt").symlink_to(root / "lus.txt")
    assert doc_ids(root, root) == ["lus.txt"]
    assert refusal(root / "lus.txt") == BROKEN_LINK


def test_a_folder_that_cannot_be_listed_is_a_failure_and_the_rest_is_found(write: Write, tmp_path: Path) -> None:
    root = write({"a.txt": "a"})
    pipe = tmp_path / "pijp"
    os.mkfifo(pipe)
    sources, failures = find_sources([root, pipe])
    assert [source.doc_id for source in sources] == ["a.txt"]
    assert failures == [Failure(str(pipe), "de map kan niet worden gelezen (dat is geen map)")]


def test_a_mailbox_is_called_as_its_file_and_not_as_its_first_message(write: Write) -> None:
    message = f"From a@b.example Mon Jul  1 09:00:00 2024\nFrom: Roos <a@b.example>\nSubject: Een\n\n{PROSE}\n\n"
    root = write({"oude_post.mbox": message * 2})
    assert document_of(root / "oude_post.mbox").metadata.title == "oude post"


# Manifests


def test_a_manifest_describes_the_files_of_its_own_folder(write: Write) -> None:
    root = write(
        {
            "manifest.csv": "\ufefffile,title,date\r\n a.txt , Koffie ,2024-02\r\n\r\n,,\r\n",
            "a.txt": "a",
            "b.txt": "b",
            "map/a.txt": "a",
            "map/manifest.csv": 'title,file\n"Thee, met\nkoek",a.txt\n',
        }
    )
    sources, failures = find_sources([root])
    assert failures == []
    assert {source.doc_id: source.manifest for source in sources} == {
        "a.txt": {"title": "Koffie", "date": "2024-02"},
        "b.txt": {},
        "map/a.txt": {"title": "Thee, met\nkoek"},
    }


def test_a_file_that_is_given_itself_has_its_row_too(write: Write) -> None:
    root = write({"manifest.csv": "file,title\na.txt,Koffie\n", "a.txt": "a"})
    assert find_sources([root / "a.txt"]) == ([Source("a.txt", root / "a.txt", {"title": "Koffie"})], [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b.txt,Thee,2024,x", "ander aantal kolommen dan de kop"),
        ("b.txt", "ander aantal kolommen dan de kop"),
        ("a.txt,Thee,2024", "a.txt staat er al"),
        ("b.txt,Thee,eind mei", "schrijf de datum als 2024, 2024-02 of 2024-02-01"),
        ("b.txt,Thee,2024-02-30", "schrijf de datum als 2024, 2024-02 of 2024-02-01"),
        ("weg.txt,Thee,", "weg.txt staat niet in deze map; verbeter de naam"),
        ("sub/b.txt,Thee,", "sub/b.txt staat niet in deze map; verbeter de naam"),
        (",Thee,", "in de kolom file staat geen naam"),
    ],
)
def test_a_row_that_is_wrong_is_left_out_and_told_of(write: Write, row: str, reason: str) -> None:
    root = write({"manifest.csv": f"file,title,date\na.txt,Koffie,\n{row}\n", "a.txt": "a", "b.txt": "b"})
    assert find_sources([root]) == (
        [Source("a.txt", root / "a.txt", {"title": "Koffie", "date": ""}), Source("b.txt", root / "b.txt", {})],
        [Failure(f"{root}/manifest.csv", f"regel 3 is niet gebruikt: {reason}")],
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a.txt,binnenkort,", "schrijf de datum als 2024, 2024-02 of 2024-02-01"),
        ("a.txt,,misschien", "schrijf de status als gepland, lopend of afgerond"),
    ],
)
def test_a_row_with_a_start_or_status_that_is_none_is_left_out(write: Write, row: str, reason: str) -> None:
    root = write({"manifest.csv": f"file,start,status\n{row}\n", "a.txt": "a"})
    assert find_sources([root])[1] == [Failure(f"{root}/manifest.csv", f"regel 2 is niet gebruikt: {reason}")]


def test_a_project_in_the_manifest_gets_its_facts_and_its_kind_in_our_words(write: Write) -> None:
    manifest = "file,kind,date,status,place,people\na.txt,Nieuwsbrief,1 mei 2024,lopend,Deventer,Roos Bakker (lector)\n"
    [source], _ = find_sources([write({"manifest.csv": manifest, "a.txt": PROSE})])
    metadata = read_document(source, read_bytes(source)).document.metadata
    assert (metadata.kind, metadata.date) == ("newsletter", "2024-05-01")
    assert metadata.facts == (
        Fact("person", "Roos Bakker", "lector"),
        Fact("place", "Deventer"),
        Fact("status", "running"),
    )


def test_an_item_of_a_newsletter_is_described(write: Write) -> None:
    text = f"NIEUWSBRIEF\n\nmei 2024\n\n# PROJECTEN\n\n## Samen eten\n\nDoor Roos Bakker\n\n{PROSE}\n"
    [source], _ = find_sources([write({"a.txt": text})])
    [section] = items(read_document(source, read_bytes(source)).document)
    assert (section.title, section.item) == ("Samen eten", Item("project", ("Roos Bakker",), "2024-05"))


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_may_be_parted_as_spreadsheets_do(write: Write, mark: str) -> None:
    root = write({"manifest.csv": f"File {mark}TITLE\na.txt{mark}Koffie, thee\n", "a.txt": "a"})
    assert find_sources([root]) == ([Source("a.txt", root / "a.txt", {"title": "Koffie, thee"})], [])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_manifest_may_be_in_every_encoding_in_which_a_text_may_be(write: Write, encoding: str) -> None:
    manifest = "file;title;publisher\na.txt;Overzicht van de cafés in de wijk;Gemeente Fabelstad\n"
    root = write({"manifest.csv": manifest.encode(encoding), "a.txt": "a"})
    stated = {"title": "Overzicht van de cafés in de wijk", "publisher": "Gemeente Fabelstad"}
    assert find_sources([root]) == ([Source("a.txt", root / "a.txt", stated)], [])


@pytest.mark.parametrize(("name", "stated"), [("café.txt", "cafe\u0301.txt"), ("cafe\u0301.txt", "café.txt")])
def test_a_name_in_another_normal_form_is_the_same_name(write: Write, name: str, stated: str) -> None:
    root = write({"manifest.csv": f"file,title\n{stated},Koffie\n", name: "a"})
    assert find_sources([root]) == ([Source(name, root / name, {"title": "Koffie"})], [])


def test_a_manifest_beside_folders_alone_is_read_too(write: Write) -> None:
    root = write({"manifest.csv": "file,title\nmap/a.txt,Koffie\n", "map/a.txt": "a"})
    [failure] = find_sources([root])[1]
    assert failure.reason == "regel 2 is niet gebruikt: map/a.txt staat niet in deze map; verbeter de naam"


def test_a_column_that_nobody_knows_is_passed_over(write: Write) -> None:
    root = write({"manifest.csv": "file,opmerking,title\na.txt,mooi,Koffie\n", "a.txt": "a"})
    assert find_sources([root]) == ([Source("a.txt", root / "a.txt", {"title": "Koffie"})], [])


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("", COLUMNS),
        ("title,date\n", COLUMNS),
        (b"file\ncaf\x82.txt\n", "het bestand is geen UTF-8; sla het in Excel op als CSV UTF-8"),
        ('file,title\n"a.txt,x\n', BAD_CSV),
        ('file,title\n"a"b,x\n', BAD_CSV),
        ("file\n" + "x" * 200_000, BAD_CSV),
    ],
)
def test_a_broken_manifest_is_a_failure_and_its_files_are_found_without_it(
    write: Write, manifest: str | bytes, reason: str
) -> None:
    root = write({"manifest.csv": manifest, "a.txt": "a"})
    assert find_sources([root]) == (
        [Source("a.txt", root / "a.txt", {})],
        [Failure(f"{root}/manifest.csv", f"de lijst met gegevens is niet gebruikt: {reason}")],
    )


@needs_unreadable
def test_a_manifest_that_cannot_be_opened_is_a_failure(write: Write) -> None:
    root = write({"a.txt": "a"})
    (root / "manifest.csv").symlink_to(UNREADABLE)
    assert find_sources([root])[1] == [
        Failure(f"{root}/manifest.csv", "de lijst met gegevens is niet gebruikt: de schijf geeft een fout")
    ]


def test_a_folder_named_as_a_manifest_describes_nothing(write: Write) -> None:
    assert doc_ids(write({"manifest.csv/a.txt": "a", "b.txt": "b"})) == ["b.txt", "manifest.csv/a.txt"]


# Reading


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("weg.txt", "dit is geen gewoon bestand; haal het uit de map"),
        ("map.txt", "dit is geen gewoon bestand; haal het uit de map"),
        ("los.txt", BROKEN_LINK),
    ],
)
def test_a_missing_file_a_folder_and_a_broken_link_are_no_files(write: Write, name: str, reason: str) -> None:
    root = write({"map.txt/a.txt": "a"})
    (root / "los.txt").symlink_to(root / "nergens.txt")
    assert refusal(root / name) == reason


@needs_unreadable
def test_a_file_that_cannot_be_opened_is_refused() -> None:
    assert refusal(UNREADABLE) == "kan niet worden geopend (de schijf geeft een fout)"


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n"])
def test_an_empty_file_is_refused(write: Write, raw: bytes) -> None:
    assert refusal(write({"a.txt": raw}) / "a.txt") == "het bestand is leeg"


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_not(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "MAX_BYTES", 1_000_000)
    root = write({"a.txt": b"x" * 1_000_000, "b.txt": b"x" * 2_000_000})
    assert len(read_bytes(source_of(root / "a.txt"))) == 1_000_000
    assert refusal(root / "b.txt") == "te groot (2 MB; hoogstens 1 MB); splits het"


@pytest.mark.parametrize("text", ["# Kop\n\n## Nog een", "**Kop**", "\ufeff"])
def test_a_file_with_only_headings_is_refused(write: Write, text: str) -> None:
    assert refusal(write({"a.txt": text}) / "a.txt") == "er staat geen tekst in"


def test_a_file_of_another_type_is_refused(write: Write) -> None:
    assert refusal(write({"a.xyz": "x"}) / "a.xyz").startswith("bestanden van het type .xyz worden niet gelezen; ")


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.TXT", "a.md", "a.markdown", "a.html", "a.htm", "a.xhtml"])
def test_every_known_type_is_read(write: Write, name: str) -> None:
    text = f"<html><body><p>{PROSE}</p></body></html>" if "htm" in name else PROSE
    assert document_of(write({name: text}) / name).text == PROSE


def test_a_document_has_the_texts_sections_and_metadata_of_its_file(write: Write) -> None:
    root = write({"map/a.md": f"---\ntitle: Thee\ndate: 2024\n---\n# Koffie\n\n{PROSE}\n"})
    source = replace(find_sources([root])[0][0], manifest={"date": "2025", "publisher": "Buurt"})
    document = read_document(source, read_bytes(source)).document
    assert document.doc_id == "map/a.md"
    assert document.text == f"Koffie\n\n{PROSE}"
    assert document.metadata == Metadata("Thee", "Buurt", "2025", (), None, None, None)
    assert [(section.title, section.start, section.end) for section in document.sections] == [("Koffie", 0, 77)]


def test_a_word_document_has_its_title_author_and_sections(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.author = "Anna de Vries"
    word.add_heading("Koffie in de wijk", 0)
    word.add_heading("Waarom", 1)
    word.add_paragraph(PROSE)
    word.save(str(tmp_path / "nota.docx"))
    document = document_of(tmp_path / "nota.docx")
    assert (document.metadata.title, document.metadata.authors) == ("Koffie in de wijk", ("Anna de Vries",))
    assert [section.title for section in document.sections] == ["Koffie in de wijk", "Waarom"]


@pytest.mark.parametrize(
    ("name", "start", "manifest", "kind"),
    [
        ("nieuwsbrief-1.md", "", {}, "newsletter"),
        ("a.md", "NIEUWSBRIEF mei\n\n", {}, "newsletter"),
        ("a.md", "x " * 150 + "nieuwsbrief\n\n", {}, None),
        ("nieuwsbrief-1.md", "", {"kind": "article"}, "article"),
        ("nieuwsbrief-1.md", "", {"kind": ""}, "newsletter"),
        ("nieuwsbrief-1.md", "---\nkind: column\n---\n", {}, "column"),
        ("a.md", "---\nkind: column\n---\n", {"kind": "newsletter"}, "newsletter"),
    ],
)
def test_the_kind_is_stated_or_guessed_from_the_word_nieuwsbrief(
    write: Write, name: str, start: str, manifest: dict[str, str], kind: str | None
) -> None:
    path = write({name: f"{start}# Koffie\n\n{PROSE}"}) / name
    document = document_of(path, **manifest)
    assert document.metadata.kind == kind
    assert [item.title for item in items(document)] == (["Koffie"] if kind == "newsletter" else [])


def test_questions_above_their_answers_are_a_list_of_questions_without_any_markup(write: Write) -> None:
    answer = "Dat hangt af van wat u nodig hebt; een medewerker van het loket zoekt het graag met u uit."
    asked = ["Wat kost het?", "Wie helpt mij?", "Waar moet ik zijn?", "Hoe lang duurt het?"]
    body = "\n\n".join(f"{question}\n{answer}" for question in asked)
    assert document_of(write({"a.txt": f"Uw vragen\n\n{body}"}) / "a.txt").metadata.kind == "faq"
    fewer = body.replace("Wat kost het?", "De kosten")
    assert document_of(write({"b.txt": f"Uw vragen\n\n{fewer}"}) / "b.txt").metadata.kind is None


def test_a_fingerprint_changes_with_the_contents_the_row_and_the_way_of_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of(tmp_path / "a.txt", title="Koffie", date="")
    expected = hashlib.blake2b(b"x(1, [('title', 'Koffie')])", digest_size=16).hexdigest()
    monkeypatch.setattr(collection, "READING_VERSION", 1)
    first = fingerprint(source, b"x")
    assert first == expected
    assert fingerprint(replace(source, manifest={"title": "Koffie"}), b"x") == first
    assert fingerprint(source, b"y") != first
    assert fingerprint(replace(source, manifest={"title": "Thee"}), b"x") != first
    monkeypatch.setattr(collection, "READING_VERSION", 2)
    assert fingerprint(source, b"x") != first


def test_a_file_that_changes_while_it_is_read_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write({"groeit.txt": "Het begin."}) / "groeit.txt"
    ask = os.fstat

    def ask_and_write(descriptor: int) -> os.stat_result:
        status = ask(descriptor)
        with path.open("a", encoding="utf-8") as file:
            file.write(" En nog meer.")
        return status

    monkeypatch.setattr(os, "fstat", ask_and_write)
    with pytest.raises(UnreadableFileError, match="het veranderde terwijl het werd gelezen"):
        read_bytes(Source("groeit.txt", path, {}))
