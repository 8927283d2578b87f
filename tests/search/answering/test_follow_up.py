"""What a follow-up question asks in full, and that other questions stay as they are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.answering.follow_up import MAX_TURNS, in_full
from search.answering.manners import MAX_QUESTION

PILOT = "Waar is de pilot in Almelo gestart?"
LEADER = "Wie is de projectleider van Eerder in beeld?"
TEAM = "Wat is de Wijk GGD?"
NURSES = "Hoeveel verpleegkundigen werken er bij de Wijk GGD in Fabelstad?"
DEBTS = "Waar kan ik schuldhulp aanvragen?"
TOWNS = "Welke gemeenten doen mee aan de pilot?"
HOURS = "Wanneer is het spreekuur voor mantelzorgers in Droomveen?"


@pytest.mark.parametrize(
    ("before", "question", "full"),
    [
        # another question word
        (PILOT, "en wanneer?", "Wanneer is de pilot in Almelo gestart?"),
        (PILOT, "Wanneer was dat?", "Wanneer is de pilot in Almelo gestart?"),
        (PILOT, "En waarom dan?", "Waarom is de pilot in Almelo gestart?"),
        (PILOT, "hoe lang?", "Hoe lang is de pilot in Almelo gestart?"),
        (PILOT, "En wie?", "Wie is de pilot in Almelo gestart?"),
        (PILOT, "Wat is dat?", "Wat is de pilot in Almelo?"),
        (LEADER, "Wie is dat?", LEADER),
        (TEAM, "wat is dat precies?", TEAM),
        (TEAM, "en waar?", "Waar is de Wijk GGD?"),
        (NURSES, "en waar?", "Waar werken verpleegkundigen bij de Wijk GGD in Fabelstad?"),
        (NURSES, "Welke?", "Welke verpleegkundigen werken er bij de Wijk GGD in Fabelstad?"),
        (TOWNS, "En hoeveel?", "Hoeveel gemeenten doen mee aan de pilot?"),
        (TOWNS, "en wanneer?", "Wanneer doen gemeenten mee aan de pilot?"),
        (DEBTS, "Hoe?", "Hoe kan ik schuldhulp aanvragen?"),
        (HOURS, "en hoe laat?", "Hoe laat is het spreekuur voor mantelzorgers in Droomveen?"),
        (HOURS, "Op welke dag is dat?", "Op welke dag is het spreekuur voor mantelzorgers in Droomveen?"),
        ("Wie leidt de pilot?", "en wanneer?", "Wanneer leidt iemand de pilot?"),
        ("Is het spreekuur gratis?", "en wanneer?", "Wanneer is het spreekuur gratis?"),
        ("projectleider Wijk GGD", "En wanneer?", "Wanneer: projectleider Wijk GGD?"),
        ("Hoeveel mensen?", "Wat is dat?", "Wat is mensen?"),
        # another place, year, name or noun
        (PILOT, "en in Droomveen?", "Waar is de pilot in Droomveen gestart?"),
        (PILOT, "In Rotterdam?", "Waar is de pilot in Rotterdam gestart?"),
        (PILOT, "en Rotterdam?", "Waar is de pilot in Rotterdam gestart?"),
        (PILOT, "Hoe zit dat in Droomveen?", "Waar is de pilot in Droomveen gestart?"),
        (PILOT, "en in 2023?", "Waar is de pilot in Almelo gestart in 2023?"),
        ("Hoeveel geld kreeg de wijk in 2022?", "en in 2023?", "Hoeveel geld kreeg de wijk in 2023?"),
        (LEADER, "en van Droomtuin?", "Wie is de projectleider van Droomtuin?"),
        (LEADER, "en Droomtuin?", "Wie is de projectleider van Droomtuin?"),
        (LEADER, "En de wethouder?", "Wie is de wethouder van Eerder in beeld?"),
        (TEAM, "en het wijkteam?", "Wat is het wijkteam?"),
        (TEAM, "En hoe zit het met het wijkteam?", "Wat is het wijkteam?"),
        (TEAM, "Hoe zit dat met het wijkteam?", "Wat is het wijkteam?"),
        (NURSES, "en artsen?", "Hoeveel artsen werken er bij de Wijk GGD in Fabelstad?"),
        (NURSES, "En bij het wijkteam?", "Hoeveel verpleegkundigen werken er bij het wijkteam in Fabelstad?"),
        (NURSES, "en Zwolle?", "Hoeveel verpleegkundigen werken er bij de Wijk GGD in Zwolle?"),
        (DEBTS, "en in Droomveen?", "Waar kan ik schuldhulp aanvragen in Droomveen?"),
        (DEBTS, "en een uitkering?", "Waar kan ik een uitkering aanvragen?"),
        (DEBTS, "en Bijstand?", "Waar kan ik Bijstand aanvragen?"),
        (HOURS, "en voor jongeren?", "Wanneer is het spreekuur voor jongeren in Droomveen?"),
        ("Waar woont Roos Verzonnen?", "en Lotte Fictief?", "Waar woont Lotte Fictief?"),
        ("Wat doet Roos Verzonnen in Almelo?", "en Lotte Fictief?", "Wat doet Lotte Fictief in Almelo?"),
        ("Wat gebeurt er in Almelo?", "en Droomveen?", "Wat gebeurt er in Droomveen?"),
        ("Hoeveel inwoners heeft Fabelstad?", "en in Droomveen?", "Hoeveel inwoners heeft Droomveen?"),
        ("Hoeveel inwoners had Fabelstad in 2022?", "en in Droomveen?", "Hoeveel inwoners had Droomveen in 2022?"),
        ("Wie is de burgemeester van Fabelstad?", "En in Droomveen?", "Wie is de burgemeester van Droomveen?"),
        ("Wat doet de gemeente Fabelstad?", "en in Droomveen?", "Wat doet de gemeente Droomveen?"),
        ("Wat kost parkeren Almelo?", "en in Droomveen?", "Wat kost parkeren Droomveen?"),
        ("Hoeveel inwoners heeft Fabelstad?", "en in de zomer?", "Hoeveel inwoners heeft Fabelstad in de zomer?"),
        ("Hoeveel inwoners heeft Fixfit bereikt?", "en in Almelo?", "Hoeveel inwoners heeft Fixfit bereikt in Almelo?"),
        ("Hoeveel klussers heeft Fixfit?", "en in Almelo?", "Hoeveel klussers heeft Fixfit in Almelo?"),
        ("Wat doet Fixfit met Roos Verzonnen?", "en in Almelo?", "Wat doet Fixfit met Roos Verzonnen in Almelo?"),
        # something else of it, which has but to be named
        ("Hoe lang is het adres van het loket?", "en het nummer?", "Wat is het nummer van het loket?"),
        (PILOT, "En het doel?", "Wat is het doel van de pilot in Almelo?"),
        (PILOT, "en de kosten?", "Wat zijn de kosten van de pilot in Almelo?"),
        (LEADER, "en e-mailadres?", "Wat is het e-mailadres van Eerder in beeld?"),
        (HOURS, "en het adres van de bibliotheek?", "Wat is het adres van de bibliotheek?"),
        (DEBTS, "Website?", "Wat is de Website van schuldhulp?"),
        ("Wat is het adres?", "en het telefoonnummer?", "Wat is het telefoonnummer?"),
        # another verb, or another condition
        (PILOT, "en beëindigd?", "Waar is de pilot in Almelo beëindigd?"),
        ("Waar is de pilot?", "en gestart?", "Waar is de pilot gestart?"),
        ("Krijg ik bijstand als ik samenwoon?", "En als ik alleen woon?", "Krijg ik bijstand als ik alleen woon?"),
        (DEBTS, "en als ik werk heb?", "Waar kan ik schuldhulp aanvragen als ik werk heb?"),
        # words that stand for the subject
        (LEADER, "en haar e-mailadres?", "Wat is het e-mailadres van de projectleider van Eerder in beeld?"),
        (LEADER, "Hoe kan ik haar bereiken?", "Hoe kan ik de projectleider van Eerder in beeld bereiken?"),
        ("Wat is een indicatie?", "waar vraag ik die aan?", "Waar vraag ik een indicatie aan?"),
        ("Wat is een indicatie?", "Hoe kan ik dat aanvragen?", "Hoe kan ik een indicatie aanvragen?"),
        (TEAM, "Wie is daar verantwoordelijk voor?", "Wie is verantwoordelijk voor de Wijk GGD?"),
        (TEAM, "Wie werkt daar graag mee?", "Wie werkt graag met de Wijk GGD?"),
        (LEADER, "Wat is haar telefoonnummer?", "Wat is het telefoonnummer van de projectleider van Eerder in beeld?"),
        (LEADER, "Wat zijn zijn taken?", "Wat zijn de taken van de projectleider van Eerder in beeld?"),
        (LEADER, "Waar werkt zij?", "Waar werkt de projectleider van Eerder in beeld?"),
        (LEADER, "Wanneer is het begonnen?", "Wanneer is Eerder in beeld begonnen?"),
        (PILOT, "Wanneer is die pilot gestopt?", "Wanneer is de pilot in Almelo gestopt?"),
        (PILOT, "Wat kost het?", "Wat kost de pilot in Almelo?"),
        (PILOT, "Wie werkt daar?", "Wie werkt bij de pilot in Almelo?"),
        (TEAM, "Wat doet die?", "Wat doet de Wijk GGD?"),
        (TEAM, "Wie doet daaraan mee?", "Wie doet aan de Wijk GGD mee?"),
        (TEAM, "Wie werkt ermee?", "Wie werkt met de Wijk GGD?"),
        (HOURS, "Is het gratis?", "Is het spreekuur voor mantelzorgers in Droomveen gratis?"),
        (TOWNS, "Hoe lang duurt die?", "Hoe lang duurt de pilot?"),
        # a whole question after "en"
        (PILOT, "En wie is de projectleider?", "Wie is de projectleider van de pilot in Almelo?"),
        (LEADER, "en wat is het adres?", "Wat is het adres van Eerder in beeld?"),
        (TEAM, "Maar hoeveel mensen werken er?", "Hoeveel mensen werken er bij de Wijk GGD?"),
        (PILOT, "En wie leidt de pilot?", "Wie leidt de pilot in Almelo?"),
        (TEAM, "En is de GGD open?", "En is de GGD open?"),
        (TOWNS, "En wie leidt de pilot?", "Wie leidt de pilot?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_asked_about_what_the_question_before_it_was_about(
    before: str, question: str, full: str
) -> None:
    assert in_full(question, [before]) == full


@pytest.mark.parametrize(
    "question",
    [
        "Wat is een coach?",
        "Wie is de wethouder van Droomveen?",
        "Wanneer is het spreekuur?",
        "Wanneer is het Geldloket open?",
        "Wat is het beleid?",
        "Wat is het inkomen van een gezin?",
        "Wat is het inkomen?",
        "Hoe zit het met mijn privacy?",
        "Welke hulp is er voor haar kinderen?",
        "Wat is een paspoort en welke gegevens staan op de chip hierin?",
        "Is het verplicht om te melden?",
        "En wie is de projectleider van Droomtuin?",
        "Wat krijgen jongeren als ze 18 worden?",
        "Hoe moeilijk is het om hulp te vragen?",
        "Waarom is ervoor gekozen om te stoppen?",
        "Wat betekent de Wmo?",
        "In welke wijken werkt de GGD?",
        "Met wie werkt de gemeente samen?",
        "Waar gaat dat project over?",
        "Is die nieuwe wet al ingegaan?",
        "Op dinsdag spreekuur in de bibliotheek",
        "schuldhulp Droomveen",
        "Droomveen",
        "En?",
        "En toen?",
        "En in de wijk met de meeste bomen van het land?",
        "Hoe lang duurt een traject?",
        "Kan ik zelf bellen?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert in_full(question, [PILOT]) == question
    assert in_full(question, []) == question


@pytest.mark.parametrize("question", ["en de wethouder?", "en Droomveen?"])
def test_nothing_is_replaced_in_words_without_a_verb(question: str) -> None:
    assert in_full(question, ["projectleider wijk"]) == question


def test_follow_ups_follow_each_other() -> None:
    assert in_full("en in Droomveen?", [PILOT, "en wanneer?"]) == "Wanneer is de pilot in Droomveen gestart?"


def test_what_is_named_alone_is_asked_of_what_all_was_about() -> None:
    asked = ["Wat is het adres van de Fixbrigade?", "en hoe lang?"]
    assert in_full("en het telefoonnummer?", asked) == "Wat is het telefoonnummer van de Fixbrigade?"


def test_a_new_subject_ends_the_old_one() -> None:
    assert in_full("en waar?", [PILOT, TEAM]) == "Waar is de Wijk GGD?"


def test_of_several_questions_the_first_was_answered_and_is_followed() -> None:
    assert in_full("en wanneer?", [f"{PILOT} {TEAM}"]) == "Wanneer is de pilot in Almelo gestart?"


def test_only_so_many_questions_are_looked_back() -> None:
    assert in_full("en wanneer?", [PILOT, *["en waarom?"] * MAX_TURNS]) == "en wanneer?"


def test_what_would_become_too_long_to_ask_stays_as_it_is() -> None:
    assert in_full("en wanneer?", ["Waar is de " + "pilot " * (MAX_QUESTION // 6) + "gestart?"]) == "en wanneer?"


_words = st.lists(
    st.sampled_from(["en", "wie", "waar", "is", "dat", "het", "die", "daar", "van", "in", "Almelo", "2023", "pilot"])
    | st.text(min_size=1, max_size=8),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(turns=st.lists(_words, max_size=4), question=_words)
@example(turns=["?"], question="?")
@example(turns=["Hoeveel?"], question="en bomen?")
@example(turns=["Is"], question="en bomen?")
def test_no_words_break_it(turns: list[str], question: str) -> None:
    cleaned = " ".join(question.split())
    found = in_full(cleaned, [" ".join(turn.split()) for turn in turns])
    assert found == cleaned or (found.endswith("?") and len(found) <= MAX_QUESTION)
