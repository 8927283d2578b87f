"""Web pages: their main text with its headings, lists and tables, what they say of themselves, and what is refused."""

import pytest
from hypothesis import HealthCheck, given, settings

from corpus.model import BlockKind, Document, Metadata, items
from corpus.reading.draft import BOLD_LEVEL, Draft, Dropped, UnreadableFileError
from corpus.reading.html import read_html, read_page
from corpus.sections import build_sections
from tests.corpus.reading.web_pages import SHAPES, Shape, newsletter
from tests.texts import any_text

FIRST = "In het buurthuis van Droomveen drinken de buren elke dinsdag samen koffie, ook in de zomer."
LAST = "Wie niet kan lopen wordt gehaald door een vrijwilliger, want niemand hoeft op dinsdag alleen te zijn."
NOT_TEXT = "hierin staat geen tekst die gelezen kan worden; sla de pagina op als HTML of tekst"


def page(body: str, *, head: str = "", lang: str = "") -> bytes:
    return f"""<!DOCTYPE html><html{lang}><head>{head}</head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/nieuws">Nieuws</a></li></ul></nav>
        <main><article><h1>Koffie in de wijk</h1><p>{FIRST}</p>{body}<p>{LAST}</p></article></main>
        <footer><p>Copyright Buurtkracht</p></footer></body></html>""".encode()


def pieces(draft: Draft) -> list[tuple[BlockKind, str]]:
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


def middle(body: str) -> list[tuple[BlockKind, str]]:
    """Return what becomes of the body between a heading and two paragraphs that are always there."""
    found = pieces(read_html(page(body)))
    assert found[:2] == [("heading", "Koffie in de wijk"), ("text", FIRST)]
    assert found[-1] == ("text", LAST)
    return found[2:-1]


def test_menu_and_footer_are_left_out() -> None:
    assert middle("") == []


def test_paragraphs_have_single_spaces() -> None:
    assert middle("<p>De  koffie\n   is <b>gratis</b> voor\u00a0iedereen.</p>") == [
        ("text", "De koffie is gratis voor iedereen.")
    ]


def test_a_line_break_stays_one_and_two_part_paragraphs() -> None:
    assert middle("<p>Dorpsstraat 1<br>Droomveen<br/>Fabelland<br><br>Kom langs</p>") == [
        ("text", "Dorpsstraat 1\nDroomveen\nFabelland"),
        ("text", "Kom langs"),
    ]


def test_headings_have_the_level_of_their_markup() -> None:
    draft = read_html(page("<h2>Wie komt er</h2><p>Iedereen komt.</p><h3>En wie niet</h3><p>Niemand niet.</p>"))
    assert [(block.level, block.title) for block in draft.blocks if block.kind == "heading"] == [
        (1, "Koffie in de wijk"),
        (2, "Wie komt er"),
        (3, "En wie niet"),
    ]


def test_each_list_item_is_a_block_with_a_bullet() -> None:
    assert middle("<ul><li>soep</li><li>brood</li></ul><ol><li>taart</li></ol>") == [
        ("list", "- soep"),
        ("list", "- brood"),
        ("list", "1. taart"),
    ]


def test_the_parts_of_one_item_do_not_run_together() -> None:
    assert middle("<ul><li><p>Soep met brood.</p><p>Taart toe.</p></li><li>Koffie<ul><li>thee</li></ul></li></ul>") == [
        ("list", "- Soep met brood."),
        ("list", "Taart toe."),
        ("list", "- Koffie"),
        ("list", "- thee"),
    ]


def test_each_table_row_is_a_block_and_empty_cells_are_left_out() -> None:
    assert middle("<table><tr><th>Dag</th><th>Wat</th></tr><tr><td></td><td>soep<br>brood</td></tr></table>") == [
        ("table", "Dag | Wat"),
        ("table", "soep brood"),
    ]


def test_a_quote_is_text_with_or_without_paragraphs() -> None:
    assert middle("<blockquote>Ik kom elke week.</blockquote>") == [("text", "Ik kom elke week.")]
    assert middle("<blockquote>Zij zegt:<p>Ik kom elke week.</p><p>Echt waar.</p></blockquote>") == [
        ("text", "Zij zegt:"),
        ("text", "Ik kom elke week."),
        ("text", "Echt waar."),
    ]


def test_a_block_inside_loose_text_does_not_run_into_it() -> None:
    assert middle("<div>Los begin<p>een alinea</p>los einde</div>") == [
        ("text", "Los begin"),
        ("text", "een alinea"),
        ("text", "los einde"),
    ]


