"""Word documents: what python-docx writes, what Word itself adds, and what somebody made to do harm."""

import io
import zipfile
from collections.abc import Mapping

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading.docx import read_docx
from corpus.reading.draft import Draft, UnreadableFileError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def packed(body: str, parts: Mapping[str, str] | None = None, *, namespaces: str = f"{W} {R} {MC}") -> bytes:
    """Return a document as Word packs it: a body, and parts such as styles and footnotes by their name."""
    file = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for number, name in enumerate(parts or {})
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {namespaces}><w:body>{body}</w:body></w:document>")
        links = f'<Relationship Id="web" Type="{RELATIONS}/hyperlink" Target="https://example.org/koffie"/>'
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}{relations}</Relationships>")
        for name, content in (parts or {}).items():
            archive.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def p(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def blocks_of(draft: Draft) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, draft.text[block.start : block.end]) for block in draft.blocks]


def texts_of(draft: Draft) -> list[str]:
    return [text for _, _, text in blocks_of(draft)]


def links_of(draft: Draft) -> list[tuple[str, str]]:
    return [(draft.text[link.start : link.end], link.url) for link in draft.links]


# Headings


def test_headings_are_known_by_their_style_and_the_title_by_its_own() -> None:
    document = docx.Document()
    document.add_heading("Koffie in de wijk", 0)
    document.add_heading("Waarom", 1)
    document.add_paragraph(PROSE)
    document.add_heading("Hoe", 2)
    document.add_heading("Diep", 9)
    draft = read_docx(saved(document))
    assert blocks_of(draft) == [
        ("heading", 1, "Koffie in de wijk"),
        ("heading", 1, "Waarom"),
        ("text", 0, PROSE),
        ("heading", 2, "Hoe"),
        ("heading", 6, "Diep"),
    ]
    assert [block.title for block in draft.blocks[:2]] == ["Koffie in de wijk", "Waarom"]
    assert draft.found["title"] == "Koffie in de wijk"


def test_a_dutch_style_and_one_that_is_based_on_a_heading_make_headings() -> None:
    document = docx.Document()
    document.styles.add_style("Kop 3", WD_STYLE_TYPE.PARAGRAPH)
    based = document.styles.add_style("Kopje van ons", WD_STYLE_TYPE.PARAGRAPH)
    based.base_style = document.styles["Heading 2"]
    document.add_paragraph("Thee", "Kop 3")
    document.add_paragraph("Koek", "Kopje van ons")
    assert blocks_of(read_docx(saved(document))) == [("heading", 3, "Thee"), ("heading", 2, "Koek")]


def test_an_outline_level_makes_a_heading_and_body_text_takes_it_away() -> None:
    styles = f"""<w:styles {W}>
        <w:style w:type="paragraph" w:default="1" w:styleId="Normaal"><w:name w:val="Normal"/></w:style>
        <w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="kring"><w:name w:val="kring"/><w:basedOn w:val="kring"/></w:style>
        </w:styles>"""
    body = (
        p("Een", '<w:outlineLvl w:val="1"/>')
        + p("Twee", '<w:pStyle w:val="Kop1"/>')
        + p("Drie", '<w:pStyle w:val="Kop1"/><w:outlineLvl w:val="9"/>')
        + p("Vier", '<w:pStyle w:val="kring"/><w:outlineLvl w:val="veel"/>')
        + p("Vijf", '<w:pStyle w:val="weg"/>')
    )
    assert blocks_of(read_docx(packed(body, {"styles": styles}))) == [
        ("heading", 2, "Een"),
        ("heading", 1, "Twee"),
        ("text", 0, "Drie"),
        ("text", 0, "Vier"),
        ("text", 0, "Vijf"),
    ]


def test_a_paragraph_as_long_as_a_page_is_no_heading_whatever_its_style() -> None:
    document = docx.Document()
    document.add_heading("koffie " * 50, 1)
    assert [kind for kind, _, _ in blocks_of(read_docx(saved(document)))] == ["text"]


