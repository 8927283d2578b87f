"""The first lines of a document: its date, and who wrote it."""

import pytest

from corpus.describing.first_lines import byline, date_in_text, line_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Gepubliceerd op 3 juni 2019\n\nTekst.", "2019-06-03"),
        ("Titel\n\n| Datum | 12 maart 2021 |\n", "2021-03-12"),
        ("Publicatiedatum: mei 2024", "2024-05"),
        ("Datum\nVersie 2", None),
        ("Datum van de vergadering: 3 mei 2024", None),
        ("Vragen (ingezonden 1 mei 2024).\nAntwoord (ontvangen 3 juni\n2024).", "2024-06-03"),
        ("Nieuwsbrief maart 2022\n\nTekst van 3 mei 2021.", "2022-03"),
        ("Jaargang 12, nr. 3, 2021", "2021"),
        ("NIEUWSBRIEF\n\nMEI 2024\n", "2024-05"),
        ("Titel\n\nfebruari 2024, Wierden\n", "2024-02"),
        ("Titel\n\nWierden, dinsdag 12 maart 2024\n", "2024-03-12"),
        ("Titel\n\nDatum: donderdag 6 juni 2024\n", "2024-06-06"),
        ("Titel\n\nGepubliceerd op maandag 3 juni 2024\n", "2024-06-03"),
        ("Titel\n\ndi 5 mrt 2024\n", "2024-03-05"),
        ("Titel\n\nFabelstad, wo. 6 maart 2024\n", "2024-03-06"),
        ("Titel\n\nd.d. 4-5-2022\n", "2022-05-04"),
        ("Titel\n\n15 Mei 2024 om 10.00 uur\n", "2024-05-15"),
        ("Titel\n\n15 mei 2024, 9:30\n", "2024-05-15"),
        ("Titel\n\ndie 5 mrt 2024\n", None),
        ("Titel\n\n15 mei 2024 om de hoek\n", None),
        ("Uitnodiging\n\nDatum: 12 september 2027\nLocatie: Utrecht", None),
        ("Uitnodiging\n\n**Tijd:** 10.00 uur\n\n**Datum** 12 september 2027", None),
        ("Uitnodiging\n\nDatum: 12 september 2027\nSpreker: Roos Bakker\nZaal: 3", None),
        ("Datum: 12-06-2024 | Plaats: Fabelstad", None),
        ("Datum: 3 mei 2024\nEen\nTwee\nPlaats: Fabelstad", "2024-05-03"),
        ("Gepubliceerd op 3 mei 2024\nLocatie: Utrecht", "2024-05-03"),
        ("Datum: 12 juni 2024\n\nDatum: 14 juni 2024", None),
        ("Geplaatst op 12 juni 2024\n\nGeplaatst op 14 juni 2024", None),
        ("Eerste concept 2020-11-27", None),
        ("Op 12 maart 2024 was er feest.", None),
        ("Het feest van mei 2023 en dat van mei 2024", None),
        ("\n".join(["regel"] * 12 + ["mei 2024"]), None),
        ("2019", None),
    ],
)
def test_a_document_has_the_date_that_its_first_lines_state(text: str, date: str | None) -> None:
    assert date_in_text("a.txt", text, kind=None) == date


@pytest.mark.parametrize(
    ("name", "date"), [("Nieuwsbrief_maart_2022.pdf", "2022-03"), ("nieuwsbrief.pdf", None), ("maart 2022.pdf", None)]
)
def test_the_name_of_an_issue_may_hold_its_date(name: str, date: str | None) -> None:
    assert date_in_text(name, "Tekst.", kind=None) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Symposium\n\nDatum: 12 september 2027", None),
        ("Symposium\n\n12 september 2027", None),
        ("Symposium op 12 september 2027\n\nGeplaatst op 3 mei 2027", "2027-05-03"),
    ],
)
def test_the_date_of_an_event_is_not_the_date_on_which_its_announcement_appeared(text: str, date: str | None) -> None:
    assert date_in_text("a.txt", text, kind="event") == date


def test_a_long_line_is_no_date_line() -> None:
    assert line_date("mei 2024 " + "A" * 60) is None


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Titel\n\nDoor Roos Bakker\n\nTekst.", ("Roos Bakker",)),
        ("Tekst: Roos Bakker en Bram Visser | Foto: Karin Smit", ("Roos Bakker", "Bram Visser")),
        ("Tekst: Roos Bakker, foto: Karin Smit", ("Roos Bakker",)),
        ("**Auteurs:** Roos Bakker, Bram Visser", ("Roos Bakker", "Bram Visser")),
        ("*Geschreven door Roos Bakker en\nBram Visser*", ("Roos Bakker", "Bram Visser")),
        ("Auteur(s): Roos Bakker, lector", ("Roos Bakker",)),
        ("Auteurs: Jansen, K., Bos, J. en De Wit, P.", ("Jansen, K.", "Bos, J.", "De Wit, P.")),
        ("Geschreven door Roos Bakker.", ("Roos Bakker",)),
        ("Door de regen liep niemand buiten", ()),
        ("Tekst: nog geen naam\nDoor Roos Bakker", ("Roos Bakker",)),
        ("x" * 1_501 + "\nDoor Roos Bakker", ()),
    ],
)
def test_a_byline_names_the_authors_and_nothing_else(text: str, authors: tuple[str, ...]) -> None:
    assert byline(text, 0, len(text)) == authors
