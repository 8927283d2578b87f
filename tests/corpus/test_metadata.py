"""Metadata: who is believed first, and what a text may add."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from corpus.metadata import describe
from corpus.model import Block, Fact, Item, Metadata, Section


def section(title: str) -> Section:
    return Section(title, 1, 0, 0, None, (), ())


def read(
    *,
    name: str = "a.txt",
    manifest: Mapping[str, str] | None = None,
    found: Mapping[str, str] | None = None,
    text: str = "",
    sections: tuple[Section, ...] = (),
    is_table: bool = False,
) -> Metadata:
    return describe(
        name,
        manifest=manifest or {},
        found=found or {},
        kind="news",
        text=text,
        sections=sections,
        is_table=is_table,
    )


def test_the_manifest_is_believed_before_the_markup_and_the_text() -> None:
    manifest = {"title": "Koffie", "publisher": "Buurt", "date": "2024-02", "authors": "Roos; ;Bram "}
    found = {
        "title": "Thee",
        "publisher": "x",
        "date": "2023",
        "authors": "x",
        "language": "nl",
        "url": "http://b.example",
    }
    text = "Gepubliceerd op 3 mei 2020\n\nDoor Karin Smit"
    assert read(manifest=manifest, found=found, text=text, sections=(section("Kop"),)) == Metadata(
        "Koffie", "Buurt", "2024-02", ("Roos", "Bram"), "news", "nl", "http://b.example"
    )


def test_an_empty_cell_of_the_manifest_says_nothing() -> None:
    found = {"title": "Thee", "date": "2023", "language": " "}
    metadata = read(manifest={"title": " ", "date": "", "language": ""}, found=found)
    assert metadata == Metadata("Thee", None, "2023", (), "news", None, None)


def test_what_nobody_else_states_is_read_from_the_text() -> None:
    metadata = read(text="Titel\n\n3 mei 2020\n\nDoor Karin Smit\n\nMail k@ zorg@buurt.example.")
    assert (metadata.date, metadata.authors) == ("2020-05-03", ("Karin Smit",))
    assert metadata.facts == (Fact("contact", "zorg@buurt.example", "", 0.95, 44, 62),)


def test_what_a_row_of_a_table_states_is_no_date_or_author_of_the_table() -> None:
    text = "Datum: 12-06-2024\n\nDoor Karin Smit"
    assert (read(text=text).date, read(text=text).authors) == ("2024-06-12", ("Karin Smit",))
    assert (read(text=text, is_table=True).date, read(text=text, is_table=True).authors) == (None, ())


def test_without_a_stated_title_the_first_heading_is_the_title() -> None:
    assert read(sections=(section(""), section("Eerste"), section("Tweede"))).title == "Eerste"


def test_the_heading_after_which_the_file_is_named_is_the_title_before_the_first_heading() -> None:
    inner = section("Casus 5: Koffie en thee in Droomveen")  # casus, koffie, thee and droomveen
    sections = (replace(section("Versiebeheer"), sections=(inner,)), section("Casus"))
    assert read(name="Casus-05-koffie.pdf", sections=sections).title == "Versiebeheer"  # 2 of 4
    assert read(name="Casus-05-koffie-thee.pdf", sections=sections).title == inner.title  # 3 of 4
    assert read(name="Casus-05-koffie-thee.pdf", found={"title": "Soep"}, sections=sections).title == "Soep"


def test_a_heading_far_from_the_start_or_with_one_word_of_the_name_of_the_file_is_no_title() -> None:
    first, late = section("Versiebeheer"), replace(section("Koffie thee"), start=3_000)
    assert read(name="koffie-thee.pdf", sections=(first, late)).title == "Versiebeheer"
    assert read(name="koffie-thee.pdf", sections=(first, replace(late, start=2_999))).title == "Koffie thee"
    assert read(name="koffie.pdf", sections=(first, section("Koffie"))).title == "Versiebeheer"


@pytest.mark.parametrize(
    ("name", "title"), [("samen-aan_zet.txt", "samen aan zet"), ("a.b--c.md", "a.b c"), ("zonder", "zonder")]
)
def test_without_any_heading_the_name_of_the_file_is_the_title(name: str, title: str) -> None:
    assert read(name=name, sections=(section(""),)).title == title


def test_a_title_is_cut_at_three_hundred_characters() -> None:
    assert read(manifest={"title": "x" * 301}).title == "x" * 300


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2024-02-01T10:00:00", "2024-02-01"),
        ("2024-02-01 10:00", "2024-02-01"),
        ("1 mei 2024", "2024-05-01"),
        ("mei", None),
    ],
)
def test_a_time_of_day_is_left_out_and_a_month_without_a_year_is_no_date(stated: str, date: str | None) -> None:
    assert read(found={"date": stated}).date == date


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("https://buurt.example/a", "https://buurt.example/a"),
        ("HTTP://buurt.example", "HTTP://buurt.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/a", None),
        ("https:", None),
        ("http://[x", None),
    ],
)
def test_only_an_address_on_the_web_is_an_address(stated: str, url: str | None) -> None:
    assert read(found={"url": stated}).url == url


@pytest.mark.parametrize(("stated", "language"), [("nl-NL", "nl"), ("Nederlands", "nl"), ("EN", "en"), ("", None)])
def test_a_language_is_its_code(stated: str, language: str | None) -> None:
    assert read(found={"language": stated}).language == language


@pytest.mark.parametrize(
    ("people", "facts"),
    [
        ("Roos Bakker (projectleider); Bram Visser", [("Roos Bakker", "projectleider"), ("Bram Visser", "")]),
        ("Roos Bakker, lector", [("Roos Bakker", "lector")]),
        ("projectleider: Roos Bakker", [("Roos Bakker", "projectleider")]),
        (
            "onderzoekers: Roos Bakker en Bram Visser",
            [("Roos Bakker", "onderzoekers"), ("Bram Visser", "onderzoekers")],
        ),
        ("Vries, Jan de", [("Vries, Jan de", "")]),
        ("Roos", [("Roos", "")]),
    ],
)
def test_the_people_of_a_project_are_stated_with_their_roles(people: str, facts: list[tuple[str, str]]) -> None:
    assert read(manifest={"people": people}).facts == tuple(Fact("person", name, role) for name, role in facts)


def test_every_column_of_a_project_becomes_facts() -> None:
    row = {
        "partners": "Gemeente Wierden; Thuis",
        "place": "Wierden",
        "programme": "Samen leven",
        "start": "mei 2021",
        "end": "2023",
        "status": "Afgerond",
        "contact": "06-12345678",
    }
    assert read(manifest=row).facts == (
        Fact("partner", "Gemeente Wierden"),
        Fact("partner", "Thuis"),
        Fact("place", "Wierden"),
        Fact("programme", "Samen leven"),
        Fact("contact", "06-12345678"),
        Fact("start", "2021-05"),
        Fact("end", "2023"),
        Fact("status", "finished"),
    )


def test_what_is_stated_of_status_and_period_is_not_read_from_the_text_as_well() -> None:
    text = "Het project loopt van 2021 tot 2023. Bel 06-12345678."
    facts = read(manifest={"status": "afgerond", "contact": "06-12345678"}, text=text).facts
    assert [(fact.name, fact.value) for fact in facts] == [
        ("contact", "06-12345678"),
        ("status", "finished"),
        ("start", "2021"),
        ("end", "2023"),
    ]


def test_what_stands_in_an_item_is_said_of_that_item_alone() -> None:
    text = "Bel 06-11111111.\nDoor Roos Bakker\nBel 06-22222222.\nBel 06-33333333."
    first, last = text.index("Door"), text.rindex("Bel")
    item = Section("Kop", 2, first, last, Item(), (), ())
    metadata = read(text=text, sections=(Section("Deel", 1, 0, last, None, (), (item,)),))
    assert [fact.value for fact in metadata.facts] == ["06-11111111", "06-33333333"]
    assert metadata.authors == ()


def test_a_document_with_several_bylines_has_no_author_of_its_own() -> None:
    assert read(text="Door Roos Bakker\n\nTekst.\n\nTekst: Roos Bakker").authors == ("Roos Bakker",)
    assert read(text=f"Door Roos Bakker\n\n{'x' * 2_000}\n\nDoor Bram Visser").authors == ()


@pytest.mark.parametrize(
    ("words", "authors"),
    [
        (14, ("Roos Bakker",)),  # a subtitle
        (15, ()),  # a paragraph: what follows under a heading of its own is an article
    ],
)
def test_a_byline_below_a_later_heading_than_that_of_the_first_paragraph_is_not_the_documents(
    words: int, authors: tuple[str, ...]
) -> None:
    first, second = " ".join(["x"] * words), "Door Roos Bakker"
    text = f"Krant\n\n{first}\n\nTuin\n\n{second}"
    start, end = text.index("Tuin"), len(text)
    tuin = Section("Tuin", 2, start, end, None, (Block("text", text.index(second), end),), ())
    krant = Section("Krant", 1, 0, end, None, (Block("text", 7, 7 + len(first)),), (tuin,))
    assert read(text=text, sections=(krant,)).authors == authors


def test_a_byline_in_the_only_section_with_a_paragraph_is_the_documents() -> None:
    text = f"{'x ' * 15}\n\nDoor Roos Bakker"
    assert read(text=text, sections=(Section("", 0, 0, len(text), None, (Block("text", 0, 29),), ()),)).authors == (
        "Roos Bakker",
    )


def test_a_text_that_is_one_item_says_nothing_of_the_document() -> None:
    text = "Bel 06-11111111."
    assert read(text=text, sections=(Section("Kop", 1, 0, len(text), Item(), (), ()),)).facts == ()
