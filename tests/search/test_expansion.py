"""What is searched beside the words of a query."""

from search.dutch.abbreviations import Abbreviation
from search.dutch.analyser import terms
from search.expansion import (
    WEIGHT,
    Expander,
    Expansion,
    Form,
    Relation,
    forms_of_abbreviations,
    forms_of_concepts,
    weighted,
)
from search.thesaurus import Concept

_WERKPLAATS = Abbreviation("WSDF", "Werkplaats Sociaal Domein Fabelstad")
_LONG = ("werkplaats", "sociaal", "domein", "fabelstad")
_DEBTS = Concept(("schuldhulpverlening", "hulp bij schulden"), ("debt counselling", "schuldhulpverleening"))


def explained(*abbreviations: Abbreviation) -> Expander:
    return Expander(forms_of_abbreviations(abbreviations))


def known(*concepts: Concept) -> Expander:
    return Expander(forms_of_concepts(concepts))


def added(expander: Expander, *query: str) -> list[str]:
    return [expansion.form.added for expansion in expander.expand(query)]


def short_or_long(added: str, terms: tuple[str, ...], relation: Relation) -> Form:
    return Form(added, terms, "abbreviations", relation)


def test_a_short_form_is_searched_by_its_long_form_and_the_reverse() -> None:
    expander = explained(_WERKPLAATS)

    long, short = short_or_long(_WERKPLAATS.long, _LONG, "longForm"), short_or_long("WSDF", ("wsdf",), "shortForm")
    assert expander.expand(["project", "wsdf"]) == [Expansion(("wsdf",), long)]
    assert expander.expand(["project", *_LONG]) == [Expansion(_LONG, short)]


def test_what_a_query_says_itself_is_not_added() -> None:
    assert added(explained(_WERKPLAATS), *_LONG, "wsdf") == []


def test_part_of_a_long_form_or_its_words_apart_mean_something_else() -> None:
    assert added(explained(_WERKPLAATS), "sociaal", "domein", "werkplaats", "fabelstad") == []


def test_the_two_meanings_that_are_explained_most_are_added_each_once() -> None:
    longs = ("Zorg in Natura", "zorg in natura", "Zeer Intensieve Netwerken", "Zon in Nood")
    expander = explained(*(Abbreviation("ZIN", long) for long in longs))

    assert added(expander, "zin") == ["Zorg in Natura", "Zeer Intensieve Netwerken"]


def test_the_two_short_forms_that_are_explained_most_are_added() -> None:
    expander = explained(*(Abbreviation(short, "Europese Unie") for short in ("EU", "EUR", "EUN")))

    assert added(expander, "europees", "unie") == ["EU", "EUR"]


def test_a_form_of_stopwords_only_is_no_abbreviation() -> None:
    assert added(explained(Abbreviation("EEN", "Eetstoornis expertise netwerk")), "expertise", "netwerk") == []
    assert added(explained(), "wsdf") == []


def test_a_dutch_label_is_searched_by_the_others_of_its_concept() -> None:
    synonym = Form("hulp bij schulden", ("hulp", "schuld"), "thesaurus", "synonym")
    assert known(_DEBTS).expand(["schuldhulpverlening"]) == [Expansion(("schuldhulpverlening",), synonym)]
    assert added(known(_DEBTS), "hulp", "schuld", "jongere") == ["schuldhulpverlening"]


def test_what_only_a_query_may_call_it_finds_the_dutch_labels_and_is_never_added() -> None:
    for label in _DEBTS.asked:
        assert added(known(_DEBTS), *terms(label)) == ["schuldhulpverlening", "hulp bij schulden"]


def test_a_label_that_two_concepts_share_means_both() -> None:
    expander = known(Concept(("bank", "geldbank"), ()), Concept(("bank", "zitbank"), ()))
    assert added(expander, "bank") == ["geldbank", "zitbank"]


def test_of_many_synonyms_ten_are_added() -> None:
    expander = known(Concept(("bank", *(f"bank{number}" for number in range(20))), ()))
    assert added(expander, "bank") == [f"bank{number}" for number in range(10)]


def test_labels_that_are_the_same_term_add_nothing() -> None:
    assert added(known(Concept(("wijkteam", "Wijkteams", "de"), ())), "wijkteam") == []


def test_a_label_of_several_words_of_which_one_counts_names_nothing_but_is_added() -> None:
    expander = known(Concept(("Wonen Eerst", "housingfirst"), ()))
    assert added(expander, "woon") == added(expander, "wonen") == []
    assert added(expander, "housingfirst") == ["Wonen Eerst"]


def test_a_label_inside_a_longer_one_is_not_looked_up_unless_it_also_stands_alone() -> None:
    expander = Expander(
        forms_of_abbreviations([_WERKPLAATS]), forms_of_concepts([Concept(("sociaal domein", "zorgveld"), ())])
    )
    assert added(expander, *_LONG) == ["WSDF"]
    assert added(expander, *_LONG, "sociaal", "domein") == ["WSDF", "zorgveld"]


def test_labels_that_overlap_are_both_looked_up() -> None:
    expander = known(Concept(("jonge mantelzorger", "mantelkind"), ()), Concept(("mantelzorger ziek", "uitval"), ()))
    assert added(expander, "jong", "mantelzorger", "ziek") == ["mantelkind", "uitval"]


def test_what_documents_and_thesaurus_both_say_is_added_once_as_the_documents_have_it() -> None:
    abbreviations = forms_of_abbreviations([Abbreviation("PGB", "Persoonsgebonden Budget")])
    expander = Expander(abbreviations, forms_of_concepts([Concept(("persoonsgebonden budget", "pgb"), ())]))
    (expansion,) = expander.expand(["pgb"])
    assert (expansion.form.added, expansion.form.source) == ("Persoonsgebonden Budget", "abbreviations")


def test_each_source_can_be_left_out() -> None:
    expander = Expander(forms_of_abbreviations([_WERKPLAATS]), forms_of_concepts([_DEBTS]))
    query = ("wsdf", "schuldhulpverlening")
    assert [one.form.source for one in expander.expand(query)] == ["abbreviations", "thesaurus"]
    assert [one.form.source for one in expander.expand(query, sources={"thesaurus"})] == ["thesaurus"]
    assert expander.expand(query, sources=set()) == []


def test_a_source_that_is_left_out_hides_no_shorter_label_of_the_other() -> None:
    expander = Expander(
        forms_of_abbreviations([_WERKPLAATS]), forms_of_concepts([Concept(("sociaal domein", "zorgveld"), ())])
    )
    assert [one.form.added for one in expander.expand(_LONG, sources={"thesaurus"})] == ["zorgveld"]


def test_an_added_term_weighs_less_than_one_of_the_query_which_counts_as_often_as_it_stands() -> None:
    weights = weighted(["domein", "domein", "wsdf"], explained(_WERKPLAATS).expand(["wsdf"]))

    assert weights == {"domein": 2, "wsdf": 1, "werkplaats": WEIGHT, "sociaal": WEIGHT, "fabelstad": WEIGHT}
