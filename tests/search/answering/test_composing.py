"""Which words around the best candidate are quoted."""

from collections.abc import Callable, Sequence

import pytest

from corpus.model import Locator, Metadata, Passage
from search.answering.composing import compose
from search.answering.evidence import Evidence, Weights
from search.answering.question import understand
from search.answering.scoring import READ, Candidate, candidates


def ranked(
    question: str,
    *texts: str,
    dates: Sequence[str | None] = (),
    meaning: Callable[[str], float] = lambda words: 0.0,
    starts: Sequence[int] = (),
) -> list[Candidate]:
    """Return the candidates of passages, "title# text".

    Each is of a document of its own; given where they start they are all of one, and the title is that of an item.
    """
    asked = understand(question)
    weights = Weights.of(asked.focus, (), lambda term: 1, 10)
    pool = []
    for number, text in enumerate(texts):
        title, _, text = text.rpartition("# ")
        start = starts[number] if starts else 100
        doc_id = "d" if starts else f"d{number}"
        item, title = (title or None, "") if starts else (None, title)
        passage = Passage(str(number), doc_id, title, item, text, Locator(start, start + len(text), None, ()))
        metadata = Metadata(title, None, dates[number] if dates else None, (), None, None, None)
        pool.append(Evidence.of(passage, metadata, None, weights.sought(asked), score=1 - number / 10, dense=0.5))
    return candidates(asked, pool, weights, meaning)


def quoted(question: str, *texts: str, dates: Sequence[str | None] = (), starts: Sequence[int] = ()) -> list[str]:
    found = ranked(question, *texts, dates=dates, starts=starts)
    return [piece.text for piece in compose(understand(question), found)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("In de wijk werken 60 vaste koks.", "60"),
        ("Voor de 900 gasten zijn er 60 koks.", "60"),
        ("Koks: 60", "60"),
        ("In totaal waren de koks met 60 in huis.", "60"),
        ("Er zijn 90 obers, 60 koks en 30 gasten.", "60"),
        ("Van de 90 koks tussen de 18 en de 60 stopte niemand.", "90"),
        ("De koks kwamen in 60 straten.", None),  # it counts streets
        ("Er zijn 90 obers en een paar koks.", None),
        ("Het huis heeft veel koks. Het zijn er 60.", "60"),
        ("Het huis heeft veel koks. Van hen vielen er 60 plots uit.", "60"),
        ("Het huis heeft veel koks. Er staan 60 stoelen.", None),
        ("Het huis heeft veel koks. Wij zijn 60.", None),
        ("1 op de 8 koks fietst.", "1 op de 8"),
    ],
)
def test_a_number_answers_how_many_when_it_counts_what_is_asked(text: str, number: str | None) -> None:
    found = {one.value for one in ranked("Hoeveel koks zijn er?", text)} - {None}
    assert found == (set() if number is None else {number})


def test_an_amount_answers_how_much_when_it_is_near_the_verb() -> None:
    text = "Een huishouden bespaart 18 euro. Een bezoek aan het huis van een familie in de verre omtrek kost 5 euro."
    found = [one.value for one in ranked("Hoeveel bespaart een huishouden?", text)]
    assert found == ["18 euro"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kees Verzint is directeur van De Linde.", "Kees Verzint"),
        ("De directeur van De Linde heet na lang zoeken Kees Verzint.", "Kees Verzint"),
        ("De Linde\nDirecteur\nKees Verzint", "Kees Verzint"),
        ("De Linde\nDirecteur: onbekend\nKok: Kees Verzint", None),
        ("De directeur van De Linde is ziek; Kees Verzint kookt.", None),
        ("De directeur van De Linde komt uit Het Anker.", None),
    ],
)
def test_who_has_a_role_is_told_where_name_and_role_stand_together(text: str, name: str | None) -> None:
    found = [one.value for one in ranked("Wie is de directeur van De Linde?", text)]
    assert found == ([] if name is None else [name])


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("De training kost 20 euro.", "20 euro"),
        ("Voor de training rekent de club 20 euro.", "20 euro"),
        ("De training is gratis.", "gratis"),
        ("Met de training bespaart een huishouden 20 euro.", None),
    ],
)
def test_a_price_is_what_is_paid(text: str, price: str | None) -> None:
    assert [one.value for one in ranked("Wat kost de training?", text)] == ([] if price is None else [price])


def test_a_telephone_number_goes_before_an_address_on_the_web_that_holds_the_name() -> None:
    text = "De Loods is er voor iedereen: kijk op www.loods.nl, kom eens langs aan tafel of bel 000-000 00 46."
    assert [one.value for one in ranked("Hoe kan ik contact opnemen met De Loods?", text)] == ["000-000 00 46"]


