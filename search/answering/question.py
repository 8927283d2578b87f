"""What a question asks, by rule: its kind, the form of a short answer, the words it is about, and whom it names.

For Dutch, and for the question words of English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from search.answering.shapes import Shape
from search.dutch.analyser import terms
from search.dutch.lexicon import lemma, listed
from search.dutch.stopwords import STOPWORDS

Span = tuple[int, int]
Kind = Literal[
    "who", "when", "where", "how many", "how much", "which", "what", "definition", "why", "how", "yes/no", "contact",
    "list",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name or a year in a question; only passages about it may answer."""

    text: str  # as written
    terms: tuple[str, ...]
    is_year: bool
    is_place: bool  # "in Rotterdam": what is said to be elsewhere is no answer
    is_title: bool = False  # of a work: it must stand there as it is, for its words are those of any sentence


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood."""

    text: str
    kind: Kind
    shapes: tuple[Shape, ...]  # of a short answer; none when only sentences will do
    focus: tuple[str, ...]  # terms that an answer, or what stands around it, should hold
    target: tuple[str, ...]  # of these the first after "hoeveel" or "welke": what is counted or chosen
    role: tuple[str, ...]  # of these what somebody is, as in "wie is de projectleider"
    names: tuple[Name, ...]

    @property
    def counts(self) -> bool:
        """Whether it asks how many there are of what ``target`` says."""
        return self.shapes == ("number",) and bool(self.target)

    @property
    def measures(self) -> bool:
        """Whether it asks how much of something there is, and ``target`` says what it does: "hoeveel bespaart"."""
        return self.kind == "how many" and "amount" in self.shapes and bool(self.target)

    @property
    def gives_name(self) -> bool:
        """Whether it asks only who somebody is whom it names; any other name would be somebody else's."""
        asked = _WHO_IS.match(self.text)
        return asked is not None and self.text[asked.end() :].rstrip("?!. ") in [name.text for name in self.names]


_QUESTION_WORDS = (
    "wanneer", "hoeveel", "waarom", "waarvoor", "waardoor", "welke", "hoelang", "hoezo", "telefoonnummer",
    "contactpersoon", "e-mailadres", "openingstijden", "definitie", "betekent",
)  # fmt: skip
_NUMERAL = r"(?:\d{1,2}|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|two|three|four|five|six)"
_TOWN_NOUN = (
    r"(?:stad|steden|gemeenten?|dorp(?:en)?|wijk(?:en)?|buurt(?:en)?|straat|provincies?|regio(?:'s)?|landen|land|city|town)"
)  # fmt: skip
_PLACE_NOUN = rf"(?:{_TOWN_NOUN}|plaats(?:en)?|locaties?|plek(?:ken)?|adres|gebouw|place|location)"
_ROLE_NOUN = (
    r"(?:persoon|personen|lector|lectoren|wethouder|onderzoekers?|auteurs?|schrijvers?|sprekers?|docent(?:en)?|directeur"
    r"|voorzitter|student(?:en)?|hoogleraar|hoogleraren|promovend(?:us|a|i)|projectleiders?|coördinator(?:en)?"
    r"|organisaties?|partners?|partijen|hogescholen|hogeschool|instanties?|instelling(?:en)?|medewerkers?)"
)

_PARTY_NOUN = (
    r"(?:(?:samenwerkings|project)?partners?|partijen|organisaties?|opdrachtgevers?|financiers?|subsidiegevers?|uitvoerders?"
    r"|aanbieders?)"
)