def test_a_bold_paragraph_is_a_heading_below_all_others_unless_it_is_a_sentence() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Koffie").bold = True
    document.add_paragraph().add_run("Dit is een zin.").bold = True
    mixed = document.add_paragraph()
    mixed.add_run("Let op").bold = True
    mixed.add_run(" dit niet")
    bold = document.styles.add_style("Vet", WD_STYLE_TYPE.PARAGRAPH)
    bold.font.bold = True
    document.add_paragraph("Thee", "Vet")
    document.add_paragraph("", "Vet").add_run("gewoon").bold = False
    assert blocks_of(read_docx(saved(document))) == [
        ("heading", 6, "Koffie"),
        ("text", 0, "Dit is een zin."),
        ("text", 0, "Let op dit niet"),
        ("heading", 6, "Thee"),
        ("text", 0, "gewoon"),
    ]


def test_a_contents_list_stays_in_the_text_and_out_of_the_passages() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style></w:styles>'
    draft = read_docx(packed(p("Koffie 3", '<w:pStyle w:val="Inhopg1"/>') + p(PROSE), {"styles": styles}))
    assert blocks_of(draft) == [("boilerplate", 0, "Koffie 3"), ("text", 0, PROSE)]


# Lists


def test_items_get_a_dash_or_their_number() -> None:
    document = docx.Document()
    for text, style in [("melk", "List Bullet"), ("zet water op", "List Number"), ("schenk in", "List Number")]:
        document.add_paragraph(text, style)
    draft = read_docx(saved(document))
    assert blocks_of(draft) == [("list", 0, "- melk"), ("list", 0, "1. zet water op"), ("list", 0, "2. schenk in")]


def test_numbers_follow_the_depth_the_start_and_the_restart_that_word_counts_with() -> None:
    numbering = f"""<w:numbering {W}>
        <w:abstractNum w:abstractNumId="5">
          <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl>
          <w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/></w:lvl>
          <w:lvl w:ilvl="2"><w:numFmt w:val="upperLetter"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="weg"/></w:num>
        </w:numbering>"""
    items = [("1", "0"), ("1", "1"), ("1", "1"), ("1", "0"), ("1", "1"), ("1", "2"), ("2", "0"), ("3", "0"), ("0", "0")]
    body = "".join(
        p("x", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>') for num, depth in items
    )
    draft = read_docx(packed(body, {"numbering": numbering}))
    assert texts_of(draft) == ["3. x", "a. x", "b. x", "4. x", "a. x", "A. x", "3. x", "- x", "x"]


# Tables


def test_a_row_is_a_block_and_a_merged_cell_comes_once() -> None:
    document = docx.Document()
    grid = document.add_table(3, 3)
    for row, cells in enumerate([["Dag", "Uur", "Plaats"], ["maandag", "tien", "Ede"], ["", "elf", ""]]):
        for column, text in enumerate(cells):
            grid.cell(row, column).text = text
    grid.cell(1, 0).merge(grid.cell(2, 0))
    grid.cell(0, 1).merge(grid.cell(0, 2))
    assert blocks_of(read_docx(saved(document))) == [
        ("table", 0, "Dag | Uur Plaats"),
        ("table", 0, "maandag | tien | Ede"),
        ("table", 0, "elf"),
    ]


def test_a_row_in_a_content_control_is_read_and_a_deleted_row_is_not() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    kept = f"<w:sdt><w:sdtContent>{row.format('', p('een'), p('twee'))}</w:sdtContent></w:sdt>"
    deleted = row.format("<w:trPr><w:del/></w:trPr>", p("drie"), p("vier"))
    assert texts_of(read_docx(packed(f"<w:tbl>{kept}{deleted}</w:tbl>"))) == ["een | twee"]


@pytest.mark.parametrize(
    "cells",
    [
        [p("Links") + table([p("a"), p("b")]), p("Rechts")],
        [p("Links") + p("Kop", '<w:outlineLvl w:val="0"/>'), p("Rechts")],
        [p("Links") + p("koffie " * 50) + p("thee " * 60), p("Rechts")],
    ],
)
def test_a_table_that_places_text_is_read_cell_by_cell(cells: list[str]) -> None:
    draft = read_docx(packed(table(cells)))
    assert len(draft.blocks) > 2
    assert (texts_of(draft)[0], texts_of(draft)[-1]) == ("Links", "Rechts")


def test_a_table_of_one_column_is_a_frame() -> None:
    assert blocks_of(read_docx(packed(table([p("Let op")], [p(PROSE)])))) == [
        ("text", 0, "Let op"),
        ("text", 0, PROSE),
    ]


# Words


def test_breaks_tabs_and_hyphens_are_kept_and_fields_deletions_and_hidden_codes_are_not() -> None:
    body = """<w:p><w:r><w:t>een</w:t><w:tab/><w:t>twee </w:t><w:t> drie</w:t><w:br/><w:t> vier</w:t>
        <w:noBreakHyphen/><w:t>vijf</w:t><w:br w:type="page"/></w:r>
        <w:ins><w:r><w:t>erbij</w:t></w:r></w:ins><w:del><w:r><w:delText>eraf</w:delText></w:r></w:del>
        <w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom><w:sdt><w:sdtContent><w:r><w:t xml:space="preserve"> vak</w:t>
        </w:r></w:sdtContent></w:sdt><w:r><w:instrText>PAGE</w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="end"/></w:r>
        </w:p>"""
    assert texts_of(read_docx(packed(body))) == ["een twee drie\nvier-vijf erbij vak"]


def test_text_in_content_controls_and_insertions_around_paragraphs_is_read() -> None:
    body = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('een')}</w:sdtContent></w:sdt>{p('twee')}"
    assert texts_of(read_docx(packed(body))) == ["een", "twee"]


