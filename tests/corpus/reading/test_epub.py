"""EPUB books: pages in the order of the spine, and what keeps a book from being read."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import pytest

from corpus.reading.draft import Draft, UnreadableFileError
from corpus.reading.epub import read_epub

CONTAINER = '<container xmlns="x"><rootfiles><rootfile full-path="OEBPS/boek.opf"/></rootfiles></container>'
NAV = ' properties="nav"'
PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."
DAMAGED = "het boek is niet volledig; haal of kopieer het opnieuw"


def packed(
    pages: Mapping[str, str | bytes],
    *,
    spine: Sequence[str] | None = None,
    metadata: str = "",
    others: Mapping[str, str] | None = None,
) -> bytes:
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{NAV if name == "inhoud" else ""}/>'
        for name in pages
    )
    order = "".join(f'<itemref idref="{name}"/>' for name in (pages if spine is None else spine))
    opf = f"""<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{metadata}</metadata>
        <manifest>{items}<item id="foto" href="a.png" media-type="image/png"/></manifest>
        <spine>{order}</spine></package>"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        members = {"META-INF/container.xml": CONTAINER, "OEBPS/boek.opf": opf, **(others or {})}
        for name, content in members.items():
            archive.writestr(name, content)
        for name, page in pages.items():
            archive.writestr(f"OEBPS/{name}.xhtml", page)
    return file.getvalue()


