"""Short facts in a text: dates, times, numbers, amounts, people, organisations, places and ways to reach someone."""

import re
from collections.abc import Iterator
from typing import Literal

from corpus.model import MONTHS
from corpus.names import NAME, is_person
from search.dutch.lexicon import lemma, listed
from search.dutch.stopwords import STOPWORDS

Shape = Literal[
    "date", "time", "duration", "number", "amount", "percentage", "person", "organisation", "place", "phone", "email",
    "address", "website",
]  # fmt: skip
Span = tuple[int, int]

_MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|febr|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?"
_DAY = r"(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:en|s|ochtend|middag|avond)?"
_DAYS = rf"""(?:(?:elke|iedere|op|de)\ (?:(?:eerste|tweede|derde|vierde|laatste)\ )?)?
    {_DAY}(?:(?:,\ |-?\ (?:en|of|t/m|tot|tot\ en\ met)\ ){_DAY})*(?:\ van\ de\ maand)?"""
_YEAR = r"(?:(?:19|20)\d\d(?![\d.,]\d)|['’‘´`]\d\d\b)"
_CLOCK = r"(?:(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d|[.,]\d))"
_HOUR = r"(?:één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)"
_SEASON = r"(?:voorjaar|najaar|zomer|winter|herfst|lente|begin|eind|medio|half)"
_IN_YEAR = "(?:" + "|".join(rf"(?<=\b{word}\ )" for word in "in van tot over eind begin sinds vanaf".split()) + ")"
_COUNT = r"""(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?|(?:één|een\ op\ de|twee|drie|vier|vijf|zes|zeven|acht|negen
    |tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien
    |(?:\w{3,7}(?:en|ën))?(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig|(?:\w{3,7})?(?:honderd|duizend)|tientallen
    |honderden|duizenden|anderhal(?:f|ve)|\w{3,7}[eë]nhal(?:f|ve)|geen\ enkele?)\b)"""