_Rule = tuple[str, Kind, tuple[Shape, ...]]
# The first that matches counts. Shapes are in order of preference.
_RULES: tuple[_Rule, ...] = (
    (
        r"\bhoe(?:veel| ?hoog| duur)\b.{0,40}\b(?:kost\w*|euro|geld|subsidie|budget|betaal\w*|bedrag\w*|"
        r"vergoeding|boete|toeslag|salaris|verdien\w*)\b",
        "how much",
        ("amount",),
    ),
    (
        r"\bwat (?:kost|kosten|betaal|verdien)\b|\bhoe (?:hoog|duur)\b|\bwat (?:is|zijn) (?:de|"
        r"het) (?:prijs|kosten|bedrag|tarief|budget|boete)\b|\bhow much\b",
        "how much",
        ("amount",),
    ),
    (r"\b(?:hoeveel|welk|het) (?:procent|percentage|deel)\b", "how much", ("percentage",)),
    (r"\bwelke? dag(?:en)?\b", "when", ("date",)),
    (
        r"\btelefoonnummers?\b|\b(?:06|mobiele?|tel|welke?|het|wat)[- ]?(?:nummer|nr)\b|\bphone number\b|"
        r"\b(?:bel|bereik) ik\b|\bkan ik .{0,40}\bbellen\b",
        "contact",
        ("phone",),
    ),
    (
        r"\be-?mail[- ]?(?:adres(?:sen)?|address)\b|\bmail[- ]?adres\b|\b(?:e-?)?mailen\b|^(?:e-?)?mail van\b"
        r"|\b(?:welke?|het|wat is (?:de|het)) (?:e-?)?mail\b",
        "contact",
        ("email",),
    ),
    (r"\b(?:website|webadres|webpagina|internetadres|url)\b(?! van de overheid)", "contact", ("website",)),
    (r"\b(?:post|bezoek)adres\b|\b(?:wat is het|welk|het) adres\b|\bpostcode\b", "contact", ("address",)),
    (
        r"\bcontactgegevens\b|\bcontact (?:opnemen|krijgen|zoeken)\b|\bbereik(?:en|baar)\b",
        "contact",
        ("phone", "email", "address", "website"),
    ),
    (
        r"\bwaarom\b|\bhoezo\b|\b(?:om )?welke reden\b|\bwat is de (?:reden|oorzaak|aanleiding)\b|"
        r"\bwaardoor\b|\bwhy\b",
        "why",
        (),
    ),
    (
        r"\bopeningstijden\b|\bopening time",
        "when",
        ("time", "date"),
    ),
    (r"\bhoe ?laat\b|\bwelke tijd(?:en|stip)?\b|\bwhat time", "when", ("time",)),
    (
        r"\bhoe ?lang\b|\bhow long\b|\bwat is de (?:duur|looptijd|termijn)\b|\bbinnen (?:welke|"
        r"hoeveel) (?:termijn|tijd)\b",
        "how many",
        ("duration",),
    ),
    (
        r"\bwanneer (?:ben|bent|heb|hebt|moet|mag|kan|kun|kunt|krijg|is|heet|geldt|spreek\w*|kom) (?:ik|"
        r"je|jij|u|men|we|wij|iemand|een|er)\b",
        "when",
        (),
    ),
    (
        r"\bwanneer\b|\bwelke? (?:dag(?:en)?|datum|data|jaar|jaren|maand(?:en)?|week|periode)\b|\bwhen\b|"
        r"\bwat is de (?:start|eind|begin)?datum\b",
        "when",
        ("date", "time"),
    ),
    (
        r"\bhoe ?veel\b|\bhoe (?:vaak|groot|oud|ver)\b|\b(?:het )?aantal\b|\bhow (?:many|often|old)\b",
        "how many",
        ("number",),
    ),
    (
        rf"\b(?:in|op|bij|uit) welke? (?:\w+ )?{_TOWN_NOUN}\b|^welke? {_TOWN_NOUN}\b",
        "where",
        ("place",),
    ),
    (
        rf"\b(?:in|op|bij|uit) welke? (?:\w+ )?{_PLACE_NOUN}\b|^welke? {_PLACE_NOUN}\b",
        "where",
        ("place", "organisation"),
    ),
    (r"\bwaar sta(?:at|an)\b.{1,60}\bvoor\b", "definition", ()),
    (r"\bwaar(?:uit)? besta(?:at|an)\b|\bnoem\b", "list", ()),
    (r"\bwaar (?:gaat|ging|draait|richt|houdt|werkt|let)\b.{1,80}\b(?:over|om|op|aan|mee|zich)\b", "what", ()),
    (r"^waar \w+ (?:ik|je|jij|u|men|we|wij|mijn|iemand)\b", "where", ()),
    (
        r"^waar\b|\b(?:en|vanaf|of) waar\b|\bwaarheen\b|\bwhere\b|\bwaar (?:vind|is|zijn|kan|kun|staat|"
        r"moet)",
        "where",
        ("place", "organisation", "address"),
    ),
    (r"\bvoor wie\b", "what", ()),
    (r"\b(?:met|door|van|bij|aan|onder) wie\b", "who", ("organisation", "person")),
    (r"\bwie (?:is|was|zijn|waren) (?:(?:de|het) )?(?:\w+ )?" + _PARTY_NOUN + r"\b", "who", ("organisation",)),
    (r"\b(?:wie (?:is|was|zijn|waren|werd|wordt) (?:de|het|een)|who (?:is|was|are) the)\b", "who", ("person",)),
    (
        r"\bwie\b|\bwiens\b|\bhoe heet(?:te|ten|en)?\b|\bwho\b|\bcontactpersoon\b|\bwat is de naam\b",
        "who",
        ("person", "organisation"),
    ),
    (
        r"\bwelke? (?:\w+ )?"
        + _ROLE_NOUN
        + r"\b|\bwhich (?:organi[sz]ation|partner|person)",
        "who",
        ("organisation", "person"),
    ),
    (r"\b(?:welke|wat zijn de|which|what are the) " + _NUMERAL + r"\b", "list", ()),
    (
        r"\b(?:definitie|betekenis)\b|\bwat (?:betekent|betekenen)\b|\bbedoel(?:t|en|d)?\b|"
        r"\bwat houd(?:t|en)\b|\bversta(?:a|an|at)\b.{0,30}\bonder\b|\bwhat does\b.{1,60}\bmean\b",
        "definition",
        (),
    ),
    (
        r"^(?:wat (?:is|zijn)|wat's|what(?: is|'s| are)) (?!(?:het|de) (?:\w+ )?(?:van|voor|aan|"
        r"in)\b)(?:(?!\b(?:van|voor|tussen|in|met|van)\b).){1,60}$",
        "definition",
        (),
    ),
    (r"\bwelk(?:e)?\b|\bwhich\b", "which", ()),
    (r"\bwat\b|\bwaar\w+\b|\bwhat\b", "what", ()),
    (r"\bhoe\b|\bhow\b", "how", ()),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), kind, shapes) for pattern, kind, shapes in _RULES)
