"""What a document is, by what the server says and by what came."""

import pytest
from httpx2 import URL, Headers

from corpus.fetching.media import in_utf8, media_type, suffix_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("path", "stated", "body", "suffix"),
    [
        ("/", "text/html; charset=utf-8", b"<p>x", ".html"),
        ("/", "TEXT/HTML", b"<p>x", ".html"),
        ("/a.php", "application/xhtml+xml", b"<p>x", ".html"),
        ("/a", "application/pdf", b"%PDF-1.7", ".pdf"),
        ("/a", "text/html", b"\n%PDF-1.7", ".pdf"),
        ("/a", DOCX, b"PK", ".docx"),
        ("/a", "text/plain", b"tekst", ".txt"),
        ("/a.md", "text/plain", b"# kop", ".md"),
        ("/a.docx", "application/octet-stream", b"PK", ".docx"),
        ("/a.HTM", "", b"x", ".html"),
        ("/a.html", "", b"x", ".html"),
        ("/a", "", b"\xef\xbb\xbf <!-- x --> <!DOCTYPE html>", ".html"),
        ("/a", "", b"<html lang=nl>", ".html"),
        ("/a", "", b"<htmlish>", None),
        ("/a", "application/octet-stream", b"\x00\x01", None),
        ("/a.png", "image/png", b"\x89PNG", None),
        ("/a.css", "text/css", b"p {}", None),
        ("/a.html", "video/mp4", b"x", None),
        ("/a.xml", "application/xml", b"<a/>", None),
        ("/a.zip", "application/zip", b"PK", None),
    ],
)
def test_a_document_is_told_by_type_name_and_content(path: str, stated: str, body: bytes, suffix: str | None) -> None:
    headers = Headers({"Content-Type": stated} if stated else {})
    assert suffix_of(URL("https://voorbeeld.nl" + path), headers, body) == suffix


def test_no_type_is_stated_as_nothing() -> None:
    assert media_type(Headers()) == ""


@pytest.mark.parametrize(
    ("stated", "suffix", "before", "after"),
    [
        ("text/html; charset=iso-8859-1", ".html", b"caf\xe9", "café".encode()),
        ('text/plain;Charset="windows-1252"', ".txt", b"\x80 5", "€ 5".encode()),
        ("text/html; charset=utf-8", ".html", "café".encode(), "café".encode()),
        ("text/html; charset=utf-8", ".html", b"caf\xe9", b"caf\xe9"),
        ("text/html; charset=onzin", ".html", b"caf\xe9", b"caf\xe9"),
        ("text/html; charset=base64", ".html", b"caf\xe9", b"caf\xe9"),
        ("text/html", ".html", b"caf\xe9", b"caf\xe9"),
        ("application/pdf; charset=iso-8859-1", ".pdf", b"caf\xe9", b"caf\xe9"),
    ],
)
def test_text_in_an_encoding_that_only_the_server_states_is_kept_in_utf8(
    stated: str, suffix: str, before: bytes, after: bytes
) -> None:
    assert in_utf8(before, suffix, Headers({"Content-Type": stated})) == after
