"""Formats: a file is read as what it holds, whatever its name says; what is not read is named, with what helps."""

import io
import zipfile

import pytest

from corpus.reading.draft import UnreadableFileError
from corpus.reading.formats import Format, identify, read

PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
MAIL = (
    b"Received: from mx by post\r\n\twith ESMTP\r\nFrom: a@example.org\r\nDate: x\r\nSubject: Koffie\r\n\r\nHallo\r\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
READ = "gelezen worden .pdf, .docx, .odt, .epub, .html, .eml, .mbox, .md, .csv en .txt"


def zipped(*names: str, mimetype: str | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if mimetype is not None:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def refusal(name: str, raw: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read(name, raw)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a", "a.onzin"])
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (PDF, "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + PDF, "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (zipped("OEBPS/a.xhtml", mimetype="application/epub+zip\n"), "epub"),
        (zipped("META-INF/container.xml"), "epub"),
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- een - of -- twee -->\n<HTML lang=nl>", "html"),
        ("<html><body>é".encode("utf-16"), "html"),
        (MAIL, "email"),
        (b"From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a@example.org\n\nHallo\n", "mbox"),
    ],
)
def test_contents_decide_before_the_name(name: str, raw: bytes, expected: Format) -> None:
    assert identify(name, raw) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "text"),
        ("a.TEXT", "text"),
        ("LEESMIJ", "text"),
        ("Nota 2.0", "text"),
        ("Verslag 3. de wijk", "text"),
        ("a.md", "markdown"),
        ("a.Markdown", "markdown"),
        ("a.csv", "csv"),
        ("a.tsv", "csv"),
        ("a.htm", "html"),
        ("a.html", "html"),
        ("a.xhtml", "html"),
        ("a.eml", "email"),
        ("a.mbox", "mbox"),
    ],
)
@pytest.mark.parametrize(
    "raw",
    [
        PROSE.encode(),
        b"From here on we drink coffee at 10:30 in 2024\nand tea.",
        b"From: a@example.org is no header on its own",
        b"Titel: Koffie\nDate: 2024\n\nTekst",
        b"De eerste bytes van een PDF zijn %PDF-1.7, zo staat het in de norm.",
        b"Een <html> in de zin",
        b"From: a",
    ],
)
def test_of_text_the_suffix_says_what_it_is(name: str, expected: Format, raw: bytes) -> None:
    assert identify(name, raw) == expected


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{\\rtf1 x}", "dit is een RTF-bestand; open het en sla het op als .docx"),
        (b"%!PS-Adobe", "dit is een PostScript-bestand; sla het op als pdf"),
        (
            b"\x89PNG\r\n\x1a\n",
            "dit is een afbeelding (PNG); maak er een pdf met tekst van, of typ de tekst over",
        ),
        (b"\x1f\x8b\x08", "dit is een gzip-bestand; pak het uit en geef de bestanden zelf"),
        (bytes(257) + b"ustar", "dit is een tar-bestand; pak het uit en geef de bestanden zelf"),
        (zipped("xl/workbook.xml"), "dit is een Excel-bestand; sla het werkblad op als .csv"),
        (zipped("ppt/presentation.xml"), "dit is een PowerPoint-bestand; sla het op als pdf"),
        (
            zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "dit is een OpenDocument-bestand, maar geen tekst; sla het op als pdf",
        ),
        (zipped("a.txt", "b.txt"), "dit is een zip-bestand met 2 bestanden; pak het uit en geef de bestanden zelf"),
        (
            zipped("a.txt", mimetype="x" * 200),
            "dit is een zip-bestand met 2 bestanden; pak het uit en geef de bestanden zelf",
        ),
        (b"PK\x03\x04", "het bestand is beschadigd of niet volledig; haal of kopieer het opnieuw"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "dit is een Office-bestand met een wachtwoord; sla het zonder wachtwoord op als .docx",
        ),
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "dit is een Word-bestand van voor 2007 (.doc); open het in Word en sla het op als .docx",
        ),
        (OLE, "dit is een oud Office-bestand; sla het op als .docx of pdf"),
    ],
)
def test_what_is_not_read_is_named_with_what_helps(raw: bytes, message: str) -> None:
    assert refusal("a.docx", raw) == message


def test_text_named_as_a_document_is_told_to_be_none() -> None:
    assert refusal("a.pdf", b"x") == "dit heet .pdf, maar is het niet; haal of kopieer het opnieuw"


@pytest.mark.parametrize(("name", "suffix"), [("a.json", ".json"), ("a.tar.GZ", ".gz")])
def test_text_of_an_unknown_type_is_refused(name: str, suffix: str) -> None:
    assert refusal(name, b"x") == f"bestanden van het type {suffix} worden niet gelezen; {READ}"


def test_a_list_of_addresses_in_a_folder_is_told_where_it_belongs() -> None:
    expected = "dit is een lijst met adressen; noem het bestand zelf bij de opdracht index"
    assert refusal("lijst.urls", b"https://voorbeeld.nl/") == expected


def test_a_binary_file_named_as_text_is_refused() -> None:
    assert refusal("a.txt", b"a\x00b").startswith("dit is geen tekst maar een binair bestand")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "LEESMIJ"])
@pytest.mark.parametrize(("encoding", "note"), [("utf-16", "UTF-16"), ("cp1252", "Windows-1252")])
def test_text_in_another_encoding_is_read_and_the_report_says_so(name: str, encoding: str, note: str) -> None:
    text = "Cliënten drinken elke week samen koffie in het buurthuis van de wijk."
    draft = read(name, text.encode(encoding))
    assert draft.text == text
    assert draft.notes == (f"gelezen als {note}",)


def test_text_in_utf_8_needs_no_note() -> None:
    assert read("a.txt", PROSE.encode()).notes == ()


def test_text_that_might_be_garbled_is_refused() -> None:
    raw = "Cliënten drinken elke week samen koffie.".encode("mac_roman")
    assert refusal("a.md", raw) == "geen UTF-8 (byte 3); sla het op met de codering UTF-8"


def test_a_table_is_titled_by_its_name() -> None:
    draft = read("Veel-gestelde_vragen.csv", b"Vraag;Plaats\nWie?;Ede\n")
    assert draft.found == {"title": "Veel gestelde vragen"}
    assert draft.text == "Vraag: Wie? | Plaats: Ede"


def test_a_page_with_the_name_of_a_pdf_is_read_as_a_page() -> None:
    assert read("a.pdf", f"<html><body><p>{PROSE}</p></body></html>".encode()).text == PROSE


def filled(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": f"<w><body><p><r><t>{PROSE}</t></r></p></body></w>"},
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"<text><p>{PROSE}</p></text>"},
        {
            "META-INF/container.xml": '<container><rootfile full-path="a.opf"/></container>',
            "a.opf": '<p><item id="a" href="a.html" media-type="text/html"/><itemref idref="a"/></p>',
            "a.html": f"<p>{PROSE}</p>",
        },
    ],
)
def test_a_document_in_a_zip_is_read_by_the_reader_of_its_kind(members: dict[str, str]) -> None:
    assert read("a.txt", filled(members)).text == PROSE


def test_a_mail_is_read_as_a_mail_and_a_mailbox_as_one() -> None:
    assert "Hallo" in read("a.txt", MAIL).text
    assert "Hallo" in read("a", b"From a@example.org Mon Jan  1 10:00:00 2024\n" + MAIL).text


def test_a_broken_pdf_is_refused_by_the_reader_of_pdf() -> None:
    with pytest.raises(UnreadableFileError):
        read("a.txt", PDF)
