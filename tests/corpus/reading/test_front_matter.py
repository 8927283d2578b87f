"""Front matter: what it states, what is left of it when it is not valid, and text that is none."""

import pytest

from corpus.reading.front_matter import read_front_matter as read
from corpus.reading.markdown import read_markdown


def test_front_matter_becomes_metadata_under_english_names() -> None:
    text = (
        "---\nTitel: Koffie\nauteurs: [Roos, Bram]\ndatum: 2024-05-16\nsoort: column\nuitgever: Buurt\ntaal: nl\n"
        "url: https://x.example\ntags: geheim\nauthor: null\n1: een\n---\nTekst\n"
    )
    assert read(text).found == {
        "title": "Koffie",
        "authors": "Roos; Bram",
        "date": "2024-05-16",
        "kind": "column",
        "publisher": "Buurt",
        "language": "nl",
        "url": "https://x.example",
    }
    assert read(text).body == "Tekst"


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("{name: Roos}", "Roos"),
        ("[{name: Roos, role: lector}, {naam: Bram}, Sam, null]", "Roos; Bram; Sam"),
        ("3", "3"),
    ],
)
def test_a_mapping_in_front_matter_states_its_name(value: str, authors: str) -> None:
    front = read(f"---\nauthors: {value}\n---\nTekst")
    assert (front.found, front.notes) == ({"authors": authors}, ())


@pytest.mark.parametrize("value", ["{role: lector}", "[{name: [Roos]}]", "[Sam, [Roos]]", "[" * 50 + "]" * 50])
def test_a_value_without_text_or_a_name_states_nothing_and_is_told_of(value: str) -> None:
    front = read(f"---\nAuteur: {value}\ntags: {value}\ntitle: Koffie\n---\nTekst")
    assert front.found == {"title": "Koffie"}
    assert front.notes == ("boven in het bestand is Auteur niet te lezen; schrijf daar tekst of een lijst van namen",)


@pytest.mark.parametrize("value", ["null", "[]"])
def test_an_empty_value_states_nothing(value: str) -> None:
    front = read(f"---\nauthors: {value}\ntitle: Koffie\n---\nTekst")
    assert (front.found, front.notes) == ({"title": "Koffie"}, ())


def test_a_file_without_front_matter_states_nothing() -> None:
    assert read("Tekst").found == {}


def test_front_matter_may_describe_a_project_in_dutch_or_english() -> None:
    dutch = (
        "---\nbetrokkenen: [Roos Bakker (lector), Bram Visser]\npartner: Thuis\nplaats: Wierden\nprogrammalijn: Samen\n"
        "startdatum: 2024-05-01\neinde: mei 2026\nstatus: lopend\ncontact: 06-12345678\n---\n\nTekst.\n"
    )
    english = (
        "---\npeople: Roos Bakker (lector); Bram Visser\npartners: Thuis\nplace: Wierden\nprogramme: Samen\n"
        "start: 2024-05-01\nend: mei 2026\nstatus: lopend\ncontact: 06-12345678\n---\n\nTekst.\n"
    )
    found = {
        "people": "Roos Bakker (lector); Bram Visser",
        "partners": "Thuis",
        "place": "Wierden",
        "programme": "Samen",
        "start": "2024-05-01",
        "end": "mei 2026",
        "status": "lopend",
        "contact": "06-12345678",
    }
    assert read(dutch).found == found
    assert read(english).found == found


@pytest.mark.parametrize("value", ["Sociale basis: wat werkt?", "'s Avonds open", '"Zorg" en welzijn', "@home", "* ja"])
def test_a_text_without_the_quotes_that_it_needs_is_taken_literally(value: str) -> None:
    front = read(f"---\nauthor: Roos\ntitle: {value}\ndate: 2024-05-16\n---\nTekst")

    assert front.found == {"authors": "Roos", "title": value, "date": "2024-05-16"}
    assert front.notes == (
        "regel 3 (title) is letterlijk gelezen, want het is geen geldige YAML; "
        "zet de hele waarde tussen aanhalingstekens",
    )
    assert front.body == "Tekst"


@pytest.mark.parametrize(
    "entry",
    [
        "title: [open",
        "title: Een: twee\n  drie",
        "date: 2024-02-30",
        "date: 2024-13-45",
        "date: !!timestamp morgen",
        "title: !!bool misschien",
        "title: !!python/name:os.system",
        "title: " + "[" * 600 + "]" * 600,
    ],
)
def test_an_entry_that_cannot_be_read_is_left_out_and_its_line_is_named(entry: str) -> None:
    front = read(f"\n\n---\n# van ons\n{entry}\nplaats: Fabelstad\n---\nTekst")

    assert (front.found, front.body) == ({"place": "Fabelstad"}, "Tekst")
    assert front.notes == (
        f"regel 5 ({entry.split(':')[0]}) is niet gebruikt, want het is geen geldige YAML of geen bestaande datum; "
        "verbeter die regel",
    )


def test_a_quoted_key_without_value_states_nothing() -> None:
    assert read('---\n"een: twee"\ntitle: a: b\n---\nTekst').found == {"title": "a: b"}


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nEen alinea\n\n---\n\nNog een",
        "---\n- punt\n---\nTekst",
        "---\n---\nTekst",
        "---\n\nTekst zonder tweede streep",
        '{\n"title": "x"\n}\n\nTekst',
        "---\nVan tien tot twaalf: koffie: thee\n---\nTekst",
        "---\n- los\ntitle: Koffie: thee\n---\nTekst",
        "---\n\x01: x\n---\nTekst",
        "+++\n\nTekst zonder tweede streep",
    ],
)
def test_text_that_states_nothing_known_stays_in_the_text(text: str) -> None:
    front = read(text)
    assert (front.found, front.body, front.notes) == ({}, text, ())


def test_front_matter_may_be_toml() -> None:
    front = read(
        '+++\ntitle = "Buurttuin"\ndate = 2024-05-01\nauthors = ["Roos", "Bram"]\n[extra]\nx = 1\n+++\n\nTekst\n'
    )

    assert front.found == {"title": "Buurttuin", "date": "2024-05-01", "authors": "Roos; Bram"}
    assert (front.body, front.notes) == ("Tekst", ())


@pytest.mark.parametrize(
    ("fields", "place"),
    [("title = Buurt", " (regel 2)"), ("x = " + "[" * 5_000, ""), ('title = "a"\ndate = 2024-02-30', " (regel 3)")],
)
def test_toml_that_is_not_valid_stays_in_the_text_and_is_reported(fields: str, place: str) -> None:
    text = f"+++\n{fields}\n+++\nTekst"
    front = read(text)

    assert (front.found, front.body) == ({}, text)
    assert front.notes == (
        f"de gegevens tussen +++ zijn geen geldige TOML{place} en staan nu in de tekst; verbeter ze",
    )


def test_the_report_on_a_markdown_file_has_the_notes_of_its_front_matter() -> None:
    draft = read_markdown(b"---\ntitle: Koffie: thee\n---\nTekst")
    assert (draft.found, draft.text, len(draft.notes)) == ({"title": "Koffie: thee"}, "Tekst", 1)
