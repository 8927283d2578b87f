"""What a query may have meant: which words are doubtful, what they become, and what is left alone."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.dutch.analyser import parts, terms
from search.dutch.spelling import AS_TYPED, Speller, Spelling
from tests.fakes import FakeWording

_HERE = Path(__file__).parent
_SAMPLES = _HERE.parents[2] / "corpus" / "samples"

_PASSAGES = (
    "Vrijwilligers uit Deventer helpen mantelzorgers thuis.",
    "Een vrijwilliger bezoekt de mantelzorger in Deventer.",
    "De sociale basis in Deventer: vrijwilligers, armoede en het jongerenwerk.",
    "Energie en armoede: het lectoraat van mevrouw Janssen.",
    "Veiligheid en beleid, met een afwasbare arm en oude mode.",
)


def mend(query: str, *more: str) -> Spelling:
    return Speller(FakeWording([*_PASSAGES, *more])).mend(query)


@cache
def samples() -> Speller:
    """Return a speller by the paragraphs of the samples."""
    texts = [
        path.read_text("utf-8") for path in sorted(_SAMPLES.glob("*/*.*")) if path.suffix in (".txt", ".md", ".html")
    ]
    plain = (re.sub(r"<[^>]+>", "\n\n", text) for text in texts)
    return Speller(
        FakeWording([passage for text in plain for passage in re.split(r"\n\s*\n", text) if passage.strip()])
    )


def lines(name: str) -> list[str]:
    return [line for line in (_HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def searched_by(query: str) -> list[str]:
    return parts(terms(query))


def test_nine_of_ten_mistyped_queries_are_searched_as_they_were_meant() -> None:
    pairs = [tuple(line.split(" : ")) for line in lines("spelling_pairs.txt")]
    missed = [
        typed for typed, meant in pairs if searched_by(samples().mend(typed).corrected or typed) != searched_by(meant)
    ]

    assert len(pairs) >= 60
    assert len(missed) <= 0.1 * len(pairs), missed


def test_of_right_queries_two_in_a_hundred_are_changed_at_most() -> None:
    right = lines("spelling_right.txt")
    changed = [query for query in right if samples().mend(query).corrected is not None]

    assert len(right) >= 60
    assert len(changed) <= 0.02 * len(right), changed


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("vrijwiligers", "vrijwilligers"),  # a letter that is not heard
        ("vriwjilligers", "vrijwilligers"),  # transposed
        ("mantelzorgres", "mantelzorgers"),
        ("vreiwilligers", "vrijwilligers"),  # ei for ij
        ("veiligheit", "veiligheid"),  # t for d
        ("jongrenwerk", "jongerenwerk"),
        ("energie armode", "energie armoede"),
        ("socialebasis", "sociale basis"),  # run together
        ("vrij willigers", "vrijwilligers"),  # in two
        ("vrijw illigers in Deventer", "vrijwilligers in Deventer"),
        ("mantelzrogers", "mantelzorgers"),
    ],
)
def test_a_mistyped_word_is_replaced_by_the_word_that_it_is_nearest_to(query: str, meant: str) -> None:
    assert mend(query) == Spelling(meant, None)


def test_the_rest_of_the_query_stays_as_it_was_typed() -> None:
    assert mend("Wat doen “vrijwiligers” in DEVENTER?! (2024)").corrected == (
        "Wat doen “vrijwilligers” in DEVENTER?! (2024)"
    )


def test_a_capital_stays_and_capitals_too() -> None:
    assert mend("Vrijwiligers").corrected == "Vrijwilligers"
    assert mend("VRIJWILIGERS").corrected == "VRIJWILLIGERS"


@pytest.mark.parametrize(
    "query",
    [
        "vrijwilligers",
        "vrijwilligersorganisatie",  # the collection has its parts
        "jongerenopbouwwerk",  # unlike anything
        "fietsen",  # a Dutch word that no passage holds
        "modes",  # the lemma is there
        "coffee",  # English
        "Almelo",
        "armodee99",
        "vrijwiligers@voorbeeld.nl",
        "www.vrijwiligers.nl",
        "O'Vrijwiligers",
        "d’Vrijwiligers",
        "map/vrijwiligers",
        "VRYWG",  # an abbreviation
        "arn",  # too short
        "de het een",
        "a",
        "👩‍👩‍👧 🏡",
        "الشباب والديون",
        "молодёжь",
        "青年工作",
        '"',
        "NOT (vrijwilligers OR armoede)^2 ~ +*",
        "x" * 5_000,
    ],
)
def test_what_is_right_or_no_word_stays_as_it_is(query: str) -> None:
    assert mend(query) == AS_TYPED


def test_of_two_candidates_that_are_as_near_the_company_decides() -> None:
    speller = Speller(FakeWording([*["een bloemkorf op de markt"] * 3, *["een bloemkarf op het strand"] * 3]))

    assert speller.mend("bloemkrrf markt") == Spelling("bloemkorf markt", None)
    assert speller.mend("bloemkrrf strand") == Spelling("bloemkarf strand", None)


def test_candidates_that_are_as_likely_are_only_suggested() -> None:
    speller = Speller(FakeWording(["bloemkorf", "bloemkarf"]))

    assert speller.mend("bloemkrrf") == Spelling(None, "bloemkorf")


def test_a_word_that_one_passage_holds_is_replaced_by_one_that_far_more_hold() -> None:
    typo = "vrijwiligers in het buurthuis"

    assert mend("vrijwiligers", typo) == AS_TYPED
    assert mend("vrijwiligers", typo, *["vrijwilligers"] * 18).corrected == "vrijwilligers"
    assert mend("vrijwiligers", typo, typo, *["vrijwilligers"] * 60) == AS_TYPED


def test_a_dutch_word_that_nobody_wrote_is_only_suggested_to_be_one_that_sounds_alike() -> None:
    assert mend("lijden", "Zij leiden de groep.", "Wij leiden ook.") == Spelling(None, "leiden")
    assert mend("made", "De mode van nu.") == AS_TYPED


def test_a_compound_that_nobody_wrote_is_replaced_by_what_sounds_alike_and_else_only_suggested() -> None:
    village = "Een dementievriendelijk dorp."

    assert mend("dementivriendelijk", village).corrected == "dementievriendelijk"
    assert mend("dementivriendelijk", village, "Het vriendelijke dementi.") == AS_TYPED
    assert mend("projectlieder", "De projectleider komt.") == Spelling(None, "projectleider")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("deventr", Spelling("deventer", None)),
        ("mevrouw Devnter", Spelling("mevrouw Deventer", None)),
        ("mevrouw Jansen", Spelling(None, "mevrouw Janssen")),  # one passage has her
        ("janssenn", Spelling("janssen", None)),
        ("mevrouw Vrijwiligers", Spelling(None, "mevrouw Vrijwilligers")),  # no name
        ("devnetre", AS_TYPED),
    ],
)
def test_a_name_is_replaced_only_by_a_frequent_name_or_when_it_was_not_typed_as_one(
    query: str, expected: Spelling
) -> None:
    assert mend(query) == expected


def test_a_query_in_another_language_is_not_replaced() -> None:
    assert mend("armoed vrijwilligerz Jugendhilfe Beratung") == Spelling(
        None, "armoede vrijwilligers Jugendhilfe Beratung"
    )


def test_of_many_doubtful_words_five_are_looked_at() -> None:
    assert mend(" ".join(["vrijwiligers"] * 6)).corrected == " ".join(["vrijwilligers"] * 5 + ["vrijwiligers"])


def test_a_text_is_looked_at_for_fifty_words() -> None:
    query = "vrijwilligers " * 50

    assert mend(f"{query}vrijwiligers") == AS_TYPED
    assert mend(f"vrijwiligers {query}").corrected == f"vrijwilligers {query}"


def test_the_vocabulary_is_read_once_and_not_for_words_that_are_there() -> None:
    class Counting(FakeWording):
        read = 0

        def vocabulary(self) -> Sequence[tuple[str, int]]:
            self.read += 1
            return super().vocabulary()

    wording = Counting(_PASSAGES)
    speller = Speller(wording)
    speller.mend("vrijwilligers en mantelzorgers in Deventer")
    assert wording.read == 0
    speller.mend("vrijwiligers")
    speller.mend("armode")
    assert wording.read == 1


@example("vrijwiligers, armode en socialebasis!")
@example("")
@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["vrijwiligers", "armode", "Ü", "-", "sociale", "9"])).map(" ".join)
)
def test_whatever_is_asked_the_answer_differs_and_keeps_what_is_no_word(query: str) -> None:
    spelling = mend(query)
    for other in {spelling.corrected, spelling.suggestion} - {None}:
        assert other != query
        assert re.sub(r"[^\W\d_]| ", "", str(other)) == re.sub(r"[^\W\d_]| ", "", query)
    assert spelling.corrected is None or spelling.corrected != spelling.suggestion


@given(st.lists(st.sampled_from(sorted({word for text in _PASSAGES for word in re.findall(r"\w+", text)}))))
def test_words_of_the_collection_are_never_replaced(words: list[str]) -> None:
    assert mend(" ".join(words)) == AS_TYPED
