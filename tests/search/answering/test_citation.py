"""A passage is cited as APA asks, with what is known and nothing else."""

import pytest

from corpus.model import Item, Locator, Metadata, Passage
from search.answering.citation import Citation, cite
from search.store import StoredPassage

TEXT = "De sociale basis is wat mensen samen doen. En meer."


def citation(
    *,
    item: str | None = None,
    page: int | None = None,
    title: str = "Sterk samen",
    publisher: str | None = "Werkplaats Twente",
    date: str | None = "2024-02-12",
    authors: tuple[str, ...] = (),
    url: str | None = None,
    text: str = TEXT,
    work: Item | None = None,
) -> Citation:
    passage = Passage("p1", "docs/a.txt", title, item, text, Locator(0, len(text), page, ()))
    return cite(StoredPassage(1, passage, Metadata(title, publisher, date, authors, "article", "nl", url), work, 1))


def test_an_item_is_cited_as_a_work_in_its_newsletter() -> None:
    found = citation(
        item="Nieuwe lector", title="Nieuwsbrief 3", authors=("Roos Verzonnen",), publisher="Hogeschool Fabelland"
    )
    assert found == Citation(
        label="Verzonnen (2024)",
        apa="Verzonnen, R. (2024, 12 februari). Nieuwe lector. In Nieuwsbrief 3. Hogeschool Fabelland.",
        link="/v1/passages/p1",
    )


def test_an_item_with_its_own_authors_and_date_is_cited_by_them() -> None:
    work = Item("column", ("Bram Voorbeeldig",), "2023-12", ())
    found = citation(
        item="De straat", title="Blad 3", authors=("Roos Verzonnen",), publisher="Hogeschool Fabelland", work=work
    )
    assert found == Citation(
        label="Voorbeeldig (2023)",
        apa="Voorbeeldig, B. (2023, december). De straat. In Blad 3. Hogeschool Fabelland.",
        link="/v1/passages/p1",
    )


def test_an_item_that_says_nothing_of_itself_is_cited_by_what_its_issue_says() -> None:
    found = citation(
        item="De straat", title="Blad 3", authors=("Roos Verzonnen",), publisher="Hogeschool Fabelland", work=Item()
    )
    assert found.apa == "Verzonnen, R. (2024, 12 februari). De straat. In Blad 3. Hogeschool Fabelland."


@pytest.mark.parametrize(
    ("authors", "label", "names"),
    [
        (("Roos Verzonnen",), "Verzonnen", "Verzonnen, R."),
        (("Karel van der Berg",), "van der Berg", "van der Berg, K."),
        (("Anna Maria de Groot", "Jan Jansen"), "de Groot & Jansen", "de Groot, A. M., & Jansen, J."),
        (
            ("Roos Verzonnen", "Karel van der Berg", "Mo Voorbeeldig"),
            "Verzonnen et al.",
            "Verzonnen, R., van der Berg, K., & Voorbeeldig, M.",
        ),
        (("van 't Hof, Lies",), "van 't Hof", "van 't Hof, L."),
        (("Vries, Jan de",), "de Vries", "de Vries, J."),
        (("Berg, K. van den",), "van den Berg", "van den Berg, K."),
        (("J.P. Balkonende",), "Balkonende", "Balkonende, J. P."),
        (("Jan-Willem Smit",), "Smit", "Smit, J. W."),
        (("Plato",), "Plato", "Plato."),
        (("Redactie Sociaal Verhaal",), "Redactie Sociaal Verhaal", "Redactie Sociaal Verhaal."),
        (("Team WSDT",), "Team WSDT", "Team WSDT."),
        (("Prof. dr. Anna Smit",), "Smit", "Smit, A."),
        (("Elyasi, mw S.",), "Elyasi", "Elyasi, S."),
        (
            ("Dr. P.J. van den Berg", "Fatima el Ouali"),
            "van den Berg & el Ouali",
            "van den Berg, P. J., & el Ouali, F.",
        ),
        (("Th.M. Bakker",), "Bakker", "Bakker, Th. M."),
        (("IJsbrand Smit",), "Smit", "Smit, IJ."),
    ],
)
def test_authors_are_inverted_with_their_particles_before_the_surname(
    authors: tuple[str, ...], label: str, names: str
) -> None:
    found = citation(authors=authors)
    assert found.label == f"{label} (2024)"
    assert found.apa == f"{names} (2024, 12 februari). Sterk samen. Werkplaats Twente."


