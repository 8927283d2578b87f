"""PDF: what is drawn on pages becomes text in reading order, and what cannot be read is refused with its reason."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.model import BlockKind
from corpus.reading import pdf
from corpus.reading.draft import BOLD_LEVEL, Draft, UnreadableFileError
from corpus.reading.pages import drawings, scans
from corpus.reading.pdf import read_pdf

WIDTH, HEIGHT = A4
LEFT, RIGHT = 60, 310  # the left edges of two columns
TALE = (
    "In het buurthuis van Droomveen drinken de buren elke dinsdag samen koffie.",
    "Wie niet kan lopen wordt gehaald door een vrijwilliger uit de straat.",
    "Daarna eten zij soep met brood uit de oven van de bakker op de hoek.",
)


class Page:
    """Draws on the pages of a PDF, in points from the top left."""

    def __init__(self, **options: object) -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=A4, invariant=1, **options)

    def line(self, x: float, y: float, text: str, *, size: float = 10, bold: bool = False) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def lines(self, x: float, y: float, *texts: str, size: float = 10, bold: bool = False) -> None:
        for row, text in enumerate(texts):
            self.line(x, y + 12 * row, text, size=size, bold=bold)

    def tale(self, x: float, y: float) -> None:
        """Draw a paragraph of three full lines."""
        self.lines(x, y, *TALE)

    def end(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()


def read(draw: Callable[[Page], object]) -> Draft:
    page = Page()
    draw(page)
    return read_pdf(page.pdf())


def pieces(draft: Draft) -> list[tuple[BlockKind, str]]:
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


def texts(draft: Draft) -> list[str]:
    return [text for _, text in pieces(draft)]


# Order -----------------------------------------------------------------------------------------------------------

FIRST = (
    "De tuin achter het buurthuis is groter dan",
    "een voetbalveld en ligt al jaren braak. Dat",
    "vinden de buren zonde van de mooie grond.",
)
SECOND = (
    "Daarom komen zij op zaterdag met scheppen",
    "en kruiwagens bij elkaar. In mei staan er de",
    "eerste aardappels en bonen in de rijen.",
)
ONE, TWO = " ".join(FIRST), " ".join(SECOND)


def test_lines_of_a_paragraph_are_joined_by_spaces() -> None:
    assert pieces(read(lambda page: page.tale(LEFT, 80))) == [("text", " ".join(TALE))]


def test_columns_are_read_one_after_the_other_also_when_they_are_drawn_line_by_line() -> None:
    def draw(page: Page) -> None:
        for row, (left, right) in enumerate(zip(FIRST, SECOND, strict=True)):
            page.line(RIGHT, 80 + 12 * row, right)
            page.line(LEFT, 80 + 12 * row, left)

    assert texts(read(draw)) == [ONE, TWO]


def test_a_title_over_two_columns_ends_the_columns_above_it() -> None:
    def draw(page: Page) -> None:
        page.lines(LEFT, 80, *FIRST)
        page.lines(RIGHT, 80, *SECOND)
        page.line(LEFT, 160, "Een middag in de werkplaats van de fietsen", size=22)
        page.lines(LEFT, 200, *SECOND)
        page.lines(RIGHT, 200, *FIRST)

    assert texts(read(draw)) == [ONE, TWO, "Een middag in de werkplaats van de fietsen", TWO, ONE]


def test_a_short_title_above_two_columns_ends_the_columns_above_it() -> None:
    def draw(page: Page) -> None:
        for y in (80, 160):
            page.lines(LEFT, y, *FIRST)
            page.lines(RIGHT, y, *SECOND)
        page.line(LEFT, 138, "Fietsen", size=16)

    assert texts(read(draw)) == [ONE, TWO, "Fietsen", ONE, TWO]


def test_a_heading_in_one_column_leaves_the_other_whole() -> None:
    def draw(page: Page) -> None:
        page.lines(LEFT, 80, *FIRST)
        page.line(LEFT, 138, "Fietsen", size=16)
        page.lines(LEFT, 160, *FIRST)
        for row in range(3):
            page.lines(RIGHT, 80 + 36 * row, *SECOND)

    assert texts(read(draw))[:3] == [ONE, "Fietsen", ONE]


@pytest.mark.parametrize("days", [["maandag"], ["maandag", "dinsdag", "vrijdag"]])
def test_a_sidebar_is_read_after_the_text_beside_it(days: list[str]) -> None:
    def draw(page: Page) -> None:
        for row in range(4):
            page.lines(LEFT, 80 + 12 * row, "De tuin achter het buurthuis is veel groter dan een voetbalveld")
        page.lines(420, 85, "Openingstijden", size=8, bold=True)
        for row, day in enumerate(days):
            page.line(420, 95 + 10 * row, day, size=8)

    found = texts(read(draw))
    assert found[0].startswith("De tuin")
    assert found[1:] == ["Openingstijden", " ".join(days)]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    def draw(page: Page) -> None:
        page.lines(LEFT, 80, *FIRST[:2], "vinden de buren, die er al veertig jaar wonen,")
        page.lines(
            RIGHT,
            80,
            "zonde van de mooie grond, zo midden in",
            "de wijk waar ook het buurthuis staat met",
            "zijn zalen. Daarom komen zij bijeen op de",
        )
        page.end()
        page.lines(LEFT, 80, "stoep voor het buurthuis. In mei staan er de", *SECOND[2:], "Dat is alles.")

    draft = read(draw)
    assert [block.page for block in draft.blocks] == [1]
    assert draft.text.endswith(
        " Daarom komen zij bijeen op de stoep voor het buurthuis. In mei staan er de eerste aardappels en bonen in de "
        "rijen. Dat is alles."
    )
    assert draft.pages == 2


def test_pages_count_from_one() -> None:
    def draw(page: Page) -> None:
        page.tale(LEFT, 80)
        page.end()
        page.tale(LEFT, 300)

    assert [block.page for block in read(draw).blocks] == [1, 2]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    page = Page()
    page.canvas.setPageRotation(turn)
    page.canvas.translate(300, 300)
    page.canvas.rotate(turn)
    page.canvas.translate(-250, 0)
    page.canvas.drawString(0, 0, TALE[0])
    page.canvas.drawString(0, -12, TALE[1])
    assert texts(read_pdf(page.pdf())) == [f"{TALE[0]} {TALE[1]}"]


def test_text_in_another_direction_is_dropped_and_said() -> None:
    def draw(page: Page) -> None:
        page.tale(LEFT, 80)
        page.canvas.rotate(90)
        page.canvas.drawString(200, -500, "Foto: Buurtkracht Droomveen")
        page.canvas.rotate(-45)
        page.canvas.drawString(500, 100, "Concept")

    draft = read(draw)
    assert texts(draft) == [" ".join(TALE)]
    assert [(dropped.text, dropped.reason, dropped.page) for dropped in draft.dropped] == [
        ("Foto: Buurtkracht Droomveen Concept", "gedraaide tekst, zoals een watermerk of een bronvermelding", 1)
    ]


def test_what_lies_beyond_the_page_is_not_read() -> None:
    def draw(page: Page) -> None:
        page.tale(LEFT, 80)
        page.line(LEFT, HEIGHT + 200, "Snijlijn")

    assert texts(read(draw)) == [" ".join(TALE)]


# Words -----------------------------------------------------------------------------------------------------------


def test_a_cut_word_is_joined_when_it_is_known_and_keeps_its_hyphen_when_it_is_not() -> None:
    def draw(page: Page) -> None:
        page.lines(
            LEFT,
            80,
            "De droomveenwerkers praten over mogelijk-",
            "heden voor dak-",
            "en thuisloze mensen, die de droomveen-",
            "werkers bij hun kick-",
            "off in Noord-",
            "Holland ontmoetten.",
        )

    assert texts(read(draw)) == [
        "De droomveenwerkers praten over mogelijkheden voor dak- en thuisloze mensen, die de droomveenwerkers "
        "bij hun kick-off in Noord-Holland ontmoetten."
    ]


def test_words_are_parted_by_the_white_between_them_where_no_space_is_drawn() -> None:
    def draw(page: Page) -> None:
        page.line(60, 80, "Koffie")
        page.line(95, 80, "drinken")  # Koffie is 29.5 points wide: 5.5 points of white
        page.line(60, 92, "buf")
        page.line(60 + page.canvas.stringWidth("buf", "Helvetica", 10), 92, "fer in de wijk")

    assert read(draw).text.split() == ["Koffie", "drinken", "buffer", "in", "de", "wijk"]


def test_letters_that_stand_apart_are_one_word() -> None:
    def draw(page: Page) -> None:
        page.canvas.setFont("Helvetica-Bold", 20)
        x = 60.0
        for letter in "NIEUWSBRIEF":
            page.canvas.drawString(x, HEIGHT - 60, letter)
            x += page.canvas.stringWidth(letter, "Helvetica-Bold", 20) + 6
        page.tale(LEFT, 100)

    assert texts(read(draw)) == ["NIEUWSBRIEF", " ".join(TALE)]


def test_a_raised_number_of_a_note_does_not_run_into_the_number_before_it() -> None:
    def draw(page: Page) -> None:
        page.line(LEFT, 80, "Dat was in 2023")
        page.line(LEFT + page.canvas.stringWidth("Dat was in 2023", "Helvetica", 10), 76, "1", size=6)
        page.line(LEFT, 700, "1", size=5)
        page.line(LEFT + 8, 703, "Jaarverslag van het buurthuis.", size=8)

    assert texts(read(draw)) == ["Dat was in 2023¹", "¹ Jaarverslag van het buurthuis."]


def test_ligatures_become_letters() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(page: Page) -> None:
        page.canvas.setFont("Vera", 10)
        page.canvas.drawString(LEFT, 700, "Wie \ufb01etst met de \ufb02es?")

    assert texts(read(draw)) == ["Wie fietst met de fles?"]


def test_bold_is_also_what_is_drawn_with_an_outline() -> None:
    def draw(page: Page) -> None:
        page.canvas.saveState()
        text = page.canvas.beginText(LEFT, HEIGHT - 60)
        text.setFont("Helvetica", 10)
        text.setTextRenderMode(2)
        text.textOut("Koffie in de wijk")
        page.canvas.drawText(text)
        page.canvas.restoreState()
        page.tale(LEFT, 90)

    assert [(block.level, block.title) for block in read(draw).blocks[:1]] == [(BOLD_LEVEL, "Koffie in de wijk")]


def test_a_word_in_two_fonts_is_one_word() -> None:
    def draw(page: Page) -> None:
        page.line(LEFT, 80, "buurt")
        page.canvas.setFont("Times-Roman", 10)
        page.canvas.drawString(
            LEFT + page.canvas.stringWidth("buurt", "Helvetica", 10), HEIGHT - 80, "huis in Droomveen"
        )

    assert texts(read(draw)) == ["buurthuis in Droomveen"]


def test_a_word_that_is_drawn_letter_by_letter_is_one_word() -> None:
    def draw(page: Page) -> None:
        x = 60.0
        for letter in "buurthuis in":
            page.line(x, 80, letter, bold=letter == "h")
            x += page.canvas.stringWidth(letter, "Helvetica-Bold" if letter == "h" else "Helvetica", 10)

    assert texts(read(draw)) == ["buurthuis in"]


def test_a_word_in_two_styles_is_one_word() -> None:
    def draw(page: Page) -> None:
        page.line(LEFT, 80, "buurt", bold=True)
        page.line(LEFT + page.canvas.stringWidth("buurt", "Helvetica-Bold", 10), 80, "huis in Droomveen")

    assert texts(read(draw)) == ["buurthuis in Droomveen"]


# Headings, lists, tables -----------------------------------------------------------------------------------------


def test_headings_are_larger_than_the_text_or_bold_and_have_levels_by_size() -> None:
    def draw(page: Page) -> None:
        page.line(LEFT, 60, "Jaarplan van de", size=24)
        page.line(LEFT, 88, "wijk Droomveen", size=24)
        page.line(LEFT, 130, "Wat wij doen", size=16)
        page.tale(LEFT, 160)
        page.line(LEFT, 220, "Koffie op dinsdag", bold=True)
        page.tale(LEFT, 234)
        page.line(LEFT, 300, "2.1 Soep op vrijdag")
        page.tale(LEFT, 330)

    draft = read(draw)
    assert [(block.level, block.title) for block in draft.blocks if block.kind == "heading"] == [
        (1, "Jaarplan van de wijk Droomveen"),
        (2, "Wat wij doen"),
        (BOLD_LEVEL, "Koffie op dinsdag"),
        (BOLD_LEVEL, "2.1 Soep op vrijdag"),
    ]


def test_items_of_a_list_have_bullets_and_their_lines_are_joined() -> None:
    def draw(page: Page) -> None:
        page.tale(LEFT, 80)
        for row, (mark, text) in enumerate(
            [("•", "soep met"), ("", "ballen"), ("•", "brood"), ("1.", "taart"), ("2.", "vla")]
        ):
            page.line(LEFT, 140 + 12 * row, mark)
            page.line(LEFT + 20, 140 + 12 * row, text)
        page.line(LEFT, 200, "En daarna gaat ieder weer naar huis.")

    assert pieces(read(draw))[1:] == [
        ("list", "- soep met ballen"),
        ("list", "- brood"),
        ("list", "1. taart"),
        ("list", "2. vla"),
        ("text", "En daarna gaat ieder weer naar huis."),
    ]


def grid(page: Page, xs: list[float], ys: list[float]) -> None:
    for x in xs:
        page.canvas.line(x, HEIGHT - ys[0], x, HEIGHT - ys[-1])
    for y in ys:
        page.canvas.rect(xs[0], HEIGHT - y, xs[-1] - xs[0], 0.5, stroke=0, fill=1)


def test_a_table_with_drawn_cells_is_read_by_rows_and_within_a_cell_by_lines() -> None:
    def draw(page: Page) -> None:
        page.tale(LEFT, 80)
        grid(page, [60, 160, 400], [130, 150, 180, 200])
        page.line(65, 144, "Dag", bold=True)
        page.line(165, 144, "Wat", bold=True)
        page.line(65, 162, "dinsdag")
        page.lines(165, 162, "koffie met koek in", "de grote zaal")
        page.line(65, 194, "vrijdag")
        page.line(165, 194, "soep")
        page.tale(LEFT, 240)

    assert pieces(read(draw)) == [
        ("text", " ".join(TALE)),
        ("table", "Dag | Wat"),
        ("table", "dinsdag | koffie met koek in de grote zaal"),
        ("table", "vrijdag | soep"),
        ("text", " ".join(TALE)),
    ]


def test_a_table_in_a_form_is_a_table_and_what_is_not_painted_is_none() -> None:
    def draw(page: Page) -> None:
        page.canvas.beginForm("rooster")
        grid(page, [60, 160, 400], [130, 150, 180])
        page.canvas.endForm()
        page.canvas.doForm("rooster")
        page.line(65, 144, "dinsdag")
        page.line(165, 144, "koffie met koek in de grote zaal van het huis")
        page.line(65, 170, "vrijdag")
        page.line(165, 170, "soep met brood in de kleine zaal van het huis")
        unpainted = page.canvas.beginPath()
        unpainted.rect(0, 0, 500, 500)
        page.canvas.clipPath(unpainted, stroke=0, fill=0)
        drawing = page.canvas.beginPath()
        drawing.moveTo(60, 100)
        for step in range(500):
            drawing.lineTo(60 + step % 2 * 100, 100 + step)
        page.canvas.drawPath(drawing)
        page.tale(LEFT, 600)

    assert pieces(read(draw))[:2] == [
        ("table", "dinsdag | koffie met koek in de grote zaal van het huis"),
        ("table", "vrijdag | soep met brood in de kleine zaal van het huis"),
    ]


def test_a_drawing_of_more_lines_than_a_table_has_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "_MAX_RULES", 0)

    def draw(page: Page) -> None:
        grid(page, [60, 160, 400], [130, 150, 180])
        page.lines(65, 144, TALE[0])

    assert pieces(read(draw)) == [("text", TALE[0])]


def test_columns_around_a_table_are_read_as_columns() -> None:
    def draw(page: Page) -> None:
        page.lines(LEFT, 80, *FIRST)
        grid(page, [310, 400, 520], [70, 90, 110])
        for row, cells in enumerate([("dag", "wat"), ("dinsdag", "koffie")]):
            page.line(315, 84 + 20 * row, cells[0])
            page.line(405, 84 + 20 * row, cells[1])

    assert texts(read(draw)) == [ONE, "dag | wat", "dinsdag | koffie"]


def test_code_points_for_private_use_are_left_out() -> None:
    def draw(page: Page) -> None:
        page.tale(LEFT, 80)
        page.canvas.setFont("Symbol", 10)
        page.canvas.drawString(LEFT, 300, "\uf8e9")  # a code point that means something in this font only

    assert texts(read(draw)) == [" ".join(TALE)]


def test_short_cells_on_the_same_lines_are_a_table_without_any_drawn_line() -> None:
    def draw(page: Page) -> None:
        for row, cells in enumerate(
            [("Dag", "Wat", "Waar"), ("dinsdag", "koffie", "zaal"), ("vrijdag", "soep", "keuken")]
        ):
            for column, cell in enumerate(cells):
                page.line(60 + 120 * column, 140 + 20 * row, cell)
        page.line(180, 192, "met brood")
        page.tale(LEFT, 240)

    assert pieces(read(draw)) == [
        ("table", "Dag | Wat | Waar"),
        ("table", "dinsdag | koffie | zaal"),
        ("table", "vrijdag | soep met brood | keuken"),
        ("text", " ".join(TALE)),
    ]


# What surrounds the text -----------------------------------------------------------------------------------------


def test_running_headers_and_page_numbers_are_dropped_and_said() -> None:
    def draw(page: Page) -> None:
        for number in (1, 2, 3):
            page.line(LEFT, 30, "Buurtbericht van Droomveen", size=8)
            page.tale(LEFT, 300)
            page.line(500, 820, f"{number} / 3", size=8)
            page.end()

    draft = read(draw)
    assert texts(draft) == [" ".join(TALE)] * 3
    assert [(dropped.text, dropped.page) for dropped in draft.dropped] == [
        ("Buurtbericht van Droomveen", 1),
        ("1 / 3", 1),
        ("Buurtbericht van Droomveen", 2),
        ("2 / 3", 2),
        ("Buurtbericht van Droomveen", 3),
        ("3 / 3", 3),
    ]
    assert {dropped.reason for dropped in draft.dropped} == {"kopregel, voetregel of paginanummer"}


def test_the_white_in_lines_that_fill_a_column_makes_no_table_of_them() -> None:
    def fill(page: Page, y: float, start: str, end: str, *, size: float = 10, bold: bool = False) -> None:
        page.line(LEFT, y, start, size=size, bold=bold)
        page.canvas.drawRightString(LEFT + 180, HEIGHT - y, end)

    def draw(page: Page) -> None:
        fill(page, 100, "Deze mensen komen nergens", "meer")
        page.line(LEFT, 112, "binnen.")
        fill(page, 136, "Samen", "aan", size=15, bold=True)
        page.line(LEFT, 154, "tafel", size=15, bold=True)
        fill(page, 178, "Onderzoekers", "legden")
        page.lines(LEFT, 190, "vast wat zij dinsdag hoorden.")
        page.tale(LEFT, 220)

    assert pieces(read(draw))[:3] == [
        ("text", "Deze mensen komen nergens meer binnen."),
        ("heading", "Samen aan tafel"),
        ("text", "Onderzoekers legden vast wat zij dinsdag hoorden."),
    ]


def test_a_footer_under_a_table_is_no_row_of_it() -> None:
    def draw(page: Page) -> None:
        for number in (1, 2):
            for row, (ground, count) in enumerate((("Grond", "2021"), ("Leeftijd", "12"), ("Afkomst", "40"))):
                page.line(LEFT, 300 + 14 * row, ground)
                page.line(300, 300 + 14 * row, count)
            page.line(LEFT, 820, "Buurtbericht van Droomveen")
            page.line(300, 820, str(number))
            page.end()

    assert texts(read(draw)) == ["Grond | 2021", "Leeftijd | 12", "Afkomst | 40"] * 2


def test_links_lie_over_their_words() -> None:
    def draw(page: Page) -> None:
        page.line(LEFT, 80, "Lees meer op de site van het buurthuis in Droomveen.")
        start = LEFT + page.canvas.stringWidth("Lees meer op ", "Helvetica", 10)
        end = start + page.canvas.stringWidth("de site van het buurthuis", "Helvetica", 10)
        page.canvas.linkURL("https://buurthuis.example/", (start, HEIGHT - 84, end, HEIGHT - 70))
        page.canvas.bookmarkPage("begin")
        page.canvas.linkAbsolute("begin", "begin", (LEFT, HEIGHT - 84, start, HEIGHT - 70))
        page.canvas.linkURL("file:///etc/passwd", (LEFT, HEIGHT - 84, start, HEIGHT - 70))

    draft = read(draw)
    assert [(draft.text[link.start : link.end], link.url) for link in draft.links] == [
        ("de site van het buurthuis", "https://buurthuis.example/")
    ]


@pytest.mark.parametrize(
    ("title", "author", "found"),
    [
        (
            "Koffie in Droomveen",
            "Noor Verzinsel; Jan de Vries",
            {"title": "Koffie in Droomveen", "authors": "Noor Verzinsel; Jan de Vries"},
        ),
        ("Microsoft Word - koffie.docx", "Microsoft Office User", {}),
        ("droomveen koffie.docx", "jdevries", {}),
        ("untitled", "N. Verzinsel2", {}),
        ("Handleiding van een ander", "", {}),
    ],
)
def test_title_and_author_are_kept_when_no_program_filled_them_in(
    title: str, author: str, found: dict[str, str]
) -> None:
    def draw(page: Page) -> None:
        page.canvas.setTitle(title)
        page.canvas.setAuthor(author)
        page.tale(LEFT, 80)

    assert read(draw).found == found


def titled(*headings: tuple[str, float], title: str = "", subject: str = "", text: tuple[str, ...] = TALE) -> str:
    """Return the title that is found for headings on a first page, each with its size, and text under them."""

    def draw(page: Page) -> None:
        page.canvas.setTitle(title)
        page.canvas.setSubject(subject)
        for row, (heading, size) in enumerate(headings):
            page.line(LEFT, 60 + 60 * row, heading, size=size)
        page.lines(LEFT, 60 + 60 * len(headings), *text)
        page.end()
        page.lines(LEFT, 80, "Ketenbureau Soepkeuken", *TALE)

    return read(draw).found.get("title", "")


def test_a_stated_title_of_another_version_or_from_an_address_on_the_second_page_is_not_believed() -> None:
    heading = ("Werkwijze koffie versie 3.2.b", 24.0)
    assert titled(heading, title="Werkwijze koffie 3.2") == "Werkwijze koffie 3.2"
    assert titled(heading, title="Werkwijze koffie 3.0.2 RC1") == ""
    assert titled(heading, title="Soepkeuken") == ""
    assert titled(title="Soepkeuken") == "Soepkeuken"  # no heading shows where the first pages end


SUBJECT = "Antwoord op vragen over het buurthuis van Droomveen"  # antwoord, vragen, over, buurthuis, droomveen


def test_under_the_name_of_a_public_body_the_stated_subject_is_the_title() -> None:
    assert titled(("Gemeenteraad", 24), ("Antwoord op vragen", 16), subject=SUBJECT) == ""
    assert titled(("Raad van Fabelstad", 24), ("Antwoord op vragen", 16), subject=SUBJECT) == SUBJECT
    assert titled(("Raad van Fabelstad", 24), subject="Vragen over koffie van een ander") == ""
    assert titled(("Raad van Fabelstad", 24), subject="Koffie in Droomveen") == ""


def test_under_the_name_of_a_public_body_an_official_title_in_the_text_comes_next() -> None:
    official = "Vragen van het lid Verzonnen aan het college over koffie (ingezonden 3 mei 2024)."
    assert titled(("Raad van Fabelstad", 24), text=(official,)) == official
    assert titled(("Koffie in Fabelstad", 24), text=(official,)) == ""


def test_headings_of_one_size_that_fill_the_first_page_are_the_title() -> None:
    assert titled(("Werkplan koffie", 24), ("Droomveen", 24), text=()) == "Werkplan koffie Droomveen"
    assert titled(("Werkplan koffie", 24), ("Droomveen", 16), text=()) == ""
    assert titled(("Werkplan koffie", 24), text=()) == ""


def test_the_language_is_that_of_the_catalogue() -> None:
    page = Page(lang="nl-NL")
    page.tale(LEFT, 80)
    assert read_pdf(page.pdf()).found["language"] == "nl-NL"


# What cannot be read ---------------------------------------------------------------------------------------------


def good() -> bytes:
    page = Page()
    page.tale(LEFT, 80)
    return page.pdf()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "het bestand is leeg; haal het opnieuw op bij de bron"),
        (b"\x00 \n" * 9, "het bestand is leeg; haal het opnieuw op bij de bron"),
        (
            b"<html>",
            "dit is geen PDF, ook al heet het zo; geef het de naam die bij de inhoud past, of maak er een PDF van",
        ),
        (b"%PDF-1.4\nafgebroken", "de PDF is afgebroken: het einde ontbreekt; haal het bestand opnieuw op bij de bron"),
        (
            b"%PDF-1.4\nkapot\n%%EOF",
            "de PDF is beschadigd; haal het bestand opnieuw op, of open het en sla het opnieuw op als PDF",
        ),
    ],
)
def test_what_is_no_whole_pdf_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_pdf(raw)
    assert str(refused.value) == reason


def test_a_password_is_asked_of_the_reader_not_guessed() -> None:
    page = Page(encrypt=StandardEncryption("geheim"))
    page.tale(LEFT, 80)
    with pytest.raises(UnreadableFileError, match="met een wachtwoord beveiligd; sla een kopie zonder wachtwoord op"):
        read_pdf(page.pdf())


def test_an_unknown_lock_is_said() -> None:
    page = Page(encrypt=StandardEncryption("", ownerPassword="eigenaar"))
    page.tale(LEFT, 80)
    locked = page.pdf().replace(b"/Filter /Standard", b"/Filter /Onbekend")
    with pytest.raises(UnreadableFileError, match="versleuteld op een manier die niet gelezen kan worden"):
        read_pdf(locked)


def test_pages_without_text_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="in de PDF staat geen tekst"):
        read(lambda page: page.canvas.line(10, 10, 100, 100))


def test_a_file_without_its_end_is_read_and_that_is_said() -> None:
    draft = read_pdf(good().replace(b"%%EOF", b""))
    assert texts(draft) == [" ".join(TALE)]
    assert draft.notes == (
        "het einde van het bestand ontbreekt, misschien is niet alles gelezen; haal het opnieuw op bij de bron",
    )


def three_pages() -> Page:
    page = Page()
    for y in (200, 300, 400):
        page.tale(LEFT, y)
        page.end()
    return page


def test_a_damaged_page_is_left_out_and_said() -> None:
    whole = three_pages().pdf()
    kids = whole[whole.index(b"/Kids [") :].split(b"]")[0]
    first, second, *rest = kids.removeprefix(b"/Kids [").split(b" R")
    broken = kids.replace(second, b" 99 0")
    draft = read_pdf(whole.replace(kids, broken))
    assert [block.page for block in draft.blocks] == [1, 3]
    assert draft.notes == ("pagina 2: beschadigd en niet gelezen; haal het bestand opnieuw op bij de bron",)
    with pytest.raises(UnreadableFileError, match="beschadigd: geen van de pagina's is te lezen"):
        read_pdf(whole.replace(kids, broken.replace(first, b" 98 0").replace(rest[0], b" 97 0")))


def test_only_so_many_pages_and_characters_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 74)
    draft = read_pdf(three_pages().pdf())
    assert [block.page for block in draft.blocks] == [1, 2]
    assert texts(draft) == [TALE[0]] * 2
    assert draft.notes == (
        "alleen de eerste 2 van 3 pagina's zijn gelezen; splits het bestand",
        "van pagina's 1, 2 zijn alleen de eerste 74 tekens gelezen",
    )


def test_a_long_list_of_pages_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 74)
    page = Page()
    for number in range(14):
        page.tale(LEFT, 200 + 20 * number)
        page.end()
    assert read_pdf(page.pdf()).notes == (
        "van pagina's 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 en meer zijn alleen de eerste 74 tekens gelezen",
    )


# Scans -----------------------------------------------------------------------------------------------------------


def scan(page: Page) -> None:
    """Draw a picture that fills the page."""
    picture = Image.new("L", (60, 80), 255)
    page.canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that makes a program the only Tesseract there is."""
    monkeypatch.setenv("PATH", str(tmp_path))
    scans.can_read_scans.cache_clear()

    def write(body: str) -> None:
        program = tmp_path / "tesseract"
        program.write_text(f"#!{sys.executable}\nimport sys, time\n{body}", encoding="utf-8")
        program.chmod(0o755)

    yield write
    scans.can_read_scans.cache_clear()