_VERB_FIRST = re.compile(
    r"(?:is|zijn|was|waren|ben|bent|word|wordt|worden|werd|heeft|heb|hebt|hebben|had|kan|kun|kunt|kunnen|mag|mogen|moet|moeten"
    r"|zal|zullen|wil|wilt|willen|krijg|krijgt|krijgen|geldt|gelden|bestaat|bestaan|doet|doe|doen|komt|kom|komen|gaat|ga"
    r"|gaan|werkt|werk|werken|hoef|hoeft|hoeven|betaal|betaalt|betalen|geeft|staat|blijft|does|do|did|are|can|may|must"
    r"|has|have|was|were)\b"
)
_AFTER_VERB = re.compile(
    r"([\w-]+) (?:de|het|een|er|ik|je|jij|u|jullie|we|wij|ze|zij|hij|deze|dit|die|dat|mijn|onze?)\b"
)
"""The first word of a question and what then stands there when it is a verb: "houden de wijkteams"."""
_INFINITIVE = ("en", "aan", "oen", "ien")
_EMPTY_WORDS = frozenset(
    terms(
        "telefoonnummer telefoonnummers telefoon nummer emailadres e-mailadres mailadres email e-mail mail adres "
        "website definitie betekenis betekent betekenen bedoelen bedoeld verstaan aantal heet heten heette naam reden "
        "noem noemen contactgegevens bereiken bereikbaar laat lang vaak datum plaatsvinden vindt vond vinden vonden "
        "duur staan staat stond houdt houden bestaan bestaat gebeuren gebeurt zitten zit"
    )
)
_ENGLISH = frozenset(
    "a an and are at by can did do does for from has have how in is it long many may me much must my of often on "
    "or phone should the their there they this to was we were what when where which who why will with you your".split()
)
_GENERIC = frozenset(
    terms(
        "gemeente stichting project hogeschool lectoraat stad provincie ministerie universiteit werkplaats programma "
        "vereniging organisatie onderzoek nederland dorp wijk groep"
    )
)
"""What a name has in common with many: "Gemeente Elburg" may be called Elburg."""
_ANYBODY = frozenset(terms("mensen personen"))
"""What counts whoever is there: "hoeveel mensen" is told by "vijf inwoners" too."""
_CAPITAL = r"[A-ZÀ-Þ]"
_PART = rf"(?:{_CAPITAL}[\w'’&.-]*\w|{_CAPITAL}|\d+{_CAPITAL}\w*)"
_JOIN = r"(?:van|de|der|den|het|ter|ten|te|voor|en|&|'t|’t|el|al)"
_NAME = re.compile(rf"(?<![\w'’]){_PART}(?:\ (?:{_JOIN}\ ){{0,3}}{_PART})*")
_QUOTED = re.compile(r"[‘'\"“]([^‘’'\"“”]{3,80})[’'\"”]")
_TITLE_PARTS = re.compile(r"\s[–|-]\s|:\s")
_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d.,]\d|\d)")
_PLACE_BEFORE = re.compile(r"\b(?:in|te|uit|gemeente|stad|dorp|provincie)\s$", re.IGNORECASE)
_INHABITED = re.compile(r"\binwoners\b", re.IGNORECASE)
_ASKED = re.compile(
    rf"\b(?:hoe ?veel|welke?|aantal|how many|which)\s+(?:(?:van|of)\s)?(?:(?:de|het|deze|the|{_NUMERAL})\s)*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’-]+")
