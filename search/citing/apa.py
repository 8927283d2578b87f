"""The reference in APA, in Dutch, and the short label for running text."""

import re
from collections.abc import Sequence

from corpus.model import MONTHS
from search.citing.reference import Name, Reference

_PARTICLES = re.compile(r"^(?:[a-zë'’]+ )+")


def label(reference: Reference) -> str:
    """Return the reference as in running text: "Verzonnen (2024, p. 7)"; without authors by the title."""
    year = reference.date[:4] if reference.date else "z.d."
    pages = f", {reference.pages_in_words}" if reference.pages else ""
    return f"{_label_names(reference.authors) or _shorten(reference.title)} ({year}{pages})"


def apa(reference: Reference) -> str:
    """Return the reference; what nobody states is left out or, for the date, "z.d.".

    An item is a work in its newsletter or magazine.

    Source:
        American Psychological Association, Publication Manual, 7th edition, with the
        Dutch words of "De APA-richtlijnen uitgelegd" (SURF, 2021): "z.d." and "In".
    """
    when = f"({_date(reference.date)})"
    place = f" ({reference.pages_in_words})" if reference.pages else ""
    container = f"In {reference.container}{place}" if reference.container else ""
    title = reference.title if container else f"{reference.title}{place}"
    authors, publisher = _names(reference.authors), reference.publisher
    parts = [f"{_stop(authors)} {when}", title] if authors else [f"{_stop(title)} {when}"]
    parts += [container] if container else []
    # A publisher that is the author as well is named once.
    parts += [publisher] if publisher and publisher != authors else []
    text = " ".join(_stop(part) for part in parts)
    return f"{text} {reference.address}" if reference.address else text


def write(references: Sequence[Reference]) -> str:
    """Return a list of references by author, a line each; Dutch particles do not count in the order."""
    return "".join(f"{line}\n" for line in sorted(map(apa, references), key=_sorted_by))


def _sorted_by(line: str) -> str:
    return _PARTICLES.sub("", line).casefold()


def _date(date: str | None) -> str:
    """Return a partial date in the order that APA asks: "2024, 12 februari"."""
    if date is None:
        return "z.d."
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{year}, {int(rest[1])} {month}" if len(rest) == 2 else f"{year}, {month}"


def _names(authors: Sequence[Name]) -> str:
    """Return "Verzonnen, R., & van der Berg, K."; a name that may be no person's is kept whole."""
    names = [_inverted(author) for author in authors]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _inverted(name: Name) -> str:
    if name.given is None:
        return name.family
    return f"{name.family}, {' '.join(map(_initial, re.findall(r'[^ .-]+[.]?', name.given)))}"


def _initial(given: str) -> str:
    """Return the initial of a given name, as written when it is one: "Th." stays, and IJsbrand is "IJ."."""
    if given.endswith("."):
        return given
    return "IJ." if given.startswith("IJ") else f"{given[0].upper()}."


def _label_names(authors: Sequence[Name]) -> str:
    surnames = [name.family for name in authors]
    if len(surnames) > 2:
        return f"{surnames[0]} et al."
    return " & ".join(surnames)


def _shorten(title: str) -> str:
    words = title.split()
    return f"‘{title}’" if len(words) <= 6 else f"‘{' '.join(words[:5])} …’"


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
