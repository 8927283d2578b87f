"""Encodings: what is certain is read, what might be garbled is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.reading.encoding import to_utf8

DUTCH = [
    "De coördinatie van de wijkteams is geëvalueerd door cliënten.",
    "Eén keer per week drinken de buren koffie, à la carte, in café De Hoek.",
    "“Hé,” zegt José’s moeder – zij betaalt € 2,50 per uur … en 's avonds niets.",
    "Deelnemerslijst\n\nZoë Müller\nRené Bär\n",
    "Naam;Rol;Plaats\nZoë Müller;coördinator;Fabelstad\nRené Bär;adviseur;Droomveen\n",
    "Zoë",
    "Rotterdam’s wijken en foto’tjes: niet één straat van 30 m² bleef over.",
]
OTHER_ENCODINGS = [
    ("mac_roman", "De coördinatie van de wijkteams is geëvalueerd."),
    ("mac_roman", "Eén keer per week drinken de buren koffie."),
    ("cp850", "De coördinatie van de wijkteams is geëvalueerd."),
    ("cp850", "Zij eten à gogo in het café van de buurt, zonder dat het hun iets kost, elke week."),
    ("cp1250", "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw."),
    ("cp1250", "Všichni lidé se rodí svobodní a sobě rovní co do důstojnosti a práv."),
    ("cp1251", "Все люди рождаются свободными и равными в своем достоинстве и правах."),
    ("cp1253", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια."),
    ("cp1250", "Minden emberi lény szabadon születik és egyenlő méltósága"),
    ("cp1250", "Kovács Ernő"),
    ("cp1250", "Dvořák Jiří"),
    ("mac_roman", "Zoë Müller\nRené Bär"),
    ("cp850", "Zoë Müller\nRené Bär"),
    ("shift_jis", "すべての人間は、生まれながらにして自由であり"),
]


@pytest.mark.parametrize("text", DUTCH)
def test_dutch_in_windows_1252_is_read_as_it_was_written(text: str) -> None:
    assert to_utf8(text.encode("cp1252")) == (text.encode(), "Windows-1252")


@pytest.mark.parametrize(("encoding", "text"), OTHER_ENCODINGS)
def test_another_encoding_is_not_taken_for_windows_1252(encoding: str, text: str) -> None:
    raw = text.encode(encoding)
    assert to_utf8(raw) == (raw, None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_by_its_byte_order_mark(encoding: str) -> None:
    marked = "Café De Hoek" if encoding == "utf-16" else "\ufeffCafé De Hoek"
    assert to_utf8(marked.encode(encoding)) == ("Café De Hoek".encode(), "UTF-16")


@pytest.mark.parametrize("raw", [b"\xff\xfea", b"\xfe\xff\xd8\x00a", b"\x81\x8d", b"caf\xe9 \x9d"])
def test_bytes_that_no_encoding_explains_come_back_as_they_are(raw: bytes) -> None:
    assert to_utf8(raw) == (raw, None)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_8_that_was_written_as_utf_8_again_is_read_as_it_was_meant(mark: str) -> None:
    text = "Cafés: de coördinatie – ‘van de wijk’ – is beëindigd."
    doubled = mark + text.encode().decode("cp1252")
    assert to_utf8(doubled.encode()) == (text.encode(), "UTF-8 die twee keer was gecodeerd")


def test_a_text_that_shows_such_words_beside_sound_ones_is_left_alone() -> None:
    raw = "Soms staat er cafÃ© in plaats van café.".encode()
    assert to_utf8(raw) == (raw, None)


@given(st.text())
@example("")
@example("\ufeff")
@example("Ã©")
def test_utf_8_is_touched_only_when_it_was_written_twice(text: str) -> None:
    recoded, name = to_utf8(text.encode())
    assert (recoded == text.encode()) if name is None else (recoded.decode("cp1252") == text.removeprefix("\ufeff"))


@given(st.binary())
def test_whatever_is_recoded_is_utf_8_and_named(raw: bytes) -> None:
    recoded, name = to_utf8(raw)
    assert (recoded == raw) if name is None else recoded.decode() is not None