_HEAD_WORDS = 3
_ADJECTIVE = re.compile(r"[a-zà-ÿ-]{3,}[^e\W](?:e|ende|iele|ische)", re.IGNORECASE)
_ROLE = re.compile(
    r"(?<!met )(?<!door )(?<!van )(?<!bij )(?<!aan )(?<!voor )\b(?:wie (?:is|was|zijn|waren|werd|wordt)"
    r" (?:de\s|het\s|een\s|(?=(?-i:[a-zà-ÿ])))|who (?:is|was|are) the\s)\s*",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"(?:wie (?:is|was|zijn|waren)|who (?:is|was|are|were)) ", re.IGNORECASE)


def understand(text: str, titles: Sequence[str] = ()) -> Question:
    """Return what a question asks.

    Args:
        text: The question, cleaned: single spaces.
        titles: Of works that it may be about: "Eerder in beeld" in it is then a name.
    """
    lowered = _mended(text)
    kind, shapes = _kind(lowered)
    names = tuple(_names(text, titles))
    focus = tuple(dict.fromkeys(term for term in terms(text) if _is_telling(term)))
    named = {term for name in names for term in name.terms}
    unnamed = [term for term in focus if term not in named]
    target = tuple(term for term in _head(text, _ASKED.search(text), unnamed) if term not in _ANYBODY)
    role = _head(text, _ROLE.search(text), unnamed) if kind == "who" else ()
    if role and "person" in shapes:
        shapes = ("person",)  # what bears a role is no organisation
    if shapes == ("number",) and _measures(lowered):
        shapes = ("amount", "number")
    return Question(text, kind, shapes, focus, target, role, names)


def _mended(text: str) -> str:
    """Return a question in lower case, question words that are mistyped put right."""
    words = []
    for word in text.lower().split():
        bare = word.strip("?!.,:;\"'()")
        if len(bare) > 4 and bare not in STOPWORDS and lemma(bare) is None:
            near = get_close_matches(bare, _QUESTION_WORDS, n=1, cutoff=0.85)
            word = near[0] if near else word
        words.append(word)
    return " ".join(words)


def _kind(lowered: str) -> tuple[Kind, tuple[Shape, ...]]:
    bare = lowered.rstrip("?!. ")
    if _VERB_FIRST.match(bare) or _begins_with_verb(bare):
        return "yes/no", ()
    for pattern, kind, shapes in _COMPILED:
        if pattern.search(bare):
            return kind, shapes
    return "what", ()