def test_comments_and_scripts_are_left_out() -> None:
    assert middle("<!-- geheim --><script>let geheim;</script><style>p {}</style><p>Iedereen komt.</p>") == [
        ("text", "Iedereen komt.")
    ]


def test_what_the_page_states_about_itself_becomes_metadata() -> None:
    head = """<title>Titel</title><meta property="og:site_name" content="Buurtkracht">
        <meta name="author" content="Roos Verzonnen"><meta property="article:published_time" content="2024-05-16">
        <link rel="canonical" href="https://www.buurtkracht.example/koffie">
        <meta property="og:title" content="Koffie in de wijk">"""
    assert read_html(page("", head=head, lang=' lang="nl-NL"')).found == {
        "title": "Koffie in de wijk",
        "authors": "Roos Verzonnen",
        "date": "2024-05-16",
        "url": "https://www.buurtkracht.example/koffie",
        "publisher": "Buurtkracht",
        "language": "nl",
    }


@pytest.mark.parametrize("lang", ["", ' lang=""'])
def test_a_date_in_the_text_is_nobodys_and_a_language_that_is_not_stated_is_unknown(lang: str) -> None:
    assert read_html(page("<p>Op 16 mei 2024 begon het.</p>", lang=lang)).found == {"title": "Koffie in de wijk"}


def test_a_page_in_an_older_character_set_is_read_by_what_it_declares() -> None:
    raw = page("<p>Eén café.</p>", head='<meta charset="windows-1252">').decode().encode("windows-1252")
    assert ("text", "Eén café.") in pieces(read_html(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"<html></html>",
        b"geen opmaak",
        b"\xff\xfe\xfd",
        b"<html><body><img></body></html>",
        b"<!-- -->",
        b"<frameset><frame src=x></frameset>",
    ],
)
def test_a_page_without_text_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_html(raw)
    assert str(caught.value) == NOT_TEXT


