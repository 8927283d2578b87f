"""OpenDocument texts: what a library writes, what LibreOffice itself adds, and what somebody made to do harm."""

import io
import zipfile

import odfdo
import pytest

from corpus.reading.draft import Draft, UnreadableFileError
from corpus.reading.odt import read_odt

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    ]
)
OTHER_NAMES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."


def packed(body: str, *, styles: str = "", common: str = "", meta: str = "", manifest: str = "<manifest/>") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", manifest)
        for name, content in [
            ("content.xml", f"{styles}<office:body><office:text>{body}</office:text></office:body>"),
            ("styles.xml", common),
            ("meta.xml", meta),
        ]:
            if content:
                archive.writestr(name, f"<office:document {NAMES} {OTHER_NAMES}>{content}</office:document>")
    return file.getvalue()


def p(words: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def table(*rows: list[str]) -> str:
    lines = ["".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row) for row in rows]
    return f"<table:table>{''.join(f'<table:table-row>{line}</table:table-row>' for line in lines)}</table:table>"


def blocks_of(draft: Draft) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, draft.text[block.start : block.end]) for block in draft.blocks]


def texts_of(draft: Draft) -> list[str]:
    return [text for _, _, text in blocks_of(draft)]


def test_what_a_library_writes_is_read_in_order() -> None:
    document = odfdo.Document("text")
    body = document.body
    body.clear()
    body.append(odfdo.Header(1, "Koffie in de wijk"))
    body.append(odfdo.Paragraph(PROSE))
    body.append(odfdo.Header(8, "Wat je nodig hebt"))
    body.append(odfdo.List(["melk", "koek"]))
    grid = odfdo.Table("T", width=2, height=2)
    for row, cells in enumerate([["Dag", "Plaats"], ["maandag", "Ede"]]):
        for column, text in enumerate(cells):
            grid.set_value((column, row), text)
    body.append(grid)
    document.meta.title = "Koffie"
    document.meta.initial_creator = "Anna de Vries"
    document.meta.language = "nl-NL"
    file = io.BytesIO()
    document.save(file)
    draft = read_odt(file.getvalue())
    assert blocks_of(draft) == [
        ("heading", 1, "Koffie in de wijk"),
        ("text", 0, PROSE),
        ("heading", 6, "Wat je nodig hebt"),
        ("list", 0, "- melk"),
        ("list", 0, "- koek"),
        ("table", 0, "Dag | Plaats"),
        ("table", 0, "maandag | Ede"),
    ]
    assert draft.found == {"title": "Koffie", "authors": "Anna de Vries", "language": "nl"}


def test_a_title_and_bold_type_are_known_by_their_styles_and_those_they_are_based_on() -> None:
    styles = """<office:automatic-styles>
        <style:style style:name="P1" style:parent-style-name="Title"/>
        <style:style style:name="P2" style:parent-style-name="Vet"/>
        <style:style style:name="P3" style:parent-style-name="P3"/>
        <style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>
        <style:style style:name="T2"><style:text-properties fo:font-weight="normal"/></style:style>
        </office:automatic-styles>"""
    common = """<office:styles><style:style style:name="Vet"><style:text-properties fo:font-weight="bold"/>
        </style:style></office:styles>"""
    body = (
        p("Koffie in de wijk", "P1")
        + p("Nog een titel", "P1")
        + p("Kopje", "P2")
        + p('<text:span text:style-name="T1">Nog een</text:span>', "P3")
        + p('<text:span text:style-name="T2">gewoon</text:span>', "P2")
        + p('<text:span text:style-name="weg">Half</text:span> vet', "weg")
    )
    draft = read_odt(packed(body, styles=styles, common=common))
    assert blocks_of(draft) == [
        ("heading", 1, "Koffie in de wijk"),
        ("heading", 1, "Nog een titel"),
        ("heading", 6, "Kopje"),
        ("heading", 6, "Nog een"),
        ("text", 0, "gewoon"),
        ("text", 0, "Half vet"),
    ]
    assert draft.found == {"title": "Koffie in de wijk"}


def test_items_get_a_dash_or_their_number_and_later_paragraphs_neither() -> None:
    styles = """<office:automatic-styles><text:list-style style:name="L1">
        <text:list-level-style-number text:level="1" style:num-format="1" text:start-value="4"/>
        <text:list-level-style-bullet text:level="2"/>
        <text:list-level-style-number text:level="3" style:num-format=""/>
        </text:list-style></office:automatic-styles>"""
    inner = f"<text:list><text:list-item>{p('binnen')}</text:list-item></text:list>"
    body = f"""<text:list text:style-name="L1"><text:list-header>{p("vooraf")}</text:list-header>
        <text:list-item>{p("")}{p("een")}{p("vervolg")}{inner}</text:list-item>
        <text:list-item>{p("twee")}</text:list-item></text:list>"""
    assert blocks_of(read_odt(packed(body, styles=styles))) == [
        ("list", 0, "vooraf"),
        ("list", 0, "4. een"),
        ("list", 0, "vervolg"),
        ("list", 0, "- binnen"),
        ("list", 0, "5. twee"),
    ]


def test_a_merged_cell_comes_once_and_a_repeated_one_too() -> None:
    body = f"""<table:table><table:table-header-rows><table:table-row><table:table-cell>{p("Dag")}{p("of uur")}
        </table:table-cell><table:covered-table-cell>{p("weg")}</table:covered-table-cell>
        <table:table-cell table:number-columns-repeated="999999">{p("Plaats")}</table:table-cell>
        </table:table-row></table:table-header-rows></table:table>"""
    assert blocks_of(read_odt(packed(body))) == [("table", 0, "Dag of uur | Plaats")]