def _is_telling(term: str) -> bool:
    return term not in _EMPTY_WORDS and term not in _ENGLISH


def _head(text: str, asked: re.Match[str] | None, focus: Sequence[str]) -> tuple[str, ...]:
    """Return the terms of the first word after what matched: what is counted, measured, chosen or borne as a role.

    After an adjective the next as well; nothing where a word without meaning comes first: "hoeveel is dat waard".
    """
    found: list[str] = []
    for word in _WORD.findall(text, asked.end())[:_HEAD_WORDS] if asked else ():
        found += [term for term in terms(word) if term in focus]
        if not _ADJECTIVE.fullmatch(word):
            break
    return tuple(found)


def _measures(text: str) -> bool:
    """Return whether a verb follows "hoeveel", so that nothing is counted: "hoeveel bespaart", "hoeveel is"."""
    asked = _ASKED.search(text)
    word = _WORD.match(text, asked.end()) if asked else None
    return word is not None and (word[0] in STOPWORDS or any(_is_verb(word[0], term) for term in terms(word[0])))


def _is_verb(word: str, term: str) -> bool:
    """Return whether a word is a form of the infinitive that is its term: "bespaart", but not "huishoudens"."""
    return term.endswith("en") and term != word and word.endswith(("t", "d"))


def _begins_with_verb(lowered: str) -> bool:
    """Return whether a text in lower case begins with a verb before its subject."""
    found = _AFTER_VERB.match(lowered)
    if found is None or found[1] in STOPWORDS:
        return False
    infinitive = lemma(found[1]) or ""
    return infinitive.endswith(_INFINITIVE) and (found[1] == infinitive or found[1].endswith(("t", "d")))


def _begins_sentence(words: str) -> bool:
    """Return whether the capital of the first of these words means only that it is the first."""
    first, _, rest = words.lower().partition(" ")
    is_small = first in STOPWORDS or first in _ENGLISH or first in _QUESTION_WORDS or bool(_VERB_FIRST.fullmatch(first))
    return is_small or _begins_with_verb(words.lower()) or (not rest and lemma(first) is not None)


def _named(text: str) -> Iterator[Span]:
    """Yield where names stand: words with a capital, and what is in quotation marks."""
    for match in _NAME.finditer(text):
        after: re.Match[str] | None = match
        if match.start() == 0 and _begins_sentence(match[0]):
            after = _NAME.search(text, match.end() - len(match[0].partition(" ")[2]), match.end())
        if after and not _is_inflected(after[0]):
            yield after.span()
    for match in _QUOTED.finditer(text):
        yield match.span(1)


def _is_inflected(word: str) -> bool:
    """Return whether a single word is a form of another in the dictionary: "Nederlanders" are no name; "Putten" is."""
    lowered = word.lower()
    return lemma(lowered) not in (None, lowered) and lowered not in listed("places")


def _titled(text: str, titles: Sequence[str]) -> Iterator[Span]:
    """Yield where titles of more than one word stand, or parts of them; not where the question begins."""
    for words in dict.fromkeys(part.strip() for title in titles for part in _TITLE_PARTS.split(title)):
        start = text.find(words) if " " in words and words[0].isupper() else 0
        end = start + len(words)
        if start > 0 and not f"{text[start - 1]}{text[end : end + 1]}".strip(" ?!.,'’"):
            yield start, end


def _names(text: str, titles: Sequence[str]) -> Iterator[Name]:
    seen: set[tuple[str, ...]] = set()
    titled = tuple(_titled(text, titles))
    for start, end in (*titled, *_named(text)):
        words = text[start:end]
        found = tuple(dict.fromkeys(term for term in terms(words) if term not in _GENERIC))
        if found and found not in seen:
            seen.add(found)
            is_place = bool(_PLACE_BEFORE.search(text[:start]) or _INHABITED.search(text))
            is_place = is_place or words.lower() in listed("places")
            yield Name(words, found, False, is_place, (start, end) in titled)
    for match in _YEAR.finditer(text):
        yield Name(match[0], (match[0],), True, False)