LISTS = "if '--list-langs' in sys.argv: print('List:\\neng\\nnld'); sys.exit()\n"
READS = (
    LISTS
    + """
picture = sys.stdin.buffer.read()
assert sys.argv[1:5] == ['stdin', 'stdout', '-l', 'nld'] and picture.startswith(b'P5 1654 2339 255')
print('De buren drinken kof-\\nfie in de\\nzaal.\\n\\n\\nTot dinsdag.')
"""
)


def mixed() -> bytes:
    page = Page()
    page.tale(LEFT, 200)
    page.end()
    scan(page)
    page.end()
    page.tale(LEFT, 300)
    return page.pdf()


def test_scans_are_read_in_their_place(install: Callable[[str], None]) -> None:
    install(READS)
    draft = read_pdf(mixed())
    assert [block.page for block in draft.blocks] == [1, 2, 2, 3]
    assert texts(draft)[1:3] == ["De buren drinken koffie in de zaal.", "Tot dinsdag."]
    assert (draft.scans, draft.notes) == ((), ())


@pytest.mark.skipif(not scans.can_read_scans(), reason="Tesseract with Dutch is not installed")
def test_tesseract_itself_reads_a_clean_scan_word_for_word() -> None:
    typed = Page()
    typed.tale(LEFT, 200)
    picture = pypdfium2.PdfDocument(typed.pdf())[0].render(scale=200 / 72).to_pil()
    page = Page()
    page.canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)

    draft = read_pdf(page.pdf())

    assert " ".join(" ".join(texts(draft)).split()) == " ".join(TALE)
    assert (draft.scans, draft.notes) == ((), ())