@pytest.mark.parametrize(
    "cells",
    [
        [p("Links") + table([p("a"), p("b")]), p("Rechts")],
        [p("Links") + '<text:h text:outline-level="2">Kop</text:h>', p("Rechts")],
        [p("Links") + p("koffie " * 50) + p("thee " * 60), p("Rechts")],
    ],
)
def test_a_table_that_places_text_is_read_cell_by_cell(cells: list[str]) -> None:
    draft = read_odt(packed(table(cells)))
    assert len(draft.blocks) > 2
    assert (texts_of(draft)[0], texts_of(draft)[-1]) == ("Links", "Rechts")


def test_a_table_of_one_column_is_a_frame() -> None:
    assert blocks_of(read_odt(packed(table([p(PROSE)])))) == [("text", 0, PROSE)]


def test_words_keep_their_breaks_and_lose_remarks_deletions_and_the_white_space_of_the_file() -> None:
    body = f"""<text:tracked-changes>{p("weggehaald")}</text:tracked-changes><text:section>
        <text:p>een<text:s text:c="3"/>twee
        drie<text:line-break/>vier<text:tab/><!-- x -->vijf<office:annotation>{p("opmerking")}</office:annotation>
        <text:bookmark-start/><text:meta>zes</text:meta></text:p></text:section>"""
    assert texts_of(read_odt(packed(body))) == ["een twee drie\nvier vijf zes"]


def test_a_contents_list_stays_in_the_text_and_out_of_the_passages() -> None:
    body = (
        f"<text:table-of-content><text:index-body>{p('Koffie 3')}</text:index-body></text:table-of-content>{p(PROSE)}"
    )
    assert blocks_of(read_odt(packed(body))) == [("boilerplate", 0, "Koffie 3"), ("text", 0, PROSE)]


def test_links_lie_over_their_words() -> None:
    link = '<text:a xlink:href="{}">{}</text:a>'
    body = p(f"Lees {link.format('https://example.org/koffie', 'meer over koffie')} {link.format('#hier', 'hier')}.")
    draft = read_odt(packed(body + table([p("a"), p(link.format("mailto:a@example.org", "b"))])))
    assert [(draft.text[k.start : k.end], k.url) for k in draft.links] == [
        ("meer over koffie", "https://example.org/koffie"),
        ("b", "mailto:a@example.org"),
    ]


def test_frames_follow_their_paragraph_and_footnotes_end_their_section() -> None:
    frame = f"<draw:frame><draw:text-box>{p('in de doos')}</draw:text-box></draw:frame>"
    note = f"""<text:note><text:note-citation>1</text:note-citation><text:note-body>{p("Bron: de")}{p("buurt.")}
        </text:note-body></text:note>"""
    body = p(f"ervoor{frame}{note} erna") + p("is goed.") + '<text:h text:outline-level="1">Thee</text:h>'
    assert texts_of(read_odt(packed(body))) == ["ervoor erna", "in de doos", "is goed.", "Bron: de buurt.", "Thee"]
    row = table([p(f"a{frame}"), p("b")])
    assert texts_of(read_odt(packed(row))) == ["a | b", "in de doos"]


def test_running_texts_are_dropped_once_and_told_of() -> None:
    header = f"<style:header>{p('Gemeente Voorbeeld')}</style:header><style:footer>{p('2')}</style:footer>"
    common = f"<office:master-styles>{header}{header}<style:header/></office:master-styles>"
    draft = read_odt(packed(p(PROSE), common=common))
    assert draft.text == PROSE
    assert [(d.text, d.reason) for d in draft.dropped] == [
        ("Gemeente Voorbeeld", "koptekst van de bladzijde"),
        ("2", "voettekst van de bladzijde"),
    ]


def test_what_programs_fill_in_is_not_found() -> None:
    author = "<meta:initial-creator>gebruiker</meta:initial-creator>"
    meta = f"<office:meta><dc:title>Naamloos 1</dc:title>{author}</office:meta>"
    assert read_odt(packed(p(PROSE), meta=meta)).found == {}


def test_a_document_with_a_password_is_refused() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    with pytest.raises(UnreadableFileError, match="beveiligd met een wachtwoord; sla het op zonder wachtwoord"):
        read_odt(packed(p(PROSE), manifest=manifest))


def test_truncated_broken_and_bottomless_files_are_refused() -> None:
    deep = "<text:section>" * 300 + "</text:section>" * 300
    for raw in (packed(p(PROSE))[:-30], packed("<text:p>"), packed(deep)):
        with pytest.raises(UnreadableFileError, match="beschadigd of niet volledig"):
            read_odt(raw)


def test_nesting_as_deep_as_the_parser_allows_is_read() -> None:
    cell = "<table:table><table:table-row><table:table-cell>"
    end = "</table:table-cell></table:table-row></table:table>"
    assert texts_of(read_odt(packed(cell * 80 + p("diep") + end * 80))) == ["diep"]
    deep = "<text:list><text:list-item>" * 120 + p("diep") + "</text:list-item></text:list>" * 120
    assert texts_of(read_odt(packed(deep))) == ["- diep"]
    spans = "<text:span>" * 240 + "diep" + "</text:span>" * 240
    assert texts_of(read_odt(packed(p(spans)))) == ["diep"]


def test_a_hundred_thousand_empty_paragraphs_are_an_empty_draft() -> None:
    assert read_odt(packed("<text:p/>" * 100_000)).blocks == ()