@pytest.mark.parametrize(
    "name",
    [
        "Team Informatiestandaarden",
        "Ministerie van Volksgezondheid, Welzijn en Sport",
        "Stichting Welkom",
        "Hogeschool Utrecht",
        "Sociaal Werk Nederland",
        "Gemeente Fabelstad",
        "De Wit",
    ],
)
def test_what_may_be_no_persons_name_is_cited_whole(name: str) -> None:
    found = citation(authors=(name,))
    assert found.label == f"{name} (2024)"
    assert found.apa == f"{name}. (2024, 12 februari). Sterk samen. Werkplaats Twente."


@pytest.mark.parametrize(
    ("date", "year", "written"),
    [
        ("2024-02-12", "2024", "2024, 12 februari"),
        ("2024-12-01", "2024", "2024, 1 december"),
        ("2024-05", "2024", "2024, mei"),
        ("2024", "2024", "2024"),
        (None, "z.d.", "z.d."),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(date: str | None, year: str, written: str) -> None:
    found = citation(date=date, authors=("Roos Verzonnen",))
    assert found.label == f"Verzonnen ({year})"
    assert found.apa == f"Verzonnen, R. ({written}). Sterk samen. Werkplaats Twente."


def test_a_publisher_that_is_the_author_as_well_is_named_once() -> None:
    found = citation()
    assert found.label == "Werkplaats Twente (2024)"
    assert found.apa == "Werkplaats Twente. (2024, 12 februari). Sterk samen."


@pytest.mark.parametrize(
    ("title", "item", "label", "apa"),
    [
        ("Sterk samen", None, "‘Sterk samen’ (2024)", "Sterk samen. (2024)."),
        ("Wie helpt?", None, "‘Wie helpt?’ (2024)", "Wie helpt? (2024)."),
        ("Nieuwsbrief 3", "Samen!", "‘Samen!’ (2024)", "Samen! (2024). In Nieuwsbrief 3."),
        (
            "Een twee drie vier vijf zes",
            None,
            "‘Een twee drie vier vijf zes’ (2024)",
            "Een twee drie vier vijf zes. (2024).",
        ),
        (
            "Een twee drie vier vijf zes zeven",
            None,
            "‘Een twee drie vier vijf …’ (2024)",
            "Een twee drie vier vijf zes zeven. (2024).",
        ),
    ],
)
def test_a_work_that_nobody_signed_leads_with_its_title(title: str, item: str | None, label: str, apa: str) -> None:
    found = citation(title=title, item=item, publisher=None, date="2024")
    assert (found.label, found.apa) == (label, apa)


def test_a_page_is_in_the_label_and_after_what_has_pages() -> None:
    whole = citation(page=7)
    assert whole.label == "Werkplaats Twente (2024, p. 7)"
    assert whole.apa == "Werkplaats Twente. (2024, 12 februari). Sterk samen (p. 7)."
    part = citation(page=7, item="Nieuwe lector", authors=("Roos Verzonnen",))
    assert part.apa == "Verzonnen, R. (2024, 12 februari). Nieuwe lector. In Sterk samen (p. 7). Werkplaats Twente."
    nobody = citation(page=7, publisher=None)
    assert nobody.label == "‘Sterk samen’ (2024, p. 7)"
    assert nobody.apa == "Sterk samen (p. 7). (2024, 12 februari)."


def test_a_web_page_is_linked_to_the_first_words_of_the_passage() -> None:
    found = citation(
        url="https://voorbeeld.nl/sociaal?x=1#kop", text="In-huis:  50% van\nde mensen, zegt zij, doet mee."
    )
    assert found.link == "https://voorbeeld.nl/sociaal?x=1#:~:text=In%2Dhuis%3A%2050%25%20van%20de%20mensen%2C%20zegt"
    assert found.apa == ("Werkplaats Twente. (2024, 12 februari). Sterk samen. https://voorbeeld.nl/sociaal?x=1#kop")
