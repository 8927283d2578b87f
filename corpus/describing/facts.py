"""Facts that a text states about a work: people with their roles, partners, place, programme, period, status, contact.

Each rule reads text and says how often it is right. What it finds stands in the text, word for word.
"""

import re
from collections.abc import Iterator
from itertools import chain

from corpus.describing.dates import read_date
from corpus.model import Fact, FactName
from corpus.names import NAME, SURNAME, is_person

MAX_FACTS = 200
"""Of one work: a long report names everybody."""
_MAX_LENGTH = 500_000
"""Characters of a work that are read for facts, which takes a second for each million."""
CONFIDENCE = {
    "e-mail": 0.95,  # 30 of 30
    "minister": 0.95,  # 21 of 21
    "person, role": 0.9,  # 8 of 8
    "phone": 0.9,  # 9 of 9
    "role person": 0.85,  # 5 of 5
    "partner": 0.8,  # 8 of 8
    "label": 0.8,  # 2 of 2
    "period": 0.8,  # none; 4 of 4 in other Dutch texts
}
"""What share of a rule's facts is right. Behind each: how many were, of all that it found in 500 real documents of the
social domain. All were read, and what was wrong was mended or left out ("het project is afgerond" without a date says
so of this project in 1 text of 10), so few hits prove little, and such rules claim less."""

_ROLE_WORD = r"""(?:(?:project|programma|onderzoeks|werkplaats)?(?:leider|co[oö]rdinator|manager)|contactpersoon
    |(?:hoofd|docent-|promotie)?onderzoeker|(?:associate\ )?lector|hoogleraar|promovend[ua]s?|wethouder|burgemeester
    |projectmedewerker|beleids(?:adviseur|medewerker)|bestuurder|directeur(?:-bestuurder)?|voorzitter|adviseur|docent
    |(?:eind|hoofd)?redacteur|jongerenwerker|ervaringsdeskundige)(?!\w)"""
_ROLE = rf"""(?:(?:[Aa]ssociate|[Ss]enior|[Jj]unior|[Bb]ijzonder|[Aa]lgemeen|[Rr]egionaal)\ )?(?i:{_ROLE_WORD})
    (?:\ (?:(?:van|de|het|en|bij|der|in|voor|&)\ ){{0,3}}[A-Z][\w-]{{1,40}}){{0,6}}"""
_LABEL = r"^[*_•\- ]{0,5}(?i:%s)[*_]{0,2}\ ?:[*_ ]{1,5}(?P<value>[A-Z][^\n:|*_]{1,80})$"
_MONTH = r"(?:[a-z]{3,9}\.?\ )"
_DATE = rf"(?:(?:(?:\d{{1,2}}|begin|medio|eind)\ )?{_MONTH}?(?:19|20)\d\d|\d{{1,2}}-\d{{1,2}}-(?:19|20)\d\d)(?![\d-])"
_TILL = r"(?:\ ?[-–]\ ?|\ tot(?:\ en\ met)?\ |\ t/m\ )"
_WORK = r"""(?:[Hh]et|[Dd]e|[Dd]it|[Dd]eze|[Oo]ns)\ (?:\w{1,30}\ )?
    (?:(?:\w{1,20})?project|(?:deel)?onderzoek|programma|pilot)"""
_PHONE = (
    r"(?:\+31[ -]?(?:\(0\)[ ]?)?[1-9]\d{0,2}|\(0\d{1,3}\)|0[1-9]\d{0,2})(?:[ ]?[-–][ ]?|[ ])\d{2,8}(?:[ ]\d{2,4}){0,3}"
)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.MULTILINE)


# A look ahead for a capital or a comma, where the pattern would find out much later, makes it three times as fast.
_RULES: tuple[tuple[str, FactName, re.Pattern[str]], ...] = (
    (
        "label",
        "person",
        _compile(
            rf"^[*_•\ -]{{0,5}}(?P<role>(?i:{_ROLE_WORD})(?:\ [a-z]{{1,20}}){{0,3}})\ ?:[*_\ ]{{0,5}}(?P<value>{NAME})"
        ),
    ),
    (
        "person, role",
        "person",
        _compile(rf"(?<![\w-])(?=[A-Za-z][^,\n]{{3,80}},\ [A-Za-z])(?P<value>{NAME}),\ (?P<role>{_ROLE})"),
    ),
    (
        "role person",
        "person",
        _compile(
            rf"(?<![\w-])(?=[\w-]{{5,25}}(?:\ lector)?\ [A-Z])(?<!,\ )(?P<role>(?i:{_ROLE_WORD}))\ (?P<value>{NAME})"
        ),
    ),
    (
        "minister",
        "person",
        _compile(rf"(?<![\w-])(?P<role>Minister|Staatssecretaris)\ (?P<value>{SURNAME}(?:\ {SURNAME})?)(?=\ \()"),
    ),
    ("label", "place", _compile(_LABEL % "plaats|locatie|waar")),
    ("label", "programme", _compile(_LABEL % "programma(?:lijn)?")),
    (
        "e-mail",
        "contact",
        _compile(
            r"(?<![\w.+@-])(?P<value>[A-Za-z0-9][\w.+-]{1,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})(?![\w@-])"
        ),
    ),
    ("phone", "contact", _compile(rf"(?<![\w.,/+-])(?P<value>06\d{{8}}|{_PHONE})(?![\w-])")),
)
_SUBJECT = re.compile(
    r"(?:Work|Werk|Netwerken|Domein|Zorg|Welzijn|Beleid|Onderwijs|Studies|Filosofie|Publieke|Maatschappelijk|Social)\b"
)
"""Words of what a lector or an alderman is about: "lector Informele Netwerken" is nobody's name."""

