"""The people that a list of names names: "Jan de Vries, lector" and "Vries, Jan de" are one person each."""

import re

from corpus.names import has_initials, is_inverted, is_organisation, is_person

_AND = re.compile(r" (?:en|and|&) | ?[;|] ?")
_ASIDE = re.compile(r" ?\([^()]{0,200}\)")
MAX_AUTHORS = 50
_MAX_LENGTH = 5_000
"""Characters that name authors."""


def read_authors(text: str) -> tuple[str, ...]:
    """Return the authors that a manifest or markup names, each once, as written but without role and organisation.

    Parted by semicolons, which are never part of a name; without any, "en", "&" and commas part them as well, unless
    what the commas part are inverted names: "Vries, Jan de", "Smit, K., Bos, J. en De Wit, P.". What is no name of a
    person is kept whole: "Redactie", "Lectoraat Zorg en Welzijn".
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
        pieces = [piece.strip() for piece in part.strip(" ,").split(",")]
        pairs = [", ".join(pieces[place : place + 2]) for place in range(0, len(pieces), 2)]
        # Of "Smit, Karin, Bos, Jan" nobody can tell whether it is two people; initials are no surname.
        if all(map(has_initials, pairs)) or (len(pairs) == 1 and is_inverted(pairs[0])):
            names += pairs
            continue
        for place, piece in enumerate(pieces):
            if is_person(piece):
                names.append(piece)
            elif place == 0 or not (piece[:1].islower() or is_organisation(piece)):
                return ()
    return tuple(names)


def _without_role(text: str) -> str:
    """Return one name without what is not part of it: "Jan de Vries, lector", "Roos Bakker (HAN)"."""
    name = _ASIDE.sub("", _squeeze(text)).strip()
    first = name.split(",", 1)[0]
    return first if is_person(first) and not is_inverted(name) else name


def _squeeze(text: str) -> str:
    return " ".join(text.split())