_UNIT = (
    r"(?:seconden?|minu(?:ut|ten)|uur|uren|(?:werk)?dag(?:en)?|weken|week|maand(?:en)?|jaar|jaren|kwartaal|dagdelen)"
)
_WORD = r"[A-ZÀ-Þ][\w&'’-]*"
_SMALL = r"(?:van|der|de|den|het|voor|en|aan|in|&|'t|’t)"
_NUMBERS = {
    "date": rf"""(?<![\w.,-])(?:
          (?:{_DAY}\ )?\d{{1,2}}(?:e|ste)?(?:\ (?:en|t/m|tot\ en\ met|tot)\ \d{{1,2}})?\ {_MONTH}(?:\ {_YEAR})?
        | (?:(?:begin|eind|half|medio)\ )?{_MONTH}\ {_YEAR}
        | {_SEASON}(?:\ van)?\ (?:{_YEAR}|{_MONTH})
        | \d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)\d\d | (?:19|20)\d\d-\d\d-\d\d
        | {_DAYS}
        | (?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?(?![\d.,]\d|\d)
        | \b{_MONTH} )""",
    "time": rf"""(?<![\w.,-])(?:{_DAYS},?\ )?(?:
          (?:(?:van|tussen)\ )?{_CLOCK}(?:(?:\ uur)?\s?(?:-|–|tot|en)\s?(?:{_CLOCK}|zonsondergang))?(?:\ uur)?
        | (?:half\ )?(?:\d{{1,2}}(?:\s?(?:-|–|tot)\s?\d{{1,2}})?|{_HOUR})\ uur\b | half\ {_HOUR}\b )""",
    "duration": rf"""(?<![\w.,-])(?:(?:ongeveer|circa|maximaal|minimaal|minstens|hoogstens|binnen|ruim|bijna)\ )?
        {_COUNT}(?:\s?(?:-|–|à|tot|of)\s?{_COUNT})?\ (?:\w+\ )?{_UNIT}\b|\w+jarige?\b""",
    "number": rf"""(?<![\w.,€/-])(?!(?:19|20)\d\d\b(?!\ \w))(?!{_IN_YEAR}(?:19|20)\d\d\b)
        (?:{_COUNT}\ op\ (?:de|iedere|elke)\ )?{_COUNT}(?![\d)-]|[.,:/]\d|\.\s|\ ?(?:%|procent|{_MONTH}))""",
    "amount": r"""€\s?\d[\d.]*(?:,(?:\d\d|-+))?(?:\ (?:miljoen|miljard))?
        | (?<![\w.,])\d[\d.]*(?:,\d+)?(?:\ (?:miljoen|miljard|duizend))?\ euro\b | \b(?:gratis|kosteloos)\b""",
    "percentage": rf"(?<![\w.,]){_COUNT}\s?(?:%|procent\b)",
    "email": r"(?<![\w.+@-])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\w@-])",
    "website": r"""\b(?:https?://|www\.)[^\s)\]>]+[^\s)\]>.,;:]
        | \b[a-z0-9-]+\.(?:nl|org|eu|com|info)(?:/[^\s)\]>.,;]*)?\b""",
}  # fmt: skip
_NAMES = {
    "person": rf"(?<![\w-]){NAME}",
    "organisation": rf"""(?<![\w-])
        (?:(?:gemeente|provincie|stichting|hogeschool|universiteit|lectoraat|ministerie\ van)\ )?
        {_WORD}(?:\ (?:{_SMALL}\ ){{0,2}}{_WORD}){{0,7}}""",
    "place": rf"""(?:(?<=\b[Ii]n\ )|(?<=\b[Tt]e\ )|(?<=\b[Bb]ij\ )|(?<=\b[Oo]p\ )|(?<=\b[Uu]it\ )|(?<=\b[Nn]aar\ ))
          (?:de\ |het\ )?{_WORD}(?:[\ -](?:{_SMALL}\ ){{0,2}}{_WORD}){{0,4}}
        | \b(?:wijk(?:en)?|buurt(?:en)?|dorp(?:en)?|stad|steden|gemeenten?|regio)\ {_WORD}(?:(?:,\ |\ en\ |\ ){_WORD})*
        | \b(?:bibliotheek|buurthuis|wijkcentrum|gemeentehuis|stadhuis|dorpshuis|theater|zaal)(?:\ {_WORD}){{0,4}}
        | {_WORD}(?:\ {_WORD}|straat|laan|weg|plein|kade|dijk|gracht)\ \d+[a-z]?\b""",
    "phone": r"""(?<![\w.,/+-])(?:(?:\+31[\s-]?(?:\(0\)\s?)?|\(?0\d{1,3}\)?[\s-]{1,3})\d(?:[\s-]?\d){5,8}|0\d{9}
        | 14\s?0\d{2,3} | 0[89]00[\s-]?\d{4,7})(?![\w-])""",
    "address": rf"""{_WORD}(?:\ {_WORD}){{0,3}}\ \d+(?:\s?[a-zA-Z])?\b(?![.,-]\d)
          (?:,?\s{{1,3}}\d{{4}}\ ?[A-Z]{{2}}\b(?:\ {_WORD})?)?
        | \b\d{{4}}\ ?[A-Z]{{2}}\b(?:\ {_WORD})?""",
}
"""Here capitals count."""
_PATTERNS = {
    **{shape: re.compile(pattern, re.VERBOSE | re.IGNORECASE) for shape, pattern in _NUMBERS.items()},
    **{shape: re.compile(pattern, re.VERBOSE) for shape, pattern in _NAMES.items()},
}
_POINTING = re.compile(r"(?:hier|daar|er)\w{2,}")
"""A word that points to others, with a capital where it begins a sentence."""
_SMALL_NEXT = re.compile(r"\s[a-zà-ÿ]")
_LONGEST = 2_000
"""Characters of one sentence that are looked through."""


def find(text: str, shape: Shape) -> Iterator[Span]:
    """Yield where facts of this shape stand in a text, in order."""
    for match in _PATTERNS[shape].finditer(text, 0, _LONGEST):
        if _is_sound(shape, match):
            yield match.span()


def _is_sound(shape: Shape, match: re.Match[str]) -> bool:
    """Return whether a match is what its shape says, as far as a pattern cannot tell."""
    words = match[0]
    if shape == "person":
        return is_person(words)
    if shape == "address":
        # "Met 34 vrijwilligers" is no address.
        return words.partition(" ")[0].lower() not in STOPWORDS
    if shape == "organisation" and _is_of_place(match):
        return False
    if shape in ("organisation", "place"):
        # A capital that only begins a sentence.
        word = words.lower()
        return " " in words or not (word in STOPWORDS or lemma(word) or _POINTING.fullmatch(word))
    return True


def _is_of_place(match: re.Match[str]) -> bool:
    """Return whether what was found names a place, or is only the adjective of one: "Twentse jongeren"."""
    words = match[0]
    return words.lower() in listed("places") or (
        " " not in words and words.endswith("se") and _SMALL_NEXT.match(match.string, match.end()) is not None
    )