_WITH = re.compile(
    r"\b(?:in\s(?:nauwe\s)?samenwerking|samengewerkt|werk(?:en|t)\s(?:\w{1,30}\s){0,3}samen)\smet\s", re.IGNORECASE
)
_PARTNERS = re.compile(r"^[*_•\- ]{0,5}(?:samenwerkings)?partners?[*_]{0,2} ?:[*_ ]{1,5}", re.IGNORECASE | re.MULTILINE)
_ORGANISATION = _compile(
    r"""(?:(?:met|de|het|een|onze|lokale|landelijke|gemeenten)\ ){0,2}
    (?P<value>(?:(?:gemeente|hogeschool|universiteit|stichting|ministerie\ van|lectoraat|provincie|kenniscentrum)\ )?
    [A-Z][\w&'’-]{1,40}(?:\ (?:(?:van|der|de|het|voor|&)\ ){0,2}[A-Z0-9][\w&'’-]{1,40}){0,6})
    (?=[.,;:)\n]|\ (?:en|om|voor|is|zijn|op|in|aan|uit|heeft|hebben|de|het)\b|\Z)"""
)
_AND = re.compile(r",?\s(?:en|&)\s|,\s")
_PERIOD = _compile(
    rf"""(?:^|(?<=[\s(]))(?:
      (?:[Ll]ooptijd|[Pp]roject(?:periode|duur))\ ?:\ {{0,3}}(?P<from1>{_DATE}){_TILL}(?P<to1>{_DATE})
    | {_WORK}\ (?: (?P<running1>loopt)\ van\ (?P<from2>{_DATE}){_TILL}(?P<to2>{_DATE})
      | (?P<running2>loopt)\ (?:nog\ )?tot\ (?:en\ met\ )?(?P<to3>{_DATE})
      | (?P<running3>is)\ (?:gestart\ in\ (?P<from3>{_DATE})|in\ (?P<from4>{_DATE})\ gestart)
      | (?P<planned1>gaat|start)\ (?:pas\ )?in\ (?P<from5>{_DATE})(?:\ van\ start)?
      | (?P<finished1>is)\ in\ (?P<to4>{_DATE})\ afgerond )
    )
    | ^[*_•\ -]{{0,5}}(?: [Ss]tart(?:datum)?[*_]{{0,2}}\ ?:[*_\ ]{{1,5}}(?P<from6>{_DATE})
      | [Ee]ind(?:e|datum)?[*_]{{0,2}}\ ?:[*_\ ]{{1,5}}(?P<to5>{_DATE})
      | [Ss]tatus[*_]{{0,2}}\ ?:[*_\ ]{{1,5}}(?:(?P<finished2>[Aa]fgerond|[Bb]eëindigd)
        | (?P<running4>[Ll]opend|[Ll]oopt|[Gg]estart) | (?P<planned2>[Gg]epland|[Ii]n\ voorbereiding))\b )"""
)


def find_facts(text: str, start: int = 0, end: int | None = None) -> tuple[Fact, ...]:
    """Return what ``text[start:end]`` states, each fact once, ``MAX_FACTS`` at most; offsets are in the whole text."""
    end = min(len(text) if end is None else end, start + _MAX_LENGTH)
    found: dict[tuple[str, str], Fact] = {}
    for fact in chain(_matches(text, start, end), _partners(text, start, end), _periods(text, start, end)):
        found.setdefault((fact.name, fact.value.casefold()), fact)
        if len(found) == MAX_FACTS:
            break
    return tuple(found.values())


def _matches(text: str, start: int, end: int) -> Iterator[Fact]:
    for rule, name, pattern in _RULES:
        for match in pattern.finditer(text, start, end):
            value = match["value"].rstrip()
            if _is_sound(rule, name, value):
                role = " ".join(match["role"].split()) if name == "person" else ""
                yield Fact(name, value, role, CONFIDENCE[rule], match.start(), match.end())


def _is_sound(rule: str, name: FactName, value: str) -> bool:
    """Return whether a match is what the rule is after, as far as a pattern cannot tell."""
    if rule == "phone":
        digits = "".join(filter(str.isdigit, value.replace("(0)", "")))
        return len(digits) == (11 if value.startswith("+") else 10)
    return name != "person" or rule == "minister" or (is_person(value) and not _SUBJECT.search(value))


def _partners(text: str, start: int, end: int) -> Iterator[Fact]:
    """Yield the organisations of each "in samenwerking met A, B en C", as far as they are names."""
    for trigger in chain(_WITH.finditer(text, start, end), _PARTNERS.finditer(text, start, end)):
        position: int | None = trigger.end()
        while position is not None:
            match = _ORGANISATION.match(text, position, end)
            position = None
            if match:
                yield Fact(
                    "partner", match["value"], "", CONFIDENCE["partner"], match.start("value"), match.end("value")
                )
                after = _AND.match(text, match.end(), end)
                position = after.end() if after else None


def _periods(text: str, start: int, end: int) -> Iterator[Fact]:
    """Yield start, end and status; a status is what the source says at its own date."""
    for match in _PERIOD.finditer(text, start, end):
        for group, words in match.groupdict().items():
            name = group.rstrip("0123456789")
            if words is None:
                continue
            value = read_date(words) if name in ("from", "to") else name
            if value is not None:
                fact: FactName = {"from": "start", "to": "end"}.get(name, "status")  # type: ignore[assignment]  # one of three
                yield Fact(fact, value, "", CONFIDENCE["period"], *match.span())