def test_a_sentence_that_refers_back_comes_with_the_one_before_it() -> None:
    text = "De wijkraad zocht een voorzitter. Dat is Roos Verzonnen, voorzitter van de raad. Zij fietst."
    question = "Wie is Dat voorzitter van de raad?"
    assert quoted(question, text) == [text.removesuffix(" Zij fietst.")]


def test_at_most_four_sentences_are_quoted_the_best_neighbours_first() -> None:
    text = "Een is een. Ouders juichen. De proef helpt ouders. Ouders zijn er blij mee. Ouders komen terug. Zes is zes."
    assert quoted("Hoe helpt de proef ouders?", text) == [
        text.removeprefix("Een is een. ").removesuffix(" Zes is zes.")
    ]


def test_offsets_are_those_of_the_document() -> None:
    (piece,) = compose(understand("Wat bloeit?"), ranked("Wat bloeit?", "De tuin bloeit."))
    assert (piece.start, piece.end) == (100, 115)


def test_one_item_of_a_list_that_holds_the_fact_is_quoted_alone() -> None:
    text = "Het team:\n- Roos Verzonnen, voorzitter\n- Piet Bedacht, kok"
    assert quoted("Wie is de voorzitter van het team?", text) == ["- Roos Verzonnen, voorzitter"]


def test_a_list_without_an_introduction_is_quoted_from_its_first_item() -> None:
    text = "- luisteren naar buren\n- bezoeken van buren"
    assert quoted("Welke twee dingen doen we voor buren?", text) == [text]


def test_a_list_is_quoted_whole_whichever_item_is_best() -> None:
    text = "Dit doen we:\n- koffie\n- bezoeken van eenzame buren"
    assert quoted("Welke twee dingen zijn bezoeken van eenzame buren?", text) == [text]


def test_a_long_list_is_cut() -> None:
    items = "\n".join(f"- buren nummer {number}" for number in range(30))
    (text,) = quoted("Welke drie buren zijn er?", f"Dit zijn de buren:\n{items}")
    assert text.count("\n") == 15


@pytest.mark.parametrize(
    "text",
    [
        "Het huis heeft vaste programmalijnen:\n- koffie\n- muziek\n- tuin",
        "De programmalijnen van het huis zijn:\n\nKoffie, muziek en tuin.",
        "Het huis heeft 3 vaste programmalijnen:\n- koffie\n- muziek\n- tuin",
    ],
)
def test_what_a_sentence_leads_up_to_is_quoted_with_it(text: str) -> None:
    assert quoted("Wat zijn de programmalijnen van het huis?", text) == [text]
    assert quoted("Hoeveel programmalijnen heeft het huis?", text) == [text]


@pytest.mark.parametrize(
    ("text", "start", "answer"),
    [
        ("- koffie drinken\n- samen fietsen", 200, "- koffie drinken\n- samen fietsen"),
        ("Dit kan:\n- koffie drinken\n- samen fietsen", 200, "Dit kan:\n- koffie drinken\n- samen fietsen"),
        ("- koffie drinken\n- samen fietsen", 0, None),  # it stands before
        ("- koffie drinken\n- samen fietsen", 2_000, None),  # it is that of something else
        ("Dat zijn koffie en thee.", 200, None),
    ],
)
def test_a_list_is_quoted_in_place_of_the_sentence_that_announces_it(text: str, start: int, answer: str | None) -> None:
    announced = "Er zijn verschillende maatregelen tegen eenzaamheid."
    question = "Welke maatregelen zijn er tegen eenzaamheid?"
    assert quoted(question, announced, text, starts=(100, start)) == [answer or announced]


def test_a_list_of_another_work_or_of_something_else_than_is_named_is_not_the_one_announced() -> None:
    question = "Welke maatregelen heeft De Linde tegen eenzaamheid?"
    announced = "De Linde heeft verschillende maatregelen tegen eenzaamheid."
    measures = "- De Linde schenkt koffie\n- De Linde fietst"
    assert quoted(question, announced, measures, starts=(0, 100)) == [measures]
    assert quoted(question, announced, "- Het Anker kookt\n- Het Anker fietst", starts=(0, 100)) == [announced]
    assert quoted(question, announced, f"Ander stuk# {measures}", starts=(0, 100)) == [announced]


def test_a_colon_before_what_somebody_says_leads_up_to_no_list() -> None:
    assert ranked("Hoeveel koks zijn er?", "Zo werken de koks in huis: “Wij koken elke dag.”") == []


def test_sentences_are_not_quoted_with_a_heading_behind_them() -> None:
    text = "Het huis opent om twaalf uur. Daar is koffie.\n\nOver de tuin\n\nDe tuin is groot."
    assert quoted("Wat gebeurt er in het huis?", text) == ["Het huis opent om twaalf uur. Daar is koffie."]


def test_when_is_answered_by_a_date_only() -> None:
    assert ranked("Wanneer begint de proef?", "De proef begint in het huis.") == []


