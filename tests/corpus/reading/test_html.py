"""Web pages: their main text with its headings, lists and tables, what they say of themselves, and what is refused."""

import pytest
from hypothesis import HealthCheck, given, settings

from corpus.model import BlockKind
from corpus.reading.draft import Draft, UnreadableFileError
from corpus.reading.html import read_html
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


def test_a_line_break_parts_two_words() -> None:
    assert middle("<p>Dorpsstraat 1<br>Droomveen<br/>Fabelland</p>") == [("text", "Dorpsstraat 1 Droomveen Fabelland")]


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
        ("list", "- taart"),
    ]


def test_the_parts_of_one_item_do_not_run_together() -> None:
    assert middle("<ul><li><p>Soep met brood.</p><p>Taart toe.</p></li><li>Koffie<ul><li>thee</li></ul></li></ul>") == [
        ("list", "- Soep met brood. Taart toe."),
        ("list", "- Koffie thee"),
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
    assert middle("<div>Los begin<p>een alinea</p>los einde</div>") == [("text", "Los begin een alinea los einde")]


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
    [b"", b"\x00", b"<html></html>", b"geen opmaak", b"\xff\xfe\xfd", b"<html><body><img></body></html>"],
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