@pytest.mark.parametrize("body", ["", "print('List:\\neng')"])
def test_without_dutch_the_scans_are_named_with_what_to_install(install: Callable[[str], None], body: str) -> None:
    if body:
        install(body)
    draft = read_pdf(mixed())
    assert draft.scans == (2,)
    assert draft.notes == (
        "pagina 2: een scan, niet gelezen; installeer Tesseract met Nederlands (op Debian en Ubuntu: "
        "apt install tesseract-ocr tesseract-ocr-nld)",
    )
    with pytest.raises(UnreadableFileError, match="bestaat uit scans, plaatjes van tekst; installeer Tesseract"):
        read(scan)


@pytest.mark.parametrize("body", ["time.sleep(9)", "sys.exit(1)"])
def test_a_scan_that_fails_is_named(install: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setattr(scans, "_SECONDS", 0.5)
    install(LISTS + body)
    draft = read_pdf(mixed())
    assert draft.scans == (2,)
    assert draft.notes == ("pagina 2: een scan die te groot of te onduidelijk is om te lezen; splits het bestand",)


def test_scans_in_which_nothing_is_found_are_refused(install: Callable[[str], None]) -> None:
    install(LISTS)
    with pytest.raises(UnreadableFileError, match="scans waarin geen tekst gevonden is; maak een scherpere scan"):
        read(scan)


def test_only_so_many_scans_are_read(install: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_SCANS", 0)
    install(READS)
    assert read_pdf(mixed()).scans == (2,)
