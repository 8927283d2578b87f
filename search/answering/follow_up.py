"""Follow-up questions in full, by rule: "en wanneer?" is asked about what the question before it was about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.names import is_person
from search.answering.manners import MAX_QUESTION, first_question
from search.answering.question import Name, understand
from search.dutch.analyser import terms
from search.dutch.lexicon import lemma, listed

MAX_TURNS = 10
"""Earlier questions that are looked at."""

_PREPOSITIONS = frozenset(
    "in te bij voor van op naar uit over met aan door sinds vanaf tot onder tegen binnen tussen rond".split()
)
_OF_PLACE = frozenset(("in", "te", "uit"))
_ARTICLES = frozenset("de het een dit dat deze die elke elk haar zijn hun mijn onze ons uw".split())
_LOOSE = frozenset("er ik je jij u men we wij iemand mee aan af op".split())
"""What stands between the verb and the subject of a question."""
_FINITE = frozenset(
    "is zijn was waren wordt worden werd werden heeft hebben had hadden kan kun kunt kunnen mag mogen moet moeten zal "
    "zullen wil wilt willen gaat ga gaan komt kom komen doet doe doen krijgt krijg krijgen bestaat bestaan".split()
)
_COPULAS = frozenset("is zijn was waren wordt worden heet heten".split())
_OPENING = (
    rf"(?:(?:{'|'.join(sorted(_PREPOSITIONS))}) )?(?:hoe ?(?:lang|laat|vaak|ver|veel|oud|duur|hoog|groot)"
    r"|hoe|wie|wat|waar(?:om|voor|mee|door|over|van|heen|bij)?|wanneer"
    r"|welke?(?: (?:jaar|dag|datum|plaats|gemeente))?)\b"
)
_OPENS = re.compile(rf"(?P<opening>{_OPENING})(?: |$)(?P<rest>.*)", re.IGNORECASE)
_CHOOSING = re.compile(r"(?:\w+ )?(?:hoe ?veel|welke?)", re.IGNORECASE)
_MARK = re.compile(r"(?:(?:en|maar|ok[eé]|oh?|dan|dus)\b,? *)+", re.IGNORECASE)
_FILLER = re.compile(r"(?: (?:dan|precies|eigenlijk|ook|nou|nu))+$", re.IGNORECASE)
_BARE = re.compile(
    rf"(?P<opening>{_OPENING})(?P<is> (?:is|zijn|was|waren|wordt|werd|gebeurt|gebeurde|kan|moet|komt))?"
    r"(?: (?:dat|dit|het|die|deze))?(?: gebeurd| geweest)?",
    re.IGNORECASE,
)
_HOW_ABOUT = re.compile(r"hoe (?:zit|is|gaat|staat) (?P<it>het|dat|dit)(?: met)? (?P<phrase>.+)", re.IGNORECASE)
_OF_TOWN = re.compile(
    r"\b(?:inwoners|burgemeesters?|wethouders?|raadsleden|gemeenteraad|gemeente|stad|dorp)"
    r"(?: van| heeft| had| telt| telde)? $",
    re.IGNORECASE,
)
"""What stands before the name of a town, and of nothing else."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ONLY_YEAR = re.compile(r"(?:in )?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_OWNED = re.compile(
    rf"(?P<begin>{_OPENING} (?:is|was|zijn|waren|luidt|luiden)) (?:haar|zijn|hun|diens) (?P<owned>[\w' -]+)"
    r"|(?:haar|zijn|hun|diens) (?P<alone>[\w'-]+)",
    re.IGNORECASE,
)
_NEUTER = re.compile(r"(?:nummer|adres|doel|budget|bedrag|tarief|project|werk|aanbod|team|plan|resultaat|beroep|idee)$")
_DETAIL = re.compile(
    r"(?:(?P<article>de|het) )?"
    r"(?P<detail>[\w-]*(?:nummer|adres|mail|website|doel|budget|bedrag|prijs|tarief|looptijd|duur)"
    r"|(?P<more>[\w-]*(?:nummers|adressen|tarieven|kosten|tijden|gegevens)))(?P<of> van .+)?",
    re.IGNORECASE,
)
"""What has but to be named to be asked for: "en het telefoonnummer?"."""
_PRONOUN = re.compile(
    rf"(?P<begin>(?:{_OPENING} )?\w+(?: (?:ik|je|u|men|we|wij))?) (?P<pronoun>hij|zij|ze|die|dat|deze|dit|het)\b"
    r" ?(?P<end>.*)",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"(?P<begin>.+?) (?:haar|hem|hen) (?P<end>[a-z]+en)", re.IGNORECASE)