def page(body: str) -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">
        <head><title>x</title><style>p {{}}</style></head><body>{body}</body></html>"""


def blocks_of(draft: Draft) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, draft.text[block.start : block.end]) for block in draft.blocks]


def body_of(body: str) -> list[tuple[str, int, str]]:
    return blocks_of(read_epub(packed({"een": page(body)})))


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_epub(raw)
    return str(caught.value)


def test_pages_come_in_the_order_of_the_spine_each_once() -> None:
    pages = {name: page(f"<h1>{name}</h1><p>{PROSE}</p>") for name in ("b", "a", "los")}
    draft = read_epub(packed(pages, spine=["a", "b", "a", "foto", "weg"]))
    assert blocks_of(draft) == [("heading", 1, "a"), ("text", 0, PROSE), ("heading", 1, "b"), ("text", 0, PROSE)]


def test_the_table_of_contents_stays_in_the_text_and_out_of_the_passages() -> None:
    pages = {"inhoud": page("<ol><li>Koffie</li></ol>"), "een": page(f"<nav><p>Terug</p></nav><p>{PROSE}</p>")}
    assert blocks_of(read_epub(packed(pages))) == [
        ("boilerplate", 0, "Koffie"),
        ("boilerplate", 0, "Terug"),
        ("text", 0, PROSE),
    ]


def test_headings_lists_rows_and_loose_words_are_blocks_of_their_own() -> None:
    body = """Los <!-- x --> woord<div>in een <em>blok</em><p>alinea &eacute;&eacute;n<br/>regel</p>erna</div>
        <h3>Kop<br/>over twee</h3><p><b>Vet kopje</b></p><p><strong>Vet</strong> en niet</p>
        <ul><li>melk<ol><li><p>een</p><p>vervolg</p></li><li>twee</li></ol></li><li>koek</li></ul>
        <table><tr><th><p>Dag</p></th><td>Plaats<p>of <b>wijk</b></p></td><td></td></tr></table>
        <li>wees</li><script>weg()</script><?weg x?>"""
    assert body_of(body) == [
        ("text", 0, "Los woord"),
        ("text", 0, "in een blok"),
        ("text", 0, "alinea één\nregel"),
        ("text", 0, "erna"),
        ("heading", 3, "Kop over twee"),
        ("heading", 6, "Vet kopje"),
        ("text", 0, "Vet en niet"),
        ("list", 0, "- melk"),
        ("list", 0, "1. een"),
        ("list", 0, "vervolg"),
        ("list", 0, "2. twee"),
        ("list", 0, "- koek"),
        ("table", 0, "Dag | Plaats of wijk"),
        ("text", 0, "wees"),
    ]


def test_a_table_in_the_contents_is_part_of_them() -> None:
    assert body_of("<nav><table><tr><td>Koffie</td><td>3</td></tr></table></nav>") == [("boilerplate", 0, "Koffie | 3")]


def test_links_lie_over_their_words() -> None:
    body = """<p>Lees <a href="https://example.org/koffie">meer over koffie</a> of <a href="b.xhtml">verder</a>.</p>
        <a href="https://example.org/thee">Thee <p>met een blok</p></a>"""
    draft = read_epub(packed({"een": page(body)}))
    assert [(draft.text[k.start : k.end], k.url) for k in draft.links] == [
        ("meer over koffie", "https://example.org/koffie")
    ]


def test_the_metadata_are_those_of_the_package() -> None:
    metadata = """<dc:title>Koffie in
        de wijk</dc:title><dc:title>Ondertitel</dc:title><dc:creator>Anna de Vries</dc:creator>
        <dc:creator>Bo Bakker</dc:creator><dc:creator/><dc:language>nl-NL</dc:language>
        <dc:date opf:event="modification">2025-01-01</dc:date><dc:date>2024-02-03T10:00:00Z</dc:date>
        <dc:publisher>De Buurtdrukker</dc:publisher>"""
    assert read_epub(packed({"een": page(PROSE)}, metadata=metadata)).found == {
        "title": "Koffie in de wijk",
        "authors": "Anna de Vries; Bo Bakker",
        "language": "nl",
        "date": "2024-02-03",
        "publisher": "De Buurtdrukker",
    }


def test_a_date_in_words_is_no_date() -> None:
    assert read_epub(packed({"een": page(PROSE)}, metadata="<dc:date>mei 2024</dc:date>")).found == {}


@pytest.mark.parametrize("raw", [page(PROSE).encode("utf-16"), page(PROSE).encode("utf-8-sig")])
def test_a_page_may_be_in_utf_16(raw: bytes) -> None:
    assert blocks_of(read_epub(packed({"een": raw}))) == [("text", 0, PROSE)]


def test_an_empty_page_is_passed_over() -> None:
    assert blocks_of(read_epub(packed({"een": " ", "twee": page(PROSE)}))) == [("text", 0, PROSE)]


def test_a_book_whose_pages_are_encrypted_is_refused_and_one_with_encrypted_fonts_is_not() -> None:
    encryption = '<encryption><CipherReference URI="OEBPS/{}"/></encryption>'
    locked = packed({"een": page(PROSE)}, others={"META-INF/encryption.xml": encryption.format("een.xhtml")})
    assert refusal(locked) == "het boek is beveiligd tegen kopiëren (DRM); vraag de uitgever om een vrij bestand"
    font = packed({"een": page(PROSE)}, others={"META-INF/encryption.xml": encryption.format("a.otf")})
    assert blocks_of(read_epub(font)) == [("text", 0, PROSE)]


def test_a_book_without_pages_or_package_is_refused() -> None:
    assert refusal(packed({"een": page(PROSE)}, spine=[])) == DAMAGED
    assert refusal(packed({"een": page(PROSE)}, others={"META-INF/container.xml": "<container/>"})) == DAMAGED
    missing = packed({}, others={"META-INF/container.xml": CONTAINER.replace("boek.opf", "weg.opf")})
    assert refusal(missing).endswith("(OEBPS/weg.opf ontbreekt)")


def test_a_truncated_book_is_refused() -> None:
    assert "beschadigd of niet volledig" in refusal(packed({"een": page(PROSE)})[:-30])


def test_what_lies_deeper_than_any_book_is_made_is_left_out_and_the_rest_read() -> None:
    for count in (220, 200_000):
        deep = "<div>" * count + "diep" + "</div>" * count
        assert body_of(f"<p>{PROSE}</p>{deep}") == [("text", 0, PROSE)]
    assert body_of("<div>" * 150 + "diep" + "</div>" * 150) == [("text", 0, "diep")]
    assert body_of("<ul><li>" * 80 + "diep" + "</li></ul>" * 80) == [("list", 0, "- diep")]


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    raw = f'<!DOCTYPE html [<!ENTITY a0 "ha">{laughs}]><html><body><p>{PROSE} &a9;</p></body></html>'
    text = read_epub(packed({"een": raw})).text
    assert text.endswith(f"{PROSE} &a9;")
    assert len(text) < 2 * len(raw)