def test_of_the_best_candidates_the_nearest_in_meaning_comes_first_and_others_are_not_read() -> None:
    read = []

    def meaning(words: str) -> float:
        read.append(words)
        return float(words == "Koks zijn er voor 7 gasten.")

    texts = [f"Koks zijn er voor {number} gasten." for number in range(20)]
    found = ranked("Wat doen koks?", *texts, meaning=meaning)

    assert read == texts[:READ]
    assert found[0].text == "Koks zijn er voor 7 gasten."
    assert {one.number("meaning") for one in found[1:]} == {0.0}


def test_what_a_document_begins_with_answers_before_the_same_further_on() -> None:
    texts = ("In de tuin staan koks.", "In de keuken staan koks.")
    assert [one.text for one in ranked("Waarom zijn koks er?", *texts, starts=(1_000, 0))] == [*reversed(texts)]
    # A date is as good anywhere: the better hit comes first.
    days = ("De koks komen in mei 2024.", "De koks komen in mei 2025.")
    assert [one.text for one in ranked("Wanneer komen de koks?", *days, starts=(1_000, 0))] == [*days]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Wat is het telefoonnummer van Roos Verzonnen?", "000-000 00 10"),
        ("Wat is het telefoonnummer van Piet Bedacht?", "000-000 00 20"),
        ("Wat is het telefoonnummer van De Linde?", "000-000 00 10"),
    ],
)
def test_a_number_is_that_of_the_last_person_before_it(question: str, number: str) -> None:
    text = "De Linde\nRoos Verzonnen\n000-000 00 10\nPiet Bedacht\n000-000 00 20"
    assert ranked(question, text)[0].value == number


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Wanneer eindigt de proef in het huis?", "mei 2025"),
        ("Wanneer begon de proef in het huis?", "maart 2024"),
        ("Wanneer was de proef in het huis?", "maart 2024"),
    ],
)
def test_the_end_is_asked_for_and_not_the_start(question: str, day: str) -> None:
    text = "De proef in het huis begon in maart 2024 en eindigde in mei 2025."
    assert ranked(question, text)[0].value == day


@pytest.mark.parametrize(
    ("other", "number"),
    [
        ("Er werken 12 koks in de keuken.", 2),
        ("Er werken 18 koks in de keuken.", 1),  # the same
        ("Er werken achttien koks in de keuken.", 1),  # the same in words
        ("Er werken bijna 20 koks in de keuken.", 1),  # the same, rounded
        ("Er werken bijna 30 koks in de keuken.", 2),
        ("Er werken koks in de keuken.", 1),  # no number
        ("Er staan 12 stoelen.", 1),  # about something else
        ("Werken er 12 koks in de keuken?", 1),  # a question
        ("Er werken in de keuken van De Linde 12 koks.", 1),  # another kitchen
    ],
)
def test_only_another_value_for_the_same_fact_is_a_contradiction(other: str, number: int) -> None:
    assert len(quoted("Hoeveel koks werken er in de keuken?", "Er werken 18 koks in de keuken.", other)) == number


@pytest.mark.parametrize(
    ("other", "number"),
    [
        ("De Linde heeft 12 koks.", 2),
        ("De Linde# Het huis telt 12 koks.", 2),  # its title names it
        ("De Linde in Zwolle# Het huis telt 12 koks.", 1),  # its title names more
        ("De Linde heeft voor Het Anker 12 koks.", 1),
        ("De Linde# Naast het huis ligt Het Anker. Daar werken 12 koks.", 1),
        ("De Linde heeft 12 koks. Later telde De Linde 18 koks.", 1),  # both told as one goes on
    ],
)
def test_what_is_told_of_another_by_name_is_no_contradiction(other: str, number: int) -> None:
    assert len(quoted("Hoeveel koks heeft De Linde?", "De Linde heeft 18 koks.", other)) == number


def test_short_lines_are_each_about_their_own() -> None:
    first = "18 koks in de keuken\n90 stoelen in Het Anker"
    assert len(quoted("Hoeveel koks zijn er in de keuken?", first, "12 koks in de keuken\n5 in Het Anker")) == 2


def test_a_name_that_every_work_has_another_of_is_no_contradiction() -> None:
    told = "De projectleider is Roos Verzonnen."
    assert quoted("Wie is de projectleider?", told, "De projectleider is Piet Bedacht.") == [told]
    assert len(quoted("Wanneer begon de proef?", "De proef begon in mei 2023.", "De proef begon in juni 2024.")) == 2


def test_of_sources_that_disagree_the_newest_comes_first() -> None:
    texts = [f"Er werken {number} koks in de keuken." for number in (18, 12, 15)]
    question = "Hoeveel koks werken er in de keuken?"
    assert quoted(question, *texts, dates=["2023", "2024-05", None]) == [texts[1], texts[0]]
    assert quoted(question, *texts, dates=["2025", "2023", "2024-05"]) == [texts[0], texts[2]]
