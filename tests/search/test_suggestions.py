"""Suggestions, over files of mentions and over an index."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.sync import sync
from search.dutch.abbreviations import Abbreviation
from search.dutch.analyser import terms
from search.index import Index
from search.reading import suggest
from search.store import Filter, Found, WordedPassage, Wording
from search.suggestions import Mention, Readable, SuggestionIndex, SuggestionKind, fold, mentions_of
from tests.conftest import IndexOf, WriteFiles
from tests.fakes import FakeEncoder
from tests.texts import any_text


def made(folder: Path, *mentions: Mention) -> SuggestionIndex:
    SuggestionIndex.build(folder / "suggestions", mentions)
    return SuggestionIndex.load(folder / "suggestions")


def titles(*texts: str, kind: SuggestionKind = "title") -> list[Mention]:
    return [Mention(work, kind, text) for work, text in enumerate(texts, start=1)]


def texts(suggestions: SuggestionIndex, typed: str, *, k: int = 10, among: Readable | None = None) -> list[str]:
    return [one.text for one in suggestions.suggest(typed, k=k, among=among)]


def works(*numbers: int) -> Found:
    return Found(numbers, np.empty(0, np.int64))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("w", ["Wijk-GGD", "De wijkagent werkt hier"]),
        ("WIJK", ["Wijk-GGD", "De wijkagent werkt hier"]),
        ("wijk ", ["Wijk-GGD"]),  # a word that is typed to its end
        ("wijk-", ["Wijk-GGD"]),
        ("wijk ggd", ["Wijk-GGD"]),
        ("ggd", ["Wijk-GGD"]),
        ("hier w", ["De wijkagent werkt hier"]),
        ("wijkg", []),
        ("creme", ["Crème brûlée"]),
        ("CRÈ", ["Crème brûlée"]),
        ("cre\u0300", ["Crème brûlée"]),
        ("", []),
        (' "*', []),
        ('"wi', ["Wijk-GGD", "De wijkagent werkt hier"]),
        ("NOT w", []),
    ],
)
def test_any_word_may_begin_with_what_is_typed(tmp_path: Path, typed: str, expected: list[str]) -> None:
    assert texts(made(tmp_path, *titles("De wijkagent werkt hier", "Wijk-GGD", "Crème brûlée")), typed) == expected


def test_what_begins_so_comes_first_then_what_is_said_most(tmp_path: Path) -> None:
    mentions = [Mention(work, "phrase", "zorg thuis") for work in range(1, 9)]
    mentions += [Mention(work, "phrase", "zorg nu") for work in range(1, 3)]
    mentions += [Mention(work, "phrase", "goede zorg") for work in range(1, 99)]
    assert texts(made(tmp_path, *mentions), "zo") == ["zorg thuis", "zorg nu", "goede zorg"]


def test_a_title_counts_like_a_phrase_in_two_works_and_fewer_words_go_first(tmp_path: Path) -> None:
    mentions = [
        Mention(work, "phrase", f"zorg {name}") for name, last in (("een", 1), ("vier", 4)) for work in range(last)
    ]
    mentions += [
        Mention(9, "title", "Zorg is twee"),
        Mention(9, "heading", "Zorg nul"),
        Mention(9, "title", "Zorg ook"),
    ]
    expected = ["zorg vier", "Zorg ook", "Zorg is twee", "zorg een", "Zorg nul"]
    assert texts(made(tmp_path, *mentions), "zorg") == expected


def test_one_suggestion_is_written_as_most_works_write_its_best_kind(tmp_path: Path) -> None:
    mentions = [Mention(work, "heading", "SOCIALE BASIS") for work in range(9)]
    mentions += [Mention(work, "phrase", "Sociale basis") for work in range(2)]
    mentions += [Mention(work, "phrase", "sociale basis") for work in range(2, 5)]
    (one,) = made(tmp_path, *mentions).suggest("soc", k=10)
    assert (one.text, one.kind) == ("sociale basis", "phrase")


def test_no_more_than_k_are_given(tmp_path: Path) -> None:
    suggestions = made(tmp_path, *titles("zorg een", "zorg twee", "goede zorg", "betere zorg"))
    assert [len(texts(suggestions, "zorg", k=k)) for k in (1, 2, 3, 9)] == [1, 2, 3, 4]


def test_a_reader_sees_and_ranks_by_what_may_be_read_alone(tmp_path: Path) -> None:
    mentions = [Mention(work, "phrase", "zorg geheim") for work in range(1, 9)]
    mentions += [Mention(work, "phrase", "zorg vaak") for work in range(1, 4)] + [Mention(9, "phrase", "zorg vaak")]
    mentions += [Mention(work, "phrase", "zorg open") for work in (9, 10)]
    mentions += [Mention(1, "title", "Zorg open"), Mention(1, "title", "goede zorg")]
    suggestions = made(tmp_path, *mentions)

    assert texts(suggestions, "zorg") == ["zorg geheim", "Zorg open", "zorg vaak", "goede zorg"]
    assert texts(suggestions, "zorg", among=suggestions.readable(works(9, 10))) == ["zorg open", "zorg vaak"]
    assert texts(suggestions, "zorg", k=1, among=suggestions.readable(works(9, 10))) == ["zorg open"]
    assert texts(suggestions, "zorg", among=suggestions.readable(works())) == []


_WORDS = ["zorg", "zorgen", "wijk", "Wijk", "é"]
_mentions = st.lists(
    st.builds(
        Mention,
        st.integers(0, 5),
        st.sampled_from(["title", "phrase", "heading"]),
        st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(mentions=_mentions, readable=st.frozensets(st.integers(0, 5)), typed=st.sampled_from(["z", "zorg ", "wi", "e"]))
@example(mentions=[Mention(0, "title", "zorg")], readable=frozenset({1}), typed="z")
def test_what_may_not_be_read_is_as_if_it_were_not_there(
    tmp_path_factory: pytest.TempPathFactory, mentions: list[Mention], readable: frozenset[int], typed: str
) -> None:
    whole = made(tmp_path_factory.mktemp("whole"), *mentions)
    part = made(tmp_path_factory.mktemp("part"), *[one for one in mentions if one.work in readable])

    among = whole.readable(works(*sorted(readable)))

    assert set(whole.suggest(typed, k=50, among=among)) == set(part.suggest(typed, k=50))


@settings(max_examples=25)
@given(first=_mentions, second=_mentions, removed=st.frozensets(st.integers(0, 5)))
@example(first=[Mention(0, "title", "zorg")], second=[], removed=frozenset({0}))
@example(first=[Mention(0, "title", "zorg"), Mention(1, "phrase", "zorg")], second=[], removed=frozenset({0}))
@example(first=[Mention(0, "title", "zorg")], second=[Mention(9, "title", "zorg")], removed=frozenset())
def test_an_update_gives_what_a_new_file_would(
    tmp_path_factory: pytest.TempPathFactory, first: list[Mention], second: list[Mention], removed: frozenset[int]
) -> None:
    later = [Mention(one.work + 10, one.kind, one.text) for one in second]
    path = tmp_path_factory.mktemp("updated") / "suggestions"
    SuggestionIndex.build(path, first)
    SuggestionIndex.update(path, later, removed=sorted(removed))
    updated = SuggestionIndex.load(path)
    anew = made(tmp_path_factory.mktemp("anew"), *[one for one in first if one.work not in removed], *later)

    for typed in ("z", "zorg ", "wi", "e"):
        assert set(updated.suggest(typed, k=50)) == set(anew.suggest(typed, k=50))


def test_of_a_work_that_is_removed_no_byte_stays(tmp_path: Path) -> None:
    path = tmp_path / "suggestions"
    SuggestionIndex.build(
        path, [*titles("Geluk in de wijk", "Geluk in de wijk"), Mention(3, "title", "Zwaluwstaarten")]
    )
    assert b"waluwstaarten" in path.read_bytes()

    SuggestionIndex.update(path, [], removed=[3])

    assert b"waluwstaarten" not in path.read_bytes()
    assert texts(SuggestionIndex.load(path), "geluk") == ["Geluk in de wijk"]


@settings(max_examples=25)
@given(typed=any_text)
def test_anything_may_be_typed(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    suggestions = made(tmp_path_factory.mktemp("any"), *titles("De wijk", "½ liter ẞ ﬁets ǆ"))
    assert len(texts(suggestions, typed)) <= 2


@given(text=any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_titles_items_headings_abbreviations_and_repeated_phrases_are_suggested() -> None:
    said = (
        "De sociale basis is er. Een sociale basis helpt jongerenwerk; het Jongerenwerk helpt drie jaar en drie jaar."
    )
    passages = (
        WordedPassage(7, None, ("Nieuws", "Vooraf"), said),
        WordedPassage(8, "Een coach", ("Nieuws", "Een coach"), "Er is eenmaal goede hulp. De sociale  basis."),
    )
    wording = Wording("Nieuws", (Abbreviation("WSD", "Werkplaats Sociaal Domein"),), passages)
    assert sorted((one.work, one.kind, one.text) for one in mentions_of([wording])) == [
        (7, "abbreviation", "Werkplaats Sociaal Domein (WSD)"),
        (7, "heading", "Vooraf"),
        (7, "phrase", "jongerenwerk"),
        (7, "phrase", "sociale basis"),
        (7, "title", "Nieuws"),
        (8, "item", "Een coach"),
    ]


@pytest.mark.parametrize("title", ["x" * 201, "***", ""])
def test_a_title_that_is_too_long_or_has_no_words_is_not_suggested(title: str) -> None:
    assert list(mentions_of([Wording(title, (), (WordedPassage(1, None, (), "Tekst."),))])) == []


FILES = {
    "manifest.csv": "file,title,publisher\na.txt,Zorg in de wijk,Movisie\nb.txt,Zorgen om later,Gemeente\n",
    "a.txt": "De wijk heeft een buurthuis.",
    "b.txt": "De gemeente betaalt de coach.",
}


def test_suggestions_follow_the_index_and_the_filter(index_of: IndexOf, write_files: WriteFiles) -> None:
    directory = index_of(FILES)
    index = Index.open(directory)
    assert [one.text for one in suggest(index, "zorg")] == ["Zorgen om later", "Zorg in de wijk"]
    assert [one.text for one in suggest(index, "zorg", wanted=Filter(publisher="movisie"))] == ["Zorg in de wijk"]

    folder = write_files({"c.md": "# Zorgboerderij\n\nOp de boerderij wonen dieren.\n"})
    (folder / "b.txt").unlink()
    sync([folder], directory, lambda own: FakeEncoder(), prune=True)

    assert {one.text for one in suggest(Index.open(directory), "zorg")} == {"Zorgboerderij", "Zorg in de wijk"}


@pytest.mark.parametrize("k", [0, 101])
def test_a_number_that_is_too_low_or_high_is_refused(index_of: IndexOf, k: int) -> None:
    with pytest.raises(ValueError, match="k must be"):
        suggest(Index.open(index_of(FILES)), "zorg", k=k)


def phrases(*said: tuple[str, int]) -> list[Mention]:
    """Return mentions of phrases, each by so many works."""
    return [Mention(work, "phrase", text) for text, most in said for work in range(1, most + 1)]


def known(*said: str) -> set[tuple[str, ...]]:
    return {tuple(terms(one)) for one in said}


def test_what_most_works_say_comes_first_when_it_means_something_and_has_words_of_its_own(tmp_path: Path) -> None:
    suggestions = made(
        tmp_path,
        *phrases(("sociale basis", 40), ("volgende week", 35), ("jongerenwerk", 30), ("sociaal werk", 20)),
        *phrases(("warme maaltijd", 10), ("blauwe tuin", 3), ("Wijk GGD", 4)),
        *titles("Blauwe tuin"),
    )
    field = known("sociale basis", "jongerenwerk", "sociaal werk", "blauwe tuin", "wijk ggd", "warme maaltijden")
    assert suggestions.said_most(field, k=9) == ["sociale basis", "jongerenwerk", "warme maaltijd", "Wijk GGD"]
    assert suggestions.said_most(field, k=1) == ["sociale basis"]
    assert suggestions.said_most({}, k=9) == []


def test_of_what_is_said_most_only_that_which_may_be_read_counts(tmp_path: Path) -> None:
    suggestions = made(tmp_path, *phrases(("warme maaltijd", 3)), Mention(9, "phrase", "nieuwe fiets"))
    field = known("warme maaltijd", "nieuwe fiets")
    assert suggestions.said_most(field, k=9, among=suggestions.readable(works(9))) == ["nieuwe fiets"]
    assert suggestions.said_most(field, k=9, among=suggestions.readable(works(8))) == []


def test_which_of_many_that_are_said_as_often_are_looked_at_is_not_left_to_chance(tmp_path: Path) -> None:
    names = [f"woord{chr(97 + work % 26)}{work} fiets" for work in range(1_100)]
    one_each = [Mention(work, "phrase", name) for work, name in enumerate(names)]
    suggestions = made(tmp_path, *phrases(("warme maaltijd", 40)), *one_each)
    assert suggestions.said_most(known("warme maaltijd", *names), k=9) == ["warme maaltijd"]
