"""Names of people as Dutch texts write them: "Jan de Vries, lector" and "Vries, Jan de" are one person each."""

import re

_TITLES = r"(?:(?:[Dd]r|[Dd]rs|[Pp]rof|[Ii]r|[Mm]r|[Ii]ng)\.\ ?|(?:[Dd]hr|[Mm]w|[Mm]evr)\.?\ ){0,3}"
_PARTICLE = r"(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Hh]et|['’][Tt]|[Tt]er|[Tt]en|[Tt]e|[Ii]n|[Oo]p|[Ee]l|[Bb]en)"
_WORD = r"""(?:[A-ZÀ-ÞŠŽ](?:[a-zß-ÿšžćčğ]{1,30}(?:[A-ZÀ-Þ][a-zß-ÿšžćčğ]{1,30})?|['’][A-ZÀ-Þ][a-zß-ÿ]{1,30})
    (?:-[A-Za-zÀ-ÿ]{2,30}){0,2}|IJ[a-z]{1,30})"""
_INITIALS = r"(?:[A-Z]\.\ ?){1,5}"
_NO_SURNAME = r"(?!(?:Hogeschool|Gemeente|Universiteit|Stichting|Lectoraat|Ministerie|Werkplaats|Welzijn|GGD|GGZ)\b)"
SURNAME = rf"(?:(?:{_PARTICLE}\ ){{0,3}}{_NO_SURNAME}{_WORD}(?:-(?:{_PARTICLE}\ ){{0,3}}{_WORD})?)"
_BEFORE_NAMES = r"""(?!(?:Bel|Mail|Vraag|Bezoek|Lees|Neem|Volgens|Aldus|Namens|Met|Ook|Samen|Toen|Als|En|Of|Maar|Want|Zo
    |Na|Nu|Hier|Daar|Beste|Geachte|Lieve|Onze|Mijn|Zijn|Haar|Dit|Dat|Deze|Die|Er|Tijdens|Vanuit|Door|Tekst|Foto|Bij|Aan|Over
    |Om|Uit|Tot|Voor|Van|Een|Het)\ )"""
"""Words with a capital, for they begin a sentence, that are no given name."""
NAME = rf"(?:{_BEFORE_NAMES}{_TITLES}(?:{_INITIALS}|{_WORD}\ )(?:{_WORD}\ ){{0,2}}{SURNAME})"
"""A full name, for patterns that are ``VERBOSE``: a given name or initials, and a surname with what goes before it."""

_NAME = re.compile(NAME, re.VERBOSE)
_ORGANISATION = re.compile(
    r"""(?:gemeenten?|hogeschool|universiteit|stichting|lectora(?:at|ten)|ministerie|werkplaats(?:en)?|redactie|instituut
    |kenniscentrum|kennisnetwerk|provincie|academie|vereniging|team|netwerk|sociaal|sociale|tweede|eerste|raad|ggd|ggz|de
    |het|een|in|van|op|wet|werkgroep|projectgroep|stuurgroep|bureau|afdeling|centrum|huis|stad|regio|nieuwsbrief|centrale
    |nederlandse|vrije|rijks\w*|koninklijke|samenwerkings\w*|leeratelier|onderzoek|project|voor|met|aan|bij)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SURNAME = re.compile(SURNAME, re.VERBOSE)
_GIVEN = re.compile(rf"(?:{_INITIALS}|{_WORD})(?:\ ?{_PARTICLE}){{0,3}}", re.VERBOSE)
_AND = re.compile(r" (?:en|and|&) | ?[;|] ?")
_ASIDE = re.compile(r" ?\([^()]{0,200}\)")
MAX_AUTHORS = 50
_MAX_LENGTH = 5_000
"""Characters that name authors."""


def read_authors(text: str) -> tuple[str, ...]:
    """Return the authors that a manifest or markup names, each once, as written but without role and organisation.

    Parted by semicolons, which are never part of a name; without any, "en", "&" and commas part them as well, unless
    what the comma parts is one inverted name. What is no name of a person is kept whole: "Redactie",
    "Lectoraat Zorg en Welzijn".
    """
    parts = [part for part in text[:_MAX_LENGTH].split(";") if part.strip()]
    if len(parts) > 1:
        names = [_without_role(part) for part in parts]
    else:
        names = list(read_names(text[:_MAX_LENGTH])) or [_without_role(text[:_MAX_LENGTH])]
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_AUTHORS]


def read_names(text: str) -> tuple[str, ...]:
    """Return the people in a list of nothing but full names, with or without roles; empty when it holds more."""
    names: list[str] = []
    for part in _AND.split(_ASIDE.sub("", _squeeze(text))):
        pieces = [piece.strip() for piece in part.split(",")]
        if len(pieces) == 2 and _is_inverted(*pieces):
            names.append(part.strip())
            continue
        for place, piece in enumerate(pieces):
            if is_person(piece):
                names.append(piece)
            elif place == 0 or not (piece[:1].islower() or _ORGANISATION.match(piece)):
                return ()
    return tuple(names)


def is_person(text: str) -> bool:
    """Return whether the text is one full name, and does not begin as the name of an organisation does."""
    return bool(_NAME.fullmatch(text)) and not _ORGANISATION.match(text)


def _is_inverted(surname: str, given: str) -> bool:
    """Return whether "Vries" and "Jan de" are the two halves of one name."""
    return bool(_SURNAME.fullmatch(surname) and _GIVEN.fullmatch(given))


def _without_role(text: str) -> str:
    """Return one name without what is not part of it: "Jan de Vries, lector", "Roos Bakker (HAN)"."""
    name = _ASIDE.sub("", _squeeze(text)).strip()
    first, comma, rest = name.partition(",")
    is_followed = bool(comma) and is_person(first) and not _is_inverted(first, rest.strip())
    return first if is_followed else name


def _squeeze(text: str) -> str:
    return " ".join(text.split())
