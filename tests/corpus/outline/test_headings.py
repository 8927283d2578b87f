"""Headings that no markup shows: which lines are, and which are something else."""

import pytest

from tests.corpus.outline.trees import PROSE, outline, sections_of, titles


@pytest.mark.parametrize(
    "line",
    [
        "Koffie in de wijk",
        "‘Ik kom elke week’",
        "Wie komt er? Iedereen?",
        "3 vragen",
        "Émile",
        "KOFF",
        "Koffie (2024)",
        "Preventie in de wijk: een methode voor het voorkomen en doorbreken van eenzaamheid bij ouderen in Droomveen",
        "Hoe wordt een aanvraag gevuld als er sprake is van twee plannen die elkaar in één periode opvolgen?",
        "Zorg is van ons allemaal",
        "Jaarverslag 2024 IN HET KORT",
        "Groeten uit Droomveen",
    ],
)
def test_a_short_line_above_a_paragraph_is_a_heading(line: str) -> None:
    assert titles(line, PROSE) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "koffie in de wijk",
        "Koffie in de wijk.",
        "Koffie in de wijk:",
        "Koffie in de wijk,",
        "Koffie in de wijk -",
        "Kom ook! Je bent welkom",
        "1 2 3",
        "A",
        "Een regel van meer dan veertien woorden is te lang voor een kop in dit blad",
        "Hottentottententententoonstellingen" * 3,
        "Door Roos Verzonnen",
        "Foto: Bram Voorbeeld",
        "Tabel 1 Bezoekers",
        "Roos Verzonnen, lector",
        "Roos Verzonnen, associate lector sociaal werk",
        "12 foto’s",
        "Woensdag 16 mei 2024",
        "Fabelstad, 16 mei 2024",
        "Mei '24",
        "Roos@buurt.example",
        "Www.buurt.example",
        "Telefoon: 000",
        "Bel 000-0000010",
        "Meer informatie",
        "Praatplaat door Roos Verzonnen (2022)",
        "Publicatiedatum: 29 september 2025",
        "Versie 1.0",
        "Postbus 12",
        "2345 AB Fabelstad",
        "Dorpsstraat 12",
        "Wat wij doen voor mensen met een",
        "De buurt drinkt elke week koffie en wordt daar blij van",
        "In Noord is het nu gewoon geworden dat de buren koffie drinken. Wat deden zij?",
        "Gratis",
        "Type: beleidsregel",
        "Projectleider: Roos Verzonnen",
        "Plaats: Fabelstad",
        "Vergaderdatum: 6 juni",
        "Groet, Bram",
        "Met vriendelijke groet, Roos Verzonnen",
        "Buurthuis zie: wijkcentrum",
        "Antwoord van wethouder Verzonnen (ontvangen 3 mei 2024)",
    ],
)
def test_a_short_line_that_is_something_else_is_no_heading(line: str) -> None:
    assert titles(line, PROSE) == []


def test_a_short_line_that_the_next_paragraph_goes_on_with_is_no_heading() -> None:
    assert titles("Koffie in de wijk", "drinken wij elke week, en de buren komen graag.") == []


def test_a_question_right_above_a_marked_heading_is_no_heading() -> None:
    assert titles("# Vraag 1", "Komt u ook?", "# Antwoord 1", PROSE) == ["Vraag 1", "Antwoord 1"]
    assert titles("# Koffie", "Komt u ook?", PROSE) == ["Koffie", "Komt u ook?"]


def test_the_parts_of_a_list_of_questions_stand_side_by_side_with_the_questions_as_their_text() -> None:
    paragraphs = [
        "Vraag 1\nKomt u ook?",
        "Antwoord 1\nJa.",
        "Vraag 2 en 3",
        "Hoe laat?",
        "Waar?",
        "Antwoord 2 en 3",
        PROSE,
    ]
    assert outline(*paragraphs) == ["Vraag 1", "Antwoord 1", "Vraag 2 en 3", "Antwoord 2 en 3"]
    text, tree = sections_of(*paragraphs)
    assert [[text[block.start : block.end] for block in section.blocks] for section in tree] == [
        ["Komt u ook?"],
        ["Ja."],
        ["Hoe laat?", "Waar?"],
        [PROSE],
    ]


def test_after_the_answer_another_heading_may_follow() -> None:
    assert titles("Vraag 1", "Ja", PROSE, "Koffie", PROSE) == ["Vraag 1", "Koffie"]
    assert titles("Vraag 1", PROSE, "Koffie", PROSE, "Komt u ook?", PROSE) == ["Vraag 1", "Koffie", "Komt u ook?"]
    assert titles("Vraag van de week", "Komt u ook?", PROSE) == ["Vraag van de week", "Komt u ook?"]