@pytest.mark.parametrize(
    "body", ["<p>open", "</p></div></article>", "<table><tr><td>x", "<ul><li>", "<p", "<div>" * 2_000]
)
def test_unbalanced_markup_loses_no_paragraph_before_it(body: str) -> None:
    assert ("text", FIRST) in pieces(read_html(page(body)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(any_text)
def test_any_text_in_a_page_is_read_into_blocks_in_order_or_refused(text: str) -> None:
    for raw in (text.encode("utf-8", "ignore"), page(text.encode("utf-8", "ignore").decode())):
        try:
            draft = read_html(raw)
        except UnreadableFileError as error:
            assert str(error) == NOT_TEXT  # noqa: PT017 - both outcomes are right
            continue
        end = 0
        for block in draft.blocks:
            assert end <= block.start < block.end
            end = block.end


# Shapes of pages


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_main_text_headings_and_lists_survive_in_every_shape_and_boilerplate_does_not(shape: Shape) -> None:
    draft = read_html(shape.raw)
    words = " ".join(draft.text.split())
    assert [sentence for sentence in shape.sentences if sentence not in words] == []
    assert [block.title for block in draft.blocks if block.kind == "heading"] == list(shape.headings)
    listed = [" ".join(text.split()) for kind, text in pieces(draft) if kind == "list"]
    assert [item for item in shape.items if item not in listed] == []
    assert [leak for leak in shape.boilerplate if leak in words] == []


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_link_lies_in_the_text_of_a_block(shape: Shape) -> None:
    draft = read_html(shape.raw)
    for link in draft.links:
        assert any(block.start <= link.start < link.end <= block.end for block in draft.blocks)
        assert draft.text[link.start : link.end] == draft.text[link.start : link.end].strip()


def test_each_story_of_a_newsletter_in_tables_is_an_item() -> None:
    draft = read_html(newsletter().raw)
    sections = build_sections(draft.text, draft.blocks, kind="newsletter")
    document = Document("n", Metadata("n", None, None, (), "newsletter", None, None), draft.text, sections)
    assert [item.title for item in items(document)] == [
        "Koffie in de wijk",
        "Hulp bij schulden",
        "Een moestuin achter de school",
    ]


def test_what_is_dropped_is_named_with_its_reason() -> None:
    assert read_html(page("")).dropped == (
        Dropped("Home\nNieuws", "menu"),
        Dropped("Copyright Buurtkracht", "voet van de website"),
    )


def test_text_outside_the_main_element_is_dropped_when_the_main_text_is_known() -> None:
    outside = "<div><p>Deze zin staat los van het verhaal op de pagina zelf.</p></div>"
    raw = page(f"<p>{FIRST}</p>").replace(b"<main>", f"{outside}<main>".encode())
    assert (
        Dropped("Deze zin staat los van het verhaal op de pagina zelf.", "buiten de hoofdtekst")
        in read_html(raw).dropped
    )


def test_a_sidebar_that_holds_all_text_is_the_main_text() -> None:
    raw = f"<body><div class='sidebar'><p>{FIRST}</p><p>{LAST}</p></div></body>".encode()
    assert pieces(read_html(raw)) == [("text", FIRST), ("text", LAST)]


def test_a_page_whose_only_long_text_is_its_banner_has_the_rest_as_main_text() -> None:
    raw = f"<body>{'<p>Tot gauw!</p>' * 8}<div role='banner'><p>{FIRST}</p><p>{LAST}</p></div></body>".encode()
    assert pieces(read_html(raw)) == [("text", "Tot gauw!")] * 8


# Structure


def test_links_lie_over_their_words_and_are_resolved_against_the_page() -> None:
    head = '<link rel="canonical" href="https://www.buurtkracht.example/nieuws/koffie">'
    body = """<p>Zie (<a href="../agenda">de  <b>agenda</b> </a>), <a href="mailto:roos@b.example">mail</a>,
        <a href="javascript:x()">klik</a>, <a href="http://[x">stuk</a> of <a href="#a">hier</a>.</p>"""
    draft = read_html(page(body, head=head))
    assert [(draft.text[link.start : link.end], link.url) for link in draft.links] == [
        ("de agenda", "https://www.buurtkracht.example/agenda"),
        ("mail", "mailto:roos@b.example"),
        ("hier", "https://www.buurtkracht.example/nieuws/koffie#a"),
    ]


def test_a_relative_link_leads_nowhere_on_a_page_without_an_address() -> None:
    assert read_html(page('<p>Zie <a href="/agenda">de agenda</a> van de week.</p>')).links == ()


def test_the_base_of_a_page_comes_before_its_address() -> None:
    head = '<base href="https://b.example/map/"><link rel="canonical" href="https://c.example/">'
    draft = read_html(page('<p>Zie <a href="x">de lijst</a> van de week.</p>', head=head))
    assert [link.url for link in draft.links] == ["https://b.example/map/x"]


@pytest.mark.parametrize(
    ("inline", "read"),
    [
        ("kof<b>fie</b>huis", "koffiehuis"),
        ("koffie<img src=x>huis", "koffie huis"),
        ("koffie<x-icoon></x-icoon>huis", "koffie huis"),
        ("m<sup>2</sup>", "m2"),
        ("wijk<sup><a href='#1'>1</a></sup>", "wijk 1"),
        ("kof<wbr>fie", "koffie"),
        ("kof\u200bfie", "kof fie"),
    ],
)
def test_inline_markup_neither_glues_nor_splits_words(inline: str, read: str) -> None:
    assert middle(f"<p>Het {inline} is open.</p>") == [("text", f"Het {read} is open.")]


def test_a_heading_may_be_one_by_its_role_and_a_long_one_is_a_paragraph() -> None:
    body = f"""<div role="heading" aria-level="3">Drie</div><p>Tekst drie.</p><div role="heading">Twee</div>
        <p>Tekst twee.</p><div role="heading" aria-level="zes">Ook twee</div><p>Nog meer.</p><h4>{"woord " * 40}</h4>"""
    draft = read_html(page(body))
    assert [(block.level, block.title) for block in draft.blocks if block.kind == "heading"][1:] == [
        (3, "Drie"),
        (2, "Twee"),
        (2, "Ook twee"),
    ]
    assert ("text", " ".join(["woord"] * 40)) in pieces(draft)


def test_blocks_in_a_heading_and_line_breaks_in_it_are_part_of_it() -> None:
    assert middle("<h2><div>Soep</div>en<br>brood</h2><p>Het smaakt.</p>") == [
        ("heading", "Soep en brood"),
        ("text", "Het smaakt."),
    ]


def test_lists_keep_the_numbers_and_letters_that_the_page_shows() -> None:
    body = """<ol start="9"><li>negen<li>tien<li value="20">twintig</ol><ol type="A"><li>aa</ol>
        <ol type="a" start="27"><li>te ver</ol><ol start="x"><li>een</ol><ul><li value="3">streep</ul><li>los"""
    assert [text for _, text in middle(body)] == [
        "9. negen",
        "10. tien",
        "20. twintig",
        "A. aa",
        "27. te ver",
        "1. een",
        "- streep",
        "- los",
    ]


def test_terms_open_what_explains_them_and_questions_are_headings() -> None:
    body = """<dl><dt>Inloop</dt><dd>open huis</dd><dd>en koffie</dd><dt></dt><dt>Wie komt er?</dt><dd><p>Iedereen.</p>
        <ul><li>ook jij</ul></dd><dt>Zonder uitleg</dt></dl><dl><dd>uitleg zonder woord</dd></dl>"""
    assert middle(body) == [
        ("list", "- Inloop: open huis"),
        ("list", "en koffie"),
        ("heading", "Wie komt er?"),
        ("text", "Iedereen."),
        ("list", "- ook jij"),
        ("list", "Zonder uitleg"),
        ("list", "uitleg zonder woord"),
    ]


def test_preformatted_lines_stay_lines() -> None:
    assert middle("<pre>maandag  soep\ndinsdag  brood\n</pre>") == [("text", "maandag soep\ndinsdag brood")]


def test_a_table_without_headers_is_data_by_its_shape_and_layout_by_its_role() -> None:
    rows = "<tr><td>maandag<td>soep<tr><td>dinsdag<td>brood"
    assert middle(f"<table>{rows}</table>") == [("table", "maandag | soep"), ("table", "dinsdag | brood")]
    assert [kind for kind, _ in middle(f"<table role='presentation'>{rows}</table>")] == ["text"] * 4
    assert [kind for kind, _ in middle(f"<table><tr><td><table>{rows}</table></table>")] == ["table"] * 2
    assert [kind for kind, _ in middle("<table><tr><td><h2>Kop</h2>tekst</table>")] == ["heading", "text"]


@pytest.mark.parametrize(
    ("markup", "level"),
    [
        ("<p style='font-size:24px'>Tussenkop</p>", 2),
        ("<p style='font-size: 18pt'>Tussenkop</p>", 2),
        ("<p style='font-size:1.5em'>Tussenkop</p>", 2),
        ("<p style='font-size:150%'>Tussenkop</p>", 2),
        ("<p style='font-size:x-large'>Tussenkop</p>", 2),
        ("<p style='font: bold 22px/1.2 Arial'>Tussenkop</p>", 2),
        ("<p><font size='5'>Tussenkop</font></p>", 2),
        ("<div class='blockTitle'>Tussenkop</div>", 2),
        ("<p style='font-weight:700'>Tussenkop</p>", BOLD_LEVEL),
        ("<p><strong>Tussen</strong> <b>kop</b></p>".replace("</strong> <b>", "</strong><b>"), BOLD_LEVEL),
    ],
)
def test_a_line_that_looks_like_a_heading_is_one_below_those_of_the_markup(markup: str, level: int) -> None:
    draft = read_html(page(f"{markup}<p>Hieronder staat de tekst.</p>"))
    assert [(block.level, block.title) for block in draft.blocks if block.kind == "heading"][1:] == [
        (level, "Tussenkop")
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<p><b>Dit is een vette zin met een punt.</b></p>",
        "<p><b style='font-weight:normal'>Gewone woorden</b></p>",
        "<p><b>Half vet</b> en half niet</p>",
        "<p><b><a href='https://b.example'>Lees meer over koffie</a></b></p>",
        "<p><b>2024</b></p>",
        "<p style='font-size:inherit'>Even groot</p>",
    ],
)
def test_other_lines_are_no_headings(markup: str) -> None:
    found = read_html(page(f"{markup}<p>Hieronder staat de tekst.</p>"))
    assert [block.title for block in found.blocks if block.kind == "heading"] == ["Koffie in de wijk"]


def test_larger_lines_are_ranked_by_their_size() -> None:
    body = "".join(f"<p style='font-size:{size}px'>Kop van {size}</p><p>{FIRST}</p>" for size in (20, 30, 20))
    draft = read_html(page(body))
    assert [block.level for block in draft.blocks if block.kind == "heading"] == [1, 3, 2, 3]


def test_bold_lines_with_no_text_under_them_are_no_headings() -> None:
    body = "<p>Ons adres is</p>" + "".join(f"<p><b>Regel {word}</b></p>" for word in "een twee drie vier vijf".split())
    raw = f"<body><article><h1>Kop</h1><p>{FIRST}</p><p>{LAST}</p>{body}</article></body>".encode()
    assert [block.title for block in read_html(raw).blocks if block.kind == "heading"] == ["Kop"]


def test_a_link_that_is_drawn_as_a_button_is_boilerplate() -> None:
    assert middle("<p><a href='https://b.example'>Lees meer over koffie</a></p>") == [
        ("boilerplate", "Lees meer over koffie")
    ]


# E-mail layout


def mail(body: str) -> Draft:
    return read_page(f"<html><body><p>{FIRST}</p>{body}<p>{LAST}</p></body></html>", is_mail=True)


@pytest.mark.parametrize(
    "line",
    [
        "<a href='https://b.example'>Bekijk deze mail in uw browser</a>",
        "Wordt deze mail niet goed weergegeven? <a href='https://b.example'>Klik hier</a>",
        "U ontvangt deze mail omdat u lid bent.",
        "Deze nieuwsbrief is verzonden aan u.",
        "Wilt u zich <a href='https://b.example'>afmelden</a>? Dat kan.",
        "© 2024 Buurtkracht",
    ],
)
def test_the_small_print_of_a_mail_is_dropped(line: str) -> None:
    assert [dropped.reason for dropped in mail(f"<p>{line}</p>").dropped] == ["kleine letters van de mail"]


@pytest.mark.parametrize(
    "line",
    [
        "Bekijk hoe de buren online samen zingen.",
        "Wie zich wil afmelden voor de cursus belt met Roos.",
        "U ontvangt deze zomer " + "veel " * 70 + "post.",
    ],
)
def test_sentences_about_other_things_stay_in_a_mail(line: str) -> None:
    assert mail(f"<p>{line}</p>").dropped == ()


def test_the_menu_and_the_hidden_preview_of_a_mail_are_dropped() -> None:
    menu = "".join(f"<td><a href='https://b.example/{word}'>{word}</a></td>" for word in "Home Nieuws Agenda".split())
    body = f"<div style='display:none'>Voorvertoning</div><div hidden>Ook</div><table><tr>{menu}</tr></table>"
    assert mail(body).dropped == (
        Dropped("Voorvertoning\nOok", "niet zichtbaar in de mail"),
        Dropped("Home\nNieuws\nAgenda", "menu"),
    )


# Bad input


def test_a_page_that_lies_about_its_character_set_is_read_by_its_bytes() -> None:
    assert ("text", "Eén café.") in pieces(read_html(page("<p>Eén café.</p>", head='<meta charset="windows-1252">')))


def test_a_page_without_a_character_set_may_be_windows_1252_with_null_bytes() -> None:
    raw = page("<p>\0Eén\0 café – “ja”.</p>").decode().encode("windows-1252")
    assert ("text", "Eén café – “ja”.") in pieces(read_html(raw))


def test_tags_that_nest_too_deep_are_said_to_be_left_unread() -> None:
    draft = read_html(page("<div>" * 50_000 + "diep" + "</div>" * 50_000))
    assert ("text", FIRST) in pieces(draft)
    assert draft.notes == ("een deel is niet gelezen: de opmaak is te diep genest of kapot; sla de pagina opnieuw op",)


@pytest.mark.parametrize(
    "body", ["<p>zin</p>" * 20_001, "<p>" + "woord " * 350_000 + "</p>", "<div>" * 300 + "</div>" * 300]
)
def test_what_is_too_much_for_trafilatura_is_read_without_it(body: str) -> None:
    draft = read_html(page(body))
    assert pieces(draft)[0] == ("heading", "Koffie in de wijk")
    assert ("text", LAST) in pieces(draft)
    assert [dropped.reason for dropped in draft.dropped] == ["menu", "voet van de website"]


@pytest.mark.parametrize("value", ["1", "<", ">", "'"])
def test_a_tag_with_thousands_of_attributes_costs_no_time_and_no_words(value: str) -> None:
    attributes = " ".join(f'a{number}="{value}"' for number in range(50_000))
    assert middle(f"<p {attributes}>Iedereen komt.</p>") == [("text", "Iedereen komt.")]


def test_a_picture_inside_a_tag_costs_no_words() -> None:
    image = f"<img src='data:image/png;base64,{'A' * 9_000}'>"
    body = f"<p>Voor {image} en <a href='/x'>na</a> &lt; {'het ' * 2_500}plaatje.</p>"
    assert middle(body) == [("text", f"Voor en na < {'het ' * 2_500}plaatje.")]


def test_a_bracket_far_before_the_next_tag_costs_no_words() -> None:
    words = "en dan " * 1_500
    assert middle(f"<p>Minder < meer {words}klaar.</p>")[0][1].endswith("klaar.")


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_html(b"<p>" + b"woord " * 1_000_000)
    assert str(caught.value) == "te groot voor een webpagina (6 miljoen tekens, hoogstens 5); splits de pagina"


def test_entities_of_a_document_type_are_not_expanded() -> None:
    raw = b'<!DOCTYPE html [<!ENTITY a "aaaa">]>' + page("<p>Een &a; &amp; twee.</p>")
    assert "aaaa" not in read_html(raw).text
