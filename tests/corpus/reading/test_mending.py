"""Mending: what is repaired, what is left alone, and that offsets move along."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.collection import find_sources, read_bytes, read_document
from corpus.model import Block
from corpus.reading import mending
from corpus.reading.draft import Draft, Link
from corpus.reading.markdown import read_markdown
from corpus.reading.mending import mend
from corpus.reading.repair.addresses import address_edits
from corpus.reading.repair.characters import character_edits
from corpus.reading.repair.edit import apply_edits
from corpus.reading.repair.words import word_edits
from corpus.reading.text import read_text
from tests.corpus.test_samples import SAMPLES
from tests.texts import file_text


def mended(text: str) -> str:
    return mend(Draft(text, ())).text


# Characters


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("ﬁnanciën, ﬂyer, buﬀer, oﬃcieel, Waﬄe, ﬆand", "financiën, flyer, buffer, officieel, Waffle, stand"),
        ("Ĳsselstein en bĳ", "IJsselstein en bij"),
        ("be\u00adstaans\u00adzekerheid", "bestaanszekerheid"),
        ("bestaans\u00ad \n  zekerheid", "bestaanszekerheid"),
        ("Wijk\u00ad\nTeam", "Wijk\nTeam"),
        ("\ufeffsamen\u200bkracht\u2060 \u200edoen", "samenkracht doen"),
        ("a\x00b\x08c\x7fd", "abcd"),
        ("10\u00a0uur,\u202f€\u20095", "10 uur, € 5"),
        ("een\u2028twee\x0cdrie", "een\ntwee\ndrie"),
        ("WMO\u2011loket", "WMO-loket"),
        ("cafe\u0301 in Oe\u0308doe", "café in Oëdoe"),
        ("\u212bngstrom", "Ångstrom"),
        ("foto\x92s voor \x80 5", "foto’s voor € 5"),
        ("buurt\u200dhuis", "buurthuis"),
    ],
)
def test_characters_become_what_people_type(broken: str, sound: str) -> None:
    assert mended(broken) == sound


@pytest.mark.parametrize(
    "text",
    [
        "Financiën: € 5 – ‘wel’ “of niet”…",
        "een\ttab",
        "👩\u200d💻 achter het scherm",
        "می\u200cخواهم",
        "z" + "\u0301" * 9,  # no letter has so many accents
        "q\u0307",  # no letter of its own in Unicode
    ],
)
def test_characters_that_mean_something_stay(text: str) -> None:
    assert mended(text) == text


def test_a_joiner_among_characters_without_width_stays_between_emoji() -> None:
    assert mended("👩\u200b\u200d💻") == "👩\u200d💻"


# Addresses


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("Mail naam@ hogeschool.example.nl.", "Mail naam@hogeschool.example.nl."),
        ("Mail naam@\nbuurt.nl", "Mail naam@buurt.nl"),
        ("Mail r.verzonnen @organisatie.nl", "Mail r.verzonnen@organisatie.nl"),
        ("Mail info @buurt.nl!", "Mail info@buurt.nl!"),
        ("Mail naam@organisatie. nl.", "Mail naam@organisatie.nl."),
        ("Mail naam@organisatie .nl", "Mail naam@organisatie.nl"),
        ("Zie www.buurt. nl/koffie", "Zie www.buurt.nl/koffie"),
        ("Zie www. buurt.nl.", "Zie www.buurt.nl."),
        ("Zie (https:// www.buurt.nl/koffie)", "Zie (https://www.buurt.nl/koffie)"),
        ("Zie https://\nbuurt.nl", "Zie https://buurt.nl"),
    ],
)
def test_an_address_that_a_space_breaks_is_joined(broken: str, sound: str) -> None:
    draft = mend(Draft(broken, ()))
    assert draft.text == sound
    assert draft.notes == ("1 adres hersteld",)


@pytest.mark.parametrize(
    "text",
    [
        "Studerende mantelzorgers @ FABEL af",
        "Volg ons @buurt.nl",
        "Mail naam@\n\nbuurt.nl",
        "Mail n.verzonnen h@buurt.nl",
        "Mail naam@buurt.nl. Nl is een land",
        "Kijk op www.buurt.nl. be of niet",
        "Het adres is www.buurt. Com maar langs",
        "Zie https:// of http://",
    ],
)
def test_what_may_be_no_broken_address_stays(text: str) -> None:
    assert mended(text) == text


# Words


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("De wijziigingen", "De wijzigingen"),
        ("De wijkliijnpas en de wijklijnpas", "De wijklijnpas en de wijklijnpas"),
        ("De wijkliijnpassen. De wijklijnpass", "De wijklijnpassen. De wijklijnpass"),
        ("DE WIJZIIGING", "DE WIJZIGING"),
        ("‘Wijjziging’", "‘Wijziging’"),
    ],
)
def test_a_doubled_i_or_j_goes_when_a_word_is_left_that_the_document_or_the_list_knows(broken: str, sound: str) -> None:
    assert mended(broken) == sound


@pytest.mark.parametrize(
    "text",
    [
        "De levenslooptretten en de levensloop",
        "Mevrouw Janssen en meneer Jansen",
        "De wijkliijnpas",  # nobody knows the other spelling
        "Sjiieten en taxiing, hoofdstuk viii",
        "Zie wijziigingen@buurt.nl en buurt.nl/wijziigingen",
    ],
)
def test_a_doubled_letter_that_nothing_proves_wrong_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("De gemeente. Elke ge meente.", "De gemeente. Elke gemeente."),
        ("bestaanszeker heid, bestaanszekerheid", "bestaanszekerheid, bestaanszekerheid"),
        ("Organisa tie. ORGANISATIE", "Organisatie. ORGANISATIE"),
        ("buurtkra chthuizen en buurtkrachthuizen", "buurtkrachthuizen en buurtkrachthuizen"),
    ],
)
def test_a_word_that_a_space_splits_is_joined_when_it_stands_elsewhere_and_its_parts_do_not(
    broken: str, sound: str
) -> None:
    draft = mend(Draft(broken, ()))
    assert draft.text == sound
    assert draft.notes == ("1 woord hersteld",)


@pytest.mark.parametrize(
    "text",
    [
        "Elke ge meente",  # the whole word stands nowhere
        "Elke ge Meente, gemeente",
        "Elke ge\nmeente, gemeente",
        "Elke ge, meente, gemeente",
        "Het programma getrouwe programmagetrouwe",
        "De uitvoeringsvariant en andere uitvoeringsvarianten",
        "It may be so, maybe",
        "buurtkra chthuizen, buurtkrachthuizen; de chthuizen",
        "de heid en deheid",
        "ge lijk en gelijk",
    ],
)
def test_two_words_that_make_sense_stay_two(text: str) -> None:
    assert mended(text) == text


def test_of_three_parts_two_are_joined_and_then_the_third() -> None:
    whole = "buurtkrachthuizelijkheid"
    assert mended(f"buurtkra chthuiz elijkheid, buurtkrachthuiz elijkheid, {whole}") == ", ".join([whole] * 3)


def test_of_two_words_that_share_a_part_the_first_is_joined() -> None:
    assert mended("bqfx cqfx dqfx, bqfxcqfx, cqfxdqfx") == "bqfxcqfx dqfx, bqfxcqfx, cqfxdqfx"


# Drafts


def test_blocks_titles_and_links_move_along() -> None:
    text = "\ufeff**De programmaliijn**\n\nDe programmalijn van ﬁets\u00adclub\u200b \u200b\n\n\u200b\n\nZie de ﬁets."
    head, rest = text.index("**"), text.index("De programmalijn")
    blocks = (
        Block("heading", head, text.index("\n"), 6, "De programmaliijn"),
        Block("text", rest, text.index("\n\n\u200b")),
        Block("text", text.index("\n\n\u200b\n") + 2, text.index("\n\n\u200b\n") + 3),
        Block("text", text.index("Zie"), len(text)),
    )
    link, gone = text.rindex("ﬁets"), text.index("\u200b")
    draft = mend(
        Draft(text, blocks, links=(Link(link, link + 4, "https://x"), Link(gone, gone + 1, "y")), notes=("al gezien",))
    )
    assert draft.text == "**De programmalijn**\n\nDe programmalijn van fietsclub \n\n\n\nZie de fiets."
    assert [(b.kind, b.title, draft.text[b.start : b.end]) for b in draft.blocks] == [
        ("heading", "De programmalijn", "**De programmalijn**"),
        ("text", "", "De programmalijn van fietsclub"),
        ("text", "", "Zie de fiets."),
    ]
    assert [draft.text[link.start : link.end] for link in draft.links] == ["fiets"]
    assert draft.notes == ("al gezien", "1 woord hersteld")


def test_an_offset_inside_a_repair_moves_to_inside_what_it_became() -> None:
    text = "een ﬃche en\u00ad\u00ad\u00ad twee"
    inside = text.index("\u00ad") + 1
    draft = mend(Draft(text, (Block("text", 0, inside), Block("text", inside, len(text)))))
    assert [draft.text[b.start : b.end] for b in draft.blocks] == ["een ffiche en", "twee"]


def test_characters_of_what_the_markup_says_are_mended() -> None:
    assert mend(Draft("", (), {"title": "Een\u00a0ﬁets"})).found == {"title": "Een fiets"}


def test_notes_count_what_was_mended() -> None:
    draft = mend(Draft("wijziiging wijziiging naam@ a.nl naam@ b.nl", ()))
    assert draft.notes == ("2 woorden hersteld", "2 adressen hersteld")


def test_text_that_is_not_done_after_the_last_round_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "buurtkrachthuizelijkheid"
    text = f"buurtkra chthuiz elijkheid, buurtkrachthuiz elijkheid, {whole}"
    monkeypatch.setattr(mending, "_ROUNDS", 2)  # one too few to see that nothing is left
    assert mended(text) == text


def test_a_document_is_mended_when_it_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bron") / "a.txt"
    path.write_text("De ﬁets van de buurt.\n", encoding="utf-8")
    [source], _ = find_sources([path])
    assert read_document(source, read_bytes(source)).document.text == "De fiets van de buurt.\n"


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.md")), ids=lambda path: path.name)
def test_sound_text_comes_back_as_it_is(path: Path) -> None:
    draft = read_markdown(path.read_bytes())
    assert mend(draft) == draft


# Properties

_BROKEN = [
    *("ge", "meente", "gemeente", "bestaanszeker", "heid", "bestaanszekerheid", "heidge", "meentege"),
    *("wijziiging", "wijziging", "liijn", "iiii", "jjij", "naam@", "buurt.nl", "r.verzonnen", "@buurt.nl", ". nl"),
    *("www.", "https://", "www.buurt", ".nl", "\u00ad", "\u200d", "\u200b", "e\u0301", "\u0301", "ﬁ", "\u00a0"),
    *("\x85", "\x0c", "👩", " ", " ", "\n", "\n\n", "# ", "- ", "**", ".", ","),
]
broken_text = st.lists(st.sampled_from(_BROKEN) | st.text(max_size=3), max_size=30).map("".join) | st.lists(
    st.sampled_from(_BROKEN), max_size=20
).map(" ".join)


@given(broken_text | file_text)
@example("a\u200d\u0301👩")
def test_mending_twice_is_mending_once(text: str) -> None:
    draft = mend(read_text(text.encode("utf-8", "ignore").replace(b"\x00", b"")))
    assert mend(draft) == draft


@given(broken_text | file_text)
def test_blocks_stay_slices_in_order_without_outer_space(text: str) -> None:
    draft = read_text(text.encode("utf-8", "ignore").replace(b"\x00", b""))
    after = mend(draft)
    end = 0
    for block in after.blocks:
        assert end <= block.start < block.end <= len(after.text)
        piece = after.text[block.start : block.end]
        assert piece == piece.strip()
        end = block.end


@given(broken_text)
def test_mending_words_takes_nothing_but_spaces_and_letters_i_and_j(text: str) -> None:
    def kept(text: str) -> str:
        return "".join(char for char in text if char not in " iIjJ")

    assert kept(apply_edits(text, word_edits(text))) == kept(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (address_edits, "naam@" + " " * 100_000),
        (address_edits, "a_b." * 25_000),
        (address_edits, "www." * 25_000),
        (word_edits, "ii" * 50_000),
        (word_edits, "ge meente " * 10_000 + "gemeente"),
        (character_edits, "\u00ad" + " \t" * 50_000),
        (character_edits, "a" + "\u0301" * 100_000),
    ],
)
def test_long_hostile_text_takes_linear_time(rule: Callable[[str], object], text: str) -> None:
    rule(text)