_ENDS = frozenset(
    "over af mee plaats nog gratis verplicht klaar duur moeilijk mogelijk open geschikt nodig aan op uit door in "
    "aanvragen".split()
)
"""What may follow a pronoun that stands for a thing, besides verbs; before any other word it is an article."""
_THERE = re.compile(r"\bdaar\b", re.IGNORECASE)
_THERE_FOR = re.compile(r"\bdaar (?P<word>\w{4,}) (?P<how>van|voor|mee|over|aan|bij|naar|tegen)$", re.IGNORECASE)
_ADVERB = re.compile(r"\b(?:daar|er|hier)(?P<how>van|mee|voor|over|aan|bij|in|naar|tegen)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:om|dat|als)\b", re.IGNORECASE)
_IF = re.compile(r"\bals\b.*", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?:ge|be|ver|ont|her|op|af|aan|uit)\w+(?:d|t|en)")
_MOST_WORDS = 6
_UNMARKED_WORDS = 4
_MOST_OF_ADVERB = 8
"""Words of a question in which "daarmee" points back; in a longer one it points to that itself."""


def in_full(question: str, earlier: Sequence[str]) -> str:
    """Return a question as it would be asked if none had gone before; one that stands alone as it is.

    Args:
        question: One question, cleaned.
        earlier: The questions before it, cleaned, the oldest first.
    """
    full = ""
    for asked in (*earlier[-MAX_TURNS:], question):
        full = _joined(asked, _Asked.of(first_question(full)[0])) if terms(full) else asked
    return full


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in its parts: "Hoeveel" "koks" "werken" "er bij de Wijk GGD"; what is not there is empty."""

    text: str  # without the question mark
    opening: str
    noun: str  # that is chosen or counted
    verb: str
    rest: str

    @classmethod
    def of(cls, text: str) -> "_Asked":
        bare = text.rstrip("?!. ")
        opened = _OPENS.match(bare)
        if opened is None:
            first, _, rest = bare.partition(" ")
            return cls(bare, "", "", first.lower(), rest) if first.lower() in _FINITE else cls(bare, "", "", "", bare)
        words = opened["rest"].split()
        place = 0
        if _CHOOSING.fullmatch(opened["opening"]) and words and not _is_finite(words[0]):
            place = next((number for number, word in enumerate(words) if _is_finite(word)), len(words))
        return cls(
            bare,
            opened["opening"],
            " ".join(words[:place]),
            " ".join(words[place : place + 1]).lower(),
            " ".join(words[place + 1 :]),
        )

    @property
    def subject(self) -> str:
        """What it is about: "de projectleider van de pilot"."""
        words = self.rest.split()
        while words and words[0].lower() in _LOOSE:
            del words[0]
        if words and words[0].lower() in _PREPOSITIONS:
            del words[0]
        if _ends_in_verb(words):
            del words[-1]
        return " ".join(words) or self.noun or self.text

    @property
    def topic(self) -> str:
        """What its subject belongs to, if it does to anything: "de pilot"."""
        return self.subject.partition(" van ")[2] or self.subject

    @property
    def names(self) -> tuple[Name, ...]:
        """Whom and what it names, years apart."""
        return tuple(name for name in understand(self.text).names if not name.is_year)

    @property
    def place(self) -> str | None:
        """Where, when it names a place."""
        return next((name.text for name in self.names if name.is_place), None)

    @property
    def town(self) -> str | None:
        """The town that it is about, when it names that alone: "Hoeveel inwoners heeft Fabelstad"."""
        if len(self.names) != 1 or _ends_in_verb(self.rest.split()):
            return None
        (name,) = self.names
        is_of_town = _OF_TOWN.search(self.text.partition(name.text)[0])
        return name.text if is_of_town or name.text.lower() in listed("places") else None


def _joined(question: str, before: _Asked) -> str:
    """Return a question in full, given the full one before it."""
    body = question.rstrip("?!. ")
    unmarked = _MARK.match(body)
    if unmarked and unmarked.end() < len(body):
        body = body[unmarked.end() :]
    is_marked = body != question.rstrip("?!. ")
    body = _FILLER.sub("", body)
    rules: tuple[Callable[[str, _Asked], str | None], ...] = (_other_word, _its, _detail, _pronoun, _object, _there)
    found = next((full for rule in rules if (full := rule(body, before))), None)
    found = found or _other_phrase(body, before, is_marked=is_marked, is_asked=question.endswith("?"))
    found = found or (_more(body, before) if is_marked else None)
    return f"{found[0].upper()}{found[1:]}?" if found and len(found) < MAX_QUESTION else question


def _other_word(body: str, before: _Asked) -> str | None:
    """Return the earlier question with another question word: "en wanneer?"."""
    bare = _BARE.fullmatch(body)
    if bare is None:
        return None
    opening = bare["opening"]
    if opening.lower() == before.opening.lower():
        return before.text
    if opening.lower() in ("wie", "wat") and bare["is"]:
        return f"{opening} is {before.topic}"
    if _CHOOSING.fullmatch(opening) and before.noun:
        words = [opening, before.noun, before.verb, before.rest]
    elif before.noun:
        words = [opening, before.verb, before.noun, before.rest.removeprefix("er ")]
    elif before.opening.lower() == "wie" and before.verb not in _COPULAS and opening.lower() != "wat":
        words = [opening, before.verb, "iemand", before.rest]
    else:
        words = [opening if before.verb else f"{opening}:", before.verb, before.rest]
    return " ".join(filter(None, words))


def _its(body: str, before: _Asked) -> str | None:
    """Return what is asked of the subject: "wat is haar telefoonnummer?"."""
    match = _OWNED.fullmatch(body)
    if match is None:
        return None
    owned = match["owned"] or match["alone"]
    article = "het" if _NEUTER.search(owned) else "de"
    return f"{match['begin'] or 'Wat is'} {article} {owned} van {before.subject}"


def _detail(body: str, before: _Asked) -> str | None:
    """Return what is asked of the subject, or of what it says itself, by its name alone: "het telefoonnummer?"."""
    match = _DETAIL.fullmatch(body)
    if match is None or (not match["of"] and _DETAIL.fullmatch(before.topic)):
        return None
    verb = "zijn" if match["more"] else "is"
    article = match["article"] or ("het" if _NEUTER.search(match["detail"]) else "de")
    return f"Wat {verb} {article.lower()} {match['detail']}{match['of'] or f' van {before.topic}'}"


def _pronoun(body: str, before: _Asked) -> str | None:
    """Return a question with the subject in the place of the pronoun after its verb: "waar werkt zij?"."""
    match = _PRONOUN.fullmatch(body)
    if match is None:
        return None
    stands_for, end = before.topic, match["end"]
    if match["pronoun"].lower() in ("hij", "zij", "ze"):
        stands_for = before.subject
    elif not _ends_question(end.split(), match["begin"].rpartition(" ")[2].lower()):
        noun, _, after = end.partition(" ")
        if match["pronoun"].lower() == "het" or not set(terms(noun)) & set(terms(before.subject)):
            return None
        stands_for, end = before.subject, after
    return " ".join(filter(None, (match["begin"], stands_for, end)))


def _ends_question(words: Sequence[str], verb: str) -> bool:
    """Return whether some words can only be what follows a thing in a question: "gestopt", but not "beleid"."""
    return len(words) <= 2 and all(
        word in _ENDS or (word.islower() and _is_verb(word) and not (verb in _COPULAS and lemma(word) == word))
        for word in words
    )


def _object(body: str, before: _Asked) -> str | None:
    """Return a question with the subject in the place of the object: "hoe kan ik haar bereiken?"."""
    match = _OBJECT.fullmatch(body)
    return f"{match['begin']} {before.subject} {match['end']}" if match and _is_verb(match["end"]) else None


def _there(body: str, before: _Asked) -> str | None:
    """Return a question with the subject in the place of "daar" or "daarmee"."""
    if apart := _THERE_FOR.search(body):
        how = "met" if apart["how"].lower() == "mee" else apart["how"].lower()
        return f"{body[: apart.start()]}{apart['word']} {how} {before.topic}"
    if _THERE.search(body):
        return _THERE.sub(lambda _: f"bij {before.topic}", body)
    match = _ADVERB.search(body)
    if match is None or _CLAUSE.search(body, match.end()) or len(body.split()) > _MOST_OF_ADVERB:
        return None
    how = "met" if match["how"].lower() == "mee" else match["how"].lower()
    return f"{body[: match.start()]}{how} {before.topic}{body[match.end() :]}"


def _other_phrase(body: str, before: _Asked, *, is_marked: bool, is_asked: bool) -> str | None:
    """Return the earlier question with another place, year, name or noun: "en in Droomveen?"."""
    about = _HOW_ABOUT.fullmatch(body)
    about = about if about and (is_marked or about["it"].lower() != "het") else None
    words = (about["phrase"] if about else body).split()
    is_prepositional = len(words) > 1 and words[0].lower() in _PREPOSITIONS
    most = _MOST_WORDS if is_marked or about else _UNMARKED_WORDS * (is_prepositional and is_asked)
    says_nothing = not terms(" ".join(words))
    if len(words) > most or says_nothing or _OPENS.match(" ".join(words)) or words[0].lower() in _FINITE:
        return None
    if words[0].lower() == "als":
        return f"{_IF.sub('', before.text).rstrip()} {' '.join(words)}"
    if len(words) == 1 and _PARTICIPLE.fullmatch(words[0]) and _is_verb(words[0]):
        own = before.text.split()
        return " ".join((*(own[:-1] if _ends_in_verb(own) else own), *words))
    year = _ONLY_YEAR.fullmatch(" ".join(words))
    if year and _YEAR.search(before.text):
        return _YEAR.sub(year["year"], before.text)
    if year:
        return f"{before.text} in {year['year']}"
    if is_prepositional:
        return _with_phrase(before, words[0].lower(), words[1:])
    return _with_name(before, words) if _is_name(words) else _with_noun(before, words)


def _with_phrase(before: _Asked, preposition: str, words: Sequence[str]) -> str:
    """Return a question with other words after a preposition; they come last where it has none with their like."""
    own = before.text.split()
    places = [place + 1 for place, word in enumerate(own[:-1]) if word.lower() == preposition]
    alike = [place for place in places if _is_name(own[place:]) == _is_name(words)]
    if preposition not in _OF_PLACE:
        alike = alike or places
    if not alike and preposition in _OF_PLACE and before.town and _is_name(words):
        return before.text.replace(before.town, " ".join(words))
    if not alike:
        return f"{before.text} {preposition} {' '.join(words)}"
    return " ".join((*own[: alike[0]], *words, *own[_end(own, alike[0]) :]))


def _with_name(before: _Asked, words: Sequence[str]) -> str | None:
    """Return a question with another name: of a place for a place, of a person for a person, or else for the last."""
    own = before.text.split()
    starts = [place for place in range(1, len(own)) if own[place][0].isupper() and not own[place - 1][0].isupper()]
    places = [place for place in starts if own[place - 1].lower() in _OF_PLACE]
    people = [place for place in starts if is_person(" ".join(own[place : _end(own, place)]))]
    likely = places if words[0].lower() in listed("places") else people if is_person(" ".join(words)) else []
    found = likely or [place for place in starts if place not in places] or places
    if not found:
        return _with_noun(before, words)
    return " ".join((*own[: found[-1]], *words, *own[_end(own, found[-1]) :]))


def _with_noun(before: _Asked, words: Sequence[str]) -> str | None:
    """Return a question about another thing: what it chose or counted, or what comes first after its verb."""
    if before.noun:
        return " ".join((before.opening, *words, before.verb, before.rest)).strip()
    own = before.rest.split()
    start = next((place for place, word in enumerate(own) if word.lower() not in _LOOSE), None)
    if start is None or not before.verb:
        return None
    return " ".join(filter(None, (before.opening, before.verb, *own[:start], *words, *own[_end(own, start) :])))


def _more(body: str, before: _Asked) -> str | None:
    """Return a question that begins with "en" and names nothing, asked of what the earlier one was about."""
    asked = _Asked.of(body)
    if not (asked.opening or asked.verb) or asked.names:
        return None
    if set(terms(body)) & set(terms(before.topic)):
        return f"{body} in {before.place}" if before.place else body
    belongs = asked.verb in _COPULAS and not _ends_in_verb(asked.rest.split())
    return f"{body} {'van' if belongs else 'bij'} {before.topic}"


def _end(words: Sequence[str], start: int) -> int:
    """Return where the phrase ends that begins at a word: at the next preposition, unless that is part of a name."""
    end = start + 1
    while end < len(words):
        if words[end].lower() in _PREPOSITIONS:
            goes_on = _is_name(words[start:end]) and not _is_name(words[end + 1 :])
            if not goes_on:
                break
        if end == len(words) - 1 and _ends_in_verb(words):
            break
        end += 1
    return end


def _is_name(words: Sequence[str]) -> bool:
    """Return whether words begin with a capital, an article apart."""
    bare = words[1:] if words and words[0].lower() in _ARTICLES else words
    return bool(bare) and bare[0][0].isupper()


def _is_finite(word: str) -> bool:
    return word.lower() in _FINITE or _is_verb(word)


def _is_verb(word: str) -> bool:
    known = lemma(word.lower()) or ""
    return known.endswith("en") or known in ("gaan", "staan", "doen", "zien", "zijn")


def _ends_in_verb(words: Sequence[str]) -> bool:
    """Return whether the last of some words is a participle or infinitive, and not a noun."""
    if len(words) < 2 or words[-2].lower() in _ARTICLES | _PREPOSITIONS or not words[-1].islower():
        return False
    return bool(_PARTICIPLE.fullmatch(words[-1])) or _is_verb(words[-1])