def test_links_lie_over_their_words() -> None:
    document = docx.Document()
    document.add_paragraph("Eerst dit.")
    body = f"""{p("Eerst dit.")}
        <w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t xml:space="preserve">  Lees </w:t></w:r>
          <w:hyperlink r:id="web"><w:r><w:t>meer over koffie</w:t></w:r></w:hyperlink>
          <w:hyperlink w:anchor="hier"><w:r><w:t xml:space="preserve"> hierboven</w:t></w:r></w:hyperlink></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "mailto:a@</w:instrText></w:r>
          <w:r><w:instrText>example.org" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
          <w:r><w:t>Mail ons</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/>
          <w:t>bladzijde 3</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>
        {table([p("a"), '<w:p><w:hyperlink r:id="web"><w:r><w:t>b</w:t></w:r></w:hyperlink></w:p>'])}"""
    numbering = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="1"/>
        <w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
    draft = read_docx(packed(body, {"numbering": numbering}))
    assert texts_of(draft) == ["Eerst dit.", "- Lees meer over koffie hierboven", "Mail ons", "bladzijde 3", "a | b"]
    assert links_of(draft) == [
        ("meer over koffie", "https://example.org/koffie"),
        ("Mail ons", "mailto:a@example.org"),
        ("b", "https://example.org/koffie"),
    ]


