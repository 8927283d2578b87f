"""What is searched beside the words of a query."""

from search.dutch.abbreviations import Abbreviation
from search.expansion import Expander, Expansion, weighted

_WERKPLAATS = Abbreviation("WSDF", "Werkplaats Sociaal Domein Fabelstad")
_LONG = ("werkplaats", "sociaal", "domein", "fabelstad")


def test_a_short_form_is_searched_by_its_long_form_and_the_reverse() -> None:
    expander = Expander([_WERKPLAATS])

    assert expander.expand(["project", "wsdf"]) == [Expansion(("wsdf",), _WERKPLAATS.long)]
    assert expander.expand(["project", *_LONG]) == [Expansion(_LONG, "WSDF")]


def test_what_a_query_says_itself_is_not_added() -> None:
    assert Expander([_WERKPLAATS]).expand([*_LONG, "wsdf"]) == []


def test_part_of_a_long_form_or_its_words_apart_mean_something_else() -> None:
    assert Expander([_WERKPLAATS]).expand(["sociaal", "domein", "werkplaats", "fabelstad"]) == []


def test_the_two_meanings_that_are_explained_most_are_added_each_once() -> None:
    longs = ("Zorg in Natura", "zorg in natura", "Zeer Intensieve Netwerken", "Zon in Nood")
    expander = Expander([Abbreviation("ZIN", long) for long in longs])

    assert [expansion.added for expansion in expander.expand(["zin"])] == [
        "Zorg in Natura",
        "Zeer Intensieve Netwerken",
    ]


def test_a_form_of_stopwords_only_is_no_abbreviation() -> None:
    assert Expander([Abbreviation("EEN", "Eetstoornis expertise netwerk")]).expand(["expertise", "netwerk"]) == []
    assert Expander([]).expand(["wsdf"]) == []


def test_an_added_term_weighs_half_and_one_of_the_query_as_often_as_it_stands() -> None:
    weights = weighted(["domein", "domein", "wsdf"], [Expansion(("wsdf",), _WERKPLAATS.long)])

    assert weights == {"domein": 2, "wsdf": 1, "werkplaats": 0.5, "sociaal": 0.5, "fabelstad": 0.5}