def test_the_name_under_a_farewell_is_no_heading() -> None:
    assert titles(f"{PROSE} Graag tot dan!", "Roos Verzonnen", "Leeratelier Koffie", PROSE) == ["Leeratelier Koffie"]
    assert titles("Met vriendelijke groet,", "Roos Verzonnen", PROSE) == []


def test_a_short_line_with_nothing_under_it_is_no_heading() -> None:
    assert titles(PROSE, "Koffie in de wijk") == []
    assert titles("Koffie in de wijk", "Thee") == []


@pytest.mark.parametrize("below", ["Kom ook.", "- soep", "‘acht woorden zonder punt zijn ook al tekst’"])
def test_a_sentence_a_list_or_eight_words_may_stand_under_a_heading(below: str) -> None:
    assert titles("Koffie in de wijk", below) == ["Koffie in de wijk"]


def test_four_short_lines_on_end_are_a_menu_of_which_the_last_three_may_be_headings() -> None:
    assert titles("Thuis", "Nieuws", "Agenda", "Koffie", PROSE) == ["Nieuws", "Agenda", "Koffie"]


def test_a_title_over_two_lines_is_one_heading() -> None:
    assert titles("Impact in\nde sociale basis", PROSE) == ["Impact in de sociale basis"]
    assert titles("Impact in\nde sociale\nbasis", PROSE) == []


def test_the_first_line_of_a_paragraph_is_a_heading_when_it_is_much_shorter() -> None:
    text, tree = sections_of(f"Koffie in de wijk\n  {PROSE}")
    assert [section.title for section in tree] == ["Koffie in de wijk"]
    assert [text[block.start : block.end] for block in tree[0].blocks] == [PROSE]


@pytest.mark.parametrize(
    "paragraph",
    [
        "De buren drinken elke week\nsamen koffie, ook in de zomer.",
        "Koffie\nin het buurthuis van de wijk.",
        f"Koffie:\n{PROSE}",
    ],
)
def test_the_first_line_of_a_wrapped_paragraph_is_no_heading(paragraph: str) -> None:
    assert titles(paragraph) == []


def test_a_numbered_line_above_a_paragraph_is_a_heading_and_a_list_is_not() -> None:
    assert titles("1. Aanleiding", PROSE, "2. Waar we nu staan", PROSE) == ["1. Aanleiding", "2. Waar we nu staan"]
    assert titles("1. Koffie drinken\n2. Samen eten", PROSE) == []
    assert titles(PROSE, "1. Koffie drinken") == []


@pytest.mark.parametrize(
    "below",
    [
        "Auteur: Roos Verzonnen",
        "Door Roos Verzonnen\n3 mei 2024",
        "voorjaar 2024",
        "Fabelstad, 3 mei 2024",
    ],
)
def test_credits_may_stand_between_a_title_and_its_text(below: str) -> None:
    assert titles("Koffie in de wijk", below, PROSE, "Aanpak", PROSE) == ["Koffie in de wijk", "Aanpak"]
    assert titles(PROSE, "Koffie in de wijk", below, PROSE) == ["Koffie in de wijk"]
    assert titles(PROSE, f"Koffie in de wijk\n{below}", PROSE) == ["Koffie in de wijk"]


def test_credits_with_another_heading_or_nothing_under_them_are_below_no_title() -> None:
    assert titles(PROSE, "Koffie", "3 mei 2024", "Thee", PROSE) == ["Thee"]
    assert titles(PROSE, "Koffie", "3 mei 2024") == []
    assert titles("Koffie", "3 mei 2024") == []


def test_labels_and_short_lines_may_stand_under_the_first_line_of_a_document_and_under_no_other() -> None:
    labels = "Locatie: Fabelstad\nAanwezig: Roos Verzonnen (voorzitter), Bram Voorbeeld"
    assert titles(f"Verslag wijkteam\n{labels}", PROSE) == ["Verslag wijkteam"]
    assert titles(PROSE, f"Verslag wijkteam\n{labels}", PROSE) == []
    assert titles("Verslag wijkteam", "Locatie: buurthuis", "Versie 2", PROSE)[0] == "Verslag wijkteam"
    assert titles(PROSE, "Verslag wijkteam", "Versie 2", PROSE) == []


def test_a_sentence_behind_its_label_is_no_label() -> None:
    assert titles("Koffie in de wijk\nLet op: het is dicht.") == []