def test_a_link_that_python_docx_relates_is_found() -> None:
    document = docx.Document()
    relation = document.part.relate_to("https://example.org/thee", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph = document.add_paragraph("Lees ")
    run = paragraph.add_run("verder")
    link = paragraph._p.makeelement(f"{{{W[9:-1]}}}hyperlink", {f"{{{R[9:-1]}}}id": relation})
    paragraph._p.append(link)
    link.append(run._r)
    assert links_of(read_docx(saved(document))) == [("verder", "https://example.org/thee")]


def test_a_text_box_follows_its_paragraph_and_comes_once() -> None:
    box = f"<w:txbxContent>{p('in de doos')}</w:txbxContent>"
    body = f"""<w:p><w:r><w:t>ervoor</w:t></w:r><w:r><mc:AlternateContent>
        <mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>
        </mc:AlternateContent></w:r><w:r><w:t xml:space="preserve"> erna</w:t></w:r></w:p>"""
    assert texts_of(read_docx(packed(body))) == ["ervoor erna", "in de doos"]
    assert texts_of(read_docx(packed(table([body, p("b")])))) == ["ervoor erna | b", "in de doos"]


def test_footnotes_stand_at_the_end_of_their_section() -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="1">{p("Bron: de")}{p("buurt.")}</w:footnote></w:footnotes>'
    endnotes = f'<w:endnotes {W}><w:endnote w:id="1">{p("Aan het eind.")}</w:endnote></w:endnotes>'
    body = (
        '<w:p><w:r><w:t>Koffie</w:t><w:footnoteReference w:id="1"/><w:footnoteReference w:id="7"/></w:r></w:p>'
        + p("is goed.")
        + p("Thee", '<w:outlineLvl w:val="0"/>')
        + '<w:p><w:r><w:t>ook.</w:t><w:endnoteReference w:id="1"/></w:r></w:p>'
    )
    draft = read_docx(packed(body, {"footnotes": notes, "endnotes": endnotes}))
    assert texts_of(draft) == ["Koffie", "is goed.", "Bron: de buurt.", "Thee", "ook.", "Aan het eind."]


def test_running_texts_are_dropped_once_and_told_of() -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    document.sections[0].header.paragraphs[0].text = "Gemeente Voorbeeld"
    document.sections[0].footer.paragraphs[0].text = "Gemeente Voorbeeld"
    draft = read_docx(saved(document))
    assert draft.text == PROSE
    assert [(d.text, d.reason) for d in draft.dropped] == [("Gemeente Voorbeeld", "koptekst van de bladzijde")]


def test_the_strict_form_of_the_standard_is_read_too() -> None:
    assert texts_of(read_docx(packed(p(PROSE), namespaces=STRICT))) == [PROSE]


# Properties


def test_what_the_properties_state_is_found_and_what_programs_fill_in_is_not() -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    core = document.core_properties
    core.title, core.author, core.language = "Koffie  in de wijk", "Anna de Vries; user 12; Bo Bakker", "nl-NL"
    assert read_docx(saved(document)).found == {
        "title": "Koffie in de wijk",
        "authors": "Anna de Vries; Bo Bakker",
        "language": "nl",
    }
    core.title, core.author, core.language = "Word Document", "python-docx", ""
    assert read_docx(saved(document)).found == {}
    assert read_docx(packed(p(PROSE))).found == {}


# Hostile files


def test_a_document_without_its_main_part_or_of_broken_xml_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/a.xml", "x")
    for raw in (file.getvalue(), packed("<w:p>"), saved(docx.Document())[:-100]):
        with pytest.raises(UnreadableFileError, match="beschadigd of niet volledig"):
            read_docx(raw)


def test_a_document_without_relations_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{p(PROSE)}<!-- x --></w:body></w:document>")
    assert texts_of(read_docx(file.getvalue())) == [PROSE]


def test_relations_that_lead_out_of_the_file_or_nowhere_are_passed_over() -> None:
    raw = packed(p(PROSE), {"../../header": "<x/>"})
    assert texts_of(read_docx(raw)) == [PROSE]


def test_a_hundred_thousand_empty_paragraphs_are_an_empty_draft() -> None:
    assert read_docx(packed('<w:p w:rsidR="001"><w:pPr/></w:p>' * 100_000)).blocks == ()


def test_tables_nested_as_deep_as_the_parser_allows_are_read_and_deeper_ones_refused() -> None:
    def nested(depth: int) -> bytes:
        return packed("<w:tbl><w:tr><w:tc>" * depth + p("diep") + "</w:tc></w:tr></w:tbl>" * depth)

    assert texts_of(read_docx(nested(80))) == ["diep"]
    with pytest.raises(UnreadableFileError, match="geen geldige XML"):
        read_docx(nested(100))


def test_controls_nested_as_deep_as_the_parser_allows_are_read() -> None:
    depth = 120
    inner = "<w:sdt><w:sdtContent>" * depth + p("diep") + "</w:sdtContent></w:sdt>" * depth
    assert texts_of(read_docx(packed(inner))) == ["diep"]
    assert texts_of(read_docx(packed(table([inner, p("b")])))) == ["diep | b"]


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30), max_size=6))
def test_every_paragraph_that_python_docx_writes_comes_back_in_order(paragraphs: list[str]) -> None:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    expected = [" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()]
    assert texts_of(read_docx(saved(document))) == expected
