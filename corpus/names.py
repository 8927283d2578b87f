"""One name: whether it is a person's, and what of it are the given names and what the surname.

Names are read as Dutch texts write them: "dr. J. van den Berg" and "Berg, J. van den" are one person each.
"""

import re

_UPPER = "".join(letter for letter in map(chr, range(0x180)) if letter.isupper())
_LOWER = "".join(letter for letter in map(chr, range(0x180)) if letter.islower())
# Possessive: a title that stands there is no given name, whatever follows it.
_TITLES = r"(?:(?i:prof|drs?|ir|mr|ing|ds|dhr|mw|mevr|mevrouw|de\ heer)(?:\.\ ?|\ )){0,4}+"
_PARTICLE = r"""(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Hh]et|['’][Tt]|[Tt]er|[Tt]en|[Tt]e|[Ii]n|[Oo]p|[Vv]on|[Dd]u|[Dd]a|[Dd]os
    |[Dd]i|[Ll]a|[Ll]e|[Ee]l|[Aa]l|[Bb]en)"""
_WORD = rf"""(?:[{_UPPER}](?:[{_LOWER}]{{1,30}}(?:[{_UPPER}][{_LOWER}]{{1,30}})?|['’][{_UPPER}][{_LOWER}]{{1,30}})
    (?:-(?!{_PARTICLE}\ )[{_UPPER}{_LOWER}]{{2,30}}){{0,2}}|IJ[a-z]{{1,30}})"""
_INITIALS = rf"(?:(?:Chr?|Joh|Ph|Th|IJ|[{_UPPER}])\.\ ?){{1,5}}"
_GIVEN = rf"(?:{_INITIALS}|Ben\ |(?!{_PARTICLE}\ ){_WORD}\ )(?:(?!{_PARTICLE}\ ){_WORD}\ ){{0,2}}"
_NO_SURNAME = r"(?!(?:Hogeschool|Gemeente|Universiteit|Stichting|Lectoraat|Ministerie|Werkplaats|Welzijn|GGD|GGZ)\b)"
SURNAME = rf"""(?:(?:{_PARTICLE}\ |[EeAa]l-){{0,3}}{_NO_SURNAME}{_WORD}
    (?:-(?:{_PARTICLE}\ ){{0,3}}{_WORD})?)"""
_BEFORE_NAMES = r"""(?!(?:Bel|Mail|Vraag|Bezoek|Lees|Neem|Volgens|Aldus|Namens|Met|Ook|Samen|Toen|Als|En|Of|Maar|Want|Zo
    |Na|Nu|Hier|Daar|Beste|Geachte|Lieve|Onze|Mijn|Zijn|Haar|Dit|Dat|Deze|Die|Er|Tijdens|Vanuit|Door|Tekst|Foto|Bij|Aan|Over
    |Om|Uit|Tot|Voor|Van|Een|Het)\ |(?!(?:Ilse|Else)\ )\w+[bcdfghklmnprtvwxz]se\ )"""
"""Words with a capital that are no given name: they begin a sentence, or tell of which region something is."""
NAME = rf"(?:{_BEFORE_NAMES}{_TITLES}{_GIVEN}{SURNAME})"
"""A full name, for patterns that are ``VERBOSE``: a given name or initials, and a surname with what goes before it."""

_NAME = re.compile(rf"{_BEFORE_NAMES}{_TITLES}(?P<given>{_GIVEN})(?P<surname>{SURNAME})", re.VERBOSE)
_INVERTED = re.compile(
    rf"""(?P<surname>{SURNAME}),\ {_TITLES}
    (?P<given>(?P<initials>{_INITIALS})|{_WORD}(?:\ {_INITIALS})?|{_WORD}(?:\ {_WORD}){{1,2}}(?=\ {_PARTICLE}))
    (?P<before>(?:\ ?{_PARTICLE}){{0,3}})""",
    re.VERBOSE,
)
_PHRASE = re.compile(r"(?:de(?! heer\b)|het|een|in|van|op|voor|met|aan|bij)\b", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"""(?:raad|ggd|ggz|sociaal|sociale|tweede|eerste|wet|huis|stad|regio|centraal|centrale|nationale?|landelijke?
      |nederlandse|vrije|rode|rijks\w*|koninklijke|samenwerkings\w*|vrienden|onderzoek|project|zorg)\b
    | .{0,100}?\b[\w-]{0,40}(?:gemeenten?|provincie|ministerie|overheid|inspectie|ombudsman|hogeschool|universiteit
      |academie|school|scholen|lectora(?:at|ten)|instituut|leeratelier|stichting|vereniging|federatie|coalitie|coöperatie
      |organisatie|instelling|dienst|bureau|centrum|netwerk|platform|fonds|werkplaats(?:en)?|team|groep|commissie|afdeling
      |redactie|krant|nieuwsbrief|magazine|bibliotheek|welzijn|nederland)\b
    | .{0,100}?\b[\w-]{4,40}(?:raad|zorg|werk|kracht)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""What an organisation begins with, and what names one wherever it stands, at the end of longer words as well; the last
only there, for Raad and Konraad are surnames."""


def is_person(text: str) -> bool:
    """Return whether the text is one full name, the surname last, and neither a phrase nor an organisation's name."""
    return bool(_NAME.fullmatch(text)) and not is_organisation(text)


def is_inverted(text: str) -> bool:
    """Return whether the text is one name with the surname first: "Vries, Jan de", but not "Zorg, Welzijn"."""
    match = _INVERTED.fullmatch(text)
    return bool(match) and (has_initials(text) or not _ORGANISATION.match(text))


def has_initials(inverted: str) -> bool:
    """Return whether a name with the surname first has initials: "Vries, J. de", but not "Vries, Jan de"."""
    match = _INVERTED.fullmatch(inverted)
    return match is not None and match["initials"] is not None


def is_organisation(text: str) -> bool:
    """Return whether a text begins as a phrase does, or has words of an organisation's name."""
    return bool(_PHRASE.match(text) or _ORGANISATION.match(text))


def split_name(name: str) -> tuple[str, str] | None:
    """Return given names and surname, particles with the surname, titles left out.

    None when it is not certain that a person bears the name, or which part is which: "Plato", "Stichting Welkom".
    """
    match = _NAME.fullmatch(name) if is_person(name) else _INVERTED.fullmatch(name) if is_inverted(name) else None
    if match is None:
        return None
    before = match.groupdict().get("before", "")
    return match["given"].strip(), f"{before} {match['surname']}".strip()
