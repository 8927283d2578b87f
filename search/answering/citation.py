"""How a passage is cited: a short label, the reference in APA, and a link that leads to the words themselves."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from corpus.model import MONTHS, Item, Metadata, Passage
from corpus.names import split_name


@dataclass(frozen=True, slots=True)
class Citation:
    """``label``: as in running text. ``apa``: the reference. ``link``: where the words stand."""

    label: str
    apa: str
    link: str


def cite(passage: Passage, metadata: Metadata, item: Item | None = None) -> Citation:
    """Return the citation of a passage; what nobody states is left out or, for the date, "z.d.".

    An item is cited as a work in its newsletter or magazine, with its own authors and date where it has them. The
    link of a document with an address of its own goes to the passage's first words in it; any other goes to the passage
    in this index.

    Source:
        American Psychological Association, Publication Manual, 7th edition, with the
        Dutch words of "De APA-richtlijnen uitgelegd" (SURF, 2021): "z.d." and "In".
    """
    date = metadata.date_of(item)
    names = (item and item.authors) or metadata.authors
    year = date[:4] if date else "z.d."
    work = passage.item or metadata.title
    authors = _apa_names(names) or metadata.publisher
    lead = _label_names(names) or metadata.publisher or _shorten(work)
    page = f", p. {passage.locator.page}" if passage.locator.page else ""
    link = _text_link(metadata.url, passage.text) if metadata.url else f"/v1/passages/{passage.passage_id}"
    return Citation(f"{lead} ({year}{page})", _apa(passage, metadata, authors, date, page), link)


def _apa(passage: Passage, metadata: Metadata, authors: str | None, date: str | None, page: str) -> str:
    when = f"({_apa_date(date)})"
    place = f" ({page.removeprefix(', ')})" if page else ""
    container = f"In {metadata.title}{place}" if passage.item else ""
    title = passage.item or f"{metadata.title}{place}"
    parts = [f"{_stop(authors)} {when}" if authors else f"{_stop(title)} {when}"]
    parts += [title] if authors else []
    parts += [container] if container else []
    # A publisher that is the author as well is named once.
    parts += [metadata.publisher] if metadata.publisher and metadata.publisher != authors else []
    text = " ".join(_stop(part) for part in parts)
    return f"{text} {metadata.url}" if metadata.url else text


def _apa_date(date: str | None) -> str:
    """Return a partial date in the order that APA asks: "2024, 12 februari"."""
    if date is None:
        return "z.d."
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{year}, {int(rest[1])} {month}" if len(rest) == 2 else f"{year}, {month}"


def _apa_names(authors: tuple[str, ...]) -> str:
    """Return "Verzonnen, R., & van der Berg, K."; a name that may be no person's is kept whole."""
    names = [_inverted(author) for author in authors]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _inverted(author: str) -> str:
    name = split_name(author)
    if name is None:
        return author
    given, surname = name
    return f"{surname}, {' '.join(map(_initial, re.findall(r'[^ .-]+[.]?', given)))}"


def _initial(given: str) -> str:
    """Return the initial of a given name, as written when it is one: "Th." stays, and IJsbrand is "IJ."."""
    if given.endswith("."):
        return given
    return "IJ." if given.startswith("IJ") else f"{given[0].upper()}."


def _label_names(authors: tuple[str, ...]) -> str:
    surnames = [name[1] if (name := split_name(author)) else author for author in authors]
    if len(surnames) > 2:
        return f"{surnames[0]} et al."
    return " & ".join(surnames)


def _shorten(title: str) -> str:
    words = title.split()
    return f"‘{title}’" if len(words) <= 6 else f"‘{' '.join(words[:5])} …’"


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _text_link(url: str, text: str) -> str:
    """Return the address with a text fragment, which makes a browser scroll to the passage's first words."""
    words = text.split()
    first = " ".join(words[:6])
    fragment = quote(first, safe="").replace("-", "%2D")
    return f"{url.split('#')[0]}#:~:text={fragment}"
